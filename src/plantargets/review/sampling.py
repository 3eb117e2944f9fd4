"""How accurate a table of targets is on one's own corpus: a sample to be read, and what it says of the whole.

Rows are drawn to estimate precision, passages to estimate what was missed; a passage is a paragraph, heading
or table cell that holds a numeral or a row. Passages without either are not drawn.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.plans import Plan
from plantargets.review.messages import message
from plantargets.rounding import written
from plantargets.targets import read_targets
from plantargets.targets.evaluate import wilson
from plantargets.targets.explain import NUMERAL
from plantargets.targets.target import Target

ROW, BESIDE_ROWS, WITHOUT_ROWS = "row", "passage with rows", "passage without rows"
STRATA = (ROW, BESIDE_ROWS, WITHOUT_ROWS)
FIELDS = ("indicator", "value", "unit", "comparator", "kind", "period", "scope", "modality")
SHOWN = ("indicator", "value_min", "value_max", "unit", "comparator", "kind", "period", "scope", "modality")
ANSWERS = ("is_target", "wrong_fields", "missed", "reader")
COLUMNS = ("item", "stratum", "stratum_size", "plan_id", "start", "end", "passage", "quote", *SHOWN, *ANSWERS)
# What is expected before anything is read; it only shares the work out, the estimates do not use it.
EXPECTED_PRECISION, EXPECTED_MISSED = 0.95, {BESIDE_ROWS: 0.10, WITHOUT_ROWS: 0.03}
DRAWS = 20_000
PASSAGE_SHOWN = 1500  # characters; a longer passage is cut around its first numeral


@dataclass(frozen=True)
class Passage:
    """A stretch of a plan that may hold targets, with the rows read in it."""

    plan_id: str
    start: int
    end: int
    text: str
    rows: int


def draw_sample(plans: Iterable[Plan], rows: int = 200, seed: int = 1) -> pd.DataFrame:
    """Draw rows and passages to be read.

    Parameters
    ----------
    plans
        The corpus.
    rows
        How many items are drawn in all; shared out over rows, passages with rows and passages without so that
        the interval of F1 is expected to be the narrowest. Where a stratum is smaller it is taken whole.
    seed
        The same seed draws the same items of the same corpus.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, in random order; the answers (`is_target` yes or no and `wrong_fields` for rows, a number
        `missed` for passages) are left to the reader.

    Raises
    ------
    PlanTargetsError
        If the corpus holds nothing to draw.
    """
    targets: list[Target] = []
    passages: list[Passage] = []
    for plan in plans:
        own = read_targets(plan)
        targets += own
        passages += _passages(plan, own)
    strata = {
        ROW: [_row_item(target) for target in targets],
        BESIDE_ROWS: [_passage_item(one) for one in passages if one.rows],
        WITHOUT_ROWS: [_passage_item(one) for one in passages if not one.rows],
    }
    sizes = {name: len(items) for name, items in strata.items()}
    if not sum(sizes.values()):
        raise PlanTargetsError(
            "nothing to draw: the texts hold no number. Expected plans in Chinese with numerals."
        )
    generator = np.random.default_rng(seed)
    drawn = []
    for name, number in allocate(sizes, rows).items():
        for index in sorted(generator.choice(sizes[name], size=number, replace=False)):
            drawn.append(strata[name][index] | {"stratum": name, "stratum_size": sizes[name]})
    order = generator.permutation(len(drawn))
    table = [drawn[at] | {"item": f"s-{number:04d}"} for number, at in enumerate(order, start=1)]
    blank = dict.fromkeys(COLUMNS, "")
    return pd.DataFrame([blank | row for row in table], columns=list(COLUMNS))


def allocate(sizes: dict[str, int], total: int) -> dict[str, int]:
    """Return how many items of each stratum are drawn, so that the variance of F1 is least.

    The variance is that of the delta method with the expected precision and rates of missed targets; all
    shares of a grid are tried.

    >>> allocate({"row": 1000, "passage with rows": 400, "passage without rows": 900}, 200)
    {'row': 90, 'passage with rows': 50, 'passage without rows': 60}
    """
    total = min(total, sum(sizes.values()))
    best: tuple[float, dict[str, int]] = (math.inf, {})
    steps = [step / 20 for step in range(1, 19)]
    for first, second in product(steps, steps):
        if first + second >= 1:
            continue
        shares = (first, second, 1 - first - second)
        numbers = _fill(sizes, dict(zip(STRATA, shares, strict=True)), total)
        variance = _expected_variance(sizes, numbers)
        if variance < best[0]:
            best = (variance, numbers)
    return best[1]


def estimate_accuracy(sample: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Return precision, recall, F1 and the accuracy of each field with 95 % intervals.

    Precision and fields carry the interval of Wilson (1927). Recall and F1 combine it with the missed targets
    of each kind of passage: draws from a beta distribution for precision and from gamma distributions for the
    missed targets a passage (Jeffreys priors; where misses come in clusters the gamma is widened by their
    index of dispersion), the drawn items taken as known (finite population).

    Parameters
    ----------
    sample
        From `draw_sample`, with the answers.
    seed
        Of the draws.

    Returns
    -------
    pandas.DataFrame
        ``measure, value, lower_95, upper_95, items``.

    Raises
    ------
    PlanTargetsError
        If an answer is missing or none of those expected; the message names the item.
    """
    answers = [_answer(row) for row in sample.to_dict("records")]
    rows = [row for row in answers if row["stratum"] == ROW]
    right = [row for row in rows if row["is_target"]]
    table = []
    if rows:
        share = len(right) / len(rows)
        table.append(("precision", share, *wilson(len(right), len(rows)), len(rows)))
    generator = np.random.default_rng(seed)
    true_rows, true_draws, row_total = _true_rows(rows, right, generator)
    missed, missed_draws, read = 0.0, np.zeros(DRAWS), 0
    for name in (BESIDE_ROWS, WITHOUT_ROWS):
        own = [row for row in answers if row["stratum"] == name]
        if own:
            point, draws = _missed(own, generator)
            missed, missed_draws, read = missed + point, missed_draws + draws, read + len(own)
    if rows and read:
        recall, recall_draws = true_rows / (true_rows + missed), true_draws / (true_draws + missed_draws)
        f1 = 2 * true_rows / (row_total + true_rows + missed)
        f1_draws = 2 * true_draws / (row_total + true_draws + missed_draws)
        for measure, value, draws in (("recall", recall, recall_draws), ("f1", f1, f1_draws)):
            lower, upper = np.quantile(draws, [0.025, 0.975])
            table.append((measure, value, min(lower, value), max(upper, value), len(answers)))
    for field in FIELDS:
        good = sum(field not in row["wrong_fields"] for row in right)
        if right:
            table.append((field, good / len(right), *wilson(good, len(right)), len(right)))
    return pd.DataFrame(table, columns=["measure", "value", "lower_95", "upper_95", "items"])


