"""Observed series, each with one vintage, one basis and the source of every value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from pathlib import Path

import pandas as pd

from plantargets.data import file_state, verified_path
from plantargets.errors import PlanTargetsError, counted, nearest
from plantargets.growth.labels import series_label
from plantargets.growth.words import any_word, word_list
from plantargets.language.script import simplify_by_table
from plantargets.language.units import scale_of
from plantargets.markup import html_table
from plantargets.project import data_root

TABLES = ("statistics.csv", "national.csv", "panel_provinces.csv")
Stamps = tuple[tuple[Path, tuple[int, ...]], ...]  # each table with its state, by which what is read is kept
OWN_TABLES = "own-*.csv"  # of `plantargets add-series`
OWN_VINTAGE = "own"  # of a series whose user names none
PARTIAL_YEAR = "_partial_year"
UNTOLD_REVISION = "revised"  # of the column; which revision it is, the note says
DERIVED = "DERIVED"  # deflators, derived from the indices of the vintage that their column names
(COUNTRY,) = word_list("nation")
FIRST_PUBLICATIONS = ("communique", "press", "government_work_report")  # in the order of their trust
FINAL_VERIFICATION = "final_verification"
REVISED_BASES = ("current_price", "share")  # what a revision of the accounts moves; counts and rates stand
REQUIRED_COLUMNS = ("series_id", "region", "region_code", "year", "value", "unit", "basis", "vintage", "note")

# What makes a figure a bound or a round number. In quotes such a word also occurs beside other figures of
# the sentence, so a quote counts only where it touches a number in 万 or 亿 that is the value itself.
LOWER_BOUND_NOTE = re.compile(r"lower bound")
ROUNDED_NOTE = re.compile(r"\brounded\b(?! to integers)")
WITHIN_YEAR_NOTE = re.compile(r"^as of (?:\d+ |end )?[A-Z][a-z]+ \d{4}|lower bound, [A-Z][a-z]+ \d{4}$")
LOW_TRUST_NOTE = re.compile(
    r"LOW-RELIABILITY|SECONDARY|\bsecondary\b(?! industry)|low trust|identical to the figure reported"
)
LOWER_BOUND_QUOTE = re.compile(
    rf"{any_word('above')}\s*([\d.,]+)\s*(万亿|万|亿)?|([\d.,]+)\s*(万)?余"  # of simplified text
)
SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, None: 1.0, "": 1.0}


@dataclass(frozen=True)
class Observation:
    """One figure as its source gives it."""

    year: int
    value: float
    unit: str
    basis: str
    vintage: str
    source_title: str
    source_url: str
    quote: str
    note: str
    lower_bound: bool
    rounded: bool
    within_year: bool
    low_trust: bool


@dataclass(frozen=True)
class Series:
    """An annual series of one region, one indicator, one vintage and one basis.

    `observations` holds one figure a year in ascending order; `conflicts` holds figures of the same years and
    vintage that say something else. `proxy` is empty for an observed series and a label for a declared proxy;
    `derived` likewise for a series that is computed from observed ones by definition
    (``growth/data/derived.csv``).
    """

    series_id: str
    name_zh: str
    region: str
    region_code: str
    unit: str
    basis: str
    vintage: str
    observations: tuple[Observation, ...]
    conflicts: tuple[Observation, ...] = ()
    proxy: str = ""
    proxy_label_zh: str = ""
    bound: str = ""
    mixes_vintages: bool = False
    derived: str = ""
    derived_label_zh: str = ""

    def __repr__(self) -> str:
        return (
            f"<Series {self.region} {self.series_id} ({self.name_zh}), {self.unit}, vintage {self.vintage}: "
            f"{counted(len(self.observations), 'value')} {self.first_year}–{self.last_year}>"
        )

    def _repr_html_(self) -> str:
        rows = [
            [str(one.year), f"{one.value:,.10g}", one.unit, one.vintage, one.source_title]
            for one in self.observations
        ]
        notes = [repr(self).strip("<>")]
        notes += [f"no value for {', '.join(map(str, self.gaps))}"] if self.gaps else []
        notes += [f"other figures for {len(self.conflicts)} of the years"] if self.conflicts else []
        return html_table(["year", "value", "unit", "vintage", "source"], rows, caption="; ".join(notes))

    @property
    def values(self) -> pd.Series:
        """Values indexed by year (float, ascending)."""
        index = pd.Index([one.year for one in self.observations], name="year", dtype=int)
        return pd.Series(
            [one.value for one in self.observations], index=index, dtype=float, name=self.series_id
        )

    @property
    def first_year(self) -> int:
        """First year with a figure."""
        return self.observations[0].year

    @property
    def last_year(self) -> int:
        """Last year with a figure."""
        return self.observations[-1].year

    @property
    def gaps(self) -> tuple[int, ...]:
        """Years between the first and the last that have no figure."""
        known = {one.year for one in self.observations}
        return tuple(year for year in range(self.first_year, self.last_year) if year not in known)

    @property
    def comparable_over_time(self) -> bool:
        """False where each year stands on its own base, as amounts in communiqués and shares of them do.

        Henan's GDP was 61,345 in the communiqué of 2022 and 59,132 in that of 2023, although it grew
        by 4.1 %: the base had been cut in between. Such values serve as bases, but their changes are
        no growth.
        """
        rules = dict(zip(_vintages()["vintage"], _vintages()["own_base_each_year"], strict=True))
        own_base = self.mixes_vintages or rules.get(self.vintage, "no") == "yes"
        return self.basis not in REVISED_BASES or not own_base

    def at(self, year: int) -> Observation:
        """Return the figure of one year; raise PlanTargetsError where there is none."""
        for one in self.observations:
            if one.year == year:
                return one
        years = ", ".join(str(one.year) for one in self.observations)
        raise PlanTargetsError(
            f"{self.region} {self.series_id} has no value for {year} in vintage {self.vintage}. Years "
            f"with a value: {years}."
        )

    def until(self, year: int) -> Series:
        """Return the series as far as `year`; raise PlanTargetsError where nothing is left."""
        kept = tuple(one for one in self.observations if one.year <= year)
        if not kept:
            raise PlanTargetsError(
                f"{self.region} {self.series_id} ({self.vintage}) has no value up to {year}; it begins in "
                f"{self.first_year}."
            )
        conflicts = tuple(one for one in self.conflicts if one.year <= year)
        return replace(self, observations=kept, conflicts=conflicts)

    def gapless(self) -> Series:
        """Return the series itself; raise PlanTargetsError naming the missing years where it has a gap."""
        if self.gaps:
            missing = ", ".join(map(str, self.gaps))
            raise PlanTargetsError(
                f"{self.region} {self.series_id} ({self.vintage}) has no value for {missing}. A gap is "
                f"not filled in: "
                f"use the years after it (`latest_run()`), or another vintage."
            )
        return self

    def latest_run(self) -> Series:
        """Return the part after the last gap."""
        start = max(self.gaps, default=self.first_year - 1) + 1
        return replace(
            self,
            observations=tuple(one for one in self.observations if one.year >= start),
            conflicts=tuple(one for one in self.conflicts if one.year >= start),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per figure, conflicting ones included, with source, vintage and flags."""
        rows = [
            {
                "region": self.region,
                "series_id": self.series_id,
                **vars(one),
                "conflicting": one in self.conflicts,
                "proxy": self.proxy,
            }
            for one in sorted((*self.observations, *self.conflicts), key=lambda one: (one.year, one.value))
        ]
        return pd.DataFrame(rows)


