"""Findings as rows of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from plantargets.compare.audit.finding import Finding
from plantargets.compare.audit.words import loose
from plantargets.compare.statements import Statement

COLUMNS = [
    "finding_id",
    "plan_id",
    "rule",
    "aspect",
    "verdict",
    "quote_one",
    "quote_other",
    "computation",
    "target_ids_one",
    "target_ids_other",
    "start_one",
    "start_other",
]


def merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Join findings that differ only in where the plan repeats itself, as an annex repeats the text."""
    alike: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for f in findings:
        subjects = (
            frozenset(loose(s.subject) for s in f.one),
            frozenset(loose(s.subject) for s in f.other),
        )
        alike[(f.rule, f.aspect, f.verdict, f.computation, subjects)].append(f)
    for group in alike.values():
        one = tuple(dict.fromkeys(s for f in group for s in f.one))
        other = tuple(dict.fromkeys(s for f in group for s in f.other))
        first = group[0]
        yield Finding(first.rule, first.aspect, first.verdict, one, other, first.computation)


def row_of(finding: Finding, finding_id: str, text: str) -> dict[str, object]:
    """Return the row of a finding."""
    return {
        "finding_id": finding_id,
        "plan_id": finding.one[0].plan_id,
        "rule": finding.rule,
        "aspect": finding.aspect,
        "verdict": finding.verdict,
        "quote_one": _quotes(finding.one, text),
        "quote_other": _quotes(finding.other, text),
        "computation": finding.computation,
        "target_ids_one": ";".join(s.target_id for s in finding.one),
        "target_ids_other": ";".join(s.target_id for s in finding.other),
        "start_one": finding.one[0].start,
        "start_other": finding.other[0].start,
    }


def _quotes(statements: tuple[Statement, ...], text: str) -> str:
    return " / ".join(_excerpt(s, text) for s in statements)


def _excerpt(statement: Statement, text: str) -> str:
    """Return the clause of the number, verbatim, without its surroundings."""
    start = max(text.rfind(mark, 0, statement.start) for mark in "，,。；;：:\n|") + 1
    ends = [i for i in (text.find(mark, statement.end) for mark in "，,。；;、\n|") if i >= 0]
    return text[start : min(ends, default=len(text))].strip()
