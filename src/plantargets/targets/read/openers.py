"""Words that open a clause or a noun phrase: times, modality, adverbs, verbs."""

from __future__ import annotations

import re

from plantargets.language.lexicon import NO_ROLES, Roles, adding_verb, any_of, load_lexicon, longest_prefix
from plantargets.language.times import time_at

_WHOLE_WORDS = frozenset(load_lexicon().lists["whole_word"])
_FREED, _FREED_PEOPLE = load_lexicon().lists["freed"], re.compile(any_of("people", "household_unit", "body"))
_WHOLE_NOUNS = load_lexicon().lists["whole_noun"]
_ADJECTIVES = frozenset(load_lexicon().lists["adjective"])
_OPENERS = load_lexicon().openers
# 计划 is a verb, not a noun, before: 计划新建, 计划到2025年, 计划3年
_PLANNED = re.compile(rf"计划(?={any_of('planned')}|{adding_verb()}|\d)")
# What makes one noun of a verb and what follows: 建设用地, 培训能力, 转化率, 建设、运营
_VERB_IN_NOUN = re.compile(
    rf"(?!{any_of('not_after_verbal')}){any_of('after_verbal_noun')}|规模(?!化|以上)|数(?![字智据控])|、|和.{{0,6}}[率度量额]|产业$"
)


def opening_word(text: str, start: int, end: int) -> tuple[str, Roles]:
    """Return the longest opener at `start` and its roles; one character counts only before another opener.

    >>> opening_word("并新建园区", 0, 5)[0], opening_word("并购", 0, 2)[0]
    ('并', '')
    """
    word, roles = longest_prefix(_OPENERS, text, start, end)
    if word[1:] and text[start + len(word) - 1 : start + len(word) + 1] in _WHOLE_WORDS:  # 新建|设施
        word, roles = longest_prefix(_OPENERS, text, start, start + len(word) - 1)
    if text.startswith(_WHOLE_NOUNS, start):  # 基本建设|投资
        return "", NO_ROLES
    if word in _ADJECTIVES:  # 重点|培育, but not 重点人群
        behind = start + len(word)
        leads = behind >= end or opening_word(text, behind, end)[0] or time_at(text, behind, end)
        return (word, roles) if leads else ("", NO_ROLES)
    if word in _FREED and _FREED_PEOPLE.match(text, start + len(word), end):  # 脱贫|劳动力
        return "", NO_ROLES
    if len(word) != 1:
        return word, roles
    after = opening_word(text, start + 1, min(end, start + 8))[0] if start + 2 < end else ""
    if len(after) >= 2 or time_at(text, start + 1, end):
        return word, roles
    return "", NO_ROLES


def is_noun_plan(word: str, text: str, start: int) -> bool:
    """Whether the word is 计划 as a noun (行动计划…) and not the modality (计划新建)."""
    return word == "计划" and not _PLANNED.match(text, start)


def is_part_of_noun(text: str, start: int, end: int) -> bool:
    """Whether what begins at `start`, right behind a verb, makes a noun of the two (建设|用地)."""
    return _VERB_IN_NOUN.match(text, start, end) is not None
