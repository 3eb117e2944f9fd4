"""Sentences and heads of tables in two languages: those of the notebooks, and the reader of all others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from numbers import Real
from string import Formatter
from typing import TypeGuard

from plantargets.errors import PlanTargetsError, nearest
from plantargets.package_tables import package_rows
from plantargets.rounding import written

LANGUAGES = ("en", "zh")
# No hyphen between years, in a name or an id; a Chinese character may stand before it (相差-3,426.5亿元).
# Years from one to the other, neither in a code (annual:2020-2022) nor in an id.
_SPAN = re.compile(r"(?<![\w:/.\-])((?:19|20)\d\d)-((?:19|20)\d\d)(?![\w\-])")
_HAN = re.compile("[\u4e00-\u9fff]")
SPAN_DASH = {"en": "\N{EN DASH}", "zh": "\N{EM DASH}"}
_NEGATIVE = re.compile(r"(?<![0-9A-Za-z_.\-])-(?=\d)")


def _is_number(value: object) -> TypeGuard[float | Decimal]:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


class _Counting(Formatter):
    def format_field(self, value: object, spec: str) -> str:
        """Return a value as Python writes it, followed or replaced by the word for one or for many."""
        *number, one, many = spec.split("|") if "|" in spec else (spec, "", "")
        form = number[0] if number else ""
        told = written(value, form) if _is_number(value) else str(super().format_field(value, form))
        word = one if told.lstrip("+-") == "1" else many
        return f"{told} {word}" if number and word else word or told


class Phrase(str):
    """A phrase to be filled, with words in the number of what they count.

    ``{n:|target|targets}`` is a number with its word, ``{n:,|target|targets}`` one with marks of thousands,
    ``{n:was|were}`` the word alone. What is shown as 1 is one: 0.98 in ``{n:.0f|point|points}`` is 1 point.

    Examples
    --------
    >>> told = Phrase("{met} of {all:|target|targets} {met:was|were} met")
    >>> told.format(met=1, all=2)
    '1 of 2 targets was met'
    >>> told.format(met=0, all="1")
    '0 of 1 target were met'
    """

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        """Return the phrase with the values given."""
        return _Counting().vformat(self, values, named)


@dataclass(frozen=True, slots=True)
class Phrases:
    r"""A table of what is shown to people, beside the code that shows it: ``key``, ``en`` and ``zh``.

    Attributes
    ----------
    package
        The package that the file belongs to.
    path
        The file, as seen from the folder of the package. In it ``\n`` is a new line; words that
        go with a number are written as in `Phrase`.

    Examples
    --------
    >>> figures = Phrases("plantargets.figures", "words.csv")
    >>> figures.say("structure.characters", "zh", count=21034)
    '21,034字'
    >>> figures.group("goals", "en")["nation"]
    'Nation'
    """

    package: str
    path: str

    def say(self, key: str, language: str = "en", **values: object) -> str:
        """Return the phrase called `key`, with the values given; a minus before a number is one, no hyphen.

        Raises
        ------
        PlanTargetsError
            If there is no such phrase or language, or a value of it is not given.
        """
        phrases = self.of(language)
        if key not in phrases:
            raise PlanTargetsError(f"{self.path} has no {key!r}{nearest(key, phrases)}.")
        try:
            return _NEGATIVE.sub("\N{MINUS SIGN}", phrases[key].format(**values))
        except KeyError as error:
            raise PlanTargetsError(f"sentence {key!r}: its number {error} is not given.") from None

    def group(self, name: str, language: str = "en") -> Mapping[str, str]:
        """Return the phrases whose keys begin with the name and a full stop, by what follows it.

        Raises
        ------
        PlanTargetsError
            If there is no such language.
        """
        return {
            key.removeprefix(f"{name}."): phrase
            for key, phrase in self.of(language).items()
            if key.startswith(f"{name}.")
        }

    def get(self, key: str, language: str = "en") -> str:
        """Return the phrase called `key`, empty where there is none."""
        return self.of(language).get(key, "")

    def of(self, language: str = "en") -> Mapping[str, str]:
        """Return all phrases by their keys.

        Raises
        ------
        PlanTargetsError
            If there is no such language.
        """
        if language not in LANGUAGES:
            raise PlanTargetsError(f"parameter language: expected 'en' or 'zh', found {language!r}.")
        return _read(self.package, self.path)[language]


def year_spans(text: str, language: str = "en") -> str:
    """Return a text with a dash between years; a Chinese one, such as a title, stays as it is written.

    Examples
    --------
    >>> year_spans("2009-2012, 2018-2021"), year_spans("2009-2012", "zh")
    ('2009–2012, 2018–2021', '2009—2012')
    >>> year_spans("三年行动计划(2020-2022年)"), year_spans("annual:2020-2022"), year_spans("henan-2023-2025")
    ('三年行动计划(2020-2022年)', 'annual:2020-2022', 'henan-2023-2025')
    """
    return text if _HAN.search(text) else _SPAN.sub(rf"\1{SPAN_DASH[language]}\2", text)


SENTENCES = Phrases("plantargets.prose", "sentences.csv")
HEADS = Phrases("plantargets.prose", "heads.csv")


def say(key: str, language: str = "en", **values: object) -> str:
    """Return the sentence of the notebooks called `key`, with the numbers given.

    Raises
    ------
    PlanTargetsError
        If there is no such sentence or language, or a number of it is not given.

    Examples
    --------
    >>> say("corpus_none", "zh")
    '未给出报告所在文件夹，项目中也没有该年的目标，故无结果：请用参数folder给出文件夹。'
    """
    return SENTENCES.say(key, language, **values)


def head(column: str, language: str = "en") -> str:
    """Return the name of a column for a reader, empty where ``heads.csv`` has none.

    Examples
    --------
    >>> head("province_en", "zh"), head("no such column")
    ('省份', '')
    """
    return HEADS.get(column, language)


@cache
def _read(package: str, path: str) -> dict[str, dict[str, Phrase]]:
    """Return the phrases of a file by language and key, which is the first cell of a row."""
    rows = [(next(iter(row.values())), row) for row in package_rows(package, path)]
    return {
        language: {key: Phrase(row[language].replace("\\n", "\n")) for key, row in rows}
        for language in LANGUAGES
    }
