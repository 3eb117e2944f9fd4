"""How a table is defended, shown on texts whose targets are known: sample, reasons, corrections, audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from plantargets.accuracy import ANY_CHECK, accuracy_by_check, load_gold_plans, load_open_gold
from plantargets.book.pages import html_table
from plantargets.book.words import word
from plantargets.extraction import extract_targets
from plantargets.plans import Plan, load_plans
from plantargets.prose import say
from plantargets.review.component import review_words
from plantargets.review.corrections import Applied, apply_corrections, collect_corrections
from plantargets.review.foreign import ForeignRow
from plantargets.review.messages import message
from plantargets.review.others import Document, audit_rows
from plantargets.review.sampling import ROW, draw_sample, estimate_accuracy, methods_sentence
from plantargets.review.sheets import review_table
from plantargets.rounding import written
from plantargets.targets import Target, read_targets
from plantargets.targets.codebook import Language, code_label
from plantargets.targets.evaluate import Evaluation, evaluate

ITEMS, SEED = 200, 1
# The fields of a sample that the annotation holds, by its names of them.
_FIELDS = {
    "value": "value", "comparator": "comparator", "kind": "kind", "period": "period", "modality": "modality",
    "distribution": "scope",
}  # fmt: skip
MEASURES = ("precision", "recall", "f1", "value", "comparator", "kind", "period", "modality")
SHOWN_OF_AUDIT = ("quote", "stated_value", "stated_unit", "stated_period", "verdict", "problems")


def defence_html(language: str) -> dict[str, str]:
    """Return the parts of the chapter as HTML: the sample, its sentence, reasons, corrections, an audit."""
    sample, estimates, truth = sampled()
    sentence = methods_sentence(sample, estimates, language)
    written: Language = "zh" if language == "zh" else "en"
    columns = [word("defence", name, language) for name in ("measure", "value", "lower", "upper", "truth")]
    return {
        "defence-sample": html_table(columns, _sample_rows(estimates, truth, language)),
        "defence-sentence": f"<blockquote><p>{escape(sentence)}</p></blockquote>\n",
        "defence-checks": html_table(
            [
                word("defence", name, language)
                for name in ("reason", "rows", "rows_pct", "errors", "errors_pct")
            ],
            [_reason_row(row, written) for row in accuracy_by_check().to_dict("records")],
        ),
        "defence-corrections": _corrections_html(language),
        "defence-audit": html_table(
            [word("defence", name, language) for name in SHOWN_OF_AUDIT],
            [
                [
                    message(row[name], language) if name == "verdict" else str(row[name])
                    for name in SHOWN_OF_AUDIT
                ]
                for row in audited(language).to_dict("records")
            ],
        ),
    }


@cache
def sampled() -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Draw a sample of the annotated documents, answer it by the annotation, and estimate the accuracy.

    Returns
    -------
    tuple
        The sample with its answers, the estimates, and the same measures of the whole corpus, which a
        researcher with a corpus of their own does not know.
    """
    plans = load_gold_plans()
    whole = evaluate(load_open_gold(), extract_targets(plans))
    sample = answered(draw_sample(plans, ITEMS, SEED), whole)
    return sample, estimate_accuracy(sample), whole.scores


def answered(sample: pd.DataFrame, whole: Evaluation) -> pd.DataFrame:
    """Return a sample with the answers that the annotation gives, in place of a reader."""
    wrong = {_place(pair.found): {_FIELDS[field] for field in pair.wrong} for pair in whole.pairs}
    spurious = {_place(row) for row in whole.spurious}
    missed = [(row["plan_id"], int(row["start"])) for row in whole.missed]
    rows = []
    for row in sample.to_dict("records"):
        plan_id, start, end = row["plan_id"], int(row["start"]), int(row["end"])
        if row["stratum"] == ROW:
            place = (plan_id, start)
            said = {
                "is_target": "no" if place in spurious else "yes",
                "wrong_fields": ";".join(wrong.get(place, ())),
            }
        else:
            said = {"missed": sum(plan == plan_id and start <= at < end for plan, at in missed)}
        rows.append(row | said)
    return pd.DataFrame(rows, columns=sample.columns)


