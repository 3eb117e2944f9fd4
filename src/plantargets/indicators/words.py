"""The words by which names of indicators are taken apart, read once from ``data/words.toml``."""

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
    >>> word_list("town_then_country")
    ('城镇', '农村')
    """
    return _lists()[name]


def any_word(name: str) -> str:
    """Return a list of ``words.toml`` as a group of a regular expression, longest word first.

    Raises
    ------
    KeyError
        If there is no list of that name.

    Examples
    --------
    >>> any_word("filler")
    '(?:年平均|年均|同比|的)'
    """
    return one_of(_lists()[name])


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads((files("plantargets.indicators") / "data/words.toml").read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in table.items()}
