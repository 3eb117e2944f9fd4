"""Sentences and heads of tables of the notebooks in two languages: ``sentences.csv`` and ``heads.csv``."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from plantargets.errors import PlanTargetsError, nearest

LANGUAGES = ("en", "zh")


def say(key: str, language: str = "en", **values: object) -> str:
    """Return the sentence called `key`, with the numbers given.

    Raises
    ------
    PlanTargetsError
        If there is no such sentence or language, or a number of it is not given.

    Examples
    --------
    >>> say("corpus_none", "zh")
    '未给出报告所在文件夹，项目中也没有该年的目标，故无结果：请用参数folder给出文件夹。'
    """
    if language not in LANGUAGES:
        raise PlanTargetsError(f"parameter language: expected 'en' or 'zh', found {language!r}.")
    sentences = _sentences()
    if key not in sentences:
        raise PlanTargetsError(f"sentences.csv has no {key!r}{nearest(key, sentences)}.")
    try:
        return sentences[key][language].format(**values)
    except KeyError as error:
        raise PlanTargetsError(f"sentence {key!r}: its number {error} is not given.") from None


def head(column: str, language: str = "en") -> str:
    """Return the name of a column for a reader, empty where ``heads.csv`` has none.

    Examples
    --------
    >>> head("plan_id", "zh"), head("no such column")
    ('规划', '')
    """
    return _table("heads.csv").get(column, {}).get(language, "")


def _sentences() -> dict[str, dict[str, str]]:
    return _table("sentences.csv")


@lru_cache(maxsize=2)
def _table(name: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table of this room by their first cell."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return {next(iter(row.values())): row for row in csv.DictReader(text.splitlines())}
