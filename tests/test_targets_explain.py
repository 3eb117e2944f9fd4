"""Every numeral of a text is accounted for, and each reason has a meaning in both languages."""

import csv
import re
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import plantargets
from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.plans import load_plans, plan_from_text
from plantargets.targets import read_targets
from plantargets.targets.explain import explain, load_reasons
from plantargets.targets.judge.reasons import REASONS

DIGIT = re.compile("[0-9０-９〇零一二两三四五六七八九十百千万亿]")
# Rules that say that the number itself is meant.
NO_WORDS = {"bare", "in_front", "word_without_numeral"}
TEXT = "到2025年，新增企业30家，每家奖励10万元，规模翻一番；2020年为20家。统一建设5G基站100万个，千方百计。"


def reasons(text: str) -> dict[str, str]:
    return {number.written: number.reason for number in explain(text).numbers}


def test_each_number_of_a_sentence_has_its_account() -> None:
    assert reasons(TEXT) == {
        "2025": "time", "30": "row", "10万": "subsidy", "一": "word", "2020": "time", "20": "past",
        "5": "code", "100万": "row", "千": "word", "百": "word",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("第三产业占比达到50%。", "三", "ordinal"),
        ("一、总体要求", "一", "label"),
        ("豫政〔2023〕28号", "28", "document_number"),
        ("联系电话：0371-65507575。", "0371", "code"),
        ("90分以上评定为优秀。", "90", "score"),
        ("2024年，企业达到20家。全市去年新增3家。", "20", "row"),
        ("一是坚持创新。", "一", "label"),
        ("访问http://www.henan.gov.cn/2023/08-01/2789.html。", "2789", "code"),
    ],
)
def test_a_number_that_is_no_target_has_a_named_reason(text: str, number: str, reason: str) -> None:
    assert reasons(text)[number] == reason


@pytest.mark.parametrize("plan", load_plans("all"), ids=lambda plan: plan.plan_id)
def test_all_digits_of_the_plans_are_accounted_for_and_under_one_percent_unread(plan) -> None:
    told = explain(plan)
    covered = {i for number in told.numbers for i in range(number.start, number.end)}
    missing = [
        i for i, character in enumerate(plan.simplified) if DIGIT.match(character) and i not in covered
    ]
    assert [plan.text[i - 5 : i + 5] for i in missing] == []
    assert told.account["unread"] < 0.01 * len(told.numbers)
    rows = {number.target.target_id for number in told.numbers if number.target}
    assert rows == {target.target_id for target in read_targets(plan)}


