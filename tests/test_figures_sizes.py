"""Figures of goals and of the corpus in each size: nothing is cut off, no label lies on another panel."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from drawn import assert_can_be_read_on_its_page
from plantargets.figures.attainment import draw_above, draw_near_goal, draw_shares
from plantargets.figures.comparison import ems_of, fit, headline
from plantargets.figures.corpus import draw_growth_targets
from plantargets.figures.style import figure_style
from plantargets.growth.labels import region_names

LONG = {"en": "Value added of industry above designated size", "zh": "规模以上工业增加值增速（不变价）"}
PROVINCES = [name for name in region_names() if name[-1] in "省市区"][:31]


def shares(language: str) -> pd.DataFrame:
    rows = [
        {
            "level": level, "indicator": LONG[language][: 60 if at % 3 == 0 else 6] + str(at),
            "known": 3 + at, "goals": 40, "met_goals": at, "share": at / (3 + at), "lower_95": 0.0,
            "upper_95": 1.0, "lowest": 0.0, "highest": 1.0,
        }
        for level in ("nation", "province")
        for at in range(12)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def near() -> pd.DataFrame:
    return pd.DataFrame(
        {"level": level, "from_points": edge / 2, "to_points": edge / 2 + 0.5, "goals": 3}
        for level in ("nation", "province")
        for edge in range(-10, 10)
    )


def above() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": 2025, "region": region, "goal": 5.0 + at % 3, "national_goal": 5.0, "above": at % 3,
            "met": at % 2 == 0,
        }
        for at, region in enumerate(PROVINCES)
    )  # fmt: skip


def growth() -> pd.DataFrame:
    keys = ("gdp_growth", "above_scale_industrial_va_growth", "fixed_asset_investment_growth",
            "retail_sales_growth", "rd_expenditure_growth")  # fmt: skip
    return pd.DataFrame(
        {
            "province": region, "province_en": f"Province {at}", "indicator_id": key, "period": "by:2026",
            "value_min_pct": 4.5 + at % 4, "value_max_pct": 4.5 + at % 4,
            "comparator": "ge" if at % 2 else "approx",
        }
        for key in keys
        for at, region in enumerate(PROVINCES)
    )  # fmt: skip


FIGURES = {
    "shares": lambda language, size: draw_shares(shares(language), language, size),
    "near": lambda language, size: draw_near_goal(near(), language, size),
    "above": lambda language, size: draw_above(above(), language, size),
    "corpus": lambda language, size: draw_growth_targets(growth(), language, size),
}


@pytest.mark.parametrize("kind", list(FIGURES))
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", ["column", "page"])
def test_no_label_is_cut_off_or_lies_on_another_panel(kind: str, language: str, size: str) -> None:
    figure = FIGURES[kind](language, size)
    assert_can_be_read_on_its_page(figure)
    panels = [axes for axes in figure.axes if axes.axison]
    for axes in panels:
        labels = [*axes.get_yticklabels(), *axes.get_xticklabels()]
        shown = [label.get_window_extent() for label in labels if label.get_text()]
        for other in panels:
            if other is not axes:
                ground = other.get_window_extent()
                assert not any(
                    min(one.x1, ground.x1) - max(one.x0, ground.x0) > 2
                    and min(one.y1, ground.y1) - max(one.y0, ground.y0) > 2
                    for one in shown
                )


def test_the_words_below_a_figure_keep_off_its_key() -> None:
    figure = draw_growth_targets(growth(), "en", "page")
    figure.draw_without_rendering()
    legend = figure.legends[0].get_window_extent()
    told = [axes.xaxis.label.get_window_extent() for axes in figure.axes if axes.get_xlabel()]
    told.append(figure._suptitle.get_window_extent())
    assert told
    assert not any(legend.overlaps(one) for one in told)


def test_lines_are_measured_in_the_font_that_is_drawn() -> None:
    text = "WMW illi 河南省全部工业增加值 −5.5 %"
    with figure_style("en", "page") as size:
        figure = plt.figure()
        drawn = figure.text(0, 0, text, fontsize=size.font_points)
        figure.draw_without_rendering()
        points = drawn.get_window_extent().width / figure.dpi * 72
    plt.close(figure)
    assert ems_of(text) * size.font_points == pytest.approx(points, rel=0.04)


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("自2022年：年均需增长5.5%；概率无法判断（73%的省份做到；独立时段数1）", 24,
         ["自2022年：年均需增长5.5%；概率无法判断", "（73%的省份做到；独立时段数1）"]),
        ("甲乙丙丁戊己庚辛壬癸", 4, ["甲乙丙丁", "戊己庚辛", "壬癸"]),
        ("one two three", 4, ["one two", "three"]),
    ],
)  # fmt: skip
def test_a_line_breaks_behind_a_mark_and_not_within_a_word(text: str, ems: float, lines: list[str]) -> None:
    assert fit(text, ems).split("\n") == lines


def test_a_headline_of_two_lines_leaves_no_word_alone() -> None:
    text = (
        "Local governments are named most, in 130 of 628 namings (tasks by function and by plan, and "
        "plans that name nobody at all: 1)"
    )
    with figure_style("en", "page") as size:
        figure = plt.figure()
        headline(figure, text, size)
        first, second = figure._suptitle.get_text().split("\n")
    plt.close(figure)
    assert ems_of(second) > 0.6 * ems_of(first)
