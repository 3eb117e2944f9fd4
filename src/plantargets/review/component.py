"""The part of a page that reviews rows: what its script is given. No pandas: it is made in a browser too.

``review.html`` and the pages that show plans hold the same component, ``review.js`` with ``review.css``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from plantargets.language.period import PATTERN
from plantargets.package_tables import package_rows, package_text
from plantargets.plans import Block, Plan
from plantargets.review.answers import CHANGEABLE, EMPTY, FIELDS, NEEDED, SHEET
from plantargets.targets.codebook import Language, column_name, columns_of, load_codebook
from plantargets.targets.explain import NUMERAL

# What the script needs of each row besides the fields that may be changed.
OF_ROWS = ("plan_id", "target_id", "start", "end", "quote", "sentence", "check")
# What a card shows at once; the other fields are unfolded.
FIRST = ("indicator", "value_min", "value_max", "unit", "comparator", "kind", "period")
_DIGEST = 12


def review_settings(language: Language) -> dict[str, Any]:
    """Return what the script needs whatever rows are reviewed: words, codes, and what a field may hold."""
    columns = load_codebook()
    return {
        "words": review_words(language),
        "sheet": list(SHEET),
        "fields": list(FIELDS),
        "changeable": list(CHANGEABLE),
        "first": list(FIRST),
        "needed": list(NEEDED),
        "empty": EMPTY,
        "patterns": {**dict.fromkeys(columns_of("decimal"), r"-?\d+(\.\d+)?"), "period": PATTERN},
        "codes": {name: columns[name].code_meanings(language) for name in (*CHANGEABLE, "check")},
    }


def review_rows(rows: Sequence[Mapping[str, Any]], plans: Iterable[Plan]) -> dict[str, Any]:
    """Return what the script needs beside the rows themselves.

    Parameters
    ----------
    rows
        Target rows as they are reviewed.
    plans
        Their plans, as far as they are known.

    Returns
    -------
    dict
        ``places``: where the quote of each row begins in its sentence, -1 where it does not stand there;
        ``passages``: plan, offset and words of each passage that holds a numeral and no row; ``keys``: the
        name under which a browser keeps the answers to each plan, another one for another text.
    """
    texts = {plan.plan_id: plan for plan in plans}
    keys = {}
    for plan_id in dict.fromkeys([*texts, *(str(row["plan_id"]) for row in rows)]):
        plan = texts.get(plan_id)
        digest = hashlib.sha256(plan.text.encode(errors="replace")).hexdigest()[:_DIGEST] if plan else ""
        keys[plan_id] = f"plantargets-review:{plan_id}:{digest}"
    return {
        "places": quote_places(rows),
        "passages": passages_without_row(rows, texts.values()),
        "keys": keys,
    }


def quote_places(rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return where each quote begins in its sentence: equal ones of a sentence in the order of the text.

    >>> row = {"plan_id": "a", "sentence": "企业30家、园区30家", "quote": "30家"}
    >>> quote_places([row, row, row | {"quote": "5个"}])
    [2, 8, -1]
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    places = []
    for row in rows:
        sentence, quote = str(row["sentence"]), "".join(str(row["quote"]).split())
        key = (str(row["plan_id"]), sentence, quote)
        place = -1
        for _ in range(seen[key] + 1):
            next_place = sentence.find(quote, place + 1)
            if next_place < 0:
                break
            place = next_place
        places.append(place)
        seen[key] += 1
    return places


def passages_without_row(rows: Iterable[Mapping[str, Any]], plans: Iterable[Plan]) -> list[list[str]]:
    """Return the passages that hold a numeral and no row: plan, offset and words."""
    starts: dict[str, list[int]] = {}
    for row in rows:
        starts.setdefault(str(row["plan_id"]), []).append(int(row["start"]))
    return [
        [plan.plan_id, str(block.start), "".join(plan.text[block.start : block.end].split())]
        for plan in plans
        for block in plan.blocks
        if NUMERAL.search(plan.simplified, _behind_label(plan, block), block.end)
        and not any(block.start <= start < block.end for start in starts.get(plan.plan_id, ()))
    ]


@cache
def review_words(language: Language) -> dict[str, str]:
    """Return the words of a review in a language, those of ``words.csv`` before names of the codebook."""
    fields = {name: column_name(name, language) for name in CHANGEABLE}
    return fields | {row["key"]: row[language] for row in package_rows("plantargets.review", "words.csv")}


@cache
def review_file(name: str) -> str:
    """Return the text of a file beside this module."""
    return package_text("plantargets.review", name)


def _behind_label(plan: Plan, block: Block) -> int:
    """Return where the words of a block begin, behind the number of a heading."""
    section = plan.section_at(block.start)
    is_heading = section is not None and section.start == block.start
    return block.start + (len(section.label) if is_heading and section is not None else 0)
