"""Figures of growth toward a target; their words stand in ``words.csv``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from plantargets.figures.comparison import ems_of, fit, headline
from plantargets.figures.style import GRID, INK, LEAST_POINTS, MUTED, PALETTE, FigureSize, figure_style
from plantargets.figures.words import figure_words
from plantargets.growth.labels import amount_label
from plantargets.growth.series import FIRST_PUBLICATIONS
from plantargets.rounding import from_published, written

BLUE, ORANGE, GREEN = PALETTE[0], PALETTE[1], PALETTE[2]
SHOWN_YEARS_BEFORE = 4  # observations before the base year
BAND_80, BAND_95, RIBBON = 0.38, 0.18, 0.25  # opacity of the bands
HALO = (withStroke(linewidth=2.5, foreground="white"),)
STATUS_COLOURS = {
    "missed": ORANGE,
    "behind": PALETTE[5],
    "on track": PALETTE[4],
    "reached": GREEN,
    "cannot be told": MUTED,
}
SCORE_MARKS: Mapping[str, Mapping[str, Any]] = {
    "base": {"marker": "|", "color": INK, "markersize": 8},
    "base_in_latest_vintage": {"marker": "|", "color": BLUE, "markersize": 8},
    "path_at_latest": {"marker": "v", "color": ORANGE, "markerfacecolor": "white", "markersize": 5},
}
STACK_BINS, FEW_STACKED = 70, 8
HEAD_SPACING = 1.6  # height of a line of the words above a panel, in sizes of its type
IN_UNIT = re.compile(r" (?=[^()]*\)$)")  # within the brackets at the end of a label
LIMITS = ("at most", "at least")  # of a series that bounds what the target is about
FEWEST_TARGETS = 100  # of a chance given, for the title to tell of it


@from_published
def trajectory_figure(  # noqa: PLR0913
    table: pd.DataFrame,
    cases: pd.DataFrame,
    target: float,
    target_year: int,
    *,
    quantity: str,
    axis_label: str,
    vintage_names: Mapping[str, str],
    divisor: float = 1.0,
    outlooks: pd.DataFrame | None = None,
    language: str = "en",
    size: str = "page",
) -> Figure:
    """Draw one panel per vintage of the base year: observations, what is required, and the forecast fan.

    Parameters
    ----------
    table
        From `plantargets.growth.trajectories`.
    cases
        Rows of `plantargets.growth.attainment_table`: what is written above the panels. Without cases
        the path alone is drawn.
    quantity
        What is measured and where, for the title.
    axis_label
        What the values are, with the unit they have after division by `divisor`.
    vintage_names
        Name of each vintage for the reader.
    outlooks
        Of a target for growth what is written above the panels, in place of cases.
    size
        ``column``, ``page`` or ``slide``.
    """
    words = figure_words("growth", language)
    table = table.copy()
    amounts = ["value", "lower_80", "upper_80", "lower_95", "upper_95"]
    table[amounts] = table[amounts].astype(float) / divisor
    vintages = list(dict.fromkeys(table.loc[table["kind"] == "path", "vintage"]))
    rates = outlooks is not None and len(outlooks) > 0
    once = len(set(table.loc[table["kind"] == "path", "year"])) == 1  # growth of one year is asked for
    with figure_style(language, size) as chosen:
        columns = 1 if size == "column" else min(len(vintages), 2)
        rows = math.ceil(len(vintages) / columns)
        height = chosen.width_inches * (0.75 if size == "column" else 0.42 if columns == 2 else 0.5)
        figure, axes = plt.subplots(
            rows,
            columns,
            sharex=True,
            sharey=True,
            squeeze=False,
            figsize=(chosen.width_inches, height * rows + 0.3),
        )
        origin = table.loc[table["kind"] == "path", "origin"].min()
        first_year = max(origin - SHOWN_YEARS_BEFORE, table["year"].min())
        shown = table[(table["kind"] != "observed") | (table["year"] >= first_year)]
        heads: list[tuple[Axes, str, str]] = []
        named: list[tuple[float, str]] = []  # years that have a word to the left of them
        bound = [*cases["comparator"], *([] if outlooks is None else outlooks["comparator"])][:1]
        sign = _comparison(bound[0]) if bound and bound[0] != "ge" else ""
        for axis, vintage in zip(axes.flat, vintages, strict=False):
            own = cases[cases["vintage"] == vintage]
            growth = outlooks[outlooks["vintage"] == vintage] if outlooks is not None else own.iloc[:0]
            named += _observations(axis, shown, vintage, words)
            _fans(axis, table[table["vintage"] == vintage], target_year, words)
            _paths(axis, table[table["vintage"] == vintage], words)
            axis.plot(target_year, target / divisor, "*", color=ORANGE, markersize=10, zorder=6)
            _label(
                axis, words["target"].format(value=f"{sign}{written(target / divisor, ',.5g')}"),
                (target_year, target / divisor), (-5, 6), ORANGE, ha="right", va="bottom",
            )  # fmt: skip
            heads.append(
                (
                    axis,
                    _base_label(own, table, vintage_names[vintage], words, len(vintages)),
                    "\n".join(
                        [
                            *(_asked(row, target_year, words) for _, row in own.iterrows()),
                            *(_growth_asked(row, target_year, once, words) for _, row in growth.iterrows()),
                            *([words["no_outlook"]] if rates and growth.empty else []),
                        ]
                    ),
                )
            )
            axis.margins(y=0.1)
            axis.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
            axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(f"{value:,.10g}")))
            axis.label_outer()
        panel = chosen.width_inches * 72 * (0.85 if columns == 1 else 0.42)
        axes[0, 0].set_xlim(_left_of(named, first_year, target_year + 1.0, panel), target_year + 1.0)
        for axis in axes.flat[len(vintages) :]:
            axis.set_axis_off()
        axis_label = IN_UNIT.sub("\N{NO-BREAK SPACE}", axis_label)
        for axis in axes[:, 0]:
            axis.set_ylabel(fit(axis_label, height * 72 / chosen.font_points * 0.75))
        _panel_heads(heads, columns, chosen)
        finding = _growth_finding(outlooks, quantity, target_year, once, words) if rates else ""
        headline(figure, finding or _trajectory_finding(cases, quantity, words), chosen)
    plt.close(figure)
    return figure


def _left_of(named: Sequence[tuple[float, str]], first: float, right: float, panel: float) -> float:
    """Return the year at which an axis begins, with room for the words to the left of its values."""
    left = first - 0.6
    for year, word in named:
        share = (ems_of(word) * mpl.rcParams["legend.fontsize"] + 9) / panel
        left = min(left, (year - share * right) / (1 - share))
    return left


def _growth_finding(
    outlooks: pd.DataFrame | None, quantity: str, target_year: int, once: bool, words: Mapping[str, str]
) -> str:
    """Return what a target for growth asks for, or what became of it where all vintages say the same."""
    if outlooks is None:
        return ""
    latest = outlooks.groupby("vintage", sort=False).tail(1)
    told = set(latest["status"])
    if len(told) == 1 and told != {"open"}:
        return words["found_decided"].format(
            quantity=_capital(quantity), status=words[f"status_{told.pop()}"]
        )
    still = latest[(latest["status"] == "open") & latest["required"].notna()]
    if still.empty:
        return ""
    row = still.iloc[-1]
    alone = once or target_year - row["origin"] == 1
    return words["found_growth_in" if alone else "found_growth"].format(
        quantity=_capital(quantity),
        growth=row["required"],
        still="" if once or row["origin"] == outlooks["origin"].min() else words["still"],
        origin=int(row["origin"]),
        year=target_year,
    )


def _trajectory_finding(cases: pd.DataFrame, quantity: str, words: Mapping[str, str]) -> str:
    quantity = _capital(quantity)
    open_cases = cases[~cases["reached_at_origin"].astype(bool)] if len(cases) else cases
    grown = open_cases[open_cases["required_growth_pct"].notna() & (open_cases["unit"] != "%")]
    if grown.empty:
        return words["found_none"].format(quantity=quantity)
    at_base = grown[grown["origin"] == grown["origin"].min()]
    published = at_base[at_base["vintage"].isin(FIRST_PUBLICATIONS)]
    now = at_base[~at_base["vintage"].isin(FIRST_PUBLICATIONS)]
    if len(published) and len(now):
        return words["found_two"].format(
            quantity=quantity,
            first=published["required_growth_pct"].iloc[0],
            now=now["required_growth_pct"].iloc[-1],
        )
    only = at_base.iloc[0]
    return words["found_one"].format(
        quantity=quantity, first=only["required_growth_pct"], origin=int(only["origin"])
    )


def _panel_heads(heads: list[tuple[Axes, str, str]], columns: int, chosen: FigureSize) -> None:
    """Write above each panel which base it stands on and, smaller, what it asks for with what chance.

    Panels of one row have their heads on the same lines.
    """
    points = max(LEAST_POINTS, chosen.font_points * 0.9)
    ems = chosen.width_inches * (0.82 if columns == 1 else 0.43) * 72
    for start in range(0, len(heads), columns):
        row = heads[start : start + columns]
        told = ["\n".join(fit(line, ems / points) for line in text.splitlines()) for _, _, text in row]
        lines = max(text.count("\n") + 1 if text else 0 for text in told)
        for (axis, base, _), text in zip(row, told, strict=True):
            note = axis.annotate(
                text,
                (0, 1),
                xycoords="axes fraction",
                xytext=(0, 4 + lines * points * HEAD_SPACING),
                textcoords="offset points",
                va="top",
                fontsize=points,
                color=MUTED,
                linespacing=1.25,
            )
            note.set_in_layout(False)  # the head above it keeps its room
            head = fit(base, ems / chosen.font_points)
            axis.set_title(head, fontsize=chosen.font_points, pad=6 + lines * points * HEAD_SPACING)


def _base_label(
    own: pd.DataFrame, table: pd.DataFrame, vintage_name: str, words: Mapping[str, str], panels: int
) -> str:
    if own.empty:
        observed = (table["kind"] == "observed").any()
        if observed and panels > 1:
            return words["rates_of"].format(vintage=vintage_name)
        path = set(table.loc[table["kind"] == "path", "name"]) - {"target_only"}
        return words["rates" if observed else "no_series" if path else "no_path"]
    first = own.iloc[0]
    seen = table[table["kind"] == "observed"]
    names = set(seen.loc[seen["vintage"] == first["vintage"], "name"])
    last = table.loc[table["kind"] == "path", "vintage"].iloc[-1]
    known = "base_as_now" if first["vintage"] == last and "first_published" not in names else "base"
    wording = "base_first" if first["vintage"] in FIRST_PUBLICATIONS else known
    return words[wording].format(vintage=vintage_name)


def _asked(row: pd.Series, target_year: int, words: Mapping[str, str]) -> str:
    once = target_year - row["origin"] == 1
    line = words["from"].format(origin=int(row["origin"]))
    if row["reached_at_origin"]:
        line += words["within" if row["comparator"] in {"le", "lt"} else "reached"]
    elif row["unit"] == "%":
        points = (row["target"] - row["base"]) / row["horizon"]
        line += _signed(words["needs_points_once" if once else "needs_points"].format(points=points))
    elif pd.notna(row["required_growth_pct"]):
        line += words["needs_once" if once else "needs"].format(growth=row["required_growth_pct"])
    return line + _chance_told(row, words)


def _growth_asked(row: pd.Series, target_year: int, once: bool, words: Mapping[str, str]) -> str:
    """Return what is still asked for of a target for growth and its chance, or what became of it."""
    line = words["from"].format(origin=int(row["origin"]))
    if row["status"] != "open":
        told = "growth_was" if pd.notna(row["outcome"]) else "growth_lost"
        value = float(row["outcome"]) if pd.notna(row["outcome"]) else float("nan")
        return _signed(line + words[told].format(status=words[f"status_{row['status']}"], value=value))
    last = target_year - row["origin"] == 1
    if pd.notna(row["required"]):
        line += words["needs_in" if once else "needs_once" if last else "needs"].format(
            growth=row["required"], year=target_year
        )
    return _signed(line) + _chance_told(row, words)


def _observations(
    axis: Axes, table: pd.DataFrame, vintage: str, words: Mapping[str, str]
) -> list[tuple[float, str]]:
    """Draw the values observed; return the words to the left of the first of them, with its year."""
    named: list[tuple[float, str]] = []
    observed = table[table["kind"] == "observed"]
    others = observed[observed["vintage"] != vintage].sort_values("year")
    own = observed[observed["vintage"] == vintage].sort_values("year")
    axis.plot(
        others["year"], others["value"], "o", color=MUTED, markerfacecolor="white", markersize=4, zorder=3
    )
    published = (own["name"] == "first_published").any()
    style = "none" if published else "-"
    axis.plot(own["year"], own["value"], marker="o", linestyle=style, color=INK, markersize=4.5, zorder=5)
    if len(own):
        first = own.iloc[0]
        above = others.loc[others["year"] == first["year"], "value"].lt(first["value"]).all()
        place, align = ((-3, 3), "bottom") if above else ((-3, -3), "top")
        word = words["first_published" if published else "observed"]
        named.append((first["year"], word))
        _label(axis, word, (first["year"], first["value"]), place, INK, ha="right", va=align)
    if len(others):
        first = others.iloc[0]
        beside = own.loc[own["year"] == first["year"], "value"]
        above = len(beside) > 0 and not beside.gt(first["value"]).any()  # the other word stands below
        named.append((first["year"], words["other"]))
        place, align = ((-3, 3), "bottom") if above else ((-3, -3), "top")
        _label(axis, words["other"], (first["year"], first["value"]), place, MUTED, ha="right", va=align)
    return named


def _fans(axis: Axes, table: pd.DataFrame, target_year: int, words: Mapping[str, str]) -> None:
    fans = table[table["kind"].isin(["forecast", "reference"]) & (table["name"] != "ets")]
    for (name, origin), fan in fans.groupby(["name", "origin"], sort=True):
        start = table[(table["kind"] == "path") & (table["origin"] == origin) & (table["year"] == origin)]
        # A fan of growth begins with its first year: it does not start from the growth of the year before.
        base, first = [*start["value"][:1]], [origin][: len(start)]
        colour = GREEN if name == "provinces" else BLUE
        years = [*first, *fan["year"]]
        if origin > fans["origin"].min() or len(years) == 1:
            _interval_bar(axis, fan[fan["year"] == target_year].iloc[0], target_year + 0.4, words)
            continue
        for level, opacity in ((95, BAND_95), (80, BAND_80)):
            low, high = [*base, *fan[f"lower_{level}"]], [*base, *fan[f"upper_{level}"]]
            axis.fill_between(years, low, high, color=colour, alpha=opacity, linewidth=0)
        axis.plot(years, [*base, *fan["value"]], color=colour, linewidth=1.2)
        end = fan.iloc[-1]
        goal = table.loc[(table["kind"] == "path") & (table["year"] == target_year), "value"].max()
        above = goal < end["value"]  # beside the fan where the path to the target does not run
        place = end["upper_95"] if above else end["lower_95"]
        _label(
            axis, words[f"fan_{name}"].format(origin=f"{origin:g}"), (target_year, place),
            (0, 3 if above else -3), colour, ha="right", va="bottom" if above else "top",
        )  # fmt: skip


def _interval_bar(axis: Axes, row: pd.Series, place: float, words: Mapping[str, str]) -> None:
    axis.plot([place, place], [row["lower_95"], row["upper_95"]], color=BLUE, linewidth=1.2, alpha=0.6)
    axis.plot([place, place], [row["lower_80"], row["upper_80"]], color=BLUE, linewidth=4, alpha=0.6)
    axis.plot(place, row["value"], "o", color=BLUE, markersize=3.5)
    _label(
        axis, words["bar"].format(origin=int(row["origin"])),
        (place, row["lower_95"]), (0, -3), BLUE, ha="center", va="top",
    )  # fmt: skip


def _paths(axis: Axes, table: pd.DataFrame, words: Mapping[str, str]) -> None:
    """Draw the first shape of path from each origin, and a ribbon that holds the others."""
    paths = table[(table["kind"] == "path") & (table["name"] != "target_only")]
    for rank, (_, own) in enumerate(paths.groupby("origin", sort=True)):
        shape = own[own["name"] == own["name"].iloc[0]]
        bounds = own.groupby("year")["value"].agg(["min", "max"])
        axis.fill_between(
            bounds.index, bounds["min"], bounds["max"], color=ORANGE, alpha=RIBBON, linewidth=0, zorder=3.5
        )
        axis.plot(
            shape["year"],
            shape["value"],
            color=ORANGE,
            linestyle="--" if rank else "-",
            linewidth=1.3,
            zorder=4,
        )
        if rank == 0 and len(shape) > 1:
            middle = shape.iloc[(len(shape) - 1) // 2]
            flat = len(set(shape["value"])) == 1  # the word of the target stands above such a line
            edge = bounds["min" if flat else "max"][middle["year"]]
            _label(
                axis, words["paths"], (middle["year"], edge), (-4, -2 if flat else 2), ORANGE,
                ha="right", va="top" if flat else "bottom",
            )  # fmt: skip


def _label(  # noqa: PLR0913
    axis: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float],
    colour: str,
    *,
    ha: str = "left",
    va: str = "center",
    covers: bool = False,
) -> None:
    """Write a word beside what it names, with a rim of white that keeps lines off it, or a white ground."""
    label = axis.annotate(
        text,
        at,
        xytext=offset,
        textcoords="offset points",
        ha=ha,
        va=va,
        color=colour,
        fontsize=mpl.rcParams["legend.fontsize"],
        zorder=8,
        path_effects=HALO,
        annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5} if covers else None,
    )
    label.set_in_layout(False)


def _chance_told(row: pd.Series, words: Mapping[str, str]) -> str:
    """Return the chance with its interval, or the share of the provinces as a description."""
    if pd.isna(row["chance"]):
        if pd.isna(row["chance_reference"]):
            return words["no_chance_known"]
        share = _chance(row["chance_reference"], words)
        return words["no_chance_told"].format(share=share, periods=row["periods"])
    low, high = (_chance(row[name], words) for name in ("chance_low", "chance_high"))
    chance, by = _chance(row["chance"], words), words[f"by_{row['method']}"]
    return words["chance"].format(chance=chance, by=by, low=low, high=high)


def _chance(chance: float, words: Mapping[str, str]) -> str:
    if math.isnan(chance):
        return words["unknown"]
    number = "<1" if chance < 0.01 else ">99" if chance > 0.99 else written(100 * chance, ".0f")
    return number + words["per_cent"]


@from_published
def ambition_figure(  # noqa: PLR0913
    windows: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    region: str,
    region_name: str,
    vintage_names: Mapping[str, str],
    language: str = "en",
    size: str = "page",
) -> Figure:
    """Draw how fast the provinces have grown over as many years, a dot each, and what the target asks for.

    Parameters
    ----------
    windows
        ``horizon, region, growth_pct``: the reference class of every horizon among the cases.
    cases
        Rows of `plantargets.growth.attainment_table`; one strip per horizon.
    """
    words = figure_words("growth", language)
    if windows.empty:
        return _note(words["no_class"], language, size)
    horizons = sorted(windows["horizon"].unique(), reverse=True)
    placed = cases[cases["reference_windows"] > 0]
    with figure_style(language, size) as chosen:
        figure, axes = plt.subplots(
            len(horizons), 1, squeeze=False, figsize=(chosen.width_inches, 0.5 + 1.55 * len(horizons))
        )
        for axis, horizon in zip(axes[:, 0], horizons, strict=True):
            growth = windows[windows["horizon"] == horizon]
            own = growth["region"] == region
            heights = _stacked_dots(growth["growth_pct"])
            dot = 4.0 if heights.max() < FEW_STACKED else 2.8
            for which, colour in ((~own, GREEN), (own, INK)):
                dots = growth.loc[which, "growth_pct"], heights[which.to_numpy()]
                axis.plot(*dots, "o", color=colour, markersize=dot, markeredgewidth=0)
            top = heights.max() + 1
            shown = placed[placed["horizon"] == horizon].sort_values("required_growth_pct")
            for rank, (_, case) in enumerate(shown.iterrows()):
                level = top * (1.12 + 0.3 * (len(shown) - 1 - rank))
                x = case["required_growth_pct"]
                axis.plot([x, x], [0, level], color=ORANGE, linewidth=1.2)
                told = words["required"].format(
                    growth=x, origin=int(case["origin"]), vintage=vintage_names[case["vintage"]]
                )
                _label(axis, told, (x, level), (3, 0), ORANGE)
            axis.set_ylim(0, top * (1.35 + 0.3 * max(0, len(shown) - 1)))
            axis.set_yticks([])
            axis.spines["left"].set_visible(False)
            years = words["one_year"] if horizon == 1 else words["years"].format(count=horizon)
            periods = int(shown["periods"].max()) if len(shown) else 0
            head = words["class"].format(years=years, windows=len(growth), periods=periods)
            head += words["own"].format(region=region_name) if own.any() else ""
            axis.set_title(
                fit(head, chosen.width_inches * 72 / chosen.font_points), fontsize=chosen.font_points
            )
            axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(f"{value:g}")))
        axes[-1, 0].set_xlabel(words["growth_axis"])
        places = placed["ambition_percentile"].dropna()
        if len(places):
            low, high = written(places.min(), ".0f"), written(places.max(), ".0f")
            headline(
                figure,
                words["ambition" if low != high else "ambition_one"].format(low=low, high=high),
                chosen,
            )
    plt.close(figure)
    return figure


def _stacked_dots(values: pd.Series) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the height of each dot where dots of nearly the same value are stacked."""
    numbers = values.to_numpy(dtype=float)
    width = (np.ptp(numbers) or 1.0) / STACK_BINS
    bins = np.floor((numbers - numbers.min()) / width).astype(int)
    order = np.lexsort((numbers, bins))
    heights = np.empty(len(numbers))
    seen: dict[int, int] = {}
    for at in order:
        seen[bins[at]] = seen.get(bins[at], 0) + 1
        heights[at] = seen[bins[at]] - 0.5
    return heights