def methods_sentence(sample: pd.DataFrame, accuracy: pd.DataFrame, language: str = "en") -> str:
    """Return what a methods section says of the sample and the accuracy."""
    rows = int((sample["stratum"] == ROW).sum())
    firsts = sample.drop_duplicates("stratum")
    sizes = {
        str(name): int(size) for name, size in zip(firsts["stratum"], firsts["stratum_size"], strict=True)
    }
    total = sizes.get(ROW, 0)
    passages, of = len(sample) - rows, sizes.get(BESIDE_ROWS, 0) + sizes.get(WITHOUT_ROWS, 0)
    shown = {
        row["measure"]: [written(row[name], ".2f") for name in ("value", "lower_95", "upper_95")]
        for row in accuracy.to_dict("records")
        if row["measure"] in {"precision", "recall"}
    }
    told = message("joins_shares", language).join(
        message(f"share_{name}", language, value=value, low=low, high=high)
        for name, (value, low, high) in shown.items()
    )
    return message("methods", language, total=total, rows=rows, of=of, passages=passages, told=told)


def _passages(plan: Plan, targets: Sequence[Target]) -> list[Passage]:
    starts = sorted(target.start for target in targets)
    found = []
    for block in plan.blocks:
        text = plan.text[block.start : block.end]
        inside = bisect_left(starts, block.end) - bisect_left(starts, block.start)
        if inside or NUMERAL.search(plan.simplified, block.start, block.end):
            found.append(Passage(plan.plan_id, block.start, block.end, text, inside))
    return found


def _row_item(target: Target) -> dict[str, Any]:
    row = target.to_row()
    shown = {name: row[name] for name in ("plan_id", "start", "end", "quote", *SHOWN)}
    return shown | {"passage": target.sentence}


