"""Rows of others beside the texts: is the quote there, and do value, unit and year follow from the words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz

from plantargets.errors import PlanTargetsError
from plantargets.language.folding import compact, fold
from plantargets.language.period import Period
from plantargets.plans import Plan, to_simplified
from plantargets.review.amounts import Amount, is_close, quantities_of, read_amount, same_amount, same_measure
from plantargets.review.foreign import ForeignRow, comparator_words
from plantargets.review.messages import message
from plantargets.targets.extract import Found, read_quantities
from plantargets.targets.read.quantities import Quantity
from plantargets.targets.target import Target

EXACT, NEAR, ABSENT = "exact", "near", "not in text"
RIGHT, WRONG, LOOK = "right", "wrong", "look"
COLUMNS = (
    "row", "document", "verdict", "problems", "place", "start", "end", "quote", "found", "stated_value",
    "found_value", "stated_unit", "found_unit", "stated_comparator", "found_comparator", "stated_period",
    "found_period", "indicator", "found_indicator", "target_id", "reason",
)  # fmt: skip
# A quote less alike than this (share of characters, 0 to 100) is not taken for the same words.
ALIKE = 80
# Of a quote that stands at many places so many are looked at; a quantity has at most so many characters.
MOST_PLACES, LONGEST = 100, 80
_DIGIT = re.compile(r"\d+(?:\.\d+)?")
# Two characters on either side of a bar that stands in a number.
_CUT = re.compile(r".\d\|\.?\d|\d\.\|\d", re.DOTALL)
_NUMBER = re.compile(r"[-+]?[\d,.]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Place:
    """Where a quote stands in a text, and how surely."""

    how: str
    start: int = -1
    end: int = -1


class Document:
    """A text with what the reader found in it, made when it is first asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.name = plan.plan_id

    @cached_property
    def found(self) -> list[Found]:
        """What became of each quantity of the text."""
        return read_quantities(self.plan)

    @cached_property
    def folded(self) -> tuple[str, list[int]]:
        """The text in simplified script and ASCII signs without white space, with the offset of each sign."""
        whole = fold(self.plan.simplified)
        text, offsets = compact(whole, 0, len(whole))
        return text, offsets if offsets is not None else list(range(len(text)))

    @cached_property
    def starts(self) -> list[int]:
        """Where each of `found` begins, in order."""
        return [one.start for one in self.found]

    def at(self, place: Place) -> list[Found]:
        """Return the quantities at a place."""
        last = bisect_left(self.starts, place.end)
        first = bisect_left(self.starts, place.start - LONGEST)
        return [one for one in self.found[first:last] if place.start < one.end]

    def places(self, row: ForeignRow) -> list[Place]:
        """Return where a quote may stand: its sentence or the claimed offset tells equal ones apart."""
        near, within = _offset(row.start), (0, len(self.plan.text))
        if row.quote and row.sentence:
            sentence = self._find(row.sentence, near, within)
            if sentence:
                within = (sentence[0].start, sentence[0].end)
        return self._find(row.quote or row.sentence, near, within)

    def _find(self, words: str, near: int, within: tuple[int, int]) -> list[Place]:
        text = self.plan.text
        if near >= 0 and text.startswith(words, near) and _is_whole(text, near, near + len(words)):
            return [Place(EXACT, near, near + len(words))]
        for span in (within, (0, len(text))):
            found = list(_occurrences(words, text, *span))
            if found:
                return [Place(EXACT, start, end) for start, end in found]
        return self._near(words, within)

    def _near(self, words: str, within: tuple[int, int]) -> list[Place]:
        """Find words that are written otherwise: other script, signs or line breaks, a few other letters."""
        text, offsets = self.folded
        wanted = fold(to_simplified(words))
        wanted, _ = compact(wanted, 0, len(wanted))
        if not wanted or not text:
            return []
        first, last = (bisect_left(offsets, offset) for offset in within)
        for span in ((first, last), (0, len(text))):
            found = [
                Place(NEAR, offsets[start], offsets[end - 1] + 1)
                for start, end in _occurrences(wanted, text, *span)
            ]
            if found:
                return found
        if len(wanted) < 4:  # 30家 is alike to 20家 by two characters of three
            return []
        alike = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=ALIKE)
        if alike is None or alike.dest_end <= alike.dest_start:
            return []
        return [Place(NEAR, offsets[alike.dest_start], offsets[alike.dest_end - 1] + 1)]


