"""A sweep checks its whole file before anything runs, runs each set once, and collects one table."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Parameter, Run, Step
from plantargets.pipeline.parameters import make_run
from plantargets.pipeline.parts import LARGEST_PART, count_parts, divide, read_part, write_parts
from plantargets.pipeline.sweep import MOST_RUNS, Sweep, read_sweep, short_table
from tiny_project import Project

STEP = Step(
    name="growth",
    notebook="n.ipynb",
    title="Growth",
    parameters=(
        Parameter("code", "str", "410000", "Code."),
        Parameter("target", "float", 1.0, "Target."),
        Parameter("year", "int", 2025, "Year."),
        Parameter("language", "str", "en", "Language.", ("en", "zh")),
    ),
    tables=("summary",),
    summary_table="summary",
)
TINY_FIRST = Step(
    name="first",
    notebook="notebooks/first.ipynb",
    title="First",
    parameters=(
        Parameter("code", "str", "410000", "Code of a region."),
        Parameter("language", "str", "en", "Language.", ("en", "zh")),
    ),
    tables=("squares",),
    summary_table="squares",
)


def written(folder: Path, text: str, name: str = "targets.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def parameters(file: Path) -> list[dict[str, object]]:
    return [run.parameters for run in read_sweep(STEP, file)]


def refusal(file: Path, step: Step = STEP) -> str:
    with pytest.raises(PlanTargetsError) as caught:
        read_sweep(step, file)
    return str(caught.value)


def test_yaml_and_csv_of_the_same_sets_ask_for_the_same_runs(tmp_path: Path) -> None:
    yaml = written(
        tmp_path, "- {code: 010000, target: 2, year: [2024, 2025]}\n- {target: 3.5, language: zh}\n"
    )
    table = written(
        tmp_path,
        "code,target,year,language\n010000,2,2024,\n010000,2,2025,\n\n,3.5,,zh\n",
        "t.csv",
    )
    assert read_sweep(STEP, yaml) == read_sweep(STEP, table)
    assert parameters(yaml) == [
        {"code": "010000", "target": 2.0, "year": 2024, "language": "en"},
        {"code": "010000", "target": 2.0, "year": 2025, "language": "en"},
        {"code": "410000", "target": 3.5, "year": 2025, "language": "zh"},
    ]


def test_a_run_of_a_sweep_is_the_run_of_its_parameters(tmp_path: Path) -> None:
    file = written(tmp_path, "target: 3\nyear: 2030\n")
    assert read_sweep(STEP, file) == (make_run(STEP, {"year": "2030", "target": "3.0"}),)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=5), st.lists(st.integers(1, 40), min_size=1, max_size=5)
)
def test_lists_give_every_combination_once(
    tmp_path_factory: pytest.TempPathFactory, targets: list[int], years: list[int]
) -> None:
    file = written(tmp_path_factory.mktemp("sweep"), json.dumps({"target": targets, "year": years}))
    found = [(one["target"], one["year"]) for one in parameters(file)]
    assert set(found) == {(target, year) for target in targets for year in years}
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "t.yaml",
            "- {target: 1}\n- {target: 2,\n   yaer: 2024}\n- {language: fr, target: x}\n",
            [
                "row 2 (line 2): unknown parameter 'yaer' (did you mean 'year'?)",
                "row 3 (line 4): parameter 'language': 'fr' is not one of en, zh",
                "row 3 (line 4): parameter 'target': expected float, found 'x'",
            ],
        ),
        ("t.csv", "target,year\n1,2024\n2,soon\n", ["row 2 (line 3): parameter 'year': expected int"]),
        ("t.csv", "target,year\n1\n", ["row 1 (line 2): expected 2 cells as in the first line, found 1"]),
        ("t.csv", "year,year\n1,2\n", ["parameter 'year' stands there twice"]),
        ("t.csv", 'year\n"1\n', ["line 2"]),
        ("t.yaml", "- {year: 1, year: 2}\n", ["row 1 (line 1): parameter 'year' stands there twice"]),
        ("t.yaml", "- {year: {from: 1}}\n", ["parameter 'year': expected a value or a list"]),
        ("t.yaml", "- {year: []}\n", ["parameter 'year': expected a value or a list"]),
        ("t.yaml", "- {? [1, 2] : 3}\n", ["row 1 (line 1)"]),
        ("t.yaml", "- 2024\n", ["row 1 (line 1): expected a set of parameters"]),
        ("t.yaml", "year: [2024\n", ["cannot be read", "line 2"]),
        ("t.yaml", "", ["expected at least one set of parameters"]),
        ("t.csv", "target\n", ["expected at least one set of parameters"]),
        ("t.txt", "target: 1\n", ["ends in .yaml or .csv"]),
        ("my targets.yaml", "target: 1\n", ["its name becomes the folder"]),
        ("growth-0123abcd.yaml", "target: 1\n", ["not begin like a run of the step"]),
    ],
)
def test_a_fault_names_file_row_and_parameter(tmp_path: Path, name: str, text: str, told: list[str]) -> None:
    message = refusal(written(tmp_path, text, name))
    for part in (name, *told):
        assert part in message


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.yaml")
    (tmp_path / "t.csv").write_bytes(b"target\n\xff\xfe\n")
    assert "cannot be read" in refusal(tmp_path / "t.csv")


def test_yaml_constructs_nothing(tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    text = f"- {{code: !!python/object/apply:pathlib.Path.touch [{planted}]}}\n"
    assert parameters(written(tmp_path, text))[0]["code"] == str(planted)
    assert not planted.exists()


def test_too_many_combinations_are_refused_before_they_are_counted_out(tmp_path: Path) -> None:
    names = [f"p{i}" for i in range(9)]
    step = Step(
        "growth",
        "n.ipynb",
        "G",
        tuple(Parameter(n, "int", 0, "") for n in names),
        tables=("t",),
        summary_table="t",
    )
    file = written(tmp_path, json.dumps({name: [*range(100)] for name in names}))
    assert f"more than {MOST_RUNS} sets" in refusal(file, step)


def test_a_step_without_a_table_to_collect_is_refused(tmp_path: Path) -> None:
    step = Step("plans", "n.ipynb", "Plans", tables=("plans",))
    assert "declares no summary_table" in refusal(written(tmp_path, "{}"), step)


def test_a_summary_table_that_is_not_written_is_refused() -> None:
    with pytest.raises(PlanTargetsError, match="is not one of its tables"):
        Step("plans", "n.ipynb", "Plans", tables=("plans",), summary_table="plan")


def test_a_sweep_fills_the_folders_of_its_runs_and_one_table(copied: Project) -> None:
    written(copied.root, "factor: [3, 5]\n")
    done = copied.call("run", "second", "--sweep", "targets.yaml")
    assert done.returncode == 0, done.stderr
    folders = sorted(copied.path("outputs/runs").glob("second-*"))
    assert len(folders) == 2
    single = {path.name: (path / "tables/products.csv").read_bytes() for path in folders}
    text = copied.path("outputs/runs/targets/results.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == ["factor", "run", "status", "code", "number", "square", "product", "note"]
    assert [(row["factor"], row["number"], row["product"]) for row in rows] == [
        (factor, number, str(int(number) ** 2 * int(factor)))
        for factor in "35"
        for number in ("1", "2", "30")
    ]
    assert {row["status"] for row in rows} == {"done"}
    assert "outputs/runs/targets/results.csv (6 rows; runs: 2 made, 0 up to date, 0 failed)" in done.stdout
    assert "factor" in done.stdout.splitlines()[0]

    again = copied.call("run", "second", "--sweep", "targets.yaml")
    assert "0 made, 2 up to date, 0 failed" in again.stdout, again.stderr
    assert copied.path("outputs/runs/targets/results.csv").read_text(encoding="utf-8") == text

    factors = {row["run"].removeprefix("runs/"): row["factor"] for row in rows}
    shutil.rmtree(folders[0])
    alone = copied.call("run", "second", "-p", f"factor={factors[folders[0].name]}")
    assert alone.returncode == 0, alone.stderr
    assert (folders[0] / "tables/products.csv").read_bytes() == single[folders[0].name]
    later = copied.call("run", "second", "--sweep", "targets.yaml")
    assert "0 made, 2 up to date, 0 failed" in later.stdout, later.stderr


def test_a_set_that_fails_is_reported_and_the_others_are_done(copied: Project) -> None:
    copied.write_notebook(
        "second",
        [
            "# Second",
            ("parameters", "factor: int = 2"),
            "from plantargets.pipeline import read_table, write_results",
            'if factor == 5:\n    raise ValueError("no factor 5")',
            """\
