"""The reference class: how fast the 31 provinces, and the region itself, have grown over as many years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.series import panel_series, vintage_rank

PROVINCES = 31
# The chance counts windows that end in the last three years before the origin. With all windows the Brier
# score of
# the backtest on provincial GDP is 0.226, with these 0.191 (benchmarks/backtest_panel.py): growth has
# slowed down.
RECENT_WINDOWS = 3


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

    `vintage` None takes the latest revision that all provinces have. Raises PlanTargetsError where there
    is none.
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
    """
    values = growth_pct.to_numpy()
    below = (values < required_pct).mean() + (values == required_pct).mean() / 2
    return float(100 * below)


def reference_chance(required_pct: float, growth_pct: pd.Series) -> float:
    """Return the chance that a member of the reference class grows at least as fast as required.

    With n windows and m that did: (m + 1/2) / (n + 1), so that it is never quite 0 or 1 (Jeffreys 1946). It
    is too sure of itself, since provinces move together: `recalibrated` corrects that.
    """
    reached = int(np.count_nonzero(growth_pct.to_numpy() >= required_pct))
    return (reached + 0.5) / (len(growth_pct) + 1)


def recalibrated(chance: Any, line: tuple[float, float]) -> Any:
    """Return chances moved on the scale of log-odds by a line (Platt 1999).

    Parameters
    ----------
    chance
        A number or a column of numbers between 0 and 1, both left out; the result has the same shape.
    line
        Intercept and slope, as from `fit_recalibration`; ``(0, 1)`` changes nothing.

    Examples
    --------
    >>> round(recalibrated(0.8, (0.0, 0.5)), 3)
    0.667
    """
    intercept, slope = line
    return 1 / (1 + np.exp(-(intercept + slope * np.log(chance / (1 - chance)))))


def fit_recalibration(chance: pd.Series, reached: pd.Series) -> tuple[float, float]:
    """Return intercept and slope of the log-odds of what happened on those that were given (Platt 1999).

    `chance` lies between 0 and 1, both left out; `reached` is true or false, of the same length.
    """
    import statsmodels.api as sm  # noqa: PLC0415 - a second, for the backtest alone

    odds = np.log(chance.to_numpy(float) / (1 - chance.to_numpy(float)))
    fitted = sm.Logit(reached.to_numpy(float), sm.add_constant(odds)).fit(disp=False)
    return float(fitted.params[0]), float(fitted.params[1])
