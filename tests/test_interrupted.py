"""Killed, or out of space, at any moment: nothing is lost or half-written, and the same call succeeds."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import forks
from documents import NOTICE
from plantargets import explain, extract_targets, write_targets
from plantargets.cli import main, settle_interrupted
from plantargets.data import verified_path
from plantargets.ending import in_one_sentence
from plantargets.errors import PlanTargetsError
from plantargets.growth.adding import add_series, remove_series
from plantargets.plans import load_register
from plantargets.review.answers import FIELDS
from plantargets.review.corrections import write_corrections
from plantargets.review.sheets import write_review
from plantargets.targets.explain import write_explanations
from plantargets.whole import folder_lock, put_in_place
from tiny_project import ROOT

# Every change of the file system that Python makes, counted; at the one asked for the process is killed or
# the disk is full.
STOPPED = """
import errno, os, signal, sys
from plantargets import cli

mode, stop = sys.argv[1], int(sys.argv[2])
count = 0
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
WHERE = os.environ["WHERE"]


def hook(event, arguments):
    global count
    if event not in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"):
        return
    if not isinstance(arguments[0], (str, bytes)) or not os.fsdecode(arguments[0]).startswith(WHERE):
        return
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITES):
        return
    count += 1
    if count == stop + 1 and mode == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    grows = event in ("open", "os.mkdir")
    if count > stop and mode == "full" and grows and "lock" not in os.fsdecode(arguments[0]):
        raise OSError(errno.ENOSPC, "No space left on device", arguments[0])


