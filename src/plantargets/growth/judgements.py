"""Every target of the plans: judged by the statistics, or the one reason why not."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from plantargets.growth.evidence import NEW, load_limits, own_series, stock_series
from plantargets.growth.scorecard import UNTOLD, region_of
from plantargets.growth.series import PARTIAL_YEAR, available_series, derived_rules
from plantargets.targets.target import Target

COLUMNS = (
    "plan_id", "target_id", "indicator", "indicator_id", "kind", "unit", "region", "series_id", "status",
    "reason", "detail",
)  # fmt: skip
_DONE = {"activity", "threshold"}  # what a government does itself, and conditions on what is counted


def judgements(
    targets: pd.DataFrame, plans: pd.DataFrame, board: pd.DataFrame, root: Path | None = None
) -> pd.DataFrame:
    """Say of every target whether the statistics judge it, and if not, why.

    Parameters
    ----------
    targets
        The targets table.
    plans
        ``plan_id, jurisdiction`` of the plans.
    board
        `plantargets.growth.scorecard` of the same targets, with the series and limits of
        `plantargets.growth.evidence`.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row for each target in the order of `targets`. ``status`` is that of the scorecard, or
        empty where no series tells of the target; ``reason`` is empty where it is judged, else one of
        `reason_labels`, the first that holds in their order; ``detail`` says more.

    Examples
    --------
    >>> judgements(targets, plans, board)["reason"].value_counts()  # doctest: +SKIP
    """
    observed = available_series(root)
    place = dict(zip(plans["plan_id"], plans["jurisdiction"], strict=True))
    judged = {(row["plan_id"], row["target_id"]): row for row in board.to_dict("records")}
    regions = {plan: region_of(str(name), set(observed["region"])) for plan, name in place.items()}
    rows = []
    for row in targets.to_dict("records"):
        region = regions[row["plan_id"]] or str(place[row["plan_id"]])
        found = judged.get((row["plan_id"], row["target_id"]))
        status = str(found["status"]) if found else ""
        reason, detail = ("", "") if found else _reason(row, region, observed)
        if found and status == UNTOLD:
            reason, detail = str(found["undecided"]), str(found["note"])
        own = {name: row[name] for name in COLUMNS[:6]}
        rows.append(
            own
            | {
                "region": region,
                "series_id": str(found["series_id"]) if found else "",
                "status": status,
                "reason": reason,
                "detail": detail,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def reason_labels(language: str = "en", meaning: bool = False) -> dict[str, str]:
    """Return the names of the reasons, or what they mean, in the order in which they are looked for.

    Examples
    --------
    >>> list(reason_labels())[:2]
    ['action', 'not_named']
    """
    table = _labels()
    return dict(zip(table["reason"], table[f"{'meaning' if meaning else 'label'}_{language}"], strict=True))


def reason_counts(judged: pd.DataFrame) -> pd.DataFrame:
    """Return how many targets of each plan are judged and how many are left by each reason.

    Returns
    -------
    pandas.DataFrame
        ``reason`` (``judged`` first), one column for each plan, ``all``.
    """
    reason = judged["reason"].replace("", "judged")
    table = pd.crosstab(reason, judged["plan_id"]).reindex(["judged", *reason_labels()], fill_value=0)
    table["all"] = table.sum(axis=1)
    table.columns.name = None
    return table[table["all"] > 0].rename_axis("reason").reset_index()


def _reason(  # noqa: PLR0911 - one return per reason reads as the list of reasons it is
    row: Mapping[Hashable, Any], region: str, observed: pd.DataFrame
) -> tuple[str, str]:
    """Return the first reason why no series tells of a target, and what more can be said."""
    target = Target.from_row(row)
    if target.kind in _DONE:
        return "action", ""
    if not target.indicator_id:
        return "not_named", ""
    telling = _telling(target)
    known = observed[observed["series_id"].isin(telling)]
    if known.empty:
        return _without_series(target.indicator_id, region, observed)
    here = known[known["region"] == region]
    if here.empty:
        return "elsewhere", ", ".join(sorted(known["series_id"].unique()))
    if target.period.end_year is None:
        return "no_year", ""
    years = f"{here['first_year'].min()}-{here['last_year'].max()}"
    if here["first_year"].min() > target.period.end_year:
        return "too_late", years
    return "no_unit", f"{here['unit'].iloc[0]} / {target.unit}"


def _telling(target: Target) -> set[str]:
    """Return the series that can tell of a target: its own, what it is derived from, its stock, its limit."""
    own = own_series().get(target.indicator_id, "")
    limit = load_limits().get(target.indicator_id)
    names = {own, limit.series_id if limit else ""}
    if target.kind == "increment":
        names.add(stock_series().get(target.indicator_id, ""))
    for name in tuple(names):
        rule = derived_rules().get(name)
        names |= {rule["left"]} if rule else set()
    return names - {""}


def _without_series(indicator_id: str, region: str, observed: pd.DataFrame) -> tuple[str, str]:
    """Tell a series of another measure of the same thing from none at all."""
    stem = indicator_id.removesuffix(NEW).removesuffix("_growth").removesuffix(PARTIAL_YEAR)
    others = {stem, f"{stem}{NEW}", f"{stem}_growth"} - {indicator_id}
    found = observed[observed["series_id"].isin(others) & (observed["region"] == region)]
    if found.empty:
        return "no_series", ""
    return "other_measure", ", ".join(sorted(found["series_id"].unique()))


@lru_cache(maxsize=1)
def _labels() -> pd.DataFrame:
    text = files("plantargets.growth").joinpath("data/reasons.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
