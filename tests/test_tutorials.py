"""The tutorials run, their solutions are right, and wrong answers get the hint that fits."""

import ast
import csv
import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

import plantargets.tutorials
from committed import committed_text
from plantargets.errors import PlanTargetsError
from plantargets.extraction import extract_targets
from plantargets.project import project_root
from plantargets.tutorials import LESSONS, copy_lessons, exercises, lesson_notebook, notebooks
from plantargets.tutorials.answers import ANSWERS, own_record
from plantargets.tutorials.checks import Language
from plantargets.tutorials.material import (
    own_plan_text,
    simulated_histories,
    table_plan_text,
    textbook_interval,
)
from plantargets.tutorials.notebooks import HOME, lesson_folder, lesson_solution, run_lesson

FOLDER = project_root() / HOME
HINTS = Path(plantargets.tutorials.__file__).with_name("hints.csv")
SHOWN_IN_BROWSER = 16  # characters of a name that JupyterLab shows in its side bar at the usual width
ANEW = "write the tutorials anew: python -m plantargets.tutorials"
check = exercises("en")


def read_hints() -> dict[tuple[str, str], dict[str, str]]:
    with HINTS.open(encoding="utf-8", newline="") as file:
        return {(row["exercise"], row["case"]): row for row in csv.DictReader(file)}


def stripped(notebook: nbformat.NotebookNode) -> list[tuple[Any, ...]]:
    return [
        (cell["cell_type"], cell["id"], cell["source"], cell["metadata"].get("tags"))
        for cell in notebook["cells"]
    ]


def texts(cell: Mapping[str, Any]) -> list[str]:
    """Return what a cell printed and showed as plain text."""
    return [
        output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]
        for output in cell["outputs"]
    ]


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request: pytest.FixtureRequest) -> tuple[str, nbformat.NotebookNode]:
    """Return a lesson's name and the lesson, run with its solutions; a warning or an error fails."""
    return request.param, run_lesson(request.param, solved=True)


