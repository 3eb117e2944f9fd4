"""The chapter on defending a table: what it shows is made by the program and is true."""

import re

import pytest

from plantargets.accuracy import load_gold_plans, load_open_gold
from plantargets.book.defence import answered, audited, corrected, defence_html, sampled
from plantargets.extraction import extract_targets
from plantargets.project import project_root
from plantargets.review.sampling import ROW, draw_sample, estimate_accuracy
from plantargets.targets.evaluate import evaluate


def test_a_sample_of_everything_answered_by_the_annotation_is_the_annotation() -> None:
    plans = load_gold_plans()
    whole = evaluate(load_open_gold(), extract_targets(plans))
    every = answered(draw_sample(plans, 1_000_000, 1), whole)
    assert (every["is_target"] == "no").sum() == len(whole.spurious) > 0
    assert every.loc[every["stratum"] != ROW, "missed"].sum() == len(whole.missed) > 0
    wrong = every["wrong_fields"].str.split(";").explode()
    for field in ("kind", "period", "modality"):
        assert (wrong == field).sum() == sum(field in pair.wrong for pair in whole.pairs)


def test_the_intervals_of_samples_hold_the_truth_as_often_as_they_promise() -> None:
    plans = load_gold_plans()
    whole = evaluate(load_open_gold(), extract_targets(plans))
    assert len(sampled()[0]) == 200
    held = []
    for seed in range(1, 26):
        estimates = estimate_accuracy(answered(draw_sample(plans, 200, seed), whole)).set_index("measure")
        for measure in ("precision", "recall", "f1", "kind", "period", "value", "comparator"):
            low, high = estimates.loc[measure, ["lower_95", "upper_95"]]
            held.append(low <= whole.scores[measure] <= high)
    assert sum(held) / len(held) >= 0.92


def test_corrections_are_applied_while_they_hold() -> None:
    table, now, later = corrected()
    changed = now.table[["kind", "modality"]].ne(table[["kind", "modality"]]).sum().tolist()
    assert (now.applied, now.stale, changed) == (2, (), [1, 1])
    assert (later.applied, len(later.stale)) == (1, 1)
    assert "not applied" in later.stale[0]
    assert later.table.loc[2, "kind"] == "growth"


def test_each_planted_fault_is_told() -> None:
    assert audited()["verdict"].tolist() == ["right", "wrong", "wrong", "wrong", "wrong"]
    told = [problems.partition(":")[0] for problems in audited()["problems"]]
    assert told == ["", "value", "value", "period", "quote"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_holds_each_part(language: str) -> None:
    page = (project_root() / "book" / language / "defence.md").read_text(encoding="utf-8")
    parts = defence_html(language)
    for name, html in parts.items():
        assert page.count(f":file: fragments/{name}.html") == 1
        assert html.count("<t") > 5 or "<blockquote>" in html
    assert page.count(":file:") == len(parts)


def test_the_chinese_chapter_tells_in_chinese() -> None:
    """Messages of the audit and of corrections stood in English in the Chinese edition."""
    english = re.compile(r"[a-z]{3,} [a-z]{2,}")
    parts = defence_html("zh")
    for name in ("defence-audit", "defence-corrections"):
        text = re.sub(r"<[^>]+>", " ", parts[name])
        assert english.findall(text) == [], name
    assert "数值：" in parts["defence-audit"] and "未套用" in parts["defence-corrections"]
    assert "in the text" in defence_html("en")["defence-audit"]
