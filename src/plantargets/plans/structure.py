"""Headings, paragraphs and tables of a plan, found in one pass over its lines.

Everything is decided on the simplified text; offsets hold for the plan's own text, which has the same length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from plantargets.language.lexicon import load_lexicon, longest_prefix
from plantargets.plans.kind import ends_like_a_title
from plantargets.plans.tables import BLANK, Table, lines_of

BlockKind = Literal["heading", "paragraph", "cell"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything below it.

    Attributes
    ----------
    level
        Depth in the tree of sections, from 1.
    label
        Number of the heading as written, such as ``一、``, ``(一)`` or ``1.``; empty for heads without a
        number.
    title
        Words of the heading in the plan's own script, without white space and without the closing mark.
    start, end
        Span of the section with all sections below it.
    heading_end
        Where the heading ends, its closing mark included. A numbered item that is one long sentence has no
        heading of its own: only the number is heading, and the title is the first clause.
    parent
        Index of the section above, None at the top.
    """

    level: int
    label: str
    title: str
    start: int
    end: int
    heading_end: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a table cell.

    Blocks are in order, do not overlap, and together hold all that is not blank.

    Attributes
    ----------
    kind
        ``heading``, ``paragraph`` or ``cell``.
    start, end
        Span without white space at the ends. A paragraph that is broken across lines is one block.
    section
        Index of the innermost section it stands in, None before the first heading.
    row, column
        Place in a table, counted from 0 (rows through the whole plan); None outside tables. A row whose
        first cell was merged with the one above starts at column 1.
    """

    kind: BlockKind
    start: int
    end: int
    section: int | None
    row: int | None = None
    column: int | None = None


class Cell(NamedTuple):
    """A cell that is not blank."""

    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with the row that heads it (None where the table has no header)."""

    number: int
    cells: tuple[Cell, ...]
    header: tuple[Cell, ...] | None


