"""The article of a page that scripts fill, where the page carries it as data."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

# A page has few scripts with data; more are not looked at.
MOST_TRIED = 20

_CHINESE = re.compile("[\u4e00-\u9fff]")
# In scripts Chinese is often written as \u65b0.
_ESCAPED = re.compile(r"\\u[4-9][0-9a-fA-F]{3}")
_ASSIGNED = re.compile(r"(?:\bwindow\.\w+|\b(?:var|let|const)\s+\w+|^\s*\w+)\s*=\s*(?=[{\[])")
_TAG = re.compile(r"<[a-zA-Z/!]")


def article_in_data(tree: Any) -> str:
    """Return the markup of the longest Chinese text that the scripts of a page hold as JSON.

    Nothing is executed: ``<script type="application/json">`` and values assigned to a name are parsed as
    JSON, and others are passed over.

    Parameters
    ----------
    tree
        Root of the page, scripts in it.

    Returns
    -------
    str
        Markup; lines of plain text become paragraphs. Empty where there is none.
    """
    longest = max((text for value in _values(tree) for text in _texts(value)), key=_chinese, default="")
    longest = longest.replace("\x00", "")
    if "&lt;" in longest and _TAG.search(longest) is None:
        longest = html.unescape(longest)
    if _TAG.search(longest) is None:
        return "".join(f"<p>{html.escape(line)}</p>" for line in longest.splitlines())
    return longest


def chinese_in_scripts(tree: Any) -> int:
    """Return the number of Chinese characters in the scripts of a page, escaped ones too."""
    texts = [script.text or "" for script in tree.iter("script")]
    return sum(_chinese(text) + len(_ESCAPED.findall(text)) for text in texts)


def _values(tree: Any) -> Iterator[Any]:
    decoder, tried = json.JSONDecoder(), 0
    for script in tree.iter("script"):
        text = script.text or ""
        of_json = "json" in (script.get("type") or "")
        for match in [None] if of_json else _ASSIGNED.finditer(text):
            tried += 1
            if tried > MOST_TRIED:
                return
            start = match.end() if match else len(text) - len(text.lstrip())
            try:
                yield decoder.raw_decode(text, start)[0]
            except (ValueError, RecursionError):
                continue


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _chinese(text: str) -> int:
    return len(_CHINESE.findall(text))
