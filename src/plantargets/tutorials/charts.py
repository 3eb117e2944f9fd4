"""Three plain charts for the lessons."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from plantargets.figures.style import PALETTE, figure_style

BLUE, ORANGE, GREY = PALETTE[0], PALETTE[1], "#8A8A8A"


def bar_chart(values: pd.Series, title: str, language: str = "en") -> Figure:
    """Draw a bar with its number for each entry of `values`, the first on top."""
    with figure_style(language) as size:
        figure, axes = plt.subplots(figsize=(size.width_inches, 0.6 + 0.3 * len(values)))
        bars = axes.barh([str(name) for name in values.index], values.to_numpy(), color=BLUE)
        axes.bar_label(bars, fmt="{:,.4g}", padding=3)
        axes.invert_yaxis()
        axes.margins(x=0.1)
        axes.xaxis.set_visible(False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.set_title(title, loc="left")
    plt.close(figure)
    return figure


def path_chart(
    lines: pd.DataFrame, target: tuple[int, float], title: str, axis_label: str, language: str = "en"
) -> Figure:
    """Draw a line for each column of `lines` (index: years), named at its end, and the target as a star."""
    year, value = target
    with figure_style(language) as size:
        figure, axes = plt.subplots(figsize=(size.width_inches, 3.2))
        for colour, (name, column) in zip((BLUE, GREY, ORANGE, PALETTE[2]), lines.items(), strict=False):
            seen = column.dropna()
            axes.plot(seen.index, seen, marker="o", color=colour)
            axes.annotate(
                str(name),
                (float(seen.index[-1]), seen.iloc[-1]),
                xytext=(10, 0),
                textcoords="offset points",
                color=colour,
                va="center",
            )
        axes.plot(year, value, marker="*", color="#B3261E", markersize=13, linestyle="none", zorder=5)
        axes.set_title(title, loc="left")
        axes.set_ylabel(axis_label)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set_xlim(lines.index.min() - 0.3, year + 1.3)
        axes.spines[["top", "right"]].set_visible(False)
    plt.close(figure)
    return figure


def interval_chart(intervals: pd.DataFrame, title: str, axis_label: str, language: str = "en") -> Figure:
    """Draw intervals side by side with what came; those that miss it stand out.

    Parameters
    ----------
    intervals
        Columns ``low``, ``high`` and ``value``, in one unit; a row is an interval, its index the name.
    """
    held = (intervals["low"] <= intervals["value"]) & (intervals["value"] <= intervals["high"])
    with figure_style(language) as size:
        figure, axes = plt.subplots(figsize=(size.width_inches, 2.8))
        places: Sequence[int] = range(len(intervals))
        colours = [BLUE if inside else ORANGE for inside in held]
        axes.vlines(places, intervals["low"], intervals["high"], colors=colours, linewidth=4, alpha=0.6)
        axes.scatter(places, intervals["value"], c=colours, zorder=3, marker="D", s=18)
        axes.set_title(title, loc="left")
        axes.set_ylabel(axis_label)
        axes.set_xticks(places, [str(name) for name in intervals.index])
        axes.set_xlim(-0.8, len(intervals) - 0.2)
        axes.spines[["top", "right"]].set_visible(False)
    plt.close(figure)
    return figure
