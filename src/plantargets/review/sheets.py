"""Sheets to review a table on: a workbook, or one page that opens in a browser without a network."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.export import FORMULA, no_formula, workbook
from plantargets.plans import Plan
from plantargets.review.answers import ANSWERS, CHANGEABLE, PLACE, SHEET, VERDICTS
from plantargets.review.component import (
    OF_ROWS,
    quote_places,
    review_file,
    review_rows,
    review_settings,
)
from plantargets.targets.codebook import Language, code_label, load_codebook
from plantargets.whole import whole

# Rows at the end of a workbook for what the program missed.
BLANK_ROWS = 50


def review_table(targets: pd.DataFrame, language: Language = "en") -> pd.DataFrame:
    """Return a table of targets as a review sheet: each row beside its sentence, the quote marked 【】.

    `check` tells in words of the language why a row should be looked at.
    """
    found = _records(targets)
    rows = []
    for row, place in zip(found, quote_places(found), strict=True):
        answers = dict.fromkeys(SHEET, "")
        answers |= {name: row[name] for name in (*PLACE, *CHANGEABLE) if name in row}
        answers["passage"] = _marked(row["sentence"], row["quote"], place)
        answers["check"] = code_label("check", answers["check"], language)
        rows.append(answers)
    return pd.DataFrame(rows, columns=list(SHEET))


def write_review(
    targets: pd.DataFrame, path: Path, language: Language = "en", plans: Iterable[Plan] = ()
) -> int:
    """Write a review sheet; return how many rows it holds.

    ``.xlsx`` has lists to choose verdicts and codes from and blank rows for what the program missed;
    ``.html`` is a page that keeps answers in the browser and saves them as CSV, where rows are added by
    marking words, also in the passages of `plans` that hold a numeral and no row; ``.csv`` is the plain
    table.

    Raises
    ------
    PlanTargetsError
        If the ending is unknown, the table holds no row, or the file is there already: answers are not lost.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise PlanTargetsError(f"{path}: unknown format; expected {', '.join(_WRITERS)}.")
    if path.exists():
        raise PlanTargetsError(f"{path} is there already and may hold answers: name another file.")
    if targets.empty:
        raise PlanTargetsError("nothing to review: the table holds no row.")
    with whole(path) as partial:
        write(targets, partial, path.stem, language, plans)
    return len(targets)


def read_review(path: Path) -> pd.DataFrame:
    """Read a review sheet with its answers; rows left blank are dropped.

    Raises
    ------
    PlanTargetsError
        If it is unreadable or no review sheet.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            table = pd.read_excel(path, dtype=str, keep_default_na=False, sheet_name=0)
        else:
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError, KeyError) as error:
        raise PlanTargetsError(f"{path}: no readable review sheet ({error}).") from None
    lacking = [name for name in ("target_id", "verdict", "quote") if name not in table]
    if lacking:
        raise PlanTargetsError(f"{path}: no review sheet, the columns {', '.join(lacking)} are missing.")
    table = table[(table["target_id"] != "") | (table["verdict"] != "")].reset_index(drop=True)
    return table.map(_as_answered)


def _as_answered(cell: str) -> str:
    """Return a cell without the apostrophe that kept it from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _records(targets: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows with every cell as text, as a file would hold it."""
    table = targets.astype(object).where(targets.notna(), "")
    return [
        {str(name): f"{cell:f}" if isinstance(cell, Decimal) else str(cell) for name, cell in row.items()}
        for row in table.to_dict("records")
    ]


def _marked(sentence: str, quote: str, place: int) -> str:
    if place < 0:
        return sentence
    end = place + len("".join(quote.split()))
    return f"{sentence[:place]}【{sentence[place:end]}】{sentence[end:]}"


def _write_csv(
    targets: pd.DataFrame, path: Path, _name: str, language: Language, _plans: Iterable[Plan]
) -> None:
    review_table(targets, language).map(lambda cell: no_formula(str(cell))).to_csv(
        path, index=False, encoding="utf-8-sig", lineterminator="\n"
    )


def _write_excel(
    targets: pd.DataFrame, path: Path, _name: str, language: Language, _plans: Iterable[Plan]
) -> None:
    from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415 - only workbooks need it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    table = review_table(targets, language)
    last = len(table) + 1 + BLANK_ROWS
    with workbook(path) as writer:
        table.map(lambda cell: no_formula(str(cell))).to_excel(writer, index=False, sheet_name="review")
        sheet = writer.sheets["review"]
        sheet.freeze_panes = "G2"
        sheet.auto_filter.ref = sheet.dimensions
        answer = PatternFill("solid", fgColor="FFF4CC")
        for number, name in enumerate(table.columns, start=1):
            letter = get_column_letter(number)
            wide = {
                "passage": 60,
                "check": 30,
                "quote": 14,
                "indicator": 24,
                "new_indicator": 24,
                "reason": 24,
            }
            sheet.column_dimensions[letter].width = wide.get(name, 12)
            codes = list(VERDICTS) if name == "verdict" else _codes(name)
            if codes:
                rule = DataValidation("list", formula1=f'"{",".join(codes)}"', allow_blank=True)
                sheet.add_data_validation(rule)
                rule.add(f"{letter}2:{letter}{last}")
            is_answer = name in ANSWERS or name.startswith("new_")
            for cells in sheet[f"{letter}2:{letter}{last}"]:
                cells[0].alignment = Alignment(wrap_text=name in {"passage", "check"}, vertical="top")
                if is_answer:
                    cells[0].fill = answer


def _codes(name: str) -> list[str]:
    column = load_codebook().get(name.removeprefix("new_"))
    return list(column.codes) if column is not None and name.startswith("new_") else []


def _write_page(
    targets: pd.DataFrame, path: Path, name: str, language: Language, plans: Iterable[Plan]
) -> None:
    rows = _records(targets)
    columns = (*OF_ROWS, *CHANGEABLE)
    data: dict[str, Any] = {
        "settings": review_settings(language),
        "rows": {
            **review_rows(rows, plans),
            "columns": columns,
            "cells": [[row.get(name, "") for name in columns] for row in rows],
        },
        "name": name,
    }
    parts = {
        "lang": data["settings"]["words"]["lang"],
        "title": html.escape(name),
        "style": review_file("review.css"),
        "script": review_file("review.js"),
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    }
    page = re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], review_file("review.html"))
    path.write_text(page, encoding="utf-8")


_WRITERS: dict[str, Callable[[pd.DataFrame, Path, str, Language, Iterable[Plan]], None]] = {
    ".xlsx": _write_excel,
    ".html": _write_page,
    ".csv": _write_csv,
}
