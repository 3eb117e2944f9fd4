# ruff: noqa: E501 - markup as the systems write it
"""Pages as the content systems of Chinese government sites make them, one article in each."""

from __future__ import annotations

import json

TITLE = "新乡市人民政府办公室关于印发新乡市先进制造业高质量发展行动计划（2023—2025年）的通知"
# Paragraphs; a tuple is a table of rows.
ARTICLE: tuple[str | tuple[tuple[str, ...], ...], ...] = (
    TITLE,
    "新政办〔2023〕18号",
    "各县（市）、区人民政府，市人民政府各部门：",
    "《新乡市先进制造业高质量发展行动计划（2023—2025年）》已经市政府同意，现印发给你们，请认真贯彻落实。",
    "新乡市人民政府办公室",
    "2023年6月12日",
    "一、总体要求",
    "（一）发展目标",
    "到2025年，全市规模以上工业增加值年均增长8%以上，规模以上工业企业达到1800家，高新技术企业突破900家。",
    (("指标", "单位", "2020年", "2025年"), ("企业", "家", "1320", "1800"), ("收入", "亿元", "3100", "4500")),
    "二、重点任务",
    "（一）实施创新驱动工程",
    "新建省级以上创新平台60个，技术合同成交额达到120亿元。",
    "（责任单位：市工业和信息化局）",
    "（二）实施数字赋能工程",
    "每年实施数字化改造项目200个，到2025年建成智能工厂150个。",
    "（责任单位：市工业和信息化局）",
    "（三）实施绿色转型工程",
    "创建国家级绿色工厂25家。",
    "（责任单位：市工业和信息化局）",
    "三、保障措施",
    "设立总规模50亿元的产业发展基金，每年安排专项资金不少于2亿元。",
    "附件：1.主要指标分解表",
    "2.重点项目清单",
)
LINES = [
    line if isinstance(line, str) else row
    for line in ARTICLE
    for row in ([line] if isinstance(line, str) else [" | ".join(r) for r in line])
]

_MENU = '<ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li><li><a href="/hd">互动交流</a></li></ul>'
_FOOT = (
    "主办：新乡市人民政府办公室　承办：新乡市政务服务和大数据管理局　网站标识码：4107000001　豫ICP备05000000号　"
    "豫公网安备41070000000000号。建议使用1024×768分辨率浏览本站。"
)
_RELATED = "".join(
    f'<li><a href="/{n}.html">新乡市人民政府关于推进第{n}批重点项目建设的实施意见</a><span>2023-05-0{n}</span></li>'
    for n in range(1, 6)
)


