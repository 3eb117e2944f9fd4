"""What a notebook draws and a terminal prints of plans, targets and series."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import plantargets
from plantargets import extract_targets, load_plans, load_series, show, show_targets
from plantargets.display import show_table
from plantargets.errors import PlanTargetsError
from plantargets.markup import html_text, plain_table, text_width
from plantargets.plans import Plan, plan_from_text
from plantargets.targets.codebook import code_label

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp;\u202e'


class Reader(HTMLParser):
    """Collects the tags, and the texts of marks and of the whole."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.marks: list[str] = []
        self.text = ""
        self.inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside.pop()

    def handle_data(self, data: str) -> None:
        if "div" in self.inside:
            self.text += data
        if "mark" in self.inside:
            self.marks[-1] += data


@pytest.fixture(scope="module")
def henan() -> Plan:
    return load_plans("henan-2023")[0]


@pytest.fixture(scope="module")
def targets(henan: Plan) -> pd.DataFrame:
    return extract_targets(henan)


def test_marks_are_the_quotes_and_the_text_is_the_plan(henan: Plan, targets: pd.DataFrame) -> None:
    read = Reader(show_targets(henan, targets)._repr_html_())
    kinds = targets["kind"].nunique()
    assert read.marks[kinds:] == targets["quote"].tolist()
    assert read.text == henan.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_of_a_plan_becomes_markup(language: str) -> None:
    plan = plan_from_text(f"一、{EVIL}\n到2025年,{EVIL}企业达到30家。{EVIL}", EVIL)
    table = extract_targets(plan).assign(indicator=EVIL, modality=EVIL, responsible=EVIL, unit=EVIL)
    for html in (
        plan._repr_html_(),
        show_targets(plan, table, language)._repr_html_(),  # type: ignore[arg-type]
        show(table, language)._repr_html_(),  # type: ignore[arg-type]
    ):
        assert Reader(html).tags <= {
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "p",
            "div",
            "mark",
        }
        assert "\u202e" not in html


@given(st.text())
def test_escaped_text_reads_back_and_has_no_tag(text: str) -> None:
    read = Reader(f"<div>{html_text(text)}</div>")
    assert read.tags == {"div"}
    assert len(read.text) == len(text)


def test_the_part_asked_for_is_shown(henan: Plan, targets: pd.DataFrame) -> None:
    shown = show_targets(henan, targets, start=700, end=1000)
    inside = targets[(targets["start"] >= 700) & (targets["end"] <= 1000)]
    assert Reader(shown._repr_html_()).text == henan.text[700:1000]
    assert repr(shown).startswith(f"{len(inside)} targets in henan-2023, characters 700–1000\n")
    assert all(f"⟦{quote}⟧" in repr(shown) for quote in inside["quote"])


def test_a_table_of_another_text_is_refused_with_what_to_do(targets: pd.DataFrame) -> None:
    with pytest.raises(PlanTargetsError, match=r"make it anew: extract_targets\(plan\)"):
        show_targets(plan_from_text("别的文本", "henan-2023"), targets)
    with pytest.raises(PlanTargetsError, match="lacks start"):
        show_targets(plan_from_text("别的文本"), targets.drop(columns="start"))
    with pytest.raises(PlanTargetsError, match="expected a table of targets, found list"):
        show([])  # type: ignore[arg-type]
    with pytest.raises(PlanTargetsError, match="'quotes' is no column of a target; expected plan_id"):
        show(targets, columns=["quotes"])
    with pytest.raises(PlanTargetsError, match="expected 'en' or 'zh'"):
        show(targets, "fr")  # type: ignore[arg-type]


