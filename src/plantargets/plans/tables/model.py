"""What a table is: cells with offsets in a grid, and what of it was not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

Form = Literal["bars", "tabs", "blanks", "lines", "commas", "unsure"]
Span = tuple[int, int]
# Blank for our purposes: white space, byte-order marks and zero-width characters.
BLANK = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
MOST_HEADER_ROWS, MOST_COLUMNS = 3, 60
_LINE = re.compile(rf"[^{re.escape(BLANK)}][^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*")


class Cell(NamedTuple):
    """A cell of the grid; blank where it starts where it ends.

    `merged` is set where the words are those of a cell above or left of it, over which it was merged.
    """

    row: int
    column: int
    start: int
    end: int
    merged: bool = False


class Unread(NamedTuple):
    """Part of a table that could not be read, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the text of a plan.

    Attributes
    ----------
    start, end
        Span from its first cell to its last; caption and notes stand outside.
    form
        How the text has it: ``bars``, ``tabs``, ``blanks``, ``lines`` (one cell a line), or ``unsure`` where
        the reader of the page could not tell its cells: nothing is read from it.
    rows
        The grid: all rows have the same number of cells, blank ones included; header rows come first.
    header_rows
        How many rows are header; 0 where none was understood.
    caption
        Spans of the lines above that name the table or its unit, from the top.
    notes
        Spans of the lines below that explain marks.
    unread
        Rows and cells that did not fit into the grid.
    """

    start: int
    end: int
    form: Form
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    caption: tuple[Span, ...] = ()
    notes: tuple[Span, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def header(self) -> tuple[tuple[Cell, ...], ...]:
        """The header rows."""
        return self.rows[: self.header_rows]

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows below the header."""
        return self.rows[self.header_rows :]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0


class Found(NamedTuple):
    """A table as its form was read: the line after it, its rows, and what did not fit into them."""

    form: Form
    after: int
    rows: list[list[Span]]
    unread: list[Unread]


class Line(NamedTuple):
    """A line that is not blank, without the white space around it."""

    start: int
    end: int


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, without the white space around them."""
    lines = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        while text[end - 1] in BLANK:
            end -= 1
        lines.append(Line(start, end))
    return lines
