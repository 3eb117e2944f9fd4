"""Many targets at once, on series of one's own or of the project: one table, one row a target and vintage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.aims import ROOM, Aim, Measure, chained, yearly_growth
from plantargets.growth.attainment import GROWTH_BASIS
from plantargets.growth.goals import BaseRate, base_rate, fewer_is_better, load_goals
from plantargets.growth.labels import INDEX_UNITS, region_names
from plantargets.growth.names import known_as, series_named
from plantargets.growth.outlook import Line
from plantargets.growth.own_tables import (
    PER_CENT,
    Given,
    check_doubles,
    check_target_fraction,
    convert,
    name_words,
    names_growth,
    read_series,
    read_table,
    read_targets,
)
from plantargets.growth.reference import panel_values
from plantargets.growth.series import COUNTRY, available_series, load_series, series_vintages, vintage_rank

FEWEST_REGIONS = 10  # that make a reference class of a table's own regions
RESULT_COLUMNS = (
    "plan_id", "target_id", "row", "region", "indicator", "series_id", "measure", "comparator", "target",
    "target_max", "unit", "target_year", "vintage", "base_year", "base", "required_per_year",
    "required_measure", "origin", "latest", "required_from_latest", "ambition_percentile", "chance",
    "chance_low", "chance_high", "method", "chance_reference", "periods", "chance_at_base", "base_rate",
    "base_rate_low", "base_rate_high", "base_rate_goals", "base_rate_of", "outcome", "difference", "status",
    "status_with_room", "note",
)  # fmt: skip
WHOLE = ("row", "target_year", "base_year", "origin", "periods", "base_rate_goals")


@dataclass(frozen=True)
class Observed:
    """One vintage of a region's series.

    Attributes
    ----------
    values
        By year, in `unit`; of rates in per cent.
    is_rate
        Whether it is itself a rate of growth, so that its chain stands for the level.
    bounds, rounded
        Years whose figure is a lower bound, or a rounded one.
    """

    vintage: str
    unit: str
    values: pd.Series
    is_rate: bool
    line: Line
    bounds: frozenset[int] = frozenset()
    rounded: frozenset[int] = frozenset()
    note: str = ""

    @property
    def rates(self) -> pd.Series:
        """Growth by year, in per cent."""
        if not self.is_rate:
            return yearly_growth(self.values)
        return self.values - 100 if self.unit in INDEX_UNITS else self.values


class Store(Protocol):
    """Where series come from."""

    where: str

    def observed(self, region: str, series_id: str) -> Sequence[Observed]:
        """Return every vintage of a region's series; empty where there is none."""

    def region(self, name: str) -> str:
        """Return the region that a name means."""

    def series_id(self, name: str) -> str:
        """Return the series that a name means."""


