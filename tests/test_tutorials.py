"""The tutorials run, their solutions are right, and wrong answers get the hint that fits."""

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
from plantargets.project import project_root
from plantargets.tutorials import LESSONS, exercises, lesson_notebook
from plantargets.tutorials.answers import ANSWERS, own_record
from plantargets.tutorials.checks import Language
from plantargets.tutorials.material import own_plan_text, simulated_histories, textbook_interval
from plantargets.tutorials.notebooks import lesson_path, run_lesson

FOLDER = project_root() / "notebooks" / "tutorials"
HINTS = Path(plantargets.tutorials.__file__).with_name("hints.csv")
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
        committed = json.loads(committed_text(lesson_path(FOLDER, name)))
        ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
        kept = [cell for cell in committed["cells"] if cell["cell_type"] == "code"]
        for new, old in zip(ran, kept, strict=True):
            if old["metadata"].get("tags"):
                assert old["outputs"] == []
                continue
            old_texts = ["".join(one) for one in texts(old)]
            assert texts(new) == old_texts, f"cell {old['id']}: {ANEW}"
            assert "image/png" not in json.dumps(old["outputs"])

    @pytest.mark.parametrize("solved", [False, True])
    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("name", LESSONS)
    def test_the_committed_notebooks_are_in_step_with_the_lessons(
        self, name: str, language: Language, solved: bool
    ) -> None:
        path = lesson_path(FOLDER, name, language, solved)
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
            elif one.source != other.source:
                assert one.source.replace('language = "en"', 'language = "zh"') == other.source

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
            lesson_notebook("6_more")
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
            "percent", "sign", "nearly", "foreign", "missing", "else",
        }  # fmt: skip
        known = {("general", case) for case in general}
        for exercise, make in ANSWERS.items():
            answer = make()
            cases = {"right", "else", *answer.mistakes}
            if isinstance(answer.right, dict):
                cases |= {f"field_{name}" for name in answer.right}
            if answer.judge:
                cases |= {"refused", "checksum", "period"}
            known |= {(exercise, case) for case in cases}
        hints = read_hints()
        assert set(hints) <= known
        for exercise, make in ANSWERS.items():
            for case in make().mistakes:
                assert (exercise, case) in hints
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
