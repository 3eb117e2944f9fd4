"""Which words of a paragraph head it: a number's title, a lead word, a short first sentence, a line alone."""

from __future__ import annotations

import re

from plantargets.plans.structure.labels import HAN_NUMBER, RANKS, Label, label_at
from plantargets.plans.structure.lines import STOP, Line, Lines
from plantargets.plans.structure.outline import Outline
from plantargets.plans.words import any_word

PROSE_MARK = re.compile("[，。；！？,;!?]")
_CLAUSE_MARK = re.compile("[，,；;：:。！？!?]")
_LEAD_WORD = re.compile("([^，,；;。！？!?：:|]{2,16})[：:]")
_NOT_A_LEAD = re.compile(f"{any_word('no_lead')}$")
_INLINE_LABEL = re.compile(rf"(?<=[。）)])\s*(?=[（(]{HAN_NUMBER}{{1,3}}[）)]|{HAN_NUMBER}{{1,3}}、)")
_HEAD_THEN_HEAD = re.compile(rf"\s+(?=[（(]{HAN_NUMBER}{{1,3}}[）)])|(?=[（(]一[）)])")
CLOSERS = "”’」』》\"'"
DATE = re.compile("[0-9０-９〇零○一二三四五六七八九]{4}\\s?年[^，。]{1,4}月(?:[^，。]{1,4}日)?$")
# Short sentences that state something instead of heading a paragraph.
_NO_HEAD = re.compile(f"(?<!^这)是|{any_word('statement')}|^{any_word('statement_opening')}")
TITLE_END = re.compile(f"{any_word('title_end')}[》”]?(?:[（(][^（()）]*[）)])?$")
HEADING_NOUN = re.compile(f"{any_word('heading_noun')}$")
_LONGEST_HEAD = 46
_SHORT_HEAD = 25
_LONGEST_LINE = 30
_YEAR_HEAD = re.compile(f"(?:[12][0-9]{{3}}|[１２][０-９]{{3}})年|{any_word('years_to_come')}[一二三四五]年")


def inline_heads(outline: Outline, start: int, end: int, label: Label | None) -> list[int]:
    """Find headings inside a piece, as in 一、总体要求 (一)指导思想。… and …。(二)发展目标。… here."""
    s, splits = outline.s, []
    expected = dict(outline.last_number)
    if label is not None and label.rank < RANKS["two"]:
        limit = min(end, label.end + 40)
        stop = _CLAUSE_MARK.search(s, label.end, limit)
        match = _HEAD_THEN_HEAD.search(s, label.end + 1, stop.start() if stop else limit)
        if match is not None:
            splits.append(match.start())
            inner = label_at(s, match.end())
            if inner is not None:
                expected[inner.rank] = inner.number
    if outline.front and label is None:
        return splits
    for match in _INLINE_LABEL.finditer(s, start + 1, end):
        inner = label_at(s, match.end())
        if inner is None or inner.number != expected.get(inner.rank, 0) + 1 or inner.number == 1:
            continue
        if STOP.search(s, inner.end, min(end, inner.end + _LONGEST_HEAD)) is None:
            continue
        expected[inner.rank] = inner.number
        splits.append(match.start())
    return splits


def labelled_head(s: str, start: int, end: int, label: Label) -> tuple[int, int]:
    """Return the end of the title and of the heading of a paragraph with a number."""
    stop = STOP.search(s, label.end, min(end, label.end + _LONGEST_HEAD))
    lead = _lead_word(s, label.end, stop.start() if stop else end, end)
    if lead is not None:
        return lead
    if stop is not None:
        return stop.start(), _past_closers(s, stop.end(), end)
    length = end - label.end
    if length <= 60 and not (length > _LONGEST_HEAD and PROSE_MARK.search(s, label.end, end)):
        return end, end
    mark = _CLAUSE_MARK.search(s, label.end, min(end, label.end + _LONGEST_HEAD))
    return mark.start() if mark else min(end, label.end + 30), label.end


