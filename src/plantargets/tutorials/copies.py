"""A folder of one's own with the tutorials: answers go there, and the project stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
WELCOME = """# plantargets: tutorials · 教程

**English** — Begin with lesson 1. Each takes less than an hour. Type your answer in place of the three
dots, run the cell (Shift+Enter), and read what the check says. `check.hint("1.1")` gives a hint, then a
clearer one, then the solution; `check.summary()` tells how far you are. This folder is yours: nothing
overwrites it. To begin a lesson afresh, delete its file and start again.

**中文** — 从第1课开始，每课不到一小时。把三个点换成你的答案，运行单元格（Shift+Enter），看检查怎么说。
`check.hint("1.1")`先给一个提示，再给更明白的提示，最后给出答案；`check.summary()`告诉你完成了多少。
这个文件夹是你自己的，不会被覆盖。要重做某一课，删除该文件再重新打开即可。

| | English | 中文 |
|---|:--|:--|
"""


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
    return new_notebook(
        cells=[new_markdown_cell(WELCOME + "\n".join(rows), id="start")], metadata=dict(METADATA)
    )
