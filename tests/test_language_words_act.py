"""Every word of words.toml acts: some sentence comes out otherwise when it is left out of its table.

``data/word_frames.csv`` holds the sentences. A row names a table, the words it is about (all of the table
where it names none), a text with ``{w}`` in the place of the word, the field that the word decides, and what
the field is with the word in its table and without it.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from left_out import Entry, entries, left_out
from plantargets import extract_targets
from plantargets.compare import audit_plans
from plantargets.compare.align import comparable_targets
from plantargets.compare.firmness import classify_targets
from plantargets.compare.statements import plain_subject, read_statements
from plantargets.plans import plan_from_text
from plantargets.targets.extract import read_quantities, read_results
from test_targets_rules import marked

FRAMES = Path(__file__).parent / "data" / "word_frames.csv"
COMPARED = frozenset({"findings", "subjects", "own_deadline", "conversion"})
TITLE = re.compile("《(.*)》\n")
YEARS = (2023, 2025)


class Frame(NamedTuple):
    """A row of the table: a text that shows what words of a table do."""

    table: str
    words: tuple[str, ...]
    text: str
    field: str
    with_word: str
    without_word: str


ROWS = [
    Frame(row["table"], tuple(row["words"].split()), *list(row.values())[2:])
    for row in csv.DictReader(FRAMES.read_text(encoding="utf-8").splitlines())
]
WORDS: dict[str, list[str]] = defaultdict(list)
for entry in entries():
    WORDS[entry.table].append(entry.word)


def outcome(text: str, field: str) -> str:
    """Return a field of what a text gives.

    Parameters
    ----------
    text
        ``¶`` ends a line; the number that is asked for stands between bars; a first line in 《》 is a title.
    field
        A column of the target row; ``reason`` why the number is no target; ``words of period`` for the words
        that a field was read from; ``result period`` for a number of a review; ``subject`` for the words
        alone as the comparison has them; ``findings``, ``subjects``, ``own_deadline`` and ``conversion`` of
        the comparison.
    """
    text = text.replace("¶", "\n")
    if field == "subject":
        return plain_subject(text)
    if field in COMPARED:
        return compared(text, field)
    plan, start, end = marked(TITLE.sub(r"\1\n", text))
    if TITLE.match(text):  # which has to say what the register says of the others
        plan = plan_from_text(plan.text, "case")
    if field.startswith("result "):
        results = [target for target in read_results(plan) if target.start < end and start < target.end]
        return str(results[0].to_row()[field.removeprefix("result ")]) if results else "no result"
    found = next((one for one in read_quantities(plan) if one.start < end and start < one.end), None)
    if found is None:
        return "no number"
    if field.startswith("words of "):
        spans = found.words.get(field.removeprefix("words of "), ())
        return "…".join(plan.text[begin:close] for begin, close in spans)
    if field == "reason" or found.target is None:
        return found.reason
    return str(found.target.to_row()[field])


def compared(text: str, field: str) -> str:
    plan = plan_from_text(f"青川市制造业三年行动计划({YEARS[0]}—{YEARS[1]}年)\n{text}", plan_id="x")
    targets = extract_targets(plan)
    if field == "findings":
        findings = audit_plans(targets, [plan], {"x": YEARS}).itertuples()
        return "; ".join(f"{finding.rule}: {finding.verdict}" for finding in findings)
    if field == "subjects":
        return "; ".join(one.subject for one in read_statements(targets, {"x": YEARS}))
    if field == "own_deadline":
        return "; ".join(map(str, classify_targets(targets)["own_deadline"]))
    record = SimpleNamespace(plan_id="x", period_start_year=YEARS[0], period_end_year=YEARS[1])
    return "; ".join(comparable_targets(targets, [record])["conversion"])


def wrong_of(table: str, word: str) -> list[str]:
    """Say what a word fails to do, and what to do about it."""
    frames = [row for row in ROWS if row.table == table and (not row.words or word in row.words)]
    if not frames:
        return [
            f"{word}: no row of tests/data/{FRAMES.name} shows what it does. Add one for {table} with a "
            "sentence that comes out otherwise without it; where there is none, take it out of words.toml."
        ]
    texts = [(row.text.replace("{w}", word), row.field) for row in frames]
    with_word = [outcome(*text) for text in texts]
    with left_out(Entry(table, word)):
        without = [outcome(*text) for text in texts]
    return [
        f"{text}: {field} is {got!r} and without {word} {other!r}; {FRAMES.name} has {row.with_word!r} and "
        f"{row.without_word!r}. If the row does not fit this word, give it a row of its own."
        for row, (text, field), got, other in zip(frames, texts, with_word, without, strict=True)
        if (got, other) != (row.with_word.replace("{w}", word), row.without_word.replace("{w}", word))
    ]


@pytest.mark.parametrize("table", WORDS)
def test_every_word_of_a_table_acts(table: str) -> None:
    assert [message for word in WORDS[table] for message in wrong_of(table, word)] == []


def test_a_word_without_a_sentence_is_named() -> None:
    (message,) = wrong_of("list.this_year", "今岁")
    assert message.startswith(
        "今岁: no row of tests/data/word_frames.csv shows what it does. Add one for list.this_year"
    )


def test_no_row_is_without_effect() -> None:
    assert [row.text for row in ROWS if row.with_word == row.without_word] == []


def test_the_rows_name_words_that_stand_in_their_table() -> None:
    assert [(row.table, word) for row in ROWS for word in row.words if word not in WORDS[row.table]] == []
    assert [row.table for row in ROWS if row.table not in WORDS] == []


def test_a_word_left_out_is_back_afterwards() -> None:
    text, field = "失业率不超过|5%|。", "comparator"
    for entry in (Entry("list.negation", "不"), Entry("comparator_before.gt", "超过")):
        with left_out(entry):
            assert outcome(text, field) != "le"
        assert outcome(text, field) == "le"
