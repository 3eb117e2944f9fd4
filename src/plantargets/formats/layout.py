"""Characters at places of pages to text: columns, lines, paragraphs, running heads and notes at the foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

# Below so many lines the edges of a page are not seen in it alone.
FEWEST_LINES = 10
# Notes at the foot of a page are set smaller than its text.
MOST_OF_SIZE = 0.9
# Share of the width between equal margins that the widest line of a paragraph reaches.
FEWEST_OF_WIDTH = 0.85
# Share of the width of a page that is its margin on either side, where a page number may stand.
MARGIN = 0.12

_PAGE_NUMBER = re.compile(
    r"[-—–－―·\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?(?:\s*[/／,，]?\s*共?\s*[0-9]{1,4}\s*页?)?|[ivxIVX]{1,6})[-—–－―·\s]*"
)
_IN_NUMBER = re.compile("[0-9０-９—–－―·-]")
# Signs that stand behind a number without a space.
_OF_NUMBER = "%‰℃°"
_DIGITS = re.compile("[0-9０-９]+")
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·]")
_SENTENCE_END = "。！？!?；;：:"
_LABEL = re.compile(
    "(?:[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十百]{1,4}[）)]|[0-9]{1,3}(?:[.．](?![0-9])|、)"
    "|[（(][0-9]{1,3}[）)]|第[一二三四五六七八九十百]{1,4}[章节条]|附件|[①-⑳])"
)
_DOCUMENT_NUMBER = re.compile(
    "[\u4e00-\u9fff]{1,14} ?[〔\\[［(（【] ?(?:19|20)[0-9]{2} ?[〕\\]］)）】] ?第? ?[0-9]{1,4} ?号"
)
_NOTE = re.compile(r"[①-⑳*＊※†]|[\[［〔(（]?[0-9]{1,2}[\]］〕)）]?(?![0-9.．%％年月日])|注[：:]")


@dataclass(slots=True)
class Line:
    """A line of a page, or a row of a table; places in points from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    # The column that it stands in, and its edges.
    column: int = 0
    left: float = 0.0
    right: float = 0.0
    row: bool = False


def page_lines(chars: list[Any], rows: Sequence[Line] = (), width: float = 0.0) -> list[Line]:
    """Return the lines of a page in reading order.

    Parameters
    ----------
    chars
        Characters: mappings with ``text, x0, x1, top, bottom, size``, places in points from the top left.
    rows
        Rows of tables, whose characters are not among `chars`.
    width
        Width of the page, 0 where it is not known.

    Returns
    -------
    list of Line
        Columns one after the other; rows where they stand, beside two columns by their top as well.
    """
    lines: list[Line] = []
    for number, column in enumerate(_columns(_without_number_beside(chars, width))):
        lines += _text_lines(column, number)
    left = min((line.x0 for line in [*lines, *rows]), default=0.0)
    reach = max((line.x1 for line in lines), default=0.0) - left
    if len(lines) < FEWEST_LINES and reach < FEWEST_OF_WIDTH * (width - 2 * left):
        # Few lines, all short: titles and notes around a table, none of which is as wide as its column.
        for line in lines:
            line.right = width - left
    return _in_reading_order(lines, rows)


