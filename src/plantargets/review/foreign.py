"""Rows of any origin: hand-coded tables, tables of other programs, extractions of a language model."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.package_tables import package_rows

FIELDS = (
    "document", "quote", "sentence", "start", "end", "value", "value_min", "value_max", "unit",
    "comparator", "period", "indicator", "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """A row as it came: its number in the file, from 1, and its cells under our names."""

    number: int
    document: str = ""
    quote: str = ""
    sentence: str = ""
    start: str = ""
    end: str = ""
    value: str = ""
    value_min: str = ""
    value_max: str = ""
    unit: str = ""
    comparator: str = ""
    period: str = ""
    indicator: str = ""
    id: str = ""


def read_rows(path: Path, names: Mapping[str, str] | None = None) -> list[ForeignRow]:
    """Read rows of any origin.

    Parameters
    ----------
    path
        ``.csv`` (UTF-8, GB18030 or UTF-16; commas, semicolons or tabs between cells), ``.xlsx``,
        or ``.jsonl``: one object a line, or the documents
        with ``extractions`` that LangExtract writes.
    names
        Their column for one of `FIELDS`, where ``columns.csv`` does not know it.

    Returns
    -------
    list of ForeignRow
        In the order of the file.

    Raises
    ------
    PlanTargetsError
        If the file is unreadable or has neither a quote nor a sentence for its rows.
    """
    cells = list(_CELLS.get(path.suffix.lower(), _unknown)(path))
    if not cells:
        raise PlanTargetsError(f"{path}: no rows. Expected a table with a quote or a sentence in each row.")
    columns = list(dict.fromkeys(name for row in cells for name in row))
    ours = _match(columns, names or {}, path)
    if not {"quote", "sentence"} & set(ours.values()):
        raise PlanTargetsError(
            f"{path}: no column with a quote or a sentence, found {', '.join(columns)}. "
            "Name one: --map quote=COLUMN."
        )
    return [ForeignRow(number, **_texts(row, ours)) for number, row in enumerate(cells, start=1)]


@cache
def comparator_words() -> dict[str, str]:
    """Return the code of each word or sign that other tables use for a comparator."""
    return {row["word"]: row["comparator"] for row in package_rows("plantargets.review", "comparators.csv")}


def _texts(row: Mapping[str, Any], ours: Mapping[str, str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for column, field in ours.items():
        value = row.get(column)
        text = "" if value is None or value != value else str(value).strip()  # noqa: PLR0124 - NaN
        if text and not texts.get(field):
            texts[field] = text
    return texts


def _match(columns: list[str], names: Mapping[str, str], path: Path) -> dict[str, str]:
    """Return our field for each of their columns."""
    for field, column in names.items():
        if field not in FIELDS or column not in columns:
            what = (
                f"field {field!r}; fields are {', '.join(FIELDS)}"
                if field not in FIELDS
                else (f"column {column!r}; columns are {', '.join(columns)}")
            )
            raise PlanTargetsError(f"{path}: --map {field}={column}: unknown {what}.")
    taken = {column: field for field, column in names.items()}
    known = {row["name"]: row["field"] for row in package_rows("plantargets.review", "columns.csv")}
    for column in columns:
        field = known.get(column.strip().lower().replace(" ", "_"), "")
        if field and column not in taken and field not in names:
            taken[column] = field
    return taken


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    lines = _decoded(path).splitlines(keepends=True)
    between = max(",;\t", key=(lines[0] if lines else "").count)
    yield from csv.DictReader(lines, delimiter=between)


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_decoded(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            raise PlanTargetsError(f"{path}, line {number}: no JSON ({error.msg}).") from None
        if not isinstance(found, dict):
            raise PlanTargetsError(
                f"{path}, line {number}: expected an object, found {type(found).__name__}."
            )
        if isinstance(found.get("extractions"), list):
            yield from _extractions(found, f"{path}, line {number}")
        else:
            yield found


def _extractions(document: dict[str, Any], where: str) -> Iterator[dict[str, Any]]:
    """Yield the extractions of a document of LangExtract as rows."""
    for number, one in enumerate(document["extractions"], start=1):
        if not isinstance(one, dict):
            raise PlanTargetsError(f"{where}: extraction {number} is {one!r}, expected an object.")
        interval, attributes = (
            value if isinstance(value := one.get(name), dict) else {}
            for name in ("char_interval", "attributes")
        )
        yield {
            **{name: value for name, value in attributes.items() if name != "extraction_text"},
            "document_id": document.get("document_id", ""),
            "extraction_text": one.get("extraction_text", ""),
            "start_pos": interval.get("start_pos"),
            "end_pos": interval.get("end_pos"),
        }


def _excel(path: Path) -> Iterator[dict[str, Any]]:
    import pandas as pd  # noqa: PLC0415 - only workbooks need it

    try:
        table = pd.read_excel(path, dtype=object)
    except (OSError, ValueError, KeyError) as error:
        raise PlanTargetsError(f"{path}: no readable workbook ({error}).") from None
    yield from ({str(name): value for name, value in row.items()} for row in table.to_dict("records"))


def _unknown(path: Path) -> Iterator[dict[str, Any]]:
    raise PlanTargetsError(f"{path}: unknown format; expected {', '.join(_CELLS)}.")


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PlanTargetsError(f"{path} cannot be read ({error.strerror}).") from None
    encodings = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanTargetsError(f"{path}: neither UTF-8, UTF-16 nor GB18030. Save it as UTF-8.")


_CELLS = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _excel}
