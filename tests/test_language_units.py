"""Numerals are read whole or not at all, units end where words end, and one table says what units are."""

import csv
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.language.folding import compact
from plantargets.language.numerals import parse_numeral, parse_pair
from plantargets.language.units import (
    Unit,
    factor_between,
    load_units,
    measure_of,
    read_units,
    same_sort,
    scale_of,
    stands_alone,
    unit_at,
    unit_name,
)
from plantargets.targets.read.quantities import Quantity, find_quantities

UNITS = list(load_units().values())
PLAIN = [unit for unit in UNITS if unit.place in {"", "hanzi"} and unit.written != "度"]
WORDS = list(
    csv.DictReader(
        (files("plantargets.language") / "unit_words.csv").read_text(encoding="utf-8").splitlines()
    )
)


def read(text: str) -> list[Quantity]:
    return [quantity for quantity in find_quantities(text) if not quantity.flaw]


def hanzi(value: int, digits: str = "零一二三四五六七八九", places: str = "十百千") -> str:
    """Write a number below 10^12 the long way."""
    for size, sign in ((10**8, "亿"), (10**4, "万")):
        if value >= size:
            high, low = divmod(value, size)
            gap = "零" if 0 < low < size // 10 else ""
            return hanzi(high, digits, places) + sign + gap + (hanzi(low, digits, places) if low else "")
    written, zero = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            sign = places[place - 1] if place else ""
            written += ("零" if zero and written else "") + digits[digit] + sign
        zero = not digit
    return written


# Numerals


@given(st.integers(1, 10**12 - 1))
def test_a_count_written_in_chinese_is_found_whole(value: int) -> None:
    written, on_cheques = hanzi(value), hanzi(value, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")
    assert parse_numeral(written) == parse_numeral(on_cheques) == value
    (quantity,) = read(f"企业达到{written}家。")
    assert (quantity.value_min, quantity.unit_name) == (value, "家")
    assert (quantity.start, quantity.end) == (4, 4 + len(written) + 1)
    found = [quantity.value_min for quantity in read(f"企业达到{on_cheques}家。")]
    assert found in ([value], [])  # 伍 and 陆 alone are words: 队伍, 大陆
    assert found or {"伍", "陆", "拾", "肆"} & set(on_cheques)


@given(st.integers(0, 10**6), st.text("零一二三四五六七八九", min_size=1, max_size=6))
def test_a_decimal_written_in_chinese_is_found_whole(whole: int, part: str) -> None:
    written = (hanzi(whole) or "零") + "点" + part
    digits = "".join(str("零一二三四五六七八九".index(digit)) for digit in part)
    (quantity,) = read(f"提高{written}个百分点")
    assert quantity.value_min == Decimal(f"{whole}.{digits}")


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["万", "千", "亿"]))
def test_a_mixed_numeral_is_found_whole(high: int, low: int, scale: str) -> None:
    size = {"千": (1000, 100, "百"), "万": (10**4, 1000, "千"), "亿": (10**8, 10**7, "千万")}[scale]
    (quantity,) = read(f"培育企业{high}{scale}{low}{size[2]}家")
    assert quantity.value_min == high * size[0] + low * size[1]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("两百", 200),
        ("三万五千", 35000),
        ("3万4000", 34000),
        ("1千零20", 1020),
        ("2.3万亿", 23 * 10**11),
        ("四百五", 450),
        ("四百零五", 405),
        ("一万三", 13000),
        ("四万万", 4 * 10**8),
        ("五兆零三", 5 * 10**12 + 3),
        ("一百零十万", 110 * 10**4),
        ("一千五亿", 1500 * 10**8),
        ("百三", 130),
        ("零点五", Decimal("0.5")),
    ],
)
def test_numerals_as_they_are_said(written: str, value: int | Decimal) -> None:
    assert parse_numeral(written) == value


@pytest.mark.parametrize(
    "written", ["3亿5", "3亿30", "2025一", "十5", "三亿两亿", "五十百", "3.5万5千", "1,20", "十十"]
)
def test_what_may_be_two_numbers_is_no_numeral(written: str) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        parse_numeral(written)
    assert [quantity for quantity in read(f"达到{written}家") if quantity.unit is not None] == []


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("三五", 3, 5),
        ("两三", 2, 3),
        ("二三十", 20, 30),
        ("十七八", 17, 18),
        ("三至五", 3, 5),
        ("四五百万", 4 * 10**6, 5 * 10**6),
        ("三到五万", 3 * 10**4, 5 * 10**4),
        ("2000—1万", 2000, 10**4),
    ],
)
def test_two_neighbours_are_a_range(written: str, low: int, high: int) -> None:
    (quantity,) = read(f"培育{written}家企业")
    assert (quantity.value_min, quantity.value_max) == (low, high)


