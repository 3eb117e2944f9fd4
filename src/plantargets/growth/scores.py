"""Scores of chances and intervals, with intervals of their own that keep an origin together."""

from __future__ import annotations

from importlib.resources import files
from io import StringIO

import numpy as np
import pandas as pd

from plantargets.growth.backtest import JUDGED, reliability
from plantargets.growth.reference import SAME_DIGITS

DRAWS = 1000
SEED = 20261128
BLOCK_YEARS = 5  # the longest horizon: origins this near share years of outcomes
SURE = 0.005  # chances nearer to 0 or 1 are scored as this near, else one surprise would be infinite
TREND_EDGES = (0.0, 0.3, 0.7, 0.9, 0.97, 1.0)  # R squared of a line through the history
TREND_CLASSES = ("to 0.3", "0.3-0.7", "0.7-0.9", "0.9-0.97", "over 0.97")
LENGTH_EDGES = (0, 14, 20, 1000)  # values in the history
LENGTH_CLASSES = ("to 14", "15-20", "over 20")


def brier_score(chance: pd.Series, reached: pd.Series) -> float:
    """Return the mean squared distance of chances from outcomes (Brier 1950); 0 is best, 0.25 a coin."""
    return float(((chance - reached) ** 2).mean())


def log_score(chance: pd.Series, reached: pd.Series) -> float:
    """Return the mean of -log of the chance given to what happened (Good 1952); 0 is best, 0.69 a coin."""
    return float(_surprise(chance, reached).mean())


