"""Sections, blocks and tables: a tiny text for each rule, the plans themselves, and any text at all."""

import random
import re
from textwrap import dedent

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plantargets.plans import load_plans, plan_from_text
from plantargets.plans.tables import BLANK

PLANS = {plan.plan_id: plan for plan in load_plans("all")}
PIECES = st.sampled_from(
    [
        *"一二三十是、,，。.:：；（）()《》“”|\n 1２①—-第章节附件年月日",
        "一、",
        "（一）",
        "(二)",
        "1.",
        "2、",
        "一是",
        "第一，",
        "附件",
        "附件：",
        "注释",
        "\n",
        "\r\n",
        "责任单位：",
        "（责任单位：",
        "牵头",
        "）",
        "市工信局、市财政局",
        "企业达到30家以上，",
        "产业能级高。",
        "装备制造业：",
        "| 1 | 内容 | 市工信局 |",
        "\ud800",
        "\ufffd",
        "\x00",
        "\u3000",
        "\ufeff",
    ]
)
ANY_TEXT = st.text(alphabet=st.characters(codec=None)) | st.lists(PIECES, max_size=60).map("".join)


def tree(text):
    """Return the sections as lines: two spaces for each level below the first, label, title."""
    return [f"{'  ' * (s.level - 1)}{s.label}|{s.title}" for s in plan_from_text(text).sections]


def blocks(text):
    plan = plan_from_text(text)
    return [(b.kind, text[b.start : b.end]) for b in plan.blocks]


def squashed(text):
    return "".join(text.split())


def test_levels_of_numbering():
    text = dedent("""\
        第一章 总则
        一、总体要求
        （一）指导思想
        以新发展理念为指导,坚持高质量发展。
        (二)发展目标。到2025年,企业达到30家,产值达到100亿元。
        1.提升能级。推进传统产业改造,形成新优势。
        (1)推进改造
        2、培育企业。支持中小企业发展,形成梯队。
        一是做强龙头。企业达到3家,带动配套企业发展。
        第二章 附则
        """)
    assert tree(text) == [
        "第一章|总则",
        "  一、|总体要求",
        "    （一）|指导思想",
        "    (二)|发展目标",
        "      1.|提升能级",
        "        (1)|推进改造",
        "      2、|培育企业",
        "        一是|做强龙头",
        "第二章|附则",
    ]


def test_two_headings_in_one_line():
    text = "一、总体要求 (一)指导思想。坚持新发展理念。\n(二)发展目标。到2025年,企业达到30家。"
    assert tree(text) == ["一、|总体要求", "  (一)|指导思想", "  (二)|发展目标"]
    assert tree("一、总体要求（一）指导思想。坚持新发展理念。") == ["一、|总体要求", "  （一）|指导思想"]


def test_a_heading_after_a_sentence_in_the_same_line():
    text = "二、主要任务\n(一)提升能级。推进改造。(二)发展装备。到2025年,突破3000亿元。(三)育人。"
    assert tree(text) == ["二、|主要任务", "  (一)|提升能级", "  (二)|发展装备", "  (三)|育人"]


def test_numbers_that_are_no_headings():
    text = "一、目标\n形成以下优势:(一)产业优势;(二)区位优势。占比达到1.5%,引进2、3家。依据（2018年本）目录。"
    assert tree(text) == ["一、|目标"]


@pytest.mark.parametrize(
    "text",
    [
        "一、目标\n（一）研发。制造业研发投入占全市总产值的\n1.5%以上,并持续提高。",
        "一、目标\n（一）招商。每年引进\n2、3家龙头企业,带动发展。",
        "一、目标\n（一）结构。优化\n一、二、三产业结构,推动融合。",
        "一、目标\n（一）基金。设立\n10亿元的基金,支持改造。",
    ],
)
def test_a_number_at_the_start_of_a_line_inside_a_sentence_is_no_heading(text):
    plan = plan_from_text(text)
    assert [s.label for s in plan.sections] == ["一、", "（一）"]
    assert len(plan.blocks) == 3


