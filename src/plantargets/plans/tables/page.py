"""The lines of a text, their words, and which of them stand above or below a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from plantargets.formats.document import UNSURE
from plantargets.language.folding import fold
from plantargets.language.heads import (
    Head,
    read_head,
)
from plantargets.plans.tables.model import (
    BLANK,
    Line,
    Span,
    lines_of,
)
from plantargets.plans.words import any_word

SECTION = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节篇]"
)
PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–·\s]*")
PROSE = re.compile("[。;;!?]")
_CAPTION = re.compile(
    rf"{any_word('numbered_table', 'attachment')}\s*(?:[0-9一二三四五六七八九十]|[-—.:]|$)"
    rf"|.*{any_word('caption_end')}表?(?:\(.*\))?$|\(?{any_word('unit_label')}[:]"
)
NUMBERED = re.compile(rf"{any_word('numbered_table')}\s*[0-9一二三四五六七八九十]")
UNIT_LINE = re.compile(rf"\(?{any_word('measuring')}?{any_word('unit_label')}[:][^()。]{{1,20}}\)?")
NOTE = re.compile(
    rf"\(?{any_word('note_label')}(?:\d|[一二三])?\)?[:.、]|[*※★]|[①-⑩]|\[\s*\]|\(\s*\)|带\s*[*※\[(]"
    rf"|\d{{1,2}}[.、].{{0,40}}{any_word('note_content')}"
)
LONGEST_HEAD = 24
# Lines drawn with characters: upright ones and their corners stand between cells, the others are a rule.
_DRAWN = str.maketrans(dict.fromkeys("│┃║├┤┼┬┴┌┐└┘╠╣╬╦╩╔╗╚╝┠┨┏┓┗┛┝┥╞╡╪╤╧", "|") | dict.fromkeys("─━═", "-"))


class Page:
    """A text by its lines; `words` are those of each, folded and without white space."""

    def __init__(self, simplified: str) -> None:
        # A full-width bar stands inside a cell: it must not become one between cells.
        folded = fold(simplified.replace("｜", "¦"))
        if any(mark in folded for mark in "│┃║"):  # cells in drawn lines
            folded = folded.translate(_DRAWN)
        self.s, self.original = folded, simplified
        self.marks = {mark for mark in (UNSURE, "|", "\t", ",") if mark in folded}
        self.lines = lines_of(folded)
        self.starts = [line.start for line in self.lines]
        self.words = [self.squashed((line.start, line.end)) for line in self.lines]

    def line_at(self, offset: int) -> Line:
        """Return the line that an offset stands in."""
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]

    def squashed(self, span: Span) -> str:
        """Return the words of a span, folded and without white space."""
        return "".join(self.s[span[0] : span[1]].split())

    def stripped(self, start: int, end: int) -> Span:
        """Return a span without the white space at its ends."""
        part = self.s[start:end]
        left = start + len(part) - len(part.lstrip(BLANK))
        return left, max(left, start + len(part.rstrip(BLANK)))

    def heads(self, pieces: Sequence[Span]) -> list[Head]:
        """Return what pieces say as heads."""
        return [read_head(self.squashed(piece)) for piece in pieces]

    def is_caption(self, line: Line, nearest: bool) -> bool:
        """Say whether a line above a table names it or its unit; `nearest` where none stands between them."""
        words = self.squashed((line.start, line.end))
        if len(words) > 60 or PROSE.search(words) or words.endswith(":"):
            return False
        if UNIT_LINE.fullmatch(words) or NUMBERED.match(words):
            return True
        return (
            _CAPTION.match(words) is not None and nearest and not re.match("[一二三四五六七八九十]+、", words)
        )

    def is_note(self, line: Line) -> bool:
        """Say whether a line below a table explains it."""
        return line.end - line.start <= 300 and NOTE.match(self.s, line.start, line.end) is not None

    def begins_section(self, index: int) -> bool:
        """Say whether a line is the next heading, or a note."""
        words = self.words[index]
        return SECTION.match(words) is not None or self.is_note(self.lines[index])


def is_caption(words: str) -> bool:
    """Say whether a line (folded) names a table by its number: 表1 主要指标, 专栏2 …."""
    return len(words) <= 60 and NUMBERED.match(words) is not None and not PROSE.search(words)
