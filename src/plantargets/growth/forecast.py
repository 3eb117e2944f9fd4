"""Forecasts of annual series whose intervals cover what they say.

The point forecast combines three families (`plantargets.growth.methods`). The interval does not come from the
variance within the history, which is far too small on short series: the size of an error is predicted from
what is known at the origin, and its distribution is the one that errors had out of sample on the M1 and
tourism collections (``growth/data/calibration.toml``, made by ``benchmarks/calibrate_forecast.py``). Where
series of the same kind are at hand, `plantargets.growth.panel_width` says by how much their own errors were
smaller or larger.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.methods import FAMILIES, NEGLIGIBLE, WARM_UP, Array

SHORTEST_HISTORY = 4
LONGEST_HORIZON = 30
LONG_HISTORY = 30  # beyond this length more years no longer narrow the error
SMALLEST_ERROR = 1e-3  # of the level: the least error a forecast is given, also on a flat series
FADING = 0.85  # weight of a yearly change over that of the year after it, in the recent changes
TREND_YEARS = (
    11  # histories of this length tell the strength of their trend in full; of four values not at all
)


@dataclass(frozen=True)
class ForecastDistribution:
    """The distribution of one forecast, by year.

    Attributes
    ----------
    mean
        Point forecast indexed by year.
    offsets
        Quantiles less the mean: one row a year, one column a probability in ascending order.
    tail_index
        Beyond the outermost columns an error n times as large is n ** tail_index times as rare.
    non_negative
        True where no value of the history was below zero; quantiles then are not either.
    """

    mean: pd.Series
    offsets: pd.DataFrame
    tail_index: float
    non_negative: bool

    def quantile(self, probability: float) -> pd.Series:
        """Return the value that is exceeded with chance 1 - `probability`, indexed by year."""
        if not 0 < probability < 1:
            raise PlanTargetsError(
                f"parameter probability: expected a number between 0 and 1, found {probability}."
            )
        known = self.offsets.columns.to_numpy(dtype=float)
        table = self.offsets.to_numpy()
        if probability < known[0]:
            offset = table[:, 0] * (known[0] / probability) ** (1 / self.tail_index)
        elif probability > known[-1]:
            offset = table[:, -1] * ((1 - known[-1]) / (1 - probability)) ** (1 / self.tail_index)
        else:
            offset = np.array([np.interp(probability, known, row) for row in table])
        values = self.mean.to_numpy() + offset
        return pd.Series(np.maximum(values, 0.0) if self.non_negative else values, index=self.mean.index)

    def values_at(self, probabilities: Array) -> Array:
        """Return the values with a share of the distribution below them.

        Parameters
        ----------
        probabilities
            Strictly between 0 and 1, one column a year.
        """
        known = self.offsets.columns.to_numpy(dtype=float)
        values = np.empty_like(probabilities)
        for step, row in enumerate(self.offsets.to_numpy()):
            share = probabilities[:, step]
            offset = np.interp(share, known, row)
            low, high = share < known[0], share > known[-1]
            offset[low] = row[0] * (known[0] / share[low]) ** (1 / self.tail_index)
            offset[high] = row[-1] * ((1 - known[-1]) / (1 - share[high])) ** (1 / self.tail_index)
            values[:, step] = self.mean.to_numpy()[step] + offset
        return np.maximum(values, 0.0) if self.non_negative else values

    def crps(self, year: int, value: float) -> float:
        """Return the continuous ranked probability score of a value, in its unit; 0 is best.

        Twice the mean pinball loss over the probabilities at hand (Gneiting & Raftery 2007), each weighing as
        the part of the range from 0 to 1 that lies nearest to it.
        """
        known = self.offsets.columns.to_numpy(dtype=float)
        quantiles = self.mean[year] + self.offsets.loc[year].to_numpy(dtype=float)
        if self.non_negative:
            quantiles = np.maximum(quantiles, 0.0)
        edges = np.concatenate([[0.0], (known[1:] + known[:-1]) / 2, [1.0]])
        loss = np.where(value >= quantiles, known, known - 1) * (value - quantiles)
        return float(2 * (loss * np.diff(edges)).sum())

    def chance_at_least(self, year: int, value: float) -> float:
        """Return the chance that the series is at or above `value` in `year`."""
        return float(self.chances_at_least(year, np.array([value]))[0])

    def chances_at_least(self, year: int, values: Array) -> Array:
        """Return the chance of `chance_at_least` for several values."""
        if year not in self.mean.index:
            first, last = self.mean.index[0], self.mean.index[-1]
            raise PlanTargetsError(
                f"parameter year: expected a forecast year ({first}-{last}), found {year}."
            )
        step = year - self.mean.index[0]
        known = self.offsets.columns.to_numpy(dtype=float)
        row = self.offsets.to_numpy()[step]
        offset = np.asarray(values, dtype=float) - self.mean.to_numpy()[step]
        chance = 1 - np.interp(offset, row, known)
        low, high = offset < row[0], offset > row[-1]
        chance[low] = 1 - known[0] * (row[0] / offset[low]) ** self.tail_index
        chance[high] = (1 - known[-1]) * (row[-1] / offset[high]) ** self.tail_index
        if self.non_negative:
            chance[np.asarray(values) <= 0] = 1.0
        return chance


def forecast(
    history: pd.Series, horizon: int, levels: Sequence[float] = (80, 95), width: float = 1.0
) -> pd.DataFrame:
    """Forecast an annual series with intervals calibrated out of sample.

    Parameters
    ----------
    history
        Values indexed by consecutive years, in any unit; at least four, best six to sixty.
    horizon
        Number of years ahead, 1 to 30. The calibration saw horizons up to 6; beyond, it is carried on.
    levels
        Coverages of the intervals in per cent.
    width
        Factor on the distance of every quantile from the mean, as from `plantargets.growth.panel_width`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``year``: ``mean``, then ``lower_80``, ``upper_80`` … for every level.

    Raises
    ------
    PlanTargetsError
        If a year is missing or doubled, a value is not a number, the history is too short or only zeros, or
        `horizon` or a level is out of range.

    Notes
    -----
    Point forecast: a weighted mean of smoothing with damped trend, smoothing of logarithms with drift, and
    dynamic Theta. Interval: the error's scale by a regression of out-of-sample errors on the one-step error,
    the spread of the yearly changes and of the recent ones, the disagreement of the three methods and the
    forecast change, times a factor for the strength of the trend (of series that follow a line closely the
    errors are smaller than the rest says); its shape by the empirical quantiles of the errors so scaled. The
    result does not depend on the unit.

    Examples
    --------
    >>> past = pd.Series([100.0, 104, 109, 113, 118, 124], index=range(2015, 2021))
    >>> list(forecast(past, 2).columns)
    ['mean', 'lower_80', 'upper_80', 'lower_95', 'upper_95']
    """
    _check_levels(levels)
    distribution = forecast_distribution(history, horizon, width)
    columns = {"mean": distribution.mean}
    for level in levels:
        tail = (1 - level / 100) / 2
        columns[f"lower_{level:g}"] = distribution.quantile(tail)
        columns[f"upper_{level:g}"] = distribution.quantile(1 - tail)
    return pd.DataFrame(columns)


def forecast_distribution(history: pd.Series, horizon: int, width: float = 1.0) -> ForecastDistribution:
    """Return the whole distribution of the forecast; arguments and errors as in `forecast`."""
    history = checked_history(history)
    _check_horizon(horizon)
    if not 0 < width < math.inf:
        raise PlanTargetsError(f"parameter width: expected a number above zero, found {width!r}.")
    values = history.to_numpy()
    mean, offsets = _distribution(values, horizon, width)
    non_negative = bool((values >= 0).all())
    index = pd.RangeIndex(history.index[-1] + 1, history.index[-1] + horizon + 1, name="year")
    calibration = _calibration()
    return ForecastDistribution(
        mean=pd.Series(np.maximum(mean, 0.0) if non_negative else mean, index=index, name="mean"),
        offsets=pd.DataFrame(offsets, index=index, columns=calibration.probabilities),
        tail_index=calibration.tail_index,
        non_negative=non_negative,
    )


def forecast_bounds(values: Array, horizon: int, tails: tuple[float, float]) -> tuple[Array, Array]:
    """Return the mean and the distances of two quantiles from it, for a history known to be usable.

    Parameters
    ----------
    tails
        Two of the probabilities of the calibration.

    Returns
    -------
    mean : shape (horizon,)
    bounds : shape (horizon, 2)
    """
    mean, offsets = _distribution(values, horizon, 1.0)
    places = np.searchsorted(_calibration().probabilities, tails)
    return (np.maximum(mean, 0.0) if (values >= 0).all() else mean), offsets[:, places]


def _distribution(values: Array, horizon: int, width: float) -> tuple[Array, Array]:
    """Return the mean and the quantiles less the mean, one row a year."""
    mean, terms = point_forecast(values, horizon)
    calibration = _calibration()
    scale = np.exp(scale_design(terms, len(values)) @ calibration.coefficients + np.log(terms[:, 0]))
    scale *= width * calibration.trend_factor(trend_strength(values), len(values))
    errors = calibration.errors(horizon)
    falls = forecast_direction(mean, values[-1]) < 0
    errors[falls] = -errors[falls, ::-1]  # errors are skewed along the direction of the forecast
    return mean, _widening(scale[:, None] * errors, calibration.probabilities)


def checked_history(history: pd.Series) -> pd.Series:
    """Return the history as floats indexed by ascending integer years, or raise PlanTargetsError."""
    if not isinstance(history, pd.Series):
        raise PlanTargetsError(
            f"parameter history: expected a pandas Series indexed by year, found {type(history).__name__}."
        )
    years = _years(history.index)
    values = (
        pd.to_numeric(pd.Series(history.to_numpy(), index=years), errors="coerce").astype(float).sort_index()
    )
    bad = values.index[~np.isfinite(values.to_numpy())]
    if len(bad):
        raise PlanTargetsError(
            f"parameter history: no number for {_listed(bad)}. Leave gaps out only at the start."
        )
    if values.index.has_duplicates:
        raise PlanTargetsError(
            f"parameter history: two values for {_listed(values.index[values.index.duplicated()])}."
        )
    if len(values) < SHORTEST_HISTORY:
        raise PlanTargetsError(
            f"parameter history: expected at least {SHORTEST_HISTORY} annual values, found {len(values)}. "
            f"Take a longer series or vintage, or judge the target by the reference class."
        )
    if values.index[-1] - values.index[0] + 1 != len(values):
        missing = sorted(set(range(values.index[0], values.index[-1])) - set(values.index))
        raise PlanTargetsError(
            f"parameter history: the series has a gap, no value for {_listed(missing)}. Use the years "
            f"after the gap."
        )
    if not values.any():
        raise PlanTargetsError(
            "parameter history: all values are zero, which gives no scale for an interval."
        )
    return values


def point_forecast(values: Array, horizon: int) -> tuple[Array, Array]:
    """Return the combination of the three families and the five terms that predict its error.

    A family weighs the more, the smaller its one-step error within the history (Bates & Granger 1969).

    Returns
    -------
    mean : shape (horizon,)
    terms : shape (horizon, 5)
        One-step error of the mean within the history; mean absolute deviation of the yearly changes;
        disagreement of the families; distance of the forecast from the last value; mean absolute deviation
        of the yearly changes again, recent ones weighing more. Each at least `SMALLEST_ERROR` of the level.
    """
    results = [family(values, horizon) for family in FAMILIES.values()]
    fitted = np.array([one_step for one_step, _ in results])
    ahead = np.array([forecasts for _, forecasts in results])
    first = min(WARM_UP, len(values) - 2)
    level = np.abs(values).max()
    weight = 1 / (np.abs(values[first:] - fitted[:, first:]).mean(axis=1) + NEGLIGIBLE * level)
    weight /= weight.sum()
    mean, one_step = weight @ ahead, weight @ fitted
    changes = np.diff(values)
    floor = SMALLEST_ERROR * (np.abs(values[-3:]).mean() or np.abs(values).mean())
    deviations = np.abs(changes - changes.mean())
    terms = np.empty((horizon, 5))
    terms[:, 0] = max(np.abs(values[first:] - one_step[first:]).mean(), floor)
    terms[:, 1] = max(deviations.mean(), floor)
    terms[:, 2] = weight @ np.abs(ahead - mean) + floor
    terms[:, 3] = np.abs(mean - values[-1]) + floor
    terms[:, 4] = np.average(deviations, weights=FADING ** np.arange(len(deviations))[::-1]) + floor
    return mean, terms


def scale_design(terms: Array, years: int) -> Array:
    """Return the regressors of the logarithm of an error's scale over the one-step error: (horizon, 8)."""
    step = np.log(np.arange(1, len(terms) + 1))
    length = np.full(len(terms), math.log(min(years, LONG_HISTORY)))
    relative = np.log(terms[:, 1:] / terms[:, :1])
    return np.column_stack([np.ones(len(terms)), step, length, step * length, relative])


