"""The command line answers at once and tells errors in one message."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.shell_completion import get_completion_class
from click.testing import CliRunner

from plantargets.cli import main
from tiny_project import Project

HEAVY = {
    "pandas",
    "numpy",
    "matplotlib",
    "statsmodels",
    "jieba",
    "nbformat",
    "papermill",
    "yaml",
    "snakemake",
    "IPython",
}


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import json, sys\n"
        "from plantargets.cli import main\n"
        "try:\n    main(['--help'])\n"
        "finally:\n    print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = json.loads(done.stdout.splitlines()[-1])
    assert "plantargets.cli" in modules
    assert HEAVY.isdisjoint(modules)


@pytest.mark.parametrize("command", ["extract", "evaluate", "run", "reproduce", "verify", "steps"])
def test_every_command_has_help(command: str) -> None:
    done = CliRunner().invoke(main, [command, "--help"])
    assert done.exit_code == 0
    assert command in done.output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run", "frist"], "no step 'frist' (did you mean 'first'?). The steps are: first, second, third."),
        (["run", "first", "-p", "langauge=zh"], "unknown parameter 'langauge' (did you mean 'language'?)"),
        (["run", "first", "-p", "language"], "expected name=value"),
        (["run", "first", "--params", "none.yaml"], "parameter file none.yaml does not exist"),
        (["run", "second", "-p", "factor=2.5"], "expected int, found '2.5'"),
        (["reproduce", "x"], "no step 'x'"),
    ],
)
def test_errors_are_one_message_and_status_1(project: Project, arguments: list[str], expected: str) -> None:
    done = project.call(*arguments)
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not project.path("outputs").exists()


def test_outside_a_project_it_says_where_to_go(project: Project) -> None:
    done = project.call("steps")
    assert done.returncode == 0
    project.path("Snakefile").unlink()
    done = project.call("verify", PLANTARGETS_ROOT="")
    assert done.returncode == 1
    assert "no plantargets project" in done.stderr


def test_steps_lists_every_parameter(project: Project) -> None:
    done = project.call("steps")
    assert "first: First (notebooks/first.ipynb)" in done.stdout
    assert "language: str, one of en, zh; default en. Language." in done.stdout
    assert "Step third takes no parameters." in done.stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("plantargets run gr", ["growth"]),
        ("plantargets run growth -p ta", ["target=", "target_year="]),
        ("plantargets run growth -p language=", ["language=en", "language=zh"]),
        ("plantargets run growth -p language z", ["zh"]),
        ("plantargets run growth -p language = z", ["zh"]),
        ("plantargets run growth -p region=登", []),
        ("plantargets run growth -p region=河", ["region=河南省"]),
        ("plantargets run growth -p indicator=industrial_val", ["indicator=industrial_value_added"]),
        ("plantargets reproduce growth-", ["growth-zh"]),
        ("plantargets cite he", ["henan", "henan-2023", "henan-clusters-2020"]),
        ("plantargets cite s", ["software", "statistics"]),
    ],
)
def test_the_shell_completes_what_may_follow(words: str, found: list[str]) -> None:
    """`run gr<TAB>`, `cite he<TAB>` and `-p ta<TAB>` completed nothing."""
    kind = get_completion_class("bash")
    assert kind is not None
    *arguments, begun = words.split()[1:]
    completed = kind(main, {}, "plantargets", "_PLANTARGETS_COMPLETE").get_completions(arguments, begun)
    assert [item.value for item in completed] == found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_the_shell_is_printed(shell: str) -> None:
    done = CliRunner().invoke(main, ["completion", shell])
    assert done.exit_code == 0
    assert f"_PLANTARGETS_COMPLETE={shell}_complete" in done.output
