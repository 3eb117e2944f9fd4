"""Quantitative targets in Chinese government plans: extracted, compared, modelled, reproducible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plantargets.extras import name_missing_extras

if TYPE_CHECKING:
    from plantargets.book.showing import show_targets
    from plantargets.display import show
    from plantargets.export import write_targets
    from plantargets.extraction import extract_targets
    from plantargets.growth import load_series
    from plantargets.loading import load_targets
    from plantargets.plans import load_plans, load_register, read_plan
    from plantargets.targets.explain import explain

name_missing_extras()

__all__ = [
    "explain",
    "extract_targets",
    "load_plans",
    "load_register",
    "load_series",
    "load_targets",
    "read_plan",
    "show",
    "show_targets",
    "write_targets",
]

_WHERE = {
    "explain": "plantargets.targets.explain",
    "extract_targets": "plantargets.extraction",
    "load_plans": "plantargets.plans",
    "load_register": "plantargets.plans",
    "load_series": "plantargets.growth",
    "load_targets": "plantargets.loading",
    "read_plan": "plantargets.plans",
    "show": "plantargets.display",
    "show_targets": "plantargets.book.showing",
    "write_targets": "plantargets.export",
}
_ROOMS = ("compare", "figures", "growth", "indicators", "plans", "targets")


def __getattr__(name: str) -> Any:
    """Import the public functions when they are first asked for: the help must come at once."""
    if name in _WHERE:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_WHERE[name]), name)
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("plantargets")
    raise AttributeError(
        f"module 'plantargets' has no attribute {name!r}; it has {', '.join([*__all__, *_ROOMS])}"
    )


def __dir__() -> list[str]:
    return sorted([*__all__, *_ROOMS, "__version__", "__doc__", "__file__", "__name__", "__path__"])
