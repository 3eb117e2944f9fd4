"""From a plan to the records of its targets."""

from __future__ import annotations

import hashlib
import re
import time
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from plantargets.collector import collector_rests
from plantargets.errors import PlanTargetsError
from plantargets.language.folding import compact
from plantargets.language.times import Window, Years, by
from plantargets.plans import Block, Plan, Table
from plantargets.plans.term import window_of
from plantargets.targets.judge.checks import checks_of_plan, is_by_default
from plantargets.targets.read.headings import Frames
from plantargets.targets.read.pieces import NO_RULES, Context, Due, Outcome, Reading, Shared, Span
from plantargets.targets.read.sentence import read_block, what_is_shared
from plantargets.targets.read.table import TableReading, read_table
from plantargets.targets.read.table_columns import SPEAKS_OF_TARGETS, Above, speaks_of_results
from plantargets.targets.read.table_rows import CellContext, CellTarget
from plantargets.targets.read.tense import FUTURE, OFF, PAST, RULE, Stretch, tell_tense
from plantargets.targets.target import Bound, Scope, Target

# What one text may take of the processor. Plans take 3 s a megabyte, the worst of texts made to take long
# four times that (benchmarks/hostile_text.py).
LEAST_SECONDS, SECONDS_PER_MILLION = 30.0, 60.0
CHARACTERS_BETWEEN_LOOKS = 5000  # at the clock, which costs as much as reading some sentences
# Cells and lines of a table come again and again, sentences seldom.
LONGEST_KEPT, MOST_KEPT = 40, 4096  # characters, blocks
_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# 2　组织机构: the number of a heading, which a wide space sets apart
_SET_APART = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,3}\u3000+")
NO_SPANS: Mapping[str, tuple[Span, ...]] = MappingProxyType({})


class Found(NamedTuple):
    """What became of one quantity of a plan.

    Attributes
    ----------
    start, end
        Where it stands in the plan.
    target, reason
        Its target, or the name of the reason why it is none.
    rules
        Which rule decided a field of the target.
    words
        Where in the plan the words stand that a field was read from, of a heading if that said it.
    """

    start: int
    end: int
    target: Target | None
    reason: str
    rules: Mapping[str, str] = NO_RULES
    words: Mapping[str, tuple[Span, ...]] = NO_SPANS


# Of the processor; a browser has only the time of the clock.
_now = getattr(time, "thread_time", time.perf_counter)


@collector_rests
def read_targets(plan: Plan) -> list[Target]:
    """Return the targets of a plan, in the order of their numbers; `indicator_id` is still empty.

    ``plan.text[target.start:target.end] == target.quote`` for each. Time is linear in the length of the text.

    Raises
    ------
    PlanTargetsError
        If the text takes longer than a plan of its length ever does.

    Examples
    --------
    >>> from plantargets.plans import plan_from_text
    >>> [(t.quote, t.kind, str(t.period)) for t in read_targets(plan_from_text("到2025年,新建园区20—30个。"))]
    [('20—30个', 'increment', 'by:2025')]
    """
    return [found.target for found in _read(plan, {FUTURE}) if found.target is not None]


@collector_rests
def read_quantities(plan: Plan) -> list[Found]:
    """Return what became of each quantity of a plan, those of its reviews of the past among them.

    >>> from plantargets.plans import plan_from_text
    >>> [(f.reason, f.target and f.target.quote) for f in read_quantities(plan_from_text("每家奖励10万元。"))]
    [('subsidy', None)]
    """
    return list(_read(plan, {FUTURE, PAST, OFF, RULE}, explains=True))


