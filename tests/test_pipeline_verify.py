"""`plantargets verify` names every planted fault, and is silent on a clean project."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.records import output_hashes
from plantargets.pipeline.verify import Tolerance, read_tolerances, table_changes
from tiny_project import Project

REFERENCE = "outputs/reference"


def told(project: Project) -> str:
    done = project.call("verify")
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def rewrite_record(project: Project, run: str) -> None:
    """Make the record of a run agree with its outputs, as a careless hand would."""
    path = project.path(f"outputs/{run}/record.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["outputs"] = output_hashes(path.parent)
    path.write_text(json.dumps(record), encoding="utf-8")


def test_a_clean_project_passes_and_nothing_is_written(checked: Project) -> None:
    before = {
        path: path.stat().st_mtime_ns for path in checked.root.rglob("*") if "__pycache__" not in path.parts
    }
    done = checked.call("verify")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The outputs are those")
    after = {
        path: path.stat().st_mtime_ns for path in checked.root.rglob("*") if "__pycache__" not in path.parts
    }
    assert after == before


def test_updating_the_reference_leaves_the_steps_up_to_date(checked: Project) -> None:
    done = checked.call("reproduce", "--explain")
    assert set(done.stdout.splitlines()) == {
        f"{run}: up to date" for run in ("first", "first-zh", "second", "third")
    }


def test_committed_notebooks_are_executed_without_image_bytes(verified: Project) -> None:
    notebook = json.loads(verified.path("notebooks/first.ipynb").read_text(encoding="utf-8"))
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == [1, 2, 3, 4]
    assert "image/png" not in json.dumps(notebook)


FAULTS: dict[str, tuple[Callable[[Project], object], str]] = {
    "a digit in an output table": (
        lambda p: p.edit("outputs/first/tables/squares.csv", "900", "901"),
        "first: output tables/squares.csv is not the one that was made",
    ),
    "the same, named value by value": (
        lambda p: p.edit("outputs/first/tables/squares.csv", "900", "901"),
        "first/tables/squares.csv, row 3 (code=410000), column square: 900 in the reference, 901 now",
    ),
    "a digit in an output table, its record adapted": (
        lambda p: (p.edit("outputs/third/tables/words.csv", "目标", "指标"), rewrite_record(p, "third")),
        "third/tables/words.csv, row 1, column word: 目标 in the reference, 指标 now",
    ),
    "a digit in the data of a figure": (
        lambda p: p.edit("outputs/second/figures/products.csv", "1800", "1801"),
        "second/figures/products.csv, row 3 (code=410000), column product: 1800 in the reference, 1801 now",
    ),
    "another drawing, its record adapted": (
        lambda p: (
            p.edit("outputs/second/figures/products.png", "a drawing", "another"),
            rewrite_record(p, "second"),
        ),
        "second/figures/products.png: other bytes than the reference",
    ),
    "a digit in an input": (
        lambda p: p.edit("data/numbers.csv", "30", "31"),
        "first: input data/numbers.csv changed",
    ),
    "an edited helper": (
        lambda p: p.edit("src/plantargets/helpers/squares.py", "number * number", "number**2"),
        "first: code plantargets.helpers.squares changed",
    ),
    "another lock": (
        lambda p: p.edit("requirements.lock", "click==", "click==0."),
        "first: requirements.lock changed",
    ),
    "a dependency at another version": (
        lambda p: p.edit("requirements.lock", "click==", "click==0."),
        "package click: 0.",
    ),
    "another default": (
        lambda p: p.edit("src/plantargets/pipeline/steps.py", '"int", 2', '"int", 3'),
        "second: parameter factor changed",
    ),
    "a missing output": (
        lambda p: p.path("outputs/second/figures/products.svg").unlink(),
        "second: output figures/products.svg is missing",
    ),
    "a missing run": (lambda p: shutil.rmtree(p.path("outputs/third")), "third: not made yet"),
    "an older output": (
        lambda p: shutil.copy(
            p.path("outputs/first/notebook.html"), p.path("outputs/first-zh/notebook.html")
        ),
        "first-zh: output notebook.html is not the one that was made",
    ),
    "a damaged record": (
        lambda p: p.path("outputs/first/record.json").write_text("{"),
        "first: outputs/first/record.json is damaged",
    ),
    "an edited record": (
        lambda p: p.edit("outputs/first/record.json", '"410000"', '"410001"'),
        "its fingerprint is not that of its contents",
    ),
    "an edited reference value": (
        lambda p: p.edit(f"{REFERENCE}/first/tables/squares.csv", "900", "901"),
        "outputs/reference/first/tables/squares.csv was edited",
    ),
    "a missing reference": (
        lambda p: p.path(f"{REFERENCE}/first/tables/squares.csv").unlink(),
        "outputs/reference/first/tables/squares.csv is missing",
    ),
    "a stripped notebook": (
        lambda p: p.write_notebook("third", strip(p, "third")),
        "notebooks/third.ipynb: code cell 1 is committed without having been executed",
    ),
    "another printed digit": (
        lambda p: p.edit("notebooks/first.ipynb", "2      4", "2      5"),
        "notebooks/first.ipynb: code cell 3: committed",
    ),
    "a cell out of order": (
        lambda p: swap_cells(p.path("notebooks/first.ipynb"), 3, 4),
        "first: notebook changed",
    ),
    "a tolerance without a reason": (
        lambda p: p.path(f"{REFERENCE}/tolerances.toml").write_text(
            '["first/tables/squares"]\nsquare = { absolute = "1" }\n'
        ),
        "a tolerance needs a reason",
    ),
}


def strip(project: Project, name: str) -> list[str | tuple[str, str]]:
    content = json.loads(project.path(f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in content["cells"]]


def swap_cells(path: Path, one: int, other: int) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = content["cells"]
    cells[one], cells[other] = cells[other], cells[one]
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named(checked: Project, fault: str) -> None:
    plant, expected = FAULTS[fault]
    plant(checked)
    assert expected in told(checked)


def test_a_value_within_its_tolerance_passes_and_one_beyond_does_not(checked: Project) -> None:
    tolerances = checked.path(f"{REFERENCE}/tolerances.toml")
    tolerances.write_text(
        '["first/tables/squares"]\nsquare = { absolute = "1", reason = "rounded by hand" }\n'
    )
    checked.edit("outputs/first/tables/squares.csv", "900", "901")
    assert "column square" not in told(checked)
    checked.edit("outputs/first/tables/squares.csv", "901", "902")
    assert "column square: 900 in the reference, 902 now" in told(checked)


def test_outputs_that_are_not_their_record_do_not_become_the_reference(checked: Project) -> None:
    before = checked.outputs()
    checked.edit("outputs/third/tables/words.csv", "目标", "指标")
    done = checked.call("verify", "--update-reference")
    assert done.returncode == 1
    assert "cannot become the reference" in done.stderr
    after = checked.outputs()
    assert {n: d for n, d in before.items() if n.startswith("reference/")} == {
        n: d for n, d in after.items() if n.startswith("reference/")
    }


@pytest.mark.parametrize(
    ("before", "after", "limits", "found"),
    [
        ("a,b\n1,2\n", "a,b\n1,2\n", {}, []),
        ("a,b\n1,2\n", "a,b\n1,2.0\n", {}, ["t, row 1 (a=1), column b: 2 in the reference, 2.0 now"]),
        ("a,b\n1,2\n", "a,b\n1,\n", {"b": "1"}, ["t, row 1 (a=1), column b: 2 in the reference, empty now"]),
        ("a,b\n1,2\n", "a,b\n1,nan\n", {"b": "1"}, ["t, row 1 (a=1), column b: 2 in the reference, nan now"]),
        ("a,b\n1,2\n", "a,b\n1,2.5\n", {"b": "0.5"}, []),
        (
            "a,b\n1,2\n",
            "a,b\n1,2.500001\n",
            {"b": "0.5"},
            ["t, row 1 (a=1), column b: 2 in the reference, 2.500001 now"],
        ),
        ("a\n1\n", "a\n1\n2\n", {}, ["t: 1 rows in the reference, 2 now"]),
        ("a,b\n1,2\n", "b,a\n2,1\n", {}, ["t: columns differ (gone: none; new: none; else their order)"]),
        ("a,b\n1,2\n", "a,c\n1,2\n", {}, ["t: columns differ (gone: b; new: c; else their order)"]),
    ],
)
def test_changes_are_named_by_row_and_column(
    tmp_path: Path, before: str, after: str, limits: dict[str, str], found: list[str]
) -> None:
    (tmp_path / "before.csv").write_text(before)
    (tmp_path / "after.csv").write_text(after)
    tolerances = {name: Tolerance(Decimal(limit), Decimal(0), "test") for name, limit in limits.items()}
    assert table_changes(tmp_path / "before.csv", tmp_path / "after.csv", "t", tolerances) == found


@pytest.mark.parametrize(
    "text",
    [
        '["t"]\nx = 1\n',
        '["t"]\nx = { absolute = "a", reason = "r" }\n',
        '["t"]\nx = { absolute = -1, reason = "r" }\n',
        "[t",
    ],
)
def test_tolerances_that_mean_nothing_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "tolerances.toml").write_text(text)
    with pytest.raises(PlanTargetsError, match="tolerances"):
        read_tolerances(tmp_path / "tolerances.toml")
