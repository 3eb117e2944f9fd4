"""What the head of a table's column or row says of the cells below it or beside it."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from plantargets.errors import PlanTargetsError
from plantargets.language.lexicon import behind_number, load_lexicon, negation, opens_behind_number
from plantargets.language.numerals import ARABIC, SCALE
from plantargets.language.times import FIVE_YEAR, five_year_plan
from plantargets.language.units import stands_alone
from plantargets.language.word_lists import WordLists

TABLE_WORDS = WordLists("plantargets.language", "table_words.toml")
KEYS = frozenset({"serial", "category", "indicator", "scope", "task", "year"})
MEASURES = ("target", "base", "rate", "growth", "cumulative", "added", "whole")
ROLES = KEYS | {"unit", "attribute", "body", "deadline", "goal", "note", "off", "cost", "budget", "result"}
LONGEST_HEAD = 40
_REMEMBERED = 4096  # heads, units and cells come again in every row

_SPAN = re.compile(r"((?:19|20)\d\d)年?[—\-~至到]{1,2}((?:19|20)\d\d)年?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年(?:末|底)?)?(?:\d{1,2}月)?")
_STAGE = re.compile(r"[^\d()]{1,8}\((?:(?:19|20)\d\d年?[—\-~至到])?(?:19|20)\d\d年(?:底|末)?\)")
_ABOVE_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:末|底)?[比较]((?:19|20)\d\d)年?(?:末|底)?")
_OVER_BASE = re.compile(r"[比较](?:19|20)\d\d年")
_YEAR_AND_SIGN = re.compile(r"(?:19|20)\d\d年")
_FIVE_YEAR = re.compile(rf"(?:{FIVE_YEAR.pattern})”?(?:规划)?(?P<end>期?末|时期末)?")
_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]{1,16})[)\]】]")
_ASIDE = re.compile(r"\([^()\d]{1,12}\)$")
_MARKS = re.compile(r"[*※★▲△①-⑳]|\[注?\d{0,2}\]|\(注\d{0,2}\)|注\d$")
_PERCENT = re.compile(TABLE_WORDS.any_word("percent"))
_PLAIN_UNITS = frozenset({"年", "‰", "%", "无", "分"})
_PER_SO_MANY = re.compile(r"1?/(?:100?)?[十百千万]{1,2}")
_SCALE_OF_UNIT = re.compile("[十百千万亿]{0,3}")
_PER = re.compile(r"[^/\d,。;]{1,8}/(?:每)?[^/,。;]{1,8}")
_DASH = re.compile(r"[-—–―/\\.…·*\s]*|无|\(?空\)?")
_DIGIT = re.compile(r"\d")
_RATIO = re.compile(r"\d{1,6}(?:\.\d{1,4})?:\d{1,6}(?:\.\d{1,4})?")
_MONTHS = {
    "一季度": 3,
    "第一季度": 3,
    "二季度": 6,
    "第二季度": 6,
    "上半年": 6,
    "三季度": 9,
    "第三季度": 9,
    "前三季度": 9,
}
_MONTHS |= {"四季度": 12, "第四季度": 12, "1季度": 3, "2季度": 6, "3季度": 9, "4季度": 12}
_PART_OF_YEAR = re.compile(
    rf"(?:({'|'.join(sorted(_MONTHS, key=len, reverse=True))})|(?<!\d)(1[0-2]|[1-9])月)(?:份|底|末)?"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The meaning of a head.

    Attributes
    ----------
    role
        One of `ROLES`, ``value`` for a head that is nothing but a time or a measure (2025年目标值), empty for
        words that are no known head: the name of an indicator, a county, a firm.
    measures
        Which of `MEASURES` its words name; 新增 of a span of years is ``cumulative``.
    years
        First and last year named, None without one.
    unit
        Unit in brackets, as written; several with a comma between them.
    words
        Span, in the head, of the words that name a thing; empty where it names none.
    month
        Last month of the part of a year that it names (上半年: 6), None where it names none.
    """

    role: str
    measures: frozenset[str]
    years: tuple[int, int] | None
    unit: str
    words: tuple[int, int]
    month: int | None = None


NO_HEAD = Head("", frozenset(), None, "", (0, 0))