@collector_rests
def read_results(plan: Plan) -> list[Target]:
    r"""Return what a report says was achieved: the numbers of its review as targets of the year reported on.

    A result has the fields of a target; its period is the year that its clause names, else the year before
    the report's first.

    >>> from plantargets.plans import plan_from_text
    >>> report = "2026年政府工作报告\n一、2025年工作回顾\n地区生产总值增长5.4%。"
    >>> [(t.indicator, t.quote, str(t.period)) for t in read_results(plan_from_text(report))]
    [('地区生产总值', '5.4%', 'by:2025')]
    """
    return [found.target for found in _read(plan, {PAST}, results=True) if found.target is not None]


@collector_rests
def read_tables(plan: Plan) -> list[tuple[Table, TableReading]]:
    """Return the tables of a plan with what was read of each, whether it looks forward or back."""
    folded, found = plan.folded, []
    window = window_of(plan)
    reader = _Reader(plan, folded, Frames(plan, folded, window), {FUTURE}, _doubts(plan, window))
    for table, inside in _by_table(plan, [(block, ()) for block in plan.blocks]):
        if table is not None and inside:
            found.append((table, reader.reading(table, inside[0][0])))
            continue
        for block, _ in inside:
            reader.frames.note_line(block)
    return found


def _doubts(plan: Plan, window: Window) -> _Doubts:
    return _Doubts(checks_of_plan(plan.kind, plan.title, plan.by_ocr), window.stated, plan.doubtful)


def _read(
    plan: Plan, tenses: Collection[str], results: bool = False, explains: bool = False
) -> Iterator[Found]:
    folded, window = plan.folded, window_of(plan)
    doubts = _doubts(plan, window)
    reader = _Reader(plan, folded, Frames(plan, folded, window), tenses, doubts, results, explains)
    told = tell_tense(plan, folded, window)
    for table, inside in _by_table(plan, [*zip(plan.blocks, told, strict=True)]):
        if table is None:
            yield from reader.read_blocks(inside)
        else:
            yield from sorted(reader.read_table(table, inside), key=lambda found: (found.start, found.end))


_Told = list[tuple[Block, tuple[Stretch, ...]]]


def _by_table(plan: Plan, told: _Told) -> Iterator[tuple[Table | None, _Told]]:
    """Yield the blocks of each table with it, and those between tables without captions and notes."""
    index = 0
    for table in plan.tables:
        lines = {start for start, _ in (*table.caption, *table.notes)}
        first = index
        while index < len(told) and told[index][0].start < table.start:
            index += 1
        yield None, [pair for pair in told[first:index] if pair[0].start not in lines]
        first = index
        while index < len(told) and told[index][0].start < table.end:
            index += 1
        yield table, told[first:index]
        while index < len(told) and told[index][0].start in lines:
            index += 1
    yield None, told[index:]


class _OnceRead(NamedTuple):
    """What became of the short blocks read so far: in the same context the same words come out the same."""

    found: dict[tuple[str, int], tuple[Context, list[Outcome]]]

    def read(self, text: str, context: Context, label: int) -> list[Outcome] | None:
        """Return what became of the quantities of a short block, None of a longer one; see `read_block`."""
        if len(text) > LONGEST_KEPT:
            return None
        known = self.found.get((text, label))
        if known is not None and known[0] == context:
            return known[1]
        outcomes = read_block(text, context, label)
        if len(self.found) == MOST_KEPT:
            self.found.clear()
        self.found[text, label] = context, outcomes
        return outcomes


