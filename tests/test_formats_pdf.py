"""PDF: lines mended, columns in order, running heads gone, pages kept."""

import pytest

from documents import ROWS, grid, lines_down, printed, raw_pdf, stream, wrapped
from plantargets.errors import PlanTargetsError
from plantargets.formats.pdf import read_pdf
from plantargets.plans import read_plan

SENTENCES = [
    f"（{number}）到2025年，全市规模以上工业企业达到{number}500家以上，工业增加值年均增长6%左右，高新技术企业突破"
    f"{number}00家，建成省级以上绿色工厂30家、智能车间{number}20个。"
    for number in "一二三四五六七"
]
HEAD = "新乡市人民政府公报"


def page(lines, number):
    return [(0.1, 0.95, HEAD), *lines_down(lines), (0.48, 0.04, f"— {number} —")]


@pytest.fixture(scope="module")
def four_pages():
    # The second sentence of each page begins where its first ends; one sentence runs over to the next page.
    texts = [line for sentence in SENTENCES * 2 for line in wrapped(sentence)]
    cut = [texts[i : i + 14] for i in range(0, len(texts), 14)]
    return printed([page(lines, number) for number, lines in enumerate(cut, start=1)])


def test_lines_become_paragraphs_over_line_and_page_breaks(four_pages):
    assert read_pdf(four_pages).text.splitlines() == SENTENCES * 2


def test_running_heads_and_page_numbers_are_gone(four_pages):
    text = read_pdf(four_pages).text
    assert HEAD not in text
    assert "—" not in text


def test_pages_are_kept(four_pages, tmp_path):
    path = tmp_path / "计划.pdf"
    path.write_bytes(four_pages)
    plan = read_plan(path)
    assert len(plan.page_starts) == 3
    assert plan.page_starts[0] == 0
    assert plan.page_at(0) == 1
    assert plan.page_at(plan.page_starts[1] - 1) == 1
    assert plan.page_at(plan.page_starts[1]) == 2
    assert plan.page_at(len(plan.text) - 1) == 3


def test_columns_follow_each_other():
    left = [line for sentence in SENTENCES[:3] for line in wrapped(sentence, 16)]
    right = [line for sentence in SENTENCES[3:6] for line in wrapped(sentence, 16)]
    data = printed([[*lines_down(left, 0.08), *lines_down(right, 0.55)]])
    assert read_pdf(data).text.splitlines() == SENTENCES[:6]


def test_a_ruled_table_gives_rows():
    data = printed([lines_down(wrapped(SENTENCES[0]))], tables=[(1, ROWS)])
    lines = read_pdf(data).text.splitlines()
    assert lines == [SENTENCES[0], *(" | ".join(row) for row in ROWS)]


UNRULED = [
    (0.1, 0.9, "表1 主要指标"),
    *[(x, 0.85, words) for x, words in ((0.1, "指标"), (0.5, "单位"), (0.6, "2020年"), (0.75, "2025年"))],
    *[(x, 0.82, words) for x, words in ((0.1, "企业数"), (0.5, "家"), (0.6, "12"), (0.75, "34"))],
    *[(x, 0.79, words) for x, words in ((0.1, "产值"), (0.5, "亿元"), (0.6, "560"), (0.75, "780"))],
]


def test_words_that_line_up_below_heads_give_rows():
    assert read_pdf(printed([UNRULED])).text.splitlines() == [
        "表1 主要指标", "指标 | 单位 | 2020年 | 2025年", "企业数 | 家 | 12 | 34", "产值 | 亿元 | 560 | 780"
    ]  # fmt: skip


def test_a_table_whose_cells_stand_between_rows_is_given_line_by_line_with_a_note():
    odd = [(x, 0.805 if words == "34" else y, words) for x, y, words in UNRULED]
    document = read_pdf(printed([odd]))
    assert "|" not in document.text
    assert "┊ 产值 ┊ 亿元 ┊ 560 ┊ 780" in document.text
    assert "page 1 of it holds a table without lines" in document.notes[0]


def test_first_lines_that_are_alike_but_not_set_apart_are_text():
    pages = [page(wrapped(SENTENCES[0]) + wrapped(SENTENCES[1]), number) for number in range(1, 5)]
    assert read_pdf(printed(pages)).text.splitlines() == SENTENCES[:2] * 4


