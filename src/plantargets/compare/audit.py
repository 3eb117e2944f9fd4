"""Whether the numbers of a plan add up.

Every check compares two readings of the same quantity: what the plan states, and what other numbers of the
plan imply. Each finding quotes both sides, shows the computation and ends in one of four verdicts:

``consistent``
    The numbers agree as they stand.
``cannot both be exact``
    The numbers differ as they stand, but the wording (以上, 不少于, 左右) leaves room for both.
``stated differently``
    The same number, with another year or another word of firmness (力争): nothing conflicts.
``inconsistent``
    No numbers fulfil both statements.

The rules know nothing of particular plans; the words they rely on are in the tables beside this module.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations
from typing import Protocol

import pandas as pd

from plantargets.compare.statements import (
    VERB_ROLES,
    Statement,
    dimension,
    is_measure,
    number_text,
    plain_subject,
    read_rules,
    read_statements,
    unit_dimensions,
    words_of,
)
from plantargets.errors import PlanTargetsError
from plantargets.targets.target import Interval

CONSISTENT = "consistent"
NOT_BOTH_EXACT = "cannot both be exact"
STATED_DIFFERENTLY = "stated differently"
INCONSISTENT = "inconsistent"
VERDICTS = (INCONSISTENT, NOT_BOTH_EXACT, STATED_DIFFERENTLY, CONSISTENT)

RULES = (
    "parts_and_total",
    "part_of_whole",
    "annual_and_cumulative",
    "stated_twice",
    "shares_of_one_whole",
    "share_above_hundred",
    "ratio_of_levels",
    "growth_and_multiple",
    "units_of_one_thing",
    "nested_thresholds",
)

# Below this share of the total, parts that are not places are read as examples and not as all the parts.
EXAMPLES_BELOW = Decimal("0.6")
# The same for parts named after 其中, which more often picks out some of them.
NAMED_EXAMPLES_BELOW = Decimal("0.75")
# Two statements of an area, a length or a sum in different units agree when they differ by rounding only.
ROUNDING = Decimal("0.05")

_ALL = Decimal(100)
_YEAR_OR_NUMBER = re.compile(r"\d[\d,.，—-]*%?")
_PLACE = re.compile(r"[一-鿿]{1,6}?(?:县|区|镇|乡|办)(?!域|位|间|块链|分|别)")
_LABEL = re.compile(r"^\s*([一-鿿、（）()]{2,16})[:：]")
_THRESHOLD = re.compile(r"(?:超过?|大于|不低于|达到?)?([\d.]+)\s*(万亿|亿|万)?(美元|元)(?:以上)?")
_CHANGE = re.compile(
    r"[比较](?:上年|去年|20\d\d年|年初|上一年)[^，,]*(?:增加|增长|提高|减少|下降)|每[千万百]|人均|亩均"
)
_SUM_OF_MONEY = re.compile(r"(?:产值|增加值|投资|收入|规模|总额|额|资金|贷款|外资|零售|基金)$")
_BARRED = re.compile(r"^(?:主营业务收入|营业收入|总?投资|产值|实际利用外资)")
_AREA = re.compile(r"(?:规划|占地|建设|建筑|总)?(?:面积|规模)$")
_INDUSTRY = re.compile(r"^(?:第[一二三]产业|[一二三]产|农业|工业|服务业|制造业|建筑业)")
_SHARE = re.compile(r"^(?P<part>.+?)(?:实际利用外资|利用外资)?占(?P<whole>.*?)(?:的)?(?:比重|比例|占比|比)?$")


class PlanText(Protocol):
    """What the audit needs of a plan."""

    @property
    def plan_id(self) -> str:
        """The id in the register."""

    @property
    def simplified(self) -> str:
        """The text in simplified characters, with the offsets of the stored text."""


@dataclass(frozen=True)
class Finding:
    """Two statements about one quantity, and whether they hold together."""

    rule: str
    aspect: str
    verdict: str
    one: tuple[Statement, ...]
    other: tuple[Statement, ...]
    computation: str


def audit_plans(
    targets: pd.DataFrame,
    plans: Iterable[PlanText],
    plan_periods: Mapping[str, tuple[int, int]] | None = None,
) -> pd.DataFrame:
    """Check the arithmetic of each plan.

    Parameters
    ----------
    targets
        Rows of the target table, of one plan or several. Only targets of the same plan are compared.
    plans
        The plans that the offsets of the targets refer to.
    plan_periods
        First and last year of each plan; taken from ``plan.record`` where it is there.

    Returns
    -------
    DataFrame
        One row per finding, the contradictions first: ``finding_id, plan_id, rule, aspect, verdict,
        quote_one, quote_other, computation, target_ids_one, target_ids_other, start_one, start_other``.

    Raises
    ------
    PlanTargetsError
        If the table lacks a column, or a plan of the table is not among `plans`.

    Examples
    --------
    >>> from plantargets.plans import plan_from_text
    >>> plan = plan_from_text("企业上云覆盖率达到120%。", plan_id="a")
    >>> row = dict(plan_id="a", target_id="a-1", start=9, end=13, quote="120%", sentence=plan.text,
    ...            indicator="企业上云覆盖率", value_min=120, value_max=120, unit="%", comparator="eq",
    ...            kind="share", period="by:2025", distribution="total", scope="", modality="", qualifier="")
    >>> audit_plans(pd.DataFrame([row]), [plan])[["rule", "verdict", "computation"]].iloc[0].tolist()
    ['share_above_hundred', 'inconsistent', '120 > 100 %']
    """
    plans = tuple(plans)
    texts = {plan.plan_id: plan.simplified for plan in plans}
    periods = dict(plan_periods or {})
    for plan in plans:
        record = getattr(plan, "record", None)
        if record is not None:
            periods.setdefault(plan.plan_id, (record.period_start_year, record.period_end_year))
    statements = read_statements(targets, periods)
    unknown = sorted({s.plan_id for s in statements} - set(texts))
    if unknown:
        raise PlanTargetsError(
            f"audit: the table has targets of {', '.join(unknown)}, whose text was not given. "
            "Pass these plans too."
        )
    rows = []
    for plan_id, text in texts.items():
        own = [s for s in statements if s.plan_id == plan_id]
        findings = sorted(
            _findings(own, text),
            key=lambda f: (VERDICTS.index(f.verdict), RULES.index(f.rule), f.one[0].start, f.other[0].start),
        )
        for number, finding in enumerate(findings, start=1):
            rows.append(_row(finding, f"{plan_id}-f{number:02d}", text))
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "finding_id",
    "plan_id",
    "rule",
    "aspect",
    "verdict",
    "quote_one",
    "quote_other",
    "computation",
    "target_ids_one",
    "target_ids_other",
    "start_one",
    "start_other",
]


def _findings(statements: list[Statement], text: str) -> Iterator[Finding]:
    found: dict[tuple[object, ...], Finding] = {}
    for finding in (
        *_parts_and_total(statements, text),
        *_part_of_whole(statements, text),
        *_annual_and_cumulative(statements, text),
        *_stated_twice(statements, text),
        *_shares_of_one_whole(statements, text),
        *_share_above_hundred(statements),
        *_ratio_of_levels(statements, text),
        *_growth_and_multiple(statements),
        *_units_of_one_thing(statements, text),
        *_nested_thresholds(statements),
    ):
        ids = frozenset(s.target_id for s in (*finding.one, *finding.other))
        found.setdefault((finding.rule, finding.aspect, ids), finding)
    yield from _merged(found.values())


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Join findings that differ only in where the plan repeats itself, as an annex repeats the text."""
    alike: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for f in findings:
        subjects = (
            frozenset(_loose(s.subject) for s in f.one),
            frozenset(_loose(s.subject) for s in f.other),
        )
        alike[(f.rule, f.aspect, f.verdict, f.computation, subjects)].append(f)
    for group in alike.values():
        one = tuple(dict.fromkeys(s for f in group for s in f.one))
        other = tuple(dict.fromkeys(s for f in group for s in f.other))
        first = group[0]
        yield Finding(first.rule, first.aspect, first.verdict, one, other, first.computation)


