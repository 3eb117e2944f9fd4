"""Numerals of Chinese plans, Arabic and Chinese, as exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    character: value
    for value, characters in enumerate(["零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"])
    for character in characters
}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
SCALES = {**{c: Decimal(v) for c, v in SMALL.items()}, **{c: Decimal(v) for c, v in LARGE.items()}}
# Bounded so that products with a scale stay exact in 28 digits; longer ones are codes, not quantities.
ARABIC = r"\d{1,6}(?:,\d{3}){1,4}(?:\.\d{1,9})?|\d{1,18}(?:\.\d{1,9})?"
SCALE = r"[十百千]?[万亿]{1,2}|百(?!分点)|千(?![瓦米克伏帕卡])"
HANZI = r"[零〇一二两三四五六七八九十百千万亿]{1,24}"

_FULL = re.compile(rf"({ARABIC})({SCALE})?|({HANZI})")


def parse_numeral(written: str) -> Decimal:
    """Return the exact value of a numeral, its scale characters included.

    Parameters
    ----------
    written
        An Arabic numeral of at most 18 digits before the point with an optional scale (``"2.3万亿"``,
        ``"1,200"``) or a Chinese one (``"三十五"``), in ASCII digits and simplified characters.

    Raises
    ------
    ValueError
        If the text is no numeral.

    Examples
    --------
    >>> parse_numeral("2.3万亿"), parse_numeral("1,200"), parse_numeral("三百零五"), parse_numeral("两")
    (Decimal('2300000000000'), Decimal('1200'), Decimal('305'), Decimal('2'))
    """
    found = _FULL.fullmatch(written)
    if not found:
        raise ValueError(f"not a numeral: {written!r}")
    number, scale, hanzi = found.groups()
    if hanzi:
        return Decimal(_hanzi_value(hanzi))
    return amount(number, scale or "")


def amount(number: str, scale: str) -> Decimal:
    """Return the value of an Arabic numeral times its scale: ``amount("1,200", "万")`` is 12000000."""
    value = Decimal(number.replace(",", ""))
    return plain(value * scale_value(scale)) if scale else plain(value)


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


def _hanzi_value(text: str) -> int:
    if not any(c in SMALL or c in LARGE for c in text):  # read digit by digit: 二〇二五
        value = 0
        for character in text:
            value = value * 10 + DIGITS[character]
        return value
    total = section = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in SMALL:
            section += (digit or 1) * SMALL[character]
            digit = 0
        elif character == "万":
            total += (section + digit or 1) * LARGE["万"]
            section = digit = 0
        else:  # 亿 multiplies all before it: 三万亿
            total = (total + section + digit or 1) * LARGE["亿"]
            section = digit = 0
    return total + section + digit
