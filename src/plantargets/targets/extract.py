"""From a plan to the records of its targets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import NamedTuple

from plantargets.language.folding import compact, fold
from plantargets.language.times import Window, infer_window
from plantargets.plans import Plan, mainland_in_place
from plantargets.targets.read.headings import Frames
from plantargets.targets.read.pieces import Reading, Span
from plantargets.targets.read.sentence import read_block
from plantargets.targets.read.tense import FUTURE, OFF, PAST, tell_tense
from plantargets.targets.target import Bound, Scope, Target


class Found(NamedTuple):
    """What became of one quantity of a plan: its target, or the name of the reason why it is none."""

    start: int
    end: int
    target: Target | None
    reason: str


def read_targets(plan: Plan) -> list[Target]:
    """Return the targets of a plan, in the order of their numbers; `indicator_id` is still empty.

    ``plan.text[target.start:target.end] == target.quote`` for each. Time is linear in the length of the text.

    Examples
    --------
    >>> from plantargets.plans import plan_from_text
    >>> [(t.quote, t.kind, str(t.period)) for t in read_targets(plan_from_text("到2025年,新建园区20—30个。"))]
    [('20—30个', 'increment', 'by:2025')]
    """
    return [found.target for found in _read(plan, {FUTURE}) if found.target is not None]


def read_outcomes(plan: Plan) -> list[Found]:
    """Return what became of each quantity of a plan, those of its reviews of the past among them.

    >>> from plantargets.plans import plan_from_text
    >>> [(f.reason, f.target and f.target.quote) for f in read_outcomes(plan_from_text("每家奖励10万元。"))]
    [('subsidy', None)]
    """
    return list(_read(plan, {FUTURE, PAST, OFF}))


def _read(plan: Plan, tenses: Collection[str]) -> Iterator[Found]:
    folded = fold(mainland_in_place(plan.simplified) if plan.script == "traditional" else plan.simplified)
    window = _window(plan)
    frames = Frames(plan, folded, window)
    seen: dict[str, int] = {}
    told = tell_tense(plan, folded, window.start_year if window else None)
    for block, tense in zip(plan.blocks, told, strict=True):
        if tense not in tenses:
            continue
        text, offsets = compact(folded, block.start, block.end)
        context = frames.context(block)
        place = _Place(plan, block.start, offsets)
        for outcome in read_block(text, context):
            start, end = place.original((outcome.quantity.start, outcome.quantity.end))
            if tense != FUTURE:
                yield Found(start, end, None, f"{tense}_section")
            elif isinstance(outcome, Reading):
                yield Found(start, end, _target(place, outcome, seen), "")
            else:
                yield Found(start, end, None, outcome.reason)
        if tense == FUTURE:
            frames.leave(block, text)


def _window(plan: Plan) -> Window | None:
    if plan.record is not None:
        record = plan.record
        return Window(record.period_start_year, record.period_end_year, record.issued.year)
    return infer_window(fold(plan.simplified[:8000]))


class _Place(NamedTuple):
    """Where the compact text of a block stands in the plan; offsets where white space was left out."""

    plan: Plan
    start: int
    offsets: list[int] | None

    def original(self, span: Span) -> Span:
        """Return a span of the compact text as offsets in the plan as stored."""
        if self.offsets is None:
            return self.start + span[0], self.start + span[1]
        return self.offsets[span[0]], self.offsets[span[1] - 1] + 1

    def words(self, span: Span | None) -> str:
        """Return the words of a span in the plan's own script, white space inside left out."""
        if span is None or span[1] <= span[0]:
            return ""
        start, end = self.original(span)
        words = self.plan.text[start:end]
        return words if self.offsets is None else "".join(words.split())

    def pieces(self, spans: tuple[Span, ...]) -> str:
        """Return the words of several spans, joined with an ellipsis."""
        return "…".join(filter(None, map(self.words, spans)))


def _target(place: _Place, reading: Reading, seen: dict[str, int]) -> Target:
    plan, quantity = place.plan, reading.quantity
    start, end = place.original((quantity.start, quantity.end))
    sentence, quote = place.words(reading.sentence), plan.text[start:end]
    return Target(
        plan_id=plan.plan_id,
        target_id=_target_id(f"{plan.plan_id}|{sentence}|{quote}", seen),
        start=start,
        end=end,
        quote=quote,
        sentence=sentence,
        section=plan.section_path(start),
        indicator=place.pieces(reading.indicator),
        indicator_id="",
        bound=Bound(quantity.value_min, quantity.value_max, reading.comparator),
        unit=quantity.unit_name,
        unit_as_written=_unit_as_written(quote, quantity.unit_as_written),
        kind=reading.kind,
        period=reading.period,
        period_basis=reading.period_basis,
        scope=Scope(place.words(reading.scope), reading.distribution == "each"),
        modality=reading.modality,
        obligation=reading.obligation,
        baseline=reading.baseline,
        qualifier=place.pieces(reading.qualifier),
        responsible=plan.responsible(start),
        numeral_type=quantity.numeral_type,
    )


def _target_id(key: str, seen: dict[str, int]) -> str:
    """Return an id that depends on the words of the target alone, and on which of equal ones it is."""
    seen[key] = seen.get(key, 0) + 1
    digest = hashlib.sha256(f"{key}|{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"t-{digest[:10]}"


def _unit_as_written(quote: str, unit: str) -> str:
    """Return the unit in the characters of the plan: the last ones of the quote."""
    return "".join(quote.split())[-len(unit) :] if unit else ""
