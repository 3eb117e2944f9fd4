"""The chance of reaching a target, from what was known at an origin, with its uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.chance_band import chance_band
from plantargets.growth.forecast import SHORTEST_HISTORY, forecast_distribution
from plantargets.growth.panel import panel_errors, panel_width
from plantargets.growth.paths import required_growth_pct, target_reached
from plantargets.growth.reference import (
    FEWEST_PERIODS,
    ambition_percentile,
    independent_periods,
    own_growth,
    panel_values,
    recent_windows,
    reference_chance,
    reference_growth,
)
from plantargets.growth.series import COUNTRY, Series, comparable_series, load_series, series_vintages

METHODS = ("forecast", "reference", "combined")
FORECAST_WEIGHT = (
    0.5  # fixed: a weight fitted on other origins loses once these are purged (benchmarks/README.md)
)
GROWTH_BASIS = "real_growth"
FROM_BELOW = ("ge", "gt", "eq", "approx", "range")
TESTED_SERIES = "gdp"  # the backtest's
LONGEST_TESTED = 5  # years

ReferenceClass = Literal["own kind", "provinces"]


@dataclass(frozen=True)
class Attainment:
    """What a target asks for, and the chance of reaching it, from one origin and one vintage.

    Attributes
    ----------
    chance
        By the `method`: ``combined``, ``forecast`` or ``reference``; NaN with method ``none`` where the data
        do not support one, and `without` says why.
    chance_low, chance_high
        From `plantargets.growth.chance_band`. Where there is no chance but a share of the provinces, they are
        those of the share: what it would leave open.
    chance_forecast, chance_reference
        By the forecast of the region's own series, and the share of the provinces that grew fast enough over
        the latest period of as many years; a description where `periods` are fewer than three.
    periods, period_names
        How many periods of as many years the reference class holds up to the origin that share no year, and
        which.
    ambition_percentile, own_past_percentile, nation_percentile
        Percentage of the windows with slower growth: of the provinces, of the region itself, of the nation;
        NaN where there is no window.
    panel_width
        Factor on the forecast's interval, see `plantargets.growth.panel_width`.
    tested
        Whether the backtest saw such a series, region and horizon.
    """

    region: str
    series_id: str
    unit: str
    vintage: str
    proxy: str
    target: float
    target_year: int
    comparator: str
    origin: int
    base: float
    horizon: int
    required_growth_pct: float
    reached_at_origin: bool
    chance: float
    chance_low: float
    chance_high: float
    method: str
    chance_forecast: float
    chance_reference: float
    periods: int
    period_names: str
    ambition_percentile: float
    own_past_percentile: float
    nation_percentile: float
    reference_windows: int
    reference_vintage: str
    panel_width: float
    tested: bool
    without: str


@dataclass(frozen=True)
class Evidence:
    """What a chance from one origin rests on.

    Attributes
    ----------
    history
        Consecutive values up to the origin that a forecast can be made from; None where it cannot.
    width
        Of the forecast's intervals, by the panel.
    windows
        Growth of the reference class over as many years, see `reference_growth`; None where there is no
        class.
    periods
        The independent ones among them.
    why_no_forecast, why_no_reference
        Empty where there is one.
    """

    history: pd.Series | None
    width: float
    windows: pd.DataFrame | None
    periods: tuple[str, ...]
    why_no_forecast: str
    why_no_reference: str

    @property
    def method(self) -> str:
        """The method of the chance, see `combine`."""
        opinions = [math.nan if one is None else 0.5 for one in (self.history, self.windows)]
        return combine(opinions[0], opinions[1], len(self.periods))[1]


def attainment(  # noqa: PLR0913
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    *,
    origin: int | None = None,
    vintage: str | None = None,
    comparator: str = "ge",
    reference_class: ReferenceClass = "own kind",
    root: Path | None = None,
) -> Attainment:
    """Return the chance that a region's series meets a target in the target year.

    Parameters
    ----------
    origin
        Last year that may be seen; None takes the last year of the series. The reference class, too,
        ends there.
    vintage
        Vintage of base and forecast; None takes the latest revision.
    comparator
        As in the target row: ``ge, gt, eq, approx, range`` are met from below, ``le`` and ``lt`` from above.
    reference_class
        ``own kind``: the provinces are a class for a province only. ``provinces``: also for a city or the
        nation, which are not of their size.

    Raises
    ------
    PlanTargetsError
        If there is no such series or vintage, no value at the origin, or the target year is not after the
        origin.

    Notes
    -----
    Two opinions. The calibrated forecast of the region's own series needs four years without a gap. The
    growth of the provinces over as many years gives the share that grew fast enough over the latest such
    period. Their mean is the chance: equal weights have the lower Brier score in a backtest that knows
    nothing of the judged years than weights or a correction fitted on other origins. Provinces of one period
    move together, so a share counts from three periods on that share no year; before, the forecast speaks
    alone or nothing does. A target already reached at the origin keeps its chance: it must still hold in the
    target year.

    Examples
    --------
    >>> found = attainment("河南省", "industrial_value_added", 23000, 2025, origin=2024)
    >>> round(found.required_growth_pct, 1), found.periods
    (25.2, 5)
    """
    series = load_series(region, series_id, vintage, root)
    if series.basis == GROWTH_BASIS:
        raise PlanTargetsError(
            f"{region} {series_id} is itself a rate of growth, so no growth is required of it. "
            f"The scorecard compares such a target with the rates observed."
        )
    base_year = series.last_year if origin is None else origin
    seen = series.until(base_year)
    base = seen.at(base_year).value
    horizon = target_year - base_year
    if horizon < 1:
        required_growth_pct(1, 1, base_year, target_year)
    required = required_growth_pct(base, target, base_year, target_year) if base > 0 else float("nan")
    below = comparator in FROM_BELOW
    found = evidence(series, base_year, horizon, reference_class, root)
    chance_forecast = share = percentile = float("nan")
    if found.history is not None:
        distribution = forecast_distribution(found.history, horizon, found.width)
        chance_forecast = distribution.chance_at_least(target_year, target)
    if found.windows is not None:
        share = reference_chance(required, recent_windows(found.windows)["growth_pct"])
        percentile = ambition_percentile(required, found.windows["growth_pct"])
    if not below:
        chance_forecast, share = 1 - chance_forecast, 1 - share
    chance, method = combine(chance_forecast, share, len(found.periods))
    low, high = chance_band(*(("reference", share) if method == "none" else (method, chance)), horizon)
    return Attainment(
        region=region,
        series_id=series_id,
        unit=series.unit,
        vintage=series.vintage,
        proxy=series.proxy,
        target=float(target),
        target_year=target_year,
        comparator=comparator,
        origin=base_year,
        base=base,
        horizon=horizon,
        required_growth_pct=required,
        reached_at_origin=target_reached(base, target, comparator),
        chance=chance,
        chance_low=low,
        chance_high=high,
        method=method,
        chance_forecast=chance_forecast,
        chance_reference=share,
        periods=len(found.periods),
        period_names=", ".join(found.periods),
        ambition_percentile=percentile,
        own_past_percentile=_among_past(required, region, series_id, horizon, base_year, root),
        nation_percentile=_among_past(required, COUNTRY, series_id, horizon, base_year, root),
        reference_windows=0 if found.windows is None else len(found.windows),
        reference_vintage="" if found.windows is None else str(found.windows["vintage"].iloc[0]),
        panel_width=found.width,
        tested=series_id == TESTED_SERIES and _is_province(series) and horizon <= LONGEST_TESTED,
        without="; ".join(filter(None, (found.why_no_forecast, found.why_no_reference))),
    )


def attainment_table(  # noqa: PLR0913
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    *,
    comparator: str = "ge",
    first_origin: int | None = None,
    reference_class: ReferenceClass = "own kind",
    root: Path | None = None,
) -> pd.DataFrame:
    """Return `attainment` for every vintage and every origin before the target year, one row each."""
    rows = []
    for vintage in series_vintages(region, series_id, root):
        for origin in load_series(region, series_id, vintage, root).values.index:  # noqa: PD011
            if origin < target_year and (first_origin is None or origin >= first_origin):
                found = attainment(
                    region,
                    series_id,
                    target,
                    target_year,
                    origin=int(origin),
                    vintage=vintage,
                    comparator=comparator,
                    reference_class=reference_class,
                    root=root,
                )
                rows.append(vars(found))
    return pd.DataFrame(rows, columns=list(Attainment.__dataclass_fields__))


def evidence(
    series: Series,
    origin: int,
    horizon: int,
    reference_class: ReferenceClass = "own kind",
    root: Path | None = None,
) -> Evidence:
    """Return what is known at an origin: the history of a series, and how provinces grew."""
    seen = series.until(origin)
    history, why_no_forecast = _history(seen)
    windows, why_no_reference = _reference(series, horizon, origin, reference_class, root)
    base = seen.at(origin).value
    if base <= 0:
        windows, why_no_reference = None, f"no growth from a base of {base:g}"
    periods = independent_periods(windows) if windows is not None else ()
    if windows is not None and len(periods) < FEWEST_PERIODS:
        told = "one period" if len(periods) == 1 else f"{len(periods)} periods"
        why_no_reference = f"the provinces cannot tell from {told} ({', '.join(periods)})"
    width = _panel_width(seen, origin, root) if history is not None else 1.0
    return Evidence(history, width, windows, periods, why_no_forecast, why_no_reference)


def combine(chance_forecast: float, share: float, periods: int) -> tuple[float, str]:
    """Return the chance and the name of the method.

    Parameters
    ----------
    chance_forecast, share
        NaN where there is none.
    periods
        Independent periods that the share's class holds; of fewer than three the share is not used.
    """
    counts = periods >= FEWEST_PERIODS and not math.isnan(share)
    if math.isnan(chance_forecast):
        return (share, "reference") if counts else (float("nan"), "none")
    if not counts:
        return chance_forecast, "forecast"
    return FORECAST_WEIGHT * chance_forecast + (1 - FORECAST_WEIGHT) * share, "combined"


def _history(seen: Series) -> tuple[pd.Series | None, str]:
    if not seen.comparable_over_time:
        return None, "no forecast: each year was published on its own base"
    history = seen.latest_run().values  # noqa: PD011
    if len(history) < SHORTEST_HISTORY:
        return None, f"no forecast: {len(history)} consecutive values, {SHORTEST_HISTORY} are needed"
    if not history.any():
        return None, "no forecast: all values are zero"
    return history, ""


def _reference(
    series: Series, horizon: int, origin: int, reference_class: ReferenceClass, root: Path | None
) -> tuple[pd.DataFrame | None, str]:
    """Take the class in the series' own vintage where the panel has it, else in its latest revision."""
    if reference_class == "own kind" and not _is_province(series):
        return None, "no reference class: provinces are none for a city or the nation"
    reason = ""
    for vintage in (series.vintage, None):
        try:
            return reference_growth(series.series_id, horizon, vintage, until=origin, root=root), ""
        except PlanTargetsError as error:
            reason = f"no {str(error).split('. ')[0].rstrip('.')}"
    return None, reason


