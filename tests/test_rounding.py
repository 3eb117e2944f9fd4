"""Published numbers: as many digits as they mean, the same on every processor."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import math
import pkgutil
import re
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
from plantargets.prose import Phrase
from plantargets.rounding import (
    DECIMALS,
    MOST_DECIMALS,
    NOISE_DIGITS,
    from_published,
    publish,
    published,
    rounded,
    to_decimals,
    written,
)

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


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (6.25, ".1f", "6.3"),
        (Decimal("6.25"), ".1f", "6.3"),
        (-6.25, ".1f", "-6.3"),
        (2.675, ".2f", "2.68"),  # a float holds it a little lower
        (0.5, ".0f", "1"),
        (12.5, "6.0f", "    13"),
        (1250.5, ",.0f", "1,251"),
        (0.125, ".0%", "13%"),
        (0.1245, ".3g", "0.125"),
        (9.9995, ".4g", "10"),
        (23000, ",.5g", "23,000"),
        (-0.04, ".1f", "0.0"),
        (Decimal("-0.04"), ".1f", "0.0"),
        (1e300, ".0f", format(10**300, "d")),
        (0.0, ".3g", "0"),
        (float("inf"), ".1f", "inf"),
        (5, ",d", "5"),
    ],
)
def test_what_is_shown_has_halves_away_from_zero(value: float | Decimal, form: str, shown: str) -> None:
    assert written(value, form) == shown
    assert Phrase(f"{{value:{form}}}").format(value=value) == shown


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_half_goes_away_from_zero_wherever_it_stands(whole: int, decimals: int) -> None:
    half = Decimal(10 * whole + (5 if whole >= 0 else -5)).scaleb(-decimals - 1)
    away = Decimal(whole + (1 if whole >= 0 else -1)).scaleb(-decimals)
    assert to_decimals(half, decimals) == away
    assert rounded(float(half), decimals) == float(away)
    assert written(float(half), f".{decimals}f") == written(half, f".{decimals}f") == f"{away:.{decimals}f}"


# Sizes of files and seconds, which are no results.
_MEASURED = {
    "cli/extraction.py", "pipeline/documents.py", "pipeline/runner.py", "plans/reading.py",
    "targets/extract.py",
}  # fmt: skip
# `10 ** digits` is written out there, not rounded.
_MEASURED |= {"targets/read/quantities.py"}
_FORMS = re.compile(r"\.(\d|\{\w+\})[fg%]$")


def _roundings(source: str) -> list[str]:
    """Return where a source rounds by Python's own rule, to even numbers: formats, quantize, round to few."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            form = ast.unparse(node.format_spec)[2:-1]
            if _FORMS.search(form) and not form.endswith(".6f"):
                found.append(f"{node.lineno}: {ast.unparse(node)}")
        if not isinstance(node, ast.Call):
            continue
        if getattr(node.func, "attr", "") == "quantize" and len(node.args) + len(node.keywords) < 2:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if getattr(node.func, "id", "") == "round":
            digits = node.args[1] if len(node.args) > 1 else None
            if isinstance(digits, ast.Constant) and isinstance(digits.value, int) and digits.value <= 4:
                found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_nothing_is_shown_with_halves_to_even_numbers() -> None:
    source = Path(rounding.__file__).parent
    found = {
        str(path.relative_to(source)): places
        for path in sorted(source.rglob("*.py"))
        if path.name != "rounding.py" and str(path.relative_to(source)) not in _MEASURED
        if path.relative_to(source).parts[0] not in {"formats", "tutorials"}
        if (places := _roundings(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert len(_roundings("f'{a:.1f}' + f'{b:,.3g}'; c.quantize(d); round(e, 2)")) == 4


def test_notebooks_of_steps_round_as_results_do() -> None:
    cells = [
        (path.name, line)
        for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\{[^{}\"]+:[,]?\.\d[fg%]\}", line)
    ]
    assert cells == []
