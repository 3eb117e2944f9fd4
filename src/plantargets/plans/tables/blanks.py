"""Tables whose cells are lined up by blanks, as plain text has them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from plantargets.language.heads import (
    KEYS,
    is_blank,
    is_unit,
    is_value,
    is_year,
    read_head,
)
from plantargets.plans.tables.header import Header, is_header
from plantargets.plans.tables.model import (
    Found,
    Span,
    Unread,
)
from plantargets.plans.tables.page import LONGEST_HEAD, PAGE_NUMBER, PROSE, Page

_GAP = re.compile(r"(?=[ \u3000\xa0])(?:[ \u3000\xa0]{2,}|\u3000)")
_DIGIT = re.compile(r"\d")
LONGEST_ROW = 200
FEWEST_PIECES = 3  # of lines that are rows though nothing is known of their heads
SPACE = re.compile(r"\s+")


class Blanks:
    """Reads cells that blanks line up."""

    def __init__(self, page: Page, header: Header) -> None:
        self.page, self.header = page, header
        self.s, self.original, self.lines, self.words = page.s, page.original, page.lines, page.words

    def aligned(self, first: int) -> Found | None:
        """Read the lines below heads, None where no table begins."""
        return self._under_two_lines(first) or self._under_heads(first)

    def without_heads(self, first: int) -> Found | None:
        """Return lines of pieces with values lined up below no known heads, which are no sentence."""
        rows, after = list[list[Span]](), first
        while after < len(self.lines):
            line = self.lines[after]
            if line.end - line.start > LONGEST_ROW or not _DIGIT.search(self.s, line.start, line.end):
                break
            pieces = self._pieces(after, _GAP)
            if len(pieces) < FEWEST_PIECES or PROSE.search(self.s, *self.lines[after]):
                break
            if sum(is_value(self.page.squashed(piece)) for piece in pieces) < 2:
                break
            rows.append(pieces)
            after += 1
        return Found("blanks", after, rows, []) if len(rows) > 1 else None

    def _under_two_lines(self, first: int) -> Found | None:
        """Read rows below two lines of heads, each piece by the column it stands over.

        The columns are told by the rows below: gutters that all of them leave.
        """
        if first + 4 > len(self.lines):
            return None
        upper, lower = self._pieces(first, _GAP), self._pieces(first + 1, _GAP)
        if not self._may_be_two_heads(upper, lower) or read_head(self.words[first]).role:
            return None
        body, after = self._rows_with_values(first + 2)
        width = max(map(len, body), default=0)
        if len(body) < 2 or width < max(len(lower), len(upper)):
            return None
        for wide in ("WFA", "WF"):
            edges = self._gutters(body, wide)
            rows = [self._by_place(row, edges, wide) for row in [upper, lower, *body]] if edges else []
            placed = [row for row in rows if row is not None]
            if rows and len(placed) == len(rows) and self.header.header_rows(placed) == 2:
                return Found("blanks", after, placed, [])
        return None

    def _may_be_two_heads(self, upper: list[Span], lower: list[Span]) -> bool:
        """Say whether two lines may hold heads, the lower ones right of the first of the upper."""
        if min(len(upper), len(lower)) < 2:
            return False
        words = [self.page.squashed(piece) for piece in [*upper, *lower]]
        return (
            read_head(words[0]).role in KEYS
            and not any(len(w) > LONGEST_HEAD or (is_value(w) and not is_year(w)) for w in words)
            and self._place(lower[0], "WFA")[0] >= self._place(upper[0], "WFA")[1]
        )

    def _rows_with_values(self, first: int) -> tuple[list[list[Span]], int]:
        """Return the lines of pieces with values from one on, and the line behind them."""
        rows, after = list[list[Span]](), first
        while after < len(self.lines) and not PROSE.search(self.s, *self.lines[after]):
            pieces = self._pieces(after, _GAP)
            words = [self.page.squashed(piece) for piece in pieces]
            if len(pieces) < 2 or not any(is_value(w) or is_blank(w) for w in words):
                break
            rows.append(pieces)
            after += 1
        return rows, after

    def _under_heads(self, first: int) -> Found | None:
        upper, wide = self._two_heads(first)
        if not upper:
            wide = self._pieces(first, _GAP)
            wide = wide if len(wide) > 1 and self._are_heads(first, wide) else []
        narrow = self._pieces(first, SPACE) if not wide else []
        if len(narrow) < 3 or not self._are_known_heads(narrow):
            narrow = []
        if not wide and not narrow:
            return None
        gap = _GAP if wide else SPACE
        header = wide or narrow
        after, rows = first + 1 + bool(upper), [upper, header] if upper else [header]
        is_lower = bool(wide) and not upper and self._is_lower_line(first, header)
        if is_lower:
            rows.append(self._pieces(after, gap))
            after += 1
        while after < len(self.lines):
            pieces = self._pieces(after, gap)
            line = self.lines[after]
            lined_up = bool(wide) and self._lines_up(pieces, header)
            is_prose = PROSE.search(self.s, line.start, line.end) is not None
            if line.end - line.start > LONGEST_ROW or (
                is_prose and not (lined_up and len(pieces) == len(header))
            ):
                break
            if PAGE_NUMBER.fullmatch(self.s, line.start, line.end):
                after += 1
                continue
            kinds = [
                is_value(self.page.squashed(piece)) or is_blank(self.page.squashed(piece)) for piece in pieces
            ]
            is_second_head = (
                after == first + 1
                and len(pieces) > 1
                and all(
                    head.role or is_unit(self.page.squashed(piece))
                    for head, piece in zip(self.page.heads(pieces), pieces, strict=True)
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
                or lined_up
                or (len(pieces) == len(header) and self._looks_like_rows(after + 1, gap, len(header)))
                or (len(pieces) == len(header) and len(pieces) > 2)
                or (wide and len(pieces) == len(header) > 1 and not self.page.begins_section(after))
            ):
                rows.append(pieces)
            else:
                break
            after += 1
        if len(rows) < 2 + is_lower:
            return None
        placed, unread = self._placed(rows)
        if is_lower and self.header.header_rows(placed) < 2:
            return None
        return Found("blanks", after, placed, unread)

    def _lines_up(self, pieces: list[Span], header: list[Span]) -> bool:
        """Say whether two or more pieces each begin where a head does."""
        if not 1 < len(pieces) <= len(header):
            return False
        for wide in ("WFA", "WF"):
            lefts = {self._place(piece, wide)[0] for piece in header}
            if all(self._place(piece, wide)[0] in lefts for piece in pieces):
                return True
        return False

    def _are_heads(self, first: int, pieces: list[Span]) -> bool:
        """Say whether pieces are a header, or stand over names and values where one of them names a time."""
        heads = self.page.heads(pieces)
        if is_header(heads):
            return True
        if first + 2 >= len(self.lines) or not any(head.years for head in heads):
            return False
        below = self._pieces(first + 1, _GAP)
        if len(below) != len(pieces) or not any(is_value(self.page.squashed(piece)) for piece in below):
            return False
        rows = [
            below,
            *(self._pieces(line, _GAP) for line in range(first + 2, min(first + 4, len(self.lines)))),
        ]
        rows = [row for row in rows if len(row) == len(pieces)]
        return len(rows) > 1 and self.header.header_rows([pieces, *rows]) > 0

    def _are_known_heads(self, pieces: list[Span]) -> bool:
        """Say whether each piece is a known head, and all of them a header."""
        is_known = all(read_head(self.page.squashed(piece)).role for piece in pieces)
        return is_known and is_header(self.page.heads(pieces))

    def _is_lower_line(self, first: int, header: list[Span]) -> bool:
        """Say whether words below heads are the lower row of a header: more columns with values follow."""
        if first + 3 >= len(self.lines):
            return False
        lower = self._pieces(first + 1, _GAP)
        words = [self.page.squashed(piece) for piece in lower]
        is_right = self._place(lower[0], "WFA")[0] > self._place(header[0], "WFA")[1] - 1
        plain = all(
            len(word) <= LONGEST_HEAD and not PROSE.search(word) and not is_value(word) for word in words
        )
        if len(lower) < 2 or not is_right or not plain or all(read_head(word).role for word in words):
            return False
        below = [self._pieces(first + n, _GAP) for n in (2, 3)]
        return all(any(is_value(self.page.squashed(piece)) for piece in pieces) for pieces in below) and any(
            len(pieces) > len(header) for pieces in below
        )

    def _two_heads(self, first: int) -> tuple[list[Span], list[Span]]:
        """Return two lines as the two rows of a header, empty where they are none.

        The lower line holds times or measures alone; each stands below the head that begins left of it.
        """
        if first + 1 >= len(self.lines):
            return [], []
        upper, lower = self._pieces(first, _GAP), self._pieces(first + 1, _GAP)
        if not 1 < len(upper) < len(lower) + 1 or any(h.role != "value" for h in self.page.heads(lower)):
            return [], []
        if any(map(is_value, map(self.page.squashed, upper))) or not is_header(
            self.page.heads([*upper, *lower])
        ):
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
        return len(pieces) == width and any(is_value(self.page.squashed(piece)) for piece in pieces)

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
            if len(row) == width or (len(row) == 1 and not is_value(self.page.squashed(row[0]))):
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
            if len(over) > 1 and is_value(self.page.squashed(piece)):
                return None
            cells[over[0]] = piece
        return cells

    def _place(self, span: Span, wide: str) -> Span:
        """Return where a piece stands in its line, in columns of a fixed-width font."""
        begin = max(self.s.rfind("\n", 0, span[0]), self.s.rfind("\r", 0, span[0])) + 1
        left = _width(self.original[begin : span[0]], wide)
        return left, left + _width(self.original[span[0] : span[1]], wide)

    def _spaces_a_word(self, start: int, gap: int, after: int, end: int) -> bool:
        """Say whether one wide blank stands between two single characters: 指　标, 单　位."""
        return (
            after - gap == 1 == gap - start
            and not self.s[start].isascii()
            and after < end
            and not self.s[after].isascii()
            and (after + 1 == end or self.s[after + 1].isspace())
        )

    def _pieces(self, index: int, gap: re.Pattern[str]) -> list[Span]:
        line, pieces, start = self.lines[index], [], self.lines[index].start
        for match in gap.finditer(self.s, line.start, line.end):
            if match.end() - match.start() == 1 and self._spaces_a_word(start, *match.span(), line.end):
                continue
            pieces.append((start, match.start()))
            start = match.end()
        pieces.append((start, line.end))
        return pieces


def _width(text: str, wide: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in wide else 1 for c in text)