squares = read_table("first", "squares")
products = squares.assign(product=squares["square"] * factor)""",
            'write_results("second", tables={"products": products}, figures={"products": ("d", products)})',
        ],
    )
    written(copied.root, "factor\n3\n5\n7\n", "three.csv")
    done = copied.call("run", "second", "--sweep", "three.csv")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "1 of the sweep's runs failed" in done.stderr
    assert "no factor 5" in done.stderr
    assert "2 made, 0 up to date, 1 failed" in done.stdout
    rows = list(csv.DictReader(copied.path("outputs/runs/three/results.csv").read_text("utf-8").splitlines()))
    assert [(row["factor"], row["status"]) for row in rows if row["number"] in ("", "1")] == [
        ("3", "done"),
        ("5", "failed"),
        ("7", "done"),
    ]
    assert [row["note"] for row in rows if row["status"] == "failed"] == ["ValueError: no factor 5"]
    assert "up to date" in copied.call("reproduce", "--explain", "first").stdout


def test_a_set_has_the_bytes_of_its_run_and_no_figures_unless_they_are_asked_for(copied: Project) -> None:
    written(copied.root, "factor: [3, 5]\n")
    done = copied.call("run", "second", "--sweep", "targets.yaml")
    assert done.returncode == 0, done.stderr
    swept = copied.outputs()
    assert "runs/second-factor-3/tables/products.csv" in swept
    assert not [name for name in swept if name.startswith("runs/") and ("figures" in name or "html" in name)]

    drawn = copied.call("run", "second", "--sweep", "targets.yaml", "--figures")
    assert "2 made, 0 up to date, 0 failed" in drawn.stdout, drawn.stderr
    forked = copied.outputs()
    for folder in copied.path("outputs/runs").glob("second-*"):
        shutil.rmtree(folder)
    for factor in ("3", "5"):
        alone = copied.call("run", "second", "-p", f"factor={factor}")
        assert alone.returncode == 0, alone.stderr
    assert copied.outputs() == forked  # records, executed notebooks and pages as well
    assert "runs/second-factor-3/figures/products.pdf" in forked
    differ = {name for name, content in swept.items() if forked[name] != content}
    assert {name.rpartition("/")[2] for name in differ} == {
        "notebook.ipynb",
        "record.json",
        "datapackage.json",
    }
    # What has more than a sweep asks for is up to date; what has less is made anew by `run`.
    later = copied.call("run", "second", "--sweep", "targets.yaml")
    assert "0 made, 2 up to date, 0 failed" in later.stdout, later.stderr


def test_figures_without_a_sweep_are_always_drawn(project: Project) -> None:
    done = project.call("run", "second", "--figures")
    assert done.returncode == 1
    assert "--figures belongs to --sweep" in done.stderr


def test_kernels_that_are_forked_are_shut_in_and_keep_no_code_but_their_own(copied: Project) -> None:
    copied.path("secret.txt").write_text("12", encoding="utf-8")
    copied.write_notebook(
        "second",
        [
            "# Second",
            ("parameters", "factor: int = 2"),
            """\
