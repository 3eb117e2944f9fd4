"""Did they keep their promises? The goals of work reports beside the outcomes of the next ones.

A goal is met where the outcome is at least what was promised, or at most, where less is better (prices,
unemployment, deficits). 左右 leaves open what counts, so goals are judged twice: by the number itself, and
with half a percentage point of room. Outcomes are what the reports announced in the following spring, not
revised statistics; reports leave misses out more often than successes, so that every share stands with its
coverage and with the bounds it would have if all that is missing were missed or met.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plantargets.data import verified_path
from plantargets.errors import PlanTargetsError
from plantargets.growth.series import COUNTRY
from plantargets.growth.wording import say
from plantargets.growth.words import any_word
from plantargets.indicators import load_vocabulary
from plantargets.package_tables import package_rows
from plantargets.targets.evaluate import wilson

ROOM = 0.5  # percentage points of room that 左右 may be read with
FIRM, SOFT, PLAIN, STRIVE = "firm", "soft", "plain", "strive"
LEVELS = ("nation", "province")
_WORDING = {"ge": FIRM, "le": FIRM, "gt": FIRM, "lt": FIRM, "approx": SOFT, "range": SOFT, "eq": PLAIN}
# 力争 before the number itself; 增长7%以上、力争达到8% adds a second, higher number.
_STRIVES = re.compile(rf"[^\d百]*{any_word('strive')}")
_SCOPE = re.compile(r"scope=([\w-]+)")
_SAID = {"met": True, "missed": False}
_EXACT = frozenset({"eq", "approx", ""})
COLUMNS = (
    "region", "level", "year", "series_id", "indicator", "scope", "unit", "wording", "goal_comparator",
    "goal_min", "goal_max", "outcome", "outcome_comparator", "difference", "met", "met_with_room",
)  # fmt: skip
DRAWS, SEED = 4000, 2026
FEW_CLUSTERS = 5
OLD_NAMES = {"gdp_growth": ("gnp_growth",)}  # in reports before 1994
FEWEST_GOALS = 10  # of fewer goals a share says little about the next one


def load_goals(language: str = "en", root: Path | None = None, room: float = ROOM) -> pd.DataFrame:
    """Return the goals with a number, each beside its outcome where the next report states one.

    Parameters
    ----------
    room
        Percentage points by which a goal in per cent may be fallen short of for ``met_with_room``.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, then the words and sources of both sides. ``met`` by the number itself, ``met_with_room``
        with `room` for goals in per cent; both NA where no outcome, or only a bound that does
        not decide, is known, and for series of which neither more nor less is better. ``difference`` is
        outcome minus goal in the better direction, NA for bounds. ``wording`` is ``firm`` (以上, 以内),
        ``soft`` (左右, a range), ``plain``, or ``strive`` where 力争 stands before the number.

    Raises
    ------
    PlanTargetsError
        If the table was changed, or holds a series that ``goal_series.csv`` does not know.
    """
    table = pd.read_csv(
        verified_path("statistics/goals_outcomes.csv", root), dtype=str, keep_default_na=False
    )
    unknown = sorted(set(table["series_id"]) - set(_series()))
    if unknown:
        raise PlanTargetsError(
            f"goals_outcomes.csv: unknown series {', '.join(unknown)}; add them to goal_series.csv."
        )
    table = table[(table["goal_min"] != "") & table["goal_comparator"].isin(list(_WORDING))]
    goals = pd.DataFrame(
        {
            "region": table["region"],
            "level": np.where(table["region"] == COUNTRY, "nation", "province"),
            "year": table["year"].astype(int),
            "series_id": table["series_id"],
            "indicator": table["series_id"].map(
                {name: row[f"name_{language}"] for name, row in _series().items()}
            ),
            "scope": table["note"].str.extract(_SCOPE, expand=False).fillna("").replace("all", ""),
            "unit": table["unit"],
            "wording": table["goal_comparator"]
            .map(_WORDING)
            .mask(table["goal_quote_sentence"].map(lambda words: bool(_STRIVES.match(words))), STRIVE),
            "goal_comparator": table["goal_comparator"],
            "goal_min": pd.to_numeric(table["goal_min"]),
            "goal_max": pd.to_numeric(table["goal_max"]),
            "outcome": pd.to_numeric(table["outcome"], errors="coerce"),
            "outcome_comparator": table["outcome_comparator"],
        }
    )
    judged = [_judge(row, room) for row in goals.to_dict("records")]
    goals[["difference", "met", "met_with_room"]] = pd.DataFrame(judged, index=goals.index)
    goals = goals.astype({"met": "boolean", "met_with_room": "boolean", "difference": "float64"})
    sources = ["goal_words", "goal_quote_sentence", "goal_source", "outcome_quote_sentence", "outcome_source"]
    return goals[list(COLUMNS)].join(table[sources]).reset_index(drop=True)


def five_year_goals(root: Path | None = None) -> pd.DataFrame:
    """Return the targets of the nation's five-year plans, as the reports that present them state them.

    Returns
    -------
    pandas.DataFrame
        ``plan`` (its years), ``indicator`` in the words of the plan, ``basis`` (``annual average``,
        ``cumulative``, ``level``, ``rise``), ``comparator, goal_min, goal_max, unit, outcome, met``. ``met``
        is NA where no outcome is told, where there is no number, and of a rise whose outcome is told as a
        level.

    Examples
    --------
    >>> found = five_year_goals()
    >>> len(found), int(found["met"].notna().sum()), int(found["met"].sum())
    (65, 17, 16)
    """
    path = verified_path("statistics/five_year_plan_targets.csv", root)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    ends = table["target"].str.extract(r"^(?P<low>[\d.]+)(?:-(?P<high>[\d.]+))?$").astype(float)
    goals = pd.DataFrame(
        {
            "plan": table["plan"].str.extract(r"(\d{4}-\d{4})", expand=False),
            "indicator": table["indicator"],
            "basis": table["annual_or_cumulative"],
            "comparator": table["comparator"],
            "goal_min": ends["low"],
            "goal_max": ends["high"].fillna(ends["low"]),
            "unit": table["unit"],
            "outcome": pd.to_numeric(table["outcome"], errors="coerce"),
        }
    )
    told = goals["outcome"].notna() & goals["goal_min"].notna() & (goals["basis"] != "rise")
    ahead = (goals["outcome"] >= goals["goal_min"]).mask(
        goals["comparator"].isin(["le", "lt"]), goals["outcome"] <= goals["goal_max"]
    )
    return goals.assign(met=ahead.astype("boolean").where(told))


def share_met(goals: pd.DataFrame, by: list[str], column: str = "met") -> pd.DataFrame:
    """Return the share of goals that were met, by group.

    Parameters
    ----------
    goals
        From `load_goals`.
    by
        Columns that make the groups.
    column
        ``met`` or ``met_with_room``.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, ``goals`` (with a number), ``known`` (outcomes that decide), ``met_goals``,
        ``share``, ``lower_95, upper_95`` (bootstrap over years, since the regions of a year move together;
        Cameron, Gelbach and Miller 2008; where a group holds fewer than five years the interval is that of
        Wilson 1927 and ``clustered`` is false), ``lowest, highest`` (all missing outcomes missed, or met).
    """
    rows = []
    for key, group in goals.groupby(by, sort=False, dropna=False):
        judged = group[group[column].notna()]
        met, known, total = int(judged[column].sum()), len(judged), len(group)
        years = judged["year"].nunique()
        clustered = years >= FEW_CLUSTERS
        share = met / known if known else float("nan")
        lower, upper = _interval(judged, column, clustered)
        rows.append(
            (
                *key,
                total,
                known,
                met,
                share,
                lower,
                upper,
                clustered,
                met / total,
                (met + total - known) / total,
            )
        )
    columns = [
        *by, "goals", "known", "met_goals", "share", "lower_95", "upper_95", "clustered", "lowest", "highest"
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class BaseRate:
    """How often goals like one were met.

    Attributes
    ----------
    share, lower_95, upper_95
        As in `share_met`; NaN where there is none.
    goals
        Of how many goals whose outcome decides.
    of
        Which goals these are: ``indicator and wording``, or ``indicator``; empty where fewer than ten are
        known.
    """

    share: float
    lower_95: float
    upper_95: float
    goals: int
    of: str


def base_rate(
    series_id: str, comparator: str = "", level: str = "", goals: pd.DataFrame | None = None
) -> BaseRate:
    """Return how often goals like one were met: the chance that anyone can tell without a model.

    Parameters
    ----------
    series_id
        Of the series or indicator that the goal is about.
    comparator
        As in the target row; its wording (firm, soft, plain) makes the class where ten such goals are known.
    level
        ``nation`` or ``province``; empty for both.
    goals
        From `load_goals`, such as the goals of other years; by default all.

    Examples
    --------
    >>> found = base_rate("gdp_growth", level="nation")
    >>> round(found.share, 2), found.goals, found.of
    (0.87, 31, 'indicator')
    """
    known = load_goals() if goals is None else goals
    known = known[known["met"].notna()]
    if level:
        known = known[known["level"] == level]
    ids = {name for name, row in _series().items() if series_id and series_id in (name, row["indicator_id"])}
    own = known[known["series_id"].isin(ids)]
    worded = own[own["wording"] == _WORDING.get(comparator, "")]
    for group, of in ((worded, "indicator and wording"), (own, "indicator")):
        if len(group) >= FEWEST_GOALS:
            row = share_met(group.assign(every=""), ["every"]).iloc[0]
            return BaseRate(
                float(row["share"]), float(row["lower_95"]), float(row["upper_95"]), int(row["known"]), of
            )
    nan = float("nan")
    return BaseRate(nan, nan, nan, 0, "")


def near_the_goal(goals: pd.DataFrame, width: float = 0.5, reach: float = 5.0) -> pd.DataFrame:
    """Return how many outcomes lie how far from their goals, in bins that begin at zero.

    Parameters
    ----------
    goals
        From `load_goals`; those in per cent whose outcome is a number are counted.
    width, reach
        Of a bin, and of all bins on either side, in percentage points; what lies beyond is in the last bin.

    Returns
    -------
    pandas.DataFrame
        ``level, from_points, to_points, goals``: differences in the better direction from the one to below
        the other.

    Examples
    --------
    >>> table = near_the_goal(load_goals())
    >>> int(table["goals"].sum()) == int(load_goals().query("unit == '%'")["difference"].notna().sum())
    True
    """
    known = goals[(goals["unit"] == "%") & goals["difference"].notna()]
    edges = np.arange(-reach, reach + width / 2, width).round(9)
    place = np.clip(np.floor((known["difference"] / width).round(6)) * width, edges[0], edges[-2]).round(9)
    rows = []
    for level, own in place.groupby(known["level"]):
        counts = own.value_counts()
        rows += [
            (level, float(start), float(start + width), int(counts.get(start, 0))) for start in edges[:-1]
        ]
    return pd.DataFrame(rows, columns=["level", "from_points", "to_points", "goals"])


def goal_words(language: str = "en") -> dict[str, str]:
    """Return what the codes of levels and wordings are called.

    Examples
    --------
    >>> goal_words()["firm"]
    'firm (以上 or 以内)'
    """
    return {code: say(f"goal_{code}", language) for code in (*LEVELS, FIRM, SOFT, PLAIN, STRIVE)}


def is_rate_of(series_id: str) -> bool:
    """Whether a goal of this series is for growth over the year before."""
    return series_id.endswith(("_growth", "_change"))


def fewer_is_better(series_id: str) -> bool:
    """Whether less of a series is better: prices, unemployment, deficits."""
    return any(
        row["better"] == "lower"
        for name, row in _series().items()
        if series_id and series_id in (name, row["indicator_id"])
    )


def goal_series() -> tuple[str, ...]:
    """Return the ids of the series that goals of work reports are about."""
    return tuple(_series())


def indicators_of_goals(series_id: str, scope: str = "") -> tuple[str, ...]:
    """Return the ids of the vocabulary that a series of goals, or that of its scope, may have in a text.

    Before 1994 the goals of the nation name the gross national product.

    Examples
    --------
    >>> indicators_of_goals("cpi_change"), indicators_of_goals("disposable_income_growth", "urban")
    (('cpi_growth',), ('urban_disposable_income_growth',))
    >>> indicators_of_goals("foreign_trade_growth", "exports"), indicators_of_goals("gdp_growth")
    (('exports_growth',), ('gdp_growth', 'gnp_growth'))
    """
    own = _series()[series_id]["indicator_id"]
    known = {item.id for item in load_vocabulary()}
    scoped = [name for name in (f"{scope}_{own}", f"{scope}_growth") if scope and name in known]
    return tuple(scoped[:1] or [own, *OLD_NAMES.get(own, ())])


def above_the_nation(goals: pd.DataFrame, series_id: str = "gdp_growth") -> pd.DataFrame:
    """Return by how much the goals of the provinces exceed that of the nation for the same year.

    Returns
    -------
    pandas.DataFrame
        ``region, year, goal, national_goal, above`` in percentage points, and whether either was met.
    """
    gdp = goals[goals["series_id"] == series_id]
    nation = gdp[gdp["level"] == "nation"].set_index("year")["goal_min"]
    own = gdp[(gdp["level"] == "province") & gdp["year"].isin(nation.index)]
    national = own["year"].map(nation)
    return pd.DataFrame(
        {
            "region": own["region"],
            "year": own["year"],
            "goal": own["goal_min"],
            "national_goal": national,
            "above": own["goal_min"] - national,
            "met": own["met"],
        }
    ).reset_index(drop=True)


def _judge(row: Mapping[Any, Any], given_room: float) -> tuple[float, object, object]:
    """Return difference, met and met with room of one goal."""
    better = _series()[str(row["series_id"])]["better"]
    outcome, sign = float(str(row["outcome"])), -1.0 if better == "lower" else 1.0
    if row["outcome_comparator"] in _SAID:  # the report says so without a figure
        return float("nan"), _SAID[str(row["outcome_comparator"])], _SAID[str(row["outcome_comparator"])]
    if np.isnan(outcome) or not better:
        return float("nan"), pd.NA, pd.NA
    goal = float(str(row["goal_max"] if sign < 0 else row["goal_min"]))
    ahead = round(sign * (outcome - goal), 9)
    bound = str(row["outcome_comparator"])
    room = given_room if row["unit"] == "%" else 0.0
    if bound not in _EXACT:
        # over 5.5 % against a goal of 5 %: met; below 5.5 %: open
        is_floor = (bound in {"ge", "gt"}) == (sign > 0)
        return float("nan"), _decided(is_floor, ahead), _decided(is_floor, ahead + room)
    return ahead, ahead >= 0, ahead + room >= 0


def _decided(is_floor: bool, ahead: float) -> object:
    """Return whether a bound decides: at least so much ahead is met, at most so much behind is missed."""
    if is_floor and ahead >= 0:
        return True
    return False if not is_floor and ahead < 0 else pd.NA


def _interval(judged: pd.DataFrame, column: str, clustered: bool) -> tuple[float, float]:
    met, known = int(judged[column].sum()), len(judged)
    if not known:
        return float("nan"), float("nan")
    if not clustered:
        return wilson(met, known)
    sums = judged.groupby("year")[column].agg(["sum", "count"]).to_numpy(dtype=float)
    draws = np.random.default_rng(SEED).integers(0, len(sums), size=(DRAWS, len(sums)))
    shares = sums[draws, 0].sum(axis=1) / sums[draws, 1].sum(axis=1)
    lower, upper = np.quantile(shares, [0.025, 0.975])
    if met in {0, known}:  # a bootstrap of equal outcomes knows no doubt
        edge = wilson(met, known)
        return min(lower, edge[0]), max(upper, edge[1])
    return float(lower), float(upper)


@cache
def _series() -> dict[str, dict[str, str]]:
    return {row["series_id"]: row for row in package_rows("plantargets.growth", "data/goal_series.csv")}
