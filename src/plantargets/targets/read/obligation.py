"""Whether a target binds: 约束性 and 预期性 beside a number, or at the head of a list of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import attrgetter

from plantargets.language.lexicon import any_of, first_of
from plantargets.targets.read.pieces import UNSAID, Head, Heads, Item, Said

_WORD = (
    rf"(?:(?P<binding>{any_of('obligation_binding')})|(?P<anticipatory>{any_of('obligation_anticipatory')}))"
)
_NOUN = f"{any_of('obligation_noun')}?"
# 13.5%(约束性指标), 13.5%的约束性指标, 1000万吨,为约束性指标
_BEHIND = re.compile(
    rf"(?:[(\[]|{any_of('obligation_link')}|,?{any_of('obligation_which')}?{any_of('obligation_is')}){_WORD}"
)
_HEADS = re.compile(
    rf"(?=[。{first_of('obligation_binding', 'obligation_anticipatory')}])"
    rf"(?:(?P<stop>。)|{_WORD}{_NOUN}(?P<opens>{any_of('obligation_opens')})?)"
)
_end = attrgetter("end")


def find_heads(text: str) -> Heads:
    """Return the words of obligation of a compact block, found once for all its numbers.

    >>> find_heads("约束性指标:能耗下降10%。").lists[0].obligation
    'binding'
    """
    words, lists = [], []
    for match in _HEADS.finditer(text):
        kind = "" if match["stop"] else "binding" if match["binding"] else "anticipatory"
        head = Head(match.start(), match.end(), kind)
        words.append(head)
        if match["stop"] or match["opens"]:
            lists.append(head)
    return Heads(tuple(words), tuple(lists))


def obligation_of(item: Item) -> Said:
    """Say ``binding`` or ``anticipatory`` where the words beside a number or above its list say so.

    A word behind the number wins. One before it must stand in its clause or open a list (约束性指标:…;…),
    which ends with the full stop or the next such word.
    """
    clause = item.clause
    behind = _BEHIND.match(clause.text, item.tail)
    if behind:
        return Said(behind.lastgroup or "", behind.span())
    word = _last(clause.heads.words, item.quantity.start)
    if word is not None and word.start >= clause.start:
        return _said(word)
    head = _last(clause.heads.lists, item.quantity.start)
    return UNSAID if head is None else _said(head)


def _said(head: Head) -> Said:
    return Said(head.obligation, (head.start, head.end))  # false for a full stop


def _last(heads: tuple[Head, ...], before: int) -> Head | None:
    index = bisect_right(heads, before, key=_end)
    return heads[index - 1] if index else None
