"""Planted faults in rows of others are found, every one, and true rows raise no alarm."""

import json
import random
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from opencc import OpenCC

from plantargets.errors import PlanTargetsError
from plantargets.plans import load_plans, plan_from_text, to_simplified
from plantargets.review.foreign import ForeignRow, read_rows
from plantargets.review.others import Document, audit_rows, missing_targets
from plantargets.targets import Target, read_targets
from plantargets.targets.extract import read_quantities

FAULTS = ("digit", "scale", "unit", "year", "invented", "example", "swapped", "comparator")


@pytest.fixture(scope="module")
def plans():
    return load_plans("all")


@pytest.fixture(scope="module")
def targets(plans) -> list[Target]:
    return [target for plan in plans for target in read_targets(plan)]


def true_row(target: Target, number: int) -> ForeignRow:
    low, high = target.bound.ends
    return ForeignRow(
        number, target.plan_id, target.quote, target.sentence, str(target.start), str(target.end), "",
        f"{low:f}", f"{high:f}", target.unit, target.bound.comparator, str(target.period), target.indicator,
    )  # fmt: skip


def planted(row: ForeignRow, fault: str, other: ForeignRow, draw: random.Random) -> ForeignRow:
    change = row.__class__
    fields = {name: getattr(row, name) for name in change.__slots__}
    if fault == "digit":
        value = fields["value_max"]
        at = draw.randrange(len(value))
        while not value[at].isdigit():
            at = draw.randrange(len(value))
        new = str((int(value[at]) + draw.randint(1, 8)) % 10)
        fields["value_max"] = value[:at] + new + value[at + 1 :]
        if fields["value_min"] == value:
            fields["value_min"] = fields["value_max"]
    elif fault == "scale":
        fields |= {
            name: str(float(fields[name]) * 10_000 + (fields[name] == "0"))
            for name in ("value_min", "value_max")
        }
    elif fault == "unit":
        fields["unit"] = "万美元" if row.unit != "万美元" else "家"
    elif fault == "year":
        fields["period"] = "by:2031"
    elif fault == "invented":
        fields |= {"quote": "新增上市企业八十七家半", "sentence": "", "start": "", "end": ""}
    elif fault == "example":
        fields |= {
            "quote": "本文未有之例句达到98765个",
            "sentence": "示例：企业达到98765个",
            "start": "",
            "end": "",
        }
    elif fault == "swapped":
        fields["indicator"], fields["unit"] = "财政赤字与货币供应量", "海里"
    else:
        fields["comparator"] = "lt" if row.comparator != "lt" else "ge"
    return change(**fields)


def test_ten_thousand_rows_with_planted_faults(plans, targets) -> None:
    draw = random.Random(2026)
    rows, faults = [], []
    for number in range(1, 10_001):
        target = draw.choice(targets)
        row = true_row(target, number)
        fault = draw.choice(FAULTS) if number % 2 else ""
        other = true_row(draw.choice(targets), number)
        rows.append(planted(row, fault, other, draw) if fault else row)
        faults.append(fault)
    began = time.process_time()
    told = audit_rows(rows, plans)
    spent = time.process_time() - began
    repeated = told["problems"].str.replace(r"(; )?stated twice", "", regex=True)
    missed = [(f, r) for f, p, r in zip(faults, repeated, rows, strict=True) if f and not p]
    alarms = [p for f, p in zip(faults, repeated, strict=True) if not f and p]
    assert missed[:3] == []
    assert alarms[:3] == []
    assert spent < 30


FULL_WIDTH = str.maketrans("0123456789%.,", "０１２３４５６７８９％．，")
HAN = re.compile("[\u4e00-\u9fff]")
TURNED = {"simplified": to_simplified, "traditional": OpenCC("s2t").convert}
NAMED = {
    "亿元": (("亿元人民币", 1), ("亿", 1), ("元", 10**8), ("万元", 10**4), ("100 million yuan", 1)),
    "%": (("％", 1), ("percent", 1), ("pct", 1), ("", Decimal("0.01"))),
    "家": (("户", 1), ("个", 1), ("enterprises", 1), ("", 1)),
    "人": (("名", 1), ("people", 1), ("万人", Decimal("0.0001"))),
    "个": (("项", 1), ("", 1)),
    "平方公里": (("km2", 1), ("公顷", 100), ("平方千米", 1)),
    "亩": (("万亩", Decimal("0.0001")), ("mu", 1)),
}  # fmt: skip


