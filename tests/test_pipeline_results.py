"""Tables come back from disk as they went in: codes, decimals, missing values and dates."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, Step
from plantargets.pipeline.records import write_record
from plantargets.pipeline.results import read_table, read_typed_csv, write_csv, write_results

FRAME = pd.DataFrame(
    {
        "code": ["010000", "410000"],
        "value": [Decimal("2.3E+4"), None],
        "share_pct": [0.1, float("nan")],
        "count": [1, 2],
        "lower": pd.array([1, None], dtype="Int64"),
        "each": [True, False],
        "issued": [datetime.date(2020, 1, 31), None],
        "quote": ["2.3万亿元", 'a "b", c'],
    }
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLANTARGETS_OUTPUT", str(tmp_path / "step"))
    monkeypatch.setenv("PLANTARGETS_INPUTS", str(tmp_path))
    return tmp_path / "step"


def recorded(folder: Path) -> None:
    """Leave the record that the runner would leave beside the tables."""
    run = Run("step", Step("step", "n.ipynb", "Step"), {})
    write_record(run, {}, {}, "", folder)


def test_tables_come_back_with_their_types(folder: Path) -> None:
    write_results("step", tables={"values": FRAME})
    recorded(folder)
    assert (folder / "tables/values.csv").read_bytes() == (
        "code,value,share_pct,count,lower,each,issued,quote\n"
        "010000,23000,0.1,1,1,True,2020-01-31,2.3万亿元\n"
        '410000,,,2,,False,,"a ""b"", c"\n'
    ).encode()
    back = read_table("step", "values")
    assert list(back["code"]) == ["010000", "410000"]
    assert back["value"][0] == Decimal(23000) and back["value"][1] is None
    assert back["share_pct"].dtype == float and back["share_pct"].isna()[1]
    assert back["count"].dtype == "int64"
    assert back["lower"].dtype == "Int64"
    assert back["each"].dtype == bool
    assert back["issued"][0] == datetime.date(2020, 1, 31)
    assert list(back["quote"]) == list(FRAME["quote"])


@pytest.mark.parametrize("name", ["tables/values.csv", "datapackage.json", "record.json"])
def test_a_table_that_is_not_the_one_of_its_record_is_not_read(folder: Path, name: str) -> None:
    write_results("step", tables={"values": FRAME})
    recorded(folder)
    read_table("step", "values")
    (folder / name).write_text((folder / name).read_text("utf-8").replace("o", "0"), encoding="utf-8")
    with pytest.raises(PlanTargetsError, match=r"was changed after the step had made it|is damaged"):
        read_table("step", "values")


def test_writing_twice_gives_the_same_bytes(folder: Path) -> None:
    write_results("step", tables={"values": FRAME})
    recorded(folder)
    first = {path.name: path.read_bytes() for path in folder.rglob("*.*")}
    write_results("step", tables={"values": read_table("step", "values")})
    assert {path.name: path.read_bytes() for path in folder.rglob("*.*")} == first


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False), min_size=1))
def test_decimals_are_exact(tmp_path_factory: pytest.TempPathFactory, values: list[Decimal]) -> None:
    path = tmp_path_factory.getbasetemp() / "decimals.csv"
    write_csv(pd.DataFrame({"value": pd.Series(values, dtype=object)}), path)
    assert [Decimal(line) for line in path.read_text().splitlines()[1:]] == values


def test_an_index_with_a_name_becomes_a_column(folder: Path) -> None:
    write_results("step", tables={"paths": pd.DataFrame({"y": [1.5]}, index=pd.Index([2025], name="year"))})
    assert (folder / "tables/paths.csv").read_text() == "year,y\n2025,1.5\n"


@pytest.mark.parametrize("column", [[[1], [2]], [1, "a"], [Decimal(1), 1.0]])
def test_a_column_of_several_types_is_refused(folder: Path, column: list[object]) -> None:
    with pytest.raises(PlanTargetsError, match=r"tables/mixed\.csv, column a: expected"):
        write_results("step", tables={"mixed": pd.DataFrame({"a": pd.Series(column, dtype=object)})})


def test_a_name_that_is_no_file_name_is_refused(folder: Path) -> None:
    with pytest.raises(PlanTargetsError, match=r"'\.\./x' is no name"):
        write_results("step", tables={"../x": FRAME})
    assert not folder.exists()


def test_a_table_that_was_not_made_says_what_to_run(folder: Path) -> None:
    with pytest.raises(PlanTargetsError, match="plantargets reproduce step"):
        read_table("step", "values")


def test_a_table_that_is_not_the_described_one_is_refused(folder: Path) -> None:
    write_results("step", tables={"values": FRAME})
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"][0]["schema"]["fields"].pop()
    (folder / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(PlanTargetsError, match="is not the table of its datapackage"):
        read_typed_csv(folder, "tables/values.csv", "make it anew")
