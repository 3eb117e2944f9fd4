"""The scorecard: statuses by hand, conflicts and bounds kept open, goals beside outcomes."""

import numpy as np
import pandas as pd
import pytest

from invented_statistics import invent
from plantargets.errors import PlanTargetsError
from plantargets.growth import (
    ambition,
    ambition_percentile,
    goal_outcomes,
    load_series,
    reference_growth,
    required_growth_pct,
    scorecard,
)
from plantargets.targets import COLUMNS

HENAN_PLAN = pd.DataFrame({"plan_id": ["p"], "jurisdiction": ["河南省"], "issued": ["2023-08-02"]})
SERIES = {
    name: name
    for name in (
        "industrial_value_added",
        "above_scale_industrial_firms",
        "hitech_firms",
        "sei_share_of_above_scale",
        "hitech_manufacturing_share_of_above_scale",
        "technical_renovation_investment_growth",
        "green_factories",
        "green_factories_new",
        "actual_fdi",
        "rd_expenditure",
    )
}


def target(indicator_id, value, unit="家", comparator="ge", kind="level", period="by:2025", **more):
    row = {
        **dict.fromkeys(COLUMNS, ""), "start": 0, "end": 1,
        "plan_id": "p", "target_id": "t", "indicator": "指标", "indicator_id": indicator_id,
        "value_min": value,
        "value_max": value, "unit": unit, "comparator": comparator, "kind": kind, "period": period,
        "distribution": "total", "scope": "",
    }  # fmt: skip
    return row | more


def judged(*rows, plans=HENAN_PLAN):
    return scorecard(pd.DataFrame(rows), plans, SERIES)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (target("hitech_firms", 20000, comparator="gt"), "missed"),
        (target("green_factories", 500), "reached"),
        (target("green_factories", 1210, comparator="gt"), "missed"),
        (target("industrial_value_added", 23000, unit="亿元", comparator="eq"), "behind"),
        (target("industrial_value_added", 19000, unit="亿元", comparator="eq"), "on track"),
        (target("industrial_value_added", 18000, unit="亿元"), "reached"),
        (target("above_scale_industrial_firms", 28000, comparator="gt"), "cannot be told"),
        (target("above_scale_industrial_firms", 25000), "reached"),
        (target("sei_share_of_above_scale", 30, "%", "gt", "share"), "cannot be told"),
        (target("sei_share_of_above_scale", 26, "%", "gt", "share"), "cannot be told"),
        (target("sei_share_of_above_scale", 24, "%", "gt", "share"), "reached"),
        (target("sei_share_of_above_scale", 20, "%", "le", "share"), "missed"),
        (target("hitech_manufacturing_share_of_above_scale", 15, "%", "gt", "share"), "cannot be told"),
        (
            target("technical_renovation_investment_growth", 20, "%", "ge", "growth", "annual:2023-2025"),
            "behind",
        ),
        (
            target("technical_renovation_investment_growth", 15, "%", "ge", "growth", "annual:2023-2023"),
            "reached",
        ),
        (target("green_factories_new", 500, kind="increment"), "cannot be told"),
        (target("green_factories_new", 300, kind="increment"), "reached"),
        (target("hitech_firms", 100, distribution="each"), "cannot be told"),
        (target("hitech_firms", 100, scope="示范区"), "cannot be told"),
    ],
)
def test_each_status_follows_from_the_observed_figures(row, status):
    assert judged(row)["status"].tolist() == [status]


def test_growth_over_a_baseline_is_a_rate_of_each_year_since():
    """46.41 % over 2022 by 2025 asks for 13.55 % a year from 2023 on."""
    row = target(
        "technical_renovation_investment_growth", "46.41", "%", "ge", "growth", baseline_period="2022"
    )
    found = judged(row).iloc[0]
    assert found["target"] == pytest.approx(13.55, abs=0.01)
    assert found["required_per_year"] == pytest.approx(13.55, abs=0.01)


def test_a_stated_baseline_is_the_base_of_a_level():
    plain = target("industrial_value_added", 23000, unit="亿元")
    found = [judged(plain | {"baseline_period": year}).iloc[0] for year in ("", "2020")]
    assert [(row["base_year"], row["base"]) for row in found] == [(2022, 19592.76), (2020, 16538.5)]