def load_series(region: str, series_id: str, vintage: str | None = None, root: Path | None = None) -> Series:
    """Return one annual series of one vintage.

    Parameters
    ----------
    region
        Chinese name as in the tables: ``河南省``, ``郑州市``, ``全国`` …
    series_id
        An id of `available_series`, or the name of a declared proxy (``proxy_…``); a proxy is never
        used unasked.
    vintage
        One of the vintages that the series has. None takes the latest revision (the order is that of
        ``growth/data/vintages.csv``); the vintage taken is in the result and belongs on whatever is
        made from it.
    root
        Folder of the project; found by itself when None.

    Raises
    ------
    PlanTargetsError
        If the region, the series or the vintage is unknown (the message lists the valid ones), if the
        series is year-to-date, or if one vintage holds two figures of a year and neither is clearly
        the year's end.

    Examples
    --------
    >>> henan = load_series("河南省", "industrial_value_added", "revised_5th_census")
    >>> float(henan.values[2024]), henan.unit
    (18376.5, '亿元')
    """
    if vintage is not None and not isinstance(vintage, str):
        raise PlanTargetsError(
            f"parameter vintage: expected one vintage or None, found {vintage!r}. Vintages are never mixed."
        )
    return _loaded(region, series_id, vintage, root, _stamps(root))


