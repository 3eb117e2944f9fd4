"""What a target is about: the bilingual vocabulary of indicators, and linking the words of a target to it."""

from plantargets.indicators.linking import link_indicator, unlinked
from plantargets.indicators.repeats import link_repeats
from plantargets.indicators.vocabulary import THEMES, Indicator, load_vocabulary, name

__all__ = [
    "THEMES",
    "Indicator",
    "link_indicator",
    "link_repeats",
    "load_vocabulary",
    "name",
    "unlinked",
]