def test_heads_without_numbers():
    text = dedent("""\
        一、发展目标
        到2025年,初步建成先进制造业强省。
        产业能级高。综合实力进入全国前列,工业增加值达到2.3万亿元。
        装备制造业:利用我市产业基础和优势,力争到2022年企业达到30家。
        主要目标是:生产总值增长5.5%左右,规上工业增加值增长7%左右,投资增长7%。
        其中:尉氏县、示范区各新承接和签约项目不少于8个,签约金额5亿元以上的不少于3个。
        """)
    assert tree(text) == ["一、|发展目标", "  |产业能级高", "  |装备制造业"]
    plan = plan_from_text(text)
    assert plan.section_path(text.index("2.3万亿元")) == "发展目标 > 产业能级高"
    assert plan.section_path(text.index("30家")) == "发展目标 > 装备制造业"
    assert plan.section_path(text.index("5.5%")) == "发展目标"


def test_a_short_line_above_a_paragraph_is_a_heading():
    long = "坚持稳中求进工作总基调,全省生产总值增长百分之五,企业达到三十家,财政收入稳步增长,民生持续改善。"
    heads = ["过去五年工作回顾", "一、工业", "2026年重点工作", "一、工业", "稳步建设乡村。"]
    text = "\n".join(f"{head}\n{long}" for head in heads)
    assert tree(text) == [
        "|过去五年工作回顾",
        "  一、|工业",
        "|2026年重点工作",
        "  一、|工业",
        "    |稳步建设乡村",
    ]


def test_a_long_item_is_a_paragraph_with_its_number_as_heading():
    text = (
        "一、民生实事\n1.通过以工代赈发放劳务报酬12亿元以上,吸纳农牧民务工8万人次,带动增收,"
        "并逐步完善相关的配套制度与考核办法。"
    )
    assert blocks(text)[1] == ("heading", "1.")
    assert tree(text)[1] == "  1.|通过以工代赈发放劳务报酬12亿元以上"


def test_attachments():
    text = dedent("""\
        一、目标
        企业达到30家,产值达到100亿元。
        附件:1.廊坊市重点培育的产业园
        2.廊坊市重点对接区域
        3.招商工作考核指标体系
        4.有关部门考核指标体系
        附 件
        重点任务分工表(55项)
        一、产业升级专项行动
        发展壮大装备制造业,企业达到30家。
        名词解释
        1.四上企业:规模以上工业企业等四类企业的统称,是统计上的说法。
        """)
    assert tree(text) == [
        "一、|目标",
        "附件|",
        "附 件|重点任务分工表(55项)",
        "  一、|产业升级专项行动",
        "|名词解释",
        "  1.|四上企业",
    ]


def test_dashes_and_enumerations_end_with_their_paragraph():
    text = dedent("""\
        一、回顾
        ——经济持续增长。国内生产总值达到10万亿元,年均增长7.7%。
        各位代表,过去的一年很不平凡,成绩令人鼓舞,我们倍感振奋。
        一是推进结构调整。农产品优质率提高,区域布局改善。
        我们还存在不少问题,主要是需求不足,部分企业经营困难。
        """)
    plan = plan_from_text(text)
    assert tree(text) == ["一、|回顾", "  ——|经济持续增长", "  一是|推进结构调整"]
    assert plan.section_path(text.index("各位代表")) == "回顾"
    assert plan.section_path(text.index("需求不足")) == "回顾"


