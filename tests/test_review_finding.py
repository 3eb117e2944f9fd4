"""Questions in words find the number: the first answer is right in at least nine of ten."""

import csv
import random
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from plantargets import extract_targets, load_plans, load_register
from plantargets.errors import PlanTargetsError
from plantargets.indicators import load_vocabulary
from plantargets.language.period import Period
from plantargets.review.finding import TargetIndex

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
