"""What a figure draws is what its data say: every observed value stands where it was observed."""

from __future__ import annotations

from collections.abc import Iterable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plantargets.figures.growth import trajectory_figure
from plantargets.growth import assess, vintage_label


def points(axes: Axes) -> np.ndarray:
    """Return every point of every line of a panel, one a row, in the units of its axes."""
    return np.concatenate([np.asarray(line.get_xydata(), dtype=float) for line in axes.lines])


def not_drawn(found: np.ndarray, wanted: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the wanted points that no line goes through."""
    return [point for point in wanted if not np.isclose(found, point, rtol=1e-9).all(axis=1).any()]


@pytest.fixture
def trajectories() -> Iterable[tuple[pd.DataFrame, float, Figure]]:
    asked = assess("河南省", "industrial_value_added", 23000, 2025, base_year=2022)
    figure = trajectory_figure(
        asked.trajectories,
        asked.cases,
        asked.target,
        asked.target_year,
        quantity=asked.quantity("en"),
        axis_label=asked.axis_label("en"),
        divisor=asked.axis_divisor("en"),
        vintage_names={one.vintage: vintage_label(one.vintage, "en") for one in asked.series}
        | {"stated": ""},
        language="en",
    )
    yield asked.trajectories, asked.axis_divisor("en"), figure
    plt.close(figure)


def test_the_trajectories_go_through_every_observed_value(
    trajectories: tuple[pd.DataFrame, float, Figure],
) -> None:
    table, divisor, figure = trajectories
    first = min(axes.get_xlim()[0] for axes in figure.axes)  # a value long before the others is left out
    observed = table[(table["kind"] == "observed") & (table["year"] >= first)]
    wanted = [
        (float(year), float(value) / divisor)
        for year, value in zip(observed["year"], observed["value"], strict=True)
    ]
    assert len(wanted) > 5 and len(figure.axes) > 1
    for axes in figure.axes:
        assert not_drawn(points(axes), wanted) == [], "these are in the data and not drawn"