@from_published
def reliability_figure(table: pd.DataFrame, language: str = "en", size: str = "page") -> Figure:
    """Draw chances given against how often the targets were reached, a panel for each method.

    Parameters
    ----------
    table
        From `plantargets.growth.reliability_table`.
    """
    words = figure_words("growth", language)
    colours = {"forecast": BLUE, "reference": GREEN, "combined": ORANGE}
    methods = [method for method in colours if (table["method"] == method).any()]
    narrow = size == "column"
    with figure_style(language, size) as chosen:
        across = 1 if narrow else len(methods)
        down = len(methods) if narrow else 1
        height = chosen.width_inches * (0.78 if narrow else 0.47)
        figure, axes = plt.subplots(
            2 * down,
            across,
            sharex=True,
            squeeze=False,
            height_ratios=[3, 1] * down,
            figsize=(chosen.width_inches, min(chosen.height_inches, height * down + 0.3)),
        )
        for rank, method in enumerate(methods):
            column, row = (0, 2 * rank) if narrow else (rank, 0)
            axis, counts = axes[row, column], axes[row + 1, column]
            own = table[table["method"] == method]
            _reliability_panel(axis, own, colours[method])
            axis.set_title(
                words["brier"].format(
                    method=_capital(words[f"method_{method}"]), score=own["brier_score"].iloc[0]
                ),
                fontsize=chosen.font_points,
            )
            width = 100 * (own["chance_to"] - own["chance_from"])
            counts.bar(
                100 * own["chance_from"], own["count"], width, align="edge", color=colours[method], alpha=0.6
            )
            counts.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, ",.0f")))
            counts.yaxis.set_major_locator(MaxNLocator(nbins=2))
            counts.set_ylim(0, table["count"].max() * 1.05)
            if narrow or rank == 0:
                axis.set_ylabel(words["share_happened"])
                counts.set_ylabel(words["events"])
            else:
                axis.tick_params(labelleft=False)
                counts.tick_params(labelleft=False)
            if not narrow or rank == len(methods) - 1:
                counts.set_xlabel(words["chance_given"])
        _label(
            axes[0, 0], words["bounds"], (98, 3), (0, 0), MUTED, ha="right", va="bottom",
        )  # fmt: skip
        finding = _reliability_finding(table, words)
        if finding:
            headline(figure, finding, chosen)
    plt.close(figure)
    return figure


