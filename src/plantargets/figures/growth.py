"""Figures of growth toward a target."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import Any, Literal

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from plantargets.figures.style import INK, MUTED, PALETTE, figure_style
from plantargets.growth.series import FIRST_PUBLICATIONS
from plantargets.rounding import from_published

BLUE, ORANGE, GREEN, PINK = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[3]
SHOWN_YEARS_BEFORE = 4  # observations before the base year
LABEL_BOX = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
BAND_80, BAND_95 = 0.38, 0.18  # opacity of the bands

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "constant_growth": "required: constant growth",
        "equal_increments": "required: equal increments",
        "front_loaded": "required: front-loaded",
        "back_loaded": "required: back-loaded",
        "logistic": "required: logistic, below 100 %",
        "yearly_rate": "required every year",
        "observed": "observed, this vintage",
        "first_published": "as first published, each year on its own base",
        "other": "observed, other vintages",
        "calibrated": "calibrated forecast, 80 and 95 % intervals",
        "combined": "forecast and provinces combined, 80 and 95 %",
        "ets": "statsmodels ETS, its own 95 % interval",
        "provinces": "base grown as the 31 provinces grew, 80 and 95 %",
        "target": "target",
        "needs": "needs {growth:.1f} % a year",
        "needs_once": "needs {growth:.1f} % in one year",
        "needs_points": "needs {points:+.2g} points a year",
        "needs_points_once": "needs {points:+.2g} points in one year",
        "from": "from {origin}: ",
        "chance": ", chance {chance}\n({by}95 %: {low} to {high})",
        "by_forecast": "forecast alone; ",
        "by_reference": "provinces alone; ",
        "by_combined": "",
        "no_chance_told": ", chance cannot be told\n({share} of the provinces, periods: {periods})",
        "no_chance_known": ", chance unknown",
        "reached": "already reached",
        "unknown": "unknown",
        "per_cent": " %",
        "forecast_from": "forecast\nfrom {origin}",
        "base": "Base: {vintage}\n{base:,.10g} in {origin}",
        "base_first": "Base as first published ({vintage})\n{base:,.10g} in {origin}",
        "base_as_now": "Base as it stands now ({vintage})\n{base:,.10g} in {origin}",
        "year": "Year",
        "no_series": "No observed series:\nrequired path only",
        "no_path": "No observed series and no stated base:\ntarget only",
        "rates": "A rate for every year,\nbeside the rates observed",
        "trajectories": "What the target asks for, as first published and as it stands now: {quantity}",
        "ambition": "How fast the provinces have grown over as many years",
        "tornado": "What moves the chance",
        "reliability": "Targets of the past: chances given and what happened",
        "no_class": "No series of all 31 provinces to compare with",
        "no_chance": "No chance can be given from the data there are",
        "growth_axis": "growth over {years}, % a year",
        "years": "{count} years",
        "one_year": "one year",
        "windows": "periods of the 31 provinces",
        "count": "number of periods",
        "own": "{region} itself",
        "required": "{vintage}, {origin}: {growth:.1f} % ({percentile:.0f} % slower; periods: {periods})",
        "chance_given": "chance given",
        "share_happened": "share that happened",
        "perfect": "perfect",
        "events": "targets",
        "method_forecast": "calibrated forecast",
        "method_reference": "share of the provinces",
        "method_combined": "combined",
        "brier": "{method}, Brier score {score:.3f}",
        "bounds": "95 %, origins drawn anew",
        "chance_axis": "chance of reaching the target, %",
        "scorecard": "Targets and what was observed",
        "share_of_target": "% of the target",
        "latest": "observed (latest figure, sum or mean)",
        "baseline": "baseline of the plan",
        "base_now": "baseline, vintage of the latest figure",
        "path_now": "required by then (constant growth)",
        "also": "conflicting figure",
        "status": "{status} ({year}, {vintage})",
        "target_until": "{value}, {year}",
        "target_yearly": "{value} a year until {year}",
        "counted_stock change": "{name}, new",
        "asked_growth": "asks for {value:.1f} % a year",
        "asked_points": "asks for {value:.1f} points a year",
        "asked_rate": "",
        "ambition_place": " (percentile {place:.0f}, periods: {periods})",
        "reached_status": "reached",
        "missed_status": "missed",
        "on track_status": "on track",
        "behind_status": "behind",
        "cannot be told_status": "cannot be told",
        "no_targets": "No target has an observed series",
        "case": "Line: {case}, {chance}. Each bar changes one of the three and holds the other two.",
        "comma": ", ",
        "factor_vintage": "vintage of the base",
        "factor_origin": "origin",
        "factor_method": "method",
    },
    "zh": {
        "constant_growth": "所需路径：等速增长",
        "equal_increments": "所需路径：等量增长",
        "front_loaded": "所需路径：前高后低",
        "back_loaded": "所需路径：前低后高",
        "logistic": "所需路径：逻辑斯蒂（上限100%）",
        "yearly_rate": "每年所需",
        "observed": "观测值（本批次）",
        "first_published": "首次公布值（各年基数不同）",
        "other": "观测值（其他批次）",
        "calibrated": "校准预测，80%与95%区间",
        "combined": "预测与各省份组合，80%与95%区间",
        "ets": "statsmodels ETS，其自带95%区间",
        "provinces": "按31省份增速外推，80%与95%范围",
        "target": "目标",
        "needs": "年均需增长{growth:.1f}%",
        "needs_once": "一年内需增长{growth:.1f}%",
        "needs_points": "年均需变动{points:+.2g}个百分点",
        "needs_points_once": "一年内需变动{points:+.2g}个百分点",
        "from": "自{origin}年：",
        "chance": "，概率{chance}\n（{by}95%区间{low}至{high}）",
        "by_forecast": "仅预测；",
        "by_reference": "仅各省份；",
        "by_combined": "",
        "no_chance_told": "，概率无法判断\n（{share}的省份做到，时段数{periods}）",
        "no_chance_known": "，概率未知",
        "reached": "已经达到",
        "unknown": "未知",
        "per_cent": "%",
        "forecast_from": "自{origin}年\n预测",
        "base": "基数：{vintage}\n{origin}年为{base:,.10g}",
        "base_first": "首次公布的基数（{vintage}）\n{origin}年为{base:,.10g}",
        "base_as_now": "目前的基数（{vintage}）\n{origin}年为{base:,.10g}",
        "year": "年份",
        "no_series": "无观测序列：\n仅绘所需路径",
        "no_path": "无观测序列，亦无给定基数：\n仅绘目标",
        "rates": "每年目标增速\n与观测增速",
        "trajectories": "按首次公布与目前的基数，目标所需增长：{quantity}",
        "ambition": "各省份同样年数内的增速",
        "tornado": "哪些因素改变实现概率",
        "reliability": "历史目标：给出的概率与实际结果",
        "no_class": "没有31个省份的同类序列可供比较",
        "no_chance": "现有数据不足以给出实现概率",
        "growth_axis": "{years}年均增速（%）",
        "years": "{count}年",
        "one_year": "1年",
        "windows": "31省份各时段",
        "count": "时段数",
        "own": "{region}自身",
        "required": "{vintage}，{origin}年：{growth:.1f}%（{percentile:.0f}%较慢；时段数{periods}）",
        "chance_given": "给出的概率",
        "share_happened": "实际发生的比例",
        "perfect": "完全校准",
        "events": "目标数",
        "method_forecast": "校准预测",
        "method_reference": "省份占比",
        "method_combined": "组合",
        "brier": "{method}，Brier评分{score:.3f}",
        "bounds": "95%区间（重抽起点）",
        "chance_axis": "实现目标的概率（%）",
        "scorecard": "目标与观测值",
        "share_of_target": "占目标值的百分比（%）",
        "latest": "观测值（最新值、合计或均值）",
        "baseline": "规划时的基数",
        "base_now": "与最新值同批次的基数",
        "path_now": "按等速增长届时应达到",
        "also": "与之矛盾的数",
        "status": "{status}（{year}年，{vintage}）",
        "target_until": "{value}，{year}年",
        "target_yearly": "每年{value}，至{year}年",
        "counted_stock change": "新增{name}",
        "asked_growth": "要求年均增长{value:.1f}%",
        "asked_points": "要求年均提高{value:.1f}个百分点",
        "asked_rate": "",
        "ambition_place": "（第{place:.0f}百分位，时段数{periods}）",
        "reached_status": "已达到",
        "missed_status": "未达到",
        "on track_status": "进度正常",
        "behind_status": "进度落后",
        "cannot be told_status": "无法判断",
        "no_targets": "没有目标具备观测序列",
        "case": "竖线：{case}，{chance}；每根横条只改变其中一项，另两项不变。",
        "comma": "、",
        "factor_vintage": "基数批次",
        "factor_origin": "预测起点",
        "factor_method": "方法",
    },
}


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
    language: str = "en",
) -> Figure:
    """Draw one panel per vintage of the base year: observations, required paths and forecast fan.

    Parameters
    ----------
    table
        From `plantargets.growth.trajectories`.
    cases
        Rows of `plantargets.growth.attainment_table`: what is written into the panels. Without cases
        the path alone is drawn.
    quantity
        What is measured and where, for the title.
    axis_label
        What the values are, with the unit.
    vintage_names
        Name of each vintage for the reader.
    """
    words = LABELS[language]
    vintages = list(dict.fromkeys(table.loc[table["kind"] == "path", "vintage"]))
    with figure_style(language) as size:
        columns = min(len(vintages), 2)
        rows = math.ceil(len(vintages) / columns)
        figure, axes = plt.subplots(
            rows,
            columns,
            sharey=True,
            squeeze=False,
            figsize=(size.width_inches, size.width_inches * (0.24 + 0.38 * rows)),
        )
        first_year = table.loc[table["kind"] == "path", "origin"].min() - SHOWN_YEARS_BEFORE
        for axis, vintage in zip(axes.flat, vintages, strict=False):
            own = cases[cases["vintage"] == vintage]
            _observations(axis, table[table["year"] >= first_year], vintage)
            _fans(axis, table[table["vintage"] == vintage], target_year, words)
            _paths(axis, table[table["vintage"] == vintage])
            axis.plot(
                target_year, target, marker="*", color=ORANGE, markersize=11, zorder=6, linestyle="none"
            )
            _growth_labels(axis, own, target_year, words)
            axis.set_title(_base_label(own, table, vintage_names[vintage], words))
            axis.set_xlabel(words["year"])
            axis.set_xlim(first_year - 0.5, target_year + 0.9)
            axis.margins(y=0.12)
            axis.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
            axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        for axis in axes.flat[len(vintages) :]:
            axis.set_axis_off()
        for axis in axes[:, 0]:
            axis.set_ylabel(_stacked(axis_label))
        shown = set(table.loc[table["vintage"].isin(vintages), "name"]) | {"target"}
        shown |= {"other"} if len(table.loc[table["kind"] == "observed", "vintage"].unique()) > 1 else set()
        figure.legend(
            handles=[handle for name, handle in _legend(words).items() if name in shown],
            loc="outside lower center",
            ncols=2,
        )
        figure.suptitle(_wrapped(words["trajectories"].format(quantity=quantity), 90), x=0.01, ha="left")
    plt.close(figure)
    return figure


def _base_label(own: pd.DataFrame, table: pd.DataFrame, vintage_name: str, words: Mapping[str, str]) -> str:
    if own.empty:
        observed = (table["kind"] == "observed").any()
        path = set(table.loc[table["kind"] == "path", "name"]) - {"target_only"}
        return words["rates" if observed else "no_series" if path else "no_path"]
    first = own.iloc[0]
    seen = table[table["kind"] == "observed"]
    names = set(seen.loc[seen["vintage"] == first["vintage"], "name"])
    last = table.loc[table["kind"] == "path", "vintage"].iloc[-1]
    known = "base_as_now" if first["vintage"] == last and "first_published" not in names else "base"
    wording = "base_first" if first["vintage"] in FIRST_PUBLICATIONS else known
    return words[wording].format(vintage=vintage_name, origin=int(first["origin"]), base=first["base"])


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width))


def _stacked(axis_label: str) -> str:
    """Put the unit on a line of its own where the label would be longer than the axis."""
    if len(axis_label) <= 34:
        return axis_label
    quantity, _, unit = axis_label.rpartition(" (")
    return _wrapped(quantity, 34) + f"\n({unit}" if quantity else _wrapped(axis_label, 34)


def _observations(axis: Axes, table: pd.DataFrame, vintage: str) -> None:
    observed = table[table["kind"] == "observed"]
    others = observed[observed["vintage"] != vintage]
    axis.plot(
        others["year"], others["value"], "o", color=MUTED, markerfacecolor="white", markersize=4, zorder=3
    )
    own = observed[observed["vintage"] == vintage]
    joined = "none" if (own["name"] == "first_published").any() else "-"
    axis.plot(own["year"], own["value"], marker="o", linestyle=joined, color=INK, markersize=4.5, zorder=5)


def _fans(axis: Axes, table: pd.DataFrame, target_year: int, words: Mapping[str, str]) -> None:
    fans = table[table["kind"].isin(["forecast", "reference"])]
    for (name, origin), fan in fans.groupby(["name", "origin"], sort=True):
        start = table[(table["kind"] == "path") & (table["origin"] == origin) & (table["year"] == origin)]
        base = start["value"].iloc[0]
        colour = GREEN if name == "provinces" else BLUE
        years = [origin, *fan["year"]]
        if origin > fans["origin"].min():
            if name in ("calibrated", "combined"):
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
        (place, row["lower_95"]),
        textcoords="offset points",
        xytext=(0, -3),
        ha="center",
        va="top",
        color=BLUE,
        fontsize="small",
    )


LineStyle = Literal["-", "--", ":", "-."] | tuple[int, tuple[float, ...]]
PATH_STYLES: dict[str, LineStyle] = {
    "constant_growth": "-",
    "yearly_rate": "-",
    "equal_increments": "--",
    "front_loaded": "-.",
    "back_loaded": ":",
    "logistic": (0, (1, 1, 4, 1)),
}


def _paths(axis: Axes, table: pd.DataFrame) -> None:
    paths = table[table["kind"] == "path"]
    for (name, _), path in paths[paths["name"] != "target_only"].groupby(["name", "origin"], sort=False):
        axis.plot(
            path["year"],
            path["value"],
            color=ORANGE,
            linestyle=PATH_STYLES[str(name)],
            linewidth=1.3,
            zorder=4,
        )


def _growth_labels(axis: Axes, own: pd.DataFrame, target_year: int, words: Mapping[str, str]) -> None:
    if own.empty:
        return
    lines = []
    for _, row in own.iterrows():
        once = target_year - row["origin"] == 1
        line = words["from"].format(origin=int(row["origin"]))
        if row["reached_at_origin"]:
            lines.append(line + words["reached"] + _chance_told(row, words))
            continue
        if row["unit"] == "%":
            points = (row["target"] - row["base"]) / row["horizon"]
            line += words["needs_points_once" if once else "needs_points"].format(points=points)
        elif pd.notna(row["required_growth_pct"]):
            line += words["needs_once" if once else "needs"].format(growth=row["required_growth_pct"])
        lines.append(line + _chance_told(row, words))
    label = axis.text(
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
    label.set_in_layout(False)  # a long label must not squeeze the panel


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
    number = "<1" if chance < 0.01 else ">99" if chance > 0.99 else f"{100 * chance:.0f}"
    return number + words["per_cent"]


def _legend(words: Mapping[str, str]) -> dict[str, Line2D | Patch]:
    handles: dict[str, Line2D | Patch] = {
        "observed": Line2D([], [], color=INK, marker="o", markersize=4.5, label=words["observed"]),
        "first_published": Line2D(
            [], [], color=INK, marker="o", linestyle="none", markersize=4.5, label=words["first_published"]
        ),
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
    handles["combined"] = Patch(color=BLUE, alpha=BAND_80, label=words["combined"])
    handles["ets"] = Line2D([], [], color=MUTED, linestyle=(0, (1, 1.2)), label=words["ets"])
    handles["provinces"] = Patch(color=GREEN, alpha=BAND_80, label=words["provinces"])
    return handles


@from_published
def ambition_figure(  # noqa: PLR0913
    windows: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    region: str,
    region_name: str,
    vintage_names: Mapping[str, str],
    language: str = "en",
) -> Figure:
    """Draw how fast the provinces have grown over as many years, and each required growth among them.

    Parameters
    ----------
    windows
        ``horizon, region, growth_pct``: the reference class of every horizon among the cases.
    cases
        Rows of `plantargets.growth.attainment_table`; one panel per horizon.
    """
    words = LABELS[language]
    if windows.empty:
        return _note(words["no_class"], language)
    horizons = sorted(windows["horizon"].unique(), reverse=True)
    with figure_style(language) as size:
        figure, axes = plt.subplots(
            len(horizons), 1, squeeze=False, figsize=(size.width_inches, 1.0 + 2.0 * len(horizons))
        )
        for axis, horizon in zip(axes[:, 0], horizons, strict=True):
            growth = windows[windows["horizon"] == horizon]
            axis.hist(growth["growth_pct"], bins=25, color=GREEN, alpha=BAND_80, label=words["windows"])
            own = growth.loc[growth["region"] == region, "growth_pct"]
            axis.plot(
                own,
                [0] * len(own),
                "|",
                color=INK,
                markersize=14,
                markeredgewidth=1.6,
                label=words["own"].format(region=region_name),
                clip_on=False,
            )
            shown = cases[(cases["horizon"] == horizon) & (cases["reference_windows"] > 0)]
            shown = shown.reset_index(drop=True)
            for rank, case in shown.iterrows():
                axis.axvline(
                    case["required_growth_pct"],
                    color=ORANGE,
                    linestyle=("-", "--", ":")[int(str(rank)) % 3],
                    label=words["required"].format(
                        vintage=vintage_names[case["vintage"]],
                        origin=case["origin"],
                        growth=case["required_growth_pct"],
                        percentile=case["ambition_percentile"],
                        periods=case["periods"],
                    ),
                )
            years = words["one_year"] if horizon == 1 else words["years"].format(count=horizon)
            axis.set_xlabel(words["growth_axis"].format(years=years))
            axis.set_ylabel(words["count"])
            axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
        figure.suptitle(words["ambition"], x=0.01, ha="left")
    plt.close(figure)
    return figure


@from_published
def reliability_figure(table: pd.DataFrame, language: str = "en") -> Figure:
    """Draw chances given against how often the targets were reached.

    Parameters
    ----------
    table
        From `plantargets.growth.reliability_table`.
    """
    words = LABELS[language]
    styles = {"forecast": (BLUE, "o"), "reference": (GREEN, "s"), "combined": (ORANGE, "D")}
    with figure_style(language) as size:
        figure, (axis, counts) = plt.subplots(
            2,
            1,
            sharex=True,
            height_ratios=(3, 1),
            figsize=(size.width_inches * 0.72, size.width_inches * 0.78),
        )
        axis.plot([0, 100], [0, 100], color=MUTED, linewidth=0.8, linestyle="--", label=words["perfect"])
        for method, (colour, marker) in styles.items():
            own = table[table["method"] == method]
            label = words["brier"].format(method=words[f"method_{method}"], score=own["brier_score"].iloc[0])
            axis.plot(
                100 * own["mean_chance"],
                100 * own["observed_share"],
                marker=marker,
                color=colour,
                label=label,
            )
            if method == "combined":
                axis.fill_between(
                    100 * own["mean_chance"],
                    100 * own["share_low"],
                    100 * own["share_high"],
                    color=colour,
                    alpha=BAND_95,
                    linewidth=0,
                    label=words["bounds"],
                )
            counts.step(
                100 * (own["chance_from"] + own["chance_to"]) / 2, own["count"], where="mid", color=colour
            )
        axis.set_ylabel(words["share_happened"] + " (%)")
        axis.set_aspect("auto")
        axis.legend(loc="upper left")
        counts.set_xlabel(words["chance_given"] + " (%)")
        counts.set_ylabel(words["events"])
        counts.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        counts.set_ylim(bottom=0)
        figure.suptitle(words["reliability"], x=0.01, ha="left")
    plt.close(figure)
    return figure


@from_published
def tornado_figure(table: pd.DataFrame, vintage_names: Mapping[str, str], language: str = "en") -> Figure:
    """Draw how far the chance moves with vintage, origin and method, widest range on top.

    Parameters
    ----------
    table
        From `plantargets.growth.tornado`.
    """
    words = LABELS[language]
    if table.empty:
        return _note(words["no_chance"], language)
    spans = table.groupby("factor")["chance"].agg(["min", "max"])
    order = (spans["max"] - spans["min"]).sort_values().index
    reference = 100 * table["reference_case"].iloc[0]
    with figure_style(language) as size:
        figure, axis = plt.subplots(figsize=(size.width_inches, 0.9 + 0.75 * len(order)))
        for place, factor in enumerate(order):
            own = table[table["factor"] == factor].sort_values("chance")
            low, high = 100 * own["chance"].iloc[0], 100 * own["chance"].iloc[-1]
            axis.barh(place, high - low, left=low, height=0.3, color=BLUE, alpha=BAND_80)
            axis.plot(100 * own["chance"], [place] * len(own), "o", color=BLUE, markersize=4)
            narrow = high - low < 0.3 * 100 * (spans["max"].max() - spans["min"].min())
            for end, align, row in ((low, "right", own.iloc[0]), (high, "left", own.iloc[-1])):
                if len(own) > 1:
                    axis.annotate(
                        _setting(row["factor"], row["setting"], vintage_names, words),
                        (end, place),
                        textcoords="offset points",
                        xytext=(0, 10),
                        ha=align if narrow else "center",
                        fontsize="small",
                    )
        axis.axvline(reference, color=ORANGE, linewidth=1)
        axis.set_title(_wrapped(_case(table, vintage_names, words), 84 if language == "en" else 60))
        axis.set_yticks(range(len(order)), [words[f"factor_{factor}"] for factor in order])
        axis.set_xlabel(words["chance_axis"])
        axis.set_ylim(-0.6, len(order) - 0.35)
        axis.set_xlim(0, min(100, 100 * spans["max"].max() * 1.25 + 5))
        figure.suptitle(words["tornado"], x=0.01, ha="left")
    plt.close(figure)
    return figure


STATUS_COLOURS = {
    "reached": GREEN,
    "on track": PALETTE[4],
    "behind": PALETTE[5],
    "missed": ORANGE,
    "cannot be told": MUTED,
}


@from_published
def scorecard_figure(
    table: pd.DataFrame, names: Mapping[str, str], vintage_names: Mapping[str, str], language: str = "en"
) -> Figure:
    """Draw every target with an observed series: where it started and stands, as a share of the target.

    Parameters
    ----------
    table
        From `plantargets.growth.scorecard`.
    names
        Name of each series, by its id.
    """
    words = LABELS[language]
    if table.empty:
        return _note(words["no_targets"], language)
    table = table.reset_index(drop=True)
    with figure_style(language) as size:
        figure, axis = plt.subplots(figsize=(size.width_inches, 1.3 + 0.5 * len(table)))
        for place, row in table.iterrows():
            _scorecard_row(axis, -int(str(place)), row, words, vintage_names)
        axis.axvline(100, color=INK, linewidth=1)
        width = 44 if language == "en" else 24
        labels = [_target_label(row, names[row["series_id"]], width, words) for _, row in table.iterrows()]
        axis.set_yticks([-place for place in range(len(table))], labels, fontsize="small")
        axis.set_ylim(-len(table) + 0.4, 0.7)
        axis.set_xlim(left=0)
        axis.set_xlabel(words["share_of_target"])
        axis.grid(axis="y", visible=False)
        marks: dict[str, dict[str, Any]] = {
            "latest": {"marker": "o", "color": INK},
            "also": {"marker": "D", "color": INK, "markerfacecolor": "white"},
            "baseline": {"marker": "|", "color": INK},
            "base_now": {"marker": "|", "color": BLUE},
            "path_now": {"marker": "4", "color": ORANGE},
        }
        handles = [
            Line2D([], [], linestyle="none", label=words[name], **style) for name, style in marks.items()
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=3)
        figure.suptitle(words["scorecard"], x=0.01, ha="left")
    plt.close(figure)
    return figure


def _scorecard_row(
    axis: Axes, place: int, row: pd.Series, words: Mapping[str, str], vintage_names: Mapping[str, str]
) -> None:
    scale = 100 / row["target"]
    colour = STATUS_COLOURS[row["status"]]
    progress = row["progress_pct"]
    if pd.notna(progress):
        axis.barh(place, progress, height=0.34, color=colour, alpha=0.45, linewidth=0)
        axis.plot(progress, place, "o", color=colour, markersize=5)
    for column, marker, ink in (
        ("base", "|", INK),
        ("base_in_latest_vintage", "|", BLUE),
        ("path_at_latest", "4", ORANGE),
    ):
        if pd.notna(row[column]):
            axis.plot(row[column] * scale, place, marker, color=ink, markersize=9, markeredgewidth=1.3)
    for value in [part.split(" (")[0] for part in str(row["conflict"]).split("; ") if part]:
        axis.plot(
            float(value.replace(",", "")) * scale,
            place,
            "D",
            color=INK,
            markerfacecolor="white",
            markersize=4,
        )
    text = words["status"].format(
        status=words[f"{row['status']}_status"],
        year=row["latest_year"],
        vintage=vintage_names.get(row["latest_vintage"], row["latest_vintage"]),
    )
    axis.annotate(
        text,
        (max(progress, 100) if pd.notna(progress) else 100, place),
        textcoords="offset points",
        xytext=(7, 0),
        va="center",
        fontsize="small",
    )


def _target_label(row: pd.Series, name: str, width: int, words: Mapping[str, str]) -> str:
    space = "" if row["unit"] == "%" else " "
    value = f"{_comparison(row['comparator'])}{row['target']:,.10g}{space}{row['unit']}"
    until = words["target_yearly" if row["yearly"] else "target_until"]
    name = words.get(f"counted_{row['counted']}", "{name}").format(name=_capital(name))
    told = f"{_wrapped(name, width)}\n{until.format(value=value, year=row['target_year'])}"
    asked = words[f"asked_{row['required_measure'] or 'rate'}"].format(value=row["required_per_year"])
    if asked and pd.notna(row["ambition_percentile"]):
        periods = len(row["ambition_periods"].split(", "))
        asked += words["ambition_place"].format(place=row["ambition_percentile"], periods=periods)
    return f"{told}\n{asked}" if asked else told


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _comparison(comparator: str) -> str:
    return {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}.get(comparator, "")


def _note(text: str, language: str) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    with figure_style(language) as size:
        figure, axis = plt.subplots(figsize=(size.width_inches, 1))
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
