"""Sentences of the growth part in both languages, kept as data that a reader of either can correct."""

from __future__ import annotations

from plantargets.prose import Phrases

SENTENCES = Phrases("plantargets.growth", "data/sentences.csv")


def say(sentence: str, language: str, **values: object) -> str:
    """Return a sentence of ``growth/data/sentences.csv`` with its values.

    Examples
    --------
    >>> say("outcome", "en", value="12,800 firms", year=2025, vintage="press report")
    '12,800 firms in 2025 (press report)'
    """
    return SENTENCES.say(sentence, language, **values)


def say_share(share: float, language: str) -> str:
    """Return a share from 0 to 1 in per cent; near the ends only that it is below 1 or above 99 %."""
    if share < 0.01:
        return say("below_one", language)
    if share > 0.99:
        return say("above_99", language)
    return say("per_cent", language, value=100 * share)
