"""Ask in words, get the number and its place: 高新技术企业 2025 河南, high-tech enterprises Henan 2025.

Rows are indexed by SQLite's FTS5 (Okapi BM25; Robertson and Zaragoza 2009), Chinese by pairs of characters,
with the names and synonyms of the vocabulary, in both languages, beside the words of the plan. Of the best,
the rows come first whose indicator is named most nearly as a whole (Dice 1945) and whose place is asked for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.indicators import load_vocabulary
from plantargets.language.folding import fold
from plantargets.language.period import Period
from plantargets.language.word_lists import WordLists
from plantargets.plans import PlanRecord, to_simplified

# How much a word counts by where it stands.
WEIGHTS = {"indicator": 8.0, "names": 6.0, "qualifier": 3.0, "place": 5.0, "years": 5.0, "sentence": 1.0}
WHOLE_NAME, ASKED_PLACE, RERANKED = 20.0, 15.0, 100
STEM = 6  # letters of a Latin word that count: industry and industrial are one
SHOWN = (
    "plan_id", "indicator", "value_min", "value_max", "unit", "comparator", "period", "scope", "sentence",
    "start", "end", "target_id",
)  # fmt: skip
_HAN = re.compile("[一-鿿]+")
_WORD = re.compile("[a-z][a-z0-9]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Words of a question that ask and do not name; a year or place is searched for by its own column.
_WORDS = WordLists("plantargets.review", "question_words.toml")
_ASKING = re.compile(_WORDS.any_word("asking"))
_FUNCTION = frozenset(_WORDS.words("function"))


class TargetIndex:
    """An index of target rows.

    Parameters
    ----------
    targets
        Target rows, of any number of plans.
    records
        Records of the plans, for their places and titles, where there are any.
    """

    def __init__(self, targets: pd.DataFrame, records: Iterable[PlanRecord] = ()) -> None:
        lacking = [name for name in ("plan_id", "indicator", "value_max", "sentence") if name not in targets]
        if lacking:
            raise PlanTargetsError(
                f"table of targets: expected the columns of a target row, {', '.join(lacking)} not found."
            )
        self.rows = targets.reset_index(drop=True)
        known = {record.plan_id: record for record in records}
        places = {name: f"{record.jurisdiction} {record.title}" for name, record in known.items()}
        self._places = [
            frozenset(_terms(f"{name} {known[name].jurisdiction if name in known else ''}"))
            for name in map(str, self.rows["plan_id"])
        ]
        self._all_places = frozenset().union(*self._places)
        names = {
            item.id: " ".join((item.name_zh, item.name_en, *item.synonyms)) for item in load_vocabulary()
        }
        whole = {item.id: (item.name_zh, item.name_en) for item in load_vocabulary()}
        self._names = [
            (
                [
                    frozenset(_terms(name))
                    for name in (str(row["indicator"]), *whole.get(str(row.get("indicator_id", "")), ()))
                ],
                frozenset(_terms(f"{row['plan_id']} {places.get(str(row['plan_id']), '')}")),
            )
            for row in self.rows.to_dict("records")
        ]
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            f'create virtual table rows using fts5({", ".join(WEIGHTS)}, tokenize="unicode61")'
        )
        self._database.executemany(
            f"insert into rows(rowid, {', '.join(WEIGHTS)}) values (?{', ?' * len(WEIGHTS)})",
            (
                (number, *_cells(row, names, places))
                for number, row in enumerate(self.rows.to_dict("records"), start=1)
            ),
        )

    def search(self, question: str, limit: int = 10) -> pd.DataFrame:
        """Return the rows that answer a question, best first.

        Parameters
        ----------
        question
            Words of what is measured, of the place, a year; Chinese in either script, or English.
        limit
            How many rows at most.

        Returns
        -------
        pandas.DataFrame
            `SHOWN` and ``score``, higher is better; empty where no word is found.

        Raises
        ------
        PlanTargetsError
            If the question names nothing.
        """
        query = _query(question)
        if not query:
            raise PlanTargetsError(
                f"find: {question!r} names nothing to look for. Give words of what is measured, a place, "
                "a year: 高新技术企业 2025 河南."
            )
        weights = ", ".join(str(weight) for weight in WEIGHTS.values())
        found = self._database.execute(
            f"select rowid, -bm25(rows, {weights}) as score from rows where rows match ? "
            "order by score desc, rowid limit ?",
            (query, RERANKED + limit),
        ).fetchall()
        asked = frozenset(_terms(_ASKING.sub(" ", _YEAR.sub(" ", fold(to_simplified(question)).lower()))))
        scored = sorted(
            ((score + self._named(number, asked), -number) for number, score in found), reverse=True
        )
        best = [(-number, round(score, 4)) for score, number in scored[:limit]]
        shown = [name for name in SHOWN if name in self.rows]
        table = self.rows.loc[[number - 1 for number, _ in best], shown].reset_index(drop=True)
        return table.assign(score=[score for _, score in best])

    def _named(self, number: int, asked: frozenset[str]) -> float:
        """Return the bonus of a row whose place is asked for and whose indicator is named as a whole."""
        names, place = self._names[number - 1]
        where = asked & self._all_places
        bonus = ASKED_PLACE * len(where & self._places[number - 1]) / len(where) if where else 0.0
        wanted = asked - place
        if not wanted:
            return bonus
        return bonus + WHOLE_NAME * max(2 * len(wanted & name) / (len(wanted) + len(name)) for name in names)


def answer_lines(found: pd.DataFrame) -> Iterator[str]:
    """Yield the answers as lines to read: the number, where it stands, and the sentence."""
    for row in found.to_dict("records"):
        value = "–".join(dict.fromkeys(str(row[name]) for name in ("value_min", "value_max") if name in row))
        scope = f", {row['scope']}" if row.get("scope") else ""
        yield f"{row['indicator']}: {row['comparator']} {value} {row['unit']} ({row['period']}{scope})"
        yield f"    {row['plan_id']}, characters {row['start']}–{row['end']}, {row['target_id']}"
        yield f"    {row['sentence']}"


def _cells(row: Mapping[Any, Any], names: Mapping[str, str], places: Mapping[str, str]) -> Iterator[str]:
    plan_id = str(row["plan_id"])
    text = {
        "indicator": str(row["indicator"]),
        "names": names.get(str(row.get("indicator_id", "")), ""),
        "qualifier": f"{row.get('qualifier', '')} {row.get('scope', '')}",
        "place": f"{plan_id} {places.get(plan_id, '')}",
        "years": _years(str(row.get("period", ""))),
        "sentence": str(row["sentence"]),
    }
    for name in WEIGHTS:
        yield text[name] if name == "years" else " ".join(_terms(text[name]))


def _years(code: str) -> str:
    try:
        period = Period.parse(code)
    except ValueError:
        return ""
    return " ".join(f"y{year}" for year in dict.fromkeys((period.start_year, period.end_year)) if year)


def _terms(text: str) -> list[str]:
    """Return pairs of Chinese characters, single ones that stand alone, and Latin words.

    >>> _terms("高新企业 R&D")
    ['高新', '新企', '企业', 'r', 'd']
    """
    folded = fold(to_simplified(text)).lower()
    terms = []
    for run in _HAN.findall(folded):
        terms += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return terms + [word[:STEM] for word in _WORD.findall(folded) if word not in _FUNCTION]


def _query(question: str) -> str:
    folded = fold(to_simplified(question)).lower()
    years = _YEAR.findall(folded)
    terms = _terms(_ASKING.sub(" ", _YEAR.sub(" ", folded)))
    words = [f'"{term}"' for term in dict.fromkeys(terms)]
    return " OR ".join([*words, *(f"years:y{year}" for year in dict.fromkeys(years))])
