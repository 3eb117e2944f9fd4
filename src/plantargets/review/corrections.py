"""Corrections of a table: collected from a review, kept as a file, applied to every later extraction."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.plans import Plan
from plantargets.review.answers import (
    ACCEPT,
    ADD,
    CHANGEABLE,
    CORRECT,
    EMPTY,
    FIELDS,
    REJECT,
    VERDICTS,
    Correction,
    check_answer,
)
from plantargets.review.messages import message
from plantargets.targets.codebook import columns_of
from plantargets.targets.evaluate import wilson
from plantargets.targets.target import COLUMNS, Target
from plantargets.whole import whole

# How far from its place, in characters, the quote of an added row is looked for: white space was left out.
NEAREST = 60
# What a reviewer must say of a row to be added.
ADDED = ("value_max", "kind")


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
        and `start`. A new value ``none`` empties the field. Where the sheet has ``who`` and ``when``, a row
        keeps its own.
    who, when
        Reviewer and day, today by default, of rows that name none.

    Raises
    ------
    PlanTargetsError
        If a verdict is unknown, a row is none of the table, a row to be corrected changes nothing, a new
        value is none that its field can hold, or nobody is named; the message names the row.
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
        changes = {name: "" if value.lower() == EMPTY else value for name, value in changes.items()}
        for name, value in changes.items():
            check_answer(name, value, where)
        target = row.get("target_id", "")
        if verdict == ADD:
            lacking = [name for name in ("plan_id", "quote", "start") if not row.get(name)]
            lacking += [f"new_{name}" for name in ADDED if not changes.get(name)]
            if lacking:
                raise PlanTargetsError(f"{where}: a row to add needs {', '.join(lacking)} as well.")
            before: Mapping[Any, object] = {}
        else:
            if target not in known:
                raise PlanTargetsError(f"{where}: target_id {target!r} is none of the reviewed table.")
            before = known[target]
            if verdict == CORRECT and not changes:
                raise PlanTargetsError(f"{where}: to be corrected, but no new_… cell holds a value.")
        named = row.get("who", "") or who
        if not named:
            raise PlanTargetsError(f"{where}: nobody is named who says so; give --who NAME.")
        shared = (row["plan_id"], target, row["quote"], row.get("start", ""), verdict)
        tail = (row.get("reason", ""), named, row.get("when", "") or day)
        if verdict == REJECT:
            found.append(Correction(*shared, "", "", "", *tail))
        else:
            found += [
                Correction(*shared, name, _cell(before.get(name, "")), value, *tail)
                for name, value in changes.items()
            ]
    return found


def apply_corrections(
    table: pd.DataFrame,
    corrections: Sequence[Correction],
    plans: Iterable[Plan] = (),
    language: str = "en",
) -> Applied:
    """Return the table with its corrections.

    A correction is applied only where the row still has the quote and the field the value that the reviewer
    saw; else it is told, and the row left as it is. Corrections in which reviewers contradict each other are
    told and none of them applied; the same one of two reviewers counts once.

    Parameters
    ----------
    table
        From `plantargets.extract_targets`.
    corrections
        From `read_corrections`; those of plans that the table has no row of are passed over.
    plans
        The texts of the table. With them an added row must quote what stands at its place, or within
        `NEAREST` characters of it, and gets its sentence and section.
    language
        ``en`` or ``zh``, of what is told.
    """
    rows = {str(row["target_id"]): dict(row) for row in table.to_dict("records")}
    texts = {plan.plan_id: plan for plan in plans}
    named = set(table["plan_id"].astype(str)) | set(texts)
    unlike, stale = _contradicting([one for one in _once(corrections) if one.plan_id in named], language)
    rejected: set[str] = set()
    added: dict[tuple[str, str, str], list[Correction]] = {}
    applied = 0
    for one in unlike:
        if one.action == ADD:
            added.setdefault((one.plan_id, one.quote, one.start), []).append(one)
            continue
        row = rows.get(one.target_id)
        told = f"{one.plan_id} {one.target_id} {one.quote}"
        if row is None or str(row["quote"]) != one.quote:
            shared = {"action": message(one.action, language), "who": one.who, "when": one.when}
            stale.append(message("no_row", language, row=told, field=one.field, **shared))
        elif one.action == REJECT:
            rejected.add(one.target_id)
            applied += 1
        elif not _equal(_cell(row[one.field]), one.expected):
            values = {"now": _cell(row[one.field]), "value": one.value, "expected": one.expected}
            stale.append(message("changed", language, row=told, field=one.field, **values))
        else:
            row[one.field] = _value(one.field, one.value)
            applied += 1
    kept: list[dict[Any, Any]] = [row for target_id, row in rows.items() if target_id not in rejected]
    for group in added.values():
        new = _new_row(group[0], texts.get(group[0].plan_id), kept, language)
        if isinstance(new, str):
            where = f"{group[0].plan_id} {group[0].quote}"
            stale.append(message("not_added", language, row=where, why=new, who=group[0].who))
            continue
        said = {one.field: _value(one.field, one.value) for one in group}
        kept.append({**new, "value_min": said.get("value_max"), **said})
        applied += len(group)
    for left in kept:
        Target.from_row(left)  # what a correction left must be a row
    order = {plan: rank for rank, plan in enumerate(dict.fromkeys([*table["plan_id"].astype(str), *texts]))}
    kept.sort(key=lambda row: (order[str(row["plan_id"])], int(str(row["start"]))))
    return Applied(pd.DataFrame(kept, columns=list(table.columns)), applied, tuple(stale))


def read_corrections(path: Path) -> list[Correction]:
    """Read a file of corrections.

    Raises
    ------
    PlanTargetsError
        If it is unreadable or lacks a column, or a row of it is no correction; the message names the row.
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
    found = [Correction(**{name: row[name] or "" for name in FIELDS}) for row in rows]
    for number, one in enumerate(found, start=2):
        _check_correction(one, f"{path}, row {number} ({one.quote})")
    return found


