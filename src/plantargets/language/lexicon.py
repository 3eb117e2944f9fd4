"""The words and units of the grammar, read once from the tables beside this file."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from plantargets.errors import PlanTargetsError

DIMENSIONS = {"percent", "point", "multiple", "money", "usd", "count", "time", "physical", "grade"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written in plans: its canonical name, the factor into it, what it measures."""

    written: str
    unit: str
    factor: Decimal
    dimension: str
    hanzi: bool
    not_before: str


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

    units: dict[str, Unit]
    unit_pattern: str
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
        If a table holds an unknown dimension or a word twice in one part.
    """
    folder = files("plantargets.language")
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    units = _read_units((folder / "units.csv").read_text(encoding="utf-8"))
    verbs, modality = _codes("head", words["head"]), dict.fromkeys(words["modality"]["words"], "yes")
    return Lexicon(
        units=units,
        unit_pattern=_unit_pattern(units.values()),
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


def any_of(name: str) -> str:
    """Return a list of ``words.toml`` as a group of a regular expression, longest word first."""
    return f"(?:{'|'.join(map(re.escape, sorted(load_lexicon().lists[name], key=len, reverse=True)))})"


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


def not_before(unit: Unit) -> str:
    """Return the look-ahead of a unit: the characters, or the pattern, that make another word of it."""
    if not unit.not_before:
        return ""
    return f"(?!{unit.not_before})" if "[" in unit.not_before else f"(?![{unit.not_before}])"


def _read_units(text: str) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        if row["dimension"] not in DIMENSIONS or row["written"] in units:
            raise PlanTargetsError(
                f"language/units.csv row {number}: unit {row['written']!r} is there twice or has an unknown "
                f"dimension {row['dimension']!r}; expected one of {sorted(DIMENSIONS)}."
            )
        units[row["written"]] = Unit(
            row["written"],
            row["unit"],
            Decimal(row["factor"]),
            row["dimension"],
            row["hanzi"] == "yes",
            row["not_before"],
        )
    return units


def _unit_pattern(units: Iterable[Unit]) -> str:
    pieces = []
    for unit in sorted(units, key=lambda u: -len(u.written)):
        ahead = not_before(unit)
        if unit.written[-1].isascii() and unit.written[-1].isalpha():
            ahead = "(?![A-Za-z0-9])"
        pieces.append(re.escape(unit.written) + ahead)
    return "(?:" + "|".join(pieces) + ")"


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
