"""The noun phrase of a number, before it or behind it, and what qualifies it."""

from __future__ import annotations

import re
from typing import NamedTuple

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.targets.read.comparator import comparator_behind
from plantargets.targets.read.openers import opening_word
from plantargets.targets.read.pieces import CLAUSE_END, Carried, Item, Span
from plantargets.targets.read.scope import find_scope, names_body

_STANDS = load_lexicon().lists["stands_at_head"]  # 引进种牛3000头,出栏肉牛|8万头
_VERB_LENGTH = 2
_TO_BREAK, _COMPLETED = re.compile("[,。;:、].*"), re.compile(any_of("completed"))
Spans = tuple[Span, ...]

_UNCOUNTED = re.compile(rf"(?:{any_of('rate_measure')}|{any_of('money_measure')})$")
_BARE = re.compile(rf"^{any_of('before_measure')}?{any_of('bare_measure')}$")  # 年产值, 总投资
_STOCK = re.compile(f"{any_of('stock_measure')}$")
_PER_ONE = re.compile(any_of("per_one", "per_many"))
_OF_EACH = re.compile("每(?![年月季周天日])")
_RELATIVE = re.compile(any_of("relative"))  # 3家以A为主,B的企业: the noun stands behind the next comma
_VERB_BEHIND = re.compile(any_of("verb_behind"))  # 20家企业|参加展会
_SHARED_RANK = re.compile("[^,。;、和\\d]*?级(?=[^,。;、和])")  # …级、7个万亿级|先进制造业集群
_SUMS_UP = load_lexicon().lists["sums_up"]
_OF_WHAT = load_lexicon().lists["of_what"]
_TO_JOINER = re.compile("[^,。;、和及]+")
_AND_SO_ON = re.compile(f"{any_of('and_so_on')}?等")  # 3家等X
_SPENT_ON = re.compile(any_of("spent_on"))  # 财政收入10%的用于教育


class Phrases(NamedTuple):
    """What an item counts or measures: its noun phrase, its qualifier and its verb."""

    noun_behind: bool
    indicator: Spans
    qualifier: Spans
    verb: str


def read_phrases(item: Item, carried: Carried, thresholds: Spans, noun_possible: bool) -> Phrases:
    """Return the phrases of an item; `thresholds` are spans before it that only qualify what it counts.

    `noun_possible` says that a noun stands behind the number.
    """
    verb = item.left.first_verb or item.left.near_verb
    if noun_possible and _noun_stands_behind(item, carried):
        indicator, qualifier = _noun_behind(item)
        if not verb and len(item.phrase) < 2 and item.continues_list:
            verb = carried.verb
        return Phrases(True, indicator, thresholds + qualifier, verb)
    indicator, verb = _noun_before(item, carried, verb)
    indicator = _with_noun_behind(item, indicator, noun_possible)
    if thresholds:
        thresholds, indicator = _split_threshold(item.clause.text, thresholds, indicator)
    return Phrases(False, indicator, thresholds, verb)


def _noun_stands_behind(item: Item, carried: Carried) -> bool:
    """Tell 引进30家企业 (behind) from 企业达到30家, 其中规上企业 (before)."""
    left, words = item.left, item.phrase
    return bool(
        len(words) < 2
        or words.endswith("等")
        or item.clause.text[left.phrase[1] : left.phrase[1] + 1] == "的"
        or left.near_verb
        or _is_scope(item, carried)
        or (left.comparator and not left.link and names_body(words))
        or (not left.link and not left.comparator and words.endswith(_OF_WHAT))
        or _is_unknown_verb(item)
    )


def _is_unknown_verb(item: Item) -> bool:
    """Whether two letters before a count do something: 制备|50份|标准样品, not 企业|50家|入驻."""
    left = item.left
    is_two = len(item.phrase) == _VERB_LENGTH and left.phrase == (item.start, item.quantity.start)
    if not is_two or item.dimension != "count" or left.comparator or left.first_verb:
        return False
    if len(_TO_BREAK.sub("", item.right)) <= _VERB_LENGTH or _COMPLETED.match(item.right):
        return False
    return not opening_word(item.clause.text, item.tail, item.clause.end)[1].verb


def _is_scope(item: Item, carried: Carried) -> bool:
    """Whether the words before the number only say for whom it holds: 各县区|5家企业."""
    if carried.scope is None:
        return False
    begin, end = item.left.phrase
    if not carried.scope[0] <= begin < carried.scope[1] + 8:
        return False
    return end <= carried.scope[1] + 1 or find_scope(item.phrase, 0, len(item.phrase)) is not None


def _noun_behind(item: Item) -> tuple[Spans, Spans]:
    """Return the noun phrase behind a number (30家X) and what qualifies it (5个技术水平高的X)."""
    text = item.clause.text
    begin = item.tail + (text[item.tail : item.tail + 1] in {"的", "、"})
    end = _end_of_noun(item, begin)
    verb = _VERB_BEHIND.search(text, begin + 2, end)
    if verb:
        end = verb.start()
    piece = text[begin:end]
    cut = _last_of(piece)
    if cut > 0 and len(piece) - cut > 2:
        return ((begin + cut + 1, end),), ((begin, begin + cut + 1),)
    if not item.is_last and piece.endswith("级"):  # 1—2个世界级、7个万亿级先进制造业集群
        rank = _SHARED_RANK.match(text, item.clause.quantities[item.number + 1].end, item.clause.end)
        if rank:
            noun = _TO_JOINER.match(text, rank.end(), item.clause.end)
            return ((begin, end), (rank.end(), noun.end() if noun else rank.end())), ()
    and_so_on = _AND_SO_ON.match(piece)
    begin += and_so_on.end() if and_so_on else 0
    return ((begin, end),) if end > begin else (), ()


