"""Tables of pages without drawn lines: words that line up in columns put together to cells and rows.

Columns are told by the gutters that no line crosses, rows by the gaps that go through all columns. Where the
gaps between rows are no wider than those between the lines of a cell, a line without values goes with the
row whose line it continues, above or below it, if one of the two explains the whole table and the other does
not. A table is taken only where its first row has heads that are known and every cell is whole. What only
looks like a table is given line by line with a mark between its words, so that nothing is read from it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from plantargets.formats.document import UNSURE, Cell, table_lines
from plantargets.formats.layout import Line, mended

# Widths in sizes of a character. Words so far apart stand in two cells; in one line of a table, where all
# other lines leave a gutter, words that are nearer do.
APART, APART_AT_GUTTER = 0.4, 0.12
NARROWEST_GUTTER, GAP_OF_COLUMNS = 0.2, 0.25
# Lines farther below each other than this are no neighbours in a table.
MOST_BETWEEN_LINES = 4.0
MOST_BETWEEN_HEADS, MOST_HEAD_LINES, MOST_REST_LINES = 1.5, 5, 8
# Gaps differ where they do so by more than this.
GAPS_DIFFER = 0.12
FEWEST_ROWS, MOST_COLUMNS = 2, 40
# Columns all of whose lines are wider are those of a page of prose.
WIDEST_CELLS, LONGEST_HEAD, LONGEST_HEADING, LONGEST_VALUE = 10.0, 24, 20, 16

_WORDS = tomllib.loads(
    resources.files("plantargets.formats").joinpath("tables.toml").read_text(encoding="utf-8")
)
_CAPTION = re.compile("|".join(_WORDS["captions"]))
_BELOW = re.compile("|".join(_WORDS["below_tables"]))
_HEAD = re.compile("|".join(_WORDS["known_heads"]))
_GROUPS = re.compile("|".join(_WORDS["group_heads"]))
_HEADING = re.compile(_WORDS["heading_of_rows"])
_TIME = re.compile(_WORDS["time_head"])
_TOTAL = re.compile(_WORDS["total"])
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_DASH = re.compile(r"[-—–―/\\]+")
_NUMBER = re.compile(r"[^\d。；，]{0,4}\d[\d.,]*[^\d。；，]{0,4}")
_BARE = re.compile(r"[<>≥≤〔［\[（(]*-?\d[\d.,．]*[%％*）)\]］〕]*|[-—–―]+")
_GLUED = re.compile(r"[）)]\d[\d.,．]*$")
_CLOSED_INSIDE = re.compile(_WORDS["end_of_a_name"] + r"[^（()）]{4,}")
_ONLY_UNIT = re.compile(r"[（(][^（()）]{1,6}[）)]")
_BRACKETS = {"（": "）", "(": ")", "[": "]", "〔": "〕", "［": "］", "【": "】", "“": "”", "《": "》"}
_CLOSING = {closing: opening for opening, closing in _BRACKETS.items()} | {"）": "（", ")": "("}


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of one line that stand near each other, with their characters from the left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    chars: tuple[Any, ...] = ()

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one line in the column, or from the first to the last of the columns, that they stand in."""

    part: _Part
    first: int
    last: int


_Parts = list[_Part]
_Columns = list[tuple[float, float]]
_Band = list[_Piece]


@dataclass(frozen=True, slots=True)
class Head:
    """The heads of a table at the foot of a page, for its rest at the top of the next one.

    Attributes
    ----------
    lines, height
        The lines that hold the heads, and how many rows of the table they make.
    texts
        Those rows as they are written.
    columns
        From where to where across the page each column stands.
    above
        The first line of the page without its digits: a running head comes again on the next page.
    """

    lines: tuple[_Parts, ...]
    height: int
    texts: tuple[str, ...]
    columns: tuple[tuple[float, float], ...]
    above: str


@dataclass(frozen=True, slots=True)
class Unruled:
    """The tables of a page.

    Attributes
    ----------
    rows
        Their rows as lines.
    spans
        From where to where down the page their characters stand.
    uncertain
        How many of them are not certain, and given line by line with a mark.
    head
        The heads of the table that reaches the foot of the page, without lines where it is not certain; None
        where none does.
    """

    rows: list[Line]
    spans: list[tuple[float, float]]
    uncertain: int
    head: Head | None


class _Found(NamedTuple):
    """A table: its rows as they are written, its first line and the line after it, its heads."""

    texts: list[str]
    first: int
    last: int
    head: Head | None


def unruled_tables(chars: Sequence[Any], before: Head | None = None) -> Unruled:
    """Find the tables among the characters of a page.

    Parameters
    ----------
    chars
        Characters: mappings with ``text, x0, x1, top, bottom, size``, places in points from the top left.
    before
        The heads of the table that reaches the foot of the page before: where the lines at the top of this
        one stand in its columns, they are its rows.
    """
    visible = [c for c in chars if not c["text"].isspace()]
    if not visible:
        return Unruled([], [], 0, None)
    size = median(c["size"] for c in visible)
    lines = _lines(visible, size)
    rows: list[Line] = []
    spans: list[tuple[float, float]] = []
    uncertain = index = 0
    done = 0
    head: Head | None = None
    while index < len(lines):
        found = _rest(lines, index, before, size) if before is not None and not done else None
        if found is None and len(lines[index]) < 2:
            index += 1
            continue
        found = found or _first_table(lines, index, done, size)
        first, last, columns = _block(lines, index, size)
        head = None
        if found is not None:
            texts, first, last, head = found
            uncertain += head is None
        elif _looks_like_table(lines[first:last], columns, size):
            texts = _unsure(lines[first:last])
            uncertain += 1
        elif _is_row(lines[index]):
            first, last = index, _rows_end(lines, index, size)
            texts = _unsure(lines[first:last])
            uncertain += 1
        else:
            index += 1
            continue
        parts = [part for line in lines[first:last] for part in line]
        x0, x1 = min(part.x0 for part in parts), max(part.x1 for part in parts)
        top, bottom = min(part.top for part in parts), max(part.bottom for part in parts)
        for number, text in enumerate(texts):
            y = top + (bottom - top) * number / len(texts)
            rows.append(Line(text, x0, x1, y, y, 0.0, 0, x0, x1, row=True))
        spans.append((top, bottom))
        index = done = last
    if spans and head is None and uncertain:
        head = Head((), 0, (), (), _shape(lines[0]))
    is_at_foot = done == len(lines) or (done == len(lines) - 1 and _BELOW.match(_text(lines[done])))
    return Unruled(rows, spans, uncertain, head if head is not None and is_at_foot else None)


