"""Why the latest value lies where it lies: what final verification, census and growth each did to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from plantargets.growth.labels import amount_label, series_label
from plantargets.growth.paths import required_path
from plantargets.growth.series import (
    FINAL_VERIFICATION,
    FIRST_PUBLICATIONS,
    Observation,
    Series,
    census_year,
    comparable_series,
    load_series,
    require_comparable,
    series_vintages,
)
from plantargets.growth.wording import say
from plantargets.rounding import rounded

# The accounts that a value added is part of: what was revised at once is told at once.
COMPANIONS = ("gdp", "secondary_value_added")


@dataclass(frozen=True)
class Verified:
    """The value of a year at its final verification, before the census, in the unit of the series.

    `by` is ``published``, or ``pair of 2023`` where it is inferred: the value as revised by the census, less
    what the census added to the year 2023, which was first published on verified bases.
    """

    value: float
    by: str


@dataclass(frozen=True)
class GapDecomposition:
    """What the latest value is less than planned, in three parts, in the unit of the series.

    Attributes
    ----------
    first_published, verified, revised
        The base year's value as first published, at its final verification and as it stands now.
    verified_by
        See `Verified`; empty where the value at final verification is not known.
    year, observed
        The latest year and its value as it stands now.
    planned, verified_path, revised_path
        Where the path from each of the three bases was to stand in `year`. Without a target the path is flat:
        the parts then lead from the base as first published to the latest value.
    gap
        `observed` less `planned`: the sum of `from_verification` and `from_census` (NaN both where the
        verified value is not known; `from_revision` is their sum and is known) and `from_growth`. Below zero:
        lowered it.
    note
        What cannot be told, and why.
    """

    region: str
    series_id: str
    unit: str
    base_year: int
    first_published: float
    first_vintage: str
    verified: float
    verified_by: str
    revised: float
    revised_vintage: str
    target: float
    year: int
    planned: float
    verified_path: float
    revised_path: float
    observed: float
    gap: float
    from_verification: float
    from_census: float
    from_revision: float
    from_growth: float
    note: str

    @property
    def revision_share_pct(self) -> float:
        """Share of the gap that both revisions of the base explain, in per cent."""
        return 100 * self.from_revision / self.gap if self.gap else float("nan")

    @property
    def verification_pct(self) -> float:
        """Change of the base year's value at final verification, in per cent."""
        return 100 * (self.verified / self.first_published - 1)

    @property
    def census_pct(self) -> float:
        """Change of the base year's value by the census, in per cent."""
        return 100 * (self.revised / self.verified - 1)


COLUMNS = [one.name for one in fields(GapDecomposition)]
COLUMNS[COLUMNS.index("revised") : COLUMNS.index("revised")] = ["verification_pct", "census_pct"]


def decompose_gap(  # noqa: PLR0913
    published: Series,
    revised: Series,
    target: float | None,
    base_year: int,
    target_year: int,
    *,
    verified: Verified | None = None,
) -> GapDecomposition:
    """Split the gap at the latest revised value into final verification, census and growth.

    Parameters
    ----------
    published, revised
        The same series in the vintage that the plan was written against and in the one known now.
    target
        Value in `target_year` that the path leads to from `published`; None for a flat path.
    verified
        The base year's value at final verification, from `verified_value`.

    Raises
    ------
    PlanTargetsError
        If basis or unit differ, a base is missing, or the revised series has no value after the base year.
    """
    if (published.basis, published.unit) != (revised.basis, revised.unit):
        require_comparable(published, revised)
    base, new_base = published.at(base_year).value, revised.at(base_year).value
    year = min(revised.last_year, target_year)
    if year <= base_year:
        revised.at(base_year + 1)
    planned = base if target is None else float(required_path(base, target, base_year, target_year)[year])
    observed, growth = revised.at(year).value, planned / base
    middle = verified.value if verified else float("nan")
    return GapDecomposition(
        region=revised.region,
        series_id=revised.series_id,
        unit=revised.unit,
        base_year=base_year,
        first_published=base,
        first_vintage=published.vintage,
        verified=middle,
        verified_by=verified.by if verified else "",
        revised=new_base,
        revised_vintage=revised.vintage,
        target=float("nan") if target is None else float(target),
        year=year,
        planned=planned,
        verified_path=middle * growth,
        revised_path=new_base * growth,
        observed=observed,
        gap=observed - planned,
        from_verification=(middle - base) * growth,
        from_census=(new_base - middle) * growth,
        from_revision=(new_base - base) * growth,
        from_growth=observed - new_base * growth,
        note=_note(published, revised, verified),
    )


