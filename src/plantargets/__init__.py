"""Quantitative targets in Chinese government plans: extracted, compared, modelled, reproducible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plantargets.extraction import extract_targets
    from plantargets.plans import load_plans, read_plan

__all__ = ["extract_targets", "load_plans", "read_plan"]

_WHERE = {
    "extract_targets": "plantargets.extraction",
    "load_plans": "plantargets.plans",
    "read_plan": "plantargets.plans",
}


def __getattr__(name: str) -> Any:
    """Import the public functions when they are first asked for: the help must come at once."""
    if name in _WHERE:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'plantargets' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])
