"""The arithmetic of plans: known cases, planted contradictions, and what must not raise an alarm."""

import pandas as pd
import pytest

from compare_gold import GOLD_PLANS, Text, gold_targets, gold_texts
from compare_plants import invent
from plantargets import extract_targets
from plantargets.compare import audit_plans
from plantargets.compare.audit import RULES, VERDICTS
from plantargets.errors import PlanTargetsError
from plantargets.plans import plan_from_text

PERIOD = {"x": (2023, 2025)}


def audit(text):
    plan = plan_from_text(f"青川市制造业三年行动计划(2023—2025年)\n{text}", plan_id="x")
    return audit_plans(extract_targets(plan), [plan], PERIOD)


def verdicts(text, rule):
    findings = audit(text)
    return findings.loc[findings["rule"] == rule, ["verdict", "computation"]].to_numpy().tolist()


@pytest.fixture(scope="module")
def gold_findings():
    return audit_plans(gold_targets(), gold_texts(), GOLD_PLANS)


def found(findings, plan_id, rule):
    own = findings[(findings["plan_id"] == plan_id) & (findings["rule"] == rule)]
    return {(row.verdict, row.computation) for row in own.itertuples()}


def test_county_minima_of_kaifeng_add_up_to_its_total(gold_findings):
    assert found(gold_findings, "kaifeng-2020", "parts_and_total") == {
        ("consistent", "≥8x2 + ≥7x3 + ≥4x2 = 45 = ≥45 个")
    }


def test_industries_of_dengfeng_add_up_in_firms_and_in_output(gold_findings):
    assert found(gold_findings, "dengfeng-2020", "parts_and_total") == {
        ("consistent", "30 + 30 + ≥20 = 80 = ≥80 家"),
        ("consistent", ">30 + 30 + 50 = 110 = 110 亿元"),
    }


def test_yearly_high_tech_firms_of_dengfeng_exceed_the_number_for_the_period(gold_findings):
    assert ("inconsistent", "≥10 x 3 (2020–2022) = 30 ≠ 17 家") in found(
        gold_findings, "dengfeng-2020", "annual_and_cumulative"
    )


def test_park_of_dengfeng_has_two_sizes(gold_findings):
    assert found(gold_findings, "dengfeng-2020", "units_of_one_thing") == {
        ("inconsistent", "1,000 亩 = 0.67 平方公里 ≠ >10 平方公里")
    }


def test_text_and_annex_of_dengfeng_differ_in_comparator_and_year(gold_findings):
    twice = found(gold_findings, "dengfeng-2020", "stated_twice")
    assert ("cannot both be exact", "=30 ≠ >30 亿元") in twice
    assert ("stated differently", "≥6 家: 2020 ≠ 2022") in twice


def test_ratios_that_the_plan_of_henan_implies(gold_findings):
    assert found(gold_findings, "henan-2023", "ratio_of_levels") >= {
        ("consistent", ">20,000 ≤ 23,000 亿元; >20,000 / 23,000 = 87.0 %"),
        ("consistent", "地区生产总值 = >20,000 / ≥30 % = 66,667 亿元"),
    }


def test_nothing_but_wording_stands_against_henan_and_kaifeng(gold_findings):
    alarms = gold_findings[gold_findings["verdict"] != "consistent"]
    assert set(alarms["plan_id"]) == {"dengfeng-2020"}


def test_every_finding_points_at_targets_and_their_words(gold_findings):
    targets = gold_targets().set_index("target_id")
    texts = {plan.plan_id: plan.simplified for plan in gold_texts()}
    for row in gold_findings.itertuples():
        for ids, quotes in ((row.target_ids_one, row.quote_one), (row.target_ids_other, row.quote_other)):
            assert ids
            assert len(ids.split(";")) == len(quotes.split(" / "))
            for target_id, quote in zip(ids.split(";"), quotes.split(" / "), strict=True):
                target = targets.loc[target_id]
                assert target["plan_id"] == row.plan_id
                assert quote in texts[row.plan_id]
                assert texts[row.plan_id][int(target["start"]) : int(target["end"])] in quote
    assert gold_findings["finding_id"].is_unique
    assert set(gold_findings["rule"]) <= set(RULES)
    assert set(gold_findings["verdict"]) <= set(VERDICTS)


