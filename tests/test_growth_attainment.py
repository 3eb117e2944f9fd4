"""Chances, the reference class, the decomposition, the backtest and the verdict."""

import dataclasses
import sys

import numpy as np
import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.growth import (
    ambition_percentile,
    assess,
    attainment,
    attainment_table,
    backtest,
    backtest_gdp,
    brier_score,
    decompose_gap,
    load_series,
    reference_chance,
    reference_growth,
    reliability,
    tornado,
)
from plantargets.growth.attainment import combine, forecast_weight
from plantargets.growth.backtest import best_weight
from plantargets.growth.reference import fit_recalibration, recalibrated
from plantargets.project import project_root
from sealed import seal

HENAN, INDUSTRY = "河南省", "industrial_value_added"
REVISED = "revised_5th_census"
STATISTICS = project_root() / "data" / "statistics"


@pytest.fixture(scope="module")
def backtested():
    return backtest_gdp()


@pytest.fixture(scope="module")
def henan():
    return assess(HENAN, INDUSTRY, 23000, 2025, base_year=2022)


def test_the_verdict_turns_on_the_vintage(henan):
    chances = henan.cases.set_index(["vintage", "origin"])["chance"]
    assert chances["communique", 2022] > 5 * chances[REVISED, 2022]
    assert chances[REVISED, 2022] < 0.15
    assert chances[REVISED, 2024] < 0.05


def test_the_verdict_is_one_sentence_with_the_computed_numbers(henan):
    english, chinese = henan.verdict("en"), henan.verdict("zh")
    for number in (
        "5.5 % a year",
        "10.3 % a year",
        "25.2 % in one year",
        "2.3 trillion yuan by 2025",
        "46 %",
    ):
        assert number in english
    for number in ("年均需增长5.5%", "年均需增长10.3%", "一年内需增长25.2%", "在2025年达到23,000亿元", "46%"):
        assert number in chinese
    assert english.count(". ") == 0
    assert english.endswith(".")
    assert chinese.count("。") == 1


def test_the_gap_splits_into_revision_and_growth(henan):
    gap = henan.gap
    assert gap.planned == pytest.approx(19592.76 * (23000 / 19592.76) ** (2 / 3))
    assert gap.from_revision == pytest.approx(gap.planned * (1 - 17128.2 / 19592.76))
    assert gap.from_revision + gap.from_growth == pytest.approx(gap.gap)
    assert gap.gap == pytest.approx(gap.planned - 18376.5)
    assert gap.revision_share_pct == pytest.approx(80.04, abs=0.01)


def test_without_a_revision_the_whole_gap_is_growth():
    series = load_series(HENAN, INDUSTRY, REVISED)
    gap = decompose_gap(series, series, 23000, 2022, 2025)
    assert gap.from_revision == 0
    assert gap.from_growth == pytest.approx(gap.gap)


def test_a_gap_without_a_later_value_is_refused():
    old = load_series(HENAN, INDUSTRY, "communique")
    with pytest.raises(PlanTargetsError, match="no value after the base year 2022"):
        decompose_gap(old, old, 23000, 2022, 2025)


def test_every_vintage_and_origin_has_its_own_row():
    table = attainment_table(HENAN, INDUSTRY, 23000, 2025, first_origin=2022)
    assert set(zip(table["vintage"], table["origin"], strict=True)) == {
        ("communique", 2022),
        ("press", 2023),
        (REVISED, 2022),
        (REVISED, 2023),
        (REVISED, 2024),
    }


def test_an_origin_sees_nothing_of_later_years():
    found = attainment(HENAN, INDUSTRY, 23000, 2025, origin=2022, vintage=REVISED)
    assert found.base == 17128.2
    assert found.reference_windows == 31  # the one period of three years that ends by 2022
    whole = load_series(HENAN, INDUSTRY, REVISED)
    assert whole.until(2022).last_year == 2022


def test_a_vintage_too_short_for_a_forecast_says_so_and_uses_the_provinces():
    found = attainment(HENAN, INDUSTRY, 23000, 2025, vintage="communique")
    assert np.isnan(found.chance_forecast)
    assert found.method == "reference"
    assert found.chance == found.chance_reference
    assert "no forecast" in found.without


