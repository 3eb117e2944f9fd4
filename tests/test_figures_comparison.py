"""Figures of the comparison: they draw what the tables hold, in both languages, without overlaps."""

import pandas as pd
import pytest

from compare_gold import gold_targets
from drawn import assert_can_be_read_on_its_page
from plantargets.compare import (
    align_targets,
    bodies_by_plan,
    comparable_targets,
    distinctive_words,
    firmness_by_plan,
    functions_by_plan,
    shared_targets,
    themes_by_plan,
    themes_of_targets,
)
from plantargets.figures import comparison, save_figure
from plantargets.figures.style import SIZES
from plantargets.plans import load_plans

PLANS = load_plans("all")
RECORDS = [plan.record for plan in PLANS]


@pytest.fixture(scope="module")
def tables():
    targets = gold_targets()
    same = targets[targets["plan_id"] == "henan-2023"].assign(plan_id="kaifeng-2020")
    both = pd.concat([targets, same.assign(target_id="copy-" + same["target_id"])], ignore_index=True)
    return {
        "shared": shared_targets(
            align_targets(both, RECORDS), comparable_targets(both, RECORDS), both.assign(modality="力争")
        ),
        "commitments": themes_of_targets(comparable_targets(targets, RECORDS), RECORDS),
        "firmness": firmness_by_plan(targets),
        "bodies": functions_by_plan(bodies_by_plan(PLANS, targets)),
        "words": distinctive_words(PLANS),
        "themes": themes_by_plan(PLANS),
    }


KINDS = ("shared", "commitments", "firmness", "bodies", "words", "themes")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", list(SIZES))
def test_no_label_is_cut_and_no_figure_outgrows_its_page(tables, kind, language, size):
    labels = comparison.plan_labels(RECORDS, language)
    figure = getattr(comparison, f"draw_{kind}")(tables[kind], labels, language, size)
    assert figure.get_figwidth() == pytest.approx(SIZES[size].width_inches)
    assert figure.get_figheight() <= SIZES[size].height_inches * 1.08
    assert_can_be_read_on_its_page(figure)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_of_a_figure_do_not_run_into_each_other(tables, kind):
    labels = comparison.plan_labels(RECORDS, "zh")
    figure = getattr(comparison, f"draw_{kind}")(tables[kind], labels, "zh", "column")
    figure.draw_without_rendering()
    boxes = []
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        texts = [*axes.texts, *axes.get_yticklabels(), axes.title, axes._left_title]
        boxes += [(t.get_text(), t.get_window_extent()) for t in texts if t.get_text() and t.get_visible()]
    for at, (one, a) in enumerate(boxes):
        for other, b in boxes[at + 1 :]:
            width = min(a.x1, b.x1) - max(a.x0, b.x0)
            height = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert width <= 2 or height <= 0.25 * min(a.height, b.height), f"{one!r} over {other!r}"


def test_an_empty_comparison_says_so():
    alone = gold_targets("kaifeng-2020")
    matrix = align_targets(alone, [r for r in RECORDS if r.plan_id == "kaifeng-2020"])
    shared = shared_targets(matrix, comparable_targets(alone, RECORDS), alone)
    figure = comparison.draw_shared(shared, {"kaifeng-2020": "开封 2020"}, "zh")
    assert "没有共同的指标" in figure.axes[0].texts[0].get_text()


def test_the_figures_are_saved_with_their_data(tables, tmp_path):
    labels = comparison.plan_labels(RECORDS, "zh")
    figure = comparison.draw_firmness(tables["firmness"], labels, "zh")
    written = save_figure(figure, tmp_path, "firmness", tables["firmness"])
    assert [path.suffix for path in written] == [".png", ".svg", ".pdf", ".csv"]
    assert len(pd.read_csv(written[-1])) == len(tables["firmness"])


def test_labels_tell_the_plans_apart_in_both_languages():
    for language in ("en", "zh"):
        labels = comparison.plan_labels(RECORDS, language)
        assert len(set(labels.values())) == len(RECORDS)
