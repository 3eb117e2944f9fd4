"""One target assessed: all tables that the notebook and a sweep show, from one call."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from plantargets.errors import PlanTargetsError, nearest
from plantargets.growth.aims import COMPARATORS, Aim, Measure
from plantargets.growth.attainment import GROWTH_BASIS, Attainment, ReferenceClass, attainment_table
from plantargets.growth.decomposition import COLUMNS as DECOMPOSITION_COLUMNS
from plantargets.growth.decomposition import decomposition_table
from plantargets.growth.goals import BaseRate, base_rate, fewer_is_better
from plantargets.growth.labels import (
    INDEX_UNITS,
    amount_label,
    axis_scale,
    indicator_unit,
    is_growth_rate,
    known_region,
    known_series_ids,
    region_label,
    series_label,
)
from plantargets.growth.many import Observed, ProjectStore
from plantargets.growth.own_tables import names_growth
from plantargets.growth.paths import required_growth_pct, target_reached
from plantargets.growth.reference import reference_growth
from plantargets.growth.series import (
    COUNTRY,
    Series,
    available_series,
    load_series,
    series_vintages,
    vintage_label,
)
from plantargets.growth.tornado import TORNADO_COLUMNS, tornado
from plantargets.growth.trajectories import (
    SHARE_UNIT,
    rate_path,
    required_growth_table,
    trajectories,
    unobserved_path,
)
from plantargets.growth.verdict import OUTCOME_COLUMNS, outcomes, target_status, verdict
from plantargets.growth.wording import say, say_share
from plantargets.rounding import rounded, written

EARLIER_ORIGINS = 5  # years before the base year from which the chance is also given
WINDOW_COLUMNS = ["horizon", "region", "start_year", "end_year", "growth_pct", "vintage"]
NO_RATES = pd.DataFrame(columns=["vintage", "year", "value", "met"])
RATE_OUTLOOKS = [
    "vintage", "origin", "latest", "required", "chance", "chance_low", "chance_high", "method",
    "chance_forecast", "chance_reference", "periods", "percentile", "without", "outcome", "status", "derived",
    "comparator",
]  # fmt: skip
RATE_SENTENCES = {
    "each_year": "rates",
    "average_growth": "rates_average",
    "cumulative_growth": "rates_in_all",
}
COMPARED = {"le": "at_most", "lt": "below", "gt": "more_than", "approx": "about"}
SUMMARY_COLUMNS = (
    "region", "series_id", "kind", "target", "target_year", "unit", "proxy", "vintage", "origin", "base",
    "required_growth_pct", "required_increment", "chance", "chance_low", "chance_high", "method",
    "chance_reference", "periods", "ambition_percentile", "status", "outcome", "years_observed", "years_met",
    "comparator", "measure", "base_rate", "base_rate_goals", "note",
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
    decomposition
        What the latest value is apart from the planned path, in three parts; of the accounts that the series
        is part of, too. See `plantargets.growth.decomposition_table`.
    outcomes
        The values of the target year, see `plantargets.growth.outcomes`; of a target for a rate empty.
    kind
        ``level``; ``share``, which is asked for percentage points and not growth; ``rate``, a rate of growth
        that is compared with the rates observed.
    rates
        Of a target for a rate: ``vintage, year, value, met``, one row per observed year that it is meant for.
    outlooks
        Of a target for a rate: what is still asked for and its chance, from the base year and the latest year
        of every vintage that holds the base year, see `plantargets.growth.outlook.Outlook`.
    measure
        What is asked for, see `plantargets.growth.aims.Aim`.
    base_rate
        How often like goals of work reports were met.
    note
        Empty, or why something is missing.
    """

    kind: Literal["level", "share", "rate"]
    region: str
    series_id: str
    target: float
    target_year: int
    base_year: int
    comparator: str
    series: tuple[Series, ...]
    trajectories: pd.DataFrame
    chances: pd.DataFrame
    cases: pd.DataFrame
    windows: pd.DataFrame
    swing: pd.DataFrame
    decomposition: pd.DataFrame
    outcomes: pd.DataFrame
    rates: pd.DataFrame
    note: str
    outlooks: pd.DataFrame
    measure: Measure
    base_rate: BaseRate

    def quantity(self, language: str = "en") -> str:
        """Return what is measured and where, for the reader; of a target for growth, the growth of it."""
        label, region = self._label(language), region_label(self.region, language)
        told = f"{region}{label}" if language == "zh" else f"{label} of {region}"
        grows = (
            self.kind == "rate" and self._unit not in INDEX_UNITS and not names_growth(told, self.series_id)
        )
        return say("growth_of", language, quantity=told) if grows else told

    def _label(self, language: str) -> str:
        name_zh = self.series[0].name_zh if self.series else ""
        label = series_label(self.series_id, name_zh, language)
        if self.series and self.series[0].proxy:
            label = self.series[0].proxy_label_zh if language == "zh" else self.series[0].proxy
        return label

    def axis_label(self, language: str = "en") -> str:
        """Return what the values are, with their unit over `axis_divisor`, for the axis of a figure."""
        label = self._label(language)
        if self._told_as_growth:
            if self.measure == "cumulative_growth":
                label = say("growth_since", language, quantity=label, base=self.base_year)
            elif not names_growth(label, self.series_id):
                label = say("growth_of", language, quantity=label)
        unit = SHARE_UNIT if self._told_as_growth else axis_scale(self._unit, self.target, language)[1]
        label = label[:1].upper() + label[1:]
        return f"{label} ({unit})" if unit else label

    def axis_divisor(self, language: str = "en") -> float:
        """Return by what values are divided on the axis that `axis_label` names."""
        return 1.0 if self._told_as_growth else axis_scale(self._unit, self.target, language)[0]

    @property
    def shown_unit(self) -> str:
        """The unit of the values in `trajectories`: of growth per cent."""
        return SHARE_UNIT if self._told_as_growth else self._unit if self.series else ""

    @property
    def _told_as_growth(self) -> bool:
        """Whether the figure shows growth in per cent, where the series holds values."""
        return self.kind == "rate" and (self._unit not in INDEX_UNITS or self.measure == "cumulative_growth")

    @property
    def _unit(self) -> str:
        return self.series[0].unit if self.series else indicator_unit(self.series_id)

    @property
    def status(self) -> str:
        """What is known of the outcome, see `plantargets.growth.target_status`."""
        told = {str(status) for status in self.outlooks["status"]} - {"open"}
        if not told and self.measure in {"each_year", "growth"}:
            asked = self.target_year - self.base_year if self.measure == "each_year" else 1
            for _, own in self.rates.groupby("vintage"):
                told |= {"missed"} if not own["met"].all() else {"reached"} if len(own) == asked else set()
        if told:
            return told.pop() if len(told) == 1 else "disputed"
        return target_status(self.outcomes)

    def verdict(self, language: str = "en") -> str:
        """Return the verdict in one sentence; where nothing is observed, that."""
        if not self.cases.empty:
            return verdict(self.cases, self.quantity(language), language, self.outcomes)
        if self.series:
            return self._rates_told(language)
        return say("no_series", language, quantity=self.quantity(language))

    def _rates_told(self, language: str) -> str:
        seen = self.trajectories[self.trajectories["kind"] == "observed"]
        unit = self.series[0].unit if self.series[0].unit in INDEX_UNITS else SHARE_UNIT
        telling = set(self.outlooks["vintage"]) or set(seen["vintage"])
        clauses = []
        for vintage, own in seen.groupby("vintage", sort=False):
            label = vintage_label(str(vintage), language)
            meant = self.rates[self.rates["vintage"] == vintage]
            if len(meant):
                values = [
                    say(
                        "year_value",
                        language,
                        year=year,
                        value=amount_label(rounded(value, 1), unit, language),
                    )
                    for year, value in zip(meant["year"], meant["value"], strict=True)
                ]
                told = {
                    "met": int(meant["met"].sum()),
                    "count": len(meant),
                    "values": say("list", language).join(values),
                }
                clauses.append(say("rates_met", language, vintage=label, **told))
            elif self.measure == "cumulative_growth":
                if vintage in telling and len(own) > 1:
                    grown = amount_label(rounded(float(own["value"].iloc[-1]), 1), SHARE_UNIT, language)
                    until = int(own["year"].iloc[-1])
                    clauses.append(say("grown_so_far", language, vintage=label, value=grown, last=until))
            elif self.rates.empty and vintage in telling:
                met = [target_reached(value, self.target, self.comparator) for value in own["value"]]
                told = {"met": sum(met), "count": len(met), "last": int(own["year"].iloc[-1])}
                last = amount_label(rounded(float(own["value"].iloc[-1]), 1), unit, language)
                clauses.append(say("rates_to_come", language, vintage=label, value=last, **told))
        if self.rates.empty and self.measure != "cumulative_growth":
            clauses.insert(0, say("not_yet", language, year=self.target_year))
        clauses += [self._outlook_told(row, language) for row in self.outlooks.to_dict("records")]
        if self.base_rate.goals:
            share = say_share(self.base_rate.share, language)
            clauses.append(say("base_rate", language, goals=self.base_rate.goals, share=share))
        aim = amount_label(self.target, unit, language)
        sentence = say("join", language).join(clauses)
        return say(
            "rates_once" if self._once else RATE_SENTENCES[self.measure],
            language,
            first=self.base_year + 1,
            year=self.target_year,
            quantity=self.quantity(language),
            aim=say(COMPARED[self.comparator], language, aim=aim) if self.comparator in COMPARED else aim,
            clauses=sentence[:1].upper() + sentence[1:],
        )

    @property
    def _once(self) -> bool:
        """Whether the growth of one year is asked for."""
        return self.target_year - self.base_year == 1 or self.measure == "growth"

    def _outlook_told(self, row: Mapping[Hashable, Any], language: str) -> str:
        """Return what is still asked for from one origin, or that it is decided."""
        told = {"vintage": vintage_label(str(row["vintage"]), language), "origin": int(row["origin"])}
        if row["status"] != "open":
            found = written(row["outcome"], ".1f") if pd.notna(row["outcome"]) else ""
            sentence = f"rates_{row['status']}" if found else "rates_lost"
            return say(sentence, language, value=found, **told)
        chance = say("unknown", language)
        if pd.notna(row["chance"]):
            chance = say(
                "chance",
                language,
                chance=say_share(row["chance"], language),
                by=say(f"by_{row['method']}", language),
                low=say_share(row["chance_low"], language),
                high=say_share(row["chance_high"], language),
            )
        if self._once:
            told["year"] = self.target_year
        sentence = "rates_left_once" if self._once else "rates_left"
        return say(sentence, language, growth=row["required"], chance=chance, **told)

    def summary(self) -> pd.DataFrame:
        """Return what a sweep collects: one row per case.

        A target for a rate has one row per vintage with observed years; one without a series a single row,
        with the base that is stated for it, if any, and what it asks for from there.
        """
        common: dict[str, Any] = {
            "region": self.region,
            "series_id": self.series_id,
            "kind": self.kind,
            "target": self.target,
            "target_year": self.target_year,
            "unit": self.series[0].unit if self.series else indicator_unit(self.series_id),
            "status": self.status,
            "note": self.note,
            "comparator": self.comparator,
            "measure": self.measure,
            "base_rate": self.base_rate.share,
            "base_rate_goals": self.base_rate.goals,
        }
        observed = dict(zip(self.outcomes["vintage"], self.outcomes["value"], strict=True))
        if not self.cases.empty:
            conflicts = _conflicts(self.series)
            notes = [
                "; ".join([*filter(None, [without]), *conflicts.get(vintage, ())])
                for vintage, without in zip(self.cases["vintage"], self.cases["without"], strict=True)
            ]
            rows = self.cases.assign(
                **common | {"note": notes},
                required_increment=(self.cases["target"] - self.cases["base"]) / self.cases["horizon"],
                outcome=self.cases["vintage"].map(observed),
            )
        elif not self.outlooks.empty:
            names = {"latest": "base", "percentile": "ambition_percentile"}
            shown = self.outlooks.drop(columns=["without", "derived", "required", "status", "comparator"])
            rows = shown.rename(columns=names).assign(**common)
            met = self.rates.groupby("vintage")["met"].agg(["count", "sum"])
            rows["years_observed"] = rows["vintage"].map(met["count"]).fillna(0).astype(int)
            rows["years_met"] = rows["vintage"].map(met["sum"]).fillna(0).astype(int)
            rows["note"] = [
                "; ".join(filter(None, texts))
                for texts in zip(self.outlooks["derived"], self.outlooks["without"], strict=True)
            ]
            rows["required_growth_pct"] = self.outlooks["required"]
            return rows.reindex(columns=list(SUMMARY_COLUMNS))
        elif not self.rates.empty:
            by_vintage = self.rates.groupby("vintage", sort=False)["met"].agg(["count", "sum"]).reset_index()
            by_vintage.columns = ["vintage", "years_observed", "years_met"]
            rows = by_vintage.assign(**common, outcome=by_vintage["vintage"].map(observed))
        else:
            rows = self._stated().assign(**common)
        if self.kind != "level" and "required_growth_pct" in rows.columns:
            rows["required_growth_pct"] = float("nan")
        return rows.reindex(columns=list(SUMMARY_COLUMNS))

    def _stated(self) -> pd.DataFrame:
        """Return what the target asks for from the stated base, or an empty row."""
        path = self.trajectories
        start = path[(path["kind"] == "path") & (path["year"] == path["origin"])].head(1)
        if start.empty:
            return pd.DataFrame(index=range(1))
        base, origin = float(start["value"].iloc[0]), int(start["origin"].iloc[0])
        stated = {
            "vintage": "stated",
            "origin": origin,
            "base": base,
            "required_growth_pct": required_growth_pct(base, self.target, origin, self.target_year),
            "required_increment": (self.target - base) / (self.target_year - origin),
        }
        return pd.DataFrame([stated])