def without_tables(chars: Sequence[Any], found: Unruled) -> list[Any]:
    """Return the characters of a page that stand in none of its tables."""
    return [
        c
        for c in chars
        if not any(top <= (c["top"] + c["bottom"]) / 2 <= bottom for top, bottom in found.spans)
    ]


def unsure_note(pages: Sequence[int]) -> tuple[str, ...]:
    """Return the note on pages with tables that are not certain, none where there are no such pages."""
    if not pages:
        return ()
    return (
        f"page {', '.join(map(str, pages))} of it holds a table without lines that could not be told "
        "for certain: it is given line by line",
    )


def _text(line: _Parts) -> str:
    return "".join(part.text for part in line)


def _is_note(line: _Parts) -> bool:
    """Say whether a line below a table explains it: 注：…, [ ]内…; blanks in it may cut it in two."""
    return len(line) < 3 and _BELOW.match(_text(line)) is not None


def _shape(line: _Parts) -> str:
    """Return the words of a line without digits, as a running head is known by."""
    return "".join(c for c in _text(line) if not c.isdigit())


def _rest(lines: list[_Parts], index: int, before: Head, size: float) -> _Found | None:
    """Return the rest of the table of the page before, None where another text begins.

    It is the rest where all its lines stand in the columns of the heads. Where they do but its rows are not
    certain, they are given line by line, without heads.
    """
    own = [_shape(line) != before.above and not _BELOW.match(_text(line)) for line in lines[:index]]
    if any(own) or _shape(lines[index]) == before.above or _CAPTION.match(lines[index][0].text):
        return None
    if not before.lines:
        return _rest_of_unsure(lines, index, size)
    if _first_table(lines, index, index, size) is not None:
        return None
    lowest = max(part.bottom for line in before.lines for part in line)
    down = lines[index][0].top - lowest - MOST_BETWEEN_HEADS * size / 2
    heads = [[_moved(part, down) for part in line] for line in before.lines]
    whole = [*heads, *lines[index:]]
    _, last, columns = _block(whole, len(heads) - 1, size, list(before.columns))
    if last == len(heads) or not any(len(line) > 1 for line in whole[len(heads) : last]):
        return None
    end = index + last - len(heads)
    if len(columns) == len(before.columns) and not _goes_on(whole, last, columns, size):
        found = _table(whole[:last], columns, size)
        if found is not None:
            texts = list(table_lines(found.cells))
            if tuple(texts[: before.height]) == before.texts:
                end = index + found.lines - len(heads)
                head = replace(before, columns=tuple(columns))
                return _Found(texts[before.height :], index, end, head)
    return _Found(_unsure(lines[index:end]), index, end, None)


def _rest_of_unsure(lines: list[_Parts], index: int, size: float) -> _Found | None:
    """Return short lines above the rows at the top of a page as lines of the table before them."""
    row = next((n for n in range(index, min(index + MOST_REST_LINES, len(lines))) if len(lines[n]) > 1), None)
    if row is None or any(_is_sentence(_text(line)) for line in lines[index:row]):
        return None
    if _first_table(lines, row, row, size) is not None:
        return None
    _, last, _ = _block(lines, row, size)
    return _Found(_unsure(lines[index:last]), index, last, None)


def _moved(part: _Part, down: float) -> _Part:
    return replace(part, top=part.top + down, bottom=part.bottom + down)


def _unsure(lines: list[_Parts]) -> list[str]:
    return [f" {UNSURE} ".join(["", *(part.text for part in line)]).strip() for line in lines]


def _is_row(line: _Parts) -> bool:
    """Say whether a line that is part of no table looks like a row of one: three cells, one with a number."""
    words = [part.text for part in line if len(part.text) > 1]
    return len(line) > 2 and len(words) > 1 and any(c.isdigit() for part in line for c in part.text)


def _rows_end(lines: list[_Parts], first: int, size: float) -> int:
    """Return the line after those that go on with what looks like rows of a table."""
    last = first + 1
    while last < len(lines) and lines[last][0].top - lines[last - 1][0].bottom < MOST_BETWEEN_HEADS * size:
        alone = len(lines[last]) == 1 and len(lines[last][0].text) > LONGEST_HEADING
        if alone or _BELOW.match(lines[last][0].text):
            break
        last += 1
    return last


# Characters to lines of parts ---------------------------------------------------------------------