def _is_province(series: Series) -> bool:
    """Say whether a region is a province, by its code of GB/T 2260."""
    return series.region != COUNTRY and series.region_code.endswith("0000")


def _panel_width(seen: Series, origin: int, root: Path | None) -> float:
    """Return the width by the errors on the provinces' series of the same vintage, 1 where there are none."""
    years = len(seen.latest_run().observations)
    try:
        _, panel = panel_values(seen.series_id, seen.vintage, root)
    except PlanTargetsError:
        return 1.0
    if seen.region not in panel or years < SHORTEST_HISTORY:
        return 1.0
    key = tuple((name, tuple(values.index), tuple(values)) for name, values in panel.items())
    return panel_width(_errors_of(key), origin, years)


@lru_cache(maxsize=16)
def _errors_of(panel: tuple[tuple[str, tuple[int, ...], tuple[float, ...]], ...]) -> pd.DataFrame:
    return panel_errors({name: pd.Series(values, index=years) for name, years, values in panel})


def _among_past(  # noqa: PLR0913, PLR0917
    required: float, region: str, series_id: str, horizon: int, origin: int, root: Path | None
) -> float:
    """Return the place of a growth in a region's own past, in the latest vintage that has a window."""
    if math.isnan(required):
        return float("nan")
    for series in comparable_series(region, series_id, root):
        growth = own_growth(series.values, horizon, origin)["growth_pct"]
        if len(growth):
            return ambition_percentile(required, growth)
    return float("nan")
