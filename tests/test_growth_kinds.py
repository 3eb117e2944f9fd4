"""Shares are asked for points, rates are compared year by year, and an outcome can be bounded by a total."""

import math

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.figures.growth import trajectory_figure
from plantargets.growth import assess, load_series, outcome_bound, vintage_label
from plantargets.growth.trajectories import path_shapes

HENAN, RATE = "河南省", "above_scale_industrial_va_growth"
SHARE = "sei_share_of_above_scale"
SHARES = {"lower_95": 0.025, "lower_80": 0.1, "value": 0.5, "upper_80": 0.9, "upper_95": 0.975}


def path_values(found, shape):
    path = found.trajectories.query("kind == 'path' and name == @shape")
    return path.set_index("year")["value"].to_dict()


def test_a_share_is_asked_for_percentage_points_and_never_for_growth_of_itself():
    found = assess(HENAN, SHARE, 30, 2025, base_year=2022)
    (row,) = found.summary().to_dict("records")
    assert found.kind == "share"
    assert row["required_increment"] == pytest.approx((30 - 25.9) / 3)
    assert math.isnan(row["required_growth_pct"])
    assert (row["outcome"], row["unit"]) == (25, "%")
    assert path_values(found, "equal_increments")[2023] == pytest.approx(25.9 + 4.1 / 3)
    assert "constant_growth" not in set(found.trajectories["name"])
    assert "+1.4 percentage points a year" in found.verdict("en")
    assert "年均需变动+1.4个百分点" in found.verdict("zh")
    assert "growth of" not in found.verdict("en")


def test_a_logistic_path_multiplies_the_odds_of_a_share_by_the_same_factor_every_year():
    found = assess(HENAN, SHARE, 30, 2024, base_year=2022)
    odds = {year: value / (100 - value) for year, value in path_values(found, "logistic").items()}
    assert odds[2023] == pytest.approx(math.sqrt(odds[2022] * odds[2024]))


@pytest.mark.parametrize(
    ("unit", "base", "target", "logistic", "growth"),
    [
        ("%", 26.0, 30.0, True, False),
        ("%", 90.0, 100.0, False, False),
        ("%", 0.0, 30.0, False, False),
        ("亿元", 26.0, 30.0, False, True),
    ],
)
def test_shapes_of_paths_fit_the_unit(unit, base, target, logistic, growth):
    shapes = path_shapes(unit, base, target)
    assert ("logistic" in shapes, "constant_growth" in shapes) == (logistic, growth)
    assert {"equal_increments", "front_loaded", "back_loaded"} <= set(shapes)


def test_a_rate_is_compared_with_the_rates_of_its_years_and_not_compounded():
    found = assess(HENAN, RATE, 7, 2025, base_year=2022)
    assert found.kind == "rate"
    assert set(path_values(found, "yearly_rate").items()) == {(2023, 7), (2024, 7), (2025, 7)}
    for vintage, own in found.rates.groupby("vintage"):
        observed = load_series(HENAN, RATE, vintage).values  # noqa: PD011
        expected = observed[(observed.index > 2022) & (observed.index <= 2025)]
        assert dict(zip(own["year"], own["value"], strict=True)) == expected.to_dict()
        assert own["met"].tolist() == [value >= 7 for value in expected]
    summary = found.summary()
    assert summary["years_met"].sum() == found.rates["met"].sum() > 0
    assert summary["years_observed"].sum() == len(found.rates) > found.rates["met"].sum()
    assert summary["required_growth_pct"].isna().all()
    assert found.chances.empty
    assert "the target is 7 % in every year of 2023–2025" in found.verdict("en")
    assert "2023: 5" in found.verdict("en")
    assert "2023年：5" in found.verdict("zh")


def test_a_rate_that_is_not_observed_has_its_path_and_the_note():
    found = assess("登封市", RATE, 6, 2022, base_year=2019)
    assert path_values(found, "yearly_rate") == {2020: 6, 2021: 6, 2022: 6}
    (row,) = found.summary().to_dict("records")
    assert row["note"] == f"no observed series {RATE} for 登封市"
    assert (row["kind"], row["unit"]) == ("rate", "%")
    assert math.isnan(row["required_growth_pct"])


