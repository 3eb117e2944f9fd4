"""The plan reader and the table of targets, as a reader uses them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from watched import Watched, becomes

from plantargets import load_plans
from plantargets.book.explorer import explorer_script
from plantargets.book.rows import make_rows
from plantargets.extraction import extract_targets
from plantargets.pipeline import read_table

COUNT = "#explorer-count"
SHOWN_ROWS = ".explorer-table tbody tr"
SHOWN = f"[...document.querySelectorAll('{SHOWN_ROWS}')].map((row) => row.dataset.id)"
MARKS = """Object.fromEntries(
  [...document.querySelectorAll('#plan-text a.target')].map((a) => [a.id, a.textContent]))"""
FOCUSED = """(() => { const e = document.activeElement;
  return e.id || e.dataset.filter || e.type || e.className; })()"""


def targets(book: Path, language: str = "en") -> tuple[list[str], list[list[str]]]:
    """Return columns and rows that the page was given."""
    text = (book / language / "_static/targets.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.plantargets = ").removesuffix(";\n"))
    return data["columns"], data["rows"]


def save(page: Page, button: str) -> Path:
    with page.expect_download() as waiting:
        page.locator(button).click()
    return Path(waiting.value.path())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_a_plan_holds_its_text_and_marks_its_quotes(watched: Watched, language: str) -> None:
    columns, rows = targets(watched.book, language)
    at = {name: place for place, name in enumerate(columns)}
    for plan in load_plans():
        page = watched.open(f"{language}/plans/{plan.plan_id}.html")
        assert page.evaluate("document.getElementById('plan-text').textContent") == plan.text
        marks = page.evaluate(MARKS)
        own = [row for row in rows if row[at["plan_id"]] == plan.plan_id]
        assert marks == {row[at["target_id"]]: row[at["quote"]] for row in own}
        for row in own:
            assert plan.text[int(row[at["start"]]) : int(row[at["end"]])] == marks[row[at["target_id"]]]


def test_a_mark_shows_its_row_on_hover_focus_and_click(watched: Watched) -> None:
    page = watched.open("en/plans/henan-2023.html")
    mark = page.locator("a.target", has_text="2.3萬億元").first
    mark.hover()
    card = page.locator(".target-card")
    for text in ("2.3 trillion yuan", "level", "by 2025", "全部工业增加值", "Value added of all industry"):
        expect(card).to_contain_text(text)
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)
    mark.focus()
    expect(card).to_contain_text("2.3 trillion yuan")
    expect(mark).to_have_attribute("aria-describedby", "target-card")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    mark.click()
    expect(page).to_have_url(re.compile(f"henan-2023.html#{mark.get_attribute('id')}$"))
    expect(card).to_be_visible()


@pytest.mark.parametrize("watched", [1280, 375], indirect=True)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_mark_leads_to_its_row_and_back(watched: Watched, language: str) -> None:
    page = watched.open(f"{language}/plans/langfang-2019.html")
    mark = page.locator("a.target").last
    target_id = mark.get_attribute("id")
    mark.click()
    page.locator(".target-card a").first.click()
    # The table names the page of its rows in the address as soon as it is ready.
    expect(page).to_have_url(re.compile(rf"explorer\.html(\?page=\d+)?#{target_id}$"))
    row = page.locator(f"tr#row-{target_id}")
    expect(row).to_be_in_viewport()
    row.locator("a.target").click()
    expect(page).to_have_url(re.compile(f"plans/langfang-2019.html#{target_id}$"))
    expect(page.locator(f"a.target#{target_id}")).to_be_in_viewport()
    expect(page.locator(f"a.target#{target_id}")).to_be_focused()
    expect(page.locator(".target-card")).to_be_visible()
    box, card = (
        page.locator(f"a.target#{target_id}").bounding_box(),
        page.locator(".target-card").bounding_box(),
    )
    assert box and card and (box["y"] + box["height"] <= card["y"] or card["y"] + card["height"] <= box["y"])


def arrived(page: Page) -> None:
    """The heading that the address names is in sight."""
    becomes(page, "location.hash !== ''")
    expect(page.locator(page.evaluate("'#' + CSS.escape(location.hash.slice(1))"))).to_be_in_viewport()


def test_sections_lead_to_their_headings(watched: Watched) -> None:
    page = watched.open("zh/plans/dengfeng-2020.html")
    link = page.locator(".plan-sections a").last
    link.click()
    arrived(page)


@pytest.mark.parametrize("watched", [375], indirect=True)
def test_sections_are_reached_on_a_narrow_screen(watched: Watched) -> None:
    page = watched.open("zh/plans/henan-2023.html")
    page.get_by_role("button", name="规划章节").click()
    page.locator(".plan-sections a:visible").nth(20).click()
    page.keyboard.press("Escape")
    arrived(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_filters_and_search_of_the_table(watched: Watched, language: str) -> None:
    columns, rows = targets(watched.book, language)
    page = watched.open(f"{language}/explorer.html")
    expect(page.locator(COUNT)).to_contain_text(str(len(rows)))
    codes = {"plan": "plan_id", "theme": "theme", "kind": "kind", "period": "period", "firmness": "firmness"}
    for name, column in codes.items():
        select = page.locator(f"[data-filter={name}]")
        values = [
            one
            for one in select.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
            if one != "*"
        ]
        assert set(values) == {row[columns.index(column)] for row in rows}
        for value in values:
            select.select_option(value)
            number = sum(row[columns.index(column)] == value for row in rows)
            expect(page.locator(SHOWN_ROWS)).to_have_count(min(number, 100))
        select.select_option("*")
    page.locator("[data-filter=plan]").select_option("henan-2023")
    page.locator("[data-filter=kind]").select_option("share")
    page.locator("#explorer-search").fill("增加值")
    fitting = [
        row for row in rows
        if (row[columns.index("plan_id")], row[columns.index("kind")]) == ("henan-2023", "share")
        and any("增加值" in cell for cell in row)
    ]  # fmt: skip
    assert 0 < len(fitting) < len(rows)
    becomes(page, SHOWN, [row[columns.index("target_id")] for row in fitting])
    page.locator("button[type=reset]").click()
    expect(page.locator(COUNT)).to_contain_text(str(len(rows)))


def test_exports_hold_what_is_shown(watched: Watched) -> None:
    page = watched.open("en/explorer.html")
    page.locator("[data-filter=plan]").select_option("kaifeng-2020")
    shown = page.locator(SHOWN_ROWS).evaluate_all("(all) => all.map((row) => row.dataset.id)")
    table = read_rows(watched.book, shown)
    saved = save(page, "#explorer-csv").read_text(encoding="utf-8-sig")
    assert list(csv.DictReader(io.StringIO(saved, newline=""))) == table
    sheet = load_workbook(io.BytesIO(save(page, "#explorer-xlsx").read_bytes())).active
    head, *lines = sheet.iter_rows(values_only=True)
    assert list(head) == list(table[0])
    for line, row in zip(lines, table, strict=True):
        assert ["" if cell is None else str(cell) for cell in line] == list(row.values())
    assert isinstance(lines[0][head.index("value_min")], int | float)


def read_rows(book: Path, target_ids: list[str]) -> list[dict[str, str]]:
    columns, rows = targets(book)
    exported = [name for name in columns if not name.startswith("shown_")]
    by_id = {row[columns.index("target_id")]: dict(zip(columns, row, strict=True)) for row in rows}
    return [{name: by_id[target_id][name] for name in exported} for target_id in target_ids]


@pytest.fixture
def planted(watched: Watched, tmp_path: Path) -> Watched:
    """Return a book with ten thousand targets, some of them with formulas, markup and quotes."""
    folder = tmp_path / "book"
    shutil.copytree(watched.book / "en", folder / "en", ignore=shutil.ignore_patterns("files", "chapters"))
    nasty = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", '<img src=x onerror="boom()">', 'a"b,c\nd', "</script>"]
    table = extract_targets("到2025年,企业达到30家。")
    rows = make_rows(table)
    many = []
    for number in range(10_000):
        cells = dict(rows[0].cells) | {"target_id": f"t-{number:010x}", "scope": nasty[number % len(nasty)]}
        cells |= {"indicator": nasty[number % len(nasty)], "value_min": str(number), "value_max": str(number)}
        many.append(type(rows[0])(cells, "plain", "firms", "", ""))
    (folder / "en/_static/targets.js").write_text(explorer_script(many, {}, "en"), encoding="utf-8")
    watched.book = folder
    return watched


def test_ten_thousand_targets_are_shown_in_pages_and_found(planted: Watched) -> None:
    page = planted.open("en/explorer.html#t-000000270f")
    expect(page.locator("tr.chosen")).to_have_attribute("data-id", "t-000000270f")
    expect(page.locator(SHOWN_ROWS)).to_have_count(100)
    expect(page.locator(".explorer-pages")).to_contain_text("Page 100 of 100")
    page.locator("#explorer-search").fill("t-0000001388")
    expect(page.locator(COUNT)).to_have_text("1 of 10000 targets")
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_formulas_are_harmless_in_exports(planted: Watched) -> None:
    page = planted.open("en/explorer.html")
    page.locator("#explorer-search").fill("t-000000000")
    saved = save(page, "#explorer-csv").read_text(encoding="utf-8-sig")
    scopes = [row["scope"] for row in csv.DictReader(io.StringIO(saved, newline=""))]
    assert scopes[:6] == [
        "'=HYPERLINK(1)",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        '<img src=x onerror="boom()">',
        'a"b,c\nd',
    ]
    sheet = load_workbook(io.BytesIO(save(page, "#explorer-xlsx").read_bytes())).active
    column = [cell.value for cell in sheet[1]].index("scope")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells[:6]] == [
        "=HYPERLINK(1)",
        "+1",
        "-1",
        "@SUM(A1)",
        '<img src=x onerror="boom()">',
        'a"b,c\nd',
    ]
    assert {cell.data_type for cell in cells[4:]} == {"s"}


@pytest.mark.parametrize(
    ("language", "words", "page_name"),
    [
        ("en", "census", "method"),
        ("en", "工业增加值力争达到", "plans/henan-2023"),
        ("zh", "工业增加值", "plans/henan-2023"),
        ("zh", "经济普查", "data"),
        ("zh", "登", "plans/dengfeng-2020"),
    ],
)
def test_the_search_of_the_book_finds(watched: Watched, language: str, words: str, page_name: str) -> None:
    page = watched.open(f"{language}/search.html?q={words}")
    found = page.locator(f"#search-results a[href^='{page_name}.html']")
    expect(found.first).to_be_visible()


@pytest.mark.parametrize("words", ["龘龘增加", "xyzzyx"])
def test_the_search_of_the_book_finds_nothing_where_nothing_is(watched: Watched, words: str) -> None:
    page = watched.open(f"zh/search.html?q={words}")
    expect(page.locator(".search-summary")).to_contain_text("没有")
    expect(page.locator("#search-results li")).to_have_count(0)


def test_the_keyboard_alone_reaches_everything(watched: Watched) -> None:
    page = watched.open("en/explorer.html")
    reached: set[str] = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    assert {
        "explorer-search",
        "plan",
        "theme",
        "kind",
        "period",
        "firmness",
        "reset",
        "explorer-csv",
        "explorer-xlsx",
    } <= reached
    page.locator("a.target").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/*.html#t-*")
    first = page.evaluate("location.hash")
    expect(page.locator(".target-card")).to_be_visible()
    for _ in range(4):  # the buttons and the links of the card, then the next target
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    becomes(page, "document.activeElement.matches('a.target')")
    page.keyboard.press("Enter")
    page.wait_for_function("(first) => location.hash !== first", arg=first)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer.html#t-*")
    becomes(page, "document.activeElement.closest('tr')?.dataset.id === location.hash.slice(1)")


def test_a_planted_plan_stays_text_in_the_browser(watched: Watched, tmp_path: Path) -> None:
    from plantargets.book.reader import plan_fragment  # noqa: PLC0415
    from plantargets.plans import plan_from_text  # noqa: PLC0415

    text = (
        "一、目标\n</script><script>boom()</script>'\"&amp;<img src=x onerror=boom()>。\n\n"
        "到2025年,\u202e企业达到30家\u202c。\n"
    )
    plan = plan_from_text(text, "planted")
    (tmp_path / "plans").mkdir()
    (tmp_path / "_static").mkdir()
    shutil.copy(watched.book / "en/_static/reader.js", tmp_path / "_static")
    body = plan_fragment(plan, make_rows(extract_targets(plan)), "en")
    (tmp_path / "plans/planted.html").write_text(
        f"<!doctype html><meta charset=utf-8><body>{body}", encoding="utf-8"
    )
    watched.book = tmp_path
    page = watched.open("plans/planted.html")
    assert page.evaluate("document.getElementById('plan-text').textContent") == text
    page.locator("a.target").first.focus()
    expect(page.locator(".target-card")).to_contain_text("30")
    expect(page.locator("img")).to_have_count(0)


def test_the_book_shows_the_targets_of_the_outputs(watched: Watched) -> None:
    columns, rows = targets(watched.book)
    table = read_table("targets", "targets")
    assert [row[columns.index("target_id")] for row in rows] == table["target_id"].tolist()
