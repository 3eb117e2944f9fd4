"""The words by which documents are taken apart, read once from ``words.toml``: patterns are made of them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from plantargets.language.lexicon import one_of


def word_list(name: str) -> tuple[str, ...]:
    """Return a list of ``words.toml`` in its order.

    Raises
    ------
    KeyError
        If there is no list of that name.

    Examples
    --------
    >>> word_list("years_to_come")
    ('今后', '未来')
    """
    return _lists()[name]


def any_word(*names: str) -> str:
    """Return lists of ``words.toml`` as a group of a regular expression, longest word first.

    Raises
    ------
    KeyError
        If there is no list of that name.

    Examples
    --------
    >>> any_word("term", "notice")
    '(?:期限|通知|期)'
    """
    return one_of(word for name in names for word in _lists()[name])


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads((files("plantargets.plans") / "words.toml").read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in table.items()}
