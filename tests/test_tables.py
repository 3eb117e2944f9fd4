"""Tables of plans: the same rows from every form, and nothing wrong from what cannot be read."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import matplotlib.font_manager as fonts
import opencc
import pandas as pd
import pytest
import yaml
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure

from documents import FONT
from plantargets.book.national import national_html, national_plan
from plantargets.compare.audit import audit_plans
from plantargets.formats.ofd import read_ofd
from plantargets.formats.pdf import _row_over_pages, read_pdf
from plantargets.indicators.repeats import link_repeats
from plantargets.language.folding import fold
from plantargets.language.heads import is_value, read_head
from plantargets.plans import Plan, plan_from_text, read_plan
from plantargets.plans.kind import YEARLY
from plantargets.targets import read_targets
from plantargets.targets.tables import notes_on_tables, summarise_tables
from plantargets.targets.target import Target
from table_files import (
    FOLDER,
    FORMS,
    Described,
    cell_a_line,
    described,
    narrow,
    ofd,
    unruled,
    with_bars,
    write,
)

FIRST_SEEN = ("plans.yaml", "kinds.yaml")  # read first after their rows were written
TABLES = [
    table
    for file in sorted(FOLDER.glob("*.yaml"))
    if file.name not in FIRST_SEEN
    for table in described(file.name)
]
LATER = [table for name in FIRST_SEEN for table in described(name)]
FONT_OF_PAGES = fonts.FontProperties(fname=str(FONT), size=9)
TELLS_OF_A_VALUE = {"serial", "unit", "attribute", "year", "note", "body", "category", "result"}
READ = ("bars", "tabs", "blanks", "lines", "markdown", "html", "docx", "xlsx", "ruled", "unruled", "ofd")


def fields(target: Target) -> list[str]:
    """Return what the description of a table states of a row."""
    low, high = target.bound.ends
    value = f"{low:f}" if low == high else f"{low:f}~{high:f}"
    amount = f"{value} {target.unit} {target.bound.comparator} {target.period}"
    base = target.baseline
    start = "" if not base else f"{'' if base.value is None else format(base.value, 'f')}@{base.year or ''}"
    return [target.indicator, target.scope.words, " ".join(amount.split()), target.obligation, start]


def stated(table: Described) -> list[list[str]]:
    return [[part.strip() for part in row.split(";")] for row in table.rows]


def is_held(table: Described, form: str) -> bool:
    return form not in table.forms_not and (form != "lines" or table.lines)


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("table", TABLES, ids=[table.id for table in TABLES])
def test_every_form_of_a_table_gives_its_rows(table: Described, form: str, tmp_path: Path) -> None:
    if not is_held(table, form):
        pytest.skip("the form cannot hold the table")
    plan = read_plan(write(table, form, tmp_path))
    targets = read_targets(plan)
    assert sorted(map(fields, targets)) == sorted(stated(table))
    assert all(plan.text[t.start : t.end] == t.quote for t in targets)
    sentences = {"clause", "year"} if plan.kind in YEARLY else {"clause"}  # those in cells
    assert {t.period_basis for t in targets if t.period} <= {"table", *sentences}
    if table.bodies:
        assert [t.responsible for t in targets] == table.bodies


@pytest.mark.parametrize("table", LATER, ids=lambda table: table.id)
def test_tables_read_first_after_their_rows_were_written(table: Described, tmp_path: Path) -> None:
    for form in ("bars", "html", "blanks"):
        targets = read_targets(read_plan(write(table, form, tmp_path)))
        assert sorted(map(fields, targets)) == sorted(stated(table))
    for document in (read_pdf(unruled(table)), read_ofd(ofd(table))):
        plan = plan_from_text(document.text)
        rows = sorted(map(fields, read_targets(plan)))
        assert rows == sorted(stated(table)) or (not rows and notes_on_tables(plan))


@pytest.mark.parametrize("table", [*TABLES, *LATER], ids=lambda table: table.id)
def test_cells_one_a_line_give_the_rows_of_their_table_and_no_others(table: Described) -> None:
    rows = [fields(target) for target in read_targets(plan_from_text(cell_a_line(table)))]
    assert all(row in stated(table) for row in rows)
    assert not table.lines or sorted(rows) == sorted(stated(table))


@pytest.mark.parametrize("table", described("layouts_again.yaml"), ids=lambda table: table.id)
def test_a_head_that_is_not_known_gives_no_wrong_value(table: Described) -> None:
    known = [row[1:3] for row in stated(table)]
    for r, row in enumerate(table.grid[: table.header]):
        for c, cell in enumerate(row):
            if read_head("".join(fold(cell).split())).role in TELLS_OF_A_VALUE:
                grid = [list(cells) for cells in table.grid]
                grid[r][c] = "某项甲"
                targets = read_targets(plan_from_text(with_bars(replace(table, grid=grid))))
                assert all(fields(target)[1:3] in known for target in targets), cell


@pytest.mark.parametrize("table", LATER, ids=lambda table: table.id)
def test_a_value_that_is_missing_among_cells_one_a_line_moves_no_other(table: Described) -> None:
    cells = [cell for row in table.grid for cell in row if cell]
    heads = sum(bool(cell) for row in table.grid[: table.header] for cell in row)
    values = [place for place, cell in enumerate(cells) if place >= heads and is_value(fold(cell))]
    known = [row[:3] for row in stated(table)]
    for place in values[:: max(len(values) // 4, 1)]:
        left = [*cells[:place], *cells[place + 1 :]]
        plan = plan_from_text("\n".join([*table.before, *left, *table.notes, "三、保障措施", ""]))
        assert all(fields(target)[:3] in known for target in read_targets(plan))


@pytest.mark.parametrize(("name", "values"), [("车桩比", ["2.5"]), ("开放时间", [])])
def test_a_ratio_is_one_number_where_its_name_says_so(name: str, values: list[str]) -> None:
    text = TOP + f"指标 | 2020年 | 2025年\n{name} | 3:1 | 2.5:1\n"
    assert numbers(plan_from_text(text)) == values


def over_pages(table: Described, pages: list[range], right: float = 0.0) -> bytes:
    """Return pages of ranges of rows, the heads on the first; the others are moved to the `right`."""
    file = io.BytesIO()
    with PdfPages(file) as pdf:
        for rows in pages:
            figure = Figure(figsize=(9, 4))
            FigureCanvasPdf(figure)
            for y, row in enumerate(table.grid[rows.start : rows.stop]):
                for x, words in enumerate(row):
                    place = 0.05 + 0.25 * bool(x) + 0.15 * x + right * bool(rows.start)
                    figure.text(place, 0.9 - 0.06 * y, words, fontproperties=FONT_OF_PAGES, va="top")
            pdf.savefig(figure)
    return file.getvalue()


def test_a_table_without_lines_goes_on_over_a_page_without_its_heads() -> None:
    table = next(t for t in described("indicators.yaml") if t.id == "cells_with_units")
    whole = read_pdf(over_pages(table, [range(0, 4), range(4, 6)]))
    assert len(whole.text.splitlines()) == 6
    assert not whole.notes
    plan = plan_from_text(f"己市“十四五”公共服务规划\n二、发展目标\n{whole.text}")
    assert sorted(map(fields, read_targets(plan))) == sorted(stated(table))


def test_rows_in_other_columns_than_those_of_the_page_before_are_not_read() -> None:
    table = next(t for t in described("indicators.yaml") if t.id == "cells_with_units")
    found = read_pdf(over_pages(table, [range(0, 4), range(4, 6)], 0.08))
    plan = plan_from_text(f"己市“十四五”公共服务规划\n二、发展目标\n{found.text}")
    assert all(fields(target) in stated(table) for target in read_targets(plan))
    assert len(read_targets(plan)) == 3
    assert found.notes


def test_a_unit_that_begins_with_a_digit_is_not_joined_to_the_number() -> None:
    text = TOP + "指标 | 2020年 | 2025年\n孕产妇死亡率（1/10万） | 9.5 | ≤9\n"
    [target] = read_targets(plan_from_text(text))
    assert (target.bound.value_max, target.unit, target.baseline.value) == (
        Decimal(9),
        "1/10万",
        Decimal("9.5"),
    )


def test_a_plan_beside_what_was_done_by_then_is_no_target() -> None:
    heads = "指标 | 2023年 | 2024年计划 | 2024年完成 | 2025年计划"
    text = f"甲市2025年计划\n表1 主要指标\n{heads}\n产值（亿元） | 10 | 20 | 21 | 30\n"
    [target] = read_targets(plan_from_text(text))
    assert (str(target.bound.value_max), str(target.period)) == ("30", "by:2025")
    assert (target.baseline.value, target.baseline.year) == (Decimal(21), 2024)


@pytest.mark.parametrize(("note", "year"), [("注：带*的为2019年数据。", 2019), ("", None)])
def test_a_mark_without_its_note_gives_no_base_year(note: str, year: int | None) -> None:
    text = TOP + f"指标 | 2020年 | 2025年\n城镇化率（%） | 60.6* | 65\n{note}\n"
    [target] = read_targets(plan_from_text(text))
    assert (target.baseline.value, target.baseline.year) == (Decimal("60.6"), year)


def test_a_name_that_lost_its_unit_gives_no_bare_number() -> None:
    text = TOP + "指标 | 2020年 | 2025年\n企业（家） | 1 | 2\n园区（个） | 3 | 4\n基本养老 | 91 | 95\n"
    assert numbers(plan_from_text(text)) == ["2", "4"]


@pytest.mark.parametrize("level", ["top", "middle", "bottom"])
@pytest.mark.parametrize("table", described("layouts.yaml"), ids=lambda table: table.id)
def test_narrow_cells_without_lines_give_their_rows_or_a_note(table: Described, level: str) -> None:
    document = read_pdf(narrow(table, level))
    plan = plan_from_text(document.text)
    rows = list(map(fields, read_targets(plan)))
    assert all(row in stated(table) for row in rows)
    assert len(rows) == len(table.rows) or (not rows and (document.notes or notes_on_tables(plan)))


def test_most_narrow_cells_without_lines_are_read() -> None:
    tables = described("layouts.yaml")
    plans = [plan_from_text(read_pdf(narrow(table, "top")).text) for table in tables]
    assert sum(len(read_targets(plan)) for plan in plans) >= 0.7 * sum(len(table.rows) for table in tables)


def test_lines_whose_cells_are_not_told_give_no_row() -> None:
    lines = ["┊ 指标 ┊ 2020年 ┊ 2025年", "┊ 园区达到 ┊ 20个 ┊ 30个以上"]
    plan = plan_from_text("\n".join(["甲市“十四五”规划", "二、主要目标", *lines, "到2025年，企业达到50家。"]))
    assert numbers(plan) == ["50"]
    assert "columns cannot be told" in notes_on_tables(plan)[0]


def test_a_row_that_a_page_cuts_in_two_is_one() -> None:
    row = _row_over_pages("民生 | 12.每千人口拥有 | 1.8 | 4.5", "| 3岁以下婴幼儿托位数（个） |  |")
    assert row == "民生 | 12.每千人口拥有3岁以下婴幼儿托位数（个） | 1.8 | 4.5"
    for own in (
        "（二）约束性指标 |  |  |",
        "| 13.人均预期寿命（岁） | 77.3 | 78",
        "| | 34 |",
        "合计 | 30 | 40 | 50",
    ):
        assert not _row_over_pages("民生 | 12.企业数（家） | 1.8 | 4.5", own)


def numbers(plan: Plan) -> list[str]:
    return [f"{t.bound.value_max:f}" for t in read_targets(plan)]


def test_cells_stand_in_a_grid_with_offsets() -> None:
    text = "表1 主要指标\n类别 | 指标 | 2025年\n经济 | 企业数（家） | 30\n | 园区（个） | \n注：略。"
    [table] = plan_from_text(text).tables
    assert [[text[c.start : c.end] for c in row] for row in table.rows] == [
        ["类别", "指标", "2025年"], ["经济", "企业数（家）", "30"], ["", "园区（个）", ""]
    ]  # fmt: skip
    assert (table.header_rows, table.form) == (1, "bars")
    assert [text[a:b] for a, b in table.caption] == ["表1 主要指标"]
    assert [text[a:b] for a, b in table.notes] == ["注：略。"]


WIDE = "指标 | 单位 | 2023年 | 2027年\n规上企业 | 家 | 1900 | 2600\n研发强度 | % | 2.1% | 2.8%"
NARROW = "指标 | 2027年\n绿色工厂 | 45家\n数字车间 | 50家"
THREE = "项目 | 单位 | 2027年\n绿色工厂 | 家 | 45\n数字车间 | 家 | 50"
UNKNOWN = "园区 | 2027年产值\n东区 | 45亿元\n西区 | 50亿元"


def rows_of(text: str) -> list[str]:
    """Return the values and units of the rows of a text."""
    return [f"{t.bound.ends[1]:f}{t.unit}" for t in read_targets(plan_from_text(text))]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n主要目标\n", "\n\n二、任务\n（一）企业\n"])
@pytest.mark.parametrize(("above", "below"), [(WIDE, NARROW), (NARROW, WIDE), (WIDE, THREE), (THREE, NARROW)])
def test_a_table_of_another_width_below_a_table_is_one_of_its_own(
    above: str, below: str, between: str
) -> None:
    assert rows_of(above + between + below) == rows_of(above) + rows_of(below)
    text = above + between + "到2027年，新建园区3个。\n" + below
    assert rows_of(text) == [*rows_of(above), "3个", *rows_of(below)]


def test_a_blank_line_parts_tables_whose_heads_are_not_known() -> None:
    assert rows_of(f"{WIDE}\n\n{UNKNOWN}") == ["2600家", "2.8%", "45亿元", "50亿元"]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "指标 | 2025年 | 2030年 | 五年变化\n供水能力（亿立方米） | 1.2 | 1.5 | 增加0.3",
            ["150000000立方米", "30000000立方米"],
        ),
        ("指标 | 2025年 | 2030年\n装机（万千瓦） | 300以上 | 600", ["3000000千瓦", "6000000千瓦"]),
        ("指标 | 2025年 | 2030年\n装机（万千瓦） | 300 | 600", ["6000000千瓦"]),
    ],
)
def test_words_in_cells_tell_a_rise_and_a_goal(table: str, rows: list[str]) -> None:
    assert rows_of(f"某市发展意见\n二、主要目标\n表1 主要目标\n{table}") == rows


def test_a_table_of_statistics_in_a_yearbook_is_no_plan() -> None:
    table = "指标 | 单位 | 2025年 | 比上年增长（%）\n地区生产总值 | 亿元 | 420 | 5.6"
    assert rows_of(f"某县2025年国民经济和社会发展统计资料\n表1 主要经济指标\n{table}") == []


def test_rows_broken_across_lines_stay_rows() -> None:
    broken = WIDE.replace("规上企业 | 家 |", "规上\n企业 | 家 |").replace("2.1% | 2.8%", "2.1%\n| 2.8%")
    assert rows_of(broken) == ["2600家", "2.8%"]


@pytest.mark.parametrize("gap", [" ", "  ", "\t", " | "])
def test_digits_are_never_joined_across_cells(gap: str) -> None:
    rows = (
        ("指标", "单位", "2020年", "2025年"),
        ("产值", "亿元", "3200", "4500"),
        ("企业", "家", "12", "34"),
    )
    text = "\n".join(["甲市“十四五”规划", *map(gap.join, rows)])
    assert numbers(plan_from_text(text)) == ["4500", "34"]


TOP = "甲市“十四五”规划\n二、主要目标\n表1 主要指标\n"
HEAD = "指标 | 单位 | 2020年 | 2025年 | 属性\n"
BAD = yaml.safe_load((FOLDER / "bad" / "cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_gives_no_wrong_row_and_a_note(case: str) -> None:
    note = BAD[case]["note"]
    plan = plan_from_text("\n".join([TOP.rstrip(), *BAD[case]["lines"], "三、保障措施", ""]))
    assert numbers(plan) == BAD[case]["values"]
    notes = "\n".join(notes_on_tables(plan))
    assert note in notes if note else not notes
    assert not note or "line " in notes


@pytest.mark.parametrize(
    ("heading", "heads", "values"),
    [
        ("一、基本情况", ("2018年", "2019年", "2020年"), []),
        ("一、基本情况", ("2020年", "2021年", "2025年"), []),
        ("一、基本情况", ("2020年", "2021年", "2025年规划值"), ["30"]),
        ("一、基本情况", ("2020年", "2024年目标", "2025年目标"), ["20", "30"]),
        ("二、主要目标", ("2020年", "2021年", "2025年"), ["20", "30"]),
    ],
)
def test_years_of_a_plan_without_years_are_targets_only_where_something_says_so(
    heading: str, heads: tuple[str, ...], values: list[str]
) -> None:
    table = " | ".join(["指标", *heads]) + "\n企业数（家） | 10 | 20 | 30"
    plan = plan_from_text(f"甲市制造业发展方案\n{heading}\n表1 主要指标\n{table}\n三、保障措施\n")
    assert numbers(plan) == values


def test_a_total_is_of_the_whole_and_no_member() -> None:
    text = TOP + "\n".join(BAD["a sum over merged cells"]["lines"])
    assert [t.scope.words for t in read_targets(plan_from_text(text))] == ["甲县", "乙县", ""]


def test_ten_thousand_rows_are_read_in_linear_time() -> None:
    text = TOP + "县区 | 2025年任务数（个）\n" + "".join(f"第{i}县 | {i}\n" for i in range(10_000))
    assert len(read_targets(plan_from_text(text))) == 10_000


@pytest.mark.parametrize("table", TABLES, ids=[table.id for table in TABLES])
def test_traditional_characters_and_full_width_digits_change_no_value(table: Described) -> None:
    plain = plan_from_text(FORMS["bars"][1](table))
    other = (
        opencc.OpenCC("s2t")
        .convert(plain.text)
        .translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    )
    keys = [(t.bound, t.unit, str(t.period), t.obligation, t.baseline) for t in read_targets(plain)]
    assert keys == [
        (t.bound, t.unit, str(t.period), t.obligation, t.baseline)
        for t in read_targets(plan_from_text(other))
    ]


def test_a_summary_tells_cells_and_targets() -> None:
    [found] = summarise_tables(plan_from_text(TOP + HEAD + "产值 | 亿元 | 10 | 与GDP同步 | 预期性"))
    assert (found.what, found.line, found.cells, found.targets) == ("targets", 4, 10, 0)
    assert found.not_read == {"words_without_number": 1}


COUNTED_TWICE = (
    "甲市高新技术企业培育计划（2023—2025年）\n一、主要目标\n到2025年，规模以上工业企业达到2000家。\n"
    "表1 主要指标\n指标 | 2022年 | 2025年\n规模以上工业企业（家） | 1320 | 1800\n"
    "表2 各县区高新技术企业目标任务（单位：家）\n县区 | 2025年\n甲县 | 50\n乙县 | {}\n合计 | 120\n"
)


@pytest.mark.parametrize(("part", "verdict"), [("70", "consistent"), ("40", "inconsistent")])
def test_totals_are_checked_against_their_parts_and_the_table_against_the_text(
    part: str, verdict: str
) -> None:
    plan = plan_from_text(COUNTED_TWICE.format(part), "a")
    targets = pd.DataFrame([target.to_row() for target in read_targets(plan)])
    found = audit_plans(targets, [plan]).set_index("rule")["verdict"]
    assert found.to_dict() == {"table_totals": verdict, "stated_twice": "inconsistent"}
    [pair] = link_repeats(targets).to_dict("records")
    assert pair["differences"].startswith("value: 2000 -> 1800")


def test_the_page_on_the_national_plan_shows_what_is_read() -> None:
    targets = read_targets(national_plan())
    assert len(targets) == 14
    assert [t.baseline.year for t in targets if t.baseline] == [2019, 2020, 2020, 2020, 2020]
    for language in ("en", "zh"):
        shown = national_html(language)
        assert shown["national-rows"].count("<tr>") == 1 + len(targets)
        assert shown["national-left-out"].count("与GDP增长基本同步") == 1
