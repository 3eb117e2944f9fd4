"""What a run depends on, found without running it: nothing missed, nothing that it does not use."""

from __future__ import annotations

import importlib
import inspect
import json
import os
from pathlib import Path

import pytest

from plantargets.errors import PlanTargetsError
from plantargets.pipeline import fingerprint as module
from plantargets.pipeline.declaration import Parameter, Run, Step, all_runs
from plantargets.pipeline.environment import packages_off_lock
from plantargets.pipeline.fingerprint import (
    closure,
    code_hashes,
    differences,
    fingerprint,
    input_files,
    json_bytes,
    notebook_hash,
    run_inputs,
    run_state,
    used_modules,
)
from plantargets.pipeline.parameters import make_run, place_folders
from processes import close_folder
from tiny_project import Project

STEPS = (
    Step(
        "first",
        "notebooks/first.ipynb",
        "First",
        parameters=(Parameter("code", "str", "410000", ""), Parameter("language", "str", "en", "")),
        inputs=("data/numbers.csv",),
        tables=("squares",),
    ),
    Step(
        "second",
        "notebooks/second.ipynb",
        "Second",
        parameters=(Parameter("factor", "int", 2, ""),),
        reads=("first/squares",),
    ),
    Step("third", "notebooks/third.ipynb", "Third", inputs=("data/words.txt",)),
)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `plantargets` made of a few lines, in place of the real one."""
    files = {
        "__init__.py": "def __getattr__(name):\n    from plantargets.targets import extract\n",
        "errors.py": "",
        "targets/__init__.py": "from plantargets.targets.extract import extract\n",
        "targets/extract.py": "from .numerals import read\nfrom plantargets import errors\n",
        "targets/numerals.py": "def read():\n    from plantargets.plans.lazy import late\n",
        "targets/unused.py": "",
        "targets/units.csv": "unit\n",
        "targets/rules/modality.yaml": "a: 1\n",
        "plans/__init__.py": "",
        "plans/lazy.py": "if TYPE_CHECKING:\n    import plantargets.plans.typed\n",
        "plans/typed.py": "",
        "plans/register.csv": "",
        "growth/__init__.py": "def load():\n    import_module('plantargets.growth.by_name')\n",
        "growth/by_name.py": "",
        "pipeline/__init__.py": "",
        "pipeline/runner.py": "from plantargets.pipeline.steps import STEPS\n",
        "pipeline/kernel.py": "",
        "pipeline/steps.py": "from plantargets.growth import by_name\n",
    }
    for name, text in files.items():
        path = tmp_path / "plantargets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(module, "PACKAGE", tmp_path / "plantargets")
    return tmp_path / "plantargets"


def modules_of(project: Project, source: str) -> set[str]:
    project.write_notebook("one", [source])
    used = used_modules(project.path("notebooks/one.ipynb"))
    return set(used) - {"plantargets.pipeline", "plantargets.pipeline.runner", "plantargets.pipeline.kernel"}


TARGETS = {
    "plantargets",
    "plantargets.errors",
    "plantargets.targets",
    "plantargets.targets.extract",
    "plantargets.targets.numerals",
    "plantargets.plans",
    "plantargets.plans.lazy",
}


@pytest.mark.parametrize(
    "source",
    [
        "from plantargets.targets import extract",
        "from plantargets import extract_targets",
        "from plantargets import targets",
        "import plantargets.targets as t",
        "%matplotlib inline\nif True:\n    from plantargets.targets.extract import extract",
        "import importlib\nimportlib.import_module('plantargets.targets')",
    ],
)
def test_imports_are_followed_into_functions(package: Path, project: Project, source: str) -> None:
    assert modules_of(project, source) == TARGETS


def test_a_package_passed_through_does_not_bring_its_lazy_names(package: Path, project: Project) -> None:
    assert modules_of(project, "from plantargets.plans import lazy") == {
        "plantargets",
        "plantargets.plans",
        "plantargets.plans.lazy",
    }


def test_a_package_bound_by_its_name_brings_all_it_can_give(package: Path, project: Project) -> None:
    assert modules_of(project, "import plantargets.plans.lazy") == TARGETS


def test_a_module_named_in_a_text_counts(package: Path, project: Project) -> None:
    assert "plantargets.growth.by_name" in modules_of(project, "from plantargets.growth import load")


def test_the_declaration_of_the_steps_is_not_a_file_of_the_closure(package: Path) -> None:
    found = closure([("plantargets.pipeline.runner", True)])
    assert set(found) == {"plantargets", "plantargets.pipeline", "plantargets.pipeline.runner"}


def test_data_files_of_the_rooms_in_use_count(package: Path, project: Project) -> None:
    project.write_notebook("one", ["from plantargets.targets import extract"])
    notebook = project.path("notebooks/one.ipynb")
    before = code_hashes(notebook)
    assert {"plantargets/targets/units.csv", "plantargets/targets/rules/modality.yaml"} <= before.keys()
    (package / "targets/rules/modality.yaml").write_text("a: 2\n")
    changed = {name for name, digest in code_hashes(notebook).items() if before.get(name) != digest}
    assert changed == {"plantargets/targets/rules/modality.yaml"}


def test_a_module_that_cannot_be_parsed_is_named(package: Path, project: Project) -> None:
    (package / "targets/numerals.py").write_text("def broken(:\n")
    with pytest.raises(PlanTargetsError, match=r"targets/numerals\.py: line 1"):
        modules_of(project, "from plantargets.targets import extract")


def test_an_edit_is_seen_in_the_same_process(package: Path, project: Project) -> None:
    before = modules_of(project, "from plantargets.plans import lazy")
    (package / "plans/lazy.py").write_text("from plantargets.plans import typed\n")
    os.utime(package / "plans/lazy.py", ns=(1, 1))
    assert modules_of(project, "from plantargets.plans import lazy") - before == {"plantargets.plans.typed"}


def fingerprints(project: Project) -> dict[str, str]:
    return {run.name: fingerprint(run_state(run, STEPS, project.root)) for run in all_runs(STEPS)}


@pytest.mark.parametrize(
    ("file", "old", "new", "affected"),
    [
        ("data/numbers.csv", "30", "31", {"first", "second"}),
        ("data/words.txt", "目标", "指标", {"third"}),
        ("notebooks/third.ipynb", "# Third", "# The third", {"third"}),
        ("requirements.lock", "click", "clack", {"first", "second", "third"}),
    ],
)
def test_a_change_reaches_exactly_the_steps_that_use_it(
    project: Project, file: str, old: str, new: str, affected: set[str]
) -> None:
    before = fingerprints(project)
    project.edit(file, old, new)
    after = fingerprints(project)
    assert {name for name in before if before[name] != after[name]} == affected


def test_touching_files_changes_nothing(project: Project) -> None:
    before = fingerprints(project)
    for path in project.root.rglob("*"):
        os.utime(path, ns=(10**18, 10**18))
    assert fingerprints(project) == before


def test_parameters_count_and_outputs_of_the_notebook_do_not(project: Project) -> None:
    notebook = project.path("notebooks/third.ipynb")
    before = notebook_hash(notebook)
    project.edit(
        "notebooks/third.ipynb",
        '"outputs": []',
        '"outputs": [{"name": "stdout", "output_type": "stream", "text": "1"}]',
    )
    assert notebook_hash(notebook) == before
    project.edit("notebooks/third.ipynb", '"cell_type": "markdown"', '"cell_type": "raw"')
    assert notebook_hash(notebook) != before
    (run,) = all_runs(STEPS[:1])
    changed = type(run)(run.name, run.step, run.parameters | {"code": "410200"})
    assert fingerprint(run_state(run, STEPS, project.root)) != fingerprint(
        run_state(changed, STEPS, project.root)
    )


def test_differences_are_named(project: Project) -> None:
    (first, *_) = all_runs(STEPS)
    before = run_state(first, STEPS, project.root)
    assert differences(before, before) == []
    after = before | {
        "inputs": {"data/other.csv": "1"},
        "code": before["code"] | {"plantargets.errors": "x"},
        "python": "3.99.0",
        "parameters": {"code": "1", "language": "en"},
    }
    assert differences(before, after) == [
        "input data/numbers.csv gone",
        "input data/other.csv added",
        "code plantargets.errors changed",
        "parameter code changed",
        f"Python was {before['python']}, is 3.99.0",
    ]


def test_an_input_that_matches_nothing_is_an_error(project: Project) -> None:
    project.path("data/words.txt").unlink()
    with pytest.raises(PlanTargetsError, match=r"step third: no input matches data/words\.txt"):
        input_files(STEPS[2], project.root)


def test_packages_off_the_lock_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "click==0.0.1 \\\n    --hash=sha256:00\n"
        "no-such-package==1.0 \\\n    --hash=sha256:00\n"
        "only-elsewhere==1.0 ; sys_platform == 'nowhere' \\\n    --hash=sha256:00\n"
    )
    off = packages_off_lock(lock)
    assert set(off) == {"click", "no-such-package"}
    assert off["no-such-package"] == "1.0 locked, none installed"
    assert off["click"].startswith("0.0.1 locked, ")


def test_reports_of_a_folder_are_inputs_by_their_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another report gave the same fingerprint, and a relative folder was not found."""
    folder = Parameter("folder", "str", "", "Reports.", names_folder=True)
    step = Step("corpus", "c.ipynb", "Corpus", parameters=(folder,))
    root = tmp_path / "project"
    for place in (root / "reports", tmp_path / "elsewhere"):
        (place / "deep").mkdir(parents=True)
        (place / "deep" / "河南.txt").write_text("增长5%", encoding="utf-8")
        (place / "~$河南.docx").write_text("x")
        (place / "Thumbs.db").write_text("x")
    monkeypatch.chdir(tmp_path)
    outside = make_run(step, place_folders(step, {"folder": "elsewhere"}, root))
    monkeypatch.chdir(root)
    inside = make_run(step, place_folders(step, {"folder": "reports/"}, root))
    assert inside.parameters == {"folder": "reports"}
    assert outside.parameters == {"folder": str(tmp_path / "elsewhere")}
    assert [*run_inputs(inside, root)] == [*run_inputs(outside, root)] == ["folder/deep/河南.txt"]
    assert run_inputs(make_run(step, {}), root) == {}
    with pytest.raises(PlanTargetsError, match="there is no folder"):
        place_folders(step, {"folder": "nowhere"}, root)


