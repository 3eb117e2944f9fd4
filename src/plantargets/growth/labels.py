"""Names of regions, series and units for the reader."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import StringIO

import pandas as pd


def region_label(region: str, language: str = "en") -> str:
    """Return the name of a region; the Chinese name where there is no English one."""
    return region if language == "zh" else _labels().get(("region", region), region)


def unit_label(unit: str, language: str = "en") -> str:
    """Return the name of a unit."""
    return unit if language == "zh" else _labels().get(("unit", unit), unit)


def series_label(series_id: str, name_zh: str, language: str = "en") -> str:
    """Return the name of a series; in English its id in words where ``growth/data/labels.csv`` has none."""
    return name_zh if language == "zh" else _labels().get(("series", series_id), series_id.replace("_", " "))


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str], str]:
    text = files("plantargets.growth").joinpath("data/labels.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), keep_default_na=False)
    return {(kind, code): label for kind, code, label in table.itertuples(index=False)}