def test_nine_of_ten_planted_contradictions_are_found_and_one_alarm_in_ten_is_false_at_most():
    planted = hits = alarms = false_alarms = 0
    for seed in range(30):
        invented = invent(seed)
        plan = plan_from_text(invented.text, plan_id="x")
        targets = extract_targets(plan)
        spans = {row.target_id: (row.start, row.end) for row in targets.itertuples()}
        findings = audit_plans(targets, [plan], PERIOD)
        found_here = set()
        for row in findings[findings["verdict"] != "consistent"].itertuples():
            sides = [spans[i] for i in f"{row.target_ids_one};{row.target_ids_other}".split(";")]
            owners = {
                tag
                for tag, marks in invented.planted
                if all(any(start < side[1] and side[0] < end for start, end in marks) for side in sides)
            }
            alarms += 1
            false_alarms += not owners
            found_here |= owners
        planted += len(invented.planted)
        hits += len(found_here)
    assert planted > 100
    assert hits / planted >= 0.9
    assert false_alarms / alarms <= 0.1


def test_minima_that_do_not_reach_the_minimum_leave_room():
    text = "全市新增企业45家以上。其中:清河县、柳林县各新增企业不少于8家,东岭县新增企业不少于20家。"
    assert verdicts(text, "parts_and_total") == [["cannot both be exact", "≥8x2 + ≥20 = 36 ≠ ≥45 家"]]


def test_exact_parts_above_an_exact_total_do_not():
    text = "全市新增企业45家,其中清河县新增企业30家、柳林县新增企业20家。"
    assert verdicts(text, "parts_and_total") == [["inconsistent", "30 + 20 = 50 ≠ 45 家"]]


def test_a_few_examples_are_not_all_the_parts():
    assert verdicts("全市新增企业300家,其中国家级企业5家、省级企业20家。", "parts_and_total") == []


def test_stages_on_the_way_are_not_a_contradiction():
    assert audit("到2023年,企业达到20家。\n到2025年,企业达到50家。").empty


def test_two_acts_on_the_same_things_are_two_targets():
    text = "每年筛选高新技术企业20家。\n每年引进高新技术企业5家。"
    assert verdicts(text, "stated_twice") == []


def test_a_yearly_number_equal_to_a_third_is_consistent():
    text = "到2025年,新增高新技术企业30家。\n每年新增高新技术企业10家。"
    assert verdicts(text, "annual_and_cumulative") == [["consistent", "10 x 3 (2023–2025) = 30 = 30 家"]]


def test_the_result_does_not_depend_on_the_order_of_the_rows():
    targets = gold_targets("dengfeng-2020")
    texts = gold_texts("dengfeng-2020")
    shuffled = targets.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(
        audit_plans(targets, texts, GOLD_PLANS), audit_plans(shuffled, texts, GOLD_PLANS)
    )


def test_a_plan_without_targets_has_no_findings():
    assert audit("坚持新发展理念。").empty


def test_targets_of_a_plan_that_is_not_given_are_refused():
    with pytest.raises(PlanTargetsError, match=r"kaifeng-2020, whose text was not given"):
        audit_plans(gold_targets("kaifeng-2020"), [Text("other", "")])


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(PlanTargetsError, match="comparator, kind"):
        audit_plans(gold_targets("kaifeng-2020").drop(columns=["comparator", "kind"]), [])


def test_a_target_that_stands_twice_is_refused():
    twice = gold_targets("kaifeng-2020").assign(target_id="same")
    with pytest.raises(PlanTargetsError, match="'same' stands twice"):
        audit_plans(twice, gold_texts("kaifeng-2020"))


def test_a_value_that_is_no_number_names_the_target():
    wrong = gold_targets("kaifeng-2020")
    wrong.loc[0, "value_min"] = "many"
    with pytest.raises(PlanTargetsError, match=r"kaifeng-2020-00655: value_min is 'many'"):
        audit_plans(wrong, gold_texts("kaifeng-2020"))


