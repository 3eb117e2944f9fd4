"""Words that say when: which years, months and frequencies they name, beside the years of a plan."""

from __future__ import annotations

import re
from typing import NamedTuple

from plantargets.language.lexicon import any_of
from plantargets.language.numerals import parse_numeral
from plantargets.language.period import Period

YEAR = r"(?:19|20)\d\d"
# Ordinals of five-year plans: 一五 began in 1953, 二五 in 1958; since 三五 (1966) one follows the other.
_FIRST_YEARS = {1: 1953, 2: 1958}
# 十四五, “八五”, 八五时期 (八五 alone is a number), 第十四个五年规划
_PLAN_WORD = any_of("five_year_plan_word")
FIVE_YEAR = re.compile(
    r"第(?P<formal>[一二三四五六七八九十]{1,2})个五年(?=规划|计划)"
    r"|(?<![一二三四五六七八九十第])“?(?P<quoted>十[一二三四五六七八九])五(?![个年成级项条类大位种倍])"
    rf"|“(?P<old>[一二三四五六七八九十])五”|(?<![一二三四五六七八九十第“])(?P<bare>[一二三四五六七八九十])五(?={_PLAN_WORD})"
)


class Years(NamedTuple):
    """The first and last year that something is for."""

    start_year: int
    end_year: int


class Window(NamedTuple):
    """The years that a plan or a section of it states, and the year in which it speaks.

    Attributes
    ----------
    start_year, end_year
        First and last year stated; None where none is.
    this_year, this_month
        When it was written: what 今年 and 6月底前 are counted from; None where nothing says.
    basis
        What states the years: ``title``, ``heading``, ``year`` (a document for one year by nature), or empty.
    first_year
        Below a heading: the first year of which the whole text speaks as of what is to come.
    """

    start_year: int | None = None
    end_year: int | None = None
    this_year: int | None = None
    basis: str = "title"
    this_month: int | None = None
    first_year: int | None = None

    @property
    def stated(self) -> Years | None:
        """The years stated, None where none are."""
        return Years(self.start_year, self.end_year) if self.start_year and self.end_year else None

    @property
    def present_year(self) -> int | None:
        """The year that 今年 names: the only one stated, else that of writing, else the first one stated."""
        if self.start_year is not None and self.start_year == self.end_year:
            return self.start_year
        return self.this_year or self.start_year

    @property
    def first_future_year(self) -> int | None:
        """The first year of which the text speaks as of what is to come; None where nothing tells."""
        return self.first_year if self.basis == "heading" else self.start_year or self.this_year


NO_WINDOW = Window(basis="")


class Moment(NamedTuple):
    """What a time expression names: periods, one or several in turn (到2025年、2030年), or a frequency."""

    periods: tuple[Period, ...] = ()
    frequency: str = ""


_BEFORE, _THIS, _NEXT = any_of("time_before"), any_of("this_year"), any_of("next_year")
_AT = f"(?:{any_of('time_at')})?"
_YEAR_END = "年?[底末]"
_YEAR_OF = rf"(?:(?P<{{0}}y>{YEAR})年度?|(?P<{{0}}this>{_THIS})|(?P<{{0}}next>{_NEXT}))?的?"
_HAN = "[一二三四五六七八九十两]"
_BASE = "的?(?:基础|水平|规模|[\\d.]+倍|[一二两三四五六七八九十]倍)"  # 是2020年的1.5倍, 在2020年基础上
_SEVERAL = rf"{YEAR}年?(?:{_YEAR_END})?(?:[、和及与]|以及)"
_FREQUENCIES = {
    "annual": any_of("each_year"),
    "half-yearly": any_of("each_half_year"),
    "quarterly": any_of("each_quarter"),
    "monthly": any_of("each_month"),
    "weekly": any_of("each_week"),
}
_EVERY = "|".join(rf"(?P<{form.replace('-', '_')}>{words})" for form, words in _FREQUENCIES.items())
_PARTS = (
    # 2024—2025年, 2023年至2025年期间
    rf"(?P<span>{_AT}(?P<a>{YEAR})年?[—\-~至到]{{1,2}}(?P<b>{YEAR})年(?:期间|间)?)",
    # 到2025年、2030年
    rf"(?P<several>{_AT}(?:{_SEVERAL}(?:{_AT})?)+{YEAR}年(?:{_YEAR_END})?{_BEFORE}?)",
    # 2024年6月底前, 明年6月底前, 六月底前
    rf"(?P<month>{_AT}{_YEAR_OF.format('m')}(?<![\d一二三四五六七八九十—\-~至到])"
    rf"(?P<m>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月(?:底|末|份|中旬|上旬|下旬|\d{{1,2}}日)?(?:{_BEFORE}|底|末))",
    # 三季度前, 第二季度末, 上半年
    rf"(?P<quarter>{_AT}{_YEAR_OF.format('q')}(?<![每前个一二三四])第?(?P<q>[一二三四1-4])季度(?:末|底|内)?{_BEFORE}?)",
    rf"(?P<half>{_AT}{_YEAR_OF.format('h')}(?P<h>[上下])半年(?:末|底|内)?{_BEFORE}?)",
    rf"(?P<by>(?<![较比从自过以由])(?:{any_of('time_by')})?(?P<y>{YEAR})年(?:{_YEAR_END}|年?初)?(?:{_BEFORE}|时|内|度|全年)?)"
    rf"(?![—\-~至]|\d|[比较]|以来|起(?!步)|{_BASE})",
    # 到“十四五”末, “十四五”期间, 第八个五年计划时期
    rf"(?P<fyp>(?P<until>[到至])?(?:{FIVE_YEAR.pattern})”?(?:{any_of('plan_name')})?(?P<w>{any_of('term_end')}|{any_of('term')})?)",
    rf"(?P<term>[到至]?{any_of('plan_end')})",
    rf"(?P<end>(?:{any_of('time_at')})?(?:{_THIS})?(?:{any_of('at_year_end')})(?:{_BEFORE})?|{any_of('whole_year')}|{_THIS})",
    rf"(?P<next>{_NEXT})",
    # 三年内, 用三到五年时间, 未来两年, 18个月内
    rf"(?P<within>(?:{any_of('using')})?(?:{any_of('future')})?(?:(?:\d{{1,2}}|{_HAN})[到至—\-~、]?)??"
    rf"(?P<k>\d{{1,2}}|{_HAN}{{1,2}})(?P<unit>年|个年头|个月)(?:左右)?(?:的?时间|内|之内|以内|期间|间))",
    rf"(?P<later>(?:{any_of('future')})(?P<k2>\d{{1,2}}|{_HAN})年)",
    rf"(?P<often>{_EVERY})",
)  # fmt: skip
TIME = re.compile("|".join(_PARTS))
_SINGLE_YEAR = re.compile(YEAR)


