"""What is written by hand for the book is whole: both languages, every figure, every cell, every column."""

from __future__ import annotations

import ast
import csv
import json
import pydoc
import re
import tomllib
from datetime import date
from pathlib import Path

import nbformat
import pytest
import yaml

from plantargets import compare, extract_targets, load_plans
from plantargets.book import build, chapters
from plantargets.book.build import CHAPTERS, make_book
from plantargets.book.chapters import FigureText, Source, make_chapter
from plantargets.book.pages import INPUT_TABLES, html_table, input_tables_html
from plantargets.errors import PlanTargetsError
from plantargets.export import bibtex
from plantargets.pipeline.declaration import Step
from plantargets.pipeline.translation import checksum, read_translations
from plantargets.plans import load_register
from plantargets.tutorials import LESSONS, lesson_notebook
from plantargets.tutorials.checks import Language

ROOT = Path(__file__).parents[1]
HAN = re.compile(r"[\u3400-\u9fff]")
TEXTS = {"curve": FigureText('A "curve" & its <data>', "One line, rising.")}
TARGETS = {"t-0123456789": "../plans/a.html"}
PNG = "iVBORw0KGgo="


def executed(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def drawing(source: str = "drawn = draw(data)\ndrawn") -> nbformat.NotebookNode:
    image = nbformat.v4.new_output("execute_result", {"image/png": PNG, "text/plain": "<Figure>"})
    return nbformat.v4.new_code_cell(source, id="draw", outputs=[image])


def saving() -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell('write_results("s", figures={"curve": (drawn, data)})', id="save")


def markdown(chapter: chapters.Chapter) -> str:
    return "\n".join(cell.source for cell in chapter.notebook.cells if cell.cell_type == "markdown")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return the outputs of a run with one figure and one table."""
    (tmp_path / "figures").mkdir()
    (tmp_path / "tables").mkdir()
    for end in ("png", "svg", "pdf"):
        (tmp_path / f"figures/curve.{end}").write_bytes(b"x")
    (tmp_path / "figures/curve.csv").write_text("target_id,x\nt-0123456789,1\nt-ffffffffff,2\n")
    (tmp_path / "tables/points.csv").write_text("x\n1\n")
    return tmp_path


def test_a_figure_comes_with_data_code_and_description(files: Path) -> None:
    chapter = make_chapter(Source("s", files, executed(drawing(), saving())), "en", TEXTS, TARGETS)
    text = markdown(chapter)
    assert 'src="../files/s/figures/curve.png" alt="One line, rising. Its data have 2 rows."' in text
    assert 'href="../files/s/figures/curve.csv"' in text
    assert "A &quot;curve&quot; &amp; its &lt;data&gt;" in text
    assert '<a href="#code-curve">' in text
    assert '<span id="code-curve"></span>' in text
    assert '<a href="../plans/a.html#t-0123456789">t-0123456789</a>' in text
    assert "t-ffffffffff" not in text
    assert "points.csv" in text
    outputs = [output for cell in chapter.notebook.cells for output in cell.get("outputs", [])]
    assert outputs == []
    assert not chapter.images


def test_a_figure_without_files_keeps_the_picture_of_the_notebook(tmp_path: Path) -> None:
    texts = {"drawn": TEXTS["curve"]}
    chapter = make_chapter(Source("s", tmp_path, executed(drawing())), "en", texts, TARGETS)
    assert list(chapter.images) == ["drawn.png"]


def test_a_figure_without_text_is_refused(files: Path) -> None:
    with pytest.raises(PlanTargetsError, match="no text for the figure 'curve'"):
        make_chapter(Source("s", files, executed(drawing(), saving())), "en", {}, TARGETS)


def test_addresses_of_targets_are_linked_in_cells_of_tables_only(tmp_path: Path) -> None:
    table = '<table><tr><td>t-0123456789; t-ffffffffff</td></tr></table><p data-x="t-0123456789"></p>'
    output = nbformat.v4.new_output("execute_result", {"text/html": table})
    cell = nbformat.v4.new_code_cell("table", id="table", outputs=[output])
    chapter = make_chapter(Source("s", tmp_path, executed(cell)), "en", {}, TARGETS)
    (shown,) = [cell for cell in chapter.notebook.cells if cell.cell_type == "code"]
    linked = '<a href="../plans/a.html#t-0123456789">t-0123456789</a>'
    expected = table.replace("<td>t-0123456789", f"<td>{linked}")
    assert shown.outputs[0].data["text/html"] == expected


def test_prose_is_replaced_by_its_translation(tmp_path: Path) -> None:
    path = tmp_path / "s.md"
    path.write_text(f"<!-- cell one of {checksum('# Title')} -->\n# 标题\n", encoding="utf-8")
    cell = nbformat.v4.new_markdown_cell("# Title", id="one")
    source = Source("s", tmp_path, executed(cell))
    chapter = make_chapter(source, "zh", {}, {}, read_translations(path))
    assert markdown(chapter).startswith("# 标题\n")
    assert chapter.stale == ()
    cell.source = "# Another title"
    stale = make_chapter(source, "zh", {}, {}, read_translations(path))
    assert stale.stale == ("one",)
    assert "译文有待更新" in markdown(stale)
    with pytest.raises(PlanTargetsError, match="no translation of cell one"):
        make_chapter(source, "zh", {}, {}, {})


def test_checksum_does_not_mind_where_lines_break() -> None:
    assert checksum("one two\nthree") == checksum("one\ntwo three") != checksum("one two four")


@pytest.mark.parametrize("step", CHAPTERS, ids=lambda step: step.name)
def test_every_cell_of_prose_has_its_translation_and_it_is_not_stale(step: Step) -> None:
    notebook = nbformat.read(ROOT / step.notebook, as_version=4)
    english = {cell.id: checksum(cell.source) for cell in notebook.cells if cell.cell_type == "markdown"}
    translated = read_translations(ROOT / f"book/zh/notebooks/{step.name}.md")
    assert {cell: one.made_from for cell, one in translated.items()} == english
    assert all(HAN.search(one.source) for one in translated.values())


def test_every_figure_has_its_texts_in_both_languages() -> None:
    texts = tomllib.loads((ROOT / "book/figures.toml").read_text(encoding="utf-8"))
    assert {(step, name) for step, figures in texts.items() for name in figures} == {
        (step.name, name) for step in CHAPTERS for name in step.figures
    }
    for figures in texts.values():
        for text in figures.values():
            assert set(text) == {"caption_en", "caption_zh", "description_en", "description_zh"}
            assert HAN.search(text["caption_zh"]) and HAN.search(text["description_zh"])
            assert not HAN.search(text["caption_en"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_page_on_citing_gives_to_copy_is_true(language: str) -> None:
    page = (ROOT / f"book/{language}/cite.md").read_text(encoding="utf-8")
    software = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    released = date.fromisoformat(str(software["date-released"]))
    for field, value in {
        "author": f"{{{software['authors'][0]['name']}}}",
        "title": f"{{{software['title']}}}",
        "version": software["version"],
        "year": released.year,
        "month": released.month,
    }.items():
        assert f"  {field} = {{{value}}},\n" in page
    assert bibtex(record for record in load_register() if record.plan_id == "henan-2023") in page
    addresses = set(re.findall(r"plans/([\w-]+)\.html#(t-\w+)", page))
    assert {plan_id for plan_id, _ in addresses} == {"henan-2023"}
    ids = set(extract_targets(load_plans("henan-2023"))["target_id"])
    assert {target_id for _, target_id in addresses} <= ids


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_start_page_names_every_tutorial_with_its_title_and_time(language: Language) -> None:
    page = (ROOT / f"book/{language}/index.md").read_text(encoding="utf-8")
    for name in LESSONS:
        cells = lesson_notebook(name, language).cells
        title = cells[0].source.splitlines()[0].partition(" · ")[2]
        minutes = re.search(r"(\d+) ?(?:minutes|分钟)", cells[0].source)
        assert minutes is not None
        line = next(line for line in page.splitlines() if line.startswith(f"{name[0]}. "))
        assert title in line and minutes[1] in line


def test_both_editions_have_the_same_pages() -> None:
    pages = {
        language: {
            path.relative_to(ROOT / "book" / language).as_posix()
            for path in (ROOT / "book" / language).rglob("*.md")
            if "notebooks" not in path.parts
        }
        for language in ("en", "zh")
    }
    assert pages["en"] == pages["zh"] != set()


@pytest.mark.parametrize("path", sorted((ROOT / "book/zh").rglob("*.md")), ids=lambda path: path.name)
def test_chinese_pages_are_chinese_and_their_lines_are_not_broken(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    assert paragraphs
    for paragraph in paragraphs:
        assert HAN.search(paragraph), paragraph
    # A line broken between Chinese characters shows as a space.
    assert not re.search(r"[\u3400-\u9fff，。；：、）]\n[\u3400-\u9fff（“]", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_contents_list_every_chapter(language: str) -> None:
    index = (ROOT / f"book/{language}/index.md").read_text(encoding="utf-8")
    assert re.findall(r"^chapters/(\w+)$", index, re.MULTILINE) == [step.name for step in CHAPTERS]


def test_every_name_of_the_reference_exists() -> None:
    pages = [
        (ROOT / f"book/{language}/reference.md").read_text(encoding="utf-8") for language in ("en", "zh")
    ]
    names = re.findall(r"auto(?:function|class|module):: (\S+)", pages[0]) + re.findall(
        r"`(plantargets\.\S+)`", pages[1]
    )
    assert len(names) > 20
    for name in names:
        assert pydoc.locate(name) is not None, name


def test_the_reference_holds_every_function_that_a_tutorial_teaches() -> None:
    page = (ROOT / "book/en/reference.md").read_text(encoding="utf-8")
    listed = {name.rpartition(".")[2] for name in re.findall(r"autofunction:: (\S+)", page)}
    listed |= set(compare.__all__)  # automodule
    for name in LESSONS:
        for cell in lesson_notebook(name, solved=True).cells:
            if cell.cell_type != "code":
                continue
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("plantargets"):
                    taught = {alias.name for alias in node.names}
                    if not str(node.module).startswith("plantargets.tutorials"):
                        assert taught <= listed, name


def test_input_tables_are_described_in_both_languages() -> None:
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    columns = {
        (resource["name"], column["name"])
        for resource in package["resources"]
        for column in resource["schema"]["fields"]
        if resource["name"] in INPUT_TABLES
    }
    with (ROOT / "book/columns_zh.csv").open(encoding="utf-8", newline="") as file:
        assert {(row["table"], row["column"]) for row in csv.DictReader(file) if row["zh"]} == columns
    assert "GB/T 2260" in input_tables_html(ROOT, "zh")


def test_cells_of_a_table_are_text() -> None:
    assert "<td>&lt;b&gt;</td>" in html_table(["<a>"], [["<b>"]])


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanTargetsError, match="not in outputs/: plans, plans-zh"):
        make_book(tmp_path)
    assert not (tmp_path / "outputs").exists()


def test_a_row_that_does_not_stand_on_its_quote_is_refused() -> None:
    plan = build.load_plans("kaifeng-2020")[0]
    cells = {"plan_id": plan.plan_id, "target_id": "t-0", "start": "0", "end": "2", "quote": "30家"}
    with pytest.raises(PlanTargetsError, match="'30家' does not stand at 0-2 of kaifeng-2020"):
        build._check_quotes([plan], [build.Row(cells, "", "", "", "")])
