"""The review page in Chromium: rows judged, a missed one added by marking words, answers saved, applied."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from plantargets import extract_targets
from plantargets.plans import Plan, plan_from_text
from plantargets.review.corrections import apply_corrections, collect_corrections
from plantargets.review.sheets import read_review, write_review

TEXT = "某市2027年规划\n一、企业\n到2027年,新增企业30家,\n每县建3类站点。\n二、资金\n安排财政资金2亿元。"
MARK = """([words, card]) => {
  const passage = document.querySelectorAll("article")[card].querySelector(".passage");
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
}"""


@pytest.fixture
def plan() -> Plan:
    return plan_from_text(TEXT, "a")


@pytest.fixture(params=["en", "zh"])
def page(request, chromium: Browser, plan: Plan, tmp_path: Path):
    write_review(extract_targets(plan), tmp_path / "review.html", request.param, [plan])
    page, faults = chromium.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / "review.html").as_uri())
    page.language = request.param
    yield page
    page.close()
    assert faults == []


def test_a_review_is_done_saved_and_applied(page: Page, plan: Plan, tmp_path: Path) -> None:
    targets = extract_targets(plan)
    assert page.locator("article").count() == len(targets) == 2
    assert page.locator(".look").count() == 1
    cards = page.locator("article")
    cards.nth(0).locator("select[id$=-kind]").select_option("level")
    assert cards.nth(0).get_attribute("data-verdict") == "correct"
    cards.nth(1).locator("button[value=reject]").click()
    words = {"en": "passages without a row", "zh": "无目标行的段落"}[page.language]
    page.locator("#filter").select_option(label=words)
    assert page.locator("article").count() == 2  # the title, and what has no row
    page.evaluate(MARK, ["2亿元", 1])
    page.locator("article").nth(1).locator("button").click()
    new = page.locator("article[data-verdict=add]")
    assert new.locator("mark").inner_text() == "2亿元"
    for field, value in (("value_min", "2"), ("value_max", "2"), ("unit", "亿元")):
        new.locator(f"input[id$=-{field}]").fill(value)
        new.locator(f"input[id$=-{field}]").blur()
    new.locator("select[id$=-kind]").select_option("level")
    page.reload()
    with page.expect_download() as saved:
        page.locator("#save").click()
    saved.value.save_as(tmp_path / "answers.csv")
    corrections = collect_corrections(targets, read_review(tmp_path / "answers.csv"), "Li")
    done = apply_corrections(targets, corrections, [plan])
    assert done.stale == ()
    assert done.table[["quote", "kind"]].values.tolist() == [["30家", "level"], ["2亿元", "level"]]
    for row in done.table.to_dict("records"):
        assert plan.text[row["start"] : row["end"]] == row["quote"]


def test_without_marked_words_nothing_is_added(page: Page) -> None:
    told = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.accept()))
    page.locator("article").nth(0).locator("button").last.click()
    assert len(told) == 1
    assert page.locator("article[data-verdict=add]").count() == 0