def written_otherwise(row: ForeignRow, way: str, draw: random.Random) -> ForeignRow:
    """Return a true row as someone else may write it."""
    blank = {"start": "", "end": ""}
    if way in TURNED:
        return replace(row, quote=TURNED[way](row.quote), sentence=TURNED[way](row.sentence), **blank)
    if way == "full width":
        return replace(row, quote=row.quote.translate(FULL_WIDTH), sentence="", start="", end="")
    if way == "broken":
        at = draw.randrange(len(row.sentence))
        return replace(row, sentence=f"{row.sentence[:at]}\n {row.sentence[at:]}", **blank)
    if way == "unit" and row.unit in NAMED:
        unit, factor = draw.choice(NAMED[row.unit])
        return replace(
            row, unit=unit, value_min=f"{Decimal(row.value_min) * factor:,f}",
            value_max=f"{Decimal(row.value_max) * factor:,f}",
        )  # fmt: skip
    if way == "with its unit" and row.unit:
        return replace(row, value_min="", value_max="", value=f"{row.value_max}{row.unit}", unit="")
    return replace(row, start=f"{row.start}.0", period=(re.findall(r"\d{4}", row.period) or [""])[-1])


def spoilt(row: ForeignRow, fault: str, draw: random.Random) -> ForeignRow:
    """Return a true row with a fault that is told at once or is to be looked at."""
    if fault == "letter":
        at = draw.choice([match.start() for match in HAN.finditer(row.sentence)])
        return replace(
            row, quote=f"{row.sentence[:at]}龘{row.sentence[at + 1 :]}", sentence="", start="", end=""
        )
    if fault == "scale of quote":
        number = re.match(r"[\d.]+", row.quote)
        return replace(
            row,
            quote=f"{number[0]}兆{row.quote[number.end() :].lstrip('万亿萬億')}",
            sentence="",
            start="",
            end="",
        )
    if fault == "digit of quote":
        return replace(
            row,
            quote=re.sub(r"\d", lambda one: str((int(one[0]) + 3) % 10), row.quote, count=1),
            sentence="",
            start="",
            end="",
        )
    if fault == "other unit":
        return replace(
            row, unit=draw.choice([one for one in ("公里", "亿美元", "万吨", "床") if one != row.unit])
        )
    if fault == "ten times":
        return replace(
            row,
            value_min=f"{Decimal(row.value_min) * 10 + 1:f}",
            value_max=f"{Decimal(row.value_max) * 10 + 1:f}",
        )
    if fault == "offset":
        return replace(row, start=str(int(row.start) + 1))
    if fault == "document":
        return replace(row, document="another-plan-2021")
    return replace(row, quote="", sentence="")  # no quote


OTHER_FAULTS = (
    "letter",
    "scale of quote",
    "digit of quote",
    "other unit",
    "ten times",
    "offset",
    "document",
    "no quote",
)


def test_ten_thousand_rows_of_other_hands(plans, targets) -> None:
    """Other ways to write a true row raise no alarm; none of the faults passes for right."""
    draw = random.Random(19)
    ways = [*TURNED, "full width", "broken", "unit", "with its unit", "plain"]
    arabic = [target for target in targets if re.match(r"\d[\d.]*[万亿萬億]*[^\d—~-]+$", target.quote)]
    rows, kinds = [], []
    for number in range(1, 10_001):
        if number % 2:
            kind = draw.choice(OTHER_FAULTS)
            rows.append(spoilt(true_row(draw.choice(arabic), number), kind, draw))
        else:
            kind = draw.choice(ways)
            rows.append(written_otherwise(true_row(draw.choice(targets), number), kind, draw))
        kinds.append(kind)
    began = time.process_time()
    told = audit_rows(rows, plans)
    spent = time.process_time() - began
    wrong = told["problems"].str.replace(r"(; )?stated twice", "", regex=True) != ""
    alarms = [
        (k, r, t) for k, r, w, t in zip(kinds, rows, wrong, told["problems"], strict=True) if k in ways and w
    ]
    passed = [
        (k, r) for k, r, w, place in zip(kinds, rows, wrong, told["place"], strict=True)
        if k in OTHER_FAULTS and not w and not (k == "letter" and place == "near")
    ]  # fmt: skip
    assert [alarms[:5], len(alarms)] == [[], 0]
    assert [passed[:5], len(passed)] == [[], 0]
    assert spent < 30