def _reliability_panel(axis: Axes, own: pd.DataFrame, colour: str) -> None:
    given, happened = 100 * own["mean_chance"], 100 * own["observed_share"]
    axis.plot([0, 100], [0, 100], color=MUTED, linewidth=0.8, linestyle="--")
    axis.fill_between(
        given, 100 * own["share_low"], 100 * own["share_high"], color=colour, alpha=BAND_95, linewidth=0
    )
    axis.plot(given, happened, color=colour, linewidth=1)
    axis.scatter(given, happened, s=4 + 60 * own["count"] / own["count"].sum(), color=colour, zorder=3)
    axis.set_xlim(0, 100)
    axis.set_ylim(0, 100)


def _reliability_finding(table: pd.DataFrame, words: Mapping[str, str]) -> str:
    told = table[table["count"] >= FEWEST_TARGETS]
    apart = (100 * (told["mean_chance"] - told["observed_share"]).abs()).groupby(told["method"]).max()
    if not {"combined", "reference"} <= set(apart.index):
        return ""
    return words["reliability"].format(most=apart["combined"], alone=apart["reference"])


@from_published
def tornado_figure(
    table: pd.DataFrame, vintage_names: Mapping[str, str], language: str = "en", size: str = "page"
) -> Figure:
    """Draw how far the chance moves with vintage, origin and method, widest range on top.

    Parameters
    ----------
    table
        From `plantargets.growth.tornado`.
    """
    words = figure_words("growth", language)
    if table.empty:
        return _note(words["no_chance"], language, size)
    spans = table.groupby("factor")["chance"].agg(["min", "max"])
    order = (spans["max"] - spans["min"]).sort_values(kind="stable").index
    reference = 100 * table["reference_case"].iloc[0]
    with figure_style(language, size) as chosen:
        figure, axis = plt.subplots(
            figsize=(chosen.width_inches, 0.9 + (0.85 if size == "column" else 0.6) * len(order))
        )
        axis.axvline(reference, color=MUTED, linewidth=0.9, linestyle=":")
        most = 100 * spans["max"].max()
        for place, factor in enumerate(order):
            own = table[table["factor"] == factor].sort_values("chance", kind="stable")
            chances = (100 * own["chance"]).to_numpy()
            axis.plot([chances[0], chances[-1]], [place, place], color=BLUE, linewidth=2.2, alpha=0.5)
            axis.plot(chances, [place] * len(own), "o", color=BLUE, markersize=5)
            # The ends stand on two sides of the line, so that they keep apart on a short one.
            for at, (side, row) in enumerate(zip((-1, 1), (own.iloc[0], own.iloc[-1]), strict=True)):
                if at and len(own) == 1:
                    continue
                end = 100 * row["chance"]
                align = "left" if end < 0.25 * most else "right" if end > 0.75 * most else "center"
                setting = _setting(row["factor"], row["setting"], vintage_names, words)
                told = words["setting"].format(setting=setting, chance=_chance(row["chance"], words))
                _label(
                    axis, told, (end, place), (0, 6 * side), INK, ha=align,
                    va="bottom" if side > 0 else "top", covers=True,
                )  # fmt: skip
        axis.set_yticks(range(len(order)), [_capital(words[f"factor_{factor}"]) for factor in order])
        axis.set_xlabel(words["chance_axis"])
        axis.set_ylim(-0.6, len(order) - 0.4)
        axis.set_xlim(0, min(100, most * 1.15 + 3))
        axis.grid(axis="y", visible=False)
        axis.set_title(
            fit(_case(table, vintage_names, words), chosen.width_inches * 0.8 * 72 / chosen.font_points),
            fontsize=mpl.rcParams["legend.fontsize"],
            color=MUTED,
        )
        widths = 100 * (spans["max"] - spans["min"])[order[::-1]]
        compared = table.groupby("factor").size()
        widths = widths[compared[widths.index] > 1]
        if len(widths):
            others = "".join(
                words["tornado_other"].format(factor=words[f"factor_{name}"], points=points)
                for name, points in widths.iloc[1:].items()
            )
            first = words[f"factor_{widths.index[0]}"]
            finding = words["tornado"].format(first=first, most=widths.iloc[0], others=others)
            headline(figure, _capital(finding), chosen)
    plt.close(figure)
    return figure


