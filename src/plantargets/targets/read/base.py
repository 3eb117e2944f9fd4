"""What a target starts from: 比2020年, 较“十三五”末, 由2022年的1万家, 在2020年基础上, 2020年的|2倍.

The bases of a block are found once. Their words belong to no indicator, their years are no deadlines, their
numbers no targets; every reader of what stands before a number asks the clause for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from plantargets.language.lexicon import any_of, first_of
from plantargets.language.numerals import scale_value
from plantargets.language.period import Period
from plantargets.language.times import FIVE_YEAR, YEAR, Window, five_year_plan
from plantargets.targets.read.comparator import comparator_behind
from plantargets.targets.read.pieces import JOINS, Base
from plantargets.targets.read.quantities import Quantity
from plantargets.targets.target import Baseline

_TIME = (
    rf"(?:(?P<year>{YEAR})年(?:年?{any_of('year_end')})?"
    rf"|(?P<plan>{FIVE_YEAR.pattern})”?(?:规划|计划)?(?:时?期)?末?"
    rf"|(?P<last>{any_of('base_last_year')})|(?P<now>{any_of('base_now')}))(?:{any_of('base_part')}(?!上))?"
)
# Each opens a base: 比|2020年, 与|2020年相比, 在|2020年基础上, 由|2022年的1万家
_OPENS = re.compile(
    rf"(?=[{first_of('base_yearly', 'base_than', 'base_with', 'base_within', 'base_from')}])"
    rf"(?:(?P<yearly>{any_of('base_yearly')})|(?P<than>(?<!{any_of('measure_before_than')}){any_of('base_than')})|(?P<with>{any_of('base_with')})"
    rf"|(?P<within>{any_of('base_within')})|(?P<from>{any_of('base_from')}))"
)
_AT_TIME = re.compile(_TIME)
_COMPARED = re.compile(any_of("base_compared"))
_ON_BASE = re.compile(any_of("on_base"))
_ABOUT = re.compile(f"的?{any_of('base_of_each', 'paid_to')}?{any_of('base_about')}?")
_CHANGE = re.compile(any_of("change_verb"))
_CHANGES = f"(?:{any_of('change_verb')}+了?{any_of('change_to')}|{any_of('change_short')})"
_RISES = re.compile(rf"(?:\({_TIME}\))?,?[^,。;、\d]{{0,6}}?(?:{_CHANGES}|{any_of('change_to')})")
_RISES_AT_ONCE = re.compile(rf"(?:\({_TIME}\))?{_CHANGES}(?:\d|“?十)")
_OF = re.compile(f"{_TIME}的$")  # 2020年的|2倍
_AT_END = re.compile(f"{_TIME}的?$")
_BEYOND = re.compile(rf"{any_of('beyond')}{_TIME}$")  # 快于去年|0.5个百分点
_SHARE_OF_BASE = re.compile(f"{any_of('share_of_base')}$")
_LONGEST_TIME = 20


def find_bases(text: str, quantities: Sequence[Quantity], window: Window) -> tuple[Base, ...]:
    """Return the bases of a compact block in their order, without overlaps.

    >>> from plantargets.language.times import NO_WINDOW
    >>> from plantargets.targets.read.quantities import find_quantities
    >>> text = "企业由2022年的1万家增加到2万家,产值比2020年增长40%"
    >>> [(text[b.start : b.end], b.year) for b in find_bases(text, find_quantities(text), NO_WINDOW)]
    [('由2022年的1万家', 2022), ('比2020年', 2020)]
    """
    by_start = {quantity.start: quantity for quantity in quantities}
    found = [base for match in _OPENS.finditer(text) if (base := _opened(text, match, by_start)) is not None]
    for quantity in quantities:
        base = _rising(text, quantity) or _multiplied(text, quantity, window) or _beyond(text, quantity)
        if base is not None:
            found.append(base)
    apart: list[Base] = []
    for base in sorted(found, key=lambda b: (b.start, -b.end)):
        if not apart or base.start >= apart[-1].end:
            apart.append(base)
    return tuple(apart)


def baseline_of(base: Base, quantity: Quantity, period: Period, window: Window) -> Baseline:
    """Return the baseline that a base gives a number: its value in the unit of the number, and its year.

    上年 is the year before the one that the number is due in; 去年 the year before the text was written.
    """
    year = base.year
    if base.is_last_year and period.end_year is not None and not period.is_repeated:
        year = period.end_year - 1
    if base.is_last_year and "去年" in base.words and window.this_year is not None:
        year = window.this_year - 1
    return Baseline(None if base.listed else _value(base.value, quantity), year)


def _opened(text: str, match: re.Match[str], by_start: dict[int, Quantity]) -> Base | None:
    """Return the base that opens with 比, 与, 在 or 由, None where the words go on otherwise."""
    start, position = match.span()
    if match["yearly"]:
        return Base(start, position, match.group(), None, is_last_year=True, value=None)
    time = _AT_TIME.match(text, position)
    position = time.end() if time else position
    about = _ABOUT.match(text, position)
    value = by_start.get(about.end()) if about else None
    if value is not None and value.numeral_type == "implicit":  # 比2020年|翻一番
        value = None
    if match["from"]:
        return _from(text, start, _joined(text, _Valued(time, value), by_start) if value else ())
    _, after = ("", position) if value is None else comparator_behind(text, value.end, len(text))
    if match["than"] and not (text.startswith("的", position) and _CHANGE.match(text, after)):
        value, after = None, position
    if time is None and (value is None or not match["within"]):
        return None
    closing = (_ON_BASE if match["within"] else _COMPARED).match(text, after)
    if closing is None and not match["than"]:
        return None
    return _base(text, (start, closing.end() if closing else after), time, value)


class _Valued(NamedTuple):
    """A value that a base names, and its time."""

    time: re.Match[str] | None
    value: Quantity


def _joined(text: str, first: _Valued, by_start: dict[int, Quantity]) -> tuple[_Valued, ...]:
    """Return a value with those a sign joins to it: 由|40%、45%|提高到, 由|2024年的2%、2025年的3%|提高到."""
    values = [first]
    while sign := JOINS.match(text, values[-1].value.end):
        time = _AT_TIME.match(text, sign.end())
        about = _ABOUT.match(text, time.end() if time else sign.end())
        following = by_start.get(about.end()) if about else None
        if following is None:
            break
        values.append(_Valued(time, following))
    return tuple(values)


def _from(text: str, start: int, values: tuple[_Valued, ...]) -> Base | None:
    """Return the base of 由2022年的1万家增加到, 由95%(2020年)提高到; None for 由10家企业承担.

    Of values of several years the last is what the target starts from; those of one year are one for each.
    """
    if not values:
        return None
    of_years = values[-1].time is not None
    time, value = values[-1] if of_years else values[0]
    listed = tuple(own for _, own in values) if values[1:] and not of_years else ()
    _, end = comparator_behind(text, values[-1].value.end, len(text))
    rises = _RISES.match(text, end)
    if rises is None:
        return None
    if rises["year"] or rises["plan"]:
        return _base(text, (start, text.index(")", end) + 1), rises, value)._replace(listed=listed)
    return _base(text, (start, end), time, value)._replace(listed=listed)


def _rising(text: str, quantity: Quantity) -> Base | None:
    """Return the number that rises to the next one as a base: 处理率2020年|95%提高至98%."""
    _, end = comparator_behind(text, quantity.end, len(text))
    rises = _RISES_AT_ONCE.match(text, end)
    if rises is None:
        return None
    time = _AT_END.search(text, max(0, quantity.start - _LONGEST_TIME), quantity.start)
    if rises["year"] or rises["plan"]:
        return _base(text, (quantity.start, text.index(")", end) + 1), rises, quantity)
    return _base(text, (time.start() if time else quantity.start, end), time, quantity)


def _multiplied(text: str, quantity: Quantity, window: Window) -> Base | None:
    """Return the year whose value a number multiplies: 为|2020年的2倍, 恢复到|2019年的95%."""
    sort = quantity.unit.sort if quantity.unit is not None else ""
    if sort not in {"multiple", "percent"} or quantity.numeral_type == "implicit":
        return None
    time = _OF.search(text, max(0, quantity.start - _LONGEST_TIME), quantity.start)
    if time is None:
        return None
    first = window.first_future_year
    is_before = first is not None and time["year"] and int(time["year"]) < first
    before = max(0, time.start() - _LONGEST_TIME), time.start()
    if sort == "percent" and not (is_before or _SHARE_OF_BASE.search(text, *before)):
        return None  # 提高到2027年的|70%
    return _base(text, (time.start(), quantity.start), time, None)


def _beyond(text: str, quantity: Quantity) -> Base | None:
    """Return the time that a number of points is counted from: 增速|快于去年|0.5个百分点."""
    if quantity.unit is None or quantity.unit.sort != "point":
        return None
    time = _BEYOND.search(text, max(0, quantity.start - _LONGEST_TIME), quantity.start)
    return None if time is None else _base(text, (time.start(), quantity.start), time, None)


def _base(text: str, span: tuple[int, int], time: re.Match[str] | None, value: Quantity | None) -> Base:
    year = None
    if time is not None and time["year"]:
        year = int(time["year"])
    elif time is not None and time["plan"]:
        year = five_year_plan(time).end_year
    is_last_year = time is not None and time["last"] is not None
    return Base(*span, text[span[0] : span[1]], year, is_last_year, value)


def _value(base: Quantity | None, quantity: Quantity) -> Decimal | None:
    """Return the value of a base in the unit of the number; 由1.9提高到2.3万亿元 shares its scale."""
    if base is None or base.value_min != base.value_max:
        return None
    if base.unit is None and not base.unit_as_written and quantity.unit is not None:
        scale = quantity.unit_as_written.removesuffix(quantity.unit.written)
        return base.value_max * (scale_value(scale) if scale else 1) * quantity.unit.factor
    return base.value_max if base.unit_name == quantity.unit_name else None
