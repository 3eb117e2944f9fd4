"""Pages of the systems that government sites are made with: no character lost, none gained."""

from collections import Counter

import pytest

from plantargets.formats.html import read_html
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
