"""Targets across plans: alignment, wording, arithmetic, bodies, words."""

from plantargets.compare.align import (
    align_targets,
    comparable_targets,
    jurisdiction_sizes,
)
from plantargets.compare.audit import audit_plans
from plantargets.compare.firmness import (
    classify_targets,
    firmness_by_plan,
    firmness_words,
    score_definitions,
    wording_by_plan,
)

__all__ = [
    "align_targets",
    "audit_plans",
    "classify_targets",
    "comparable_targets",
    "firmness_by_plan",
    "firmness_words",
    "jurisdiction_sizes",
    "score_definitions",
    "wording_by_plan",
]
