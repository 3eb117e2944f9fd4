"""The one table of units: what each form means, how units of one dimension meet, what they are called."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from plantargets.errors import PlanTargetsError
from plantargets.language.numerals import SCALES, scale_value

# What the grammar tells apart; every other dimension is a physical one.
SORTS = {
    "share": "percent",
    "points": "point",
    "multiple": "multiple",
    "multiple_doubling": "multiple",
    "ratio": "ratio",
    "money_cny": "money",
    "duration": "time",
    "months": "time",
    "working_days": "time",
    "age": "time",
    "grade": "grade",
    **dict.fromkeys(
        (
            "count", "people", "times", "person_times", "household_times", "machine_times", "item_times",
            "vehicle_times", "vessel_times", "train_times", "tree_times", "voyages", "flights", "trips",
            "scheduled_trips", "lessons", "doses", "person_portions", "standard_buses", "containers",
            "teaching_hours", "school_years", "school_places", "parking_places",
        ),
        "count",
    ),
}  # fmt: skip
# Their units are classifiers: the thing counted decides whether two counts are of the same thing.
COUNTED = frozenset({"count", "people", "times"})
PLACES = {"", "hanzi", "composite", "grade"}
_COLUMNS = (
    "written",
    "unit",
    "factor",
    "dimension",
    "base_unit",
    "base_factor",
    "name_en",
    "one_en",
    "name_zh",
)
_COUNTED_BY_PIECE = {"people": "people", "person_times": "people", "times": "times"}
_PART = re.compile(rf"(?P<number>\d*)(?P<scale>[{''.join(SCALES)}]*)")
_SCALE_EN = {100: "100", 1000: "1,000", 10**4: "10,000", 10**8: "100 million", 10**12: "trillion"}
_LATIN = re.compile(r"[A-Za-zμµ°]+[0-9²³]?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written in plans.

    Attributes
    ----------
    written, unit, factor
        The form, the canonical unit of rows and the exact factor into it: 元 is 0.00000001 亿元.
    dimension, base_unit, base_factor
        What it measures, and the factor from the form to the base unit in which units of a dimension meet.
    sort
        What the grammar tells apart: percent, point, multiple, ratio, money, usd (other money), count, time,
        physical, grade.
    place
        Where the form may stand: everywhere behind a number with digits or scale, ``hanzi`` also behind a
        single Chinese digit, ``composite`` in composite units alone, ``grade`` in the names of grades alone.
    """

    written: str
    unit: str
    factor: Decimal
    dimension: str
    base_unit: str
    base_factor: Fraction
    sort: str
    name_en: str
    one_en: str
    name_zh: str
    place: str


class Measure(NamedTuple):
    """What a unit measures: its dimension, the base unit of it, and the exact factor into that."""

    dimension: str
    base_unit: str
    factor: Fraction

    @property
    def decimal(self) -> Decimal:
        """The factor to 28 digits: a mu is no decimal part of a square kilometre."""
        return Decimal(self.factor.numerator) / Decimal(self.factor.denominator)


@cache
def load_units() -> dict[str, Unit]:
    """Return the units by the form in which they are written.

    Raises
    ------
    PlanTargetsError
        If a row of ``units.csv`` is there twice or lacks what it must say.
    """
    return read_units((files("plantargets.language") / "units.csv").read_text(encoding="utf-8"))


def read_units(text: str) -> dict[str, Unit]:
    """Return the units of a table; a form without a dimension of its own stands for that of its unit."""
    rows: dict[str, dict[str, str]] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        if row["written"] in rows or row["place"] not in PLACES:
            raise PlanTargetsError(
                f"language/units.csv row {number}: unit {row['written']!r} is there twice or has an unknown "
                f"place {row['place']!r}; expected one of {sorted(PLACES)}."
            )
        rows[row["written"]] = row
    heads: dict[str, dict[str, str]] = {}
    for row in rows.values():
        if row["dimension"]:
            heads.setdefault(row["unit"], row)
    return {written: _unit(row, heads) for written, row in rows.items()}


def measure_of(unit: str) -> Measure | None:
    """Return what a unit measures, its scale and what stands behind a slash included; None if unknown.

    Examples
    --------
    >>> measure_of("GW")
    Measure(dimension='power', base_unit='千瓦', factor=Fraction(1000000, 1))
    >>> measure_of("万元/人").dimension, measure_of("1/10万").dimension, measure_of("箩筐")
    ('money_cny/people', 'share', None)
    """
    above, *below = unit.split("/")
    if above[:1].isdigit() and not (above == "1" and below):  # 48% is an amount
        return None
    whole = _measure_of_part(above)
    for part in below:
        other = _measure_of_part(part)
        if whole is None or other is None:
            return None
        whole = _over(whole, other)
    return whole


