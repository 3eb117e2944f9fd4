"""From the words of a target to an indicator: cases as data, and what must hold for any words."""

import csv
from pathlib import Path

import opencc
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plantargets.accuracy import GOLD_PLANS
from plantargets.errors import PlanTargetsError
from plantargets.indicators import link_indicator, load_vocabulary, unlinked
from plantargets.indicators.vocabulary import KINDS
from plantargets.indicators.wording import plain_words

ROOT = Path(__file__).parents[1]
CASES = yaml.safe_load((ROOT / "tests" / "data" / "indicator_cases.yaml").read_text(encoding="utf-8"))
IDS = {item.id for item in load_vocabulary()}
CHINESE = st.text(
    alphabet="规模以上工业企业增加值占全省市新建高新技术的比重率数量等、和在…（）5G亿元N", max_size=20
)
# Taiwan words of the one traditional plan, which the reader of plans replaces before linking.
TAIWAN = (("智慧型", "智能"), ("数位化", "数字化"), ("套用", "应用"), ("网路", "网络"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}-{case[2]}")
def test_case(case):
    words, kind, unit, expected, *qualifier = case
    assert link_indicator(words, kind, unit, *qualifier) == expected


def test_cases_are_valid_and_of_both_sorts():
    expected = [case[3] for case in CASES]
    assert len(CASES) >= 120
    assert set(expected) - {None} <= IDS
    assert expected.count(None) >= 30


def simplified(text):
    text = opencc.OpenCC("t2s").convert(text)
    for taiwan, mainland in TAIWAN:
        text = text.replace(taiwan, mainland)
    return text


def gold_rows():
    for path in (ROOT / "data" / "gold" / f"{plan_id}.csv" for plan_id in GOLD_PLANS):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            yield from csv.DictReader(handle)


def test_the_annotated_targets_are_linked():
    rows = [row for row in gold_rows() if row["kind"].split("|")[0] != "threshold"]
    missing = [
        row["indicator"]
        for row in rows
        if not link_indicator(
            simplified(row["indicator"].split("|")[0]),
            row["kind"].split("|")[0],
            row["unit"],
            simplified(row["qualifier"].split("|")[0]),
        )
    ]
    assert len(rows) > 150
    assert missing == []


def test_stock_new_and_growth_are_three_indicators():
    found = {
        kind: link_indicator("高新技术企业", kind, unit)
        for kind, unit in (("level", "家"), ("increment", "家"), ("growth", "%"))
    }
    assert found == {
        "level": "hitech_firms",
        "increment": "hitech_firms_new",
        "growth": "hitech_firms_growth",
    }


def test_the_level_of_the_authority_may_be_given_apart():
    assert link_indicator("绿色工厂", "increment", "家", level="国家级") == "national_green_factories_new"
    assert link_indicator("绿色工厂", "increment", "家") == "green_factories_new"


def test_a_condition_on_all_counted_things_does_not_change_what_is_counted():
    words = ("新承接和签约项目", "increment", "个")
    assert link_indicator(*words, "签约金额不少于1亿元") == link_indicator(*words)


@given(CHINESE, st.sampled_from(KINDS), st.sampled_from(["家", "%", "亿元", "", "个百分点"]), CHINESE)
def test_any_words_give_a_known_id_or_none(words, kind, unit, qualifier):
    assert link_indicator(words, kind, unit, qualifier) in IDS | {None}


@given(st.sampled_from([case for case in CASES if case[3] and len(case) == 4]))
def test_jurisdiction_quotation_marks_and_joints_change_nothing(case):
    words, kind, unit, expected = case
    assert link_indicator(f"全市“{words}”", kind, unit) == expected
    assert link_indicator("…".join((words[:2], words[2:])), kind, unit) == expected


@pytest.mark.parametrize("also", ["从业人员", "贷款余额", "研发人员", "培育库", "出口依存度", "用地面积"])
def test_no_wording_is_found_inside_longer_words(also):
    for item in load_vocabulary():
        for words in item.synonyms:
            if not set(words) & set("[]{}@N"):
                assert link_indicator(words + also, item.kind, item.unit) is None, words


@pytest.mark.parametrize("before", ["非公有制", "女性", "民族地区", "中央企业", "头部"])
def test_a_word_before_the_name_that_narrows_it_is_not_ignored(before):
    for item in load_vocabulary():
        for words in item.synonyms:
            if not set(words) & set("[]{}@N") and not words.startswith(
                ("市", "县")
            ):  # 女性市… reads as a place
                assert link_indicator(before + words, item.kind, item.unit) is None, words


@pytest.mark.parametrize("words", ["新" * 100_000, "、" * 1_000_000, "9" * 1_000_000, "新增、" * 100])
def test_words_gone_wrong_are_no_indicator(words):
    assert link_indicator(words, "increment", "家") is None


@given(CHINESE)
def test_plain_words_are_plain_already(words):
    assert plain_words(plain_words(words)) == plain_words(plain_words(plain_words(words)))


def test_unlinked_lists_the_most_frequent_first():
    targets = pd.DataFrame(
        {
            "plan_id": ["b", "a", "a", "a"],
            "indicator": ["示范田", "示范田", "样板间", "高新技术企业"],
            "indicator_id": ["", None, "", "hitech_firms"],
            "kind": "increment",
            "unit": ["亩", "亩", "个", "家"],
        }
    )
    table = unlinked(targets)
    assert table.to_dict("records") == [
        {"indicator": "示范田", "kind": "increment", "unit": "亩", "targets": 2, "plans": "a; b"},
        {"indicator": "样板间", "kind": "increment", "unit": "个", "targets": 1, "plans": "a"},
    ]


def test_unlinked_of_a_table_where_all_are_known_is_empty():
    targets = pd.DataFrame(
        {"plan_id": ["a"], "indicator": ["x"], "indicator_id": ["gdp"], "kind": ["level"], "unit": ["亿元"]}
    )
    table = unlinked(targets)
    assert table.empty
    assert list(table.columns) == ["indicator", "kind", "unit", "targets", "plans"]


def test_unlinked_names_the_missing_column():
    with pytest.raises(PlanTargetsError, match="missing indicator_id"):
        unlinked(pd.DataFrame({"plan_id": [], "indicator": [], "kind": [], "unit": []}))