def growth_of_scale(years: int) -> float:
    """Return the power of the horizon with which the error's scale grows, for a history of so many years."""
    step, both = _calibration().coefficients[[1, 3]]
    return float(step + both * math.log(min(years, LONG_HISTORY)))


def trend_strength(values: Array) -> float:
    """Return how closely a history follows a line: -log(1.01 - R squared), from 0 to 4.6 for a line.

    Examples
    --------
    >>> round(trend_strength(np.array([1.0, 2.0, 3.0, 4.0])), 1)
    4.6
    """
    if not np.ptp(values):
        return 0.0
    correlation = np.corrcoef(np.arange(len(values)), values)[0, 1]
    return -math.log(1.01 - min(correlation**2, 1.0))


def forecast_direction(mean: Array, last: float) -> Array:
    """Return, per year, 1 where the forecast is at or above the last value and -1 where it is below."""
    rounding = NEGLIGIBLE * (abs(last) + np.abs(mean))
    return np.where(mean < last - rounding, -1.0, 1.0)


@dataclass(frozen=True)
class Calibration:
    """Coefficients of the scale, and quantiles of the scaled errors with one row per horizon.

    `probabilities` are symmetric about one half; `trend_factors` belong to the `trend_strengths`.
    """

    coefficients: Array
    probabilities: Array
    quantiles: Array
    tail_index: float
    trend_strengths: Array
    trend_factors: Array

    def errors(self, horizon: int) -> Array:
        """Return the quantiles for 1 to `horizon` years; beyond the last row that row is repeated."""
        rows = np.minimum(np.arange(horizon), len(self.quantiles) - 1)
        return self.quantiles[rows]

    def trend_factor(self, strength: float, years: int) -> float:
        """Return the factor on the scale for the strength of the trend in a history of so many years."""
        told = min(1.0, (years - SHORTEST_HISTORY) / (TREND_YEARS - SHORTEST_HISTORY))
        return float(np.interp(strength, self.trend_strengths, self.trend_factors)) ** told


