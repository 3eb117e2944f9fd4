"""The header of a table: which rows at its top are heads, and which cells of them are merged."""

from __future__ import annotations

from collections.abc import Sequence

from plantargets.language.heads import (
    KEYS,
    NO_HEAD,
    Head,
    dates_a_row,
    is_attribute,
    is_unit_label,
    is_value,
    is_year,
    read_head,
)
from plantargets.plans.tables.model import (
    MOST_COLUMNS,
    MOST_HEADER_ROWS,
    Cell,
    Span,
)
from plantargets.plans.tables.page import PROSE, Page

_ROWS_THAT_TELL = 40


class Header:
    """Finds the header rows of a grid."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def grid(self, rows: list[list[Span]]) -> tuple[tuple[tuple[Cell, ...], ...], int]:
        """Make all rows equally wide, find the header and fill its merged cells."""
        filled = [c for row in rows for c, (a, b) in enumerate(row) if a < b]
        width = min(max(filled, default=-1) + 1, MOST_COLUMNS)
        even = []
        for row in rows:
            last = row[-1][1]
            even.append([*row, *[(last, last)] * (width - len(row))][:width])
        header_rows = self.header_rows(even)
        grid = [[Cell(r, c, a, b) for c, (a, b) in enumerate(row)] for r, row in enumerate(even)]
        self._fill_header(grid[:header_rows])
        return tuple(map(tuple, grid)), header_rows

    def header_rows(self, rows: list[list[Span]]) -> int:
        """Return how many rows at the top are header, 0 where none is understood."""
        if not rows:
            return 0
        found = 0
        for number, row in enumerate(rows[: MOST_HEADER_ROWS + 1]):
            words = [self.page.squashed(cell) for cell in row]
            filled = [word for word in words if word]
            heads = [read_head(word) for word in words]
            plain = all(len(word) <= 40 and (not is_value(word) or is_year(word)) for word in filled)
            if not plain or PROSE.search("".join(filled)) or any(map(is_attribute, filled)):
                break
            known = [head for head in heads if head.role]
            if number == 0:
                if len(filled) < 2:
                    break
                found = 1
            elif (
                _are_units(words)
                or self._stand_below(rows, number)
                or (
                    len(known) * 2 >= len(filled)
                    and any(h.role == "value" or h.unit for h in known)
                    and not (words[0] and read_head(words[0]).role not in {*KEYS, "unit", "value"})
                )
            ):
                found = number + 1
            else:
                break
        heads = [self._column_head(rows[:found], c) for c in range(len(rows[0]))] if found else []
        upper = [read_head(self.page.squashed(cell)) for cell in rows[0]] if found > 1 else heads
        told = is_header(heads) or is_header(upper) or self._have_rows_of_years(rows, found)
        told = told or self._name_rows(rows, found, heads)
        return found if told else 0

    def _name_rows(self, rows: list[list[Span]], header_rows: int, heads: Sequence[Head]) -> bool:
        """Say whether a first head that nothing is known of stands over names, one of a time over values.

        品类 | 2030年目标 over 苹果 | 12万吨 and 梨 | 8万吨.
        """
        body = [[self.page.squashed(cell) for cell in row] for row in _first(rows, header_rows)]
        names = [words[0] for words in body]
        if len(body) < 2 or not (heads[0].words[0] < heads[0].words[1] and all(names)):
            return False
        if any(map(is_value, names)) or len(set(names)) < len(names):
            return False
        told = [
            n
            for n, head in enumerate(heads)
            if n and head.role in {"", "value"} and (head.years or "target" in head.measures)
        ]
        return any(all(is_value(words[n]) for words in body) for n in told)

    def _have_rows_of_years(self, rows: list[list[Span]], header_rows: int) -> bool:
        """Say whether the first column names years, whatever its head, and values stand beside them."""
        body = [[self.page.squashed(cell) for cell in row] for row in _first(rows, header_rows)]
        years = [words for words in body if dates_a_row(words[0])]
        values = [any(map(is_value, words[1:])) for words in years]
        return len(years) > 1 and 2 * len(years) >= len(body) and all(values)

    def _stand_below(self, rows: list[list[Span]], number: int) -> bool:
        """Say whether a row is the lower one of a header: its words stand below heads over several columns.

        Such a head fills the first of its columns alone; below it each column has words of its own, and
        elsewhere there are none but those of the head above again. Values stand below them.
        """
        above, row = ([self.page.squashed(cell) for cell in rows[n]] for n in (number - 1, number))
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
        following = [[self.page.squashed(cell) for cell in cells] for cells in rows[number + 1 : number + 4]]
        return bool(below) and any(is_value(words[n]) for words in following for n in below)

    def _column_head(self, header: list[list[Span]], column: int) -> Head:
        words = [self.page.squashed(row[column]) for row in header]
        filled = [word for word in words if word]
        named = [word for word in filled[1:] if not is_unit_label(word) and read_head(word).role != "unit"]
        return read_head([*filled[:1], *named][-1]) if filled else NO_HEAD

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

    def is_tabular(self, rows: list[list[Span]]) -> bool:
        """Say whether rows are a table: their head is known, or most cells are values."""
        width = max(map(len, rows))
        even = [row + [(row[-1][1], row[-1][1])] * (width - len(row)) for row in rows]
        if self.header_rows(even):
            return True
        cells = [self.page.squashed(cell) for row in rows for cell in row if cell[0] < cell[1]]
        return len(rows) > 1 and 3 * sum(map(is_value, cells)) >= len(cells) > 3


def _first(rows: list[list[Span]], header_rows: int) -> list[list[Span]]:
    """Return the first rows below a header, as many as tell what its columns are; none without a header."""
    return rows[header_rows : header_rows + _ROWS_THAT_TELL] if header_rows else []


def _are_units(words: Sequence[str]) -> bool:
    """Say whether a row below heads holds their units: 万亩 | 万亩 | 万株, beside 单位 or nothing."""
    own = [word for word in words[1:] if word]
    units = sum(map(is_unit_label, own))
    first = not words[0] or read_head(words[0]).role in {*KEYS, "unit"} or is_unit_label(words[0])
    return first and units > 1 and all(is_unit_label(w) or not w.strip("-—/") for w in own)


def is_header(heads: Sequence[Head]) -> bool:
    """Say whether heads make a table: one that names the things, and one for what is said of them."""
    keys = [head for head in heads if head.role in KEYS]
    others = [head for head in heads if head.role and head.role not in KEYS]
    named = [head for head in heads if not head.role and head.words != (0, 0)]
    if len(heads) > 1 and keys and (others or named):
        return True
    if len(heads) > 1 and heads[0].role == "body" and len(named) > 1 and not keys:
        return True  # bodies, and what each of them is to reach
    if len(heads) > 1 and heads[0].role == "unit" and sum(bool(head.unit) for head in named) > 1:
        return True  # 单位 beside heads with units of their own: bodies too
    telling = {"goal", "value", "body", "off", "cost", "budget", "result"}
    return len(others) > 1 and any(head.role in telling for head in others)
