"""What the head of a column says, and what a cell is: one line a head, as a reader of tables reads it."""

import pytest

from plantargets.language.heads import (
    LONGEST_HEAD,
    is_attribute,
    is_blank,
    is_ratio,
    is_unit,
    is_value,
    is_year,
    read_head,
)

# head: role, measures, years, unit, the words that name a thing, last month
HEADS = {
    "2025年目标值": ("value", "target", (2025, 2025), "", "", None),
    "预期值(2025年)": ("value", "target", (2025, 2025), "", "", None),
    "2020年": ("value", "", (2020, 2020), "", "", None),
    "2019-2020年": ("value", "", (2019, 2020), "", "", None),
    "2020年基期值": ("value", "base", (2020, 2020), "", "", None),
    "2025年比2020年增长": ("value", "growth", (2021, 2025), "", "", None),
    "比2020年增长": ("value", "growth", (2020, 2020), "", "", None),
    "年均增速(%)": ("value", "growth rate", None, "%", "", None),
    "目标增长率": ("value", "growth target", None, "", "", None),
    "[累计]": ("value", "cumulative", None, "", "", None),
    "“十四五”期末目标": ("value", "target", (2025, 2025), "", "", None),
    "“十三五”末": ("value", "", (2020, 2020), "", "", None),
    "十四五新增耕地(亩)": ("", "", (2021, 2025), "亩", "新增耕地", None),
    "2021—2025年新增就业(万人)": ("", "", (2021, 2025), "万人", "新增就业", None),
    "2025年新增就业人数(万人)": ("", "", (2025, 2025), "万人", "新增就业人数", None),
    "2025年新增任务数": ("", "target", (2025, 2025), "", "新增", None),
    "新增": ("", "", None, "", "新增", None),
    "2021—2025年新增": ("value", "cumulative", (2021, 2025), "", "", None),
    "上半年完成": ("value", "base", None, "", "", 6),
    "前三季度完成(亿元)": ("value", "base", None, "亿元", "", 9),
    "第三季度": ("value", "", None, "", "", 9),
    "1季度": ("value", "", None, "", "", 3),
    "2025年6月目标": ("value", "target", (2025, 2025), "", "", 6),
    "12月底": ("value", "", None, "", "", 12),
    "13月": ("", "", None, "", "13月", None),
    "其中:规模以上工业企业(家)": ("", "", None, "家", "规模以上工业企业", None),
    "高新技术企业数*(家)": ("", "", None, "家", "高新技术企业数", None),
    "单位GDP能耗降低(%)": ("", "", None, "%", "单位GDP能耗降低", None),
    "粮食产量[万吨]": ("", "", None, "万吨", "粮食产量", None),
    "粮食产量(万吨,亿斤)": ("", "", None, "万吨,亿斤", "粮食产量", None),
    "普及率/%": ("", "", None, "%", "普及率", None),
    "常住人口城镇化率": ("", "", None, "", "常住人口城镇化率", None),
    "全市": ("", "", None, "", "全市", None),
    "单位": ("unit", "", None, "", "", None),
    "责任单位": ("body", "", None, "", "", None),
    "序号": ("serial", "", None, "", "", None),
    "备注": ("note", "", None, "", "", None),
    "属性": ("attribute", "", None, "", "", None),
    "得分": ("off", "", None, "", "", None),
    "县(市、区)": ("scope", "", None, "", "", None),
    "投资额(万元)": ("cost", "", None, "万元", "", None),
    "": ("", "", None, "", "", None),
}  # fmt: skip


@pytest.mark.parametrize("text", HEADS)
def test_a_head_says_role_time_unit_and_name(text: str) -> None:
    head = read_head(text)
    measures = " ".join(sorted(head.measures))
    told = (head.role, measures, head.years, head.unit, text[slice(*head.words)], head.month)
    assert told == HEADS[text]


def test_what_is_too_long_for_a_head_is_a_sentence() -> None:
    name = "增" * (LONGEST_HEAD - 1)
    assert read_head(f"{name}值").words == (0, LONGEST_HEAD)
    assert read_head(f"{name}长值") == read_head("")


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        (
            is_unit,
            "万吨标准煤 单位:% 亿元、% 年 无 ‰ /10万 1/10万 1/万 件/万人 件/常住人口 万千瓦 千千瓦 千公顷 "
            "元/人",
            "常住人口 亿元, 亿元、家、%、人 3万元 元/ 48%",
        ),
        (
            is_value,
            "[13.5] 90%以上 ≥25 <0.5% 约30 不少于100家 100—120 100—120家 15家(2020年) 25* 2.2:1 [25]万人 3年 "
            "达到100家 不低于20 -5.2 3年以上 (30) 1,200.5",
            "2025年 5G基站 100家企业 12345678901234567890123456789012 全部 20家30人",
        ),
        (is_blank, "— / 无 空 (空) -- … ·", "0 无。 无人 1"),
        (is_ratio, "2.2:1 1:20.55 100:7", "2: :1 1234567:1 1:2:3 2/1"),
        (is_attribute, "约束性 预期性 预期 约束型指标 指导性", "约束性要求 性 预期值"),
        (
            is_year,
            "2025 2025年 到2025年底 2021—2025年 2025年6月 2025年前 至2030 2025年度",
            "20251 2025年以后 1825年 3年 2025年的",
        ),
    ],
)
def test_a_cell_is_told_by_its_words(asked, yes: str, no: str) -> None:
    assert [word for word in yes.split() if not asked(word)] == []
    assert [word for word in no.split() if asked(word)] == []
    assert asked("") == (asked is is_blank)
