"""The years that a document is for: its stated term, or the one year that it is for by nature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plantargets.language.folding import fold
from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.numerals import parse_numeral
from plantargets.language.times import FIVE_YEAR, NO_WINDOW, YEAR, Window, five_year_plan
from plantargets.plans.kind import YEARLY
from plantargets.plans.words import any_word, word_list

if TYPE_CHECKING:
    from plantargets.plans.plan import Plan

_SPAN = re.compile(rf"({YEAR})年?[—\-~至到]{{1,2}}({YEAR})年?")
_YEAR = re.compile(rf"({YEAR})(?:年|(?={any_word('behind_year')}))")
_STATED_TERM = re.compile(rf"{any_word('term_of')}{any_word('term')}(?:为|是|:|自)?({_SPAN.pattern})")
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"  # 1992年三月五日: folding makes digits of years alone
_DATE = re.compile(rf"[(]?({YEAR})年({_NUMERAL})月(?:{_NUMERAL}日)?[)]?")
_DAY = re.compile(rf"{YEAR}年{_NUMERAL}月{_NUMERAL}日")
_SPOKEN = re.compile(rf"({YEAR})年(\d{{1,2}})月\d{{1,2}}日[^。;]{{0,20}}{any_word('session')}")
_NAMED_PLAN = re.compile("《([^《》]{4,60})》")
_NUMBER = re.compile(rf"\(({YEAR})\)—?第?\d{{1,4}}号")
# A year by which a plan is to be reached, not the one that it is for: 2035年国土空间总体规划, 2030年前碳达峰
_BY_ITS_YEAR = re.compile(
    rf"{YEAR}年(?:底|末)?前|{YEAR}年?.*{any_of('long_plan')}|{any_of('long_plan')}.*{YEAR}年"
)
_YEAR_OF_GOALS = re.compile(rf"(?<![到至])({YEAR})年[^,。;:到至]{{0,16}}(?:{any_of('goals_of_year')})")
_FRONT, _BACK, _HEAD_LINES = 6000, 400, 60
# A report given in November or December is for the year that follows.
_NEXT_YEAR_FROM = 11


def window_of(plan: Plan) -> Window:
    r"""Return the years that a plan states and the year it was written in.

    The register's years where it is registered. Else the title's: a span (2023—2025年), a five-year plan, a
    year. Work reports, annual plan reports and lists of the year's matters are for one year by nature. The
    date of issue alone is no term.

    Examples
    --------
    >>> from plantargets.plans import plan_from_text
    >>> window_of(plan_from_text("某市精准招商行动计划\n2019年6月4日"))[:3]
    (None, None, 2019)
    >>> window_of(plan_from_text("某市“十四五”规划和2035年远景目标纲要"))[:2]
    (2021, 2025)
    """
    if plan.record is not None:
        record = plan.record
        basis = "year" if plan.kind in YEARLY else "title"
        return Window(
            record.period_start_year, record.period_end_year, record.issued.year,
            basis if record.period_start_year else "", record.issued.month,
        )  # fmt: skip
    front = plan.folded[:_FRONT]
    year, month = _written(front, plan.folded[-_BACK:])
    title = fold(plan.title)
    if plan.kind in YEARLY and not _SPAN.search(title):  # 民生实事三年计划(2026—2028年)
        only = _year_by_nature(plan.kind, title, plan.folded, (year, month))
        if only:
            return Window(only, only, only, "year")
    term = (_term_of_plan_told(front) if plan.kind == "news" else None) or stated_term(title)
    term = term or _term_of_text(front)
    if term is None:
        return NO_WINDOW._replace(this_year=year, this_month=month)
    if term[0] == term[1] and _BY_ITS_YEAR.search(title) and year != term[1]:
        start = year if year and year < term[1] else None
        return Window(start, term[1], year, "title", month)
    this_year = year or (term[0] if term[0] == term[1] else None)
    return Window(*term, this_year, "title", month)


def stated_term(title: str) -> tuple[int, int] | None:
    """Return the first and last year that a title states, None where it states none.

    >>> stated_term("某市第十四个五年规划纲要"), stated_term("某市行动计划")
    (Years(start_year=2021, end_year=2025), None)
    >>> stated_term("关于加快造林的决定(1992年三月五日)") is None  # a date of issue states no term
    True
    """
    title = _DAY.sub("", title)
    span = _SPAN.search(title)
    if span and int(span[1]) <= int(span[2]):
        return int(span[1]), int(span[2])
    named = FIVE_YEAR.search(title)
    if named:
        return five_year_plan(named)
    years = [int(year) for year in _YEAR.findall(title)]
    return (max(years), max(years)) if years else None


def _term_of_text(front: str) -> tuple[int, int] | None:
    found = _STATED_TERM.search("".join(front.split()))
    return stated_term(found[1]) if found else None


def _term_of_plan_told(front: str) -> tuple[int, int] | None:
    """Return the term of the one plan that news names, or the one year whose goals it tells.

    《行动计划(2025—2027年)》近日印发, 2025年全市经济社会发展主要预期目标是.
    """
    terms = {stated_term(name[1]) for name in _NAMED_PLAN.finditer(front)} - {None}
    terms = terms or {(int(year[1]), int(year[1])) for year in _YEAR_OF_GOALS.finditer(front)}
    return terms.pop() if len(terms) == 1 else None


def _written(front: str, back: str) -> tuple[int | None, int | None]:
    """Return year and month of a date that stands alone in a line or of a session; else of the number."""
    lines = ["".join(line.split()) for line in front.splitlines() if line.strip()][:_HEAD_LINES]
    for line in [*lines, *("".join(line.split()) for line in back.splitlines())]:
        found = _DATE.fullmatch(line.strip("—")) or (_SPOKEN.search(line) if len(line) < 60 else None)
        if found:
            return int(found[1]), int(parse_numeral(found[2]))
    number = next((found for line in lines if (found := _NUMBER.search(line)) and len(line) < 40), None)
    return (int(number[1]), None) if number else (None, None)


def _year_by_nature(kind: str, title: str, folded: str, written: tuple[int | None, int | None]) -> int | None:
    tense = load_lexicon().tense
    years = [int(year) for year in _YEAR.findall(title)]
    if years and not tense["review_heading"].search(title[-4:]):
        return max(years)
    year, month = written
    if year:
        return year + (kind == "work_report" and (month or 1) >= _NEXT_YEAR_FROM)
    named = [
        int(found[1])
        for line in folded.splitlines()
        if len(line) <= 40
        and (found := _YEAR.search(line))
        and (tense["future_heading"].search(line) or line.strip().endswith(word_list("work")))
    ]
    return max(named, default=None)