class TestLessons:
    def test_every_solution_is_right(self, lesson: tuple[str, nbformat.NotebookNode]) -> None:
        name, notebook = lesson
        solved = {
            cell.metadata.tags[0].removeprefix("exercise-"): texts(cell)[-1]
            for cell in notebook.cells
            if cell.metadata.get("tags")
        }
        assert list(solved) == [exercise for exercise in ANSWERS if exercise.startswith(name[0])]
        for exercise, said in solved.items():
            assert said.startswith(f"{exercise}  Right."), said

    def test_the_committed_outputs_are_what_the_code_gives(
        self, lesson: tuple[str, nbformat.NotebookNode]
    ) -> None:
        name, notebook = lesson
        committed = json.loads(committed_text(project_root() / lesson_folder() / f"{name}.ipynb"))
        ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
        kept = [cell for cell in committed["cells"] if cell["cell_type"] == "code"]
        for new, old in zip(ran, kept, strict=True):
            if old["metadata"].get("tags"):
                assert old["outputs"] == []
                continue
            old_texts = ["".join(one) for one in texts(old)]
            if new.source == "check.summary()":
                assert old_texts[0].startswith("0 of ")
                continue
            assert texts(new) == old_texts, f"cell {old['id']}: {ANEW}"
            assert "image/png" not in json.dumps(old["outputs"])

    @pytest.mark.parametrize(
        "path", sorted(FOLDER.rglob("*.ipynb")), ids=lambda path: str(path.relative_to(FOLDER))
    )
    def test_no_number_is_shown_to_its_last_digit(self, path: Path) -> None:
        """80.79021615209486 ended in 491 with Python 3.13."""
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        shown = "".join(said for cell in notebook.cells if cell.cell_type == "code" for said in texts(cell))
        assert re.findall(r"\d\.\d{9,}", shown) == []

    @pytest.mark.parametrize("solved", [False, True])
    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("name", LESSONS)
    def test_the_committed_notebooks_are_in_step_with_the_lessons(
        self, name: str, language: Language, solved: bool
    ) -> None:
        path = project_root() / lesson_folder(language, solved) / f"{name}.ipynb"
        committed = nbformat.reads(committed_text(path), as_version=4)
        assert stripped(committed) == stripped(lesson_notebook(name, language, solved)), ANEW

    @pytest.mark.parametrize(
        "path", sorted(FOLDER.rglob("*.ipynb")), ids=lambda path: str(path.relative_to(FOLDER))
    )
    def test_every_link_leads_somewhere(self, path: Path) -> None:
        for cell in nbformat.reads(path.read_text(encoding="utf-8"), as_version=4).cells:
            if cell.cell_type == "markdown":
                for link in re.findall(r"\]\(([^)]+)\)", cell.source):
                    assert (path.parent / link).exists(), link

    @pytest.mark.parametrize("name", LESSONS)
    def test_the_chinese_lesson_is_chinese_and_has_the_same_cells(self, name: str) -> None:
        english, chinese = lesson_notebook(name), lesson_notebook(name, "zh")
        assert [cell.cell_type for cell in english.cells] == [cell.cell_type for cell in chinese.cells]
        for one, other in zip(english.cells, chinese.cells, strict=True):
            if one.cell_type == "markdown":
                assert re.findall(r"^#+", one.source, re.M) == re.findall(r"^#+", other.source, re.M)
                assert re.findall(r"\d\.\d", one.source)[:1] == re.findall(r"\d\.\d", other.source)[:1]
                prose = re.sub(r"`[^`]*`|\([^)]*\.(?:ipynb|md)\)|\$[^$]*\$", "", other.source)
                han = len(re.findall(r"[\u4e00-\u9fff]", prose))
                assert han > len(re.findall(r"[A-Za-z]", prose)), other.source
            else:
                statements = [[type(node) for node in ast.parse(cell.source).body] for cell in (one, other)]
                assert statements[0] == statements[1]

    @pytest.mark.parametrize("name", LESSONS)
    def test_a_chinese_lesson_says_nothing_in_english(self, name: str) -> None:
        """Sentences in code: three words in a row, or a word that a chart or a printed line ends with."""
        for cell in lesson_notebook(name, "zh", solved=True).cells:
            if cell.cell_type == "code":
                for said in re.findall(r'"((?:[^"\\n]|\\")*)"', cell.source):
                    assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", said), said
                    assert not said.strip().endswith((" %", " a year")), said

    def test_every_translated_string_stands_in_a_lesson(self) -> None:
        code = "\n".join(
            cell.source
            for name in LESSONS
            for cell in lesson_notebook(name, solved=True).cells
            if cell.cell_type == "code"
        )
        for english, chinese in notebooks._strings():
            assert english in code, english
            assert re.search(r"[\u4e00-\u9fff]", chinese) or chinese == '"%"', chinese

    @pytest.mark.parametrize("name", LESSONS)
    def test_a_lesson_has_a_chart_and_ends_with_the_summary(self, name: str) -> None:
        code = [cell.source for cell in lesson_notebook(name).cells if cell.cell_type == "code"]
        assert code[-1] == "check.summary()"
        assert any("_chart(" in source for source in code)

    def test_names_fit_a_file_browser(self) -> None:
        assert [name for name in LESSONS if len(f"{name}.ipynb") > SHOWN_IN_BROWSER] == []

    def test_what_a_student_sees_holds_no_solution(self) -> None:
        for name in LESSONS:
            for cell in lesson_notebook(name).cells:
                if cell.metadata.get("tags"):
                    assert "= ..." in cell.source or ": ..." in cell.source

    def test_an_untouched_exercise_says_what_to_do(self) -> None:
        assert "replace the three dots" in repr(check("1.1", ...))
        assert "替换三个点" in repr(exercises("zh")("1.1", ...))

    def test_an_unknown_lesson_and_exercise_are_refused(self) -> None:
        with pytest.raises(PlanTargetsError, match="expected one of 1_reading"):
            lesson_notebook("0_more")
        with pytest.raises(PlanTargetsError, match=r"Did you mean check\('1\.1'"):
            check("1.11", 3)
        with pytest.raises(PlanTargetsError, match="'en' or 'zh'"):
            exercises("fr")  # type: ignore[arg-type]


# Wrong answers that a mistake of the table of answers cannot list, since it is told by a test.
TOLD_BY_A_TEST = [
    ("1.2", "document_number", ["a", "c", "e", "f"]),
    ("1.2", "parts", ["b", "c"]),
    ("1.2", "threshold", ["c", "d", "e", "f"]),
    ("1.2", "range", ["c", "e"]),
    ("5.3", "past", ["6.1%", "7%"]),
    ("5.3", "name", ["500强", "7%"]),
    ("5.3", "threshold", ["10亿元"]),
    ("5.3", "parts", ["七大行动"]),
    ("5.3", "date", ["2024年10月底"]),
    ("5.3", "comparator", ["7%以上"]),
    ("5.3", "half_range", ["7%", "8家"]),
    ("5.3", "unit", ["7%", "300"]),
    ("5.5", "neighbour", ["6%", "500家"]),
    ("5.5", "unit", ["80"]),
    ("5.5", "comparator", ["一半以上"]),
    ("5.5", "words", ["6%", "80家", "20个", "5家"]),
    ("7.1", "baseline", ["a", "b", "c", "d", "f"]),
    ("7.1", "baseline", ["b", "c", "d", "e", "f"]),
]
MISTAKES = [
    (exercise, case, wrong)
    for exercise, make in ANSWERS.items()
    for case, wrong in make().mistakes.items()
    if not callable(wrong)
]


