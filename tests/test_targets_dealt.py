"""What 分别 deals out: its unit, name, year and kind to each number, or the words of all where unclear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets import extract_targets

TITLE = "某市“十五五”发展规划（2026—2030年）\n一、主要目标\n"


def rows(sentence, *fields):
    return extract_targets(TITLE + sentence)[list(fields)].to_numpy().tolist()


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("企业数量分别达到20、30和40家。", ["20 家", "30 家", "40 家"]),
        ("排放强度分别下降5、6个百分点。", ["5 百分点", "6 百分点"]),
        ("新增产能分别为1.2、1.5、2万吨。", ["12000 吨", "15000 吨", "20000 吨"]),
        ("改造面积分别为100万、120万和150万平方米。", ["1000000 平方米", "1200000 平方米", "1500000 平方米"]),
        ("用电量分别为9000、1.2万千瓦时。", ["9000 千瓦时", "12000 千瓦时"]),
        ("投资额分别达到20、30亿元。", ["20 亿元", "30 亿元"]),
    ],
)
def test_the_unit_of_the_last_is_that_of_all(sentence, values):
    found = rows(sentence, "value_max", "unit", "indicator")
    assert [f"{value} {unit}" for value, unit, _ in found] == values
    assert not any(character.isdigit() for _, _, indicator in found for character in indicator)


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        ("企业达到20、40家。", ["40家"]),  # 分别 does not say that there are two
        ("分别建设1、2、3号楼,共5栋。", ["5栋"]),  # numbers of houses
        ("用电量分别为300、1.2万千瓦时。", ["1.2万千瓦时"]),  # of which 300? 万 or not
    ],
)
def test_a_number_without_a_unit_has_none_where_it_is_not_clear(sentence, quotes):
    assert [quote for (quote,) in rows(sentence, "quote")] == quotes


@given(
    st.lists(st.integers(2, 60), min_size=2, max_size=5),
    st.sampled_from(["家", "万吨", "%", "亿元", "公里"]),
)
def test_a_list_with_one_unit_gives_what_it_gives_with_the_unit_of_each(numbers, unit):
    bare, each = "、".join(map(str, numbers)), "、".join(f"{number}{unit}" for number in numbers)
    fields = ("value_min", "value_max", "unit", "comparator", "period")
    assert rows(f"各市总量分别达到{bare}{unit}。", *fields) == rows(f"各市总量分别达到{each}。", *fields)


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        ("学前毛入园率、高中毛入学率分别达到95%、93%。", ["学前毛入园率", "高中毛入学率"]),
        ("一般公共预算收入、税收收入分别增长5%和6%。", ["一般公共预算收入", "税收收入"]),
        ("高新技术企业、科技型中小企业分别达到500家、2000家。", ["高新技术企业", "科技型中小企业"]),
        ("新增国家级、省级专精特新企业分别达到5家、50家。", ["国家级…专精特新企业", "省级专精特新企业"]),
        ("常住人口、户籍人口城镇化率分别达到68%、55%。", ["常住人口…城镇化率", "户籍人口城镇化率"]),
        ("城镇和农村居民收入分别增长5%、6%。", ["城镇…居民收入", "农村居民收入"]),
        ("科技和信息服务业、建筑业产值分别增长5%、6%。", ["科技和信息服务业…产值", "建筑业产值"]),
        ("新增就业、失业人员再就业分别达到5、2万人。", ["就业", "失业人员再就业"]),
        ("小麦、水稻、玉米单产分别提高5%、6%、7%。", ["小麦、水稻、玉米单产"] * 3),
        ("小麦、水稻、玉米分别达到99%、90%和92%。", ["小麦", "水稻", "玉米"]),
        # What belongs to which is not clear: the words of all
        ("粮食、油料、蔬菜产量分别达到100万吨、20万吨、30万吨。", ["粮食、油料、蔬菜产量"] * 3),
        ("小学、初中学生公用经费分别提高到300元和500元。", ["小学、初中学生公用经费"] * 2),
        ("甲、乙、丙三市企业分别达到10家、20家。", ["甲、乙、丙三市企业"] * 2),
        ("收入超过50亿元、10亿元的企业分别达到3家、8家。", ["收入超过50亿元、10亿元的企业"] * 2),
    ],
)
def test_each_number_has_its_own_name(sentence, indicators):
    assert [indicator for (indicator,) in rows(sentence, "indicator")] == indicators


def test_what_is_one_list_is_of_one_kind():
    found = rows("小学、初中、高中新增学位分别为2万个、1.5万个、1万个。", "kind", "value_max")
    assert found == [["increment", 20000], ["increment", 15000], ["increment", 10000]]


def test_each_year_has_its_number_though_one_unit_stands_for_all():
    found = rows("2026年、2027年、2028年分别新建学校20、30和40所。", "period", "value_max", "indicator")
    assert found == [["by:2026", 20, "新建学校"], ["by:2027", 30, "新建学校"], ["by:2028", 40, "新建学校"]]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("覆盖率、绿地率分别从42%和38%提高到45%和40%。", ["覆盖率 42→45", "绿地率 38→40"]),
        ("甲业、乙业占比由40%、45%调整到38%、50%。", ["甲业、乙业占比 40→38", "甲业、乙业占比 45→50"]),
        ("企业数量、产值分别从100家、50亿元增加到200家、80亿元。", ["企业数量 100→200", "产值 50→80"]),
        (
            "甲、乙两项补贴分别由每人每月209元、280元提高到217元、290元。",
            ["甲、乙两项补贴 0.00000209→0.00000217", "甲、乙两项补贴 0.0000028→0.0000029"],  # 亿元
        ),
    ],
)
def test_each_number_starts_from_its_own(sentence, told):
    found = rows(sentence, "indicator", "baseline_value", "value_max")
    assert [f"{name} {base:f}→{value:f}" for name, base, value in found] == told


def test_values_that_are_not_as_many_as_the_targets_are_no_baseline_of_any():
    found = rows("企业由100家、200家增加到500家。", "quote", "baseline_value")
    assert [quote for quote, _ in found] == ["500家"] and found[0][1] is None


def test_of_values_of_several_years_the_last_is_what_a_target_starts_from():
    found = rows(
        "占比由2024年的2.1%、2025年的2.3%提高到2027年的2.8%。", "quote", "baseline_value", "baseline_period"
    )
    assert [(quote, f"{base:f}", str(year)) for quote, base, year in found] == [("2.8%", "2.3", "2025")]


@pytest.mark.parametrize(
    ("sentence", "scopes"),
    [
        ("每个乡镇建成1所,每个县（市、区）建成2个。", ["每个乡镇", "每个县（市、区）"]),
        ("每个乡镇（街道）配备3名以上专职人员。", ["每个乡镇（街道）"]),
        ("每县（市、区）建成2个以上园区。", ["每县（市、区）"]),
    ],
)
def test_a_bracket_belongs_to_whom_a_number_is_for(sentence, scopes):
    assert [scope for (scope,) in rows(sentence, "scope")] == scopes
