"""Tables described once and written in every form that plans have them in."""

from __future__ import annotations

import html
import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import matplotlib.font_manager as fonts
import openpyxl
import yaml
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from documents import FONT, saved

CLOSING = "以上内容由各有关部门按照职责分工抓好组织实施，确保各项工作落到实处。"
FOLDER = Path(__file__).parent / "data" / "tables"


@dataclass(frozen=True)
class Described:
    """A table with the lines around it and the rows expected from it; see tests/data/tables/README.md."""

    id: str
    title: str
    grid: list[list[str]]
    rows: list[str]
    header: int = 1
    above: list[str] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    merges: list[list[int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: bool = False
    bodies: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    forms_not: list[str] = field(default_factory=list)

    @property
    def before(self) -> list[str]:
        return [self.title, *self.above, *self.caption]

    def hidden(self) -> set[tuple[int, int]]:
        """Return the cells that a merged one covers."""
        return {
            (r, c)
            for row, column, rows, columns in self.merges
            for r in range(row, row + rows)
            for c in range(column, column + columns)
            if (r, c) != (row, column)
        }

    def span(self, row: int, column: int) -> tuple[int, int]:
        return next(((m[2], m[3]) for m in self.merges if m[:2] == [row, column]), (1, 1))


def described(name: str) -> list[Described]:
    entries = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return [Described(**entry) for entry in entries]


# Text ---------------------------------------------------------------------------------------------


def with_bars(table: Described) -> str:
    return _text(table, [" | ".join(row).strip(" ") for row in table.grid])


def with_tabs(table: Described) -> str:
    return _text(table, ["\t".join(row) for row in table.grid])


def with_blanks(table: Described) -> str:
    widths = [max(_width(row[c]) for row in table.grid) for c in range(len(table.grid[0]))]
    lines = [
        "".join(
            cell + " " * (width - _width(cell) + 2) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in table.grid
    ]
    return _text(table, lines)


def cell_a_line(table: Described) -> str:
    return _text(table, [cell for row in table.grid for cell in row if cell])


def markdown(table: Described) -> str:
    rows = ["| " + " | ".join(row) + " |" for row in table.grid]
    rows.insert(1, "|" + " --- |" * len(table.grid[0]))
    return (
        "\n\n".join([f"# {table.title}", *table.above, *table.caption, "\n".join(rows), *table.notes]) + "\n"
    )


def _text(table: Described, lines: Sequence[str]) -> str:
    return "\n".join([*table.before, *lines, *table.notes, ""])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


# Files --------------------------------------------------------------------------------------------


def page(table: Described) -> bytes:
    hidden = table.hidden()
    rows = []
    for r, row in enumerate(table.grid):
        cells = []
        for c, words in enumerate(row):
            if (r, c) in hidden:
                continue
            height, width = table.span(r, c)
            span = (f' rowspan="{height}"' if height > 1 else "") + (
                f' colspan="{width}"' if width > 1 else ""
            )
            cells.append(f"<td{span}>{html.escape(words)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")

    def paragraphs(lines):
        return "".join(f"<p>{html.escape(line)}</p>" for line in lines)

    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(table.title)}</title></head>"
        f"<body><div class='TRS_Editor'>{paragraphs(table.before)}<table border='1'>{''.join(rows)}</table>"
        f"{paragraphs([*table.notes, CLOSING])}</div></body></html>"
    ).encode()


def word(table: Described) -> bytes:
    document = docx.Document()
    for line in table.before:
        document.add_paragraph(line)
    height, width = len(table.grid), len(table.grid[0])
    made = document.add_table(rows=height, cols=width)
    made.style = "Table Grid"
    for r, row in enumerate(table.grid):
        for c, words in enumerate(row):
            if words:
                made.cell(r, c).text = words
    for row, column, rows, columns in table.merges:
        made.cell(row, column).merge(made.cell(row + rows - 1, column + columns - 1))
        made.cell(row, column).text = table.grid[row][column]
    for line in table.notes:
        document.add_paragraph(line)
    return saved(document)


def sheet(table: Described) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "主要指标"
    for line in table.before:
        page.append([line])
    top = len(table.before)
    for row in table.grid:
        page.append([_number(cell) for cell in row])
    for row, column, rows, columns in table.merges:
        page.merge_cells(
            start_row=top + row + 1,
            start_column=column + 1,
            end_row=top + row + rows,
            end_column=column + columns,
        )
    for line in table.notes:
        page.append([line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _number(cell: str) -> Any:
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell or None


def ruled(table: Described) -> bytes:
    return _printed(table, True)


def unruled(table: Described) -> bytes:
    return _printed(table, False)


def narrow(table: Described, level: str) -> bytes:
    """Return a page without lines whose cells are narrow, at ``top``, ``middle`` or ``bottom`` of a row."""
    return _printed(table, False, level, 10)


def ofd(table: Described) -> bytes:
    """Return an OFD document whose cells are words at places, without lines."""
    layout = _laid_out(table, "middle", 16)
    objects = "".join(
        f'<ofd:TextObject ID="{number}" Boundary="{x:.2f} {y:.2f} 600 {SIZE}" Size="{SIZE}">'
        f'<ofd:TextCode X="0" Y="{0.85 * SIZE}" DeltaX="{_steps(words)}">'
        f"{html.escape(words)}</ofd:TextCode></ofd:TextObject>"
        for number, (x, y, words) in enumerate(layout.words)
    )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    page = '<ofd:Page ID="1" BaseLoc="Pages/P0/Content.xml"/>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "OFD.xml", f"<ofd:OFD {space}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>"
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {layout.width} "
            f"{layout.height}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f"<ofd:Pages>{page}</ofd:Pages></ofd:Document>",
        )
        archive.writestr(
            "Doc_0/Pages/P0/Content.xml", f"<ofd:Page {space}><ofd:Content>{objects}</ofd:Content></ofd:Page>"
        )
    return file.getvalue()


def _steps(words: str) -> str:
    return " ".join(str(_width(c) * SIZE / 2) for c in words)


@dataclass(frozen=True)
class Layout:
    """A page: its width and height, words at their top left, and lines from end to end, all in points."""

    width: float
    height: float
    words: list[tuple[float, float, str]]
    lines: list[tuple[float, float, float, float]]


SIZE, MARGIN = 10.0, 42.0  # of a character, and of the page


def _laid_out(table: Described, level: str, wrap: int) -> Layout:
    """Lay the table out cell by cell, long cells wrapped."""
    hidden = table.hidden()
    grid = [[_wrapped(cell, wrap) for cell in row] for row in table.grid]
    widths = []
    for c in range(len(grid[0])):
        own = [
            max(map(_width, grid[r][c])) for r in range(len(grid)) if table.span(r, c)[1] == 1 and grid[r][c]
        ]
        widths.append(max([*own, 4]) * SIZE / 2 + 10)
    for r, c, _, columns in table.merges:
        lacking = max(map(_width, grid[r][c]), default=0) * SIZE / 2 + 10 - sum(widths[c : c + columns])
        for column in range(c, c + columns):
            widths[column] += max(lacking, 0) / columns
    heights = []
    for r in range(len(grid)):
        own = [len(grid[r][c]) for c in range(len(grid[r])) if table.span(r, c)[0] == 1]
        heights.append(max([*own, 1]) * (SIZE + 3) + 8)
    words: list[tuple[float, float, str]] = []
    lines: list[tuple[float, float, float, float]] = []
    y = MARGIN
    for line in table.before:
        for part in _wrapped(line, 90):
            words.append((MARGIN, y, part))
            y += SIZE + 8
    y += 4
    tops = [y + sum(heights[:r]) for r in range(len(heights) + 1)]
    lefts = [MARGIN + sum(widths[:c]) for c in range(len(widths) + 1)]
    for r in range(len(grid)):
        for c in range(len(grid[r])):
            if (r, c) in hidden:
                continue
            rows, columns = table.span(r, c)
            x0, x1, y0, y1 = lefts[c], lefts[c + columns], tops[r], tops[r + rows]
            height = len(grid[r][c]) * (SIZE + 3)
            first = {"top": y0 + 4, "middle": (y0 + y1 - height) / 2, "bottom": y1 - height - 4}[level]
            words += [(x0 + 4, first + n * (SIZE + 3), part) for n, part in enumerate(grid[r][c])]
            lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
    y = tops[-1] + 8
    for line in table.notes:
        for part in _wrapped(line, 90):
            words.append((MARGIN, y, part))
            y += SIZE + 8
    height = sum(heights) + 40 * (len(table.before) + len(table.notes)) + 2 * MARGIN
    return Layout(max(595.0, sum(widths) + 2 * MARGIN), max(842.0, height), words, lines)


def _printed(table: Described, with_lines: bool, level: str = "middle", wrap: int = 16) -> bytes:
    """Return a page with the table, with or without lines between its cells."""
    page = _laid_out(table, level, wrap)
    figure = Figure(figsize=(page.width / 72, page.height / 72))
    FigureCanvasPdf(figure)
    font = fonts.FontProperties(fname=str(FONT), size=SIZE)
    for x, y, words in page.words:
        figure.text(x / page.width, 1 - y / page.height, words, fontproperties=font, va="top")
    for x0, y0, x1, y1 in page.lines if with_lines else []:
        ends = [x0 / page.width, x1 / page.width], [1 - y0 / page.height, 1 - y1 / page.height]
        figure.add_artist(Line2D(*ends, lw=0.6, color="black"))
    file = io.BytesIO()
    with PdfPages(file) as pdf:
        pdf.savefig(figure)
    return file.getvalue()


def _wrapped(words: str, width: int) -> list[str]:
    lines, current = [], ""
    for c in words:
        if (
            _width(current + c) > width
            and not ((c.isdigit() or c == ".") and current[-1:] in set("0123456789."))
            and c not in "）)，。、%％"
        ):
            lines.append(current)
            current = ""
        current += c
    return [*lines, current] if current else lines


FORMS: dict[str, tuple[str, Callable[[Described], str | bytes]]] = {
    "bars": (".txt", with_bars),
    "tabs": (".txt", with_tabs),
    "blanks": (".txt", with_blanks),
    "lines": (".txt", cell_a_line),
    "markdown": (".md", markdown),
    "html": (".html", page),
    "docx": (".docx", word),
    "xlsx": (".xlsx", sheet),
    "ruled": (".pdf", ruled),
    "unruled": (".pdf", unruled),
    "ofd": (".ofd", ofd),
}


def write(table: Described, form: str, folder: Path) -> Path:
    ending, make = FORMS[form]
    made = make(table)
    path = folder / f"{table.id}{ending}"
    path.write_bytes(made.encode() if isinstance(made, str) else made)
    return path
