"""The lines of a plan, and what one look at all of them tells of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from plantargets.plans.structure.labels import BULLET, RANKS, Label, label_at
from plantargets.plans.tables import Table, lines_of

STOP = re.compile("[。！？!?]")
_LONGEST_ALONE = 60


@dataclass(slots=True)
class Line:
    """A line with its number, the table that it is part of, and the style of its heading.

    `inline` says whether the headings beside this one have their text in the same line.
    """

    start: int
    end: int
    label: Label | None
    table: Table | None
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of a text.

    Attributes
    ----------
    lines
        In order.
    next_label
        For each line the next number of a heading below it, None where no more comes.
    wrap_width
        Characters of a full line where the text is hard-wrapped, else None.
    """

    lines: list[Line]
    next_label: list[Label | None]
    wrap_width: int | None


@dataclass(slots=True)
class _Group:
    """Headings beside each other: how many have text in the same line, how many stand alone."""

    lines: list[Line] = field(default_factory=list)
    inline: int = 0
    alone: int = 0


def survey(s: str, tables: Sequence[Table]) -> Lines:
    """Look at all lines once: their numbers, the next number, the style of headings, a wrapping width."""
    lines = _find_lines(s, tables)
    next_label: list[Label | None] = [None] * (len(lines) + 1)
    upcoming: Label | None = None
    # Headings of one rank below the same heading have one style.
    groups: dict[float, _Group] = {}
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        label = line.label
        next_label[index] = upcoming
        if label is None or label.rank == BULLET:
            continue
        if label.rank < RANKS["six"]:
            upcoming = label
        for rank in [rank for rank in groups if rank > label.rank]:
            _settle(groups.pop(rank))
        group = groups.setdefault(label.rank, _Group())
        group.lines.append(line)
        stop = STOP.search(s, label.end, min(line.end, label.end + _LONGEST_ALONE))
        if stop is None:
            group.alone += line.end - line.start <= _LONGEST_ALONE
        elif stop.end() < line.end:
            group.inline += 1
    for group in groups.values():
        _settle(group)
    return Lines(lines, next_label, _wrap_width(s, [line for line in lines if line.table is None]))


def _find_lines(s: str, tables: Sequence[Table]) -> list[Line]:
    lines, remaining = [], iter(tables)
    table = next(remaining, None)
    for start, end in lines_of(s):
        while table is not None and table.end <= start:
            table = next(remaining, None)
        inside = table is not None and table.start <= start
        lines.append(Line(start, end, label_at(s, start), table if inside else None))
    return lines


def _settle(group: _Group) -> None:
    """Mark the headings of a group whose text follows in the same line: one without text was cut."""
    if group.inline and 2 * group.inline >= group.alone:
        for line in group.lines:
            line.inline = True


def _wrap_width(s: str, lines: list[Line]) -> int | None:
    """Return the width of a hard-wrapped document, or None.

    Most lines of such a document are as long as the longest and end in the middle of a sentence.
    """
    if len(lines) < 10:
        return None
    longest = max(line.end - line.start for line in lines)
    if not 15 <= longest <= 120:
        return None
    full = [line for line in lines if line.end - line.start >= longest - 2]
    cut = sum(s[line.end - 1] not in "。；;：:！？)）" for line in full)
    return longest if cut >= 0.45 * len(lines) else None
