"""The book, made from what the runs left in ``outputs/``: two editions, English and Chinese.

Sources written by hand are in ``book/``: pages in ``en/`` and ``zh/``, the Chinese prose of the notebooks in
``zh/notebooks/``, texts of the figures in ``figures.toml``, columns of the input tables in Chinese in
``columns_zh.csv``, tables and printed lines of the chapters in Chinese in ``terms_zh.csv``.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import as_file, files
from pathlib import Path

import nbformat

from plantargets.book.chapters import FigureText, load_run, make_chapter
from plantargets.book.defence import defence_html
from plantargets.book.explorer import explorer_fragment, explorer_script
from plantargets.book.home import FIGURE, home_html
from plantargets.book.national import national_html
from plantargets.book.outlook import outlooks
from plantargets.book.pages import (
    codes_html,
    input_tables_html,
    plan_heading,
    plans_html,
    register_html,
    source_texts,
    sources_html,
    vocabulary_html,
)
from plantargets.book.reader import plan_fragment, section_nav
from plantargets.book.rows import Row, make_rows
from plantargets.book.runtime import NoPyodideError, make_pack
from plantargets.book.terms import FILE, Terms
from plantargets.book.texts import search_texts
from plantargets.book.view import view_fragment, worker_script
from plantargets.book.words import LANGUAGES, word
from plantargets.errors import PlanTargetsError
from plantargets.figures.comparison import plan_labels
from plantargets.pipeline.declaration import Run, all_runs
from plantargets.pipeline.made import write_made
from plantargets.pipeline.results import read_typed_csv
from plantargets.pipeline.steps import STEPS
from plantargets.pipeline.translation import read_translations
from plantargets.plans import Plan, load_plans
from plantargets.review.component import review_file
from plantargets.targets.codebook import Language, codebook_page
from plantargets.whole import put_in_place

LOG_LINES = 15
# Beside the two editions, which share it.
PACK = "reader-pack.js"
# A step that is run in one language only (work reports, whose texts are not here) has no chapter.
CHAPTERS = tuple(step for step in STEPS if step.variants)


@dataclass(frozen=True)
class Edition:
    """What one edition is made of."""

    language: Language
    root: Path
    runs: tuple[Run, ...]
    plans: tuple[Plan, ...]
    rows: tuple[Row, ...]
    reads: bool = False
    """Whether the page that reads plans in a browser can be made."""

    @property
    def labels(self) -> dict[str, str]:
        """Short names of the plans."""
        return plan_labels([plan.record for plan in self.plans if plan.record], self.language)

    def files(self, run: Run) -> Path:
        """Return the folder of outputs of a run."""
        return self.root / "outputs" / run.name


def make_book(root: Path, output: Path | None = None) -> Path:
    """Make the book in both languages; nothing is executed.

    Parameters
    ----------
    root
        Folder of the project, with the outputs of ``plantargets reproduce``.
    output
        Folder to write; ``outputs/book`` by default. It is replaced as a whole, and only when all is well.

    Returns
    -------
    Path
        The folder, with ``index.html``, ``en/`` and ``zh/``. Equal outputs give equal bytes.

    Raises
    ------
    PlanTargetsError
        If a run is missing, a text of the book is missing, or Sphinx fails; the former book stays then.
    """
    output = output or root / "outputs" / "book"
    runs = all_runs(CHAPTERS)
    missing = [run.name for run in runs if not (root / "outputs" / run.name / "notebook.ipynb").is_file()]
    if missing:
        raise PlanTargetsError(
            f"not all chapters were run; not in outputs/: {', '.join(missing)}. Run `plantargets reproduce`."
        )
    plans = load_plans(root=root)
    table = read_typed_csv(
        root / "outputs/targets", "tables/targets.csv", "run `plantargets reproduce targets`"
    )
    rows = make_rows(table)
    _check_quotes(plans, rows)
    try:
        _make(root, output, runs, plans, rows)
    except OSError as error:
        full = os.strerror(errno.ENOSPC)
        # What shutil gathers of many files has no reason of its own.
        reason = error.strerror or (full if full in str(error) else str(error))
        raise PlanTargetsError(
            f"the book cannot be written to {output} ({reason}): free some space there and in "
            f"{tempfile.gettempdir()}, or make the folder writable. The former book stays."
        ) from None
    return output


def _make(
    root: Path, output: Path, runs: tuple[Run, ...], plans: tuple[Plan, ...], rows: tuple[Row, ...]
) -> None:
    pack = _pack()
    with tempfile.TemporaryDirectory(prefix="plantargets-book-") as folder:
        made = Path(folder) / "book"
        for language in LANGUAGES:
            edition = Edition(
                language,
                root,
                tuple(r for r in runs if r.parameters["language"] == language),
                plans,
                rows,
                reads=bool(pack),
            )
            sources = Path(folder) / f"sources-{language}"
            write_sources(edition, sources)
            _sphinx(root / "book", sources, made / language, language)
            _write(made / language / "_static/searchtexts.js", search_texts(made / language, language))
        shutil.copy(root / "book/index.html", made)
        if pack:
            _write(made / PACK, pack)
        shutil.rmtree(made / "jupyter_execute", ignore_errors=True)
        write_made(made, [run.name for run in runs], root / "outputs")
        put_in_place(made, output)


def write_sources(edition: Edition, folder: Path) -> None:
    """Write what Sphinx reads for an edition: pages, chapters, fragments of HTML and files to be copied."""
    language = edition.language
    shutil.copytree(edition.root / "book" / language, folder, ignore=shutil.ignore_patterns("notebooks"))
    fragments = folder / "fragments"
    counts = Counter(row.cells["plan_id"] for row in edition.rows)
    for name, html in {
        "register": register_html(edition.plans, edition.labels, language),
        "plans": plans_html(edition.plans, edition.labels, counts, language),
        "sources": sources_html(edition.root / "data", language),
        "input-tables": input_tables_html(edition.root, language),
        "codes": codes_html(language),
        "vocabulary": vocabulary_html(language),
        "explorer": explorer_fragment(language),
        "mark": _mark_html(language, reads=edition.reads),
        "home": _home(edition),
        **national_html(language),
        **defence_html(language),
    }.items():
        _write(fragments / f"{name}.html", html)
    ending = (edition.root / "book" / language / "codebook.md").read_text(encoding="utf-8")
    _write(folder / "codebook.md", f"{codebook_page(language)}\n{ending}")
    _write_plans(edition, folder)
    _write_chapters(edition, folder)
    with as_file(files("plantargets.book") / "static") as static:
        shutil.copytree(static, folder / "static")
    _write(folder / "static/targets.js", explorer_script(edition.rows, edition.labels, language))


def _pack() -> str:
    """Return the script that lets the book read plans, nothing where it cannot be had, which is said."""
    try:
        return make_pack()
    except NoPyodideError as error:
        print(f"note: the book is made without the page that reads plans: {error}", file=sys.stderr)
        return ""


def _mark_html(language: Language, *, reads: bool) -> str:
    """Return the part of the page that reads plans, or the sentence that it was not made, and why."""
    if not reads:
        return f"<p>{escape(word('view', 'missing', language))}</p>\n"
    return (
        f'<link rel="stylesheet" href="_static/view.css">\n<style>{review_file("review.css")}</style>\n'
        f'{worker_script()}<script src="../{PACK}"></script>\n'
        f"{view_fragment({'plans': [], 'tables': None}, language)}"
    )


def _home(edition: Edition) -> str:
    language = edition.language
    (growth,) = (edition.files(run) for run in edition.runs if run.step.name == "growth")
    figure = _figure_texts(edition.root / "book/figures.toml", language)["growth"][FIGURE]
    return home_html(growth, edition.plans, edition.rows, edition.labels, figure, language)


def _write_plans(edition: Edition, folder: Path) -> None:
    told = outlooks(edition.root / "outputs")[edition.language]
    for plan in edition.plans:
        own = [row for row in edition.rows if row.cells["plan_id"] == plan.plan_id]
        _write(
            folder / f"fragments/plans/{plan.plan_id}.html", plan_fragment(plan, own, edition.language, told)
        )
        _write(folder / f"fragments/plans/{plan.plan_id}.nav.html", section_nav(plan, edition.language, own))
        page = f"```{{raw}} html\n:file: ../fragments/plans/{plan.plan_id}.html\n```\n"
        heading = plan_heading(plan, edition.labels[plan.plan_id], len(own), edition.language)
        _write(folder / f"plans/{plan.plan_id}.md", f"{heading}\n{page}")


def _write_chapters(edition: Edition, folder: Path) -> None:
    language = edition.language
    texts = _figure_texts(edition.root / "book/figures.toml", language)
    addresses = {row.target_id: f"../plans/{row.cells['plan_id']}.html" for row in edition.rows}
    translations = terms = None
    gaps: list[str] = []
    if language == "zh":
        kept = {plan.plan_id for plan in edition.plans} | source_texts(edition.root / "data")
        terms = Terms(edition.root / FILE, kept, gaps)
    for run in edition.runs:
        if language == "zh":
            translations = read_translations(edition.root / f"book/zh/notebooks/{run.step.name}.md")
        source = edition.files(run)
        chapter = make_chapter(
            load_run(run.name, source),
            language,
            texts.get(run.step.name, {}),
            addresses,
            translations,
            terms=terms,
        )
        if chapter.stale:
            print(
                f"note: book/zh/notebooks/{run.step.name}.md: the English of {', '.join(chapter.stale)} has "
                "changed since it was translated",
                file=sys.stderr,
            )
        path = folder / f"chapters/{run.step.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(chapter.notebook, path)
        target = folder / "extra/files" / run.name
        for part in ("figures", "tables"):
            shutil.copytree(source / part, target / part)
        for name, image in chapter.images.items():
            (target / "figures" / name).write_bytes(image)
    for gap in dict.fromkeys(gaps):
        print(f"note: {gap}", file=sys.stderr)


def _figure_texts(path: Path, language: str) -> dict[str, dict[str, FigureText]]:
    """Read captions and descriptions: a table ``[step.figure]`` with ``caption_en`` and so on."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return {
            step: {
                name: FigureText(text[f"caption_{language}"], text[f"description_{language}"])
                for name, text in figures.items()
            }
            for step, figures in content.items()
        }
    except KeyError as error:
        raise PlanTargetsError(f"{path.name}: a figure has no {error.args[0]}; add it") from None


