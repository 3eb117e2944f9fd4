"""Many targets on one's own series: known answers, the same for any number of workers, and refusals."""

import datetime
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from frictionless import Package
from hypothesis import given, settings
from hypothesis import strategies as st

from plantargets.cli import main
from plantargets.data import sha256
from plantargets.errors import PlanTargetsError
from plantargets.figures.attainment import MOST_PANELS, draw_assessed
from plantargets.growth import assess_many, attainment, load_series, observed_values
from plantargets.growth.adding import add_series, remove_series
from plantargets.growth.aims import ROOM, Aim, chained, yearly_growth
from plantargets.growth.many import RESULT_COLUMNS
from plantargets.growth.names import known_as, series_named
from plantargets.growth.outlook import Line
from plantargets.growth.results_table import result_columns, write_results_table
from plantargets.project import project_root

ROOT = project_root()
HEAD = ["region", "indicator", "year", "value", "unit"]


def series(values, region="甲市", indicator="用水量", unit="万吨", first=2015):
    rows = [(region, indicator, first + place, value, unit) for place, value in enumerate(values)]
    return pd.DataFrame(rows, columns=HEAD)


def target(value, year, unit="万吨", region="甲市", indicator="用水量", **more):
    return pd.DataFrame(
        [{"region": region, "indicator": indicator, "year": year, "value": value, "unit": unit, **more}]
    )


GROWING = [100 * 1.05**step for step in range(10)]  # 2015-2024, 5 % every year


@pytest.mark.parametrize(
    ("asked", "outcome", "status", "required"),
    [
        # 100 * 1.05**5 = 127.63 in 2020; from 2019 121.55 a target of 130 asks for 6.95 %
        (target(130, 2020), 127.628, "missed", 6.951),
        (target(127, 2020), 127.628, "reached", 4.483),
        (target(1.27, 2020, "百万吨"), 127.628, "reached", 4.483),
        (target(127, 2020, comparator="le"), 127.628, "missed", 4.483),
        (target(128, 2020, comparator="le"), 127.628, "reached", 5.306),
        (target(5, 2020, "%", measure="growth"), 5.0, "reached", 5.0),
        (target(5.1, 2020, "%", measure="growth"), 5.0, "missed", 5.1),
        (target(5, 2020, "%", measure="growth", comparator="gt"), 5.0, "missed", 5.0),
        (target(5, 2020, "%", measure="average_growth", base_year=2015), 5.0, "reached", 5.0),
        (target(5.1, 2020, "%", measure="average_growth", base_year=2015), 5.0, "missed", 5.1),
        (target(27.6, 2020, "%", measure="cumulative_growth", base_year=2015), 27.628, "reached", 4.995),
        (target(5, 2020, "%", measure="each_year", base_year=2015), 5.0, "reached", 5.0),
        (target(5, 2020, "%", measure="each_year", base_year=2015, comparator="lt"), 5.0, "missed", 5.0),
    ],
)  # fmt: skip
def test_a_known_path_gives_the_answer_that_one_counts_by_hand(asked, outcome, status, required):
    found = assess_many(series(GROWING), asked).iloc[0]
    assert found["outcome"] == pytest.approx(outcome, abs=1e-3)
    assert found["status"] == status
    assert found["required_per_year"] == pytest.approx(required, abs=1e-3)


def test_about_is_told_by_both_readings_and_a_range_by_its_end():
    about = assess_many(series(GROWING), target(5.4, 2020, "%", measure="growth", comparator="approx")).iloc[
        0
    ]
    assert (about["status"], about["status_with_room"]) == ("missed", "reached")
    low = target(4, 2020, "%", measure="growth", value_max=4.5)
    assert assess_many(series(GROWING), low).iloc[0]["status"] == "reached"
    # Of prices less is better, so that the upper end decides.
    prices = series([2.0, 2.0, 2.0, 2.0, 2.4], indicator="居民消费价格涨幅", unit="%")
    asked = target(2, 2019, "%", indicator="居民消费价格涨幅", comparator="approx")
    assert assess_many(prices, asked).iloc[0][["measure", "status"]].tolist() == ["growth", "missed"]


