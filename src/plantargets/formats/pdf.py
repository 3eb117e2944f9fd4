"""Pages (pdf with text): lines put together to paragraphs, tables to rows, running heads taken away."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from statistics import median
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.formats.document import Document, table_row

MOST_PAGES = 2_000
MOST_CHARACTERS_ON_A_PAGE = 50_000
# Drawn lines from which a page is a map or a chart: the search for tables takes their square in time.
MOST_EDGES = 2_000
# Scanned documents carry at most a stamp or a page number of text.
FEWEST_CHARACTERS_A_PAGE = 15

_PAGE_NUMBER = re.compile(
    r"[-—–－―·\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?(?:\s*[/／,，]?\s*共?\s*[0-9]{1,4}\s*页?)?|[ivxIVX]{1,6})[-—–－―·\s]*"
)
_DIGITS = re.compile("[0-9０-９]+")
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·]")
_CID = re.compile(r"\(cid:\d+\)")
_SENTENCE_END = "。！？!?；;：:"
_LABEL = re.compile(
    "(?:[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十百]{1,4}[）)]|[0-9]{1,3}(?:[.．](?![0-9])|、)"
    "|[（(][0-9]{1,3}[）)]|第[一二三四五六七八九十百]{1,4}[章节条]|附件|[①-⑳])"
)


def read_pdf(data: bytes) -> Document:
    """Read a PDF that holds text.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Document
        Paragraphs with the line breaks inside sentences mended, columns one after the other, tables row by
        row; running heads and page numbers are left out. `page_starts` tells where each page begins.

    Raises
    ------
    PlanTargetsError
        If it is protected, scanned, without Unicode, larger than the limits, or no PDF.
    """
    import pdfplumber  # noqa: PLC0415 - heavy
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    pages: list[list[_Line]] = []
    images = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            for number, page in enumerate(file.pages, start=1):
                if number > MOST_PAGES:
                    raise PlanTargetsError(f"it has more than {MOST_PAGES:,} pages")
                images += len(page.images)
                pages.append(_page_lines(page))
                page.close()
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise PlanTargetsError("it is protected by a password: save it without one") from None
        raise
    if not pages:
        raise PlanTargetsError("it has no pages: the file is damaged, or its pages point at each other")
    _check_text(pages, images)
    _drop_running_heads(pages)
    text, starts = _joined(pages)
    return Document(text, starts, f"pdfplumber {version('pdfplumber')}")


@dataclass(slots=True)
class _Line:
    """A line of a page, or a row of a table; places in points from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    # The column that it stands in, and its edges.
    left: float = 0.0
    right: float = 0.0
    row: bool = False


# Pages to lines -----------------------------------------------------------------------------------


def _page_lines(page: Any) -> list[_Line]:
    if len(page.chars) > MOST_CHARACTERS_ON_A_PAGE:
        raise PlanTargetsError(f"page {page.page_number} holds {len(page.chars):,} characters")
    page = page.dedupe_chars(tolerance=0.5, extra_attrs=())
    tables = page.find_tables() if 4 <= len(page.edges) <= MOST_EDGES else []
    lines = []
    boxes = []
    for table in tables:
        rows = table.extract()
        if len(rows) < 2 or max(map(len, rows), default=0) < 2:
            continue
        boxes.append(table.bbox)
        x0, top, x1, bottom = table.bbox
        for index, cells in enumerate(rows):
            content = [_mended((cell or "").split("\n")) for cell in cells]
            if any(content):
                y = top + (bottom - top) * index / len(rows)
                lines.append(_Line(table_row(content), x0, x1, y, y, 0.0, x0, x1, row=True))
    chars = [
        c
        for c in page.chars
        if c["upright"] and not any(_inside(c, box) for box in boxes) and 0 <= c["x0"] <= page.width
    ]
    for column in _columns(chars):
        lines += _text_lines(column)
    # Tables between the lines of one column go where they stand; beside two columns, by their top as well.
    return _in_reading_order(lines)


