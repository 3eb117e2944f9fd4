"""A plan as a page: its text to the character, every target highlighted, sections to move by.

Text of a plan reaches the page only through `_escaped`, and data for the script only through `script_data`.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from plantargets.book.rows import Row
from plantargets.book.words import word
from plantargets.plans import Block, Plan
from plantargets.targets.explain import ROW, Number, explain

TEXTS = (
    "in_table", "address", "close", "lead", "copy", "copied", "place", "places", "no_target",
    "part_of_target", "not_read", "chapter", "add_number",
)  # fmt: skip
# A cell of at most so many characters (a running number) takes a narrow column.
SHORT_CELL = 4
# Levels of headings on the page: h1 is the title of the page.
HEADINGS = {1: "h2", 2: "h3", 3: "h4"}


def plan_fragment(
    plan: Plan,
    rows: Sequence[Row],
    language: str,
    outlooks: Mapping[str, Mapping[str, Any]] | None = None,
) -> str:
    """Return the HTML of a plan, to stand in a page of the book.

    Parameters
    ----------
    plan
        The plan. Its text is kept to the character: the text content of the element ``#plan-text`` equals
        ``plan.text``.
    rows
        Its targets, in any order; spans may overlap.
    language
        ``en`` or ``zh``, of what stands around the text.
    outlooks
        Lines on growth for the cards of targets that have a series, by target id, and the chapter's address.
    """
    numbers = explain(plan, language).numbers
    data = script_data(reader_data(rows, numbers, language, outlooks))
    return (
        f'<div class="plan-reader" data-language="{language}" data-plan="{escape(plan.plan_id)}">\n'
        f"{reader_bar(rows, numbers, language)}\n"
        f"{plan_text(plan, rows, numbers)}\n"
        f'<script type="application/json" class="plan-data">{data}</script>\n'
        '<script src="../_static/reader.js"></script>\n</div>\n'
    )


def plan_text(plan: Plan, rows: Sequence[Row], numbers: Sequence[Number] = ()) -> str:
    """Return the text of a plan with its targets and its other numbers marked, the same in each language."""
    marks = [_Mark(row.start, row.end, row=row) for row in rows]
    marks += [_Mark(one.start, one.end, number=one) for one in numbers if one.became != ROW]
    return f'<div id="plan-text" lang="{script_of(plan)}">{"".join(_body(plan, marks))}</div>'


def reader_bar(rows: Sequence[Row], numbers: Sequence[Number], language: str) -> str:
    """Return what stands above a text: the kinds to filter by, steps from target to target, other numbers."""

    def said(name: str) -> str:
        return escape(word("text", name, language))

    counts = Counter(row.cells["kind"] for row in rows)
    kinds = "".join(
        f'<li><button type="button" data-kind="{escape(kind)}" aria-pressed="false">'
        f'<span class="target kind-{escape(kind)}">{escape(word("kind", kind, language))}</span> '
        f"{counts[kind]}</button></li>"
        for kind in sorted(counts)
    )
    others = sum(one.became != ROW for one in numbers)
    return (
        f'<div class="reader-bar"><ul class="legend" aria-label="{said("legend")}">{kinds}</ul>'
        f'<div class="reader-steps"><button type="button" data-step="-1" title="{said("previous_target")}" '
        f'aria-label="{said("previous_target")}">‹</button> <span class="reader-place" role="status"></span> '
        f'<button type="button" data-step="1" title="{said("next_target")}" '
        f'aria-label="{said("next_target")}">›</button> '
        f'<button type="button" data-numbers aria-pressed="false">{said("other_numbers")} ({others})</button>'
        "</div></div>"
    )


def reader_data(
    rows: Sequence[Row],
    numbers: Sequence[Number],
    language: str,
    outlooks: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return what the script of a text needs: words, the card of each target, what the reasons mean."""
    reasons = {
        one.reason: (one.became, one.meaning(language))
        for one in sorted(numbers, key=lambda one: one.reason)
        if one.became != ROW
    }
    ordered = sorted(rows, key=lambda row: (row.start, row.end, row.target_id))
    return {
        "words": {name: word("text", name, language) for name in TEXTS},
        "cards": {row.target_id: row.card(language) for row in ordered},
        "outlooks": {row.target_id: outlooks[row.target_id] for row in ordered if row.target_id in outlooks}
        if outlooks
        else {},
        "reasons": reasons,
    }


