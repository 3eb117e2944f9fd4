"""The backtest: nothing of the judged years in what judges; scores and coverage with intervals."""

import sys

import numpy as np
import pandas as pd
import pytest

from plantargets.growth import (
    backtest,
    backtest_gdp,
    block_bootstrap,
    brier_score,
    competition_coverage,
    coverage_table,
    log_score,
    reliability,
    reliability_table,
    score_table,
    training_rows,
)
from plantargets.growth.scores import drawn_blocks

REVISED = "revised_5th_census"
NEWER = ("revised_4th_census", REVISED)


@pytest.fixture(scope="module")
def past():
    return backtest_gdp()


@pytest.fixture(scope="module")
def coverage(past):
    return coverage_table(past.values)


def outcome_years(origin, horizon):
    return set(range(origin + 1, origin + horizon + 1))


def test_no_training_row_shares_an_outcome_year_with_the_judged_one(past):
    rows = past.targets[["origin", "horizon"]].drop_duplicates()
    for origin, horizon in rows.itertuples(index=False):
        judged = outcome_years(origin, horizon)
        for other, length in training_rows(rows, origin, horizon).itertuples(index=False):
            assert not judged & outcome_years(other, length)
        known = training_rows(rows, origin, horizon, "real time")
        assert (known["origin"] + known["horizon"] <= origin).all()


def test_leaving_out_the_own_origin_alone_would_leak():
    rows = pd.DataFrame({"origin": range(2005, 2020), "horizon": 5})
    leaving_one_out = rows[rows["origin"] != 2012]
    shared = [bool(outcome_years(2012, 5) & outcome_years(origin, 5)) for origin in leaving_one_out["origin"]]
    assert sum(shared) == 8
    assert len(training_rows(rows, 2012, 5)) == len(leaving_one_out) - 8


def test_the_benchmark_of_a_target_does_not_move_with_its_own_outcome_years(past):
    module = sys.modules["plantargets.growth.backtest"]
    targets = past.targets
    judged = (targets["origin"] == 2012) & (targets["horizon"] == 3)
    overlapping = (targets["origin"] < 2015) & (targets["origin"] + targets["horizon"] > 2012)
    turned = targets.assign(reached=targets["reached"] ^ overlapping)
    again = module._benchmarks(turned)["chance_benchmark"][judged]
    pd.testing.assert_series_equal(again, targets.loc[judged, "chance_benchmark"], check_names=False)


def test_a_backtest_at_an_origin_does_not_know_the_future(monkeypatch):
    whole = backtest("gdp", REVISED, horizons=(1,)).targets
    columns = [
        "region",
        "origin",
        "required_growth_pct",
        "chance_forecast",
        "chance_reference",
        "chance_combined",
    ]
    seen = whole.loc[whole["origin"] <= 2018, columns].reset_index(drop=True)
    module = sys.modules["plantargets.growth.backtest"]
    original = module.panel_values

    def cut(series_id, vintage, root):
        chosen, panel = original(series_id, vintage, root)
        return chosen, {region: values.loc[:2019] for region, values in panel.items()}

    monkeypatch.setattr(module, "panel_values", cut)
    again = backtest("gdp", REVISED, horizons=(1,)).targets[columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, seen)


def test_the_combination_beats_the_benchmark_purged_and_in_real_time(past):
    scores = score_table(past.targets)
    whole = scores[scores["horizon"] == "all"].set_index(["known", "method"])
    for known in ("purged", "real time"):
        row = whole.loc[known, "combined"]
        assert row["less_than_benchmark"] > 0
        assert row["less_low"] > 0
        assert row["brier_low"] < row["brier_score"] < row["brier_high"]
        assert row["log_score"] < whole.loc[(known, "benchmark"), "log_score"]
    assert whole.loc[("purged", "combined"), "brier_score"] < 0.16
    assert whole.loc[("purged", "combined"), "brier_score"] < whole.loc[("purged", "forecast"), "brier_score"]


def test_where_nothing_beats_the_benchmark_beyond_its_interval_the_table_says_so(past):
    scores = score_table(past.targets).set_index(["known", "horizon", "method"])
    one_year = scores.loc["purged", "1", "combined"]
    assert one_year["less_low"] < 0 < one_year["less_high"]


@pytest.mark.parametrize("vintage", NEWER)
def test_intervals_of_80_per_cent_hold_80_on_the_newer_vintages(coverage, vintage):
    own = coverage[(coverage["vintage"] == vintage) & (coverage["forecasts"] >= 30)]
    assert set(own["by"]) == {"all", "horizon", "trend", "length"}
    assert own["covers_80_pct"].between(74, 86).all()
    whole = own[own["by"] == "all"].iloc[0]
    assert 78 < whole["covers_80_pct"] < 82
    assert 93 < whole["covers_95_pct"] < 98


