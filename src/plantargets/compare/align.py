"""Targets of several plans side by side, in comparable form.

A target becomes comparable in one of a few bases: a level, a share, a rate of change per year, or a count.
What a plan says is new over its whole period is divided by its years, what is stated per year stays, and a
count that may be a stock by the end stays a count of the period; the conversion is kept as text. Levels and
counts are divided by the size of the jurisdiction where an observed series gives it, and left blank with the
reason where none does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

import numpy as np
import pandas as pd

from plantargets.compare.statements import (
    Statement,
    is_measure,
    number_text,
    read_rules,
    read_statements,
    stated_periods,
)
from plantargets.errors import PlanTargetsError, counted, nearest
from plantargets.indicators import THEMES, load_vocabulary
from plantargets.language.lexicon import load_lexicon
from plantargets.language.units import COUNTED, dimension_of, measure_of
from plantargets.plans.text import to_simplified
from plantargets.rounding import to_decimals, written

EXTENSIVE = frozenset({"level", "count_per_year", "count"})

OTHER_THEME = "other"

# A size observed at most so many years away from the year before the plan begins still says how large a place
# is.
NEAREST_YEARS = 2
# The number published first comes first: it is what the authors of a plan had before them.
_VINTAGE_ORDER = ("communique", "press", "yearbook", "government_work_report", "revised")


class Record(Protocol):
    """What the comparison needs of a row of the register."""

    @property
    def plan_id(self) -> str:
        """The id of the plan."""

    @property
    def jurisdiction_code(self) -> str:
        """GB/T 2260 code, six digits."""

    @property
    def period_start_year(self) -> int | None:
        """First year of the plan; None where it states none."""

    @property
    def period_end_year(self) -> int | None:
        """Last year of the plan; None where it states none."""

    @property
    def issued(self) -> date:
        """When it was issued."""


@dataclass(frozen=True)
class Size:
    """One way to divide by the size of a jurisdiction."""

    name: str
    series_id: str
    unit: str
    per: Decimal


SIZES = (
    Size("per_cny_10bn_gdp", "gdp", "亿元", Decimal(100)),
    Size("per_million_people", "resident_population_year_end", "万人", Decimal(100)),
    Size("per_1000_firms_above_scale", "above_scale_industrial_firms", "家", Decimal(1000)),
)
SIZE_NAMES = tuple(size.name for size in SIZES)


def jurisdiction_sizes(records: Iterable[Record], observed: pd.DataFrame) -> pd.DataFrame:
    """Return how large the jurisdiction of each plan was just before the plan began.

    Parameters
    ----------
    records
        Rows of the register.
    observed
        Observed series: ``region_code, series_id, year, value, unit, vintage`` and ``note``.

    Returns
    -------
    DataFrame
        One row per plan and size: ``plan_id, size, value, unit, year, vintage, note, reason``. `value` is
        missing where no series is near enough, and `reason` says so.

    Raises
    ------
    PlanTargetsError
        If the observed series lack a column.
    """
    required = ("region_code", "series_id", "year", "value", "unit", "vintage")
    missing = [column for column in required if column not in observed.columns]
    if missing:
        raise PlanTargetsError(
            f"observed series: column {', '.join(missing)} not found. Pass data/statistics tables."
        )
    table = observed.assign(region_code=observed["region_code"].astype(str))
    rows = []
    for record in records:
        base_year = (record.period_start_year or record.issued.year) - 1
        for size in SIZES:
            of_place = table["region_code"] == str(record.jurisdiction_code)
            found = table[of_place & (table["series_id"] == size.series_id) & (table["unit"] == size.unit)]
            rows.append({"plan_id": record.plan_id, "size": size.name, **_nearest(found, size, base_year)})
    return pd.DataFrame(rows)


def comparable_targets(
    targets: pd.DataFrame,
    records: Iterable[Record],
    sizes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Bring every target into comparable form.

    Parameters
    ----------
    targets
        Rows of the target table.
    records
        Rows of the register, for the plan periods.
    sizes
        Result of `jurisdiction_sizes`; without it the normalised columns are blank.
        A target without an ``indicator_id`` of the vocabulary is aligned by its own words.

    Returns
    -------
    DataFrame
        One row per target: ``plan_id, target_id, theme, indicator_key, name_zh, name_en, basis, value_low,
        value_high, unit, comparator, end_year, stated, conversion, scope, qualifier``, and for each size its
        value and ``<size>_reason``.

    Examples
    --------
    A count for three years and a count per year come to the same basis:

    >>> from types import SimpleNamespace
    >>> plan = SimpleNamespace(plan_id="a", period_start_year=2020, period_end_year=2022)
    >>> row = dict(plan_id="a", target_id="a-1", start=0, end=3, quote="18家", sentence="新增企业18家",
    ...            indicator="高新技术企业", value_min=18, value_max=18, unit="家", comparator="eq",
    ...            kind="increment", period="by:2022", distribution="total", scope="", modality="",
    ...            qualifier="")
    >>> form = comparable_targets(pd.DataFrame([row]), [plan]).iloc[0]
    >>> form["basis"], float(form["value_low"]), form["conversion"]
    ('count_per_year', 6.0, '18 家 / 3 (2020–2022) = 6')
    """
    records = tuple(records)
    periods = stated_periods(records)
    known_indicators = {item.id: item for item in load_vocabulary()}
    size_table = _size_table(sizes)
    rows = []
    for s, unified in _in_common_units(read_statements(targets, periods)):
        basis, factor, conversion = _basis(s)
        value_low, value_high = _converted(s, factor)
        known = known_indicators.get(s.indicator_id)
        row: dict[str, object] = {
            "plan_id": s.plan_id,
            "target_id": s.target_id,
            "theme": known.theme if known else OTHER_THEME,
            "indicator_key": s.indicator_id if known else _own_words_key(s),
            "name_zh": known.name_zh if known else s.subject.replace("·", ""),
            "name_en": known.name_en if known else s.subject.replace("·", ""),
            "basis": basis,
            "value_low": value_low,
            "value_high": value_high,
            "unit": s.unit,
            "comparator": s.bound.comparator,
            "end_year": s.period.end_year,
            "stated": s.quote,
            "conversion": "; ".join(filter(None, (unified, conversion))),
            "scope": s.scope.words,
            "qualifier": s.qualifier,
            "each": s.scope.each and not s.scope.members,
        }
        for size in SIZES:
            value, reason = _normalised(s, basis, value_low, size_table.get((s.plan_id, size.name)), size)
            row[size.name], row[f"{size.name}_reason"] = value, reason
        rows.append(row)
    return pd.DataFrame(rows)


