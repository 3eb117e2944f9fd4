# ruff: noqa: PD011 - `values` is a property of this project's Series, not of pandas
"""Series: one vintage each, sources and flags kept, mixtures and gaps refused."""

import dataclasses
import os
import shutil

import pandas as pd
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.growth import (
    available_series,
    load_series,
    require_comparable,
    series_vintages,
    vintage_label,
)
from plantargets.project import data_root
from sealed import seal

HENAN, INDUSTRY = "河南省", "industrial_value_added"


def test_the_two_census_revisions_and_the_communique_are_told_apart():
    assert series_vintages(HENAN, INDUSTRY) == (
        "press",
        "communique",
        "revised_4th_census",
        "revised_5th_census",
    )
    assert load_series(HENAN, INDUSTRY, "communique").values.to_dict() == {2021: 18785.3, 2022: 19592.76}
    assert load_series(HENAN, INDUSTRY, "revised_4th_census").values.to_dict() == {2012: 12868.7}
    revised = load_series(HENAN, INDUSTRY, "revised_5th_census")
    assert revised.values.loc[[2022, 2024]].tolist() == [17128.2, 18376.5]
    assert (revised.unit, revised.basis) == ("亿元", "current_price")


def test_without_a_vintage_the_latest_revision_is_taken_and_named():
    assert load_series(HENAN, INDUSTRY).vintage == "revised_5th_census"


def test_every_vintage_has_a_name_in_both_languages_and_every_value_a_source():
    table = available_series()
    for vintage in table["vintage"].unique():
        assert "_" not in vintage_label(vintage, "en")
        assert not vintage_label(vintage, "zh").isascii()
    henan = table[table["region"] == HENAN]
    for row in henan.itertuples():
        series = load_series(row.region, row.series_id, row.vintage)
        assert all(one.source_title and one.source_url for one in series.observations)


def test_lower_bounds_rounded_and_within_year_figures_are_flagged():
    firms = load_series(HENAN, "above_scale_industrial_firms")
    assert firms.at(2022).lower_bound
    assert firms.at(2022).rounded
    assert firms.at(2023).rounded
    assert not firms.at(2021).rounded
    assert not firms.at(2021).lower_bound
    assert load_series(HENAN, "base_stations_5g").at(2021).within_year
    assert load_series(HENAN, "sei_share_of_above_scale").at(2025).lower_bound
    assert not load_series(HENAN, "sei_share_of_above_scale").at(2022).lower_bound


def test_a_word_of_excess_beside_another_figure_does_not_make_a_bound():
    # The quote says 规上工业企业2.2万余家 after 19592.76億元: the bound belongs to the firms.
    assert not load_series(HENAN, INDUSTRY, "communique").at(2022).lower_bound


def test_a_figure_of_a_day_gives_way_to_the_year_and_stays_as_a_conflict():
    firms = load_series(HENAN, "above_scale_industrial_firms")
    assert firms.at(2024).value == 28000
    assert [one.value for one in firms.conflicts] == [25800]
    assert firms.to_frame().query("conflicting")["value"].tolist() == [25800]


def test_gaps_are_reported_and_refused_where_none_may_be():
    firms = load_series(HENAN, "above_scale_industrial_firms")
    assert firms.gaps[0] == 2010
    with pytest.raises(PlanTargetsError, match="no value for 2010, 2011, 2013"):
        firms.gapless()
    assert firms.latest_run().first_year == 2021
    assert firms.latest_run().gapless().gaps == ()


