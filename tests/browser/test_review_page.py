"""The review in Chromium, on its own page and on the page of plans: judged, added to, saved, applied."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from test_book_pages import FITS
from watched import becomes

from plantargets import extract_targets
from plantargets.book.showing import write_view
from plantargets.cli import main
from plantargets.plans import Plan, read_plan
from plantargets.review.answers import FIELDS
from plantargets.review.corrections import (
    apply_corrections,
    collect_corrections,
    read_corrections,
    write_corrections,
)
from plantargets.review.sheets import read_review, write_review

TEXT = (
    "某市2027年规划\n一、企业\n到2027年,新增企业30家,\n每县建3类站点。\n二、资金\n安排𠮷县财政资金2亿元。\n"
)
MARK = """([words, { css, index }]) => {
  const place = document.querySelectorAll(css)[index];
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT), nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const card = (node) => node.parentElement.closest(".target-card");
  for (const node of nodes.filter(card)) nodes.splice(nodes.indexOf(node), 1);
  let at = nodes.map((node) => node.data).join("").indexOf(words);
  const range = document.createRange();
  for (const [end, set] of [[at, "setStart"], [at + words.length, "setEnd"]]) {
    let left = end;
    for (const node of nodes) {
      if (left < node.length || (set === "setEnd" && left === node.length)) { range[set](node, left); break; }
      left -= node.length;
    }
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
NEW = "article[data-verdict=add]"
MISSED = {"en": "passages without a row", "zh": "无目标行的段落"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8", newline="")
    return path


@pytest.fixture
def plan(path: Path) -> Plan:
    return read_plan(path)


@pytest.fixture
def opened(chromium: Browser, path: Path, plan: Plan, tmp_path: Path) -> Iterator[Callable[[str, str], Page]]:
    """Return what opens a review: ``sheet``, the page that `review` writes, or ``page``, of `open`."""
    context, faults = chromium.new_context(viewport={"width": 1280, "height": 900}), []

    def open_page(host: str, language: str) -> Page:
        written = tmp_path / f"{host}-{language}.html"
        if host == "sheet":
            write_review(extract_targets(plan), written, language, [plan])
        else:
            write_view([path], written, language)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())  # that of a page with answers that is left
        page.goto(written.as_uri())
        show_review(page)
        return page

    yield open_page
    context.close()
    assert faults == []


def show_review(page: Page) -> None:
    if page.locator("[data-tab=review]").count():
        page.locator("[data-tab=review]").click()


def saved(page: Page, button: str, path: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(button).click()
    waiting.value.save_as(path)
    return path


def fill(card, **values: str) -> None:
    for field, value in values.items():
        place = card.locator(f"[data-field={field}]")
        if place.evaluate("one => one.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
            place.blur()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("host", ["sheet", "page"])
def test_a_review_is_done_saved_and_applied(opened, plan: Plan, path: Path, tmp_path, host, language) -> None:
    page, targets = opened(host, language), extract_targets(plan)
    cards = page.locator(".review article")
    expect(cards).to_have_count(len(targets))
    assert len(targets) == 2
    expect(page.locator(".look")).to_have_count(1)
    fill(cards.nth(0), kind="level")
    expect(cards.nth(0)).to_have_attribute("data-verdict", "correct")
    cards.nth(0).locator(".review-reason").fill('counts all, "in all"')
    cards.nth(0).locator(".review-reason").blur()
    cards.nth(1).locator("button[value=reject]").click()
    page.locator(".review-filter").select_option(label=MISSED[language])
    expect(cards).to_have_count(2)  # the title, and what has no row
    page.evaluate(MARK, ["2亿元", {"css": ".review .passage", "index": 1}])
    cards.nth(1).locator("button").click()
    new = page.locator(NEW)
    expect(new.locator("mark")).to_have_text("2亿元")
    fill(new, value_max="2", unit="亿元", kind="level")
    page.reload()  # nothing is lost
    show_review(page)
    expect(page.locator(".review-progress")).to_have_text(
        re.compile(r"2 of 2 .*, 1 added|已核对2行.*补充1行")
    )
    page.locator(".review-save").click()
    expect(page.locator(".review-who")).to_be_focused()  # nobody is named yet
    page.locator(".review-who").fill("Li")
    page.keyboard.press("Tab")
    corrections = saved(page, ".review-save", tmp_path / "corrections.csv")
    sheet = saved(page, ".review-sheet", tmp_path / "answers.csv")
    # The file of the page is the one that the command makes of the sheet.
    told = read_corrections(corrections)
    assert set(csv.DictReader(io.StringIO(corrections.read_text("utf-8-sig"))).fieldnames) == set(FIELDS)
    collected = collect_corrections(targets, read_review(sheet), "Wang")
    assert sorted(told, key=str) == sorted(collected, key=str)
    assert {one.who for one in told} == {"Li"}
    done = apply_corrections(targets, told, [plan])
    assert done.stale == ()
    assert done.table[["quote", "kind"]].to_numpy().tolist() == [["30家", "level"], ["2亿元", "level"]]
    for row in done.table.to_dict("records"):
        assert plan.text[row["start"] : row["end"]] == row["quote"]
    # The next run takes it.
    run = CliRunner().invoke(
        main, ["extract", str(path), "-o", str(tmp_path / "t.csv"), "--corrections", str(corrections)]
    )
    assert run.exit_code == 0, run.output
    table = pd.read_csv(tmp_path / "t.csv")
    assert table["quote"].tolist() == ["30家", "2亿元"]
    assert table["value_max"].tolist() == [30, 2]


def test_words_are_marked_in_the_text_of_the_plan_and_numbers_clicked(opened, plan: Plan, tmp_path) -> None:
    page = opened("page", "en")
    page.locator("[data-tab=plan]").click()
    page.locator(".view-add").click()
    expect(page.locator(".view-adding [role=alert]")).to_contain_text("Mark a number with its unit")
    page.locator("#plan-text a.target").first.click()  # its card stands in the text and is none of it
    page.evaluate(MARK, ["2亿元", {"css": "#plan-text", "index": 0}])
    page.locator(".view-add").click()
    new = page.locator(NEW)
    expect(new.locator("mark")).to_have_text("2亿元")
    expect(new.locator(".passage")).to_have_text("安排𠮷县财政资金2亿元。")
    expect(new.locator("[data-field=value_max]")).to_be_focused()
    fill(new, value_max="2", unit="亿元", kind="level")
    page.locator("[data-tab=plan]").click()
    page.locator("#plan-text .number", has_text="2027").first.click()
    page.locator(".target-card .copy").click()
    expect(page.locator(NEW)).to_have_count(2)
    page.locator(NEW).first.locator(".verdicts button").first.click()
    expect(page.locator(NEW)).to_have_count(1)
    page.locator("[data-tab=plan]").click()
    page.evaluate(MARK, ["30家", {"css": "#plan-text", "index": 0}])
    page.locator(".view-add").click()
    expect(page.locator(".review-told")).to_have_text("There is a row at this place already.")
    page.locator(".review-who").fill("Li")
    told = read_corrections(saved(page, ".review-save", tmp_path / "c.csv"))
    start = plan.text.index("2亿元")
    assert {(one.start, one.quote) for one in told} == {(str(start), "2亿元")}


def test_what_is_no_value_is_told_and_not_saved(opened, tmp_path: Path) -> None:
    page = opened("sheet", "en")
    card = page.locator(".review article").nth(0)
    page.locator(".review-who").fill("Li")
    card.locator("button[value=correct]").click()
    for field, value, told in (
        (None, "", "no field was changed"),
        ("value_max", "many", "A number is expected"),
        ("value_max", "", "A row needs this field"),
        ("period", "2027", "Expected: by:2025"),
    ):
        if field:
            fill(card, **{field: value})
            expect(card.locator(".review-fault").filter(has_text=told)).to_have_count(1)
        page.locator(".review-save").click()
        expect(page.locator(".review-told")).to_contain_text(told)
        if field:
            fill(card, **{field: {"value_max": "30", "period": "by:2027"}[field]})
    fill(card, period="")  # a field that may be empty
    told = read_corrections(saved(page, ".review-save", tmp_path / "c.csv"))
    assert [(one.field, one.expected, one.value) for one in told] == [("period", "by:2027", "")]
    collected = collect_corrections(
        extract_targets(read_plan(tmp_path / "a.txt")),
        read_review(saved(page, ".review-sheet", tmp_path / "s.csv")), "",
    )  # fmt: skip
    assert collected == told
    assert write_corrections(told, tmp_path / "c.csv") == 1


def test_the_keyboard_alone_reviews(opened, tmp_path: Path) -> None:
    page = opened("sheet", "en")
    page.locator(".review-who").fill("Li")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator("article").nth(0)).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("article").nth(0)).to_have_attribute("data-verdict", "accept")
    page.keyboard.press("a")  # taken back
    expect(page.locator("article").nth(0)).to_have_attribute("data-verdict", "")
    page.keyboard.press("n")
    page.keyboard.press("c")
    expect(page.locator("article").nth(1).locator("[data-field=indicator]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("站点种类")
    page.keyboard.press("Escape")
    expect(page.locator("article").nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("article").nth(0)).to_be_focused()
    # A missed one: its words are typed where none can be marked.
    page.locator(".review-filter").focus()
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    page.locator(".review-filter").select_option(label=MISSED["en"])
    page.locator("article").nth(1).locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".review-words:visible")).to_be_focused()
    page.keyboard.insert_text("3亿元")
    page.keyboard.press("Enter")
    expect(page.locator("article").nth(1).locator(".review-fault")).to_have_text(
        "These words are not in the passage."
    )
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("2亿元")
    page.keyboard.press("Enter")
    expect(page.locator(f"{NEW} mark")).to_have_text("2亿元")
    fill(page.locator(NEW), value_max="2", kind="level")
    told = read_corrections(saved(page, ".review-save", tmp_path / "c.csv"))
    assert {(one.action, one.field) for one in told} >= {("correct", "indicator"), ("add", "value_max")}


def test_two_tabs_lose_no_answer_and_unsaved_ones_are_asked_about(opened, tmp_path: Path) -> None:
    page = opened("sheet", "en")
    other = page.context.new_page()
    other.goto(page.url)
    page.locator("article").nth(0).locator("button[value=accept]").click()
    other.locator("article").nth(1).locator("button[value=reject]").click()
    page.locator("article").nth(0).locator(".review-reason").fill("seen")
    page.locator("article").nth(0).locator(".review-reason").blur()
    other.locator(".review-who").fill("Li")
    expect(page.locator(".review-progress")).to_have_text("2 of 2 rows looked at")
    told = read_corrections(saved(other, ".review-save", tmp_path / "c.csv"))
    assert [one.action for one in told] == ["reject"]
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator("article[data-verdict=accept] .review-reason")).to_have_value("seen")


