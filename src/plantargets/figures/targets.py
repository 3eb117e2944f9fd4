"""Figures of the targets: how many of which kind, and how accurately they were found."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from plantargets.figures.style import EMPTY, INK, MUTED, PALETTE, figure_style
from plantargets.rounding import from_published

KINDS = (
    "increment",
    "level",
    "share",
    "activity",
    "growth",
    "reduction",
    "multiple",
    "capacity",
    "threshold",
)
MEASURES = (
    "f1",
    "strict_f1",
    "value",
    "comparator",
    "kind",
    "period",
    "distribution",
    "modality",
    "indicator",
)
FEW = 8  # kinds with fewer targets than this share of the longest bar (in %) get no number inside

WORDS = {
    "en": {
        "title": "Targets by plan and kind",
        "axis": "number of targets",
        "accuracy": "Agreement with the hand-annotated tables, 95 % intervals",
        "agreement": "agreement",
        "f1": "found (F1)",
        "strict_f1": "found and right (strict F1)",
        "value": "value and unit",
        "indicator": "indicator words",
        "rows": "rows",
        "all": "all",
    },
    "zh": {
        "title": "各规划的量化目标(按类型)",
        "axis": "目标数",
        "accuracy": "与人工标注的一致程度(95% 置信区间)",
        "agreement": "一致程度",
        "f1": "识别(F1)",
        "strict_f1": "识别且字段全对(严格 F1)",
        "value": "数值与单位",
        "indicator": "指标用语",
        "comparator": "比较词",
        "kind": "类型",
        "period": "期限",
        "distribution": "分配方式",
        "modality": "力度词",
        "rows": "条",
        "all": "合计",
        "increment": "增量",
        "level": "水平",
        "share": "占比",
        "activity": "活动",
        "growth": "增速",
        "reduction": "降减",
        "multiple": "倍数",
        "capacity": "能力",
        "threshold": "门槛",
    },
}


@from_published
def draw_targets_by_plan(
    counts: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page"
) -> Figure:
    """Draw a bar for each plan, cut by the kind of target.

    Parameters
    ----------
    counts
        Columns ``plan_id, kind, targets``.
    labels
        Plan id to short name; its order is that of the bars, from the top.
    """
    words = WORDS[language]
    table = counts.pivot_table(index="plan_id", columns="kind", values="targets", fill_value=0)
    table = table.reindex(index=list(labels), columns=[kind for kind in KINDS if kind in table]).fillna(0)
    colours = [*PALETTE[:6], "#999999", "#666666", "#333333"]
    with figure_style(language, size) as chosen:
        height = chosen.font_points / 72 * (2.6 * len(table) + 6)
        figure, axes = plt.subplots(figsize=(chosen.width_inches, height))
        left = pd.Series(0.0, index=table.index)
        longest = table.sum(axis=1).max()
        for kind, colour in zip(table.columns, colours, strict=False):
            bars = axes.barh(
                range(len(table)),
                table[kind],
                left=left,
                color=colour,
                label=words.get(kind, kind),
                height=0.72,
                edgecolor="white",
                linewidth=0.6,
            )
            for bar, value in zip(bars, table[kind], strict=True):
                if value >= longest * FEW / 200:
                    dark = colour in {PALETTE[0], PALETTE[1], PALETTE[2], "#666666", "#333333"}
                    axes.text(
                        bar.get_x() + bar.get_width() / 2,
                        bar.get_y() + bar.get_height() / 2,
                        f"{value:.0f}",
                        ha="center",
                        va="center",
                        color="white" if dark else INK,
                    )
            left = left + table[kind]
        for at, total in enumerate(left):
            axes.text(total + longest * 0.01, at, f"{total:.0f}", va="center", color=MUTED)
        axes.set_yticks(range(len(table)), [labels[plan] for plan in table.index])
        axes.invert_yaxis()
        axes.set_xlim(0, longest * 1.08)
        axes.set_xlabel(words["axis"])
        axes.set_title(words["title"], loc="left", pad=chosen.font_points * 3)
        axes.legend(
            ncols=len(table.columns),
            loc="lower left",
            bbox_to_anchor=(-0.01, 1.0),
            handlelength=1,
            columnspacing=1.2,
            handletextpad=0.4,
        )
        axes.grid(visible=False, axis="y")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    plt.close(figure)
    return figure


@from_published
def draw_accuracy(
    accuracy: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page"
) -> Figure:
    """Draw the agreement with the gold tables, a panel a plan, points with 95 % intervals.

    Parameters
    ----------
    accuracy
        Columns ``plan_id, measure, value, lower_95, upper_95, rows``; the plan ``all`` is all plans together.
    labels
        Plan id to short name; its order is that of the panels.
    """
    words = WORDS[language]
    plans = [plan for plan in labels if plan in set(accuracy["plan_id"])]
    plans += ["all"] if "all" in set(accuracy["plan_id"]) else []
    with figure_style(language, size) as chosen:
        height = chosen.font_points / 72 * (2.0 * len(MEASURES) + 7)
        figure, panels = plt.subplots(
            1,
            len(plans),
            figsize=(chosen.width_inches, height),
            sharex=True,
            sharey=True,
            squeeze=False,
            layout="constrained",
        )
        for axes, plan_id in zip(panels[0], plans, strict=True):
            rows = accuracy[accuracy["plan_id"] == plan_id].set_index("measure").reindex(MEASURES)
            for at, row in enumerate(rows.itertuples()):
                axes.axhline(at, color=EMPTY, linewidth=6, zorder=0)
                axes.plot([row.lower_95, row.upper_95], [at, at], color=PALETTE[0], linewidth=2)
                axes.plot(row.value, at, "o", color=PALETTE[0], markersize=4)
            number = int(rows["rows"]["f1"])
            axes.set_title(f"{labels.get(plan_id, words['all'])}\n{number} {words['rows']}", loc="left")
            axes.set_xlim(0.35, 1.02)
            axes.set_xticks([0.4, 0.6, 0.8, 1.0])
            axes.grid(visible=False, axis="y")
            axes.set_ylim(len(MEASURES) - 0.4, -0.6)
            axes.spines[["top", "right", "left"]].set_visible(False)
            axes.tick_params(axis="y", length=0)
        panels[0][0].set_yticks(range(len(MEASURES)), [words.get(m, m) for m in MEASURES])
        figure.supxlabel(words["agreement"], fontsize=chosen.font_points)
        figure.suptitle(words["accuracy"], x=0.01, ha="left", fontsize=chosen.font_points * 1.1)
    plt.close(figure)
    return figure
