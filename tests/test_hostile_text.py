"""Time on texts that were made to take long: linear in every shape, and limited in whichever process."""

import gc
import math
import sys
from pathlib import Path

import pytest

from plantargets import extract_targets
from plantargets.errors import PlanTargetsError
from plantargets.targets import extract

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


def test_the_numbers_of_a_long_sentence_without_a_full_stop_are_read_like_those_of_a_short_one():
    once, often = extract_targets(SHAPES["增长5%、"]), extract_targets(make("增长5%、", 20_000))
    assert len(often) == 20_000 // len(SHAPES["增长5%、"].encode()) + 1
    columns = ["value_min", "unit", "comparator", "kind"]
    assert often[columns].drop_duplicates().to_numpy().tolist() == once[columns].to_numpy().tolist()


def test_numerals_longer_than_any_number_are_none():
    for text in ("万" * 5000, "三" * 5000, "1" * 5000, "十亿" * 5000):
        assert len(extract_targets(f"企业达到{text}家。")) == 0
    assert extract_targets("企业达到三千二百家。")["value_min"].tolist() == [3200]


def test_the_target_in_nested_brackets_is_found():
    text = make(NESTED, 6_000)
    assert [text[row.start : row.end] for row in extract_targets(text).itertuples()] == ["5个"]


def test_a_text_that_takes_longer_than_any_plan_is_refused_in_the_process_of_the_caller(monkeypatch):
    monkeypatch.setattr(extract, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(extract, "SECONDS_PER_MILLION", 1.0)
    text = "到2025年,新建园区20个。\n" * 20_000
    with pytest.raises(PlanTargetsError, match=r"not read within 0 s .*characters") as refused:
        extract_targets(text)
    assert "split it" in str(refused.value)
