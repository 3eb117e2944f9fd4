"""Measure the forecast on collections of annual series.

    python benchmarks/forecast_m3.py                 # M3, the yardstick
    python benchmarks/forecast_m3.py --all           # and M1, tourism, the provinces with rolling origins
    python benchmarks/forecast_m3.py --peers 645     # and statsmodels' models on M3
    python benchmarks/forecast_m3.py --write         # coverage by trend, horizon and length, for notebook 7

A peer is measured twice: with the interval that the textbook gives it, and with pooled quantiles of errors
it made on M1 and tourism, over the mean absolute yearly change, by horizon. The second is the fair one.

Measures as in the M competitions: sMAPE in per cent, MASE over the mean absolute yearly change of the
history, MSIS of the 95 % interval on the same scale (Makridakis, Spiliotis & Assimakopoulos 2020).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from annual_collections import Pair, all_collections

from plantargets.growth import PEERS, coverage_table, forecast, forecast_distribution, peer_forecast

CALIBRATED_ON = ("M1", "tourism")
COVERAGE_FILE = Path("src/plantargets/growth/data/coverage.csv")
TAILS = {"lower_80": 0.1, "upper_80": 0.9, "lower_95": 0.025, "upper_95": 0.975}


def main() -> None:
    """Print one row per collection."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="all collections, not M3 alone")
    parser.add_argument(
        "--peers", type=int, default=0, metavar="N", help="also the peers on the first N of M3"
    )
    parser.add_argument("--write", action="store_true", help=f"write {COVERAGE_FILE}")
    arguments = parser.parse_args()
    collections = all_collections()
    names = list(collections) if arguments.all else ["M3"]
    rows = {name: measure(collections[name], forecast) for name in names}
    for peer in PEERS if arguments.peers else ():
        first = collections["M3"][: arguments.peers]
        pooled = pooled_quantiles([pair for name in CALIBRATED_ON for pair in collections[name]], peer)
        rows[f"M3[:{arguments.peers}] {peer}"] = measure(
            first, lambda past, ahead, peer=peer: peer_forecast(past, ahead, peer)
        )
        rows[f"M3[:{arguments.peers}] {peer}, pooled quantiles"] = measure(
            first,
            lambda past, ahead, peer=peer, pooled=pooled: with_quantiles(past, ahead, peer, pooled),
        )
    if arguments.peers:
        rows[f"M3[:{arguments.peers}] ours"] = measure(collections["M3"][: arguments.peers], forecast)
    table = pd.DataFrame(rows).T
    table["calibrated_on"] = [name in CALIBRATED_ON for name in table.index]
    print(table.to_string(float_format=lambda value: f"{value:.3f}"))
    if arguments.write:
        found = pd.concat([_values(name, collections[name]) for name in ("M3", "M1")])
        written = coverage_table(found).round(3)
        head = "# Written by benchmarks/forecast_m3.py --write; an origin is a series. M1 is calibrated on.\n"
        COVERAGE_FILE.write_text(head + written.to_csv(index=False), encoding="utf-8")
        print(written.to_string())


def pooled_quantiles(pairs: list[Pair], peer: str) -> pd.DataFrame:
    """Return quantiles of a peer's errors over the mean absolute yearly change, by years ahead."""
    errors = []
    for history, future in pairs:
        unit = np.abs(np.diff(history)).mean()
        if unit > 0:
            mean = _mean(history, len(future), peer)
            errors += list(zip(range(1, len(future) + 1), (future - mean) / unit, strict=True))
    table = pd.DataFrame(errors, columns=["step", "error"])
    return table.groupby("step")["error"].quantile(list(TAILS.values())).unstack()  # noqa: PD010 - a series


def with_quantiles(past: pd.Series, ahead: int, peer: str, pooled: pd.DataFrame) -> pd.DataFrame:
    """Return a peer's forecast with the interval of `pooled_quantiles`."""
    mean = _mean(past.to_numpy(), ahead, peer)
    rows = pooled.reindex(range(1, ahead + 1)).ffill() * np.abs(np.diff(past)).mean()
    columns = {name: mean + rows[tail].to_numpy() for name, tail in TAILS.items()}
    return pd.DataFrame({"mean": mean} | columns)


def _mean(history: np.ndarray, ahead: int, peer: str) -> np.ndarray:
    past = pd.Series(history, index=range(2000 - len(history), 2000))
    return peer_forecast(past, ahead, peer, levels=())["mean"].to_numpy()


def _values(name: str, pairs: list[Pair]) -> pd.DataFrame:
    """Return what `coverage_table` asks for; each series is an origin of its own."""
    rows = []
    for number, (history, future) in enumerate(pairs):
        past = pd.Series(history, index=range(2000 - len(history), 2000))
        found = forecast_distribution(past, len(future))
        bounds = {column: found.quantile(tail) for column, tail in TAILS.items()}
        trend = np.corrcoef(np.arange(len(history)), history)[0, 1] ** 2
        unit = np.abs(np.diff(history)).mean()
        for step, outcome in enumerate(future):
            year = 2000 + step
            row = {"vintage": name, "origin": number, "horizon": step + 1, "years": len(history)}
            row |= {
                "trend": trend,
                "outcome": outcome,
                "unit": unit,
                "crps": found.crps(year, outcome) / unit,
            }
            row |= {column: bound[year] for column, bound in bounds.items()}
            rows.append(row | {"pit": 1 - found.chance_at_least(year, outcome)})
    return pd.DataFrame(rows)


def measure(pairs: list[Pair], method: Callable[[pd.Series, int], pd.DataFrame]) -> dict[str, float]:
    """Return the measures of one method over pairs of history and what followed."""
    scores, started = [], time.perf_counter()
    for history, future in pairs:
        past = pd.Series(history, index=range(2000 - len(history), 2000))
        scores.append(_score(method(past, len(future)), future, np.abs(np.diff(history)).mean()))
    seconds = time.perf_counter() - started
    means = pd.DataFrame(scores).replace(np.inf, np.nan).mean()
    return {"series": len(pairs), **means, "ms_per_series": 1000 * seconds / len(pairs)}


def _score(found: pd.DataFrame, future: np.ndarray, naive_error: float) -> dict[str, float]:
    mean = found["mean"].to_numpy()
    error = np.abs(future - mean)
    naive_error = naive_error or np.nan
    scores = {
        "smape": (200 * error / (np.abs(future) + np.abs(mean))).mean(),
        "mase": error.mean() / naive_error,
    }
    for level in (80, 95):
        low, high = found[f"lower_{level}"].to_numpy(), found[f"upper_{level}"].to_numpy()
        scores[f"covers_{level}"] = 100 * ((low <= future) & (future <= high)).mean()
    miss = np.maximum(low - future, 0) + np.maximum(future - high, 0)
    scores["msis_95"] = (high - low + 2 / 0.05 * miss).mean() / naive_error
    return scores


if __name__ == "__main__":
    main()
