"""Words of time that end another word, times at the edge of a name: 以上|年产值, 成本|年均, 开工率6月底."""

import pytest

from plantargets import extract_targets

TITLE = "某市“十五五”发展规划（2026—2030年）\n一、主要目标\n"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        # 上年 is in 以上年: the whole sentence was taken for a review
        ("建成3个以上年产值超50亿元的产业园,引进企业30家。", ["产业园 3 by:2030", "引进企业 30 by:2030"]),
        ("培育10家以上年营业收入超10亿元的企业。", ["企业 10 by:2030"]),
        # 本年, 来年 are in 成本年均, 未来年均
        ("企业成本年均下降5%。", ["企业成本 5 annual:2026-2030"]),
        ("未来年均新增就业10万人。", ["未来年均新增就业 10 annual:2026-2030"]),
        ("培育本年度重点企业20家。", ["重点企业 20 by:2026"]),
        ("明年新增就业10万人,来年新增企业20家。", ["新增就业 10 by:2027", "新增企业 20 by:2027"]),
        ("开工率6月底达到60%、9月底达到90%。", ["开工率 60 by:2026-06", "开工率 90 by:2026-09"]),
        ("每年底前完成10个项目。", ["项目 10 annual:2026-2030"]),
        ("力争投产后年产能达到50万吨。", ["年产能 50 by:2030"]),
        # What was reached in a year before the plan is a result, and what it is of goes on
        (
            "高新技术企业由2020年的500家增加到2025年的1200家,力争2030年达到2500家。",
            ["高新技术企业 2500 by:2030"],
        ),
        ("财政赤字由2024年的120亿元降低到2026年的80亿元以内。", ["财政赤字 80 by:2026"]),
        # A place, then a time, then what is to be done: the time and the place were part of the name
        ("全市2026年计划改造老旧小区200个。", ["老旧小区 200 by:2026"]),
        ("全市到2027年力争培育小巨人企业50家。", ["小巨人企业 50 by:2027"]),
        ("青川市到2027年力争培育小巨人企业50家。", ["小巨人企业 50 by:2027"]),
        ("各县区2026年计划改造老旧小区200个。", ["老旧小区 200 by:2026"]),
        ("全市“十五五”期间改造老旧小区200个。", ["老旧小区 200 during:2026-2030"]),
        ("全市2026年粮食产量达到500万吨。", ["全市2026年粮食产量 500 by:2026"]),
        ("绿道达到600公里,实现“300米见绿、500米见园”。", ["绿道 600 by:2030"]),
    ],
)
def test_what_ends_like_a_time_is_none(sentence, told):
    rows = extract_targets(TITLE + sentence)
    scale = {"万人": 10**4, "万吨": 10**4}
    found = [
        f"{row.indicator} {row.value_max / scale.get(row.unit_as_written, 1):f} {row.period}"
        for row in rows.itertuples()
    ]
    assert found == told