@dataclass(frozen=True, slots=True)
class Structure:
    """What `read_structure` finds."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]


def read_structure(text: str, simplified: str, tables: Sequence[Table] = ()) -> Structure:
    """Find the sections, blocks and table rows of a plan.

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
    """
    reader = _Reader(text, simplified, tables)
    reader.read()
    return Structure(tuple(s.freeze() for s in reader.sections), tuple(reader.blocks), tuple(reader.rows))


_NOT_BLANK = re.compile(f"[^{re.escape(BLANK)}]")

_HAN_NUMBER = "[一二三四五六七八九十百〇零]"
_LABEL = re.compile(
    rf"""
      第{_HAN_NUMBER}{{1,4}}(?:[编篇章节]|部分)
    | (?P<one>{_HAN_NUMBER}{{1,4}})[ ]?[、.．](?!{_HAN_NUMBER}{{1,2}}[、产线季])
    | [（(〔]\s?(?P<two>{_HAN_NUMBER}{{1,4}})\s?[）)〕]
    | (?P<three>[0-9０-９]{{1,3}})[ ]?(?:[.．](?![0-9０-９])|、)
    | [（(]?(?P<four>[0-9０-９]{{1,2}})[）)]
    | (?P<five>[①-⑳])
    | (?P<six>{_HAN_NUMBER}{{1,3}})是
    | 第(?P<seven>{_HAN_NUMBER}{{1,3}})[，,、]
    | (?P<bullet>[—–―]{{1,2}}|--|[•●◆■▪])
    """,
    re.VERBOSE,
)
# Ranks order the headings: a section ends where one of the same or a smaller rank begins.
_ATTACHMENT, _BULLET = 0.0, 20.0
_PARTS = {"编": 1.0, "篇": 1.0, "章": 2.0, "节": 3.0, "分": 3.0}
_RANKS = {"one": 4.0, "two": 5.0, "three": 6.0, "four": 7.0, "five": 8.0, "six": 9.0, "seven": 9.0}
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}

_STOP = re.compile("[。！？!?]")
_PROSE_MARK = re.compile("[，。；！？,;!?]")
_CLAUSE_MARK = re.compile("[，,；;：:。！？!?]")
_LEAD_WORD = re.compile("([^，,；;。！？!?：:|]{2,16})[：:]")
_NOT_A_LEAD = re.compile("(?:是|为|如下|包括|其中|即|例如|注|附件|来源|时间|电话|联系人|单位|部门|解读)$")
_INLINE_LABEL = re.compile(rf"(?<=[。）)])\s*(?=[（(]{_HAN_NUMBER}{{1,3}}[）)]|{_HAN_NUMBER}{{1,3}}、)")
_HEAD_THEN_HEAD = re.compile(rf"\s+(?=[（(]{_HAN_NUMBER}{{1,3}}[）)])|(?=[（(]一[）)])")
_CLOSERS = "”’」』》\"'"
_CONTINUES = frozenset("，。、；：！？,;:!?）)》”’」』%％")
_CUT_AFTER = frozenset("，、,；;（(《“‘「『")
_INTRODUCES = re.compile("(?:其中|包括|分别|即|是|为)[：:]$")
_BODY_CLAUSE_END = re.compile("(?:单位|部门|牵头|负责|配合|落实|责任|政府|管委会|委员会|[局厅委办])[)）]*$")
_DATE = re.compile("[0-9０-９〇零○一二三四五六七八九]{4}\\s?年[^，。]{1,4}月(?:[^，。]{1,4}日)?$")
# Short sentences that state something instead of heading a paragraph.
_NO_HEAD = re.compile("(?<!^这)是|具有|以下|如下|各位|我们|^现在|^下面")
_DOCUMENT_NUMBER = re.compile("[〔\\[［【][0-9０-９]{4}[〕\\]］】]\\s?(?:第)?[0-9０-９]{1,4}\\s?号$")
_ATTACHMENT_HEAD = re.compile("附\\s*(?:件|表|录)\\s*[0-9０-９一二三四五六七八九十]{0,3}\\s*[：:]?$")
_ATTACHMENT_LIST = re.compile("附\\s*件\\s*[0-9０-９]{0,2}\\s*[：:]\\s*(?=\\S)")
_GLOSSARY = re.compile("[^，。；]{0,16}(?:名词解释|名词注释|术语解释|注释|注解)$")
_TITLE_END = re.compile(
    "(?:计划|方案|规划|纲要|意见|通知|报告|办法|决定|决议|规定|细则|要点|分工表?|实事|项目清单|任务分解表?|任务清单|责任清单|责任书|公报|讲话|会议上|会上)[》”]?(?:[（(][^（()）]*[）)])?$"
)
_BODY_END = re.compile("(?:政府|办公室|委员会|小组|[厅局部委院办处])$")
_HEADING_NOUN = re.compile(
    "(?:工作|任务|目标|要求|回顾|安排|措施|部署|思想|原则|思路|成就|成效|说明|重点|保障|实施|基础|形势|背景|意义|考虑|事项"
    "|内容|建议|方向|路径|布局|行动|工程|体系|机制|附件|清单|情况|概况|总结|展望|建设|发展)$"
)
_BRACKETS = (("《", "》"), ("“", "”"), ("（", "）"), ("(", ")"))
_LONGEST_HEAD = 46
_SHORT_HEAD = 25
_LONGEST_ITEM = 40
_SHORTEST_HEADLINE, _LONGEST_HEADLINE = 6, 40
_ENDS_WITH_NUMBER = re.compile("[0-9０-９][^0-9０-９，,。]{1,6}[；;。]?$")  # 新增托位1万个
_YEAR_HEAD = re.compile("(?:[12][0-9]{3}|[１２][０-９]{3})年|(?:今后|未来)[一二三四五]年")


class _Label(NamedTuple):
    rank: float
    number: int
    end: int


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    label: _Label | None
    table: Table | None  # that it is part of
    # Whether the headings beside this one have their text in the same line.
    inline: bool = False


@dataclass(slots=True)
class _Group:
    """Headings beside each other: how many have text in the same line, how many stand alone."""

    lines: list[_Line] = field(default_factory=list)
    inline: int = 0
    alone: int = 0


@dataclass(slots=True)
class _Piece:
    """Lines that belong together."""

    start: int
    end: int
    label: _Label | None
    # Where the last line begins, and whether it fills the width of a hard-wrapped document.
    last: int
    full: bool
    unclosed: int
    prose: bool
    inline: bool


@dataclass(slots=True)
class _Open:
    """A section while its end is not known."""

    level: int
    label: str
    title: str
    start: int
    end: int
    heading_end: int
    parent: int | None
    rank: float
    number: int = 0

    def freeze(self) -> Section:
        return Section(
            self.level, self.label, self.title, self.start, self.end, self.heading_end, self.parent
        )


@dataclass(slots=True)
class _Reader:
    text: str
    s: str
    tables: Sequence[Table]
    sections: list[_Open] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)
    # The last number seen at each rank: a number at the start of a line counts as a label where it is next
    # in turn.
    last_number: dict[float, int] = field(default_factory=dict)
    front: bool = True
    in_list: bool = False
    lines: list[_Line] = field(default_factory=list)
    next_label: list[_Label | None] = field(default_factory=list)
    wrap_width: int | None = None
    row_number: int = 0

    def read(self) -> None:
        self.lines = self._find_lines()
        self._survey()
        piece: _Piece | None = None
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if line.table is not None:
                if piece is not None:
                    self._emit(piece, index)
                    piece = None
                self._emit_table(line.table)
                while index < len(self.lines) and self.lines[index].table is line.table:
                    index += 1
                continue
            if piece is not None and self._joins(piece, line):
                self._extend(piece, line)
            else:
                if piece is not None:
                    self._emit(piece, index)
                piece = self._begin(line)
            index += 1
        if piece is not None:
            self._emit(piece, index)
        self._close(-1.0, len(self.s))

    # Lines ----------------------------------------------------------------------------------------

    def _find_lines(self) -> list[_Line]:
        lines, tables = [], iter(self.tables)
        table = next(tables, None)
        for start, end in lines_of(self.s):
            while table is not None and table.end <= start:
                table = next(tables, None)
            inside = table is not None and table.start <= start
            lines.append(_Line(start, end, _label_at(self.s, start), table if inside else None))
        return lines

    def _survey(self) -> None:
        """Look at all lines once: the next number, the style of headings, a wrapping width."""
        upcoming: _Label | None = None
        self.next_label = [None] * (len(self.lines) + 1)
        # Headings of one rank below the same heading have one style.
        groups: dict[float, _Group] = {}
        for index in range(len(self.lines) - 1, -1, -1):
            line = self.lines[index]
            label = line.label
            self.next_label[index] = upcoming
            if label is None or label.rank == _BULLET:
                continue
            if label.rank < _RANKS["six"]:
                upcoming = label
            for rank in [rank for rank in groups if rank > label.rank]:
                _settle(groups.pop(rank))
            group = groups.setdefault(label.rank, _Group())
            group.lines.append(line)
            stop = _STOP.search(self.s, label.end, min(line.end, label.end + 60))
            if stop is None:
                group.alone += line.end - line.start <= 60
            elif stop.end() < line.end:
                group.inline += 1
        for group in groups.values():
            _settle(group)
        self.wrap_width = _wrap_width(self.s, [line for line in self.lines if line.table is None])

    def _begin(self, line: _Line) -> _Piece:
        piece = _Piece(line.start, line.end, line.label, line.start, False, 0, False, line.inline)
        if self.in_list and line.label is not None and line.label.rank == _RANKS["three"]:
            piece.label = None
        else:
            self.in_list = False
        if piece.label is not None:
            self.last_number[piece.label.rank] = piece.label.number
        self._measure(piece)
        return piece

    def _extend(self, piece: _Piece, line: _Line) -> None:
        piece.end, piece.last = line.end, line.start
        self._measure(piece)

    def _measure(self, piece: _Piece) -> None:
        """Add the facts of the last line, so that no line is read more than a few times."""
        s, start, end = self.s, piece.last, piece.end
        for left, right in _BRACKETS:
            piece.unclosed += s.count(left, start, end) - s.count(right, start, end)
        marks = _STOP if piece.label is not None else _PROSE_MARK
        piece.prose = piece.prose or marks.search(s, start, end) is not None
        piece.full = self.wrap_width is not None and end - start >= self.wrap_width - 2

    def _joins(self, piece: _Piece, line: _Line) -> bool:  # noqa: PLR0911
        s = self.s
        tail = s[piece.end - 1]
        ended = self._ended(piece)
        if line.label is not None and self._is_label(line, piece, ended):
            return False
        if (
            _DATE.match(s, piece.last, piece.end)
            or _DOCUMENT_NUMBER.search(s, piece.last, piece.end)
            or _DATE.match(s, line.start, line.end)
            or _ATTACHMENT_HEAD.match(s, line.start, line.end)
            or _ATTACHMENT_LIST.match(s, line.start, line.end)
            or _ATTACHMENT_HEAD.match(s, piece.start, piece.end)
        ):
            return False
        if ended:
            # A sentence may end where a full line ends; a paragraph that begins with a head does not go on.
            return (
                piece.full
                and piece.end - piece.last == self.wrap_width
                and self._lead_head(line.start, line.end) is None
            )
        if piece.full:
            return True
        if piece.unclosed > 0 or s[line.start] in _CONTINUES or tail in _CUT_AFTER:
            return True
        if piece.prose:
            return not self._are_lines(piece, line)
        if self.wrap_width is not None:
            return False
        if piece.label is not None:
            return self._heading_goes_on(piece, line)
        prose_follows = _PROSE_MARK.search(s, line.start, line.end) is not None
        if self.front and not self.last_number:
            if _TITLE_END.search(s, piece.last, piece.end) or " " in s[piece.start : piece.end]:
                return False
            if prose_follows and self._is_headline(piece, line):
                return False
            if prose_follows:
                return not (
                    ends_like_a_title(s[piece.last : piece.end])
                    or _BODY_END.search(s, piece.last, piece.end)
                    or _HEADING_NOUN.search(s, piece.last, piece.end)
                )
            return (
                _TITLE_END.search(s, line.start, line.end) is not None
                and s.find("关于", line.start + 1, line.end) < 0
            )
        return not (
            _HEADING_NOUN.search(s, piece.last, piece.end) or _TITLE_END.search(s, piece.last, piece.end)
        )

    def _is_headline(self, piece: _Piece, line: _Line) -> bool:
        """Say whether the first line of a text is its headline: no number in it, a long paragraph below."""
        is_first = piece.start == self.lines[0].start and piece.last == piece.start
        length = piece.end - piece.start
        is_short = _SHORTEST_HEADLINE <= length <= _LONGEST_HEADLINE and line.end - line.start >= 2 * length
        return is_first and is_short and not any(c.isdigit() for c in self.s[piece.start : piece.end])

    def _are_lines(self, piece: _Piece, line: _Line) -> bool:
        """Say whether lines without a full stop are items of a list, not one sentence broken in two.

        Both are short and end with a number, and the second begins with a verb: 打造高中10所.
        """
        s = self.s
        if self.wrap_width is not None or piece.unclosed > 0:
            return False
        if max(piece.end - piece.last, line.end - line.start) > _LONGEST_ITEM:
            return False
        if _ENDS_WITH_NUMBER.search(s, piece.last, piece.end) is None:
            return False
        if _ENDS_WITH_NUMBER.search(s, line.start, line.end) is None:
            return False
        return bool(longest_prefix(load_lexicon().openers, s, line.start, line.end)[1].verb)

    def _ended(self, piece: _Piece) -> bool:
        """Say whether the sentence at the end of the piece is complete."""
        s, end = self.s, piece.end
        if piece.label is not None and end <= piece.label.end + 1:
            return False
        while end > piece.last and s[end - 1] in _CLOSERS:
            end -= 1
        tail = s[end - 1]
        if tail in "。！？!?…":
            return True
        if piece.unclosed > 0:
            return False
        if tail in "：:":
            return _INTRODUCES.search(s, max(piece.last, end - 4), end) is None
        if tail in "）)":
            return not piece.prose or _BODY_CLAUSE_END.search(s, max(piece.last, end - 8), end) is not None
        return False

    def _is_label(self, line: _Line, piece: _Piece, ended: bool) -> bool:
        """Say whether the number at the start of a line is a label, not the middle of a sentence (2、3家)."""
        assert line.label is not None
        rank, number, _ = line.label
        heading_before = not piece.prose and piece.unclosed <= 0 and not piece.full
        if ended or heading_before or self.s[piece.end - 1] in "；;：:":
            return True
        if rank == _BULLET:
            return False
        return number in (1, self.last_number.get(rank, 0) + 1)

    def _heading_goes_on(self, piece: _Piece, line: _Line) -> bool:
        """Say whether a numbered heading without a closing mark continues on the next line."""
        s, label = self.s, piece.label
        assert label is not None
        noun = _HEADING_NOUN.search(s, piece.last, piece.end) is not None
        stop = _STOP.search(s, line.start, min(line.end, line.start + 12))
        if piece.inline:
            return not noun or stop is not None
        title_length = piece.end - label.end
        if title_length <= 1:
            return True
        if stop is not None and stop.end() - line.start <= 6:
            return not noun
        rest_of_word = line.end - line.start <= 8 and _PROSE_MARK.search(s, line.start, line.end) is None
        return title_length <= 3 and rest_of_word and not noun

    # Headings and paragraphs ----------------------------------------------------------------------

    def _emit(self, piece: _Piece, following: int) -> None:
        """Turn a piece into sections and blocks; `following` is the index of the next line."""
        start, label = piece.start, piece.label
        for split in self._inline_heads(piece):
            self._emit_part(start, split, label, None)
            start = _NOT_BLANK.search(self.s, split).start()  # type: ignore[union-attr]
            label = _label_at(self.s, start)
            assert label is not None
            self.last_number[label.rank] = label.number
        self._emit_part(start, piece.end, label, following)

    def _inline_heads(self, piece: _Piece) -> list[int]:
        """Find headings inside a piece, as in 一、总体要求 (一)指导思想。… and …。(二)发展目标。… here."""
        s, splits = self.s, []
        expected = dict(self.last_number)
        label = piece.label
        if label is not None and label.rank < _RANKS["two"]:
            limit = min(piece.end, label.end + 40)
            stop = _CLAUSE_MARK.search(s, label.end, limit)
            match = _HEAD_THEN_HEAD.search(s, label.end + 1, stop.start() if stop else limit)
            if match is not None:
                splits.append(match.start())
                inner = _label_at(s, match.end())
                if inner is not None:
                    expected[inner.rank] = inner.number
        if self.front and label is None:
            return splits
        for match in _INLINE_LABEL.finditer(s, piece.start + 1, piece.end):
            inner = _label_at(s, match.end())
            if inner is None or inner.number != expected.get(inner.rank, 0) + 1 or inner.number == 1:
                continue
            if _STOP.search(s, inner.end, min(piece.end, inner.end + _LONGEST_HEAD)) is None:
                continue
            expected[inner.rank] = inner.number
            splits.append(match.start())
        return splits

    def _emit_part(self, start: int, end: int, label: _Label | None, following: int | None) -> None:
        s = self.s
        if label is not None and label.rank != _BULLET:
            self.front = False
            self._emit_labelled(start, end, label)
            return
        if self._emit_attachment(start, end) or self._fills_attachment_title(start, end):
            return
        if self._emit_standalone(start, end, following):
            return
        body = label.end if label is not None else start
        head = None if self.front else self._lead_head(body, end)
        if head is None:
            title_line = self.front and not _PROSE_MARK.search(s, start, end) and s[end - 1] not in "：:"
            self._block("heading" if title_line else "paragraph", start, end)
            return
        title_end, heading_end = head
        label_text = self.text[start:body].strip(BLANK)
        self._open(_BULLET, start, heading_end, label_text, self._title(body, title_end))
        self._block("heading", start, heading_end)
        self._block("paragraph", heading_end, end)
        self.sections[self.stack.pop()].end = end

    def _emit_attachment(self, start: int, end: int) -> bool:
        """Take 附件, a list of attachments, or the head of a glossary as a section at the top."""
        s, body, title = self.s, end, ""
        match = _ATTACHMENT_LIST.match(s, start, end)
        if match is not None:
            body = match.end()
            label = self.text[start:body].strip(BLANK + "：:")
            title = "" if _label_at(s, body) is not None else self._title(body, end)
        elif _ATTACHMENT_HEAD.match(s, start, end):
            label = self.text[start:end].strip(BLANK + "：:")
        elif _GLOSSARY.match(s, start, end):
            label, title = "", self._title(start, end)
        else:
            return False
        self._open(_ATTACHMENT, start, body, label, title)
        self._block("heading", start, body)
        self._block("paragraph", body, end)
        self.front = False
        self.last_number.clear()
        self.in_list = match is not None
        return True

    def _emit_labelled(self, start: int, end: int, label: _Label) -> None:
        s = self.s
        stop = _STOP.search(s, label.end, min(end, label.end + _LONGEST_HEAD))
        lead = self._lead_word(label.end, stop.start() if stop else end, end)
        if lead is not None:
            title_end, heading_end = lead
        elif stop is not None:
            title_end, heading_end = stop.start(), _past_closers(s, stop.end(), end)
        elif end - label.end <= 60 and not (
            end - label.end > _LONGEST_HEAD and _PROSE_MARK.search(s, label.end, end)
        ):
            title_end = heading_end = end
        else:
            mark = _CLAUSE_MARK.search(s, label.end, min(end, label.end + _LONGEST_HEAD))
            title_end, heading_end = mark.start() if mark else min(end, label.end + 30), label.end
        index = self._open(
            label.rank,
            start,
            heading_end,
            self.text[start : label.end].strip(BLANK),
            self._title(label.end, title_end),
        )
        self.sections[index].number = label.number
        self._block("heading", start, heading_end)
        self._block("paragraph", heading_end, end)
        if label.rank == _RANKS["six"] and _NOT_BLANK.search(s, heading_end, end):
            # 一是 … with its text in the same paragraph: what follows is not part of it.
            self.stack.pop()
            self.sections[index].end = end

    def _lead_word(self, start: int, limit: int, end: int) -> tuple[int, int] | None:
        """Return the end of the title and of the heading of 装备制造业:利用…, or None."""
        match = _LEAD_WORD.match(self.s, start, limit)
        if match is None or end - match.end() < 15:
            return None
        if _NOT_A_LEAD.search(match.group(1)) or _NO_HEAD.search(match.group(1)):
            return None
        return match.end(1), match.end()

    def _lead_head(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the same for a paragraph without a number: a lead word, or a short first sentence."""
        s = self.s
        lead = self._lead_word(start, min(end, start + 20), end)
        if lead is not None:
            return lead
        stop = _STOP.search(s, start, min(end, start + _SHORT_HEAD))
        if stop is None or stop.group() != "。" or end - stop.end() < 15 or stop.start() - start < 3:
            return None
        first = s[start : stop.start()]
        if re.search("[0-9０-９，,；;：:]", first) or _NO_HEAD.search(first):
            return None
        heading_end = _past_closers(s, stop.end(), end)
        # 推进改造。(责任单位:…) is one sentence with its clause.
        return None if s[heading_end] in "（(" else (stop.start(), heading_end)

    def _emit_standalone(self, start: int, end: int, following: int | None) -> bool:  # noqa: PLR0911
        """Take a short line above a paragraph as a heading without a number."""
        s = self.s
        if (
            self.in_list
            or following is None
            or following >= len(self.lines)
            or end - start > 30
            or self.lines[following].table is not None
        ):
            return False
        after = self.lines[following]
        upcoming = after.label or self.next_label[following]
        sentence = s[end - 1] == "。"
        inside = s[start : end - 1] if sentence else s[start:end]
        if _PROSE_MARK.search(inside) or s[end - 1] in "：:！？!?、）)" or len(inside) < 4 or " " in inside:
            return False
        if sentence and (
            self.front
            or end - start > _SHORT_HEAD
            or after.end - after.start < 40
            or after.label is not None
            or re.search("[0-9０-９]", inside)
        ):
            return False
        if not sentence:
            if _TITLE_END.search(s, start, end) or _DATE.match(s, start, end):
                return False
            if not _HEADING_NOUN.search(s, start, end):
                return False
            if after.end - after.start < 30 and after.label is None:
                return False
            if self.front and upcoming is None:
                return False
        if sentence and _NO_HEAD.search(inside):
            return False
        rank = (
            self._rank_of_sentence()
            if sentence
            else self._rank_without_number(upcoming, _YEAR_HEAD.match(inside) is not None)
        )
        self.front = False
        self._open(rank, start, end, "", self._title(start, end - sentence))
        self._block("heading", start, end)
        return True

    def _rank_without_number(self, upcoming: _Label | None, is_year_head: bool) -> float:
        """Rank a heading without a number: above numbers that start anew after it, else below the last."""
        if upcoming is not None and upcoming.number == 1 and upcoming.rank < _RANKS["six"]:
            return upcoming.rank - 0.5
        for index in reversed(self.stack):
            section = self.sections[index]
            # 2025年工作安排 stands beside 2024年工作回顾, whatever is numbered between them.
            if is_year_head and not section.label and _YEAR_HEAD.match(section.title):
                return section.rank
        for index in reversed(self.stack):
            rank = self.sections[index].rank
            if rank == int(rank):
                return rank + 0.5
        return 3.5

    def _rank_of_sentence(self) -> float:
        """Place a short sentence that heads paragraphs: below every other heading but 一是."""
        return float(int(self.sections[self.stack[-1]].rank)) + 0.75 if self.stack else 3.75

    def _fills_attachment_title(self, start: int, end: int) -> bool:
        """Take the line after 附件 as the title of the attachment."""
        if not self.sections or not self.stack or self.stack[-1] != len(self.sections) - 1:
            return False
        section = self.sections[-1]
        if (
            section.rank != _ATTACHMENT
            or section.title
            or self.blocks[-1].end != section.heading_end
            or self.in_list
        ):
            return False
        if end - start > 60 or _STOP.search(self.s, start, end):
            return False
        section.title = self._title(start, end)
        section.heading_end = end
        last = self.blocks.pop()
        self.blocks.append(Block("heading", last.start, end, last.section))
        return True

    # Tables ---------------------------------------------------------------------------------------

    def _emit_table(self, table: Table) -> None:
        known = self._column_heads(table)
        for row in table.rows:
            if row[0].start < table.start:  # the header of the table that this one goes on with
                continue
            found = tuple(Cell(c.column, c.start, c.end) for c in row if c.start < c.end and not c.merged)
            if row[0].row < table.header_rows:
                self._emit_cells(found)
                continue
            if known is None and len(found) > 1 and self._is_header(found):
                known = found
                self._emit_cells(found)
                continue
            if self._emit_section_row(found):
                continue
            self._emit_cells(found)
            self.rows.append(Row(self.row_number - 1, found, known))

    def _column_heads(self, table: Table) -> tuple[Cell, ...] | None:
        """Return the lowest head of each column, None where no header was understood."""
        heads = {
            cell.column: Cell(cell.column, cell.start, cell.end)
            for row in table.header
            for cell in row
            if cell.start < cell.end
        }
        return tuple(heads[column] for column in sorted(heads)) or None

    def _is_header(self, cells: tuple[Cell, ...]) -> bool:
        texts = [self.s[c.start : c.end] for c in cells]
        return all(len(t) <= 20 and not t.isdecimal() for t in texts) and any(
            re.search("序号|单位|部门|内容|任务|指标|目标|项目|名称|年份", t) for t in texts
        )

    def _emit_section_row(self, cells: tuple[Cell, ...]) -> bool:
        """Take a row whose only cell has a number (一、产业升级专项行动) as a heading."""
        if len(cells) != 1:
            return False
        _, start, end = cells[0]
        label = _label_at(self.s, start)
        if label is None or label.rank > _RANKS["two"] or end - start > 60:
            return False
        self._open_cell(cells[0], label)
        self._block("heading", start, end, (self.row_number, cells[0].column))
        self.row_number += 1
        return True

    def _emit_cells(self, cells: tuple[Cell, ...]) -> None:
        for cell in cells:
            label = _label_at(self.s, cell.start) if cell.column == 0 and len(cells) > 1 else None
            kind: BlockKind = "cell"
            if label is not None and label.rank <= _RANKS["two"] and cell.end - cell.start <= 60:
                top = self.sections[self.stack[-1]] if self.stack else None
                repeated = top is not None and (top.rank, top.number, top.title) == (
                    label.rank,
                    label.number,
                    self._title(label.end, cell.end),
                )
                if not repeated:
                    self._open_cell(cell, label)
                    kind = "heading"
            self._block(kind, cell.start, cell.end, (self.row_number, cell.column))
        self.row_number += 1

    def _open_cell(self, cell: Cell, label: _Label) -> None:
        self.front = False
        self.last_number[label.rank] = label.number
        title = self._title(label.end, cell.end)
        index = self._open(
            label.rank,
            cell.start,
            cell.end,
            self.text[cell.start : label.end].strip(BLANK),
            title,
        )
        self.sections[index].number = label.number

    # Sections and blocks --------------------------------------------------------------------------

    def _open(self, rank: float, start: int, heading_end: int, label: str, title: str) -> int:
        self._close(rank, start)
        parent = self.stack[-1] if self.stack else None
        level = 1 if parent is None else self.sections[parent].level + 1
        self.sections.append(_Open(level, label, title, start, len(self.s), heading_end, parent, rank))
        self.stack.append(len(self.sections) - 1)
        return self.stack[-1]

    def _close(self, rank: float, at: int) -> None:
        while self.stack and self.sections[self.stack[-1]].rank >= rank:
            self.sections[self.stack.pop()].end = at

    def _block(self, kind: BlockKind, start: int, end: int, place: tuple[int, int] | None = None) -> None:
        first = _NOT_BLANK.search(self.s, start, end)
        if first is None:
            return
        while self.s[end - 1] in BLANK:
            end -= 1
        section = self.stack[-1] if self.stack else None
        row, column = place or (None, None)
        self.blocks.append(Block(kind, first.start(), end, section, row, column))

    def _title(self, start: int, end: int) -> str:
        return "".join(self.text[start:end].split()).strip(BLANK + "：:。；;，,")


