"""The wording of indicators in policy texts: one form for what is the same, and units that count the same.

The words themselves are data: ``data/wording.yaml`` and ``data/places.yaml``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from plantargets.errors import PlanTargetsError
from plantargets.indicators.words import any_word, word_list

_DROPPED = str.maketrans(
    dict.fromkeys(" \t\r\n\u3000…·.,，。;；:：“”\"‘’'「」『』《》〈〉〔〕【】［］[]", "")
    | {"（": "(", "）": ")", "％": "%", "—": "-", "–": "-", "－": "-", "＋": "+", "／": "/", "＆": "&"}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {chr(0xFF21 + letter): chr(ord("A") + letter) for letter in range(26)}
    | {chr(0xFF41 + letter): chr(ord("A") + letter) for letter in range(26)}
)
# 全省 and 我市 name the jurisdiction, but 占全省比重 is its part of the whole province, and 安全区域, 全市场
# and 全域 are other words.
_SCOPE = re.compile(
    rf"(?<![安完健保齐])全{any_word('whole_jurisdiction')}(?![场域权]|的?{any_word('part_of_whole')})"
    r"|(?<![自忘])我(?:省|市|县|区|州|国)|(?<![资成基])本(?:省|市|县|区)(?![场域])"
    r"|(?:比|较|到|至)?(?:19|20)\d\d年(?:底|末)?|" + any_word("filler") + r"|[比较]上年度?"
)
_COUNTED = re.compile(rf"[一二三四五六七八九十两\d]+大(?={any_word('counted_class')})")
_THRESHOLD = re.compile(
    rf"{any_word('before_threshold')}?\d[\d,]*(?:\.\d+)?[万亿千百十]*(?:{any_word('dollar')}|元)(?:\(?含\)?)?"
    rf"{any_word('behind_threshold')}?"
)
_AMOUNT = f"N{word_list('threshold')[0]}"  # what an amount that serves as a threshold becomes
_THRESHOLDS = re.compile(f"{_AMOUNT}(?:、{_AMOUNT})+")
_WHERE = re.compile(r"[在赴][\u4e00-\u9fff、]{2,40}?" + any_word("holding"))
_PLACE_BY_FORM = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?:"
    + any_word("autonomous_county")
    + r"|(?<![各全本我大困贫富范强小点型类业新])县(?![域城级区]))"
    r"|[\u4e00-\u9fff]{2,3}(?<![城都超股上门夜集县辖地各全本我省区大中小])市(?![场域民政级区])"
)
(_PROVINCE_LEVEL,), (_CITY_LEVEL,) = word_list("province_level"), word_list("city_level")
(_REGION,) = word_list("autonomous_region")


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """Return the tables of ``data/wording.yaml``, with those of ``data/places.yaml`` under ``places``."""
    data = files("plantargets.indicators") / "data"
    tables = yaml.safe_load((data / "wording.yaml").read_text(encoding="utf-8"))
    places = yaml.safe_load((data / "places.yaml").read_text(encoding="utf-8"))
    missing = {"same", "before", "after", "new"} - set(tables)
    if missing:
        raise PlanTargetsError(
            f"wording.yaml: expected the tables {sorted(missing)}, found none of that name"
        )
    tables["before"] = frozenset(word for line in tables["before"] for word in line)
    return tables | {"places": places}


@lru_cache(maxsize=65536)
def plain_words(words: str) -> str:
    """Return the one form to which different wordings of an indicator are brought.

    Quotation marks, spaces and the marks that join pieces go; 全省, 我市 and the like go; spellings that mean
    the same become one; an amount of money that serves as a threshold becomes ``N元以上``.

    Parameters
    ----------
    words
        Words of an indicator in simplified Chinese.

    Examples
    --------
    >>> plain_words("高新技术产业增加值占全市规上工业增加值的比重")
    '高新技术产业占规模以上工业比重'
    """
    # Upper case first: the table of dropped marks would otherwise have to hold every letter twice.
    text = _THRESHOLDS.sub(_AMOUNT, _THRESHOLD.sub(_AMOUNT, words.upper().translate(_DROPPED)))
    text = _COUNTED.sub("", _SCOPE.sub("", text))
    for old, new in wording()["same"]:
        if old in text:
            text = text.replace(old, new)
    return text


def leading_cuts(text: str) -> list[tuple[int, str]]:
    """Return where the name of the indicator may begin, and what then stands before it.

    Each cut is the number of characters to drop and the words to put there instead: none, or the level of the
    authority (``省级``) that a place name before a title stands for, as in 河南省制造业创新中心.
    """
    before, longest = wording()["before"], 8
    cuts, seen, stack = [], {0}, [(0, "")]
    while stack:
        position, instead = stack.pop()
        cuts.append((position, instead))
        ends = [
            (position + length, "")
            for length in range(1, longest)
            if text[position : position + length] in before
        ]
        # 新建、改造提升高标准农田: verbs may be joined.
        ends += [(end + 1, "") for end, _ in ends if text.startswith("、", end)]
        ends += _place_ends(text, position)
        if position == 0:
            ends += [(end, "") for end in _examples_end(text)]
            where = _WHERE.match(text)
            ends += [(where.end(), "")] if where else []
        for end, level in ends:
            if end < len(text) and end not in seen:
                seen.add(end)
                stack.append((end, level))
    return sorted(cuts)


def _place_ends(text: str, position: int) -> list[tuple[int, str]]:
    """Return the ends of a place name that begins at `position`, with the level that it may stand for."""
    provinces, cities, longest = _places()
    ends: list[tuple[int, str]] = []
    for length in range(2, longest + 1):
        piece = text[position : position + length]
        end = position + len(piece)
        if piece in provinces:
            if text[end : end + 1] in ("省", "市"):
                ends += (
                    [(end + 1, _PROVINCE_LEVEL), (end, "")]
                    if text[end + 1 : end + 2] != "级"
                    else [(end, "")]
                )
            else:
                ends.append((end + len(_REGION) * text.startswith(_REGION, end), _PROVINCE_LEVEL))
        elif piece in cities:
            after = text[end : end + 1]
            ends.append(
                (end + 1, _CITY_LEVEL) if after == "市" and text[end + 1 : end + 2] != "级" else (end, "")
            )
    if not ends:
        found = _PLACE_BY_FORM.match(text, position)
        if found:
            ends.append((found.end(), ""))
    return ends


@lru_cache(maxsize=1)
def _places() -> tuple[frozenset[str], frozenset[str], int]:
    places = wording()["places"]
    provinces, cities = frozenset(places["province"]), frozenset(places["city"])
    return provinces, cities, max(map(len, provinces | cities))


def _examples_end(text: str) -> list[int]:
    """Return where a list of examples before 等 ends: 非晶、玄武岩等新材料企业."""
    mark = text.find("等", 1)
    if (
        mark < 0
        or text[mark - 1] in word_list("before_no_list")
        or text[mark + 1 : mark + 2] in word_list("behind_no_list")
    ):
        return []
    if "、" in text[:mark] or mark <= 4:
        return [mark + 1]
    return []
