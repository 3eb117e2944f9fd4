"""The generator of the book: nothing of a plan becomes markup, every mark stands on its quote."""

from __future__ import annotations

import ast
import csv
import html
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import lxml.html
import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets import extract_targets, load_plans
from plantargets.book import build, chapters
from plantargets.book.chapters import shaped_table
from plantargets.book.explorer import ADDED, explorer_data, explorer_fragment, explorer_script
from plantargets.book.pages import source_texts
from plantargets.book.reader import plan_fragment, plan_text, script_data, section_nav
from plantargets.book.rows import Row, make_rows
from plantargets.book.terms import FILE, Terms, _label, _names_elsewhere, is_english
from plantargets.book.words import LANGUAGES, _words, codes, period_words, value_words, word
from plantargets.errors import PlanTargetsError
from plantargets.indicators.vocabulary import KINDS, THEMES
from plantargets.markup import html_table
from plantargets.pipeline.declaration import Step
from plantargets.plans import Plan, load_register, plan_from_text
from plantargets.targets import COLUMNS

HAN = re.compile(r"[\u3400-\u9fff]")
ROOT = Path(__file__).parents[1]
WORDS = ROOT / "src/plantargets/book/words.csv"
PLAN_IDS = {record.plan_id for record in load_register()}
TERMS = Terms(ROOT / FILE, PLAN_IDS | source_texts(ROOT / "data"))
# Ids of plans, also several; of targets; names of files and their ends; abbreviations; units.
ALLOWED = re.compile(
    rf"(?:(?:{'|'.join(PLAN_IDS)})(?:; ?)?)+|t-[0-9a-f]{{10}}|(?:tables|figures)/[\w.]+|[A-Z0-9&]+|kW|Brier"
)
PLANTED = (
    "一、总体目标\n到2025年,企业达到30家</script><script>alert(1)</script>以上。\n"
    '(一)任务。新增"><img src=x onerror=alert(2)>5家企业&amp;园区,'
    "\u202e比重达到40%\u202c,<!-- 引进3个项目 -->。\n"
    "序号 | 任务 | 单位\n1 | 培育<b>10</b>家'企业' | 市工信局\n``` 达到\u2028 60% ]]> {{ 7 * 7 }} `达到80%`\n"
)


