"""Administrative divisions of GB/T 2260: names, codes, and which one a text is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from plantargets.package_tables import package_rows
from plantargets.plans.register import Level
from plantargets.plans.words import any_word, word_list

# Too short to be told from a common word: 城区, 郊区, 东区.
_COMMON = re.compile("^.区$")


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county.

    Attributes
    ----------
    code
        Six digits of GB/T 2260.
    name
        Its own name: 登封市.
    full_name
        From the province down: 河南省郑州市登封市.
    level
        Level in the words of the register.
    """

    code: str
    name: str
    full_name: str
    level: Level


# Plans of the nation have no division; its code is the one that statistics use.
(_NATION_NAME,) = word_list("nation")
NATION = Division("100000", _NATION_NAME, _NATION_NAME, "nation")


def find_division(text: str, context: str = "") -> Division | None:
    """Return the division that a title is about: the first that it names.

    Parameters
    ----------
    text
        Simplified characters: a title, or the name of an issuer.
    context
        More of the document, to tell counties of the same name apart.

    Returns
    -------
    Division or None
        None where none is named, or where the name stands for several and neither text nor context names the
        province or prefecture of one alone.

    Examples
    --------
    >>> find_division("登封市制造业高质量发展三年行动计划").full_name
    '河南省郑州市登封市'
    >>> find_division("朝阳区产业规划") is None
    True
    >>> find_division("朝阳区产业规划", "北京市").code
    '110105'
    """
    by_name, pattern = _names()
    chain: list[str] = []
    end = -1
    for match in pattern.finditer(text):
        if chain and match.start() != end:
            break
        chain.append(match.group())
        end = match.end()
    if not chain:
        return None
    candidates = by_name[chain[-1]]
    for hint in ("".join(chain[:-1]), context):
        if len(candidates) == 1:
            break
        fitting = [one for one in candidates if hint and _named_above(one, hint)]
        candidates = fitting or candidates
    return candidates[0] if len(candidates) == 1 else None


def find_zone(lines: Sequence[str]) -> Division | None:
    """Return the zone whose administration committee some lines name; its code is that of the division above.

    None where no committee is named, or where its division is not plain.

    Examples
    --------
    >>> zone = find_zone(["郑州航空港经济综合实验区管理委员会"])
    >>> zone.code, zone.full_name
    ('410100', '河南省郑州市郑州航空港经济综合实验区')
    >>> find_zone(["中国（河南）自由贸易试验区郑州片区管委会"]).code
    '410100'
    """
    for line in lines:
        # Not where committees are written to, or named as responsible.
        match = _zone().match(line)
        if match is None:
            continue
        name = match.group(1)
        own = find_division(name)
        if own is not None and own.name == name[-len(own.name) :]:
            # 浦东新区 and 滨海新区 are districts.
            return own
        above = _of_free_trade(name) or own or _by_short_name(name) or find_division("".join(lines))
        if above is not None:
            short = name[name.index(above.name) + len(above.name) :] if above.name in name else name
            return Division(above.code, short, f"{above.full_name}{short}", "zone")
    return None


def division_of(code_or_name: str) -> Division | None:
    """Return a division by its code or its full name, None where the table does not have it."""
    return next(
        (one for one in (NATION, *load_divisions()) if code_or_name in (one.code, one.full_name)), None
    )


@cache
def load_divisions() -> tuple[Division, ...]:
    """Return the table of the package: 34 provinces, 333 prefectures, and the counties, of mid-2023."""
    rows = package_rows("plantargets.plans", "divisions.csv")
    names = {row["code"]: row["name"] for row in rows}
    found = []
    for code, name in names.items():
        above = dict.fromkeys([f"{code[:2]}0000", f"{code[:4]}00"])
        full = "".join(names.get(one, "") for one in above if one != code) + name
        found.append(Division(code, name, full, _level(code, name)))
    return tuple(found)


def _level(code: str, name: str) -> Level:
    if code.endswith("0000"):
        return "province"
    if code.endswith("00"):
        return "prefecture_city"
    return "county_level_city" if name[-1] == "市" else "district" if name[-1] == "区" else "county"


def _named_above(division: Division, hint: str) -> bool:
    above = [
        one
        for one in (f"{division.code[:2]}0000", f"{division.code[:4]}00")
        if one != division.code and (name := _by_code().get(one)) and name in hint
    ]
    return bool(above)


@cache
def _by_code() -> dict[str, str]:
    return {one.code: one.name for one in load_divisions()}


@cache
def _names() -> tuple[dict[str, list[Division]], re.Pattern[str]]:
    by_name: dict[str, list[Division]] = {}
    for one in load_divisions():
        if not _COMMON.match(one.name):
            by_name.setdefault(one.name, []).append(one)
    longest_first = sorted(by_name, key=len, reverse=True)
    return by_name, re.compile("|".join(map(re.escape, longest_first)))


@cache
def _zone_words() -> dict[str, str]:
    source = resources.files("plantargets.plans").joinpath("front.toml").read_text(encoding="utf-8")
    return {name: "|".join(map(re.escape, words)) for name, words in tomllib.loads(source)["zones"].items()}


@cache
def _zone() -> re.Pattern[str]:
    words = _zone_words()
    # 中国（河南）自由贸易试验区: a place in brackets is a part of the name.
    place = f"{any_word('nation_prefix')}?(?:[（(][\u4e00-\u9fff]{{2,4}}[）)])?"
    name = f"{place}[\u4e00-\u9fff]{{2,20}}?(?:{words['endings']})"
    # 中共郑州高新区工作委员会 郑州高新区管理委员会: the party's committee stands before.
    party = f"(?:[\u4e00-\u9fff]{{2,24}}(?:{words['party_committees']})[ 　、]*)?"
    behind = f"{any_word('office')}?(?:{any_word('about', 'issuing')}|$)"
    return re.compile(f"{party}({name})(?:{words['committees']}){behind}")


def _of_free_trade(name: str) -> Division | None:
    """Return the division of a free trade zone: of its part, such as 郑州片区, else its province."""
    match = re.fullmatch(
        f"{any_word('nation_prefix')}?[（(]?(?P<whole>[\u4e00-\u9fff]{{2,4}}?)[）)]?"
        f"(?:{_zone_words()['free_trade']})(?P<part>.*)",
        name,
    )
    if match is None:
        return None
    part, whole = match["part"], match["whole"]
    return find_division(part) or _by_short_name(part) or _by_short_name(whole) or find_division(whole)


def _by_short_name(name: str) -> Division | None:
    """Return the one province or prefecture whose name without 省 or 市 a name begins with."""
    fitting = [
        one
        for one in load_divisions()
        if one.level in {"province", "prefecture_city"}
        and len(one.name) > 2
        and name.startswith(one.name[:-1])
    ]
    return fitting[0] if len(fitting) == 1 else None
