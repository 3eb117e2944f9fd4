"""A parameter that is not as declared is refused before anything starts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Parameter, Step, all_runs, find_runs, find_step
from plantargets.pipeline.notebook import with_parameters
from plantargets.pipeline.parameters import join_pairs, make_run, read_parameters

STEP = Step(
    name="growth",
    notebook="notebooks/growth.ipynb",
    title="Growth",
    parameters=(
        Parameter("region", "str", "河南", "Region."),
        Parameter("code", "str", "410000", "Code."),
        Parameter("target", "float", 23000.0, "Target."),
        Parameter("target_year", "int", 2025, "Year."),
        Parameter("smooth", "bool", False, "Smooth."),
        Parameter("language", "str", "en", "Language.", ("en", "zh")),
    ),
    variants=(("zh", (("language", "zh"),)),),
)


def test_texts_are_read_as_the_declared_type() -> None:
    given_texts = {"code": "010000", "target": "23e3", "target_year": "2030", "smooth": "true"}
    parameters = make_run(STEP, given_texts).parameters
    assert parameters["code"] == "010000"
    assert parameters["target"] == 23000.0
    assert parameters["target_year"] == 2030
    assert parameters["smooth"] is True
    assert parameters["region"] == "河南"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("langauge", "zh", "did you mean 'language'?"),
        ("language", "fr", "'fr' is not one of en, zh"),
        ("language", "en ", "did you mean 'en'?"),
        ("target_year", "2025.5", "expected int, found '2025.5'"),
        ("target_year", 2025.0, "expected int, found 2025.0 (float)"),
        ("target_year", True, "expected int, found True (bool)"),
        ("target", "many", "expected float, found 'many'"),
        ("target", "nan", "expected a finite number"),
        ("target", "inf", "expected a finite number"),
        ("smooth", "1", "expected true or false, found '1'"),
        ("code", 10000, "expected str, found 10000 (int)"),
        ("region", None, "expected str, found None (NoneType)"),
    ],
)
def test_wrong_parameters_are_refused_with_a_list_of_the_right_ones(
    name: str, value: object, told: str
) -> None:
    with pytest.raises(PlanTargetsError) as caught:
        make_run(STEP, {name: value})
    message = str(caught.value)
    assert told in message
    assert "language: str, one of en, zh; default en" in message
    assert "target_year: int; default 2025" in message


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(PlanTargetsError, match=r"yaer.*langauge"):
        make_run(STEP, {"yaer": "2030", "langauge": "zh"})


def test_the_folder_depends_on_the_values_only() -> None:
    assert make_run(STEP, {"target_year": "2030"}).name == make_run(STEP, {"target_year": 2030}).name
    assert make_run(STEP, {"target_year": "2030"}).name != make_run(STEP, {"target_year": "2031"}).name
    assert make_run(STEP, {}).name == "runs/growth-defaults"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"target": 25000}, r"growth-target-25000"),
        ({"target": -2.5, "smooth": True}, r"growth-target--2\.5-smooth-true"),
        ({"region": "登封市"}, r"growth-region-登封市"),
        ({"region": "../x"}, r"growth-region-_x-[0-9a-f]{8}"),
        ({"region": "X"}, r"growth-region-X-[0-9a-f]{8}"),
        ({"region": "a" * 200}, r"growth-region-a{66}-[0-9a-f]{8}"),
        ({"region": ""}, r"growth-region--[0-9a-f]{8}"),
    ],
)
def test_a_run_is_named_by_what_differs(values: dict[str, object], name: str) -> None:
    run = make_run(STEP, values)
    assert re.fullmatch(f"runs/{name}", run.name)
    assert run.rule.isidentifier()


@given(st.lists(st.text(max_size=12), min_size=2, max_size=2, unique=True))
def test_unlike_values_never_share_a_folder_or_a_rule(regions: list[str]) -> None:
    first, second = (make_run(STEP, {"region": region}) for region in regions)
    assert first.name.lower() != second.name.lower()
    assert first.rule != second.rule


def test_parameters_may_be_written_as_papermill_takes_them() -> None:
    assert join_pairs(["target", "language=zh"], ["25000"]) == ["target=25000", "language=zh"]
    with pytest.raises(PlanTargetsError, match="unexpected '25000'"):
        join_pairs(["language=zh"], ["25000"])


def test_a_file_keeps_codes_as_texts_and_pairs_win(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("code: 010000\nregion: 河南\ntarget_year: 2026\n", encoding="utf-8")
    parameters = make_run(STEP, read_parameters(["target_year=2030"], file)).parameters
    assert (parameters["code"], parameters["target_year"]) == ("010000", 2030)
    (tmp_path / "p.json").write_text(json.dumps({"code": "010000"}))
    assert read_parameters([], tmp_path / "p.json") == {"code": "010000"}


@pytest.mark.parametrize("content", ["- a\n- b\n", "a: [1, 2]\n", "a: {b: 1\n", "", "\x00"])
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(content)
    with pytest.raises(PlanTargetsError, match=r"p\.yaml"):
        read_parameters([], file)


@pytest.mark.parametrize("pair", ["language", "=zh", " =zh"])
def test_a_pair_without_name_or_value_is_refused(pair: str) -> None:
    with pytest.raises(PlanTargetsError, match="expected name=value"):
        read_parameters([pair])


def test_a_missing_file_is_named() -> None:
    with pytest.raises(PlanTargetsError, match=r"nowhere\.yaml does not exist"):
        read_parameters([], Path("nowhere.yaml"))


@given(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans())
def test_injected_cells_give_back_the_values(
    region: str, target: float, target_year: int, smooth: bool
) -> None:
    cell = nbformat.v4.new_code_cell("", metadata={"tags": ["parameters"]})
    run = make_run(STEP, {"region": region, "target": target, "target_year": target_year, "smooth": smooth})
    prepared = with_parameters(nbformat.v4.new_notebook(cells=[cell]), run.parameters)
    values: dict[str, object] = {}
    exec(prepared.cells[1].source, values)
    assert {name: values[name] for name in run.parameters} == run.parameters


def test_chinese_is_readable_in_the_injected_cell() -> None:
    cell = nbformat.v4.new_code_cell("", metadata={"tags": ["parameters"]})
    prepared = with_parameters(
        nbformat.v4.new_notebook(cells=[cell]), make_run(STEP, {"region": "开封"}).given
    )
    assert prepared.cells[1].source.splitlines()[1:] == ["region = '开封'"]


def test_runs_are_the_steps_and_their_variants() -> None:
    runs = all_runs([STEP])
    assert [run.name for run in runs] == ["growth", "growth-zh"]
    assert runs[1].given == {"language": "zh"}
    assert [run.name for run in find_runs(runs, ["growth-zh"])] == ["growth-zh"]
    assert [run.name for run in find_runs(runs, ["growth"])] == ["growth", "growth-zh"]


def test_an_unknown_step_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(PlanTargetsError, match="did you mean 'growth'"):
        find_step([STEP], "grwth")
    with pytest.raises(PlanTargetsError, match=r"The steps are: growth, growth-zh"):
        find_runs(all_runs([STEP]), ["plans"])


@pytest.mark.parametrize(
    "declare",
    [
        lambda: Parameter("a", "int", "1", ""),
        lambda: Parameter("a", "int", True, ""),
        lambda: Parameter("a", "str", "x", "", ("y",)),
        lambda: Step("Plans", "n.ipynb", ""),
        lambda: Step("plans", "n.ipynb", "", tables=("a-b",)),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(declare: object) -> None:
    with pytest.raises(PlanTargetsError):
        declare()  # type: ignore[operator]