def test_a_higher_target_is_never_likelier_and_never_less_ambitious():
    found = [attainment(HENAN, "gdp", target, 2027) for target in range(55000, 95000, 2500)]
    chances = [one.chance for one in found]
    assert chances == sorted(chances, reverse=True)
    percentiles = [one.ambition_percentile for one in found]
    assert percentiles == sorted(percentiles)


def test_a_target_from_above_has_the_opposite_chance():
    above = attainment(HENAN, "gdp", 70000, 2027)
    below = attainment(HENAN, "gdp", 70000, 2027, comparator="le")
    assert above.chance + below.chance == pytest.approx(1)


def test_a_target_already_reached_is_said_to_be_so_and_keeps_a_chance():
    found = attainment(HENAN, "gdp", 50000, 2026)
    assert found.reached_at_origin
    assert found.required_growth_pct < 0
    assert 0.9 < found.chance < 1


def test_yi_and_yuan_give_the_same_chance(tmp_path):
    panel = pd.read_csv(STATISTICS / "panel_provinces.csv", dtype=str, keep_default_na=False)
    in_yuan = panel[panel["series_id"] == INDUSTRY].assign(
        value=lambda table: (table["value"].astype(float) * 1e8).map("{:.0f}".format), unit="元"
    )
    folder = tmp_path / "data" / "statistics"
    folder.mkdir(parents=True)
    in_yuan.to_csv(folder / "panel_provinces.csv", index=False)
    for name in ("statistics.csv", "national.csv"):
        header = pd.read_csv(STATISTICS / name, nrows=0)
        header.to_csv(folder / name, index=False)
    seal(tmp_path)
    there = attainment("河北省", INDUSTRY, 15000 * 1e8, 2026, root=tmp_path)
    here = attainment("河北省", INDUSTRY, 15000, 2026)
    assert (there.unit, here.unit) == ("元", "亿元")
    for field in (
        "chance",
        "chance_forecast",
        "chance_reference",
        "required_growth_pct",
        "ambition_percentile",
    ):
        assert getattr(there, field) == pytest.approx(getattr(here, field), rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target_year": 2024}, "target_year: expected a year after the base year 2024, found 2024"),
        ({"origin": 2018}, "begins in 2019"),
        ({"origin": 2030}, "no value for 2030"),
        ({"vintage": "census"}, "has no vintage 'census'"),
        ({"target": -1}, "target value of 2025: expected a number above zero"),
        ({"series_id": "gdp_growth"}, "is itself a rate of growth"),
        ({"region": "河南"}, "no observed series for '河南'"),
    ],
)
def test_impossible_questions_are_refused_with_the_reason(arguments, message):
    question = {"region": HENAN, "series_id": INDUSTRY, "target": 23000, "target_year": 2025} | arguments
    options = {name: question.pop(name) for name in ("origin", "vintage") if name in question}
    with pytest.raises(PlanTargetsError, match=message):
        attainment(*question.values(), **options)


def test_a_series_that_is_not_observed_leaves_the_path_and_a_note():
    found = assess(HENAN, "manufacturing_value_added", 20000, 2025, base_year=2022, base_value=15000)
    assert found.note == "no observed series manufacturing_value_added for 河南省"
    assert found.cases.empty
    assert found.trajectories.query("name == 'constant_growth'")["value"].iloc[[0, -1]].tolist() == [
        15000,
        20000,
    ]
    assert "no observed series" in found.verdict("en")
    assert found.summary()["note"].tolist() == [found.note]


def test_a_region_without_any_series_is_not_an_error_but_a_misspelt_one_is():
    found = assess("登封市", "above_scale_industrial_va_growth", 6, 2022, base_year=2019)
    assert found.trajectories["value"].unique().tolist() == [6]
    with pytest.raises(PlanTargetsError, match="no observed series for '登丰市'"):
        assess("登丰市", "gdp", 6, 2022, base_year=2019)
    with pytest.raises(PlanTargetsError, match="Did you mean gdp"):
        assess(HENAN, "gdpp", 6, 2022, base_year=2019)


