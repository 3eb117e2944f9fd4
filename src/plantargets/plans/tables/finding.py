"""Tables in the text of a plan: their cells with offsets, whatever form the text has them in.

Four forms are known: cells with ``|`` between them (what the readers of formats hand on), with tabs, lined up
by blanks, and one cell a line, as crawlers leave them. The last two are taken only where a head that is known
and the rhythm of the cells below it make the table certain.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from plantargets.formats.document import UNSURE
from plantargets.language.folding import fold
from plantargets.language.heads import (
    KEYS,
    NO_HEAD,
    TABLE_WORDS,
    Head,
    is_attribute,
    is_blank,
    is_unit,
    is_value,
    is_year,
    read_head,
    role_of_head,
)
from plantargets.plans.tables.heads_a_line import NO_TARGETS
from plantargets.plans.tables.rows_a_line import lay_out, stands_for_value
from plantargets.plans.words import any_word

Form = Literal["bars", "tabs", "blanks", "lines", "commas", "unsure"]
Span = tuple[int, int]

# Blank for our purposes: white space, byte-order marks and zero-width characters.
BLANK = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
MOST_HEADER_ROWS, MOST_COLUMNS = 3, 60
_CAPTION_LINES, _NOTE_LINES = 3, 8
_FEWEST_COMMAS = 2
_NEAR_VALUES, _FEWEST_VALUES = 10, 4  # so many values among so many lines are cells
_MOST_HEADS, _FEWEST_HEADS, _FEWEST_ROWS, _LONGEST_HEAD = 14, 3, 3, 24
_BRACKET_BEHIND = re.compile(r"\([^()]{1,8}\)$")
_LINE = re.compile(rf"[^{re.escape(BLANK)}][^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*")
_RULE = re.compile(r":?-{2,}:?")
_GAP = re.compile(r"(?=[ \u3000\xa0])(?:[ \u3000\xa0]{2,}|\u3000)")
_SPACE = re.compile(r"\s+")
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节篇]"
)
_PAGE = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–·\s]*")
_PROSE = re.compile("[。;;!?]")
_CAPTION = re.compile(
    rf"{any_word('numbered_table', 'attachment')}\s*(?:[0-9一二三四五六七八九十]|[-—.:]|$)"
    rf"|.*{any_word('caption_end')}表?(?:\(.*\))?$|\(?{any_word('unit_label')}[:]"
)
_NUMBERED = re.compile(rf"{any_word('numbered_table')}\s*[0-9一二三四五六七八九十]")
_UNIT_LINE = re.compile(rf"\(?{any_word('measuring')}?{any_word('unit_label')}[:][^()。]{{1,20}}\)?")
_BETWEEN_PAGES = re.compile(
    rf"(?:[-—–·]*(?:第?\d{{1,4}}页?)?[-—–·]*)?(?:\(?{any_word('continued')}.{{0,20}}\)?)?"
)
_PROJECTS = re.compile(TABLE_WORDS.any_word("projects"))
_NOTE = re.compile(
    rf"\(?{any_word('note_label')}(?:\d|[一二三])?\)?[:.、]|[*※★]|[①-⑩]|\[\s*\]|\(\s*\)|带\s*[*※\[(]"
    rf"|\d{{1,2}}[.、].{{0,40}}{any_word('note_content')}"
)


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


class _Found(NamedTuple):
    """A table as its form was read: the line after it, its rows, and what did not fit into them."""

    form: Form
    after: int
    rows: list[list[Span]]
    unread: list[Unread]


class Line(NamedTuple):
    """A line that is not blank, without the white space around it."""

    start: int
    end: int


def find_tables(text: str, simplified: str) -> tuple[Table, ...]:
    r"""Find the tables of a text.

    Parameters
    ----------
    text, simplified
        The plan as stored, and the same characters in simplified script.

    Returns
    -------
    tuple of Table
        In order, without overlaps. Time is linear in the length of the text.

    Examples
    --------
    >>> text = "主要指标\n指标\t2025年\n企业数（家）\t30\n绿色工厂（个）\t5"
    >>> [table] = find_tables(text, text)
    >>> [[text[cell.start : cell.end] for cell in row] for row in table.rows]
    [['指标', '2025年'], ['企业数（家）', '30'], ['绿色工厂（个）', '5']]
    """
    return tuple(_with_notes(_Finder(simplified).tables(), simplified))


class _Finder:
    """Walks the lines of a text once and takes the tables out."""

    def __init__(self, simplified: str) -> None:
        # A full-width bar stands inside a cell: it must not become one between cells.
        folded = fold(simplified.replace("｜", "¦"))
        self.s, self.original = folded, simplified
        self.marks = {mark for mark in (UNSURE, "|", "\t") if mark in folded}
        self.lines = lines_of(folded)
        self.starts = [line.start for line in self.lines]
        self.no_tabs_before = 0  # lines with tabs up to here are no table
        self.heads_end = 0  # lines up to here were all looked at, whether they may be heads
        self.words = [self._squashed((line.start, line.end)) for line in self.lines]

    def tables(self) -> Iterator[Table]:
        index, free = 0, 0  # lines from `free` on belong to no table
        before: Table | None = None
        while index < len(self.lines):
            found = self._table_at(index)
            if found is None:
                index += 1
                continue
            end = found.after
            while end < min(len(self.lines), found.after + _NOTE_LINES) and self._is_note(self.lines[end]):
                end += 1
            notes = tuple(self.lines[found.after : end])
            for table in self._parts(found, self._captions(index, free), notes):
                before = self._continued(table, before)
                yield before
            index = free = end

    def _table_at(self, index: int) -> _Found | None:
        """Return the table that begins at a line: its form, the line after it, its rows, what did not fit."""
        line = self.lines[index]
        if UNSURE in self.marks and self.s.find(UNSURE, line.start, line.end) >= 0:
            return self._unsure(index)
        if "|" in self.marks and self.s.find("|", line.start, line.end) >= 0:
            return self._bars(index)
        if "\t" in self.marks and self.s.find("\t", line.start, line.end) >= 0:
            return self._tabs(index)
        if line.end - line.start > 200:
            return None
        if self.original.count(",", line.start, line.end) >= _FEWEST_COMMAS:
            return self._commas(index)
        aligned = self._aligned(index) if _SPACE.search(self.s, line.start, line.end) else None
        return aligned or self._one_a_line(index) or self._loose_values(index)

    def _captions(self, first: int, free: int) -> tuple[Span, ...]:
        """Return the lines above a table that name it or its unit."""
        begin, nearest = first, True
        while begin > max(free, first - _CAPTION_LINES):
            line = self.lines[begin - 1]
            if not self._is_caption(line, nearest):
                break
            nearest = _UNIT_LINE.fullmatch(self._squashed((line.start, line.end))) is not None
            begin -= 1
        return tuple((line.start, line.end) for line in self.lines[begin:first])

    def _parts(self, found: _Found, caption: tuple[Span, ...], notes: tuple[Span, ...]) -> Iterator[Table]:
        """Cut rows where a second table begins below the first, and make a table of each part."""
        form, _, rows, unread = found
        if form == "bars":
            rows = self._with_missing_cells(self._without_outer_bars(rows))
        rows = [row for row in rows if any(a < b for a, b in row)]
        rows = [row for row in rows if not all(a >= b or _RULE.fullmatch(self.s, a, b) for a, b in row)]
        cuts = [0, *self._second_headers(rows), len(rows)]
        spans = [*pairwise(cuts)]
        for number, (first, last) in enumerate(spans):
            part = rows[first:last]
            if not part:
                continue
            grid, header_rows = self._grid(part)
            begin, end = self._line_at(part[0][0][0]).start, self._line_at(part[-1][-1][1] - 1).end
            own = tuple(u for u in unread if begin <= u.start and (u.start < end or last == len(rows)))
            if last == len(rows):
                end = max(end, *(u.end for u in unread)) if unread else end
                end = max(end, self.lines[found.after - 1].end)
            yield Table(
                begin,
                end,
                form,
                grid,
                header_rows,
                caption if number == 0 else (),
                notes if number == len(spans) - 1 else (),
                own,
            )

    def _second_headers(self, rows: list[list[Span]]) -> list[int]:
        """Return the rows at which another table begins: a header that is not the first one repeated."""
        found: list[int] = []
        last = 0
        current = [self._squashed(cell) for cell in rows[0]] if rows else []
        for number, row in enumerate(rows[1:], start=1):
            words = [self._squashed(cell) for cell in row]
            filled = [word for word in words if word]
            if len(filled) < 2 or words == current or any(is_value(w) and not is_year(w) for w in filled):
                continue
            heads = [read_head(word) for word in filled]
            known = sum(1 for head in heads if head.role)
            if 2 * known >= len(filled) and known > 1 and _is_header(heads) and heads[0].role in KEYS:
                if number > last + 1:  # the second row of a header opens no table
                    found.append(number)
                    current = words
                last = number
        return found

    def _line_at(self, offset: int) -> Line:
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]

    def _continued(self, table: Table, before: Table | None) -> Table:
        """Give a table without a header that of the one before, which it goes on with: 续表, a new page."""
        if table.header_rows or before is None or not before.header_rows or table.columns != before.columns:
            return table
        between = "".join(self.s[before.end : table.start].split())
        if len(between) > 24 or not (_BETWEEN_PAGES.fullmatch(between)):
            return table
        header = [[cell._replace(row=r) for cell in row] for r, row in enumerate(before.header)]
        body = [[cell._replace(row=cell.row + len(header)) for cell in row] for row in table.rows]
        rows = tuple(map(tuple, [*header, *body]))
        return replace(table, rows=rows, header_rows=len(header), caption=table.caption or before.caption)

    # Cells that could not be told -------------------------------------------------------------------

    def _unsure(self, first: int) -> _Found:
        after = first
        while after < len(self.lines) and UNSURE in self.s[slice(*self.lines[after])]:
            after += 1
        spans = [(line.start, line.end) for line in self.lines[first:after]]
        return _Found("unsure", after, [[spans[0]]], [Unread(a, b, "columns_unclear") for a, b in spans])

    # Cells with | between them ----------------------------------------------------------------------

    def _bars(self, first: int) -> _Found:
        after = self._bars_end(first)
        return _Found("bars", after, self._cut_at_bars(self.lines[first:after]), [])

    def _bars_end(self, first: int) -> int:
        """Return the index after the last line of the table that begins at line `first`."""
        lines, index = self.lines, first
        while index < len(lines):
            if self._bar_count(lines[index]):
                if index > first and self._opens_table(index):
                    break
                index += 1
                continue
            # A cell broken across lines: the row goes on within the next lines, and begins or ends with a
            # bar there.
            ahead = next(
                (i for i in range(index + 1, min(index + 4, len(lines))) if self._bar_count(lines[i])), None
            )
            if ahead is None or any(lines[i].end - lines[i].start > 200 for i in range(index, ahead)):
                break
            if self._parts_tables(index, ahead) or self._opens_table(ahead):
                break
            index = ahead
        return index

    def _opens_table(self, index: int) -> bool:
        """Say whether a line of cells below others opens a table of another width.

        It does where its cells are the heads of one, or where a blank line stands above it, and the line
        below has as many cells; else it is a piece of a row that is broken across lines.
        """
        lines = self.lines
        bars = self._bar_count(lines[index])
        above = next(i for i in range(index - 1, -1, -1) if self._bar_count(lines[i]))
        below = index + 1 < len(lines) and self._bar_count(lines[index + 1]) == bars
        if not below or self._bar_count(lines[above]) == bars:
            return False
        if self._blank_above(index) and not self._blank_above(index + 1) and not self._blank_above(above):
            return True
        cells = [self._squashed(cell) for cell in self._cut(*lines[index])]
        if not all(cells) or any(is_value(words) and not is_year(words) for words in cells):
            return False
        heads = [read_head(words) for words in cells]
        return heads[0].role in KEYS and sum(1 for head in heads if head.role) > 1 and _is_header(heads)

    def _blank_above(self, index: int) -> bool:
        """Say whether a blank line stands above a line."""
        begin = self.lines[index - 1].end if index else 0
        return self.original.count("\n", begin, self.lines[index].start) > 1

    def _parts_tables(self, index: int, ahead: int) -> bool:
        """Say whether the lines up to `ahead` stand between two tables and in no cell."""
        between = [self.s[line.start : line.end] for line in self.lines[index:ahead]]
        if self.s[self.lines[ahead].start] == "|" and self.s[self.lines[ahead].end - 1] != "|":
            return False
        return any(
            _NUMBERED.match(words) or _UNIT_LINE.fullmatch(words) or _NOTE.match(words) for words in between
        )

    def _bar_count(self, line: Line) -> int:
        return self.s.count("|", line.start, line.end)

    def _cut_at_bars(self, lines: Sequence[Line]) -> list[list[Span]]:
        """Put lines together to rows and cut them at the bars."""
        s = self.s
        counts = Counter(bars for line in lines[:200] if (bars := self._bar_count(line)))
        often = [bars for bars, times in counts.items() if times > 1]
        bars_per_row = max(often or counts)
        rows: list[list[Span]] = []
        start, bars = -1, 0
        for position, line in enumerate(lines):
            if start >= 0 and bars and self._bar_count(line) >= bars_per_row:
                rows.append(self._cut(start, lines[position - 1].end))  # a row of fewer cells
                start = -1
            if start < 0:
                if not self._bar_count(line) and _PAGE.fullmatch(s, line.start, line.end):
                    continue
                if not self._bar_count(line) and self._stands_alone(lines, position, bars_per_row):
                    rows.append([(line.start, line.end)])
                    continue
                start, bars = line.start, 0
            bars += self._bar_count(line)
            whole = s[start] == "|" and s[line.end - 1] == "|"
            if bars >= bars_per_row or whole or position == len(lines) - 1:
                rows.append(self._cut(start, line.end))
                start = -1
        return rows

    def _stands_alone(self, lines: Sequence[Line], position: int, bars_per_row: int) -> bool:
        """Say whether a line without bars between whole rows is a row of one cell, no broken first cell."""
        following = lines[position + 1] if position + 1 < len(lines) else None
        if following is None or self.s[following.start] == "|":
            return following is None
        return self._bar_count(following) >= bars_per_row

    def _cut(self, start: int, end: int) -> list[Span]:
        cells = []
        for part in self.s[start:end].split("|"):
            cells.append(self._stripped(start, start + len(part)))
            start += len(part) + 1
        return cells

    # Commas, as a sheet is written ------------------------------------------------------------------

    def _commas(self, first: int) -> _Found | None:
        """Read lines with as many commas (not ，) as the first, which holds the heads."""
        count, after = self.original.count(",", *self.lines[first]), first
        while after < len(self.lines) and self.original.count(",", *self.lines[after]) == count:
            after += 1
        rows = [self._at_commas(line) for line in self.lines[first:after]]
        heads = self._heads(rows[0])
        # Bodies may stand in a sentence with commas between them: there a head that names things must be.
        is_table = len(rows) > 1 and _is_header(heads) and any(h.role in KEYS for h in heads)
        is_table = is_table and self._is_tabular(rows)
        return _Found("commas", after, rows, []) if is_table else None

    def _at_commas(self, line: Line) -> list[Span]:
        start, cells = line.start, []
        for part in self.original[line.start : line.end].split(","):
            cells.append(self._stripped(start, start + len(part)))
            start += len(part) + 1
        return cells

    # Tabs -------------------------------------------------------------------------------------------

    def _tabs(self, first: int) -> _Found | None:
        if first < self.no_tabs_before:
            return None
        after = first
        while after < len(self.lines) and (self._has_tab(after) or self._is_row_of_one(after)):
            after += 1
        if after - first < 2:
            return None
        rows = []
        for index in range(first, after):
            start, end = self._whole_line(index)
            cells = []
            for part in self.s[start:end].split("\t"):
                cells.append(self._stripped(start, start + len(part)))
                start += len(part) + 1
            rows.append(cells)
        if all(not a < b for a, b in (row[0] for row in rows)):  # an indentation
            rows = [row[1:] for row in rows]
        if not self._is_tabular(rows):
            self.no_tabs_before = after
            return None
        return _Found("tabs", after, rows, [])

    def _has_tab(self, index: int) -> bool:
        line = self.lines[index]
        return "\t" in self.s[line.start : line.end] or (
            "\t" in self.s[slice(*self._whole_line(index))]
            and is_value(self._squashed((line.start, line.end)))
        )

    def _is_row_of_one(self, index: int) -> bool:
        """一、经济发展 between rows with tabs."""
        if index + 1 >= len(self.lines) or not self._has_tab(index + 1):
            return False
        words = self._squashed((self.lines[index].start, self.lines[index].end))
        return len(words) <= 20 and not _PROSE.search(words) and not _NUMBERED.match(words)

    def _whole_line(self, index: int) -> Span:
        """Return the span of a line with the blanks and tabs around it."""
        start, end = self.lines[index]
        while start > 0 and self.s[start - 1] in " \t\u3000\xa0":
            start -= 1
        while end < len(self.s) and self.s[end] in " \t\u3000\xa0":
            end += 1
        return start, end

    # Aligned blanks ---------------------------------------------------------------------------------

    def _aligned(self, first: int) -> _Found | None:
        return self._under_two_lines(first) or self._under_heads(first)

    def _under_two_lines(self, first: int) -> _Found | None:
        """Read rows below two lines of heads, each piece by the column it stands over.

        The columns are told by the rows below: gutters that all of them leave.
        """
        if first + 4 > len(self.lines) or read_head(self.words[first]).role:
            return None
        upper, lower = self._pieces(first, _GAP), self._pieces(first + 1, _GAP)
        if not self._may_be_two_heads(upper, lower):
            return None
        body, after = self._rows_with_values(first + 2)
        width = max(map(len, body), default=0)
        if len(body) < 2 or width < max(len(lower), len(upper)):
            return None
        for wide in ("WFA", "WF"):
            edges = self._gutters(body, wide)
            rows = [self._by_place(row, edges, wide) for row in [upper, lower, *body]] if edges else []
            placed = [row for row in rows if row is not None]
            if rows and len(placed) == len(rows) and self._header_rows(placed) == 2:
                return _Found("blanks", after, placed, [])
        return None

    def _may_be_two_heads(self, upper: list[Span], lower: list[Span]) -> bool:
        """Say whether two lines may hold heads, the lower ones right of the first of the upper."""
        words = [self._squashed(piece) for piece in [*upper, *lower]]
        return (
            min(len(upper), len(lower)) > 1
            and read_head(words[0]).role in KEYS
            and not any(len(w) > _LONGEST_HEAD or (is_value(w) and not is_year(w)) for w in words)
            and self._place(lower[0], "WFA")[0] >= self._place(upper[0], "WFA")[1]
        )

    def _rows_with_values(self, first: int) -> tuple[list[list[Span]], int]:
        """Return the lines of pieces with values from one on, and the line behind them."""
        rows, after = list[list[Span]](), first
        while after < len(self.lines) and not _PROSE.search(self.s, *self.lines[after]):
            pieces = self._pieces(after, _GAP)
            words = [self._squashed(piece) for piece in pieces]
            if len(pieces) < 2 or not any(is_value(w) or is_blank(w) for w in words):
                break
            rows.append(pieces)
            after += 1
        return rows, after

    def _under_heads(self, first: int) -> _Found | None:
        upper, wide = self._two_heads(first)
        if not upper:
            wide = self._pieces(first, _GAP)
            heads = self._heads(wide)
            if len(wide) < 2 or not _is_header(heads):
                wide = []
        narrow = self._pieces(first, _SPACE) if not wide else []
        if narrow and (
            len(narrow) < 3
            or any(not head.role for head in self._heads(narrow))
            or not _is_header(self._heads(narrow))
        ):
            narrow = []
        if not wide and not narrow:
            return None
        gap = _GAP if wide else _SPACE
        header = wide or narrow
        after, rows = first + 1 + bool(upper), [upper, header] if upper else [header]
        is_lower = bool(wide) and not upper and self._is_lower_line(first, header)
        if is_lower:
            rows.append(self._pieces(after, gap))
            after += 1
        while after < len(self.lines):
            pieces = self._pieces(after, gap)
            line = self.lines[after]
            if line.end - line.start > 200 or _PROSE.search(self.s, line.start, line.end):
                break
            if _PAGE.fullmatch(self.s, line.start, line.end):
                after += 1
                continue
            kinds = [is_value(self._squashed(piece)) or is_blank(self._squashed(piece)) for piece in pieces]
            is_second_head = (
                after == first + 1
                and len(pieces) > 1
                and all(
                    head.role or is_unit(self._squashed(piece))
                    for head, piece in zip(self._heads(pieces), pieces, strict=True)
                )
            )
            if (
                (
                    len(pieces) == 1
                    and not kinds[0]
                    and rows
                    and self._looks_like_rows(after + 1, gap, len(header))
                )
                or is_second_head
                or (any(kinds) and len(pieces) > 1)
                or (len(pieces) == len(header) and self._looks_like_rows(after + 1, gap, len(header)))
                or (len(pieces) == len(header) and len(pieces) > 2)
                or (wide and len(pieces) == len(header) > 1 and not self._begins_section(after))
            ):
                rows.append(pieces)
            else:
                break
            after += 1
        if len(rows) < 2 + is_lower:
            return None
        placed, unread = self._placed(rows)
        if is_lower and self._header_rows(placed) < 2:
            return None
        return _Found("blanks", after, placed, unread)

    def _is_lower_line(self, first: int, header: list[Span]) -> bool:
        """Say whether words below heads are the lower row of a header: more columns with values follow."""
        if first + 3 >= len(self.lines):
            return False
        lower = self._pieces(first + 1, _GAP)
        words = [self._squashed(piece) for piece in lower]
        is_right = self._place(lower[0], "WFA")[0] > self._place(header[0], "WFA")[1] - 1
        plain = all(
            len(word) <= _LONGEST_HEAD and not _PROSE.search(word) and not is_value(word) for word in words
        )
        if len(lower) < 2 or not is_right or not plain or all(read_head(word).role for word in words):
            return False
        below = [self._pieces(first + n, _GAP) for n in (2, 3)]
        return all(any(is_value(self._squashed(piece)) for piece in pieces) for pieces in below) and any(
            len(pieces) > len(header) for pieces in below
        )

    def _two_heads(self, first: int) -> tuple[list[Span], list[Span]]:
        """Return two lines as the two rows of a header, empty where they are none.

        The lower line holds times or measures alone; each stands below the head that begins left of it.
        """
        if first + 1 >= len(self.lines):
            return [], []
        upper, lower = self._pieces(first, _GAP), self._pieces(first + 1, _GAP)
        if not 1 < len(upper) < len(lower) + 1 or any(h.role != "value" for h in self._heads(lower)):
            return [], []
        if any(map(is_value, map(self._squashed, upper))) or not _is_header(self._heads([*upper, *lower])):
            return [], []
        lefts = [self._place(piece, "WFA")[0] for piece in upper]
        below = [self._place(piece, "WFA")[0] for piece in lower]
        if below[0] < lefts[0] - 1:
            return [], []
        heads, times = list[Span](), list[Span]()
        for piece, left, end in zip(upper, lefts, [*lefts[1:], 10**6], strict=True):
            own = [time for time, place in zip(lower, below, strict=True) if left - 1 <= place < end - 1]
            nothing = (piece[1], piece[1])
            heads += [piece, *[nothing] * (len(own) - 1)]
            times += own or [(lower[0][0], lower[0][0])]
        return heads, times

    def _looks_like_rows(self, index: int, gap: re.Pattern[str], width: int) -> bool:
        if index >= len(self.lines):
            return False
        pieces = self._pieces(index, gap)
        return len(pieces) == width and any(is_value(self._squashed(piece)) for piece in pieces)

    def _begins_section(self, index: int) -> bool:
        words = self.words[index]
        return _SECTION.match(words) is not None or self._is_note(self.lines[index])

    def _placed(self, rows: list[list[Span]]) -> tuple[list[list[Span]], list[Unread]]:
        """Give each piece its column: by its number in whole rows, else by where it stands."""
        best: tuple[list[list[Span]], list[Unread]] | None = None
        for wide in ("WFA", "WF"):  # signs such as — take one place or two, as the font has them
            placed = self._placed_in(rows, wide)
            if best is None or len(placed[1]) < len(best[1]):
                best = placed
            if not best[1]:
                break
        assert best is not None
        return best

    def _placed_in(self, rows: list[list[Span]], wide: str) -> tuple[list[list[Span]], list[Unread]]:
        placed: list[list[Span]] = []
        unread: list[Unread] = []
        width = max(map(len, rows))
        places = [[(span, self._place(span, wide)) for span in row] for row in rows if len(row) == width]
        edges = [
            (min(row[c][1][0] for row in places), max(row[c][1][1] for row in places)) for c in range(width)
        ]
        if len(places) == 1:  # a last column whose cells are all blank
            edges = self._gutters(rows, wide) or edges
        lined_up = (len(places) > 1 or edges != [place for _, place in places[0]]) and all(
            a[1] <= b[0] for a, b in pairwise(edges)
        )
        for row in rows:
            if len(row) == width or (len(row) == 1 and not is_value(self._squashed(row[0]))):
                placed.append(row)
                continue
            cells = self._by_place(row, edges, wide) if lined_up else None
            if cells is None:
                unread.append(Unread(row[0][0], row[-1][1], "columns_unclear"))
            else:
                placed.append(cells)
        return placed, unread

    def _gutters(self, rows: list[list[Span]], wide: str) -> list[Span]:
        """Return where the columns stand that gutters leave in all rows; empty if they are not as many."""
        found: list[Span] = []
        for left, right in sorted(self._place(piece, wide) for row in rows if len(row) > 1 for piece in row):
            if found and left < found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], right))
            else:
                found.append((left, right))
        return found if len(found) == max(map(len, rows)) else []

    def _by_place(self, row: list[Span], edges: list[Span], wide: str) -> list[Span] | None:
        blank = (row[-1][1], row[-1][1])
        cells = [blank] * len(edges)
        for piece in row:
            left, right = self._place(piece, wide)
            over = [c for c, (a, b) in enumerate(edges) if left < b and right > a]
            if not over or cells[over[0]] != blank:
                return None
            if len(over) > 1 and is_value(self._squashed(piece)):
                return None
            cells[over[0]] = piece
        return cells

    def _place(self, span: Span, wide: str) -> Span:
        """Return where a piece stands in its line, in columns of a fixed-width font."""
        begin = max(self.s.rfind("\n", 0, span[0]), self.s.rfind("\r", 0, span[0])) + 1
        left = _width(self.original[begin : span[0]], wide)
        return left, left + _width(self.original[span[0] : span[1]], wide)

    def _pieces(self, index: int, gap: re.Pattern[str]) -> list[Span]:
        line, pieces, start = self.lines[index], [], self.lines[index].start
        for match in gap.finditer(self.s, line.start, line.end):
            pieces.append((start, match.start()))
            start = match.end()
        pieces.append((start, line.end))
        return pieces

    # One cell a line --------------------------------------------------------------------------------

    def _one_a_line(self, first: int) -> _Found | None:
        """Read cells one a line; where heads are known and the rows are not certain, claim the lines."""
        if not self._may_begin(first):
            return None
        laid = lay_out(self.words, first, self.heads_end)
        if laid is not None:
            begin = self.lines[first].start
            place = (begin, begin)
            rows = [
                [self._span(line, place) for line in row] for row in [*laid.header, *filter(None, laid.rows)]
            ]
            unread = [Unread(self.lines[a].start, self.lines[b].end, "rhythm_broken") for a, b in laid.broken]
            after = laid.end
        else:
            heads = self._known_heads(first)
            if heads is None:
                return None
            after, rows, unread = first + len(heads), [heads], []
        roles = {read_head(self.words[line]).role for line in range(first, after)}
        no_targets = laid is None and roles & NO_TARGETS
        debris = self._section_end(after) if no_targets else self._debris_end(after)
        if laid is None and debris - after < 2:
            return None
        if debris > after:
            unread.append(Unread(self.lines[after].start, self.lines[debris - 1].end, "rhythm_broken"))
        return _Found("lines", max(after, debris), rows, unread)

    def _loose_values(self, first: int) -> _Found | None:
        """Claim cells of a table whose heads were not understood: lines close by that are values alone.

        They are no sentences: read as such, the value of one row would get the name of another.
        """
        if not is_value(self.words[first]) or _PAGE.fullmatch(self.s, *self.lines[first]):
            return None
        near = self.words[first : first + _NEAR_VALUES]
        if any(_PROSE.search(words) or "," in words for words in near):
            near = near[: next(n for n, words in enumerate(near) if _PROSE.search(words) or "," in words)]
        if sum(map(is_value, near)) < _FEWEST_VALUES:
            return None
        end = self._debris_end(first)
        unread = Unread(self.lines[first].start, self.lines[end - 1].end, "rhythm_broken")
        return _Found("lines", end, [[(self.lines[first].start, self.lines[first].end)]], [unread])

    def _may_begin(self, first: int) -> bool:
        """Say whether a table of one cell a line may begin here: a head that names things, or years ahead."""
        if first >= self.heads_end:
            self.heads_end = first
            while self.heads_end < len(self.lines) and self._may_be_head(self.lines[self.heads_end]):
                self.heads_end += 1
        if self.heads_end - first < 2:
            return False
        words = self.words[first]
        if len(words) > _LONGEST_HEAD:
            return False
        if role_of_head(words) in {*KEYS, "body", "unit"}:
            return True
        if first and self._may_be_head(self.lines[first - 1]) and not self._is_above(first - 1):
            return False  # within the heads
        near = self.words[first + 1 : min(self.heads_end, first + _MOST_HEADS)]
        return self.heads_end - first < _MOST_HEADS and any(map(is_year, near))

    def _is_above(self, line: int) -> bool:
        """Say whether a line names the table below it, or the section it stands in."""
        words = self.words[line]
        return self._is_caption(self.lines[line], True) or _SECTION.match(words) is not None

    def _span(self, line: int | None, nothing: Span) -> Span:
        return nothing if line is None else (self.lines[line].start, self.lines[line].end)

    def _known_heads(self, first: int) -> list[Span] | None:
        """Return the lines from one on that are heads beyond doubt, None where they make no header."""
        heads: list[Head] = []
        cells: list[Span] = []
        while first + len(heads) < len(self.lines) and len(heads) < _MOST_HEADS:
            line = self.lines[first + len(heads)]
            words = self.words[first + len(heads)]
            head = read_head(words) if len(words) <= _LONGEST_HEAD else NO_HEAD
            of_members = bool(heads) and {h.role for h in heads} <= {"scope", "year", "serial", "value"}
            known = head.role or (of_members and ("target" in head.measures or head.unit))
            of_project = bool(heads) and _PROJECTS.fullmatch(words) is not None
            if not (known or of_project) or (is_value(words) and not is_year(words)):
                break
            heads.append(head if head.role else replace(head, role="value"))
            cells.append((line.start, line.end))
        if len(heads) < 2 or not _is_header(heads) or heads[0].role not in KEYS:
            return None
        return cells

    def _may_be_head(self, line: Line) -> bool:
        words = self._squashed(line)
        is_short = len(words) <= _LONGEST_HEAD and not _PROSE.search(words)
        is_above = _UNIT_LINE.fullmatch(words) or _NUMBERED.match(words)  # 单位:万亩 stands above the heads
        return is_short and not is_above and (not is_value(words) or is_year(words))

    def _section_end(self, position: int) -> int:
        """Return the line behind a table that holds no targets: the next heading or sentence."""
        end = position
        while end < len(self.lines) and not (_SECTION.match(self.words[end]) or "。" in self.words[end]):
            end += 1
        return end

    def _debris_end(self, position: int) -> int:
        """Return the line behind cells that no row could take: up to the first line of prose."""
        end = last = position
        while end < len(self.lines) and end - last < 4:
            words = self._squashed((self.lines[end].start, self.lines[end].end))
            if len(words) > 40 or _PROSE.search(words) or _NOTE.match(words):
                break
            end += 1
            in_place = len(words) <= _LONGEST_HEAD and stands_for_value(words)
            if is_value(words) or is_attribute(words) or is_blank(words) or in_place:
                last = end
        return last

    # Header, caption, notes -------------------------------------------------------------------------

    def _grid(self, rows: list[list[Span]]) -> tuple[tuple[tuple[Cell, ...], ...], int]:
        """Make all rows equally wide, find the header and fill its merged cells."""
        filled = [c for row in rows for c, (a, b) in enumerate(row) if a < b]
        width = min(max(filled, default=-1) + 1, MOST_COLUMNS)
        even = []
        for row in rows:
            last = row[-1][1]
            even.append([*row, *[(last, last)] * (width - len(row))][:width])
        header_rows = self._header_rows(even)
        grid = [[Cell(r, c, a, b) for c, (a, b) in enumerate(row)] for r, row in enumerate(even)]
        self._fill_header(grid[:header_rows])
        return tuple(map(tuple, grid)), header_rows

    def _without_outer_bars(self, rows: list[list[Span]]) -> list[list[Span]]:
        """Drop the blank cells outside the bars at both ends of each row, as Markdown has them."""
        wide = [row for row in rows if len(row) > 1]
        if wide and all(row[0][0] >= row[0][1] for row in wide):
            rows = [row[1:] if len(row) > 1 else row for row in rows]
            wide = [row for row in rows if len(row) > 1]
        if wide and all(row[-1][0] >= row[-1][1] for row in wide):
            rows = [row[:-1] if len(row) > 1 else row for row in rows]
        return rows

    def _with_missing_cells(self, rows: list[list[Span]]) -> list[list[Span]]:
        """Put a blank cell where the first was merged with the one above, so that all others moved left."""
        filled = [[c for c, (a, b) in enumerate(row) if a < b] for row in rows]
        widest = max(map(len, filled), default=0)
        numbered = any(
            len(cells) == widest and widest > 2 and self._is_serial(row[cells[1]])
            for row, cells in zip(rows, filled, strict=True)
        )
        if not numbered:
            return rows
        whole = []
        for position, (row, cells) in enumerate(zip(rows, filled, strict=True)):
            moved = cells == list(range(widest - 1)) and (position == 0 or self._is_serial(row[0]))
            whole.append([(row[0][0], row[0][0]), *row] if moved else row)
        return whole

    def _is_serial(self, span: Span) -> bool:
        return self.s[span[0] : span[1]].isdecimal() and span[1] - span[0] <= 4

    def _header_rows(self, rows: list[list[Span]]) -> int:
        """Return how many rows at the top are header, 0 where none is understood."""
        if not rows:
            return 0
        found = 0
        for number, row in enumerate(rows[: MOST_HEADER_ROWS + 1]):
            words = [self._squashed(cell) for cell in row]
            filled = [word for word in words if word]
            heads = [read_head(word) for word in words]
            plain = all(len(word) <= 40 and (not is_value(word) or is_year(word)) for word in filled)
            if not plain or _PROSE.search("".join(filled)) or any(map(is_attribute, filled)):
                break
            known = [head for head in heads if head.role]
            if number == 0:
                if len(filled) < 2:
                    break
                found = 1
            elif self._stand_below(rows, number) or (
                len(known) * 2 >= len(filled)
                and any(h.role == "value" or h.unit for h in known)
                and not (words[0] and read_head(words[0]).role not in {*KEYS, "unit", "value"})
            ):
                found = number + 1
            else:
                break
        heads = [self._column_head(rows[:found], c) for c in range(len(rows[0]))] if found else []
        return found if _is_header(heads) else 0

    def _stand_below(self, rows: list[list[Span]], number: int) -> bool:
        """Say whether a row is the lower one of a header: its words stand below heads over several columns.

        Such a head fills the first of its columns alone; below it each column has words of its own, and
        elsewhere there are none but those of the head above again. Values stand below them.
        """
        above, row = ([self._squashed(cell) for cell in rows[n]] for n in (number - 1, number))
        if not above[0] or row[0] not in {"", above[0]}:
            return False
        below: set[int] = set()
        column = 0
        while column < len(row):
            last = column
            while last + 1 < len(row) and not above[last + 1]:
                last += 1
            own = row[column : last + 1]
            if last > column and all(own) and len(set(own)) == len(own):
                below |= set(range(column, last + 1))
            elif any(words and words != above[column + n] for n, words in enumerate(own)):
                return False
            column = last + 1
        following = [[self._squashed(cell) for cell in cells] for cells in rows[number + 1 : number + 4]]
        return bool(below) and any(is_value(words[n]) for words in following for n in below)

    def _column_head(self, header: list[list[Span]], column: int) -> Head:
        for row in reversed(header):
            if row[column][0] < row[column][1]:
                return read_head(self._squashed(row[column]))
        return NO_HEAD

    def _fill_header(self, header: list[list[Cell]]) -> None:
        """Fill the blank cells of a header row from the left where cells stand below them."""
        for number, row in enumerate(header[:-1]):
            for c in range(1, len(row)):
                blank, below = row[c].start >= row[c].end, header[number + 1][c]
                left = row[c - 1]
                if blank and below.start < below.end and left.start < left.end:
                    first = header[number + 1][c - 1]
                    if first.start < first.end:
                        row[c] = Cell(row[c].row, c, left.start, left.end, True)

    def _is_caption(self, line: Line, nearest: bool) -> bool:
        words = self._squashed((line.start, line.end))
        if len(words) > 60 or _PROSE.search(words) or words.endswith(":"):
            return False
        if _UNIT_LINE.fullmatch(words) or _NUMBERED.match(words):
            return True
        return (
            _CAPTION.match(words) is not None and nearest and not re.match("[一二三四五六七八九十]+、", words)
        )

    def _is_note(self, line: Line) -> bool:
        return line.end - line.start <= 300 and _NOTE.match(self.s, line.start, line.end) is not None

    # Words ------------------------------------------------------------------------------------------

    def _heads(self, pieces: Sequence[Span]) -> list[Head]:
        return [read_head(self._squashed(piece)) for piece in pieces]

    def _is_tabular(self, rows: list[list[Span]]) -> bool:
        """Say whether rows are a table: their head is known, or most cells are values."""
        width = max(map(len, rows))
        even = [row + [(row[-1][1], row[-1][1])] * (width - len(row)) for row in rows]
        if self._header_rows(even):
            return True
        cells = [self._squashed(cell) for row in rows for cell in row if cell[0] < cell[1]]
        return len(rows) > 1 and 3 * sum(map(is_value, cells)) >= len(cells) > 3

    def _squashed(self, span: Span) -> str:
        return "".join(self.s[span[0] : span[1]].split())

    def _stripped(self, start: int, end: int) -> Span:
        part = self.s[start:end]
        left = start + len(part) - len(part.lstrip(BLANK))
        return left, max(left, start + len(part.rstrip(BLANK)))


def _with_notes(tables: Iterator[Table], text: str) -> list[Table]:
    """Give a table that the next one goes on with, below a page break, the notes below that one."""
    found: list[Table] = []
    for table in tables:
        if found and table.notes and not found[-1].notes and not text[found[-1].end : table.start].strip():
            found[-1] = replace(found[-1], notes=table.notes)
        found.append(table)
    return found


def is_caption(words: str) -> bool:
    """Say whether a line (folded) names a table by its number: 表1 主要指标, 专栏2 …."""
    return len(words) <= 60 and _NUMBERED.match(words) is not None and not _PROSE.search(words)


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, without the white space around them."""
    lines = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        while text[end - 1] in BLANK:
            end -= 1
        lines.append(Line(start, end))
    return lines


def _is_header(heads: Sequence[Head]) -> bool:
    """Say whether heads make a table: one that names the things, and one for what is said of them."""
    keys = [head for head in heads if head.role in KEYS]
    others = [head for head in heads if head.role and head.role not in KEYS]
    named = [head for head in heads if not head.role and head.words != (0, 0)]
    if len(heads) > 1 and keys and (others or named):
        return True
    if len(heads) > 1 and heads[0].role == "body" and len(named) > 1 and not keys:
        return True  # bodies, and what each of them is to reach
    telling = {"goal", "value", "body", "off", "cost", "budget", "result"}
    return len(others) > 1 and any(head.role in telling for head in others)


def _width(text: str, wide: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in wide else 1 for c in text)
