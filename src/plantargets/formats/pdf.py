"""Pages (pdf with text): lines put together to paragraphs, tables to rows, running heads taken away."""

from __future__ import annotations

import io
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from plantargets.errors import PlanTargetsError, counted
from plantargets.formats.document import Cell, Document, ScannedError, table_lines, table_row
from plantargets.formats.layout import Line, joined_pages, mended, page_lines
from plantargets.formats.unruled import Head, Unruled, unruled_tables, unsure_note, without_tables

MOST_PAGES = 2_000
MOST_CHARACTERS_ON_A_PAGE = 50_000
# Drawn lines from which a page is a map or a chart: the search for tables takes their square in time.
MOST_EDGES = 2_000
# Places of one edge on two pages, in points.
SAME_EDGE = 3.0
# Lines below a table that goes on over the page: a page number.
MOST_LINES_BELOW = 1
# Scanned documents carry at most a stamp or a page number of text.
FEWEST_CHARACTERS_A_PAGE = 15


def read_pdf(data: bytes) -> Document:
    """Read a PDF that holds text.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Document
        Paragraphs with the line breaks inside sentences mended, columns one after the other, tables row by
        row; running heads and page numbers are left out. `page_starts` tells where each page begins.

    Raises
    ------
    PlanTargetsError
        If it is protected, scanned, without Unicode, larger than the limits, or no PDF.
    """
    import pdfplumber  # noqa: PLC0415 - heavy
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    pages: list[list[Line]] = []
    images: list[int] = []
    unsure: list[int] = []
    table: _Table | None = None
    head: Head | None = None
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            for number, page in enumerate(file.pages, start=1):
                if number > MOST_PAGES:
                    raise PlanTargetsError(f"it has more than {MOST_PAGES:,} pages")
                images.append(len(page.images))
                lines, table, unruled = _page_lines(page, table, head)
                head = unruled.head
                pages.append(lines)
                if unruled.uncertain:
                    unsure.append(number)
                page.close()
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise PlanTargetsError("it is protected by a password: save it without one") from None
        raise
    if not pages:
        raise PlanTargetsError("it has no pages: the file is damaged, or its pages point at each other")
    _check_text(pages, images)
    unread = [
        str(number)
        for number, (lines, count) in enumerate(zip(pages, images, strict=True), start=1)
        if count and len("".join(line.text for line in lines)) < FEWEST_CHARACTERS_A_PAGE
    ]
    notes = [f"page {', '.join(unread)} of it is a picture and was not read"] if unread else []
    text, starts = joined_pages(pages)
    return Document(text, starts, f"pdfplumber {version('pdfplumber')}", notes=(*notes, *unsure_note(unsure)))


_RADICALS = str.maketrans(
    tomllib.loads((files("plantargets.formats") / "radicals.toml").read_text(encoding="utf-8"))
)
# Words that begin a row, a heading of rows or a value, and go on with no cell.
_OWN_ROW = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[-+<>≥≤]?[\d.,]+%?$|[-—–]+$")
_CID = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class _Table:
    """The last table of a page, as far as it matters for what stands at the top of the next one."""

    columns: tuple[float, ...]
    head: str
    foot: Line
    at_foot: bool

    def goes_on(self, columns: tuple[float, ...]) -> bool:
        """Say whether a table with such columns at the top of the next page is the rest of this one."""
        return (
            self.at_foot
            and len(columns) == len(self.columns)
            and all(abs(a - b) <= SAME_EDGE for a, b in zip(columns, self.columns, strict=True))
        )


def _plain(text: str) -> str:
    """Return the characters that radicals stand for: embedded fonts name ⽣ and ⻓ for 生 and 长."""
    if not any("\u2e80" <= c <= "\u2fd5" for c in text):
        return text
    return unicodedata.normalize("NFKC", text.translate(_RADICALS))


# Pages to lines -----------------------------------------------------------------------------------


