"""Documents for tests, made on the spot: Word, PDF and HTML."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import docx
import matplotlib.font_manager as fonts
import mplfonts
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

NOTICE = (
    "新乡市人民政府关于印发新乡市制造业高质量发展三年行动计划的通知",
    "新政〔2021〕12号",
    "各县（市、区）人民政府，市人民政府各部门：",
    "现将《新乡市制造业高质量发展三年行动计划》印发给你们，请认真贯彻落实。",
    "新乡市人民政府",
    "2021年5月6日",
    "新乡市制造业高质量发展三年行动计划",
    "一、总体目标",
    "到2023年，全市规模以上工业企业达到1500家以上，工业增加值年均增长6%左右，高新技术企业突破500家。",
    "二、主要任务",
    "（一）培育优质企业。每年新增“专精特新”企业30家以上。（责任单位：市工业和信息化局）",
)
ROWS = (
    ("序号", "工作内容", "责任单位"),
    ("1", "建成绿色工厂30家", "市工信局"),
    ("2", "建成智能车间100个", "市科技局"),
)
FONT = next(Path(mplfonts.__file__).parent.rglob("NotoSansCJKsc-Regular.otf"))


def word(paragraphs: Sequence[str] = NOTICE, rows: Sequence[Sequence[str]] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("以上为附件。")
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def numbered_word(paragraphs: Sequence[tuple[int | None, str]]) -> bytes:
    """Return a document whose headings carry automatic numbers: 一、 at depth 0, 1. at depth 1."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            '<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/>'
            "</w:lvl>"
            "</w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in paragraphs:
        paragraph = document.add_paragraph(text)
        if depth is not None:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>')
            )
    return saved(document)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return a Word document with one part put in place of another or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return file.getvalue()


def with_xml(data: bytes, old: str, new: str) -> bytes:
    """Return a Word document with a change in its body."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    assert old in body
    return with_part(data, "word/document.xml", body.replace(old, new, 1).encode())


Placed = tuple[float, float, str]
Rule = tuple[float, float, float, float]
Rows = Sequence[Sequence[str]]


def printed(
    pages: Sequence[Sequence[Placed]],
    tables: Sequence[tuple[int, Sequence[Sequence[str]]]] = (),
    small: Sequence[tuple[int, Placed]] = (),
    rules: Sequence[tuple[int, Rule]] = (),
) -> bytes:
    """Return a PDF with text at places (shares of the page) and ruled tables on pages of the given number.

    `small` is text of a smaller size, `rules` are lines from a place to another.
    """
    file = io.BytesIO()
    font = fonts.FontProperties(fname=str(FONT), size=12)
    of_notes = fonts.FontProperties(fname=str(FONT), size=9)
    with PdfPages(file) as pdf:
        for number, texts in enumerate(pages, start=1):
            figure = Figure(figsize=(8.27, 11.69))
            FigureCanvasPdf(figure)
            for x, y, text in texts:
                figure.text(x, y, text, fontproperties=font)
            for page, (x, y, text) in small:
                if page == number:
                    figure.text(x, y, text, fontproperties=of_notes)
            for page, (x0, y0, x1, y1) in rules:
                if page == number:
                    figure.add_artist(Line2D([x0, x1], [y0, y1], color="k", linewidth=0.6))
            for page, rows in tables:
                if page == number:
                    table = figure.add_axes((0.1, 0.1, 0.8, 0.2), frameon=False, xticks=[], yticks=[]).table(
                        [list(row) for row in rows], loc="center", cellLoc="left"
                    )
                    table.scale(1, 2)
                    for cell in table.get_celld().values():
                        cell.get_text().set_fontproperties(font)
            pdf.savefig(figure)
    return file.getvalue()


def wrapped(text: str, width: int = 38) -> list[str]:
    indented = "\u3000\u3000" + text
    return [indented[i : i + width] for i in range(0, len(indented), width)]


def lines_down(lines: Sequence[str], x: float = 0.1, top: float = 0.88) -> list[Placed]:
    return [(x, top - 0.025 * index, line) for index, line in enumerate(lines)]


def grid(
    top: float, rows: Rows, columns: Sequence[float], height: float = 0.03
) -> tuple[list[Placed], list[Rule]]:
    """Return a ruled table: an empty cell of the first column is one with the cell above it."""
    texts = [
        (x + 0.01, top - height * (number + 0.7), text)
        for number, row in enumerate(rows)
        for x, text in zip(columns, row, strict=False)
        if text
    ]
    bottom = top - height * len(rows)
    rules = [(x, top, x, bottom) for x in columns]
    for number in range(len(rows) + 1):
        merged = 0 < number < len(rows) and not rows[number][0]
        y = top - height * number
        rules.append((columns[1 if merged else 0], y, columns[-1], y))
    return texts, rules


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of the given objects, numbered from 1; the first is the catalogue."""
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return data + end


def stream(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), extra, packed)
