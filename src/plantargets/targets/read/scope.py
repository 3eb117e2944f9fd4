"""For whom a number holds: 各县（市、区）, 每个园区, or the whole jurisdiction again."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of
from plantargets.targets.read.pieces import Span

# As the alternatives: 郑州、洛阳各新建3家 (the list is the scope) · 各县区举办2场 · 每个园区引进5家
_EACH = re.compile(
    r"(?P<list>(?:[\w()“”·—]{2,12}+、){0,30}[\w()“”·—]{2,12}?)?"
    rf"各(?!{any_of('each_body')})(?={any_of('each_does')}|\d)"
    rf"|各(?!{any_of('each_no_body')})(?:级)?[\w()、]{{0,12}}?{any_of('each_body')}(?![域级])"
    rf"|每(?!{any_of('every_no_body')}|\d)"
    r"(?:一)?[个家所县市区镇乡村座名处条]?(?:[^,。;:、\d(]|\([^(),。;\d]{1,8}\)){0,12}?"  # 每个县(市、区)
    rf"(?={any_of('every_does')}|\d)"
)
_MAY_BE_EACH = re.compile("[各每]")  # every match of _EACH holds one
_WHOLE = re.compile(any_of("whole_place", "whole_level"))
_PLACE = re.compile(rf"[^,、各每其到力确新\d]{{1,6}}?(?:县|区|市|镇|乡)(?={any_of('place_does')})")
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
    return _MAY_BE_EACH.search(text, start, end) is not None


def _span(match: re.Match[str] | None, end: int) -> Span | None:
    if match is None or match.start() >= end:
        return None
    if (
        match["list"] and match["list"][-1] == "年" and match["list"][-2].isdigit()
    ):  # 2027年、2028年|各引进5家
        return None
    return match.start(), match.end("list") if match["list"] else match.end()
