"""A part does not exceed its whole: 目标企业不少于20个,其中外资企业不少于5个."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plantargets.compare.audit.finding import Finding, not_above
from plantargets.compare.audit.shares import share_parts
from plantargets.compare.audit.words import is_no_stock, line_at
from plantargets.compare.statements import Statement


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """目标企业不少于20个,其中外资企业不少于5个: one part may not exceed its whole."""
    for position in (m.start() for m in re.finditer("其中", text)):
        line_start, line_end = line_at(text, position)
        clause_end = min((i for i in (text.find(c, position) for c in "。;；") if i >= 0), default=line_end)
        after = [s for s in statements if position < s.start < min(clause_end, line_end)]
        sentence_start = max(text.rfind("。", 0, position - 1) + 1, line_start)
        before = [s for s in statements if sentence_start <= s.start < position]
        if not after or not before:
            continue
        part = after[0]
        before = [s for s in before if s.kind == "share" or not is_no_stock(s, text)]
        whole = next((s for s in reversed(before) if _may_be_whole(s, part)), None)
        if whole is None or len(part.scope.members) > 1 or part.scope.words != whole.scope.words:
            continue
        yield not_above(part, whole, "part_of_whole")


def _may_be_whole(whole: Statement, part: Statement) -> bool:
    share = whole.kind == "share"
    if share:
        denominators = [share_parts(s)[1] for s in (whole, part)]
        if denominators[1] and denominators[0] != denominators[1]:
            return False
    return (
        whole.unit == part.unit
        and share == (part.kind == "share")
        and "growth" not in {whole.kind, part.kind}
        and "threshold" not in {whole.kind, part.kind}
        and whole.period.is_repeated == part.period.is_repeated
    )