def test_neighbours_that_are_none_are_no_range() -> None:
    assert parse_pair("五三") is None
    assert parse_pair("三十五") is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("百分之四十", "40", "%"),
        ("百分之2.4", "2.4", "%"),
        ("千分之三", "0.3", "%"),
        ("万分之三", "0.03", "%"),
        ("百分之百", "100", "%"),
        ("三分之一", "33.3333", "%"),
        ("三分之二", "66.6667", "%"),
        ("5‰", "5", "‰"),
        ("七成六", "76", "%"),
        ("三成半", "35", "%"),
        ("八点五成", "85", "%"),
        ("半成", "5", "%"),
        ("负40%", "-40", "%"),
        ("零下5℃", "-5", "℃"),
        ("十余家", "10", "家"),
        ("二十几万家", "200000", "家"),
        ("一千多万家", "10000000", "家"),
        ("近百家", "100", "家"),
        ("5兆瓦", "5", "兆瓦"),
        ("5千瓦", "5", "千瓦"),
        ("五百千瓦", "500", "千瓦"),
        ("10/10万", "10", "1/10万"),
        ("2.2:1", "2.2", ""),
    ],
)
def test_forms_of_shares_and_rough_numbers(text: str, value: str, unit: str) -> None:
    (quantity,) = read(text)
    assert (str(quantity.value_min), quantity.unit_name) == (value, unit)
    assert quantity.value_min == quantity.value_max


@pytest.mark.parametrize(
    "text",
    [
        "几十家",
        "数百家",
        "五分之一元",
        "百分之15k",
        "三分之五",
        "16分之2225元",
        "50元6角三分",
        "两美元又三美分",
        "2^5家",
        "2e5家",
        "40k家",
        "q=30%25%2020%",
        "见https://a.cn/b?x=20%,5%",
        "0371家",
        "400-800-8820家",
        "5+3个",
        "3×5个",
        "两个半小时",
        "-22.2%",
        "减轻税负3500",
        "30—20个",
        "一三家",
    ],
)
def test_what_cannot_be_read_whole_gives_nothing(text: str) -> None:
    assert [quantity for quantity in read(text) if quantity.unit is not None] == []


# White space


@given(st.integers(10**3, 10**12))
def test_groups_of_three_are_one_number(value: int) -> None:
    text = f"达到{value:,}件".replace(",", " ")
    words, _ = compact(text, 0, len(text))
    (quantity,) = read(words)
    assert quantity.value_min == value


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from([" ", "  ", "\n", "\t", "　"]))
def test_two_numbers_are_never_joined(one: int, other: int, space: str) -> None:
    text = f"达到{one}{space}{other}亿元"
    words, _ = compact(text, 0, len(text))
    is_group = space == " " and one < 1000 and 100 <= other < 1000
    values = [quantity.value_max for quantity in read(words) if quantity.unit is not None]
    assert values == ([one * 1000 + other] if is_group else [])


def test_digits_set_wide_are_one_number() -> None:
    for text, value in (
        ("稳定在4 9 2 5 0万吨", 492500000),
        ("稳定在4 0 0 万吨", 4000000),
        ("达到1 0%", None),
        ("增速 5 6 7%", None),
    ):
        found = [quantity.value_max for quantity in read(compact(text, 0, len(text))[0]) if quantity.unit]
        assert found == ([] if value is None else [value])


@pytest.mark.parametrize("text", ["2 000 万 元", "2000万 元", "2 000万元"])
def test_white_space_inside_an_amount_is_nothing(text: str) -> None:
    (quantity,) = read(compact(text, 0, len(text))[0])
    assert str(quantity.value_min) == "0.2"


# Units


@pytest.mark.parametrize("unit", UNITS, ids=[unit.written for unit in UNITS])
def test_each_unit_has_a_dimension_and_both_names(unit: Unit) -> None:
    measure = measure_of(unit.written)
    assert measure is not None
    assert measure.dimension
    assert measure.factor > 0
    assert unit_name(unit.written, "en")
    assert unit_name(unit.written, "zh")
    assert not any("一" <= character <= "鿿" for character in unit_name(unit.written, "en"))
    assert not unit.unit or measure_of(unit.unit) is not None