def _page_lines(
    page: Any, before: _Table | None, heads: Head | None
) -> tuple[list[Line], _Table | None, Unruled]:
    """Return the lines of a page, its last ruled table, and its tables without lines.

    `before` is the last ruled table of the page before, `heads` those of a table without lines at its foot.
    """
    if len(page.chars) > MOST_CHARACTERS_ON_A_PAGE:
        raise PlanTargetsError(f"page {page.page_number} holds {len(page.chars):,} characters")
    page = page.dedupe_chars(tolerance=0.5, extra_attrs=())
    for c in page.chars:
        c["text"] = _plain(c["text"])
    tables = page.find_tables() if 4 <= len(page.edges) <= MOST_EDGES else []
    rows: list[Line] = []
    boxes = []
    last = None
    for number, table in enumerate(sorted(tables, key=lambda table: table.bbox[1])):
        columns = tuple(sorted({round(cell[0], 1) for cell in table.cells}))
        rest = number == 0 and before is not None and before.goes_on(columns)
        if len(columns) < 2 or (len(table.rows) < 2 and not rest):
            continue
        lines = list(table_lines(_cells(table, columns)))
        if rest and before is not None and lines and lines[0] == before.head:
            # The head of a table is printed again on each page.
            del lines[0]
        if rest and before is not None and lines:
            whole = _row_over_pages(before.foot.text, lines[0])
            if whole:
                before.foot.text = whole
                del lines[0]
        if not lines:
            boxes.append(table.bbox)
            continue
        boxes.append(table.bbox)
        x0, top, x1, bottom = table.bbox
        for index, text in enumerate(lines):
            y = top + (bottom - top) * index / len(lines)
            rows.append(Line(text, x0, x1, y, y, 0.0, 0, x0, x1, row=True))
        head = before.head if rest and before is not None else lines[0]
        below = [c for c in page.chars if c["top"] > bottom and not c["text"].isspace()]
        last = _Table(columns, head, rows[-1], len({round(c["top"]) for c in below}) <= MOST_LINES_BELOW)
    chars = [
        c
        for c in page.chars
        if c["upright"] and not any(_inside(c, box) for box in boxes) and 0 <= c["x0"] <= page.width
    ]
    unruled = unruled_tables(chars, heads)
    return page_lines(without_tables(chars, unruled), rows + unruled.rows, page.width), last, unruled


def _row_over_pages(above: str, below: str) -> str:
    """Return the row that a page cuts in two, empty where the line on the next page is a row of its own.

    The rest of a row has words in few of its cells, no number alone, and begins no list.
    """
    upper, lower = ([cell.strip() for cell in line.split("|")] for line in (above, below))
    upper += [""] * (len(lower) - len(upper))
    lower += [""] * (len(upper) - len(lower))
    filled = [number for number, words in enumerate(lower) if words]
    is_rest = (
        2 * len(filled) <= len(lower)
        and all(upper[number] and not _OWN_ROW.match(lower[number]) for number in filled)
        and sum(map(bool, upper)) > len(filled)
    )
    if not filled or not is_rest:
        return ""
    return table_row([mended(cells) for cells in zip(upper, lower, strict=True)])


def _cells(table: Any, columns: tuple[float, ...]) -> list[Cell]:
    """Return the cells of a table with the rows and columns that they are merged over."""
    tops = [row.bbox[1] for row in table.rows]
    cells = []
    for row, (places, texts) in enumerate(
        zip((row.cells for row in table.rows), table.extract(), strict=True)
    ):
        for place, text in zip(places, texts, strict=True):
            if place is not None:
                x0, top, x1, bottom = place
                column = sum(x < x0 - 1 for x in columns)
                across = sum(x0 - 1 <= x < x1 - 1 for x in columns)
                down = sum(top - 1 <= y < bottom - 1 for y in tops)
                words = mended((text or "").split("\n"))
                cells.append(Cell(words, row, column, max(down, 1), max(across, 1)))
    return cells


def _inside(char: Any, box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _check_text(pages: list[list[Line]], images: list[int]) -> None:
    text = "".join(line.text for lines in pages for line in lines)
    unmapped = len(_CID.findall(text)) + len(re.findall("[\ue000-\uf8ff\ufffd]", text))
    if unmapped > max(5, 0.1 * len(_CID.sub("x", text))):
        raise PlanTargetsError(
            "its fonts do not say which characters they show (no Unicode map): print it anew, "
            "or recognise its text (ocrmypdf --force-ocr -l chi_sim)"
        )
    if len(text) < FEWEST_CHARACTERS_A_PAGE * len(pages):
        held = f"{counted(len(text), 'character')} on {counted(len(pages), 'page')}"
        if not sum(images):
            raise PlanTargetsError(f"it holds no text ({held})")
        raise ScannedError(f"it holds {held} and {counted(sum(images), 'image')}: it is scanned")
