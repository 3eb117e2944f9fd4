"""Numerals, units, times, folding, tense, and what holds of the extraction from any text."""

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.language.folding import compact, fold
from plantargets.language.lexicon import _codes, load_lexicon
from plantargets.language.numerals import parse_numeral
from plantargets.language.times import TIME, Window, read_moment, time_at
from plantargets.plans import Plan, PlanRecord, plan_from_text
from plantargets.plans.term import window_of
from plantargets.targets.extract import read_targets
from plantargets.targets.read.headings import window_of_heading
from plantargets.targets.read.quantities import find_quantities
from plantargets.targets.read.sentence import MOST_QUANTITIES
from plantargets.targets.read.tense import tell_tense

WINDOW = Window(2023, 2025, 2023)
PLAN = "到2025年,力争新建园区20—30个,规模以上工业增加值年均增长6.5%左右,研发投入突破1,200亿元。"


def hanzi(value: int) -> str:
    """Write a number below 10^8 the long way, as plans do."""
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return hanzi(high) + "万" + gap + (hanzi(low) if low else "")
    written, zero = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            written += ("零" if zero and written else "") + digits[digit] + places[place]
        zero = not digit
    return written


def make_plan(text: str, first: int = 2025, last: int = 2027) -> Plan:
    words = dict.fromkeys(("title", "document_number", "issuer", "jurisdiction", "sha256", "source"), "")
    record = PlanRecord(
        **words,
        plan_id="p",
        file="p.txt",
        jurisdiction_code="430000",
        level="province",
        issued=datetime.date(first, 1, 1),
        period_start_year=first,
        period_end_year=last,
        script="simplified",
    )
    return plan_from_text(text, "p", record)


# Numerals


@given(st.integers(1, 10**8 - 1))
def test_a_number_written_in_chinese_is_read_back(value: int) -> None:
    assert parse_numeral(hanzi(value)) == value


@given(st.integers(0, 10**12), st.integers(0, 9))
def test_arabic_decimals_are_exact(number: int, places: int) -> None:
    value = Decimal(number).scaleb(-places)
    assert parse_numeral(f"{value:f}") == value
    assert parse_numeral(f"{value:f}万亿") == value * 10**12
    assert "E" not in str(parse_numeral(f"{value:f}亿"))


@given(st.integers(0, 10**15 - 1))
def test_thousands_separators_change_nothing(value: int) -> None:
    assert parse_numeral(f"{value:,}") == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("两千零八", 2008),
        ("三百零五", 305),
        ("三万亿", 3 * 10**12),
        ("二〇二五", 2025),
    ],
)
def test_chinese_numerals(written: str, value: int) -> None:
    assert parse_numeral(written) == value


@pytest.mark.parametrize("written", ["", "家", "1.2.3", "1,20", "-5", "9" * 40])
def test_what_is_no_numeral_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        parse_numeral(written)


# Quantities and units


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("2.3万亿元", "23000", "23000", "亿元"),
        ("5000万元", "0.5", "0.5", "亿元"),
        ("3亿美元", "30000", "30000", "万美元"),
        ("1.2万家", "12000", "12000", "家"),
        ("20—30个", "20", "30", "个"),
        ("3—5万人", "30000", "50000", "人"),
        ("5%至6%", "5", "6", "%"),
        ("三至五个", "3", "5", "个"),
        ("七成", "70", "70", "%"),
        ("两个百分点", "2", "2", "百分点"),
        ("翻两番", "4", "4", "倍"),
    ],
)
def test_scale_and_range_are_in_the_value(text: str, low: str, high: str, unit: str) -> None:
    (quantity,) = find_quantities(text)
    assert (str(quantity.value_min), str(quantity.value_max), quantity.unit_name) == (low, high, unit)
    assert (quantity.start, quantity.end) == (0, len(text))


