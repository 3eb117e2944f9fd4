"""The words of the grammar, read once from the table beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from plantargets.errors import PlanTargetsError


class Roles(NamedTuple):
    """The parts that one word can play; empty where it does not play that part."""

    comparator: str = ""
    link: str = ""
    verb: str = ""
    modality: str = ""
    adverb: str = ""


NO_ROLES = Roles()


@dataclass(frozen=True)
class WordTable:
    """Words with their roles, to be found at the head or at the end of a stretch of text, longest first."""

    roles: Mapping[str, Roles]
    lengths_by_first: Mapping[str, tuple[int, ...]]
    lengths_by_last: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Lexicon:
    """All words by the part they play.

    `openers` stand at the head of a clause or noun phrase, `closers` right before a number,
    `comparators_behind` right behind it; `lists` are words that single rules look for.
    """

    comparators_behind: dict[str, str]
    openers: WordTable
    closers: WordTable
    lists: dict[str, tuple[str, ...]]
    tense: dict[str, re.Pattern[str]]


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon of the package.

    Raises
    ------
    PlanTargetsError
        If a table holds a word twice in one part.
    """
    folder = files("plantargets.language")
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    verbs, modality = _codes("head", words["head"]), dict.fromkeys(words["modality"]["words"], "yes")
    return Lexicon(
        comparators_behind=_codes("comparator_after", words["comparator_after"]),
        openers=_word_table(
            verb=verbs, modality=modality, adverb=dict.fromkeys(words["adverb"]["head"], "yes")
        ),
        closers=_word_table(
            comparator=_codes("comparator_before", words["comparator_before"]),
            link=_codes("link", words["link"]),
            verb=verbs,
            modality=modality,
            adverb=dict.fromkeys(words["adverb"]["tail"], "yes"),
        ),
        lists={name: tuple(entries) for name, entries in words["list"].items()},
        tense={name: re.compile(pattern) for name, pattern in words["tense"].items()},
    )


def any_of(*names: str) -> str:
    """Return lists of ``words.toml`` as a group of a regular expression, longest word first."""
    return one_of(word for name in names for word in load_lexicon().lists[name])


def one_of(words: Iterable[str]) -> str:
    """Return words as a group of a regular expression, longest first: the first that fits is the longest.

    Examples
    --------
    >>> one_of(["超", "超过"])
    '(?:超过|超)'
    """
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


def first_of(*names: str) -> str:
    """Return the first characters of the words of lists, to stand in a class of a regular expression.

    A search for alternatives that do not themselves begin with a character tries each at each place of a
    text; behind ``(?=[…])`` only where one of them can begin.
    """
    return re.escape("".join(sorted({word[0] for name in names for word in load_lexicon().lists[name]})))


def adding_verb() -> str:
    """Return the verbs of two characters or more that add (新建), as a group of a regular expression."""
    roles = load_lexicon().openers.roles
    return one_of(word for word, role in roles.items() if word[1:] and role.verb.startswith("increment"))


def negation() -> str:
    """Return what turns a comparator behind it round (不得, 严禁, 不再), as a regular expression."""
    return f"{any_of('negation')}{any_of('negation_modal')}?{any_of('negation_adverb')}?"


def behind_number() -> str:
    """Return the words behind a number (以上, 以内(含)) as a regular expression with a group ``word``."""
    inclusive = r"(?:\(含(?:本数)?\)|含)"
    words = sorted(load_lexicon().comparators_behind, key=len, reverse=True)
    # 起 alone must close its words: 100元起, not 10家起步区
    either = "|".join(re.escape(word) + ("(?![^,。;:!?、)])" if word == "起" else "") for word in words)
    return f"(?:[及或]|{inclusive})?(?P<word>{either}){inclusive}?"


def opens_behind_number() -> frozenset[str]:
    """Return the characters that `behind_number` may begin with."""
    return frozenset("及或(含").union(word[0] for word in load_lexicon().comparators_behind)


def longest_suffix(table: WordTable, text: str, start: int, end: int) -> tuple[str, Roles]:
    """Return the longest word of the table in ``text[start:end]`` that ends at `end`, and its roles."""
    for length in table.lengths_by_last.get(text[end - 1 : end], ()):
        if length <= end - start:
            roles = table.roles.get(text[end - length : end])
            if roles is not None:
                return text[end - length : end], roles
    return "", NO_ROLES


def longest_prefix(table: WordTable, text: str, start: int, end: int) -> tuple[str, Roles]:
    """Return the longest word of the table in ``text[start:end]`` that begins at `start`, and its roles."""
    for length in table.lengths_by_first.get(text[start : start + 1], ()):
        if length <= end - start:
            roles = table.roles.get(text[start : start + length])
            if roles is not None:
                return text[start : start + length], roles
    return "", NO_ROLES


def _codes(part: str, table: dict[str, list[str]]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, entries in table.items():
        for word in entries:
            if word in codes:
                raise PlanTargetsError(
                    f"language/words.toml [{part}]: {word!r} is there twice, as {codes[word]} and as {code}; "
                    "delete one of the two."
                )
            codes[word] = code
    return codes


def _word_table(**parts: dict[str, str]) -> WordTable:
    roles: dict[str, Roles] = {}
    for part, codes in parts.items():
        for word, code in codes.items():
            roles[word] = roles.get(word, NO_ROLES)._replace(**{part: code})
    return WordTable(
        roles,
        _lengths({word: word[0] for word in roles}),
        _lengths({word: word[-1] for word in roles}),
    )


def _lengths(key_of: dict[str, str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word, key in key_of.items():
        lengths.setdefault(key, set()).add(len(word))
    return {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()}
