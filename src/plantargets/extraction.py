"""Plans in, table of targets out: what the notebooks and the command line use."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.export import check_ending, write_targets
from plantargets.indicators import link_indicator
from plantargets.plans import Plan, PlanRecord, mainland_words, plan_from_text, read_plan, to_simplified
from plantargets.targets import COLUMNS, Target, read_targets

READABLE = (".txt", ".md")
ODD_CHARACTERS = (
    (
        re.compile("\ufffd"),
        "characters lost before the text reached us (U+FFFD); what stood there is not read",
    ),
    (re.compile("[\ud800-\udfff]"), "halves of characters (lone surrogates), passed over"),
    (re.compile("[\x00-\x08\x0e-\x1f]"), "control characters, passed over"),
)
HAN = re.compile("[\u4e00-\u9fff]")
LETTER = re.compile("[A-Za-z]")


def extract_targets(text: str | Plan | Iterable[Plan], plan: PlanRecord | None = None) -> pd.DataFrame:
    """Return the quantitative targets of one or more plans, one row each.

    Parameters
    ----------
    text
        The text of a plan as stored, a `Plan`, or several plans (from `load_plans`).
    plan
        The record of the plan where `text` is a string; without one its years are read from the title.

    Returns
    -------
    pandas.DataFrame
        The columns of `plantargets.targets.COLUMNS` in that order. `value_min` and `value_max` are `Decimal`
        in `unit`; ``text[start:end] == quote`` for every row. A plan without targets gives no row.

    Examples
    --------
    >>> table = extract_targets("到2025年,全部工业增加值力争达到2.3万亿元。")
    >>> table.loc[0, ["quote", "unit", "comparator", "kind", "period", "modality", "indicator_id"]].tolist()
    ['2.3万亿元', '亿元', 'eq', 'level', 'by:2025', '力争', 'industrial_value_added']
    """
    if isinstance(text, str):
        plans: Iterable[Plan] = [plan_from_text(text, plan.plan_id if plan else "", plan)]
    else:
        plans = [text] if isinstance(text, Plan) else text
    return to_table(target for one in plans for target in link_targets(one, read_targets(one)))


def link_targets(plan: Plan, targets: Iterable[Target]) -> list[Target]:
    """Return the targets with the `indicator_id` of the vocabulary, empty where it knows none."""
    return [dataclasses.replace(target, indicator_id=_indicator_id(plan, target)) for target in targets]


def to_table(targets: Iterable[Target]) -> pd.DataFrame:
    """Return targets as a frame with the columns of the target row."""
    rows = [dataclasses.astuple(target) for target in targets]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return table.astype({"start": "int64", "end": "int64"})


@dataclass(frozen=True)
class Extracted:
    """The targets of some files, and what a reader should know about the files."""

    table: pd.DataFrame
    notes: tuple[str, ...]


def extract_paths(paths: Sequence[Path], output: Path | None = None) -> Extracted:
    """Extract the targets of files and folders, and write the table where `output` is given.

    Parameters
    ----------
    paths
        Text files, or folders whose text files are taken in the order of their names.
    output
        File to write; its ending decides the format (csv, parquet, xlsx, dta, jsonl, jsonld).

    Returns
    -------
    Extracted
        The table, and a note for each file with lost or odd characters, without Chinese, or without a target.

    Raises
    ------
    PlanTargetsError
        If a path holds no readable plan or the format is unknown; nothing is written then.
    """
    if output is not None:
        check_ending(output)
    files = _files(paths)
    plans = [read_plan(path) for path in files]
    table = extract_targets(plans)
    if output is not None:
        write_targets(table, output, plans)
    counts = table["plan_id"].value_counts()
    notes = [
        f"{path}: {note}"
        for path, plan in zip(files, plans, strict=True)
        for note in _notes(plan, int(counts.get(plan.plan_id, 0)))
    ]
    return Extracted(table, tuple(notes))


def _indicator_id(plan: Plan, target: Target) -> str:
    words, qualifier = to_simplified(target.indicator), to_simplified(target.qualifier)
    if plan.script == "traditional":
        words, qualifier = mainland_words(words), mainland_words(qualifier)
    return link_indicator(words, target.kind, target.unit, qualifier) or ""


def _notes(plan: Plan, targets: int) -> list[str]:
    """Say what of a text was lost or passed over."""
    notes = [
        f"{number} {what}" for pattern, what in ODD_CHARACTERS if (number := len(pattern.findall(plan.text)))
    ]
    letters = len(LETTER.findall(plan.text))
    if HAN.search(plan.text) is None:
        notes.append("no Chinese text, nothing to read")
    elif letters > 0.8 * len(plan.text):
        notes.append("mostly not Chinese; only the Chinese parts were read")
    elif not targets:
        notes.append("no target found")
    return notes


def _files(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in READABLE) if path.is_dir() else [path]
        if not found:
            raise PlanTargetsError(f"{path} holds no plan: expected files that end in {', '.join(READABLE)}.")
        files += found
    for path in files:
        if path.suffix.lower() not in READABLE and path.exists():
            raise PlanTargetsError(
                f"{path} is not a text file: expected {', '.join(READABLE)}. "
                "Save the plan as plain text first."
            )
    return files
