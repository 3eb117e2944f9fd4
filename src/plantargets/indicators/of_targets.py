"""The targets of a plan linked to the vocabulary of indicators."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

from plantargets.indicators.linking import link_indicator
from plantargets.indicators.words import word_list
from plantargets.plans import Plan, mainland_words, to_simplified, to_simplified_each
from plantargets.targets import Target

# 城镇、农村居民人均可支配收入分别增长5%、6%: as many values as things.
(_RESPECTIVELY,), (_BOTH,) = word_list("respectively"), word_list("town_and_country")
_TOWN_AND_COUNTRY = word_list("town_then_country")
_AND = re.compile("[、和与及]")


def link_targets(plan: Plan, targets: Iterable[Target]) -> list[Target]:
    """Return the targets with the `indicator_id` of the vocabulary, empty where it knows none.

    Where several things have their values one after another (分别), each value is linked to its own.
    """
    linked, given = [], list(targets)
    written = [words for one in given for words in (one.indicator, one.qualifier)]
    is_simplified = plan.text == plan.simplified  # so are its words
    simplified = dict(zip(written, written, strict=True)) if is_simplified else to_simplified_each(written)
    for _, group in itertools.groupby(
        given, key=lambda one: (one.sentence, one.indicator, one.kind, one.unit)
    ):
        own = list(group)
        names = _names(plan, own, simplified)
        linked += [
            dataclasses.replace(target, indicator_id=name) if name else target
            for target, name in zip(own, names, strict=True)
        ]
    return linked


def _names(plan: Plan, group: Sequence[Target], simplified: Mapping[str, str]) -> list[str]:
    """Return the ids of targets that stand one after another under the same words."""
    names = [
        _indicator_id(plan, target, simplified[target.indicator], simplified[target.qualifier])
        for target in group
    ]
    if len(group) < 2 or _RESPECTIVELY not in to_simplified(group[0].sentence):
        return names
    both = simplified[group[0].indicator]
    if _BOTH in both and len(group) == len(_TOWN_AND_COUNTRY):
        return _each(plan, group, [both.replace(_BOTH, one) for one in _TOWN_AND_COUNTRY])
    pieces = _AND.split(group[0].indicator)
    if any(names) or len(pieces) != len(group):
        return names
    last = pieces[-1]
    tails = ["", *(last[at:] for at in range(1, len(last)))]  # what the last thing shares with the others
    for tail in tails:
        each = _each(plan, group, [piece + tail for piece in pieces[:-1]] + [last])
        if all(each) and len(set(each)) == len(each):
            return each
    return names


def _each(plan: Plan, group: Sequence[Target], words: Sequence[str]) -> list[str]:
    """Return the ids of targets by words of their own."""
    return [
        _indicator_id(plan, target, to_simplified(told), to_simplified(target.qualifier))
        for target, told in zip(group, words, strict=True)
    ]


def _indicator_id(plan: Plan, target: Target, words: str, qualifier: str) -> str:
    """Return the id of words in simplified characters."""
    if plan.script == "traditional":
        words, qualifier = mainland_words(words), mainland_words(qualifier)
    return link_indicator(words, target.kind, target.unit, qualifier) or ""
