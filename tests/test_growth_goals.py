"""The attainment panel gives what one counts by hand in the sentences of the reports."""

import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.growth.goals import above_the_nation, five_year_goals, load_goals, share_met
from plantargets.growth.labels import series_label


@pytest.fixture(scope="module")
def goals() -> pd.DataFrame:
    return load_goals()


def counted(goals: pd.DataFrame, column: str = "met") -> tuple[int, int]:
    judged = goals[goals[column].notna()]
    return int(judged[column].sum()), len(judged)


def test_gdp_goals_of_the_nation(goals) -> None:
    """27 of 31 met; missed in 1998, 2014, 2015 and 2022."""
    gdp = goals[(goals["level"] == "nation") & (goals["series_id"] == "gdp_growth")]
    assert counted(gdp) == (27, 31)
    assert gdp[gdp["met"] == False]["year"].tolist() == [1998, 2014, 2015, 2022]  # noqa: E712 - three values


@pytest.mark.parametrize(
    ("series", "expected"), [("urban_new_jobs", (21, 21)), ("energy_per_gdp_reduction", (6, 7))]
)
def test_other_goals_of_the_nation(goals, series: str, expected: tuple[int, int]) -> None:
    assert counted(goals[(goals["level"] == "nation") & (goals["series_id"] == series)]) == expected


def test_gdp_goals_of_the_provinces_for_2025(goals) -> None:
    """Of 31, 48 % by the number itself and 68 % within half a point; 左右 8 of 22, 以上 6 of 8."""
    gdp = goals[
        (goals["level"] == "province") & (goals["series_id"] == "gdp_growth") & (goals["year"] == 2025)
    ]
    assert counted(gdp) == (15, 31)
    assert counted(gdp, "met_with_room") == (21, 31)
    assert counted(gdp[gdp["goal_comparator"] == "approx"]) == (8, 22)
    assert counted(gdp[gdp["goal_comparator"] == "ge"]) == (6, 8)


def test_shares_stand_with_coverage_and_bounds(goals) -> None:
    table = share_met(goals, ["level", "series_id"]).set_index(["level", "series_id"])
    nation = table.loc[("nation", "gdp_growth")]
    assert nation["clustered"]
    assert nation["lower_95"] < nation["share"] < nation["upper_95"] <= 1
    jobs = table.loc[("nation", "urban_new_jobs")]
    assert jobs["share"] == 1
    assert jobs["lower_95"] < 1, "twenty-one of twenty-one is no certainty"
    assert not table.loc[("province", "retail_sales_growth"), "clustered"], "one year only"
    assert ((table["lowest"] <= table["share"].fillna(table["lowest"])) | table["share"].isna()).all()
    assert (table["highest"] >= table["lowest"]).all()


def test_what_a_bound_does_not_decide_is_left_open(goals) -> None:
    bounds = goals[goals["outcome_comparator"].isin(["ge", "gt", "le", "lt"])]
    assert bounds["difference"].isna().all()
    unsaid = goals[goals["outcome"].isna() & ~goals["outcome_comparator"].isin(["met", "missed"])]
    assert not unsaid["met"].notna().any()


def test_hardly_a_province_promises_less_than_the_nation_asks(goals) -> None:
    table = above_the_nation(goals).query("year == 2025")
    assert set(table["national_goal"]) == {5.0}
    assert len(table) == 31
    assert (table["above"] < 0).sum() <= 3 < (table["above"] > 0).sum()


def test_every_number_points_at_its_words(goals) -> None:
    for row in goals[goals["goal_comparator"] != ""].to_dict("records"):
        assert row["goal_quote_sentence"]
        assert row["goal_source"]


def test_simulated_goals_give_the_known_share() -> None:
    rows = [
        {"year": 2000 + year, "met": pd.NA if year == 3 else year % 4 != 0, "series_id": "gdp_growth"}
        for year in range(20)
    ]
    table = share_met(pd.DataFrame(rows).astype({"met": "boolean"}), ["series_id"]).iloc[0]
    assert (table["goals"], table["known"], table["met_goals"]) == (20, 19, 14)
    assert (table["lowest"], table["highest"]) == (0.7, 0.75)


def test_an_unknown_series_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plantargets.growth.goals._series", lambda: {"gdp_growth": {"better": "higher"}})
    with pytest.raises(PlanTargetsError, match=r"unknown series .*cpi_change"):
        load_goals()


@pytest.mark.parametrize(
    ("series", "label"),
    [
        ("gdp_growth", "GDP growth"),
        ("rd_intensity", "R&D intensity"),
        ("gdp", "gross domestic product (GDP)"),
    ],
)
def test_the_name_of_a_series_stands_within_a_sentence(series: str, label: str) -> None:
    assert series_label(series) == label


def test_strive_before_the_number_is_a_wording_of_its_own():
    goals = load_goals()
    strive = goals[goals["wording"] == "strive"]
    assert sorted(zip(strive["region"], strive["year"], strive["series_id"], strict=True)) == [
        ("全国", 1995, "grain_output"),
        ("全国", 1995, "retail_price_growth"),
        ("广西壮族自治区", 2025, "above_scale_industrial_va_growth"),
        ("广西壮族自治区", 2025, "fixed_asset_investment_growth"),
        ("浙江省", 2025, "above_scale_industrial_va_growth"),
        ("浙江省", 2025, "retail_sales_growth"),
    ]
    tibet = goals[(goals["region"] == "西藏自治区") & (goals["series_id"] == "gdp_growth")].iloc[0]
    assert (tibet["wording"], tibet["goal_min"]) == ("firm", 7)  # 7%以上、力争达到8%


def test_five_year_targets_are_judged_in_the_terms_of_the_target():
    found = five_year_goals()
    missed = found[found["met"].eq(False).fillna(value=False)]
    assert missed["indicator"].tolist() == ["单位国内生产总值能源消耗降低"]  # 19.1 of 20 %, 2006-2010
    assert found.loc[found["basis"] == "rise", "met"].isna().all()  # 79.25 years of life are no rise
    assert found.loc[found["goal_min"].isna(), "met"].isna().all()
