"""Wording of targets under both readings, and what makes them measurable."""

import pandas as pd
import pytest

from plantargets.compare import (
    classify_targets,
    firmness_by_plan,
    firmness_words,
    score_definitions,
    wording_by_plan,
)
from plantargets.compare.firmness import firmness_of
from plantargets.errors import PlanTargetsError
from plantargets.targets.target import Target
from test_compare_align import target

ONE = pd.DataFrame([target("a", 1, "企业", 30, "家", "level", "by:2022")])


def classes(**row):
    frame = pd.DataFrame([target("a", 1, "企业", 30, "家", "level", "by:2022", **row)])
    coded = classify_targets(frame).iloc[0]
    return coded["soft_reading"], coded["firm_reading"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"comparator": "ge"}, ("firm", "firm")),
        ({"comparator": "eq"}, ("plain", "plain")),
        ({"comparator": "eq", "modality": "确保"}, ("firm", "firm")),
        ({"comparator": "approx", "modality": "确保"}, ("soft", "soft")),
        ({"comparator": "range"}, ("soft", "soft")),
        ({"comparator": "eq", "modality": "力争"}, ("soft", "firm")),
        ({"comparator": "ge", "modality": "力争"}, ("soft", "firm")),
        ({"comparator": "gt", "sentence": "企业突破30家"}, ("soft", "firm")),
        ({"comparator": "gt", "sentence": "企业超过30家"}, ("firm", "firm")),
        ({"comparator": "eq", "sentence": "企业约30家"}, ("soft", "soft")),
        ({"comparator": "ge", "sentence": "签约企业不少于30家"}, ("firm", "firm")),
        ({"comparator": "eq", "sentence": "突破推广30家"}, ("plain", "plain")),
    ],
)
def test_words_are_coded_under_both_readings(row, expected):
    assert classes(**row) == expected


@pytest.mark.parametrize(
    ("row", "firmness"),
    [
        ({"comparator": "ge"}, "firm"),
        ({"comparator": "eq"}, "plain"),
        ({"comparator": "range"}, "soft"),
        ({"comparator": "eq", "modality": "力争"}, "disputed"),
    ],
)
def test_one_word_tells_both_readings_and_that_they_differ(row, firmness):
    cells = target("a", 1, "企业", 30, "家", "level", "by:2022", **row)
    assert firmness_of([Target.from_row(cells)]) == {"a-1": firmness}


def test_a_user_may_change_the_coding():
    words = firmness_words()
    words.loc[words["word"] == "eq", ["soft_reading", "firm_reading"]] = "firm"
    frame = pd.DataFrame([target("a", 1, "企业", 30, "家", "level", "by:2022", comparator="eq")])
    assert classify_targets(frame, words).loc[0, "soft_reading"] == "firm"


def test_a_coding_with_another_class_is_refused():
    with pytest.raises(PlanTargetsError, match="soft_reading holds 'hard'; expected firm, plain, soft"):
        classify_targets(ONE, firmness_words().assign(soft_reading="hard"))


def test_a_coding_without_a_reading_is_refused():
    with pytest.raises(PlanTargetsError, match="column firm_reading not found"):
        classify_targets(
            pd.DataFrame([target("a", 1, "企业", 3, "家", "level", "")]),
            firmness_words().drop(columns="firm_reading"),
        )


def test_what_makes_a_target_measurable():
    rows = [
        target(
            "a",
            1,
            "投资",
            10,
            "%",
            "growth",
            "annual:2020-2022",
            sentence="2022年投资比上年增长10%",
            responsible="市工信局*",
            baseline_period="2021",
        ),
        target("a", 2, "覆盖率", 100, "%", "share", "", sentence="实现全覆盖", quote="全覆盖"),
        target(
            "a", 3, "比重", 30, "%", "share", "by:2025", sentence="由2022年的20%提高到30%", baseline_value=20
        ),
    ]
    frame = (
        pd.DataFrame(rows).assign(numeral_type=["arabic", "implicit", "arabic"]).fillna({"responsible": ""})
    )
    coded = classify_targets(frame)[["number", "deadline", "own_deadline", "responsible", "baseline"]]
    assert coded.to_numpy().tolist() == [
        [True, True, True, True, True],
        [False, False, False, False, False],
        [True, True, True, False, True],
    ]


def test_shares_add_up_and_name_their_targets():
    frame = pd.DataFrame(
        [
            target("a", 1, "企业", 30, "家", "level", "by:2022", comparator="ge"),
            target("a", 2, "企业", 30, "家", "level", "by:2022", comparator="eq"),
            target("a", 3, "企业", 30, "家", "level", "by:2022", modality="力争"),
            target("b", 1, "企业", 30, "家", "level", "by:2022", comparator="approx"),
        ]
    )
    scores = firmness_by_plan(frame).set_index(["plan_id", "reading", "score"]).sort_index()
    assert scores.loc[("a", "soft_reading", "firm"), ["targets", "share_pct", "target_ids"]].tolist() == [
        1,
        33.3,
        "a-1",
    ]
    assert scores.loc[("a", "firm_reading", "firm"), "target_ids"] == "a-1;a-3"
    for plan_id in "ab":
        for reading in ("soft_reading", "firm_reading"):
            of_reading = scores.loc[(plan_id, reading)]
            assert of_reading["targets"].sum() == of_reading["of_targets"].iloc[0]


def test_every_score_is_defined_in_both_languages():
    frame = pd.DataFrame([target("a", 1, "企业", 30, "家", "level", "by:2022")])
    definitions = score_definitions()
    assert set(firmness_by_plan(frame)["score"]) == set(definitions["score"])
    assert not (definitions == "").any(axis=None)


def test_wording_counts_every_target_by_comparator_and_by_modality():
    frame = pd.DataFrame(
        [target("a", n, "企业", 30, "家", "level", "", modality=m) for n, m in enumerate(["确保", "", ""])]
    )
    table = wording_by_plan(frame).set_index(["attribute", "value"])["targets"]
    assert table.to_dict() == {("comparator", "ge"): 3, ("modality", "-"): 2, ("modality", "确保"): 1}
