"""Words, themes, passages and bodies of small invented plans."""

from collections import Counter

import jieba
import pandas as pd
import pytest

from plantargets.compare import (
    bodies_by_plan,
    distinctive_words,
    functions_by_plan,
    plan_similarity,
    shared_passages,
    themes_by_plan,
)
from plantargets.compare.bodies import body_function, body_name
from plantargets.compare.words import log_odds, word_counts
from plantargets.plans import plan_from_text

COMMON = "以高水平对外合作为重要抓手持续增强区域产业竞争能力"
GREEN = plan_from_text(
    f"绿色工厂建设。绿色工厂要节能。绿色园区。{COMMON}。(责任单位:市工信局、财政局)\n", plan_id="green"
)
DIGITAL = plan_from_text(
    f"智能制造升级。智能制造示范。工业互联网达到2.3万亿元。\n{COMMON},各地执行。\n", plan_id="digital"
)


def test_the_words_of_one_plan_set_it_apart():
    table = distinctive_words([GREEN, DIGITAL])
    first = table[table["rank"] == 1].set_index("plan_id")["word"].to_dict()
    assert first == {"green": "绿色工厂", "digital": "智能制造"}
    assert (
        table["z"] == table.groupby("plan_id")["z"].transform(lambda z: z.sort_values(ascending=False))
    ).all()


def test_log_odds_agree_with_a_calculation_by_hand():
    # own: a 3, b 1; others: a 1, b 3; prior 8 words: a 4, b 4.
    odds, z = log_odds(Counter(a=3, b=1), Counter(a=1, b=3), prior_words=8)["a"]
    assert odds == pytest.approx(0.6729444732, abs=1e-9)  # ln(7/5) - ln(5/7)
    assert z == pytest.approx(0.6729444732 / (1 / 7 + 1 / 5) ** 0.5, abs=1e-9)


def test_a_word_as_frequent_here_as_there_does_not_stand_out():
    odds, z = log_odds(Counter(a=5, b=5), Counter(a=50, b=50))["a"]
    assert abs(odds) < 1e-9
    assert abs(z) < 1e-9


def test_words_hold_no_digits_and_no_bodies():
    words = word_counts(DIGITAL) + word_counts(GREEN)
    assert not any(character.isdigit() for word in words for character in word)
    assert not any("工信局" in word or "财政" in word for word in words)


def test_the_shared_tokenizer_of_jieba_is_left_alone():
    before = dict(jieba.dt.FREQ)
    word_counts(GREEN)
    assert dict(jieba.dt.FREQ) == before
    assert not jieba.dt.initialized


def test_shared_passages_point_at_both_places():
    table = shared_passages([GREEN, DIGITAL])
    assert table["passage"].tolist() == [COMMON]
    row = table.iloc[0]
    assert GREEN.text[row["start"] : row["end"]] == COMMON
    assert DIGITAL.text[row["other_start"] : row["other_end"]] == COMMON
    assert row["characters"] == len(COMMON)


def test_shared_passages_are_found_across_scripts():
    traditional = plan_from_text(
        "計畫。以高水平對外合作為重要抓手持續增強區域產業競爭能力。", plan_id="traditional"
    )
    row = shared_passages([GREEN, traditional]).iloc[0]
    assert (
        traditional.text[row["other_start"] : row["other_end"]]
        == "以高水平對外合作為重要抓手持續增強區域產業競爭能力"
    )


def test_lists_of_bodies_are_no_shared_passages():
    clause = "(责任单位:省工业和信息化厅、发展改革委、科技厅、财政厅、商务厅、市场监管局)\n"
    plans = [plan_from_text(f"{start}。{clause}", plan_id=start) for start in ("推进甲", "推进乙")]
    assert shared_passages(plans).empty


def test_a_plan_is_most_like_itself():
    again = plan_from_text(GREEN.text, plan_id="again")
    table = plan_similarity([GREEN, again, DIGITAL]).set_index(["plan_id", "other_plan_id"])["similarity"]
    assert table[("green", "again")] == 1.0
    assert table[("green", "digital")] < 1.0


def test_themes_are_shares_of_the_text():
    plan = plan_from_text("绿色发展十二个字在此。其余内容没有主题可言。", plan_id="p")
    table = themes_by_plan([plan]).set_index("theme")
    assert table.loc["green", "share_pct"] == pytest.approx(100 * 10 / 20, abs=0.1)
    assert table.loc["talent", "share_pct"] == 0


@pytest.mark.parametrize(
    ("body", "prefix", "name"),
    [
        ("财政局", "市", "市财政局"),
        ("市财政局", "市", "市财政局"),
        ("市场监管局", "省", "省市场监管局"),
        ("住房城乡建设厅", "省", "省住房城乡建设厅"),
        ("省工業和信息化廳", "省", "省工业和信息化厅"),
        ("告成镇", "市", "告成镇"),
        ("各乡(镇)办", "市", "各乡(镇)办"),
        ("郑州海关", "省", "郑州海关"),
    ],
)
def test_bodies_get_the_level_that_a_list_names_once(body, prefix, name):
    assert body_name(body, prefix) == name


def test_bodies_of_two_levels_have_one_function():
    assert body_function("市工信局") == body_function("省工业和信息化厅") == "industry"
    assert body_function("某个从未见过的机构") == "other"


def test_bodies_are_counted_by_task_and_by_target_with_lead_and_support_apart():
    text = (
        "一、任务\n1.建设工厂30家。(牵头单位:市工信局;责任单位:市财政局)\n"
        "2.引进项目5个。(牵头单位:市商务局;责任单位:市工信局、财政局)\n"
    )
    plan = plan_from_text(text, plan_id="p")
    targets = pd.DataFrame(
        {
            "plan_id": ["p", "p"],
            "target_id": ["t1", "t2"],
            "responsible": ["市工信局*;市财政局", "市商务局*;市工信局;财政局"],
        }
    )
    table = bodies_by_plan([plan], targets).set_index("body")
    columns = ["tasks_lead", "tasks_support", "targets_lead", "targets_support", "target_ids"]
    assert table.loc["市工信局", columns].tolist() == [1, 1, 1, 1, "t1;t2"]
    assert table.loc["市财政局", columns].tolist() == [0, 2, 0, 2, "t1;t2"]
    assert table.loc["市商务局", columns].tolist() == [1, 0, 1, 0, "t2"]
    functions = functions_by_plan(table.reset_index()).set_index("function")
    assert functions.loc["industry", ["tasks", "targets"]].tolist() == [2, 2]