@pytest.mark.parametrize("unit", PLAIN, ids=[unit.written for unit in PLAIN])
def test_each_unit_is_found_behind_a_number_of_any_scale(unit: Unit) -> None:
    for written, value in (
        ("7", 7),
        ("2.5万", 25_000),
        ("1,200", 1200),
        ("3亿", 3 * 10**8),
        ("三百五十", 350),
    ):
        (quantity,) = read(f"达到{written}{unit.written}。")
        assert quantity.value_max == value * unit.factor
        assert quantity.unit_name == unit.unit
        assert quantity.end == 2 + len(written) + len(unit.written)


@pytest.mark.parametrize("unit", [u for u in UNITS if u.place == "composite" and u.written.isalnum()])
def test_a_unit_of_composites_stands_nowhere_else(unit: Unit) -> None:
    assert [q for q in read(f"达到7{unit.written}。") if q.unit is not None] == []
    (quantity,) = read(f"达到7吨/{unit.written}。")
    assert quantity.unit_name.startswith("吨/")


@pytest.mark.parametrize("unit", [u for u in UNITS if u.place == "grade"])
def test_a_grade_is_no_quantity(unit: Unit) -> None:
    assert [q for q in read(f"达到7{unit.written}。") if q.unit is not None] == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("300克标准煤/千瓦时", "300", "克标准煤/千瓦时"),
        ("25万元/人", "250000", "元/人"),
        ("30万元/亩", "300000", "元/亩"),
        ("3分/千瓦时", "0.03", "元/千瓦时"),
        ("28微克/立方米", "28", "微克/立方米"),
        ("507公里/万平方公里", "507", "公里/万平方公里"),
        ("0.5吨标准煤/万元", "0.5", "吨标准煤/万元"),
        ("12件/万人", "12", "件/万人"),
        ("18/10万", "18", "1/10万"),
        ("80公里/小时", "80", "公里/小时"),
        ("15mg/L", "15", "毫克/升"),
        ("300g/kWh", "300", "克/千瓦时"),
        ("2万美元/人", "20000", "美元/人"),
        ("1000元每平方米", "1000", "元/平方米"),
        ("300吨/标准台班以上", "300", "吨/标准台班"),
        ("5306亿台币", "53060000", "万新台币"),
        ("20EFlops", "20", "EFLOPS"),
        ("3000路", "3000", "路"),
        ("20TB", "20", "TB"),
        ("26℃", "26", "℃"),
        ("5000万卢布", "5000", "万卢布"),
    ],
)
def test_composite_units_are_read_whole(text: str, value: str, unit: str) -> None:
    (quantity,) = read(text)
    assert (str(quantity.value_max), quantity.unit_name) == (value, unit)


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("EFLOPS", "PFLOPS", 1000),
        ("GW", "千瓦", 10**6),
        ("GW", "万千瓦", 100),
        ("GWh", "万千瓦时", 100),
        ("万亩", "平方公里", Fraction(20, 3)),
        ("亿美元", "万美元", 10**4),
        ("万人", "人", 10**4),
        ("万元/亩", "元/亩", 10**4),
        ("‰", "%", Fraction(1, 10)),
        ("1/10万", "%", Fraction(1, 1000)),
        ("吨标准煤/万元", "千克标准煤/元", Fraction(1, 10)),
        ("标准箱", "标箱", 1),
        ("名", "人", 1),
    ],
)
def test_units_of_one_dimension_meet(one: str, other: str, times: int | Fraction) -> None:
    assert factor_between(one, other) == times
    assert factor_between(other, one) == 1 / Fraction(times)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("亿元", "万美元"),
        ("千瓦", "千瓦时"),
        ("吨", "吨标准煤"),
        ("元/人", "元/亩"),
        ("家", "个"),
        ("箩", "家"),
    ],
)
def test_units_of_two_dimensions_never_meet(one: str, other: str) -> None:
    assert factor_between(one, other) is None


def test_what_counts_the_same_sort() -> None:
    assert same_sort("家", "户")
    assert same_sort("亿元", "万美元")
    assert same_sort("个", "人")
    assert not same_sort("家", "人")
    assert not same_sort("亿元", "元/人")
    assert (scale_of("亿元"), scale_of("家"), scale_of("万人")) == (10**8, 1, 10**4)


