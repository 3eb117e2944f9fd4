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
