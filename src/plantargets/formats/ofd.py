"""OFD, the national format of official documents (GB/T 33190): text at places, put together to paragraphs."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from plantargets.errors import PlanTargetsError, counted
from plantargets.formats.archive import check_archive, parse_xml
from plantargets.formats.document import Document
from plantargets.formats.layout import Line, joined_pages, page_lines
from plantargets.formats.unruled import Head, unruled_tables, unsure_note, without_tables

MOST_PAGES = 2_000
MOST_CHARACTERS_ON_A_PAGE = 50_000


def read_ofd(data: bytes) -> Document:
    """Read an OFD document that holds text.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Document
        Paragraphs and rows of tables, with `page_starts`; see `plantargets.formats.pdf.read_pdf`. Cells are
        told by where their words stand, whether or not lines are drawn between them.

    Raises
    ------
    PlanTargetsError
        If it is no OFD document, holds pictures only, or exceeds the limits.
    """
    check_archive(data, "OFD document")
    pages: list[list[Line]] = []
    pictures = 0
    unsure: list[int] = []
    head: Head | None = None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _Parts(archive)
        for document in parts.root("OFD.xml").iterfind(".//{*}DocRoot"):
            path = parts.path("", document.text)
            root = parts.root(path)
            for page in root.iterfind(".//{*}Pages/{*}Page"):
                if len(pages) >= MOST_PAGES:
                    raise PlanTargetsError(f"it has more than {MOST_PAGES:,} pages")
                content = parts.root(parts.path(path, page.get("BaseLoc")))
                pictures += sum(1 for _ in content.iterfind(".//{*}ImageObject"))
                chars = list(_characters(content))
                if len(chars) > MOST_CHARACTERS_ON_A_PAGE:
                    raise PlanTargetsError(f"page {len(pages) + 1} holds {len(chars):,} characters")
                tables = unruled_tables(chars, head)
                head = tables.head
                width = _width(content) or _width(root)
                pages.append(page_lines(without_tables(chars, tables), tables.rows, width))
                if tables.uncertain:
                    unsure.append(len(pages))
    text, starts = joined_pages(pages)
    if not text.strip():
        raise PlanTargetsError(
            f"it holds {counted(pictures, 'picture')} on {counted(len(pages), 'page')} and no text: "
            "print it to PDF and read that with the extra 'ocr'"
            if pictures
            else "it holds no text"
        )
    return Document(text, starts, parts.tool, notes=unsure_note(unsure))


class _Parts:
    """The XML parts of an archive, by paths that other parts name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.tool = "xml.etree"

    def root(self, path: str) -> Any:
        name = self.names.get(path.lower())
        if name is None:
            raise PlanTargetsError(f"its part {path} is missing: the file is damaged")
        try:
            from lxml import etree  # noqa: PLC0415 - heavy
        except ImportError:  # in a browser
            return parse_xml(self.archive.read(name), name)
        self.tool = f"lxml {version('lxml')}"
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(self.archive.read(name), parser)

    def path(self, above: str, location: str | None) -> str:
        """Return the path of a part that the part `above` names; one that begins with / is absolute."""
        return posixpath.normpath(
            posixpath.join("/", posixpath.dirname(above), (location or "").strip())
        ).strip("/")


def _characters(page: Any) -> Iterator[dict[str, Any]]:
    """Yield the characters of a page with their places, as pdfplumber gives them."""
    for text in page.iterfind(".//{*}TextObject"):
        if text.get("Visible") == "false":
            continue
        x, y, *_ = [*_numbers(text.get("Boundary")), 0.0, 0.0]
        a, b, c, d, e, f = (_numbers(text.get("CTM")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0])[:6]
        size = (_numbers(text.get("Size")) or [4.0])[0]
        height = size * (abs(d) + abs(b) or 1.0)
        left = top = 0.0
        for code in text.iterfind("{*}TextCode"):
            # A line that names no place begins where the one before did.
            left = (_numbers(code.get("X")) or [left])[0]
            top = (_numbers(code.get("Y")) or [top])[0]
            across, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
            x0, y0 = left, top
            for number, character in enumerate(code.text or ""):
                shown_x, shown_y = x + a * x0 + c * y0 + e, y + b * x0 + d * y0 + f
                width = height * (1.0 if ord(character) > 0x2E80 or character in "“”—…" else 0.5)
                step = across[number] if number < len(across) else 0.0 if down else width
                # Characters are as wide as the step to the next one, unless a gap follows.
                wide = a * step if 0.0 < a * step <= 1.3 * height else width
                yield {
                    "text": character,
                    "x0": shown_x,
                    "x1": shown_x + wide,
                    "top": shown_y - 0.85 * height,
                    "bottom": shown_y + 0.15 * height,
                    "size": height,
                }
                x0 += step
                y0 += down[number] if number < len(down) else 0.0


def _width(part: Any) -> float:
    """Return the width of a page, 0 where a part does not tell it."""
    box = part.find(".//{*}PhysicalBox")
    numbers = [] if box is None else _numbers(box.text)
    return numbers[2] if len(numbers) > 3 else 0.0


def _numbers(text: str | None) -> list[float]:
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", text or "")]


def _steps(text: str | None) -> list[float]:
    """Return the steps between characters; ``g 3 5.6`` stands for three steps of 5.6.

    Examples
    --------
    >>> _steps("g 2 5.6 4")
    [5.6, 5.6, 4.0]
    """
    words = (text or "").split()
    steps: list[float] = []
    index = 0
    while index < len(words):
        if words[index] == "g" and index + 2 < len(words):
            steps += [float(words[index + 2])] * min(int(words[index + 1]), MOST_CHARACTERS_ON_A_PAGE)
            index += 3
        else:
            steps.append(float(words[index]))
            index += 1
    return steps
