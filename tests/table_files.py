"""Tables described once and written in every form that plans have them in."""

from __future__ import annotations

import html
import io
import unicodedata
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


def _printed(table: Described, with_lines: bool, level: str = "middle", wrap: int = 16) -> bytes:
    """Return a page with the table drawn cell by cell, with or without lines, long cells wrapped."""
    size, margin = 10.0, 42.0
    hidden = table.hidden()
    grid = [[_wrapped(cell, wrap) for cell in row] for row in table.grid]
    widths = []
    for c in range(len(grid[0])):
        own = [
            max(map(_width, grid[r][c])) for r in range(len(grid)) if table.span(r, c)[1] == 1 and grid[r][c]
        ]
        widths.append(max([*own, 4]) * size / 2 + 10)
    for r, c, _, columns in table.merges:
        lacking = max(map(_width, grid[r][c]), default=0) * size / 2 + 10 - sum(widths[c : c + columns])
        for column in range(c, c + columns):
            widths[column] += max(lacking, 0) / columns
    heights = []
    for r in range(len(grid)):
        own = [len(grid[r][c]) for c in range(len(grid[r])) if table.span(r, c)[0] == 1]
        heights.append(max([*own, 1]) * (size + 3) + 8)
    page_width = max(595.0, sum(widths) + 2 * margin)
    page_height = max(842.0, sum(heights) + 40 * (len(table.before) + len(table.notes)) + 2 * margin)
    figure = Figure(figsize=(page_width / 72, page_height / 72))
    FigureCanvasPdf(figure)
    font = fonts.FontProperties(fname=str(FONT), size=size)
    y = page_height - margin

    def write(x: float, y: float, words: str) -> None:
        figure.text(x / page_width, y / page_height, words, fontproperties=font, va="top")

    def line(x0: float, y0: float, x1: float, y1: float) -> None:
        figure.add_artist(
            Line2D(
                [x0 / page_width, x1 / page_width],
                [y0 / page_height, y1 / page_height],
                lw=0.6,
                color="black",
            )
        )

    for words in table.before:
        for part in _wrapped(words, 90):
            write(margin, y, part)
            y -= size + 8
    y -= 4
    tops = [y - sum(heights[:r]) for r in range(len(heights) + 1)]
    lefts = [margin + sum(widths[:c]) for c in range(len(widths) + 1)]
    for r in range(len(grid)):
        for c in range(len(grid[r])):
            if (r, c) in hidden:
                continue
            rows, columns = table.span(r, c)
            x0, x1, y0, y1 = lefts[c], lefts[c + columns], tops[r], tops[r + rows]
            height = len(grid[r][c]) * (size + 3)
            tops_of = {"top": y0 - 4, "middle": (y0 + y1 + height) / 2, "bottom": y1 + height + 4}
            middle = tops_of[level]
            for number, part in enumerate(grid[r][c]):
                write(x0 + 4, middle - number * (size + 3), part)
            if with_lines:
                line(x0, y0, x1, y0)
                line(x0, y1, x1, y1)
                line(x0, y0, x0, y1)
                line(x1, y0, x1, y1)
    y = tops[-1] - 8
    for words in table.notes:
        for part in _wrapped(words, 90):
            write(margin, y, part)
            y -= size + 8
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
}


def write(table: Described, form: str, folder: Path) -> Path:
    ending, make = FORMS[form]
    made = make(table)
    path = folder / f"{table.id}{ending}"
    path.write_bytes(made.encode() if isinstance(made, str) else made)
    return path