def test_titles_and_covering_notice_are_no_sections():
    text = dedent("""\
        开封市制造强市建设领导小组办公室
        关于印发《开封市推进制造业开放合作
        2020年行动计划》的通知
        汴制造强市办〔2020〕3号
        各县(区)人民政府:
        现将《行动计划》印发给你们,请认真贯彻落实。
        2020年7月20日
        开封市推进制造业开放合作2020年行动计划
        一、总体要求
        """)
    plan = plan_from_text(text)
    assert tree(text) == ["一、|总体要求"]
    found = [squashed(t) for _, t in blocks(text)]
    assert found[1] == "关于印发《开封市推进制造业开放合作2020年行动计划》的通知"
    assert found[2:4] == ["汴制造强市办〔2020〕3号", "各县(区)人民政府:"]
    assert plan.section_at(0) is None
    assert plan.section_path(0) == ""


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("深化“\n设计河南”建设,提升能力。", "深化“设计河南”建设,提升能力。"),
        ("企业达到30\n家以上,产值增长。", "企业达到30家以上,产值增长。"),
        ("推进改造,\n加快发展。", "推进改造,加快发展。"),
        ("推进改造;\n加快发展。", "推进改造;加快发展。"),
        ("推进改造,企业\r\n达到\r\n30家。", "推进改造,企业达到30家。"),
        ("　　推进改造,企业\n\n　　达到30家。", "推进改造,企业达到30家。"),
        ("推进改造(含设备\n更新)工作,形成优势。", "推进改造(含设备更新)工作,形成优势。"),
        ("推进改造。(责任单位:\n市工信局、\n市财政局)", "推进改造。(责任单位:市工信局、市财政局)"),
        ("推进改造,其中:\n尉氏县8个。", "推进改造,其中:尉氏县8个。"),
    ],
)
def test_a_paragraph_broken_across_lines_is_one_block(broken, whole):
    text = f"一、任务\n{broken}"
    assert [(k, squashed(t)) for k, t in blocks(text)] == [("heading", "一、任务"), ("paragraph", whole)]


def test_paragraphs_stay_apart():
    text = "一、任务\n推进改造,加快发展。\n培育企业,形成梯队。\n主要任务如下:\n企业达到30家,产值增长。"
    assert [k for k, _ in blocks(text)] == ["heading"] + ["paragraph"] * 4


TABLE = """\
附件
分工表
序号 | 工作内容 | 责任单位 | |
一、产业升级专项行动 | |||
(一) 发展壮大 主导产业 | 1 | 企业达到30家,
产值达到30亿元。 | 市工信局,各乡(镇)办 | |
2 | 培育铝加工业。 | 市工信局 | |
(二) 谋划新兴产业

| 3 | 培育节能建材。 | 市财政局 | |
(二) 谋划新兴产业 | 4 | 培育通航产业。 | 市商务局 |
"""


def test_a_table_with_broken_rows_and_merged_cells():
    plan = plan_from_text(TABLE)
    assert tree(TABLE) == [
        "附件|分工表",
        "  一、|产业升级专项行动",
        "    (一)|发展壮大主导产业",
        "    (二)|谋划新兴产业",
    ]
    rows = {}
    for block in plan.blocks:
        if block.row is not None:
            rows.setdefault(block.row, []).append((block.column, squashed(TABLE[block.start : block.end])))
    assert list(rows.values()) == [
        [(1, "序号"), (2, "工作内容"), (3, "责任单位")],
        [(0, "一、产业升级专项行动")],
        [
            (0, "(一)发展壮大主导产业"),
            (1, "1"),
            (2, "企业达到30家,产值达到30亿元。"),
            (3, "市工信局,各乡(镇)办"),
        ],
        [(1, "2"), (2, "培育铝加工业。"), (3, "市工信局")],
        [(0, "(二)谋划新兴产业"), (1, "3"), (2, "培育节能建材。"), (3, "市财政局")],
        [(0, "(二)谋划新兴产业"), (1, "4"), (2, "培育通航产业。"), (3, "市商务局")],
    ]
    assert plan.section_path(TABLE.index("培育铝")) == "分工表 > 产业升级专项行动 > 发展壮大主导产业"
    assert plan.responsible(TABLE.index("30亿元")) == "市工信局;各乡(镇)办"
    assert plan.responsible(TABLE.index("培育铝")) == "市工信局"
    assert plan.responsible(TABLE.index("培育节能")) == "市财政局"
    assert plan.responsible(TABLE.index("培育通航")) == "市商务局"
    assert plan.responsible(TABLE.index("产业升级")) == ""


def test_a_markdown_table():
    text = "一、指标\n| 指标 | 单位 | 2025年 |\n|---|---|---|\n| 研发投入强度 | % | 2.0 |\n"
    plan = plan_from_text(text)
    cells = [(b.row, b.column, text[b.start : b.end]) for b in plan.blocks if b.kind == "cell"]
    assert cells[:3] == [(0, 0, "指标"), (0, 1, "单位"), (0, 2, "2025年")]
    assert cells[3:] == [(1, 0, "研发投入强度"), (1, 1, "%"), (1, 2, "2.0")]


