"""What is read: a clause, the words around one of its numbers, what clauses hand on, and a finished reading.

All spans are offsets in the compact text of a block (`normal.compact`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from plantargets.language.period import Period
from plantargets.language.times import Window
from plantargets.targets.read.comparator import NO_COMPARATOR, Comparator
from plantargets.targets.read.quantities import Quantity
from plantargets.targets.target import Baseline

Span = tuple[int, int]
_start, _end = attrgetter("start"), attrgetter("end")
NO_PERIOD, NO_BASELINE = Period(), Baseline()
NOWHERE: Span = (0, 0)
NO_RULES: Mapping[str, str] = MappingProxyType({})

BREAK = ",。;:!?、)"  # signs that end the words behind a number
JOINS = re.compile("、|以及|[和及与]")  # signs between the members of a list
CLAUSE_END = re.compile(r",(?!\d{3}(?!\d))|,(?<!\d,)|:(?<!\d:)|:(?!\d)")  # not 1,200 or 2.2:1


class Said(NamedTuple):
    """A word, or what the words say, and where they stand; false where nothing is said.

    `at` is a span of the compact block; what a heading says stands there instead in `heading`, the offset in
    the plan at which the heading begins.
    """

    word: str = ""
    at: Span | None = None
    heading: int | None = None

    def __bool__(self) -> bool:
        return bool(self.word)


UNSAID = Said()
NO_WORDS: Mapping[str, Said] = MappingProxyType({})


class Due(NamedTuple):
    """When a number is due, and where that is from: ``clause``, ``heading``, ``title`` or ``year``.

    `said` is the rule that read it, with the words.
    """

    period: Period = NO_PERIOD
    basis: str = ""
    said: Said = Said()


NO_DUE = Due()


class Shared(NamedTuple):
    """What a line that ends in a colon hands on to lines that share its total out: 甲市60万亩."""

    verb: str
    kind: str
    unit_name: str
    due: Due


class Context(NamedTuple):
    """What a block inherits from its headings: the years, a period and a modality that govern all below."""

    window: Window
    due: Due
    modality: Said
    window_at: int | None = None  # where the heading begins that sets the window, None for the title
    tells_results: bool = False  # a result of the past is what is looked for, no reason to leave it out
    shared: Shared | None = None


class Reading(NamedTuple):
    """A target in a compact block; several spans of one field are joined with … by the caller."""

    quantity: Quantity
    sentence: Span
    indicator: tuple[Span, ...]
    comparator: str
    kind: str
    period: Period
    distribution: str
    scope: Span | None
    modality: Said
    qualifier: tuple[Span, ...]
    period_basis: str = ""
    obligation: str = ""
    baseline: Baseline = NO_BASELINE
    rules: Mapping[str, str] = NO_RULES  # which rule decided a field
    words: Mapping[str, Said] = NO_WORDS  # where the words of other fields stand
    checks: tuple[str, ...] = ()  # names of `judge.checks`
    verb: str = ""  # of what is counted: what lines below share out


class LeftOut(NamedTuple):
    """A quantity that is no target of its own: the name of the reason, see `judge.reasons.REASONS`."""

    quantity: Quantity
    reason: str


Outcome = Reading | LeftOut


class Base(NamedTuple):
    """Words that say what a target starts from, and what they name; see `base.find_bases`.

    `listed` are the values where there are several (由40%、45%提高到50%、55%), each of one target.
    """

    start: int
    end: int
    words: str
    year: int | None
    is_last_year: bool  # 上年, 去年: which year it is depends on the target
    value: Quantity | None
    listed: tuple[Quantity, ...] = ()


class Head(NamedTuple):
    """A word that says which obligation numbers behind it have; a full stop ends that, and has none."""

    start: int
    end: int
    obligation: str


class Heads(NamedTuple):
    """The words of obligation of a block and its full stops, in order; see `obligation.find_heads`.

    Attributes
    ----------
    words
        All of them: the last one counts where it stands in the clause of the number.
    lists
        Those that open a list, which go on to the full stop.
    """

    words: tuple[Head, ...] = ()
    lists: tuple[Head, ...] = ()


class Clause(NamedTuple):
    """A clause of a compact block: where it stands, its numbers, and what governs the block."""

    text: str
    start: int
    end: int
    sentence: Span
    quantities: list[Quantity]
    context: Context
    bases: tuple[Base, ...] = ()  # of the whole block, in order, none over another
    heads: Heads = Heads()  # of the whole block

    def base_at(self, position: int) -> Base | None:
        """Return the base that begins at a position."""
        base = self.base_around(position)
        return base if base is not None and base.start == position else None

    def base_around(self, position: int) -> Base | None:
        """Return the base that a position lies in."""
        last = bisect_right(self.bases, position, key=_start) - 1
        return self.bases[last] if last >= 0 and position < self.bases[last].end else None

    def last_base(self, start: int, end: int) -> Base | None:
        """Return the last base inside a stretch of text."""
        last = bisect_right(self.bases, end, key=_end) - 1
        return self.bases[last] if last >= 0 and start <= self.bases[last].start else None

    def words_beside_bases(self, start: int, end: int) -> str:
        """Return a stretch of text without the bases in it."""
        if not self.bases:
            return self.text[start:end]
        first, last = bisect_left(self.bases, start, key=_start), bisect_right(self.bases, end, key=_end)
        words, position = "", start
        for base in self.bases[first:last]:
            words += self.text[position : base.start]
            position = base.end
        return words + self.text[position:end]


class Left(NamedTuple):
    """The words before a number: [first verb][noun phrase][near verb][link][comparator] number."""

    bound: Comparator
    link: str
    link_word: str
    link_at: Span
    near_verb: str
    first_verb: str
    modality: Said
    phrase: Span

    @property
    def comparator(self) -> str:
        """The code of the comparator, empty if there is none."""
        return self.bound.code

    @property
    def comparator_word(self) -> str:
        """Its word, with 不 if negated."""
        return self.bound.word


class Item(NamedTuple):
    """One number of a clause with the words around it."""

    clause: Clause
    number: int  # of the quantity in clause.quantities
    quantity: Quantity
    start: int  # where the words of this number begin
    own: str  # the words from there to the number
    comparator_behind: str
    tail: int  # where the words behind the number and its comparator begin
    right: str  # those words, to the end of the clause
    left: Left
    phrase: str  # the words of left.phrase
    dimension: str  # what sort of thing the unit measures, empty without a unit
    since_comma: (
        str  # the words of the sentence from the last comma to the number, time and modality included
    )

    @property
    def following(self) -> int:
        """Where the next number of the clause begins, or the clause ends."""
        later = self.number + 1
        quantities = self.clause.quantities
        return quantities[later].start if later < len(quantities) else self.clause.end

    @property
    def is_last(self) -> bool:
        """Whether no number follows in the clause."""
        return self.number + 1 == len(self.clause.quantities)

    @property
    def continues_list(self) -> bool:
        """Whether the words begin behind a sign that joins a list: …10家、|20个."""
        return self.start > self.clause.sentence[0] and self.clause.text[self.start - 1] in "、和及与"


@dataclass(slots=True)
class Carried:
    """What a sentence hands on from clause to clause and from number to number."""

    due: Due
    modality: Said
    handed_on: Due = NO_DUE  # what `due` was when the sentence began
    frequency: Said = UNSAID  # 每年, 每季度
    yearly_date: bool = False  # a date behind 每年 that is one of each year
    before_aside: Due | None = None  # what was due when a clause with 其中 named a year of its own
    says_this_year: bool = False  # 今年 beside the years named
    times_noted: int = 0  # how far the times of the block are handed on
    listed: tuple[Period, ...] = ()  # 到2025年、2030年: for numbers joined by 分别
    named: tuple[Due, ...] = ()  # the years that the sentence names, in order
    opening: Due | None = None  # the last of them before its first number
    scope: Span | None = None  # set: the numbers hold for each member of it
    subject: Span | None = None
    earlier: tuple[Span | None, str] = (None, "")  # the subject before a ; and the unit of its last number
    indicator: tuple[Span, ...] = ()  # of the number before, for 规模达到100亿元,实现倍增
    base: Base | None = None  # of a clause before, for all that follow: 与2020年相比,…
    # of the number before
    own_base: Base | None = None
    verb: str = ""
    link: str = ""
    link_word: str = ""
    comparator: Comparator = NO_COMPARATOR
    kind: str = ""
    unit_name: str = ""
    passed_verb: str = ""  # of a clause without a number: 资助残疾人大学生,合计|6300名
    item_modality: Said = UNSAID
    was_frequency: Said = UNSAID
    passed_modality: bool = False  # a clause without a number had a word of firmness of its own
    at_least: Comparator = NO_COMPARATOR  # 至少引进3家A、2家B: holds for the numbers that follow in the list
