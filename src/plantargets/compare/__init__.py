"""Targets across plans: alignment, wording, arithmetic, bodies, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from plantargets.compare.levels import across_levels
    from plantargets.compare.provinces import (
        by_province,
        growth_targets,
        stored_growth_targets,
        without_province,
    )
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
    "stored_growth_targets",
    "themes_by_plan",
    "themes_of_targets",
    "without_province",
    "wording_by_plan",
]

_WHERE = {
    "across_levels": "plantargets.compare.levels",
    "align_targets": "plantargets.compare.align",
    "audit_plans": "plantargets.compare.audit",
    "bodies_by_plan": "plantargets.compare.bodies",
    "by_province": "plantargets.compare.provinces",
    "classify_targets": "plantargets.compare.firmness",
    "comparable_targets": "plantargets.compare.align",
    "distinctive_words": "plantargets.compare.words",
    "firmness_by_plan": "plantargets.compare.firmness",
    "firmness_words": "plantargets.compare.firmness",
    "functions_by_plan": "plantargets.compare.bodies",
    "growth_targets": "plantargets.compare.provinces",
    "stored_growth_targets": "plantargets.compare.provinces",
    "jurisdiction_sizes": "plantargets.compare.align",
    "plan_similarity": "plantargets.compare.words",
    "score_definitions": "plantargets.compare.firmness",
    "select_aligned": "plantargets.compare.align",
    "shared_passages": "plantargets.compare.words",
    "shared_targets": "plantargets.compare.shared",
    "themes_by_plan": "plantargets.compare.words",
    "themes_of_targets": "plantargets.compare.shared",
    "without_province": "plantargets.compare.provinces",
    "wording_by_plan": "plantargets.compare.firmness",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: the firmness of words needs no pandas, and so can be told in a browser."""
    if name in _WHERE:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(
        f"module 'plantargets.compare' has no attribute {name!r}; it has {', '.join(__all__)}"
    )
