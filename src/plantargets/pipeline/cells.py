"""Which cell of a notebook made a table or drew a figure, found in its text without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WRITER = "write_results"
INJECTED = "injected-parameters"


@dataclass(frozen=True)
class Cell:
    """A cell by its id and by its number in the author's notebook, counted from 1."""

    id: str
    number: int


@dataclass(frozen=True)
class Origin:
    """Where an output comes from: the cell that made it last, and the one that handed it over."""

    made: Cell
    written: Cell


def output_origins(notebook: Mapping[str, Any]) -> dict[str, Origin]:
    """Return output to origin for every table and figure that a notebook hands to ``write_results``.

    The cell that made a table is the last one before the handing over that assigns a name the table is taken
    from (``paths.reset_index()`` is taken from ``paths``); the cell that writes, if there is none. A change
    that assigns nothing, such as ``frame.insert(...)``, is not seen.

    Parameters
    ----------
    notebook
        The notebook file as plain data.

    Returns
    -------
    dict
        Keys are paths below the run's folder. Of a figure, the files png, svg and pdf come from the cell that
        drew it, its csv from the cell that made the data drawn.

    Examples
    --------
    >>> first = {"cell_type": "code", "id": "a", "source": "squares = 4"}
    >>> last = {"cell_type": "code", "id": "b", "source": "write_results('s', tables={'squares': squares})"}
    >>> output_origins({"cells": [first, last]})["tables/squares.csv"].made
    Cell(id='a', number=1)
    """
    assigned: dict[str, Cell] = {}
    origins: dict[str, Origin] = {}
    for cell, tree in _code_cells(notebook["cells"]):
        for name in _assigned_names(tree):
            assigned[name] = cell
        for call in _writer_calls(tree):
            for path, value in _handed_over(call):
                origins[path] = Origin(_last_made(value, assigned, cell), cell)
    return origins


def _code_cells(cells: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Cell, ast.Module]]:
    written_by_author = [cell for cell in cells if cell.get("id") != INJECTED]
    for number, cell in enumerate(written_by_author, start=1):
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).splitlines()
            source = "\n".join("" if line.lstrip().startswith("%") else line for line in lines)
            yield Cell(str(cell.get("id", f"cell-{number}")), number), ast.parse(source)


def _assigned_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.For, ast.NamedExpr)):
            targets = [node.target]
        elif isinstance(node, ast.With):
            targets = [item.optional_vars for item in node.items if item.optional_vars]
        for target in targets:
            parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
            for part in parts:
                name = _root_name(part)
                if name:
                    yield name


def _root_name(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _writer_calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == WRITER:
            yield node


def _handed_over(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    given = dict(zip(("tables", "figures"), call.args[1:], strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    for name, table in _entries(given.get("tables")):
        yield f"tables/{name}.csv", table
    for name, figure in _entries(given.get("figures")):
        pair = figure.elts if isinstance(figure, ast.Tuple) and len(figure.elts) == 2 else [figure, figure]
        for end in ("png", "svg", "pdf"):
            yield f"figures/{name}.{end}", pair[0]
        yield f"figures/{name}.csv", pair[1]


def _entries(node: ast.expr | None) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                yield str(key.value), value


def _last_made(value: ast.expr, assigned: Mapping[str, Cell], written: Cell) -> Cell:
    cells = [
        assigned[node.id] for node in ast.walk(value) if isinstance(node, ast.Name) and node.id in assigned
    ]
    return max(cells, key=lambda cell: cell.number, default=written)
