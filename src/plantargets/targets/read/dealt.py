"""What 分别 deals out: to each number of a list its unit, name, year, size, kind, and what it starts from.

甲市、乙市企业分别达到20、30家: one verb and one unit for all, to each number its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.numerals import SCALES, plain, scale_value
from plantargets.language.period import Period
from plantargets.targets.read.base import baseline_of
from plantargets.targets.read.pieces import JOINS, Clause, Reading, Span
from plantargets.targets.read.quantities import Quantity

RESPECTIVELY = re.compile(any_of("respectively"))
_SIGN = re.compile("、")
_SCALES = "".join(SCALES)
_IS_DEALT = re.compile(rf"{any_of('respectively')}[^,。;:、]{{0,12}}$")  # 分别|达到, 分别|新建改造学校
_LONGEST_BETWEEN = 12 + 2
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
# So many times the last is a number of its scale at most: 1.2、2万吨 are both of 万, 9000、1.2万吨 are not
_SAME_ORDER = 30
_NAME_ENDS = frozenset(load_lexicon().lists["name_end"])
_RESIDENCE = load_lexicon().lists["place_of_residence"]
_MEASURE = re.compile(rf"{any_of('rate_measure', 'stock_measure', 'flow_measure', 'measure_end')}$")
_SHORTEST_NAME = 2
_LONGEST_WORD = 4
_SHARED_END = 2  # characters at the end that make names of one kind: 高新技术企业、科技型中小企业


def share_unit(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return the quantities with the unit of the last of a list behind 分别 given to those before.

    >>> from plantargets.targets.read.quantities import find_quantities
    >>> def units(text):
    ...     return [(str(q.value_max), q.unit_name) for q in share_unit(text, find_quantities(text))]
    >>> units("企业分别达到20、30家"), units("产能分别为1.2、2万吨"), units("达到20、40家")
    ([('20', '家'), ('30', '家')], [('12000', '吨'), ('20000', '吨')], [('20', ''), ('40', '家')])
    """
    if RESPECTIVELY.search(text) is None:
        return quantities
    shared = list(quantities)
    for first, last in _lists(text, quantities):
        if _is_dealt(text, quantities[first].start):
            shared[first:last] = _with_unit(text, quantities[first:last], quantities[last])
    return shared