def test_a_scanned_document_is_refused_with_the_reason():
    image = stream(
        b"\x00" * 100,
        b"/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    data = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>",
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        image,
    )
    with pytest.raises(PlanTargetsError, match=r"0 characters on 1 page and 1 image: it is scanned"):
        read_pdf(data)


# Over the end of a page ---------------------------------------------------------------------------

LONG = (
    "到2025年，全市规模以上工业企业达到1800家以上，其中省级以上专精特新企业突破300家，培育国家级专精特新“小巨人”企业60家，"
    "技术合同成交额达到120亿元，高新技术企业突破900家，每年新增创新平台20个，全员劳动生产率年均增长6%以上。"
)
NOTES = (
    "① “小巨人”企业：指专注于细分市场、创新能力强、市场占有率高的企业。",
    "② 技术合同成交额：指技术市场的成交额。",
)


def test_notes_at_the_foot_stand_in_no_sentence_that_runs_over_the_page():
    lines = [line for sentence in SENTENCES for line in wrapped(sentence, 36)]
    over = wrapped(LONG, 36)
    first = lines_down([*lines, *over[:2]])
    y = first[-1][1] - 0.05
    small = [(1, (0.1, y - 0.018 * index, note)) for index, note in enumerate(NOTES)]
    data = printed([[*first, (0.49, 0.03, "- 1 -")], [*lines_down([*over[2:], *lines])]], small=small)
    assert read_pdf(data).text.splitlines() == [*SENTENCES, LONG, *NOTES, *SENTENCES]


@pytest.mark.parametrize("place", [(0.93, 0.5), (0.93, 0.03), (0.03, 0.97), (0.5, 0.02)])
def test_a_page_number_outside_the_block_breaks_no_line(place):
    lines = [line for sentence in SENTENCES for line in wrapped(sentence, 36)]
    cut = [*lines, *wrapped(LONG, 36)]
    pages = [cut[: len(cut) - 3], cut[len(cut) - 3 :]]
    data = printed([[*lines_down(part), (*place, str(12 + n))] for n, part in enumerate(pages)])
    assert read_pdf(data).text.splitlines() == [*SENTENCES, LONG]


def test_a_rest_of_one_row_is_a_row_and_a_merged_cell_stands_in_each():
    columns = (0.08, 0.2, 0.5, 0.65, 0.8, 0.92)
    rows = [
        ["类别", "指标", "2020年", "2025年", "属性"],
        ["规模", "规上企业（家）", "1320", "1800", "预期性"],
        ["", "高新企业（家）", "500", "900", "预期性"],
        ["创新", "研发强度（%）", "2.0", "3.0", "预期性"],
    ]
    above, rest = (
        grid(0.2, rows, columns),
        grid(0.95, [["绿色", "能耗降幅（%）", "—", "〔14.5〕", "约束性"]], columns),
    )
    text = lines_down(wrapped(LONG, 40), top=0.8)
    data = printed(
        [[*text, *above[0]], [*rest[0], *text]],
        rules=[*((1, rule) for rule in above[1]), *((2, rule) for rule in rest[1])],
    )
    assert read_pdf(data).text.splitlines() == [
        LONG,
        "类别 | 指标 | 2020年 | 2025年 | 属性",
        "规模 | 规上企业（家） | 1320 | 1800 | 预期性",
        "规模 | 高新企业（家） | 500 | 900 | 预期性",
        "创新 | 研发强度（%） | 2.0 | 3.0 | 预期性",
        "绿色 | 能耗降幅（%） | — | 〔14.5〕 | 约束性",
        LONG,
    ]


def test_three_hundred_pages_are_read_within_the_limits(tmp_path):
    pages = 300
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page_objects = [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 3 0 R >> >> >>"
    ] * pages
    words = b" T* ".join(b"(Line %d of the plan asks for 1800 firms by 2025.) Tj" % n for n in range(8))
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    path = tmp_path / "long.pdf"
    path.write_bytes(
        raw_pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
            font,
            stream(b"BT /F 12 Tf 14 TL 72 770 Td " + words + b" ET"),
            *page_objects,
        )
    )
    plan = read_plan(path)
    assert len(plan.page_starts) == pages
    assert plan.text.count("Line 7 of the plan") == pages
