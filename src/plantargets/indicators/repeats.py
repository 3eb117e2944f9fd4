"""The same commitment stated twice in one plan, as in a text and its annex."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import combinations
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.indicators.linking import link_indicator
from plantargets.indicators.wording import leading_cuts, plain_words
from plantargets.indicators.words import any_word
from plantargets.language.period import Period
from plantargets.language.script import simplify

COLUMNS = ("plan_id", "target_id_a", "target_id_b", "start_a", "start_b", "differences")
_NEEDED = ("plan_id", "start", "indicator", "kind", "unit", "value_min", "value_max")
_COMPARED = ("comparator", "kind", "modality", "period", "distribution", "scope", "qualifier")
# Kinds that the same commitment may carry in two places, as its verb changes (建成30家, 达到30家).
_SAME_KINDS = frozenset(
    {
        frozenset({"level", "increment"}),
        frozenset({"increment", "activity"}),
        frozenset({"level", "capacity"}),
    }
)
_RATES = ("growth", "reduction")
_ADDED_UP = ("increment", "activity", "reduction")
_CONTRAST = re.compile(f"{any_word('contrast')}|第[一二三]{any_word('industry')}")
_MONEY = re.compile(rf"\d[\d.,]*[万亿千百]*(?:{any_word('dollar')}|元)")
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:[-—至](?:20)?\d\d年?)?|[一二三四五\d]年[内时]|每年|年均|年底")
_WORDS_NEARLY_SAME = 0.6
_LONGEST = 300  # characters of a cell that are compared


@dataclass(frozen=True)
class _Row:
    """What the rule looks at in one target row."""

    id: Any
    start: int
    sentence: str
    words: str
    indicator_id: str
    kind: str
    unit: str
    value: tuple[str, str]
    period: Period
    scope: str
    amounts: frozenset[str]
    cells: dict[str, str]


def link_repeats(targets: pd.DataFrame, id_column: str = "target_id") -> pd.DataFrame:
    """Return the pairs of target rows of one plan that state the same commitment twice.

    Two rows are the same commitment when unit and scope agree, the kinds are the same or differ only by the
    verb, and what is measured is the same: the same words, the same indicator of the vocabulary, or, where
    the vocabulary does not know the words, nearly the same. Nearly the same words need the same value and
    period. The same words may differ in value only where period, kind and qualifier agree, so that milestones
    (到2023年100家, 到2025年200家), a yearly and a total count, or a rate for one year and one for five, are
    not taken for repetitions.

    Parameters
    ----------
    targets
        Target rows with ``plan_id, start, indicator, kind, unit, value_min, value_max``; where present,
        ``sentence, comparator, modality, period, distribution, scope, qualifier, indicator_id`` are used.
    id_column
        The column that identifies a row within its plan.

    Returns
    -------
    DataFrame
        Columns ``plan_id, target_id_a, target_id_b, start_a, start_b, differences`` in the order of the text;
        the last reads ``modality: none -> 力争; comparator: eq -> gt`` and is empty where nothing differs.

    Raises
    ------
    PlanTargetsError
        If a column is missing or an id is used twice in a plan.
    """
    missing = [column for column in (*_NEEDED, id_column) if column not in targets.columns]
    if missing:
        raise PlanTargetsError(
            f"targets: missing the columns {', '.join(missing)}; expected rows of extract_targets"
        )
    twice = targets.duplicated(["plan_id", id_column])
    if twice.any():
        raise PlanTargetsError(
            f"targets: {id_column} {targets.loc[twice, id_column].iloc[0]!r} stands twice in one plan; "
            "give id_column a column that identifies the rows"
        )
    found = []
    for plan_id, plan in targets.groupby("plan_id", sort=False):
        rows = sorted(
            (_row(cells, id_column) for cells in plan.to_dict("records")), key=lambda row: row.start
        )
        for one, other in _pairs(rows):
            found.append((plan_id, one.id, other.id, one.start, other.start, _differences(one, other)))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _row(cells: dict[Any, Any], id_column: str) -> _Row:
    text = {str(column): _text(value) for column, value in cells.items()}
    indicator, qualifier, scope = (
        _simplified(text.get(column, "")[:_LONGEST]) for column in ("indicator", "qualifier", "scope")
    )
    words = plain_words(indicator)
    # The shortest name that remains when verbs, places and lists of examples are dropped.
    words = min((words[start:] for start, instead in leading_cuts(words) if not instead), key=len)
    linked = (
        text.get("indicator_id") or link_indicator(indicator, text["kind"], text["unit"], qualifier) or ""
    )
    return _Row(
        id=cells[id_column],
        start=int(cells["start"]),
        sentence=text.get("sentence", ""),
        words=re.sub(f"{any_word('counting_noun')}$", "", words),
        indicator_id=re.sub(r"_new$", "", linked),
        kind=text["kind"],
        unit=text["unit"],
        value=(_number(text["value_min"]), _number(text["value_max"])),
        period=Period.parse(text.get("period", "")),
        scope=plain_words(scope),
        amounts=frozenset(_MONEY.findall(_plain_amounts(qualifier))),
        cells=text,
    )


def _plain_amounts(qualifier: str) -> str:
    """Return a qualifier without thousands separators and spaces, so that its amounts can be compared."""
    return re.sub(r"(?<=\d)[,，\s](?=\d)", "", qualifier)


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()  # noqa: PLR0124 (NaN)


def _number(text: str) -> str:
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


@lru_cache(maxsize=4096)
def _simplified(text: str) -> str:
    return simplify(text)


def _pairs(rows: list[_Row]) -> list[tuple[_Row, _Row]]:
    """Return the pairs that state the same commitment, in the order of the text."""
    # Only rows of one unit that share the value or the words can be the same; others need not be tried.
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        groups["value", row.unit, *row.value].append(at)
        groups["words", row.unit, row.words].append(at)
    candidates = {pair for group in groups.values() for pair in combinations(group, 2)}
    return [(rows[a], rows[b]) for a, b in sorted(candidates) if _same_commitment(rows[a], rows[b])]


def _same_commitment(one: _Row, other: _Row) -> bool:
    """Return whether two rows of the same unit, `one` before `other`, state one commitment."""
    in_one_sentence = one.sentence == other.sentence and other.start - one.start < len(one.sentence)
    kinds_agree = one.kind == other.kind or frozenset({one.kind, other.kind}) in _SAME_KINDS
    periods_agree = one.period == other.period or not one.period or not other.period
    scopes_agree = one.scope == other.scope or not one.scope or not other.scope
    rates_of_other_years = one.kind in _RATES and one.unit == "%" and not periods_agree
    if in_one_sentence or not kinds_agree or not scopes_agree or rates_of_other_years:
        return False
    if one.value != other.value:
        return periods_agree and _restated_exactly(one, other)
    if one.words == other.words:
        return one.amounts == other.amounts or not one.amounts or not other.amounts
    return _restated_in_other_words(one, other, periods_agree)


def _restated_exactly(one: _Row, other: _Row) -> bool:
    """Return whether all but the value agrees."""
    same_qualifier = one.cells.get("qualifier", "") == other.cells.get("qualifier", "")
    return same_qualifier and (one.words, one.kind, one.scope) == (other.words, other.kind, other.scope)


def _restated_in_other_words(one: _Row, other: _Row, periods_agree: bool) -> bool:
    """Return whether two rows of the same value, worded differently, are about the same thing."""
    repeated = {row.period.is_repeated for row in (one, other)}
    if one.amounts != other.amounts or one.scope != other.scope:
        return False
    if not (periods_agree or one.period.end_year == other.period.end_year) or (
        one.kind in _ADDED_UP and len(repeated) > 1
    ):
        return False
    if one.indicator_id or other.indicator_id:
        return one.indicator_id == other.indicator_id
    return _alike(one.words, other.words) >= _WORDS_NEARLY_SAME


def _alike(one: str, other: str) -> float:
    """Return the share of character pairs in common (Dice 1945), or 0 where the wordings contrast."""
    if set(_CONTRAST.findall(one)) != set(_CONTRAST.findall(other)):
        return 0.0
    a, b = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def _differences(one: _Row, other: _Row) -> str:
    told: list[tuple[str, str, str]] = []
    if one.words != other.words:
        told.append(("indicator", one.cells["indicator"], other.cells["indicator"]))
    if one.value != other.value:
        told.append(("value", "-".join(dict.fromkeys(one.value)), "-".join(dict.fromkeys(other.value))))
    told += [
        (column, one.cells.get(column, ""), other.cells.get(column, ""))
        for column in _COMPARED
        if one.cells.get(column, "") != other.cells.get(column, "")
    ]
    years = [" ".join(_YEAR.findall(row.sentence)) for row in (one, other)]
    if years[0] != years[1]:
        told.append(("time in the sentence", years[0], years[1]))
    return "; ".join(f"{field}: {before or 'none'} -> {after or 'none'}" for field, before, after in told)
