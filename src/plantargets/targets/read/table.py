"""Read the targets of a table: what the heads of its columns and rows say of each cell.

A column of a coming year gives targets due by then, that of the base year what they start from, 年均 a rate
for each year of the plan, 累计 or a number in square brackets a sum. In a table by county, firm or body
the member is the scope. Tables of projects, results, scores, budgets, contacts and meetings give none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from plantargets.language.heads import is_value, read_head
from plantargets.language.period import Period
from plantargets.language.times import Years
from plantargets.plans import Table
from plantargets.targets.read.table_columns import Above, Column, View, squashed
from plantargets.targets.read.table_rows import CellContext, CellLeftOut, CellTarget, Panel

_FEWEST_TURNED = 3  # columns of a table that stands on its side
_LABELS = frozenset({"value", "unit", "attribute", "body", "note"})


@dataclass(frozen=True)
class TableReading:
    """What a table gives.

    Attributes
    ----------
    targets
        In the order of their cells.
    sentences
        Cells, by where they begin, whose sentences are still to be read, with what the table says of them.
        All other cells are done with.
    left_out
        Cells without a target.
    what
        What kind of table it is: ``targets``, ``projects``, ``results``, ``scores``, ``budget``,
        ``contacts``, ``meetings``, ``contents``, or ``unknown`` where no head was understood.
    explicit
        Whether its heads say that it looks forward, wherever it stands.
    """

    targets: tuple[CellTarget, ...] = ()
    sentences: dict[int, CellContext] = field(default_factory=dict)
    left_out: tuple[CellLeftOut, ...] = ()
    what: str = "unknown"
    explicit: bool = False


def read_table(table: Table, text: str, folded: str, window: Years | None, above: Above = "") -> TableReading:
    """Read the targets of a table.

    Parameters
    ----------
    table
        The table.
    text, folded
        The plan as stored, and folded.
    window
        The years that the plan, or the section of the table, speaks of.
    above
        Whether the heading next above the table speaks of results and of no targets, or one above it of
        targets.
    """
    unread = [CellLeftOut(part.start, part.end, part.reason) for part in table.unread]
    if not table.header_rows:
        return _without_header(table, folded, unread)
    if _stands_on_its_side(table, folded):
        table = _turned(table)
    view = View(table, text, folded, window, above)
    what = view.what()
    if what != "targets":
        left = [CellLeftOut(cell.start, cell.end, f"table_of_{what}") for cell in view.cells_with_numbers()]
        return TableReading((), {}, tuple(unread + left), what)
    targets: list[CellTarget] = []
    sentences: dict[int, CellContext] = {}
    left_out = unread
    for panel in _panels(view):
        for row in view.body():
            for outcome in panel.read(row):
                if isinstance(outcome, CellTarget):
                    targets.append(outcome)
                elif isinstance(outcome, CellLeftOut):
                    left_out.append(outcome)
                else:
                    sentences[outcome[0]] = outcome[1]
    targets.sort(key=lambda target: target.quote)
    told = {place for place, *_ in left_out} | {target.cell for target in targets} | set(sentences)
    left_out += (CellLeftOut(cell.start, cell.end, reason) for cell, reason in view.others(told))
    explicit = any(view.is_explicit(column) for column in view.columns)
    return TableReading(tuple(targets), sentences, tuple(sorted(left_out)), what, explicit)


def _stands_on_its_side(table: Table, folded: str) -> bool:
    """Whether the indicators stand side by side, and years, units and 属性 one below the other.

    Rows of years alone below the head 年份 are read as they stand.
    """
    labels = [read_head(squashed(folded, row[0])).role for row in table.rows[1:]]
    labels = labels[table.header_rows - 1 :] if "unit" not in labels[: table.header_rows - 1] else labels
    first = read_head(squashed(folded, table.header[0][0])).role
    others = [read_head(squashed(folded, cell)).role for row in table.header for cell in row[1:]]
    if table.columns < _FEWEST_TURNED or len(labels) < _FEWEST_TURNED - 1 or not set(labels) <= _LABELS:
        return False
    names_rows = first == "indicator" or "attribute" in labels or "unit" in labels
    return "value" in labels and names_rows and not any(others)


def _turned(table: Table) -> Table:
    """Return the table with its rows as columns."""
    rows = tuple(
        tuple(cell._replace(row=number, column=place) for place, cell in enumerate(column))
        for number, column in enumerate(zip(*table.rows, strict=True))
    )
    return replace(table, rows=rows, header_rows=1)


def _without_header(table: Table, folded: str, left_out: list[CellLeftOut]) -> TableReading:
    """Leave the sentences of a table without a known head to the reader of sentences, and its values out."""
    sentences = {}
    for row in table.rows:
        for cell in row:
            words = squashed(folded, cell)
            if not words or cell.merged:
                continue
            if is_value(words) or table.form != "bars":
                if any(c.isdigit() for c in words):
                    left_out.append(CellLeftOut(cell.start, cell.end, "no_header"))
            else:
                sentences[cell.start] = CellContext(Period(), (), None, "")
    return TableReading((), sentences, tuple(left_out))


def _panels(view: View) -> list[Panel]:
    """Return the columns that belong together: tables set side by side are read one by one."""
    groups: list[list[Column]] = [[]]
    for column in view.columns:
        seen = {other.role for other in groups[-1]}
        names = column.role in {"serial", "indicator", "scope", "year"} or (
            column.role in {"category", "task"} and column.role in seen
        )
        later = any(other.role == "value" for other in view.columns[column.number + 1 :])
        if names and later and "value" in seen:
            groups.append([])
        groups[-1].append(column)
    return [Panel(view, group) for group in groups]
