"""Plans in, table of targets out: what the notebooks and the command line use."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pandas as pd

from plantargets.indicators import link_indicator
from plantargets.plans import Plan, PlanRecord, mainland_words, plan_from_text, to_simplified
from plantargets.targets import COLUMNS, Target, read_targets


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


def _indicator_id(plan: Plan, target: Target) -> str:
    words, qualifier = to_simplified(target.indicator), to_simplified(target.qualifier)
    if plan.script == "traditional":
        words, qualifier = mainland_words(words), mainland_words(qualifier)
    return link_indicator(words, target.kind, target.unit, qualifier) or ""