@pytest.mark.parametrize("amount", ["48%", "430家", "1200平方米", "3万元", "1", "万", ""])
def test_an_amount_is_no_unit(amount: str) -> None:
    assert measure_of(amount) is None or amount == "万"
    assert not stands_alone(amount)


def test_names_of_units() -> None:
    assert unit_name("万人", "en") == "10,000 people"
    assert unit_name("微克/立方米", "en") == "µg per m³"
    assert unit_name("公里/万平方公里", "en") == "km per 10,000 km²"
    assert unit_name("MW", "zh") == "兆瓦"
    assert unit_name("箩筐", "en") == "箩筐"


def test_a_faulty_table_is_refused_with_its_row() -> None:
    header = "written,unit,factor,dimension,base_unit,base_factor,name_en,one_en,name_zh,place,note\n"
    good = "家,家,1,count,个,1,number,,家,hanzi,\n"
    assert read_units(header + good)["家"].sort == "count"
    with pytest.raises(PlanTargetsError, match="row 3: unit '家' is there twice"):
        read_units(header + good + good)
    with pytest.raises(PlanTargetsError, match="unknown place 'here'"):
        read_units(header + good.replace("hanzi", "here"))
    with pytest.raises(PlanTargetsError, match="'家' lacks a dimension"):
        read_units(header + "家,家,1,,,,,,,hanzi,\n")


# A unit ends where a word ends


@pytest.mark.parametrize("row", WORDS, ids=[row["word"] for row in WORDS])
def test_a_word_that_begins_with_a_unit_is_told_from_the_unit_before_another(
    row: dict[str, str],
) -> None:
    assert unit_at(row["word"] + "。", 0) is None or unit_at(row["word"] + "。", 0)[1] >= len(row["word"])
    known = [unit for unit in UNITS if row["word"].startswith(unit.written) and unit.written != row["word"]]
    written = max(known, key=lambda unit: len(unit.written))
    for other in row["unless"].split():
        found = unit_at(written.written + other, 0)
        assert found is not None, other
        assert len(found[0].written) >= len(written.written)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("培育10家具有国际竞争力的企业", "10家"),
        ("建设20个工业互联网平台", "20个"),
        ("培育100名优秀企业家", "100名"),
        ("建成30个体育公园", "30个"),
        ("打造20个人工智能应用场景", "20个"),
        ("引进10家电子信息企业", "10家"),
        ("建成8座位于城区的公园", "8座"),
        ("建立10个工作站", "10个"),
        ("办结时限压缩至3个工作日", "3个工作日"),
        ("生产10万件家具", "10万件"),
        ("培育5名单项冠军", "5名"),
        ("发展10家庭院经济户", "10家"),
        ("建设3条例行检测线", "3条"),
        ("新增3所有条件的学校", "3所"),
        ("打造3个一流学科", "3个"),
    ],
)
def test_counts_before_words_that_look_like_other_words(text: str, quote: str) -> None:
    (quantity,) = read(text)
    assert text[quantity.start : quantity.end] == quote


@pytest.mark.parametrize(
    "text", ["10家庭", "20人口", "30个体户", "5名录", "100人才", "3部门", "2025元旦", "7台州", "10万吨级码头"]
)
def test_numbers_before_words_that_begin_with_a_unit_have_no_unit(text: str) -> None:
    assert all(quantity.unit is None for quantity in read(text))


# A few units of each dimension, scaled and composite ones among them: every pair meets both ways or neither.
WRITTEN = """家 户 个 人 名 万人 人次 万人次 次 场 亿元 万元 元 万美元 亩 万亩 平方公里 公顷 GW 千瓦 万千瓦
千瓦时 吨 万吨 % ‰ 倍 百分点 元/人 万元/人 元/亩 万元/亩 1/10万 年 天"""
PAIRED = WRITTEN.split()


@pytest.mark.parametrize("one", PAIRED)
def test_units_meet_both_ways_or_not_at_all(one: str) -> None:
    for other in PAIRED:
        there, back = factor_between(one, other), factor_between(other, one)
        assert (there is None) == (back is None), other
        assert there is None or there * back == 1, other
        assert same_sort(one, other) == same_sort(other, one), other
    assert factor_between(one, one) == 1
    assert same_sort(one, one)


