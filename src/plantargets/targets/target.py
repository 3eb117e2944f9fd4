"""A target: one quantitative commitment, typed; its row is made and read back here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.language.numerals import plain
from plantargets.language.period import Period
from plantargets.targets.codebook import load_codebook

# How far 左右, 约 and 上下 reach. The plans do not say; a tenth is the widest reading met in work reports.
APPROXIMATE_SHARE = Decimal("0.1")
COMPARATORS = ("ge", "gt", "le", "lt", "eq", "approx", "range")
COLUMNS = tuple(load_codebook())
# Columns that a table made elsewhere, or before they were introduced, may lack.
OPTIONAL = frozenset(column.name for column in load_codebook().values() if column.may_lack)
# Where the cell of a column is, if not in the field of its name.
_PARTS = {
    "value_min": "bound.value_min",
    "value_max": "bound.value_max",
    "comparator": "bound.comparator",
    "period": "period.code",
    "distribution": "scope.distribution",
    "scope": "scope.words",
    "baseline_value": "baseline.value",
    "baseline_period": "baseline.period",
}
_cells = attrgetter(*(_PARTS.get(name, name) for name in COLUMNS))
JOINS_CHECKS = ";"
_IN_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_CLASS = re.compile("[各每]|所有|全部|有关|部门")
_JOINER = re.compile("[、,，;；和及与]")


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between `low` and `high`; None is no bound on that side."""

    low: Decimal | None
    high: Decimal | None

    def plus(self, other: Interval) -> Interval:
        """Return the sums of a number of each."""
        return Interval(_add(self.low, other.low), _add(self.high, other.high))

    def times(self, factor: Decimal | int) -> Interval:
        """Return the numbers multiplied by a factor that is not negative."""
        return Interval(
            None if self.low is None else self.low * factor, None if self.high is None else self.high * factor
        )

    def meets(self, other: Interval, tolerance: Decimal = Decimal(0)) -> bool:
        """Say whether a number lies in both, give or take `tolerance` of the larger."""
        return _not_above(self.low, other.high, tolerance) and _not_above(other.low, self.high, tolerance)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a number binds: its value, a range of two, and how (``ge``, ``gt``, ``le``, ``lt``, ``eq`` …).

    >>> Bound(Decimal(5), Decimal(5), "ge").allowed
    Interval(low=Decimal('5'), high=None)
    """

    value_min: Decimal
    value_max: Decimal
    comparator: str

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The two ends of a range, equal for a single number."""
        return self.value_min, self.value_max

    @property
    def strict(self) -> bool:
        """Whether the value itself does not fulfil the target: 突破, 低于."""
        return self.comparator in {"gt", "lt"}

    @property
    def is_ceiling(self) -> bool:
        """Whether less is what is asked for: 不超过, 以内, 低于."""
        return self.comparator in {"le", "lt"}

    @property
    def binding_value(self) -> Decimal:
        """The value that has to be reached, or kept below."""
        return self.value_max if self.is_ceiling else self.value_min

    @property
    def face(self) -> Interval:
        """The number as it stands, whatever the comparator says; a tenth either side of 左右."""
        if self.comparator == "approx":
            return Interval(
                self.value_min * (1 - APPROXIMATE_SHARE), self.value_max * (1 + APPROXIMATE_SHARE)
            )
        return Interval(self.value_min, self.value_max)

    @property
    def allowed(self) -> Interval:
        """The numbers that fulfil the target: 以上 has no upper bound, 以下 no lower one."""
        if self.comparator in {"ge", "gt"}:
            return Interval(self.value_min, None)
        if self.comparator in {"le", "lt"}:
            return Interval(None, self.value_max)
        return self.face


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a target starts from: a value in its unit, the year of it, or both; false where none is said."""

    value: Decimal | None = None
    year: int | None = None

    def __bool__(self) -> bool:
        return self.value is not None or self.year is not None

    @property
    def period(self) -> str:
        """The year as the row has it, empty where none is said."""
        return "" if self.year is None else str(self.year)


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a number holds, in the plan's words; empty words are the whole jurisdiction.

    >>> Scope("尉氏县、示范区", each=True).members, Scope("各县(市、区)", each=True).members
    (('尉氏县', '示范区'), ())
    """

    words: str = ""
    each: bool = False

    @property
    def distribution(self) -> str:
        """The code of the row: ``each`` where the number holds for every member, else ``total``."""
        return "each" if self.each else "total"

    @property
    def members(self) -> tuple[str, ...]:
        """The members of an ``each`` that are named; none where the words name a class of unknown size."""
        if not self.each:
            return ()
        plain = _IN_BRACKETS.sub("", self.words)
        if not plain or _CLASS.search(plain):
            return ()
        return tuple(part for part in _JOINER.split(plain) if part)