def test_conflicting_figures_are_named_in_the_note():
    found = assess(HENAN, "above_scale_industrial_firms", 28000, 2025, base_year=2022)
    assert "press 2024: 28,000 used, 25,800 also reported" in found.note


def test_a_base_year_without_a_value_is_refused():
    with pytest.raises(
        PlanTargetsError, match=r"base_year: .* has no value for 2017 in any vintage.*2012, 2019"
    ):
        assess(HENAN, INDUSTRY, 23000, 2025, base_year=2017)


def test_the_tornado_changes_one_thing_at_a_time(henan):
    swing = tornado(henan.chances, REVISED, 2022)
    reference = swing["reference_case"].iloc[0]
    assert swing.loc[swing["is_reference"], "chance"].tolist() == [reference] * 3
    table = henan.chances.set_index(["vintage", "origin"])
    by_vintage = swing[swing["factor"] == "vintage"].set_index("setting")["chance"]
    assert by_vintage["communique"] == table.loc[("communique", 2022), "chance"]
    by_origin = swing[swing["factor"] == "origin"].set_index("setting")["chance"]
    assert by_origin["2024"] == table.loc[(REVISED, 2024), "chance"]
    by_method = swing[swing["factor"] == "method"].set_index("setting")["chance"]
    assert by_method["forecast"] == table.loc[(REVISED, 2022), "chance_forecast"]


def test_an_unknown_case_or_method_of_the_tornado_is_refused(henan):
    with pytest.raises(PlanTargetsError, match="no attainment for vintage communique and origin 2024"):
        tornado(henan.chances, "communique", 2024)
    with pytest.raises(PlanTargetsError, match="expected one of forecast, reference, combined"):
        tornado(henan.chances, REVISED, 2022, "guess")


def test_the_reference_class_is_the_growth_of_all_provinces():
    windows = reference_growth(INDUSTRY, 5, REVISED)
    assert len(windows) == 31
    henan = windows.set_index("region").loc[HENAN]
    assert henan["growth_pct"] == pytest.approx(100 * ((18376.5 / 17278.9) ** 0.2 - 1))
    assert (henan["start_year"], henan["end_year"]) == (2019, 2024)


def test_the_reference_class_ends_at_the_origin():
    windows = reference_growth("gdp", 2, REVISED, until=2015, since=2010)
    assert windows["end_year"].max() == 2015
    assert windows["start_year"].min() == 2010


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("hitech_firms", 1), "hitech_firms is not known for all 31 provinces"),
        ((INDUSTRY, 1, "communique"), "vintage communique is not known for all 31 provinces"),
        ((INDUSTRY, 9), "over 9 years"),
        ((INDUSTRY, 0), "expected at least one year"),
    ],
)
def test_a_reference_class_that_is_not_there_is_refused(arguments, message):
    with pytest.raises(PlanTargetsError, match=message):
        reference_growth(*arguments)


def test_percentile_and_chance_by_hand():
    growth = pd.Series([1.0, 4.0, 6.0, 6.0, 9.0])
    assert ambition_percentile(6, growth) == pytest.approx(60)  # two below, half of two ties
    assert reference_chance(6, growth) == pytest.approx(3.5 / 6)
    assert reference_chance(10, growth) == pytest.approx(0.5 / 6)
    assert reference_chance(0, growth) == pytest.approx(5.5 / 6)


def test_the_combination_is_the_weighted_mean_or_what_is_known():
    weight = forecast_weight(3)
    nan = float("nan")
    assert combine(0.2, 0.5, 0.6, 3) == (pytest.approx(weight * 0.2 + (1 - weight) * 0.6), "combined")
    assert combine(nan, 0.5, 0.6, 3) == (0.5, "reference")
    assert combine(0.2, nan, nan, 3) == (0.2, "forecast")
    assert combine(nan, nan, nan, 3)[1] == "none"
    assert forecast_weight(20) == forecast_weight(5)