def test_a_rate_of_years_that_nobody_observed_says_so():
    found = assess(HENAN, RATE, 7, 2040, base_year=2038)
    assert found.note == "no observed rate in 2039-2040"
    assert found.rates.empty
    with pytest.raises(PlanTargetsError, match="target_year"):
        assess(HENAN, RATE, 7, 2038, base_year=2038)


def test_a_stated_base_gives_what_is_asked_for_and_none_gives_the_target_alone():
    stated = assess(HENAN, "manufacturing_value_added", 14641, 2025, base_year=2021, base_value=10000)
    (row,) = stated.summary().to_dict("records")
    assert (row["vintage"], row["base"], row["origin"]) == ("stated", 10000, 2021)
    assert row["required_growth_pct"] == pytest.approx(10)
    assert row["note"].startswith("no observed series")
    alone = assess(HENAN, "manufacturing_value_added", 20000, 2025, base_year=2022)
    assert alone.trajectories[["name", "year", "value"]].to_numpy().tolist() == [["target_only", 2025, 20000]]
    assert alone.summary()["base"].isna().all()
    assert isinstance(alone.summary().index, pd.RangeIndex)  # another index would be written as a column


def test_the_bound_is_the_total_less_the_part_at_its_extremes_in_the_panel():
    bound = outcome_bound(HENAN, "industrial_value_added", 23000, 2025)
    assert (bound.total, bound.part, bound.part_year) == (24926.8, 5870.9, 2024)
    assert bound.estimate == pytest.approx(19055.9)
    assert bound.part_change_needed_pct == pytest.approx(100 * (1926.8 / 5870.9 - 1))
    assert bound.at_most == pytest.approx(
        (24926.8 - 5870.9 * (1 - bound.largest_fall_pct / 100)) * bound.largest_ratio
    )
    assert bound.estimate < bound.at_most < 23000
    for language, word in (("en", "PROXY"), ("zh", "替代指标")):
        assert word in bound.sentence(language)
    assert "2.0793 trillion yuan at most, below the target" in bound.sentence("en")


def test_the_bound_of_past_years_would_have_held():
    """In every year with an outcome, the outcome lies below what the rule would have allowed."""
    bound = outcome_bound(HENAN, "industrial_value_added", 23000, 2025)
    vintage = "revised_5th_census"
    total, part, whole = (
        load_series(HENAN, name, vintage).values  # noqa: PD011
        for name in ("secondary_value_added", "construction_value_added", "industrial_value_added")
    )
    at_most = (total - part.shift() * (1 - bound.largest_fall_pct / 100)) * bound.largest_ratio
    compared = pd.DataFrame({"at_most": at_most, "outcome": whole}).dropna()
    assert len(compared) == 5
    assert (compared["outcome"] < compared["at_most"]).all()


@pytest.mark.parametrize(
    ("series_id", "year"),
    [("industrial_value_added", 2024), ("industrial_value_added", 2030), ("hitech_firms", 2026)],
)
def test_no_bound_where_the_outcome_is_observed_or_nothing_is_published(series_id, year):
    assert outcome_bound(HENAN, series_id, 23000, year) is None


def test_the_note_of_a_case_is_its_own():
    rows = assess(HENAN, "industrial_value_added", 23000, 2025, base_year=2022).summary()
    notes = dict(zip(rows["vintage"] + rows["origin"].astype(str), rows["note"], strict=True))
    assert "no forecast" in notes["communique2022"]
    assert notes["revised_5th_census2024"] == ""
    (firms, *_) = assess(HENAN, "above_scale_industrial_firms", 28000, 2025, base_year=2022).summary()["note"]
    assert "28,000 used, 25,800 also reported" in firms


@pytest.mark.parametrize(
    ("series_id", "target", "language", "told"),
    [
        (RATE, 7, "en", "Growth"),
        (RATE, 7, "zh", "增速"),
        (SHARE, 30, "en", "needs +1.4 points a year"),
        (SHARE, 30, "zh", "年均需变动+1.4个百分点"),
        ("manufacturing_value_added", 20000, "en", "no stated base"),
    ],
)
def test_the_figure_says_what_kind_of_target_it_shows(series_id, target, language, told):
    found = assess(HENAN, series_id, target, 2025, base_year=2022)
    vintages = found.trajectories["vintage"].unique()
    figure = trajectory_figure(
        found.trajectories,
        found.cases,
        target,
        2025,
        quantity=found.quantity(language),
        axis_label=found.axis_label(language),
        vintage_names={name: name for name in vintages},
        language=language,
    )
    texts = [axis.get_title(loc="left") for axis in figure.axes] + [
        t.get_text() for a in figure.axes for t in a.texts
    ]
    assert told in " ".join("\n".join(texts).split())


