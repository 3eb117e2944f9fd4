"""README, REPLICATION.md and codecheck.yml say what declaration, notebooks, data and lock say."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import all_runs
from plantargets.pipeline.documents import MEASURED, documents_out_of_step, write_documents, write_measured
from plantargets.pipeline.steps import STEPS

ROOT = Path(__file__).parents[1]
SOURCES = (
    "README.md",
    "docs/guide.md",
    "docs/codebook.md",
    "docs/codebook.zh.md",
    "REPLICATION.md",
    "codecheck.yml",
    "CITATION.cff",
    "pyproject.toml",
    "requirements.lock",
    "environment.yml",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name in SOURCES:
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "outputs/reference").mkdir(parents=True)
    shutil.copy(ROOT / MEASURED, tmp_path / MEASURED)
    return tmp_path


def test_the_documents_are_in_step() -> None:
    assert list(documents_out_of_step(STEPS, ROOT)) == [], "call `plantargets steps --write-docs`"


def test_writing_twice_changes_nothing(project: Path) -> None:
    write_documents(STEPS, project)
    assert write_documents(STEPS, project) == []


def test_a_changed_declaration_is_noticed_and_written(project: Path) -> None:
    changed = (dataclasses.replace(STEPS[0], title="Other title"), *STEPS[1:])
    assert set(write_documents(changed, project)) == {"README.md", "REPLICATION.md", "codecheck.yml"}
    assert "Other title" in (project / "README.md").read_text(encoding="utf-8")
    assert not documents_out_of_step(changed, project)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("README.md", "| `growth` |", "| `grwth` |"),
        ("REPLICATION.md", "`outputs/growth/tables/summary.csv`", "`outputs/growth/tables/other.csv`"),
        ("codecheck.yml", "outputs/plans/tables/plans.csv", "outputs/plans/tables/other.csv"),
    ],
)
def test_an_edit_by_hand_is_noticed(project: Path, file: str, old: str, new: str) -> None:
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert list(documents_out_of_step(STEPS, project)) == [file]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("requirements.lock", "pandas==", "pandas==9."),
        ("data/plans/plans.csv", "henan-2023", "henan-2024"),
        (MEASURED, "growth,", "growth,9"),
        ("data/datapackage.json", "Register of plans", "Register"),
    ],
)
def test_a_changed_source_is_noticed(project: Path, file: str, old: str, new: str) -> None:
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    if file == "data/plans/plans.csv":
        (project / "data/plans/henan-2023.txt").rename(project / "data/plans/henan-2024.txt")
        (project / file).write_text(text.replace(old, new), encoding="utf-8")
    assert "REPLICATION.md" in documents_out_of_step(STEPS, project)


def test_a_moved_cell_is_noticed(project: Path) -> None:
    path = project / STEPS[0].notebook
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"].insert(1, {"cell_type": "markdown", "id": "new", "metadata": {}, "source": "More."})
    path.write_text(json.dumps(content), encoding="utf-8")
    assert list(documents_out_of_step(STEPS, project)) == ["REPLICATION.md"]


def test_the_manifest_meets_the_codecheck_specification() -> None:
    text = (ROOT / "codecheck.yml").read_text(encoding="utf-8")
    assert "\n---\n" in text
    content = yaml.safe_load(text)
    assert content["version"] == "https://codecheck.org.uk/spec/config/1.0/"
    declared = {f"outputs/{run.name}/{path}" for run in all_runs(STEPS) for path in run.outputs}
    files = [entry["file"] for entry in content["manifest"]]
    assert set(files) <= declared
    assert len(set(files)) == len(files) == sum(len(step.tables) + len(step.figures) for step in STEPS)
    assert all(entry["comment"] for entry in content["manifest"])
    assert content["paper"]["title"]
    assert all(author["name"] for author in content["paper"]["authors"])


def test_the_replication_page_has_every_heading_of_the_template() -> None:
    text = (ROOT / "REPLICATION.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Overview",
        "Data availability and provenance",
        "Dataset list",
        "Computational requirements",
        "Description of programs",
        "Instructions to replicators",
        "List of tables and figures",
        "References",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no markers", "README.md has no generated part"),
        ("<!-- generated: stepz -->\n<!-- end of stepz -->", "no generated part 'stepz'"),
        (None, "README.md is missing"),
    ],
)
def test_a_page_that_cannot_be_filled_is_refused(project: Path, text: str | None, told: str) -> None:
    (project / "README.md").unlink()
    if text is not None:
        (project / "README.md").write_text(text, encoding="utf-8")
    with pytest.raises(PlanTargetsError, match=re.escape(told)):
        write_documents(STEPS, project)


def test_measurements_are_taken_from_the_runs_on_disk_or_not_at_all(project: Path) -> None:
    before = (project / MEASURED).read_text(encoding="utf-8")
    folder = project / "outputs/.measured"
    folder.mkdir()
    runs = all_runs(STEPS)
    for run in runs[:-1]:
        (folder / f"{run.name}.json").write_text('{"seconds": 1.5, "peak_memory_mb": 200}')
    with pytest.raises(PlanTargetsError, match=f"{runs[-1].name} was not measured"):
        write_measured(STEPS, project)
    assert (project / MEASURED).read_text(encoding="utf-8") == before
    (folder / f"{runs[-1].name}.json").write_text('{"seconds": 2.5, "peak_memory_mb": 300}')
    write_measured(STEPS, project)
    assert (project / MEASURED).read_text(encoding="utf-8").endswith(f"{runs[-1].name},2.5,300\n")
    write_documents(STEPS, project)
    assert f"Together {1.5 * len(runs) + 1:.0f} s" in (project / "REPLICATION.md").read_text(encoding="utf-8")


def test_every_path_that_the_page_for_developers_names_is_there() -> None:
    page, package = (
        (ROOT / "docs" / "developing.md").read_text(encoding="utf-8"),
        ROOT / "src" / "plantargets",
    )
    words = {word for code in re.findall(r"`([^`\n]+)`", page) for word in code.split()}
    paths = {word for word in words if re.fullmatch(r"[\w./]*(?:/|\.(?:py|toml|csv))[\w./]*", word)}
    names = {path.name for path in package.rglob("*.*")}
    missing = [
        path
        for path in sorted(paths)
        if not ((ROOT / path).exists() or (package / path).exists() or path in names)
    ]
    assert len(paths) > 25
    assert missing == []