@from_published
def scorecard_figure(
    table: pd.DataFrame,
    names: Mapping[str, str],
    vintage_names: Mapping[str, str],
    language: str = "en",
    size: str = "page",
) -> Figure:
    """Draw the targets with an observed series by verdict; rates apart, what cannot be told as a list.

    Parameters
    ----------
    table
        From `plantargets.growth.scorecard`.
    names
        Name of each series and indicator, by its id.
    """
    words = figure_words("growth", language)
    if table.empty:
        return _note(words["no_targets"], language, size)
    rank = {status: place for place, status in enumerate(STATUS_COLOURS)}
    told = table[table["status"] != "cannot be told"].sort_values(
        "status", key=lambda s: s.map(rank), kind="stable"
    )
    rates = told[told["kind"] == "growth"]
    levels = told.drop(index=rates.index)
    untold = table[table["status"] == "cannot be told"]
    narrow = size == "column"
    with figure_style(language, size) as chosen:
        small = max(LEAST_POINTS, chosen.font_points * 0.9)
        line = small * 1.5 / 72
        ems = chosen.width_inches * 72 / small
        lines = [
            fit(
                "· "
                + words["open_line"].format(
                    name=_capital(_counted(row, names, words)),
                    target=_aim(row, words, language),
                    latest=_latest(row, words, language),
                    year=row["latest_year"],
                ),
                ems * 0.97,
            )
            for _, row in untold.iterrows()
        ]
        foot = "\n".join([words["open"], *lines]) if lines else ""
        foot_height = line * (foot.count("\n") + (5 if narrow else 2.5)) if foot else 0.0
        each = line * (6.2 if narrow else 4.2)
        parts = [part for part in (levels, rates) if len(part)]
        heights = [each * len(part) + 0.55 for part in parts] + ([foot_height] if foot else [])
        figure, axes = plt.subplots(
            len(heights),
            1,
            squeeze=False,
            height_ratios=heights,
            figsize=(chosen.width_inches, sum(heights) + 0.55),
        )
        for axis, part in zip(axes[:, 0], parts, strict=False):
            _scorecard_panel(axis, part, names, vintage_names, words, chosen, language, narrow)
        if foot:
            axes[-1, 0].set_axis_off()
            note = axes[-1, 0].annotate(
                foot, (0, 1), xycoords=("figure fraction", "axes fraction"), xytext=(4, 0),
                textcoords="offset points", va="top", fontsize=small, linespacing=1.4,
            )  # fmt: skip
            note.set_in_layout(False)
        counts = table["status"].value_counts()
        statuses = words["comma"].join(
            words["status_count"].format(count=counts[status], status=words[f"{status}_status"])
            for status in STATUS_COLOURS
            if status in counts
        )
        headline(figure, words["scorecard"].format(all=len(table), told=statuses), chosen)
    plt.close(figure)
    return figure