def test_each_year_is_lost_with_the_first_year_that_falls_short():
    values = [100, 106, 108, 115, 122, 130]
    asked = target(5, 2025, "%", measure="each_year", base_year=2015)
    found = assess_many(series(values), asked).iloc[0]
    assert (found["status"], found["chance"], found["method"]) == ("missed", 0.0, "observed")
    average = target(5, 2025, "%", measure="average_growth", base_year=2015)
    assert assess_many(series(values), average).iloc[0]["status"] == "open"


def test_rates_are_judged_on_their_chain():
    rates = series([5.0, 6.0, 4.0, 5.5, 5.0], indicator="生产总值增速", unit="%")
    asked = target(5, 2021, "%", indicator="生产总值增速", measure="average_growth", base_year=2014)
    found = assess_many(rates, asked).iloc[0]
    # 1.05**7 is asked for, 1.05 * 1.06 * 1.04 * 1.055 * 1.05 is there, two years are left
    left = 1.05**7 / (1.05 * 1.06 * 1.04 * 1.055 * 1.05)
    assert found["required_from_latest"] == pytest.approx(100 * (left**0.5 - 1))
    assert found["latest"] == pytest.approx(5.0)


@given(st.lists(st.floats(-20, 30), min_size=2, max_size=12), st.floats(-10, 20))
def test_an_average_rate_is_met_where_the_chain_reaches_its_level(rates, goal):
    levels = chained(pd.Series(rates, index=range(2001, 2001 + len(rates))))
    aim = Aim("average_growth", goal, goal, "ge", 2000 + len(rates), 2000)
    wanted = aim.level_from(levels)
    value = float(levels.iloc[-1])
    if abs(wanted / value - 1) > 1e-6:
        assert aim.met(aim.observed(levels)) == (value > wanted)


@given(st.floats(1, 20), st.sampled_from(["growth", "each_year"]))
@settings(max_examples=15, deadline=None)
def test_chances_of_floor_and_ceiling_add_up_for_one_year_and_never_exceed_one_for_several(goal, measure):
    line = Line("甲市", series([*GROWING[:8], 139.0]).set_index("year")["value"])
    floor, ceiling = (Aim(measure, goal, goal, kind, 2026, 2023) for kind in ("ge", "le"))
    above, below = (line.outlook(aim, 2023).chance for aim in (floor, ceiling))
    assert 0 <= above <= 1 and 0 <= below <= 1
    assert above + below == pytest.approx(1) if measure == "growth" else above + below <= 1 + 1e-9


def test_a_demand_of_each_year_is_never_likelier_than_the_average():
    line = Line("甲市", series([100, 104, 111, 115, 123, 128, 136, 141]).set_index("year")["value"])
    for goal in (3.0, 5.0, 7.0):
        each, average = (Aim(m, goal, goal, "ge", 2025, 2022) for m in ("each_year", "average_growth"))
        assert line.outlook(each, 2022).chance <= line.outlook(average, 2022).chance + 0.02


def test_only_the_years_that_a_target_is_meant_for_count():
    line = Line("甲市", series([100, 104, 111, 115, 123, 128, 136, 141]).set_index("year")["value"])
    forecast, _ = line._distribution(2022, 3)
    rates = line._paths(2022, forecast, 141.0)
    each = line.outlook(Aim("each_year", 4.0, 4.0, "ge", 2025, 2022), 2022).chance_forecast
    third = line.outlook(Aim("growth", 4.0, 4.0, "ge", 2025), 2022).chance_forecast
    assert each == pytest.approx((rates[:, :3] >= 4).all(axis=1).mean())
    assert third == pytest.approx((rates[:, 2] >= 4).mean())
    # A demand on more years is never likelier, and that of one year is the chance of its level.
    chances = [
        line.outlook(Aim("each_year", 4.0, 4.0, "ge", 2022 + years, 2022), 2022).chance_forecast
        for years in (1, 2, 3, 4)
    ]
    assert chances == sorted(chances, reverse=True)
    drawn, exact = (rates[:, 0] >= 4).mean(), forecast.chance_at_least(2023, 141 * 1.04)
    assert drawn == pytest.approx(exact, abs=0.03) and chances[0] == pytest.approx(exact)


