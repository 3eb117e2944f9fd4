"""The table of `assess_many` as a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.export import no_formula, workbook
from plantargets.extras import require
from plantargets.package_tables import package_rows
from plantargets.rounding import published
from plantargets.whole import whole

ENDINGS = (".csv", ".xlsx", ".parquet")
WIDTHS = {"note": 60, "indicator": 28, "status": 20, "status_with_room": 20}


def write_results_table(results: pd.DataFrame, path: Path) -> None:
    """Write the results as ``.csv``, ``.parquet``, or ``.xlsx`` with the meaning of each column.

    Numbers are rounded to what they mean. The file is there whole or not at all.

    Raises
    ------
    PlanTargetsError
        If the ending is unknown or the file cannot be written.
    """
    check_results_path(path)
    table = published(results)
    table = table.map(lambda cell: no_formula(cell) if isinstance(cell, str) else cell)
    with whole(path) as partial:
        if path.suffix.lower() == ".csv":
            table.to_csv(partial, index=False, encoding="utf-8-sig", lineterminator="\n")
        elif path.suffix.lower() == ".parquet":
            table.to_parquet(partial, index=False)
        else:
            _write_workbook(table, partial)


def check_results_path(path: Path) -> None:
    """Refuse a file whose ending is not one of a table of results, or whose folder is missing."""
    if path.suffix.lower() not in ENDINGS:
        raise PlanTargetsError(f"{path}: unknown format; expected {', '.join(ENDINGS)}.")
    if not path.absolute().parent.is_dir():
        raise PlanTargetsError(f"{path}: there is no folder {path.absolute().parent}.")


@cache
def result_columns() -> tuple[dict[str, str], ...]:
    """Return the columns of the results with their meaning: ``column, meaning_en, meaning_zh``."""
    return tuple(package_rows("plantargets.growth", "data/result_columns.csv"))


def _write_workbook(table: pd.DataFrame, path: Path) -> None:
    require("openpyxl")  # its parts are named before the writer that asks for it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - in the extra [formats]

    with workbook(path) as book:
        table.to_excel(book, sheet_name="results", index=False, freeze_panes=(1, 0))
        pd.DataFrame(result_columns()).to_excel(book, sheet_name="columns", index=False)
        sheet = book.sheets["results"]
        sheet.auto_filter.ref = sheet.dimensions
        for place, name in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, 14)
        meanings = book.sheets["columns"]
        for letter, width in (("A", 22), ("B", 80), ("C", 70)):
            meanings.column_dimensions[letter].width = width
