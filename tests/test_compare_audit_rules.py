"""Each check of the audit on short plans: which numbers it sets side by side, and what it says of them.

`data/audit.yaml` lists, below the name of a check, texts and all that the check finds in them, verdict and
computation; the numbers are such that one can reckon them in the head.
"""

from pathlib import Path

import pytest
import yaml

from plantargets import extract_targets
from plantargets.compare import audit_plans
from plantargets.compare.audit import RULES
from plantargets.compare.audit.words import (
    clause_of,
    likeness,
    line_at,
    lines_of,
    thing_after,
    thing_before,
)
from plantargets.compare.statements import plain_subject, read_statements
from plantargets.plans import plan_from_text

CASES = yaml.safe_load((Path(__file__).parent / "data" / "audit.yaml").read_text(encoding="utf-8"))


def audit(text):
    plan = plan_from_text(f"青川市制造业三年行动计划(2023—2025年)\n{text}", plan_id="x")
    return audit_plans(extract_targets(plan), [plan], {"x": (2023, 2025)})


@pytest.mark.parametrize(
    ("rule", "case"), [(rule, case) for rule, cases in CASES.items() for case in cases], ids=str
)
def test_a_check_finds_what_one_reckons_in_the_head(rule, case):
    table = audit(case["text"])
    own = table[table["rule"] == rule]
    found = [f"{v}: {c}" for v, c in zip(own["verdict"], own["computation"], strict=True)]
    assert sorted(found) == sorted(case["found"])


# Of other things, and each such that a check has to pass over it and go on.
ELSEWHERE = """到2024年,养老床位达到500张。
其中公园3个。
公园共计新建3个。
每年游客增长6%。
各校每年培训教师30人次。
到2024年,森林覆盖率不超过60%。
到2024年,教师本科率达到90%。
到2024年,湖泊面积达到7公顷。
到2024年,彩票收入达到2亿元。
"""


@pytest.mark.parametrize("rule", CASES)
def test_what_stands_elsewhere_in_the_plan_hides_no_finding(rule):
    for case in CASES[rule]:
        if case["found"]:
            table = audit(f"{ELSEWHERE}{case['text']}\n{ELSEWHERE.replace('2024', '2023')}")
            own = table[table["rule"] == rule]
            found = {f"{v}: {c}" for v, c in zip(own["verdict"], own["computation"], strict=True)}
            assert set(case["found"]) <= found, case["text"]


def statement(text, quote):
    """Return the statement of a quote in a text, and the text."""
    plan = plan_from_text(text, plan_id="x")
    (one,) = [s for s in read_statements(extract_targets(plan)) if s.quote == quote]
    return one, plan.simplified


@pytest.mark.parametrize(
    ("text", "quote", "thing"),
    [
        ("做强氢能产业,加快示范应用,到2025年,产业规模达到50亿元。", "50亿元", "加快示范应用"),
        ("做强氢能产业,到2025年,产业规模达到50亿元。", "50亿元", "做强氢能产"),
        ("钢铁:产业规模达到50亿元。", "50亿元", "钢铁"),
        ("前面一句。产业规模达到50亿元。", "50亿元", ""),
        ("做强风电产业。做强氢能产业,产业规模达到50亿元。", "50亿元", "做强氢能产"),
    ],
)
def test_a_bare_measure_is_of_the_thing_named_last_before_it(text, quote, thing):
    assert thing_before(*statement(text, quote)) == thing


@pytest.mark.parametrize(
    ("text", "quote", "thing"),
    [
        ("建设规模800亩的产业园,总投资9亿元。", "800亩", "产业园"),
        ("建设规模800亩。", "800亩", ""),
    ],
)
def test_a_size_is_of_what_stands_behind_it(text, quote, thing):
    assert thing_after(*statement(text, quote)) == thing


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("企业数量", "企业"),
        ("企业总数", "企业"),
        ("人数量", "人数量"),  # a single character is no thing
        ("全市企业", "企业"),
        ("全市人", "全市人"),
        ("新增企业", "企业"),
        ("新增人", "新增人"),
        ("全市新增企业数量", "企业"),
        ("到2025年企业", "企业"),
        ("企业比2020年", "企业"),
        ("“企业”的数量", "企业"),
    ],
)
def test_a_subject_is_without_the_words_that_say_nothing_about_it(words, subject):
    assert plain_subject(words) == subject


def test_a_clause_ends_at_the_marks_around_its_number_and_has_no_numbers():
    text = "甲乙丙。到2025年,新建园区20个、新建工厂30家;丁戊。"
    assert clause_of(*statement(text, "20个")) == "新建园区个"
    assert clause_of(*statement(text, "30家")) == "新建园区个、新建工厂家"


def test_clauses_are_alike_whatever_their_numbers():
    assert likeness("新建园区20个", "新建园区300个") == 1
    assert likeness("新建园区20个", "关停工厂5家") < 0.3


def test_lines_are_told_by_their_ends():
    text = "甲\n\n乙丙\n丁"
    assert line_at(text, 0) == (0, 1)
    assert line_at(text, 4) == (3, 5)
    assert line_at(text, 6) == (6, 7)
    assert lines_of(text) == [(0, 1), (3, 5), (6, 7)]


def test_every_check_has_texts_that_it_takes_and_texts_that_it_leaves():
    assert set(CASES) == set(RULES)
    for cases in CASES.values():
        assert {bool(case["found"]) for case in cases} == {True, False}
