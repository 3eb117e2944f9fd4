"""Chances with their uncertainty, the reference class, the tornado, verdicts and known outcomes."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.growth import (
    ambition_percentile,
    assess,
    attainment,
    attainment_table,
    chance_band,
    independent_periods,
    load_series,
    reference_chance,
    reference_growth,
    tornado,
    tornado_spans,
)
from plantargets.growth.attainment import combine
from plantargets.growth.reference import recent_windows
from plantargets.project import project_root
from sealed import seal

HENAN, INDUSTRY = "河南省", "industrial_value_added"
REVISED = "revised_5th_census"
STATISTICS = project_root() / "data" / "statistics"


@pytest.fixture(scope="module")
def henan():
    return assess(HENAN, INDUSTRY, 23000, 2025, base_year=2022)


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


def test_an_assessment_is_frozen(henan):
    with pytest.raises(dataclasses.FrozenInstanceError):
        henan.target = 1


def test_the_case_of_one_period_has_no_chance_but_a_share_and_what_it_leaves_open(henan):
    row = henan.chances.set_index(["vintage", "origin"]).loc["communique", 2022]
    assert (row["periods"], row["period_names"], row["method"]) == (1, "2019-2022", "none")
    assert math.isnan(row["chance"])
    assert row["chance_low"] < row["chance_reference"] < row["chance_high"]
    assert row["chance_high"] - row["chance_low"] > 0.3
    assert "cannot tell from one period (2019-2022)" in row["without"]


def test_every_chance_lies_in_its_interval(henan):
    known = pd.concat([henan.chances, attainment_table(HENAN, "gdp", 70000, 2027, first_origin=2020)])
    known = known[known["chance"].notna()]
    assert len(known) > 5
    assert known["chance"].between(known["chance_low"], known["chance_high"]).all()
    assert (known["chance_high"] - known["chance_low"] > 0.01).all()


def test_no_share_of_fewer_than_three_periods_is_in_a_chance(henan):
    table = henan.chances
    few = table[(table["periods"] < 3) & table["chance"].notna()]
    assert set(few["method"]) == {"forecast"}
    assert (few["chance"] == few["chance_forecast"]).all()
    many = table[table["method"] == "combined"]
    assert many["periods"].min() >= 3
    assert many["chance"].to_numpy() == pytest.approx(
        ((many["chance_forecast"] + many["chance_reference"]) / 2).to_numpy()
    )


def test_the_combination_is_the_mean_of_two_opinions_or_what_is_known():
    nan = float("nan")
    assert combine(0.2, 0.6, 3) == (pytest.approx(0.4), "combined")
    assert combine(0.2, 0.6, 2) == (0.2, "forecast")
    assert combine(nan, 0.6, 3) == (0.6, "reference")
    assert combine(0.2, nan, 0) == (0.2, "forecast")
    assert combine(nan, 0.6, 2)[1] == "none"
    assert math.isnan(combine(nan, 0.6, 2)[0])


def test_the_band_holds_the_chance_and_widens_with_doubt():
    for method in ("forecast", "reference", "combined"):
        for horizon in (1, 3, 5, 9):
            for chance in (0.0, 0.01, 0.5, 0.99, 1.0):
                low, high = chance_band(method, chance, horizon)
                assert 0 <= low <= chance <= high <= 1
        low, high = chance_band(method, 0.5, 3)
        assert high - low > 0.2
    assert chance_band("combined", 0.5, 9) == chance_band("combined", 0.5, 5)
    assert all(map(math.isnan, chance_band("combined", float("nan"), 3)))


def test_periods_share_no_year_and_provinces_of_one_period_count_once():
    windows = pd.DataFrame(
        [("甲", 2019, 2022), ("乙", 2019, 2022), ("甲", 2020, 2023), ("甲", 2022, 2025), ("乙", 2021, 2024)],
        columns=["region", "start_year", "end_year"],
    )
    assert independent_periods(windows) == ("2019-2022", "2022-2025")
    assert independent_periods(windows.head(2)) == ("2019-2022",)
    assert independent_periods(windows.head(0)) == ()


def test_the_number_in_the_panel_is_the_part_of_the_fan_above_the_target():
    target = 62000.0
    found = assess(HENAN, "gdp", target, 2025, base_year=2022)
    fans = found.trajectories.query("kind in ('forecast', 'reference') and name != 'ets' and year == 2025")
    cases = found.cases.set_index(["vintage", "origin"])
    assert set(fans["name"]) == {"combined", "provinces"}
    for _, fan in fans.iterrows():
        case = cases.loc[fan["vintage"], fan["origin"]]
        bounds = fan[["lower_95", "lower_80", "value", "upper_80", "upper_95"]].to_numpy(float)
        chance_above = np.interp(target, bounds, [0.975, 0.9, 0.5, 0.1, 0.025])
        inside = bounds[0] < target < bounds[-1]
        told = case["chance"] if not math.isnan(case["chance"]) else case["chance_reference"]
        assert abs(chance_above - told) < (0.08 if inside else 0.05)


def test_the_verdict_is_one_sentence_that_says_what_cannot_be_told(henan):
    english, chinese = henan.verdict("en"), henan.verdict("zh")
    for number in (
        "5.5 % a year",
        "10.3 % a year",
        "25.2 % in one year",
        "2.3 trillion yuan by 2025",
        "cannot be told from one period, 2019–2022, in which 73 % of the provinces did as much",
        "by the forecast of its own series alone, 95 % interval",
    ):
        assert number in english
    for number in (
        "年均需增长5.5%",
        "年均需增长10.3%",
        "一年内需增长25.2%",
        "在2025年达到23,000亿元",
        "仅有2019—2022一个时段，无法判断概率",
    ):
        assert number in chinese
    assert "46" not in english + chinese
    assert english.count(". ") == 0
    assert english.endswith(".")
    assert chinese.count("。") == 1


@pytest.mark.parametrize(
    ("series_id", "target", "comparator", "status", "told"),
    [
        ("hitech_firms", 20000, "ge", "missed", "was missed: 12,800 in 2025 (press report)"),
        ("gdp", 66000, "ge", "reached", "6.6633 trillion yuan in 2025 (communiqué)"),
        ("gdp", 66610, "ge", "disputed", "depends on the vintage"),
        ("gdp", 66000, "le", "missed", "was missed"),
        ("sei_share_of_above_scale", 30, "ge", "cannot be told", "cannot be told from a bound"),
    ],
)
def test_a_target_whose_outcome_is_known_is_met_or_missed(series_id, target, comparator, status, told):
    found = assess(HENAN, series_id, target, 2025, base_year=2022, comparator=comparator)
    assert found.status == status
    assert told in found.verdict("en")
    assert found.verdict("en").count(". ") == 0
    assert found.verdict("zh").count("。") == 1
    assert set(found.summary()["status"]) == {status}


def test_an_observed_series_is_never_said_not_to_be():
    found = assess("全国", "ppi_prev_year_100", 101, 2026, base_year=2025)
    for language, word in (("en", "no observed series"), ("zh", "无可用观测序列")):
        assert word not in found.verdict(language)
    assert "2026 is not observed yet" in found.verdict("en")
    assert "101 (previous year = 100) in 2026" in found.verdict("en")


def test_a_series_of_mixed_vintages_is_not_forecast_nor_a_class():
    mixed = "yearbook_contemporaneous_author_compiled"
    share = load_series(HENAN, "secondary_industry_share_of_gdp", mixed)
    proxy = load_series(HENAN, "proxy_gdp_times_secondary_share", "revised_5th_census")
    assert not share.comparable_over_time
    assert not proxy.comparable_over_time
    found = assess(HENAN, "secondary_industry_share_of_gdp", 41, 2025, base_year=2022)
    derived = found.chances["vintage"] == "revised_5th_census"  # both parts on one base
    assert found.chances.loc[derived, "chance"].notna().any()
    assert mixed in set(found.chances["vintage"])
    assert found.chances.loc[~derived, "chance_forecast"].isna().all()
    told = found.chances[found.chances["reference_windows"] > 0]
    assert set(told["reference_vintage"]) == {"revised_5th_census"}


def test_provinces_are_no_class_for_a_city_or_the_nation_unless_asked():
    nation = attainment("全国", "gdp", 1_700_000, 2030)
    assert nation.reference_windows == 0
    assert "provinces are none for a city or the nation" in nation.without
    asked = attainment("全国", "gdp", 1_700_000, 2030, reference_class="provinces")
    assert asked.reference_windows > 31
    assert asked.tested is False
    city = attainment("郑州市", "gdp", 16_000, 2027)
    assert city.reference_windows == 0


def test_chances_for_what_the_backtest_never_saw_are_marked(henan):
    assert not henan.chances["tested"].any()
    assert "tested on the provinces' gross domestic product" in henan.verdict("en")
    assert attainment(HENAN, "gdp", 70000, 2027).tested
    assert not attainment(HENAN, "gdp", 70000, 2031).tested
    assert "tested on" not in assess(HENAN, "gdp", 70000, 2027, base_year=2024).verdict("en")


def test_a_horizon_longer_than_any_window_is_said_to_be():
    found = attainment(HENAN, "gdp", 200_000, 2045, vintage=REVISED)
    assert found.periods == 0
    assert found.method == "forecast"
    assert "no province has gdp (revised_5th_census) over 21 years" in found.without


def test_a_base_of_zero_has_no_growth_and_says_so(tmp_path):
    root = one_series(tmp_path, {2019: 4, 2020: 2, 2021: 1, 2022: 0})
    found = attainment(HENAN, "hitech_firms", 3, 2025, root=root)
    assert math.isnan(found.required_growth_pct)
    assert "no growth from a base of 0" in found.without
    assert 0 < found.chance < 1
    told = assess(HENAN, "hitech_firms", 3, 2025, base_year=2022, root=root)
    assert "asks for a change of 1 a year" in told.verdict("en")
    assert set(told.trajectories.query("kind == 'path'")["name"]) == {
        "equal_increments",
        "front_loaded",
        "back_loaded",
    }


def test_a_series_of_zeros_or_with_a_gap_says_why_there_is_no_forecast(tmp_path):
    zeros = one_series(tmp_path / "zeros", dict.fromkeys(range(2018, 2023), 0))
    assert "all values are zero" in attainment(HENAN, "hitech_firms", 3, 2025, root=zeros).without
    gap = one_series(tmp_path / "gap", {2015: 5, 2016: 6, 2017: 7, 2018: 8, 2021: 9, 2022: 10})
    assert (
        "2 consecutive values, 4 are needed" in attainment(HENAN, "hitech_firms", 13, 2025, root=gap).without
    )


def test_the_tornado_changes_one_thing_and_compares_like_with_like(henan):
    swing = henan.swing
    assert swing["method"].where(swing["factor"] != "method", "reference").unique().tolist() == ["reference"]
    assert swing.loc[swing["is_reference"], "chance"].tolist() == [swing["reference_case"].iloc[0]] * 3
    table = henan.chances.set_index(["vintage", "origin"])["chance_reference"]
    by_vintage = swing[swing["factor"] == "vintage"].set_index("setting")["chance"]
    assert by_vintage.to_dict() == {
        "communique": table["communique", 2022],
        REVISED: table[REVISED, 2022],
    }
    by_origin = swing[swing["factor"] == "origin"].set_index("setting")["chance"]
    assert by_origin["2024"] == table[REVISED, 2024]
    spans = tornado_spans(swing)["span_points"]
    assert spans["vintage"] == pytest.approx(100 * (table["communique", 2022] - table[REVISED, 2022]))


def test_a_tornado_without_a_chance_is_empty_and_an_unknown_case_refused(henan):
    assert tornado(henan.chances, REVISED, 2020).empty
    assert tornado(henan.chances, "communique", 2022, "forecast").empty
    with pytest.raises(PlanTargetsError, match="no attainment for vintage communique and origin 2024"):
        tornado(henan.chances, "communique", 2024)
    with pytest.raises(PlanTargetsError, match="expected one of forecast, reference, combined"):
        tornado(henan.chances, REVISED, 2022, "guess")


def test_the_share_counts_the_latest_windows():
    windows = reference_growth("gdp", 3, REVISED, until=2022)
    assert set(recent_windows(windows)["end_year"]) == {2022}
    found = attainment(HENAN, "gdp", 65000, 2025, origin=2022, vintage=REVISED)
    share = reference_chance(found.required_growth_pct, recent_windows(windows)["growth_pct"])
    assert found.chance_reference == share


def one_series(root, values):
    """Write a project whose statistics hold one count of one region, and return its folder."""
    folder = root / "data" / "statistics"
    folder.mkdir(parents=True)
    for name in ("statistics.csv", "national.csv", "panel_provinces.csv"):
        table = pd.read_csv(STATISTICS / name, dtype=str, keep_default_na=False)
        table = table[table["series_id"] == "gdp"] if name == "panel_provinces.csv" else table.head(0)
        if name == "statistics.csv":
            rows = [
                {
                    "series_id": "hitech_firms", "region": HENAN, "region_code": "410000", "year": str(year),
                    "value": str(value), "unit": "家", "basis": "count", "vintage": "press", "note": "",
                }
                for year, value in values.items()
            ]  # fmt: skip
            table = pd.DataFrame(rows).reindex(columns=table.columns, fill_value="")
        table.to_csv(folder / name, index=False)
    seal(root)
    return root
