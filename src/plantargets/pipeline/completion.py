"""What may be written at a place of the command line, for the completion of shells; quick to import."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import all_runs
from plantargets.pipeline.steps import STEPS
from plantargets.plans.register import PLAN_SETS
from plantargets.project import data_root


def beginning(begun: str, words: Iterable[str]) -> list[str]:
    """Return the words that begin as what is written."""
    return [word for word in dict.fromkeys(words) if word.startswith(begun)]


def steps() -> list[str]:
    """Return the names of the steps."""
    return [step.name for step in STEPS]


def runs() -> list[str]:
    """Return what `reproduce` takes: steps, and their variants."""
    return [run.name for run in all_runs(STEPS)]


def parameters(step: str, begun: str) -> list[str]:
    """Return ``name=`` for each parameter of a step, and ``name=value`` once the name is written.

    Examples
    --------
    >>> parameters("plans", "lan"), parameters("plans", "language=")
    (['plan_set=', 'language='], ['language=en', 'language=zh'])
    """
    declared = {one.name: one for found in STEPS if found.name == step for one in found.parameters}
    name, equals, _ = begun.partition("=")
    if not equals or name not in declared:
        return [f"{name}=" for name in declared]
    allowed: Iterable[object] = declared[name].allowed
    if not allowed:
        column = {"region": "region", "indicator": "series_id"}.get(name)
        allowed = _statistics(column) if column else [declared[name].default]
    return [f"{name}={value}" for value in allowed]


def plans() -> list[str]:
    """Return the sets of plans and the ids of the register."""
    return [*PLAN_SETS, *_column("plans/plans.csv", "plan_id")]


def _statistics(column: str) -> list[str]:
    return sorted(
        {*_column("statistics/statistics.csv", column), *_column("statistics/national.csv", column)}
    )


def _column(name: str, column: str) -> list[str]:
    """Return the cells of a column; nothing where they cannot be read, since a shell shows no reasons."""
    try:
        with (data_root() / "data" / name).open(encoding="utf-8", newline="") as file:
            return [row[column] for row in csv.DictReader(file)]
    except (OSError, KeyError, PlanTargetsError):
        return []
