"""Which lines belong together: broken sentences, headings that go on, lists without full stops."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plantargets.language.lexicon import load_lexicon, longest_prefix
from plantargets.plans.kind import ends_like_a_title
from plantargets.plans.structure.heads import CLOSERS, DATE, HEADING_NOUN, PROSE_MARK, TITLE_END, lead_head
from plantargets.plans.structure.labels import BULLET, RANKS, Label
from plantargets.plans.structure.lines import STOP, Line, Lines
from plantargets.plans.structure.outline import Outline
from plantargets.plans.words import any_word, word_list

_CONTINUES = frozenset("，。、；：！？,;:!?）)》”’」』%％")
_CUT_AFTER = frozenset("，、,；;（(《“‘「『")
_INTRODUCES = re.compile(f"{any_word('introduction')}[：:]$")
_BODY_CLAUSE_END = re.compile(f"(?:{any_word('body_clause_end')}|[局厅委办])[)）]*$")
_DOCUMENT_NUMBER = re.compile("[〔\\[［【][0-9０-９]{4}[〕\\]］】]\\s?(?:第)?[0-9０-９]{1,4}\\s?号$")
ATTACHED = "附"
ATTACHMENT_HEAD = re.compile("附\\s*(?:件|表|录)\\s*[0-9０-９一二三四五六七八九十]{0,3}\\s*[：:]?$")
ATTACHMENT_LIST = re.compile("附\\s*件\\s*[0-9０-９]{0,2}\\s*[：:]\\s*(?=\\S)")
_IN_LINE_ALONE = re.compile("[年号附]")  # of a date, the number of a document, the head of an attachment
_BODY_END = re.compile(f"(?:{any_word('body_line_end')}|[厅局部委院办处])$")
(_ABOUT,) = word_list("about")
_BRACKETS = (("《", "》"), ("“", "”"), ("（", "）"), ("(", ")"))
_BRACKET = re.compile("[《》“”（）()]")
_LONGEST_ITEM = 40
_SHORTEST_HEADLINE, _LONGEST_HEADLINE = 6, 40
_ENDS_WITH_NUMBER = re.compile("[0-9０-９][^0-9０-９，,。]{1,6}[；;。]?$")  # 新增托位1万个


@dataclass(slots=True)
class Piece:
    """Lines that belong together."""

    start: int
    end: int
    label: Label | None
    # Where the last line begins, and whether it fills the width of a hard-wrapped document.
    last: int
    full: bool
    unclosed: int
    prose: bool
    inline: bool


def begin(outline: Outline, lines: Lines, line: Line) -> Piece:
    """Return the piece that a line begins."""
    label = line.label
    if outline.in_list and label is not None and label.rank == RANKS["three"]:
        label = None
    else:
        outline.in_list = False
    piece = Piece(line.start, line.end, label, line.start, False, 0, False, line.inline)
    if label is not None:
        outline.last_number[label.rank] = label.number
    _measure(outline.s, lines, piece)
    return piece


def extend(s: str, lines: Lines, piece: Piece, line: Line) -> None:
    """Add a line to a piece."""
    piece.end, piece.last = line.end, line.start
    _measure(s, lines, piece)


def _measure(s: str, lines: Lines, piece: Piece) -> None:
    """Add the facts of the last line, so that no line is read more than a few times."""
    start, end = piece.last, piece.end
    if _BRACKET.search(s, start, end):
        for left, right in _BRACKETS:
            piece.unclosed += s.count(left, start, end) - s.count(right, start, end)
    marks = STOP if piece.label is not None else PROSE_MARK
    piece.prose = piece.prose or marks.search(s, start, end) is not None
    piece.full = lines.wrap_width is not None and end - start >= lines.wrap_width - 2


def joins(outline: Outline, lines: Lines, piece: Piece, line: Line) -> bool:  # noqa: PLR0911
    """Say whether a line goes on with the piece above it."""
    s = outline.s
    ended = _ended(s, piece)
    if line.label is not None and _is_label(outline, line, piece, ended):
        return False
    if _stands_alone(s, piece, line):
        return False
    if ended:
        # A sentence may end where a full line ends; a paragraph that begins with a head does not go on.
        fills = piece.full and piece.end - piece.last == lines.wrap_width
        return fills and lead_head(s, line.start, line.end) is None
    if piece.full or piece.unclosed > 0 or s[line.start] in _CONTINUES or s[piece.end - 1] in _CUT_AFTER:
        return True
    if piece.prose:
        return not _are_lines(s, lines, piece, line)
    if lines.wrap_width is not None:
        return False
    if piece.label is not None:
        return _heading_goes_on(s, piece, line)
    if outline.front and not outline.last_number:
        return _title_goes_on(s, lines, piece, line)
    return not (HEADING_NOUN.search(s, piece.last, piece.end) or TITLE_END.search(s, piece.last, piece.end))


def _stands_alone(s: str, piece: Piece, line: Line) -> bool:
    """Say whether one of the two is a date, the number of a document, or the head of an attachment."""
    may_stand = (
        _IN_LINE_ALONE.match(s, piece.start)
        or _IN_LINE_ALONE.search(s, piece.last, piece.end)
        or _IN_LINE_ALONE.search(s, line.start, line.end)
    )
    return may_stand is not None and bool(
        DATE.match(s, piece.last, piece.end)
        or _DOCUMENT_NUMBER.search(s, piece.last, piece.end)
        or DATE.match(s, line.start, line.end)
        or ATTACHMENT_HEAD.match(s, line.start, line.end)
        or ATTACHMENT_LIST.match(s, line.start, line.end)
        or ATTACHMENT_HEAD.match(s, piece.start, piece.end)
    )


def _ended(s: str, piece: Piece) -> bool:
    """Say whether the sentence at the end of the piece is complete."""
    end = piece.end
    if piece.label is not None and end <= piece.label.end + 1:
        return False
    while end > piece.last and s[end - 1] in CLOSERS:
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


def _is_label(outline: Outline, line: Line, piece: Piece, ended: bool) -> bool:
    """Say whether the number at the start of a line is a label, not the middle of a sentence (2、3家)."""
    assert line.label is not None
    rank, number, _ = line.label
    heading_before = not piece.prose and piece.unclosed <= 0 and not piece.full
    if ended or heading_before or outline.s[piece.end - 1] in "；;：:":
        return True
    if rank == BULLET:
        return False
    return number in (1, outline.last_number.get(rank, 0) + 1)


def _are_lines(s: str, lines: Lines, piece: Piece, line: Line) -> bool:
    """Say whether lines without a full stop are items of a list, not one sentence broken in two.

    Both are short and end with a number, and the second begins with a verb: 打造高中10所.
    """
    if lines.wrap_width is not None or piece.unclosed > 0:
        return False
    if max(piece.end - piece.last, line.end - line.start) > _LONGEST_ITEM:
        return False
    if _ENDS_WITH_NUMBER.search(s, piece.last, piece.end) is None:
        return False
    if _ENDS_WITH_NUMBER.search(s, line.start, line.end) is None:
        return False
    return bool(longest_prefix(load_lexicon().openers, s, line.start, line.end)[1].verb)


def _heading_goes_on(s: str, piece: Piece, line: Line) -> bool:
    """Say whether a numbered heading without a closing mark continues on the next line."""
    label = piece.label
    assert label is not None
    noun = HEADING_NOUN.search(s, piece.last, piece.end) is not None
    stop = STOP.search(s, line.start, min(line.end, line.start + 12))
    if piece.inline:
        return not noun or stop is not None
    title_length = piece.end - label.end
    if title_length <= 1:
        return True
    if stop is not None and stop.end() - line.start <= 6:
        return not noun
    rest_of_word = line.end - line.start <= 8 and PROSE_MARK.search(s, line.start, line.end) is None
    return title_length <= 3 and rest_of_word and not noun


def _title_goes_on(s: str, lines: Lines, piece: Piece, line: Line) -> bool:
    """Say whether a title, before any heading, continues on the next line."""
    if TITLE_END.search(s, piece.last, piece.end) or " " in s[piece.start : piece.end]:
        return False
    if PROSE_MARK.search(s, line.start, line.end) is None:
        ends_title = TITLE_END.search(s, line.start, line.end) is not None
        return ends_title and s.find(_ABOUT, line.start + 1, line.end) < 0
    return not (
        _is_headline(s, lines, piece, line)
        or ends_like_a_title(s[piece.last : piece.end])
        or _BODY_END.search(s, piece.last, piece.end)
        or HEADING_NOUN.search(s, piece.last, piece.end)
    )


def _is_headline(s: str, lines: Lines, piece: Piece, line: Line) -> bool:
    """Say whether the first line of a text is its headline: no number in it, a long paragraph below."""
    is_first = piece.start == lines.lines[0].start and piece.last == piece.start
    length = piece.end - piece.start
    is_short = _SHORTEST_HEADLINE <= length <= _LONGEST_HEADLINE and line.end - line.start >= 2 * length
    return is_first and is_short and not any(c.isdigit() for c in s[piece.start : piece.end])