def _scorecard_panel(  # noqa: PLR0913, PLR0917
    axis: Axes,
    part: pd.DataFrame,
    names: Mapping[str, str],
    vintage_names: Mapping[str, str],
    words: Mapping[str, str],
    chosen: FigureSize,
    language: str,
    narrow: bool,
) -> None:
    rate = part["kind"].iloc[0] == "growth"
    marks: dict[str, Line2D] = {}
    for place, (_, row) in enumerate(part.iterrows()):
        scale = 1.0 if rate else 100 / row["target"]
        colour = STATUS_COLOURS[row["status"]]
        end = row["latest"] if rate else row["progress_pct"]
        if pd.notna(end):
            axis.barh(-place, end, height=0.3, color=colour, alpha=0.5, linewidth=0)
            axis.plot(end, -place, "o", color=colour, markersize=4.5, zorder=4)
        goal = row["target"] * scale
        axis.plot([goal, goal], [-place - 0.32, -place + 0.32], color=INK, linewidth=1.4)
        for column, style in SCORE_MARKS.items():
            known = pd.notna(row[column]) and not (
                column == "base_in_latest_vintage" and row["base"] == row[column]
            )
            if known and not rate:
                marks[column] = axis.plot(row[column] * scale, -place, linestyle="none", **style)[0]
        for value in [piece.split(" (")[0] for piece in str(row["conflict"]).split("; ") if piece]:
            marks["also"] = axis.plot(
                float(value.replace(",", "")) * scale,
                -place,
                "D",
                color=INK,
                markerfacecolor="white",
                markersize=4,
            )[0]
        status = words["status"].format(
            status=_capital(words[f"{row['status']}_status"]),
            year=row["latest_year"],
            vintage=vintage_names.get(row["latest_vintage"], row["latest_vintage"]),
        )
        _label(axis, status, (0, -place), (3, 0.3 * chosen.font_points + (12 if narrow else 9)), INK)
    width = chosen.width_inches * (0.4 if narrow else 0.3) * 72 / (chosen.font_points * 0.9)
    labels = [_target_label(row, names, width, words, language) for _, row in part.iterrows()]
    axis.set_yticks([-place for place in range(len(part))], labels)
    axis.set_ylim(-len(part) + 0.4, 0.75)
    axis.set_xlim(left=0)
    axis.set_xlabel(words["rates_axis" if rate else "judged"])
    axis.grid(axis="y", visible=False)
    axis.grid(axis="x", color=GRID)
    called = {"base": "baseline", "base_in_latest_vintage": "base_now", "path_at_latest": "path_now"}
    if marks:
        for name, handle in marks.items():
            handle.set_label(words[called.get(name, name)])
        axis.legend(
            handles=list(marks.values()),
            loc="upper left",
            bbox_to_anchor=(0, -0.32 / (0.35 + len(part) * 0.45)),
            ncols=_columns_that_fit([str(handle.get_label()) for handle in marks.values()], chosen),
            handletextpad=0.2,
            borderaxespad=0,
            columnspacing=1.2,
        )


