"""Figures of targets against outcomes: many targets at once, and the goals of work reports."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from plantargets.compare.provinces import PROVINCES
from plantargets.figures.comparison import fit, headline
from plantargets.figures.style import INK, LEAST_POINTS, MUTED, PALETTE, figure_style
from plantargets.figures.words import figure_words
from plantargets.growth.labels import region_label, series_label, unit_label
from plantargets.growth.own_tables import names_growth
from plantargets.rounding import from_published, written

MOST_PANELS = 40  # on one page; more cannot be read
STATUS_COLOURS = {
    "reached": PALETTE[2],
    "missed": PALETTE[1],
    "open": PALETTE[0],
    "cannot be told": PALETTE[6],
}
STATUS_MARKS = {"reached": "o", "missed": "X", "open": "D", "cannot be told": "s"}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "eq": "", "range": ""}


LEVELS = {"nation": PALETTE[0], "province": PALETTE[1]}


@from_published
def draw_assessed(
    results: pd.DataFrame, histories: pd.DataFrame, language: str = "en", size: str = "page"
) -> Figure:
    """Draw every series with its targets, one panel a series.

    Parameters
    ----------
    results
        From `plantargets.growth.assess_many`.
    histories
        From `plantargets.growth.observed_values`.
    language, size
        As in `figure_style`.

    Returns
    -------
    Figure
        Form and colour of a mark tell whether the target was reached; beside an open one stands its chance.
    """
    words = figure_words("assessed", language)
    keys = ["region", "series_id", "indicator", "vintage", "grown"]
    drawn = results[results["status"].isin(list(STATUS_COLOURS))]
    drawn = drawn.assign(grown=drawn["measure"] != "level", vintage=drawn["vintage"].fillna(""))
    groups = list(drawn.groupby(keys, sort=False))
    shown = groups[:MOST_PANELS]
    with figure_style(language, size) as chosen:
        if not shown:
            figure, axes = plt.subplots(figsize=(chosen.width_inches, 1.2))
            axes.set_axis_off()
            axes.text(0, 0.5, words["none"], transform=axes.transAxes, va="center", color=INK)
        else:
            columns = min(4 if chosen.width_inches > 5 else 2, len(shown))
            rows = math.ceil(len(shown) / columns)
            figure, panels = plt.subplots(
                rows, columns, figsize=(chosen.width_inches, 0.7 + 1.35 * rows), squeeze=False
            )
            for axes in panels.flat[len(shown) :]:
                axes.set_axis_off()
            small = max(7.0, chosen.font_points * 0.9)
            for axes, (key, targets) in zip(panels.flat, shown, strict=False):
                named = dict(zip(keys, key, strict=True))
                own = histories
                for name in ("region", "series_id", "vintage", "grown"):
                    own = own[own[name] == named[name]]
                _draw_panel(axes, targets, own, language, small)
                others = results[results["region"] == named["region"]]
                others = others[others["series_id"] == named["series_id"]]
                unit, vintages = str(targets["unit"].iloc[0]), others["vintage"].dropna().nunique()
                _entitle(axes, named, unit, vintages, language)
            judged = drawn["status"].isin(["reached", "missed"])
            title = words["title"].format(
                reached=int((drawn["status"] == "reached").sum()),
                judged=int(judged.sum()),
                open=int((drawn["status"] == "open").sum()),
            )
            if len(groups) > len(shown):
                title = words["first"].format(title=title, shown=len(shown), all=len(groups))
            figure.suptitle(title, x=0.01, ha="left", fontsize=chosen.font_points * 1.1, color=INK)
            used = [name for name in STATUS_COLOURS if (drawn["status"] == name).any()]
            handles = [Line2D([], [], color=MUTED, label=words["observed"])]
            handles += [
                Line2D(
                    [], [], color=STATUS_COLOURS[name], marker=STATUS_MARKS[name], ls="", label=words[name]
                )
                for name in used
            ]
            figure.legend(handles=handles, loc="outside lower left", ncols=len(handles), fontsize=small)
    plt.close(figure)
    return figure


def _draw_panel(axes: Axes, targets: pd.DataFrame, own: pd.DataFrame, language: str, small: float) -> None:
    axes.plot(own["year"], own["value"], color=MUTED, marker=".", markersize=3)
    for row in targets.to_dict("records"):
        status = str(row["status"])
        year = int(row["target_year"])
        value = row["target_max"] if row["comparator"] in {"le", "lt"} else row["target"]
        axes.plot([year], [value], ls="", marker=STATUS_MARKS[status], color=STATUS_COLOURS[status], zorder=3)
        sign = SIGNS[str(row["comparator"])]
        chance = row["chance"]
        told = f"{sign} {written(value, ',.6g')}".strip()
        if status == "open" and pd.notna(chance):
            told += f" ({_share(float(chance), language)})"
        axes.annotate(
            told, (year, value), xytext=(-4, 3), textcoords="offset points", ha="right", fontsize=small,
            color=STATUS_COLOURS[status], zorder=4,
        )  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.margins(x=0.12, y=0.25)
    axes.tick_params(labelsize=small)


def _share(chance: float, language: str) -> str:
    gap = "" if language == "zh" else " "
    if chance < 0.01:
        return f"<1{gap}%"
    return f">99{gap}%" if chance > 0.99 else f"{written(100 * chance, '.0f')}{gap}%"


def _entitle(axes: Axes, named: Mapping[str, object], unit: str, vintages: int, language: str) -> None:
    series_id, indicator = str(named["series_id"]), str(named["indicator"])
    name = indicator if series_id == indicator else series_label(series_id, "", language)
    if named["grown"] and not names_growth(name, series_id):
        name = figure_words("assessed", language)["growth"].format(name=name)
    where = region_label(str(named["region"]), language)
    vintage = f", {named['vintage']}" if vintages > 1 and named["vintage"] else ""
    told = f"{where}\n{name} ({unit_label(unit, language)}){vintage}"
    axes.set_title(told, fontsize=axes.xaxis.get_ticklabels()[0].get_fontsize(), color=INK)


@from_published
def draw_shares(shares: pd.DataFrame, language: str = "en", size: str = "page") -> Figure:
    """Draw the share of goals met by indicator, nation and provinces, with interval and bounds.

    Parameters
    ----------
    shares
        From `plantargets.growth.share_met` by ``level`` and ``indicator``.

    Returns
    -------
    Figure
        Thick line: 95 % interval. Thin line: the share if all outcomes that no report states were missed, or
        met. Beside it goals with an outcome and goals in all.
    """
    words = figure_words("goals", language)
    known = shares[shares["known"] > 0].sort_values(["share", "known"])
    with figure_style(language, size) as chosen:
        levels = [name for name in LEVELS if (known["level"] == name).any()]
        rows = [int((known["level"] == level).sum()) for level in levels] or [1]
        if size == "column":  # one below the other, each as high as it has rows
            figure, panels = plt.subplots(
                len(rows), 1, figsize=(chosen.width_inches, 1.4 + 0.24 * sum(rows) + 0.5 * len(rows)),
                squeeze=False, sharex=True, height_ratios=rows,
            )  # fmt: skip
        else:
            figure, panels = plt.subplots(
                1, len(rows), figsize=(chosen.width_inches, 3.6), squeeze=False, sharex=True
            )
        for axes, level in zip(panels.flat, levels, strict=False):
            own = known[known["level"] == level]
            places = range(len(own))
            colour = LEVELS[level]
            axes.hlines(places, 100 * own["lowest"], 100 * own["highest"], color=colour, linewidth=0.7)
            axes.hlines(
                places, 100 * own["lower_95"], 100 * own["upper_95"], color=colour, linewidth=3, alpha=0.4
            )
            axes.plot(100 * own["share"], places, "o", color=colour, clip_on=False)
            counts = [f"{known}/{goals}" for known, goals in zip(own["known"], own["goals"], strict=True)]
            labels = [f"{name} ({count})" for name, count in zip(own["indicator"], counts, strict=True)]
            axes.set_yticks(
                list(places), [fit(label, 14) for label in labels] if size == "column" else labels
            )
            axes.set_xlim(-3, 103)
            axes.set_xlabel(words["share"])
            axes.set_title(words[level])
        told = {level: _whole_share(known, level) for level in LEVELS}
        small = max(LEAST_POINTS, chosen.font_points * 0.9)
        key = fit(words["share_key"], 0.98 * chosen.width_inches * 72 / small)
        figure.supxlabel(key, x=0.01, ha="left", fontsize=small, color=MUTED)
        headline(figure, words["shares"].format(**told), chosen)
    plt.close(figure)
    return figure


@from_published
def draw_near_goal(bins: pd.DataFrame, language: str = "en", size: str = "page") -> Figure:
    """Draw how many outcomes lie how far from their goals, nation and provinces.

    Parameters
    ----------
    bins
        From `plantargets.growth.near_the_goal`.
    """
    words = figure_words("goals", language)
    with figure_style(language, size) as chosen:
        levels = [name for name in LEVELS if (bins["level"] == name).any()]
        figure, panels = plt.subplots(
            1, max(1, len(levels)), figsize=(chosen.width_inches, 2.5), squeeze=False, sharex=True
        )
        told: dict[str, int] = {}
        for axes, level in zip(panels.flat, levels, strict=False):
            own = bins[bins["level"] == level]
            width = float((own["to_points"] - own["from_points"]).iloc[0])
            axes.bar(
                own["from_points"], own["goals"], width=width, align="edge", color=LEVELS[level], alpha=0.75
            )
            axes.axvline(0, color=INK, linewidth=1)
            axes.set_title(words[level])
            axes.set_ylabel(words["goals"])
            just = own[own["from_points"] == 0]["goals"].sum()
            below = own[own["to_points"] == 0]["goals"].sum()
            told |= {f"{level}_just": int(just), f"{level}_below": int(below)}
        figure.supxlabel(words["ahead"], fontsize=chosen.font_points, color=INK)
        if len(levels) == len(LEVELS):
            headline(figure, words["bunching"].format(**told), chosen)
    plt.close(figure)
    return figure


@from_published
def draw_above(above: pd.DataFrame, language: str = "en", size: str = "page") -> Figure:
    """Draw the GDP goals of the provinces beside that of the nation for the same year, and who met theirs.

    Parameters
    ----------
    above
        From `plantargets.growth.above_the_nation`.
    """
    words = figure_words("goals", language)
    with figure_style(language, size) as chosen:
        figure, axes = plt.subplots(figsize=(chosen.width_inches, 2.6))
        last = above[above["year"] == above["year"].max()].sort_values(["above", "region"], ascending=False)
        places = list(range(len(last)))
        for told, name in ((True, "reached"), (False, "missed")):
            which = [
                place for place, met in zip(places, last["met"], strict=True) if met is told or met == told
            ]
            values = [last["goal"].iloc[place] for place in which]
            axes.plot(
                which, values, ls="", marker=STATUS_MARKS[name], color=STATUS_COLOURS[name],
                label=figure_words("assessed", language)[name],
            )  # fmt: skip
        if len(last):
            axes.axhline(float(last["national_goal"].iloc[0]), color=MUTED)
            axes.annotate(
                words["nation"], (1, float(last["national_goal"].iloc[0])), xytext=(0, 3),
                xycoords=axes.get_yaxis_transform(), textcoords="offset points", ha="right", color=MUTED,
            )  # fmt: skip
            short = [_short(str(name), language) for name in last["region"]]
            axes.set_xticks(places, short, rotation=90, fontsize=LEAST_POINTS)
            finding = words["above"].format(
                above=int((last["above"] > 0).sum()), all=len(last), year=int(last["year"].iloc[0])
            )
            headline(figure, finding, chosen)
        axes.set_ylabel(words["goal_axis"])
        axes.legend(loc="upper right", ncols=2)
    plt.close(figure)
    return figure


def _short(region: str, language: str) -> str:
    """Return a province as it is called in short: 新疆 for 新疆维吾尔自治区."""
    if language == "en":
        return region_label(region, language)
    return next((zh for zh, _ in PROVINCES if region.startswith(zh)), region)


def _whole_share(shares: pd.DataFrame, level: str) -> str:
    own = shares[shares["level"] == level]
    known = own["known"].sum()
    return written(100 * own["met_goals"].sum() / known, ".0f") if known else "—"
