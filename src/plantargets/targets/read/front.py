"""The comparator in front of a number: its own, or one that it shares with the numbers before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.rule import Rule, first_that_holds, rule
from plantargets.targets.read.comparator import NO_COMPARATOR, Comparator
from plantargets.targets.read.pieces import Carried, Item

_AT_LEAST = frozenset(load_lexicon().lists["at_least"])
_APART = re.compile(rf"({any_of('at_least_apart')})[^,、\d]{{0,7}}$")


class Listed(NamedTuple):
    """A number in a list, and what the numbers before it hand on.

    `shares_verb` says that it has no words of its own (分别增长5%、|6%), `link` is its link verb or the one
    it shares.
    """

    item: Item
    carried: Carried
    noun_behind: bool
    link: str
    shares_verb: bool


def comparator_in_front(listed: Listed) -> Comparator:
    """Return the comparator in front of a number; note for the numbers behind it what they may share."""
    left, carried = listed.item.left, listed.carried
    found, name = first_that_holds(FRONTS, listed, NO_COMPARATOR)
    carried.comparator = found if name in {own.name, of_list.name} else NO_COMPARATOR
    if listed.noun_behind and left.near_verb and left.comparator_word in _AT_LEAST:
        carried.at_least = found
    return found if name in {"", own.name} else found._replace(rule=name)


@rule(takes=("失业率低于|5%|。",), leaves=("失业率达到|5%|。",))
def own(listed: Listed) -> Comparator:
    """Take the comparator before the number: 低于|5%."""
    return listed.item.left.bound


@rule(takes=("收入和投资增速分别高于5%、|6%|。",), leaves=("收入增速高于5%、投资增长|6%|。",))
def of_list(listed: Listed) -> Comparator:
    """Take the comparator of the number before, whose words it shares: 分别高于5%、|6%."""
    return listed.carried.comparator if listed.shares_verb else NO_COMPARATOR


@rule(takes=("各县至少与高校|3家|合作。",), leaves=("各县与高校|3家|合作。",))
def at_least_apart(listed: Listed) -> Comparator:
    """Take 至少 before those with whom or for whom: 至少与高校|3家."""
    item = listed.item
    found = _APART.search(item.own)
    if found is None:
        return NO_COMPARATOR
    return Comparator("ge", found[1], item.start + found.start(1), item.start + found.end(1))


@rule(takes=("至少引进3家龙头企业,|2家|上市企业。",), leaves=("至少引进3家龙头企业,培育|2家|上市企业。",))
def at_least_of_list(listed: Listed) -> Comparator:
    """Take 至少 at the head of the list: 至少引进3家A、|2家B."""
    is_listed = listed.noun_behind and not listed.item.left.near_verb and not listed.link
    return listed.carried.at_least if is_listed else NO_COMPARATOR


FRONTS: tuple[Rule[Listed, Comparator], ...] = (own, of_list, at_least_apart, at_least_of_list)
