"""One target assessed: all tables that the notebook and a sweep show, from one call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.attainment import (
    GROWTH_BASIS,
    TORNADO_COLUMNS,
    Attainment,
    GapDecomposition,
    attainment_table,
    decompose_gap,
    tornado,
    verdict,
)
from plantargets.growth.labels import (
    indicator_unit,
    is_growth_rate,
    known_region,
    known_series_ids,
    region_label,
    series_label,
    unit_label,
)
from plantargets.growth.reference import reference_growth
from plantargets.growth.series import Series, available_series, load_series, series_vintages
from plantargets.growth.trajectories import required_growth_table, trajectories, unobserved_path

EARLIER_ORIGINS = 5  # years before the base year from which the chance is also given
WINDOW_COLUMNS = ["horizon", "region", "start_year", "end_year", "growth_pct", "vintage"]
SUMMARY_COLUMNS = (
    "region", "series_id", "target", "target_year", "vintage", "origin", "base", "unit",
    "required_growth_pct", "chance", "method", "ambition_percentile", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Assessment:
    """Tables of one target.

    Attributes
    ----------
    series
        The observed series, one per vintage, oldest kind of publication first; empty where nothing is
        observed.
    trajectories
        See `plantargets.growth.trajectories`.
    chances
        `plantargets.growth.attainment_table` over all vintages and origins.
    cases
        The rows of `chances` that the verdict tells: base year and latest year of every vintage of
        the base year.
    windows
        The reference class of every horizon among the cases.
    gap
        What the gap at the latest value is made of, where the base year has two vintages.
    note
        Empty, or why something is missing.
    """

    region: str
    series_id: str
    target: float
    target_year: int
    series: tuple[Series, ...]
    trajectories: pd.DataFrame
    chances: pd.DataFrame
    cases: pd.DataFrame
    windows: pd.DataFrame
    swing: pd.DataFrame
    gap: GapDecomposition | None
    note: str

    def quantity(self, language: str = "en") -> str:
        """Return what is measured and where, for the reader."""
        name_zh = self.series[0].name_zh if self.series else ""
        label = series_label(self.series_id, name_zh, language)
        if self.series and self.series[0].proxy:
            label = self.series[0].proxy_label_zh if language == "zh" else self.series[0].proxy
        region = region_label(self.region, language)
        return f"{region}{label}" if language == "zh" else f"{label} of {region}"

    def axis_label(self, language: str = "en") -> str:
        """Return what the values are, with the unit, for the axis of a figure."""
        whole = self.quantity(language)
        region = region_label(self.region, language)
        label = whole.removeprefix(region) if language == "zh" else whole.removesuffix(f" of {region}")
        unit = unit_label(self.series[0].unit if self.series else indicator_unit(self.series_id), language)
        label = label[:1].upper() + label[1:]
        return f"{label} ({unit})" if unit else label

    def verdict(self, language: str = "en") -> str:
        """Return the verdict in one sentence; where nothing is observed, that."""
        if not self.cases.empty:
            return verdict(self.cases, self.quantity(language), language)
        if language == "zh":
            return f"{self.quantity('zh')}：无可用观测序列，无法判断能否实现目标。"
        return f"For {self.quantity()} there is no observed series to judge the target by."

    def summary(self) -> pd.DataFrame:
        """Return one row per case, or one row with the note where there is none: what a sweep collects."""
        rows = self.cases.assign(note=self.note)
        if rows.empty:
            stated = {"region": self.region, "series_id": self.series_id, "note": self.note}
            rows = pd.DataFrame([stated | {"target": self.target, "target_year": self.target_year}])
        return rows.reindex(columns=list(SUMMARY_COLUMNS))


def assess(  # noqa: PLR0913
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    *,
    base_year: int,
    base_value: float | None = None,
    comparator: str = "ge",
    root: Path | None = None,
) -> Assessment:
    """Assess one target by every vintage of its base year.

    Parameters
    ----------
    base_year
        Year whose value the plan was written against.
    base_value
        Value in the base year, used only where no series is observed, so that the required path can be drawn.

    Raises
    ------
    PlanTargetsError
        If region or series is unknown altogether, the series has no value for the base year, the
        target year is not after it, or the base is zero or below. That a known series is not observed
        in the region is no error: the assessment then holds the required path and a note.
    """
    if not _observed(region, series_id, root):
        note = f"no observed series {series_id} for {region}"
        level = target if is_growth_rate(series_id) else base_value
        path = unobserved_path(target, target_year, base_year, level)
        return _without_chances(region, series_id, target, target_year, (), path, note)
    vintages = series_vintages(region, series_id, root)
    series = tuple(load_series(region, series_id, vintage, root) for vintage in vintages)
    if series[0].basis == GROWTH_BASIS:
        note = f"{series_id} is itself a rate of growth: targets for it are compared in the scorecard"
        path = unobserved_path(target, target_year, base_year, target)
        return _without_chances(region, series_id, target, target_year, series, path, note)
    table = trajectories(region, series_id, target, target_year, base_year, root)
    chances = attainment_table(
        region,
        series_id,
        target,
        target_year,
        comparator=comparator,
        first_origin=base_year - EARLIER_ORIGINS,
        root=root,
    )
    required = required_growth_table(table, target, target_year)
    cases = required[["vintage", "origin"]].merge(chances, on=["vintage", "origin"], how="left")
    cases = cases[list(Attainment.__dataclass_fields__)]
    latest_vintage = cases["vintage"].iloc[-1]
    return Assessment(
        region=region,
        series_id=series_id,
        target=float(target),
        target_year=target_year,
        series=series,
        trajectories=table,
        chances=chances,
        cases=cases,
        windows=_windows(cases, root),
        swing=tornado(chances, latest_vintage, base_year),
        gap=_gap(series, cases, target, base_year, target_year),
        note=_note(series, cases),
    )


def _without_chances(  # noqa: PLR0913, PLR0917
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    series: tuple[Series, ...],
    path: pd.DataFrame,
    note: str,
) -> Assessment:
    empty = pd.DataFrame(columns=list(Attainment.__dataclass_fields__))
    return Assessment(
        region=region,
        series_id=series_id,
        target=float(target),
        target_year=target_year,
        series=series,
        trajectories=path,
        chances=empty,
        cases=empty,
        windows=pd.DataFrame(columns=WINDOW_COLUMNS),
        swing=pd.DataFrame(columns=TORNADO_COLUMNS),
        gap=None,
        note=note,
    )


def _observed(region: str, series_id: str, root: Path | None) -> bool:
    """Tell a series that is not observed in the region from a misspelt one, which is refused."""
    try:
        load_series(region, series_id, None, root)
    except PlanTargetsError:
        known_series = set(available_series(root)["series_id"]) | known_series_ids()
        if series_id not in known_series or not known_region(region):
            raise
        return False
    return True


def _windows(cases: pd.DataFrame, root: Path | None) -> pd.DataFrame:
    known = cases[cases["reference_windows"] > 0] if len(cases) else cases
    parts = []
    for _, case in known.drop_duplicates(["horizon", "origin", "reference_vintage"]).iterrows():
        horizon, origin = int(case["horizon"]), int(case["origin"])
        part = reference_growth(case["series_id"], horizon, case["reference_vintage"], origin, root=root)
        parts.append(part.assign(horizon=horizon))
    if not parts:
        return pd.DataFrame(columns=WINDOW_COLUMNS)
    return pd.concat(parts, ignore_index=True)[WINDOW_COLUMNS]


def _note(series: tuple[Series, ...], cases: pd.DataFrame) -> str:
    """Say what is missing, case by case, and which figures of one year conflict."""
    missing = [
        f"{case['vintage']} {case['origin']}: {case['without']}"
        for _, case in cases.iterrows()
        if case["without"]
    ]
    conflicts = [
        f"{one.vintage} {one.year}: {one.value:,.10g} used, {other.value:,.10g} also reported"
        for line in series
        for other in line.conflicts
        for one in line.observations
        if one.year == other.year
    ]
    return "; ".join([*missing, *conflicts])


def _gap(
    series: tuple[Series, ...], cases: pd.DataFrame, target: float, base_year: int, target_year: int
) -> GapDecomposition | None:
    """Take the first vintage of the base year as the plan's and the last as what is known now."""
    with_base = [one for one in series if one.vintage in set(cases["vintage"])]
    if len(with_base) < 2 or with_base[-1].last_year <= base_year:
        return None
    return decompose_gap(with_base[0], with_base[-1], target, base_year, target_year)