def test_rows_without_places_have_one_of_their_own_where_a_plan_says_a_thing_twice(plans, targets) -> None:
    rows = [
        ForeignRow(
            number, target.plan_id, target.quote, "", "", "", "", *(f"{end:f}" for end in target.bound.ends),
            target.unit, target.bound.comparator, str(target.period), "",
        )
        for number, target in enumerate(targets, start=1)
    ]  # fmt: skip
    told = audit_rows(rows, plans)
    assert set(told["problems"]) == {""}
    assert len(missing_targets(told, plans)) == 0
    # One row more than the text has places.
    again = audit_rows([*rows, replace(rows[0], number=0)], plans)
    assert (again["problems"] == "stated twice").sum() == 1


def test_a_value_and_its_unit_exchanged_are_wrong(plans, targets) -> None:
    row = true_row(next(target for target in targets if target.unit == "家"), 1)
    for quote_only in (row, replace(row, sentence="", start="", end="", indicator="")):
        exchanged = replace(quote_only, value_min="", value_max=row.unit, unit=row.value_max)
        [verdict] = audit_rows([exchanged], plans)["problems"]
        assert f"unit: {row.value_max} is a number, in the text 家" in verdict


def test_rows_written_in_other_ways_are_right(plans) -> None:
    ways = [
        {"value": "2.3", "unit": "万亿元"},
        {"value": "2.3万亿元"},
        {"value": "23000", "unit": "亿元", "period": "2025", "comparator": "达到"},
        {"value": "23,000", "unit": "亿元", "period": "2025年底"},
        {"value": "2.30"},
    ]
    rows = [ForeignRow(n, "henan-2023", "2.3萬億元", **way) for n, way in enumerate(ways, start=1)]
    assert audit_rows(rows, plans)[["verdict", "problems"]].to_numpy().tolist() == [["right", ""]] * len(ways)


def test_near_quotes_are_looked_at_and_changed_numbers_are_wrong(plans) -> None:
    rows = [
        ForeignRow(1, "henan-2023", "全部工业增加值力争达到2.3万亿元", value="2.3", unit="万亿元"),
        ForeignRow(2, "henan-2023", "全部工业增加值力争达到2.8万亿元", value="2.8", unit="万亿元"),
        ForeignRow(3, "", "2.3萬億元", "", value="2.3", unit="萬億元"),
    ]
    told = audit_rows(rows, plans)
    assert told["verdict"].tolist() == ["look", "wrong", "right"]
    assert told["place"].tolist() == ["near", "near", "exact"]
    assert "numbers 2.8, in the text 2.3" in told.loc[1, "problems"]


def test_bad_rows_are_told_one_by_one(plans) -> None:
    rows = [
        ForeignRow(1, "henan-2023"),
        ForeignRow(2, "unknown-plan", "2.3萬億元"),
        ForeignRow(3, "henan-2023", "2.3萬億元", value="2.3", unit="万亿元", comparator="roughly so"),
        ForeignRow(4, "henan-2023", "2.3萬億元", start="3"),
        ForeignRow(5, "henan-2023", "2.3萬億元", value="23000", unit="亿元"),
        ForeignRow(6, "henan-2023", "2.3萬億元", value="23000", unit="亿元"),
    ]
    assert audit_rows(rows, plans)["problems"].tolist() == [
        "no quote",
        "no text named unknown-plan",
        "comparator: 'roughly so' is not known",
        "start: 3, the quote stands at 775",
        "",
        "stated twice",
    ]


def test_targets_without_a_row_are_listed() -> None:
    plan = plan_from_text("到2025年，新增企业30家，建成园区5个。", "a")
    told = audit_rows([ForeignRow(1, "a", "30家", value="30", unit="家")], [plan])
    assert missing_targets(told, [plan])["quote"].tolist() == ["5个"]


def test_a_number_that_is_no_target_is_to_be_looked_at() -> None:
    plan = plan_from_text("对新认定的企业每家奖励10万元。", "a")
    told = audit_rows([ForeignRow(1, "a", "10万元", value="10", unit="万元")], [plan])
    assert told.loc[0, ["verdict", "reason"]].tolist() == ["look", "subsidy"]