def assess_many(
    series: pd.DataFrame | Path | str | None,
    targets: pd.DataFrame | Path | str,
    *,
    jobs: int = 1,
    root: Path | None = None,
) -> pd.DataFrame:
    """Assess targets of any regions and indicators: what they ask for, their chances, what became of them.

    Parameters
    ----------
    series
        Observations of one's own, see `plantargets.growth.own_tables.read_series`: a table or a file. None
        takes the statistics of the project.
    targets
        See `plantargets.growth.own_tables.read_targets`.
    jobs
        Processes at once; the results are the same for any number.

    Returns
    -------
    pandas.DataFrame
        One row for each target and vintage of its series, in the order of the targets. Values are in `unit`,
        that of the series; growth and its `required_per_year` in per cent, of shares in points. ``chance`` is
        from `origin`, the last year observed before the target year, ``chance_at_base`` from the base year.
        ``base_rate`` is the share of like goals of work reports that were met
        (`plantargets.growth.base_rate`).
        ``difference`` is outcome minus target in the better direction, and ``status`` ``reached``,
        ``missed``, ``open`` or ``cannot be told``, of ``approx`` by the number itself;
        ``status_with_room`` allows half a point where the target is in per cent. Targets without series have
        the status ``no observed series``.

    Raises
    ------
    PlanTargetsError
        For the first cell that is wrong; the message names file, row and column.

    Notes
    -----
    The reference class of a table of one's own are its own regions, from ten on, for the same indicator, unit
    and vintage. Growth is judged on the chain of the rates, so that an average rate is a level to be reached.

    Examples
    --------
    >>> past = pd.DataFrame({"region": "甲市", "indicator": "用水量", "year": range(2015, 2025),
    ...     "value": [100, 101, 103, 104, 104, 106, 107, 109, 110, 112], "unit": "万吨"})
    >>> asked = pd.DataFrame({"region": ["甲市"], "indicator": ["用水量"], "year": [2025], "value": [1.2],
    ...     "unit": ["百万吨"], "comparator": ["le"]})
    >>> found = assess_many(past, asked).iloc[0]
    >>> float(found["target"]), found["status"], bool(found["chance"] > 0.9)
    (120.0, 'open', True)
    """
    asked, target_source = _table(targets, "targets")
    given = read_targets(asked, target_source)
    store: Store
    if series is None:
        store = ProjectStore(root)
    else:
        table, series_source = _table(series, "series")
        wanted = [one for one in given if one.measure not in {None, "level"}]
        store = OwnStore(read_series(table, series_source), series_source, wanted)
    keys = [
        (
            one.plan_id, one.target_id, store.region(one.region), store.series_id(one.indicator), one.year,
            one.measure, one.comparator, one.base_year, one.vintage, one.constant_prices,
        )
        for one in given
    ]  # fmt: skip
    check_doubles(given, keys, "the same target twice", target_source)
    work = partial(_judge_all, store=store, where=target_source)
    if jobs > 1:
        # By indicator where there are several, since what is known of a panel serves all its regions.
        place = 3 if len({key[3] for key in keys}) >= jobs else 2
        named = list(dict.fromkeys(key[place] for key in keys))
        worker = {name: at % jobs for at, name in enumerate(named)}
        parts = [
            [one for one, key in zip(given, keys, strict=True) if worker[key[place]] == at]
            for at in range(jobs)
        ]
        with ProcessPoolExecutor(jobs) as pool:
            rows = [row for part in pool.map(work, parts) for row in part]
        rows.sort(key=lambda row: int(str(row["row"])))
    else:
        rows = work(given)
    found = pd.DataFrame(rows, columns=list(RESULT_COLUMNS))
    return found.astype(dict.fromkeys(WHOLE, "Int64"))


class OwnStore:
    """Series of a user's table."""

    def __init__(self, given: Sequence[Given], where: str, growth_of: Iterable[Given] = ()) -> None:
        self.where = where
        self._regions = tuple(region_names())
        self._growth = {(self.region(one.region), self.series_id(one.indicator)) for one in growth_of}
        keys = [
            (self.region(one.region), self.series_id(one.indicator), one.vintage, one.year) for one in given
        ]
        check_doubles(given, keys, "two values for one year", where)
        grouped: dict[tuple[str, str, str], list[Given]] = {}
        for one, key in zip(given, keys, strict=True):
            grouped.setdefault(key[:3], []).append(one)
        self._observed: dict[tuple[str, str], list[Observed]] = {}
        panels: dict[tuple[str, str, str], dict[str, pd.Series]] = {}
        for (region, series_id, vintage), rows in grouped.items():
            unit = rows[0].unit
            values = pd.Series(
                {one.year: convert(one.value, one.unit, unit, one.row, where) for one in rows}, dtype=float
            ).sort_index()
            is_rate = unit in INDEX_UNITS or (
                unit == PER_CENT
                and (names_growth(rows[0].indicator, series_id) or (region, series_id) in self._growth)
            )
            panel = panels.setdefault((series_id, vintage, unit), {})
            levels = _levels(values, unit, is_rate)
            panel[region] = levels
            line = Line(region, levels, panel, in_points=unit == PER_CENT and not is_rate)
            found = Observed(vintage, unit, values, is_rate, line)
            self._observed.setdefault((region, series_id), []).append(found)
        shared: dict[tuple[str, str, str], dict[object, object]] = {}
        for (_, series_id), lines in self._observed.items():
            lines.sort(key=lambda one: vintage_rank(one.vintage))
            for found in lines:
                kind = (series_id, found.vintage, found.unit)
                found.line.shared = shared.setdefault(kind, {})
                if len(panels[kind]) < FEWEST_REGIONS:
                    found.line.panel = {}

    def observed(self, region: str, series_id: str) -> Sequence[Observed]:
        """Return every vintage of a region's series."""
        return self._observed.get((region, series_id), ())

    def region(self, name: str) -> str:
        """Return the full name of a region that is known by name, else the name."""
        return known_as(name, self._regions)

    def series_id(self, name: str) -> str:
        """Return the id that the vocabulary gives to the name of an indicator, else the name."""
        return series_named(name)


