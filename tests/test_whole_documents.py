"""Whole documents of the kinds that people have: every target, and no other row."""

import docx
import pytest

from documents import numbered_word, saved, with_xml
from plantargets.plans import read_plan
from plantargets.targets import read_targets

REPORT = numbered_word(
    (
        (None, "政府工作报告"),
        (None, "——2026年1月12日在临溪县第十七届人民代表大会第五次会议上"),
        (None, "县长　周某某"),
        (0, "2025年及“十四五”工作回顾"),
        (
            None,
            "过去一年，全县地区生产总值完成312亿元，增长5.8%。建成高标准农田4.5万亩，新增城镇就业3800人。",
        ),
        (0, "“十五五”目标任务和2026年工作安排"),
        (
            None,
            "“十五五”时期，经济增长年均保持在5.5%左右，到2030年地区生产总值突破420亿元，"
            "常住人口城镇化率达到62%以上。",
        ),
        (
            None,
            "2026年发展的主要预期目标是：地区生产总值增长5.5%左右，城乡居民收入分别增长5.5%、6.5%，"
            "城镇新增就业3600人以上。",
        ),
        (1, "突出项目带动。全年实施重点项目96个，完成投资120亿元以上。"),
        (1, "办好民生实事。新建公办幼儿园2所、新增学位540个，县级公立医院床位增加200张。"),
    )
)
OPINION = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'>"
    "<title>白石市人民政府关于加快发展养老服务的实施意见</title></head><body>"
    "<div class='header'><ul><li>首页</li><li>政务公开</li></ul></div><div class='TRS_Editor'>"
    "<p>一、总体目标</p><p>到2027年，每千名老年人拥有养老床位38张以上，护理型床位占比达到65%。</p>"
    "<p>二、重点任务</p>"
    "<p>1. 扩大服务供给。全市新增养老床位5000张，对每张床位给予3000元补助。</p>"
    "<p>2. 发展老年助餐。2026年底前，建成社区老年食堂120个，对连续运营满1年的给予2万元奖励。</p>"
    "<p>3. 推动医养结合。养老机构与医疗机构签约率保持100%。</p></div>"
    "<div class='related'><ul><li>我市新增养老床位1200张</li></ul></div>"
    "<div class='footer'>访问量：12,345,678</div></body></html>"
).encode()
ANSWERS = (
    "《青川市“十五五”综合交通运输发展规划》政策解读\n\n来源：市交通运输局　　发布时间：2026-03-05\n\n"
    "问：规划的主要目标是什么？\n答：到 2030 年，全市公路总里程达到 1.8 万公里，其中\n高速公路 620 公里；"
    "建制村通双车道公路\n比例达到 60 % 以上。\n— 1 —\n问：在水运方面有哪些安排？\n答：规划提出，港口\n"
    "货物吞吐量突破 1500 万吨。目前，我市航道里程为 62 公里。\n"
).encode()
BUDGET = (
    "<html><head><meta charset='gbk'><title>预算报告</title></head><body><div id='zoom'>"
    "<p>关于宁溪县2025年财政预算执行情况和2026年财政预算草案的报告</p><p>一、2025年预算执行情况</p>"
    "<p>2025年，全县一般公共预算收入完成12.8亿元，增长4.5%。</p><p>二、2026年预算草案</p>"
    "<p>2026年全县一般公共预算收入预期增长4%左右。"
    "一般公共预算支出安排48亿元，增长4.3%，其中：教育支出9.6亿元。</p>"
    "<p>政府债务率控制在120%以内。</p></div></body></html>"
).encode("gbk")


def action() -> bytes:
    """Return a plan with a change of its number tracked, and a table of goals by year."""
    document = docx.Document()
    for line in (
        "石河市加快人工智能产业发展行动方案（2026—2028年）",
        "一、工作目标",
        "到2028年，集聚规上企业150家。",
        "二、主要任务",
        "2026年建成智能算力1500P，2027年达到3000P。推动场景数量达到500个。",
        "附件1　人工智能产业发展主要指标",
    ):
        document.add_paragraph(line)
    rows = (("序号", "指标", "单位", "2025年", "2028年"), ("1", "核心产业规模", "亿元", "120", "300"))
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    tracked = (
        "集聚规上企业</w:t></w:r><w:del w:id='1' w:author='a'>"
        "<w:r><w:delText>120家。</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>150家。</w:t></w:r></w:ins><w:r><w:t>"
    )
    return with_xml(saved(document), "集聚规上企业150家。", tracked)


CASES = {
    "report.docx": (
        REPORT,
        "5.5% approx annual:2026-2030; 420亿元 gt by:2030; 62% ge by:2030; 5.5% approx by:2026; "
        "5.5% eq by:2026; 6.5% eq by:2026; 3600人 ge by:2026; 96个 eq by:2026; 120亿元 ge by:2026; "
        "2所 eq by:2026; 540个 eq by:2026; 200张 eq by:2026",
    ),
    "opinion.html": (
        OPINION,
        "38张 ge by:2027; 65% eq by:2027; 5000张 eq; 120个 eq by:2026; 100% eq",
    ),
    "answers.txt": (
        ANSWERS,
        "18000公里 eq by:2030; 620公里 eq by:2030; 60% ge by:2030; 15000000吨 gt by:2030",
    ),
    "budget.html": (BUDGET, "4% approx by:2026; 120% le by:2026"),
    "action.docx": (
        action(),
        "150家 eq by:2028; 1500P eq by:2026; 3000P eq by:2027; 500个 eq by:2028; 300亿元 eq by:2028",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_whole_document_gives_its_targets_and_no_others(name, tmp_path):
    data, rows = CASES[name]
    path = tmp_path / name
    path.write_bytes(data)
    found = [
        " ".join(f"{t.bound.ends[1]:f}{t.unit} {t.bound.comparator} {t.period}".split())
        for t in read_targets(read_plan(path))
    ]
    assert found == rows.split("; ")
