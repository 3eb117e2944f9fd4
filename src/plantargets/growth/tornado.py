"""What moves a chance: vintage, origin or method alone changed, the other two held."""

from __future__ import annotations

import math

import pandas as pd

from plantargets.errors import PlanTargetsError
from plantargets.growth.attainment import METHODS

TORNADO_COLUMNS = ["factor", "setting", "chance", "method", "is_reference", "reference_case"]


def tornado(table: pd.DataFrame, vintage: str, origin: int, method: str | None = None) -> pd.DataFrame:
    """Return how far the chance moves when vintage, origin or method alone is changed.

    Like is compared with like: a vintage or an origin for which the method of the case gives no chance is
    left out, never told by another method.

    Parameters
    ----------
    table
        From `attainment_table`.
    vintage, origin
        The case that the others are compared with.
    method
        ``forecast``, ``reference`` (the plain share of the provinces) or ``combined``; None takes the one
        that gives a chance for the most vintages and origins, of several the first of combined, forecast,
        reference.

    Returns
    -------
    pandas.DataFrame
        ``factor, setting, chance, method, is_reference, reference_case``: one row per factor and setting
        with a known chance; empty where the case itself has none.
    """
    if method is not None and method not in METHODS:
        raise PlanTargetsError(f"parameter method: expected one of {', '.join(METHODS)}, found {method!r}.")
    at_origin = table[table["origin"] == origin]
    same_vintage = table[table["vintage"] == vintage]
    case = same_vintage[same_vintage["origin"] == origin]
    if case.empty:
        raise PlanTargetsError(f"no attainment for vintage {vintage} and origin {origin} in the table.")
    methods = [name for name in reversed(METHODS) if not math.isnan(_chance(case.iloc[0], name))]
    if method is None and methods:
        compared = pd.concat([at_origin, same_vintage])
        method = max(
            methods,
            key=lambda name: sum(not math.isnan(_chance(row, name)) for _, row in compared.iterrows()),
        )
    if method not in methods:
        return pd.DataFrame(columns=TORNADO_COLUMNS)
    rows = [
        ("vintage", row["vintage"], _chance(row, method), method, row["vintage"] == vintage)
        for _, row in at_origin.iterrows()
    ]
    rows += [
        ("origin", str(row["origin"]), _chance(row, method), method, row["origin"] == origin)
        for _, row in same_vintage.iterrows()
    ]
    rows += [("method", name, _chance(case.iloc[0], name), name, name == method) for name in methods]
    out = pd.DataFrame(rows, columns=TORNADO_COLUMNS[:-1]).dropna(subset=["chance"])
    out["reference_case"] = _chance(case.iloc[0], method)
    return out.reset_index(drop=True)


def tornado_spans(swing: pd.DataFrame) -> pd.DataFrame:
    """Return by factor how many settings are compared and how far apart, in percentage points, they lie."""
    grouped = swing.groupby("factor", sort=False)["chance"]
    spans = grouped.agg(["size", "min", "max"])
    return pd.DataFrame({"settings": spans["size"], "span_points": 100 * (spans["max"] - spans["min"])})


def _chance(row: pd.Series, method: str) -> float:
    """Return the chance by one method; the combined one only where both opinions are in it."""
    if method == "combined":
        return float(row["chance"]) if row["method"] == "combined" else float("nan")
    return float(row[f"chance_{method}"])