def dimension_of(unit: str) -> str:
    """Return the dimension of a unit; the unit itself where the table does not know it."""
    measure = measure_of(unit)
    return unit if measure is None else measure.dimension


def stands_alone(unit: str) -> bool:
    """Whether a unit is known and more than a part of composite ones: 万吨, 元/人, not 年 or 年/月.

    >>> stands_alone("万吨"), stands_alone("分/千瓦时"), stands_alone("分"), stands_alone("年/月")
    (True, True, False, False)
    """
    above, _, below = unit.partition("/")
    part = _part(above)
    if part is None or not is_unit(unit):
        return False
    if part[1] is None or part[1].place != "composite":
        return part[1] is not None or bool(below)
    return (
        bool(below) and part[1].sort in {"money", "physical"} and part[1].dimension != "vehicles_of_traffic"
    )


def is_unit(unit: str) -> bool:
    """Whether the table knows a unit, its scale and parts included: 亿美元, 元/人."""
    return measure_of(unit) is not None


def factor_between(found: str, wanted: str) -> Fraction | None:
    """Return by what to multiply to get from a unit to another of its dimension; None where they never meet.

    Examples
    --------
    >>> factor_between("亿美元", "万美元"), factor_between("万人", "人"), factor_between("万人", "家")
    (Fraction(10000, 1), Fraction(10000, 1), None)
    """
    one, other = measure_of(found), measure_of(wanted)
    if one is None or other is None or one[:2] != other[:2]:
        return None
    if one.dimension in {"count", "times"} and _plain(found) != _plain(
        wanted
    ):  # 家 counts other things than 个
        return None
    return one.factor / other.factor


def scale_of(unit: str) -> Fraction:
    """Return how many of the plain unit a unit is: 10^8 for 亿元, 1 for 家."""
    part = _part(unit)
    return part[0] if part else Fraction(1)


def same_sort(one: str, other: str) -> bool:
    """Whether two units count the same sort of thing: 家 and 户, 亿元 and 万美元; 个 counts everything."""
    if one == other:
        return True
    a, b = _sort_of(one), _sort_of(other)
    if a is None or b is None:
        return False
    return (
        a == b or (one == "个" and b in {"people", "times"}) or (other == "个" and a in {"people", "times"})
    )


def unit_name(unit: str, language: str) -> str:
    """Return how a unit is called in English (``en``) or Chinese (``zh``); the unit itself where unknown.

    Examples
    --------
    >>> unit_name("亿元", "en"), unit_name("家", "en"), unit_name("百分点", "zh")
    ('100 million yuan', 'number', '个百分点')
    >>> unit_name("元/人", "en"), unit_name("1/10万", "en"), unit_name("千瓦时/万元", "en")
    ('yuan per person', 'per 100,000', 'kWh per 10,000 yuan')
    """
    above, *below = unit.split("/")
    if measure_of(unit) is None:
        return unit
    if language == "zh":
        return "/".join([_name(above, "zh"), *below])
    names = " per ".join([_name(above, "en"), *(_name(part, "en", one=True) for part in below)])
    return names.removeprefix("1 ")


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """Return the unit that stands at an offset and where it ends, None if none does.

    The longest form wins, and a unit ends where a word ends: 10家|具有… is a unit, 10家庭 is none.

    Examples
    --------
    >>> unit_at("10家具有国际竞争力的企业", 2)[0].written, unit_at("20人口", 2)
    ('家', None)
    """
    first = text[start : start + 1]
    if (first.isascii() and first.isalpha()) or first in {"μ", "µ", "°"}:
        return _latin_at(text, start)
    for unit in _by_first().get(first, ()):
        if text.startswith(unit.written, start):
            end = start + len(unit.written)
            if unit.written[-1].isascii() and unit.written[-1].isalnum() and text[end : end + 1].isalnum():
                continue
            return None if _is_word(text, start, end) else (unit, end)
    return None


