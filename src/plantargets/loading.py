"""Tables of targets read back, from every format that they are written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from plantargets.errors import PlanTargetsError
from plantargets.export import FORMULA, WRITABLE
from plantargets.extraction import to_computable, to_table
from plantargets.extras import require
from plantargets.targets import Target
from plantargets.targets.codebook import columns_of, load_codebook


def load_targets(path: Path | str, *, exact: bool = True) -> pd.DataFrame:
    """Return a table of targets that was written to a file, as `extract_targets` would give it.

    Parameters
    ----------
    path
        A file of `plantargets.write_targets` or ``plantargets extract -o``. Values from Excel and Stata were
        stored as floating point there.
    exact
        As in `plantargets.extract_targets`.

    Raises
    ------
    PlanTargetsError
        If the file cannot be read, or is no table of targets.

    Examples
    --------
    >>> import tempfile
    >>> from plantargets import extract_targets, write_targets
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_targets(extract_targets("企业达到30家以上。"), Path(folder, "t.jsonl"))
    ...     load_targets(Path(folder, "t.jsonl")).loc[0, "value_min"]
    Decimal('30')
    """
    rows = read_rows(path)
    try:
        table = to_table(Target.from_row(row) for row in rows.to_dict("records"))
    except PlanTargetsError as error:
        raise PlanTargetsError(f"{path}: {error}") from None
    return table if exact else to_computable(table)


def read_rows(path: Path | str) -> pd.DataFrame:
    """Return the rows of a table of targets, every cell as text, empty where it is missing.

    Raises
    ------
    PlanTargetsError
        If the ending is unknown or the file cannot be read.
    """
    path = Path(path)
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise PlanTargetsError(
            f"{path}: unknown format '{path.suffix}' of a table of targets; "
            f"expected one of {', '.join(WRITABLE)}."
        )
    try:
        table = read(path)
    except (OSError, ValueError, KeyError, IndexError, TypeError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())[:200]
        raise PlanTargetsError(
            f"{path} is no readable table of targets ({reason}): expected what write_targets or "
            f"`plantargets extract -o {path.name}` wrote, CSV in UTF-8."
        ) from None
    return pd.DataFrame(
        {name: [_text(value, name) for value in table[name]] for name in table.columns}, dtype=object
    )


def _text(value: Any, column: str) -> str:
    """Return a cell as text; a number without the digits that only its storage has."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if column in columns_of("decimal", "integer") and not isinstance(value, str):
        return _plain(value)
    return str(value)


def _plain(value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_csv(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return table.map(_as_written)


def _as_written(text: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from taking a text for a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _read_jsonl(path: Path) -> pd.DataFrame:
    lines = path.read_text(encoding="utf-8").split("\n")
    return pd.DataFrame([json.loads(line) for line in lines if line], columns=None, dtype=object)


def _read_parquet(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def _read_excel(path: Path) -> pd.DataFrame:
    require("openpyxl")
    with pd.ExcelFile(path) as book:  # a sheet to be answered, or saved by a spreadsheet, has another name
        name = "targets" if "targets" in book.sheet_names else book.sheet_names[0]
        table = pd.read_excel(book, sheet_name=name, keep_default_na=False, dtype=object)
    return table.map(lambda value: _as_written(value) if isinstance(value, str) else value)


def _read_stata(path: Path) -> pd.DataFrame:
    table = pd.read_stata(path).rename(columns={"end_": "end"}).astype(object)
    for column in load_codebook().values():
        if column.type == "code" and column.name in table:  # stored as labels like "ge: at least"
            table[column.name] = [str(label).split(": ")[0] for label in table[column.name].fillna("")]
    return table


def _read_annotations(path: Path) -> pd.DataFrame:
    page = json.loads(path.read_text(encoding="utf-8"))
    bodies = (body for item in page["items"] for body in item["body"] if body["format"] == "application/json")
    return pd.DataFrame([json.loads(body["value"]) for body in bodies], dtype=object)


_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": _read_csv,
    ".parquet": _read_parquet,
    ".jsonl": _read_jsonl,
    ".xlsx": _read_excel,
    ".dta": _read_stata,
    ".jsonld": _read_annotations,
}
