"""Files for other programs: what they say of every column, and that no text of a plan does harm there."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from plantargets import extract_targets, load_plans
from plantargets.cli import main
from plantargets.errors import PlanTargetsError
from plantargets.export import (
    STREAMED,
    WRITABLE,
    bibtex,
    check_ending,
    web_annotations,
    write_groups,
    write_targets,
)
from plantargets.plans import load_register, plan_from_text
from plantargets.project import project_root
from plantargets.targets import COLUMNS
from plantargets.targets.codebook import codebook_page, load_codebook

SENTENCE = "到2025年,全部工业增加值力争达到2.3万亿元,新建园区20—30个。"


@pytest.fixture(scope="module")
def targets() -> pd.DataFrame:
    return extract_targets(load_plans("all"))


@pytest.mark.parametrize("ending", WRITABLE)
def test_a_path_may_be_a_plain_string(tmp_path: Path, ending: str) -> None:
    table = extract_targets(SENTENCE)
    write_targets(table, tmp_path / f"path{ending}")
    write_targets(table, str(tmp_path / f"text{ending}"))
    assert (tmp_path / f"text{ending}").stat().st_size > 0
    if ending not in {".xlsx", ".dta"}:  # these two hold the time of writing
        assert (tmp_path / f"text{ending}").read_bytes() == (tmp_path / f"path{ending}").read_bytes()
    if ending in STREAMED:
        write_groups([table], str(tmp_path / f"groups{ending}"))
        assert (tmp_path / f"groups{ending}").read_bytes() == (tmp_path / f"path{ending}").read_bytes()


def test_a_plain_string_with_an_unknown_ending_is_refused() -> None:
    with pytest.raises(PlanTargetsError, match=r"unknown format '\.pdf'"):
        write_targets(extract_targets(SENTENCE), "a.pdf")
    with pytest.raises(PlanTargetsError, match=r"unknown format '\.pdf'"):
        check_ending("a.pdf")


class TestCodebook:
    """One dictionary, complete in both languages, and the pages made from it are in step."""

    def test_it_has_every_column_in_order_in_both_languages(self) -> None:
        columns = load_codebook()
        assert tuple(columns) == COLUMNS
        for column in columns.values():
            assert column.meaning_en.isascii() or "万" in column.meaning_en or "…" in column.meaning_en
            assert not column.meaning_zh.isascii()
            assert len(column.meaning_en) <= 80, "a variable label of Stata is cut at 80 characters"
            assert (column.type in {"code", "codes"}) == bool(column.codes)

    def test_its_codes_are_those_of_the_guidelines_and_cover_all_targets(self, targets: pd.DataFrame) -> None:
        guidelines = (project_root() / "data/gold/GUIDELINES.md").read_text(encoding="utf-8")
        for column in load_codebook().values():
            for code in column.codes:
                assert f"`{code}`" in guidelines
            if column.codes:
                assert set(";".join(targets[column.name]).split(";")) - {""} <= set(column.codes)

    @pytest.mark.parametrize(("language", "file"), [("en", "codebook.md"), ("zh", "codebook.zh.md")])
    def test_the_pages_are_in_step(self, language: str, file: str) -> None:
        page = (project_root() / "docs" / file).read_text(encoding="utf-8")
        shown = CliRunner().invoke(main, ["codebook", "--language", language])
        assert page == shown.output, "write it anew: plantargets steps --write-docs"

    def test_an_unknown_language_is_refused(self) -> None:
        with pytest.raises(PlanTargetsError, match="'en' or 'zh'"):
            codebook_page("fr")  # type: ignore[arg-type]


class TestWorkbook:
    def test_it_has_the_targets_and_their_codebook(self, targets: pd.DataFrame, tmp_path: Path) -> None:
        write_targets(targets, tmp_path / "t.xlsx")
        sheets = pd.read_excel(tmp_path / "t.xlsx", sheet_name=None, keep_default_na=False)
        assert list(sheets) == ["targets", "codebook"]
        assert sheets["targets"]["quote"].tolist() == targets["quote"].tolist()
        book = sheets["codebook"]
        assert tuple(book.loc[book["code"] == "", "column"]) == COLUMNS
        assert book.set_index("code").loc["ge", ["meaning_en", "meaning_zh"]].tolist() == [
            "at least",
            "不低于",
        ]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
    def test_no_text_becomes_a_formula(self, start: str, tmp_path: Path) -> None:
        evil = f"{start}cmd|' /C calc'!A0"
        texts = [name for name, column in load_codebook().items() if column.type in {"text", "code"}]
        table = extract_targets(SENTENCE).assign(**dict.fromkeys(texts, evil))
        write_targets(table, tmp_path / "t.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["targets"]
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
        assert {cell.data_type for cell in cells} == {"s", "n"}
        assert sum(str(cell.value).startswith(f"'{start}") for cell in cells) == len(texts) * len(table)
        write_targets(table, tmp_path / "t.csv")
        frame = pd.read_csv(tmp_path / "t.csv", dtype=str, keep_default_na=False)
        assert all(frame[name].str.startswith("'").all() for name in texts)

    def test_control_characters_are_replaced_in_place(self, tmp_path: Path) -> None:
        table = extract_targets(SENTENCE).assign(sentence="甲\x00\x01\x0b乙\uffff")
        write_targets(table, tmp_path / "t.xlsx")
        assert pd.read_excel(tmp_path / "t.xlsx")["sentence"][0] == "甲\ufffd\ufffd\ufffd乙\ufffd"


class TestStata:
    def test_variables_and_codes_are_labelled(self, targets: pd.DataFrame, tmp_path: Path) -> None:
        write_targets(targets, tmp_path / "t.dta")
        with pd.read_stata(tmp_path / "t.dta", iterator=True) as reader:
            labels, values = reader.variable_labels(), reader.value_labels()
            table = reader.read()
        assert labels["end_"] == load_codebook()["end"].meaning_en
        assert all(labels.values())
        assert list(values["comparator"].values())[:2] == ["ge: at least", "gt: more than"]
        assert (
            table["comparator"].astype(str).str.split(":").str[0].tolist() == targets["comparator"].tolist()
        )
        assert table["sentence"].tolist() == targets["sentence"].tolist()

    def test_a_code_has_the_same_number_whichever_codes_occur(self, tmp_path: Path) -> None:
        table = extract_targets(SENTENCE)
        for name, rows in (("all", table), ("last", table.tail(1))):
            write_targets(rows, tmp_path / f"{name}.dta")
        numbers = [
            pd.read_stata(tmp_path / f"{name}.dta", convert_categoricals=False)["comparator"].iloc[-1]
            for name in ("all", "last")
        ]
        assert numbers[0] == numbers[1]

    def test_long_sentences_are_kept(self, tmp_path: Path) -> None:
        table = extract_targets(SENTENCE).assign(sentence="长" * 5000, qualifier="")
        write_targets(table, tmp_path / "t.dta")
        assert pd.read_stata(tmp_path / "t.dta")["sentence"].tolist() == ["长" * 5000] * len(table)


class TestParquet:
    def test_fields_say_what_they_hold(self, targets: pd.DataFrame, tmp_path: Path) -> None:
        write_targets(targets, tmp_path / "t.parquet")
        table = pq.read_table(tmp_path / "t.parquet")
        assert tuple(table.schema.names) == COLUMNS
        for name, column in load_codebook().items():
            metadata = {k.decode(): v.decode() for k, v in (table.schema.field(name).metadata or {}).items()}
            assert metadata["description_en"] == column.meaning_en
            assert metadata["description_zh"] == column.meaning_zh
            if column.codes:
                assert json.loads(metadata["codes_zh"]) == column.code_meanings("zh")
        assert table["value_max"].to_pylist() == targets["value_max"].tolist()

    def test_tables_with_and_without_rows_have_one_schema(
        self, targets: pd.DataFrame, tmp_path: Path
    ) -> None:
        write_targets(targets, tmp_path / "some.parquet")
        write_targets(targets.head(0), tmp_path / "none.parquet")
        assert pq.read_schema(tmp_path / "some.parquet").equals(pq.read_schema(tmp_path / "none.parquet"))

    def test_a_value_beyond_the_usual_decimals_is_kept(self, tmp_path: Path) -> None:
        table = extract_targets(SENTENCE).assign(value_max=Decimal("0.00000000000123"))
        write_targets(table, tmp_path / "t.parquet")
        assert pq.read_table(tmp_path / "t.parquet")["value_max"][0].as_py() == Decimal("0.00000000000123")


class TestWebAnnotation:
    def test_both_selectors_find_the_quote(self, targets: pd.DataFrame) -> None:
        plans = load_plans("all")
        texts = {plan.record.file: plan.text for plan in plans if plan.record}
        items = web_annotations(targets, plans)["items"]
        assert len(items) == len(targets)
        assert len({item["id"] for item in items}) == len(items)
        for item in items:
            text = texts[item["target"]["source"]["id"]]
            position, quoted = item["target"]["selector"]
            assert text[position["start"] : position["end"]] == quoted["exact"]
            around = quoted["prefix"] + quoted["exact"] + quoted["suffix"]
            begin = position["start"] - len(quoted["prefix"])
            assert text[begin : begin + len(around)] == around

    def test_the_file_is_json_ld_of_the_standard(self, targets: pd.DataFrame, tmp_path: Path) -> None:
        write_targets(targets.head(2), tmp_path / "t.jsonld", load_plans("dengfeng-2020"))
        page = json.loads((tmp_path / "t.jsonld").read_text(encoding="utf-8"))
        assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
        for item in page["items"]:
            assert item["type"] == "Annotation"
            kinds = [selector["type"] for selector in item["target"]["selector"]]
            assert kinds == ["TextPositionSelector", "TextQuoteSelector"]
            row = json.loads(item["body"][2]["value"])
            assert tuple(row) == COLUMNS

    def test_a_table_without_its_plans_still_has_positions(self) -> None:
        items = web_annotations(extract_targets(SENTENCE))["items"]
        assert items[0]["target"]["selector"][0] == {"type": "TextPositionSelector", "start": 18, "end": 24}
        assert "prefix" not in items[0]["target"]["selector"][1]


class TestBibtex:
    def test_every_plan_of_the_register_is_an_entry(self) -> None:
        entries = bibtex(load_register())
        for record in load_register():
            assert f"@techreport{{{record.plan_id},\n" in entries
            assert f"title = {{{{{record.title}}}}}," in entries
        assert entries.count("{") == entries.count("}")
        assert "number = {}" not in entries

    def test_characters_of_latex_are_escaped(self) -> None:
        record = replace(load_register()[0], title="50% & {甲}_乙#\\", issuer="")
        assert r"title = {{50\% \& \{甲\}\_乙\#\textbackslash{}}}" in bibtex([record])
        assert "author" not in bibtex([record])

    def test_the_command_prints_them(self) -> None:
        result = CliRunner().invoke(main, ["cite", "henan-2023"])
        assert result.exit_code == 0
        assert result.output == bibtex([r for r in load_register() if r.plan_id == "henan-2023"])


@pytest.mark.parametrize("ending", WRITABLE)
def test_every_format_takes_what_a_plan_may_hold(ending: str, tmp_path: Path) -> None:
    text = f"\ud800\x01</script>\u2028{SENTENCE}"
    table = extract_targets(plan_from_text(text, "p"))
    assert len(table) == 2
    table["sentence"] += text
    write_targets(table, tmp_path / f"t{ending}", [plan_from_text(text, "p")])
    write_targets(table.head(0), tmp_path / f"none{ending}")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"t{ending}", f"none{ending}"])


@pytest.mark.parametrize("ending", WRITABLE)
def test_a_folder_that_cannot_be_made_is_refused(ending: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PlanTargetsError, match="choose another output file"):
        write_targets(extract_targets(SENTENCE), tmp_path / "file" / f"t{ending}")