class TestHints:
    @pytest.mark.parametrize(("exercise", "case", "wrong"), [*MISTAKES, *TOLD_BY_A_TEST])
    def test_a_known_mistake_gets_its_hint(self, exercise: str, case: str, wrong: object) -> None:
        for language in ("en", "zh"):
            verdict = exercises(language)(exercise, wrong)  # type: ignore[arg-type]
            assert not verdict.correct
            assert read_hints()[exercise, case][f"hint_{language}"] in repr(verdict)

    def test_the_empty_id_among_shared_indicators_is_told(self) -> None:
        right = ANSWERS["2.2"]().right
        assert "empty id" in repr(check("2.2", right | {""}))
        assert "1 more belong" in repr(check("2.2", sorted(right)[1:]))
        assert "cloud does not belong" in repr(check("2.2", right | {"cloud"}))

    @pytest.mark.parametrize("exercise", list(ANSWERS))
    def test_nonsense_gets_a_hint_and_never_an_error(self, exercise: str) -> None:
        for nonsense in (
            object(),
            [],
            "",
            "zzz",
            -12345.678,
            float("nan"),
            {},
            {"value": object()},
            [[1]],
            True,
        ):
            verdict = check(exercise, nonsense)
            assert not verdict.correct
            assert "Not yet." in repr(verdict) and len(repr(verdict)) > 25

    def test_every_hint_is_used_and_in_both_languages(self) -> None:
        general = {
            "right", "wrong", "empty", "number", "text", "set", "fields", "field_empty", "fraction",
            "percent", "sign", "nearly", "foreign", "missing", "else", "more", "idea", "way", "solution",
            "done", "state_open", "state_wrong", "state_right", "state_right_first",
        }  # fmt: skip
        known = {("general", case) for case in general}
        for exercise, make in ANSWERS.items():
            answer = make()
            cases = {"right", "else", "way", *answer.mistakes}
            if isinstance(answer.right, dict):
                cases |= {f"field_{name}" for name in answer.right}
            if answer.judge:
                cases |= {"refused", "checksum", "period"}
            known |= {(exercise, case) for case in cases}
        hints = read_hints()
        assert set(hints) <= known
        for exercise, make in ANSWERS.items():
            for case in (*make().mistakes, "way"):
                assert (exercise, case) in hints, (exercise, case)
        for row in hints.values():
            assert row["hint_en"].strip() and re.search(r"[\u4e00-\u9fff]", row["hint_zh"])

    @pytest.mark.parametrize("exercise", list(ANSWERS))
    def test_the_hint_after_an_unknown_mistake_gives_the_idea_and_not_the_code(self, exercise: str) -> None:
        hint = read_hints().get((exercise, "else"), {"hint_en": "", "hint_zh": ""})
        for language in ("en", "zh"):
            assert not re.search(r"\w\(|\*\*|100 \*|==", hint[f"hint_{language}"])

    @pytest.mark.parametrize(
        "answer", [5.49, "5.5", "5.5 %", "5.5％", Decimal("5.49"), 5.4898656, pd.Series([5.49])]
    )
    def test_sensible_forms_of_a_number_are_right(self, answer: object) -> None:
        assert check("3.1", answer).correct

    @pytest.mark.parametrize(
        "answer", [["C", "e ", "f"], {"f", "e", "c"}, "c, e, f", "c、e、f", pd.Series(list("cef"))]
    )
    def test_sensible_forms_of_a_set_are_right(self, answer: object) -> None:
        assert check("1.2", answer).correct

    @pytest.mark.parametrize("dash", ["—", "-", "–", "~", "—— "[:2], " - "])
    def test_a_range_is_right_with_any_dash(self, dash: str) -> None:
        assert check("5.3", ["7%", "300家", "3家", "20个", "10%", f"5{dash}8家"]).correct

    def test_letters_written_together_and_a_list_of_one_letter_are_right(self) -> None:
        assert check("1.2", "cef").correct
        assert check("2.6", ["c"]).correct

    @pytest.mark.parametrize("wrong", [66.9, 72.0, 73.0, 74.0, 74.5, 78, 80, 80.1])
    def test_a_simulation_has_one_right_answer(self, wrong: float) -> None:
        assert check("4.1", 73.5).correct
        assert not check("4.1", wrong).correct

    def test_the_harder_plan_is_misread_both_ways(self) -> None:
        recall, precision = ANSWERS["5.6"]().right, ANSWERS["5.7"]().right
        assert recall < 100 and precision < 100, "find a harder text"
        assert abs(recall - precision) > 5
        assert not check("5.6", precision).correct and not check("5.7", recall).correct
        assert not check("5.6", 100).correct and not check("5.7", 100).correct

    def test_goals_met_are_as_counted_from_the_table_itself(self) -> None:
        with (project_root() / "data/statistics/goals_outcomes.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            rows = [
                row
                for row in csv.DictReader(file)
                if row["series_id"] == "gdp_growth" and row["goal_min"] and row["outcome_comparator"]
            ]
        nation = [row for row in rows if row["region"] == "全国"]
        met = [
            row
            for row in nation
            if row["outcome_comparator"] == "met" or Decimal(row["outcome"]) >= Decimal(row["goal_min"])
        ]
        assert (len(met), len(nation)) == (27, 31)
        assert check("6.1", len(met)).correct
        about = [
            Decimal(row["outcome"]) - Decimal(row["goal_min"])
            for row in rows
            if row["region"] != "全国" and row["goal_comparator"] == "approx"
        ]
        strict, roomy = sum(one >= 0 for one in about), sum(one >= Decimal("-0.5") for one in about)
        assert (strict, roomy, len(about)) == (8, 14, 23)
        assert check("6.2", 100 * (roomy - strict) / len(about)).correct

    def test_the_table_is_read_as_the_lesson_says_and_one_row_wrongly(self) -> None:
        rows = extract_targets(table_plan_text())
        assert set(rows["period_basis"]) == {"table"}
        by_hand = rows[rows["quote"] == "85"].iloc[0]
        assert check("7.2", by_hand.to_dict() | {"value": by_hand["value_max"]}).correct
        (misread,) = rows[rows["quote"] == ANSWERS["7.4"]().right].to_dict("records")
        wrong = ANSWERS["7.5"]().mistakes["uncorrected"]
        assert misread["period"] == wrong != ANSWERS["7.5"]().right, "find a harder note of a table"
        assert misread["check"] == ""
        assert ANSWERS["7.3"]().right == 1

    def test_slips_of_scale_sign_and_rounding_are_told(self) -> None:
        assert "fraction" in repr(check("3.1", 0.0549))
        assert "fraction" in repr(check("2.1", 0.57))  # rounded as well
        assert "100 times" in repr(check("3.1", 549.0))
        assert "sign" in repr(check("3.1", -5.49))
        assert "round" in repr(check("3.1", 5.41))
        assert "Expected one number" in repr(check("3.1", [1, 2]))

    def test_the_fields_of_a_row_are_told_one_by_one(self) -> None:
        row = {
            "value": 10,
            "unit": "%",
            "comparator": "ge",
            "kind": "growth",
            "period": "by:2020",
            "modality": "力爭",
        }
        assert check("1.4", row).correct
        for name in row:
            assert repr(check("1.4", row | {name: "?"})).startswith(f"1.4  Not yet. {name}:")
            assert f"field {name} is still empty" in repr(check("1.4", row | {name: ...}))

    def test_the_register_itself_judges_a_row(self) -> None:
        row: dict[str, object] = {
            "plan_id": "mine", "file": "mine.txt", "title": "清河市计划", "document_number": "", "issuer": "",
            "jurisdiction": "某省清河市", "jurisdiction_code": 999900, "level": "prefecture_city",
            "issued": "2024-03-01", "period_start_year": 2024, "period_end_year": 2026,
            "script": "simplified",
            "sha256": hashlib.sha256(own_plan_text().encode()).hexdigest(), "source": "invented",
        }  # fmt: skip
        assert check("5.2", row).correct
        wrong = {
            "plan_id": ("My Plan", "lower-case letters"),
            "file": ("../mine.txt", "is a path"),
            "jurisdiction_code": ("9999", "six digits"),
            "level": ("city", "expected one of"),
            "issued": ("1 March 2024", "YYYY-MM-DD"),
            "period_end_year": (2023, "exchange the two years"),
            "script": ("traditional", "Correct the row"),
            "sha256": ("0" * 64, "exercise 5.1"),
            "source": ("", "fill it in"),
        }
        for name, (value, told) in wrong.items():
            verdict = check("5.2", row | {name: value})
            assert not verdict.correct
            assert told in repr(verdict), repr(verdict)
        assert "2024 to 2026" in repr(check("5.2", row | {"period_end_year": 2027}))
        assert own_record().right is None