def _columns_that_fit(labels: Sequence[str], chosen: FigureSize) -> int:
    """Return in how many columns, three at most, the key below a panel stays on the page."""
    room = chosen.width_inches * 0.62 * 72 / mpl.rcParams["legend.fontsize"]
    for columns in (3, 2):
        widths = [max(map(ems_of, labels[at::columns]), default=0) + 3.5 for at in range(columns)]
        if sum(widths) <= room:
            return columns
    return 1


def _counted(row: pd.Series, names: Mapping[str, str], words: Mapping[str, str]) -> str:
    name = "indicator_id" if row["counted"] in LIMITS else "series_id"
    return words.get(f"counted_{row['counted']}", "{name}").format(name=names[row[name]])


def _latest(row: pd.Series, words: Mapping[str, str], language: str) -> str:
    """Return the latest value, or that it is at most or at least so much."""
    value = _amount(float(written(row["latest"], ".4g")), row["unit"], language)
    return words[f"latest_{row['counted']}"].format(value=value) if row["counted"] in LIMITS else value


def _amount(value: float, unit: str, language: str) -> str:
    return _signed(amount_label(value, unit, language))


def _aim(row: pd.Series, words: Mapping[str, str], language: str) -> str:
    value = f"{_comparison(row['comparator'])}{_amount(row['target'], row['unit'], language)}"
    until = words["target_yearly" if row["yearly"] else "target_until"]
    return until.format(value=value, year=row["target_year"])


