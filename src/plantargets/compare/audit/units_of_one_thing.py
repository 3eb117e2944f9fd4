"""One size in two units is one size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from plantargets.compare.audit.finding import CONSISTENT, INCONSISTENT, NOT_BOTH_EXACT, ROUNDING, Finding
from plantargets.compare.audit.numbers import write_interval, write_number
from plantargets.compare.audit.words import loose, thing_after
from plantargets.compare.statements import Statement, is_measure
from plantargets.language.lexicon import any_of
from plantargets.language.units import COUNTED, measure_of

_AREA = re.compile(f"{any_of('area_of')}?{any_of('area_measure')}$")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: each pair of sizes of one thing in two units."""
    measured = [s for s in statements if s.kind in {"level", "capacity", "increment"}]
    for one, other in combinations(measured, 2):
        measures = measure_of(one.unit), measure_of(other.unit)
        if one.unit == other.unit or measures[0] is None or measures[1] is None:
            continue
        if measures[0].dimension != measures[1].dimension or measures[0].dimension in COUNTED:
            continue
        things = [
            thing_after(s, text) if is_measure(s.subject) else _AREA.sub("", s.subject) for s in (one, other)
        ]
        if not things[0] or loose(things[0]) != loose(things[1]):
            continue
        if one.period.end_year != other.period.end_year:
            continue
        base = measures[0].base_unit
        a = one.bound.face.times(measures[0].decimal)
        b = other.bound.face.times(measures[1].decimal)
        near = a.meets(b, ROUNDING)
        bounds = (
            one.bound.allowed.times(measures[0].decimal), other.bound.allowed.times(measures[1].decimal)
        )  # fmt: skip
        room = one.bound.comparator != other.bound.comparator and bounds[0].meets(bounds[1])
        verdict = CONSISTENT if near else NOT_BOTH_EXACT if room else INCONSISTENT
        computation = (
            f"{write_number(one)} {one.unit} = {write_interval(a)} {base} {'≈' if near else '≠'} "
            f"{write_number(other)} {other.unit}"
            + ("" if other.unit == base else f" = {write_interval(b)} {base}")
        )
        yield Finding("units_of_one_thing", "unit", verdict, (one,), (other,), computation)
