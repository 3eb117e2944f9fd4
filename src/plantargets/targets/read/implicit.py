"""Quantities without a numeral: 翻一番, 倍增, 全覆盖, 清零, 过半, 全部…完成."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.targets.judge.reasons import is_past
from plantargets.targets.read.due import due_of
from plantargets.targets.read.openers import is_part_of_noun, opening_word
from plantargets.targets.read.pieces import BREAK, UNSAID, Carried, Item, Reading, Said, Span

_NAMES = load_lexicon().lists["implicit_name"]
_COMPLETED = re.compile(any_of("completed"))
_ALL_OF_A_SUM = re.compile(any_of("all_of_a_sum"))
_CLOSES = re.compile(any_of("implicit_closes"))  # 全覆盖|和…, 翻番|的目标, 全覆盖|率
_PURSUED = re.compile(any_of("implicit_pursued"))  # 全覆盖|建设5G网络
_ONCE_DONE = re.compile(f"{any_of('works_done')}[^,。;]{{0,4}}后")  # 全部|达产后
_ONE_THING = re.compile("[^,。;:、和及\\d]{0,10}")
_LONGEST_LINK = 6
_LONGEST_LABEL, _LONGEST_TITLE = 5, 10
_NAMED_YEARS = re.compile("^[三五十两]年")  # 倍增|三年行动
_IN_YEARS = re.compile("“?[三五十两]年$")  # 五年|翻一番


def read_implicit(item: Item, carried: Carried) -> Reading | None:
    """Return the target of an implicit quantity, None if it is a name (倍增计划), a result or a mere word."""
    if _NAMED_YEARS.sub("", item.right.lstrip("”"), count=1).startswith(_NAMES) or is_past(item):
        return None
    if _is_title(item) or _is_attribute(item) or _ONCE_DONE.match(item.right):
        return None
    word = item.clause.text[item.quantity.start : item.quantity.end]
    if word == "全部":
        indicator = _all_of(item, carried)
    elif _is_closed(word):
        subject = _subject(item, carried)
        goes_on = subject == carried.subject and carried.indicator  # 规模达到2.6万亿元,实现五年倍增
        indicator = carried.indicator if goes_on else (subject,) if subject else ()
    else:
        indicator = _full(item, carried)
    if indicator is None:
        return None
    kind = _kind(word)
    at = carried.frequency.at
    # 每年培训200名,大班额|全部|消除: not every year
    is_state = kind == "share" and at is not None and at[0] < item.clause.start
    due = due_of(item, carried, UNSAID, kind if is_state else "", ("level" if is_state else "", ""))
    modality = item.left.modality or carried.modality
    said = Said(word, (item.quantity.start, item.quantity.end))
    return Reading(
        quantity=item.quantity,
        sentence=item.clause.sentence,
        indicator=indicator,
        comparator=item.comparator_behind or ("gt" if word == "过半" else "ge" if word == "半数" else "eq"),
        kind=kind,
        period=due.period,
        period_basis=due.basis,
        distribution="each" if carried.scope else "total",
        scope=carried.scope,
        modality=modality,
        qualifier=(),
        rules={"comparator": "word_without_numeral", "kind": "word_without_numeral", "period": due.said.word},
        words={"comparator": said, "kind": said, "period": due.said, "modality": modality},
    )


def _is_title(item: Item) -> bool:
    """Whether the number closes a short head behind an item number: (一)工业|倍增|。."""
    begin, end = item.clause.sentence
    is_bare = not (item.left.link or item.left.comparator or item.left.modality)
    is_head = 0 < begin <= _LONGEST_LABEL and end - begin <= _LONGEST_TITLE and end == item.quantity.end
    return is_head and is_bare


def _is_attribute(item: Item) -> bool:
    """Whether the word is one of a list of attributes: 多层次、|全覆盖|、人性化的网络."""
    text, (start, end) = item.clause.text, (item.quantity.start, item.quantity.end)
    return text[start - 1 : start] == "、" and text[end : end + 1] in {"、", "的"}


def _is_closed(word: str) -> bool:
    """Whether the word needs nothing behind it: 翻番, 倍增, 减半, 过半."""
    return word.startswith(("翻", "倍")) or "半" in word


def _kind(word: str) -> str:
    if word.startswith(("翻", "倍")):
        return "multiple"
    return "reduction" if word in {"减半", "折半", "一半"} or "清零" in word else "share"


def _all_of(item: Item, carried: Carried) -> tuple[Span, ...] | None:
    """Return what 全部 speaks of if it is to be done: 项目|全部|建成投产."""
    if not item.is_last and item.following - item.quantity.end <= _LONGEST_LINK:
        return None  # 现场操作人员|全部|控制在9人以下: the number is the target
    if not (_starts_with_verb(item.right) or _COMPLETED.search(item.right)) or _ALL_OF_A_SUM.match(
        item.right
    ):
        return None
    before = item.clause.quantities[item.number - 1].end if item.number else item.quantity.start + 1
    if _ONE_THING.fullmatch(item.clause.text, before, item.quantity.start):
        return None  # 1.1万贫困人口|全部|脱贫: the number is the target
    behind = (item.quantity.end, item.clause.end)
    subject = _subject(item, carried) if len(item.phrase) >= 2 else None
    return (subject, behind) if subject else (behind,)


def _full(item: Item, carried: Carried) -> tuple[Span, ...] | None:
    """Return what 全覆盖 or 清零 speaks of; the words behind it where it is to be pursued."""
    if item.right and item.right[0] not in BREAK and not _CLOSES.match(item.right):
        return ((item.quantity.end + 2, item.clause.end),) if _PURSUED.match(item.right) else None
    subject = _subject(item, carried)
    return (subject,) if subject else ()


def _starts_with_verb(words: str) -> bool:
    word, roles = opening_word(words, 0, len(words))
    return bool(roles.verb) and not is_part_of_noun(words, len(word), len(words))


def _subject(item: Item, carried: Carried) -> Span | None:
    """Return the noun phrase before the word, or the subject handed on."""
    begin, end = item.left.phrase
    years = _IN_YEARS.search(item.phrase)
    if years:
        end = begin + years.start()
    while end > begin and item.clause.text[end - 1] in "“、":
        end -= 1
    return (begin, end) if end - begin >= 2 else carried.subject
