"""Comparators of a number: words in front, negated or not, words behind, and what holds in the end.

A comparator in front is composed, never listed: a word, then each of `FORMS` that fits what stands around it.
What holds in the end the first of `COMPARATORS` decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from plantargets.language.lexicon import (
    any_of,
    behind_number,
    load_lexicon,
    longest_suffix,
    negation,
    opens_behind_number,
)
from plantargets.language.rule import Rule, first_that_holds, rule
from plantargets.targets.read.quantities import Quantity

_CLOSERS = load_lexicon().closers
_BEHIND_CODES = load_lexicon().comparators_behind
_CEILING_LINKS = frozenset(load_lexicon().lists["ceiling_link"])
_OPPOSITE = {"gt": "le", "le": "gt", "lt": "ge", "ge": "lt"}
_TURNED = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}
_OR_EQUAL = {"gt": "ge", "lt": "le", "ge": "ge", "le": "le"}
_JOINS_RANGE = re.compile("[和与及至到]|[—~-]{1,2}")
_LEAST, _MOST = re.compile("以上、"), re.compile("及?以[下内]")
_OF_SECOND = re.compile(rf"{any_of('ratio_of_second')}(?:之|配)?{any_of('ratio')}$")
_LONGEST_NEGATION, _LONGEST = 12, 16
_NEGATION = re.compile(f"{negation()}$")
_EQUAL_OR = re.compile("(?:达到?|等于)[或和并及]$")  # 达到或|超过, 等于或|大于
_BEHIND = re.compile(behind_number())
_OPENS_BEHIND = opens_behind_number()
_BRACKET = re.compile(r"\([^()]\)")


class Comparator(NamedTuple):
    """A comparator: its code, empty if there is none, its word, with 不 if negated, and where both stand.

    `rule` names what composed or shared it; a bare word has none.
    """

    code: str = ""
    word: str = ""
    begin: int = 0
    end: int = 0
    rule: str = ""

    def __bool__(self) -> bool:
        return bool(self.code)


NO_COMPARATOR = Comparator()


class Front(NamedTuple):
    """A comparator in a text, and where what stands before it begins."""

    text: str
    start: int
    found: Comparator


@rule(takes=("失业率小于或等于|5%|。", "失业率低于等于|5%|。"), leaves=("失业率等于|5%|。",))
def or_equal(front: Front) -> Comparator | None:
    """Join 等于 to the comparator before it: 小于或|等于."""
    text, start, (code, word, begin, end, _) = front
    if code != "eq":
        return None
    other_end = begin - text.startswith("或", begin - 1)
    other, roles = longest_suffix(_CLOSERS, text, start, other_end)
    if roles.comparator not in _OR_EQUAL:
        return None
    return Comparator(_OR_EQUAL[roles.comparator], other + word, other_end - len(other), end, "or_equal")


@rule(takes=("绿地率达到或超过|35%|。", "绿地率等于或大于|35%|。"), leaves=("绿地率超过|35%|。",))
def reached_or(front: Front) -> Comparator | None:
    """Join 达到或, 等于或 to the comparator behind it: 达到或|超过."""
    text, start, found = front
    if found.code not in _OR_EQUAL or found.rule == "or_equal":
        return None
    equal = _EQUAL_OR.search(text, max(start, found.begin - 4), found.begin)
    if equal is None:
        return None
    return found._replace(code=_OR_EQUAL[found.code], begin=equal.start(), rule="reached_or")


@rule(
    takes=("失业率不宜超过|5%|。", "新增债务严禁突破|300亿元|。", "绿地率原则上不得低于|35%|。"),
    leaves=("失业率超过|5%|。",),
)
def negated(front: Front) -> Comparator | None:
    """Turn a comparator round behind a negation: 不, 严禁 … with an optional 得, 能 and an optional 再."""
    text, start, found = front
    if found.code not in _OPPOSITE:
        return None
    negation = _NEGATION.search(text, max(start, found.begin - _LONGEST_NEGATION), found.begin)
    if negation is None:
        return None
    return Comparator(_OPPOSITE[found.code], "不" + found.word, negation.start(), found.end, "negated")


FORMS: tuple[Rule[Front, Comparator | None], ...] = (or_equal, reached_or, negated)


def comparator_before(text: str, start: int, end: int) -> Comparator:
    """Return the comparator whose words end at `end`, one without a code if there is none.

    >>> comparator_before("失业率不宜超过", 0, 7)
    Comparator(code='le', word='不超过', begin=3, end=7, rule='negated')
    >>> comparator_before("绿地率达到或超过", 0, 8)[:3], comparator_before("产值突破", 0, 4)[:3]
    (('ge', '超过', 3), ('gt', '突破', 2))
    """
    word, roles = longest_suffix(_CLOSERS, text, start, end)
    if not roles.comparator:
        return NO_COMPARATOR
    found = Comparator(roles.comparator, word, end - len(word), end)
    for form in FORMS:
        found = form.applies(Front(text, start, found)) or found
    return found


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
    match = _BEHIND.match(text, start, end) if text[start : start + 1] in _OPENS_BEHIND else None
    return (_BEHIND_CODES[match["word"]], match.end()) if match else ("", start)


class Bounded(NamedTuple):
    """What the comparator of a number is told from: the ones in front and behind, and the link verb."""

    quantity: Quantity
    before: Comparator
    behind: Comparator
    link_word: str
    link_at: tuple[int, int]
    turns: bool = False  # a bound of the second number of a ratio


def turns_ratio(phrase: str) -> bool:
    """Whether a bound of a ratio 1:N is said of N.

    >>> turns_ratio("二级以上医院医护比"), turns_ratio("师生比")
    (True, False)
    """
    return _OF_SECOND.search(phrase) is not None


def comparator_of(bounded: Bounded) -> Comparator:
    """Return the comparator of a number, with the name of the rule that says so."""
    found, name = first_that_holds(COMPARATORS, bounded, NO_COMPARATOR)
    if bounded.turns and found.code in _TURNED:
        return found._replace(code=_TURNED[found.code], rule="of_second")  # 医护比达到|1:1.25|以上
    return found if found.rule else Comparator(found.code, found.word, found.begin, found.end, name)


@rule(takes=("新建园区|20—30个|。", "失业率控制在|4%至5%|。"), leaves=("新建园区|20个|。",))
def two_ends(bounded: Bounded) -> Comparator:
    """Say that two numbers are a range: |20—30个."""
    quantity = bounded.quantity
    is_range = quantity.value_min != quantity.value_max
    return Comparator("range", "", quantity.start, quantity.end) if is_range else NO_COMPARATOR


@rule(takes=("产值突破|300亿元|。", "产值超过|300亿元|以上。"), leaves=("产值约|300亿元|以上。",))
def in_front(bounded: Bounded) -> Comparator:
    """Take the comparator in front, unless it is 约: 突破|300亿元."""
    return NO_COMPARATOR if bounded.before.code == "approx" else bounded.before


@rule(takes=("产值达到|300亿元|以上。", "产值约|300亿元|以上。"), leaves=("产值超过|300亿元|以上。",))
def behind(bounded: Bounded) -> Comparator:
    """Take the comparator behind: |300亿元以上."""
    return NO_COMPARATOR if bounded.behind.code == "range" else bounded.behind


@rule(takes=("产值约|300亿元|。",), leaves=("产值约|300亿元|以上。",))
def about(bounded: Bounded) -> Comparator:
    """Take 约 in front where nothing is behind: 约|300亿元."""
    return bounded.before


@rule(takes=("新建园区|20余个|。", "新建园区|20多个|。"), leaves=("新建园区|20余个|以下。",))
def and_more(bounded: Bounded) -> Comparator:
    """Say that 余 and 多 in the number are more: |20余个."""
    quantity = bounded.quantity
    return Comparator("gt", "", quantity.start, quantity.end) if quantity.more else NO_COMPARATOR


@rule(takes=("失业率控制在|5%|。",), leaves=("失业率保持在|5%|。", "失业率控制在|5%|左右。"))
def ceiling(bounded: Bounded) -> Comparator:
    """Say that 控制在 alone sets a ceiling: 控制在|5%."""
    word = bounded.link_word
    return Comparator("le", word, *bounded.link_at) if word in _CEILING_LINKS else NO_COMPARATOR


@rule(takes=("失业率保持在|5%|。", "企业达到|300家|。"), leaves=("失业率控制在|5%|。",))
def bare(bounded: Bounded) -> Comparator:
    """Say that any other number is the number itself."""
    return Comparator("eq")


COMPARATORS: Sequence[Rule[Bounded, Comparator]] = (
    two_ends,
    in_front,
    behind,
    about,
    and_more,
    ceiling,
    bare,
)


def join_between(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return the quantities with the two of 介于3%和4%之间 made one.

    >>> from plantargets.targets.read.quantities import find_quantities
    >>> text = "控制在3%与4%之间"
    >>> [(str(q.value_min), str(q.value_max)) for q in join_between(text, find_quantities(text))]
    [('3', '4')]
    """
    if "之间" not in text and "介于" not in text and "以上、" not in text:
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
    if _LEAST.fullmatch(text, low.end, high.start):  # 5%以上、7%以下
        return _MOST.match(text, high.end) is not None
    if not _JOINS_RANGE.fullmatch(text, low.end, high.start):
        return False
    return text.startswith("之间", high.end) or text.endswith("介于", 0, low.start)