@lru_cache(_REMEMBERED)
def read_head(text: str) -> Head:
    """Tell what a head says, from its words (folded, without white space).

    >>> read_head("2025年目标值").role, read_head("2025年目标值").years, read_head("县(市、区)").role
    ('value', (2025, 2025), 'scope')
    >>> head = read_head("2025年高新技术企业数(家)")
    >>> head.role, head.unit, "2025年高新技术企业数(家)"[slice(*head.words)]
    ('', '家', '高新技术企业数')
    """
    if not text or len(text) > LONGEST_HEAD:
        return NO_HEAD
    units, bare = _units_of(text)
    behind = re.search(r"[/,:](%|‰)$", bare)
    unit = ",".join(match[1].removeprefix("单位:").removeprefix("±") for match in units) or (
        behind[1] if behind else ""
    )
    table = _table()
    if role := role_of_head(text):
        return Head(role, table.measures(bare), _years(bare)[0], unit, (0, 0))
    years, masked = _years(text)
    month = _PART_OF_YEAR.search(text)
    if month:
        masked[month.start() : month.end()] = [" "] * (month.end() - month.start())
    part = re.match("其中(?::|$)", text)
    for match in [*units, *_MARKS.finditer(text), *([part] if part else [])]:
        masked[match.start() : match.end()] = [" "] * (match.end() - match.start())
    rest = "".join(masked)
    measures, named = table.take_measures(rest)
    due = _MONTHS.get(month[1]) or int(month[2]) if month else None
    if named == (0, 0) and "added" in measures:
        if years is None or years[0] == years[1]:  # 新增 of one year, or of no time, is a thing of its own
            named = table.without_targets(masked)
        else:
            measures = measures - {"added"} | {"cumulative"}
    measures -= {"added"}
    if named == (0, 0):
        return Head("value" if years or measures or month else "", measures, years, unit, (0, 0), due)
    if _OVER_BASE.search(text) and len(_YEAR.findall(text)) == 1:
        years = None  # 万元GDP用水量比2025年下降: what it is measured from
    return Head("", measures, years, unit, named, due)


@lru_cache(_REMEMBERED)
def role_of_head(text: str) -> str:
    """Return the role of a head that names a column or row by a known word, empty for any other.

    >>> role_of_head("县(市、区)"), role_of_head("2025年目标值")
    ('scope', '')
    """
    if not text or len(text) > LONGEST_HEAD:
        return ""
    table, (_, bare) = _table(), _units_of(text)
    # 指标(属性), 指标名称(约束性/预期性)
    exact = table.exact.get(bare) or table.exact.get(_ASIDE.sub("", bare))
    return exact or table.role(bare) or table.role(bare.strip("()/"))


def _units_of(text: str) -> tuple[list[re.Match[str]], str]:
    """Return the units in brackets of a head, and its words without them and without marks."""
    units = [match for match in _BRACKET.finditer(text) if is_unit(match[1])]
    bare = _MARKS.sub("", text)
    for match in units:
        bare = bare.replace(match.group(), "")
    return units, bare


@lru_cache(_REMEMBERED)
def is_unit(words: str) -> bool:
    """Say whether words (folded, without white space) are a unit: 亿元, 万吨标准煤, 件/万人, %.

    >>> is_unit("万吨标准煤"), is_unit("单位:%"), is_unit("常住人口")
    (True, True, False)
    """
    words = words.removeprefix("单位").lstrip(":").removeprefix("±").strip()
    if _PERCENT.fullmatch(words):
        return True
    parts = re.split("[,、;]", words)
    if len(parts) > 1:
        return len(parts) <= 3 and all(part and is_unit(part) for part in parts)
    if words in _PLAIN_UNITS or is_scale(words) or _PER_SO_MANY.fullmatch(words):
        return True
    base = words.partition("/")[0]
    scale = _SCALE_OF_UNIT.match(base)
    assert scale is not None
    if words[:1].isdigit():
        return False
    starts = range(scale.end() + 1)  # 万|千瓦
    return any(stands_alone(words[start:]) for start in starts) or (
        any(stands_alone(base[start:]) for start in starts) and _PER.fullmatch(words) is not None
    )


def is_unit_label(words: str) -> bool:
    """Say whether words are a unit that stands below a head, in brackets or not: 万亩, (亿元).

    >>> is_unit_label("(亿元)"), is_unit_label("万亩"), is_unit_label("2025年")
    (True, True, False)
    """
    return is_unit(words.strip("()")) and words not in {"年", "无"}


def is_percent(words: str) -> bool:
    """Say whether a unit is a word for %: 百分比."""
    return _PERCENT.fullmatch(words) is not None


def is_scale(words: str) -> bool:
    """Say whether a unit is a scale and no more: the (亿) of 用户规模(亿)."""
    return words in {"万", "亿", "万亿", "百万", "千万"}


