"""Plans with their targets marked, and their table, as one page of its own: no server, no network, no book.

`view_page` writes the page of plans that were read here; `reader_page` the page that reads plans itself, in a
browser (see `plantargets.book.runtime`). Both show what `plan_view` and `tables_view` make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from plantargets.annotation import annotation_page
from plantargets.book.explorer import explorer_data, explorer_fragment
from plantargets.book.reader import plan_text, reader_bar, reader_data, script_data, section_nav
from plantargets.book.rows import Row, rows_of
from plantargets.book.words import LANGUAGES, codes, word
from plantargets.indicators.of_targets import link_targets
from plantargets.plans import Plan
from plantargets.review.component import review_file, review_rows, review_settings
from plantargets.targets import Target, read_targets
from plantargets.targets.codebook import Language
from plantargets.targets.explain import explain

SCRIPTS = ("xlsx", "explorer", "reader")


def read_view(plan: Plan) -> tuple[dict[str, Any], tuple[Target, ...]]:
    """Return a plan as the page shows it, and its targets, as the command line extracts them."""
    targets = tuple(link_targets(plan, read_targets(plan)))
    rows = rows_of(targets)
    numbers = explain(plan).numbers
    view: dict[str, Any] = {
        "id": plan.plan_id,
        "title": plan.record.title if plan.record else plan.title,
        "html": plan_text(plan, rows, numbers),
        "targets": len(rows),
        "notes": list(plan.notes),
    }
    for language in LANGUAGES:
        view[language] = {
            "bar": reader_bar(rows, numbers, language),
            "sections": section_nav(plan, language, rows),
            "data": reader_data(rows, numbers, language),
        }
    return view, targets


def tables_view(targets: Sequence[Target], plans: Sequence[Plan]) -> dict[str, Any]:
    """Return the table of the targets of several plans, in both languages, and what a review of it needs."""
    rows: tuple[Row, ...] = rows_of(targets)
    labels = {plan.plan_id: plan.plan_id for plan in plans}
    items = annotation_page([target.to_row() for target in targets], plans)["items"]
    tables: dict[str, Any] = {each: explorer_data(rows, labels, each, items) for each in LANGUAGES}
    return tables | {"review": review_rows([row.cells for row in rows], plans)}


def view_page(plans: Sequence[Plan], language: Language = "en") -> str:
    """Return a page that shows plans with their targets marked, their table, and why other numbers are none.

    Parameters
    ----------
    plans
        Plans that were read.
    language
        ``en`` or ``zh``: the language that the page opens in; it has both.
    """
    views: list[dict[str, Any]] = []
    targets: list[Target] = []
    for plan in plans:
        view, found = read_view(plan)
        views.append(view)
        targets += found
    return _page({"plans": views, "tables": tables_view(targets, plans)}, language)


def reader_page(pack: str, language: Language = "en") -> str:
    """Return the page that reads plans itself.

    Parameters
    ----------
    pack
        The script of `plantargets.book.runtime.make_pack`.
    language
        ``en`` or ``zh``: the language that the page opens in.
    """
    return _page({"plans": [], "tables": None}, language, pack)


def view_fragment(data: Mapping[str, Any], language: Language) -> str:
    """Return the part of a page that shows plans: data, an empty frame and the scripts that fill it."""
    words = {each: {name: word("view", name, each) for name in codes("view")} for each in LANGUAGES}
    frames = {each: explorer_fragment(each, scripts=False, annotations=True) for each in LANGUAGES}
    reviews = {each: review_settings(each) for each in LANGUAGES}
    told = script_data({**data, "words": words, "frames": frames, "reviews": reviews, "language": language})
    parts = [*(_static(f"{name}.js") for name in SCRIPTS), review_file("review.js"), _static("view.js")]
    scripts = "".join(f"<script>{part}</script>\n" for part in parts)
    data_element = f'<script type="application/json" id="view-data">{told}</script>'
    return f'<div id="plan-view"></div>\n{data_element}\n{scripts}'


def worker_script() -> str:
    """Return the script that reads plans apart from the page, as an element that the page starts it from."""
    return f'<script type="text/plain" id="view-worker">{_static("worker.js")}</script>\n'


def _page(data: Mapping[str, Any], language: Language, pack: str = "") -> str:
    runtime = f"{worker_script()}<script>{pack}</script>\n" if pack else ""
    title = escape(word("view", "title_reader" if pack else "title", language))
    style = "".join((_static("book.css"), _static("view.css"), review_file("review.css")))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="view-alone">\n{runtime}<main>\n{view_fragment(data, language)}'
        "</main>\n</body>\n</html>\n"
    )


def _static(name: str) -> str:
    return (files("plantargets.book") / "static" / name).read_text(encoding="utf-8")
