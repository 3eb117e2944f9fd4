"""`plantargets verify` is silent on a clean project; the faults that it names are planted in falsify.py."""

from __future__ import annotations

import json
import shlex
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from plantargets.errors import PlanTargetsError
from plantargets.pipeline import verify as verification
from plantargets.pipeline.declaration import Parameter, Run, Step
from plantargets.pipeline.records import output_hashes
from plantargets.pipeline.rerun import _copy_folders
from plantargets.pipeline.verify import Tolerance, read_tolerances, table_changes
from tiny_project import ROOT, Project, build_project

REFERENCE = "outputs/reference"


def told(project: Project) -> str:
    done = project.call("verify")
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_clean_project_passes_and_nothing_is_written(checked: Project) -> None:
    before = {
        path: path.stat().st_mtime_ns for path in checked.root.rglob("*") if "__pycache__" not in path.parts
    }
    done = checked.call("verify")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Nothing was run again: ")
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
        ("a,b\n1,200\n", "a,b\n1,200.5\n", {"b": "0.5"}, []),
        # A hundredth of the value is the most, whatever the tolerance says.
        (
            "a,b\n1,2\n",
            "a,b\n1,2.5\n",
            {"b": "100"},
            ["t, row 1 (a=1), column b: 2 in the reference, 2.5 now"],
        ),
        (
            "a,b\n1,200\n",
            "a,b\n1,200.500001\n",
            {"b": "0.5"},
            ["t, row 1 (a=1), column b: 200 in the reference, 200.500001 now"],
        ),
        ("a\n1\n", "a\n1\n2\n", {}, ["t: 1 row in the reference, 2 now"]),
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
        '["t"]\nx = { relative = 0.5, reason = "r" }\n',
        "[t",
    ],
)
def test_tolerances_that_mean_nothing_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "tolerances.toml").write_text(text)
    with pytest.raises(PlanTargetsError, match="tolerances"):
        read_tolerances(tmp_path / "tolerances.toml")


def test_elsewhere_the_last_digit_may_differ_by_one(checked: Project, tmp_path: Path) -> None:
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text("chance,value,unit\n0.0761,17165.55,a\n")
    for text, same in (
        ("0.0762,17165.54,a", True),
        ("0.0763,17165.55,a", False),
        ("0.0761,17165.57,a", False),
        ("0.0761,17165.55,b", False),
    ):
        after.write_text(f"chance,value,unit\n{text}\n")
        assert (table_changes(before, after, "t", {}, last_digit=True) == []) == same
        assert table_changes(before, after, "t", {}) != []
    checked.path(f"{REFERENCE}/made_on.txt").write_text("Plan9 mips\n")
    done = checked.call("verify")
    assert done.returncode == 0 and "note: the reference was made on Plan9 mips" in done.stderr


def test_a_newer_package_with_equal_results_is_a_note(verified: Project, tmp_path: Path) -> None:
    """The weekly run with the newest versions failed as soon as one was newer than the lock."""
    project = build_project(tmp_path / "newest")
    for folder in (REFERENCE, "notebooks"):
        shutil.copytree(verified.path(folder), project.path(folder), dirs_exist_ok=True)
    project.edit("requirements.lock", "click==", "click==0.")
    assert project.call("reproduce").returncode == 0
    done = project.call("verify")
    assert done.returncode == 0, done.stderr
    assert "note: package click: 0." in done.stderr


@pytest.mark.slow
def test_forged_results_are_noticed_when_they_are_made_again(checked: Project) -> None:
    """Table, record, reference and checksums changed together pass every other check."""
    for name in ("outputs/third/tables/words.csv", f"{REFERENCE}/third/tables/words.csv"):
        checked.edit(name, "指标", "口径")
    record = checked.path("outputs/third/record.json")
    content = json.loads(record.read_text(encoding="utf-8"))
    content["outputs"] = output_hashes(record.parent)
    record.write_text(json.dumps(content), encoding="utf-8")
    checksums = checked.path(f"{REFERENCE}/checksums.sha256")
    digest = content["outputs"]["tables/words.csv"]
    lines = [
        f"{digest}  third/tables/words.csv" if line.endswith("third/tables/words.csv") else line
        for line in checksums.read_text().splitlines()
    ]
    checksums.write_text("\n".join(lines) + "\n")
    assert checked.call("reproduce").returncode == 0  # the provenance follows
    assert checked.call("verify").returncode == 0
    before = checked.outputs()
    done = checked.call("verify", "--rerun")
    assert done.returncode == 1
    assert "third/tables/words.csv, row 2, column word: 口径 on disk, 指标 now" in done.stderr
    assert checked.outputs() == before


