"""Ask in words, get the number and its place: 高新技术企业 2025 河南, high-tech enterprises Henan 2025.

Rows are indexed by SQLite's FTS5 (Okapi BM25; Robertson and Zaragoza 2009), Chinese by pairs of characters,
with the names and synonyms of the vocabulary, in both languages, beside the words of the plan. Short and
other names (高企, 社零, highways) are brought to one form on both sides, by ``question_names.csv`` and the
wordings of the indicators. Of the best, the rows come first whose indicator is named most nearly as a whole
(Dice 1945), and whose place and year are asked for; what was asked and is not in a row is told beside it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.indicators import load_vocabulary
from plantargets.indicators.wording import wording
from plantargets.language.folding import fold
from plantargets.language.period import Period
from plantargets.language.word_lists import WordLists
from plantargets.package_tables import package_rows
from plantargets.plans import PlanRecord, to_simplified
from plantargets.rounding import rounded
from plantargets.targets.codebook import Language

# How much a word counts by where it stands.
WEIGHTS = {"indicator": 8.0, "names": 6.0, "qualifier": 3.0, "place": 5.0, "years": 5.0, "sentence": 1.0}
WHOLE_NAME, ASKED_PLACE, ASKED_YEAR, RERANKED = 20.0, 15.0, 5.0, 100
STEM = 6  # letters of a Latin word that count: industry and industrial are one
SHOWN = (
    "plan_id", "indicator", "indicator_id", "value_min", "value_max", "unit", "comparator", "period", "scope",
    "sentence", "start", "end", "target_id",
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
        where = {
            name: _in_english(f"{name} {known[name].jurisdiction if name in known else ''}")
            for name in map(str, self.rows["plan_id"].unique())
        }
        places = {
            name: f"{place} {known[name].title if name in known else ''}" for name, place in where.items()
        }
        self._places = [frozenset(_terms(where[name])) for name in map(str, self.rows["plan_id"])]
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
                frozenset(_terms(places[str(row["plan_id"])])),
            )
            for row in self.rows.to_dict("records")
        ]
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            f'create virtual table rows using fts5({", ".join(WEIGHTS)}, tokenize="unicode61")'
        )
        self._cells = [tuple(_cells(row, names, places)) for row in self.rows.to_dict("records")]
        self._database.executemany(
            f"insert into rows(rowid, {', '.join(WEIGHTS)}) values (?{', ?' * len(WEIGHTS)})",
            ((number, *cells) for number, cells in enumerate(self._cells, start=1)),
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
            `SHOWN`, ``score``, higher is better, and ``lacking``: the words of the question, years among
            them, that are neither in the row's names, place and sentence nor in its period. Empty where no
            word is found.

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
        asked = frozenset(_terms(_named_words(question)))
        years = frozenset(_YEAR.findall(fold(question)))
        scored = sorted(
            ((score + self._named(number, asked, years), -number) for number, score in found), reverse=True
        )
        best = [(-number, rounded(score, 4)) for score, number in scored[:limit]]
        shown = [name for name in SHOWN if name in self.rows]
        table = self.rows.loc[[number - 1 for number, _ in best], shown].reset_index(drop=True)
        return table.assign(
            score=[score for _, score in best],
            lacking=[self._lacking(number, question) for number, _ in best],
        )

    def _named(self, number: int, asked: frozenset[str], years: frozenset[str]) -> float:
        """Return the bonus of a row whose place and year are asked for and whose indicator is named whole."""
        names, place = self._names[number - 1]
        where = asked & self._all_places
        bonus = ASKED_PLACE * len(where & self._places[number - 1]) / len(where) if where else 0.0
        if years & self._years_of(number):
            bonus += ASKED_YEAR
        wanted = asked - place
        if not wanted:
            return bonus
        return bonus + WHOLE_NAME * max(2 * len(wanted & name) / (len(wanted) + len(name)) for name in names)

    def _years_of(self, number: int) -> frozenset[str]:
        period = str(self.rows["period"].iloc[number - 1]) if "period" in self.rows else ""
        return frozenset(_YEAR.findall(period))

    def _lacking(self, number: int, question: str) -> str:
        """Return the words of a question that a row does not hold, in the question's order."""
        held = frozenset(" ".join(self._cells[number - 1]).split())
        lacking = []
        for run in re.findall("[一-鿿]+|[a-z][a-z0-9]*", _named_words(question)):
            if not _HAN.match(run):
                lacking += [run] if set(_terms(run)) - held else []
                continue
            # A character is held where a pair that it belongs to is.
            pairs = [run[at : at + 2] in held for at in range(len(run) - 1)] or [run in held]
            kept = [pairs[max(at - 1, 0)] or pairs[min(at, len(pairs) - 1)] for at in range(len(run))]
            signs = "".join(" " if one else sign for one, sign in zip(kept, run, strict=True))
            lacking += [word for word in signs.split() if len(word) > 1 or word == run]
        years = _YEAR.findall(fold(question))
        period = self._years_of(number)
        within = [int(year) for year in period]
        lacking += [year for year in years if not within or not min(within) <= int(year) <= max(within)]
        return " ".join(dict.fromkeys(lacking))


