"""Numbers and periods of a finding as its computation writes them."""

from __future__ import annotations

from decimal import Decimal

from plantargets.compare.statements import Statement, number_text
from plantargets.rounding import to_decimals, written
from plantargets.targets.target import Interval

SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}


def write_number(statement: Statement) -> str:
    """Write the number of a statement with the sign of its comparator: ≥30."""
    low, high = number_text(statement.bound.value_min), number_text(statement.bound.value_max)
    return SIGNS.get(statement.bound.comparator, "") + (low if low == high else f"{low}–{high}")


def write_interval(interval: Interval) -> str:
    """Write an interval, a single number where its ends are equal."""
    low = "" if interval.low is None else number_text(rounded(interval.low))
    high = "" if interval.high is None else number_text(rounded(interval.high))
    return low if low == high else f"{low}–{high}"


def rounded(value: Decimal) -> Decimal:
    """Round a computed number to what a reader needs of it."""
    if value == value.to_integral_value():
        return value.to_integral_value()
    return to_decimals(value, 0 if abs(value) >= 1000 else 2)


def write_percent(ratio: Decimal) -> str:
    """Write a ratio in per cent."""
    return f"{written(ratio * 100, '.1f')} %"


def write_period(statement: Statement) -> str:
    """Write a period without words: by 2022 is 2022, every year from 2020 to 2022 is 2020–2022/1."""
    if statement.period.form == "by":
        return f"{statement.period.end_year}"
    return f"{statement.period.start_year}–{statement.period.end_year}" + (
        "/1" if statement.period.is_repeated else ""
    )
