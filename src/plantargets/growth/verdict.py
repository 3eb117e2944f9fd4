"""The verdict on a target in one sentence: what is known of the outcome, else what each base asks for."""

from __future__ import annotations

import math

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.attainment import FROM_BELOW
from plantargets.growth.labels import amount_label
from plantargets.growth.paths import target_reached
from plantargets.growth.series import Series, vintage_label
from plantargets.growth.wording import say, say_share
from plantargets.prose import year_spans

BOUNDED = {"le": "at_most", "lt": "below"}  # how a target is told that is met from above
OUTCOME_COLUMNS = ["vintage", "year", "value", "reached"]


def outcomes(
    series: tuple[Series, ...], target: float, target_year: int, comparator: str = "ge"
) -> pd.DataFrame:
    """Return the values observed for the target year, one row per vintage, and whether each meets the target.

    Returns
    -------
    pandas.DataFrame
        ``vintage, year, value, reached``; ``reached`` is None where a lower bound falls short of the target
        or a rounded value is the target itself.
    """
    rows = [
        (line.vintage, one.year, one.value, _met(one.value, target, comparator, one.lower_bound, one.rounded))
        for line in series
        for one in line.observations
        if one.year == target_year
    ]
    return pd.DataFrame(rows, columns=OUTCOME_COLUMNS)


def target_status(found: pd.DataFrame) -> str:
    """Return what `outcomes` say: ``reached``, ``missed``, ``disputed``, ``cannot be told`` or ``open``."""
    if found.empty:
        return "open"
    told = {bool(one) for one in found["reached"] if one is not None}
    if not told:
        return "cannot be told"
    return "disputed" if len(told) > 1 else "reached" if told.pop() else "missed"


def verdict(
    cases: pd.DataFrame, quantity: str, language: str = "en", found: pd.DataFrame | None = None
) -> str:
    """Return the verdict in one sentence.

    Where the value of the target year is observed, the outcome comes first and the chance of the first case
    is history. A chance is told with its interval; where the provinces show fewer than three periods and no
    forecast is to be had, it says that it cannot be told.

    Parameters
    ----------
    cases
        Rows of `attainment_table`, in the order in which they are to be told.
    quantity
        What is measured and where, for the reader, such as ``河南省全部工业增加值``.
    found
        From `outcomes`.
    """
    if cases.empty:
        raise PlanTargetsError(
            "verdict: no case with a value before the target year, so nothing can be said."
        )
    first = cases.iloc[0]
    found = pd.DataFrame(columns=OUTCOME_COLUMNS) if found is None else found
    told = cases if found.empty else cases.head(1)
    clauses = [_clause(case, language) for _, case in told.iterrows()]
    shown = told[told["chance"].notna()]
    if len(shown) and not shown["tested"].all():
        clauses.append(say("untested", language))
    aim = amount_label(first["target"], first["unit"], language)
    parts = {
        "quantity": quantity,
        "aim": aim,
        "year": first["target_year"],
    }
    if found.empty:
        sentence = "goal" if first["comparator"] in FROM_BELOW else "goal_at_most"
        return say(sentence, language, clauses=say("join", language).join(clauses), **parts)
    clauses[0] = say("then", language, clause=clauses[0])
    status = target_status(found)
    sentence = "open_outcome" if status == "cannot be told" else status
    parts["aim"] = say(BOUNDED.get(first["comparator"], "reaching"), language, aim=aim)
    values = _values(found, str(first["unit"]), language)
    return say(sentence, language, values=values, clauses=say("join", language).join(clauses), **parts)


def _met(value: float, target: float, comparator: str, lower_bound: bool, rounded: bool) -> bool | None:
    met = target_reached(value, target, comparator)
    if lower_bound and (not met or comparator not in FROM_BELOW):
        return None
    return None if rounded and math.isclose(value, target) else met


def _values(found: pd.DataFrame, unit: str, language: str) -> str:
    values = [
        say(
            "outcome",
            language,
            value=amount_label(value, unit, language),
            year=year,
            vintage=vintage_label(vintage, language),
        )
        for vintage, year, value in zip(found["vintage"], found["year"], found["value"], strict=True)
    ]
    return say("list", language).join(values)


def _clause(case: pd.Series, language: str) -> str:
    told = {
        "vintage": vintage_label(case["vintage"], language),
        "base": amount_label(case["base"], case["unit"], language),
        "origin": case["origin"],
        "chance": _chance(case, language),
        "pace": say("in_one_year" if case["horizon"] == 1 else "a_year", language),
    }
    if case["reached_at_origin"]:
        return say("within" if case["comparator"] in BOUNDED else "held", language, **told)
    step = (case["target"] - case["base"]) / case["horizon"]
    if case["unit"] == "%":
        return say("points", language, points=step, **told)
    if math.isnan(case["required_growth_pct"]):
        return say("amount", language, amount=amount_label(step, case["unit"], language), **told)
    return say("growth", language, growth=case["required_growth_pct"], **told)


def _chance(case: pd.Series, language: str) -> str:
    if math.isnan(case["chance"]):
        if math.isnan(case["chance_reference"]):
            return say("unknown", language)
        return say(
            "one_period" if case["periods"] == 1 else "few_periods",
            language,
            count=case["periods"],
            periods=year_spans(case["period_names"], language),
            share=say_share(case["chance_reference"], language),
        )
    return say(
        "chance_to_hold" if case["reached_at_origin"] else "chance",
        language,
        chance=say_share(case["chance"], language),
        by=say(f"by_{case['method']}", language),
        low=say_share(case["chance_low"], language),
        high=say_share(case["chance_high"], language),
    )
