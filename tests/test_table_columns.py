"""What the columns of a table are, and what kind of table they make: small tables as plans print them."""

import pytest

from plantargets.language.folding import fold
from plantargets.language.times import Years
from plantargets.plans.tables import find_tables
from plantargets.targets.read.table_columns import View

PLAN = Years(2021, 2025)


def view(text: str, window: Years | None = PLAN) -> View:
    folded = fold(text)
    (table,) = find_tables(text, folded)
    return View(table, text, folded, window, "targets")


def columns(seen: View) -> list[str]:
    """Say of each column its role, years, month, measures and unit."""
    return [
        " ".join(
            map(str, filter(None, (c.role, c.years and c.years[-1], c.month, *sorted(c.measures), c.unit)))
        )
        for c in seen.columns
    ]


GOALS = (
    "序号 | 指标名称 | 单位 | 2020年 | 2025年目标 | 属性\n1 | 地区生产总值 | 亿元 | 100 | 150 | 预期性\n"
    "2 | 森林覆盖率 | % | 40 | 42 | 约束性\n"
)


@pytest.mark.parametrize(
    ("text", "what", "told"),
    [
        (
            GOALS, "targets",
            ["serial", "indicator target", "unit", "value 2020", "value 2025 target", "attribute"],
        ),
        ("任务 | 目标\n绿色工厂 | 20家\n龙头企业 | 30家\n", "targets", ["task target", "value target"]),
        ("任务 | 目标\n绿色工厂 | 20家\n龙头企业 | 做大做强\n", "targets", ["task target", "value target"]),
        (
            "任务 | 目标\n绿色工厂 | 建设一批\n龙头企业 | 做大做强\n专精特新 | 30家\n", "targets",
            ["task target", "text target"],
        ),
        (
            "2020年完成情况\n指标 | 2019年完成 | 2020年完成\n产值(亿元) | 100 | 120\n企业(家) | 20 | 30\n",
            "results", ["indicator target", "value 2019 base", "value 2020 base"],
        ),
        (
            "指标 | 2018年 | 2019年\n产值(亿元) | 100 | 110\n企业(家) | 20 | 30\n", "results",
            ["indicator target", "value 2018", "value 2019"],
        ),
        (
            "指标 | 2024年计划 | 2024年完成\n产值(亿元) | 100 | 120\n企业(家) | 20 | 30\n", "targets",
            ["indicator target", "value 2024 target", "value 2024 base"],
        ),
        (
            "项目名称 | 建设内容 | 总投资(万元) | 2024年投资(万元)\n甲厂 | 新建厂房 | 500 | 200\n"
            "乙厂 | 改造 | 300 | 100\n", "projects", ["task", "text", "cost 万元", "value 2024 万元"],
        ),
        (
            "单位 | 联系人 | 联系电话\n甲局 | 张三 | 12345\n乙局 | 李四 | 23456\n", "contacts",
            ["scope", "off", "off"],
        ),
        (
            "工作内容 | 完成时间 | 参会人数 | 会议地点\n动员会 | 3月6日 | 120 | 三楼\n",
            "meetings", ["task", "deadline base", "value", "text"],
        ),
        (
            "指标 | 分值 | 得分\n产值 | 20 | 10\n企业 | 30 | 20\n", "scores",
            ["indicator target", "off", "off"],
        ),
        ("科目 | 预算数\n甲 | 10\n乙 | 20\n", "budget", ["budget", "budget"]),
        (
            "序号 | 2025年\n产值(亿元) | 100\n企业(家) | 20\n", "targets", ["indicator", "value 2025"],
        ),
        (
            "序号 | 地区 | 2025年新增企业(家)\n1 | 甲县 | 10\n2 | 乙县 | 20\n", "targets",
            ["serial", "scope", "value 2025 家"],
        ),
        (
            "指标 | 2020年 | 2020年 | 2025年 | 2025年\n指标 | 数量(家) | 增速(%) | 数量(家) | 增速(%)\n"
            "企业 | 20 | 5 | 30 | 6\n工厂 | 10 | 5 | 20 | 6\n", "targets",
            ["indicator target", "value 2020 家", "value 2020 growth %", "value 2025 家",
             "value 2025 growth %"],
        ),
        (
            "指标 | 上半年 | 2025年\n产值(亿元) | 50 | 110\n企业(家) | 20 | 30\n", "targets",
            ["indicator target", "value 6", "value 2025"],
        ),
    ],
)  # fmt: skip
def test_columns_say_what_they_are_and_what_kind_of_table_they_make(text, what, told):
    seen = view(text)
    assert (columns(seen), seen.what()) == (told, what)