def test_every_figure_has_its_vintage_and_source():
    row = judged(target("industrial_value_added", 23000, unit="亿元")).iloc[0]
    assert (row["base_year"], row["base"], row["base_vintage"]) == (2022, 19592.76, "communique")
    assert (row["latest_year"], row["latest"], row["latest_vintage"]) == (2024, 18376.5, "revised_5th_census")
    assert row["base_in_latest_vintage"] == 17128.2
    assert row["path_at_latest"] == pytest.approx(17128.2 * (23000 / 17128.2) ** (2 / 3))
    assert row["base_source"]
    assert row["latest_source"]


def test_the_two_counts_of_firms_are_both_shown():
    row = judged(target("above_scale_industrial_firms", 28000, comparator="gt")).iloc[0]
    assert row["latest"] == 28000
    assert row["conflict"].startswith("25,800 (")


def test_units_are_converted_where_they_measure_the_same():
    row = judged(target("actual_fdi", 50000, unit="万美元", period="by:2023")).iloc[0]
    assert row["unit"] == "万美元"
    assert row["latest"] == pytest.approx(75000)


def test_targets_without_series_region_or_period_are_left_out():
    dengfeng = HENAN_PLAN.assign(jurisdiction="河南省郑州市登封市")
    assert judged(target("hitech_firms", 65), plans=dengfeng).empty
    assert judged(target("unheard_of", 65)).empty
    assert judged(target("hitech_firms", 65, period="")).empty
    assert judged(target("hitech_firms", 65, unit="个")).empty
    assert judged(target("hitech_firms", 65, period="by:2021")).empty


def test_a_target_without_a_value_is_named():
    with pytest.raises(PlanTargetsError, match="target t: value_min is '', expected a number"):
        judged(target("hitech_firms", None))


def test_a_prefecture_is_not_taken_for_its_province():
    kaifeng = HENAN_PLAN.assign(jurisdiction="河南省开封市")
    found = scorecard(pd.DataFrame([target("gdp", 3000, unit="亿元")]), kaifeng, {"gdp": "gdp"})
    assert found["region"].tolist() == ["开封市"]


def test_a_plan_that_is_not_given_is_named():
    with pytest.raises(PlanTargetsError, match="plan q of the targets table is not among the plans"):
        judged(target("hitech_firms", 65, plan_id="q"))


def test_goals_stand_beside_the_outcome_first_published():
    goals = goal_outcomes().set_index(["region", "series_id", "year"])
    growth = goals.loc[("河南省", "gdp_growth")]
    assert growth[["goal", "outcome"]].loc[2023].tolist() == [6.0, 4.1]
    assert growth[["goal", "outcome"]].loc[2025].tolist() == [5.5, 5.6]
    assert growth["reached"].tolist() == [False, False, True]
    assert goals.loc[("河南省", "above_scale_industrial_va_growth", 2025), "outcome"] == 8.4


def test_a_goal_is_left_open_where_the_outcome_is_a_bound_or_of_a_day():
    goals = goal_outcomes().set_index(["region", "series_id", "year"])["reached"]
    assert goals.loc[("河南省", "sei_share_of_above_scale", 2025)] is None
    assert goals.loc[("河南省", "base_stations_5g", 2021)] is None


def test_ambition_is_the_place_among_the_provinces_before_the_plan():
    row = judged(target("industrial_value_added", 23000, unit="亿元")).iloc[0]
    windows = reference_growth("industrial_value_added", 3, "revised_5th_census", until=2022)["growth_pct"]
    assert row["required_per_year"] == pytest.approx(required_growth_pct(19592.76, 23000, 2022, 2025))
    assert row["ambition_percentile"] == ambition_percentile(row["required_per_year"], windows)
    assert (row["ambition_windows"], row["ambition_reference"]) == (len(windows), "provinces")
    assert row["ambition_periods"] == "2019-2022"
    assert row["nation_periods"].endswith("2019-2022")
    assert len(row["nation_periods"].split(", ")) == 7
    assert 0 < row["nation_percentile"] < 100
    assert np.isnan(row["own_past_percentile"])  # one window of its own
    harder = judged(target("industrial_value_added", 30000, unit="亿元")).iloc[0]
    assert harder["ambition_percentile"] > row["ambition_percentile"]


