"""Figures of the targets: how many of which kind, and how accurately they were found."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from plantargets.figures.comparison import headline
from plantargets.figures.style import INK, MUTED, PALETTE, figure_style
from plantargets.figures.words import figure_words
from plantargets.rounding import from_published, written

# The order of the bars, and the colours: frequent kinds have colours, rare ones greys and lighter tints.
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
FEW = 8  # kinds with fewer targets than this share of the longest bar (in %) get no number inside


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
    words = figure_words("kinds", language)
    table = counts.pivot_table(index="plan_id", columns="kind", values="targets", fill_value=0)
    table = table.reindex(index=list(labels), columns=[kind for kind in KINDS if kind in table]).fillna(0)
    colours = dict(zip(KINDS, (*PALETTE[:6], "#444444", "#8A8A8A", "#C8C8C8"), strict=True))
    with figure_style(language, size) as chosen:
        height = chosen.font_points / 72 * (2.6 * len(table) + (11 if size == "column" else 7.5))
        figure, axes = plt.subplots(figsize=(chosen.width_inches, height))
        left = pd.Series(0.0, index=table.index)
        longest = table.sum(axis=1).max()
        for kind in table.columns:
            colour = colours[kind]
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
                    dark = colour in {PALETTE[0], PALETTE[1], PALETTE[2], "#444444", "#8A8A8A"}
                    axes.text(
                        bar.get_x() + bar.get_width() / 2,
                        bar.get_y() + bar.get_height() / 2,
                        written(value, ".0f"),
                        ha="center",
                        va="center",
                        color="white" if dark else INK,
                    )
            left = left + table[kind]
        for at, total in enumerate(left):
            axes.text(total + longest * 0.01, at, written(total, ".0f"), va="center", color=MUTED)
        axes.set_yticks(range(len(table)), [labels[plan] for plan in table.index])
        axes.invert_yaxis()
        axes.set_xlim(0, longest * 1.08)
        axes.set_xlabel(words["axis"])
        main = table.idxmax(axis=1)
        kind = str(main.mode()[0])
        finding = words["title"].format(
            kind=words.get(kind, kind).capitalize(), plans=int((main == kind).sum()), whole=len(table)
        )
        headline(figure, finding, chosen)
        figure.legend(
            ncols=3 if size == "column" else len(table.columns),
            loc="outside lower left",
            handlelength=1,
            columnspacing=1.2,
            handletextpad=0.4,
        )
        axes.grid(visible=False, axis="y")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    plt.close(figure)
    return figure
