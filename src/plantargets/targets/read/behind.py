"""Comparators behind a number, and the comparator that holds in the end."""

from __future__ import annotations

import re

from plantargets.language.lexicon import load_lexicon
from plantargets.targets.read.pieces import BREAK
from plantargets.targets.read.quantities import Quantity

_CODES = load_lexicon().comparators_behind
# 起 alone must close its words: 100元起, not 10家起步区
_BRACKET = re.compile(r"\([^()]\)")
_BEHIND = re.compile(
    "|".join(
        re.escape(word) + (f"(?![^{BREAK}])" if word == "起" else "")
        for word in sorted(_CODES, key=len, reverse=True)
    )
)


def comparator_behind(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the code of the comparator behind a number (以上, 左右), empty if none, and where it ends.

    >>> comparator_behind("5家以上企业", 2, 6)
    ('ge', 4)
    """
    if text.startswith("(", start):  # 1万台(套)|以上
        bracket = _BRACKET.match(text, start, end)
        start = bracket.end() if bracket else start
    match = _BEHIND.match(text, start, end)
    return (_CODES[match.group()], match.end()) if match else ("", start)


def comparator_of(quantity: Quantity, before: str, behind: str) -> str:
    """Return the comparator of a number; a strict one in front outweighs the one behind (约5家以上 is ge)."""
    if quantity.value_min != quantity.value_max:
        return "range"
    if before and before != "approx":
        return before
    return behind or before or ("gt" if quantity.more else "eq")
