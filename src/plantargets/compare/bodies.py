"""Who has to deliver: the bodies that plans name, by tasks and by targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from plantargets.compare.statements import read_rules
from plantargets.plans import Plan, mainland_words, to_simplified

OTHER_FUNCTION = "other"


def bodies_by_plan(plans: Iterable[Plan], targets: pd.DataFrame) -> pd.DataFrame:
    """Count the tasks and targets of each body.

    Parameters
    ----------
    plans
        Plans with their tasks.
    targets
        Rows of the target table; ``responsible`` lists bodies with ``;`` between them, lead bodies marked
        ``*``.

    Returns
    -------
    DataFrame
        One row per plan and body: ``plan_id, body, function, name_zh, name_en, level, tasks_lead,
        tasks_support, targets_lead, targets_support, target_ids``. Where a plan does not tell lead and
        support apart, all its bodies count as support. ``function`` makes bodies of different levels
        comparable (市工信局 and 省工业和信息化厅 have the function ``industry``); ``body`` keeps them apart.
    """
    rows: dict[tuple[str, str], dict[str, object]] = {}
    ids: dict[tuple[str, str], list[str]] = {}
    plans = tuple(plans)
    prefixes = {plan.plan_id: _own_prefix(plan) for plan in plans}

    def count(plan_id: str, body: str, column: str) -> tuple[str, str]:
        name = body_name(body, prefixes.get(plan_id, ""))
        key = (plan_id, name)
        row = rows.setdefault(key, _empty_row(plan_id, name))
        row[column] = int(str(row[column])) + 1
        return key

    for plan in plans:
        for task in plan.tasks:
            for column, bodies in (("tasks_lead", task.lead), ("tasks_support", task.support)):
                for body in dict.fromkeys(bodies):
                    count(plan.plan_id, body, column)
    for target in targets.to_dict(orient="records"):
        plan_id = str(target["plan_id"])
        for listed in dict.fromkeys(str(target["responsible"] or "").split(";")):
            if listed:
                column = "targets_lead" if listed.endswith("*") else "targets_support"
                key = count(plan_id, listed.rstrip("*"), column)
                ids.setdefault(key, []).append(str(target["target_id"]))
    for key, row in rows.items():
        row["target_ids"] = ";".join(ids.get(key, []))
    table = pd.DataFrame(list(rows.values()), columns=list(_empty_row("", "")))
    # A table without rows has no types of its own.
    counts = [name for name, value in _empty_row("", "").items() if isinstance(value, int)]
    table[counts] = table[counts].astype(int)
    table["all_tasks"] = table["tasks_lead"] + table["tasks_support"]
    table = table.sort_values(["plan_id", "all_tasks", "body"], ascending=[True, False, True], kind="stable")
    return table.drop(columns="all_tasks").reset_index(drop=True)


def functions_by_plan(bodies: pd.DataFrame) -> pd.DataFrame:
    """Add up `bodies_by_plan` over the bodies of one function.

    Returns
    -------
    DataFrame
        ``plan_id, function, name_zh, name_en, bodies, tasks, targets``; `tasks` and `targets` count each
        mention of a body, so that two bodies of one function in one task count twice.
    """
    table = bodies.assign(
        tasks=bodies["tasks_lead"] + bodies["tasks_support"],
        targets=bodies["targets_lead"] + bodies["targets_support"],
    )
    keys = ["plan_id", "function", "name_zh", "name_en"]
    grouped = table.groupby(keys, sort=False).agg(
        bodies=("body", ";".join), tasks=("tasks", "sum"), targets=("targets", "sum")
    )
    order = ["plan_id", "tasks", "function"]
    return grouped.reset_index().sort_values(order, ascending=[True, False, True], ignore_index=True)


def body_name(body: str, prefix: str) -> str:
    """Return a body with the level of its plan, which a list names only once: 市工信局、财政局.

    Examples
    --------
    >>> body_name("发展改革委", "省"), body_name("市財政局", "市"), body_name("各乡(镇)办", "市")
    ('省发展改革委', '市财政局', '各乡(镇)办')
    """
    name = mainland_words(to_simplified(body)).strip()
    departmental = re.search(r"(?:局|厅|委|部|中心)$", name)
    has_level = re.match(r"^(?:省|市(?!场)|县|区|各|相关|有关|国家)", name)
    has_place = re.search(r"[县区镇]|(?<!城)乡|海关|总局|人行|证监局", name)
    return f"{prefix}{name}" if departmental and not has_level and not has_place else name


def body_function(body: str) -> str:
    """Return the function of a body, from ``functions.csv``; ``other`` where no pattern fits.

    Examples
    --------
    >>> body_function("市工信局"), body_function("省工业和信息化厅"), body_function("各县(市、区)政府")
    ('industry', 'industry', 'local')
    """
    for name, pattern in _patterns():
        if pattern.search(body):
            return name
    return OTHER_FUNCTION


@cache
def _patterns() -> Sequence[tuple[str, re.Pattern[str]]]:
    return [(row["function"], re.compile(row["pattern"])) for row in read_rules("functions.csv")]


@cache
def _names() -> dict[str, tuple[str, str]]:
    names = {row["function"]: (row["name_zh"], row["name_en"]) for row in read_rules("functions.csv")}
    return {**names, OTHER_FUNCTION: ("其他", "Other")}


def _own_prefix(plan: Plan) -> str:
    """Return 省 or 市: how the plan calls the bodies of its own level."""
    if plan.record is not None:
        return "省" if plan.record.level == "province" else "市"
    named = [body[0] for task in plan.tasks for body in (*task.lead, *task.support) if body[0] in "省市县"]
    return max("省市县", key=named.count) if named else ""


def _empty_row(plan_id: str, body: str) -> dict[str, object]:
    function = body_function(body)
    name_zh, name_en = _names()[function]
    level = next((word for word in "省市县" if body.startswith(word)), "")
    return {
        "plan_id": plan_id,
        "body": body,
        "function": function,
        "name_zh": name_zh,
        "name_en": name_en,
        "level": {"省": "province", "市": "city", "县": "county", "": ""}[level],
        "tasks_lead": 0,
        "tasks_support": 0,
        "targets_lead": 0,
        "targets_support": 0,
        "target_ids": "",
    }
