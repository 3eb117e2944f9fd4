"""The sample is drawn as said, the intervals cover, and answers that are none are refused."""

import numpy as np
import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.plans import load_plans, plan_from_text
from plantargets.review.sampling import (
    BESIDE_ROWS,
    COLUMNS,
    ROW,
    WITHOUT_ROWS,
    allocate,
    draw_sample,
    estimate_accuracy,
    methods_sentence,
)


def answered(sample: pd.DataFrame) -> pd.DataFrame:
    is_row = sample["stratum"] == ROW
    return sample.assign(
        is_target=is_row.map({True: "yes", False: ""}), missed=is_row.map({True: "", False: 0})
    )


def test_the_sample_is_shared_out_and_repeatable() -> None:
    plans = load_plans("all")
    sample = draw_sample(plans, 60, seed=7)
    assert tuple(sample.columns) == COLUMNS
    assert len(sample) == 60
    assert set(sample["stratum"]) == {ROW, BESIDE_ROWS, WITHOUT_ROWS}
    assert sample.equals(draw_sample(plans, 60, seed=7))
    assert not sample.equals(draw_sample(plans, 60, seed=8))
    texts = {plan.plan_id: plan.text for plan in plans}
    for row in sample[sample["stratum"] != ROW].to_dict("records"):
        assert row["passage"] in texts[row["plan_id"]][row["start"] : row["end"]]
    assert not sample.duplicated(["stratum", "plan_id", "start", "end"]).any()


def test_a_small_corpus_is_read_whole_and_an_empty_one_refused() -> None:
    plan = plan_from_text("到2025年，新增企业30家。", "a")
    assert len(draw_sample([plan], 200)) == 2
    with pytest.raises(PlanTargetsError, match="nothing to draw"):
        draw_sample([plan_from_text("没有目标。")], 10)


def test_all_right_gives_one_and_an_honest_interval() -> None:
    sample = answered(draw_sample(load_plans("all"), 100, seed=1))
    found = estimate_accuracy(sample).set_index("measure")
    assert found.loc["precision", "value"] == found.loc["recall", "value"] == 1
    assert 0.85 < found.loc["precision", "lower_95"] < 1
    assert 0.85 < found.loc["recall", "lower_95"] < 1
    sentence = methods_sentence(sample, found.reset_index())
    assert "precision 1.00 (95 % interval" in sentence
    assert "准确率1.00" in methods_sentence(sample, found.reset_index(), "zh")


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("is_target", "maybe", "is_target is 'maybe', expected yes or no"),
        ("wrong_fields", "colour", "wrong_fields holds colour"),
        ("missed", "-1", "missed is '-1'"),
        ("stratum", "other", "stratum is 'other'"),
    ],
)
def test_an_answer_that_is_none_is_named_with_its_item(column: str, value: str, message: str) -> None:
    sample = answered(draw_sample(load_plans("kaifeng-2020"), 12, seed=1)).astype(object)
    of = sample["stratum"] == ROW if column != "missed" else sample["stratum"] != ROW
    at = sample.index[of][0]
    sample.loc[at, column] = value
    with pytest.raises(PlanTargetsError, match=f"item {sample.loc[at, 'item']}: {message}"):
        estimate_accuracy(sample)


@pytest.mark.parametrize(
    ("precision", "rates"), [(0.95, (0.1, 0.02)), (0.8, (0.3, 0.1)), (0.99, (0.02, 0.004))]
)
def test_intervals_cover_the_truth(precision: float, rates: tuple[float, float]) -> None:
    """Simulated corpora with known accuracy, misses in clusters: 95 % intervals hold it at least 92 times."""
    generator = np.random.default_rng(20_26)
    sizes = {ROW: 1500, BESIDE_ROWS: 700, WITHOUT_ROWS: 1200}
    held = {"precision": 0, "recall": 0, "f1": 0}
    runs = 120
    for _ in range(runs):
        right = generator.random(sizes[ROW]) < precision
        missed = {
            name: (generator.random(sizes[name]) < rate / 1.5) * generator.integers(1, 3, sizes[name])
            for name, rate in zip((BESIDE_ROWS, WITHOUT_ROWS), rates, strict=True)
        }
        true, lost = right.sum(), sum(counts.sum() for counts in missed.values())
        truth = {
            "precision": right.mean(), "recall": true / (true + lost),
            "f1": 2 * true / (sizes[ROW] + true + lost),
        }  # fmt: skip
        items = []
        for name, number in allocate(sizes, 250).items():
            for at in generator.choice(sizes[name], number, replace=False):
                answer = (
                    {"is_target": "yes" if right[at] else "no"}
                    if name == ROW
                    else {"missed": missed[name][at]}
                )
                items.append({"item": at, "stratum": name, "stratum_size": sizes[name], **answer})
        found = estimate_accuracy(pd.DataFrame(items)).set_index("measure")
        for measure in held:
            held[measure] += (
                found.loc[measure, "lower_95"] <= truth[measure] <= found.loc[measure, "upper_95"]
            )
    assert {measure: count / runs for measure, count in held.items() if count / runs < 0.92} == {}
