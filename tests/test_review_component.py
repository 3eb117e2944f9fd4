"""What the script of a review is given agrees with what reads its answers."""

import re

import pytest

from plantargets import extract_targets
from plantargets.errors import PlanTargetsError
from plantargets.language.period import PATTERN, Period
from plantargets.plans import plan_from_text
from plantargets.review.answers import CHANGEABLE, EMPTY, check_answer
from plantargets.review.component import FIRST, quote_places, review_rows, review_settings, review_words
from plantargets.review.corrections import apply_corrections, collect_corrections, read_corrections
from plantargets.review.sheets import read_review, review_table, write_review


@pytest.mark.parametrize(
    "code",
    ["by:2025", "by:2025-06", "during:2021-2025", "annual", "annual:2025", "monthly:2023-2025",
     "weekly:2025-01", "", "by", "by:25", "2025", "each:2025", "annual:2025-", "by:2025 "],
)  # fmt: skip
def test_the_page_takes_the_periods_that_the_program_reads(code: str) -> None:
    try:
        reads = bool(Period.parse(code))
    except ValueError:
        reads = False
    assert (re.fullmatch(PATTERN, code) is not None) == reads


def test_both_languages_have_all_words_and_codes() -> None:
    for language in ("en", "zh"):
        words = review_words(language)
        assert all(words.values())
        settings = review_settings(language)
        assert set(CHANGEABLE) <= set(words)
        assert set(FIRST) < set(CHANGEABLE)
        assert settings["codes"]["kind"] and settings["codes"]["check"]
    assert review_words("en").keys() == review_words("zh").keys()


def test_the_second_of_two_equal_quotes_is_marked_at_its_own_place() -> None:
    plan = plan_from_text("到2027年,新增企业30家、园区30家。", "a")
    targets = extract_targets(plan)
    assert review_table(targets)["passage"].tolist() == [
        "到2027年,新增企业【30家】、园区30家", "到2027年,新增企业30家、园区【30家】",
    ]  # fmt: skip
    assert quote_places(targets.to_dict("records"))[0] == 11


def test_the_answers_to_another_text_are_kept_apart() -> None:
    keys = [
        review_rows([], [plan_from_text(text, "a")])["keys"]["a"]
        for text in ("企业30家。", "企业30家。", "企业3家。")
    ]
    assert keys[0] == keys[1] != keys[2]
    assert review_rows([{"plan_id": "b", "start": 0, "sentence": "", "quote": ""}], [])["keys"] == {
        "b": "plantargets-review:b:"
    }


def test_a_field_is_corrected_to_nothing(tmp_path) -> None:
    plan = plan_from_text("到2027年,新增企业30家。", "a")
    targets = extract_targets(plan)
    sheet = review_table(targets)
    sheet.loc[0, ["verdict", "new_period", "who"]] = ["correct", EMPTY, "Wang"]
    [one] = collect_corrections(targets, sheet, "Li")
    assert (one.field, one.expected, one.value, one.who) == ("period", "by:2027", "", "Wang")
    assert apply_corrections(targets, [one]).table["period"].tolist() == [""]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("value_max", "", "a row needs it"),
        ("baseline_value", "inf", "expected a number"),
        ("period", "2027年", "expected a period"),
        ("kind", "wish", "expected one of level"),
    ],
)
def test_a_value_that_a_field_cannot_hold_is_refused(name: str, value: str, message: str) -> None:
    with pytest.raises(PlanTargetsError, match=f"row 2: new_{name}.*{message}"):
        check_answer(name, value, "row 2")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,t-1,30家,3,change,kind,level,share,,Li,2026-11-28", "row 2 .*action 'change'"),
        ("a,t-1,30家,3,correct,quote,30家,31家,,Li,2026-11-28", "row 2 .*field 'quote'"),
        ("a,t-1,30家,3,correct,value_max,30,many,,Li,2026-11-28", "row 2 .*expected a number"),
        ("a,,30家,here,add,value_max,,30,,Li,2026-11-28", "row 2 .*start 'here'"),
    ],
)
def test_a_line_that_is_no_correction_is_named(tmp_path, line: str, message: str) -> None:
    head = "plan_id,target_id,quote,start,action,field,expected,value,reason,who,when"
    (tmp_path / "c.csv").write_text(f"{head}\n{line}\n", encoding="utf-8")
    with pytest.raises(PlanTargetsError, match=message):
        read_corrections(tmp_path / "c.csv")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_quote_that_looks_like_a_formula_comes_back_as_it_was(tmp_path, ending: str) -> None:
    plan = plan_from_text("到2027年,单位能耗降低-5%以上。新增企业30家。", "a")
    targets = extract_targets(plan)
    targets.loc[0, "quote"] = "-5%"
    write_review(targets, tmp_path / f"r.{ending}")
    assert read_review(tmp_path / f"r.{ending}")["quote"].tolist()[0] == "-5%"


def test_an_added_quote_may_be_broken_by_a_line() -> None:
    text = "一、目标\n财政资金2\n亿元。"
    plan = plan_from_text(text, "a")
    targets = extract_targets([plan_from_text("到2027年,新增企业30家。", "a")])
    sheet = review_table(targets)
    sheet.loc[len(sheet)] = ""
    sheet.loc[len(sheet) - 1, ["plan_id", "quote", "start", "verdict", "new_value_max", "new_kind"]] = [
        "a", "2亿元", str(text.index("2")), "add", "2", "level",
    ]  # fmt: skip
    done = apply_corrections(targets.iloc[:0], collect_corrections(targets, sheet, "Li"), [plan])
    [row] = done.table.to_dict("records")
    assert text[row["start"] : row["end"]] == row["quote"] == "2\n亿元"
    assert row["value_min"] == row["value_max"] == 2
