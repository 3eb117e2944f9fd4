"""The figure of how plans are built."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from plantargets.errors import PlanTargetsError
from plantargets.figures.comparison import headline
from plantargets.figures.style import EMPTY, INK, LEAST_POINTS, MUTED, PALETTE, figure_style
from plantargets.figures.words import figure_words
from plantargets.rounding import from_published, written

BLUE, ORANGE, GREEN = PALETTE[0], PALETTE[1], PALETTE[2]
COLUMNS = ("plan_id", "characters", "element", "label", "start_pct", "end_pct")
EARLY_PCT = 25
ROW_INCHES = 0.95
TITLE_POINTS = LEAST_POINTS


@from_published
def structure_figure(
    layout: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page"
) -> Figure:
    """Draw the chapters of each plan as a band, and below it where bodies are named and numbers stand.

    Parameters
    ----------
    layout
        One row for each element: ``plan_id, characters, element, label, start_pct, end_pct``, with
        `element` one of ``chapter``, ``task`` and ``numeral``, as `plantargets.plans.overview.layout_table`
        gives it.
    labels
        Plan id to short name.
    language
        ``"en"`` or ``"zh"``. Titles of chapters stay in the words of the plan.
    size
        As in `plantargets.figures.style.SIZES`.

    Returns
    -------
    matplotlib.figure.Figure
        One band for each plan, in the order of `layout`.

    Raises
    ------
    PlanTargetsError
        If `layout` lacks a column or has no rows.
    """
    missing = [name for name in COLUMNS if name not in layout.columns]
    if missing or layout.empty:
        found = f"without column {', '.join(missing)}" if missing else "without rows"
        raise PlanTargetsError(f"the layout of the plans is {found}: pass the result of layout_table(plans).")
    plan_ids = list(layout["plan_id"].drop_duplicates())
    with figure_style(language, size) as chosen:
        words = figure_words("structure", language)
        figure, grid = plt.subplots(
            len(plan_ids),
            1,
            sharex=True,
            squeeze=False,
            figsize=(chosen.width_inches, 0.75 + ROW_INCHES * len(plan_ids)),
            layout="constrained",
        )
        inches_per_pct = chosen.width_inches * 0.82 / 100
        for axes, plan_id in zip(grid[:, 0], plan_ids, strict=True):
            rows = layout[layout["plan_id"] == plan_id]
            _draw_plan(axes, rows, inches_per_pct)
            count = words["characters"].format(count=int(rows["characters"].iloc[0]))
            axes.set_ylabel(f"{labels[plan_id]}\n{count}", rotation=0, ha="right", va="center")
        grid[-1, 0].set_xlabel(words["axis"])
        handles = [
            Patch(facecolor=BLUE, alpha=0.22, edgecolor=BLUE, label=words["chapter"]),
            Patch(facecolor=GREEN, label=words["task"]),
            Line2D([], [], color=ORANGE, marker="|", markersize=7, linestyle="none", label=words["numeral"]),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=1 if size == "column" else 3)
        shares = {
            element: written(100 * float((rows["start_pct"] < EARLY_PCT).mean()), ".0f")
            for element, rows in layout.groupby("element")
        }
        finding = words["title"].format(
            early=EARLY_PCT, share=shares.get("numeral", 0), tasks=shares.get("task", 0)
        )
        headline(figure, finding, chosen)
    plt.close(figure)
    return figure


def _draw_plan(axes: Axes, rows: pd.DataFrame, inches_per_pct: float) -> None:
    axes.add_patch(Rectangle((0, 1.0), 100, 1.0, facecolor=EMPTY, edgecolor="none"))
    chapters = rows[rows["element"] == "chapter"]
    for rank, (start, end, label) in enumerate(
        zip(chapters["start_pct"], chapters["end_pct"], chapters["label"], strict=True)
    ):
        axes.add_patch(
            Rectangle((start, 1.0), end - start, 1.0, facecolor=BLUE, alpha=0.22 if rank % 2 else 0.12, lw=0)
        )
        axes.plot([start, start], [1.0, 2.0], color=BLUE, lw=0.6)
        title = _fitted(label, (end - start) * inches_per_pct)
        axes.text(
            (start + end) / 2, 1.5, title, ha="center", va="center", fontsize=TITLE_POINTS, color=INK,
            linespacing=0.9 if title.count("\n") > 1 else 1.0,  # three lines have the room of two
        )  # fmt: skip
    tasks = rows[rows["element"] == "task"]
    for start, end in zip(tasks["start_pct"], tasks["end_pct"], strict=True):
        axes.add_patch(
            Rectangle((start, 0.62), end - start, 0.26, facecolor=GREEN, edgecolor="white", lw=0.3)
        )
    numerals = rows.loc[rows["element"] == "numeral", "start_pct"]
    axes.vlines(numerals, 0.08, 0.5, color=ORANGE, lw=0.6)
    axes.set(xlim=(0, 100), ylim=(0, 2), yticks=[])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.tick_params(color=MUTED)


def _fitted(title: str, width_inches: float) -> str:
    """Break a Chinese title into up to three lines of the width; nothing where it does not fit."""
    per_line = int(width_inches / (TITLE_POINTS / 72 * 1.08))
    if per_line < 2 or (per_line == 2 and len(title) > 2 * per_line):  # pairs of characters read upright
        return ""
    shown = title if len(title) <= 3 * per_line else title[: 3 * per_line - 1] + "…"
    count = -(-len(shown) // per_line)
    balanced = -(-len(shown) // count)
    lines = [shown[i : i + balanced] for i in range(0, len(shown), balanced)]
    return "\n".join(lines)