def series_vintages(region: str, series_id: str, root: Path | None = None) -> tuple[str, ...]:
    """Return the vintages of a region's series or declared proxy, the oldest kind of publication first."""
    _check_region(region, root)
    rule = _proxy_rule(series_id)
    if rule is not None:
        right = series_vintages(region, rule["right"], root)
        left = series_vintages(region, rule["left"], root)
        return tuple(one for one in left if rule["right_vintage"] != "same" or one in right)
    rows = _rows(root).get((region, series_id))
    observed = [] if rows is None else list(rows["vintage"].unique())
    derived = _derived_vintages(region, series_id, root)
    return tuple(sorted(dict.fromkeys([*observed, *derived]), key=vintage_rank))


def comparable_series(region: str, series_id: str, root: Path | None = None) -> tuple[Series, ...]:
    """Return the vintages of a region's series whose values can be compared over time, the latest first.

    Empty where there are none, or where region or series is not observed.
    """
    known = region in _regions(_stamps(root))
    vintages = reversed(series_vintages(region, series_id, root)) if known else ()
    found = (load_series(region, series_id, str(vintage), root) for vintage in vintages)
    return tuple(series for series in found if series.comparable_over_time)


def available_series(root: Path | None = None) -> pd.DataFrame:
    """Return one row per region, series and vintage: unit, basis, years, count, missing years."""
    table = _statistics(root)
    table = table[~table["series_id"].str.endswith(PARTIAL_YEAR)]
    grouped = table.groupby(["region", "series_id", "vintage"], sort=True)
    out = grouped.agg(
        series_name_zh=("series_name_zh", "first"),
        unit=("unit", "first"),
        basis=("basis", "first"),
        first_year=("year", "min"),
        last_year=("year", "max"),
        observations=("year", "nunique"),
    ).reset_index()
    out["missing_years"] = out["last_year"] - out["first_year"] + 1 - out["observations"]
    return out


def vintage_rank(vintage: str) -> int:
    """Return the place of a vintage in the order of revisions; the latest is the largest."""
    ranks = dict(zip(_vintages()["vintage"], _vintages()["rank"], strict=True))
    return int(ranks.get(vintage, -1))


def census_year(vintage: str) -> int | None:
    """Return the year of the economic census after which a vintage was revised, or None."""
    years = dict(zip(_vintages()["vintage"], _vintages()["census_year"], strict=True))
    told = str(years.get(vintage, ""))
    return int(told) if told else None


def vintage_codes() -> tuple[str, ...]:
    """Return the codes of the vintages, the oldest kind of publication first."""
    return tuple(_vintages().sort_values("rank", kind="stable")["vintage"])


def region_codes(root: Path | None = None) -> dict[str, str]:
    """Return the code of GB/T 2260 of each region that has statistics."""
    table = _statistics(root)
    return dict(zip(table["region"], table["region_code"], strict=True))


def stated_values(root: Path | None = None, without: str = "") -> set[tuple[str, str, str, int]]:
    """Return region, series, vintage and year of every figure of the tables but the one left out."""
    stamps = tuple(stamp for stamp in _stamps(root) if stamp[0].name != without)
    table = _read_statistics(stamps)
    return set(zip(table["region"], table["series_id"], table["vintage"], table["year"], strict=True))


def panel_series(series_id: str, root: Path | None = None) -> dict[str, dict[str, pd.Series]]:
    """Return ``{vintage: {region: values by year}}`` of one series, without the country as a whole.

    Series in which each year stands on its own base are left out (`Series.comparable_over_time`).
    """
    panel = _panel_series(series_id, _stamps(root))
    rule = derived_rules().get(series_id)
    if rule is None:
        return panel
    out = {vintage: dict(regions) for vintage, regions in panel.items()}
    for vintage, regions in _panel_series(rule["left"], _stamps(root)).items():
        for region in regions:
            if region not in out.get(vintage, {}) and vintage in _derived_vintages(region, series_id, root):
                values = _derived(region, series_id, vintage, root).values  # noqa: PD011
                out.setdefault(vintage, {})[region] = values
    return out


