"""Forecasts of statsmodels with the intervals it gives, to compare with."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.forecast import checked_history

PEERS = ("ets", "theta", "drift", "local_trend")


def peer_forecast(
    history: pd.Series, horizon: int, method: str = "ets", levels: Sequence[float] = (80, 95)
) -> pd.DataFrame:
    """Return a textbook forecast with its own interval, in the columns of `plantargets.growth.forecast`.

    ``ets``: statsmodels' exponential smoothing with additive damped trend. ``theta``: statsmodels' Theta
    (Assimakopoulos & Nikolopoulos 2000). ``drift``: random walk with drift (Hyndman & Athanasopoulos
    2021, 5.5). ``local_trend``: statsmodels' unobserved components, a local level with a local trend (Harvey
    1989), with its predictive density. All four intervals rest on the variance within the history and are too
    narrow on short annual series. None of them is in the combination: benchmarks/README.md gives the errors.

    Raises
    ------
    PlanTargetsError
        If the method is unknown or the history is not usable (see `plantargets.growth.forecast`).
    """
    if method not in PEERS:
        raise PlanTargetsError(f"parameter method: expected one of {', '.join(PEERS)}, found {method!r}.")
    past = checked_history(history)
    index = pd.RangeIndex(past.index[-1] + 1, past.index[-1] + horizon + 1, name="year")
    mean, spread = {"ets": _ets, "theta": _theta, "drift": _drift, "local_trend": _local_trend}[method](
        past.to_numpy(), horizon
    )
    columns = {"mean": mean}
    from scipy.stats import norm  # noqa: PLC0415 - in the extra [notebooks], as statsmodels is

    for level in levels:
        reach = norm.ppf(0.5 + level / 200) * spread
        columns[f"lower_{level:g}"], columns[f"upper_{level:g}"] = mean - reach, mean + reach
    return pd.DataFrame(columns, index=index)


def _ets(values: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    from scipy.stats import norm  # noqa: PLC0415
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415

    unit = np.abs(values).mean()  # the optimiser works better near one
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # short series: starting values and convergence are warned of
        damped = len(values) > 6
        fit = ETSModel(pd.Series(values / unit), error="add", trend="add", damped_trend=damped).fit(
            disp=False
        )
        table = fit.get_prediction(len(values), len(values) + horizon - 1).summary_frame(alpha=0.05)
    spread = (table["pi_upper"] - table["pi_lower"]).to_numpy() / (2 * norm.ppf(0.975))
    return table["mean"].to_numpy() * unit, spread * unit


def _theta(values: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    from scipy.stats import norm  # noqa: PLC0415
    from statsmodels.tsa.forecasting.theta import ThetaModel  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = ThetaModel(pd.Series(values), deseasonalize=False).fit()
        mean = fit.forecast(horizon).to_numpy()
        bounds = fit.prediction_intervals(horizon, alpha=0.05)
    return mean, (bounds["upper"] - bounds["lower"]).to_numpy() / (2 * norm.ppf(0.975))


def _drift(values: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    changes, steps = np.diff(values), np.arange(1, horizon + 1)
    spread = changes.std(ddof=1) * np.sqrt(steps * (1 + steps / len(changes)))
    return values[-1] + steps * changes.mean(), spread


def _local_trend(values: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # noqa: PLC0415

    unit = np.abs(values).mean()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # short series: convergence is warned of
        model = UnobservedComponents(values / unit, level="local linear trend")
        found = model.fit(disp=False).get_forecast(horizon)
    return found.predicted_mean * unit, found.se_mean * unit