# ---- parts and their total
# -------------------------------------------------------------------------------------


def _parts_and_total(statements: list[Statement], text: str) -> Iterator[Finding]:
    for total, parts, complete in (
        *_parts_after_among_them(statements, text),
        *_parts_before_altogether(statements, text),
        *_parts_in_labelled_paragraphs(statements, text),
        *_parts_by_place(statements, text),
    ):
        yield from _sum_finding(total, parts, complete)


def _parts_after_among_them(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """全市…45个以上。其中:甲县…8个,乙县…7个: parts stand after 其中, up to the full stop."""
    for position in (m.start() for m in re.finditer("其中", text)):
        line_start, line_end = _line(text, position)
        stop = text.find("。", position)
        stop = line_end if stop < 0 else min(stop, line_end)
        after = [s for s in statements if position < s.start < stop]
        before = [s for s in statements if line_start <= s.start < position]
        before = [s for s in before if not _CHANGE.search(_clause(s, text))]
        total = next((s for s in reversed(before) if after and _may_be_total(s, after[0])), None)
        if total is None:
            continue
        parts = _first_per_member([s for s in after if _is_part(total, s)])
        if len(parts) > 1 or (parts and len(parts[0].scope.members) > 1):
            yield total, parts, all(s.scope.words for s in parts)


def _parts_before_altogether(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """甲30家、乙40家,合计70家."""
    for total in statements:
        line_start, _ = _line(text, total.start)
        sentence_start = max(text.rfind("。", 0, total.start) + 1, line_start)
        lead = text[sentence_start : total.start]
        if not re.search(rf"(?:{'|'.join(words_of('total'))})[^,，;；、]{{0,16}}$", lead):
            continue
        before = [s for s in statements if sentence_start <= s.start < total.start and s.unit == total.unit]
        parts = _first_per_member([s for s in before if _is_part(total, s)])
        if len(parts) > 1:
            yield total, parts, True


def _parts_in_labelled_paragraphs(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """发展主导产业,达到80家 / 装备制造业:30家 / 铝加工业:30家: labelled paragraphs below a lead."""
    lines = _lines(text)
    labelled = [bool(_LABEL.match(text[start:end])) for start, end in lines]
    for number, (start, end) in enumerate(lines):
        if labelled[number]:
            continue
        last = number
        while last + 1 < len(lines) and labelled[last + 1]:
            last += 1
        if last - number < 2:
            continue
        for total in (s for s in statements if start <= s.start < end):
            parts = []
            for below_start, below_end in lines[number + 1 : last + 1]:
                inside = [s for s in statements if below_start <= s.start < below_end]
                part = next((s for s in inside if _may_be_total(total, s) and _same_head(total, s)), None)
                if part is not None:
                    parts.append(part)
            if len(parts) > 1:
                yield total, parts, len(parts) == last - number


def _parts_by_place(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """全市规上企业200家 … 甲区120家 … 乙区90家: the same thing for the whole and for places of it."""
    totals = [s for s in statements if not s.scope.words and not s.scope.each]
    for total in totals:
        parts = _first_per_member(
            [
                s
                for s in statements
                if s.scope.words
                and _may_be_total(total, s)
                and _loose(s.subject) == _loose(total.subject)
                and (s.scope.members or not s.scope.each)
            ]
        )
        if sum(len(s.scope.members) or 1 for s in parts) > 1:
            yield total, parts, True


def _may_be_total(total: Statement, part: Statement) -> bool:
    return (
        total.target_id != part.target_id
        and total.unit == part.unit
        and (not total.scope.each)
        and (total.kind in {"share", "growth", "reduction"})
        == (part.kind in {"share", "growth", "reduction"})
        and total.kind not in {"growth", "threshold", "multiple"}
        and part.kind not in {"growth", "threshold", "multiple"}
        and total.period.is_repeated == part.period.is_repeated
        and (
            total.period.end_year == part.period.end_year
            or None in {total.period.end_year, part.period.end_year}
        )
        and total.kind != "share"
    )


def _is_part(total: Statement, part: Statement) -> bool:
    """Say whether a number beside a total is of the same things: at a place, of a rank, the same noun."""
    if not _may_be_total(total, part):
        return False
    ranked = re.match(r"(?:国家|省|市|县)级", part.subject)
    bare = part.subject in {*words_of("counter"), *(w for r in VERB_ROLES for w in words_of(r))}
    return bool(part.scope.words or ranked or bare or is_measure(total.subject)) or _same_head(total, part)


def _first_per_member(statements: list[Statement]) -> list[Statement]:
    """Keep the first statement of each place, or of each thing: what follows for it is a part of that."""
    kept: dict[str, Statement] = {}
    for statement in statements:
        kept.setdefault(statement.scope.words or _loose(statement.subject), statement)
    with_place = [s for s in kept.values() if s.scope.words]
    return with_place if len(with_place) > 1 else list(kept.values())


def _sum_finding(total: Statement, parts: list[Statement], complete: bool) -> Iterator[Finding]:
    face, bounds = Interval(Decimal(0), Decimal(0)), Interval(Decimal(0), Decimal(0))
    terms = []
    for part in parts:
        if part.scope.each and not part.scope.members:
            return
        count = len(part.scope.members) or 1
        face, bounds = face.plus(part.bound.face.times(count)), bounds.plus(part.bound.allowed.times(count))
        terms.append(_number(part) + (f"x{count}" if count > 1 else ""))
    stated = total.bound.face
    least = EXAMPLES_BELOW if complete else NAMED_EXAMPLES_BELOW
    if face.high is not None and stated.low is not None and face.high < stated.low * least:
        return
    if not complete:
        bounds = Interval(bounds.low, None)
    verdict = _verdict(face, stated, bounds, total.bound.allowed)
    relation = "=" if verdict == CONSISTENT else "≠"
    computation = f"{' + '.join(terms)} = {_interval(face)} {relation} {_number(total)} {total.unit}"
    yield Finding("parts_and_total", "number", verdict, tuple(parts), (total,), computation)


def _part_of_whole(statements: list[Statement], text: str) -> Iterator[Finding]:
    """目标企业不少于20个,其中外资企业不少于5个: one part may not exceed its whole."""
    for position in (m.start() for m in re.finditer("其中", text)):
        line_start, line_end = _line(text, position)
        clause_end = min((i for i in (text.find(c, position) for c in "。;；") if i >= 0), default=line_end)
        after = [s for s in statements if position < s.start < min(clause_end, line_end)]
        sentence_start = max(text.rfind("。", 0, position - 1) + 1, line_start)
        before = [s for s in statements if sentence_start <= s.start < position]
        if not after or not before:
            continue
        part = after[0]
        before = [s for s in before if s.kind == "share" or not _CHANGE.search(_clause(s, text))]
        whole = next((s for s in reversed(before) if _may_be_whole(s, part)), None)
        if whole is None or len(part.scope.members) > 1 or part.scope.words != whole.scope.words:
            continue
        yield _not_above(part, whole, "part_of_whole")


def _may_be_whole(whole: Statement, part: Statement) -> bool:
    share = whole.kind == "share"
    if share:
        denominators = [_share_parts(s)[1] for s in (whole, part)]
        if denominators[1] and denominators[0] != denominators[1]:
            return False
    return (
        whole.unit == part.unit
        and share == (part.kind == "share")
        and "growth" not in {whole.kind, part.kind}
        and "threshold" not in {whole.kind, part.kind}
        and whole.period.is_repeated == part.period.is_repeated
    )


def _not_above(part: Statement, whole: Statement, rule: str) -> Finding:
    ratio = ""
    if whole.bound.value_max and part.unit == whole.unit:
        ratio = (
            f"; {_number(part)} / {_number(whole)} = {_percent(part.bound.value_min / whole.bound.value_max)}"
        )
    if part.bound.value_min <= whole.bound.value_max:
        return Finding(
            rule,
            "number",
            CONSISTENT,
            (part,),
            (whole,),
            f"{_number(part)} ≤ {_number(whole)} {whole.unit}{ratio}",
        )
    room = whole.bound.allowed.high is None or part.bound.allowed.low is None
    verdict = NOT_BOTH_EXACT if room else INCONSISTENT
    computation = f"{_number(part)} > {_number(whole)} {whole.unit}{ratio}"
    return Finding(rule, "number", verdict, (part,), (whole,), computation)


# ---- a yearly number and a number for the whole period
# ----------------------------------------------------------


def _annual_and_cumulative(statements: list[Statement], text: str) -> Iterator[Finding]:
    yearly = [
        s for s in statements if s.period.is_repeated and s.kind in {"increment", "activity", "reduction"}
    ]
    others = [s for s in statements if s.period.form in {"by", "during"}]
    for annual in yearly:
        if annual.unit == "%" or annual.scope.each:
            continue
        for cumulative in others:
            if (
                dimension(annual.unit) != dimension(cumulative.unit)
                or _loose(annual.subject) != _loose(cumulative.subject)
                or annual.scope.words != cumulative.scope.words
                or not _same_qualifier(annual, cumulative)
                or annual.period.years is None
            ):
                continue
            years = annual.period.years
            product, product_bounds = annual.bound.face.times(years), annual.bound.allowed.times(years)
            window = f"{annual.period.start_year}–{annual.period.end_year}"
            shown = f"{_number(annual)} x {years} ({window}) = {_interval(product)}"
            if cumulative.kind == annual.kind:
                verdict = _verdict(product, cumulative.bound.face, product_bounds, cumulative.bound.allowed)
                relation = "=" if verdict == CONSISTENT else "≠"
                computation = f"{shown} {relation} {_number(cumulative)} {cumulative.unit}"
            elif cumulative.kind == "level":
                assert product.low is not None
                base = cumulative.bound.value_max - product.low
                verdict = CONSISTENT if base >= 0 else NOT_BOTH_EXACT
                if base < 0 and cumulative.bound.allowed.high is not None:
                    verdict = INCONSISTENT
                before = f"{number_text(base)} {'≥' if base >= 0 else '<'} 0"
                product_shown = f"{_number(annual)} x {years} ({window})"
                computation = f"{_number(cumulative)} − {product_shown} = {before} {cumulative.unit}"
            else:
                continue
            yield Finding("annual_and_cumulative", "number", verdict, (annual,), (cumulative,), computation)


# ---- the same target stated twice
# -------------------------------------------------------------------------------


def _stated_twice(statements: list[Statement], text: str) -> Iterator[Finding]:
    for one, other in combinations(statements, 2):
        if not _same_target(one, other, text):
            continue
        same_number = (one.bound.value_min, one.bound.value_max) == (
            other.bound.value_min,
            other.bound.value_max,
        )
        if not same_number:
            if one.period.end_year != other.period.end_year or (one.period.is_repeated) != (
                other.period.is_repeated
            ):
                continue  # 2023: 100, 2025: 200 is a path, not a contradiction
            if one.kind != other.kind or not _same_act(one, other, text):
                continue
            verdict = _verdict(one.bound.face, other.bound.face, one.bound.allowed, other.bound.allowed)
            if verdict == NOT_BOTH_EXACT and one.bound.comparator == other.bound.comparator:
                verdict = INCONSISTENT
            relation = "=" if verdict == CONSISTENT else "≠"
            computation = f"{_number(one)} {relation} {_number(other)} {other.unit}"
            yield Finding("stated_twice", "number", verdict, (one,), (other,), computation)
            continue
        if _two_horizons(one, other):
            continue
        differences = list(_differences(one, other))
        for aspect, computation in differences:
            verdict = NOT_BOTH_EXACT if aspect == "comparator" else STATED_DIFFERENTLY
            yield Finding("stated_twice", aspect, verdict, (one,), (other,), computation)
        if not differences:
            computation = f"{_number(one)} = {_number(other)} {other.unit}"
            yield Finding("stated_twice", "number", CONSISTENT, (one,), (other,), computation)


def _same_target(one: Statement, other: Statement, text: str) -> bool:
    if (
        dimension(one.unit) != dimension(other.unit)
        or one.unit != other.unit
        or not _same_kind(one, other)
        or one.scope.words != other.scope.words
        or one.scope.each != other.scope.each
        or not _same_qualifier(one, other)
        or _same_sentence(one, other, text)
    ):
        return False
    if is_measure(one.subject) or is_measure(other.subject):
        things = [_thing_before(s, text) for s in (one, other)]
        return one.subject == other.subject and things[0] != "" and things[0] == things[1]
    if _loose(one.subject) != _loose(other.subject):
        return False
    if one.kind == "threshold" or any(_CHANGE.search(_clause(s, text)) for s in (one, other)):
        return False
    if dimension(one.unit) == "money_cny" and not _SUM_OF_MONEY.search(one.subject):
        # 中央财政安排109亿元: what the money is for stands after it, and decides whether it is the same sum.
        return _alike(*(_clause(s, text) + text[s.end : s.end + 16] for s in (one, other))) > 0.9
    return set(_PLACE.findall(_clause(one, text))) == set(_PLACE.findall(_clause(other, text))) or (
        _alike(_clause(one, text), _clause(other, text)) > 0.6
    )


def _same_years(one: Statement, other: Statement) -> bool:
    """Whether two targets are due at the same time, and both or neither every year."""
    return (one.period.end_year, one.period.is_repeated) == (other.period.end_year, other.period.is_repeated)


def _two_horizons(one: Statement, other: Statement) -> bool:
    """Say whether a rate or a bound is stated for two horizons: 今年增长5%左右 and 五年年均增长5%左右."""
    if one.period.end_year == other.period.end_year and one.period.form == other.period.form:
        return False
    kept = {one.bound.comparator, other.bound.comparator} <= {"le", "lt", "approx", "range"}
    return one.kind in {"growth", "reduction"} or one.unit == "百分点" or (one.kind == "share" and kept)


def _same_kind(one: Statement, other: Statement) -> bool:
    if one.kind == other.kind:
        return True
    stock = {"level", "increment", "capacity"}
    same_number = one.bound.ends == other.bound.ends
    return same_number and {one.kind, other.kind} <= stock


def _same_act(one: Statement, other: Statement, text: str) -> bool:
    """Say whether both numbers count the same act: 培育100家 and 引进50家 are two targets."""
    if one.kind not in {"increment", "activity", "reduction"}:
        return True
    acts = [_act(s, text) for s in (one, other)]
    if acts[0] and acts[1]:
        return acts[0] == acts[1]
    return _alike(_clause(one, text), _clause(other, text)) > 0.5


def _act(statement: Statement, text: str) -> str:
    clause = _clause(statement, text)
    found = [
        (clause.rfind(word), -len(word), role)
        for role in (
            "verb_new",
            "verb_build",
            "verb_attract",
            "verb_sign",
            "verb_select",
            "verb_do",
            "verb_exit",
        )
        for word in words_of(role)
        if word in clause
    ]
    return max(found)[2] if found else ""


def _differences(one: Statement, other: Statement) -> Iterator[tuple[str, str]]:
    number = f"{_number(one)} {one.unit}"
    if not _same_years(one, other):
        yield "year", f"{number}: {_period(one)} ≠ {_period(other)}"
    if one.bound.comparator != other.bound.comparator:
        numbers = [
            f"{_SIGNS.get(s.bound.comparator, '=')}{number_text(s.bound.value_min)}" for s in (one, other)
        ]
        yield "comparator", f"{numbers[0]} ≠ {numbers[1]} {one.unit}"
    if _strength(one.modality) != _strength(other.modality):
        yield "modality", f"{number}: {one.modality or '∅'} ≠ {other.modality or '∅'}"


def _strength(modality: str) -> str:
    firm, soft = {"确保", "必须", "务必"}, {"力争", "努力", "争取", "原则上"}
    return "firm" if modality in firm else "soft" if modality in soft else "plain"


# ---- shares
# -----------------------------------------------------------------------------------------------------


def _share_above_hundred(statements: list[Statement]) -> Iterator[Finding]:
    for s in statements:
        if s.unit == "%" and s.kind in {"share", "reduction"} and s.bound.value_max > _ALL:
            yield Finding("share_above_hundred", "number", INCONSISTENT, (s,), (s,), f"{_number(s)} > 100 %")


def _shares_of_one_whole(statements: list[Statement], text: str) -> Iterator[Finding]:
    """三次产业比重: shares of one whole, side by side, may not exceed 100 % together."""
    groups: dict[tuple[str, int, str, int | None], list[tuple[Statement, str]]] = defaultdict(list)
    for s in statements:
        if s.kind != "share" or s.unit != "%" or s.bound.comparator in {"le", "lt"}:
            continue
        part, whole = _share_parts(s)
        if not part:
            continue
        groups[(whole, _line(text, s.start)[0], s.scope.words, s.period.end_year)].append((s, part))
    for (whole, *_), group in groups.items():
        if not whole and not all(_INDUSTRY.match(part) for _, part in group):
            continue
        disjoint: list[tuple[Statement, str]] = []
        for s, part in group:
            among_them = "其中" in text[max(0, s.start - len(s.sentence)) : s.start].rpartition("。")[2]
            overlaps = any(part in known or known in part or _crossing(part, known) for _, known in disjoint)
            if not among_them and not overlaps:
                disjoint.append((s, part))
        if len(disjoint) < 2:
            continue
        total = sum((s.bound.value_min for s, _ in disjoint), Decimal(0))
        shown = " + ".join(_number(s) for s, _ in disjoint)
        verdict = INCONSISTENT if total > _ALL else CONSISTENT
        relation = ">" if total > _ALL else "≤"
        statements_in = tuple(s for s, _ in disjoint)
        yield Finding(
            "shares_of_one_whole",
            "number",
            verdict,
            statements_in[:1],
            statements_in[1:],
            f"{shown} = {number_text(total)} {relation} 100 %",
        )


def _crossing(one: str, other: str) -> bool:
    """Say whether two groupings cross: a high-technology industry may be a strategic emerging one too."""
    crosscutting = (
        "高技术",
        "高新技术",
        "战略性新兴",
        "主导产业",
        "规模以上",
        "开发区",
        "数字",
        "先进制造",
        "中小",
        "民营",
    )
    return any(word in one for word in crosscutting) or any(word in other for word in crosscutting)


def _share_parts(statement: Statement) -> tuple[str, str]:
    """Split 甲占乙比重 into 甲 and 乙; 乙 is empty where the plan does not say."""
    found = _SHARE.match(re.sub(r"[…\s]", "", statement.indicator))
    if not found:
        return "", ""
    part = re.sub(r"增加值$|投资$|产业规模$", "", plain_subject(found["part"]))
    whole = re.sub(r"增加值$|投资$", "", plain_subject(found["whole"])) if found["whole"] else ""
    return part, whole


# ---- ratios that levels and shares imply
# ------------------------------------------------------------------------


def _ratio_of_levels(statements: list[Statement], text: str) -> Iterator[Finding]:
    levels = [s for s in statements if s.kind == "level" and dimension(s.unit) == "money_cny"]
    sizes = [(s, *_thing_and_measure(s)) for s in levels]
    contained = {(row["part"], row["whole"], row["measure"]) for row in read_rules("wholes.csv")}
    shares = [(s, *_share_parts_in_context(s, statements, text)) for s in statements if s.kind == "share"]
    for (one, part, measure), (other, whole, other_measure) in combinations(sizes, 2):
        for small, large, s, w in ((part, whole, one, other), (whole, part, other, one)):
            same = measure == other_measure and s.period.end_year == w.period.end_year
            if same and (small, large, measure) in contained:
                yield _not_above(s, w, "ratio_of_levels")
    implied: dict[str, list[tuple[Decimal, bool, tuple[Statement, ...], str]]] = defaultdict(list)
    for share, part, whole in shares:
        if not part or not whole or not share.bound.value_min:
            continue
        for level, thing, _ in sizes:
            if level.period.end_year != share.period.end_year or _loose(thing) != _loose(part):
                continue
            value = level.bound.value_min / (share.bound.value_min / _ALL)
            open_ended = level.bound.allowed.high is None or share.bound.allowed.high is None
            shown = f"{_number(level)} / {_number(share)} % = {number_text(_rounded(value))} {level.unit}"
            implied[_loose(whole)].append((value, open_ended, (level, share), shown))
    for level, thing, _ in sizes:
        direct = (
            level.bound.value_min,
            level.bound.allowed.high is None,
            (level,),
            f"{_number(level)} {level.unit}",
        )
        for value, open_ended, used, shown in implied.get(_loose(thing), []):
            yield _implied_finding(direct, (value, open_ended, used, shown), used)
    for candidates in implied.values():
        for one_, other_ in combinations(candidates, 2):
            yield _implied_finding(one_, other_, other_[2])
        if len(candidates) == 1:
            _, _, used, shown = candidates[0]
            whole_name = _share_parts_in_context(used[1], statements, text)[1]
            computation = f"{whole_name} = {shown}"
            yield Finding("ratio_of_levels", "ratio", CONSISTENT, used[:1], used[1:], computation)


def _implied_finding(
    one: tuple[Decimal, bool, tuple[Statement, ...], str],
    other: tuple[Decimal, bool, tuple[Statement, ...], str],
    used: tuple[Statement, ...],
) -> Finding:
    apart = abs(one[0] - other[0]) / max(one[0], other[0])
    verdict = CONSISTENT if apart <= ROUNDING else NOT_BOTH_EXACT if one[1] or other[1] else INCONSISTENT
    relation = "≈" if verdict == CONSISTENT else "≠"
    return Finding("ratio_of_levels", "ratio", verdict, one[2], used, f"{one[3]} {relation} {other[3]}")


def _thing_and_measure(statement: Statement) -> tuple[str, str]:
    for measure in (
        "增加值",
        "投资规模",
        "投资",
        "产业规模",
        "年产值",
        "总产值",
        "产值",
        "营业收入",
        "主营业务收入",
    ):
        subject = statement.subject.replace("·", "")
        if subject.endswith(measure):
            return subject[: -len(measure)], "投资" if measure == "投资规模" else measure
    return statement.subject, "增加值" if statement.subject == "地区生产总值" else ""


def _share_parts_in_context(statement: Statement, statements: list[Statement], text: str) -> tuple[str, str]:
    """Fill in the whole that 其中制造业占比 or 占装备制造业比重 leaves to the clause before."""
    indicator = re.sub(r"[…\s]", "", statement.indicator)
    part, whole = _share_parts(statement)
    before = [s for s in statements if s.start < statement.start and statement.start - s.end < 60]
    if whole and not part and before:
        part = _thing_and_measure(before[-1])[0]
    if indicator.startswith("占") and before:
        part = _thing_and_measure(before[-1])[0]
        whole = re.sub(
            r"增加值$|投资$", "", plain_subject(re.sub(r"^占|(?:的)?(?:比重|比例)$", "", indicator))
        )
    if part and not whole and before and before[-1].kind == "share":
        whole = _share_parts(before[-1])[1]
    return part, whole


# ---- growth, units, thresholds
# ----------------------------------------------------------------------------------


def _growth_and_multiple(statements: list[Statement]) -> Iterator[Finding]:
    """倍增 in three years asks for 26 % a year."""
    growth = [s for s in statements if s.kind == "growth" and s.unit == "%" and s.period.is_repeated]
    for rate in growth:
        for multiple in statements:
            if (
                multiple.kind != "multiple"
                or _loose(multiple.subject)
                != _loose(re.sub(r"(?:年均)?(?:增速|增长|增长率)$", "", rate.subject))
                or not rate.period.years
            ):
                continue
            factor = (1 + rate.bound.value_min / _ALL) ** rate.period.years
            stated = multiple.bound.value_min
            near = abs(factor - stated) <= ROUNDING * stated
            room = rate.bound.allowed.high is None or multiple.bound.allowed.high is None
            verdict = CONSISTENT if near else NOT_BOTH_EXACT if room else INCONSISTENT
            relation = "≈" if near else "≠"
            power = f"(1 + {_number(rate)} %)^{rate.period.years} = {number_text(_rounded(factor))}"
            computation = f"{power} {relation} {_number(multiple)}"
            yield Finding("growth_and_multiple", "number", verdict, (rate,), (multiple,), computation)


def _units_of_one_thing(statements: list[Statement], text: str) -> Iterator[Finding]:
    units = unit_dimensions()
    measured = [s for s in statements if s.unit in units and s.kind in {"level", "capacity", "increment"}]
    for one, other in combinations(measured, 2):
        if one.unit == other.unit or dimension(one.unit) != dimension(other.unit):
            continue
        if dimension(one.unit) in {"count", "people", "times"}:
            continue
        things = [
            _thing_after(s, text) if is_measure(s.subject) else _AREA.sub("", s.subject) for s in (one, other)
        ]
        if not things[0] or _loose(things[0]) != _loose(things[1]):
            continue
        if one.period.end_year != other.period.end_year:
            continue
        base = units[one.unit][2]
        a, b = (s.bound.face.times(units[s.unit][1]) for s in (one, other))
        near = a.meets(b, ROUNDING)
        verdict = CONSISTENT if near else INCONSISTENT
        computation = (
            f"{_number(one)} {one.unit} = {_interval(a)} {base} {'≈' if near else '≠'} "
            f"{_number(other)} {other.unit}" + ("" if other.unit == base else f" = {_interval(b)} {base}")
        )
        yield Finding("units_of_one_thing", "unit", verdict, (one,), (other,), computation)


def _nested_thresholds(statements: list[Statement]) -> Iterator[Finding]:
    """超5000万美元的4个,超1亿美元的2个: fewer pass the higher bar."""
    barred = [(s, *_threshold(s)) for s in statements if s.kind in {"level", "increment", "activity"}]
    for (one, thing, bar, money), (other, other_thing, other_bar, other_money) in combinations(barred, 2):
        if bar is None or other_bar is None or bar == other_bar or money != other_money:
            continue
        # 营业收入超10亿元企业5家、超50亿元企业8家: the second leaves out the measure that the first names.
        measures = {m[0] for m in (_BARRED.match(thing), _BARRED.match(other_thing)) if m}
        if len(measures) > 1 or _BARRED.sub("", thing) != _BARRED.sub("", other_thing):
            continue
        if (
            one.unit != other.unit
            or one.scope.words != other.scope.words
            or one.period.end_year != other.period.end_year
        ):
            continue
        if (one.period.form, one.kind, one.scope.each) != (other.period.form, other.kind, other.scope.each):
            continue
        high, low = (one, other) if bar > other_bar else (other, one)
        yield _not_above(high, low, "nested_thresholds")


def _threshold(statement: Statement) -> tuple[str, Decimal | None, str]:
    wording = f"{statement.qualifier}{statement.indicator}"
    found = _THRESHOLD.search(wording)
    if not found:
        return "", None, ""
    scale = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
    thing = plain_subject(_THRESHOLD.sub("", statement.indicator))
    return thing, Decimal(found[1]) * scale[found[2] or ""], found[3]


# ---- shared
# -----------------------------------------------------------------------------------------------------


def _verdict(face: Interval, other_face: Interval, bounds: Interval, other_bounds: Interval) -> str:
    if face.meets(other_face):
        return CONSISTENT
    return NOT_BOTH_EXACT if bounds.meets(other_bounds) else INCONSISTENT


def _loose(subject: str) -> str:
    return re.sub(r"\([^)]*\)|行业|[业等及和与、·]", "", subject)


def _same_head(one: Statement, other: Statement) -> bool:
    a, b = (re.sub(r"\([^)]*\)$", "", s.subject).rpartition("·")[2] for s in (one, other))
    if is_measure(a) or is_measure(b):
        return a.endswith(b) or b.endswith(a)
    return a[-2:] == b[-2:]


def _same_qualifier(one: Statement, other: Statement) -> bool:
    return _loose(plain_subject(one.qualifier)) == _loose(plain_subject(other.qualifier))


def _same_sentence(one: Statement, other: Statement, text: str) -> bool:
    between = text[one.end : other.start]
    return "。" not in between and "\n" not in between and "|" not in between


def _clause(statement: Statement, text: str) -> str:
    """Return the words from the last punctuation mark before the number to the next one after it."""
    start = max(text.rfind(mark, 0, statement.start) for mark in "，,。；;\n|") + 1
    ends = [i for i in (text.find(mark, statement.end) for mark in "，,。；;、\n|") if i >= 0]
    return _YEAR_OR_NUMBER.sub("", text[start : min(ends, default=len(text))])


def _thing_before(statement: Statement, text: str) -> str:
    """Return what a bare measure is of: 培育氢能产业,到2025年,产业规模达到50亿元 is about 氢能产业."""
    line_start, _ = _line(text, statement.start)
    sentence_start = max(text.rfind(mark, line_start, statement.start) for mark in "。；;") + 1
    clauses = re.split(r"[，,、:：]", text[max(sentence_start, line_start) : statement.start])[:-1]
    named = [c for c in clauses if len(c) > 2 and not re.search(r"20\d\d年|三年|每年", c)]
    if named:
        return _loose(plain_subject(named[-1].strip()))
    label = _LABEL.match(text[line_start : statement.start])
    return _loose(plain_subject(label[1])) if label else ""


def _thing_after(statement: Statement, text: str) -> str:
    """Return what stands after a number that names only a size: 规模800亩的产业园."""
    found = re.match(r"(?:以上|左右)?的?([一-鿿]{2,16})", text[statement.end : statement.end + 24])
    return plain_subject(found[1]) if found else ""


def _alike(one: str, other: str) -> float:
    plain = [_YEAR_OR_NUMBER.sub("", s) for s in (one, other)]
    return SequenceMatcher(None, plain[0], plain[1], autojunk=False).ratio()


def _line(text: str, position: int) -> tuple[int, int]:
    end = text.find("\n", position)
    return text.rfind("\n", 0, position) + 1, len(text) if end < 0 else end


def _lines(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}


def _number(statement: Statement) -> str:
    low, high = number_text(statement.bound.value_min), number_text(statement.bound.value_max)
    return _SIGNS.get(statement.bound.comparator, "") + (low if low == high else f"{low}–{high}")


def _interval(interval: Interval) -> str:
    low = "" if interval.low is None else number_text(_rounded(interval.low))
    high = "" if interval.high is None else number_text(_rounded(interval.high))
    return low if low == high else f"{low}–{high}"


def _rounded(value: Decimal) -> Decimal:
    if value == value.to_integral_value():
        return value.to_integral_value()
    return value.quantize(Decimal(1) if abs(value) >= 1000 else Decimal("0.01"))


def _percent(ratio: Decimal) -> str:
    return f"{ratio * 100:.1f} %"


def _period(statement: Statement) -> str:
    """Write a period without words: by 2022 is 2022, every year from 2020 to 2022 is 2020–2022/1."""
    if statement.period.form == "by":
        return f"{statement.period.end_year}"
    return f"{statement.period.start_year}–{statement.period.end_year}" + (
        "/1" if statement.period.is_repeated else ""
    )


def _row(finding: Finding, finding_id: str, text: str) -> dict[str, object]:
    return {
        "finding_id": finding_id,
        "plan_id": finding.one[0].plan_id,
        "rule": finding.rule,
        "aspect": finding.aspect,
        "verdict": finding.verdict,
        "quote_one": _quotes(finding.one, text),
        "quote_other": _quotes(finding.other, text),
        "computation": finding.computation,
        "target_ids_one": ";".join(s.target_id for s in finding.one),
        "target_ids_other": ";".join(s.target_id for s in finding.other),
        "start_one": finding.one[0].start,
        "start_other": finding.other[0].start,
    }


def _quotes(statements: tuple[Statement, ...], text: str) -> str:
    return " / ".join(_excerpt(s, text) for s in statements)


def _excerpt(statement: Statement, text: str) -> str:
    """Return the clause of the number, verbatim, without its surroundings."""
    start = max(text.rfind(mark, 0, statement.start) for mark in "，,。；;：:\n|") + 1
    ends = [i for i in (text.find(mark, statement.end) for mark in "，,。；;、\n|") if i >= 0]
    return text[start : min(ends, default=len(text))].strip()