def _run_on(folder: Path) -> Run:
    named = Parameter("folder", "str", "", "Reports.", names_folder=True)
    step = Step("corpus", "c.ipynb", "Corpus", parameters=(named,))
    return make_run(step, {"folder": str(folder)})


def test_names_that_are_no_text_stay_apart_and_are_read_back() -> None:
    """A report unpacked from an archive of Windows has a name in GBK: a traceback after the run."""
    name = os.fsdecode(b"\xba\xd3.txt")
    literal = name.encode("utf-8", "backslashreplace").decode()
    assert json.loads(json_bytes({name: 1, literal: 2})) == {name: 1, literal: 2}
    assert fingerprint({"inputs": {name: "1"}}) != fingerprint({"inputs": {literal: "1"}})
    told = differences({"inputs": {name: "1"}}, {"inputs": {name: "2"}})
    assert told == [f"input {literal} changed"]


def test_what_cannot_be_read_of_a_folder_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that was closed or gone was "cannot write the output folder"; a closed folder was silent."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "河南.txt").write_text("x")
    with pytest.raises(PlanTargetsError, match=r"input folder/安徽\.txt cannot be read \(No such file"):
        module._input_hash("folder/安徽.txt", tmp_path / "安徽.txt")
    close_folder(monkeypatch, tmp_path / "closed")
    with pytest.raises(PlanTargetsError, match=r"closed cannot be opened \(Permission denied\)"):
        run_inputs(_run_on(tmp_path), tmp_path)


