"""Measure the forecast on collections of annual series.

    python benchmarks/forecast_m3.py                 # M3, the yardstick
    python benchmarks/forecast_m3.py --all           # and M1, tourism, the provinces with rolling origins
    python benchmarks/forecast_m3.py --peers 100     # and statsmodels' models on the first 100 series of M3

Measures as in the M competitions: sMAPE in per cent, MASE over the mean absolute yearly change of the
history, MSIS of the 95 % interval on the same scale (Makridakis, Spiliotis & Assimakopoulos 2020).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from annual_collections import Pair, all_collections

from plantargets.growth import PEERS, forecast, peer_forecast

CALIBRATED_ON = ("M1", "tourism")


def main() -> None:
    """Print one row per collection."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="all collections, not M3 alone")
    parser.add_argument(
        "--peers", type=int, default=0, metavar="N", help="also the peers on the first N of M3"
    )
    arguments = parser.parse_args()
    collections = all_collections()
    names = list(collections) if arguments.all else ["M3"]
    rows = {name: measure(collections[name], forecast) for name in names}
    for peer in PEERS if arguments.peers else ():
        rows[f"M3[:{arguments.peers}] {peer}"] = measure(
            collections["M3"][: arguments.peers],
            lambda past, ahead, peer=peer: peer_forecast(past, ahead, peer),
        )
    if arguments.peers:
        rows[f"M3[:{arguments.peers}] ours"] = measure(collections["M3"][: arguments.peers], forecast)
    table = pd.DataFrame(rows).T
    table["calibrated_on"] = [name in CALIBRATED_ON for name in table.index]
    print(table.to_string(float_format=lambda value: f"{value:.3f}"))


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
