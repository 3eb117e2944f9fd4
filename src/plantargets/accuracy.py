"""The accuracy of the extraction against the hand-annotated tables of ``data/gold``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.data import check_sha256, verified_path
from plantargets.errors import PlanTargetsError
from plantargets.extraction import extract_targets
from plantargets.loading import read_rows
from plantargets.plans import Plan, load_plans, load_register, plan_from_text
from plantargets.plans.text import decode
from plantargets.project import project_root
from plantargets.rounding import written
from plantargets.targets.codebook import load_codebook
from plantargets.targets.evaluate import Evaluation, evaluate, wilson
from plantargets.targets.target import JOINS_CHECKS

# Below the single reasons: rows that have one, and rows that have none.
ANY_CHECK = (("any", True), ("none", False))
GOLD_PLANS = ("kaifeng-2020", "dengfeng-2020", "henan-2023")


def load_gold(plan_ids: Sequence[str] = GOLD_PLANS, root: Path | None = None) -> pd.DataFrame:
    """Return the hand-annotated rows of plans, all cells as text, checksums verified.

    Raises
    ------
    PlanTargetsError
        If a plan has no gold table, or its file has changed.
    """
    for plan_id in plan_ids:
        if plan_id not in GOLD_PLANS:
            raise PlanTargetsError(
                f"plan '{plan_id}' has no gold table: expected one of {', '.join(GOLD_PLANS)}."
            )
    tables = [read_rows(verified_path(f"gold/{plan_id}.csv", root)) for plan_id in plan_ids]
    return pd.concat(tables, ignore_index=True)


def evaluate_extraction(plan_ids: Sequence[str] = GOLD_PLANS, root: Path | None = None) -> Evaluation:
    """Extract the targets of plans and compare them with their gold tables."""
    plans = [plan for plan_id in plan_ids for plan in load_plans(plan_id, root)]
    return evaluate(load_gold(plan_ids, root), extract_targets(plans))


def load_open_gold(root: Path | None = None) -> pd.DataFrame:
    """Return the rows of the open gold set: documents of many kinds, each annotated twice."""
    return read_rows(verified_path("gold/open.csv", root))


def load_gold_documents(root: Path | None = None) -> pd.DataFrame:
    """Return the documents of the open gold set: ``plan_id, title, kind, address, file, sha256, rows``."""
    return read_rows(verified_path("gold/documents.csv", root))


def load_gold_plans(root: Path | None = None) -> list[Plan]:
    """Return the documents of the open gold set, read, in the order of their table."""
    return [_gold_plan(row, root) for row in load_gold_documents(root).to_dict("records")]


def evaluate_open(root: Path | None = None) -> dict[str, Evaluation]:
    """Extract the documents of the open gold set and compare each with its rows.

    Returns
    -------
    dict
        The evaluation of each kind of document; documents without a target are in it with the rows that were
        found in them.

    Raises
    ------
    PlanTargetsError
        If a text or table was changed.
    """
    gold, documents = load_open_gold(root), load_gold_documents(root)
    found: dict[str, Evaluation] = {}
    for kind, group in documents.groupby("kind", sort=False):
        plans = [_gold_plan(row, root) for row in group.to_dict("records")]
        wanted = gold[gold["plan_id"].isin(group["plan_id"])]
        found[str(kind)] = evaluate(wanted, extract_targets(plans))
    return found


def accuracy_by_kind(root: Path | None = None) -> pd.DataFrame:
    """Return the accuracy on the open gold set for each kind of document.

    Returns
    -------
    pandas.DataFrame
        ``kind, documents, rows`` (of the gold that are no matter of opinion), ``found`` (rows of the program
        beside optional ones), ``precision, recall, f1, strict_f1``; the last row pools all kinds.
    """
    documents = load_gold_documents(root)
    evaluations = evaluate_open(root)
    rows = [(kind, *_counts(one)) for kind, one in evaluations.items()]
    pooled = Evaluation(
        tuple(pair for one in evaluations.values() for pair in one.pairs),
        tuple(row for one in evaluations.values() for row in one.missed),
        tuple(row for one in evaluations.values() for row in one.spurious),
    )
    numbers = documents["kind"].value_counts().to_dict() | {"all": len(documents)}
    table = [(kind, numbers[kind], *cells) for kind, *cells in [*rows, ("all", *_counts(pooled))]]
    columns = ["kind", "documents", "rows", "found", "precision", "recall", "f1", "strict_f1"]
    return pd.DataFrame(table, columns=columns)


def accuracy_by_check(root: Path | None = None) -> pd.DataFrame:
    """Return how many errors of the annotated texts stand in rows that ask to be looked at.

    An error is a row of the program that is wrong in any field that the gold tables hold (value, comparator,
    kind, period, distribution, modality), or is no target; rows that careful readers judge differently count
    nowhere. What the program missed has no row, and so no reason.

    Returns
    -------
    pandas.DataFrame
        ``check, rows, rows_pct, errors, errors_pct``: a line for each reason, the most frequent first, then
        ``any`` (rows with a reason) and ``none`` (rows without). A row with two reasons counts in both.
    """
    parts = (evaluate_extraction(root=root), *evaluate_open(root).values())
    pairs = [(pair.found, bool(pair.wrong)) for one in parts for pair in one.pairs]
    pairs += [(row, True) for one in parts for row in one.spurious]
    rows = [(set(filter(None, found["check"].split(JOINS_CHECKS))), wrong) for found, wrong in pairs]
    errors = sum(wrong for _, wrong in rows)
    groups = {
        name: [wrong for checks, wrong in rows if name in checks] for name in load_codebook()["check"].codes
    }
    told = sorted((item for item in groups.items() if item[1]), key=lambda item: -len(item[1]))
    told += [(name, [wrong for checks, wrong in rows if bool(checks) == has]) for name, has in ANY_CHECK]
    table = [
        (name, len(group), 100 * len(group) / len(rows), sum(group), 100 * sum(group) / max(errors, 1))
        for name, group in told
    ]
    return pd.DataFrame(table, columns=["check", "rows", "rows_pct", "errors", "errors_pct"])


def reader_agreement(root: Path | None = None) -> pd.DataFrame:
    """Return how far two readers of the open gold set agree: ``field, share, lower_95, upper_95, rows``."""
    table = read_rows(verified_path("gold/agreement.csv", root)).astype({"agree": int, "rows": int})
    shares = [
        (row["field"], row["agree"] / row["rows"], *wilson(row["agree"], row["rows"]), row["rows"])
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(shares, columns=["field", "share", "lower_95", "upper_95", "rows"])


def _gold_plan(row: Mapping[Any, Any], root: Path | None) -> Plan:
    path = (root or project_root()) / "data" / row["file"]
    check_sha256(path, row["sha256"], f"gold/documents.csv, document '{row['plan_id']}'")
    if row["file"].startswith("plans/"):
        return load_plans(row["plan_id"], root)[0]
    return plan_from_text(decode(path.read_bytes(), str(path)), row["plan_id"])


def _counts(one: Evaluation) -> tuple[int, int, float, float, float, float]:
    scores = one.scores
    gold, found = len(one.pairs) + len(one.missed), len(one.pairs) + len(one.spurious)
    return gold, found, scores["precision"], scores["recall"], scores["f1"], scores["strict_f1"]


def accuracy_table(plan_ids: Sequence[str] = GOLD_PLANS, root: Path | None = None) -> pd.DataFrame:
    """Return the scores by plan, and of all plans together, with 95 % intervals (see `Evaluation.table`)."""
    parts = {plan_id: evaluate_extraction([plan_id], root).table() for plan_id in plan_ids}
    parts["all"] = evaluate_extraction(plan_ids, root).table()
    return pd.concat(parts, names=["plan_id"]).reset_index(level=0).reset_index(drop=True)


def blind_accuracy(language: str = "en") -> pd.DataFrame:
    """Return the accuracy on texts that no rule had seen: ``measured_on, targets, f1, strict_f1``.

    The texts are not the project's to distribute, so that these numbers are kept, not computed
    (``blind_accuracy.csv``).
    """
    with files("plantargets.targets").joinpath("blind_accuracy.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    return table.rename(columns={f"measured_on_{language}": "measured_on"})[
        ["measured_on", "targets", "f1", "strict_f1"]
    ]


def evaluate_gold(gold: Path | None = None, predicted: Path | None = None) -> str:
    """Return a report of the accuracy as text.

    Parameters
    ----------
    gold
        A gold table; the three of the project by default.
    predicted
        A table of targets in any format that `extract` writes; by default what the present rules extract from
        the plans of the gold table.
    """
    wanted = load_gold() if gold is None else read_rows(gold)
    if predicted is not None:
        found = read_rows(predicted)
        found = found[found["plan_id"].isin(wanted["plan_id"])] if "plan_id" in found.columns else found
    else:
        known = {record.plan_id for record in load_register()}
        ids = list(dict.fromkeys(wanted["plan_id"])) if "plan_id" in wanted.columns else []
        if not ids or not set(ids) <= known:
            raise PlanTargetsError(
                f"{gold}: expected rows with a plan_id of the register ({', '.join(sorted(known))}), "
                f"found {ids}. "
                "Name a table of predicted targets as second argument."
            )
        found = extract_targets([plan for plan_id in ids for plan in load_plans(plan_id)])
    result = evaluate(wanted, found)
    return "\n\n".join(_report(result, wanted, found))


def _report(result: Evaluation, gold: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    parts = []
    ids = list(dict.fromkeys(gold["plan_id"]))
    for plan_id in ids if len(ids) > 1 else []:
        one = evaluate(gold[gold["plan_id"] == plan_id], found[found["plan_id"] == plan_id])
        parts.append(f"{plan_id}\n{_scores(one)}")
    parts.append(f"{'all plans' if len(ids) > 1 else ids[0]}\n{_scores(result)}")
    for field in ("kind", "comparator"):
        parts.append(f"{field}: gold in rows, found in columns\n{result.confusion(field).to_string()}")
    errors = result.errors()
    lines = [
        f"{error['plan_id']} {error['start']} {error['quote']} | {error['error']}: "
        f"gold {error['gold'] or '-'}, found {error['found'] or '-'} | {error['sentence']}"
        for error in errors.to_dict("records")
    ]
    parts.append("\n".join([f"remaining errors: {len(lines)}", *lines]))
    return parts


def _scores(result: Evaluation) -> str:
    counts = (
        f"gold {len(result.pairs) + len(result.missed)}, found {len(result.pairs) + len(result.spurious)}"
    )
    lines = [
        f"  {row['measure']:<13}{written(row['value'], '6.3f')}   "
        f"[{written(row['lower_95'], '.3f')}, {written(row['upper_95'], '.3f')}]"
        for row in result.table().to_dict("records")
    ]
    return "\n".join([f"  {counts}", *lines])