class Page(HTMLParser):
    """Text, elements and marks of the plan's own element."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[dict[str, str | None], str]] = []
        self.depth = 0
        self.mark: dict[str, str | None] | None = None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if attributes.get("id") == "plan-text":
            self.depth = 1
        elif self.depth and tag == "div":
            self.depth += 1
        if tag == "a" and "data-targets" in attributes:
            self.mark = attributes
            self.marks.append((attributes, ""))

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag == "div":
            self.depth -= 1
        if tag == "a":
            self.mark = None

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text += data
        if self.mark is not None:
            attributes, text = self.marks[-1]
            self.marks[-1] = (attributes, text + data)


def make_row(plan: Plan, start: int, end: int, target_id: str, kind: str = "level") -> Row:
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"plan_id": plan.plan_id, "target_id": target_id, "kind": kind, "quote": plan.text[start:end]}
    cells |= {"start": str(start), "end": str(end), "sentence": plan.text, "value_min": "1", "value_max": "1"}
    return Row(cells, "plain", "scale", "Firms", "企业")


@pytest.fixture(scope="module")
def plans() -> dict[str, tuple[Plan, tuple[Row, ...]]]:
    """Return the plans of the project with their targets."""
    return {plan.plan_id: (plan, make_rows(extract_targets(plan))) for plan in load_plans("henan")}


@pytest.mark.parametrize("plan_id", ["dengfeng-2020", "henan-2023", "kaifeng-2020", "henan-clusters-2020"])
def test_a_page_holds_the_plan_to_the_character_and_marks_its_quotes(
    plans: dict[str, tuple[Plan, tuple[Row, ...]]], plan_id: str
) -> None:
    plan, rows = plans[plan_id]
    page = Page(plan_fragment(plan, rows, "en"))
    assert page.text == plan.text
    quotes = {row.target_id: row.cells["quote"] for row in rows}
    assert [(marked["id"], text) for marked, text in page.marks] == [
        (row.target_id, quotes[row.target_id]) for row in sorted(rows, key=lambda row: row.start)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_planted_plan_becomes_markup(language: str) -> None:
    plan = plan_from_text(PLANTED, "planted")
    rows = [
        make_row(plan, found.start(), found.end(), f"t-{number:010x}")
        for number, found in enumerate(re.finditer(r"\d+(?:家|%|个)|<b>10</b>家", PLANTED))
    ]
    fragment = plan_fragment(plan, rows, language)
    page = Page(fragment)
    assert page.text == PLANTED
    assert {tag for tag, _ in page.tags} <= {
        "div", "ul", "li", "span", "a", "button", "script", "h2", "h3", "h4", "h5", "strong",
    }  # fmt: skip
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert scripts == [
        {"type": "application/json", "class": "plan-data"},
        {"src": "../_static/reader.js"},
    ]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert {tag for tag, _ in Page(section_nav(plan, language)).tags} == {"nav", "p", "ul", "li", "a"}
    data = re.search(r'class="plan-data">(.*?)</script>', fragment, re.DOTALL)
    assert data is not None
    assert set(json.loads(data[1])["cards"]) == {row.target_id for row in rows}


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00")), st.data())
def test_any_text_is_kept_with_any_spans(text: str, data: st.DataObject) -> None:
    plan = plan_from_text(text + "。", "any")
    ends = st.integers(0, len(plan.text))
    spans = data.draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=4))
    rows = [make_row(plan, a, b, f"t-{n:010x}") for n, (a, b) in enumerate(spans) if a < b]
    page = Page(plan_fragment(plan, rows, "zh"))
    assert page.text == plan.text
    marked: dict[str, str] = dict.fromkeys((row.target_id for row in rows), "")
    for attributes, piece in page.marks:
        for target_id in (attributes["data-targets"] or "").split():
            marked[target_id] += piece
    for row in rows:
        shown = "".join(
            plan.text[max(block.start, row.start) : min(block.end, row.end)]
            for block in plan.blocks
            if block.start < row.end and block.end > row.start
        )
        assert marked[row.target_id] == shown


def test_a_kind_that_is_no_code_is_refused() -> None:
    plan = plan_from_text("达到30家。", "p")
    with pytest.raises(PlanTargetsError, match="no row for field 'kind'"):
        plan_fragment(plan, [make_row(plan, 2, 5, "t-0000000000", 'level" onclick="x')], "en")


def test_two_targets_in_one_place_have_an_address_each() -> None:
    plan = plan_from_text("到2025年,企业达到30家。", "both")
    rows = [make_row(plan, 11, 14, "t-000000000a"), make_row(plan, 11, 14, "t-000000000b")]
    page = Page(plan_fragment(plan, rows, "en"))
    assert [attributes["data-targets"] for attributes, _ in page.marks] == ["t-000000000a t-000000000b"]
    ids = [attributes["id"] for _, attributes in page.tags if str(attributes.get("id", "")).startswith("t-")]
    assert sorted(ids) == ["t-000000000a", "t-000000000b"]


@given(st.text())
def test_data_in_a_script_cannot_end_it(text: str) -> None:
    written = script_data({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_text_of_the_explorer_stands_under_its_own_column(language: str) -> None:
    """Two columns exchanged, and the name of another plan, were not noticed."""
    targets = extract_targets("到2025年，全部工业增加值力争达到2.3万亿元，研发投入强度达到2.5%以上。")
    again = targets.assign(plan_id="a", target_id="u" + targets["target_id"].str[1:])
    rows = make_rows(pd.concat([targets.assign(plan_id="b"), again]))
    data = explorer_data(rows, {"a": "Plan A", "b": "Plan B"}, language)
    assert len(rows) == len(data["rows"]) == 4
    for row, cells in zip(rows, data["rows"], strict=True):
        told = dict(zip(data["columns"], cells, strict=True))
        assert {name: told[name] for name in COLUMNS} == {name: row.cells[name] for name in COLUMNS}
        names = (row.firmness, row.theme, row.indicator_en, row.indicator_zh)
        assert tuple(told[name] for name in ADDED) == names and len({*names[2:]}) == 2
        assert told["shown_plan"] == f"Plan {row.cells['plan_id'].upper()}"
        assert told["shown_name"] == (row.indicator_en if language == "en" else row.indicator_zh)
        for field in ("value", "period", "kind", "firmness", "theme", "comparator"):
            assert told[f"shown_{field}"] == row.shown(field, language)


def test_the_explorer_hands_over_every_column_as_it_is() -> None:
    plan = plan_from_text("=1+1 达到30家</script>。", "-formula")
    rows = [make_row(plan, 7, 10, "t-0000000000")]
    script = explorer_script(rows, {}, "en")
    data = json.loads(script.removeprefix("window.plantargets = ").removesuffix(";\n"))
    assert data["exported"][: len(COLUMNS)] == list(COLUMNS)
    assert data["rows"][0][: len(COLUMNS)] == [rows[0].cells[column] for column in COLUMNS]
    assert all(len(cells) == len(data["columns"]) for cells in data["rows"])
    assert "</script" not in script


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_explorer_names_its_controls_in_one_language(language: str) -> None:
    page = Page(f'<div id="plan-text">{explorer_fragment(language)}</div>')
    assert bool(HAN.search(page.text)) == (language == "zh")


def test_rows_carry_firmness_theme_and_both_names() -> None:
    table = extract_targets("到2025年,全部工业增加值力争达到2.3万亿元,确保新增规上企业30家以上。")
    rows = make_rows(table)
    assert [row.firmness for row in rows] == ["disputed", "firm"]
    assert (rows[0].theme, rows[0].indicator_zh) == ("scale", "全部工业增加值")
    shown = dict(rows[0].card("en"))
    assert (shown["Value"], shown["Period"], shown["Word of firmness"]) == (
        "2.3 trillion yuan",
        "by 2025",
        "力争",
    )
    assert dict(rows[0].card("zh"))["数值"] == "23,000亿元"


def test_a_table_without_rows_makes_no_rows() -> None:
    assert make_rows(pd.DataFrame(columns=list(COLUMNS), dtype=object)) == ()


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (("30", "30", "家", "ge"), "at least 30", "不低于30家"),
        (("20", "30", "家", "range"), "20–30", "20—30家"),
        (("0.5", "0.5", "亿元", "eq"), "50 million yuan", "0.5亿元"),
        (("8000", "8000", "万美元", "gt"), "more than 80 million US dollars", "高于8,000万美元"),
        (("5.50", "5.50", "%", "approx"), "about 5.5 %", "约5.5%"),
        (("100", "100", "%", "le"), "at most 100 %", "不高于100%"),
        (("62", "62", "", "eq"), "62", "62"),
        (("3", "3", "平方公里", "eq"), "3 km²", "3平方公里"),
        (("-2", "-2", "%", "eq"), "-2 %", "-2%"),
    ],
)
def test_values_are_said_as_a_reader_says_them(
    value: tuple[str, str, str, str], english: str, chinese: str
) -> None:
    assert (value_words(*value, "en"), value_words(*value, "zh")) == (english, chinese)


@given(st.decimals(min_value=0, max_value=10**9, places=4), st.sampled_from(["亿元", "万美元"]))
def test_money_said_in_english_is_the_same_money(amount: Decimal, unit: str) -> None:
    said = value_words(f"{amount:f}", f"{amount:f}", unit, "eq", "en")
    number, size, *_ = said.replace(",", "").split()
    sizes = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    assert Decimal(number) * sizes[size] == amount * (10**8 if unit == "亿元" else 10**4)


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        ("by:2019-06", "by 2019-06", "到2019年6月"),
        ("annual:2019", "in 2019", "2019年当年"),
        ("annual", "each year", "每年"),
        ("during:2020-2022", "2020–2022", "2020—2022年期间"),
        ("", "not stated", "未说明"),
    ],
)
def test_periods_are_said_as_a_reader_says_them(period: str, english: str, chinese: str) -> None:
    assert (period_words(period, "en"), period_words(period, "zh")) == (english, chinese)


def test_every_code_has_its_words_in_both_languages() -> None:
    assert set(codes("kind")) == set(KINDS)
    assert set(codes("theme")) == {*THEMES, ""}
    for language in LANGUAGES:
        for kind in KINDS:
            assert word("kind", kind, language)


def test_words_do_not_mix_languages() -> None:
    for (field, code), row in _words().items():
        if (field, code) not in {("text", "language"), ("view", "other_language")}:
            assert not HAN.search(row["en"]), (field, code)
        assert row["zh"] or not row["en"], (field, code)


def test_words_are_listed_once() -> None:
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = [(row["field"], row["code"]) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows))


def test_headings_of_the_reader_link_to_sections_on_the_page() -> None:
    plan = plan_from_text("一、总体<要求>\n二、目标&任务\n(一)企业。达到30家。\n", "p")
    ids = {attributes.get("id") for _, attributes in Page(plan_fragment(plan, [], "zh")).tags}
    links = [attributes["href"] for tag, attributes in Page(section_nav(plan, "zh")).tags if tag == "a"]
    assert len(links) == len(plan.sections)
    assert {str(link).removeprefix("#") for link in links} <= ids
    assert html.escape("总体<要求>") in section_nav(plan, "zh")


def chapter_outputs(html_text: str = "", printed: str = "") -> chapters.Chapter:
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text=printed),
        nbformat.v4.new_output("execute_result", {"text/html": html_text, "text/plain": "table"}),
    ]
    cell = nbformat.v4.new_code_cell("shown", id="shown", outputs=outputs)
    source = chapters.Source("s", Path("none"), nbformat.v4.new_notebook(cells=[cell]))
    return chapters.make_chapter(source, "zh", {}, {}, {}, terms=TERMS)


def texts_shown(chapter: chapters.Chapter) -> tuple[list[str], list[str]]:
    """Return the cells of tables and the printed lines of a chapter."""
    outputs = [output for cell in chapter.notebook.cells for output in cell.get("outputs", [])]
    tables = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", tables, re.DOTALL)
    lines = [line for output in outputs for line in output.get("text", "").splitlines()]
    return [html.unescape(re.sub("<[^>]+>", "", cell)) for cell in cells], lines


def english_left(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if re.search("[A-Za-z]{2}", text) and not ALLOWED.fullmatch(text)
            and not HAN.search(text)]  # fmt: skip


SCORES = pd.DataFrame(
    {
        "plan_id": ["henan-2023", "henan-2023", "henan-2023"],
        "target_id": ["t-0123456789"] * 3,
        "indicator": ["5G基站", "GDP", "企業上雲"],
        "series_id": ["base_stations_5g", "gdp", "no_such_series_yet"],
        "base_vintage": ["communique", "press", "revised_5th_census"],
        "period": ["by:2025", "annual:2023-2025", "during:2023-2025"],
        "reached": [True, False, None],
        "latest": [1.5, None, 2],
        "unit": ["个", "亿元", "kW"],
        "status": ["behind", "cannot be told", "on track"],
        "note": [
            "nothing observed in 2023-2025",
            "cannot be told by one source, behind by the other",
            "change of the stock, sum of 2024, 2025: 56; what left the stock is not known",
        ],
    }
).replace("no_such_series_yet", "hitech_firms")
PRINTED = (
    "12 of 249 targets have an observed series in their region.\n"
    "2012-2021 communique, revised_4th_census: 报告 (file 6; via GitHub a/b)\n"
    "communique 2022: no forecast: each year was published on its own base; "
    "press 2023: 1 used, 2 also reported\n"
    "henan-2023\n    一、总体要求  [17]\n"
    "tables/aligned.csv: 183 rows\nfigures/x: png, svg, pdf and the data drawn as csv\n"
)


def test_a_chinese_chapter_leaves_no_head_code_or_printed_line_in_english() -> None:
    table = SCORES.to_html()
    cells, lines = texts_shown(chapter_outputs(table, PRINTED))
    assert english_left(cells + lines) == []
    assert {"5G基站", "GDP", "kW", "henan-2023", "t-0123456789"} <= set(cells)
    assert {"规划", "统计公报", "进度落后", "2023—2025年每年", "2023—2025年没有观测值", "是", "—"} <= set(
        cells
    )
    assert "存量变化，2024、2025年合计：56；退出存量的部分未知" in cells
    assert lines == [
        "249项目标中有12项在本地区有观测序列。",
        "2012—2021年，统计公报、四经普修订：报告 (file 6; via GitHub a/b)",
        "统计公报，2022年：无预测：各年数按各自的基数公布；新闻报道，2023年：采用1，另有报道为2",
        "henan-2023",
        "    一、总体要求  [17]",
        "tables/aligned.csv：183行",
        "figures/x：png、svg、pdf，以及绘图数据csv",
    ]
    # The check itself finds English where nothing is translated.
    source = nbformat.v4.new_output("execute_result", {"text/html": table})
    cell = nbformat.v4.new_code_cell("shown", id="shown", outputs=[source])
    plain = chapters.Source("s", Path("none"), nbformat.v4.new_notebook(cells=[cell]))
    left = english_left(texts_shown(chapters.make_chapter(plain, "en", {}, {}))[0])
    assert {"plan_id", "communique", "behind", "nothing observed in 2023-2025"} <= set(left)


def test_a_translated_head_tells_its_name_in_the_data() -> None:
    shown = TERMS.table("<table><thead><tr><th>required_growth_pct</th></tr></thead></table>", "s")
    assert '<th title="required_growth_pct">所需年均增速（%）</th>' in shown


@pytest.mark.parametrize(
    ("table", "printed", "told"),
    [
        ("<thead><tr><th>made_up</th></tr></thead>", "", "no Chinese of 'made_up'.*cell shown.*row head"),
        ("<tbody><tr><td>made_up</td></tr></tbody>", "", "no Chinese of 'made_up'.*row cell"),
        ("<tbody><tr><td>holds only for 开发区</td></tr></tbody>", "", "no Chinese of 'holds only"),
        ("<tbody><tr><td>sum of made up: 3</td></tr></tbody>", "", "no Chinese of 'made up'"),
        ("", "3 of 4 made up\n", "no Chinese of '3 of 4 made up'.*cell shown.*row line"),
        ("", "henan-2023: the made up thing 开发区\n", "no Chinese of"),
    ],
)  # fmt: skip
def test_what_has_no_chinese_is_refused_with_the_file_to_add_it_to(
    table: str, printed: str, told: str
) -> None:
    with pytest.raises(PlanTargetsError, match=rf"book/terms_zh\.csv: {told}"):
        chapter_outputs(f"<table>{table}</table>", printed)


@pytest.mark.parametrize(
    ("cut", "shown"),
    [
        ("no figure for the base year in the vintage of ...", "最新值所属版本没有基年数"),
        ("change of the stock, sum of 2025: 8; what left...", "存量变化，2025年合计：8；退出存量的部分未知"),
        ("kind: level -> increment; time in ...", "类别：水平→新增；..."),
        ("modality: 确保 -> none; period: annual:2020-2022 -> by:202...",
         "语气词：确保→无；时期：2020—2022年每年→..."),
        ("qualifier: 10亿元以上 -> 投资超1...", "限定条件：10亿元以上→投资超1..."),
        ("到2025年,力争...", "到2025年,力争..."),
    ],
)  # fmt: skip
def test_of_a_shortened_cell_what_is_certain_is_told(cut: str, shown: str) -> None:
    cells, _ = texts_shown(chapter_outputs(f"<table><tr><td>{html.escape(cut)}</td></tr></table>"))
    assert cells == [shown]


def test_one_word_of_two_meanings_is_told_by_its_column() -> None:
    table = pd.DataFrame({"error": ["missed"], "status": ["missed"]}).to_html()
    assert texts_shown(chapter_outputs(table))[0][-2:] == ["漏抽", "未达到"]


@pytest.mark.parametrize("step", build.CHAPTERS, ids=lambda step: step.name)
def test_every_line_that_a_notebook_can_print_has_its_chinese(step: Step) -> None:
    notebook = nbformat.read(ROOT / step.notebook, as_version=4)
    lines = [line for cell in notebook.cells if cell.cell_type == "code" for line in printable(cell.source)]
    for line in lines:
        TERMS.printed(line, step.name)


def printable(source: str) -> list[str]:
    """Return what the calls of print in a cell can print, with 7 for every value."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    lines, begun = [], ""
    for call in sorted(calls, key=lambda call: call.lineno):
        if ast.unparse(call.func) == "print":
            begun += template(call.args[0])
            if not call.keywords:
                lines.append(begun)
                begun = ""
    return lines