# What a reader counts in each plan: the chapters; all headings (chapters, (一), 1., 一是, heads without a
# number, attachments); the clauses and table rows that name bodies.
READ = {
    "kaifeng-2020": (["总体要求", "重点工作", "保障措施"], 3 + 11 + 2, 0),
    "dengfeng-2020": (["指导思想", "发展目标", "重点任务", "保障措施"], 10 + 35 + 22 + 8 + 2, 55),
    "henan-2023": (["總體要求", "主要任務", "重點工程", "保障措施"], 4 + 19 + 39 + 5, 43),
    "langfang-2019": (["总体要求", "基本原则", "主要任务", "工作措施"], 4 + 20 + 18 + 3 + 1, 25),
    "henan-clusters-2020": (
        [
            "总体要求",
            "实施集群强链扩链行动",
            "实施融合互动发展行动",
            "实施智能制造普及行动",
            "实施精准开放招商行动",
            "实施绿色集约发展行动",
            "实施功能布局优化行动",
            "实施体制机制创新行动",
            "组织实施",
        ],
        9 + 21,
        19,
    ),
}


@pytest.mark.parametrize("plan_id", READ)
def test_the_plans_have_the_structure_that_a_reader_finds(plan_id):
    plan = PLANS[plan_id]
    top, sections, tasks = READ[plan_id]
    assert [s.title for s in plan.sections if s.level == 1 and s.label.endswith("、")] == top
    assert (len(plan.sections), len(plan.tasks)) == (sections, tasks)


@pytest.mark.parametrize(
    ("plan_id", "quote", "path", "bodies"),
    [
        ("kaifeng-2020", "45个", "总体要求 > 工作目标 > 积极承接省外产业转移项目", ""),
        ("henan-2023", "2.3萬億元", "總體要求 > 發展目標 > 產業能級高", ""),
        (
            "henan-2023",
            "28個千億級重點",
            "重點工程 > 重點鏈條重塑工程 > 培育千億級現代化產業鏈",
            "相關重點產業鏈鏈長責任單位;各省轄市政府;濟源示範區;航空港區管委會",
        ),
        (
            "henan-2023",
            "特色設計園區10個",
            "重點工程 > 質量品牌建設工程 > 提升工業設計水平",
            "省工業和信息化廳;發展改革委;科技廳;教育廳",
        ),
        (
            "dengfeng-2020",
            "110亿元",
            "重点任务 > 实施产业升级专项行动,构建制造业高质量发展新体系 > 发展壮大主导产业",
            "",
        ),
        (
            "dengfeng-2020",
            "力争3年时间推动100家",
            "登封市制造业高质量发展重点任务分工表(55项) > 企业培育专项行动 > 培育中小企业",
            "市工信局;统计局;各乡(镇)办;登封新区管委会",
        ),
        ("langfang-2019", "15个以上", "总体要求 > 主要目标 > 重大项目数量快速增长", ""),
        (
            "langfang-2019",
            "2次以上人才培训",
            "工作措施 > 建立健全精准招商工作机制 > 健全人才保障机制",
            "市商务局*;各县(市、区)政府;廊坊开发区管委会",
        ),
        (
            "henan-clusters-2020",
            "150万人",
            "实施体制机制创新行动 > 持续优化营商环境",
            "省发展改革委;人力资源社会保障厅",
        ),
    ],
)  # fmt: skip
def test_where_numbers_of_the_plans_stand(plan_id, quote, path, bodies):
    plan = PLANS[plan_id]
    offset = plan.text.index(quote)
    assert plan.section_path(offset) == path
    assert plan.responsible(offset) == bodies
    block = plan.block_at(offset)
    assert block is not None and quote in plan.text[block.start : block.end]


def test_the_annex_of_dengfeng_has_its_55_rows():
    plan = PLANS["dengfeng-2020"]
    numbers = [plan.text[b.start : b.end] for b in plan.blocks if b.column == 1 and b.kind == "cell"]
    assert numbers == ["序号", *map(str, range(1, 56))]
    content = [b for b in plan.blocks if b.column == 2]
    assert [bool(plan.responsible(b.start)) for b in content] == [False] + [True] * 55