class TestMaterial:
    def test_the_simulated_worlds_are_what_the_lesson_says(self) -> None:
        steady = simulated_histories(200, steady=True)
        growth = pd.concat([series.pct_change().dropna() for series in steady])
        assert growth.mean() == pytest.approx(0.0517, abs=0.001)  # exp(0.05 + 0.03 ** 2 / 2) - 1
        assert growth.std() == pytest.approx(0.0316, abs=0.001)
        assert simulated_histories() is simulated_histories()

    def test_the_textbook_interval_covers_where_its_assumptions_hold(self) -> None:
        hits = []
        for series in simulated_histories(200, steady=True):
            low, high = textbook_interval(series.iloc[:-3], 3)
            hits.append(low <= series.iloc[-1] <= high)
        assert 100 * sum(hits) / len(hits) == pytest.approx(95, abs=3.3)


class TestLadder:
    @pytest.mark.parametrize("exercise", list(ANSWERS))
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_hints_go_from_the_idea_to_the_solution(self, exercise: str, language: Language) -> None:
        mine = exercises(language)
        idea, way, solution, again = (repr(mine.hint(exercise)) for _ in range(4))
        assert "1/3" in idea and "2/3" in way and idea[5:] != way[5:]
        assert lesson_solution(exercise, language) in solution == again

    def test_a_second_miss_names_the_hints(self) -> None:
        mine = exercises()
        assert "check.hint" not in repr(mine("3.1", 7))
        assert 'check.hint("3.1")' in repr(mine("3.1", 8))
        assert "check.hint" not in repr(mine("3.1", 5.5))

    def test_the_summary_tells_each_exercise(self) -> None:
        mine = exercises()
        mine("2.6", "c")
        mine("2.2", [])
        mine("2.3", ...)
        mine("2.4", 1)
        mine("2.4", 500 / 7)
        said = repr(mine.summary()).splitlines()
        assert said[0] == "2 of 6 exercises are right."
        assert said[1:] == [
            "2.1  open",
            "2.2  not yet",
            "2.3  open",
            "2.4  right",
            "2.5  open",
            "2.6  right at once",
        ]
        html = mine.summary()._repr_html_()
        assert html.count("<span") == 6

    def test_verdicts_are_coloured_and_answers_are_no_markup(self) -> None:
        assert "#1a7f4b" in check("2.6", "c")._repr_html_()
        wrong = check("5.3", ["<b>x</b>"])._repr_html_()
        assert "#b3461e" in wrong and "<b>x" not in wrong

    def test_an_unknown_exercise_has_no_hint(self) -> None:
        with pytest.raises(PlanTargetsError, match="Did you mean"):
            exercises().hint("1.11")