def test_amounts_in_communiques_do_not_make_a_series_of_growth():
    assert not load_series(HENAN, "gdp", "communique").comparable_over_time
    assert load_series(HENAN, "gdp", "revised_5th_census").comparable_over_time
    assert load_series(HENAN, "hitech_firms").comparable_over_time


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("开封", "gdp"), "parameter region: no observed series for '开封'.*开封市"),
        ((HENAN, "industrial_value_add"), "Did you mean industrial_value_added"),
        ((HENAN, INDUSTRY, "revised"), r"Vintages of this series: .*communique \(2021-2022\)"),
        ((HENAN, INDUSTRY, ("communique", "press")), "Vintages are never mixed"),
        (("开封市", "industrial_investment_growth"), "Only year-to-date figures exist"),
        (("开封市", "gdp_growth_partial_year"), "year-to-date, not annual"),
    ],
)
def test_unknown_or_mixed_requests_list_what_there_is(arguments, message):
    with pytest.raises(PlanTargetsError, match=message):
        load_series(*arguments)


def test_a_year_without_a_value_and_an_origin_before_the_first_are_refused():
    series = load_series(HENAN, INDUSTRY, "communique")
    with pytest.raises(PlanTargetsError, match=r"no value for 2020.*2021, 2022"):
        series.at(2020)
    with pytest.raises(PlanTargetsError, match="begins in 2021"):
        series.until(2019)


def test_series_of_two_vintages_or_bases_are_not_comparable():
    old, new = load_series(HENAN, INDUSTRY, "communique"), load_series(HENAN, INDUSTRY)
    with pytest.raises(PlanTargetsError, match="different vintage"):
        require_comparable(old, new)
    with pytest.raises(PlanTargetsError, match="different basis"):
        require_comparable(new, dataclasses.replace(new, basis="constant_price"))


def test_a_proxy_is_labelled_and_used_by_name_only():
    proxy = load_series(HENAN, "proxy_secondary_minus_construction", "revised_5th_census")
    assert proxy.proxy.startswith("PROXY")
    assert proxy.at(2024).value == pytest.approx(24131.3 - 5870.9)
    assert all(one.low_trust for one in proxy.observations)
    assert not any(name.startswith("proxy") for name in available_series()["series_id"])


def test_secondary_less_construction_is_no_upper_bound_of_industry():
    # The caution in growth/data/proxies.csv rests on this.
    regions = available_series().query("series_id == 'industrial_value_added' and region != '全国'")["region"]
    shares = []
    for region in regions.unique():
        proxy = load_series(region, "proxy_secondary_minus_construction", "revised_5th_census").values
        shares.append(proxy / load_series(region, INDUSTRY, "revised_5th_census").values - 1)
    deviation = pd.concat(shares).dropna()
    assert len(deviation) == 186
    assert deviation.mean() == pytest.approx(-0.00695, abs=1e-4)
    assert 0 < deviation.max() < 0.0002


def write_statistics(root, rows):
    folder = root / "data" / "statistics"
    folder.mkdir(parents=True)
    columns = "series_id,series_name_zh,region,region_code,year,value,unit,basis,vintage,"
    columns += "source_title,source_url,quote,note"
    (folder / "statistics.csv").write_text("\n".join([columns, *rows, ""]), encoding="utf-8")
    for name in ("national.csv", "panel_provinces.csv"):
        (folder / name).write_text(columns + "\n", encoding="utf-8")
    seal(root)
    return root


def row(year, value, unit="亿元", note="", quote=""):
    return f"gdp,总值,甲市,1,{year},{value},{unit},current_price,press,某报,http://a,{quote},{note}"


def test_two_figures_of_one_year_in_one_vintage_are_refused(tmp_path):
    root = write_statistics(tmp_path, [row(2020, 1), row(2020, 2)])
    with pytest.raises(PlanTargetsError, match=r"two figures for 2020: 1 \(某报\); 2 \(某报\)"):
        load_series("甲市", "gdp", root=root)


def test_a_table_whose_bytes_have_changed_is_refused(tmp_path):
    root = write_statistics(tmp_path, [row(2020, 1)])
    table = root / "data" / "statistics" / "statistics.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",1,", ",2,"), encoding="utf-8")
    with pytest.raises(PlanTargetsError, match=r"statistics\.csv has changed"):
        load_series("甲市", "gdp", root=root)


def test_a_vintage_that_its_own_note_denies_is_refused(tmp_path):
    denied = row(2021, 2, note="vintage detail: revised_5th_census")
    root = write_statistics(tmp_path, [row(2020, 1), denied])
    with pytest.raises(
        PlanTargetsError, match="row 3: column vintage says press, the note revised_5th_census"
    ):
        load_series("甲市", "gdp", root=root)


def test_a_revised_value_that_does_not_say_which_revision_is_refused(tmp_path):
    root = write_statistics(tmp_path, [row(2020, 1).replace(",press,", ",revised,")])
    with pytest.raises(PlanTargetsError, match=r"row 2: the note of a revised value says which revision"):
        load_series("甲市", "gdp", root=root)


def test_two_vintages_of_a_series_from_one_export_are_refused_unless_the_note_tells_them_apart(tmp_path):
    other = row(2022, 3).replace(",press,", ",communique,")
    root = write_statistics(tmp_path / "mixed", [row(2020, 1), row(2021, 2), other])
    with pytest.raises(PlanTargetsError, match=r"several vintages .*: press 2020, 2021; communique 2022"):
        load_series("甲市", "gdp", root=root)
    told = row(2022, 3, note="preliminary").replace(",press,", ",communique,")
    root = write_statistics(tmp_path / "told", [row(2020, 1), row(2021, 2), told])
    assert series_vintages("甲市", "gdp", root) == ("press", "communique")


def test_two_units_in_one_vintage_are_refused(tmp_path):
    root = write_statistics(tmp_path, [row(2020, 1), row(2021, 2, unit="万元")])
    with pytest.raises(PlanTargetsError, match="mixes unit 万元, 亿元"):
        load_series("甲市", "gdp", root=root)


def test_a_value_that_is_no_number_is_named_with_file_and_row(tmp_path):
    root = write_statistics(tmp_path, [row(2020, 1), row(2021, "n/a")])
    with pytest.raises(PlanTargetsError, match=r"statistics\.csv, row 3: expected a number in column value"):
        load_series("甲市", "gdp", root=root)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PlanTargetsError, match=r"missing statistics file: expected .*statistics\.csv"):
        load_series("甲市", "gdp", root=tmp_path)


@pytest.mark.parametrize(
    ("value", "unit", "quote", "bound"),
    [
        (13600, "亿元", "总量超过1.36万亿元", True),
        (10000, "家", "高新技术企业突破1万家", True),
        (22000, "家", "規上工業企業2.2萬余家", True),
        (25, "%", "比重超过25%", True),
        (12800, "家", "高新技术企业1.28万家、科技型中小企业超过3万家", False),
    ],
)
def test_the_quote_itself_tells_a_lower_bound(tmp_path, value, unit, quote, bound):
    root = write_statistics(tmp_path, [row(2020, value, unit=unit, quote=quote)])
    assert load_series("甲市", "gdp", root=root).at(2020).lower_bound is bound


def test_a_table_that_was_changed_under_its_former_time_and_size_is_read_again(tmp_path):
    """A copy that keeps times, or a clock that was set back, left the former value in the process."""
    shutil.copytree(data_root() / "data", tmp_path / "data")
    places = [tmp_path / "data" / name for name in ("statistics/statistics.csv", "datapackage.json")]
    times = [(place.stat().st_atime_ns, place.stat().st_mtime_ns) for place in places]
    assert load_series(HENAN, INDUSTRY, "revised_4th_census", tmp_path).values.loc[2012] == 12868.7
    text = places[0].read_text(encoding="utf-8")
    assert text.count(",12868.7,") == 1
    places[0].write_text(text.replace(",12868.7,", ",12868.9,"), encoding="utf-8", newline="")
    seal(tmp_path)
    for place, kept in zip(places, times, strict=True):
        os.utime(place, ns=kept)
    assert load_series(HENAN, INDUSTRY, "revised_4th_census", tmp_path).values.loc[2012] == 12868.9
