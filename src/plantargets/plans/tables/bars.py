"""Tables with | between their cells, as the readers of formats and Markdown have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from plantargets.formats.document import UNSURE
from plantargets.language.heads import (
    KEYS,
    is_value,
    is_year,
    read_head,
)
from plantargets.plans.tables.header import is_header
from plantargets.plans.tables.model import (
    Found,
    Line,
    Span,
    Unread,
)
from plantargets.plans.tables.page import NOTE, NUMBERED, PAGE_NUMBER, UNIT_LINE, Page


class Bars:
    """Reads cells with | between them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.s, self.original, self.lines = page.s, page.original, page.lines

    def unsure(self, first: int) -> Found:
        """Claim lines whose cells the reader of the page could not tell."""
        after = first
        while after < len(self.lines) and UNSURE in self.s[slice(*self.lines[after])]:
            after += 1
        spans = [(line.start, line.end) for line in self.lines[first:after]]
        return Found("unsure", after, [[spans[0]]], [Unread(a, b, "columns_unclear") for a, b in spans])

    def bars(self, first: int) -> Found:
        """Read the lines with bars from one on."""
        after = self._bars_end(first)
        return Found("bars", after, self._cut_at_bars(self.lines[first:after]), [])

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
        cells = [self.page.squashed(cell) for cell in self._cut(*lines[index])]
        if not all(cells) or any(is_value(words) and not is_year(words) for words in cells):
            return False
        heads = [read_head(words) for words in cells]
        return heads[0].role in KEYS and sum(1 for head in heads if head.role) > 1 and is_header(heads)

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
            NUMBERED.match(words) or UNIT_LINE.fullmatch(words) or NOTE.match(words) for words in between
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
                if not self._bar_count(line) and PAGE_NUMBER.fullmatch(s, line.start, line.end):
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
            cells.append(self.page.stripped(start, start + len(part)))
            start += len(part) + 1
        return cells

    def without_outer_bars(self, rows: list[list[Span]]) -> list[list[Span]]:
        """Drop the blank cells outside the bars at both ends of each row, as Markdown has them."""
        wide = [row for row in rows if len(row) > 1]
        if wide and all(row[0][0] >= row[0][1] for row in wide):
            rows = [row[1:] if len(row) > 1 else row for row in rows]
            wide = [row for row in rows if len(row) > 1]
        if wide and all(row[-1][0] >= row[-1][1] for row in wide):
            rows = [row[:-1] if len(row) > 1 else row for row in rows]
        return rows

    def with_missing_cells(self, rows: list[list[Span]]) -> list[list[Span]]:
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