def test_the_numbers_of_two_languages_are_the_same(checked: Project) -> None:
    """Nobody compared the Chinese edition of a table with the English one."""
    rewritten = checked.path("outputs/first-zh/tables/squares.csv")
    rewritten.write_text(rewritten.read_text().replace("900", "901"))
    told = checked.call("verify").stderr
    assert (
        "first-zh/tables/squares.csv, row 3, column square: 900 in first, 901 here, though only the language"
        in told
    )
    rewritten.write_text("".join(rewritten.read_text().splitlines(keepends=True)[:-1]))
    assert "first-zh/tables/squares.csv, 2 rows, or rows of other lengths than the 3 in first" in (
        checked.call("verify").stderr
    )


def test_the_reference_has_the_same_numbers_in_both_languages() -> None:
    reference = ROOT / REFERENCE
    editions = [(folder, folder.with_name(folder.name[:-3])) for folder in sorted(reference.glob("*-zh"))]
    assert len(editions) >= 5
    for here, there in editions:
        tables = sorted(here.rglob("*.csv"))
        assert tables
        for table in tables:
            rows = [verification._rows(one / table.relative_to(here)) for one in (there, here)]
            assert verification._other_numbers(rows[0], rows[1], there.name, {}) == []


def test_it_claims_no_more_than_it_looked_at(checked: Project) -> None:
    """All files of the folder were said to be those of their records: a page or an old folder is of none."""
    plain = checked.call("verify").stdout
    assert "every value and byte equals the reference" in plain and "book" not in plain
    assert "Not verified" not in plain
    for name in ("reader.html", "old/tables/squares.csv", "interactive/first/tables/squares.csv"):
        checked.path(f"outputs/{name}").parent.mkdir(parents=True, exist_ok=True)
        checked.path(f"outputs/{name}").write_text("901")
    checked.path(f"{REFERENCE}/tolerances.toml").write_text(
        '["first/tables/squares"]\nsquare = { absolute = "0.1", reason = "an optimiser" }\n'
    )
    told = checked.call("verify").stdout
    assert "within the tolerances of tolerances.toml in first/tables/squares." in told
    assert (
        "Not verified, since no record says what it was made from: "
        "outputs/interactive/first, outputs/old, outputs/reader.html\n" in told
    )


def test_with_other_packages_it_claims_values_alone(checked: Project) -> None:
    checked.path(f"{REFERENCE}/made_on.txt").write_text("Plan9 mips\n")
    done = checked.call("verify")
    assert (
        "the values equal the reference results but for the last digit; bytes were not compared"
        in done.stdout
    )


def test_the_command_that_makes_a_run_anew_can_be_copied(tmp_path: Path) -> None:
    """A folder with a blank in its name came as two words."""
    folder = Parameter("folder", "str", "", "Reports.", names_folder=True)
    step = Step("corpus", "c.ipynb", "Corpus", parameters=(folder,))
    run = Run("runs/x", step, {"folder": str(tmp_path / "我的 reports")})
    (fault,) = verification._own_run_faults(run, (step,), tmp_path)
    command = shlex.split(fault.split("`")[1])
    assert command == ["plantargets", "run", "corpus", "-p", f"folder={tmp_path / '我的 reports'}"]


def test_the_folder_of_a_run_is_there_when_it_is_made_again(tmp_path: Path) -> None:
    """A hidden folder of the project was not copied, and a sound run failed."""
    root, copy = tmp_path / "project", tmp_path / "copy"
    (root / ".reports").mkdir(parents=True)
    (root / ".reports/河南.txt").write_text("x")
    folder = Parameter("folder", "str", "", "Reports.", names_folder=True)
    run = Run("runs/x", Step("corpus", "c.ipynb", "C", parameters=(folder,)), {"folder": ".reports"})
    _copy_folders(run, root, copy)
    assert (copy / ".reports/河南.txt").read_text() == "x"
