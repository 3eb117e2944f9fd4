"""When a target is due: the times said in its clause, handed on from those before, or the end of the plan."""

from __future__ import annotations

import re

from plantargets.language.period import Period
from plantargets.language.times import TIME, Window, annual_period, plan_period, read_moment
from plantargets.targets.read.pieces import NO_PERIOD, Carried, Clause, Item

_MAY_NAME_TIME = re.compile("[年月五]")  # every match of TIME that is not yearly holds one
_WHOLE_YEAR = frozenset({"全年", "年度内", "年内"})
_ANNUAL = re.compile(  # 每年新增, 年均增长 (but not 年均浓度), 力争年|引进
    "(?<![人户])每年|年均(?!浓度|降水|气温|水温|径流)|逐年|每季度|(?<![人户])每月|每半年|每周"
    "|(?:^|[,、确保力争])年(?=新增|落地|引进|培育|实际|服务|均|培训|接待|完成|举办|签约|投资|开工|净增|新|增)"
    "|年度(?=投资|新增)"
)
_LEVEL_VERB = re.compile("达到?|迈上|突破|超过|[保稳]")


def note_times(clause: Clause, start: int, end: int, carried: Carried) -> None:
    """Hand on the times between the words of a number: 高新技术企业|到2025年|达到100家."""
    if not _MAY_NAME_TIME.search(clause.text, start, end):
        return
    for match in TIME.finditer(clause.text, start, end):
        if not match["annual"]:
            note_time(match, clause, carried)


def note_time(match: re.Match[str], clause: Clause, carried: Carried) -> None:
    """Hand on the time of one match of TIME to what follows."""
    window = clause.context.window
    moment = read_moment(match, window)
    if moment is None:
        return
    if match.group() in _WHOLE_YEAR and carried.period:
        return  # 到2027年,全年发电量达到100亿度: the year is said already
    if moment.annual:
        carried.annual_period = moment.period
    elif not _is_over(moment.period, window):
        carried.period, carried.annual_period = moment.period, NO_PERIOD


def period_of(item: Item, carried: Carried, is_annual: bool, is_level: bool = False) -> Period:
    """Return the period of a number.

    `is_annual`: its own words say so; `is_level`: it is a share to be at, which 每年 does not make yearly.
    """
    window = item.clause.context.window
    if is_annual:
        return annual_period(window)
    if carried.annual_period and not is_level and "累计" not in item.own:
        return carried.annual_period
    return carried.period or plan_period(window)


def is_annual(item: Item) -> bool:
    """Whether the words from the last comma on make the number a yearly one."""
    words = item.since_comma
    own = min(item.own, words, key=len)
    if "年均" in words and "年均" not in own and _LEVEL_VERB.search(own):
        return False  # 年均增长8%、总量达到|100亿元
    if "累计" in words or not _ANNUAL.search(words):
        return False
    return "年产值" not in words[-12:] or "每年" in words or "年均" in words


def _is_over(period: Period, window: Window | None) -> bool:
    """Whether a year lies before the plan: a base (在2024年480家的基础上), no deadline."""
    return window is not None and period.end_year is not None and period.end_year < window.start_year
