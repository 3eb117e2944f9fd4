"""Words that say when: which years, months and frequencies they name, beside the years of a plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from plantargets.language.lexicon import adding_verb, any_of, load_lexicon
from plantargets.language.numerals import parse_numeral
from plantargets.language.period import Period
from plantargets.language.rule import Rule, rule

YEAR = r"(?:19|20)\d\d"
# Ordinals of five-year plans: 一五 began in 1953, 二五 in 1958; since 三五 (1966) one follows the other.
_FIRST_YEARS = {1: 1953, 2: 1958}
# 十四五, “八五”, 八五时期 (八五 alone is a number), 第十四个五年规划
_PLAN_WORD = any_of("five_year_plan_word")
FIVE_YEAR = re.compile(
    r"(?=[第“一二三四五六七八九十])(?:第(?P<formal>[一二三四五六七八九十]{1,2})个五年(?=规划|计划)"
    r"|(?<![一二三四五六七八九十第])“?(?P<quoted>十[一二三四五六七八九])五(?![个年成级项条类大位种倍])"
    rf"|“(?P<old>[一二三四五六七八九十])五”|(?<![一二三四五六七八九十第“])(?P<bare>[一二三四五六七八九十])五(?={_PLAN_WORD}))"
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


class Told(NamedTuple):
    """Words of a time, and what they are read beside.

    Attributes
    ----------
    match
        Of `TIME`.
    window
        The years of the plan or section.
    named_year
        The year that the sentence named before: 2024年,6月底前….
    """

    match: re.Match[str]
    window: Window
    named_year: int | None = None

    @property
    def this_year(self) -> int | None:
        """The year that 今年 names."""
        return self.window.present_year


class TimeForm(NamedTuple):
    """A form of time words: a rule that reads what its pattern finds, as the group of the rule's name."""

    rule: Rule[Told, Moment | None]
    pattern: str


# Not the end of another word: 成本|年均, 基本|年限, 未来|年均
_BEFORE, _THIS, _NEXT = (
    any_of("time_before"),
    rf"(?<![成样资基根版相]){any_of('this_year')}",
    rf"(?<!未){any_of('next_year')}",
)
_AT = f"(?:{any_of('time_at')})?"
_YEAR_END = "年?[底末]"
_YEAR_OF = rf"(?:(?P<{{0}}_in>{YEAR})年度?|(?P<{{0}}_this>{_THIS})|(?P<{{0}}_next>{_NEXT}))?的?"
_HAN = "[一二三四五六七八九十两]"
_BASE = "的?(?:基础|水平|规模|[\\d.]+倍|[一二两三四五六七八九十]倍)"  # 是2020年的1.5倍, 在2020年基础上
_SEVERAL = rf"{YEAR}年?(?:{_YEAR_END})?(?:[、和及与]|以及)"
_ADDED = adding_verb()
_IN_TURN = re.compile(any_of("respectively"))
_MIDDLE = load_lexicon().lists["middle_of_century"]
_FREQUENCIES = {
    "annual": any_of("each_year"),
    "half-yearly": any_of("each_half_year"),
    "quarterly": any_of("each_quarter"),
    "monthly": any_of("each_month"),
    "weekly": any_of("each_week"),
}
_EVERY = "|".join(rf"(?P<{form.replace('-', '_')}>{words})" for form, words in _FREQUENCIES.items())


def _form(
    pattern: str, takes: tuple[str, ...], leaves: tuple[str, ...]
) -> Callable[[Callable[[Told], Moment | None]], TimeForm]:
    """Make a form of a function that reads what the pattern finds."""
    return lambda read: TimeForm(rule(takes, leaves)(read), pattern)


# Behind a year: 2026年|6月, 2026年|1—9月, but not 2026年|60部
_PART_IN_DIGITS = r"\d{1,2}(?:[—~\-至到]{1,2}\d{1,2})?月|[1-4]季度|\d?半"


@_form(
    rf"(?P<phase>{any_of('phase')}\()?{_AT}(?P<first>{YEAR})年?[—\-~至到]{{1,2}}(?P<last>{YEAR})年(?:期间|间)?(?(phase)\))",
    takes=(
        "近期(2026—2027年)改造村庄|20个|。",
        "2026—2027年,新增企业|20家|。",
        "2026年至2027年期间,新增企业|20家|。",
    ),
    leaves=("2026年,新增企业|20家|。",),
)
def from_to(told: Told) -> Moment | None:
    """During the years from one to another: 2026—2027年."""
    first, last = int(told.match["first"]), int(told.match["last"])
    return _one(Period("during", first, last)) if first <= last else None


