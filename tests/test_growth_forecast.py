"""The forecast: known truths on simulated series, coverage, invariance, and what is refused."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.growth import (
    PEERS,
    forecast,
    forecast_distribution,
    load_series,
    methods,
    peer_forecast,
)
from plantargets.growth.forecast import trend_strength

COLUMNS = ["mean", "lower_80", "upper_80", "lower_95", "upper_95"]
HISTORIES = st.lists(st.floats(1, 1e4), min_size=4, max_size=30).map(lambda values: np.round(values, 3))


def series(values, last=2020):
    return pd.Series(np.asarray(values, dtype=float), index=range(last + 1 - len(values), last + 1))


def covered(histories, futures, level):
    hits = []
    for history, future in zip(histories, futures, strict=True):
        found = forecast(series(history), len(future), levels=(level,))
        low, high = found[f"lower_{level}"].to_numpy(), found[f"upper_{level}"].to_numpy()
        hits.append((low <= future) & (future <= high))
    return 100 * np.mean(hits)


def test_the_frame_is_as_promised():
    found = forecast(series([100, 104, 109, 113, 118, 124]), 3)
    assert list(found.columns) == COLUMNS
    assert found.index.tolist() == [2021, 2022, 2023]
    assert found.index.name == "year"
    assert list(forecast(series([1, 2, 3, 4]), 1, levels=(50, 99.5)).columns) == [
        "mean", "lower_50", "upper_50", "lower_99.5", "upper_99.5",
    ]  # fmt: skip


def test_a_straight_line_is_carried_on():
    found = forecast(series(100 + 5 * np.arange(20)), 5)["mean"]
    assert found.to_numpy() == pytest.approx(195 + 5 * np.arange(1, 6), rel=0.005)


def test_steady_growth_is_carried_on():
    found = forecast(series(100 * 1.07 ** np.arange(20)), 3)["mean"]
    assert found.to_numpy() == pytest.approx(100 * 1.07 ** np.arange(20, 23), rel=0.005)


def test_noise_about_a_level_is_averaged_and_not_followed():
    generator = np.random.default_rng(7)
    errors, naive = [], []
    for _ in range(200):
        values = 100 + 10 * generator.standard_normal(25)
        errors.append(abs(forecast(series(values), 1)["mean"].iloc[0] - 100))
        naive.append(abs(values[-1] - 100))
    assert np.mean(errors) < 0.6 * np.mean(naive)


def test_drift_is_recovered_on_average():
    generator = np.random.default_rng(11)
    ends = []
    for _ in range(300):
        walk = 1000 + np.cumsum(10 + 10 * generator.standard_normal(30))
        ends.append(forecast(series(walk), 5)["mean"].iloc[-1] - walk[-1])
    assert np.mean(ends) / 5 == pytest.approx(10, abs=2)


@pytest.mark.parametrize("years", [8, 15, 30])
def test_intervals_cover_what_they_say_on_random_walks_with_drift(years):
    generator = np.random.default_rng(years)
    walks = [500 + np.cumsum(5 + 20 * generator.standard_normal(years + 4)) for _ in range(400)]
    histories, futures = [walk[:-4] for walk in walks], [walk[-4:] for walk in walks]
    assert 91 <= covered(histories, futures, 95) <= 99.5
    assert 74 <= covered(histories, futures, 80) <= 93


def test_intervals_cover_what_they_say_on_growth_with_shocks():
    generator = np.random.default_rng(3)
    paths = [100 * np.exp(np.cumsum(0.06 + 0.05 * generator.standard_t(4, 20))) for _ in range(400)]
    histories, futures = [path[:-5] for path in paths], [path[-5:] for path in paths]
    assert 91 <= covered(histories, futures, 95) <= 99.5


def test_the_peer_intervals_are_narrower_than_the_errors_on_short_walks():
    generator = np.random.default_rng(5)
    hits = []
    for _ in range(150):
        walk = 500 + np.cumsum(5 + 20 * generator.standard_normal(14))
        found = peer_forecast(series(walk[:-4]), 4, "ets")
        hits.append((found["lower_95"].to_numpy() <= walk[-4:]) & (walk[-4:] <= found["upper_95"].to_numpy()))
    assert np.mean(hits) < 0.9


@settings(max_examples=60, deadline=None)
@given(HISTORIES, st.integers(1, 8))
def test_intervals_are_nested_contain_the_mean_and_widen(values, horizon):
    found = forecast(series(values), horizon)
    assert np.isfinite(found.to_numpy()).all()
    ordered = found[["lower_95", "lower_80", "mean", "upper_80", "upper_95"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= -1e-9 * np.abs(ordered).max()).all()
    reach = (found["upper_95"] - found["mean"]).to_numpy()
    assert (np.diff(reach) >= -1e-9 * reach.max()).all()
    assert (found["lower_95"] >= 0).all()


@settings(max_examples=60, deadline=None)
@given(HISTORIES, st.sampled_from([1e-4, 1e-2, 1e4, 1e8]))
def test_the_unit_does_not_matter(values, scale):
    there = forecast(series(values * scale), 4) / scale
    here = forecast(series(values), 4)
    assert there.to_numpy() == pytest.approx(here.to_numpy(), rel=1e-6, abs=1e-6 * here.to_numpy().max())


@settings(max_examples=60, deadline=None)
@given(HISTORIES, st.integers(1, 6))
def test_a_longer_horizon_does_not_change_the_years_before(values, horizon):
    short, long = forecast(series(values), horizon), forecast(series(values), horizon + 3)
    assert long.iloc[:horizon].to_numpy() == pytest.approx(short.to_numpy(), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(HISTORIES, st.lists(st.floats(-1e4, 1e5), min_size=2, max_size=8))
def test_a_higher_target_is_never_more_likely(values, targets):
    distribution = forecast_distribution(series(values), 3)
    last = distribution.mean.index[-1]
    chances = [distribution.chance_at_least(last, target) for target in sorted(targets)]
    assert all(0 <= chance <= 1 for chance in chances)
    assert all(a >= b - 1e-12 for a, b in pairwise(chances))


@pytest.mark.parametrize("probability", [0.001, 0.003, 0.025, 0.3, 0.5, 0.77, 0.975, 0.998, 0.9999])
def test_chance_and_quantile_are_each_others_inverse(probability):
    distribution = forecast_distribution(load_series("河南省", "gdp", "revised_5th_census").values, 3)
    value = distribution.quantile(probability).loc[2027]
    assert distribution.chance_at_least(2027, value) == pytest.approx(1 - probability, rel=1e-6)


def test_a_target_that_growth_will_pass_becomes_likelier_with_time():
    distribution = forecast_distribution(series(100 * 1.08 ** np.arange(15)), 8)
    chances = [distribution.chance_at_least(year, 400) for year in distribution.mean.index]
    assert chances == sorted(chances)
    assert chances[0] < 0.05 < 0.9 < chances[-1]


def test_a_flat_history_gives_a_flat_forecast_with_some_width():
    found = forecast(series([50.0] * 10), 3)
    assert found["mean"].to_numpy() == pytest.approx(50)
    assert (found["upper_95"] > found["lower_95"]).all()


def test_negative_and_mixed_histories_are_forecast():
    negative = forecast(series(-100 - 5.0 * np.arange(12)), 2)
    assert negative["mean"].to_numpy() == pytest.approx([-160, -165], rel=0.03)
    mixed = forecast(series([-3.0, 1, 0, 2, -1, 4, 3, 5]), 2)
    assert np.isfinite(mixed.to_numpy()).all()
    assert mixed["lower_95"].iloc[0] < mixed["mean"].iloc[0] < mixed["upper_95"].iloc[0]


def test_zeros_among_values_are_forecast_and_never_below_zero():
    found = forecast(series([0.0, 0, 3, 5, 0, 8, 9, 4]), 4)
    assert np.isfinite(found.to_numpy()).all()
    assert (found["lower_95"] >= 0).all()


@pytest.mark.parametrize(
    "index",
    [
        pd.period_range("2010", periods=6, freq="Y"),
        pd.date_range("2010-12-31", periods=6, freq="YE"),
        [str(year) for year in range(2010, 2016)],
        np.arange(2010.0, 2016.0),
    ],
)
def test_years_may_be_given_as_periods_dates_texts_or_floats(index):
    values = [1.0, 2, 3, 4, 5, 6]
    plain = forecast(pd.Series(values, index=range(2010, 2016)), 2)
    pd.testing.assert_frame_equal(forecast(pd.Series(values, index=index), 2), plain)


def test_the_order_of_the_years_does_not_matter():
    history = series([1.0, 2, 4, 3, 5, 6])
    pd.testing.assert_frame_equal(forecast(history.iloc[::-1], 2), forecast(history, 2))


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ([1, 2, 3, 4], "expected a pandas Series indexed by year, found list"),
        (series([1, 2, 3]), "expected at least 4 annual values, found 3"),
        (series([1, 2, np.nan, 4, 5]), "no number for 2018"),
        (pd.Series([1.0, 2, 3, 4, 5], index=[2010, 2011, 2012, 2014, 2015]), "gap, no value for 2013"),
        (pd.Series([1.0, 2, 3, 4], index=[2010, 2011, 2011, 2012]), "two values for 2011"),
        (pd.Series([1.0, 2, 3, 4], index=list("abcd")), "expected an index of years"),
        (series([0, 0, 0, 0, 0]), "all values are zero"),
        (pd.Series(["a", "b", "c", "d"], index=range(2010, 2014)), "no number for 2010"),
    ],
)
def test_a_history_that_cannot_be_used_is_refused_with_the_reason(history, message):
    with pytest.raises(PlanTargetsError, match=message):
        forecast(history, 2)


@pytest.mark.parametrize("horizon", [0, -1, 31, 2.5, True, "3"])
def test_an_impossible_horizon_is_refused(horizon):
    with pytest.raises(PlanTargetsError, match="horizon: expected a whole number of years from 1 to 30"):
        forecast(series([1, 2, 3, 4]), horizon)


@pytest.mark.parametrize("level", [0, 100, 120, -5])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(PlanTargetsError, match="levels: expected per cent between 0 and 100"):
        forecast(series([1, 2, 3, 4]), 1, levels=(level,))


def test_a_year_or_probability_outside_the_forecast_is_refused():
    distribution = forecast_distribution(series([1, 2, 3, 4]), 2)
    with pytest.raises(PlanTargetsError, match=r"expected a forecast year \(2021-2022\), found 2025"):
        distribution.chance_at_least(2025, 3)
    with pytest.raises(PlanTargetsError, match="between 0 and 1, found 1"):
        distribution.quantile(1)


@pytest.mark.parametrize("method", PEERS)
def test_the_peers_give_the_same_columns(method):
    found = peer_forecast(series(100 + 5.0 * np.arange(12) + np.tile([1, -1, 2], 4)), 3, method)
    assert list(found.columns) == COLUMNS
    assert found.index.tolist() == [2021, 2022, 2023]
    assert found["mean"].to_numpy() == pytest.approx([160, 165, 170], rel=0.05)


def test_an_unknown_peer_is_refused():
    with pytest.raises(
        PlanTargetsError, match="expected one of ets, theta, drift, local_trend, found 'arima'"
    ):
        peer_forecast(series([1, 2, 3, 4]), 1, "arima")


@settings(max_examples=30, deadline=None)
@given(HISTORIES)
def test_the_same_history_gives_the_same_numbers(values):
    assume(np.ptp(values) > 0)
    pd.testing.assert_frame_equal(forecast(series(values), 3), forecast(series(values.copy()), 3))


@pytest.mark.parametrize(
    ("values", "strength"),
    [
        ([5, 5, 5, 5], 0),  # nothing rises and nothing falls
        ([1, 2, 3, 4], -np.log(0.01)),
        ([4, 3, 2, 1], -np.log(0.01)),
        ([1, 2, 2, 1], -np.log(1.01)),  # R squared is 0
        ([0, 2, 1, 3], -np.log(1.01 - 0.64)),  # the correlation of 0, 1, 2, 3 with it is 0.8
    ],
)
def test_the_strength_of_a_trend_is_that_of_its_line(values, strength):
    assert trend_strength(np.array(values, dtype=float)) == pytest.approx(strength)


@pytest.mark.parametrize(
    "grid", ["LEVEL_GAINS", "TREND_GAINS", "DAMPING", "DRIFT_GAINS", "DRIFT_SHARES", "THETA_GAINS"]
)
def test_gains_and_shares_rise_from_nothing_to_the_whole(grid):
    """What is learnt from an error, or kept of a trend, is a share of it; another would overshoot."""
    values = getattr(methods, grid)
    assert list(values) == sorted(set(values))
    assert values[0] >= 0 and values[-1] <= 1
