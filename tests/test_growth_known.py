"""Targets on invented statistics of several vintages: every answer is reckoned by hand."""

import math

import pytest

from invented_statistics import invent
from plantargets.growth import assess, outcome_bound

HERE, THERE, BEYOND = "甲省", "乙省", "丙省"
TOTAL, PART, WHOLE = "secondary_value_added", "construction_value_added", "industrial_value_added"
FIRST, PRESS, REVISED = "communique", "press", "revised_5th_census"
YI = "亿元"

PUBLISHED = (
    (HERE, TOTAL, PRESS, YI, {2025: 990}),
    (HERE, TOTAL, FIRST, YI, {2024: 950, 2025: 1000}),  # the latest vintage of the total
    (HERE, PART, PRESS, YI, {2024: 210}),
    (HERE, PART, FIRST, YI, {2023: 180, 2024: 200, 2025: 999}),  # the part of the target year is not asked
    (HERE, WHOLE, FIRST, YI, {2024: 700}),
)
PANEL = (
    (THERE, PART, REVISED, YI, {2019: 100, 2020: 110, 2021: 99, 2022: 120}),  # falls by 10 % in 2021
    (THERE, TOTAL, REVISED, YI, {2019: 500, 2020: 520, 2021: 530, 2022: 540}),
    (THERE, WHOLE, REVISED, YI, {2019: 404, 2020: 410, 2021: 431, 2022: 420}),  # 404/400, 410/410, …
    # Halved from 2018 to 2020, which is no fall of one year; and 1.05 times its proxy in 2018.
    (BEYOND, PART, REVISED, YI, {2018: 300, 2020: 150, 2021: 165}),
    (BEYOND, TOTAL, REVISED, YI, {2018: 900, 2020: 950, 2021: 965}),
    (BEYOND, WHOLE, REVISED, YI, {2018: 630, 2020: 800, 2021: 800}),
)
GROWING = (
    (THERE, PART, REVISED, YI, {2019: 100, 2020: 110}),
    (THERE, TOTAL, REVISED, YI, {2019: 500, 2020: 520}),
    (THERE, WHOLE, REVISED, YI, {2019: 396, 2020: 410}),  # 0.99 and 1.00 of the proxy
)


@pytest.fixture
def made(tmp_path):
    return lambda *lines: invent(tmp_path, *lines)


def test_a_bound_takes_the_largest_fall_and_ratio_of_any_province_and_year(made):
    bound = outcome_bound(HERE, WHOLE, 850, 2025, made(*PUBLISHED, *PANEL))
    assert (bound.total, bound.total_vintage, bound.total_source) == (1000, FIRST, f"{HERE} {FIRST}")
    assert (bound.part, bound.part_year, bound.part_vintage) == (200, 2024, FIRST)
    assert (bound.largest_fall_pct, bound.largest_ratio) == (pytest.approx(10), pytest.approx(1.05))
    assert bound.estimate == 800
    assert bound.at_most == pytest.approx((1000 - 180) * 1.05)
    assert (bound.part_needed, bound.part_change_needed_pct) == (150, pytest.approx(-25))
    assert "the target of 85 billion yuan is not ruled out" in bound.sentence()
    assert "construction value added would have to change by −25 %" in bound.sentence()
    assert "目标850亿元仍有可能达到" in bound.sentence("zh")
    assert bound.to_frame()["at_most"].tolist() == [bound.at_most]


def test_a_bound_allows_for_no_fall_and_no_ratio_below_one_where_there_was_none(made):
    bound = outcome_bound(HERE, WHOLE, 850, 2025, made(*PUBLISHED, *GROWING))
    assert (bound.largest_fall_pct, bound.largest_ratio, bound.at_most) == (0, 1, 800)
    assert "80 billion yuan at most, below the target of 85 billion yuan" in bound.sentence()
    assert "至多为800亿元，低于目标850亿元" in bound.sentence("zh")


