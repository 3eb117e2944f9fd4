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

from plantargets.figures.style import INK, MUTED, PALETTE, figure_style
from plantargets.growth.labels import region_label, series_label, unit_label
from plantargets.growth.own_tables import names_growth
from plantargets.rounding import from_published

MOST_PANELS = 40  # on one page; more cannot be read
STATUS_COLOURS = {
    "reached": PALETTE[2],
    "missed": PALETTE[1],
    "open": PALETTE[0],
    "cannot be told": PALETTE[6],
}
STATUS_MARKS = {"reached": "o", "missed": "X", "open": "D", "cannot be told": "s"}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "eq": "", "range": ""}

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "reached": "reached",
        "missed": "missed",
        "open": "outcome open (chance beside it)",
        "cannot be told": "cannot be told",
        "observed": "observed",
        "title": "{reached} of {judged} targets with an outcome were reached; {open} are open",
        "first": "{title}\n(the first {shown} of {all} series; all are in the table)",
        "growth": "growth of {name}",
        "none": "No target has a series.",
    },
    "zh": {
        "reached": "已实现",
        "missed": "未实现",
        "open": "尚无结果（旁注为实现概率）",
        "cannot be told": "无法判断",
        "observed": "观测值",
        "title": "有结果的{judged}项目标中{reached}项已实现；{open}项尚无结果",
        "first": "{title}\n（共{all}个序列，图示前{shown}个；全部见表）",
        "growth": "{name}增速",
        "none": "所有目标均无可用序列。",
    },
}


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
    words = LABELS[language]
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
        told = f"{sign} {value:,.6g}".strip()
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
    return f">99{gap}%" if chance > 0.99 else f"{100 * chance:.0f}{gap}%"


def _entitle(axes: Axes, named: Mapping[str, object], unit: str, vintages: int, language: str) -> None:
    series_id, indicator = str(named["series_id"]), str(named["indicator"])
    name = indicator if series_id == indicator else series_label(series_id, "", language)
    if named["grown"] and not names_growth(name, series_id):
        name = LABELS[language]["growth"].format(name=name)
    where = region_label(str(named["region"]), language)
    vintage = f", {named['vintage']}" if vintages > 1 and named["vintage"] else ""
    told = f"{where}\n{name} ({unit_label(unit, language)}){vintage}"
    axes.set_title(told, fontsize=axes.xaxis.get_ticklabels()[0].get_fontsize(), color=INK)
