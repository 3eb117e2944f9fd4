"""Required paths: what a target asks for, year by year, from a base year."""

from __future__ import annotations

import math

import pandas as pd

from plantargets.errors import PlanTargetsError

SHAPES = ("constant_growth", "equal_increments", "front_loaded", "back_loaded", "logistic")
LOADED_RATIO = 3.0  # a front-loaded path's first yearly increment over its last one; back-loaded the reverse


def required_growth_pct(base: float, target: float, base_year: int, target_year: int) -> float:
    """Return the constant yearly growth, in per cent, that leads from `base` to `target`.

    ``100 * ((target / base) ** (1 / years) - 1)``. Negative where the target is below the base: a
    reduction, or a target that is already reached; `target_reached` tells.

    Raises
    ------
    PlanTargetsError
        If the target year is not after the base year, or base or target is not a positive finite number.

    Examples
    --------
    >>> round(required_growth_pct(19592.76, 23000, 2022, 2025), 1)
    5.5
    """
    years = _years(base_year, target_year)
    _check_positive(
        "base value",
        base,
        base_year,
        "A growth rate from zero or below is not defined; use equal increments.",
    )
    _check_positive("target value", target, target_year, "A growth rate to zero or below is not defined.")
    return 100.0 * math.expm1(math.log(target / base) / years)


def required_path(  # noqa: PLR0913, PLR0917
    base: float,
    target: float,
    base_year: int,
    target_year: int,
    shape: str = "constant_growth",
    ceiling: float | None = None,
) -> pd.Series:
    """Return the yearly milestones from the base year to the target year, both included.

    Parameters
    ----------
    base, target
        Values in one unit, of one vintage and basis.
    shape
        ``constant_growth``: the same growth rate every year. ``equal_increments``: the same amount
        every year. ``front_loaded`` / ``back_loaded``: increments that fall / rise linearly, the
        largest three times the smallest. ``logistic``: the distance to `ceiling` shrinks by a
        logistic curve (Verhulst 1838), for shares and coverage.
    ceiling
        Upper limit of a logistic path, e.g. 100 for a coverage rate in per cent.

    Returns
    -------
    pandas.Series
        Indexed by ``year``; the first value is exactly `base`, the last exactly `target`.

    Raises
    ------
    PlanTargetsError
        If the target year is not after the base year, the shape is unknown, or a value lies outside
        what the shape can take (zero or below for growth; outside the open range 0 to ceiling for
        logistic).

    Examples
    --------
    >>> required_path(100, 121, 2020, 2022).round(1).to_dict()
    {2020: 100.0, 2021: 110.0, 2022: 121.0}
    """
    years = _years(base_year, target_year)
    if shape not in SHAPES:
        raise PlanTargetsError(f"parameter shape: expected one of {', '.join(SHAPES)}, found {shape!r}.")
    _check_finite(base, target)
    if shape == "constant_growth":
        growth = 1 + required_growth_pct(base, target, base_year, target_year) / 100
        values = [base * growth**step for step in range(years + 1)]
    elif shape == "logistic":
        values = _logistic(base, target, years, ceiling)
    else:
        values = _by_increments(base, target, _increment_weights(shape, years))
    values[0], values[-1] = float(base), float(target)
    index = pd.RangeIndex(base_year, target_year + 1, name="year")
    return pd.Series(values, index=index, name=shape, dtype=float)


def required_paths(
    base: float, target: float, base_year: int, target_year: int, ceiling: float | None = None
) -> pd.DataFrame:
    """Return every shape that base, target and ceiling allow, one column per shape, indexed by year."""
    shapes = [shape for shape in SHAPES if shape != "logistic" or ceiling is not None]
    if min(base, target) <= 0:
        shapes = [shape for shape in shapes if shape not in ("constant_growth", "logistic")]
    return pd.DataFrame({s: required_path(base, target, base_year, target_year, s, ceiling) for s in shapes})


def remaining_effort(observed: pd.Series, target: float, target_year: int) -> pd.DataFrame:
    """Return what was left to be done after each observed year.

    Parameters
    ----------
    observed
        Values of one vintage indexed by year.

    Returns
    -------
    pandas.DataFrame
        Indexed by year: ``value``, ``remaining`` (target less value), ``years_left``,
        ``required_growth_pct`` and ``reached``. The growth is missing (NaN) where no year is left or
        the value is not positive.
    """
    rows = []
    for year, value in observed.items():
        left = target_year - int(str(year))
        usable = left > 0 and value > 0 and target > 0
        growth = (
            required_growth_pct(float(value), target, int(str(year)), target_year) if usable else float("nan")
        )
        rows.append(
            {
                "year": year,
                "value": value,
                "remaining": target - value,
                "years_left": left,
                "required_growth_pct": growth,
                "reached": target_reached(float(value), target),
            }
        )
    return pd.DataFrame(rows).set_index("year")


def target_reached(value: float, target: float, comparator: str = "ge") -> bool:
    """Say whether a value meets a target; ``eq``, ``approx`` and ``range`` are met from below like ``ge``."""
    tests = {"gt": value > target, "le": value <= target, "lt": value < target}
    return tests.get(comparator, value >= target)


def _years(base_year: int, target_year: int) -> int:
    years = target_year - base_year
    if years <= 0:
        raise PlanTargetsError(
            f"parameter target_year: expected a year after the base year {base_year}, found {target_year}. "
            f"Take an earlier base year or a later target year."
        )
    return years


def _check_finite(base: float, target: float) -> None:
    for name, value in (("base value", base), ("target value", target)):
        if not math.isfinite(value):
            raise PlanTargetsError(f"{name}: expected a number, found {value}.")


def _check_positive(name: str, value: float, year: int, advice: str) -> None:
    if not (math.isfinite(value) and value > 0):
        raise PlanTargetsError(f"{name} of {year}: expected a number above zero, found {value:g}. {advice}")


def _increment_weights(shape: str, years: int) -> list[float]:
    if shape == "equal_increments" or years == 1:
        return [1.0] * years
    falling = [LOADED_RATIO - (LOADED_RATIO - 1) * step / (years - 1) for step in range(years)]
    return falling if shape == "front_loaded" else falling[::-1]


def _by_increments(base: float, target: float, weights: list[float]) -> list[float]:
    total, done, values = sum(weights), 0.0, [float(base)]
    for weight in weights:
        done += weight
        values.append(base + (target - base) * done / total)
    return values


def _logistic(base: float, target: float, years: int, ceiling: float | None) -> list[float]:
    if ceiling is None:
        raise PlanTargetsError(
            "parameter ceiling: a logistic path needs a ceiling, e.g. 100 for a coverage rate in %."
        )
    if not (0 < base < ceiling and 0 < target < ceiling):
        raise PlanTargetsError(
            f"a logistic path needs base and target strictly between 0 and the ceiling {ceiling:g}; "
            f"found base {base:g}, target {target:g}. Use another shape or ceiling."
        )
    start, end = math.log(base / (ceiling - base)), math.log(target / (ceiling - target))
    return [ceiling / (1 + math.exp(-(start + (end - start) * step / years))) for step in range(years + 1)]
