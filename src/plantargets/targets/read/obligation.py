"""Whether a target binds: 约束性 and 预期性 beside a number, or at the head of a list of them."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of
from plantargets.targets.read.pieces import Item

_WORD = (
    rf"(?:(?P<binding>{any_of('obligation_binding')})|(?P<anticipatory>{any_of('obligation_anticipatory')}))"
)
_NOUN = f"{any_of('obligation_noun')}?"
# 13.5%(约束性指标), 13.5%的约束性指标, 1000万吨,为约束性指标
_BEHIND = re.compile(rf"(?:[(\[]|的|作为|列为|,?(?:该指标)?(?:为|是|属于?)){_WORD}")
_HEADS = re.compile(rf"{_WORD}{_NOUN}(?P<opens>(?:分别)?[为是:]|包括)?")


def obligation_of(item: Item) -> str:
    """Return ``binding`` or ``anticipatory`` where the words beside a number or above its list say so.

    A word behind the number wins. One before it must stand in its clause or open a list (约束性指标:…;…),
    which ends with the full stop or the next such word.
    """
    text = item.clause.text
    behind = _BEHIND.match(text, item.tail)
    if behind:
        return behind.lastgroup or ""
    found = ""
    begin = text.rfind("。", 0, item.quantity.start) + 1
    for match in _HEADS.finditer(text, begin, item.quantity.start):
        if match["opens"] or match.start() >= item.clause.start:
            found = "binding" if match["binding"] else "anticipatory"
    return found
