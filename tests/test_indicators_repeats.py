"""The same commitment stated twice in one plan."""

from pathlib import Path

import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.indicators import link_repeats

GOLD = Path(__file__).parents[1] / "data" / "gold"
ROW = {
    "plan_id": "p",
    "indicator": "创客空间",
    "kind": "level",
    "unit": "个",
    "value_min": "12",
    "value_max": "12",
    "comparator": "eq",
    "modality": "",
    "period": "by:2025",
    "distribution": "total",
    "scope": "",
    "qualifier": "",
}


def plan(*changes):
    rows = [
        ROW | {"target_id": f"t{number}", "start": 100 * number, "sentence": f"第{number}句"} | change
        for number, change in enumerate(changes)
    ]
    return pd.DataFrame(rows)


def pairs(*changes):
    return [(a, b) for a, b in link_repeats(plan(*changes))[["target_id_a", "target_id_b"]].to_numpy()]


def gold(name):
    table = pd.read_csv(GOLD / f"{name}.csv", dtype=str, encoding="utf-8-sig").fillna("")
    for column in ("indicator", "kind", "period", "scope", "qualifier"):
        table[column] = table[column].str.split("|").str[0]
    return table


def test_all_of_the_annex_of_dengfeng_is_found_in_its_text():
    table = gold("dengfeng-2020")
    repeats = link_repeats(table, id_column="start")
    annex = table.loc[table["start"].astype(int) > 7500, "start"]
    assert len(annex) > 40
    assert set(annex) == {b for b in repeats["target_id_b"] if int(b) > 7500}
    assert (repeats["start_a"] < repeats["start_b"]).all()
    differences = repeats.set_index(["start_a", "start_b"])["differences"]
    assert "comparator: eq -> gt" in differences[1463, 7685]  # 达到 in the text, 突破 in the annex
    assert "modality: 力争 -> none" in differences[1991, 8009]
    assert "time in the sentence: 2022年 -> none" in differences[1991, 8009]
    assert "period: by:2020 -> by:2022" in differences[3166, 8860]
    assert "modality: 确保 -> none" in differences[5643, 11592]
    assert differences[4720, 10627] == ""


def test_the_counties_of_kaifeng_are_no_repetitions():
    assert link_repeats(gold("kaifeng-2020"), id_column="start").empty


def test_the_repetitions_of_henan_are_the_two_that_a_reader_finds():
    found = link_repeats(gold("henan-2023"), id_column="start")
    assert list(zip(found["start_a"], found["start_b"], strict=True)) == [(936, 5861), (1045, 5171)]


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({}, ""),
        ({"modality": "力争"}, "modality: none -> 力争"),
        ({"comparator": "gt"}, "comparator: eq -> gt"),
        ({"value_min": "15", "value_max": "15"}, "value: 12 -> 15"),
        ({"value_min": "12.0", "value_max": "12.00"}, ""),
        ({"period": "by:2027"}, "period: by:2025 -> by:2027"),
        ({"kind": "increment"}, "kind: level -> increment"),
        ({"indicator": "全市“创客空间”总数"}, ""),
        ({"scope": "高新区"}, "scope: none -> 高新区"),
    ],
)
def test_a_repetition_and_what_differs(change, difference):
    text = plan({"sentence": "同一句"}, {"sentence": "同一句"} | change)
    (found,) = link_repeats(text).to_dict("records")
    assert (found["target_id_a"], found["target_id_b"], found["differences"]) == ("t0", "t1", difference)


@pytest.mark.parametrize(
    "change",
    [
        {"indicator": "众创社区"},
        {"unit": "家"},
        {"kind": "growth"},
        {"plan_id": "q"},
        {"value_min": "15", "value_max": "15", "period": "by:2027"},
        {"value_min": "15", "value_max": "15", "scope": "高新区"},
        {"value_min": "15", "value_max": "15", "kind": "increment"},
        {"value_min": "15", "value_max": "15", "qualifier": "面积1万平方米以上的"},
    ],
)
def test_another_commitment_is_not_a_repetition(change):
    assert pairs({}, change) == []


def test_counties_with_the_same_number_are_not_repetitions():
    assert pairs({"scope": "东县"}, {"scope": "西县"}) == []


def test_two_numbers_of_one_sentence_are_not_repetitions():
    sentence = "城区建成创客空间12个,开发区建成创客空间12个,乡镇建成创客空间12个"
    assert pairs({"sentence": sentence, "start": 10}, {"sentence": sentence, "start": 20}) == []


def test_a_rate_for_one_year_and_one_for_five_are_two_commitments():
    rate = {"indicator": "创客空间收入", "kind": "growth", "unit": "%"}
    assert pairs(rate | {"period": "by:2026"}, rate | {"period": "annual:2026-2030"}) == []


def test_town_and_country_are_never_alike():
    rate = {"kind": "growth", "unit": "%"}
    assert (
        pairs(rate | {"indicator": "城镇居民人均住房面积"}, rate | {"indicator": "农村居民人均住房面积"})
        == []
    )


def test_nearly_the_same_words_need_the_same_value():
    other = {"indicator": "示范创客空间"}
    assert pairs({}, other) == [("t0", "t1")]
    assert pairs({}, other | {"value_min": "15", "value_max": "15"}) == []


def test_words_that_the_vocabulary_keeps_apart_are_not_alike():
    assert pairs({"indicator": "绿色工厂"}, {"indicator": "绿色工厂(园区)"}) == []


def test_traditional_and_simplified_words_are_the_same():
    assert pairs({"indicator": "創客空間"}, {"indicator": "创客空间"}) == [("t0", "t1")]


def test_missing_values_are_taken_for_empty():
    assert pairs({"period": None, "scope": float("nan")}, {"period": pd.NA}) == [("t0", "t1")]


def test_no_rows_no_repetitions():
    assert list(link_repeats(plan({}).iloc[:0]).columns) == [
        "plan_id",
        "target_id_a",
        "target_id_b",
        "start_a",
        "start_b",
        "differences",
    ]


def test_a_missing_column_and_an_id_used_twice_are_refused():
    with pytest.raises(PlanTargetsError, match="missing the columns unit, target_id"):
        link_repeats(plan({}).drop(columns=["unit", "target_id"]))
    with pytest.raises(PlanTargetsError, match="'t0' stands twice"):
        link_repeats(plan({}, {"target_id": "t0"}))
