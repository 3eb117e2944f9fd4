"""The opening of the book and the texts that its search shows."""

import json
from pathlib import Path

import pytest

from plantargets.book.home import finding
from plantargets.book.texts import search_texts
from plantargets.errors import PlanTargetsError

HEAD = "region,series_id,unit,vintage,target,target_year,origin,required_growth_pct\n"
FIRST = "河南省,industrial_value_added,亿元,communique,23000,2025,2022,5.49\n"
NOW = "河南省,industrial_value_added,亿元,revised_5th_census,23000,2025,2022,10.325\n"


def run(folder: Path, *rows: str) -> Path:
    (folder / "tables").mkdir(parents=True)
    (folder / "tables/chances.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    return folder


def test_the_finding_is_told_from_the_table(tmp_path: Path) -> None:
    growth = run(tmp_path / "growth", FIRST, NOW.replace("2022", "2024").replace("10.325", "25.2"), NOW)
    english, chinese = finding(growth, "en"), finding(growth, "zh")
    for said in (english, chinese):
        assert "5.5" in said and "10.3" in said and "25.2" not in said
    assert "2.3 trillion yuan" in english and "Henan" in english
    assert "河南" in chinese and "年均需增长5.5%" in chinese


def test_the_finding_tells_the_latest_revision(tmp_path: Path) -> None:
    older = NOW.replace("revised_5th_census", "revised_4th_census").replace("10.325", "7.77")
    said = finding(run(tmp_path / "growth", FIRST, older, NOW), "en")
    assert "10.3" in said and "7.8" not in said


@pytest.mark.parametrize("rows", [(), (FIRST,), (NOW,)])
def test_a_run_without_both_bases_is_refused(tmp_path: Path, rows: tuple[str, ...]) -> None:
    with pytest.raises(PlanTargetsError, match="expected a base as first published"):
        finding(run(tmp_path / "growth", *rows), "en")


def test_the_texts_of_a_page_stand_by_section_and_hold_no_script(tmp_path: Path) -> None:
    page = (
        "<html><body><nav>menu</nav><article><h1>Plan</h1><p>first <b>bold</b> tail</p>"
        "<script>let x = 1;</script>"
        '<section id="a"><h2>Goals</h2>到2025年<!-- note --><a id="t-1">30家</a></section>'
        '<p id="b">end &lt;/script&gt;</p>'
        "</article></body></html>"
    )
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans/x.html").write_text(page, encoding="utf-8")
    (tmp_path / "search.html").write_text(page, encoding="utf-8")
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static/y.html").write_text(page, encoding="utf-8")
    script = search_texts(tmp_path, "en")
    assert "</script" not in script
    data = json.loads(script.removeprefix("window.plantargetsTexts = ").rstrip(";\n"))
    assert data["pages"] == {
        "plans/x": [["", "Plan first bold tail"], ["a", "Goals 到2025年30家"], ["b", "end </script>"]]
    }
