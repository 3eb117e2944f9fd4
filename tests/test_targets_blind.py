"""Texts of many kinds, annotated before the rules saw them: sentences right, documents within bars."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import opencc
import pytest

from plantargets.language.folding import fold
from plantargets.plans import plan_from_text
from plantargets.targets.extract import read_targets
from plantargets.targets.target import Target
from test_targets_times import facts, shifted

FOLDER = Path(__file__).parent / "data" / "blind"
MARK = re.compile("⟦([^⟧]*)⟧")
VALUE = re.compile(r"([\d.,]+)(万|亿|千(?!瓦|米|克))?(.*)")
SCALES = {None: 1, "千": 10**3, "万": 10**4, "亿": 10**8}
MONEY = {"亿元": Decimal(1), "万元": Decimal("0.0001")}


@dataclass(frozen=True)
class Wanted:
    """A row that a text must give: each field as the answers that are right."""

    start: int
    end: int
    values: tuple[tuple[Decimal, Decimal, str], ...]
    kinds: tuple[str, ...]
    comparators: tuple[str, ...]
    periods: tuple[str, ...]
    is_asked: bool = True
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def is_met_by(self, row: Target) -> bool:
        cells = row.to_row()
        value = any(
            _near(cells["value_min"], low) and _near(cells["value_max"], high) and cells["unit"] == unit
            for low, high, unit in self.values
        )
        return (
            value
            and (not self.kinds or cells["kind"] in self.kinds)
            and cells["comparator"] in self.comparators
            and cells["period"] in self.periods
            and all(_cell(cells[name]) in answers for name, answers in self.others)
        )


def _cell(cell: object) -> str:
    return "" if cell is None else f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def _near(found: Decimal, wanted: Decimal) -> bool:
    return abs(Decimal(found) - wanted) <= abs(wanted) * Decimal("1e-4")


def _values(answers: str) -> tuple[tuple[Decimal, Decimal, str], ...]:
    """Return the values of `3~5 家` or `2600 元~0.26 万元`: whole answers, or the bounds of one."""
    parts = answers.split("~")
    found = []
    for part in parts if all(" " in part for part in parts) else [answers]:
        bounds, unit = part.split(" ")
        low, high = (bounds.split("~") * 2)[:2]
        found.append((Decimal(low), Decimal(high), "" if unit == "-" else unit))
    return tuple(found)


def _value_of_quote(quote: str) -> tuple[Decimal, Decimal, str]:
    number, scale, unit = VALUE.fullmatch(quote).groups()  # type: ignore[union-attr]
    value, written = Decimal(number.replace(",", "")), (scale or "") + unit
    if written in MONEY:
        return value * MONEY[written], value * MONEY[written], "亿元"
    if written.endswith(("美元", "欧元")):
        return value, value, written
    return value * SCALES[scale], value * SCALES[scale], unit


# Documents


def documents(folder: str = "documents") -> Iterator[tuple[str, str, list[Wanted]]]:
    """Yield the documents of a set with their targets; those marked ? are neither asked for nor wrong."""
    for path in sorted((FOLDER / folder).glob("*.txt")):
        head, body = path.read_text(encoding="utf-8").split("\n", maxsplit=1)
        default, text, wanted, last = head.removeprefix("period: "), "", [], 0
        for mark in MARK.finditer(body):
            text += body[last : mark.start()]
            quoted, kinds, comparators, periods = (*mark[1].split(";"), "", "", "")[:4]
            quote, _, value = quoted.removeprefix("?").partition("=")
            wanted.append(
                Wanted(
                    len(text),
                    len(text) + len(quote),
                    _values(value) if value else (_value_of_quote(quote),),
                    tuple(kinds.split("|")),
                    tuple((comparators or "eq").split("|")),
                    tuple((periods or default).split("|")),
                    is_asked=not quoted.startswith("?"),
                )
            )
            text, last = text + quote, mark.end()
        yield path.stem, text + body[last:], wanted


def score(text: str, wanted: list[Wanted]) -> tuple[int, int, int]:
    """Return how many rows were found, how many of them are wanted, and how many of those are right."""
    left, met, right = read_targets(plan_from_text(text)), 0, 0
    for one in sorted(wanted, key=lambda one: one.is_asked):
        row = next((row for row in left if row.start < one.end and one.start < row.end), None)
        if row is not None:
            left.remove(row)
            met += one.is_asked
            right += one.is_asked and one.is_met_by(row)
    return met + len(left), met, right


# The least that holds of each set now: documents, targets, F1, strict F1
BARS = {
    "documents": (16, 200, 0.97, 0.93),
    "second": (26, 110, 0.97, 0.96),
    "third": (26, 120, 0.97, 0.96),
    "fourth": (25, 120, 0.94, 0.85),
    "fifth": (15, 270, 0.98, 0.98),
    "sixth": (18, 300, 0.98, 0.96),
    "seventh": (12, 200, 0.98, 0.96),
    "eighth": (7, 120, 0.98, 0.96),
}


@pytest.mark.parametrize("folder", BARS)
def test_documents_of_many_kinds_are_read_within_the_bars(folder: str) -> None:
    found = {name: (_asked(wanted), *score(text, wanted)) for name, text, wanted in documents(folder)}
    gold, rows, met, right = (sum(column) for column in zip(*found.values(), strict=True))
    least_documents, least_gold, f1, strict = BARS[folder]
    assert len(found) >= least_documents
    assert gold >= least_gold
    assert 2 * met / (gold + rows) >= f1, found
    assert 2 * right / (gold + rows) >= strict, found


def _asked(wanted: list[Wanted]) -> int:
    return sum(one.is_asked for one in wanted)


def test_documents_without_a_target_give_none() -> None:
    found = {name: score(text, wanted) for name, text, wanted in documents()}
    for name in ("communique", "support", "regulation", "emergency"):
        assert found[name][0] == 0, f"{name}: a document without a target gives none"


# The same rows in another script, with other signs and other line ends

GOLD_TEXTS = Path(__file__).parents[1] / "data" / "gold" / "texts"
WIDE = str.maketrans("0123456789%()", "０１２３４５６７８９％（）")
CHANGES = {
    "traditional": opencc.OpenCC("s2t").convert,
    "Taiwan's words": opencc.OpenCC("s2twp").convert,
    "full width": lambda text: text.translate(WIDE),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
}


@cache
def told(text: str) -> list[tuple[str, ...]]:
    rows = [target.to_row() for target in read_targets(plan_from_text(text))]
    names = ("value_min", "value_max", "unit", "comparator", "kind", "period", "period_basis")
    return [tuple(str(row[name]) for name in names) for row in rows]


@pytest.mark.parametrize("change", CHANGES)
def test_the_rows_of_documents_stay_the_same(change: str) -> None:
    texts = {name: text for name, text, _ in documents()}
    if change != "Taiwan's words":  # which have one word for 运行 and 执行
        texts |= {path.name: path.read_text(encoding="utf-8") for path in GOLD_TEXTS.glob("*.txt")}
    assert len(texts) >= 18
    for name, text in texts.items():
        assert told(CHANGES[change](text)) == told(text), name


# Sentences


def sentences() -> list[dict[str, str]]:
    with (FOLDER / "sentences.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _answers(expected: str) -> Iterator[list[str]]:
    """Yield the answers to a text, lists of rows; a leading or closing | says that none is right too."""
    if not expected.strip() or expected.startswith("|") or expected.endswith("|"):
        yield []
    for answer in expected.strip("|").split("|") if expected.startswith("|") else [expected]:
        yield [row for row in answer.split("; ") if row.strip()]


def _wanted_row(row: str) -> list[Wanted]:
    answers: list[Wanted] = []
    first: list[str] = []
    for answer in filter(str.strip, row.split("|")):
        cells = answer.rstrip().split(" ") if " " in answer.strip() else [*first[:3], answer]
        first = first or cells
        value, unit, comparator, period, kinds, others = (*cells, "", "", "")[:6]
        values, kind = _values(f"{value} {unit}"), tuple(filter(None, kinds.split("/")))
        fields = (other.partition("=") for other in filter(None, others.split(",")))
        told = tuple((name, tuple(cell.split("/"))) for name, _, cell in fields)
        answers.append(Wanted(0, 0, values, kind, (comparator,), (period.strip(),), others=told))
    return answers


def is_right(rows: list[Target], expected: str) -> bool:
    if expected.startswith("*no "):
        return all(Decimal(expected[4:]) not in {r.bound.value_min, r.bound.value_max} for r in rows)
    for answer in _answers(expected):
        left = list(rows)
        for row in answer:
            hit = next((r for r in left if any(w.is_met_by(r) for w in _wanted_row(row))), None)
            if hit is None:
                break
            left.remove(hit)
        else:
            if not left:
                return True
    return False


@pytest.mark.parametrize(
    "case", sentences(), ids=[f"{number}-{case['kind']}" for number, case in enumerate(sentences())]
)
def test_a_sentence_gives_its_rows_and_no_other(case: dict[str, str]) -> None:
    rows = read_targets(plan_from_text(f"{case['title']}\n{case['text']}\n"))
    found = [f"{r.quote} {r.unit} {r.bound.comparator} {r.period} {r.kind} [{r.indicator}]" for r in rows]
    assert is_right(rows, case["expected"]), found


# The same rows of a sentence in another script, with other signs, other line ends and later years


@pytest.mark.parametrize("change", CHANGES)
def test_the_rows_of_sentences_stay_the_same(change: str) -> None:
    ambiguous = ("注销",) if change == "Taiwan's words" else ()  # 登出 there, which is also part of 刊登出来
    texts = [f"{case['title']}\n{case['text']}\n" for case in sentences()]
    assert len(texts) > 600
    moved = [text for text in texts if not any(word in text for word in ambiguous)]
    assert [text for text in moved if told(CHANGES[change](text)) != told(text)] == []


def test_sentences_of_later_years_are_read_alike() -> None:
    different = []
    for case in sentences():
        text = fold(f"{case['title']}\n{case['text']}\n")  # 二〇三〇年 in digits
        later = shifted(text.replace("第十四个五年", "第十五个五年"))
        before, after = read_targets(plan_from_text(text)), read_targets(plan_from_text(later))
        if [facts(row, 5)[1:] for row in before] != [facts(row)[1:] for row in after]:
            different.append(text)
    assert different == []
