"""Figures of growth: both languages, every vintage named, cases without data drawn as such."""

import pandas as pd
import pytest
from matplotlib.text import Text

from plantargets.figures.growth import (
    ambition_figure,
    reliability_figure,
    scorecard_figure,
    tornado_figure,
    trajectory_figure,
)
from plantargets.figures.style import figure_style
from plantargets.growth import (
    assess,
    backtest,
    region_label,
    reliability_table,
    scorecard,
    tornado_spans,
    vintage_label,
)
from plantargets.rounding import written
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
        divisor=assessment.axis_divisor(language),
        vintage_names=names(assessment, language),
        language=language,
    )
    shown = " ".join(texts(figure).split())
    for case in assessment.cases.to_dict("records"):
        assert vintage_label(case["vintage"], language) in shown
        if not case["reached_at_origin"]:
            assert written(case["required_growth_pct"], ".1f") in shown
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
    none = {"en": "give no share of outcomes", "zh": "不足以给出达到目标的结果占比"}
    axis = {"en": "outcomes that reach the target, %", "zh": "达到目标的结果占比（%）"}
    assert (none if assessment.swing.empty else axis)[language] in texts(tornado)


def test_the_reliability_diagram_gives_the_scores():
    table = reliability_table(backtest("gdp", "revised_5th_census", horizons=(1,)).targets)
    figure = reliability_figure(table, "en")
    heads = [axis.get_title("left") for axis in figure.axes]
    for score in table["brier_score"].round(4).unique():  # as published
        assert any(written(score, ".3f") in head for head in heads)
    bars = [patch for axis in figure.axes for patch in axis.patches]
    assert sum(bar.get_height() for bar in bars) == table["count"].sum()
    assert {round(bar.get_width(), 6) for bar in bars} == {10}  # the first and the last as wide as the others
    far = (100 * (table["mean_chance"] - table["observed_share"]).abs())[table["count"] >= 100]
    told = far.groupby(table["method"]).max()
    title = " ".join(figure._suptitle.get_text().split())
    assert f"within {told['combined']:.0f} points" in title
    assert f"within {told['reference']:.0f}" in title


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
    expected = {"en": "Missed (2025, press report)", "zh": "未达到（2025年，新闻报道）"}[language]
    assert expected in texts(figure)
    title = {"en": "1 missed, 1 cannot be told", "zh": "未达到1项、无法判断1项"}[language]
    assert title in texts(figure)
    empty = scorecard_figure(board.iloc[:0], {}, {}, language)
    assert {"en": "No target has an observed series", "zh": "没有目标具备观测序列"}[language] in texts(empty)


def every_figure(language, size):
    found = assess("河南省", "industrial_value_added", 23000, 2025, base_year=2022)
    vintages = names(found, language)
    yield trajectory_figure(
        found.trajectories,
        found.cases,
        found.target,
        found.target_year,
        quantity=found.quantity(language),
        axis_label=found.axis_label(language),
        divisor=found.axis_divisor(language),
        vintage_names=vintages,
        language=language,
        size=size,
    )
    yield ambition_figure(
        found.windows,
        found.cases,
        region="河南省",
        region_name=region_label("河南省", language),
        vintage_names=vintages,
        language=language,
        size=size,
    )
    yield tornado_figure(found.swing, vintages, language, size)
    yield reliability_figure(RELIABILITY, language, size)
    yield scorecard_figure(*a_board(language), language, size)


RELIABILITY = pd.DataFrame(
    [
        {
            "method": method, "brier_score": 0.15, "chance_from": low / 10, "chance_to": (low + 1) / 10,
            "mean_chance": low / 10 + 0.05, "observed_share": min(1, low / 10 + apart), "count": 200,
            "share_low": low / 10, "share_high": min(1, low / 10 + 0.3),
        }
        for method, apart in (("forecast", 0.05), ("reference", 0.2), ("combined", 0.07))
        for low in range(10)
    ]
)  # fmt: skip


