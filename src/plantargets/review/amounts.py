"""Amounts as other people write them: 2.3 of 万亿元, 2.3 trillion yuan, 500亿, 50bn, 15 percent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from plantargets.language.folding import compact, fold
from plantargets.language.units import dimension_of, factor_between, scale_of
from plantargets.package_tables import package_rows
from plantargets.plans import to_simplified
from plantargets.targets.read.quantities import Quantity, find_quantities

_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?)(.*)", re.DOTALL)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_FACTOR = re.compile(r"\d+")
_LATIN = re.compile(r"[a-z$¥²]")
_SHARE = "%"
_ANY = "个"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in the canonical unit; without a unit also where a scale was stated (``scaled``): 500亿."""

    value: Decimal
    unit: str = ""
    scaled: bool = False


def read_amount(text: str, unit: str = "") -> Amount | None:
    """Return a stated value with its unit, None where it is no number.

    Examples
    --------
    >>> read_amount("50", "billion yuan")
    Amount(value=Decimal('500'), unit='亿元', scaled=False)
    >>> read_amount("2.3万亿元").value, read_amount("30亿", "公斤").unit, read_amount("15%").unit
    (Decimal('23000'), '公斤', '%')
    >>> read_amount("500亿"), read_amount("many")
    (Amount(value=Decimal('50000000000'), unit='', scaled=True), None)
    """
    words = _THOUSANDS.sub("", fold(to_simplified(f"{text} {unit}")).lower()).strip()
    written = _NUMBER.fullmatch(words)
    if written is None:
        found = quantities_of(words)
        return Amount(found[0].value_max, found[0].unit_name) if found else None
    number, rest = Decimal(written[1]), written[2].strip()
    if not rest:
        return Amount(number)
    factor, rest = _in_chinese(rest)
    number *= factor
    if not rest:
        return Amount(number, scaled=factor != 1)
    found = quantities_of(f"{number.normalize():f}{rest}")
    if found and found[0].unit_name:
        return Amount(found[0].value_max, found[0].unit_name)
    scaled = quantities_of(f"{number.normalize():f}{rest}元")  # 500亿: a scale and no unit
    if scaled and scaled[0].unit_name == "亿元":
        return Amount(scaled[0].value_max * Decimal(int(scale_of("亿元"))), scaled=True)
    return Amount(number, rest)


def same_amount(stated: Amount, value: Decimal, unit: str) -> bool:
    """Whether a stated amount is that of a text, whatever unit it is stated in.

    A number without a unit is right as the value of the canonical unit, with its scale, or, for a share, as a
    fraction of one.

    >>> same_amount(read_amount("5000", "公顷"), Decimal(50), "平方公里")
    True
    >>> same_amount(read_amount("30", "个"), Decimal(30), "家")
    True
    """
    if not stated.unit:
        scale = scale_of(unit)
        wanted = [value * Decimal(scale.numerator) / Decimal(scale.denominator)] if stated.scaled else [value]
        if unit == _SHARE:
            wanted.append(value / 100)
        return any(is_close(stated.value, one) for one in wanted)
    if same_unit(stated.unit, unit):
        return is_close(stated.value, value)
    factor = factor_between(stated.unit, unit)
    return factor is not None and is_close(stated.value * factor.numerator / factor.denominator, value)


def same_unit(stated: str, unit: str) -> bool:
    """Whether a stated unit is a name of one of a text: 家 and 户, 座 and 处.

    个 stands for every classifier; where a text has 个, for those that ``unit_synonyms.csv`` lists.

    >>> same_unit("家", "户"), same_unit("个", "项"), same_unit("家", "项"), same_unit("个", "%")
    (True, True, False, False)
    >>> same_unit("处", "个"), same_unit("床", "个")
    (True, False)
    """
    groups = _synonyms()
    if stated == unit or (stated in groups and (unit == _ANY or groups[stated] == groups.get(unit))):
        return True
    return stated == _ANY and dimension_of(unit) == "count"


def same_measure(unit: str, other: str) -> bool:
    """Whether a unit alone, without its number, is one that the other is stated in."""
    stated = read_amount("1", unit)
    name = stated.unit if stated and stated.unit else unit
    return same_unit(name, other) or factor_between(name, other) is not None


def is_close(one: Decimal, other: Decimal) -> bool:
    """Whether two values are equal but for rounding in their last digits."""
    return abs(one - other) <= Decimal("1e-9") * max(abs(one), abs(other), Decimal(1))


def quantities_of(words: str) -> list[Quantity]:
    """Return the quantities of words as the reader of plans finds them."""
    folded = fold(to_simplified(words))
    text, _ = compact(folded, 0, len(folded))
    return find_quantities(text)


def _in_chinese(words: str) -> tuple[Decimal, str]:
    """Return the factor and the unit of words that name a unit in English; others as they are."""
    if not _LATIN.search(words) and words not in _names():
        return Decimal(1), words
    factor, unit, left = Decimal(1), "", words
    for written, (times, name) in _names().items():
        pattern = re.compile(rf"(?<![a-z]){re.escape(written)}(?![a-z])")
        if pattern.search(left) and not (name and unit):
            left, factor, unit = pattern.sub(" ", left, count=1), factor * times, name or unit
    for digits in _FACTOR.findall(left):
        factor *= Decimal(digits)
    chinese = "".join(_FACTOR.sub("", left).split())
    return (Decimal(1), words) if _LATIN.search(chinese) else (factor, chinese + unit)


@cache
def _names() -> dict[str, tuple[Decimal, str]]:
    """Return what words stand for in Chinese units, longest first."""
    rows = sorted(package_rows("plantargets.review", "unit_names.csv"), key=lambda row: -len(row["written"]))
    return {row["written"]: (Decimal(row["factor"]), row["unit"]) for row in rows}


@cache
def _synonyms() -> dict[str, str]:
    return {row["unit"]: row["counts"] for row in package_rows("plantargets.review", "unit_synonyms.csv")}