@_form(
    rf"{_AT}(?:{_SEVERAL}(?:{_AT})?)+{YEAR}年(?:{_YEAR_END})?{_BEFORE}?",
    takes=("到2026年、2027年,企业分别达到20家、|30家|。",),
    leaves=("到2026年,企业达到|20家|。",),
)
def several_years(told: Told) -> Moment | None:
    """By several years in turn: 到2026年、2027年."""
    return Moment(tuple(by(int(year)) for year in _SINGLE_YEAR.findall(told.match.group())))


@_form(
    rf"{_AT}{_YEAR_OF.format('month')}(?<![\d一二三四五六七八九十—\-~])(?<!月[至到])(?<!\d[至到])"
    rf"(?P<month_number>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月"
    rf"(?:{any_of('month_part')}|\d{{1,2}}日)?(?:{_BEFORE}|底|末)",
    takes=("2026年6月底前,新增企业|20家|。", "明年六月底前,新增企业|20家|。", "到6月底,力争新增企业|20家|。"),
    leaves=("2026年底前,新增企业|20家|。",),
)
def month(told: Told) -> Moment | None:
    """By the end of a month: 2026年6月底前."""
    return _one(_month_of(told, "month", int(parse_numeral(told.match["month_number"]))))


@_form(
    rf"{_AT}{_YEAR_OF.format('quarter')}(?<![每前个一二三四])第?(?P<quarter_number>[一二三四1-4])季度"
    rf"{any_of('part_end')}?{_BEFORE}?",
    takes=("2026年三季度前,力争新增企业|20家|。", "第二季度末,力争新增企业|20家|。"),
    leaves=("每季度新增企业|20家|。",),
)
def quarter(told: Told) -> Moment | None:
    """By the end of a quarter: 三季度前."""
    return _one(_month_of(told, "quarter", 3 * int(parse_numeral(told.match["quarter_number"]))))


@_form(
    rf"{_AT}{_YEAR_OF.format('half')}(?P<half_name>[上下])半年{any_of('part_end')}?{_BEFORE}?",
    takes=("2026年上半年,力争新增企业|20家|。", "明年下半年,力争新增企业|20家|。"),
    leaves=("每半年新增企业|20家|。",),
)
def half_year(told: Told) -> Moment | None:
    """By the end of half a year: 上半年."""
    return _one(_month_of(told, "half", 6 if told.match["half_name"] == "上" else 12))


@_form(
    rf"(?<![较从自过以由])(?<!(?<!{any_of('measure_before_than')})比)"
    rf"(?:{any_of('time_by')})?(?P<year>{YEAR})年(?:{_YEAR_END}|年?初)?"
    rf"(?:{_BEFORE}|{any_of('within_year')})?(?![—\-~至]|{_PART_IN_DIGITS}|[比较](?!{YEAR}|“)|以来|起(?!步)|{_BASE})",
    takes=(
        "到2026年,企业达到|20家|。",
        "2026年底前,企业达到|20家|。",
        "企业数2026年比2020年增加|20家|。",
        "远期到2026年,企业达到|20家|。",
        "2025年新建企业10家,2026年|20家|。",
        "服务业增加值占比2026年达到|60%|。",
    ),
    leaves=("企业比2026年增加|20家|。", "到“十四五”末,企业达到|20家|。"),
)
def by_year(told: Told) -> Moment | None:
    """By a year: 到2026年."""
    return _one(by(int(told.match["year"])))


@_form(
    rf"(?P<until>[到至])?(?:{FIVE_YEAR.pattern})”?(?:{any_of('plan_name')})?"
    rf"(?P<term>{any_of('term_end')}|{any_of('term')})?",
    takes=("“十五五”期间,新增企业|20家|。", "到“十五五”末,企业达到|20家|。"),
    leaves=("到2030年,企业达到|20家|。",),
)
def five_years(told: Told) -> Moment | None:
    """During the years of a five-year plan, or by their end: “十五五”期间, 到“十五五”末."""
    first, last = five_year_plan(told.match)
    term = told.match["term"]
    if told.match["until"] or (term and term[-1] in "末底"):
        return _one(by(last))
    return _one(Period("during", first, last)) if term else None


