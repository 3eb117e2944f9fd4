"""The elements of a web page without lxml, for a browser: parsed by justhtml, walked as lxml's are.

Only what `plantargets.formats.html` asks of an element is here. A test holds both parsers to the same text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False, slots=True)
class Element:
    """An element: its tag, its attributes, the text before its first child and the text behind it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    text: str = ""
    tail: str = ""
    children: list[Element] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def getparent(self) -> Element | None:
        """Return the element that this one stands in, None for the root."""
        return self.parent

    def iter(self, *tags: str) -> Iterator[Element]:
        """Yield this element and all below it, in the order of the page, of these tags if any are given."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            if not tags or element.tag in tags:
                yield element
            waiting += reversed(element.children)

    def iterdescendants(self, *tags: str) -> Iterator[Element]:
        """Yield what `iter` yields without this element itself."""
        return (element for element in self.iter(*tags) if element is not self)

    def iterancestors(self) -> Iterator[Element]:
        """Yield the elements that this one stands in, the innermost first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def itertext(self) -> Iterator[str]:
        """Yield the texts of this element and of all below it, in the order of the page."""
        waiting: list[Element | str] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                yield item
                continue
            for child in reversed(item.children):
                waiting += [child.tail, child]
            waiting.append(item.text)

    def text_content(self) -> str:
        """Return the text of this element and of all below it."""
        return "".join(self.itertext())

    def drop_tree(self) -> None:
        """Take this element out of the page; the text behind it stays."""
        assert self.parent is not None
        others = self.parent.children
        place = others.index(self)
        if place:
            others[place - 1].tail += self.tail
        else:
            self.parent.text += self.tail
        del others[place]
        self.parent = None


def parse_html(page: str) -> Element:
    """Parse a web page as a browser does; comments are left out.

    >>> [each.tag for each in parse_html("<p>企业<b>30</b>家").iter()]
    ['html', 'head', 'body', 'p', 'b']
    """
    from justhtml import JustHTML  # noqa: PLC0415 - lxml reads pages where it is installed

    parsed = JustHTML(page, sanitize=False, scripting_enabled=False)
    root = next(child for child in parsed.root.children or () if child.name == "html")
    top = _made(root, None)
    waiting: list[tuple[Any, Element]] = [(root, top)]
    while waiting:
        node, element = waiting.pop()
        for child in getattr(node, "template_content", None) or node.children or ():
            if child.name == "#text":
                if element.children:
                    element.children[-1].tail += child.data or ""
                else:
                    element.text += child.data or ""
            elif not child.name.startswith(("#", "!")):
                made = _made(child, element)
                element.children.append(made)
                waiting.append((child, made))
    return top


def _made(node: Any, parent: Element | None) -> Element:
    attributes = {name: value or "" for name, value in (node.attrs or {}).items()}
    return Element(node.name.lower(), attributes, parent)
