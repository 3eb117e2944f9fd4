"""What a Jupyter user does out of habit works, and never touches the results of the paper."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.begin import check_variables
from plantargets.pipeline.declaration import Parameter, Run, Step
from plantargets.pipeline.results import BY_HAND_NOTE, write_results
from plantargets.pipeline.tidy import tidy
from tiny_project import Project

STEP = Step(
    "growth",
    "n.ipynb",
    "Growth",
    parameters=(
        Parameter("target", "float", 23000.0, "Target."),
        Parameter("region", "str", "河南", "Region."),
    ),
)


def by_hand(project: Project, *command: str) -> subprocess.CompletedProcess[str]:
    """Run one of Jupyter's commands in the project."""
    variables = os.environ | {"PYTHONPATH": str(project.root / "src"), "PLANTARGETS_ROOT": str(project.root)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=project.root,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def papers_results(project: Project) -> dict[str, bytes]:
    return {
        name: content for name, content in project.outputs().items() if not name.startswith("interactive/")
    }


WAYS = {
    "papermill": ("-m", "papermill", "notebooks/second.ipynb", "out.ipynb", "-p", "factor", "5"),
    "nbconvert": (
        "-m",
        "nbconvert",
        "--execute",
        "--to",
        "notebook",
        "--output",
        "o",
        "notebooks/second.ipynb",
    ),
    "jupyter execute": ("-c", "from nbclient.cli import main; main()", "notebooks/second.ipynb"),
    "nbval": ("-m", "pytest", "-p", "no:cacheprovider", "-o", "addopts=", "--nbval", "notebooks"),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_the_results_of_the_paper_stay_as_they_are(copied: Project, way: str) -> None:
    """papermill -p target 25000 used to overwrite outputs/growth, and later steps read what it left."""
    for name in ("first", "second", "third"):  # as committed: with their outputs
        executed = copied.path(f"outputs/{name}/notebook.ipynb")
        copied.path(f"notebooks/{name}.ipynb").write_bytes(executed.read_bytes())
    before = papers_results(copied)
    done = by_hand(copied, *WAYS[way])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert papers_results(copied) == before
    made = copied.path("outputs/interactive/second")
    factor = 5 if way == "papermill" else 2
    assert json.loads((made / "parameters.json").read_text(encoding="utf-8")) == {"factor": factor}
    assert (made / "tables/products.csv").read_text().splitlines()[-1].endswith(f",{900 * factor}")
    if way == "papermill":
        assert "outputs/interactive/second/" in copied.path("out.ipynb").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_misspelt_parameter_stops_in_the_first_cell(copied: Project) -> None:
    done = by_hand(copied, "-m", "papermill", "notebooks/second.ipynb", "out.ipynb", "-p", "facter", "5")
    assert done.returncode != 0
    assert "unknown parameter 'facter' (did you mean 'factor'?)" in done.stderr
    assert "factor: int; default 2" in done.stderr
    assert not copied.path("outputs/interactive").exists()


@pytest.mark.slow
def test_a_table_that_was_altered_is_not_used(copied: Project) -> None:
    table = copied.path("outputs/first/tables/squares.csv")
    table.write_text(table.read_text().replace("900", "9"))
    done = by_hand(copied, "-m", "papermill", "notebooks/second.ipynb", "out.ipynb")
    assert done.returncode != 0
    assert "outputs/first/tables/squares.csv was changed after the step had made it" in done.stderr


@pytest.mark.parametrize(
    ("variables", "value"),
    [
        ({"target": 25000}, 25000.0),
        ({"target": "2.5e4"}, 25000.0),
        ({"target": 1.0, "In": ["", "# Parameters\ntarget = 1.0", "step = ..."]}, 1.0),
        ({"target": 1.0, "mine": 3, "In": ["", "target = 1.0", "mine = 3", "step = ..."]}, 1.0),
        ({"target": 1.0, "x": 3, "In": ["", "x = f(target)", "step = ..."]}, 1.0),
    ],
)
def test_parameters_are_taken_as_declared(variables: dict[str, object], value: float) -> None:
    assert check_variables(STEP, variables).parameters["target"] == value
    assert variables["target"] == value and type(variables["target"]) is float


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"target": "many"}, "expected float, found 'many'"),
        ({"target": None}, "expected float, found None"),
        ({"region": 410000}, "expected str, found 410000"),
        ({"outputs": 1}, "'outputs': expected str, found 1"),
        ({"targt": 1.0, "In": ["", "# Parameters\ntargt = 1.0", ""]}, r"unknown parameter 'targt' \(did you"),
        ({"targt": 1.0, "In": ["target: float = 2\ntargt: float = 1.0", ""]}, "unknown parameter 'targt'"),
    ],
)
def test_a_wrong_parameter_is_refused_with_the_valid_ones(variables: dict[str, object], told: str) -> None:
    with pytest.raises(PlanTargetsError, match=told) as caught:
        check_variables(STEP, variables)
    assert "target: float; default 23000.0" in str(caught.value)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project's folder without a runner."""
    for name in ("Snakefile", "data/plans/plans.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setenv("PLANTARGETS_ROOT", str(tmp_path))
    monkeypatch.delenv("PLANTARGETS_OUTPUT", raising=False)
    return tmp_path


def written(outputs: str, tables: Mapping[str, pd.DataFrame]) -> None:
    write_results(Run("growth", STEP, STEP.defaults, by_hand_folder=outputs), tables=tables)


def test_a_notebook_that_was_run_and_saved_is_tidied_to_what_is_committed(tmp_path: Path) -> None:
    """Saving in JupyterLab made a difference of 1.1 MB: images, times, widgets."""

    def saved(by_hand: bool) -> nbformat.NotebookNode:
        printed = "tables/t.csv: 1 row\n" + (f"{BY_HAND_NOTE}outputs/interactive/t/\n" if by_hand else "")
        picture = {"text/plain": "<Figure>"} | ({"image/png": "iVBOR"} if by_hand else {})
        cells = [
            nbformat.v4.new_code_cell("figure", id="a", execution_count=7 if by_hand else 1),
            nbformat.v4.new_code_cell("write_results()", id="b", execution_count=9 if by_hand else 2),
        ]
        cells[0].outputs = [nbformat.v4.new_output("display_data", data=picture)]
        cells[1].metadata["tags"] = ["nbval-ignore-output"]
        cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text=printed)]
        if by_hand:
            cells[0].metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00"}
        return nbformat.v4.new_notebook(cells=cells, metadata={"widgets": {}} if by_hand else {})

    committed, mine = tmp_path / "committed.ipynb", tmp_path / "mine.ipynb"
    nbformat.write(saved(by_hand=False), committed)
    nbformat.write(saved(by_hand=True), mine)
    assert tidy(committed) and tidy(mine)
    assert mine.read_bytes() == committed.read_bytes()
    assert not tidy(mine)