sys.addaudithook(hook)
cli.main(sys.argv[3:], prog_name="plantargets")
"""
MOST_STEPS = 80


@dataclass(frozen=True)
class Done:
    """How a call ended."""

    returncode: int
    stderr: str


def call(mode: str, stop: int, where: Path, *arguments: object) -> Done:
    """Call `plantargets` and stop it at the change of the file system below `where` with this number."""
    script = where.parent / "stopped.py"
    script.write_text(STOPPED, encoding="utf-8")
    variables = {"PLANTARGETS_ROOT": str(where), "WHERE": str(where)}
    words = [mode, str(stop), *map(str, arguments)]
    status, _, error = forks.call(
        where.parent, ROOT / "src", words, script=str(script), loaded=True, **variables
    )
    return Done(status, error)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(ROOT / "data/plans", root / "data/plans")
    shutil.copy(ROOT / "Snakefile", root)
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(NOTICE), encoding="utf-8")
    return root


CHANGES = {
    "add": ("add", "PLAN", "--yes"),
    "replace": ("add", "PLAN", "--yes", "--id", "kaifeng-2020", "--replace"),
    "remove": ("remove", "kaifeng-2020", "--yes"),
}


def stops(run: Callable[[int], Done]) -> Iterator[tuple[int, int]]:
    """Give every number at which a call is stopped, with its status, until it is not stopped any more."""
    for stop in range(MOST_STEPS):
        status = run(stop).returncode
        if status == 0:
            assert stop >= 3, "nothing was stopped"
            return
        yield stop, status
    raise AssertionError("the call never ended by itself")


@pytest.mark.parametrize("mode", ["kill", "full"])
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_register_is_made_whole_or_not_at_all(
    project: Path, tmp_path: Path, name: str, mode: str
) -> None:
    arguments = [str(tmp_path / "plan.txt") if word == "PLAN" else word for word in CHANGES[name]]
    before = contents(project)
    whole = tmp_path / "whole"
    shutil.copytree(project, whole)
    assert call("kill", MOST_STEPS, whole, *arguments).returncode == 0
    after = contents(whole)
    assert after != before

    def attempt(stop: int) -> Done:
        shutil.rmtree(project)
        for path, data in before.items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes(data)
        done = call(mode, stop, project, *arguments)
        if mode == "full" and done.returncode:
            assert "No space left on device" in done.stderr and "Traceback" not in done.stderr, done.stderr
        return done

    for stop, _ in stops(attempt):
        if mode == "full":
            assert contents(project) == before, stop
            continue
        load_register(project)  # whoever asks next settles what was interrupted
        found = {name: data for name, data in contents(project).items() if "/." not in name}
        assert found in (before, after), (stop, sorted(found))
        if found == before:
            assert call("kill", MOST_STEPS, project, *arguments).returncode == 0, stop
            assert contents(project) == after, stop
    assert contents(project) == after


@pytest.mark.parametrize(("mode", "ending"), [("kill", "csv"), ("kill", "jsonl"), ("full", "parquet")])
def test_an_extraction_goes_on_with_what_is_missing(tmp_path: Path, mode: str, ending: str) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(3):
        text = f"到2027年,新建园区{number + 2}0个以上,工业增加值增长{number + 5}%。"
        (reports / f"{number}.txt").write_text(text, encoding="utf-8")
    where = tmp_path / "out"
    where.mkdir()
    output = where / f"targets.{ending}"
    arguments = ("extract", reports, "-o", output)
    assert call("kill", MOST_STEPS, where, *arguments).returncode == 0
    expected = output.read_bytes()

    def attempt(stop: int) -> Done:
        shutil.rmtree(where)
        where.mkdir()
        done = call(mode, stop, where, *arguments)
        if mode == "full" and done.returncode:
            assert "No space left on device" in done.stderr and "Traceback" not in done.stderr, done.stderr
        return done

    for stop, _ in stops(attempt):
        assert not output.exists() or output.read_bytes() == expected, stop
        assert call("kill", MOST_STEPS, where, *arguments).returncode == 0, stop
        assert output.read_bytes() == expected, stop
        assert [path.name for path in where.iterdir()] == [output.name], stop


def test_a_book_or_its_former_one_is_there_whenever_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, output = tmp_path / "made", tmp_path / "outputs/book"
    for folder, text in ((made, "new"), (output, "former")):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(text)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    replace = Path.replace
    for moves in (0, 1):
        left = [moves]

        def moved(path: Path, target: Path, left: list[int] = left) -> Path:
            if not left[0]:
                stop()
            left[0] -= 1
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", moved)
        with pytest.raises(KeyboardInterrupt):
            put_in_place(made, output)
        monkeypatch.setattr(Path, "replace", replace)
    folders = [path for path in output.parent.iterdir() if (path / "index.html").read_text() == "former"]
    assert len(folders) == 1
    put_in_place(made, output)
    assert (output / "index.html").read_text() == "new"
    assert [path.name for path in output.parent.iterdir()] == ["book"]


def test_a_book_that_finds_the_disk_full_leaves_the_former_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, output = tmp_path / "made", tmp_path / "outputs/book"
    for folder, text in ((made, "new"), (output, "former")):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(text)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copy2", full)
    monkeypatch.setattr("shutil.copytree", full)
    with pytest.raises(OSError, match="No space left"):
        put_in_place(made, output)
    assert [path.name for path in output.parent.iterdir()] == ["book"]
    assert (output / "index.html").read_text() == "former"


ROWS = "到2025年,新建园区30个,工业增加值增长5%。"
WRITERS: dict[str, Callable[[Path], object]] = {
    "csv": lambda path: write_targets(extract_targets(ROWS), path),
    "xlsx": lambda path: write_targets(extract_targets(ROWS), path),
    "parquet": lambda path: write_targets(extract_targets(ROWS), path),
    "dta": lambda path: write_targets(extract_targets(ROWS), path),
    "jsonl": lambda path: write_targets(extract_targets(ROWS), path),
    "numbers.csv": lambda path: write_explanations([explain(ROWS)], path),
    "review.xlsx": lambda path: write_review(extract_targets(ROWS), path),
    "review.csv": lambda path: write_review(extract_targets(ROWS), path),
    "review.html": lambda path: write_review(extract_targets(ROWS), path),
    "corrections.csv": lambda path: write_corrections([], path),
}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_table_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """Half a review sheet stayed, which the next call took for one with answers."""
    write = WRITERS[ending]
    path = tmp_path / f"a.{ending}"

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(
            PlanTargetsError, match=r"cannot be written \(No space left on device\): make room there"
        ):
            write(path)
    assert list(tmp_path.iterdir()) == []
    write(path)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def run_program(program: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program of Python with the package as it is here."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **options)


@pytest.mark.parametrize("ending", ["xlsx", "review.xlsx"])
def test_a_workbook_on_a_full_disk_is_told_once(tmp_path: Path, ending: str) -> None:
    """Half-way in, the archive told of it a second time, as a traceback."""
    program = f"""
import os, resource, signal, sys
sys.path.insert(0, {str(ROOT / "tests")!r})
import test_interrupted
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
try:
    test_interrupted.WRITERS[{ending!r}](Path({str(tmp_path)!r}, "a.{ending}"))
except test_interrupted.PlanTargetsError as error:
    print(error)
