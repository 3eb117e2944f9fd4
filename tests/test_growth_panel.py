"""The width that a panel's own errors ask for: only what was known, and nothing from too few years."""

import numpy as np
import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.growth import forecast, panel_errors, panel_width
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
