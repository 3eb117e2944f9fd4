"""Find the numbers of a text that carry a unit, and the implicit ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from plantargets.language.lexicon import adding_verb, any_of, load_lexicon
from plantargets.language.numerals import (
    DIGITS,
    HANZI,
    HANZI_CLASS,
    SCALES,
    parse_numeral,
    parse_pair,
    plain,
    scale_value,
)
from plantargets.language.times import YEAR
from plantargets.language.units import Unit, load_units, scale_of, unit_at
from plantargets.rounding import to_decimals


class Quantity(NamedTuple):
    """A number with its unit in a compact text; `unit` is None where the text gives none.

    `unit_name` is the canonical unit with all that stands behind its slashes, also where the table does not
    know it (件/标准台班). A number that cannot be read whole has a `flaw`: the name of the reason why.
    """

    start: int
    end: int
    value_min: Decimal
    value_max: Decimal
    unit: Unit | None
    unit_name: str
    unit_as_written: str
    more: bool  # 余, 多 inside: 10余平方公里
    numeral_type: str
    flaw: str = ""


class _Numeral(NamedTuple):
    """A numeral of a text: its bounds differ where it names two neighbours (三五家)."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    written: str
    more: bool
    flaw: str

    @property
    def is_hanzi(self) -> bool:
        return not self.written[0].isascii()

    @property
    def numeral_type(self) -> str:
        return "hanzi" if self.is_hanzi else "arabic"

    @property
    def scale(self) -> str:
        """The scale characters at its end: 万亿 of 2.3万亿."""
        return self.written[len(self.written.rstrip(_SCALES)) :]


class _Written(NamedTuple):
    """A unit of a text: its canonical name, whole, the factor into it and where it ends."""

    unit: Unit
    name: str
    factor: Decimal
    end: int