def _inside(char: Any, box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _columns(chars: list[Any]) -> list[list[Any]]:
    """Split the characters of a page at a gutter that no line but few crosses."""
    visible = [c for c in chars if not c["text"].isspace()]
    if len(visible) < 80:
        return [chars]
    left, right = min(c["x0"] for c in visible), max(c["x1"] for c in visible)
    size = median(c["size"] for c in visible)
    covered: Counter[int] = Counter()
    for c in visible:
        for x in range(int(c["x0"]), int(c["x1"]) + 1):
            covered[x] += 1
    middle = range(int(left + 0.35 * (right - left)), int(left + 0.65 * (right - left)))
    rows = len({round(c["top"] / size) for c in visible})
    # Titles above the columns may cross the gutter.
    free = [x for x in middle if covered[x] <= max(1, 0.12 * rows)]
    gutters = _runs(free)
    widest = max(gutters, key=lambda run: run[1] - run[0], default=(0, 0))
    if widest[1] - widest[0] < 0.8 * size:
        return [chars]
    cut = sum(widest) / 2
    crossing_tops = {round(c["top"]) for c in visible if c["x0"] < cut < c["x1"]}
    crossing = [c for c in chars if round(c["top"]) in crossing_tops]
    rest = [c for c in chars if round(c["top"]) not in crossing_tops]
    one, two = [c for c in rest if c["x1"] <= cut], [c for c in rest if c["x0"] >= cut]
    if min(len(one), len(two)) < 0.2 * len(rest):
        return [chars]
    head = [c for c in crossing if c["top"] < median(c["top"] for c in visible)]
    foot = [c for c in crossing if c["top"] >= median(c["top"] for c in visible)]
    return [part for part in (head, one, two, foot) if part]


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _text_lines(chars: list[Any]) -> list[_Line]:
    lines: list[list[Any]] = []
    middle = 0.0
    for c in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        y = (c["top"] + c["bottom"]) / 2
        if lines and abs(y - middle) <= 0.5 * max(c["size"], lines[-1][0]["size"]):
            lines[-1].append(c)
        else:
            lines.append([c])
            middle = y
    found = []
    for line in lines:
        line.sort(key=lambda c: c["x0"])
        text = _spaced(line)
        if text.strip():
            visible = [c for c in line if not c["text"].isspace()]
            found.append(
                _Line(
                    text.strip(),
                    min(c["x0"] for c in visible),
                    max(c["x1"] for c in visible),
                    min(c["top"] for c in visible),
                    max(c["bottom"] for c in visible),
                    median(c["size"] for c in visible),
                )
            )
    if found:
        # The edges of the text block: ordinary lines, not the outliers.
        lefts, rights = sorted(line.x0 for line in found), sorted(line.x1 for line in found)
        for text_line in found:
            text_line.left, text_line.right = lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
    return found


def _spaced(line: list[Any]) -> str:
    pieces = [line[0]["text"]]
    for before, after in pairwise(line):
        gap = after["x0"] - before["x1"]
        # Chinese text has no spaces, but lines are stretched to fill their width.
        chinese = _CJK.match(before["text"]) or _CJK.match(after["text"])
        if gap > (1.5 if chinese else 0.25) * after["size"]:
            pieces.append(" ")
        pieces.append(after["text"])
    return re.sub(" {2,}", " ", "".join(pieces))


def _in_reading_order(lines: list[_Line]) -> list[_Line]:
    rows = [line for line in lines if line.row]
    if not rows:
        return lines
    ordered = [line for line in lines if not line.row]
    for row in rows:
        place = next(
            (i for i, line in enumerate(ordered) if not line.row and line.top > row.top), len(ordered)
        )
        ordered.insert(place, row)
    return ordered


# Lines to text ------------------------------------------------------------------------------------


def _check_text(pages: list[list[_Line]], images: int) -> None:
    text = "".join(line.text for lines in pages for line in lines)
    unmapped = len(_CID.findall(text)) + len(re.findall("[\ue000-\uf8ff\ufffd]", text))
    if unmapped > max(5, 0.1 * len(_CID.sub("x", text))):
        raise PlanTargetsError(
            "its fonts do not say which characters they show (no Unicode map): print it anew, "
            "or recognise its text (ocrmypdf --force-ocr -l chi_sim)"
        )
    if len(text) < FEWEST_CHARACTERS_A_PAGE * len(pages):
        raise PlanTargetsError(
            f"it holds {len(text)} characters on {len(pages)} pages and {images} images: it is scanned; "
            "recognise its text first (ocrmypdf -l chi_sim)"
            if images
            else f"it holds no text ({len(text)} characters on {len(pages)} pages)"
        )


def _drop_running_heads(pages: list[list[_Line]]) -> None:
    """Take away page numbers, and lines that stand at the top or bottom of most pages."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(line) for line in _edge_lines(lines)})
    often = {shape for shape, times in edges.items() if times >= max(3, 0.4 * len(pages))}
    for lines in pages:
        apart = [line for line in _edge_lines(lines) if _shape(line) in often]
        outermost = [line for line in lines if not line.row and _is_outermost(line, lines)]
        numbers = [line for line in outermost if _PAGE_NUMBER.fullmatch(line.text.strip())]
        dropped = {id(line) for line in [*apart, *numbers]}
        lines[:] = [line for line in lines if id(line) not in dropped]


def _edge_lines(lines: list[_Line]) -> list[_Line]:
    """Return the lines at the top and bottom that a gap sets apart from the text, at most two at each end."""
    plain = sorted((line for line in lines if not line.row), key=lambda line: line.top)
    steps = [after.top - before.top for before, after in pairwise(plain)]
    usual = median(steps) if steps else 0.0
    edge: list[_Line] = []
    for ordered, gaps in ((plain, steps), (plain[::-1], steps[::-1])):
        for line, gap in zip(ordered[:2], [*gaps[:2], usual * 2], strict=False):
            if gap <= 1.2 * usual:
                break
            edge.append(line)
    return edge or (plain if len(plain) == 1 else [])


def _is_outermost(line: _Line, lines: list[_Line]) -> bool:
    return line.top <= min(x.top for x in lines) or line.bottom >= max(x.bottom for x in lines)


def _shape(line: _Line) -> str:
    return _DIGITS.sub("0", "".join(line.text.split()))


def _joined(pages: list[list[_Line]]) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    before: _Line | None = None
    for lines in pages:
        for index, line in enumerate(lines):
            between = "" if before is None else _between(before, line)
            pieces += [between, line.text]
            if index == 0:
                starts.append(length + len(between))
            length += len(between) + len(line.text)
            before = line
        if not lines:
            starts.append(length)
    return "".join(pieces), tuple(starts)


def _between(before: _Line, line: _Line) -> str:
    """Return what stands between two lines: a line break, a space, or nothing where a sentence goes on."""
    if before.row or line.row:
        return "\n"
    size = max(before.size, 1.0)
    full = before.x1 >= before.right - 1.6 * size
    # A new paragraph is indented by two characters.
    indented = line.x0 > line.left + 1.2 * size
    other_size = abs(line.size - before.size) > 0.15 * size
    centred = line.x0 > line.left + 3 * size and line.x1 < line.right - 3 * size
    if centred and before.x0 > before.left + 3 * size and before.x1 < before.right - 3 * size:
        # A title on two lines stays on two lines.
        return "\n"
    if not full or other_size or indented:
        return "\n"
    if before.text[-1] in _SENTENCE_END and _LABEL.match(line.text):
        return "\n"
    return _joint(before.text, line.text)


def _joint(before: str, after: str) -> str:
    return "" if _CJK.match(before[-1]) or _CJK.match(after[0]) or before[-1] == "-" else " "


def _mended(lines: list[str]) -> str:
    text = ""
    for line in (line.strip() for line in lines):
        if line:
            text += (_joint(text, line) if text else "") + line
    return text
