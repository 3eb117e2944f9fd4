"""The right answers of the exercises, and the wrong ones that tell what was done, computed from the data."""

from __future__ import annotations

import dataclasses
import hashlib
import math
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plantargets.accuracy import load_gold
from plantargets.compare import firmness_by_plan
from plantargets.data import sha256
from plantargets.errors import PlanTargetsError
from plantargets.extraction import extract_targets
from plantargets.growth import (
    decompose_gap,
    forecast_distribution,
    load_goals,
    load_series,
    required_growth_pct,
    required_path,
    share_met,
)
from plantargets.plans import Plan, PlanRecord, load_plans, load_register
from plantargets.tutorials.material import (
    COVERAGE_HORIZON,
    beside_readers,
    coverage_pct,
    harder_plan_text,
    own_plan_text,
    simulated_histories,
    table_plan_text,
    textbook_interval,
)

REGION, SERIES = "河南省", "industrial_value_added"
TARGET_CNY_100M, TARGET_YEAR, BASE_YEAR = 23000.0, 2025, 2022
LOCAL_TREND_TARGET = 66000.0
HALF_A_POINT = 0.5


@dataclass(frozen=True)
class Answer:
    """What is right, and what each known mistake gives.

    Attributes
    ----------
    right
        A number, a text, a set, or a mapping of fields; a tuple as field holds alternatives.
    mistakes
        Name of a hint to the wrong answer, or for sets to a test of the folded members; the first that fits.
    tolerance
        Absolute, for numbers.
    judge
        For answers that no list of values can hold: returns the name of the hint (``right`` where none is
        needed) and a detail for it.
    """

    right: Any = None
    mistakes: Mapping[str, Any] = field(default_factory=dict)
    tolerance: float = 0.0
    judge: Callable[[object], tuple[str, str]] | None = None


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
    rows = _targets("kaifeng-2020")
    return Answer(int((rows["distribution"] == "each").sum()), {"all": len(rows)})


def unsure_rows() -> Answer:
    """1.6: gold rows about which careful readers may differ."""
    unsure = load_gold(["kaifeng-2020"])["confidence"].astype(float) < 1
    return Answer(int(unsure.sum()), {"all": len(unsure), "sure": int((~unsure).sum())})


def agreement_with_readers() -> Answer:
    """1.7: share of the readers' rows with which the program agrees in every column compared, in per cent."""
    gold = load_gold(["kaifeng-2020"])
    beside = beside_readers(_targets("kaifeng-2020"), gold)
    both = beside["found_by"] == "both"
    agreed = int(((beside["differs_in"] == "") & both).sum())
    share = 100 * agreed / len(gold)
    return Answer(share, {"count": agreed} if agreed != share else {}, 0.6)


def share_with_firmness() -> Answer:
    """2.1: share of Dengfeng's targets with a word of firmness, in per cent."""
    dengfeng, henan = _targets("dengfeng-2020"), _targets("henan-2023")
    share = _pct(dengfeng["modality"] != "")
    return Answer(
        share,
        {
            "count": int((dengfeng["modality"] != "").sum()),
            "other_plan": _pct(henan["modality"] != ""),
            "complement": 100 - share,
        },
        0.06,
    )


def shared_indicators() -> Answer:
    """2.2: indicators that both plans set targets for."""
    one, other = (set(_targets(p)["indicator_id"]) for p in ("dengfeng-2020", "henan-2023"))
    both = (one & other) - {""}
    return Answer(
        both,
        {
            "empty": both | {""},
            "union": (one | other),
            "union_known": (one | other) - {""},
        },
    )


def green_factories_promised() -> Answer:
    """2.3: green factories and parks that Dengfeng promises, the annex not counted again."""
    rows = _targets("dengfeng-2020").query("indicator_id == 'green_factories_parks_new'")
    values = rows["value_max"].astype(float)
    return Answer(values.max(), {"twice": values.sum(), "rows": len(values)} if len(values) > 1 else {})


def green_factories_ratio() -> Answer:
    """2.4: how many times Dengfeng's yearly number Henan's is."""
    one, other = (
        float(
            _targets(p).query("indicator_id == 'green_factories_parks_new'")["value_max"].astype(float).max()
        )
        for p in ("dengfeng-2020", "henan-2023")
    )
    return Answer(
        (other / 3) / (one / 3),
        {
            "gaps": (other / 2) / (one / 3),
            "inverse": one / other,
            "difference": other / 3 - one / 3,
            "twice": other / (2 * one),
        },
        0.05,
    )