_SCALES = "".join(SCALES)
_HALF, _NOTHING = Decimal("0.5"), Decimal(0)
_LARGE = "万亿"
_MANY_EDITIONS, _YEARS_OF_CLASSES = 100, range(1900, 2100)
_NEAR_SCORE = 14  # characters
_SCORE = re.compile(any_of("score"))
NO_UNIT = frozenset("月日号时点分强届周版期")
# A single Chinese digit is left alone unless a unit or a sign of a longer numeral stands behind it.
_BEHIND_ONE = "".join(sorted({unit.written[0] for unit in load_units().values() if unit.place == "hanzi"}))
_ARABIC = rf"(?P<arabic>[0-9]+(?:[,.][0-9]+)*(?:[{_SCALES}][{HANZI}{_SCALES}]*(?:[0-9]+)?)*)"
_POINT = rf"(?:点[{''.join(DIGITS)}]+[万亿]*)?"
# Runs of characters of numerals: 2.3万亿, 3万5千, 三十五, 零点五; not a year
_RUN = re.compile(
    rf"(?=[0-9{HANZI}肆伍陆拾半])(?:(?!(?:19|20)[0-9]{{2}}年){_ARABIC}"
    rf"|(?<=[近逾约上])[百千万亿](?![{HANZI}{_SCALES}])"
    rf"|{HANZI_CLASS}(?:{HANZI_CLASS}+|(?=[{_BEHIND_ONE}点分余多来几至到或—~-])){_POINT}|半(?=成(?!品)))"
)
_HERE = re.compile(rf"{_ARABIC}|{HANZI_CLASS}+{_POINT}|[肆伍陆]")
# 第3, PM2.5, 5+3, q=30: no number begins
_LEADS_ON = frozenset("0123456789.第-+*×/:'’·=^%#@_&\\$" + _SCALES)
_OR_EQUAL = frozenset({">=", "<="})
_ENDS_IN_UPON = load_lexicon().lists["ends_in_upon"]
_BEGINS_NO_NUMBER = re.compile("[A-Za-z]$|[0-9],$")
_NOT_BEHIND = re.compile(r"[A-Za-z0-9+×*∶=^]|[:/]\d")
_MORE_OPENS = frozenset("零几余多来")
_MORE = re.compile(rf"(?P<more>零?几|[余多来])(?P<scale>[{_SCALES}]*)")
_RANGE_OPENS = frozenset("—-~至到或与和")
_RANGE = re.compile("[—\\-~]{1,2}|至|到|或|[与和](?=[^,。;、]{2,12}之间)")
_NEGATIVE = re.compile(  # not 税负, 减负
    "(?:^|[为到至达从由在是,、(~—于])(?P<sign>负$)|(?P<below>零下$)|[为到至达从由在是于](?P<minus>-$)"
)
_OF = "分之"
_DIVIDES = frozenset(":/")
_OF_TEN_THOUSANDS = re.compile(r"/(?P<of>\d*[十百]?万)(?P<unit>人)?")  # 10/10万
_FRACTION = re.compile(r"/(?P<of>[2-9]|10)(?![\d/.%万千百])")
_UNKNOWN_UNIT = re.compile("(?!A+[^A-Za-z])[A-Z][A-Za-z]{1,5}(?=以[上下内]|左右|[,。;、)]|$)")
_RATIO = re.compile(r":1(?![\d:.])")
_RATIO_OF = re.compile(r":(?P<of>(?:[1-9]\d{0,3}|0(?=\.\d*[1-9]))(?:\.\d{1,3})?)(?![\d:.%])")  # 1:16
_RATIO_DIGITS = Decimal("0.000001")
_PER_UNKNOWN = re.compile("[A-Za-z一-鿿]{1,6}?(?=以[上下内]|左右|及以|[,。;:!?、()]|$)")
_PER_WORD = re.compile(f"每(?={any_of('per_unit_of')})")
_PETTY_CASH = re.compile(rf"又?零?[{HANZI}0-9]{{1,3}}(?:美?分|角|毛|日本)")
_TENTHS = re.compile("(?P<tenths>[一二三四五六七八九半])(?=[以左及,。;、)的]|$)")  # 七成|六
_ROUND_SUM = re.compile(f"{any_of('round_sum_before')}$")  # 近|百家
_EACH_ONE = re.compile("[一二两三四五六七八九十百千万亿]{1,3}[个家项]")  # 一人|一个
_IMPLICIT = re.compile(
    "(?=[翻倍减折过半全所一清])(?:翻(?P<fan>[一两二三四])番|翻番|倍增|翻倍|减半|折半"
    "|(?<![家经])过半|半数(?=以上)|(?<=[到于占为达过足])半数|全覆盖|(?<=覆盖)所有|(?<=[压减缩少降低])一半|清零|全部)"
)
_CLASSIFIERS = frozenset(load_lexicon().lists["classifier"])
_NEVER_SPLIT = load_lexicon().lists["never_split"]
_ADDS = re.compile(rf"{adding_verb()}$")
_ADDRESS = re.compile(r"(?:[a-z]+://|www\.|[\w.]+@)[!-~]+")
_SCALED = re.compile(rf"\d{{0,4}}[{_SCALES}]{{0,2}}")


