"""How well extracted targets agree with hand-annotated ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.language.period import Period

FIELDS = ("value", "comparator", "kind", "period", "distribution", "modality")
STRICT = ("value", "comparator", "kind", "period")
NEEDED = ("plan_id", "start", "end", "quote", "indicator", "value_min", "value_max", "unit", *FIELDS[1:])
PUNCTUATION = re.compile('[…,,。、 ·“”"]')
Z_95 = 1.959963984540054
DRAWS, SEED = 2000, 20_231


class Pair(NamedTuple):
    """A gold row and the row found for it."""

    gold: Mapping[str, str]
    found: Mapping[str, str]
    wrong: tuple[str, ...]  # the fields in which they differ
    similarity: float  # of the words of the indicator, 0 to 1


@dataclass(frozen=True)
class Evaluation:
    """Agreement of a table of targets with a gold table; optional gold rows count nowhere."""

    pairs: tuple[Pair, ...]
    missed: tuple[Mapping[str, str], ...]
    spurious: tuple[Mapping[str, str], ...]

    @property
    def scores(self) -> dict[str, float]:
        """Precision, recall, F1, strict F1, the share right of each field, mean indicator similarity."""
        hits, misses, false = len(self.pairs), len(self.missed), len(self.spurious)
        rows = 2 * hits + misses + false
        strict = sum(not set(pair.wrong) & set(STRICT) for pair in self.pairs)
        result = {
            "precision": hits / (hits + false) if hits + false else 0.0,
            "recall": hits / (hits + misses) if hits + misses else 0.0,
            "f1": 2 * hits / rows if rows else 1.0,
            "strict_f1": 2 * strict / rows if rows else 1.0,
        }
        for field in FIELDS:
            result[field] = sum(field not in pair.wrong for pair in self.pairs) / hits if hits else 0.0
        result["indicator"] = sum(pair.similarity for pair in self.pairs) / hits if hits else 0.0
        return result

    def table(self) -> pd.DataFrame:
        """Return the scores with 95 % intervals: ``measure, value, lower_95, upper_95, rows``.

        Shares carry the interval of Wilson (1927). F1 is 2 J / (1 + J), J the share of matches among all rows
        of either table, so its interval is that of J transformed; strict F1 likewise, the matches taken as
        given. The mean similarity carries the percentile interval of a bootstrap over rows (Efron 1979; 2,000
        draws, fixed seed).
        """
        hits = len(self.pairs)
        rows = hits + len(self.missed) + len(self.spurious)
        counts = {"precision": (hits, hits + len(self.spurious)), "recall": (hits, hits + len(self.missed))}
        counts |= {field: (sum(field not in pair.wrong for pair in self.pairs), hits) for field in FIELDS}
        intervals = {measure: wilson(*count) for measure, count in counts.items()}
        strict = sum(not set(pair.wrong) & set(STRICT) for pair in self.pairs)
        intervals["f1"] = tuple(2 * share / (1 + share) for share in wilson(hits, rows))  # type: ignore[assignment]
        intervals["strict_f1"] = tuple(
            min(1.0, 2 * rows * share / (hits + rows)) for share in wilson(strict, rows)
        )  # type: ignore[assignment]
        intervals["indicator"] = _bootstrap_mean([pair.similarity for pair in self.pairs])
        numbers = {"f1": rows, "strict_f1": rows, "indicator": hits} | {
            m: count[1] for m, count in counts.items()
        }
        table = [(m, value, *intervals[m], numbers[m]) for m, value in self.scores.items()]
        return pd.DataFrame(table, columns=["measure", "value", "lower_95", "upper_95", "rows"])

    def confusion(self, field: str) -> pd.DataFrame:
        """Return how often each code of the gold (rows) was found as each code (columns)."""
        pairs = [(_first_answer(pair, field), pair.found[field] or "none") for pair in self.pairs]
        frame = pd.DataFrame(pairs, columns=["gold", "found"])
        return pd.crosstab(frame["gold"], frame["found"])

    def errors(self) -> pd.DataFrame:
        """Return every remaining error: ``plan_id, start, quote, error, gold, found, sentence``."""
        rows = [
            (g["plan_id"], int(g["start"]), g["quote"], "missed", g["indicator"], "", g["sentence"])
            for g in self.missed
        ]
        rows += [
            (f["plan_id"], int(f["start"]), f["quote"], "not in gold", "", f["indicator"], f["sentence"])
            for f in self.spurious
        ]
        for pair in self.pairs:
            for field in pair.wrong:
                gold, found = (
                    (
                        " ".join(row[c] for c in ("value_min", "value_max", "unit"))
                        for row in (pair.gold, pair.found)
                    )
                    if field == "value"
                    else (pair.gold[field], pair.found[field])
                )
                rows.append(
                    (
                        pair.gold["plan_id"],
                        int(pair.gold["start"]),
                        pair.gold["quote"],
                        field,
                        gold,
                        found,
                        pair.gold["sentence"],
                    )
                )
        columns = ["plan_id", "start", "quote", "error", "gold", "found", "sentence"]
        return pd.DataFrame(sorted(rows), columns=columns)


def evaluate(gold: pd.DataFrame, predicted: pd.DataFrame) -> Evaluation:
    """Compare predicted targets with gold ones.

    A predicted row matches a gold row of the same plan when their characters overlap; each row is matched
    at most once, equal values first, then nearest spans. A gold row whose confidence is below 1 is optional.
    Where annotators differed, a gold cell lists the accepted answers with ``|``. ``annual`` and
    ``annual:2023-2025`` agree, as do ``by:2022`` and
    ``during:2020-2022``; values agree within one in a million.

    Parameters
    ----------
    gold, predicted
        Target rows; `gold` has a column ``confidence`` besides.

    Raises
    ------
    PlanTargetsError
        If a column is missing.

    Examples
    --------
    >>> row = dict.fromkeys(NEEDED, "") | {"start": "3", "end": "5", "value_min": "7", "value_max": "7"}
    >>> gold = pd.DataFrame([row | {"confidence": "1"}])
    >>> evaluate(gold, pd.DataFrame([row])).scores["strict_f1"]
    1.0
    """
    wanted, found = _records(gold, (*NEEDED, "confidence"), "gold"), _records(predicted, NEEDED, "predicted")
    pairs: list[Pair] = []
    missed: list[Mapping[str, str]] = []
    spurious: list[Mapping[str, str]] = []
    for plan_id in dict.fromkeys([row["plan_id"] for row in (*wanted, *found)]):
        matched, lost, extra = _match(
            [r for r in wanted if r["plan_id"] == plan_id], [r for r in found if r["plan_id"] == plan_id]
        )
        pairs += [_compare(g, f) for g, f in matched if float(g["confidence"]) >= 1]
        missed += [row for row in lost if float(row["confidence"]) >= 1]
        spurious += extra
    return Evaluation(tuple(pairs), tuple(missed), tuple(spurious))


def wilson(hits: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """Return the interval of Wilson (1927) for a share.

    >>> tuple(round(x, 3) for x in wilson(9, 10))
    (0.596, 0.982)
    """
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    centre = share + z * z / (2 * total)
    spread = z * ((share * (1 - share) + z * z / (4 * total)) / total) ** 0.5
    scale = 1 + z * z / total
    return (centre - spread) / scale, (centre + spread) / scale


def _records(table: pd.DataFrame, needed: Sequence[str], what: str) -> list[dict[str, str]]:
    lacking = [column for column in needed if column not in table.columns]
    if lacking:
        raise PlanTargetsError(
            f"{what} table: expected the columns {', '.join(needed)}; missing {', '.join(lacking)}."
        )
    text = table.astype(object).where(table.notna(), "").astype(str)
    if "sentence" not in text.columns:
        text["sentence"] = ""
    return [{str(k): v.strip() for k, v in row.items()} for row in text.to_dict("records")]


def _match(
    gold: list[dict[str, str]], found: list[dict[str, str]]
) -> tuple[list[tuple[dict[str, str], dict[str, str]]], list[dict[str, str]], list[dict[str, str]]]:
    candidates = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            a, b, c, d = int(g["start"]), int(g["end"]), int(f["start"]), int(f["end"])
            if a < d and c < b:
                candidates.append((not _same_value(g, f), abs(a - c) + abs(b - d), i, j))
    taken_gold: dict[int, int] = {}
    taken_found: set[int] = set()
    for _, _, i, j in sorted(candidates):
        if i not in taken_gold and j not in taken_found:
            taken_gold[i] = j
            taken_found.add(j)
    matched = [(gold[i], found[j]) for i, j in sorted(taken_gold.items())]
    return (
        matched,
        [g for i, g in enumerate(gold) if i not in taken_gold],
        [f for j, f in enumerate(found) if j not in taken_found],
    )


def _compare(gold: Mapping[str, str], found: Mapping[str, str]) -> Pair:
    wrong = [] if _same_value(gold, found) else ["value"]
    wrong += [field for field in FIELDS[1:] if not _accepts(gold[field], found[field], field)]
    return Pair(gold, found, tuple(wrong), _similarity(gold["indicator"], found["indicator"]))


def _same_value(gold: Mapping[str, str], found: Mapping[str, str]) -> bool:
    for column in ("value_min", "value_max"):
        try:
            wanted, given = float(gold[column]), float(found[column])
        except ValueError:
            return False
        if abs(wanted - given) > 1e-6 * max(1.0, abs(wanted)):
            return False
    return gold["unit"] == found["unit"]


def _accepts(answers: str, given: str, field: str) -> bool:
    accepted = [answer.strip() for answer in answers.split("|")]
    if given in accepted:
        return True
    if field != "period" or not given:
        return False
    found = Period.parse(given)
    return any(_same_time(Period.parse(answer), found) for answer in accepted)


def _same_time(one: Period, other: Period) -> bool:
    """Whether two periods agree: annual with any years of annual, by:2022 with during:2020-2022."""
    if one.is_repeated or other.is_repeated:
        return one.form == other.form
    return (one.end_year, one.end_month) == (other.end_year, other.end_month) and bool(one)


def _similarity(answers: str, given: str) -> float:
    """Return the best Dice coefficient of character bigrams (Dice 1945) with an accepted wording."""
    best = 0.0
    b = _bigrams(given)
    for answer in answers.split("|"):
        a = _bigrams(answer)
        if a or b:
            best = max(best, 2 * len(a & b) / (len(a) + len(b)))
    return best


def _bigrams(text: str) -> set[str]:
    text = PUNCTUATION.sub("", text)
    return {text[i : i + 2] for i in range(len(text) - 1)} or ({text} if text else set())


def _first_answer(pair: Pair, field: str) -> str:
    answers = pair.gold[field].split("|")
    return (pair.found[field] if pair.found[field] in answers else answers[0]) or "none"


def _bootstrap_mean(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    draws = np.random.default_rng(SEED).integers(0, len(values), size=(DRAWS, len(values)))
    lower, upper = np.quantile(np.asarray(values)[draws].mean(axis=1), [0.025, 0.975])
    return float(lower), float(upper)
