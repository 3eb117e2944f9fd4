"""Corrections of a table: collected from a review, kept as a file, applied to every later extraction."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.targets.codebook import load_codebook
from plantargets.targets.evaluate import wilson
from plantargets.targets.target import COLUMNS, Target

CORRECT, REJECT, ADD = "correct", "reject", "add"
ACCEPT = "accept"
VERDICTS = (ACCEPT, CORRECT, REJECT, ADD)
# What a reviewer may change; the place and the words of a row are the text's.
CHANGEABLE = (
    "indicator", "indicator_id", "value_min", "value_max", "unit", "comparator", "kind", "period",
    "period_basis", "distribution", "scope", "modality", "obligation", "baseline_value",
    "baseline_period", "qualifier", "responsible",
)  # fmt: skip
_NUMBERS = ("value_min", "value_max", "baseline_value")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of one row.

    `action` is ``correct`` (a field), ``reject`` (the row is no target) or ``add`` (a row the program lacks:
    one correction for each field, `expected` empty). A row is addressed by its id and its quote, so that a
    changed text or rule is noticed.
    """

    plan_id: str
    target_id: str
    quote: str
    start: str
    action: str
    field: str
    expected: str
    value: str
    reason: str
    who: str
    when: str


FIELDS = tuple(field.name for field in fields(Correction))


@dataclass(frozen=True)
class Applied:
    """A corrected table, how many corrections it took, and those that no longer hold, in words."""

    table: pd.DataFrame
    applied: int
    stale: tuple[str, ...]


def collect_corrections(
    original: pd.DataFrame, reviewed: pd.DataFrame, who: str, when: date | None = None
) -> list[Correction]:
    """Return what a reviewer changed.

    Parameters
    ----------
    original
        The table that was reviewed.
    reviewed
        The same rows with ``verdict`` (accept, correct, reject, add; empty: not looked at), ``reason`` and
        ``new_…`` columns for the fields of `CHANGEABLE`. Rows with verdict ``add`` have `plan_id`, `quote`
        and `start`.
    who, when
        Reviewer and day, today by default.

    Raises
    ------
    PlanTargetsError
        If a verdict is unknown, a row is none of the table, a row to be corrected changes nothing, or a new
        value is no code or number of its field; the message names the row.
    """
    known = {str(row["target_id"]): row for row in original.to_dict("records")}
    day = (when or date.today()).isoformat()
    found: list[Correction] = []
    for number, row in enumerate(_texts(reviewed), start=2):
        verdict, where = row.get("verdict", "").lower(), f"row {number} ({row.get('quote', '')})"
        if not verdict or verdict == ACCEPT:
            continue
        if verdict not in VERDICTS:
            raise PlanTargetsError(f"{where}: verdict {verdict!r}, expected one of {', '.join(VERDICTS)}.")
        changes = {name: row[f"new_{name}"] for name in CHANGEABLE if row.get(f"new_{name}", "")}
        for name, value in changes.items():
            _check(name, value, where)
        target = row.get("target_id", "")
        if verdict == ADD:
            if not (
                row.get("plan_id") and row.get("quote") and row.get("start") and changes.get("value_max")
            ):
                raise PlanTargetsError(
                    f"{where}: a row to add needs plan_id, quote, start and new_value_max."
                )
            before: Mapping[Any, object] = {}
        else:
            if target not in known:
                raise PlanTargetsError(f"{where}: target_id {target!r} is none of the reviewed table.")
            before = known[target]
            if verdict == CORRECT and not changes:
                raise PlanTargetsError(f"{where}: to be corrected, but no new_… cell holds a value.")
        shared = (row["plan_id"], target, row["quote"], row.get("start", ""), verdict)
        tail = (row.get("reason", ""), who, day)
        if verdict == REJECT:
            found.append(Correction(*shared, "", "", "", *tail))
        else:
            found += [
                Correction(*shared, name, _cell(before.get(name, "")), value, *tail)
                for name, value in changes.items()
            ]
    return found


def apply_corrections(table: pd.DataFrame, corrections: Sequence[Correction]) -> Applied:
    """Return the table with its corrections.

    A correction is applied only where the row still has the quote and the field the value that the reviewer
    saw; else it is told, and the row left as it is.
    """
    rows = {str(row["target_id"]): dict(row) for row in table.to_dict("records")}
    plans = set(table["plan_id"].astype(str))
    rejected: set[str] = set()
    added: dict[tuple[str, str, str], dict[str, object]] = {}
    stale, applied = [], 0
    for one in corrections:
        if one.plan_id not in plans:
            continue
        if one.action == ADD:
            new = added.setdefault((one.plan_id, one.quote, one.start), _new_row(one))
            new[one.field] = _value(one.field, one.value)
            applied += 1
            continue
        row = rows.get(one.target_id)
        told = f"{one.plan_id} {one.target_id} {one.quote}"
        if row is None or str(row["quote"]) != one.quote:
            stale.append(
                f"{told}: no such row; {one.action} {one.field} by {one.who} of {one.when} not applied"
            )
        elif one.action == REJECT:
            rejected.add(one.target_id)
            applied += 1
        elif not _equal(_cell(row[one.field]), one.expected):
            now = _cell(row[one.field])
            stale.append(
                f"{told}: {one.field} is {now!r}, the correction to {one.value!r} expected {one.expected!r}; "
                "not applied"
            )
        else:
            row[one.field] = _value(one.field, one.value)
            applied += 1
    kept: list[dict[Any, Any]] = [row for target_id, row in rows.items() if target_id not in rejected]
    kept += added.values()
    for left in kept:
        Target.from_row(left)  # what a correction left must be a row
    order = {plan: rank for rank, plan in enumerate(dict.fromkeys(table["plan_id"].astype(str)))}
    kept.sort(key=lambda row: (order[str(row["plan_id"])], int(str(row["start"]))))
    return Applied(pd.DataFrame(kept, columns=list(table.columns)), applied, tuple(stale))


