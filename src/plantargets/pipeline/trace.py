"""From a row of a result to the characters of a plan, and to the rows of the statistics."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.fingerprint import file_hash
from plantargets.pipeline.records import read_record
from plantargets.project import is_clutter

if TYPE_CHECKING:
    from plantargets.growth.series import Observation

TARGETS = "outputs/targets/tables/targets.csv"
# Columns of the results that name an observation: its year, and its vintage. A row with an origin is
# a forecast or a path: its year is that of the value forecast, and it rests on the observation of the origin.
OBSERVED = (
    ("year", "vintage"),
    ("origin", "vintage"),
    ("base_year", "base_vintage"),
    ("latest_year", "latest_vintage"),
)


def trace_target(target_id: str, root: Path) -> str:
    """Return where a target stands: plan file, offsets, the sentence with the quote marked, checksums.

    Raises
    ------
    PlanTargetsError
        If there is no such target, or the plan file does not have the quote there.
    """
    rows = [row for row in _targets(root) if row["target_id"] == target_id]
    if not rows:
        raise PlanTargetsError(
            f"no target {target_id!r} in the plans of the register; the column target_id of {TARGETS}, or of "
            "extract_targets(load_plans()), lists all"
        )
    return "\n\n".join(_place(row, root) for row in rows)


def trace_row(table: Path, number: int, root: Path) -> str:
    """Return what a row of a table of results rests on.

    Parameters
    ----------
    table
        A CSV file below ``outputs/``.
    number
        Row, counted from 1 below the header.

    Returns
    -------
    str
        Run and record; the place in the plan, where the row names a target; the rows of the statistics, where
        it names a series (or its run has one as parameter) and a year and vintage.

    Raises
    ------
    PlanTargetsError
        If the table has no such row, is not an output of a run or not the one that its record names, or
        the row names neither a target nor an observation.
    """
    record, path = _record_of(table)
    rows = _rows(table)
    if not 1 <= number <= len(rows):
        raise PlanTargetsError(f"{table.name} has rows 1 to {len(rows)}, found {number}")
    row = rows[number - 1]
    found = []
    if row.get("target_id"):
        found.append(trace_target(row["target_id"], root))
    observations = _observations(row, record["state"]["parameters"], root)
    if observations:
        found.append("\n".join(["observed values:", *observations]))
    if not found:
        raise PlanTargetsError(
            f"{table.name}, row {number}: names neither a target (target_id) nor an observation (year and "
            f"vintage of a series); outputs/ro-crate-metadata.json names its inputs and cell"
        )
    shown = ", ".join(f"{name}={value}" for name, value in row.items() if value)
    head = f"{record['run']}/{path}, row {number}: {shown}\nrecord: fingerprint {record['fingerprint']}"
    return "\n\n".join([head, *found])


def _record_of(table: Path) -> tuple[dict[str, Any], str]:
    if not table.is_file():
        raise PlanTargetsError(f"table {table} does not exist")
    folder = table.resolve().parent.parent
    record = read_record(folder)
    path = table.resolve().relative_to(folder).as_posix()
    if record["outputs"].get(path) != file_hash(table):
        raise PlanTargetsError(f"{table} is not the one that its record names: call `plantargets reproduce`")
    return record, path


def _place(row: Mapping[str, str], root: Path) -> str:
    from plantargets.plans import load_plans  # noqa: PLC0415 - reads jieba and OpenCC's tables

    (plan,) = load_plans(row["plan_id"], root)
    start, end = int(row["start"]), int(row["end"])
    if plan.record is None or plan.text[start:end] != row["quote"]:
        raise PlanTargetsError(
            f"target {row['target_id']}: {row['quote']!r} does not stand at {start}-{end} of "
            f"{row['plan_id']}; the plan or the table was changed: call `plantargets reproduce`"
        )
    line = plan.text.count("\n", 0, start) + 1
    before, after = _around(plan.text, start, end, row["sentence"])
    lines = [
        f"target {row['target_id']}: {row['indicator'] or 'no indicator'}, {row['value_min']} to "
        f"{row['value_max']} {row['unit']}, {row['comparator']}, {row['period']}",
        f"plan: {plan.record.title} ({row['plan_id']})",
        f"file: data/plans/{plan.record.file}, characters {start} to {end}, line {line}",
        f"section: {row['section']}",
        f"sentence: {before}【{row['quote']}】{after}",
        f"SHA-256 of the file: {file_hash(root / 'data/plans' / plan.record.file)}",
        f"SHA-256 in the record of targets: {_recorded_hash(plan.record.file, root)}",
    ]
    return "\n".join(lines)


def _around(text: str, start: int, end: int, sentence: str) -> tuple[str, str]:
    """Return what stands before and after the quote in its sentence; nothing if it is not in it."""
    position = text.rfind(sentence, 0, end)
    if position < 0 or position + len(sentence) < end:
        position = text.find(sentence, max(0, end - len(sentence)))
    if position < 0 or not position <= start <= end <= position + len(sentence):
        return "", ""
    return text[position:start], text[end : position + len(sentence)]


def _recorded_hash(file: str, root: Path) -> str:
    if not (root / TARGETS).is_file():
        return "none, the step targets was not run here"
    inputs = read_record(root / "outputs/targets")["state"]["inputs"]
    return str(inputs.get(f"data/plans/{file}", "none"))


def _observations(row: Mapping[str, str], parameters: Mapping[str, Any], root: Path) -> list[str]:
    from plantargets.growth import load_series, series_vintages  # noqa: PLC0415

    region = row.get("region") or parameters.get("region")
    series_id = row.get("series_id") or parameters.get("indicator")
    lines: list[str] = []
    for year_column, vintage_column in OBSERVED:
        year, vintage = row.get(year_column, ""), row.get(vintage_column, "")
        forecast = year_column == "year" and row.get("origin")
        if forecast or not (region and series_id and year and vintage):
            continue
        if vintage not in series_vintages(str(region), str(series_id), root):
            continue
        series = load_series(str(region), str(series_id), vintage, root)
        for one in (*series.observations, *series.conflicts):
            if one.year == int(float(year)):
                lines.append(
                    f"- {region} {series_id} {one.year}, {one.vintage}: {one.value} {one.unit}\n"
                    f"  source: {one.source_title}, {one.source_url}\n"
                    f"  quote: {one.quote or 'none'}\n"
                    f"  row: {_statistics_row(str(region), str(series_id), one, root)}"
                )
    return list(dict.fromkeys(lines))


def _statistics_row(region: str, series_id: str, one: Observation, root: Path) -> str:
    folder = root / "data/statistics"
    for path in sorted(path for path in folder.glob("*.csv") if not is_clutter(Path(path.name))):
        for number, row in enumerate(_rows(path), start=1):
            if "value" not in row:  # goals and outcomes, no observed series
                break
            title = row.get("source_title", row.get("source"))
            key = (row["region"], row["series_id"], row["year"], title)
            if (
                key == (region, series_id, str(one.year), one.source_title)
                and float(row["value"]) == one.value
            ):
                return f"{number} of {path.relative_to(root).as_posix()}"
    return "none: derived from several rows, as declared in src/plantargets/growth/data/proxies.csv"


def _targets(root: Path) -> list[dict[str, str]]:
    """Return the rows of the step `targets`; where it was not run, what the plans give now."""
    if (root / TARGETS).is_file():
        return _rows(root / TARGETS)
    from plantargets.extraction import extract_targets  # noqa: PLC0415
    from plantargets.plans import load_plans  # noqa: PLC0415

    table = extract_targets(load_plans("all", root))
    return [{str(name): str(value) for name, value in row.items()} for row in table.to_dict("records")]


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise PlanTargetsError(f"{path.name} does not exist: call `plantargets reproduce` first") from None
