"""The table of all targets as a page: data for the script, and the frame that the script fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from plantargets.book.reader import script_data
from plantargets.book.rows import Row
from plantargets.book.words import codes, word
from plantargets.targets import COLUMNS

FILTERS = ("plan", "theme", "kind", "period", "firmness")
# Shown in the table; everything else is found by the search and goes into the exports.
SHOWN = ("plan", "indicator", "quote", "value", "period", "kind", "firmness", "responsible")
TEXTS = (
    "all", "shown", "previous", "next", "page", "nothing", "show_in_plan", "sort",
)  # fmt: skip


def explorer_script(rows: Sequence[Row], labels: Mapping[str, str], language: str) -> str:
    """Return the script that hands the targets to the page: columns, rows of texts, words.

    The first columns are those of the table of targets, in their order; behind them stands what the page
    adds: the words shown for plan, indicator, value, period, kind, firmness and theme.
    """
    added = ["firmness", "theme", "indicator_en", "indicator_zh"]
    shown = ["plan", "name", "value", "period", "kind", "firmness", "theme"]
    data: dict[str, Any] = {
        "columns": [*COLUMNS, *added, *(f"shown_{name}" for name in shown)],
        "exported": [*COLUMNS, *added],
        "numbers": ["start", "end", "value_min", "value_max"],
        "filters": list(FILTERS),
        "shown": list(SHOWN),
        "order": {
            "kind": list(codes("kind")),
            "theme": list(codes("theme")),
            "firmness": list(codes("firmness")),
        },
        "headings": {name: word("field", name, language) for name in dict.fromkeys((*SHOWN, *FILTERS))},
        "words": {name: word("text", name, language) for name in TEXTS},
        "rows": [_cells(row, labels, language) for row in rows],
    }
    data["headings"]["indicator"] = word(
        "field", "indicator_en" if language == "en" else "indicator_zh", language
    )
    return f"window.plantargets = {script_data(data)};\n"


def explorer_fragment(language: str) -> str:
    """Return the HTML of the explorer: search, filters, buttons and an empty table."""

    def said(name: str) -> str:
        return escape(word("text", name, language))

    filters = "".join(
        f'<label>{escape(word("field", name, language))} <select data-filter="{name}"></select></label>'
        for name in FILTERS
    )
    return (
        f'<div class="explorer" id="explorer" data-language="{language}">\n'
        f"<noscript><p>{said('needs_script')}</p></noscript>\n"
        f'<form class="explorer-form" role="search" aria-label="{said("table")}">\n'
        f'<label class="explorer-search">{said("search")} '
        f'<input type="search" id="explorer-search" placeholder="{said("search_hint")}"></label>\n'
        f"{filters}\n"
        f'<button type="reset">{said("reset")}</button>\n</form>\n'
        '<div class="explorer-bar"><p role="status" aria-live="polite" id="explorer-count"></p>'
        f'<span><button type="button" id="explorer-csv">{said("export_csv")}</button> '
        f'<button type="button" id="explorer-xlsx">{said("export_xlsx")}</button></span></div>\n'
        f'<div class="explorer-scroll" tabindex="0" role="region" aria-label="{said("table")}">'
        '<table class="explorer-table"><thead></thead><tbody></tbody></table></div>\n'
        '<div class="explorer-pages"></div>\n'
        '<script src="_static/targets.js"></script>\n<script src="_static/xlsx.js"></script>\n'
        '<script src="_static/explorer.js"></script>\n</div>\n'
    )


def _cells(row: Row, labels: Mapping[str, str], language: str) -> list[str]:
    plan_id = row.cells["plan_id"]
    name = (row.indicator_en if language == "en" else row.indicator_zh) or row.cells["indicator"]
    return [
        *(row.cells[column] for column in COLUMNS),
        row.firmness,
        row.theme,
        row.indicator_en,
        row.indicator_zh,
        labels.get(plan_id, plan_id),
        name,
        *(row.shown(field, language) for field in ("value", "period", "kind", "firmness", "theme")),
    ]
