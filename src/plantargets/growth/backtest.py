"""Rolling-origin backtest on the provinces: what was said of past targets and years, and what happened.

Two tables come from one pass: targets with their chances, and yearly values with their intervals. Nothing is
fitted on the panel, so both are out of sample; what the targets are compared with (the hit rate of like
targets) is taken from other origins, either from those whose outcome years do not overlap, or from those
known at the origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from plantargets.growth.attainment import METHODS, combine
from plantargets.growth.forecast import (
    SHORTEST_HISTORY,
    ForecastDistribution,
    forecast_distribution,
)
from plantargets.growth.panel import after_last_gap, panel_errors, panel_width
from plantargets.growth.reference import (
    SAME_DIGITS,
    independent_periods,
    panel_values,
    recent_windows,
    reference_chance,
)

AMBITIONS = (
    0.5,
    0.75,
    1.0,
    1.25,
    1.5,
)  # targets as multiples of the region's own recent growth, as planners set them
RECENT_YEARS = 5
HORIZONS = (1, 2, 3, 4, 5)
GDP_VINTAGES = ("yearbook_pre_4th_census", "revised_4th_census", "revised_5th_census")
BENCHMARKS = ("benchmark", "benchmark_real_time")
JUDGED = (*METHODS, *BENCHMARKS)
TAILS = {"lower_80": 0.1, "upper_80": 0.9, "lower_95": 0.025, "upper_95": 0.975}
FIRST_HISTORY = 8  # values; intervals of shorter histories are measured on the competitions' series

Known = Literal["purged", "real time"]


@dataclass(frozen=True)
class Backtest:
    """What was said and what happened.

    Attributes
    ----------
    targets
        ``region, vintage, origin, horizon, multiple, required_growth_pct, chance_forecast, chance_reference,
        chance_combined, chance_benchmark, chance_benchmark_real_time, reached``. The benchmark is the share
        of targets of the same multiple and horizon that were reached from origins whose outcome years do not
        overlap; the one in real time from origins whose outcome was known (NaN where there was none).
    values
        ``region, vintage, origin, horizon, years`` (length of the history), ``trend`` (R squared of a line
        through it), ``outcome, mean, lower_80, upper_80, lower_95, upper_95, width, unit`` (mean absolute
        yearly change of the history), ``pit`` (chance that was given to values up to the outcome) and
        ``crps`` over the unit.
    """

    targets: pd.DataFrame
    values: pd.DataFrame


def backtest(
    series_id: str = "gdp",
    vintage: str | None = None,
    horizons: tuple[int, ...] = HORIZONS,
    root: Path | None = None,
) -> Backtest:
    """Forecast every province from every origin, give chances to targets, and note what happened.

    For every province, origin and horizon five targets are set: the region's own yearly growth over the
    last five years times 0.5 to 1.5. The width of the intervals is the panel's at the origin.
    """
    chosen, panel = panel_values(series_id, vintage, root)
    values = pd.DataFrame(panel).sort_index()
    errors = panel_errors(panel)
    target_rows: list[dict[str, object]] = []
    value_rows: list[dict[str, object]] = []
    for origin in values.index[values.index < values.index[-1]]:
        reachable = [horizon for horizon in horizons if origin + horizon <= values.index[-1]]
        past = values.loc[:origin]
        pools = {horizon: _Pool.of(_growth_windows(past, horizon)) for horizon in reachable}
        for region in values.columns:
            own = after_last_gap(past[region])
            if len(own) < SHORTEST_HISTORY or own.index[-1] != origin or not reachable:
                continue
            width = panel_width(errors, int(origin), len(own))
            distribution = forecast_distribution(own, max(reachable), width)
            for horizon in reachable:
                outcome = float(values[region].loc[origin + horizon])
                if np.isnan(outcome):
                    continue
                key = {"region": region, "vintage": chosen, "origin": int(origin), "horizon": horizon}
                if len(own) >= FIRST_HISTORY:
                    value_rows.append(key | _value_row(own, distribution, horizon, outcome, width))
                if len(own) > max(SHORTEST_HISTORY, RECENT_YEARS) and pools[horizon].periods:
                    target_rows += [
                        key | row for row in _target_rows(own, distribution, horizon, outcome, pools[horizon])
                    ]
    targets = pd.DataFrame(target_rows)
    return Backtest(targets.assign(**_benchmarks(targets)), pd.DataFrame(value_rows))


def backtest_gdp(root: Path | None = None) -> Backtest:
    """Return `backtest` over the provinces' gross domestic product, its three vintages together.

    The benchmark is taken over all vintages, so that a year that stands in two of them never judges itself.
    """
    parts = [backtest("gdp", vintage, root=root) for vintage in GDP_VINTAGES]
    targets = pd.concat([part.targets for part in parts], ignore_index=True)
    values = pd.concat([part.values for part in parts], ignore_index=True)  # noqa: PD011
    return Backtest(targets.assign(**_benchmarks(targets)), values)


def training_rows(table: pd.DataFrame, origin: int, horizon: int, known: Known = "purged") -> pd.DataFrame:
    """Return the rows from which something may be learnt for a target from `origin` over `horizon` years.

    Parameters
    ----------
    table
        With ``origin`` and ``horizon``. The outcome window of a row are the years from origin + 1 to
        origin + horizon.
    known
        ``purged``: rows whose outcome window shares no year with the judged one. ``real time``: rows whose
        outcome window lies before the judged origin's end, so that it was known.

    Examples
    --------
    >>> rows = pd.DataFrame({"origin": range(2010, 2021), "horizon": 3})
    >>> training_rows(rows, 2015, 3)["origin"].tolist()
    [2010, 2011, 2012, 2018, 2019, 2020]
    >>> training_rows(rows, 2015, 3, "real time")["origin"].tolist()
    [2010, 2011, 2012]
    """
    before = table["origin"] + table["horizon"] <= origin
    after = table["origin"] >= origin + horizon
    return table[before if known == "real time" else before | after]


def reliability(chance: pd.Series, reached: pd.Series, bins: int = 10) -> pd.DataFrame:
    """Return chances given against how often the event happened, in `bins` classes of equal width.

    Returns
    -------
    pandas.DataFrame
        ``chance_from, chance_to, mean_chance, observed_share, count``; empty classes are left out.
    """
    edges = np.linspace(0, 1, bins + 1).round(SAME_DIGITS)
    chance = chance.round(SAME_DIGITS)
    place = np.clip(np.digitize(chance, edges) - 1, 0, bins - 1)
    grouped = pd.DataFrame({"bin": place, "chance": chance.to_numpy(), "reached": reached.to_numpy(float)})
    out = grouped.groupby("bin").agg(
        mean_chance=("chance", "mean"), observed_share=("reached", "mean"), count=("reached", "size")
    )
    out.insert(0, "chance_from", edges[out.index.to_numpy()])
    out.insert(1, "chance_to", edges[out.index.to_numpy() + 1])
    return out.reset_index(drop=True)


@dataclass(frozen=True)
class _Pool:
    """Growth of the provinces over the latest period, and how many independent periods are known."""

    recent: pd.Series
    periods: int

    @classmethod
    def of(cls, windows: pd.DataFrame) -> _Pool:
        return cls(recent_windows(windows)["growth_pct"], len(independent_periods(windows)))


def _growth_windows(past: pd.DataFrame, years: int) -> pd.DataFrame:
    growth = 100 * ((past / past.shift(years)) ** (1 / years) - 1)
    long = growth.stack().dropna()  # noqa: PD013 - keeps the year of each window
    ends = long.index.get_level_values(0).astype(int)
    return pd.DataFrame({"start_year": ends - years, "end_year": ends, "growth_pct": long.to_numpy()})


def _target_rows(
    own: pd.Series, distribution: ForecastDistribution, horizon: int, outcome: float, pool: _Pool
) -> list[dict[str, object]]:
    base = float(own.iloc[-1])
    own_growth = (base / float(own.iloc[-1 - RECENT_YEARS])) ** (1 / RECENT_YEARS) - 1
    required = own_growth * np.array(AMBITIONS)
    targets = base * (1 + required) ** horizon
    chances = distribution.chances_at_least(int(own.index[-1]) + horizon, targets)
    rows = []
    for multiple, growth, target, chance in zip(AMBITIONS, required, targets, chances, strict=True):
        share = reference_chance(100 * growth, pool.recent)
        rows.append(
            {
                "multiple": multiple,
                "required_growth_pct": 100 * growth,
                "periods": pool.periods,
                "chance_forecast": float(chance),
                "chance_reference": share,
                "chance_combined": combine(float(chance), share, pool.periods)[0],
                "reached": bool(outcome >= target * (1 - 10.0**-SAME_DIGITS)),
            }
        )
    return rows


def _value_row(
    own: pd.Series, distribution: ForecastDistribution, horizon: int, outcome: float, width: float
) -> dict[str, object]:
    year = int(own.index[-1]) + horizon
    unit = float(np.abs(np.diff(own)).mean())
    mean = float(distribution.mean[year])
    offsets = dict(distribution.offsets.loc[year])
    bounds: dict[str, object] = {name: max(mean + float(offsets[tail]), 0.0) for name, tail in TAILS.items()}
    trend = np.corrcoef(np.arange(len(own)), own.to_numpy())[0, 1] ** 2
    return bounds | {
        "years": len(own),
        "trend": float(trend),
        "outcome": outcome,
        "mean": mean,
        "width": width,
        "unit": unit,
        "pit": 1 - distribution.chance_at_least(year, outcome),
        "crps": distribution.crps(year, outcome) / unit,
    }


def _benchmarks(targets: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the hit rate of like targets in origins apart from, and known at, each origin."""
    found = {f"chance_{name}": pd.Series(np.nan, index=targets.index) for name in BENCHMARKS}
    for (horizon, origin), group in targets.groupby(["horizon", "origin"]):
        same = targets[targets["horizon"] == horizon]
        for name, known in zip(BENCHMARKS, ("purged", "real time"), strict=True):
            rows = training_rows(same, int(str(origin)), int(str(horizon)), known)  # type: ignore[arg-type]
            rate = rows.groupby("multiple")["reached"].mean()
            found[f"chance_{name}"].loc[group.index] = group["multiple"].map(rate).astype(float)
    return found