_LIST_SIGNS = frozenset("、和与及")  # |2027|、2028年
_YEARS_LISTED = re.compile(rf"(?:{YEAR}[、和与及])+{YEAR}年")


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a compact text in their order, without overlaps.

    Numbers that are parts of words, dates, list numbers or codes are left out; whether a quantity is a target
    is not decided here. A numeral is read whole or not at all.

    >>> [(q.start, q.end, str(q.value_max), q.unit_name) for q in find_quantities("达到2.3万亿元,20—30个")]
    [(2, 8, '23000', '亿元'), (9, 15, '30', '个')]
    >>> [(str(q.value_max), q.unit_name) for q in find_quantities("降至300克标准煤/千瓦时,25万元/人")]
    [('300', '克标准煤/千瓦时'), ('250000', '元/人')]
    """
    implicit = [_implicit(match) for match in _IMPLICIT.finditer(text)]
    may_hold_address = any(sign in text for sign in ("://", "www.", "@"))
    codes = [match.span() for match in _ADDRESS.finditer(text)] if may_hold_address else []
    found = list(_numbers(text, sorted([*codes, *((one.start, one.end) for one in implicit)])))
    return sorted(found + implicit) if implicit else found


def _numbers(text: str, taken: list[tuple[int, int]]) -> Iterator[Quantity]:
    """Yield the numbers that do not begin in a stretch that is taken; these are in order."""
    position = index = 0
    for match in _RUN.finditer(text):
        start = match.start()
        while index < len(taken) and taken[index][0] <= start:
            position = max(position, taken[index][1])
            index += 1
        if start < position:
            continue
        numeral = _numeral(text, match)
        if numeral is None:
            continue
        following = text[numeral.end : numeral.end + 1]
        quantity = None
        if following == "分":
            quantity = _fraction(text, numeral)
        elif following in _DIVIDES:
            quantity = _ratio(text, numeral)
        quantity = quantity or _amount(text, numeral)
        if quantity is not None:
            position = quantity.end
            if quantity.numeral_type:  # else 2021—2025年: passed over
                yield quantity


def _numeral(text: str, match: re.Match[str]) -> _Numeral | None:
    """Read a numeral where one may begin: not the 3 of 第3, the 2.5 of PM2.5 or the 20 of 1,20."""
    start = match.start()
    before = text[start - 1 : start]
    is_minus = before == "-" and _NEGATIVE.search(text, max(0, start - 2), start) is not None  # 增速为|-3%
    leads_on = (
        before in _LEADS_ON and not is_minus and text[max(0, start - 2) : start] not in _OR_EQUAL
    )  # >=|35%
    if leads_on or (match["arabic"] and _BEGINS_NO_NUMBER.search(text, max(0, start - 2), start)):
        return None
    numeral = _read_numeral(text, match)
    if numeral is None or not before:
        return numeral
    if before in "几数上 " and (numeral.is_hanzi or before == " "):
        return _behind_word(text, before, numeral)
    sign = _NEGATIVE.search(text, max(0, start - 3), start) if before in "负下-" else None
    if sign and not numeral.more:
        sign_start = sign.start(sign.lastgroup or 0)
        return numeral._replace(start=sign_start, low=-numeral.high, high=-numeral.low)
    return numeral


def _behind_word(text: str, before: str, numeral: _Numeral) -> _Numeral | None:
    """Return a numeral behind a sign that tells of its value: 上千|项, but 几百 and 3200 4500 have none."""
    if before == "上":
        if numeral.written not in _SCALES:
            return numeral
        is_upon = text.endswith(_ENDS_IN_UPON, 0, numeral.start)
        return None if is_upon else numeral._replace(start=numeral.start - 1, more=True)
    # 3200 4500: numbers beside each other, as in a table without lines
    return numeral._replace(flaw="numeral_unclear" if before == " " else "no_value")


def _read_numeral(text: str, match: re.Match[str]) -> _Numeral | None:
    """Read the value of a numeral, whole, with 余 or 多 behind it; flawed where it has none."""
    start, end = match.span()
    is_arabic = match["arabic"] is not None
    if is_arabic and len(match["arabic"]) > 1 and text[start] == "0" and text[start + 1].isdigit():
        return None  # 0371: a code
    last = text[end - 1]
    if (
        last in "千百兆"
        and end - start > 1
        and (unit := unit_at(text, end - 1))
        and unit[0].written[0] == last
    ):
        end -= 1  # 5|千瓦, 5|百分点
    written = text[start:end]
    if not is_arabic and text[end : end + 1].isdigit():
        return None
    pair = None if is_arabic else parse_pair(written)
    try:
        low, high = pair or (_HALF if written == "半" else parse_numeral(written),) * 2
        flaw = ""
    except ValueError:
        low, high, flaw = _NOTHING, _NOTHING, "numeral_unclear"
    if not (pair or is_arabic) and len(written) > 1 and all(c in DIGITS for c in written):
        flaw = "numeral_unclear"  # 一三: no count
    more = _MORE.match(text, end) if text[end : end + 1] in _MORE_OPENS else None
    if more and unit_at(text, more.end()):
        factor = scale_value(more["scale"])
        return _Numeral(start, more.end(), low * factor, high * factor, written + more["scale"], True, flaw)
    return _Numeral(start, end, low, high, written, False, flaw)


def _amount(text: str, numeral: _Numeral) -> Quantity | None:
    """Read a numeral with its unit, or a range of two: 20—30个, 5%至6%, 3万5千家."""
    unit = _unit_behind(text, numeral.end) or _classifier(text, numeral)
    other_start = unit.end if unit else numeral.end
    sign = _RANGE.match(text, other_start) if text[other_start : other_start + 1] in _RANGE_OPENS else None
    other = _HERE.match(text, sign.end()) if sign else None
    if other and sign:
        second = _read_numeral(text, other)
        quantity = _range(text, numeral, unit, second) if second else None
        if quantity is not None:
            return quantity
    if unit is None:
        return _bare(text, numeral)
    return _with_unit(text, numeral, unit)


def _range(text: str, first: _Numeral, unit: _Written | None, second: _Numeral) -> Quantity | None:
    last = _unit_behind(text, second.end)
    if last is None and unit is None:
        if text.startswith("之间", second.end) and not (first.flaw or second.flaw):  # 性别比介于103与107之间
            bounds = first.low, second.high
            return _unlinked(first, second.end, bounds, second.scale) if first.low < second.high else None
        return _passed(first.start, second.end) if not first.is_hanzi else None
    if last is None:
        if first.is_hanzi or text[second.end : second.end + 1] in {"年", "月", "日"}:
            return None
        last = unit._replace(end=second.end) if unit else None
    if last is None or (unit and unit.name != last.name):
        return None
    low, high = first.low, second.high
    if unit is None and not first.scale and second.scale and low * scale_value(second.scale) <= high:
        low *= scale_value(second.scale)
    flaw = (
        first.flaw
        or second.flaw
        or ("" if low * (unit or last).factor <= high * last.factor else "numeral_unclear")
    )
    if not _may_count(text, first, last.unit) and not (second.is_hanzi and len(first.written) == 1):
        return None
    return _quantity(
        first._replace(low=low, high=high, written=second.written, more=first.more or second.more, flaw=flaw),
        last,
        text,
    )


def _with_unit(text: str, numeral: _Numeral, unit: _Written) -> Quantity | None:
    if not _may_count(text, numeral, unit.unit):
        return None
    if unit.unit.sort in {"money", "usd"} and _PETTY_CASH.match(text, unit.end):  # 50元|6角
        numeral = numeral._replace(flaw="numeral_unclear")
    tenths = _TENTHS.match(text, unit.end) if unit.unit.written == "成" else None
    if tenths:
        more = Decimal("0.5") if tenths.group() == "半" else Decimal(DIGITS[tenths.group()]) / 10
        numeral = numeral._replace(low=numeral.low + more, high=numeral.high + more)
        unit = unit._replace(end=tenths.end())
    elif text.startswith("半", unit.end):  # 两个|半小时
        numeral = numeral._replace(flaw="numeral_unclear")
    return _quantity(numeral, unit, text)


def _may_count(text: str, numeral: _Numeral, unit: Unit) -> bool:
    """Whether a numeral may stand before a unit: 三场, 百亿元, 千亩; not 百家, 5级, 38度, 三公里."""
    if unit.sort == "grade" or (unit.written == "届" and _names_edition(numeral)):
        return False
    if unit.written == "度" and not numeral.scale.endswith(("万", "亿")):
        return False
    if not numeral.is_hanzi:
        return True
    written = numeral.written
    is_round = written in _SCALES and _ROUND_SUM.search(text, max(0, numeral.start - 3), numeral.start)
    if len(written) == 1 and unit.place != "hanzi" and not (is_round or numeral.more):  # 近|百公里, |十余公里
        return False
    if written[0] in _SCALES and written[0] not in "十拾":
        is_large = unit.sort == "count" and all(c in _SCALES for c in written)  # 百万名
        is_sum = (len(written) > 1 and (unit.sort == "money" or is_large)) or (
            written in _SCALES and unit.written == "亩"
        )
        if not (
            is_sum
            or is_round
            or numeral.more
            or _ROUND_SUM.search(text, max(0, numeral.start - 3), numeral.start)
        ):
            return False
    end = numeral.end + len(unit.written)
    return not _EACH_ONE.match(text, end)


def _names_edition(numeral: _Numeral) -> bool:
    """Whether a number before 届 names one of many: 十四届, 2025届."""
    return numeral.high < _MANY_EDITIONS if numeral.is_hanzi else numeral.high in _YEARS_OF_CLASSES


def _quantity(numeral: _Numeral, unit: _Written, text: str) -> Quantity:
    start = numeral.end if numeral.end <= unit.end else unit.end
    behind = text[start : unit.end] if text.startswith(unit.unit.written, start) else unit.unit.written
    return Quantity(
        numeral.start,
        unit.end,
        low := plain(numeral.low * unit.factor),
        low if numeral.high == numeral.low else plain(numeral.high * unit.factor),
        None if numeral.flaw else unit.unit,
        unit.name,
        ("" if numeral.is_hanzi else numeral.scale) + behind,
        numeral.more,
        numeral.numeral_type,
        numeral.flaw,
    )


def _bare(text: str, numeral: _Numeral) -> Quantity | None:
    """Read a number without a unit: an index, or people and money left to the words around it."""
    if numeral.flaw or numeral.more or _MORE.match(text, numeral.end):
        return None
    if unknown := _UNKNOWN_UNIT.match(text, numeral.end):  # 不得超过|40DDDs: kept as written
        bounds = numeral.low, numeral.high
        return _unlinked(numeral, unknown.end(), bounds, numeral.scale + unknown.group())._replace(
            unit_name=unknown.group()
        )
    if _NOT_BEHIND.match(text, numeral.end):
        return None
    following = text[numeral.end : numeral.end + 1]
    if following == "分":
        return _score(text, numeral)
    written = numeral.written
    is_dated = following in NO_UNIT or (following == "年" and numeral.high >= 100)
    is_dated = is_dated or (following in _LIST_SIGNS and _YEARS_LISTED.match(text, numeral.start) is not None)
    is_large = len(written) > 1 and written[0] in DIGITS and written[-1] in _LARGE
    if is_dated or (numeral.is_hanzi and not is_large):
        return None
    return _unlinked(numeral, numeral.end, (numeral.low, numeral.high), numeral.scale)


def _score(text: str, numeral: _Numeral) -> Quantity | None:
    """Read the points of a score: 满意度得分达到|90分."""
    start = numeral.start
    if numeral.is_hanzi or _SCORE.search(text, max(0, start - _NEAR_SCORE), start) is None:
        return None
    return _unlinked(numeral, numeral.end + 1, (numeral.low, numeral.high), "分")._replace(unit_name="分")


def _unlinked(numeral: _Numeral, end: int, values: tuple[Decimal, Decimal], written: str) -> Quantity:
    """Return a quantity whose unit the words around it must tell."""
    low, high = map(plain, values)
    return Quantity(numeral.start, end, low, high, None, "", written, False, numeral.numeral_type)


def _passed(start: int, end: int) -> Quantity:
    """Return the place of numbers that are no quantity but hang together: 2021—2025."""
    return Quantity(start, end, _NOTHING, _NOTHING, None, "", "", False, "")


def _fraction(text: str, numeral: _Numeral) -> Quantity | None:
    """Read 百分之四十, 百分之五至百分之八 and 三分之一 as shares in %, not 五分之一元."""
    if not text.startswith(_OF, numeral.end):
        return None
    begin = numeral.end + len(_OF)
    match = _HERE.match(text, begin + text.startswith("负", begin))
    low = _read_numeral(text, match) if match else None
    if low is None or (match and match.start() > begin):  # …分之负…
        return _passed(numeral.start, match.end() if match else begin)
    high = _end_of_fraction(text, text[numeral.start : begin], low) or low
    whole, written = numeral.low, text[numeral.start : begin]
    is_tens = whole > 1 and plain(whole) == 10 ** (len(f"{whole:.0f}") - 1)
    flaw = numeral.flaw or low.flaw or high.flaw
    if unit_at(text, high.end) or _NOT_BEHIND.match(text, high.end) or not low.low <= high.high:
        flaw = "numeral_unclear"
    if whole <= 0 or (not is_tens and high.high >= whole):
        flaw = "numeral_unclear"
    if flaw:
        return Quantity(
            numeral.start, high.end, _NOTHING, _NOTHING, None, "%", written, False, low.numeral_type, flaw
        )
    least, most = _share(low.low, whole, is_tens), _share(high.high, whole, is_tens)
    unit = load_units()["%"]
    return Quantity(numeral.start, high.end, least, most, unit, "%", written, False, low.numeral_type)


def _end_of_fraction(text: str, whole: str, low: _Numeral) -> _Numeral | None:
    """Return the second numeral of 百分之五至(百分之)八."""
    sign = _RANGE.match(text, low.end)
    if sign is None:
        return None
    match = _HERE.match(text, sign.end() + (len(whole) if text.startswith(whole, sign.end()) else 0))
    high = _read_numeral(text, match) if match else None
    return None if high is None or unit_at(text, high.end) else high


def _share(part: Decimal, whole: Decimal, exact: bool) -> Decimal:
    value = part * 100 / whole
    return plain(value if exact else to_decimals(value, 4))


def _ratio(text: str, numeral: _Numeral) -> Quantity | None:
    """Read 2.2:1 as 2.2, 10/10万 as 10 of 1/10万; 2/3 and 1:16 are told by their words."""
    if numeral.is_hanzi or numeral.flaw or numeral.more:
        return None
    values = numeral.low, numeral.high
    if of := _OF_TEN_THOUSANDS.match(text, numeral.end):
        unit, name = load_units()["1/10万"], f"1/{of['of'].replace('十万', '10万')}"
        return _unlinked(numeral, of.end(), values, of.group())._replace(unit=unit, unit_name=name)
    if ratio := _RATIO.match(text, numeral.end):
        return _unlinked(numeral, ratio.end(), values, ratio.group())._replace(unit=load_units()[":1"])
    other = _RATIO_OF.match(text, numeral.end)
    if other and not numeral.scale and not unit_at(text, other.end()):
        value = (numeral.low / Decimal(other["of"])).quantize(_RATIO_DIGITS)
        return _unlinked(numeral, other.end(), (value, value), ":")
    fraction = _FRACTION.match(text, numeral.end)
    if fraction and not unit_at(text, fraction.end()) and numeral.low < int(fraction["of"]):
        value = _share(numeral.low, Decimal(fraction["of"]), exact=False)
        return _unlinked(numeral, fraction.end(), (value, value), "/")
    return None


def _unit_behind(text: str, start: int) -> _Written | None:
    """Read a unit with what stands behind its slashes: 元/人, 公里/万平方公里, 吨/标准台班."""
    found = unit_at(text, start)
    if found is None:
        return None
    unit, end = found
    below, end = _below(text, end)
    if not below:
        if unit.place == "composite":
            return None
        return _Written(unit, unit.unit, unit.factor, end)
    if unit.sort in {"money", "usd"}:  # money over something is in plain yuan
        plain_name = unit.unit.lstrip(_LARGE)
        return _Written(unit, f"{plain_name}{below}", unit.factor * Decimal(int(scale_of(unit.unit))), end)
    return _Written(unit, f"{unit.unit}{below}", unit.factor, end)


def _classifier(text: str, numeral: _Numeral) -> _Written | None:
    """Read a classifier of one letter where a verb that adds asks for it: 建成|12个|体重管理门诊."""
    unit = load_units().get(text[numeral.end : numeral.end + 1])
    if numeral.is_hanzi or unit is None or unit.written not in _CLASSIFIERS:
        return None
    if text.startswith(_NEVER_SPLIT, numeral.end):
        return None
    is_asked = text[numeral.start - 1 : numeral.start] in "、和及" or _ADDS.search(
        text, max(0, numeral.start - 4), numeral.start
    )
    return _Written(unit, unit.unit, unit.factor, numeral.end + 1) if numeral.start and is_asked else None


def _below(text: str, end: int) -> tuple[str, int]:
    """Return what a unit is divided by, each part with its slash, and where it ends."""
    below = ""
    while True:
        if text.startswith("/", end):
            begin = end + 1
        elif not below and (word := _PER_WORD.match(text, end)):
            begin = word.end()
        else:
            return below, end
        part, found = begin, unit_at(text, begin)
        if found is None and (scale := _SCALED.match(text, begin)):
            part = scale.end()
            found = unit_at(text, part)
        if found:
            below += f"/{text[begin:part]}{found[0].unit.lstrip(_LARGE)}"
            end = found[1]
            if text.startswith("·", end) and (times := unit_at(text, end + 1)):  # 升/人·日
                below, end = f"{below}·{times[0].unit}", times[1]
        elif unknown := _PER_UNKNOWN.match(text, begin):
            below += f"/{unknown.group()}"
            end = unknown.end()
        else:
            return below, end


def _implicit(match: re.Match[str]) -> Quantity:
    word, units = match.group(), load_units()
    if word.startswith(("翻", "倍")):
        times = Decimal(2) ** {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}.get(match["fan"] or "一", 1)
        value, unit = times, units["倍"]
    elif word in {"减半", "折半"} or "半" in word:
        value, unit = Decimal(50), units["%"]
    elif "清零" in word:
        return Quantity(match.start(), match.end(), Decimal(0), Decimal(0), None, "", "", False, "implicit")
    else:
        value, unit = Decimal(100), units["%"]
    return Quantity(match.start(), match.end(), value, value, unit, unit.unit, "", False, "implicit")