class TestReading:
    """Tables of any origin."""

    def test_csv_in_any_encoding_and_with_their_names(self, tmp_path: Path) -> None:
        table = pd.DataFrame(
            {"文件": ["a"], "引文": ["30家"], "数值": ["30"], "单位": ["家"], "年份": ["2025"]}
        )
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            path = tmp_path / f"{encoding}.csv"
            table.to_csv(path, index=False, encoding=encoding)
            row = read_rows(path)[0]
            assert (row.document, row.quote, row.value, row.unit, row.period) == (
                "a",
                "30家",
                "30",
                "家",
                "2025",
            )

    @pytest.mark.parametrize("between", [",", ";", "\t"])
    def test_equal_ids_are_told_whatever_stands_between_cells(self, tmp_path: Path, between: str) -> None:
        lines = (("id", "quote", "value"), ("1", "30家", "30"), ("1", "5个", "5"), ("2", "5个", "6"))
        path = tmp_path / "rows.csv"
        path.write_text("\n".join(between.join(line) for line in lines), encoding="utf-8")
        told = audit_rows(
            read_rows(path), [plan_from_text("到2025年，新增企业30家，建成园区5个。", "a")], "zh"
        )
        assert told["problems"].tolist() == ["", "编号1与第1行重复", "数值：6，原文为5 个"]

    def test_extractions_that_are_none_are_told(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.jsonl"
        path.write_text(
            '{"extractions": [{"extraction_text": "30家", "attributes": "x"}, "y"]}', encoding="utf-8"
        )
        with pytest.raises(PlanTargetsError, match="line 1: extraction 2 is 'y', expected an object"):
            read_rows(path)

    def test_a_column_is_named_by_the_user(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.csv"
        path.write_text("words,amount\n30家,30\n", encoding="utf-8")
        with pytest.raises(PlanTargetsError, match="no column with a quote or a sentence, found words"):
            read_rows(path)
        row = read_rows(path, {"quote": "words", "value": "amount"})[0]
        assert (row.quote, row.value) == ("30家", "30")
        with pytest.raises(PlanTargetsError, match="unknown column 'nothing'"):
            read_rows(path, {"quote": "nothing"})
        with pytest.raises(PlanTargetsError, match="unknown field 'colour'"):
            read_rows(path, {"colour": "words"})

    def test_documents_of_langextract(self, tmp_path: Path) -> None:
        document = {
            "document_id": "a",
            "text": "到2025年，新增企业30家。",
            "extractions": [
                {
                    "extraction_class": "target",
                    "extraction_text": "30家",
                    "char_interval": {"start_pos": 11, "end_pos": 14},
                    "attributes": {"value": "30", "unit": "家", "indicator": "企业"},
                },
                {
                    "extraction_class": "target",
                    "extraction_text": "20家",
                    "char_interval": None,
                    "attributes": None,
                },
            ],
        }
        path = tmp_path / "rows.jsonl"
        path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
        rows = read_rows(path)
        told = audit_rows(rows, [plan_from_text(document["text"], "a")])
        assert told["verdict"].tolist() == ["right", "wrong"]
        assert told["problems"].tolist() == ["", "quote not in the text"]

    def test_what_is_no_table_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text("{no json\n", encoding="utf-8")
        with pytest.raises(PlanTargetsError, match="line 1: no JSON"):
            read_rows(tmp_path / "a.jsonl")
        (tmp_path / "a.txt").write_text("x", encoding="utf-8")
        with pytest.raises(PlanTargetsError, match="unknown format"):
            read_rows(tmp_path / "a.txt")
        (tmp_path / "b.csv").write_text("quote\n", encoding="utf-8")
        with pytest.raises(PlanTargetsError, match="no rows"):
            read_rows(tmp_path / "b.csv")
        with pytest.raises(PlanTargetsError, match="cannot be read"):
            read_rows(tmp_path / "none.csv")


def test_each_text_is_read_once(plans, targets, monkeypatch: pytest.MonkeyPatch):
    from plantargets.review import others  # noqa: PLC0415

    read = []

    def counted(plan):
        read.append(plan.plan_id)
        return read_quantities(plan)

    monkeypatch.setattr(others, "read_quantities", counted)
    documents = [Document(plan) for plan in plans]
    rows = [true_row(target, number) for number, target in enumerate(targets[1:], start=1)]
    lacking = missing_targets(audit_rows(rows, documents), documents)
    assert lacking["target_id"].tolist() == [targets[0].target_id]
    assert sorted(read) == sorted(plan.plan_id for plan in plans)
