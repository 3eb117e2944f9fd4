"""The register of plans, ``data/plans/plans.csv``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

from plantargets.errors import PlanTargetsError, nearest
from plantargets.plans.change import settle_unless_under_way
from plantargets.plans.text import Script
from plantargets.plans.words import word_list
from plantargets.project import data_root

PlanSet = Literal["all", "henan", "action-plans"]
Level = Literal["nation", "province", "prefecture_city", "county_level_city", "county", "district", "zone"]

# Two readings of "the four plans" are in use: the four of Henan, and the four titled 行动计划.
PLAN_SETS: dict[str, tuple[str, ...] | None] = {
    "henan": ("kaifeng-2020", "dengfeng-2020", "henan-2023", "henan-clusters-2020"),
    "action-plans": ("kaifeng-2020", "dengfeng-2020", "henan-2023", "langfang-2019"),
    "all": None,
}


@dataclass(frozen=True)
class PlanRecord:
    """One row of the register: what is known of a plan without reading it.

    Attributes
    ----------
    plan_id
        Short name, lower-case letters, digits and hyphens.
    file
        Name of the text file beside the register.
    title
        Title in simplified characters, without the words of the covering notice.
    document_number, issuer
        As in the text; empty where the text has none.
    jurisdiction, jurisdiction_code
        Area governed by the plan, its Chinese name from the province down and its code of GB/T 2260. The
        nation is 全国, 100000; a zone has the code of the division that it lies in.
    level
        Level of the jurisdiction.
    issued
        Date of the covering notice.
    period_start_year, period_end_year
        First and last year of the plan's stated term; None where it states none.
    script
        Script of the text.
    sha256
        Checksum of the file; checked before the text is used.
    source
        Where the text comes from.
    original_file, original_sha256
        Name and checksum of the document that the text was extracted from; empty where `file` is that.
    extracted_by
        Library and version that extracted the text.
    page_starts
        Offsets in the text at which the pages of the original begin.
    doubtful_spans
        Start and end in the text of the lines with digits that OCR was less sure of than of others.
    """

    plan_id: str
    file: str
    title: str
    document_number: str
    issuer: str
    jurisdiction: str
    jurisdiction_code: str
    level: Level
    issued: date
    period_start_year: int | None
    period_end_year: int | None
    script: Script
    sha256: str
    source: str
    original_file: str = ""
    original_sha256: str = ""
    extracted_by: str = ""
    page_starts: tuple[int, ...] = ()
    doubtful_spans: tuple[tuple[int, int], ...] = ()


COLUMNS = tuple(field.name for field in fields(PlanRecord))
_OF_EXTRACTION = ("original_file", "original_sha256", "extracted_by")
_OF_READING = ("page_starts", "doubtful_spans")
MAY_BE_EMPTY = frozenset(
    {"document_number", "issuer", "period_start_year", "period_end_year", *_OF_EXTRACTION, *_OF_READING}
)


def load_register(root: Path | str | None = None) -> tuple[PlanRecord, ...]:
    """Read and check the register of plans.

    Parameters
    ----------
    root
        Folder of the project; found where it is not given.

    Returns
    -------
    tuple of PlanRecord
        In the order of the register.

    Raises
    ------
    PlanTargetsError
        If the register is missing or unreadable, or a row breaks a rule; the message names the row and what
        to do.

    Examples
    --------
    >>> [record.jurisdiction_code for record in load_register()][:2]
    ['410185', '410000']
    """
    path = register_path(root)
    settle_unless_under_way(path)
    rows = _read_rows(path)
    records = tuple(check_row(row, f"{path}, row {number}") for number, row in enumerate(rows, start=2))
    for field in ("plan_id", "file"):
        first: dict[str, int] = {}
        for number, record in enumerate(records, start=2):
            value = getattr(record, field)
            if value in first:
                raise _bad(
                    f"{path}, row {number}",
                    f"{field} '{value}' is already used in row {first[value]}",
                    "give each its own",
                )
            first[value] = number
    return records


def register_path(root: Path | str | None = None) -> Path:
    """Return the path of the register."""
    return (Path(root) if root is not None else data_root()) / "data" / "plans" / "plans.csv"


def select_records(records: tuple[PlanRecord, ...], plan_set: str) -> tuple[PlanRecord, ...]:
    """Return the records that a plan set takes together.

    Parameters
    ----------
    records
        The register.
    plan_set
        Names and filters with commas between them. A name is one in `PLAN_SETS`, or the id of a plan. A
        filter is ``level=province``, ``place=河南省`` (with all that lies in it) or ``year=2020..2023``
        (plans that are for any of these years); several filters hold together, and give plans besides
        those named.

    Returns
    -------
    tuple of PlanRecord
        Named plans in the order of the names, then others in the order of the register; none twice.

    Raises
    ------
    PlanTargetsError
        If there is no such set or plan, a filter is unknown, or no plan is left.

    Examples
    --------
    >>> found = select_records(load_register(), "langfang-2019,level=province,year=2023..2025")
    >>> [record.plan_id for record in found]
    ['langfang-2019', 'henan-2023']
    """
    by_id = {record.plan_id: record for record in records}
    parts = [part.strip() for part in plan_set.split(",") if part.strip()]
    chosen: dict[str, PlanRecord] = {}
    for name in (part for part in parts if "=" not in part):
        chosen |= {record.plan_id: record for record in _named(records, by_id, name)}
    filters = [_filter(part) for part in parts if "=" in part]
    if filters:
        chosen |= {
            r.plan_id: r for r in records if r.plan_id not in chosen and all(fits(r) for fits in filters)
        }
    if not parts:
        return _named(records, by_id, plan_set)
    if not chosen:
        raise PlanTargetsError(f"plan set '{plan_set}': no plan of the register fits ({', '.join(by_id)}).")
    return tuple(chosen.values())


def _named(
    records: tuple[PlanRecord, ...], by_id: Mapping[str, PlanRecord], name: str
) -> tuple[PlanRecord, ...]:
    if name in PLAN_SETS:
        members = PLAN_SETS[name]
        if members is None:
            return records
        missing = [plan_id for plan_id in members if plan_id not in by_id]
        if missing:
            raise PlanTargetsError(
                f"plan set '{name}' needs {', '.join(missing)}, "
                "which data/plans/plans.csv does not list. Add the row, or choose another plan set."
            )
        return tuple(by_id[plan_id] for plan_id in members)
    if name in by_id:
        return (by_id[name],)
    raise PlanTargetsError(
        f"unknown plan or set of plans '{name}'{nearest(name, [*by_id, *PLAN_SETS])}: expected "
        f"{', '.join(PLAN_SETS)}, one or more plans of the register ({', '.join(by_id)}), or filters such as "
        "level=province,year=2020..2023."
    )


def _filter(part: str) -> Callable[[PlanRecord], bool]:
    name, _, value = (word.strip() for word in part.partition("="))
    if name == "level" and value in get_args(Level):
        return lambda record: record.level == value
    if name == "place" and value:
        return lambda record: value in record.jurisdiction
    years = re.fullmatch(r"(\d{4})(?:\.\.(\d{4}))?", value)
    if name == "year" and years:
        first, last = int(years.group(1)), int(years.group(2) or years.group(1))
        return lambda record: (
            (record.period_start_year or 9999) <= last and (record.period_end_year or 0) >= first
        )
    raise PlanTargetsError(
        f"'{part}' is no filter of plans: expected level= one of {', '.join(get_args(Level))}, "
        f"place={word_list('example_place')[0]}, or year=2023 or year=2020..2023."
    )


def _read_rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PlanTargetsError(f"the register {path} is missing: restore it from the repository.") from None
    except OSError as error:
        raise PlanTargetsError(
            f"the register {path} cannot be read ({error.strerror}): check its permissions."
        ) from None
    except UnicodeDecodeError as error:
        raise PlanTargetsError(
            f"the register {path} is not UTF-8 (byte {error.start}): save it as CSV UTF-8 "
            "(spreadsheets offer this beside plain CSV)."
        ) from None
    if "\x00" in text:
        raise PlanTargetsError(f"the register {path} holds NUL bytes: restore it from the repository.")
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise PlanTargetsError(
            f"the register {path} is no valid CSV ({error}): check the quotation marks."
        ) from None
    header = table[0] if table else []
    if sorted(header) != sorted(COLUMNS):
        unknown = [f"unknown column '{name}'" for name in header if name not in COLUMNS]
        missing = [f"missing column '{name}'" for name in COLUMNS if name not in header]
        doubled = [f"column '{name}' twice" for name in COLUMNS if header.count(name) > 1]
        raise PlanTargetsError(
            f"the header of {path} is wrong: {'; '.join([*unknown, *missing, *doubled])}. "
            f"Expected the columns {', '.join(COLUMNS)}."
        )
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if len(cells) != len(header):
            raise _bad(
                f"{path}, row {number}",
                f"{len(cells)} fields where the header has {len(header)}",
                "put fields that hold commas into quotation marks",
            )
        rows.append(dict(zip(header, cells, strict=True)))
    if not rows:
        raise PlanTargetsError(f"the register {path} has no rows: add one for each plan.")
    return rows


def check_row(row: Mapping[str, str], where: str) -> PlanRecord:
    """Return the record of a row; a row that breaks a rule is refused, with `where` in the message."""
    for name, value in row.items():
        if value != value.strip():
            raise _bad(where, f"{name} '{value}' begins or ends with a space", "remove it")
        if not value and name not in MAY_BE_EMPTY:
            raise _bad(where, f"{name} is empty", "fill it in")
    _match(r"[a-z0-9]+(-[a-z0-9]+)*", row, "plan_id", "lower-case letters, digits and hyphens", where)
    for name in ("sha256", "original_sha256"):
        if row[name] or name == "sha256":
            what = "64 hexadecimal digits in lower case (sha256sum prints them)"
            _match(r"[0-9a-f]{64}", row, name, what, where)
    for name in ("file", "original_file"):
        value = row[name]
        if value and (PurePosixPath(value).name != value or "\\" in value or value in {".", ".."}):
            raise _bad(where, f"{name} '{value}' is a path", "name a file in the folder of the register")
    if len({bool(row[name]) for name in _OF_EXTRACTION}) > 1:
        raise _bad(where, f"only some of {', '.join(_OF_EXTRACTION)} are filled in", "fill in all or none")
    _one_of(get_args(Level), row, "level", where)
    _one_of(get_args(Script), row, "script", where)
    _check_code(row, where)
    issued = _date(row["issued"], where)
    start = _year(row, "period_start_year", where)
    end = _year(row, "period_end_year", where)
    if (start is None) != (end is None):
        raise _bad(where, "only one of the two years of the period is filled in", "fill in both or none")
    if start is not None and end is not None and start > end:
        raise _bad(where, f"the period starts in {start} and ends in {end}", "exchange the two years")
    return PlanRecord(
        **{
            **row,
            "issued": issued,
            "period_start_year": start,
            "period_end_year": end,
            "page_starts": _offsets(row["page_starts"], where),
            "doubtful_spans": _spans(row["doubtful_spans"], where),
        }  # type: ignore[arg-type]
    )


def _check_code(row: Mapping[str, str], where: str) -> None:
    code, level = row["jurisdiction_code"], row["level"]
    _match(r"[1-9]\d{5}", row, "jurisdiction_code", "six digits of GB/T 2260, such as 410185", where)
    # GB/T 2260: two digits for the province, two for the prefecture, two for the county.
    found = (
        "nation"
        if code == "100000"
        else "province"
        if code.endswith("0000")
        else "prefecture_city"
        if code.endswith("00")
        else "county"
    )
    wanted = level if level in {"nation", "province", "prefecture_city"} else "county"
    # A zone has the code of the division that it lies in.
    if found != wanted and not (level == "zone" and found != "nation"):
        raise _bad(
            where,
            f"jurisdiction_code {code} is a code of level {found} but level is '{level}'",
            "correct one of them (nation: 100000, province: ..0000, prefecture: ....00)",
        )


def _match(pattern: str, row: Mapping[str, str], name: str, what: str, where: str) -> None:
    if not re.fullmatch(pattern, row[name], flags=re.ASCII):
        raise _bad(where, f"{name} is '{row[name]}'", f"expected {what}")


def _one_of(allowed: tuple[str, ...], row: Mapping[str, str], name: str, where: str) -> None:
    if row[name] not in allowed:
        raise _bad(where, f"{name} is '{row[name]}'", f"expected one of {', '.join(allowed)}")


def _date(value: str, where: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, flags=re.ASCII):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise _bad(where, f"issued is '{value}'", "expected a date as YYYY-MM-DD") from None


def _year(row: Mapping[str, str], name: str, where: str) -> int | None:
    if not row[name]:
        return None
    _match(r"(19|20)\d{2}", row, name, "a year of four digits", where)
    return int(row[name])


def _offsets(value: str, where: str) -> tuple[int, ...]:
    if not value:
        return ()
    if not re.fullmatch(r"\d{1,9}(;\d{1,9})*", value, flags=re.ASCII):
        raise _bad(where, f"page_starts is '{value[:60]}'", "expected offsets with ; between them")
    offsets = tuple(map(int, value.split(";")))
    if list(offsets) != sorted(offsets):
        raise _bad(where, "page_starts are not in order", "add the plan again")
    return offsets


def _spans(value: str, where: str) -> tuple[tuple[int, int], ...]:
    if not value:
        return ()
    if not re.fullmatch(r"\d{1,9}-\d{1,9}(;\d{1,9}-\d{1,9})*", value, flags=re.ASCII):
        raise _bad(where, f"doubtful_spans is '{value[:60]}'", "expected start-end pairs with ; between them")
    spans = tuple((int(start), int(end)) for start, end in (pair.split("-") for pair in value.split(";")))
    if any(start >= end for start, end in spans) or list(spans) != sorted(spans):
        raise _bad(where, "doubtful_spans are empty or not in order", "add the plan again")
    return spans


def _bad(where: str, found: str, advice: str) -> PlanTargetsError:
    return PlanTargetsError(f"{where}: {found}; {advice}.")
