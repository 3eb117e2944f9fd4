"""Adding plans: the row that a text proposes, and a register that is never half-written."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from documents import NOTICE, ROWS, lines_down, printed, word, wrapped
from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.plans import load_plans, load_register
from plantargets.plans.adding import add_plans, remove_plan
from plantargets.plans.divisions import division_of, find_division, load_divisions
from plantargets.plans.proposal import _files, propose_record, read_changes
from plantargets.project import project_root
from plantargets.targets import read_targets

ROOT = project_root()


@pytest.fixture
def root(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "data" / "plans", folder / "data" / "plans")
    shutil.copy(ROOT / "Snakefile", folder)
    monkeypatch.setenv("PLANTARGETS_ROOT", str(folder))
    return folder


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "新乡.txt"
    path.write_bytes("\r\n".join(NOTICE).encode("gb18030"))
    return path


def contents(root):
    return {p.name: p.read_bytes() for p in (root / "data" / "plans").iterdir()}


@pytest.mark.parametrize("record", load_register(), ids=lambda record: record.plan_id)
def test_the_five_plans_propose_the_rows_that_were_written_by_hand(record):
    row = propose_record(ROOT / "data" / "plans" / record.file).row
    for name, value in row.items():
        if name not in {"source", "page_starts", "doubtful_spans"}:
            stated = getattr(record, name)
            assert value == ("" if stated is None else str(stated)), name


def test_a_text_is_added_byte_for_byte(root, text_file):
    before = contents(root)
    (record,) = add_plans([propose_record(text_file)], root)
    after = contents(root)
    assert after["plans.csv"].startswith(before["plans.csv"])
    assert {name: after[name] for name in before if name != "plans.csv"} == {
        name: data for name, data in before.items() if name != "plans.csv"
    }
    assert after["410700-2021.txt"] == text_file.read_bytes()
    assert (record.title, record.document_number) == (
        "新乡市制造业高质量发展三年行动计划",
        "新政〔2021〕12号",
    )
    assert (record.issuer, record.jurisdiction) == ("新乡市人民政府", "河南省新乡市")
    assert (record.period_start_year, record.period_end_year) == (None, None)  # 三年 from a year not said
    assert load_plans("all", root)[-1].text == "\r\n".join(NOTICE)


def test_a_word_document_is_kept_beside_its_text(root, tmp_path):
    path = tmp_path / "计划.docx"
    path.write_bytes(word(NOTICE, ROWS))
    add_plans([propose_record(path, {"plan_id": "xinxiang-2021"})], root)
    plan = load_plans("xinxiang-2021", root)[0]
    assert plan.record.original_file == "xinxiang-2021.docx"
    folder = root / "data" / "plans"
    assert (folder / "xinxiang-2021.docx").read_bytes() == path.read_bytes()
    assert plan.record.original_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert plan.record.extracted_by.startswith("python-docx ")
    assert plan.text.encode() == (folder / "xinxiang-2021.txt").read_bytes()
    assert "1 | 建成绿色工厂30家 | 市工信局" in plan.text
    (folder / "xinxiang-2021.docx").write_bytes(b"other")
    with pytest.raises(PlanTargetsError, match=r"xinxiang-2021\.docx has changed"):
        load_plans("xinxiang-2021", root)


def test_pages_of_a_pdf_are_kept_in_the_register(root, tmp_path):
    path = tmp_path / "xinxiang.pdf"
    path.write_bytes(printed([lines_down(NOTICE[:8]), lines_down(wrapped(NOTICE[8]))]))
    add_plans([propose_record(path)], root)
    plan = load_plans("xinxiang", root)[0]
    assert plan.page_at(plan.text.index("1500家")) == 2
    assert plan.page_at(0) == 1


def test_the_doubtful_digits_of_a_scan_are_kept_in_the_register(root, text_file):
    """The row of a scan said `ocr_digits` in `extract` and not after `add`."""
    one = propose_record(text_file)
    text = one.reading.text
    place = text.index("1500家")
    reading = replace(
        one.reading,
        extracted_by="rapidocr 3.0 (OCR, confidence of pages 0.81)",
        ending=".pdf",
        by_ocr=True,
        doubtful=((place, place + 6), (place, place + 6)),
    )
    row = one.row | _files(reading, one.row["plan_id"])
    (record,) = add_plans([replace(one, reading=reading, row=row)], root)
    assert record.doubtful_spans == ((place, place + 6),)
    (plan,) = load_plans(record.plan_id, root)
    assert plan.by_ocr and plan.doubtful == record.doubtful_spans
    checks = {target.start: target.checks for target in read_targets(plan)}
    marked = [start for start, names in checks.items() if "ocr_digits" in names]
    assert marked and all(place - 6 < start < place + 6 for start in marked)
    assert all("ocr" in names for names in checks.values()) and len(checks) > len(marked)


def test_the_command_shows_asks_and_adds(root, text_file):
    arguments = ["add", str(text_file), "--id", "xinxiang-2021"]
    refused = CliRunner().invoke(main, arguments, input="n\n")
    assert refused.exit_code == 1
    assert len(load_register(root)) == 5
    done = CliRunner().invoke(main, arguments, input="y\n")
    assert done.exit_code == 0, done.output
    assert "document_number    新政〔2021〕12号" in done.output
    assert load_register(root)[-1].plan_id == "xinxiang-2021"


def test_what_the_text_does_not_say_is_asked_for(root, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("一、目标\n到2025年,企业达到30家。\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["add", str(path), "--yes"])
    assert done.exit_code == 1
    assert "does not say title, jurisdiction, jurisdiction_code, level, issued" in done.output
    answers = "某某行动计划\n河南省新乡市\n2024-05-06\ny\n"
    done = CliRunner().invoke(main, ["add", str(path)], input=answers)
    assert done.exit_code == 0, done.output
    record = load_register(root)[-1]
    assert (record.jurisdiction_code, record.level, record.period_end_year) == (
        "410700",
        "prefecture_city",
        None,
    )


def test_corrections_win(text_file):
    changes = read_changes(["jurisdiction_code=410185", "issuer=甲", "period_end_year=2025"])
    row = propose_record(text_file, changes).row
    assert (row["jurisdiction"], row["level"]) == ("河南省郑州市登封市", "county_level_city")
    assert (row["issuer"], row["period_end_year"]) == ("甲", "2025")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"plan_id": "../x"}, "plan_id is '../x'"),
        ({"plan_id": "henan-2023"}, "plan_id 'henan-2023' is taken"),
        ({"plan_id": "x", "issued": "2021-13-01"}, "issued is '2021-13-01'"),
        (
            {"plan_id": "x", "level": "province"},
            "jurisdiction_code 410700 is a code of level prefecture_city",
        ),
        (
            {"plan_id": "x", "period_start_year": "2021", "period_end_year": "2019"},
            "the period starts in 2021 and ends in 2019",
        ),
        ({"plan_id": "x", "period_end_year": "2023"}, "only one of the two years of the period is filled in"),
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_written(root, text_file, changes, message):
    before = contents(root)
    with pytest.raises(PlanTargetsError, match=message):
        add_plans([propose_record(text_file, changes)], root)
    assert contents(root) == before


def test_a_plan_is_not_added_twice(root, text_file):
    before = contents(root)
    with pytest.raises(PlanTargetsError, match="already, as 'a'"):
        add_plans([propose_record(text_file, {"plan_id": name}) for name in ("a", "b")], root)
    assert contents(root) == before
    with pytest.raises(PlanTargetsError, match="in the register already, as 'henan-2023'"):
        add_plans([propose_record(ROOT / "data/plans/henan-2023.txt", {"plan_id": "other"})], root)


def test_a_file_that_is_there_is_not_overwritten(root, text_file):
    (root / "data/plans/x.txt").write_text("mine", encoding="utf-8")
    before = contents(root)
    with pytest.raises(PlanTargetsError, match=r"x\.txt is there already"):
        add_plans([propose_record(text_file, {"plan_id": "x"})], root)
    assert contents(root) == before


def test_nothing_is_left_when_the_disk_fails(root, text_file, tmp_path, monkeypatch):
    document = tmp_path / "b.docx"
    document.write_bytes(word())
    proposals = [propose_record(text_file, {"plan_id": "a"}), propose_record(document, {"plan_id": "b"})]
    before = contents(root)
    sync, written = os.fsync, []

    def fail(descriptor):
        written.append(descriptor)
        if len(written) == 4:  # the file of the second plan
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr("plantargets.plans.change.os.fsync", fail)
    with pytest.raises(PlanTargetsError, match="No space left on device"):
        add_plans(proposals, root)
    assert contents(root) == before


def test_two_calls_at_once_lose_no_row(root, tmp_path):
    calls = []
    for name in ("first", "second", "third"):
        path = tmp_path / f"{name}.txt"
        path.write_text("\n".join([*NOTICE, name]), encoding="utf-8")
        command = [sys.executable, "-m", "plantargets", "add", str(path), "--yes"]
        calls.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    assert [call.wait() for call in calls] == [0, 0, 0]
    assert {record.plan_id for record in load_register(root)[5:]} == {"first", "second", "third"}


def test_a_register_of_a_spreadsheet_keeps_its_line_ends(root, text_file):
    path = root / "data/plans/plans.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").rstrip(b"\r\n"))
    add_plans([propose_record(text_file)], root)
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert len(load_register(root)) == 6


@pytest.mark.parametrize(("pair", "message"), [("issued", "no correction"), ("sha256=1", "cannot be set")])
def test_a_correction_that_is_none_is_refused(pair, message):
    with pytest.raises(PlanTargetsError, match=message):
        read_changes([pair])
    with pytest.raises(PlanTargetsError, match="several plans cannot have one id"):
        read_changes(["plan_id=x"], files=2)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {0: "新乡市“十四五”制造业规划", 3: "", 6: ""},
            {"period_start_year": "2021", "period_end_year": "2025"},
        ),
        ({5: "二〇二一年十二月三十一日"}, {"issued": "2021-12-31"}),
        ({5: "2021年2月30日"}, {"issued": ""}),
        ({1: "根据（国发〔2015〕28号）"}, {"document_number": ""}),
        ({1: "新政办[2021]第12号"}, {"document_number": "新政办[2021]第12号"}),
    ],
)
def test_fields_of_other_notices(tmp_path, change, expected):
    path = tmp_path / "x.txt"
    path.write_text("\n".join(change.get(i, line) for i, line in enumerate(NOTICE)), encoding="utf-8")
    row = propose_record(path).row
    assert {name: row[name] for name in expected} == expected


def test_the_table_of_divisions():
    table = load_divisions()
    levels = [one.level for one in table]
    assert (levels.count("province"), levels.count("prefecture_city")) == (34, 333)
    assert len({one.code for one in table}) == len(table)
    assert division_of("131000").full_name == "河北省廊坊市"
    assert division_of("310115").full_name == "上海市浦东新区"
    assert (division_of("419001").full_name, division_of("419001").level) == (
        "河南省济源市",
        "county_level_city",
    )
    assert find_division("南京市鼓楼区规划").code == "320106"
    assert find_division("鼓楼区规划") is None


def test_a_removed_plan_leaves_nothing_behind(root, tmp_path):
    before = contents(root)
    path = tmp_path / "计划.docx"
    path.write_bytes(word(NOTICE, ROWS))
    add_plans([propose_record(path, {"plan_id": "xinxiang-2021"})], root)
    assert remove_plan("xinxiang-2021", root) == ("xinxiang-2021.txt", "xinxiang-2021.docx")
    assert contents(root) == before
    result = CliRunner().invoke(main, ["remove", "henan-2023", "--yes"])
    assert result.exit_code == 0, result.output
    assert "henan-2023.txt" not in contents(root)
    assert [record.plan_id for record in load_register(root)] == [
        "dengfeng-2020", "henan-clusters-2020", "kaifeng-2020", "langfang-2019"
    ]  # fmt: skip
    with pytest.raises(PlanTargetsError, match="there is no plan 'xinxiang-2021'"):
        remove_plan("xinxiang-2021", root)


def test_a_plan_takes_the_place_of_the_one_with_its_id(root, tmp_path, text_file):
    add_plans([propose_record(text_file)], root)
    path = tmp_path / "新.docx"
    path.write_bytes(word((*NOTICE, "（二）补充。")))
    newer = propose_record(path, {"plan_id": "410700-2021"})
    with pytest.raises(PlanTargetsError, match=r"plan_id '410700-2021' is taken.*--replace"):
        add_plans([newer], root)
    add_plans([newer], root, replace=True)
    assert load_plans("410700-2021", root)[0].text.endswith("补充。")
    assert len(load_register(root)) == 6
    assert (root / "data/plans/410700-2021.docx").is_file()


def test_a_row_deleted_by_hand_is_told_and_can_be_cleared(root, text_file):
    register = root / "data/plans/plans.csv"
    before = register.read_bytes()
    add_plans([propose_record(text_file)], root)
    register.write_bytes(before)
    with pytest.raises(
        PlanTargetsError, match=r"no row of plans\.csv names it.*plantargets remove 410700-2021"
    ):
        add_plans([propose_record(text_file)], root)
    assert remove_plan("410700-2021", root) == ("410700-2021.txt",)
    add_plans([propose_record(text_file)], root)


def test_a_removal_that_fails_leaves_all_as_it_was(root, text_file, monkeypatch):
    add_plans([propose_record(text_file)], root)
    before = contents(root)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plantargets.plans.change.os.fsync", full)
    for change in (
        lambda: remove_plan("410700-2021", root),
        lambda: add_plans([propose_record(text_file, {"plan_id": "kaifeng-2020"})], root, replace=True),
    ):
        with pytest.raises(PlanTargetsError):
            change()
        assert contents(root) == before


def test_removing_an_unknown_plan_is_refused_before_it_is_asked_about():
    done = CliRunner().invoke(main, ["remove", "no-such-plan"])
    assert done.exit_code == 1
    assert "there is no plan 'no-such-plan'" in done.output and "Delete" not in done.output
