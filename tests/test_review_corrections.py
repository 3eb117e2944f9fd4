"""Corrections are collected from a review, applied where they still hold, and told where they do not."""

import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from plantargets import extract_targets
from plantargets.errors import PlanTargetsError
from plantargets.plans import plan_from_text
from plantargets.review.corrections import (
    Correction,
    agreement,
    apply_corrections,
    collect_corrections,
    read_corrections,
    write_corrections,
)
from plantargets.review.sheets import read_review, review_table, write_review

TEXT = "到2025年，新增企业30家，建成园区5个，举办活动3场。"
DAY = datetime.date(2026, 11, 28)


@pytest.fixture
def targets() -> pd.DataFrame:
    return extract_targets([plan_from_text(TEXT, "a")])


@pytest.fixture
def reviewed(targets) -> pd.DataFrame:
    sheet = review_table(targets)
    sheet.loc[0, ["verdict", "new_value_min", "new_value_max", "reason"]] = ["correct", "31", "31", "misread"]
    sheet.loc[1, "verdict"] = "accept"
    sheet.loc[2, ["verdict", "reason"]] = ["reject", "no commitment"]
    return sheet


def test_corrections_are_collected_and_applied(targets, reviewed) -> None:
    corrections = collect_corrections(targets, reviewed, "Li", DAY)
    assert [(c.action, c.field, c.expected, c.value) for c in corrections] == [
        ("correct", "value_min", "30", "31"),
        ("correct", "value_max", "30", "31"),
        ("reject", "", "", ""),
    ]
    done = apply_corrections(targets, corrections)
    assert (done.applied, done.stale) == (3, ())
    assert done.table["quote"].tolist() == ["30家", "5个"]
    assert done.table["value_max"].tolist() == [Decimal(31), Decimal(5)]


def test_a_correction_that_no_longer_holds_is_told_and_not_applied(targets, reviewed) -> None:
    corrections = collect_corrections(targets, reviewed, "Li", DAY)
    later = targets.assign(value_max=[Decimal(32), *targets["value_max"][1:]]).iloc[:2]
    done = apply_corrections(later, corrections)
    assert done.applied == 1
    assert done.table["value_max"].tolist()[0] == Decimal(32)
    assert "value_max is '32', the correction to '31' expected '30'; not applied" in done.stale[0]
    assert "no such row; reject" in done.stale[1]


def test_a_missed_row_is_added_at_its_place(targets, reviewed) -> None:
    extra = {"plan_id": "a", "target_id": "", "quote": "2025年", "start": "1", "verdict": "add"}
    extra |= {"new_value_min": "7", "new_value_max": "7", "new_unit": "家", "new_kind": "level"}
    together = pd.concat([reviewed, pd.DataFrame([extra])], ignore_index=True)
    done = apply_corrections(targets, collect_corrections(targets, together, "Li", DAY))
    assert done.table["quote"].tolist() == ["2025年", "30家", "5个"]
    assert TEXT[1:6] == "2025年"


def test_corrections_of_two_reviewers_are_kept_once_each(targets, reviewed, tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    corrections = collect_corrections(targets, reviewed, "Li", DAY)
    assert write_corrections(corrections, path) == 3
    assert write_corrections(corrections, path) == 3
    assert write_corrections(collect_corrections(targets, reviewed, "Wang", DAY), path) == 6
    assert read_corrections(path)[:3] == corrections


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"verdict": "perhaps"}, "verdict 'perhaps', expected one of accept"),
        ({"verdict": "correct"}, "no new_… cell holds a value"),
        ({"verdict": "correct", "new_value_max": "many"}, "new_value_max is 'many', expected a number"),
        ({"verdict": "correct", "new_kind": "wish"}, "new_kind is 'wish', expected one of level"),
        ({"verdict": "reject", "target_id": "t-none"}, "target_id 't-none' is none of the reviewed table"),
        ({"verdict": "add", "target_id": ""}, "a row to add needs"),
    ],
)
def test_an_answer_that_is_none_is_named(targets, cells: dict, message: str) -> None:
    sheet = review_table(targets)
    for name, value in cells.items():
        sheet.loc[1, name] = value
    with pytest.raises(PlanTargetsError, match=message):
        collect_corrections(targets, sheet, "Li")