@pytest.mark.parametrize("folder", [".", "outputs", "outputs/runs/mine", "..", os.fsdecode(b"\xba\xd3")])
def test_a_folder_that_no_run_can_be_repeated_on_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    root = tmp_path / "project"
    (root / "outputs/runs/mine").mkdir(parents=True)
    (root / folder).mkdir(exist_ok=True)
    monkeypatch.chdir(root)
    with pytest.raises(PlanTargetsError, match=r"lie one in the other|no name that can be recorded"):
        place_folders(_run_on(root).step, {"folder": folder}, root)


def test_a_folder_below_the_home_is_found_in_every_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home/reports").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    placed = place_folders(_run_on(tmp_path).step, {"folder": "~/reports"}, tmp_path / "project")
    assert placed == {"folder": str(tmp_path / "home/reports")}


def test_only_what_a_register_names_is_an_input_beside_it(tmp_path: Path) -> None:
    """A note, a copy of an editor or Thumbs.db beside the plans made every step out of date."""
    plans = tmp_path / "data/plans"
    plans.mkdir(parents=True)
    for name in ("a.txt", "b.docx", "notes.txt", "plans.csv~", "~$plans.csv", "Thumbs.db", "desktop.ini"):
        (plans / name).write_text("x")
    (plans / "plans.csv").write_text("plan_id,file,original_file\na,a.txt,b.docx\n")
    step = Step("s", "s.ipynb", "S", registers=("data/plans/plans.csv",))
    assert input_files(step, tmp_path) == ["data/plans/a.txt", "data/plans/b.docx", "data/plans/plans.csv"]


LAZY = sorted(
    ".".join(("plantargets", *path.parent.relative_to(module.PACKAGE).parts))
    for path in module.PACKAGE.rglob("__init__.py")
    if "def __getattr__" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("package", LAZY)
def test_what_a_package_of_the_project_imports_when_asked_is_seen(package: str) -> None:
    """compare gave its modules by short names: notebook 3 used an audit that no fingerprint covered."""
    given = importlib.import_module(package)
    seen = set(closure([(package, True)]))
    for name in given.__all__:
        home = getattr(getattr(given, name), "__module__", package)
        assert not inspect.ismodule(getattr(given, name)), f"{package}.{name}: a module hides it"
        assert home in seen, f"{package}.{name}"