def _occurrences(words: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where words stand in a part of a text, no number of it cut: 5% does not stand in 15%."""
    at = text.find(words, start, end)
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        if _is_whole(text, at, at + len(words)):
            yield at, at + len(words)
        at = text.find(words, at + 1, end)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no number is cut at either end of a stretch."""
    return not any(_CUT.match(f"{text[max(at - 2, 0) : at]:>2}|{text[at : at + 2]}") for at in (start, end))


def audit_rows(
    rows: Sequence[ForeignRow], texts: Sequence[Plan | Document], language: str = "en"
) -> pd.DataFrame:
    """Set rows of others beside the texts.

    Each quote is placed: ``exact``; ``near``, where it is written otherwise or differs in a few characters;
    or ``not in text``. Value, unit, comparator and period are read again from the words and compared with
    what the row states; what a row does not state is not compared.

    Parameters
    ----------
    rows
        From `read_rows`.
    texts
        The plans. A row that names none of them is looked for in all. As `Document` a text is read once, for
        `missing_targets` too.
    language
        ``en`` or ``zh``, of ``problems``.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row each in their order. ``verdict``: ``right``, ``wrong`` (``problems`` says in what),
        or ``look``: nothing contradicts the row, but the quote is not verbatim, or the words do not commit to
        it (``reason``, see `explain`).

    Raises
    ------
    PlanTargetsError
        If there are no texts.
    """
    if not texts:
        raise PlanTargetsError("audit of rows: no texts. Name the folder that holds them: --texts FOLDER.")
    documents = {one.name: one for one in _documents(texts)}
    seen: set[tuple[str, ...]] = set()
    ids: dict[str, int] = {}
    table = []
    for row, told in zip(rows, _chosen([_audit(row, documents, language) for row in rows]), strict=True):
        where = [str(told[name]) for name in ("document", "start", "end")]
        key = (*where, row.indicator, row.value or row.value_min)
        if told["start"] != "" and key in seen:
            told["problems"] = "; ".join(filter(None, [str(told["problems"]), message("twice", language)]))
            told["verdict"] = WRONG
        seen.add(key)
        if row.id and ids.setdefault(row.id, row.number) != row.number:
            problem = message("same_id", language, id=row.id, row=ids[row.id])
            told |= {"problems": "; ".join(filter(None, [str(told["problems"]), problem])), "verdict": WRONG}
        table.append(told)
    return pd.DataFrame(table, columns=list(COLUMNS))


def missing_targets(audited: pd.DataFrame, texts: Sequence[Plan | Document]) -> pd.DataFrame:
    """Return the targets of the texts that no audited row stands at, as target rows."""
    placed: dict[str, list[tuple[int, int]]] = {}
    for row in audited[audited["start"] != ""].to_dict("records"):
        placed.setdefault(row["document"], []).append((int(row["start"]), int(row["end"])))
    rows = []
    for document in _documents(texts):
        spans = placed.get(document.name, [])
        for one in document.found:
            if one.target and not any(start < one.end and one.start < end for start, end in spans):
                rows.append(one.target.to_row())
    return pd.DataFrame(rows)


def _documents(texts: Sequence[Plan | Document]) -> Iterator[Document]:
    yield from (one if isinstance(one, Document) else Document(one) for one in texts)


@dataclass(frozen=True)
class _Reading:
    """What a row may say: its cells at each of the places where its quote stands, the likeliest first."""

    ranks: tuple[tuple[int, bool], ...]  # problems, and whether it is no target
    cells: tuple[dict[str, object], ...]


def _chosen(readings: Sequence[_Reading]) -> list[dict[str, object]]:
    """Return the cells of each row at one of its places.

    A plan may state 100家 at two places: each row has one of its own; rows that fit only one choose first.
    """
    fits = [sum(rank == reading.ranks[0] for rank in reading.ranks) for reading in readings]
    taken: set[tuple[object, ...]] = set()
    chosen: dict[int, dict[str, object]] = {}
    for number in sorted(range(len(readings)), key=lambda number: fits[number]):
        ways = readings[number].cells[: fits[number]]
        places = [tuple(cells[name] for name in ("document", "start", "end")) for cells in ways]
        free = next((way for way, place in enumerate(places) if place not in taken), 0)
        taken.add(places[free])
        chosen[number] = ways[free]
    return [chosen[number] for number in range(len(readings))]


def _audit(row: ForeignRow, documents: dict[str, Document], language: str) -> _Reading:
    told: dict[str, object] = dict.fromkeys(COLUMNS, "")
    told |= {"row": row.number, "quote": row.quote or row.sentence, "indicator": row.indicator}
    nowhere = told | {"verdict": WRONG, "place": ABSENT, "document": row.document}
    if not (row.quote or row.sentence):
        return _Reading(((1, True),), (nowhere | {"problems": message("no_quote", language)},))
    document, places = _placed(row, documents)
    if document is None or not places:
        unknown = row.document and document is None
        problem = message("no_text" if unknown else "absent", language, document=row.document)
        name = document.name if document else row.document
        return _Reading(((1, True),), (nowhere | {"problems": problem, "document": name},))
    read = [_read_at(row, document, place, language) for place in places]
    read.sort(key=_rank)
    return _Reading(tuple(map(_rank, read)), tuple(told | _cells(row, document, *one) for one in read))


def _rank(one: tuple[Place, _Candidate | None, list[str]]) -> tuple[int, bool]:
    _, best, problems = one
    return len(problems), best is None or best.target is None


def _cells(
    row: ForeignRow, document: Document, place: Place, best: _Candidate | None, problems: list[str]
) -> dict[str, object]:
    told: dict[str, object] = {"document": document.name, "place": place.how}
    told |= {"start": place.start, "end": place.end, "found": document.plan.text[place.start : place.end]}
    told |= _stated(row) | (_shown(best) if best is not None else {})
    verdict = WRONG if problems else LOOK if place.how == NEAR or (best and not best.target) else RIGHT
    return told | {"verdict": verdict, "problems": "; ".join(problems)}


def _read_at(
    row: ForeignRow, document: Document, place: Place, language: str
) -> tuple[Place, _Candidate | None, list[str]]:
    """Return what stands at a place and in what the row differs from it."""
    problems = list(_quote_problems(row, place, document.plan.text[place.start : place.end], language))
    best = _best(row, document, place)
    if best is not None:
        problems += _field_problems(row, best, document, language)
    elif _number_stated(row):
        problems.append(message("no_number", language))
    return place, best, problems


def _placed(row: ForeignRow, documents: dict[str, Document]) -> tuple[Document | None, list[Place]]:
    named = documents.get(row.document) or documents.get(row.document.rpartition("/")[2].rpartition(".")[0])
    if named is not None or row.document:
        return (named, named.places(row)) if named is not None else (None, [])
    best: tuple[Document | None, list[Place]] = (None, [])
    for document in documents.values():
        places = document.places(row)
        if places and places[0].how == EXACT:
            return document, places
        if places and not best[1]:
            best = (document, places)
    return best


def _quote_problems(row: ForeignRow, place: Place, found: str, language: str) -> Iterator[str]:
    """Say where a near quote differs in what matters, and where a claimed offset is wrong."""
    quote = row.quote or row.sentence
    if place.how == NEAR:
        numbers = [_DIGIT.findall(fold(to_simplified(words))) for words in (quote, found)]
        if numbers[0] != numbers[1]:
            stated, read = (", ".join(one) or message("none", language) for one in numbers)
            yield message("quote_numbers", language, stated=stated, found=read)
        elif _amounts(quote) != _amounts(found):
            yield message("quote_words", language, stated=quote, found=found)
    if row.start and place.how == EXACT and _offset(row.start) != place.start:
        yield message("start", language, stated=row.start, found=place.start)


def _amounts(words: str) -> list[tuple[Decimal, Decimal, str]]:
    """Return the amounts of words, of those that the reader takes for one thing one."""
    return [(one.value_min, one.value_max, one.unit_name) for one in quantities_of(words)]


@dataclass(frozen=True)
class _Candidate:
    """A quantity of the text at the quote: as a target, or as it was read with the reason why it is none."""

    quantity: Quantity
    target: Target | None
    reason: str


def _best(row: ForeignRow, document: Document, place: Place) -> _Candidate | None:
    """Return the quantity at the quote that the row most likely means: equal values first, then targets."""
    candidates = [
        _Candidate(quantity, one.target, one.reason)
        for one in document.at(place)
        for quantity in quantities_of(document.plan.text[one.start : one.end])
    ]
    if not candidates:
        words = document.plan.text[place.start : place.end]
        candidates = [_Candidate(quantity, None, "unread") for quantity in quantities_of(words)]
    if not candidates:
        return None
    return min(candidates, key=lambda one: (not _value_agrees(row, one), one.target is None))


def _number_stated(row: ForeignRow) -> bool:
    return bool(row.value or row.value_min or row.value_max)


def _is_bare_number(words: str) -> bool:
    """Whether there is a number where a unit should stand, as where the two were exchanged."""
    return _NUMBER.fullmatch(fold(words).strip()) is not None


def _stated(row: ForeignRow) -> dict[str, object]:
    values = "–".join(dict.fromkeys(filter(None, (row.value, row.value_min, row.value_max))))
    return {
        "stated_value": values,
        "stated_unit": row.unit,
        "stated_comparator": row.comparator,
        "stated_period": row.period,
    }


def _shown(best: _Candidate) -> dict[str, object]:
    quantity, target = best.quantity, best.target
    ends = target.bound.ends if target else (quantity.value_min, quantity.value_max)
    return {
        "found_value": "–".join(dict.fromkeys(f"{end:f}" for end in ends)),
        "found_unit": target.unit if target else quantity.unit_name,
        "found_comparator": target.bound.comparator if target else "",
        "found_period": str(target.period) if target else "",
        "found_indicator": target.indicator if target else "",
        "target_id": target.target_id if target else "",
        "reason": best.reason,
    }


def _field_problems(row: ForeignRow, best: _Candidate, document: Document, language: str) -> Iterator[str]:
    shown = _shown(best)

    def differs(field: str, stated: object, found: object) -> str:
        return message(field, language, stated=stated, found=found or message("none", language))

    if _is_bare_number(row.unit):
        yield differs("unit_is_number", row.unit, shown["found_unit"])
    if _number_stated(row) and not _value_agrees(row, best):
        stated = f"{_stated(row)['stated_value']} {row.unit}".rstrip()
        yield differs("value", stated, f"{shown['found_value']} {shown['found_unit']}".rstrip())
    elif row.unit and not _number_stated(row) and not _unit_agrees(row.unit, best):
        yield differs("unit", row.unit, shown["found_unit"])
    if best.target is None:
        return
    target = best.target
    if row.comparator:
        code = comparator_words().get(row.comparator.strip().lower())
        if code is None:
            yield differs("comparator_unknown", row.comparator, "")
        elif code != target.bound.comparator:
            yield differs("comparator", code, target.bound.comparator)
    if row.period and not _period_agrees(row.period, target.period):
        yield differs("period", row.period, str(target.period))
    if row.indicator and not _indicator_agrees(row.indicator, target, document):
        yield differs("indicator", row.indicator, target.indicator)


def _value_agrees(row: ForeignRow, best: _Candidate) -> bool:
    """Whether the stated value is that of the words, in whatever unit it is stated."""
    if not _number_stated(row):
        return _unit_agrees(row.unit, best) if row.unit else True
    ends = best.target.bound.ends if best.target else (best.quantity.value_min, best.quantity.value_max)
    unit = best.target.unit if best.target else best.quantity.unit_name
    low, high = row.value_min or row.value or row.value_max, row.value_max or row.value or row.value_min
    first, last = read_amount(low, row.unit), read_amount(high, row.unit)
    if first is None or last is None:
        return False
    if len(set(ends)) > 1 and low == high:  # one number for a range: either end
        return any(_same(first, (end, unit), row) for end in ends)
    return all(_same(one, (end, unit), row) for one, end in zip((first, last), ends, strict=True))


def _unit_agrees(unit: str, best: _Candidate) -> bool:
    return same_measure(unit, best.target.unit if best.target else best.quantity.unit_name)


def _same(stated: Amount, read: tuple[Decimal, str], row: ForeignRow) -> bool:
    if same_amount(stated, *read):
        return True
    # without a unit the number may stand as it is written: 2.3 for 2.3万亿元
    written = () if stated.unit or stated.scaled else _DIGIT.findall(fold(row.quote))
    return any(is_close(stated.value, Decimal(number)) for number in written)


def _period_agrees(stated: str, period: Period) -> bool:
    """Whether the stated years are those of the target; a single year is its end."""
    try:
        parsed = Period.parse(stated)
    except ValueError:
        years = [int(year) for year in _YEAR.findall(stated)]
        if not years:
            return False
        if len(years) == 1:
            return years[0] == period.end_year
        return (years[0], years[-1]) == (period.start_year, period.end_year) or years[-1] == period.end_year
    if parsed.form != period.form and parsed.is_repeated != period.is_repeated:
        return False
    return (parsed.end_year, parsed.end_month) == (period.end_year, period.end_month)


def _indicator_agrees(stated: str, target: Target, document: Document) -> bool:
    """Whether the stated indicator is named by the words of the target or of its sentence."""
    if not re.search("[一-鿿]", stated):  # an English name: nothing to compare letter by letter
        return True
    wanted = fold(to_simplified(stated))
    words = fold(to_simplified(f"{target.sentence}{target.indicator}{target.section}"))
    return fuzz.partial_ratio(wanted, words) >= ALIKE


def _offset(text: str) -> int:
    try:
        return int(float(text))
    except ValueError:
        return -1


def with_documents(rows: Sequence[ForeignRow], name: str) -> list[ForeignRow]:
    """Return the rows with a document named where they name none: for a single text."""
    return [row if row.document else replace(row, document=name) for row in rows]