def read_corrections(path: Path) -> list[Correction]:
    """Read a file of corrections.

    Raises
    ------
    PlanTargetsError
        If it is unreadable or lacks a column.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError) as error:
        raise PlanTargetsError(f"{path}: no readable file of corrections ({error}).") from None
    lacking = [name for name in FIELDS if rows and name not in rows[0]]
    if lacking:
        raise PlanTargetsError(
            f"{path}: expected the columns {', '.join(FIELDS)}; missing {', '.join(lacking)}."
        )
    return [Correction(**{name: row[name] or "" for name in FIELDS}) for row in rows]


def write_corrections(corrections: Iterable[Correction], path: Path) -> int:
    """Write corrections behind those that the file holds, each once; return how many it holds then."""
    known = read_corrections(path) if path.exists() else []
    together = list(dict.fromkeys([*known, *corrections]))
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(astuple(one) for one in together)
    partial.replace(path)
    return len(together)


def agreement(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return how far two reviewers of the same rows agree, on the verdict and on each field.

    Returns
    -------
    pandas.DataFrame
        ``field, agree, lower_95, upper_95, rows`` (Wilson 1927) over the rows that both looked at; ``kappa``
        of the verdict (Cohen 1960).
    """
    sides = []
    for table in (one, other):
        sides.append(
            {row["target_id"]: row for row in _texts(table) if row.get("verdict") and row["target_id"]}
        )
    both = [target for target in sides[0] if target in sides[1]]
    if not both:
        raise PlanTargetsError("agreement: no row has a verdict of both reviewers.")
    verdicts = [(sides[0][t]["verdict"].lower(), sides[1][t]["verdict"].lower()) for t in both]
    rows = [("verdict", sum(a == b for a, b in verdicts), len(both), _kappa(verdicts))]
    kept = [t for t, (a, b) in zip(both, verdicts, strict=True) if REJECT not in {a, b}]
    for name in CHANGEABLE:
        said = [
            tuple(side[t].get(f"new_{name}", "") or side[t].get(name, "") for side in sides) for t in kept
        ]
        if kept and any(any(pair) for pair in said):
            rows.append((name, sum(_equal(a, b) for a, b in said), len(kept), float("nan")))
    shares = [(name, good / n, *wilson(good, n), n, kappa) for name, good, n, kappa in rows]
    return pd.DataFrame(shares, columns=["field", "agree", "lower_95", "upper_95", "rows", "kappa"])


def _kappa(pairs: Sequence[tuple[str, str]]) -> float:
    seen = sum(a == b for a, b in pairs) / len(pairs)
    chance = (
        sum(sum(a == code for a, _ in pairs) * sum(b == code for _, b in pairs) for code in VERDICTS)
        / len(pairs) ** 2
    )
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def _texts(table: pd.DataFrame) -> list[dict[str, str]]:
    text = table.astype(object).where(table.notna(), "").astype(str)
    return [{str(name): cell.strip() for name, cell in row.items()} for row in text.to_dict("records")]


def _check(name: str, value: str, where: str) -> None:
    column = load_codebook()[name]
    if name in _NUMBERS:
        try:
            Decimal(value)
        except InvalidOperation:
            raise PlanTargetsError(f"{where}: new_{name} is {value!r}, expected a number.") from None
    elif column.codes and value not in column.codes:
        raise PlanTargetsError(
            f"{where}: new_{name} is {value!r}, expected one of {', '.join(column.codes)}."
        )


def _new_row(one: Correction) -> dict[str, object]:
    blank: dict[str, object] = dict.fromkeys(COLUMNS, "")
    return blank | {
        "plan_id": one.plan_id,
        "target_id": f"r-{one.start}",
        "start": int(one.start),
        "end": int(one.start) + len(one.quote),
        "quote": one.quote,
        "comparator": "eq",
        "distribution": "total",
        "baseline_value": None,
    }


def _value(name: str, text: str) -> object:
    return Decimal(text) if name in _NUMBERS else text


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _equal(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other