def corrected(language: str = "en") -> tuple[pd.DataFrame, Applied, Applied]:
    """Review three rows of a plan; apply the corrections to its table, and to one that changed since."""
    [plan] = load_plans("henan-2023")
    table = extract_targets(plan).head(3)
    sheet = review_table(table)
    sheet.loc[0, "verdict"] = "accept"
    sheet.loc[1, ["verdict", "new_modality", "reason"]] = ["correct", "力争", "力争 governs the list"]
    sheet.loc[2, ["verdict", "new_kind", "reason"]] = ["correct", "increment", "new value added"]
    corrections = collect_corrections(table, sheet, "Li", date(2026, 11, 28))
    later = table.assign(kind=["share", "share", "growth"])
    now, changed = (apply_corrections(one, corrections, language=language) for one in (table, later))
    return table, now, changed


@cache
def audited(language: str = "en") -> pd.DataFrame:
    """Set rows of a made-up coder beside the text: one right, the others each with a fault."""
    [plan] = load_plans("henan-2023")
    right, digit, unit, year, invented = [_foreign(target, plan) for target in read_targets(plan)[:5]]
    rows = [
        right,
        replace(digit, value=f"{digit.value}0"),
        replace(unit, unit="万元"),
        replace(year, period="by:2035"),
        replace(invented, quote=f"9{invented.quote}", sentence=""),
    ]
    numbered = [replace(row, number=number) for number, row in enumerate(rows, start=1)]
    return audit_rows(numbered, [Document(plan)], language)


def _foreign(target: Target, plan: Plan) -> ForeignRow:
    return ForeignRow(
        1, plan.plan_id, target.quote, target.sentence, value=f"{target.bound.value_max:f}", unit=target.unit,
        period=str(target.period),
    )  # fmt: skip


def _place(row: Any) -> tuple[str, int]:
    return str(row["plan_id"]), int(row["start"])


def _sample_rows(estimates: pd.DataFrame, truth: dict[str, float], language: str) -> Iterable[list[str]]:
    known = {row["measure"]: row for row in estimates.to_dict("records")}
    for measure in MEASURES:
        row = known[measure]
        name = word("defence", "value_right" if measure == "value" else measure, language)
        yield [
            name,
            *(written(row[part], ".3f") for part in ("value", "lower_95", "upper_95")),
            written(truth[measure], ".3f"),
        ]


def _reason_row(row: Mapping[Any, Any], language: Language) -> list[str]:
    name = str(row["check"])
    of_all = dict(ANY_CHECK)
    told = say(f"checks_{name}", language) if name in of_all else code_label("check", name, language)
    return [told, *(written(row[part], ".0f") for part in ("rows", "rows_pct", "errors", "errors_pct"))]


def _corrections_html(language: str) -> str:
    table, now, later = corrected(language)
    head = [word("defence", name, language) for name in ("quote", "field", "before", "after")]
    rows = [
        [str(old["quote"]), *_fields_shown(field, old, new, language)]
        for old, new in zip(table.to_dict("records"), now.table.to_dict("records"), strict=True)
        for field in ("modality", "kind")
        if old[field] != new[field]
    ]
    told = "\n".join(later.stale)
    return f'{html_table(head, rows)}<pre style="white-space:pre-wrap">{escape(told)}</pre>\n'


def _fields_shown(
    field: str, old: Mapping[Any, Any], new: Mapping[Any, Any], language: str
) -> tuple[str, str, str]:
    """Return the name of a field and its values before and after, in the language of the reader."""
    written: Language = "zh" if language == "zh" else "en"
    before, after = (code_label(field, str(row[field]), written) for row in (old, new))
    return review_words(written)[field], before, after
