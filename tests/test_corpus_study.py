"""The growth targets of the provinces: which target counts, how it is written, how it is drawn."""

import pandas as pd
import pytest

from plantargets import extract_targets
from plantargets.compare import by_province, growth_targets, stored_growth_targets, without_province
from plantargets.data import verified_path
from plantargets.errors import PlanTargetsError
from plantargets.figures import save_figure
from plantargets.figures.corpus import draw_growth_targets
from plantargets.growth import province_chances
from plantargets.plans import plan_from_text

HENAN = """2026年河南省政府工作报告
二、2026年目标任务
主要预期目标是：经济增长5%左右，规上工业增加值增长6.5%以上，社会消费品零售总额增长5.5%。
"""
ANHUI = """2026年安徽省政府工作报告
二、2026年目标任务
主要预期目标是：全省地区生产总值增长5%—5.5%，固定资产投资增长4%左右。
"""


@pytest.fixture(scope="module")
def growth() -> pd.DataFrame:
    plans = [
        plan_from_text(ANHUI, "prov2026_安徽省"),
        plan_from_text(HENAN, "prov2026_河南省"),
        plan_from_text(HENAN, "a city of no province"),
    ]
    return growth_targets(extract_targets(plans), 2026)


def test_each_province_has_its_targets_in_the_order_of_the_codes(growth: pd.DataFrame) -> None:
    assert growth["province"].drop_duplicates().tolist() == ["安徽", "河南"]
    assert growth[growth["province"] == "安徽"]["indicator_id"].tolist() == [
        "gdp_growth",
        "fixed_asset_investment_growth",
    ]


def test_words_of_the_target_are_signs_in_the_table(growth: pd.DataFrame) -> None:
    table = by_province(growth).set_index("province_en")
    assert table["GDP growth"].to_dict() == {"Anhui": "5–5.5", "Henan": "≈ 5"}
    assert table.loc["Henan"].tolist() == ["≈ 5", "≥ 6.5", "", "5.5"]
    assert by_province(growth, "zh").columns[0] == "province"


def test_the_year_counts_before_the_five_year_plan(growth: pd.DataFrame) -> None:
    rows = extract_targets(plan_from_text(HENAN, "河南"))
    gdp = rows[rows["indicator_id"] == "gdp_growth"]
    average = gdp.assign(period="annual:2026-2030", start=0)
    both = growth_targets(pd.concat([average, gdp]), 2026)
    assert both["period"].tolist() == ["by:2026"]
    alone = growth_targets(average, 2026)
    assert alone["period"].tolist() == ["annual:2026-2030"]
    assert by_province(alone)["GDP growth"].tolist() == ["≈ 5*"]
    assert growth_targets(gdp, 2025).empty


def test_reports_of_a_province_that_differ_are_refused_and_equal_ones_are_not() -> None:
    """The first in the text counted, whichever report it stood in, without a word."""
    texts = {
        "河南": HENAN,
        "河南省2026": HENAN.replace("经济增长5%", "经济增长6%"),
        "去年/河南": "",
        "report": HENAN,
    }
    plans = {name: plan_from_text(text, name) for name, text in texts.items()}
    with pytest.raises(
        PlanTargetsError, match=r"河南, gdp_growth: its reports differ \(河南: 5%, 河南省2026: 6%\)"
    ):
        growth_targets(extract_targets([plans["河南"], plans["河南省2026"]]), 2026)
    rows = extract_targets(
        [plans["河南"], plan_from_text(HENAN, "河南 copy"), plans["去年/河南"], plans["report"]]
    )
    assert growth_targets(rows, 2026)["plan_id"].unique().tolist() == ["河南"]
    assert without_province(rows) == ["report"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", ["column", "page", "slide"])
def test_the_figure_stays_on_its_page(growth: pd.DataFrame, language: str, size: str) -> None:
    henan = growth[growth["province"] == "河南"]
    many = pd.concat([henan.assign(province=f"{number}", province_en=f"{number}") for number in range(31)])
    for table in (growth, many):
        figure = draw_growth_targets(table, language, size)
        figure.draw_without_rendering()
        box = figure.get_tightbbox()
        assert box.x0 >= -0.01
        assert box.x1 <= figure.get_figwidth() + 0.01
        assert figure.get_figheight() <= 9.0 if size != "slide" else 7.6


def test_without_targets_table_and_figure_say_so(growth: pd.DataFrame, tmp_path) -> None:  # type: ignore[no-untyped-def]
    none = growth_targets(extract_targets(""), 2026)
    assert none.columns.tolist() == growth.columns.tolist()
    assert by_province(none).empty
    figure = draw_growth_targets(none, "zh")
    assert "没有增长目标" in figure.axes[0].texts[0].get_text()
    assert len(save_figure(figure, tmp_path, "growth_targets", none)) == 4


def test_each_target_for_the_year_gets_its_chance_from_the_panel(growth: pd.DataFrame) -> None:
    chances = province_chances(growth, 2026)
    assert set(chances["region"]) == {"安徽省", "河南省"}
    assert chances["chance"].between(0.05, 0.95).all() and chances["origin"].ge(2024).all()
    by_region = chances.set_index("region")
    # 5—5.5 is met from 5 on: its chance is that of 5, from the same origin
    alone = growth.assign(comparator="ge", value_max_pct=growth["value_min_pct"])
    assert by_region.loc["安徽省", "chance"] == pytest.approx(
        province_chances(alone, 2026).set_index("region").loc["安徽省", "chance"]
    )
    assert (by_region.loc["河南省", "base_rate_goals"], by_region.loc["河南省", "target"]) == (24, 5)
    assert province_chances(growth, 2027).empty and province_chances(growth.head(0), 2026).empty


def test_the_stored_targets_stand_in_their_sentences() -> None:
    table = pd.read_csv(verified_path("statistics/growth_targets_2026.csv"), keep_default_na=False)
    assert all(row["quote"] in row["sentence"] for row in table.to_dict("records"))
    stored = stored_growth_targets(2026)
    counts = stored[stored["period"] == "by:2026"].groupby("indicator_id").size().to_dict()
    assert counts == {
        "gdp_growth": 31,
        "above_scale_industrial_va_growth": 14,
        "fixed_asset_investment_growth": 13,
        "retail_sales_growth": 18,
        "rd_expenditure_growth": 5,
    }
    assert stored_growth_targets(2025).empty
    assert len(draw_growth_targets(stored).axes) == 5
