"""The table keeps its state in the address, finds both scripts, compares; the reader steps and filters."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from test_book_pages import FITS
from test_book_plans import COUNT, SHOWN, SHOWN_ROWS, save, targets
from watched import Watched, becomes


def shown(page: Page) -> list[str]:
    expect(page.locator(SHOWN_ROWS).first).to_be_visible()
    return page.evaluate(SHOWN)


def exported(page: Page) -> list[str]:
    text = save(page, "#explorer-csv").read_text(encoding="utf-8-sig")
    return [row["target_id"] for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_back_and_a_copied_address_show_and_export_the_same_rows(watched: Watched, language: str) -> None:
    page = watched.open(f"{language}/explorer.html")
    page.locator("[data-filter=plan]").select_option("henan-2023")
    page.locator("[data-filter=kind]").select_option("level")
    page.locator("th[data-column=value] button").click()
    page.locator("th[data-column=value] button").click()
    page.locator(".choice input").nth(2).check()
    expect(page).to_have_url(re.compile(r"sort=-value.*rows=|rows=.*sort=-value"))
    rows, address = shown(page), page.url
    assert 0 < len(rows) < 100
    assert exported(page) == rows
    page.locator(f"{SHOWN_ROWS} a.target").nth(3).click()
    page.wait_for_url("**/plans/henan-2023.html#*")
    page.go_back()
    expect(page).to_have_url(address)
    becomes(page, SHOWN, rows)
    assert exported(page) == rows
    page.goto("about:blank")
    page.goto(address)
    becomes(page, SHOWN, rows)
    expect(page.locator("[data-filter=kind]")).to_have_value("level")
    expect(page.locator("th[data-column=value]")).to_have_attribute("aria-sort", "descending")
    expect(page.locator(".choice input").nth(2)).to_be_checked()


def test_an_address_with_what_does_not_exist_shows_all(watched: Watched) -> None:
    page = watched.open("en/explorer.html?kind=nothing&sort=nowhere&page=99&rows=t-0&show=chart&plan=<b>")
    number = len(targets(watched.book)[1])
    expect(page.locator(COUNT)).to_have_text(f"{number} of {number} targets")


def test_the_pages_of_the_table_stand_in_the_address(watched: Watched) -> None:
    page = watched.open("en/explorer.html")
    page.get_by_role("button", name="Next page").click()
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    rows = shown(page)
    page.goto("about:blank")
    page.go_back()
    becomes(page, SHOWN, rows)


@pytest.mark.parametrize(
    ("written", "other"),
    [("2.3万亿元", "2.3萬億元"), ("绿色", "綠色"), ("30%", "３０％"), ("5g", "５Ｇ")],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_scripts_and_widths_find_each_other(
    watched: Watched, language: str, written: str, other: str
) -> None:
    page = watched.open(f"{language}/explorer.html")
    everything = page.locator(COUNT).inner_text()
    page.locator("#explorer-search").fill(written)
    expect(page.locator(COUNT)).not_to_have_text(everything)
    rows = shown(page)
    assert rows
    page.locator("#explorer-search").fill("")
    expect(page.locator(COUNT)).to_have_text(everything)
    page.locator("#explorer-search").fill(other)
    becomes(page, SHOWN, rows)
    if written == "2.3万亿元":
        assert "t-69dda8d0e5" in rows


def test_values_are_sorted_within_their_unit(watched: Watched) -> None:
    columns, rows = targets(watched.book)
    at = {name: place for place, name in enumerate(columns)}
    by_id = {row[at["target_id"]]: row for row in rows}
    page = watched.open("en/explorer.html?plan=henan-2023&sort=value")
    found = [(by_id[one][at["unit"]], float(by_id[one][at["value_min"]])) for one in shown(page)]
    units = list(dict.fromkeys(unit for unit, _ in found))
    assert len(units) > 3
    for unit in units:
        values = [value for other, value in found if other == unit]
        assert values == sorted(values)
        places = [place for place, (other, _) in enumerate(found) if other == unit]
        assert places == list(range(places[0], places[0] + len(places)))
    expect(page.locator("td[data-column=unit]", has_text="number (家)").first).to_be_visible()


def test_chosen_rows_stand_side_by_side(watched: Watched) -> None:
    page = watched.open("en/explorer.html?plan=henan-2023")
    for number in (0, 3):
        page.locator(".choice input").nth(number).check()
    page.locator("[data-filter=plan]").select_option("kaifeng-2020")
    page.locator(".choice input").nth(1).check()
    page.get_by_role("button", name="Compare 3 chosen").click()
    table = page.locator(".explorer-compared")
    expect(table.locator("tr").first.locator("td")).to_have_text(["Henan 2023", "Henan 2023", "Kaifeng 2020"])
    becomes(page, "document.querySelectorAll('.explorer-compared tr.differs').length > 3")
    page.reload()
    expect(page.locator(".explorer-compared td").first).to_have_text("Henan 2023")
    page.get_by_role("button", name="Back to the table").click()
    expect(page.locator(".explorer-table")).to_be_visible()


def test_plans_by_theme_count_what_is_shown_and_lead_to_it(watched: Watched) -> None:
    columns, rows = targets(watched.book)
    at = {name: place for place, name in enumerate(columns)}
    page = watched.open("en/explorer.html?kind=increment")
    page.get_by_role("button", name="Plans by theme").click()
    wanted = ["increment", "henan-2023", "innovation"]
    expected = [
        row for row in rows
        if [row[at[name]] for name in ("kind", "plan_id", "theme")] == wanted
    ]  # fmt: skip
    cell = page.get_by_role("button", name=f"innovation, Henan 2023: {len(expected)}")
    cell.click()
    becomes(page, SHOWN, [row[at["target_id"]] for row in expected])


def test_excel_has_a_codebook_a_filter_and_a_head_that_stays(watched: Watched) -> None:
    page = watched.open("en/explorer.html?kind=share")
    book = load_workbook(io.BytesIO(save(page, "#explorer-xlsx").read_bytes()))
    sheet, codebook = book["targets"], book["codebook"]
    assert sheet.freeze_panes == codebook.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    expect(page.locator(SHOWN_ROWS)).to_have_count(sheet.max_row - 1)
    explained = {row[0] for row in codebook.iter_rows(min_row=2, values_only=True)}
    assert {cell.value for cell in sheet[1]} <= explained


def test_the_other_language_shows_the_same_rows_and_the_same_target(watched: Watched) -> None:
    page = watched.open("en/explorer.html?plan=henan-2023&find=绿色")
    rows = shown(page)
    page.locator(".language-switch").click()
    page.wait_for_url("**/zh/explorer.html?*")
    becomes(page, SHOWN, rows)
    page = watched.open("en/plans/henan-2023.html#t-69dda8d0e5")
    page.locator(".language-switch").click()
    page.wait_for_url("**/zh/plans/henan-2023.html#t-69dda8d0e5")
    expect(page.locator("#t-69dda8d0e5")).to_be_in_viewport()
    page = watched.open("en/plans/dengfeng-2020.html")
    page.evaluate("scrollTo(0, 3000)")
    page.locator(".language-switch").click()
    page.wait_for_url("**/zh/plans/dengfeng-2020.html#*")
    becomes(page, "scrollY > 1000")


def test_kinds_filter_the_marks_and_keys_step_through_them(watched: Watched) -> None:
    page = watched.open("en/plans/henan-2023.html")
    chosen = page.locator(".legend [data-kind=share]")
    number = int(chosen.inner_text().split()[-1])
    chosen.click()
    expect(page.locator("#plan-text a.target:not(.off)")).to_have_count(number)
    expect(page.locator(".reader-place")).to_have_text(f"{number} targets")
    for step in (1, 2, 3):
        page.keyboard.press("n")
        expect(page.locator(".reader-place")).to_have_text(f"Target {step} of {number}")
    page.keyboard.press("p")
    expect(page.locator(".reader-place")).to_have_text(f"Target 2 of {number}")
    becomes(page, "document.activeElement.dataset.kind", "share")
    becomes(page, "location.hash.slice(1) === document.activeElement.id")
    chosen.click()
    expect(page.locator("#plan-text a.target.off")).to_have_count(0)


def test_sections_tell_how_many_targets_they_hold(watched: Watched) -> None:
    columns, rows = targets(watched.book)
    page = watched.open("en/plans/henan-2023.html")
    counts = page.locator(".plan-sections .level-1 .count")
    told = [int(text) for text in counts.all_inner_texts()]
    own = sum(row[columns.index("plan_id")] == "henan-2023" for row in rows)
    assert sum(told) in {own, 2 * own}


def test_a_citation_is_copied(watched: Watched) -> None:
    page = watched.open("en/plans/henan-2023.html#t-69dda8d0e5")
    page.get_by_role("button", name="Copy a citation").click()
    button = page.locator(".target-card .copy")
    expect(button).to_have_text("Copied")
    text = button.get_attribute("data-copied") or ""
    for part in ("“2.3萬億元”", "henan-2023, t-69dda8d0e5", "plans/henan-2023.html#t-69dda8d0e5"):
        assert part in text


def test_the_card_of_the_main_target_leads_to_the_chapter(watched: Watched) -> None:
    page = watched.open("en/plans/henan-2023.html#t-69dda8d0e5")
    card = page.locator(".target-card")
    for text in ("5.5 % a year until 2025", "10.3 % a year", "State: behind the path"):
        expect(card).to_contain_text(text)
    card.get_by_role("link", name="See the chapter on what became of the targets").click()
    page.wait_for_url("**/chapters/scorecard.html")


def test_other_numbers_tell_why_they_are_no_target_by_pointer_and_by_key(watched: Watched) -> None:
    page = watched.open("en/plans/kaifeng-2020.html")
    page.locator(".number[data-reason=time]").first.click()
    expect(page.locator(".target-reason")).to_contain_text("a time or a date")
    page.get_by_role("button", name="Explain the other numbers").click()
    number = page.locator(".number").nth(5)
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".target-reason")).to_be_visible()


@pytest.mark.parametrize("watched", [375], indirect=True)
def test_a_narrow_screen_takes_all_views_of_the_table(watched: Watched, tmp_path: Path) -> None:
    for query in ("", "?show=matrix", "?rows=t-69dda8d0e5&show=compare"):
        page = watched.open(f"en/explorer.html{query}")
        becomes(page, FITS)
    page = watched.open("en/explorer.html")
    page.locator(".choice input").first.check()
    expect(page.locator("#explorer-compare")).to_be_enabled()
