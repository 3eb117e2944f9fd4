"""What a reader of a format gives back, and how it writes a table."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from plantargets.errors import PlanTargetsError

# A cell that is merged over more rows or columns than this says nothing about each of them.
MOST_MERGED = 100
# Stands between the words of lines that look like a table whose cells could not be told.
UNSURE = "┊"
# A cell that is longer is a text of its own, and stands once however many rows it is merged over.
LONGEST_REPEATED = 40
# Of what is left out, so many passages are shown in a note, and so many characters of each.
MOST_SHOWN = 3
LONGEST_SHOWN = 20


class ScannedError(PlanTargetsError):
    """A document holds pictures of its pages only."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document.

    Attributes
    ----------
    text
        One paragraph or table row a line; the cells of a row are separated by `` | ``.
    page_starts
        Offsets in `text` at which the pages begin; empty where the format knows no pages.
    tool
        Library that read the format, with its version.
    beside
        Lines that a web page says of its article beside it: issuer, number, dates, address.
    notes
        What was not read, or not surely, in words for the user.
    by_ocr
        Whether the characters were recognised in pictures.
    doubtful
        Where recognised lines with digits stand that are less sure than others: start and end in `text`.
    """

    text: str
    page_starts: tuple[int, ...]
    tool: str
    beside: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by_ocr: bool = False
    doubtful: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, its place counted from 0, and how many rows and columns it spans."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


def note_of_struck(texts: Sequence[str]) -> list[str]:
    """Return what to tell of passages that are struck through, which are no text of a plan.

    Examples
    --------
    >>> note_of_struck(["投资50亿元", "9家"])
    ['2 passages that are struck through left out: 投资50亿元, 9家']
    """
    found = [" ".join(text.split()) for text in texts if text.strip()]
    if not found:
        return []
    shown = ", ".join(text[:LONGEST_SHOWN] for text in found[:MOST_SHOWN])
    several = "passages that are" if len(found) > 1 else "passage that is"
    return [
        f"{len(found)} {several} struck through left out: {shown}{', …' if len(found) > MOST_SHOWN else ''}"
    ]


def cell_text(lines: Iterable[str]) -> str:
    """Return the lines of a cell as one: nothing between Chinese characters, else a space.

    Examples
    --------
    >>> cell_text(["市工业和", "信息化局", "30", "家"])
    '市工业和信息化局 30 家'
    """
    text = "\n".join(" ".join(part.split()) for line in lines for part in line.splitlines())
    return _BETWEEN_CHINESE.sub("", text).replace("\n", " ")


def table_row(cells: Sequence[str]) -> str:
    """Return one line for a table row, in the shape of a plan's annex: ``1 | 企业30家 | 市工信局``.

    A bar inside a cell becomes a full-width one, so that it cuts no cell in two.

    Examples
    --------
    >>> table_row(["1", "企业 | 30家", ""])
    '1 | 企业 ｜ 30家 |'
    """
    return " | ".join(" ".join(cell.replace("|", "｜").split()) for cell in cells).strip(" ")


def table_lines(cells: Iterable[Cell]) -> Iterator[str]:
    """Yield the lines of a table, each with as many cells as the table has columns, blank ones too.

    A short cell that is merged over several rows is said in each of them, and so is one below a head of
    bodies, units or times, however long; other merged cells stand once, at their first place. A row that is
    one cell over all columns, above the heads or below all other rows, is a caption or a note and so a line
    of text.

    Parameters
    ----------
    cells
        The cells of the table, none covering another.

    Yields
    ------
    str
        A line for each row that holds text.

    Examples
    --------
    >>> cells = [Cell("任务", 0, 0), Cell("责任单位", 0, 1), Cell("企业30家", 1, 0),
    ...          Cell("市工信局", 1, 1, rows=2), Cell("车间9个", 2, 0)]
    >>> list(table_lines(cells))
    ['任务 | 责任单位', '企业30家 | 市工信局', '车间9个 | 市工信局']
    """
    found = sorted((cell for cell in cells if cell.text.strip()), key=lambda cell: (cell.row, cell.column))
    if not found:
        return
    width = max(cell.column + cell.columns for cell in found)
    height = max(cell.row for cell in found) + 1
    alone = _whole_rows(found, width)
    first = next((row for row in range(height) if row not in alone), height)
    last = next((row for row in range(height - 1, -1, -1) if row not in alone), -1)
    rows = _filled([cell for cell in found if cell.row not in alone], first, height)
    for row in range(height):
        if row in alone and not first < row < last:
            yield table_row([alone[row]])
        elif row in alone or rows[row]:
            line = rows[row] or {0: alone[row]}
            yield table_row([line.get(column, "") for column in range(width)])


_WORDS = tomllib.loads(
    resources.files("plantargets.formats").joinpath("tables.toml").read_text(encoding="utf-8")
)
# Heads of columns whose cells describe the row that they stand in.
_DESCRIBES = re.compile("|".join(_WORDS["describing_heads"]))
_CLAUSE_END = re.compile("[。；，]")
_BETWEEN_CHINESE = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")


def _whole_rows(cells: Sequence[Cell], width: int) -> dict[int, str]:
    """Return the text of the rows that are one cell over all columns."""
    starts = Counter(cell.row for cell in cells)
    return {
        cell.row: cell.text
        for cell in cells
        if cell.columns == width > 1 and cell.rows == 1 and starts[cell.row] == 1
    }


def _filled(cells: Sequence[Cell], first: int, height: int) -> list[dict[int, str]]:
    """Return for each row the texts of its columns, merged cells in each row that they are said in."""
    heads = {cell.column: cell.text for cell in cells if cell.row == first}
    rows: list[dict[int, str]] = [{} for _ in range(height)]
    for cell in cells:
        short = len(cell.text) <= LONGEST_REPEATED and _CLAUSE_END.search(cell.text) is None
        repeated = short or _DESCRIBES.search(heads.get(cell.column, ""))
        for row in range(cell.row, min(cell.row + (cell.rows if repeated else 1), height)):
            rows[row][cell.column] = cell.text
    return rows