def test_two_reviewers_agree_in_what_they_agree(targets, reviewed) -> None:
    other = reviewed.copy()
    other.loc[2, "verdict"] = "accept"
    found = agreement(reviewed, other).set_index("field")
    assert found.loc["verdict", "agree"] == pytest.approx(2 / 3)
    assert found.loc["value_max", ["agree", "rows"]].tolist() == [1.0, 2]
    assert agreement(reviewed, reviewed).set_index("field").loc["verdict", "kappa"] == 1
    with pytest.raises(PlanTargetsError, match="no row has a verdict of both"):
        agreement(reviewed, review_table(targets))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_is_written_and_read_back(targets, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"review.{ending}"
    assert write_review(targets, path) == 3
    sheet = read_review(path)
    assert sheet["quote"].tolist() == ["30家", "5个", "3场"]
    assert sheet["passage"][0] == "到2025年，新增企业【30家】，建成园区5个，举办活动3场"
    with pytest.raises(PlanTargetsError, match="is there already and may hold answers"):
        write_review(targets, path)
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)["review"]
        assert book.freeze_panes == "G2"
        assert any("reject" in rule.formula1 for rule in book.data_validations.dataValidation)


def test_the_page_holds_every_row_and_no_markup_of_the_text(targets, tmp_path: Path) -> None:
    evil = targets.assign(sentence="<script>alert(1)</script>30家")
    write_review(evil, tmp_path / "review.html")
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("t-") >= 3


def test_what_is_no_sheet_is_told(targets, tmp_path: Path) -> None:
    with pytest.raises(PlanTargetsError, match="unknown format"):
        write_review(targets, tmp_path / "review.doc")
    with pytest.raises(PlanTargetsError, match="nothing to review"):
        write_review(targets.iloc[:0], tmp_path / "review.csv")
    (tmp_path / "no.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(PlanTargetsError, match="no review sheet"):
        read_review(tmp_path / "no.csv")
    with pytest.raises(PlanTargetsError, match="no readable"):
        read_review(tmp_path / "none.csv")


def correction(who: str, action: str = "correct", field: str = "kind", value: str = "activity") -> Correction:
    row = extract_targets([plan_from_text(TEXT, "a")]).loc[0]
    expected = str(row[field]) if field else ""
    return Correction(
        "a", row["target_id"], row["quote"], str(row["start"]), action, field, expected, value, "", who,
        "2026-11-28",
    )  # fmt: skip


def test_the_same_correction_of_two_reviewers_is_one(targets) -> None:
    done = apply_corrections(targets, [correction("Li"), correction("Wang")])
    assert (done.applied, done.stale) == (1, ())
    assert done.table.loc[0, "kind"] == "activity"


@pytest.mark.parametrize(
    "other",
    [correction("Wang", value="level"), correction("Wang", "reject", "", "")],
    ids=["another value", "a rejection"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_reviewers_that_differ_are_told_and_neither_is_applied(targets, other, turned) -> None:
    both = [correction("Li"), other]
    done = apply_corrections(targets, both[::-1] if turned else both)
    assert done.applied == 0
    assert done.table["kind"].tolist() == targets["kind"].tolist()
    assert sum("reviewers differ" in told for told in done.stale) == 2
    assert {"Li", "Wang"} == {told.split(" by ")[1].split()[0] for told in done.stale}


def added(quote: str, start: int) -> list[Correction]:
    return [
        Correction("a", "", quote, str(start), "add", field, "", value, "", "Li", "2026-11-28")
        for field, value in {"value_min": "4", "value_max": "4", "unit": "家", "kind": "level"}.items()
    ]


def test_an_added_row_quotes_what_stands_at_its_place() -> None:
    text = "一、目标\n各县\n企业\n每县4家,新建园区10个。"
    plan = plan_from_text(text, "a")
    table = extract_targets([plan]).query("quote == '10个'")
    done = apply_corrections(
        table, added("4家", text.index("4家") - 2), [plan]
    )  # white space was not counted
    row = done.table.iloc[0]
    assert text[row["start"] : row["end"]] == row["quote"] == "4家"
    assert (row["section"], row["sentence"]) == ("目标", "各县企业每县4家,新建园区10个。")


def test_an_added_row_that_the_text_does_not_hold_is_told(targets) -> None:
    plan = plan_from_text(TEXT, "a")
    done = apply_corrections(targets, added("4家", 3), [plan])
    assert done.table["quote"].tolist() == targets["quote"].tolist()
    assert done.stale == ("a 4家: the text has '25' at 3; add by Li not applied",)


def test_a_row_that_the_program_found_since_is_not_added_twice(targets) -> None:
    done = apply_corrections(targets, added("30家", TEXT.index("30家")), [plan_from_text(TEXT, "a")])
    assert len(done.table) == len(targets)
    assert "the table has a row there now" in done.stale[0]