@pytest.mark.parametrize(
    "lacking",
    [
        {(HERE, TOTAL)},  # no total of the target year
        {(HERE, PART)},  # no part of an earlier year
        {(HERE, WHOLE), (THERE, TOTAL), (BEYOND, TOTAL)},  # no ratio in the panel
        {(HERE, WHOLE), (THERE, WHOLE), (BEYOND, WHOLE)},
    ],
)
def test_without_total_part_or_panel_there_is_no_bound(made, lacking):
    lines = [line for line in (*PUBLISHED, *PANEL) if line[:2] not in lacking]
    assert outcome_bound(HERE, WHOLE, 850, 2025, made(*lines)) is None


def test_one_year_of_the_panel_gives_a_ratio_but_no_fall_and_so_no_bound(made):
    one_year = [(*line[:4], {2019: line[4][2019]}) for line in GROWING]
    published = [(*line[:4], {y: v for y, v in line[4].items() if y in {2023, 2025}}) for line in PUBLISHED]
    assert outcome_bound(HERE, WHOLE, 850, 2025, made(*published, *one_year)) is None


def test_an_outcome_in_any_vintage_leaves_nothing_to_bound(made):
    seen = (HERE, WHOLE, PRESS, YI, {2025: 780})
    assert outcome_bound(HERE, WHOLE, 850, 2025, made(*PUBLISHED, *PANEL, seen)) is None


