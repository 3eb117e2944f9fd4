"""Tables of pages without drawn lines: words that line up in columns put together to cells and rows.

A table is taken only where its first row has heads that are known, no word reaches over two columns, and the
lines of every cell stand level with those of the other cells of its row (in the middle or at the top). What
only looks like a table is given line by line, its words two blanks apart, so that no digits are joined.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from plantargets.formats.document import Cell, table_lines
from plantargets.formats.layout import Line, mended

# Widths in sizes of a character. Words so far apart stand in two cells.
APART = 0.4
# Lines farther below each other than this are no neighbours in a table.
MOST_BETWEEN_LINES = 4.0
MOST_BETWEEN_HEADS, MOST_HEAD_LINES = 1.5, 5
# Two rows are not nearer than this; between two rows of heads so far apart stand heads over both.
CLOSEST_ROWS, HEADS_OVER_BOTH = 1.15, 1.7
# How far the middles or tops of cells of one row may differ.
LEVEL = 0.3
FEWEST_ROWS, MOST_COLUMNS = 2, 40
# Columns all of whose lines are wider are those of a page of prose.
WIDEST_CELLS, LONGEST_HEAD = 10.0, 24

_WORDS = tomllib.loads(
    resources.files("plantargets.formats").joinpath("tables.toml").read_text(encoding="utf-8")
)
_CAPTION = re.compile("|".join(_WORDS["captions"]))
_HEAD = re.compile("|".join(_WORDS["known_heads"]))


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of one line that stand near each other; a cell where it is that of several lines."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


_Parts = list[_Part]
_Spans = dict[tuple[int, int], tuple[_Part, int]]


def unruled_tables(chars: Sequence[Any]) -> tuple[list[Line], list[tuple[float, float]], int]:
    """Find the tables among the characters of a page.

    Parameters
    ----------
    chars
        Characters: mappings with ``text, x0, x1, top, bottom, size``, places in points from the top left.

    Returns
    -------
    tuple
        Their rows as lines; from where to where down the page their characters stand; and how many of them
        are not certain, and given line by line.
    """
    visible = [c for c in chars if not c["text"].isspace()]
    if not visible:
        return [], [], 0
    size = median(c["size"] for c in visible)
    lines = _lines(visible, size)
    rows: list[Line] = []
    spans: list[tuple[float, float]] = []
    uncertain = index = 0
    done = 0
    while index < len(lines):
        if len(lines[index]) < 2:
            index += 1
            continue
        found = _first_table(lines, index, done, size)
        first, last, columns = _block(lines, index, size)
        if found is not None:
            cells, first, last = found
            texts = list(table_lines(cells))
        elif _looks_like_table(lines[first:last], columns, size):
            texts = ["  ".join(part.text for part in line) for line in lines[first:last]]
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
    return rows, spans, uncertain


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
        gap = after["x0"] - before["x1"]
        if gap > APART * size:
            groups.append([])
        elif gap > 0.25 * size and before["text"].isascii() and after["text"].isascii():
            groups[-1].append({**after, "text": " " + after["text"]})
            continue
        groups[-1].append(after)
    return [
        _Part(
            "".join(c["text"] for c in group),
            group[0]["x0"],
            max(c["x1"] for c in group),
            min(c["top"] for c in group),
            max(c["bottom"] for c in group),
        )
        for group in groups
    ]


def _first_table(
    lines: list[_Parts], index: int, done: int, size: float
) -> tuple[list[Cell], int, int] | None:
    """Return the cells of the table at line `index`, its first line and the line after it.

    Lines of heads over several columns may stand above the first line that shows all columns.
    """
    for start in range(index, min(index + MOST_HEAD_LINES, len(lines))):
        if len(lines[start]) < 2:
            continue
        _, last, columns = _block(lines, start, size)
        if last - start < FEWEST_ROWS or _goes_on(lines, last, columns, size):
            continue
        heads = _lines_above(lines, start, max(done, start - MOST_HEAD_LINES), columns, size)
        for first, wider in reversed([(start, columns), *heads]):
            found = _table(lines[first:last], wider, size)
            if found is not None:
                return found[0], first, first + found[1]
    return None


def _block(lines: list[_Parts], start: int, size: float) -> tuple[int, int, list[tuple[float, float]]]:
    """Return the line `start`, the line after those that line up with it, and their columns."""
    columns = [(part.x0, part.x1) for part in lines[start]]
    last = start + 1
    while last < len(lines) and lines[last][0].top - lines[last - 1][0].bottom < MOST_BETWEEN_LINES * size:
        wider = _with_line(columns, lines[last], size)
        if wider is None:
            break
        columns, last = wider, last + 1
    return start, last, columns


def _lines_above(
    lines: list[_Parts], start: int, least: int, columns: list[tuple[float, float]], size: float
) -> list[tuple[int, list[tuple[float, float]]]]:
    """Return how far up the heads of a table may go, each with the columns that it then has."""
    found = []
    first = start
    while first > least and lines[first][0].top - lines[first - 1][0].bottom < MOST_BETWEEN_HEADS * size:
        if any(_CAPTION.match(part.text) for part in lines[first - 1]):
            break
        wider = _with_line(columns, lines[first - 1], size, heads=True)
        if wider is None:
            break
        columns, first = wider, first - 1
        found.append((first, columns))
    return found


def _with_line(
    columns: list[tuple[float, float]], line: _Parts, size: float, *, heads: bool = False
) -> list[tuple[float, float]] | None:
    """Return the columns with one more line in them, None where its words do not fit into them.

    Words of `heads` may stand over several columns.
    """
    wider = list(columns)
    for part in line:
        met = [
            n for n, (x0, x1) in enumerate(wider) if part.x0 < x1 + 0.1 * size and x0 < part.x1 + 0.1 * size
        ]
        if heads and len(met) > 1:
            continue
        if len(met) > 1 or len(wider) >= MOST_COLUMNS:
            return None
        if met:
            x0, x1 = wider[met[0]]
            wider[met[0]] = (min(x0, part.x0), max(x1, part.x1))
        else:
            wider.append((part.x0, part.x1))
    wider.sort()
    if any(after[0] - before[1] < 0.25 * size for before, after in pairwise(wider)):
        return None
    return wider


def _goes_on(lines: list[_Parts], last: int, columns: list[tuple[float, float]], size: float) -> bool:
    """Say whether the line below a block is part of its table all the same: it begins right of the margin."""
    if last >= len(lines) or lines[last][0].top - lines[last - 1][0].bottom > 1.5 * size:
        return False
    return len(lines[last]) > 1 or lines[last][0].x0 > columns[0][0] + 2.5 * size


def _looks_like_table(lines: list[_Parts], columns: list[tuple[float, float]], size: float) -> bool:
    """Say whether lines that make no certain table are one to the eye: three columns, three full lines."""
    return (
        len(columns) > 2
        and sum(len(line) > 2 for line in lines) > 2
        and not _is_prose([part for line in lines for part in line], columns, size)
    )


def _is_prose(parts: _Parts, columns: list[tuple[float, float]], size: float) -> bool:
    """Say whether the lines of every column are long: columns of a page and not of a table."""
    return all(
        median([part.x1 - part.x0 for part in parts if x0 <= part.x0 <= x1] or [0.0]) > WIDEST_CELLS * size
        for x0, x1 in columns
    )


# Parts to cells -----------------------------------------------------------------------------------


def _table(
    lines: list[_Parts], columns: list[tuple[float, float]], size: float
) -> tuple[list[Cell], int] | None:
    """Return the cells of a table and how many of the lines it takes, None where they are not certain."""
    if len(columns) < 2 or _is_prose([part for line in lines for part in line], columns, size):
        return None
    lines = list(lines)
    # Short lines below a table, a note or a page number, stand in its columns by chance.
    while lines and len(lines[-1]) == 1 and len(lines) > 1:
        part = lines[-1][0]
        if part.top - lines[-2][0].bottom < 0.6 * size:
            break
        lines.pop()
    by_column: list[_Parts] = [[] for _ in columns]
    for line in lines:
        for part in line:
            by_column[next(n for n, (x0, x1) in enumerate(columns) if x0 < part.x1 and part.x0 < x1)].append(
                part
            )
    steps = sorted(
        {
            round(after.top - before.bottom, 1)
            for parts in by_column
            for before, after in pairwise(parts)
            if 0 <= after.top - before.bottom < size
        }
    )
    for most in (-size, *(step + 0.11 for step in steps)):
        cells = [_wrapped(parts, most, size) for parts in by_column]
        if any(cell is None for cell in cells):
            continue
        found = _rows([cell for cell in cells if cell is not None], size)
        if found is not None:
            return found, len(lines)
    return None


def _wrapped(parts: _Parts, most: float, size: float) -> _Parts | None:
    """Join the lines of a column that stand not farther than `most` below each other to cells."""
    groups: list[_Parts] = []
    for part in parts:
        if groups and abs(part.middle - groups[-1][-1].middle) <= 0.2 * size:
            last = groups[-1][-1]
            if any(c.isdigit() for c in last.text + part.text):
                return None  # numbers beside each other in one column: a head stands over both
            groups[-1][-1] = replace(last, text=f"{last.text} {part.text}", x1=part.x1)
        elif groups and part.top - groups[-1][-1].bottom <= most:
            groups[-1].append(part)
        else:
            groups.append([part])
    return [
        replace(
            group[0],
            text=mended(part.text for part in group),
            x1=max(part.x1 for part in group),
            bottom=group[-1].bottom,
        )
        for group in groups
    ]


def _rows(columns: list[_Parts], size: float) -> list[Cell] | None:
    """Put the cells of columns into rows; None where one stands level with none."""
    levels = _levels(columns, size)
    if len(levels) < FEWEST_ROWS or any(
        after.middle - before.middle < CLOSEST_ROWS * size for before, after in pairwise(levels)
    ):
        return None
    placed: dict[tuple[int, int], _Part] = {}
    between: list[tuple[int, _Part]] = []
    for number, cells in enumerate(columns):
        for cell in cells:
            row = min(range(len(levels)), key=lambda row: abs(levels[row].middle - cell.middle))
            if not _is_level(cell, levels[row], size):
                between.append((number, cell))
            elif (row, number) in placed:
                return None
            else:
                placed[row, number] = cell
    spans = _spans(placed, between, levels, len(columns), size)
    if spans is None:
        return None
    made = [Cell(cell.text, row, column, rows) for (row, column), (cell, rows) in sorted(spans.items())]
    head = [cell.text for cell in made if cell.row == 0]
    if not _heads_are_whole(spans, len(columns)):
        return None
    known = sum(bool(_HEAD.search(text)) for text in head)
    if len(head) < 2 or known < 1 or 2 * known < len(head) or any(_is_sentence(text) for text in head):
        return None
    return made


def _heads_are_whole(spans: _Spans, columns: int) -> bool:
    """Say whether each column has its head in the first row, or one in the second below that of its left."""
    filled = {(row + down, column) for (row, column), (_, rows) in spans.items() for down in range(rows)}
    whole = (0, 0) in filled
    for column in range(1, columns):
        shared = {(1, column - 1), (1, column)} <= filled
        whole = whole and ((0, column) in filled or shared)
    return whole


def _is_sentence(head: str) -> bool:
    return len(head) > LONGEST_HEAD or any(mark in head for mark in "。；，")


def _is_level(cell: _Part, row: _Part, size: float) -> bool:
    """Say whether a cell stands level with a row: their middles do."""
    return abs(cell.middle - row.middle) <= LEVEL * size


def _levels(columns: list[_Parts], size: float) -> list[_Part]:
    """Return the rows as the places at which cells of several columns stand level."""
    cells = sorted((cell for cells in columns for cell in cells), key=lambda cell: cell.middle)
    groups: list[_Parts] = []
    for cell in cells:
        if groups and cell.middle - groups[-1][0].middle <= LEVEL * size:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    if len(groups) > 2 and groups[1][0].middle - groups[0][0].middle < CLOSEST_ROWS * size:
        # Heads over one row and over two: 指标 stands between 2025年 and 目标值 below it.
        if groups[2][0].middle - groups[0][0].middle < HEADS_OVER_BOTH * size or len(groups[2]) < 2:
            return []
        upper, _, *groups = groups
    else:
        upper = []
    full = max(map(len, groups))
    # A row has at least two cells; words alone stand above a group of rows, or beside several of them.
    kept = [group for group in groups if len(group) > 1 or full == 1 or _is_clear(group[0], cells, size)]
    if upper:
        kept.insert(0, upper)
    return [
        replace(group[0], top=min(c.top for c in group), bottom=max(c.bottom for c in group))
        for group in kept
    ]


def _is_clear(cell: _Part, cells: _Parts, size: float) -> bool:
    """Say whether no other cell reaches beside this one."""
    room = 0.35 * size
    return not any(
        other is not cell and other.top < cell.bottom + room and other.bottom > cell.top - room
        for other in cells
    )


def _spans(
    placed: dict[tuple[int, int], _Part],
    between: list[tuple[int, _Part]],
    levels: list[_Part],
    columns: int,
    size: float,
) -> _Spans | None:
    """Return the cells with the rows that they span; None where one between rows spans none evenly."""
    edges = [(a.bottom + b.top) / 2 for a, b in pairwise(levels)]
    room = median(b.top - a.bottom for a, b in pairwise(levels)) / 2
    edges = [levels[0].top - room, *edges, levels[-1].bottom + room]
    found: _Spans = {place: (cell, 1) for place, cell in placed.items()}
    for column, own in groupby(sorted(between, key=lambda item: item[0]), key=lambda item: item[0]):
        apart = [cell for _, cell in own]
        here = {row: cell for (row, number), cell in placed.items() if number == column}
        runs = _runs([*here.values(), *apart], edges, size)
        if runs is None:
            return None
        for row in here:
            del found[row, column]
        for cell, first, last in runs:
            found[first, column] = (cell, last - first)
    # The first columns of a table name groups of rows; what is level with one may be meant for several.
    for column in range(min(columns, 2)):
        here = {row: cell for (row, number), (cell, rows) in found.items() if number == column and rows == 1}
        if not here or any(rows > 1 for (_, number), (_, rows) in found.items() if number == column):
            continue
        runs = _runs(list(here.values()), edges, size) if len(here) < len(levels) else None
        for cell, first, last in runs or ():
            found.pop(next((row, column) for row, own in here.items() if own is cell))
            found[first, column] = (cell, last - first)
    return found


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