def _in_common_units(statements: tuple[Statement, ...]) -> Iterator[tuple[Statement, str]]:
    """Yield the statements, those in 亩 and 平方公里 of one thing in one unit, and how it was reckoned."""
    units: dict[tuple[str, str, str], set[str]] = {}
    for s in statements:
        units.setdefault((s.indicator_id or s.subject, s.kind, dimension_of(s.unit)), set()).add(s.unit)
    for s in statements:
        measure = measure_of(s.unit)
        shared = units[s.indicator_id or s.subject, s.kind, dimension_of(s.unit)]
        if measure is None or len(shared) == 1 or measure.dimension in COUNTED or s.unit == measure.base_unit:
            yield s, ""
            continue
        low, high = (value * measure.decimal for value in s.bound.ends)
        bound = replace(s.bound, value_min=low, value_max=high)
        reckoned = "–".join(dict.fromkeys(number_text(_told(value)) for value in bound.ends))
        told = f"{_stated(s)} = {reckoned} {measure.base_unit}"
        yield replace(s, unit=measure.base_unit, bound=bound), told


def align_targets(
    targets: pd.DataFrame,
    records: Iterable[Record],
    sizes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the indicator-by-plan matrix of targets in comparable form.

    A cell holds the target for the whole jurisdiction where there is one, else the first; `target_ids` lists
    all targets behind the row, so that nothing is dropped. Parameters are those of `comparable_targets`.

    Returns
    -------
    DataFrame
        One row per indicator, basis and unit: ``theme, indicator_key, name_zh, name_en, basis, unit, plans``,
        one column ``value:<plan_id>`` and one ``target_ids:<plan_id>`` per plan, ``asks_for_more``,
        ``times``, and for each size ``asks_for_more_<size>`` and ``reason_<size>``. `times` is the largest
        value over the smallest; a range counts by its lower end, which is what it asks for at least. Rows
        without a partner have ``plans == 1``.
    """
    records = tuple(records)
    forms = comparable_targets(targets, records, sizes)
    plan_ids = [r.plan_id for r in records]
    rows = []
    keys = ["theme", "indicator_key", "basis", "unit"]
    for key, group in forms.groupby(keys, sort=False, dropna=False):
        row: dict[str, object] = dict(zip(keys, key, strict=True))
        row["name_zh"], row["name_en"] = group["name_zh"].iloc[0], group["name_en"].iloc[0]
        chosen = [_main_target(group[group["plan_id"] == plan_id]) for plan_id in plan_ids]
        cells = [c for c in chosen if c is not None]
        row["plans"] = len(cells)
        for plan_id, cell in zip(plan_ids, chosen, strict=True):
            own = group[group["plan_id"] == plan_id]
            row[f"value:{plan_id}"] = np.nan if cell is None else cell["value_low"]
            row[f"shown:{plan_id}"] = "" if cell is None else cell["target_id"]
            row[f"target_ids:{plan_id}"] = ";".join(own["target_id"])
        row["asks_for_more"], row["times"] = _more(cells, "value_low")
        for name in SIZE_NAMES:
            row[f"asks_for_more_{name}"], row[f"times_{name}"] = _more(cells, name)
            row[f"reason_{name}"] = "; ".join(
                dict.fromkeys(f"{c['plan_id']}: {c[f'{name}_reason']}" for c in cells if c[f"{name}_reason"])
            )
        rows.append(row)
    matrix = pd.DataFrame(rows)
    if matrix.empty:
        return matrix
    order = ["plans", "theme", "indicator_key", "basis", "unit"]
    return matrix.sort_values(
        order, ascending=[False, True, True, True, True], kind="stable", ignore_index=True
    )


def select_aligned(matrix: pd.DataFrame, themes: str = "all", indicators: str = "all") -> pd.DataFrame:
    """Return the rows of an aligned matrix about some themes or indicators.

    Parameters
    ----------
    matrix
        What `align_targets` returns.
    themes, indicators
        ``all``, or ids with commas between: themes and indicators of the vocabulary, or an `indicator_key` of
        the matrix.

    Raises
    ------
    PlanTargetsError
        If an id is known neither to the vocabulary nor to the matrix: a misspelt one would leave an empty
        matrix that looks like plans without such targets.

    Examples
    --------
    >>> matrix = pd.DataFrame({"theme": ["scale", "green"], "indicator_key": ["gdp", "green_factories"]})
    >>> select_aligned(matrix, themes="green")["indicator_key"].tolist()
    ['green_factories']
    """
    known_indicators = [item.id for item in load_vocabulary()]
    chosen = {
        "theme": _known_ids("themes", themes, (*THEMES, OTHER_THEME)),
        "indicator_key": _known_ids(
            "indicators", indicators, (*known_indicators, *matrix.get("indicator_key", ()))
        ),
    }
    for column, ids in chosen.items():
        if ids is not None and not matrix.empty:
            matrix = matrix[matrix[column].isin(ids)]
    return matrix


def _known_ids(parameter: str, given: str, known: Sequence[str]) -> list[str] | None:
    if given == "all":
        return None
    ids = [part.strip() for part in given.split(",")]
    for wrong in (i for i in ids if i not in known):
        valid = (
            f"themes are {', '.join(known)}"
            if parameter == "themes"
            else "ids are in the column indicator_key of the table aligned"
        )
        raise PlanTargetsError(
            f"parameter {parameter}: no {wrong!r}{nearest(wrong, known)}. The {valid}; or 'all'."
        )
    return ids


def _nearest(found: pd.DataFrame, size: Size, base_year: int) -> dict[str, object]:
    empty = {"value": np.nan, "unit": size.unit, "year": pd.NA, "vintage": "", "note": ""}
    if found.empty:
        return {**empty, "reason": "no observed series"}
    order = {vintage: rank for rank, vintage in enumerate(_VINTAGE_ORDER)}
    ranked = found.assign(
        distance=(found["year"].astype(int) - base_year).abs(),
        later=found["year"].astype(int) > base_year,
        rank=found["vintage"].map(order).fillna(len(order)),
    ).sort_values(["distance", "later", "rank", "value"], kind="stable")
    best = ranked.iloc[0]
    if best["distance"] > NEAREST_YEARS:
        away = counted(int(best["distance"]), "year")
        reason = f"nearest observation is of {int(best['year'])}, {away} from {base_year}"
        return {**empty, "reason": reason}
    note = best.get("note", "")
    return {
        "value": float(best["value"]),
        "unit": size.unit,
        "year": int(best["year"]),
        "vintage": str(best["vintage"]),
        "note": note if isinstance(note, str) else "",
        "reason": "",
    }


def _own_words_key(s: Statement) -> str:
    """Return the words of a target as its key; 企业 or 年产值 alone is never the same elsewhere."""
    return f"words:{s.subject}" + (f" ({s.target_id})" if is_measure(s.subject) else "")


def _size_table(sizes: pd.DataFrame | None) -> dict[tuple[str, str], dict[str, object]]:
    if sizes is None:
        return {}
    return {
        (str(r["plan_id"]), str(r["size"])): {str(k): v for k, v in r.items()}
        for r in sizes.to_dict(orient="records")
    }


def _basis(s: Statement) -> tuple[str, Fraction, str]:
    """Return the basis, what the stated number is multiplied by, and the conversion as text."""
    if s.kind in {"share", "multiple"}:
        return s.kind, Fraction(1), ""
    if s.unit == "%" and s.kind in {"growth", "reduction"}:
        return _rate(s)
    members = len(s.scope.members) or 1
    count = f" x {members} ({'、'.join(s.scope.members)})" if members > 1 else ""
    years = 1 if s.period.is_repeated else s.period.years
    is_count = s.kind in {"increment", "activity", "reduction"}
    counted = is_count and years is not None
    spread = counted and years not in {None, 1}
    if spread and s.kind == "increment" and not _says_new(s):
        # 到2025年培育500家 may count those that are there by then: not 167 a year unless it says new.
        factor = Fraction(members)
        shown = f"{_stated(s)}{count} = {number_text(_short(s.bound.value_min * members))}" if count else ""
        return "count", factor, shown
    times = s.period.times_a_year if counted and s.period.is_repeated else 1
    factor = Fraction(members * times, years or 1) if counted else Fraction(members)
    over = f" / {years} ({s.period.start_year}–{s.period.end_year})" if spread else ""
    repeated = f" x {times} ({s.period.form})" if times > 1 else ""
    ends = (
        (s.bound.value_min, s.bound.value_max)
        if s.bound.value_min != s.bound.value_max
        else (s.bound.value_min,)
    )
    result = "–".join(number_text(_short(end * factor.numerator / factor.denominator)) for end in ends)
    shown = f"{_stated(s)}{count}{repeated}{over} = {result}" if count or repeated or over else ""
    # A count over years that nothing states is neither one for a year nor a stock.
    return "count_per_year" if counted else "count" if is_count else "level", factor, shown


def _says_new(s: Statement) -> bool:
    """Say whether the words of a target make its number a flow: 新增, 引进, 建成, not 培育 or 打造 alone."""
    words = to_simplified(f"{s.sentence} {s.subject}")
    return any(word in words for word in _flow_words())


@lru_cache(maxsize=1)
def _flow_words() -> tuple[str, ...]:
    return tuple(rule["word"] for rule in read_rules("flow_words.csv"))


def _rate(s: Statement) -> tuple[str, Fraction, str]:
    sign = -1 if s.kind == "reduction" else 1
    years = s.years_of_change
    if years == 1 and not s.period.is_repeated and not s.baseline and _is_sum(s):
        years = s.period.years or 1
    if years == 1:
        return "change_pct_per_year", Fraction(sign), ""
    total = 1 + sign * s.bound.value_min / 100
    yearly = (float(total) ** (1 / years) - 1) * 100
    change = f"{'−' if sign < 0 else '+'} {number_text(s.bound.value_min)} %"
    shown = f"(1 {change})^(1/{years}) − 1 = {written(yearly, '.2f')} %"
    return "change_pct_per_year", Fraction(f"{yearly:.6f}") / Fraction(s.bound.value_min), shown


def _is_sum(s: Statement) -> bool:
    """Whether a change without a baseline is that of all years of the plan: 五年累计增长30%."""
    return any(word in s.sentence for word in load_lexicon().lists["sum_of_years"])


def _converted(s: Statement, factor: Fraction) -> tuple[float, float]:
    return float(Fraction(s.bound.value_min) * factor), float(Fraction(s.bound.value_max) * factor)


def _stated(s: Statement) -> str:
    low, high = number_text(s.bound.value_min), number_text(s.bound.value_max)
    return f"{low if low == high else f'{low}–{high}'} {s.unit}"


def _short(value: Decimal) -> Decimal:
    return value if value == value.to_integral_value() else to_decimals(value, 2)


def _told(value: Decimal) -> Decimal:
    """Return a converted number as a reader needs it: two decimals, or six figures where it is below one."""
    return _short(value) if abs(value) >= 1 else Decimal(written(value, ".6g"))


def _normalised(
    s: Statement, basis: str, value: float, size: dict[str, object] | None, by: Size
) -> tuple[float, str]:
    whole = not s.scope.each or s.scope.members
    reasons = {
        "already relative": basis not in EXTENSIVE or dimension_of(s.unit) in {"", "share"},
        "holds for each member of a group of unknown size": not whole,
        f"holds for {s.scope.words} only": bool(s.scope.words) and not s.scope.each,
        "no size given": size is None,
    }
    reason = next((reason for reason, holds in reasons.items() if holds), "")
    if size is None or reason:
        return np.nan, reason
    if size["reason"]:
        return np.nan, str(size["reason"])
    return value / (float(str(size["value"])) / float(by.per)), ""


def _main_target(own: pd.DataFrame) -> pd.Series | None:
    """Choose the target of the cell: of the whole jurisdiction, without a condition, the first."""
    if own.empty:
        return None
    rank = own.assign(
        partial=(own["scope"] != "").astype(int) + own["each"].astype(int),
        condition=(own["qualifier"] != "").astype(int),
    ).sort_values(["partial", "condition"], kind="stable")
    return own.loc[rank.index[0]]


def _more(cells: Sequence[pd.Series], column: str) -> tuple[str, float]:
    """Say which plan asks for more; a ceiling and a fall ask for more the lower they are."""
    known = [c for c in cells if not np.isnan(c[column])]
    if len(known) < 2:
        return "", np.nan
    ceiling = all(c["comparator"] in {"le", "lt"} for c in known)
    values = [float(c[column]) for c in known]
    fall = all(v < 0 for v in values)
    best = (min if ceiling or fall else max)(values)
    plans = [c["plan_id"] for c, v in zip(known, values, strict=True) if v == best]
    smallest = min(abs(v) for v in values)
    times = max(abs(v) for v in values) / smallest if smallest else np.nan
    return ";".join(plans), times
