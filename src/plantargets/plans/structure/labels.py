"""The numbers of headings (第一章, 一、, （一）, 1., 一是), and the rank that each sort has."""

from __future__ import annotations

import re
from typing import NamedTuple

from plantargets.plans.words import any_word

HAN_NUMBER = "[一二三四五六七八九十百〇零]"
_LABEL = re.compile(
    rf"""
    (?=[第（(〔0-9０-９①-⑳—–―•●◆■▪-]|{HAN_NUMBER})(?:  # most lines begin otherwise
      第{HAN_NUMBER}{{1,4}}(?:[编篇章节]|{any_word("part")})
    | (?P<one>{HAN_NUMBER}{{1,4}})[ ]?[、.．](?!{HAN_NUMBER}{{1,2}}[、产线季])
    | [（(〔]\s?(?P<two>{HAN_NUMBER}{{1,4}})\s?[）)〕]
    | (?P<three>[0-9０-９]{{1,3}})[ ]?(?:[.．](?![0-9０-９])|、)
    | [（(]?(?P<four>[0-9０-９]{{1,2}})[）)]
    | (?P<five>[①-⑳])
    | (?P<six>{HAN_NUMBER}{{1,3}})是
    | 第(?P<seven>{HAN_NUMBER}{{1,3}})[，,、]
    | (?P<bullet>[—–―]{{1,2}}|--|[•●◆■▪]))
    """,
    re.VERBOSE,
)
# Ranks order the headings: a section ends where one of the same or a smaller rank begins.
ATTACHMENT, BULLET = 0.0, 20.0
_PARTS = {"编": 1.0, "篇": 1.0, "章": 2.0, "节": 3.0, "分": 3.0}
RANKS = {"one": 4.0, "two": 5.0, "three": 6.0, "four": 7.0, "five": 8.0, "six": 9.0, "seven": 9.0}
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}


class Label(NamedTuple):
    """The number at the start of a line: the rank of its sort, its value, and where it ends."""

    rank: float
    number: int
    end: int


def label_at(s: str, start: int) -> Label | None:
    """Return the number at the start of a line, None where there is none."""
    match = _LABEL.match(s, start)
    if match is None:
        return None
    kind = match.lastgroup
    if kind is None:
        unit = s[match.end() - 1]
        digits = match.group()[1:-2] if unit == "分" else match.group()[1:-1]
        return Label(_PARTS[unit], _value(digits), match.end())
    if kind == "bullet":
        return Label(BULLET, 0, match.end())
    found = match.group(kind)
    number = ord(found) - ord("①") + 1 if kind == "five" else _value(found)
    return Label(RANKS[kind], number, match.end())


def _value(digits: str) -> int:
    """Return the value of a heading's number, in Chinese or Arabic digits."""
    if digits[0] not in _DIGITS and digits[0] not in "十百":
        return int(digits)
    total = current = 0
    for character in digits:
        if character == "百":
            total, current = total + (current or 1) * 100, 0
        elif character == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = _DIGITS[character]
    return total + current
