"""What is out of date runs, and nothing else; a failed, killed or disturbed run leaves no wrong results."""

from __future__ import annotations

import base64
import errno
import getpass
import io
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import psutil
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.pipeline import execution
from plantargets.pipeline.declaration import Run, Step
from plantargets.pipeline.records import explain_os_error, measured_file
from plantargets.pipeline.reproduce import (
    Attempted,
    _call,
    _check_writable,
    _progress_bar,
    _variables,
    _why_failed,
    run_all,
)
from plantargets.pipeline.runner import _scratch_folder
from plantargets.pipeline.undeclared import user_home
from processes import LONGEST_SECONDS, end, started, wait_until
from tiny_project import Project, build_project

pytestmark = pytest.mark.slow
MEMORY_OF_SNAKEMAKE = ".snakemake/metadata"


def explained(project: Project) -> dict[str, str]:
    """Return what `reproduce --explain` says of each run."""
    done = project.call("reproduce", "--explain")
    assert done.returncode == 0, done.stderr
    return dict(line.split(": ", 1) for line in done.stdout.splitlines())


def made(project: Project, *arguments: str) -> set[str]:
    """Run `reproduce`; return the runs that were made."""
    done = project.call("reproduce", *arguments)
    assert done.returncode == 0, done.stderr
    return {line.split()[1].rstrip(":") for line in done.stdout.splitlines() if line.startswith("made")}


def test_all_runs_are_made_with_their_declared_outputs(reproduced: Project) -> None:
    files = set(reproduced.outputs())
    assert {name.split("/")[0] for name in files} == {
        "first",
        "first-zh",
        "second",
        "third",
        "ro-crate-metadata.json",
    }
    assert {name for name in files if name.startswith("second/")} == {
        "second/record.json",
        "second/datapackage.json",
        "second/notebook.ipynb",
        "second/notebook.html",
        "second/tables/products.csv",
        "second/figures/products.png",
        "second/figures/products.svg",
        "second/figures/products.pdf",
        "second/figures/products.csv",
    }


def test_with_nothing_to_do_no_kernel_starts(copied: Project) -> None:
    before = copied.outputs()
    for path in copied.root.rglob("*"):
        os.utime(path)
    assert made(copied) == set()
    assert copied.outputs() == before
    measured = copied.path("outputs/.measured/first.json").stat().st_mtime_ns
    assert made(copied) == set()
    assert copied.path("outputs/.measured/first.json").stat().st_mtime_ns == measured


