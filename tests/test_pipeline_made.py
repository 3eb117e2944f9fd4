"""The book, the paper and the tables of sweeps are noticed when they are not what was made of the results."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from falsify_checks import PRODUCTS, rewrite_record
from plantargets.pipeline.declaration import Run, Step
from plantargets.pipeline.fingerprint import file_hash
from plantargets.pipeline.made import MADE, made_faults, write_made
from plantargets.pipeline.records import index_faults, write_index, write_record
from plantargets.pipeline.steps import STEPS
from plantargets.pipeline.verify import REFERENCE
from tiny_project import Project

ROOT = Path(__file__).parents[1]


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Return a folder of outputs with one result, and a book and a table of a sweep made from it."""
    made = tmp_path / "outputs"
    (made / "s").mkdir(parents=True)
    (made / "s/t.csv").write_text("a\n1\n")
    write_record(Run("s", Step("s", "n.ipynb", "S"), {}), {}, {}, "", made / "s")
    for folder, name in (("book", "en/index.html"), ("runs/sets", "results.csv")):
        (made / folder / name).parent.mkdir(parents=True)
        (made / folder / name).write_text("1")
        write_made(made / folder, ["s", "s"], made)
    return made


def test_what_was_made_is_no_fault(outputs: Path) -> None:
    assert made_faults(outputs) == []
    (outputs / "book/.DS_Store").write_text("x")  # left by a desktop
    (outputs / "s/record.json").write_text(json.dumps(json.loads((outputs / "s/record.json").read_text())))
    assert made_faults(outputs) == []
    shutil.rmtree(outputs / "s")
    assert made_faults(outputs) == [], "a run that was deleted since"
    shutil.rmtree(outputs / "book")
    assert made_faults(outputs) == [], "the book that was deleted"


@pytest.mark.parametrize("folder", ["book", "runs/sets"])
def test_edited_missing_and_older_are_named_with_the_command(outputs: Path, folder: str) -> None:
    command = {"book": "`make book`", "runs/sets": "the same sweep"}[folder]
    name = {"book": "en/index.html", "runs/sets": "results.csv"}[folder]
    (outputs / folder / name).write_text("2")
    assert made_faults(outputs) == [f"{folder}: {name} is not the one that was made; {command} makes it anew"]
    write_made(outputs / folder, ["s"], outputs)
    (outputs / "s/t.csv").write_text("a\n2\n")
    write_record(Run("s", Step("s", "n.ipynb", "S"), {}), {}, {}, "", outputs / "s")
    told = f"{folder}: it was made from other results of s; {command} makes it anew"
    assert told in made_faults(outputs)
    for content in ("{", "[]", '{"files": 1, "part": "", "runs": {}}', ""):
        (outputs / folder / MADE).write_text(content)
        assert f"{folder}: {MADE} is damaged; {command} makes it anew" in made_faults(outputs)
    (outputs / folder / MADE).unlink()
    told = f"{folder}: {MADE}, which names its files, is missing; {command} makes it anew"
    assert told in made_faults(outputs)


def test_only_the_part_that_was_used_counts(outputs: Path) -> None:
    """A set of a sweep that is run alone afterwards has figures too; the table of the sweep is as it was."""
    write_made(outputs / "runs/sets", ["s"], outputs, part="t")
    (outputs / "s/figure.png").write_text("1")
    write_record(Run("s", Step("s", "n.ipynb", "S"), {}), {}, {}, "", outputs / "s")
    told = made_faults(outputs)
    assert told == ["book: it was made from other results of s; `make book` makes it anew"]


def test_equal_results_give_equal_bytes(outputs: Path) -> None:
    before = (outputs / "book" / MADE).read_bytes()
    write_made(outputs / "book", ["s"], outputs)
    assert (outputs / "book" / MADE).read_bytes() == before
    assert sorted(path.name for path in (outputs / "book").iterdir()) == ["en", MADE]


def test_a_row_of_the_index_is_that_of_its_record(tmp_path: Path) -> None:
    (tmp_path / "runs/growth-target-20000").mkdir(parents=True)
    growth = next(step for step in STEPS if step.name == "growth")
    run = Run("runs/growth-target-20000", growth, growth.defaults | {"target": 20000.0})
    runs = [(run.name, run)]
    assert index_faults(runs, tmp_path) == [], "no index yet"
    write_record(run, {}, {}, "A quarter, 25 %.", tmp_path / run.name)
    write_index((), tmp_path)
    path = tmp_path / "runs/index.csv"
    path.write_text("run,step,parameters,answer\n" + "gone,growth,target=1.0,x\n", encoding="utf-8")
    assert index_faults(runs, tmp_path) == [], "a run without a row, and a row without its run"
    row = "growth-target-20000,growth,target=20000.0,"
    path.write_text(f'run,step,parameters,answer\n{row}"A quarter, 25 %."\n', encoding="utf-8")
    assert index_faults(runs, tmp_path) == []
    path.write_text(f'run,step,parameters,answer\n{row}"A quarter, 35 %."\n', encoding="utf-8")
    told = "runs/index.csv: the row of growth-target-20000 is not what its record gives"
    assert index_faults(runs, tmp_path)[0].startswith(told)


def test_the_figures_that_are_shown_are_those_of_the_reference() -> None:
    lines = (ROOT / REFERENCE / "checksums.sha256").read_text(encoding="utf-8").split()
    shown = sorted((ROOT / REFERENCE).glob("*.png"))
    assert len(shown) > 1 and all(file_hash(picture) in lines for picture in shown)


def test_a_figure_that_is_shown_follows_its_reference(checked: Project) -> None:
    shown = checked.path(f"{REFERENCE}/shown.png")
    shutil.copy(checked.path(f"{PRODUCTS}.png"), shown)
    checked.edit(f"{PRODUCTS}.png", "a drawing", "another")
    rewrite_record(checked, "second")
    done = checked.call("verify", "--update-reference")
    assert done.returncode == 0, done.stderr
    assert shown.read_bytes() == checked.path(f"{PRODUCTS}.png").read_bytes()
    assert f"{REFERENCE}/shown.png" in done.stdout.splitlines()