def lead_head(s: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the same for a paragraph without a number: a lead word, or a short first sentence."""
    lead = _lead_word(s, start, min(end, start + 20), end)
    if lead is not None:
        return lead
    stop = STOP.search(s, start, min(end, start + _SHORT_HEAD))
    if stop is None or stop.group() != "。" or end - stop.end() < 15 or stop.start() - start < 3:
        return None
    first = s[start : stop.start()]
    if re.search("[0-9０-９，,；;：:]", first) or _NO_HEAD.search(first):
        return None
    heading_end = _past_closers(s, stop.end(), end)
    # 推进改造。(责任单位:…) is one sentence with its clause.
    return None if s[heading_end] in "（(" else (stop.start(), heading_end)


def _lead_word(s: str, start: int, limit: int, end: int) -> tuple[int, int] | None:
    """Return the end of the title and of the heading of 装备制造业:利用…, or None."""
    match = _LEAD_WORD.match(s, start, limit)
    if match is None or end - match.end() < 15:
        return None
    if _NOT_A_LEAD.search(match.group(1)) or _NO_HEAD.search(match.group(1)):
        return None
    return match.end(1), match.end()


def _past_closers(s: str, position: int, end: int) -> int:
    """Return where the closing quotes and brackets at a position end."""
    while position < end and s[position] in CLOSERS:
        position += 1
    return position


def rank_of_line(outline: Outline, lines: Lines, start: int, end: int, following: int) -> float | None:
    """Return the rank of a short line that heads what is below it, None where it does not.

    `following` is the index of the line below.
    """
    s = outline.s
    if outline.in_list or following >= len(lines.lines) or end - start > _LONGEST_LINE:
        return None
    after = lines.lines[following]
    is_sentence = s[end - 1] == "。"
    words = s[start : end - 1] if is_sentence else s[start:end]
    if after.table is not None or len(words) < 4 or " " in words:
        return None
    if PROSE_MARK.search(words) or s[end - 1] in "：:！？!?、）)":
        return None
    if is_sentence:
        return _rank_of_sentence(outline) if _sentence_heads(outline, words, after) else None
    upcoming = after.label or lines.next_label[following]
    if not _words_head(words, after) or (outline.front and upcoming is None):
        return None
    return _rank_without_number(outline, upcoming, _YEAR_HEAD.match(words) is not None)


def _sentence_heads(outline: Outline, words: str, after: Line) -> bool:
    """Say whether 产业能级高。 alone in its line heads the long paragraph below."""
    if outline.front or len(words) >= _SHORT_HEAD or re.search("[0-9０-９]", words) or _NO_HEAD.search(words):
        return False
    return after.label is None and after.end - after.start >= 40


def _words_head(words: str, after: Line) -> bool:
    """Say whether 主要目标 alone in its line heads a paragraph or numbers below."""
    if TITLE_END.search(words) or DATE.match(words) or not HEADING_NOUN.search(words):
        return False
    return after.label is not None or after.end - after.start >= 30


def _rank_without_number(outline: Outline, upcoming: Label | None, is_year_head: bool) -> float:
    """Rank a heading without a number: above numbers that start anew after it, else below the last."""
    if upcoming is not None and upcoming.number == 1 and upcoming.rank < RANKS["six"]:
        return upcoming.rank - 0.5
    for index in reversed(outline.stack):
        section = outline.sections[index]
        # 2025年工作安排 stands beside 2024年工作回顾, whatever is numbered between them.
        if is_year_head and not section.label and _YEAR_HEAD.match(section.title):
            return section.rank
    for index in reversed(outline.stack):
        rank = outline.sections[index].rank
        if rank == int(rank):
            return rank + 0.5
    return 3.5


def _rank_of_sentence(outline: Outline) -> float:
    """Place a short sentence that heads paragraphs: below every other heading but 一是."""
    return float(int(outline.sections[outline.stack[-1]].rank)) + 0.75 if outline.stack else 3.75
