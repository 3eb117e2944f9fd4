"""The cases of tests/data/cases: a text in, the expected rows out."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from plantargets.plans import PlanRecord, plan_from_text
from plantargets.targets.codebook import columns_of
from plantargets.targets.extract import read_targets
from plantargets.targets.target import COLUMNS, Target

FOLDER = Path(__file__).parent / "data" / "cases"
CASES = [
    case
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
# What a case may state: any column but those of the place.
PLACE = {"plan_id", "target_id", "start", "end", "sentence", "section"}
NUMBERS = columns_of("decimal")
KEYS = {"occurrence", *COLUMNS} - PLACE


def extract(case: dict) -> list[Target]:
    first, last = case.get("plan_period", [2025, 2027])
    record = PlanRecord(
        plan_id="case", file="case.txt", title="例", document_number="", issuer="例", jurisdiction="湖南省",
        jurisdiction_code="430000", level="province", issued=datetime.date(first, 1, 1),
        period_start_year=first, period_end_year=last, script="simplified", sha256="", source="",
    )  # fmt: skip
    return read_targets(plan_from_text(case["text"], "case", record))


def position(text: str, quote: str, occurrence: int) -> int:
    start = -1
    for _ in range(occurrence):
        start = text.index(quote, start + 1)
    return start


def differences(case: dict, rows: list[Target]) -> list[str]:
    """Say in words how the rows found differ from those of the case: quotes exactly, fields as stated."""
    left, found = list(rows), []
    for expected in case["rows"]:
        assert set(expected) <= KEYS, f"{case['id']}: unknown keys {set(expected) - KEYS}"
        start = position(case["text"], str(expected["quote"]), expected.get("occurrence", 1))
        end = start + len(str(expected["quote"]))
        row = next((r for r in left if (r.start, r.end) == (start, end)), None)
        if row is None:
            near = [r.quote for r in left if r.start < end and start < r.end]
            found.append(f"missed {expected['quote']}" + (f", found {near[0]}" if near else ""))
            continue
        left.remove(row)
        cells = row.to_row()
        found += [f"{expected['quote']}: {name} {cells[name]!r}, expected {wanted!r}"
                  for name, wanted in expected.items() if not _agrees(name, wanted, cells)]  # fmt: skip
    return found + [f"not expected: {row.quote} ({row.kind})" for row in left]


def _agrees(name: str, wanted: object, cells: dict) -> bool:
    if name in NUMBERS:
        return cells[name] is None if wanted is None else cells[name] == Decimal(str(wanted))
    if name in {"quote", "occurrence"}:  # said by the place
        return True
    return cells[name] in str(wanted).split("|")


def test_there_are_at_least_250_cases_with_distinct_ids() -> None:
    assert len(CASES) >= 250
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict) -> None:
    rows = extract(case)
    assert all(case["text"][row.start : row.end] == row.quote for row in rows)
    assert differences(case, rows) == [], case["why"]