@_form(
    rf"[到至]?{any_of('this_century')}(?:末|{any_of('middle_of_century')})",
    takes=("到本世纪末,企业达到|20家|。", "本世纪中叶,企业达到|20家|。"),
    leaves=("到2026年末,企业达到|20家|。",),
)
def century(told: Told) -> Moment | None:
    """By the end or the middle of the century in which the plan speaks: 到本世纪末."""
    year = told.this_year or told.named_year
    if year is None:
        return None
    is_middle = told.match.group().endswith(_MIDDLE)
    return _one(by(-(-year // 100) * 100 - (50 if is_middle else 0)))


@_form(
    rf"[到至]?{any_of('plan_end')}",
    takes=("到2026年企业达到10家,规划期末达到|20家|。",),
    leaves=("规划期内,新增企业|20家|。",),
)
def end_of_term(told: Told) -> Moment | None:
    """By the last year of the plan: 到规划期末."""
    last = told.window.end_year
    return _one(by(last)) if last else None


@_form(
    rf"(?:{any_of('time_at')})?(?:{_THIS}[底末]|(?:{_THIS})?(?:{any_of('at_year_end')}))(?:{_BEFORE})?"
    rf"|{any_of('whole_year')}|{_THIS}",
    takes=(
        "今年新增企业|20家|。",
        "今年底前新增企业|20家|。",
        "年底前新增企业|20家|。",
        "全年新增企业|20家|。",
    ),
    leaves=("明年新增企业|20家|。",),
)
def this_year(told: Told) -> Moment | None:
    """By the end of the year in which the plan speaks, or which the sentence names: 今年, 年底前, 全年."""
    says_this = re.search(_THIS, told.match.group()) is not None
    year = (None if says_this else told.named_year) or told.this_year
    return _one(by(year)) if year else None


@_form(
    rf"(?:{any_of('time_at')})?{_NEXT}(?:{_YEAR_END})?(?:{_BEFORE})?",
    takes=("明年新增企业|20家|。", "明年底前新增企业|20家|。"),
    leaves=("今年新增企业|20家|。", "明年6月底前新增企业|20家|。"),
)
def next_year(told: Told) -> Moment | None:
    """By the end of the year after: 明年."""
    return _one(by(told.this_year + 1)) if told.this_year else None


@_form(
    rf"(?:{any_of('using')})?(?:{any_of('future')})?(?:(?:\d{{1,2}}|{_HAN})[到至—\-~、]?)??"
    rf"(?P<length>\d{{1,2}}|{_HAN}{{1,2}})(?P<length_unit>年|个年头|个月)(?:左右)?{any_of('within_time')}",
    takes=("三年内新增企业|20家|。", "用两年时间新增企业|20家|。", "18个月内新增企业|20家|。"),
    leaves=("未来两年新增企业|20家|。",),
)
def within_years(told: Told) -> Moment | None:
    """Within years or months from when the plan speaks: 三年内, 18个月内."""
    number, start = _length(told, told.match["length"])
    if start is None or not number:
        return None
    if told.match["length_unit"] != "个月":
        return _one(Period("during", start, start + number - 1))
    spent = (told.window.this_month or 0) if told.window.this_year == start else 0
    months = number + spent - 1
    return _one(by(start + months // 12, months % 12 + 1))


@_form(
    rf"(?:{any_of('future')})(?P<years>\d{{1,2}}|{_HAN})年",
    takes=("未来两年新增企业|20家|。",),
    leaves=("未来两年内新增企业|20家|。",),
)
def years_ahead(told: Told) -> Moment | None:
    """During the next years: 未来两年, 今后五年."""
    number, start = _length(told, told.match["years"])
    return None if start is None or not number else _one(Period("during", start, start + number - 1))


@_form(
    rf"(?<!{any_of('no_term_before')})(?<![\d.十])(?P<term_length>[二三四五六七八九十两]|\d{{1,2}})年"
    rf"(?={any_of('over_term')}|{_ADDED}(?![^,。;\d]{{0,10}}{any_of('term_plan')}))",
    takes=(
        "三年累计新增企业|20家|。",
        "三年新建企业|20家|。",
        "三年分别新增企业10家、|20家|。",
    ),
    leaves=("五年累计新增企业|20家|。", "实施三年提升行动,企业|20家|。", "前三年新建企业|20家|。"),
)
def years_of_term(told: Told) -> Moment | None:
    """During the years of the plan, if it is for as many: 三年累计新增20家; 三年|分别 names each of them."""
    stated, number = told.window.stated, int(parse_numeral(told.match["term_length"]))
    if stated is None or stated.end_year - stated.start_year + 1 != number or number == 1:
        return None
    if _IN_TURN.match(told.match.string, told.match.end()):
        return Moment(tuple(by(year) for year in range(stated.start_year, stated.end_year + 1)))
    return _one(Period("during", *stated))


@_form(
    rf"(?P<side>[前后])(?P<side_length>[二三四五六七八九两]|\d)年(?={any_of('over_term')}|{_ADDED})",
    takes=("前两年新建企业|20家|。", "后两年累计新建企业|20家|。"),
    leaves=("前三年新建企业|20家|。", "两年新建企业|20家|。"),
)
def part_of_term(told: Told) -> Moment | None:
    """During the first or the last years of the plan, if it is for more: 前两年新建20家, 后两年新建30家."""
    stated, number = told.window.stated, int(parse_numeral(told.match["side_length"]))
    if stated is None or stated.end_year - stated.start_year + 1 <= number:
        return None
    if told.match["side"] == "前":
        return _one(Period("during", stated.start_year, stated.start_year + number - 1))
    return _one(Period("during", stated.end_year - number + 1, stated.end_year))


@_form(
    _EVERY,
    takes=("每季度,各县新增企业|20家|。", "每月,各县新增企业|20家|。"),
    leaves=("今年新增企业|20家|。",),
)
def how_often(told: Told) -> Moment | None:
    """Again and again: 每年, 每季度."""
    return Moment(frequency=next(f for f in _FREQUENCIES if told.match[f.replace("-", "_")]))


FORMS = (
    from_to,
    several_years,
    month,
    quarter,
    half_year,
    by_year,
    five_years,
    century,
    end_of_term,
    this_year,
    next_year,
    within_years,
    years_ahead,
    years_of_term,
    part_of_term,
    how_often,
)
_RULES = {form.rule.name: form.rule for form in FORMS}
_SINGLE_YEAR = re.compile(YEAR)


def pattern_of(forms: Iterable[TimeForm]) -> re.Pattern[str]:
    """Return what finds time words of some forms; the last group of a match names its form."""
    return re.compile("|".join(f"(?P<{form.rule.name}>{form.pattern})" for form in forms))


TIME = pattern_of(FORMS)
# Every time word holds one of these, most words of a text none.
_LAST = {word[-1] for word in (*load_lexicon().lists["each_week"], *_MIDDLE)}
_IN_TIME = re.compile(f"[年月季五末底{re.escape(''.join(sorted(_LAST)))}]")


def may_hold_time(text: str, start: int, end: int) -> bool:
    """Whether a stretch of text has a sign without which there is no time in it."""
    return _IN_TIME.search(text, start, end) is not None


def time_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the match of TIME that begins at `start` of ``text[:end]``, None if there is none."""
    return TIME.match(text, start, end) if _IN_TIME.search(text, start, end) else None


def find_five_year(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the first match of FIVE_YEAR from `start` on, None if there is none."""
    return FIVE_YEAR.search(text, start) if "五" in text else None


def five_year_plan(match: re.Match[str]) -> Years:
    """Return the first and last year of the five-year plan that a match of FIVE_YEAR, or TIME, names.

    >>> [tuple(five_year_plan(FIVE_YEAR.search(name))) for name in ("“十四五”规划", "“八五”期间")]
    [(2021, 2025), (1991, 1995)]
    """
    ordinal = int(parse_numeral(match["formal"] or match["quoted"] or match["old"] or match["bare"]))
    start = _FIRST_YEARS.get(ordinal, 1951 + 5 * ordinal)
    return Years(start, start + 4)


def read_moment(match: re.Match[str], window: Window, named_year: int | None = None) -> Moment | None:
    """Return what a match of TIME names, None where the words alone name nothing; see `Told`.

    >>> str(read_moment(TIME.match("到“十四五”末"), NO_WINDOW).periods[0])
    'by:2025'
    """
    return _RULES[match.lastgroup or ""].applies(Told(match, window, named_year))


def _one(period: Period) -> Moment | None:
    return Moment((period,)) if period else None


def _month_of(told: Told, form: str, number: int) -> Period:
    """Return the month of the year that the words say, or that the sentence or the plan names."""
    match, this_year = told.match, told.this_year
    year = int(match[f"{form}_in"]) if match[f"{form}_in"] else None
    if year is None and this_year and match[f"{form}_next"]:
        year = this_year + 1
    if year is None:
        year = this_year if match[f"{form}_this"] else told.named_year or this_year
    return by(year, number) if year and 1 <= number <= 12 else Period()


def _length(told: Told, written: str) -> tuple[int, int | None]:
    """Return the number of years or months, and the year from which they are counted."""
    window = told.window
    is_one_year = window.start_year is not None and window.start_year == window.end_year
    start = window.start_year if window.start_year and not is_one_year else window.present_year
    return int(parse_numeral(written)), start


def by(year: int, month: int | None = None) -> Period:
    """Return the period that ends with a year, or with a month of it."""
    return Period("by", None, year, month)
