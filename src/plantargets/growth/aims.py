"""What a target asks of a series: a level, or growth of one year, on average, in each year, or in all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError, nearest

Measure = Literal["level", "growth", "average_growth", "each_year", "cumulative_growth"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
COMPARATORS = ("ge", "gt", "le", "lt", "eq", "approx", "range")
CEILINGS = ("le", "lt")
ROOM = 0.5  # percentage points of room that 左右 may be read with
EXACT = 1e-9  # of a value: as far as two processors may differ


@dataclass(frozen=True)
class Aim:
    """What a target asks for.

    Attributes
    ----------
    measure
        ``level``: the value of the target year. ``growth``: the growth of the target year over the year
        before.
        ``average_growth``: yearly growth on average from base year to target year (年均). ``each_year``:
        growth
        of every year after the base year (每年). ``cumulative_growth``: growth from base year to target year
        in
        all.
    lower, upper
        The number, twice; of a range its two ends. Levels in the unit of the series, growth in per cent.
    comparator
        As in the target row.
    base_year
        Year that growth is counted from; None for a level or the growth of one year.
    fewer_is_better
        Decides from which side ``eq, approx, range`` are met: prices at the upper end, output at the lower.

    Examples
    --------
    >>> Aim("growth", 5, 5, "approx", 2025).met(4.8), Aim("growth", 5, 5, "approx", 2025).met(4.8, ROOM)
    (False, True)
    >>> Aim("growth", 2, 2, "approx", 2025, fewer_is_better=True).met(0.2)
    True
    """

    measure: Measure
    lower: float
    upper: float
    comparator: str
    target_year: int
    base_year: int | None = None
    fewer_is_better: bool = False

    def __post_init__(self) -> None:
        for name, value, known in (
            ("measure", self.measure, MEASURES),
            ("comparator", self.comparator, COMPARATORS),
        ):
            if value not in known:
                raise PlanTargetsError(
                    f"parameter {name}: expected one of {', '.join(known)}, found "
                    f"{value!r}{nearest(value, known)}."
                )
        if not (math.isfinite(self.lower) and math.isfinite(self.upper)) or self.lower > self.upper:
            raise PlanTargetsError(
                f"parameter target: expected a number, or two in ascending order, found {self.lower:g} and "
                f"{self.upper:g}."
            )
        if self.base_year is None and self.measure in {"average_growth", "each_year", "cumulative_growth"}:
            raise PlanTargetsError(
                f"parameter base_year: {self.measure} is counted from a base year, and none is given."
            )
        if self.base_year is not None and self.base_year >= self.target_year:
            raise PlanTargetsError(
                f"parameter target_year: expected a year after the base year {self.base_year}, found "
                f"{self.target_year}."
            )

    @property
    def at_most(self) -> bool:
        """Whether the target is met from above."""
        return self.comparator in CEILINGS or (
            self.fewer_is_better and self.comparator in {"eq", "approx", "range"}
        )

    @property
    def binding(self) -> float:
        """The number that decides."""
        return self.upper if self.at_most else self.lower

    @property
    def is_growth(self) -> bool:
        """Whether it asks for growth."""
        return self.measure != "level"

    @property
    def first_year(self) -> int:
        """First year whose growth counts."""
        return self.target_year if self.base_year is None else self.base_year + 1

    @property
    def years(self) -> int:
        """Years whose growth counts."""
        return self.target_year - self.first_year + 1

    @property
    def _start(self) -> int:
        """The year that the growth is counted from."""
        return self.target_year - 1 if self.base_year is None else self.base_year

    def met(self, value: float, room: float = 0.0) -> bool:
        """Whether a value (a level, or growth in per cent) meets the target, with room in its unit if any."""
        ahead = (self.binding - value if self.at_most else value - self.binding) + room
        tolerance = EXACT * max(1.0, abs(self.binding))
        return ahead > tolerance if self.comparator in {"gt", "lt"} and not room else ahead >= -tolerance

    def level_from(self, levels: pd.Series) -> float | None:
        """Return the value of the target year that meets the target, or None where no single value decides.

        Parameters
        ----------
        levels
            By year, as far as they are known; those of growth a chain of which only ratios count.
        """
        if self.measure == "level":
            return self.binding
        start = self._start
        if (self.measure == "each_year" and self.years > 1) or start not in levels.index:
            return None
        steps = 1 if self.measure in {"growth", "cumulative_growth"} else self.years
        return float(levels[start]) * (1 + self.binding / 100) ** steps

    def spoken_of(self, levels: np.ndarray, before: np.ndarray, seen: pd.Series, year: int) -> np.ndarray:
        """Return the growth in per cent that the target speaks of, of levels that a year may have.

        Parameters
        ----------
        levels, before
            Possible levels of `year`, and those of the year before in the same order.
        seen
            Levels by year as far as they are known.
        """
        if self.measure in {"growth", "each_year"} or self._start not in seen.index:
            with np.errstate(divide="ignore", invalid="ignore"):  # nothing grows from nothing
                return np.nan_to_num(100 * (levels / before - 1), nan=-100.0)
        steps = year - self._start if self.measure == "average_growth" else 1
        return 100 * ((levels / float(seen[self._start])).clip(min=0) ** (1 / steps) - 1)

    def observed(self, levels: pd.Series) -> float | None:
        """Return what is compared with the target, where the target year is known; None where it is not.

        Of ``each_year`` it is the growth of the year that decides: the slowest, or of a ceiling the fastest.
        """
        if self.target_year not in levels.index:
            return None
        if self.measure == "level":
            return float(levels[self.target_year])
        if self.measure == "each_year":
            rates = yearly_growth(levels).reindex(range(self.first_year, self.target_year + 1))
            if rates.isna().any():
                return None
            return float(rates.max() if self.at_most else rates.min())
        start = self._start
        if start not in levels.index or levels[start] <= 0:
            return None
        ratio = float(levels[self.target_year]) / float(levels[start])
        steps = self.years if self.measure == "average_growth" else 1
        return 100 * (ratio ** (1 / steps) - 1) if ratio > 0 else None


def yearly_growth(levels: pd.Series) -> pd.Series:
    """Return the growth of each year over the year before, in per cent, where both are above zero."""
    before = levels.reindex(levels.index - 1).to_numpy()
    growth = 100 * (levels / before - 1)
    return growth[(before > 0) & growth.notna().to_numpy()]


def chained(rates: pd.Series) -> pd.Series:
    """Return the levels that rates of growth make, 100 in the year before the first; the last unbroken run.

    Parameters
    ----------
    rates
        In per cent by year.

    Examples
    --------
    >>> chained(pd.Series({2020: 10.0, 2021: 10.0})).round(1).to_dict()
    {2019: 100.0, 2020: 110.0, 2021: 121.0}
    >>> chained(pd.Series({2018: 5.0, 2020: 10.0})).round(1).to_dict()  # what stands behind the gap
    {2019: 100.0, 2020: 110.0}
    """
    known = rates.dropna().sort_index()
    years = known.index.to_numpy()
    breaks = [place for place in range(1, len(years)) if years[place] != years[place - 1] + 1]
    run = known.iloc[breaks[-1] :] if breaks else known
    levels = 100 * (1 + run / 100).cumprod()
    start = pd.Series({int(run.index[0]) - 1: 100.0})
    return pd.concat([start, levels])
