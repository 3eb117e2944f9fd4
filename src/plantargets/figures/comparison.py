"""Figures of the comparison of plans: one function per kind, each taking a table and returning a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from datetime import date
from typing import Any, Protocol

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plantargets.compare.statements import read_rules
from plantargets.figures.style import (
    GRID,
    INK,
    LEAST_POINTS,
    MUTED,
    PALETTE,
    FigureSize,
    character_ems,
    figure_style,
    plan_colours,
)
from plantargets.figures.words import figure_words
from plantargets.language.units import unit_name
from plantargets.rounding import from_published, written

FULL_ENOUGH = 0.6  # of a line that ends behind a mark
_MARKS, _OPENING = "，。；：、？！）》”’", "（《“‘"
FIRM_COLOURS = {"firm": PALETTE[0], "plain": "#BBBBBB", "soft": PALETTE[5]}


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
    told = {row["word"]: row["zh"] for row in read_rules("plan_words.csv")}
    for record in records:
        if language == "en":
            labels[record.plan_id] = record.plan_id.replace("-", " ").capitalize()
        else:
            place = record.jurisdiction.rstrip("省市县区").replace("省", "市").split("市")[-1]
            subject = "".join(told.get(part, "") for part in record.plan_id.split("-")[1:-1])
            year = record.period_start_year or record.issued.year
            labels[record.plan_id] = f"{place}{subject} {year}"
    return labels


@from_published
def draw_shared(
    shared: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page", rows: int = 14
) -> Figure:
    """Draw the targets on indicators that several plans share: a dot for each, with what the plan states.

    Parameters
    ----------
    shared
        Result of `plantargets.compare.shared_targets`.
    labels
        Plan id to short name.
    rows
        At most so many indicators, the first of the table.
    """
    words = figure_words("comparison", language)
    colours = plan_colours(tuple(labels))
    with figure_style(language, size) as chosen:
        keys = list(dict.fromkeys(zip(shared["indicator_key"], shared["basis"], shared["unit"], strict=True)))
        if not keys:
            return _note(words["none_shared"], chosen.width_inches)
        narrow = size == "column"
        most = int(shared.groupby(["indicator_key", "basis", "unit"]).size().max())
        first = shared.drop_duplicates(["indicator_key", "basis", "unit"])
        names = [_indicator(row, language, words, 11 if narrow else 22) for _, row in first.iterrows()]
        needed = max(1.35 * (name.count("\n") + 1.2) for name in names[:rows])
        line = chosen.font_points / 72 * max((4.6 if narrow else 3.4) + 1.15 * max(0, most - 2), needed)
        kept = keys[: min(rows, int(chosen.height_inches / line - 2))]
        names = names[: len(kept)]
        figure, axes = plt.subplots(figsize=(chosen.width_inches, line * (len(kept) + 2.2)))
        stated: list[str] = []
        firmness = figure_words("modality", language)
        for at, key in enumerate(kept):
            same = (shared[["indicator_key", "basis", "unit"]] == list(key)).all(axis=1)
            cells = shared[same].sort_values("value", kind="stable")
            values = cells["value"].abs()
            axes.plot([values.min(), values.max()], [at, at], color=GRID, zorder=1)
            stacked = narrow or values.min() == values.max()
            for rank, cell in enumerate(cells.itertuples()):
                colour = colours[str(cell.plan_id)]
                axes.scatter(values.iloc[rank], at, color=colour, s=chosen.font_points * 4, zorder=2)
                # The lowest stands left or above, the highest right or below, others one below the other.
                middle = 0 < rank < len(cells) - 1
                down = stacked or middle
                side = -1 if rank == 0 else 1
                drop = 0.5 if rank == 0 else -0.5 - 1.15 * (rank - 1)
                stated.append(_stated_words(cell, labels[str(cell.plan_id)], firmness))
                axes.annotate(
                    stated[-1],
                    (values.iloc[rank], at),
                    (0, drop) if down else (0.8 * side, 0),
                    textcoords="offset fontsize",
                    ha="center" if down else "right" if side < 0 else "left",
                    va=("bottom" if rank == 0 else "top") if down else "center",
                )
        axes.set_xscale("log")
        values = shared["value"].abs()
        lowest, highest = values[values > 0].min(), values.max()
        # Beside the dots, or above and below them, stands what the plans state: the axis leaves it room.
        free = chosen.width_inches * 72 / chosen.font_points - max(
            ems_of(line) for name in names for line in name.split("\n")
        )
        beside = max(map(ems_of, stated)) / (2 if narrow else 1) + 1.5
        grown = max((highest / lowest) ** (beside / max(free - 2 * beside, 4)), 10)
        axes.set_xlim(lowest / grown, highest * grown)
        axes.xaxis.set_major_locator(plt.FixedLocator([1, 10000] if narrow else [1, 100, 10000]))
        axes.xaxis.set_major_formatter(lambda x, _: written(x, ",.0f"))
        axes.xaxis.set_minor_locator(plt.NullLocator())
        axes.set_xlabel(fit(words["as_stated"], 0.6 * chosen.width_inches * 72 / chosen.font_points))
        axes.set_ylim(len(kept) - 0.4, -0.7)
        axes.set_yticks(range(len(kept)), names)
        axes.grid(visible=False, axis="y")
        axes.tick_params(left=False)
        axes.spines["left"].set_visible(False)
        per_size = shared[shared["per_cny_10bn_gdp"].notna()].groupby("indicator_key").size()
        finding = words["shared_finding"].format(shared=len(keys), sized=int((per_size > 1).sum()))
        headline(figure, finding, chosen)
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
    words = figure_words("comparison", language)
    table = scores.set_index(["plan_id", "reading", "score"])["share_pct"]
    plan_ids = [p for p in labels if p in set(scores["plan_id"])]
    counts = scores.drop_duplicates("plan_id").set_index("plan_id")["of_targets"]
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
                    if value >= (9 if stacked else 6):
                        ink = "white" if name == "firm" else INK
                        axes.text(
                            start + value / 2,
                            place,
                            written(value, ".0f"),
                            ha="center",
                            va="center_baseline",
                            color=ink,
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
                axes.text(column + 0.48, place, written(value, ".0f"), ha="center", va="center_baseline")
        axes.set_xlim(0, len(marks))
        ems = 7 if stacked else 5.2
        axes.set_xticks(np.arange(len(marks)) + 0.48, [fit(words[n], ems) for n in marks])
        axes.tick_params(bottom=False)
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        axes.set_title(words["measurability"])
        for axes in grid:
            axes.set_yticks(places, [f"{labels[p]} ({counts[p]})" for p in plan_ids])
            axes.set_ylim(len(plan_ids) - 0.45, -1.35)
            axes.tick_params(left=False)
            axes.spines["left"].set_visible(False)
        for axes in grid[:2]:
            axes.set_xlabel(words["of_targets"])
        for axes, reading in zip(grid[:2], ("soft_reading", "firm_reading"), strict=True):
            at = 0.0
            for name in FIRM_COLOURS:
                axes.text(at, -0.62, words[name], ha="left", va="bottom", color=MUTED)
                at += max(float(table[(plan_ids[0], reading, name)]), 16.0)
        firm = {p: (table[(p, "soft_reading", "firm")], table[(p, "firm_reading", "firm")]) for p in plan_ids}
        widest = max(firm, key=lambda p: abs(firm[p][1] - firm[p][0]))
        low, high = (written(share, ".0f") for share in firm[widest])
        finding = words["firmness"].format(plan=labels[widest], low=low, high=high)
        headline(figure, finding, chosen)
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
    """Draw how many tasks of each plan name a body of each function of government, as a heat table.

    Parameters
    ----------
    functions
        Result of `plantargets.compare.functions_by_plan`.
    rows
        At most so many functions, those with most tasks first.
    """
    words = figure_words("comparison", language)
    with figure_style(language, size) as chosen:
        known = functions[functions["plan_id"].isin(list(labels)) & (functions["tasks"] > 0)]
        if known.empty:
            return _note(words["no_bodies"], chosen.width_inches)
        table = known.pivot_table(index=f"name_{language}", columns="plan_id", values="tasks", aggfunc="sum")
        table = table[[plan_id for plan_id in labels if plan_id in table]].fillna(0)
        order = table.sum(axis=1).sort_values(ascending=False, kind="stable").index
        room = int(chosen.height_inches / (chosen.font_points / 72 * 1.9) - 5)
        first = order[0]
        finding = words["bodies"].format(
            function=first,
            tasks=int(table.loc[first].sum()),
            whole=int(table.to_numpy().sum()),
            silent=len(labels) - len(table.columns),
        )
        figure = _heat_table(
            table.loc[order[: min(rows, room)]],
            [labels[str(p)] for p in table],
            language,
            size,
            chosen,
            total=words["total"],
        )
        headline(figure, finding, chosen)
    plt.close(figure)
    return figure


@from_published
def draw_commitments(
    commitments: pd.DataFrame, labels: Mapping[str, str], language: str = "en", size: str = "page"
) -> Figure:
    """Draw how many targets each plan sets on each theme; what it leaves open stays blank.

    Parameters
    ----------
    commitments
        Result of `plantargets.compare.themes_of_targets`.
    """
    words = figure_words("comparison", language)
    with figure_style(language, size) as chosen:
        table = commitments.pivot_table(
            index=f"name_{language}", columns="plan_id", values="targets", sort=False
        )
        table = table[[plan_id for plan_id in labels if plan_id in table]]
        if table.empty or not table.to_numpy().any():
            return _note(words["no_commitments"], chosen.width_inches)
        table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
        everywhere = int((table > 0).all(axis=1).sum())
        finding = words["commitments"].format(all=everywhere, themes=len(table))
        figure = _heat_table(
            table, [labels[str(p)] for p in table], language, size, chosen, total=words["total"]
        )
        headline(figure, finding, chosen)
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
    words = figure_words("comparison", language)
    colours = plan_colours(tuple(labels))
    plans = [p for p in labels if p in set(words_table["plan_id"])]
    top = 6 if size == "slide" else 8
    with figure_style(language, size) as chosen:
        if not plans:
            return _note(words["words"], chosen.width_inches)
        glossed = "gloss" in words_table and language == "en" and size != "slide"
        columns = min(3, len(plans)) if size != "column" else 1 if glossed else 2
        top = min(top, 5) if columns == 1 else top  # glosses leave room for one column, and for fewer words
        panels = -(-len(plans) // columns)
        height = chosen.font_points / 72 * ((2.75 if glossed else 1.75) * top + 4) * panels
        figure, grid = plt.subplots(
            panels, columns, figsize=(chosen.width_inches, height), squeeze=False, sharex=True
        )
        for axes, plan_id in zip(grid.flat, plans, strict=False):
            own = words_table[words_table["plan_id"] == plan_id].head(top)
            places = np.arange(len(own))
            axes.hlines(places, 0, own["z"], color=colours[plan_id])
            axes.scatter(own["z"], places, color=colours[plan_id], s=chosen.font_points * 3, zorder=2)
            axes.axvline(1.96, color=MUTED, linewidth=chosen.font_points / 14, linestyle=(0, (4, 3)))
            shown_words = (
                own["word"] + ("\n" + own["gloss"]).where(own["gloss"] != "", "") if glossed else own["word"]
            )
            axes.set_yticks(places, list(shown_words), linespacing=1.05)
            axes.set_ylim(top - 0.4, -0.6)
            axes.tick_params(left=False)
            axes.grid(visible=False, axis="y")
            axes.spines["left"].set_visible(False)
            axes.set_title(labels[plan_id])
        for axes in list(grid.flat)[len(plans) :]:
            axes.set_visible(False)
        for axes in list(grid.flat)[: len(plans)]:
            axes.tick_params(labelbottom=True)
        for axes in list(grid.flat)[max(0, len(plans) - columns) : len(plans)]:
            axes.set_xlabel("z")
        shown = words_table[words_table["plan_id"].isin(plans) & (words_table["rank"] <= top)]
        grid[0, 0].set_xlim(0, 1.06 * float(shown["z"].max()))
        headline(figure, words["words"], chosen)
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
    words = figure_words("comparison", language)
    name = f"name_{language}"
    with figure_style(language, size) as chosen:
        plans = [p for p in labels if p in set(themes["plan_id"])]
        if not plans:
            return _note(words["themes"], chosen.width_inches)
        table = themes.pivot_table(index=name, columns="plan_id", values="share_pct", sort=False)[plans]
        table = table.loc[table.mean(axis=1).sort_values(ascending=False, kind="stable").index]
        first = {str(table[plan_id].idxmax()) for plan_id in plans}
        figure = _heat_table(table, [labels[p] for p in plans], language, size, chosen)
        headline(figure, words["themes"].format(first=len(first), plans=len(plans)), chosen)
    plt.close(figure)
    return figure


def _heat_table(  # noqa: PLR0913, PLR0917
    table: pd.DataFrame,
    heads: Sequence[str],
    language: str,
    size: str,
    chosen: FigureSize,
    total: str = "",
) -> Figure:
    """Draw a table whose cells are darker, the larger their number in its column; a cell of 0 stays blank."""
    labels = [fit(str(name), 11 if size == "column" else 30) for name in table.index]
    line = chosen.font_points / 72 * (2.6 if any("\n" in label for label in labels) else 1.9)
    names = [*heads, total] if total else list(heads)
    head = 8 if _upright(names, language, size) else 4.5
    figure, axes = plt.subplots(figsize=(chosen.width_inches, line * (len(table) + head)))
    for at, name in enumerate(table.index):
        cells = table.loc[name].to_numpy(dtype=float)
        for column, value in enumerate(cells):
            largest = float(table.iloc[:, column].max())
            tint = _blend(PALETTE[0], 0.04 + 0.5 * value / largest) if value and largest else (0.97,) * 3
            axes.add_patch(plt.Rectangle((column, at), 0.97, 0.92, color=tint, linewidth=0))
            if value:
                axes.text(column + 0.485, at + 0.46, written(value, ".0f"), ha="center", va="center_baseline")
        if total:
            axes.text(
                len(cells) + 0.485,
                at + 0.46,
                written(cells.sum(), ".0f"),
                ha="center",
                va="center_baseline",
                color=MUTED,
            )
    axes.set_xlim(0, len(names))
    axes.set_ylim(len(table), 0)
    beside = max(ems_of(line) for label in labels for line in label.split("\n"))
    _plans_on_top(axes, names, language, size, chosen, beside)
    axes.set_yticks(np.arange(len(table)) + 0.46, labels, linespacing=0.95)
    _bare(axes)
    return figure


def _stated_words(cell: Any, label: str, firmness: Mapping[str, str]) -> str:
    """Return what a plan states, with its sign, its word of firmness and its name: ``≥65 · Dengfeng``."""
    sign = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}.get(str(cell.comparator), "")
    unit = " %" if cell.unit == "%" else ""
    firm = f" {firmness.get(cell.modality, cell.modality)}" if cell.modality else ""
    return f"{sign}{_value(float(str(cell.value)))}{unit}{firm} · {label}"


def headline(figure: Figure, text: str, size: FigureSize) -> None:
    """Write what a figure shows above it, in lines as wide as the figure and about as long as one another."""
    points = size.font_points * 1.1
    widest = 0.98 * size.width_inches * 72 / points
    lines = fit(text, widest)
    # As many lines as are needed, none of them a word alone.
    for narrower in (0.9, 0.8, 0.7, 0.6):
        balanced = fit(text, narrower * widest)
        if balanced.count("\n") > lines.count("\n"):
            break
        lines = balanced if "\n" in lines else lines
    figure.suptitle(lines, x=0.01, ha="left", fontsize=points)


def _indicator(row: pd.Series, language: str, words: Mapping[str, str], ems: float) -> str:
    name = str(row[f"name_{language}"])
    unit = unit_name(str(row["unit"]), language)
    basis = words[str(row["basis"])]
    parts = [basis] if str(row["unit"]) in {"", "%"} and basis != words["level"] else [unit, basis]
    joined = (" " if language == "en" else "").join(part for part in parts if part)
    return fit(f"{name}{', ' if language == 'en' else '，'}{joined}", ems)


def _value(value: float) -> str:
    magnitude = abs(value)
    digits = 0 if magnitude >= 100 or value == int(value) else 1 if magnitude >= 10 else 2
    return written(value, f",.{digits}f").replace("-", "\N{MINUS SIGN}")


def fit(text: str, ems: float) -> str:
    """Break a text into lines of at most `ems` widths of a Chinese character.

    Between Chinese characters a line breaks behind a mark where it is full enough there: no word is cut.

    >>> print(fit("新增智能工厂，家/年", 9))
    新增智能工厂，
    家/年
    """
    lines = []
    for part in text.split("\n"):
        line: list[str] = []
        for piece in _pieces(part):
            if line and ems_of("".join(line) + piece.rstrip()) > ems:
                kept = _kept(line, piece, ems)
                lines.append("".join(line[:kept]).rstrip())
                line = line[kept:]
            line.append(piece)
        lines.append("".join(line).rstrip())
    return "\n".join(lines)


def _kept(line: Sequence[str], after: str, ems: float) -> int:
    """Return how many pieces stay on a full line."""
    if line[-1][-1] == " " or after[0].isascii():
        return len(line)
    for kept in range(len(line), 0, -1):
        if ems_of("".join(line[:kept])) < FULL_ENOUGH * ems:
            break
        opened = kept < len(line) and line[kept][0] in _OPENING
        if line[kept - 1][-1] in _MARKS or opened:
            return kept
    return len(line)


def ems_of(text: str) -> float:
    """Return the width of a text in the font of the figures, in widths of a Chinese character.

    >>> ems_of("目标"), round(ems_of("target"), 1)
    (2.0, 2.8)
    """
    return sum(map(character_ems, text))


def _pieces(text: str) -> list[str]:
    """Split where a line may break: after spaces and between Chinese characters, not before closing marks."""
    pieces: list[str] = []
    for character in text:
        last = pieces[-1][-1] if pieces else " "
        word_goes_on = character.isascii() and last.isascii() and last != " "
        closes = character in _MARKS + ")];:,.%…/ " or last in _OPENING + "([/"
        if pieces and (word_goes_on or closes):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _plans_on_top(  # noqa: PLR0913, PLR0917
    axes: Axes, names: Sequence[str], language: str, size: str, chosen: FigureSize, beside: float
) -> None:
    """Write the names of plans above their columns, which share what the names of rows leave of the width."""
    upright = _upright(names, language, size)
    points = max(LEAST_POINTS, chosen.font_points * 0.9)
    each = (chosen.width_inches * 72 / points - beside - 1) / len(names)
    labels = [fit(name, 10 if upright else each - 0.4) for name in names]
    axes.set_xticks(np.arange(len(names)) + 0.485, labels, rotation=90 if upright else 0)
    axes.xaxis.tick_top()


def _upright(names: Sized, language: str, size: str) -> bool:
    """Say whether columns are narrower than an English name."""
    return size == "column" and language == "en" and len(names) > 3


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