class ProjectStore:
    """The statistics of the project."""

    def __init__(self, root: Path | None = None) -> None:
        self.where = "data/statistics"
        self._root = root
        table = available_series(root)
        self._regions = tuple(dict.fromkeys(table["region"]))
        self._all_regions = tuple(dict.fromkeys([*self._regions, *region_names()]))
        self._ids = frozenset(table["series_id"])
        self._known: dict[tuple[str, str], list[Observed]] = {}
        self._panels: dict[tuple[str, str, bool], tuple[dict[str, pd.Series], dict[object, object]]] = {}

    def observed(self, region: str, series_id: str) -> Sequence[Observed]:
        """Return every vintage of a region's series, the latest revision last."""
        key = (region, series_id)
        if key not in self._known:
            self._known[key] = self._load(region, series_id) if region in self._regions else []
        return self._known[key]

    def region(self, name: str) -> str:
        """Return the region with statistics that a name means."""
        return known_as(name, self._all_regions)

    def series_id(self, name: str) -> str:
        """Return the series that a name means."""
        return series_named(name, self._ids)

    def _load(self, region: str, series_id: str) -> list[Observed]:
        found = []
        for vintage in series_vintages(region, series_id, self._root):
            series = load_series(region, series_id, vintage, self._root)
            is_rate = series.unit in INDEX_UNITS or series.basis == GROWTH_BASIS
            province = region != COUNTRY and series.region_code.endswith("0000")
            panel, shared = self._panel(series_id, vintage, is_rate) if province else ({}, {})
            values = series.values  # noqa: PD011
            line = Line(
                region,
                _levels(values, series.unit, is_rate),
                panel,
                in_points=series.unit == PER_CENT and not is_rate,
                comparable=series.comparable_over_time,
                shared=shared,
            )
            found.append(
                Observed(
                    vintage,
                    series.unit,
                    values,
                    is_rate,
                    line,
                    frozenset(one.year for one in series.observations if one.lower_bound),
                    frozenset(one.year for one in series.observations if one.rounded),
                    series.proxy or series.derived,
                )
            )
        return found

    def _panel(
        self, series_id: str, vintage: str, is_rate: bool
    ) -> tuple[dict[str, pd.Series], dict[object, object]]:
        """Return the panel of the vintage, or of its latest revision, and what is kept of it."""
        key = (series_id, vintage, is_rate)
        if key not in self._panels:
            panel: dict[str, pd.Series] = {}
            for wanted in (vintage, None):
                try:
                    _, values = panel_values(series_id, wanted, self._root)
                except PlanTargetsError:
                    continue
                unit = load_series(next(iter(values)), series_id, None, self._root).unit
                panel = {name: _levels(one, unit, is_rate) for name, one in values.items()}
                break
            self._panels[key] = (panel, {})
        return self._panels[key]


def _table(given: pd.DataFrame | Path | str, name: str) -> tuple[pd.DataFrame, str]:
    if isinstance(given, pd.DataFrame):
        return given, name
    return read_table(Path(given)), str(given)


def _levels(values: pd.Series, unit: str, is_rate: bool) -> pd.Series:
    """Return what growth is judged on: the values, or the chain of rates in per cent or of indices."""
    if not is_rate:
        return values
    return chained(values - 100 if unit in INDEX_UNITS else values)


def _judge_all(given: Sequence[Given], store: Store, where: str) -> list[dict[str, object]]:
    goals = load_goals()
    rates: dict[tuple[str, str, str], BaseRate] = {}
    rows = []
    for one in given:
        region, series_id = store.region(one.region), store.series_id(one.indicator)
        grown = one.measure == "growth" and not series_id.endswith("_growth")
        several = one.measure in {"average_growth", "each_year", "cumulative_growth"}
        key = (
            "" if several else f"{series_id}_growth" if grown else series_id,  # goals are for one year
            one.comparator,
            "nation" if region == COUNTRY else "province",
        )
        if key not in rates:
            rates[key] = base_rate(*key, goals)
        common = _common(one, region, series_id, rates[key])
        found = (
            _real(one, region, series_id, store) if one.constant_prices else store.observed(region, series_id)
        )
        found = [line for line in found if not one.vintage or line.vintage == one.vintage]
        found = found if one.vintage else _telling(one, found)
        if not found:
            missing = "constant prices, " if one.constant_prices else ""
            note = f"no series of {missing}{series_id} for {region} in {store.where}"
            rows.append(common | {"status": "no observed series", "note": note})
        rows += [common | _judge(one, line, series_id, where) for line in found]
    return rows