def five_year_plan(match: re.Match[str]) -> Years:
    """Return the first and last year of the five-year plan that a match of FIVE_YEAR, or TIME, names.

    >>> [tuple(five_year_plan(FIVE_YEAR.search(name))) for name in ("“十四五”规划", "“八五”期间")]
    [(2021, 2025), (1991, 1995)]
    """
    ordinal = int(parse_numeral(match["formal"] or match["quoted"] or match["old"] or match["bare"]))
    start = _FIRST_YEARS.get(ordinal, 1951 + 5 * ordinal)
    return Years(start, start + 4)


def read_moment(  # noqa: PLR0911 - one return for each alternative of TIME
    match: re.Match[str], window: Window, named_year: int | None = None
) -> Moment | None:
    """Return what a match of TIME names, None where the words alone name nothing.

    Parameters
    ----------
    match
        Of `TIME`.
    window
        The years of the plan or section.
    named_year
        The year that the sentence named before: 2024年,6月底前….
    """
    if match["often"]:
        form = next(form for form in _FREQUENCIES if match[form.replace("-", "_")])
        return Moment(frequency=form)
    if match["span"]:
        first, last = int(match["a"]), int(match["b"])
        return _one(Period("during", first, last)) if first <= last else None
    if match["several"]:
        return Moment(tuple(by(int(year)) for year in _SINGLE_YEAR.findall(match.group())))
    if match["by"]:
        return _one(by(int(match["y"])))
    if match["fyp"]:
        first, last = five_year_plan(match)
        if match["until"] or (match["w"] and match["w"][-1] in "末底"):
            return _one(by(last))
        return _one(Period("during", first, last)) if match["w"] else None
    if match["term"]:
        return _one(by(window.end_year)) if window.end_year else None
    return _one(_relative(match, window, named_year))


def _one(period: Period) -> Moment | None:
    return Moment((period,)) if period else None


def _relative(match: re.Match[str], window: Window, named_year: int | None) -> Period:
    """Return the period of words that count from when the plan speaks; empty where that is not known."""
    this_year = window.present_year
    if match["next"]:
        return by(this_year + 1) if this_year else Period()
    if match["within"] or match["later"]:
        return _length(match, window)
    kind = "m" if match["month"] else "q" if match["quarter"] else "h" if match["half"] else ""
    if not kind:
        year = named_year if not _names_this_year(match.group()) else None
        year = year or this_year
        return by(year) if year else Period()
    year = int(match[f"{kind}y"]) if match[f"{kind}y"] else None
    if year is None and this_year and match[f"{kind}next"]:
        year = this_year + 1
    if year is None:
        year = this_year if match[f"{kind}this"] else named_year or this_year
    month = _month(match, kind)
    return by(year, month) if year and 1 <= month <= 12 else Period()


def _names_this_year(words: str) -> bool:
    return re.search(_THIS, words) is not None


def _month(match: re.Match[str], kind: str) -> int:
    written = match[kind]
    if kind == "h":
        return 6 if written == "上" else 12
    number = int(parse_numeral(written))
    return 3 * number if kind == "q" else number


def _length(match: re.Match[str], window: Window) -> Period:
    """Return the years of 三年内 and 今后五年, the month that 18个月内 ends with."""
    number = int(parse_numeral((match["k"] or match["k2"]).replace("年", "")))
    is_one_year = window.start_year is not None and window.start_year == window.end_year
    start = window.start_year if window.start_year and not is_one_year else window.present_year
    if start is None or not number:
        return Period()
    if match["within"] and match["unit"] == "个月":
        months = number + (window.this_month or 0 if window.this_year == start else 0) - 1
        return by(start + months // 12, months % 12 + 1)
    return Period("during", start, start + number - 1)


def by(year: int, month: int | None = None) -> Period:
    """Return the period that ends with a year, or with a month of it."""
    return Period("by", None, year, month)
