"""Word documents (docx): paragraphs, the numbers Word writes before them, and tables, in document order."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any
from xml.etree import ElementTree

from plantargets.errors import PlanTargetsError
from plantargets.formats.archive import check_archive, parse_xml
from plantargets.formats.document import Cell, Document, cell_text, note_of_struck, table_lines

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHARACTERS = {
    f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": " "
}  # fmt: skip
# Deleted and moved text, the code of fields, phonetic guides, the second form of a shape, old pictures.
_LEFT_OUT = {
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rt", "rPr", "pPr", "sectPr")
} | {f"{_MC}Fallback"}
_HOLDERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
# What refers to a note, and the part of the file that holds it.
_REFERENCES = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_HAN = "〇一二三四五六七八九"
# Fonts of signs write at U+F000 and above what stands at the same place of their own table; signs that say
# something of a number, by the place in the font Symbol.
_SYMBOLS = {
    0xF0A3: "≤", 0xF0A5: "∞", 0xF0AE: "→", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B7: "·",
    0xF0B8: "÷", 0xF0B9: "≠", 0xF0BB: "≈", 0xF0D7: "·", 0xF06D: "μ", 0xF07E: "~", 0xF0A4: "/",
} | {0xF000 + ord(sign): sign for sign in "0123456789%+-.,:;/()[]<=>"}  # fmt: skip
_OFF = {"0", "false", "off"}


def read_docx(data: bytes) -> Document:
    """Read a Word document.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Document
        Body text in document order: automatic numbers of headings written out, text boxes and notes (at the
        foot or the end) after the paragraph or table that they belong to, tables row by row. Deleted text,
        hidden text, comments, headers, footers and tables of contents are left out, and text that is struck
        through, which a note tells.

    Raises
    ------
    PlanTargetsError
        If it is no Word document, or unpacks to more than the limits.
    """
    _check_parts(check_archive(data, "Word document"))
    parts = _parts(data)
    context = _Context(_numbering(parts), _notes(parts))
    lines = list(_lines(parts.body, context, with_notes=True))
    pictures = sum(1 for _ in parts.body.iter(f"{_A}blip"))
    notes = [f"{pictures} picture{'s' if pictures > 1 else ''} in it not read"] if pictures else []
    notes += note_of_struck(context.struck)
    return Document("\n".join(lines), (), parts.tool, notes=tuple(notes))


def _check_parts(names: list[str]) -> None:
    if "[Content_Types].xml" not in names:
        raise PlanTargetsError("it is a zip archive but no Word document; unpack it first")
    if any(name.startswith(("xl/", "ppt/")) for name in names) and "word/document.xml" not in names:
        raise PlanTargetsError("it is an Excel or PowerPoint file, not a Word document")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a document that are read: elements of lxml or of the standard library, walked alike."""

    body: Any
    styles: Any
    numbering: Any
    notes: dict[str, Any]
    tool: str


def _parts(data: bytes) -> _Parts:
    """Open a document by python-docx, or where it cannot be had, by the standard library."""
    try:
        import docx  # noqa: PLC0415 - heavy
    except ImportError:  # in a browser
        return _parts_by_zip(data)
    document = docx.Document(io.BytesIO(data))
    numbering = [
        r.target_part.element
        for r in document.part.rels.values()
        if r.reltype.endswith("/numbering") and not r.is_external
    ]
    notes = {
        kind: parse_xml(r.target_part.blob, kind)
        for r in document.part.rels.values()
        if (kind := r.reltype.rsplit("/", 1)[-1]) in _REFERENCES.values() and not r.is_external
    }
    return _Parts(
        document.element.body,
        document.styles.element,
        numbering[0] if numbering else None,
        notes,
        f"python-docx {version('python-docx')}",
    )


def _parts_by_zip(data: bytes) -> _Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())

        def root(name: str) -> Any:
            return parse_xml(archive.read(name), name) if name in names else None

        def targets(part: str, kind: str) -> list[str]:
            """Return the parts that a part relates to as `kind`, as the format says where they are."""
            folder, name = posixpath.split(part)
            relations = root(posixpath.join(folder, "_rels", f"{name}.rels"))
            return [
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                for relation in (() if relations is None else relations)
                if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External"
            ]

        main = next(iter(targets("", "officeDocument")), "word/document.xml")
        document = root(main)
        body = None if document is None else document.find(f"{_W}body")
        if body is None:
            raise PlanTargetsError("it holds no document: the file is damaged")
        styles, numbering = (
            next((found for name in targets(main, kind) if (found := root(name)) is not None), None)
            for kind in ("styles", "numbering")
        )
        notes = {
            kind: found
            for kind in _REFERENCES.values()
            for name in targets(main, kind)
            if (found := root(name)) is not None
        }
    without = ElementTree.Element("none")
    return _Parts(body, without if styles is None else styles, numbering, notes, "zipfile")


