"""What a notebook may hold, and what is left of a run in the file that is kept."""

from __future__ import annotations

import copy
import json
import re
import socket
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Parameter, Step
from plantargets.pipeline.notebook import (
    canonical,
    load_notebook,
    notebook_html,
    notebook_text,
    printed_difference,
    refuse_traces,
    without_images,
)

STEP = Step("one", "one.ipynb", "One", parameters=(Parameter("year", "int", 2025, "Year."),))
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def make_notebook(*sources: str, parameters: str = "year: int = 2025") -> NotebookNode:
    cells = [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    return nbformat.v4.new_notebook(cells=[*cells, *map(nbformat.v4.new_code_cell, sources)])


def load(folder: Path, notebook: NotebookNode) -> NotebookNode:
    nbformat.write(notebook, folder / "one.ipynb")
    return load_notebook(STEP, folder)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("!false", "shell line !false"),
        ("x = 1\n!ls -l", "shell line !ls -l"),
        ("files = !ls", "shell line !ls"),
        ("if True:\n    !ls", "shell line !ls"),
        ("%%bash\nls", "'bash' is not allowed"),
        ("%%time\nx = 1", "'time' is not allowed"),
        ("%load_ext autoreload", "'load_ext' is not allowed"),
        ("x = %pwd", "'pwd' is not allowed"),
        ("print?", "is not allowed"),
        ('get_ipython().system("ls")', "shell line !ls"),
        ('get_ipython().run_line_magic("cd", "x")', "'cd' is not allowed"),
        ("f = get_ipython().system", "shell line"),
        ("def f(:\n    pass", "line 1"),
    ],
)
def test_shell_lines_and_unknown_magics_are_refused(tmp_path: Path, source: str, told: str) -> None:
    with pytest.raises(PlanTargetsError, match=re.escape(told)) as caught:
        load(tmp_path, make_notebook("x = 1", source))
    assert "one.ipynb, cell 3" in str(caught.value)


@pytest.mark.parametrize(
    "source", ["%matplotlib inline", "%config InlineBackend.figure_formats = ['png']", "x = '!ls'"]
)
def test_harmless_magics_are_let_through(tmp_path: Path, source: str) -> None:
    assert load(tmp_path, make_notebook(source)).cells[1].source == source


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ("year: int = 2026", "must assign year = 2025"),
        ("year = 2025.0", "must assign year = 2025"),
        ("yaer = 2025", "must assign year = 2025"),
        ("year = 2025\nregion = 'x'", "region is not declared"),
        ("year = 2000 + 25", "must be a plain value"),
    ],
)
def test_the_parameters_cell_must_be_as_declared(tmp_path: Path, parameters: str, told: str) -> None:
    with pytest.raises(PlanTargetsError, match=told):
        load(tmp_path, make_notebook(parameters=parameters))


def test_there_must_be_one_parameters_cell(tmp_path: Path) -> None:
    notebook = make_notebook("year: int = 2025")
    notebook.cells[1].metadata.tags = ["parameters"]
    with pytest.raises(PlanTargetsError, match="expected one cell tagged 'parameters', found 2"):
        load(tmp_path, notebook)
    for cell in notebook.cells:
        cell.metadata.tags = []
    with pytest.raises(PlanTargetsError, match="found 0"):
        load(tmp_path, notebook)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"cells": []}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "one.ipynb").write_text(content)
    with pytest.raises(PlanTargetsError, match=r"one\.ipynb"):
        load_notebook(STEP, tmp_path)


def run_of(notebook: NotebookNode, moment: str, pieces: list[str]) -> NotebookNode:
    """What papermill leaves of a run: its own metadata, printed text cut as it came."""
    executed = copy.deepcopy(notebook)
    executed.metadata["papermill"] = {"start_time": moment, "output_path": f"/home/{moment}.ipynb"}
    executed.metadata["language_info"] = {"name": "python", "version": moment}
    for number, cell in enumerate(executed.cells, start=5):
        cell.metadata["execution"] = {"iopub.execute_input": moment}
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=piece) for piece in pieces]
        data = {"image/png": PNG, "text/plain": "<Figure>"}
        cell.outputs.append(nbformat.v4.new_output("display_data", data, metadata={"needs": moment}))
        result = nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=number)
        cell.outputs.append(result)
    return executed


def test_two_equal_runs_leave_the_same_text_and_page() -> None:
    notebook = make_notebook("print('a\\nb')")
    first = canonical(run_of(notebook, "2026-01-01T00:00", ["a\n", "b\n"]))
    second = canonical(run_of(notebook, "2027-12-31T23:59", ["a\nb\n"]))
    assert notebook_text(first) == notebook_text(second)
    assert notebook_html(first, "One") == notebook_html(second, "One")
    assert "2026-01" not in notebook_text(first)


