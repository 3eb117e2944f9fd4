"""How much wider or narrower the intervals have to be, by the errors made on series of the same kind."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.forecast import (
    SHORTEST_HISTORY,
    checked_history,
    forecast,
    forecast_bounds,
)

PANEL_YEARS = 5  # origins that a width is read from: the last before the one that is forecast
PANEL_HORIZON = 6
FEWEST_PERIODS = 3  # from fewer years of outcomes nothing is read, since all series of a year err together
COVERAGE, TAILS = 0.8, (0.1, 0.9)
ERROR_COLUMNS = ["origin", "outcome_year", "years", "share_of_bound"]


def forecast_panel(
    panel: Mapping[str, pd.Series] | pd.DataFrame, horizon: int, levels: Sequence[float] = (80, 95)
) -> pd.DataFrame:
    """Forecast many series of one kind, their intervals as wide as the errors on all of them ask for.

    A single history cannot say that a shock common to all is under way, such as a fall of the currency that
    the series are given in; what forecasts of the years before missed on the other series can.

    Parameters
    ----------
    panel
        Series of one kind (one indicator, one unit) by name, each indexed by year, or a frame with a column
        a series; of each the part after the last gap is taken.
    horizon, levels
        As in `plantargets.growth.forecast`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``name`` and ``year``: the columns of `forecast`, and ``width``, the factor on the interval
        of a history of that length that ends in that year; 1 where the panel holds fewer than three years of
        outcomes.

    Raises
    ------
    PlanTargetsError
        If there is no series, or one cannot be forecast; the message names it.

    Examples
    --------
    >>> past = pd.DataFrame({"a": [1.0, 2, 4, 5, 7], "b": [3.0, 4, 4, 6, 7]}, index=range(2015, 2020))
    >>> list(forecast_panel(past, 1).columns)
    ['mean', 'lower_80', 'upper_80', 'lower_95', 'upper_95', 'width']
    """
    runs = {str(name): after_last_gap(values) for name, values in panel.items()}
    if not runs:
        raise PlanTargetsError("parameter panel: expected at least one series by name, found none.")
    for name, history in runs.items():
        try:
            checked_history(history)
        except PlanTargetsError as error:
            raise PlanTargetsError(f"series '{name}': {error}") from None
    errors = panel_errors(runs)
    found = {}
    for name, history in runs.items():
        width = panel_width(errors, int(history.index[-1]), len(history))
        found[name] = forecast(history, horizon, levels, width).assign(width=width)
    return pd.concat(found, names=["name"])


def panel_errors(panel: Mapping[str, pd.Series], origins: Container[int] | None = None) -> pd.DataFrame:
    """Forecast every series of a panel from every origin, and return how large the errors were.

    Parameters
    ----------
    panel
        Series of one kind (one indicator, one unit, one vintage) by name, each indexed by year; the part
        after the last gap is taken.
    origins
        Last years of the histories; None for all.

    Returns
    -------
    pandas.DataFrame
        ``origin, outcome_year, years`` (length of the history) and ``share_of_bound``: the size of the error
        over the distance of the bound of the 80 % interval on its side; above 1 the interval missed.
    """
    rows: list[tuple[int, int, int, float]] = []
    for history in panel.values():
        run = after_last_gap(history)
        values, years = run.to_numpy(dtype=float), [int(year) for year in run.index]
        for count in range(SHORTEST_HISTORY, len(run)):
            seen, future = values[:count], values[count : count + PANEL_HORIZON]
            if (origins is not None and years[count - 1] not in origins) or not seen.any():
                continue
            mean, tails = forecast_bounds(seen, len(future), TAILS)
            errors = future - mean
            bounds = np.where(errors > 0, tails[:, 1], -tails[:, 0])
            rows += [
                (years[count - 1], year, count, abs(error) / bound)
                for year, error, bound in zip(years[count:], errors, bounds, strict=False)
            ]
    return pd.DataFrame(rows, columns=ERROR_COLUMNS)


def panel_width(errors: pd.DataFrame, until: int, years: int) -> float:
    """Return the factor on an interval's width that would have made it cover 80 % on the panel.

    Only what was known at the end of `until` counts: forecasts of the last five origins whose outcome lies no
    later, made from histories at least half as long as the one of `years` values. It is a conformal factor
    (Vovk, Gammerman & Shafer 2005) over the series of a panel in place of one series' past, which on annual
    statistics is too short. Outcomes of fewer than three years say nothing, and the factor is 1.

    Parameters
    ----------
    errors
        From `panel_errors`.

    Examples
    --------
    >>> made = [(2015 + i, 2016 + i, 8, 0.5) for i in range(4)]
    >>> panel_width(pd.DataFrame(made, columns=ERROR_COLUMNS), 2019, 9)
    0.5
    """
    known = errors[
        (errors["outcome_year"] <= until)
        & (errors["origin"] >= until - PANEL_YEARS)
        & (errors["years"] >= years / 2)
    ]
    if known["outcome_year"].nunique() < FEWEST_PERIODS:
        return 1.0
    return float(np.clip(known["share_of_bound"].quantile(COVERAGE), 0.25, 4.0))


def after_last_gap(values: pd.Series) -> pd.Series:
    """Return the part of an annual series after its last missing year."""
    values = values.dropna()
    years = values.index.to_numpy()
    breaks = np.flatnonzero(np.diff(years) != 1)
    return values.iloc[breaks[-1] + 1 :] if len(breaks) else values