def simulated(regions=12, seed=3):
    rng = np.random.default_rng(seed)
    parts = []
    for number in range(regions):
        growth = 0.05 + rng.normal(0, 0.02, 14)
        parts.append(series(100 * np.exp(np.cumsum(growth)).round(4), f"地区{number}", "产量", "万吨", 2010))
    return pd.concat(parts, ignore_index=True)


def test_chances_on_simulated_regions_are_about_as_often_right_as_they_say():
    whole = simulated(60)
    seen = whole[whole["year"] <= 2020]
    last = whole[whole["year"] == 2020].set_index("region")["value"]
    asked = pd.concat(
        [target(last[name] * 1.05**3, 2023, region=name, indicator="产量") for name in last.index]
    )
    chances = assess_many(seen, asked)["chance"]
    truth = assess_many(whole, asked)["status"].eq("reached")
    assert chances.mean() == pytest.approx(truth.mean(), abs=0.15)


def test_ten_regions_of_a_table_are_a_reference_class_and_nine_are_none():
    for regions, method in ((9, "forecast"), (12, "combined")):
        table = simulated(regions)
        asked = target(300, 2024, region="地区1", indicator="产量", base_year=2020)
        assert assess_many(table, asked).iloc[0]["method"] == method


def test_results_are_the_same_for_any_number_of_workers():
    table = simulated()
    asked = pd.concat(
        [
            target(200 + 7 * number, 2024 + number % 3, region=f"地区{number}", indicator="产量")
            for number in range(12)
        ]
        + [target(5, 2026, "%", region="地区3", indicator="产量", measure="each_year", base_year=2022)]
    )
    alone, together = assess_many(table, asked), assess_many(table, asked, jobs=3)
    pd.testing.assert_frame_equal(alone, together)


def test_the_statistics_of_the_project_give_what_attainment_gives():
    asked = target(23000, 2025, "亿元", "河南", "全部工业增加值", base_year=2022)
    found = assess_many(None, asked)
    assert found["vintage"].tolist() == ["communique", "revised_5th_census"]
    for row in found.to_dict("records"):
        one = attainment(
            "河南省", "industrial_value_added", 23000, 2025, origin=row["origin"], vintage=row["vintage"]
        )
        assert row["required_from_latest"] == pytest.approx(one.required_growth_pct)
        assert row["chance_reference"] == pytest.approx(one.chance_reference)
        assert row["chance"] == pytest.approx(one.chance, nan_ok=True)


def test_real_growth_and_levels_at_constant_prices_go_by_the_index():
    # 2010-2015 by the index of the nation: the twelfth plan's 55万亿元 at prices of 2010 was reached.
    asked = target(
        55, 2015, "万亿元", "全国", "国内生产总值", base_year=2010, prices="constant", comparator="gt"
    )
    found = assess_many(None, asked).set_index("vintage").loc["revised_4th_census"]
    index = load_series("全国", "gdp_index_prev_year_100", "revised_4th_census").values  # noqa: PD011
    real = (
        load_series("全国", "gdp", "revised_4th_census").at(2010).value * (index.loc[2011:2015] / 100).prod()
    )
    assert found["outcome"] == pytest.approx(real)
    assert (found["status"], found["unit"]) == ("reached", "亿元")
    rate = target(
        5, 2024, "%", "广东", "地区生产总值", measure="growth", prices="constant", comparator="approx"
    )
    row = assess_many(None, rate).iloc[0]
    assert (row["outcome"], row["status"]) == (pytest.approx(3.5), "missed")


