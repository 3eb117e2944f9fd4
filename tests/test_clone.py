"""The project as a stranger gets it: cloned into an empty folder and built there from nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from committed import committed_text
from plantargets.book import build
from plantargets.book.chapters import load_run, make_chapter
from plantargets.book.pages import source_texts
from plantargets.book.terms import FILE, Terms
from plantargets.pipeline.declaration import Step, all_runs
from plantargets.pipeline.environment import run_variables
from plantargets.pipeline.notebook import canonical, load_notebook, notebook_text, without_images
from plantargets.pipeline.runner import write_kernel_spec
from plantargets.pipeline.steps import STEPS
from plantargets.pipeline.translation import read_translations
from plantargets.plans import load_register

ROOT = Path(__file__).parents[1]


def call(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the clone, with the present environment's Python and the clone's own code."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PLANTARGETS", "PYTHONPATH"))
    }
    environment = kept | {"PLANTARGETS_VENV": sys.prefix, "PYTHONPATH": str(folder / "src")} | variables
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone in which `make reproduce` has run, with another home, locale and time zone."""
    folder = tmp_path_factory.mktemp("clone") / "计划 clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    strange: Mapping[str, str] = {
        "HOME": str(folder.parent),
        "LC_ALL": "C",
        "TZ": "Asia/Shanghai",
        "PYTHONHASHSEED": "5",
    }
    done = call(folder, "make", "reproduce", **strange)
    assert done.returncode == 0, done.stderr[-4000:]
    return folder


@pytest.mark.slow
def test_a_clone_builds_all_outputs_and_stays_clean(clone: Path) -> None:
    for run in all_runs(STEPS):
        made = clone / "outputs" / run.name
        for path in ("record.json", *run.outputs):
            assert (made / path).is_file() and (made / path).stat().st_size > 0, f"{run.name}/{path}"
    assert not (clone / "outputs/failed").exists() or not list((clone / "outputs/failed").iterdir())
    status = call(clone, "git", "status", "--porcelain")
    assert status.stdout == ""


@pytest.mark.slow
@pytest.mark.parametrize("step", build.CHAPTERS, ids=lambda step: step.name)
def test_every_chapter_is_made_in_chinese_without_a_gap(clone: Path, step: Step) -> None:
    texts = build._figure_texts(clone / "book/figures.toml", "zh")[step.name]
    kept = {record.plan_id for record in load_register(clone)} | source_texts(clone / "data")
    chapter = make_chapter(
        load_run(f"{step.name}-zh", clone / f"outputs/{step.name}-zh"),
        "zh",
        texts,
        {},
        read_translations(clone / f"book/zh/notebooks/{step.name}.md"),
        terms=Terms(clone / FILE, kept),  # strict: what has no Chinese is an error
    )
    assert chapter.stale == ()


@pytest.mark.slow
def test_its_results_equal_the_reference(clone: Path) -> None:
    done = call(clone, "make", "-s", "verify")
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.slow
def test_a_second_call_has_nothing_to_do(clone: Path) -> None:
    done = call(clone, "make", "-s", "reproduce")
    assert done.returncode == 0, done.stderr[-4000:]
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"up"}


@pytest.mark.slow
def test_no_output_names_the_machine(clone: Path) -> None:
    words = [str(clone), sys.prefix, str(Path.home()) + "/"]
    files = [
        path
        for run in all_runs(STEPS)
        for path in (clone / "outputs" / run.name).rglob("*")
        if path.is_file()
    ]
    assert files
    for path in files:
        content = path.read_bytes()
        assert not [word for word in words if word.encode() in content], path


@pytest.mark.slow
def test_all_notebooks_print_what_they_print_now(clone: Path) -> None:
    """`pytest -n 2 --nbval notebooks/` as a user calls it: steps and lessons, in both languages.

    It was red for lessons 2, 3 and 5, and changed the results that it checked.
    """
    before = {path: path.read_bytes() for path in (clone / "outputs/growth").rglob("*") if path.is_file()}
    done = call(
        clone, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "--nbval", "notebooks"
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
    assert {path: path.read_bytes() for path in before} == before
    assert (clone / "outputs/interactive/growth/tables/summary.csv").is_file()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_committed_notebooks_are_executed_in_order_and_hold_no_image_bytes(step: Step) -> None:
    """nbval passes a notebook without outputs, so this is asked before."""
    text = committed_text(ROOT / step.notebook)
    notebook = nbformat.reads(text, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any(cell.outputs for cell in cells)
    assert not [o for cell in cells for o in cell.outputs if o.output_type == "error"]
    kinds = {kind for cell in cells for output in cell.outputs for kind in output.get("data", {})}
    assert not {kind for kind in kinds if kind.startswith("image/")}
    assert text == notebook_text(without_images(canonical(notebook))), (
        "write it by plantargets verify --update-reference"
    )


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_committed_notebooks_have_the_declared_form(step: Step) -> None:
    """Title, parameters, one cell of imports, and results written through one function in the last cell."""
    notebook = load_notebook(step, ROOT)
    assert notebook.cells[0].cell_type == "markdown" and notebook.cells[0].source.startswith("# ")
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert code[-1].startswith("write_results(") and any(
        f'step = begin_step("{step.name}", globals())' in source for source in code
    )
    assert sum("write_results(" in source for source in code) == 1
    with_imports = [
        source
        for source in code
        if any(line.startswith(("import ", "from ")) for line in source.splitlines())
    ]
    assert len(with_imports) == 1
    assert not [
        line for source in code for line in source.splitlines() if line.lstrip().startswith(("!", "%%"))
    ]


def test_nbval_finds_a_changed_digit(tmp_path: Path) -> None:
    """The planted fault for the check above: the same call, one digit changed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(0.3)", execution_count=1)])
    for printed, status in (("0.3\n", 0), ("0.30000049\n", 1)):
        notebook.cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text=printed)]
        (tmp_path / "one.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        variables = run_variables(tmp_path, tmp_path / "work") | {
            "JUPYTER_PATH": str(write_kernel_spec(tmp_path / printed.strip()))
        }
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--nbval", "one.ipynb"]
        done = subprocess.run(
            [*command, "--nbval-kernel-name", "python3"],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            check=False,
        )
        assert done.returncode == status, done.stdout
