"""How far a chance can be trusted: how often targets given such a chance were reached, origins drawn anew."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import StringIO

import numpy as np
import pandas as pd

from plantargets.growth.methods import Array


def chance_band(method: str, chance: float, horizon: int) -> tuple[float, float]:
    """Return the 95 % interval of the share of targets that are reached when a method gives this chance.

    The backtest on the provinces' gross domestic product gives chances to past targets. A line on the scale
    of log-odds says how often targets with such a chance were reached; drawing blocks of consecutive origins
    anew a thousand times gives a thousand lines (Künsch 1989), and the band holds 95 % of them and the chance
    itself. Provinces of one origin share their business cycle and stay together.

    Parameters
    ----------
    method
        ``forecast``, ``reference`` or ``combined``.
    chance
        Between 0 and 1; NaN gives NaN.
    horizon
        Years from origin to target year; beyond the longest of the backtest, five, that one holds.

    Examples
    --------
    >>> low, high = chance_band("reference", 0.7, 3)
    >>> low < 0.7 < high
    True
    """
    if np.isnan(chance):
        return float("nan"), float("nan")
    lines = _bands()
    given, lows, highs = lines[method, min(horizon, max(years for _, years in lines))]
    low = float(np.interp(chance, given, lows))
    high = float(np.interp(chance, given, highs))
    return min(low, chance), max(high, chance)


@lru_cache(maxsize=1)
def _bands() -> dict[tuple[str, int], tuple[Array, Array, Array]]:
    """Return the chances of each method and horizon, and the ends of their intervals."""
    text = files("plantargets.growth").joinpath("data/chance_bands.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), comment="#")
    return {
        (str(method), int(str(horizon))): (
            own["chance"].to_numpy(),
            own["low"].to_numpy(),
            own["high"].to_numpy(),
        )
        for (method, horizon), own in table.groupby(["method", "horizon"])
    }
