"""A yearly rate of growth gives the multiple: 倍增 in three years asks for 26 % a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plantargets.compare.audit.finding import ALL, CONSISTENT, INCONSISTENT, NOT_BOTH_EXACT, ROUNDING, Finding
from plantargets.compare.audit.numbers import rounded, write_number
from plantargets.compare.audit.words import loose
from plantargets.compare.statements import Statement, number_text
from plantargets.language.lexicon import any_of

_GROWTH = re.compile(f"{any_of('growth_word')}$")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """倍增 in three years asks for 26 % a year."""
    growth = [s for s in statements if s.kind == "growth" and s.unit == "%" and s.period.is_repeated]
    for rate in growth:
        for multiple in statements:
            if (
                multiple.kind != "multiple"
                or loose(multiple.subject) != loose(_GROWTH.sub("", rate.subject))
                or not rate.period.years
            ):
                continue
            factor = (1 + rate.bound.value_min / ALL) ** rate.period.years
            stated = multiple.bound.value_min
            near = abs(factor - stated) <= ROUNDING * stated
            room = rate.bound.allowed.high is None or multiple.bound.allowed.high is None
            verdict = CONSISTENT if near else NOT_BOTH_EXACT if room else INCONSISTENT
            relation = "≈" if near else "≠"
            power = f"(1 + {write_number(rate)} %)^{rate.period.years} = {number_text(rounded(factor))}"
            computation = f"{power} {relation} {write_number(multiple)}"
            yield Finding("growth_and_multiple", "number", verdict, (rate,), (multiple,), computation)
