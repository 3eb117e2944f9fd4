"""What a figure draws is what its data say: each value stands beside its own label, in its own colour."""

from __future__ import annotations

from collections.abc import Iterable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from plantargets.figures.attainment import draw_above, draw_near_goal, draw_shares
from plantargets.figures.comparison import (
    FIRM_COLOURS,
    draw_bodies,
    draw_commitments,
    draw_firmness,
    draw_shared,
    draw_themes,
    draw_words,
)
from plantargets.figures.corpus import draw_growth_targets
from plantargets.figures.growth import (
    GREEN,
    ORANGE,
    ambition_figure,
    reliability_figure,
    scorecard_figure,
    tornado_figure,
    trajectory_figure,
)
from plantargets.figures.plans import structure_figure
from plantargets.figures.style import INK
from plantargets.figures.targets import KINDS, draw_targets_by_plan
from plantargets.figures.words import figure_words
from plantargets.growth import assess, vintage_label


def points(axes: Axes) -> np.ndarray:
    """Return every point of every line of a panel, one a row, in the units of its axes."""
    return np.concatenate([np.asarray(line.get_xydata(), dtype=float) for line in axes.lines])


def not_drawn(found: np.ndarray, wanted: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the wanted points that no line goes through."""
    return [point for point in wanted if not np.isclose(found, point, rtol=1e-9).all(axis=1).any()]


@pytest.fixture
def trajectories() -> Iterable[tuple[pd.DataFrame, float, Figure]]:
    asked = assess("河南省", "industrial_value_added", 23000, 2025, base_year=2022)
    figure = trajectory_figure(
        asked.trajectories,
        asked.cases,
        asked.target,
        asked.target_year,
        quantity=asked.quantity("en"),
        axis_label=asked.axis_label("en"),
        divisor=asked.axis_divisor("en"),
        vintage_names={one.vintage: vintage_label(one.vintage, "en") for one in asked.series}
        | {"stated": ""},
        language="en",
    )
    yield asked.trajectories, asked.axis_divisor("en"), figure
    plt.close(figure)


def test_the_trajectories_go_through_every_observed_value(
    trajectories: tuple[pd.DataFrame, float, Figure],
) -> None:
    table, divisor, figure = trajectories
    first = min(axes.get_xlim()[0] for axes in figure.axes)  # a value long before the others is left out
    observed = table[(table["kind"] == "observed") & (table["year"] >= first)]
    wanted = [
        (float(year), float(value) / divisor)
        for year, value in zip(observed["year"], observed["value"], strict=True)
    ]
    assert len(wanted) > 5 and len(figure.axes) > 1
    for axes in figure.axes:
        assert not_drawn(points(axes), wanted) == [], "these are in the data and not drawn"


PLANS = {"a": "Plan A", "b": "Plan B", "c": "Plan C"}


def head_of(axes: Axes) -> str:
    """Return what stands over a panel, in one line."""
    return " ".join((axes.get_title() or axes.get_title("left")).split())


def rows_of(axes: Axes) -> dict[str, float]:
    """Return where each label of the upright axis stands."""
    return {
        label.get_text(): float(y) for y, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    }


def bars_at(axes: Axes, y: float) -> list[tuple[float, float, tuple[float, ...]]]:
    """Return left end, length and colour of the bars that lie over a height, from the left."""
    bars = [bar for bar in axes.patches if bar.get_y() < y < bar.get_y() + bar.get_height()]
    return sorted((bar.get_x(), bar.get_width(), to_rgba(bar.get_facecolor())) for bar in bars)


def dots_at(axes: Axes, y: float) -> list[float]:
    """Return where the points of lines and clouds lie at a height, from the left."""
    found = [tuple(point) for line in axes.lines for point in np.asarray(line.get_xydata(), dtype=float)]
    found += [
        tuple(point) for cloud in axes.collections for point in np.asarray(cloud.get_offsets(), dtype=float)
    ]
    return sorted(float(x) for x, at in found if np.isclose(at, y))


def key_of(figure: Figure) -> dict[str, tuple[float, ...]]:
    """Return the colour that the key of a figure gives to each of its words."""
    (key,) = figure.legends
    colours = [
        handle.get_facecolor() if hasattr(handle, "get_facecolor") else handle.get_color()
        for handle in key.legend_handles
    ]
    words = [text.get_text() for text in key.get_texts()]
    return {word: to_rgba(colour, 1) for word, colour in zip(words, colours, strict=True)}


def test_a_bar_of_targets_is_that_of_its_plan_and_a_piece_that_of_its_kind() -> None:
    counts = pd.DataFrame(
        [(plan, kind, 1 + at * 7 + len(plan) * place) for place, plan in enumerate(PLANS, 1)
         for at, kind in enumerate(KINDS[:4])],
        columns=["plan_id", "kind", "targets"],
    )  # fmt: skip
    figure = draw_targets_by_plan(counts, PLANS)
    (axes,) = figure.axes
    words, key = figure_words("kinds", "en"), key_of(figure)
    for plan, label in PLANS.items():
        own = counts[counts["plan_id"] == plan].set_index("kind")["targets"]
        left = 0.0
        for (start, length, colour), kind in zip(bars_at(axes, rows_of(axes)[label]), KINDS[:4], strict=True):
            assert (start, length, colour) == (left, own[kind], key[words[kind]])
            left += length


def firm_shares() -> pd.DataFrame:
    """Return shares that differ in every plan, reading and kind of wording."""
    shares = {"soft_reading": (10.0, 30.0, 60.0), "firm_reading": (20.0, 35.0, 45.0)}
    rows = [
        (plan, reading, name, share + (place, place, -2 * place)[at])
        for place, plan in enumerate(PLANS)
        for reading, parts in shares.items()
        for at, (name, share) in enumerate(zip(FIRM_COLOURS, parts, strict=True))
    ] + [
        (plan, "both", name, 10.0 * at + place)
        for place, plan in enumerate(PLANS)
        for at, name in enumerate(("number", "own_deadline", "responsible", "baseline"), 2)
    ]
    frame = pd.DataFrame(rows, columns=["plan_id", "reading", "score", "share_pct"])
    return frame.assign(of_targets=frame["plan_id"].map({"a": 11, "b": 22, "c": 33}))


def test_shares_of_wording_stand_beside_their_plan_under_their_reading() -> None:
    table = firm_shares()
    figure = draw_firmness(table, PLANS)
    words, value = (
        figure_words("comparison", "en"),
        table.set_index(["plan_id", "reading", "score"])["share_pct"],
    )
    readings = ("soft_reading", "firm_reading")
    assert [head_of(axes) for axes in figure.axes] == [words[name] for name in (*readings, "measurability")]
    for plan, count in zip(PLANS, (11, 22, 33), strict=True):
        for axes, reading in zip(figure.axes, readings, strict=False):
            bars = bars_at(axes, rows_of(figure.axes[0])[f"{PLANS[plan]} ({count})"])
            assert [(length, colour) for _, length, colour in bars] == [
                (value[plan, reading, name], to_rgba(colour)) for name, colour in FIRM_COLOURS.items()
            ]
    written = {tuple(text.get_position()): text.get_text() for text in figure.axes[2].texts}
    heads = [label.get_text().replace("\n", " ") for label in figure.axes[2].get_xticklabels()]
    for at, name in enumerate(("number", "own_deadline", "responsible", "baseline")):
        assert heads[at] == words[name]
        for place, plan in enumerate(PLANS):
            assert written[at + 0.48, place] == f"{value[plan, 'both', name]:.0f}"


def cells_of(axes: Axes) -> dict[tuple[int, int], str]:
    """Return the numbers of a heat table by row and column."""
    return {
        (int(y), int(x)): text.get_text() for text in axes.texts for x, y in [text.get_position()] if y >= 0
    }


@pytest.mark.parametrize(
    ("draw", "column", "total"),
    [(draw_bodies, "tasks", True), (draw_commitments, "targets", True), (draw_themes, "share_pct", False)],
)
def test_a_number_of_a_heat_table_stands_in_its_row_and_column(draw, column, total) -> None:  # type: ignore[no-untyped-def]
    names = ("Alpha", "Beta", "Gamma", "Delta")
    table = pd.DataFrame(
        [(plan, name, name, 3.0 * at + 13 * place + 1) for place, plan in enumerate(PLANS)
         for at, name in enumerate(names)],
        columns=["plan_id", "name_en", "name_zh", column],
    )  # fmt: skip
    (axes,) = draw(table, PLANS).axes
    rows = {name: int(y) for name, y in rows_of(axes).items()}
    heads = [label.get_text() for label in axes.get_xticklabels()] or []
    heads = heads if any(heads) else [text.get_text() for text in axes.texts if text.get_position()[1] < 0]
    order = [
        next(i for i, head in enumerate(heads) if head.replace("\n", " ") == label)
        for label in PLANS.values()
    ]
    cells, value = cells_of(axes), table.set_index(["plan_id", "name_en"])[column]
    assert set(rows) == set(names)
    for name, row in rows.items():
        assert [cells[row, at] for at in order] == [f"{value[plan, name]:.0f}" for plan in PLANS]
        if total:
            assert cells[row, len(PLANS)] == f"{value.loc[:, name].sum():.0f}"


def test_words_stand_in_the_panel_of_their_plan_with_their_number() -> None:
    table = pd.DataFrame(
        [(plan, f"word{plan}{rank}", "", rank, 40.0 - 6 * rank + place / 2)
         for place, plan in enumerate(PLANS)
         for rank in range(1, 6)],
        columns=["plan_id", "word", "gloss", "rank", "z"],
    )  # fmt: skip
    panels = {head_of(axes): axes for axes in draw_words(table, PLANS).axes if axes.get_visible()}
    for row in table.to_dict("records"):
        axes = panels[PLANS[str(row["plan_id"])]]
        assert row["z"] in dots_at(axes, rows_of(axes)[str(row["word"])])


def test_shared_targets_stand_beside_their_indicator_with_their_plan() -> None:
    table = pd.DataFrame(
        [
            {
                "indicator_key": name, "name_en": name, "name_zh": name, "basis": "level", "unit": "家",
                "plan_id": plan, "value": value * (2 + at) ** place, "comparator": "ge", "modality": "",
                "per_cny_10bn_gdp": None,
            }
            for at, (name, value) in enumerate((("Firms", 10.0), ("Labs", 700.0), ("Parks", 3.0)))
            for place, plan in enumerate(PLANS)
        ]
    )  # fmt: skip
    (axes,) = draw_shared(table, PLANS).axes
    for name, own in table.groupby("name_en"):
        (y,) = (y for label, y in rows_of(axes).items() if label.startswith(str(name)))
        assert set(own["value"]) <= set(dots_at(axes, y))
        told = {(note.xy[0], note.get_text().rpartition(" · ")[2]) for note in axes.texts if note.xy[1] == y}
        assert told == {(row["value"], PLANS[row["plan_id"]]) for row in own.to_dict("records")}


def test_shares_of_goals_stand_beside_their_indicator() -> None:
    table = pd.DataFrame(
        [
            {
                "level": level, "indicator": f"{level}{at}", "known": 10 + at, "goals": 20 + at,
                "met_goals": 3 * at, "share": (7 * at % 5) / 10 + place / 100, "lower_95": 0.0,
                "upper_95": 1.0, "lowest": 0.0, "highest": 1.0,
            }
            for place, level in enumerate(("nation", "province"))
            for at in range(5)
        ]
    )  # fmt: skip
    figure, words = draw_shares(table), figure_words("goals", "en")
    panels = {head_of(axes): axes for axes in figure.axes}
    for row in table.to_dict("records"):
        axes = panels[words[row["level"]]]
        y = rows_of(axes)[f"{row['indicator']} ({row['known']}/{row['goals']})"]
        assert np.isclose(dots_at(axes, y), 100 * row["share"]).any()


def test_distances_from_goals_stand_where_they_were_counted() -> None:
    table = pd.DataFrame(
        [(level, at / 2, at / 2 + 0.5, 3 + at % 7 + place)
         for place, level in enumerate(("nation", "province"))
         for at in range(-8, 8)],
        columns=["level", "from_points", "to_points", "goals"],
    )  # fmt: skip
    panels = {head_of(axes): axes for axes in draw_near_goal(table).axes}
    for level, own in table.groupby("level"):
        bars = panels[figure_words("goals", "en")[str(level)]].patches
        found = {(bar.get_x(), bar.get_x() + bar.get_width(), bar.get_height()) for bar in bars}
        assert found == set(zip(own["from_points"], own["to_points"], own["goals"], strict=True))


def test_goals_above_the_nation_stand_over_their_province_in_the_colour_of_what_came() -> None:
    regions = ("河南省", "湖北省", "广东省", "浙江省")
    table = pd.DataFrame(
        [(2025, region, 5.0 + at, 5.0, float(at), at % 2 == 0) for at, region in enumerate(regions)],
        columns=["year", "region", "goal", "national_goal", "above", "met"],
    )
    (axes,) = draw_above(table, "zh").axes
    places = {label.get_text(): x for x, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)}
    words = figure_words("assessed", "zh")
    for region, goal, met in zip(regions, table["goal"], table["met"], strict=True):
        (line,) = (one for one in axes.lines if one.get_label() == words["reached" if met else "missed"])
        assert [places[region[:2]], goal] in np.asarray(line.get_xydata()).tolist()


def test_targets_of_growth_stand_beside_their_province_under_their_indicator() -> None:
    keys = ("gdp_growth", "retail_sales_growth")
    table = pd.DataFrame(
        [
            {
                "province": name, "province_en": f"In English {name}", "indicator_id": key,
                "period": "by:2026",
                "value_min_pct": 4.0 + 3 * at % 5 + place / 2, "value_max_pct": 4.0 + 3 * at % 5 + place / 2,
                "comparator": "ge",
            }
            for place, key in enumerate(keys)
            for at, name in enumerate(("甲", "乙", "丙", "丁", "戊"))
        ]
    )  # fmt: skip
    figure, words = draw_growth_targets(table), figure_words("growth_targets", "en")
    rows, panels = rows_of(figure.axes[0]), {head_of(axes): axes for axes in figure.axes}
    for row in table.to_dict("records"):
        assert row["value_min_pct"] in dots_at(
            panels[" ".join(words[row["indicator_id"]].split())], rows[row["province_en"]]
        )


def test_a_verdict_stands_beside_its_target() -> None:
    row = {
        "region": "河南省", "comparator": "ge", "unit": "亿元", "yearly": False, "target_year": 2025,
        "base": 100.0, "base_in_latest_vintage": 90.0, "path_at_latest": 110.0, "required_per_year": 5.5,
        "required_measure": "growth", "latest_year": 2024, "latest": 95.0, "latest_vintage": "press",
        "counted": "latest", "conflict": "", "kind": "level", "ambition_percentile": 25.8,
        "ambition_periods": "2019-2022", "status": "behind",
    }  # fmt: skip
    series = ("alpha", "beta", "gamma")
    board = pd.DataFrame(
        [row | {"series_id": name, "target": 1000.0 * (at + 1), "progress_pct": 20.0 + 17 * at}
         for at, name in enumerate(series)]
    )  # fmt: skip
    axes = scorecard_figure(board, {name: name for name in series}, {"press": "press"}).axes[0]
    for name, end in zip(series, board["progress_pct"], strict=True):
        (y,) = (y for label, y in rows_of(axes).items() if name in label.lower())
        assert end in dots_at(axes, y)
        assert [length for _, length, _ in bars_at(axes, y)] == [end]


def test_a_range_of_chances_stands_beside_what_it_is_due_to() -> None:
    asked = assess("河南省", "industrial_value_added", 23000, 2025, base_year=2022)
    table = asked.swing
    assert len(set(table["factor"])) > 1
    names = {one.vintage: vintage_label(one.vintage, "en") for one in asked.series} | {"stated": ""}
    (axes,) = tornado_figure(table, names).axes
    words = figure_words("growth", "en")
    for factor, own in table.groupby("factor"):
        y = {label.lower(): y for label, y in rows_of(axes).items()}[words[f"factor_{factor}"].lower()]
        drawn = dots_at(axes, y)
        for chance in 100 * own["chance"].round(4):
            assert np.isclose(drawn, chance, atol=0.006).any()
        assert min(drawn) >= 100 * own["chance"].min() - 0.006


def test_growth_of_the_provinces_stands_under_its_years_and_what_is_asked_for_beside_its_vintage() -> None:
    own, other = "河南省", "湖北省"
    windows = pd.DataFrame(
        [(years, region, 2.0 * at + years + (region == own) / 4)
         for years in (3, 1) for region in (own, other) for at in range(4)],
        columns=["horizon", "region", "growth_pct"],
    )  # fmt: skip
    cases = pd.DataFrame(
        [(years, f"{first}{years}", 2025 - years, 11.0 * at + years, 4 * years, 8, 25.0)
         for years in (3, 1) for at, first in enumerate(("alpha", "beta"), 1)],
        columns=["horizon", "vintage", "origin", "required_growth_pct", "periods", "reference_windows",
                 "ambition_percentile"],
    )  # fmt: skip
    names = {vintage: f"vintage {vintage}" for vintage in cases["vintage"]}
    figure = ambition_figure(windows, cases, region=own, region_name="Henan", vintage_names=names)
    words = figure_words("growth", "en")
    for axes, years in zip(figure.axes, (3, 1), strict=True):
        own_windows = windows[windows["horizon"] == years]
        assert (words["one_year"] if years == 1 else words["years"].format(count=years)) in head_of(axes)
        drawn: dict[tuple[float, ...], list[float]] = {}
        for line in axes.lines:
            drawn.setdefault(to_rgba(line.get_color()), []).extend(np.unique(line.get_xdata()))
        for colour, rows in (
            (INK, own_windows[own_windows["region"] == own]["growth_pct"]),
            (GREEN, own_windows[own_windows["region"] == other]["growth_pct"]),
            (ORANGE, cases[cases["horizon"] == years]["required_growth_pct"]),
        ):
            assert sorted(drawn[to_rgba(colour)]) == sorted(rows)
        told = {note.xy[0]: note.get_text() for note in axes.texts}
        for case in cases[cases["horizon"] == years].to_dict("records"):
            assert names[case["vintage"]] in told[case["required_growth_pct"]]
            assert str(case["origin"]) in told[case["required_growth_pct"]]


def test_reliability_is_drawn_under_its_method() -> None:
    table = pd.DataFrame(
        [
            {
                "method": method, "brier_score": 0.1, "chance_from": low / 10, "chance_to": (low + 1) / 10,
                "mean_chance": low / 10 + 0.04, "observed_share": low / 10 + apart, "count": 200 + low,
                "share_low": low / 10, "share_high": 1.0,
            }
            for method, apart in (("forecast", 0.05), ("reference", 0.07), ("combined", 0.09))
            for low in range(9)
        ]
    )  # fmt: skip
    words, figure = figure_words("growth", "en"), reliability_figure(table)
    for method, own in table.groupby("method"):
        name = words[f"method_{method}"].lower()
        (axes,) = (one for one in figure.axes if name in head_of(one).lower())
        wanted = [(100 * x, 100 * y) for x, y in zip(own["mean_chance"], own["observed_share"], strict=True)]
        assert not_drawn(points(axes), wanted) == []


def test_the_key_of_the_structure_names_what_is_drawn() -> None:
    layout = pd.DataFrame(
        [("a", 0.0, 60.0, "chapter", "一"), ("a", 60.0, 100.0, "chapter", "二"),
         ("a", 10.0, 13.0, "task", ""),
         ("a", 33.0, 33.0, "numeral", "")],
        columns=["plan_id", "start_pct", "end_pct", "element", "label"],
    ).assign(characters=1000)  # fmt: skip
    figure, words = structure_figure(layout, PLANS), figure_words("structure", "en")
    (axes,), key = figure.axes, key_of(figure)
    assert (10.0, 3.0, key[words["task"]]) in bars_at(axes, 0.75)
    chapters = bars_at(axes, 1.5)
    assert {(0.0, 60.0), (60.0, 40.0)} <= {(start, length) for start, length, _ in chapters}
    assert {colour[:3] for _, length, colour in chapters if length < 100} == {key[words["chapter"]][:3]}
    (numerals,) = axes.collections
    assert [segment[0][0] for segment in numerals.get_segments()] == [33.0]
    assert to_rgba(numerals.get_color()[0], 1) == key[words["numeral"]]