def test_an_average_rate_is_judged_on_the_chain_and_each_year_by_the_slowest():
    nation = ("全国", "gdp_growth", 6.5, 2020)
    average = assess(*nation, base_year=2015, measure="average_growth")
    index = load_series("全国", "gdp_index_prev_year_100", "revised_4th_census").values.loc[2016:2020]  # noqa: PD011
    mean = 100 * ((index / 100).prod() ** (1 / 5) - 1)
    row = average.outlooks.set_index("vintage").loc["revised_4th_census"]
    assert row["outcome"] == pytest.approx(mean)
    assert average.status == "missed"
    assert "average of 6.5 % a year in 2016–2020" in average.verdict()
    assert "2016—2020年年均6.5%" in average.verdict("zh")
    lower = assess("全国", "gdp_growth", 5.7, 2020, base_year=2015, measure="average_growth")
    each = assess("全国", "gdp_growth", 5.7, 2020, base_year=2015)
    assert (lower.status, each.status) == ("reached", "missed")  # 2020 grew by 2.2 %


def test_what_is_left_of_an_average_is_asked_of_the_years_to_come():
    found = assess("广东", "地区生产总值增速", 5, 2030, base_year=2020, measure="average_growth")
    assert (found.region, found.series_id) == ("广东省", "gdp_growth")
    seen = load_series("广东省", "gdp_growth").values.loc[2021:2024]  # noqa: PD011
    left = (1.05**10 / (1 + seen / 100).prod()) ** (1 / 6)
    last = found.outlooks.iloc[-1]
    assert (last["origin"], last["required"]) == (2024, pytest.approx(100 * (left - 1)))
    assert 0 < last["chance_low"] <= last["chance"] <= last["chance_high"] < 1
    assert found.summary()["chance"].notna().all()
    assert found.summary()["base_rate"].isna().all()  # goals of work reports are for one year


def test_a_yearly_goal_stands_beside_how_often_like_goals_were_met():
    found = assess("广东", "gdp_growth", 5, 2025, base_year=2024, comparator="approx")
    (row,) = found.summary().to_dict("records")
    assert (row["base_rate_goals"], row["comparator"]) == (24, "approx")
    assert row["base_rate"] == pytest.approx(9 / 24)
    assert "of 24 like goals of work reports 38 % were met" in found.verdict()


def test_a_ceiling_is_met_from_above_and_an_index_is_a_rate():
    floor, ceiling = (
        assess("全国", "ppi_growth", 2, 2026, base_year=2025, comparator=kind).outlooks["chance"].iloc[-1]
        for kind in ("ge", "le")
    )
    assert floor + ceiling == pytest.approx(1)
    index = assess("全国", "ppi_prev_year_100", 102, 2026, base_year=2025).outlooks["chance"].iloc[-1]
    assert index == pytest.approx(floor)
    with pytest.raises(PlanTargetsError, match=r"parameter comparator: .*did you mean .approx."):
        assess("全国", "ppi_growth", 2, 2026, base_year=2025, comparator="aprox")


def test_growth_of_a_level_is_that_of_its_values():
    found = assess("广东", "gdp", 5, 2024, base_year=2023, measure="growth")
    values = load_series("广东省", "gdp", "revised_5th_census").values  # noqa: PD011
    row = found.outlooks.set_index("vintage").loc["revised_5th_census"]
    assert row["outcome"] == pytest.approx(100 * (values[2024] / values[2023] - 1))
    assert "growth of gross domestic product" in found.verdict() and "5 %" in found.verdict()


@pytest.mark.parametrize("measure", [None, "growth", "each_year", "average_growth"])
def test_the_goal_of_a_coming_year_has_a_chance_before_its_base_year_is_published(measure):
    """The panel ends in 2024: growth of 2026 is forecast from there, alike by every measure of one year."""
    told = assess("广东", "gdp_growth", 5, 2026, base_year=2025, measure=measure).outlooks
    of_year = assess("广东", "gdp_growth", 5, 2026, base_year=2025, measure="growth").outlooks
    assert told["origin"].tolist() == [2024]
    assert told["chance"].tolist() == of_year["chance"].tolist()
    assert 0 < told["chance"].iloc[0] < 1


