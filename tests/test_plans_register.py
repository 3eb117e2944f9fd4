"""The register: what it holds, and each way in which it can be wrong."""

import hashlib
import shutil
from datetime import date

import pytest

from plantargets.errors import PlanTargetsError
from plantargets.plans import PLAN_SETS, load_plans, load_register, read_plan
from plantargets.plans.register import select_records
from plantargets.project import project_root

ROOT = project_root()
IDS = ("dengfeng-2020", "henan-2023", "henan-clusters-2020", "kaifeng-2020", "langfang-2019")


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "data" / "plans", tmp_path / "data" / "plans")
    return tmp_path


@pytest.fixture
def change(copy):
    def replace(old, new, count=1):
        path = copy / "data" / "plans" / "plans.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, count), encoding="utf-8")
        return copy

    return replace


def test_the_register_holds_the_five_plans():
    register = {record.plan_id: record for record in load_register()}
    assert tuple(register) == IDS
    henan = register["henan-2023"]
    assert henan.issued == date(2023, 8, 2)
    assert (henan.period_start_year, henan.period_end_year) == (2023, 2025)
    assert (henan.jurisdiction, henan.jurisdiction_code, henan.level) == ("河南省", "410000", "province")
    assert (henan.document_number, henan.script) == ("豫政〔2023〕27号", "traditional")
    assert register["dengfeng-2020"].document_number == ""
    assert register["dengfeng-2020"].level == "county_level_city"


def test_numbers_and_issuers_of_the_register_stand_in_the_texts():
    for plan in load_plans("all"):
        assert plan.record is not None
        assert plan.record.document_number in plan.simplified
        assert plan.record.issuer in plan.simplified
        day = plan.record.issued
        assert f"{day.year}年{day.month}月{day.day}日" in plan.text


@pytest.mark.parametrize(
    ("plan_set", "expected"),
    [
        ("all", IDS),
        ("henan", ("kaifeng-2020", "dengfeng-2020", "henan-2023", "henan-clusters-2020")),
        ("action-plans", ("kaifeng-2020", "dengfeng-2020", "henan-2023", "langfang-2019")),
        ("langfang-2019", ("langfang-2019",)),
    ],
)
def test_plan_sets(plan_set, expected):
    assert tuple(plan.plan_id for plan in load_plans(plan_set)) == expected


@pytest.mark.parametrize(
    ("plan_set", "expected"),
    [
        ("langfang-2019, henan-2023", ["langfang-2019", "henan-2023"]),
        (
            "henan,all",
            ["kaifeng-2020", "dengfeng-2020", "henan-2023", "henan-clusters-2020", "langfang-2019"],
        ),
        ("level=province", ["henan-2023", "henan-clusters-2020"]),
        ("place=河南省,year=2020", ["dengfeng-2020", "henan-clusters-2020", "kaifeng-2020"]),
        ("year=2021..2023,level=province", ["henan-2023"]),
        ("langfang-2019,year=2023", ["langfang-2019", "henan-2023"]),
    ],
)
def test_ids_and_filters_choose_plans(plan_set, expected):
    assert [record.plan_id for record in select_records(load_register(), plan_set)] == expected


@pytest.mark.parametrize("plan_set", ["level=town", "year=20", "year=2030", "size=3"])
def test_a_filter_that_is_unknown_or_leaves_nothing_is_refused(plan_set):
    with pytest.raises(PlanTargetsError, match=r"is no filter of plans|no plan of the register fits"):
        select_records(load_register(), plan_set)


def test_texts_are_decoded_as_stored():
    for plan in load_plans("all"):
        path = ROOT / "data" / "plans" / f"{plan.plan_id}.txt"
        assert plan.text.encode("utf-8") == path.read_bytes()
        assert plan.script == ("traditional" if plan.plan_id == "henan-2023" else "simplified")


@pytest.mark.parametrize("plan_set", ["Henan", "", "henan,other", "../henan-2023"])
def test_an_unknown_plan_set_is_refused(plan_set):
    with pytest.raises(PlanTargetsError, match=f"unknown plan or set of plans .*{', '.join(PLAN_SETS)}"):
        load_plans(plan_set)


