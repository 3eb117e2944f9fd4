"""Figure of the corpus study: growth targets by province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from plantargets.figures.comparison import ems_of, headline
from plantargets.figures.style import EMPTY, INK, PALETTE, FigureSize, figure_style
from plantargets.figures.words import figure_words
from plantargets.language.period import Period
from plantargets.rounding import from_published

# A comparator is told by the form of the mark, not by colour alone.
MARKS = {"approx": "o", "ge": ">", "gt": ">", "eq": "D", "le": "<", "lt": "<"}
NARROW_INCHES = 5.0  # heads of panels stand upright below it
YEAR_COLOUR, PLAN_COLOUR = PALETTE[0], PALETTE[1]
PANELS = (
    "gdp_growth",
    "above_scale_industrial_va_growth",
    "fixed_asset_investment_growth",
    "retail_sales_growth",
    "rd_expenditure_growth",
)


@from_published
def draw_growth_targets(growth: pd.DataFrame, language: str = "en", size: str = "page") -> Figure:
    """Draw the growth targets of the provinces: a panel for each indicator, a line for each province.

    Parameters
    ----------
    growth
        From `plantargets.compare.growth_targets`.
    language, size
        As in `figure_style`.

    Returns
    -------
    Figure
        Provinces from the highest GDP target to the lowest. The form of a mark is the comparator; a hollow
        mark in the second colour is the average of a five-year plan, where there is no target for the year.
    """
    words = figure_words("growth_targets", language)
    with figure_style(language, size) as chosen:
        if growth.empty:
            figure, axes = plt.subplots(figsize=(chosen.width_inches, 1.2))
            axes.set_axis_off()
            axes.text(0, 0.5, words["none"], transform=axes.transAxes, va="center", color=INK)
        else:
            figure = _draw_panels(growth, language, words, chosen)
    plt.close(figure)
    return figure


def _draw_panels(growth: pd.DataFrame, language: str, words: Mapping[str, str], chosen: FigureSize) -> Figure:
    middle = (growth["value_min_pct"] + growth["value_max_pct"]) / 2
    gdp = growth["indicator_id"] == "gdp_growth"
    height = middle.where(gdp).groupby(growth["province"]).max()
    names = growth.drop_duplicates("province").set_index("province")
    order = height.reindex(names.index).fillna(0).sort_values(ascending=False, kind="stable").index
    panels = [key for key in PANELS if key in set(growth["indicator_id"])]
    upright = chosen.width_inches < NARROW_INCHES
    # Finding, axis and key, and the heads of the panels
    beside = 1.4 + (_longest_head([words[key] for key in panels], chosen) if upright else 0)
    line = min(chosen.font_points / 72 * 1.9, (chosen.height_inches - 0.1 - beside) / len(order))
    figure, grid = plt.subplots(
        1, len(panels), sharey=True, squeeze=False, figsize=(chosen.width_inches, line * len(order) + beside)
    )
    for axes, indicator in zip(grid[0], panels, strict=True):
        own = growth[growth["indicator_id"] == indicator].set_index("province").reindex(order)
        for at in range(0, len(order), 2):
            axes.axhspan(at - 0.5, at + 0.5, color=EMPTY, linewidth=0, zorder=0)
        for at, row in enumerate(own.to_dict("records")):
            if isinstance(row["comparator"], str):
                _mark(axes, at, row, chosen)
        axes.set_title(words[indicator], fontsize=chosen.font_points, rotation=90 if upright else 0)
        low, high = axes.get_xlim()
        pad = 0.06 * max(high - low, 3)
        axes.set_xlim(min(low, high - 3) - pad, high + pad)
        axes.xaxis.set_major_locator(plt.MaxNLocator(4, integer=True))
        axes.grid(axis="y", visible=False)
        axes.spines["left"].set_visible(False)
        axes.tick_params(left=False)
    labels = order if language == "zh" else names.loc[order, "province_en"]
    grid[0][0].set_yticks(range(len(order)), labels)
    grid[0][0].set_ylim(len(order) - 0.5, -0.5)
    grid[0][len(panels) // 2].set_xlabel(words["axis"])
    figure.legend(
        handles=_handles(growth, words, chosen),
        loc="outside lower center",
        ncols=2 if chosen.width_inches < NARROW_INCHES else 5,
    )
    told = _finding(growth, words)
    if told:
        headline(figure, told, chosen)
    return figure


def _longest_head(heads: Sequence[str], chosen: FigureSize) -> float:
    """Return the length of the longest line of some heads, in inches."""
    return max(ems_of(line) for head in heads for line in head.split("\n")) * chosen.font_points / 72


def _finding(growth: pd.DataFrame, words: Mapping[str, str]) -> str:
    """Return how far apart the GDP targets of the year lie, and how many provinces aim at the commonest."""
    gdp = growth[growth["indicator_id"] == "gdp_growth"]
    gdp = gdp[[not Period.parse(period).is_repeated for period in gdp["period"]]]
    single = gdp.loc[gdp["value_min_pct"] == gdp["value_max_pct"], "value_min_pct"]
    if single.empty:
        return ""
    common = single.value_counts().sort_index(ascending=False).idxmax()
    return words["finding"].format(
        all=len(gdp),
        low=f"{gdp['value_min_pct'].min():g}",
        high=f"{gdp['value_max_pct'].max():g}",
        common=f"{common:g}",
        most=int((single == common).sum()),
    )


def _mark(axes: Axes, at: int, row: dict[Any, Any], chosen: FigureSize) -> None:
    low, high = row["value_min_pct"], row["value_max_pct"]
    plan = Period.parse(row["period"]).is_repeated
    colour = PLAN_COLOUR if plan else YEAR_COLOUR
    if low < high:
        axes.plot(
            [low, high], [at, at], color=colour, linewidth=chosen.font_points / 2.5, solid_capstyle="butt"
        )
        return
    axes.plot(
        low,
        at,
        MARKS[row["comparator"]],
        color=colour,
        markerfacecolor="white" if plan else colour,
        markersize=chosen.font_points * 0.6,
    )


def _handles(growth: pd.DataFrame, words: Mapping[str, str], chosen: FigureSize) -> list[Line2D]:
    plain = {"linestyle": "", "color": YEAR_COLOUR, "markersize": chosen.font_points * 0.6}
    handles = [
        Line2D([], [], marker=MARKS[code], label=words[code], **plain)  # type: ignore[arg-type]
        for code in ("approx", "ge", "eq")
        if code in set(growth["comparator"])
    ]
    if "range" in set(growth["comparator"]):
        thick = chosen.font_points / 2.5
        handles.append(Line2D([], [], color=YEAR_COLOUR, linewidth=thick, label=words["range"]))
    if any(Period.parse(period).is_repeated for period in growth["period"]):
        hollow = plain | {"color": PLAN_COLOUR, "markerfacecolor": "white"}
        handles.append(Line2D([], [], marker="o", label=words["plan"], **hollow))  # type: ignore[arg-type]
    return handles
