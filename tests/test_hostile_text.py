"""Time on texts that were made to take long: linear in every shape, and limited in whichever process."""

import gc
import math
import sys
from pathlib import Path

import pytest

from plantargets import extract_targets
from plantargets.errors import PlanTargetsError
from plantargets.targets import extract
from plantargets.targets.explain import explain
from plantargets.targets.read.sentence import MOST_QUANTITIES

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from hostile_text import NESTED, SHAPES, make, seconds_of


@pytest.fixture(scope="module", autouse=True)
def _word_lists_are_loaded():
    seconds_of("到2025年,力争达到10个。")


@pytest.fixture(autouse=True)
def _rubbish_of_other_tests_is_not_collected_on_this_clock():
    """A collection walks what a long run of tests has left: 26 times for 8 was measured where 10 is right."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("name", SHAPES)
def test_a_text_eight_times_as_long_takes_no_longer_than_linear_reading(name):
    """A quadratic reader takes 64 times as long however often it is asked; a busy machine delays one try."""
    short, long = make(name, 8_000), make(name, 64_000)
    shortest = longest = math.inf
    for _ in range(6):
        longest = min(longest, seconds_of(long)[0])
        shortest = min(shortest, seconds_of(short)[0])
        if longest < 0.1 or (longest < 8 * 2 * shortest and longest < 64 * 0.03):
            return
    measured = f"{longest:.2f} s for 64 KB, {longest / shortest:.0f} times those of 8 KB"
    assert longest < 8 * 3 * shortest and longest < 64 * 0.03, measured


def test_what_has_more_numbers_than_any_sentence_is_none_and_says_so():
    most, more = "增长5%、" * MOST_QUANTITIES, "增长5%、" * (MOST_QUANTITIES + 1)
    assert len(extract_targets(most)) == MOST_QUANTITIES
    assert len(extract_targets(more)) == 0
    told = explain(more)
    assert {number.reason for number in told.numbers} == {"no_sentence"}
    assert told.account == {"row": 0, "part": 0, "no_sentence": MOST_QUANTITIES + 1, "unread": 0}
    assert all(more[slice(*number.quantity)] == "5%" for number in told.numbers)


def test_sentences_beside_one_of_too_many_numbers_are_read_as_without_it():
    before, behind = "到2027年,新增企业30家。", "新建园区20个以上。"
    alone = extract_targets(before + behind)
    beside = extract_targets(before + "新建10个" * 200 + "。" + behind)
    columns = ["quote", "sentence", "comparator", "kind", "period"]
    assert beside[columns].to_numpy().tolist() == alone[columns].to_numpy().tolist()
    assert beside["period"].tolist() == ["by:2027", "by:2027"]


@pytest.mark.parametrize("dense", ["新建10个。" * 200, ("新建10个" * 84 + "。") * 3, "共5%;增2%。" * 60])
def test_numbers_that_leave_no_room_for_what_they_count_are_a_table_run_together(dense):
    before, behind = "到2027年,新增企业30家。", "新建产业园区20个以上。"
    told = explain(before + dense + behind)
    read = [number for number in told.numbers if number.became != "none"]
    assert [number.written for number in read if number.became == "row"] == ["30", "20"]
    assert {number.reason for number in told.numbers if number.became == "none"} == {"no_sentence"}


def test_a_table_may_have_as_many_numbers_as_it_has_cells():
    signs = "甲乙丙丁戊己庚辛壬癸"
    rows = "".join(f"| {one}{other}园区数 | 个 | 12 |\n" for one in signs for other in signs)
    title = "某市行动计划（2025—2027年）\n"
    table = title + "| 指标 | 单位 | 2027年 |\n| --- | --- | --- |\n" + rows
    assert len(extract_targets(table)) == 100
    assert "no_sentence" not in explain(table).account


def test_lines_without_a_stop_are_as_many_sentences_as_lines():
    text = "一、到2027年的目标\n" + "新建园区20个\n" * 100 + "新建10个" * 200 + "\n" + "新建园区20个\n" * 100
    assert extract_targets(text)["quote"].value_counts()["20个"] == 200
    assert explain(text).account["no_sentence"] >= 200 - MOST_QUANTITIES


def test_a_long_text_of_short_sentences_is_read_to_its_end():
    for text in (
        "新建园区20个。" * 500,
        "新建园区2个。" * 500,
    ):  # as close as a thing that is named leaves room for
        assert len(extract_targets(text)) == 500


@pytest.mark.parametrize("name", SHAPES)
def test_a_text_twice_as_long_takes_twice_as_many_calls(name):
    """Counted, not timed: a reader that looks back at all it has read makes four times as many."""
    short, long = (calls_of(make(name, size)) for size in (20_000, 40_000))
    assert long <= 2.1 * short + 2_000


def calls_of(text):
    """Return how many functions are called while a text is read."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        seconds_of(text)
    finally:
        sys.setprofile(None)
    return calls


def test_numbers_one_a_line_without_words_are_cells_and_not_one_number():
    before, behind = "一、目标\n到2027年,新增企业30家。\n", "\n新建园区20个。"
    for column in ("\n".join(["10"] * 200), "\n".join(map(str, range(300, 500)))):
        told = explain(before + column + behind)
        assert [number.written for number in told.numbers if number.became == "row"] == ["30", "20"]
        assert told.account["row"] == 2
    page = explain(before + "12" + behind)  # one alone is the number of a page
    assert [number.written for number in page.numbers if number.became == "row"] == ["30", "20"]


def test_numerals_longer_than_any_number_are_none():
    for text in ("万" * 5000, "三" * 5000, "1" * 5000, "十亿" * 5000):
        assert len(extract_targets(f"企业达到{text}家。")) == 0
    assert extract_targets("企业达到三千二百家。")["value_min"].tolist() == [3200]


def test_the_target_in_nested_brackets_is_found():
    text = make(NESTED, 6_000)
    assert [text[row.start : row.end] for row in extract_targets(text).itertuples()] == ["5个"]


def test_a_text_that_takes_longer_than_any_plan_is_refused_in_the_process_of_the_caller(monkeypatch):
    monkeypatch.setattr(extract, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(extract, "SECONDS_PER_MILLION", 0.001)  # a fast machine took 0.3 s for what is below
    text = "到2025年,新建园区20个。\n" * 20_000
    with pytest.raises(PlanTargetsError, match=r"not read within 0 s .*characters") as refused:
        extract_targets(text)
    assert "split it" in str(refused.value)
