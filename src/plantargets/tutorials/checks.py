"""Checks of exercises: right, or a hint that tells what was probably done."""

from __future__ import annotations

import csv
import difflib
import io
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, Protocol

from plantargets.errors import PlanTargetsError
from plantargets.plans import to_simplified
from plantargets.tutorials.answers import ANSWERS, Answer

Language = Literal["en", "zh"]
PERCENT, NEARLY = 100.0, 0.02


@dataclass(frozen=True, repr=False)
class Verdict:
    """What a check says: prints as one line."""

    exercise: str
    correct: bool
    message: str

    def __repr__(self) -> str:
        return f"{self.exercise}  {self.message}"


class Check(Protocol):
    """Checks the answer to one exercise."""

    def __call__(self, exercise: str, answer: object) -> Verdict: ...  # noqa: D102


def exercises(language: Language = "en") -> Check:
    """Return the function ``check(exercise, answer)`` that speaks `language`.

    An answer is right in any sensible form: a number as int, float, Decimal or ``"5.5 %"``; words in any
    case and in either script; a set as list, set or column of a table. The right answers are
    computed from the data.

    Examples
    --------
    >>> check = exercises()
    >>> check("1.2", ["c", "d", "e", "f"]).correct
    False
    """
    _say(language, "general", "right")

    def check(exercise: str, answer: object) -> Verdict:
        if exercise not in ANSWERS:
            near = difflib.get_close_matches(str(exercise), ANSWERS, 1, 0)
            raise PlanTargetsError(
                f"there is no exercise {exercise!r}; expected one of {', '.join(ANSWERS)}. "
                f"Did you mean check({(near or ['1.1'])[0]!r}, …)?"
            )
        return _judge(exercise, answer, language)

    return check


def _judge(exercise: str, answer: object, language: Language) -> Verdict:
    if answer is ... or answer is None:
        return Verdict(exercise, False, _say(language, "general", "empty"))
    key = ANSWERS[exercise]()
    if key.judge is not None:
        case, detail = key.judge(answer)
    else:
        case, detail = _case(answer, key)
    if case == "right":
        remark = _hints().get((exercise, "right"), {}).get(language, "")
        return Verdict(exercise, True, f"{_say(language, 'general', 'right')} {remark}".rstrip())
    own = (exercise, case) in _hints()
    where = exercise if own or case == "else" else "general"
    if (where, case) not in _hints():
        where = "general"
    message = _say(language, where, case).replace("{detail}", detail)
    return Verdict(exercise, False, f"{_say(language, 'general', 'wrong')} {message}")


def _case(answer: object, key: Answer) -> tuple[str, str]:
    """Return the name of the hint, ``right`` where none is needed, and a detail for it."""
    if isinstance(key.right, Mapping):
        return _fields_case(answer, key)
    if isinstance(key.right, (set, frozenset)):
        return _set_case(answer, key)
    if isinstance(key.right, str):
        return _text_case(answer, key)
    return _number_case(answer, key)


def _number_case(answer: object, key: Answer) -> tuple[str, str]:
    value, right = _number(answer), float(key.right)
    if value is None:
        return "number", type(answer).__name__

    def close(one: float, other: float) -> bool:
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=key.tolerance)

    if close(value, right):
        return "right", ""
    for case, mistake in key.mistakes.items():
        if close(value, float(mistake)):
            return case, ""
    if right:
        slips = {"fraction": value * PERCENT, "percent": value / PERCENT, "sign": -value}
        for case, mended in slips.items():
            if close(mended, right) or abs(mended / right - 1) < NEARLY:
                return case, ""
        if abs(value / right - 1) < NEARLY:
            return "nearly", ""
    return "else", ""


def _text_case(answer: object, key: Answer) -> tuple[str, str]:
    if not isinstance(answer, str):
        return "text", type(answer).__name__
    if _folded(answer) == _folded(str(key.right)):
        return "right", ""
    for case, mistake in key.mistakes.items():
        if _folded(answer) == _folded(str(mistake)):
            return case, ""
    return "else", ""


def _set_case(answer: object, key: Answer) -> tuple[str, str]:
    members = _members(answer)
    if members is None:
        return "set", type(answer).__name__
    right = {_folded(str(one)) for one in key.right}
    if members == right:
        return "right", ""
    for case, mistake in key.mistakes.items():
        if mistake(members) if callable(mistake) else members == {_folded(str(m)) for m in mistake}:
            return case, ""
    foreign, missing = sorted(members - right), right - members
    if foreign:
        return "foreign", foreign[0]
    return "missing", str(len(missing))


def _fields_case(answer: object, key: Answer) -> tuple[str, str]:
    right: Mapping[str, Any] = key.right
    if not isinstance(answer, Mapping):
        return "fields", ", ".join(right)
    for name, wanted in right.items():
        given = answer.get(name, ...)
        if given is ...:
            return "field_empty", name
        accepted = wanted if isinstance(wanted, tuple) else (wanted,)
        if not any(_case(given, Answer(one, tolerance=key.tolerance))[0] == "right" for one in accepted):
            return f"field_{name}", ""
    return "right", ""


def _number(answer: object) -> float | None:
    text = unicodedata.normalize("NFKC", str(answer)) if not hasattr(answer, "iloc") else _only(answer)
    try:
        return float(text.replace(",", "").replace("%", "").replace("\u2212", "-").strip())
    except ValueError:
        return None


def _only(answer: Any) -> str:
    return str(answer.iloc[0]) if len(answer) == 1 else "several values"


def _members(answer: object) -> set[str] | None:
    if isinstance(answer, str):
        answer = [part for part in answer.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if not isinstance(answer, Iterable):
        return None
    return {_folded(str(one)) for one in answer}


def _folded(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text)).strip().casefold()


def _say(language: str, exercise: str, case: str) -> str:
    if language not in {"en", "zh"}:
        raise PlanTargetsError(f"parameter language: expected 'en' or 'zh', found {language!r}.")
    return _hints()[exercise, case][language]


@lru_cache(maxsize=1)
def _hints() -> dict[tuple[str, str], dict[str, str]]:
    text = files("plantargets.tutorials").joinpath("hints.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return {(row["exercise"], row["case"]): {"en": row["hint_en"], "zh": row["hint_zh"]} for row in rows}