def _number(text: str, number: Number) -> str:
    """Return a number that is no target, with the place of its quantity, from which a row may be added."""
    place = ' data-quantity="{}-{}"'.format(*number.quantity) if number.quantity else ""
    return f'<span class="number" data-reason="{number.reason}"{place}>{text}</span>'


def script_of(plan: Plan) -> str:
    """Return the language code of the script that a plan is written in."""
    return "zh-Hant" if plan.script == "traditional" else "zh-Hans"


def section_nav(plan: Plan, language: str, rows: Sequence[Row] = ()) -> str:
    """Return the sections of a plan as a nested list of links, with the number of targets in each."""
    title = word("text", "contents", language)
    counted = word("text", "in_section", language)
    items = []
    for section in plan.sections:
        count = sum(section.start <= row.start < section.end for row in rows)
        number = (
            f' <span class="count" title="{escape(counted.format(count=count))}">{count}</span>'
            if count
            else ""
        )
        items.append(
            f'<li class="level-{min(section.level, 4)}"><a href="#s-{section.start}">'
            f"{escape((section.label + section.title).strip())}</a>{number}</li>"
        )
    return (
        f'<nav class="plan-sections" aria-label="{escape(title)}">'
        f'<p class="plan-sections-title">{escape(title)}</p>'
        f'<ul lang="{script_of(plan)}">{"".join(items)}</ul></nav>'
    )


def script_data(data: Any) -> str:
    r"""Return JSON that can stand inside a ``<script>`` element: no character of it ends the element.

    Examples
    --------
    >>> script_data({"a": "</script>&"})
    '{"a":"\\u003c/script\\u003e\\u0026"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _body(plan: Plan, marks: Sequence[_Mark]) -> Iterator[str]:
    """Give the plan piece by piece: blocks as elements, what stands between them hidden but present."""
    pieces = _Pieces(plan.text, marks)
    grids = {table.start: table for table in plan.tables if table.header_rows}
    position = 0
    open_until: int | None = None  # where the table that is open ends
    for line in _lines(plan):
        start = line[0].start
        if open_until is not None and start >= open_until:
            yield "</div>"
            open_until = None
        table = next((grids.pop(at) for at in [*grids] if at <= start < grids[at].end), None)
        if table is not None and open_until is None:
            open_until = table.end
            yield '<div class="plan-table" role="table">'
        parts = []
        column = 0
        for block in line:
            if open_until is not None and block.column is not None:
                # A blank cell keeps its place, so that the cells below each other are of one column.
                parts.append('<span class="plan-cell" role="cell"></span>' * (block.column - column))
                column = block.column + 1
            parts += [
                pieces.hidden(position, block.start),
                _block(plan, block, pieces, alone=len(line) == 1, tabled=open_until is not None),
            ]
            position = block.end
        is_row = line[0].row is not None
        kind = "plan-row" if is_row and (open_until is not None or line[0].kind == "cell") else "plan-line"
        role = ' role="row"' if open_until is not None else ""
        yield f'<div class="{kind}"{role}>{"".join(parts)}</div>'
    if open_until is not None:
        yield "</div>"
    yield pieces.hidden(position, len(plan.text))


def _lines(plan: Plan) -> Iterator[list[Block]]:
    """Give the blocks that stand on one line; a heading is not joined to the heading before it."""
    line: list[Block] = []
    for block in plan.blocks:
        if line:
            between = plan.text[line[-1].end : block.start]
            if block.row is not None and block.row == line[-1].row:
                line.append(block)  # the cells of a row, one a line or side by side
                continue
            headings = block.kind == line[-1].kind == "heading"
            if "\n" in between or headings or (line[0].kind == "cell") != (block.kind == "cell"):
                yield line
                line = []
        line.append(block)
    if line:
        yield line


def _block(plan: Plan, block: Block, pieces: _Pieces, *, alone: bool, tabled: bool) -> str:
    inner = pieces.shown(block.start, block.end)
    if block.kind == "cell":
        short = " short" if block.end - block.start <= SHORT_CELL else ""
        role = ' role="cell"' if tabled else ""
        return f'<span class="plan-cell{short}"{role}>{inner}</span>'
    if block.kind == "heading" and block.section is not None:
        section = plan.sections[block.section]
        anchor = f' id="s-{section.start}"' if section.start == block.start else ""
        tag = HEADINGS.get(section.level, "h5") if alone else "strong"
        inner = f"<{tag}{anchor}>{inner}</{tag}>"
    elif not tabled:
        return f"<span>{inner}</span>"
    # A row holds nothing but cells, also where a heading stands in a table.
    return f'<div class="plan-cell" role="cell">{inner}</div>' if tabled else inner


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of text that is marked: a target, or another number."""

    start: int
    end: int
    row: Row | None = None
    number: Number | None = None