def write_corrections(corrections: Iterable[Correction], path: Path) -> int:
    """Write corrections behind those that the file holds, each once; return how many it holds then."""
    known = read_corrections(path) if path.exists() else []
    together = list(dict.fromkeys([*known, *corrections]))
    with whole(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(astuple(one) for one in together)
    return len(together)


def agreement(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return how far two reviewers of the same rows agree, on the verdict and on each field.

    Returns
    -------
    pandas.DataFrame
        ``field, agree, lower_95, upper_95, rows`` (Wilson 1927) over the rows that both looked at; ``kappa``
        of the verdict (Cohen 1960).

    Raises
    ------
    PlanTargetsError
        If no row has a verdict of both.
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


def _check_correction(one: Correction, where: str) -> None:
    if one.action not in {CORRECT, REJECT, ADD}:
        raise PlanTargetsError(f"{where}: action {one.action!r}, expected correct, reject or add.")
    if one.action == ADD and not one.start.isdigit():
        raise PlanTargetsError(f"{where}: start {one.start!r}, expected a number of characters.")
    if one.action != REJECT and one.field not in CHANGEABLE:
        raise PlanTargetsError(f"{where}: field {one.field!r}, expected one of {', '.join(CHANGEABLE)}.")
    if one.action != REJECT:
        check_answer(one.field, one.value, where)


def _once(corrections: Iterable[Correction]) -> list[Correction]:
    """Return each correction once, whoever said it."""
    found: dict[tuple[str, ...], Correction] = {}
    for one in corrections:
        found.setdefault(astuple(replace(one, reason="", who="", when="")), one)
    return list(found.values())


def _contradicting(corrections: Sequence[Correction], language: str) -> tuple[list[Correction], list[str]]:
    """Return the corrections that no other contradicts, and in words those that one does.

    Two contradict each other where they change the same value of a field differently, or where one reviewer
    rejects a row that another corrects.
    """
    values: dict[tuple[str, ...], set[str]] = {}
    rejecting: dict[tuple[str, ...], set[str]] = {}
    for one in corrections:
        row = (one.plan_id, one.target_id, one.quote, one.start)
        values.setdefault((*row, one.field, one.expected), set()).add(one.value)
        if one.action == REJECT:
            rejecting.setdefault(row, set()).add(one.who)
    kept, told = [], []
    for one in corrections:
        row = (one.plan_id, one.target_id, one.quote, one.start)
        others = rejecting.get(row, set()) - {one.who} if one.action == CORRECT else set()
        corrected = one.action == REJECT and any(
            other.target_id == one.target_id and other.action == CORRECT and other.who != one.who
            for other in corrections
        )
        if others or corrected or len(values[*row, one.field, one.expected]) > 1:
            changed = message("change", language, field=one.field, value=one.value)
            what = changed if one.field else message(one.action, language)
            where = f"{one.plan_id} {one.target_id} {one.quote}"
            told.append(message("differ", language, row=where, change=what, who=one.who))
        else:
            kept.append(one)
    return kept, told


def _new_row(
    one: Correction, plan: Plan | None, rows: Sequence[Mapping[Any, Any]], language: str
) -> dict[str, object] | str:
    """Return the row that a reviewer adds, or why there can be none."""
    start, end = int(one.start), int(one.start) + len(one.quote)
    blank: dict[str, object] = dict.fromkeys(COLUMNS, "")
    if plan is not None:
        # A quote may be broken by lines in the text.
        words_of = re.compile(r"\s*".join(map(re.escape, "".join(one.quote.split()))))
        places = [match.span() for match in words_of.finditer(plan.text)]
        start, end = min(places, key=lambda place: abs(place[0] - start), default=(-1, -1))
        if start < 0 or abs(start - int(one.start)) > NEAREST:
            found = plan.text[int(one.start) : int(one.start) + len(one.quote)]
            return message("other_words", language, found=found, start=one.start)
        block = plan.block_at(start)
        words = plan.text[block.start : block.end] if block else one.quote
        blank |= {
            "sentence": "".join(words.split()),
            "section": plan.section_path(start),
            "responsible": plan.responsible(start),
        }
    for row in rows:
        there = str(row["plan_id"]) == one.plan_id and int(row["start"]) < end and start < int(row["end"])
        if there:
            return message("row_there", language, target_id=row["target_id"], quote=row["quote"])
    return blank | {
        "plan_id": one.plan_id,
        "target_id": f"r-{start}",
        "start": start,
        "end": end,
        "quote": plan.text[start:end] if plan is not None else one.quote,
        "comparator": "eq",
        "distribution": "total",
        "baseline_value": None,
    }


def _value(name: str, text: str) -> object:
    return (Decimal(text) if text else None) if name in columns_of("decimal") else text


def _cell(value: object) -> str:
    """Return a cell as it is written in a file."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _equal(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other
