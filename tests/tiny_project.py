"""A tiny project with the real pipeline room in it: three steps that take a second each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
PARTS = ("ending.py", "errors.py", "project.py", "confine.py", "rounding.py", "whole.py", "cli", "pipeline")

STEPS = """
from plantargets.pipeline.declaration import Parameter, Step

LANGUAGE = Parameter("language", "str", "en", "Language.", ("en", "zh"))
STEPS = (
    Step(
        name="first",
        notebook="notebooks/first.ipynb",
        title="First",
        parameters=(Parameter("code", "str", "410000", "Code of a region."), LANGUAGE),
        inputs=("data/numbers.csv",),
        tables=("squares",),
        summary_table="squares",
        variants=(("zh", (("language", "zh"),)),),
    ),
    Step(
        name="second",
        notebook="notebooks/second.ipynb",
        title="Second",
        parameters=(Parameter("factor", "int", 2, "Factor."),),
        reads=("first/squares",),
        tables=("products",),
        figures=("products",),
        summary_table="products",
    ),
    Step(
        name="third",
        notebook="notebooks/third.ipynb",
        title="Third",
        inputs=("data/words.txt",),
        tables=("words",),
    ),
)
"""

FIGURES = """
from plantargets.pipeline_free_csv import to_csv


def save_figure(figure, folder, name, data):
    for end in ("png", "svg", "pdf"):
        (folder / f"{name}.{end}").write_text(f"{end} {figure}")
    to_csv(data, folder / f"{name}.csv")
"""

FIRST = [
    "# First\nWhich squares?",
    ("parameters", 'code: str = "410000"  # a code\nlanguage: str = "en"\noutputs: str = ""'),
    """\
import csv
from decimal import Decimal

import pandas as pd

from plantargets.helpers.squares import square
from plantargets.pipeline import begin_step, write_results
from plantargets.project import project_root

step = begin_step("first", globals())""",
    """\
text = (project_root() / "data/numbers.csv").read_text(encoding="utf-8")
numbers = [Decimal(row["number"]) for row in csv.DictReader(text.splitlines())]
squares = pd.DataFrame({"code": code, "number": numbers, "square": [square(n) for n in numbers]})
print(squares.to_string())""",
    ("nbval-ignore-output", 'write_results(step, tables={"squares": squares})'),
]
SECOND = [
    "# Second",
    ("parameters", 'factor: int = 2\noutputs: str = ""'),
    """\
from plantargets.pipeline import begin_step, read_table, write_results

step = begin_step("second", globals())""",
    """\
squares = read_table("first", "squares")
products = squares.assign(product=squares["square"] * factor)
print(products["product"].sum())""",
    ("answer", "print(f\"The products sum to {products['product'].sum()}.\")"),
    (
        "nbval-ignore-output",
        'write_results(step, tables={"products": products}, figures={"products": ("a drawing", products)})',
    ),
]
THIRD = [
    "# Third",
    """\
import pandas as pd

from plantargets.pipeline import write_results
from plantargets.project import project_root""",
    """\
text = (project_root() / "data/words.txt").read_text(encoding="utf-8")
words = pd.DataFrame({"word": text.split()})
words""",
    ("nbval-ignore-output", 'write_results("third", tables={"words": words})'),
]


@dataclass(frozen=True)
class Project:
    """A project folder, the `plantargets` command in it, and edits to plant faults."""

    root: Path

    def call(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `plantargets` with the project's own copy of the code."""
        environment = os.environ | {"PYTHONPATH": str(self.root / "src")} | variables
        environment.pop("PLANTARGETS_ROOT", None)
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "from plantargets.cli import main; main(prog_name='plantargets')",
                *arguments,
            ],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def path(self, name: str) -> Path:
        """Return a file of the project."""
        return self.root / name

    def waiting_steps(self) -> list[Path]:
        """Return the file `.waiting` of each step that waits; folders may go while we look.

        `Path.rglob` raises when a kernel's folder is deleted between two looks (seen on Python 3.11),
        `os.walk` passes over it.
        """
        return [
            Path(folder) / ".waiting"
            for folder, _, names in os.walk(self.path("outputs"))
            if ".waiting" in names
        ]

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace `old`, which must be there, in a file."""
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.path(name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def write_notebook(self, name: str, cells: list[str | tuple[str, str]]) -> None:
        """Write a notebook: texts that begin with # are prose, a pair is a tag and a cell."""
        made = []
        for position, cell in enumerate(cells):
            tag, source = cell if isinstance(cell, tuple) else ("", cell)
            make = nbformat.v4.new_markdown_cell if source.startswith("# ") else nbformat.v4.new_code_cell
            made.append(make(source, id=f"cell-{position}", metadata={"tags": [tag]} if tag else {}))
        notebook = nbformat.v4.new_notebook(
            cells=made,
            metadata={"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}},
        )
        nbformat.write(notebook, self.path(f"notebooks/{name}.ipynb"))

    def outputs(self) -> dict[str, bytes]:
        """Return the bytes of every output that is compared."""
        folder = self.root / "outputs"
        files = [path for path in folder.rglob("*") if path.is_file() and ".measured" not in path.parts]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def build_project(root: Path) -> Project:
    """Lay out the tiny project in an empty folder."""
    package = root / "src" / "plantargets"
    (package / "helpers").mkdir(parents=True)
    (package / "figures").mkdir()
    for part in PARTS:
        source = ROOT / "src" / "plantargets" / part
        if source.is_dir():
            shutil.copytree(source, package / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, package / part)
    for init in ("__init__.py", "helpers/__init__.py"):
        (package / init).write_text("")
    (package / "helpers/squares.py").write_text("def square(number):\n    return number * number\n")
    (package / "helpers/unused.py").write_text("UNUSED = 1\n")
    (package / "pipeline_free_csv.py").write_text(
        "def to_csv(data, path):\n    data.to_csv(path, index=False, lineterminator='\\n')\n"
    )
    (package / "figures/__init__.py").write_text(FIGURES)
    (package / "pipeline/steps.py").write_text(STEPS)
    for folder in ("data/plans", "notebooks"):
        (root / folder).mkdir(parents=True)
    (root / "data/plans/plans.csv").write_text("plan_id\n")
    (root / "data/numbers.csv").write_text("number\n1\n2\n30\n")
    (root / "data/words.txt").write_text("目标 指标\n", encoding="utf-8")
    for name in ("Snakefile", "requirements.lock", "CITATION.cff"):
        shutil.copy(ROOT / name, root / name)
    project = Project(root)
    for name, cells in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
        project.write_notebook(name, list(cells))
    return project
