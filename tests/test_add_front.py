"""What a plan says of itself: nation, ministries, zones, party and government, metadata, names of files."""

import pytest

from documents import NOTICE
from plantargets.plans.proposal import propose_record

TEXT = "一、总体要求\n到2025年，规模以上工业企业达到1800家。\n"


def proposed(tmp_path, text, name="计划.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return propose_record(path).row


def test_the_state_council_plans_for_the_nation(tmp_path):
    row = proposed(
        tmp_path,
        "国务院关于印发“十四五”数字经济发展规划的通知\n国发〔2021〕29号\n各省、自治区、直辖市人民政府：\n国务院\n"
        f"2021年12月12日\n“十四五”数字经济发展规划\n{TEXT}",
    )
    assert (row["level"], row["jurisdiction_code"], row["jurisdiction"]) == ("nation", "100000", "全国")
    assert (row["issuer"], row["plan_id"]) == ("国务院", "nation-2021")


def test_a_ministry_plans_for_the_nation_but_not_its_office_in_a_province(tmp_path):
    text = "{}关于印发“十四五”能源发展规划的通知\n2021年12月12日\n" + TEXT
    assert proposed(tmp_path, text.format("国家能源局"))["level"] == "nation"
    assert proposed(tmp_path, text.format("国家税务总局河南省税务局"))["level"] == "province"


def test_a_zone_has_the_code_of_the_division_above_it(tmp_path):
    text = "{}关于印发{}制造业行动计划（2023—2025年）的通知\n2023年5月6日\n" + TEXT
    zone = "郑州航空港经济综合实验区"
    row = proposed(tmp_path, text.format(f"{zone}管理委员会", zone))
    assert (row["level"], row["jurisdiction_code"]) == ("zone", "410100")
    row = proposed(tmp_path, text.format("郑东新区管理委员会", "郑东新区"))
    assert row["jurisdiction_code"] == ""
    row = proposed(tmp_path, text.format("上海市浦东新区人民政府", "浦东新区"))
    assert (row["level"], row["jurisdiction_code"]) == ("district", "310115")


def test_a_name_of_several_districts_stays_open(tmp_path):
    row = proposed(tmp_path, f"朝阳区人民政府关于印发朝阳区产业发展规划的通知\n2023年5月6日\n{TEXT}")
    assert row["jurisdiction_code"] == ""


def test_party_and_government_together(tmp_path):
    row = proposed(
        tmp_path,
        "中共河南省委办公厅 河南省人民政府办公厅\n印发《关于加快先进制造业发展的实施意见》的通知\n"
        f"2023年5月6日\n{TEXT}",
    )
    assert row["title"] == "关于加快先进制造业发展的实施意见"
    assert row["jurisdiction_code"] == "410000"


def test_a_table_of_metadata_says_issuer_number_and_date(tmp_path):
    row = proposed(
        tmp_path,
        "索 引 号：000014349/2021-00083 | 主题分类：工业\n发文机关：国务院办公厅 | 成文日期：2021年10月12日\n"
        "标　　题：国务院办公厅关于印发“十四五”某产业发展规划的通知\n"
        "发文字号：国办发〔2021〕39号 | 发布日期：2021年10月24日\n"
        f"国务院办公厅关于印发\n“十四五”某产业发展规划的通知\n{TEXT}",
    )
    assert (row["issuer"], row["issued"]) == ("国务院办公厅", "2021-10-12")
    assert (row["document_number"], row["title"]) == ("国办发〔2021〕39号", "“十四五”某产业发展规划")
    row = proposed(
        tmp_path,
        "文号：豫政办〔2023〕5号\n河南省人民政府办公厅关于印发河南省重大技术装备攻坚方案（2023—2025年）的通知\n"
        f"发布日期：2023-01-19\n{TEXT}",
    )
    assert (row["document_number"], row["issued"]) == ("豫政办〔2023〕5号", "2023-01-19")


def test_the_date_of_a_report_with_a_name_behind_it(tmp_path):
    row = proposed(
        tmp_path,
        "2025年海南省政府工作报告\n——2025年1月15日省长 某某某在海南省第七届人民代表大会第四次会议上的讲话\n"
        "各位代表：\n",
    )
    assert row["issued"] == "2025-01-15"


@pytest.mark.parametrize(
    ("name", "plan_id"),
    [
        ("P020230612567812345.txt", "410700-2021"),
        ("content_5647316.txt", "410700-2021"),
        ("W020230612.txt", "410700-2021"),
        ("t20230612_4567.txt", "410700-2021"),
        ("3f2a9c41.txt", "410700-2021"),
        ("新乡市.txt", "410700-2021"),
        ("xinxiang-plan.txt", "xinxiang-plan"),
    ],
)
def test_ids_come_from_place_and_year_not_from_the_name_of_a_machine(tmp_path, name, plan_id):
    assert proposed(tmp_path, "\n".join(NOTICE), name)["plan_id"] == plan_id
