"""Growth targets of the provinces, from their work reports, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.data import verified_path
from plantargets.errors import PlanTargetsError
from plantargets.indicators import load_vocabulary
from plantargets.language.period import Period
from plantargets.package_tables import package_rows

# Mainland provinces in the order of GB/T 2260, as they are called in short.
PROVINCES = tuple((row["zh"], row["en"]) for row in package_rows("plantargets.plans", "provinces.csv"))
INDICATORS = (
    "gdp_growth",
    "above_scale_industrial_va_growth",
    "fixed_asset_investment_growth",
    "retail_sales_growth",
    "rd_expenditure_growth",
)
SIGNS = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ ", "eq": "", "range": ""}
STORED = "statistics/growth_targets_2026.csv"
COLUMNS = (
    "province",
    "province_en",
    "indicator_id",
    "indicator_en",
    "indicator_zh",
    "value_min_pct",
    "value_max_pct",
    "comparator",
    "period",
    "quote",
    "plan_id",
    "target_id",
)


def growth_targets(targets: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the growth that each province aims at in a year, one row for each province and indicator.

    Parameters
    ----------
    targets
        Table of targets whose `plan_id`, the name of the file, holds the name of the province
        (``prov2026_河南省``). Plans without a province's name are left out.
    year
        Year of the reports. A target counts if it is for this year (``by:2026``); the average of the
        five-year plan that begins in it (``annual:2026-2030``) counts where there is none. Of
        several the first in the text counts: the list of expected targets stands before the tasks.

    Raises
    ------
    PlanTargetsError
        If several reports of a province give other values: which one counts is not ours to choose.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, percentages as floats, in the order of `PROVINCES` and `INDICATORS`.
    """
    names = {item.id: (item.name_en, item.name_zh) for item in load_vocabulary()}
    periods = (str(Period("by", None, year)), str(Period("annual", year, year + 4)))
    rows = targets[
        targets["indicator_id"].isin(INDICATORS)
        & targets["period"].isin(periods)
        & (targets["kind"] == "growth")
        & (targets["scope"] == "")
    ].copy()
    rows["rank"] = rows["period"].map(periods.index)
    found = []
    for name_zh, name_en in PROVINCES:
        own = rows[rows["plan_id"].str.contains(name_zh, regex=False)].sort_values(["rank", "start"])
        for indicator in INDICATORS:
            named = own[own["indicator_id"] == indicator]
            _refuse_contradiction(named[named["rank"] == named["rank"].min()], name_zh)
            for row in named.head(1).to_dict("records"):
                row |= {"province": name_zh, "province_en": name_en}
                row |= dict(zip(("indicator_en", "indicator_zh"), names[indicator], strict=True))
                row |= {"value_min_pct": float(row["value_min"]), "value_max_pct": float(row["value_max"])}
                found.append([row[column] for column in COLUMNS])
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"value_min_pct": float, "value_max_pct": float})


def without_province(targets: pd.DataFrame) -> list[str]:
    """Return the plans of a table of targets whose name holds no province, which `growth_targets` leaves out.

    Examples
    --------
    >>> without_province(pd.DataFrame({"plan_id": ["prov2026_河南省", "report"]}))
    ['report']
    """
    names = [zh for zh, _ in PROVINCES]
    return [plan for plan in targets["plan_id"].unique() if not any(name in plan for name in names)]


def _refuse_contradiction(rows: pd.DataFrame, province: str) -> None:
    firsts = rows.drop_duplicates("plan_id")
    if len(firsts.drop_duplicates(["value_min", "value_max", "comparator"])) > 1:
        told = ", ".join(f"{row['plan_id']}: {row['quote']}" for row in firsts.to_dict("records"))
        raise PlanTargetsError(
            f"{province}, {rows['indicator_id'].iloc[0]}: its reports differ ({told}). "
            "Keep one report of each province for the year in the folder."
        )


def stored_growth_targets(year: int, root: Path | None = None) -> pd.DataFrame:
    """Return the growth targets of the provinces that the project ships, as `growth_targets` gives them.

    They were read from the work reports of 2026, whose texts are not part of the project; the sentence of
    each stands in ``data/statistics/growth_targets_2026.csv``. Empty for another year.

    Examples
    --------
    >>> stored = stored_growth_targets(2026)
    >>> int((stored["indicator_id"] == "gdp_growth").sum()), len(stored_growth_targets(2025))
    (31, 0)
    """
    stored = pd.read_csv(verified_path(STORED, root), keep_default_na=False)
    own = stored["source"].str.startswith(str(year))
    return stored.loc[own, list(COLUMNS)].reset_index(drop=True)


def by_province(growth: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """Return `growth_targets` as a table to read: a row for each province, ``≥ 5`` or ``4.5–5`` in the cells.

    A star marks the average of a five-year plan. Cells without a target are empty.
    """
    province, indicator = (
        ("province", "indicator_zh") if language == "zh" else ("province_en", "indicator_en")
    )
    rank = growth["indicator_id"].map({name: rank for rank, name in enumerate(INDICATORS)})
    order = growth.loc[rank.sort_values(kind="stable").index, indicator].unique()
    cells = growth.assign(cell=[_cell(row) for row in growth.to_dict("records")])
    wide = cells.pivot_table(index=province, columns=indicator, values="cell", aggfunc="first", sort=False)
    return wide.reindex(columns=order).fillna("").reset_index().rename_axis(columns=None)


def _cell(row: dict[Any, Any]) -> str:
    ends = dict.fromkeys(f"{row[name]:g}" for name in ("value_min_pct", "value_max_pct"))
    star = "*" if Period.parse(row["period"]).is_repeated else ""
    return f"{SIGNS[row['comparator']]}{'–'.join(ends)}{star}"