def template(node: ast.expr) -> str:
    match node:
        case ast.JoinedStr(parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)
        case ast.BoolOp(_, [*_, last]):
            return template(last)
        case ast.Constant(text):
            return str(text)
    return "7"


def test_terms_fill_the_places_that_are_there_and_are_named_in_one_place_only() -> None:
    with (ROOT / FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    elsewhere = _names_elsewhere()
    fields = {code: word("field", code, "zh") for code in codes("field")}
    for row in rows:
        places = re.findall(r"\{(?:#|id|;)?\}", row["english"])
        assert set(re.findall(r"\{(.*?)\}", row["chinese"])) <= {str(n) for n in range(len(places))}, row
        assert not is_english(row["chinese"]), row
        named = elsewhere.get(row["english"]) if row["kind"] == "cell" else None
        assert (fields.get(row["english"]) if row["kind"] == "head" else named) != row["chinese"], row
        assert row["kind"] != "cell" or _label(row["english"]) is None, row


@pytest.mark.parametrize("row", ["word,a,甲", "head,a,", "head,,甲", "head,a,甲\nhead,a,乙"])
def test_a_faulty_row_of_the_terms_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(f"kind,english,chinese\n{row}\n", encoding="utf-8")
    with pytest.raises(PlanTargetsError, match=r"terms_zh\.csv, row \d: expected a kind"):
        Terms(path)


def test_numbers_of_a_chapter_stand_below_each_other_and_texts_in_columns_of_their_own() -> None:
    table = html_table(
        ["Indicator", "Value", "Change"],
        [["制造业增加值占地区生产总值比重", "19,593", "−3.4 %"], ["GDP", "—", "less than 1 %"]],
    )
    shaped = shaped_table(table)
    assert [text for _, text in re.findall(r'<t[dh]( class="n")?[^>]*>([^<]*)', shaped)] == [
        text for _, text in re.findall(r"<t[dh]()[^>]*>([^<]*)", table)
    ]
    assert re.findall(r'<t[dh][^>]* ?class="n">([^<]*)', shaped) == ["Value", "19,593", "—"]
    assert '<th scope="col" style="min-width:7em">Indicator' in shaped  # not a strip of three characters
    assert "text-align" not in shaped


@pytest.mark.parametrize(
    "table",
    [
        "<table></table>",
        "<table><tr><th>a</th></tr></table>",
        '<table><tr><th colspan="2">a</th></tr><tr><td>1</td><td>2</td></tr></table>',
        "<table><tr><th>a</th></tr><tr><td>1</td><td>2</td></tr></table>",
    ],
)
def test_a_table_that_is_no_grid_stays_as_it_is(table: str) -> None:
    assert shaped_table(table) == table


def test_a_row_of_a_table_holds_cells_alone_also_where_a_heading_stands_in_it() -> None:
    """A heading as a child of a row is no part of the table for a screen reader."""
    plan = next(plan for plan in load_plans() if plan.plan_id == "dengfeng-2020")
    rows = lxml.html.fromstring(plan_text(plan, ())).xpath("//*[@role='row']")
    assert sum(bool(row.xpath(".//h3")) for row in rows) >= 6
    assert {
        child.tag
        for row in rows
        for child in row
        if child.get("role") != "cell" and child.get("class") != "gap"
    } == set()
