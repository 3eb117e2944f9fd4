"""Sentences and heads of the notebooks exist in both languages, with the same numbers in them."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest

from plantargets.display import show_table
from plantargets.errors import PlanTargetsError
from plantargets.prose import _table, say

ROOT = Path(__file__).parents[1]
HAN = re.compile("[\u4e00-\u9fff]")


def numbers(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_tell_the_same_numbers() -> None:
    for key, row in _table("sentences.csv").items():
        assert numbers(row["en"]) == numbers(row["zh"]), key
        assert HAN.search(row["zh"]) and not HAN.search(re.sub("力争|突破", "", row["en"])), key


def test_every_sentence_is_used_and_there() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    used = set(re.findall(r'say\(\s*(?:\\n",\s*")?\s*\\"(\w+)\\"', source))
    assert used <= set(_table("sentences.csv"))
    assert {"plans", "targets", "comparison"} <= set(re.findall(r'\\"(\w+)\\"', source))


def test_a_missing_number_or_sentence_is_named() -> None:
    with pytest.raises(PlanTargetsError, match="its number 'plans'"):
        say("plans", "en")
    with pytest.raises(PlanTargetsError, match="did you mean 'targets'"):
        say("target", "en")


def test_every_head_has_both_languages() -> None:
    for column, row in _table("heads.csv").items():
        assert row["en"] and HAN.search(row["zh"]), column


def test_tables_are_rounded_and_told_in_words() -> None:
    frame = pd.DataFrame(
        {"plan_id": ["a"], "value": [21803.04228], "end_year": [2025], "comparator": ["ge"], "period": [None]}
    )
    shown = show_table(frame, "zh", {"a": "河南 2023"}).plain.splitlines()
    assert shown[1].split() == ["河南", "2023", "21,803", "2025", "不低于", "—"]
    confusion = pd.DataFrame({"level": [1]}, index=pd.Index(["level"], name="gold"))
    assert show_table(confusion, "zh").plain.splitlines()[0].split() == ["人工标注", "达到的水平"]
