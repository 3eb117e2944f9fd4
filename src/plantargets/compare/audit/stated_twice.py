"""The same target, stated twice, says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from plantargets.compare.audit.finding import (
    CONSISTENT,
    INCONSISTENT,
    NOT_BOTH_EXACT,
    STATED_DIFFERENTLY,
    Finding,
    verdict_of,
)
from plantargets.compare.audit.numbers import SIGNS, write_number, write_period
from plantargets.compare.audit.words import (
    PLACE,
    clause_of,
    is_no_stock,
    likeness,
    loose,
    same_qualifier,
    same_sentence,
    thing_before,
)
from plantargets.compare.statements import Statement, is_measure, number_text, words_of
from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.units import dimension_of

_SUM_OF_MONEY = re.compile(f"{any_of('sum_of_money')}$")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: each pair of statements of one target."""
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
            verdict = verdict_of(one.bound.face, other.bound.face, one.bound.allowed, other.bound.allowed)
            if verdict == NOT_BOTH_EXACT and one.bound.comparator == other.bound.comparator:
                verdict = INCONSISTENT
            relation = "=" if verdict == CONSISTENT else "≠"
            computation = f"{write_number(one)} {relation} {write_number(other)} {other.unit}"
            yield Finding("stated_twice", "number", verdict, (one,), (other,), computation)
            continue
        if _two_horizons(one, other):
            continue
        differences = list(_differences(one, other))
        for aspect, computation in differences:
            verdict = NOT_BOTH_EXACT if aspect == "comparator" else STATED_DIFFERENTLY
            yield Finding("stated_twice", aspect, verdict, (one,), (other,), computation)
        if not differences:
            computation = f"{write_number(one)} = {write_number(other)} {other.unit}"
            yield Finding("stated_twice", "number", CONSISTENT, (one,), (other,), computation)


def _same_target(one: Statement, other: Statement, text: str) -> bool:
    if (
        dimension_of(one.unit) != dimension_of(other.unit)
        or one.unit != other.unit
        or not _same_kind(one, other)
        or one.scope.words != other.scope.words
        or one.scope.each != other.scope.each
        or not same_qualifier(one, other)
        or same_sentence(one, other, text)
    ):
        return False
    if is_measure(one.subject) or is_measure(other.subject):
        things = [thing_before(s, text) for s in (one, other)]
        return one.subject == other.subject and things[0] != "" and things[0] == things[1]
    if loose(one.subject) != loose(other.subject):
        return False
    if one.kind == "threshold" or any(is_no_stock(s, text) for s in (one, other)):
        return False
    if dimension_of(one.unit) == "money_cny" and not _SUM_OF_MONEY.search(one.subject):
        # 中央财政安排109亿元: what the money is for stands after it, and decides whether it is the same sum.
        return likeness(*(clause_of(s, text) + text[s.end : s.end + 16] for s in (one, other))) > 0.9
    return set(PLACE.findall(clause_of(one, text))) == set(PLACE.findall(clause_of(other, text))) or (
        likeness(clause_of(one, text), clause_of(other, text)) > 0.6
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
    return likeness(clause_of(one, text), clause_of(other, text)) > 0.5


def _act(statement: Statement, text: str) -> str:
    clause = clause_of(statement, text)
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
    number = f"{write_number(one)} {one.unit}"
    if not _same_years(one, other):
        yield "year", f"{number}: {write_period(one)} ≠ {write_period(other)}"
    if one.bound.comparator != other.bound.comparator:
        numbers = [
            f"{SIGNS.get(s.bound.comparator, '=')}{number_text(s.bound.value_min)}" for s in (one, other)
        ]
        yield "comparator", f"{numbers[0]} ≠ {numbers[1]} {one.unit}"
    if _strength(one.modality) != _strength(other.modality):
        yield "modality", f"{number}: {one.modality or '∅'} ≠ {other.modality or '∅'}"


def _strength(modality: str) -> str:
    lists = load_lexicon().lists
    return "firm" if modality in lists["firm"] else "soft" if modality in lists["soft"] else "plain"
