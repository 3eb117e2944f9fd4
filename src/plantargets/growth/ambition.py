"""How ambitious a target is: its required change among the changes that were observed over as many years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.reference import ambition_percentile, panel_values
from plantargets.growth.series import Series, vintage_rank

# A place among fewer windows would change by more than twenty percentage points with each of them.
FEWEST_WINDOWS = 5

Measure = Literal["growth", "points", "rate"]


@dataclass(frozen=True)
class Ambition:
    """The place of a required change in its reference class.

    Attributes
    ----------
    percentile
        Percentage of the windows with a smaller change; NaN where there are too few.
    windows
        How many windows the reference class has.
    reference
        ``provinces`` or ``own past``; empty where neither has a window.
    vintage
        Of the windows.
    """

    percentile: float
    windows: int
    reference: str
    vintage: str


def ambition(  # noqa: PLR0913
    series_id: str,
    required: float,
    years: int,
    until: int,
    *,
    measure: Measure = "growth",
    own: Sequence[Series] = (),
    root: Path | None = None,
) -> Ambition:
    """Return the place of a required change among the 31 provinces', else in the region's own past.

    Parameters
    ----------
    required
        Change per year: in per cent for ``growth``, in percentage points for ``points``; for ``rate``, of a
        series that is itself a rate of growth, the mean rate.
    years
        Length of the windows.
    until
        Last year that a window may hold.
    measure
        What a window gives: compound growth, change in points, or the mean of rates.
    own
        The region's series, one for each vintage. A window never spans two of them, and amounts that were
        published on another base each year are left out.

    Returns
    -------
    Ambition
        Without windows, `Ambition.reference` is empty and the percentile NaN; nothing is raised.

    Examples
    --------
    >>> found = ambition("industrial_value_added", 5.5, 3, 2022)
    >>> found.reference, round(found.percentile)
    ('provinces', 26)
    """
    try:
        vintage, panel = panel_values(series_id, root=root)
    except PlanTargetsError:
        panel = {}
    changes = _changes(panel.values(), years, until, measure)
    if changes:
        return _placed(required, changes, "provinces", vintage)
    for series in sorted(own, key=lambda one: vintage_rank(one.vintage), reverse=True):
        history = series.values  # noqa: PD011
        changes = _changes([history], years, until, measure) if series.comparable_over_time else []
        if changes:
            return _placed(required, changes, "own past", series.vintage)
    return Ambition(float("nan"), 0, "", "")


def _changes(histories: Iterable[pd.Series], years: int, until: int, measure: Measure) -> list[float]:
    found = []
    for history in histories:
        values = {int(str(year)): float(value) for year, value in history.items() if int(str(year)) <= until}
        found += [_change(values, year, years, measure) for year in values]
    return [change for change in found if change is not None]


def _change(values: dict[int, float], last: int, years: int, measure: Measure) -> float | None:
    """Return what the window that ends in `last` gives, or None where the series does not hold it."""
    if measure == "rate":
        rates = [values[year] for year in range(last - years + 1, last + 1) if year in values]
        return sum(rates) / years if len(rates) == years else None
    start, end = values.get(last - years), values[last]
    if start is None:
        return None
    if measure == "points":
        return (end - start) / years
    return 100 * ((end / start) ** (1 / years) - 1) if start > 0 and end > 0 else None


def _placed(required: float, changes: list[float], reference: str, vintage: str) -> Ambition:
    enough = len(changes) >= FEWEST_WINDOWS
    place = ambition_percentile(required, pd.Series(changes)) if enough else float("nan")
    return Ambition(place, len(changes), reference, vintage)
