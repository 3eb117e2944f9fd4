"""Numbers written without a unit that are targets after all: 指数达到86, 常住人口达到1000万."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.numerals import plain
from plantargets.language.units import load_units
from plantargets.targets.read.pieces import BREAK, Left
from plantargets.targets.read.quantities import Quantity

_INDEX = re.compile(rf"{any_of('index')}(?:\([^()]{{1,12}}\))?$")  # 电能利用效率(PUE)
_PEOPLE = re.compile(rf"[^,。;、\d]{{0,14}}{any_of('people')}")  # 20万|农村劳动力
_MONEY = re.compile(any_of("money_measure"))
_SCORES = load_lexicon().lists["score"]
_RATIO = re.compile(rf"{any_of('ratio')}$")


def supply_unit(text: str, quantity: Quantity, left: Left, tail: int) -> Quantity | None:
    """Return the quantity with the unit that its words imply, None where they imply none.

    An index and a ratio keep none; 万 of people get 人, 亿 of money 亿元, a length of life (年限达到15年) 年.
    """
    phrase = text[left.phrase[0] : left.phrase[1]]
    closes = phrase.endswith("年限") and text[quantity.end + 1 : quantity.end + 2] in {*BREAK, "(", ""}
    is_said = left.link == "level" or left.comparator or closes  # 平均受教育年限|12年
    if is_said and "年限" in phrase and text.startswith("年", quantity.end):
        return quantity._replace(end=quantity.end + 1, unit_name="年", unit_as_written="年")
    units, scale = load_units(), quantity.unit_as_written
    if scale in {"/", ":"} or quantity.unit_name:
        return _as_written(quantity, left, phrase)
    is_large = scale.endswith(("万", "亿"))
    if is_large and (phrase.endswith("人口") or _PEOPLE.match(text, tail)):
        return quantity._replace(unit=units["人"], unit_name="人")
    counted = units.get(phrase[-2:])  # 助餐服务人次达|200万
    if is_large and counted is not None and counted.sort == "count" and (left.link or left.comparator):
        return quantity._replace(unit=counted, unit_name=counted.unit)
    if is_large and "亿" in scale and (left.link or left.comparator) and _MONEY.search(phrase):
        return quantity._replace(
            value_min=plain(quantity.value_min * units["元"].factor),
            value_max=plain(quantity.value_max * units["元"].factor),
            unit=units["元"],
            unit_name="亿元",
        )
    return quantity if (is_large or not scale) and _is_index(text, quantity, left, tail) else None


def _is_index(text: str, quantity: Quantity, left: Left, tail: int) -> bool:
    if not (left.link == "level" or left.comparator):
        return False
    if tail < len(text) and text[tail] not in BREAK + "(和及以":
        return False
    return _INDEX.search(text[left.phrase[0] : left.phrase[1]]) is not None


def _as_written(quantity: Quantity, left: Left, phrase: str) -> Quantity | None:
    """Return a part of a whole (减少|1/3), a ratio (师生比不低于|1:16), or a unit in no table (|40DDDs)."""
    units, is_reached = load_units(), left.link == "level" or left.comparator
    if quantity.unit_as_written == "/":
        return quantity._replace(unit=units["%"], unit_name="%") if left.link or left.comparator else None
    if quantity.unit_name:
        is_score = quantity.unit_name != "分" or phrase.endswith(_SCORES)
        return quantity if is_reached and is_score else None
    is_ratio = is_reached and _RATIO.search(phrase)
    return quantity._replace(unit=units[":1"], unit_as_written="") if is_ratio else None
