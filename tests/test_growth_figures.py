"""Figures of growth: both languages, every vintage named, cases without data drawn as such."""

import pandas as pd
import pytest

from plantargets.figures.growth import (
    ambition_figure,
    reliability_figure,
    scorecard_figure,
    tornado_figure,
    trajectory_figure,
)
from plantargets.growth import assess, backtest, region_label, reliability_table, scorecard, vintage_label
from plantargets.targets import COLUMNS

QUESTIONS = {
    "two_vintages": (("河南省", "industrial_value_added", 23000, 2025), {"base_year": 2022}),
    "three_vintages": (("河南省", "gdp", 75000, 2025), {"base_year": 2022}),
    "reached": (("河南省", "above_scale_industrial_firms", 28000, 2025), {"base_year": 2022}),
    "path_only": (
        ("河南省", "manufacturing_value_added", 20000, 2025),
        {"base_year": 2022, "base_value": 15000.0},
    ),
    "target_only": (("廊坊市", "actual_fdi", 5, 2022), {"base_year": 2018}),
}


@pytest.fixture(scope="module", params=list(QUESTIONS))
def assessment(request):
    arguments, options = QUESTIONS[request.param]
    return assess(*arguments, **options)


def texts(figure):
    found = [text.get_text() for text in figure.texts]
    for axis in figure.axes:
        found += [axis.get_title("left"), axis.get_xlabel(), axis.get_ylabel()]
        found += [text.get_text() for text in axis.texts]
    if figure._suptitle is not None:
        found.append(figure._suptitle.get_text())
    return "\n".join(found)


def names(assessment, language):
    found = {one.vintage: vintage_label(one.vintage, language) for one in assessment.series}
    return found | {"stated": ""}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_trajectories_name_vintage_growth_and_unit(assessment, language):
    figure = trajectory_figure(
        assessment.trajectories,
        assessment.cases,
        assessment.target,
        assessment.target_year,
        quantity=assessment.quantity(language),
        axis_label=assessment.axis_label(language),
        vintage_names=names(assessment, language),
        language=language,
    )
    shown = texts(figure)
    for case in assessment.cases.to_dict("records"):
        assert vintage_label(case["vintage"], language) in shown
        if not case["reached_at_origin"]:
            assert f"{case['required_growth_pct']:.1f}" in shown
    if assessment.cases.empty:
        assert {"en": "No observed series", "zh": "无观测序列"}[language] in shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ambition_and_tornado_are_drawn_or_say_why_not(assessment, language):
    vintages = names(assessment, language)
    place = {"region": assessment.region, "region_name": region_label(assessment.region, language)}
    ambition = ambition_figure(
        assessment.windows, assessment.cases, vintage_names=vintages, language=language, **place
    )
    tornado = tornado_figure(assessment.swing, vintages, language)
    if assessment.windows.empty:
        assert {"en": "No series of all 31 provinces", "zh": "没有31个省份"}[language] in texts(ambition)
    if assessment.swing.empty:
        assert {"en": "No chance can be given", "zh": "不足以给出实现概率"}[language] in texts(tornado)
    else:
        assert {"en": "chance of reaching the target, %", "zh": "实现目标的概率（%）"}[language] in texts(
            tornado
        )


def test_the_reliability_diagram_gives_the_scores():
    table = reliability_table(backtest("gdp", "revised_5th_census", horizons=(1,)).targets)
    figure = reliability_figure(table, "en")
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    for score in table["brier_score"].round(4).unique():  # as published
        assert any(f"{score:.3f}" in label for label in labels)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_scorecard_shows_status_year_and_vintage(language):
    rows = [
        {
            **dict.fromkeys(COLUMNS, ""), "start": 0, "end": 1, "plan_id": "p", "target_id": "t",
            "indicator_id": series, "value_min": value,
            "value_max": value, "unit": "家", "comparator": "gt", "kind": "level", "period": "by:2025",
            "distribution": "total", "scope": "",
        }
        for series, value in (("hitech_firms", 20000), ("above_scale_industrial_firms", 28000))
    ]  # fmt: skip
    plans = pd.DataFrame({"plan_id": ["p"], "jurisdiction": ["河南省"], "issued": ["2023-08-02"]})
    series = {row["indicator_id"]: row["indicator_id"] for row in rows}
    board = scorecard(pd.DataFrame(rows), plans, series)
    figure = scorecard_figure(board, series, {"press": vintage_label("press", language)}, language)
    expected = {"en": "missed (2025, press report)", "zh": "未达到（2025年，新闻报道）"}[language]
    assert expected in texts(figure)
    empty = scorecard_figure(board.iloc[:0], {}, {}, language)
    assert {"en": "No target has an observed series", "zh": "没有目标具备观测序列"}[language] in texts(empty)