def joined_pages(pages: list[list[Line]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of pages and the offsets at which they begin.

    Running heads and page numbers are left out, lines joined to paragraphs over the ends of pages, and notes
    at the foot of a page put behind the paragraph that goes on over it.
    """
    _drop_running_heads(pages)
    _set_edges(pages)
    return _joined(pages)


def _without_number_beside(chars: list[Any], width: float) -> list[Any]:
    """Return the characters without a page number in the margin beside the text."""
    visible = [c for c in chars if not c["text"].isspace()]
    if not width or not visible:
        return chars
    margin = [c for c in visible if c["x0"] > width * (1 - MARGIN) or c["x1"] < width * MARGIN]
    text = [c for c in visible if not _IN_NUMBER.fullmatch(c["text"])]
    size = median(c["size"] for c in visible)
    left, right = min((c["x0"] for c in text), default=0.0), max((c["x1"] for c in text), default=width)
    beside = [c for c in margin if c["x0"] > right + size or c["x1"] < left - size]
    words = "".join(c["text"] for c in sorted(beside, key=lambda c: float(c["x0"])))
    one_line = beside and max(c["top"] for c in beside) - min(c["top"] for c in beside) < size
    if not one_line or not _PAGE_NUMBER.fullmatch(words):
        return chars
    return [c for c in chars if not any(c is number for number in beside)]


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


def _text_lines(chars: list[Any], column: int) -> list[Line]:
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
                Line(
                    text.strip(),
                    min(c["x0"] for c in visible),
                    max(c["x1"] for c in visible),
                    min(c["top"] for c in visible),
                    max(c["bottom"] for c in visible),
                    median(c["size"] for c in visible),
                    column,
                )
            )
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


def _in_reading_order(lines: list[Line], rows: Sequence[Line]) -> list[Line]:
    ordered = list(lines)
    for row in rows:
        place = next(
            (i for i, line in enumerate(ordered) if not line.row and line.top > row.top), len(ordered)
        )
        ordered.insert(place, row)
    return ordered


# Lines to text ------------------------------------------------------------------------------------


def _drop_running_heads(pages: list[list[Line]]) -> None:
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


def _edge_lines(lines: list[Line]) -> list[Line]:
    """Return the lines at the top and bottom that a gap sets apart from the text, at most two at each end."""
    plain = sorted((line for line in lines if not line.row), key=lambda line: line.top)
    steps = [after.top - before.top for before, after in pairwise(plain)]
    usual = median(steps) if steps else 0.0
    edge: list[Line] = []
    for ordered, gaps in ((plain, steps), (plain[::-1], steps[::-1])):
        for line, gap in zip(ordered[:2], [*gaps[:2], usual * 2], strict=False):
            if gap <= 1.2 * usual:
                break
            edge.append(line)
    return edge or (plain if len(plain) == 1 else [])


def _is_outermost(line: Line, lines: list[Line]) -> bool:
    return line.top <= min(x.top for x in lines) or line.bottom >= max(x.bottom for x in lines)


def _shape(line: Line) -> str:
    return _DIGITS.sub("0", "".join(line.text.split()))


def _set_edges(pages: list[list[Line]]) -> None:
    """Set the edges of the column of each line, by ordinary lines of pages that have enough of them."""
    blocks: dict[tuple[int, int], list[Line]] = {}
    for number, lines in enumerate(pages):
        for line in lines:
            if not line.row:
                blocks.setdefault((number, line.column), []).append(line)
    edges = {place: _edges(lines) for place, lines in blocks.items()}
    full = [place for place, lines in blocks.items() if len(lines) >= FEWEST_LINES]
    for (number, column), lines in blocks.items():
        left, right = edges[number, column]
        # A last page of few lines has the edges of the pages before it.
        near = [edges[place] for place in full if place[1] == column]
        if len(lines) < FEWEST_LINES and near:
            usual_left, usual_right = median(edge[0] for edge in near), median(edge[1] for edge in near)
            left, right = min(left, usual_left), max(right, usual_right)
        for line in lines:
            line.left, line.right = left, max(right, line.right)


def _edges(lines: list[Line]) -> tuple[float, float]:
    lefts, rights = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _foot_notes(lines: list[Line]) -> list[Line]:
    """Return the notes at the foot of a page: its last lines, set smaller, the first with a mark."""
    plain = [line for line in lines if not line.row]
    if len(plain) < 3:
        return []
    usual = median(line.size for line in plain)
    first = len(lines)
    while first > 0 and not lines[first - 1].row and lines[first - 1].size < MOST_OF_SIZE * usual:
        first -= 1
    while first < len(lines) and not _NOTE.match(lines[first].text):
        first += 1
    return lines[first:]


def _joined(pages: list[list[Line]]) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    before: Line | None = None
    waiting: list[Line] = []

    def write(line: Line, between: str) -> None:
        nonlocal length
        pieces.extend((between, line.text))
        length += len(between) + len(line.text)

    for lines in pages:
        notes = _foot_notes(lines)
        text = lines[: len(lines) - len(notes)]
        for index, line in enumerate(text):
            between = "" if before is None else _between(before, line)
            if between == "\n" and waiting:
                # The paragraph that ran over the foot of the page has ended.
                for number, note in enumerate(waiting):
                    write(note, "\n" if number == 0 else _between(waiting[number - 1], note))
                waiting = []
            if index == 0:
                starts.append(length + len(between))
            write(line, between)
            before = line
        if not text:
            starts.append(length)
        waiting += notes
    for number, note in enumerate(waiting):
        between = _between(waiting[number - 1], note) if number else "\n"
        write(note, between if pieces else "")
    return "".join(pieces), tuple(starts)


def _between(before: Line, line: Line) -> str:
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
    if _DOCUMENT_NUMBER.fullmatch(line.text):
        return "\n"
    return _joint(before.text, line.text)


def _joint(before: str, after: str) -> str:
    joined = _CJK.match(before[-1]) or _CJK.match(after[0]) or before[-1] == "-" or after[0] in _OF_NUMBER
    return "" if joined else " "


def mended(lines: Iterable[str]) -> str:
    """Return the lines of a cell as one."""
    text = ""
    for line in (line.strip() for line in lines):
        if line:
            text += (_joint(text, line) if text else "") + line
    return text
