"""What one check finds: two statements about one quantity and whether they hold together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from plantargets.compare.audit.numbers import write_number, write_percent
from plantargets.compare.statements import Statement
from plantargets.targets.target import Interval

CONSISTENT = "consistent"


NOT_BOTH_EXACT = "cannot both be exact"


STATED_DIFFERENTLY = "stated differently"


INCONSISTENT = "inconsistent"


VERDICTS = (INCONSISTENT, NOT_BOTH_EXACT, STATED_DIFFERENTLY, CONSISTENT)


# Two statements of an area, a length or a sum in different units agree when they differ by rounding only.
ROUNDING = Decimal("0.05")


ALL = Decimal(100)


@dataclass(frozen=True)
class Finding:
    """Two statements about one quantity, and whether they hold together."""

    rule: str
    aspect: str
    verdict: str
    one: tuple[Statement, ...]
    other: tuple[Statement, ...]
    computation: str


def verdict_of(face: Interval, other_face: Interval, bounds: Interval, other_bounds: Interval) -> str:
    """Return whether two readings of one quantity agree as they stand, may both hold, or cannot."""
    if face.meets(other_face):
        return CONSISTENT
    return NOT_BOTH_EXACT if bounds.meets(other_bounds) else INCONSISTENT


def not_above(part: Statement, whole: Statement, rule: str) -> Finding:
    """Return the finding that a part is, or is not, at most its whole."""
    ratio = ""
    if whole.bound.value_max and part.unit == whole.unit:
        share = write_percent(part.bound.value_min / whole.bound.value_max)
        ratio = f"; {write_number(part)} / {write_number(whole)} = {share}"
    if part.bound.value_min <= whole.bound.value_max:
        return Finding(
            rule,
            "number",
            CONSISTENT,
            (part,),
            (whole,),
            f"{write_number(part)} ≤ {write_number(whole)} {whole.unit}{ratio}",
        )
    room = whole.bound.allowed.high is None or part.bound.allowed.low is None
    verdict = NOT_BOTH_EXACT if room else INCONSISTENT
    computation = f"{write_number(part)} > {write_number(whole)} {whole.unit}{ratio}"
    return Finding(rule, "number", verdict, (part,), (whole,), computation)
