"""Pages and tables of the book that are made from the project's own data."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from plantargets.book.words import codes, word, words
from plantargets.errors import PlanTargetsError
from plantargets.growth import reason_labels
from plantargets.indicators import load_vocabulary
from plantargets.plans import Plan, PlanRecord

INPUT_TABLES = ("plans", "statistics", "panel_provinces")
STATISTICS = ("statistics.csv", "national.csv", "panel_provinces.csv")


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table; cells are texts unless they come from `_link`, which escapes its own parts."""
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    first = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        "<tr>"
        + "".join(f"<td>{cell if isinstance(cell, _Html) else escape(cell)}</td>" for cell in row)
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="table-scroll" tabindex="0"><table class="table book-table">{title}'
        f"<thead><tr>{first}</tr></thead><tbody>\n{lines}</tbody></table></div>\n"
    )


def plan_heading(plan: Plan, label: str, targets: int, language: str) -> str:
    """Return the head of a plan's page in Markdown: its name, and what the register says of it."""
    record = plan.record
    facts = []
    if record is not None:
        level, script = word("level", record.level, language), word("script", plan.script, language)
        period = _years(record, language)
        on = record.issued
        facts = [
            word("plan", "level", language).format(level=level),
            period,
            word("plan", "issued", language).format(date=on, year=on.year, month=on.month, day=on.day),
            word("plan", "script", language).format(script=script),
            word("plan", "targets", language).format(targets=targets),
        ]
    separator = " · "
    title = record.title if record else plan.plan_id
    line = escape(separator.join(facts))
    return (
        f'# {_plain(label)}\n\n<p class="plan-facts"><span lang="zh">{escape(title)}</span><br>{line}</p>\n'
    )


def _years(record: PlanRecord, language: str) -> str:
    """Return the stated term of a plan in words."""
    if record.period_start_year is None or record.period_end_year is None:
        return word("plan", "no_years", language)
    years = map(str, sorted({record.period_start_year, record.period_end_year}))
    joined = word("plan", "joins_years", language).join(years)
    return word("plan", "years", language).format(years=joined)


def plans_html(
    plans: Sequence[Plan], labels: Mapping[str, str], counts: Mapping[str, int], language: str
) -> str:
    """Return the plans with the number of their targets as a table that leads to their pages."""
    heads = words("head", ("plan", "title", "targets"), language)
    rows = [
        (
            _link(f"{plan.plan_id}.html", labels[plan.plan_id]),
            plan.record.title if plan.record else plan.plan_id,
            str(counts.get(plan.plan_id, 0)),
        )
        for plan in plans
    ]
    return html_table(heads, rows)


def register_html(plans: Sequence[Plan], labels: Mapping[str, str], language: str) -> str:
    """Return the register of plans as a table that leads to their pages."""
    columns = ("plan", "title", "document_number", "level", "issued", "years_of_plan", "script", "source")
    heads = words("head", columns, language)
    rows = []
    for plan in plans:
        record = plan.record
        if record is None:
            continue
        years = _years(record, language)
        source = (
            word("source", record.source, language) if record.source in codes("source") else record.source
        )
        rows.append(
            (
                _link(f"plans/{record.plan_id}.html", labels[record.plan_id]),
                record.title,
                record.document_number or "—",
                word("level", record.level, language),
                str(record.issued),
                years,
                word("script", record.script, language),
                source,
            )
        )
    return html_table(heads, rows)


def sources_html(data: Path, language: str) -> str:
    """Return the sources of the observed statistics: how many rows of which years come from each."""
    heads = words("head", ("table", "source", "series", "years", "rows"), language)
    rows = []
    for name in STATISTICS:
        records, title = _observations(data, name)
        address = "source_url" if title == "source_title" else ""
        keys = Counter((row[title], row.get(address, "")) for row in records)
        for (source, url), count in sorted(keys.items(), key=lambda item: (-item[1], item[0])):
            own = [row for row in records if (row[title], row.get(address, "")) == (source, url)]
            years = sorted({row["year"] for row in own})
            rows.append(
                (
                    name,
                    _link(url, source) if url.startswith(("https://", "http://")) else source,
                    str(len({row["series_id"] for row in own})),
                    years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}",
                    str(count),
                )
            )
    return html_table(heads, rows)


def source_texts(data: Path) -> set[str]:
    """Return the titles of all sources of the observed statistics and the ids of all series."""
    tables = [_observations(data, name) for name in STATISTICS]
    return {text for rows, title in tables for row in rows for text in (row[title], row["series_id"])}


def input_tables_html(root: Path, language: str) -> str:
    """Return what each column of the tables in ``data/`` means.

    English is that of ``data/datapackage.json``, Chinese that of ``book/columns_zh.csv``.

    Raises
    ------
    PlanTargetsError
        If a column has no row in ``book/columns_zh.csv``.
    """
    package = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))
    with (root / "book/columns_zh.csv").open(encoding="utf-8", newline="") as file:
        chinese = {(row["table"], row["column"]): row["zh"] for row in csv.DictReader(file)}
    heads = words("head", ("column", "meaning"), language)
    parts = []
    for resource in package["resources"]:
        name = resource["name"]
        if name not in INPUT_TABLES:
            continue
        rows = []
        for column in resource["schema"]["fields"]:
            meaning = column["description"] if language == "en" else chinese.get((name, column["name"]), "")
            if not meaning:
                raise PlanTargetsError(
                    f"book/columns_zh.csv: no row for column {column['name']} of table {name}; add one"
                )
            rows.append((_code(column["name"]), meaning))
        parts.append(f"<h3>{escape(resource['path'])}</h3>\n" + html_table(heads, rows))
    return "".join(parts)


def codes_html(language: str) -> str:
    """Return what the codes mean that are not of the target row: firmness, theme, reason not to judge."""
    heads = words("head", ("column", "code", "meaning"), language)
    rows = [
        (_code(field), _code(code) if code else "", word(field, code, language))
        for field in ("firmness", "theme")
        for code in codes(field)
    ]
    rows += [
        (_code("reason"), _code(code), meaning)
        for code, meaning in reason_labels(language, meaning=True).items()
    ]
    return html_table(heads, rows)


def vocabulary_html(language: str) -> str:
    """Return the vocabulary of indicators as a table."""
    names_of = ("name", "name_in_chinese") if language == "en" else ("name",)
    heads = words("head", ("id", *names_of, "unit", "kind", "theme", "definition"), language)
    rows = []
    for item in load_vocabulary():
        names = (item.name_en, item.name_zh) if language == "en" else (item.name_zh,)
        definition = item.definition if language == "en" else item.definition_zh
        kind, theme = word("kind", item.kind, language), word("theme", item.theme, language)
        rows.append((_code(item.id), *names, item.unit, kind, theme, definition))
    return html_table(heads, rows)


def _observations(data: Path, name: str) -> tuple[list[dict[str, str]], str]:
    """Return the rows of a table of statistics and the name of its column of sources."""
    with (data / "statistics" / name).open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    return records, "source" if "source" in records[0] else "source_title"


class _Html(str):
    """Text that is markup already."""


def _link(address: str, text: str) -> _Html:
    return _Html(f'<a href="{escape(address)}">{escape(text)}</a>')


def _code(text: str) -> _Html:
    return _Html(f"<code>{escape(text)}</code>")


def _plain(text: str) -> str:
    """Return text that Markdown takes as text."""
    escaped = escape(text)
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|~$" else c for c in escaped)
