"""Levels and shares imply the same whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from plantargets.compare.audit.finding import (
    ALL,
    CONSISTENT,
    INCONSISTENT,
    NOT_BOTH_EXACT,
    ROUNDING,
    Finding,
    not_above,
)
from plantargets.compare.audit.numbers import rounded, write_number
from plantargets.compare.audit.shares import share_parts_in_context, thing_and_measure
from plantargets.compare.audit.words import loose
from plantargets.compare.statements import Statement, number_text, read_rules
from plantargets.language.units import dimension_of


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: levels of part and whole, and wholes that a part and its share imply."""
    levels = [s for s in statements if s.kind == "level" and dimension_of(s.unit) == "money_cny"]
    sizes = [(s, *thing_and_measure(s)) for s in levels]
    contained = {(row["part"], row["whole"], row["measure"]) for row in read_rules("wholes.csv")}
    shares = [(s, *share_parts_in_context(s, statements, text)) for s in statements if s.kind == "share"]
    for (one, part, measure), (other, whole, other_measure) in combinations(sizes, 2):
        for small, large, s, w in ((part, whole, one, other), (whole, part, other, one)):
            same = measure == other_measure and s.period.end_year == w.period.end_year
            if same and (small, large, measure) in contained:
                yield not_above(s, w, "ratio_of_levels")
    implied: dict[str, list[tuple[Decimal, bool, tuple[Statement, ...], str]]] = defaultdict(list)
    for share, part, whole in shares:
        if not part or not whole or not share.bound.value_min:
            continue
        for level, thing, _ in sizes:
            if level.period.end_year != share.period.end_year or loose(thing) != loose(part):
                continue
            value = level.bound.value_min / (share.bound.value_min / ALL)
            open_ended = level.bound.allowed.high is None or share.bound.allowed.high is None
            result = f"{number_text(rounded(value))} {level.unit}"
            shown = f"{write_number(level)} / {write_number(share)} % = {result}"
            implied[loose(whole)].append((value, open_ended, (level, share), shown))
    for level, thing, _ in sizes:
        direct = (
            level.bound.value_min,
            level.bound.allowed.high is None,
            (level,),
            f"{write_number(level)} {level.unit}",
        )
        for value, open_ended, used, shown in implied.get(loose(thing), []):
            yield _implied_finding(direct, (value, open_ended, used, shown), used)
    for candidates in implied.values():
        for one_, other_ in combinations(candidates, 2):
            yield _implied_finding(one_, other_, other_[2])
        if len(candidates) == 1:
            _, _, used, shown = candidates[0]
            whole_name = share_parts_in_context(used[1], statements, text)[1]
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
