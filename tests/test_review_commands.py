"""The commands of a review, from a table to corrections that the next extraction takes."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from plantargets.cli import main

TEXT = "到2025年，新增企业30家，建成园区5个，举办活动3场。\n完善体制机制。\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_review_becomes_corrections_that_the_next_extraction_takes(plan: Path, tmp_path: Path) -> None:
    table, sheet, corrections = tmp_path / "t.csv", tmp_path / "review.xlsx", tmp_path / "corrections.csv"
    assert run("extract", plan, "-o", table).exit_code == 0
    made = run("review", table, "-o", sheet)
    assert made.exit_code == 0, made.output
    assert "3 rows to review" in made.output
    book = openpyxl.load_workbook(sheet)
    page = book["review"]
    heads = {cell.value: cell.column for cell in page[1]}
    page.cell(2, heads["verdict"], "correct")
    page.cell(2, heads["new_value_min"], "31")
    page.cell(2, heads["new_value_max"], "31")
    page.cell(4, heads["verdict"], "reject")
    book.save(sheet)
    told = run("review", table, "--reviewed", sheet, "--corrections", corrections, "--who", "Li")
    assert "3 corrections" in told.output, told.output
    again = run("extract", plan, "-o", table, "--corrections", corrections)
    assert again.exit_code == 0, again.output
    assert "3 corrections applied" in again.stderr
    assert pd.read_csv(table)["value_max"].tolist() == [31, 5]
    plan.write_text(TEXT.replace("30家", "40家"), encoding="utf-8")
    later = run("extract", plan, "-o", table, "--corrections", corrections)
    assert "correction does not hold" in later.stderr
    assert pd.read_csv(table)["value_max"].tolist()[0] == 40


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sample_is_drawn_read_and_told(plan: Path, tmp_path: Path, ending: str) -> None:
    sheet = tmp_path / f"sample.{ending}"
    drawn = run("sample", plan, "-o", sheet, "--rows", 5)
    assert drawn.exit_code == 0, drawn.output
    if ending == "xlsx":
        table = pd.read_excel(sheet, dtype=str, keep_default_na=False)
    else:
        table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    is_row = table["stratum"] == "row"
    table.loc[is_row, "is_target"], table.loc[~is_row, "missed"] = "yes", "0"
    answered = tmp_path / f"answered.{ending}"
    if ending == "xlsx":
        table.to_excel(answered, index=False)
    else:
        table.to_csv(answered, index=False)
    told = run("accuracy", answered)
    assert told.exit_code == 0, told.output
    assert "precision 1.00" in told.output
    assert run("sample", plan, "-o", sheet).exit_code == 1  # answers are not overwritten


def test_rows_of_others_are_audited(plan: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("quote,value,unit\n30家,30,家\n5个,6,个\n", encoding="utf-8")
    told = run("audit-rows", rows, "--texts", plan, "-o", tmp_path / "v.csv", "--missing", tmp_path / "m.csv")
    assert told.exit_code == 1
    assert "row 2 5个: value: 6 个, in the text 5 个" in told.output
    assert "1 target of the texts has no row" in told.output
    assert pd.read_csv(tmp_path / "m.csv")["quote"].tolist() == ["3场"]


def test_a_number_is_found_in_a_table_or_a_plan(plan: Path, tmp_path: Path) -> None:
    assert "新增企业：30家（到2025年）" in run("find", "新增企业 2025", plan).output
    run("extract", plan, "-o", tmp_path / "t.parquet")
    assert "新增企业：30家（到2025年）" in run("find", "新增企业", tmp_path / "t.parquet").output
    assert run("find", "海洋牧场", plan).exit_code == 1
    assert "2.3 trillion yuan (by 2025)" in run("find", "Henan industrial value added 2025").output


def test_what_cannot_be_done_is_told(plan: Path, tmp_path: Path) -> None:
    assert "name a sheet to write" in run("review", plan).output
    sheet = tmp_path / "r.csv"
    run("review", plan, "-o", sheet)
    judged = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    judged.loc[0, "verdict"] = "reject"
    judged.to_csv(sheet, index=False)
    told = run("review", plan, "--reviewed", sheet, "--corrections", tmp_path / "c.csv")
    assert "row 2 (30家): nobody is named who says so; give --who NAME" in told.output
    assert not (tmp_path / "c.csv").exists()
    (tmp_path / "bad.csv").write_text("a\n1\n", encoding="utf-8")
    assert "expected the columns of a target row" in run("find", "企业", tmp_path / "bad.csv").output


def test_an_audit_is_told_in_the_language_asked_for(plan: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("quote,value,unit\n30家,300,家\n5个,5,个\n", encoding="utf-8")
    told = run("audit-rows", rows, "--texts", plan, "--language", "zh").output
    assert "第1行 30家：数值：300 家，原文为30 家" in told
    assert told.rstrip().endswith("原文中有1项目标表中没有")
    assert "rows" not in told
