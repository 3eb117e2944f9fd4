"""Leave one word out of the word tables: what is made of a text without it.

The patterns of the grammar are compiled once, when their modules are imported. A word is left out of each
pattern whose list it stands in: the group of the list in the pattern is replaced by the group without the
word. That takes milliseconds, where importing the package anew takes half a second.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from plantargets.language import lexicon
from plantargets.language.lexicon import NO_ROLES, load_lexicon

ROOMS = ("language", "plans", "targets", "compare")
# The tables of words.toml whose words play a role: its name, and in which tables of the lexicon.
ROLES = {
    "comparator_before": ("comparator", ("closers",)),
    "modality": ("modality", ("openers", "closers")),
    "link": ("link", ("closers",)),
    "head": ("verb", ("openers", "closers")),
    "adverb.head": ("adverb", ("openers",)),
    "adverb.tail": ("adverb", ("closers",)),
}


class Entry(NamedTuple):
    """A word of words.toml, and the table in which it stands: ``link.level``, ``list.fund``."""

    table: str
    word: str


_CALL = re.compile(r"any_of\(([^()]*)\)")
_NOTHING = object()  # a key of a dictionary that goes


class _Change(NamedTuple):
    """A name of a module, or a key of a dictionary, and what it stands for."""

    owner: Any
    key: Any
    value: Any

    def set(self) -> None:
        if self.value is _NOTHING:
            del self.owner[self.key]
        elif isinstance(self.owner, dict):
            self.owner[self.key] = self.value
        else:
            setattr(self.owner, self.key, self.value)


def entries() -> list[Entry]:
    """Return every word of words.toml that is no pattern."""
    words = tomllib.loads((files("plantargets.language") / "words.toml").read_text(encoding="utf-8"))
    return [
        Entry(part if name == "words" else f"{part}.{name}", word)
        for part, tables in words.items()
        if part != "tense"
        for name, found in tables.items()
        for word in found
    ]


def _modules() -> list[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(f"plantargets.{room}")
        for info in pkgutil.walk_packages(package.__path__, f"plantargets.{room}."):
            importlib.import_module(info.name)
    return [sys.modules[name] for name in sorted(sys.modules) if name.startswith("plantargets.")]


MODULES = _modules()
# What is remembered of words; units, places and the script do not depend on words.toml.
CACHES = [
    value
    for module in MODULES
    if module.__name__.startswith("plantargets.targets.") or module.__name__ == "plantargets.language.heads"
    for value in vars(module).values()
    if hasattr(value, "cache_clear") and value.__module__ == module.__name__
]


@contextmanager
def left_out(entry: Entry) -> Iterator[None]:
    """Leave a word out of its table while the block runs."""
    before: list[_Change] = []
    part, _, name = entry.table.partition(".")
    if part == "list":
        changes = _without_in_list(name, entry.word)
    elif part == "comparator_after":
        changes = _without_behind(entry.word)
    else:
        changes = list(_without_role(entry.table if part == "adverb" else part, entry.word))
    for change in changes:
        owner, key = change.owner, change.key
        before.append(_Change(owner, key, owner[key] if isinstance(owner, dict) else getattr(owner, key)))
        change.set()
    _forget()
    try:
        yield
    finally:
        for change in reversed(before):
            change.set()
        _forget()


def _forget() -> None:
    for remembered in CACHES:
        remembered.cache_clear()


def _without_in_list(name: str, word: str) -> list[_Change]:
    lists = load_lexicon().lists
    words = lists[name]
    rest = tuple(other for other in words if other != word)
    changes = [_Change(lists, name, rest)]
    for owner, key, value in _copies(name):
        kept = [other for other in value if other != word]
        changes.append(_Change(owner, key, type(value)(kept)))
    for names in _joined(name):
        together = [other for one in names for other in lists[one]]
        kept = [other for one in names for other in (rest if one == name else lists[one])]
        changes += _rewritten(_group(together), _group(kept))
    return changes


def _without_behind(word: str) -> list[_Change]:
    codes = load_lexicon().comparators_behind
    group = lexicon.behind_number()
    kept = dict(codes)
    del codes[word]
    rest = lexicon.behind_number()
    codes.clear()
    codes.update(kept)
    return _rewritten(group, rest)


def _without_role(table: str, word: str) -> Iterator[_Change]:
    role, tables = ROLES[table]
    for name in tables:
        roles: Any = getattr(load_lexicon(), name).roles
        rest = roles[word]._replace(**{role: ""})
        yield _Change(roles, word, _NOTHING if rest == NO_ROLES else rest)


@cache
def _joined(name: str) -> list[tuple[str, ...]]:
    """Return the lists that stand in one group of a pattern, for each group that a list stands in."""
    calls = {call for module in MODULES for call in _CALL.findall(Path(str(module.__file__)).read_text())}
    found = {tuple(re.findall(r"['\"](\w+)['\"]", call)) for call in calls}
    return sorted(names for names in found | {(name,)} if name in names)


def _group(words: Sequence[str]) -> str:
    """Return words as `lexicon.any_of` writes them into a pattern; no words find nothing."""
    if not words:
        return "(?:(?!))"
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


@cache
def _copies(name: str) -> list[_Change]:
    """Return the names of modules that hold the words of a list, or the first of them."""
    words = load_lexicon().lists[name]
    return [
        _Change(module, key, value)
        for module in MODULES
        for key, value in vars(module).items()
        if (isinstance(value, frozenset) and value == frozenset(words))
        or (isinstance(value, tuple) and value and value == words[: len(value)])
    ]


@cache
def _places(group: str) -> list[_Change]:
    """Return the names of modules, and the keys of their dictionaries, whose pattern holds a group."""
    found = []
    for module in MODULES:
        for key, value in vars(module).items():
            if isinstance(value, re.Pattern) and group in str(value.pattern):
                found.append(_Change(module, key, value))
            elif isinstance(value, dict) and key != "__builtins__":
                found += [
                    _Change(value, inner, one)
                    for inner, one in value.items()
                    if isinstance(one, re.Pattern) and group in str(one.pattern)
                ]
    return found


def _rewritten(group: str, rest: str) -> list[_Change]:
    """Return the patterns that hold a group, with the other group in its place."""
    compiled: dict[str, re.Pattern[str]] = {}
    changes = []
    for owner, key, pattern in _places(group):
        if pattern.pattern not in compiled:
            compiled[pattern.pattern] = re.compile(pattern.pattern.replace(group, rest), pattern.flags)
        changes.append(_Change(owner, key, compiled[pattern.pattern]))
    return changes