def vintage_label(vintage: str, language: str = "en") -> str:
    """Return the name of a vintage for a reader, in ``en`` or ``zh``."""
    names = _vintages().set_index("vintage")[f"label_{language}"]
    return str(names.get(vintage, vintage))


def proxies_for(series_id: str) -> list[dict[str, str]]:
    """Return the declared proxies that stand for a series, as ``growth/data/proxies.csv`` gives them."""
    rules = _proxies().to_dict("records")
    return [{str(k): str(v) for k, v in rule.items()} for rule in rules if rule["stands_for"] == series_id]


def derived_rules() -> dict[str, dict[str, str]]:
    """Return the declared rule of each series that is derived where it is not observed."""
    return _derived_rules()


def require_comparable(*series: Series) -> None:
    """Raise PlanTargetsError unless all series share vintage, basis and unit."""
    for field in ("vintage", "basis", "unit"):
        found = {getattr(one, field) for one in series}
        if len(found) > 1:
            named = "; ".join(f"{one.region} {one.series_id}: {getattr(one, field)}" for one in series)
            raise PlanTargetsError(
                f"series of different {field} are not mixed: {named}. Load them with one {field}."
            )


@lru_cache(maxsize=4096)
def _loaded(
    region: str,
    series_id: str,
    vintage: str | None,
    root: Path | None,
    stamps: Stamps,
) -> Series:
    table = _statistics(root)
    _check_region(region, root)
    if series_id.endswith(PARTIAL_YEAR):
        raise PlanTargetsError(
            f"series {series_id} is year-to-date, not annual, and is not used. "
            f"The annual series would be {series_id.removesuffix(PARTIAL_YEAR)}."
        )
    rule = _proxy_rule(series_id)
    if rule is not None:
        return _proxy(region, series_id, rule, vintage, root)
    rows = _rows(root).get((region, series_id))
    known = series_vintages(region, series_id, root)
    if not known:
        raise PlanTargetsError(_unknown_series(table, region, series_id))
    observed = () if rows is None else tuple(rows["vintage"].unique())
    chosen = known[-1] if vintage is None else vintage
    if chosen in known and chosen not in observed:
        return _derived(region, series_id, chosen, root)
    assert rows is not None or chosen not in known
    if rows is None:
        raise PlanTargetsError(
            f"parameter vintage: {region} {series_id} has no vintage {vintage!r}. Vintages of this series: "
            f"{', '.join(known)}."
        )
    return _series_from_rows(rows[rows["vintage"] == _choose_vintage(rows, region, series_id, chosen)])


def _statistics(root: Path | None) -> pd.DataFrame:
    return _read_statistics(_stamps(root))


def _rows(root: Path | None) -> dict[tuple[str, str], pd.DataFrame]:
    return _grouped_statistics(_stamps(root))


def _stamps(root: Path | None) -> Stamps:
    folder = (root or data_root()) / "data" / "statistics"
    stamps = []
    for name in (*TABLES, *sorted(path.name for path in folder.glob(OWN_TABLES))):
        path = folder / name
        if not path.is_file():
            raise PlanTargetsError(
                f"missing statistics file: expected {path}. Restore it from the repository."
            )
        stamps.append((path, file_state(path)))
    return tuple(stamps)


@lru_cache(maxsize=4)
def _grouped_statistics(stamps: Stamps) -> dict[tuple[str, str], pd.DataFrame]:
    grouped = _read_statistics(stamps).groupby(["region", "series_id"], sort=False)
    return {(str(region), str(series_id)): rows for (region, series_id), rows in grouped}


@lru_cache(maxsize=32)
def _panel_series(series_id: str, stamps: Stamps) -> dict[str, dict[str, pd.Series]]:
    out: dict[str, dict[str, pd.Series]] = {}
    for (region, found), rows in _grouped_statistics(stamps).items():
        if found == series_id and region != COUNTRY:
            for vintage in rows["vintage"].unique():
                series = _series_from_rows(rows[rows["vintage"] == vintage])
                if series.comparable_over_time:
                    out.setdefault(str(vintage), {})[region] = series.values  # noqa: PD011
    return out


