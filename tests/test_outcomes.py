"""What a report says was achieved is read, dated and set beside the goal of the year before."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.growth.goals import base_rate, fewer_is_better, goal_series, indicators_of_goals
from plantargets.indicators import load_vocabulary
from plantargets.outcomes import pair_goals, read_outcomes
from plantargets.plans import plan_from_text

BEFORE = """2025年政府工作报告
——2025年1月15日在某省第十四届人民代表大会第三次会议上
一、2024年工作回顾
过去一年，地区生产总值增长5.1%，城镇新增就业86万人。
二、2025年工作安排
今年发展主要预期目标是：地区生产总值增长5.5%左右，城镇新增就业85万人以上，居民消费价格涨幅2%左右，城镇调查失业率5.5%以内。
"""
AFTER = """2026年政府工作报告
——2026年1月15日在某省第十四届人民代表大会第四次会议上
一、2025年工作回顾
过去一年，预计地区生产总值增长5.4%，城镇新增就业92万人，城镇调查失业率5.2%左右。新建充电桩5000个。
二、2026年工作安排
今年地区生产总值增长5%左右。
"""


@pytest.fixture(scope="module")
def reports():
    return plan_from_text(BEFORE, "r2025"), plan_from_text(AFTER, "r2026")


def test_results_carry_the_year_they_are_of(reports) -> None:
    found = read_outcomes(reports).set_index(["plan_id", "quote"])
    assert found.loc[("r2025", "5.1%"), "period"] == "by:2024"
    assert found.loc[("r2026", "5.4%"), ["period", "estimated", "indicator_id"]].tolist() == [
        "by:2025", True, "gdp_growth",
    ]  # fmt: skip
    assert ("r2026", "5%") not in found.index, "a goal is no result"
    for report in reports:
        for row in read_outcomes([report]).to_dict("records"):
            assert report.text[row["start"] : row["end"]] == row["quote"]


FIVE_YEARS = """2026年政府工作报告
一、“十四五”时期和2025年工作回顾
{opening}极不寻常。
民生福祉持续改善。地区生产总值6.66万亿元，城镇新增就业603.7万人，居民人均可支配收入年均增长6%，城镇化率60%，累计完成投资5万亿元。
{turn}很不平凡。地区生产总值增长5.6%，城镇新增就业119万人。
二、2026年工作安排
"""


@pytest.mark.parametrize(
    "opening", ["过去的五年", "五年来，全省上下，", "“十四五”时期，", "回首过去五年，", "“十四五”以来，"]
)
@pytest.mark.parametrize(
    "turn", ["刚刚过去的2025年", "一年来，我们走过的路", "２０２５年", "各位代表，刚刚过去的2025年"]
)
def test_what_was_added_in_five_years_is_no_result_of_the_last(opening: str, turn: str) -> None:
    """603.7万人 of five years was told as the outcome of a goal of 110万人 for one."""
    report = plan_from_text(FIVE_YEARS.format(opening=opening, turn=turn), "r2026")
    found = read_outcomes([report]).set_index("quote")["period"]
    assert found[["603.7万人", "6%", "5万亿元"]].tolist() == ["", "", ""]
    assert found[["6.66万亿元", "60%", "5.6%", "119万人"]].tolist() == ["by:2025"] * 4
    pairs = pair_goals([plan_from_text(BEFORE, "r2025")], [report]).set_index("indicator_id")
    assert pairs.loc["urban_new_jobs", "outcome"] == Decimal(1190000)


def test_goals_stand_beside_their_outcomes(reports) -> None:
    pairs = pair_goals(reports[:1], reports[1:]).set_index("indicator_id")
    gdp = pairs.loc["gdp_growth"]
    assert (gdp["goal_min"], gdp["outcome"], gdp["met"], gdp["year"]) == (
        Decimal("5.5"),
        Decimal("5.4"),
        False,
        2025,
    )
    assert pairs.loc["urban_new_jobs", ["difference", "met"]].tolist() == [Decimal(70000), True]
    prices = pairs[pairs["goal_quote"] == "2%"].iloc[0]
    assert prices["outcome"] == ""
    assert prices["met"] == ""


def test_a_bound_decides_in_one_direction_only() -> None:
    goal = plan_from_text("2025年政府工作报告\n二、2025年工作安排\n地区生产总值增长6%左右。", "a")
    told = "2026年政府工作报告\n一、2025年工作回顾\n过去一年，地区生产总值增长超过{}%。"
    for figure, met in (("5.5", ""), ("6.5", True)):
        pairs = pair_goals([goal], [plan_from_text(told.format(figure), "b")])
        assert pairs.loc[0, ["met", "difference"]].tolist() == [met, ""]


def test_reports_without_goals_are_refused() -> None:
    with pytest.raises(PlanTargetsError, match="no goal whose indicator"):
        pair_goals([plan_from_text("没有目标。")], [])


def test_the_command_reads_and_pairs(tmp_path: Path) -> None:
    for name, text in (("r2025", BEFORE), ("r2026", AFTER)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    alone = CliRunner().invoke(main, ["outcomes", str(tmp_path / "r2026.txt")])
    assert alone.exit_code == 0, alone.output
    assert "preliminary" in alone.output
    out = tmp_path / "pairs.csv"
    words = ["outcomes", str(tmp_path / "r2026.txt"), "--goals", str(tmp_path / "r2025.txt"), "-o", str(out)]
    paired = CliRunner().invoke(main, words)
    assert paired.exit_code == 0, paired.output
    assert "3 with an outcome" in paired.output
    assert "gdp_growth,2025,r2025" in out.read_text(encoding="utf-8-sig")


def results_of(text: str) -> list[tuple[str, str, str]]:
    report = plan_from_text(f"2026年政府工作报告\n一、2025年工作回顾\n过去一年，{text}", "r")
    found = read_outcomes([report])
    return [
        (row["indicator_id"], str(row["value_min"]), row["comparator"]) for row in found.to_dict("records")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "城镇、农村居民人均可支配收入分别增长4.3%、5.7%。",
            [
                ("urban_disposable_income_growth", "4.3", "eq"),
                ("rural_disposable_income_growth", "5.7", "eq"),
            ],
        ),
        (
            "城乡居民人均可支配收入分别增长4.4%、5.8%。",
            [
                ("urban_disposable_income_growth", "4.4", "eq"),
                ("rural_disposable_income_growth", "5.8", "eq"),
            ],
        ),
        ("城乡居民人均可支配收入增长5%。", [("disposable_income_growth", "5", "eq")]),
        ("固定资产投资下降3.3%。", [("fixed_asset_investment_growth", "-3.3", "eq")]),
        ("单位地区生产总值能耗下降3.3%。", [("energy_per_gdp_reduction", "3.3", "eq")]),
        ("居民消费价格涨幅控制在2.6%。", [("cpi_growth", "2.6", "eq")]),
        ("居民消费价格涨幅控制在2.6%以内。", [("cpi_growth", "2.6", "le")]),
        (
            "国内生产总值达到43800亿元，按可比价格计算，比上年增长11.8%。",
            [("gdp", "43800", "eq"), ("gdp_growth", "11.8", "eq")],
        ),
        ("国民生产总值比上年增长7%。", [("gnp_growth", "7", "eq")]),
        ("年末城镇调查失业率从上半年5.5%降到5.3%。", [("surveyed_unemployment", "5.3", "eq")]),
    ],
)
def test_results_are_told_in_the_terms_of_goals(text, expected) -> None:
    assert results_of(text) == expected


@pytest.mark.parametrize(
    ("words", "estimated"),
    [
        ("预计地区生产总值增长5.4%", True),
        ("地区生产总值增长5.4%，好于预期", False),
        ("稳预期，地区生产总值增长5.4%", False),
        ("初步统计，地区生产总值增长5.4%", False),
    ],
)
def test_only_a_figure_that_is_expected_is_preliminary(words, estimated) -> None:
    report = plan_from_text(f"2026年政府工作报告\n一、2025年工作回顾\n{words}。", "r")
    assert read_outcomes([report])["estimated"].tolist() == [estimated]


def test_the_series_of_goals_are_linked_to_the_vocabulary() -> None:
    known = {item.id for item in load_vocabulary()}
    ids = {name for series in goal_series() for name in indicators_of_goals(series)}
    assert ids <= known
    assert indicators_of_goals("budget_revenue_growth") == ("general_public_budget_revenue_growth",)
    assert base_rate("general_public_budget_revenue_growth", level="province").goals == 16
    assert fewer_is_better("surveyed_unemployment")
