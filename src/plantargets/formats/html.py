"""Web pages: the article without navigation, as trafilatura finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.formats.document import Document, table_row

# Pages of governments nest 20 to 40 deep.
DEEPEST = 200
MOST_ELEMENTS = 500_000

_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_SITE = re.compile(r"\s*[-_|–—].*$")


def read_html(page: str) -> Document:
    """Read the article of a web page.

    Parameters
    ----------
    page
        The source of the page, decoded.

    Returns
    -------
    Document
        The article: paragraphs, list items and table rows, below the title of the page where the article does
        not repeat it.

    Raises
    ------
    PlanTargetsError
        If the page is nested too deep, too large, or holds no article.
    """
    import trafilatura  # noqa: PLC0415 - heavy
    from lxml import html  # noqa: PLC0415

    page = page.replace("\x00", "")
    _check_depth(page)
    try:
        tree = html.document_fromstring(
            page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (ValueError, AssertionError) as error:
        raise PlanTargetsError(f"it is no web page ({error})") from None
    except html.etree.ParserError:
        raise PlanTargetsError("it is an empty web page") from None
    _check_elements(tree)
    title = _title(tree)
    _as_paragraphs(tree)
    article = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        include_links=False,
        include_formatting=False,
        favor_recall=True,
        with_metadata=False,
        deduplicate=False,
    )
    body = getattr(article, "body", None)
    lines = [] if body is None else [line for line in _lines(body) if line]
    if not lines:
        raise PlanTargetsError(
            "no article was found in the page (a page that scripts fill, or only navigation); "
            "open it in a browser and save the text"
        )
    if title and _squashed(title) not in _squashed("".join(lines[:5])):
        lines.insert(0, title)
    return Document("\n".join(lines), (), f"trafilatura {version('trafilatura')}")


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
_BLOCKS = frozenset(("p", "div", "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "section", "article"))
# The end tags of these may be left out.
_UNCLOSED = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "font")
)


def _check_depth(page: str) -> None:
    """Refuse a page of nested tags before a parser sees it."""
    depth = deepest = 0
    for match in _TAG.finditer(page):
        name = match.group(2).lower()
        if name in _VOID or name in _UNCLOSED:
            continue
        depth = max(depth - 1, 0) if match.group(1) else depth + 1
        deepest = max(deepest, depth)
    if deepest > 50 * DEEPEST:
        raise PlanTargetsError(f"its tags are nested {deepest:,} deep; at most {DEEPEST} is read")


def _check_elements(tree: Any) -> None:
    count = depth = 0
    for event, _ in _events(tree):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST:
            raise PlanTargetsError(f"its tags are nested more than {DEEPEST} deep")
        if count > MOST_ELEMENTS:
            raise PlanTargetsError(f"it has more than {MOST_ELEMENTS:,} elements")


def _events(tree: Any) -> Any:
    from lxml import etree  # noqa: PLC0415

    return etree.iterwalk(tree, events=("start", "end"))


def _title(tree: Any) -> str:
    for meta in tree.iter("meta"):
        if meta.get("name", "").lower() == "articletitle" and meta.get("content", "").strip():
            return _clean(meta.get("content"))
    headings = [_clean(heading.text_content()) for heading in tree.iter("h1")]
    longest = max(headings, key=len, default="")
    if len(longest) >= 6:
        return longest
    title = next(tree.iter("title"), None)
    return "" if title is None else _SITE.sub("", _clean(title.text_content()))


def _as_paragraphs(tree: Any) -> None:
    """Turn tables that only lay out the page into blocks, and take away what is no text."""
    for element in [*tree.iter("script", "style", "noscript", "template")]:
        element.drop_tree()
    for table in [*tree.iter("table")]:
        if _lays_out(table):
            for element in [table, *_own_parts(table)]:
                element.tag = "div"
    for holder in dict.fromkeys(line_break.getparent() for line_break in tree.iter("br")):
        if holder.tag in {"div", "section", "article", "body"}:
            _cut_at_breaks(holder)


def _cut_at_breaks(holder: Any) -> None:
    """Turn text that is cut by line breaks only into paragraphs."""
    children = list(holder)
    paragraph = holder.makeelement("p")
    paragraph.text, holder.text = holder.text, None
    paragraphs = [paragraph]
    for child in children:
        tail, child.tail = child.tail, None
        block = child.tag in _BLOCKS
        if child.tag != "br" and not block:
            paragraphs[-1].append(child)
            child.tail = tail
            continue
        holder.remove(child)
        if block:
            paragraphs.append(child)
        paragraphs.append(holder.makeelement("p"))
        paragraphs[-1].text = tail
    for child in list(holder):
        holder.remove(child)
    holder.extend(paragraphs)


def _lays_out(table: Any) -> bool:
    """Say whether a table is a frame for text: it holds tables, or few cells and one of many paragraphs."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    cells = [*table.iter("td", "th")]
    if len(cells) > 4:
        return False
    return any(len([*cell.iterdescendants("p", "div", "br")]) >= 5 for cell in cells) or len(cells) == 1


def _own_parts(table: Any) -> Iterator[Any]:
    for element in table.iterdescendants("tbody", "thead", "tfoot", "tr", "td", "th", "caption"):
        if next(element.iterancestors("table"), table) is table:
            yield element


def _lines(element: Any) -> Iterator[str]:
    """Yield the lines of an article as trafilatura builds it: p, head, list, quote, table, lb."""
    if element.tag == "table":
        for row in element.iter("row"):
            cells = [_clean(" ".join(cell.itertext())) for cell in row.iter("cell")]
            if any(cells):
                yield table_row(cells) if len(cells) > 1 else cells[0]
        return
    line: list[str] = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            yield _clean("".join(line))
            line = [child.tail or ""]
        elif child.tag in {"table", "list", "item", "p", "head", "quote", "div", "code"}:
            yield _clean("".join(line))
            line = []
            yield from _lines(child)
            line = [child.tail or ""]
        else:
            line += [*child.itertext(), child.tail or ""]
    yield _clean("".join(line))


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" \u3000")


def _squashed(text: str) -> str:
    return "".join(text.split())