def test_a_share_is_placed_by_points_and_a_rate_by_the_mean_of_rates():
    share = ambition("rd_intensity", 0.05, 3, 2020, measure="points")
    assert (share.reference, share.first.vintage) == ("provinces", "yearbook")
    assert 0 < share.first.percentile < 100
    assert ambition("rd_intensity", 5, 3, 2020, measure="points").first.percentile == 100
    own = load_series("河南省", "gdp_growth", "communique")
    rate = ambition("gdp_growth", 50.0, 1, 2023, measure="rate", own=[own])
    assert (rate.reference, rate.first.vintage) == ("provinces", "revised_5th_census")  # by the index
    assert (rate.own_past.vintage, rate.own_past.percentile) == ("communique", 100)
    assert rate.own_past.windows == len(own.until(2023).values)


def test_too_few_windows_give_no_percentile_and_none_is_made_of_amounts_on_changing_bases():
    firms = load_series("河南省", "above_scale_industrial_firms", "press")
    found = ambition("above_scale_industrial_firms", 8.4, 3, 2022, own=[firms])
    assert (found.first.windows, found.reference) == (2, "own past")
    assert np.isnan(found.first.percentile)
    amounts = load_series("河南省", "secondary_value_added", "communique")
    assert not amounts.comparable_over_time
    nothing = ambition("no_such_series", 5, 1, 2024, own=[amounts])
    assert (nothing.first.windows, nothing.reference) == (0, "")


def test_what_is_added_is_judged_by_the_change_of_the_stock_only_as_far_as_that_can_tell():
    added = target("national_little_giants_new", 100, kind="increment", period="annual:2023-2025")
    stock = {"national_little_giants_new": "national_little_giants"}
    row = scorecard(pd.DataFrame([added]), HENAN_PLAN, {}, stock).iloc[0]
    assert (row["status"], row["counted"]) == ("cannot be told", "stock change")
    assert row["note"] == "change of the stock, sum of 2024, 2025: 56; what left the stock is not known"
    assert row["progress_pct"] == pytest.approx(100 * 56 / 300)
    fewer = target("national_little_giants_new", 50, kind="increment", period="by:2025")
    assert scorecard(pd.DataFrame([fewer]), HENAN_PLAN, {}, stock)["status"].tolist() == ["reached"]
    outside = target("base_stations_5g_new", 250000, "个", kind="increment")
    row = scorecard(
        pd.DataFrame([outside]), HENAN_PLAN, {}, {"base_stations_5g_new": "base_stations_5g"}
    ).iloc[0]
    assert (row["status"], row["note"]) == ("cannot be told", "nothing observed in 2023-2025")
    assert np.isnan(row["progress_pct"])


def test_a_yearly_increment_is_asked_for_in_every_year():
    row = judged(target("green_factories_new", 301, kind="increment", period="annual:2024-2024")).iloc[0]
    assert row["status"] == "reached"
    row = judged(target("green_factories_new", 200, kind="increment", period="annual:2023-2024")).iloc[0]
    assert (row["status"], row["progress_pct"]) == ("cannot be told", pytest.approx(100 * 301 / 400))


def test_a_base_that_is_a_lower_bound_is_told():
    row = judged(target("hitech_firms", 20000, comparator="gt")).iloc[0]
    assert (row["base"], row["note"]) == (10000, "the base is a lower bound")


def test_progress_is_what_counts_in_per_cent_of_what_is_asked_for():
    rates = load_series("河南省", "technical_renovation_investment_growth").values.loc[2023:2025]  # noqa: PD011
    mean = 100 * ((1 + rates / 100).prod() ** (1 / len(rates)) - 1)
    asked = ("technical_renovation_investment_growth", 20, "%", "ge", "growth", "annual:2023-2025")
    row = judged(target(*asked)).iloc[0]
    assert row["progress_pct"] == pytest.approx(100 * mean / 20)
    assert row["note"] == f"mean of {', '.join(map(str, rates.index))}: {mean:.1f} %"
    level = judged(target("industrial_value_added", 23000, unit="亿元")).iloc[0]
    assert level["progress_pct"] == pytest.approx(100 * 18376.5 / 23000)


