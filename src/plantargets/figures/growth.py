"""Figures of growth toward a target."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from plantargets.figures.style import INK, MUTED, PALETTE, figure_style

BLUE, ORANGE, GREEN, PINK = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[3]
LABEL_BOX = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
BAND_80, BAND_95 = 0.38, 0.18  # opacity of the bands

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "constant_growth": "required: constant growth",
        "equal_increments": "required: equal increments",
        "back_loaded": "required: back-loaded",
        "observed": "observed, this vintage",
        "other": "observed, other vintages",
        "calibrated": "calibrated forecast, 80 and 95 % intervals",
        "ets": "statsmodels ETS, its own 95 % interval",
        "provinces": "base grown as the 31 provinces were, 80 and 95 %",
        "target": "target",
        "needs": "needs {growth:.1f} % a year",
        "needs_once": "needs {growth:.1f} % in one year",
        "from": "from {origin}: ",
        "chance": ", chance {chance}",
        "unknown": "unknown",
        "per_cent": " %",
        "forecast_from": "forecast\nfrom {origin}",
        "base": "Base: {vintage}\n{base:,.10g} in {origin}",
        "year": "Year",
    },
    "zh": {
        "constant_growth": "所需路径：等速增长",
        "equal_increments": "所需路径：等量增长",
        "back_loaded": "所需路径：前低后高",
        "observed": "观测值（本批次）",
        "other": "观测值（其他批次）",
        "calibrated": "校准预测，80%与95%区间",
        "ets": "statsmodels ETS，其自带95%区间",
        "provinces": "按31省份增速外推，80%与95%范围",
        "target": "目标",
        "needs": "年均需增长{growth:.1f}%",
        "needs_once": "一年内需增长{growth:.1f}%",
        "from": "自{origin}年：",
        "chance": "，实现概率{chance}",
        "unknown": "未知",
        "per_cent": "%",
        "forecast_from": "自{origin}年\n预测",
        "base": "基数：{vintage}\n{origin}年为{base:,.10g}",
        "year": "年份",
    },
}


def trajectory_figure(
    table: pd.DataFrame,
    required: pd.DataFrame,
    target: float,
    target_year: int,
    *,
    quantity: str,
    unit: str,
    vintage_names: Mapping[str, str],
    title: str,
    language: str = "en",
) -> Figure:
    """Draw one panel per vintage of the base year: observations, required paths and forecast fan.

    Parameters
    ----------
    table, required
        From `plantargets.growth.trajectories` and `required_growth_table`.
    quantity, unit
        Label of the vertical axis.
    vintage_names
        Name of each vintage for the reader.
    """
    words = LABELS[language]
    vintages = list(dict.fromkeys(required["vintage"]))
    with figure_style(language) as size:
        figure, axes = plt.subplots(
            1,
            len(vintages),
            sharey=True,
            squeeze=False,
            figsize=(size.width_inches, size.width_inches * 0.62),
        )
        for axis, vintage in zip(axes[0], vintages, strict=True):
            _observations(axis, table, vintage)
            _fans(axis, table[table["vintage"] == vintage], target_year, words)
            _paths(axis, table[table["vintage"] == vintage])
            axis.plot(
                target_year, target, marker="*", color=ORANGE, markersize=11, zorder=6, linestyle="none"
            )
            own = required[required["vintage"] == vintage]
            _growth_labels(axis, own, target_year, words)
            first = own.iloc[0]
            axis.set_title(
                words["base"].format(
                    vintage=vintage_names[vintage], origin=int(first["origin"]), base=first["base"]
                )
            )
            axis.set_xlabel(words["year"])
            axis.set_xlim(right=target_year + 0.9)
            axis.margins(y=0.12)
            axis.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
            axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes[0][0].set_ylabel(f"{quantity} ({unit})")
        shown = set(table.loc[table["vintage"].isin(vintages), "name"]) | {"other", "target"}
        figure.legend(
            handles=[handle for name, handle in _legend(words).items() if name in shown],
            loc="outside lower center",
            ncols=2,
        )
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def _observations(axis: Axes, table: pd.DataFrame, vintage: str) -> None:
    observed = table[table["kind"] == "observed"]
    base_years = table.loc[table["kind"] == "path", "origin"]
    shown = observed[observed["year"] >= base_years.min() - 4]
    others = shown[shown["vintage"] != vintage]
    axis.plot(
        others["year"], others["value"], "o", color=MUTED, markerfacecolor="white", markersize=4, zorder=3
    )
    own = shown[shown["vintage"] == vintage]
    axis.plot(own["year"], own["value"], "o-", color=INK, markersize=4.5, zorder=5)


def _fans(axis: Axes, table: pd.DataFrame, target_year: int, words: Mapping[str, str]) -> None:
    fans = table[table["kind"].isin(["forecast", "reference"])]
    for (name, origin), fan in fans.groupby(["name", "origin"], sort=True):
        start = table[(table["kind"] == "path") & (table["origin"] == origin) & (table["year"] == origin)]
        base = start["value"].iloc[0]
        colour = GREEN if name == "provinces" else BLUE
        years = [origin, *fan["year"]]
        if origin > fans["origin"].min():
            if name == "calibrated":
                _interval_bar(axis, fan[fan["year"] == target_year].iloc[0], target_year + 0.35, words)
            continue
        if name == "ets":
            for bound in ("lower_95", "upper_95"):
                axis.plot(years, [base, *fan[bound]], color=MUTED, linewidth=0.8, linestyle=(0, (1, 1.2)))
            continue
        for level, opacity in ((95, BAND_95), (80, BAND_80)):
            axis.fill_between(
                years,
                [base, *fan[f"lower_{level}"]],
                [base, *fan[f"upper_{level}"]],
                color=colour,
                alpha=opacity,
                linewidth=0,
            )
        axis.plot(years, [base, *fan["value"]], color=colour, linewidth=1.2)


def _interval_bar(axis: Axes, row: pd.Series, place: float, words: Mapping[str, str]) -> None:
    axis.plot([place, place], [row["lower_95"], row["upper_95"]], color=BLUE, linewidth=1.2, alpha=0.6)
    axis.plot([place, place], [row["lower_80"], row["upper_80"]], color=BLUE, linewidth=4, alpha=0.6)
    axis.plot(place, row["value"], "o", color=BLUE, markersize=3.5)
    axis.annotate(
        words["forecast_from"].format(origin=int(row["origin"])),
        (place, row["upper_95"]),
        textcoords="offset points",
        xytext=(0, 3),
        ha="center",
        va="bottom",
        color=BLUE,
        fontsize="small",
    )


PATH_STYLES = {"constant_growth": "-", "equal_increments": "--", "back_loaded": ":"}


def _paths(axis: Axes, table: pd.DataFrame) -> None:
    paths = table[table["kind"] == "path"]
    for (name, _), path in paths.groupby(["name", "origin"], sort=False):
        axis.plot(
            path["year"], path["value"], color=ORANGE, linestyle=PATH_STYLES[name], linewidth=1.3, zorder=4
        )


def _growth_labels(axis: Axes, own: pd.DataFrame, target_year: int, words: Mapping[str, str]) -> None:
    lines = []
    for _, row in own.iterrows():
        once = target_year - row["origin"] == 1
        line = words["from"].format(origin=int(row["origin"]))
        line += words["needs_once" if once else "needs"].format(growth=row["required_growth_pct"])
        lines.append(line + words["chance"].format(chance=_chance(row["chance"], words)))
    axis.text(
        0.03,
        0.98,
        "\n".join(lines),
        transform=axis.transAxes,
        va="top",
        color=INK,
        zorder=8,
        linespacing=1.35,
        bbox=LABEL_BOX,
    )


def _chance(chance: float, words: Mapping[str, str]) -> str:
    if math.isnan(chance):
        return words["unknown"]
    number = "<1" if chance < 0.01 else ">99" if chance > 0.99 else f"{100 * chance:.0f}"
    return number + words["per_cent"]


def _legend(words: Mapping[str, str]) -> dict[str, Line2D | Patch]:
    handles: dict[str, Line2D | Patch] = {
        "observed": Line2D([], [], color=INK, marker="o", markersize=4.5, label=words["observed"]),
        "other": Line2D(
            [],
            [],
            color=MUTED,
            marker="o",
            markerfacecolor="white",
            linestyle="none",
            markersize=4,
            label=words["other"],
        ),
    }
    for name, style in PATH_STYLES.items():
        handles[name] = Line2D([], [], color=ORANGE, linestyle=style, label=words[name])
    handles["target"] = Line2D(
        [], [], color=ORANGE, marker="*", linestyle="none", markersize=9, label=words["target"]
    )
    handles["calibrated"] = Patch(color=BLUE, alpha=BAND_80, label=words["calibrated"])
    handles["ets"] = Line2D([], [], color=MUTED, linestyle=(0, (1, 1.2)), label=words["ets"])
    handles["provinces"] = Patch(color=GREEN, alpha=BAND_80, label=words["provinces"])
    return handles
