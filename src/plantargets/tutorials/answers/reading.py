"""Answers of lesson 1, reading a plan by hand and by program."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from plantargets.accuracy import load_gold
from plantargets.plans import Plan, load_plans
from plantargets.tutorials.answers.shared import Answer, targets_of
from plantargets.tutorials.material import (
    beside_readers,
)


def digits_in_goals() -> Answer:
    """1.1: runs of digits in the chapter of goals."""
    plan, (start, end) = _kaifeng(), _goals()
    goals = plan.text[start:end]
    return Answer(
        len(re.findall(r"\d+", goals)),
        {
            "digits": len(re.findall(r"\d", goals)),
            "whole_plan": len(re.findall(r"\d+", plan.text)),
            "decimals": len(re.findall(r"\d+[个家%次]", goals)),
        },
    )


def targets_by_hand() -> Answer:
    """1.2: which of the numbers a to f state a target."""
    return Answer(
        {"c", "e", "f"},
        {
            "document_number": _has("a"),
            "parts": _has("b"),
            "threshold": _has("d"),
            "range": lambda members: members == {"c", "e"},
        },
    )


def offset_of_quote() -> Answer:
    """1.3: where the quote 10% starts."""
    plan, (start, end) = _kaifeng(), _goals()
    right = plan.text.find("10%")
    return Answer(
        right,
        {
            "in_passage": plan.text[start:end].find("10%"),
            "end": right + len("10%"),
            "one_based": right + 1,
            "not_found": -1,
            "sentence": plan.text.rfind("力争", 0, right),
        },
    )


def row_by_hand() -> Answer:
    """1.4: the fields of the row of 10%."""
    row = _gold_row("10%")
    return Answer(
        {
            "value": float(row["value_min"]),
            "unit": row["unit"],
            "comparator": tuple(row["comparator"].split("|")),
            "kind": tuple(row["kind"].split("|")),
            "period": tuple(row["period"].split("|")),
            "modality": tuple(row["modality"].split("|")),
        }
    )


def targets_for_each() -> Answer:
    """1.5: how many targets hold for each member of their scope."""
    rows = targets_of("kaifeng-2020")
    return Answer(int((rows["distribution"] == "each").sum()), {"all": len(rows)})


def unsure_rows() -> Answer:
    """1.6: gold rows about which careful readers may differ."""
    unsure = load_gold(["kaifeng-2020"])["confidence"].astype(float) < 1
    return Answer(int(unsure.sum()), {"all": len(unsure), "sure": int((~unsure).sum())})


def agreement_with_readers() -> Answer:
    """1.7: share of the readers' rows with which the program agrees in every column compared, in per cent."""
    gold = load_gold(["kaifeng-2020"])
    beside = beside_readers(targets_of("kaifeng-2020"), gold)
    both = beside["found_by"] == "both"
    agreed = int(((beside["differs_in"] == "") & both).sum())
    share = 100 * agreed / len(gold)
    return Answer(share, {"count": agreed} if agreed != share else {}, 0.6)


@lru_cache(maxsize=1)
def _kaifeng() -> Plan:
    return load_plans("kaifeng-2020")[0]


def _goals() -> tuple[int, int]:
    section = next(section for section in _kaifeng().sections if section.title == "工作目标")
    return section.start, section.end


def _gold_row(quote: str) -> dict[str, str]:
    rows = load_gold(["kaifeng-2020"])
    return {str(k): str(v) for k, v in rows[rows["quote"] == quote].iloc[0].items()}


def _has(letter: str) -> Callable[[set[str]], bool]:
    return lambda members: letter in members
