"""Notebooks made from the lessons: a text of prose and code per lesson, its prose in Chinese beside it."""

from __future__ import annotations

import ast
import io
import posixpath
import re
from contextlib import redirect_stdout
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import nbformat
import pandas as pd
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from plantargets.errors import PlanTargetsError
from plantargets.package_tables import package_rows

Language = Literal["en", "zh"]
HOME = "notebooks/tutorials"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LESSONS = (
    "1_reading",
    "2_compare",
    "3_vintage",
    "4_forecast",
    "5_own",
    "6_kept",
    "7_table",
)
FENCE = re.compile(
    r"^```python(?: (?P<role>exercise|solution) (?P<exercise>\d\.\d))?\n(?P<code>.*?)^```\n", re.M | re.S
)
SPLIT = "\n+++\n"  # between the cells of prose in a translation
LANGUAGE_LINE = 'language = "en"'


def lesson_notebook(
    name: str, language: Language = "en", solved: bool = False, folder: str = ""
) -> nbformat.NotebookNode:
    """Return a lesson as a notebook without outputs.

    Parameters
    ----------
    name
        One of `LESSONS`.
    language
        Language of the prose, of hints and tables, and of what the code prints.
    solved
        With the solution in place of each exercise's empty cell.
    folder
        Where the notebook will stand, from the root of the project: its links are made for there.

    Raises
    ------
    PlanTargetsError
        If there is no lesson of that name.
    """
    if name not in LESSONS:
        raise PlanTargetsError(f"there is no lesson {name!r}; expected one of {', '.join(LESSONS)}.")
    cells: list[Any] = []
    prose = _translated_prose(name) if language == "zh" else None
    for kind, exercise, source in _parts(name):
        tags: dict[str, Any] = {"tags": [f"exercise-{exercise}"]} if exercise else {}
        number = f"{name[0]}-{len(cells):02d}"
        if kind == "prose":
            text = source if prose is None else next(prose)
            cells.append(
                new_markdown_cell(_linked(text, folder or lesson_folder(language, solved)), id=number)
            )
        elif kind == "code" or (kind == "solution") == solved:
            cells.append(new_code_cell(_spoken(source, language), id=number, metadata=tags))
    return new_notebook(cells=cells, metadata=dict(METADATA))


def lesson_folder(language: Language = "en", solved: bool = False) -> str:
    """Return where the lessons stand in the project."""
    return "/".join([HOME, *(["zh"] if language == "zh" else []), *(["solutions"] if solved else [])])


def lesson_solution(exercise: str, language: Language = "en") -> str:
    """Return the code that solves an exercise, without its check.

    Examples
    --------
    >>> lesson_solution("1.3")
    'answer = plan.text.find("10%")'
    """
    (name,) = (one for one in LESSONS if one[0] == exercise[0])
    (code,) = (source for kind, number, source in _parts(name) if (kind, number) == ("solution", exercise))
    return _spoken("\n".join(line for line in code.splitlines() if not line.startswith("check(")), language)


def run_lesson(name: str, language: Language = "en", solved: bool = False) -> nbformat.NotebookNode:
    """Return a lesson with its outputs: text and HTML, no images. Cells left to the student keep no output.

    The cells run in this process, one after another, as IPython would run them: five kernels would each
    import the same libraries again.
    """
    notebook = lesson_notebook(name, language, solved)
    names: dict[str, Any] = {"__name__": "__main__"}
    # As in a kernel; without one pandas takes itself to be in a terminal and hides columns.
    display = ("display.max_colwidth", 50, "display.width", 80, "display.max_columns", 20)
    with pd.option_context(*display):  # what a lesson sets ends with it
        for count, cell in enumerate((one for one in notebook.cells if one.cell_type == "code"), start=1):
            outputs = _run_cell(cell.source, names, count)
            if solved or not cell.metadata.get("tags"):
                cell.outputs, cell.execution_count = outputs, count
    return notebook


def write_lessons(root: Path) -> list[Path]:
    """Run every lesson, with and without solutions, in both languages, and write them where they stand."""
    written = []
    for name in LESSONS:
        for language in ("en", "zh"):
            for solved in (False, True):
                path = root / lesson_folder(language, solved) / f"{name}.ipynb"
                path.parent.mkdir(parents=True, exist_ok=True)
                notebook = run_lesson(name, language, solved)
                path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
                written.append(path)
    return written


def _parts(name: str) -> list[tuple[str, str, str]]:
    """Return the cells: ``prose``, ``code``, ``exercise`` or ``solution``; the exercise; the source."""
    text = files("plantargets.tutorials").joinpath(f"lessons/{name}.md").read_text(encoding="utf-8")
    parts, at = [], 0
    for match in FENCE.finditer(text):
        if between := text[at : match.start()].strip():
            parts.append(("prose", "", between))
        parts.append((match["role"] or "code", match["exercise"] or "", match["code"].strip()))
        at = match.end()
    if rest := text[at:].strip():
        parts.append(("prose", "", rest))
    return parts


def _linked(prose: str, folder: str) -> str:
    """Turn the links of a lesson, which start at `HOME`, for a notebook in `folder`."""

    def turned(link: re.Match[str]) -> str:
        return f"]({posixpath.relpath(posixpath.normpath(posixpath.join(HOME, link[1])), folder)}"

    return re.sub(r"\]\((\.\./[^)]*)", turned, prose)


def _spoken(code: str, language: Language) -> str:
    """Put what code prints, and its comments, into `language`."""
    code = code.replace(LANGUAGE_LINE, f'language = "{language}"')
    if language == "zh":
        for english, chinese in _strings():
            code = code.replace(english, chinese)
    return code


@lru_cache(maxsize=1)
def _strings() -> tuple[tuple[str, str], ...]:
    """Return what is said in code in English and in Chinese, the longest first."""
    rows = package_rows("plantargets.tutorials", "lessons/zh/strings.csv")
    return tuple(sorted(((row["en"], row["zh"]) for row in rows), key=lambda pair: -len(pair[0])))


def _translated_prose(name: str) -> Any:
    text = files("plantargets.tutorials").joinpath(f"lessons/zh/{name}.md").read_text(encoding="utf-8")
    prose = [part.strip() for part in text.strip().split(SPLIT)]
    wanted = sum(kind == "prose" for kind, _, _ in _parts(name))
    if len(prose) != wanted:
        raise PlanTargetsError(
            f"lessons/zh/{name}.md: expected {wanted} cells of prose as in English, found {len(prose)}; "
            "cells are parted by a line with +++."
        )
    return iter(prose)


def _run_cell(source: str, names: dict[str, Any], count: int) -> list[Any]:
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    outputs = [new_output("stream", name="stdout", text=printed.getvalue())] if printed.getvalue() else []
    if value is not None:
        data = DisplayFormatter().format(value)[0]
        text = {kind: content for kind, content in data.items() if not kind.startswith("image/")}
        outputs.append(new_output("execute_result", data=text, execution_count=count))
    return outputs