@pytest.mark.parametrize("text", ["2025年", "第3家", "百家企业", "5G", "3号楼", "9" * 30 + "家"])
def test_dates_names_and_codes_are_no_quantities(text: str) -> None:
    assert [quantity for quantity in find_quantities(text) if not quantity.flaw] == []


def test_a_word_with_two_parts_of_one_sort_is_refused() -> None:
    with pytest.raises(PlanTargetsError, match="'新建' is there twice, as increment and as level"):
        _codes("head", {"increment": ["新建"], "level": ["新建"]})


# Periods


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("到2025年", "by:2025"),
        ("2025年底前", "by:2025"),
        ("2023—2025年", "during:2023-2025"),
        ("2024年6月底前", "by:2024-06"),
        ("6月底前", "by:2023-06"),
        ("今年年底前", "by:2023"),
        ("明年", "by:2024"),
        ("“十四五”期间", "during:2021-2025"),
        ("“十四五”末", "by:2025"),
        ("三年内", "during:2023-2025"),
        ("未来两年", "during:2023-2024"),
        ("明年6月底前", "by:2024-06"),
        ("六月底前", "by:2023-06"),
        ("十二月底前", "by:2023-12"),
        ("三季度前", "by:2023-09"),
        ("第二季度末", "by:2023-06"),
        ("上半年", "by:2023-06"),
        ("明年上半年", "by:2024-06"),
        ("18个月内", "by:2024-06"),
        ("用三到五年时间", "during:2023-2027"),
        ("用两年时间", "during:2023-2024"),
        ("1998年", "by:1998"),
        ("1998—2002年", "during:1998-2002"),
        ("“八五”期间", "during:1991-1995"),
        ("九五时期", "during:1996-2000"),
        ("十六五期末", "by:2035"),
        ("第十四个五年规划期间", "during:2021-2025"),
        ("到“十四五”", "by:2025"),
    ],
)
def test_each_time_expression_has_its_period(words: str, period: str) -> None:
    match = TIME.fullmatch(words)
    assert match is not None
    moment = read_moment(match, WINDOW)
    assert moment is not None
    assert [str(one) for one in moment.periods] == [period]
    assert not moment.frequency


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("每年", "annual"),
        ("逐年", "annual"),
        ("每半年", "half-yearly"),
        ("每个季度", "quarterly"),
        ("每月", "monthly"),
        ("每星期", "weekly"),
    ],
)
def test_how_often_is_kept(words: str, form: str) -> None:
    match = TIME.fullmatch(words)
    assert match is not None
    moment = read_moment(match, WINDOW)
    assert moment is not None
    assert (moment.periods, moment.frequency) == ((), form)


@pytest.mark.parametrize(
    "name",
    ["each_year", "each_half_year", "each_quarter", "each_month", "each_week", "plan_end", "at_year_end",
     "whole_year", "this_year", "next_year"],
)  # fmt: skip
def test_no_word_that_is_a_time_by_itself_is_passed_over(name: str) -> None:
    """Words without any of the characters of times are not tried, whatever words.toml holds."""
    for word in load_lexicon().lists[name]:
        whole, found = TIME.match(word), time_at(word, 0, len(word))
        assert found is not None and whole is not None and found.span() == whole.span(), word


def test_several_years_are_several_periods() -> None:
    match = TIME.fullmatch("到2025年、2030年和2035年")
    assert match is not None
    moment = read_moment(match, WINDOW)
    assert moment is not None
    assert [str(period) for period in moment.periods] == ["by:2025", "by:2030", "by:2035"]


