"""What is no target: each reason is one rule, with sentences that it takes and sentences that it leaves."""

from __future__ import annotations

from plantargets.targets.judge.reasons.money import (
    capacity_of_project,
    charge_rate,
    rate_of_each,
    set_aside,
    subsidy,
    subsidy_share,
)
from plantargets.targets.judge.reasons.names import (
    bare_count,
    closes_list,
    foreign,
    formula,
    hanzi_part,
    in_name,
    own_parts,
    part_of_plan,
)
from plantargets.targets.judge.reasons.norms import (
    condition,
    definition,
    difference,
    eligibility,
    falls_short,
    norm,
    procedure,
    ratio_unclear,
    scope_list,
    sitting,
    technical,
)
from plantargets.targets.judge.reasons.times import (
    age,
    at_present,
    baseline,
    description,
    forecast_or_result,
    is_past,
    length_of_time,
    past,
)
from plantargets.targets.read.pieces import Item

__all__ = ["REASONS", "is_past", "why_no_target"]

# The first that applies is named; their order decides nothing else.
REASONS = (
    subsidy,
    in_name,
    capacity_of_project,
    baseline,
    forecast_or_result,
    scope_list,
    part_of_plan,
    technical,
    closes_list,
    bare_count,
    norm,
    eligibility,
    subsidy_share,
    rate_of_each,
    charge_rate,
    age,
    length_of_time,
    hanzi_part,
    description,
    at_present,
    foreign,
    formula,
    set_aside,
    definition,
    sitting,
    difference,
    own_parts,
    procedure,
    falls_short,
    ratio_unclear,
    condition,
    past,
)


def why_no_target(item: Item) -> str:
    """Return the name of the first reason why a quantity is no commitment of the plan, or nothing."""
    for reason in REASONS:
        if reason.applies(item) and not (reason is past and item.clause.context.tells_results):
            return reason.name
    return ""
