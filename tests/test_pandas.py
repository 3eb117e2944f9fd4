"""Texts and tables as users of pandas have them: lists, Series, types to compute with, all formats."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from plantargets import extract_targets, load_plans, load_targets, show_targets, write_targets
from plantargets.accuracy import evaluate_gold, load_gold
from plantargets.errors import PlanTargetsError
from plantargets.export import WRITABLE
from plantargets.targets import COLUMNS

SENTENCE = "到2025年,全部工业增加值力争达到2.3万亿元,新建园区20—30个。"


def test_a_series_keeps_its_index_as_plan_id() -> None:
    frame = pd.DataFrame({"text": [SENTENCE, None, SENTENCE, float("nan")]}, index=[7, 8, "x", "y"])
    table = extract_targets(frame["text"])
    assert table["plan_id"].tolist() == ["7", "7", "x", "x"]
    assert table["target_id"].is_unique
    joined = table.merge(frame.rename(index=str), left_on="plan_id", right_index=True)
    assert all(row.text[row.start : row.end] == row.quote for row in joined.itertuples())


def test_a_list_takes_its_positions_and_plans_may_stand_in_it() -> None:
    (plan,) = load_plans("kaifeng-2020")
    table = extract_targets([SENTENCE, "", plan, None])
    assert list(dict.fromkeys(table["plan_id"])) == ["0", "kaifeng-2020"]
    assert extract_targets([]).columns.tolist() == list(COLUMNS) and extract_targets([]).empty
    assert len(extract_targets(text for text in [SENTENCE])) == 2


def test_the_same_text_gives_the_same_ids_alone() -> None:
    assert extract_targets([SENTENCE]).equals(extract_targets([SENTENCE]))
    assert extract_targets(SENTENCE)["plan_id"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (pd.DataFrame({"text": [SENTENCE]}), r"found a frame.*'text'"),
        (pd.Series([SENTENCE, SENTENCE], index=["a", "a"]), "has 'a' twice"),
        (pd.Series([SENTENCE, SENTENCE], index=[1, "1"]), "has '1' twice"),
        ([SENTENCE, 3], "found int at 1"),
        (3, "found int"),
        (b"x", "found bytes"),
        ({"a": SENTENCE}, "found dict"),
        (["plans/henan.txt"], "found the name of a file"),
    ],
)
def test_what_is_no_text_is_refused(given: object, told: str) -> None:
    with pytest.raises(PlanTargetsError, match=told):
        extract_targets(given)  # type: ignore[arg-type]


def test_inexact_tables_compute_and_know_what_is_missing() -> None:
    table = extract_targets(load_plans("henan-2023"), exact=False)
    exact = extract_targets(load_plans("henan-2023"))
    assert (table["value_min"] * 1.1).notna().all()
    assert table["value_max"].describe()["max"] == float(max(exact["value_max"]))
    for column in COLUMNS:
        missing = [value is None or value == "" for value in exact[column]]
        assert table[column].isna().tolist() == missing, column
    assert str(table["comparator"].dtype) == "category" and "ge" in table["comparator"].cat.categories
    assert str(table["quote"].dtype) == "string"
    assert len(table.dropna(subset="modality")) == (exact["modality"] != "").sum()


@pytest.mark.parametrize("ending", WRITABLE)
def test_every_format_comes_back(ending: str, tmp_path: Path) -> None:
    table = extract_targets([*load_plans("kaifeng-2020"), "到2025年,=园区达到20个。", "投入0.1元/吨。"])
    table.loc[0, "qualifier"] = "=1+1"
    path = tmp_path / f"t{ending}"
    write_targets(table, path)
    back = load_targets(path)
    assert back.columns.tolist() == list(COLUMNS)
    for column in COLUMNS:
        assert back[column].tolist() == table[column].tolist(), column
    assert isinstance(back.loc[0, "value_min"], Decimal)
    assert str(load_targets(path, exact=False)["value_min"].dtype) == "Float64"
    write_targets(table.head(0), path)
    assert load_targets(path).empty


@pytest.mark.parametrize("ending", WRITABLE)
def test_evaluate_takes_every_format_that_extract_writes(ending: str, tmp_path: Path) -> None:
    """parquet gave: 'utf-8' codec can't decode byte 0x86."""
    table = extract_targets(load_plans("kaifeng-2020"))
    table.loc[0, "comparator"] = "lt"
    write_targets(table, tmp_path / f"predicted{ending}")
    load_gold(["kaifeng-2020"]).to_csv(tmp_path / "gold.csv", index=False)
    report = evaluate_gold(tmp_path / "gold.csv", tmp_path / f"predicted{ending}")
    assert "remaining errors: 1\n" in report
    assert "45个 | comparator: gold ge, found lt" in report


@pytest.mark.parametrize("ending", [*WRITABLE, ".xls"])
def test_a_file_that_is_no_table_is_refused(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"t{ending}").write_bytes(b"\xff\xfe\x00[1")
    with pytest.raises(PlanTargetsError, match=rf"t{ending}"):
        load_targets(tmp_path / f"t{ending}")


def test_a_csv_for_excel_on_windows_begins_with_a_mark(tmp_path: Path) -> None:
    table = extract_targets(SENTENCE)
    write_targets(table, tmp_path / "a.csv")
    write_targets(table, tmp_path / "b.csv", bom=True)
    assert (tmp_path / "b.csv").read_bytes() == b"\xef\xbb\xbf" + (tmp_path / "a.csv").read_bytes()
    assert load_targets(tmp_path / "b.csv").equals(load_targets(tmp_path / "a.csv"))


def test_a_workbook_has_widths_a_filter_and_a_head_that_stays(tmp_path: Path) -> None:
    write_targets(extract_targets(SENTENCE), tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    for name in ("targets", "codebook"):
        sheet = book[name]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
        assert sheet["A1"].font.bold and sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
    widths = {
        cell.value: book["targets"].column_dimensions[cell.column_letter].width for cell in book["targets"][1]
    }
    assert widths["sentence"] >= 60 > widths["value_min"] >= 12


def test_the_targets_of_a_text_are_shown_without_a_plan() -> None:
    assert "⟦2.3万亿元⟧" in str(show_targets(SENTENCE, extract_targets(SENTENCE)))
