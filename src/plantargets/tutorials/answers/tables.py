"""Answers of lesson 7, targets in tables."""

from __future__ import annotations

from plantargets.extraction import extract_targets
from plantargets.tutorials.answers.shared import Answer
from plantargets.tutorials.material import (
    table_plan_text,
)


def table_targets() -> Answer:
    """7.1: which cells of the indicator table state a target."""
    return Answer(
        {"b", "c", "d", "f"},
        {
            "baseline": lambda members: bool(members & {"a", "e"}),
            "growth": {"b", "d", "f"},
            "cumulative": {"b", "c"},
            "binding": {"f"},
        },
    )


def table_row_by_hand() -> Answer:
    """7.2: the fields of the row of 85, whose baseline a note dates."""
    return Answer(
        {
            "value": 85.0,
            "unit": "%",
            "kind": "share",
            "period": "by:2027",
            "obligation": "binding",
            "baseline_value": 78.0,
            "baseline_period": 2023.0,
        }
    )


def total_without_parts() -> Answer:
    """7.3: how far the parts of the table of districts fall short of its total, in green factories."""
    text = table_plan_text()
    rows = extract_targets(text)
    shared = rows[(rows["start"] > text.find("表2 ")) & (rows["period"] == "by:2027")]
    values = shared["value_max"].astype(float)
    total, parts = float(values[shared["scope"] == ""].sum()), float(values[shared["scope"] != ""].sum())
    return Answer(total - parts, {"sum": parts, "total": total, "twice": total + parts, "other_year": 0.0})


def misread_quote() -> Answer:
    """7.4: the quote of the row whose period a note of the table contradicts."""
    return Answer("60", {"brackets": "〔60〕", "other": "45", "star": "85"})


def corrected_period() -> Answer:
    """7.5: the period of that row after its correction."""
    return Answer(
        "during:2021-2027",
        {
            "uncorrected": "during:2025-2027",
            "by": "by:2027",
            "annual": "annual:2021-2027",
            "five_years": "during:2021-2025",
            "plan_years": "during:2021-2023",
        },
    )