def test_classifiers_of_different_things_never_meet() -> None:
    things = ["家", "户", "个", "次", "场"]
    assert [(a, b) for a in things for b in things if a != b and factor_between(a, b) is not None] == []


# What a unit is of another one, as handbooks give it and not as the table does: 1 of the first is so many of
# the second. A factor that stands in the table alone could be ten times too large in one row.
HANDBOOK: list[tuple[str, str, int | Fraction]] = [
    ("亩", "平方米", Fraction(2000, 3)), ("公顷", "亩", 15), ("英亩", "平方米", Fraction("4046.8564224")),
    ("平方公里", "公顷", 100), ("平方米", "平方厘米", 10_000), ("立方米", "升", 1000), ("升", "毫升", 1000),
    ("毫升", "立方厘米", 1), ("立方分米", "升", 1), ("立方千米", "升", 10**12), ("公里", "米", 1000),
    ("海里", "米", 1852), ("米", "厘米", 100), ("厘米", "毫米", 10), ("毫米", "微米", 1000),
    ("微米", "纳米", 1000), ("吨", "公斤", 1000), ("公斤", "斤", 2), ("担", "斤", 100), ("斤", "克", 500),
    ("克", "毫克", 1000), ("毫克", "微克", 1000), ("吨标准煤", "千克标准煤", 1000),
    ("千克标准煤", "克标准煤", 1000), ("吨二氧化碳", "千克二氧化碳", 1000),
    ("千克二氧化碳", "克二氧化碳", 1000), ("千瓦", "瓦", 1000), ("兆瓦", "千瓦", 1000),
    ("吉瓦", "兆瓦", 1000),
    ("MW", "兆瓦", 1), ("GW", "MW", 1000), ("马力", "瓦", Fraction("735.49875")), ("千伏安", "伏安", 1000),
    ("兆伏安", "千伏安", 1000), ("千瓦时", "瓦时", 1000), ("兆瓦时", "千瓦时", 1000),
    ("吉瓦时", "兆瓦时", 1000), ("太瓦时", "吉瓦时", 1000), ("MWh", "兆瓦时", 1), ("GWh", "MWh", 1000),
    ("TWh", "GWh", 1000), ("吉焦", "兆焦", 1000), ("兆焦", "千焦", 1000), ("千瓦时", "千焦", 3600),
    ("大卡", "千焦", Fraction("4.184")), ("千伏", "伏", 1000), ("GHz", "MHz", 1000), ("MHz", "赫兹", 10**6),
    ("PFLOPS", "TFLOPS", 1000), ("EFLOPS", "PFLOPS", 1000), ("POPS", "TOPS", 1000), ("EOPS", "POPS", 1000),
    ("ZB", "EB", 1000), ("EB", "PB", 1000), ("PB", "TB", 1000), ("TB", "GB", 1000), ("GB", "MB", 1000),
    ("Tbps", "Gbps", 1000), ("Gbps", "Mbps", 1000), ("Mbps", "Kbps", 1000), ("天", "小时", 24),
    ("小时", "分钟", 60), ("分钟", "秒", 60), ("秒", "毫秒", 1000), ("周", "天", 7), ("年", "季度", 4),
    ("季度", "个月", 3), ("%", "‰", 10), ("百分点", "基点", 100),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "times"), HANDBOOK)
def test_a_unit_is_as_much_of_another_as_handbooks_say(one: str, other: str, times: int | Fraction) -> None:
    assert factor_between(one, other) == times


def test_no_factor_stands_in_the_table_of_units_alone() -> None:
    """公顷 at a tenth of a square kilometre was not noticed."""
    told = {name for one, other, _ in HANDBOOK for name in (one, other)}
    scales = {"万": Fraction(1, 10**4), "亿": Fraction(1, 10**8)}
    parts = {"角": Fraction(1, 10), "分": Fraction(1, 100)}
    for unit in UNITS:
        if unit.sort in {"money", "usd"}:
            assert Fraction(unit.factor) == scales[unit.unit[0]] * parts.get(unit.written, 1), unit.written
            assert unit.base_factor in {unit.factor, scales[unit.base_unit[0]] * parts.get(unit.written, 1)}
        elif unit.base_factor != 1 and unit.written not in {"1/10万"}:
            assert unit.written in told or unit.unit in told, f"{unit.written}: add it to HANDBOOK"
        elif unit.factor != 1:
            assert (unit.written, unit.unit, unit.factor) == ("成", "%", 10)