def assess(  # noqa: PLR0913
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    *,
    base_year: int,
    base_value: float | None = None,
    comparator: str = "ge",
    measure: Measure | None = None,
    reference_class: ReferenceClass = "own kind",
    root: Path | None = None,
) -> Assessment:
    """Assess one target by every vintage of its base year.

    Parameters
    ----------
    base_year
        Year whose value the plan was written against.
    base_value
        Value in the base year, used only where no series is observed, so that the required path can be drawn.
    region, series_id
        Names that people write are understood: 广东, 地区生产总值.
    comparator
        As in the target row. Where less is better (prices, unemployment), ``eq, approx, range`` are met from
        above.
    measure
        What is asked for, see `plantargets.growth.aims.Aim`. None: the level; of a series that is itself a
        rate of growth, the rate in each year (每年). ``average_growth`` is 年均, and of a series of levels
        growth is that of its values.
    reference_class
        See `plantargets.growth.attainment`.

    Raises
    ------
    PlanTargetsError
        If region or series is unknown altogether, the series has no value for the base year, or the
        target year is not after it. That a known series is not observed
        in the region is no error: the assessment then holds the required path and a note.
    """
    store = ProjectStore(root)
    region, series_id = store.region(region), store.series_id(series_id)
    if comparator not in COMPARATORS:
        raise PlanTargetsError(
            f"parameter comparator: expected one of {', '.join(COMPARATORS)}, found {comparator!r}"
            f"{nearest(comparator, COMPARATORS)}."
        )
    if comparator in {"eq", "approx", "range"} and fewer_is_better(series_id):
        comparator = "le"
    if not _observed(region, series_id, root):
        note = f"no observed series {series_id} for {region}"
        if is_growth_rate(series_id):
            asked = measure or "each_year"
            return _rate_assessment(
                region, series_id, target, target_year, base_year, comparator, asked, (), store, note
            )
        path = unobserved_path(target, target_year, base_year, base_value, indicator_unit(series_id))
        kind = _kind(indicator_unit(series_id))
        return _without_chances(
            kind, region, series_id, target, target_year, base_year, comparator, (), path, NO_RATES, note
        )
    vintages = series_vintages(region, series_id, root)
    series = tuple(load_series(region, series_id, vintage, root) for vintage in vintages)
    if series[0].basis == GROWTH_BASIS or measure not in {None, "level"}:
        asked = "each_year" if measure in {None, "level"} else measure
        return _rate_assessment(
            region, series_id, target, target_year, base_year, comparator, asked, series, store, ""
        )
    table = trajectories(region, series_id, target, target_year, base_year, root, reference_class)
    chances = attainment_table(
        region,
        series_id,
        target,
        target_year,
        comparator=comparator,
        first_origin=base_year - EARLIER_ORIGINS,
        reference_class=reference_class,
        root=root,
    )
    required = required_growth_table(table, target, target_year)
    cases = required[["vintage", "origin"]].merge(chances, on=["vintage", "origin"], how="left")
    cases = cases[list(Attainment.__dataclass_fields__)]
    latest_vintage = cases["vintage"].iloc[-1]
    return Assessment(
        kind=_kind(series[0].unit),
        region=region,
        series_id=series_id,
        target=float(target),
        target_year=target_year,
        base_year=base_year,
        comparator=comparator,
        series=series,
        trajectories=table,
        chances=chances,
        cases=cases,
        windows=_windows(cases, root),
        swing=tornado(chances, latest_vintage, base_year),
        decomposition=decomposition_table(region, series_id, target, base_year, target_year, root),
        outcomes=outcomes(series, target, target_year, comparator),
        rates=NO_RATES,
        note=_note(series, cases),
        outlooks=pd.DataFrame(columns=RATE_OUTLOOKS),
        measure="level",
        base_rate=base_rate(series_id, comparator),
    )


