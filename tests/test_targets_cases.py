"""The cases of tests/data/cases: a text in, the expected rows out."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from plantargets.plans import PlanRecord, plan_from_text
from plantargets.targets.extract import read_targets
from plantargets.targets.target import Target

FOLDER = Path(__file__).parent / "data" / "cases"
CASES = [
    case
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
COMPARED = ("unit", "comparator", "kind", "period", "distribution", "modality", "numeral_type")


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
    """Say in words how the rows found differ from those of the case."""
    left, found = list(rows), []
    for expected in case["rows"]:
        start = position(case["text"], str(expected["quote"]), expected.get("occurrence", 1))
        end = start + len(str(expected["quote"]))
        row = next((r for r in left if r.start < end and start < r.end), None)
        if row is None:
            found.append(f"missed {expected['quote']}")
            continue
        left.remove(row)
        found += [f"{expected['quote']}: {name} {getattr(row, name)!r}, expected {wanted!r}"
                  for name, wanted in expected.items() if not _agrees(name, wanted, row)]  # fmt: skip
    return found + [f"not expected: {row.quote} ({row.kind})" for row in left]


def _agrees(name: str, wanted: object, row: Target) -> bool:
    if name in {"value_min", "value_max"}:
        return getattr(row, name) == Decimal(str(wanted))
    if name in COMPARED:
        return getattr(row, name) in str(wanted).split("|")
    if name == "scope":
        return str(wanted) in row.scope or row.scope in str(wanted).split("|")
    return True


def test_there_are_at_least_250_cases_with_distinct_ids() -> None:
    assert len(CASES) >= 250
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict) -> None:
    rows = extract(case)
    assert all(case["text"][row.start : row.end] == row.quote for row in rows)
    assert differences(case, rows) == [], case["why"]
