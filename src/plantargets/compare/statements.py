"""A target read for comparison: its numbers as bounds, its period as years, its subject in plain words.

The other modules of this room work on these statements, so that each question about a row (what is the bound,
how many years, of what) is answered in one place.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.plans.text import mainland_words, to_simplified

REQUIRED_COLUMNS = [
    "plan_id",
    "target_id",
    "start",
    "end",
    "quote",
    "sentence",
    "indicator",
    "value_min",
    "value_max",
    "unit",
    "comparator",
    "kind",
    "period",
    "distribution",
    "scope",
    "modality",
    "qualifier",
]

# How far 左右, 约 and 上下 reach. The plans do not say; a tenth is the widest reading met in work reports.
APPROXIMATE_SHARE = Decimal("0.1")

# Characters between a measure without a thing (年产值) and the thing named before it in the same sentence.
SENTENCE_REACH = 150

_PLACE_ONLY = re.compile(r"[一-鿿]{1,5}(?:县|区|市|镇|乡)")
_LEADING_PLACE = re.compile(
    r"^([一-鿿]{1,4}?[县镇乡]|[一-鿿]{2,4}?(?<![园发社城景地学聚范能贸税])区)(?=[一-鿿]{2})(?![域块别位间级])"
)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Statement:
    """One target, read for comparison. `basis` is ``by``, ``annual``, ``during`` or empty."""

    plan_id: str
    target_id: str
    start: int
    end: int
    quote: str
    sentence: str
    section: str
    indicator: str
    indicator_id: str
    subject: str
    value_min: Decimal
    value_max: Decimal
    unit: str
    comparator: str
    kind: str
    basis: str
    start_year: int | None
    end_year: int | None
    distribution: str
    scope: str
    modality: str
    qualifier: str
    responsible: str

    @property
    def years(self) -> int | None:
        """Return the number of years of the period, where both ends are known."""
        if self.start_year is None or self.end_year is None:
            return None
        return self.end_year - self.start_year + 1

    @property
    def face(self) -> Interval:
        """Return the number as it stands, whatever the comparator says; a tenth either side of 左右."""
        if self.comparator == "approx":
            return Interval(
                self.value_min * (1 - APPROXIMATE_SHARE), self.value_max * (1 + APPROXIMATE_SHARE)
            )
        return Interval(self.value_min, self.value_max)

    @property
    def bounds(self) -> Interval:
        """Return the numbers that fulfil the target: 以上 has no upper bound, 以下 no lower one."""
        if self.comparator in {"ge", "gt"}:
            return Interval(self.value_min, None)
        if self.comparator in {"le", "lt"}:
            return Interval(None, self.value_max)
        return self.face

    @property
    def members(self) -> tuple[str, ...]:
        """Return the members that an ``each`` target names, or nothing where it does not list them."""
        if self.distribution != "each":
            return ()
        return scope_members(self.scope)


def read_statements(
    targets: pd.DataFrame, plan_periods: Mapping[str, tuple[int, int]] | None = None
) -> tuple[Statement, ...]:
    """Read the rows of a target table.

    Parameters
    ----------
    targets
        Columns of the target row. Values may be text, numbers or decimals, so that a table read from CSV will
        do.
    plan_periods
        First and last year of each plan, for periods that name only their end (``by:2022``).

    Returns
    -------
    tuple of Statement
        In the order of plan and position.

    Raises
    ------
    PlanTargetsError
        If a column is missing, a value is no number, or a ``target_id`` stands twice.

    Examples
    --------
    >>> row = dict(plan_id="a", target_id="a-1", start=0, end=3, quote="17家", sentence="新增企业17家",
    ...            indicator="高新技术企业", value_min="17", value_max="17", unit="家", comparator="eq",
    ...            kind="increment", period="by:2022", distribution="total", scope="", modality="",
    ...            qualifier="")
    >>> statement = read_statements(pd.DataFrame([row]), {"a": (2020, 2022)})[0]
    >>> statement.subject, statement.years, statement.bounds.high
    ('高新技术企业', 3, Decimal('17'))
    """
    missing = [column for column in REQUIRED_COLUMNS if column not in targets.columns]
    if missing:
        raise PlanTargetsError(
            f"table of targets: expected the columns of a target row, {', '.join(missing)} not found. "
            "Pass the table written by the step targets or returned by extract_targets."
        )
    periods = plan_periods or {}
    rows = sorted(
        (_plain_row(row) for row in targets.to_dict(orient="records")),
        key=lambda row: (row["plan_id"], row["start"]),
    )
    seen: set[str] = set()
    statements: list[Statement] = []
    for row in rows:
        if row["target_id"] in seen:
            raise PlanTargetsError(
                f"table of targets: target_id {row['target_id']!r} stands twice. Each target must stand once."
            )
        seen.add(row["target_id"])
        statements.append(_statement(row, periods.get(row["plan_id"]), statements))
    return tuple(statements)


def scope_members(scope: str) -> tuple[str, ...]:
    """Return the members that a scope lists; nothing where it names a class whose size it does not give.

    Examples
    --------
    >>> scope_members("尉氏县、示范区")
    ('尉氏县', '示范区')
    >>> scope_members("各县(市、区)")
    ()
    """
    plain = re.sub(r"[(（][^)）]*[)）]", "", scope)
    if not plain or re.search(r"[各每]|所有|全部|有关|部门", plain):
        return ()
    return tuple(part for part in re.split(r"[、,，;；和及与]", plain) if part)


def plain_subject(indicator: str) -> str:
    """Return what a target is about without the words that say nothing about it, in simplified characters.

    Examples
    --------
    >>> plain_subject("全市规上工业企业数量")
    '规模以上工业企业'
    """
    words = mainland_words(to_simplified(str(indicator)))
    words = re.sub(r"[“”\"'「」『』‘’《》\s…·的]", "", words)
    words = words.replace("（", "(").replace("）", ")")
    words = re.sub(
        r"^(?:力争|确保|努力|争取|到|使)+|(?:力争|确保|努力|争取|达到?|突破|超过|不少于|不低于)+$", "", words
    )
    words = re.sub(r"[比较在](?:20\d\d年)?(?:基础上)?$|(?:到|至)?20\d\d年底?[,，]?", "", words)
    for word, standard in sorted(same_things().items(), key=lambda pair: -len(pair[0])):
        if len(word) > len(standard) or standard not in words:
            words = words.replace(word, standard)
    verbs = sorted((w for role in VERB_ROLES[:5] for w in words_of(role)), key=len, reverse=True)
    changed = True
    while changed:
        changed = False
        for word in (*words_of("coverage"), "每年", "年均", "累计", "年"):
            if (
                words.startswith(word)
                and len(words) > len(word) + 1
                and word + words[len(word) :] != "年产值"
            ):
                words, changed = words[len(word) :], True
        for word in verbs:
            if words.startswith(word) and len(words) > len(word) + 1:
                words, changed = words[len(word) :], True
        for word in words_of("counter"):
            if words.endswith(word) and len(words) > len(word) + 1:
                words, changed = words[: -len(word)], True
    return words


def is_measure(subject: str) -> bool:
    """Say whether a subject names a measure (年产值) without the thing measured."""
    return subject in words_of("measure")


@cache
def words_of(role: str) -> tuple[str, ...]:
    """Return the words of a role in ``subject_words.csv``."""
    return tuple(row["word"] for row in read_rules("subject_words.csv") if row["role"] == role)


VERB_ROLES = ("verb_new", "verb_build", "verb_attract", "verb_sign", "verb_exit", "verb_select", "verb_do")


@cache
def same_things() -> dict[str, str]:
    """Return the words that stand for the same thing, from ``same_things.csv``."""
    return {row["word"]: row["stands_for"] for row in read_rules("same_things.csv")}


@cache
def unit_dimensions() -> dict[str, tuple[str, Decimal, str]]:
    """Return dimension, factor to the base unit and base unit of each unit."""
    return {
        row["unit"]: (row["dimension"], Decimal(row["factor"]), row["base_unit"])
        for row in read_rules("unit_dimensions.csv")
    }


def unit_name(unit: str, language: str) -> str:
    """Return how a unit is called in a language.

    Examples
    --------
    >>> unit_name("亿元", "en"), unit_name("家", "en"), unit_name("家", "zh")
    ('100 million yuan', 'number', '家')
    """
    names = {row["unit"]: row["name_en"] for row in read_rules("unit_dimensions.csv")}
    return unit if language == "zh" else names.get(unit, unit)


def dimension(unit: str) -> str:
    """Return the dimension of a unit; the unit itself where the table does not know it."""
    return unit_dimensions().get(unit, (unit, Decimal(1), unit))[0]


def read_rules(name: str) -> list[dict[str, str]]:
    """Read one of the tables of rules of this room."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def number_text(value: Decimal) -> str:
    """Write a number without trailing zeros and without an exponent.

    Examples
    --------
    >>> number_text(Decimal("30.00")), number_text(Decimal("23000"))
    ('30', '23,000')
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain_row(row: dict[Any, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in row.items():
        absent = value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA
        plain[str(name)] = "" if absent else value
    plain["target_id"] = str(plain["target_id"])
    plain["plan_id"] = str(plain["plan_id"])
    for name in ("start", "end"):
        plain[name] = int(plain[name])
    for name in ("value_min", "value_max"):
        try:
            plain[name] = Decimal(str(plain[name]))
        except InvalidOperation:
            raise PlanTargetsError(
                f"target {plain['target_id']}: {name} is {plain[name]!r}, expected a number. "
                "Correct the table."
            ) from None
    return plain


def _statement(
    row: dict[str, Any], plan_period: tuple[int, int] | None, before: Iterable[Statement]
) -> Statement:
    basis, start_year, end_year = _period(str(row["period"]), plan_period)
    indicator = mainland_words(to_simplified(str(row["indicator"])))
    scope = mainland_words(to_simplified(str(row["scope"])))
    distribution = str(row["distribution"])
    place = _LEADING_PLACE.match(indicator)
    if place and place[1] not in scope:
        # 东岭县新增企业: the place named with the thing counts, not one that an earlier clause was about.
        scope, distribution, indicator = place[1], "total", indicator[place.end() :]
    elif not scope and _PLACE_ONLY.fullmatch(indicator):
        scope = indicator
    subject = plain_subject(indicator)
    sentence = to_simplified(str(row["sentence"]))
    if is_measure(subject):
        # 规模以上装备制造企业达到30家，年产值突破30亿元: the output is that of the firms named just before
        # it.
        things = [
            s.subject
            for s in before
            if s.plan_id == row["plan_id"]
            and row["start"] - s.end < SENTENCE_REACH
            and s.sentence[:8] == sentence[:8]
            and not is_measure(s.subject)
            and "·" not in s.subject
        ]
        if things:
            subject = f"{things[-1]}·{subject}"
    return Statement(
        plan_id=row["plan_id"],
        target_id=row["target_id"],
        start=row["start"],
        end=row["end"],
        quote=str(row["quote"]),
        sentence=sentence,
        section=str(row.get("section", "")),
        indicator=indicator,
        indicator_id=str(row.get("indicator_id", "")),
        subject=subject,
        value_min=row["value_min"],
        value_max=row["value_max"],
        unit=str(row["unit"]),
        comparator=str(row["comparator"]),
        kind=str(row["kind"]),
        basis=basis,
        start_year=start_year,
        end_year=end_year,
        distribution=distribution,
        scope=scope,
        modality=str(row["modality"]),
        qualifier=mainland_words(to_simplified(str(row["qualifier"]))),
        responsible=str(row.get("responsible", "")),
    )


def _period(period: str, plan_period: tuple[int, int] | None) -> tuple[str, int | None, int | None]:
    basis, _, window = period.partition(":")
    years = [int(year) for year in re.findall(r"\d{4}", window)]
    first, last = plan_period or (None, None)
    if basis == "by" and years:
        start = first if first is not None and first <= years[-1] else None
        return basis, start, years[-1]
    if years:
        return basis, years[0], years[-1]
    return basis, first, last


def _add(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b


def _not_above(low: Decimal | None, high: Decimal | None, tolerance: Decimal) -> bool:
    if low is None or high is None:
        return True
    return low <= high + tolerance * max(abs(low), abs(high))
