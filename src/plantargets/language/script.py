"""Traditional characters to simplified ones: by OpenCC where it is installed, else by a table.

The table, ``simplified.tsv``, holds OpenCC's phrases (計畫, 憑藉) and the characters that it changes. It
serves where no compiled library can be had, as in a browser; a test holds it in step with OpenCC.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources


def simplify(text: str) -> str:
    """Return a text in simplified characters; a phrase may change its length where OpenCC is installed.

    >>> simplify("2.3萬億元")
    '2.3万亿元'
    """
    return _converter()(text)


def simplify_by_table(text: str) -> str:
    """Return a text in simplified characters by the table of this package, at the same length.

    Phrases are taken from left to right, the longest first, as OpenCC does; what is left goes by character.
    """
    phrases, pattern, characters = _table()
    pieces, done = [], 0
    for match in pattern.finditer(text):
        pieces += [text[done : match.start()].translate(characters), phrases[match.group()]]
        done = match.end()
    return "".join([*pieces, text[done:].translate(characters)])


def characters_of(text: str) -> dict[str, str]:
    """Return the traditional characters that a search of a text could mean, with their simplified ones.

    They are those of the text, and those whose simplified form is in it.

    >>> characters_of("萬")["萬"], "億" in characters_of("亿"), characters_of("a")
    ('万', True, {})
    """
    found = set(text)
    return {chr(old): new for old, new in _table()[2].items() if chr(old) in found or new in found}


@cache
def _converter() -> Callable[[str], str]:
    try:
        import opencc  # noqa: PLC0415 - not to be had in a browser
    except ImportError:
        return simplify_by_table
    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str], dict[int, str]]:
    text = (resources.files("plantargets.language") / "simplified.tsv").read_text(encoding="utf-8")
    pairs = [line.split("\t") for line in text.splitlines()]
    phrases = {old: new for old, new in pairs if len(old) > 1}
    longest_first = sorted(phrases, key=len, reverse=True)
    characters = {ord(old): new for old, new in pairs if len(old) == 1}
    return phrases, re.compile("|".join(map(re.escape, longest_first))), characters
