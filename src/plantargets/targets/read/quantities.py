"""Find the numbers of a text that carry a unit, and the implicit ones."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from plantargets.language.lexicon import Unit, load_lexicon, not_before
from plantargets.language.numerals import ARABIC, SCALE, amount, parse_numeral, plain, scale_value


class Quantity(NamedTuple):
    """A number with its unit in a compact text; `unit` is None where the text gives none."""

    start: int
    end: int
    value_min: Decimal
    value_max: Decimal
    unit: Unit | None
    unit_name: str
    unit_as_written: str
    more: bool  # 余, 多 inside: 10余平方公里
    numeral_type: str


NO_UNIT = frozenset("月日号时点分强届周版期")
PER = (  # 元/人, 吨标准煤/万元
    "(?:/(?:亩|平方米|平方公里|立方米|人|日|天|年|月|小时|公里|万元|亿元|万人|千人|公顷|户|升|吨|千瓦时"
    "|百户|次|亩次|套|秒|千克|公斤))?"
)
RANGE = r"(?:[—\-~]{1,2}|至|到|或)"
# A block without one of these holds no quantity.
CANDIDATE = re.compile(
    r"\d|[翻倍]|覆盖|清零|全部|半"
    "|[二两三四五六七八九十百](?:[十百]|余|多){0,4}[个家项次场名位户座所条处件支款种张台套辆间栋艘架人班亩百成倍]"
    "|一[次场期轮]|[千万]亩|至少|不少于"
)


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a compact text in their order, without overlaps.

    Numbers that are parts of words, dates, list numbers or codes are left out; whether a quantity is a target
    is not decided here.

    >>> [(q.start, q.end, str(q.value_max), q.unit_name) for q in find_quantities("达到2.3万亿元,20—30个")]
    [(2, 8, '23000', '亿元'), (9, 15, '30', '个')]
    """
    found = []
    for match in _pattern().finditer(text):
        quantity = _arabic(match) if match["n1"] else _hanzi(match) if match["h"] else _implicit(match)
        if quantity is not None:
            found.append(quantity)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    lexicon = load_lexicon()
    unit = lexicon.unit_pattern
    hanzi_units = "|".join(
        re.escape(u.written) + not_before(u)
        for u in sorted(lexicon.units.values(), key=lambda u: -len(u.written))
        if u.hanzi
    )
    numeral = "[一二两三四五六七八九十百千万亿]"
    # 2.3万亿元, 20—30个, 10余家, 5%至6%, 1.5万元/人; without a unit no letter or digit may follow
    arabic = (
        rf"(?<![A-Za-z0-9.第\-+*×/:'’·])(?<!\d,)(?P<n1>{ARABIC})(?P<s1>{SCALE})?(?:(?P<m1>[多余来])(?P<s3>[万亿]{{1,2}})?)?"
        rf"(?:(?P<u1>{unit})?{RANGE}(?P<n2>{ARABIC})(?P<s2>{SCALE})?)?(?P<m2>[多余来])?(?:(?P<u>{unit}{PER})|(?![A-Za-z0-9+×*∶]))"
    )
    # 三场, 十余家, 三至五个 (not 第三场, 几十家)
    hanzi = (
        rf"(?<![第0-9一二三四五六七八九十百千万亿两几数])(?P<h>{numeral}{{1,9}}?)(?P<hm>[多余])?(?:{RANGE}(?P<h2>{numeral}{{1,4}}))?"
        rf"(?P<hu>{hanzi_units})(?!{numeral}{{1,3}}[个家项])"
    )
    implicit = (
        "(?P<i>翻(?P<fan>[一两二三四])番|翻番|倍增|翻倍|减半|折半"
        "|(?<!家)过半|半数(?=以上)|(?<=[到于占为达过足])半数|全覆盖|(?<=覆盖)所有|(?<=[压减缩])一半|清零|全部)"
    )
    return re.compile(f"{arabic}|{hanzi}|{implicit}")


def _arabic(match: re.Match[str]) -> Quantity | None:
    written = match["u"] or ""
    base, _, per = written.partition("/")
    unit = load_lexicon().units.get(base) if base else None
    if unit is None and match["u1"]:  # 5%至6
        unit, written, base, per = load_lexicon().units[match["u1"]], match["u1"], match["u1"], ""
    is_heat = base == "度" and not (match["s1"] or match["s2"] or "").endswith(("万", "亿"))
    if is_heat or (unit is not None and unit.dimension == "grade"):  # 38度, 5级; but 3000亿度 of electricity
        return None
    first, second = match["n1"], match["n2"]
    scale1, scale2 = (match["s1"] or "") + (match["s3"] or ""), match["s2"] or ""
    if second is not None:
        if unit is None:
            return None
        low, high = amount(first, scale1), amount(second, scale2)
        if not scale1 and not match["u1"]:
            low *= scale_value(scale2)
        if low > high:
            return None
    else:
        low = high = amount(first, scale1)
    scale = scale2 or scale1
    if unit is None:
        following = match.string[match.end() : match.end() + 1]
        if match["m1"] or match["m2"] or following in NO_UNIT or (following == "年" and high >= 100):
            return None
        return Quantity(match.start(), match.end(), low, high, None, "", scale, False, "arabic")
    factor = unit.factor
    if match["u1"] and match["u1"] != base:
        low = low * load_lexicon().units[match["u1"]].factor / factor
    # money stays money per head or per mu: 亩均税收11万元 and 30万元/人 are both in 亿元
    name = f"{unit.unit}/{per}" if per and unit.dimension not in {"money", "usd"} else unit.unit
    return Quantity(
        match.start(),
        match.end(),
        plain(low * factor),
        plain(high * factor),
        unit,
        name,
        scale + written,
        bool(match["m1"] or match["m2"]),
        "arabic",
    )


def _hanzi(match: re.Match[str]) -> Quantity | None:
    numeral, second, written = match["h"], match["h2"], match["hu"]
    unit = load_lexicon().units[written]
    is_sum = (unit.dimension == "money" and len(numeral) > 1) or (len(numeral) == 1 and written == "亩")
    if numeral[0] in "百千万亿" and not is_sum:  # 百家, 万人: names; 百亿元, 千亩: a sum, a size
        return None
    low = parse_numeral(numeral)
    high = parse_numeral(second) if second else low
    if second and low > high:
        return None
    return Quantity(
        match.start(),
        match.end(),
        plain(low * unit.factor),
        plain(high * unit.factor),
        unit,
        unit.unit,
        written,
        bool(match["hm"]),
        "hanzi",
    )


def _implicit(match: re.Match[str]) -> Quantity:
    word = match["i"]
    units = load_lexicon().units
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
