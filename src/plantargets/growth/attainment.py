"""The chance of reaching a target, from what was known at an origin."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.forecast import SHORTEST_HISTORY, forecast_distribution
from plantargets.growth.labels import amount_label
from plantargets.growth.paths import required_growth_pct, required_path, target_reached
from plantargets.growth.reference import (
    RECENT_WINDOWS,
    ambition_percentile,
    recalibrated,
    reference_chance,
    reference_growth,
)
from plantargets.growth.series import Series, load_series, require_comparable, series_vintages, vintage_label

TORNADO_COLUMNS = ["factor", "setting", "chance", "method", "is_reference", "reference_case"]
METHODS = ("forecast", "reference", "combined")
GROWTH_BASIS = "real_growth"
FROM_BELOW = ("ge", "gt", "eq", "approx", "range")


@dataclass(frozen=True)
class Attainment:
    """What a target asks for, and the chance of reaching it, from one origin and one vintage.

    A chance that the data do not support is NaN and `without` says why. `chance` is the combined one
    where both are known, else the one that is; `method` says which.
    """

    region: str
    series_id: str
    unit: str
    vintage: str
    proxy: str
    target: float
    target_year: int
    comparator: str
    origin: int
    base: float
    horizon: int
    required_growth_pct: float
    reached_at_origin: bool
    chance: float
    method: str
    chance_forecast: float
    chance_reference: float
    reference_share: float
    ambition_percentile: float
    own_past_percentile: float
    reference_windows: int
    reference_vintage: str
    without: str


def attainment(  # noqa: PLR0913
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    *,
    origin: int | None = None,
    vintage: str | None = None,
    comparator: str = "ge",
    root: Path | None = None,
) -> Attainment:
    """Return the chance that a region's series meets a target in the target year.

    Parameters
    ----------
    origin
        Last year that may be seen; None takes the last year of the series. The reference class, too,
        ends there.
    vintage
        Vintage of base and forecast; None takes the latest revision.
    comparator
        As in the target row: ``ge, gt, eq, approx, range`` are met from below, ``le`` and ``lt`` from above.

    Raises
    ------
    PlanTargetsError
        If there is no such series or vintage, no value at the origin, a base of zero or below, or the
        target year is not after the origin.

    Notes
    -----
    Three chances. From the calibrated forecast of the region's own series, which needs four years without a
    gap. From the growth of the 31 provinces over as many years: the share that grew fast enough is too sure
    of itself, since provinces move together, and a line on the scale of log-odds corrects it (Platt 1999).
    And combined: the weighted mean of the forecast, which is a little too cautious, and of the plain share;
    that has the lower Brier score of the two ways to combine. Line and weights are fitted in a rolling-origin
    backtest on the provinces (``growth/data/attainment_weights.toml``). A target already reached at the
    origin keeps its chance: it must still hold in the target year.

    Examples
    --------
    >>> found = attainment("河南省", "industrial_value_added", 23000, 2025, origin=2024)
    >>> round(found.required_growth_pct, 1)
    25.2
    """
    series = load_series(region, series_id, vintage, root)
    if series.basis == GROWTH_BASIS:
        raise PlanTargetsError(
            f"{region} {series_id} is itself a rate of growth, so no growth is required of it. "
            f"The scorecard compares such a target with the rates observed."
        )
    seen = series.until(origin) if origin is not None else series
    base_year = seen.last_year if origin is None else origin
    base = seen.at(base_year).value
    required = required_growth_pct(base, target, base_year, target_year)
    horizon = target_year - base_year
    below = comparator in FROM_BELOW
    chance_forecast, why_no_forecast = _from_forecast(seen, target, target_year, below)
    reference, why_no_reference = _reference(series, horizon, base_year, root)
    chance_reference = share = float("nan")
    percentile = own_percentile = float("nan")
    if reference is not None:
        growth = reference["growth_pct"]
        recent = growth[reference["end_year"] > reference["end_year"].max() - RECENT_WINDOWS]
        share = reference_chance(required, recent)
        met = recalibrated(share, reference_line(horizon))
        chance_reference, share = (met, share) if below else (1 - met, 1 - share)
        percentile = ambition_percentile(required, growth)
        own = growth[reference["region"] == region]
        own_percentile = ambition_percentile(required, own) if len(own) else float("nan")
    chance, method = combine(chance_forecast, chance_reference, share, horizon)
    return Attainment(
        region=region,
        series_id=series_id,
        unit=series.unit,
        vintage=series.vintage,
        proxy=series.proxy,
        target=float(target),
        target_year=target_year,
        comparator=comparator,
        origin=base_year,
        base=base,
        horizon=horizon,
        required_growth_pct=required,
        reached_at_origin=target_reached(base, target, comparator),
        chance=chance,
        method=method,
        chance_forecast=chance_forecast,
        chance_reference=chance_reference,
        reference_share=share,
        ambition_percentile=percentile,
        own_past_percentile=own_percentile,
        reference_windows=0 if reference is None else len(reference),
        reference_vintage="" if reference is None else str(reference["vintage"].iloc[0]),
        without=", ".join(reason for reason in (why_no_forecast, why_no_reference) if reason),
    )


def attainment_table(  # noqa: PLR0913
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    *,
    comparator: str = "ge",
    first_origin: int | None = None,
    root: Path | None = None,
) -> pd.DataFrame:
    """Return `attainment` for every vintage and every origin before the target year, one row each."""
    rows = []
    for vintage in series_vintages(region, series_id, root):
        for origin in load_series(region, series_id, vintage, root).values.index:  # noqa: PD011
            if origin < target_year and (first_origin is None or origin >= first_origin):
                found = attainment(
                    region,
                    series_id,
                    target,
                    target_year,
                    origin=int(origin),
                    vintage=vintage,
                    comparator=comparator,
                    root=root,
                )
                rows.append(vars(found))
    return pd.DataFrame(rows, columns=list(Attainment.__dataclass_fields__))


def combine(
    chance_forecast: float, chance_reference: float, reference_share: float, horizon: int
) -> tuple[float, str]:
    """Return the combined chance and the name of the method; of the one that is known, if only one is.

    The combination takes the plain share of the reference class, see `attainment`.
    """
    if math.isnan(chance_forecast) and math.isnan(chance_reference):
        return float("nan"), "none"
    if math.isnan(chance_forecast):
        return chance_reference, "reference"
    if math.isnan(chance_reference):
        return chance_forecast, "forecast"
    weight = forecast_weight(horizon)
    return weight * chance_forecast + (1 - weight) * reference_share, "combined"


def forecast_weight(horizon: int) -> float:
    """Return the weight of the forecast in the combination at a horizon in years."""
    weights = _fitted()["forecast_weight_by_horizon"]
    return float(weights[min(horizon, len(weights)) - 1])


def reference_line(horizon: int) -> tuple[float, float]:
    """Return the line that makes the share of the reference class a chance: intercept and slope."""
    lines = _fitted()["reference_line_by_horizon"]
    intercept, slope = lines[min(horizon, len(lines)) - 1]
    return float(intercept), float(slope)


@dataclass(frozen=True)
class GapDecomposition:
    """Why the latest value lies below the path that was planned, in the unit of the series.

    `planned` is where the path from the planned base was to stand in `year`; `gap` is planned less
    observed, and the sum of `from_revision` (the base was revised, and the path starts lower) and
    `from_growth` (growth since the base year was slower than the path's).
    """

    year: int
    planned: float
    revised_path: float
    observed: float
    gap: float
    from_revision: float
    from_growth: float

    @property
    def revision_share_pct(self) -> float:
        """Share of the gap that the revision of the base explains, in per cent."""
        return 100 * self.from_revision / self.gap if self.gap else float("nan")


def decompose_gap(
    planned: Series, revised: Series, target: float, base_year: int, target_year: int
) -> GapDecomposition:
    """Split the gap at the latest revised value into revision of the base and growth below the path.

    Parameters
    ----------
    planned, revised
        The same series in the vintage that the plan was written against and in the one known now.

    Raises
    ------
    PlanTargetsError
        If basis or unit differ, a base is missing, or the revised series has no value after the base year.
    """
    if (planned.basis, planned.unit) != (revised.basis, revised.unit):
        require_comparable(planned, revised)
    base, new_base = planned.at(base_year).value, revised.at(base_year).value
    year = min(revised.last_year, target_year)
    if year <= base_year:
        raise PlanTargetsError(
            f"{revised.region} {revised.series_id} ({revised.vintage}) has no value after the base year "
            f"{base_year}."
        )
    path = required_path(base, target, base_year, target_year)
    planned_value, observed = float(path[year]), revised.at(year).value
    revised_path = planned_value * new_base / base
    return GapDecomposition(
        year=year,
        planned=planned_value,
        revised_path=revised_path,
        observed=observed,
        gap=planned_value - observed,
        from_revision=planned_value - revised_path,
        from_growth=revised_path - observed,
    )


def tornado(table: pd.DataFrame, vintage: str, origin: int, method: str = "combined") -> pd.DataFrame:
    """Return how far the chance moves when vintage, origin or method alone is changed.

    Parameters
    ----------
    table
        From `attainment_table`.
    vintage, origin, method
        The case that the others are compared with.

    Returns
    -------
    pandas.DataFrame
        ``factor, setting, chance, method, is_reference, reference_case``: one row per factor and setting
        with a known chance. Where a vintage or origin allows one method only, `method` says which.
    """
    columns = {"forecast": "chance_forecast", "reference": "chance_reference", "combined": "chance"}
    if method not in columns:
        raise PlanTargetsError(f"parameter method: expected one of {', '.join(METHODS)}, found {method!r}.")
    at_origin = table[table["origin"] == origin]
    same_vintage = table[table["vintage"] == vintage]
    case = same_vintage[same_vintage["origin"] == origin]
    if case.empty:
        raise PlanTargetsError(f"no attainment for vintage {vintage} and origin {origin} in the table.")
    chance = columns[method]
    rows = [
        ("vintage", row["vintage"], row[chance], _method(row, method), row["vintage"] == vintage)
        for _, row in at_origin.iterrows()
    ]
    rows += [
        ("origin", str(row["origin"]), row[chance], _method(row, method), row["origin"] == origin)
        for _, row in same_vintage.iterrows()
    ]
    rows += [("method", name, case.iloc[0][column], name, name == method) for name, column in columns.items()]
    out = pd.DataFrame(rows, columns=TORNADO_COLUMNS[:-1]).dropna(subset=["chance"])
    out["reference_case"] = case.iloc[0][chance]
    return out.reset_index(drop=True)


def _method(row: pd.Series, method: str) -> str:
    """Return the method behind a chance: the combined one may rest on one of the two alone."""
    return str(row["method"]) if method == "combined" else method


def verdict(cases: pd.DataFrame, quantity: str, language: str = "en") -> str:
    """Return the verdict in one sentence: what each case asks for and how likely that was.

    Parameters
    ----------
    cases
        Rows of `attainment_table`, in the order in which they are to be told.
    quantity
        What is measured and where, for the reader, such as ``河南省全部工业增加值``.
    """
    if cases.empty:
        raise PlanTargetsError(
            "verdict: no case with a value before the target year, so nothing can be said."
        )
    first = cases.iloc[0]
    clauses = [_clause(case, language) for _, case in cases.iterrows()]
    if language == "zh":
        aim = amount_label(first["target"], first["unit"], "zh")
        return f"{quantity}要在{first['target_year']}年达到{aim}：{'；'.join(clauses)}。"
    aim = amount_label(first["target"], first["unit"])
    return f"For {quantity} to reach {aim} by {first['target_year']}, {'; '.join(clauses)}."


def _clause(case: pd.Series, language: str) -> str:
    label = vintage_label(case["vintage"], language)
    chance = _percent(case["chance"], language)
    base = amount_label(case["base"], case["unit"], language)
    origin, growth, once = case["origin"], case["required_growth_pct"], case["horizon"] == 1
    points = (case["target"] - case["base"]) / case["horizon"] if case["unit"] == "%" else None
    if language == "zh":
        if case["reached_at_origin"]:
            return f"以{origin}年{label}数{base}计，目标已经达到，目标年份仍保持的概率{chance}"
        if points is not None:
            pace = "一年内需变动" if once else "年均需变动"
            return f"以{origin}年{label}数{base}为基数，{pace}{points:+.2g}个百分点，实现概率{chance}"
        pace = "一年内需增长" if once else "年均需增长"
        return f"以{origin}年{label}数{base}为基数，{pace}{growth:.1f}%，实现概率{chance}"
    if case["reached_at_origin"]:
        return f"the {origin} value of {base} ({label}) has already reached it (chance to hold: {chance})"
    pace = "in one year" if once else "a year"
    if points is not None:
        needed = f"a change of {points:+.2g} percentage points {pace} is needed"
        return f"{needed} from the {origin} value of {base} ({label}; chance {chance})"
    needed = f"growth of {growth:.1f} % {pace} is needed"
    return f"{needed} from the {origin} value of {base} ({label}; chance {chance})"


def _percent(chance: float, language: str) -> str:
    if math.isnan(chance):
        return "unknown" if language == "en" else "无法判断"
    if chance < 0.01:
        return "less than 1 %" if language == "en" else "不足1%"
    if chance > 0.99:
        return "more than 99 %" if language == "en" else "超过99%"
    return f"{100 * chance:.0f} %" if language == "en" else f"{100 * chance:.0f}%"


def _from_forecast(seen: Series, target: float, target_year: int, below: bool) -> tuple[float, str]:
    if not seen.comparable_over_time:
        return float("nan"), "no forecast: each year was published on its own base"
    run = seen.latest_run()
    if len(run.observations) < SHORTEST_HISTORY:
        count = len(run.observations)
        return float("nan"), f"no forecast: {count} consecutive values, {SHORTEST_HISTORY} are needed"
    distribution = forecast_distribution(run.values, target_year - run.last_year)
    chance = distribution.chance_at_least(target_year, target)
    return (chance if below else 1 - chance), ""


def _reference(
    series: Series, horizon: int, origin: int, root: Path | None
) -> tuple[pd.DataFrame | None, str]:
    """Take the class in the series' own vintage where the panel has it, else in its latest revision."""
    reason = ""
    for vintage in (series.vintage, None):
        try:
            return reference_growth(series.series_id, horizon, vintage, until=origin, root=root), ""
        except PlanTargetsError as error:
            reason = f"no {error}"
    return None, reason


@lru_cache(maxsize=1)
def _fitted() -> dict[str, Any]:
    text = files("plantargets.growth").joinpath("data/attainment_weights.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