def test_the_folder_is_replaced_as_a_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame({"a": [1]})
    written("", {"old": frame, "both": frame})
    written("", {"both": frame.assign(a=2)})
    made = folder / "outputs/interactive/growth"
    assert {path.name for path in made.rglob("*.csv")} == {"both.csv"}
    assert [path.name for path in made.parent.iterdir()] == ["growth"]
    assert capsys.readouterr().out.endswith(
        "apart from the results of the paper: outputs/interactive/growth/\n"
    )


def test_a_folder_of_ones_own_is_taken_unless_it_holds_other_things(folder: Path) -> None:
    frame = pd.DataFrame({"a": [1]})
    for outputs in (folder / "mine", folder / "mine", folder / "outputs/interactive/second try"):
        written(str(outputs), {"t": frame})
        assert (outputs / "tables/t.csv").is_file()
    (folder / "notes").mkdir()
    (folder / "notes/thesis.txt").write_text("mine")
    for outputs in ("notes", "outputs", "outputs/growth", "outputs/runs/x", "outputs/interactive/../growth"):
        with pytest.raises(PlanTargetsError, match="parameter outputs: "):
            written(str(folder / outputs), {"t": frame})
    assert (folder / "notes/thesis.txt").read_text() == "mine"


def test_without_a_project_results_go_below_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTARGETS_ROOT", str(tmp_path / "nowhere"))
    monkeypatch.delenv("PLANTARGETS_OUTPUT", raising=False)
    monkeypatch.chdir(tmp_path)
    written("", {"t": pd.DataFrame({"a": [1]})})
    assert (tmp_path / "outputs/interactive/growth/tables/t.csv").is_file()
