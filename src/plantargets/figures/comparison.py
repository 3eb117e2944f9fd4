"""Figures of the comparison of plans: one function per kind, each taking a table and returning a figure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence, Sized
from datetime import date
from typing import Protocol

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plantargets.figures.style import (
    EMPTY,
    GRID,
    INK,
    MUTED,
    PALETTE,
    FigureSize,
    figure_style,
    plan_colours,
)
from plantargets.language.units import unit_name
from plantargets.rounding import from_published

FIRM_COLOURS = {"firm": PALETTE[0], "plain": "#BBBBBB", "soft": PALETTE[5]}
VERDICT_COLOURS = {
    "inconsistent": PALETTE[1],
    "cannot both be exact": PALETTE[5],
    "stated differently": PALETTE[4],
    "consistent": PALETTE[2],
}

_WORDS = {
    "en": {
        "level": "",
        "share": "%",
        "change_pct_per_year": "% per year",
        "count_per_year": "per year",
        "count": "",
        "multiple": "times",
        "none_shared": "No indicator is shared by two plans of this set.",
        "matrix": "Targets on shared indicators, in comparable form",
        "shared": "Shared indicators: each plan's target relative to the largest",
        "of_largest": "share of the largest target, % (log scale)",
        "measurability": "Measurable, % of targets",
        "soft_reading": "力争 and 突破 read as soft",
        "firm_reading": "力争 and 突破 read as firm",
        "of_targets": "% of the plan's targets",
        "firm": "firm",
        "plain": "plain",
        "soft": "soft",
        "number": "written number",
        "own_deadline": "own deadline",
        "responsible": "responsible body",
        "baseline": "stated baseline",
        "audit": "Does it add up? Statements of one plan against each other",
        "plan": "Plan",
        "verdict": "Verdict",
        "one": "One statement",
        "other": "The other",
        "computation": "Computation",
        "inconsistent": "inconsistent",
        "cut": " ({shown} of {whole})",
        "cannot both be exact": "cannot both be exact",
        "stated differently": "stated differently",
        "consistent": "consistent",
        "bodies": "Who delivers: tasks by function of the body and plan (width: number of tasks)",
        "words": "Words that set each plan apart (z of the weighted log-odds)",
        "themes": "What the text speaks of, % of characters",
    },
    "zh": {
        "level": "",
        "share": "%",
        "change_pct_per_year": "%/年",
        "count_per_year": "/年",
        "count": "",
        "multiple": "倍",
        "none_shared": "这组计划没有共同的指标。",
        "matrix": "共同指标的目标（可比口径）",
        "shared": "共同指标：各计划目标相对于最大者",
        "of_largest": "相当于最大目标的比例，%（对数刻度）",
        "measurability": "可衡量性，占目标数%",
        "soft_reading": "“力争”“突破”按弹性计",
        "firm_reading": "“力争”“突破”按刚性计",
        "of_targets": "占该计划目标数%",
        "firm": "刚性",
        "plain": "中性",
        "soft": "弹性",
        "number": "明确数值",
        "own_deadline": "自带时限",
        "responsible": "责任单位",
        "baseline": "写明基期",
        "audit": "数字对得上吗？同一计划内的表述互相核对",
        "plan": "计划",
        "verdict": "结论",
        "one": "表述一",
        "other": "表述二",
        "computation": "计算",
        "inconsistent": "矛盾",
        "cut": "（列出{shown}/{whole}）",
        "cannot both be exact": "不能同时精确成立",
        "stated differently": "表述有别",
        "consistent": "一致",
        "bodies": "谁来落实：各计划任务与责任单位职能（线宽为任务数）",
        "words": "各计划的特征词（加权对数几率的 z 值）",
        "themes": "文本涉及的主题，占字数%",
    },
}


class PlanName(Protocol):
    """What a label needs of a row of the register."""

    @property
    def plan_id(self) -> str:
        """The id of the plan."""

    @property
    def jurisdiction(self) -> str:
        """The place, in Chinese."""

    @property
    def period_start_year(self) -> int | None:
        """First year of the plan; None where it states none."""

    @property
    def issued(self) -> date:
        """When it was issued."""


def plan_labels(records: Iterable[PlanName], language: str = "en") -> dict[str, str]:
    """Return a short name of each plan.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> record = SimpleNamespace(plan_id="kaifeng-2020", jurisdiction="河南省开封市", period_start_year=2020)
    >>> plan_labels([record], "en"), plan_labels([record], "zh")
    ({'kaifeng-2020': 'Kaifeng 2020'}, {'kaifeng-2020': '开封 2020'})
    """
    labels = {}
    for record in records:
        if language == "en":
            labels[record.plan_id] = record.plan_id.replace("-", " ").capitalize()
        else:
            place = record.jurisdiction.rstrip("省市县区").replace("省", "市").split("市")[-1]
            labels[record.plan_id] = f"{place} {record.period_start_year or record.issued.year}"
    return labels


@from_published
def draw_aligned_matrix(
    matrix: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page", rows: int = 30
) -> Figure:
    """Draw the matrix of shared indicators as a table; the darker a cell, the more that plan asks for.

    Parameters
    ----------
    matrix
        Result of `plantargets.compare.align_targets`.
    labels
        Plan id to short name; its order is that of the columns.
    rows
        At most so many rows, those shared by most plans first.
    """
    words = _WORDS[language]
    known = matrix[matrix["plans"] > 1] if len(matrix) else matrix
    with figure_style(language, size) as chosen:
        if known.empty:
            return _note(words["none_shared"], chosen.width_inches)
        ems = 20 if size == "column" else 30
        line = chosen.font_points / 72 * 2.7
        head = 5 if _upright(labels, language, size) else 3
        shared = known.head(min(rows, int(chosen.height_inches / line - head)))
        figure, axes = plt.subplots(figsize=(chosen.width_inches, line * (len(shared) + head)))
        for at, (_, row) in enumerate(shared.iterrows()):
            values = [row[f"value:{plan_id}"] for plan_id in labels]
            largest = np.nanmax(np.abs(values))
            for column, value in enumerate(values):
                strength = 0.0 if np.isnan(value) or not largest else abs(value) / largest
                colour = EMPTY if np.isnan(value) else _blend(PALETTE[4], 0.15 + 0.6 * strength)
                axes.add_patch(plt.Rectangle((column, at), 0.97, 0.92, color=colour, linewidth=0))
                if not np.isnan(value):
                    axes.text(column + 0.485, at + 0.46, _value(value), ha="center", va="center")
        axes.set_xlim(0, len(labels))
        axes.set_ylim(len(shared), 0)
        _plans_on_top(axes, list(labels.values()), language, size)
        names = [_indicator(row, language, words, ems) for _, row in shared.iterrows()]
        axes.set_yticks(np.arange(len(shared)) + 0.46, names)
        _bare(axes)
        _headline(figure, words["matrix"] + _cut(shared, known, words), chosen)
    plt.close(figure)
    return figure


@from_published
def draw_shared_indicators(
    matrix: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page", rows: int = 25
) -> Figure:
    """Draw a dumbbell for each shared indicator: targets relative to the largest, on a log scale."""
    words = _WORDS[language]
    known_rows = matrix[matrix["plans"] > 1] if len(matrix) else matrix
    colours = plan_colours(tuple(labels))
    with figure_style(language, size) as chosen:
        if known_rows.empty:
            return _note(words["none_shared"], chosen.width_inches)
        ems = 18 if size == "column" else 30
        line = chosen.font_points / 72 * (2.2 if size == "slide" else 2.7)
        shared = known_rows.head(min(rows, int(chosen.height_inches / line - 3.5)))
        figure, axes = plt.subplots(figsize=(chosen.width_inches, line * (len(shared) + 3.5)))
        for at, (_, row) in enumerate(shared.iterrows()):
            values = {plan_id: abs(row[f"value:{plan_id}"]) for plan_id in labels}
            known = {p: v for p, v in values.items() if not np.isnan(v) and v > 0}
            if not known:
                continue
            largest = max(known.values())
            points = {p: 100 * v / largest for p, v in known.items()}
            axes.plot([min(points.values()), 100], [at, at], color=GRID, zorder=1)
            same: dict[float, int] = {}
            for plan_id, x in points.items():
                # Equal targets stand one above the other, so that none hides another.
                near = next((known_x for known_x in same if abs(np.log(x / known_x)) < 0.05), x)
                same[near] = same.get(near, -1) + 1
                y = at - 0.22 * same[near]
                axes.scatter(x, y, color=colours[plan_id], s=chosen.font_points * 4, zorder=2)
            low = min(points, key=lambda p: points[p])
            edges = {low: ("right", -0.8), max(points, key=lambda p: points[p]): ("left", 0.8)}
            for plan_id, (side, shift) in edges.items():
                axes.annotate(
                    _value(values[plan_id]),
                    (points[plan_id], at),
                    (shift, 0),
                    textcoords="offset fontsize",
                    ha=side,
                    va="center",
                    fontsize=chosen.font_points * 0.85,
                )
        axes.set_xscale("log")
        axes.set_xlabel(words["of_largest"])
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
        axes.xaxis.set_minor_locator(plt.NullLocator())
        lowest, highest = axes.get_xlim()
        axes.set_xlim(lowest / 1.6, highest * 1.6)
        axes.set_ylim(len(shared) - 0.4, -0.6)
        axes.set_yticks(
            range(len(shared)), [_indicator(r, language, words, ems) for _, r in shared.iterrows()]
        )
        axes.tick_params(left=False)
        axes.spines["left"].set_visible(False)
        for plan_id, label in labels.items():
            axes.scatter([], [], color=colours[plan_id], s=chosen.font_points * 4, label=label)
        figure.legend(loc="outside lower center", ncols=3)
        _headline(figure, words["shared"] + _cut(shared, known_rows, words), chosen)
    plt.close(figure)
    return figure


@from_published
def draw_firmness(
    scores: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page"
) -> Figure:
    """Draw the shares of firm, plain and soft wording under both readings, and the scores of measurability.

    Parameters
    ----------
    scores
        Result of `plantargets.compare.firmness_by_plan`.
    """
    words = _WORDS[language]
    table = scores.set_index(["plan_id", "reading", "score"])["share_pct"]
    plan_ids = [p for p in labels if p in set(scores["plan_id"])]
    with figure_style(language, size) as chosen:
        stacked = size == "column"
        line = chosen.font_points / 72
        height = line * (
            (3 * (len(plan_ids) + 3.2) if stacked else len(plan_ids) * 2.2 + 7) * (2 if stacked else 1)
        )
        shape = (3, 1) if stacked else (1, 3)
        figure, grid = plt.subplots(*shape, figsize=(chosen.width_inches, height), sharey=True)
        places = np.arange(len(plan_ids))
        for axes, reading in zip(grid[:2], ("soft_reading", "firm_reading"), strict=True):
            left = np.zeros(len(plan_ids))
            for name, colour in FIRM_COLOURS.items():
                values = np.array([table[(p, reading, name)] for p in plan_ids])
                axes.barh(places, values, left=left, color=colour, height=0.7)
                for place, start, value in zip(places, left, values, strict=True):
                    if value >= 9:
                        ink = "white" if name == "firm" else INK
                        axes.text(
                            start + value / 2, place, f"{value:.0f}", ha="center", va="center", color=ink
                        )
                left += values
            axes.set_title(words[reading])
            axes.set_xlim(0, 100)
            axes.grid(visible=False)
        axes = grid[2]
        marks = ("number", "own_deadline", "responsible", "baseline")
        for column, name in enumerate(marks):
            for place, plan_id in zip(places, plan_ids, strict=True):
                value = table[(plan_id, "both", name)]
                tint = _blend(PALETTE[2], 0.06 + 0.55 * value / 100)
                axes.add_patch(plt.Rectangle((column, place - 0.35), 0.96, 0.7, color=tint, linewidth=0))
                axes.text(column + 0.48, place, f"{value:.0f}", ha="center", va="center")
        axes.set_xlim(0, len(marks))
        ems = 7 if stacked else 5.2
        axes.set_xticks(np.arange(len(marks)) + 0.48, [_fit(words[n], ems) for n in marks])
        axes.tick_params(bottom=False)
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        axes.set_title(words["measurability"])
        for axes in grid:
            axes.set_yticks(places, [labels[p] for p in plan_ids])
            axes.set_ylim(len(plan_ids) - 0.45, -0.55)
            axes.tick_params(left=False)
            axes.spines["left"].set_visible(False)
        for axes in grid[:2]:
            axes.set_xlabel(words["of_targets"])
        handles = [plt.Rectangle((0, 0), 1, 1, color=c) for c in FIRM_COLOURS.values()]
        figure.legend(handles, [words[n] for n in FIRM_COLOURS], loc="outside lower left", ncols=3)
    plt.close(figure)
    return figure


@from_published
def draw_audit(
    findings: pd.DataFrame,
    labels: Mapping[str, str],
    language: str = "en",
    size: str = "page",
    rows: int = 14,
) -> Figure:
    """Draw findings of the audit as a table: verdict, both quotes and the computation.

    Parameters
    ----------
    findings
        Rows of `plantargets.compare.audit_plans`, in the order to be shown; the first `rows` are.
    """
    words = _WORDS[language]
    shown = findings.head(rows)
    with figure_style(language, size) as chosen:
        if shown.empty:
            return _note(words["audit"], chosen.width_inches)
        em = chosen.font_points / 72
        narrow = size == "column"
        widths = [0.19, 0.0, 0.27, 0.27, 0.27] if narrow else [0.11, 0.13, 0.25, 0.25, 0.26]
        lefts = np.cumsum([0.0, *widths[:-1]])
        rows_of_text = []
        for _, finding in shown.iterrows():
            verdict = words[str(finding["verdict"])]
            plan = labels.get(str(finding["plan_id"]), str(finding["plan_id"]))
            cells = [f"{plan}\n{verdict}", ""] if narrow else [plan, verdict]
            quotes = [_once(str(finding[c])) for c in ("quote_one", "quote_other")]
            cells += [*quotes, str(finding["computation"])]
            rows_of_text.append(
                [_fit(c, w * chosen.width_inches / em) for c, w in zip(cells, widths, strict=True)]
            )
        heights = [max(c.count("\n") + 1 for c in cells) * 1.35 + 0.7 for cells in rows_of_text]
        room = chosen.height_inches / em - 4.2
        count = max(1, int(np.searchsorted(np.cumsum(heights), room, side="right")))
        shown, heights = shown.head(count), heights[:count]
        total = sum(heights) + 4.2
        figure, axes = plt.subplots(figsize=(chosen.width_inches, total * em))
        axes.set_xlim(0, 1)
        axes.set_ylim(total, 0)
        header = ["plan", "verdict", "one", "other", "computation"]
        for left, width, name in zip(lefts, widths, header, strict=True):
            if width:
                axes.text(left, 3.1, words[name], va="bottom", color=MUTED)
        axes.text(
            0,
            1.3,
            words["audit"] + _cut(shown, findings, words),
            va="bottom",
            fontsize=chosen.font_points * 1.1,
        )
        top = 3.6
        for (_, finding), cells, height in zip(shown.iterrows(), rows_of_text, heights, strict=False):
            axes.plot([0, 1], [top, top], color=GRID, linewidth=0.6)
            colour = VERDICT_COLOURS[str(finding["verdict"])]
            axes.add_patch(
                plt.Rectangle((-0.012, top + 0.25), 0.006, height - 0.5, color=colour, clip_on=False)
            )
            for left, cell in zip(lefts, cells, strict=True):
                axes.text(left, top + 0.4, cell, va="top", linespacing=1.25)
            top += height
        _bare(axes)
        axes.set_xticks([])
        axes.set_yticks([])
    plt.close(figure)
    return figure


@from_published
def draw_bodies(
    functions: pd.DataFrame,
    labels: Mapping[str, str],
    language: str = "en",
    size: str = "page",
    rows: int = 16,
) -> Figure:
    """Draw plans and the functions of the bodies they name as a network of two columns.

    Parameters
    ----------
    functions
        Result of `plantargets.compare.functions_by_plan`.
    rows
        At most so many functions, those with most tasks first.
    """
    words = _WORDS[language]
    colours = plan_colours(tuple(labels))
    name = f"name_{language}"
    with figure_style(language, size) as chosen:
        known = functions[functions["plan_id"].isin(list(labels)) & (functions["tasks"] > 0)]
        if known.empty:
            return _note(words["bodies"], chosen.width_inches)
        totals = known.groupby(name)["tasks"].sum()
        line = chosen.font_points / 72 * 1.9
        room = min(rows, int(chosen.height_inches / line - 2))
        kept = sorted(totals.index, key=lambda n: (-totals[n], n))[:room]
        edges = known[known[name].isin(kept)]
        plans = [p for p in labels if p in set(edges["plan_id"])]
        plan_at = dict(zip(plans, np.linspace(0.5, len(kept) - 1.5, len(plans)), strict=True))
        # A function stands near the plans that name it: the mean of their places, weighted by tasks.
        centre = {
            n: float(np.average([plan_at[p] for p in e["plan_id"]], weights=e["tasks"]))
            for n, e in edges.groupby(name)
        }
        name_at = {n: i for i, n in enumerate(sorted(kept, key=lambda n: (centre[n], n)))}
        figure, axes = plt.subplots(figsize=(chosen.width_inches, line * (len(kept) + 2)))
        widest = chosen.font_points * 0.75
        largest = float(edges["tasks"].max())
        for edge in edges.itertuples():
            plan_id, tasks = str(edge.plan_id), float(str(edge.tasks))
            left, right = plan_at[plan_id], name_at[str(getattr(edge, name))]
            steps = np.linspace(0, 1, 40)
            curve = left + (right - left) * (3 * steps**2 - 2 * steps**3)
            width = max(0.5, widest * tasks / largest)
            axes.plot(
                steps, curve, color=colours[plan_id], linewidth=width, alpha=0.65, solid_capstyle="butt"
            )
        for plan_id, y in plan_at.items():
            axes.scatter(0, y, color=colours[plan_id], s=chosen.font_points * 5, zorder=3, clip_on=False)
            axes.text(-0.03, y, _wrapped(labels[plan_id], 10), ha="right", va="center")
        for function, y in name_at.items():
            axes.scatter(1, y, color=MUTED, s=chosen.font_points * 2, zorder=3, clip_on=False)
            axes.text(1.03, y, f"{function}  {totals[function]:g}", va="center")
        axes.set_xlim(0, 1)
        axes.set_ylim(len(kept) - 0.3, -0.7)
        _bare(axes)
        axes.set_xticks([])
        axes.set_yticks([])
        _headline(figure, words["bodies"], chosen)
    plt.close(figure)
    return figure


@from_published
def draw_words(
    words_table: pd.DataFrame,
    labels: Mapping[str, str],
    language: str = "en",
    size: str = "page",
    top: int = 8,
) -> Figure:
    """Draw the words that set each plan apart, one panel per plan.

    Parameters
    ----------
    words_table
        Result of `plantargets.compare.distinctive_words`.
    """
    words = _WORDS[language]
    colours = plan_colours(tuple(labels))
    plans = [p for p in labels if p in set(words_table["plan_id"])]
    top = 6 if size == "slide" else 8
    with figure_style(language, size) as chosen:
        if not plans:
            return _note(words["words"], chosen.width_inches)
        columns = 2 if size == "column" else min(3, len(plans))
        panels = -(-len(plans) // columns)
        height = chosen.font_points / 72 * (1.75 * top + 4) * panels
        figure, grid = plt.subplots(
            panels, columns, figsize=(chosen.width_inches, height), squeeze=False, sharex=True
        )
        for axes, plan_id in zip(grid.flat, plans, strict=False):
            own = words_table[words_table["plan_id"] == plan_id].head(top)
            places = np.arange(len(own))
            axes.hlines(places, 0, own["z"], color=colours[plan_id])
            axes.scatter(own["z"], places, color=colours[plan_id], s=chosen.font_points * 3, zorder=2)
            axes.set_yticks(places, list(own["word"]))
            axes.set_ylim(top - 0.4, -0.6)
            axes.tick_params(left=False)
            axes.grid(visible=False, axis="y")
            axes.spines["left"].set_visible(False)
            axes.set_title(labels[plan_id])
        for axes in list(grid.flat)[len(plans) :]:
            axes.set_visible(False)
        for axes in list(grid.flat)[max(0, len(plans) - columns) : len(plans)]:
            axes.tick_params(labelbottom=True)
            axes.set_xlabel("z")
        shown = words_table[words_table["plan_id"].isin(plans) & (words_table["rank"] <= top)]
        grid[0, 0].set_xlim(0, 1.06 * float(shown["z"].max()))
        _headline(figure, words["words"], chosen)
    plt.close(figure)
    return figure


@from_published
def draw_themes(
    themes: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page"
) -> Figure:
    """Draw the share of text that speaks of each theme, plans in columns.

    Parameters
    ----------
    themes
        Result of `plantargets.compare.themes_by_plan`.
    """
    words = _WORDS[language]
    name = f"name_{language}"
    with figure_style(language, size) as chosen:
        plans = [p for p in labels if p in set(themes["plan_id"])]
        if not plans:
            return _note(words["themes"], chosen.width_inches)
        table = themes.pivot_table(index=name, columns="plan_id", values="share_pct", sort=False)[plans]
        table = table.loc[table.mean(axis=1).sort_values(ascending=False, kind="stable").index]
        line = chosen.font_points / 72 * 1.9
        head = 7 if _upright(plans, language, size) else 3.5
        figure, axes = plt.subplots(figsize=(chosen.width_inches, line * (len(table) + head)))
        for at, theme in enumerate(table.index):
            for column, plan_id in enumerate(plans):
                value = float(table.loc[theme, plan_id])
                tint = _blend(PALETTE[0], 0.04 + 0.6 * value / 100)
                axes.add_patch(plt.Rectangle((column, at), 0.97, 0.92, color=tint, linewidth=0))
                axes.text(column + 0.485, at + 0.46, f"{value:.0f}", ha="center", va="center")
        axes.set_xlim(0, len(plans))
        axes.set_ylim(len(table), 0)
        _plans_on_top(axes, [labels[p] for p in plans], language, size)
        axes.set_yticks(np.arange(len(table)) + 0.46, list(table.index))
        _bare(axes)
        _headline(figure, words["themes"], chosen)
    plt.close(figure)
    return figure


def _headline(figure: Figure, text: str, size: FigureSize) -> None:
    points = size.font_points * 1.1
    lines = _fit(text, size.width_inches * 72 / points)
    figure.suptitle(lines, x=0.01, ha="left", fontsize=points)


def _cut(shown: pd.DataFrame, whole: pd.DataFrame, words: Mapping[str, str]) -> str:
    """Say how many of the rows are drawn, where not all are."""
    return "" if len(shown) == len(whole) else words["cut"].format(shown=len(shown), whole=len(whole))


def _once(quotes: str) -> str:
    """Show a quote once where the plan repeats it word for word."""
    return " / ".join(dict.fromkeys(quotes.split(" / ")))


def _indicator(row: pd.Series, language: str, words: Mapping[str, str], ems: float) -> str:
    name = str(row[f"name_{language}"])
    unit = unit_name(str(row["unit"]), language)
    basis = words[str(row["basis"])]
    parts = [basis] if str(row["unit"]) in {"", "%"} and basis != words["level"] else [unit, basis]
    joined = (" " if language == "en" else "").join(part for part in parts if part)
    return _fit(f"{name}{', ' if language == 'en' else '，'}{joined}", ems)


def _value(value: float) -> str:
    magnitude = abs(value)
    digits = 0 if magnitude >= 100 or value == int(value) else 1 if magnitude >= 10 else 2
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _fit(text: str, ems: float) -> str:
    """Break a text into lines of at most `ems` widths of a Chinese character."""
    lines = []
    for part in text.split("\n"):
        line, width = "", 0.0
        for piece in _pieces(part):
            piece_width = _ems(piece.rstrip())
            if line and width + piece_width > ems - 0.6:
                lines.append(line.rstrip())
                line, width = "", 0.0
            line += piece
            width += _ems(piece)
        lines.append(line.rstrip())
    return "\n".join(lines)


def _ems(text: str) -> float:
    """Return the width of a text in widths of a Chinese character, rather too wide than too narrow."""
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’…—≥≤≠≈%" else 0.7 if c.isupper() else 0.58 for c in text)


def _pieces(text: str) -> list[str]:
    """Split where a line may break: after spaces and between Chinese characters, not before closing marks."""
    pieces: list[str] = []
    for character in text:
        last = pieces[-1][-1] if pieces else " "
        word_goes_on = character.isascii() and last.isascii() and last != " "
        closes = character in "，。；：、？！）》”’)];:,.%… " or last in "（《“‘(["
        if pieces and (word_goes_on or closes):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _plans_on_top(axes: Axes, names: Sequence[str], language: str, size: str) -> None:
    """Write the names of plans above their columns."""
    upright = _upright(names, language, size)
    width = 20 if upright else 7 if size == "column" else 12
    labels = [_wrapped(name, width) for name in names]
    axes.set_xticks(np.arange(len(names)) + 0.485, labels, rotation=90 if upright else 0)
    axes.xaxis.tick_top()


def _upright(names: Sized, language: str, size: str) -> bool:
    """Say whether columns are narrower than an English name."""
    return size == "column" and language == "en" and len(names) > 3


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width, break_long_words=False))


def _blend(colour: str, strength: float) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return (1 - strength * (1 - red), 1 - strength * (1 - green), 1 - strength * (1 - blue))


def _bare(axes: Axes) -> None:
    axes.grid(visible=False)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _note(text: str, width_inches: float) -> Figure:
    figure, axes = plt.subplots(figsize=(width_inches, width_inches * 0.25))
    axes.text(0.5, 0.5, text, ha="center", va="center")
    _bare(axes)
    axes.set_xticks([])
    axes.set_yticks([])
    plt.close(figure)
    return figure