def test_a_table_is_readable_in_a_terminal(targets: pd.DataFrame) -> None:
    shown = repr(show(targets, rows=3))
    lines = shown.splitlines()
    assert len(lines) == 5
    assert (
        lines[-1]
        == f"{len(targets)} targets; {len(targets) - 3} more; show(targets, rows={len(targets)}) shows all"
    )
    chinese = repr(show(targets, "zh", ["quote", "value", "kind"], rows=3)).splitlines()
    assert chinese[0].split() == ["引文", "数值", "类型"]
    assert "level" not in "".join(chinese)


def test_a_baseline_that_is_not_stated_is_an_empty_cell() -> None:
    shown = repr(show(extract_targets("到2025年,企业达到30家以上。"), columns=["quote", "baseline_value"]))
    assert shown.splitlines()[1].strip() == "30家"


def test_columns_of_a_terminal_table_stand_under_each_other() -> None:
    lines = plain_table(["a", "b"], [["亿元", "x"], ["abcdef", "y"], ["很长" * 30, "z"]]).splitlines()
    assert len({text_width(line[:-1]) for line in lines}) == 1
    assert lines[-1].startswith("很长很长") and "…" in lines[-1]


def test_a_plan_prints_as_one_line_and_shows_its_sections(henan: Plan) -> None:
    assert len(repr(henan).splitlines()) == 1 and len(repr(henan)) < 200
    assert "河南省建设制造强省三年行动计划" in repr(henan)
    html = henan._repr_html_()
    assert all(section.title in html for section in henan.sections if section.level == 1)


def test_a_series_shows_source_and_vintage() -> None:
    series = load_series("河南省", "industrial_value_added", "revised_5th_census")
    assert len(repr(series).splitlines()) == 1 and "revised_5th_census" in repr(series)
    html = series._repr_html_()
    assert "18,376.5" in html and "revised_5th_census" in html
    assert html_text(series.observations[0].source_title) in html


def test_completion_offers_what_a_user_needs_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)  # IPython warns where the caller's is another
    assert set(plantargets.__all__) <= set(dir(plantargets))
    assert not {"Any", "annotations", "TYPE_CHECKING"} & set(dir(plantargets))
    for name in plantargets.__all__:
        assert callable(getattr(plantargets, name))
    shell = InteractiveShell()
    shell.user_ns["plantargets"] = plantargets
    with provisionalcompleter():
        offered = {one.text for one in shell.Completer.completions("plantargets.sho", 15)}
    assert any(text.endswith("show_targets") for text in offered)


def test_a_misspelt_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match="it has explain, extract_targets"):
        plantargets.extract_target  # type: ignore[attr-defined]  # noqa: B018


def test_the_package_stays_light() -> None:
    code = "import sys, plantargets; dir(plantargets); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("wrong", ["data/plans/henan-2023.txt", "规划.DOCX"])
def test_the_name_of_a_file_is_not_taken_for_a_text(wrong: str) -> None:
    with pytest.raises(PlanTargetsError, match=r"extract_targets\(read_plan\("):
        extract_targets(wrong)


@pytest.mark.parametrize("wrong", [Path("plan.txt"), [Path("plan.txt")], [["text"]], 3])
def test_what_is_no_plan_is_refused_with_where_plans_come_from(wrong: object) -> None:
    with pytest.raises(PlanTargetsError, match="load_plans"):
        extract_targets(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "told"), [("en", "No rows."), ("zh", "无记录。")])
def test_a_table_without_rows_says_so(language: Literal["en", "zh"], told: str) -> None:
    """Heads alone looked like a table that was lost."""
    shown = show_table(pd.DataFrame(columns=["plan_id", "quote"]), language)
    assert repr(shown) == told and shown._repr_html_() == f"<p>{told}</p>"


def test_a_confusion_has_the_same_words_in_rows_and_columns() -> None:
    table = pd.DataFrame({"increment": [3], "ge": [0]}, index=pd.Index(["increment"], name="gold"))
    head, row = repr(show_table(table)).splitlines()
    assert row.startswith(code_label("kind", "increment", "en"))
    assert code_label("kind", "increment", "en").lower() in head.lower()
