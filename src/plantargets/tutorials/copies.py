"""A folder of one's own with the tutorials: answers go there, and the project stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from plantargets.errors import PlanTargetsError
from plantargets.project import project_root
from plantargets.tutorials.notebooks import LESSONS, METADATA, lesson_notebook

START = "0_start.ipynb"
# A file browser lists folders before files and by name: the solutions come last.
SOLUTIONS = "z_solutions"
MINUTES = {"en": " min", "zh": "分钟"}


@dataclass(frozen=True)
class Copies:
    """What `copy_lessons` did: the start page, the notebooks written, and those that were there and stay."""

    start: Path
    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def copy_lessons(folder: Path) -> Copies:
    """Write the lessons, their solutions and a start page below `folder`, in both languages.

    A file that is there is never overwritten: it may hold answers.

    Raises
    ------
    PlanTargetsError
        If `folder` is a file.

    Examples
    --------
    >>> import tempfile
    >>> copies = copy_lessons(Path(tempfile.mkdtemp()) / "mine")
    >>> copies.start.name, len(copies.kept), copy_lessons(copies.start.parent).written
    ('0_start.ipynb', 0, ())
    """
    if folder.exists() and not folder.is_dir():
        raise PlanTargetsError(
            f"expected a folder for the tutorials, found the file {folder}. Name another one."
        )
    folder = folder.resolve()
    below = _address(folder)
    notebooks = {START: _start()}
    for language in ("en", "zh"):
        for solved in (False, True):
            place = f"{SOLUTIONS}/{language}" if solved else language
            for name in LESSONS:
                notebooks[f"{place}/{name}.ipynb"] = lesson_notebook(
                    name, language, solved, f"{below}/{place}"
                )
    written, kept = [], []
    for place, notebook in notebooks.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(nbformat.writes(notebook) + "\n")
            written.append(path)
        except FileExistsError:
            kept.append(path)
    return Copies(folder / START, tuple(written), tuple(kept))


def _address(folder: Path) -> str:
    """Return a folder as seen from the root of the project; one elsewhere as if it stood there."""
    root = project_root()
    return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.name


def _start() -> nbformat.NotebookNode:
    rows = []
    for name in LESSONS:
        cells = [name[0]]
        for language in ("en", "zh"):
            first = lesson_notebook(name, language).cells[0].source
            title = first.splitlines()[0].partition(" · ")[2]
            (minutes,) = re.findall(r"(\d+) ?(?:minutes|分钟)", first)
            cells.append(f"[{title}]({language}/{name}.ipynb) · {minutes}{MINUTES[language]}")
        rows.append(f"| {' | '.join(cells)} |")
    welcome = (files("plantargets.tutorials") / "welcome.md").read_text(encoding="utf-8")
    return new_notebook(
        cells=[new_markdown_cell(welcome + "\n".join(rows), id="start")], metadata=dict(METADATA)
    )
