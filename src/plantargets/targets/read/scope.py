"""For whom a number holds: 各县（市、区）, 每个园区, or the whole jurisdiction again."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of
from plantargets.targets.read.pieces import Span

# As the alternatives: 郑州、洛阳各新建3家 (the list is the scope) · 各县区举办2场 · 每个园区引进5家
_EACH = re.compile(
    r"(?P<list>(?:[\w()“”·—]{2,12}+、){0,30}[\w()“”·—]{2,12}?)?"
    r"各(?=新|再|建|引|培|完成|不少于|至少|达到|不低于|\d|举办|开展|组织|创建|打造|设|配|承接|签约|选|遴|形成"
    r"|实现|增|力争)"
    r"|各(?!类|项|种|界|方面|环节|具|自|族|行各|地区间|地块|级各类|领域|版|渠道|民主|路|国)(?:级)?[\w()、]{0,12}?"
    r"(?:地市|地|县\(市、区\)|县\(区\)|县\(市\)|县市区|县区|县|设区市|省辖市|市州|市县|区县|市|区"
    r"|乡镇|镇\(街道\)|乡镇\(街道\)|镇|街道|村|社区|旗|盟|州|部门|单位|园区|开发区|集聚区|高新区"
    r"|学校|高校|企业|院所|院校|局|科室|成员单位)(?!域)"
    r"|每(?!年|季|月|周|日|天|半|人|亩|斤|公斤|元|笔|件|张|台|辆|套|万|百|千|吨|逢|立|平|户均|次|一位|小时|公里|床|十|五|两|三|\d|股|分|名儿)"
    r"(?:一)?[个家所县市区镇乡村座名处条]?[^,。;:、\d]{0,12}?"
    r"(?=不少于|至少|达到|新|再|建|引|培|创|打造|举办|开展|组织|完成|配备|配|设|确保|力争|派|选|每年|均|落实"
    r"|不低于|有|\d)"
)
_WHOLE = re.compile("全[市省国区县州]|我[市省区县州]|市级层面|省级层面")
_PLACE = re.compile(
    "[^,、各每其到力确新\\d]{1,6}?(?:县|区|市|镇|乡)(?=新|引|培|建|签|达|不|完|实|举|开|承|落)"
)
_BODY = re.compile(rf"{any_of('body')}\)?$")


def find_scope(text: str, start: int, end: int) -> Span | None:
    """Return the span of the first 各… or 每… that begins in a stretch of text, None if there is none.

    >>> find_scope("推动各县区新建3家", 0, 8)
    (2, 5)
    """
    if not _has_each(text, start, end):
        return None
    match = _EACH.search(text, start, min(end + 1, len(text)))
    return _span(match, end)


def scope_at(text: str, start: int, end: int) -> Span | None:
    """Return the span of 各… or 每… at the head of a stretch of text."""
    if not _has_each(text, start, end):
        return None
    return _span(_EACH.match(text, start, min(end + 1, len(text))), end)


def end_of_last_scope(text: str, start: int, end: int) -> int | None:
    """Return where the last 各… or 每… of a stretch of text ends."""
    last = None
    if _has_each(text, start, end):
        for match in _EACH.finditer(text, start, end):
            last = match.end()
    return last


def names_whole(text: str, start: int, end: int) -> bool:
    """Whether the words speak of the whole jurisdiction, which ends a scope set before: 全市新建10家."""
    return _WHOLE.search(text, start, end) is not None


def names_one_place(text: str, start: int, end: int) -> bool:
    """Whether the words open with the name of one place, which ends a scope set before: 东岭县新签约20家."""
    return _PLACE.match(text, start, end) is not None


def names_body(words: str) -> bool:
    """Whether the words end in the name of a body: 市直各部门."""
    return _BODY.search(words) is not None


def _has_each(text: str, start: int, end: int) -> bool:
    return text.find("各", start, end) >= 0 or text.find("每", start, end) >= 0


def _span(match: re.Match[str] | None, end: int) -> Span | None:
    if match is None or match.start() >= end:
        return None
    return match.start(), match.end("list") if match["list"] else match.end()