import importlib
import os

from plantargets.pipeline import read_table, write_results
from plantargets.project import project_root""",
            """\
if factor == 3:
    importlib.import_module("plantargets.helpers." + "unused")
if factor == 5:
    (project_root() / "secret.txt").read_text()
if factor == 7:
    os.abort()
if factor == 13:
    import warnings

    warnings.warn("thirteen")""",
            'products = read_table("first", "squares").assign(factor=factor)',
            'write_results("second", tables={"products": products}, figures={"products": ("d", products)})',
        ],
    )
    written(copied.root, "factor: [3, 5, 7, 13, 17, 19]\n")
    done = copied.call("run", "second", "--sweep", "targets.yaml", "-j", "1")
    assert "2 made, 0 up to date, 4 failed" in done.stdout, done.stderr
    rows = csv.DictReader(copied.path("outputs/runs/targets/results.csv").read_text("utf-8").splitlines())
    notes = {row["factor"]: row["note"] for row in rows}
    assert notes.pop("17") == notes.pop("19") == ""
    hidden = "in a way that its fingerprint does not see"
    assert notes["3"].startswith(f"step second uses plantargets.helpers {hidden}")
    assert "secret.txt, which is not among its inputs" in notes["5"] or "may read what" in notes["5"]
    assert "the kernel died: it crashed (signal 6, SIGABRT)" in notes["7"]
    assert "UserWarning: thirteen" in notes["13"]


def test_code_that_changes_while_a_sweep_runs_is_not_taken_for_the_code_that_ran(copied: Project) -> None:
    copied.write_notebook(
        "first",
        [
            "# First",
            ("parameters", 'code: str = "410000"\nlanguage: str = "en"'),
            """\