def _common(one: Given, region: str, series_id: str, rate: BaseRate) -> dict[str, object]:
    return {
        "plan_id": one.plan_id,
        "target_id": one.target_id,
        "row": one.row,
        "region": region,
        "indicator": one.indicator,
        "series_id": series_id,
        "measure": one.measure or "",
        "comparator": one.comparator,
        "target": one.value,
        "target_max": one.value_max,
        "unit": one.unit,
        "target_year": one.year,
        "base_year": one.base_year,
        "base_rate": rate.share,
        "base_rate_low": rate.lower_95,
        "base_rate_high": rate.upper_95,
        "base_rate_goals": rate.goals,
        "base_rate_of": rate.of,
    }


def _real(one: Given, region: str, series_id: str, store: Store) -> list[Observed]:
    """Return the series at the prices of the base year: growth by the index, levels carried on by it."""
    level_id = series_id.removesuffix("_growth")
    names = (f"{level_id}_growth", f"{level_id}_index_prev_year_100")
    found = (list(store.observed(region, name)) for name in names)
    rates = [line for line in next(filter(None, found), []) if line.is_rate]
    if one.measure not in {None, "level"} or level_id != series_id:
        return rates
    out = []
    for nominal in store.observed(region, series_id):
        for line in rates:
            levels, year = line.line.levels, one.base_year or one.year - 1
            if year in levels.index and year in nominal.values.index and line.vintage == nominal.vintage:  # noqa: PD011
                scaled = levels * (float(nominal.values[year]) / float(levels[year]))  # noqa: PD011
                own = replace(line.line, levels=scaled, panel={}, shared={}, own={})
                note = f"at prices of {year}, by the index of growth"
                out.append(replace(nominal, values=scaled, is_rate=False, line=own, note=note))
    return out


def _telling(one: Given, lines: Sequence[Observed]) -> list[Observed]:
    """Return the vintages that tell something: those of base or target year, else the latest."""
    years = {one.year} if one.base_year is None else {one.year, one.base_year}
    told = [line for line in lines if years & set(line.line.levels.index)]
    if one.base_year is None and lines:
        before = [line for line in lines if line.line.levels.index[0] < one.year]
        last = max(
            reversed(before),
            key=lambda line: int(line.line.levels.loc[: one.year - 1].index[-1]),
            default=None,
        )
        told = [line for line in lines if line in told or line is last]
    return told or list(lines[-1:])


def _judge(one: Given, line: Observed, series_id: str, where: str) -> dict[str, object]:
    aim = _aim(one, line, series_id, where)
    levels = line.line.levels
    before = levels.index[levels.index < one.year]
    row: dict[str, object] = {
        "measure": aim.measure,
        "target": aim.lower,
        "target_max": aim.upper,
        "unit": PER_CENT if aim.is_growth else line.unit,
        "vintage": line.vintage,
        "base_year": one.base_year,
    }
    notes = [line.note]
    if one.base_year is not None and one.base_year in before:
        told = _told(aim, line)
        at_base = line.line.outlook(aim, one.base_year)
        row["base"] = float(told.get(one.base_year, float("nan")))
        row["required_per_year"], row["required_measure"] = at_base.required, at_base.required_measure
        row["chance_at_base"] = at_base.chance
        row["ambition_percentile"] = at_base.percentile
    elif one.base_year is not None:
        notes.append(f"no value for the base year {one.base_year}")
    if len(before):
        found = line.line.outlook(aim, int(before[-1]))
        row |= {
            "origin": found.origin,
            "latest": found.latest,
            "required_from_latest": found.required,
            "required_measure": found.required_measure,
            "chance": found.chance,
            "chance_low": found.chance_low,
            "chance_high": found.chance_high,
            "method": found.method,
            "chance_reference": found.chance_reference,
            "periods": found.periods,
        }
        row.setdefault("required_per_year", found.required)
        row.setdefault("ambition_percentile", found.percentile)
        notes.append(found.without)
        if found.method == "observed":
            row["status"] = "missed"
            notes.append("a year that counts fell short already")
    return row | _outcome(aim, line, row) | {"note": "; ".join(filter(None, notes))}


