"""Three families of annual point forecasts, each averaged over a grid of its parameters.

Every family is run once for all parameter values side by side; each value is weighted by how well it forecast
one year ahead within the history. Averaging instead of choosing one best value matters on short series, where
the best value is mostly luck. The families were chosen on the M1 and tourism collections and the provinces'
series (benchmarks/README.md gives the figures and what else was tried).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVEL_GAINS = (0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)
TREND_GAINS = (0.0, 0.05, 0.1, 0.2, 0.35, 0.6)
DAMPING = (0.8, 0.88, 0.94, 0.98, 1.0)
DRIFT_GAINS = (0.2, 0.35, 0.5, 0.7, 0.85, 1.0)
DRIFT_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
THETA_GAINS = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.99)
THETAS = (1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 20.0)
SHARPNESS = {
    "damped_trend": 8.0,
    "log_drift": 4.0,
    "theta": 32.0,
}  # weight = (mean absolute error) ** -sharpness
WARM_UP = 3  # first years whose one-step errors say more of the start values than of the parameters
START_YEARS = 8  # years from which the first level and trend are read
NEGLIGIBLE = 1e-6  # errors below this share of the level count as none


def damped_trend(values: Array, horizon: int) -> tuple[Array, Array]:
    """Smooth exponentially without, with a damped and with a full trend (Gardner & McKenzie 1985).

    Returns the one-step forecasts within the history, shape (years,), and the forecasts, shape (horizon,).
    """
    grid = [(gain, 0.0, 0.0) for gain in LEVEL_GAINS]
    grid += [(gain, trend, damp) for gain in LEVEL_GAINS for trend in TREND_GAINS for damp in DAMPING]
    gain, trend_gain, damp = np.array(grid).T
    count = min(len(values), START_YEARS)
    slope, intercept = np.polyfit(np.arange(count), values[:count], 1)
    level = np.where(damp > 0, intercept - slope, values[0])
    trend = np.where(damp > 0, slope, 0.0)
    fitted = np.empty((len(values), len(grid)))
    for year, value in enumerate(values):
        fitted[year] = level + damp * trend
        error = value - fitted[year]
        level = fitted[year] + gain * error
        trend = damp * trend + gain * trend_gain * error
    reach = np.cumsum(damp[:, None] ** np.arange(1, horizon + 1), axis=1)
    return _average(values, fitted, level[:, None] + reach * trend[:, None], "damped_trend")


def log_drift(values: Array, horizon: int) -> tuple[Array, Array]:
    """Smooth logarithms, with part of the mean yearly change as drift (Hyndman & Billah 2003).

    A history with values of zero or below is taken as it is. Shapes as in `damped_trend`.
    """
    positive = bool((values > 0).all())
    work = np.log(values) if positive else values
    gain, share = np.array([(gain, share) for gain in DRIFT_GAINS for share in DRIFT_SHARES]).T
    drift = share * (work[-1] - work[0]) / (len(work) - 1)
    level = work[0] - drift
    fitted = np.empty((len(work), len(gain)))
    for year, value in enumerate(work):
        fitted[year] = level + drift
        level = fitted[year] + gain * (value - fitted[year])
    ahead = level[:, None] + drift[:, None] * np.arange(1, horizon + 1)
    one_step, forecasts = _average(work, fitted, ahead, "log_drift", level=1.0 if positive else None)
    if not positive:
        return one_step, forecasts
    ceiling = work.max() + np.arange(1, horizon + 1)  # no growth beyond e-fold a year over the highest value
    return np.exp(one_step), np.exp(np.minimum(forecasts, ceiling))


def theta(values: Array, horizon: int) -> tuple[Array, Array]:
    """Dynamic optimised Theta (Fiorucci et al. 2016): a trend line re-estimated each year plus smoothing.

    Shapes as in `damped_trend`.
    """
    gain, share = np.array([(gain, 1 - 1 / theta) for gain in THETA_GAINS for theta in THETAS]).T
    level = np.full(len(gain), values[0])
    intercept, mean, slope = level.copy(), level.copy(), np.zeros(len(gain))
    fitted = np.empty((len(values), len(gain)))
    fitted[0] = values[0]
    ahead = np.empty((len(gain), horizon))
    for seen in range(1, len(values) + horizon):
        faded = (1 - gain) ** seen
        expected = level + share * (faded * intercept + (1 - faded * (1 - gain)) / gain * slope)
        if seen < len(values):
            fitted[seen] = expected
            value: Array | float = values[seen]
        else:
            ahead[:, seen - len(values)] = expected
            value = expected
        level = gain * value + (1 - gain) * level
        slope = ((seen - 1) * slope + 6 * (value - mean) / (seen + 1)) / (seen + 2)
        mean = (seen * mean + value) / (seen + 1)
        intercept = mean - slope * (seen + 2) / 2
    return _average(values, fitted, ahead, "theta")


FAMILIES: dict[str, Callable[[Array, int], tuple[Array, Array]]] = {
    "damped_trend": damped_trend,
    "log_drift": log_drift,
    "theta": theta,
}


def _average(
    values: Array, fitted: Array, ahead: Array, family: str, level: float | None = None
) -> tuple[Array, Array]:
    first = min(WARM_UP, len(values) - 2)
    error = np.abs(values[first:, None] - fitted[first:]).mean(axis=0)
    floor = NEGLIGIBLE * (level if level is not None else np.abs(values).max())
    log_error = np.log(error + floor)
    weight = np.exp(-SHARPNESS[family] * (log_error - log_error.min()))
    weight /= weight.sum()
    return fitted @ weight, weight @ ahead