def score_table(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of every method and of the benchmarks, over all targets and by horizon.

    Parameters
    ----------
    targets
        Of `plantargets.growth.Backtest`.

    Returns
    -------
    pandas.DataFrame
        ``known`` (``purged`` over all targets; ``real time`` over those for which the benchmark in real time
        exists), ``horizon`` (``all`` or years), ``method, brier_score, brier_low, brier_high, log_score,
        less_than_benchmark, less_low, less_high, targets, origins``. ``less_than_benchmark`` is the Brier
        score of the benchmark less the method's: above zero the method is better. Intervals hold 95 % of a
        block bootstrap over origins, see `block_bootstrap`.
    """
    rows = []
    for known, benchmark in (("purged", "benchmark"), ("real time", "benchmark_real_time")):
        told = targets[targets[f"chance_{benchmark}"].notna()]
        for horizon in ("all", *sorted(told["horizon"].unique())):
            own = told if horizon == "all" else told[told["horizon"] == horizon]
            yardstick = (own[f"chance_{benchmark}"] - own["reached"]) ** 2
            for method in JUDGED:
                chance = own[f"chance_{method}"]
                if method.startswith("benchmark") and method != benchmark:
                    continue
                loss = (chance - own["reached"]) ** 2
                low, high = block_bootstrap(loss, own["origin"])
                less_low, less_high = block_bootstrap(yardstick - loss, own["origin"])
                rows.append(
                    {
                        "known": known,
                        "horizon": str(horizon),
                        "method": method.removesuffix("_real_time"),
                        "brier_score": loss.mean(),
                        "brier_low": low,
                        "brier_high": high,
                        "log_score": log_score(chance, own["reached"]),
                        "less_than_benchmark": (yardstick - loss).mean(),
                        "less_low": less_low,
                        "less_high": less_high,
                        "targets": len(own),
                        "origins": own["origin"].nunique(),
                    }
                )
    return pd.DataFrame(rows)


def reliability_table(targets: pd.DataFrame) -> pd.DataFrame:
    """Return `reliability` of the three chances, with ``method``, ``brier_score, log_score`` and intervals.

    ``share_low, share_high`` hold 95 % of a block bootstrap of ``observed_share`` over origins.
    """
    parts = []
    for method in JUDGED[:3]:
        chance = targets[f"chance_{method}"].round(SAME_DIGITS)
        part = reliability(chance, targets["reached"])
        bounds = []
        for start, end in zip(part["chance_from"], part["chance_to"], strict=True):
            inside = targets[(chance >= start) & ((chance < end) if end < 1 else (chance <= 1))]
            bounds.append(block_bootstrap(inside["reached"].astype(float), inside["origin"]))
        part.insert(0, "method", method)
        part.insert(1, "brier_score", brier_score(chance, targets["reached"]))
        part.insert(2, "log_score", log_score(chance, targets["reached"]))
        part["share_low"], part["share_high"] = zip(*bounds, strict=True)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def coverage_table(values: pd.DataFrame) -> pd.DataFrame:
    """Return how often the intervals hold the outcome, by vintage and within it by horizon, trend and length.

    Parameters
    ----------
    values
        Of `plantargets.growth.Backtest`, or with the same columns.

    Returns
    -------
    pandas.DataFrame
        ``vintage, by, class, covers_80_pct, covers_80_low, covers_80_high, covers_95_pct, msis_80, msis_95,
        crps, pit_mean, pit_spread, forecasts, origins``. The interval of the coverage is that of a block
        bootstrap over origins; the interval score (Gneiting & Raftery 2007) and the CRPS are over the mean
        absolute yearly change. Of calibrated forecasts `pit_mean` is 0.5 and `pit_spread`, a standard
        deviation, 0.29.
    """
    judged = values.assign(
        covers_80_pct=100.0 * values["outcome"].between(values["lower_80"], values["upper_80"]),
        covers_95_pct=100.0 * values["outcome"].between(values["lower_95"], values["upper_95"]),
        msis_80=_interval_score(values, 80),
        msis_95=_interval_score(values, 95),
        trend_class=pd.cut(values["trend"], TREND_EDGES, labels=TREND_CLASSES, include_lowest=True),
        length_class=pd.cut(values["years"], LENGTH_EDGES, labels=LENGTH_CLASSES),
        all="all",
    )
    rows = []
    classes = {"all": "all", "horizon": "horizon", "trend": "trend_class", "length": "length_class"}
    for vintage, own in judged.groupby("vintage", sort=False):
        for by, column in classes.items():
            for label, group in own.groupby(column, observed=True):
                low, high = block_bootstrap(group["covers_80_pct"], group["origin"])
                rows.append(
                    {
                        "vintage": vintage,
                        "by": by,
                        "class": str(label),
                        "covers_80_pct": group["covers_80_pct"].mean(),
                        "covers_80_low": low,
                        "covers_80_high": high,
                        "covers_95_pct": group["covers_95_pct"].mean(),
                        "msis_80": group["msis_80"].mean(),
                        "msis_95": group["msis_95"].mean(),
                        "crps": group["crps"].mean(),
                        "pit_mean": group["pit"].mean(),
                        "pit_spread": group["pit"].std(ddof=0),
                        "forecasts": len(group),
                        "origins": group["origin"].nunique(),
                    }
                )
    return pd.DataFrame(rows)


def competition_coverage() -> pd.DataFrame:
    """Return `coverage_table` of the M3 and M1 competitions, as ``benchmarks/forecast_m3.py`` measured it."""
    text = files("plantargets.growth").joinpath("data/coverage.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), comment="#", dtype={"class": str})


def block_bootstrap(
    values: pd.Series, origins: pd.Series, share: float = 0.95, draws: int = DRAWS
) -> tuple[float, float]:
    """Return the interval of a mean over rows that come in origins which depend on each other.

    Blocks of five consecutive origins are drawn with replacement, the last followed by the first (Politis &
    Romano 1992), until there are as many origins as before; the rows of an origin stay together. Where there
    are fewer than two origins the interval is not known (NaN).
    """
    grouped = (
        pd.DataFrame({"value": values, "origin": origins}).groupby("origin")["value"].agg(["sum", "size"])
    )
    if len(grouped) < 2:
        return float("nan"), float("nan")
    picked = drawn_blocks(len(grouped), draws)
    sums, sizes = (
        grouped["sum"].to_numpy()[picked].sum(axis=1),
        grouped["size"].to_numpy()[picked].sum(axis=1),
    )
    low, high = np.quantile(sums / sizes, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def drawn_blocks(count: int, draws: int = DRAWS) -> np.ndarray:
    """Return places of `count` origins drawn in blocks, one row a draw; always the same."""
    generator = np.random.default_rng(SEED)
    length = min(BLOCK_YEARS, max(1, count // 2))
    starts = generator.integers(0, count, (draws, -(-count // length)))
    places = (starts[:, :, None] + np.arange(length)) % count
    return places.reshape(draws, -1)[:, :count]


def _surprise(chance: pd.Series, reached: pd.Series) -> pd.Series:
    given = chance.clip(SURE, 1 - SURE)
    return -np.log(given.where(reached.astype(bool), 1 - given))


def _interval_score(values: pd.DataFrame, level: int) -> pd.Series:
    low, high, outcome = values[f"lower_{level}"], values[f"upper_{level}"], values["outcome"]
    missed = (low - outcome).clip(lower=0) + (outcome - high).clip(lower=0)
    return (high - low + 2 / (1 - level / 100) * missed) / values["unit"]