def _lines(chars: Sequence[Any], size: float) -> list[_Parts]:
    """Return the lines from the top, each with its parts from the left."""
    lines: list[list[Any]] = []
    middle = 0.0
    for c in sorted(chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
        y = (c["top"] + c["bottom"]) / 2
        if lines and y - middle <= 0.2 * size:
            lines[-1].append(c)
        else:
            lines.append([c])
            middle = y
    return [_parts(sorted(line, key=lambda c: c["x0"]), size) for line in lines]


def _parts(line: list[Any], size: float) -> _Parts:
    groups = [[line[0]]]
    for before, after in pairwise(line):
        if after["x0"] - before["x1"] > APART * size:
            groups.append([])
        groups[-1].append(after)
    return [_part(group, size) for group in groups]


def _part(chars: Sequence[Any], size: float) -> _Part:
    text = chars[0]["text"]
    for before, after in pairwise(chars):
        words = before["text"].isascii() and after["text"].isascii()
        text += (" " if words and after["x0"] - before["x1"] > 0.25 * size else "") + after["text"]
    middle = median((c["top"] + c["bottom"]) / 2 for c in chars)
    return _Part(
        text,
        chars[0]["x0"],
        max(c["x1"] for c in chars),
        middle - size / 2,
        middle + size / 2,
        tuple(chars),
    )


def _first_table(lines: list[_Parts], index: int, done: int, size: float) -> _Found | None:
    """Return the table at line `index`.

    Lines of heads over several columns may stand above the first line that shows all columns.
    """
    for start in range(index, min(index + MOST_HEAD_LINES, len(lines))):
        if len(lines[start]) < 2 or _CAPTION.match(lines[start][0].text):
            continue  # 表1 主要指标, with a gap behind its number, is no head
        _, last, columns = _block(lines, start, size)
        if last - start < FEWEST_ROWS or _goes_on(lines, last, columns, size):
            continue
        if last < len(lines) and _overlap(lines[last - 1], lines[last], size):
            continue
        room = _between_heads(lines, start, size)
        heads = _lines_above(lines, start, max(done, start - MOST_HEAD_LINES), columns, size)
        for first, wider in reversed([(start, columns), *heads]):
            if first > done and not _is_above(lines[first - 1], lines[first], wider, size, room):
                continue  # without its upper heads a table means something else
            found = _table(lines[first:last], wider, size)
            if found is not None:
                texts = list(table_lines(found.cells))
                above = tuple(line for line in lines[first:last] if line[0].middle <= found.foot_of_heads)
                head = Head(
                    above, found.height, tuple(texts[: found.height]), tuple(found.columns), _shape(lines[0])
                )
                return _Found(texts, first, first + found.lines, head)
    return None


def _between_heads(lines: list[_Parts], start: int, size: float) -> float:
    """Return how far apart rows of heads are at most: no farther than the first row is from them."""
    step = lines[start + 1][0].top - lines[start][0].bottom
    return max(MOST_BETWEEN_HEADS * size, step + GAPS_DIFFER * size)


def _is_above(line: _Parts, below: _Parts, columns: _Columns, size: float, room: float) -> bool:
    """Say whether a line above a table is none of its heads: far above, a caption, the end of a paragraph."""
    if _overlap(line, below, size):
        return False
    if below[0].top - line[0].bottom >= room or _CAPTION.match(line[0].text):
        return True
    part, left, right = line[0], columns[0][0], columns[-1][1]
    is_centred = abs((part.x0 + part.x1) - (left + right)) < 2 * size and len(part.text) > LONGEST_HEAD / 3
    return len(line) == 1 and (part.x0 < columns[1][0] or is_centred)


def _overlap(line: _Parts, below: _Parts, size: float) -> bool:
    """Say whether two lines share a part of the page's height: what stands beside a table belongs to it."""
    return below[0].top < line[0].bottom - 0.2 * size


def _block(
    lines: list[_Parts], start: int, size: float, columns: _Columns | None = None
) -> tuple[int, int, _Columns]:
    """Return the line `start`, the line after those that line up with it, and their columns."""
    columns = columns or [(part.x0, part.x1) for part in lines[start]]
    last = start + 1
    while last < len(lines) and lines[last][0].top - lines[last - 1][0].bottom < MOST_BETWEEN_LINES * size:
        wider = _with_line(columns, lines[last], size)
        if wider is None:
            ahead = next((line for line in lines[last + 1 : last + 4] if len(line) > 1), [])
            if not (_is_heading(lines[last], columns) and ahead and _with_line(columns, ahead, size)):
                break
            wider = columns
        columns, last = wider, last + 1
    return start, last, columns


def _is_heading(line: _Parts, columns: _Columns) -> bool:
    """Say whether a line is words alone that stand over several columns: a heading of the rows below."""
    part = line[0]
    inside = columns[0][0] - 1 <= part.x0 and part.x1 <= columns[-1][1] + 1
    return len(line) == 1 and inside and len(part.text) <= LONGEST_HEADING and not _is_sentence(part.text)


def _lines_above(
    lines: list[_Parts], start: int, least: int, columns: _Columns, size: float
) -> list[tuple[int, _Columns]]:
    """Return how far up the heads of a table may go, each with the columns that it then has."""
    found = []
    first, room = start, _between_heads(lines, start, size)
    while first > least and lines[first][0].top - lines[first - 1][0].bottom < room:
        if any(_CAPTION.match(part.text) for part in lines[first - 1]):
            break
        wider = _with_line(columns, lines[first - 1], size, heads=True)
        if wider is None:
            break
        columns, first = wider, first - 1
        found.append((first, columns))
    return found


def _with_line(columns: _Columns, line: _Parts, size: float, *, heads: bool = False) -> _Columns | None:
    """Return the columns with one more line in them, None where its words do not fit into them.

    Words of `heads` may stand over several columns.
    """
    wider = list(columns)
    for part in line:
        for piece in _cut(part, wider, size):
            met = _met(piece, wider, size)
            if heads and met:
                continue
            if len(met) > 1 or len(wider) >= MOST_COLUMNS:
                return None
            if met:
                x0, x1 = wider[met[0]]
                wider[met[0]] = (min(x0, piece.x0), max(x1, piece.x1))
            else:
                wider.append((piece.x0, piece.x1))
                wider.sort()
    if any(after[0] - before[1] < NARROWEST_GUTTER * size for before, after in pairwise(wider)):
        return None
    return wider


def _met(part: _Part, columns: _Columns, size: float) -> list[int]:
    room = 0.05 * size
    return [n for n, (x0, x1) in enumerate(columns) if part.x0 < x1 + room and x0 < part.x1 + room]


def _cut(part: _Part, columns: _Columns, size: float) -> Iterator[_Part]:
    """Cut words that reach over a gutter where the gap between two of their characters lies in it."""
    met = _met(part, columns, size)
    chars = part.chars
    if len(met) > 1:
        left, right = columns[met[0]][1], columns[met[1]][0]
        gaps = [
            (after["x0"] - before["x1"], n)
            for n, (before, after) in enumerate(pairwise(chars), start=1)
            if after["x0"] - before["x1"] > APART_AT_GUTTER * size
            and before["x1"] < right
            and after["x0"] > left
        ]
        if gaps:
            _, at = max(gaps)
            yield _part(chars[:at], size)
            yield from _cut(_part(chars[at:], size), columns, size)
            return
    yield part


def _goes_on(lines: list[_Parts], last: int, columns: _Columns, size: float) -> bool:
    """Say whether the line below a block is part of its table all the same: it begins right of the margin."""
    if last >= len(lines) or _is_note(lines[last]):
        return False
    gaps = [below[0].top - above[0].bottom for above, below in pairwise(lines[last - 2 : last + 1])]
    if gaps[-1] > max(1.5 * size, *gaps[:-1]) + GAPS_DIFFER * size:
        return False
    part, wide = lines[last][0], columns[-1][1] - columns[0][0]
    is_right = part.x0 > min(columns[0][0] + 2.5 * size, columns[0][1])
    return len(lines[last]) > 1 or (is_right and part.x1 - part.x0 < wide / 2)


def _looks_like_table(lines: list[_Parts], columns: _Columns, size: float) -> bool:
    """Say whether lines that make no certain table are one to the eye: three columns, three full lines."""
    return (
        len(columns) > 2
        and sum(len(line) > 2 for line in lines) > 2
        and not _is_prose([part for line in lines for part in line], columns, size)
    )


def _is_prose(parts: _Parts, columns: _Columns, size: float) -> bool:
    """Say whether the lines of every column are long: columns of a page and not of a table."""
    return all(
        median([part.x1 - part.x0 for part in parts if x0 <= part.x0 <= x1] or [0.0]) > WIDEST_CELLS * size
        for x0, x1 in columns
    )


# Parts to rows of cells ---------------------------------------------------------------------------


class _Made(NamedTuple):
    """The cells of a table, how many of the lines it takes, its columns, the rows and foot of its heads."""

    cells: list[Cell]
    lines: int
    columns: _Columns
    height: int
    foot_of_heads: float


def _table(lines: list[_Parts], columns: _Columns, size: float) -> _Made | None:
    """Return the cells of a table, None where they are not certain."""
    columns = list(_split(lines, columns, size))
    if len(columns) < 2 or _is_prose([part for line in lines for part in line], columns, size):
        return None
    lines = list(lines)
    # Short lines below a table, a note or a page number, stand in its columns by chance.
    while len(lines) > 1 and (len(lines[-1]) == 1 or _is_note(lines[-1])):
        gaps = [below[0].top - above[0].bottom for above, below in pairwise(lines)]
        told = _is_note(lines[-1]) or gaps[-1] > max(gaps[:-1], default=0.0) + GAPS_DIFFER * size
        if not told:
            break
        lines.pop()
    if any(_hides_gutter(lines, column, size) for column in columns):
        return None
    pieces = []
    for line in lines:
        for part in line:
            for cut in _cut(part, columns, size):
                met = _met(cut, columns, size) or [
                    min(range(len(columns)), key=lambda n: abs(columns[n][0] - cut.x0))
                ]
                pieces.append(_Piece(cut, met[0], met[-1]))
    # The first columns may name groups of rows: their words stand beside several rows.
    for beside in (set(), {0}, {0, 1}):
        rows = _Rows(pieces, columns, beside, size)
        found = rows.cells()
        if found is not None:
            return _Made(found, len(lines), columns, rows.height, rows.foot_of_heads)
    return None


def _split(lines: list[_Parts], columns: _Columns, size: float) -> Iterator[tuple[float, float]]:
    """Yield the columns, those cut in two in which all lines leave a gutter."""
    for x0, x1 in columns:
        inside = [
            [c for part in line for c in part.chars if x0 - 0.1 <= c["x0"] and c["x1"] <= x1 + 0.1]
            for line in lines
        ]
        reached, starts = x0, [x0]
        for c in sorted((c for line in inside for c in line), key=lambda c: c["x0"]):
            at = c["x0"]
            if at - reached >= NARROWEST_GUTTER * size and (
                sum(any(c["x0"] < at for c in line) and any(c["x0"] >= at for c in line) for line in inside)
                > 1
            ):
                yield starts[-1], reached
                starts.append(at)
            reached = max(reached, c["x1"])
        yield starts[-1], x1


def _hides_gutter(lines: list[_Parts], column: tuple[float, float], size: float) -> bool:
    """Say whether two lines have a gap at one place of a column: it is two, and a third line hides it."""
    gaps = []
    for line in lines:
        chars = [c for part in line for c in part.chars if column[0] - 0.1 <= c["x0"] <= column[1]]
        gaps += [
            (before["x1"], after["x0"])
            for before, after in pairwise(chars)
            if after["x0"] - before["x1"] > GAP_OF_COLUMNS * size
        ]
    gaps.sort()
    return any(after[0] < before[1] - 0.1 * size for before, after in pairwise(gaps))


class _Rows:
    """Puts the pieces of a table into rows; the columns `beside` hold words that stand beside several."""

    def __init__(self, pieces: list[_Piece], columns: _Columns, beside: set[int], size: float) -> None:
        self.size, self.width, self.columns = size, len(columns), columns
        self.height, self.foot_of_heads = 1, 0.0
        self.level = [piece for piece in pieces if piece.first != piece.last or piece.first not in beside]
        self.beside = [piece for piece in pieces if piece.first == piece.last and piece.first in beside]

    def cells(self) -> list[Cell] | None:
        """Return the cells, None where they are not certain."""
        if self.width - len({piece.first for piece in self.beside}) < 2:
            return None
        for most in sorted({0.0, *self._gaps()}):
            bands = self._with_header(self._bands(most))
            if len(bands) < FEWEST_ROWS:
                return None
            rows = self._joined(bands)
            if rows is not None and self._are_whole(rows) and self._go_on_where_full(rows):
                return self._made(rows)
        return None

    def _gaps(self) -> Iterator[float]:
        """Yield the gaps that go through all columns."""
        lowest = None
        for piece in sorted(self.level, key=lambda piece: piece.part.top):
            if lowest is not None and piece.part.top > lowest:
                yield round(piece.part.top - lowest, 1)
            lowest = max(lowest or piece.part.bottom, piece.part.bottom)

    def _bands(self, most: float) -> list[_Band]:
        """Return the pieces between gaps that are wider than `most`."""
        bands: list[_Band] = []
        lowest = 0.0
        for piece in sorted(self.level, key=lambda piece: piece.part.top):
            if bands and piece.part.top - lowest <= most + 0.05:
                bands[-1].append(piece)
            else:
                bands.append([piece])
            lowest = max(lowest, piece.part.bottom)
        return bands

    def _with_header(self, bands: list[_Band]) -> list[_Band]:
        """Put the bands above the first one that holds a value together: heads over one row and over two."""
        values = self._value_columns(bands)
        height, covered = 0, set[int]()
        for band in bands:
            if _is_heading_of_rows(band) or len(covered) == self.width:
                break
            own = {piece.first: piece.part.text for piece in band if piece.first == piece.last}
            if any(column in values and _is_value(text) for column, text in own.items()):
                break
            covered |= set(own)
            height += 1
        return [[piece for band in bands[:height] for piece in band], *bands[height:]] if height else bands

    def _joined(self, bands: list[_Band]) -> list[_Band] | None:
        """Return bands as rows: those that hold but the rest of a cell go with their row."""
        values = self._value_columns(bands)
        if not values:
            return bands if self._gaps_tell(bands) else None
        partial = [number for number, band in enumerate(bands) if number and self._is_partial(band)]
        if not partial or self._gaps_tell(bands) or self._are_headings(bands, partial):
            return bands
        ways = [
            joined for step in (-1, 1) if (joined := self._continued(bands, set(partial), step)) is not None
        ]
        return ways[0] if len(ways) == 1 and not self._may_be_in_the_middle(bands, set(partial)) else None

    def _may_be_in_the_middle(self, bands: list[_Band], partial: set[int]) -> bool:
        """Say whether each row could have as many lines of a cell above its values as below them."""
        between = [0]
        for number in range(1, len(bands)):
            if number in partial:
                between[-1] += 1
            else:
                between.append(0)
        own = 0
        for lines in between:
            own = lines - own
            if own < 0:
                return False
        return own == 0

    def _are_headings(self, bands: list[_Band], partial: list[int]) -> bool:
        """Say whether bands of one cell are headings of rows: all cells have one line, all gaps are equal."""
        gaps = [gap for n in range(1, len(bands)) if (gap := self._gap(bands, n)) is not None]
        if not gaps:
            return False
        single = all(len({piece.first for piece in band}) == len(band) for band in bands[1:])
        return (
            single
            and max(gaps) - min(gaps) < GAPS_DIFFER * self.size
            and all(self._is_short(bands, number) for number in partial)
        )

    def _is_short(self, bands: list[_Band], number: int) -> bool:
        """Say whether a band is one short line in the first column, above a whole row, and no end of one."""
        [piece, *others] = bands[number]
        own = [
            {p.first: p.part.x1 - p.part.x0 for p in band if p.first == p.last}.get(0, 0.0) for band in bands
        ]
        full = max(own[1:]) - 1.6 * self.size
        return (
            not others
            and piece.first == piece.last == 0
            and not _is_value(piece.part.text)
            and own[number] < full
            and (number == 1 or own[number - 1] < full)
            and number + 1 < len(bands)
            and not self._is_partial(bands[number + 1])
        )

    def _is_partial(self, band: _Band) -> bool:
        """Say whether a band may be the rest of a row: it has no more than half of the cells."""
        filled = {piece.first for piece in band}
        return not _is_heading_of_rows(band) and 2 * len(filled) <= self.width

    def _continued(self, bands: list[_Band], partial: set[int], step: int) -> list[_Band] | None:
        """Join each partial band to the next one above (-1) or below (1); None where its lines forbid it.

        The line that goes on is full, and not farther from its rest than from another row.
        """
        rows: list[_Band] = []
        waiting: _Band = []
        for number, band in enumerate(bands):
            if number in partial:
                upper, lower = (number - 1, number) if step < 0 else (number, number + 1)
                if lower >= len(bands) or upper < 0 or not self._goes_on_below(bands[upper], bands[lower]):
                    return None
                own = self._gap(bands, upper)
                other = self._gap(bands, number if step < 0 else number - 1)
                if own is not None and other is not None and own > other + 0.05 * self.size:
                    return None
                if step < 0:
                    rows[-1] = [*rows[-1], *band]
                else:
                    waiting += band
                continue
            rows.append([*waiting, *band])
            waiting = []
        return rows

    def _goes_on_below(self, upper: _Band, lower: _Band) -> bool:
        """Say whether the lines of one band can go on in the other: those above are full."""
        below = {piece.first: piece for piece in lower}
        above = {piece.first: piece for piece in upper}
        shorter = below if len(below) <= len(above) else above
        for column in shorter:
            if column not in above or column not in below:
                return False
            width = self.columns[column][1] - self.columns[column][0]
            line = above[column].part
            if line.x1 - line.x0 < width - 1.6 * self.size:
                return False
        return True

    def _gap(self, bands: list[_Band], number: int) -> float | None:
        """Return the gap below a band."""
        if not 0 <= number < len(bands) - 1:
            return None
        return min(p.part.top for p in bands[number + 1]) - max(p.part.bottom for p in bands[number])

    def _gaps_tell(self, bands: list[_Band]) -> bool:
        """Say whether the gaps between bands are wider than those inside their cells, of which there are."""
        inside = [
            below.part.top - above.part.bottom
            for band in bands
            for column in range(self.width)
            for above, below in pairwise(_from_top([piece for piece in band if piece.first == column]))
        ]
        between = [gap for n in range(len(bands)) if (gap := self._gap(bands, n)) is not None]
        return bool(inside and between) and min(between) - max(inside) >= GAPS_DIFFER * self.size

    def _value_columns(self, bands: list[_Band]) -> set[int]:
        """Return the columns most of whose cells below the heads are values."""
        found = set()
        for column in range(self.width):
            texts = [p.part.text for band in bands[1:] for p in band if p.first == p.last == column]
            values = sum(_is_value(text) for text in texts)
            if 2 * values > len(texts):
                found.add(column)
        return found - {0}

    def _are_whole(self, rows: list[_Band]) -> bool:
        """Say whether no cell is cut, and none holds the numbers of two rows."""
        values = self._value_columns(rows)
        if self._hold_two(rows) or any(
            piece.first < piece.last and len(row) > 1 for row in rows[1:] for piece in row
        ):
            return False  # words over two columns in a row of other cells: two cells without a gap
        for number, row in enumerate(rows):
            if number and len({piece.first for piece in row}) == 1 and row[0].first in values:
                return False  # a number without a name beside it
            for column in range(self.width):
                own = [piece.part for piece in _from_top(row) if piece.first == column]
                text = mended(part.text for part in own)
                if not text:
                    continue
                if not _is_balanced(text) or (_ONLY_UNIT.fullmatch(text) and number and column < 2):
                    return False
                if number and len(own) > 1 and self._holds_other_row(own, column in values):
                    return False
                if number and column not in values and _GLUED.search(text):
                    return False
        return True

    def _go_on_where_full(self, rows: list[_Band]) -> bool:
        """Say whether gaps tell the rows, or each line of a cell that goes on is a full one."""
        if self._gaps_tell(rows):
            return True
        for column in range(self.width):
            cells = [[p.part for p in _from_top(row) if p.first == p.last == column] for row in rows[1:]]
            widest = max((part.x1 - part.x0 for cell in cells for part in cell), default=0.0)
            if any(part.x1 - part.x0 < widest - 2.2 * self.size for cell in cells for part in cell[:-1]):
                return False
        return True

    def _hold_two(self, rows: list[_Band]) -> bool:
        """Say whether a bracket is closed inside a cell of a column whose cells end with one."""
        for column in range(self.width):
            texts = [
                mended(piece.part.text for piece in _from_top(row) if piece.first == column)
                for row in rows[1:]
            ]
            ended = sum(text.endswith(("）", ")")) for text in texts)
            if 2 * ended >= sum(map(bool, texts)) and any(_CLOSED_INSIDE.search(text) for text in texts):
                return True
        return False

    def _holds_other_row(self, lines: _Parts, is_value_column: bool) -> bool:
        """Say whether the lines of a cell hold the numbers of two rows, or one of another column."""
        if is_value_column:
            bare = any(_BARE.fullmatch(line.text) for line in lines)
            is_one = _is_value(mended(line.text for line in lines))
            return sum(_is_value(line.text) for line in lines) > 1 or (bare and not is_one)
        first = lines[0]
        return _BARE.fullmatch(first.text) is not None or any(
            _BARE.fullmatch(line.text)
            and abs(line.x0 - first.x0) > 0.3 * self.size
            and abs(line.x0 + line.x1 - first.x0 - first.x1) > 1.2 * self.size
            for line in lines[1:]
        )

    # Rows to cells ----------------------------------------------------------------------------------

    def _made(self, rows: list[_Band]) -> list[Cell] | None:
        """Return the cells of rows, None where the heads are not known or a group of rows is not clear."""
        heads = self._header(rows[0])
        if heads is None:
            return None
        made, height = heads
        self.height, self.foot_of_heads = height, max(piece.part.bottom for piece in rows[0])
        for number, row in enumerate(rows[1:], start=height):
            for column in range(self.width):
                own = [piece for piece in _from_top(row) if piece.first == column]
                if own:
                    last = max(piece.last for piece in own)
                    words = mended(piece.part.text for piece in own)
                    is_heading = len({piece.first for piece in row}) == 1 and last > column
                    made.append(Cell(words, number, 0 if is_heading else column, 1, last - column + 1))
        spans = [(min(p.part.top for p in row), max(p.part.bottom for p in row)) for row in rows]
        grouped = self._groups(made, spans, height)
        if grouped is None:
            return None
        return grouped if _is_header(grouped, self.width) else None

    def _header(self, band: _Band) -> tuple[list[Cell], int] | None:
        """Return the cells of the heads and how many rows they make: heads over several columns make two."""
        band = _from_top(band)
        columns = [[piece for piece in band if piece.first == n == piece.last] for n in range(self.width)]
        lowest = max(piece.part.middle for piece in band) - 0.3 * self.size
        below = {n for n, own in enumerate(columns) if own and own[-1].part.middle >= lowest}
        wide = [piece for piece in band if piece.last > piece.first]
        times = {n for n in below if _TIME.fullmatch(columns[n][-1].part.text)}
        stacked = {n for n in below if len(columns[n]) > 1}
        # Heads over one column alone stand in the middle or at the top of both rows, not with the lower one.
        is_two = bool(wide or stacked & times or (stacked and below - stacked and 0 not in below))
        if not is_two:
            equal = len({columns[n][-1].part.text for n in times}) < len(times)  # years without their heads
            if equal or any(self._may_stand_below(columns, n) for n in below):
                return None
            return [
                Cell(mended(piece.part.text for piece in own), 0, n) for n, own in enumerate(columns) if own
            ], 1
        upper = [piece for piece in band if piece.last > piece.first]
        upper += [piece for n in below for piece in columns[n][:-1]]
        found = self._over(upper, sorted(below))
        if found is None:
            return None
        over = [(first, last, text) for first, last, text in found if first < last]
        covered = {n for first, last, _ in over for n in range(first, last + 1)}
        if (covered & times and times - covered) or not covered <= below:
            return None
        own_words = [[columns[n][-1].part.text for n in range(a, b + 1)] for a, b, _ in over]
        if any(len(set(words)) < len(words) for words in own_words) or not all(
            _is_balanced(text) for *_, text in over
        ):
            return None
        made = [Cell(text, 0, first, 1, last - first + 1) for first, last, text in over]
        for n, own in enumerate(columns):
            if n in covered:
                made.append(Cell(own[-1].part.text, 1, n))
            elif own:
                made.append(Cell(mended(piece.part.text for piece in own), 0, n, 2))
        return made, 2

    def _may_stand_below(self, columns: list[_Band], column: int) -> bool:
        """Say whether a head may be in the lower row of two: one beside it has more lines, 2025年 first."""
        for beside in (columns[column - 1 :: -1] if column else [], columns[column + 1 :]):
            for own in beside:
                if len(own) > max(len(columns[column]), 1):
                    return not _HEAD.search(columns[column][0].part.text)
                if not own or _HEAD.search(own[0].part.text):
                    break
        return False

    def _over(self, upper: _Band, below: list[int]) -> list[tuple[int, int, str]] | None:
        """Return the columns that each head of the upper row stands over, and its words.

        It begins with the first of them, or stands in the middle of them.
        """
        groups: list[_Band] = []
        for piece in sorted(upper, key=lambda piece: piece.part.x0):
            near = [
                g for g in groups if any(p.part.x0 < piece.part.x1 and piece.part.x0 < p.part.x1 for p in g)
            ]
            if near:
                near[0].append(piece)
            else:
                groups.append([piece])
        found: list[tuple[int, int, str]] = []
        for group, following in pairwise([*groups, []]):
            x0, x1 = min(p.part.x0 for p in group), max(p.part.x1 for p in group)
            met_first, met_last = min(p.first for p in group), max(p.last for p in group)
            least = max((last + 1 for _, last, _ in found), default=0)
            most = min((p.first for p in following), default=self.width) - 1
            runs = [
                (first, last)
                for first in below
                for last in below
                if least <= first <= met_first and met_last <= last <= most and last > first
                if set(range(first, last + 1)) <= set(below)
            ]
            off = {(a, b): abs((x0 + x1) - (self.columns[a][0] + self.columns[b][1])) / 2 for a, b in runs}
            best = sorted(runs, key=lambda run: off[run])[:2]
            left = [run for run in runs if abs(x0 - self.columns[run[0]][0]) < 0.3 * self.size]
            ways = set()
            if (
                best
                and off[best[0]] < 0.8 * self.size
                and (len(best) == 1 or off[best[1]] > off[best[0]] + 0.4 * self.size)
            ):
                ways.add(best[0])
            if left and (len(below) < self.width or not self._is_centred()):
                ways.add(max(left))
            if len(ways) > 1:
                is_left = self._is_left() and len(below) < self.width
                ways &= {max(left)} if is_left else {best[0]} if self._is_centred() else set()
            if not runs and met_first == met_last:
                ways = {(met_first, met_first)}  # a head of two lines over one column
            if len(ways) != 1:
                return None
            found.append((*ways.pop(), mended(p.part.text for p in _from_top(group))))
        return found

    def _is_left(self) -> bool:
        """Say whether the words of every column begin at its left edge."""
        return self._edges_spread(lambda part: part.x0) < 0.3 * self.size

    def _is_centred(self) -> bool:
        """Say whether the words of every column stand in its middle."""
        return self._edges_spread(lambda part: (part.x0 + part.x1) / 2) < 0.3 * self.size

    def _edges_spread(self, place: Callable[[_Part], float]) -> float:
        """Return how far apart the words of one column stand at most."""
        own: dict[int, list[float]] = {}
        for piece in self.level:
            if piece.first == piece.last:
                own.setdefault(piece.first, []).append(place(piece.part))
        return max((max(places) - min(places) for places in own.values()), default=0.0)

    def _groups(self, made: list[Cell], spans: list[tuple[float, float]], height: int) -> list[Cell] | None:
        """Add the cells that stand beside several rows, and spread those that are level with one of them."""
        headings = {c.row for c in made if sum(o.row == c.row for o in made) == 1 and c.row >= height}
        rows = [n for n in range(height, height + len(spans) - 1) if n not in headings]
        if not rows:
            return None
        edges = self._edges(spans, height, rows)
        beside = {piece.first for piece in self.beside}
        result = list(made)
        for column in sorted(beside):
            cells = self._beside_rows(column, spans, edges, rows)
            if cells is None:
                return None
            result += cells
        for column in {0, 1} - beside:
            here = {cell.row: cell for cell in result if cell.column == column and cell.row in rows}
            totals = {c.row for c in result if c.column == 0 and column and _TOTAL.match(c.text)}
            if not here or len(here) == len(rows) or set(here) | totals >= set(rows):
                continue
            named = next((cell.text for cell in result if cell.row == 0 and cell.column == column), "")
            cells = self._spread(here, named, {row: spans[row - height + 1] for row in here}, edges, rows)
            if cells is None:
                return None
            result = [cell for cell in result if cell not in here.values()] + cells
        return result

    def _beside_rows(
        self, column: int, spans: list[tuple[float, float]], edges: list[float], rows: list[int]
    ) -> list[Cell] | None:
        """Return the cells of a column whose words stand beside several rows."""
        own = [piece.part for piece in _from_top(self.beside) if piece.first == column]
        head = [part for part in own if part.middle < spans[0][1] + 0.3 * self.size]
        lines = own[len(head) :]
        cells = _wrapped(lines, self.size)
        numbers = sum(_BARE.fullmatch(line.text) is not None for line in lines)
        is_glued = numbers not in {0, len(lines)} or any(_GLUED.search(line.text) for line in lines)
        runs = _runs(cells, edges, self.size)
        if not head or is_glued or runs is None or not all(_is_balanced(cell.text) for cell in cells):
            return None
        for cell, first, last in runs:
            height = sum(cell.top <= line.middle <= cell.bottom for line in lines)
            if last - first > 1 and 1 < height >= last - first:
                return None  # as many lines as rows: cells of their own
        named = mended(part.text for part in head)
        level = [any(abs(c.middle - (a + b) / 2) < 0.3 * self.size for a, b in spans) for c in cells]
        if all(level) and not _GROUPS.search(named):
            return None  # at the edge of a group, or in its middle
        made = [Cell(named, 0, column, rows[0])]
        return made + [Cell(cell.text, rows[a], column, rows[b - 1] - rows[a] + 1) for cell, a, b in runs]

    def _spread(
        self,
        here: dict[int, Cell],
        named: str,
        spans: dict[int, tuple[float, float]],
        edges: list[float],
        rows: list[int],
    ) -> list[Cell] | None:
        """Return the cells of a column that fill some rows, over all rows that they stand for.

        What stands in the middle of its group is said in each row; words at its top stay where they are.
        """
        parts = {row: _Part(cell.text, 0, 0, *spans[row]) for row, cell in here.items()}
        runs = _runs(list(parts.values()), edges, self.size)
        if runs is None:
            return list(here.values()) if rows[0] in here else None
        if all(b - a == 1 for _, a, b in runs) or (rows[0] in here and _GROUPS.search(named)):
            return list(here.values())
        if rows[0] in here or rows[-1] in here:
            return None  # at the edge of a group, or in its middle: what stands in other rows depends on it
        own = {id(part): here[row] for row, part in parts.items()}
        return [replace(own[id(part)], row=rows[a], rows=rows[b - 1] - rows[a] + 1) for part, a, b in runs]

    def _edges(self, spans: list[tuple[float, float]], height: int, rows: list[int]) -> list[float]:
        """Return the places between the rows of the body, those above the first and below the last too."""
        own = [spans[row - height + 1] for row in rows]
        between = [(a[1] + b[0]) / 2 for a, b in pairwise(own)]
        room = median([b[0] - a[1] for a, b in pairwise(own)] or [self.size]) / 2
        return [own[0][0] - room, *between, own[-1][1] + room]


def _from_top(pieces: Sequence[_Piece]) -> list[_Piece]:
    return sorted(pieces, key=lambda piece: (piece.part.middle, piece.part.x0))


def _is_value(text: str) -> bool:
    text = text.translate(_FULL_WIDTH)
    if _TIME.fullmatch(text):
        return False
    return bool(_DASH.fullmatch(text)) or (len(text) <= LONGEST_VALUE and bool(_NUMBER.fullmatch(text)))


def _is_heading_of_rows(band: _Band) -> bool:
    return len(band) == 1 and _HEADING.match(band[0].part.text) is not None


def _is_balanced(text: str) -> bool:
    """Say whether every bracket of a cell is closed, and none is that was not opened."""
    opened: list[str] = []
    for c in text:
        if c in _BRACKETS:
            opened.append(c)
        elif c in _CLOSING:
            if not opened:
                return False
            opened.pop()
    return not opened


def _is_sentence(text: str) -> bool:
    return len(text) > LONGEST_HEAD or any(mark in text for mark in "。；，")


def _is_header(cells: list[Cell], columns: int) -> bool:
    """Say whether each column has its head, and half of them, or one of the first two, are known."""
    head = sorted((cell for cell in cells if cell.row == 0), key=lambda cell: cell.column)
    known = [bool(_HEAD.search(cell.text.translate(_FULL_WIDTH))) for cell in head]
    if len(head) < 2 or not (any(known[:2]) or 2 * sum(known) >= len(head)):
        return False
    if any(
        _is_sentence(cell.text) or (_is_value(cell.text) and not is_known)
        for cell, is_known in zip(head, known, strict=True)
    ):
        return False
    filled = {
        (cell.row + down, cell.column + across)
        for cell in cells
        for down in range(cell.rows)
        for across in range(cell.columns)
    }
    return all((0, column) in filled for column in range(columns))


def _wrapped(parts: _Parts, size: float) -> _Parts:
    """Join the lines of words beside several rows that stand below each other without a gap of a row."""
    groups: list[_Parts] = []
    for part in parts:
        if groups and part.top - groups[-1][-1].bottom <= 0.75 * size:
            groups[-1].append(part)
        else:
            groups.append([part])
    return [
        replace(group[0], text=mended(part.text for part in group), bottom=group[-1].bottom)
        for group in groups
    ]


def _runs(cells: _Parts, edges: list[float], size: float) -> list[tuple[_Part, int, int]] | None:
    """Share out all rows among the cells of a column, each in the middle of its rows; None if that fails."""
    runs = []
    first = 0
    for cell in sorted(cells, key=lambda cell: cell.middle):
        ends = [
            last
            for last in range(first + 1, len(edges))
            if abs((edges[first] + edges[last]) / 2 - cell.middle) <= 0.5 * size
        ]
        if not ends:
            return None
        last = min(ends, key=lambda last: abs((edges[first] + edges[last]) / 2 - cell.middle))
        runs.append((cell, first, last))
        first = last
    return runs if first == len(edges) - 1 else None
