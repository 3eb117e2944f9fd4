"""What became of the targets: each with its baseline, its latest observation and a status."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.aims import CEILINGS
from plantargets.growth.ambition import NOWHERE, Ambition, Measure, ambition
from plantargets.growth.evidence import Limit
from plantargets.growth.paths import required_growth_pct, required_path, target_reached
from plantargets.growth.series import (
    Observation,
    Series,
    available_series,
    load_series,
    series_vintages,
)
from plantargets.language.units import factor_between
from plantargets.rounding import written
from plantargets.targets.target import Target

UNTOLD = "cannot be told"
STATUSES = ("reached", "missed", "on track", "behind", UNTOLD)
GOAL_PREFIX = "target_"
PER_HEAD = "/人"
SCORECARD_COLUMNS = [
    "plan_id", "target_id", "region", "indicator", "indicator_id", "series_id", "kind", "comparator",
    "target", "unit", "yearly", "target_year", "base_year", "base", "base_vintage", "base_source",
    "required_per_year", "required_measure", "ambition_percentile", "ambition_windows",
    "ambition_periods", "ambition_reference",
    "ambition_vintage", "own_past_percentile", "own_past_periods", "nation_percentile", "nation_periods",
    "latest_year", "latest", "latest_vintage", "latest_source",
    "base_in_latest_vintage", "path_at_latest", "counted", "progress_pct", "status", "undecided", "conflict",
    "note",
]  # fmt: skip
GOAL_COLUMNS = [
    "region", "series_id", "year", "goal", "outcome", "unit", "difference", "reached",
    "goal_source", "outcome_vintage", "outcome_source",
]  # fmt: skip


@dataclass(frozen=True)
class _Judged:
    """A target beside the series that judges it.

    `value` is what the series has to reach, in the unit of the target, from `first_year` to `last_year`;
    `of_stock` says that the series is the stock of what the target adds.
    """

    target: Target
    region: str
    series_id: str
    value: float
    first_year: int
    last_year: int
    base_year: int
    of_stock: bool
    limit: Limit | None

    @property
    def kind(self) -> str:
        """The kind of the target."""
        return self.target.kind

    @property
    def each(self) -> bool:
        """Whether it holds for members of a group, and the series is of the whole."""
        return self.target.scope.each or bool(self.target.scope.words)


def scorecard(  # noqa: PLR0913
    targets: pd.DataFrame,
    plans: pd.DataFrame,
    series_of: Mapping[str, str],
    stock_of: Mapping[str, str] | None = None,
    root: Path | None = None,
    *,
    limits: Mapping[str, Limit] | None = None,
) -> pd.DataFrame:
    """Compare every target that has an observed series with what was observed.

    Parameters
    ----------
    targets
        The targets table.
    plans
        ``plan_id, jurisdiction, issued`` (a date) of the plans; the baseline is the last figure
        before the year of issue.
    series_of
        Id of the observed series by indicator id.
    stock_of
        For an indicator of what is newly added, without a series of its own: the series of the stock. The
        change of the stock is what was added less what was lost, so it can show that a target was reached and
        not that it was missed.
    limits
        For an indicator without a series in the region: the series that is never below it, or never above
        (`plantargets.growth.evidence.load_limits`). It decides in one direction alone, and no growth is
        asked for from it.

    Returns
    -------
    pandas.DataFrame
        One row per target with a figure in its region. ``status``: ``reached`` and ``missed`` when the target
        year (or the whole window of a yearly rate) is observed; before, ``on track`` or ``behind`` against
        the path of constant growth in the vintage of the latest figure; ``cannot be told`` where figures
        conflict, a bound is too near, or the target is for each member of a group; ``undecided`` says which:
        ``disputed``, ``bound``, ``stock`` (what left it is not known), ``unpublished`` for the years meant,
        or ``members``. Every figure has its
        vintage and source. ``required_per_year`` is what the target asks for from its base, in the
        ``required_measure`` (``growth`` in per cent, ``points`` of a share, ``rate`` for a target that is
        itself a rate), and ``ambition_percentile`` its place among the windows of
        `plantargets.growth.ambition`, with the periods among them that share no year, and its places in the
        region's own past and the nation's. ``progress_pct`` is what counts toward the target (the latest
        figure, the sum of what was added, the mean of rates) in per cent of what is asked for; empty where
        nothing counts.

    Raises
    ------
    PlanTargetsError
        If the plan of a target is not among `plans`.

    Examples
    --------
    >>> scorecard(targets, plans, {"hitech_firms": "hitech_firms"})["status"].tolist()  # doctest: +SKIP
    ['missed']
    """
    known = plans.set_index("plan_id")
    regions = set(available_series(root)["region"])
    rows = []
    for row in targets.to_dict("records"):
        if row["plan_id"] not in known.index:
            raise PlanTargetsError(
                f"scorecard: plan {row['plan_id']} of the targets table is not among the plans given."
            )
        plan = known.loc[row["plan_id"]]
        region = region_of(str(plan["jurisdiction"]), regions)
        target = _judged(row, region, pd.Timestamp(plan["issued"]).year, series_of, stock_of or {})
        if not region or target is None:
            continue
        series = _observed(target, root) if target.series_id else []
        limit = (limits or {}).get(str(row["indicator_id"]))
        if not series and limit is not None:
            target = replace(target, series_id=limit.series_id, limit=limit, of_stock=False)
            series = _observed(target, root)
        if series:
            rows.append(_judge(target, series, root))
    return pd.DataFrame(rows, columns=SCORECARD_COLUMNS)


def region_of(jurisdiction: str, regions: Iterable[str]) -> str:
    """Return the region with statistics that a jurisdiction is, or nothing: 河南省开封市 is 开封市."""
    return next((one for one in sorted(regions, key=len) if jurisdiction.endswith(one)), "")


def goal_outcomes(root: Path | None = None) -> pd.DataFrame:
    """Return the yearly goals that the statistics hold beside the outcome of the same year and series.

    Returns
    -------
    pandas.DataFrame
        ``region, series_id, year, goal, outcome, unit, difference, reached`` and the sources. The
        outcome is the figure first published, by which a goal is judged; a lower bound, or a figure
        of a day within the year, that falls short leaves ``reached`` empty.
    """
    table = available_series(root)
    goals = table[table["series_id"].str.startswith(GOAL_PREFIX)]
    rows = []
    for found in goals.itertuples():
        goal_series = load_series(str(found.region), str(found.series_id), str(found.vintage), root)
        series_id = goal_series.series_id.removeprefix(GOAL_PREFIX).removesuffix("_annual")
        for goal in goal_series.observations:
            outcome = _first_published(goal_series.region, series_id, goal.year, root)
            if outcome is not None and outcome.unit == goal.unit:
                rows.append(_goal_row(goal_series.region, series_id, goal, outcome))
    return pd.DataFrame(rows, columns=GOAL_COLUMNS).sort_values(
        ["region", "series_id", "year"], ignore_index=True
    )


def _judged(
    row: Mapping[Hashable, object],
    region: str,
    issued_year: int,
    series_of: Mapping[str, str],
    stock_of: Mapping[str, str],
) -> _Judged | None:
    indicator_id = str(row["indicator_id"] or "")
    of_stock = str(row["kind"]) == "increment" and indicator_id in stock_of and indicator_id not in series_of
    series_id = stock_of[indicator_id] if of_stock else series_of.get(indicator_id, "")
    target = Target.from_row(row)
    period = target.period
    if period.end_year is None:
        return None
    value, base_year = float(target.bound.binding_value), issued_year - 1
    first_year = issued_year if period.start_year is None else period.start_year
    if target.kind in ("growth", "reduction") and target.unit == "%" and target.years_of_change > 1:
        # 比2020年增长40%: a rate of each year since
        value, first_year = target.yearly_rate_pct, period.end_year - target.years_of_change + 1
    elif target.kind in ("level", "share") and target.baseline.year is not None:
        base_year = target.baseline.year  # 由2022年的1万家增加到2万家
    return _Judged(
        target, region, series_id, value, first_year, period.end_year, base_year, of_stock, limit=None
    )


def _observed(judged: _Judged, root: Path | None) -> list[Series]:
    """Load every vintage up to the target year whose unit is, or converts to, that of the judged.target."""
    out = []
    for vintage in series_vintages(judged.region, judged.series_id, root):
        series = load_series(judged.region, judged.series_id, vintage, root)
        if series.first_year <= judged.last_year and _factor(series.unit, judged.target.unit) is not None:
            out.append(series.until(judged.last_year))
    return out


def _factor(found: str, wanted: str) -> float | None:
    """Return what turns the unit of a series into that of a target; 元 of a value per head is 元/人."""
    if found == wanted:
        return 1.0
    factor = factor_between(found.removesuffix(PER_HEAD), wanted)
    return None if factor is None else float(factor)


def _judge(judged: _Judged, series: list[Series], root: Path | None) -> dict[str, object]:
    latest_series = max(
        reversed(series), key=lambda one: one.last_year
    )  # of equal years, the latest revision
    latest = latest_series.observations[-1]
    factor = _factor(latest_series.unit, judged.target.unit) or 1.0
    baseline = _baseline(judged, series)
    conflicts = [one for one in latest_series.conflicts if one.year == latest.year]
    own_base = next((one for one in latest_series.observations if one.year == judged.base_year), None)
    own_base = None if judged.limit else own_base
    path = _path_at(judged, own_base, latest, factor)
    status, note, progress = _status(judged, latest_series, latest, path, factor)
    undecided = _undecided(judged, latest, latest_series) if status == UNTOLD else ""
    for other in conflicts:
        other_status, *_ = _status(judged, latest_series, other, path, factor)
        if other_status != status:
            status, note = UNTOLD, f"{status} by one source, {other_status} by the other"
            undecided = "disputed"
    if baseline and baseline.lower_bound:
        note = "; ".join(filter(None, [note, "the base is a lower bound"]))
    if judged.limit is not None:
        status, note = _limit_status(judged, judged.limit, status, latest)
        undecided = "bound" if status == UNTOLD else ""
    if judged.each:
        status, note = UNTOLD, "the target is for members of a group, the series for the whole"
        undecided = "members"
    return {
        "plan_id": judged.target.plan_id,
        "target_id": judged.target.target_id,
        "region": judged.region,
        "indicator": judged.target.indicator,
        "indicator_id": judged.target.indicator_id,
        "series_id": judged.series_id,
        "kind": judged.kind,
        "comparator": judged.target.bound.comparator,
        "target": judged.value,
        "unit": judged.target.unit,
        "yearly": judged.target.period.is_repeated,
        "target_year": judged.last_year,
        "base_year": baseline.year if baseline else None,
        "base": baseline.value * factor if baseline else None,
        "base_vintage": baseline.vintage if baseline else "",
        "base_source": baseline.source_title if baseline else "",
        **_ambition(judged, baseline, series, factor, root),
        "latest_year": latest.year,
        "latest": latest.value * factor,
        "latest_vintage": latest_series.vintage,
        "latest_source": latest.source_title,
        "base_in_latest_vintage": own_base.value * factor if own_base else None,
        "path_at_latest": path,
        "counted": _counted(judged),
        "progress_pct": progress,
        "status": status,
        "undecided": undecided,
        "conflict": "; ".join(f"{one.value * factor:,.10g} ({one.source_title})" for one in conflicts),
        "note": note,
    }


def _limit_status(judged: _Judged, limit: Limit, status: str, latest: Observation) -> tuple[str, str]:
    """Keep what a series that lies above or below what is meant decides, in one direction alone."""
    note = f"at {'most' if limit.is_upper else 'least'} the {limit.label_en} ({latest.year})"
    decisive = "reached" if (judged.target.bound.comparator in CEILINGS) == limit.is_upper else "missed"
    return status if status == decisive else UNTOLD, note


def _undecided(judged: _Judged, latest: Observation, series: Series) -> str:
    """Return why the figures of a series do not decide: a bound, a stock, or not told yet."""
    if judged.kind == "increment":
        seen = any(judged.first_year <= one.year <= judged.last_year for one in series.observations)
        return "stock" if judged.of_stock and seen else "unpublished"
    if judged.kind in ("level", "share") and (latest.lower_bound or latest.rounded):
        return "bound"
    return "unpublished"


def _baseline(judged: _Judged, series: list[Series]) -> Observation | None:
    """Find the figure that the plan was written against: of the year before its issue, as first published."""
    if judged.limit is not None:
        return None
    for one in series:
        for figure in one.observations:
            if figure.year == judged.base_year and judged.kind not in ("growth", "increment"):
                return figure
    return None


def _ambition(
    judged: _Judged, base: Observation | None, series: list[Series], factor: float, root: Path | None
) -> dict[str, object]:
    """Say what the target asks for in a year and how that compares with what was seen before the plan."""
    measure: Measure
    required = float("nan")
    years = judged.last_year - judged.base_year
    if judged.kind == "growth":
        measure, required, years = "rate", judged.value, judged.last_year - judged.first_year + 1
    elif judged.kind == "share":
        measure = "points"
        required = (judged.value - base.value * factor) / years if base else required
    else:
        measure = "growth"
        if base and judged.kind == "level" and base.value > 0 and judged.value > 0:
            required = required_growth_pct(
                base.value * factor, judged.value, judged.base_year, judged.last_year
            )
    if math.isnan(required):
        found, measure_told = Ambition(NOWHERE, NOWHERE, NOWHERE, ""), ""
    else:
        found = ambition(
            judged.series_id, required, years, judged.base_year, measure=measure, own=series, root=root
        )
        measure_told = measure
    return {
        "required_per_year": required,
        "required_measure": measure_told,
        "ambition_percentile": found.first.percentile,
        "ambition_windows": found.first.windows,
        "ambition_periods": ", ".join(found.first.periods),
        "ambition_reference": found.reference,
        "ambition_vintage": found.first.vintage,
        "own_past_percentile": found.own_past.percentile,
        "own_past_periods": ", ".join(found.own_past.periods),
        "nation_percentile": found.nation.percentile,
        "nation_periods": ", ".join(found.nation.periods),
    }


def _path_at(judged: _Judged, base: Observation | None, latest: Observation, factor: float) -> float | None:
    usable = base is not None and base.value > 0 and judged.value > 0 and judged.kind in ("level", "share")
    if base is None or not usable or not base.year < latest.year < judged.last_year:
        return None
    return float(required_path(base.value * factor, judged.value, base.year, judged.last_year)[latest.year])


def _status(
    judged: _Judged, series: Series, latest: Observation, path: float | None, factor: float
) -> tuple[str, str, float]:
    """Return the status, a note, and what counts in per cent of what is asked for."""
    if judged.kind in ("growth", "reduction"):
        return _rate_status(judged, series)
    if judged.kind == "increment":
        return _increment_status(judged, series, factor)
    status, note = _level_status(judged, latest, path, factor)
    return status, note, 100 * latest.value * factor / judged.value if judged.value else float("nan")


def _counted(judged: _Judged) -> str:
    if judged.limit is not None:
        return "at most" if judged.limit.is_upper else "at least"
    if judged.kind == "increment":
        return "stock change" if judged.of_stock else "sum"
    return "mean" if judged.kind in ("growth", "reduction") else "latest value"


def _level_status(  # noqa: PLR0911 - one return per rule reads as the list of rules it is
    judged: _Judged, latest: Observation, path: float | None, factor: float
) -> tuple[str, str]:
    value = latest.value * factor
    if target_reached(value, judged.value, judged.target.bound.comparator):
        return "reached", "" if latest.year == judged.last_year else f"in {latest.year} already"
    if latest.rounded and math.isclose(value, judged.value):
        return "cannot be told", "the figure is rounded to the target itself"
    if latest.lower_bound and judged.target.bound.comparator not in ("le", "lt"):
        return "cannot be told", "the figure is a lower bound"  # 超过25% may be 30 %
    if latest.year == judged.last_year:
        return "missed", ""
    if latest.year <= judged.base_year:
        return "cannot be told", f"nothing observed after {latest.year}"
    if path is None:
        return "cannot be told", "no figure for the base year in the vintage of the latest one"
    if judged.target.bound.comparator in ("le", "lt"):
        return ("on track" if value <= path else "behind"), ""
    return ("on track" if value >= path else "behind"), ""


def _rate_status(judged: _Judged, series: Series) -> tuple[str, str, float]:
    rates = series.values.loc[judged.first_year : judged.last_year]  # noqa: PD011
    if rates.empty:
        return "cannot be told", f"no rate observed in {judged.first_year}-{judged.last_year}", float("nan")
    mean = 100 * math.expm1(sum(math.log1p(rate / 100) for rate in rates) / len(rates))
    note = f"mean of {', '.join(map(str, rates.index))}: {written(mean, '.1f')} %"
    progress = 100 * mean / judged.value if judged.value else float("nan")
    reached = target_reached(mean, judged.value, judged.target.bound.comparator)
    if len(rates) == judged.last_year - judged.first_year + 1:
        return ("reached" if reached else "missed"), note, progress
    return ("on track" if reached else "behind"), note, progress


def _increment_status(judged: _Judged, series: Series, factor: float) -> tuple[str, str, float]:
    values = series.values * factor  # noqa: PD011
    if (
        judged.of_stock
    ):  # what is added and what is lost in one year cancel out; a change needs the year before
        values = values.diff()[[year - 1 in values.index for year in values.index]]
    added = values.loc[judged.first_year : judged.last_year]
    if added.empty:
        nothing = f"nothing observed in {judged.first_year}-{judged.last_year}"
        return "cannot be told", nothing, float("nan")
    years = judged.last_year - judged.first_year + 1
    wanted = judged.value * years if judged.target.period.is_repeated else judged.value
    progress = 100 * float(added.sum()) / wanted if wanted else float("nan")
    told = f"sum of {', '.join(map(str, added.index))}: {added.sum():,.10g}"
    note = f"change of the stock, {told}" if judged.of_stock else told
    if target_reached(added.sum(), wanted, judged.target.bound.comparator):
        return "reached", note, progress
    if judged.of_stock:
        return "cannot be told", f"{note}; what left the stock is not known", progress
    return ("missed" if len(added) == years else "cannot be told"), note, progress


def _first_published(region: str, series_id: str, year: int, root: Path | None) -> Observation | None:
    order = ("communique", "press", "government_work_report")
    vintages = series_vintages(region, series_id, root)
    for vintage in sorted(vintages, key=lambda one: order.index(one) if one in order else len(order)):
        for one in load_series(region, series_id, vintage, root).observations:
            if one.year == year:
                return one
    return None


def _goal_row(region: str, series_id: str, goal: Observation, outcome: Observation) -> dict[str, object]:
    above = outcome.value >= goal.value
    return {
        "region": region,
        "series_id": series_id,
        "year": goal.year,
        "goal": goal.value,
        "outcome": outcome.value,
        "unit": goal.unit,
        "difference": round(outcome.value - goal.value, 6),
        "reached": None if (outcome.lower_bound or outcome.within_year) and not above else above,
        "goal_source": goal.source_title,
        "outcome_vintage": outcome.vintage,
        "outcome_source": outcome.source_title,
    }
