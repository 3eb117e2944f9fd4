"""Series of one's own as part of the project: checked, in its form, and described with their checksum."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError, nearest
from plantargets.growth.labels import INDEX_UNITS, region_names, series_label
from plantargets.growth.names import known_as, series_named
from plantargets.growth.own_tables import (
    PER_CENT,
    Given,
    check_doubles,
    convert,
    names_growth,
    read_series,
    read_table,
)
from plantargets.growth.series import (
    OWN_TABLES,
    OWN_VINTAGE,
    available_series,
    region_codes,
    stated_values,
    vintage_codes,
)
from plantargets.language.units import dimension_of
from plantargets.plans.change import change, locked
from plantargets.project import project_root

FOLDER, PACKAGE = "data/statistics", "data/datapackage.json"
COLUMNS = (
    "series_id", "series_name_zh", "region", "region_code", "year", "value", "unit", "basis", "vintage",
    "source_title", "source_url", "quote", "note",
)  # fmt: skip
MEANINGS = {
    "series_id": "Id of the series: of the vocabulary where it knows the indicator, else its name",
    "series_name_zh": "Name as it was given",
    "region": "Region",
    "region_code": "Code of GB/T 2260, where known",
    "year": "Year",
    "value": "Value in the unit of the series",
    "unit": "Unit",
    "basis": "current_price, share, real_growth or count",
    "vintage": "Which publication or revision",
    "source_title": "Source as it was given",
    "source_url": "Address, where the source is one",
    "quote": "Empty: no words were kept",
    "note": "File that the row came from",
}
TYPES = {"year": "integer", "value": "number"}


@dataclass(frozen=True)
class Added:
    """What was added: the file below data/, and one row a series."""

    name: str
    series: pd.DataFrame


def add_series(path: Path, root: Path | None = None, *, replace: bool = False) -> Added:
    """Make the series of a file part of the project, so that notebooks take them.

    Parameters
    ----------
    path
        Observations, see `plantargets.growth.own_tables.read_series`. A series without vintage is one that
        its
        user gives (``own``).
    root
        Folder of the project; found where it is not given.
    replace
        Put the file in the place of one of the same name that was added before.

    Raises
    ------
    PlanTargetsError
        If a cell is wrong, a vintage is unknown, a figure stands in the statistics with the same vintage, or
        a file of that name was added before. Nothing is written then.
    """
    root = root or project_root()
    with locked(root / PACKAGE):
        return _add(path, root, replace)


def _add(path: Path, root: Path, replace: bool) -> Added:
    where = str(path)
    given = read_series(read_table(path), where)
    name = f"own-{re.sub(r'[^a-z0-9]+', '-', path.stem.lower()).strip('-') or 'series'}.csv"
    if (root / FOLDER / name).exists() and not replace:
        raise PlanTargetsError(
            f"{where}: {FOLDER}/{name} was added before. --replace puts this file in its place; "
            f"`plantargets remove-series {name}` takes it out."
        )
    table = _rows(given, where, path.name, root, name)
    stream = io.StringIO()
    table.to_csv(stream, index=False, lineterminator="\n")
    content = stream.getvalue().encode("utf-8")
    package = _package(root)
    package["resources"] = [one for one in package["resources"] if one["path"] != f"statistics/{name}"]
    package["resources"].append(_resource(name, content, path.name))
    _write(root, name, content, package)
    keys = ["region", "series_id", "series_name_zh", "vintage", "unit", "basis"]
    told = table.groupby(keys, sort=False)["year"].agg(["min", "max", "count"]).reset_index()
    return Added(name, told)


def remove_series(name: str, root: Path | None = None) -> None:
    """Take a file of `add_series` out of the project.

    Raises
    ------
    PlanTargetsError
        If no such file was added; the message names those that were.
    """
    root = root or project_root()
    with locked(root / PACKAGE):
        known = sorted(one.name for one in (root / FOLDER).glob(OWN_TABLES))
        if name not in known:
            raise PlanTargetsError(
                f"no file {name!r} was added{nearest(name, known)}. "
                f"Added files: {', '.join(known) or 'none'}."
            )
        package = _package(root)
        package["resources"] = [one for one in package["resources"] if one["path"] != f"statistics/{name}"]
        _write(root, name, None, package)


def _rows(given: list[Given], where: str, source: str, root: Path, name: str) -> pd.DataFrame:
    regions, codes = tuple(region_names()), region_codes(root)
    known = set(available_series(root)["series_id"])
    keys = [
        (
            known_as(one.region, regions),
            series_named(one.indicator, known),
            one.vintage or OWN_VINTAGE,
            one.year,
        )
        for one in given
    ]
    check_doubles(given, keys, "two values for one year", where)
    there = stated_values(root, without=name)
    units: dict[tuple[str, str, str], str] = {}
    rows = []
    for one, (region, series_id, vintage, year) in zip(given, keys, strict=True):
        if vintage not in vintage_codes():
            raise PlanTargetsError(
                f"{where}, row {one.row}, column vintage: expected one of {', '.join(vintage_codes())}, or "
                f"an empty "
                f"cell, found {vintage!r}{nearest(vintage, vintage_codes())}."
            )
        if (region, series_id, vintage, year) in there:
            raise PlanTargetsError(
                f"{where}, row {one.row}: {region} {series_id} of {year} stands in the statistics already, "
                f"in "
                f"vintage {vintage}. State another vintage, or leave the row out."
            )
        unit = units.setdefault((region, series_id, vintage), one.unit)
        address = one.source if one.source.startswith(("http://", "https://")) else ""
        rows.append(
            {
                "series_id": series_id,
                "series_name_zh": series_label(series_id, one.indicator, "zh"),
                "region": region,
                "region_code": codes.get(region, ""),
                "year": year,
                "value": f"{convert(one.value, one.unit, unit, one.row, where):.12g}",
                "unit": unit,
                "basis": _basis(one, series_id, unit),
                "vintage": vintage,
                "source_title": one.source or source,
                "source_url": address,
                "quote": "",
                "note": f"from {source}, row {one.row}",
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _basis(one: Given, series_id: str, unit: str) -> str:
    if unit in INDEX_UNITS or (unit == PER_CENT and names_growth(one.indicator, series_id)):
        return "real_growth"
    if unit == PER_CENT:
        return "share"
    return "current_price" if dimension_of(unit).startswith("money") else "count"


def _package(root: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((root / PACKAGE).read_text(encoding="utf-8"))
    return package


def _resource(name: str, content: bytes, source: str) -> dict[str, Any]:
    fields = [
        {
            "name": column,
            "type": TYPES.get(column, "string"),
            "title": column,
            "description": MEANINGS[column],
        }
        for column in COLUMNS
    ]
    return {
        "name": name.removesuffix(".csv").replace("-", "_"),
        "type": "table",
        "title": f"Series added from {source}",
        "description": "One row for each region, series, vintage and year, added by `plantargets "
        "add-series`.",
        "path": f"statistics/{name}",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "bytes": len(content),
        "dialect": {"csv": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True}},
        "sources": [{"title": "The sources named on each row"}],
        "licenses": [{"name": "own", "title": "As the user who added the file states"}],
        "schema": {"fields": fields, "primaryKey": ["series_id", "region", "year", "vintage"]},
    }


def _write(root: Path, name: str, content: bytes | None, package: dict[str, Any]) -> None:
    """Write or delete the file and describe it: both, or nothing."""
    described = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    change(root / PACKAGE, described.encode("utf-8"), {f"statistics/{name}": content})
