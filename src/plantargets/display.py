"""Targets in a notebook or a terminal: a readable table, and a plan with its targets marked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.indicators import load_vocabulary
from plantargets.markup import Rendered, html_table, html_text, plain_table
from plantargets.plans import Plan, plan_from_text
from plantargets.prose import Phrases, head, year_spans
from plantargets.rounding import written
from plantargets.targets.codebook import Language, code_label, column_name, load_codebook

YEARS = (
    "year",
    "end_year",
    "first_year",
    "last_year",
    "origin",
    "start",
    "other_start",
    "from_year",
    "to_year",
    "base_year",
    "part_year",
    "target_year",
    "latest_year",
)
NAMED = (
    "measure",
    "score",
    "reading",
    "type",
    "size",
    "soft_reading",
    "firm_reading",
    "verdict",
    "script",
    "reason",
    "per_cny_10bn_gdp_reason",
    "found_by",
)
MANY = 1000  # from here on a number has no decimals
COLUMNS_SHOWN = ("quote", "indicator", "value", "period", "kind", "modality", "section")
# Light tints of the Okabe-Ito colours: kinds stay apart for colour-blind readers, black text stays readable.
TINTS = {
    "level": "#a6d5f0",
    "increment": "#f6d68a",
    "growth": "#8fdcc3",
    "reduction": "#f0b48a",
    "share": "#e6bcd4",
    "activity": "#f5ef9f",
    "threshold": "#d5d5d5",
    "capacity": "#c9c3f0",
    "multiple": "#bfe8a8",
}
_WORDS = Phrases("plantargets.prose", "display.csv")


def show(
    targets: pd.DataFrame,
    language: Language = "en",
    columns: Sequence[str] = COLUMNS_SHOWN,
    rows: int = 20,
) -> Rendered:
    """Show targets as a table to read: codes in words, the value with its comparator and unit.

    Parameters
    ----------
    targets
        From `plantargets.extract_targets`; a part of it will do.
    language
        ``en`` or ``zh``, for heads, codes and the names of indicators; the words of the plan stay.
    columns
        Columns of the target row, or ``value``: comparator, value and unit together.
    rows
        How many rows at most.

    Raises
    ------
    PlanTargetsError
        If a column or the language is unknown; the message lists the valid ones.

    Examples
    --------
    >>> from plantargets import extract_targets
    >>> show(extract_targets("到2025年,企业达到30家以上。"), columns=["quote", "value", "period"])
    quote  value           period
    30家   at least 30 家  by:2025
    1 target
    """
    words = _WORDS.of(language)
    known = [*load_codebook(), "value"]
    for column in columns:
        if column not in known:
            raise PlanTargetsError(
                f"parameter columns: '{column}' is no column of a target; expected {', '.join(known)}."
            )
    _check_columns(targets, [column for column in columns if column != "value"])
    head = [_head(column, language) for column in columns]
    cells = [
        [_cell(row, column, language) for column in columns] for row in targets.head(rows).to_dict("records")
    ]
    note = _count(len(targets), language)
    if len(targets) > rows:
        note += "; " + words["more"].format(n=len(targets) - rows, total=len(targets))
    html = f"{html_table(head, cells)}<p>{html_text(note)}</p>"
    return Rendered(html, f"{plain_table(head, cells)}\n{note}")


def show_table(
    table: pd.DataFrame,
    language: Language = "en",
    labels: Mapping[str, str] | None = None,
    rows: int | None = None,
) -> Rendered:
    """Show a table of results to be read: heads in words, numbers rounded to what they say, a dash for none.

    Parameters
    ----------
    table
        Its columns are those of ``heads.csv``; others keep their names.
    language
        ``en`` or ``zh``. Codes of a target row are told in words.
    labels
        Plan id to short name.
    rows
        How many rows at most; all by default.

    Examples
    --------
    >>> show_table(pd.DataFrame({"plan_id": ["a", "b"], "value": [1234.5678, None]}), labels={"a": "Henan"})
    Plan   Value
    Henan  1,235
    b      —
    """
    _WORDS.of(language)  # refuses another language before anything is shown
    named = table.reset_index() if any(name is not None for name in table.index.names) else table
    coded = table.index.name == "gold"  # a confusion: its columns are codes
    shown = named if rows is None else named.head(rows)
    told = labels or {}
    heads = [
        _coded(str(column), language) if coded and column != "gold" else _named(str(column), language, told)
        for column in shown.columns
    ]
    named_heads = [head[:1].upper() + head[1:] for head in heads] if language == "en" else heads
    cells = [
        [
            _coded(str(value), language)
            if coded and column == "gold"
            else _shown(value, str(column), language, told)
            for column, value in zip(shown.columns, row, strict=True)
        ]
        for row in shown.itertuples(index=False)
    ]
    if not cells:  # heads alone look like a table that was lost
        none = _WORDS.of(language)["no_rows"]
        return Rendered(f"<p>{html_text(none)}</p>", none)
    return Rendered(html_table(named_heads, cells), plain_table(named_heads, cells))


def show_targets(
    plan: Plan | str,
    targets: pd.DataFrame,
    language: Language = "en",
    start: int = 0,
    end: int | None = None,
) -> Rendered:
    """Show a plan with its targets marked, by kind; each mark tells its row when the pointer rests on it.

    Parameters
    ----------
    plan
        The plan, or the text that the targets were extracted from.
    targets
        Its targets, as `plantargets.extract_targets` gives them; rows of other plans are passed over.
    language
        ``en`` or ``zh``.
    start, end
        The part of the text to show, as offsets; the whole text by default.

    Returns
    -------
    Rendered
        In a notebook the text with marks; in a terminal the lines with targets, each quote in ⟦ ⟧.

    Raises
    ------
    PlanTargetsError
        If a row does not point at its quote: the table was made from another text.
    """
    words = _WORDS.of(language)
    _check_columns(targets, ["plan_id", "start", "end", "quote", "kind"])
    if isinstance(plan, str):
        plan = plan_from_text(plan)
    end = len(plan.text) if end is None else end
    rows: list[dict[str, Any]] = targets[targets["plan_id"] == plan.plan_id].to_dict("records")  # type: ignore[assignment]
    for row in rows:
        found = plan.text[row["start"] : row["end"]]
        if found != row["quote"]:
            raise PlanTargetsError(
                f"plan '{plan.plan_id}', characters {row['start']}–{row['end']}: the row says "
                f"{row['quote']!r} but the text has {found!r}. "
                "The table was made from another text; make it anew: extract_targets(plan)."
            )
    rows = sorted(
        (row for row in rows if start <= row["start"] and row["end"] <= end),
        key=lambda row: int(row["start"]),
    )
    note = _count(len(rows), language)
    where = words["in"].format(plan=plan.plan_id or "text", start=start, end=end)
    kinds = [kind for kind in TINTS if any(row["kind"] == kind for row in rows)]
    legend = " ".join(_mark(code_label("kind", kind, language), kind, "") for kind in kinds)
    marked = _marked(plan.text, rows, start, end, language)
    html = (
        f"<p>{html_text(note)} {html_text(where)} {legend}</p>"
        f'<div lang="{_lang(plan)}" style="white-space:pre-wrap;max-height:32em;overflow-y:auto;'
        f'border:1px solid #999;padding:0.5em;text-align:left">{marked}</div>'
    )
    return Rendered(html, "\n".join([f"{note} {where}", *_marked_lines(plan, rows, start, end)]))


def _shown(  # noqa: PLR0911
    value: Any, column: str, language: Language, labels: Mapping[str, str]
) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "":
        return "—"
    if isinstance(value, str):
        return (
            _named(value, language, labels)
            if column in NAMED
            else labels.get(value, year_spans(code_label(column, value, language), language))
        )
    if isinstance(value, bool | np.bool_):
        return _WORDS.of(language)["yes" if value else "no"]
    if column in YEARS:
        return str(int(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    number = float(f"{float(value):.10g}")  # as published: on another processor the last digits differ
    if number == int(number) or abs(number) >= MANY:
        return written(number, ",.0f").replace("-", "\N{MINUS SIGN}")
    return written(number, ",.3g").replace("-", "\N{MINUS SIGN}")


def _named(word: str, language: Language, labels: Mapping[str, str]) -> str:
    """Return the name of a column, a plan or a code that stands as a head."""
    if word in labels:
        return labels[word]
    return head(word, language) or column_name(word, language) or _coded(word, language)


def _coded(word: str, language: Language) -> str:
    return code_label("comparator", code_label("kind", word, language), language)


def _check_columns(targets: pd.DataFrame, needed: Sequence[str]) -> None:
    if not isinstance(targets, pd.DataFrame):
        raise PlanTargetsError(
            f"parameter targets: expected a table of targets, found {type(targets).__name__}. "
            "Make one with extract_targets(plan)."
        )
    missing = [column for column in needed if column not in targets]
    if missing:
        raise PlanTargetsError(
            f"parameter targets: the table lacks {', '.join(missing)}. "
            "Pass whole rows of extract_targets(plan)."
        )


def _head(column: str, language: Language) -> str:
    if column == "value":
        return _WORDS.of(language)["value"]
    return column_name(column, "zh") or column if language == "zh" else column


def _count(number: int, language: Language) -> str:
    return _WORDS.of(language)["many" if number else "none"].format(n=number)


def _cell(row: dict[Any, Any], column: str, language: Language) -> str:
    if column == "value":
        return _value(row, language)
    if column == "indicator_id":
        return _names(language).get(row[column], str(row[column]))
    return "" if pd.isna(row[column]) else code_label(column, str(row[column]), language)


def _value(row: dict[Any, Any], language: Language) -> str:
    low, high = (f"{float(row[name]):,.10g}" for name in ("value_min", "value_max"))
    amount = f"{low if low == high else f'{low}–{high}'} {row['unit']}".rstrip()
    bound = row["comparator"] not in {"eq", "range"}
    return f"{code_label('comparator', row['comparator'], language)} {amount}" if bound else amount


def _names(language: Language) -> dict[str, str]:
    return {one.id: one.name_zh if language == "zh" else one.name_en for one in load_vocabulary()}


def _tip(row: dict[str, Any], language: Language) -> str:
    words = _WORDS.of(language)
    indicator = _names(language).get(row.get("indicator_id", ""), row.get("indicator", ""))
    parts = [f"{indicator}: {_value(row, language)}", code_label("kind", row["kind"], language)]
    for column, word in (("period", "period"), ("modality", "firmness"), ("responsible", "responsible")):
        if row.get(column):
            parts.append(f"{words[word]}: {row[column]}")
    return "\n".join(parts)


def _mark(text: str, kind: str, tip: str) -> str:
    title = f' title="{html_text(tip)}" tabindex="0"' if tip else ""
    style = f"background-color:{TINTS.get(kind, '#d5d5d5')};color:#000;padding:0 0.1em"
    return f'<mark style="{style}"{title}>{html_text(text)}</mark>'


def _marked(text: str, rows: Sequence[dict[str, Any]], start: int, end: int, language: Language) -> str:
    parts, at = [], start
    for row in rows:
        if row["start"] < at:
            continue  # marks cannot overlap; extracted targets do not
        parts += [
            html_text(text[at : row["start"]]),
            _mark(text[row["start"] : row["end"]], row["kind"], _tip(row, language)),
        ]
        at = row["end"]
    return "".join([*parts, html_text(text[at:end])])


def _marked_lines(plan: Plan, rows: Sequence[dict[str, Any]], start: int, end: int) -> list[str]:
    lines: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in rows:
        block = plan.block_at(row["start"])
        span = (max(block.start, start), min(block.end, end)) if block else (row["start"], row["end"])
        lines.setdefault(span, []).append(row)
    out = []
    for (first, last), members in lines.items():
        at, pieces = first, []
        for row in members:
            if row["start"] >= at:
                pieces += [plan.text[at : row["start"]], "⟦", row["quote"], "⟧"]
                at = row["end"]
        text = "".join([*pieces, plan.text[at:last]])
        out.append(f"{first:>6}  {' '.join(text.split())}")
    return out


def _lang(plan: Plan) -> str:
    return "zh-Hant" if plan.script == "traditional" else "zh-Hans"