def test_canonical_form_is_stable_and_valid() -> None:
    once = canonical(run_of(make_notebook("x"), "m", ["a"]))
    assert notebook_text(canonical(once)) == notebook_text(once)
    assert [cell.execution_count for cell in once.cells] == [1, 2]


def test_canonical_form_keeps_what_was_printed() -> None:
    merged = canonical(run_of(make_notebook("x"), "m", ["a\n", "b\n"])).cells[1].outputs
    assert [output.output_type for output in merged] == ["stream", "display_data", "execute_result"]
    assert merged[0].text == "a\nb\n"
    assert merged[1].data["image/png"] == PNG


@pytest.mark.parametrize("ids", [["a", "a"], [None, None], [None, "cell-1"]])
def test_cells_without_an_id_of_their_own_get_the_same_one_each_time(
    tmp_path: Path, ids: list[str | None]
) -> None:
    content = json.loads(nbformat.writes(make_notebook("x")))
    for cell, name in zip(content["cells"], ids, strict=True):
        cell.pop("id")
        cell.update({"id": name} if name else {})
    (tmp_path / "one.ipynb").write_text(json.dumps(content))
    found = [[cell.id for cell in load_notebook(STEP, tmp_path).cells] for _ in range(2)]
    assert found[0] == found[1]
    assert len(set(found[0])) == 2


def test_committed_form_has_no_image_bytes() -> None:
    text = notebook_text(without_images(canonical(run_of(make_notebook("x"), "m", ["a"]))))
    assert PNG not in text
    assert "<Figure>" in text


def test_the_page_asks_no_other_host() -> None:
    page = notebook_html(canonical(run_of(make_notebook("x"), "m", ["$a^2$"])), "One")
    outward = (
        r"""(?:src|href)\s*=\s*["']?(?:https?:)?//[^"'\s>]+|@import[^;]+|url\(\s*["']?(?:https?:)?//[^)]+"""
    )
    assert re.findall(outward, page) == []
    assert "<script" not in page
    assert f"data:image/png;base64,{PNG}" in page


def test_a_digit_printed_otherwise_is_found() -> None:
    committed = without_images(canonical(run_of(make_notebook("x"), "m", ["share 0.3\n"])))
    other = canonical(run_of(make_notebook("x"), "m", ["share 0.30000049\n"]))
    assert printed_difference(committed, canonical(run_of(make_notebook("x"), "m", ["share 0.3\n"]))) == ""
    assert printed_difference(committed, other) == (
        "code cell 1: committed 'share 0.3', executed 'share 0.30000049'"
    )


def test_a_stripped_notebook_is_found() -> None:
    stripped = make_notebook("x")
    executed = canonical(run_of(stripped, "m", ["a"]))
    assert "without having been executed" in printed_difference(stripped, executed)


def test_a_missing_output_and_a_missing_cell_are_found() -> None:
    executed = canonical(run_of(make_notebook("x"), "m", ["a"]))
    poorer = without_images(copy.deepcopy(executed))
    poorer.cells[1].outputs.pop()
    assert printed_difference(poorer, executed) == "code cell 2: 2 lines of results committed, 3 executed"
    poorer.cells.pop()
    assert printed_difference(poorer, executed) == "1 code cells committed, 2 executed"


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (
            nbformat.v4.new_output("stream", name="stderr", text="x.py:1: UserWarning: old"),
            "UserWarning: old",
        ),
        (nbformat.v4.new_output("stream", name="stdout", text="in /home/me/data/x.csv"), "the user's home"),
        (
            nbformat.v4.new_output("execute_result", {"text/plain": "<function f at 0x7f00aa11bb22>"}),
            "address",
        ),
        (nbformat.v4.new_output("execute_result", {"text/html": "<b>/home/me</b>"}), "the user's home"),
        (
            nbformat.v4.new_output("execute_result", {"text/plain": "PosixPath('/home/me')"}),
            "the user's home",
        ),
    ],
)
def test_traces_of_the_machine_are_refused(output: NotebookNode, told: str) -> None:
    notebook = make_notebook("x")
    notebook.cells[1].outputs = [output]
    with pytest.raises(PlanTargetsError, match=re.escape(told)) as caught:
        refuse_traces(notebook, {"/home/me": "the user's home"}, "one.ipynb")
    assert "one.ipynb, cell 2" in str(caught.value)


def test_the_name_of_the_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "calculator-7")
    notebook = make_notebook("x")
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="on calculator-7\n")]
    with pytest.raises(PlanTargetsError, match="the host"):
        refuse_traces(notebook, {}, "one.ipynb")


@pytest.mark.parametrize("text", ["the share /home/meadow", "see /srv/home/me.csv", "area at 0x1 of 3"])
def test_other_texts_are_let_through(text: str) -> None:
    notebook = make_notebook("x")
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    refuse_traces(notebook, {"/home/me": "the user's home"}, "one.ipynb")
