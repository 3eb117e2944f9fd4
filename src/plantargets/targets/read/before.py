"""Take apart the words before a number: [first verb][noun phrase][near verb][link][comparator] number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plantargets.language.lexicon import Roles, any_of, first_of, load_lexicon, longest_prefix, longest_suffix
from plantargets.language.times import time_at
from plantargets.targets.read.comparator import NO_COMPARATOR, Comparator, comparator_before
from plantargets.targets.read.openers import is_noun_plan, is_part_of_noun, opening_word
from plantargets.targets.read.pieces import NOWHERE, UNSAID, Clause, Left, Said, Span
from plantargets.targets.read.quantities import Quantity
from plantargets.targets.read.scope import end_of_last_scope

_CHANGE_VERBS = frozenset(load_lexicon().lists["change_verb"])
_RATE_OF_WORK = re.compile(any_of("rate_of_work"))
_BOUND_ADVERBS = frozenset(load_lexicon().lists["bound_adverb"])
_CLOSERS = load_lexicon().closers
_BREAKS_THROUGH = load_lexicon().lists["breaks_through"][:1]
_MEASURED_VERBS = frozenset(load_lexicon().lists["measured_verb"])
_TRAINING_VERBS = frozenset(load_lexicon().lists["training_verb"])
_LINKS_ALONE = frozenset(load_lexicon().lists["whole_set"])
_PERSON_TIMES = frozenset(load_lexicon().lists["person_times_unit"])
_REACHED = frozenset(load_lexicon().lists["reached_word"])
_LIMIT_NOUNS = load_lexicon().lists["limit_noun"]
_GIVEN_NOUNS = load_lexicon().lists["given_noun"]
# Who sets a bound, behind its comparator: 不突破|上级下达的控制指标|38亿
_GIVEN = re.compile(rf"[^,;:。、\d]{{0,8}}{any_of('given')}的?[^,;:。、\d]{{0,8}}")
_LONGEST_GIVEN = 22
_ENDS_LIKE_LINK = load_lexicon().lists["ends_like_link"]
_SIGNS = ",;:、"
_COST_NOUNS = load_lexicon().lists["cost_noun"]
_JOINERS = "、和及与"
_DISPOSAL = re.compile(f"(?!{any_of('not_disposal')}){any_of('disposal')}")
_LONGEST_REFERENCE = 36
_FOR_WHOLE = re.compile(f"{any_of('done_for')}{any_of('whole_place')}")
_EVERYWHERE = re.compile(any_of("whole_place"))
_NAMED_PLACE = re.compile(r"[^,。;:、\d]{1,6}[省市县区州盟旗](?=[到至今明“\d])")
# Opens a phrase of place or aim that may stand before the verb: 围绕重点群体开展…, 全市培育…
_ADJUNCT = re.compile(f"{any_of('adjunct')}|{any_of('whole_place')}")
_OF_YEAR = re.compile(r"[到至为]((?:19|20)\d\d年[底末]?的?)$")  # 提高到|2027年的|70%
# 提高到|每人每月|220元
_FOR_EACH = re.compile(rf"{any_of('raised_to')}(?P<each>{any_of('paid_to')})$")
# 高新技术企业到2025年|达到100家, 吞吐量三年|分别完成, 开工率6月底|达到60%
_TRAILING_TIME = re.compile(
    rf"(?=[到至\d{first_of('years_in_all')}])"
    rf"(?:[到至]?(?:20\d\d年(?:底|末)?|(?<!\d)\d{{1,2}}月[底末])|{any_of('years_in_all')})$"
)


def take_apart(clause: Clause, start: int, quantity: Quantity, noun_behind: bool) -> Left:
    """Return the parts of the words of a clause from `start` to a quantity.

    `noun_behind` says that a noun follows the number.

    The words are read from the number backwards, then from the head of what is left; the noun phrase is what
    remains between.
    """
    text = clause.text
    closing = _read_backwards(clause, start, quantity, noun_behind)
    is_of_reference = _is_share(quantity) and text.startswith("的", closing.begin - 1)
    is_times = quantity.unit is not None and quantity.unit.sort == "multiple" and not closing.link
    if (is_of_reference or is_times) and not closing.bound:  # 不高于先进值|1.1倍
        _look_beyond_reference(text, start, closing)
    opening = _read_forwards(clause, start, closing.begin)
    _skip_adjunct(text, opening, closing.begin)
    begin, end = opening.end, closing.begin
    if opening.verb_start < 0 and opening.verb:
        opening.verb_start = text.rfind(opening.verb, start, begin)
    # 新承接和签约项目: 项目 alone would not say what is counted; 签约重点项目1万亿元, 培训企业家1000人次: the
    # verb says what is measured
    keeps_verb = _is_share(quantity) and opening.verb.startswith("新")
    if quantity.unit is not None and quantity.unit.sort in {"money", "usd"}:
        keeps_verb = opening.verb in _MEASURED_VERBS
    elif quantity.unit_name in _PERSON_TIMES:
        keeps_verb = opening.verb in _TRAINING_VERBS
    if opening.verb_start >= 0 and (begin < end <= begin + 2 or keeps_verb):
        begin = opening.verb_start
    if closing.link and _DISPOSAL.match(text, begin, end):  # 将|粮食产量|提高到
        begin += 1
    while end > begin and text[end - 1] == "的":
        end -= 1
    if text.startswith("“", begin) and text.find("”", begin, end) < 0:  # 实现“|产值|翻一番”
        begin = min(begin + 1, end)
    if _FOR_WHOLE.fullmatch(text, begin, end):  # 为全市|10万名老人
        begin = end
    time = _TRAILING_TIME.search(text, begin, end)
    if time and time.start() > begin + 1:
        end = time.start()
    return Left(
        closing.bound or opening.bound,
        closing.link,
        closing.link_word,
        closing.link_at,
        closing.verb,
        opening.verb,
        closing.modality or opening.modality,
        (begin, end),
    )


def _is_share(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit.sort == "percent"


@dataclass(slots=True)
class _Closing:
    """The words right before the number, from `begin` on."""

    begin: int
    bound: Comparator = NO_COMPARATOR
    link: str = ""
    link_word: str = ""
    link_at: Span = NOWHERE
    verb: str = ""
    modality: Said = UNSAID


@dataclass(slots=True)
class _Opening:
    """The words at the head, up to `end`."""

    end: int
    verb: str = ""
    verb_start: int = -1
    modality: Said = UNSAID
    bound: Comparator = NO_COMPARATOR


def _read_backwards(clause: Clause, start: int, quantity: Quantity, noun_behind: bool) -> _Closing:
    text, closing = clause.text, _Closing(quantity.start)
    of_year = _OF_YEAR.search(text, start, quantity.start)
    if of_year is not None and clause.base_around(of_year.start(1)) is None:
        closing.begin = of_year.start(1)
    if quantity.unit is not None and quantity.unit.sort == "money":
        each = _FOR_EACH.search(text, start, quantity.start)
        closing.begin = each.start("each") if each else closing.begin
    while closing.begin > start:
        base = clause.base_around(closing.begin - 1)
        if base is not None and base.end == closing.begin and base.start >= start:
            closing.begin = base.start
            continue
        if text.endswith(_GIVEN_NOUNS, start, closing.begin) and _pass_given(text, start, closing):
            continue
        word, roles = longest_suffix(_CLOSERS, text, start, closing.begin)
        if not word:
            if _take_or_reached(text, start, closing) or _pass_limit(text, start, closing):
                continue
            if not _joins_verb(text, start, closing):
                break
            closing.begin -= 1
            continue
        if roles.comparator and _take_comparator(text, start, closing):
            continue
        before = closing.begin - len(word)
        is_noun = len(word) == 1 and text.endswith(_ENDS_LIKE_LINK, start, closing.begin)
        if is_noun or is_noun_plan(word, text, before):
            break
        fits = noun_behind or not roles.verb or _stands_alone(text, (start, before), closing, quantity)
        if word == "在" and not _is_link_at(quantity, noun_behind, before - start):
            break
        if not _take_closer(closing, word, roles, verb_fits=fits):
            break
        closing.begin = before
    return closing


def _look_beyond_reference(text: str, start: int, closing: _Closing) -> None:
    """Take the comparator of a share of a standard: 单位能耗不高于标杆值的|110%."""
    for end in range(closing.begin - 2, max(start, closing.begin - _LONGEST_REFERENCE), -1):
        if text[end] in _SIGNS:
            return
        found = comparator_before(text, start, end)
        if found:
            closing.bound, closing.begin = found, found.begin
            word, roles = longest_suffix(_CLOSERS, text, start, found.begin)
            if roles.modality:  # 原则上|不应大于
                closing.begin -= len(word)
                closing.modality = Said(word, (closing.begin, found.begin))
            return


def _is_link_at(quantity: Quantity, noun_behind: bool, room: int) -> bool:
    """Whether 在 links a measure with its number (涨幅在3%以内), no place or time (在3年内, 在5家企业)."""
    is_time = quantity.unit is not None and quantity.unit.sort == "time"
    return not (noun_behind or is_time) and room > 1


def _take_comparator(text: str, start: int, closing: _Closing) -> bool:
    """Take a comparator with its negation; before a link or a verb only 至少 and its like: 至少|引进5家."""
    found = comparator_before(text, start, closing.begin)
    if not found or closing.bound:
        return False
    if (closing.link or closing.verb) and not (found.word in _BOUND_ADVERBS or found.code == "approx"):
        return False
    closing.bound, closing.begin = found, found.begin
    return True


def _take_or_reached(text: str, start: int, closing: _Closing) -> bool:
    """Take the comparator of 超过或|达到2万亿元, which is at least the value."""
    if closing.link_word not in _REACHED or closing.bound or not text.startswith("或", closing.begin - 1):
        return False
    found = comparator_before(text, start, closing.begin - 1)
    if found.code not in {"gt", "ge"}:
        return False
    closing.bound, closing.begin = found._replace(code="ge", rule="reached_or"), found.begin
    return True


def _pass_limit(text: str, start: int, closing: _Closing) -> bool:
    """Pass over a noun of a bound behind its comparator or link: 严禁超过|限额|1200亿元."""
    if closing.bound or closing.link or not text.endswith(_LIMIT_NOUNS, start, closing.begin):
        return False
    begin = min(closing.begin - len(n) for n in _LIMIT_NOUNS if text.endswith(n, start, closing.begin))
    _, roles = longest_suffix(_CLOSERS, text, start, begin)
    if not (roles.comparator or roles.link):
        return False
    closing.begin = begin
    return True


def _pass_given(text: str, start: int, closing: _Closing) -> bool:
    """Pass over the bound that those above have set: 不突破|上级下达的控制指标|38亿立方米."""
    if closing.bound or closing.link:
        return False
    for end in range(closing.begin - 3, max(start, closing.begin - _LONGEST_GIVEN), -1):
        if text[end] in _SIGNS:
            return False
        if _GIVEN.fullmatch(text, end, closing.begin):
            word, roles = longest_suffix(_CLOSERS, text, start, end)
            if word[1:] and (roles.comparator or roles.link == "level"):
                closing.begin = end
                return True
    return False


def _stands_alone(text: str, before: tuple[int, int], closing: _Closing, quantity: Quantity) -> bool:
    """Whether nothing but joiners stands before a verb, so that it cannot belong to a noun phrase."""
    start, end = before
    return start == end or (closing.begin < quantity.start and not text[start:end].strip(_JOINERS))


def _joins_verb(text: str, start: int, closing: _Closing) -> bool:
    """Whether a sign before the words taken joins them to a verb: 引进、|培育30家, 引进并|突破10项技术."""
    sign = closing.begin - 1
    if sign <= start or text[sign] not in "、和及与并":
        return False
    if not (closing.verb or closing.bound.word in _BREAKS_THROUGH):
        return False
    return bool(longest_suffix(_CLOSERS, text, start, sign)[1].verb)


def _take_closer(closing: _Closing, word: str, roles: Roles, verb_fits: bool) -> bool:
    """Give a word its part by what is already taken to its right; False if it belongs to the noun phrase."""
    if roles.link and not closing.link and not (closing.verb and len(word) == 1):
        _take_link(closing, word, roles)
    elif roles.verb:
        if not (verb_fits or roles.verb == "reduction"):  # 企业培育|30家: part of the noun phrase
            return False
        closing.verb = closing.verb or word
    elif roles.modality:
        closing.modality = closing.modality or Said(word, (closing.begin - len(word), closing.begin))
    else:
        return bool(roles.adverb or roles.comparator)
    return True


def _take_link(closing: _Closing, word: str, roles: Roles) -> None:
    if closing.verb and roles.verb:  # 完成改造30家: two verbs, no link
        closing.verb = word
        return
    closing.link, closing.link_word = roles.link, word
    closing.link_at = (closing.begin - len(word), closing.begin)
    if "保持" in word:
        closing.modality = Said("保持", (closing.begin - len(word), closing.begin))
    if roles.verb and word not in _LINKS_ALONE:
        closing.verb = word


def _read_forwards(clause: Clause, start: int, end: int) -> _Opening:
    text, opening = clause.text, _Opening(start)
    while opening.end < end and text[opening.end] in "、和及与,":
        opening.end += 1
    while opening.end < end:
        base = clause.base_at(opening.end)
        if base is not None and base.end <= end:
            opening.end = base.end
            continue
        time = time_at(text, opening.end, end)
        if time:
            opening.end = time.end()
            continue
        word, roles = longest_prefix(_CLOSERS, text, opening.end, end)
        if word in _BOUND_ADVERBS and not opening.bound:  # 至少|引进企业10家
            opening.bound = Comparator(roles.comparator, word, opening.end, opening.end + len(word))
            opening.end += len(word)
            continue
        word, roles = opening_word(text, opening.end, end)
        after = opening.end + len(word)
        cuts_cost = roles.verb == "reduction" and text.startswith(_COST_NOUNS, after)  # 节约|成本
        if not word or (roles.verb and (after >= end or (not cuts_cost and _makes_noun(text, after, end)))):
            break
        if roles.verb and word not in _CHANGE_VERBS and _RATE_OF_WORK.match(text, after, end):
            break  # 绿化|覆盖率, but 提升|覆盖率
        if roles.verb:
            opening.verb_start = opening.end if opening.verb_start < 0 else opening.verb_start
            if not opening.verb or roles.verb == "increment_strong":
                opening.verb = word
        if roles.modality:
            if is_noun_plan(word, text, opening.end):
                break
            opening.modality = Said(word, (opening.end, after))
        opening.end = after
        joined = opening.verb and after < end and text[after] in "、和及与并"
        if joined and opening_word(text, after + 1, end)[1].verb:  # 引进、|培育企业
            opening.end = after + 1
    return opening


def _makes_noun(text: str, after: int, end: int) -> bool:
    """Whether a verb and what follows are one noun (建设、运营效率), not two verbs (新建、|改扩建学校)."""
    if text.startswith("、", after) and opening_word(text, after + 1, end)[1].verb.startswith("increment"):
        return False
    return is_part_of_noun(text, after, end)


def _skip_adjunct(text: str, opening: _Opening, end: int) -> None:
    """Skip 各 with its bodies, and a phrase of place or aim if a verb follows: 围绕重点群体开展|培训."""
    scope_end = end_of_last_scope(text, opening.end, end)
    if scope_end is not None:
        scope_end, opening.modality = _pass_openers(text, scope_end, end)  # 各县区|2026年计划|改造
        word, roles = opening_word(text, scope_end, end)
        # 各乡镇|分别|建设, 各县区|力争|新增
        while True:
            bound, bound_roles = longest_prefix(_CLOSERS, text, scope_end, end)
            leads = bound in _BOUND_ADVERBS and opening_word(text, scope_end + len(bound), end)[1].verb
            if leads and not opening.bound:  # 每镇|至少|培育示范村
                opening.bound = Comparator(bound_roles.comparator, bound, scope_end, scope_end + len(bound))
                word = bound
            elif (
                not word
                or roles.verb
                or not (roles.adverb or roles.modality)
                or is_noun_plan(word, text, scope_end)
            ):
                break
            elif roles.modality:
                opening.modality = Said(word, (scope_end, scope_end + len(word)))
            scope_end += len(word)
            word, roles = opening_word(text, scope_end, end)
        if scope_end < end:
            opening.end = scope_end
        _skip_to_verb(text, opening, (scope_end, end), at_once=True)
    elif everywhere := _EVERYWHERE.match(text, opening.end, end) or _named_place(text, opening.end, end):
        at, modality = _pass_openers(text, everywhere.end(), end)
        word, roles = opening_word(text, at, end)
        after = at + len(word)
        if roles.verb and not _makes_noun(text, after, end):
            opening.end, opening.verb = after, opening.verb or word
            opening.modality = opening.modality or modality
            while text[opening.end : opening.end + 1] in set("、和及"):  # 全市新建、|改扩建学校
                word, roles = opening_word(text, opening.end + 1, end)
                after = opening.end + 1 + len(word)
                if not roles.verb or after >= end:
                    break
                opening.end = after
    elif _ADJUNCT.match(text, opening.end, end):
        _skip_to_verb(text, opening, (opening.end, end), at_once=False)


def _named_place(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the name of a place that a time follows: 青川市|到2027年培育企业."""
    place = _NAMED_PLACE.match(text, start, end)
    return place if place is not None and time_at(text, place.end(), end) else None


def _pass_openers(text: str, at: int, end: int) -> tuple[int, Said]:
    """Return where times, adverbs and words of modality at an offset end: 全市|到2027年力争|培育企业."""
    modality = UNSAID
    while at < end:
        if time := time_at(text, at, end):
            at = time.end()
            continue
        word, roles = opening_word(text, at, end)
        if not word or (roles.verb and not roles.modality) or is_noun_plan(word, text, at):
            break
        modality = Said(word, (at, at + len(word))) if roles.modality else modality
        at += len(word)
    return at, modality


def _skip_to_verb(text: str, opening: _Opening, within: tuple[int, int], at_once: bool) -> None:
    """Move the opening behind the last verb; with `at_once` the first must stand at the head."""
    start, end = within
    at, verb, found = start, "", -1
    while at < end - 2:
        word, roles = opening_word(text, at, end)
        if len(word) < 2 or not roles.verb:
            at += 1
            continue
        after = at + len(word)
        if after < end - 1 and not is_part_of_noun(text, after, end):
            if at_once and at > start + 1 and found < 0:
                break
            found, verb = after, word
        at = after
    if found >= 0:
        opening.end, opening.verb = found, opening.verb or verb
