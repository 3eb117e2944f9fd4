"""Bytes to text, script, and simplified characters of the same length."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.language.script import simplify
from plantargets.plans import load_plans, mainland_in_place, mainland_words, plan_from_text, to_simplified
from plantargets.plans import text as text_module
from plantargets.plans.text import decode

PLAN = (
    "一、总体要求\r\n到2025年，全市规模以上工业企业达到300家以上，工业增加值年均增长6%左右。"
    "（责任单位：市工业和信息化局）\n"
)
TRADITIONAL = (
    "到2025年，全市規模以上工業企業達到300家以上，工業增加值年均增長6%左右。（責任單位：市工業和信息化局）\n"
)
ANY_TEXT = st.text(alphabet=st.characters(codec=None)) | st.text(
    alphabet="製造業乾坤著作\ud800\udfff\ufffd\x00\n 123一（"
)


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode("utf-8"),
        PLAN.encode("utf-8-sig"),
        PLAN.encode("utf-16"),
        PLAN.encode("utf-16-le"),
        PLAN.encode("utf-16-be"),
        PLAN.encode("utf-32"),
        PLAN.encode("gb18030"),
        PLAN.encode("gbk"),
    ],
)
def test_encodings_of_simplified_text(data):
    assert decode(data) == PLAN


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "cp950", "gb18030", "utf-16"])
def test_encodings_of_traditional_text(encoding):
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("latin-1", "utf-8"), ("latin-1", "gb18030"), ("gb18030", "utf-8"), ("gb18030", "big5hkscs")],
)
def test_mojibake_is_refused_with_its_cause(wrong, right):
    source = TRADITIONAL if right.startswith("big5") else PLAN
    garbled = (source * 3).encode(right).decode(wrong, errors="ignore").encode("utf-8")
    with pytest.raises(PlanTargetsError, match=f"garbled.* a {right.upper()} file was once opened as"):
        decode(garbled)


def test_lost_characters_are_refused_but_a_few_are_kept():
    assert decode(("中国\ufffd廊坊" + PLAN).encode("utf-8")).startswith("中国\ufffd")
    with pytest.raises(PlanTargetsError, match=r"has lost 100 of its \d+ characters"):
        decode((PLAN + "\ufffd" * 100).encode("utf-8"))
    with pytest.raises(PlanTargetsError, match="锟斤拷"):
        decode((PLAN + "锟斤拷" * 100).encode("utf-8"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty|"),
        (b"\x00\x00\x00\x00", "is empty"),
        (b"PK\x03\x04....", "zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word"),
        (b"{\\rtf1", "RTF"),
        (PLAN.encode("utf-8") + b"\xff", "is UTF-8 but byte [0-9]+ is not valid"),
        (b"\xff\xfe" + PLAN.encode("utf-16-le")[:-1], "mark of UTF-16-LE but byte"),
        (b"\x81\x20\xff\x90" * 50, "is no text in UTF-8"),
        (b"abc\x00\x01\x02\x03" * 50, "NUL bytes"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data, message):
    if data == b"\xef\xbb\xbf":
        assert decode(data) == ""
        return
    with pytest.raises(PlanTargetsError, match=message):
        decode(data, "the file")


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(data):
    try:
        assert isinstance(decode(data), str)
    except PlanTargetsError as error:
        assert str(error).startswith("the file ")


def test_text_that_is_not_chinese_is_read():
    words = "Zielgröße: 30 Unternehmen für Überlebensfähigkeit; naïve façade, 5 % Wachstum pro Jahr. " * 5
    assert decode(words.encode("utf-8")) == words


@given(ANY_TEXT)
def test_simplified_has_the_same_length_and_leaves_the_rest_alone(text):
    simplified = to_simplified(text)
    assert len(simplified) == len(text)
    for old, new in zip(text, simplified, strict=True):
        if old.isascii() or "\ud800" <= old <= "\udfff" or old == "\ufffd":
            assert old == new


def test_phrases_decide_ambiguous_characters():
    assert to_simplified("乾坤") == "乾坤"
    assert to_simplified("餅乾") == "饼干"
    assert to_simplified("\ud800製造\udfff業") == "\ud800制造\udfff业"


def test_a_phrase_that_changes_its_length_is_converted_by_character(monkeypatch):
    monkeypatch.setattr(text_module, "simplify", lambda text: simplify(text).replace("软体", "软"))
    assert to_simplified("工業軟體\n製造業") == "工业软体\n制造业"


def test_simplified_plans_are_not_changed():
    for plan in load_plans("all"):
        assert (plan.simplified == plan.text) == (plan.script == "simplified")
        assert len(plan.simplified) == len(plan.text)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "simplified"),
        ("2025 GDP", "simplified"),
        ("陕西省乾县规模以上工业企业达到三十家以上并且继续增长", "simplified"),
        ("河南省製造業", "traditional"),
        (PLAN, "simplified"),
        (TRADITIONAL, "traditional"),
    ],
)
def test_script(text, script):
    assert plan_from_text(text).script == script


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("智慧型製造就緒率", "智能制造就绪率"),
        ("智慧城市", "智慧城市"),
        ("智慧型機器人", "智能机器人"),
        ("套用5G", "应用5G"),
        ("數位化轉型標桿", "数字化转型标杆"),
        ("工業網際網路平台", "工业互联网平台"),
        ("未來網路", "未来网络"),
        ("產業布局最佳化", "产业布局优化"),
        ("數控工具機", "数控机床"),
        ("世界感測器大會", "世界传感器大会"),
        ("疊代更新", "迭代更新"),
        ("行動計畫", "行动计划"),
        ("行動計劃", "行动计划"),
        ("智慧財產權", "知识产权"),
        ("產業專案", "产业项目"),
        ("產業叢集", "产业集群"),
        ("人工智慧晶片", "人工智能芯片"),
        ("對口支援", "对口支援"),
        ("支援企業", "支持企业"),
        ("軟體和資訊科技服務業", "软件和信息技术服务业"),
        ("大資料中心", "大数据中心"),
        ("生產資料", "生产资料"),
        ("指标", "指标"),
        ("核心技术", "核心技术"),
    ],
)
def test_words_of_converted_documents(words, expected):
    assert mainland_words(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "规模以上工业企业", "数字化转型", "产业集群",
        "智能工厂", "高新技术企业", "专精特新企业", "工业互联网平台",
        "研发投入强度", "软件业务收入", "芯片产量", "信息技术产业", "知识产权", "机器人", "数据中心",
        "宽带用户", "纳米材料", "激光产业", "服务器", "权限", "互联网", "人工智能企业", "云计算", "调度",
        "全局", "接口", "远程医疗", "移动通信基站",
        "集成电路产业", "优化布局", "应用场景", "项目", "计划", "传感器", "机床", "迭代", "程序", "报道",
    ],
)  # fmt: skip
def test_words_survive_the_way_to_taiwan_and_back(words):
    assert mainland_words(opencc.OpenCC("s2twp").convert(words)) == words


@pytest.mark.parametrize(
    "plan_set", ["kaifeng-2020", "dengfeng-2020", "henan-clusters-2020", "langfang-2019"]
)
def test_the_table_never_touches_mainland_plans(plan_set):
    # A rule that changes mainland words would damage the indicators of plans converted without Taiwan words.
    (plan,) = load_plans(plan_set)
    assert mainland_words(plan.text) == plan.text


@given(st.text(alphabet="专案智慧型网际路套用人工支援对口数位化 1企业", max_size=30))
def test_words_turned_in_place_keep_every_offset(text):
    assert len(mainland_in_place(text)) == len(text)


def test_only_words_of_equal_length_are_turned_in_place():
    assert mainland_in_place("专案30个,套用智慧型网际网路,对口支援") == "项目30个,应用智慧型网际网路,对口支援"


def test_the_table_of_words_is_sound():
    table, _ = text_module._taiwan_words()
    for taiwan, mainland in table.items():
        assert taiwan == to_simplified(taiwan), "the table is applied to simplified characters"
        assert mainland_words(mainland) == mainland, "a result is not changed again"
