"""Does the chance of a forecast beat the base rate? Told on the goals of work reports."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.aims import Aim, chained
from plantargets.growth.forecast import SHORTEST_HISTORY
from plantargets.growth.goals import (
    DRAWS,
    FEW_CLUSTERS,
    FEWEST_GOALS,
    SEED,
    fewer_is_better,
    is_rate_of,
    load_goals,
)
from plantargets.growth.outlook import Line
from plantargets.growth.panel import after_last_gap
from plantargets.growth.scores import brier_score
from plantargets.growth.series import load_series, series_vintages

CHANCE_COLUMNS = (
    "region", "level", "year", "series_id", "indicator", "scope", "wording", "goal_comparator", "goal_min",
    "goal_max", "unit", "history", "history_years", "chance", "base_rate", "base_rate_goals", "met",
)  # fmt: skip
SCORE_COLUMNS = (
    "level", "indicator", "goals", "years", "share", "mean_chance", "chance_score", "base_rate_score",
    "half_score", "better_by", "better_low", "better_high",
)  # fmt: skip


def goal_chances(goals: pd.DataFrame | None = None, root: Path | None = None) -> pd.DataFrame:
    """Return the chance of each goal whose outcome is known, from values of the years before.

    Parameters
    ----------
    goals
        From `load_goals`.

    Returns
    -------
    pandas.DataFrame
        `CHANCE_COLUMNS`, one row for each goal with four consecutive values before its year. ``history`` is
        ``announced`` (outcomes of earlier reports) or the vintage of the statistics, whichever is longer;
        revised values were not known when the goal was set. ``base_rate`` is the share of goals of other
        years that were met: of the same indicator and level where ten are known, else of the level, else of
        all.
    """
    panel = load_goals(root=root) if goals is None else goals
    judged = panel[panel["met"].notna()]
    rows = []
    for row in judged.to_dict("records"):
        found = _history(row, panel, root)
        if found is None:
            continue
        name, levels = found
        year = int(row["year"])
        rate = is_rate_of(str(row["series_id"]))
        ends = [float(row[end]) for end in ("goal_min", "goal_max") if not np.isnan(row[end])]
        aim = Aim(
            "growth" if rate else "level",
            min(ends),
            max(ends),
            str(row["goal_comparator"]),
            year,
            fewer_is_better=fewer_is_better(str(row["series_id"])),
        )
        line = Line(str(row["region"]), levels, in_points=row["unit"] == "%" and not rate)
        share, count = _base_rate(row, judged)
        rows.append(
            {name: row[name] for name in CHANCE_COLUMNS if name in row}
            | {
                "history": name,
                "history_years": len(levels) - int(rate),
                "chance": line.outlook(aim, year - 1).chance,
                "base_rate": share,
                "base_rate_goals": count,
                "met": bool(row["met"]),
            }
        )
    return pd.DataFrame(rows, columns=list(CHANCE_COLUMNS))


def goal_scores(chances: pd.DataFrame) -> pd.DataFrame:
    """Return the Brier scores of chance, base rate and their mean, and by how much the chance is better.

    Parameters
    ----------
    chances
        From `goal_chances`.

    Returns
    -------
    pandas.DataFrame
        `SCORE_COLUMNS`: for each level all goals, and each indicator of which ten are known. ``better_by`` is
        the score of the base rate less that of the chance, above zero where the chance is better, with the
        95 % interval of a bootstrap over years; NaN from fewer than five years, which say nothing.
    """
    rows = []
    for level, of_level in chances.groupby("level", sort=True):
        groups = [("", of_level), *((str(name), own) for name, own in of_level.groupby("indicator"))]
        for indicator, own in groups:
            if indicator and len(own) < FEWEST_GOALS:
                continue
            met = own["met"].astype(float)
            mean = (own["chance"] + own["base_rate"]) / 2
            gain = (own["base_rate"] - met) ** 2 - (own["chance"] - met) ** 2
            low, high = _interval(gain, own["year"])
            rows.append(
                (
                    level,
                    indicator,
                    len(own),
                    own["year"].nunique(),
                    met.mean(),
                    own["chance"].mean(),
                    brier_score(own["chance"], own["met"]),
                    brier_score(own["base_rate"], own["met"]),
                    brier_score(mean, own["met"]),
                    gain.mean(),
                    low,
                    high,
                )
            )
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS))


def _history(
    row: dict[object, object] | dict[str, object], panel: pd.DataFrame, root: Path | None
) -> tuple[str, pd.Series] | None:
    """Return the name of the longest history up to the year before the goal, and its levels."""
    region, series_id, year = str(row["region"]), str(row["series_id"]), int(str(row["year"]))
    own = panel[
        (panel["region"] == region)
        & (panel["series_id"] == series_id)
        & (panel["scope"] == row["scope"])
        & (panel["unit"] == row["unit"])
        & panel["outcome"].notna()
        & panel["outcome_comparator"].isin(["eq", "approx", ""])
    ]
    announced = own.drop_duplicates("year").set_index("year")["outcome"].sort_index()
    found = [("announced", announced)]
    if not row["scope"]:
        found += _observed(region, series_id, str(row["unit"]), root)
    best: tuple[str, pd.Series] | None = None
    for name, values in found:
        run = after_last_gap(values.loc[: year - 1])
        usable = len(run) >= SHORTEST_HISTORY and int(run.index[-1]) == year - 1 and run.any()
        if usable and (best is None or len(run) > len(best[1])):
            best = (name, run)
    if best is None:
        return None
    return best[0], chained(best[1]) if is_rate_of(series_id) else best[1]


def _observed(region: str, series_id: str, unit: str, root: Path | None) -> list[tuple[str, pd.Series]]:
    try:
        vintages = series_vintages(region, series_id, root)
    except PlanTargetsError:
        return []
    lines = [load_series(region, series_id, vintage, root) for vintage in vintages]
    return [(line.vintage, line.values) for line in lines if line.unit == unit]  # noqa: PD011


def _base_rate(row: dict[object, object] | dict[str, object], judged: pd.DataFrame) -> tuple[float, int]:
    others = judged[judged["year"] != row["year"]]
    of_level = others[others["level"] == row["level"]]
    own = of_level[of_level["indicator"] == row["indicator"]]
    for group in (own, of_level, others):
        if len(group) >= FEWEST_GOALS:
            return float(group["met"].mean()), len(group)
    return float("nan"), 0


def _interval(gain: pd.Series, years: pd.Series) -> tuple[float, float]:
    sums = gain.groupby(years.to_numpy()).agg(["sum", "count"]).to_numpy(dtype=float)
    if len(sums) < FEW_CLUSTERS:
        return float("nan"), float("nan")
    draws = np.random.default_rng(SEED).integers(0, len(sums), size=(DRAWS, len(sums)))
    means = sums[draws, 0].sum(axis=1) / sums[draws, 1].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
