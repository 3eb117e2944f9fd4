"""Extraction as notebooks and the command line use it: tables, files, errors, accuracy on the gold tables."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from plantargets import extract_targets, load_plans
from plantargets.accuracy import accuracy_table, evaluate_extraction, evaluate_gold, load_gold
from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.targets import COLUMNS
from plantargets.targets.evaluate import evaluate

SENTENCE = "到2025年,全部工业增加值力争达到2.3万亿元,新建园区20—30个。"


@pytest.fixture(scope="module")
def targets() -> pd.DataFrame:
    return extract_targets(load_plans("all"))


def test_the_columns_are_those_of_the_design_in_their_order() -> None:
    assert COLUMNS == (
        "plan_id", "target_id", "start", "end", "quote", "sentence", "section", "indicator", "indicator_id",
        "value_min", "value_max", "unit", "unit_as_written", "comparator", "kind", "period", "period_basis",
        "distribution", "scope", "modality", "obligation", "baseline_value", "baseline_period", "qualifier",
        "responsible", "numeral_type", "check",
    )  # fmt: skip
    assert tuple(extract_targets(SENTENCE).columns) == COLUMNS
    assert tuple(extract_targets("").columns) == COLUMNS


def test_every_quote_of_every_plan_stands_where_the_row_says(targets: pd.DataFrame) -> None:
    texts = {plan.plan_id: plan.text for plan in load_plans("all")}
    assert set(targets["plan_id"]) == set(texts)
    for row in targets.itertuples():
        assert texts[row.plan_id][row.start : row.end] == row.quote
    assert targets["target_id"].is_unique


def test_values_are_exact(targets: pd.DataFrame) -> None:
    row = targets[
        (targets["plan_id"] == "henan-2023") & (targets["indicator_id"] == "industrial_value_added")
    ].iloc[0]
    assert (row.quote, row.value_max, row.unit, row.unit_as_written) == (
        "2.3萬億元",
        Decimal("23000"),
        "亿元",
        "萬億元",
    )
    assert str(extract_targets("新增贷款0.1亿元以上。").loc[0, "value_min"]) == "0.1"


def test_ids_are_stable_and_do_not_depend_on_other_plans(targets: pd.DataFrame) -> None:
    alone = extract_targets(load_plans("kaifeng-2020"))
    together = targets[targets["plan_id"] == "kaifeng-2020"]
    assert alone["target_id"].tolist() == together["target_id"].tolist()


def test_responsible_bodies_come_with_the_target(targets: pd.DataFrame) -> None:
    henan = targets[targets["plan_id"] == "henan-2023"].set_index("quote")
    assert henan.loc["1000個", "responsible"] == "省工業和信息化廳;通信管理局"
    langfang = targets[(targets["plan_id"] == "langfang-2019") & (targets["responsible"] != "")]
    assert langfang["responsible"].str.contains("市商务局*", regex=False).any()


def test_accuracy_on_the_gold_tables() -> None:
    scores = evaluate_extraction().scores
    bars = {
        "f1": 0.98,
        "strict_f1": 0.93,
        "value": 0.99,
        "distribution": 0.95,
        "modality": 0.95,
        "indicator": 0.85,
    }
    assert {name: scores[name] >= bar for name, bar in bars.items()} == dict.fromkeys(bars, True)


def test_most_targets_and_nearly_all_outcomes_are_linked(targets: pd.DataFrame) -> None:
    linked = targets["indicator_id"] != ""
    assert linked.mean() >= 0.90


def test_accuracy_table_has_an_interval_around_every_value() -> None:
    table = accuracy_table(["kaifeng-2020"])
    assert set(table["plan_id"]) == {"kaifeng-2020", "all"}
    assert (table["lower_95"] <= table["value"] + 1e-12).all()
    assert (table["value"] <= table["upper_95"] + 1e-12).all()


class TestEvaluation:
    """Planted differences between a gold and a predicted table are each noticed, and nothing else is."""

    gold = load_gold(["henan-2023"])

    def predicted(self) -> pd.DataFrame:
        first = self.gold.copy()
        for column in first.columns:
            first[column] = first[column].str.split("|").str[0]
        return first[first["confidence"].astype(float) >= 1]

    def test_the_gold_table_agrees_with_itself(self) -> None:
        scores = evaluate(self.gold, self.predicted()).scores
        assert set(scores.values()) == {1.0}

    @pytest.mark.parametrize(
        ("column", "value", "field"),
        [
            ("value_max", "22999", "value"),
            ("unit", "万元", "value"),
            ("comparator", "lt", "comparator"),
            ("kind", "activity", "kind"),
            ("period", "by:2030", "period"),
            ("modality", "确保", "modality"),
            ("distribution", "each", "distribution"),
        ],
    )
    def test_a_wrong_field_is_noticed(self, column: str, value: str, field: str) -> None:
        table = self.predicted()
        table.loc[table.index[2], column] = value
        result = evaluate(self.gold, table)
        assert result.scores[field] == pytest.approx(1 - 1 / len(table))
        assert result.scores["f1"] == 1.0
        errors = result.errors()
        assert errors["error"].tolist() == [field]
        assert errors["quote"].tolist() == [table.iloc[2]["quote"]]

    def test_a_missing_and_a_false_row_are_noticed(self) -> None:
        table = self.predicted().iloc[1:].copy()
        table.loc[table.index[0], ["start", "end"]] = ["1", "3"]
        result = evaluate(self.gold, table)
        assert (len(result.missed), len(result.spurious)) == (2, 1)

    def test_an_optional_row_counts_neither_way(self) -> None:
        optional = self.gold[self.gold["confidence"].astype(float) < 1]
        assert len(optional) > 0
        assert evaluate(self.gold, pd.concat([self.predicted(), optional])).scores["f1"] == 1.0

    def test_periods_that_say_the_same_agree(self) -> None:
        table = self.predicted()
        annual = table["period"].str.startswith("annual")
        table.loc[annual, "period"] = "annual"
        assert annual.any()
        assert evaluate(self.gold, table).scores["period"] == 1.0

    def test_a_table_without_the_columns_is_refused(self) -> None:
        with pytest.raises(PlanTargetsError, match="missing comparator"):
            evaluate(self.gold, self.predicted().drop(columns="comparator"))


class TestCommands:
    """The commands print what they should and fail with a message."""

    def test_extract_prints_csv(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.txt"
        path.write_text(SENTENCE, encoding="utf-8")
        result = CliRunner().invoke(main, ["extract", str(path)])
        assert result.exit_code == 0
        assert result.output.splitlines()[0] == ",".join(COLUMNS)

    def test_extract_says_what_it_wrote_and_notes_go_to_stderr(self, tmp_path: Path) -> None:
        (tmp_path / "plan.txt").write_text(f"\ufffd{SENTENCE}", encoding="utf-8")
        arguments = ["extract", str(tmp_path / "plan.txt"), "-o", str(tmp_path / "t.csv")]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0
        assert "t.csv: 2 targets from 1 plan" in result.stdout
        assert "note: " in result.stderr

    def test_evaluate_reports_scores_confusion_and_errors(self, tmp_path: Path) -> None:
        table = extract_targets(load_plans("kaifeng-2020"))
        table.loc[0, "comparator"] = "lt"
        table.to_csv(tmp_path / "predicted.csv", index=False)
        load_gold(["kaifeng-2020"]).to_csv(tmp_path / "gold.csv", index=False)
        report = evaluate_gold(tmp_path / "gold.csv", tmp_path / "predicted.csv")
        assert "gold 8, found 8" in report
        assert "remaining errors: 1" in report
        assert "45个 | comparator: gold ge, found lt" in report

    def test_evaluate_refuses_a_file_that_is_no_table(self, tmp_path: Path) -> None:
        (tmp_path / "gold.csv").write_bytes(b"\xff\xfe\x00")
        result = CliRunner().invoke(main, ["evaluate", str(tmp_path / "gold.csv")])
        assert result.exit_code == 1
        assert "gold.csv" in result.output

    def test_a_gold_table_of_an_unknown_plan_asks_for_predictions(self, tmp_path: Path) -> None:
        load_gold(["kaifeng-2020"]).assign(plan_id="nowhere").to_csv(tmp_path / "gold.csv", index=False)
        with pytest.raises(PlanTargetsError, match="second argument"):
            evaluate_gold(tmp_path / "gold.csv")
