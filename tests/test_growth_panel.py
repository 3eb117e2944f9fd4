"""The width that a panel's own errors ask for: only what was known, and nothing from too few years."""

import numpy as np
import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.growth import forecast, forecast_panel, panel_errors, panel_width
from plantargets.growth.panel import ERROR_COLUMNS, after_last_gap


def errors(rows):
    return pd.DataFrame(rows, columns=ERROR_COLUMNS)


def test_only_outcomes_known_at_the_origin_count():
    calm = [(year, year + 1, 10, 0.5) for year in range(2012, 2018)]
    later = [(2018, 2019, 10, 9.0), (2016, 2021, 10, 9.0)]
    assert panel_width(errors(calm + later), 2018, 10) == panel_width(errors(calm), 2018, 10) == 0.5
    assert panel_width(errors(calm + later), 2021, 10) > 1


def test_fewer_than_three_years_of_outcomes_say_nothing():
    two = [(2016, 2017, 10, 0.3), (2017, 2018, 10, 0.3)]
    assert panel_width(errors(two * 31), 2018, 10) == 1
    assert panel_width(errors([*two, (2015, 2016, 10, 0.3)]), 2018, 10) == pytest.approx(0.3)


def test_histories_less_than_half_as_long_are_left_out():
    short = [(year, year + 1, 4, 3.0) for year in range(2013, 2018)]
    fit = [(year, year + 1, 8, 0.6) for year in range(2013, 2018)]
    assert panel_width(errors(short + fit), 2018, 12) == pytest.approx(0.6)


def test_a_panel_that_is_calmer_than_the_calibration_gets_narrower_intervals():
    generator = np.random.default_rng(5)
    panel = {
        str(number): pd.Series(
            100 * np.cumprod(1.05 + generator.normal(0, 0.001, 20)), index=range(2000, 2020)
        )
        for number in range(12)
    }
    found = panel_errors(panel)
    assert set(found.columns) == set(ERROR_COLUMNS)
    assert found["outcome_year"].max() == 2019
    width = panel_width(found, 2019, 20)
    history = panel["0"]
    plain, fitted = forecast(history, 3), forecast(history, 3, width=width)
    pd.testing.assert_series_equal(plain["mean"], fitted["mean"])
    ratio = (fitted["upper_80"] - fitted["lower_80"]) / (plain["upper_80"] - plain["lower_80"])
    assert ratio.to_numpy() == pytest.approx(width)


@pytest.mark.parametrize("width", [0, -1, float("inf"), float("nan")])
def test_a_width_that_is_none_is_refused(width):
    with pytest.raises(PlanTargetsError, match="parameter width"):
        forecast(pd.Series([1.0, 2, 3, 4, 5], index=range(2015, 2020)), 2, width=width)


def test_the_part_after_the_last_gap():
    values = pd.Series([1.0, 2.0, np.nan, 4.0, 5.0], index=range(2015, 2020))
    assert after_last_gap(values).index.tolist() == [2018, 2019]
    missing = pd.Series([1.0, 2.0, 3.0], index=[2010, 2012, 2013])
    assert after_last_gap(missing).index.tolist() == [2012, 2013]


def in_a_currency_that_falls(end, falls_from=2003, countries=40):
    """Series that grow a little unevenly, all told in a currency that loses 9 % a year from one year on."""
    generator = np.random.default_rng(3)
    years = range(1985, end + 1)
    rate = np.cumprod([1.09 if falls_from <= year < falls_from + 6 else 1.0 for year in years])
    steps = 1.04 + generator.normal(0, 0.02, (countries, len(years)))
    return pd.DataFrame((100 * np.cumprod(steps, axis=1) * rate).T, index=pd.Index(years))


def covered(found, outcomes):
    known = np.array([outcomes.loc[year, name] for name, year in found.index])
    return ((found["lower_80"] <= known) & (known <= found["upper_80"])).mean()


def test_what_the_other_series_missed_widens_the_intervals_in_a_common_shock():
    all_years = in_a_currency_that_falls(2010)
    all_years.columns = all_years.columns.astype(str)
    known = all_years.loc[:2006]
    found = forecast_panel(known, 3)
    alone = pd.concat({name: forecast(known[name], 3) for name in known}, names=["name"])
    assert found["mean"].to_numpy() == pytest.approx(alone["mean"].to_numpy())
    assert (found["width"] > 1.2).all()
    assert covered(found, all_years.loc[2007:2009]) > covered(alone, all_years.loc[2007:2009]) + 0.1


def test_the_width_of_a_panel_is_the_one_of_panel_width():
    known = in_a_currency_that_falls(2006, countries=6)
    width = panel_width(panel_errors(dict(known.items())), 2006, len(known))
    expected = forecast(known[2], 2, width=width)
    found = forecast_panel(known, 2)
    assert found.index.names == ["name", "year"]
    pd.testing.assert_frame_equal(found.loc["2"].drop(columns="width"), expected)


def test_series_of_a_panel_may_begin_and_end_in_different_years():
    panel = {
        "long": pd.Series(np.arange(10.0, 22), index=range(2009, 2021)),
        "short": pd.Series([1.0, 2, 3, 4, 5], index=range(2013, 2018)),
    }
    found = forecast_panel(panel, 2)
    assert found.loc["long"].index.tolist() == [2021, 2022]
    assert found.loc["short"].index.tolist() == [2018, 2019]


@pytest.mark.parametrize(
    ("panel", "message"),
    [
        ({}, "at least one series"),
        ({"a": pd.Series([1.0, 2, 3], index=range(2015, 2018))}, "series 'a': .*at least 4"),
        ({"b": pd.Series([0.0] * 6, index=range(2010, 2016))}, "series 'b': .*all values are zero"),
        ({"c": pd.Series(dtype=float)}, "series 'c'"),
        ({"d": pd.Series([1.0, 2, np.inf, 4, 5], index=range(2010, 2015))}, "series 'd': .*2012"),
    ],
)
def test_a_panel_that_cannot_be_forecast_is_refused_by_the_name_of_the_series(panel, message):
    with pytest.raises(PlanTargetsError, match=message):
        forecast_panel(panel, 2)