@given(st.text(alphabet="一二三千万亿0123456789.,% \n，。、（）家个年月到增长达至第A/", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_accounted_for_to_the_last_digit(text: str) -> None:
    plan = plan_from_text(text)
    covered = {i for number in explain(plan).numbers for i in range(number.start, number.end)}
    assert all(i in covered for i, character in enumerate(text) if DIGIT.match(character))


def test_every_reason_has_a_meaning() -> None:
    known = load_reasons()
    assert {rule.name for rule in REASONS} <= set(known)
    for reason in known.values():
        assert reason["en"].isascii() or "全部" in reason["en"]
        assert not reason["zh"].isascii()
        assert reason["became"] in {"row", "part", "none", "unread"}


def test_an_empty_text_a_table_and_a_traditional_text_answer() -> None:
    assert explain("").summary() == "0 numerals: 0 row, 0 part, 0 unread"
    assert len(explain("| 指标 | 2025年 |\n| --- | --- |\n| 企业 | 30家 |").numbers) >= 2
    told = explain("到2025年，全部工業增加值力爭達到2.3萬億元。")
    assert [number.reason for number in told.numbers] == ["time", "mere_word", "row"]


def test_a_megabyte_without_punctuation_is_read_in_linear_time() -> None:
    spent = []
    for size in (100_000, 200_000):
        text = "企业新增三十家和项目一百个" * (size // 13)
        began = time.process_time()
        explain(text)
        spent.append(time.process_time() - began)
    assert spent[1] < 4 * spent[0] + 0.5


READ = (
    "某市行动计划（2025—2027年）\n一、2026年目标\n各县区力争 新增高新技术企业不少于30家。"
    "到2027年，产值比2020年增长40%以上（约束性指标），失业率控制在5%，年均投资额超过1亿元的项目达到20余个。\n到2027年底，实现以下目标：\n规模翻一番。\n"
)


def test_a_row_tells_the_words_and_the_rule_of_each_field() -> None:
    told = explain(READ)
    rows = [n for n in told.numbers if n.became == "row"]
    read = [
        {name: "…".join("".join(READ[a:b].split()) for a, b in spans) for name, spans in n.words.items()}
        for n in rows
    ]
    assert read[0] == {
        "indicator": "高新技术企业", "scope": "各县区", "comparator": "不少于", "period": "一、2026年目标",
        "modality": "力争",
    }  # fmt: skip
    assert dict(rows[0].rules) == {"comparator": "negated", "kind": "added", "period": "years_of_plan"}
    assert read[1]["baseline"] == "比2020年"
    assert read[1]["obligation"].startswith("（约束性")
    assert (read[1]["comparator"], read[1]["kind"], read[1]["period"]) == ("以上", "增长", "到2027年")
    assert (read[2]["comparator"], rows[2].rules["comparator"]) == ("控制在", "ceiling")
    assert (read[3]["qualifier"], rows[3].rules["comparator"]) == ("投资额超过1亿元", "and_more")
    assert (read[-1]["kind"], read[-1]["period"]) == ("翻一番", "到2027年底，实现以下目标：")
    at = READ.index("力争")
    assert f"modality: 力争 [{at}:{at + 2}]" in repr(told)
    assert "read from" in told._repr_html_()
    frame = told.to_frame()
    assert frame.loc[frame["number"] == "40", "rules"].item() == (
        "comparator: behind; kind: grows; period: by_year"
    )


@pytest.mark.parametrize("plan", load_plans("all"), ids=lambda plan: plan.plan_id)
def test_the_words_of_every_field_of_the_plans_are_kept(plan) -> None:
    for number in explain(plan).numbers:
        target, words = number.target, number.words
        if target is None or target.period_basis == "table":
            continue
        said = {
            name: "…".join(filter(None, ("".join(plan.text[a:b].split()) for a, b in spans)))
            for name, spans in words.items()
        }
        for name in ("indicator", "qualifier"):
            assert said.get(name, "") == getattr(target, name)
        assert said.get("scope", "") == target.scope.words
        assert target.modality in "".join(plan.simplified[a:b] for a, b in words.get("modality", ()))
        assert bool(target.modality) == ("modality" in words)
        assert bool(target.obligation) == ("obligation" in words)
        assert bool(target.baseline) <= ("baseline" in words)
        assert (target.bound.comparator == "eq") <= (number.rules["comparator"] in NO_WORDS)
        assert (target.period_basis == "clause") <= ("period" in words)
        assert number.rules["kind"]
        assert bool(target.period) == bool(number.rules["period"])


def test_it_shows_in_a_notebook_a_terminal_and_as_a_file(tmp_path: Path) -> None:
    told = plantargets.explain(TEXT, "zh")
    assert "对单个对象的奖补" in told._repr_html_()
    assert "对单个对象的奖补" in repr(told)
    assert list(told.to_frame()["number"])[:2] == ["2025", "30"]
    shown = CliRunner().invoke(main, ["explain", TEXT])
    assert shown.exit_code == 0
    assert "a subsidy paid to each" in shown.output
    plan = tmp_path / "plan.txt"
    plan.write_text(TEXT, encoding="utf-8")
    written = CliRunner().invoke(main, ["explain", str(plan), "-o", str(tmp_path / "numbers.csv")])
    assert written.exit_code == 0, written.output
    rows = list(csv.DictReader((tmp_path / "numbers.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["number"] for row in rows] == [number.written for number in told.numbers]
    assert rows[1]["indicator"] == "新增企业"


def test_a_file_that_is_not_there_is_no_text(tmp_path: Path) -> None:
    missing = CliRunner().invoke(main, ["explain", str(tmp_path / "missing.txt")])
    assert missing.exit_code == 1
    with pytest.raises(PlanTargetsError):
        plantargets.targets.explain.write_explanations([explain(TEXT)], tmp_path / "no" / "folder.csv")


def test_an_extraction_accounts_for_its_numbers_and_writes_them_all(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    out, numbers = tmp_path / "targets.csv", tmp_path / "numbers.csv"
    files = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    done = CliRunner().invoke(main, ["extract", *files, "-o", str(out), "--all-numbers", str(numbers)])
    assert done.exit_code == 0, done.output
    assert "numerals: 6 in rows" in done.stderr
    assert "not read" in done.stderr
    rows = list(csv.DictReader(numbers.read_text(encoding="utf-8").splitlines()))
    assert [row["plan_id"] for row in rows] == ["a"] * (len(rows) // 2) + ["b"] * (len(rows) // 2)
    ids = {row["target_id"] for row in rows if row["became"] == "row"}
    assert ids == {row["target_id"] for row in csv.DictReader(out.read_text(encoding="utf-8").splitlines())}


def test_an_explanation_in_chinese_is_chinese_throughout() -> None:
    told = repr(explain("到2025年，新增企业30家，每家奖励10万元。", "zh"))
    assert told.endswith("共3个数字：目标行1个，目标行的一部分1个，对单个对象的奖补1个，未读出0个")
    assert "指标: 新增企业 [7:11]" in told
    assert "增量" in told or "新增" in told
    for word in ("number", "became", "read from", "numerals", "indicator", "comparator", "increment"):
        assert word not in told
