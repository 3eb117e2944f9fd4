"""The pages in Firefox, over WebDriver BiDi: reading plans, from the table to a plan and back, keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import Firefox, running_firefox

from plantargets import load_plans
from plantargets.book.showing import write_reader, write_view
from plantargets.extraction import extract_targets
from plantargets.plans import read_plan
from plantargets.review.corrections import apply_corrections, read_corrections

WIDTHS = (1280, 375)
COUNT = "document.querySelector('#explorer-count').textContent"
FITS = "document.documentElement.scrollWidth <= innerWidth"
MARKS = """Object.fromEntries(
  [...document.querySelectorAll('#plan-text a.target')].map((a) => [a.id, a.textContent]))"""


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    with running_firefox() as start:
        firefox = start()
        yield firefox
        assert firefox.faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_plans_are_read_as_on_the_command_line(firefox: Firefox, tmp_path: Path, width: int) -> None:
    page = tmp_path / "reader.html"
    write_reader(page, "zh")
    firefox.resize(width, 800)
    firefox.open(page.as_uri())
    firefox.wait_for("document.querySelector('.view-status .ready') !== null", 120)
    for number, plan in enumerate(load_plans(), start=1):
        path = tmp_path / f"{plan.plan_id}.txt"
        path.write_text(plan.text, encoding="utf-8", newline="")
        firefox.choose_files("#view-file", path)
        firefox.wait_for(f"document.querySelector('#plan-view').dataset.done === '{number}'")
        table = extract_targets(read_plan(path))
        assert firefox.evaluate(MARKS) == dict(zip(table["target_id"], table["quote"], strict=True))
        firefox.wait_for(FITS)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nfoo")
    firefox.choose_files("#view-file", tmp_path / "broken.pdf")
    assert "文件已损坏" in firefox.wait_for("document.querySelector('.view-told li')?.textContent")


@pytest.mark.parametrize("width", WIDTHS)
def test_back_from_a_plan_shows_the_rows_of_before(firefox: Firefox, book: Path, width: int) -> None:
    firefox.resize(width, 800)
    firefox.open(f"{book.as_uri()}/en/explorer.html?plan=henan-2023&kind=level&sort=-value")
    count = firefox.evaluate(COUNT)
    assert not count.startswith("249 of")
    firefox.wait_for(FITS)
    firefox.click(".explorer-table a.target")
    firefox.wait_for("location.pathname.endsWith('plans/henan-2023.html')")
    assert firefox.wait_for("document.querySelector('.target-card')?.textContent")
    firefox.wait_for(FITS)
    firefox.back()
    firefox.wait_for("location.pathname.endsWith('explorer.html')")
    firefox.becomes(f"document.readyState === 'complete' && {COUNT}", count)
    firefox.becomes("document.querySelector('[data-filter=kind]').value", "level")


def test_the_search_finds_both_scripts(firefox: Firefox, book: Path) -> None:
    firefox.open(f"{book.as_uri()}/en/explorer.html?find=2.3万亿元")
    simplified = firefox.evaluate(COUNT)
    firefox.open(f"{book.as_uri()}/en/explorer.html?find=2.3萬億元")
    firefox.becomes(COUNT, simplified)
    assert not simplified.startswith("0 ")


def test_keys_step_through_a_plan(firefox: Firefox, book: Path) -> None:
    firefox.open(f"{book.as_uri()}/zh/plans/kaifeng-2020.html")
    firefox.press("n", "n")
    firefox.wait_for("document.querySelector('.reader-place').textContent.startsWith('第2个目标')")
    firefox.press("Escape")
    firefox.wait_for("document.querySelector('.target-card') === null")


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_are_reviewed_and_nothing_is_lost(firefox: Firefox, tmp_path: Path, width: int) -> None:
    path, page = tmp_path / "a.txt", tmp_path / f"{width}.html"
    path.write_text(f"某市2027年规划\n到2027年,新增企业30家。\n安排财政资金{width}万元。\n", encoding="utf-8")
    write_view([path], page)
    plan = read_plan(path)
    firefox.resize(width, 800)
    firefox.open(page.as_uri())
    firefox.click(".number:last-of-type")
    firefox.click(".target-card .copy")  # a number that the program left out becomes a row
    quote = firefox.wait_for("document.querySelector('article[data-verdict=add] mark')?.textContent")
    assert quote in plan.text
    firefox.becomes("document.activeElement.dataset.field", "value_max")
    firefox.press("7")
    firefox.evaluate(
        "[['unit', '万元'], ['kind', 'level']].forEach(([name, value]) => {"
        " const one = document.querySelector(`article[data-verdict=add] [data-field=${name}]`);"
        " one.focus(); one.value = value; one.dispatchEvent(new Event('input')); one.blur(); })"
    )
    firefox.evaluate("document.activeElement.blur()")
    firefox.press("n", "n", "r")
    row = "document.querySelector('article:not([data-verdict=add])')"
    firefox.becomes(f"{row}.dataset.verdict", "reject")
    firefox.open(page.as_uri())
    firefox.click("[data-tab=review]")
    firefox.wait_for(
        "document.querySelector('.review-progress').textContent.includes('1 of 1 row looked at, 1 added')"
    )
    firefox.wait_for(FITS)
    firefox.evaluate(
        "(() => { const make = URL.createObjectURL;"
        " URL.createObjectURL = (blob) => { window.given = blob; return make(blob); };"
        " const who = document.querySelector('.review-who');"
        " who.value = '李'; who.dispatchEvent(new Event('input')); })()"
    )
    firefox.click(".review-save")
    firefox.becomes("document.querySelector('.review-told').textContent", "6 corrections saved.")
    text = firefox.evaluate("window.given.text()")
    (tmp_path / "c.csv").write_text(text, encoding="utf-8")
    done = apply_corrections(extract_targets(plan), read_corrections(tmp_path / "c.csv"), [plan])
    assert done.stale == ()
    assert done.table[["quote", "value_max", "kind"]].to_numpy().tolist() == [[quote, 7, "level"]]
