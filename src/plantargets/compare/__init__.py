"""Targets across plans: alignment, wording, arithmetic, bodies, words."""

from plantargets.compare.across_levels import across_levels
from plantargets.compare.align import (
    align_targets,
    comparable_targets,
    jurisdiction_sizes,
    select_aligned,
)
from plantargets.compare.audit import audit_plans
from plantargets.compare.bodies import bodies_by_plan, functions_by_plan
from plantargets.compare.firmness import (
    classify_targets,
    firmness_by_plan,
    firmness_words,
    score_definitions,
    wording_by_plan,
)
from plantargets.compare.provinces import by_province, growth_targets
from plantargets.compare.shared import shared_targets, themes_of_targets
from plantargets.compare.words import (
    distinctive_words,
    plan_similarity,
    shared_passages,
    themes_by_plan,
)

__all__ = [
    "across_levels",
    "align_targets",
    "audit_plans",
    "bodies_by_plan",
    "by_province",
    "classify_targets",
    "comparable_targets",
    "distinctive_words",
    "firmness_by_plan",
    "firmness_words",
    "functions_by_plan",
    "growth_targets",
    "jurisdiction_sizes",
    "plan_similarity",
    "score_definitions",
    "select_aligned",
    "shared_passages",
    "shared_targets",
    "themes_by_plan",
    "themes_of_targets",
    "wording_by_plan",
]