def wrapped(text, width):
    """Break every line that is no table row after `width` characters."""
    lines = [
        line if "|" in line else "\n".join(line[i : i + width] for i in range(0, len(line), width))
        for line in text.split("\n")
    ]
    return "\n".join(lines)


def split_at_random(text, seed):
    """Break each long paragraph once, not right after a mark that ends a sentence."""
    chance = random.Random(seed)
    lines = []
    for line in text.split("\n"):
        places = [i for i in range(20, len(line) - 1) if line[i - 1] not in "。:：)" and line[i] not in "。"]
        if "|" in line or len(line) < 80:
            lines.append(line)
            continue
        place = chance.choice(places)
        lines += [line[:place], line[place:]]
    return "\n".join(lines)


def paragraphs(plan):
    return [squashed(plan.text[b.start : b.end]) for b in plan.blocks if b.kind == "paragraph"]


def outline(plan):
    return [(s.level, s.label, s.title) for s in plan.sections]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("plan_id", PLANS)
def test_other_line_breaks_inside_paragraphs_change_nothing(plan_id, seed):
    plan = PLANS[plan_id]
    broken = plan_from_text(split_at_random(plan.text, seed))
    assert outline(broken) == outline(plan)
    assert paragraphs(broken) == paragraphs(plan)
    assert [(t.lead, t.support) for t in broken.tasks] == [(t.lead, t.support) for t in plan.tasks]


@pytest.mark.parametrize("width", [35, 40, 45])
@pytest.mark.parametrize("plan_id", PLANS)
def test_hard_wrapped_lines_keep_the_tasks_and_nearly_all_sections(plan_id, width):
    # Where a sentence ends in the last column, nobody can tell whether the paragraph ends there too.
    plan = PLANS[plan_id]
    broken = plan_from_text(wrapped(plan.text, width))
    lost = set(outline(plan)) - set(outline(broken))
    assert len(lost) <= 0.06 * len(plan.sections)
    assert [(t.lead, t.support) for t in broken.tasks] == [(t.lead, t.support) for t in plan.tasks]


@pytest.mark.parametrize("change", [lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("\n", "\n\n")])
@pytest.mark.parametrize("plan_id", PLANS)
def test_other_line_ends_and_empty_lines_change_nothing(plan_id, change):
    plan = PLANS[plan_id]
    other = plan_from_text(change(plan.text))
    assert outline(other) == outline(plan)
    assert paragraphs(other) == paragraphs(plan)


@pytest.mark.parametrize("plan_id", [p for p in PLANS if p != "henan-2023"])
def test_traditional_characters_change_nothing(plan_id):
    plan = PLANS[plan_id]
    traditional = plan_from_text(opencc.OpenCC("s2t").convert(plan.text))
    assert traditional.script == "traditional"
    assert [(s.level, s.start, s.end, s.heading_end) for s in traditional.sections] == [
        (s.level, s.start, s.end, s.heading_end) for s in plan.sections
    ]
    assert [(b.kind, b.start, b.end, b.row, b.column) for b in traditional.blocks] == [
        (b.kind, b.start, b.end, b.row, b.column) for b in plan.blocks
    ]
    assert [(t.start, t.end, len(t.support)) for t in traditional.tasks] == [
        (t.start, t.end, len(t.support)) for t in plan.tasks
    ]


@pytest.mark.parametrize("width", [25, 40, 60])
def test_a_table_whose_lines_are_wrapped_keeps_its_rows(width):
    plan = PLANS["dengfeng-2020"]
    lines = plan.text.split("\n")
    broken = plan_from_text("\n".join(x[i : i + width] for x in lines for i in range(0, len(x), width)))
    for one in (plan, broken):
        assert len({block.row for block in one.blocks if block.row is not None}) == 1 + 6 + 55
    cells = [
        [squashed(one.text[b.start : b.end]) for b in one.blocks if b.row is not None]
        for one in (plan, broken)
    ]
    assert cells[0] == cells[1]
    assert [(t.lead, t.support) for t in broken.tasks] == [(t.lead, t.support) for t in plan.tasks]


