"""Find the tables of a text, whatever form they have.

Four forms are known: cells with ``|`` between them (what the readers of formats hand on), with tabs, lined up
by blanks, and one cell a line, as crawlers leave them. The last two are taken only where a head that is known
and the rhythm of the cells below it make the table certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from plantargets.formats.document import UNSURE
from plantargets.language.heads import (
    KEYS,
    TABLE_WORDS,
    is_attribute,
    is_value,
    is_year,
    read_head,
)
from plantargets.plans.tables.bars import Bars
from plantargets.plans.tables.blanks import Blanks
from plantargets.plans.tables.header import Header, is_header
from plantargets.plans.tables.model import (
    Found,
    Span,
    Table,
)
from plantargets.plans.tables.one_a_line import OneALine
from plantargets.plans.tables.page import UNIT_LINE, Page
from plantargets.plans.tables.separated import FEWEST_COMMAS, Separated
from plantargets.plans.words import any_word

_CAPTION_LINES, _NOTE_LINES = 3, 8
# A row of words between rows of values holds heads: at least so many cells, none longer.
_FEWEST_HEADS, _LONGEST_HEAD = 3, 12
_IN_PLACE_OF_VALUES = re.compile(TABLE_WORDS.any_word("in_place_of_values"))
_RULE = re.compile(r":?-{2,}:?")
_BETWEEN_PAGES = re.compile(
    rf"(?:[-—–·]*(?:第?\d{{1,4}}页?)?[-—–·]*)?(?:\(?{any_word('continued')}.{{0,20}}\)?)?"
)


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
        self.page = Page(simplified)
        self.s, self.original, self.lines = self.page.s, self.page.original, self.page.lines
        self.header = Header(self.page)
        self.bars, self.blanks = Bars(self.page), Blanks(self.page, self.header)
        self.separated, self.one_a_line = Separated(self.page, self.header), OneALine(self.page)

    def tables(self) -> Iterator[Table]:
        index, free = 0, 0  # lines from `free` on belong to no table
        before: Table | None = None
        while index < len(self.lines):
            found = self._table_at(index)
            if found is None:
                index += 1
                continue
            end = found.after
            while end < min(len(self.lines), found.after + _NOTE_LINES) and self.page.is_note(
                self.lines[end]
            ):
                end += 1
            notes = tuple(self.lines[found.after : end])
            for number, table in enumerate(self._parts(found, self._captions(index, free), notes)):
                before = table if number else self._continued(table, before)
                yield before
            index = free = end

    def _table_at(self, index: int) -> Found | None:
        """Return the table that begins at a line: its form, the line after it, its rows, what did not fit."""
        line = self.lines[index]
        if UNSURE in self.page.marks and self.s.find(UNSURE, line.start, line.end) >= 0:
            return self.bars.unsure(index)
        if "|" in self.page.marks and self.s.find("|", line.start, line.end) >= 0:
            return self.bars.bars(index)
        if "\t" in self.page.marks and self.s.find("\t", line.start, line.end) >= 0:
            return self.separated.tabs(index)
        length = line.end - line.start
        if length > 200:
            return None
        if "," in self.page.marks and self.original.count(",", line.start, line.end) >= FEWEST_COMMAS:
            return self.separated.commas(index)
        has_blanks = len(self.page.words[index]) < length
        aligned = self.blanks.aligned(index) if has_blanks else None
        rows = self.blanks.without_heads(index) if has_blanks and aligned is None else None
        return aligned or rows or self.one_a_line.one_a_line(index) or self.one_a_line.loose_values(index)

    def _captions(self, first: int, free: int) -> tuple[Span, ...]:
        """Return the lines above a table that name it or its unit."""
        begin, nearest = first, True
        while begin > max(free, first - _CAPTION_LINES):
            line = self.lines[begin - 1]
            if not self.page.is_caption(line, nearest):
                break
            nearest = UNIT_LINE.fullmatch(self.page.squashed((line.start, line.end))) is not None
            begin -= 1
        return tuple((line.start, line.end) for line in self.lines[begin:first])

    def _parts(self, found: Found, caption: tuple[Span, ...], notes: tuple[Span, ...]) -> Iterator[Table]:
        """Cut rows where a second table begins below the first, and make a table of each part."""
        form, _, rows, unread = found
        if form == "bars":
            rows = self.bars.with_missing_cells(self.bars.without_outer_bars(rows))
        rows = [row for row in rows if any(a < b for a, b in row)]
        rows = [row for row in rows if not all(a >= b or _RULE.fullmatch(self.s, a, b) for a, b in row)]
        cuts = [0, *self._second_headers(rows), len(rows)]
        spans = [*pairwise(cuts)]
        for number, (first, last) in enumerate(spans):
            part = rows[first:last]
            if not part:
                continue
            grid, header_rows = self.header.grid(part)
            if number:  # a second part begins with its heads, known or not
                is_told = self._is_known(part[0]) or self._heads_of_its_own(rows, first)
                header_rows = max(header_rows, 1) if is_told else 0
            begin, end = self.page.line_at(part[0][0][0]).start, self.page.line_at(part[-1][-1][1] - 1).end
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
        current = [self.page.squashed(cell) for cell in rows[0]] if rows else []
        for number, row in enumerate(rows[1:], start=1):
            words = [self.page.squashed(cell) for cell in row]
            filled = [word for word in words if word]
            if len(filled) < 2 or words == current or any(is_value(w) and not is_year(w) for w in filled):
                continue
            told = self._is_known(row) or self._heads_of_its_own(rows, number)
            if told or self._stands_between(rows, number):
                if number > last + 1:  # the second row of a header opens no table
                    found.append(number)
                    current = words
                last = number
        return found

    def _is_known(self, row: list[Span]) -> bool:
        """Say whether most cells of a row are known heads, the first of what names things."""
        heads = [read_head(words) for cell in row if (words := self.page.squashed(cell))]
        known = sum(1 for head in heads if head.role)
        return 2 * known >= len(heads) and known > 1 and is_header(heads) and heads[0].role in KEYS

    def _heads_of_its_own(self, rows: list[list[Span]], number: int) -> bool:
        """Whether a row of words, none of them known, are heads: units in brackets stand over values.

        板块名称 | 2028年产值（亿元） | 2028年用地（亩）: all cells are filled, and in the next row
        values stand below the units.
        """
        heads = [read_head(words) for cell in rows[number] if (words := self.page.squashed(cell))]
        if number + 1 >= len(rows) or len(heads) < max(len(rows[number]), 3) or heads[0].unit:
            return False
        below = rows[number + 1]
        over = [column for column, head in enumerate(heads) if head.unit and head.words[0] < head.words[1]]
        values = [
            column for column in over if column < len(below) and is_value(self.page.squashed(below[column]))
        ]
        return len(values) > 1 and 2 * len(values) >= len(heads) - 1

    def _stands_between(self, rows: list[list[Span]], number: int) -> bool:
        """Whether words fill a whole row where values stand above and below: heads nothing is known of.

        板块 | 园区数量 | 入驻企业 between rows of values. What a row says in place of values (持平) is none.
        """
        above, row, below = (
            [self.page.squashed(cell) for cell in (rows[n] if n < len(rows) else [])]
            for n in (number - 1, number, number + 1)
        )
        if len(row) < _FEWEST_HEADS or not all(row) or len(set(row)) < len(row) or len(above) != len(row):
            return False
        over = [n for n, words in enumerate(above) if is_value(words) and n]
        under = [n for n, words in enumerate(below) if is_value(words) and n]
        plain = all(len(words) <= _LONGEST_HEAD and not is_attribute(words) for words in row)
        said = any(_IN_PLACE_OF_VALUES.search(words) for words in row)
        return len(over) > 1 and len(under) > 1 and plain and not said and max(over) < len(row)

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


def _with_notes(tables: Iterator[Table], text: str) -> list[Table]:
    """Give a table that the next one goes on with, below a page break, the notes below that one."""
    found: list[Table] = []
    for table in tables:
        if found and table.notes and not found[-1].notes and not text[found[-1].end : table.start].strip():
            found[-1] = replace(found[-1], notes=table.notes)
        found.append(table)
    return found
