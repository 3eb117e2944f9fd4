"""What a notebook draws and a plain terminal prints; text of others is always escaped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, repr=False)
class Rendered:
    """Something to look at: HTML for a notebook, text for a terminal."""

    html: str
    plain: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.plain


def html_text(text: str) -> str:
    """Return a text as HTML in which nothing of it is markup, and no control character is left.

    Examples
    --------
    >>> html_text("<b>30家</b>")
    '&lt;b&gt;30家&lt;/b&gt;'
    """
    return escape("".join(_visible(c) for c in text), quote=True)


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table; every cell is escaped, and text stands left."""
    style = "text-align:left;vertical-align:top"
    top = "".join(f'<th scope="col" style="{style}">{html_text(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="{style}">{html_text(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    above = f'<caption style="{style}">{html_text(caption)}</caption>' if caption else ""
    return f"<table>{above}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def plain_table(head: Sequence[str], rows: Iterable[Sequence[str]], widest: int = 36) -> str:
    """Return a table for a terminal, Chinese characters counted as two columns, long cells cut at `widest`.

    Examples
    --------
    >>> print(plain_table(["unit", "n"], [["亿元", "1"], ["家", "22"]]))
    unit  n
    亿元  1
    家    22
    """
    cells = [[_cut(_one_line(cell), widest) for cell in row] for row in [head, *rows]]
    widths = [max(map(text_width, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(cell + " " * (width - text_width(cell)) for cell, width in zip(row, widths, strict=True))
        for row in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def text_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _visible(character: str) -> str:
    if character in "\n\t" or not unicodedata.category(character).startswith(("Cc", "Cs", "Cf")):
        return character
    return "\ufffd"


def _one_line(text: str) -> str:
    return "".join(" " if c in "\r\n\t\u2028\u2029" else _visible(c) for c in text)


def _cut(text: str, widest: int) -> str:
    if text_width(text) <= widest:
        return text
    kept, used = [], 1
    for character in text:
        used += text_width(character)
        if used > widest:
            break
        kept.append(character)
    return "".join(kept) + "…"
