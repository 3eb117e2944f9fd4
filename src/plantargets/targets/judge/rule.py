"""A rule of the grammar: its name and the sentences that show what it takes and what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plantargets.targets.read.pieces import Item


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes
    ----------
    name
        As `explain` shows it.
    applies
        Says whether the rule holds for a number with its words.
    takes, leaves
        Sentences in which the number between bars (``每家奖励|10万元|``) is decided by this rule, and such
        that look alike but are not. The tests run them.
    """

    name: str
    applies: Callable[[Item], bool]
    takes: tuple[str, ...]
    leaves: tuple[str, ...]


def rule(takes: tuple[str, ...], leaves: tuple[str, ...]) -> Callable[[Callable[[Item], bool]], Rule]:
    """Make a rule of a function, named like it; a rule without an example of each sort is refused."""

    def make(applies: Callable[[Item], bool]) -> Rule:
        name = applies.__name__.strip("_")
        if not (takes and leaves and applies.__doc__):
            raise ValueError(f"rule {name}: expected a description and examples of both sorts")
        return Rule(name, applies, takes, leaves)

    return make
