"""Tables of series and of targets that users bring: read, checked cell by cell, and said in one form."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, cast

import pandas as pd

from plantargets.errors import PlanTargetsError, nearest
from plantargets.growth.aims import Measure
from plantargets.growth.labels import is_growth_rate
from plantargets.language.units import factor_between, is_unit
from plantargets.package_tables import package_rows
from plantargets.plans import to_simplified

SERIES_COLUMNS = ("region", "indicator", "year", "value", "unit", "vintage", "source")
TARGET_COLUMNS = (
    "region", "indicator", "year", "value", "value_max", "unit", "comparator", "measure", "base_year",
    "prices", "vintage", "plan_id", "target_id",
)  # fmt: skip
NEEDED = ("region", "indicator", "year", "value", "unit")
FORMATS = (".csv", ".xlsx", ".parquet", ".dta")
FIRST_YEAR, LAST_YEAR = 1800, 2200
# Excel counts days from here; such a number in a column of years is a date that lost its format.
EXCEL_DAY_0, EXCEL_SERIALS = datetime.date(1899, 12, 30), range(20000, 80000)
NUMBER = re.compile(r"[-+−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?")
YEAR = re.compile(r"(\d{4})(?:\.0+)?年?")
PER_CENT, PER_MILLE = "%", "‰"
FRACTION_GAP = 20  # of 0.05 below 5; regions differ by less


@dataclass(frozen=True, slots=True)
class Given:
    """One row of a user's table.

    Attributes
    ----------
    row
        Its number as a spreadsheet counts, the head being row 1.
    """

    row: int
    region: str
    indicator: str
    year: int
    value: float
    unit: str
    value_max: float
    vintage: str = ""
    comparator: str = "ge"
    measure: Measure | None = None
    base_year: int | None = None
    constant_prices: bool = False
    plan_id: str = ""
    target_id: str = ""
    source: str = ""


def read_table(path: Path) -> pd.DataFrame:
    """Return a table of a user as it stands, cells of CSV as text.

    Raises
    ------
    PlanTargetsError
        If the file is missing or unreadable, or its ending is unknown.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise PlanTargetsError(f"{path}: unknown format; expected {', '.join(FORMATS)}.")
    if not path.is_file():
        raise PlanTargetsError(f"{path}: there is no such file.")
    try:
        if ending == ".csv":
            return _read_csv(path)
        if ending == ".xlsx":
            return pd.read_excel(path, dtype=object, keep_default_na=False, na_values=[""])
        return pd.read_parquet(path) if ending == ".parquet" else pd.read_stata(path).astype(object)
    except (OSError, ValueError, KeyError) as error:
        raise PlanTargetsError(f"{path} cannot be read: {' '.join(str(error).split())[:200]}") from None


def read_series(table: pd.DataFrame, where: str = "series") -> list[Given]:
    """Return the observations of a table of series.

    Parameters
    ----------
    table
        ``region, indicator, year, value, unit`` and optionally ``vintage, source``; heads in Chinese
        (地区, 指标, 年份, 数值, 单位, 数据版本) are understood. Empty values are years without observation.
    where
        Name of the file, for messages.

    Raises
    ------
    PlanTargetsError
        For the first cell that is wrong: a missing column or unit, a year that is a date, a value that is no
        number, percentages written as fractions, or two values of one year. Row and column are named.
    """
    columns = _columns(table, SERIES_COLUMNS, where)
    given = [
        Given(
            row,
            _text(cells, "region", row, where),
            _text(cells, "indicator", row, where),
            _year(cells, "year", row, where),
            value,
            _unit(cells, row, where),
            value,
            vintage=_optional(cells, "vintage"),
            source=_optional(cells, "source"),
        )
        for row, cells in _rows(table, columns)
        if not _empty(cells["value"])
        for value in [_number(cells, "value", row, where)]
    ]
    if not given:
        raise PlanTargetsError(f"{where}: expected rows with a value, found none.")
    _check_fractions(given, where)
    return given


