"""From a number in a table to the characters of the plan and the rows of the statistics."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.extraction import extract_targets
from plantargets.pipeline.fingerprint import file_hash, fingerprint
from plantargets.pipeline.records import output_hashes
from plantargets.pipeline.results import write_csv
from plantargets.pipeline.trace import trace_row, trace_target
from plantargets.plans import load_plans

ROOT = Path(__file__).parents[1]
QUOTE = "2.3萬億元"


def record(root: Path, run: str, parameters: dict[str, object]) -> None:
    plans = root / "data/plans"
    state = {
        "parameters": parameters,
        "inputs": {f"data/plans/{path.name}": file_hash(path) for path in plans.iterdir()},
    }
    folder = root / "outputs" / run
    content = {
        "run": run,
        "fingerprint": fingerprint(state),
        "tables_read": {},
        "answer": "",
        "outputs": output_hashes(folder),
        "state": state,
    }
    (folder / "record.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with the targets of one plan and a table of growth."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "Snakefile", tmp_path / "Snakefile")
    (plan,) = load_plans("henan-2023", tmp_path)
    write_csv(extract_targets(plan), tmp_path / "outputs/targets/tables/targets.csv")
    record(tmp_path, "targets", {})
    target = main_target(tmp_path)
    paths = pd.DataFrame(
        {
            "target_id": [target, "", "", ""],
            "kind": ["goal", "observed", "forecast", "none"],
            "origin": ["", "", "2022", ""],
            "year": ["", "2022", "2024", ""],
            "vintage": ["", "communique", "revised_5th_census", ""],
        }
    )
    write_csv(paths, tmp_path / "outputs/growth/tables/paths.csv")
    record(tmp_path, "growth", {"region": "河南省", "indicator": "industrial_value_added"})
    return tmp_path


def main_target(root: Path) -> str:
    targets = pd.read_csv(root / "outputs/targets/tables/targets.csv", dtype=str)
    return str(targets.loc[targets["quote"] == QUOTE, "target_id"].iloc[0])


def test_a_target_is_traced_to_its_characters(project: Path) -> None:
    told = trace_target(main_target(project), project)
    text = (project / "data/plans/henan-2023.txt").read_bytes().decode("utf-8")
    start = text.index(QUOTE)
    assert f"file: data/plans/henan-2023.txt, characters {start} to {start + len(QUOTE)}, line " in told
    assert f"力爭達到【{QUOTE}】,製造業增加值" in told
    assert told.count(file_hash(project / "data/plans/henan-2023.txt")) == 2


def test_a_row_is_traced_to_its_target(project: Path) -> None:
    told = trace_row(project / "outputs/growth/tables/paths.csv", 1, project)
    assert told.startswith("growth/tables/paths.csv, row 1: ")
    assert f"【{QUOTE}】" in told
    assert "observed values" not in told


def test_a_row_is_traced_to_the_row_of_the_statistics(project: Path) -> None:
    told = trace_row(project / "outputs/growth/tables/paths.csv", 2, project)
    assert "河南省 industrial_value_added 2022, communique: 19592.76 亿元" in told
    (line,) = [line for line in told.splitlines() if line.startswith("  row: ")]
    number = int(line.split()[1])
    row = pd.read_csv(project / "data/statistics/statistics.csv", dtype=str).iloc[number - 1]
    assert (row["region"], row["year"], row["value"]) == ("河南省", "2022", "19592.76")


def test_a_forecast_rests_on_the_observation_of_its_origin(project: Path) -> None:
    told = trace_row(project / "outputs/growth/tables/paths.csv", 3, project)
    assert "2022, revised_5th_census: 17128.2 亿元" in told
    assert "2024, revised_5th_census" not in told


@pytest.mark.parametrize(
    ("row", "told"), [(4, "names neither a target"), (0, "rows 1 to 4"), (5, "rows 1 to 4")]
)
def test_a_row_that_cannot_be_traced_is_named(project: Path, row: int, told: str) -> None:
    with pytest.raises(PlanTargetsError, match=told):
        trace_row(project / "outputs/growth/tables/paths.csv", row, project)


def test_an_unknown_target_is_named(project: Path) -> None:
    with pytest.raises(PlanTargetsError, match="no target 't-0'"):
        trace_target("t-0", project)


def test_a_shifted_offset_is_noticed(project: Path) -> None:
    path = project / "outputs/targets/tables/targets.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    target = main_target(project)
    table.loc[table["target_id"] == target, "start"] = "774"
    write_csv(table, path)
    with pytest.raises(PlanTargetsError, match="does not stand at 774"):
        trace_target(target, project)


def test_an_edited_table_is_refused(project: Path) -> None:
    path = project / "outputs/growth/tables/paths.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2022", "2021"), encoding="utf-8")
    with pytest.raises(PlanTargetsError, match="not the one that its record names"):
        trace_row(path, 2, project)


def test_the_command_prints_and_refuses(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTARGETS_ROOT", str(project))
    table = str(project / "outputs/growth/tables/paths.csv")
    done = CliRunner().invoke(main, ["trace", table, "2"])
    assert done.exit_code == 0
    assert "19592.76" in done.output
    done = CliRunner().invoke(main, ["trace", table])
    assert done.exit_code == 1
    assert "which row" in done.output
