"""Published numbers: as many digits as they mean, the same on every processor."""

from __future__ import annotations

import doctest
import importlib
import inspect
import math
import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import plantargets.figures
from plantargets import rounding
from plantargets.rounding import DECIMALS, MOST_DECIMALS, NOISE_DIGITS, from_published, publish, published

ROOT = Path(__file__).parents[1]
FINITE = st.floats(allow_nan=False, allow_infinity=False, width=64)
COLUMNS = st.sampled_from(["value", "growth_pct", "chance", "observed_share"])


@pytest.mark.parametrize(
    ("column", "here", "there", "both"),
    [
        # The two that differed between processors in an untouched clone.
        ("chance", 0.07613875396417837, 0.07613875396417862, 0.0761),
        ("value", 17165.549087795505, 17165.549078838878, 17165.55),
        ("gap", 2.9e-16, -3.1e-16, 0.0),
        ("value", 3650.1685, 3650.1685000000002, 3650.1685),
        ("required_growth_pct", 5.489865625916659, 5.489865625916661, 5.49),
        # Halves, where exact data often stand: one processor gave 91.882, the other 91.883.
        ("progress_pct", 91.8825, 91.88250000000585, 91.883),
        ("progress_pct", 91.8825, 91.88249999999415, 91.883),
        ("change_pct", -0.0005, -0.00050000000000003, -0.001),
        ("chance", 0.00005, 0.00004999999999999, 0.0001),
        ("coefficient", 0.00012345678912, 0.00012345678913, 0.000123457),
    ],
)
def test_neighbours_agree(column: str, here: float, there: float, both: float) -> None:
    assert publish(here, column) == publish(there, column) == both
    assert str(publish(there, column)) != "-0.0"


@given(FINITE, COLUMNS)
def test_a_published_number_stays_as_it_is(value: float, column: str) -> None:
    assert publish(publish(value, column), column) == publish(value, column)


@given(FINITE, COLUMNS)
def test_a_published_number_is_near(value: float, column: str) -> None:
    assume(abs(value) < 1e15)
    decimals = next((digits for ending, digits in DECIMALS.items() if column.endswith(ending)), MOST_DECIMALS)
    assert abs(publish(value, column) - value) <= max(
        0.5001 * 10.0**-decimals, 0.5001e-5 * abs(value), 10.0 ** (1 - NOISE_DIGITS) * abs(value)
    )


@given(st.decimals(-10_000, 10_000, places=6), st.floats(-1e-14, 1e-14), COLUMNS)
def test_results_that_differ_by_noise_are_published_as_one(exact: Decimal, noise: float, column: str) -> None:
    """Data have few decimals, so that what is reckoned from them often is a half of the last place."""
    assert publish(float(exact) * (1 + noise), column) == publish(float(exact), column)


@pytest.mark.parametrize("name", ["statistics", "national", "panel_provinces"])
def test_every_observed_value_stands_as_it_was_published(name: str) -> None:
    values = pd.read_csv(ROOT / f"data/statistics/{name}.csv")["value"]
    assert [value for value in values.dropna() if publish(value, "value") != value] == []


def test_only_floats_are_rounded() -> None:
    exact = Decimal("0.12345678901234567890")
    frame = pd.DataFrame(
        {
            "chance": [0.123456789, math.nan],
            "value_min": [exact, None],
            "year": [2025, 2026],
            "quote": ["0.123456789", ""],
            "lower": pd.array([1, None], dtype="Int64"),
        }
    )
    rounded = published(frame)
    assert rounded["chance"][0] == 0.1235 and math.isnan(rounded["chance"][1])
    assert rounded.drop(columns="chance").equals(frame.drop(columns="chance"))
    assert frame["chance"][0] == 0.123456789
    assert published(frame.iloc[:0])["chance"].dtype == float


def draw_functions() -> Iterator[tuple[str, Any]]:
    for module in pkgutil.iter_modules(plantargets.figures.__path__, "plantargets.figures."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name and name[0] != "_":
                first = next(iter(inspect.signature(function).parameters.values()), None)
                if first is not None and first.annotation == "pd.DataFrame":
                    yield f"{module.name}.{name}", function


def test_every_figure_is_drawn_from_published_numbers() -> None:
    functions = dict(draw_functions())
    assert len(functions) >= 14
    assert [name for name, function in functions.items() if not hasattr(function, "__wrapped__")] == []
    seen = []
    from_published(lambda frame, **named: seen.extend([frame, *named.values()]))(
        pd.DataFrame({"chance": [0.123456]}), other=pd.DataFrame({"chance": [0.2]}), language="zh"
    )
    assert seen[0]["chance"][0] == 0.1235 and seen[2] == "zh"


def test_its_examples() -> None:
    assert doctest.testmod(rounding).failed == 0
