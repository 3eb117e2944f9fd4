"""How firmly targets are worded, and whether they can be measured.

Authors of the literature on growth targets code 确保, 以上 and 不低于 as firm and 左右, 上下 and intervals as
soft. They differ on 力争 and 突破. The coding is the table ``data/firmness.csv``, which a reader may replace,
and every result is given under both readings: ``soft_reading`` takes the disputed words as soft,
``firm_reading`` as firm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from plantargets.compare.statements import Statement, read_rules, read_statements, statements_of
from plantargets.errors import PlanTargetsError
from plantargets.language.lexicon import any_of
from plantargets.rounding import rounded
from plantargets.targets.target import Target

if TYPE_CHECKING:
    import pandas as pd

READINGS = ("soft_reading", "firm_reading")
CLASSES = ("firm", "plain", "soft")
MEASURABILITY = ("number", "deadline", "own_deadline", "responsible", "baseline")

_OWN_TIME = re.compile(rf"20\d\d年|{any_of('own_time')}")


def firmness_words() -> pd.DataFrame:
    """Return the default coding of words: columns ``type, word, soft_reading, firm_reading, note``.

    Examples
    --------
    >>> words = firmness_words().set_index("word")
    >>> words.loc["力争", ["soft_reading", "firm_reading"]].tolist()
    ['soft', 'firm']
    """
    import pandas as pd  # noqa: PLC0415 - the pages need none

    return pd.DataFrame(read_rules("firmness.csv"))


def score_definitions() -> pd.DataFrame:
    """Return what each score means: columns ``score, name_en, name_zh, definition_en, definition_zh``."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(read_rules("scores.csv"))


def firmness_of(targets: Iterable[Target]) -> dict[str, str]:
    """Return the firmness of each target by its id: ``firm``, ``plain``, ``soft``, or ``disputed``.

    A target is disputed where the two readings of the literature differ.
    """
    coding = _default_coding()
    readings = {
        s.target_id: [_class(s, coding[reading]) for reading in READINGS] for s in statements_of(targets)
    }
    return {target_id: soft if soft == firm else "disputed" for target_id, (soft, firm) in readings.items()}


def classify_targets(targets: pd.DataFrame, words: pd.DataFrame | None = None) -> pd.DataFrame:
    """Code each target by the firmness of its wording and by what makes it measurable.

    Parameters
    ----------
    targets
        Rows of the target table.
    words
        Coding of words; `firmness_words` by default.

    Returns
    -------
    DataFrame
        ``plan_id, target_id, comparator, modality, soft_reading, firm_reading, number, deadline,
        own_deadline, responsible, baseline``; the readings hold ``firm``, ``plain`` or ``soft``, the last
        five are booleans.

    Raises
    ------
    PlanTargetsError
        If the coding lacks a column or uses another class.
    """
    import pandas as pd  # noqa: PLC0415

    coding = _default_coding() if words is None else _coding(words)
    implicit = _implicit(targets)
    rows = []
    for s in read_statements(targets):
        row: dict[str, object] = {
            "plan_id": s.plan_id,
            "target_id": s.target_id,
            "comparator": s.bound.comparator,
            "modality": s.modality,
        }
        for reading in READINGS:
            row[reading] = _class(s, coding[reading])
        row["number"] = s.target_id not in implicit
        row["deadline"] = s.period.end_year is not None
        row["own_deadline"] = bool(_OWN_TIME.search(s.sentence))
        row["responsible"] = bool(s.responsible)
        row["baseline"] = bool(s.baseline)
        rows.append(row)
    columns = ["plan_id", "target_id", "comparator", "modality", *READINGS, *MEASURABILITY]
    return pd.DataFrame(rows, columns=columns)


