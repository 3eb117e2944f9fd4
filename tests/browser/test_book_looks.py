"""What a reader sees of the book: focus, tables of chapters, dark grounds; in Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from watched import Watched

CHAPTERS = ("plans", "targets", "comparison", "growth", "attainment", "backtest", "scorecard")
# What has the focus and shows nothing of it: no outline and no shadow on it or on what stands in it.
UNSEEN = """() => {
  const one = document.activeElement;
  const shows = (e) => {
    const style = getComputedStyle(e);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return outline || style.boxShadow !== "none";
  };
  if (one === document.body || [one, ...one.children].some(shows)) return null;
  return `${one.tagName} ${one.className} ${(one.innerText || one.ariaLabel || "").slice(0, 40)}`;
}"""
# The gap between the text of a cell and that of the next one in its row, where it is below 8 px.
CLOSE = """() => {
  const found = [];
  for (const row of document.querySelectorAll(".cell_output tr")) {
    let end = null, before = "";
    for (const cell of row.cells) {
      const range = document.createRange();
      range.selectNodeContents(cell);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      if (end !== null && box.left - end < 8) found.push(`${before} | ${cell.innerText}`);
      end = box.right;
      before = cell.innerText;
    }
  }
  return found.slice(0, 5);
}"""
# Chinese and English text of ten characters or more in columns that hold less than four of them in a line.
STRIPS = """() => [...document.querySelectorAll(".cell_output td")]
  .filter((cell) => cell.innerText.trim().length >= 10)
  .filter((cell) => cell.clientWidth < 4 * parseFloat(getComputedStyle(cell).fontSize))
  .map((cell) => cell.innerText).slice(0, 5)"""
GROUND = "e => getComputedStyle(e).backgroundColor"


@pytest.mark.parametrize("address", ["en/index.html", "zh/chapters/growth.html", "en/plans/henan-2023.html"])
def test_whatever_has_the_focus_shows_it(watched: Watched, address: str) -> None:
    page = watched.open(address)
    page.emulate_media(reduced_motion="reduce")
    page.add_style_tag(content="* { transition: none !important; }")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(UNSEEN))
    assert [one for one in unseen if one] == []


@pytest.mark.parametrize("watched", [1280, 390], indirect=True)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_cells_of_a_chapter_run_together_and_none_is_a_strip(watched: Watched, language: str) -> None:
    """19,593 and 3,407 stood as 19,5933,407; a name of sixteen characters in lines of three."""
    found = {}
    for name in CHAPTERS:
        page = watched.open(f"{language}/chapters/{name}.html")
        expect(page.locator(".cell_output table").first).to_be_visible()
        for what, script in (("close", CLOSE), ("strips", STRIPS)):
            if faults := page.evaluate(script):
                found[name, what] = faults
    assert found == {}


def test_in_the_dark_tables_stand_on_the_ground_of_the_page(watched: Watched) -> None:
    watched.page.emulate_media(color_scheme="dark")
    page = watched.open("en/chapters/growth.html")
    table = page.locator(".cell_output .output.text_html").first
    expect(table).to_have_css("background-color", re.compile(r"rgba\(0, 0, 0, 0\)"))
    red, green, blue = map(int, re.findall(r"\d+", page.locator("body").evaluate(GROUND))[:3])
    assert max(red, green, blue) < 64
