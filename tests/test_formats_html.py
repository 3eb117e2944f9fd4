"""Web pages and Markdown: the article and nothing around it."""

import pytest

from documents import NOTICE
from plantargets.errors import PlanTargetsError
from plantargets.formats.html import read_html
from plantargets.formats.markdown import read_markdown
from plantargets.plans import read_plan

MENU = '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul></div>'
FOOT = '<div class="footer">版权所有 豫ICP备05000000号 <a href="/map">网站地图</a></div>'
TABLE = (
    "<table><tr><th>序号</th><th>工作内容</th><th>责任单位</th></tr>"
    "<tr><td>1</td><td>建成绿色工厂30家</td><td>市工信局</td></tr></table>"
)


def page(body: str, charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{NOTICE[0]}_新乡市人民政府</title>'
        "</head>"
        f'<body>{MENU}<div id="zoom">{body}</div>{FOOT}</body></html>'
    )


PARAGRAPHS = "".join(f"<p>\u3000\u3000{line}</p>" for line in NOTICE[1:])


def test_the_article_is_read_and_not_the_navigation():
    lines = read_html(page(PARAGRAPHS + TABLE)).text.splitlines()
    assert lines[: len(NOTICE)] == list(NOTICE)
    assert lines[len(NOTICE) :][:2] == ["序号 | 工作内容 | 责任单位", "1 | 建成绿色工厂30家 | 市工信局"]
    assert "政务公开" not in "".join(lines)


def test_lines_broken_by_br_are_lines():
    text = read_html(page("<br>".join(NOTICE[1:]))).text
    assert text.splitlines()[1 : len(NOTICE)] == list(NOTICE[1:])


def test_a_table_that_lays_out_the_page_is_no_table():
    text = read_html(page(f"<table><tr><td><div>{PARAGRAPHS}</div></td></tr></table>")).text
    assert "|" not in text
    assert set(NOTICE) <= set(text.splitlines())


def test_inline_marks_do_not_cut_a_sentence():
    text = read_html(page(PARAGRAPHS.replace("1500家", "<b>1500</b><span>家</span>"))).text
    assert "达到1500家以上" in text