@pytest.mark.parametrize(
    "words", ["比2020年", "是2020年的1.5倍", "在2020年基础上", "2020年水平", "三十五个", "每八五折", "2025号"]
)
def test_bases_and_numbers_are_no_times(words: str) -> None:
    assert TIME.search(words) is None


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("某市制造业三年行动计划(2023—2025年)", (2023, 2025, "title")),
        ("某省国民经济“十四五”规划", (2021, 2025, "title")),
        ("某省国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要", (2021, 2025, "title")),
        ("某市“八五”计划", (1991, 1995, "title")),
        ("某市水利规划\n本规划期为2021—2035年。", (2021, 2035, "title")),
        ("2026年政府工作报告", (2026, 2026, "year")),
        ("1998年政府工作报告", (1998, 1998, "year")),
        ("某市政府工作报告\n——2022年1月8日在某市人民代表大会上", (2022, 2022, "year")),
        ("某市政府工作报告\n——2022年12月28日在某市人民代表大会上", (2023, 2023, "year")),
        ("关于某市2023年计划执行情况与2024年计划草案的报告", (2024, 2024, "year")),
        ("某区2024年十大民生实事", (2024, 2024, "year")),
        ("某市2024年工作要点", (2024, 2024, "title")),
        ("某市精准招商行动计划\n2019年6月4日", (None, None, "")),
        ("关于促进家政服务业发展的意见\n国办发〔2019〕30号", (None, None, "")),
        ("没有年份", (None, None, "")),
    ],
)
def test_the_years_of_a_document_are_those_that_it_states(text: str, window: tuple) -> None:
    found = window_of(plan_from_text(text))
    assert (found.start_year, found.end_year, found.basis) == window


def test_the_date_of_issue_says_what_this_year_is() -> None:
    assert window_of(plan_from_text("某市精准招商行动计划\n2019年6月4日")).present_year == 2019
    assert window_of(plan_from_text("关于消防工作的意见\n国办发〔2018〕30号")).present_year == 2018


@pytest.mark.parametrize(
    ("heading", "years"),
    [
        ("二、2024年主要目标", (2024, 2024)),
        ("“十五五”时期主要目标", (2026, 2030)),
        ("今后五年奋斗目标", (2023, 2027)),
        ("(二)到2035年目标", (2035, 2035)),
        ("第三章 2026—2030年任务", (2026, 2030)),
        ("主要目标", (2023, 2023)),
        ("推动“十五五”开好局、起好步", (2023, 2023)),
        ("一、2022年工作", (2023, 2023)),
        ("一、2023年工作回顾", (2023, 2023)),
    ],
)
def test_a_heading_with_years_sets_those_of_its_section(heading: str, years: tuple[int, int]) -> None:
    window = window_of_heading(heading, Window(2023, 2023, 2023, "year"))
    assert (window.start_year, window.end_year) == years
    assert window.basis == ("year" if years == (2023, 2023) else "heading")
    assert window.first_future_year == 2023


# Folding

ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "到年力争新建园区家个亿元增长达各每全部覆盖翻番以上超过的第十三五二两万百半一、,。;:()“”%—"
        ),
        st.sampled_from("0123456789０１２３％，。；（）．－～\n\t 　�\ud800\udfff"),
        st.characters(),
    ),
    max_size=200,
)


@given(ANY_TEXT)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(ANY_TEXT, st.integers(0, 200), st.integers(0, 200))
def test_compacting_leaves_the_way_back(text: str, start: int, end: int) -> None:
    words, offsets = compact(text, start, end)
    where = list(range(start, start + len(words))) if offsets is None else offsets
    assert [" " if text[i].isspace() else text[i] for i in where] == list(words)
    assert words.replace(" ", "") == "".join(text[start:end].split())
    assert re.search(r"(?<![\d.,]) | (?![\d.,])", words) is None  # a space stays between two numbers alone


def test_years_in_chinese_characters_become_digits() -> None:
    assert fold("二〇二五年，二零三五年") == "2025年,2035年"
    assert fold("一九八五年，到二0二五年") == "1985年,到2025年"
    assert fold("二〇二一至二〇二五年") == "2021至2025年"
    assert fold("十一九八五年级") == "十一九八五年级"


# Tense


