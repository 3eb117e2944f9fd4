"""The page that reads plans, in Chromium from the file system with the network off, as a reader uses it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from test_book_pages import FITS, HAN, OWN_TEXT
from watched import Watched, becomes

from documents import NOTICE, ROWS, lines_down, printed, word, wrapped
from plantargets import load_plans
from plantargets.annotation import annotation_page
from plantargets.book.showing import write_reader
from plantargets.cli import main
from plantargets.extraction import extract_targets
from plantargets.plans import Plan, read_plan
from plantargets.targets import COLUMNS

MOST_MEGABYTES = 12
TEXT = "一、目标\n到2025年,全部工业增加值力争达到2.3万亿元,企业30家以上,每家奖励10万元。\n"
DONE = "Number(document.getElementById('plan-view').dataset.done || 0)"
MARKS = "#plan-text a.target"
READY = ".view-status .ready"
LONG = 120_000  # ms, for a machine that does other things as well


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page as one file."""
    path = tmp_path_factory.mktemp("reader") / "reader.html"
    write_reader(path)
    return path


@pytest.fixture(scope="module")
def opened(chromium: Browser, reader: Path) -> Iterator[Page]:
    """Return the page, started once: nothing that a test gives it may end it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url) if asked.url.startswith("http") else None)
    page.goto(reader.as_uri())
    expect(page.locator(READY)).to_be_visible(timeout=LONG)
    yield page
    context.close()
    assert faults == []


def give(page: Page, *paths: Path) -> None:
    """Give files to the page and wait until it has done with them."""
    done = page.evaluate(DONE)
    page.set_input_files("#view-file", paths)
    page.wait_for_function(f"(wanted) => {DONE} === wanted", arg=done + len(paths), timeout=LONG)


def saved(page: Page, button: str) -> bytes:
    page.locator("[data-tab=table]").click()
    with page.expect_download() as waiting:
        page.locator(button).click()
    return Path(waiting.value.path()).read_bytes()


def rows_of(page: Page) -> list[dict[str, str]]:
    text = saved(page, "#explorer-csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [{name: row[name] for name in COLUMNS} for row in rows]


def expected(plan: Plan) -> list[dict[str, str]]:
    table = extract_targets(plan)[list(COLUMNS)].astype(object)
    return [
        {name: "" if value is None else f"{value:f}" if name.startswith("value_") else str(value)
         for name, value in row.items()}
        for row in table.to_dict("records")
    ]  # fmt: skip


@pytest.fixture
def emptied(opened: Page) -> Page:
    """Return the page without plans."""
    while opened.locator(".view-remove").count():
        done = opened.evaluate(DONE)
        opened.locator(".view-remove").click()
        opened.wait_for_function(f"(wanted) => {DONE} === wanted", arg=done + 1, timeout=LONG)
    opened.evaluate("history.replaceState(null, '', location.pathname)")
    return opened


def test_the_page_is_one_file_of_at_most_twelve_megabytes(reader: Path) -> None:
    assert reader.stat().st_size <= MOST_MEGABYTES * 1e6
    assert not re.search(rb"<(?:script|link|img)[^>]+(?:src|href)=", reader.read_bytes())


def test_the_five_plans_have_the_rows_of_the_command_line_in_all_columns(
    emptied: Page, tmp_path: Path
) -> None:
    wanted = []
    for plan in load_plans():
        path = tmp_path / f"{plan.plan_id}.txt"
        path.write_text(plan.text, encoding="utf-8", newline="")
        give(emptied, path)
        text = emptied.evaluate("document.getElementById('plan-text').textContent")
        assert text == plan.text
        wanted += expected(read_plan(path))
    assert rows_of(emptied) == wanted
    assert len(wanted) > 200


def test_every_format_has_the_rows_of_the_command_line(emptied: Page, tmp_path: Path) -> None:
    lines = [part for text in NOTICE for part in wrapped(text)]
    contents = {
        "gbk.txt": "\n".join(NOTICE).encode("gbk"),
        "mark.md": "\n\n".join(f"**{text}**" for text in NOTICE).encode(),
        "web.html": f"<html><div id=zoom>{''.join(f'<p>{text}' for text in NOTICE)}</div>".encode(),
        "word.docx": word(NOTICE, ROWS),
        "printed.pdf": printed([lines_down(lines[:30]), lines_down(lines[30:])], tables=[(2, ROWS)]),
    }
    wanted = []
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        wanted += expected(read_plan(tmp_path / name))
    give(emptied, *(tmp_path / name for name in contents))
    assert rows_of(emptied) == wanted
    assert {row["plan_id"] for row in wanted} == {"gbk", "mark", "web", "word", "printed"}


def test_a_text_is_pasted_marked_and_explained(emptied: Page) -> None:
    page = emptied
    page.locator("#view-text").fill(TEXT)
    page.locator("#view-mark").click()
    expect(page.locator(MARKS)).to_have_count(2, timeout=LONG)
    page.locator(MARKS, has_text="2.3万亿元").click()
    expect(page.locator(".target-card")).to_contain_text("2.3 trillion yuan")
    page.locator(".number", has_text="10万").click()
    expect(page.locator(".target-card")).to_have_text(re.compile("No target: a subsidy paid to each"))
    page.locator(".number", has_text="2025").click()
    expect(page.locator(".target-card")).to_contain_text("Not a target of its own: a time or a date")
    page.keyboard.press("Escape")
    expect(page.locator(".target-card")).to_have_count(0)


def test_the_exports_hold_the_rows_their_codebook_and_their_places(emptied: Page, tmp_path: Path) -> None:
    page = emptied
    path = tmp_path / "p.txt"
    path.write_text(TEXT, encoding="utf-8")
    give(page, path)
    book = load_workbook(io.BytesIO(saved(page, "#explorer-xlsx")))
    assert book.sheetnames == ["targets", "codebook"]
    sheet = book["targets"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
    assert sheet.max_row == 3 and book["codebook"].max_row > len(COLUMNS)
    annotated = json.loads(saved(page, "#explorer-jsonld"))
    plan = read_plan(path)
    table = extract_targets(plan).to_dict("records")
    assert annotated == json.loads(json.dumps(annotation_page(table, [plan])))
    page.locator("[data-filter=kind]").select_option(label="level")
    levels = [row for row in expected(plan) if row["kind"] == "level"]
    expect(page.locator(".explorer-table tbody tr")).to_have_count(len(levels))
    assert rows_of(page) == levels
    assert len(json.loads(saved(page, "#explorer-jsonld"))["items"]) == len(levels)


def test_a_review_done_in_the_page_is_taken_by_the_next_run(emptied: Page, tmp_path: Path) -> None:
    """Answers outlive the plan that is removed, and the page: the same text brings them back."""
    page, path = emptied, tmp_path / "p.txt"
    path.write_text(TEXT, encoding="utf-8")
    give(page, path)
    page.locator("[data-tab=review]").click()
    card = page.locator(".review article").nth(1)
    card.locator("[data-field=kind]").select_option("increment")
    page.locator("[data-tab=plan]").click()
    page.locator(".number", has_text="10万").click()
    page.locator(".target-card .copy").click()
    new = page.locator("article[data-verdict=add]")
    new.locator("[data-field=value_max]").fill("10")
    new.locator("[data-field=unit]").fill("万元")
    new.locator("[data-field=kind]").select_option("level")
    done = page.evaluate(DONE)
    page.locator(".view-remove").click()
    page.wait_for_function(f"(wanted) => {DONE} === wanted", arg=done + 1, timeout=LONG)
    give(page, path)
    page.locator("[data-tab=review]").click()
    expect(page.locator(".review-progress")).to_have_text("1 of 2 rows looked at, 1 added")
    page.locator(".review-who").fill("Li")
    with page.expect_download() as waiting:
        page.locator(".review-save").click()
    waiting.value.save_as(tmp_path / "corrections.csv")
    files = ["-o", tmp_path / "t.csv", "--corrections", tmp_path / "corrections.csv"]
    ran = CliRunner().invoke(main, ["extract", str(path), *map(str, files)])
    assert "does not hold" not in ran.stderr
    table = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [(row["quote"], row["kind"]) for row in rows] == [
        ("2.3万亿元", "level"), ("30家", "increment"), ("10万元", "level"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
         "A browser cannot read this format"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "The file is protected"),
        ("broken.docx", word(NOTICE)[:3000], "The file is damaged"),
        ("broken.pdf", b"%PDF-1.7\nfoo", "The file is damaged"),
        ("english.txt", b"By 2025 there will be 30 firms. " * 20, "holds no Chinese"),
        ("past.txt", "本办法自发布之日起施行。".encode(), "No quantitative target was found"),
        ("big.txt", b"x" * (50 * 2**20), "big.txt has 50 MB; this page reads at most 30 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_answered_and_the_page_lives_on(
    opened: Page, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    give(opened, tmp_path / name)
    expect(opened.locator(".view-told li").first).to_contain_text(sentence)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    give(opened, tmp_path / "good.txt")
    expect(opened.locator(MARKS)).to_have_count(2)


def test_a_scan_is_answered_with_what_to_do(opened: Page, tmp_path: Path) -> None:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure()
    FigureCanvasPdf(figure)
    figure.add_axes((0, 0, 1, 1)).imshow([[0, 1], [1, 0]])
    figure.axes[0].axis("off")
    figure.savefig(tmp_path / "scan.pdf")
    give(opened, tmp_path / "scan.pdf")
    expect(opened.locator(".view-told li").first).to_contain_text("scanned PDF")


def test_both_languages_say_everything(emptied: Page, tmp_path: Path) -> None:
    page = emptied
    (tmp_path / "p.txt").write_text(TEXT, encoding="utf-8")
    give(page, tmp_path / "p.txt")
    texts = page.evaluate(OWN_TEXT)
    assert [text for text in texts if HAN.search(text)] == []
    page.locator(".view-language").click()
    expect(page.locator("h1")).to_have_text("标注自己的规划")
    becomes(page, "document.documentElement.lang", "zh")
    english = [text for text in page.evaluate(OWN_TEXT) if re.search(r"[A-Za-z]{2,} [a-z]{2,}", text)]
    assert english == []
    page.locator(".view-language").click()


def test_the_keyboard_alone_does_all_of_it(emptied: Page) -> None:
    page = emptied
    page.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert reached == ["view-language", "view-file", "view-text", "view-mark"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(MARKS)).to_have_count(2, timeout=LONG)
    page.keyboard.press("n")
    expect(page.locator(MARKS).first).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(".reader-place")).to_have_text("Target 2 of 2")
    page.keyboard.press("p")
    expect(page.locator(".target-card")).to_contain_text("2.3 trillion yuan")


def test_a_narrow_screen_shows_all_without_sideways_scroll(emptied: Page, tmp_path: Path) -> None:
    page = emptied
    (tmp_path / "p.txt").write_text(TEXT, encoding="utf-8")
    page.set_viewport_size({"width": 375, "height": 800})
    give(page, tmp_path / "p.txt")
    for tab in ("plan", "table"):
        page.locator(f"[data-tab={tab}]").click()
        becomes(page, FITS)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_what_is_read_can_be_cancelled(emptied: Page, tmp_path: Path) -> None:
    page = emptied
    (tmp_path / "long.txt").write_text(TEXT * 20_000, encoding="utf-8")
    page.set_input_files("#view-file", tmp_path / "long.txt")
    page.locator(".view-status button").click(timeout=LONG)
    expect(page.locator(".view-told li").first).to_contain_text("long.txt was not read: cancelled")
    expect(page.locator(READY)).to_be_visible(timeout=LONG)
    (tmp_path / "p.txt").write_text(TEXT, encoding="utf-8")
    give(page, tmp_path / "p.txt")
    expect(page.locator(MARKS)).to_have_count(2)


def test_the_page_of_the_book_reads_too(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text(TEXT, encoding="utf-8")
    page = watched.open("zh/mark.html")
    expect(page.locator(READY)).to_be_visible(timeout=LONG)
    give(page, tmp_path / "p.txt")
    expect(page.locator(MARKS)).to_have_count(2)
