"""The planted faults that need no kernel; `make falsify` tries the others too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from falsify import (
    HARMLESS,
    PROCESSORS,
    REPORT,
    REPORT_HEAD,
    STRANGE_SURROUNDINGS,
    Bench,
    Outcome,
    report_table,
)
from falsify_faults import FAULTS
from tiny_project import ROOT

QUICK = [name for name, fault in FAULTS.items() if fault.check.quick]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    yield Bench(tmp_path_factory.mktemp("falsify"))


@pytest.mark.parametrize("fault", QUICK)
def test_a_planted_fault_is_caught_by_its_check(bench: Bench, fault: str) -> None:
    outcome = bench.try_fault(fault)
    assert outcome.caught, f"{outcome.check}: {outcome.alarm or 'no alarm'}"


@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_no_result_raises_no_alarm(bench: Bench, name: str) -> None:
    outcome = bench.try_harmless(name)
    assert outcome.caught, f"{outcome.check}: {outcome.alarm}"


def test_a_fault_that_no_check_names_counts_as_not_caught(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The falsification itself can fail: nothing planted, and another alarm than the one required."""
    known = FAULTS["a shifted offset in a target row"]
    monkeypatch.setitem(FAULTS, "nothing", type(known)(lambda p: None, known.check, "does not stand"))
    monkeypatch.setitem(FAULTS, "another", type(known)(known.plant, known.check, "other words"))
    assert not bench.try_fault("nothing").caught
    assert not bench.try_fault("another").caught


def test_a_check_that_always_alarms_catches_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    known = FAULTS["a shifted offset in a target row"]
    noisy = type(known.check)("noisy", "data", lambda p: "does not stand")
    monkeypatch.setitem(FAULTS, "noisy", type(known)(known.plant, noisy, "does not stand"))
    outcome = bench.try_fault("noisy")
    assert not outcome.caught and outcome.alarm.startswith("alarm without a fault")


def test_the_committed_report_lists_the_faults_that_are_tried() -> None:
    rows = [
        line.split(" | ")[0].removeprefix("| ")
        for line in REPORT.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| fault")
    ]
    assert [row for row in rows if not row.startswith("no fault")] == list(FAULTS)
    harmless = [row for row in rows if row.startswith("no fault: ")]
    assert harmless == [f"no fault: {name}" for name in HARMLESS]
    assert sum(row.startswith("no fault, surroundings") for row in rows) == len(STRANGE_SURROUNDINGS) >= 8
    processors = [row.removeprefix("no fault, another processor: ") for row in rows if "processor: " in row]
    assert processors == list(PROCESSORS) and len(processors) >= 3
    guide = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    assert f"`make falsify` plants [{len(FAULTS)} faults](falsification.md)" in guide
    assert len(FAULTS) >= 100 and max(Counter(rows).values()) == 1


def test_the_report_says_what_was_not_caught() -> None:
    outcomes = [Outcome("a", "c", False, 1.0, ""), Outcome("no fault, 1", "c", False, 1.0, "x")]
    assert "| a | c | NO |" in report_table(outcomes) and "| no fault, 1 | c | ALARM |" in report_table(
        outcomes
    )
    assert REPORT.read_text(encoding="utf-8").startswith(REPORT_HEAD)
