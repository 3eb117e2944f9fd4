"""What the lessons work with: invented plans, simulated histories and a textbook interval."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

HISTORIES, YEARS, COVERAGE_HORIZON = 400, 8, 3
SEED, FIRST_YEAR = 20231, 2015
NORMAL_95 = 1.959964
COMPARED = ("comparator", "kind", "period", "distribution")
Interval = Callable[[pd.Series, int], tuple[float, float]]


def own_plan_text() -> str:
    """Return a short invented plan of an invented city, to practise on."""
    return files("plantargets.tutorials").joinpath("qinghe-2024.txt").read_text(encoding="utf-8")


def harder_plan_text() -> str:
    """Return a short invented plan on which the program misses some targets and takes one that is none."""
    return files("plantargets.tutorials").joinpath("anhe-2024.txt").read_text(encoding="utf-8")


def table_plan_text() -> str:
    """Return a short invented plan with two tables, one row of which the program misreads."""
    return files("plantargets.tutorials").joinpath("chenghe-2025.md").read_text(encoding="utf-8")


def beside_readers(targets: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the program's rows of one plan beside those of the readers, by the characters they point at.

    Returns
    -------
    pandas.DataFrame
        ``quote``, ``found_by`` (``both``, ``program`` or ``readers``) and ``differs_in``: the columns of
        `COMPARED` in which the two rows differ, with the program's code and the readers', empty where they
        agree or only one has the row. Readers may allow several codes, parted by ``|``.
    """
    ours = targets.astype({"start": int}).set_index("start")
    theirs = gold.astype({"start": int}).set_index("start")
    rows = []
    for start in sorted({*ours.index, *theirs.index}):
        if start not in ours.index or start not in theirs.index:
            table, name = (ours, "program") if start in ours.index else (theirs, "readers")
            rows.append((table.loc[start, "quote"], name, ""))
            continue
        told = [
            f"{column}: {ours.loc[start, column]} / {theirs.loc[start, column]}"
            for column in COMPARED
            if str(ours.loc[start, column]) not in str(theirs.loc[start, column]).split("|")
        ]
        rows.append((ours.loc[start, "quote"], "both", "; ".join(told)))
    return pd.DataFrame(rows, columns=["quote", "found_by", "differs_in"])


@lru_cache(maxsize=4)
def simulated_histories(years: int = YEARS, steady: bool = False) -> tuple[pd.Series, ...]:
    """Return `HISTORIES` series that grow by about 5 % a year with shocks of 3 %; always the same ones.

    Each has `years` years to be seen and `COVERAGE_HORIZON` to be forecast. Where it is not `steady`, the
    pace itself wanders, as that of economies does.
    """
    random = np.random.default_rng(SEED)
    shape = (HISTORIES, years + COVERAGE_HORIZON)
    shocks, wander = random.normal(0, 0.03, shape), np.cumsum(random.normal(0, 0.01, shape), axis=1)
    levels = 100 * np.exp(np.cumsum(0.05 + shocks + (0 if steady else wander), axis=1))
    index = pd.RangeIndex(FIRST_YEAR, FIRST_YEAR + shape[1], name="year")
    return tuple(pd.Series(row, index=index) for row in levels)


def textbook_interval(seen: pd.Series, horizon: int) -> tuple[float, float]:
    """Return the 95 % interval of a random walk with drift as textbooks give it, on logarithms.

    The drift and the variance are taken as if they were known (Hyndman & Athanasopoulos 2021, section 5.5).
    """
    steps = np.diff(np.log(seen.to_numpy()))
    middle = np.log(seen.iloc[-1]) + horizon * steps.mean()
    half = NORMAL_95 * steps.std(ddof=1) * np.sqrt(horizon)
    return float(np.exp(middle - half)), float(np.exp(middle + half))


def coverage_pct(interval: Interval, histories: tuple[pd.Series, ...] | None = None) -> float:
    """Return how many in a hundred intervals hold what came `COVERAGE_HORIZON` years later."""
    series = simulated_histories() if histories is None else histories
    hits = 0
    for one in series:
        low, high = interval(one.iloc[:-COVERAGE_HORIZON], COVERAGE_HORIZON)
        hits += bool(low <= one.iloc[-1] <= high)
    return 100 * hits / len(series)
