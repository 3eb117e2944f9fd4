"""Write growth/data/calibration.toml from the M1 and tourism collections.

    python benchmarks/calibrate_forecast.py [--with COLLECTION ...] [--output FILE]

M3 and the provinces are left out, so that what `forecast_m3.py` reports on them is out of sample.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from annual_collections import Pair, all_collections

from plantargets.growth.forecast import (
    SMALLEST_ERROR,
    TREND_YEARS,
    forecast_direction,
    point_forecast,
    scale_design,
    trend_strength,
)

TERMS = (
    "constant",
    "log_horizon",
    "log_years",
    "log_horizon_log_years",
    "changes",
    "disagreement",
    "distance",
    "recent_changes",
)
PROBABILITIES = (
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45,
    0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995,
)  # fmt: skip
LENGTHS = (4, 5, 6, 8, 11, 15, 20)  # every history is also cut to these lengths, to learn how short ones fare
FULL_LENGTH_WEIGHT = 0.5  # of a collection's weight, given to its series at full length
TREND_STRENGTHS = (0.1, 0.6, 1.2, 2.0, 2.8, 3.5, 4.2)  # R squared of 0.1, 0.46, 0.71, 0.87, 0.95, 0.98, 0.995
TREND_BAND = 0.3  # standard deviation of the kernel that takes in series of nearly the same strength
TREND_COVERAGE = 0.8


def main() -> None:
    """Fit scale and error quantiles and write them with how they were made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--with", dest="names", nargs="+", default=["M1", "tourism"])
    parser.add_argument("--output", type=Path, default=Path("src/plantargets/growth/data/calibration.toml"))
    arguments = parser.parse_args()
    collections = all_collections()
    parts = [_errors(collections[name]) for name in arguments.names]
    design, log_error, error, horizon, weight, strength, years = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    moments = (design * weight[:, None]).T
    coefficients = np.linalg.solve(moments @ design + 1e-7 * np.eye(design.shape[1]), moments @ log_error)
    scaled = error / np.exp(design @ coefficients)
    rows = []
    for step in range(1, max(horizon) + 1):
        near = np.abs(horizon - step) <= 1
        rows.append(_weighted_quantiles(scaled[near], weight[near], np.array(PROBABILITIES)))
    long = years >= TREND_YEARS
    beyond = _share_of_bound(scaled, np.array(rows)[horizon - 1])
    factors = _trend_factors(beyond[long], strength[long], weight[long])
    counts = {name: len(collections[name]) for name in arguments.names}
    arguments.output.write_text(
        _toml(counts, coefficients, np.array(rows), _tail_index(scaled, weight), factors)
    )
    print(arguments.output.read_text())


def _errors(pairs: list[Pair]) -> tuple[np.ndarray, ...]:
    """Design, log size, signed size (over the one-step error), horizon, weight, trend, length."""
    cases = [
        (history[-length:], future)
        for history, future in pairs
        for length in LENGTHS
        if length < len(history)
    ]
    weights = [(1 - FULL_LENGTH_WEIGHT) / len(cases)] * len(cases) + [FULL_LENGTH_WEIGHT / len(pairs)] * len(
        pairs
    )
    columns: list[list[np.ndarray]] = [[] for _ in range(7)]
    for (history, future), weight in zip([*cases, *pairs], weights, strict=True):
        if np.ptp(history) == 0:
            continue
        mean, terms = point_forecast(history, len(future))
        unit = terms[:, 0]
        error = future - mean
        floor = SMALLEST_ERROR * np.abs(history[-3:]).mean()
        columns[0].append(scale_design(terms, len(history)))
        columns[1].append(np.log((np.abs(error) + floor) / unit))
        columns[2].append(error * forecast_direction(mean, history[-1]) / unit)
        columns[3].append(np.arange(1, len(future) + 1))
        columns[4].append(np.full(len(future), weight / len(future)))
        columns[5].append(np.full(len(future), trend_strength(history)))
        columns[6].append(np.full(len(future), len(history)))
    return tuple(np.concatenate(column) for column in columns)


def _weighted_quantiles(values: np.ndarray, weight: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    order = np.argsort(values, kind="stable")
    position = np.cumsum(weight[order]) - weight[order] / 2
    return np.interp(probabilities, position / weight.sum(), values[order])


def _share_of_bound(scaled: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Return each error over the bound of the 80 % interval on its side."""
    low, high = PROBABILITIES.index(0.1), PROBABILITIES.index(0.9)
    bound = np.where(scaled > 0, quantiles[:, high], -quantiles[:, low])
    return np.abs(scaled) / bound


def _trend_factors(beyond: np.ndarray, strength: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return by how much the 80 % interval is to be stretched to cover 80 % among series of like trend."""
    factors = []
    for centre in TREND_STRENGTHS:
        near = weight * np.exp(-(((strength - centre) / TREND_BAND) ** 2) / 2)
        factors.append(_weighted_quantiles(beyond, near, np.array([TREND_COVERAGE]))[0])
    return np.array(factors)


def _tail_index(scaled: np.ndarray, weight: np.ndarray) -> float:
    """Hill (1975) estimate over the largest two per cent of the errors."""
    size = np.abs(scaled)
    edge = _weighted_quantiles(size, weight, np.array([0.98]))[0]
    beyond = size > edge
    return float(weight[beyond].sum() / (weight[beyond] * np.log(size[beyond] / edge)).sum())


def _toml(
    counts: dict[str, int], coefficients: np.ndarray, rows: np.ndarray, tail_index: float, factors: np.ndarray
) -> str:
    lines = [
        "# How far annual forecasts miss. Written by benchmarks/calibrate_forecast.py; do not edit by hand.",
        "# Errors are the actual value less the forecast, along the direction of the forecast.",
        "",
        "[made_from]",
        *(f"{name} = {count} # yearly series" for name, count in counts.items()),
        f"shortened_to_years = {list(LENGTHS)}",
        f"full_length_weight = {FULL_LENGTH_WEIGHT}",
        "",
        "[scale] # logarithm of the scale over the one-step error",
        *(f"{name} = {value:.4f}" for name, value in zip(TERMS, coefficients, strict=True)),
        "",
        "[trend] # factor on the scale by -log(1.01 - R squared) of a line through the history",
        f"strengths = {list(TREND_STRENGTHS)}",
        "factors = [" + ", ".join(f"{factor:.3f}" for factor in factors) + "]",
        "",
        "[errors] # quantiles of the error over its scale, one row per horizon in years",
        f"tail_index = {tail_index:.2f}",
        f"probabilities = {list(PROBABILITIES)}",
        "quantiles = [",
        *("    [" + ", ".join(f"{value:.3f}" for value in row) + "]," for row in rows),
        "]",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