@lru_cache(maxsize=4)
def _read_statistics(stamps: Stamps) -> pd.DataFrame:
    tables = [_read_table(path) for path, _ in stamps]
    table = pd.concat(tables, ignore_index=True)
    names = {k: v for k, v in zip(table["series_id"], table["series_name_zh"], strict=True) if v}
    table["series_name_zh"] = [names.get(series_id, series_id) for series_id in table["series_id"]]
    table["vintage"] = [_vintage_code(v, n) for v, n in zip(table["vintage"], table["note"], strict=True)]
    # Henan stands in the panel too, with the same values; the first table has the fuller source and wins.
    return table.drop_duplicates(["region", "series_id", "year", "vintage", "value"], ignore_index=True)


# Not an attribute of the table: pandas copies those, deeply, with every row that is taken from it.
@lru_cache(maxsize=4)
def _regions(stamps: Stamps) -> frozenset[str]:
    return frozenset(_read_statistics(stamps)["region"])


def _read_table(path: Path) -> pd.DataFrame:
    path = verified_path(f"statistics/{path.name}", path.parents[2])
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    missing = [name for name in REQUIRED_COLUMNS if name not in table.columns]
    if missing:
        raise PlanTargetsError(
            f"{path}: expected columns {', '.join(missing)}, found {', '.join(table.columns)}."
        )
    for column in ("value", "year"):
        numbers = pd.to_numeric(table[column], errors="coerce")
        if numbers.isna().any():
            row = int(numbers.isna().to_numpy().argmax())
            raise PlanTargetsError(
                f"{path}, row {row + 2}: expected a number in column {column}, found "
                f"{table[column].iloc[row]!r}. Correct the row."
            )
        table[column] = numbers
    table["year"] = table["year"].astype(int)
    if "source" in table.columns:  # the panel names a repository file where the others have title and address
        table["source_title"] = table["source"]
        table["source_url"] = table["source"].map(_repository_address)
    for column in ("series_name_zh", "source_title", "source_url", "quote"):
        if column not in table.columns:
            table[column] = ""
    _check_vintages(table, path)
    return table[[*REQUIRED_COLUMNS, "series_name_zh", "source_title", "source_url", "quote"]]


def _check_vintages(table: pd.DataFrame, path: Path) -> None:
    """Refuse a vintage against its own note, and two vintages in one export of one source.

    An export is a file of the panel, and elsewhere one series in one source under one note.
    """
    columns = _vintage_columns()
    for row, (column, note) in enumerate(zip(table["vintage"], table["note"], strict=True), 2):
        noted = _noted_vintages(note)
        if noted and not any(column in (vintage, columns.get(vintage)) for vintage in noted):
            raise PlanTargetsError(
                f"{path}, row {row}: column vintage says {column}, the note {' or '.join(noted)}: {note!r}. "
                "Vintages are never mixed; correct the one that is wrong."
            )
        if column == UNTOLD_REVISION and not noted:
            raise PlanTargetsError(
                f"{path}, row {row}: the note of a revised value says which revision, as 'vintage detail: "
                f"revised_5th_census'; found {note!r}. Vintages: {', '.join(columns)}."
            )
    export = ["source_url", "note"] + ([] if "source" in table else ["source_title", "region", "series_id"])
    exported = table[~table["note"].str.startswith(DERIVED)]
    mixed = exported.groupby(export, sort=False)["vintage"].transform("nunique") > 1
    if mixed.any():
        first = exported[mixed].iloc[0]
        rows = exported[mixed & exported[export].eq(first[export]).all(axis="columns")]
        found = "; ".join(
            f"{vintage} {', '.join(map(str, sorted(set(years))[:3]))}{' …' if years.nunique() > 3 else ''}"
            for vintage, years in rows.groupby("vintage", sort=False)["year"]
        )
        raise PlanTargetsError(
            f"{path}, row {rows.index[0] + 2}: {first['region']} {first['series_id']} has several vintages "
            f"from one source under one note ({first['source_title']}): {found}. Correct the one that is "
            "wrong, or say in its note why it differs."
        )