@lru_cache(maxsize=1)
def _calibration() -> Calibration:
    text = files("plantargets.growth").joinpath("data/calibration.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Calibration(
        coefficients=np.array(list(table["scale"].values())),
        probabilities=np.array(table["errors"]["probabilities"]),
        quantiles=np.array(table["errors"]["quantiles"]),
        tail_index=float(table["errors"]["tail_index"]),
        trend_strengths=np.array(table["trend"]["strengths"]),
        trend_factors=np.array(table["trend"]["factors"]),
    )


def _widening(offsets: Array, probabilities: Array) -> Array:
    """Keep an interval from narrowing with the horizon, as the methods' disagreement could make it do."""
    low, high = probabilities < 0.5, probabilities > 0.5
    out = offsets.copy()
    out[:, low] = np.minimum.accumulate(offsets[:, low], axis=0)
    out[:, high] = np.maximum.accumulate(offsets[:, high], axis=0)
    return out


def _years(index: pd.Index) -> pd.Index:
    if isinstance(index, (pd.DatetimeIndex, pd.PeriodIndex)):
        return pd.Index(index.year)
    if pd.api.types.is_integer_dtype(index):
        return index
    numbers = pd.to_numeric(pd.Series(index.astype(str)), errors="coerce")
    if numbers.isna().any() or (numbers % 1 != 0).any():
        raise PlanTargetsError(f"parameter history: expected an index of years, found {list(index[:3])} …")
    return pd.Index(numbers.astype(int))


def _check_horizon(horizon: int) -> None:
    if (
        isinstance(horizon, bool)
        or not isinstance(horizon, (int, np.integer))
        or not 1 <= horizon <= LONGEST_HORIZON
    ):
        raise PlanTargetsError(
            f"parameter horizon: expected a whole number of years from 1 to {LONGEST_HORIZON}, found "
            f"{horizon!r}."
        )


def _check_levels(levels: Sequence[float]) -> None:
    for level in levels:
        if not 0 < level < 100:
            raise PlanTargetsError(f"parameter levels: expected per cent between 0 and 100, found {level!r}.")


def _listed(years: Sequence[int] | pd.Index) -> str:
    return ", ".join(str(year) for year in years)
