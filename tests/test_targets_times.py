"""Times and kinds of documents: whole small documents in, rows with their period and its basis out."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plantargets.plans import load_plans, plan_from_text
from plantargets.targets import read_targets
from plantargets.targets.target import Target

FILE = Path(__file__).parent / "data" / "documents" / "times_and_kinds.csv"
DOCUMENTS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines(keepends=True)))
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[—\-~至到/]{1,2}(?:19|20)\d\d|〕|\))")
NAMES = "一二三四五六七八九"
FIVE_YEARS = re.compile(f"(?<![{NAMES}十])(十[{NAMES}]?|[{NAMES}])五(?=”|规划|计划|时期|期间|期?末)")


def shifted(text: str) -> str:
    """Move the years of a text and the names of its five-year plans by five years."""
    text = YEAR.sub(lambda m: str(int(m[1]) + 5), text)
    return FIVE_YEARS.sub(lambda m: f"{_next(m[1])}五", text)


def _next(name: str) -> str:
    if name.startswith("十"):
        return "十" + NAMES[NAMES.index(name[1]) + 1 if len(name) > 1 else 0]
    return "十" if name == "九" else NAMES[NAMES.index(name) + 1]


def facts(row: Target, years: int = 0) -> tuple[object, ...]:
    """Return what must not change, with the period moved."""
    period = re.sub(r"\d{4}", lambda m: str(int(m[0]) + years), str(row.period))
    return row.start, row.bound, row.unit, row.kind, row.modality, row.scope, period, row.period_basis


@pytest.mark.parametrize("document", DOCUMENTS, ids=[f"{d['kind']}-{n}" for n, d in enumerate(DOCUMENTS, 2)])
def test_a_document_gives_its_rows_with_their_periods(document: dict[str, str]) -> None:
    found = read_targets(plan_from_text(f"{document['title']}\n{document['text']}\n"))
    rows = [f"{r.quote} {r.bound.comparator} {r.period or '-'} {r.period_basis or '-'}" for r in found]
    assert rows == [row for row in document["rows"].split("; ") if row]


def test_each_basis_and_frequency_is_in_a_document() -> None:
    rows = "; ".join(document["rows"] for document in DOCUMENTS)
    for basis in ("clause", "heading", "title", "year", "-"):
        assert f" {basis};" in rows
    for form in ("by:", "during:", "annual:", "annual ", "half-yearly:", "quarterly:", "monthly:", "weekly:"):
        assert f" {form}" in rows


# Moving all years by five moves the periods and changes nothing else.


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.plan_id)
def test_plans_of_other_years_are_read_alike(plan) -> None:
    before, after = plan_from_text(plan.text), plan_from_text(shifted(plan.text))
    if len(before.text) != len(after.text):
        pytest.skip("a five-year plan's name changes its length")
    assert [facts(row, 5) for row in read_targets(before)] == [facts(row) for row in read_targets(after)]


CLAUSES = (
    "到2025年,企业达到90家", "“十四五”期间,新建学校100所", "2023年,新增企业30家", "每年新建学校5所",
    "到2023年、2025年,覆盖率分别达到60%、80%", "2020年,企业达到50家", "年均增长7%左右", "园区达到5个",
    "到2030年,占比达到25%", "“十三五”期间,新增企业40家", "今年新增企业7家", "明年6月底前建成园区3个",
    "未来五年新增企业60家", "“十四五”末占比达到40%", "过去一年,新增企业20家", "截至2022年底,企业达到70家",
)  # fmt: skip
HEADINGS = (
    "一、2022年工作回顾", "二、2023年工作安排", "三、“十四五”时期主要目标", "四、今后五年目标",
    "五、2035年远景目标",
)  # fmt: skip
TITLES = (
    "某市工业“十四五”规划", "某市行动计划(2023—2025年)", "2023年政府工作报告", "某区2023年民生实事",
    "关于发展工业的意见\n2023年3月1日", "某市2023年工作要点", "某市第十四个五年规划和2035年远景目标纲要",
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(TITLES),
    st.lists(st.one_of(st.sampled_from(HEADINGS), st.sampled_from(CLAUSES)), min_size=1, max_size=8),
    st.integers(1, 2),
)
def test_documents_of_other_years_are_read_alike(title: str, lines: list[str], times: int) -> None:
    text = title + "\n" + "\n".join(f"{line}。" if line in CLAUSES else line for line in lines)
    later = text
    for _ in range(times):
        later = shifted(later.replace("第十五个五年", "第十六个五年").replace("第十四个五年", "第十五个五年"))
    before, after = read_targets(plan_from_text(text)), read_targets(plan_from_text(later))
    assert [facts(row, 5 * times) for row in before] == [facts(row) for row in after]
