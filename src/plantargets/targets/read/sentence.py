"""Walk the sentences and clauses of a block and read their numbers in order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.times import YEAR, may_hold_time, time_at
from plantargets.targets.judge.checks import checks_of_list
from plantargets.targets.read.base import find_bases
from plantargets.targets.read.comparator import NO_COMPARATOR, comparator_behind, join_between
from plantargets.targets.read.dealt import deal_out, share_unit
from plantargets.targets.read.due import BEHIND, note_time, note_times
from plantargets.targets.read.number import read_item
from plantargets.targets.read.obligation import find_heads
from plantargets.targets.read.openers import is_noun_plan, opening_word
from plantargets.targets.read.pieces import (
    CLAUSE_END,
    UNSAID,
    Carried,
    Clause,
    Context,
    Due,
    Heads,
    LeftOut,
    Outcome,
    Reading,
    Said,
    Shared,
    Span,
)
from plantargets.targets.read.quantities import Quantity, find_quantities
from plantargets.targets.read.scope import find_scope, names_one_place, names_whole, scope_at
from plantargets.targets.read.thresholds import find_thresholds

# Plans hold no longer sentences; cutting there keeps the time linear on text without punctuation.
LONGEST_SENTENCE = 2000
# The sentence with most numbers has 13 in 144 reports and documents of 1.8 million characters, and a table of
# coordinates run together, without a stop, 21. A line that has more than four times as many is not read.
MOST_QUANTITIES = 4 * 21
# As many in a row that stand closer than a verb, a thing, a number with its unit and a sign have room for
# (新建园区2个。) are a table run together: in 140 reports the closest 40 in a row stand 15.7 apart.
CLOSEST_QUANTITIES = 7
LONGEST_NAME = 12  # of who has a part of a total
LONGEST_WORDS = 200  # before a number, since the number before it
_LABEL = re.compile(  # 三、 (二) 1. ① 一是 —
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[①-⑳]"
    r"|\d{1,2}\)|0\d(?![\d.年])"  # 5), 01
    "|[一二三四五六七八九十]{1,3}[是要]|[—·●◆■▪★☆▲△◇○◎►➢✓]{1,2})"
)
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}[是要]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}\)|\d{1,2}[、.](?!\d)|[①-⑳]|但是?(?!凡)"
)
_AIM_IS = re.compile(rf"{any_of('frame')}[是为]$")
_YEARS_IN_ALL = load_lexicon().lists["years_in_all"]
_AIMS = load_lexicon().lists["frame_modality"]
_STOCKS = load_lexicon().lists["stock_measure"]
_EACH_BODY = re.compile("每个|各[^,。;]{0,6}(?:县|市|区|乡|镇|村)")
_NEW_TOPIC = re.compile("[^,。;:\\d]{1,8}方面[,:]")  # 公路方面,…: the years of the railways do not hold
_DEADLINE = re.compile(rf"(?<!截)[到至]{YEAR}年[底末]?")
_SENTENCE_END = re.compile("[。;!?]")


def read_block(
    text: str, context: Context, label_end: int = 0, line_ends: Sequence[int] = ()
) -> list[Outcome]:
    """Return what became of each quantity of a compact block: a target, or the reason why it is none.

    Parameters
    ----------
    text
        The block in the form of `normal.compact`: simplified, folded, without white space.
    context
        What governs the block from above.
    label_end
        Where a number ends that is set apart from the words behind it.
    line_ends
        Where in the text lines of the plan end that were joined.
    """
    quantities = find_quantities(text)
    if not quantities:
        return []
    label = _LABEL.match(text)
    start = max(label.end() if label else 0, label_end)
    quantities = [q for q in share_unit(text, join_between(text, quantities)) if q.start >= start]
    if len(quantities) == 1 and _is_bare_number(text, quantities[0]):  # a line of a column of numbers
        return [LeftOut(quantities[0], quantities[0].flaw or "number_in_list")]
    sentences = list(_sentences(text, start, quantities, line_ends))
    left_out = _run_together(sentences) if len(quantities) > MOST_QUANTITIES else frozenset[Span]()
    read = [quantity for sentence, own in sentences if sentence not in left_out for quantity in own]
    bases, heads = (find_bases(text, read, context.window), find_heads(text)) if read else ((), Heads())
    outcomes: list[Outcome] = []
    due, years, carried = context.due, context.due, None
    for sentence, own in sentences:
        if sentence in left_out:
            outcomes.extend(LeftOut(quantity, "no_sentence") for quantity in own)
            carried = None
            continue
        if _NEW_TOPIC.match(text, *sentence):
            due = years = context.due
        before, carried = carried, Carried(due, context.modality)
        if not text.endswith(";", 0, sentence[0]):
            carried.handed_on = due
        elif before is not None:
            carried.earlier = before.subject, before.unit_name
        if before is not None and text.startswith("其中", sentence[0]):
            _continue(carried, before)
        elif context.shared is not None and _shares_out(text, sentence, own, context.shared):
            carried.verb, carried.kind, carried.unit_name, above = context.shared
            carried.due = carried.due if carried.due.period else above
        clause = Clause(text, *sentence, sentence, own, context, bases, heads)
        outcomes.extend(_read_sentence(clause, carried, follows=not own or own[-1] is not quantities[-1]))
        is_aside = text.startswith("其中", sentence[0])
        goes_on = text.startswith(";", sentence[1])
        years = _handed_on(years, carried, is_aside)  # 6月底前全面完成;…: behind a full stop it holds no more
        due = (carried.before_aside or carried.due) if goes_on else years
    return outcomes


def _is_bare_number(text: str, quantity: Quantity) -> bool:
    """Whether a number without a unit is all that a block holds: no word says what it is."""
    is_all = quantity.start == 0 and quantity.end == len(text)
    bare = quantity.unit is None and not quantity.unit_as_written and quantity.numeral_type == "arabic"
    return is_all and bare


def _handed_on(due: Due, carried: Carried, is_aside: bool) -> Due:
    """Return what holds for the sentences that follow: the year that this one opens with, or its only one."""
    if is_aside or not carried.named:
        return due
    last = max(named.period.end_year or 0 for named in carried.named)
    if carried.opening and (carried.opening.period.end_year or last) >= last:
        return carried.opening  # 2026年建成15个,2027年达到30个 opens nothing
    is_only = len({named[:2] for named in carried.named}) == 1 and not carried.says_this_year
    return carried.named[0] if is_only else due


def _sentences(
    text: str, start: int, quantities: list[Quantity], line_ends: Sequence[int]
) -> Iterator[tuple[Span, list[Quantity]]]:
    """Yield the sentences, up to the last with a quantity, each with its quantities.

    One that is longer than any is cut. A line with too many numbers to be one goes to its stop or end.
    """
    index, total = 0, len(quantities)
    while index < total:
        limit = min(start + LONGEST_SENTENCE, len(text))
        boundary = _SENTENCE_END.search(text, start, limit)
        end = boundary.start() if boundary else limit
        last = _behind(quantities, index, end)
        if last - index > MOST_QUANTITIES:
            place = bisect_right(line_ends, quantities[index].start)
            line_end = line_ends[place] if place < len(line_ends) else len(text)
            if quantities[index + MOST_QUANTITIES].start < line_end:
                boundary = _SENTENCE_END.search(text, end, line_end) if boundary is None else boundary
                end = boundary.start() if boundary and boundary.start() < line_end else line_end
                last = _behind(quantities, index, end)
            else:  # lines without a stop, such as a list: read in pieces of whole lines
                end = line_ends[bisect_right(line_ends, quantities[index + MOST_QUANTITIES].start) - 1]
                last = _behind(quantities, index, end)
            boundary = boundary if boundary and boundary.start() == end else None
        elif last > index:
            end = max(end, quantities[last - 1].end)
        yield (start, end), quantities[index:last]
        start, index = end + (boundary is not None), last


def _run_together(sentences: list[tuple[Span, list[Quantity]]]) -> frozenset[Span]:
    """Return what is no sentence: it has more numbers than any, or stands among more that are as close."""
    too_many = {sentence for sentence, own in sentences if len(own) > MOST_QUANTITIES}
    places = [
        (quantity.start, sentence, len(own))
        for sentence, own in sentences
        if sentence not in too_many
        for quantity in own
    ]
    free = 0  # numbers from here on are in no run yet
    for last in range(MOST_QUANTITIES, len(places)):
        first = last - MOST_QUANTITIES
        if places[last][0] - places[first][0] < MOST_QUANTITIES * CLOSEST_QUANTITIES:
            for _, sentence, count in places[max(first, free) : last + 1]:
                if sentence[1] - sentence[0] < count * CLOSEST_QUANTITIES:
                    too_many.add(sentence)
            free = last + 1
    return frozenset(too_many)


def _behind(quantities: list[Quantity], index: int, end: int) -> int:
    """Return the index of the first quantity from `index` on that begins at or behind `end`."""
    while index < len(quantities) and quantities[index].start < end:
        index += 1
    return index


def _continue(carried: Carried, before: Carried) -> None:
    """Let a sentence that opens with 其中 go on with what the one before spoke of."""
    carried.verb, carried.unit_name, carried.kind = before.verb, before.unit_name, before.kind
    carried.due, carried.modality, carried.subject = before.due, before.modality, before.subject


def _shares_out(text: str, sentence: Span, own: list[Quantity], shared: Shared) -> bool:
    """Whether a line names who has which part of a total: 甲市60万亩."""
    if not own or own[0].unit_name != shared.unit_name:
        return False
    name = text[sentence[0] : own[0].start]
    is_name = 0 < len(name) <= LONGEST_NAME and "," not in name and not name.endswith(_STOCKS)
    return is_name and not opening_word(name, 0, len(name))[0]


def what_is_shared(text: str, outcomes: list[Outcome]) -> Shared | None:
    """Return what a block hands on to the lines below it where it ends in a colon."""
    if not text.endswith(":"):
        return None
    first = next((outcome for outcome in outcomes if isinstance(outcome, Reading)), None)
    if first is None:
        return None
    due = Due(first.period, "heading", Said(first.rules.get("period", "")))
    return Shared(first.verb, first.kind, first.quantity.unit_name, due)


def _read_sentence(sentence: Clause, carried: Carried, follows: bool) -> list[Outcome]:
    """Read the clauses of a sentence; `follows` says whether one with a number comes behind it."""
    outcomes: list[Outcome] = []
    text, start, index = sentence.text, sentence.start, 0
    governing = sentence.context, sentence.bases, sentence.heads
    ends = [match.start() for match in CLAUSE_END.finditer(text, start, sentence.end)]
    for end in (*ends, sentence.end):
        if index == len(sentence.quantities) and not (follows and _hands_on(sentence, start)):
            break
        first = index
        while index < len(sentence.quantities) and sentence.quantities[index].start < end:
            index += 1
        if start < end:
            clause = Clause(text, start, end, sentence.sentence, sentence.quantities[first:index], *governing)
            is_first = not outcomes
            outcomes.extend(_read_clause(clause, carried))
            if is_first and carried.named:
                carried.opening = carried.named[0 if outcomes else -1]
        start = end + 1
    return outcomes


def _hands_on(sentence: Clause, start: int) -> bool:
    """Whether the words behind the last number of a sentence may say what holds for the next one."""
    text, end = sentence.text, sentence.end
    goes_on = text.startswith("其中", end) or text.startswith("其中", end + 1)
    return goes_on or may_hold_time(text, start, end)


def _read_clause(clause: Clause, carried: Carried) -> list[Outcome]:
    ordinal = _ORDINAL.match(clause.text, clause.start, clause.end)
    if ordinal is not None and any(q.start < ordinal.end() for q in clause.quantities):  # (2)|培育企业10家
        labels = [q for q in clause.quantities if q.start < ordinal.end()]
        rest = clause._replace(start=ordinal.end(), quantities=clause.quantities[len(labels) :])
        return [*(LeftOut(q, "number_in_list") for q in labels), *_read_clause(rest, carried)]
    stop = clause.quantities[0].start if clause.quantities else clause.end
    text, due_before = clause.text, carried.before_aside or carried.due
    start, modality = _enter(clause, stop, carried)
    _note_scope(clause, stop, carried)
    is_each = carried.scope is not None and _EACH_BODY.match(text, start, clause.end)
    if carried.was_frequency and is_each:  # 每年新建100个,|每个县1个
        carried.frequency = UNSAID
    if carried.due is not due_before:
        carried.before_aside = due_before if text.startswith("其中", clause.start) else None
    base = clause.last_base(clause.start, clause.end)
    if base is not None and base.end == clause.end:  # 与2020年相比,…: for all that follow
        carried.base = base
        clause = clause._replace(end=max(start, base.start)) if not clause.quantities else clause
    if not clause.quantities:
        if text.startswith(":", clause.end):  # 近期(2021—2025年):
            note_times(clause, start, clause.end, carried)
        elif ends := _time_at_end(clause, start):  # 远景到2035年,…
            note_time(ends, clause, carried)
            clause = clause._replace(end=start)  # it names nothing
        _pass(clause, start, modality, carried)
        return []
    before = carried.modality
    carried.modality = modality or before
    outcomes = _read_items(clause, start, carried)
    if modality.word == "保持":  # 保持零就业家庭动态清零,新增就业21万人: it governs its own clause only
        carried.modality = before
    return outcomes


def _time_at_end(clause: Clause, start: int) -> re.Match[str] | None:
    """Return the deadline that ends a clause: 全市力争|到2035年|,…."""
    *_, last = (None, *_DEADLINE.finditer(clause.text, start, clause.end))
    if last is None or last.end() != clause.end or clause.base_around(last.start()):
        return None
    return time_at(clause.text, last.start(), clause.end)


def _enter(clause: Clause, stop: int, carried: Carried) -> tuple[int, Said]:
    """Take time, modality and adverbs from the head of a clause; return where its own words begin."""
    text, modality = clause.text, UNSAID
    ordinal = _ORDINAL.match(text, clause.start, stop)
    position = ordinal.end() if ordinal else clause.start
    while position < stop:
        base = clause.base_at(position)
        if base is not None and base.end <= stop:
            position = base.end
            continue
        time = time_at(text, position, min(stop + BEHIND, clause.end))
        if time and time.end() <= stop:
            note_time(time, clause, carried)
            if time.group().startswith(_AIMS):  # 力争|用两年时间
                modality = Said(time.group()[:2], (position, position + 2))
            position = time.end()
            continue
        word, roles = opening_word(text, position, stop)
        if not word or (roles.verb and not roles.modality) or is_noun_plan(word, text, position):
            break
        if word == "累计" or word in _YEARS_IN_ALL:  # 每年培训5万人,五年|新增30万人
            carried.frequency = UNSAID
        if roles.modality:
            modality = Said(word, (position, position + len(word)))
        position += len(word)
    return position, modality


def _note_scope(clause: Clause, stop: int, carried: Carried) -> None:
    text, start = clause.text, clause.start
    if names_whole(text, start, stop) or (carried.scope and names_one_place(text, start, stop)):
        carried.scope = None
    scope = find_scope(text, start, stop) if clause.quantities else scope_at(text, start, stop)
    if scope or not clause.quantities:
        carried.scope = scope


def _pass(clause: Clause, start: int, modality: Said, carried: Carried) -> None:
    """Note what a clause without a number hands on: its modality and its subject."""
    text, end = clause.text, clause.end
    carried.at_least = NO_COMPARATOR
    governs = start >= end or text.startswith(":", end) or (modality.word == "力争" and not carried.modality)
    if modality and modality.word != "保持":
        if governs:
            carried.modality = modality
        carried.passed_modality = not governs
    time = time_at(text, clause.start, end)
    does = start > (time.end() if time else clause.start)  # 强化关键技术储备: what it does came first
    while start < end:
        word, roles = opening_word(text, start, end)
        if not word:
            break
        if roles.verb and not carried.passed_verb:
            carried.passed_verb = word
        does = does or bool(roles.verb) or len(word) > 1
        start += len(word)
    base = next((base for base in clause.bases if start < base.start < end), None)
    end = base.start if base is not None else end  # 物价上涨幅度|比去年有明显回落
    if _AIM_IS.search(text, start, end):
        return  # 宏观调控的目标是,…
    # for a bare 年产值 that follows; what a clause does comes second to what it names
    if end - start >= 2 and (carried.subject is None or not does):
        carried.subject = (start, end)


def _read_items(clause: Clause, start: int, carried: Carried) -> list[Outcome]:
    text, readings, left_out = clause.text, list[Reading](), list[LeftOut]()
    thresholds = find_thresholds(clause)
    pending: list[Span] = []
    for index, quantity in enumerate(clause.quantities):
        if index in thresholds:
            pending.append((start, quantity.end))
            left_out.append(LeftOut(quantity, "threshold"))
            continue
        begin = max(start, quantity.start - LONGEST_WORDS)
        outcome = read_item(clause, index, begin, tuple(pending), carried)
        if isinstance(outcome, LeftOut):
            left_out.append(outcome)
            opening = text.rfind("(", start, quantity.start)
            if opening >= 0 and text.startswith(")", quantity.end):  # 2座(总库容5.8亿立方米)、|中型水库11座
                start = _behind_joiners(text, quantity.end + 1, clause.end)
            if outcome.reason == "length_of_time":  # 18个月内,建成6座
                note_times(clause, quantity.start, clause.end, carried)
        else:
            readings.append(outcome)
            pending = []
            start = _behind_joiners(text, _end_of_item(clause, index, outcome), clause.end)
    readings = deal_out(clause, readings, thresholds == set(range(len(readings))), carried.listed)
    if unequal := checks_of_list(clause, readings):
        readings = [reading._replace(checks=(*reading.checks, *unequal)) for reading in readings]
    outcomes: list[Outcome] = [*_share_comparators(text, readings), *left_out]
    return sorted(outcomes, key=_place) if left_out and readings else outcomes


def _behind_joiners(text: str, start: int, end: int) -> int:
    while start < end and text[start] in "、和及与,":
        start += 1
    return start


def _place(outcome: Outcome) -> int:
    return outcome.quantity.start


def _end_of_item(clause: Clause, index: int, reading: Reading) -> int:
    """Return where the words of a number end: behind its comparator and its noun."""
    end = max(clause.quantities[index].end, reading.quantity.end)  # 年限达到15|年
    _, tail = comparator_behind(clause.text, end, clause.end)
    if not reading.indicator:
        return tail
    later = clause.quantities[index + 1 : index + 2]
    return max(tail, min(reading.indicator[-1][1], later[0].start if later else clause.end))


def _share_comparators(text: str, readings: list[Reading]) -> list[Reading]:
    """Give the last comparator of a list that shares one head to all: 分别增长4.5%、5.5%左右."""
    for later in range(len(readings) - 1, 0, -1):
        a, b = readings[later - 1], readings[later]
        joined = text[a.quantity.end : b.quantity.start] in {"、", "和", "及", "与"}
        same_unit = a.quantity.unit_name == b.quantity.unit_name
        if joined and same_unit and a.comparator == "eq" and b.comparator not in {"eq", "range"}:
            readings[later - 1] = a._replace(
                comparator=b.comparator,
                rules={**a.rules, "comparator": "last_of_list"},
                words={**a.words, "comparator": b.words["comparator"]},
            )
    return readings