def firmness_by_plan(targets: pd.DataFrame, words: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the scores of each plan under both readings.

    Returns
    -------
    DataFrame
        One row per plan, reading and score: ``plan_id, reading, score, targets, of_targets, share_pct,
        target_ids``. Scores are defined in ``data/scores.csv``; those of measurability do not depend on the
        reading, which is ``both`` for them.
    """
    import pandas as pd  # noqa: PLC0415

    coded = classify_targets(targets, words)
    rows = []
    for plan_id, group in coded.groupby("plan_id", sort=True):
        for reading in READINGS:
            for name in CLASSES:
                rows.append(_share(str(plan_id), reading, name, group, group[reading] == name))
        for name in MEASURABILITY:
            rows.append(_share(str(plan_id), "both", name, group, group[name]))
    return pd.DataFrame(rows)


def wording_by_plan(targets: pd.DataFrame) -> pd.DataFrame:
    """Count the targets of each plan by comparator and by modality.

    Returns
    -------
    DataFrame
        ``plan_id, attribute, value, targets, of_targets, share_pct, target_ids``; an empty modality is given
        as ``-``.
    """
    import pandas as pd  # noqa: PLC0415

    rows = []
    coded = classify_targets(targets)
    for plan_id, group in coded.groupby("plan_id", sort=True):
        for attribute in ("comparator", "modality"):
            values = group[attribute].replace("", "-")
            for value in sorted(set(values), key=lambda v: (-int((values == v).sum()), v)):
                row = _share(str(plan_id), "both", str(value), group, values == value)
                rows.append({"attribute": attribute, **row})
    frame = pd.DataFrame(rows).rename(columns={"score": "value"})
    return frame[["plan_id", "attribute", "value", "targets", "of_targets", "share_pct", "target_ids"]]


def _coding(words: pd.DataFrame) -> dict[str, dict[tuple[str, str], str]]:
    missing = [c for c in ("type", "word", *READINGS) if c not in words.columns]
    if missing:
        raise PlanTargetsError(
            f"coding of words: column {', '.join(missing)} not found. "
            "Start from firmness_words() and change it."
        )
    for reading in READINGS:
        other = sorted(set(words[reading]) - set(CLASSES))
        if other:
            raise PlanTargetsError(
                f"coding of words: {reading} holds {', '.join(map(repr, other))}; "
                f"expected {', '.join(CLASSES)}."
            )
    rows = words[["type", "word", *READINGS]].astype(str).to_dict("records")
    return _coding_of(rows)  # type: ignore[arg-type]


@cache
def _default_coding() -> dict[str, dict[tuple[str, str], str]]:
    return _coding_of(read_rules("firmness.csv"))


def _coding_of(rules: Iterable[Mapping[str, str]]) -> dict[str, dict[tuple[str, str], str]]:
    rows = [*rules]
    return {reading: {(row["type"], row["word"]): row[reading] for row in rows} for reading in READINGS}


def _class(statement: Statement, coding: Mapping[tuple[str, str], str]) -> str:
    """Softness wins over firmness: 确保增长6%左右 leaves room, and 力争80家以上 is no more than a hope."""
    before, after = _beside(statement)
    found = {coding.get(("comparator", statement.bound.comparator), "plain")}
    found |= {
        c
        for (kind, word), c in coding.items()
        if kind == "wording" and (before.endswith(word) or after.startswith(word))
    }
    found.add(coding.get(("modality", statement.modality), "plain"))
    if "soft" in found:
        return "soft"
    return "firm" if "firm" in found else "plain"


def _beside(statement: Statement) -> tuple[str, str]:
    """Return what touches the number on either side: 突破|30亿元, 30家|左右."""
    before, found, after = statement.sentence.partition(statement.quote)
    return (re.sub(r"[了到至]$", "", before), after) if found else ("", "")


def _implicit(targets: pd.DataFrame) -> set[str]:
    if "numeral_type" not in targets.columns:
        return set()
    return {str(i) for i in targets.loc[targets["numeral_type"] == "implicit", "target_id"]}


def _share(
    plan_id: str, reading: str, score: str, group: pd.DataFrame, holds: pd.Series
) -> dict[str, object]:
    count, total = int(holds.sum()), len(group)
    return {
        "plan_id": plan_id,
        "reading": reading,
        "score": score,
        "targets": count,
        "of_targets": total,
        "share_pct": rounded(100 * count / total, 1),
        "target_ids": ";".join(group.loc[holds, "target_id"]),
    }
