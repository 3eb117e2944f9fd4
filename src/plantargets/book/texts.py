"""The texts of all pages, section by section: what the search page shows of the place of a hit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

from plantargets.book.words import word

NOT_TEXT = ("script", "style", "noscript", "template")
PLACES = ("section", "h2", "h3", "h4", "h5", "strong", "p", "div")  # a link with their id leads to them
BLOCKS = (*PLACES, "li", "tr", "td", "th", "dt", "dd", "figcaption", "h1", "br")
LISTS = ("search", "genindex", "py-modindex")
WORDS = ("hits", "hits_none", "hits_table")


def search_texts(edition: Path, language: str) -> str:
    """Return the script that hands the texts of an edition's pages to its search page.

    Every page is a list of pairs: the id of a section, and its own text.
    """
    pages = {
        path.relative_to(edition).with_suffix("").as_posix(): list(_sections(path))
        for path in sorted(edition.rglob("*.html"))
        if not {"_static", "files"} & set(path.relative_to(edition).parts) and path.stem not in LISTS
    }
    data = {
        "words": {name: word("text", name, language) for name in WORDS},
        "pages": pages,
    }
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"window.plantargetsTexts = {told};\n"


def _sections(path: Path) -> Iterator[tuple[str, str]]:
    article = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot().find(".//article")
    found: list[tuple[str, list[str]]] = [("", [])]
    if article is not None:
        _gather(article, found)
    for anchor, parts in found:
        text = " ".join("".join(parts).split())
        if text:
            yield anchor, text


def _gather(node: Any, found: list[tuple[str, list[str]]]) -> None:
    """Append the texts of an element to the section that they stand in."""
    if node.tag in NOT_TEXT or not isinstance(node.tag, str):
        return
    if node.get("id") and node.tag in PLACES:
        found.append((node.get("id"), []))
    apart = " " if node.tag in BLOCKS else ""
    found[-1][1].append(apart + (node.text or ""))
    for child in node:
        _gather(child, found)
        found[-1][1].append(child.tail or "")
    found[-1][1].append(apart)
