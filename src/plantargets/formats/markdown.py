"""Markdown: the marks taken away, one line for each line."""

from __future__ import annotations

import re

from plantargets.formats.document import Document, table_row

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r"^ {0,3}(?:={3,}|-{3,})[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_QUOTE = re.compile(r"^(?: {0,3}>[ \t]?)+")
_ITEM = re.compile(r"^[ \t]*[*+-][ \t]+")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_markdown(text: str) -> Document:
    r"""Take the marks of Markdown away.

    Headings lose their ``#``, emphasis its stars, links their address; table rows lose the outer bars and the
    rule below the header. List items keep no bullet. Front matter and comments go. The rest stays.

    Examples
    --------
    >>> read_markdown("## 一、目标\n到**2025年**,企业达到[30家](a.html)。").text
    '一、目标\n到2025年,企业达到30家。'
    """
    lines = _COMMENT.sub("", text).splitlines() if "-->" in text else text.splitlines()
    kept: list[str] = []
    for line in lines[_front_matter(lines) :]:
        if _SETEXT.match(line) or _RULE.match(line) or _FENCE.match(line):
            continue
        if "|" in line:
            if not _TABLE_RULE.match(line):
                kept.append(_row(line))
            continue
        heading = _HEADING.match(line) if "#" in line else None
        plain = heading.group(1) if heading else _ITEM.sub("", _QUOTE.sub("", line))
        kept.append(_inline(plain))
    return Document("\n".join(kept), (), "plantargets")


def _front_matter(lines: list[str]) -> int:
    """Return the number of lines of a YAML block at the top."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    end = next((i for i, line in enumerate(lines[1:50], start=1) if line.rstrip() == "---"), None)
    return 0 if end is None else end + 1


def _row(line: str) -> str:
    line = line.strip()
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        line = line[1:-1]
    return table_row([_inline(cell) for cell in line.split("|")])


def _inline(text: str) -> str:
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "**" in text or "__" in text:
        text = _EMPHASIS.sub(r"\2", text)
    return text
