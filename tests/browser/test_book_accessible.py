"""What axe-core finds on the pages of the book: nothing, in light and in dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from watched import Watched

# One page of each sort.
SORTS = ("index", "explorer", "mark", "search", "plans/henan-2023", "tables", "chapters/growth", "codebook")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_no_page_has_a_violation(watched: Watched, language: str, scheme: str) -> None:
    page = watched.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = []
    for name in SORTS:
        watched.open(f"{language}/{name}.html")
        page.wait_for_timeout(600)  # colours of the theme fade in
        for one in Axe().run(page, options={"preload": False}).response["violations"]:
            found.append((name, one["id"], [node["html"][:120] for node in one["nodes"][:2]]))
    assert found == []
