"""An executed notebook as a chapter: prose in the reader's language, figures with data and a description.

Nothing is executed. What the run printed is shown as it is, in the Chinese edition in Chinese.
"""

from __future__ import annotations

import ast
import base64
import copy
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from plantargets.book.terms import Terms
from plantargets.book.words import word
from plantargets.errors import PlanTargetsError
from plantargets.markup import text_width
from plantargets.pipeline.translation import Translation, checksum

TARGET_ID = re.compile(r"t-[0-9a-f]{10}")
CELL_TEXT = re.compile(r"(<t[dh][^>]*>)([^<]*)(</t[dh]>)")
# Notebooks print tables of pandas with a style sheet of their own; the book has one for all.
PANDAS_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])([^>]*)>(.*?)</\1>", re.DOTALL)
_OWN_STYLE = re.compile(r' style="text-align: ?left;vertical-align: ?top"')
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"[−+-]?\d[\d,]*(?:\.\d+)?(?:[ \u00a0]?%)?|—|")
_PER_CENT = re.compile(r"(?<=\d) (?=%)")
# A cell of text is at least as wide as its longest, and no wider than this asks for: half an em a letter.
WIDEST_LEAST = 14
IMAGES = ("image/png", "image/svg+xml", "image/jpeg")


@dataclass(frozen=True)
class FigureText:
    """What is said of a figure in one language: its caption, and a description for screen readers."""

    caption: str
    description: str


@dataclass(frozen=True)
class Source:
    """What a run left: its name, its folder of outputs and the executed notebook."""

    run: str
    files: Path
    notebook: NotebookNode


@dataclass(frozen=True)
class Chapter:
    """A chapter: the notebook, and files that stand beside the run's own figures."""

    notebook: NotebookNode
    images: Mapping[str, bytes]
    stale: tuple[str, ...]


def make_chapter(  # noqa: PLR0913
    source: Source,
    language: str,
    figures: Mapping[str, FigureText],
    targets: Mapping[str, str],
    translations: Mapping[str, Translation] | None = None,
    *,
    terms: Terms | None = None,
) -> Chapter:
    """Return an executed notebook as a chapter of the book.

    Parameters
    ----------
    source
        The run; figures found in its folder are linked with their data.
    figures
        Caption and description of each figure, by its name in ``write_results`` or by its variable.
    targets
        Address of the page of the plan for each target id, as seen from the chapter.
    translations
        Chinese prose by cell id; None leaves the prose as it is.
    terms
        Chinese of tables and printed lines; None leaves them as they are.

    Raises
    ------
    PlanTargetsError
        If a figure has no text, a markdown cell no translation, or, where `terms` notes no gaps, a table or
        printed line no Chinese.
    """
    chapter, run, files = copy.deepcopy(source.notebook), source.run, source.files
    saved = _saved_figures(chapter)
    cells: list[NotebookNode] = []
    images: dict[str, bytes] = {}
    stale: list[str] = []
    for cell in chapter.cells:
        if cell.cell_type == "markdown" and translations is not None:
            cell.source, current = _translated(cell, run, translations, language)
            stale += [] if current else [cell.id]
        cells.append(cell)
        if cell.cell_type != "code":
            continue
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
        image = _take_image(cell)
        if terms is not None:
            _translate_outputs(cell, terms, f"{run} (cell {cell.id})")
        _link_targets(cell, targets)
        _set_outputs(cell)
        if image is not None:
            variable = _shown_variable(cell.source)
            name = saved.get(variable, variable)
            if name not in figures:
                raise PlanTargetsError(
                    f"book/figures.toml: no text for the figure {name!r} of {run} (cell {cell.id}); add it"
                )
            if not (files / f"figures/{name}.png").is_file():
                images[f"{name}.png"] = image
            html = _figure(name, figures[name], source, language, targets)
            cell.source = cell.source.rstrip()
            cells.append(nbformat.v4.new_markdown_cell(html, id=f"{cell.id}-figure"))
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), f"code-of-{name}"]
    chapter.cells = _with_note(cells, files, run, language)
    return Chapter(chapter, images, tuple(stale))