@dataclass(slots=True)
class _Context:
    """What a paragraph needs of the rest of the document: its lists, and its notes by kind and number.

    `waiting` are the notes that were referred to and are not written yet, `struck` the texts that are struck
    through, `begun` the text of a paragraph whose end was deleted, so that the next one continues it.
    """

    numbering: _Numbering
    notes: dict[tuple[str, str], Any]
    waiting: list[Any] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    begun: str = ""


# Paragraphs and tables ----------------------------------------------------------------------------


def _lines(holder: Any, context: _Context, *, with_notes: bool = False) -> Iterator[str]:
    """Yield the lines of an element; `with_notes` writes notes behind what refers to them."""
    after_table = False
    for element in holder:
        if element.tag in _HOLDERS and not _is_contents(element):
            yield from _lines(element, context, with_notes=with_notes)
        if element.tag not in {f"{_W}p", f"{_W}tbl"}:
            continue
        is_table = element.tag == f"{_W}tbl"
        lines = list((_table if is_table else _paragraph)(element, context))
        if is_table and lines and after_table:
            # Two tables, not one.
            yield ""
        if with_notes:
            notes, context.waiting = context.waiting, []
            lines += [line for note in notes for line in _lines(note, context)]
        after_table = is_table if lines else after_table
        yield from lines
    if context.begun:
        yield context.begun
        context.begun = ""


def _is_contents(element: Any) -> bool:
    """Say whether a structured element is the table of contents."""
    gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return gallery is not None and gallery.get(f"{_W}val") == "Table of Contents"


def _paragraph(paragraph: Any, context: _Context) -> Iterator[str]:
    pieces: list[str] = []
    boxes: list[Any] = []
    _collect(paragraph, pieces, boxes, context)
    text = "".join(pieces)
    label = context.numbering.label(paragraph) if text.strip() and not context.begun else ""
    text, context.begun = context.begun + label + text, ""
    if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
        context.begun = text
    elif text.strip():
        yield text
    for box in boxes:
        yield from _lines(box, context)


def _collect(element: Any, pieces: list[str], boxes: list[Any], context: _Context) -> None:
    """Gather the text below an element; text boxes and notes are put aside."""
    for child in element:
        tag = child.tag
        if tag in (f"{_W}t", f"{_M}t"):
            pieces.append((child.text or "").translate(_SYMBOLS))
        elif tag == f"{_W}sym":
            pieces.append(_SYMBOLS.get(_hexadecimal(child.get(f"{_W}char")), ""))
        elif tag in _CHARACTERS:
            if child.get(f"{_W}type") not in {"page", "column"}:
                pieces.append(_CHARACTERS[tag])
        elif tag == f"{_W}txbxContent":
            boxes.append(child)
        elif tag in _REFERENCES:
            note = context.notes.pop((_REFERENCES[tag], child.get(f"{_W}id") or ""), None)
            context.waiting += [] if note is None else [note]
        elif tag in _LEFT_OUT or not isinstance(tag, str) or _is_set(child, "vanish"):
            continue
        elif _is_set(child, "strike") or _is_set(child, "dstrike"):
            context.struck.append("".join(text.text or "" for text in child.iter(f"{_W}t")))
        else:
            _collect(child, pieces, boxes, context)


def _is_set(run: Any, property_name: str) -> bool:
    mark = run.find(f"{_W}rPr/{_W}{property_name}") if run.tag == f"{_W}r" else None
    return mark is not None and mark.get(f"{_W}val") not in _OFF


def _hexadecimal(written: str | None) -> int:
    """Return the number that four hexadecimal digits write, 0 where they write none."""
    try:
        number = int(written or "", 16)
    except ValueError:
        return 0
    # A place in the font itself is the same sign.
    return number if number >= 0xF000 else 0xF000 + number % 0x100


def _table(table: Any, context: _Context) -> Iterator[str]:
    rows = [
        [_cell(cell, context) for cell in _children(row, f"{_W}tc")] for row in _children(table, f"{_W}tr")
    ]
    if all(len(row) == 1 for row in rows):
        # A frame around text, not a table.
        for row in _children(table, f"{_W}tr"):
            for cell in _children(row, f"{_W}tc"):
                yield from _lines(cell, context)
        return
    yield from table_lines(_cells(rows))


def _cells(rows: Sequence[Sequence[tuple[str | None, int]]]) -> Iterator[Cell]:
    """Yield the cells of a table; a cell without a text of its own continues the one above it."""
    open_cells: dict[int, Cell] = {}
    for number, row in enumerate(rows):
        column = 0
        for text, width in row:
            above = open_cells.get(column)
            if text is None and above is not None:
                open_cells[column] = replace(above, rows=number + 1 - above.row)
            else:
                if above is not None:
                    yield above
                open_cells[column] = Cell(text or "", number, column, 1, width)
            column += width
    yield from open_cells.values()


