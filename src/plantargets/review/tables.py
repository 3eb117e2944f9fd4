"""Tables and plans for a review, from files of any format that is written or read here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from plantargets.corpus.files import list_files
from plantargets.errors import PlanTargetsError
from plantargets.export import WRITABLE, no_formula, workbook
from plantargets.extraction import extract_targets
from plantargets.loading import load_targets, read_rows
from plantargets.plans import Plan, load_plans
from plantargets.whole import whole

TABLES = frozenset(WRITABLE) - {".jsonld"}


def read_table(paths: Sequence[Path]) -> pd.DataFrame:
    """Return the target rows of one table of targets, of plans, or of the registered plans.

    Raises
    ------
    PlanTargetsError
        If a file is unreadable or its rows are no target rows; the message names the target.
    """
    if len(paths) == 1 and paths[0].suffix.lower() in TABLES:
        return load_targets(paths[0])
    return extract_targets(list(read_plans(paths)))


def read_plans(paths: Sequence[Path]) -> Iterator[Plan]:
    """Yield the plans of files and folders with the ids that `extract` gives; of none the registered ones."""
    if not paths:
        yield from load_plans("all")
        return
    files, _ = list_files(paths)
    for file in files:
        yield file.read()


def read_sheet(path: Path) -> pd.DataFrame:
    """Read a sheet that `write_sheet` wrote, all cells as text."""
    return read_rows(path)


def write_sheet(table: pd.DataFrame, path: Path) -> None:
    """Write a table for a spreadsheet, ``.csv`` or ``.xlsx``; no text becomes a formula.

    Raises
    ------
    PlanTargetsError
        If the ending is unknown, or the file is there already: answers are not overwritten.
    """
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise PlanTargetsError(f"{path}: unknown format; expected .csv or .xlsx.")
    if path.exists():
        raise PlanTargetsError(f"{path} is there already and may hold answers: name another file.")
    safe = table.map(lambda cell: no_formula(cell) if isinstance(cell, str) else cell)
    with whole(path) as partial:
        if path.suffix.lower() == ".csv":
            safe.to_csv(partial, index=False, encoding="utf-8-sig", lineterminator="\n")
            return
        with workbook(partial) as writer:
            safe.to_excel(writer, index=False)
