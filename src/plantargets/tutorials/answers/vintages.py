"""Answers of lesson 3, what a revision does to a growth rate."""

from __future__ import annotations

import math

from plantargets.growth import (
    decompose_gap,
    required_growth_pct,
    required_path,
)
from plantargets.tutorials.answers.shared import BASE_YEAR, TARGET_CNY_100M, TARGET_YEAR, Answer, series_of


def growth_first_published() -> Answer:
    """3.1: growth a year from the first published value of 2022, in per cent."""
    base, revised = _base("communique"), _base("revised_5th_census")
    return Answer(
        required_growth_pct(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR),
        _growth_mistakes(base) | {"other_vintage": _growth(revised, 3)},
        0.051,
    )


def growth_revised() -> Answer:
    """3.2: growth a year from the revised value of 2022, in per cent."""
    base, published = _base("revised_5th_census"), _base("communique")
    return Answer(
        required_growth_pct(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR),
        _growth_mistakes(base) | {"other_vintage": _growth(published, 3)},
        0.051,
    )


def milestone() -> Answer:
    """3.3: the milestone of 2024 on the path of constant growth from the first published value."""
    base = _base("communique")
    path = required_path(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR)
    equal = required_path(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR, "equal_increments")
    revised = required_path(_base("revised_5th_census"), TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR)
    return Answer(
        float(path[2024]),
        {
            "equal_increments": equal[2024],
            "other_year": path[2023],
            "other_vintage": revised[2024],
            "observed": series_of("revised_5th_census").at(2024).value,
        },
        6.0,
    )


def share_of_revision() -> Answer:
    """3.4: how much of the gap in 2024 comes from the revision of the base, in per cent."""
    gap = decompose_gap(
        series_of("communique"), series_of("revised_5th_census"), TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR
    )
    return Answer(
        gap.revision_share_pct,
        {"from_growth": 100 - gap.revision_share_pct, "amount": gap.from_revision, "gap": gap.gap},
        0.51,
    )


def chained_fall() -> Answer:
    """3.5: what the fall from 19,593 (first published, 2022) to 17,610 (revised, 2023) means."""
    return Answer("b", {"shrank": "a", "prices": "c", "typing": "d"})


def growth_of_last_year() -> Answer:
    """3.6: growth needed in 2025 alone, from the revised value of 2024, in per cent."""
    latest = series_of("revised_5th_census").at(2024).value
    return Answer(
        100 * (TARGET_CNY_100M / latest - 1),
        {
            "divided": 100 * (TARGET_CNY_100M / latest - 1) / 3,
            "of_target": 100 * (1 - latest / TARGET_CNY_100M),
            "amount": TARGET_CNY_100M - latest,
        },
        0.051,
    )


def _base(vintage: str) -> float:
    return float(series_of(vintage).at(BASE_YEAR).value)


def _growth(base: float, years: int) -> float:
    return 100 * ((TARGET_CNY_100M / base) ** (1 / years) - 1)


def _growth_mistakes(base: float) -> dict[str, float]:
    total = 100 * (TARGET_CNY_100M / base - 1)
    return {
        "total": total,
        "divided": total / 3,
        "four_years": _growth(base, 4),
        "two_years": _growth(base, 2),
        "amount": TARGET_CNY_100M - base,
        "logarithm": 100 * math.log(TARGET_CNY_100M / base) / 3,
        "minus_one": 100 * (TARGET_CNY_100M / base) ** (1 / 3),
        "factor": (TARGET_CNY_100M / base) ** (1 / 3),
        "brackets": 100 * (TARGET_CNY_100M / base / 3 - 1),
    }
