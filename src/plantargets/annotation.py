"""Targets as W3C Web Annotations (JSON-LD): what the export, and a page in a browser, write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from plantargets.plans import Plan
from plantargets.targets.codebook import code_label, columns_of

SURROGATE = re.compile("[\ud800-\udfff]")
CONTEXT = 32  # characters of text kept before and after a quote, to find it again in a changed copy
ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotation_page(rows: Iterable[Mapping[str, Any]], plans: Iterable[Plan] = ()) -> dict[str, Any]:
    """Return targets as a page of W3C Web Annotations (JSON-LD), one annotation for each.

    The target of an annotation is the text of the plan, ``<plan_id>.txt`` or the file of its record, with a
    TextPositionSelector (code points of the text as decoded) and a TextQuoteSelector. One body is the row as
    JSON, one the kind as tag, one a sentence to read (Sanderson, Ciccarese & Young 2017, Web Annotation Data
    Model).
    """
    by_id = {plan.plan_id: plan for plan in plans}
    items = [_annotation(row, by_id.get(row["plan_id"])) for row in rows]
    return {
        "@context": ANNOTATION_CONTEXT,
        "id": "urn:plantargets:targets",
        "type": "AnnotationPage",
        "startIndex": 0,
        "items": items,
    }


def in_words(row: Mapping[str, Any]) -> str:
    """Return the value of a target as a reader would write it.

    Examples
    --------
    >>> in_words({"indicator": "企业", "value_min": 20, "value_max": 30, "unit": "家", "comparator": "range",
    ...           "period": "by:2025"})
    '企业: 20–30 家 (between two values; by:2025)'
    """
    low, high = (f"{Decimal(str(row[name])):,f}" for name in ("value_min", "value_max"))
    amount = low if low == high else f"{low}–{high}"
    notes = [code_label("comparator", row["comparator"])] if row["comparator"] != "eq" else []
    notes += [row["period"]] if row["period"] else []
    return f"{row['indicator']}: {amount} {row['unit']}".rstrip() + (
        f" ({'; '.join(notes)})" if notes else ""
    )


def plain_number(value: object) -> str | None:
    """Return a decimal without an exponent, None where it is missing."""
    return None if value is None or value != value or value == "" else f"{Decimal(str(value)):f}"  # noqa: PLR0124


def _annotation(row: Mapping[str, Any], plan: Plan | None) -> dict[str, Any]:
    quoted: dict[str, Any] = {"type": "TextQuoteSelector", "exact": row["quote"]}
    file = f"{row['plan_id'] or 'plan'}.txt"
    source: dict[str, Any] = {"type": "Text", "format": "text/plain"}
    if plan is not None:
        file = plan.record.file if plan.record else file
        text = SURROGATE.sub("\ufffd", plan.text)
        quoted["prefix"] = text[max(0, row["start"] - CONTEXT) : row["start"]]
        quoted["suffix"] = text[row["end"] : row["end"] + CONTEXT]
        source["language"] = "zh-Hant" if plan.script == "traditional" else "zh-Hans"
    fields = {
        name: plain_number(value) if name in columns_of("decimal") else value for name, value in row.items()
    }
    return {
        "id": f"urn:plantargets:target:{quote(str(row['plan_id']))}:{quote(str(row['target_id']))}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": row["kind"]},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "value": in_words(row),
            },
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": json.dumps(fields, ensure_ascii=False),
            },
        ],
        "target": {
            "source": {"id": quote(file), **source},
            "selector": [
                {"type": "TextPositionSelector", "start": int(row["start"]), "end": int(row["end"])},
                quoted,
            ],
        },
    }
