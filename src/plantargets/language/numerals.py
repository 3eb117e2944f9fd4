"""Numerals of Chinese plans, Arabic, Chinese and mixed, as exact decimals: read whole or not at all."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

DIGITS = {
    character: value
    for value, characters in enumerate(
        ["零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for character in characters
}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
SCALES = {**{c: Decimal(v) for c, v in SMALL.items()}, **{c: Decimal(v) for c, v in LARGE.items()}}
# Bounded so that products with a scale stay exact in 28 digits; longer ones are codes, not quantities.
LONGEST = 40  # characters of the longest numeral
ARABIC = r"\d{1,6}(?:,\d{3}){1,4}(?:\.\d{1,9})?|\d{1,18}(?:\.\d{1,9})?"
SCALE = r"[十百千]?[万亿]{1,2}|百(?!分点)|千(?![瓦米克伏帕卡])"
# 陆, 伍, 肆, 拾 are digits beside another of a sum alone: 壹佰伍拾, not 大陆 or 收拾
HANZI = "零〇一二两三四五六七八九十百千万亿兆壹贰叁柒捌玖佰仟"
HANZI_CLASS = (
    f"(?:[{HANZI}]|[肆伍陆](?=[拾佰仟])|肆(?=[万亿])|(?<=[{HANZI}肆伍陆拾])[肆伍陆拾]|拾(?=[{HANZI}]))"
)

_ARABIC = re.compile(ARABIC)
_PLAIN_DIGITS = "".join(DIGITS)
_TOKEN = re.compile(rf"(?P<arabic>{ARABIC})|(?P<hanzi>[{_PLAIN_DIGITS}{''.join(SCALES)}])")
_WITH_POINT = re.compile(rf"(?P<whole>[^点]+)点(?P<part>[{_PLAIN_DIGITS}]+)(?P<scale>[万亿]*)")
# 三五家 is three to five; 二三十 twenty to thirty; 十七八 seventeen to eighteen
_PAIR = re.compile(
    r"(?P<before>.*?)(?P<one>[一两二三四五六七八九])(?P<other>[二两三四五六七八九])(?P<behind>[十百千]?[万亿]*)"
)


@lru_cache(maxsize=4096)  # few numbers of a text are written once
def parse_numeral(written: str) -> Decimal:
    """Return the exact value of a numeral, its scale characters included.

    Parameters
    ----------
    written
        A numeral in ASCII digits and simplified characters without white space: Arabic of at most 18 digits
        before the point with an optional scale (``"2.3万亿"``, ``"1,200"``), Chinese (``"三十五"``,
        ``"零点五"``, ``"壹佰"``), or mixed (``"3万5千"``). A digit behind a scale without 零 counts the next
        smaller one: 四百五 is 450. Digits without a scale are read one by one: 二〇二五.

    Raises
    ------
    ValueError
        If the text is no numeral.

    Examples
    --------
    >>> parse_numeral("2.3万亿"), parse_numeral("1,200"), parse_numeral("三百零五"), parse_numeral("两")
    (Decimal('2300000000000'), Decimal('1200'), Decimal('305'), Decimal('2'))
    >>> parse_numeral("3万5千"), parse_numeral("二点五万"), parse_numeral("四百五"), parse_numeral("四百零五")
    (Decimal('35000'), Decimal('25000'), Decimal('450'), Decimal('405'))
    """
    value = _value(written)
    if value is None:
        raise ValueError(f"not a numeral: {written!r}")
    return plain(value)


def parse_pair(written: str) -> tuple[Decimal, Decimal] | None:
    """Return the bounds of a numeral that names two neighbours, None for every other.

    >>> parse_pair("三五"), parse_pair("二三十"), parse_pair("三十五")
    ((Decimal('3'), Decimal('5')), (Decimal('20'), Decimal('30')), None)
    """
    match = _PAIR.fullmatch(written)
    if match is None:
        return None
    before, one, other, behind = match.groups()
    step = DIGITS[other] - DIGITS[one]
    if step != 1 and one + other != "三五":
        return None
    if before and (before[-1] not in SMALL or (behind and behind[0] in SMALL)):
        return None
    low, high = _value(before + one + behind), _value(before + other + behind)
    if low is None or high is None:
        return None
    return plain(low), plain(high)


def scale_value(scale: str) -> Decimal:
    """Return the factor of scale characters: 万亿 is 10^12."""
    factor = Decimal(1)
    for character in scale:
        factor *= SCALES[character]
    return factor


def plain(value: Decimal) -> Decimal:
    """Return the value without an exponent and without trailing zeros, so that 2.30E+4 is written 23000."""
    if value == value.to_integral_value():
        return Decimal(int(value))  # quantize() would refuse more than 28 digits
    return value.normalize()


def _value(written: str) -> Decimal | None:
    if len(written) > LONGEST:
        return None
    if written.isascii():
        return Decimal(written.replace(",", "")) if _ARABIC.fullmatch(written) else None
    point = _WITH_POINT.fullmatch(written)
    if point:
        whole = _value(point["whole"])
        if whole is None or whole != whole.to_integral_value():
            return None
        part = "".join(str(DIGITS[digit]) for digit in point["part"])
        return Decimal(f"{int(whole)}.{part}") * scale_value(point["scale"])
    tokens = []
    position = 0
    while position < len(written):
        match = _TOKEN.match(written, position)
        if match is None:
            return None
        tokens.append(match)
        position = match.end()
    return _sum(tokens) if tokens else None


def _sum(tokens: list[re.Match[str]]) -> Decimal | None:
    """Return the value of the tokens of a numeral in falling order of scale; None if they are in no order."""
    words = [token.group() for token in tokens]
    if all(word in DIGITS for word in words):  # one by one: 二〇二五
        return Decimal("".join(str(DIGITS[word]) for word in words))
    if not words[0][0].isdigit() and any(token["arabic"] for token in tokens):
        return None
    return _reckon(words, said=words[0] in SCALES or words[0] in DIGITS)


def _reckon(words: list[str], said: bool) -> Decimal | None:
    """Return what comes before the largest scale times that scale, and what comes behind added.

    `said` tells numerals in Chinese, in which a last digit counts the next smaller scale (四百五), from those
    in Arabic (3亿5 may be two numbers).
    """
    if len(words) == 1 and words[0] not in SCALES:
        return Decimal(DIGITS[words[0]]) if words[0] in DIGITS else Decimal(words[0].replace(",", ""))
    if words[0] in "零〇":
        return _reckon(words[1:], said)
    scale = max((int(SCALES[word]) for word in words if word in SCALES), default=0)
    if not scale:
        return None
    at = max(i for i, word in enumerate(words) if word in SCALES and SCALES[word] == scale)
    times = _times(words[:at], scale, said, is_last=at + 1 == len(words))
    rest = _behind(words[at + 1 :], scale, said)
    return None if times is None or rest is None else times * scale + rest


def _times(words: list[str], scale: int, said: bool, is_last: bool) -> Decimal | None:
    """Return how many of a scale there are; 十, 百, 千 take one digit, or what stands alone: 12百."""
    if not words:
        return Decimal(1)
    value = _reckon(words, said)
    repeats = any(word in SCALES and SCALES[word] == scale for word in words)
    if value is None or (repeats and words[-1] not in SCALES):  # 三亿两亿; but 四万万
        return None
    is_small = scale < LARGE["万"]
    if is_small and (len(words) > 1 or words[0] in SCALES or (value >= 10 and not is_last)):
        return None
    return value if is_last or value == value.to_integral_value() else None


def _behind(words: list[str], scale: int, said: bool) -> Decimal | None:
    """Return what the words behind a scale add: 四百五 50, 四百零五 5, 3万4000 4000, 十五 5."""
    if not words:
        return Decimal(0)
    gap = words[0] in "零〇"
    value = _reckon(words, said)
    if value is None or value >= scale or value != value.to_integral_value():
        return None
    if gap or len(words) > 1 or scale == SMALL["十"]:
        return value
    if words[0] in DIGITS:
        return value * scale / 10 if said else None
    return value if value >= scale // 10 else None
