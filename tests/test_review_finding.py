"""Questions in words find the number: the first answer is right in at least nine of ten."""

import csv
import random
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from plantargets import extract_targets, load_plans, load_register
from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.indicators import load_vocabulary
from plantargets.language.period import Period
from plantargets.package_tables import package_rows
from plantargets.review.finding import TargetIndex, _terms

QUESTIONS = Path(__file__).parent / "data" / "questions.csv"
PLACES = {
    "kaifeng-2020": ("开封", "Kaifeng"),
    "dengfeng-2020": ("登封", "Dengfeng"),
    "henan-2023": ("河南", "Henan"),
    "henan-clusters-2020": ("河南 产业集群", "Henan clusters"),
    "langfang-2019": ("廊坊", "Langfang"),
}


@pytest.fixture(scope="module")
def targets() -> pd.DataFrame:
    return extract_targets(load_plans("all"))


@pytest.fixture(scope="module")
def index(targets) -> TargetIndex:
    return TargetIndex(targets, load_register())


def questions(targets: pd.DataFrame) -> list[tuple[str, set[str]]]:
    """Return 200 questions, in Chinese and English, with the ids of all rows that answer each."""
    draw = random.Random(7)
    names = {item.id: item for item in load_vocabulary()}
    rows = targets[(targets["indicator"].str.len() >= 3)].to_dict("records")
    found = []
    while len(found) < 200:
        row = draw.choice(rows)
        zh, en = PLACES[row["plan_id"]]
        year = Period.parse(row["period"]).end_year
        same = targets[(targets["plan_id"] == row["plan_id"])]
        if row["indicator_id"] and draw.random() < 0.6:
            item = names[row["indicator_id"]]
            right = same[same["indicator_id"] == row["indicator_id"]]
            what, place = draw.choice([(item.name_zh, zh), (item.name_en, en)])
        else:
            right = same[same["indicator"] == row["indicator"]]
            what, place = row["indicator"], zh
        form = draw.choice(["{what} {year} {place}", "{place}{what}{year}年是多少", "{place} {what}"])
        found.append((form.format(what=what, year=year or "", place=place), set(right["target_id"])))
    return found


def test_the_first_answer_is_right_in_nine_of_ten(index, targets) -> None:
    asked = questions(targets)
    wrong = [
        (question, index.search(question, 1)["indicator"].tolist())
        for question, right in asked
        if not set(index.search(question, 1)["target_id"]) & right
    ]
    assert len(wrong) <= 10, wrong


def test_forty_questions_in_their_own_words_find_the_number(index) -> None:
    """Written from the plans before they were asked, 20 in Chinese and 20 in English: 36 right then."""
    asked = list(csv.DictReader(QUESTIONS.read_text(encoding="utf-8").splitlines()))
    assert len(asked) == 40
    wrong = []
    for row in asked:
        found = index.search(row["question"], 1).to_dict("records")
        values = {Decimal(value) for value in row["values"].split(";")}
        if not found or found[0]["plan_id"] != row["plan_id"] or found[0]["value_max"] not in values:
            wrong.append((row["question"], [one["indicator"] for one in found]))
    assert len(wrong) <= 4, wrong


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("工业增加值 2025 河南", "23000"),
        ("全部工業增加值 河南", "23000"),
        ("Henan industrial value added 2025", "23000"),
        ("河南2025年高新技术企业目标是多少", "20000"),
    ],
)
def test_known_numbers_are_found(index, question: str, value: str) -> None:
    assert str(index.search(question, 1).loc[0, "value_max"]) == value


def test_a_question_that_names_nothing_is_refused(index) -> None:
    with pytest.raises(PlanTargetsError, match="names nothing to look for"):
        index.search("是多少？")
    assert index.search("海洋牧场养殖密度 xyzzy").shape[0] >= 0


def test_a_table_without_the_columns_is_refused() -> None:
    with pytest.raises(PlanTargetsError, match="sentence not found"):
        TargetIndex(pd.DataFrame({"plan_id": ["a"], "indicator": ["b"], "value_max": [1]}))


@pytest.mark.parametrize(
    ("question", "plan_id", "value"),
    [
        ("高企 2025 河南", "henan-2023", "20000"),
        ("登封高企目标", "dengfeng-2020", "65"),
        ("技改投资 河南", "henan-2023", "20"),
        ("战新产业占比 登封", "dengfeng-2020", "12"),
        ("hi-tech firms in Henan 2025", "henan-2023", "20000"),
        ("energy intensity Dengfeng", "dengfeng-2020", "6.5"),
    ],
)
def test_short_and_other_names_are_understood(index, question: str, plan_id: str, value: str) -> None:
    best = index.search(question, 1).iloc[0]
    assert (best["plan_id"], str(best["value_max"]), best["lacking"]) in {
        (plan_id, value, ""),
        (plan_id, value, "gdp"),  # Dengfeng does not say per unit of what
    }


@pytest.mark.parametrize(
    "short", [row["asked"] for row in package_rows("plantargets.review", "question_names.csv")]
)
def test_each_short_name_asks_what_it_means(short: str) -> None:
    row = next(r for r in package_rows("plantargets.review", "question_names.csv") if r["asked"] == short)
    assert set(_terms(short)) == set(_terms(row["meant"]))


def test_a_short_name_is_no_part_of_other_words() -> None:
    assert "高新" not in _terms("提高企业智能化改造比例")
    assert "老旧小区改造" not in " ".join(_terms("老旧改造"))
    assert "enterp" not in _terms("confirmed")


def test_what_no_row_holds_is_told(index) -> None:
    assert index.search("瞪羚企业", 1).loc[0, "lacking"] == "瞪羚"
    assert index.search("高新技术企业 2025 开封", 3)["lacking"].str.contains("开封").all()
    assert index.search("高新技术企业 登封 2035", 1).loc[0, "lacking"] == "2035"
    assert index.search("高新技术企业 登封 2021", 3)["lacking"].str.contains("2021").any()
    assert index.search("Langfang revenue", 1).loc[0, "lacking"] == "revenue"


def test_a_province_is_asked_for_in_english_too() -> None:
    texts = {
        f"prov2026_{name}": f"{name}2026年地区生产总值增长5%。" for name in ("广东省", "甘肃省", "西藏自治区")
    }
    rows = extract_targets(pd.Series(texts))
    best = TargetIndex(rows).search("GDP growth Tibet 2026", 1)
    assert best.loc[0, "plan_id"] == "prov2026_西藏自治区"


def test_an_answer_is_told_in_the_language_of_the_question(monkeypatch) -> None:
    zh = CliRunner().invoke(main, ["find", "瞪羚企业", "--limit", "1"]).output
    assert zh.startswith("没有一行含有“瞪羚”，以下为最接近的各行：")
    en = CliRunner().invoke(main, ["find", "high-tech firms Henan 2025", "--limit", "1"]).output
    assert en.startswith(
        "High-tech enterprises (高新技術企業): more than 20,000 (by 2025)\n    in henan-2023"
    )