@dataclass
class _Reader:
    """Reads the blocks of a plan in order, those of some tenses."""

    plan: Plan
    folded: str
    frames: Frames
    tenses: Collection[str]
    doubts: _Doubts
    results: bool = False
    explains: bool = False  # keeps the words of each field
    seen: dict[str, int] = field(default_factory=dict)
    once_read: _OnceRead = field(default_factory=lambda: _OnceRead({}))
    shared: Shared | None = None  # what lines below the last block may share out
    began: float | None = None
    next_look: int = 0  # at the clock: where

    def read_blocks(self, told: _Told) -> Iterator[Found]:
        for block, stretches in told:
            self._keep_time(block)
            self.frames.note_line(block)
            if self._is_read(stretches):
                yield from self._sentences(block, stretches, self.frames.context(block), None)

    def _keep_time(self, block: Block) -> None:
        """Give up on a text that takes longer than any plan, in whichever process it is read."""
        length = len(self.plan.text)
        if length < CHARACTERS_BETWEEN_LOOKS or block.start < self.next_look:
            return
        self.next_look = block.start + CHARACTERS_BETWEEN_LOOKS
        if self.began is None:
            self.began = _now()
        limit = LEAST_SECONDS + SECONDS_PER_MILLION * length / 1e6
        if _now() - self.began > limit:
            raise PlanTargetsError(
                f"{self.plan.plan_id or 'the text'} was not read within {limit:.0f} s of the processor, "
                f"more than a plan of its {length:,} characters ever takes. Expected the text of a plan; "
                "leave out what is none, or split it."
            )

    def _is_read(self, stretches: tuple[Stretch, ...]) -> bool:
        return any(stretch.tense in self.tenses for stretch in stretches)

    def read_table(self, table: Table, told: _Told) -> Iterator[Found]:
        """Yield what became of the numbers of a table: of its cells, and of the sentences in them."""
        if not told or all(stretch.tense == OFF for _, stretches in told for stretch in stretches):
            return
        reading = self.reading(table, told[0][0])
        is_explicit = reading.explicit and self.plan.kind != "communique"
        is_past = told[0][1][0].tense == PAST and not is_explicit
        for cell in reading.targets:
            if not is_past and not self.results:
                words = {"indicator": cell.indicator, "scope": (cell.scope,) if cell.scope else ()}
                target = _cell_target(self.plan, self.doubts, cell, self.seen)
                yield Found(*cell.quote, target, "", NO_RULES, words)
            else:
                yield Found(*cell.quote, None, "past_section")
        for left_out in reading.left_out:
            yield Found(left_out.start, left_out.end, None, left_out.reason)
        for start, end in (*table.caption, *table.notes):
            if any(c.isdigit() for c in self.folded[start:end]):
                yield Found(start, end, None, "table_note")
        for block, stretches in told:
            self._keep_time(block)
            cell_context = reading.sentences.get(block.start)
            if cell_context is not None and self._is_read(stretches):
                own = self.frames.context(block)
                own = own._replace(due=Due(cell_context.period, "table")) if cell_context.period else own
                yield from self._sentences(block, stretches, own, cell_context)

    def reading(self, table: Table, first: Block) -> TableReading:
        """Return what a table gives, in the years of its section."""
        window = self.frames.context(first).window
        above = self._above(table.start)
        return read_table(table, self.plan.text, self.folded, window.stated, above)

    def _sentences(
        self, block: Block, stretches: tuple[Stretch, ...], context: Context, cell: CellContext | None
    ) -> Iterator[Found]:
        text, offsets = compact(self.folded, block.start, block.end)
        number = _SET_APART.match(self.folded, block.start, block.end) if offsets else None
        label = bisect_left(offsets, number.end()) if number and offsets else 0
        if self.results or self.shared is not None:
            context = context._replace(tells_results=self.results, shared=self.shared)
        outcomes = self.once_read.read(text, context, label)
        if outcomes is None:
            ends = self._line_ends(block, offsets) if offsets else ()
            outcomes = read_block(text, context, label, ends)
        self.shared = what_is_shared(text, outcomes) or (self._goes_on(outcomes) if self.shared else None)
        place = _Place(self.plan, self.doubts, block.start, offsets, {})
        for outcome in outcomes:
            if not self.explains and not isinstance(outcome, Reading):
                continue
            start, end = place.original((outcome.quantity.start, outcome.quantity.end))
            tense = _tense_at(stretches, start)
            if self.results and tense == PAST and isinstance(outcome, Reading):
                yield Found(start, end, _result(_target(place, outcome, self.seen), context), "")
            elif tense != FUTURE or self.results:
                yield Found(start, end, None, f"{tense}_section")
            elif isinstance(outcome, Reading):
                target = _target(place, outcome, self.seen)
                target = target if cell is None else _in_cell(self.plan, target, cell)
                words = place.words_of(outcome) if self.explains else NO_SPANS
                yield Found(start, end, target, "", outcome.rules, words)
            else:
                yield Found(start, end, None, outcome.reason)
        if stretches[-1].tense == FUTURE:
            self.frames.leave(block, text)

    def _line_ends(self, block: Block, offsets: list[int]) -> list[int]:
        """Return where in the compact text of a block its lines end."""
        ends = _LINE_END.finditer(self.folded, block.start, block.end)
        return [bisect_left(offsets, match.start()) for match in ends]

    def _goes_on(self, outcomes: list[Outcome]) -> Shared | None:
        """Return what is shared out as long as the lines name parts of it."""
        is_part = any(
            isinstance(outcome, Reading)
            and self.shared
            and outcome.quantity.unit_name == self.shared.unit_name
            for outcome in outcomes
        )
        return self.shared if is_part else None

    def _above(self, offset: int) -> Above:
        """Tell what the headings above an offset speak of: the next one of results, or any of targets."""
        section = self.plan.section_at(offset)
        if section is not None and speaks_of_results(self.folded[section.start : section.heading_end]):
            return "results"
        while section is not None:
            if SPEAKS_OF_TARGETS.search(self.folded[section.start : section.heading_end]):
                return "targets"
            section = None if section.parent is None else self.plan.sections[section.parent]
        return ""


