"""Notebooks that ask what time it is: their results differ tomorrow, and no system closes the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Step

# Asked of whatever they are: datetime.now(), date.today(), pd.Timestamp.utcnow(), time.time().
QUESTIONS = {"now", "today", "utcnow", "time_ns", "monotonic", "perf_counter", "process_time"}
# Functions of the module time that ask when they are given no time.
OF_TIME = {"time", "localtime", "gmtime", "ctime", "asctime", "strftime"}
WORDS = {"now", "today"}
READERS = {"Timestamp", "datetime64", "to_datetime"}


def refuse_clock(notebook: NotebookNode, step: Step) -> None:
    """Refuse a notebook with a cell that asks the clock.

    Raises
    ------
    PlanTargetsError
        With notebook, cell and the call.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            for call in clock_calls(cell.source):
                raise PlanTargetsError(
                    f"step {step.name}: {step.notebook}, cell {number} asks the clock ({call}), so that its "
                    "results would differ tomorrow; make the date a parameter"
                )


def clock_calls(source: str) -> list[str]:
    r"""Return the calls in a source that ask what time it is.

    Examples
    --------
    >>> clock_calls("import time as t\nage = datetime.date.today().year - year\nt.strftime('%Y')")
    ['datetime.date.today()', "t.strftime('%Y')"]
    """
    lines = source.splitlines()
    tree = ast.parse("\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines))
    found = [call for call in _calls(tree) if _asks(call, _names_of_time(tree))]
    return [ast.unparse(call) for call in sorted(found, key=lambda call: (call.lineno, call.col_offset))]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _names_of_time(tree: ast.AST) -> set[str]:
    """Return the names by which the module time, or a function of it, is called here."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name for alias in node.names if alias.name == "time"}
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            names |= {alias.asname or alias.name for alias in node.names if alias.name != "sleep"}
    return names


def _asks(call: ast.Call, of_time: set[str]) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in of_time or (function.id in READERS and _is_word(call))
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value
    if isinstance(owner, ast.Name) and owner.id in of_time and function.attr in OF_TIME:
        return True
    return function.attr in QUESTIONS or (function.attr in READERS and _is_word(call))


def _is_word(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value in WORDS
