"""The kind of a target: level, increment, growth, reduction, share, activity or multiple."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.targets.read.noun import Phrases
from plantargets.targets.read.pieces import Item

_OPENERS = load_lexicon().openers.roles
_ACTIVITY_UNITS = frozenset(load_lexicon().lists["activity_unit"])
_RETIRED = frozenset({"退出", "淘汰", "压减", "减少", "化解"})
_WEAK_LINKS = frozenset({"实现", "完成", "为", "有", "按"})  # these leave the kind to the verb: 实现新增
_GROWTH_MEASURE = re.compile(rf"{any_of('growth_measure')}在?$")
_REDUCTION_MEASURE = re.compile(rf"{any_of('reduction_measure')}$")
_VERBAL_NOUN = re.compile(rf"{any_of('verbal_noun')}$")
_TOTAL = re.compile(rf"{any_of('total')}$")
_NEW = re.compile("新增|净增")
_STOCK = re.compile(rf"{any_of('stock_measure')}$")
_FLOW = re.compile(rf"{any_of('flow_measure')}$")
_ADDS = (word for word, roles in _OPENERS.items() if roles.verb.startswith("increment") and len(word) > 1)
_INSTALLED = re.compile("|".join(map(re.escape, _ADDS)))
_PASSENGERS = re.compile(any_of("passengers"))
_TRAINING = re.compile(any_of("training"))
_TRAINING_PLACE = re.compile(any_of("training_place"))
_ACTIVITY = re.compile(any_of("activity"))
_SERVICE = re.compile(any_of("service"))
_RELIEF = re.compile(any_of("relief"))
_OF_EACH = re.compile(r"(?:签约金额|投资额|注册资本|单个项目投资)$")
_SITE = re.compile(any_of("site"))


def kind_of(  # noqa: PLR0911 - one return for each kind of measure, in the order in which they are told
    item: Item, phrases: Phrases, link: str, link_word: str, last_kind: str
) -> str:
    """Return the kind of a target.

    Parameters
    ----------
    item, phrases
        The number with its words.
    link, link_word
        The link verb and its code, its own or the one it shares with the number before (分别增长5%、|6%).
    last_kind
        The kind of the number before.
    """
    if item.dimension == "multiple":
        return "multiple"
    if item.dimension in {"percent", "point"}:
        return _kind_of_rate(item, phrases, link, last_kind)
    if not item.dimension:
        return "level"
    if item.dimension == "money" and _RELIEF.search(item.phrase + phrases.verb):
        return "reduction"
    if "reduction" in {link, _code(phrases.verb)}:  # 压减到100万吨 is a level, 完成压减100万吨 a reduction
        return "level" if link == "level" and link_word not in {"完成", "实现"} else "reduction"
    if item.dimension in {"count", "time"} and (activity := _kind_of_activity(item, phrases)):
        return activity
    if _is_increment(item, phrases, link):
        return "increment"
    if item.dimension in {"money", "usd"}:
        is_bound = item.left.comparator == "ge" and _OF_EACH.search(item.phrase)
        return "threshold" if is_bound else "level"  # 项目签约金额不小于|1亿元 is said of each project
    return _kind_of_amount(item, phrases, link, link_word, last_kind)


def _kind_of_rate(item: Item, phrases: Phrases, link: str, last_kind: str) -> str:
    own_link = item.left.link
    if link == "reduction" or _REDUCTION_MEASURE.search(item.phrase):
        return "reduction"
    if link == "growth" or _GROWTH_MEASURE.search(item.phrase):
        return "growth"
    is_bare = not item.phrase and not phrases.noun_behind and not own_link
    if is_bare and last_kind in {"growth", "reduction", "share"}:
        return last_kind
    if last_kind == "growth" and not own_link and _FLOW.search(item.phrase):
        return "growth"  # 生产总值增长6%,固定资产投资|8%
    if phrases.verb in _RETIRED and not own_link:
        return "reduction"
    return "share" if item.dimension == "percent" else "growth"


def _kind_of_activity(item: Item, phrases: Phrases) -> str:
    """Return activity (20场推介会, 培训1000人次), level for passengers (接待游客100万人次), or nothing."""
    text, unit = item.clause.text, item.quantity.unit
    noun = "".join(text[begin:end] for begin, end in phrases.indicator)
    written = unit.written if unit is not None else ""
    is_persons = unit is not None and (unit.dimension in {"people", "person_times"} or written == "户")
    if written in _ACTIVITY_UNITS:
        return "activity"
    if written == "人次":
        if _code(phrases.verb) == "increment_strong":
            return "increment"
        return "level" if _PASSENGERS.search(noun + item.phrase) else "activity"
    is_training = is_persons and _TRAINING.search(noun + item.phrase + phrases.verb)
    # 为|10万名残疾人提供康复服务
    is_service = is_persons and item.own.endswith("为") and _SERVICE.search(item.right)
    if is_service or (is_training and not _TRAINING_PLACE.search(noun)):
        return "activity"
    is_place = _TRAINING_PLACE.search(noun[-6:]) is not None  # 建设培训基地|10个
    if _code(phrases.verb) == "activity" or (_ACTIVITY.search(noun[-6:]) and not is_place):
        return "activity"
    return ""


def _is_increment(item: Item, phrases: Phrases, link: str) -> bool:
    """新增50家, 产能增加10万吨, 老旧小区改造100个."""
    if _code(phrases.verb) == "increment_strong" or link == "growth" or _NEW.search(item.phrase):
        return True
    return not link and not phrases.noun_behind and _VERBAL_NOUN.search(item.phrase) is not None


def _kind_of_amount(  # noqa: PLR0911 - rules of falling strength, the first that applies wins
    item: Item, phrases: Phrases, link: str, link_word: str, last_kind: str
) -> str:
    code = _code(phrases.verb)
    if phrases.noun_behind and _is_size_of_site(item):
        return "capacity"
    is_work = item.dimension == "count" or _VERBAL_NOUN.search(item.right)
    if link_word in {"完成", "实现"} and phrases.noun_behind and code != "level" and is_work:
        return "increment"  # 完成|100家企业改造, 完成|3000万平方米建筑改造
    if phrases.noun_behind and item.own.endswith("为") and _INSTALLED.search(item.right):
        return "increment"  # 为|10万户老人加装报警器
    if item.left.comparator and code == "increment" and _STOCK.search(item.phrase):
        return "level"  # 投产装机容量超过|800万千瓦
    if link == "level" and link_word not in _WEAK_LINKS:
        is_sum = code == "increment" and link_word not in {"达到", "达", "形成"} and _is_cumulative(item)
        return "increment" if is_sum else "level"
    if code == "level" or _TOTAL.search(item.phrase):
        return "level"
    if code == "increment":
        return "increment"
    if link == "level":
        return "level"
    if phrases.noun_behind:  # 至少|5家企业 is a level, 5家企业 new ones
        return "level" if item.left.comparator else "increment"
    if _STOCK.search(item.phrase):
        return "level"
    goes_on = last_kind == "increment" and item.dimension != "physical" and item.left.comparator != "gt"
    return "increment" if goes_on else "level"


def _is_size_of_site(item: Item) -> bool:
    """构建|10余平方公里的产业园: the area of one site, no area added."""
    unit = item.quantity.unit
    return unit is not None and unit.dimension == "area" and _SITE.search(item.right) is not None


def _is_cumulative(item: Item) -> bool:
    start = item.quantity.start
    return "累计" in item.clause.text[max(0, start - 30) : start]


def _code(verb: str) -> str:
    return _OPENERS[verb].verb if verb in _OPENERS else ""
