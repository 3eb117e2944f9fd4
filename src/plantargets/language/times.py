"""Years and spans of time: of a plan from its title, of a clause from its words."""

from __future__ import annotations

import re
from typing import NamedTuple

from plantargets.language.period import Period

YEARS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
FIVE_YEAR_PLAN = {
    "五": 2001,
    "一五": 2006,
    "二五": 2011,
    "三五": 2016,
    "四五": 2021,
    "五五": 2026,
    "六五": 2031,
}  # after 十


class Window(NamedTuple):
    """The years that a plan, or a section of it, speaks of; `issued_year` is the year it was written in."""

    start_year: int
    end_year: int
    issued_year: int


class Moment(NamedTuple):
    """A time expression: its period and whether it repeats every year."""

    period: Period
    annual: bool


_TITLE_SPAN = re.compile(r"(20\d\d)年?[—\-~至到]{1,2}(20\d\d)年?")
_TITLE_YEAR = re.compile(r"(20\d\d)(?:年|(?=政府工作报告))")
_PLAN_WORD = re.compile(r"报告|计划|方案|规划|纲要|意见|要点|通知|措施|若干|目标|任务")
_PLAN_TITLE = re.compile(r"(?:规划|纲要)》?(?:的通知)?(?:\([^()]*\))?$")
_FIVE_YEAR = re.compile(r"“?十([一二三四五六]五|五)”?")
# “推动‘十五五’开好局” speaks of the first year, not of the five.
_OPENING = re.compile(r"开好局|起好步|良好开局|开局之年|开局年|开门红|第一年|首年")
_ISSUED = re.compile(r"(20\d\d)年\d{1,2}月\d{1,2}日")

TIME = re.compile(
    r"(?P<span>(?:在)?(?P<a>20\d\d)年?[—\-~至到]{1,2}(?P<b>20\d\d)年(?:期间|间)?)"
    r"|(?P<month>(?:于|在)?(?:(?P<my>20\d\d)年|今年|明年)?(?P<m>\d{1,2})月(?:底|末|份|\d{1,2}日)?(?:之前|以前|前|底))"
    r"|(?P<by>(?<![较比从自过以])(?:到|至|截至|在|于)?(?P<y>20\d\d)年(?:年?底|年?末|初)?(?:之?前|以前|时|内|度|全年)?)(?![—\-~至]|\d|[比较]|以来|起(?!步))"
    r"|(?P<fyp>(?<![一二三四五六七八九])(?:到|至|“)?“?十(?P<n>[一二三四五六]五|五)”?(?:规划)?(?P<w>期?末|时期末|期间|时期|规划期末|规划期)?)"
    r"|(?P<end>(?:到|至|在|于)?(?:今年)?年底(?:之?前|以前)?|年末|(?:今年|本年度?|当年|全年|年度?内|今年内|年内))"
    r"|(?P<next>明年)"
    r"|(?P<within>(?:用|利用|通过|未来|今后|在)?(?:未来|今后)?(?P<k>[一两二三四五六七八九十]|\d{1,2})(?:年|个年头)(?:左右)?(?:的?时间|内|之内|期间|间|左右))"
    r"|(?P<later>(?:今后|未来)(?P<k2>[两三四五六])年)"
    r"|(?P<annual>(?<![人户])每年(?:度)?|逐年|每季度|每个?季度|(?<![人户])每月|每个月|每周|每半年|按年)"
)


def infer_window(text: str) -> Window | None:
    """Return the years of a plan that no register describes, from its title and first lines, or None.

    A span in the title wins (2023—2025年), then a five-year plan named in it, then a year, then the date of
    issue.

    >>> infer_window("某市制造业三年行动计划(2023—2025年)")
    Window(start_year=2023, end_year=2025, issued_year=2023)
    """
    lines = [line.strip() for line in text[:6000].splitlines() if line.strip()][:30]
    issued = _ISSUED.search(text[:6000])
    head = [line for line in lines if len(line) <= 60]
    for line in head[:25]:
        span = _TITLE_SPAN.search(line)
        if (
            span
            and int(span[1]) <= int(span[2])
            and (_PLAN_WORD.search(line) or span.end() - span.start() > len(line) - 4)
        ):
            return Window(int(span[1]), int(span[2]), int(issued[1]) if issued else int(span[1]))
    for line in head[:25]:
        named = _FIVE_YEAR.search(line) if _PLAN_TITLE.search(line) else None
        if named:
            start = FIVE_YEAR_PLAN[named[1]]
            return Window(start, start + 4, int(issued[1]) if issued else start)
    for line in head[:25]:
        year = _TITLE_YEAR.search(line)
        if year and _PLAN_WORD.search(line) and not _ISSUED.search(line):
            return Window(int(year[1]), int(year[1]), int(year[1]))
    if issued:
        return Window(int(issued[1]), int(issued[1]), int(issued[1]))
    year = _TITLE_YEAR.search("\n".join(lines[:12]))
    return Window(int(year[1]), int(year[1]), int(year[1])) if year else None


def window_of_heading(title: str, window: Window | None) -> Window | None:
    """Return the window that a heading sets for its section (“十五五”时期主要目标), or the one given.

    >>> given = Window(2026, 2026, 2026)
    >>> window_of_heading("“十五五”时期主要目标", given)
    Window(start_year=2026, end_year=2030, issued_year=2026)
    >>> window_of_heading("推动“十五五”开好局", given) == given
    True
    """
    if _OPENING.search(title):
        return window
    named = [FIVE_YEAR_PLAN[m[1]] for m in _FIVE_YEAR.finditer(title)]
    if named and not _TITLE_YEAR.search(title) and (window is None or named[-1] + 4 >= window.start_year):
        return Window(named[-1], named[-1] + 4, window.issued_year if window else named[-1])
    return window


def read_moment(  # noqa: PLR0911 - one return for each alternative of TIME
    match: re.Match[str], window: Window | None
) -> Moment | None:
    """Return the period that a match of TIME names, None where the words alone give none."""
    if match["span"]:
        return Moment(Period("during", int(match["a"]), int(match["b"])), False)
    if match["month"]:
        year = int(match["my"]) if match["my"] else window.issued_year if window else None
        month = int(match["m"])
        return Moment(by(year, month), False) if year and 1 <= month <= 12 else None
    if match["by"]:
        return Moment(by(int(match["y"])), False)
    if match["fyp"]:
        start = FIVE_YEAR_PLAN[match["n"]]
        if not match["w"]:
            return None
        return Moment(by(start + 4) if "末" in match["w"] else Period("during", start, start + 4), False)
    if match["end"]:
        return Moment(by(min(window.issued_year, window.end_year)), False) if window else None
    if match["next"]:
        return Moment(by(window.issued_year + 1), False) if window else None
    if match["within"] or match["later"]:
        written = match["k"] or match["k2"]
        years = YEARS.get(written) or int(written)
        if window is None:
            return None
        if window.start_year == window.end_year:
            return Moment(Period("during", window.start_year, window.start_year + years - 1), False)
        last = min(window.start_year + years - 1, max(window.end_year, window.start_year))
        return Moment(Period("during", window.start_year, last), False)
    return Moment(annual_period(window), True)


def by(year: int, month: int | None = None) -> Period:
    """Return the period that ends with a year, or with a month of it."""
    return Period("by", None, year, month)


def annual_period(window: Window | None) -> Period:
    """Return every year of the window, every year of nothing known where there is none."""
    return Period("annual", window.start_year, window.end_year) if window else Period("annual")


def plan_period(window: Window | None) -> Period:
    """Return the period of a clause that names none: the end of the window."""
    return by(window.end_year) if window else Period()