@lru_cache(_REMEMBERED)
def is_blank(text: str) -> bool:
    """Say whether a cell (folded, without white space) says that there is nothing: empty, —, /."""
    return _DASH.fullmatch(text) is not None


@lru_cache(_REMEMBERED)
def is_value(text: str) -> bool:
    """Say whether a cell (folded, without white space) is one value and no more: ≥25, [13.5], 90%以上.

    >>> is_value("[13.5]"), is_value("90%以上"), is_value("2025年"), is_value("5G基站")
    (True, True, False, False)
    """
    if not text or len(text) > 30 or _YEAR_AND_SIGN.fullmatch(text) or _PER_SO_MANY.fullmatch(text):
        return False  # 1/10万 is a unit
    if is_ratio(text):
        return True
    number = _DIGIT.search(text)
    if number is None or not _may_stand_before(text[: number.start()]):
        return False
    match = _from_number().fullmatch(text, number.start())
    if match is None or (match["unit"] == "年" and _YEAR.fullmatch(match["low"] + "年")):  # 目标值(2025年)
        return False
    return all(not unit or is_unit(unit) for unit in (match["unit"], match["unit_behind"]))


def is_ratio(text: str) -> bool:
    """Say whether a cell is a ratio, one number of two: 2.2:1."""
    return _RATIO.fullmatch(text) is not None


@lru_cache(_REMEMBERED)
def is_attribute(text: str) -> bool:
    """Say whether a cell says how an indicator binds: 约束性, 预期性."""
    return re.fullmatch(r"(?:约束|预期|指导|监测|引导)(?:性|型)?(?:指标)?", text) is not None


@lru_cache(_REMEMBERED)
def is_year(text: str) -> bool:
    """Say whether a cell is nothing but a year, or a span of years."""
    return re.fullmatch(rf"(?:{_SPAN.pattern}|(?:到|至)?{_YEAR.pattern}(?:底|末|度|前)?)", text) is not None


@lru_cache(_REMEMBERED)
def dates_a_row(text: str) -> bool:
    """Say whether a cell names a year, or a stage with its year: 第一阶段(2026年), 近期(2025年).

    >>> dates_a_row("2026年"), dates_a_row("第一阶段(2026年)"), dates_a_row("2026年新建项目(个)")
    (True, True, False)
    """
    return is_year(text) or _STAGE.fullmatch(text) is not None


@lru_cache(_REMEMBERED)
def _may_stand_before(words: str) -> bool:
    """Say whether words may stand before the number of a value: ≥, 力争达到, [."""
    return not words or _before_number().fullmatch(words) is not None


@cache
def _before_number() -> re.Pattern[str]:
    words = sorted(
        [*load_lexicon().closers.roles, *load_lexicon().openers.roles, "保持在", "控制在"],
        key=len,
        reverse=True,
    )
    before = rf"(?:{negation()})?(?:{'|'.join(re.escape(word) for word in words)}){{1,3}}"
    return re.compile(rf"[*※]*[\[(【{{]*(?:(?:{before})|[<>≤≥=＜＞]|约)*[\[(【{{]*[-+−]?")


@cache
def _from_number() -> re.Pattern[str]:
    after = behind_number()
    unnamed = after.replace("?P<word>", "?:")
    opens = "".join(sorted(opens_behind_number()))
    not_after = rf"(?!(?=[{opens}]){unnamed})"
    unit = rf"(?:/100?[千万]|(?:{not_after}[^\d,。;:\[\](){{}}【】<>≤≥*※①-⑳~—\-]){{1,10}}?)"
    number = rf"(?:{ARABIC})(?:{SCALE})?"
    return re.compile(
        rf"(?P<low>{number})(?:(?:{unit})?[—\-~至到]{{1,2}}(?P<high>[-+−]?{number}))?(?P<unit>{unit})?(?:{after})?"
        rf"(?:[\])】}}]+(?P<unit_behind>{unit})?(?:{unnamed})?)?[\])】}}]*"
        rf"(?:[*※①-⑳]|\[注?\d\]|\((?:19|20)\d\d年?\))*"
    )


def _words_left(masked: list[str]) -> tuple[int, int]:
    """Return the span of the characters that are not blanked."""
    left = [place for place, c in enumerate(masked) if not c.isspace()]
    return (left[0], left[-1] + 1) if left else (0, 0)


