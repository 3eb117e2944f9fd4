"""The pass over the lines of a plan that finds its sections, blocks and table rows.

Everything is decided on the simplified text; offsets hold for the plan's own text, which has the same length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from plantargets.plans.structure.heads import (
    PROSE_MARK,
    inline_heads,
    labelled_head,
    lead_head,
    rank_of_line,
)
from plantargets.plans.structure.labels import ATTACHMENT, BULLET, RANKS, Label, label_at
from plantargets.plans.structure.lines import STOP, Lines, survey
from plantargets.plans.structure.outline import Outline, Structure
from plantargets.plans.structure.pieces import (
    ATTACHED,
    ATTACHMENT_HEAD,
    ATTACHMENT_LIST,
    Piece,
    begin,
    extend,
    joins,
)
from plantargets.plans.structure.rows import add_table
from plantargets.plans.tables import BLANK, Table
from plantargets.plans.words import any_word

_GLOSSARY = re.compile(f"[^，。；]{{0,16}}{any_word('glossary')}$")
_NOT_BLANK = re.compile(f"[^{re.escape(BLANK)}]")
_LONGEST_TITLE = 60


def read_structure(text: str, simplified: str, tables: Sequence[Table] = ()) -> Structure:
    r"""Find the sections, blocks and table rows of a plan.

    Parameters
    ----------
    text, simplified
        The plan as stored, and the same characters in simplified script.
    tables
        The tables of the text, as `find_tables` finds them: their cells are blocks, and nothing else in them.

    Returns
    -------
    Structure
        Sections in order of their start (parents before children), blocks in order, table rows in order.

    Notes
    -----
    Time is linear in the length of the text, whatever is in it. Headings are recognised by the numbering that
    GB/T 9704-2012 lays down for official documents (一、（一）1.（1）), by 第一章, 一是 and 第一， at the
    start of a line, and, without a number, as a short first sentence (产业能级高。), a lead word
    (装备制造业：) or a short line.

    >>> text = "一、目标\n企业达到30家。"
    >>> structure = read_structure(text, text)
    >>> [(section.label, section.title) for section in structure.sections]
    [('一、', '目标')]
    """
    outline, lines = Outline(text, simplified), survey(simplified, tables)
    piece: Piece | None = None
    table: Table | None = None
    for index, line in enumerate(lines.lines):
        goes_on = piece is not None and line.table is None and joins(outline, lines, piece, line)
        if piece is not None and not goes_on:
            _add_piece(outline, lines, piece, index)
            piece = None
        if line.table is not None and line.table is not table:
            add_table(outline, line.table)
        elif piece is not None:
            extend(simplified, lines, piece, line)
        elif line.table is None:
            piece = begin(outline, lines, line)
        table = line.table
    if piece is not None:
        _add_piece(outline, lines, piece, len(lines.lines))
    outline.close(-1.0, len(simplified))
    return outline.freeze()


class _Part(NamedTuple):
    """A part of a piece that begins with one heading, or with none."""

    start: int
    end: int
    label: Label | None


def _add_piece(outline: Outline, lines: Lines, piece: Piece, following: int) -> None:
    """Turn a piece into sections and blocks; `following` is the index of the next line."""
    start, label = piece.start, piece.label
    for split in inline_heads(outline, start, piece.end, label):
        # The line below is below the last part alone.
        _add_part(outline, lines, _Part(start, split, label), len(lines.lines))
        start = _NOT_BLANK.search(outline.s, split).start()  # type: ignore[union-attr]
        label = label_at(outline.s, start)
        assert label is not None
        outline.last_number[label.rank] = label.number
    _add_part(outline, lines, _Part(start, piece.end, label), following)


def _add_part(outline: Outline, lines: Lines, part: _Part, following: int) -> None:
    start, end, label = part
    if label is not None and label.rank != BULLET:
        _add_labelled(outline, start, end, label)
    elif not (
        _add_attachment(outline, start, end)
        or _fills_attachment_title(outline, start, end)
        or _add_line_alone(outline, lines, start, end, following)
    ):
        _add_paragraph(outline, start, end, label)


def _add_labelled(outline: Outline, start: int, end: int, label: Label) -> None:
    """Add a heading with a number, and the paragraph behind it."""
    outline.front = False
    title_end, heading_end = labelled_head(outline.s, start, end, label)
    outline.open_labelled(label, start, title_end, heading_end)
    outline.block("heading", start, heading_end)
    outline.block("paragraph", heading_end, end)
    if label.rank == RANKS["six"] and _NOT_BLANK.search(outline.s, heading_end, end):
        # 一是 … with its text in the same paragraph: what follows is not part of it.
        outline.end_innermost(end)


def _add_attachment(outline: Outline, start: int, end: int) -> bool:
    """Take 附件, a list of attachments, or the head of a glossary as a section at the top."""
    s, body, title = outline.s, end, ""
    is_attached = s.startswith(ATTACHED, start)
    match = ATTACHMENT_LIST.match(s, start, end) if is_attached else None
    if match is not None:
        body = match.end()
        label = outline.text[start:body].strip(BLANK + "：:")
        title = "" if label_at(s, body) is not None else outline.title(body, end)
    elif is_attached and ATTACHMENT_HEAD.match(s, start, end):
        label = outline.text[start:end].strip(BLANK + "：:")
    elif _GLOSSARY.match(s, start, end):
        label, title = "", outline.title(start, end)
    else:
        return False
    outline.open(ATTACHMENT, start, body, label, title)
    outline.block("heading", start, body)
    outline.block("paragraph", body, end)
    outline.front = False
    outline.last_number.clear()
    outline.in_list = match is not None
    return True


def _fills_attachment_title(outline: Outline, start: int, end: int) -> bool:
    """Take the line after 附件 as the title of the attachment."""
    section = outline.innermost_open
    if section is None or section is not outline.sections[-1] or outline.in_list:
        return False
    if section.rank != ATTACHMENT or section.title or outline.blocks[-1].end != section.heading_end:
        return False
    if end - start > _LONGEST_TITLE or STOP.search(outline.s, start, end):
        return False
    section.title, section.heading_end = outline.title(start, end), end
    outline.lengthen_last_block(end)
    return True


def _add_line_alone(outline: Outline, lines: Lines, start: int, end: int, following: int) -> bool:
    """Take a short line above a paragraph as a heading without a number."""
    rank = rank_of_line(outline, lines, start, end, following)
    if rank is None:
        return False
    outline.front = False
    outline.open(rank, start, end, "", outline.title(start, end))
    outline.block("heading", start, end)
    return True


def _add_paragraph(outline: Outline, start: int, end: int, label: Label | None) -> None:
    """Add a paragraph, with its lead word or first sentence as a section that is no longer than it."""
    body = label.end if label is not None else start
    head = None if outline.front else lead_head(outline.s, body, end)
    if head is None:
        is_title = outline.front and not PROSE_MARK.search(outline.s, start, end)
        is_title = is_title and outline.s[end - 1] not in "：:"
        outline.block("heading" if is_title else "paragraph", start, end)
        return
    title_end, heading_end = head
    words = outline.text[start:body].strip(BLANK)
    outline.open(BULLET, start, heading_end, words, outline.title(body, title_end))
    outline.block("heading", start, heading_end)
    outline.block("paragraph", heading_end, end)
    outline.end_innermost(end)