def _check_quotes(plans: Sequence[Plan], rows: Sequence[Row]) -> None:
    """Refuse rows that do not belong to the texts: every highlight must stand on its quote."""
    texts = {plan.plan_id: plan.text for plan in plans}
    for row in rows:
        text = texts.get(row.cells["plan_id"])
        if text is None or text[row.start : row.end] != row.cells["quote"]:
            raise PlanTargetsError(
                f"outputs/targets/tables/targets.csv, {row.target_id}: {row.cells['quote']!r} does not stand "
                f"at {row.start}-{row.end} of {row.cells['plan_id']}; run `plantargets reproduce targets`"
            )


def _sphinx(config: Path, sources: Path, output: Path, language: str) -> None:
    environment = os.environ | {
        "PLANTARGETS_BOOK_LANGUAGE": language,
        "PLANTARGETS_BOOK_SOURCES": str(sources),
        "PYTHONHASHSEED": "0",
    }
    doctrees = sources.with_name(f"doctrees-{language}")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-c", str(config), "-d", str(doctrees)]
    done = subprocess.run(
        [*command, str(sources), str(output)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    log = [line.replace(f"{sources}/", "") for line in done.stderr.splitlines() if line.strip()]
    # A slip in a docstring spoils a line of the reference; any other warning is a fault of the book.
    of_docstrings = [line for line in log if "docstring of " in line]
    faults = [line for line in log if line not in of_docstrings]
    for line in dict.fromkeys(of_docstrings):
        print(f"note: {line[line.index('docstring of ') :]}", file=sys.stderr)
    if done.returncode or faults:
        message = f"Sphinx could not make the {language} edition of the book:"
        raise PlanTargetsError("\n".join([message, *faults[-LOG_LINES:]]))
    (output / ".buildinfo").unlink(missing_ok=True)
    shutil.rmtree(output / "_sources", ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n", errors="backslashreplace")