def _passage_item(passage: Passage) -> dict[str, Any]:
    text = passage.text
    if len(text) > PASSAGE_SHOWN:
        numeral = NUMERAL.search(text)
        begin = max(0, (numeral.start() if numeral else 0) - PASSAGE_SHOWN // 3)
        text = text[begin : begin + PASSAGE_SHOWN]
    return {"plan_id": passage.plan_id, "start": passage.start, "end": passage.end, "passage": text}


def _fill(sizes: dict[str, int], shares: dict[str, float], total: int) -> dict[str, int]:
    """Share a number out by shares, no stratum above its size; what is left goes to the next ones."""
    numbers = {name: min(sizes[name], round(share * total)) for name, share in shares.items()}
    for name in sorted(sizes, key=lambda one: sizes[one] - numbers[one], reverse=True):
        numbers[name] = min(sizes[name], max(0, numbers[name] + total - sum(numbers.values())))
    return numbers


def _expected_variance(sizes: dict[str, int], numbers: dict[str, int]) -> float:
    """Return the variance of F1 by the delta method, infinite where a stratum that matters is not drawn."""
    row_total = sizes[ROW]
    if row_total and not numbers[ROW]:
        return math.inf
    true = EXPECTED_PRECISION * row_total
    missed = sum(sizes[name] * rate for name, rate in EXPECTED_MISSED.items())
    whole = row_total + true + missed
    if not whole:
        return math.inf
    variance = 0.0
    if row_total:
        left = 1 - numbers[ROW] / row_total
        spread = EXPECTED_PRECISION * (1 - EXPECTED_PRECISION) / numbers[ROW] * left
        variance += (2 * (row_total + missed) / whole**2 * row_total) ** 2 * spread
    for name, rate in EXPECTED_MISSED.items():
        if sizes[name] and not numbers[name]:
            return math.inf
        if sizes[name]:
            left = 1 - numbers[name] / sizes[name]
            variance += (2 * true / whole**2 * sizes[name]) ** 2 * rate / numbers[name] * left
    return variance


def _answer(row: dict[Any, Any]) -> dict[str, Any]:
    """Return the answers of an item as values, refusing what is none."""
    item, stratum = row.get("item", "?"), str(row.get("stratum", ""))
    if stratum not in STRATA:
        raise PlanTargetsError(f"item {item}: stratum is {stratum!r}, expected one of {', '.join(STRATA)}.")
    size = int(float(row["stratum_size"]))
    if stratum == ROW:
        said = str(row.get("is_target", "")).strip().lower()
        if said not in {"yes", "no", "是", "否"}:
            raise PlanTargetsError(f"item {item}: is_target is {said!r}, expected yes or no.")
        wrong = {
            part.strip() for part in str(row.get("wrong_fields", "") or "").replace("；", ";").split(";")
        }
        wrong -= {"", "nan"}
        if wrong - set(FIELDS):
            raise PlanTargetsError(
                f"item {item}: wrong_fields holds {', '.join(sorted(wrong - set(FIELDS)))}, "
                f"expected names out of {', '.join(FIELDS)}, with ; between."
            )
        return {"stratum": stratum, "size": size, "is_target": said in {"yes", "是"}, "wrong_fields": wrong}
    try:
        missed = int(float(row.get("missed", "")))
    except ValueError:
        missed = -1
    if missed < 0:
        raise PlanTargetsError(
            f"item {item}: missed is {row.get('missed')!r}, expected how many targets of the passage have no "
            "row, 0 or more."
        )
    return {"stratum": stratum, "size": size, "missed": missed}


def _true_rows(
    rows: list[dict[str, Any]], right: list[dict[str, Any]], generator: np.random.Generator
) -> tuple[float, np.ndarray, int]:
    """Return how many rows of all are targets, draws of it, and how many rows there are."""
    if not rows:
        return 0.0, np.zeros(DRAWS), 0
    total = rows[0]["size"]
    shares = generator.beta(len(right) + 0.5, len(rows) - len(right) + 0.5, DRAWS)
    draws = len(right) + generator.binomial(total - len(rows), shares)
    return total * len(right) / len(rows), draws.astype(float), total


def _missed(passages: list[dict[str, Any]], generator: np.random.Generator) -> tuple[float, np.ndarray]:
    """Return how many targets all passages of a stratum lack rows for, and draws of it."""
    counts = np.array([row["missed"] for row in passages], dtype=float)
    total, read = passages[0]["size"], len(passages)
    mean = counts.mean()
    spread = max(1.0, counts.var(ddof=1) / mean) if mean > 0 and read > 1 else 1.0
    rates = generator.gamma((counts.sum() + 0.5) / spread, spread / read, DRAWS)
    expected = rates * (total - read)
    # A gamma for the clusters, a Poisson for how many there are in what was not read.
    draws = counts.sum() + spread * generator.poisson(expected / spread)
    return total * mean, draws