def test_the_interval_score_is_better_than_with_widths_that_know_nothing_of_the_panel(past):
    for vintage in NEWER:
        own = past.values[past.values["vintage"] == vintage]  # noqa: PD011
        plain = own.assign(
            **{
                name: own["mean"] + (own[name] - own["mean"]) / own["width"]
                for name in ("lower_80", "upper_80", "lower_95", "upper_95")
            }
        )
        told, before = (coverage_table(one).iloc[0] for one in (own, plain))
        assert told["msis_80"] < before["msis_80"]
        assert told["msis_95"] < before["msis_95"]
        assert before["covers_80_pct"] > 90


def test_the_competitions_are_covered_in_every_class_that_took_no_part_in_the_calibration():
    told = competition_coverage()
    apart = told[told["vintage"] == "M3"]
    assert set(apart["by"]) == {"all", "horizon", "trend", "length"}
    assert apart["covers_80_pct"].between(74, 86).all()
    assert apart.iloc[0]["msis_95"] < 21
    trend = told[(told["vintage"] == "M1") & (told["by"] == "trend")]
    assert trend["covers_80_pct"].between(74, 86).all()


def test_pit_and_crps_are_those_of_the_distribution(past):
    values = past.values[past.values["vintage"] == REVISED]  # noqa: PD011
    inside = values["outcome"].between(values["lower_80"], values["upper_80"])
    strictly = (values["pit"] > 0.1 + 1e-9) & (values["pit"] < 0.9 - 1e-9)
    assert (inside == strictly).mean() > 0.999
    assert (values["crps"] > 0).all()
    assert values["crps"].mean() < (values["outcome"] - values["mean"]).abs().div(values["unit"]).mean()


def test_scores_and_reliability_by_hand():
    chance, reached = pd.Series([0.05, 0.15, 0.15, 0.95]), pd.Series([False, False, True, True])
    assert brier_score(chance, reached) == pytest.approx((0.05**2 + 0.15**2 + 0.85**2 + 0.05**2) / 4)
    assert log_score(chance, reached) == pytest.approx(-np.log([0.95, 0.85, 0.15, 0.95]).mean())
    assert np.isfinite(log_score(pd.Series([0.0]), pd.Series([True])))
    table = reliability(chance, reached)
    assert table["count"].tolist() == [1, 2, 1]
    assert table["observed_share"].tolist() == [0, 0.5, 1]
    assert table["mean_chance"].tolist() == pytest.approx([0.05, 0.15, 0.95])


def test_chances_on_an_edge_are_binned_alike_whatever_the_last_digit():
    edges = pd.Series([0.1, 0.2, 0.3, 0.6])
    reached = pd.Series([True, False, True, False])
    for noise in (1e-15, -1e-15):
        pd.testing.assert_series_equal(
            reliability(edges + noise, reached)["count"], reliability(edges, reached)["count"]
        )


def test_the_bootstrap_keeps_origins_together():
    origins = pd.Series(np.repeat(range(2000, 2020), 50))
    shocks = np.random.default_rng(3).normal(size=20)
    together = pd.Series(np.repeat(shocks, 50))
    low, high = block_bootstrap(together, origins)
    assert high - low > 0.5
    alone = pd.Series(np.random.default_rng(3).permutation(together))
    low_alone, high_alone = block_bootstrap(alone, origins)
    assert high_alone - low_alone < (high - low) / 2
    assert low < together.mean() < high
    assert all(map(np.isnan, block_bootstrap(together.head(50), origins.head(50))))


def test_drawn_blocks_are_consecutive_and_always_the_same():
    places = drawn_blocks(20, 50)
    assert places.shape == (50, 20)
    steps = np.diff(places, axis=1) % 20
    assert (steps == 1).mean() > 0.75
    assert (drawn_blocks(20, 50) == places).all()


def test_reliability_has_intervals_that_hold_the_share(past):
    table = reliability_table(past.targets)
    assert set(table["method"]) == {"forecast", "reference", "combined"}
    assert (table["share_low"] <= table["observed_share"] + 1e-9).all()
    assert (table["share_high"] >= table["observed_share"] - 1e-9).all()
    combined = table[table["method"] == "combined"]
    distance = (combined["mean_chance"] - combined["observed_share"]).abs()
    assert np.average(distance, weights=combined["count"]) < 0.08
