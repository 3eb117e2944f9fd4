"""Answers of lesson 4, intervals and chances."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from plantargets.growth import (
    forecast_distribution,
    load_series,
)
from plantargets.tutorials.answers.shared import (
    BASE_YEAR,
    REGION,
    TARGET_CNY_100M,
    TARGET_YEAR,
    Answer,
    series_of,
    share_pct,
    standard_error,
)
from plantargets.tutorials.material import (
    COVERAGE_HORIZON,
    coverage_pct,
    simulated_histories,
    textbook_interval,
)

LOCAL_TREND_TARGET = 66000.0


def textbook_coverage() -> Answer:
    """4.1: coverage of the textbook's 95 % interval on short histories, in per cent."""
    coverage = coverage_pct(textbook_interval)
    hidden = COVERAGE_HORIZON
    return Answer(
        coverage,
        {
            "leak_or_one_year": _hit_rate(0, hidden, -1),  # one year ahead happens to give the same number
            "four_years": _hit_rate(hidden, hidden + 1, -1),
            "hidden_two": _hit_rate(hidden - 1, hidden, -1),
            "hidden_four": _hit_rate(hidden + 1, hidden, -1),
            "year_before": _hit_rate(hidden, hidden, -2),
            "nominal": 95.0,
            "missed": 100 - coverage,
        },
        0.13,
    )


def error_of_coverage() -> Answer:
    """4.2: standard error of a coverage of 80 % from 400 histories, in percentage points."""
    return Answer(
        standard_error(80, 400),
        {
            "variance": 80 * 20 / 400,
            "no_n": math.sqrt(80 * 20),
            "interval": 1.96 * standard_error(80, 400),
            "wrong_p": standard_error(95, 400),
        },
        0.02,
    )


def histories_needed() -> Answer:
    """4.3: histories for a standard error of one point at 95 %."""
    return Answer(
        475,
        {"interval": 95 * 5 * 1.96**2, "wrong_p": 1600, "half": 2500, "sqrt": math.sqrt(475)},
        1.0,
    )


def length_that_helps() -> Answer:
    """4.4: what makes the textbook's interval cover."""
    return Answer("b", {"more_runs": "a", "wider": "c", "nothing": "d"})


def chance_of_target() -> Answer:
    """4.5: chance, as known in 2022 from the revised values, that the target is reached; in per cent."""
    seen = series_of("revised_5th_census").until(BASE_YEAR).values  # noqa: PD011
    chance = 100 * forecast_distribution(seen, 3).chance_at_least(TARGET_YEAR, TARGET_CNY_100M)
    later = series_of("revised_5th_census").values  # noqa: PD011
    now = 100 * forecast_distribution(later, 1).chance_at_least(TARGET_YEAR, TARGET_CNY_100M)
    return Answer(chance, {"complement": 100 - chance, "later": now}, 0.06)


def meaning_of_interval() -> Answer:
    """4.6: what a 95 % interval promises."""
    return Answer("d", {"this_one": "a", "values": "b", "certain": "c"})


def chance_of_local_trend() -> Answer:
    """4.7: chance by a local linear trend of statsmodels that GDP of 2025 is at least 66000; in per cent."""
    from scipy.stats import norm  # noqa: PLC0415 - in the extra [notebooks], as statsmodels is
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # noqa: PLC0415

    seen = load_series(REGION, "gdp", "revised_5th_census").until(BASE_YEAR).values  # noqa: PD011
    model = UnobservedComponents(np.log(seen.to_numpy()), level="local linear trend")
    ahead = model.fit(disp=False).get_forecast(TARGET_YEAR - BASE_YEAR)
    mean, error = ahead.predicted_mean[-1], ahead.se_mean[-1]
    chance = 100 * float(norm.sf(math.log(LOCAL_TREND_TARGET), mean, error))
    return Answer(
        chance,
        {
            "complement": 100 - chance,
            "no_logarithm": 100 * float(norm.sf(LOCAL_TREND_TARGET, mean, error)),
            "calibrated": 100
            * forecast_distribution(seen, 3).chance_at_least(TARGET_YEAR, LOCAL_TREND_TARGET),
        },
        0.5,
    )


def _hit_rate(hidden: int, horizon: int, truth: int) -> float:
    """Return how often, in per cent, an interval made with a slip holds the value at `truth`."""
    hits = []
    for history in simulated_histories():
        low, high = textbook_interval(history.iloc[: len(history) - hidden], horizon)
        hits.append(bool(low <= history.iloc[truth] <= high))
    return share_pct(pd.Series(hits))
