"""Web pages: the article, every word of it, without what stands around it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from importlib import resources
from importlib.metadata import version
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.formats.document import MOST_MERGED, Cell, Document, cell_text, note_of_struck, table_lines
from plantargets.formats.html_tree import parse_html
from plantargets.formats.page_data import article_in_data, chinese_in_scripts

# Pages of governments nest 20 to 40 deep.
DEEPEST = 200
MOST_ELEMENTS = 500_000
# Of the sentences of a page, the share that an element with the name of an article must hold to be it.
LEAST_SHARE_OF_NAMED = 0.5
# And the share that an element must hold for its neighbours to be no part of the article.
LEAST_SHARE_OF_DENSEST = 0.9
# A part with a name of navigation that holds a larger share of the sentences is a part of the article.
MOST_SHARE_BESIDE = 0.2
# A sentence or two in a footer are no article.
FEWEST_IN_SENTENCES = 100
# An element with so many paragraphs of its own is the article, whatever its neighbours hold.
FEWEST_PARAGRAPHS = 3
# Of the characters of a list of links, the share in links that makes it one.
MOST_IN_LINKS = 0.6
# Lines above the text that may say where and when it was published, and their length.
MOST_LINES_OF_FACTS = 12
LONGEST_FACT = 200
# Pictures of at most so many points are marks of links and of kinds of files.
LARGEST_ICON = 40
# Below this many characters a general extractor is asked.
FEWEST_CHARACTERS = 20
# Scripts that hold so many times the Chinese characters of what a page shows fill it with its article.
TIMES_IN_SCRIPTS = 3
OF_DATA = "the article stands in the data of a script, which was read; see that nothing else belongs to it"


def read_html(page: str) -> Document:
    """Read the article of a web page.

    The article is the element that a content management system names as such (``pages.toml``) if it holds
    most of the sentences of the page, else the smallest element that holds nearly all of them. Where there
    is neither, trafilatura is asked.

    Parameters
    ----------
    page
        The source of the page, decoded.

    Returns
    -------
    Document
        The article: paragraphs, list items and table rows, below the title of the page where the article does
        not repeat it. Comments, scripts and what a browser hides are left out.

    Raises
    ------
    PlanTargetsError
        If the page is nested too deep, too large, or holds no article.
    """
    page = page.replace("\x00", "")
    tree, tool = _checked(page)
    in_scripts = chinese_in_scripts(tree)
    data = article_in_data(tree) if in_scripts >= FEWEST_IN_SENTENCES else ""
    title = _title(tree)
    document = _read(tree, tool)
    if in_scripts < FEWEST_IN_SENTENCES or len(document.text) > in_scripts / TIMES_IN_SCRIPTS:
        return _article(document)
    filled = _read(*_checked(f"<h1>{escape(title)}</h1><div class='article-content'>{data}</div>"))
    if len(filled.text) > TIMES_IN_SCRIPTS * len(document.text):
        return replace(filled, beside=document.beside, notes=(*filled.notes, OF_DATA))
    # A title and 加载中… are no article.
    whole = len(_squashed(document.text)) >= FEWEST_IN_SENTENCES or _SENTENCE.search(document.text)
    return _article(document if whole else replace(document, text=""))


def _checked(page: str) -> tuple[Any, str]:
    _check_depth(page)
    tree, tool = _parsed(page)
    _check_elements(tree)
    return tree, tool


def _article(document: Document) -> Document:
    if not document.text:
        raise PlanTargetsError(
            "no article was found in the page (a page that scripts fill, or only navigation); "
            "open it in a browser and save the text"
        )
    return document


def _read(tree: Any, tool: str) -> Document:
    """Read the article that the markup of a page holds; one without text where it holds none."""
    title, about = _title(tree), _about(tree)
    for element in [*tree.iter("script", "style", "noscript", "template", "head", *_NO_TEXT)]:
        if element.getparent() is not None:
            element.drop_tree()
    weights = _weigh(tree)
    _drop_hidden(tree, weights)
    struck = _take_struck(tree, weights)
    named = _named_article(tree, weights)
    parts = named or [_densest(tree, weights)]
    lines = list(_lines(parts, weights, tree, found=not named))
    around = _lines([tree], weights, tree, found=True, besides=parts)
    beside = [*about, *(line for line in around if _is_fact(line))]
    if not named:
        beside += [line for line in lines[:MOST_LINES_OF_FACTS] if _is_fact(line)]
        lines = [
            line for number, line in enumerate(lines) if number >= MOST_LINES_OF_FACTS or not _is_fact(line)
        ]
        if len(lines) > 1 and title and _squashed(lines[0]) == _squashed(title) in map(_squashed, lines[1:5]):
            # The page says the title above an article that begins with it.
            del lines[0]
    if len("".join(lines)) < FEWEST_CHARACTERS:
        others = _by_trafilatura(tree)
        if len("".join(others)) > len("".join(lines)):
            lines, tool = others, f"trafilatura {version('trafilatura')}"
    if lines and title and _squashed(title) not in _squashed("".join(lines[:5])):
        lines.insert(0, title)
    return Document(
        "\n".join(lines), (), tool, beside=tuple(beside), notes=(*_notes(parts), *note_of_struck(struck))
    )


_WORDS = tomllib.loads(
    resources.files("plantargets.formats").joinpath("pages.toml").read_text(encoding="utf-8")
)


def _names(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", ".*") for word in words), re.IGNORECASE)


_ARTICLE = _names(_WORDS["article_containers"])
_BESIDE = _names(_WORDS["beside"])
_AROUND = _names(_WORDS["around"])
_BUTTONS = re.compile(
    "(?:" + "|".join(sorted(map(re.escape, _WORDS["buttons"]), key=len, reverse=True)) + r"|[\W\d_])+"
)
_FACT = re.compile("[【\\[]?(?:" + "|".join(_WORDS["facts"]) + ")[】\\]]?[:：|]")
_FOOTER = re.compile("|".join(_WORDS["footers"]), re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
# The end tags of these may be left out.
_UNCLOSED = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "font")
)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ucapcontent", "ul",
))  # fmt: skip
_PARAGRAPHS = frozenset(("p", "table", "ul", "ol", "blockquote", "br", "h2", "h3", "h4"))
# What is no text of the page: controls, what plays or shows, phonetic guides, deleted text.
_NO_TEXT = (
    "audio", "button", "canvas", "del", "embed", "iframe", "input", "map", "math", "object", "option", "rp",
    "rt", "select", "svg", "textarea", "video",
)  # fmt: skip
_LABEL = re.compile("[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}")
_NAVIGATION = frozenset(("nav", "footer", "aside"))
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_STRUCK = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·"
# A source line may end inside Chinese text, which has no spaces.
_LINE_END = re.compile(rf"(?<=[{_CHINESE}])[ \t]*[\r\n]+[ \t]*|[ \t]*[\r\n]+[ \t]*(?=[{_CHINESE}])")
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\xad]")
_SENTENCE = re.compile("[。；！？]")
# The name of the site behind a title; a double dash and a span of years belong to the title.
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|rtf)(?:[?#].*)?$", re.IGNORECASE)
_SITE = re.compile(r"(?:(?<![-–—])\s*[-_|–—]+\s*(?<![-–—]{2})[^-_|–—()（）0-9]+)+$")


def _parsed(page: str) -> tuple[Any, str]:
    """Return the root of a page, and what parsed it: lxml, or where it cannot be had, a parser in Python."""
    try:
        from lxml import html  # noqa: PLC0415 - heavy
    except ImportError:
        return parse_html(page), f"justhtml {version('justhtml')}"
    # Comments and processing instructions (Word leaves them everywhere) would cut the text around them.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (ValueError, AssertionError) as error:
        raise PlanTargetsError(f"it is no web page ({error})") from None
    except html.etree.ParserError:
        raise PlanTargetsError("it is an empty web page") from None
    return tree, f"lxml {version('lxml')}"


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
    waiting = [(tree, 1)]
    count = 0
    while waiting:
        element, depth = waiting.pop()
        count += 1
        if depth > DEEPEST:
            raise PlanTargetsError(f"its tags are nested more than {DEEPEST} deep")
        if count > MOST_ELEMENTS:
            raise PlanTargetsError(f"it has more than {MOST_ELEMENTS:,} elements")
        waiting += [(child, depth + 1) for child in element]


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


def _about(tree: Any) -> list[str]:
    """Return what the head of a page says of it, as government sites must: PubDate, ContentSource, Url."""
    return [
        f"{meta.get('name')}：{_clean(meta.get('content'))}"
        for meta in tree.iter("meta")
        if meta.get("name") in {"PubDate", "ContentSource", "Url"} and (meta.get("content") or "").strip()
    ]


# The element of the article -----------------------------------------------------------------------


@dataclass(slots=True)
class _Weight:
    """Characters below an element: in sentences, outside links, and in links; and the number of links."""

    sentences: int = 0
    plain: int = 0
    linked: int = 0
    links: int = 0

    def add(self, other: _Weight) -> None:
        self.sentences += other.sentences
        self.plain += other.plain
        self.linked += other.linked
        self.links += other.links


def _weigh(tree: Any) -> dict[Any, _Weight]:
    """Weigh every element. Where a page has no sentences, all text outside links counts as such."""
    weights: dict[Any, _Weight] = {}
    _weigh_below(tree, weights, [], in_link=False)
    if weights[tree].sentences < FEWEST_IN_SENTENCES:
        for weight in weights.values():
            weight.sentences = weight.plain
    return weights


def _weigh_below(element: Any, weights: dict[Any, _Weight], line: list[str], *, in_link: bool) -> None:
    weight = weights[element] = _Weight()
    in_link = in_link or element.tag == "a"
    weight.links = int(element.tag == "a")
    own: list[str] = [] if element.tag in _BLOCKS else line

    def take(text: str | None) -> None:
        characters = len(_squashed(text or ""))
        if in_link:
            weight.linked += characters
        else:
            weight.plain += characters
            own.append(text or "")

    take(element.text)
    for child in element:
        _weigh_below(child, weights, own, in_link=in_link)
        weight.add(weights[child])
        if _is_named_around(child):
            # A footer may hold sentences; by its name they count for nothing.
            weight.sentences -= weights[child].sentences
        take(child.tail)
    if element.tag in _BLOCKS and _SENTENCE.search(text := "".join(own)):
        weight.sentences += len(_squashed(text))


def _drop_hidden(tree: Any, weights: dict[Any, _Weight]) -> None:
    """Take away what a browser hides; an article that a script shows in parts stays."""
    most = MOST_SHARE_BESIDE * weights[tree].sentences
    for element in [*tree.iter()]:
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if hidden and weights[element].sentences <= most and element.getparent() is not None:
            element.drop_tree()


def _take_struck(tree: Any, weights: dict[Any, _Weight]) -> list[str]:
    """Take away and return what is struck through, unless a tag was left open over the article."""
    most = MOST_SHARE_BESIDE * weights[tree].sentences
    taken = []
    for element in [*tree.iter()]:
        struck = element.tag in {"s", "strike"} or _STRUCK.search(element.get("style") or "")
        if struck and weights[element].sentences <= most and element.getparent() is not None:
            taken.append(_clean(element.text_content()))
            element.drop_tree()
    return taken


def _named_article(tree: Any, weights: dict[Any, _Weight]) -> list[Any]:
    """Return the elements that share a name of an article and hold most of the sentences, if any do."""
    by_name: dict[str, dict[Any, None]] = {}
    for element in tree.iter():
        for name in _names_of(element):
            if _ARTICLE.fullmatch(name):
                group = by_name.setdefault(name.lower(), {})
                # A part of one that is taken already is in it.
                if not any(other in group for other in element.iterancestors()):
                    group[element] = None
    held = {name: sum(weights[element].sentences for element in group) for name, group in by_name.items()}
    most = max(held.values(), default=0)
    if most == 0 or most < LEAST_SHARE_OF_NAMED * weights[tree].sentences:
        return []
    # Containers stand in containers: the smallest that holds about as much has the least around the text.
    fitting = [name for name in held if held[name] >= LEAST_SHARE_OF_DENSEST * most]
    return list(by_name[min(fitting, key=lambda name: sum(weights[each].plain for each in by_name[name]))])


def _names_of(element: Any) -> list[str]:
    return [element.tag, element.get("id") or "", *(element.get("class") or "").split()]


def _densest(tree: Any, weights: dict[Any, _Weight]) -> Any:
    """Return the smallest element that holds nearly all sentences and is more than a paragraph of them."""
    element = tree
    while True:
        inside = [child for child in element if not _is_named_around(child)]
        children = [child for child in inside if child.tag not in _PARAGRAPHS or _is_frame(child)]
        heaviest = max(children, key=lambda child: weights[child].sentences, default=None)
        least = LEAST_SHARE_OF_DENSEST * sum(weights[child].sentences for child in inside)
        own = sum(child.tag in _PARAGRAPHS and not _is_frame(child) for child in inside)
        if heaviest is None or own >= FEWEST_PARAGRAPHS or weights[heaviest].sentences < max(least, 1):
            return element
        element = heaviest


def _is_named_around(element: Any) -> bool:
    names = [name for name in _names_of(element)[1:] if name]
    return element.tag in _NAVIGATION or any(
        _BESIDE.fullmatch(name) or _AROUND.fullmatch(name) for name in names
    )


def _is_frame(element: Any) -> bool:
    return element.tag == "table" and _lays_out(element)


# The article to lines -----------------------------------------------------------------------------


def _lines(
    parts: Sequence[Any],
    weights: dict[Any, _Weight],
    tree: Any,
    *,
    found: bool,
    besides: Sequence[Any] = (),
) -> Iterator[str]:
    """Yield the lines of elements.

    `found` says that an element was found by its weight, so that it may hold parts of the site as well;
    `besides` are elements that are passed over.
    """
    writer = _Writer(weights, MOST_SHARE_BESIDE * weights[tree].sentences, found, frozenset(besides))
    for part in parts:
        writer.write(part)
        writer.end()
    yield from (line for line in writer.lines if not (found and (_is_button(line) or _is_footer(line))))


@dataclass(slots=True)
class _Writer:
    """Puts the text of elements together to lines, as a browser shows them."""

    weights: dict[Any, _Weight]
    most_beside: float
    found: bool
    besides: frozenset[Any]
    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    numbers: dict[Any, int] = field(default_factory=dict)
    table_end: int = -1

    def within(self, element: Any) -> list[str]:
        """Return the lines of an element of their own, a cell of a table."""
        writer = _Writer(self.weights, self.most_beside, self.found, self.besides)
        writer.write(element)
        writer.end()
        return writer.lines

    def end(self) -> None:
        """End a line."""
        line = _clean("".join(self.pieces))
        self.pieces.clear()
        if line:
            self.lines.append(line)

    def write(self, element: Any, *, kept: bool = False) -> None:
        """Write an element; `kept` says that line ends of the source are line ends."""
        tag = element.tag
        if tag in {"br", "hr"}:
            self.end()
            return
        if tag == "table" and not _lays_out(element):
            self.end()
            rows = list(table_lines(_cells(element, self)))
            if rows and self.table_end == len(self.lines):
                # Two tables, not one.
                self.lines.append("")
            self.lines += rows
            self.table_end = len(self.lines)
            return
        block = tag in _BLOCKS
        kept = kept or tag == "pre"
        if block:
            self.end()
        if tag == "li":
            self.pieces.append(self._number(element))
        self._text(element.text, kept)
        for child in element:
            if not self._is_left_out(child):
                self.write(child, kept=kept)
            self._text(child.tail, kept)
        if block:
            self.end()

    def _text(self, text: str | None, kept: bool) -> None:
        if not text:
            return
        first, *others = text.splitlines() or [text] if kept else [text]
        self.pieces.append(first)
        for line in others:
            self.end()
            self.pieces.append(line)

    def _is_left_out(self, element: Any) -> bool:
        if element in self.besides:
            return True
        weight = self.weights.get(element, _Weight())
        names = _names_of(element)[1:]
        beside = any(_BESIDE.fullmatch(name) for name in names if name)
        if self.found:
            beside = _is_named_around(element)
            # Lists of links; a link to an annex is a line of the article.
            most_linked = MOST_IN_LINKS * (weight.plain + weight.linked)
            beside = beside or (weight.links > 1 and weight.linked > most_linked)
        return beside and weight.sentences <= self.most_beside

    def _number(self, item: Any) -> str:
        """Return the number that a browser shows before an item of a numbered list."""
        group = item.getparent()
        if group is None or group.tag != "ol":
            return ""
        start = group.get("start") or "1"
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        number = self.numbers[group] = self.numbers.get(group, first - 1) + 1
        style = f"{group.get('style') or ''}{item.get('style') or ''}"
        return "" if "none" in style or _LABEL.match(_clean(item.text_content())) else f"{number}. "


def _lays_out(table: Any) -> bool:
    """Say whether a table is a frame for text: it holds tables, or few cells and one of many paragraphs."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    cells = [*table.iter("td", "th")]
    if len(cells) > 4:
        return False
    return any(len([*cell.iterdescendants("p", "div", "br")]) >= 5 for cell in cells) or len(cells) <= 1


