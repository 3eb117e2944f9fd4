"""A plan as a page: its text to the character, every target highlighted, sections to move by.

Text of a plan reaches the page only through `_escaped`, and data for the script only through `script_data`.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from plantargets.book.rows import Row
from plantargets.book.words import word
from plantargets.plans import Block, Plan

# A cell of at most so many characters (a running number) takes a narrow column.
SHORT_CELL = 4
# Levels of headings on the page: h1 is the title of the page.
HEADINGS = {1: "h2", 2: "h3", 3: "h4"}


def plan_fragment(plan: Plan, rows: Sequence[Row], language: str) -> str:
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
    """
    ordered = sorted(rows, key=lambda row: (row.start, row.end, row.target_id))
    kinds = dict.fromkeys(row.cells["kind"] for row in ordered)
    legend = "".join(
        f'<li><span class="target kind-{escape(kind)}">{escape(word("kind", kind, language))}</span> '
        f"{sum(row.cells['kind'] == kind for row in ordered)}</li>"
        for kind in sorted(kinds)
    )
    code = "zh-Hant" if plan.script == "traditional" else "zh-Hans"
    cards = {row.target_id: row.card(language) for row in ordered}
    words = {name: word("text", name, language) for name in ("in_table", "address", "close", "lead")}
    data = script_data({"words": words, "cards": cards})
    return (
        f'<div class="plan-reader" data-language="{language}">\n'
        f'<ul class="legend" aria-label="{escape(word("text", "legend", language))}">{legend}</ul>\n'
        f'<div id="plan-text" lang="{code}">{"".join(_body(plan, ordered))}</div>\n'
        f'<script type="application/json" id="plan-cards">{data}</script>\n'
        '<script src="../_static/reader.js"></script>\n</div>\n'
    )


def section_nav(plan: Plan, language: str) -> str:
    """Return the sections of a plan as a nested list of links."""
    title = word("text", "contents", language)
    items = "".join(
        f'<li class="level-{min(section.level, 4)}"><a href="#s-{section.start}">'
        f"{escape((section.label + section.title).strip())}</a></li>"
        for section in plan.sections
    )
    code = "zh-Hant" if plan.script == "traditional" else "zh-Hans"
    return (
        f'<nav class="plan-sections" aria-label="{escape(title)}">'
        f'<p class="plan-sections-title">{escape(title)}</p><ul lang="{code}">{items}</ul></nav>'
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


def _body(plan: Plan, rows: Sequence[Row]) -> Iterator[str]:
    """Give the plan piece by piece: blocks as elements, what stands between them hidden but present."""
    pieces = _Pieces(plan.text, rows)
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
            parts += [pieces.hidden(position, block.start), _block(plan, block, pieces, alone=len(line) == 1)]
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


def _block(plan: Plan, block: Block, pieces: _Pieces, *, alone: bool) -> str:
    inner = pieces.shown(block.start, block.end)
    if block.kind == "cell":
        short = " short" if block.end - block.start <= SHORT_CELL else ""
        return f'<span class="plan-cell{short}" role="cell">{inner}</span>'
    if block.kind == "heading" and block.section is not None:
        section = plan.sections[block.section]
        anchor = f' id="s-{section.start}"' if section.start == block.start else ""
        tag = HEADINGS.get(section.level, "h5") if alone else "strong"
        return f"<{tag}{anchor}>{inner}</{tag}>"
    return f"<span>{inner}</span>"


@dataclass(frozen=True)
class _Pieces:
    """The text of a plan, cut where a target begins or ends."""

    text: str
    rows: Sequence[Row]

    def shown(self, start: int, end: int) -> str:
        """Return the characters from `start` to `end` with their targets marked."""
        inside = [row for row in self.rows if row.start < end and row.end > start]
        cuts = sorted(
            {start, end} | {cut for row in inside for cut in (row.start, row.end) if start < cut < end}
        )
        return "".join(
            self._piece(left, right, [row for row in inside if row.start <= left and row.end >= right])
            for left, right in itertools.pairwise(cuts)
        )

    def hidden(self, start: int, end: int) -> str:
        """Return characters between blocks (ends of lines, bars of tables): not shown, but in the page."""
        return f'<span class="gap">{_escaped(self.text[start:end])}</span>' if start < end else ""

    def _piece(self, start: int, end: int, rows: Sequence[Row]) -> str:
        text = _with_line_ends(self.text[start:end])
        if not rows:
            return text
        first, *others = sorted(rows, key=lambda row: (row.end - row.start, row.target_id))
        ids = " ".join(row.target_id for row in (first, *others))
        own = f' id="{escape(first.target_id)}"' if first.start == start else ""
        anchors = "".join(
            f'<span id="{escape(row.target_id)}"></span>' for row in others if row.start == start
        )
        return (
            f'{anchors}<a class="target kind-{escape(first.cells["kind"])}"{own} '
            f'href="#{escape(first.target_id)}" data-targets="{escape(ids)}">{text}</a>'
        )


def _with_line_ends(text: str) -> str:
    """Return escaped text; ends of lines inside a block stand in the page but are not shown."""
    return _escaped(text).replace("\n", '<span class="gap">\n</span>')


def _escaped(text: str) -> str:
    # NUL and lone surrogates cannot stand in a page; one character stands for each, so that offsets hold.
    safe = "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)
    return escape(safe, quote=True).replace("\r", "&#13;")