def _tense_at(stretches: tuple[Stretch, ...], offset: int) -> str:
    """Return what the words at an offset speak of."""
    if len(stretches) == 1:
        return stretches[0].tense
    return next(stretch.tense for stretch in stretches if offset < stretch.end)


def _result(target: Target, context: Context) -> Target:
    """Return a number of a review with the year that it reports on."""
    first = context.window.first_future_year
    if first is None or (target.period_basis == "clause" and (target.period.end_year or first) < first):
        return target
    return replace(target, period=by(first - 1), period_basis="heading")


class _Doubts(NamedTuple):
    """Why rows of a plan are less certain whatever their sentence says."""

    of_all: tuple[str, ...]
    years: Years | None
    ill_read: tuple[Span, ...]

    def at(self, basis: str, start: int, end: int) -> tuple[str, ...]:
        """Return the reasons of a row whose period has a basis, by its place."""
        default = ("period_default",) if is_by_default(basis, self.years) else ()
        ill_read = any(first < end and start < last for first, last in self.ill_read)
        return (*default, *self.of_all, *(("ocr_digits",) if ill_read else ()))


class _Place(NamedTuple):
    """Where the compact text of a block stands in the plan; offsets where white space was left out."""

    plan: Plan
    doubts: _Doubts
    start: int
    offsets: list[int] | None
    sentences: dict[Span, str]

    def original(self, span: Span) -> Span:
        """Return a span of the compact text as offsets in the plan as stored."""
        if self.offsets is None:
            return self.start + span[0], self.start + span[1]
        return self.offsets[span[0]], self.offsets[span[1] - 1] + 1

    def sentence(self, span: Span) -> str:
        """Return the words of a sentence, taken out once for all its numbers."""
        if span not in self.sentences:
            self.sentences.clear()
            self.sentences[span] = self.words(span)
        return self.sentences[span]

    def words(self, span: Span | None) -> str:
        """Return the words of a span in the plan's own script, white space inside left out."""
        if span is None or span[1] <= span[0]:
            return ""
        start, end = self.original(span)
        return compact(self.plan.text, start, end)[0]

    def words_of(self, reading: Reading) -> dict[str, tuple[Span, ...]]:
        """Return where in the plan the words of each field of a reading stand, those that were said."""
        spans = {"indicator": reading.indicator, "qualifier": reading.qualifier}
        if reading.scope is not None:
            spans["scope"] = (reading.scope,)
        spans |= {name: (said.at,) for name, said in reading.words.items() if said and said.at}
        words = {
            name: tuple(self.original(span) for span in within if span[0] < span[1])
            for name, within in spans.items()
        }
        for name, said in reading.words.items():
            if said.heading is not None:
                line_end = self.plan.text.find("\n", said.heading)
                words[name] = ((said.heading, line_end if line_end >= 0 else len(self.plan.text)),)
        return {name: found for name, found in words.items() if found}

    def pieces(self, spans: tuple[Span, ...]) -> str:
        """Return the words of several spans, joined with an ellipsis."""
        return "…".join(filter(None, map(self.words, spans)))