def _rate_assessment(  # noqa: PLR0913, PLR0917
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    base_year: int,
    comparator: str,
    measure: Measure,
    series: tuple[Series, ...],
    store: ProjectStore,
    note: str,
) -> Assessment:
    """Compare a target for growth with the rates observed, and give what is left of it a chance."""
    if target_year <= base_year:
        raise PlanTargetsError(
            f"parameter target_year: expected a year after the base year {base_year}, found {target_year}."
        )
    lines = store.observed(region, series_id) if series else ()
    start = None if measure == "growth" else base_year
    indexed = bool(series) and series[0].unit in INDEX_UNITS
    growth = target - 100 if indexed else target
    aim = Aim(measure, growth, growth, comparator, target_year, start)
    observed = pd.DataFrame(
        [
            {"vintage": line.vintage, "year": int(str(year)), "value": float(value)}
            for line in lines
            for year, value in (line.values if indexed else line.rates).items()  # noqa: PD011
        ],
        columns=["vintage", "year", "value"],
    )
    meant = observed[observed["year"].between(aim.first_year, target_year)].reset_index(drop=True)
    rates = meant.assign(met=[target_reached(value, target, comparator) for value in meant["value"]])
    if measure == "cumulative_growth":
        rates = NO_RATES  # no year alone meets what is asked for over all of them
    outlooks = pd.DataFrame(
        [row for line in lines for row in _rate_outlooks(line, aim, base_year)], columns=RATE_OUTLOOKS
    )
    if series and meant.empty:
        note = f"no observed rate in {aim.first_year}-{target_year}"
    fans = [fan for line in lines for fan in _rate_fans(line, aim, base_year)]
    path = rate_path(
        aim,
        _grown_in_all(lines, aim) if measure == "cumulative_growth" else observed,
        pd.concat(fans, ignore_index=True) if fans else None,
        above=100.0 if indexed and measure != "cumulative_growth" else 0.0,
    )
    found = _without_chances(
        "rate", region, series_id, target, target_year, base_year, comparator, series, path, rates, note
    )
    level = "nation" if region == COUNTRY else "province"
    once = aim.years == 1  # the goals of work reports are for one year
    rate = base_rate(series_id if once else "", comparator, level)
    return replace(found, outlooks=outlooks, measure=measure, base_rate=rate)


