"""Numbers that only say which things are counted: 投资超10亿元的|项目20个, 500强企业5家."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from plantargets.language.lexicon import any_of, load_lexicon, longest_suffix
from plantargets.targets.read.comparator import comparator_before, comparator_behind
from plantargets.targets.read.pieces import BREAK, Clause
from plantargets.targets.read.quantities import Quantity

_CLOSERS, _OPENERS = load_lexicon().closers, load_lexicon().openers
_NOT_AFTER_SIZE = load_lexicon().lists["not_after_size"]
_COUNTED = re.compile(any_of("counted"))
_FUND = re.compile(any_of("fund"))
_COUNTED_TAIL = re.compile(r"(?:的|\(含\)|及)?[^,。;:、\d]{0,24}")  # 10亿元|的项目
_ABLE = re.compile(rf"{any_of('able')}[^,。;\d]{{0,6}}$")
_JOINERS = ("和", "及", "与")  # 100家以上的|企业和5个平台: both are counted
_SEVERAL = re.compile("[、和及]|每")


class _Behind(NamedTuple):
    """What stands behind a number, up to the next one."""

    text: str
    comparator: str
    rest: str
    phrase: str  # the first words of the rest
    noun: str
    following: Quantity | None


def find_thresholds(clause: Clause) -> set[int]:
    """Return the indices of the quantities of a clause that are thresholds of what another number counts."""
    return {index for index in range(len(clause.quantities)) if _is_threshold(clause, index)}


def _is_threshold(clause: Clause, index: int) -> bool:
    text, quantities = clause.text, clause.quantities
    quantity = quantities[index]
    if quantity.unit is None or quantity.numeral_type == "implicit":
        return False
    comparator, tail = comparator_behind(text, quantity.end, clause.end)
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    rest = text[tail : following.start if following else clause.end]
    if rest in {"", "的"} and comparator and following is not None and following.unit is not None:
        return following.unit.sort == "count"  # 总投资1000万元以上的|10家, 10亿元以上|15个
    if _is_condition_of_share(clause, index) or _is_size_of_counted(clause, index, rest):
        return True
    if not rest or rest[0] in BREAK or rest[0] == "(":  # 投资120亿元|(责任单位:区发改局)
        return _is_in_list(clause, index, rest)
    match = _COUNTED_TAIL.match(rest)
    phrase = match.group() if match else ""
    behind = _Behind(text, comparator, rest, phrase, phrase.lstrip("的"), following)
    rule = _RULES.get(quantity.unit.sort)
    return bool(phrase and rule and rule(behind, quantity))


def _is_condition_of_share(clause: Clause, index: int) -> bool:
    """Whether it says what a share of things reach: 四分之三的村集体收入超过|20万元."""
    quantity, text = clause.quantities[index], clause.text
    if index == 0 or quantity.unit is None:
        return False
    share = clause.quantities[index - 1]
    if share.unit is None or share.unit.sort != "percent" or share.numeral_type == "implicit":
        return False
    _, tail = comparator_behind(text, share.end, clause.end)
    between = text[tail : quantity.start]
    if not between.startswith("的") or "、" in between:
        return False
    if _ABLE.search(between):  # 80%以上的村卫生室能够提供|6类|服务
        return True
    return quantity.unit.sort != "count" and _is_linked(text, quantity)


def _is_size_of_counted(clause: Clause, index: int, rest: str) -> bool:
    """Whether it says how large each is that the number right before it counts: 1支不少于|20人|的队伍."""
    if index == 0 or not rest.startswith("的"):
        return False
    counted, quantity = clause.quantities[index - 1], clause.quantities[index]
    if counted.unit is None or counted.unit.sort != "count" or counted.numeral_type != "arabic":
        return False  # 一支不少于|15人|的队伍
    bound = comparator_before(clause.text, counted.end, quantity.start)
    return bool(bound) and bound.begin == counted.end


def _is_in_list(clause: Clause, index: int, rest: str) -> bool:
    """Whether a list of thresholds follows that ends in 的 or a noun: 5000亿元、1000亿元、500亿元的开发区."""
    quantities, unit = clause.quantities, clause.quantities[index].unit
    if unit is None or unit.sort not in {"money", "usd", "physical"}:
        return False
    if rest[:1] != "、" or not (len(rest) == 1 or rest[1:] in _CLOSERS.roles):
        return False
    for later in quantities[index + 1 : -1]:
        _, tail = comparator_behind(clause.text, later.end, clause.end)
        after = clause.text[tail : tail + 1]
        if after == "的" or (after and after not in BREAK and _counts(clause.text[tail : tail + 12])):
            return True
        if after not in {"、", "和", "及"}:
            return False
    return False


def _count_tells(behind: _Behind, quantity: Quantity) -> bool:
    """11个重点项目|投资突破2000亿元 says whose investment; 50家以上的|企业 says which."""
    if behind.following is None or behind.rest.endswith(_JOINERS):
        return False
    if behind.phrase.startswith("的") and _is_counted_next(behind):
        return True
    if not behind.comparator:
        return quantity.numeral_type == "arabic" and _is_measured(behind, behind.following)
    if behind.phrase.startswith("的") and _counts(behind.noun):
        return True
    of = behind.rest.rfind("的")
    return of >= 0 and _counts(behind.rest[of:]) and _is_linked(behind.text, behind.following)


def _is_counted_next(behind: _Behind) -> bool:
    """Whether the next number counts what stands behind 的: 年育苗能力5000万株以上的|育苗中心200个."""
    following = behind.following
    if following is None or following.unit is None or following.unit.sort != "count":
        return False
    if len(behind.phrase) < len(behind.rest) or not behind.noun or _SEVERAL.search(behind.noun):
        return False
    _, roles = longest_suffix(_OPENERS, behind.text, following.start - len(behind.noun), following.start)
    return not roles.verb and not _is_linked(behind.text, following)


def _is_measured(behind: _Behind, following: Quantity) -> bool:
    if following.unit is None or following.unit.sort not in {"money", "percent"}:
        return False
    if _SEVERAL.search(behind.rest) or not _is_linked(behind.text, following):
        return False
    # 8家|年销售额超3亿元的企业: the sum tells which are counted
    _, tail = comparator_behind(behind.text, following.end, len(behind.text))
    return not (behind.text.startswith("的", tail) and _counts(behind.text[tail : tail + 12]))


def _money_tells(behind: _Behind, _: Quantity) -> bool:
    """投资10亿元|企业, 超10亿元的|龙头 (but not 10亿元|基金: there the money is the thing)."""
    if _names_fund(behind.noun):
        return False
    of = behind.phrase.startswith("的") or bool(behind.comparator)
    return _counts(behind.noun) or bool(of and behind.following and behind.noun)


def _size_tells(behind: _Behind, _: Quantity, alone: bool) -> bool:
    """3年以上|企业, 1万平方米以上的|商场20个; `alone`: without a comparator or a number that follows."""
    of = behind.phrase.startswith("的")
    if not (of or behind.comparator) or not behind.noun or behind.noun.startswith(_NOT_AFTER_SIZE):
        return False
    if not (alone or behind.comparator or behind.following):
        return False
    return _counts(behind.noun) or (behind.following is not None and len(behind.rest) < 24)


def _share_tells(behind: _Behind, _: Quantity) -> bool:
    """30%以上的|企业达到5家."""
    return bool(
        behind.phrase.startswith("的")
        and behind.comparator
        and behind.following
        and behind.following.unit is not None
        and behind.following.unit.sort == "count"
        and _counts(behind.noun)
        and _is_linked(behind.text, behind.following)
    )


_RULES: dict[str, Callable[[_Behind, Quantity], bool]] = {
    "count": _count_tells,
    "money": _money_tells,
    "usd": _money_tells,
    "time": partial(_size_tells, alone=True),
    "physical": partial(_size_tells, alone=False),
    "percent": _share_tells,
}


def _counts(noun: str) -> bool:
    return _COUNTED.search(noun[:24]) is not None


def _names_fund(noun: str) -> bool:
    """Whether the head of the noun phrase is money (基金, 产值), not a thing the money tells apart (企业)."""
    funds = [m.end() for m in _FUND.finditer(noun[:24])]
    things = [m.end() for m in _COUNTED.finditer(noun[:24])]
    return bool(funds) and (not things or funds[-1] >= things[-1])


def _is_linked(text: str, quantity: Quantity) -> bool:
    """Whether a link verb or comparator stands right before the number: 投资突破|2000亿元."""
    _, roles = longest_suffix(_CLOSERS, text, max(0, quantity.start - 8), quantity.start)
    return bool(roles.link or roles.comparator)
