"""The table of characters says what OpenCC says, and the plans read the same with it."""

import subprocess
import sys

import pytest

from plantargets.language import script
from plantargets.plans import load_plans, plan_from_text
from plantargets.targets import read_targets


def test_the_table_says_what_opencc_says() -> None:
    convert = pytest.importorskip("opencc").OpenCC("t2s").convert
    phrases, _, _ = script._table()
    assert len(phrases) > 400
    for words in (*phrases, *map(chr, range(0x3400, 0xA000)), *map(chr, range(0xF900, 0xFB00))):
        if len(convert(words)) == len(words):
            assert script.simplify_by_table(words) == convert(words)


@pytest.mark.parametrize("plan", load_plans("all"), ids=lambda plan: plan.plan_id)
def test_the_plans_read_the_same_without_opencc(plan, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read_targets(plan)
    monkeypatch.setitem(sys.modules, "opencc", None)
    script._converter.cache_clear()
    try:
        again = plan_from_text(plan.text, plan.plan_id, plan.record, plan.page_starts)
        assert again.simplified == plan.simplified
        assert read_targets(again) == expected
    finally:
        script._converter.cache_clear()


def test_characters_keep_their_places() -> None:
    assert script.simplify_by_table("2.3萬億元，\ud800工業") == "2.3万亿元，\ud800工业"


def test_reading_imports_no_pandas() -> None:
    code = (
        "import sys; from plantargets.targets import read_targets; "
        "from plantargets.plans import plan_from_text; "
        "from plantargets.indicators import link_indicator; "
        "assert len(read_targets(plan_from_text('到2025年,企业达到30家。'))) == 1; "
        "assert not {'pandas', 'numpy', 'pyarrow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
