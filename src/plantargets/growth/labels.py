"""Names of regions, series and units for the reader."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import StringIO

import pandas as pd

from plantargets.indicators import load_vocabulary
from plantargets.language.units import unit_name
from plantargets.rounding import written

COUNT_NAME = "number"  # of a count in English: what is counted is named beside it
INDEX_UNITS = ("上年=100",)
YI_PER_TRILLION, YI_PER_BILLION = 10_000, 10


def region_label(region: str, language: str = "en") -> str:
    """Return the name of a region; the Chinese name where there is no English one."""
    return region if language == "zh" else _labels().get(("region", region), region)


def unit_label(unit: str, language: str = "en") -> str:
    """Return the name of a unit."""
    return unit if language == "zh" else _labels().get(("unit", unit)) or unit_name(unit, language)


def region_names() -> dict[str, str]:
    """Return the English name of each region that is known by name."""
    return {code: label for (kind, code), label in _labels().items() if kind == "region"}


def known_region(region: str) -> bool:
    """Say whether a region is known by name, with or without observed series."""
    return ("region", region) in _labels()


def is_growth_rate(series_id: str) -> bool:
    """Say whether an indicator is itself a rate of growth."""
    return any(item.kind == "growth" and series_id in (item.series_id, item.id) for item in load_vocabulary())


def indicator_unit(series_id: str) -> str:
    """Return the unit of an indicator, or nothing."""
    return next((i.unit for i in load_vocabulary() if series_id in (i.series_id, i.id)), "")


def known_series_ids() -> set[str]:
    """Return the ids of all indicators and of their series, observed or not."""
    vocabulary = load_vocabulary()
    return {item.id for item in vocabulary} | {item.series_id for item in vocabulary if item.series_id}


def amount_label(value: float, unit: str, language: str = "en") -> str:
    """Return a value with its unit for the reader; 亿元 become billion or trillion yuan in English.

    Examples
    --------
    >>> amount_label(23000, "亿元"), amount_label(23000, "亿元", "zh"), amount_label(30, "%")
    ('2.3 trillion yuan', '23,000亿元', '30 %')
    """
    if unit in INDEX_UNITS:
        return f"{value:g}（{unit}）" if language == "zh" else f"{value:g} ({unit_label(unit)})"
    if language == "zh":
        return f"{value:,.10g}{unit}"
    if unit == "亿元" and abs(value) >= YI_PER_TRILLION:
        return f"{written(value / YI_PER_TRILLION, ',.5g')} trillion yuan"
    if unit == "亿元":
        return f"{written(value / YI_PER_BILLION, ',.5g')} billion yuan"
    name = unit_label(unit)
    return f"{value:,.10g}" if name == COUNT_NAME else f"{value:,.10g} {name}"


def axis_scale(unit: str, largest: float, language: str = "en") -> tuple[float, str]:
    """Return by what values of a unit are divided on an axis, and the unit they then have.

    Examples
    --------
    >>> axis_scale("亿元", 23000), axis_scale("亿元", 23000, "zh"), axis_scale("%", 30)
    ((10000, 'trillion yuan'), (10000, '万亿元'), (1, '%'))
    """
    if unit == "亿元" and largest >= YI_PER_TRILLION:
        return YI_PER_TRILLION, _scale_label("trillion_yuan", language)
    if unit == "亿元" and language == "en":
        return YI_PER_BILLION, _scale_label("billion_yuan", language)
    return 1, unit_label(unit, language)


def series_label(series_id: str, name_zh: str = "", language: str = "en") -> str:
    """Return what a series measures, as it stands within a sentence.

    The name is that of the indicator whose series it is; where there is none, `name_zh` or the id in words.
    """
    for indicator in load_vocabulary():
        if series_id in (indicator.series_id, indicator.id):
            return indicator.name_zh if language == "zh" else _within_sentence(indicator.name_en)
    if language == "zh":
        return name_zh or series_id
    return _labels().get(("series", series_id), series_id.replace("_", " "))


def code_labels(language: str = "en") -> dict[str, str]:
    """Return what stands for the codes of the tables of growth: shapes of paths, methods, classes, verdicts.

    Examples
    --------
    >>> code_labels("zh")["front_loaded"]
    '前期多'
    """
    table = _table()
    codes = table[table["kind"] == "code"]
    return dict(zip(codes["code"], codes[f"label_{language}"], strict=True))


def _scale_label(code: str, language: str) -> str:
    table = _table()
    return str(table.loc[(table["kind"] == "scale") & (table["code"] == code), f"label_{language}"].item())


def _within_sentence(name: str) -> str:
    return name if name[1:2].isupper() or name[1:2] == "&" else name[:1].lower() + name[1:]


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str], str]:
    return {(kind, code): label for kind, code, label, _ in _table().itertuples(index=False)}


@lru_cache(maxsize=1)
def _table() -> pd.DataFrame:
    text = files("plantargets.growth").joinpath("data/labels.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), keep_default_na=False)