def reading_of_firmness() -> Answer:
    """2.5: how far the share of firm wording in Henan's plan moves with the reading, in percentage points."""
    scores = firmness_by_plan(_targets("henan-2023"))
    firm = scores[scores["score"] == "firm"].set_index("reading")["share_pct"].astype(float)
    low, high = float(firm["soft_reading"]), float(firm["firm_reading"])
    return Answer(
        high - low,
        {"ratio": high / low, "relative": 100 * (high / low - 1), "one_reading": high, "other_reading": low},
        0.11,
    )


def meaning_of_more() -> Answer:
    """2.6: what follows from the number of targets."""
    return Answer("c", {"ambition": "a", "firm": "b", "size": "d"})


def growth_first_published() -> Answer:
    """3.1: growth a year from the first published value of 2022, in per cent."""
    base, revised = _base("communique"), _base("revised_5th_census")
    return Answer(
        required_growth_pct(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR),
        _growth_mistakes(base) | {"other_vintage": _growth(revised, 3)},
        0.051,
    )


def growth_revised() -> Answer:
    """3.2: growth a year from the revised value of 2022, in per cent."""
    base, published = _base("revised_5th_census"), _base("communique")
    return Answer(
        required_growth_pct(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR),
        _growth_mistakes(base) | {"other_vintage": _growth(published, 3)},
        0.051,
    )


def milestone() -> Answer:
    """3.3: the milestone of 2024 on the path of constant growth from the first published value."""
    base = _base("communique")
    path = required_path(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR)
    equal = required_path(base, TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR, "equal_increments")
    revised = required_path(_base("revised_5th_census"), TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR)
    return Answer(
        float(path[2024]),
        {
            "equal_increments": equal[2024],
            "other_year": path[2023],
            "other_vintage": revised[2024],
            "observed": _series("revised_5th_census").at(2024).value,
        },
        6.0,
    )


def share_of_revision() -> Answer:
    """3.4: how much of the gap in 2024 comes from the revision of the base, in per cent."""
    gap = decompose_gap(
        _series("communique"), _series("revised_5th_census"), TARGET_CNY_100M, BASE_YEAR, TARGET_YEAR
    )
    return Answer(
        gap.revision_share_pct,
        {"from_growth": 100 - gap.revision_share_pct, "amount": gap.from_revision, "gap": gap.gap},
        0.51,
    )


def chained_fall() -> Answer:
    """3.5: what the fall from 19,593 (first published, 2022) to 17,610 (revised, 2023) means."""
    return Answer("b", {"shrank": "a", "prices": "c", "typing": "d"})


def growth_of_last_year() -> Answer:
    """3.6: growth needed in 2025 alone, from the revised value of 2024, in per cent."""
    latest = _series("revised_5th_census").at(2024).value
    return Answer(
        100 * (TARGET_CNY_100M / latest - 1),
        {
            "divided": 100 * (TARGET_CNY_100M / latest - 1) / 3,
            "of_target": 100 * (1 - latest / TARGET_CNY_100M),
            "amount": TARGET_CNY_100M - latest,
        },
        0.051,
    )


def textbook_coverage() -> Answer:
    """4.1: coverage of the textbook's 95 % interval on short histories, in per cent."""
    coverage = coverage_pct(textbook_interval)
    hidden = COVERAGE_HORIZON
    return Answer(
        coverage,
        {
            "leak_or_one_year": _hit_rate(0, hidden, -1),  # one year ahead happens to give the same number
            "four_years": _hit_rate(hidden, hidden + 1, -1),
            "hidden_two": _hit_rate(hidden - 1, hidden, -1),
            "hidden_four": _hit_rate(hidden + 1, hidden, -1),
            "year_before": _hit_rate(hidden, hidden, -2),
            "nominal": 95.0,
            "missed": 100 - coverage,
        },
        0.13,
    )


def error_of_coverage() -> Answer:
    """4.2: standard error of a coverage of 80 % from 400 histories, in percentage points."""
    return Answer(
        standard_error(80, 400),
        {
            "variance": 80 * 20 / 400,
            "no_n": math.sqrt(80 * 20),
            "interval": 1.96 * standard_error(80, 400),
            "wrong_p": standard_error(95, 400),
        },
        0.02,
    )


