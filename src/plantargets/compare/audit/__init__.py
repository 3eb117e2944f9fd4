"""Whether the numbers of a plan add up.

Every check compares two readings of the same quantity: what the plan states, and what other numbers of the
plan imply. Each finding quotes both sides, shows the computation and ends in one of four verdicts:

``consistent``
    The numbers agree as they stand.
``cannot both be exact``
    The numbers differ as they stand, but the wording (以上, 不少于, 左右) leaves room for both.
``stated differently``
    The same number, with another year or another word of firmness (力争): nothing conflicts.
``inconsistent``
    No numbers fulfil both statements.

The rules know nothing of particular plans; the words they rely on are in the tables beside this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import pandas as pd

from plantargets.compare.audit import (
    annual_and_cumulative,
    growth_and_multiple,
    nested_thresholds,
    part_of_whole,
    parts_and_total,
    ratio_of_levels,
    share_above_hundred,
    shares_of_one_whole,
    stated_twice,
    table_totals,
    units_of_one_thing,
)
from plantargets.compare.audit.finding import VERDICTS, Finding
from plantargets.compare.audit.report import COLUMNS, merged, row_of
from plantargets.compare.statements import Statement, read_statements, stated_periods
from plantargets.errors import PlanTargetsError

RULES = {
    "parts_and_total": parts_and_total.find,
    "table_totals": table_totals.find,
    "part_of_whole": part_of_whole.find,
    "annual_and_cumulative": annual_and_cumulative.find,
    "stated_twice": stated_twice.find,
    "shares_of_one_whole": shares_of_one_whole.find,
    "share_above_hundred": share_above_hundred.find,
    "ratio_of_levels": ratio_of_levels.find,
    "growth_and_multiple": growth_and_multiple.find,
    "units_of_one_thing": units_of_one_thing.find,
    "nested_thresholds": nested_thresholds.find,
}
_ORDER = tuple(RULES)


class PlanText(Protocol):
    """What the audit needs of a plan."""

    @property
    def plan_id(self) -> str:
        """The id in the register."""

    @property
    def simplified(self) -> str:
        """The text in simplified characters, with the offsets of the stored text."""


def audit_plans(
    targets: pd.DataFrame,
    plans: Iterable[PlanText],
    plan_periods: Mapping[str, tuple[int, int]] | None = None,
) -> pd.DataFrame:
    """Check the arithmetic of each plan.

    Parameters
    ----------
    targets
        Rows of the target table, of one plan or several. Only targets of the same plan are compared.
    plans
        The plans that the offsets of the targets refer to.
    plan_periods
        First and last year of each plan; taken from ``plan.record`` where it is there.

    Returns
    -------
    DataFrame
        One row per finding, the contradictions first: ``finding_id, plan_id, rule, aspect, verdict,
        quote_one, quote_other, computation, target_ids_one, target_ids_other, start_one, start_other``.

    Raises
    ------
    PlanTargetsError
        If the table lacks a column, or a plan of the table is not among `plans`.

    Examples
    --------
    >>> from plantargets.plans import plan_from_text
    >>> plan = plan_from_text("企业上云覆盖率达到120%。", plan_id="a")
    >>> row = dict(plan_id="a", target_id="a-1", start=9, end=13, quote="120%", sentence=plan.text,
    ...            indicator="企业上云覆盖率", value_min=120, value_max=120, unit="%", comparator="eq",
    ...            kind="share", period="by:2025", distribution="total", scope="", modality="", qualifier="")
    >>> audit_plans(pd.DataFrame([row]), [plan])[["rule", "verdict", "computation"]].iloc[0].tolist()
    ['share_above_hundred', 'inconsistent', '120 > 100 %']
    """
    plans = tuple(plans)
    texts = {plan.plan_id: plan.simplified for plan in plans}
    periods = dict(plan_periods or {})
    records = [record for plan in plans if (record := getattr(plan, "record", None)) is not None]
    periods = stated_periods(records) | periods
    statements = read_statements(targets, periods)
    unknown = sorted({s.plan_id for s in statements} - set(texts))
    if unknown:
        raise PlanTargetsError(
            f"audit: the table has targets of {', '.join(unknown)}, whose text was not given. "
            "Pass these plans too."
        )
    rows = []
    for plan_id, text in texts.items():
        own = [s for s in statements if s.plan_id == plan_id]
        findings = sorted(
            _findings(own, text),
            key=lambda f: (VERDICTS.index(f.verdict), _ORDER.index(f.rule), f.one[0].start, f.other[0].start),
        )
        for number, finding in enumerate(findings, start=1):
            rows.append(row_of(finding, f"{plan_id}-f{number:02d}", text))
    return pd.DataFrame(rows, columns=COLUMNS)


def _findings(statements: list[Statement], text: str) -> Iterator[Finding]:
    found: dict[tuple[object, ...], Finding] = {}
    for find in RULES.values():
        for finding in find(statements, text):
            ids = frozenset(s.target_id for s in (*finding.one, *finding.other))
            found.setdefault((finding.rule, finding.aspect, ids), finding)
    yield from merged(found.values())
