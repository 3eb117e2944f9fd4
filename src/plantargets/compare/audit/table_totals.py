"""The rows of a table add up to its row of totals (合计, 全市)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from plantargets.compare.audit.finding import Finding, verdict_of
from plantargets.compare.audit.numbers import write_interval, write_number
from plantargets.compare.statements import Statement
from plantargets.language.heads import TABLE_WORDS
from plantargets.language.lexicon import any_of
from plantargets.plans.tables import find_tables
from plantargets.targets.target import Interval

# What is said of each head, or as a share, has no sum.
_NO_SUM = re.compile(any_of("no_sum"))
_SHARES = frozenset({"%", "‰", "百分点", "倍"})
_WHOLE = re.compile(rf"{TABLE_WORDS.any_word('whole')}(?:[(（].*[)）])?")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: each total of a table beside the members of the table.

    Parameters
    ----------
    statements, text
        The targets of one plan, and its text in simplified characters.
    """
    inside = [statement for statement in statements if statement.period_basis == "table"]
    tables = find_tables(text, text) if inside else ()
    for table in tables:
        groups: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
        for statement in inside:
            if table.start <= statement.start < table.end and _adds_up(statement):
                period = str(statement.period)
                groups[statement.indicator, statement.unit, period, statement.kind].append(statement)
        for own in groups.values():
            totals = [s for s in own if not s.scope.words and _names_whole(s)]
            parts = [s for s in own if s.scope.words]
            if len(totals) == 1 and len(parts) > 1:
                yield _sum(totals[0], parts)


def _adds_up(statement: Statement) -> bool:
    is_ratio = statement.unit in _SHARES or "/" in statement.unit
    return not is_ratio and statement.kind != "growth" and not _NO_SUM.search(statement.indicator)


def _names_whole(statement: Statement) -> bool:
    """Whether the row of a statement, or its column in a table with members as columns, is the whole."""
    cells = statement.sentence.split(" | ")
    return any(_WHOLE.fullmatch(cell) for cell in cells) or len(cells) > 3


def _sum(total: Statement, parts: list[Statement]) -> Finding:
    nothing = Interval(Decimal(0), Decimal(0))
    face, allowed = nothing, nothing
    for part in parts:
        face, allowed = face.plus(part.bound.face), allowed.plus(part.bound.allowed)
    verdict = verdict_of(face, total.bound.face, allowed, total.bound.allowed)
    terms = " + ".join(write_number(part) for part in parts)
    relation = "=" if face.meets(total.bound.face) else "≠"
    computation = f"{terms} = {write_interval(face)} {relation} {write_number(total)} {total.unit}"
    return Finding("table_totals", "number", verdict, tuple(parts), (total,), computation)
