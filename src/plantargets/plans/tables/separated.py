"""Tables with tabs or commas between their cells."""

from __future__ import annotations

from plantargets.language.heads import (
    KEYS,
    is_value,
)
from plantargets.plans.tables.header import Header, is_header
from plantargets.plans.tables.model import (
    Found,
    Line,
    Span,
)
from plantargets.plans.tables.page import NUMBERED, PROSE, Page

FEWEST_COMMAS = 2


class Separated:
    """Reads cells with tabs or commas between them."""

    def __init__(self, page: Page, header: Header) -> None:
        self.page, self.header = page, header
        self.s, self.original, self.lines = page.s, page.original, page.lines
        self.no_tabs_before = 0  # lines with tabs up to here are no table

    def commas(self, first: int) -> Found | None:
        """Read lines with as many commas (not ，) as the first, which holds the heads."""
        count, after = self.original.count(",", *self.lines[first]), first
        while after < len(self.lines) and self.original.count(",", *self.lines[after]) == count:
            after += 1
        rows = [self._at_commas(line) for line in self.lines[first:after]]
        heads = self.page.heads(rows[0])
        # Bodies may stand in a sentence with commas between them: there a head that names things must be.
        is_table = len(rows) > 1 and is_header(heads) and any(h.role in KEYS for h in heads)
        is_table = is_table and self.header.is_tabular(rows)
        return Found("commas", after, rows, []) if is_table else None

    def _at_commas(self, line: Line) -> list[Span]:
        start, cells = line.start, []
        for part in self.original[line.start : line.end].split(","):
            cells.append(self.page.stripped(start, start + len(part)))
            start += len(part) + 1
        return cells

    def tabs(self, first: int) -> Found | None:
        """Read the lines with tabs from one on, None where they are no table."""
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
                cells.append(self.page.stripped(start, start + len(part)))
                start += len(part) + 1
            rows.append(cells)
        if all(not a < b for a, b in (row[0] for row in rows)):  # an indentation
            rows = [row[1:] for row in rows]
        if not self.header.is_tabular(rows):
            self.no_tabs_before = after
            return None
        return Found("tabs", after, rows, [])

    def _has_tab(self, index: int) -> bool:
        line = self.lines[index]
        return "\t" in self.s[line.start : line.end] or (
            "\t" in self.s[slice(*self._whole_line(index))]
            and is_value(self.page.squashed((line.start, line.end)))
        )

    def _is_row_of_one(self, index: int) -> bool:
        """一、经济发展 between rows with tabs."""
        if index + 1 >= len(self.lines) or not self._has_tab(index + 1):
            return False
        words = self.page.squashed((self.lines[index].start, self.lines[index].end))
        return len(words) <= 20 and not PROSE.search(words) and not NUMBERED.match(words)

    def _whole_line(self, index: int) -> Span:
        """Return the span of a line with the blanks and tabs around it."""
        start, end = self.lines[index]
        while start > 0 and self.s[start - 1] in " \t\u3000\xa0":
            start -= 1
        while end < len(self.s) and self.s[end] in " \t\u3000\xa0":
            end += 1
        return start, end