def test_two_runs_in_different_folders_give_the_same_bytes(reproduced: Project, tmp_path: Path) -> None:
    other = build_project(tmp_path / "另一个 folder")
    done = other.call(
        "reproduce", "-j", "1", PYTHONHASHSEED="99", TZ="Asia/Tokyo", LC_ALL="C", HOME=str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert other.outputs() == reproduced.outputs()


@pytest.mark.parametrize(
    ("file", "old", "new", "runs", "reason"),
    [
        ("data/numbers.csv", "30", "31", {"first", "first-zh", "second"}, "input data/numbers.csv changed"),
        (
            "src/plantargets/helpers/squares.py",
            "number * number",
            "number**2",
            {"first", "first-zh", "second"},
            "code plantargets.helpers.squares changed",
        ),
        ("src/plantargets/helpers/unused.py", "1", "2", set(), ""),
        ("notebooks/second.ipynb", "# Second", "# The second", {"second"}, "notebook changed"),
        (
            "src/plantargets/pipeline/steps.py",
            'title="Third"',
            'title="The third"',
            {"third"},
            "declaration of the step changed",
        ),
    ],
)
def test_an_edit_runs_exactly_the_steps_that_use_it(
    copied: Project, file: str, old: str, new: str, runs: set[str], reason: str
) -> None:
    copied.edit(file, old, new)
    why = explained(copied)
    assert {name for name, text in why.items() if text != "up to date"} == runs
    assert all(reason in why[name] or name == "second" for name in runs)
    assert made(copied) == runs
    assert set(explained(copied).values()) == {"up to date"}


@pytest.mark.parametrize(
    ("damage", "run", "reason"),
    [
        (
            lambda p: p.edit("outputs/third/tables/words.csv", "目标", "指标"),
            "third",
            "not the one that was made",
        ),
        (lambda p: p.path("outputs/third/notebook.html").unlink(), "third", "notebook.html is missing"),
        (lambda p: shutil.rmtree(p.path("outputs/third")), "third", "not made yet"),
        (lambda p: p.path("outputs/third/record.json").unlink(), "third", "record.json is missing"),
        (lambda p: p.path("outputs/third/record.json").write_text("{"), "third", "record.json is damaged"),
        (lambda p: p.path("outputs/third/record.json").write_text("{}"), "third", "record.json is damaged"),
        (lambda p: p.path("outputs/third/tables/new.csv").write_text("a\n"), "third", "is not in the record"),
        (
            lambda p: p.edit("outputs/third/record.json", '"python": "3', '"python": "2'),
            "third",
            "its fingerprint is not that of its contents",
        ),
        (
            lambda p: shutil.copy(
                p.path("outputs/first/record.json"), p.path("outputs/first-zh/record.json")
            ),
            "first-zh",
            "the record is that of first",
        ),
    ],
)
def test_damaged_outputs_are_made_anew(copied: Project, damage: object, run: str, reason: str) -> None:
    before = copied.outputs()
    damage(copied)  # type: ignore[operator]
    assert reason in explained(copied)[run]
    assert made(copied) == {run}
    assert copied.outputs() == before


def test_an_older_table_under_a_later_step_is_noticed(copied: Project) -> None:
    copied.edit("outputs/first/tables/squares.csv", "900", "901")
    why = explained(copied)
    assert "table first/tables/squares.csv, which was read, has changed" in why["second"]
    before = copied.outputs()["second/tables/products.csv"]
    assert made(copied) == {"first", "second"}
    assert copied.outputs()["second/tables/products.csv"] == before


@pytest.mark.parametrize("damage", ["lost", "garbled"])
def test_without_the_memory_of_snakemake_nothing_stale_passes(copied: Project, damage: str) -> None:
    memory = copied.path(MEMORY_OF_SNAKEMAKE)
    assert list(memory.iterdir())
    if damage == "lost":
        shutil.rmtree(copied.path(".snakemake"))
    else:
        for file in memory.iterdir():
            file.write_text("{broken")
    copied.edit("data/words.txt", "指标", "口径")
    assert "third" in made(copied)
    assert set(explained(copied).values()) == {"up to date"}


def test_one_step_runs_with_what_it_reads(project: Project) -> None:
    assert made(project, "second") == {"first", "second"}
    assert made(project, "first") == {"first-zh"}


def test_a_failing_step_is_told_in_few_lines_and_the_others_are_made(copied: Project) -> None:
    before = copied.outputs()
    copied.edit("src/plantargets/helpers/squares.py", "return", "raise ValueError('no square')\n    return")
    copied.edit("data/words.txt", "指标", "口径")
    done = copied.call("reproduce")
    assert done.returncode == 1
    told = done.stderr.rpartition("\r")[2] if "\r" in done.stderr else done.stderr
    assert "notebooks/first.ipynb, cell 4 of 5" in told
    assert "ValueError: no square" in told
    assert "made all the same: third" in told
    assert "rule " not in told and "Traceback" not in told and "snakemake" not in told.lower()
    after = copied.outputs()
    assert {name: data for name, data in before.items() if not name.startswith("third/")} == {
        name: data for name, data in after.items() if not name.startswith(("third/", "failed/"))
    }
    assert after["third/tables/words.csv"] != before["third/tables/words.csv"]
    assert explained(copied)["first"] != "up to date"
    copied.edit("src/plantargets/helpers/squares.py", "raise ValueError('no square')\n    return", "return")
    assert made(copied) == set(), "up to date again when the edit is taken back"
    changed = ("third/", "ro-crate-metadata.json")
    assert {name: data for name, data in copied.outputs().items() if not name.startswith(changed)} == {
        name: data for name, data in before.items() if not name.startswith(changed)
    }
    assert set(explained(copied).values()) == {"up to date"}


def test_an_unknown_step_is_refused(reproduced: Project) -> None:
    done = reproduced.call("reproduce", "secnd")
    assert done.returncode == 1
    assert "did you mean 'second'?" in done.stderr


def start(project: Project) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return started(
        sys.executable, "-m", "plantargets.cli_for_tests", "reproduce",
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(project.root / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def slow_project(project: Project) -> Project:
    """A project whose third step waits until a file `go` is there, and says that it is waiting."""
    project.path("src/plantargets/cli_for_tests.py").write_text("from plantargets.cli import main\nmain()\n")
    project.path("src/plantargets/helpers/waiting.py").write_text(
        "import os, time\nfrom pathlib import Path\n\n\ndef wait():\n"
        "    home = Path(os.environ['HOME'])\n"  # a step writes nowhere else
        "    (home / '.waiting').write_text('')\n"
        "    while not (home / '.go').exists():\n        time.sleep(0.05)\n"
    )
    project.edit(
        "notebooks/third.ipynb",
        "words = pd",
        "from plantargets.helpers.waiting import wait\\nwait()\\nwords = pd",
    )
    return project


def wait_for_step(project: Project, process: subprocess.Popen[bytes]) -> None:
    """Wait until the slow step says that it is waiting."""
    wait_until(project.waiting_steps, "the slow step begins", process)


def let_go(project: Project) -> None:
    """Let a step go on that waits; one that was killed waits no more."""
    for waiting in project.waiting_steps():
        waiting.with_name(".go").touch()


def wait_no_more(project: Project) -> None:
    """Let the slow step pass at once when it is run again."""
    project.path("src/plantargets/helpers/waiting.py").write_text("def wait():\n    return\n")


def is_noted(project: Project, run: str) -> bool:
    """Whether Snakemake has noted as done the job of a run: all of its outputs, none as incomplete."""
    memory, begun = (project.path(f".snakemake/{name}") for name in ("metadata", "incomplete"))
    noted = memory / base64.urlsafe_b64encode(f"outputs/{run}/record.json".encode()).decode()
    try:
        complete = json.loads(noted.read_text(encoding="utf-8"))["incomplete"] is False
    except (FileNotFoundError, json.JSONDecodeError):  # not written, or not to the end
        return False
    names = [base64.urlsafe_b64decode(name).decode() for _, _, names in os.walk(begun) for name in names]
    return complete and not any(name.startswith(f"outputs/{run}/") for name in names)


def test_a_second_run_at_the_same_time_is_refused(slow_project: Project) -> None:
    with start(slow_project) as first:
        wait_for_step(slow_project, first)
        done = slow_project.call("reproduce")
        assert done.returncode == 1
        assert "another run is at work" in done.stderr and "Nothing was changed" in done.stderr
        assert len(done.stderr.splitlines()) <= 15
        let_go(slow_project)
        assert first.wait(LONGEST_SECONDS) == 0
    assert made(slow_project) == set()


def test_a_killed_run_goes_on_with_what_is_missing(slow_project: Project) -> None:
    with start(slow_project) as first:
        wait_for_step(slow_project, first)
        for run in ("first", "first-zh", "second"):
            wait_until(partial(is_noted, slow_project, run), f"Snakemake notes {run}", first)
        end(first)
    assert not slow_project.path("outputs/third/record.json").exists()
    wait_no_more(slow_project)
    assert made(slow_project) == {"third"}
    assert not slow_project.path("outputs/.unfinished").exists()
    assert set(explained(slow_project).values()) == {"up to date"}


def test_a_step_whose_process_is_killed_says_so(slow_project: Project) -> None:
    """It said "Snakemake stopped: Cannot restore outputs/third/record.json: no backup found"."""
    with started(
        sys.executable, "-m", "plantargets.cli_for_tests", "reproduce", "third",
        cwd=slow_project.root,
        env=os.environ | {"PYTHONPATH": str(slow_project.root / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as first:  # fmt: skip
        wait_for_step(slow_project, first)
        below = psutil.Process(first.pid).children(recursive=True)
        jobs = [one for one in below if one.cmdline()[1:3] == ["-m", "plantargets.pipeline.job"]]
        assert len(jobs) == 1
        jobs[0].kill()
        told = first.communicate(timeout=LONGEST_SECONDS)[1].decode()
    assert first.returncode == 1
    assert "step third: the process that ran it was killed before it could say why" in told
    assert "the same command starts it anew" in told and "Cannot restore" not in told
    wait_no_more(slow_project)
    assert "third" in made(slow_project)
    assert not list(slow_project.path("outputs/failed").iterdir())


def test_a_lock_left_on_another_machine_is_told_and_not_broken(project: Project) -> None:
    assert made(project)
    shutil.rmtree(project.path("outputs/third"))
    locks = project.path(".snakemake/locks")
    locks.mkdir(exist_ok=True)
    (locks / "0.output.lock").write_text("outputs/third/record.json\n")
    note = project.path(".snakemake/running/17@elsewhere")
    note.parent.mkdir(exist_ok=True)
    note.touch()
    done = project.call("reproduce")
    assert done.returncode == 1
    assert "another run is at work" in done.stderr and "process 17 on elsewhere" in done.stderr
    assert not project.path("outputs/third").exists()
    note.rename(note.with_name(f"1000000000@{platform.node()}"))
    assert made(project) == {"third"}, "the lock of a dead process of this machine is taken away"


def test_a_terminated_run_leaves_nothing_running(slow_project: Project) -> None:
    with start(slow_project) as first:
        wait_for_step(slow_project, first)
        below = psutil.Process(first.pid).children(recursive=True)
        first.terminate()
        assert first.wait(LONGEST_SECONDS) == 1
        _, alive = psutil.wait_procs(below, timeout=LONGEST_SECONDS)
        assert alive == []
    assert not slow_project.path("outputs/third/record.json").exists()
    wait_no_more(slow_project)
    assert "third" in made(slow_project)


def test_a_disk_that_fills_up_while_steps_run_is_told_in_one_line() -> None:
    log = ("rule first:", "    output: " + "a" * 5000, "OSError: [Errno 28] No space left on device: 'x'")
    told = _why_failed(Attempted((), (), (), log), disk_full=False)
    assert told == "the disk is full: free some space, then call again. Finished steps are kept: none"
    assert _why_failed(Attempted((), (), (), log[:2]), disk_full=True) == told
    run = Run("first", Step("first", "notebooks/first.ipynb", "First"), {})
    in_a_cell = "step first failed in notebooks/first.ipynb, cell 3 of 4\n" + log[2]
    for reason in (in_a_cell, explain_os_error(OSError(errno.ENOSPC, "", "x"), Path("outputs"))):
        assert _why_failed(Attempted((), (), ((run, reason),), log[:2]), disk_full=True) == told
    # Little room is no reason of what failed for another one.
    failed = Attempted((), (), ((run, "a misspelt word"),), log[:2])
    assert _why_failed(failed, disk_full=True) == "a misspelt word"
    other = _why_failed(Attempted((), (), (), log[:2]), disk_full=False).splitlines()
    assert other[0] == "Snakemake stopped:" and max(map(len, other)) <= 200


def test_what_is_up_to_date_need_not_be_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a read-only disk `reproduce` said that the output folder cannot be written, with nothing to make."""
    monkeypatch.setattr(
        "plantargets.pipeline.reproduce._faults",
        lambda run, steps, root: [] if run.name == "first" else ["stale"],
    )
    # A file where the folder is expected cannot be written even by root.
    (tmp_path / "outputs").write_text("no folder")
    monkeypatch.setattr("plantargets.pipeline.reproduce.require_own_code", lambda root: None)
    step = Step("first", "notebooks/first.ipynb", "First")
    up_to_date, stale = Run("first", step, {}), Run("second", step, {})
    assert run_all((up_to_date,), (step,), tmp_path) == Attempted((), (up_to_date,), (), ())
    with pytest.raises(PlanTargetsError, match="a file stands where a folder is expected"):
        run_all((stale,), (step,), tmp_path)


@pytest.mark.parametrize("kind", ["made", "failed"])
def test_what_was_made_or_failed_is_told_by_contents_and_not_by_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """With a clock that stands still a second note of one run has the time of the first."""
    outputs = tmp_path / "outputs"
    step = Step("first", "notebooks/first.ipynb", "First")
    run, stale = Run("first", step, {}), [True]
    notes = {
        "made": (measured_file(outputs, run), '{"made": "1"}', '{"made": "2"}'),
        "failed": (outputs / "failed/first.txt", "it failed", "it failed"),
    }
    file, before, after = notes[kind]
    file.parent.mkdir(parents=True)
    file.write_text(before)
    os.utime(file, (10, 10))

    def snakemake(command: list[str], root: Path) -> list[str] | None:
        file.write_text(after)
        os.utime(file, (10, 10))
        stale[0] = kind == "failed"
        return ["it ended"] if kind == "failed" else None

    monkeypatch.setattr("plantargets.pipeline.reproduce.require_own_code", lambda root: None)
    monkeypatch.setattr("plantargets.pipeline.reproduce._snakemake", snakemake)
    monkeypatch.setattr(
        "plantargets.pipeline.reproduce._faults", lambda run, steps, root: ["stale"] if stale[0] else []
    )
    done = run_all((run,), (step,), tmp_path)
    assert done.made == ((run,) if kind == "made" else ())
    assert done.failed == (((run, "it failed"),) if kind == "failed" else ())


def test_nothing_of_the_users_own_reaches_snakemake(copied: Project, tmp_path: Path) -> None:
    """With SHELLOPTS=noexec or BASH_ENV no step ran, and a home that cannot be written was a traceback."""
    begins = tmp_path / "begins.sh"
    begins.write_text("exit 0\n")
    for name in ("snakemake.py", "papermill.py"):
        copied.path(name).write_text("raise SystemExit(0)\n")
    copied.path("data/words.txt").write_text("另一个\n", encoding="utf-8")
    done = copied.call(
        "reproduce",
        BASH_ENV=str(begins),
        ENV=str(begins),
        SHELLOPTS="braceexpand:noexec",
        SNAKEMAKE_PROFILE="/nonexistent",
        XDG_CACHE_HOME="/proc/nowhere",
        HOME="/proc/nowhere",
        PYTHONSAFEPATH="1",
        **{"BASH_FUNC_env%%": "() { exit 0; }"},
    )
    assert done.returncode == 0, done.stderr
    assert "made        third" in done.stdout
    assert "另一个" in copied.path("outputs/third/tables/words.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("deaf", ["", "SIGINT", "SIGINT SIGTERM"])
def test_whatever_stops_the_call_snakemake_does_not_go_on_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaf: str
) -> None:
    """Started in the background of a shell it ignores SIGINT, and was waited for without end."""
    begun: list[subprocess.Popen[bytes]] = []

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def ignore() -> None:
        for name in ("SIGINT", "SIGTERM"):
            signal.signal(getattr(signal, name), signal.SIG_IGN if name in deaf else signal.SIG_DFL)

    class Popen(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named, preexec_fn=ignore)
            begun.append(self)

    monkeypatch.setattr("plantargets.pipeline.reproduce.subprocess.Popen", Popen)
    monkeypatch.setattr("plantargets.pipeline.reproduce._new_lines", fail)
    monkeypatch.setattr("plantargets.pipeline.reproduce.SECONDS_TO_END", 1)
    with pytest.raises(OSError, match="No space"):
        _call([sys.executable, "-c", "import time; time.sleep(1000)"], tmp_path)
    assert begun[0].returncode is not None
    assert list((tmp_path / ".snakemake/running").iterdir()) == []


def test_a_folder_that_is_full_leaves_no_trace_of_the_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(PlanTargetsError, match=r"the disk is full; free some space\. Nothing was changed"):
        _check_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_clock_that_jumps_while_a_kernel_starts_is_no_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jupyter counts by the clock; set forward by an hour it ended the step: Kernel didn't respond."""
    run = Run("first", Step("first", "notebooks/first.ipynb", "First"), {})
    notebook = nbformat.v4.new_notebook()
    calls: list[int] = []

    def start(*_: object, **__: object) -> nbformat.NotebookNode:
        calls.append(1)
        if len(calls) < 3:
            raise RuntimeError("Kernel didn't respond in 600 seconds")
        return notebook

    monkeypatch.setattr("plantargets.pipeline.execution.papermill.execute_notebook", start)
    places = (tmp_path, tmp_path / "trace", tmp_path / "failed")
    assert execution.execute(run, notebook, *places) is notebook
    assert len(calls) == 3
    calls.clear()
    monkeypatch.setattr(execution, "ANSWER_SECONDS", -1)  # a kernel that was waited for is told
    with pytest.raises(PlanTargetsError, match="gave no answer"):
        execution.execute(run, notebook, *places)
    assert len(calls) == 1


def test_a_scratch_folder_of_a_process_before_with_this_number_is_taken_over(tmp_path: Path) -> None:
    """In a container numbers come again: the next call said that a file stands where a folder is expected."""
    run = Run("first", Step("first", "notebooks/first.ipynb", "First"), {})
    left = tmp_path / ".unfinished" / f"first@{socket.gethostname()}@{os.getpid()}"
    left.mkdir(parents=True)
    (left / "half").touch()
    with _scratch_folder(tmp_path, run) as scratch:
        assert scratch == left and list(scratch.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_that_cannot_be_written_is_told(project: Project) -> None:
    project.path("outputs").write_text("a file")
    done = project.call("reproduce")
    assert done.returncode == 1
    assert "outputs" in done.stderr and "a file stands where a folder is expected" in done.stderr
    assert project.path("outputs").read_text() == "a file"


def test_a_user_without_a_name_can_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container that runs as a number (docker run -u 4321) Snakemake ended in a KeyError."""

    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 4321")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert _variables(Path())["LOGNAME"] == str(os.getuid())
    monkeypatch.undo()
    assert _variables(Path()).get("LOGNAME") == os.environ.get("LOGNAME")


@pytest.mark.parametrize(("home", "expected"), [("/home/li", "/home/li"), ("/", ""), (None, "")])
def test_the_home_of_a_user_is_what_the_table_of_users_says(
    monkeypatch: pytest.MonkeyPatch, home: str | None, expected: str
) -> None:
    """A user without a name ended in a KeyError; one at home in / would call every path private."""
    pwd = pytest.importorskip("pwd", reason="not on Windows")

    def found(_: int) -> object:
        if home is None:
            raise KeyError("uid not found")
        return SimpleNamespace(pw_dir=home)

    monkeypatch.setattr(pwd, "getpwuid", found)
    assert user_home() == expected


@pytest.mark.parametrize("terminal", [True, False])
def test_the_bar_is_for_a_terminal(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    """A log that standard error went to held a line for each state of the bar."""
    told = io.StringIO()
    monkeypatch.setattr(told, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sys, "stderr", told)
    show, close = _progress_bar()
    for line in ("total  2", "rule plans:", "Finished jobid: 1 (Rule: plans)", "1 of 2 steps (50%) done"):
        show(line)
    close()
    assert bool(told.getvalue()) is terminal
