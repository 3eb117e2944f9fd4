"""What a document is: told from its words, shown, and to be overruled."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.plans import plan_from_text
from plantargets.plans.kind import KINDS, _words, tell_kind
from plantargets.targets import read_targets

TITLES = [
    ("某省政府工作报告", "work_report"),
    ("关于某市2023年计划执行情况与2024年计划草案的报告", "annual_plan_report"),
    ("关于2023年预算执行情况和2024年预算草案的报告", "annual_plan_report"),
    ("某市2023年国民经济和社会发展统计公报", "communique"),
    ("某市2023年生态环境状况公报", "communique"),
    ("在全市工业大会上的讲话", "speech"),
    ("某省召开工业经济发布会", "news"),
    ("本报讯 某市工业企业达到100家", "news"),
    ("某区2024年十大民生实事", "list"),
    ("某市2024年重点任务分解", "list"),
    ("某局2024年目标责任书", "list"),
    ("某区支持企业发展若干政策", "support_policy"),
    ("某市人才补贴办法", "support_policy"),
    ("某市城市绿化条例", "regulation"),
    ("某省行政审批管理办法", "regulation"),
    ("某市数字经济三年行动计划（2023—2025年）", "plan"),
    ("某市人民政府关于印发某市能源规划的通知", "plan"),
    ("某省碳达峰实施方案", "plan"),
    ("某市2024年工作要点", "plan"),
    ("某市地质灾害应急预案", "emergency_plan"),
    ("关于推进体育发展的意见", "opinion"),
    ("关于做好春耕工作的通知", "opinion"),
    ("到2025年，新增企业30家。", "other"),
    ("产业园区", "other"),
]


@pytest.mark.parametrize(("title", "kind"), TITLES)
def test_the_title_tells_the_kind(title: str, kind: str) -> None:
    assert tell_kind(f"{title}\n新建学校5所。").kind == kind


def test_each_kind_is_told_by_one_title_at_least() -> None:
    assert {kind for _, kind in TITLES} == set(KINDS)
    assert set(_words()) == set(KINDS) - {"other"}


def test_measures_that_pay_are_a_support_policy() -> None:
    pays = "对新认定的企业给予奖励20万元，给予补贴5万元，给予贴息3万元。"
    assert tell_kind(f"某市稳外贸若干措施\n{pays}").kind == "support_policy"
    assert tell_kind("某市稳外贸若干措施\n到2025年，新增外贸企业30家。").kind == "opinion"


def test_what_a_user_states_goes_before_what_is_told() -> None:
    text = "某市统计公报\n新增企业200家。"
    assert plan_from_text(text).kind == "communique"
    assert read_targets(plan_from_text(text)) == []
    stated = plan_from_text(text, kind="plan")
    assert stated.kind == "plan"
    assert [row.quote for row in read_targets(stated)] == ["200家"]
    assert "communique" in repr(plan_from_text(text))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(PlanTargetsError, match=r"'plam' is no kind of document: expected one of .*plan"):
        plan_from_text("某市方案", kind="plam")


def test_the_command_line_overrules_the_kind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某市统计公报\n新增企业200家。\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["extract", str(tmp_path / "a.txt"), "-o", str(tmp_path / "t.csv")])
    assert "0 targets" in told.output
    stated = CliRunner().invoke(
        main, ["extract", str(tmp_path / "a.txt"), "-o", str(tmp_path / "t.csv"), "--kind", "plan"]
    )
    assert "1 target from" in stated.output
    refused = CliRunner().invoke(main, ["extract", str(tmp_path / "a.txt"), "--kind", "plam"])
    assert refused.exit_code != 0
    assert "no kind of document" in refused.output
