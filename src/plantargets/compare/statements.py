"""A target read for comparison: its numbers as bounds, its period as years, its subject in plain words.

The other modules of this room work on these statements, so that each question about a row (what is the bound,
how many years, of what) is answered in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from plantargets.errors import PlanTargetsError
from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.package_tables import package_rows
from plantargets.plans.text import mainland_words, to_simplified
from plantargets.targets.target import Scope, Target

if TYPE_CHECKING:
    import pandas as pd

# Characters between a measure without a thing (年产值) and the thing named before it in the same sentence.
SENTENCE_REACH = 150
_NO_SUBJECT = re.compile(f"^{any_of('subject_lead')}+|{any_of('subject_tail')}+$")
_BESIDE_YEAR = re.compile(rf"[比较在](?:20\d\d年)?{any_of('upon_base')}?$|(?:到|至)?20\d\d年底?[,，]?")
_OFTEN = load_lexicon().lists["subject_often"]
_KEEPS_YEAR = load_lexicon().lists["keeps_year"]

_PLACE_ONLY = re.compile(r"[一-鿿]{1,5}(?:县|区|市|镇|乡)")
# 清河县|新增企业; of 城镇化率, 城乡居民 and 特色小镇 none is a place.
_LEADING_PLACE = re.compile(
    r"^(?![城乡村集][镇乡])([一-鿿]{1,4}?(?<!小)[县镇乡]|[一-鿿]{2,4}?(?<![园发社城景地学聚范能贸税])区)(?=[一-鿿]{2})(?![域块别位间级])"
)


@dataclass(frozen=True, slots=True)
class Statement(Target):
    """A target read for comparison: its words in simplified script, its years those of its plan.

    `subject` is what it is about, without the words that say nothing about it.
    """

    subject: str = ""


def stated_periods(records: Iterable[Any]) -> dict[str, tuple[int, int]]:
    """Return the first and last year of each plan of the register that states them."""
    return {
        record.plan_id: (record.period_start_year, record.period_end_year)
        for record in records
        if record.period_start_year is not None and record.period_end_year is not None
    }


def read_statements(
    targets: pd.DataFrame, plan_periods: Mapping[str, tuple[int, int]] | None = None
) -> tuple[Statement, ...]:
    """Read the rows of a target table.

    Parameters
    ----------
    targets
        Columns of the target row. Values may be text, numbers or decimals, so that a table read from CSV will
        do.
    plan_periods
        First and last year of each plan, for periods that name only their end (``by:2022``).

    Returns
    -------
    tuple of Statement
        In the order of plan and position.

    Raises
    ------
    PlanTargetsError
        If a column is missing, a value is no number, or a ``target_id`` stands twice.

    Examples
    --------
    >>> import pandas as pd
    >>> row = dict(plan_id="a", target_id="a-1", start=0, end=3, quote="17家", sentence="新增企业17家",
    ...            indicator="高新技术企业", value_min="17", value_max="17", unit="家", comparator="eq",
    ...            kind="increment", period="by:2022", distribution="total", scope="", modality="",
    ...            qualifier="")
    >>> statement = read_statements(pd.DataFrame([row]), {"a": (2020, 2022)})[0]
    >>> statement.subject, statement.period.years, statement.bound.allowed.high
    ('高新技术企业', 3, Decimal('17'))
    """
    return statements_of(map(Target.from_row, targets.to_dict(orient="records")), plan_periods)


def statements_of(
    targets: Iterable[Target], plan_periods: Mapping[str, tuple[int, int]] | None = None
) -> tuple[Statement, ...]:
    """Read targets, as `read_statements` reads the rows of a table.

    Raises
    ------
    PlanTargetsError
        If a `target_id` stands twice.
    """
    periods = plan_periods or {}
    read = sorted(targets, key=lambda t: (t.plan_id, t.start))
    seen: set[str] = set()
    statements: list[Statement] = []
    for target in read:
        if target.target_id in seen:
            raise PlanTargetsError(
                f"table of targets: target_id {target.target_id!r} stands twice. Each target must stand once."
            )
        seen.add(target.target_id)
        statements.append(_statement(target, periods.get(target.plan_id), statements))
    return tuple(statements)


def plain_subject(indicator: str) -> str:
    """Return what a target is about without the words that say nothing about it, in simplified characters.

    Examples
    --------
    >>> plain_subject("全市规上工业企业数量")
    '规模以上工业企业'
    """
    words = mainland_words(to_simplified(str(indicator)))
    words = re.sub(r"[“”\"'「」『』‘’《》\s…·的]", "", words)
    words = words.replace("（", "(").replace("）", ")")
    words = _NO_SUBJECT.sub("", words)
    words = _BESIDE_YEAR.sub("", words)
    for word, standard in sorted(same_things().items(), key=lambda pair: -len(pair[0])):
        if len(word) > len(standard) or standard not in words:
            words = words.replace(word, standard)
    verbs = sorted((w for role in VERB_ROLES[:5] for w in words_of(role)), key=len, reverse=True)
    changed = True
    while changed:
        changed = False
        for word in (*words_of("coverage"), *_OFTEN):
            if words.startswith(word) and len(words) > len(word) + 1 and words not in _KEEPS_YEAR:
                words, changed = words[len(word) :], True
        for word in verbs:
            if words.startswith(word) and len(words) > len(word) + 1:
                words, changed = words[len(word) :], True
        for word in words_of("counter"):
            if words.endswith(word) and len(words) > len(word) + 1:
                words, changed = words[: -len(word)], True
    return words


def is_measure(subject: str) -> bool:
    """Say whether a subject names a measure (年产值) without the thing measured."""
    return subject in words_of("measure")


@cache
def words_of(role: str) -> tuple[str, ...]:
    """Return the words of a role in ``subject_words.csv``."""
    return tuple(row["word"] for row in read_rules("subject_words.csv") if row["role"] == role)


VERB_ROLES = ("verb_new", "verb_build", "verb_attract", "verb_sign", "verb_exit", "verb_select", "verb_do")


@cache
def same_things() -> dict[str, str]:
    """Return the words that stand for the same thing, from ``same_things.csv``."""
    return {row["word"]: row["stands_for"] for row in read_rules("same_things.csv")}


def read_rules(name: str) -> list[dict[str, str]]:
    """Read one of the tables of rules of this room."""
    return package_rows("plantargets.compare", f"data/{name}")


def number_text(value: Decimal) -> str:
    """Write a number without trailing zeros and without an exponent.

    Examples
    --------
    >>> number_text(Decimal("30.00")), number_text(Decimal("23000"))
    ('30', '23,000')
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _statement(target: Target, plan_period: tuple[int, int] | None, before: Sequence[Statement]) -> Statement:
    indicator = mainland_words(to_simplified(target.indicator))
    scope = replace(target.scope, words=mainland_words(to_simplified(target.scope.words)))
    place = _LEADING_PLACE.match(indicator)
    if place and place[1] not in scope.words:
        # 东岭县新增企业: the place named with the thing counts, not one that an earlier clause was about.
        scope, indicator = Scope(place[1]), indicator[place.end() :]
    elif not scope.words and _PLACE_ONLY.fullmatch(indicator):
        scope = replace(scope, words=indicator)
    sentence = to_simplified(target.sentence)
    cells = {field.name: getattr(target, field.name) for field in fields(target)}
    cells |= {
        "sentence": sentence,
        "indicator": indicator,
        "scope": scope,
        "qualifier": mainland_words(to_simplified(target.qualifier)),
        "period": target.period.within(*plan_period) if plan_period else target.period,
    }
    return Statement(**cells, subject=_subject(target, indicator, sentence, before))


def _subject(target: Target, indicator: str, sentence: str, before: Sequence[Statement]) -> str:
    subject = plain_subject(indicator)
    if not is_measure(subject):
        return subject
    # 规模以上装备制造企业达到30家，年产值突破30亿元: the output is that of the firms named just before it.
    for s in reversed(before):
        if s.plan_id != target.plan_id or target.start - s.end >= SENTENCE_REACH:
            break
        if s.sentence[:8] == sentence[:8] and not is_measure(s.subject) and "·" not in s.subject:
            return f"{s.subject}·{subject}"
    return subject