import pandas as pd

from plantargets.helpers.squares import square
from plantargets.pipeline import write_results""",
            'squares = pd.DataFrame({"code": [code], "square": [square(3)]})',
            'write_results("first", tables={"squares": squares})',
        ],
    )
    runs = read_sweep(TINY_FIRST, written(copied.root, 'code: ["1", "2"]\n'))
    write_parts(copied.path("parts.json"), [runs])
    # The first set's run edits the module that both have imported.
    copied.edit(
        "src/plantargets/pipeline/runner.py",
        "    write_record(run, state,",
        "    squares = PACKAGE / 'helpers' / 'squares.py'\n"
        "    squares.write_text(squares.read_text().replace('number * number', 'number + 1'))\n"
        "    write_record(run, state,",
    )
    done = subprocess.run(
        [sys.executable, "-m", "plantargets.pipeline.job", "--part", str(copied.path("parts.json")), "0"],
        cwd=copied.root,
        env=os.environ | {"PYTHONPATH": str(copied.root / "src"), "PLANTARGETS_ROOT": str(copied.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "code plantargets.helpers.squares changed while the sweep ran; run it again" in done.stderr
    assert (copied.path("outputs/runs/first-code-1/tables/squares.csv").read_text()) == "code,square\n1,9\n"
    assert not copied.path("outputs/runs/first-code-2").exists()


@given(st.integers(0, 300), st.integers(1, 9))
def test_parts_hold_every_set_once_and_are_of_nearly_equal_size(sets: int, jobs: int) -> None:
    runs = [Run(f"runs/growth-{number}", STEP, STEP.defaults) for number in range(sets)]
    parts = divide(runs, jobs)
    assert sorted(run.name for part in parts for run in part) == sorted(run.name for run in runs)
    sizes = [len(part) for part in parts]
    assert not sizes or (max(sizes) <= LARGEST_PART and max(sizes) - min(sizes) <= 1)
    assert len(parts) >= min(jobs, sets)


def test_what_is_written_of_parts_is_read_again(tmp_path: Path) -> None:
    runs = [replace(make_run(STEP, {"target": target}), drawn=False) for target in ("1.1", "2e-9", "3")]
    write_parts(tmp_path / "parts.json", [runs[:1], runs[1:]])
    assert count_parts(tmp_path / "parts.json") == 2
    assert read_part(tmp_path / "parts.json", 1, [STEP]) == runs[1:]


def test_nothing_runs_when_one_row_is_wrong(project: Project) -> None:
    written(project.root, "- {factor: 3}\n- {factor: 2.5}\n")
    done = project.call("run", "second", "--sweep", "targets.yaml")
    assert done.returncode == 1
    assert "targets.yaml" in done.stderr
    assert "row 2 (line 2): parameter 'factor': expected int, found '2.5'" in done.stderr
    assert not project.outputs()


def test_parameters_beside_a_sweep_are_refused(project: Project) -> None:
    done = project.call("run", "second", "--sweep", "t.yaml", "-p", "factor=3")
    assert done.returncode == 1
    assert "leave out -p and --params" in done.stderr


def test_the_short_table_shows_each_column_that_differs_once_and_keeps_codes() -> None:
    rows = [
        {"code": "010000", "same": "x", "run": "a", "again": "010000", "value": "0.123456", "note": ""},
        {"code": "河南", "same": "x", "run": "b", "again": "河南", "value": "12345.67", "note": "n" * 90},
    ]
    text = short_table(Sweep(Path("r.csv"), [*rows[0]], rows, (), (), ()))
    header, first, second = text.splitlines()
    assert header.split() == ["code", "value", "note"]
    assert first.split() == ["010000", "0.1235"]
    assert second.split()[:2] == ["河南", "12346"]
    assert len(second.split()[2]) == 32
    assert first.index("0.1235") == second.index("12346") + 2  # a Chinese character is two columns wide