def test_a_target_without_series_is_a_row_and_no_error():
    found = assess_many(None, target(5, 2025, "亿元", "登封市", "地区生产总值")).iloc[0]
    assert found["status"] == "no observed series" and "登封市" in found["note"]
    assert pd.isna(found["chance"]) and pd.isna(found["outcome"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("广东", "广东省"),
        ("Guangdong", "广东省"),
        ("廣東", "广东省"),
        ("内蒙古", "内蒙古自治区"),
        ("广", "广"),
    ],
)
def test_regions_are_understood_as_people_write_them(written, meant):
    assert known_as(written, ["广东省", "广西壮族自治区", "内蒙古自治区"]) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("地区生产总值", "gdp"),
        ("國內生產總值", "gdp"),
        ("GDP growth", "gdp_growth"),
        ("规上工业增加值增速", "above_scale_industrial_va_growth"),
        ("高新技术企业", "hitech_firms"),
        ("无名指标", "无名指标"),
    ],
)
def test_indicators_are_understood_by_their_names(written, meant):
    assert series_named(written) == meant


GOOD, ASKED = series([1, 2, 3, 4, 5]), target(6, 2020)
RATES = series([5, 6, 7], unit="%")


@pytest.mark.parametrize(
    ("table", "asked", "told"),
    [
        (GOOD.assign(unit=["", *["万吨"] * 4]), ASKED, "series, row 2, column unit"),
        (
            pd.concat([GOOD, GOOD.tail(1)]), ASKED,
            "series, rows 6 and 7, column year: two values for one year",
        ),
        (
            pd.concat([series([1], "广东"), series([2], "广东省")]),
            ASKED,
            r"rows 2 and 3, column region.*written 广东 and 广东省",
        ),
        (
            series([0.05, 0.06], unit="%"), target(5, 2020, "%"),
            "series, row 2, column value: 0.05 .* fraction",
        ),
        (
            pd.concat([series([5.0, 6.0], unit="%"), series([0.05, 0.04], "乙市", unit="%")]),
            target(5, 2020, "%"),
            "series, row 4, column value: 0.05 .* fraction",
        ),
        (RATES, target(0.06, 2020, "%"), "targets, row 2, column value: 0.06 .* fraction"),
        (
            GOOD.assign(year=[42005, 42370, 42736, 43101, 43466]), ASKED,
            "row 2, column year.*42005, as Excel counts",
        ),
        (
            GOOD.assign(year=pd.date_range("2015-01-01", periods=5, freq="YS")), ASKED,
            "found the date 2015-01-01",
        ),
        (GOOD.assign(year=[datetime.date(2015, 1, 1), 2016, 2017, 2018, 2019]), ASKED, "the date 2015-01-01"),
        (
            GOOD.assign(year=["2015-01", "2016", "2017", "2018", "2019"]), ASKED,
            "row 2, column year.*'2015-01'",
        ),
        (GOOD.assign(year=[2015.5, 2016, 2017, 2018, 2019]), ASKED, "row 2, column year"),
        (
            GOOD.assign(value=["1", "2", "n.a.", "4", "5"]), ASKED,
            "row 4, column value: expected a number, found 'n.a.'",
        ),
        (
            GOOD.assign(value=["1%", "2", "3", "4", "5"]), ASKED,
            "Write the number alone and % in the column unit",
        ),
        (GOOD.assign(value=[1, float("inf"), 3, 4, 5]), ASKED, "row 3, column value"),
        (
            GOOD.assign(region=["甲市", None, "甲市", "甲市", "甲市"]), ASKED,
            "row 3, column region: expected a name",
        ),
        (GOOD.drop(columns="unit"), ASKED, r"series, row 1: expected a column unit \(单位\)"),
        (GOOD.assign(地区="乙"), ASKED, "both mean region"),
        (GOOD.assign(value=None), ASKED, "expected rows with a value"),
        (
            pd.concat([GOOD, series([1], unit="家", first=2021)]), ASKED,
            "series, row 7, column unit: 家 does not convert",
        ),
        (
            GOOD, target(6, None),
            "targets, row 2, column year: expected a year such as 2025, found an empty cell",
        ),
        (GOOD, target(None, 2020), "targets, row 2, column value"),
        (GOOD, target(6, 2020, ""), "targets, row 2, column unit"),
        (GOOD, target(6, 2020, "家"), "targets, row 2, column unit: 家 does not convert to 万吨"),
        (GOOD, target(6, 2020, "箩筐"), "the unit table does not know 箩筐"),
        (GOOD, target(6, 2020, "%"), "column unit: % does not convert .* state the column measure"),
        (GOOD, target(6, 2020, comparator="mindestens"), "targets, row 2, column comparator"),
        (GOOD, target(6, 2020, "%", measure="averge_growth"), "did you mean 'average_growth'"),
        (GOOD, target(6, 2020, "%", measure="average_growth"), "targets, row 2, column base_year"),
        (
            GOOD, target(6, 2020, base_year=2020),
            "targets, row 2, column base_year: expected a year before 2020",
        ),
        (GOOD, target(6, 2020, value_max=5), "targets, row 2, column value_max"),
        (GOOD, pd.concat([ASKED, ASKED]), "targets, rows 2 and 3, column year: the same target twice"),
        (
            series([5, 6, 7], indicator="产值增速", unit="%"),
            target(6, 2025, "%", indicator="产值增速", base_year=2017),
            "column measure: 产值增速 is a rate of growth",
        ),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_refused_with_its_row_and_column(table, asked, told):
    with pytest.raises(PlanTargetsError, match=told):
        assess_many(table, asked)


def test_small_rates_can_be_said_in_per_mille():
    found = assess_many(series([4.0, 5.0], unit="‰"), target(0.3, 2017, "%")).iloc[0]
    assert found["target"] == pytest.approx(3.0) and found["unit"] == "‰"


def test_the_command_writes_one_table_and_one_figure_and_nothing_on_an_error(tmp_path):
    own, asked, out = tmp_path / "s.csv", tmp_path / "t.csv", tmp_path / "results.xlsx"
    table = series(GOOD["value"].tolist())
    table.columns = ["地区", "指标", "年份", "数值", "单位"]
    table.to_csv(own, index=False, encoding="gb18030")
    target(6, 2020, comparator="以上").rename(columns={"year": "目标年份", "value": "目标值"}).to_csv(
        asked, index=False
    )
    done = CliRunner().invoke(main, ["assess", "--series", str(own), "--targets", str(asked), "-o", str(out)])
    assert done.exit_code == 0, done.output
    book = pd.read_excel(out, sheet_name=None)
    assert list(book["results"].columns) == list(RESULT_COLUMNS)
    assert book["columns"]["column"].tolist() == list(RESULT_COLUMNS)
    assert (tmp_path / "results.png").read_bytes().startswith(b"\x89PNG")
    told = CliRunner().invoke(
        main, ["assess", "--series", str(own), "--targets", str(asked), "--language", "zh"]
    )
    assert told.exit_code == 0, told.output
    heads = told.output.splitlines()[0].split()
    assert heads[heads.index("概率") : heads.index("概率") + 3] == ["概率", "95%下限", "95%上限"]
    before = sorted(path.name for path in tmp_path.iterdir())
    asked.write_text(asked.read_text(encoding="utf-8").replace("万吨", "家"), encoding="utf-8")
    failed = CliRunner().invoke(
        main, ["assess", "--series", str(own), "--targets", str(asked), "-o", str(tmp_path / "other.xlsx")]
    )
    assert failed.exit_code == 1 and f"{asked}, row 2, column unit" in failed.output
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_every_column_of_the_results_is_explained_in_both_languages():
    assert [row["column"] for row in result_columns()] == list(RESULT_COLUMNS)
    assert all(row["meaning_en"] and row["meaning_zh"] for row in result_columns())


def test_results_are_read_back_as_written(tmp_path):
    found = assess_many(series(GROWING), target(130, 2020))
    for ending in (".csv", ".parquet"):
        write_results_table(found, tmp_path / f"r{ending}")
    back = pd.read_csv(tmp_path / "r.csv")
    assert back.loc[0, "status"] == "missed" and back.loc[0, "outcome"] == pytest.approx(127.628)
    assert pd.read_parquet(tmp_path / "r.parquet").loc[0, "target"] == 130
    with pytest.raises(PlanTargetsError, match="unknown format"):
        write_results_table(found, tmp_path / "r.docx")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_has_a_panel_for_each_series_and_says_where_it_shows_some_only(language):
    table = pd.concat([series(GROWING, f"区{number}") for number in range(MOST_PANELS + 2)])
    asked = pd.concat([target(180, 2026, region=f"区{number}") for number in range(MOST_PANELS + 2)])
    found = assess_many(table, asked)
    figure = draw_assessed(found, observed_values(table, found), language)
    assert sum(axes.axison for axes in figure.axes) == MOST_PANELS
    assert str(MOST_PANELS + 2) in figure.get_suptitle()
    assert not any(axes.axison for axes in draw_assessed(found.head(0), observed_values(table, found)).axes)


@pytest.fixture
def project(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def test_added_series_are_statistics_of_the_project_until_they_are_removed(project):
    path = project / "Our Water.csv"
    table = pd.concat([series(GROWING), series([5.0, 5.1, 5.2, 5.0], "广东", "城镇调查失业率", "%")])
    table.to_csv(path, index=False)
    before = (project / "data/datapackage.json").read_text(encoding="utf-8")
    added = add_series(path, project)
    assert added.name == "own-our-water.csv"
    package = json.loads((project / "data/datapackage.json").read_text(encoding="utf-8"))
    resource = next(one for one in package["resources"] if one["path"].endswith(added.name))
    assert resource["hash"] == f"sha256:{sha256(project / 'data/statistics' / added.name)}"
    assert Package(str(project / "data/datapackage.json")).validate().valid
    assert load_series("甲市", "用水量", root=project).at(2016).value == pytest.approx(105)
    unemployment = load_series("广东省", "surveyed_unemployment", root=project)
    assert (unemployment.region_code, unemployment.basis) == ("440000", "share")
    with pytest.raises(PlanTargetsError, match="added before"):
        add_series(path, project)
    add_series(path, project, replace=True)
    with pytest.raises(PlanTargetsError, match=r"own-our-water\.csv"):
        remove_series("own-water.csv", project)
    remove_series(added.name, project)
    assert json.loads((project / "data/datapackage.json").read_text(encoding="utf-8")) == json.loads(before)
    with pytest.raises(PlanTargetsError, match="甲市"):
        load_series("甲市", "用水量", root=project)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (GOOD.assign(unit=""), "row 2, column unit"),
        (GOOD.assign(vintage="final"), "row 2, column vintage: expected one of .* found 'final'"),
        (
            series([1.0], "河南", "地区生产总值", "亿元", 2022).assign(vintage="communique"),
            "stands in the statistics already",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_not_added(project, table, told):
    path = project / "own.csv"
    table.to_csv(path, index=False)
    before = {one: one.read_bytes() for one in (project / "data").rglob("*") if one.is_file()}
    with pytest.raises(PlanTargetsError, match=told):
        add_series(path, project)
    assert {one: one.read_bytes() for one in (project / "data").rglob("*") if one.is_file()} == before


def test_room_is_half_a_point():
    aim = Aim("growth", 5, 5, "approx", 2025)
    assert aim.met(5 - ROOM, ROOM) and not aim.met(5 - ROOM - 0.01, ROOM)


def test_growth_is_told_only_between_neighbouring_years():
    assert yearly_growth(pd.Series({2019: 100.0, 2020: 110.0, 2022: 121.0})).round(6).to_dict() == {
        2020: 10.0
    }
