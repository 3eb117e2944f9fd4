"""Fewer pass the higher bar: 超5000万美元的4个,超1亿美元的2个."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from plantargets.compare.audit.finding import Finding, not_above
from plantargets.compare.statements import Statement, plain_subject
from plantargets.language.lexicon import any_of

_THRESHOLD = re.compile(rf"{any_of('barred_word')}?([\d.]+)\s*(万亿|亿|万)?(美元|元)(?:以上)?")


_BARRED = re.compile(f"^{any_of('barred_measure')}")


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """超5000万美元的4个,超1亿美元的2个: fewer pass the higher bar."""
    barred = [(s, *_threshold(s)) for s in statements if s.kind in {"level", "increment", "activity"}]
    for (one, thing, bar, money), (other, other_thing, other_bar, other_money) in combinations(barred, 2):
        if bar is None or other_bar is None or bar == other_bar or money != other_money:
            continue
        # 营业收入超10亿元企业5家、超50亿元企业8家: the second leaves out the measure that the first names.
        measures = {m[0] for m in (_BARRED.match(thing), _BARRED.match(other_thing)) if m}
        if len(measures) > 1 or _BARRED.sub("", thing) != _BARRED.sub("", other_thing):
            continue
        if (
            one.unit != other.unit
            or one.scope.words != other.scope.words
            or one.period.end_year != other.period.end_year
        ):
            continue
        if (one.period.form, one.kind, one.scope.each) != (other.period.form, other.kind, other.scope.each):
            continue
        high, low = (one, other) if bar > other_bar else (other, one)
        yield not_above(high, low, "nested_thresholds")


def _threshold(statement: Statement) -> tuple[str, Decimal | None, str]:
    wording = f"{statement.qualifier}{statement.indicator}"
    found = _THRESHOLD.search(wording)
    if not found:
        return "", None, ""
    scale = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
    thing = plain_subject(_THRESHOLD.sub("", statement.indicator))
    return thing, Decimal(found[1]) * scale[found[2] or ""], found[3]