def _target_label(
    row: pd.Series, names: Mapping[str, str], width: float, words: Mapping[str, str], language: str
) -> str:
    told = [fit(_capital(_counted(row, names, words)), width), fit(_aim(row, words, language), width)]
    asked = words[f"asked_{row['required_measure'] or 'rate'}"].format(value=row["required_per_year"])
    return "\n".join([*told, fit(asked, width)] if asked else told)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signed(text: str) -> str:
    """Return a text of numbers with a minus sign that is one."""
    return text.replace("-", "\N{MINUS SIGN}") if text[:1] == "-" or " -" in text else text


def _comparison(comparator: str) -> str:
    return {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}.get(comparator, "")


def _note(text: str, language: str, size: str) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    with figure_style(language, size) as chosen:
        figure, axis = plt.subplots(figsize=(chosen.width_inches, 1))
        axis.text(0.5, 0.5, text, ha="center", va="center", transform=axis.transAxes)
        axis.set_axis_off()
    plt.close(figure)
    return figure


def _case(table: pd.DataFrame, vintage_names: Mapping[str, str], words: Mapping[str, str]) -> str:
    case = table[table["is_reference"]].set_index("factor")["setting"]
    settings = [_setting(str(factor), setting, vintage_names, words) for factor, setting in case.items()]
    return words["case"].format(
        case=words["comma"].join(settings), chance=_chance(table["reference_case"].iloc[0], words)
    )


def _setting(factor: str, setting: str, vintage_names: Mapping[str, str], words: Mapping[str, str]) -> str:
    if factor == "vintage":
        return vintage_names.get(setting, setting)
    return words[f"method_{setting}"] if factor == "method" else setting
