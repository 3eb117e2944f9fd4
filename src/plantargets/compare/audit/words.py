"""The words around a statement, and whether two statements speak of the same thing."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from plantargets.compare.statements import Statement, is_measure, plain_subject
from plantargets.language.lexicon import any_of

_YEAR_OR_NUMBER = re.compile(r"\d[\d,.，—-]*%?")


PLACE = re.compile(r"[一-鿿]{1,6}?(?:县|区|镇|乡|办)(?!域|位|间|块链|分|别)")


LABEL = re.compile(r"^\s*([一-鿿、（）()]{2,16})[:：]")


_PER = re.compile(f"每[千万百]|{any_of('per_each')}")


def loose(subject: str) -> str:
    """Return a subject without the characters in which two wordings of one thing differ."""
    return re.sub(r"\([^)]*\)|行业|[业等及和与、·]", "", subject)


def same_head(one: Statement, other: Statement) -> bool:
    """Say whether two subjects end in the same noun."""
    a, b = (re.sub(r"\([^)]*\)$", "", s.subject).rpartition("·")[2] for s in (one, other))
    if is_measure(a) or is_measure(b):
        return a.endswith(b) or b.endswith(a)
    return a[-2:] == b[-2:]


def same_qualifier(one: Statement, other: Statement) -> bool:
    """Say whether the same things are counted."""
    return loose(plain_subject(one.qualifier)) == loose(plain_subject(other.qualifier))


def same_sentence(one: Statement, other: Statement, text: str) -> bool:
    """Say whether two statements stand in one sentence or row."""
    between = text[one.end : other.start]
    return "。" not in between and "\n" not in between and "|" not in between


def is_no_stock(statement: Statement, text: str) -> bool:
    """Say whether a number is a change against a base or a measure per head, which no part adds up to."""
    changes = bool(statement.baseline) and statement.kind not in {"level", "share"}
    return changes or _PER.search(clause_of(statement, text)) is not None


def clause_of(statement: Statement, text: str) -> str:
    """Return the words from the last punctuation mark before the number to the next one after it."""
    start = max(text.rfind(mark, 0, statement.start) for mark in "，,。；;\n|") + 1
    ends = [i for i in (text.find(mark, statement.end) for mark in "，,。；;、\n|") if i >= 0]
    return _YEAR_OR_NUMBER.sub("", text[start : min(ends, default=len(text))])


def thing_before(statement: Statement, text: str) -> str:
    """Return what a bare measure is of: 培育氢能产业,到2025年,产业规模达到50亿元 is about 氢能产业."""
    line_start, _ = line_at(text, statement.start)
    sentence_start = max(text.rfind(mark, line_start, statement.start) for mark in "。；;") + 1
    clauses = re.split(r"[，,、:：]", text[max(sentence_start, line_start) : statement.start])[:-1]
    named = [c for c in clauses if len(c) > 2 and not re.search(r"20\d\d年|三年|每年", c)]
    if named:
        return loose(plain_subject(named[-1].strip()))
    label = LABEL.match(text[line_start : statement.start])
    return loose(plain_subject(label[1])) if label else ""


def thing_after(statement: Statement, text: str) -> str:
    """Return what stands after a number that names only a size: 规模800亩的产业园."""
    found = re.match(r"(?:以上|左右)?的?([一-鿿]{2,16})", text[statement.end : statement.end + 24])
    return plain_subject(found[1]) if found else ""


def likeness(one: str, other: str) -> float:
    """Return how alike two clauses are, from 0 to 1, their numbers left out."""
    plain = [_YEAR_OR_NUMBER.sub("", s) for s in (one, other)]
    return SequenceMatcher(None, plain[0], plain[1], autojunk=False).ratio()


def line_at(text: str, position: int) -> tuple[int, int]:
    """Return where the line of a position begins and ends."""
    end = text.find("\n", position)
    return text.rfind("\n", 0, position) + 1, len(text) if end < 0 else end


def lines_of(text: str) -> list[tuple[int, int]]:
    """Return where the lines that are not blank begin and end."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans
