"""The gap in three parts: final verification, census, growth; nothing inferred where nothing can be."""

import math

import pandas as pd
import pytest

from invented_statistics import invent
from plantargets.errors import PlanTargetsError
from plantargets.growth import (
    Verified,
    decompose_gap,
    decomposition_table,
    decomposition_told,
    load_series,
    verified_value,
)

HENAN, INDUSTRY, REVISED = "河南省", "industrial_value_added", "revised_5th_census"


@pytest.fixture(scope="module")
def table():
    return decomposition_table(HENAN, INDUSTRY, 23000, 2022, 2025).set_index("series_id")


def test_the_cut_came_at_final_verification_and_the_census_raised(table):
    assert list(table.index) == [INDUSTRY, "gdp", "secondary_value_added"]
    assert (table["from_verification"] < 0).all()
    assert (table["from_census"] > 0).all()
    gdp = table.loc["gdp"]
    assert (gdp["first_published"], gdp["verified"], gdp["revised"]) == (61345.05, 58220.1, 58807.4)
    assert gdp["verification_pct"] == pytest.approx(-5.094, abs=0.001)
    assert gdp["census_pct"] == pytest.approx(1.009, abs=0.001)
    assert gdp["verified_by"] == "published"
    assert gdp["note"] == ""


def test_the_parts_add_up_to_the_gap(table):
    parts = table[["from_verification", "from_census", "from_growth"]].sum(axis=1)
    pd.testing.assert_series_equal(parts, table["gap"], check_names=False)
    pd.testing.assert_series_equal(table["observed"] - table["planned"], table["gap"], check_names=False)
    row = table.loc[INDUSTRY]
    assert row["planned"] == pytest.approx(19592.76 * (23000 / 19592.76) ** (2 / 3))
    assert row["from_revision"] == pytest.approx(row["planned"] * (17128.2 / 19592.76 - 1))


def test_industry_and_secondary_are_inferred_from_the_pair_of_the_census_year(table):
    assert table.loc[INDUSTRY, "verified"] == pytest.approx(17128.2 * 16900 / 17609.8)
    secondary = table.loc["secondary_value_added"]
    assert secondary["verified"] == pytest.approx(22122.5 * 22175.27 / 23097.7)
    assert secondary["verified_by"] == "pair of 2023"
    assert "inferred from the pair of 2023" in secondary["note"]


def test_for_earlier_years_nothing_is_inferred():
    assert verified_value(HENAN, INDUSTRY, 2021) is None
    row = decomposition_table(HENAN, INDUSTRY, 23000, 2021, 2025).iloc[0]
    assert math.isnan(row["from_verification"])
    assert math.isnan(row["from_census"])
    assert row["from_revision"] + row["from_growth"] == pytest.approx(row["gap"])
    assert "cannot be told apart" in row["note"]


def test_a_value_at_final_verification_that_was_not_found_stays_missing():
    assert verified_value(HENAN, "gdp", 2022) == Verified(58220.1, "published")
    assert verified_value(HENAN, "gdp", 2021) is None


def test_one_vintage_only_is_said_to_be():
    found = decomposition_table(HENAN, "hitech_firms", 20000, 2022, 2025)
    assert found["note"].tolist() == ["one vintage of 2022 only, or no later value: nothing to split"]
    assert decomposition_told(found) == []
    series = load_series(HENAN, INDUSTRY, REVISED)
    gap = decompose_gap(series, series, 23000, 2022, 2025)
    assert gap.from_revision == 0
    assert gap.from_growth == pytest.approx(gap.gap)
    assert gap.note == "one vintage: nothing was revised"


def test_without_a_target_the_parts_lead_from_the_first_value_to_the_latest(table):
    gdp = table.loc["gdp"]
    assert math.isnan(gdp["target"])
    assert gdp["planned"] == gdp["first_published"]
    assert gdp["from_growth"] == pytest.approx(63557.1 - 58807.4)


def test_a_gap_without_a_later_value_is_refused():
    old = load_series(HENAN, INDUSTRY, "communique")
    with pytest.raises(PlanTargetsError, match="no value for 2023"):
        decompose_gap(old, old, 23000, 2022, 2025)


def test_the_story_is_told_in_both_languages(table):
    told = decomposition_table(HENAN, INDUSTRY, 23000, 2022, 2025)
    english, chinese = (decomposition_told(told, language) for language in ("en", "zh"))
    assert len(english) == len(chinese) == 4
    assert "5.822 trillion yuan at its final verification (−5.1 %)" in english[2]
    assert "5.8807 trillion yuan as it stands now (+1.0 % by the census)" in english[2]
    assert "最终核实后为58,220.1亿元（−5.1%）" in chinese[2]
    assert "inferred" in english[0]
    assert "推算" in chinese[0]


TWO_YEARS = {2022: 100, 2023: 110}


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        # The census raised 2023 from 110 to 132, by a fifth: 120 of 2022 was 100 before it.
        ({"communique": {2022: 98, 2023: 110}, REVISED: {2022: 120, 2023: 132}}, 100),
        ({"press": {2023: 110}, REVISED: {2022: 120, 2023: 132}}, 100),
        ({"communique": {2023: 110}, "press": {2023: 99}, REVISED: {2022: 120, 2023: 132}}, 100),
        ({"communique": TWO_YEARS, "final_verification": {2022: 101}, REVISED: {2022: 120, 2023: 132}}, 101),
        ({"communique": TWO_YEARS, "final_verification": {2021: 90}, REVISED: {2022: 120, 2023: 132}}, 100),
        ({"communique": {2022: 98}, REVISED: {2022: 120, 2023: 132}}, None),  # 2023 never published first
        ({"communique": TWO_YEARS, REVISED: {2022: 120}}, None),
        ({"communique": TWO_YEARS, REVISED: {2021: 90, 2023: 132}}, None),
        ({"communique": {2023: 0}, REVISED: {2022: 120, 2023: 132}}, None),
        ({"communique": {2023: 110}, REVISED: {2022: 120, 2023: 0}}, None),
        ({"communique": TWO_YEARS, "revised_4th_census": {2022: 120, 2023: 132}}, None),  # of 2018
        ({"communique": TWO_YEARS}, None),
    ],
)
def test_the_verified_value_is_published_or_told_by_what_the_census_did_to_its_year(tmp_path, lines, value):
    root = invent(tmp_path, *(("甲省", "gdp", vintage, "亿元", values) for vintage, values in lines.items()))
    found = verified_value("甲省", "gdp", 2022, root)
    assert (found and found.value) == (value and pytest.approx(value))
    if found:
        published = 2022 in lines.get("final_verification", {})
        assert found.by == ("published" if published else "pair of 2023")