def read_targets(table: pd.DataFrame, where: str = "targets") -> list[Given]:
    """Return the targets of a table of targets.

    Parameters
    ----------
    table
        ``region, indicator, year`` (in which the target is to be met), ``value`` and ``unit``; optionally
        ``value_max`` of a range, ``comparator``, ``measure`` (see `plantargets.growth.aims.Aim`),
        ``base_year``, ``prices`` (``constant`` for growth or levels in real terms), ``vintage``, ``plan_id``
        and ``target_id``. Heads and words in Chinese are understood (目标值, 以上, 年均增长).

    Raises
    ------
    PlanTargetsError
        As `read_series`; also for a target without year or value, an unknown comparator, measure or word for
        prices, and one target twice.
    """
    columns = _columns(table, TARGET_COLUMNS, where)
    given = []
    for row, cells in _rows(table, columns):
        value = _number(cells, "value", row, where)
        most = value if _empty(cells.get("value_max")) else _number(cells, "value_max", row, where)
        if most < value:
            raise PlanTargetsError(
                f"{where}, row {row}, column {columns['value_max']}: expected a number of {value:g} or "
                f"more, the "
                f"lower end of the range, found {most:g}."
            )
        comparator = _word(cells, "comparator", row, where, columns) or ("range" if most > value else "ge")
        base = None if _empty(cells.get("base_year")) else _year(cells, "base_year", row, where)
        year = _year(cells, "year", row, where)
        if base is not None and base >= year:
            raise PlanTargetsError(
                f"{where}, row {row}, column {columns['base_year']}: expected a year before {year}, found "
                f"{base}."
            )
        given.append(
            Given(
                row,
                _text(cells, "region", row, where),
                _text(cells, "indicator", row, where),
                year,
                value,
                _unit(cells, row, where),
                most,
                vintage=_optional(cells, "vintage"),
                comparator=comparator,
                measure=cast("Measure | None", _word(cells, "measure", row, where, columns) or None),
                base_year=base,
                constant_prices=_word(cells, "prices", row, where, columns) == "constant",
                plan_id=_optional(cells, "plan_id"),
                target_id=_optional(cells, "target_id"),
            )
        )
    if not given:
        raise PlanTargetsError(f"{where}: expected rows with a target, found none.")
    return given


def check_doubles(given: Sequence[Given], keys: Sequence[tuple[Any, ...]], what: str, where: str) -> None:
    """Refuse two rows with one key; the message names both.

    Raises
    ------
    PlanTargetsError
        For the first that stands twice.
    """
    seen: dict[tuple[Any, ...], Given] = {}
    for one, key in zip(given, keys, strict=True):
        if key in seen:
            first = seen[key]
            written = "" if first.region == one.region else f" (written {first.region} and {one.region})"
            raise PlanTargetsError(
                f"{where}, rows {first.row} and {one.row}, column {'region' if written else 'year'}: {what} "
                f"of {one.region}{written}, "
                f"{one.indicator}, {one.year}: {first.value:g} and {one.value:g}. Keep one of them, or tell "
                f"them "
                "apart in the column vintage."
            )
        seen[key] = one


def name_words(kind: str) -> tuple[str, ...]:
    """Return the words in a name that tell ``growth``, or that it is ``average`` or ``each``.

    Examples
    --------
    >>> "增速" in name_words("growth")
    True
    """
    return tuple(_words()[f"{kind}_name"])


def names_growth(indicator: str, series_id: str) -> bool:
    """Whether the name of an indicator in per cent says that it is itself a rate of growth."""
    return is_growth_rate(series_id) or indicator.lower().endswith(name_words("growth"))


def convert(value: float, found: str, wanted: str, row: int, where: str) -> float:
    """Return a value in another unit, by the unit table.

    Raises
    ------
    PlanTargetsError
        If the two units do not measure the same thing, or one is unknown.
    """
    if found == wanted:
        return value
    factor = factor_between(found, wanted)
    if factor is None:
        unknown = [unit for unit in (found, wanted) if not is_unit(unit)]
        why = (
            f"the unit table does not know {' or '.join(unknown)}" if unknown else "they measure other things"
        )
        raise PlanTargetsError(
            f"{where}, row {row}, column unit: {found} does not convert to {wanted} of the series ({why}). "
            "State the value in a unit of the same kind; for growth in % of a series of levels state the "
            "column "
            "measure: growth, average_growth, each_year or cumulative_growth."
        )
    return value * factor.numerator / factor.denominator


def check_target_fraction(one: Given, observed: Sequence[float], where: str) -> None:
    """Refuse a target in per cent that is written as a fraction, beside what is observed in per cent."""
    if one.unit == PER_CENT and 0 < abs(one.value) < 1 and min(map(abs, observed), default=1.0) >= 1:
        raise PlanTargetsError(_fraction(one, where))


def _check_fractions(given: Sequence[Given], where: str) -> None:
    """Refuse values in per cent that are fractions: of an indicator, or of one region of many."""
    by_indicator: dict[str, dict[str, list[Given]]] = {}
    for one in given:
        if one.unit == PER_CENT and one.value:
            by_indicator.setdefault(one.indicator, {}).setdefault(one.region, []).append(one)
    for regions in by_indicator.values():
        sizes = {region: [abs(one.value) for one in rows] for region, rows in regions.items()}
        for region, rows in regions.items():
            others = [size for name, own in sizes.items() if name != region for size in own]
            largest = max(sizes[region])
            alone = max((max(own) for own in sizes.values()), default=0.0) <= 1
            if largest <= 1 and (alone or (others and median(others) >= FRACTION_GAP * largest)):
                raise PlanTargetsError(_fraction(rows[0], where))


def _fraction(one: Given, where: str) -> str:
    return (
        f"{where}, row {one.row}, column value: {one.value:g} with the unit % looks like a fraction. Write "
        f"{100 * one.value:g} for {100 * one.value:g} %; if it really is {one.value:g} %, write "
        f"{10 * one.value:g} with the unit {PER_MILLE}."
    )


