"""Plans in, table of targets out: what the notebooks and the command line use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

import numpy as np
import pandas as pd
from pandas.api.internals import create_dataframe_from_blocks  # type: ignore[import-not-found]  # no stub

from plantargets.errors import PlanTargetsError
from plantargets.indicators.of_targets import link_targets
from plantargets.plans import Plan, PlanRecord, plan_from_text
from plantargets.targets import COLUMNS, Target, read_targets
from plantargets.targets.codebook import columns_of, load_codebook

_COLUMNS = pd.Index(COLUMNS, dtype=object)
_OFFSETS = np.flatnonzero([name in columns_of("integer") for name in COLUMNS])
_EXACT = np.flatnonzero([name not in columns_of("integer") for name in COLUMNS])
_EXPECTED = (
    "extract_targets expects a text, a plan, or several of them, found {found}. "
    "Plans come from load_plans() or read_plan(path)."
)
PATH = re.compile(r"[^\n。，,；;]{1,300}\.(?:txt|md|html?|docx|pdf)", re.IGNORECASE)


def extract_targets(
    text: str | Plan | Iterable[str | Plan | None],
    plan: PlanRecord | None = None,
    *,
    exact: bool = True,
) -> pd.DataFrame:
    """Return the quantitative targets of one or more texts or plans, one row each.

    Parameters
    ----------
    text
        The text of a plan as stored, a `Plan`, several plans (from `load_plans`), or several texts: a list,
        whose positions become `plan_id`, or a Series such as ``frame["text"]``, whose index does. A missing
        text has no targets.
    plan
        The record of the plan where `text` is a string; without one its years are read from the title.
    exact
        True gives exact decimals and an empty text where a cell is missing, as the files of this project have
        them: a target is quoted, and 22999.999 would be a wrong quote. False gives types to compute with:
        Float64, string and category, and NA for what is missing.

    Returns
    -------
    pandas.DataFrame
        The columns of `plantargets.targets.COLUMNS` in that order. `value_min` and `value_max` are in `unit`;
        ``text[start:end] == quote`` for every row. A plan without targets gives no row. `target_id` tells
        equal sentences of different documents apart.

    Raises
    ------
    PlanTargetsError
        If `text` is the name of a file, or something else than texts or plans, or two texts of a Series have
        the same label.

    Examples
    --------
    >>> table = extract_targets("到2025年,全部工业增加值力争达到2.3万亿元。")
    >>> table.loc[0, ["quote", "unit", "comparator", "kind", "period", "modality", "indicator_id"]].tolist()
    ['2.3万亿元', '亿元', 'eq', 'level', 'by:2025', '力争', 'industrial_value_added']

    >>> texts = pd.Series({"a": "新建园区20个。", "b": None, "c": "新建园区20个以上。"})
    >>> table = extract_targets(texts, exact=False)
    >>> table["plan_id"].tolist(), (table["value_min"] * 1.1).tolist(), table["period"].isna().tolist()
    (['a', 'c'], [22.0, 22.0], [True, True])
    """
    if isinstance(text, str):
        _check_no_path(text)
        plans: Iterable[Plan] = [plan_from_text(text, plan.plan_id if plan else "", plan)]
    else:
        plans = _plans(text)
    table = to_table(target for one in plans for target in link_targets(one, read_targets(one)))
    return table if exact else to_computable(table)


def to_table(targets: Iterable[Target]) -> pd.DataFrame:
    """Return targets as a frame with the columns of the target row, exact."""
    rows = [target.cells() for target in targets]
    cells = np.empty((len(COLUMNS), len(rows)), dtype=object)
    for number, row in enumerate(rows):
        cells[:, number] = row
    # Two typed columns among others: set one after the other they take as long as reading a sentence.
    blocks = [(cells[_EXACT], _EXACT), (cells[_OFFSETS].astype("int64"), _OFFSETS)]
    return create_dataframe_from_blocks(blocks, index=pd.RangeIndex(len(rows)), columns=_COLUMNS)


def to_computable(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of targets in the types that pandas computes with: Float64, string, category, NA.

    Examples
    --------
    >>> table = to_computable(extract_targets("企业达到30家以上。"))
    >>> [str(table[name].dtype) for name in ("start", "value_min", "comparator", "quote")]
    ['int64', 'Float64', 'category', 'string']
    """
    out = table.copy()
    for name, column in load_codebook().items():
        if name not in out or column.type == "integer":
            continue
        values = [None if value is None or value == "" else value for value in out[name]]
        if column.type == "decimal":
            out[name] = pd.array([None if value is None else float(value) for value in values], "Float64")
        elif column.type == "code":
            codes = list(dict.fromkeys([*column.codes, *filter(None, values)]))
            out[name] = pd.Categorical(values, categories=codes)
        else:
            out[name] = pd.array(values, dtype="string")
    return out


def _check_no_path(text: str) -> None:
    """Refuse the name of a file where its text is meant: it would give a table without rows."""
    if PATH.fullmatch(text):
        raise PlanTargetsError(
            f"extract_targets expects the text of a plan, found the name of a file, {text!r}. "
            f"Read it first: extract_targets(read_plan({text!r}))."
        )


def _plans(given: Plan | Iterable[str | Plan | None]) -> Iterator[Plan]:
    if isinstance(given, Plan):
        yield given
        return
    if isinstance(given, pd.DataFrame):
        raise PlanTargetsError(
            "extract_targets expects texts, found a frame. Pass the column that holds them: one of "
            f"{', '.join(map(repr, given.columns))}, such as frame['text']."
        )
    if not isinstance(given, Iterable) or isinstance(given, (bytes, Mapping)):
        raise PlanTargetsError(_EXPECTED.format(found=type(given).__name__))
    labels = _labels(given) if isinstance(given, pd.Series) else map(str, count())
    for label, one in zip(labels, given, strict=False):
        if isinstance(one, Plan):
            yield one
        elif isinstance(one, str):
            _check_no_path(one)
            yield plan_from_text(one, label)
        elif one is not None and one is not pd.NA and one == one:  # noqa: PLR0124 - NaN is not equal to itself
            raise PlanTargetsError(_EXPECTED.format(found=f"{type(one).__name__} at {label}"))


def _labels(texts: pd.Series) -> list[str]:
    labels = [str(label) for label in texts.index]
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise PlanTargetsError(
            f"extract_targets: the index of the texts has {twice!r} twice, so that their targets could not "
            "be told apart. Give each text a label of its own, such as texts.reset_index(drop=True)."
        )
    return labels
