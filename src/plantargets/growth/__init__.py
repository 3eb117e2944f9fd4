"""Required paths, forecasts and chances of reaching a target."""

from plantargets.growth.forecast import ForecastDistribution, forecast, forecast_distribution
from plantargets.growth.paths import (
    remaining_effort,
    required_growth_pct,
    required_path,
    required_paths,
    target_reached,
)
from plantargets.growth.peers import PEERS, peer_forecast
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
    "PEERS",
    "ForecastDistribution",
    "Observation",
    "Series",
    "available_series",
    "forecast",
    "forecast_distribution",
    "load_series",
    "peer_forecast",
    "remaining_effort",
    "require_comparable",
    "required_growth_pct",
    "required_path",
    "required_paths",
    "series_vintages",
    "target_reached",
    "vintage_label",
]
