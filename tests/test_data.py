"""The files below data/ are the ones that were described and checked."""

import csv
import json
import shutil

import pytest
from frictionless import Package

from plantargets.data import check_sha256, sha256, verified_path
from plantargets.errors import PlanTargetsError
from plantargets.project import project_root

ROOT = project_root()
TABLES = (
    "statistics/statistics.csv",
    "statistics/national.csv",
    "statistics/panel_provinces.csv",
    "statistics/goals_outcomes.csv",
    "statistics/five_year_plan_targets.csv",
    "statistics/growth_targets_2026.csv",
    "gold/dengfeng-2020.csv",
    "gold/henan-2023.csv",
    "gold/kaifeng-2020.csv",
    "gold/open.csv",
    "gold/documents.csv",
    "gold/agreement.csv",
)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def validated(root):
    report = Package(str(root / "data" / "datapackage.json")).validate()
    return [error[0] for error in report.flatten(["type"])]


def test_the_data_package_is_valid():
    assert validated(ROOT) == []


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("plans/plans.csv", "province", "provinze", "constraint-error"),
        ("plans/plans.csv", "2023-08-02", "2023-08-32", "type-error"),
        ("plans/plans.csv", "langfang-2019,", "kaifeng-2020,", "primary-key"),
        ("statistics/national.csv", "亿元", "亿圆", "hash-count"),
        ("gold/kaifeng-2020.csv", "kaifeng-2020", "kaifeng-2021", "hash-count"),
    ],
)
def test_a_planted_fault_in_a_table_is_found(copy, table, old, new, fault):
    path = copy / "data" / table
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert fault in validated(copy)


@pytest.mark.parametrize("name", ["statistics", "national", "panel_provinces"])
def test_a_wrong_unit_is_found_even_with_the_right_checksum(copy, name):
    path = copy / "data" / "statistics" / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("亿元", "亿圆"), encoding="utf-8")
    package_path = copy / "data" / "datapackage.json"
    package = json.loads(package_path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] == name:
            resource["hash"], resource["bytes"] = f"sha256:{sha256(path)}", path.stat().st_size
    package_path.write_text(json.dumps(package), encoding="utf-8")
    assert "constraint-error" in validated(copy)


def test_every_field_is_described():
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["sources"] and resource["licenses"] and resource["description"]
        for field in resource["schema"]["fields"]:
            assert field["title"] and field["description"], (resource["name"], field["name"])
            if field["type"] in {"integer", "number"} and field["name"] != "confidence":
                assert field["unit"], (resource["name"], field["name"])


def test_every_table_is_in_the_package_and_nothing_else_lies_around():
    tables = {str(p.relative_to(ROOT / "data")) for p in (ROOT / "data").glob("*/*.csv")}
    assert tables == {*TABLES, "plans/plans.csv"}
    for name in TABLES:
        assert verified_path(name) == ROOT / "data" / name


def test_a_changed_table_is_refused(copy):
    path = copy / "data" / "statistics" / "statistics.csv"
    path.write_bytes(path.read_bytes().replace(b"19592.76", b"19592.77", 1))
    with pytest.raises(PlanTargetsError, match=r"statistics\.csv has changed.*SHA-256.*Restore the file"):
        verified_path("statistics/statistics.csv", root=copy)


def test_the_checksum_is_read_again_after_it_was_corrected(copy):
    path = copy / "data" / "gold" / "kaifeng-2020.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(PlanTargetsError, match="has changed"):
        verified_path("gold/kaifeng-2020.csv", root=copy)
    package = copy / "data" / "datapackage.json"
    old = sha256(ROOT / "data" / "gold" / "kaifeng-2020.csv")
    package.write_text(package.read_text(encoding="utf-8").replace(old, sha256(path)), encoding="utf-8")
    package.touch()
    assert verified_path("gold/kaifeng-2020.csv", root=copy) == path


def test_a_missing_table_is_refused(copy):
    (copy / "data" / "statistics" / "national.csv").unlink()
    with pytest.raises(PlanTargetsError, match=r"national\.csv is missing: restore it"):
        verified_path("statistics/national.csv", root=copy)


@pytest.mark.parametrize("name", ["statistics/nation.csv", "../plans.csv", "plans/plans.csv", ""])
def test_only_described_tables_are_given_out(name):
    with pytest.raises(PlanTargetsError, match=r"is not in .*expected one of gold/agreement"):
        verified_path(name)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"resources": 1}', '{"resources": [{"hash": 3}]}'])
def test_a_broken_package_is_refused(copy, content):
    (copy / "data" / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(PlanTargetsError, match="is no data package"):
        verified_path("statistics/national.csv", root=copy)


def test_a_missing_package_is_refused(copy):
    (copy / "data" / "datapackage.json").unlink()
    with pytest.raises(PlanTargetsError, match=r"datapackage\.json is missing"):
        verified_path("statistics/national.csv", root=copy)


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    with pytest.raises(PlanTargetsError, match="cannot be read"):
        check_sha256(tmp_path, "0" * 64, "the register")


def test_git_keeps_the_bytes_of_texts_and_tables():
    rules = (ROOT / "data" / ".gitattributes").read_text(encoding="utf-8").split("\n")
    assert {"plans/* -text", "statistics/* -text", "gold/* -text"} <= set(rules)


def test_every_gold_quote_stands_in_its_text():
    for plan in ("dengfeng-2020", "henan-2023", "kaifeng-2020"):
        text = (ROOT / "data" / "plans" / f"{plan}.txt").read_bytes().decode("utf-8")
        with verified_path(f"gold/{plan}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert text[int(row["start"]) : int(row["end"])] == row["quote"]