@pytest.mark.parametrize("plan_id", PLANS)
def test_full_width_digits_change_nothing(plan_id):
    plan = PLANS[plan_id]
    wide = plan_from_text(plan.text.translate(str.maketrans("0123456789%.", "０１２３４５６７８９％．")))
    assert [(s.level, s.start, s.end) for s in wide.sections] == [
        (s.level, s.start, s.end) for s in plan.sections
    ]
    assert [(t.start, t.end) for t in wide.tasks] == [(t.start, t.end) for t in plan.tasks]


@pytest.mark.parametrize("plan_id", PLANS)
def test_taiwan_vocabulary_changes_no_level_and_no_task(plan_id):
    plan = PLANS[plan_id]
    taiwan = plan_from_text(opencc.OpenCC("s2twp").convert(plan.simplified))
    assert [(s.level, len(s.label)) for s in taiwan.sections] == [
        (s.level, len(s.label)) for s in plan.sections
    ]
    assert [(len(t.lead), len(t.support)) for t in taiwan.tasks] == [
        (len(t.lead), len(t.support)) for t in plan.tasks
    ]


def check_sections(plan):
    size = len(plan.text)
    for index, section in enumerate(plan.sections):
        assert 0 <= section.start < section.heading_end <= section.end <= size
        if index:
            assert plan.sections[index - 1].start < section.start
            before = plan.sections[index - 1]
            assert section.start >= before.end or section.end <= before.end
        if section.parent is None:
            assert section.level == 1
        else:
            above = plan.sections[section.parent]
            assert section.parent < index
            assert section.level == above.level + 1
            assert above.start <= section.start and section.end <= above.end
            assert above.heading_end <= section.start
        assert section.label in plan.text or not section.label


def check_blocks(plan):
    rest = list(plan.text)
    end = 0
    for block in plan.blocks:
        assert end <= block.start < block.end <= len(plan.text)
        assert plan.text[block.start] not in BLANK and plan.text[block.end - 1] not in BLANK
        rest[block.start : block.end] = " " * (block.end - block.start)
        end = block.end
        section = plan.section_at(block.start)
        assert section is (None if block.section is None else plan.sections[block.section])
        assert plan.block_at(block.start) is block and plan.block_at(block.end - 1) is block
        assert (block.row is None) == (block.column is None)
        assert block.kind != "cell" or block.row is not None
    assert not "".join(rest).strip(BLANK + "|")


def check_tasks(plan):
    end = 0
    for task in plan.tasks:
        assert end <= task.start < task.end <= len(plan.text)
        assert all(task.lead + task.support) and task.lead + task.support
        assert plan.task_at(task.start) is task and plan.task_at(task.end - 1) is task
        end = task.end


@settings(max_examples=400)
@given(ANY_TEXT)
def test_any_text_has_a_sound_structure(text):
    plan = plan_from_text(text)
    check_sections(plan)
    check_blocks(plan)
    check_tasks(plan)
    for offset in {0, len(text) // 2, max(len(text) - 1, 0), len(text), len(text) + 5}:
        assert isinstance(plan.section_path(offset), str)
        assert isinstance(plan.responsible(offset), str)
        plan.block_at(offset)


@pytest.mark.parametrize("plan_id", PLANS)
def test_the_plans_have_a_sound_structure(plan_id):
    plan = PLANS[plan_id]
    check_sections(plan)
    check_blocks(plan)
    check_tasks(plan)


@pytest.mark.parametrize("plan_id", PLANS)
def test_the_path_is_the_chain_of_sections_around_an_offset(plan_id):
    plan = PLANS[plan_id]
    for offset in range(0, len(plan.text), 97):
        around = [s.title or s.label for s in plan.sections if s.start <= offset < s.end]
        assert plan.section_path(offset) == " > ".join(around)


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["工业增长", "企业达到30家", "产值翻一番", "推进改造"]), min_size=1, max_size=8)
)
def test_titles_come_back_from_the_text_that_was_made_of_them(titles):
    numbers = "一二三四五六七八"
    text = "\n".join(
        f"（{numbers[i]}）{title}。详见本市有关文件的各项规定。" for i, title in enumerate(titles)
    )
    assert [s.title for s in plan_from_text(text).sections] == titles


def test_a_title_holds_no_white_space_and_no_closing_mark():
    for plan in PLANS.values():
        for section in plan.sections:
            assert not re.search(r"\s", section.title)
            assert section.title == section.title.strip("。：:；;，,")