def test_a_set_with_an_unregistered_plan_is_refused(change):
    root = change("kaifeng-2020,kaifeng-2020.txt", "kaifeng-2021,kaifeng-2020.txt")
    with pytest.raises(PlanTargetsError, match="plan set 'henan' needs kaifeng-2020, which"):
        load_plans("henan", root=root)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("plan_id,file", "plan,file", "unknown column 'plan'; missing column 'plan_id'"),
        ("plan_id,file", "file,file", "missing column 'plan_id'; column 'file' twice"),
        ("dengfeng-2020,dengfeng", "Dengfeng 2020,dengfeng", "row 2: plan_id is 'Dengfeng 2020'"),
        (
            "dengfeng-2020,dengfeng",
            "henan-2023,dengfeng",
            "row 3: plan_id 'henan-2023' is already used in row 2",
        ),
        ("henan-2023.txt", "dengfeng-2020.txt", "row 3: file 'dengfeng-2020.txt' is already used in row 2"),
        ("kaifeng-2020.txt", "../kaifeng-2020.txt", r"row 5: file '\.\./kaifeng-2020\.txt' is a path"),
        ("河北省廊坊市", "", "row 6: jurisdiction is empty"),
        ("河北省廊坊市", "河北省廊坊市 ", "row 6: jurisdiction .* begins or ends with a space"),
        ("410185", "41018", "row 2: jurisdiction_code is '41018'"),
        ("410185", "４１０１８５", "row 2: jurisdiction_code is '４１０１８５'"),
        ("410185", "410100", "row 2: jurisdiction_code 410100 is a code of level prefecture_city"),
        ("410200", "410000", "row 5: jurisdiction_code 410000 is a code of level province"),
        ("prefecture_city", "city", "row 5: level is 'city'"),
        ("2023-08-02", "2023-8-2", "row 3: issued is '2023-8-2'"),
        ("2023-08-02", "2023-02-30", "row 3: issued is '2023-02-30'"),
        (",2020,2022,", ",2022,2020,", "row 2: the period starts in 2022 and ends in 2020"),
        (",2020,2022,", ",2020,22,", "row 2: period_end_year is '22'"),
        (",traditional,", ",Traditional,", "row 3: script is 'Traditional'"),
        ("0e4e6cb0", "0E4E6CB0", "row 2: sha256 is '0E4E"),
        (
            '"web copy of the published text, address not recorded",,,,,\nhenan',
            "web, copy,,,,,\nhenan",
            "row 2: 20 fields",
        ),
        (
            '"web copy of the published text, address not recorded",,,,,\nhenan',
            '"web copy\nhenan',
            "no valid CSV",
        ),
        (
            ",,,,,\nhenan-2023",
            ",,,,,40-52;20-30\nhenan-2023",
            "row 2: doubtful_spans are empty or not in order",
        ),
        (",,,,,\nhenan-2023", ",,,,,40-40\nhenan-2023", "row 2: doubtful_spans are empty or not in order"),
        (",,,,,\nhenan-2023", ",,,,,40..52\nhenan-2023", r"row 2: doubtful_spans is '40\.\.52'"),
    ],
)
def test_a_wrong_register_is_refused(change, old, new, message):
    with pytest.raises(PlanTargetsError, match=message):
        load_register(change(old, new))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is missing: restore it"),
        (b"", "the header of .* is wrong: missing column 'plan_id'"),
        ("plan_id,title\n汴,计划\n".encode("gb18030"), "is not UTF-8"),
        (b"\x00\x00", "holds NUL bytes"),
    ],
)
def test_an_unreadable_register_is_refused(copy, content, message):
    path = copy / "data" / "plans" / "plans.csv"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PlanTargetsError, match=message):
        load_register(copy)


def test_spans_beyond_the_text_are_refused(change):
    root = change(",,,,,\nhenan-2023", ",,,,,40-999999\nhenan-2023")
    with pytest.raises(PlanTargetsError, match="doubtful_spans go beyond the end of its text"):
        load_plans("dengfeng-2020", root=root)


def test_a_register_without_rows_is_refused(copy):
    path = copy / "data" / "plans" / "plans.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    with pytest.raises(PlanTargetsError, match="has no rows"):
        load_register(copy)


def test_a_register_saved_by_a_spreadsheet_with_a_mark_is_read(copy):
    path = copy / "data" / "plans" / "plans.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_register(copy) == load_register()


def test_a_row_without_its_file_is_refused(copy):
    (copy / "data" / "plans" / "henan-2023.txt").unlink()
    with pytest.raises(PlanTargetsError, match=r"plan 'henan-2023': its file .*henan-2023\.txt is missing"):
        load_plans("all", root=copy)


def test_a_changed_text_is_refused(copy):
    path = copy / "data" / "plans" / "kaifeng-2020.txt"
    path.write_bytes(path.read_bytes().replace(b"45", b"54", 1))
    with pytest.raises(PlanTargetsError, match=r"kaifeng-2020\.txt has changed.*plan 'kaifeng-2020'"):
        load_plans("kaifeng-2020", root=copy)


def with_text(copy, change, data):
    """Put other bytes in place of Kaifeng's text, with their checksum."""
    (copy / "data" / "plans" / "kaifeng-2020.txt").write_bytes(data)
    old = next(record.sha256 for record in load_register() if record.plan_id == "kaifeng-2020")
    return change(old, hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"%PDF-1.7 abc", "is a PDF, not plain text"),
        (bytes(range(256)) * 20, "NUL bytes|no text in UTF-8"),
        ("到2025年,企业达到30家。".encode()[:-1], "is not valid in it"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused(copy, change, data, message):
    root = with_text(copy, change, data)
    with pytest.raises(PlanTargetsError, match=message):
        load_plans("kaifeng-2020", root=root)


def test_a_wrong_script_in_the_register_is_refused(copy, change):
    root = change(",traditional,", ",simplified,")
    with pytest.raises(
        PlanTargetsError, match="plan 'henan-2023': script is 'simplified' but the text is trad"
    ):
        load_plans("henan-2023", root=root)


def test_an_unregistered_plan_is_read(tmp_path):
    path = tmp_path / "新乡市.txt"
    path.write_bytes("一、总体要求\r\n到2025年,企业达到30家。".encode("gb18030"))
    plan = read_plan(path)
    assert (plan.plan_id, plan.record, plan.text) == (
        "新乡市",
        None,
        "一、总体要求\r\n到2025年,企业达到30家。",
    )


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(PlanTargetsError, match="does not exist"):
        read_plan(tmp_path / "none.txt")
    with pytest.raises(PlanTargetsError, match="is a folder"):
        read_plan(tmp_path)
