"""Sentences and heads of the notebooks exist in both languages, with the same numbers in them."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest

from plantargets.display import show_table
from plantargets.errors import PlanTargetsError
from plantargets.package_tables import package_rows
from plantargets.prose import HEADS, SENTENCES, Phrase, Phrases, say, year_spans

ROOT = Path(__file__).parents[1]
HAN = re.compile("[\u4e00-\u9fff]")


def numbers(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# What is shown in both languages, and what words of plans an English phrase may quote.
TABLES = [
    SENTENCES,
    Phrases("plantargets.figures", "words.csv"),
    Phrases("plantargets.growth", "data/sentences.csv"),
    Phrases("plantargets.prose", "display.csv"),
    Phrases("plantargets.review", "messages.csv"),
    Phrases("plantargets.targets", "codebook_words.csv"),
]
QUOTED = re.compile("力争|突破|左右|以上|以内")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.package}/{table.path}")
def test_both_languages_tell_the_same_numbers(table: Phrases) -> None:
    english, chinese = table.of("en"), table.of("zh")
    assert english.keys() == chinese.keys() and english
    for key, phrase in english.items():
        assert numbers(phrase) == numbers(chinese[key]), key
        assert not HAN.search(QUOTED.sub("", phrase)), key


def test_every_sentence_is_used_and_there() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    used = set(re.findall(r'say\(\s*(?:\\n",\s*")?\s*\\"(\w+)\\"', source))
    assert used <= set(SENTENCES.of())
    assert {"plans", "targets", "comparison"} <= set(re.findall(r'\\"(\w+)\\"', source))


def test_a_missing_number_or_sentence_is_named() -> None:
    with pytest.raises(PlanTargetsError, match="its number 'plans'"):
        say("plans", "en")
    with pytest.raises(PlanTargetsError, match="did you mean 'targets'"):
        say("target", "en")


def test_every_head_has_both_languages() -> None:
    for column, name in HEADS.of("en").items():
        assert name and HAN.search(HEADS.of("zh")[column]), column


def test_every_phrase_of_the_figures_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/plantargets/figures").glob("*.py")
    )
    groups = {key.partition(".")[0] for key in Phrases("plantargets.figures", "words.csv").of()}
    assert groups == set(re.findall(r'figure_words\(\s*"(\w+)"', code))


def test_tables_are_rounded_and_told_in_words() -> None:
    frame = pd.DataFrame(
        {"plan_id": ["a"], "value": [21803.04228], "end_year": [2025], "comparator": ["ge"], "period": [None]}
    )
    shown = show_table(frame, "zh", {"a": "河南 2023"}).plain.splitlines()
    assert shown[1].split() == ["河南", "2023", "21,803", "2025", "不低于", "—"]
    confusion = pd.DataFrame({"level": [1]}, index=pd.Index(["level"], name="gold"))
    assert show_table(confusion, "zh").plain.splitlines()[0].split() == ["人工标注", "达到的水平"]


@pytest.mark.parametrize(
    ("phrase", "values", "told"),
    [
        ("相差{gap:,}亿元", {"gap": -3426.5}, "相差−3,426.5亿元"),
        ("change by {gap:+.0f} %", {"gap": -67.2}, "change by −67 %"),
        ("{gap}", {"gap": -0.5}, "−0.5"),
        ("{span}年，t-12ab", {"span": "2019-2022"}, "2019-2022年，t-12ab"),
        ("run -p x={gap}", {"gap": "a-1"}, "run -p x=a-1"),
    ],
)
def test_a_minus_before_a_number_is_one(monkeypatch, phrase, values, told) -> None:
    phrases = Phrases("plantargets.prose", "display.csv")
    monkeypatch.setattr(Phrases, "of", lambda self, language="en": {"key": phrase})
    assert phrases.say("key", "zh", **values) == told


# A word that ends in s behind a place and is right: a verb, or the word of a number that is never one.
NO_PLURAL = re.compile(
    r"\{\w+(?::[^}|]*)?\} (?:\w+ )?(?:is|was|has|as|its|series|names|asks|ends|moves|waits)\b"
    r"|\{\w+:\.[1-9]f\} \w+|\{script\} characters|\{most\} characters"
)
PLURAL = re.compile(r"\{\w+(?::[^}|]*)?\} (?:[a-z-]+ )?[a-z]+s\b")


def _english() -> list[tuple[str, str]]:
    found = [(f"{table.path} {key}", phrase) for table in TABLES for key, phrase in table.of("en").items()]
    for package in ("plantargets.book", "plantargets.review"):
        found += [(" ".join(row.values()), row["en"]) for row in package_rows(package, "words.csv")]
    return found


def test_every_word_that_is_counted_has_its_singular() -> None:
    assert [key for key, phrase in _english() if PLURAL.search(NO_PLURAL.sub("", phrase))] == []


@pytest.mark.parametrize(
    ("phrase", "number", "told"),
    [
        ("{n:|target|targets}", 1, "1 target"),
        ("{n:|target|targets}", "1", "1 target"),
        ("{n:|target|targets}", 0, "0 targets"),
        ("{n:,|target|targets}", 1200, "1,200 targets"),
        ("{n:.0f|point|points}", 0.96, "1 point"),
        ("{n:.1f|point|points}", 1, "1.0 points"),
        ("{n:+.2g|point|points}", 1.0, "+1 point"),
        ("{n:+.2g|point|points}", -1.0, "-1 point"),
        ("{n} {n:was|were} met", 1, "1 was met"),
        ("{n} {n:was|were} met", 11, "11 were met"),
    ],
)
def test_a_word_follows_the_number_that_is_shown(phrase: str, number: object, told: str) -> None:
    assert Phrase(phrase).format(n=number) == told


def test_years_have_a_dash_between_them_and_codes_and_titles_stay() -> None:
    spans = pd.DataFrame({"periods": ["2019-2020, 2020-2021"], "note": ["nothing observed in 2023-2025"]})
    assert "2019–2020, 2020–2021" in str(show_table(spans))
    assert "2019—2020, 2020—2021" in str(show_table(spans, "zh"))
    assert "observed in 2023–2025" in str(show_table(spans))
    for kept in (
        "henan-2023-2025",
        "annual:2020-2022",
        "计划(2020-2022年)",
        "2020-09-14",
        "12-2022-2025",
        "a/2020-2022",
    ):
        assert year_spans(kept) == year_spans(kept, "zh") == kept
