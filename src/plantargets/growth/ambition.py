"""How ambitious a target is: its required change among the changes that were observed over as many years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.reference import ambition_percentile, independent_periods, panel_values
from plantargets.growth.series import COUNTRY, Series, comparable_series, vintage_rank

# A place among fewer windows would change by more than twenty percentage points with each of them.
FEWEST_WINDOWS = 5

Measure = Literal["growth", "points", "rate"]


@dataclass(frozen=True)
class Place:
    """The place of a required change among windows of one kind.

    Attributes
    ----------
    percentile
        Percentage of the windows with a smaller change; NaN where there are too few.
    windows
        How many there are. Those of provinces over the same years, and those that share years, are not
        independent:
    periods
        the periods among them that share no year, as ``2019-2022``.
    vintage
        Of the windows; empty where there are none.
    """

    percentile: float
    windows: int
    periods: tuple[str, ...]
    vintage: str


@dataclass(frozen=True)
class Ambition:
    """The place of a required change in its reference class, in the region's own past and in the nation's.

    Attributes
    ----------
    reference
        Which of the three is the first that has a window: ``provinces``, ``own past`` or ``nation``; else
        empty.
    """

    provinces: Place
    own_past: Place
    nation: Place
    reference: str

    @property
    def first(self) -> Place:
        """The place in the reference class."""
        return {"own past": self.own_past, "nation": self.nation}.get(self.reference, self.provinces)


NOWHERE = Place(float("nan"), 0, (), "")


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
    """Return the place of a required change among the provinces', the region's own and the nation's past.

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
        The region's series, one for each vintage. A window never spans two of them, and values that were
        published on another base each year are left out.

    Returns
    -------
    Ambition
        Without windows, `Ambition.reference` is empty and the percentiles NaN; nothing is raised.

    Examples
    --------
    >>> found = ambition("industrial_value_added", 5.5, 3, 2022)
    >>> found.reference, round(found.provinces.percentile), found.provinces.periods, len(found.nation.periods)
    ('provinces', 26, ('2019-2022',), 7)
    """
    try:
        vintage, panel = panel_values(series_id, root=root)
    except PlanTargetsError:
        vintage, panel = "", {}
    provinces = _placed(required, _changes(panel.values(), years, until, measure), vintage)
    nation = comparable_series(COUNTRY, series_id, root)
    own_past, national = (_in_past(required, lines, years, until, measure) for lines in (own, nation))
    named = {"provinces": provinces, "own past": own_past, "nation": national}
    reference = next((name for name, place in named.items() if place.windows), "")
    return Ambition(provinces, own_past, national, reference)


def _in_past(required: float, lines: Sequence[Series], years: int, until: int, measure: Measure) -> Place:
    """Return the place in the latest vintage of a region's series that has a window."""
    for series in sorted(lines, key=lambda one: vintage_rank(one.vintage), reverse=True):
        if series.comparable_over_time:
            changes = _changes([series.values], years, until, measure)  # noqa: PD011
            if len(changes):
                return _placed(required, changes, series.vintage)
    return NOWHERE


def _changes(histories: Iterable[pd.Series], years: int, until: int, measure: Measure) -> pd.DataFrame:
    """Return the windows: ``start_year, end_year, change``."""
    found = []
    for history in histories:
        values = {int(str(year)): float(value) for year, value in history.items() if int(str(year)) <= until}
        found += [(year - years, year, _change(values, year, years, measure)) for year in values]
    return pd.DataFrame(found, columns=["start_year", "end_year", "change"]).dropna()


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


def _placed(required: float, changes: pd.DataFrame, vintage: str) -> Place:
    if changes.empty:
        return NOWHERE
    enough = len(changes) >= FEWEST_WINDOWS
    percentile = ambition_percentile(required, changes["change"]) if enough else float("nan")
    return Place(percentile, len(changes), independent_periods(changes), vintage)