"""
    done = run_program(program)
    assert done.stdout.strip().endswith("Make room there, or name another folder by TMPDIR."), done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_anywhere_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    done = CliRunner().invoke(main, ["extract", str(ROOT / "data/plans/langfang-2019.txt")])
    assert done.exit_code == 1
    assert done.stderr == "plantargets: No space left on device for somewhere: make room, and call again\n"


SERIES = (
    "region,indicator,year,value,unit,source\n某县,植树面积,2020,10,亩,年鉴\n某县,植树面积,2021,12,亩,年鉴\n"
)


def stopped_fork(mode: str, stop: int, where: Path, work: Callable[[], object]) -> int:
    """Do something in a fork, stopped as `STOPPED` stops a command; return its exit status."""
    child = os.fork()
    if not child:
        count = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            changes = event in {"os.rename", "os.remove"} or (event == "open" and is_written(arguments[2]))
            if not changes or not str(arguments[0]).startswith(str(where)):
                return
            count += 1
            if count == stop + 1 and mode == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if count > stop and mode == "full" and event == "open":
                raise OSError(errno.ENOSPC, "No space left on device", arguments[0])

        status = 2
        try:
            sys.addaudithook(hook)
            work()
            status = 0
        except PlanTargetsError as error:
            status = 1 if "No space left on device" in str(error) else 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def is_written(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


@pytest.mark.parametrize("mode", ["kill", "full"])
@pytest.mark.parametrize("what", ["add", "replace", "remove"])
def test_a_series_is_described_and_there_or_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, mode: str
) -> None:
    """Killed between the two, the data package named another file, and every step stopped."""
    project, file = tmp_path / "project", tmp_path / "trees.csv"
    shutil.copytree(ROOT / "data", project / "data", ignore=shutil.ignore_patterns("gold"))
    shutil.copy(ROOT / "Snakefile", project)
    monkeypatch.setenv("PLANTARGETS_ROOT", str(project))
    file.write_text(SERIES, encoding="utf-8")
    if what != "add":
        add_series(file, project)
        file.write_text(SERIES.replace("12", "13"), encoding="utf-8")
    work: Callable[[], object] = {
        "add": lambda: add_series(file, project),
        "replace": lambda: add_series(file, project, replace=True),
        "remove": lambda: remove_series("own-trees.csv", project),
    }[what]
    parts = ("data/statistics/own-trees.csv", "data/datapackage.json")

    def state() -> dict[str, bytes]:
        folders = (project / "data", project / "data/statistics")
        hidden = [path.relative_to(project).as_posix() for one in folders for path in one.glob(".*")]
        hidden.remove("data/.gitattributes")
        return {
            name: (project / name).read_bytes() for name in (*parts, *hidden) if (project / name).exists()
        }

    before = state()
    seen = []
    for stop in range(MOST_STEPS):
        for name in state():
            (project / name).unlink()
        for name, data in before.items():
            (project / name).write_bytes(data)
        status = stopped_fork(mode, stop, project, work)
        if status == 0:
            break
        assert status == (-signal.SIGKILL if mode == "kill" else 1)
        settle_interrupted()  # as every command does first
        # What it was about to note down first is hidden, and goes with the next change.
        seen.append({name: data for name, data in state().items() if mode == "full" or name in parts})
    after = state()
    assert len(seen) >= (4 if mode == "kill" else 2)
    assert after != before and set(after) <= set(parts)
    assert all(found in (before, after) for found in seen)
    assert mode == "kill" or all(found == before for found in seen)


def test_two_calls_that_add_series_lose_none(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(ROOT / "data", project / "data", ignore=shutil.ignore_patterns("gold"))
    shutil.copy(ROOT / "Snakefile", project)
    commands = []
    for name in ("one", "two", "three"):
        file = tmp_path / f"{name}.csv"
        file.write_text(SERIES.replace("植树", f"植树{name}"), encoding="utf-8")
        # A scratch folder each, as jobs of a cluster have: a lock in there would be none.
        (tmp_path / f"scratch-{name}").mkdir()
        environment = os.environ | {
            "PYTHONPATH": str(ROOT / "src"),
            "PLANTARGETS_ROOT": str(project),
            "TMPDIR": str(tmp_path / f"scratch-{name}"),
        }
        commands.append(
            subprocess.Popen(
                [sys.executable, "-m", "plantargets", "add-series", str(file)], env=environment,
                stdout=subprocess.DEVNULL,
            )
        )  # fmt: skip
    assert [command.wait() for command in commands] == [0, 0, 0]
    described = (project / "data/datapackage.json").read_text(encoding="utf-8")
    for name in ("one", "two", "three"):
        assert f'"statistics/own-{name}.csv"' in described
        assert verified_path(f"statistics/own-{name}.csv", project).is_file()


def test_a_lock_of_a_folder_is_one_for_every_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/nowhere")
    with folder_lock(tmp_path) as ours, folder_lock(tmp_path, wait=False) as others:
        assert ours and not others
    with folder_lock(tmp_path, wait=False) as ours:
        assert ours
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_ended_says_so_in_one_sentence_and_cleans_up(
    tmp_path: Path, number: signal.Signals
) -> None:
    """Being terminated left the scratch folder and half of the table behind."""
    program = f"""
