"""Checks of exercises: right, or a hint that tells what was probably done."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from plantargets.errors import PlanTargetsError
from plantargets.markup import Rendered, html_text
from plantargets.package_tables import package_rows
from plantargets.plans import to_simplified
from plantargets.tutorials.answers import ANSWERS, Answer
from plantargets.tutorials.notebooks import lesson_solution

Language = Literal["en", "zh"]
PERCENT, NEARLY = 100.0, 0.02
STEPS = ("idea", "way", "solution")
DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212~\u301c]+\s*")
LETTERS = re.compile(r"[a-z]{2,6}", re.IGNORECASE)  # letters of choices written together: cef
PILL = "display:inline-block;margin:0 0.4em 0.4em 0;padding:0.2em 0.6em;border-radius:0.3em;color:#fff"
MANY_TRIES = 2  # from here on the check names the hints
RIGHT, WRONG, OPEN = "#1a7f4b", "#b3461e", "#666666"  # each at 4.5 to 1 or more on white


@dataclass(frozen=True, repr=False)
class Verdict:
    """What a check says: a line in a terminal, a coloured one in a notebook."""

    exercise: str
    correct: bool
    message: str

    def _repr_html_(self) -> str:
        colour, sign = (RIGHT, "\N{CHECK MARK}") if self.correct else (WRONG, "\N{BALLOT X}")
        return (
            f'<div style="border-left:5px solid {colour};padding:0.3em 0.8em;max-width:50em">'
            f'<b style="color:{colour}">{sign} {html_text(self.exercise)}</b> {html_text(self.message)}</div>'
        )

    def __repr__(self) -> str:
        return f"{self.exercise}  {self.message}"


class Check:
    """Checks answers, gives hints in steps, and sums up: ``check(exercise, answer)``.

    Made by `exercises`.
    """

    def __init__(self, language: Language) -> None:
        _say(language, "general", "right")
        self._language = language
        self._tries: dict[str, list[bool]] = {}  # whether right; an empty answer is no try
        self._hinted: Counter[str] = Counter()

    def __call__(self, exercise: str, answer: object) -> Verdict:
        """Say whether `answer` is right, and what was probably done where it is not."""
        _require_exercise(exercise)
        verdict = _judge(exercise, answer, self._language)
        tries = self._tries.setdefault(exercise, [])
        if not _is_empty(answer):
            tries.append(verdict.correct)
        if verdict.correct or len(tries) < MANY_TRIES:
            return verdict
        more = _say(self._language, "general", "more").replace("{detail}", exercise)
        return Verdict(exercise, False, f"{verdict.message} {more}")

    def hint(self, exercise: str) -> Rendered:
        """Return the next hint: the idea, then the way, then the solution."""
        _require_exercise(exercise)
        self._hinted[exercise] += 1
        step = min(self._hinted[exercise], len(STEPS))
        name = _say(self._language, "general", STEPS[step - 1])
        if STEPS[step - 1] == "solution":
            code = lesson_solution(exercise, self._language)
            return Rendered(f"<b>{html_text(name)}</b><pre>{html_text(code)}</pre>", f"{name}\n{code}")
        case = {"idea": "else", "way": "way"}[STEPS[step - 1]]
        where = exercise if (exercise, case) in _hints() else "general"
        text = _say(self._language, where, case)
        return Rendered(
            f"<p><b>{html_text(name)}</b> ({step}/{len(STEPS)}) {html_text(text)}</p>",
            f"{name} ({step}/{len(STEPS)})  {text}",
        )

    def summary(self) -> Rendered:
        """Return how many exercises of the lesson are right, and how each of them stands."""
        lesson = next(reversed(self._tries), "1")[0]
        asked = [exercise for exercise in ANSWERS if exercise[0] == lesson]
        states = {exercise: _state(self._tries.get(exercise, [])) for exercise in asked}
        done = sum(state.startswith("right") for state in states.values())
        words = {
            state: _say(self._language, "general", f"state_{state}")
            for state in dict.fromkeys(states.values())
        }
        total = _say(self._language, "general", "done").format(done=done, all=len(asked))
        colours = {"right": RIGHT, "wrong": WRONG, "open": OPEN}
        cells = "".join(
            f'<span style="{PILL};background:{colours[state.partition("_")[0]]}">'
            f"{exercise} {html_text(words[state])}</span>"
            for exercise, state in states.items()
        )
        plain = [total, *(f"{exercise}  {words[state]}" for exercise, state in states.items())]
        return Rendered(f"<p><b>{html_text(total)}</b></p><p>{cells}</p>", "\n".join(plain))


def exercises(language: Language = "en") -> Check:
    """Return ``check(exercise, answer)`` that speaks `language`; it gives hints and sums up as well.

    An answer is right in any sensible form: a number as int, float, Decimal or ``"5.5 %"``; words in any
    case and in either script; a set as list, set or column of a table. The right answers are
    computed from the data.

    Examples
    --------
    >>> check = exercises()
    >>> check("1.2", ["c", "d", "e", "f"]).correct
    False
    >>> check.hint("1.2")
    Idea (1/3)  Ask of each number: who would have failed if it were not reached?
    >>> print(str(check.summary()).splitlines()[0])
    0 of 7 exercises are right.
    """
    return Check(language)


def _require_exercise(exercise: str) -> None:
    if exercise not in ANSWERS:
        near = difflib.get_close_matches(str(exercise), ANSWERS, 1, 0)
        raise PlanTargetsError(
            f"there is no exercise {exercise!r}; expected one of {', '.join(ANSWERS)}. "
            f"Did you mean check({(near or ['1.1'])[0]!r}, …)?"
        )


def _is_empty(answer: object) -> bool:
    if isinstance(answer, Mapping):
        return any(value is ... for value in answer.values())
    return answer is ... or answer is None


def _state(tries: list[bool]) -> str:
    if not tries:
        return "open"
    if not any(tries):
        return "wrong"
    return "right_first" if tries[0] else "right"


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
    if isinstance(answer, (list, tuple, set, frozenset)) and len(answer) == 1:
        (answer,) = answer
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
    if isinstance(answer, str) and LETTERS.fullmatch(answer):
        answer = list(answer)
    elif isinstance(answer, str):
        answer = [part for part in answer.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if not isinstance(answer, Iterable):
        return None
    return {_folded(str(one)) for one in answer}


def _folded(text: str) -> str:
    """Return a text as it is compared: simplified, half width, one dash for all."""
    return DASHES.sub("-", to_simplified(unicodedata.normalize("NFKC", text))).strip().casefold()


def _say(language: str, exercise: str, case: str) -> str:
    if language not in {"en", "zh"}:
        raise PlanTargetsError(f"parameter language: expected 'en' or 'zh', found {language!r}.")
    return _hints()[exercise, case][language]


@lru_cache(maxsize=1)
def _hints() -> dict[tuple[str, str], dict[str, str]]:
    rows = package_rows("plantargets.tutorials", "hints.csv")
    return {(row["exercise"], row["case"]): {"en": row["hint_en"], "zh": row["hint_zh"]} for row in rows}
