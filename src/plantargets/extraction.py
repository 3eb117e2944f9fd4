"""Plans in, table of targets out: what the notebooks and the command line use."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.indicators import link_indicator
from plantargets.plans import Plan, PlanRecord, mainland_words, plan_from_text, to_simplified
from plantargets.targets import COLUMNS, Target, read_targets

PATH = re.compile(r"[^\n。，,；;]{1,300}\.(?:txt|md|html?|docx|pdf)", re.IGNORECASE)


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

    Raises
    ------
    PlanTargetsError
        If `text` is the name of a file, or something else than a text or plans.

    Examples
    --------
    >>> table = extract_targets("到2025年,全部工业增加值力争达到2.3万亿元。")
    >>> table.loc[0, ["quote", "unit", "comparator", "kind", "period", "modality", "indicator_id"]].tolist()
    ['2.3万亿元', '亿元', 'eq', 'level', 'by:2025', '力争', 'industrial_value_added']
    """
    if isinstance(text, str):
        _check_no_path(text)
        plans: Iterable[Plan] = [plan_from_text(text, plan.plan_id if plan else "", plan)]
    else:
        plans = _plans(text)
    return to_table(target for one in plans for target in link_targets(one, read_targets(one)))


def link_targets(plan: Plan, targets: Iterable[Target]) -> list[Target]:
    """Return the targets with the `indicator_id` of the vocabulary, empty where it knows none."""
    return [dataclasses.replace(target, indicator_id=_indicator_id(plan, target)) for target in targets]


def to_table(targets: Iterable[Target]) -> pd.DataFrame:
    """Return targets as a frame with the columns of the target row."""
    rows = [target.cells() for target in targets]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return table.astype({"start": "int64", "end": "int64"})


def _check_no_path(text: str) -> None:
    """Refuse the name of a file where its text is meant: it would give a table without rows."""
    if PATH.fullmatch(text):
        raise PlanTargetsError(
            f"extract_targets expects the text of a plan, found the name of a file, {text!r}. "
            f"Read it first: extract_targets(read_plan({text!r}))."
        )


def _plans(given: Plan | Iterable[Plan]) -> list[Plan]:
    plans = [given] if isinstance(given, Plan) else list(given) if isinstance(given, Iterable) else [given]
    for one in plans:
        if not isinstance(one, Plan):
            raise PlanTargetsError(
                f"extract_targets expects a text, a plan or several plans, found {type(one).__name__}. "
                "Plans come from load_plans() or read_plan(path)."
            )
    return plans


def _indicator_id(plan: Plan, target: Target) -> str:
    words, qualifier = to_simplified(target.indicator), to_simplified(target.qualifier)
    if plan.script == "traditional":
        words, qualifier = mainland_words(words), mainland_words(qualifier)
    return link_indicator(words, target.kind, target.unit, qualifier) or ""