@pytest.mark.parametrize("charset", ["gbk", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_wrong_declaration_does_no_harm(tmp_path, charset, encoding):
    path = tmp_path / "计划.html"
    path.write_bytes(page(PARAGRAPHS, charset).encode(encoding))
    assert NOTICE[8] in read_plan(path).text


def test_a_web_page_with_the_ending_of_a_text_is_read_as_a_page(tmp_path):
    path = tmp_path / "计划.txt"
    path.write_text(page(PARAGRAPHS), encoding="utf-8")
    assert "<p>" not in read_plan(path).text


def test_a_page_without_an_article_is_refused():
    with pytest.raises(PlanTargetsError, match=r"no article was found|empty web page"):
        read_html("<html><body><script>document.write('x')</script></body></html>")


def test_markdown_loses_its_marks():
    source = (
        "---\ntitle: x\n---\n# 行动计划\n\n## 一、目标\n\n到**2025年**,企业达到[30家](http://a.cn)。\n\n"
        "- 增长6%\n\n| 序号 | 内容 |\n|---|:--|\n| 1 | 建成**30家** |\n\n<!-- 注 -->\n"
    )
    lines = [line for line in read_markdown(source).text.splitlines() if line]
    assert lines == [
        "行动计划", "一、目标", "到2025年,企业达到30家。", "增长6%", "序号 | 内容", "1 | 建成30家",
    ]  # fmt: skip


def test_plain_text_below_the_ending_of_markdown_stays(tmp_path):
    path = tmp_path / "计划.md"
    path.write_text("\n".join(NOTICE), encoding="utf-8")
    assert read_plan(path).text == "\n".join(NOTICE)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-8"])
def test_chinese_text_below_long_scripts_is_told_apart(tmp_path, encoding):
    path = tmp_path / "计划.html"
    scripts = f"<script>{'var a = 1;' * 5000}</script>"
    path.write_bytes(
        page(PARAGRAPHS).replace("<head>", f"<head>{scripts}").replace("_新乡", "").encode(encoding)
    )
    assert NOTICE[8] in read_plan(path).text


@pytest.mark.parametrize(
    "between",
    [
        "<!--StartFragment-->",
        '<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com:office:office" />',
        "<!--[if !supportLists]--><!--[endif]-->",
        "<![if !supportEmptyParas]><![endif]>",
        "<o:p></o:p>",
        "<span><!--<$[信息来源]>end--></span>",
        "\n",
        "\u200b",
    ],
)
@pytest.mark.parametrize("tag", ["p", "li", "td", "div"])
def test_what_is_no_text_cuts_no_text(between, tag):
    inner = f"到2025年，{between}企业达到1800家{between}。"
    cell = f"<table><tr><td>1</td><td>2</td></tr><tr><{tag}>{inner}</{tag}><td>3</td></tr></table>"
    body = cell if tag == "td" else f"<{tag}>{inner}</{tag}>"
    text = read_html(page(f"<p>{'各单位要认真组织实施。' * 9}</p>{body}")).text
    assert "到2025年，企业达到1800家。" in text


@pytest.mark.parametrize("name", ["zoom", "TRS_Editor", "UCAP-CONTENT", "anything"])
def test_equal_paragraphs_all_stay(name):
    tasks = "".join(f"<p>任务{n}：企业达到{n}家。</p><p>（责任单位：市工信局）</p>" for n in range(10))
    text = read_html(page(tasks).replace('id="zoom"', f'class="{name}"')).text
    assert text.count("（责任单位：市工信局）") == 10


def test_merged_cells_stand_in_each_row_that_they_span():
    body = (
        f"<p>{'各单位要认真组织实施。' * 9}</p><table><tr><td colspan=4>表1 主要指标</td></tr>"
        "<tr><th>类别</th><th>指标</th><th colspan=2>目标</th></tr>"
        "<tr><td rowspan=2>规模</td><td>企业</td><td>1800</td><td>家</td></tr><tr><td>收入</td><td>450</td>"
        "<td>亿元</td></tr><tr><td colspan=4>注：家为户。</td></tr></table>"
        "<table><tr><td>甲</td><td>乙</td></tr><tr><td></td><td>丙</td></tr></table>"
    )
    assert read_html(page(body)).text.splitlines()[2:] == [
        "表1 主要指标",
        "类别 | 指标 | 目标 |",
        "规模 | 企业 | 1800 | 家",
        "规模 | 收入 | 450 | 亿元",
        "注：家为户。",
        "",
        "甲 | 乙",
        "| 丙",
    ]


def test_what_a_page_says_of_its_article_is_kept_beside_it():
    source = page(PARAGRAPHS).replace(MENU, f"{MENU}<table><tr><td>索 引 号：</td><td>0001</td></tr></table>")
    document = read_html(source)
    assert "索" not in document.text
    assert document.beside == ("索 引 号： | 0001",)


def test_spans_of_merged_cells_fill_no_memory():
    cells = "<td rowspan=99999 colspan=99999>甲</td>" * 50
    rows = "<tr><td>乙</td></tr>" * 2000
    assert "乙" in read_html(page(f"<table><tr>{cells}</tr>{rows}</table>")).text


def test_pictures_and_linked_files_are_named_as_not_read():
    body = PARAGRAPHS + (
        '<p><img src="t.png"><img src="icon_doc.gif"><img src="x.gif" width="16"></p>'
        '<p>附件：<a href="/a/P0123.docx">主要指标.docx</a></p>'
    )
    assert read_html(page(body)).notes == ("1 picture in it not read", "1 linked file not read: P0123.docx")
    assert read_html(page(PARAGRAPHS)).notes == ()


@pytest.mark.parametrize(
    "struck",
    [
        "<s>{}</s>",
        "<strike>{}</strike>",
        '<span style="color:red;text-decoration: line-through">{}</span>',
        '<span style="text-decoration-line:underline line-through">{}</span>',
    ],
)
def test_struck_text_is_left_out_and_named(struck):
    document = read_html(page(f"{PARAGRAPHS}<p>投资{struck.format('50')}80亿元。</p>"))
    assert "投资80亿元。" in document.text
    assert document.notes == ("1 passage that is struck through left out: 50",)


def test_a_tag_left_open_strikes_no_article():
    assert NOTICE[-1] in read_html(page(f"<s>{PARAGRAPHS}")).text


def test_who_runs_a_site_is_no_part_of_an_article_that_no_name_marks():
    sentences = "".join(f"<div>{'各单位要认真组织实施备案管理。' * 3}</div>" for _ in range(6))
    signs = ("豫ICP备05000000号", "豫公网安备 41070000000000号", "网站标识码：4107000001", "Copyright © 2024")
    page_of_divs = (
        f"<html><body>{sentences}{''.join(f'<div>主办：某市 {s}</div>' for s in signs)}</body></html>"
    )
    text = read_html(page_of_divs).text
    assert text.count("备案管理") == 18
    assert "主办" not in text
