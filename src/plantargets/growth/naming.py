"""What stands for the codes of the tables of growth when they are shown to a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from plantargets.growth.labels import code_labels, region_label, series_label, unit_label
from plantargets.growth.series import vintage_label


def reader_names(tables: Iterable[pd.DataFrame], language: str = "en") -> dict[str, str]:
    """Return what stands for codes in tables of growth: vintages, series, regions, units, `code_labels`.

    Examples
    --------
    >>> table = pd.DataFrame({"vintage": ["communique"], "series_id": ["gdp"], "region": ["河南省"]})
    >>> names = reader_names([table])
    >>> names["communique"], names["gdp"], names["河南省"]
    ('communiqué', 'gross domestic product (GDP)', 'Henan')
    """
    told: dict[str, Callable[[str], str]] = {
        "vintage": lambda code: vintage_label(code, language),
        "series_id": lambda code: series_label(code, language=language),
        "region": lambda code: region_label(code, language),
        "unit": lambda code: unit_label(code, language),
    }
    names = code_labels(language)
    for table in tables:
        for column in table.columns:
            naming = told["vintage"] if str(column).endswith("vintage") else told.get(str(column))
            if naming:
                names |= {code: naming(code) for code in table[column].dropna().unique() if code}
    return names
