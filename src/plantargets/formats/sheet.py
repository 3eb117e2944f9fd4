"""Spreadsheets (xlsx, xls): each sheet as it is shown, its name above its rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import version
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.formats.archive import check_archive
from plantargets.formats.document import Cell, Document, cell_text, table_lines

MOST_CELLS = 500_000
# Names that programs give to sheets without a name.
_NAMELESS = re.compile(r"(?:Sheet|工作表)\s?\d+", re.IGNORECASE)
_DECIMALS = re.compile(r"0\.(0+)")
_BESIDE_DIGITS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    shown: bool
    cells: tuple[Cell, ...]
    uncounted: int = 0


def read_xlsx(data: bytes) -> Document:
    """Read a workbook of Excel 2007 or later, or of WPS.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Document
        For each sheet its name, unless that is one like Sheet1, and its rows. Numbers stand as the sheet
        shows them: 18% and not 0.18, with the decimals of their format. Hidden sheets, and formulas whose
        results are not stored, are named in `notes`. No formula and no macro is run.

    Raises
    ------
    PlanTargetsError
        If it is no workbook, larger than the limits, or holds no text.
    """
    check_archive(data, "Excel workbook")
    import openpyxl  # noqa: PLC0415 - heavy

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    formulas = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    sheets = [
        _Sheet(
            sheet.title,
            sheet.sheet_state == "visible",
            _placed(
                (
                    (cell.row - 1, cell.column - 1, _shown(cell.value, cell.number_format))
                    for row in sheet.iter_rows()
                    for cell in row
                    if cell.value is not None
                ),
                {
                    (merged.min_row - 1, merged.min_col - 1): (
                        merged.max_row - merged.min_row + 1,
                        merged.max_col - merged.min_col + 1,
                    )
                    for merged in sheet.merged_cells.ranges
                },
            ),
            sum(
                cell.data_type == "f" and sheet[cell.coordinate].value is None
                for row in formulas[sheet.title].iter_rows()
                for cell in row
            ),
        )
        for sheet in book.worksheets
    ]
    return _document(sheets, f"openpyxl {version('openpyxl')}")


def read_xls(data: bytes) -> Document:
    """Read a workbook of Excel 97 to 2003, or of WPS (et). See `read_xlsx`."""
    import xlrd  # noqa: PLC0415 - heavy

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise PlanTargetsError("it is protected by a password: save it without one") from None
        raise

    def shown(cell: Any) -> str:
        value = cell.value
        if cell.ctype == xlrd.XL_CELL_DATE:
            value = xlrd.xldate_as_datetime(value, book.datemode)
        elif cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR}:
            value = ""
        key = book.xf_list[cell.xf_index].format_key
        return _shown(value, book.format_map[key].format_str)

    sheets = [
        _Sheet(
            sheet.name,
            sheet.visibility == 0,
            _placed(
                (
                    (row, column, shown(cell))
                    for row in range(sheet.nrows)
                    for column, cell in enumerate(sheet.row(row))
                ),
                {(r0, c0): (r1 - r0, c1 - c0) for r0, r1, c0, c1 in sheet.merged_cells},
            ),
        )
        for sheet in book.sheets()
    ]
    return _document(sheets, f"xlrd {version('xlrd')}")


def _placed(
    found: Iterator[tuple[int, int, str]], merged: dict[tuple[int, int], tuple[int, int]]
) -> tuple[Cell, ...]:
    cells = []
    for number, (row, column, text) in enumerate(found):
        if number >= MOST_CELLS:
            raise PlanTargetsError(f"a sheet has more than {MOST_CELLS:,} cells")
        if text:
            cells.append(Cell(text, row, column, *merged.get((row, column), (1, 1))))
    return tuple(cells)


def _shown(value: Any, form: str) -> str:
    """Return a value as a sheet shows it.

    Examples
    --------
    >>> _shown(0.18, "0%"), _shown(7.7, "General"), _shown(0.145, "0.0%"), _shown(1800.0, "#,##0")
    ('18%', '7.7', '14.5%', '1800')
    """
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    if not isinstance(value, int | float):
        return cell_text(str(value).splitlines())
    positive = form.split(";", maxsplit=1)[0]
    number = Decimal(repr(value))
    plain = _BESIDE_DIGITS.sub("", positive)
    sign = "%" if "%" in plain else ""
    number = number * 100 if sign else number
    match = _DECIMALS.search(plain)
    if match or re.search("[0#]", plain):
        number = number.quantize(Decimal(1).scaleb(-len(match.group(1)) if match else 0), ROUND_HALF_UP)
    else:
        number = Decimal(f"{number:.15g}")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text and not match else text
    # Words that the format writes round the number: 0"家".
    before, _, after = re.sub(r"[#0?,.]+", "\0", re.sub(r"\[[^\]]*\]|_.|\*.", "", positive)).partition("\0")
    if form == "General" or "\0" not in re.sub(r"[#0?,.]+", "\0", positive):
        return text
    return f"{_words(before)}{text}{sign}{_words(after)}"


def _words(part: str) -> str:
    return part.replace('"', "").replace("\\", "").replace("%", "").replace("\0", "").strip()


def _document(sheets: Sequence[_Sheet], tool: str) -> Document:
    lines: list[str] = []
    hidden = [sheet.name for sheet in sheets if not sheet.shown and sheet.cells]
    shown = [sheet for sheet in sheets if sheet.shown and sheet.cells]
    for sheet in shown:
        if lines:
            lines.append("")
        lines += _with_name(sheet.name, list(_rows(sheet.cells)), alone=len(shown) == 1)
    notes = [f"hidden sheets were not read: {', '.join(hidden)}"] if hidden else []
    uncounted = sum(sheet.uncounted for sheet in sheets if sheet.shown)
    if uncounted:
        notes.append(
            f"{uncounted} formulas have no stored result and were not read: open it in Excel and save it"
        )
    if not lines:
        raise PlanTargetsError("its sheets are empty")
    return Document("\n".join(lines), (), tool, notes=tuple(notes))


def _with_name(name: str, rows: list[str], *, alone: bool) -> list[str]:
    """Return the rows of a sheet with its name, unless that says nothing.

    A title in the first row comes first: it names the plan and its years. The only sheet of a book needs no
    name beside it.
    """
    if _NAMELESS.fullmatch(name) is not None:
        return rows
    titled = len(rows) > 1 and " | " not in rows[0] and not rows[0].endswith(" |")
    if not titled:
        return [name, *rows]
    return rows if alone else [rows[0], name, *rows[1:]]


def _rows(cells: Sequence[Cell]) -> Iterator[str]:
    """Yield the rows of a sheet; what stands alone in a row above or below a table is text."""
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    blocks: list[list[int]] = []
    end = -2
    for row in sorted(by_row):
        if row > end + 1:
            blocks.append([])
        blocks[-1].append(row)
        # A merged cell covers rows that hold nothing else.
        end = max(end, row, *(cell.row + cell.rows - 1 for cell in by_row[row]))
    before_table = False
    for block in blocks:
        covered = {r for row in block for c in by_row[row] for r in range(c.row + 1, c.row + c.rows)}
        texts = {row for row in block if len(by_row[row]) == 1 and row not in covered}
        inner = [row for row in block if row not in texts]
        first, last = (inner[0], inner[-1]) if inner else (block[-1] + 1, block[-1])
        yield from (by_row[row][0].text for row in block if row < first)
        table = [cell for row in block if first <= row <= last for cell in by_row[row]]
        if table and before_table and block[0] == first:
            yield ""
        left = min((cell.column for cell in table), default=0)
        yield from table_lines(Cell(c.text, c.row - first, c.column - left, c.rows, c.columns) for c in table)
        after = [by_row[row][0].text for row in block if row > last]
        yield from after
        before_table = bool(table) and not after
