"""Read one number of a clause: is it a target, and what do the words around it say of it."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.period import Period
from plantargets.targets.judge.checks import Made, checks_of
from plantargets.targets.judge.kinds import Measured, kind_of
from plantargets.targets.judge.reasons import why_no_target
from plantargets.targets.read.base import baseline_of
from plantargets.targets.read.before import take_apart
from plantargets.targets.read.comparator import (
    NO_COMPARATOR,
    Bounded,
    Comparator,
    comparator_behind,
    comparator_of,
    turns_ratio,
)
from plantargets.targets.read.due import due_of, frequency_of, note_times
from plantargets.targets.read.front import Listed, comparator_in_front
from plantargets.targets.read.implicit import read_implicit
from plantargets.targets.read.noun import Phrases, Spans, read_phrases
from plantargets.targets.read.obligation import obligation_of
from plantargets.targets.read.pieces import (
    BREAK,
    NO_BASELINE,
    UNSAID,
    Base,
    Carried,
    Clause,
    Item,
    LeftOut,
    Outcome,
    Reading,
    Said,
)
from plantargets.targets.read.quantities import Quantity
from plantargets.targets.read.unitless import supply_unit
from plantargets.targets.target import Baseline

_WHOLE_YEAR = re.compile(any_of("whole_year"))
_OBLIGATION = f"(?:{any_of('obligation_binding')}|{any_of('obligation_anticipatory')})"
# What may stand behind a number without being the noun it counts: 5%|和…, 3年|左右, 100亿元|用于…
_NO_NOUN = re.compile(f"[{BREAK}(]|{any_of('no_noun')}|{any_of('obligation_link')}{_OBLIGATION}")
_CHANGES = frozenset({"growth", "reduction", "multiple", "increment"})
_RATES = frozenset({"growth", "reduction"})
_SHORTEST_SUBJECT = 2  # characters
_BREAKS_THROUGH = load_lexicon().lists["breaks_through"]
_BREAKTHROUGH = re.compile(any_of("breakthrough"))


def read_item(clause: Clause, index: int, start: int, thresholds: Spans, carried: Carried) -> Outcome:
    """Return the target of a quantity of a clause, or the reason why it is none.

    Parameters
    ----------
    clause, index
        The clause and which of its quantities.
    start
        Where the words of the quantity begin: behind the number before it.
    thresholds
        Spans before it that only say which things it counts.
    carried
        What the numbers and clauses before hand on; brought up to date.
    """
    quantity = clause.quantities[index]
    note_times(clause, start, quantity.start, carried)
    if quantity.flaw:
        return LeftOut(quantity, quantity.flaw)
    if quantity.unit is None and not quantity.unit_as_written and _continues_numbers(clause, quantity):
        return LeftOut(quantity, "number_in_list")
    item, noun_possible = _item(clause, index, start)
    if item.quantity.numeral_type == "implicit":
        return _implicit(item, carried)
    if item.quantity.unit is None:
        supplied = supply_unit(clause.text, item.quantity, item.left, item.tail)
        if supplied is None:
            return LeftOut(quantity, "without_unit")
        item = _with_quantity(item, supplied)
    reason = why_no_target(item)
    if reason:
        if reason == "past" and carried.subject is None and len(item.phrase) >= _SHORTEST_SUBJECT:
            carried.subject = item.left.phrase  # 企业2020年达到500家,力争2030年达到|1000家
        return LeftOut(quantity, reason)
    phrases = read_phrases(item, carried, thresholds, noun_possible)
    return _target(item, phrases, carried)


def _implicit(item: Item, carried: Carried) -> Outcome:
    reading = None if _shares_say_how_many(item) else read_implicit(item, carried)
    if reading is None:
        return LeftOut(item.quantity, "mere_word")
    baseline, base = _baseline(item, carried, (reading.kind, reading.period), shares=False)
    reading = reading._replace(baseline=baseline, words={**reading.words, "baseline": base})
    if reading.indicator and len(item.phrase) >= 2:  # 收入翻一番,达到|600亿元
        carried.subject, carried.indicator = reading.indicator[0], reading.indicator
    made = Made(item, reading, carried, measured=None, unit_supplied=False)
    return reading._replace(checks=checks_of(made))


def _shares_say_how_many(item: Item) -> bool:
    """Whether a share before 全覆盖 says of how many: 三分之一的县实现|全覆盖."""
    if item.number == 0 or item.dimension != "percent":
        return False
    before, text = item.clause.quantities[item.number - 1], item.clause.text
    if before.unit is None or before.unit.sort != "percent" or before.numeral_type == "implicit":
        return False
    _, tail = comparator_behind(text, before.end, item.clause.end)
    return text.startswith("的", tail)


def _continues_numbers(clause: Clause, quantity: Quantity) -> bool:
    """1、|2、|3: a bare number behind a sign has no verb of its own that could make it a target."""
    return quantity.numeral_type == "arabic" and clause.text[quantity.start - 1 : quantity.start] in BREAK


def _item(clause: Clause, index: int, start: int) -> tuple[Item, bool]:
    """Return the quantity with its words, and whether a noun may stand behind it."""
    text, quantity = clause.text, clause.quantities[index]
    comparator, tail = comparator_behind(text, quantity.end, clause.end)
    right = text[tail : clause.end]
    noun_possible = bool(right) and not _NO_NOUN.match(right)
    left = take_apart(clause, start, quantity, noun_possible)
    own, phrase = text[start : quantity.start], text[left.phrase[0] : left.phrase[1]]
    dimension = quantity.unit.sort if quantity.unit else ""
    begin = clause.sentence[0]
    since = text[max(begin, text.rfind(",", begin, quantity.start) + 1) : quantity.start]
    item = Item(clause, index, quantity, start, own, comparator, tail, right, left, phrase, dimension, since)
    return item, noun_possible


def _with_quantity(item: Item, quantity: Quantity) -> Item:
    """Return the item with a quantity that may reach further: the 年 of 年限达到15|年."""
    dimension = quantity.unit.sort if quantity.unit else ""
    if quantity.end == item.quantity.end:
        return item._replace(quantity=quantity, dimension=dimension)
    clause = item.clause
    comparator, tail = comparator_behind(clause.text, quantity.end, clause.end)
    return item._replace(
        quantity=quantity,
        dimension=dimension,
        comparator_behind=comparator,
        tail=tail,
        right=clause.text[tail : clause.end],
    )


def _target(item: Item, phrases: Phrases, carried: Carried) -> Reading:
    left = item.left
    shares_verb = item.continues_list and not item.phrase and not left.near_verb and not left.link
    link, link_word = _link(item, phrases, carried)
    before = comparator_in_front(Listed(item, carried, phrases.noun_behind, link, shares_verb))
    if _is_breakthrough(item, phrases):
        before, phrases = NO_COMPARATOR, phrases._replace(verb=_BREAKS_THROUGH[0])
    behind = Comparator(item.comparator_behind, "", item.quantity.end, item.tail)
    turns = item.dimension == "ratio" and not item.quantity.unit_as_written and turns_ratio(item.phrase)
    bound = comparator_of(Bounded(item.quantity, before, behind, link_word, left.link_at, turns))
    measured = Measured(item, phrases, link, link_word, carried.kind, carried.unit_name)
    kind, kind_rule = kind_of(measured)
    goes_on = not (left.first_verb or left.near_verb or left.link) and kind == carried.kind
    goes_on = goes_on and not _WHOLE_YEAR.match(item.since_comma)  # 每月检查1轮,全年不少于|12轮
    frequency = frequency_of(item) or (carried.was_frequency if goes_on else UNSAID)
    if kind not in _RATES and carried.kind in _RATES and _governs_rate(item, frequency):
        frequency = UNSAID  # 年均增长6%、占比|12%
    due = due_of(item, carried, frequency, kind, (link, link_word))
    own_modality = left.modality or (carried.item_modality if shares_verb else UNSAID)
    modality, obligation = own_modality or carried.modality, obligation_of(item)
    baseline, base = _baseline(item, carried, (kind, due.period), shares=shares_verb)
    reading = Reading(
        quantity=item.quantity,
        sentence=item.clause.sentence,
        indicator=phrases.indicator,
        comparator=bound.code,
        kind=kind,
        period=due.period,
        period_basis=due.basis,
        distribution="each" if carried.scope else "total",
        scope=carried.scope,
        modality=modality,
        qualifier=phrases.qualifier,
        obligation=obligation.word,
        baseline=baseline,
        verb=phrases.verb,
        rules={"comparator": bound.rule, "kind": kind_rule, "period": due.said.word},
        words={
            "comparator": Said(bound.code, (bound.begin, bound.end)),
            "kind": Said(link_word, left.link_at),
            "period": due.said,
            "modality": modality,
            "obligation": obligation,
            "baseline": base,
        },
    )
    supplied = item.quantity is not item.clause.quantities[item.number]
    if checks := checks_of(Made(item, reading, carried, measured, supplied)):
        reading = reading._replace(checks=checks)
    is_measured = bool(item.phrase) and kind == "share" and not phrases.noun_behind
    is_measured = is_measured or (carried.kind == "activity" != kind and not phrases.verb)
    carried.verb = phrases.verb or ("" if is_measured else carried.verb)  # 淘汰机组5台,占比80%,植树|100万株
    carried.link, carried.link_word = link, link_word
    carried.kind, carried.unit_name = kind, item.quantity.unit_name
    carried.item_modality = own_modality
    carried.was_frequency = Said(due.period.form, due.said.at) if due.period.is_repeated else UNSAID
    if phrases.indicator and (phrases.noun_behind or len(item.phrase) >= 2):
        carried.subject = phrases.indicator[-1 if phrases.noun_behind else 0]
        carried.indicator = phrases.indicator
    return reading


def _governs_rate(item: Item, frequency: Said) -> bool:
    """Whether 年均 stands with the growth before a number: 年均增长6%、|占比|12%."""
    if frequency.at is None or frequency.at[0] >= item.start:
        return False
    return item.clause.text.startswith("年均", frequency.at[0])


def _own_base(item: Item) -> Base | None:
    """Return the base before the number in its clause, unless another number stands between the two."""
    clause, start = item.clause, item.quantity.start
    base = clause.last_base(clause.start, start)
    if base is None or any(base.end <= quantity.start < start for quantity in clause.quantities):
        return None
    return base


def _baseline(
    item: Item, carried: Carried, target: tuple[str, Period], shares: bool
) -> tuple[Baseline, Said]:
    """Return the baseline of a number and its words: its own, shared in a list, or of a clause before."""
    kind, period = target
    base = _own_base(item)
    if base is None and shares:
        base = carried.own_base
    carried.own_base = base
    if base is None and kind in _CHANGES:
        base = carried.base
    if base is None:
        return NO_BASELINE, UNSAID
    found = baseline_of(base, item.quantity, period, item.clause.context.window)
    return found, Said(base.words, (base.start, base.end))


def _link(item: Item, phrases: Phrases, carried: Carried) -> tuple[str, str]:
    """Return the link verb, its own or the one before that it shares: 分别增长5%、|6%."""
    left = item.left
    shares = not phrases.noun_behind or (item.continues_list and not left.near_verb)
    own_verb = left.first_verb or left.near_verb
    passes = left.comparator == "gt" and not item.continues_list  # 年均增长6%,到2030年突破|400亿元
    if not item.phrase and not left.link and not own_verb and shares and not passes:
        return carried.link, carried.link_word
    return left.link, left.link_word


def _is_breakthrough(item: Item, phrases: Phrases) -> bool:
    """突破|10项关键技术: a verb, no comparator."""
    if item.left.comparator_word not in _BREAKS_THROUGH or item.dimension != "count":
        return False
    return phrases.noun_behind and _BREAKTHROUGH.search(item.right[:30]) is not None
