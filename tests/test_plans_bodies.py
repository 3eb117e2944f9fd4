"""Responsible bodies: the forms in which plans name them, and what each clause governs."""

import re

import pytest

from plantargets.plans import load_plans, plan_from_text


def bodies(clause):
    """Return the bodies at a number whose item ends with the clause."""
    text = f"一、主要任务\n(一)培育企业。到2025年,企业达到30家,形成梯队。{clause}\n(二)其他工作。抓好落实。"
    plan = plan_from_text(text)
    assert plan.responsible(text.index("其他")) == ""
    return plan.responsible(text.index("30家"))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("(责任单位:省工业和信息化厅、发展改革委、科技厅)", "省工业和信息化厅;发展改革委;科技厅"),
        ("（责任单位：市工信局，各县（市、区）政府；开发区）", "市工信局;各县（市、区）政府;开发区"),
        ("(責任單位:省工業和信息化廳、發展改革委)", "省工業和信息化廳;發展改革委"),
        ("(牵头单位:市商务局;责任单位:市发改委,各县(市、区)政府)", "市商务局*;市发改委;各县(市、区)政府"),
        ("(牵头单位:市商务局、市发改委;责任单位:市政府有关部门)", "市商务局*;市发改委*;市政府有关部门"),
        ("（牵头单位：市商务局）（配合单位：市财政局）", "市商务局*;市财政局"),
        ("（责任单位：市商务局；配合单位：市财政局、市税务局）", "市商务局*;市财政局;市税务局"),
        ("（责任部门：市商务局　参与部门：市财政局）", "市商务局*;市财政局"),
        ("（牵头单位：市商务局）", "市商务局*"),
        ("（市商务局牵头，市财政局、市税务局配合）", "市商务局*;市财政局;市税务局"),
        ("（市商务局、市财政局等按职责分工负责）", "市商务局;市财政局"),
        ("（市商务局负责）。", "市商务局"),
        ("（各县（市、区）政府负责）", "各县（市、区）政府"),
        ("(责任单位:市工信局、\n市财政局)", "市工信局;市财政局"),
        ("(责任\n单位:市工信局)", "市工信局"),
        ("(责任单位:市工信局、生态环境分局,各乡(镇)办,)", "市工信局;生态环境分局;各乡(镇)办"),
        ("(责任单位:市工信局", "市工信局"),
        ("\n责任单位：市工信局、市财政局", "市工信局;市财政局"),
        ("\n牵头单位：市工信局　配合单位：市财政局", "市工信局*;市财政局"),
        ("(责任单位:)", ""),
        ("(由企业自主实施)", ""),
        ("(此项工作由各地负责)", ""),
        ("（2018年本）", ""),
    ],
)  # fmt: skip
def test_forms_of_naming_bodies(clause, expected):
    assert bodies(clause) == expected


def responsible(text, *words):
    plan = plan_from_text(text)
    return [plan.responsible(text.index(word)) for word in words]


def test_a_clause_at_the_end_of_an_item_governs_that_item_with_its_heading():
    text = (
        "一、任务\n统筹推进各项工作,形成合力。\n"
        "1.新增企业10家。推进改造20户。(责任单位:甲局)\n2.培育梯队30家。(责任单位:乙局)\n3.其他40项,抓好落实。"
    )
    assert responsible(text, "统筹", "10家", "20户", "30家", "40项") == ["", "甲局", "甲局", "乙局", ""]


def test_a_clause_after_the_last_paragraph_of_an_item_governs_all_its_paragraphs():
    text = (
        "一、任务\n(一)产业升级。推进改造,形成优势。\n装备制造业:利用我市产业基础和优势,企业达到10家。\n"
        "新材料行业:以创新发展为动力,以高端产品为纽带,企业达到20家。(责任单位:甲局)\n(二)其他。抓好落实。"
    )
    assert responsible(text, "推进改造", "10家", "20家", "抓好落实") == ["甲局", "甲局", "甲局", ""]


def test_paragraphs_with_their_own_clauses_have_their_own_bodies():
    text = (
        "一、任务\n(一)产业升级。推进改造,形成优势。\n装备制造业:利用我市产业基础和优势,企业达到10家。(责任单位:甲局)\n"
        "新材料行业:以创新发展为动力,以高端产品为纽带,企业达到20家。(责任单位:乙局)\n"
    )
    assert responsible(text, "推进改造", "10家", "20家") == ["", "甲局", "乙局"]


def test_a_clause_in_a_paragraph_of_its_own_governs_the_items_above_it():
    text = (
        "一、任务\n(一)产业升级。\n1.企业达到10家,形成优势。\n2.企业达到20家,形成梯队。\n(责任单位:甲局)\n"
        "(二)招商引资。\n1.项目达到30个,加快落地。\n(责任单位:乙局)\n2.项目达到40个,加快建设。\n(责任单位:丙局)\n"
    )
    assert responsible(text, "10家", "20家", "30个", "40个") == ["甲局", "甲局", "乙局", "丙局"]


def test_several_clauses_in_one_paragraph():
    text = "一、任务\n企业达到10家。(责任单位:甲局)项目达到20个。(责任单位:乙局)其余30项。"
    assert responsible(text, "10家", "20个", "30项") == ["甲局", "乙局", ""]


def test_a_plan_without_headings():
    text = "企业达到10家,形成优势。(责任单位:甲局)\n项目达到20个,加快落地。\n责任单位:乙局\n其余30项。"
    assert responsible(text, "10家", "20个", "30项") == ["甲局", "乙局", ""]


def test_a_table_with_lead_and_support_columns():
    text = (
        "附件\n分工表\n| 序号 | 任务 | 牵头单位 | 配合单位 |\n|---|---|---|---|\n"
        "| 1 | 企业达到10家 | 甲局 | 乙局、丙局 |\n| 2 | 企业达到20家 | 丁局 | |\n"
    )
    assert responsible(text, "10家", "20家") == ["甲局*;乙局;丙局", "丁局*"]


def test_the_column_of_a_table_comes_before_a_clause_in_a_cell():
    text = (
        "一、任务\n项目达到5个,加快落地。\n| 序号 | 任务 | 责任单位 |\n"
        "| 1 | 企业达到10家(责任单位:乙局) | 甲局 |\n"
        "项目达到20个。(责任单位:丙局)\n"
    )
    assert responsible(text, "5个", "10家", "20个") == ["", "甲局", "丙局"]


def test_bodies_of_the_plans_are_names():
    for plan in load_plans("all"):
        for task in plan.tasks:
            for body in task.lead + task.support:
                assert 2 <= len(body) <= 20
                assert body in plan.text
                assert not set(re.sub(r"\([^()]*\)", "", body)) & set("、，,；;：:。\n ")


def test_lead_is_told_apart_only_where_the_plan_does():
    leads = {plan.plan_id: {bool(task.lead) for task in plan.tasks} for plan in load_plans("all")}
    assert leads["langfang-2019"] == {True}
    assert leads["henan-2023"] == leads["dengfeng-2020"] == leads["henan-clusters-2020"] == {False}
    assert leads["kaifeng-2020"] == set()
