"""What reasons of several kinds look for."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, first_of, load_lexicon
from plantargets.language.times import YEAR
from plantargets.targets.read.pieces import Item

LISTS = load_lexicon().lists
HEADS = [word for word, roles in load_lexicon().openers.roles.items() if roles.verb and len(word) > 1]
A_YEAR = re.compile(rf"({YEAR})年")
CHANGES = frozenset({"growth", "reduction"})
LOOKS_AHEAD = re.compile(rf"(?=[12{first_of('looks_ahead')}])(?:{YEAR}年|{any_of('looks_ahead')})")
OF_A_THING = re.compile(rf"的(?!{any_of('aim_noun')})[^,。;、]{{2}}")
RAISED_TO = re.compile(rf"{any_of('raised_to')}$")


def looks_ahead(item: Item) -> bool:
    """Whether the words of the sentence before the number name a year or speak of what is to come."""
    return LOOKS_AHEAD.search(item.clause.text, item.clause.sentence[0], item.quantity.start) is not None