def test_years_before_the_plan_are_past_and_those_of_it_ahead():
    seen = view(GOALS)
    before, target = seen.columns[3:5]
    assert (seen.is_ahead(before), seen.is_explicit(before), seen.is_past(before.years)) == (
        False,
        False,
        True,
    )
    assert (seen.is_ahead(target), seen.is_explicit(target), seen.is_past(target.years)) == (
        True,
        True,
        False,
    )
    assert [seen.is_explicit(column) for column in seen.columns] == [False] * 4 + [True] * 2
    later = view(GOALS, Years(2026, 2030))
    assert (later.what(), later.is_ahead(later.columns[4])) == ("results", False)
    assert not view(GOALS, Years(2025, 2030)).is_past((2025, 2025))
    unknown = view(GOALS, None)
    assert [unknown.is_past(column.years) for column in unknown.columns] == [False] * 6
    assert [unknown.is_explicit(column) for column in unknown.columns[3:5]] == [False, True]


def test_a_plan_beside_what_was_done_by_then_is_overtaken():
    text = "指标 | {}年计划 | {}年完成\n产值(亿元) | 100 | 120\n企业(家) | 20 | 30\n"
    for plan, done, overtaken in ((2024, 2024, True), (2024, 2025, True), (2025, 2024, False)):
        seen = view(text.format(plan, done))
        assert [seen.is_overtaken(column) for column in seen.columns] == [False, overtaken, False]


@pytest.mark.parametrize(
    ("caption", "unit", "years", "indicator"),
    [
        ("表2 2025年任务(单位:万元)", "万元", (2025, 2025), ""),
        ("表3 2021—2025年粮食产量任务表(万吨)", "万吨", (2021, 2025), "粮食产量"),
        ("2021—2025年粮食产量任务表(万吨)", "万吨", (2021, 2025), "粮食产量"),
        ("2025年各县任务分解表", "", (2025, 2025), ""),
        ("2024年各县任务分解表\n计量单位:亿元", "亿元", (2024, 2024), ""),
    ],
)
def test_the_caption_gives_unit_years_and_name(caption, unit, years, indicator):
    text = f"{caption}\n县 | 税收 | 投资\n甲县 | 10 | 20\n乙县 | 20 | 30\n"
    seen = view(text)
    assert (seen.caption_unit, seen.caption_years) == (unit, years)
    assert "".join(text[a:b] for a, b in seen.caption_indicator) == indicator


def test_the_span_of_a_caption_stands_in_for_a_plan_of_one_year():
    text = "表1 2021—2025年任务表\n县 | 税收 | 投资\n甲县 | 10 | 20\n乙县 | 20 | 30\n"
    spans = [Years(2021, 2025), Years(2019, 2021), Years(2035, 2035), None]
    found = [view(text, span).window for span in spans]
    assert found == [Years(2021, 2025), Years(2019, 2021), Years(2021, 2025), Years(2021, 2025)]
    assert view(text.replace("2021—2025年", "2025年"), Years(2035, 2035)).window == Years(2035, 2035)


def test_notes_give_years_to_marks_and_a_meaning_to_brackets():
    table = "指标 | 2020年 | 2025年\n产值*(亿元) | 100 | 110\n企业(家) | 20 | 30\n"
    seen = view(f"{table}注：①带*的为2019年数据;②带※的为2018年数据；括号内为五年累计数。\n")
    assert (seen.years_of_marks, seen.round_brackets_sum) == ({"*": 2019, "※": 2018}, True)
    assert not view(f"{table}注：①带*的为2019年数据。\n").round_brackets_sum
    assert not view(f"{table}注：产值为累计数。\n").round_brackets_sum


def test_each_cell_with_a_digit_is_told_once():
    seen = view(GOALS)
    numbers = list(seen.cells_with_numbers())
    assert [seen.words(cell) for cell in numbers] == ["1", "100", "150", "2", "40", "42"]
    others = [(seen.words(cell), why) for cell, why in seen.others({cell.start for cell in numbers[1:3]})]
    assert others == [
        ("2020年", "table_head"), ("2025年目标", "table_head"), ("1", "label"), ("2", "label"),
        ("40", "other_column"), ("42", "other_column"),
    ]  # fmt: skip


def test_a_header_that_a_page_repeats_is_no_row():
    head, *rows = GOALS.splitlines()
    seen = view("\n".join((head, rows[0], head, rows[1])) + "\n")
    assert len(list(seen.body())) == 2
