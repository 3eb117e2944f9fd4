"""One size in two units is one size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from plantargets.compare.audit.finding import CONSISTENT, INCONSISTENT, ROUNDING, Finding
from plantargets.compare.audit.numbers import write_interval, write_number
from plantargets.compare.audit.words import loose, thing_after
from plantargets.compare.statements import Statement, dimension, is_measure, unit_dimensions

_AREA = re.compile(r"(?:规划|占地|建设|建筑|总)?(?:面积|规模)$")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: each pair of sizes of one thing in two units."""
    units = unit_dimensions()
    measured = [s for s in statements if s.unit in units and s.kind in {"level", "capacity", "increment"}]
    for one, other in combinations(measured, 2):
        if one.unit == other.unit or dimension(one.unit) != dimension(other.unit):
            continue
        if dimension(one.unit) in {"count", "people", "times"}:
            continue
        things = [
            thing_after(s, text) if is_measure(s.subject) else _AREA.sub("", s.subject) for s in (one, other)
        ]
        if not things[0] or loose(things[0]) != loose(things[1]):
            continue
        if one.period.end_year != other.period.end_year:
            continue
        base = units[one.unit][2]
        a, b = (s.bound.face.times(units[s.unit][1]) for s in (one, other))
        near = a.meets(b, ROUNDING)
        verdict = CONSISTENT if near else INCONSISTENT
        computation = (
            f"{write_number(one)} {one.unit} = {write_interval(a)} {base} {'≈' if near else '≠'} "
            f"{write_number(other)} {other.unit}"
            + ("" if other.unit == base else f" = {write_interval(b)} {base}")
        )
        yield Finding("units_of_one_thing", "unit", verdict, (one,), (other,), computation)
