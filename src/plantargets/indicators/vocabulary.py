"""The bilingual vocabulary of indicators, ``data/indicators.csv``, checked when it is read."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.indicators.wording import plain_words
from plantargets.language.units import is_unit, same_sort

KINDS = (
    "level",
    "increment",
    "growth",
    "reduction",
    "share",
    "activity",
    "threshold",
    "capacity",
    "multiple",
)
THEMES = (
    "scale",
    "structure",
    "innovation",
    "digital",
    "green",
    "investment",
    "firms",
    "land",
    "talent",
    "opening_up",
    "livelihood",
    "agriculture",
    "infrastructure",
)
_COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "unit",
    "kind",
    "theme",
    "definition",
    "definition_zh",
    "synonyms",
    "series_id",
    "also_kinds",
)
_OPEN, _CLOSE = {"[": "]", "{": "}"}, {"]", "}"}


@dataclass(frozen=True)
class Indicator:
    """One thing that plans set targets for.

    Stock, newly added and growth of the same thing are different indicators.

    Parameters
    ----------
    id
        snake_case English, the same as the id of the observed series where there is one.
    name_zh, name_en
        Names for tables and figures.
    unit
        Canonical unit (亿元, %, 家); empty where it varies.
    kind
        One of the kinds of a target.
    theme
        One of ``THEMES``.
    definition, definition_zh
        One plain sentence each.
    synonyms
        Wordings in policy texts: ``[x]`` may be absent, ``{a/b}`` is one of the two, ``@id`` stands for all
        wordings of another indicator.
    series_id
        The observed series, or empty.
    also_kinds
        Other kinds under which texts state the same quantity.
    """

    id: str
    name_zh: str
    name_en: str
    unit: str
    kind: str
    theme: str
    definition: str
    definition_zh: str
    synonyms: tuple[str, ...] = field(repr=False)
    series_id: str = ""
    also_kinds: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def load_vocabulary(path: Path | None = None) -> tuple[Indicator, ...]:
    """Return the vocabulary of indicators in the order of its file.

    Parameters
    ----------
    path
        A file with the columns of ``data/indicators.csv``; the package's own by default.

    Raises
    ------
    PlanTargetsError
        If a column is missing, an id is used twice, a kind, theme or unit is unknown, a pattern is open, or
        one wording of the same kind and unit belongs to two indicators. The message names the row.

    Examples
    --------
    >>> next(item.name_en for item in load_vocabulary() if item.id == "hitech_firms")
    'High-tech enterprises'
    """
    where = str(path) if path else "indicators.csv"
    if path:
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PlanTargetsError(f"{where}: cannot be read as UTF-8 text ({error})") from error
    else:
        text = (files("plantargets.indicators") / "data" / "indicators.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise PlanTargetsError(
            f"{where}: expected the columns {', '.join(_COLUMNS)}; found {reader.fieldnames}"
        )
    vocabulary = tuple(
        _indicator(row, f"{where}, row {number}") for number, row in enumerate(reader, start=2)
    )
    _check_ids(vocabulary, where)
    wordings(vocabulary)
    return vocabulary


def name(indicator_id: str, language: str = "en") -> str:
    """Return the name of an indicator for a reader of English (``en``) or Chinese (``zh``).

    Raises
    ------
    PlanTargetsError
        If the id or the language is unknown.

    Examples
    --------
    >>> name("rd_intensity", "zh")
    '全社会研发经费投入强度'
    """
    if language not in ("en", "zh"):
        raise PlanTargetsError(f"language: expected en or zh, found {language!r}")
    found = _by_id().get(indicator_id)
    if found is None:
        raise PlanTargetsError(
            f"indicator_id: {indicator_id!r} is not in the vocabulary; add a row for it to indicators.csv"
        )
    return found.name_en if language == "en" else found.name_zh


def wordings(vocabulary: tuple[Indicator, ...]) -> dict[str, tuple[Indicator, ...]]:
    """Return every plain wording with the indicators that it may name.

    Raises
    ------
    PlanTargetsError
        If a pattern is not closed, refers to an unknown id, or clashes with that of another indicator.
    """
    patterns = {item.id: item.synonyms for item in vocabulary}
    table: dict[str, list[Indicator]] = defaultdict(list)
    for item in vocabulary:
        forms = {
            plain_words(form)
            for pattern in _own_patterns(item, patterns)
            for form in _expand(pattern, item.id)
        }
        for form in forms - {""}:
            for other in table[form]:
                if _clash(item, other):
                    raise PlanTargetsError(
                        f"indicators.csv: {form} names both {other.id} and {item.id}, of the same kind and "
                        "unit; take the wording out of one of them"
                    )
            table[form].append(item)
    return {form: tuple(items) for form, items in table.items()}


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Indicator]:
    return {item.id: item for item in load_vocabulary()}


def _indicator(row: dict[str, str], where: str) -> Indicator:
    if None in row or None in row.values():
        raise PlanTargetsError(f"{where}: expected {len(_COLUMNS)} cells, found another number of them")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", row["id"]):
        raise PlanTargetsError(f"{where}: expected an id in snake_case, found {row['id']!r}")
    empty = [
        column
        for column in ("name_zh", "name_en", "definition", "definition_zh", "synonyms")
        if not row[column].strip()
    ]
    if empty:
        raise PlanTargetsError(f"{where} ({row['id']}): {', '.join(empty)} must not be empty")
    kinds = (row["kind"], *row["also_kinds"].split())
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise PlanTargetsError(f"{where} ({row['id']}): kind {unknown[0]!r} is not one of {', '.join(KINDS)}")
    if row["theme"] not in THEMES:
        raise PlanTargetsError(
            f"{where} ({row['id']}): theme {row['theme']!r} is not one of {', '.join(THEMES)}"
        )
    if row["unit"] and not is_unit(row["unit"]):
        raise PlanTargetsError(
            f"{where} ({row['id']}): unit {row['unit']!r} is not in language/units.csv; add it there"
        )
    cells = {column: row[column] for column in _COLUMNS[:8]}
    return Indicator(
        **cells, synonyms=tuple(row["synonyms"].split("|")), series_id=row["series_id"], also_kinds=kinds[1:]
    )


def _check_ids(vocabulary: tuple[Indicator, ...], where: str) -> None:
    seen: dict[str, int] = {}
    for number, item in enumerate(vocabulary, start=2):
        if item.id in seen:
            raise PlanTargetsError(
                f"{where}, row {number}: id {item.id!r} is already used in row {seen[item.id]}"
            )
        seen[item.id] = number


def _own_patterns(item: Indicator, patterns: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the patterns of an indicator, with those it refers to by ``@id``."""
    own: list[str] = []
    for pattern in item.synonyms:
        if not pattern.startswith("@"):
            own.append(pattern)
        elif pattern[1:] in patterns:
            own += [other for other in patterns[pattern[1:]] if not other.startswith("@")]
        else:
            raise PlanTargetsError(f"indicators.csv ({item.id}): synonym {pattern} refers to an unknown id")
    return own


