"""Plans side by side, and the figure of their structure."""

import pandas as pd
import pytest

from plantargets.display import show_table
from plantargets.errors import PlanTargetsError
from plantargets.figures.comparison import plan_labels
from plantargets.figures.plans import structure_figure
from plantargets.plans import load_plans, plan_from_text
from plantargets.plans.overview import (
    NUMERAL_WITH_UNIT,
    layout_table,
    plan_table,
    section_table,
)

TEXT = (
    "一、发展目标\n到2025年,企业达到30家以上,占比达到6%。\n"
    "二、重点任务\n(一)培育企业。每年培育2—3家。(责任单位:甲局、乙局)\n(二)5G应用。推进500强对接。"
)
TINY = plan_from_text(TEXT, "tiny")


def test_a_plan_in_one_row():
    (row,) = plan_table([TINY]).to_dict("records")
    counts = {
        "characters": len(TEXT),
        "sections": 4,
        "paragraphs": 3,
        "table_rows": 0,
        "tasks": 1,
        "bodies": 2,
        "numerals_with_unit": 3,
        "numerals_in_tasks": 1,
    }
    assert {name: row[name] for name in counts} == counts
    assert (row["plan_id"], row["title"], row["script"]) == ("tiny", "", "simplified")


def test_sections_count_what_is_below_them():
    table = section_table([TINY]).set_index("path")
    assert list(table.index) == ["发展目标", "重点任务", "重点任务 > 培育企业", "重点任务 > 5G应用"]
    assert list(table["numerals_with_unit"]) == [2, 1, 1, 0]
    assert list(table["tasks"]) == [0, 1, 1, 0]


def test_the_layout_holds_what_is_drawn():
    layout = layout_table([TINY])
    assert list(layout["element"]) == ["chapter"] * 2 + ["task"] + ["numeral"] * 3
    assert list(layout["label"]) == ["发展目标", "重点任务", "甲局;乙局", "30家", "6%", "2—3家"]
    assert (
        (layout["start_pct"] >= 0) & (layout["start_pct"] < layout["end_pct"]) & (layout["end_pct"] <= 100)
    ).all()


@pytest.mark.parametrize(
    "numeral", ["30家", "2.3万亿元", "1—2次", "100%", "３０％", "2个百分点", "1,200户", "4万"]
)
def test_numerals_with_a_unit(numeral):
    assert NUMERAL_WITH_UNIT.fullmatch(numeral)


@pytest.mark.parametrize("numeral", ["2025年", "7月", "500强", "5G", "1.发展", "27号", "3689"])
def test_numerals_without_a_unit(numeral):
    assert not NUMERAL_WITH_UNIT.match(numeral)


def test_no_plan_and_no_text_give_empty_tables():
    empty = plan_from_text("", "empty")
    assert len(plan_table([empty])) == 1
    assert section_table([]).empty and section_table([]).columns[0] == "plan_id"
    assert layout_table([empty]).empty


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_column_has_a_heading(language):
    table = plan_table([TINY])
    head = show_table(table, language).plain.splitlines()[0].split("  ")
    assert not set(table.columns) & {name.strip() for name in head}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_draws_each_element_once(language):
    plans = load_plans("henan")
    layout = layout_table(plans)
    figure = structure_figure(layout, plan_labels([plan.record for plan in plans], language), language)
    assert len(figure.axes) == 4
    for axes, plan in zip(figure.axes, plans, strict=True):
        rows = layout[layout["plan_id"] == plan.plan_id]
        drawn = rows[rows["element"].isin(["chapter", "task"])]
        assert len(axes.patches) == len(drawn) + 1  # and the band of the whole text
        assert len(axes.collections) == 1
        assert len(axes.collections[0].get_segments()) == (rows["element"] == "numeral").sum()
        assert str(plan.record.period_start_year) in axes.get_ylabel()


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (layout_table([]), "without rows"),
        (pd.DataFrame({"plan_id": ["a"]}), "without column characters, element"),
    ],
)
def test_a_wrong_layout_is_refused(layout, message):
    with pytest.raises(PlanTargetsError, match=message):
        structure_figure(layout, {})
