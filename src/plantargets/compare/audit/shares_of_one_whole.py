"""Shares of one whole, side by side, do not exceed 100 % together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from plantargets.compare.audit.finding import ALL, CONSISTENT, INCONSISTENT, Finding
from plantargets.compare.audit.numbers import write_number
from plantargets.compare.audit.shares import share_parts
from plantargets.compare.audit.words import line_at
from plantargets.compare.statements import Statement, number_text
from plantargets.language.lexicon import any_of, load_lexicon

_INDUSTRY = re.compile(f"^(?:第[一二三]产业|[一二三]产|{any_of('industry_of_whole')})")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """三次产业比重: shares of one whole, side by side, may not exceed 100 % together."""
    groups: dict[tuple[str, int, str, int | None], list[tuple[Statement, str]]] = defaultdict(list)
    for s in statements:
        if s.kind != "share" or s.unit != "%" or s.bound.comparator in {"le", "lt"}:
            continue
        part, whole = share_parts(s)
        if not part:
            continue
        groups[(whole, line_at(text, s.start)[0], s.scope.words, s.period.end_year)].append((s, part))
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
        shown = " + ".join(write_number(s) for s, _ in disjoint)
        verdict = INCONSISTENT if total > ALL else CONSISTENT
        relation = ">" if total > ALL else "≤"
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
    crosscutting = load_lexicon().lists["crosscutting"]
    return any(word in one for word in crosscutting) or any(word in other for word in crosscutting)