def _rate_outlooks(line: Observed, aim: Aim, base_year: int) -> list[dict[str, object]]:
    """Return the outlook from the base year and from the latest year before the target year."""
    aim, origins = _rate_origins(line, aim, base_year)
    outcome = aim.observed(line.line.levels)
    rows = []
    for origin in origins:
        found = line.line.outlook(aim, origin)
        decided = found.method == "observed"
        status = "missed" if decided else "open"
        if outcome is not None:
            status = "reached" if aim.met(outcome) else "missed"
        row = vars(found) | {
            "vintage": line.vintage, "outcome": outcome, "status": status, "derived": line.note,
            "comparator": aim.comparator,
        }  # fmt: skip
        rows.append(row)
    return rows if outcome is None else rows[-1:]


def _rate_origins(line: Observed, aim: Aim, base_year: int) -> tuple[Aim, list[int]]:
    """Return the years from which a target for growth has an outlook, and the target as it is meant there."""
    levels = line.line.levels
    before = [int(year) for year in levels.index[levels.index < aim.target_year]]
    if not before or (not line.is_rate and not line.line.comparable):
        return aim, []
    if base_year in before:
        return aim, list(dict.fromkeys((base_year, before[-1])))
    if aim.years != 1 or base_year < before[-1]:
        return aim, []
    # Of one year, whatever came before it: a base year that is not observed yet is no origin.
    return replace(aim, measure="growth", base_year=None), before[-1:]


