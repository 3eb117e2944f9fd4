"""Tables of plans: the same rows from every form, and nothing wrong from what cannot be read."""

from pathlib import Path

import pytest

from plantargets.plans import Plan, plan_from_text, read_plan
from plantargets.targets import read_targets
from plantargets.targets.target import Target
from table_files import FOLDER, Described, described, write

TABLES = [table for file in sorted(FOLDER.glob("*.yaml")) for table in described(file.name)]
READ = ("bars", "tabs", "blanks", "lines", "markdown")


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
    assert {t.period_basis for t in targets if t.period} <= {"table", "clause"}
    if table.bodies:
        assert [t.responsible for t in targets] == table.bodies


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


@pytest.mark.parametrize("gap", [" ", "  ", "\t", " | "])
def test_digits_are_never_joined_across_cells(gap: str) -> None:
    rows = (
        ("指标", "单位", "2020年", "2025年"),
        ("产值", "亿元", "3200", "4500"),
        ("企业", "家", "12", "34"),
    )
    text = "\n".join(["甲市“十四五”规划", *map(gap.join, rows)])
    assert numbers(plan_from_text(text)) == ["4500", "34"]
