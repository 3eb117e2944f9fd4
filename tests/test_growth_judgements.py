"""Every target is judged or has one reason; what only bounds an indicator decides in one direction."""

import pandas as pd
import pytest

from plantargets.growth import (
    judgements,
    load_limits,
    load_series,
    own_series,
    reason_counts,
    reason_labels,
    scorecard,
    stock_series,
)
from plantargets.growth.scorecard import UNTOLD
from plantargets.growth.series import available_series, derived_rules
from plantargets.indicators import load_vocabulary
from plantargets.targets import COLUMNS

HENAN = pd.DataFrame({"plan_id": ["p"], "jurisdiction": ["河南省"], "issued": ["2023-08-02"]})


def target(indicator_id, value, unit="家", comparator="ge", kind="level", period="by:2025", **more):
    row = {
        **dict.fromkeys(COLUMNS, ""), "start": 0, "end": 1, "plan_id": "p", "target_id": "t",
        "indicator": "指标", "indicator_id": indicator_id, "value_min": value, "value_max": value,
        "unit": unit, "comparator": comparator, "kind": kind, "period": period, "distribution": "total",
    }  # fmt: skip
    return row | more


def board_of(*rows, plans=HENAN):
    return scorecard(pd.DataFrame(rows), plans, own_series(), stock_series(), limits=load_limits())


def judged(*rows, plans=HENAN):
    return judgements(pd.DataFrame(rows), plans, board_of(*rows, plans=plans))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (target("hitech_firms", 20000, comparator="gt"), ""),
        (target("promotion_events", 2, "场", kind="activity"), "action"),
        (target("", 10), "not_named"),
        (target("sme_cloud_coverage", 90, "%", kind="share"), "no_series"),
        (target("industrial_investment", 10000, "亿元"), "other_measure"),
        (target("ppi_growth", 2, "%", kind="growth", period="annual:2024-2025"), "unpublished"),
        (target("hitech_firms", 20000, period=""), "no_year"),
        (target("green_factories_new", 20, kind="increment", period="by:2020"), "too_late"),
        (target("hitech_firms", 200, "个"), "no_unit"),
        (target("hitech_firms", 200, distribution="each"), "members"),
        (target("hitech_manufacturing_share_of_above_scale", 15, "%", "gt", "share"), "unpublished"),
        (target("sei_share_of_above_scale", 30, "%", "gt", "share"), "bound"),
        (target("national_little_giants_new", 100, kind="increment", period="annual:2023-2025"), "stock"),
        (target("above_scale_industrial_firms", 28000, comparator="gt"), "disputed"),
    ],
)
def test_a_target_that_is_not_judged_has_the_first_reason_that_holds(row, reason):
    found = judged(row)
    assert found["reason"].tolist() == [reason]
    assert not reason or reason in reason_labels()


def test_a_county_is_not_judged_by_the_figures_of_its_province():
    dengfeng = HENAN.assign(jurisdiction="河南省郑州市登封市")
    found = judged(target("hitech_firms", 65), plans=dengfeng).iloc[0]
    assert (found["reason"], found["region"], found["detail"]) == (
        "elsewhere", "河南省郑州市登封市", "hitech_firms",
    )  # fmt: skip


def test_every_target_is_counted_once():
    rows = [
        target("hitech_firms", 65, target_id="a"),
        target("", 3, target_id="b"),
        target("", 4, target_id="c"),
    ]
    counts = reason_counts(judged(*rows))
    assert dict(zip(counts["reason"], counts["all"], strict=True)) == {"judged": 1, "not_named": 2}


@pytest.mark.parametrize(
    ("value", "comparator", "status"),
    [
        (17000, "ge", UNTOLD),  # all industry was 17,609.8: manufacturing may be less
        (20000, "ge", "missed"),  # manufacturing was at most 17,609.8
        (17700, "le", "reached"),
        (17000, "le", UNTOLD),
    ],
)
def test_all_industry_is_the_most_that_manufacturing_can_be(value, comparator, status):
    row = target("manufacturing_value_added", value, "亿元", comparator, period="by:2023")
    found = board_of(row).iloc[0]
    assert (found["status"], found["series_id"], found["counted"]) == (
        status, "industrial_value_added", "at most",
    )  # fmt: skip
    assert found["latest"] == pytest.approx(17609.8)
    assert pd.isna(found["base"])
    assert pd.isna(found["required_per_year"])


def test_a_part_that_suffices_shows_that_the_whole_was_reached():
    enough = target("green_factories_parks_new", 300, kind="increment", period="by:2024")
    assert board_of(enough)["status"].tolist() == ["reached"]  # 301 factories, and parks besides
    short = target("green_factories_parks_new", 500, kind="increment", period="by:2024")
    assert board_of(short)["status"].tolist() == [UNTOLD]


def test_a_value_per_head_is_judged_in_the_unit_of_the_target():
    """12万元 per head is read as 0.0012亿元; the derived series is in 万元 per head."""
    row = board_of(target("gdp_per_capita", "0.0006", "亿元", period="by:2024")).iloc[0]
    gdp = load_series("河南省", "gdp", "revised_5th_census").values  # noqa: PD011
    people = load_series("河南省", "resident_population_year_end").values  # noqa: PD011
    assert row["latest"] == pytest.approx(gdp[2024] / ((people[2023] + people[2024]) / 2) / 1e4, rel=1e-6)
    assert row["status"] == "reached"


def test_growth_is_derived_only_from_two_undisputed_values_on_one_base():
    growth = load_series("河南省", "hitech_firms_growth").values  # noqa: PD011
    assert growth[2025] == pytest.approx(100 * 12800 / 13000 - 100)
    firms = load_series("河南省", "above_scale_industrial_firms")
    disputed = {one.year for one in firms.conflicts}
    assert disputed
    derived = load_series("河南省", "rd_expenditure_growth")
    assert derived.derived
    with pytest.raises(Exception, match="no observed series"):
        load_series("河南省", "above_scale_industrial_firms_growth")  # 2024 is disputed, the rest has gaps


def test_declared_series_and_limits_exist():
    known = {item.id for item in load_vocabulary()}
    observed = set(available_series()["series_id"]) | set(derived_rules())
    assert set(own_series().values()) <= observed
    for indicator_id, limit in load_limits().items():
        assert indicator_id in known
        assert limit.series_id in observed
        assert limit.bound in {"upper", "lower"}
        assert limit.label_zh