def _expand(pattern: str, indicator_id: str) -> list[str]:
    """Return all strings that a pattern with ``[a/b]`` and ``{a/b}`` stands for."""
    pieces: list[list[str]] = []
    rest = pattern
    while rest:
        opening = next((at for at, mark in enumerate(rest) if mark in _OPEN or mark in _CLOSE), len(rest))
        if opening:
            pieces.append([rest[:opening]])
        if opening == len(rest):
            break
        mark = rest[opening]
        closing = rest.find(_OPEN[mark], opening) if mark in _OPEN else -1
        inside = rest[opening + 1 : closing]
        if closing < 0 or any(other in inside for other in "[]{}"):
            raise PlanTargetsError(
                f"indicators.csv ({indicator_id}): brackets of the synonym {pattern} do not pair; "
                "use [x] and {a/b} without nesting"
            )
        pieces.append(inside.split("/") + ([""] if mark == "[" else []))
        rest = rest[closing + 1 :]
    return ["".join(choice) for choice in itertools.product(*pieces)]


def _clash(one: Indicator, other: Indicator) -> bool:
    """Return whether a target with the wording of both could not be told apart by kind and unit."""
    if one.unit and other.unit and not same_sort(one.unit, other.unit):
        return False
    return one.kind == other.kind or bool(set(one.also_kinds) & set(other.also_kinds))
