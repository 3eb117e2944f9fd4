"""Which blocks of a text speak of what is to come: reviews of the past hold results, not targets."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from plantargets.language.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plantargets.plans import Plan, Section

FUTURE, PAST, OFF = "future", "past", "off"
# Log-odds that a block differs from the one before, that a text which names itself a plan speaks of the past,
# and that a work report opens with the past. Set on work reports whose headings tell, not on annotated ones.
SWITCH, PLAN_PRIOR, REPORT_PRIOR = 3.0, -2.5, 1.5
CAP = 5.0
_REPORT = re.compile(r"工作报告")
_PLAN = re.compile(
    r"^.{0,50}(?:计划|方案|规划|纲要|意见|要点|措施)》?(?:的通知)?(?:\([^()]*\))?$", re.MULTILINE
)
_SENTENCE = re.compile(r"[。;]")
_TURNS = re.compile(r"[。;](?:今年(?!以来)|明年|下一步)|,(?:到|至)20\d\d年,")
_WORK_OF = re.compile(r"(20\d\d)年(?:的)?(?:主要)?工作")
_YEAR_FIRST = re.compile(r"到?(20\d\d)年")
_INTENDS = re.compile(r"今年(?!以来)[^,。;]{0,8}(?:要|将|力争|计划|预期|确保|继续|新)|力争|到20\d\d年,")
_NUMBER = re.compile(r"\d")


def tell_tense(plan: Plan, folded: str, first_year: int | None = None) -> list[str]:
    """Return ``future``, ``past`` or ``off`` for each block of the plan.

    Headings that name a review (工作回顾) or what is to be done (重点工作) decide for their sections,
    openings such as 去年 and 今年 for their blocks. Where neither tells, the blocks are read together as a
    sequence that seldom switches (Viterbi 1967), each weighed by the cues of its sentences in
    ``language/tense_cues.csv``. Glossaries and the press matter behind a report are off. `first_year` is the
    first year of the plan: a block that opens with it looks forward.
    """
    tense = load_lexicon().tense
    is_report = _REPORT.search(folded, 0, 400) is not None
    known: list[str | None] = []
    weights: list[float] = []
    off = False
    is_plan = not is_report and _PLAN.search(folded, 0, 600) is not None
    sections = _Sections(plan, folded, is_report, first_year)
    for block in plan.blocks:
        words = folded[block.start : min(block.end, block.start + 60)].strip()
        if (
            not off
            and len(words) < 40
            and block.start > len(folded) * 0.3
            and tense["off_heading"].search(words[:24])
        ):
            off = True
        state = OFF if off else sections.state(block.section)
        text = folded[block.start : block.end]
        weight = 0.0
        if state != OFF and block.kind != "heading" and _NUMBER.search(text):
            weight = _past_weight(text, is_plan)
            if _INTENDS.search(text):
                weight -= 3.0
            opening = words[:22]
            past, future = tense["past_lead"].search(opening), tense["future_lead"].search(opening)
            year = _YEAR_FIRST.match(opening)
            if year and first_year is not None and int(year[1]) >= first_year:
                past, future = None, future or year
            if past and not _TURNS.search(text) and (future is None or past.start() < future.start()):
                weight += 3.0
                if weight > 0:
                    state = PAST
            elif future and state is None:
                weight -= 4.0
            elif state == FUTURE and weight > 2 * CAP:
                state = PAST
        known.append(state)
        weights.append(weight)
    prior = REPORT_PRIOR if is_report else PLAN_PRIOR
    return _decode(known, weights, prior)


class _Sections:
    """The tense that headings set, inherited by the sections below them; None where no heading tells."""

    def __init__(self, plan: Plan, folded: str, is_report: bool, first_year: int | None) -> None:
        self.sections: Sequence[Section] = plan.sections
        self.folded, self.is_report, self.first_year = folded, is_report, first_year
        self.states: dict[int, str | None] = {}

    def state(self, index: int | None) -> str | None:
        if index is None:
            return None
        if index not in self.states:
            self.states[index] = self._read(index)
        return self.states[index]

    def _read(self, index: int) -> str | None:
        tense = load_lexicon().tense
        section = self.sections[index]
        title = self.folded[section.start : section.heading_end][:60]
        above = self.state(section.parent)
        past, future = tense["past_heading"].search(title), tense["future_heading"].search(title)
        if above in {PAST, FUTURE}:
            return (
                PAST
                if past and not future and above == FUTURE and re.search(r"回顾|成效|完成情况", title)
                else above
            )
        if past and future:
            return None
        if past:
            return PAST
        if future:
            return FUTURE
        # 关于2026年工作 in the report of 2026 looks forward, 2025年工作 in the same report back
        year = _WORK_OF.search(title)
        if year and self.is_report and self.first_year is not None:
            return FUTURE if int(year[1]) >= self.first_year else PAST
        return None


@cache
def _cues(is_plan: bool) -> tuple[tuple[tuple[re.Pattern[str], float], ...], float]:
    text = (files("plantargets.language") / "tense_cues.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if not is_plan or row["in_plans"] == "yes"]
    constant = sum(float(row["log_odds_past"]) for row in rows if not row["pattern"])
    return tuple(
        (re.compile(row["pattern"]), float(row["log_odds_past"])) for row in rows if row["pattern"]
    ), constant


def _past_weight(text: str, is_plan: bool) -> float:
    """Return the log-odds, capped, that the sentences with numbers of a block report the past.

    In a text whose title names a plan only words of the past tell. Else a list of bare goals, such as
    高新技术企业达到100家。工业增加值增长6.5%。, would be taken for a review, the more surely the longer.
    """
    cues, constant = _cues(is_plan)
    total = 0.0
    for sentence in _SENTENCE.split(text[:1500]):
        if len(sentence) > 8 and _NUMBER.search(sentence):
            total += constant
            total += sum(weight * min(len(pattern.findall(sentence)), 3) for pattern, weight in cues)
    return total


def _decode(known: list[str | None], weights: list[float], prior: float) -> list[str]:
    """Return the most likely sequence of past and future (Viterbi 1967); known states stand."""
    past, future = prior, 0.0
    back: list[tuple[bool, bool]] = []
    for state, weight in zip(known, weights, strict=True):
        stay_past, stay_future = past >= future - SWITCH, future >= past - SWITCH
        past, future = (past if stay_past else future - SWITCH), (future if stay_future else past - SWITCH)
        back.append((stay_past, stay_future))
        capped = max(-CAP, min(CAP, weight))
        past += capped
        if state == PAST:
            future -= 1000.0
        elif state == FUTURE:
            past -= 1000.0
        if state in {PAST, FUTURE}:  # keep the numbers small: the next unknown block starts from this one
            past, future = (0.0, -SWITCH) if state == PAST else (-SWITCH, 0.0)
    result: list[str] = []
    is_past = past > future
    for (stay_past, stay_future), state in zip(reversed(back), reversed(known), strict=True):
        if state in {PAST, FUTURE}:
            is_past = state == PAST
        result.append(OFF if state == OFF else PAST if is_past else FUTURE)
        is_past = stay_past if is_past else not stay_future
    return result[::-1]
