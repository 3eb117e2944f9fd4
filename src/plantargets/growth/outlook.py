"""The chance of any target, a level or growth, from one origin on one vintage of a series."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pandas as pd

from plantargets.errors import counted
from plantargets.growth.aims import Aim, yearly_growth
from plantargets.growth.attainment import FORECAST_WEIGHT, combine
from plantargets.growth.chance_band import chance_band
from plantargets.growth.forecast import (
    LONGEST_HORIZON,
    SHORTEST_HISTORY,
    Array,
    ForecastDistribution,
    forecast_distribution,
    growth_of_scale,
)
from plantargets.growth.panel import PANEL_YEARS, after_last_gap, panel_errors, panel_width
from plantargets.growth.reference import (
    FEWEST_PERIODS,
    ambition_percentile,
    independent_periods,
    recent_windows,
    reference_chance,
)

DRAWS, SEED = 4000, 2026
FAN = {"lower_95": 0.025, "lower_80": 0.1, "value": 0.5, "upper_80": 0.9, "upper_95": 0.975}
USUAL_HORIZON = 6
NAN = float("nan")


@dataclass(frozen=True)
class Outlook:
    """What a target asks for from an origin, and its chance.

    Attributes
    ----------
    origin, latest
        Last year that is seen, and its value; of growth, the growth of that year in per cent.
    required
        Growth per year that is still asked for, in per cent; of a share, change per year in points. NaN where
        growth from the value is not defined.
    chance, chance_low, chance_high, method, chance_forecast, chance_reference, periods, percentile
        As in `plantargets.growth.Attainment`.
    without
        Empty, or why one of the opinions is missing.
    """

    origin: int
    latest: float
    required: float
    required_measure: str
    chance: float
    chance_low: float
    chance_high: float
    method: str
    chance_forecast: float
    chance_reference: float
    periods: int
    percentile: float
    without: str


@dataclass(frozen=True)
class Windows:
    """Growth per year of the reference class, of its latest windows, and the periods that share no year."""

    growth: pd.Series
    recent: pd.Series
    periods: tuple[str, ...]


@dataclass
class Line:
    """One vintage of a series, with the series of its kind; what is computed of it is kept.

    Attributes
    ----------
    levels
        Values by year; of rates of growth their chain.
    panel
        The same of other regions, its own among them; empty where there is no reference class.
    in_points
        Whether changes are told in percentage points: a share.
    comparable
        False where each year stands on its own base, so that its changes are no growth: there is no forecast.
    """

    region: str
    levels: pd.Series
    panel: Mapping[str, pd.Series] = field(default_factory=dict)
    in_points: bool = False
    comparable: bool = True
    shared: dict[object, object] = field(default_factory=dict)
    own: dict[object, object] = field(default_factory=dict)

    def outlook(self, aim: Aim, origin: int) -> Outlook:
        """Return the outlook from an origin before the target year."""
        seen = self.levels.loc[:origin]
        horizon = aim.target_year - origin
        wanted = aim.level_from(seen)
        base = float(seen.iloc[-1])
        required = self._required(aim, seen, wanted, horizon)
        forecast, why_forecast = self._distribution(origin, horizon)
        chance_forecast = NAN
        if forecast is not None and not self._lost(aim, seen):
            chance_forecast = self._chance(aim, forecast, seen, wanted)
        windows, why_windows = self._windows(aim, origin, horizon)
        share = percentile = NAN
        periods: tuple[str, ...] = ()
        growth = required if not self.in_points or aim.is_growth else _growth_needed(base, wanted, horizon)
        if windows is not None and not math.isnan(growth):
            periods = windows.periods
            share = reference_chance(growth, windows.recent)
            share = 1 - share if aim.at_most else share
            percentile = ambition_percentile(growth, windows.growth)
            if len(periods) < FEWEST_PERIODS:
                why_windows = f"the regions cannot tell from {counted(len(periods), 'period')}"
        if self._lost(aim, seen):
            chance_forecast = share = 0.0
            chance, method, low, high = 0.0, "observed", 0.0, 0.0
        else:
            chance, method = combine(chance_forecast, share, len(periods))
            low, high = chance_band(
                *(("reference", share) if method == "none" else (method, chance)), horizon
            )
        told = yearly_growth(seen) if aim.is_growth else seen
        return Outlook(
            origin=origin,
            latest=float(told.get(origin, NAN)),
            required=required,
            required_measure=("points" if self.in_points and not aim.is_growth else "growth"),
            chance=chance,
            chance_low=low,
            chance_high=high,
            method=method,
            chance_forecast=chance_forecast,
            chance_reference=share,
            periods=len(periods),
            percentile=percentile,
            without="; ".join(filter(None, (why_forecast, why_windows))),
        )

    def fan(self, aim: Aim, origin: int) -> tuple[pd.DataFrame, str]:
        """Return what the growth that a target speaks of may be in every year after the origin.

        Of ``growth`` and ``each_year`` it is the growth of the year; of ``average_growth`` and
        ``cumulative_growth`` that since the base year. It is of the method that gives the chance, so that its
        part above the target is the chance; of ``each_year``, where all years decide, it is the forecast's.

        Returns
        -------
        pandas.DataFrame
            ``value`` (the median) and ``lower_80, upper_80, lower_95, upper_95`` in per cent, by year; empty
            without an opinion.
        str
            ``calibrated``, ``combined`` or ``provinces``.
        """
        seen, horizon = self.levels.loc[:origin], aim.target_year - origin
        base = float(seen.iloc[-1])
        forecast, windows = self._distribution(origin, horizon)[0], self._windows(aim, origin, horizon)[0]
        method = self.outlook(aim, origin).method
        if aim.measure == "each_year" or method == "observed":
            windows = None
        own = None
        if forecast is not None and base > 0:
            own = base * np.cumprod(1 + self._paths(origin, forecast, base) / 100, axis=1)
        if method not in {"combined", "none", "reference"} or (own is not None and method != "combined"):
            windows = None
        if own is None and windows is None:
            return pd.DataFrame(columns=list(FAN)), ""
        rows = {}
        for step in range(1, horizon + 1):
            values, weights = [], []
            for part, weight in ((own, FORECAST_WEIGHT), (windows, 1 - FORECAST_WEIGHT)):
                if part is None:
                    continue
                if isinstance(part, Windows):
                    growth = part.recent.to_numpy(dtype=float)
                    ends, before = (base * (1 + growth / 100) ** one for one in (step, step - 1))
                else:
                    ends = np.asarray(part[:, step - 1], dtype=float)
                    before = np.asarray(
                        part[:, step - 2] if step > 1 else np.full(len(ends), base), dtype=float
                    )
                spoken = aim.spoken_of(ends, before, seen, origin + step)
                values.append(spoken)
                weights.append(np.full(len(spoken), weight / len(spoken)))
            rows[origin + step] = _quantiles(np.concatenate(values), np.concatenate(weights))
        name = "provinces" if own is None else "calibrated" if windows is None else "combined"
        return pd.DataFrame(rows).T.rename_axis("year"), name

    def _lost(self, aim: Aim, seen: pd.Series) -> bool:
        """Whether a year that is already seen fell short, where every year counts."""
        if aim.measure != "each_year":
            return False
        rates = yearly_growth(seen).loc[aim.first_year :]
        return any(not aim.met(float(rate)) for rate in rates)

    def _required(self, aim: Aim, seen: pd.Series, wanted: float | None, horizon: int) -> float:
        """Return what is asked for per year from the origin on."""
        base = float(seen.iloc[-1])
        if wanted is None and aim.measure in {"each_year", "growth"}:
            return aim.binding
        if self.in_points and aim.measure == "level" and wanted is not None:
            return (wanted - base) / horizon
        return _growth_needed(base, wanted, horizon)

    def _chance(
        self, aim: Aim, forecast: ForecastDistribution, seen: pd.Series, wanted: float | None
    ) -> float:
        if wanted is not None:
            chance = forecast.chance_at_least(aim.target_year, wanted)
        elif aim.is_growth and float(seen.iloc[-1]) > 0 and aim.measure != "average_growth":
            last = int(seen.index[-1])
            rates = self._paths(last, forecast, float(seen.iloc[-1]))
            end = aim.target_year - last  # the forecast may reach further
            first = max(aim.first_year - last - 1, 0) if aim.measure == "each_year" else end - 1
            counted = rates[:, first:end]
            fast = (counted >= aim.binding).all(axis=1).mean()
            slow = (counted <= aim.binding).all(axis=1).mean()
            return float(slow if aim.at_most else fast)
        else:
            return NAN
        return 1 - chance if aim.at_most else chance

    def _paths(self, origin: int, forecast: ForecastDistribution, base: float) -> Array:
        """Return drawn growth by year, one row a draw.

        Each year's level has the distribution of the forecast. Two years hang together as the scale of the
        errors grows with the horizon: it grows as the horizon to a power, and so do the sums of steps of
        fractional noise with that power (Mandelbrot and Van Ness 1968).
        """
        key = ("paths", origin, len(forecast.mean))
        if key not in self.own:
            steps = np.arange(1, len(forecast.mean) + 1)
            power = min(max(growth_of_scale(len(self.levels.loc[:origin])), 0.05), 0.95)
            spread = steps**power
            common = (steps[:, None] ** (2 * power) + steps ** (2 * power)) / 2
            common -= np.abs(steps[:, None] - steps) ** (2 * power) / 2
            correlation = common / np.outer(spread, spread)
            draws = np.random.default_rng(SEED).standard_normal((DRAWS, len(steps)))
            normal = draws @ np.linalg.cholesky(correlation + 1e-12 * np.eye(len(steps))).T
            levels = np.column_stack([np.full(DRAWS, base), forecast.values_at(_below(normal))])
            with np.errstate(divide="ignore", invalid="ignore"):
                self.own[key] = np.nan_to_num(100 * (levels[:, 1:] / levels[:, :-1] - 1), nan=-100.0)
        return np.asarray(self.own[key])

    def _distribution(self, origin: int, horizon: int) -> tuple[ForecastDistribution | None, str]:
        if not self.comparable:
            return None, "no forecast: each year was published on its own base"
        # A year's distribution does not depend on how many are forecast with it.
        key = ("forecast", origin, horizon if horizon > USUAL_HORIZON else USUAL_HORIZON)
        if key not in self.own:
            self.own[key] = self._forecast(origin, key[2])
        return self.own[key]  # type: ignore[return-value]

    def _forecast(self, origin: int, horizon: int) -> tuple[ForecastDistribution | None, str]:
        history = after_last_gap(self.levels.loc[:origin])
        if len(history) < SHORTEST_HISTORY:
            return None, f"no forecast: {len(history)} consecutive values, {SHORTEST_HISTORY} are needed"
        if not history.any():
            return None, "no forecast: all values are zero"
        if horizon > LONGEST_HORIZON:
            return None, f"no forecast: {horizon} years ahead, at most {LONGEST_HORIZON}"
        width = 1.0
        if self.region in self.panel:
            width = self._width(origin, len(history))
        return forecast_distribution(history, horizon, width), ""

    def _width(self, origin: int, years: int) -> float:
        """Return the factor of `panel_width` for a history of so many years up to an origin."""
        key = ("width", origin, years)
        if key not in self.shared:
            parts = []
            for start in range(origin - PANEL_YEARS, origin):
                if ("errors", start) not in self.shared:
                    self.shared["errors", start] = panel_errors(self.panel, {start})
                part = self.shared["errors", start]
                assert isinstance(part, pd.DataFrame)
                parts.append(part)
            self.shared[key] = panel_width(pd.concat(parts, ignore_index=True), origin, years)
        return float(str(self.shared[key]))

    def _windows(self, aim: Aim, origin: int, horizon: int) -> tuple[Windows | None, str]:
        """Return growth per year of the panel over as many years; of each year, the one that decides."""
        if not self.panel:
            return None, "no reference class"
        years = 1 if aim.measure == "growth" else horizon
        key = ("windows", origin, years, aim.measure == "each_year", aim.at_most)
        if key not in self.shared:
            self.shared[key] = _windows(self.panel, origin, years, aim)
        found = self.shared[key]
        assert isinstance(found, Windows)
        return (found, "") if len(found.growth) else (None, f"no reference class over {years} years")


def _windows(panel: Mapping[str, pd.Series], origin: int, years: int, aim: Aim) -> Windows:
    rows = []
    for values in panel.values():
        known = {int(str(year)): float(value) for year, value in values.items() if int(str(year)) <= origin}
        for end in known:
            span = [known.get(year, 0.0) for year in range(end - years, end + 1)]
            if span[0] <= 0 or span[-1] <= 0 or (aim.measure == "each_year" and min(span) <= 0):
                continue
            if aim.measure == "each_year":
                steps = [100 * (later / first - 1) for first, later in pairwise(span)]
                growth = max(steps) if aim.at_most else min(steps)
            else:
                growth = 100 * ((span[-1] / span[0]) ** (1 / years) - 1)
            rows.append((end - years, end, growth))
    table = pd.DataFrame(rows, columns=["start_year", "end_year", "growth_pct"])
    recent = recent_windows(table)["growth_pct"]
    return Windows(table["growth_pct"], recent, independent_periods(table))


def _quantiles(values: Array, weights: Array) -> dict[str, float]:
    """Return the quantiles of `FAN` of values that have weights."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    places = np.searchsorted(below, list(FAN.values()), side="left")
    return dict(zip(FAN, values[order][np.minimum(places, len(values) - 1)].tolist(), strict=True))


def _growth_needed(base: float, wanted: float | None, horizon: int) -> float:
    if wanted is None or base <= 0 or wanted <= 0:
        return NAN
    return 100 * math.expm1(math.log(wanted / base) / horizon)


def _below(normal: Array) -> Array:
    """Return the share of a standard normal distribution that lies below each value."""
    knots = np.linspace(-6, 6, 2401)
    shares = np.array([NormalDist().cdf(knot) for knot in knots])
    return np.interp(normal, knots, shares)
