"""The page that reads plans reads alike without compiled libraries; pages of plans; their commands."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from documents import NOTICE, ROWS, lines_down, numbered_word, printed, word, wrapped
from plantargets import load_plans, show_targets
from plantargets.annotation import annotation_page
from plantargets.book import runtime, showing
from plantargets.book.in_browser import Session
from plantargets.book.outlook import outlooks
from plantargets.book.runtime import NoPyodideError, app_zip
from plantargets.book.view import read_view, reader_page, tables_view, view_page
from plantargets.book.words import codes
from plantargets.book.words import word as said
from plantargets.cli import main
from plantargets.extraction import extract_targets
from plantargets.formats import docx as reading_docx
from plantargets.formats import html as reading_html
from plantargets.formats.docx import read_docx
from plantargets.formats.html_tree import parse_html
from plantargets.plans import plan_from_text, read_plan
from plantargets.targets import COLUMNS
from site_systems import PAGES

SENTENCE = "一、目标\n到2025年,全部工业增加值力争达到2.3万亿元,每家奖励10万元。\n"
# Reads the files that are named, with the pack and the standard library alone, as if in a browser.
ALONE = """
import json, sys
sys.platform = "emscripten"
sys.path = [sys.argv[1], *(place for place in sys.path if "site-packages" not in place)]
from pathlib import Path
from plantargets.book import in_browser
session = in_browser.start()
for name in sys.argv[2:]:
    answer = json.loads(session.read(Path(name).name, Path(name).read_bytes(), str))
    print(json.dumps(answer.get("failure") or answer["tables"]["en"]["rows"]))
    session = in_browser.Session()
