"""Chances of the growth targets of the provinces, from the panel of their statistics."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from plantargets.growth.many import assess_many
from plantargets.language.period import Period

INDICATOR = "gdp_growth"
COLUMNS = (
    "region", "target", "target_max", "comparator", "target_year", "origin", "latest", "chance", "chance_low",
    "chance_high", "chance_reference", "base_rate", "base_rate_goals", "outcome", "status", "target_id",
)  # fmt: skip


def province_chances(growth: pd.DataFrame, year: int, root: Path | None = None) -> pd.DataFrame:
    """Return the chance of each province's target for the growth of GDP in a year.

    Parameters
    ----------
    growth
        From `plantargets.compare.growth_targets`: ``province, indicator_id, value_min_pct, value_max_pct,
        comparator, period, target_id``. Targets for another year, and averages of a five-year plan, are left
        out.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row for each province with such a target, the likeliest first. The chance is told from
        the last year of the panel, ``origin``; ``base_rate`` is the share of like goals of work reports that
        were met. See `plantargets.growth.assess_many`.

    Examples
    --------
    >>> asked = {"province": "广东", "indicator_id": "gdp_growth", "value_min_pct": 4.5, "value_max_pct": 5.0,
    ...     "comparator": "range", "period": "by:2026", "target_id": "t-1"}
    >>> found = province_chances(pd.DataFrame([asked]), 2026).iloc[0]
    >>> found["region"], int(found["origin"]), bool(0 < found["chance"] < 1)
    ('广东省', 2024, True)
    """
    of_year = growth["period"].map(lambda code: _is_of_year(code, year)).astype(bool)
    own = growth[(growth["indicator_id"] == INDICATOR) & of_year]
    if own.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    targets = pd.DataFrame(
        {
            "region": own["province"],
            "indicator": INDICATOR,
            "year": year,
            "value": own["value_min_pct"].astype(float),
            "value_max": own["value_max_pct"].astype(float),
            "unit": "%",
            "comparator": own["comparator"],
            "measure": "growth",
            "target_id": own["target_id"],
        }
    )
    found = assess_many(None, targets, root=root).drop_duplicates("target_id", keep="last")
    return found.sort_values("chance", ascending=False, ignore_index=True)[list(COLUMNS)]


def _is_of_year(code: object, year: int) -> bool:
    """Whether a period is of one year alone: by:2026, annual:2026, and not annual:2022-2026."""
    period = Period.parse(code) if isinstance(code, str) else Period()
    return period.end_year == year and period.start_year in {None, year}
