"""Pages of the systems that government sites are made with: no character lost, none gained."""

import json
from collections import Counter

import pytest

from plantargets.errors import PlanTargetsError
from plantargets.formats.html import OF_DATA, read_html
from site_systems import LINES, PAGES


def characters(lines):
    return Counter("".join("".join(lines).replace("|", "").split()))


@pytest.mark.parametrize("system", PAGES)
def test_every_character_of_the_article_and_no_other_is_read(system):
    found, stated = characters(read_html(PAGES[system]).text.splitlines()), characters(LINES)
    assert (stated - found, found - stated) == (Counter(), Counter())


@pytest.mark.parametrize("system", PAGES)
def test_paragraphs_and_rows_stand_in_lines_of_their_own(system):
    assert read_html(PAGES[system]).text.splitlines() == LINES


def test_a_page_that_a_script_fills_says_where_its_article_was():
    assert read_html(PAGES["JSON"]).notes == (OF_DATA,)
    assert read_html(PAGES["大汉"]).notes == ()


def test_a_page_whose_article_only_a_script_can_make_is_refused():
    """It gave its title and 加载中… as if that were the plan."""
    words = "到2025年，全市规模以上工业企业达到1800家。" * 20
    page = f"<title>工业规划</title><body><p>加载中…</p><script>fill('{words}');</script>"
    with pytest.raises(PlanTargetsError, match="a page that scripts fill"):
        read_html(page)


def test_data_of_scripts_do_not_take_the_place_of_an_article():
    places = json.dumps({"list": ["郑州市", "开封市", "洛阳市"] * 400}, ensure_ascii=False)
    page = f"<title>通知</title><body><p>到2025年，企业达到30家。</p><script>var places = {places};</script>"
    assert read_html(page).text == "通知\n到2025年，企业达到30家。"
    table = "<table><tr><td>企业</td><td>30家</td></tr></table>" * 30
    page = f"<title>通知</title><body>{table}<script>var places = {places};</script>"
    assert "企业 | 30家" in read_html(page).text


@pytest.mark.parametrize("start", ["var a = [", 'var a = {"x":', "window.b = [["])
def test_data_that_are_no_data_cost_no_time(start):
    page = (
        f"<title>通知</title><body><p>到2025年，企业达到30家。</p><script>{start * 60_000}规划企业</script>"
    )
    assert "30家" in read_html(page).text
