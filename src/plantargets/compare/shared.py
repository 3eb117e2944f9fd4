"""What several plans ask for of one thing, as each states it; and which themes a plan leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from plantargets.compare.align import Record
from plantargets.compare.statements import read_rules

COLUMNS = (
    "indicator_key",
    "name_zh",
    "name_en",
    "basis",
    "unit",
    "plan_id",
    "target_id",
    "stated",
    "comparator",
    "modality",
    "value",
    "end_year",
    "conversion",
    "per_cny_10bn_gdp",
    "per_cny_10bn_gdp_reason",
)


def shared_targets(matrix: pd.DataFrame, comparable: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets on indicators that several plans share, one row for each plan and indicator.

    Parameters
    ----------
    matrix
        Result of `align_targets`, or a part of it.
    comparable
        Result of `comparable_targets` for the same targets.
    targets
        Rows of the target table, for the words of firmness.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`: what the plan states, with comparator, word of firmness and last year; in
        comparable form (`value`); and by the size of the place, or the reason why not.
    """
    forms = comparable.set_index("target_id")
    firmness = targets.drop_duplicates("target_id").set_index("target_id")["modality"]
    plan_ids = [name.removeprefix("shown:") for name in matrix.columns if name.startswith("shown:")]
    rows = []
    for row in matrix.to_dict("records"):
        if row["plans"] < 2:
            continue
        for plan_id in plan_ids:
            target_id = row[f"shown:{plan_id}"]
            if not target_id:
                continue
            form = forms.loc[target_id]
            rows.append(
                {
                    **{
                        str(name): row[name]
                        for name in ("indicator_key", "name_zh", "name_en", "basis", "unit")
                    },
                    "plan_id": plan_id,
                    "target_id": target_id,
                    "value": row[f"value:{plan_id}"],
                    "modality": firmness.get(target_id, ""),
                    **{
                        name: form[name]
                        for name in ("stated", "comparator", "end_year", "conversion", *COLUMNS[-2:])
                    },
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def themes_of_targets(comparable: pd.DataFrame, records: Iterable[Record]) -> pd.DataFrame:
    """Return how many targets each plan sets on each theme; 0 where it leaves the theme open.

    Returns
    -------
    DataFrame
        ``theme, name_en, name_zh, plan_id, targets``, every theme of the vocabulary for every plan.
    """
    counts: Mapping[Any, int] = comparable.groupby(["theme", "plan_id"]).size().to_dict()
    ids = [record.plan_id for record in records]
    rows = [
        {**theme, "plan_id": plan_id, "targets": counts.get((theme["theme"], plan_id), 0)}
        for theme in read_rules("target_themes.csv")
        for plan_id in ids
    ]
    return pd.DataFrame(rows, columns=["theme", "name_en", "name_zh", "plan_id", "targets"])
