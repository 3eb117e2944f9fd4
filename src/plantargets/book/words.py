"""What codes and buttons are called in both languages, ``words.csv``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from plantargets.errors import PlanTargetsError
from plantargets.language.period import Period
from plantargets.language.units import dimension_of, unit_name
from plantargets.package_tables import package_rows
from plantargets.prose import Phrase
from plantargets.targets.codebook import Language, column_name

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def word(field: str, code: str, language: str) -> str:
    """Return the word for a code of a field in ``en`` or ``zh``.

    Raises
    ------
    PlanTargetsError
        If ``words.csv`` has no such row.

    Examples
    --------
    >>> word("kind", "share", "en"), word("kind", "share", "zh")
    ('share', '占比')
    """
    row = _words().get((field, code))
    if row is None:
        raise PlanTargetsError(f"words.csv: no row for field {field!r}, code {code!r}; add one")
    return Phrase(row[language])


def words(field: str, codes: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the words for several codes of a field, such as the heads of a table."""
    return tuple(word(field, code, language) for code in codes)


def field_name(field: str, language: str) -> str:
    """Return what the pages call a field: as ``words.csv`` says, else by its name in the codebook.

    Examples
    --------
    >>> field_name("modality", "en"), field_name("obligation", "en")
    ('Word of firmness', 'Obligation')
    """
    return (
        word("field", field, language)
        if field in codes("field")
        else column_name(field, "zh" if language == "zh" else "en")
    )


def codes(field: str) -> tuple[str, ...]:
    """Return the codes of a field in the order of ``words.csv``."""
    return tuple(code for name, code in _words() if name == field)


def period_words(period: str, language: str) -> str:
    """Return a period as a reader says it.

    Examples
    --------
    >>> period_words("by:2025", "en"), period_words("annual:2020-2022", "zh"), period_words("", "en")
    ('by 2025', '2020—2022年每年', 'not stated')
    """
    when = Period.parse(period)
    form = when.form
    if when.is_repeated and when.years in {None, 1}:
        form += "_none" if when.end_year is None else "_one"
    # 2020—2022年, not 2020年—2022年
    return word("period", form, language).format(
        start=when.start_year, end=_date(when.end_year, when.end_month, language)
    )


def value_words(low: str, high: str, unit: str, comparator: str, language: str) -> str:
    """Return a value with its comparator and unit.

    Counts stand without their classifier in English, which has none.

    Examples
    --------
    >>> value_words("23000", "23000", "亿元", "eq", "en"), value_words("30", "30", "%", "ge", "zh")
    ('2.3 trillion yuan', '不低于30%')
    >>> value_words("1", "2", "次", "range", "en")
    '1–2'
    """
    number, name = _scaled(low, high, unit, language)
    said = _words().get(("comparator", comparator), {"en": comparator, "zh": comparator})[language]
    if language == "zh":
        return f"{said}{number}{name}"
    return " ".join(
        part for part in (said, number if name != "%" else f"{number} %", name) if part not in ("", "%")
    )


def _scaled(low: str, high: str, unit: str, language: str) -> tuple[str, str]:
    """Return the number and the name of its unit; 亿元 become billion or trillion yuan in English."""
    dash = "–" if language == "en" else "—"
    scale = Decimal(1)
    name = unit_name(unit, language)
    if language == "en" and (name == "number" or dimension_of(unit) == "times"):
        name = ""
    if language == "en" and unit in ("亿元", "万美元"):
        try:
            top = max(abs(Decimal(low)), abs(Decimal(high)))
        except InvalidOperation:
            top = Decimal(0)
        money = "yuan" if unit == "亿元" else "US dollars"
        steps = (
            ((10_000, "trillion"), (10, "billion"), (Decimal("0.01"), "million"))
            if unit == "亿元"
            else ((100_000, "billion"), (100, "million"), (Decimal("0.1"), "thousand"))
        )
        size, said = next((step for step in steps if top >= step[0]), steps[-1])
        scale, name = Decimal(size), f"{said} {money}"
    texts = list(dict.fromkeys(_number(text, scale) for text in (low, high) if text != ""))
    return dash.join(texts), name


def _number(text: str, scale: Decimal) -> str:
    try:
        value = Decimal(text) / scale
    except InvalidOperation:
        return text
    return f"{value.normalize():,f}" if value.is_finite() else text


def _date(year: int | None, month: int | None, language: str) -> str:
    """Write 2019 or 2019-06 as a date."""
    if language == "en":
        return f"{year}-{month:02d}" if month else f"{year}"
    return f"{year}年" + (f"{month}月" if month else "")


@lru_cache(maxsize=1)
def _words() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["field"], row["code"]): row for row in package_rows("plantargets.book", "words.csv")}
