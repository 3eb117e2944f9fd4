"""Tables of one cell a line: where one may begin, and what is claimed where its rows are not certain."""

from __future__ import annotations

import re
from dataclasses import replace

from plantargets.language.heads import (
    KEYS,
    NO_HEAD,
    TABLE_WORDS,
    Head,
    is_attribute,
    is_blank,
    is_value,
    is_year,
    read_head,
    role_of_head,
)
from plantargets.plans.tables.header import is_header
from plantargets.plans.tables.heads_a_line import NO_TARGETS
from plantargets.plans.tables.model import (
    Found,
    Span,
    Unread,
)
from plantargets.plans.tables.page import (
    LONGEST_HEAD,
    NOTE,
    NUMBERED,
    PAGE_NUMBER,
    PROSE,
    SECTION,
    UNIT_LINE,
    Page,
)
from plantargets.plans.tables.rows_a_line import lay_out, stands_for_value

_NEAR_VALUES, _FEWEST_VALUES = 10, 4  # so many values among so many lines are cells
_MOST_HEADS, _FEWEST_HEADS = 14, 3
_OF_MEMBERS = frozenset({"scope", "year", "serial", "value"})
_PROJECTS = re.compile(TABLE_WORDS.any_word("projects"))


class OneALine:
    """Reads cells one a line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.s, self.lines, self.words = page.s, page.lines, page.words
        self.heads_end = 0  # lines up to here were all looked at, whether they may be heads

    def one_a_line(self, first: int) -> Found | None:
        """Read cells one a line; where heads are known and the rows are not certain, claim the lines."""
        if not self._may_begin(first):
            return None
        laid = lay_out(self.words, first, self.heads_end)
        if laid is not None:
            begin = self.lines[first].start
            place = (begin, begin)
            rows = [
                [self._span(line, place) for line in row] for row in [*laid.header, *filter(None, laid.rows)]
            ]
            unread = [Unread(self.lines[a].start, self.lines[b].end, "rhythm_broken") for a, b in laid.broken]
            after = laid.end
        else:
            heads = self._known_heads(first)
            if heads is None:
                return None
            after, rows, unread = first + len(heads), [heads], []
        roles = {read_head(self.words[line]).role for line in range(first, after)}
        no_targets = laid is None and roles & NO_TARGETS
        debris = self._section_end(after) if no_targets else self._debris_end(after)
        if laid is None and debris - after < 2:
            is_numbered = len(rows[0]) >= _FEWEST_HEADS and self.words[after : after + 1] == ["1"]
            if not is_numbered and len(rows[0]) <= _FEWEST_HEADS:
                return None
            debris = self._section_end(after)  # rows of sentences: which cells are theirs is unclear
        if debris > after:
            unread.append(Unread(self.lines[after].start, self.lines[debris - 1].end, "rhythm_broken"))
        return Found("lines", max(after, debris), rows, unread)

    def loose_values(self, first: int) -> Found | None:
        """Claim cells of a table whose heads were not understood: lines close by that are values alone.

        They are no sentences: read as such, the value of one row would get the name of another.
        """
        if not is_value(self.words[first]) or self._is_page_number(first):
            return None
        near = self.words[first : first + _NEAR_VALUES]
        if any(PROSE.search(words) or "," in words for words in near):
            near = near[: next(n for n, words in enumerate(near) if PROSE.search(words) or "," in words)]
        if sum(map(is_value, near)) < _FEWEST_VALUES:
            return None
        end = self._debris_end(first)
        unread = Unread(self.lines[first].start, self.lines[end - 1].end, "rhythm_broken")
        return Found("lines", end, [[(self.lines[first].start, self.lines[first].end)]], [unread])

    def _is_page_number(self, line: int) -> bool:
        """Say whether a number stands where a page ends: two in a row are cells."""
        pages = [PAGE_NUMBER.fullmatch(self.s, *one) for one in self.lines[line : line + 2]]
        return pages[0] is not None and not (len(pages) > 1 and pages[1])

    def _may_begin(self, first: int) -> bool:
        """Say whether a table of one cell a line may begin here: a head that names things, or years ahead."""
        if first >= self.heads_end:
            self.heads_end = first
            while self.heads_end < len(self.lines) and self._may_be_head(self.heads_end):
                self.heads_end += 1
        if self.heads_end - first < 2:
            return False
        words = self.words[first]
        if len(words) > LONGEST_HEAD:
            return False
        if role_of_head(words) in {*KEYS, "body", "unit", "goal"}:
            return True
        if first and self._may_be_head(first - 1) and not self._is_above(first - 1):
            return False  # within the heads
        near = self.words[first + 1 : min(self.heads_end, first + _MOST_HEADS)]
        return self.heads_end - first < _MOST_HEADS and any(map(is_year, near))

    def _is_above(self, line: int) -> bool:
        """Say whether a line names the table below it, or the section it stands in."""
        words = self.words[line]
        return self.page.is_caption(self.lines[line], True) or SECTION.match(words) is not None

    def _span(self, line: int | None, nothing: Span) -> Span:
        return nothing if line is None else (self.lines[line].start, self.lines[line].end)

    def _known_heads(self, first: int) -> list[Span] | None:
        """Return the lines from one on that are heads beyond doubt, None where they make no header."""
        if read_head(self.words[first]).role not in {*KEYS, "goal"}:
            return None
        heads: list[Head] = []
        of_members = True
        for words in self.words[first : first + _MOST_HEADS]:
            head = read_head(words) if len(words) <= LONGEST_HEAD else NO_HEAD
            if not head.role:
                of_members = of_members and {h.role for h in heads} <= _OF_MEMBERS
                known = of_members and ("target" in head.measures or head.unit)
                if not (known or (heads and _PROJECTS.fullmatch(words))):
                    break
                head = replace(head, role="value")
            if is_value(words) and not is_year(words):
                break
            heads.append(head)
        if len(heads) < 2 or not is_header(heads):
            return None
        return [(line.start, line.end) for line in self.lines[first : first + len(heads)]]

    def _may_be_head(self, line: int) -> bool:
        words = self.words[line]
        is_short = len(words) <= LONGEST_HEAD and not PROSE.search(words)
        is_above = UNIT_LINE.fullmatch(words) or NUMBERED.match(words)  # 单位:万亩 stands above the heads
        return is_short and not is_above and (not is_value(words) or is_year(words))

    def _section_end(self, position: int) -> int:
        """Return the line behind a table that holds no targets: the next heading or sentence."""
        end = position
        while end < len(self.lines) and not (SECTION.match(self.words[end]) or "。" in self.words[end]):
            end += 1
        return end

    def _debris_end(self, position: int) -> int:
        """Return the line behind cells that no row could take: up to the first line of prose."""
        end = last = position
        while end < len(self.lines) and end - last < 4:
            words = self.words[end]
            if len(words) > 40 or PROSE.search(words) or NOTE.match(words):
                break
            end += 1
            in_place = len(words) <= LONGEST_HEAD and stands_for_value(words)
            if is_value(words) or is_attribute(words) or is_blank(words) or in_place:
                last = end
        return last
