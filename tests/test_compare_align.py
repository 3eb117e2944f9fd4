"""Targets in comparable form: an invented pair of plans whose aligned matrix is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from compare_gold import GOLD_PLANS, gold_targets
from plantargets import extract_targets
from plantargets.compare import (
    across_levels,
    align_targets,
    comparable_targets,
    jurisdiction_sizes,
    select_aligned,
)
from plantargets.compare.align import SIZES
from plantargets.errors import PlanTargetsError

CITY = SimpleNamespace(
    plan_id="city",
    jurisdiction_code="990100",
    level="prefecture_city",
    period_start_year=2020,
    period_end_year=2022,
)
PROVINCE = SimpleNamespace(
    plan_id="province",
    jurisdiction_code="990000",
    level="province",
    period_start_year=2021,
    period_end_year=2025,
)
OBSERVED = pd.DataFrame(
    [
        ("990100", "gdp", 2019, 1_000, "亿元", "communique", ""),
        ("990100", "gdp", 2018, 900, "亿元", "communique", ""),
        ("990000", "gdp", 2020, 20_000, "亿元", "communique", ""),
        ("990000", "gdp", 2020, 19_000, "亿元", "revised", ""),
        ("990000", "resident_population_year_end", 2015, 5_000, "万人", "communique", ""),
        ("990100", "hitech_firms", 2019, 100, "家", "communique", ""),
        ("990000", "hitech_firms", 2019, 4_000, "家", "communique", ""),
    ],
    columns=["region_code", "series_id", "year", "value", "unit", "vintage", "note"],
)


def target(plan_id, number, indicator, value, unit, kind, period, **more):
    """Return one row of the target table."""
    row = {
        "plan_id": plan_id,
        "target_id": f"{plan_id}-{number}",
        "start": number * 100,
        "end": number * 100 + 3,
        "quote": f"{value}{unit}",
        "sentence": f"{indicator}{value}{unit}",
        "indicator": indicator,
        "indicator_id": "",
        "value_min": value,
        "value_max": value,
        "unit": unit,
        "comparator": "ge",
        "kind": kind,
        "period": period,
        "distribution": "total",
        "scope": "",
        "modality": "",
        "qualifier": "",
    }
    return row | more


NEW = "hitech_firms_new"
PAIR = pd.DataFrame(
    [
        target("city", 1, "高新技术企业", 18, "家", "increment", "by:2022", indicator_id=NEW),
        target("city", 2, "高新技术企业", 65, "家", "level", "by:2022", indicator_id="hitech_firms"),
        target("city", 3, "研发投入强度", 2, "%", "share", "by:2022", indicator_id="rd_intensity"),
        target("city", 4, "砖瓦窑企业", 8, "家", "reduction", "by:2022"),
        target("city", 5, "单位能耗", 6, "%", "reduction", "annual:2020-2022", sentence="单位能耗年均下降6%"),
        target(
            "province",
            1,
            "高新技术企业",
            500,
            "家",
            "increment",
            "annual:2021-2025",
            indicator_id="hitech_firms_new",
        ),
        target("province", 2, "高新技术企业", 6500, "家", "level", "by:2025", indicator_id="hitech_firms"),
        target("province", 3, "研发投入强度", 2.5, "%", "share", "by:2025", indicator_id="rd_intensity"),
        target("province", 4, "单位能耗", 14, "%", "reduction", "by:2025", sentence="单位能耗累计下降14%"),
    ]
)


@pytest.fixture
def matrix():
    sizes = jurisdiction_sizes((CITY, PROVINCE), OBSERVED)
    return align_targets(PAIR, (CITY, PROVINCE), sizes).set_index(["indicator_key", "basis"])


def test_the_matrix_of_the_pair_is_known(matrix):
    found = {
        key: (row["value:city"], row["value:province"], row["asks_for_more"])
        for key, row in matrix.iterrows()
    }
    yearly = ((1 - 0.14) ** (1 / 5) - 1) * 100
    energy = found.pop(("words:单位能耗", "change_pct_per_year"))
    assert energy == (-6.0, pytest.approx(yearly, abs=1e-6), "city")
    gone = found.pop(("words:砖瓦窑企业", "count_per_year"))
    assert gone[0] == pytest.approx(8 / 3)
    assert np.isnan(gone[1])
    assert gone[2] == ""
    assert found == {
        ("hitech_firms_new", "count_per_year"): (6.0, 500.0, "province"),
        ("hitech_firms", "level"): (65.0, 6500.0, "province"),
        ("rd_intensity", "share"): (2.0, 2.5, "province"),
    }


def test_relative_to_gdp_the_province_asks_for_more_new_firms_by_a_factor_that_is_known(matrix):
    row = matrix.loc[("hitech_firms_new", "count_per_year")]
    assert row["asks_for_more_per_cny_10bn_gdp"] == "province"
    assert row["times_per_cny_10bn_gdp"] == pytest.approx((500 / 200) / (6 / 10))


def test_a_size_that_is_not_observed_leaves_a_blank_and_the_reason(matrix):
    row = matrix.loc[("hitech_firms", "level")]
    assert row["asks_for_more_per_million_people"] == ""
    assert row["reason_per_million_people"] == (
        "city: no observed series; province: nearest observation is of 2015, 5 years from 2020"
    )
    assert "already relative" in matrix.loc[("rd_intensity", "share"), "reason_per_cny_10bn_gdp"]


def test_sizes_are_of_the_year_before_the_plan_as_first_published():
    sizes = jurisdiction_sizes((CITY, PROVINCE), OBSERVED).set_index(["plan_id", "size"])
    assert sizes.loc[("city", "per_cny_10bn_gdp"), ["value", "year"]].tolist() == [1_000, 2019]
    assert sizes.loc[("province", "per_cny_10bn_gdp"), ["value", "vintage"]].tolist() == [
        20_000,
        "communique",
    ]


def test_a_target_without_a_partner_is_listed(matrix):
    assert matrix.loc[("words:砖瓦窑企业", "count_per_year"), "plans"] == 1


def test_every_target_stands_in_the_matrix_once():
    for targets, records in (
        (PAIR, (CITY, PROVINCE)),
        (
            gold_targets(),
            [
                SimpleNamespace(plan_id=p, jurisdiction_code="1", period_start_year=a, period_end_year=b)
                for p, (a, b) in GOLD_PLANS.items()
            ],
        ),
    ):
        matrix = align_targets(targets, records)
        columns = [column for column in matrix.columns if column.startswith("target_ids:")]
        ids = [i for column in columns for cell in matrix[column] for i in cell.split(";") if i]
        assert sorted(ids) == sorted(targets["target_id"])
        for record in records:
            filled = matrix[f"value:{record.plan_id}"].notna()
            shown = matrix.loc[filled, f"shown:{record.plan_id}"]
            listed = matrix.loc[filled, f"target_ids:{record.plan_id}"]
            assert all(one in several.split(";") for one, several in zip(shown, listed, strict=True))


def test_conversions_are_shown():
    forms = comparable_targets(PAIR, (CITY, PROVINCE)).set_index("target_id")["conversion"]
    assert forms["city-1"] == "18 家 / 3 (2020–2022) = 6"
    assert forms["province-1"] == ""
    assert forms["province-4"] == "(1 − 14 %)^(1/5) − 1 = -2.97 %"


def test_a_number_for_each_of_listed_members_is_multiplied():
    row = target(
        "city", 1, "项目", 8, "个", "increment", "annual:2020-2022", distribution="each", scope="甲县、乙县"
    )
    form = comparable_targets(pd.DataFrame([row]), (CITY,)).iloc[0]
    assert (form["value_low"], form["conversion"]) == (16.0, "8 个 x 2 (甲县、乙县) = 16")


def test_a_number_for_each_of_an_unknown_group_is_not_set_against_a_size():
    members = {"distribution": "each", "scope": "各县(市、区)"}
    row = target("city", 1, "企业", 20, "个", "level", "by:2022", **members)
    sizes = jurisdiction_sizes((CITY,), OBSERVED)
    form = comparable_targets(pd.DataFrame([row]), (CITY,), sizes).iloc[0]
    assert {form[f"{size.name}_reason"] for size in SIZES} == {
        "holds for each member of a group of unknown size"
    }


def test_the_whole_place_stands_in_the_cell_and_not_a_part_of_it():
    rows = [
        target("city", 1, "企业上云率", 50, "%", "share", "by:2022", scope="示范区"),
        target("city", 2, "企业上云率", 40, "%", "share", "by:2022"),
    ]
    row = align_targets(pd.DataFrame(rows), (CITY,)).iloc[0]
    assert (row["value:city"], row["target_ids:city"]) == (40.0, "city-1;city-2")


def test_a_ceiling_asks_for_more_the_lower_it_is():
    rows = [
        target("city", 1, "能耗", 75, "%", "share", "by:2022", comparator="le"),
        target("province", 1, "能耗", 60, "%", "share", "by:2025", comparator="le"),
    ]
    assert align_targets(pd.DataFrame(rows), (CITY, PROVINCE)).loc[0, "asks_for_more"] == "province"


def test_the_city_has_the_share_of_the_province_that_its_target_implies():
    table = across_levels(PAIR, (CITY, PROVINCE), OBSERVED).set_index("indicator_key")
    stock = table.loc["hitech_firms"]
    assert stock["implied_share_pct"] == 1.0
    assert (stock["observed_share_pct"], stock["observed_year"], stock["reason"]) == (2.5, 2019, "")
    assert (stock["target_ids_city"], stock["target_ids_province"]) == ("city-2", "province-2")
    assert table.loc["rd_intensity", "difference"] == -0.5
    assert np.isnan(table.loc["rd_intensity", "implied_share_pct"])


def test_a_city_of_another_province_is_not_beside_it():
    elsewhere = SimpleNamespace(**{**vars(CITY), "jurisdiction_code": "980100"})
    assert across_levels(PAIR, (elsewhere, PROVINCE), OBSERVED).empty


def test_observed_series_without_their_columns_are_refused():
    with pytest.raises(PlanTargetsError, match="column vintage not found"):
        jurisdiction_sizes((CITY,), OBSERVED.drop(columns="vintage"))


MATRIX = pd.DataFrame(
    {"theme": ["scale", "green", "other"], "indicator_key": ["gdp", "own words", "industrial_value_added"]}
)


def test_themes_and_indicators_are_selected_by_id():
    assert select_aligned(MATRIX).equals(MATRIX)
    assert select_aligned(MATRIX, themes="green, other")["theme"].tolist() == ["green", "other"]
    assert select_aligned(MATRIX, indicators="gdp,own words")["indicator_key"].tolist() == [
        "gdp",
        "own words",
    ]
    assert select_aligned(MATRIX, themes="talent").empty


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"themes": "grean"}, "parameter themes: no 'grean'.*did you mean 'green'"),
        ({"themes": ""}, "parameter themes: no ''.*talent"),
        ({"indicators": "gpd"}, "parameter indicators: no 'gpd'.*did you mean 'gdp'"),
    ],
)
def test_a_misspelt_theme_or_indicator_is_refused(given, words):
    with pytest.raises(PlanTargetsError, match=words):
        select_aligned(MATRIX, **given)


@pytest.mark.parametrize(
    ("period", "quote", "low", "high", "conversion"),
    [
        ("monthly:2020-2022", "1—2次", 12, 24, "1–2 次 x 12 (monthly) = 12–24"),
        ("quarterly:2020-2022", "3次", 12, 12, "3 次 x 4 (quarterly) = 12"),
        ("half-yearly", "3次", 6, 6, "3 次 x 2 (half-yearly) = 6"),
        ("weekly:2021", "1次", 52, 52, "1 次 x 52 (weekly) = 52"),
        ("annual:2020-2022", "3次", 3, 3, ""),
    ],
)
def test_a_number_for_each_month_is_one_for_the_year(period, quote, low, high, conversion):
    ends = {"value_min": int(quote[0]), "value_max": int(quote[2] if "—" in quote else quote[0])}
    row = target("city", 9, "活动", 1, "次", "activity", period, quote=quote, **ends)
    form = comparable_targets(pd.DataFrame([row]), [CITY]).iloc[0]
    assert (form["value_low"], form["value_high"], form["conversion"]) == (low, high, conversion)


@pytest.mark.parametrize(
    ("sentence", "yearly"),
    [
        ("到2025年,工业增加值比2020年增长40%。", 6.9610),
        ("到2025年,工业增加值较“十三五”末增长40%。", 6.9610),
        ("到2025年,工业增加值在2020年基础上增长40%。", 6.9610),
        ("到2025年,工业增加值年均增长7%。", 7.0),
        ("到2025年,工业增加值比上年增长7%。", 7.0),
        ("到2025年,单位能耗比2020年下降14%。", -2.9714),
    ],
)
def test_growth_over_a_baseline_is_spread_over_its_years(sentence, yearly):
    """40 % over 2020 by 2025 is 6.96 % a year, not 40."""
    found = extract_targets(f"某市行动计划(2023—2025年)\n{sentence}\n")
    plan = SimpleNamespace(plan_id=found["plan_id"].iloc[0], period_start_year=2023, period_end_year=2025)
    forms = comparable_targets(found, [plan])
    assert forms["basis"].tolist() == ["change_pct_per_year"]
    assert forms["value_low"].tolist() == [pytest.approx(yearly, abs=1e-4)]


NEW_FIRMS = {"sentence": "新增企业18家"}
MEMBERS = {"distribution": "each", "scope": "甲县、乙县"}


@pytest.mark.parametrize(
    ("row", "basis", "low", "high", "conversion"),
    [
        (
            target("city", 1, "企业", 18, "家", "increment", "by:2022", value_max=30, **NEW_FIRMS),
            "count_per_year", 6, 10, "18–30 家 / 3 (2020–2022) = 6–10",
        ),
        (
            target("city", 1, "企业", 18, "家", "increment", "during:2021-2022", **NEW_FIRMS),
            "count_per_year", 9, 9, "18 家 / 2 (2021–2022) = 9",
        ),
        (
            target("city", 1, "企业", 18, "家", "increment", "by:2020", **NEW_FIRMS),
            "count_per_year", 18, 18, "",
        ),
        (
            # It may be a stock by then: no flow, and so not divided.
            target("city", 1, "企业", 18, "家", "increment", "by:2022", sentence="培育企业18家"),
            "count", 18, 18, "",
        ),
        (
            target("city", 1, "企业", 18, "家", "increment", "by:2022", sentence="培育企业18家", **MEMBERS),
            "count", 36, 36, "18 家 x 2 (甲县、乙县) = 36",
        ),
        (
            target("city", 1, "项目", 10, "个", "activity", "by:2022", sentence="实施项目10个"),
            "count_per_year", pytest.approx(10 / 3), pytest.approx(10 / 3), "10 个 / 3 (2020–2022) = 3.33",
        ),
        (
            target("city", 1, "项目", 9, "个", "activity", "by:2022", sentence="实施项目9个", **MEMBERS),
            "count_per_year", 6, 6, "9 个 x 2 (甲县、乙县) / 3 (2020–2022) = 6",
        ),
        (target("city", 1, "会议", 7, "次", "activity", ""), "count", 7, 7, ""),
        (target("city", 1, "税收", 7, "亿元", "level", ""), "level", 7, 7, ""),
        (target("city", 1, "产值", 2, "倍", "multiple", "by:2022"), "multiple", 2, 2, ""),
        (
            target("city", 1, "产值", 20, "%", "growth", "by:2022", sentence="增长20%"),
            "change_pct_per_year", 20, 20, "",
        ),
        (
            target("city", 1, "产值", 20, "%", "growth", "by:2022", sentence="三年累计增长20%"),
            "change_pct_per_year", pytest.approx(6.265857), pytest.approx(6.265857),
            "(1 + 20 %)^(1/3) − 1 = 6.27 %",
        ),
        (
            target("city", 1, "能耗", 20, "%", "reduction", "by:2022", baseline_period="2020"),
            "change_pct_per_year", pytest.approx(100 * (0.8**0.5 - 1)), pytest.approx(100 * (0.8**0.5 - 1)),
            "(1 − 20 %)^(1/2) − 1 = -10.56 %",
        ),
    ],
)  # fmt: skip
def test_a_number_comes_to_its_basis_by_the_arithmetic_that_is_shown(row, basis, low, high, conversion):
    form = comparable_targets(pd.DataFrame([row]), (CITY,)).iloc[0]
    found = (form["basis"], form["value_low"], form["value_high"], form["conversion"])
    assert found == (basis, low, high, conversion)


def common(*given):
    """Return value, unit and conversion of levels of one thing, in the units given."""
    rows = [
        target(plan, 1, "公园", value, unit, "level", "by:2025", value_max=value_max)
        for plan, (value, value_max, unit) in zip(("city", "province"), given, strict=True)
    ]
    forms = comparable_targets(pd.DataFrame(rows), (CITY, PROVINCE))
    return forms[["value_low", "value_high", "unit", "conversion"]].to_numpy().tolist()


def test_two_units_of_one_dimension_meet_in_its_base_and_the_arithmetic_is_shown():
    assert common((1500, 3000, "亩"), (2, 2, "平方公里")) == [
        [pytest.approx(1), pytest.approx(2), "平方公里", "1,500–3,000 亩 = 1–2 平方公里"],
        [2, 2, "平方公里", ""],
    ]
    assert common((1000, 1000, "亩"), (2, 2, "平方公里"))[0][3] == "1,000 亩 = 0.666667 平方公里"
    assert common((2000, 2000, "亩"), (2, 2, "平方公里"))[0][3] == "2,000 亩 = 1.33 平方公里"
    assert common((1, 1, "GW"), (200, 200, "万千瓦")) == [
        [1e6, 1e6, "千瓦", "1 GW = 1,000,000 千瓦"], [2e6, 2e6, "千瓦", "200 万千瓦 = 2,000,000 千瓦"],
    ]  # fmt: skip


def test_one_unit_for_all_stays_and_so_do_classifiers():
    assert common((300, 300, "亩"), (450, 450, "亩")) == [[300, 300, "亩", ""], [450, 450, "亩", ""]]
    assert common((300, 300, "个"), (450, 450, "座")) == [[300, 300, "个", ""], [450, 450, "座", ""]]


def observed(*rows):
    columns = ["region_code", "series_id", "year", "value", "unit", "vintage", "note"]
    return pd.DataFrame([("990100", "gdp", *row) for row in rows], columns=columns)


@pytest.mark.parametrize(
    ("rows", "value", "year", "reason"),
    [
        # The plan begins in 2020: 2019 is wanted, 2018 and 2020 are as near, and the earlier is taken.
        ([(2018, 1, "亿元", "press", ""), (2020, 2, "亿元", "press", "")], 1, 2018, ""),
        ([(2017, 1, "亿元", "press", ""), (2020, 2, "亿元", "press", "")], 2, 2020, ""),
        ([(2019, 1, "亿元", "revised", ""), (2019, 2, "亿元", "communique", "")], 2, 2019, ""),
        ([(2019, 1, "亿元", "other", ""), (2019, 2, "亿元", "revised", "")], 2, 2019, ""),
        ([(2019, 2, "亿元", "press", ""), (2019, 1, "亿元", "press", "")], 1, 2019, ""),
        ([(2021, 1, "亿元", "press", "")], 1, 2021, ""),
        ([(2022, 1, "亿元", "press", "")], None, None, "nearest observation is of 2022, 3 years from 2019"),
        ([(2016, 1, "亿元", "press", "")], None, None, "nearest observation is of 2016, 3 years from 2019"),
        ([(2019, 1, "万美元", "press", "")], None, None, "no observed series"),
    ],
)
def test_the_size_is_the_nearest_observation_the_earlier_and_first_published_of_two(
    rows, value, year, reason
):
    sizes = jurisdiction_sizes((CITY,), observed(*rows)).set_index("size").loc["per_cny_10bn_gdp"]
    assert sizes["reason"] == reason
    assert (np.isnan(sizes["value"]) and value is None) or (sizes["value"], sizes["year"]) == (value, year)


@pytest.mark.parametrize(
    ("values", "comparators", "more", "times"),
    [
        ((40, 60), ("ge", "ge"), "province", 1.5),
        ((60, 60), ("ge", "ge"), "city;province", 1),
        ((40, 60), ("le", "lt"), "city", 1.5),
        ((40, 60), ("le", "ge"), "province", 1.5),
        ((0, 60), ("ge", "ge"), "province", np.nan),
    ],
)
def test_who_asks_for_more_and_how_many_times_as_much(values, comparators, more, times):
    rows = [
        target(plan, 1, "上云率", value, "%", "share", "by:2025", comparator=comparator)
        for plan, value, comparator in zip(("city", "province"), values, comparators, strict=True)
    ]
    row = align_targets(pd.DataFrame(rows), (CITY, PROVINCE)).iloc[0]
    assert row["asks_for_more"] == more
    assert row["times"] == pytest.approx(times, nan_ok=True)


def test_the_deeper_of_two_falls_asks_for_more():
    rows = [
        target(plan, 1, "能耗", value, "%", "reduction", "annual:2021-2022", sentence="年均下降")
        for plan, value in (("city", 3), ("province", 4))
    ]
    assert align_targets(pd.DataFrame(rows), (CITY, PROVINCE)).loc[0, "asks_for_more"] == "province"


def test_the_cell_is_without_scope_and_then_without_condition_and_then_the_first():
    def cell(*rows):
        table = [
            target("city", number, "上云率", 10 * number, "%", "share", "by:2022", **more)
            for number, more in enumerate(rows, 1)
        ]
        row = align_targets(pd.DataFrame(table), (CITY,)).iloc[0]
        return row["shown:city"], row["target_ids:city"]

    part, condition = {"scope": "示范区"}, {"qualifier": "重点"}
    assert cell(part, condition, {}) == ("city-3", "city-1;city-2;city-3")
    assert cell(part, condition)[0] == "city-2"
    assert cell({}, {})[0] == "city-1"
    assert cell({"distribution": "each", "scope": "各县"}, part)[0] == "city-2"


def test_relative_numbers_and_parts_of_a_place_are_set_against_no_size():
    rows = [
        target("city", 1, "产值", 2, "倍", "multiple", "by:2022"),
        target("city", 2, "税收", 7, "亿元", "level", "by:2022", scope="示范区"),
        target("city", 3, "税收", 7, "亿元", "level", "by:2022", **MEMBERS),
        target("city", 4, "税收", 7, "亿元", "level", "by:2022"),
    ]
    forms = comparable_targets(pd.DataFrame(rows), (CITY,), jurisdiction_sizes((CITY,), OBSERVED))
    assert forms["per_cny_10bn_gdp_reason"].tolist() == ["already relative", "holds for 示范区 only", "", ""]
    assert forms["per_cny_10bn_gdp"].tolist()[2:] == [14 / 10, 7 / 10]  # for each 100 of its 1,000 亿元
    plain = comparable_targets(pd.DataFrame(rows[3:]), (CITY,))
    assert plain["per_cny_10bn_gdp_reason"].tolist() == ["no size given"]
