"""The indicator table of the national 14th five-year plan, read in front of the reader."""

from __future__ import annotations

from importlib.resources import files

from plantargets.book.pages import html_table
from plantargets.book.words import word, words
from plantargets.plans import Plan, plan_from_text
from plantargets.targets.explain import load_reasons
from plantargets.targets.extract import read_targets
from plantargets.targets.tables import tables_left_out
from plantargets.targets.target import Target

_HEADS = ("indicator", "value", "unit", "binds", "period", "base_value", "base_year")
_LEFT_OUT = ("cell", "why_no_target")


def national_plan() -> Plan:
    """Return the head of the plan with those indicators of its box 1 that other public texts confirm.

    >>> len(read_targets(national_plan()))
    14
    """
    text = (files("plantargets.book") / "national_14th.txt").read_text(encoding="utf-8")
    return plan_from_text(text, "national-14th")


def national_html(language: str) -> dict[str, str]:
    """Return the table as printed, the rows read from it and the cells that gave none, as HTML."""
    plan = national_plan()
    [table] = plan.tables
    grid = [[plan.text[cell.start : cell.end] for cell in row] for row in table.rows]
    rows = [_row(target, language) for target in read_targets(plan)]
    reasons = load_reasons()
    left_out = [
        (plan.text[start:end], reasons[reason][language]) for start, end, reason in tables_left_out(plan)
    ]
    return {
        "national-table": html_table(grid[0], grid[1:]),
        "national-rows": html_table(words("head", _HEADS, language), rows),
        "national-left-out": html_table(words("head", _LEFT_OUT, language), left_out),
    }


def _row(target: Target, language: str) -> list[str]:
    base = target.baseline
    return [
        target.indicator,
        f"{target.bound.value_max:f}",
        target.unit,
        word("comparator", target.bound.comparator, language),
        str(target.period),
        "" if base.value is None else f"{base.value:f}",
        str(base.year or ""),
    ]