@pytest.mark.parametrize(
    ("measure", "target"), [("growth", 5.5), ("average_growth", 5.5), ("cumulative_growth", 30)]
)
@pytest.mark.parametrize("comparator", ["ge", "le", "lt"])
def test_the_part_of_the_fan_of_growth_beyond_the_target_is_its_chance(
    measure: str, target: float, comparator: str
) -> None:
    """The fan has the target at the quantile that the chance says: between the bounds that hold it."""
    found = assess(
        "广东",
        "gdp",
        target,
        2027,
        base_year=2022,
        measure=measure,
        comparator=comparator,  # type: ignore[arg-type]
    )
    fans = found.trajectories[found.trajectories["kind"] == "forecast"].set_index(["vintage", "origin"])
    told = 0
    for row in found.outlooks.to_dict("records"):
        if (row["vintage"], row["origin"]) not in fans.index or row["method"] not in {"forecast", "combined"}:
            continue
        fan = fans.loc[[(row["vintage"], row["origin"])]]
        assert list(fan["year"]) == list(range(row["origin"] + 1, 2028))
        end = fan.iloc[-1]
        below = row["chance"] if comparator in {"le", "lt"} else 1 - row["chance"]
        bounds = [(0.0, -math.inf), *((SHARES[name], end[name]) for name in SHARES), (1.0, math.inf)]
        for share, value in bounds:  # a draw or two more or less: 4,000 are drawn
            if value < target:
                assert below > share - 0.02
            else:
                assert below < share + 0.02
        told += 1
    assert told


def test_growth_in_all_is_compared_with_growth_since_the_base_year_and_no_year_alone_meets_it() -> None:
    found = assess("河南", "gdp", 30, 2027, base_year=2022, measure="cumulative_growth")
    shown = found.trajectories[found.trajectories["vintage"] == "revised_5th_census"]
    seen = shown[shown["kind"] == "observed"].set_index("year")["value"]
    levels = load_series("河南省", "gdp", "revised_5th_census").values  # noqa: PD011
    assert seen[2022] == 0
    assert seen[2024] == pytest.approx(100 * (levels[2024] / levels[2022] - 1))
    path = shown[shown["kind"] == "path"].set_index("year")["value"]
    assert path[2027] == pytest.approx(30)
    assert path[2023] == pytest.approx(100 * (1.3**0.2 - 1))
    assert found.rates.empty
    assert "up to 2024" in found.verdict()
    assert "met in" not in found.verdict()
    assert found.axis_label() == "Growth of gross domestic product (GDP) since 2022 (%)"


@pytest.mark.parametrize(
    ("comparator", "en", "zh"),
    [
        ("le", "at most 6 %", "不超过6%"),
        ("lt", "below 6 %", "低于6%"),
        ("gt", "more than 6 %", "超过6%"),
        ("approx", "about 6 %", "6%左右"),
    ],
)
def test_a_verdict_says_how_the_target_binds(comparator: str, en: str, zh: str) -> None:
    found = assess("全国", "gdp_growth", 6, 2026, base_year=2025, comparator=comparator)
    assert f"the target is {en} in 2026" in found.verdict()
    assert zh in found.verdict("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("measure", ["growth", "average_growth", "each_year", "cumulative_growth"])
def test_the_fan_of_growth_is_drawn(measure: str, language: str) -> None:
    found = assess("广东", "gdp", 5, 2027, base_year=2022, measure=measure)  # type: ignore[arg-type]
    names = {one.vintage: vintage_label(one.vintage, language) for one in found.series}
    figure = trajectory_figure(
        found.trajectories,
        found.cases,
        5,
        2027,
        quantity=found.quantity(language),
        axis_label=found.axis_label(language),
        divisor=found.axis_divisor(language),
        vintage_names=names,
        outlooks=found.outlooks,
        language=language,
    )
    axes = figure.axes
    assert any(axis.collections for axis in axes)
    words = "概率" if language == "zh" else "chance"
    assert any(words in text.get_text() for axis in axes for text in axis.texts)
    plt.close(figure)
