"""The targets of a plan linked to the vocabulary of indicators."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from plantargets.indicators.linking import link_indicator
from plantargets.plans import Plan, mainland_words, to_simplified
from plantargets.targets import Target


def link_targets(plan: Plan, targets: Iterable[Target]) -> list[Target]:
    """Return the targets with the `indicator_id` of the vocabulary, empty where it knows none."""
    return [dataclasses.replace(target, indicator_id=_indicator_id(plan, target)) for target in targets]


def _indicator_id(plan: Plan, target: Target) -> str:
    words, qualifier = to_simplified(target.indicator), to_simplified(target.qualifier)
    if plan.script == "traditional":
        words, qualifier = mainland_words(words), mainland_words(qualifier)
    return link_indicator(words, target.kind, target.unit, qualifier) or ""