def _rate_fans(line: Observed, aim: Aim, base_year: int) -> list[pd.DataFrame]:
    """Return what the growth may be that the target speaks of, from each origin of its outlooks."""
    aim, origins = _rate_origins(line, aim, base_year)
    fans = []
    for origin in origins:
        fan, name = line.line.fan(aim, origin)
        if len(fan):
            fans.append(fan.reset_index().assign(vintage=line.vintage, origin=origin, name=name))
    return fans


def _grown_in_all(lines: Sequence[Observed], aim: Aim) -> pd.DataFrame:
    """Return by how much the levels of each year lie above that of the base year, in per cent."""
    parts = []
    for line in lines:
        levels = line.line.levels
        if aim.base_year is not None and aim.base_year in levels.index:
            grown = 100 * (levels.loc[aim.base_year :] / float(levels[aim.base_year]) - 1)
            parts.append(grown.rename("value").rename_axis("year").reset_index().assign(vintage=line.vintage))
    return (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["vintage", "year", "value"])
    )


def _kind(unit: str) -> Literal["level", "share"]:
    return "share" if unit == SHARE_UNIT else "level"


def _without_chances(  # noqa: PLR0913, PLR0917
    kind: Literal["level", "share", "rate"],
    region: str,
    series_id: str,
    target: float,
    target_year: int,
    base_year: int,
    comparator: str,
    series: tuple[Series, ...],
    path: pd.DataFrame,
    rates: pd.DataFrame,
    note: str,
) -> Assessment:
    empty = pd.DataFrame(columns=list(Attainment.__dataclass_fields__))
    return Assessment(
        kind=kind,
        region=region,
        series_id=series_id,
        target=float(target),
        target_year=target_year,
        base_year=base_year,
        comparator=comparator,
        series=series,
        trajectories=path,
        chances=empty,
        cases=empty,
        windows=pd.DataFrame(columns=WINDOW_COLUMNS),
        swing=pd.DataFrame(columns=TORNADO_COLUMNS),
        decomposition=pd.DataFrame(columns=DECOMPOSITION_COLUMNS),
        outcomes=pd.DataFrame(columns=OUTCOME_COLUMNS),
        rates=rates,
        note=note,
        outlooks=pd.DataFrame(columns=RATE_OUTLOOKS),
        measure="level",
        base_rate=base_rate(series_id, comparator),
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
    conflicts = [text for texts in _conflicts(series).values() for text in texts]
    return "; ".join([*missing, *conflicts])


def _conflicts(series: tuple[Series, ...]) -> dict[str, list[str]]:
    """Return by vintage which figures of one year say something else."""
    return {
        line.vintage: [
            f"{one.vintage} {one.year}: {one.value:,.10g} used, {other.value:,.10g} also reported"
            for other in line.conflicts
            for one in line.observations
            if one.year == other.year
        ]
        for line in series
    }
