"""Why a row is less certain than others: named rules over what its reading rested on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.rule import rule
from plantargets.language.times import Years
from plantargets.targets.judge.kinds import Measured
from plantargets.targets.read.pieces import Carried, Clause, Item, Reading

# Kinds of documents that set targets; others state rules, results or news in numbers that look alike.
SETS_TARGETS = frozenset({"plan", "work_report", "annual_plan_report", "list"})
# A number of a plan for more years than this may be due before its last one.
LONGEST_TERM_YEARS = 5
_SECOND_UNIT = re.compile(r"\((?!含\))[^\d()]{1,4}\)")  # 1万台|(套)
_EACH_ITS_OWN = re.compile(any_of("respectively"))
_NAMES = re.compile("[、和及与]")
_OPINION = load_lexicon().lists["sets_targets"]
_HELD = re.compile(any_of("activity"))
_STOCK = re.compile(rf"{any_of('stock_measure')}$")
_SUM = re.compile(any_of("cumulated_before"))
_PUSHES = frozenset(load_lexicon().lists["pushing_verb"])


class Made(NamedTuple):
    """A reading that was just made, with what it was made of."""

    item: Item
    reading: Reading
    carried: Carried  # as the words before left it
    measured: Measured | None  # what its kind was told from; None for 翻一番 and its like
    unit_supplied: bool


@rule(
    takes=("新建学校10所。到2027年底,企业达到100家。产值达到|50亿元|。",),
    leaves=("到2027年底,产值达到|50亿元|。", "2027年底前,企业达到100家,产值达到|50亿元|。"),
)
def period_carried(made: Made) -> bool:
    """Whether its year stands in a sentence before."""
    due = made.carried.due
    return made.reading.period_basis == due.basis == "clause" and due is made.carried.handed_on


@rule(
    takes=("强化关键技术储备,达到|20项|。",),
    leaves=("高新技术企业达到|20家|。", "产值年均增长5%、|6%|。"),
)
def subject_carried(made: Made) -> bool:
    """Whether what it measures is named in a clause before, or nowhere."""
    indicator = made.reading.indicator
    return not indicator or indicator[-1][1] <= made.item.clause.start


@rule(
    takes=("营商环境指数达到|90|。", "常住人口达到|1000万|。"),
    leaves=("供水能力达到|20万吨|。",),
)
def unit_unknown(made: Made) -> bool:
    """Whether its unit is in no table, or only implied by other words."""
    quantity = made.reading.quantity
    return quantity.numeral_type != "implicit" and (quantity.unit is None or made.unit_supplied)


@rule(
    takes=(
        "专项债券比上年增加|1000亿元|。",
        "开放科研仪器|1万台|(套)以上。",
        "力争研发投入增长5%,确保基础研究优先,技术交易额增长|6%|。",
    ),
    leaves=(
        "新增专项债券|1000亿元|。",
        "开放科研仪器达到|1万台|。",
        "力争研发投入增长5%,技术交易额增长|6%|。",
    ),
)
def two_readings(made: Made) -> bool:
    """Whether it may be a rise or a growth, has a second unit in brackets, or words of firmness compete."""
    item = made.item
    rises = item.left.link == "growth" and item.dimension not in {"percent", "point", "multiple"}
    competing = made.carried.passed_modality and not item.left.modality
    return rises or competing or _SECOND_UNIT.match(item.clause.text, item.quantity.end) is not None


@rule(
    takes=(
        "养老床位|3000张|。",
        "招商引资项目完成投资|136亿元|。",
        "筛选|30家|企业。",
        "推动|4个|产业基地提质升级。",
        "耕地占世界|7%|。",
    ),
    leaves=(
        "新建园区|10个|。",
        "企业总数达到|100家|。",
        "产值突破|30亿元|。",
        "组织招商活动|20个|。",
        "森林覆盖率达到|60%|。",
    ),
)
def kind_at_border(made: Made) -> bool:
    """Whether its kind was told by a rule for numbers that no word tells, or by one that is often wrong."""
    applies = _BORDERS.get(made.reading.rules.get("kind", ""))
    return made.measured is not None and applies is not None and applies(made.measured)


def _is_not_passed(measured: Measured) -> bool:
    return measured.item.left.comparator != "gt"  # 产值超过|30亿元 is as good as a verb


def _is_without_bound(measured: Measured) -> bool:
    return not (measured.item.left.comparator or measured.item.comparator_behind)


def _is_without_words(measured: Measured) -> bool:
    return not measured.link and _is_without_bound(measured)


def _is_not_held(measured: Measured) -> bool:
    return _HELD.search(measured.noun[-6:]) is None


def _may_be_there(measured: Measured) -> bool:
    """Whether what is made may be what there is: 推动|4个基地升级, 建成装机|2000万千瓦, 累计培育|100个."""
    item = measured.item
    is_stock = _STOCK.search(item.phrase) is not None and not measured.phrases.noun_behind
    return is_stock or measured.phrases.verb in _PUSHES or _SUM.search(item.since_comma) is not None


# Rules of kinds that decide where little is said, and when.
_BORDERS: dict[str, Callable[[Measured], bool]] = {
    "share": _is_without_words,
    "activity": _is_not_held,
    "sum_of_money": lambda measured: not measured.link and _is_not_passed(measured),
    "made": _may_be_there,
    "bounded_count": _is_not_passed,
    "counted": _is_not_passed,
    "stock": _is_without_bound,
    "goes_on": _is_not_passed,
    "plain_amount": _is_not_passed,
}
CHECKS = (period_carried, subject_carried, unit_unknown, two_readings, kind_at_border)


def checks_of(made: Made) -> tuple[str, ...]:
    """Return the names of the reasons that hold of a reading."""
    return tuple(check.name for check in CHECKS if check.applies(made))


def checks_of_list(clause: Clause, readings: list[Reading]) -> tuple[str, ...]:
    """Return why all numbers of a clause are less certain: 分别 with more or fewer numbers than names.

    甲、乙、丙三市分别达到|10家|、|20家|: which of them has none?
    """
    words = clause.words_beside_bases(clause.start, readings[0].quantity.start) if readings else ""
    word = _EACH_ITS_OWN.search(words)
    if word is None:
        return ()
    before = words[: word.start()]
    counts = {len(_NAMES.split(before)), before.count("、") + 1}
    return () if len(readings) in counts or max(counts) == 1 else ("unequal_list",)


def checks_of_plan(kind: str, title: str, by_ocr: bool) -> tuple[str, ...]:
    """Return why all rows of a document are less certain: it sets no targets, or was read by OCR.

    A text without a title, such as a sentence by itself, is taken for a part of a plan.

    >>> checks_of_plan("regulation", "专利代理条例", by_ocr=True)
    ('not_a_plan', 'ocr')
    >>> checks_of_plan("opinion", "关于加快产业发展的实施意见", by_ocr=False)
    ()
    """
    known = kind in SETS_TARGETS or title.endswith(_OPINION) or (kind == "other" and not title)
    return (*(() if known else ("not_a_plan",)), *(("ocr",) if by_ocr else ()))


def is_by_default(basis: str, years: Years | None) -> bool:
    """Say whether no words give a period: none, the year of the document, or the end of a long term.

    >>> is_by_default("title", Years(2023, 2025)), is_by_default("title", Years(2018, 2035))
    (False, True)
    """
    if basis == "title":
        return years is not None and years.end_year - years.start_year >= LONGEST_TERM_YEARS
    return basis in {"", "year"}
