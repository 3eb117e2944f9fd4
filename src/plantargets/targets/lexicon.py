"""The words and units of the grammar, read once from the tables in ``rules/``."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

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


@dataclass(frozen=True)
class Lexicon:
    """All words by the part they play. `tails` and `heads` map a word to its parts, longest match first."""

    units: dict[str, Unit]
    unit_pattern: str
    after: dict[str, str]
    tails: dict[str, tuple[tuple[str, str], ...]]
    heads: dict[str, tuple[tuple[str, str], ...]]
    nouns: dict[str, tuple[str, ...]]
    implicit: dict[str, tuple[str, ...]]
    tense: dict[str, re.Pattern[str]]


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon of the package.

    Raises
    ------
    PlanTargetsError
        If a table holds an unknown dimension or a word twice in one part.
    """
    folder = files("plantargets.targets") / "rules"
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    units = _read_units((folder / "units.csv").read_text(encoding="utf-8"))
    tails: dict[str, list[tuple[str, str]]] = {}
    heads: dict[str, list[tuple[str, str]]] = {}
    for code, entries in words["comparator_before"].items():
        _enter(tails, entries, ("comparator", code))
    for code, entries in words["link"].items():
        _enter(tails, entries, ("link", code))
    for code, entries in words["head"].items():
        _enter(heads, entries, ("head", code))
        _enter(tails, entries, ("head", code))
    _enter(tails, words["modality"]["words"], ("modality", ""))
    _enter(heads, words["modality"]["words"], ("modality", ""))
    _enter(tails, words["adverb"]["tail"], ("adverb", ""))
    _enter(heads, words["adverb"]["head"], ("adverb", ""))
    after = {word: code for code, entries in words["comparator_after"].items() for word in entries}
    return Lexicon(
        units=units,
        unit_pattern=_unit_pattern(units.values()),
        after=after,
        tails={word: tuple(parts) for word, parts in tails.items()},
        heads={word: tuple(parts) for word, parts in heads.items()},
        nouns={name: tuple(entries) for name, entries in words["noun"].items()},
        implicit={name: tuple(entries) for name, entries in words["implicit"].items()},
        tense={name: re.compile(pattern) for name, pattern in words["tense"].items()},
    )


def _read_units(text: str) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        if row["dimension"] not in DIMENSIONS or row["written"] in units:
            raise PlanTargetsError(
                f"rules/units.csv row {number}: unit {row['written']!r} is there twice or has an unknown dimension "
                f"{row['dimension']!r}; expected one of {sorted(DIMENSIONS)}."
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


def _enter(table: dict[str, list[tuple[str, str]]], entries: list[str], part: tuple[str, str]) -> None:
    for word in entries:
        table.setdefault(word, []).append(part)


def not_before(unit: Unit) -> str:
    """Return the look-ahead of a unit: the characters, or the pattern, that make another word of it."""
    if not unit.not_before:
        return ""
    return f"(?!{unit.not_before})" if "[" in unit.not_before else f"(?![{unit.not_before}])"


def _unit_pattern(units: object) -> str:
    pieces = []
    for unit in sorted(units, key=lambda u: -len(u.written)):  # type: ignore[call-overload]
        ahead = not_before(unit)
        if unit.written[-1].isascii() and unit.written[-1].isalpha():
            ahead = "(?![A-Za-z0-9])"
        pieces.append(re.escape(unit.written) + ahead)
    return "(?:" + "|".join(pieces) + ")"