@dataclass(frozen=True, slots=True)
class Target:
    """One quantitative commitment of a plan.

    ``text[start:end] == quote`` on the plan as stored, always. Values are exact decimals in `unit`; the
    scale (万, 亿) is folded into them. Codes are those of ``data/gold/GUIDELINES.md``.
    """

    plan_id: str
    target_id: str
    start: int
    end: int
    quote: str
    sentence: str
    section: str
    indicator: str
    indicator_id: str
    bound: Bound
    unit: str
    unit_as_written: str
    kind: str
    period: Period
    period_basis: str
    scope: Scope
    modality: str
    obligation: str
    baseline: Baseline
    qualifier: str
    responsible: str
    numeral_type: str
    checks: tuple[str, ...] = ()  # why it should be looked at: names of `judge.checks`

    @property
    def check(self) -> str:
        """The reasons to look at it as the row has them."""
        return JOINS_CHECKS.join(self.checks)

    @property
    def years_of_change(self) -> int:
        """Over how many years a growth or a fall is spread: from the year of the baseline to the last one.

        1 for a yearly rate, and where no baseline is said: 比上年增长5%, 增长5%, 年均增长5%.
        """
        if self.period.is_repeated or self.period.end_year is None or self.baseline.year is None:
            return 1
        return max(1, self.period.end_year - self.baseline.year)

    @property
    def yearly_rate_pct(self) -> float:
        """A growth or a fall in % a year: 40 % over 2020 by 2025 is 6.96 %, a fall of 14 % is 2.97 %.

        >>> from plantargets.plans import plan_from_text
        >>> from plantargets.targets.extract import read_targets
        >>> rates = read_targets(plan_from_text("到2025年,产值比2020年增长40%,能耗比2020年下降14%。"))
        >>> [round(target.yearly_rate_pct, 2) for target in rates]
        [6.96, 2.97]
        """
        sign = -1 if self.kind == "reduction" else 1
        total = 1 + sign * float(self.bound.binding_value) / 100
        return sign * (total ** (1 / self.years_of_change) - 1) * 100

    def to_row(self) -> dict[str, Any]:
        """Return the row of the table of targets: `COLUMNS` in their order, codes as text."""
        return dict(zip(COLUMNS, self.cells(), strict=True))

    def cells(self) -> tuple[Any, ...]:
        """Return the cells of the row in the order of `COLUMNS`."""
        cells: tuple[Any, ...] = _cells(self)
        return cells

    @classmethod
    def from_row(cls, row: Mapping[Any, Any]) -> Target:
        """Return the target of a row, whatever table it was read from.

        Parameters
        ----------
        row
            Cells by column. Numbers may be text, decimals or floats; missing cells may be NaN, NA or None;
            the columns of `OPTIONAL` may lack.

        Raises
        ------
        PlanTargetsError
            If a column lacks, or a cell holds no number, comparator or period where one is due.

        >>> row = dict.fromkeys(COLUMNS, "") | {"target_id": "t-1", "start": 0, "end": 3, "value_min": "17",
        ...                                     "value_max": 17, "comparator": "eq", "period": "by:2022"}
        >>> Target.from_row(row).period.end_year, Target.from_row(Target.from_row(row).to_row()).bound.allowed
        (2022, Interval(low=Decimal('17'), high=Decimal('17')))
        """
        lacking = [name for name in COLUMNS if name not in row and name not in OPTIONAL]
        if lacking:
            raise PlanTargetsError(
                f"table of targets: expected the columns of a target row, {', '.join(lacking)} not found. "
                "Pass the table written by the step targets or returned by extract_targets."
            )
        text = {name: _text(row.get(name)) for name in COLUMNS}
        where = f"target {text['target_id']}"
        year = text["baseline_period"][:4]
        as_written: dict[str, Any] = {name: text[name] for name in _AS_WRITTEN}
        return cls(
            **as_written,
            start=int(_number(text, "start", where)),
            end=int(_number(text, "end", where)),
            bound=Bound(
                _number(text, "value_min", where),
                _number(text, "value_max", where),
                _code(text, "comparator", COMPARATORS, where),
            ),
            period=_period(text["period"], where),
            scope=Scope(text["scope"], text["distribution"] == "each"),
            baseline=Baseline(
                _number(text, "baseline_value", where) if text["baseline_value"] else None,
                int(year) if year.isdigit() else None,
            ),
            checks=tuple(filter(None, text["check"].split(JOINS_CHECKS))),
        )


# The fields that hold the text of their column.
_AS_WRITTEN = tuple(field.name for field in fields(Target) if field.type == "str")


def _text(cell: Any) -> str:
    """Return a cell as text; None, NaN and NA, which do not equal themselves or have no truth, as empty."""
    if cell is None:
        return ""
    try:
        return str(cell) if cell == cell else ""  # noqa: PLR0124 - NaN is what differs from itself
    except TypeError:  # pandas.NA
        return ""


def _number(text: Mapping[str, str], name: str, where: str) -> Decimal:
    try:
        return plain(Decimal(text[name]))
    except InvalidOperation:
        raise PlanTargetsError(
            f"{where}: {name} is {text[name]!r}, expected a number. Correct the table."
        ) from None


def _code(text: Mapping[str, str], name: str, codes: tuple[str, ...], where: str) -> str:
    if text[name] not in codes:
        raise PlanTargetsError(
            f"{where}: {name} is {text[name]!r}, expected one of {', '.join(codes)}. Correct the table."
        )
    return text[name]


def _period(code: str, where: str) -> Period:
    try:
        return Period.parse(code)
    except ValueError as error:
        raise PlanTargetsError(f"{where}: {error}. Correct the table.") from None


def _add(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b


def _not_above(low: Decimal | None, high: Decimal | None, tolerance: Decimal) -> bool:
    if low is None or high is None:
        return True
    return low <= high + tolerance * max(abs(low), abs(high))
