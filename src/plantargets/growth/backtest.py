"""Rolling-origin backtest of the chances on the provinces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from plantargets.growth.attainment import METHODS, combine, reference_line
from plantargets.growth.forecast import SHORTEST_HISTORY, forecast_distribution
from plantargets.growth.reference import (
    RECENT_WINDOWS,
    fit_recalibration,
    panel_values,
    recalibrated,
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
GDP_VINTAGES = ("yearbook_pre_4th_census", "revised_4th_census", "revised_5th_census")


def backtest(
    series_id: str = "gdp",
    vintage: str | None = None,
    horizons: tuple[int, ...] = (1, 2, 3, 4, 5),
    root: Path | None = None,
) -> pd.DataFrame:
    """Give chances to past targets from what was known at each origin, and note what happened.

    For every province, origin and horizon five targets are set: the region's own yearly growth over the
    last five years times 0.5 to 1.5.

    Returns
    -------
    pandas.DataFrame
        ``region, vintage, origin, horizon, required_growth_pct, chance_forecast, reference_share, reached,
        chance_reference, chance_combined``: ``reference_share`` is the plain share of the reference class.
    """
    chosen, panel = panel_values(series_id, vintage, root)
    values = pd.DataFrame(panel).sort_index()
    rows = []
    for origin in values.index[values.index < values.index[-1]]:
        reachable = [horizon for horizon in horizons if origin + horizon <= values.index[-1]]
        rows += _origin_rows(values, int(origin), reachable)
    table = pd.DataFrame(rows)
    table.insert(1, "vintage", chosen)
    table["chance_reference"] = [
        recalibrated(chance, reference_line(horizon))
        for chance, horizon in zip(table["reference_share"], table["horizon"], strict=True)
    ]
    columns = (table[name] for name in ("chance_forecast", "chance_reference", "reference_share", "horizon"))
    table["chance_combined"] = [combine(*row)[0] for row in zip(*columns, strict=True)]
    return table


def backtest_gdp(root: Path | None = None) -> pd.DataFrame:
    """Return `backtest` over the provinces' gross domestic product, its three vintages together.

    ``chance_reference`` and ``chance_combined`` use lines and weights fitted with the origin of the row left
    out: they are out of sample.
    """
    table = pd.concat([backtest("gdp", vintage, root=root) for vintage in GDP_VINTAGES], ignore_index=True)
    return table.assign(**leaving_origin_out(table))


def leaving_origin_out(table: pd.DataFrame) -> pd.DataFrame:
    """Return both chances with what is fitted, per horizon, on all origins but the row's own."""
    out = pd.DataFrame(index=table.index, columns=["chance_reference", "chance_combined"], dtype=float)
    for (horizon, origin), group in table.groupby(["horizon", "origin"]):
        others = table[(table["horizon"] == horizon) & (table["origin"] != origin)]
        line = fit_recalibration(others["reference_share"], others["reached"])
        weight = best_weight(others)
        out.loc[group.index, "chance_reference"] = recalibrated(group["reference_share"], line)
        combined = weight * group["chance_forecast"] + (1 - weight) * group["reference_share"]
        out.loc[group.index, "chance_combined"] = combined
    return out


def brier_score(chance: pd.Series, reached: pd.Series) -> float:
    """Return the mean squared distance of chances from outcomes (Brier 1950); 0 is best, 0.25 a coin."""
    return float(((chance - reached) ** 2).mean())


def reliability(chance: pd.Series, reached: pd.Series, bins: int = 10) -> pd.DataFrame:
    """Return chances given against how often the event happened, in `bins` classes of equal width.

    Returns
    -------
    pandas.DataFrame
        ``chance_from, chance_to, mean_chance, observed_share, count``; empty classes are left out.
    """
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(chance, edges) - 1, 0, bins - 1)
    grouped = pd.DataFrame({"bin": place, "chance": chance.to_numpy(), "reached": reached.to_numpy(float)})
    out = grouped.groupby("bin").agg(
        mean_chance=("chance", "mean"), observed_share=("reached", "mean"), count=("reached", "size")
    )
    out.insert(0, "chance_from", edges[out.index.to_numpy()])
    out.insert(1, "chance_to", edges[out.index.to_numpy() + 1])
    return out.reset_index(drop=True)


def reliability_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return `reliability` of the three chances of `backtest`, with ``method`` and ``brier_score``."""
    parts = []
    for method in METHODS:
        chance = table[f"chance_{method}"]
        part = reliability(chance, table["reached"])
        part.insert(0, "method", method)
        part.insert(1, "brier_score", brier_score(chance, table["reached"]))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def best_weight(table: pd.DataFrame) -> float:
    """Return the weight of the forecast, from 0 to 1, that gives the combination the least Brier score."""
    difference = table["chance_forecast"] - table["reference_share"]
    distance = table["reached"] - table["reference_share"]
    weight = (difference * distance).sum() / (difference**2).sum()
    return float(np.clip(weight, 0, 1))


def _origin_rows(values: pd.DataFrame, origin: int, horizons: list[int]) -> list[dict[str, object]]:
    past = values.loc[:origin]
    pools = {horizon: _recent_growth(past, horizon) for horizon in horizons}
    rows: list[dict[str, object]] = []
    for region in values.columns:
        own = _after_last_gap(past[region])
        if len(own) <= max(SHORTEST_HISTORY, RECENT_YEARS):
            continue
        base = float(own.loc[origin])
        own_growth = (base / float(own.loc[origin - RECENT_YEARS])) ** (1 / RECENT_YEARS) - 1
        distribution = forecast_distribution(own, max(horizons))
        for horizon in horizons:
            outcome = float(values[region].loc[origin + horizon])
            if np.isnan(outcome) or not len(pools[horizon]):
                continue
            required = own_growth * np.array(AMBITIONS)
            targets = base * (1 + required) ** horizon
            chances = distribution.chances_at_least(origin + horizon, targets)
            rows += [
                {
                    "region": region,
                    "origin": origin,
                    "horizon": horizon,
                    "required_growth_pct": 100 * growth,
                    "chance_forecast": chance,
                    "reference_share": reference_chance(100 * growth, pools[horizon]),
                    "reached": bool(outcome >= target),
                }
                for growth, target, chance in zip(required, targets, chances, strict=True)
            ]
    return rows


def _recent_growth(past: pd.DataFrame, years: int) -> pd.Series:
    growth = 100 * ((past / past.shift(years)) ** (1 / years) - 1)
    return pd.Series(growth.tail(RECENT_WINDOWS).to_numpy().ravel()).dropna()


def _after_last_gap(values: pd.Series) -> pd.Series:
    missing = values.index[values.isna()]
    return values if missing.empty else values.loc[missing[-1] + 1 :]