class TestCopies:
    def test_answers_are_never_overwritten(self, tmp_path: Path) -> None:
        first = copy_lessons(tmp_path / "mine")
        assert first.start.name == "0_start.ipynb" and len(first.written) == 1 + 4 * len(LESSONS)
        answered = tmp_path / "mine" / "zh" / f"{LESSONS[0]}.ipynb"
        answered.write_text("my answers", encoding="utf-8")
        (tmp_path / "mine" / "en" / f"{LESSONS[1]}.ipynb").unlink()
        second = copy_lessons(tmp_path / "mine")
        assert [path.name for path in second.written] == [f"{LESSONS[1]}.ipynb"]
        assert answered.read_text(encoding="utf-8") == "my answers"

    def test_links_of_a_copy_in_the_project_lead_somewhere(self) -> None:
        for language in ("en", "zh"):
            for place, solved in (
                (f"my-tutorials/{language}", False),
                (f"my-tutorials/z_solutions/{language}", True),
            ):
                for name in LESSONS:
                    for cell in lesson_notebook(name, language, solved, place).cells:  # type: ignore[arg-type]
                        if cell.cell_type == "markdown":
                            for link in re.findall(r"\]\((\.\./[^)]+)\)", cell.source):
                                assert (project_root() / place / link).resolve().exists(), link

    def test_the_start_page_links_every_lesson_in_both_languages(self, tmp_path: Path) -> None:
        start = copy_lessons(tmp_path / "mine").start
        (cell,) = nbformat.reads(start.read_text(encoding="utf-8"), as_version=4).cells
        links = re.findall(r"\]\(([^)]+)\)", cell.source)
        assert len(links) == 2 * len(LESSONS)
        assert all((start.parent / link).is_file() for link in links)

    def test_a_file_in_the_way_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "mine").write_text("x")
        with pytest.raises(PlanTargetsError, match="Name another one"):
            copy_lessons(tmp_path / "mine")
