"""Which blocks of a text speak of what is to come: reviews of the past hold results, not targets."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.times import FIVE_YEAR, YEAR, Window, find_five_year, five_year_plan
from plantargets.targets.read.headings import is_heading_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plantargets.plans import Block, Plan, Section

FUTURE, PAST, OFF, RULE = "future", "past", "off", "rule"
# Log-odds that a stretch differs from the one before, that a text which names itself a plan speaks of the
# past, and that a work report opens with the past. Set on work reports whose headings tell, not on annotated
# ones.
SWITCH, PLAN_PRIOR, REPORT_PRIOR = 3.0, -2.5, 1.5
CAP = 5.0
_TEXT_BEFORE_PRESS_MATTER = (
    0.3  # the share of a text in which no glossary and no list of related reports begins
)
LEAD, INTENT, OPENING, INNER_OPENING = 3.0, 3.0, 22, 16
# Kinds that hold no targets but where a sentence says so, and what their other numbers are.
NO_PLANS = {"communique": PAST, "support_policy": RULE, "regulation": RULE, "emergency_plan": RULE}
_REPORTS = frozenset({"work_report", "annual_plan_report"})
_PLANS = frozenset({"plan", "opinion", "list", "support_policy", "regulation", "emergency_plan"})
_SENTENCE = re.compile(r"[。;]")
_END = re.compile(r"[。;!?]\s*")
_YEAR_FIRST = re.compile(rf"(?P<to>力争到|到|至|展望)?({YEAR})年(?!{any_of('on_base')}|的?(?:水平|基础))")
_YEAR_BARE = re.compile(rf"{YEAR}年(?!底?前)")
_DEADLINE = re.compile(rf"[到至](?<!截.){YEAR}年(?!的\d)")  # not 恢复到2019年的105%
_BEFORE_END_OF = re.compile(
    rf"(?:^|[。;:\s]){YEAR}年(?:底|末|年底)?(?:{any_of('time_before')}),(?![^。;]*的[,。;])"
)
_TURNS = re.compile(rf",(?:到|至){YEAR}年,")
_COMPARES = re.compile(rf"(?:{any_of('base_than')}|{any_of('base_with')})“?$")
_FROM = re.compile(rf"{any_of('base_from')}“?$")
_COMING_END = re.compile(rf"[,;][到至]?“?(?:{FIVE_YEAR.pattern})”?{any_of('plan_over')}")
_COMING_YEAR = re.compile(rf"[,;][到至]({YEAR})年")
_AT_END_OF = re.compile(rf"”?{any_of('plan_over')}")
_UPON = re.compile(f"末?{any_of('on_base')}")
_NUMBER = re.compile(r"\d")
_LONGEST_SPEAKER = 3  # with the colon behind it
MARKS = "—●■◆·▪★☆▲△◇○◎►➢✓"  # before an item of a list
_GOALS = re.compile(rf"{any_of('goals')}$")
_LONGEST_HEAD = 12  # of a heading of goals, with its label
_ITEM = re.compile(  # the label of an item, one group for each form
    r"(?P<dot>\d{1,2}[.、](?!\d))|(?P<half>\d{1,2}\))|(?P<bracket>\(\d{1,2}\))|(?P<circle>[①-⑳])"
    r"|(?P<is>[一二三四五六七八九十]{1,2}是)|(?P<han>\([一二三四五六七八九十]{1,2}\))"
)
LONGEST_KEPT, MOST_KEPT = 40, 4096  # characters of a block that comes again, and how many are kept
_LEAD_END = 30  # characters of a line that opens a list of conditions
_HEADING_YEAR = re.compile(rf"({YEAR})年")


class Stretch(NamedTuple):
    """A part of a block, to the offset `end` in the plan, and what it speaks of.

    `tense` is ``future``, ``past``, ``off`` (a glossary, press matter) or ``rule`` (of a policy or law).
    """

    end: int
    tense: str


def tell_tense(plan: Plan, folded: str, window: Window) -> list[tuple[Stretch, ...]]:
    """Return what each block of the plan speaks of, in stretches of sentences.

    Headings that name a review (工作回顾) or what is to be done (重点工作) decide for their sections,
    openings of sentences such as 去年, 2010年 and 今年 for what follows in their block. Where neither tells,
    the stretches are read together as a sequence that seldom switches (Viterbi 1967), each weighed by the
    cues of its sentences in ``language/tense_cues.csv``. Glossaries and the press matter behind a report are
    off. Communiqués, support policies and regulations hold a target only where a sentence sets a goal.
    """
    return _Teller(plan, folded, window).tell()


class _Piece(NamedTuple):
    """A stretch while its tense is not settled.

    One that begins inside a block begins with words that tell of another time: to differ there costs nothing.
    """

    end: int
    state: str | None
    weight: float
    is_inner: bool = False


class _List(NamedTuple):
    """A list that a line opened: what its items are, the labels of both, the section of the items."""

    tense: str
    lead: str
    label: str = ""
    section: int | None = None


class _Teller:
    def __init__(self, plan: Plan, folded: str, window: Window) -> None:
        self.plan, self.folded = plan, folded
        self.first_year = window.first_future_year
        self.words = load_lexicon().tense
        approves = self.words["approval_title"].search(plan.title) is not None
        self.describes = approves or (
            plan.kind == "other" and self.words["no_plan_title"].search(plan.title) is not None
        )
        self.is_plan = plan.kind in _PLANS
        kind = "communique" if self.describes else plan.kind
        self.states_stand = kind not in NO_PLANS and kind != "news"  # else single sentences differ
        self.sections = _Sections(plan, folded, self.first_year)
        self.line: tuple[int | None, str] | None = None  # section and tense that a short line heads
        self.list: _List | None = None
        self.kept: dict[tuple[str, str | None], list[_Piece]] = {}  # of short blocks, ends from their starts
        self.sets_goals = False  # the block at hand stands below a heading of goals
        first = self.words["off_heading"].search(folded, int(len(folded) * _TEXT_BEFORE_PRESS_MATTER))
        self.press_matter = first.start() if first else len(folded)  # none opens before

    def tell(self) -> list[tuple[Stretch, ...]]:
        pieces: list[list[_Piece]] = []
        off = False
        for block in self.plan.blocks:
            off = off or self._opens_press_matter(block)
            pieces.append([_Piece(block.end, OFF, 0.0)] if off else self._read(block))
        prior = REPORT_PRIOR if self.plan.kind in _REPORTS else PLAN_PRIOR
        flat = [piece for of_block in pieces for piece in of_block]
        told = iter(_decode(flat, prior))
        return [tuple(Stretch(piece.end, next(told)) for piece in of_block) for of_block in pieces]

    def _opens_press_matter(self, block: Block) -> bool:
        if block.end <= self.press_matter or block.start <= len(self.folded) * _TEXT_BEFORE_PRESS_MATTER:
            return False
        words = self.folded[block.start : min(block.end, block.start + 60)].strip()
        return len(words) < 40 and self.words["off_heading"].search(words[:24]) is not None

    def _read(self, block: Block) -> list[_Piece]:
        base = self.sections.state(block.section)
        words = self.folded[block.start : block.end]
        listed = self._list_of(block, words)
        if listed == RULE:
            return [_Piece(block.end, RULE, 0.0)]
        base = base or listed or None
        if block.kind == "heading" and block.section is not None:
            self.line = None
            return [_Piece(block.end, self._of_heading(words, base), 0.0)]
        is_headline = self.plan.kind == "news" and block is self.plan.blocks[0]
        line = words.strip()
        if is_heading_line(line) and not is_headline:
            tense = self.sections.tense_of(line, None)
            self.line = (block.section, tense) if tense else None
        if self.line is not None and self.line[0] == block.section:
            base = self.line[1]
        if base is None and self.plan.kind == "list":
            base = PAST if self.words["review_heading"].search(self.plan.title) else FUTURE
        if block.kind == "heading":
            return [_Piece(block.end, self._of_heading(words, base), 0.0)]
        self.sets_goals = not self.states_stand and self._is_of_goals(block, words)
        if self.states_stand and len(words) <= LONGEST_KEPT:
            return self._read_again(block, base, words)
        pieces = [self._judge(block, base, *span) for span in self._stretches(words, base)]
        return pieces if self.plan.kind != "news" else self._of_news(block, pieces)

    def _read_again(self, block: Block, base: str | None, words: str) -> list[_Piece]:
        """Return the pieces of a short block: as those of the same words below the same heading."""
        known = self.kept.get((words, base))
        if known is None:
            known = [self._judge(block, base, *span) for span in self._stretches(words, base)]
            known = [piece._replace(end=piece.end - block.start) for piece in known]
            if len(self.kept) == MOST_KEPT:
                self.kept.clear()
            self.kept[words, base] = known
        return [_Piece(block.start + end, state, weight, inner) for end, state, weight, inner in known]

    def _list_of(self, block: Block, words: str) -> str:
        """Return what an item of a list is: a rule below 应具备以下条件:, to come below 目标任务:."""
        if self.list is None and self.words["may_open_list"].search(words) is None:
            return ""
        told = ""
        for line in words.splitlines():
            squashed = "".join(line.split())
            if squashed:
                told = self._list_of_line(squashed, block.section)
        return told

    def _list_of_line(self, line: str, section: int | None) -> str:
        label, end, opened = _ITEM.match(line), line[-_LEAD_END:], self.list
        form = (label.lastgroup or "") if label else ""
        may_open = self.words["may_open_list"].search(end) is not None
        if may_open and self.words["rule_lead"].search(end) and not _DEADLINE.search(line):
            self.list = _List(RULE, form)
            return ""
        if may_open and self.words["goals_lead"].search(end):
            self.list = _List(FUTURE, form)
            return ""
        if opened is None or (
            not form and opened.label and section is not None and section == opened.section
        ):
            return opened.tense if opened else ""
        if not form or form == opened.lead or opened.label not in {"", form}:
            self.list = None
            return ""
        self.list = opened._replace(label=form, section=section)
        return opened.tense

    def _of_news(self, block: Block, pieces: list[_Piece]) -> list[_Piece]:
        """News tells what is; its sentences look ahead where one says so, and those behind it go on."""
        told, start, is_told = list[_Piece](), block.start, False
        for piece in pieces:
            words, state = self.folded[start : piece.end].lstrip(), piece.state
            says = any(
                self.words[name].search(words) for name in ("commits", "reports_plan", "intends", "will")
            )
            is_told = (is_told or says or state == FUTURE) and not (_YEAR_BARE.match(words) and not says)
            is_told = is_told and self.words["off_heading"].match(words) is None  # 责任编辑:…
            if state is None:
                state = FUTURE if is_told else PAST
            told.append(piece._replace(state=state))
            start = piece.end
        return told

    def _stretches(self, words: str, base: str | None) -> list[tuple[int, int]]:
        """Cut a block where the opening of a sentence says that it speaks of another time."""
        each = self.plan.kind in NO_PLANS or self.plan.kind == "news" or self.describes
        starts = [0]
        if base == PAST and self.states_stand:
            return [(0, len(words))]
        if self.plan.kind != "list" or each:
            starts += [
                end.end()
                for end in _END.finditer(words)
                if end.end() < len(words) and (each or self._lead(words, end.end(), INNER_OPENING, base))
            ]
        return list(zip(starts, [*starts[1:], len(words)], strict=True))

    def _lead(self, words: str, start: int, length: int, base: str | None = None) -> str:
        """Return the tense that the opening of a sentence tells, or nothing; 上半年 is to come below 安排."""
        opening = "".join(words[start : start + length + 8].split()).lstrip(MARKS)
        opening = opening[opening[:_LONGEST_SPEAKER].find(":") + 1 :][:length]  # 答:到2030年
        if not self.words["may_lead"].search(opening):
            return ""
        progress = self.words["progress"].search(opening) or (
            not self.is_plan
            and base != FUTURE
            and self.words["half_year"].search(opening)
            and not self.words["intends"].search(_SENTENCE.split(words[start : start + 200])[0])
        )
        by_year = self._lead_of_years(opening)
        if by_year and not (by_year == FUTURE and progress):
            return by_year
        past, future = self.words["past_lead"].search(opening), self.words["future_lead"].search(opening)
        if progress or (past and (future is None or past.start() < future.start())):
            return PAST
        return FUTURE if future else ""

    def _lead_of_years(self, opening: str) -> str:
        """Return the tense that a year or a five-year plan at the opening tells beside those of the plan."""
        named = find_five_year(opening)
        if named and _is_base(opening, named):
            named = None
        if named and opening[named.end() :].lstrip("”").startswith("以来"):
            return PAST
        year = _YEAR_FIRST.match(opening)
        last = int(year[2]) if year else five_year_plan(named)[1] if named else None
        if last is not None and self.first_year is None and self.plan.kind == "speech":
            return self._of_speech(opening, year)
        if last is None or self.first_year is None:
            return ""
        return FUTURE if last >= self.first_year else PAST

    def _of_speech(self, opening: str, year: re.Match[str] | None) -> str:
        """Return what a year that opens a sentence of a speech without a date tells: 2021年,… was."""
        if year is None or self.words["will"].search(opening) or self.words["commits"].search(opening):
            return ""
        return FUTURE if year["to"] or "要" in opening else PAST

    def _judge(self, block: Block, base: str | None, start: int, end: int) -> _Piece:
        if base == PAST and self.states_stand:  # whatever the sentence says
            return _Piece(block.start + end, PAST, 0.0, start > 0)
        words = self.folded[block.start + start : block.start + end]
        state, weight = base, 0.0
        if _NUMBER.search(words):
            weight = _past_weight(words, self.is_plan)
            if self.words["intends"].search(words) or _DEADLINE.search(words):
                weight -= INTENT
        lead = self._lead(words, 0, OPENING if start == 0 else INNER_OPENING, base)
        if lead == PAST and not (_TURNS.search(words) or self._names_coming_end(words)):
            weight += LEAD
            if weight > 0:
                state = PAST
        elif lead == FUTURE and state is None:
            weight -= LEAD + 1
            state = FUTURE if weight < 0 else None
        elif state == FUTURE and weight > 2 * CAP:
            state = PAST
        return _Piece(block.start + end, self._as_document(words, state), weight, start > 0)

    def _names_coming_end(self, words: str) -> bool:
        """Whether a clause opens with a time to come: “十四五”末为50%,|“十五五”末达到60%,|到2030年达到60%."""
        if self.first_year is None:
            return False
        ends = [five_year_plan(end)[1] for end in _COMING_END.finditer(words)]
        return max([*ends, *map(int, _COMING_YEAR.findall(words))], default=0) >= self.first_year

    def _is_of_goals(self, block: Block, words: str) -> bool:
        """Whether a block stands below a heading of goals (一、工作目标), or opens with one."""
        opening = _SENTENCE.split(words.lstrip(), maxsplit=1)[0]
        heads = [opening] if len(opening) <= _LONGEST_HEAD and len(opening) < len(words.strip()) else []
        if block.section is not None:
            section = self.plan.sections[block.section]
            heads.append(_SENTENCE.split(self.folded[section.start : section.heading_end].strip())[0])
        return any(_GOALS.search(head.strip()) for head in heads if len(head) <= _LONGEST_HEAD)

    def _of_heading(self, words: str, state: str | None) -> str | None:
        """Return the tense of the line of a heading: (一)余额超过6万元; is a rule in a regulation too."""
        return self._as_document(words, state) if self.plan.kind in NO_PLANS else state

    def _as_document(self, words: str, state: str | None) -> str | None:
        """Return the tense of a sentence as the kind of document has it."""
        if self.states_stand:
            return state
        kind = "communique" if self.describes else self.plan.kind
        commits = self.words["commits"].search(words) or _DEADLINE.search(words)
        commits = commits or _BEFORE_END_OF.search(words)  # 2026年底前,新能源车占比达到80%
        if kind in NO_PLANS and not (commits or self.sets_goals):
            return NO_PLANS[kind]
        if kind == "news" and state is None and commits and self.words["reports_plan"].search(words):
            return FUTURE
        if kind == "news" and self.words["company"].search(words):
            return OFF  # “我们企业今年计划投资3亿元”
        is_forecast = kind == "news" and self.words["forecasts"].search(words) is not None
        if is_forecast and not self.words["reports_plan"].search(words):
            return OFF
        return state


def _is_base(opening: str, named: re.Match[str]) -> bool:
    """Whether a plan named is what is started from: 与“十三五”末相比, 在“十三五”基础上, 由“十三五”末的."""
    before, behind = opening[: named.start()], opening[named.end() :]
    if _FROM.search(before) and _AT_END_OF.match(behind):
        return True
    return bool(_COMPARES.search(before) or _UPON.match(behind.lstrip("”")))


class _Sections:
    """The tense that headings set, inherited by the sections below them; None where no heading tells."""

    def __init__(self, plan: Plan, folded: str, first_year: int | None) -> None:
        self.sections: Sequence[Section] = plan.sections
        self.folded, self.first_year = folded, first_year
        self.states: dict[int, str | None] = {}

    def state(self, index: int | None) -> str | None:
        if index is None:
            return None
        if index not in self.states:
            section = self.sections[index]
            title = self.folded[section.start : section.heading_end][:60]
            self.states[index] = self.tense_of(title, self.state(section.parent))
        return self.states[index]

    def tense_of(self, title: str, above: str | None) -> str | None:
        """Return the tense that a heading sets, given that of the section above."""
        words = load_lexicon().tense
        if above == RULE or words["cost_heading"].search(title):
            return RULE
        past, future = words["past_heading"].search(title), words["future_heading"].search(title)
        years = [int(year) for year in _HEADING_YEAR.findall(title)]
        is_coming = bool(years) and self.first_year is not None and max(years) >= self.first_year
        if above == FUTURE:
            return PAST if past and not future and words["review_heading"].search(title) else FUTURE
        if above == PAST:
            return FUTURE if future and is_coming and not past else PAST
        if past or future:
            return None if past and future else PAST if past else FUTURE
        # 关于2026年工作 in the report of 2026 looks forward, 2025年工作 in the same report back
        if not years or self.first_year is None or "工作" not in title:
            return None
        return FUTURE if is_coming else PAST


class _Cue(NamedTuple):
    """Words that tell of the past or of what is to come; each match has one of the characters of `holds`."""

    find: Callable[[str], list[str]]
    log_odds_past: float
    holds: frozenset[str]


class _Cues(NamedTuple):
    """The cues of a kind of text, the constant of a sentence, and what finds the characters they hold."""

    cues: tuple[_Cue, ...]
    constant: float
    characters: Callable[[str], list[str]]


@cache
def _cues(is_plan: bool) -> _Cues:
    text = (files("plantargets.language") / "tense_cues.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if not is_plan or row["in_plans"] == "yes"]
    constant = sum(float(row["log_odds_past"]) for row in rows if not row["pattern"])
    cues = tuple(
        _Cue(re.compile(row["pattern"]).findall, float(row["log_odds_past"]), frozenset(row["holds"]))
        for row in rows
        if row["pattern"]
    )
    characters = "".join(sorted({character for cue in cues for character in cue.holds}))
    return _Cues(cues, constant, re.compile(f"[{re.escape(characters)}]").findall)


def _past_weight(text: str, is_plan: bool) -> float:
    """Return the log-odds, capped, that the sentences with numbers of a block report the past.

    In a text whose title names a plan only words of the past tell. Else a list of bare goals, such as
    高新技术企业达到100家。工业增加值增长6.5%。, would be taken for a review, the more surely the longer.
    """
    cues, constant, characters = _cues(is_plan)
    total = 0.0
    for sentence in _SENTENCE.split(text[:1500]):
        if len(sentence) > 8 and _NUMBER.search(sentence):
            total += constant
            held = set(characters(sentence))
            total += sum(
                [
                    weight * min(len(words), 3)
                    for find, weight, holds in cues
                    if not (holds and holds.isdisjoint(held)) and (words := find(sentence))
                ]
            )
    return total


def _decode(pieces: list[_Piece], prior: float) -> list[str]:
    """Return the most likely sequence of past and future (Viterbi 1967); known states stand."""
    past, future = prior, 0.0
    back: list[tuple[bool, bool]] = []
    for _, state, weight, is_inner in pieces:
        switch = 0.0 if is_inner else SWITCH
        stay_past, stay_future = past >= future - switch, future >= past - switch
        past, future = (past if stay_past else future - switch), (future if stay_future else past - switch)
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
    for (stay_past, stay_future), piece in zip(reversed(back), reversed(pieces), strict=True):
        state = piece.state
        if state in {PAST, FUTURE}:
            is_past = state == PAST
        result.append(state if state in {OFF, RULE} else PAST if is_past else FUTURE)
        is_past = stay_past if is_past else not stay_future
    return result[::-1]