def _end_of_noun(item: Item, begin: int) -> int:
    text, end, sentence_end = item.clause.text, item.clause.end, item.clause.sentence[1]
    if not item.is_last:
        cut = max(text.rfind(joiner, begin, item.following) for joiner in "、和及")
        return cut if cut >= 0 else end
    if end < sentence_end and _RELATIVE.match(text, begin, end) and "的" not in text[begin:end]:
        next_end = CLAUSE_END.search(text, end + 1, sentence_end)
        return next_end.start() if next_end else sentence_end
    return end


def _last_of(piece: str) -> int:
    """Return where the last 的 outside brackets stands, -1 if nowhere; 的士 is a taxi."""
    depth, last = 0, -1
    if "的" not in piece:
        return last
    for i, character in enumerate(piece):
        if character in "(“":
            depth += 1
        elif character in ")”":
            depth -= 1
        elif character == "的" and depth <= 0 and not piece.startswith("的士", i):
            last = i
    return last


def _noun_before(item: Item, carried: Carried, verb: str) -> tuple[Spans, str]:
    phrase, left = item.left.phrase, item.left
    subject = carried.subject
    if not item.phrase and item.since_comma in _SUMS_UP:
        return ((subject,) if subject else ()), verb or carried.passed_verb or carried.verb
    is_counted = item.dimension == "count" and carried.unit_name != item.quantity.unit_name
    if subject and is_counted and _UNCOUNTED.search(item.clause.text[subject[0] : subject[1]]):
        subject = None  # 开工率达到100%,完工|85个: no classifier counts a rate or a sum
    if not item.phrase:
        at_stock = left.link == "level" and not item.continues_list  # 净增100家,达到|1500家
        is_above = left.comparator == "gt" and not item.continues_list
        if (
            subject is None
            and carried.earlier[1] == item.quantity.unit_name
            and (at_stock or left.comparator)
        ):
            subject = carried.earlier[0]  # 到2027年,客运量达到8000万人次;到2030年,达到|1亿人次
        return ((subject,) if subject else ()), verb or ("" if at_stock or is_above else carried.verb)
    if subject and _BARE.match(item.clause.text[subject[0] : subject[1]]):
        subject = None  # 产值增长40%,|税收增长30%: no measure measures another
    is_bare = _BARE.match(item.phrase) or item.phrase.startswith("占")
    if is_bare and subject and subject[1] <= phrase[0]:
        return (subject, phrase), verb
    goes_on = item.dimension == "count" or (
        item.dimension == "physical" and (item.continues_list or carried.unit_name == item.quantity.unit_name)
    )
    # no verb before makes new ones of 粮食播种面积, or takes from 每百户拥有汽车
    if _STOCK.search(item.phrase) or _PER_ONE.match(item.phrase) or item.phrase.startswith(_STANDS):
        return (phrase,), verb
    is_part = item.clause.text.startswith("其中", item.clause.start)
    # 新建书房10个,每个书房藏书不少于5000册: what each holds is another thing
    is_of_each = _OF_EACH.match(item.phrase) is not None and carried.unit_name != item.quantity.unit_name
    goes_on = goes_on and not (is_of_each and left.comparator)
    # 培训50万人次,城镇新增就业|500万人: what is done to some is not done to all
    is_other = carried.kind == "activity" and carried.unit_name != item.quantity.unit_name
    goes_on = goes_on and (item.continues_list or not is_other)
    if (
        is_part and carried.kind == "level" and carried.unit_name == item.quantity.unit_name
    ):  # 面积稳定在420万亩,其中水稻|200万亩
        return (phrase,), verb
    if not verb and not left.link and (left.comparator != "gt" or is_part) and goes_on:
        verb = carried.verb
    return (phrase,), verb


def _with_noun_behind(item: Item, indicator: Spans, noun_possible: bool) -> Spans:
    """Add what stands behind a share or a sum of money to the noun phrase before it."""
    text, end_of_phrase = item.clause.text, item.left.phrase[1]
    if item.dimension == "percent":
        if text[end_of_phrase : end_of_phrase + 1] == "的" and _SPENT_ON.match(item.right):
            return (*indicator, (item.tail, item.clause.end))
        if noun_possible and item.phrase and not item.left.link and item.right[0] != "的":
            return (*indicator, *_noun_behind(item)[0])
    if item.dimension in {"money", "usd"} and item.right.startswith("的") and len(item.right) > 2:
        return (*_noun_behind(item)[0], *indicator)  # 安排10亿元的专项资金
    return indicator


def _split_threshold(text: str, thresholds: Spans, indicator: Spans) -> tuple[Spans, Spans]:
    """Move the threshold from the indicator to the qualifier: 签约金额5亿元以上的|项目."""
    if not indicator:
        return thresholds, indicator
    begin, end = indicator[-1]
    last = thresholds[-1][1]
    if not begin <= last <= end:
        return thresholds, indicator
    _, tail = comparator_behind(text, last, end)
    tail += text.startswith("的", tail)
    if end - tail <= 2:  # 项目 alone would not say which
        return thresholds, indicator
    return ((begin, tail),), (*indicator[:-1], (tail, end))
