"""The rows of a table: cells as blocks, and the numbers among them as headings."""

from __future__ import annotations

import re

from plantargets.plans.structure.labels import RANKS, Label, label_at
from plantargets.plans.structure.outline import BlockKind, Cell, Outline, Row
from plantargets.plans.tables import Table
from plantargets.plans.words import any_word

_COLUMN = re.compile(any_word("column"))
_LONGEST_HEAD = 60


def add_table(outline: Outline, table: Table) -> None:
    """Add the cells of a table, and its rows with what heads them."""
    heads = _column_heads(table)
    for row in table.rows:
        if row[0].start < table.start:  # the header of the table that this one goes on with
            continue
        cells = tuple(Cell(c.column, c.start, c.end) for c in row if c.start < c.end and not c.merged)
        is_head = row[0].row < table.header_rows
        if not is_head and heads is None and len(cells) > 1 and _is_header(outline.s, cells):
            heads, is_head = cells, True
        if is_head:
            _add_cells(outline, cells)
        elif not _add_section_row(outline, cells):
            _add_cells(outline, cells)
            outline.rows.append(Row(outline.row_number - 1, cells, heads))


def _column_heads(table: Table) -> tuple[Cell, ...] | None:
    """Return the lowest head of each column, None where no header was understood."""
    heads = {
        cell.column: Cell(cell.column, cell.start, cell.end)
        for row in table.header
        for cell in row
        if cell.start < cell.end
    }
    return tuple(heads[column] for column in sorted(heads)) or None


def _is_header(s: str, cells: tuple[Cell, ...]) -> bool:
    """Say whether the cells of a row are short names of columns."""
    texts = [s[c.start : c.end] for c in cells]
    return all(len(t) <= 20 and not t.isdecimal() for t in texts) and any(_COLUMN.search(t) for t in texts)


def _add_section_row(outline: Outline, cells: tuple[Cell, ...]) -> bool:
    """Take a row whose only cell has a number (一、产业升级专项行动) as a heading."""
    if len(cells) != 1:
        return False
    label = _label_of(outline.s, cells[0])
    if label is None:
        return False
    _open_cell(outline, cells[0], label)
    _add_block(outline, "heading", cells[0])
    outline.row_number += 1
    return True


def _add_cells(outline: Outline, cells: tuple[Cell, ...]) -> None:
    """Add the cells of a row; the first is a heading where it has a number that was not the last."""
    for cell in cells:
        label = _label_of(outline.s, cell) if cell.column == 0 and len(cells) > 1 else None
        is_heading = label is not None and not _is_open(outline, cell, label)
        if label is not None and is_heading:
            _open_cell(outline, cell, label)
        _add_block(outline, "heading" if is_heading else "cell", cell)
    outline.row_number += 1


def _label_of(s: str, cell: Cell) -> Label | None:
    """Return the number of a cell that may be a heading."""
    label = label_at(s, cell.start)
    is_heading = label is not None and label.rank <= RANKS["two"] and cell.end - cell.start <= _LONGEST_HEAD
    return label if is_heading else None


def _is_open(outline: Outline, cell: Cell, label: Label) -> bool:
    """Say whether a cell repeats the heading of the section that is open: a merged cell, row by row."""
    top = outline.innermost_open
    words = (label.rank, label.number, outline.title(label.end, cell.end))
    return top is not None and (top.rank, top.number, top.title) == words


def _open_cell(outline: Outline, cell: Cell, label: Label) -> None:
    outline.front = False
    outline.last_number[label.rank] = label.number
    outline.open_labelled(label, cell.start, cell.end, cell.end)


def _add_block(outline: Outline, kind: BlockKind, cell: Cell) -> None:
    outline.block(kind, cell.start, cell.end, (outline.row_number, cell.column))
