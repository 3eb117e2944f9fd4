"""Everything a figure of one target shows, vintage by vintage, in one table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.aims import Aim
from plantargets.growth.attainment import FORECAST_WEIGHT, Evidence, ReferenceClass, evidence
from plantargets.growth.forecast import Array, forecast, forecast_distribution
from plantargets.growth.paths import required_growth_pct, required_path
from plantargets.growth.peers import peer_forecast
from plantargets.growth.reference import recent_windows, reference_chance
from plantargets.growth.series import Series, load_series, series_vintages

COLUMNS = [
    "vintage",
    "kind",
    "name",
    "origin",
    "year",
    "value",
    "lower_80",
    "upper_80",
    "lower_95",
    "upper_95",
]
SHARE_UNIT, SHARE_CEILING = "%", 100.0
LEVEL_SHAPES = ("constant_growth", "equal_increments", "front_loaded", "back_loaded")
SHARE_SHAPES = ("equal_increments", "front_loaded", "back_loaded", "logistic")
LONGEST_SILENCE = 5  # years before a target begins in which a vintage has no value, so that it is not shown
BOUNDS = {"mean": 0.5, "lower_80": 0.1, "upper_80": 0.9, "lower_95": 0.025, "upper_95": 0.975}


def trajectories(  # noqa: PLR0913, PLR0917
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    base_year: int,
    root: Path | None = None,
    reference_class: ReferenceClass = "own kind",
) -> pd.DataFrame:
    """Return observations, required paths and forecasts of one target for every vintage of the base year.

    Parameters
    ----------
    base_year
        Year whose value the plan was written against. A vintage without a value for it gives
        observations only.

    Returns
    -------
    pandas.DataFrame
        ``vintage, kind, name, origin, year, value, lower_80, upper_80, lower_95, upper_95``. Kinds:
        ``observed`` (``first_published`` where each year stands on its own base); ``path`` (names are the
        shapes) from the base year, and the first shape again from the vintage's latest year. A share is given
        increments in percentage points and a logistic path below 100 % in place of growth in per cent of
        itself; ``forecast`` from both origins, of the method that gives the chance: ``calibrated``, or
        ``combined`` with the growth of the provinces, and to compare ``ets`` of statsmodels; ``reference``,
        the base carried on as the provinces grew in the latest period of as many years, where the vintage is
        too short for a forecast. The part of a fan above the target is the chance.

    Raises
    ------
    PlanTargetsError
        If there is no such series, no vintage has a value for the base year, or the target year is
        not after it.

    Notes
    -----
    From a base of zero or below no growth leads anywhere; increments alone are given.
    """
    rows: list[dict[str, object]] = []
    with_base = []
    for vintage in series_vintages(region, series_id, root) or (None,):
        series = load_series(region, series_id, vintage, root)
        rows += [
            {
                "vintage": series.vintage,
                "kind": "observed",
                "name": "observed" if series.comparable_over_time else "first_published",
                "year": one.year,
                "value": one.value,
            }
            for one in series.observations
        ]
        known = [one.year for one in series.observations]
        if base_year not in known:
            continue
        with_base.append(series.vintage)
        latest = max(year for year in known if year < target_year or year == base_year)
        for origin in dict.fromkeys((base_year, latest)):
            rows += _from_origin(series, target, target_year, origin, base_year, reference_class, root)
    if not with_base:
        years = sorted({int(str(row["year"])) for row in rows})
        raise PlanTargetsError(
            f"parameter base_year: {region} {series_id} has no value for {base_year} in any vintage. "
            f"Years with a value: {', '.join(map(str, years))}."
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def unobserved_path(
    target: float, target_year: int, base_year: int, base_value: float | None, unit: str = ""
) -> pd.DataFrame:
    """Return what can be drawn of a target without an observed series: required paths, or its value.

    Columns as in `trajectories`; the vintage is ``stated``.
    """
    rows: list[dict[str, object]] = []
    if base_value is None:
        rows.append({"name": "target_only", "year": target_year, "value": float(target)})
    else:
        for shape in path_shapes(unit, base_value, target):
            path = required_path(base_value, target, base_year, target_year, shape, SHARE_CEILING)
            rows += [{"name": shape, "year": year, "value": value} for year, value in path.items()]
    table = pd.DataFrame(rows).assign(vintage="stated", kind="path", origin=base_year)
    return table.reindex(columns=COLUMNS)


def rate_path(
    aim: Aim, observed: pd.DataFrame, fans: pd.DataFrame | None = None, above: float = 0.0
) -> pd.DataFrame:
    """Return a target for growth beside what was observed and what may come, for every vintage.

    Parameters
    ----------
    aim
        What is asked for. Its path is the rate itself in every year; of growth in all (``cumulative_growth``)
        what the same growth in every year makes of it.
    observed
        ``vintage, year, value``: the growth that the target speaks of; may be empty.
    fans
        ``vintage, origin, name, year, value`` with the bounds, see `plantargets.growth.outlook.Line.fan`.
    above
        Added to growth in per cent: 100 for an index of the year before.

    Returns
    -------
    pandas.DataFrame
        Columns as in `trajectories`.
    """
    years = range(aim.first_year, aim.target_year + 1)
    rates = [aim.binding] * aim.years
    if aim.measure == "cumulative_growth":
        rates = [
            100 * ((1 + aim.binding / 100) ** (step / aim.years) - 1) for step in range(1, aim.years + 1)
        ]
    path = pd.DataFrame({"year": years, "value": [rate + above for rate in rates]})
    path = path.assign(kind="path", name="yearly_rate", origin=aim.first_year - 1)
    vintages = _told_vintages(observed, fans, aim.first_year) or ["stated"]
    parts = [observed.assign(kind="observed", name="observed")]
    parts += [path.assign(vintage=vintage) for vintage in vintages]
    if fans is not None and len(fans):
        amounts = ["value", *BOUNDS]
        amounts.remove("mean")
        fans = fans[fans["vintage"].isin(vintages)]
        parts.append(fans.assign(kind="forecast", **{name: fans[name] + above for name in amounts}))
    shown = [part.reindex(columns=COLUMNS) for part in parts if len(part)]
    return pd.concat(shown, ignore_index=True) if len(shown) > 1 else shown[0]


def _told_vintages(observed: pd.DataFrame, fans: pd.DataFrame | None, first_year: int) -> list[str]:
    """Return the vintages beside which a target for growth is shown: of its time, with several values."""
    known = observed.groupby("vintage", sort=False)["year"].agg(["count", "max"])
    forecast = set() if fans is None else set(fans["vintage"])
    return [
        str(vintage)
        for vintage, row in known.iterrows()
        if row["max"] >= first_year - LONGEST_SILENCE and (row["count"] > 1 or vintage in forecast)
    ]


def path_shapes(unit: str, base: float, target: float) -> tuple[str, ...]:
    """Return the shapes of required paths that make sense for a unit and can be drawn between two values."""
    if unit != SHARE_UNIT:
        return LEVEL_SHAPES if min(base, target) > 0 else LEVEL_SHAPES[1:]
    inside = min(base, target) > 0 and max(base, target) < SHARE_CEILING
    return SHARE_SHAPES if inside else SHARE_SHAPES[:-1]


def required_growth_table(table: pd.DataFrame, target: float, target_year: int) -> pd.DataFrame:
    """Return what each vintage of `trajectories` asks for: ``vintage, origin, base, required_growth_pct``."""
    paths = table[table["kind"] == "path"]
    bases = paths[paths["year"] == paths["origin"]].drop_duplicates(["vintage", "origin"])
    rows = [
        {
            "vintage": row["vintage"],
            "origin": int(row["origin"]),
            "base": row["value"],
            "required_growth_pct": required_growth_pct(row["value"], target, int(row["origin"]), target_year)
            if min(row["value"], target) > 0
            else float("nan"),
        }
        for _, row in bases.iterrows()
    ]
    return pd.DataFrame(rows)


def _from_origin(  # noqa: PLR0913, PLR0917
    series: Series,
    target: float,
    target_year: int,
    origin: int,
    base_year: int,
    reference_class: ReferenceClass,
    root: Path | None,
) -> list[dict[str, object]]:
    base = series.at(origin).value
    rows: list[dict[str, object]] = []
    shapes = path_shapes(series.unit, base, target)
    for shape in shapes if origin == base_year else shapes[:1]:
        path = required_path(base, target, origin, target_year, shape, SHARE_CEILING)
        rows += [
            {
                "vintage": series.vintage,
                "kind": "path",
                "name": shape,
                "origin": origin,
                "year": year,
                "value": value,
            }
            for year, value in path.items()
        ]
    horizon = target_year - origin
    known = evidence(series, origin, horizon, reference_class, root)
    if known.history is None and known.windows is None:
        return rows  # the path is all that can be drawn
    if known.history is None:
        return rows + _band(
            _reference_fan(known, base, horizon, origin), series.vintage, "reference", "provinces", origin
        )
    combined = known.method == "combined"
    fan = (
        _combined_fan(known, base, horizon)
        if combined
        else forecast(known.history, horizon, width=known.width)
    )
    rows += _band(fan, series.vintage, "forecast", "combined" if combined else "calibrated", origin)
    return rows + _band(peer_forecast(known.history, horizon), series.vintage, "forecast", "ets", origin)


def _reference_fan(known: Evidence, base: float, horizon: int, origin: int) -> pd.DataFrame:
    """Carry the base on at the yearly rates that the provinces kept over the latest period of the horizon."""
    growth = _recent_growth(known)
    steps = range(1, horizon + 1)
    columns = {
        name: [base * (1 + growth.quantile(q) / 100) ** step for step in steps] for name, q in BOUNDS.items()
    }
    return pd.DataFrame(columns, index=[origin + step for step in steps])


def _combined_fan(known: Evidence, base: float, horizon: int) -> pd.DataFrame:
    """Return the quantiles of the mixture of forecast and provinces that the chance is of."""
    if known.history is None:
        raise PlanTargetsError("fan of forecast and provinces: expected a history, found none.")
    distribution = forecast_distribution(known.history, horizon, known.width)
    growth = _recent_growth(known)
    rows = {}
    for step, year in enumerate(distribution.mean.index, 1):
        ends = base * (1 + growth / 100) ** step
        reach = [distribution.quantile(one)[year] for one in (0.001, 0.999)]
        values = np.linspace(min(*reach, ends.min()), max(*reach, ends.max()), 2000)
        above = FORECAST_WEIGHT * distribution.chances_at_least(year, values)
        above += (1 - FORECAST_WEIGHT) * np.array([reference_chance(value, ends) for value in values])
        rows[year] = {name: _value_below(values, 1 - above, share) for name, share in BOUNDS.items()}
    return pd.DataFrame(rows).T


def _value_below(values: Array, below: Array, share: float) -> float:
    return float(values[min(int(np.searchsorted(np.maximum.accumulate(below), share)), len(values) - 1)])


def _recent_growth(known: Evidence) -> pd.Series:
    if known.windows is None:
        raise PlanTargetsError("fan of the provinces: expected a reference class, found none.")
    return recent_windows(known.windows)["growth_pct"]


def _band(frame: pd.DataFrame, vintage: str, kind: str, name: str, origin: int) -> list[dict[str, object]]:
    frame = frame.rename(columns={"mean": "value"})
    return [
        {"vintage": vintage, "kind": kind, "name": name, "origin": origin, "year": year, **dict(row)}
        for year, row in frame.iterrows()
    ]