def _unit(row: dict[str, str], heads: dict[str, dict[str, str]]) -> Unit:
    head = row if row["dimension"] else heads.get(row["unit"])
    if head is None or not (
        head["dimension"] and head["base_factor"] and head["name_en"] and head["name_zh"]
    ):
        raise PlanTargetsError(
            f"language/units.csv: unit {row['written']!r} lacks a dimension, a factor to its base unit or a "
            f"name, and no other row of {row['unit']!r} has them; fill in {', '.join(_COLUMNS[3:])}."
        )
    factor = Fraction(row["factor"])
    per_unit = Fraction(head["base_factor"]) / Fraction(head["factor"])
    dimension = head["dimension"]
    sort = SORTS.get(dimension, "usd" if dimension.startswith("money_") else "physical")
    return Unit(
        row["written"], row["unit"], Decimal(row["factor"]), dimension, head["base_unit"], factor * per_unit,
        sort, head["name_en"], head["one_en"] or head["name_en"], head["name_zh"], row["place"],
    )  # fmt: skip


@cache
def _part(written: str) -> tuple[Fraction, Unit | None] | None:
    """Return how many of which unit a part of a unit is: 10,000 of 千瓦时 in 万千瓦时; None if unknown."""
    unit = load_units().get(written)
    if unit is not None:
        return Fraction(1), unit
    match = _PART.match(written)
    number, scale = match.groups() if match else ("", "")
    for length in range(len(scale), -1, -1):  # 万|千瓦时, not 万千|瓦时
        unit = load_units().get(written[len(number) + length :])
        if (number or length) and (unit is not None or written == number + scale[:length]):
            return Fraction(number or 1) * Fraction(scale_value(scale[:length])), unit
    return None


def _plain(written: str) -> str:
    part = _part(written)
    return part[1].unit if part and part[1] else written


def _measure_of_part(written: str) -> Measure | None:
    part = _part(written)
    if part is None:
        return None
    times, unit = part
    return (
        Measure(unit.dimension, unit.base_unit, times * unit.base_factor)
        if unit
        else Measure("number", "1", times)
    )


def _over(above: Measure, below: Measure) -> Measure:
    factor = above.factor / below.factor
    if below.dimension == "number":  # 10/10万 meets 0.01%
        return (
            Measure("share", "%", factor * 100)
            if above.dimension == "number"
            else above._replace(factor=factor)
        )
    return Measure(f"{above.dimension}/{below.dimension}", f"{above.base_unit}/{below.base_unit}", factor)


def _sort_of(unit: str) -> str | None:
    measure = measure_of(unit)
    if measure is None:
        return None
    return (
        "money"
        if measure.dimension.startswith("money_") and "/" not in measure.dimension
        else _COUNTED_BY_PIECE.get(measure.dimension, measure.dimension)
    )


def _name(written: str, language: str, one: bool = False) -> str:
    part = _part(written)
    if part is None:
        return written
    times, unit = part
    is_scaled = unit is None or times != 1
    if language == "zh":
        return (written.removesuffix(unit.written) if unit and is_scaled else "" if unit else written) + (
            unit.name_zh if unit else ""
        )
    said = _SCALE_EN.get(int(times), f"{int(times):,}") if is_scaled else ""
    name = "" if unit is None else unit.one_en if one and not is_scaled else unit.name_en
    return f"{said} {name}".strip()


@cache
def _by_first() -> dict[str, list[Unit]]:
    """Return the units by their first character, longest first."""
    found: dict[str, list[Unit]] = {}
    for unit in sorted(load_units().values(), key=lambda u: -len(u.written)):
        found.setdefault(unit.written[0], []).append(unit)
    return found


@cache
def _latin() -> dict[str, Unit]:
    """Return the Latin forms, those of more than two letters also in capitals: 20EFlops is 20EFLOPS."""
    exact = {unit.written: unit for unit in load_units().values() if _LATIN.fullmatch(unit.written)}
    return {form.upper(): unit for form, unit in exact.items() if len(form) > 2} | exact


def _latin_at(text: str, start: int) -> tuple[Unit, int] | None:
    match = _LATIN.match(text, start)
    if match is None or (
        text[match.end() : match.end() + 1].isascii() and text[match.end() : match.end() + 1].isalnum()
    ):
        return None
    unit = _latin().get(match.group()) or _latin().get(match.group().upper())
    return (unit, match.end()) if unit else None


@cache
def _words() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return the words that begin with a unit, by their first character, longest first."""
    text = (files("plantargets.language") / "unit_words.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["word"][0], []).append((row["word"], tuple(row["unless"].split())))
    for words in found.values():
        words.sort(key=lambda word: -len(word[0]))
    return found


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether the characters of a unit begin a longer word: 家庭, but not 家|庭院."""
    for word, unless in _words().get(text[start], ()):
        if len(word) > end - start and text.startswith(word, start):
            return not any(text.startswith(other, end) for other in unless)
    return False