def a_board(language):
    """One target of each verdict, and a rate."""
    row = {
        "region": "河南省", "series_id": "industrial_value_added", "comparator": "ge", "target": 23000.0,
        "unit": "亿元", "yearly": False, "target_year": 2025, "base": 19592.76,
        "base_in_latest_vintage": 17128.2, "path_at_latest": 20847.6, "required_per_year": 5.5,
        "required_measure": "growth", "latest_year": 2024,
        "latest": 18376.5, "latest_vintage": "revised_5th_census", "counted": "latest", "progress_pct": 79.9,
        "conflict": "", "kind": "level", "ambition_percentile": 25.8, "ambition_periods": "2019-2022",
    }  # fmt: skip
    board = pd.DataFrame(
        [row | {"status": status} for status in ("cannot be told", "reached", "behind", "missed", "on track")]
        + [row | {"kind": "growth", "unit": "%", "target": 20.0, "latest": 17.4, "status": "behind",
                  "yearly": True, "required_measure": ""}]
    )  # fmt: skip
    return board, {"industrial_value_added": "value added"}, {"revised_5th_census": "revised"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", ["column", "page"])
def test_every_figure_is_as_wide_as_it_is_printed_and_its_type_can_be_read(language, size):
    """Labels were 0.83 of the type: 6.2 points in a column."""
    for figure in every_figure(language, size):
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx({"column": 89, "page": 183}[size])
        told = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
        assert len(told) > 5
        assert min(text.get_fontsize() for text in told) >= 7.0


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", ["column", "page"])
@pytest.mark.parametrize("name", ["Value added", "Growth of investment in technical renovation"])
def test_the_key_of_the_scorecard_stays_on_the_page(language, size, name):
    """Of "where constant growth would be by then" the last words stood beyond the edge."""
    board, _, vintages = a_board(language)
    figure = scorecard_figure(board, {"industrial_value_added": name}, vintages, language, size)
    with figure_style(language, size):
        figure.draw_without_rendering()
        keys = [axis.get_legend() for axis in figure.axes if axis.get_legend()]
        assert keys
        for key in keys:
            assert key.get_window_extent().x1 <= figure.bbox.x1
            assert key.get_window_extent().x0 >= 0


@pytest.mark.parametrize("size", ["column", "page"])
def test_what_cannot_be_told_is_listed_inside_the_figure(size):
    figure = scorecard_figure(*a_board("en"), "en", size)
    (note,) = [t for axis in figure.axes for t in axis.texts if t.get_text().startswith("Cannot be told")]
    with figure_style("en", size):
        box = note.get_window_extent()
    assert box.y0 >= 0
    assert box.x1 <= figure.bbox.x1
    assert "2.3 trillion yuan" in note.get_text()


def test_verdicts_stand_in_groups_and_rates_have_an_axis_of_their_own():
    """17.4 % of 20 % was drawn as 87 % of the target."""
    levels, rates, _ = scorecard_figure(*a_board("en"), "en").axes
    order = [text.get_text().split(" (")[0] for text in levels.texts]
    assert order == ["Missed", "Behind", "On track", "Reached"]
    assert rates.patches[0].get_width() == pytest.approx(17.4)
    assert "a year" in rates.get_xlabel()


def test_the_axis_is_in_the_unit_that_the_texts_use():
    found = assess("河南省", "industrial_value_added", 23000, 2025, base_year=2022)
    for language, unit in (("en", "trillion yuan"), ("zh", "万亿元")):
        assert unit in found.axis_label(language)
        assert found.axis_divisor(language) == 10000
    figure = next(every_figure("en", "page"))
    star = [line for line in figure.axes[0].lines if line.get_marker() == "*"]
    assert star[0].get_ydata()[0] == pytest.approx(2.3)
    assert figure.axes[0].get_legend() is None and not figure.legends
    title = " ".join(figure._suptitle.get_text().split())
    assert "5.5 % a year from the base as first published, 10.3 %" in title


def test_the_finding_of_the_ranges_is_what_is_drawn():
    found = assess("河南省", "industrial_value_added", 23000, 2025, base_year=2022)
    spans = tornado_spans(found.swing)["span_points"]
    title = " ".join(tornado_figure(found.swing, names(found, "en"), "en")._suptitle.get_text().split())
    assert "vintage of the base alone moves the share of outcomes that reach the target" in title
    assert f"the target by {spans['vintage']:.0f} points" in title
    assert f"the method alone by {spans['method']:.0f}" in title


def _drawn(language, region, series, target, year, **asked):
    found = assess(region, series, target, year, **asked)
    figure = trajectory_figure(
        found.trajectories,
        found.cases,
        target,
        year,
        quantity=found.quantity(language),
        axis_label=found.axis_label(language),
        divisor=found.axis_divisor(language),
        vintage_names=names(found, language),
        outlooks=found.outlooks,
        language=language,
    )
    return found, figure, " ".join(figure._suptitle.get_text().split())


def test_the_figure_of_a_target_for_growth_has_a_finding_and_words_in_its_panels():
    asked = {"base_year": 2020, "measure": "average_growth"}
    found, figure, title = _drawn("en", "河南省", "gdp", 6.5, 2025, **asked)
    still = found.outlooks.groupby("vintage", sort=False).tail(1).iloc[-1]
    assert title.startswith("Growth of gross domestic product (GDP) of Henan: the target still asks for ")
    assert f"{still['required']:.1f} % in 2025" in title
    seen = [text for axis in figure.axes for text in axis.texts]
    assert sum("no chance from these values" in text.get_text() for text in seen) == 2
    figure.canvas.draw()
    for axis in figure.axes:
        left = axis.get_window_extent().x0
        for text in axis.texts:
            if text.get_text() in {"observed", "other vintages"}:
                assert text.get_window_extent().x0 >= left, text.get_text()


def test_words_of_two_series_that_begin_at_one_point_stand_apart():
    asked = {"base_year": 2020, "measure": "cumulative_growth"}
    _, figure, title = _drawn("en", "河南省", "gdp", 30, 2025, **asked)
    figure.canvas.draw()
    for axis in figure.axes:
        told = {text.get_text(): text.get_window_extent() for text in axis.texts}
        assert not told["observed"].overlaps(told["other vintages"])
        assert axis.get_xlim()[0] > 2016  # nothing is drawn before 2020
    assert "still asks for" in title


def test_growth_of_one_year_is_asked_for_in_that_year():
    asked = {"base_year": 2024, "measure": "growth", "comparator": "approx"}
    found, figure, title = _drawn("zh", "河南省", "gdp", 5.5, 2025, **asked)
    assert title == "河南省地区生产总值增速：目标要求2025年增长5.5%"
    told = " ".join(text.get_text() for axis in figure.axes for text in axis.texts)
    assert "2025年需增长5.5%" in told and "年均" not in told and "≈5.5" in told
    assert "seen from 2024 (revised after the 5th census) it asks for 5.5 % in 2025" in found.verdict("en")


def test_a_target_that_is_met_from_above_is_told_so():
    found, figure, _ = _drawn("en", "河南省", "gdp", 65000, 2025, base_year=2022, comparator="le")
    assert found.verdict().startswith("The target of at most 6.5 trillion yuan by 2025")
    assert "lies within it (chance to hold" in found.verdict()
    assert found.verdict("zh").startswith("河南省地区生产总值2025年不超过65,000亿元的目标未实现")
    told = " ".join(text.get_text() for axis in figure.axes for text in axis.texts)
    assert "≤6.5" in told and "within the target" in told and "already reached" not in told


def test_years_that_are_counted_have_their_singular_and_a_sentence_its_capital():
    found = assess("河南省", "gdp", 5.5, 2025, base_year=2024, measure="growth")
    assert ". Communiqué: met in 0 of 1 year observed (2025: 4.8 %)" in found.verdict()
    every = assess("广东省", "gdp", 5, 2025, base_year=2022, measure="each_year", comparator="gt")
    assert "more than 5 % in every year of 2023–2025" in every.verdict()
    assert "目标为2023—2025年每年超过5%" in every.verdict("zh")
