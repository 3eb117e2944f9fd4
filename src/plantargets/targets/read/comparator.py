"""Comparators of a number: words in front, negated or not, words behind, and what holds in the end.

A comparator in front is composed, never listed: ``[negation] word``, ``word 或等于``, ``达到或 word``. A
negation is 不, 未, 严禁 … with an optional 得, 能, 宜 … and an optional 再, 明显 …; it turns the word round.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from plantargets.language.lexicon import behind_number, load_lexicon, longest_suffix, negation
from plantargets.targets.read.quantities import Quantity

_CLOSERS = load_lexicon().closers
_BEHIND_CODES = load_lexicon().comparators_behind
_CEILING_LINKS = frozenset(load_lexicon().lists["ceiling_link"])
_OPPOSITE = {"gt": "le", "le": "gt", "lt": "ge", "ge": "lt"}
_OR_EQUAL = {"gt": "ge", "lt": "le", "ge": "ge", "le": "le"}
_JOINS_RANGE = re.compile("[和与及至到]|[—~-]{1,2}")
_LONGEST_NEGATION, _LONGEST = 12, 16
_NEGATION = re.compile(f"{negation()}$")
_EQUAL_OR = re.compile("(?:达到?|等于)[或和并及]$")  # 达到或|超过, 等于或|大于
_BEHIND = re.compile(behind_number())
_BRACKET = re.compile(r"\([^()]\)")


class Comparator(NamedTuple):
    """A comparator in front of a number: its code, where it begins, and its word, with 不 if negated."""

    code: str
    begin: int
    word: str


def comparator_before(text: str, start: int, end: int) -> Comparator | None:
    """Return the comparator whose words end at `end`, None if there is none.

    >>> comparator_before("失业率不宜超过", 0, 7), comparator_before("失业率小于或等于", 0, 8)
    (Comparator(code='le', begin=3, word='不超过'), Comparator(code='le', begin=3, word='小于等于'))
    >>> comparator_before("绿地率达到或超过", 0, 8), comparator_before("产值突破", 0, 4)
    (Comparator(code='ge', begin=3, word='超过'), Comparator(code='gt', begin=2, word='突破'))
    """
    word, roles = longest_suffix(_CLOSERS, text, start, end)
    if not roles.comparator:
        return None
    code, begin = roles.comparator, end - len(word)
    if code == "eq":  # 小于|等于, 小于或|等于
        other_end = begin - text.startswith("或", begin - 1)
        other, other_roles = longest_suffix(_CLOSERS, text, start, other_end)
        if other_roles.comparator not in _OR_EQUAL:
            return Comparator(code, begin, word)
        code, begin, word = _OR_EQUAL[other_roles.comparator], other_end - len(other), other + word
    elif code in _OR_EQUAL and (equal := _EQUAL_OR.search(text, max(start, begin - 4), begin)):
        code, begin = _OR_EQUAL[code], equal.start()
    if code not in _OPPOSITE:
        return Comparator(code, begin, word)
    negation = _NEGATION.search(text, max(start, begin - _LONGEST_NEGATION), begin)
    if negation is None:
        return Comparator(code, begin, word)
    return Comparator(_OPPOSITE[code], negation.start(), "不" + word)


def comparator_ending(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the code of the comparator behind a number that ends at `end`, and where it begins.

    >>> comparator_ending("55%(含)以上", 0, 8), comparator_ending("55%", 0, 3)
    (('ge', 3), ('', 3))
    """
    for begin in range(max(start, end - _LONGEST), end):
        match = _BEHIND.fullmatch(text, begin, end)
        if match:
            return _BEHIND_CODES[match["word"]], begin
    return "", end


def comparator_behind(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the code of the comparator behind a number (以上, 左右), empty if none, and where it ends.

    >>> comparator_behind("5家以上企业", 2, 6), comparator_behind("5家以上(含)", 2, 7)
    (('ge', 4), ('ge', 7))
    """
    if text.startswith("(", start):  # 1万台(套)|以上
        bracket = _BRACKET.match(text, start, end)
        if bracket and bracket.group() != "(含)":
            start = bracket.end()
    match = _BEHIND.match(text, start, end)
    return (_BEHIND_CODES[match["word"]], match.end()) if match else ("", start)


def comparator_of(quantity: Quantity, before: str, behind: str, link_word: str = "") -> str:
    """Return the comparator of a number.

    A strict one in front outweighs the one behind (约5家以上 is ge); a bare 控制在5% is a ceiling.
    """
    if quantity.value_min != quantity.value_max:
        return "range"
    behind = "" if behind == "range" else behind
    if before and before != "approx":
        return before
    if behind or before:
        return behind or before
    if quantity.more:
        return "gt"
    return "le" if link_word in _CEILING_LINKS else "eq"


def join_between(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return the quantities with the two of 介于3%和4%之间 made one.

    >>> from plantargets.targets.read.quantities import find_quantities
    >>> text = "控制在3%与4%之间"
    >>> [(str(q.value_min), str(q.value_max)) for q in join_between(text, find_quantities(text))]
    [('3', '4')]
    """
    if "之间" not in text and "介于" not in text:
        return quantities
    joined: list[Quantity] = []
    for quantity in quantities:
        low = joined[-1] if joined else None
        if low is not None and _is_between(text, low, quantity):
            joined[-1] = quantity._replace(start=low.start, value_min=low.value_min)
        else:
            joined.append(quantity)
    return joined


def _is_between(text: str, low: Quantity, high: Quantity) -> bool:
    if low.unit_name != high.unit_name or low.numeral_type == "implicit" or low.value_max >= high.value_min:
        return False
    if not _JOINS_RANGE.fullmatch(text, low.end, high.start):
        return False
    return text.startswith("之间", high.end) or text.endswith("介于", 0, low.start)
