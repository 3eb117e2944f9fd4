"""Which series of the statistics tells what became of an indicator: its own, its stock, or one beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import StringIO

import pandas as pd

from plantargets.indicators import load_vocabulary

NEW = "_new"  # ends the id of an indicator of what is newly added to a stock
INCREMENTS = ("increment", "activity")


@dataclass(frozen=True)
class Limit:
    """A series that is never below an indicator, or never above it, since one is a part of the other.

    Attributes
    ----------
    series_id
        Id of the series.
    bound
        ``upper``: the indicator is a part of the series. ``lower``: the series is a part of the indicator.
    label_en, label_zh
        What the series holds, for the reader.
    """

    series_id: str
    bound: str
    label_en: str
    label_zh: str

    @property
    def is_upper(self) -> bool:
        """Whether the indicator is at most the series."""
        return self.bound == "upper"


def own_series() -> Mapping[str, str]:
    """Return the id of the observed or derived series of each indicator that has one.

    Examples
    --------
    >>> own_series()["hitech_firms"], own_series()["gdp_per_capita"]
    ('hitech_firms', 'gdp_per_capita')
    """
    return {item.id: item.series_id for item in load_vocabulary() if item.series_id}


def stock_series() -> Mapping[str, str]:
    """Return the id of the series of the stock to which an indicator counts what is newly added.

    Examples
    --------
    >>> stock_series()["national_little_giants_new"]
    'national_little_giants'
    """
    own = own_series()
    return {
        item.id: own[stock]
        for item in load_vocabulary()
        if item.kind in INCREMENTS and (stock := item.id.removesuffix(NEW)) != item.id and stock in own
    }


@lru_cache(maxsize=1)
def load_limits() -> Mapping[str, Limit]:
    """Return the declared series that bounds an indicator, by the id of the indicator (``limits.csv``).

    Examples
    --------
    >>> load_limits()["manufacturing_value_added"].series_id
    'industrial_value_added'
    """
    text = files("plantargets.growth").joinpath("data/limits.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    return {
        str(row["indicator_id"]): Limit(*(str(row[name]) for name in Limit.__dataclass_fields__))
        for row in table.to_dict("records")
    }
