"""Required paths: textbook cases, shapes, and what is refused."""

import math
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.growth import (
    remaining_effort,
    required_growth_pct,
    required_path,
    required_paths,
    target_reached,
)

SHAPES = ("constant_growth", "equal_increments", "front_loaded", "back_loaded")
AMOUNTS = st.floats(0.01, 1e7)
YEARS = st.integers(1, 30)


@pytest.mark.parametrize(
    ("base", "base_year", "expected"),
    [(19592.76, 2022, 5.489866), (17128.2, 2022, 10.324518), (18376.5, 2024, 25.159851)],
)
def test_henan_needs_what_its_three_bases_say(base, base_year, expected):
    assert required_growth_pct(base, 23000, base_year, 2025) == pytest.approx(expected, abs=1e-6)


def test_doubling_in_ten_years_takes_7_18_per_cent():
    assert required_growth_pct(1, 2, 2010, 2020) == pytest.approx(7.177346, abs=1e-6)


@given(AMOUNTS, AMOUNTS, YEARS)
def test_growing_at_the_required_rate_arrives_at_the_target(base, target, years):
    growth = required_growth_pct(base, target, 2000, 2000 + years)
    assert base * (1 + growth / 100) ** years == pytest.approx(target, rel=1e-6)


@given(AMOUNTS, AMOUNTS, YEARS, st.sampled_from(SHAPES))
def test_every_path_starts_at_the_base_ends_at_the_target_and_never_turns(base, target, years, shape):
    path = required_path(base, target, 2000, 2000 + years, shape)
    assert path.index.tolist() == list(range(2000, 2001 + years))
    assert (path.iloc[0], path.iloc[-1]) == (base, target)
    steps = path.diff().dropna() * (1 if target >= base else -1)
    assert (steps >= -1e-9 * max(base, target)).all()


@given(AMOUNTS, AMOUNTS, YEARS, st.sampled_from(SHAPES), st.sampled_from([1e-4, 10.0, 1e4]))
def test_a_path_does_not_depend_on_the_unit(base, target, years, shape, scale):
    path = required_path(base, target, 2000, 2000 + years, shape)
    scaled = required_path(base * scale, target * scale, 2000, 2000 + years, shape)
    assert (scaled / scale).tolist() == pytest.approx(path.tolist(), rel=1e-9)


def test_milestones_of_each_shape_by_hand():
    paths = required_paths(100, 160, 2020, 2023)
    assert paths["equal_increments"].tolist() == pytest.approx([100, 120, 140, 160])
    assert paths["front_loaded"].tolist() == pytest.approx([100, 130, 150, 160])  # increments 3 : 2 : 1
    assert paths["back_loaded"].tolist() == pytest.approx([100, 110, 130, 160])
    assert paths["constant_growth"].pct_change().dropna().tolist() == pytest.approx([1.6 ** (1 / 3) - 1] * 3)


def test_a_logistic_path_keeps_the_log_odds_on_a_line_and_stays_below_its_ceiling():
    path = required_path(40, 90, 2020, 2025, "logistic", ceiling=100)
    odds = [math.log(value / (100 - value)) for value in path]
    assert [b - a for a, b in pairwise(odds)] == pytest.approx([(odds[-1] - odds[0]) / 5] * 5)
    assert path.max() < 100


def test_a_reduction_is_a_negative_growth():
    assert required_growth_pct(100, 81, 2020, 2022) == pytest.approx(-10)


def test_what_remains_after_each_observed_year():
    observed = pd.Series([17128.2, 18376.5], index=[2022, 2024])
    left = remaining_effort(observed, 23000, 2025)
    assert left["years_left"].tolist() == [3, 1]
    assert left["remaining"].tolist() == pytest.approx([5871.8, 4623.5])
    assert left["required_growth_pct"].round(1).tolist() == [10.3, 25.2]
    assert not left["reached"].any()


def test_nothing_is_left_to_grow_in_the_target_year():
    left = remaining_effort(pd.Series([24000.0], index=[2025]), 23000, 2025)
    assert left["reached"].item()
    assert left["required_growth_pct"].isna().item()


@pytest.mark.parametrize(
    ("comparator", "value", "met"),
    [
        ("ge", 30, True),
        ("gt", 30, False),
        ("le", 30, True),
        ("lt", 30, False),
        ("eq", 31, True),
        ("eq", 29, False),
    ],
)
def test_a_target_is_met_as_its_comparator_says(comparator, value, met):
    assert target_reached(value, 30, comparator) is met


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: required_growth_pct(100, 120, 2025, 2025),
            "target_year: expected a year after the base year 2025",
        ),
        (lambda: required_growth_pct(100, 120, 2025, 2020), "found 2020"),
        (
            lambda: required_growth_pct(0, 120, 2020, 2025),
            "base value of 2020: expected a number above zero, found 0",
        ),
        (lambda: required_growth_pct(100, -1, 2020, 2025), "target value of 2025"),
        (lambda: required_path(1, 2, 2020, 2025, "s_curve"), "expected one of constant_growth"),
        (lambda: required_path(1, 2, 2020, 2025, "logistic"), "needs a ceiling"),
        (
            lambda: required_path(40, 100, 2020, 2025, "logistic", 100),
            "strictly between 0 and the ceiling 100",
        ),
        (
            lambda: required_path(float("nan"), 2, 2020, 2025, "equal_increments"),
            "expected a number, found nan",
        ),
    ],
)
def test_impossible_requests_are_refused_with_the_reason(call, message):
    with pytest.raises(PlanTargetsError, match=message):
        call()


def test_a_base_of_zero_still_has_a_path_of_equal_increments():
    assert list(required_paths(0, 30, 2020, 2023)) == ["equal_increments", "front_loaded", "back_loaded"]
    assert required_path(0, 30, 2020, 2023, "equal_increments").tolist() == [0, 10, 20, 30]