def test_a_share_is_asked_for_points_a_year_and_a_fall_is_a_rate():
    share = judged(target("sei_share_of_above_scale", 30, "%", "gt", "share")).iloc[0]
    assert share["required_per_year"] == pytest.approx((30 - share["base"]) / 3)
    assert share["required_measure"] == "points"


# An invented place: 100 firms in 2022 as first published (96 as revised), 40 founded in 2023, 30 in 2024.
PLACE = (
    ("甲省", "hitech_firms", "communique", "家", {2022: 100, 2023: 120}),
    ("甲省", "hitech_firms", "revised_5th_census", "家", {2022: 96, 2023: 118, 2024: 130}),
    ("甲省", "green_factories_new", "communique", "家", {2023: 40, 2024: 30}),
    ("甲省", "technical_renovation_investment_growth", "communique", "%", {2023: 21, 2024: 0}),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = invent(tmp_path_factory.mktemp("place"), *PLACE)
    plans = HENAN_PLAN.assign(jurisdiction="甲省")

    def told(*asked, **more):
        return scorecard(pd.DataFrame([target(*asked, **more)]), plans, SERIES, root=root).iloc[0]

    return told


def test_a_level_is_set_against_the_path_from_the_base_in_its_own_vintage(place):
    row = place("hitech_firms", 150, period="by:2026")
    assert (row["base_year"], row["base"], row["base_vintage"]) == (2022, 100, "communique")
    assert (row["latest_year"], row["latest"], row["base_in_latest_vintage"]) == (2024, 130, 96)
    assert row["path_at_latest"] == pytest.approx((96 * 150) ** 0.5)  # half of the way from 96 to 150
    assert (row["status"], row["progress_pct"]) == ("on track", pytest.approx(100 * 130 / 150))
    assert row["required_per_year"] == pytest.approx(100 * (1.5**0.25 - 1))
    assert place("hitech_firms", 200, period="by:2026")["status"] == "behind"
    assert place("hitech_firms", 131, period="by:2024")["status"] == "missed"
    assert place("hitech_firms", 130, period="by:2024")["status"] == "reached"
    assert place("hitech_firms", 130, period="by:2025")["note"].startswith("in 2024 already")


def test_a_ceiling_is_behind_above_its_path_and_reached_below_it(place):
    assert place("hitech_firms", 120, comparator="le", period="by:2026")["status"] == "behind"
    assert place("hitech_firms", 129, comparator="le", period="by:2024")["status"] == "missed"
    assert place("hitech_firms", 130, comparator="le", period="by:2024")["status"] == "reached"
    assert place("hitech_firms", 130, comparator="lt", period="by:2024")["status"] == "missed"


@pytest.mark.parametrize(
    ("value", "period", "status", "progress"),
    [
        (70, "during:2023-2024", "reached", 100),
        (71, "during:2023-2024", "missed", 100 * 70 / 71),
        (71, "during:2023-2025", "cannot be told", 100 * 70 / 71),
        (35, "annual:2023-2024", "reached", 100),
        (36, "annual:2023-2024", "missed", 100 * 70 / 72),
        (30, "during:2024-2024", "reached", 100),
    ],
)
def test_what_is_added_counts_from_the_first_to_the_last_year(place, value, period, status, progress):
    row = place("green_factories_new", value, kind="increment", period=period)
    assert (row["status"], row["progress_pct"]) == (status, pytest.approx(progress))


@pytest.mark.parametrize(
    ("value", "period", "status"),
    [
        (10, "annual:2023-2024", "reached"),  # 1.21 and 1.00 are 1.10 a year
        (10.1, "annual:2023-2024", "missed"),
        (10, "annual:2023-2025", "on track"),
        (10.1, "annual:2023-2025", "behind"),
        (21, "annual:2023-2023", "reached"),
    ],
)
def test_rates_count_by_their_mean_on_the_chain(place, value, period, status):
    asked = ("technical_renovation_investment_growth", value, "%", "ge", "growth", period)
    row = place(*asked)
    mean = 21 if period.endswith("2023") else 10
    assert (row["status"], row["progress_pct"]) == (status, pytest.approx(100 * mean / value))
