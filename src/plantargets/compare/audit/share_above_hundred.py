"""No share exceeds 100 %."""

from __future__ import annotations

from collections.abc import Iterator

from plantargets.compare.audit.finding import ALL, INCONSISTENT, Finding
from plantargets.compare.audit.numbers import write_number
from plantargets.compare.statements import Statement


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: each share above 100 %."""
    for s in statements:
        if s.unit == "%" and s.kind in {"share", "reduction"} and s.bound.value_max > ALL:
            yield Finding(
                "share_above_hundred", "number", INCONSISTENT, (s,), (s,), f"{write_number(s)} > 100 %"
            )
