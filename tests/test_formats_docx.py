"""Word documents: text in document order, numbers that Word writes, tables in the shape of an annex."""

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents import NOTICE, ROWS, numbered_word, saved, with_xml, word
from plantargets.formats.docx import _in_chinese, _parts, _parts_by_zip, read_docx
from plantargets.plans import plan_from_text


def test_paragraphs_and_tables_in_document_order():
    text = read_docx(word(NOTICE, ROWS)).text
    assert text.splitlines() == [
        *NOTICE,
        "序号 | 工作内容 | 责任单位",
        "1 | 建成绿色工厂30家 | 市工信局",
        "2 | 建成智能车间100个 | 市科技局",
        "以上为附件。",
    ]


def test_the_structure_reader_finds_rows_and_bodies():
    text = read_docx(word(NOTICE, ROWS)).text
    plan = plan_from_text(text)
    assert plan.block_at(text.index("绿色工厂")).column == 1
    assert plan.responsible(text.index("绿色工厂")) == "市工信局"
    assert plan.section_path(text.index("1500")) == "总体目标"


def test_automatic_numbers_are_written_out():
    data = numbered_word(
        [
            (0, "总体目标"),
            (1, "2025年达到30家。"),
            (1, "增长6%。"),
            (0, "主要任务"),
            (1, "培育企业。"),
            (None, "完。"),
        ]
    )
    assert read_docx(data).text.splitlines() == [
        "一、总体目标",
        "1. 2025年达到30家。",
        "2. 增长6%。",
        "二、主要任务",
        "1. 培育企业。",
        "完。",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (0, "0"),
    ],
)
def test_chinese_numbers(value, text):
    assert _in_chinese(value) == text


def test_a_body_merged_over_rows_is_responsible_for_each():
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(2, 2).text = ""
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(1, 0).merge(table.cell(2, 0)).text = "1"
    lines = read_docx(saved(document)).text.splitlines()
    assert lines[2] == "1 | 建成智能车间100个 | 市工信局"


def test_a_bar_in_a_cell_cuts_nothing():
    rows = (("序号", "工作内容"), ("1", "A|B"))
    assert "1 | A｜B" in read_docx(word((), rows)).text


def test_a_frame_of_one_cell_is_no_table():
    assert "|" not in read_docx(word((), (("到2025年达到30家。",),))).text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("<w:r><w:t>多</w:t></w:r>", "多企业"),
        ("<w:ins><w:r><w:t>新</w:t></w:r></w:ins>", "新企业"),
        ("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", "企业"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>", "企业"),
        ("<w:r><w:instrText>PAGE 7</w:instrText></w:r>", "企业"),
        ("<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>", "链企业"),
        ("<w:smartTag><w:r><w:t>签</w:t></w:r></w:smartTag>", "签企业"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "≥企业"),
        ('<w:r><w:sym w:font="Symbol" w:char="00A3"/></w:r>', "≤企业"),
        ('<w:r><w:sym w:font="Wingdings" w:char="XYZ"/></w:r>', "企业"),
        ("<w:r><w:t>\uf035\uf0b4</w:t></w:r>", "5×企业"),
        ('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>留</w:t></w:r>', "留企业"),
    ],
)
def test_what_a_reader_of_the_page_sees_is_read(change, expected):
    data = with_xml(word(["企业30家"]), "<w:r><w:t>企业", f"{change}<w:r><w:t>企业")
    assert read_docx(data).text == f"{expected}30家"


def test_structured_parts_are_read_but_not_the_table_of_contents():
    box = (
        "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    document = docx.Document()
    body = document.element.body
    for content in (box.format("", "正文30家"), box.format(gallery, "目录1")):
        body.insert(0, parse_xml(content.replace("<w:sdt>", f"<w:sdt {nsdecls('w')}>", 1)))
    assert read_docx(saved(document)).text == "正文30家"


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_struck_text_is_left_out_and_named(mark):
    struck = f"<w:r><w:rPr><w:{mark}/></w:rPr><w:t>97个</w:t></w:r>"
    document = read_docx(with_xml(word(["园区27个。"]), "<w:r><w:t>园区", f"{struck}<w:r><w:t>园区"))
    assert (document.text, document.notes) == (
        "园区27个。",
        ("1 passage that is struck through left out: 97个",),
    )


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    document = docx.Document()
    for text in ("到2027年，培育人", "才44名。", "以上。", "完"):
        document.add_paragraph(text)
    for number in (0, 3):
        properties = document.paragraphs[number]._p.get_or_add_pPr()
        properties.append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del w:id='1' w:author='a'/></w:rPr>"))
    assert read_docx(saved(document)).text.splitlines() == ["到2027年，培育人才44名。", "以上。", "完"]


# Notes ---------------------------------------------------------------------------------------------


def with_notes(kind: str, *notes: str) -> bytes:
    """Return a document whose first paragraph, and the last cell of whose table, refer to notes."""
    document = docx.Document()
    document.add_paragraph("到2025年，规模以上工业企业达到1800家")
    document.add_paragraph("新建园区10个。")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "指标", "2025年"
    document.add_paragraph("以上为附件。")
    holders = [document.paragraphs[0]._p, table.cell(0, 1).paragraphs[0]._p]
    for number, holder in enumerate(holders, start=2):
        holder.append(parse_xml(f'<w:r {nsdecls("w")}><w:{kind}Reference w:id="{number}"/></w:r>'))
    holders[0].append(parse_xml(f"<w:r {nsdecls('w')}><w:t>以上。</w:t></w:r>"))
    written = "".join(
        f'<w:{kind} w:id="{n}"><w:p><w:r><w:{kind}Ref/><w:t>{note}</w:t></w:r></w:p></w:{kind}>'
        for n, note in enumerate(notes, start=2)
    )
    xml = (
        f'<w:{kind}s {nsdecls("w")}><w:{kind} w:type="separator" w:id="0"><w:p><w:r><w:t>线</w:t></w:r></w:p>'
        f"</w:{kind}>{written}</w:{kind}s>"
    )
    part = Part(
        PackURI(f"/word/{kind}s.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
        xml.encode(),
        document.part.package,
    )
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))
    return saved(document)


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_stands_behind_the_paragraph_or_table_that_refers_to_it(kind):
    data = with_notes(kind, "指年主营业务收入2000万元及以上。", "表内数为预计数。")
    assert read_docx(data).text.splitlines() == [
        "到2025年，规模以上工业企业达到1800家以上。",
        "指年主营业务收入2000万元及以上。",
        "新建园区10个。",
        "指标 | 2025年",
        "表内数为预计数。",
        "以上为附件。",
    ]


def test_the_standard_library_reads_notes_alike():
    data = with_notes("footnote", "指年主营业务收入2000万元及以上。", "表内数为预计数。")
    assert set(_parts_by_zip(data).notes) == set(_parts(data).notes) == {"footnotes"}
