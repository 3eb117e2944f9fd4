"""What a target is about: the bilingual vocabulary of indicators, and linking the words of a target to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plantargets.indicators.linking import link_indicator, unlinked
from plantargets.indicators.vocabulary import THEMES, Indicator, load_vocabulary, name

if TYPE_CHECKING:
    from plantargets.indicators.repeats import link_repeats

__all__ = [
    "THEMES",
    "Indicator",
    "link_indicator",
    "link_repeats",
    "load_vocabulary",
    "name",
    "unlinked",
]


def __getattr__(attribute: str) -> Any:
    """Import what works on tables when it is asked for: linking needs no pandas."""
    if attribute == "link_repeats":
        from importlib import import_module  # noqa: PLC0415

        return import_module("plantargets.indicators.repeats").link_repeats
    raise AttributeError(
        f"module 'plantargets.indicators' has no attribute {attribute!r}; it has {', '.join(__all__)}"
    )
