"""The words by which names of indicators are taken apart stand in a table; each list of it is used."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from plantargets.indicators.words import any_word, word_list

TABLE = tomllib.loads((files("plantargets.indicators") / "data/words.toml").read_text(encoding="utf-8"))
PACKAGE = Path(__file__).resolve().parents[1] / "src" / "plantargets" / "indicators"


@pytest.mark.parametrize("name", TABLE)
def test_a_list_holds_each_word_once(name: str) -> None:
    words = word_list(name)
    assert words
    assert len(set(words)) == len(words)


def test_each_list_is_used_by_the_code() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "words.py"
    )
    asked = {
        name
        for call in re.findall(r"(?:any_word|word_list)\(([^)]*)\)", code)
        for name in re.findall(r"\w+", call)
    }
    assert asked == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_pattern_takes_the_longest_word(name: str) -> None:
    pattern = re.compile(any_word(name))
    for word in word_list(name):
        found = pattern.match(word)
        assert found is not None
        assert found.group() == word


def test_a_list_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="no_such_list"):
        any_word("no_such_list")
