"""A yearly number, over the years, gives the number for the whole period."""

from __future__ import annotations

from collections.abc import Iterator

from plantargets.compare.audit.finding import CONSISTENT, INCONSISTENT, NOT_BOTH_EXACT, Finding, verdict_of
from plantargets.compare.audit.numbers import write_interval, write_number
from plantargets.compare.audit.words import loose, same_qualifier
from plantargets.compare.statements import Statement, number_text
from plantargets.language.units import dimension_of


def find(statements: list[Statement], text: str) -> Iterator[Finding]:
    """Yield the findings: each yearly number beside each total of the same thing."""
    yearly = [
        s for s in statements if s.period.is_repeated and s.kind in {"increment", "activity", "reduction"}
    ]
    others = [s for s in statements if s.period.form in {"by", "during"}]
    for annual in yearly:
        if annual.unit == "%" or annual.scope.each:
            continue
        for cumulative in others:
            if (
                dimension_of(annual.unit) != dimension_of(cumulative.unit)
                or loose(annual.subject) != loose(cumulative.subject)
                or annual.scope.words != cumulative.scope.words
                or not same_qualifier(annual, cumulative)
                or annual.period.years is None
            ):
                continue
            years = annual.period.years
            product, product_bounds = annual.bound.face.times(years), annual.bound.allowed.times(years)
            window = f"{annual.period.start_year}–{annual.period.end_year}"
            shown = f"{write_number(annual)} x {years} ({window}) = {write_interval(product)}"
            if cumulative.kind == annual.kind:
                verdict = verdict_of(product, cumulative.bound.face, product_bounds, cumulative.bound.allowed)
                relation = "=" if verdict == CONSISTENT else "≠"
                computation = f"{shown} {relation} {write_number(cumulative)} {cumulative.unit}"
            elif cumulative.kind == "level":
                assert product.low is not None
                base = cumulative.bound.value_max - product.low
                verdict = CONSISTENT if base >= 0 else NOT_BOTH_EXACT
                if base < 0 and cumulative.bound.allowed.high is not None:
                    verdict = INCONSISTENT
                before = f"{number_text(base)} {'≥' if base >= 0 else '<'} 0"
                product_shown = f"{write_number(annual)} x {years} ({window})"
                computation = f"{write_number(cumulative)} − {product_shown} = {before} {cumulative.unit}"
            else:
                continue
            yield Finding("annual_and_cumulative", "number", verdict, (annual,), (cumulative,), computation)
