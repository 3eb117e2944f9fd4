"""The reference class: how fast the 31 provinces, and the region itself, have grown over as many years."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.series import panel_series, vintage_rank

SAME_DIGITS = 9  # after the point, to which processors agree: a tie must be one on all of them
PROVINCES = 31
# The share counts the windows that end in the last year before the origin: of targets on provincial GDP its
# Brier score is 0.185, with the last three years 0.191, with all windows 0.226
# (benchmarks/backtest_panel.py).
RECENT_WINDOWS = 1
FEWEST_PERIODS = (
    3  # of fewer periods that do not overlap no chance is made: the provinces of a period move together
)


def reference_growth(  # noqa: PLR0913, PLR0917
    series_id: str,
    years: int,
    vintage: str | None = None,
    until: int | None = None,
    since: int | None = None,
    root: Path | None = None,
) -> pd.DataFrame:
    """Return the yearly growth over every window of `years` years that the provinces' series hold.

    Parameters
    ----------
    series_id
        A series of the provincial panel.
    vintage
        One vintage of the panel; None takes the latest revision that the panel has.
    until, since
        Windows that end after `until`, or begin before `since`, are left out: what was known at an origin.

    Returns
    -------
    pandas.DataFrame
        ``region, start_year, end_year, growth_pct, vintage``; the growth is per year, compound.

    Raises
    ------
    PlanTargetsError
        If the panel has no such series or vintage, or no window fits.
    """
    if years < 1:
        raise PlanTargetsError(f"parameter years: expected at least one year, found {years}.")
    chosen, panel = panel_values(series_id, vintage, root)
    rows = []
    for region, series in panel.items():
        values = {int(str(year)): float(value) for year, value in series.items()}
        for start, base in values.items():
            end = start + years
            inside = (until is None or end <= until) and (since is None or start >= since)
            if inside and base > 0 and values.get(end, 0) > 0:
                rows.append((region, start, end, 100 * ((values[end] / base) ** (1 / years) - 1), chosen))
    if not rows:
        raise PlanTargetsError(
            f"reference class: no province has {series_id} ({chosen}) over {years} years"
            + (f" up to {until}" if until is not None else "")
            + ". Take fewer years or a later origin."
        )
    return pd.DataFrame(rows, columns=["region", "start_year", "end_year", "growth_pct", "vintage"])


def panel_values(
    series_id: str, vintage: str | None = None, root: Path | None = None
) -> tuple[str, dict[str, pd.Series]]:
    """Return the vintage and ``{region: values by year}`` of a series that all 31 provinces have.

    `vintage` None takes the latest revision that all provinces have. Vintages in which each year stands on
    its own base have no growth and are left out. Raises PlanTargetsError where nothing is left.
    """
    panel = panel_series(series_id, root)
    whole = [name for name, values in panel.items() if len(values) >= PROVINCES]
    if not whole:
        raise PlanTargetsError(f"reference class: {series_id} is not known for all 31 provinces.")
    chosen = vintage or max(whole, key=vintage_rank)
    if chosen not in whole:
        raise PlanTargetsError(
            f"reference class: {series_id} of vintage {chosen} is not known for all 31 provinces. "
            f"Vintages that are: {', '.join(whole)}."
        )
    return chosen, panel[chosen]


def ambition_percentile(required_pct: float, growth_pct: pd.Series) -> float:
    """Return the percentage of the reference class that grew more slowly than required; ties count half.

    Examples
    --------
    >>> ambition_percentile(5.0, pd.Series([1.0, 4.0, 6.0, 9.0]))
    50.0
    >>> ambition_percentile(100 * (105.1 / 100 - 1), pd.Series([5.1]))  # a tie, whatever its last digits
    50.0
    """
    values, required = growth_pct.to_numpy().round(SAME_DIGITS), round(required_pct, SAME_DIGITS)
    below = (values < required).mean() + (values == required).mean() / 2
    return float(100 * below)


def reference_chance(required_pct: float, growth_pct: pd.Series) -> float:
    """Return the chance that a member of the reference class grows at least as fast as required.

    With n windows and m that did: (m + 1/2) / (n + 1), so that it is never quite 0 or 1 (Jeffreys 1946). It
    is too sure of itself, since provinces move together: see `plantargets.growth.chance_band`. A member that
    grew exactly as fast counts, whatever the last digits of its rate.

    Examples
    --------
    >>> reference_chance(100 * (1.331 ** (1 / 3) - 1), pd.Series([10.0, 9.0]))
    0.5
    """
    reached = int(
        np.count_nonzero(growth_pct.to_numpy().round(SAME_DIGITS) >= round(required_pct, SAME_DIGITS))
    )
    return (reached + 0.5) / (len(growth_pct) + 1)


def recent_windows(growth: pd.DataFrame) -> pd.DataFrame:
    """Return the windows of `reference_growth` that the chance counts: those that end last."""
    return growth[growth["end_year"] > growth["end_year"].max() - RECENT_WINDOWS]


def independent_periods(growth: pd.DataFrame) -> tuple[str, ...]:
    """Return the periods among windows that share no year of growth, as ``2019-2022``, the latest last.

    Windows of all provinces over the same years are one period. Of equally long windows, taking the latest
    that still fits leaves the largest number.

    Examples
    --------
    >>> independent_periods(pd.DataFrame({"start_year": [2019, 2020, 2022], "end_year": [2022, 2023, 2025]}))
    ('2019-2022', '2022-2025')
    """
    found: list[str] = []
    first = float("inf")
    spans = growth[["start_year", "end_year"]].drop_duplicates().sort_values("end_year", ascending=False)
    for start, end in spans.itertuples(index=False):
        if end <= first:
            found.append(f"{start}-{end}")
            first = start
    return tuple(reversed(found))


def own_growth(values: pd.Series, years: int, until: int) -> pd.DataFrame:
    """Return the yearly growth over every window of one series, as `reference_growth` does."""
    known = {int(str(year)): float(value) for year, value in values.items() if int(str(year)) <= until}
    rows = [
        (end - years, end, 100 * ((value / known[end - years]) ** (1 / years) - 1))
        for end, value in known.items()
        if known.get(end - years, 0) > 0 and value > 0
    ]
    return pd.DataFrame(rows, columns=["start_year", "end_year", "growth_pct"])