def _target(place: _Place, reading: Reading, seen: dict[str, int]) -> Target:
    plan, quantity = place.plan, reading.quantity
    start, end = place.original((quantity.start, quantity.end))
    sentence, quote = place.sentence(reading.sentence), plan.text[start:end]
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
        modality=reading.modality.word,
        obligation=reading.obligation,
        baseline=reading.baseline,
        qualifier=place.pieces(reading.qualifier),
        responsible=plan.responsible(start),
        numeral_type=quantity.numeral_type,
        checks=(*reading.checks, *place.doubts.at(reading.period_basis, start, end)),
    )


def _cell_target(plan: Plan, doubts: _Doubts, cell: CellTarget, seen: dict[str, int]) -> Target:
    start, end = cell.quote
    sentence, quote = " | ".join(_words(plan, span) for span in cell.row), plan.text[start:end]
    return Target(
        plan_id=plan.plan_id,
        target_id=_target_id(f"{plan.plan_id}|{sentence}|{quote}", seen),
        start=start,
        end=end,
        quote=quote,
        sentence=sentence,
        section=plan.section_path(start),
        indicator="…".join(_words(plan, span) for span in cell.indicator),
        indicator_id="",
        bound=cell.bound,
        unit=cell.unit,
        unit_as_written=cell.unit_as_written,
        kind=cell.kind,
        period=cell.period,
        period_basis="table" if cell.period else "",
        scope=Scope("" if cell.scope is None else _words(plan, cell.scope)),
        modality=cell.modality,
        obligation=cell.obligation,
        baseline=cell.baseline,
        qualifier="",
        responsible=plan.responsible(start),
        numeral_type=cell.numeral_type,
        checks=doubts.at("table" if cell.period else "", start, end),
    )


def _in_cell(plan: Plan, target: Target, cell: CellContext) -> Target:
    """Return the target of a sentence in a cell with what the table says and the sentence does not."""
    basis = target.period_basis
    return replace(
        target,
        indicator=target.indicator or "…".join(_words(plan, span) for span in cell.indicator),
        scope=target.scope if target.scope.words or cell.scope is None else Scope(_words(plan, cell.scope)),
        period_basis="table" if cell.period and target.period == cell.period else basis,
        obligation=target.obligation or cell.obligation,
    )


def _words(plan: Plan, span: Span) -> str:
    """Return words of the plan without white space."""
    return "".join(plan.text[span[0] : span[1]].split())


def _target_id(key: str, seen: dict[str, int]) -> str:
    """Return an id that depends on the words of the target alone, and on which of equal ones it is."""
    seen[key] = seen.get(key, 0) + 1
    digest = hashlib.sha256(f"{key}|{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"t-{digest[:10]}"


def _unit_as_written(quote: str, unit: str) -> str:
    """Return the unit in the characters of the plan: the last ones of the quote, the first of 百分之四十."""
    words = "".join(quote.split())
    if unit.endswith("分之"):
        return words[: len(unit)]
    return words[-len(unit) :] if unit else ""