class _Pieces:
    """The text of a plan, cut where a target or a number begins or ends."""

    def __init__(self, text: str, marks: Sequence[_Mark]) -> None:
        self.text = text
        self.marks = sorted(marks, key=lambda mark: mark.start)
        self.starts = [mark.start for mark in self.marks]
        self.longest = max((mark.end - mark.start for mark in marks), default=0)

    def shown(self, start: int, end: int) -> str:
        """Return the characters from `start` to `end` with what stands there marked."""
        near = self.marks[bisect_left(self.starts, start - self.longest) : bisect_left(self.starts, end)]
        inside = [mark for mark in near if mark.end > start]
        cuts = sorted(
            {start, end} | {cut for mark in inside for cut in (mark.start, mark.end) if start < cut < end}
        )
        return "".join(
            self._piece(left, right, [mark for mark in inside if mark.start <= left and mark.end >= right])
            for left, right in itertools.pairwise(cuts)
        )

    def hidden(self, start: int, end: int) -> str:
        """Return characters between blocks (ends of lines, bars of tables): not shown, but in the page."""
        return f'<span class="gap">{_escaped(self.text[start:end])}</span>' if start < end else ""

    def _piece(self, start: int, end: int, marks: Sequence[_Mark]) -> str:
        text = _with_line_ends(self.text[start:end])
        rows = [mark.row for mark in marks if mark.row is not None]
        if not rows:
            number = next((mark.number for mark in marks if mark.number is not None), None)
            return text if number is None else _number(text, number)
        first, *others = sorted(rows, key=lambda row: (row.end - row.start, row.target_id))
        ids = " ".join(row.target_id for row in (first, *others))
        own = f' id="{escape(first.target_id)}"' if first.start == start else ""
        anchors = "".join(
            f'<span id="{escape(row.target_id)}"></span>' for row in others if row.start == start
        )
        return (
            f'{anchors}<a class="target kind-{escape(first.cells["kind"])}"{own} '
            f'href="#{escape(first.target_id)}" data-targets="{escape(ids)}" '
            f'data-kind="{escape(first.cells["kind"])}">{text}</a>'
        )


def _with_line_ends(text: str) -> str:
    """Return escaped text; ends of lines inside a block stand in the page but are not shown."""
    return _escaped(text).replace("\n", '<span class="gap">\n</span>')


def _escaped(text: str) -> str:
    # NUL and lone surrogates cannot stand in a page; one character stands for each, so that offsets hold.
    safe = "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)
    return escape(safe, quote=True).replace("\r", "&#13;")
