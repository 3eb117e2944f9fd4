"""Required paths, forecasts and chances of reaching a target."""

from plantargets.growth.ambition import Ambition, ambition
from plantargets.growth.assessment import Assessment, assess
from plantargets.growth.attainment import Attainment, attainment, attainment_table
from plantargets.growth.backtest import Backtest, backtest, backtest_gdp, reliability, training_rows
from plantargets.growth.bounds import OutcomeBound, outcome_bound
from plantargets.growth.chance_band import chance_band
from plantargets.growth.decomposition import (
    GapDecomposition,
    Verified,
    decompose_gap,
    decomposition_table,
    decomposition_told,
    verified_value,
)
from plantargets.growth.evidence import load_limits, own_series, stock_series
from plantargets.growth.forecast import ForecastDistribution, forecast, forecast_distribution
from plantargets.growth.goal_chances import goal_chances, goal_scores
from plantargets.growth.goals import (
    BaseRate,
    above_the_nation,
    base_rate,
    five_year_goals,
    goal_words,
    load_goals,
    near_the_goal,
    share_met,
)
from plantargets.growth.judgements import judgements, reason_counts, reason_labels
from plantargets.growth.labels import (
    amount_label,
    axis_scale,
    code_labels,
    region_label,
    series_label,
    unit_label,
)
from plantargets.growth.many import assess_many, observed_values
from plantargets.growth.naming import reader_names
from plantargets.growth.panel import forecast_panel, panel_errors, panel_width
from plantargets.growth.paths import (
    remaining_effort,
    required_growth_pct,
    required_path,
    required_paths,
    target_reached,
)
from plantargets.growth.peers import PEERS, peer_forecast
from plantargets.growth.province_chances import province_chances
from plantargets.growth.reference import (
    ambition_percentile,
    independent_periods,
    reference_chance,
    reference_growth,
)
from plantargets.growth.scorecard import STATUSES, goal_outcomes, scorecard
from plantargets.growth.scores import (
    block_bootstrap,
    brier_score,
    competition_coverage,
    coverage_table,
    log_score,
    reliability_table,
    score_table,
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
from plantargets.growth.tornado import tornado, tornado_spans
from plantargets.growth.trajectories import required_growth_table, trajectories
from plantargets.growth.verdict import outcomes, target_status, verdict
from plantargets.growth.wording import say_share

__all__ = [
    "PEERS",
    "STATUSES",
    "Ambition",
    "Assessment",
    "Attainment",
    "Backtest",
    "BaseRate",
    "ForecastDistribution",
    "GapDecomposition",
    "Observation",
    "OutcomeBound",
    "Series",
    "Verified",
    "above_the_nation",
    "ambition",
    "ambition_percentile",
    "amount_label",
    "assess",
    "assess_many",
    "attainment",
    "attainment_table",
    "available_series",
    "axis_scale",
    "backtest",
    "backtest_gdp",
    "base_rate",
    "block_bootstrap",
    "brier_score",
    "chance_band",
    "code_labels",
    "competition_coverage",
    "coverage_table",
    "decompose_gap",
    "decomposition_table",
    "decomposition_told",
    "five_year_goals",
    "forecast",
    "forecast_distribution",
    "forecast_panel",
    "goal_chances",
    "goal_outcomes",
    "goal_scores",
    "goal_words",
    "independent_periods",
    "judgements",
    "load_goals",
    "load_limits",
    "load_series",
    "log_score",
    "near_the_goal",
    "observed_values",
    "outcome_bound",
    "outcomes",
    "own_series",
    "panel_errors",
    "panel_width",
    "peer_forecast",
    "province_chances",
    "reader_names",
    "reason_counts",
    "reason_labels",
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
    "say_share",
    "score_table",
    "scorecard",
    "series_label",
    "series_vintages",
    "share_met",
    "stock_series",
    "target_reached",
    "target_status",
    "tornado",
    "tornado_spans",
    "training_rows",
    "trajectories",
    "unit_label",
    "verdict",
    "verified_value",
    "vintage_label",
]
