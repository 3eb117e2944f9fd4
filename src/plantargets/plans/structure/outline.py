"""The outline of a plan: its sections, blocks and table rows, and the one that is still growing."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from plantargets.plans.structure.labels import Label
from plantargets.plans.tables import BLANK

BlockKind = Literal["heading", "paragraph", "cell"]
_NOT_BLANK = re.compile(f"[^{re.escape(BLANK)}]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything below it.

    Attributes
    ----------
    level
        Depth in the tree of sections, from 1.
    label
        Number of the heading as written, such as ``一、``, ``(一)`` or ``1.``; empty for heads without a
        number.
    title
        Words of the heading in the plan's own script, without white space and without the closing mark.
    start, end
        Span of the section with all sections below it.
    heading_end
        Where the heading ends, its closing mark included. A numbered item that is one long sentence has no
        heading of its own: only the number is heading, and the title is the first clause.
    parent
        Index of the section above, None at the top.
    """

    level: int
    label: str
    title: str
    start: int
    end: int
    heading_end: int
    parent: int | None


class Block(NamedTuple):
    """A heading, a paragraph or a table cell.

    Blocks are in order, do not overlap, and together hold all that is not blank.

    Attributes
    ----------
    kind
        ``heading``, ``paragraph`` or ``cell``.
    start, end
        Span without white space at the ends. A paragraph that is broken across lines is one block.
    section
        Index of the innermost section it stands in, None before the first heading.
    row, column
        Place in a table, counted from 0 (rows through the whole plan); None outside tables. A row whose
        first cell was merged with the one above starts at column 1.
    """

    kind: BlockKind
    start: int
    end: int
    section: int | None
    row: int | None = None
    column: int | None = None


class Cell(NamedTuple):
    """A cell that is not blank."""

    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with the row that heads it (None where the table has no header)."""

    number: int
    cells: tuple[Cell, ...]
    header: tuple[Cell, ...] | None


@dataclass(frozen=True, slots=True)
class Structure:
    """What `plantargets.plans.structure.read.read_structure` finds."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]


def innermost(starts: list[int], sections: tuple[Section, ...], offset: int) -> int | None:
    """Return the index of the innermost section that holds `offset`, given the starts of all."""
    index: int | None = bisect_right(starts, offset) - 1
    if index is None or index < 0:
        return None
    while index is not None and offset >= sections[index].end:
        index = sections[index].parent
    return index


@dataclass(slots=True)
class OpenSection:
    """A section while its end is not known."""

    level: int
    label: str
    title: str
    start: int
    end: int
    heading_end: int
    parent: int | None
    rank: float
    number: int = 0

    def freeze(self) -> Section:
        """Return the section with its end."""
        return Section(
            self.level, self.label, self.title, self.start, self.end, self.heading_end, self.parent
        )


@dataclass(slots=True)
class Outline:
    """What was found so far of a text, and where in its headings the reading stands.

    Attributes
    ----------
    text, s
        The plan as stored, and in simplified script.
    stack
        The sections that are open, by their index, the outermost first.
    last_number
        The last number seen at each rank: a number at the start of a line counts as a label where it is next
        in turn.
    front
        Whether no heading was found yet: titles, the issuer and the date stand there.
    in_list
        Whether the lines are the names of attachments (附件：1.… 2.…).
    """

    text: str
    s: str
    sections: list[OpenSection] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    last_number: dict[float, int] = field(default_factory=dict)
    front: bool = True
    in_list: bool = False
    row_number: int = 0

    @property
    def innermost_open(self) -> OpenSection | None:
        """The section that the next block falls into."""
        return self.sections[self.stack[-1]] if self.stack else None

    def open(self, rank: float, start: int, heading_end: int, label: str, title: str) -> int:
        """Begin a section, which ends those of its own and of deeper ranks; return its index."""
        self.close(rank, start)
        parent = self.stack[-1] if self.stack else None
        level = 1 if parent is None else self.sections[parent].level + 1
        self.sections.append(OpenSection(level, label, title, start, len(self.s), heading_end, parent, rank))
        self.stack.append(len(self.sections) - 1)
        return self.stack[-1]

    def open_labelled(self, label: Label, start: int, title_end: int, heading_end: int) -> int:
        """Begin a section with a number before its title; return its index."""
        words = self.text[start : label.end].strip(BLANK)
        index = self.open(label.rank, start, heading_end, words, self.title(label.end, title_end))
        self.sections[index].number = label.number
        return index

    def close(self, rank: float, at: int) -> None:
        """End the sections of a rank and of deeper ones."""
        while self.stack and self.sections[self.stack[-1]].rank >= rank:
            self.end_innermost(at)

    def end_innermost(self, at: int) -> None:
        """End the innermost open section."""
        self.sections[self.stack.pop()].end = at

    def block(self, kind: BlockKind, start: int, end: int, place: tuple[int, int] | None = None) -> None:
        """Add a block without the white space at its ends, none where nothing else is in it."""
        if start == end or self.s[start] in BLANK:
            first = _NOT_BLANK.search(self.s, start, end)
            if first is None:
                return
            start = first.start()
        while self.s[end - 1] in BLANK:
            end -= 1
        row, column = place or (None, None)
        self.blocks.append(Block(kind, start, end, self.stack[-1] if self.stack else None, row, column))

    def lengthen_last_block(self, end: int) -> None:
        """Let the last block, a heading, end where a further line of it ends."""
        last = self.blocks.pop()
        self.blocks.append(Block("heading", last.start, end, last.section))

    def title(self, start: int, end: int) -> str:
        """Return the words of a heading, without white space and closing marks."""
        return "".join(self.text[start:end].split()).strip(BLANK + "：:。；;，,")

    def freeze(self) -> Structure:
        """Return what was found."""
        return Structure(tuple(s.freeze() for s in self.sections), tuple(self.blocks), tuple(self.rows))
