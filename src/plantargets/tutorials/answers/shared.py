"""What an answer is, and what several lessons reckon with."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from plantargets.extraction import extract_targets
from plantargets.growth import (
    load_series,
)
from plantargets.plans import load_plans

REGION, SERIES = "河南省", "industrial_value_added"
TARGET_CNY_100M, TARGET_YEAR, BASE_YEAR = 23000.0, 2025, 2022


@dataclass(frozen=True)
class Answer:
    """What is right, and what each known mistake gives.

    Attributes
    ----------
    right
        A number, a text, a set, or a mapping of fields; a tuple as field holds alternatives.
    mistakes
        Name of a hint to the wrong answer, or for sets to a test of the folded members; the first that fits.
    tolerance
        Absolute, for numbers.
    judge
        For answers that no list of values can hold: returns the name of the hint (``right`` where none is
        needed) and a detail for it.
    """

    right: Any = None
    mistakes: Mapping[str, Any] = field(default_factory=dict)
    tolerance: float = 0.0
    judge: Callable[[object], tuple[str, str]] | None = None


def standard_error(coverage: float, histories: int = 400) -> float:
    """Return the standard error of a share, both in per cent."""
    return math.sqrt(coverage * (100 - coverage) / histories)


@lru_cache(maxsize=4)
def targets_of(plan_id: str) -> pd.DataFrame:
    """Return the targets of a registered plan."""
    return extract_targets(load_plans(plan_id))


def share_pct(rows: pd.Series) -> float:
    """Return the share of rows that are true, in per cent."""
    return 100 * float(rows.mean())


def series_of(vintage: str) -> Any:
    """Return the series of the lessons in a vintage."""
    return load_series(REGION, SERIES, vintage)
