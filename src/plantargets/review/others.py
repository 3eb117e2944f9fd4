"""Rows of others beside the texts: is the quote there, and do value, unit and year follow from the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz

from plantargets.errors import PlanTargetsError
from plantargets.language.folding import compact, fold
from plantargets.language.period import Period
from plantargets.plans import Plan, to_simplified
from plantargets.review.foreign import ForeignRow, comparator_words
from plantargets.targets.extract import Found, read_quantities
from plantargets.targets.read.quantities import Quantity, find_quantities
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
_DIGIT = re.compile(r"\d+(?:\.\d+)?")
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

    def place(self, row: ForeignRow) -> Place:
        """Return where the quote of a row stands; its sentence or claimed offset tells equal ones apart."""
        quote = row.quote or row.sentence
        text, near = self.plan.text, _offset(row.start)
        within = (0, len(text))
        if row.quote and row.sentence:
            sentence = self._find(row.sentence, near)
            if sentence.how != ABSENT:
                within = (sentence.start, sentence.end)
        return self._find(quote, near, within)

    def _find(self, words: str, near: int, within: tuple[int, int] | None = None) -> Place:
        text = self.plan.text
        start, end = within or (0, len(text))
        if near >= 0 and text.startswith(words, near):
            return Place(EXACT, near, near + len(words))
        at = text.find(words, start, end)
        if at < 0 and within:
            at = text.find(words)
        if at >= 0:
            return Place(EXACT, at, at + len(words))
        return self._near(words)

    def _near(self, words: str) -> Place:
        """Find words that are written otherwise: other script, signs or line breaks, a few other letters."""
        text, offsets = self.folded
        wanted = fold(to_simplified(words))
        wanted, _ = compact(wanted, 0, len(wanted))
        if not wanted or not text:
            return Place(ABSENT)
        at = text.find(wanted)
        if at >= 0:
            return Place(NEAR, offsets[at], offsets[at + len(wanted) - 1] + 1)
        if len(wanted) < 4:  # 30家 is alike to 20家 by two characters of three
            return Place(ABSENT)
        found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=ALIKE)
        if found is None or found.dest_end <= found.dest_start:
            return Place(ABSENT)
        return Place(NEAR, offsets[found.dest_start], offsets[found.dest_end - 1] + 1)


def audit_rows(rows: Sequence[ForeignRow], texts: Sequence[Plan | Document]) -> pd.DataFrame:
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
    table = []
    for row in rows:
        told = _audit(row, documents)
        where = [str(told[name]) for name in ("document", "start", "end")]
        key = (*where, row.indicator, row.value or row.value_min)
        if told["start"] != "" and key in seen:
            told["problems"] = "; ".join(filter(None, [str(told["problems"]), "stated twice"]))
            told["verdict"] = WRONG
        seen.add(key)
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


def _audit(row: ForeignRow, documents: dict[str, Document]) -> dict[str, object]:
    told: dict[str, object] = dict.fromkeys(COLUMNS, "")
    told |= {"row": row.number, "quote": row.quote or row.sentence, "indicator": row.indicator}
    if not (row.quote or row.sentence):
        return told | {"verdict": WRONG, "problems": "no quote", "place": ABSENT, "document": row.document}
    document, place = _placed(row, documents)
    told |= {"document": document.name if document else row.document, "place": place.how}
    if document is None or place.how == ABSENT:
        unknown = row.document and row.document not in documents
        problem = f"no text named {row.document}" if unknown else "quote not in the text"
        return told | {"verdict": WRONG, "problems": problem}
    told |= {"start": place.start, "end": place.end, "found": document.plan.text[place.start : place.end]}
    problems = list(_quote_problems(row, place, str(told["found"])))
    best = _best(row, document, place)
    told |= _stated(row)
    if best is not None:
        told |= _shown(best)
        problems += _field_problems(row, best, document)
    elif _number_stated(row):
        problems.append("value: no number in the quote")
    verdict = WRONG if problems else LOOK if place.how == NEAR or (best and not best.target) else RIGHT
    return told | {"verdict": verdict, "problems": "; ".join(problems)}


def _placed(row: ForeignRow, documents: dict[str, Document]) -> tuple[Document | None, Place]:
    named = documents.get(row.document) or documents.get(row.document.rpartition("/")[2].rpartition(".")[0])
    if named is not None or row.document:
        return (named, named.place(row)) if named is not None else (None, Place(ABSENT))
    best: tuple[Document | None, Place] = (None, Place(ABSENT))
    for document in documents.values():
        place = document.place(row)
        if place.how == EXACT:
            return document, place
        if place.how == NEAR and best[1].how == ABSENT:
            best = (document, place)
    return best


def _quote_problems(row: ForeignRow, place: Place, found: str) -> Iterator[str]:
    """Say where a near quote differs in what matters, and where a claimed offset is wrong."""
    quote = row.quote or row.sentence
    if place.how == NEAR:
        numbers = [_DIGIT.findall(fold(to_simplified(words))) for words in (quote, found)]
        if numbers[0] != numbers[1]:
            stated, read = (", ".join(one) or "none" for one in numbers)
            yield f"quote: numbers {stated}, in the text {read}"
    if row.start and place.how == EXACT and _offset(row.start) != place.start:
        yield f"start: {row.start}, the quote stands at {place.start}"


@dataclass(frozen=True)
class _Candidate:
    """A quantity of the text at the quote: as a target, or as it was read with the reason why it is none."""

    quantity: Quantity
    target: Target | None
    reason: str


def _best(row: ForeignRow, document: Document, place: Place) -> _Candidate | None:
    """Return the quantity at the quote that the row most likely means: equal values first, then targets."""
    inside = [one for one in document.found if one.start < place.end and place.start < one.end]
    candidates = [
        _Candidate(quantity, one.target, one.reason)
        for one in inside
        for quantity in _quantities(document.plan.text[one.start : one.end])
    ]
    if not candidates:
        words = document.plan.text[place.start : place.end]
        candidates = [_Candidate(quantity, None, "unread") for quantity in _quantities(words)]
    if not candidates:
        return None
    return min(candidates, key=lambda one: (not _value_agrees(row, one), one.target is None))


def _quantities(words: str) -> list[Quantity]:
    folded = fold(to_simplified(words))
    text, _ = compact(folded, 0, len(folded))
    return find_quantities(text)


def _number_stated(row: ForeignRow) -> bool:
    return bool(row.value or row.value_min or row.value_max)


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


def _field_problems(row: ForeignRow, best: _Candidate, document: Document) -> Iterator[str]:
    shown = _shown(best)
    if _number_stated(row) and not _value_agrees(row, best):
        stated = _stated(row)
        yield (
            f"value: {stated['stated_value']} {row.unit}".rstrip()
            + f", in the text {shown['found_value']} {shown['found_unit']}".rstrip()
        )
    elif row.unit and not _number_stated(row) and not _unit_agrees(row.unit, best):
        yield f"unit: {row.unit}, in the text {shown['found_unit']}"
    if best.target is None:
        return
    target = best.target
    if row.comparator:
        code = comparator_words().get(row.comparator.strip().lower())
        if code is None:
            yield f"comparator: {row.comparator!r} is not known"
        elif code != target.bound.comparator:
            yield f"comparator: {code}, in the text {target.bound.comparator}"
    if row.period and not _period_agrees(row.period, target.period):
        yield f"period: {row.period}, in the text {target.period or 'none'}"
    if row.indicator and not _indicator_agrees(row.indicator, target, document):
        yield f"indicator: {row.indicator}, in the text {target.indicator}"


def _value_agrees(row: ForeignRow, best: _Candidate) -> bool:
    """Whether the stated value is that of the words, in whatever unit it is stated."""
    if not _number_stated(row):
        return _unit_agrees(row.unit, best) if row.unit else True
    ends = best.target.bound.ends if best.target else (best.quantity.value_min, best.quantity.value_max)
    unit = best.target.unit if best.target else best.quantity.unit_name
    low, high = row.value_min or row.value or row.value_max, row.value_max or row.value or row.value_min
    stated = [_amount(text, row.unit) for text in (low, high)]
    if stated[0] is None or stated[1] is None:
        return False
    if len(set(ends)) > 1 and low == high:  # one number for a range: either end
        return any(_same(stated[0], (end, unit), row, best) for end in ends)
    return all(_same(one, (end, unit), row, best) for one, end in zip(stated, ends, strict=True) if one)


def _same(stated: tuple[Decimal, str], read: tuple[Decimal, str], row: ForeignRow, best: _Candidate) -> bool:
    if stated[1] == read[1] or not stated[1]:
        if _close(stated[0], read[0]):
            return True
        if stated[1]:
            return False
        # without a unit the number may stand as it is written: 2.3 for 2.3万亿元
        written = _DIGIT.findall(fold(row.quote))
        return any(_close(stated[0], Decimal(number)) for number in written)
    return False


def _amount(text: str, unit: str) -> tuple[Decimal, str] | None:
    """Return a stated value in the canonical unit: 2.3 of 万亿元, 2.3万亿元, 23000 of 亿元, 30 of %."""
    plain = text.replace(",", "").replace("，", "").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        found = _quantities(text)
        return (found[0].value_max, found[0].unit_name) if found else None
    if not number.is_finite():
        return None
    if not unit:
        return number, ""
    found = _quantities(f"{number:f}{unit}")
    if found and found[0].unit_name:
        return found[0].value_max, found[0].unit_name
    return number, unit


def _unit_agrees(unit: str, best: _Candidate) -> bool:
    found = _quantities(f"1{unit}")
    name = found[0].unit_name if found else unit
    return name == (best.target.unit if best.target else best.quantity.unit_name)


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("1e-9") * max(abs(one), abs(other), Decimal(1))


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