compiled = {"lxml", "docx", "pandas", "numpy", "opencc", "pyarrow"}
foreign = compiled & {m.partition(".")[0] for m in sys.modules}
print(json.dumps(sorted(foreign)))
"""


def files(folder: Path) -> list[Path]:
    """Return a plan in each of the formats that a browser reads."""
    lines = [part for text in NOTICE for part in wrapped(text)]
    pages = [lines_down(lines[start : start + 30]) for start in range(0, len(lines), 30)]
    book = openpyxl.Workbook()
    for row in (("指标", "单位", "2020年", "2025年目标"), ("地区生产总值", "亿元", 100, 150)):
        book.active.append(row)
    sheet = io.BytesIO()
    book.save(sheet)
    contents = {
        "a.txt": "\n".join(NOTICE).encode("gbk"),
        "b.md": "\n\n".join(f"**{text}**" for text in NOTICE).encode(),
        "c.html": next(iter(PAGES.values())).encode(),
        "d.docx": word(NOTICE, ROWS),
        "e.pdf": printed(pages, tables=[(len(pages), ROWS)]),
        "f.xlsx": sheet.getvalue(),
        "g.docx": numbered_word([(0, "发展目标"), (1, "到2025年,新增企业30家。"), (1, "新建园区5个以上。")]),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def test_the_pack_reads_every_format_alone_and_as_the_command_line_does(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    zipfile.ZipFile(io.BytesIO(app_zip())).extractall(pack)
    given = files(tmp_path)
    for plan in load_plans():
        path = tmp_path / f"{plan.plan_id}.txt"
        path.write_text(plan.text, encoding="utf-8", newline="")
        given.append(path)
    done = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(pack), *map(str, given)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    *answers, foreign = map(json.loads, done.stdout.splitlines())
    assert foreign == []
    targets = 0
    for path, rows in zip(given, answers, strict=True):
        table = extract_targets(read_plan(path))
        expected = [
            [
                f"{value:f}" if hasattr(value, "as_tuple") else str("" if value is None else value)
                for value in row
            ]
            for row in table[list(COLUMNS)].to_numpy().tolist()
        ]
        assert [row[: len(COLUMNS)] for row in rows] == expected, path.name
        targets += len(rows)
    assert targets > 200


@pytest.mark.parametrize("system", PAGES)
def test_a_web_page_reads_alike_by_either_parser(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_lxml = reading_html.read_html(PAGES[system])
    monkeypatch.setattr(reading_html, "_parsed", lambda page: (parse_html(page), "justhtml"))
    by_python = reading_html.read_html(PAGES[system])
    assert (by_python.text, by_python.beside, by_python.notes) == (
        by_lxml.text,
        by_lxml.beside,
        by_lxml.notes,
    )


def test_a_word_file_reads_alike_with_and_without_python_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = numbered_word([(0, "发展目标"), (1, "新增企业30家"), (1, "新建园区5个"), (None, "说明")])
    texts = [read_docx(data).text for data in (word(NOTICE, ROWS), listed)]
    monkeypatch.setattr(reading_docx, "_parts", reading_docx._parts_by_zip)
    assert [read_docx(data).text for data in (word(NOTICE, ROWS), listed)] == texts


def test_entities_in_a_part_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from documents import with_part  # noqa: PLC0415

    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    monkeypatch.setattr(reading_docx, "_parts", reading_docx._parts_by_zip)
    with pytest.raises(Exception, match=r"word/document\.xml declares entities"):
        read_docx(with_part(word(NOTICE), "word/document.xml", bomb))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "picture"),
        ("broken.docx", word(NOTICE)[:3000], "damaged"),
        ("broken.pdf", b"%PDF-1.7\nfoo", "damaged"),
        ("english.txt", b"By 2025 there will be 30 firms. " * 20, "no_chinese"),
        ("random.txt", bytes(range(256)) * 20, "encoding"),
        ("plan.rar", b"Rar!\x1a\x07\x00" + b"0" * 99, "archive"),
    ],
)
def test_what_cannot_be_read_is_answered_by_a_sentence(name: str, data: bytes, code: str) -> None:
    answer = json.loads(Session().read(name, data, str))
    assert answer["failure"]["en"] == said("failure", code, "en")
    assert answer["failure"]["zh"] == said("failure", code, "zh")
    assert "/tmp" not in answer["failure"]["words"]


def test_a_page_says_of_every_number_what_became_of_it() -> None:
    view, targets = read_view(plan_from_text(SENTENCE, "p"))
    assert [target.quote for target in targets] == ["2.3万亿元"]
    marked = re.findall(r'class="number" data-reason="(\w+)"[^>]*>([^<]+)<', view["html"])
    assert ("subsidy", "10万") in marked and ("time", "2025") in marked
    assert view["zh"]["data"]["reasons"]["subsidy"] == ("none", "对单个对象的奖补")
    assert view["en"]["data"]["reasons"]["time"][0] == "part"


def test_a_page_holds_its_plans_in_both_languages_and_asks_no_other_host() -> None:
    page = view_page(load_plans("henan-2023"), "zh")
    told = json.loads(re.search(r'id="view-data">(.*?)</script>', page, re.DOTALL)[1])
    assert told["plans"][0]["targets"] == len(told["tables"]["en"]["rows"]) > 60
    assert told["language"] == "zh" and set(told["words"]) == {"en", "zh"}
    assert set(told["words"]["en"]) == set(codes("view"))
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)


def test_nothing_of_a_planted_plan_becomes_markup_of_the_page() -> None:
    text = "到2025年,</script><img src=x onerror=boom()>企业达到30家。"
    page = view_page([plan_from_text(text, "</script><b>")])
    assert "<img src=x" not in page and "</script><b>" not in page


def test_annotations_of_the_page_are_those_of_the_export() -> None:
    plan = plan_from_text(SENTENCE, "p")
    _, targets = read_view(plan)
    items = annotation_page([target.to_row() for target in targets], [plan])["items"]
    assert tables_view(targets, [plan])["en"]["annotations"] == items


def test_a_search_finds_traditional_characters_by_simplified_ones() -> None:
    plan = plan_from_text("到2025年,全部工業增加值力爭達到2.3萬億元。", "p")
    told = tables_view(read_view(plan)[1], [plan])["en"]["simplified"]
    assert {"萬": "万", "億": "亿", "業": "业"}.items() <= told.items()


def test_the_card_of_a_target_tells_its_pace_chance_and_state(tmp_path: Path) -> None:
    for step in ("scorecard", "growth"):
        (tmp_path / step / "tables").mkdir(parents=True)
    (tmp_path / "scorecard/tables/scorecard.csv").write_text(
        "target_id,series_id,target,unit,target_year,base_year,base,base_vintage,required_per_year,"
        "required_measure,status,latest_year,latest,counted\n"
        "t-1,iva,23000,亿元,2025,2022,20000,communique,4.7689,growth,behind,2024,21000,latest value\n"
        "t-2,firms,300,家,2025,,,,,,cannot be told,,,\n"
        "t-3,iva,20000,亿元,2025,,,,,,cannot be told,2024,18000,at most\n",
        encoding="utf-8",
    )
    (tmp_path / "growth/tables/chances.csv").write_text(
        "series_id,target,vintage,origin,base,required_growth_pct,chance,chance_low,chance_high\n"
        "iva,23000,communique,2022,20000,4.7689,,0.32,0.77\n"
        "iva,23000,revised_5th_census,2022,17000,10.6,0.0059,0.001,0.076\n"
        "iva,23000,communique,2021,19000,4.9,0.9,0.8,0.95\n",
        encoding="utf-8",
    )
    told = outlooks(tmp_path)
    english = " ".join(told["en"]["t-1"]["lines"])
    for part in ("2 trillion yuan in 2022", "4.8 % a year until 2025", "between 32 and 77 %", "10.6 % a year",
                 "0.6 % (0.1 to 7.6 %)", "behind the path (2.1 trillion yuan in 2024)"):  # fmt: skip
        assert part in english
    assert "90" not in english  # a chance seen from another year
    assert "自2022年的20,000亿元" in told["zh"]["t-1"]["lines"][0]
    assert told["en"]["t-2"]["lines"][-1] == said("outlook", "cannot_be_told", "en")
    assert "at most 1.8 trillion yuan" in told["en"]["t-3"]["lines"][-1]  # of a wider series


class TestCommands:
    def test_extract_writes_a_page_and_names_what_it_left_out(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
        (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\nfoo")
        page = tmp_path / "page.html"
        done = CliRunner().invoke(main, ["extract", str(tmp_path), "-o", str(page)])
        assert done.exit_code == 3
        assert "1 target marked in 1 plan" in done.output and "b.pdf cannot be read as pdf" in done.output
        assert "2.3万亿元" in page.read_text(encoding="utf-8")
        assert [path.name for path in tmp_path.glob(".*")] == []

    def test_a_page_of_nothing_is_not_written(self, tmp_path: Path) -> None:
        (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\nfoo")
        page = tmp_path / "page.html"
        done = CliRunner().invoke(main, ["extract", str(tmp_path / "b.pdf"), "-o", str(page)])
        assert done.exit_code == 1 and not page.exists()

    def test_corrections_have_no_page(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
        (tmp_path / "c.csv").write_text("", encoding="utf-8")
        options = ["-o", str(tmp_path / "p.html"), "--corrections", str(tmp_path / "c.csv")]
        done = CliRunner().invoke(main, ["extract", str(tmp_path / "a.txt"), *options])
        assert done.exit_code == 1 and "Write a table instead" in done.output

    def test_more_plans_than_a_page_shows_are_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in "abc":
            (tmp_path / f"{name}.txt").write_text(SENTENCE, encoding="utf-8")
        monkeypatch.setattr(showing, "MOST_PLANS", 2)
        done = CliRunner().invoke(main, ["extract", str(tmp_path), "-o", str(tmp_path / "p.html")])
        assert done.exit_code == 1 and "at most 2 plans, found 3" in done.output

    def test_open_gives_the_page_to_the_browser(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "规划.txt").write_text(SENTENCE, encoding="utf-8")
        opened: list[str] = []
        monkeypatch.setattr(showing.webbrowser, "open", lambda address: opened.append(address) or True)
        done = CliRunner().invoke(main, ["open", str(tmp_path / "规划.txt"), "--language", "zh"])
        assert done.exit_code == 0 and "1 target marked in 1 plan" in done.output
        page = Path(done.output.split(": ")[0])
        assert opened == [page.as_uri()]
        assert '<html lang="zh">' in page.read_text(encoding="utf-8")

    def test_where_there_is_no_browser_the_page_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
        monkeypatch.setattr(showing.webbrowser, "open", lambda _: False)
        done = CliRunner().invoke(main, ["open", str(tmp_path / "a.txt")])
        assert done.exit_code == 0 and "open the page yourself" in done.output

    def test_without_npm_no_page_is_written_and_the_reason_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setattr(runtime, "_npm", lambda: None)
        done = CliRunner().invoke(main, ["page", "-o", str(tmp_path / "reader.html")])
        assert done.exit_code == 1 and "npm was not found" in done.output
        assert not (tmp_path / "reader.html").exists()

    @pytest.mark.parametrize(
        ("program", "reason"),
        [("import sys; sys.exit(1)", "exit status 1"), ("open('p.tgz', 'w').write('x')", "gave another")],
    )
    def test_an_npm_that_fails_or_lies_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, reason: str
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        monkeypatch.setattr(runtime, "_npm", lambda: [sys.executable, "-c", program])
        with pytest.raises(NoPyodideError, match=reason):
            runtime.pyodide_files()


def test_a_kept_pyodide_that_was_changed_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "plantargets" / f"pyodide-{runtime.VERSION}.tgz"
    kept.parent.mkdir()
    kept.write_bytes(b"something else")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(runtime, "_npm", lambda: None)
    with pytest.raises(NoPyodideError, match="npm was not found"):
        runtime.pyodide_files()


def test_the_reader_comes_with_its_pack_and_names_no_registry() -> None:
    page = reader_page("window.plantargetsPack = {};", "zh")
    assert "window.plantargetsPack = {};" in page and 'id="view-worker"' in page
    source = Path(runtime.__file__).read_text(encoding="utf-8")
    assert "http" not in source


def test_a_notebook_shows_a_text_or_a_file_as_the_page_does(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    for shown in (show_targets(SENTENCE), show_targets(path), show_targets(str(path))):
        assert "⟦2.3万亿元⟧" in repr(shown)
        assert shown._repr_html_().startswith("<iframe srcdoc=")
    marked = show_targets(SENTENCE, extract_targets(SENTENCE))
    assert "<iframe" not in marked._repr_html_() and "⟦2.3万亿元⟧" in repr(marked)