def _lists(text: str, quantities: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of numbers joined by signs of which the last alone has a unit."""
    first = 0
    for index, (one, other) in enumerate(pairwise(quantities)):
        if not (_has_no_unit(one) and JOINS.fullmatch(text, one.end, other.start)):
            first = index + 1
        elif not _has_no_unit(other):
            yield first, index + 1
            first = index + 1


def _has_no_unit(quantity: Quantity) -> bool:
    is_bare = quantity.unit is None and not quantity.unit_name and not quantity.flaw
    return is_bare and quantity.numeral_type == "arabic" and not quantity.unit_as_written.strip(_SCALES)


def _is_dealt(text: str, start: int) -> bool:
    """Whether 分别 stands before the numbers, with no more between than what is done."""
    return _IS_DEALT.search(text, max(0, start - _LONGEST_BETWEEN), start) is not None


def _with_unit(text: str, bare: list[Quantity], last: Quantity) -> list[Quantity]:
    """Return numbers with the unit of the last, as they were where its 万 may be theirs or not."""
    written = text[last.start : last.end].removesuffix(last.unit_as_written)
    if last.unit is None or last.flaw or not _PLAIN.fullmatch(written) or not Decimal(written):
        return bare
    written_scale = last.unit_as_written.removesuffix(last.unit.written)
    if written_scale.strip(_SCALES):
        return bare
    scale = scale_value(written_scale)
    factor = last.value_max / Decimal(written) / scale  # of the unit alone
    given = []
    for quantity in bare:
        own = factor
        if scale > 1 and not quantity.unit_as_written:
            shares = quantity.value_max <= Decimal(written) * _SAME_ORDER
            if shares == (quantity.value_max * _SAME_ORDER >= Decimal(written) * scale):
                return bare
            own = factor * scale if shares else factor
        value = plain(quantity.value_max * own)
        given.append(
            quantity._replace(value_min=value, value_max=value, unit=last.unit, unit_name=last.unit_name)
        )
    return given


def deal_out(
    clause: Clause, readings: list[Reading], are_sizes: bool, years: Sequence[Period]
) -> list[Reading]:
    """Return the targets of a clause, each with its own of what its words list.

    Parameters
    ----------
    clause, readings
        The clause and the targets read in it.
    are_sizes
        Whether the first numbers of the clause say which things are counted, as many as there are targets.
    years
        The years that the words before list.
    """
    if len(readings) < 2:
        return readings
    readings = _with_bases(clause, readings)
    word = RESPECTIVELY.search(clause.text, clause.start, clause.end)
    if word is None:
        return readings
    if are_sizes:
        readings = _with_sizes(clause, readings)
    if len(years) == len(readings):
        readings = [
            reading._replace(period=period, period_basis="clause")
            for reading, period in zip(readings, years, strict=True)
        ]
    readings = _with_kind(clause, readings)
    may_have_names = not are_sizes and word.start() < readings[0].quantity.start
    return _with_names(clause.text, readings) if may_have_names else readings


def _with_bases(clause: Clause, readings: list[Reading]) -> list[Reading]:
    """Give each number what it starts from: 由40%、45%提高到|50%|、|55%|."""
    base = clause.last_base(clause.start, readings[0].quantity.start)
    if base is None or len(base.listed) != len(readings):
        return readings
    window = clause.context.window
    return [
        reading._replace(
            baseline=baseline_of(
                base._replace(value=own, listed=()), reading.quantity, reading.period, window
            )
        )
        for reading, own in zip(readings, base.listed, strict=True)
    ]


def _with_sizes(clause: Clause, readings: list[Reading]) -> list[Reading]:
    """Give each count its own threshold: 收入超过50亿元、10亿元的企业分别达到3家、8家."""
    first = clause.quantities[0]
    begin = min(span[0] for span in readings[0].qualifier) if readings[0].qualifier else first.start
    head = (begin, first.start)
    shared = [readings[0]._replace(qualifier=((begin, first.end),))]
    for reading, threshold in zip(readings[1:], clause.quantities[1:], strict=False):
        shared.append(reading._replace(qualifier=(head, (threshold.start, threshold.end))))
    return shared


def _with_kind(clause: Clause, readings: list[Reading]) -> list[Reading]:
    """Give the kind of the first to those that only a sign parts from it: 新增学位分别为2万个、|1.5万个."""
    dealt = readings[:1]
    for before, reading in pairwise(readings):
        joined = JOINS.fullmatch(clause.text, before.quantity.end, reading.quantity.start)
        is_one_list = joined and before.quantity.unit_name == reading.quantity.unit_name
        dealt.append(_of_kind(reading, dealt[-1]) if is_one_list else reading)
    return dealt


def _of_kind(reading: Reading, other: Reading) -> Reading:
    if reading.kind == other.kind:
        return reading
    rules = {**reading.rules, "kind": other.rules.get("kind", "")}
    return reading._replace(kind=other.kind, rules=rules)


def _with_names(text: str, readings: list[Reading]) -> list[Reading]:
    """Give each number its own of the names that all have before them."""
    named = readings[0].indicator
    if len(named) != 1 or any(reading.indicator != named for reading in readings):
        return readings
    if RESPECTIVELY.search(text, *named[0]):  # 补贴、津贴标准分别从5元、6元提高到|7元|、8元
        return readings
    for sign in (_SIGN, JOINS):
        names = _cut(text, named[0], sign)
        if len(names) == len(readings) and (each := _each_whole(text, names)):
            return [reading._replace(indicator=own) for reading, own in zip(readings, each, strict=True)]
    return readings


def _cut(text: str, span: Span, sign: re.Pattern[str]) -> list[Span]:
    """Return the names of a list."""
    begin, end = span
    signs = [match.span() for match in sign.finditer(text, begin + _SHORTEST_NAME, end - _SHORTEST_NAME)]
    starts, ends = [begin, *(last for _, last in signs)], [*(first for first, _ in signs), end]
    return list(zip(starts, ends, strict=True))


def _each_whole(text: str, names: list[Span]) -> list[tuple[Span, ...]]:
    """Return the spans of each name with what the last one has for all; none where that is not clear.

    制造业、建筑业产值 share 产值; 城镇化率、失业率 share nothing.
    """
    *before, last = names
    if any(end - begin < _SHORTEST_NAME for begin, end in names):
        return []
    tail = _shared_tail(text, before, last)
    if tail < last[1]:
        return [*((name, (tail, last[1])) for name in before), (last,)]
    words = [text[begin:end] for begin, end in names]
    are_measures = all(map(_MEASURE.search, words))
    are_of_kind = len({one[-_SHARED_END:] for one in words}) == 1
    share_nothing = len(set(map(len, words))) == 1 and len(words[0]) <= _LONGEST_WORD  # 小麦、水稻、玉米
    return [(name,) for name in names] if are_measures or are_of_kind or share_nothing else []


def _shared_tail(text: str, before: list[Span], last: Span) -> int:
    """Return where the words begin that the last name has for all, its end if it has none.

    They begin behind the sign that names have in common (国家级、省级|专精特新企业), or behind 城镇, 农村.
    """
    begin, end = last
    own = next((word for word in _RESIDENCE if text.startswith(word, begin)), "")
    if own and all(text[first:stop].endswith(_RESIDENCE) for first, stop in before):
        return begin + len(own)
    signs = {text[stop - 1] for _, stop in before}
    if len(signs) != 1 or not signs <= _NAME_ENDS or text[end - 1] in signs:
        return end
    place = text.find(signs.pop(), begin + 1, end)
    return place + 1 if 0 <= place <= end - 1 - _SHORTEST_NAME else end
