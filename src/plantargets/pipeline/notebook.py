"""Notebooks as files: checked, given their parameters, written so that equal runs give equal bytes."""

from __future__ import annotations

import ast
import copy
import json
import re
import socket
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from plantargets.errors import PlanTargetsError, counted
from plantargets.pipeline.declaration import BY_HAND, Run, Step, Value
from plantargets.pipeline.fingerprint import read_notebook

ALLOWED_MAGICS = {"matplotlib", "config"}
PARAMETERS_TAG = "parameters"
INJECTED_TAG = "injected-parameters"
ANSWER_TAG = "answer"
# What a cell with this tag prints depends on where the notebook runs; nbval knows the tag as well.
IGNORED_TAG = "nbval-ignore-output"
# nbconvert's page asks other hosts for require.js, MathJax and mermaid; ours asks nobody.
OFFLINE_TEMPLATE = """{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock html_head_js -%}
{%- block html_head_js_mathjax -%}{%- endblock html_head_js_mathjax -%}
{%- block html_head_js_mermaidjs -%}{%- endblock html_head_js_mermaidjs -%}
{%- block jupyter_widgets -%}{%- endblock jupyter_widgets -%}
"""


def load_notebook(step: Step, root: Path) -> NotebookNode:
    """Return the step's notebook, checked: parameters as declared, no shell lines, no unknown magics.

    Raises
    ------
    PlanTargetsError
        Naming notebook, cell and line.
    """
    content = read_notebook(root / step.notebook)
    _fill_ids(content["cells"])
    try:
        notebook = nbformat.reads(json.dumps(content | {"nbformat": 4, "nbformat_minor": 5}), as_version=4)
        nbformat.validate(notebook)
    except (ValueError, KeyError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise PlanTargetsError(f"step {step.name}: {step.notebook} is no notebook file: {reason}") from None
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            _refuse_magics(cell.source, f"{step.notebook}, cell {number}")
    _check_parameters_cell(notebook, step)
    return notebook


def with_parameters(notebook: NotebookNode, given: dict[str, Value]) -> NotebookNode:
    """Return a copy with a cell after the parameters cell that assigns `given`; unchanged for none."""
    prepared = copy.deepcopy(notebook)
    if given:
        source = "\n".join(
            ["# Parameters of this run", *(f"{name} = {value!r}" for name, value in given.items())]
        )
        cell = nbformat.v4.new_code_cell(source, id=INJECTED_TAG, metadata={"tags": [INJECTED_TAG]})
        position = next(i for i, item in enumerate(prepared.cells) if PARAMETERS_TAG in _tags(item))
        prepared.cells.insert(position + 1, cell)
    return prepared


def canonical(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without anything that differs between two equal runs.

    Metadata other than tags and the kernel's name is dropped; neighbouring pieces of printed text become one.
    """
    clean = copy.deepcopy(notebook)
    language = {"name": "python"}
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    clean.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": language})
    clean.nbformat, clean.nbformat_minor = 4, 5
    count = 0
    for cell in clean.cells:
        tags = _tags(cell)
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            count += bool(cell.source.strip())
            cell.execution_count = count if cell.execution_count is not None else None
            cell.outputs = _merged(cell.outputs, cell.execution_count)
    return clean


def without_images(notebook: NotebookNode) -> NotebookNode:
    """Return a copy as it is committed: printed results kept, the bytes of images left out."""
    clean = copy.deepcopy(notebook)
    for cell in clean.cells:
        for output in cell.get("outputs", []):
            for kind in [kind for kind in output.get("data", {}) if kind.startswith("image/")]:
                del output.data[kind]
    return clean


def notebook_text(notebook: NotebookNode) -> str:
    """Return the text of the notebook file: sorted keys, one line feed at the end."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


def notebook_html(notebook: NotebookNode, title: str) -> str:
    """Return the notebook as one HTML page that asks no other host for anything."""
    from jinja2 import DictLoader  # noqa: PLC0415 - half a second, and only for pages
    from nbconvert import HTMLExporter  # noqa: PLC0415

    exporter = HTMLExporter(
        extra_loaders=[DictLoader({"offline.html.j2": OFFLINE_TEMPLATE})], template_file="offline.html.j2"
    )
    exporter.embed_images = True
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return page.rstrip("\n") + "\n"


def printed_difference(committed: NotebookNode, executed: NotebookNode) -> str:  # noqa: PLR0911
    """Return where the printed results of two notebooks differ first, in words; nothing if they are equal.

    The cells of the committed one must also have been executed from the first to the last.
    """
    mine = [cell for cell in without_images(canonical(committed)).cells if cell.cell_type == "code"]
    other = [cell for cell in without_images(canonical(executed)).cells if cell.cell_type == "code"]
    if len(mine) != len(other):
        return f"{len(mine)} code cells committed, {len(other)} executed"
    for number, (left, right) in enumerate(zip(mine, other, strict=True), start=1):
        if left.source != right.source:
            return f"code cell {number}: its source differs"
        if left.execution_count is None and right.execution_count is not None:
            return f"code cell {number} is committed without having been executed"
        if left.outputs != right.outputs and IGNORED_TAG not in _tags(left):
            before, after = _output_lines(left), _output_lines(right)
            for first, second in zip(before, after, strict=False):
                if first != second:
                    return f"code cell {number}: committed {first!r}, executed {second!r}"
            lines = counted(len(before), "line")
            return f"code cell {number}: {lines} of results committed, {len(after)} executed"
    counts = [cell.execution_count for cell in committed.cells if cell.cell_type == "code"]
    for number, (found, left) in enumerate(zip(counts, mine, strict=True), start=1):
        if found != left.execution_count:
            return f"code cell {number} is committed as executed number {found}, not {left.execution_count}"
    return ""


def answer_of(notebook: NotebookNode) -> str:
    """Return what the cell tagged ``answer`` shows, as one line of plain words; nothing if there is none."""
    cells = [cell for cell in notebook.cells if ANSWER_TAG in _tags(cell)]
    shown = [
        output.get("text") or output.get("data", {}).get("text/markdown") or ""
        for cell in cells
        for output in cell.get("outputs", [])
    ]
    return " ".join(" ".join(shown).replace("**", "").split())


def refuse_traces(notebook: NotebookNode, private: dict[str, str], where: str) -> None:
    """Refuse results that hold what another run or machine would not repeat.

    Parameters
    ----------
    private
        Text to a word for it, such as the path of the user's home to ``the home folder``.

    Raises
    ------
    PlanTargetsError
        For text on stderr (warnings among it), a private text, the name of the host or the address of an
        object.
    """
    host = socket.gethostname()
    words = {text: word for text, word in private.items() if len(text) > 3} | (
        {host: "the host"} if len(host) > 5 else {}
    )
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            at = f"{where}, cell {number}"
            if output.get("name") == "stderr":
                raise PlanTargetsError(
                    f"{at} writes to stderr, where warnings go: {_warning_line(output.text)!r}. "
                    "Resolve the warning at its source, or print what the reader should see."
                )
            text = "\n".join(_texts(output))
            address = re.search(r"<[^<>\n]* at 0x[0-9a-f]{6,}>", text)
            if address:
                raise PlanTargetsError(
                    f"{at} shows the address of an object, which differs in every run: {address[0]}"
                )
            for secret, word in words.items():
                if re.search(rf"(?<![\w/.-]){re.escape(secret)}(?![\w-])", text):
                    raise PlanTargetsError(
                        f"{at} shows the name of {word}, {secret!r}; show a path below the project instead"
                    )


def _fill_ids(cells: list[dict[str, Any]]) -> None:
    """Give cells without an id, or with another's, one of their position; nbformat gives random ones."""
    seen: set[str] = set()
    for position, cell in enumerate(cells, start=1):
        if cell.get("id") in {None, *seen}:
            cell["id"] = f"cell-{position}"
        seen.add(cell["id"])


def _refuse_magics(source: str, where: str) -> None:
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError as error:
        raise PlanTargetsError(f"{where}, line {error.lineno}: {error.msg}") from None
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and _is_get_ipython(node.value)):
            continue
        call = next((n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.func is node), None)
        first = call.args[0] if call and call.args and isinstance(call.args[0], ast.Constant) else None
        name = str(first.value) if first else node.attr
        if node.attr == "run_line_magic" and name in ALLOWED_MAGICS:
            continue
        if node.attr in ("system", "getoutput", "getoutput_split"):
            raise PlanTargetsError(
                f"{where}: shell line !{name}: its failure would go unnoticed and other machines may lack "
                "the command. Do it in Python."
            )
        allowed = ", ".join(f"%{magic}" for magic in sorted(ALLOWED_MAGICS))
        raise PlanTargetsError(
            f"{where}: magic or IPython call {name!r} is not allowed here (only {allowed})"
        )


def _is_get_ipython(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "get_ipython"


def _check_parameters_cell(notebook: NotebookNode, step: Step) -> None:
    tagged = [cell for cell in notebook.cells if PARAMETERS_TAG in _tags(cell)]
    if len(tagged) != 1 and (step.parameters or tagged):
        raise PlanTargetsError(
            f"{step.notebook}: expected one cell tagged {PARAMETERS_TAG!r}, found {len(tagged)}"
        )
    assigned = _assignments(tagged[0].source, step.notebook) if tagged else {}
    declared = step.defaults | {name: BY_HAND.default for name in assigned if name == BY_HAND.name}
    for name in {**declared, **assigned}:
        found, expected = assigned.get(name), declared.get(name)
        if name not in declared:
            raise PlanTargetsError(
                f"{step.notebook}: parameter {name} is not declared for step {step.name} in pipeline/steps.py"
            )
        if name not in assigned or type(found) is not type(expected) or found != expected:
            raise PlanTargetsError(
                f"{step.notebook}: the parameters cell must assign {name} = {expected!r} as declared in "
                f"pipeline/steps.py, found {found!r}"
            )


def _assignments(source: str, where: str) -> dict[str, Any]:
    assigned: dict[str, Any] = {}
    for node in ast.parse(source).body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        for target in targets:
            value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
            try:
                assigned[ast.unparse(target)] = ast.literal_eval(value) if value is not None else None
            except ValueError:
                raise PlanTargetsError(
                    f"{where}: parameter {ast.unparse(target)} must be a plain value"
                ) from None
    return assigned


def _merged(outputs: list[NotebookNode], count: int | None) -> list[NotebookNode]:
    """Join printed text between two displays: how it is cut and how streams mix is a matter of timing."""
    merged: list[NotebookNode] = []
    texts: dict[str, str] = {}

    def flush() -> None:
        merged.extend(
            nbformat.v4.new_output("stream", name=name, text=texts[name])
            for name in sorted(texts, reverse=True)
        )
        texts.clear()

    for output in outputs:
        if output.output_type == "stream":
            texts[output.name] = texts.get(output.name, "") + output.text
            continue
        flush()
        if output.output_type == "execute_result":
            output.execution_count = count
        if "metadata" in output:
            output.metadata = nbformat.from_dict({})
        merged.append(output)
    flush()
    return merged


def _texts(output: NotebookNode) -> list[str]:
    shown = [
        value
        for kind, value in output.get("data", {}).items()
        if not kind.startswith("image/") or "svg" in kind
    ]
    return [output.get("text", ""), *(value for value in shown if isinstance(value, str))]


def _output_lines(cell: NotebookNode) -> list[str]:
    return [line for output in cell.outputs for text in _texts(output) for line in text.splitlines()]


def _warning_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    return next((line for line in lines if "Warning" in line), lines[0])[:200]


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def run_title(run: Run) -> str:
    """Return the title of the page of a run."""
    given = ", ".join(f"{name}={value}" for name, value in run.given.items())
    return f"{run.step.title} ({given})" if given else run.step.title