def histories_needed() -> Answer:
    """4.3: histories for a standard error of one point at 95 %."""
    return Answer(
        475,
        {"interval": 95 * 5 * 1.96**2, "wrong_p": 1600, "half": 2500, "sqrt": math.sqrt(475)},
        1.0,
    )


def length_that_helps() -> Answer:
    """4.4: what makes the textbook's interval cover."""
    return Answer("b", {"more_runs": "a", "wider": "c", "nothing": "d"})


def chance_of_target() -> Answer:
    """4.5: chance, as known in 2022 from the revised values, that the target is reached; in per cent."""
    seen = _series("revised_5th_census").until(BASE_YEAR).values  # noqa: PD011
    chance = 100 * forecast_distribution(seen, 3).chance_at_least(TARGET_YEAR, TARGET_CNY_100M)
    later = _series("revised_5th_census").values  # noqa: PD011
    now = 100 * forecast_distribution(later, 1).chance_at_least(TARGET_YEAR, TARGET_CNY_100M)
    return Answer(chance, {"complement": 100 - chance, "later": now}, 0.06)


def meaning_of_interval() -> Answer:
    """4.6: what a 95 % interval promises."""
    return Answer("d", {"this_one": "a", "values": "b", "certain": "c"})


def chance_of_local_trend() -> Answer:
    """4.7: chance by a local linear trend of statsmodels that GDP of 2025 is at least 66000; in per cent."""
    from scipy.stats import norm  # noqa: PLC0415 - in the extra [notebooks], as statsmodels is
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # noqa: PLC0415

    seen = load_series(REGION, "gdp", "revised_5th_census").until(BASE_YEAR).values  # noqa: PD011
    model = UnobservedComponents(np.log(seen.to_numpy()), level="local linear trend")
    ahead = model.fit(disp=False).get_forecast(TARGET_YEAR - BASE_YEAR)
    mean, error = ahead.predicted_mean[-1], ahead.se_mean[-1]
    chance = 100 * float(norm.sf(math.log(LOCAL_TREND_TARGET), mean, error))
    return Answer(
        chance,
        {
            "complement": 100 - chance,
            "no_logarithm": 100 * float(norm.sf(LOCAL_TREND_TARGET, mean, error)),
            "calibrated": 100
            * forecast_distribution(seen, 3).chance_at_least(TARGET_YEAR, LOCAL_TREND_TARGET),
        },
        0.5,
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


def national_goals_met() -> Answer:
    """6.1: goals of the nation for GDP that were met."""
    goals = _gdp_goals("nation")
    reached, said_so = goals["outcome"] >= goals["goal_min"], goals["outcome_comparator"] == "met"
    known = goals["outcome"].notna() | said_so
    met = int((reached | said_so).sum())
    return Answer(
        met,
        {
            "all": len(goals),
            "known": int(known.sum()),
            "room": int(goals["met_with_room"].sum()),
            "said": int(reached.sum()),
            "above_only": int(((goals["outcome"] > goals["goal_min"]) | said_so).sum()),
            "above_and_said": int((goals["outcome"] > goals["goal_min"]).sum()),
            "upper_end": int(((goals["outcome"] >= goals["goal_max"]) | said_so).sum()),
            "missed": int(known.sum()) - met,
            "silent": len(goals) - met,
        },
    )


def reading_of_about() -> Answer:
    """6.2: how far the share of the provinces' goals with 左右 that were met moves with the reading."""
    provinces, nation = _gdp_goals("province"), _gdp_goals("nation")
    own, about = (goals[goals["goal_comparator"] == "approx"] for goals in (provinces, nation))
    known = own[own["met"].notna()]
    strict, with_room = _pct(known["met"]), _pct(known["met_with_room"])
    return Answer(
        with_room - strict,
        {
            "count": int(known["met_with_room"].sum() - known["met"].sum()),
            "ratio": with_room / strict,
            "relative": 100 * (with_room / strict - 1),
            "strict": strict,
            "with_room": with_room,
            "nation": _gain_by_room(about),
            "both": _gain_by_room(pd.concat([own, about])),
            "ranges": _gain_by_room(provinces[provinces["wording"] == "soft"]),
            "all_wordings": _gain_by_room(provinces),
        },
        0.11,
    )


def share_near_the_goal() -> Answer:
    """6.3: share of the GDP goals whose outcome is within half a point of the goal, in per cent."""
    rows = pd.concat([_gdp_goals("nation"), _gdp_goals("province")])
    known = rows["difference"].dropna()
    near = known.abs() <= HALF_A_POINT
    return Answer(
        _pct(near),
        {
            "count": int(near.sum()),
            "all_rows": 100 * float(near.sum()) / len(rows),
            "two_bars": _pct((known >= -HALF_A_POINT) & (known < HALF_A_POINT)),
            "above_only": _pct(near & (known >= 0)),
            "signed": _pct(known <= HALF_A_POINT),
            "strict_or_complement": _pct(known.abs() < HALF_A_POINT),
            "provinces": _pct(_gdp_goals("province")["difference"].dropna().abs() <= HALF_A_POINT),
            "nation": _pct(_gdp_goals("nation")["difference"].dropna().abs() <= HALF_A_POINT),
        },
        0.06,
    )


def width_by_years() -> Answer:
    """6.4: how many times as wide the provinces' interval is by years as with every goal by itself."""
    by_years, naive = _widths("province")
    nation_by_years, nation_naive = _widths("nation")
    return Answer(
        by_years / naive,
        {
            "inverse": naive / by_years,
            "difference": 100 * (by_years - naive),
            "difference_of_shares": by_years - naive,
            "half": 2 * by_years / naive,
            "relative": 100 * (by_years / naive - 1),
            "nation": nation_by_years / nation_naive,
        },
        0.04,  # Wilson's interval is a little narrower
    )


def meaning_of_base_rate() -> Answer:
    """6.5: why the nation's share tells nothing of the provinces."""
    return Answer("c", {"same": "a", "few": "b", "reading": "d"})


def table_targets() -> Answer:
    """7.1: which cells of the indicator table state a target."""
    return Answer(
        {"b", "c", "d", "f"},
        {
            "baseline": lambda members: bool(members & {"a", "e"}),
            "growth": {"b", "d", "f"},
            "cumulative": {"b", "c"},
            "binding": {"f"},
        },
    )


def table_row_by_hand() -> Answer:
    """7.2: the fields of the row of 85, whose baseline a note dates."""
    return Answer(
        {
            "value": 85.0,
            "unit": "%",
            "kind": "share",
            "period": "by:2027",
            "obligation": "binding",
            "baseline_value": 78.0,
            "baseline_period": 2023.0,
        }
    )


def total_without_parts() -> Answer:
    """7.3: how far the parts of the table of districts fall short of its total, in green factories."""
    text = table_plan_text()
    rows = extract_targets(text)
    shared = rows[(rows["start"] > text.find("表2 ")) & (rows["period"] == "by:2027")]
    values = shared["value_max"].astype(float)
    total, parts = float(values[shared["scope"] == ""].sum()), float(values[shared["scope"] != ""].sum())
    return Answer(total - parts, {"sum": parts, "total": total, "twice": total + parts, "other_year": 0.0})


def misread_quote() -> Answer:
    """7.4: the quote of the row whose period a note of the table contradicts."""
    return Answer("60", {"brackets": "〔60〕", "other": "45", "star": "85"})


def corrected_period() -> Answer:
    """7.5: the period of that row after its correction."""
    return Answer(
        "during:2021-2027",
        {
            "uncorrected": "during:2025-2027",
            "by": "by:2027",
            "annual": "annual:2021-2027",
            "five_years": "during:2021-2025",
            "plan_years": "during:2021-2023",
        },
    )


ANSWERS: dict[str, Callable[[], Answer]] = {
    "1.1": digits_in_goals,
    "1.2": targets_by_hand,
    "1.3": offset_of_quote,
    "1.4": row_by_hand,
    "1.5": targets_for_each,
    "1.6": unsure_rows,
    "1.7": agreement_with_readers,
    "2.1": share_with_firmness,
    "2.2": shared_indicators,
    "2.3": green_factories_promised,
    "2.4": green_factories_ratio,
    "2.5": reading_of_firmness,
    "2.6": meaning_of_more,
    "3.1": growth_first_published,
    "3.2": growth_revised,
    "3.3": milestone,
    "3.4": share_of_revision,
    "3.5": chained_fall,
    "3.6": growth_of_last_year,
    "4.1": textbook_coverage,
    "4.2": error_of_coverage,
    "4.3": histories_needed,
    "4.4": length_that_helps,
    "4.5": chance_of_target,
    "4.6": meaning_of_interval,
    "4.7": chance_of_local_trend,
    "5.1": own_sha256,
    "5.2": own_record,
    "5.3": own_targets,
    "5.4": own_lead_body,
    "5.5": harder_targets,
    "5.6": harder_recall,
    "5.7": harder_precision,
    "5.8": own_label,
    "5.9": harder_checks,
    "6.1": national_goals_met,
    "6.2": reading_of_about,
    "6.3": share_near_the_goal,
    "6.4": width_by_years,
    "6.5": meaning_of_base_rate,
    "7.1": table_targets,
    "7.2": table_row_by_hand,
    "7.3": total_without_parts,
    "7.4": misread_quote,
    "7.5": corrected_period,
}


def standard_error(coverage: float, histories: int = 400) -> float:
    """Return the standard error of a share, both in per cent."""
    return math.sqrt(coverage * (100 - coverage) / histories)


@lru_cache(maxsize=1)
def _kaifeng() -> Plan:
    return load_plans("kaifeng-2020")[0]


def _goals() -> tuple[int, int]:
    section = next(section for section in _kaifeng().sections if section.title == "工作目标")
    return section.start, section.end


@lru_cache(maxsize=4)
def _targets(plan_id: str) -> pd.DataFrame:
    return extract_targets(load_plans(plan_id))


def _gold_row(quote: str) -> dict[str, str]:
    rows = load_gold(["kaifeng-2020"])
    return {str(k): str(v) for k, v in rows[rows["quote"] == quote].iloc[0].items()}


def _has(letter: str) -> Callable[[set[str]], bool]:
    return lambda members: letter in members


def _without_unit(*numbers: str) -> Callable[[set[str]], bool]:
    return lambda members: bool(members & set(numbers))


def _harder_shares_pct() -> tuple[float, float, int]:
    """Return recall and precision on the harder plan, in per cent, and how many quotes both have."""
    mine, found = harder_targets().right, set(extract_targets(harder_plan_text())["quote"])
    both = len(mine & found)
    return 100 * both / len(mine), 100 * both / len(found), both


def _hit_rate(hidden: int, horizon: int, truth: int) -> float:
    """Return how often, in per cent, an interval made with a slip holds the value at `truth`."""
    hits = []
    for history in simulated_histories():
        low, high = textbook_interval(history.iloc[: len(history) - hidden], horizon)
        hits.append(bool(low <= history.iloc[truth] <= high))
    return _pct(pd.Series(hits))


def _pct(rows: pd.Series) -> float:
    return 100 * float(rows.mean())


def _series(vintage: str) -> Any:
    return load_series(REGION, SERIES, vintage)


def _base(vintage: str) -> float:
    return float(_series(vintage).at(BASE_YEAR).value)


def _growth(base: float, years: int) -> float:
    return 100 * ((TARGET_CNY_100M / base) ** (1 / years) - 1)


def _growth_mistakes(base: float) -> dict[str, float]:
    total = 100 * (TARGET_CNY_100M / base - 1)
    return {
        "total": total,
        "divided": total / 3,
        "four_years": _growth(base, 4),
        "two_years": _growth(base, 2),
        "amount": TARGET_CNY_100M - base,
        "logarithm": 100 * math.log(TARGET_CNY_100M / base) / 3,
        "minus_one": 100 * (TARGET_CNY_100M / base) ** (1 / 3),
        "factor": (TARGET_CNY_100M / base) ** (1 / 3),
        "brackets": 100 * (TARGET_CNY_100M / base / 3 - 1),
    }


@lru_cache(maxsize=1)
def _goals_of_reports() -> pd.DataFrame:
    return load_goals()


def _gdp_goals(level: str) -> pd.DataFrame:
    goals = _goals_of_reports()
    return goals[(goals["series_id"] == "gdp_growth") & (goals["level"] == level)]


def _gain_by_room(goals: pd.DataFrame) -> float:
    """Return by how many percentage points the share of goals met rises with room."""
    known = goals[goals["met"].notna()]
    return _pct(known["met_with_room"]) - _pct(known["met"])


def _widths(level: str) -> tuple[float, float]:
    """Return the widths of the intervals of the share of all goals met: by years, and naive."""
    goals = _goals_of_reports()
    every = goals[(goals["level"] == level) & goals["met"].notna()]
    found = share_met(every, ["level"]).iloc[0]
    share = float(found["share"])
    naive = 2 * 1.96 * math.sqrt(share * (1 - share) / len(every))
    return float(found["upper_95"] - found["lower_95"]), naive


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