def _cells(table: Any, writer: _Writer) -> Iterator[Cell]:
    """Yield the cells of a table at the places that a browser gives them."""
    for caption in table.iter("caption"):
        writer.lines += writer.within(caption)
    rows = [*table.iter("tr")]
    # For each column the row from which it is free again.
    free: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.iter("td", "th"):
            while free.get(column, 0) > number:
                column += 1
            down = min(_span(cell, "rowspan") or len(rows), len(rows) - number)
            across = max(_span(cell, "colspan"), 1)
            free |= dict.fromkeys(range(column, column + across), number + down)
            yield Cell(cell_text(writer.within(cell)), number, column, down, across)
            column += across


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), MOST_MERGED) if value.isdecimal() and len(value) < 6 else 1


def _notes(parts: Sequence[Any]) -> Iterator[str]:
    """Say what of an article is not in its text: pictures that are no icons, and files that it links to."""
    pictures = sum(not _is_icon(image) for part in parts for image in part.iter("img"))
    if pictures:
        yield f"{pictures} picture{'s' if pictures > 1 else ''} in it not read"
    links = dict.fromkeys(link.get("href") or "" for part in parts for link in part.iter("a"))
    files = [link.rsplit("/", 1)[-1] for link in links if _FILE.search(link)]
    if files:
        yield f"{len(files)} linked file{'s' if len(files) > 1 else ''} not read: {', '.join(files[:5])}"


def _is_icon(image: Any) -> bool:
    sizes = [image.get(name, "").removesuffix("px") for name in ("width", "height")]
    small = any(size.isdecimal() and int(size[:6]) <= LARGEST_ICON for size in sizes)
    return small or "icon" in (image.get("src") or "").lower()


def _is_button(line: str) -> bool:
    return _BUTTONS.fullmatch(line) is not None and re.search("[\u4e00-\u9fff]", line) is not None


def _is_footer(line: str) -> bool:
    return len(line) <= LONGEST_FACT and _FOOTER.search(line) is not None


def _is_fact(line: str) -> bool:
    return len(line) <= LONGEST_FACT and _FACT.match(_squashed(line)) is not None


def _by_trafilatura(tree: Any) -> list[str]:
    try:
        import trafilatura  # noqa: PLC0415 - heavy
    except ImportError:  # in a browser
        return []

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
    return [] if body is None else [line for text in body.itertext() if (line := _clean(text))]


def _clean(text: str) -> str:
    return _SPACE.sub(" ", _LINE_END.sub("", _INVISIBLE.sub("", text))).strip(" \u3000")


def _squashed(text: str) -> str:
    return "".join(text.split())
