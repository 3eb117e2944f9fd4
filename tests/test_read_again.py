"""What is kept of short blocks that come again changes no outcome: read anew, each comes out the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plantargets.language.times import NO_WINDOW
from plantargets.plans import plan_from_text
from plantargets.targets import extract
from plantargets.targets.extract import read_quantities, read_results
from plantargets.targets.read import tense
from plantargets.targets.read.pieces import NO_DUE, UNSAID, Context

PLANS = sorted((Path(__file__).parents[1] / "data" / "plans").glob("*.txt"))
# Headings and openings that set years, a modality, a tense, a scope or a total, and lines that follow them.
FRAMES = (
    "2024年工作回顾", "一、2025年主要目标", "二、到2027年的目标", "“十五五”时期主要目标",
    "到2030年,力争实现以下目标:", "全市新建园区60个:", "各县区任务:", "三、保障措施",
    "去年,各项工作取得成效。", "今年重点抓好以下工作。", "附件1", "表1 主要指标",
)  # fmt: skip
LINES = (
    "10", "2025", "30%", "10个", "新建园区20个", "甲市20个", "企业达到30家以上", "增长5%",
    "其中规模以上10家", "达到2.3万亿元", "1. 新建学校3所", "(二)培育企业20家。",
    "—新增床位100张", "每县1个", "下降3%左右;", "指标", "|10|", "翻一番", "2　建设园区5个",
)  # fmt: skip


def outcomes_of(text):
    """Return all that becomes of a text: its tenses, its numbers, its results."""
    plan = plan_from_text(text)
    return read_quantities(plan), read_results(plan)


def anew(text, patch):
    """Return the same with nothing kept."""
    patch.setattr(extract, "LONGEST_KEPT", -1)
    patch.setattr(tense, "LONGEST_KEPT", -1)
    try:
        return outcomes_of(text)
    finally:
        patch.undo()


@pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])
def test_a_plan_comes_out_as_without_what_is_kept(path, monkeypatch):
    text = path.read_text(encoding="utf-8")
    assert outcomes_of(text) == anew(text, monkeypatch)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from((*FRAMES, *LINES, *LINES)), min_size=2, max_size=30))
def test_lines_again_and_again_below_other_headings_come_out_as_without_what_is_kept(lines):
    text = "\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        assert outcomes_of(text) == anew(text, patch)


def test_a_line_again_is_not_read_again_and_one_below_another_heading_is(monkeypatch):
    read = []
    monkeypatch.setattr(extract, "read_block", lambda text, *rest: read.append(text) or [])
    line = "企业10家。"
    read_quantities(plan_from_text("\n".join(["2025年目标", *[line] * 50, "2027年目标", line, line])))
    assert read.count(line) == 2


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(extract, "MOST_KEPT", 3)
    monkeypatch.setattr(tense, "MOST_KEPT", 3)
    lines = [f"新建园区{number}个" for number in range(20)]
    text = "\n".join([*lines, *lines])
    kept = extract._OnceRead({})
    context = Context(NO_WINDOW, NO_DUE, UNSAID)
    for line in lines:
        kept.read(line, context, 0)
        assert len(kept.found) <= 3
    assert len([found for found in read_quantities(plan_from_text(text)) if found.target]) == 40
