"""The manuscript takes its numbers from results that are there, and links each to its cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.paper import manuscript
from plantargets.paper.manuscript import FIGURE, LOOK, NUMBER, SOURCE, TABLE, fill_manuscript, make_paper
from plantargets.pipeline.declaration import Run, Step
from plantargets.pipeline.records import write_record
from plantargets.pipeline.steps import STEPS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / SOURCE).read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with one result and its record."""
    folder = tmp_path / "outputs/s"
    (folder / "tables").mkdir(parents=True)
    (folder / "figures").mkdir()
    frame = pd.DataFrame({"name": ["甲", "乙"], "value": [1.25, 2000.5]})
    frame.to_csv(folder / "tables/t.csv", index=False)
    (folder / "datapackage.json").write_text("{}")
    write_record(Run("s", Step("s", "n.ipynb", "S"), {}), {}, {}, "", folder)
    return tmp_path


def test_numbers_link_to_their_cells(project: Path) -> None:
    text = (
        "[s/t:value@name=乙|,.0f] of [s/t:count], [s/t:value:sum|.2f], [s/t:name:unique], [s/t:name@value=1]"
    )
    assert fill_manuscript(text, project) == (
        "[2,001](../s/tables/t.csv#cell=3,2) of [2](../s/tables/t.csv), [2001.75](../s/tables/t.csv#col=2), "
        "[2](../s/tables/t.csv#col=1), [甲](../s/tables/t.csv#cell=2,1)"
    )


def test_a_number_follows_its_row_to_another_place(project: Path) -> None:
    """Rows were named by their place: in another order the paper said 2,000.5 of 甲."""
    before = fill_manuscript("[s/t:value@name=甲]", project)
    folder = project / "outputs/s"
    swapped = pd.DataFrame({"name": ["乙", "甲"], "value": [2000.5, 1.25]})
    swapped.to_csv(folder / "tables/t.csv", index=False)
    write_record(Run("s", Step("s", "n.ipynb", "S"), {}), {}, {}, "", folder)
    after = fill_manuscript("[s/t:value@name=甲]", project)
    assert (before, after) == ("[1.25](../s/tables/t.csv#cell=2,2)", "[1.25](../s/tables/t.csv#cell=3,2)")


@pytest.mark.parametrize(
    ("cell", "form", "shown"),
    [("2000.5", ",.0f", "2,001"), ("0.15", ".1f", "0.2"), ("-2.5", ".0f", "-3"), ("0.125", ".0%", "13%"),
     ("10.325", ".2f", "10.33"), ("2025", ".0f", "2025"), ("甲", None, "甲")],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(cell: str, form: str | None, shown: str) -> None:
    assert manuscript._formatted(cell, form) == shown


def test_the_manuscript_names_every_row_of_the_reference() -> None:
    """Each number stands in one row, found by what the manuscript calls it."""
    count = 0
    for match in NUMBER.finditer(TEXT):
        path = ROOT / "outputs/reference" / (match["table"].replace("/", "/tables/") + ".csv")
        if match["row"]:
            path = ROOT / manuscript.BLIND if match["table"] == "blind" else path
            with path.open(encoding="utf-8", newline="") as file:
                assert manuscript._only_row(list(csv.DictReader(file)), match) >= 0
            count += 1
    assert count >= 9


def test_tables_link_cell_by_cell(project: Path) -> None:
    filled = fill_manuscript("[table s/t: name = Name, value = Value]", project).splitlines()
    assert filled[0] == "| Name | Value |"
    assert filled[2] == "| [甲](../s/tables/t.csv#cell=2,1) | [1.25](../s/tables/t.csv#cell=2,2) |"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[s/t:vaule@name=甲]", "names no column of s/t; its columns are name, value"),
        (
            "[s/t:value@name=丙]",
            "expected to name one row of s/t, found 0 of its 2. Name the row by",
        ),
        ("[s/t:value]", "expected to name one row of s/t, found 2 of its 2"),
        ("[s/t:value@nmae=甲]", "s/t has no column nmae; its columns are name, value"),
        ("[s/u:value@name=甲]", "does not exist"),
        ("[table s/t: x = X]", "s/t has no column x"),
    ],
)
def test_a_number_that_there_is_not_is_refused(project: Path, text: str, told: str) -> None:
    with pytest.raises(PlanTargetsError, match=told):
        fill_manuscript(text, project)


def test_a_number_of_an_altered_result_is_refused(project: Path) -> None:
    path = project / "outputs/s/tables/t.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1.25", "9"), encoding="utf-8")
    with pytest.raises(PlanTargetsError, match="was changed"):
        fill_manuscript("[s/t:value@name=甲]", project)


def test_the_manuscript_names_results_that_are_declared() -> None:
    tables = {f"{step.name}/{name}" for step in STEPS for name in step.tables} | {"blind"}
    figures = {(step.name, name) for step in STEPS for name in step.figures}
    named = {match["table"] for match in (*NUMBER.finditer(TEXT), *TABLE.finditer(TEXT))}
    assert len(named) > 4 and named <= tables
    assert len(FIGURE.findall(TEXT)) > 3 and set(FIGURE.findall(TEXT)) <= figures
    for match in NUMBER.finditer(TEXT):
        path = ROOT / "outputs/reference" / match["table"].replace("/", "/tables/")
        if path.with_suffix(".csv").is_file() and match["column"] != "count":
            with path.with_suffix(".csv").open(encoding="utf-8") as file:
                assert match["column"] in next(csv.reader(file)), match[0]


@pytest.mark.slow
def test_a_pdf_and_a_word_file_are_made(project: Path) -> None:
    pytest.importorskip("pypandoc")
    pytest.importorskip("typst")
    for name in ("data", "CITATION.cff"):
        (project / name).symlink_to(ROOT / name)
    (project / "paper").mkdir()
    (project / SOURCE).write_text(
        "---\ntitle: T\n---\n# 目标 [s/t:count]\n\n# References\n", encoding="utf-8"
    )
    pdf, word = make_paper(project)
    assert pdf.read_bytes().startswith(b"%PDF") and b"/Type3" not in pdf.read_bytes()
    assert word.read_bytes().startswith(b"PK")


def test_a_table_is_told_in_words_and_has_room_for_them(project: Path) -> None:
    folder = project / "outputs/s"
    rows = pd.DataFrame(
        {"name": ["企业" * 30, "乙"], "comparator": ["ge", "range"], "end_year": [2022.0, None]}
    )
    rows.to_csv(folder / "tables/t.csv", index=False)
    write_record(Run("s", Step("s", "n.ipynb", "S"), {}), {}, {}, "", folder)
    asked = "[table s/t: name = Name, comparator = Binding, end_year = By]"
    _, rule, first, second = fill_manuscript(asked, project).splitlines()
    assert "[at least](" in first and "[2022](" in first and "[between two values](" in second
    assert second.endswith("|  |")  # what is not stated stays empty
    widths = [part.strip().count("-") for part in rule.strip("|").split("|")]
    assert widths[0] == 36 > widths[1] == 20 > widths[2] == 9


def test_the_paper_names_the_plans_and_breaks_its_tables() -> None:
    assert 'nocite: "@*"' in TEXT  # without it the list of references is empty
    assert "breakable: true" in LOOK  # a table longer than its page was printed over itself
