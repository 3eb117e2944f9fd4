"""The row of a target."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Target:
    """One quantitative commitment of a plan.

    ``text[start:end] == quote`` on the plan as stored, always. Values are exact decimals in `unit`; the
    scale (万, 亿) is folded into them. Codes of `comparator`, `kind`, `period` and the other coded fields are
    those of ``data/gold/GUIDELINES.md``.

    >>> Target.columns()[:4]
    ('plan_id', 'target_id', 'start', 'end')
    """

    plan_id: str
    target_id: str
    start: int
    end: int
    quote: str
    sentence: str
    section: str
    indicator: str
    indicator_id: str
    value_min: Decimal
    value_max: Decimal
    unit: str
    unit_as_written: str
    comparator: str
    kind: str
    period: str
    distribution: str
    scope: str
    modality: str
    qualifier: str
    responsible: str
    numeral_type: str

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the names of the columns in their order."""
        return tuple(field.name for field in fields(cls))


COLUMNS = Target.columns()