def _columns(table: pd.DataFrame, known: Sequence[str], where: str) -> dict[str, Any]:
    """Return the column of the table for each of our fields; the first where two have one meaning."""
    heads: dict[str, Any] = {}
    for column in table.columns:
        field = _heads().get(_head(column), "")
        if field in known:
            if field in heads:
                raise PlanTargetsError(
                    f"{where}: columns {heads[field]} and {column} both mean {field}. Leave one of them out."
                )
            heads[field] = column
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        names = ", ".join(
            f"{name} "
            f"({' or '.join(head for head, field in _heads().items() if field == name and head != name)})"
            for name in missing
        )
        found = ", ".join(map(str, table.columns)) or "none"
        raise PlanTargetsError(f"{where}, row 1: expected a column {names}; found the columns {found}.")
    return heads


def _head(column: object) -> str:
    return to_simplified(str(column).strip()).lower().replace(" ", "_")


def _rows(table: pd.DataFrame, columns: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows with anything in them, each with its number as a spreadsheet counts."""
    cells = {field: table[column].tolist() for field, column in columns.items()}
    rows = []
    for place in range(len(table)):
        row = {field: values[place] for field, values in cells.items()}
        if not all(_empty(value) for value in row.values()):
            rows.append((place + 2, row))
    return rows


def _empty(value: object) -> bool:
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, str) and not value.strip()


def _optional(cells: Mapping[str, Any], field: str) -> str:
    value = cells.get(field)
    return "" if _empty(value) else str(value).strip()


def _text(cells: Mapping[str, Any], field: str, row: int, where: str) -> str:
    text = _optional(cells, field)
    if not text:
        raise PlanTargetsError(f"{where}, row {row}, column {field}: expected a name, found an empty cell.")
    return text


def _unit(cells: Mapping[str, Any], row: int, where: str) -> str:
    unit = _optional(cells, "unit")
    if not unit:
        raise PlanTargetsError(
            f"{where}, row {row}, column unit: expected a unit such as 亿元, 万人 or %, found an empty "
            f"cell. A "
            "value without unit is not used."
        )
    return {"％": PER_CENT, "percent": PER_CENT, "per cent": PER_CENT}.get(unit, unit)


def _word(cells: Mapping[str, Any], field: str, row: int, where: str, columns: Mapping[str, Any]) -> str:
    text = _optional(cells, field)
    if not text:
        return ""
    words = _words()[field]
    code = words.get(to_simplified(text).lower())
    if code is None:
        raise PlanTargetsError(
            f"{where}, row {row}, column {columns[field]}: expected one of "
            f"{', '.join(dict.fromkeys(words.values()))}, found {text!r}{nearest(text, words)}."
        )
    return code


def _number(cells: Mapping[str, Any], field: str, row: int, where: str) -> float:
    value = cells[field]
    text = "" if _empty(value) else str(value).strip()
    if isinstance(value, bool) or not NUMBER.fullmatch(text.replace("−", "-")):
        advice = " Write the number alone and % in the column unit." if text.endswith(("%", "％")) else ""
        raise PlanTargetsError(
            f"{where}, row {row}, column {field}: expected a number, found "
            f"{text or 'an empty cell'!r}.{advice}"
        )
    number = float(text.replace("−", "-").replace(",", ""))
    if not math.isfinite(number):
        raise PlanTargetsError(
            f"{where}, row {row}, column {field}: expected a finite number, found {text!r}."
        )
    return number


def _year(cells: Mapping[str, Any], field: str, row: int, where: str) -> int:
    value = cells[field]
    here = f"{where}, row {row}, column {field}: expected a year such as 2025"
    if _empty(value):
        raise PlanTargetsError(f"{here}, found an empty cell.")
    if isinstance(value, (datetime.date, datetime.datetime)):
        raise PlanTargetsError(
            f"{here}, found the date {value:%Y-%m-%d}. Format the column as numbers, and write the year "
            f"alone."
        )
    text = str(value).strip()
    if re.fullmatch(r"\d{5}(\.0+)?", text) and int(float(text)) in EXCEL_SERIALS:
        day = EXCEL_DAY_0 + datetime.timedelta(days=int(float(text)))
        raise PlanTargetsError(f"{here}, found {text}, as Excel counts the day {day}. Write the year alone.")
    match = YEAR.fullmatch(text)
    if isinstance(value, bool) or match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        date = " Write the year alone." if re.search(r"\d{4}\D+\d", text) else ""
        raise PlanTargetsError(f"{here}, found {text!r}.{date}")
    return int(match[1])


def _read_csv(path: Path) -> pd.DataFrame:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return pd.read_csv(
                path, dtype=str, keep_default_na=False, encoding=encoding, skip_blank_lines=False
            )
        except UnicodeDecodeError:
            continue
    raise PlanTargetsError(f"{path}: neither UTF-8 nor GB18030. Save it as UTF-8.")


@cache
def _heads() -> dict[str, str]:
    rows = package_rows("plantargets.growth", "data/table_heads.csv")
    return {_head(row["name"]): row["field"] for row in rows}


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for row in package_rows("plantargets.growth", "data/cell_words.csv"):
        words.setdefault(row["field"], {})[row["word"].lower()] = row["code"]
    return words
