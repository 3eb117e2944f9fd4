"""What an audit and corrections tell, in two languages: ``messages.csv``."""

from __future__ import annotations

import csv
from functools import cache

from plantargets.errors import PlanTargetsError
from plantargets.review.component import review_file


def message(key: str, language: str = "en", **values: object) -> str:
    """Return a message in ``en`` or ``zh``.

    Raises
    ------
    PlanTargetsError
        If the language is another.

    Examples
    --------
    >>> message("absent", "zh"), message("no_text", "en", document="a")
    ('原文中没有该引文', 'no text named a')
    """
    row = _messages()[key]
    if language not in row:
        raise PlanTargetsError(f"language: expected 'en' or 'zh', found {language!r}.")
    return row[language].format(**values)


@cache
def _messages() -> dict[str, dict[str, str]]:
    return {row.pop("key"): row for row in csv.DictReader(review_file("messages.csv").splitlines())}