def _years(text: str) -> tuple[tuple[int, int] | None, list[str]]:
    """Return the years that a head names, and its characters with them blanked."""
    masked = list(text)
    years: tuple[int, int] | None = None

    def blank(match: re.Match[str]) -> None:
        masked[match.start() : match.end()] = [" "] * (match.end() - match.start())

    for match in _ABOVE_YEAR.finditer(text):  # 2025年比2020年: the years after that
        if int(match[1]) > int(match[2]):
            years = years or (int(match[2]) + 1, int(match[1]))
            blank(match)
    for match in _SPAN.finditer("".join(masked)):
        years = years or (int(match[1]), int(match[2]))
        blank(match)
    for match in _YEAR.finditer("".join(masked)):
        years = years or (int(match[1]), int(match[1]))
        blank(match)
    for match in _FIVE_YEAR.finditer("".join(masked)):
        first, last = five_year_plan(match)
        years = years or ((last, last) if match["end"] else (first, last))
        blank(match)
    return years, masked


@dataclass(frozen=True)
class _Table:
    exact: dict[str, str]
    inside: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]

    @cached_property
    def _any_inside(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(word) for word, _ in self.inside))

    @cached_property
    def _first_of_parts(self) -> re.Pattern[str]:
        return re.compile("[" + "".join(sorted({re.escape(word[0]) for word, _ in self.parts})) + "]")

    def _parts_in(self, text: str) -> Sequence[tuple[str, str]]:
        """Return the words of measures whose first character stands in a text, in their order."""
        firsts = set(self._first_of_parts.findall(text))
        return [part for part in self.parts if part[0][0] in firsts] if firsts else ()

    def role(self, text: str) -> str:
        if text in self.exact:
            return self.exact[text]
        found = self._any_inside.search(text)
        return "" if found is None else next((role for word, role in self.inside if word in text), "")

    def measures(self, text: str) -> frozenset[str]:
        """Return the measures whose words stand in a head."""
        return frozenset(role for word, role in self._parts_in(text) if role in MEASURES and word in text)

    def without_targets(self, masked: list[str]) -> tuple[int, int]:
        """Return the span of what is left of a head but words of targets at its end: 新增 of 新增任务数."""
        first, last = _words_left(masked)
        words = "".join(masked[first:last])
        parts = self._parts_in(words)
        ending = next((w for w, role in parts if role == "target" and words.endswith(w)), "")
        return (first, last - len(ending)) if len(ending) < len(words) else (first, last)

    def take_measures(self, rest: str) -> tuple[frozenset[str], tuple[int, int]]:
        """Take the words of measures from a head; return them and the span that is left, if any."""
        found: set[str] = set()
        free = [not c.isspace() and c not in "()/[]【】,、:;“”~—-%" for c in rest]
        taken, parts = free.copy(), self._parts_in(rest)
        for word, role in parts:
            at = rest.find(word)
            while at >= 0:
                if all(taken[at : at + len(word)]):
                    taken[at : at + len(word)] = [False] * len(word)
                    found.add(role)
                at = rest.find(word, at + 1)
        if not any(taken):
            return frozenset(found & set(MEASURES)), (0, 0)
        # Words of targets and bases around the name are none of it; 增速 at its end is.
        kept = free.copy()
        for word, role in parts:
            if role in {"target", "base"}:
                for at in (rest.find(word), rest.rfind(word)):
                    if at >= 0 and (not any(kept[:at]) or not any(kept[at + len(word) :])):
                        kept[at : at + len(word)] = [False] * len(word)
        first = next((i for i, k in enumerate(kept) if k), 0)
        last = len(kept) - next((i for i, k in enumerate(reversed(kept)) if k), 0)
        return frozenset(found & set(MEASURES)), (first, last)


@cache
def _table() -> _Table:
    exact: dict[str, str] = {}
    inside: list[tuple[str, str]] = []
    parts: dict[str, str] = {}
    text = (files("plantargets.language") / "table_heads.csv").read_text(encoding="utf-8")
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        role, match, word = row["role"], row["match"], row["word"]
        known = role in (*MEASURES, "filler") if match == "part" else role in ROLES
        if match not in {"is", "holds", "part"} or not known or word in (parts if match == "part" else exact):
            raise PlanTargetsError(
                f"language/table_heads.csv row {number}: {word!r} is there twice, or its role {role!r} or "
                f"match {match!r} is unknown; expected is, holds or part."
            )
        if match == "is":
            exact[word] = role
        elif match == "holds":
            inside.append((word, role))
        else:
            parts[word] = role
    return _Table(exact, tuple(inside), tuple(sorted(parts.items(), key=lambda item: -len(item[0]))))
