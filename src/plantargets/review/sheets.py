"""Sheets to review a table on: a workbook, or one page that opens in a browser without a network."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.export import no_formula
from plantargets.plans import Block, Plan
from plantargets.review.corrections import CHANGEABLE, VERDICTS
from plantargets.targets.codebook import Language, code_label, load_codebook
from plantargets.targets.explain import NUMERAL

PLACE = ("target_id", "plan_id", "start", "quote", "passage", "check")
ANSWERS = ("verdict", "reason")
COLUMNS = (*PLACE, *ANSWERS, *(name for field in CHANGEABLE for name in (field, f"new_{field}")))
# Rows at the end of a workbook for what the program missed.
BLANK_ROWS = 50


def review_table(targets: pd.DataFrame, language: Language = "en") -> pd.DataFrame:
    """Return a table of targets as a review sheet: each row beside its sentence, the quote marked 【】.

    `check` tells in words of the language why a row should be looked at.
    """
    table = targets.astype(object).where(targets.notna(), "")
    rows = []
    for row in table.to_dict("records"):
        answers = dict.fromkeys(COLUMNS, "")
        answers |= {name: row[name] for name in (*PLACE, *CHANGEABLE) if name in row}
        answers["passage"] = _marked(str(row["sentence"]), str(row["quote"]))
        answers["check"] = code_label("check", str(answers["check"]), language)
        rows.append(answers)
    return pd.DataFrame(rows, columns=list(COLUMNS))


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
    write(review_table(targets, language), path, language, _passages_without_row(targets, plans))
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
    return table[(table["target_id"] != "") | (table["verdict"] != "")].reset_index(drop=True)


def _marked(sentence: str, quote: str) -> str:
    plain = "".join(quote.split())
    before, found, after = sentence.partition(plain)
    return f"{before}【{found}】{after}" if found else sentence


def _passages_without_row(targets: pd.DataFrame, plans: Iterable[Plan]) -> list[list[str]]:
    """Return the passages that hold a numeral and no row: plan, place and words."""
    starts: dict[str, list[int]] = {}
    for row in targets.to_dict("records"):
        starts.setdefault(str(row["plan_id"]), []).append(int(row["start"]))
    return [
        [plan.plan_id, str(block.start), "".join(plan.text[block.start : block.end].split())]
        for plan in plans
        for block in plan.blocks
        if NUMERAL.search(plan.simplified, _behind_label(plan, block), block.end)
        and not any(block.start <= start < block.end for start in starts.get(plan.plan_id, ()))
    ]


def _behind_label(plan: Plan, block: Block) -> int:
    """Return where the words of a block begin, behind the number of a heading."""
    section = plan.section_at(block.start)
    is_heading = section is not None and section.start == block.start
    return block.start + (len(section.label) if is_heading and section is not None else 0)


def _write_csv(table: pd.DataFrame, path: Path, _language: Language, _passages: list[list[str]]) -> None:
    table.map(lambda cell: no_formula(str(cell))).to_csv(
        path, index=False, encoding="utf-8-sig", lineterminator="\n"
    )


def _write_excel(table: pd.DataFrame, path: Path, _language: Language, _passages: list[list[str]]) -> None:
    from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415 - only workbooks need it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    last = len(table) + 1 + BLANK_ROWS
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
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


def _write_page(table: pd.DataFrame, path: Path, language: Language, passages: list[list[str]]) -> None:
    folder = files("plantargets.review")
    page = (folder / "review.html").read_text(encoding="utf-8")
    words = csv.DictReader((folder / "words.csv").read_text(encoding="utf-8").splitlines())
    data: dict[str, Any] = {
        "columns": list(COLUMNS),
        "changeable": list(CHANGEABLE),
        "codes": {
            name: column.code_meanings(language)
            for name, column in load_codebook().items()
            if column.type == "code"
        },
        "words": {row["key"]: row[language] for row in words},
        "passages": passages,
        "rows": [[str(cell) for cell in row] for row in table.itertuples(index=False)],
    }
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    title, page = html.escape(path.stem), page.replace("{{lang}}", data["words"]["lang"])
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(page.replace("{{title}}", title).replace("{{data}}", text), encoding="utf-8")
    partial.replace(path)


_WRITERS: dict[str, Callable[[pd.DataFrame, Path, Language, list[list[str]]], None]] = {
    ".xlsx": _write_excel,
    ".html": _write_page,
    ".csv": _write_csv,
}
