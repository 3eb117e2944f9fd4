"""The tables of a plan as they were read: cells, targets, and what was not read and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plantargets.errors import counted
from plantargets.language.heads import TABLE_WORDS
from plantargets.plans import Plan
from plantargets.plans.tables import is_caption, lines_of
from plantargets.targets.explain import load_reasons
from plantargets.targets.extract import read_tables, read_targets

if TYPE_CHECKING:
    import pandas as pd

# Reasons that say that a number was not understood; the others say that it is none of a target.
NOT_READ = (
    "no_header", "head_unknown", "unit_unknown", "row_misplaced", "columns_unclear", "rhythm_broken",
    "two_numbers_in_a_cell", "brackets_unclear", "words_without_number", "no_promise",
)  # fmt: skip
_NUMBER = re.compile(r"[0-9０-９][0-9０-９.,]*")
SHOWN = 24  # characters of a caption in a note
_PROMISES = re.compile(TABLE_WORDS.any_word("promises"))


@dataclass(frozen=True, slots=True)
class TableSummary:
    """One table of a plan.

    Attributes
    ----------
    caption
        Its first line above, empty without one.
    line
        The line it begins on, counted from 1.
    what
        ``targets``, ``projects``, ``results``, ``scores``, ``budget``, ``contacts``,
        ``meetings``, ``contents`` or ``unknown``.
    rows, columns, cells
        Size of its grid, and how many cells of it are not blank.
    targets
        Targets read from its cells; those of sentences in its cells are not among them.
    not_read
        Cells that were not understood, by the name of the reason.
    """

    caption: str
    line: int
    what: str
    rows: int
    columns: int
    cells: int
    targets: int
    not_read: dict[str, int]


def summarise_tables(plan: Plan) -> list[TableSummary]:
    r"""Return what was read of each table of a plan.

    >>> from plantargets.plans import plan_from_text
    >>> text = "某市“十四五”规划\n表1 主要指标\n指标 | 2020年 | 2025年\n企业数（家） | 20 | 30"
    >>> [(t.caption, t.cells, t.targets, t.not_read) for t in summarise_tables(plan_from_text(text))]
    [('表1 主要指标', 6, 1, {})]
    """
    found = []
    for table, reading in read_tables(plan):
        first = plan.text[slice(*table.caption[0])] if table.caption else ""
        counts: Counter[str] = Counter()
        for cell in reading.left_out:
            if cell.reason in NOT_READ:
                numbers = len(_NUMBER.findall(plan.simplified[cell.start : cell.end]))
                counts[cell.reason] += max(numbers, 1)
        filled = sum(cell.start < cell.end and not cell.merged for row in table.rows for cell in row)
        found.append(
            TableSummary(
                " ".join(first.split()),
                _line(plan.text, table.start),
                reading.what,
                len(table.rows),
                table.columns,
                filled,
                len(reading.targets),
                dict(counts),
            )
        )
    return found


def table_counts(plans: Sequence[Plan]) -> pd.DataFrame:
    r"""Return how many tables, cells that are not blank, and targets in cells each plan has.

    Targets of sentences in cells are among them.

    >>> from plantargets.plans import plan_from_text
    >>> text = "某市“十四五”规划\n表1 主要指标\n指标 | 2020年 | 2025年\n企业数（家） | 20 | 30"
    >>> table_counts([plan_from_text(text, "a")]).to_dict("records")
    [{'plan_id': 'a', 'tables': 1, 'table_cells': 6, 'table_targets': 1}]
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    rows = []
    for plan in plans:
        found = [table for table in summarise_tables(plan) if table.rows > 1]
        spans = [(table.start, table.end) for table in plan.tables]
        targets = sum(any(a <= target.start < b for a, b in spans) for target in read_targets(plan))
        rows.append((plan.plan_id, len(found), sum(table.cells for table in found), targets))
    return pd.DataFrame(rows, columns=["plan_id", "tables", "table_cells", "table_targets"])


def tables_left_out(plan: Plan) -> list[tuple[int, int, str]]:
    """Return the cells of the tables that gave no target: their span and the reason's name."""
    heads = {"table_head", "table_note", "label", "other_column"}
    return [
        (cell.start, cell.end, cell.reason)
        for _, reading in read_tables(plan)
        for cell in reading.left_out
        if cell.reason not in heads
    ]


def notes_on_tables(plan: Plan) -> list[str]:
    """Return a note for each table that was not read whole, and for each caption that no table follows."""
    notes = []
    for table in summarise_tables(plan):
        counts = {reason: n for reason, n in table.not_read.items() if reason != "words_without_number"}
        if counts:
            why = "; ".join(f"{load_reasons()[reason]['en']}: {n}" for reason, n in counts.items())
            name = f" ({table.caption[:SHOWN]})" if table.caption else ""
            numbers = counted(sum(counts.values()), "number")
            notes.append(f"table on line {table.line}{name}: {numbers} not read: {why}")
    return notes + [
        f"line {_line(plan.text, start)} names a table ({' '.join(plan.text[start:end].split())[:SHOWN]}) "
        "but none follows: perhaps a picture, which is not read"
        for start, end in _captions_alone(plan)
    ]


def _captions_alone(plan: Plan) -> list[tuple[int, int]]:
    """Return the lines that name a table of targets where none stands below."""
    folded = plan.folded
    named = {start for table in plan.tables for start, _ in table.caption}
    inside = [(table.start, table.end) for table in plan.tables]
    found = []
    for start, end in lines_of(folded):
        words = folded[start:end]
        alone = start not in named and not any(a <= start < b for a, b in inside)
        if alone and is_caption(words) and _PROMISES.search(words) and not words[-1].isdigit():
            found.append((start, end))
    return found


def _line(text: str, offset: int) -> int:
    return len(f"{text[:offset]}.".splitlines())
