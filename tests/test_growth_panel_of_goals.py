"""The panel of goals: counted by hand, read beside the reports, and the chance against the base rate."""

import numpy as np
import pandas as pd
import pytest

from plantargets.figures.attainment import draw_above, draw_near_goal, draw_shares
from plantargets.growth import (
    above_the_nation,
    base_rate,
    goal_chances,
    goal_scores,
    load_goals,
    near_the_goal,
    share_met,
)

GOALS = load_goals()
# Goal and outcome of the nation's GDP as the reports state them; the years missed are 1998, 2014, 2015, 2022.
NATION_GDP = {
    1990: (5, 5), 1991: (4.5, 7), 1994: (9, 11.8), 1998: (8, 7.8), 2005: (8, 9.9), 2009: (8, 8.7),
    2014: (7.5, 7.4), 2015: (7, 6.9), 2019: (6, 6.1), 2021: (6, 8.1), 2022: (5.5, 3), 2023: (5, 5.2),
    2025: (5, 5),
}  # fmt: skip
# Ten of the provinces' pairs of 2025 drawn at random (seed 2026), each read in its sentence of the report
# of 2026 and in that of the goal: region, series, scope, goal, outcome, met, words of the outcome.
DRAWN = [
    ("新疆维吾尔自治区", "disposable_income_growth", "rural", 7, 7, True, "分别增长5.3%、7%"),
    ("海南省", "retail_sales_growth", "", 10, 5, False, "社会消费品零售总额增长5%"),
    ("新疆维吾尔自治区", "gdp_growth", "", 6, 5.5, False, "2.15万亿元、增长5.5%"),
    ("安徽省", "retail_sales_growth", "", 5.5, 4.2, False, "社会消费品零售总额增长4.2%"),
    ("江西省", "grain_output", "", 21_800_000, 22_305_000, True, "粮食总产达446.1亿斤"),  # 吨
    ("湖南省", "gdp_growth", "", 5.5, 4.8, False, "增长4.8%"),
    ("广东省", "retail_sales_growth", "", 5, 2.8, False, "4.6万亿元、增长2.8%"),
    ("辽宁省", "budget_revenue_growth", "", 4, 0.4, False, "一般公共预算收入增长0.4%"),
    ("福建省", "cpi_change", "", 2, 0, True, "居民消费价格与上年持平"),
    ("河北省", "gdp_growth", "", 5, 5.6, True, "全省生产总值增长5.6%"),
]


def test_the_goals_of_the_nation_for_gdp_are_met_as_one_counts_by_hand():
    gdp = GOALS[(GOALS["level"] == "nation") & (GOALS["series_id"] == "gdp_growth") & GOALS["met"].notna()]
    assert (len(gdp), int(gdp["met"].sum())) == (31, 27)
    assert gdp.loc[~gdp["met"], "year"].tolist() == [1998, 2014, 2015, 2022]
    by_year = gdp.set_index("year")
    for year, (goal, outcome) in NATION_GDP.items():
        assert by_year.loc[year, "goal_min"] == goal and by_year.loc[year, "outcome"] == outcome
        assert bool(by_year.loc[year, "met"]) == (outcome >= goal)


@pytest.mark.parametrize(("region", "series_id", "scope", "goal", "outcome", "met", "words"), DRAWN)
def test_values_are_those_of_the_reports(region, series_id, scope, goal, outcome, met, words):
    rows = GOALS[(GOALS["region"] == region) & (GOALS["year"] == 2025) & (GOALS["series_id"] == series_id)]
    (row,) = rows[rows["scope"] == scope].to_dict("records")
    assert (row["goal_min"], row["outcome"], bool(row["met"])) == (goal, outcome, met)
    assert words in row["outcome_quote_sentence"]


def test_outcomes_are_counted_in_the_bin_they_lie_in():
    table = pd.DataFrame(
        {
            "level": "nation",
            "unit": "%",
            "difference": [0.0, 0.3, 0.499, 0.5, -0.1, -0.5, -9.0, 9.0, np.nan],
        }
    )
    bins = near_the_goal(table).set_index("from_points")["goals"]
    assert bins[[0.0, 0.5, -0.5, -5.0, 4.5]].tolist() == [3, 1, 2, 1, 1]
    assert bins.sum() == 8


def test_the_base_rate_is_that_of_like_goals_and_missing_where_few_are_known():
    nation = base_rate("gdp_growth", level="nation")
    assert (nation.goals, round(nation.share, 3), nation.of) == (31, 0.871, "indicator")
    about = base_rate("gdp_growth", "approx", "province")
    assert about.of == "indicator and wording" and about.goals >= 10
    assert base_rate("deficit_ratio").goals == 0 and np.isnan(base_rate("").share)


def test_a_chance_knows_only_the_years_before_and_a_base_rate_only_other_years():
    chances = goal_chances()
    assert chances["chance"].between(0, 1).all() and chances["base_rate"].between(0, 1).all()
    later = GOALS.copy()
    later.loc[later["year"] >= 2020, "outcome"] = 99.0  # what came later moves no chance of before
    again = goal_chances(later)
    keys = ["region", "series_id", "year", "scope"]
    before = chances[chances["year"] <= 2019].set_index(keys)["chance"]
    after = again[again["year"] <= 2019].set_index(keys)["chance"]
    pd.testing.assert_series_equal(before, after)
    gdp = chances[(chances["level"] == "nation") & (chances["series_id"] == "gdp_growth")].set_index("year")
    known = GOALS[(GOALS["level"] == "nation") & (GOALS["series_id"] == "gdp_growth") & GOALS["met"].notna()]
    others = known[known["year"] != 2022]["met"].mean()
    assert gdp.loc[2022, "base_rate"] == pytest.approx(others)


def test_scores_are_the_mean_squared_distance_and_one_year_has_no_interval():
    table = pd.DataFrame(
        {
            "level": "nation",
            "indicator": "x",
            "year": [2001, 2002, 2003, 2004, 2005, 2006] * 2,
            "chance": [0.9, 0.1] * 6,
            "base_rate": 0.5,
            "met": [True, False] * 6,
        }
    )
    row = goal_scores(table).iloc[0]
    assert (row["chance_score"], row["base_rate_score"]) == (pytest.approx(0.01), pytest.approx(0.25))
    assert row["better_low"] == row["better_high"] == pytest.approx(0.24)
    assert goal_scores(table.assign(year=2001))["better_low"].isna().all()


def test_the_nation_is_told_better_by_its_record_than_by_a_forecast():
    scores = goal_scores(goal_chances()).set_index(["level", "indicator"])
    nation = scores.loc[("nation", "GDP growth")]
    assert nation["base_rate_score"] < nation["chance_score"] and nation["better_high"] < 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_state_what_they_show(language):
    goals = load_goals(language)
    shares = draw_shares(share_met(goals, ["level", "indicator"]), language)
    assert "90" in shares.get_suptitle() and "62" in shares.get_suptitle()
    assert "21" in draw_near_goal(near_the_goal(goals), language).get_suptitle()
    above = draw_above(above_the_nation(goals), language)
    assert "15" in above.get_suptitle()
    assert draw_above(above_the_nation(goals).head(0), language).axes
