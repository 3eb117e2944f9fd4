"""Sheets, OFD, web archives, zip, documents of other offices: read by what is in them, or refused."""

import base64
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from documents import NOTICE, ROWS, lines_down, printed, word, wrapped
from plantargets.cli import main
from plantargets.corpus.files import list_files, sizes
from plantargets.errors import PlanTargetsError
from plantargets.formats.kind import kind_of
from plantargets.formats.ofd import read_ofd
from plantargets.formats.office import find_office
from plantargets.formats.sheet import read_xlsx
from plantargets.plans import read_plan
from plantargets.plans.reading import read_file
from plantargets.targets import read_targets

TEXT = "\n".join(NOTICE)
needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")


# Sheets -------------------------------------------------------------------------------------------


def workbook(change=lambda sheet: None, name="主要指标"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def indicators(sheet):
    sheet.append(["附件 主要指标"])
    sheet.append(["指标", "单位", "2025年", "属性"])
    sheet.append(["高新技术企业", "家", 900.0, "预期性"])
    sheet.append(["研发投入强度", "%", 0.026, None])
    sheet["C4"].number_format = "0.0%"
    sheet.append(["收入", "亿元", 4500.126, "约束性"])
    sheet["C5"].number_format = "#,##0.00"
    sheet.append(["注：均为规划值"])
    sheet.merge_cells("D3:D4")


def test_a_sheet_is_read_as_it_is_shown():
    assert read_xlsx(workbook(indicators)).text.splitlines() == [
        "附件 主要指标",
        "指标 | 单位 | 2025年 | 属性",
        "高新技术企业 | 家 | 900 | 预期性",
        "研发投入强度 | % | 2.6% | 预期性",
        "收入 | 亿元 | 4500.13 | 约束性",
        "注：均为规划值",
    ]


def test_the_name_of_a_sheet_stands_behind_its_title_and_only_where_it_tells_more():
    def two(sheet):
        indicators(sheet)
        sheet.parent.create_sheet("分县任务").append(["县区", "2025年"])
        sheet.parent["分县任务"].append(["甲县", 30])

    lines = read_xlsx(workbook(two)).text.splitlines()
    assert lines[:2] == ["附件 主要指标", "主要指标"]
    assert lines[-3:] == ["分县任务", "县区 | 2025年", "甲县 | 30"]
    assert read_xlsx(workbook(lambda sheet: sheet.append(["指标", "2025年"]))).text.startswith("主要指标\n")


def test_formulas_and_hidden_sheets_are_named_and_not_run():
    def change(sheet):
        sheet.append(["企业", "=1+1"])
        hidden = sheet.parent.create_sheet("底稿")
        hidden.append(["企业30家"])
        hidden.sheet_state = "hidden"

    document = read_xlsx(workbook(change, "Sheet1"))
    assert document.text == "企业"
    assert document.notes == (
        "hidden sheets were not read: 底稿",
        "1 formulas have no stored result and were not read: open it in Excel and save it",
    )


def test_empty_sheets_are_refused(tmp_path):
    path = tmp_path / "空.xlsx"
    path.write_bytes(workbook())
    with pytest.raises(PlanTargetsError, match="its sheets are empty"):
        read_file(path)


# OFD ----------------------------------------------------------------------------------------------

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(pages, extra=""):
    """Return an OFD document with lines of text, 5.6 mm a character."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {OFD}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}/Content.xml"/>' for n in range(len(pages)))
        archive.writestr(
            "Doc_0/Document.xml", f"<ofd:Document {OFD}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        )
        for number, lines in enumerate(pages):
            objects = "".join(
                f'<ofd:TextObject ID="{i}" Boundary="25 {30 + 10 * i} 160 6" Size="5.6">'
                f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(line)} 5.6">{line}</ofd:TextCode></ofd:TextObject>'
                for i, line in enumerate(lines)
            )
            archive.writestr(
                f"Doc_0/Pages/P{number}/Content.xml",
                f"<ofd:Page {OFD}><ofd:Content>{objects}{extra}</ofd:Content></ofd:Page>",
            )
    return file.getvalue()


def test_lines_of_an_ofd_are_paragraphs_over_its_pages():
    sentences = [
        f"到2025年，全市规模以上工业企业达到{n}500家以上，高新技术企业突破{n}00家。" * 2 for n in range(1, 9)
    ]
    lines = [line for sentence in sentences for line in wrapped(sentence, 28)]
    document = read_ofd(ofd([lines[:14], lines[14:]]))
    assert document.text.splitlines() == sentences
    assert len(document.page_starts) == 2


def test_an_ofd_of_pictures_is_refused_with_the_reason(tmp_path):
    path = tmp_path / "扫描.ofd"
    path.write_bytes(ofd([[]], "<ofd:ImageObject/>"))
    with pytest.raises(
        PlanTargetsError, match=r"扫描\.ofd cannot be read as ofd: it holds 1 picture on 1 page"
    ):
        read_file(path)


def test_an_ofd_without_its_parts_is_refused(tmp_path):
    path = tmp_path / "x.ofd"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("OFD.xml", f"<ofd:OFD {OFD}><ofd:DocRoot>/../../etc/passwd</ofd:DocRoot></ofd:OFD>")
    with pytest.raises(PlanTargetsError, match="its part etc/passwd is missing"):
        read_file(path)


# Web archives and saved pages ---------------------------------------------------------------------


def page(charset="utf-8"):
    body = "".join(f"<p>{line}</p>" for line in NOTICE)
    return f"<html><head><meta charset={charset}></head><body><div id=zoom>{body}</div></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_archive_is_read_as_its_page(tmp_path, encoding):
    coded = base64.encodebytes(page().encode(encoding)).decode()
    path = tmp_path / "网页.mhtml"
    path.write_text(
        "From: <Saved by Blink>\r\nSubject: a\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----x"\r\n\r\n------x\r\n'
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{coded}\r\n------x\r\n"
        "Content-Type: text/css\r\n\r\np {}\r\n------x--\r\n"
    )
    reading = read_file(path)
    assert reading.text.splitlines() == list(NOTICE)
    assert reading.ending == ".mhtml"


def test_the_folder_that_a_browser_saves_beside_a_page_holds_no_plans(tmp_path):
    (tmp_path / "计划.html").write_text(page(), encoding="utf-8")
    (tmp_path / "计划_files").mkdir()
    (tmp_path / "计划_files" / "ad.html").write_text(page(), encoding="utf-8")
    (tmp_path / "other_files").mkdir()
    (tmp_path / "other_files" / "b.txt").write_text(TEXT, encoding="utf-8")
    for name in ("Thumbs.db", "~$计划.docx", "计划.txt~", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    files, notes = list_files([tmp_path])
    assert [Path(file.path).name for file in files] == ["计划.html", "b.txt"]
    assert notes == []


# Zip archives -------------------------------------------------------------------------------------


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip_of_plans_gives_each_of_them(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"c.txt": TEXT})
    path = zipped(
        tmp_path / "plans.zip",
        {"省/甲.docx": word(), "乙.txt": TEXT, "inner.zip": inner.read_bytes(), "logo.png": b"x"},
    )
    files, notes = list_files([path])
    assert [file.plan_id for file in files] == ["乙", "甲"]
    assert [read_plan(file.path).text for file in files] == [TEXT, TEXT]
    assert notes == [
        "1 file ending in .png (in plans.zip) left out",
        "1 file ending in .zip (in plans.zip) left out",
    ]


def test_the_command_reads_a_zip_of_plans_and_names_a_zip_in_it(tmp_path):
    """It ended in a traceback once the rows were written: the file in the zip has no size of its own."""
    inner = zipped(tmp_path / "inner.zip", {"c.txt": TEXT})
    path = zipped(
        tmp_path / "计划.zip", {"新乡/甲.txt": TEXT, "乙.docx": word(), "inner.zip": inner.read_bytes()}
    )
    inner.unlink()
    done = CliRunner().invoke(main, ["extract", str(path), "-o", str(tmp_path / "rows.csv")])
    assert done.exit_code == 0, done.output
    assert "from 2 plans" in done.output and "1 file ending in .zip" in done.output
    assert "numerals: " in done.output
    files, _ = list_files([tmp_path])
    assert list(sizes(file.path for file in files)) == [len(word()), len(TEXT.encode())]


def test_names_in_gbk_are_read():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("XXXX.txt", TEXT)
    from plantargets.formats.archive import member_bytes, member_names  # noqa: PLC0415

    data = file.getvalue().replace(b"XXXX.txt", "甲市".encode("gbk") + b".txt")
    assert list(member_names(data)) == ["甲市.txt"]
    assert member_bytes(data, "甲市.txt").decode() == TEXT


def test_a_zip_is_read_where_it_holds_one_plan_and_named_where_it_holds_several(tmp_path):
    assert read_plan(zipped(tmp_path / "one.zip", {"a.txt": TEXT})).text == TEXT
    with pytest.raises(PlanTargetsError, match=r"two\.zip is a zip archive of 2 plans: name one of them"):
        read_plan(zipped(tmp_path / "two.zip", {"a.txt": TEXT, "b.txt": TEXT}))


def test_a_bomb_and_a_locked_zip_are_refused(tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", {"a.txt": bytes(50 * 2**20)})
    with pytest.raises(PlanTargetsError, match=r"bomb\.zip cannot be read as zip: .*times its size"):
        read_file(bomb)
    data = bytearray(zipped(tmp_path / "locked.zip", {"a.txt": TEXT}).read_bytes())
    for place in (6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    (tmp_path / "locked.zip").write_bytes(data)
    with pytest.raises(PlanTargetsError, match=r"locked\.zip.*protected by a password"):
        read_file(tmp_path / "locked.zip")


# Content, not the ending --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "ending", "kind"),
    [
        (word(), "wps", "docx"),
        (word(), "zip", "docx"),
        (workbook(), "doc", "xlsx"),
        (page().encode(), "doc", "html"),
        (b"{\\rtf1 x}", "doc", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "doc", "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "docx", "doc"),
        (ofd([["甲"]]), "pdf", "ofd"),
        (TEXT.encode(), "txt", "txt"),
    ],
)
def test_the_content_decides(data, ending, kind):
    assert kind_of(data, ending) == kind


# Documents of other offices -----------------------------------------------------------------------


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_libreoffice_reads_what_other_offices_wrote(tmp_path, ending):
    from plantargets.formats.office import convert  # noqa: PLC0415

    data = converted(word(NOTICE, ROWS), ending)
    assert convert(data, f".{ending}", "docx")[1].startswith("LibreOffice ")
    path = tmp_path / f"计划.{'docx' if ending == 'doc' else ending}"
    path.write_bytes(data)
    reading = read_file(path)
    assert reading.text.splitlines() == [*NOTICE, *(" | ".join(row) for row in ROWS), "以上为附件。"]
    assert reading.extracted_by.startswith("LibreOffice ")
    assert reading.ending == f".{ending}"


def converted(data, ending):
    """Return a Word document as LibreOffice writes it in another format."""
    import subprocess  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'p').as_uri()}"
        command = [
            find_office(),
            "--headless",
            profile,
            "--convert-to",
            ending,
            "--outdir",
            folder,
            f"{folder}/a.docx",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return (Path(folder) / f"a.{ending}").read_bytes()


def test_without_libreoffice_the_message_names_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr("plantargets.formats.office.find_office", lambda: None)
    path = tmp_path / "计划.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    with pytest.raises(
        PlanTargetsError, match=r"计划\.docx cannot be read as doc: .*apt install libreoffice-writer"
    ):
        read_file(path)


# Pictures of pages --------------------------------------------------------------------------------


def scanned(lines):
    """Return a PDF of pictures of pages of lines."""
    pdfium = pytest.importorskip("pypdfium2")
    from PIL import Image  # noqa: PLC0415

    page = pdfium.PdfDocument(printed([lines_down(lines)]))[0]
    picture: Image.Image = page.render(scale=200 / 72).to_pil().convert("RGB")
    file = io.BytesIO()
    picture.save(file, "PDF", resolution=200)
    return file.getvalue()


def test_a_scan_is_recognised_and_says_so(tmp_path):
    pytest.importorskip("rapidocr", reason="the extra 'ocr' is not installed")
    path = tmp_path / "扫描.pdf"
    path.write_bytes(
        scanned(wrapped("到2025年，全市规模以上工业企业达到1800家以上，高新技术企业突破900家。"))
    )
    reading = read_file(path)
    assert "1800家" in reading.text
    assert "OCR, confidence of pages " in reading.extracted_by
    assert reading.notes[0].startswith("read by OCR, so digits may be wrong")
    assert reading.by_ocr
    assert {target.checks[-1] for target in read_targets(read_plan(path))} == {"ocr"}


def test_without_the_extra_a_scan_names_it(tmp_path, monkeypatch):
    from plantargets.extras import MissingExtraError  # noqa: PLC0415
    from plantargets.plans import reading  # noqa: PLC0415

    def missing(*libraries):
        if "rapidocr" in libraries:
            raise MissingExtraError(
                "this needs rapidocr, which is not installed: pip install 'plantargets[ocr]'"
            )

    monkeypatch.setattr(reading, "require", missing)
    path = tmp_path / "扫描.pdf"
    path.write_bytes(scanned(wrapped("到2025年，企业达到1800家。")))
    with pytest.raises(PlanTargetsError, match=r"it is scanned; .*plantargets\[ocr\]"):
        read_file(path)
