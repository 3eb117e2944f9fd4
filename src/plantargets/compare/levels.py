"""A city's target beside its province's for the same indicator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import pandas as pd

from plantargets.compare.align import EXTENSIVE, Record, align_targets
from plantargets.indicators import load_vocabulary
from plantargets.rounding import rounded


class LevelRecord(Record, Protocol):
    """What this comparison needs of a row of the register."""

    @property
    def level(self) -> str:
        """``province``, ``prefecture_city`` or ``county_level_city``."""


def across_levels(
    targets: pd.DataFrame, records: Iterable[LevelRecord], observed: pd.DataFrame
) -> pd.DataFrame:
    """Put targets of cities beside those of their provinces, and of provinces beside those of the nation.

    Parameters
    ----------
    targets
        Rows of the target table.
    records
        Rows of the register; a plan belongs to the province whose code begins with the same two digits, and a
        province to the nation, which stands in the columns of the province then.
    observed
        Observed series, as for `plantargets.compare.jurisdiction_sizes`.

    Returns
    -------
    DataFrame
        One row per pair of plans and shared indicator: ``city_plan_id, province_plan_id, indicator_key,
        name_zh, name_en, basis, unit, city_value, province_value, city_year, province_year,
        implied_share_pct, difference, observed_share_pct, observed_year, reason, target_ids_city,
        target_ids_province``. Levels and counts have an implied share, shares and rates a difference in
        points. Where today's share cannot be computed, `reason` says why.
    """
    records = tuple(records)
    series_of = {item.id: item.series_id for item in load_vocabulary()}
    rows = []
    for city in records:
        for province in records:
            if not _is_above(province, city):
                continue
            pair = targets[targets["plan_id"].isin([city.plan_id, province.plan_id])]
            matrix = align_targets(pair, (city, province))
            for row in matrix[matrix["plans"] == 2].to_dict(orient="records") if len(matrix) else []:
                rows.append(_row({str(k): v for k, v in row.items()}, city, province, series_of, observed))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _is_above(upper: LevelRecord, lower: LevelRecord) -> bool:
    if upper.level == "nation":
        return lower.level == "province"
    if upper.level != "province" or lower.level in {"nation", "province"}:
        return False
    return upper.jurisdiction_code[:2] == lower.jurisdiction_code[:2]


_COLUMNS = [
    "city_plan_id",
    "province_plan_id",
    "indicator_key",
    "name_zh",
    "name_en",
    "basis",
    "unit",
    "city_value",
    "province_value",
    "city_year",
    "province_year",
    "implied_share_pct",
    "difference",
    "observed_share_pct",
    "observed_year",
    "reason",
    "target_ids_city",
    "target_ids_province",
]


def _row(
    row: dict[str, object],
    city: LevelRecord,
    province: LevelRecord,
    series_of: dict[str, str],
    observed: pd.DataFrame,
) -> dict[str, object]:
    ours = float(str(row[f"value:{city.plan_id}"]))
    theirs = float(str(row[f"value:{province.plan_id}"]))
    extensive = row["basis"] in EXTENSIVE and row["unit"] not in {"", "%"}
    share, year, reason = np.nan, None, "a share or a rate: compared as a difference"
    if extensive:
        series_id = series_of.get(str(row["indicator_key"])) or ""
        share, year, reason = _observed_share(observed, series_id, city, province)
    return {
        "city_plan_id": city.plan_id,
        "province_plan_id": province.plan_id,
        **{name: row[name] for name in ("indicator_key", "name_zh", "name_en", "basis", "unit")},
        "city_value": ours,
        "province_value": theirs,
        "city_year": city.period_end_year,
        "province_year": province.period_end_year,
        "implied_share_pct": rounded(100 * ours / theirs, 4) if extensive and theirs else np.nan,
        "difference": np.nan if extensive else rounded(ours - theirs, 4),
        "observed_share_pct": share,
        "observed_year": year,
        "reason": reason,
        "target_ids_city": row[f"target_ids:{city.plan_id}"],
        "target_ids_province": row[f"target_ids:{province.plan_id}"],
    }


def _observed_share(
    observed: pd.DataFrame, series_id: str, city: LevelRecord, province: LevelRecord
) -> tuple[float, int | None, str]:
    """Return the share in the last year that both series have, in the same vintage."""
    if not series_id:
        return np.nan, None, "the indicator has no observed series"
    table = observed[observed["series_id"] == series_id]
    codes = table["region_code"].astype(str)
    keys = ["year", "vintage", "unit"]
    both = table[codes == city.jurisdiction_code].merge(
        table[codes == province.jurisdiction_code], on=keys, suffixes=("_city", "_province")
    )
    if both.empty:
        return np.nan, None, f"no observed series {series_id} of both places in one year and vintage"
    last = both.sort_values(["year", "vintage"], kind="stable").iloc[-1]
    share = 100 * float(last["value_city"]) / float(last["value_province"])
    return rounded(share, 4), int(last["year"]), ""
