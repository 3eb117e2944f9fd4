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


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        (
            "中共安徽省委办公厅 安徽省人民政府办公厅印发《关于加快建设制造强省的若干意见》的通知",
            "中共安徽省委办公厅 安徽省人民政府办公厅",
        ),
        (
            "郑州航空港经济综合实验区管委会关于印发航空港区产业行动计划（2023—2025年）的通知",
            "郑州航空港经济综合实验区管委会",
        ),
        ("发文机关：湖北省人民政府\n省人民政府关于印发湖北省新材料产业行动方案的通知", "湖北省人民政府"),
        ("发文机关：湖北省信息中心\n湖北省人民政府关于印发湖北省新材料产业行动方案的通知", "湖北省人民政府"),
    ],
)
def test_the_issuer_is_named_whole(tmp_path, head, issuer):
    assert proposed(tmp_path, f"{head}\n2024年5月6日\n{TEXT}")["issuer"] == issuer


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


@pytest.mark.parametrize(
    ("committee", "code"),
    [
        ("中国（河南）自由贸易试验区郑州片区管理委员会", "410100"),
        ("中国（广东）自由贸易试验区深圳前海蛇口片区管理委员会", "440300"),
        ("中国（上海）自由贸易试验区临港新片区管理委员会", "310000"),
        ("湖北自贸区武汉片区管委会", "420100"),
        ("陕西省西咸新区开发建设管理委员会", "610000"),
        ("中共郑州高新技术产业开发区工作委员会 郑州高新技术产业开发区管理委员会", "410100"),
        ("苏州工业园区管理委员会", "320500"),
        ("武汉东湖新技术开发区管理委员会", "420100"),
    ],
)
@pytest.mark.parametrize("verb", ["关于印发", "印发"])
def test_zones_of_every_name_have_the_code_of_their_city_or_province(tmp_path, committee, code, verb):
    row = proposed(tmp_path, f"{committee}{verb}关于加快产业发展的若干意见的通知\n2024年3月1日\n{TEXT}")
    assert (row["level"], row["jurisdiction_code"]) == ("zone", code)


@pytest.mark.parametrize(
    "committee", ["高新区管理委员会", "中新天津生态城管理委员会", "河南省证券监督管理委员会"]
)
def test_a_committee_whose_place_is_not_plain_gives_no_zone(tmp_path, committee):
    row = proposed(tmp_path, f"{committee}关于印发产业发展规划的通知\n2024年3月1日\n{TEXT}")
    assert row["level"] in {"", "province"} and row["jurisdiction_code"] in {"", "410000"}


def test_news_that_a_document_was_published_ends_with_its_title(tmp_path):
    head = "中共中央办公厅 国务院办公厅印发《关于推进以县城为重要载体的城镇化建设的意见》"
    row = proposed(tmp_path, f"{head}\n2022-05-06 18:00 来源：新华社\n{TEXT}")
    assert row["title"] == "关于推进以县城为重要载体的城镇化建设的意见"
    assert row["level"] == "nation"


def test_a_date_below_the_title_is_no_part_of_it(tmp_path):
    row = proposed(tmp_path, f"中共中央 国务院关于加快建设全国统一大市场的意见\n（2022年3月25日）\n{TEXT}")
    assert row["title"] == "中共中央国务院关于加快建设全国统一大市场的意见"
    assert row["issued"] == "2022-03-25"


@pytest.mark.parametrize(
    "metadata",
    [
        "索 引 号 | 014350-2022-0012 | 信息类别 | 规划计划\n发布机构 | 盐城市人民政府 | 生成日期 | 2022-06-17"
        "\n文 号 | 盐政发〔2022〕40号 | 时 效 | 有效",
        "【发布单位】 盐城市人民政府\n【发布日期】 2022-06-17\n【文 号】 盐政发〔2022〕40号",
        "名 称： | 产业计划 | 索 引 号： | 014/2022\n发布机构： | 盐城市人民政府 | 公开日期： | 2022-06-17"
        "\n文 号： | 盐政发〔2022〕40号 | 主 题 词：",
    ],
)
def test_metadata_are_read_with_colons_in_brackets_or_in_cells(tmp_path, metadata):
    row = proposed(tmp_path, f"{metadata}\n盐城市沿海产业发展三年行动计划（2022—2024年）\n{TEXT}")
    assert (row["issuer"], row["issued"]) == ("盐城市人民政府", "2022-06-17")
    assert row["document_number"] == "盐政发〔2022〕40号"
    assert row["title"] == "盐城市沿海产业发展三年行动计划（2022—2024年）"
    assert row["plan_id"] == "320900-2022"


def test_heads_of_another_table_state_nothing(tmp_path):
    row = proposed(tmp_path, f"盐城市产业发展规划\n名称 | 数量\n来源 | 占比\n{TEXT}")
    assert row["title"] == "盐城市产业发展规划"


def test_the_date_of_a_report_with_a_comma_behind_it(tmp_path):
    row = proposed(
        tmp_path,
        "政府工作报告\n2023年1月13日，江苏省省长某某在江苏省第十四届人民代表大会第一次会议上\n各位代表：\n",
    )
    assert (row["issued"], row["jurisdiction_code"]) == ("2023-01-13", "320000")
