"""Every link verb, head verb, modality and adverb of the word table does its part in a sentence."""

import tomllib
from importlib.resources import files

import pytest

from plantargets.plans import plan_from_text
from plantargets.targets.extract import read_targets
from plantargets.targets.target import Target

WORDS = tomllib.loads((files("plantargets.language") / "words.toml").read_text(encoding="utf-8"))
KINDS_OF_RATES = {"level": "share", "growth": "growth", "reduction": "reduction"}
KINDS_OF_VERBS = {"increment_strong": "increment", "level": "level"}


def targets_of(sentence: str) -> list[Target]:
    return read_targets(plan_from_text(f"某市行动计划(2025—2027年)\n{sentence}\n"))


@pytest.mark.parametrize("code", WORDS["link"])
def test_links(code: str) -> None:
    wrong = []
    for word in WORDS["link"][code]:
        found = targets_of(f"到2027年,清洁能源消费占比{word}30%以上{'安排' if word[0] == '按' else ''}。")
        kinds = [(t.kind, t.bound.comparator, t.indicator[:8]) for t in found]
        if kinds != [(KINDS_OF_RATES[code], "ge", "清洁能源消费占比")]:
            wrong.append((word, kinds))
    assert wrong == []


@pytest.mark.parametrize("code", WORDS["head"])
def test_heads(code: str) -> None:
    wrong = []
    for word in WORDS["head"][code]:
        found = targets_of(f"到2027年,{word}标准化养殖场30家。")
        kinds = [t.kind for t in found]
        if kinds != [KINDS_OF_VERBS.get(code, code)]:
            wrong.append((word, kinds))
    assert wrong == []


@pytest.mark.parametrize("word", WORDS["modality"]["words"])
def test_modality(word: str) -> None:
    assert [t.modality for t in targets_of(f"到2027年,{word}新建标准化养殖场30家。")] == [word]


def test_adverbs_before_the_number() -> None:
    wrong = []
    for word in WORDS["adverb"]["tail"]:
        found = targets_of(f"到2027年,粮食产量{word}达到500万吨。")
        if [t.indicator for t in found] != ["粮食产量"]:
            wrong.append((word, [t.indicator for t in found]))
    assert wrong == []


def test_adverbs_at_the_head() -> None:
    wrong = []
    for word in WORDS["adverb"]["head"]:
        found = targets_of(f"到2027年,{word}新建标准化养殖场30家。")
        if [(t.indicator, t.kind) for t in found] != [("标准化养殖场", "increment")]:
            wrong.append((word, [(t.indicator, t.kind) for t in found]))
    assert wrong == []
