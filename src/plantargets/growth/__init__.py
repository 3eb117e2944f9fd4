"""Required paths, forecasts and chances of reaching a target."""

from plantargets.growth.paths import (
    remaining_effort,
    required_growth_pct,
    required_path,
    required_paths,
    target_reached,
)
from plantargets.growth.series import (
    Observation,
    Series,
    available_series,
    load_series,
    require_comparable,
    series_vintages,
    vintage_label,
)

__all__ = [
    "Observation",
    "Series",
    "available_series",
    "load_series",
    "remaining_effort",
    "require_comparable",
    "required_growth_pct",
    "required_path",
    "required_paths",
    "series_vintages",
    "target_reached",
    "vintage_label",
]
