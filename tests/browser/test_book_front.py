"""The first page, the search with its places, light and dark, figures at hand size, print."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from test_book_looks import CHAPTERS
from test_book_pages import FITS
from watched import Watched, becomes

CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
WHERE = "a => decodeURIComponent(a.getAttribute('href'))"


@pytest.mark.parametrize("watched", [1280, 390], indirect=True)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_page_answers_first(watched: Watched, book: Path, language: str) -> None:
    page = watched.open(f"{language}/index.html")
    run = "growth" if language == "en" else "growth-zh"
    with (book / language / f"files/{run}/tables/chances.csv").open(encoding="utf-8") as file:
        asked = {
            row["vintage"]: row["required_growth_pct"]
            for row in csv.DictReader(file)
            if row["origin"] == "2022"
        }
    said = page.locator(".finding").inner_text()
    for vintage in ("communique", "revised_5th_census"):
        assert f"{float(asked[vintage]):.1f}" in said
    order = page.evaluate(
        "['.finding', '.finding-figure', '.home-search', '.plan-cards']"
        ".map(name => document.querySelector(name).offsetTop)"
    )
    assert order == sorted(order)
    cards = page.locator(".plan-cards a")
    expect(cards).to_have_count(5)
    counted = sum(
        int(n) for n in re.findall(r"(\d+)(?: targets|条目标)", page.locator(".plan-cards").inner_text())
    )
    with (book / language / "_static/targets.js").open(encoding="utf-8") as file:
        assert file.read().count('"t-') >= counted > 200


def test_the_search_of_the_first_page_opens_the_table(watched: Watched) -> None:
    page = watched.open("en/index.html")
    page.locator("#home-search").fill("2.3万亿元")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile(r"explorer\.html\?find=2\.3"))
    expect(page.locator(".explorer-table tbody")).to_contain_text(re.compile("全部工[业業]增加值"))


def test_a_search_shows_where_the_words_stand_and_leads_there(watched: Watched) -> None:
    page = watched.open("en/search.html?q=%E7%BB%BF%E8%89%B2%E5%B7%A5%E5%8E%82")  # 绿色工厂
    page.wait_for_selector("#search-results li .excerpt mark")
    page.wait_for_timeout(500)
    links = dict(
        zip(
            page.locator("#search-results ul.search li > a").all_inner_texts(),
            page.evaluate(f"[...document.querySelectorAll('#search-results ul.search li > a')].map({WHERE})"),
            strict=True,
        )
    )
    assert links["Henan 2023"].startswith("plans/henan-2023.html#s-") and links["Henan 2023"].endswith(
        "=綠色工廠"
    )
    marks = page.locator("#search-results .excerpt mark").all_inner_texts()
    assert {"绿色工厂", "綠色工廠"} >= set(marks) != set()
    hits = page.locator(".search-targets strong").inner_text()
    assert int(hits.split()[0]) > 5
    page.locator("#search-results ul.search a", has_text="Henan 2023").click()
    becomes(page, "scrollY > 300")


def test_a_target_id_leads_to_its_place_at_once(watched: Watched) -> None:
    page = watched.open("en/plans/henan-2023.html")
    identity = page.locator("a.target").first.get_attribute("id")
    page = watched.open(f"en/search.html?q={identity}")
    expect(page.locator(".search-targets li a").first).to_have_attribute(
        "href", f"plans/henan-2023.html#{identity}"
    )


def test_no_hit_is_said_and_a_page_without_a_query_is_quiet(watched: Watched) -> None:
    page = watched.open("zh/search.html?q=zzzz")
    expect(page.locator(".search-targets")).to_have_text("没有符合的目标")
    expect(watched.open("zh/search.html").locator(".search-targets")).to_have_count(0)


@pytest.mark.parametrize("name", ["index", "explorer", "plans/henan-2023", "chapters/growth", "search"])
def test_letters_stand_out_in_the_dark(watched: Watched, name: str) -> None:
    page = watched.page
    page.emulate_media(color_scheme="dark")
    watched.open(f"en/{name}.html")
    becomes(page, "document.documentElement.dataset.theme", "dark")
    becomes(page, f"(\n{CONTRAST})()", [])  # colours fade


@pytest.mark.parametrize("watched", [390], indirect=True)
def test_a_figure_is_enlarged_by_a_tap_and_by_a_key(watched: Watched) -> None:
    page = watched.open("en/chapters/growth.html")
    image = page.locator(".bd-article figure img").first
    image.scroll_into_view_if_needed()
    image.click()
    large = page.locator("dialog.figure-large img")
    expect(large).to_be_visible()
    becomes(page, "document.querySelector('dialog.figure-large img').getBoundingClientRect().width > 1000")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.figure-large")).to_have_count(0)
    expect(image).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.figure-large")).to_have_count(1)
    page.get_by_role("button", name="Close the figure").click()
    expect(page.locator("dialog.figure-large")).to_have_count(0)
    expect(image).to_be_focused()


PRINTED = ("explorer", "plans/kaifeng-2020", "tables", *(f"chapters/{name}" for name in CHAPTERS))


@pytest.mark.parametrize("name", PRINTED)
def test_print_cuts_nothing(watched: Watched, name: str) -> None:
    page = watched.page
    page.set_viewport_size({"width": 700, "height": 1000})  # about what A4 leaves between its margins
    watched.open(f"en/{name}.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    becomes(page, FITS)
    if name == "explorer":
        said = page.locator("#explorer-count").inner_text()
        expect(page.locator(".explorer-table tbody tr")).to_have_count(int(said.split()[0]))


def test_code_is_folded_until_it_is_asked_for(watched: Watched) -> None:
    page = watched.open("en/chapters/growth.html")
    expect(page.locator(".cell_input:visible")).to_have_count(0)
    link = page.locator('a[href^="#code-"]').first
    link.click()
    expect(page.locator(".cell_input:visible")).to_have_count(1)