def _settle(group: _Group) -> None:
    """Mark the headings of a group whose text follows in the same line: one without text was cut."""
    if group.inline and 2 * group.inline >= group.alone:
        for line in group.lines:
            line.inline = True


def _label_at(s: str, start: int) -> _Label | None:
    match = _LABEL.match(s, start)
    if match is None:
        return None
    kind = match.lastgroup
    if kind is None:
        unit = s[match.end() - 1]
        digits = match.group()[1:-2] if unit == "分" else match.group()[1:-1]
        return _Label(_PARTS[unit], _value(digits), match.end())
    if kind == "bullet":
        return _Label(_BULLET, 0, match.end())
    found = match.group(kind)
    number = ord(found) - ord("①") + 1 if kind == "five" else _value(found)
    return _Label(_RANKS[kind], number, match.end())


def _value(digits: str) -> int:
    """Return the value of a heading's number, in Chinese or Arabic digits."""
    if digits[0] not in _DIGITS and digits[0] not in "十百":
        return int(digits)
    total = current = 0
    for character in digits:
        if character == "百":
            total, current = total + (current or 1) * 100, 0
        elif character == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = _DIGITS[character]
    return total + current


def _past_closers(s: str, position: int, end: int) -> int:
    while position < end and s[position] in _CLOSERS:
        position += 1
    return position


def _wrap_width(s: str, lines: list[_Line]) -> int | None:
    """Return the width of a hard-wrapped document, or None.

    Most lines of such a document are as long as the longest and end in the middle of a sentence.
    """
    if len(lines) < 10:
        return None
    longest = max(line.end - line.start for line in lines)
    if not 15 <= longest <= 120:
        return None
    full = [line for line in lines if line.end - line.start >= longest - 2]
    cut = sum(s[line.end - 1] not in "。；;：:！？)）" for line in full)
    return longest if cut >= 0.45 * len(lines) else None


def innermost(starts: list[int], sections: tuple[Section, ...], offset: int) -> int | None:
    """Return the index of the innermost section that holds `offset`, given the starts of all."""
    index: int | None = bisect_right(starts, offset) - 1
    if index is None or index < 0:
        return None
    while index is not None and offset >= sections[index].end:
        index = sections[index].parent
    return index
