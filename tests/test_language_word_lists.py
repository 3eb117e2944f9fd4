"""The words by which documents and names of indicators are taken apart stand in tables; each list is used."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from plantargets.indicators.words import LISTS as OF_INDICATORS
from plantargets.language.word_lists import WordLists
from plantargets.plans.words import LISTS as OF_PLANS

SOURCE = Path(__file__).resolve().parents[1] / "src"


def table(lists: WordLists) -> dict[str, list[str]]:
    return tomllib.loads((files(lists.package) / lists.path).read_text(encoding="utf-8"))


NAMES = [
    pytest.param(lists, name, id=f"{lists.package}-{name}")
    for lists in (OF_PLANS, OF_INDICATORS)
    for name in table(lists)
]


@pytest.mark.parametrize(("lists", "name"), NAMES)
def test_a_list_holds_each_word_once(lists: WordLists, name: str) -> None:
    words = lists.words(name)
    assert words
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("lists", [OF_PLANS, OF_INDICATORS], ids=lambda lists: lists.package)
def test_each_list_is_used_by_the_code(lists: WordLists) -> None:
    package = SOURCE / lists.package.replace(".", "/")
    code = "".join(
        path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path.name != "words.py"
    )
    asked = {
        name
        for call in re.findall(r"(?<!\.)(?:any_word|word_list)\(([^)]*)\)", code)
        for name in re.findall(r"\w+", call)
    }
    assert asked == set(table(lists))


@pytest.mark.parametrize(("lists", "name"), NAMES)
def test_a_pattern_takes_the_longest_word(lists: WordLists, name: str) -> None:
    pattern = re.compile(lists.any_word(name))
    for word in lists.words(name):
        found = pattern.match(word)
        assert found is not None
        assert found.group() == word


@pytest.mark.parametrize("lists", [OF_PLANS, OF_INDICATORS], ids=lambda lists: lists.package)
def test_a_list_that_is_not_there_is_named(lists: WordLists) -> None:
    with pytest.raises(KeyError, match="no_such_list"):
        lists.any_word("no_such_list")