def _table(rows: tuple[tuple[str, ...], ...], cell: str = "{}") -> str:
    body = "".join(
        "<tr>" + "".join(f"<td>{cell.format(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f'<table border="1" cellspacing="0"><tbody>{body}</tbody></table>'


def _plain(tag: str = "p", between: str = "") -> str:
    return between.join(
        f"<{tag}>\u3000\u3000{b}</{tag}>" if isinstance(b, str) else _table(b) for b in ARTICLE
    )


def _pasted_from_word() -> str:
    def runs(text: str) -> str:
        cut = len(text) // 2
        return (
            '<?xml:namespace prefix = "o" ns = "urn:schemas-microsoft-com:office:office" /><span lang="EN-US">'
            f"{text[:cut]}<!--[if !supportLists]--><!--[endif]--></span><span>{text[cut:]}<o:p></o:p></span>"
        )

    return "".join(
        f'<p class="MsoNormal" style="text-indent:32pt"><!--StartFragment-->{runs(b)}</p>'
        if isinstance(b, str)
        else _table(b, '<p class="MsoNormal"><span>{}<o:p></o:p></span></p>')
        for b in ARTICLE
    )


def _broken_lines() -> str:
    return "".join(
        f"&nbsp;&nbsp;&nbsp;&nbsp;{b}<br/>\n" if isinstance(b, str) else _table(b) for b in ARTICLE
    )


def _old_layout(body: str) -> str:
    return (
        f'<table width="1000"><tr><td class="menu">{_MENU}</td></tr><tr><td><table><tr><td width="200">{_MENU}</td>'
        f'<td width="800"><table><tr><td align="center"><b>{TITLE}</b></td></tr><tr><td>发布时间：2023-06-15　来源：办公室　'
        f"浏览次数：123</td></tr><tr><td><font size=3>{body}</font></td></tr></table></td></tr></table></td></tr>"
        f'<tr><td class="footer">{_FOOT}</td></tr></table>'
    )


def _page(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{TITLE}_新乡市人民政府</title>{head}"
        f"<script>var a = '<p>脚本</p>';</script></head><body>{body}</body></html>"
    )


def _around(article: str, info: str = "") -> str:
    return (
        f'<div class="header"><div class="nav">{_MENU}</div></div><div class="position">当前位置：<a href="/">首页</a> &gt; '
        f'<a href="/zw">政务公开</a></div><div class="main">{info}{article}<div class="share">分享到：<a>微信</a><a>微博</a>'
        f'</div><div class="related"><h3>相关阅读</h3><ul>{_RELATED}</ul></div></div><div class="footer">{_FOOT}</div>'
        '<div style="display:none">统计代码：本段不显示。</div>'
    )


_INFO = f'<h1>{TITLE}</h1><div class="article-info"><span>发布时间：2023-06-15</span><span>来源：市政府办公室</span></div>'
_METADATA = (
    "<table class=bmxx><tr><td>索 引 号：</td><td>0000-2023-0001</td><td>发文机关：</td><td>新乡市人民政府办公室</td></tr>"
    "<tr><td>成文日期：</td><td>2023年06月12日</td><td>发文字号：</td><td>新政办〔2023〕18号</td></tr></table>"
)


def _cells_in_tables() -> str:
    rows = "".join(
        f"<tr><td><table width=100%><tr><td>\u3000\u3000{b}</td></tr></table></td></tr>"
        if isinstance(b, str)
        else f"<tr><td>{_table(b)}</td></tr>"
        for b in ARTICLE
    )
    return f"<table>{rows}</table>"


def _leaves() -> str:
    return "".join(
        f'<section style="margin:0"><section><p><span leaf="">{b}</span></p></section></section>'
        if isinstance(b, str)
        else _table(b, '<section><span leaf="">{}</span></section>')
        for b in ARTICLE
    )


_DATA = {"props": {"article": {"title": TITLE, "tags": ["工业", "规划"], "content": _plain()}}}

PAGES = {
    "拓尔思": _page(
        _around(f'<div class="TRS_Editor"><style>p {{}}</style>{_pasted_from_word()}</div>', _INFO)
    ),
    "拓尔思新版": _page(
        _around(
            f'<div class="view TRS_UEDITOR trs_paper_default"><div class="TRS_Editor">{_plain()}</div></div>',
            _INFO,
        )
    ),
    "中国政府网": _page(_around(f'{_METADATA}<div class="pages_content" id="UCAP-CONTENT">{_plain()}</div>')),
    "大汉": _page(
        _around(
            f'<div id="zoom"><!--ZJEG_RSS.content.begin-->{_plain("p", "<!-- -->")}<!--ZJEG_RSS.content.end--></div>'
            "<span>信息来源：市政府<!--<$[信息来源]>end--></span>"
        ),
        f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2023-06-15 10:00">',
    ),
    "博达": _page(
        _around(
            f'<form name="_newscontent_fromname"><div id="vsb_content_2"><div class="v_news_content">{_plain()}</div></div>'
            "</form>",
            _INFO,
        )
    ),
    "开普": _page(_around(f"<ucapcontent>{_plain()}</ucapcontent>", _INFO)),
    "PowerEasy": _page(_old_layout(f'<div id="fontzoom">{_broken_lines()}</div>')),
    "无名的表格": _page(_old_layout(_plain())),
    "无名的盒子": _page(_around(f'<div class="c7f"><div>{_plain()}</div></div>', _INFO)),
    "无名的换行": _page(_around(f'<div class="c7f">{_broken_lines()}</div>', _INFO)),
    "织梦": _page(
        _around(f'<div class="content"><div class="article-content">{_plain("div")}</div></div>', _INFO)
    ),
    "WordPress": _page(
        _around(f'<article class="post"><div class="entry-content">{_plain()}</div></article>', _INFO)
    ),
    "微信": _page(
        f'<div id="js_article"><h1>{TITLE}</h1><div class="rich_media_content" id="js_content" '
        f'style="visibility: hidden;">{_plain("section")}</div></div><div class="footer">{_FOOT}</div>'
    ),
    "人民网": _page(
        _around(f'<div class="rm_txt_con cf">{_plain()}<div class="edit cf"></div></div>', _INFO)
    ),
    "表格套表格": _page(_around(f'<div class="newsContent">{_cells_in_tables()}</div>', _INFO)),
    "微信新版": _page(
        f'<div id="img-content"><h1 class="rich_media_title">{TITLE}</h1><div class="rich_media_content" '
        f'id="js_content" style="visibility: hidden; opacity: 0;">{_leaves()}</div></div>'
        "<div id=js_pc_qr_code><p>微信扫一扫关注该公众号</p></div>"
    ),
    "font": _page(
        f"<center><font size=5>{TITLE}</font></center><table><tr><td>{_MENU}</td><td><font face=宋体>"
        + "".join(
            f"<font size=3>\u3000\u3000{b}</font><p>" if isinstance(b, str) else _table(b) for b in ARTICLE
        )
        + f"</font></td></tr></table><hr>{_FOOT}"
    ),
    # Pages that scripts fill, with their article as data.
    "JSON": _page(
        '<div id="app"></div><script id="__NEXT_DATA__" type="application/json">'
        f"{json.dumps(_DATA, ensure_ascii=False)}</script>"
    ),
    "JSON, \\u": _page(
        '<div id="app"><div class="loading">加载中…</div></div>'
        f"<script>var a=1;window.__INITIAL_STATE__={json.dumps(_DATA)};</script>"
    ),
}
