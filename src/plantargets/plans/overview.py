"""Plans side by side: tables of what they are and how they are built."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from plantargets.plans.plan import Plan
from plantargets.plans.words import any_word

# A first look at where numbers stand, before any is read as a target: an Arabic numeral with a unit or
# classifier. Years, dates, list numbers and names (5G, 500强) have none of these after them.
NUMERAL_WITH_UNIT = re.compile(
    r"[0-9０-９][0-9０-９.．,，]*(?:[—–~～-][0-9０-９.．]+)?\s*"
    rf"(?:[%％]|{any_word('point')}|(?:[万亿千百]+)?(?:{any_word('counted')}|分(?!钟))"
    r"|[万亿]+)"
)


def plan_table(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return one row for each plan: its row of the register and the size of its structure.

    Parameters
    ----------
    plans
        Plans, registered or not.

    Returns
    -------
    pandas.DataFrame
        The fields of the register (file, checksum and source left out) and ``characters, sections,
        paragraphs, table_rows, tasks, bodies, numerals_with_unit, numerals_in_tasks``. `tasks` counts
        passages with a named responsible body, `bodies` the different bodies named, `numerals_in_tasks` the
        numerals that stand in such passages.
    """
    rows = []
    for plan in plans:
        record = plan.record
        numerals = [match.start() for match in NUMERAL_WITH_UNIT.finditer(plan.simplified)]
        rows.append(
            {
                "plan_id": plan.plan_id,
                "title": record.title if record else "",
                "document_number": record.document_number if record else "",
                "issuer": record.issuer if record else "",
                "jurisdiction": record.jurisdiction if record else "",
                "jurisdiction_code": record.jurisdiction_code if record else "",
                "level": record.level if record else "",
                "issued": record.issued if record else None,
                "period_start_year": record.period_start_year if record else None,
                "period_end_year": record.period_end_year if record else None,
                "script": plan.script,
                "characters": len(plan.text),
                "sections": len(plan.sections),
                "paragraphs": sum(block.kind == "paragraph" for block in plan.blocks),
                "table_rows": len({block.row for block in plan.blocks if block.row is not None}),
                "tasks": len(plan.tasks),
                "bodies": len({body for task in plan.tasks for body in task.lead + task.support}),
                "numerals_with_unit": len(numerals),
                "numerals_in_tasks": sum(plan.task_at(place) is not None for place in numerals),
            }
        )
    return pd.DataFrame(rows)


def section_table(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return one row for each section of each plan.

    Parameters
    ----------
    plans
        Plans, registered or not.

    Returns
    -------
    pandas.DataFrame
        ``plan_id, level, label, title, path, start, end, tasks, numerals_with_unit``; `tasks` and
        `numerals_with_unit` count what begins in the section or below it.
    """
    rows = []
    for plan in plans:
        numerals = [match.start() for match in NUMERAL_WITH_UNIT.finditer(plan.simplified)]
        for section in plan.sections:
            rows.append(
                {
                    "plan_id": plan.plan_id,
                    "level": section.level,
                    "label": section.label,
                    "title": section.title,
                    "path": plan.section_path(section.start),
                    "start": section.start,
                    "end": section.end,
                    "tasks": sum(section.start <= task.start < section.end for task in plan.tasks),
                    "numerals_with_unit": sum(section.start <= place < section.end for place in numerals),
                }
            )
    columns = ["plan_id", "level", "label", "title", "path", "start", "end", "tasks", "numerals_with_unit"]
    return pd.DataFrame(rows, columns=columns)


def layout_table(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return where chapters, tasks and numerals stand, as shares of each text.

    Parameters
    ----------
    plans
        Plans, registered or not.

    Returns
    -------
    pandas.DataFrame
        ``plan_id, characters, element, label, start_pct, end_pct`` with `element` one of ``chapter``,
        ``task`` and ``numeral``; the numbers are drawn by `plantargets.figures.plans.structure_figure`.
    """
    rows = []
    for plan in plans:
        size = len(plan.text) or 1
        elements = [
            ("chapter", section.title or section.label, section.start, section.end)
            for section in plan.sections
            if section.level == 1
        ]
        elements += [("task", plan.responsible(task.start), task.start, task.end) for task in plan.tasks]
        elements += [
            ("numeral", plan.text[m.start() : m.end()], m.start(), m.end())
            for m in NUMERAL_WITH_UNIT.finditer(plan.simplified)
        ]
        rows += [
            {
                "plan_id": plan.plan_id,
                "characters": len(plan.text),
                "element": element,
                "label": label,
                "start_pct": 100 * start / size,
                "end_pct": 100 * end / size,
            }
            for element, label, start, end in elements
        ]
    columns = ["plan_id", "characters", "element", "label", "start_pct", "end_pct"]
    return pd.DataFrame(rows, columns=columns)
