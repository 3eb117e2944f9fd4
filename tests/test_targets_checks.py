"""The column `check`: why a row should be looked at, from the rules that read it; which errors it finds."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from plantargets import extract_targets, load_plans
from plantargets.accuracy import accuracy_by_check
from plantargets.display import show
from plantargets.export import WRITABLE, write_targets
from plantargets.formats.ocr import doubtful_places
from plantargets.loading import load_targets
from plantargets.plans import plan_from_text
from plantargets.targets import read_targets
from plantargets.targets.codebook import code_label, load_codebook
from plantargets.targets.judge import checks, kinds
from plantargets.targets.target import Target
from test_targets_rules import marked


def checks_of(example: str) -> tuple[str, ...]:
    """Return the reasons of the row between the bars of an example."""
    plan, start, end = marked(example)
    found = [target for target in read_targets(plan) if target.start < end and start < target.end]
    assert len(found) == 1, f"{example}: expected one row between the bars, found {len(found)}"
    return found[0].checks


@pytest.mark.parametrize("rule", checks.CHECKS, ids=[rule.name for rule in checks.CHECKS])
def test_a_reason_takes_its_examples_and_leaves_the_others(rule) -> None:
    assert all(rule.name in checks_of(example) for example in rule.takes)
    assert not any(rule.name in checks_of(example) for example in rule.leaves)


def test_every_reason_is_explained_in_both_languages_and_no_other() -> None:
    of_place = {"unequal_list", "not_a_plan", "ocr", "period_default", "ocr_digits"}
    assert set(load_codebook()["check"].codes) == {rule.name for rule in checks.CHECKS} | of_place
    assert all(all(meanings) for meanings in load_codebook()["check"].codes.values())
    assert code_label("check", "ocr;not_a_plan", "zh") == "由图像经文字识别读出；文件不是规划、报告或任务清单"


def test_the_border_is_told_by_rules_that_are_there() -> None:
    assert set(checks._BORDERS) <= {rule.name for rule in (*kinds.RATES, *kinds.AMOUNTS)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲、乙、丙三市企业分别达到10家、20家。", True),
        ("甲、乙两市企业分别达到10家、20家。", False),
        ("科技和信息服务业、建筑业产值分别增长5%、6%。", False),
        ("企业达到10家、20家。", False),
        ("城乡居民收入分别增长5%、6%。", False),
    ],
)
def test_numbers_that_are_more_or_fewer_than_their_names(text: str, expected: bool) -> None:
    rows = extract_targets(f"2027年规划\n到2027年,{text}")
    assert len(rows) == 2
    assert rows["check"].str.contains("unequal_list").all() == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("某市产业发展规划（2023—2025年）", ""),
        ("某市国土空间规划（2018—2035年）", "period_default"),
        ("某市产业发展行动计划", "period_default"),
        ("某市产业发展推进会讲话", "period_default;not_a_plan"),
        ("关于加快产业发展的实施意见", "period_default"),
    ],
)
def test_a_period_that_no_words_give(title: str, expected: str) -> None:
    assert extract_targets(f"{title}\n新建园区10个。").loc[0, "check"] == expected


def test_a_row_of_a_table_says_what_its_document_is() -> None:
    text = "关于同意某市“十四五”产业布局的批复\n表1 主要指标\n指标 | 2020年 | 2025年\n企业数（家） | 20 | 30"
    assert extract_targets(text)["check"].tolist() == ["not_a_plan"]


def test_what_was_recognised_in_a_picture_says_so_and_its_doubtful_digits_apart() -> None:
    text = "某市2027年规划\n到2027年,企业达到30家。\n到2027年,车间达到80个。"
    plan = plan_from_text(text)
    places = doubtful_places(text, (0,), [(0, "到2027年,车间达到80个。")])
    read = [target.checks for target in read_targets(plan)]
    scan = dataclasses.replace(plan, by_ocr=True, doubtful=places)
    recognised = [target.checks for target in read_targets(scan)]
    assert read == [(), ()]
    assert recognised == [("ocr",), ("ocr", "ocr_digits")]


def test_a_line_is_found_on_its_page_however_it_was_joined() -> None:
    text = "企业30家。\n到2027\n年,企业30 家。"
    places = doubtful_places(text, (0, 7), [(1, "企业30家。"), (0, "页眉")])
    assert [text[start:end] for start, end in places] == ["企业30 家。"]


@pytest.mark.parametrize("ending", WRITABLE)
def test_the_column_survives_every_format(ending: str, tmp_path) -> None:
    table = extract_targets("甲、乙、丙三市企业分别达到10家、20家。新建园区10个。")
    assert table["check"].tolist() == ["unequal_list;period_default"] * 2 + ["period_default"]
    write_targets(table, tmp_path / f"targets{ending}")
    read = load_targets(tmp_path / f"targets{ending}")
    assert read["check"].tolist() == table["check"].tolist()
    again = [Target.from_row(row).to_row()["check"] for row in read.to_dict("records")]
    assert again == read["check"].tolist()


def test_a_table_without_the_column_is_read() -> None:
    row = extract_targets("新建园区10个。").drop(columns="check").to_dict("records")[0]
    assert Target.from_row(row).checks == ()


def test_a_reader_sees_the_reasons_in_words() -> None:
    table = extract_targets("招商引资项目完成投资136亿元。")
    assert "no words say when" in show(table, columns=["quote", "check"])._repr_html_()
    assert "原文未写明时间" in show(table, "zh", columns=["quote", "check"])._repr_html_()


def test_rows_with_a_reason_hold_most_errors_of_the_annotated_texts() -> None:
    table = accuracy_by_check().set_index("check")
    assert table.loc["any", "rows"] + table.loc["none", "rows"] >= 700
    assert table.loc["any", "errors_pct"] >= 70
    assert table.loc["any", "rows_pct"] <= 25
    assert table["rows_pct"].between(0, 100).all()


def test_the_gold_tables_know_nothing_of_it() -> None:
    """It must not be compared: an annotator cannot know by which rule a row was read."""
    from plantargets.targets.evaluate import FIELDS, NEEDED  # noqa: PLC0415

    assert "check" not in {*FIELDS, *NEEDED}


def test_the_reasons_of_the_registered_plans_are_codes() -> None:
    table = extract_targets(load_plans("all"))
    told = set(";".join(table["check"]).split(";")) - {""}
    assert told <= set(load_codebook()["check"].codes)
    assert pd.Series(table["check"] != "").mean() < 0.3