def test_a_browser_that_keeps_nothing_is_told(opened, tmp_path: Path) -> None:
    page = opened("sheet", "en")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page.reload()
    page.locator("article").nth(0).locator("button[value=reject]").click()
    expect(page.locator(".review-kept")).to_contain_text("This browser keeps nothing")
    page.locator(".review-who").fill("Li")
    assert len(read_corrections(saved(page, ".review-save", tmp_path / "c.csv"))) == 1


def test_many_rows_are_turned_page_by_page(chromium: Browser, plan: Plan, tmp_path: Path) -> None:
    row = extract_targets(plan).iloc[[0]]
    many = pd.concat([row.assign(target_id=f"t-{n}", start=n * 3, end=n * 3 + 3) for n in range(3000)])
    write_review(many, tmp_path / "many.html")
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto((tmp_path / "many.html").as_uri())
    expect(page.locator("article")).to_have_count(40)
    becomes(page, FITS)
    page.locator("article").last.focus()
    page.keyboard.press("n")
    expect(page.locator("article").first).to_be_focused()
    expect(page.locator(".review-pages")).to_contain_text("Page 2 of 75")
    page.keyboard.press("p")
    expect(page.locator("article").last).to_be_focused()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("host", ["sheet", "page"])
def test_the_review_is_accessible(opened, host: str, scheme: str) -> None:
    page = opened(host, "en")
    page.emulate_media(color_scheme=scheme)
    page.locator("article").nth(0).locator("button[value=accept]").click()
    page.locator("article").nth(1).locator("button[value=reject]").click()
    page.locator(".review-filter").select_option(label=MISSED["en"])
    page.locator("article").nth(1).locator("button").click()
    page.locator(".review-filter").select_option(label="all")
    page.locator(".review summary").first.click()
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(one["id"], [node["html"][:150] for node in one["nodes"][:2]]) for one in found] == []