@lru_cache(maxsize=1)
def _vintage_columns() -> dict[str, str]:
    """Return what the column `vintage` of a table says for each vintage."""
    return dict(zip(_vintages()["vintage"], _vintages()["column"], strict=True))


@lru_cache(maxsize=4096)  # a few hundred notes stand on six thousand rows
def _noted_vintages(note: str) -> tuple[str, ...]:
    """Return the vintages that a note can mean; none if it names none."""
    detail = re.search(r"vintage detail: ([a-z0-9_]+)", note)
    if detail:
        return (detail[1],)
    table = _vintages()
    named = zip(table["vintage"], table["note_pattern"], strict=True)
    return tuple(vintage for vintage, pattern in named if pattern and re.search(pattern, note))


def _repository_address(source: str) -> str:
    match = re.fullmatch(r"(github\.com/[^/]+/[^@]+)@([0-9a-f]+):(.*)", source)
    return f"https://{match[1]}/blob/{match[2]}/{match[3]}" if match else source


@lru_cache(maxsize=1)
def _vintages() -> pd.DataFrame:
    text = files("plantargets.growth").joinpath("data/vintages.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), keep_default_na=False, dtype={"census_year": str})


@lru_cache(maxsize=1)
def _proxies() -> pd.DataFrame:
    text = files("plantargets.growth").joinpath("data/proxies.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), keep_default_na=False)


@lru_cache(maxsize=1)
def _derived_rules() -> dict[str, dict[str, str]]:
    text = files("plantargets.growth").joinpath("data/derived.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), keep_default_na=False, dtype=str)
    rules = [{str(name): str(value) for name, value in row.items()} for row in table.to_dict("records")]
    return {rule["series_id"]: rule for rule in rules}


def _derived_vintages(region: str, series_id: str, root: Path | None) -> list[str]:
    """Return the vintages in which a series can be derived: those that all its parts have."""
    rule = _derived_rules().get(series_id)
    if rule is None:
        return []
    rows = _rows(root)
    left = rows.get((region, rule["left"]))
    if left is None or (rule["right"] and (region, rule["right"]) not in rows):
        return []
    vintages = list(left["vintage"].unique())
    if rule["operation"] == "share_of":  # numerator and denominator on one basis
        right = set(rows[region, rule["right"]]["vintage"].unique())
        vintages = [one for one in vintages if one in right]
    return [one for one in vintages if _derived_observations(region, rule, one, root)]


def _derived(region: str, series_id: str, vintage: str, root: Path | None) -> Series:
    rule = _derived_rules()[series_id]
    left = load_series(region, rule["left"], vintage, root)
    return replace(
        left,
        series_id=series_id,
        name_zh=series_label(series_id, "", "zh"),
        unit=rule["unit"],
        basis=rule["basis"],
        observations=_derived_observations(region, rule, vintage, root),
        conflicts=(),
        derived=rule["label_en"],
        derived_label_zh=rule["label_zh"],
    )


def _derived_observations(
    region: str, rule: Mapping[str, str], vintage: str, root: Path | None
) -> tuple[Observation, ...]:
    left = load_series(region, rule["left"], vintage, root)
    if rule["operation"] == "change_of":
        return _changes(left, rule)
    right: dict[int, Observation] = {}
    if rule["right"]:
        of = vintage if rule["operation"] == "share_of" else None
        right = {one.year: one for one in load_series(region, rule["right"], of, root).observations}
    out = []
    for one in left.observations:
        parts = {
            "less_100": (),
            "share_of": (one.year,),
            "over": (one.year - 1, one.year),
        }[rule["operation"]]
        if any(year not in right for year in parts):
            continue
        others = [right[year] for year in parts]
        if rule["operation"] == "less_100":
            value = one.value - 100
        else:
            value = one.value / (sum(other.value for other in others) / len(others))
            value *= 100 if rule["operation"] == "share_of" else 1
        titles = dict.fromkeys([one.source_title, *(other.source_title for other in others)])
        addresses = dict.fromkeys([one.source_url, *(other.source_url for other in others)])
        out.append(
            replace(
                one,
                value=round(value, 6),
                unit=rule["unit"],
                basis=rule["basis"],
                source_title=" | ".join(titles),
                source_url=" | ".join(addresses),
                quote="",
                note=rule["label_en"],
                rounded=any([one.rounded, *(other.rounded for other in others)]),
                low_trust=any([one.low_trust, *(other.low_trust for other in others)]),
            )
        )
    return tuple(out)


def _changes(series: Series, rule: Mapping[str, str]) -> tuple[Observation, ...]:
    """Return the change over the year before in per cent, where both are told, undisputed, on one base."""
    if not series.comparable_over_time:
        return ()
    disputed = {one.year for one in series.conflicts}
    told = [one for one in series.observations if one.year not in disputed and not one.lower_bound]
    before = {one.year + 1: one for one in told}
    return tuple(
        replace(
            one,
            value=round(100 * one.value / before[one.year].value - 100, 6),
            unit=rule["unit"],
            basis=rule["basis"],
            quote="",
            note=rule["label_en"],
            rounded=one.rounded or before[one.year].rounded,
            within_year=one.within_year or before[one.year].within_year,
            low_trust=one.low_trust or before[one.year].low_trust,
        )
        for one in told
        if one.year in before and before[one.year].value > 0
    )


def _proxy_rule(series_id: str) -> dict[str, str] | None:
    for rule in _proxies().to_dict("records"):
        if rule["proxy_id"] == series_id:
            return {str(name): str(value) for name, value in rule.items()}
    return None


def _vintage_code(column: str, note: str) -> str:
    """Tell the vintages apart that the column `vintage` lumps together: 'revised' covers two censuses."""
    for vintage in _noted_vintages(note):
        if _vintage_columns().get(vintage) == column:
            return vintage
    return column


def _check_region(region: str, root: Path | None) -> None:
    regions = _regions(_stamps(root))
    if region not in regions:
        known = sorted(regions)
        near = next((name for name in known if region and name.startswith(region)), "")
        hint = f" Did you mean {near!r}?" if near else nearest(region, known)
        raise PlanTargetsError(
            f"parameter region: no observed series for {region!r}.{hint} Regions with series: "
            f"{', '.join(known)}."
        )


def _unknown_series(table: pd.DataFrame, region: str, series_id: str) -> str:
    own = table.loc[table["region"] == region, "series_id"]
    known = sorted(name for name in own.unique() if not name.endswith(PARTIAL_YEAR))
    near = difflib.get_close_matches(series_id, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    if f"{series_id}{PARTIAL_YEAR}" in set(own):
        hint += " Only year-to-date figures exist, and they are not annual."
    proxies = ", ".join(_proxies()["proxy_id"])
    return (
        f"no observed series {series_id!r} for {region}.{hint} Series of {region}: {', '.join(known)}. "
        f"Declared proxies, used only by name: {proxies}."
    )


def _choose_vintage(rows: pd.DataFrame, region: str, series_id: str, vintage: str | None) -> str:
    known = sorted(rows["vintage"].unique(), key=vintage_rank)
    if vintage is None:
        return str(known[-1])
    if vintage not in known:
        years = ", ".join(
            f"{name} ({group['year'].min()}-{group['year'].max()})"
            for name, group in rows.groupby("vintage", sort=False)
        )
        raise PlanTargetsError(
            f"parameter vintage: {region} {series_id} has no vintage {vintage!r}. Vintages of this "
            f"series: {years}."
        )
    return vintage


def _series_from_rows(rows: pd.DataFrame) -> Series:
    first = rows.iloc[0]
    for field in ("unit", "basis"):
        found = sorted(rows[field].unique())
        if len(found) > 1:
            raise PlanTargetsError(
                f"{first['region']} {first['series_id']} ({first['vintage']}) mixes {field} "
                f"{', '.join(found)}; not used."
            )
    taken: list[Observation] = []
    conflicts: list[Observation] = []
    by_year: dict[int, list[Observation]] = {}
    for row in rows.to_dict("records"):
        by_year.setdefault(int(row["year"]), []).append(_observation(row))
    for year, figures in sorted(by_year.items()):
        best = _year_figure(year, figures, first)
        taken.append(best)
        conflicts.extend(one for one in figures if one is not best)
    return Series(
        series_id=str(first["series_id"]),
        name_zh=str(first["series_name_zh"]),
        region=str(first["region"]),
        region_code=str(first["region_code"]),
        unit=str(first["unit"]),
        basis=str(first["basis"]),
        vintage=str(first["vintage"]),
        observations=tuple(taken),
        conflicts=tuple(conflicts),
    )


def _observation(row: Mapping[Hashable, object]) -> Observation:
    note, quote, value, unit = str(row["note"]), str(row["quote"]), float(str(row["value"])), str(row["unit"])
    return Observation(
        year=int(str(row["year"])),
        value=value,
        unit=unit,
        basis=str(row["basis"]),
        vintage=str(row["vintage"]),
        source_title=str(row["source_title"]),
        source_url=str(row["source_url"]),
        quote=quote,
        note=note,
        lower_bound=bool(LOWER_BOUND_NOTE.search(note)) or _quoted_as_bound(quote, value, unit),
        rounded=bool(ROUNDED_NOTE.search(note)),
        within_year=bool(WITHIN_YEAR_NOTE.search(note)),
        low_trust=bool(LOW_TRUST_NOTE.search(note)),
    )


def _quoted_as_bound(quote: str, value: float, unit: str) -> bool:
    full = value * float(scale_of(unit))
    for match in LOWER_BOUND_QUOTE.finditer(simplify_by_table(quote)):
        digits, scale = (match[1], match[2]) if match[1] else (match[3], match[4])
        number = digits.replace(",", "").strip(".")
        if (
            number
            and re.fullmatch(r"\d+(\.\d+)?", number)
            and abs(float(number) * SCALES[scale] - full) <= 1e-9 * full
        ):
            return True
    return False


def _year_figure(year: int, figures: list[Observation], first: pd.Series) -> Observation:
    """Choose the year's figure: one said of a day within the year gives way to one said of the whole year."""
    whole = [one for one in figures if not one.within_year] or figures
    if len({one.value for one in whole}) > 1:
        found = "; ".join(f"{one.value:g} ({one.source_title})" for one in whole)
        raise PlanTargetsError(
            f"{first['region']} {first['series_id']} ({first['vintage']}) has two figures for {year}: "
            f"{found}. "
            f"Give them different vintages or mark the wrong one in data/statistics."
        )
    return whole[0]


def _proxy(
    region: str, proxy_id: str, rule: dict[str, str], vintage: str | None, root: Path | None
) -> Series:
    known = series_vintages(region, proxy_id, root)
    if not known or (vintage is not None and vintage not in known):
        found = (
            f"vintages of this proxy: {', '.join(known)}" if known else f"{region} lacks what it is made of"
        )
        raise PlanTargetsError(f"parameter vintage: no {proxy_id} of vintage {vintage!r}; {found}.")
    left = load_series(region, rule["left"], vintage or known[-1], root)
    right_vintage = left.vintage if rule["right_vintage"] == "same" else rule["right_vintage"]
    right = load_series(region, rule["right"], right_vintage, root)
    others = {one.year: one for one in right.observations}
    combined = tuple(
        _proxy_observation(one, others[one.year], rule) for one in left.observations if one.year in others
    )
    if not combined:
        raise PlanTargetsError(
            f"{proxy_id}: {left.series_id} and {right.series_id} of {region} share no year."
        )
    return replace(
        left,
        series_id=proxy_id,
        name_zh=rule["label_zh"],
        observations=combined,
        conflicts=(),
        proxy=rule["label_en"],
        proxy_label_zh=rule["label_zh"],
        bound=rule["bound"],
        mixes_vintages=not right.comparable_over_time,
    )


def _proxy_observation(left: Observation, right: Observation, rule: dict[str, str]) -> Observation:
    value = left.value - right.value if rule["operation"] == "minus" else left.value * right.value / 100
    return replace(
        left,
        value=round(value, 6),
        source_title=f"{left.source_title} | {right.source_title}",
        source_url=f"{left.source_url} | {right.source_url}",
        quote="",
        note=rule["caution"],
        rounded=left.rounded or right.rounded,
        within_year=left.within_year or right.within_year,
        low_trust=True,
    )
