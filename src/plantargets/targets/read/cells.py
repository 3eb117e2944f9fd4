"""Read one cell of a table: ≥25, [13.5], 90%以上, 突破900家, 5—6; its unit may stand in a head."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from plantargets.language.heads import TABLE_WORDS, is_percent, is_ratio, is_unit
from plantargets.language.lexicon import load_lexicon, longest_prefix
from plantargets.language.numerals import ARABIC, SCALE, parse_numeral, plain
from plantargets.targets.read.comparator import comparator_before, comparator_ending
from plantargets.targets.read.quantities import find_quantities

_REMEMBERED = 4096  # equal cells come again in every row
_ASIDE = re.compile(r"(?P<value>[^()]+)\((?P<aside>[^()]+)\)")  # 1200(6.9%)
_OPENING, _CLOSING = "[(【{", "])】}"
_TAIL = re.compile(r"(?:[*※①-⑳]|\[注?\d\]|\(注\d?\)|\((?P<year>(?:19|20)\d\d)年?\))+$")
_DIGIT_OR_BRACKET = re.compile(r"[\d\[(【{]")
_CEILING_LINKS = frozenset(load_lexicon().lists["ceiling_link"])
_TOLD_BEHIND = re.compile(
    rf"\((?:(?P<annual>{TABLE_WORDS.any_word('yearly')})|{TABLE_WORDS.any_word('over_years')})\)$"
)
_CLAUSE_WITHOUT_NUMBER = re.compile(r"[、,;，。(][^\d]{2,30}")
_NUMBER = re.compile(rf"(?P<sign>[-+−])?(?P<number>{ARABIC})(?P<scale>{SCALE})?")
_JOINER = re.compile(r"[—\-~至到]{1,2}")
_SIGNS = {
    "≥": "ge",
    ">": "gt",
    "≤": "le",
    "<": "lt",
    "≈": "approx",
    "=": "",
    "⩾": "ge",
    "⩽": "le",
    "≧": "ge",
    "≦": "le",
}
_UNIT = re.compile(r"/100?[千万]|[^\d,。;:\[\]()【】<>≤≥*※~—\-]{1,12}")


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says; spans are offsets in its text (folded, without white space).

    Attributes
    ----------
    start, end
        The number or numbers, with the unit where the cell has one.
    numbers
        The numerals as written, with their scale; one, or the two of a range.
    signs
        1 or -1 for each.
    unit
        The unit in the cell, empty where there is none.
    comparator
        Code of the words around it.
    bracket
        The bracket around all of it, empty without one: [13.5] is a sum over the years of a plan.
    modality, link
        Words of firmness and the code of the verb before it (``growth``, ``reduction``, ``level``).
    repeats
        Whether the cell itself says 年均, or 累计: ``annual``, ``during`` or nothing.
    marks
        Marks of notes behind it.
    year
        Year in brackets behind it, None without one.
    """

    start: int
    end: int
    numbers: tuple[str, ...]
    signs: tuple[int, ...]
    unit: str
    comparator: str
    bracket: str
    modality: str = ""
    link: str = ""
    repeats: str = ""
    marks: str = ""
    year: int | None = None
    implicit: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """The numbers of a cell in their canonical unit, as sentences have them."""

    low: Decimal
    high: Decimal
    unit: str
    dimension: str
    written: str


