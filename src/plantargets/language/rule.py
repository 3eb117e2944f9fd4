"""A rule of the grammar: its name and the sentences that show what it takes and what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Seen = TypeVar("Seen")
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Seen, Given]):
    """One rule.

    Attributes
    ----------
    name
        As `explain` shows it.
    applies
        What the rule gives for what it sees (a kind, a comparator, whether a reason holds); false where it
        does not hold.
    takes, leaves
        Sentences in which the number between bars (``每家奖励|10万元|``) is decided by this rule, and such
        that look alike but are not. The tests run them.
    """

    name: str
    applies: Callable[[Seen], Given]
    takes: tuple[str, ...]
    leaves: tuple[str, ...]


def rule(
    takes: tuple[str, ...], leaves: tuple[str, ...]
) -> Callable[[Callable[[Seen], Given]], Rule[Seen, Given]]:
    """Make a rule of a function, named like it; a rule without an example of each sort is refused."""

    def make(applies: Callable[[Seen], Given]) -> Rule[Seen, Given]:
        name = applies.__name__.strip("_")
        if not (takes and leaves and applies.__doc__):
            raise ValueError(f"rule {name}: expected a description and examples of both sorts")
        return Rule(name, applies, takes, leaves)

    return make


def first_that_holds(rules: Sequence[Rule[Seen, Given]], seen: Seen, otherwise: Given) -> tuple[Given, str]:
    """Return what the first rule that holds gives, and its name; `otherwise` and no name where none holds."""
    for one in rules:
        given = one.applies(seen)
        if given:
            return given, one.name
    return otherwise, ""
