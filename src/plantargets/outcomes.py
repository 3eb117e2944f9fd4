"""What reports say was achieved, beside the goals of the year before: both numbers with their words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.extraction import link_targets, to_table
from plantargets.indicators import link_indicator
from plantargets.language.period import Period
from plantargets.language.times import FIVE_YEAR
from plantargets.language.word_lists import WordLists
from plantargets.plans import Plan, to_simplified
from plantargets.targets.extract import read_results, read_targets
from plantargets.targets.target import Target

_WORDS = WordLists("plantargets.language", "outcome_words.toml")
_ESTIMATED = re.compile(_WORDS.any_word("estimated"))
_NO_NAME = re.compile(f"按{_WORDS.any_word('constant')}价格?|{_WORDS.any_word('no_name')}")
_DIGIT = "[0-9０-９一二三四五六七八九]"
_AMOUNT = re.compile(
    f"(?:^|[，。；、,;])([^，。；、,;]+?){_WORDS.any_word('amounts_to')}?{_DIGIT}[^，。；、,;]*元"
)
_HELD = re.compile(f"{_WORDS.any_word('held_at')}$")
_WITHIN = _WORDS.words("within")
_IN_SUM = re.compile(_WORDS.any_word("in_sum"))
_YEARS = "[两二三四五]"
# Heads of sentences that say of how many years a review speaks: 过去的五年…, “十四五”时期…, 刚刚过去的2025年…
_REVIEWS = re.compile(
    rf"(?:^|[。\n])(?:{_WORDS.any_word('addresses')}[,!:])?[^,。;\d\n]{{0,8}}?(?:(?P<many>{_WORDS.any_word('gone_by')}{_YEARS}年"
    rf"|{_YEARS}年{_WORDS.any_word('since')}|(?:{FIVE_YEAR.pattern})”?{_WORDS.any_word('time_of_plan')})"
    rf"|{_WORDS.any_word('one_year')}|(?<![到至])(?:19|20)\d\d年(?![底末前]))"
)
# What adds up over years, as a level or a share at their end does not.
_ADDED_UP = frozenset({"increment", "activity", "growth", "reduction", "capacity", "multiple"})
PAIR_COLUMNS = (
    "indicator_id", "year", "goal_report", "goal_indicator", "goal_min", "goal_max", "goal_comparator",
    "goal_quote", "goal_sentence", "goal_start", "outcome_report", "outcome_indicator", "outcome",
    "outcome_comparator", "unit", "estimated", "outcome_quote", "outcome_sentence", "outcome_start",
    "difference", "met",
)  # fmt: skip


def read_outcomes(plans: Iterable[Plan]) -> pd.DataFrame:
    r"""Return what reports say was achieved, one row for each number of their reviews.

    Returns
    -------
    pandas.DataFrame
        The columns of the target row, `period` the year that the number is of, and ``estimated``: whether the
        words call it preliminary (预计).

    Examples
    --------
    >>> from plantargets.plans import plan_from_text
    >>> text = "2026年政府工作报告\n一、2025年工作回顾\n预计地区生产总值增长5.4%。"
    >>> found = read_outcomes([plan_from_text(text, "a")])
    >>> found.loc[0, ["indicator_id", "quote", "period"]].tolist(), bool(found.loc[0, "estimated"])
    (['gdp_growth', '5.4%', 'by:2025'], True)
    """
    results = [result for plan in plans for result in linked_results(plan)]
    table = to_table(results)
    return table.assign(estimated=[is_estimated(result) for result in results])


def linked_results(plan: Plan) -> list[Target]:
    r"""Return what a report says was achieved, linked to the vocabulary, in the terms in which goals are set.

    A fall of what goals ask to grow is a negative growth; a value that was held (控制在3.3%) is that value,
    and no ceiling; words between a thing and its growth (按可比价格计算) are no name of it. What was added
    where a review speaks of several years (过去的五年，…城镇新增就业603.7万人) is of no single year.

    >>> from plantargets.plans import plan_from_text
    >>> report = "2026年政府工作报告\n一、2025年工作回顾\n固定资产投资下降3.3%。"
    >>> [(one.indicator_id, str(one.bound.value_min)) for one in linked_results(plan_from_text(report))]
    [('fixed_asset_investment_growth', '-3.3')]
    """
    results = _dated(plan, read_results(plan))
    found = link_targets(plan, [_plainly_held(plan, _named_before(one)) for one in results])
    return [_as_growth(one) for one in found]


def linked_goals(plan: Plan) -> list[Target]:
    """Return the targets of a report, linked to the vocabulary; a fall as in `linked_results`."""
    return [_as_growth(one) for one in link_targets(plan, read_targets(plan))]


def pair_goals(before: Sequence[Plan], after: Sequence[Plan]) -> pd.DataFrame:
    """Return the goals of reports beside what later reports say of the same year.

    Goal and outcome are paired where indicator, year, unit and scope agree. Of several statements of one side
    the first counts: the list of expected targets stands before the tasks, the summary before the details.

    Parameters
    ----------
    before, after
        The reports that set the goals, and those that tell the outcomes; a report may be in both.

    Returns
    -------
    pandas.DataFrame
        `PAIR_COLUMNS`, one row for each goal; the outcome is empty where no report tells it. ``met`` compares
        the number itself (以上 at least, 以内 at most, else at least), ``difference`` is outcome minus goal.

    Raises
    ------
    PlanTargetsError
        If no goal with an indicator of the vocabulary is found.
    """
    goals = _first([target for plan in before for target in linked_goals(plan)])
    outcomes = _first([result for plan in after for result in linked_results(plan)])
    if not goals:
        raise PlanTargetsError(
            "no goal whose indicator the vocabulary knows: expected reports that set goals for a year."
        )
    rows = [_pair(key, goal, outcomes.get(key)) for key, goal in goals.items()]
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS))


_Key = tuple[str, int, str, str]


def _first(targets: Iterable[Target]) -> dict[_Key, Target]:
    """Return the first target for each indicator, year, unit and scope."""
    found: dict[_Key, Target] = {}
    for target in targets:
        year, is_yearly = target.period.end_year, target.period.years in {None, 1}
        if target.indicator_id and year is not None and is_yearly:
            scope = to_simplified(target.scope.words)
            found.setdefault((target.indicator_id, year, target.unit, scope), target)
    return found


def _pair(key: _Key, goal: Target, outcome: Target | None) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(PAIR_COLUMNS, "")
    row |= {
        "indicator_id": key[0],
        "year": key[1],
        "unit": key[2],
        "goal_report": goal.plan_id,
        "goal_indicator": goal.indicator,
        "goal_min": goal.bound.value_min,
        "goal_max": goal.bound.value_max,
        "goal_comparator": goal.bound.comparator,
        "goal_quote": goal.quote,
        "goal_sentence": goal.sentence,
        "goal_start": goal.start,
    }
    if outcome is None:
        return row
    ceiling = goal.bound.is_ceiling
    value = outcome.bound.value_min if ceiling else outcome.bound.value_max
    difference = value - goal.bound.binding_value
    open_bound = outcome.bound.comparator in {"ge", "gt", "le", "lt"}
    met: object = difference <= 0 if ceiling else difference >= 0
    is_floor = outcome.bound.comparator in {"ge", "gt"}
    if open_bound and (met if is_floor == ceiling else not met):
        met = ""  # over 5 % says nothing of a goal of 6 %, and nothing of a ceiling of 6 %
    return row | {
        "outcome_report": outcome.plan_id,
        "outcome_indicator": outcome.indicator,
        "outcome": value,
        "outcome_comparator": outcome.bound.comparator,
        "estimated": is_estimated(outcome),
        "outcome_quote": outcome.quote,
        "outcome_sentence": outcome.sentence,
        "outcome_start": outcome.start,
        "difference": "" if open_bound else difference,
        "met": met,
    }


def _dated(plan: Plan, results: Iterable[Target]) -> Iterator[Target]:
    """Yield results; what was added up in a review of several years without the year that it is not of."""
    reviews = [(found.start(), found["many"] is not None) for found in _REVIEWS.finditer(plan.folded)]
    starts = [start for start, _ in reviews]
    for result in results:
        review = bisect_right(starts, result.start) - 1
        if review >= 0 and reviews[review][1] and _adds_up(plan, result):
            yield replace(result, period=Period(), period_basis="")
        else:
            yield result


def _adds_up(plan: Plan, result: Target) -> bool:
    """Whether a result is a sum or a rate over the years that its review speaks of."""
    if result.period_basis == "clause":
        return False
    before = plan.folded[max(result.start - len(result.sentence), 0) : result.start]
    return result.kind in _ADDED_UP or _IN_SUM.search(re.split("[,。;]", before)[-1]) is not None


def _named_before(result: Target) -> Target:
    """Return the result with the name that stands before its amount, where its own words are no name."""
    words = to_simplified(result.indicator)
    if not _NO_NAME.match(words):
        return result
    sentence = to_simplified(result.sentence)
    before = _AMOUNT.findall(sentence[: sentence.find(words)])
    return replace(result, indicator=before[-1]) if before else result


def _plainly_held(plan: Plan, result: Target) -> Target:
    """Return the result with the value that it was held at, unless it was held within it (3%以内)."""
    bound = result.bound
    after = plan.simplified[result.end : result.end + 2]
    if bound.comparator != "le" or bound.value_min != bound.value_max or after in _WITHIN:
        return result
    held = _HELD.search(plan.simplified[max(result.start - 6, 0) : result.start])
    return replace(result, bound=replace(bound, comparator="eq")) if held else result


def _as_growth(result: Target) -> Target:
    """Return a fall as a negative growth, where the vocabulary knows the growth of the thing and no fall."""
    bound = result.bound
    if result.kind != "reduction" or result.indicator_id or bound.comparator not in {"eq", "approx"}:
        return result
    grown = link_indicator(to_simplified(result.indicator), "growth", result.unit)
    if grown is None:
        return result
    fallen = replace(bound, value_min=-bound.value_max, value_max=-bound.value_min)
    return replace(result, kind="growth", indicator_id=grown, bound=fallen)


def is_estimated(result: Target) -> bool:
    """Whether the words around a result call it preliminary (预计)."""
    return _ESTIMATED.search(to_simplified(result.sentence)) is not None