import os, signal, sys
from pathlib import Path
from plantargets.ending import in_one_sentence
from plantargets.whole import whole
with in_one_sentence(), whole(Path({str(tmp_path)!r}, "a.csv")) as partial:
    partial.write_text("half")
    os.kill(os.getpid(), {int(number)})
    partial.write_text("whole")
"""
    done = run_program(program, preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    assert done.returncode == 130
    assert done.stderr == "plantargets: interrupted: nothing half-written is left; call again to go on\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "x", "f"), "No space left on device for f: make room, and call again"),
        (OSError(errno.EROFS, "x", "f"), "Read-only file system for f: mend that, and call again"),
        (PermissionError(errno.EACCES, "x", "f"), "Permission denied for f: mend that, and call again"),
    ],
)
def test_what_a_disk_refuses_is_one_sentence(
    capsys: pytest.CaptureFixture[str], error: OSError, told: str
) -> None:
    with pytest.raises(SystemExit) as ended, in_one_sentence():
        raise error
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"plantargets: {told}\n"
    with pytest.raises(FileNotFoundError), in_one_sentence():  # a fault of ours stays one
        raise FileNotFoundError(errno.ENOENT, "x", "f")


def test_a_table_never_stands_without_its_corrections(tmp_path: Path) -> None:
    """Stopped while they were applied, the table without them stood under its name, as if it were done."""
    plan, output = tmp_path / "plan.txt", tmp_path / "out" / "t.csv"
    plan.write_text(ROWS, encoding="utf-8")
    arguments = ["extract", str(plan), "-o", str(output), "--bom", "--corrections", str(tmp_path / "c.csv")]
    write_corrections([], tmp_path / "c.csv")
    (tmp_path / "c.csv").write_text(
        ",".join(FIELDS) + "\n" + "plan,none,30个,,reject,,,,,me,2026-01-01\n", encoding="utf-8"
    )

    def refuse(*_: object, **__: object) -> None:
        raise PlanTargetsError("stopped")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plantargets.review.corrections.apply_corrections", refuse)
        assert CliRunner().invoke(main, arguments).exit_code == 1
    assert not output.exists()
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "0 corrections applied" in done.output and "correction does not hold" in done.output


@pytest.mark.parametrize("ending", ["xlsx", "dta", "parquet", "review.xlsx"])
@pytest.mark.parametrize("now", [86_400, 2_209_000_000])
def test_a_file_has_the_same_bytes_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, now: int
) -> None:
    """In 1970 a workbook was a traceback (ZIP does not support timestamps before 1980)."""
    write = WRITERS[ending]
    write(tmp_path / f"a.{ending}")
    (tmp_path / "then").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: float(now))
        patch.setattr(time, "localtime", lambda _=None: time.gmtime(now))
        write(tmp_path / "then" / f"a.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / "then" / f"a.{ending}").read_bytes()


def test_a_clock_that_jumps_changes_nothing(project: Path) -> None:
    """What is there is told by what is in it: times of the past and of the future play no part."""
    before = [record.plan_id for record in load_register(project)]
    for seconds in (0, 4_000_000_000):
        for path in project.rglob("*"):
            os.utime(path, (seconds, seconds))
        assert [record.plan_id for record in load_register(project)] == before


def test_a_change_that_cannot_be_settled_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = project / "data/plans/.plans.csv.change"
    journal.write_text('{"register": "", "files": ["kaifeng-2020.txt"], "there": ["kaifeng-2020.txt"]}')

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("plantargets.plans.change.settle", refuse)
    with pytest.raises(PlanTargetsError, match=r"was interrupted and cannot be settled \(Read-only"):
        load_register(project)
