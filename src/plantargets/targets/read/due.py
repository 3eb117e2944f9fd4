"""When a target is due: the times said in its clause, handed on from those before, or the plan's."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, first_of, load_lexicon
from plantargets.language.period import Period
from plantargets.language.times import (
    TIME,
    YEAR,
    Window,
    by,
    by_year,
    century,
    five_years,
    from_to,
    half_year,
    how_often,
    month,
    next_year,
    part_of_term,
    quarter,
    read_moment,
    several_years,
    this_year,
    years_ahead,
    years_of_term,
)
from plantargets.targets.read.pieces import NO_DUE, UNSAID, Carried, Clause, Context, Due, Item, Said

_MAY_NAME_TIME = re.compile("[年月五季末底]")  # every match of TIME that is no frequency holds one
_WHOLE_YEAR = frozenset(load_lexicon().lists["whole_year"])
BEHIND = 6  # characters behind a time that may make a base of it
# What names years that hold until others are named, unlike 三年内 and 6月底前.
_NAMES_YEARS = frozenset(
    form.rule.name for form in (by_year, from_to, several_years, five_years, century, years_ahead, next_year)
)
# Spans that end what 每年 said before them
_NAMES_LENGTH = frozenset(form.rule.name for form in (years_of_term, part_of_term))
# Parts of a year; without the name of one they are, behind 每年, parts of each: 3月底前, 当年10月底前
_PARTS_OF_YEAR = frozenset(form.rule.name for form in (month, quarter, half_year))
_NAMES_ONE_YEAR = re.compile(
    rf"{YEAR}|(?!{any_of('in_each_year')})(?:{any_of('this_year')}|{any_of('next_year')})"
)
_EACH_YEAR_OF_ONE = re.compile(rf"每[人户]{any_of('each_year')}")  # 每人每年|500元
_SIZE_OF_PROJECT = rf"{any_of('cost_of')}[^,。;]{{0,3}}[\d千万亿]"  # 年|投资亿元以上项目
_YEARLY = re.compile(  # 每年新增, 年均增长 (but not 年均浓度), 力争年|引进, but not 年度投资完成率
    rf"(?=[年{first_of('each_year')}])"
    rf"(?:{any_of('each_year')}|年均(?!{any_of('no_yearly_rate')})"
    rf"|(?:^|(?<=[,、确保力争]))年(?={any_of('yearly_verb')})(?!{_SIZE_OF_PROJECT}|[^,。;]{{2,6}}{any_of('flow_noun')})"
    rf"|(?<!本)年度(?={any_of('of_the_year')}[^,。;]*(?<!率)$))"
)
_OFTEN = {
    form: re.compile(rf"(?P<one>每[人户])?{any_of(name)}")
    for form, name in (
        ("half-yearly", "each_half_year"),
        ("quarterly", "each_quarter"),
        ("monthly", "each_month"),
        ("weekly", "each_week"),
    )
}
_MAY_BE_OFTEN = re.compile(any_of("each_half_year", "each_quarter", "each_month", "each_week"))
_LEVEL_VERB = re.compile(any_of("level_verb"))
_TOTAL = re.compile(rf"{any_of('total')}|{any_of('cumulated')}")
_CUMULATED = re.compile(any_of("cumulated"))
_EACH_OF_YEARS = "年各"
_PER_MANY = re.compile(any_of("per_many"))  # 三年内每千人口床位数不少于|7.5张|
_SPREAD_LINKS = frozenset(load_lexicon().lists["spread_link"])


def note_times(clause: Clause, start: int, end: int, carried: Carried) -> None:
    """Hand on the times between the words of a number: 高新技术企业|到2025年|达到100家."""
    start, carried.times_noted = max(start, carried.times_noted), end
    if not _MAY_NAME_TIME.search(clause.text, start, end):
        return
    # 2020年的|2倍 is a base: what follows the words tells
    for match in TIME.finditer(clause.text, start, min(end + BEHIND, clause.end)):
        if match.lastgroup != how_often.rule.name and match.end() <= end:
            note_time(match, clause, carried)


def note_time(match: re.Match[str], clause: Clause, carried: Carried) -> None:
    """Hand on the time of one match of TIME to what follows."""
    window, due = clause.context.window, carried.due
    named_year = due.period.end_year if due.basis == "clause" and due.period.form == "by" else None
    moment = read_moment(match, window, named_year)
    if match.lastgroup in _NAMES_LENGTH:
        carried.frequency = UNSAID  # 每年培训5万人,五年|新增30万人
    if moment is None or clause.base_around(match.start()):
        return
    if match.group() in _WHOLE_YEAR and due.basis == "clause" and not due.period.end_month:
        carried.frequency = UNSAID  # 每月检查1轮,全年不少于|12轮
        return  # 到2027年,全年发电量达到100亿度: the year is said already
    if moment.frequency:
        carried.frequency = Said(moment.frequency, match.span())
        return
    is_part = match.lastgroup in _PARTS_OF_YEAR and not _NAMES_ONE_YEAR.search(match.group())
    if is_part and carried.frequency.word == "annual":
        carried.yearly_date = True  # 每年3月底前下达计划,当年10月底前|开工率达到100%
        return
    coming = tuple(period for period in moment.periods if not _is_over(period, window))
    if not coming:
        return
    carried.says_this_year = carried.says_this_year or match.lastgroup == this_year.rule.name
    carried.due = Due(coming[-1], "clause", Said(match.lastgroup or "", match.span()))
    carried.frequency, carried.was_frequency, carried.yearly_date = UNSAID, UNSAID, False
    carried.listed = coming if len(coming) > 1 else ()
    if match.lastgroup in _NAMES_YEARS:
        carried.named = (*carried.named, carried.due)


def due_of(item: Item, carried: Carried, frequency: Said, kind: str, link: tuple[str, str]) -> Due:
    """Return the period of a number and where it is from.

    Parameters
    ----------
    item, carried
        The number, and what the clauses before it hand on.
    frequency
        How often it holds by its own words, see `frequency_of`.
    kind, link
        Its kind, and the code and word of the verb in front of it. A share or a stock to be at is due at the
        end of a span, and 每年 in the words before does not make it a yearly one.
    """
    code, word = link
    is_stock = kind == "share" or (code == "level" and word not in _SPREAD_LINKS)
    is_stock = is_stock or (kind == "level" and _PER_MANY.match(item.phrase) is not None)
    is_stock = is_stock or (kind == "level" and _is_passed(item))
    is_total = _TOTAL.search(item.own) is not None or (is_stock and code == "level")
    is_total = is_total or (is_stock and _is_said_of_another(item, carried.frequency))
    if not frequency and (not is_total or carried.yearly_date):
        frequency = carried.frequency
    is_of_years = _EACH_OF_YEARS in item.own  # 2027年、2028年各引进|5家
    if (is_of_years or frequency.word == "annual") and (years := _years_in_a_row(carried)):
        return carried.due._replace(period=Period("annual", *years))
    if frequency:
        return _repeated(frequency, carried.due, item.clause.context)
    due = carried.due if carried.due.period else _due_of_plan(item.clause.context)
    if due.period.form == "during" and is_stock and not item.own.startswith("累计"):
        return due._replace(period=by(due.period.end_year)) if due.period.end_year else due
    return due


def _is_passed(item: Item) -> bool:
    """Whether a measure is to be above a number (进出口总额突破|100亿元), no sum (累计投资超过|80亿元)."""
    return item.left.comparator == "gt" and bool(item.phrase) and not _CUMULATED.search(item.since_comma)


def _is_said_of_another(item: Item, frequency: Said) -> bool:
    """Whether 每年 stands in a clause before, and the number has words of its own: 合格率不低于|93%."""
    is_before = frequency.at is not None and frequency.at[0] < item.clause.start
    return is_before and bool(item.phrase and (item.left.comparator or item.dimension == "percent"))


def _years_in_a_row(carried: Carried) -> tuple[int, int] | None:
    """Return the first and last of the years that a list names, none left out: 2024年、2025年|每年."""
    years = [period.end_year for period in carried.listed if period.end_year is not None]
    in_a_row = len(years) > 1 and years == list(range(years[0], years[0] + len(years)))
    return (years[0], years[-1]) if in_a_row and carried.due.basis == "clause" else None


def frequency_of(item: Item) -> Said:
    """Return how often a number holds by the words from the last comma on, unsaid where they do not say."""
    words = item.since_comma
    begin = item.quantity.start - len(words)
    own, is_money = min(item.own, words, key=len), item.dimension in {"money", "usd"}
    if _MAY_BE_OFTEN.search(words):
        said = [
            (found.start(), found.end(), form)
            for form, pattern in _OFTEN.items()
            for found in pattern.finditer(words)
            if not (found["one"] and is_money)  # 每人每月|220元
        ]
        if said:  # 每年4次、每季3次、每月|6次: the last
            first, last, form = max(said)
            return Said(form, (begin + first, begin + last))
    if "年均" in words and "年均" not in own and _LEVEL_VERB.search(own):
        return UNSAID  # 年均增长8%、总量达到|100亿元
    yearly = _YEARLY.search(words)
    if yearly is None or "累计" in words or (is_money and _EACH_YEAR_OF_ONE.search(words)):
        return UNSAID
    window = item.clause.context.window
    if yearly.group() == "年度" and window.stated and window.start_year == window.end_year:
        return UNSAID  # 完成年度投资|85亿元 in a document that is for one year
    if "年产值" in words[-12:] and not ("每年" in words or "年均" in words):
        return UNSAID
    return Said("annual", (begin + yearly.start(), begin + yearly.end()))


def _repeated(frequency: Said, due: Due, context: Context) -> Due:
    """Return a frequency with the years said, those up to the year said, or those of the plan."""
    said, form, window = due.period, frequency.word, context.window
    rule = Said(how_often.rule.name, frequency.at)
    if said.form == "during":
        return Due(Period(form, said.start_year, said.end_year), due.basis, rule)
    if window.start_year is None or window.end_year is None:
        return Due(Period(form), "clause", rule)
    is_own = said.form == "by" and due.basis == "clause" and said.end_year
    if (
        said.form == "by"
        and said.end_year
        and said.end_year > (window.start_year if is_own else window.end_year)
    ):
        return Due(Period(form, window.start_year, said.end_year), due.basis, rule)
    return Due(Period(form, window.start_year, window.end_year), window.basis, rule)


def _due_of_plan(context: Context) -> Due:
    """Return the end of the years stated, for a clause that names none."""
    window = context.window
    said = Said("years_of_plan", None, context.window_at)
    return Due(by(window.end_year), window.basis, said) if window.end_year else NO_DUE


def _is_over(period: Period, window: Window) -> bool:
    """Whether a year lies before the plan: a base (在2024年480家的基础上), no deadline."""
    first = window.first_future_year
    return first is not None and period.end_year is not None and period.end_year < first
