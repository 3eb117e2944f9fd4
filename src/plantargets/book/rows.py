"""Targets as the pages show them: one record per target, texts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plantargets.book.words import codes, field_name, period_words, value_words, word
from plantargets.compare.firmness import firmness_of
from plantargets.indicators import load_vocabulary
from plantargets.targets import Target
from plantargets.targets.codebook import code_label

if TYPE_CHECKING:
    import pandas as pd

# Stand in the card of a target, in this order; empty ones are left out.
CARD = (
    "value", "kind", "period", "firmness", "indicator_en", "indicator_zh", "indicator", "comparator", "unit",
    "modality", "scope", "distribution", "qualifier", "responsible", "theme", "check",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One target for the pages.

    Attributes
    ----------
    cells
        The columns of the target row as texts.
    firmness
        ``firm``, ``plain``, ``soft``, or ``disputed`` where the two readings of the literature differ.
    theme, indicator_en, indicator_zh
        From the vocabulary; empty where the target is not linked.
    """

    cells: Mapping[str, str]
    firmness: str
    theme: str
    indicator_en: str
    indicator_zh: str

    @property
    def target_id(self) -> str:
        """Address of the target within the page of its plan."""
        return self.cells["target_id"]

    @property
    def start(self) -> int:
        """Offset of the first character of the quote."""
        return int(self.cells["start"])

    @property
    def end(self) -> int:
        """Offset after the last character of the quote."""
        return int(self.cells["end"])

    def shown(self, field: str, language: str) -> str:
        """Return a field as a reader of the language sees it."""
        cells = self.cells
        if field == "value":
            numbers = (cells["value_min"], cells["value_max"])
            return value_words(*numbers, cells["unit"], cells["comparator"], language)
        if field == "period":
            return period_words(cells["period"], language)
        if field == "check":
            return code_label("check", cells["check"], "zh" if language == "zh" else "en")
        text = cells[field] if field in cells else str(getattr(self, field))
        name = "comparator_name" if field == "comparator" else field
        return word(name, text, language) if text in codes(name) else text

    def card(self, language: str) -> list[tuple[str, str]]:
        """Return what the reader sees on hover or focus: names of fields and their texts."""
        pairs = [(field_name(field, language), self.shown(field, language)) for field in CARD]
        return [(name, text) for name, text in pairs if text]


def make_rows(targets: pd.DataFrame) -> tuple[Row, ...]:
    """Return the rows of a table of targets, with firmness, theme and names of the indicator.

    Parameters
    ----------
    targets
        The columns of `plantargets.targets.COLUMNS`; others are ignored.
    """
    return rows_of(Target.from_row(row) for row in targets.to_dict("records"))


def rows_of(targets: Iterable[Target]) -> tuple[Row, ...]:
    """Return targets as the pages show them, in their order."""
    targets = tuple(targets)
    vocabulary = {item.id: item for item in load_vocabulary()}
    firmness = firmness_of(targets)
    rows = []
    for target in targets:
        item = vocabulary.get(target.indicator_id)
        rows.append(
            Row(
                {name: _text(value) for name, value in target.to_row().items()},
                firmness[target.target_id],
                item.theme if item else "",
                item.name_en if item else "",
                item.name_zh if item else "",
            )
        )
    return tuple(rows)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
