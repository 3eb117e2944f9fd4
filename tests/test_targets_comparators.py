"""Comparators are composed: each word by each negation, in front of the number, behind it, after 控制在."""

import itertools
import tomllib
from importlib.resources import files

import pytest

from plantargets.plans import plan_from_text
from plantargets.targets.extract import read_targets
from plantargets.targets.target import Target

WORDS = tomllib.loads((files("plantargets.language") / "words.toml").read_text(encoding="utf-8"))
BEFORE = [(word, code) for code, words in WORDS["comparator_before"].items() for word in words]
BEHIND = [(word, code) for code, words in WORDS["comparator_after"].items() for word in words]
TURNED = {"gt": "le", "lt": "ge"}
# Symbols, and words that hold their own negation (不足), take none.
PLAIN = [(word, code) for word, code in BEFORE if code in TURNED and word[0] not in "不＞＜<>"]
NEGATIONS = [
    *WORDS["list"]["negation"],
    *("不" + modal for modal in WORDS["list"]["negation_modal"]),
    *("不得" + adverb for adverb in WORDS["list"]["negation_adverb"]),
    *("原则上不", "一律不得", "坚决不能", "决不", "绝不能", "也不得", "均不应"),
]
MEASURES = [
    ("城镇调查失业率", "5.5%"),
    ("煤炭消费总量", "2000万吨"),
    ("政府债务余额", "300亿元"),
    ("规上企业总数", "500家"),
]


def only_target(sentence: str) -> Target:
    targets = read_targets(plan_from_text(f"某市行动计划(2025—2027年)\n{sentence}\n"))
    assert len(targets) == 1, f"{sentence}: {len(targets)} rows"
    return targets[0]


@pytest.mark.parametrize(("measure", "number"), MEASURES)
@pytest.mark.parametrize("lead", ["", "力争", "控制在"])
def test_every_word_in_front(measure: str, number: str, lead: str) -> None:
    wrong = []
    for word, code in BEFORE:
        if word == "最高" and "元" in number:  # 最高300万元 is how subsidies are worded
            continue
        target = only_target(f"到2027年,{measure}{lead}{word}{number}。")
        if (target.bound.comparator, target.indicator, target.quote) != (code, measure, number):
            wrong.append((word, target.bound.comparator, target.indicator))
    assert wrong == []


@pytest.mark.parametrize("lead", ["", "控制在"])
def test_every_negation_of_every_word(lead: str) -> None:
    wrong = []
    measures = itertools.cycle(MEASURES)
    for (word, code), negation in itertools.product(PLAIN, NEGATIONS):
        measure, number = next(measures)
        target = only_target(f"到2027年,{measure}{lead}{negation}{word}{number}。")
        if (target.bound.comparator, target.indicator) != (TURNED[code], measure):
            wrong.append((negation + word, target.bound.comparator, target.indicator))
    assert wrong == []


@pytest.mark.parametrize(("measure", "number"), MEASURES)
@pytest.mark.parametrize("lead", ["达到", "控制在"])
def test_every_word_behind(measure: str, number: str, lead: str) -> None:
    wrong = []
    for word, code in BEHIND:
        if code == "range":
            continue
        target = only_target(f"到2027年,{measure}{lead}{number}{word}。")
        if (target.bound.comparator, target.indicator, target.quote) != (code, measure, number):
            wrong.append((word, target.bound.comparator, target.indicator))
    assert wrong == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("小于等于", "le"),
        ("小于或等于", "le"),
        ("低于或等于", "le"),
        ("大于等于", "ge"),
        ("高于或等于", "ge"),
        ("等于或大于", "ge"),
        ("达到或超过", "ge"),
        ("达到和超过", "ge"),
        ("达到或高于", "ge"),
        ("等于或低于", "le"),
        ("不得小于或等于", "gt"),
        ("不应大于或等于", "lt"),
        ("最高不超过", "le"),
        ("最低不少于", "ge"),
    ],
)
def test_words_with_equal(words: str, code: str) -> None:
    target = only_target(f"到2027年,绿地率{words}35%。")
    assert (target.bound.comparator, target.indicator) == (code, "绿地率")


@pytest.mark.parametrize("measure", ["居民消费价格涨幅", "高新技术企业数量"])
@pytest.mark.parametrize(("words", "quote"), [
    ("控制在{a}与{b}之间", "{a}与{b}"), ("介于{a}和{b}之间", "{a}和{b}"), ("保持在{a}至{b}之间", "{a}至{b}"),
    ("在{a}到{b}之间", "{a}到{b}"), ("介于{a}至{b}", "{a}至{b}"), ("为{a}—{b}", "{a}—{b}"),
])  # fmt: skip
def test_two_numbers_between_are_one_range(measure: str, words: str, quote: str) -> None:
    unit = "%" if "价格" in measure else "家"
    ends = {"a": f"3{unit}", "b": f"4{unit}"}
    target = only_target(f"到2027年,{measure}{words.format(**ends)}。")
    assert target.quote == quote.format(**ends)
    assert (*map(int, target.bound.ends), target.bound.comparator) == (3, 4, "range")
    assert target.indicator == measure


def test_a_bare_ceiling_is_a_ceiling_and_a_bare_level_is_none() -> None:
    assert only_target("到2027年,城镇登记失业率控制在4.6%。").bound.comparator == "le"
    assert only_target("到2027年,城镇登记失业率控制在4.6%左右。").bound.comparator == "approx"
    assert only_target("到2027年,城镇登记失业率保持在4.6%。").bound.comparator == "eq"
