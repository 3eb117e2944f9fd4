"""The table of all targets as a page: data for the script, and the frame that the script fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from plantargets.book.reader import script_data
from plantargets.book.rows import Row
from plantargets.book.words import codes, field_name, word
from plantargets.language.script import characters_of
from plantargets.language.units import unit_name
from plantargets.targets import COLUMNS
from plantargets.targets.codebook import codebook_rows, columns_of

FILTERS = ("plan", "theme", "kind", "period", "firmness")
# Shown in the table; everything else is found by the search and goes into the exports.
SHOWN = ("plan", "indicator", "quote", "value", "unit", "period", "kind", "firmness", "responsible")
# What rows are set side by side by.
COMPARED = (
    "plan", "indicator", "quote", "value", "unit", "comparator", "kind", "period", "firmness", "modality",
    "scope", "qualifier", "responsible", "section", "sentence", "theme",
)  # fmt: skip
TEXTS = (
    "all", "shown", "previous", "next", "page", "nothing", "show_in_plan", "sort", "choose", "compare",
    "compare_none", "back", "matrix", "total",
)  # fmt: skip
# Columns that the pages add to those of the target row, with what they mean in the codebook.
ADDED = ("firmness", "theme", "indicator_en", "indicator_zh")
# What is shown of a row in the language of the page.
IN_WORDS = ("plan", "name", "value", "unit", "period", "kind", "firmness", "theme", "comparator")


def explorer_data(
    rows: Sequence[Row], labels: Mapping[str, str], language: str, annotations: Sequence[Any] = ()
) -> dict[str, Any]:
    """Return what the script of the table needs: columns, rows of texts, words.

    The first columns are those of the table of targets, in their order; behind them stands what the page
    adds: the words shown for plan, indicator, value, unit, period, kind, firmness and theme.

    Parameters
    ----------
    rows
        The targets.
    labels
        Plan id to short name.
    language
        ``en`` or ``zh``.
    annotations
        The Web Annotation of each row, where they can be saved.
    """
    columns = [*COLUMNS, *ADDED, *(f"shown_{name}" for name in IN_WORDS)]
    named = [_cells(row, labels, language) for row in rows]
    cells = [[row[column] for column in columns] for row in named]
    return {
        "columns": columns,
        "exported": [*COLUMNS, *ADDED],
        "numbers": list(columns_of("integer", "decimal")),
        "filters": list(FILTERS),
        "shown": list(SHOWN),
        "compared": list(COMPARED),
        "order": {
            "kind": list(codes("kind")),
            "theme": list(codes("theme")),
            "firmness": list(codes("firmness")),
        },
        "headings": _headings(language),
        "words": {name: word("text", name, language) for name in TEXTS},
        "simplified": characters_of("".join("".join(row) for row in cells)),
        "codebook": [*codebook_rows(), *((name, "text", "", "", *_meaning(name)) for name in ADDED)],
        "annotations": list(annotations),
        "rows": cells,
    }


def explorer_script(rows: Sequence[Row], labels: Mapping[str, str], language: str) -> str:
    """Return the script that hands the targets to the page of the book."""
    return f"window.plantargets = {script_data(explorer_data(rows, labels, language))};\n"


def explorer_fragment(language: str, *, scripts: bool = True, annotations: bool = False) -> str:
    """Return the HTML of the explorer: search, filters, buttons and an empty table.

    Parameters
    ----------
    language
        ``en`` or ``zh``.
    scripts
        Whether the scripts of the book are asked for.
    annotations
        Whether rows can be saved as Web Annotations.
    """

    def said(name: str) -> str:
        return escape(word("text", name, language))

    filters = "".join(
        f'<label>{escape(word("field", name, language))} <select data-filter="{name}"></select></label>'
        for name in FILTERS
    )
    buttons = {"matrix": "matrix", "compare": "compare_none", "csv": "export_csv", "xlsx": "export_xlsx"}
    if annotations:
        buttons["jsonld"] = "export_jsonld"
    bar = " ".join(
        f'<button type="button" id="explorer-{name}">{said(text)}</button>' for name, text in buttons.items()
    )
    asked = "".join(
        f'<script src="_static/{name}.js"></script>\n' for name in ("targets", "xlsx", "explorer") if scripts
    )
    return (
        f'<div class="explorer" id="explorer" data-language="{language}">\n'
        f"<noscript><p>{said('needs_script')}</p></noscript>\n"
        f'<form class="explorer-form" role="search" aria-label="{said("table")}" autocomplete="off">\n'
        f'<label class="explorer-search">{said("search")} '
        f'<input type="search" id="explorer-search" placeholder="{said("search_hint")}"></label>\n'
        f"{filters}\n"
        f'<button type="reset">{said("reset")}</button>\n</form>\n'
        '<div class="explorer-bar"><p role="status" aria-live="polite" id="explorer-count"></p>'
        f"<span>{bar}</span></div>\n"
        '<div class="explorer-other" id="explorer-other" tabindex="-1" hidden></div>\n'
        f'<div class="explorer-scroll" tabindex="0" role="region" aria-label="{said("table")}">'
        '<table class="explorer-table"><thead></thead><tbody></tbody></table></div>\n'
        f'<div class="explorer-pages"></div>\n{asked}</div>\n'
    )


def _headings(language: str) -> dict[str, str]:
    named = {name: field_name(name, language) for name in (*SHOWN, *COMPARED, *FILTERS)}
    indicator = word("field", f"indicator_{language}", language)
    return named | {"indicator": indicator, "unit": word("text", "unit", language)}


def _meaning(column: str) -> tuple[str, str]:
    return word("added", column, "en"), word("added", column, "zh")


def _cells(row: Row, labels: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the texts of a row by the column that they stand in."""
    plan_id = row.cells["plan_id"]
    name = (row.indicator_en if language == "en" else row.indicator_zh) or row.cells["indicator"]
    shown = {field: row.shown(field, language) for field in IN_WORDS if field not in ("plan", "name", "unit")}
    shown |= {
        "plan": labels.get(plan_id, plan_id),
        "name": name,
        "unit": _unit(row.cells["unit"], language),
    }
    return {
        **{column: row.cells[column] for column in COLUMNS},
        **{column: getattr(row, column) for column in ADDED},
        **{f"shown_{field}": text for field, text in shown.items()},
    }


def _unit(unit: str, language: str) -> str:
    """Return the unit that values are sorted within: in English with the word that counts things."""
    name = unit_name(unit, language)
    return name if language == "zh" or name == unit or not unit else f"{name} ({unit})"