def load_run(run: str, files: Path) -> Source:
    """Read the executed notebook of a run."""
    return Source(run, files, nbformat.read(files / "notebook.ipynb", as_version=4))


def _translated(
    cell: NotebookNode, run: str, translations: Mapping[str, Translation], language: str
) -> tuple[str, bool]:
    found = translations.get(cell.id)
    if found is None:
        raise PlanTargetsError(
            f"book/zh/notebooks: no translation of cell {cell.id} of {run}; "
            f"add it under <!-- cell {cell.id} of {checksum(cell.source)} -->"
        )
    # A run in Chinese has the Chinese prose already.
    current = cell.source == found.source or found.made_from == checksum(cell.source)
    return (found.source if current else f"{found.source}\n\n{word('text', 'stale', language)}"), current


def _saved_figures(notebook: NotebookNode) -> dict[str, str]:
    """Return the names under which variables are handed to ``write_results``."""
    names: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or "write_results" not in cell.source:
            continue
        for node in ast.walk(ast.parse(_without_magics(cell.source))):
            if isinstance(node, ast.keyword) and node.arg == "figures" and isinstance(node.value, ast.Dict):
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple):
                        names[ast.unparse(value.elts[0])] = str(key.value)
    return names


def _shown_variable(source: str) -> str:
    last = ast.parse(_without_magics(source)).body[-1:]
    return ast.unparse(last[0].value) if last and isinstance(last[0], ast.Expr) else ""


def _without_magics(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith("%"))


def _take_image(cell: NotebookNode) -> bytes | None:
    """Take the picture out of a cell's outputs; the text `<Figure size …>` goes with it."""
    kept, image = [], None
    for output in cell.outputs:
        data = output.get("data", {})
        if any(kind in data for kind in IMAGES):
            image = base64.b64decode(data["image/png"]) if "image/png" in data else image
        else:
            kept.append(output)
    cell.outputs = kept
    return image


def _translate_outputs(cell: NotebookNode, terms: Terms, where: str) -> None:
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "stream":
            output.text = terms.printed(output.text, where)
        elif "text/markdown" in data:
            data.pop(
                "text/plain", None
            )  # the name of the object; the words come from the notebook's own language
        elif "text/html" in data:
            data["text/html"] = terms.table(PANDAS_STYLE.sub("", data["text/html"]), where)
        elif "text/plain" in data:
            data["text/plain"] = terms.printed(data["text/plain"], where)


def _link_targets(cell: NotebookNode, targets: Mapping[str, str]) -> None:
    def linked(match: re.Match[str]) -> str:
        found = targets.get(match[0])
        return match[0] if found is None else f'<a href="{escape(found)}#{match[0]}">{match[0]}</a>'

    for output in cell.outputs:
        html = output.get("data", {}).get("text/html")
        if html is not None:
            plain = PANDAS_STYLE.sub("", html).replace(
                "<th></th>", "<td></td>"
            )  # a head without a name is none
            output.data["text/html"] = CELL_TEXT.sub(
                lambda parts: parts[1] + TARGET_ID.sub(linked, parts[2]) + parts[3], plain
            )


def _set_outputs(cell: NotebookNode) -> None:
    """Set tables, and let no line end between a number and its per cent."""
    for output in cell.outputs:
        data = output.get("data", {})
        for kind in ("text/html", "text/markdown"):
            if kind in data:
                bound = _PER_CENT.sub("\N{NO-BREAK SPACE}", data[kind])
                data[kind] = _TABLE.sub(lambda table: shaped_table(table[0]), bound)


