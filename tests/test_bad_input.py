"""What a folder may hold: each refused with the file and the reason, or harmless. Never a traceback."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from documents import NOTICE, raw_pdf, stream, with_part, with_xml, word
from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.formats import Limits, ReaderStoppedError, apart
from plantargets.plans import read_plan
from plantargets.plans.reading import read_file, shown

TEXT = "\n".join(NOTICE)
QUICK = Limits(cpu_seconds=2, memory_bytes=2**30)


def bomb(size_mb):
    return with_part(word(), "word/media/image1.png", bytes(size_mb * 2**20))


def nested_archive():
    """Return an archive whose entries share one compressed block, as overlapping bombs do."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        for number in range(60):
            archive.writestr(f"word/{number}.xml", bytes(6 * 2**20))
    return file.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in b"bcdefghij")
    + b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>"
)
DEEP = "<w:r><w:t>" + "新" * 3
NOT_XML = r"cannot be read as docx|holds no text"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
PAGES = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>"

HOSTILE = {
    "bomb.docx": (bomb(20), "unpacks to .* times its size"),
    "big.docx": (nested_archive(), "unpacks to 360 MB|times its size"),
    "not.docx": (b"PK\x03\x04" + b"x" * 100, "no Word document"),
    "cut.docx": (word()[:2000], "no Word document"),
    "zip.docx": (with_part(b"PK\x05\x06" + bytes(18), "a.txt", b"x"), "no Word document"),
    "entities.docx": (with_part(word(), "word/document.xml", ENTITIES % b"&j;"), NOT_XML),
    "external.docx": (with_part(word(), "word/document.xml", ENTITIES % b"&x;"), NOT_XML),
    "deep.docx": (
        with_xml(word(["起点"]), "<w:r>", "<w:ins>" * 100_000 + "<w:r>"),
        "cannot be read as docx: it is damaged|nested",
    ),
    "text.docx": (TEXT.encode(), "is no Word document, whatever its ending says"),
    "deep.html": ((f"<html><body>{'<div>' * 100_000}{TEXT}").encode(), "nested 100,002 deep"),
    "font.html": ((f"<html><body>{'<font>' * 100_000}{TEXT}").encode(), "nested more than 200 deep"),
    "attributes.html": (
        ("<html><div " + " ".join(f"a{i}=1" for i in range(100_000)) + ">x").encode(),
        "not read within 2 s",
    ),
    "empty.html": (b"<html></html>", "no article|empty web page"),
    "text.pdf": (TEXT.encode(), "is no PDF, whatever its ending says"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n", "cannot be read as pdf"),
    "loop.pdf": (
        raw_pdf(PAGES, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
        "no pages|no text",
    ),
    "self.pdf": (
        raw_pdf(
            PAGES,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE % b"/XObject << /X 5 0 R >>",
            stream(b"/X Do"),
            stream(b"/X Do /X Do", FORM),
        ),
        "no text|nested too deep|not read within",
    ),
    "length.pdf": (
        raw_pdf(PAGES, b"<< /Type /Pages /Kids [3 0 R] /Count 3 0 R >>", PAGE % b"", b"<< /Length 4 0 R >>"),
        "cannot be read as pdf|no text",
    ),
    "bomb.pdf": (
        raw_pdf(
            PAGES,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE % b"",
            b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
            % (len(packed := zlib.compress(zlib.compress(bytes(1500 * 2**20), 9), 9)), packed),
        ),
        "GB of memory|not read within|no text",
    ),
    "pages.pdf": (
        raw_pdf(
            PAGES,
            b"<< /Type /Pages /Kids [" + b"3 0 R " * 2500 + b"] /Count 2500 >>",
            PAGE % b"",
            stream(b""),
        ),
        "more than 2,000 pages|no text|not read within",
    ),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "LibreOffice"),
    "table.xlsx": (b"PK\x03\x04" + b"x" * 100, "no Excel workbook"),
    "page.mht": (b"MIME-Version: 1.0", "a web archive"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "locked.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "locked.pdf": (
        raw_pdf(
            PAGES,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE % b"",
            stream(b"BT ET"),
            b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>" % (b"5a" * 32, b"a5" * 32),
            trailer=b"/Encrypt 5 0 R /ID [<00> <00>]",
        ),
        "protected by a password",
    ),
    "plan.rar": (b"Rar!\x1a\x07" + b"x" * 50, "RAR archive: unpack it"),
    "image.txt": (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "a picture"),
    "empty.md": (b"", "is empty"),
    "nul.txt": (b"\x00\x01" * 500, "binary file|no text|NUL"),
    "mojibake.txt": ((TEXT.encode().decode("latin-1")).encode(), "garbled.*UTF-8 file was once opened as"),
    "mojibake.html": (
        f"<html><body><p>{TEXT.encode('gb18030').decode('latin-1')}</p></body></html>".encode(),
        "garbled.*GB18030 file was once opened as",
    ),
    "lost.txt": (TEXT.encode("utf-8", "replace").decode("ascii", "replace").encode(), "has lost"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_name_and_the_reason(tmp_path, name):
    data, reason = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(PlanTargetsError, match=reason) as refused:
        read_file(path, QUICK)
    assert name in str(refused.value)
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "gbk"]
)
def test_encodings_come_out_alike(tmp_path, encoding):
    path = tmp_path / "计划.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_plan(path).text == TEXT


def test_a_big5_page_that_declares_itself_gbk(tmp_path):
    body = "".join(
        f"<p>到2025年，全市規模以上工業企業達到{n}家以上，工業增加值年均增長6%左右。</p>" for n in range(9)
    )
    path = tmp_path / "計畫.html"
    path.write_bytes(f'<html><meta charset="gbk"><body>{body}</body></html>'.encode("big5"))
    plan = read_plan(path)
    assert "規模以上工業企業達到8家" in plan.text
    assert plan.script == "traditional"


def test_entities_reveal_no_file():
    data = with_part(word(), "word/document.xml", ENTITIES % "到2025年&x;企业30家".encode())
    try:
        text = apart.read_apart("docx", data, QUICK).text
    except PlanTargetsError as error:
        text = str(error)
    assert "root:" not in text


def test_a_reader_can_neither_write_nor_start_nor_connect(tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    source = Path(apart.WORKER).read_text(encoding="utf-8")
    tries = {
        "open": f"open({str(tmp_path / 'made')!r}, 'w')",
        "Popen": "__import__('subprocess').Popen(['true'])",
        "system": "__import__('os').system('true')",
        "connect": "__import__('socket').create_connection(('127.0.0.1', 9))",
        "remove": f"__import__('os').remove({str(worker)!r})",
    }
    monkeypatch.setattr(apart, "WORKER", worker)
    for code in tries.values():
        worker.write_text(
            source.replace("return reader(content)", code).replace(
                "Path(__file__).parents[2]", repr(str(Path(apart.__file__).parents[2]))
            ),
            encoding="utf-8",
        )
        apart._stop()
        with pytest.raises(PlanTargetsError, match="what no reader may do"):
            apart.read_apart("docx", word(), QUICK)
    apart._stop()
    assert [p.name for p in tmp_path.iterdir()] == ["worker.py"]


def test_modules_in_the_folder_of_plans_are_not_imported(tmp_path, monkeypatch):
    apart._stop()
    for name in ("docx", "lxml", "json", "plantargets"):
        (tmp_path / f"{name}.py").write_text("open('taken', 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "计划.docx").write_bytes(word())
    assert read_plan("计划.docx").text == TEXT
    apart._stop()
    assert not (tmp_path / "taken").exists()


def test_after_a_reader_died_the_next_file_is_read(tmp_path):
    good, bad = tmp_path / "good.docx", tmp_path / "bad.html"
    good.write_bytes(word())
    bad.write_bytes(HOSTILE["attributes.html"][0])
    with pytest.raises(PlanTargetsError, match=r"not read within 1 s|stopped"):
        read_file(bad, Limits(cpu_seconds=100, wall_seconds=1))
    assert read_file(good).text == TEXT


@pytest.mark.parametrize("whom", ["the process that reads", "the process behind it"])
@pytest.mark.parametrize(("deaths", "is_read"), [(1, True), (2, False)])
def test_a_reader_that_dies_under_load_is_tried_once_more(tmp_path, monkeypatch, whom, deaths, is_read):
    """A report was left out of a corpus because memory ran out while it was read."""
    path = tmp_path / "计划.docx"
    path.write_bytes(word())
    left, ask = [deaths], apart._ask

    def dying(server, request, data):
        if not left[0]:
            return ask(server, request, data)
        left[0] -= 1
        if whom == "the process behind it":
            server.kill()
            server.wait()
            return ask(server, request, data)
        return {"stopped": "signal 9"}

    monkeypatch.setattr(apart, "_ask", dying)
    apart._stop()
    if is_read:
        assert read_file(path).text == TEXT
    else:
        with pytest.raises(
            ReaderStoppedError, match=r"计划\.docx cannot be read as docx: its reader stopped 2"
        ):
            read_file(path)
    assert left == [0]
    apart._stop()


def test_a_reader_that_is_killed_says_so_and_not_that_the_file_is_in_a_loop():
    """What killed it decides: the time of the processor that it took, or somebody else."""
    program = f"""
import json, os, signal, sys
sys.path.insert(0, {str(Path(apart.__file__).parents[2])!r})
from plantargets.formats import worker
request = {{"kind": "html", "cpu_seconds": 100, "memory_bytes": 2**31, "text_bytes": 2**20}}
worker._close = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
print(worker._forked(request, b"").decode())
request["cpu_seconds"] = 1
print(worker._forked(request, b"").decode())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    killed, late = done.stdout.splitlines()
    assert killed == '{"stopped": "signal 9"}'
    assert "not read within 1 s of processor time" in late


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "a\x1b[31mb.txt", "=cmd|'x'!A0.txt", "..txt", "-o.txt", os.fsdecode(b"\xff.txt")]
)
def test_odd_names_are_harmless(tmp_path, name):
    path = tmp_path / name
    path.write_text(TEXT, encoding="utf-8")
    assert read_plan(path).plan_id.isprintable()
    assert shown(path).isprintable()


def test_devices_and_pipes_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", Path("/dev/zero"), Path("/dev/stdin")):
        with pytest.raises(PlanTargetsError, match=r"is a device or a pipe|cannot be read|is a folder"):
            read_plan(path)


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)
    with pytest.raises(PlanTargetsError, match="has 10,240 MB; at most 100 MB are read"):
        read_plan(path)


def test_links_and_pipes_in_a_folder_are_left_out(tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "计划.txt").write_text(TEXT, encoding="utf-8")
    (folder / "计划.docx").write_bytes(word())
    (tmp_path / "secret.txt").write_text("到2025年,秘密达到99家。", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    done = CliRunner().invoke(main, ["extract", str(folder), "-o", str(tmp_path / "out.csv")])
    assert done.exit_code == 0, done.output
    assert "link.txt: left out, a link that leads out of the folder" in done.output
    assert "99家" not in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_a_formula_in_a_cell_stays_text(tmp_path):
    path = tmp_path / "=1+1.docx"
    path.write_bytes(
        word(['=HYPERLINK("http://a")到2025年,企业达到30家。', "@SUM(1)到2025年,企业达到40家。"])
    )
    done = CliRunner().invoke(main, ["extract", str(path), "-o", str(tmp_path / "out.xlsx")])
    assert done.exit_code == 0, done.output
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert not str(cell.value).startswith(("=", "@"))


def test_the_reader_uses_the_code_of_the_package_that_asks():
    """Whatever the environment has installed: a copy of the package reads with the code of the copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src" / "plantargets"
        shutil.copytree(Path(apart.__file__).parents[1], copy, ignore=shutil.ignore_patterns("__pycache__"))
        module = copy / "formats" / "html.py"
        module.write_text(
            module.read_text(encoding="utf-8").replace('f"lxml {', 'f"copy {'), encoding="utf-8"
        )
        page = f"<html><body>{''.join(f'<p>{line}</p>' for line in NOTICE)}</body></html>"
        code = (
            f"from plantargets.formats import read_apart; print(read_apart('html', {page!r}.encode()).tool)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(copy.parent)},
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.startswith("copy ")


def test_the_macros_of_a_document_are_left_alone(tmp_path):
    started = tmp_path / "started"
    macro = f'Sub AutoOpen()\nShell "touch {started}"\nEnd Sub'.encode()
    path = tmp_path / "计划.docm"
    path.write_bytes(with_part(word(), "word/vbaProject.bin", macro))
    assert read_plan(path).text == "\n".join(NOTICE)
    assert not started.exists()