def language_of(question: str) -> Language:
    """Return the language in which a question is asked.

    >>> language_of("高新技术企业 2025 Henan"), language_of("R&D intensity")
    ('zh', 'en')
    """
    return "zh" if _HAN.search(question) else "en"


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


def _in_english(place: str) -> str:
    """Return a place with the English names of the provinces that it names.

    >>> _in_english("prov2026_广东省")
    'prov2026_广东省 Guangdong'
    """
    provinces = package_rows("plantargets.plans", "provinces.csv")
    return " ".join([place, *(row["en"] for row in provinces if row["zh"] in to_simplified(place))])


@lru_cache(maxsize=65536)
def _terms(text: str) -> tuple[str, ...]:
    """Return pairs of Chinese characters, single ones that stand alone, and Latin words, in the one form.

    >>> _terms("高企 SMEs")
    ('高新', '新技', '技术', '术企', '企业', 'sme')
    """
    folded = _one_form(text)
    terms: list[str] = []
    for run in _HAN.findall(folded):
        terms += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    words = (word for word in _WORD.findall(folded) if word not in _FUNCTION)
    return (*terms, *((word.removesuffix("s") if len(word) > 2 else word)[:STEM] for word in words))


def _one_form(text: str) -> str:
    """Return a text in simplified characters and small letters, with one name for what has several.

    >>> _one_form("國內生產總值"), _one_form("提高企业"), _one_form("highways")
    ('gdp', '提高企业', 'expressways')
    """
    folded = fold(to_simplified(text)).lower()
    for pattern, meant in _one_names():
        folded = pattern.sub(meant, folded)
    return folded


@lru_cache(maxsize=1)
def _one_names() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what names are looked for and what each means: `question_names.csv`, then the wordings."""
    found = []
    rows = package_rows("plantargets.review", "question_names.csv")
    for row in sorted(rows, key=lambda row: -len(row["asked"])):
        asked = row["asked"].lower()
        before = rf"(?<![{row['not_behind']}])" if row["not_behind"] else ""
        behind = rf"(?!{row['not_before']})" if row["not_before"] else ""
        edge = r"\b" if asked.isascii() else ""
        # A plural is the same word.
        plural = "(s?)" if edge and not asked.endswith("s") else "()"
        found.append(
            (f"{before}{edge}{re.escape(asked)}{plural}{edge}{behind}", row["meant"].lower() + r"\1")
        )
    joints = [(re.escape(old.lower()), new.lower()) for old, new in wording()["same"] if "、" not in new]
    return tuple((re.compile(pattern), meant) for pattern, meant in found + joints)


def _named_words(question: str) -> str:
    """Return a question in the one form, without its years and the words that ask."""
    return _ASKING.sub(" ", _YEAR.sub(" ", _one_form(question)))


def _query(question: str) -> str:
    words = [f'"{term}"' for term in dict.fromkeys(_terms(_named_words(question)))]
    return " OR ".join([*words, *(f"years:y{year}" for year in dict.fromkeys(_YEAR.findall(fold(question))))])