def shaped_table(table: str) -> str:
    """Return a table with columns of numbers marked, and the least width of columns of text.

    So numbers stand below each other, and no column of text is squeezed to a strip.

    A table whose rows differ in their cells (one spans several) stays as it is.

    Examples
    --------
    >>> shaped_table("<table><tr><th>Unit</th></tr><tr><td>家</td></tr></table>")
    '<table><tr><th style="min-width:2em">Unit</th></tr><tr><td>家</td></tr></table>'
    >>> shaped_table("<table><tr><th>n</th></tr><tr><td>1,200</td></tr></table>")
    '<table><tr><th class="n">n</th></tr><tr><td class="n">1,200</td></tr></table>'
    """
    plain = _OWN_STYLE.sub("", table)
    rows = [_CELL.findall(row) for row in _ROW.findall(plain)]
    if len(rows) < 2 or len({len(row) for row in rows}) != 1 or "span=" in plain:
        return plain
    columns = [
        [unescape(_TAG.sub("", cell[2])).strip() for cell in column] for column in zip(*rows, strict=True)
    ]
    numbers = [any(column[1:]) and all(_NUMBER.fullmatch(cell) for cell in column[1:]) for column in columns]
    widths = [min(max(map(text_width, column)), WIDEST_LEAST) / 2 for column in columns]

    def shaped(row: re.Match[str]) -> str:
        places = iter(zip(numbers, widths, strict=True))

        def cell(match: re.Match[str]) -> str:
            number, width = next(places)
            told = ' class="n"' if number else f' style="min-width:{width:g}em"' if match[1] == "th" else ""
            return f"<{match[1]}{match[2]}{told}>{match[3]}</{match[1]}>"

        return _CELL.sub(cell, row[0])

    return _ROW.sub(shaped, plain)


def _figure(name: str, text: FigureText, source: Source, language: str, targets: Mapping[str, str]) -> str:
    base = f"../files/{source.run}/figures/{name}"
    data = source.files / f"figures/{name}.csv"
    links, description, ids = [], text.description, []
    if data.is_file():
        content = data.read_text(encoding="utf-8")
        rows = sum(1 for _ in csv.reader(io.StringIO(content, newline=""))) - 1
        description += (" " if language == "en" else "") + word("text", "figure_rows", language).format(
            rows=rows
        )
        description += "." if language == "en" else "。"
        links.append(f'<a href="{base}.csv" download>{escape(word("text", "figure_data", language))}</a>')
        links += [f'<a href="{base}.{end}">{end.upper()}</a>' for end in ("svg", "pdf")]
        ids = list(dict.fromkeys(TARGET_ID.findall(content)))
    links.append(f'<a href="#code-{escape(name)}">{escape(word("text", "figure_code", language))}</a>')
    listed = ""
    known = [one for one in ids if one in targets]
    if known:
        items = ", ".join(f'<a href="{escape(targets[one])}#{one}">{one}</a>' for one in known)
        title = escape(word("text", "figure_targets", language))
        listed = f'<details class="figure-targets"><summary>{title} ({len(known)})</summary>{items}</details>'
    alt = escape(description)
    return (
        f'<figure id="figure-{escape(name)}"><img src="{base}.png" alt="{alt}" loading="lazy">'
        f"<figcaption>{escape(text.caption)}<br>"
        f'<span class="figure-links">{" · ".join(links)}</span></figcaption></figure>{listed}'
    )


def _with_note(cells: Sequence[NotebookNode], files: Path, run: str, language: str) -> list[NotebookNode]:
    """Add what a reader should know of a chapter: in Chinese, that the code is English."""
    made = []
    for cell in cells:
        tags = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("code-of-")]
        for tag in tags:
            anchor = f'<span id="code-{escape(tag.removeprefix("code-of-"))}"></span>'
            made.append(nbformat.v4.new_markdown_cell(anchor, id=f"{cell.id}-anchor"))
        made.append(cell)
    note = word("text", "note_output", language)
    if note:
        made.insert(
            1, nbformat.v4.new_markdown_cell(f'<p class="plan-facts">{escape(note)}</p>', id="note-output")
        )
    tables = sorted(files.glob("tables/*.csv"))
    if tables:
        links = " · ".join(
            f'<a href="../files/{run}/tables/{path.name}" download>{escape(path.name)}</a>' for path in tables
        )
        title = word("text", "tables_of_chapter", language)
        made.append(nbformat.v4.new_markdown_cell(f"## {title}\n\n{links}", id="tables-of-chapter"))
    return made