def decomposition_table(  # noqa: PLR0913, PLR0917
    region: str,
    series_id: str,
    target: float | None,
    base_year: int,
    target_year: int,
    root: Path | None = None,
) -> pd.DataFrame:
    """Return `decompose_gap` for a series and, with flat paths, for the accounts it is part of.

    Series that were not first published for the base year, or not revised since, have a row that says so in
    ``note`` where they are the one asked for, and none otherwise.

    Examples
    --------
    >>> table = decomposition_table("河南省", "gdp", None, 2022, 2025).set_index("series_id")
    >>> table.loc["gdp", ["verification_pct", "census_pct"]].astype(float).round(1).tolist()
    [-5.1, 1.0]
    """
    rows = []
    accounts = COMPANIONS if _is_account(region, series_id, root) else ()
    for one in dict.fromkeys((series_id, *accounts)):
        own_target = target if one == series_id else None
        found = _decomposed(region, one, own_target, base_year, target_year, root)
        if found is not None:
            rows.append(
                asdict(found) | {"verification_pct": found.verification_pct, "census_pct": found.census_pct}
            )
        elif one == series_id:
            told = f"one vintage of {base_year} only, or no later value: nothing to split"
            rows.append({"region": region, "series_id": one, "base_year": base_year, "note": told})
    return pd.DataFrame(rows, columns=COLUMNS)


def decomposition_told(table: pd.DataFrame, language: str = "en") -> list[str]:
    """Return `decomposition_table` in words: what became of each base, and of the gap to a planned path."""
    sentences = []
    for _, row in table.dropna(subset=["revised"]).iterrows():
        amounts = {
            name: amount_label(rounded(row[name], 1), row["unit"], language)
            for name in (
                "first_published", "verified", "revised", "planned", "observed", "gap", "from_verification",
                "from_census", "from_revision", "from_growth",
            )
        }  # fmt: skip
        amounts["first_published"] = amount_label(row["first_published"], row["unit"], language)
        pair = row["verified_by"].removeprefix("pair of ")
        inferred = row["verified_by"] not in ("published", "")
        values = amounts | {
            "name": _capital(series_label(row["series_id"], language=language)),
            "base_year": row["base_year"],
            "year": row["year"],
            "inferred": say("inferred", language, year=pair) if inferred else "",
            "verification": row["verification_pct"],
            "census": row["census_pct"],
            "revision": 100 * (row["revised"] / row["first_published"] - 1),
        }
        known = "" if row["verified_by"] else "_undivided"
        sentences.append(say(f"base{known}", language, **values))
        if pd.notna(row["target"]):
            sentences.append(say(f"gap{known}", language, **values))
    return sentences


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def verified_value(region: str, series_id: str, base_year: int, root: Path | None = None) -> Verified | None:
    """Return the value of a year at its final verification: as published, or inferred from the census year.

    Values of the census year itself were first published on verified bases and were never verified but by the
    census. What the census added to that year is taken off the year before; for earlier years that would say
    too little, and nothing is inferred.
    """
    vintages = series_vintages(region, series_id, root)
    if FINAL_VERIFICATION in vintages:
        published = _figure(load_series(region, series_id, FINAL_VERIFICATION, root), base_year)
        if published is not None:
            return Verified(published.value, "published")
    revised = _latest_with(region, series_id, base_year, root)
    census = census_year(revised.vintage) if revised is not None else None
    if revised is None or census != base_year + 1:
        return None
    first = first_published(region, series_id, census, root)
    after = _figure(revised, census)
    if first is None or after is None or first.value <= 0 or after.value <= 0:
        return None
    base = revised.at(base_year).value
    return Verified(base * first.value / after.value, f"pair of {census}")


def first_published(region: str, series_id: str, year: int, root: Path | None = None) -> Observation | None:
    """Return the figure of a year as first published: of the communiqué, else of press or work report."""
    vintages = series_vintages(region, series_id, root)
    for vintage in FIRST_PUBLICATIONS:
        if vintage in vintages:
            found = _figure(load_series(region, series_id, vintage, root), year)
            if found is not None:
                return found
    return None


def _is_account(region: str, series_id: str, root: Path | None) -> bool:
    vintages = series_vintages(region, series_id, root)
    return bool(vintages) and load_series(region, series_id, vintages[0], root).basis == "current_price"


def _decomposed(  # noqa: PLR0913, PLR0917
    region: str, series_id: str, target: float | None, base_year: int, target_year: int, root: Path | None
) -> GapDecomposition | None:
    figure = first_published(region, series_id, base_year, root)
    revised = _latest_with(region, series_id, base_year, root)
    if figure is None or revised is None or figure.value <= 0 or (target is not None and target <= 0):
        return None
    if revised.vintage in FIRST_PUBLICATIONS or min(revised.last_year, target_year) <= base_year:
        return None
    published = load_series(region, series_id, figure.vintage, root)
    years = [one.year for one in revised.observations if one.year <= target_year]
    verified = verified_value(region, series_id, base_year, root)
    return decompose_gap(
        published, revised.until(max(years)), target, base_year, target_year, verified=verified
    )


def _latest_with(region: str, series_id: str, year: int, root: Path | None) -> Series | None:
    """Return the latest revision that has a value for a year and can be followed over time."""
    found = comparable_series(region, series_id, root)
    return next((series for series in found if _figure(series, year) is not None), None)


def _figure(series: Series, year: int) -> Observation | None:
    return next((one for one in series.observations if one.year == year), None)


def _note(published: Series, revised: Series, verified: Verified | None) -> str:
    if published.vintage == revised.vintage:
        return "one vintage: nothing was revised"
    if verified is None:
        return "value at final verification not published: verification and census cannot be told apart"
    if verified.by != "published":
        return (
            f"value at final verification inferred from the {verified.by}; a census moves its own year most, "
            "so the cut and the part of the census may both be smaller"
        )
    return ""
