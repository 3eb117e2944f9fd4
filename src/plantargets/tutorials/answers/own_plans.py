"""Answers of lesson 5, a plan of one's own."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from plantargets.data import sha256
from plantargets.errors import PlanTargetsError
from plantargets.extraction import extract_targets
from plantargets.plans import PlanRecord, load_plans, load_register
from plantargets.tutorials.answers.shared import Answer
from plantargets.tutorials.material import (
    harder_plan_text,
    own_plan_text,
)


def own_sha256() -> Answer:
    """5.1: checksum of the student's own plan, whose text the lesson gives."""
    text = own_plan_text()
    return Answer(
        hashlib.sha256(text.encode()).hexdigest(),
        {
            "utf16": hashlib.sha256(text.encode("utf-16")).hexdigest(),
            "gb18030": hashlib.sha256(text.encode("gb18030")).hexdigest(),
            "crlf": hashlib.sha256(text.replace("\n", "\r\n").encode()).hexdigest(),
            "md5": hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
            "stripped": hashlib.sha256(text.strip().encode()).hexdigest(),
        },
    )


def own_record() -> Answer:
    """5.2: a row of the register that the register accepts."""
    return Answer(judge=_judge_record)


def own_targets() -> Answer:
    """5.3: the quotes of the targets of the student's own plan, by the guidelines."""
    return Answer(
        {"7%", "300家", "3家", "20个", "10%", "5—8家"},
        {
            "past": lambda members: bool(members & {"6.1%", "210家"}),
            "name": lambda members: bool(members & {"500强", "500"}),
            "threshold": lambda members: bool(members & {"10亿元"}),
            "parts": lambda members: bool(members & {"七大", "七", "七大行动"}),
            "date": lambda members: bool(members & {"10月底", "2024年", "2024年10月底"}),
            "comparator": lambda members: bool(members & {"7%以上", "20个左右", "突破300家"}),
            "half_range": lambda members: bool(members & {"8家", "5家"}),
            "unit": _without_unit("7", "300", "3", "20", "10"),
        },
    )


def own_lead_body() -> Answer:
    """5.4: the lead body of the target of energy use."""
    return Answer(
        "市工业和信息化局",
        {
            "star": "市工业和信息化局*",
            "all": "市工业和信息化局*;各县(市、区)",
            "support": "各县(市、区)",
            "other": "市发展改革委",
        },
    )


def harder_targets() -> Answer:
    """5.5: the quotes of the targets of the harder plan, by the guidelines."""
    return Answer(
        {"6%", "80家", "20个", "一半", "一成", "5家"},
        {
            "neighbour": lambda members: bool(members & {"500家"}),
            "unit": _without_unit("6", "80", "20", "5"),
            "comparator": lambda members: bool(members & {"6%以上", "一半以上"}),
            "words": lambda members: members == {"6%", "80家", "20个", "5家"},
        },
    )


def harder_recall() -> Answer:
    """5.6: recall of the rules on the harder plan, in per cent."""
    recall, precision, both = _harder_shares_pct()
    return Answer(recall, {"precision": precision, "count": both, "missed": 100 - recall}, 0.6)


def harder_precision() -> Answer:
    """5.7: precision of the rules on the harder plan, in per cent."""
    recall, precision, both = _harder_shares_pct()
    return Answer(precision, {"recall": recall, "count": both, "invented": 100 - precision}, 0.6)


def own_label() -> Answer:
    """5.8: what a user of Stata reads for the code gt."""
    return Answer("gt: more than", {"code": "gt", "meaning": "more than", "other": "ge: at least"})


def harder_checks() -> Answer:
    """5.9: the quotes of the rows of the harder plan that have a reason to be looked at."""
    rows = extract_targets(harder_plan_text())
    return Answer(
        set(rows.loc[rows["check"] != "", "quote"]),
        {
            "without": set(rows.loc[rows["check"] == "", "quote"]),
            "all": set(rows["quote"]),
            "codes": set(rows["check"]) - {""},
        },
    )


def _without_unit(*numbers: str) -> Callable[[set[str]], bool]:
    return lambda members: bool(members & set(numbers))


def _harder_shares_pct() -> tuple[float, float, int]:
    """Return recall and precision on the harder plan, in per cent, and how many quotes both have."""
    mine, found = harder_targets().right, set(extract_targets(harder_plan_text())["quote"])
    both = len(mine & found)
    return 100 * both / len(mine), 100 * both / len(found), both


def _judge_record(answer: object) -> tuple[str, str]:
    """Put the row into a register of its own and let the register judge it."""
    names = [one.name for one in dataclasses.fields(PlanRecord) if one.default is dataclasses.MISSING]
    if not isinstance(answer, Mapping):
        return "fields", ", ".join(names)
    if missing := [name for name in names if answer.get(name, ...) is ...]:
        return "field_empty", missing[0]
    with tempfile.TemporaryDirectory() as folder:
        plans = Path(folder) / "data" / "plans"
        plans.mkdir(parents=True)
        row = {one.name: _cell(answer.get(one.name, "")) for one in dataclasses.fields(PlanRecord)}
        pd.DataFrame([row]).to_csv(plans / "plans.csv", index=False)
        # a name that is none is the register's to refuse
        file = plans / (row["file"] if re.fullmatch(r"[\w-]+\.\w+", row["file"]) else "plan.txt")
        file.write_text(own_plan_text(), encoding="utf-8", newline="\n")
        try:
            record = load_register(folder)[0]
            if record.sha256 != sha256(file):
                return "checksum", ""
            load_plans("all", folder)
        except PlanTargetsError as error:
            return "refused", str(error).replace(folder, "").partition(": ")[2] or str(error)
        if (record.period_start_year, record.period_end_year) != (2024, 2026):
            return "period", ""
    return "right", ""


def _cell(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
