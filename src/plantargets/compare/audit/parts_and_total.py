"""Parts that a plan names add up to their total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from plantargets.compare.audit.finding import CONSISTENT, Finding, verdict_of
from plantargets.compare.audit.numbers import write_interval, write_number
from plantargets.compare.audit.words import LABEL, is_no_stock, line_at, lines_of, loose, same_head
from plantargets.compare.statements import VERB_ROLES, Statement, is_measure, words_of
from plantargets.targets.target import Interval

# Below this share of the total, parts that are not places are read as examples and not as all the parts.
EXAMPLES_BELOW = Decimal("0.6")


# The same for parts named after 其中, which more often picks out some of them.
NAMED_EXAMPLES_BELOW = Decimal("0.75")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: each total beside the parts that the plan names for it."""
    for total, parts, complete in (
        *_parts_after_among_them(statements, text),
        *_parts_before_altogether(statements, text),
        *_parts_in_labelled_paragraphs(statements, text),
        *_parts_by_place(statements, text),
    ):
        if total.period_basis != "table":  # see table_totals
            yield from _sum_finding(total, parts, complete)


def _parts_after_among_them(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """全市…45个以上。其中:甲县…8个,乙县…7个: parts stand after 其中, up to the full stop."""
    for position in (m.start() for m in re.finditer("其中", text)):
        line_start, line_end = line_at(text, position)
        stop = text.find("。", position)
        stop = line_end if stop < 0 else min(stop, line_end)
        after = [s for s in statements if position < s.start < stop]
        before = [s for s in statements if line_start <= s.start < position]
        before = [s for s in before if not is_no_stock(s, text)]
        total = next((s for s in reversed(before) if after and _may_be_total(s, after[0])), None)
        if total is None:
            continue
        parts = _first_per_member([s for s in after if _is_part(total, s)])
        if len(parts) > 1 or (parts and len(parts[0].scope.members) > 1):
            yield total, parts, all(s.scope.words for s in parts)


def _parts_before_altogether(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """甲30家、乙40家,合计70家."""
    for total in statements:
        line_start, _ = line_at(text, total.start)
        sentence_start = max(text.rfind("。", 0, total.start) + 1, line_start)
        lead = text[sentence_start : total.start]
        if not re.search(rf"(?:{'|'.join(words_of('total'))})[^,，;；、]{{0,16}}$", lead):
            continue
        before = [s for s in statements if sentence_start <= s.start < total.start and s.unit == total.unit]
        parts = _first_per_member([s for s in before if _is_part(total, s)])
        if sum(len(s.scope.members) or 1 for s in parts) > 1:  # 甲县、乙县各30家 are two parts
            yield total, parts, True


def _parts_in_labelled_paragraphs(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """发展主导产业,达到80家 / 装备制造业:30家 / 铝加工业:30家: labelled paragraphs below a lead."""
    lines = lines_of(text)
    labelled = [bool(LABEL.match(text[start:end])) for start, end in lines]
    for number, (start, end) in enumerate(lines):
        if labelled[number]:
            continue
        last = number
        while last + 1 < len(lines) and labelled[last + 1]:
            last += 1
        if last - number < 2:
            continue
        for total in (s for s in statements if start <= s.start < end):
            parts = []
            for below_start, below_end in lines[number + 1 : last + 1]:
                inside = [s for s in statements if below_start <= s.start < below_end]
                part = next((s for s in inside if _may_be_total(total, s) and same_head(total, s)), None)
                if part is not None:
                    parts.append(part)
            if len(parts) > 1:
                yield total, parts, len(parts) == last - number


def _parts_by_place(
    statements: list[Statement], text: str
) -> Iterator[tuple[Statement, list[Statement], bool]]:
    """全市规上企业200家 … 甲区120家 … 乙区90家: the same thing for the whole and for places of it."""
    statements = [s for s in statements if not is_no_stock(s, text)]
    totals = [s for s in statements if not s.scope.words and not s.scope.each]
    for total in totals:
        parts = _first_per_member(
            [
                s
                for s in statements
                if s.scope.words
                and _may_be_total(total, s)
                and loose(s.subject) == loose(total.subject)
                and (s.scope.members or not s.scope.each)
            ]
        )
        if sum(len(s.scope.members) or 1 for s in parts) > 1:
            yield total, parts, True


def _may_be_total(total: Statement, part: Statement) -> bool:
    return (
        total.target_id != part.target_id
        and total.unit == part.unit
        and (not total.scope.each)
        and (total.kind in {"share", "growth", "reduction"})
        == (part.kind in {"share", "growth", "reduction"})
        and total.kind not in {"growth", "threshold", "multiple"}
        and part.kind not in {"growth", "threshold", "multiple"}
        and total.period.is_repeated == part.period.is_repeated
        and (
            total.period.end_year == part.period.end_year
            or None in {total.period.end_year, part.period.end_year}
        )
        and total.kind != "share"
    )


def _is_part(total: Statement, part: Statement) -> bool:
    """Say whether a number beside a total is of the same things: at a place, of a rank, the same noun."""
    if not _may_be_total(total, part):
        return False
    ranked = re.match(r"(?:国家|省|市|县)级", part.subject)
    bare = part.subject in {*words_of("counter"), *(w for r in VERB_ROLES for w in words_of(r))}
    return bool(part.scope.words or ranked or bare or is_measure(total.subject)) or same_head(total, part)


def _first_per_member(statements: list[Statement]) -> list[Statement]:
    """Keep the first statement of each place, or of each thing: what follows for it is a part of that."""
    kept: dict[str, Statement] = {}
    for statement in statements:
        kept.setdefault(statement.scope.words or loose(statement.subject), statement)
    with_place = [s for s in kept.values() if s.scope.words]
    return with_place if len(with_place) > 1 else list(kept.values())


def _sum_finding(total: Statement, parts: list[Statement], complete: bool) -> Iterator[Finding]:
    face, bounds = Interval(Decimal(0), Decimal(0)), Interval(Decimal(0), Decimal(0))
    terms = []
    for part in parts:
        if part.scope.each and not part.scope.members:
            return
        count = len(part.scope.members) or 1
        face, bounds = face.plus(part.bound.face.times(count)), bounds.plus(part.bound.allowed.times(count))
        terms.append(write_number(part) + (f"x{count}" if count > 1 else ""))
    stated = total.bound.face
    least = EXAMPLES_BELOW if complete else NAMED_EXAMPLES_BELOW
    if face.high is not None and stated.low is not None and face.high < stated.low * least:
        return
    if not complete:
        bounds = Interval(bounds.low, None)
    verdict = verdict_of(face, stated, bounds, total.bound.allowed)
    relation = "=" if verdict == CONSISTENT else "≠"
    computation = (
        f"{' + '.join(terms)} = {write_interval(face)} {relation} {write_number(total)} {total.unit}"
    )
    yield Finding("parts_and_total", "number", verdict, tuple(parts), (total,), computation)