def _cell(cell: Any, context: _Context) -> tuple[str | None, int]:
    """Return the text of a cell, None where it is merged with the one above, and the columns it spans."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    width = min(max(_integer(span, 1), 1), 63)
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    if merged is not None and merged.get(f"{_W}val") != "restart":
        return None, width
    return cell_text(_lines(cell, context)), width


def _children(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _HOLDERS:
            yield from _children(child, tag)


# Automatic numbers --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    pattern: str
    suffix: str


@dataclass(slots=True)
class _Numbering:
    """The lists of a document and how far each has been counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, int | None, str | None]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, paragraph: Any) -> str:
        """Return the number that Word shows before a paragraph, and count it."""
        number, depth = self._place(paragraph)
        levels = self.levels.get(number or "")
        if number is None or levels is None or depth not in levels:
            return ""
        counts = self.counts.setdefault(self.shared[number], {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        level = levels[depth]
        if level.form in {"bullet", "none"}:
            return ""
        label = level.pattern
        for other in range(9):
            if f"%{other + 1}" in label and other in levels:
                value = counts.get(other, levels[other].start)
                label = label.replace(f"%{other + 1}", _written(value, levels[other].form))
        # What stands after a number must not become part of it: 1. and 2025年.
        return label if level.suffix == "nothing" or label[-1:] in "、）)．" else f"{label} "

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        number = _value(own, "numId")
        depth = _value(own, "ilvl")
        style = _value(paragraph.find(f"{_W}pPr"), "pStyle")
        for _ in range(20):
            if style is None or style not in self.styles or (number is not None and depth is not None):
                break
            style_number, style_depth, style = self.styles[style]
            number = number if number is not None else style_number
            depth = depth if depth is not None else (None if style_depth is None else str(style_depth))
        return number, int(depth) if depth and depth.isdecimal() else 0


def _notes(parts: _Parts) -> dict[tuple[str, str], Any]:
    """Return the notes of a document by the part that holds them and their number."""
    return {
        (kind, note.get(f"{_W}id") or ""): note
        for kind, notes in parts.notes.items()
        for note in notes
        if note.get(f"{_W}type") in {None, "normal"}
    }


def _numbering(parts: _Parts) -> _Numbering:
    found = _Numbering()
    for style in parts.styles.findall(f"{_W}style"):
        listing = style.find(f"{_W}pPr/{_W}numPr")
        depth = _value(listing, "ilvl")
        found.styles[style.get(f"{_W}styleId") or ""] = (
            _value(listing, "numId"),
            int(depth) if depth and depth.isdecimal() else None,
            _value(style, "basedOn"),
        )
    root = parts.numbering
    if root is None:
        return found
    abstract = {
        item.get(f"{_W}abstractNumId"): {
            _integer_attribute(level, "ilvl"): _Level(
                _integer(level.find(f"{_W}start"), 1),
                _value(level, "numFmt") or "decimal",
                _value(level, "lvlText") or "",
                _value(level, "suff") or "tab",
            )
            for level in item.findall(f"{_W}lvl")
        }
        for item in root.findall(f"{_W}abstractNum")
    }
    for item in root.findall(f"{_W}num"):
        number, base = item.get(f"{_W}numId"), _value(item, "abstractNumId")
        if number is None or base not in abstract:
            continue
        levels = dict(abstract[base])
        restarted = False
        for override in item.findall(f"{_W}lvlOverride"):
            place = _integer_attribute(override, "ilvl")
            start = override.find(f"{_W}startOverride")
            if start is not None and place in levels:
                old = levels[place]
                levels[place] = _Level(_integer(start, 1), old.form, old.pattern, old.suffix)
                restarted = True
        found.levels[number] = levels
        # Lists of one definition count on, unless one of them starts anew.
        found.shared[number] = f"num {number}" if restarted else f"abstract {base}"
    return found


def _value(element: Any, name: str) -> str | None:
    child = None if element is None else element.find(f"{_W}{name}")
    value: str | None = None if child is None else child.get(f"{_W}val")
    return value


def _integer(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{_W}val") or ""
    return int(value) if value.isdecimal() and len(value) < 6 else default


def _integer_attribute(element: Any, name: str) -> int:
    value = element.get(f"{_W}{name}") or ""
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def _written(value: int, form: str) -> str:
    if form in {"chineseCounting", "chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting",
                "taiwaneseCounting", "ideographDigital"}:  # fmt: skip
        return _in_chinese(value)
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if form == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(value))
    if form in {"upperLetter", "lowerLetter"} and value >= 1:
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 % 10 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in {"upperRoman", "lowerRoman"} and 1 <= value < 4000:
        roman = _in_roman(value)
        return roman if form == "upperRoman" else roman.lower()
    return str(value)


def _in_chinese(value: int) -> str:
    if not 1 <= value < 1000:
        return str(value)
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    text = f"{_HAN[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _HAN[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_HAN[ones] if ones else "")


def _in_roman(value: int) -> str:
    text = ""
    for worth, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        text, value = text + sign * (value // worth), value % worth
    return text
