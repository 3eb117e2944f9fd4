"""Answers of lesson 6, whether promises were kept."""

from __future__ import annotations

import math
from functools import lru_cache

import pandas as pd

from plantargets.growth import (
    load_goals,
    share_met,
)
from plantargets.tutorials.answers.shared import Answer, share_pct

HALF_A_POINT = 0.5


def national_goals_met() -> Answer:
    """6.1: goals of the nation for GDP that were met."""
    goals = _gdp_goals("nation")
    reached, said_so = goals["outcome"] >= goals["goal_min"], goals["outcome_comparator"] == "met"
    known = goals["outcome"].notna() | said_so
    met = int((reached | said_so).sum())
    return Answer(
        met,
        {
            "all": len(goals),
            "known": int(known.sum()),
            "room": int(goals["met_with_room"].sum()),
            "said": int(reached.sum()),
            "above_only": int(((goals["outcome"] > goals["goal_min"]) | said_so).sum()),
            "above_and_said": int((goals["outcome"] > goals["goal_min"]).sum()),
            "upper_end": int(((goals["outcome"] >= goals["goal_max"]) | said_so).sum()),
            "missed": int(known.sum()) - met,
            "silent": len(goals) - met,
        },
    )


def reading_of_about() -> Answer:
    """6.2: how far the share of the provinces' goals with 左右 that were met moves with the reading."""
    provinces, nation = _gdp_goals("province"), _gdp_goals("nation")
    own, about = (goals[goals["goal_comparator"] == "approx"] for goals in (provinces, nation))
    known = own[own["met"].notna()]
    strict, with_room = share_pct(known["met"]), share_pct(known["met_with_room"])
    return Answer(
        with_room - strict,
        {
            "count": int(known["met_with_room"].sum() - known["met"].sum()),
            "ratio": with_room / strict,
            "relative": 100 * (with_room / strict - 1),
            "strict": strict,
            "with_room": with_room,
            "nation": _gain_by_room(about),
            "both": _gain_by_room(pd.concat([own, about])),
            "ranges": _gain_by_room(provinces[provinces["wording"] == "soft"]),
            "all_wordings": _gain_by_room(provinces),
        },
        0.11,
    )


def share_near_the_goal() -> Answer:
    """6.3: share of the GDP goals whose outcome is within half a point of the goal, in per cent."""
    rows = pd.concat([_gdp_goals("nation"), _gdp_goals("province")])
    known = rows["difference"].dropna()
    near = known.abs() <= HALF_A_POINT
    return Answer(
        share_pct(near),
        {
            "count": int(near.sum()),
            "all_rows": 100 * float(near.sum()) / len(rows),
            "two_bars": share_pct((known >= -HALF_A_POINT) & (known < HALF_A_POINT)),
            "above_only": share_pct(near & (known >= 0)),
            "signed": share_pct(known <= HALF_A_POINT),
            "strict_or_complement": share_pct(known.abs() < HALF_A_POINT),
            "provinces": share_pct(_gdp_goals("province")["difference"].dropna().abs() <= HALF_A_POINT),
            "nation": share_pct(_gdp_goals("nation")["difference"].dropna().abs() <= HALF_A_POINT),
        },
        0.06,
    )


def width_by_years() -> Answer:
    """6.4: how many times as wide the provinces' interval is by years as with every goal by itself."""
    by_years, naive = _widths("province")
    nation_by_years, nation_naive = _widths("nation")
    return Answer(
        by_years / naive,
        {
            "inverse": naive / by_years,
            "difference": 100 * (by_years - naive),
            "difference_of_shares": by_years - naive,
            "half": 2 * by_years / naive,
            "relative": 100 * (by_years / naive - 1),
            "nation": nation_by_years / nation_naive,
        },
        0.04,  # Wilson's interval is a little narrower
    )


def meaning_of_base_rate() -> Answer:
    """6.5: why the nation's share tells nothing of the provinces."""
    return Answer("c", {"same": "a", "few": "b", "reading": "d"})


@lru_cache(maxsize=1)
def _goals_of_reports() -> pd.DataFrame:
    return load_goals()


def _gdp_goals(level: str) -> pd.DataFrame:
    goals = _goals_of_reports()
    return goals[(goals["series_id"] == "gdp_growth") & (goals["level"] == level)]


def _gain_by_room(goals: pd.DataFrame) -> float:
    """Return by how many percentage points the share of goals met rises with room."""
    known = goals[goals["met"].notna()]
    return share_pct(known["met_with_room"]) - share_pct(known["met"])


def _widths(level: str) -> tuple[float, float]:
    """Return the widths of the intervals of the share of all goals met: by years, and naive."""
    goals = _goals_of_reports()
    every = goals[(goals["level"] == level) & goals["met"].notna()]
    found = share_met(every, ["level"]).iloc[0]
    share = float(found["share"])
    naive = 2 * 1.96 * math.sqrt(share * (1 - share) / len(every))
    return float(found["upper_95"] - found["lower_95"]), naive