@lru_cache(_REMEMBERED)
def read_cell(text: str) -> Value | None:
    """Return what a cell says, None where it is no single value.

    >>> read_cell("[13.5]").bracket, read_cell("≥25").comparator, read_cell("突破900家").unit
    ('[', 'ge', '家')
    >>> read_cell("与GDP增长基本同步") is None
    True
    """
    if not text or len(text) > 40:
        return None
    start, end, marks, year, bracket = 0, len(text), "", None, ""
    told = _TOLD_BEHIND.search(text)  # 25(累计), 6.5(年均)
    end = told.start() if told and told.start() else end
    while text[start:end][:1] in tuple("*※①②③④⑤"):
        marks, start = marks + text[start], start + 1
    tail = _TAIL.search(text, start, end)
    if tail and tail.start() > start:
        marks, end = marks + tail.group(), tail.start()
        year = int(tail["year"]) if tail["year"] else None
    outside, inner_end = comparator_ending(text, start, end)  # [6.5]以上
    if text[start] in _OPENING and inner_end - start > 2 and text[inner_end - 1] in _CLOSING:
        bracket, start, end = text[start], start + 1, inner_end - 1
    else:
        outside = ""
    implicit = _implicit(text, start, end, marks)
    if implicit is not None:
        return implicit
    words = _words_before(text, start, end)
    start = words.end
    if start < end and text[start] in _OPENING and text[end - 1] in _CLOSING and not bracket:
        bracket, start, end = text[start], start + 1, end - 1  # ≥[13.5]
        inner = _words_before(text, start, end)
        start, words = inner.end, words if not inner.comparator else inner
    clause = _CLAUSE_WITHOUT_NUMBER.search(text, start, end)
    end = clause.start() if clause and clause.end() == end else end
    comparator, stop = comparator_ending(text, start, end)
    found = _numbers(text, start, stop)
    if found is None:
        return None
    numbers, signs, unit, begin, finish = found
    if finish != stop:
        return None
    code = (
        "range" if len(numbers) == 2 else words.comparator or comparator or outside or words.ceiling or "eq"
    )
    return Value(
        begin,
        finish,
        numbers,
        signs,
        unit,
        code,
        bracket,
        words.modality,
        words.link,
        words.repeats or ("" if told is None else "annual" if told["annual"] else "during"),
        marks,
        year,
    )


def read_with_aside(text: str) -> tuple[Value, Value | None] | None:
    """Return the value of a cell and that in brackets behind it, None where a cell is not two values.

    What is in brackets may be more than a value, of a part: its value is None then.

    >>> [value.numbers for value in read_with_aside("1200(6.9%)")], read_with_aside("1200(预计)")
    ([('1200',), ('6.9',)], None)
    >>> read_with_aside("95%(城区98%)")[1] is None
    True
    """
    found = _ASIDE.fullmatch(text)
    if found is None:
        return None
    value, aside = read_cell(found["value"]), read_cell(found["aside"])
    if value is None or value.bracket or not any(map(str.isdigit, found["aside"])):
        return None
    if aside is None or aside.bracket:
        return value, None
    start = found.start("aside")
    return value, replace(aside, start=aside.start + start, end=aside.end + start)


def amount_of(value: Value, unit: str) -> Amount | None:
    """Return the amount of a cell in its own unit or the one given, None where they make none."""
    if value.implicit:
        [quantity] = find_quantities(value.implicit)
        dimension = quantity.unit.sort if quantity.unit else ""
        return Amount(quantity.value_min, quantity.value_max, quantity.unit_name, dimension, "")
    unit = value.unit or unit
    amounts = [_amount(number, unit) for number in value.numbers]
    first, last = amounts[0], amounts[-1]
    low, high = first.low * value.signs[0], last.high * value.signs[-1]
    if low > high:
        return None
    return Amount(plain(low), plain(high), last.unit, last.dimension, last.written)


@dataclass(frozen=True, slots=True)
class _Before:
    end: int
    comparator: str = ""
    modality: str = ""
    link: str = ""
    repeats: str = ""
    ceiling: str = ""


