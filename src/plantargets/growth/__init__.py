"""Required paths, forecasts and chances of reaching a target."""

from plantargets.growth.ambition import Ambition, ambition
from plantargets.growth.assessment import Assessment, assess
from plantargets.growth.attainment import (
    Attainment,
    GapDecomposition,
    attainment,
    attainment_table,
    decompose_gap,
    tornado,
    verdict,
)
from plantargets.growth.backtest import backtest, backtest_gdp, brier_score, reliability, reliability_table
from plantargets.growth.bounds import OutcomeBound, outcome_bound
from plantargets.growth.forecast import ForecastDistribution, forecast, forecast_distribution
from plantargets.growth.labels import amount_label, region_label, series_label, unit_label
from plantargets.growth.paths import (
    remaining_effort,
    required_growth_pct,
    required_path,
    required_paths,
    target_reached,
)
from plantargets.growth.peers import PEERS, peer_forecast
from plantargets.growth.reference import ambition_percentile, reference_chance, reference_growth
from plantargets.growth.scorecard import STATUSES, goal_outcomes, scorecard
from plantargets.growth.series import (
    Observation,
    Series,
    available_series,
    load_series,
    require_comparable,
    series_vintages,
    vintage_label,
)
from plantargets.growth.trajectories import required_growth_table, trajectories

__all__ = [
    "PEERS",
    "STATUSES",
    "Ambition",
    "Assessment",
    "Attainment",
    "ForecastDistribution",
    "GapDecomposition",
    "Observation",
    "OutcomeBound",
    "Series",
    "ambition",
    "ambition_percentile",
    "amount_label",
    "assess",
    "attainment",
    "attainment_table",
    "available_series",
    "backtest",
    "backtest_gdp",
    "brier_score",
    "decompose_gap",
    "forecast",
    "forecast_distribution",
    "goal_outcomes",
    "load_series",
    "outcome_bound",
    "peer_forecast",
    "reference_chance",
    "reference_growth",
    "region_label",
    "reliability",
    "reliability_table",
    "remaining_effort",
    "require_comparable",
    "required_growth_pct",
    "required_growth_table",
    "required_path",
    "required_paths",
    "scorecard",
    "series_label",
    "series_vintages",
    "target_reached",
    "tornado",
    "trajectories",
    "unit_label",
    "verdict",
    "vintage_label",
]