def test_a_review_is_past_and_the_plan_is_future() -> None:
    text = (
        "政府工作报告\n\n一、2025年工作回顾\n\n过去一年，新建园区10个，地区生产总值增长5%。\n\n"
        "二、2026年重点工作\n\n今年，力争新建园区20个。\n"
    )
    plan = make_plan(text, 2026, 2026)
    tense = {
        text[b.start : b.end].strip()[:4]: t[0].tense
        for b, t in zip(plan.blocks, tell_tense(plan, fold(plan.simplified), window_of(plan)), strict=True)
    }
    assert tense["过去一年"] == "past"
    assert tense["今年，力"] == "future"
    assert [row.quote for row in read_targets(plan)] == ["20个"]


# Extraction from any text


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        ANY_TEXT, st.lists(st.sampled_from([*PLAN.split(","), "\n", "各县区", "全覆盖", "。"])).map("".join)
    )
)
def test_rows_point_into_any_text(text: str) -> None:
    rows = read_targets(make_plan(text))
    end = 0
    for row in rows:
        assert text[row.start : row.end] == row.quote
        assert end <= row.start < row.end <= len(text)
        assert row.bound.value_min <= row.bound.value_max
        end = row.end
    assert len({row.target_id for row in rows}) == len(rows)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 10**6), st.integers(1, 99))
def test_full_width_digits_give_the_same_targets(amount: int, rate: int) -> None:
    text = f"到2027年,力争总产值突破{amount}亿元,年均增长{rate}%,新建园区{rate}—{rate + 5}个。"
    wide = text.translate({code: chr(code + 0xFEE0) for code in map(ord, "0123456789%,")})
    narrow_rows, wide_rows = read_targets(make_plan(text)), read_targets(make_plan(wide))
    assert len(narrow_rows) == 3
    for narrow, full in zip(narrow_rows, wide_rows, strict=True):
        assert (narrow.bound, narrow.unit) == (
            full.bound,
            full.unit,
        )
        assert (narrow.kind, narrow.period) == (full.kind, full.period)
        assert (narrow.start, narrow.end) == (full.start, full.end)


def test_a_sentence_without_an_end_is_read_to_its_last_number() -> None:
    text = "新建园区3个、" * MOST_QUANTITIES
    rows = read_targets(make_plan(text))
    assert [row.start for row in rows] == list(range(4, len(text), 7))


def test_a_number_of_many_digits_is_exact_and_no_error() -> None:
    (target,) = read_targets(plan_from_text("产值达到10000000005611362.3万亿元。"))
    assert str(target.bound.value_max) == "100000000056113623000"


@pytest.mark.parametrize("times", [1, 40, 400])
@pytest.mark.parametrize(
    ("goals", "count"),
    [
        ("到2025年,新增企业100家、园区5个,产值突破3亿元。", 3),
        ("高新技术企业达到100家。", 1),
        ("完成投资20亿元,增长8%。", 2),
        ("规模以上工业增加值增长6.5%,研发投入强度达到2.4%。", 2),
        ("建成投产项目12个。", 1),
    ],
)
def test_a_list_of_goals_is_no_review_however_long_it_is(goals: str, count: int, times: int) -> None:
    text = "某市行动计划(2023—2025年)\n" + goals * times
    assert len(read_targets(plan_from_text(text))) == count * times


@pytest.mark.parametrize(
    "review",
    [
        "“十三五”期间,全市规模以上工业增加值年均增长6.5%,高新技术企业达到100家,获批国家级平台3个。",
        "截至2022年底,全市高新技术企业达到100家,规模以上工业企业500家。",
        "一、发展基础\n全市规模以上工业增加值年均增长6.5%。工业投资增长12.3%,新增上市企业5家。",
        "近年来,我市制造业稳步发展,高新技术企业达到100家,工业投资增长12.3%,居全省第2位。",
        "2022年,全市工业增加值增长5.2%,技改投资增长18.6%,完成投资300亿元。",
    ],
)
def test_what_a_plan_says_of_the_past_is_no_target(review: str) -> None:
    text = f"某市行动计划(2023—2025年)\n{review}\n二、主要目标\n到2025年,新增企业50家。"
    assert [row.quote for row in read_targets(plan_from_text(text))] == ["50家"]
