"""A project of invented statistics, in which the right answer of every question can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sealed import seal

COLUMNS = (
    "series_id", "series_name_zh", "region", "region_code", "year", "value", "unit", "basis", "vintage",
    "source_title", "source_url", "quote", "note",
)  # fmt: skip
COLUMN_OF_VINTAGE = {"revised_5th_census": "revised", "revised_4th_census": "revised"}
Line = tuple[str, str, str, str, Mapping[int, float]]  # region, series, vintage, unit, values by year


def invent(root: Path, *lines: Line) -> Path:
    """Write the statistics of a project below `root`, sealed, and return it."""
    folder = root / "data" / "statistics"
    folder.mkdir(parents=True)
    rows = [
        {
            "series_id": series_id, "region": region, "region_code": "990000", "year": year, "value": value,
            "unit": unit, "vintage": COLUMN_OF_VINTAGE.get(vintage, vintage),
            "basis": "real_growth" if series_id.endswith("_growth") else "current_price_level",
            "source_title": f"{region} {vintage}", "note": f"vintage detail: {vintage}",
        }
        for region, series_id, vintage, unit, values in lines
        for year, value in values.items()
    ]  # fmt: skip
    pd.DataFrame(rows, columns=COLUMNS).to_csv(folder / "statistics.csv", index=False)
    pd.DataFrame(columns=COLUMNS).to_csv(folder / "national.csv", index=False)
    head = ("region", "region_code", "year", "series_id", "value", "unit", "source", "licence", "vintage",
            "basis", "note")  # fmt: skip
    pd.DataFrame(columns=head).to_csv(folder / "panel_provinces.csv", index=False)
    seal(root)
    return root
