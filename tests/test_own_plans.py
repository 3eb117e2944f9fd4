"""A national and a provincial plan of one's own, added to those of the project and compared with them."""

import json
import shutil

import pandas as pd
import pytest

from plantargets.accuracy import GOLD_PLANS
from plantargets.compare import (
    across_levels,
    align_targets,
    audit_plans,
    bodies_by_plan,
    firmness_by_plan,
    functions_by_plan,
)
from plantargets.extraction import extract_targets
from plantargets.plans import load_plans, plan_from_text
from plantargets.plans.adding import add_plans
from plantargets.plans.proposal import propose_record
from plantargets.project import project_root

NATION = (
    "国务院关于印发“十四五”制造业发展规划的通知\n国发〔2021〕29号\n各省、自治区、直辖市人民政府：\n国务院\n2021年12月12日\n"
    "“十四五”制造业发展规划\n一、主要目标\n到2025年，规模以上工业企业达到450000家，全社会研发经费投入强度达到2.8%，"
    "高新技术企业达到500000家。\n二、重点任务\n（一）强化创新。新建国家级创新平台60个。（责任单位：工业和信息化部）\n"
)
PROVINCE = (
    "河南省人民政府关于印发河南省“十四五”制造业高质量发展规划的通知\n豫政〔2021〕49号\n各省辖市人民政府：\n河南省人民政府\n"
    "2021年12月31日\n河南省“十四五”制造业高质量发展规划\n一、主要目标\n到2025年，规模以上工业企业达到25000家，"
    "全社会研发经费投入强度达到2.5%，高新技术企业达到15000家。\n二、重点任务\n（一）强化创新。新建省级创新平台90个。"
    "（责任单位：省工业和信息化厅）\n"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(project_root() / "data" / "plans", folder / "data" / "plans")
    proposals = []
    for name, text in (("国家.txt", NATION), ("河南.txt", PROVINCE)):
        (folder / name).write_text(text, encoding="utf-8")
        proposals.append(propose_record(folder / name))
    add_plans(proposals, folder)
    return folder


@pytest.fixture(scope="module")
def plans(root):
    return load_plans("all", root)


@pytest.fixture(scope="module")
def targets(plans):
    return pd.concat([extract_targets(plan) for plan in plans], ignore_index=True)


def test_all_seven_are_loaded_and_chosen(root, plans):
    assert [plan.plan_id for plan in plans][5:] == ["nation-2021", "henan-2021"]
    own = load_plans("nation-2021,henan-2021", root)
    assert [plan.record.level for plan in own] == ["nation", "province"]
    assert [plan.plan_id for plan in load_plans("level=province,year=2021..2025", root)] == [
        "henan-2023",
        "henan-2021",
    ]


def test_all_seven_are_aligned_audited_and_graded(plans, targets):
    records = [plan.record for plan in plans]
    matrix = align_targets(targets, records)
    shared = matrix[matrix["value:nation-2021"].notna() & matrix["value:henan-2021"].notna()]
    assert {2.8, 450_000.0, 500_000.0} == set(shared["value:nation-2021"])
    assert {2.5, 25_000.0, 15_000.0} == set(shared["value:henan-2021"])
    assert set(firmness_by_plan(targets)["plan_id"]) == {record.plan_id for record in records}
    assert len(audit_plans(targets, plans)) > 0


def test_a_province_stands_beside_the_nation(plans, targets):
    observed = pd.DataFrame(columns=["region_code", "series_id", "year", "value", "unit", "vintage", "note"])
    pairs = across_levels(targets, [plan.record for plan in plans], observed)
    of_nation = pairs[pairs["province_plan_id"] == "nation-2021"]
    assert set(of_nation["city_plan_id"]) >= {"henan-2021"}
    assert not (pairs["city_plan_id"] == "nation-2021").any()


def test_plans_that_name_no_body_have_a_table_of_none():
    plan = plan_from_text("到2026年，新材料产业营业收入突破6000亿元。", "hubei-2024")
    bodies = bodies_by_plan([plan], extract_targets(plan))
    assert len(bodies) == 0
    assert (bodies["tasks_lead"] + bodies["tasks_support"]).nlargest(10).sum() == 0
    assert len(functions_by_plan(bodies)) == 0


def test_the_targets_of_plans_without_annotation_are_shown_with_the_accuracy_on_those_that_have_one(tmp_path):
    notebook = json.loads((project_root() / "notebooks" / "02_targets.ipynb").read_text(encoding="utf-8"))
    plan_set = "henan-clusters-2020"
    assert plan_set not in GOLD_PLANS
    names: dict[str, object] = {"__name__": "notebook"}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names |= {"plan_set": plan_set, "outputs": str(tmp_path / "results")}
    assert set(names["accuracy"]["plan_id"]) == {*GOLD_PLANS, "all"}
    written = pd.read_csv(tmp_path / "results" / "tables" / "targets.csv")
    assert set(written["plan_id"]) == {plan_set}