LEVELS = (
    (HERE, "gdp", FIRST, YI, {2020: 100, 2021: 106, 2022: 110, 2023: 118, 2024: 121, 2025: 130}),
    (HERE, "gdp", REVISED, YI, {2019: 100, 2020: 104, 2021: 108, 2022: 112, 2023: 119, 2024: 124, 2025: 135}),
    (HERE, "gdp_growth", FIRST, "%", {2021: 6, 2022: 5, 2023: 4.5, 2024: 5.5}),
    (HERE, "gdp_growth", REVISED, "%", {2021: 6, 2022: 5.5, 2023: 5, 2024: 6}),
    (THERE, "gdp", PRESS, YI, {2022: 50}),
    (THERE, "gdp", FIRST, YI, {2021: 40, 2022: 51, 2023: 55}),
    (THERE, "gdp_growth", FIRST, "%", {2022: 4, 2023: 4, 2024: 4}),
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return invent(tmp_path_factory.mktemp("levels"), *LEVELS)


def rows_of(table, *columns):
    return table[list(columns)].to_numpy().tolist()


def test_a_level_is_asked_from_every_vintage_of_its_base_year_and_from_its_latest_year(root):
    found = assess(HERE, "gdp", 132, 2025, base_year=2022, root=root)
    assert [line.vintage for line in found.series] == [FIRST, REVISED]
    assert rows_of(found.cases, "vintage", "origin", "base") == [
        [FIRST, 2022, 110], [FIRST, 2024, 121], [REVISED, 2022, 112], [REVISED, 2024, 124],
    ]  # fmt: skip
    summary = found.summary()
    growth = [100 * ((132 / 110) ** (1 / 3) - 1), 100 / 11, 100 * ((132 / 112) ** (1 / 3) - 1), 100 * 8 / 124]
    assert summary["required_growth_pct"].tolist() == pytest.approx(growth)
    assert summary["required_increment"].tolist() == pytest.approx([22 / 3, 11, 20 / 3, 8])
    assert summary["outcome"].tolist() == [130, 130, 135, 135]
    assert rows_of(found.outcomes, "vintage", "value", "reached") == [
        [FIRST, 130, False], [REVISED, 135, True],
    ]  # fmt: skip
    assert found.status == "disputed"
    assert (found.windows.empty, found.kind, found.measure) == (True, "level", "level")
    assert "depends on the vintage: 13 billion yuan in 2025 (communiqué), 13.5 billion" in found.verdict()
    assert (
        "earlier, the 2022 value of 11 billion yuan (communiqué) asks for growth of 6.3 % a year (chance"
        in (found.verdict())
    )
    assert "取决于数据版本：2025年为130亿元（统计公报）、2025年为135亿元" in found.verdict("zh")


def test_where_both_vintages_agree_the_status_is_theirs(root):
    assert assess(HERE, "gdp", 130, 2025, base_year=2022, root=root).status == "reached"
    assert assess(HERE, "gdp", 136, 2025, base_year=2022, root=root).status == "missed"
    assert assess(HERE, "gdp", 132, 2025, base_year=2022, comparator="le", root=root).status == "disputed"


def test_of_a_coming_year_each_vintage_tells_its_own_case(root):
    found = assess(THERE, "gdp", 60, 2024, base_year=2022, root=root)
    assert rows_of(found.summary(), "vintage", "origin", "base", "required_increment") == [
        [PRESS, 2022, 50, 5], [FIRST, 2022, 51, 4.5], [FIRST, 2023, 55, 5],
    ]  # fmt: skip
    assert found.status == "open"
    assert found.summary()["note"].tolist() == [
        f"no forecast: {count} consecutive values, 4 are needed; no reference class: gdp is not known for "
        "all 31 provinces"
        for count in (1, 2, 3)
    ]
    assert found.verdict() == (
        "For gross domestic product (GDP) of 乙省 to reach 6 billion yuan by 2024, the 2022 value of 5 "
        "billion yuan (press report) asks for growth of 9.5 % a year (chance unknown); the 2022 value of "
        "5.1 billion yuan (communiqué) asks for growth of 8.5 % a year (chance unknown); the 2023 value of "
        "5.5 billion yuan (communiqué) asks for growth of 9.1 % in one year (chance unknown)."
    )
    assert (found.axis_label(), found.axis_divisor()) == ("Gross domestic product (GDP) (billion yuan)", 10)
    assert (found.axis_label("zh"), found.axis_divisor("zh")) == ("地区生产总值 (亿元)", 1)


def test_a_rate_for_each_year_is_told_of_every_vintage_by_its_own_years(root):
    found = assess(HERE, "gdp_growth", 5, 2024, base_year=2021, root=root)
    assert rows_of(found.rates, "vintage", "year", "value", "met") == [
        [FIRST, 2022, 5, True], [FIRST, 2023, 4.5, False], [FIRST, 2024, 5.5, True],
        [REVISED, 2022, 5.5, True], [REVISED, 2023, 5, True], [REVISED, 2024, 6, True],
    ]  # fmt: skip
    assert rows_of(found.outlooks, "vintage", "origin", "outcome", "status") == [
        [FIRST, 2023, pytest.approx(4.5), "missed"], [REVISED, 2023, pytest.approx(5), "reached"],
    ]  # fmt: skip
    assert rows_of(found.summary(), "years_observed", "years_met", "base") == [
        [3, 2, pytest.approx(4.5)], [3, 3, pytest.approx(5)],
    ]  # fmt: skip
    assert found.status == "disputed"
    assert found.verdict() == (
        "For GDP growth of 甲省 the target is 5 % in every year of 2022–2024. "
        "Communiqué: met in 2 of 3 years observed "
        "(2022: 5 %, 2023: 4.5 %, 2024: 5.5 %); revised after the 5th census: met in 3 of 3 years observed "
        "(2022: 5.5 %, 2023: 5 %, 2024: 6 %); communiqué: missed, 4.5 %; revised after the 5th census: "
        "reached, 5.0 %."
    )
    assert "统计公报：3年中有2年达到（2022年：5%、2023年：4.5%、2024年：5.5%）" in found.verdict("zh")


def test_a_year_that_fell_short_decides_and_the_other_vintage_stays_open(root):
    found = assess(HERE, "gdp_growth", 5, 2025, base_year=2021, root=root)
    assert rows_of(found.outlooks, "vintage", "origin", "status") == [
        [FIRST, 2021, "open"], [FIRST, 2024, "missed"], [REVISED, 2021, "open"], [REVISED, 2024, "open"],
    ]  # fmt: skip
    assert found.outlooks["chance"].iloc[1] == 0 < found.outlooks["chance"].iloc[3] < 1
    assert "communiqué: missed already, since a year fell short" in found.verdict()


def test_of_an_average_the_years_gone_by_are_reckoned_in(root):
    found = assess(HERE, "gdp_growth", 5, 2025, base_year=2021, measure="average_growth", root=root)
    assert rows_of(found.summary(), "vintage", "origin") == [
        [FIRST, 2021], [FIRST, 2024], [REVISED, 2021], [REVISED, 2024],
    ]  # fmt: skip
    left = [
        1.05, 1.05**4 / (1.05 * 1.045 * 1.055), 1.05, 1.05**4 / (1.055 * 1.05 * 1.06),
    ]  # fmt: skip
    assert found.summary()["required_growth_pct"].tolist() == pytest.approx([100 * (x - 1) for x in left])
    assert found.status == "open"
    assert "the target is an average of 5 % a year in 2022–2025" in found.verdict()
    assert found.summary()["base_rate_goals"].tolist() == [0] * 4  # goals of work reports are for one year


def test_growth_of_levels_is_that_of_each_vintage(root):
    average = assess(HERE, "gdp", 5, 2024, base_year=2022, measure="average_growth", root=root)
    assert average.outlooks["outcome"].tolist() == pytest.approx(
        [100 * (math.sqrt(121 / 110) - 1), 100 * (math.sqrt(124 / 112) - 1)]
    )
    assert (average.outlooks["status"].tolist(), average.status) == (["missed", "reached"], "disputed")
    in_all = assess(HERE, "gdp", 10, 2024, base_year=2022, measure="cumulative_growth", root=root)
    assert in_all.outlooks["outcome"].tolist() == pytest.approx([10, 100 * 12 / 112])
    assert in_all.status == "reached"
    assert "the target is 10 % in all in 2023–2024" in in_all.verdict()
    assert in_all.summary()["base"].tolist() == pytest.approx([100 * 8 / 110, 100 * 7 / 112])


def test_a_goal_of_one_year_is_judged_on_that_year_alone(root):
    found = assess(HERE, "gdp_growth", 5, 2023, base_year=2022, root=root)
    assert rows_of(found.rates, "vintage", "year", "met") == [[FIRST, 2023, False], [REVISED, 2023, True]]
    assert found.verdict().startswith(
        "For GDP growth of 甲省 the target is 5 % in 2023. Communiqué: met in 0"
    )
    assert "of 10 like goals of work reports 70 % were met" in found.verdict()
    growth = assess(HERE, "gdp_growth", 5, 2023, base_year=2020, measure="growth", root=root)
    assert growth.rates["year"].tolist() == [2023, 2023]
    assert growth.status == "disputed"


def test_rates_before_the_target_tell_how_often_it_would_have_been_met(root):
    found = assess(HERE, "gdp_growth", 5, 2026, base_year=2025, root=root)
    assert found.note == "no observed rate in 2026-2026"
    assert "2026 is not observed yet" in found.verdict()
    assert "communiqué: met in 3 of 4 years observed up to 2024, the last with 5.5 %" in found.verdict()
    ceiling = assess(HERE, "gdp_growth", 5, 2026, base_year=2025, comparator="le", root=root)
    assert "the target is at most 5 % in 2026" in ceiling.verdict()
    assert "communiqué: met in 2 of 4 years observed up to 2024" in ceiling.verdict()
    assert "目标为不超过5%" in ceiling.verdict("zh")


def test_a_series_too_short_for_an_outlook_is_told_by_its_rates(root):
    late = assess(THERE, "gdp_growth", 4, 2024, base_year=2021, root=root)
    assert late.status == "reached"
    assert late.summary()[["years_observed", "years_met"]].to_numpy().tolist() == [[3, 3]]
    missed = assess(THERE, "gdp_growth", 4.1, 2024, base_year=2021, root=root)
    assert (missed.status, missed.summary()["years_met"].tolist()) == ("missed", [0])


def test_a_proxy_is_named_as_one_in_both_languages(made):
    root = made(
        (HERE, TOTAL, FIRST, YI, {2022: 900, 2023: 950}), (HERE, PART, FIRST, YI, {2022: 150, 2023: 160})
    )  # fmt: skip
    found = assess(HERE, "proxy_secondary_minus_construction", 830, 2024, base_year=2022, root=root)
    assert rows_of(found.summary(), "origin", "base", "proxy") == [
        [2022, 750, "PROXY: secondary industry minus construction"],
        [2023, 790, "PROXY: secondary industry minus construction"],
    ]
    assert found.quantity() == "PROXY: secondary industry minus construction of 甲省"
    assert found.quantity("zh") == "甲省替代指标：第二产业减建筑业"