# Written after the rules, in other words than the invented plans above.
CONTRADICTORY = (
    "到2025年，全市规模以上工业企业达到600家，其中：东城区250家、西城区200家、开发区100家。",
    "力争三年累计引进重大项目60个。\n每年引进重大项目不少于30个。",
    "到2025年，数字经济核心产业增加值占地区生产总值比重达到10%。\n推动数字经济发展，到2025年，数字经济核心产业增加值占地区生产总值比重提高到15%以上。",
    "到2025年，全市高新技术企业突破500家。\n培育创新主体。确保到2025年，高新技术企业达到400家左右。",
    "到2025年，研发经费投入强度达到2.5%。\n到2024年，研发经费投入强度达到2.5%。",
    "到2025年，规模以上工业增加值达到800亿元，制造业增加值达到1000亿元，全部工业增加值达到900亿元。",
    "到2025年，工业增加值占地区生产总值比重达到45%，农业增加值占地区生产总值比重达到15%，服务业增加值占地区生产总值比重达到50%。",
    "到2025年，工业固废综合利用率达到110%。",
    "规划建设高端装备产业园5000亩。\n高端装备产业园规划面积达到1平方公里。",
    "到2025年，营业收入超10亿元企业达到5家、超50亿元企业达到8家。",
    "到2025年，培育省级及以上专精特新企业100家，其中国家级小巨人企业120家。",
    "发展三大主导产业，到2025年产值达到1000亿元。\n电子信息产业：到2025年产值达到300亿元。\n装备制造产业：到2025年产值达到300亿元。\n新材料产业：到2025年产值达到200亿元。",
    "到2025年，新建充电桩3000个。\n年均新建充电桩500个。",
    "到2025年，地区生产总值达到2000亿元，工业增加值占地区生产总值比重达到40%，工业增加值达到1000亿元。",
    "到2025年，技工院校在校生规模翻一番。\n技工院校在校生规模年均增长8%。",
    "甲县新增耕地200亩，乙县新增耕地300亩，全市共计新增耕地600亩。",
)
SOUND = (
    "到2025年，全市规模以上工业企业达到600家以上，其中营业收入超百亿元企业达到5家。",
    "到2025年，培育国家级绿色工厂10家、省级绿色工厂50家，市级绿色工厂100家。",
    "每年举办招商活动10场以上，其中境外活动2场。\n每年举办银企对接活动4场。",
    "到2025年，常住人口城镇化率达到60%，户籍人口城镇化率达到45%，人均预期寿命达到79岁。",
    "到2025年，高技术制造业增加值占规模以上工业增加值比重达到20%，战略性新兴产业增加值占规模以上工业增加值比重达到35%，装备制造业增加值占规模以上工业增加值比重达到50%。",
    "电子信息产业：到2025年产值达到300亿元。\n装备制造产业：到2025年产值达到500亿元。\n新材料产业：到2025年产值达到200亿元。",
    "到2024年，建成5G基站8000个；到2025年，建成5G基站12000个。",
    "引进高层次人才50名。培养高技能人才5000名。引进博士20名。",
)


@pytest.mark.parametrize("text", CONTRADICTORY)
def test_a_contradiction_in_other_words_is_found(text):
    assert (audit(text)["verdict"] != "consistent").any()


@pytest.mark.parametrize("text", SOUND)
def test_sound_sentences_raise_no_alarm(text):
    assert (audit(text)["verdict"] == "consistent").all()


@pytest.mark.parametrize(
    "text",
    [
        "全国财政赤字11800亿元,比去年预算增加4000亿元,其中中央财政赤字8500亿元、地方债3500亿元。",
        "今年生产总值增长5%左右。\n未来三年生产总值年均增长5%左右。",
        "食品抽检量超每千人6.6批次,其中专项抽检超5万批次。",
        "力争高端钢产量占比达到50%左右、高端化工营收占比达到60%左右。",
        "完成造林40万亩以上、其中绿化工程20万亩,修复退化草原220万亩,治理水土流失25万亩。",
    ],
)
def test_what_work_reports_say_soundly_raises_no_alarm(text):
    assert (audit(text)["verdict"] == "consistent").all()


def test_two_numbers_within_their_reach_are_shown_as_equal_and_others_as_not():
    one, other = "到2025年,高新技术企业达到约100家。\n", "到2025年,高新技术企业达到{}家。"
    assert verdicts(one + other.format(105), "stated_twice") == [["consistent", "≈100 = 105 家"]]
    assert verdicts(one + other.format(150), "stated_twice") == [["inconsistent", "≈100 ≠ 150 家"]]