def _outcome(aim: Aim, line: Observed, row: Mapping[str, object]) -> dict[str, object]:
    """Return the outcome, how far it is ahead, and whether the target is met by both readings."""
    grown = aim.is_growth and not line.is_rate and not line.line.comparable
    outcome = None if grown else aim.observed(line.line.levels)
    if outcome is None and line.is_rate and aim.measure == "growth" and aim.target_year in line.rates.index:
        outcome = float(line.rates[aim.target_year])  # of a year before the last gap of the chain
    if outcome is None:
        status = str(row.get("status", "open"))
        return {"status": status, "status_with_room": status}
    told = {}
    in_points = aim.is_growth or line.unit == PER_CENT
    for name, room in (("status", 0.0), ("status_with_room", ROOM if in_points else 0.0)):
        met = aim.met(outcome, room)
        told[name] = "reached" if met else "missed"
        if aim.target_year in line.bounds and met == aim.at_most:
            told[name] = "cannot be told"  # over 25 % may be 30 %
        elif aim.target_year in line.rounded and math.isclose(outcome, aim.binding):
            told[name] = "cannot be told"
    ahead = aim.binding - outcome if aim.at_most else outcome - aim.binding
    return {"outcome": outcome, "difference": round(ahead, 9), **told}


def _told(aim: Aim, line: Observed) -> pd.Series:
    return yearly_growth(line.line.levels) if aim.is_growth else line.line.levels


def _aim(one: Given, line: Observed, series_id: str, where: str) -> Aim:
    measure = _measure(one, line, where)
    here = f"{where}, row {one.row}"
    unit = PER_CENT if measure != "level" else line.unit
    if measure != "level" and one.unit in INDEX_UNITS:
        lower, upper = one.value - 100, one.value_max - 100
    else:
        lower, upper = (
            convert(value, one.unit, unit, one.row, where) for value in (one.value, one.value_max)
        )
    observed = yearly_growth(line.line.levels) if measure != "level" else line.values  # noqa: PD011
    if unit == PER_CENT:
        check_target_fraction(one, list(observed), where)
    try:
        return Aim(
            measure,
            lower,
            upper,
            one.comparator,
            one.year,
            None if measure in {"level", "growth"} else one.base_year,
            fewer_is_better=fewer_is_better(series_id),
        )
    except PlanTargetsError as error:
        raise PlanTargetsError(f"{here}, column base_year: {error}") from None


def _measure(one: Given, line: Observed, where: str) -> Measure:
    """Return what is asked for; of a series of rates a value alone is the growth of the year."""
    if one.measure is not None and one.measure != "level":
        return one.measure
    if not line.is_rate:
        return "level"
    if any(word in one.indicator.lower() for word in name_words("average")):
        return "average_growth"
    if any(word in one.indicator.lower() for word in name_words("each")):
        return "each_year"
    if one.base_year is not None and one.base_year < one.year - 1:
        raise PlanTargetsError(
            f"{where}, row {one.row}, column measure: {one.indicator} is a rate of growth and the target "
            f"spans "
            f"{one.base_year}-{one.year}: expected average_growth (年均), each_year (每年) or growth (of "
            f"{one.year} "
            "alone), found nothing."
        )
    return "growth"


def observed_values(
    series: pd.DataFrame | Path | str | None, results: pd.DataFrame, root: Path | None = None
) -> pd.DataFrame:
    """Return the values that the results of `assess_many` rest on, for a figure or a look.

    Returns
    -------
    pandas.DataFrame
        ``region, series_id, vintage, grown, year, value``: the series of every result; where ``grown``, its
        yearly growth in per cent.
    """
    store: Store
    if series is None:
        store = ProjectStore(root)
    else:
        table, where = _table(series, "series")
        store = OwnStore(read_series(table, where), where)
    keys = results.loc[results["origin"].notna() | results["outcome"].notna()]
    keys = keys.assign(grown=keys["measure"] != "level")
    rows = []
    for region, series_id, vintage, grown in (
        keys[["region", "series_id", "vintage", "grown"]].drop_duplicates().itertuples(index=False)
    ):
        lines = store.observed(region, series_id)
        line = next((one for one in lines if one.vintage == vintage), None)
        if line is None:
            continue
        values = line.rates if grown else line.values  # noqa: PD011
        rows += [
            (region, series_id, vintage, grown, int(str(year)), float(value))
            for year, value in values.items()
        ]
    return pd.DataFrame(rows, columns=["region", "series_id", "vintage", "grown", "year", "value"])