def _words_before(text: str, start: int, end: int) -> _Before:
    comparator = modality = link = repeats = ceiling = ""
    closers, openers = load_lexicon().closers, load_lexicon().openers
    number = _DIGIT_OR_BRACKET.search(text, start, end)
    while start < end and not text[start].isdigit():
        found = comparator_before(text, start, number.start()) if number else None
        if found is not None and found and found.begin == start and number is not None:
            comparator, start = found.code, number.start()
            continue
        if text[start] in _SIGNS:
            comparator, start = comparator or _SIGNS[text[start]], start + 1
            if text.startswith("=", start):
                comparator, start = {"gt": "ge", "lt": "le"}.get(comparator, comparator), start + 1
            continue
        word, roles = longest_prefix(closers, text, start, end)
        other, _ = longest_prefix(openers, text, start, end)
        if not word and not other:
            break
        if len(other) > len(word):
            start += len(other)
            continue
        comparator, modality = roles.comparator or comparator, modality or (word if roles.modality else "")
        link = roles.link or link
        if word in _CEILING_LINKS:
            ceiling = "le"
        if "年均" in word or word == "每年":
            repeats = "annual"
        elif word == "累计":
            repeats = "during"
        start += len(word)
    return _Before(start, comparator, modality, link, repeats, ceiling)


def _numbers(
    text: str, start: int, end: int
) -> tuple[tuple[str, ...], tuple[int, ...], str, int, int] | None:
    """Return the number or range from `start` with its unit: numerals, signs, unit, span."""
    first = _NUMBER.match(text, start, end)
    if first is None:
        return None
    position, unit = first.end(), ""
    numbers, signs = [first], [-1 if first["sign"] in {"-", "−"} else 1]
    own = _UNIT.match(text, position, end)
    joiner = _JOINER.match(text, position, end)
    if own and not joiner:
        written = own.group().rstrip("至到")
        if is_unit(written):
            unit, position = written, position + len(written)
            joiner = _JOINER.match(text, position, end)
    second = _NUMBER.match(text, joiner.end(), end) if joiner else None
    if second is not None:
        numbers.append(second)
        signs.append(1)
        position = second.end()
        own = _UNIT.match(text, position, end)
        if own and is_unit(own.group()):
            unit, position = own.group(), position + len(own.group())
    written_numbers = [match["number"] + (match["scale"] or "") for match in numbers]
    if len(numbers) == 2 and not numbers[0]["scale"] and numbers[1]["scale"]:
        written_numbers[0] += numbers[1]["scale"]  # 1.5—2万
    return tuple(written_numbers), tuple(signs), unit, start, position


def _implicit(text: str, start: int, end: int, marks: str) -> Value | None:
    """全覆盖, 实现翻一番; a ratio, 2.2:1, that is one number as well."""
    found = find_quantities(text[start:end])
    if len(found) != 1 or found[0].end != end - start:
        return None
    if found[0].numeral_type != "implicit" and not is_ratio(text[start + found[0].start : end]):
        return None
    begin = start + found[0].start
    words = _words_before(text, start, begin)
    if words.end != begin:
        return None
    return Value(
        begin,
        end,
        (),
        (),
        "",
        "eq",
        "",
        words.modality,
        words.link,
        words.repeats,
        marks,
        None,
        text[begin:end],
    )


def _amount(number: str, unit: str) -> Amount:
    """Return a numeral with a unit, read as in a sentence; a unit unknown there stays as written."""
    unit = "%" if is_percent(unit) else unit
    unit = unit.removeprefix("1") if unit.startswith("1/") else unit  # 9 of 1/10万 is 9/10万
    quantity = next(iter(find_quantities(number + unit)), None) if unit else None
    if quantity is not None and quantity.unit and (quantity.start, quantity.end) == (0, len(number + unit)):
        low, high, name = quantity.value_min, quantity.value_max, quantity.unit_name
        return Amount(low, high, name, quantity.unit.sort, quantity.unit_as_written)
    match = _NUMBER.fullmatch(number)
    assert match is not None
    value = parse_numeral(match["number"] + (match["scale"] or ""))
    scaled = re.match(rf"({SCALE})", unit)
    if scaled and not (scaled.end() == len(unit) or is_unit(unit)):
        scaled = None  # a word that begins like a scale
    if scaled:
        value = plain(value * parse_numeral("1" + scaled[1]))
    name = "" if unit in {"无", "-", "—"} else unit[scaled.end() :] if scaled else unit
    return Amount(
        value,
        value,
        name,
        "percent" if name == "%" else "",
        (match["scale"] or "") + ("" if not name else unit),
    )