def test_brier_score_and_reliability_by_hand():
    chance, reached = pd.Series([0.05, 0.15, 0.15, 0.95]), pd.Series([False, False, True, True])
    assert brier_score(chance, reached) == pytest.approx((0.05**2 + 0.15**2 + 0.85**2 + 0.05**2) / 4)
    table = reliability(chance, reached)
    assert table["count"].tolist() == [1, 2, 1]
    assert table["observed_share"].tolist() == [0, 0.5, 1]
    assert table["mean_chance"].tolist() == pytest.approx([0.05, 0.15, 0.95])


def test_the_best_weight_is_found_where_one_method_is_right():
    generator = np.random.default_rng(1)
    truth = generator.uniform(0, 1, 20000)
    table = pd.DataFrame(
        {
            "chance_forecast": truth,
            "reference_share": np.full(20000, 0.5),
            "reached": generator.uniform(0, 1, 20000) < truth,
        }
    )
    assert best_weight(table) == pytest.approx(1, abs=0.05)
    swapped = table.rename(
        columns={"chance_forecast": "reference_share", "reference_share": "chance_forecast"}
    )
    assert best_weight(swapped) == pytest.approx(0, abs=0.05)


def test_the_backtest_beats_the_share_of_successes_and_is_calibrated():
    table = pd.concat(
        [backtest("gdp", vintage, horizons=(1, 3)) for vintage in ("revised_4th_census", REVISED)]
    )
    share = table["reached"].mean()
    for method in ("forecast", "combined"):
        assert brier_score(table[f"chance_{method}"], table["reached"]) < 0.75 * share * (1 - share)
    assert abs(table["chance_combined"].mean() - share) < 0.12


def test_a_backtest_at_an_origin_does_not_know_the_future(monkeypatch):
    whole = backtest("gdp", REVISED, horizons=(1,))
    seen = whole[whole["origin"] <= 2018].drop(columns="reached").reset_index(drop=True)
    module = sys.modules["plantargets.growth.backtest"]
    original = module.panel_values

    def cut(series_id, vintage, root):
        chosen, panel = original(series_id, vintage, root)
        return chosen, {region: values.loc[:2019] for region, values in panel.items()}

    monkeypatch.setattr(module, "panel_values", cut)
    again = backtest("gdp", REVISED, horizons=(1,)).drop(columns="reached").reset_index(drop=True)
    pd.testing.assert_frame_equal(again, seen)


def test_an_assessment_is_frozen(henan):
    with pytest.raises(dataclasses.FrozenInstanceError):
        henan.target = 1


def test_chances_that_are_too_sure_are_corrected_by_the_line_that_made_them_so():
    generator = np.random.default_rng(2)
    truth = pd.Series(generator.uniform(0.02, 0.98, 50_000))
    sure = recalibrated(truth, (0.5, 2.0))  # log-odds doubled and moved up
    reached = pd.Series(generator.uniform(0, 1, 50_000) < truth)
    intercept, slope = fit_recalibration(sure, reached)
    assert (intercept, slope) == (pytest.approx(-0.25, abs=0.03), pytest.approx(0.5, abs=0.01))
    assert recalibrated(0.3, (0.0, 1.0)) == pytest.approx(0.3)


def test_each_chance_comes_true_about_as_often_as_it_says(backtested):
    for method in ("forecast", "reference", "combined"):
        table = reliability(backtested[f"chance_{method}"], backtested["reached"])
        distance = (table["mean_chance"] - table["observed_share"]).abs()
        assert np.average(distance, weights=table["count"]) < 0.06, method
    shares = reliability(backtested["reference_share"], backtested["reached"])
    distance = (shares["mean_chance"] - shares["observed_share"]).abs()
    assert np.average(distance, weights=shares["count"]) > 0.1, "the plain share is too sure of itself"


def test_a_bar_of_the_tornado_tells_where_one_method_alone_speaks(henan):
    vintages = henan.swing[henan.swing["factor"] == "vintage"].set_index("setting")["method"]
    assert vintages.to_dict() == {"communique": "reference", REVISED: "combined"}
