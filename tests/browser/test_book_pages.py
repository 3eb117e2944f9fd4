"""Every page of the book loads, asks nobody, stays within the screen, and can be read by a screen reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from watched import Watched, becomes

HAN = re.compile(r"[\u3400-\u9fff]")
PAGES = (
    "index", "explorer", "mark", "search", "method", "data", "limits", "codebook", "vocabulary", "reference",
    "cite", "plans/index", "plans/dengfeng-2020", "plans/henan-2023", "plans/kaifeng-2020",
    "plans/langfang-2019", "plans/henan-clusters-2020", "tables", "defence", "chapters/plans",
    "chapters/targets", "chapters/comparison", "chapters/growth", "chapters/attainment",
    "chapters/backtest", "chapters/scorecard",
)  # fmt: skip
CHAPTERS = tuple(page for page in PAGES if page.startswith("chapters/"))
# Text of elements that belong to the book and not to a plan, to code or to what code printed.
OWN_TEXT = """() => {
  const others = "[lang]:not(html), #plan-text, .plan-sections, pre, code, table, script, style, noscript";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(others)) texts.push(node.data.trim());
  }
  return texts.filter(Boolean);
}"""
FITS = "document.documentElement.scrollWidth <= innerWidth"
IDS = "[...document.querySelectorAll('[id]')].map((e) => e.id)"
# Pictures far below are loaded when they come near.
DRAWN = "async (i) => { i.loading = 'eager'; await i.decode(); return i.naturalWidth; }"


def test_every_page_of_the_book_is_tested(book: Path) -> None:
    for language in ("en", "zh"):
        pages = {
            str(path.relative_to(book / language).with_suffix(""))
            for path in (book / language).rglob("*.html")
            if not {"_static", "files"} & set(path.parts)
        }
        assert pages - {"genindex", "py-modindex"} == set(PAGES)


@pytest.mark.parametrize("watched", [375], indirect=True)
def test_the_index_of_names_stays_within_the_screen(watched: Watched) -> None:
    for name in ("genindex", "py-modindex"):
        page = watched.open(f"en/{name}.html")
        becomes(page, FITS)


@pytest.mark.parametrize("watched", [1280, 375], indirect=True)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_load_and_stay_within_the_screen(watched: Watched, language: str) -> None:
    for name in PAGES:
        page = watched.open(f"{language}/{name}.html")
        becomes(page, FITS)
        expect(page.locator("h1:visible"), name).to_have_count(1)
        assert page.evaluate("document.documentElement.lang").startswith(language), name
        images = page.evaluate("[...document.images].map((i) => [i.getAttribute('src'), i.alt.length])")
        assert all(length > 20 for _, length in images), name


def test_the_first_page_leads_to_both_editions(watched: Watched) -> None:
    page = watched.open("index.html")
    page.get_by_role("link", name="中文版").click()
    expect(page).to_have_url(re.compile("/zh/index.html$"))
    page.get_by_role("link", name="English", exact=True).click()
    expect(page).to_have_url(re.compile("/en/index.html$"))


@pytest.mark.parametrize("name", PAGES)
def test_the_switch_leads_to_the_same_page_in_the_other_language(watched: Watched, name: str) -> None:
    page = watched.open(f"en/{name}.html")
    page.locator(".language-switch").click()
    expect(page).to_have_url(re.compile(f"/zh/{name}.html$"))
    page.locator(".language-switch").click()
    expect(page).to_have_url(re.compile(f"/en/{name}.html$"))


def test_no_english_page_holds_chinese_of_its_own_but_quoted_words(watched: Watched) -> None:
    for name in ("index", "explorer", "search", "limits", "cite", "plans/index", "plans/henan-2023"):
        texts = watched.open(f"en/{name}.html").evaluate(OWN_TEXT)
        assert [text for text in texts if HAN.search(text)] == [], name


def test_no_chinese_page_holds_english_sentences(watched: Watched) -> None:
    for name in PAGES:
        texts = watched.open(f"zh/{name}.html").evaluate(OWN_TEXT)
        english = [text for text in texts if re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)]
        assert english == [], name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_come_with_data_code_and_description(watched: Watched, language: str) -> None:
    for name in CHAPTERS:
        page = watched.open(f"{language}/{name}.html")
        figures = page.locator("figure")
        expect(figures).not_to_have_count(0)
        for figure in figures.all():
            image = figure.locator("img")
            assert language == "en" or HAN.search(image.get_attribute("alt") or "")
            assert image.evaluate(DRAWN) > 0
            for link in figure.locator(".figure-links a").all():
                address = link.get_attribute("href") or ""
                if address.startswith("#"):
                    code = page.locator(f"{address}")
                    expect(code).to_have_count(1)
                else:
                    assert (watched.book / language / "chapters" / address).is_file(), address


def test_links_within_the_book_lead_somewhere(watched: Watched) -> None:
    for language in ("en", "zh"):
        known: dict[str, set[str]] = {}
        wanted: set[str] = set()
        for name in PAGES:
            page = watched.open(f"{language}/{name}.html")
            known[page.url.split("#")[0]] = set(page.evaluate(IDS))
            wanted |= set(page.evaluate("[...document.links].map((a) => a.href)"))
        for address in sorted(wanted):
            target, _, fragment = address.partition("#")
            if not target.startswith("file:"):
                continue
            assert Path(target.removeprefix("file://").split("?")[0]).exists(), address
            if fragment and target in known and not target.endswith("explorer.html"):
                assert fragment in known[target], address


# How many rows of tables have words that touch those of the next cell.
TOUCHING = """() => {
  const edges = (cell) => {
    const words = document.createRange();
    words.selectNodeContents(cell);
    return words.getBoundingClientRect();
  };
  const touches = (cell, at, cells) => {
    const next = cells[at + 1];
    if (!next || !cell.textContent.trim() || !next.textContent.trim()) return false;
    return edges(next).left - edges(cell).right < 4;
  };
  const rows = [...document.querySelectorAll('.cell_output tr')];
  return rows.filter((row) => [...row.cells].some(touches)).length;
}"""


@pytest.mark.parametrize("watched", [375], indirect=True)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_numbers_of_a_table_stand_apart_on_a_phone(watched: Watched, language: str) -> None:
    for name in PAGES:
        if name.startswith("chapters/"):
            page = watched.open(f"{language}/{name}.html")
            becomes(page, f"({TOUCHING})()", 0)
