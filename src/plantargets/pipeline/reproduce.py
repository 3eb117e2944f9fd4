"""Bring outputs up to date through Snakemake, and say in plain words what happened.

Read by the Snakefile as well, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import contextlib
import errno
import getpass
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.crate import write_crate
from plantargets.pipeline.declaration import Run, Step, all_runs, find_runs
from plantargets.pipeline.fingerprint import fingerprint, require_own_code, run_state
from plantargets.pipeline.parts import FOLDER, divide, marker, write_parts
from plantargets.pipeline.records import NO_ROOM, RECORD, explain_os_error, measured_file, record_faults

# Snakemake takes braces in the path of its folder for a wildcard, and this for one without a name.
NO_WILDCARD = re.compile(r"\{(?![A-Za-z_]\w*\})[^{}]*\}")
# What of the user's surroundings would change what Snakemake does: settings of its own (a profile that runs
# nothing, say), and how bash, in which it starts steps, begins, what it runs and what it calls `env`.
USERS_OWN = frozenset({
    "BASH_ENV", "BASHOPTS", "ENV", "POSIXLY_CORRECT", "PYTHONDONTWRITEBYTECODE", "PYTHONINSPECT", "SHELLOPTS",
})  # fmt: skip
USERS_OWN_BEGIN = ("BASH_FUNC_", "SNAKEMAKE_")
LOG_LINES = 12
LOG_WIDTH = 200
DISK_FULL = f"[Errno {errno.ENOSPC}]"
LEAST_FREE_BYTES = 50_000_000
LEAST_FREE_LOG_BYTES = 100_000
POLL_SECONDS = 0.1
SECONDS_TO_END = 10  # a job of Snakemake that is terminated ends within one
LOCKED = "cannot be locked"
# A file for each Snakemake that was started from here and has not ended: its process and machine.
RUNNING = ".snakemake/running"
CACHE = ".snakemake/cache"


@dataclass(frozen=True)
class Reproduced:
    """What a call of :func:`reproduce` did: the runs made anew, and those that were up to date already."""

    made: tuple[Run, ...]
    up_to_date: tuple[Run, ...]


@dataclass(frozen=True)
class Attempted:
    """What a call of :func:`run_all` did: as :class:`Reproduced`, and the runs that failed, with the reason.

    Runs that were not begun because one before them failed are in none of the three.
    """

    made: tuple[Run, ...]
    up_to_date: tuple[Run, ...]
    failed: tuple[tuple[Run, str], ...]
    log: tuple[str, ...]


def reproduce(
    steps: Iterable[Step],
    root: Path,
    names: Iterable[str] = (),
    *,
    jobs: int = 2,
    profile: Path | None = None,
) -> Reproduced:
    """Run what is out of date among the named steps and those they read from; all steps if none is named.

    Parameters
    ----------
    jobs
        How many steps may run at once.
    profile
        A Snakemake profile, such as ``profiles/slurm``, to run the steps on a cluster.

    Raises
    ------
    PlanTargetsError
        If a step fails, another run is at work on the same outputs, or the output folder cannot be written.
        Results of steps that did not succeed stay as they were.
    """
    every = tuple(steps)
    wanted = with_upstream(find_runs(all_runs(every), names), every)
    done = run_all(wanted, every, root, jobs=jobs, profile=profile)
    if done.log:
        raise PlanTargetsError(_why_failed(done, _is_full(root)))
    write_crate(every, root)
    return Reproduced(done.made, done.up_to_date)


def bring_upstream(run: Run, steps: Iterable[Step], root: Path) -> Reproduced:
    """Make anew what is out of date among the runs whose tables `run` reads; an altered table is out of date.

    Raises
    ------
    PlanTargetsError
        As :func:`reproduce`.
    """
    every = tuple(steps)
    done = run_all(with_upstream([run], every), every, root)
    if done.log:
        raise PlanTargetsError(_why_failed(done, _is_full(root)))
    return Reproduced(done.made, done.up_to_date)


def run_all(  # noqa: PLR0913
    runs: tuple[Run, ...],
    steps: tuple[Step, ...],
    root: Path,
    *,
    jobs: int = 2,
    profile: Path | None = None,
    sweep: str = "",
    swept: tuple[Run, ...] = (),
) -> Attempted:
    """Run through Snakemake what is out of date among `runs`; a run that fails does not stop the others.

    Parameters
    ----------
    runs
        With all runs that they read from.
    sweep, swept
        Name of a sweep and its sets, in addition to `runs`: these are run in parts, see
        :mod:`plantargets.pipeline.parts`.

    Raises
    ------
    PlanTargetsError
        If the braces in the name of the folder are none that Snakemake can work with.
    """
    require_own_code(root)
    outputs = root / "outputs"
    if NO_WILDCARD.search(str(root)):
        raise PlanTargetsError(f"Snakemake cannot work in a folder with this use of braces: rename {root}")
    wanted = (*runs, *swept)
    stale = {run for run in wanted if _faults(run, steps, root)}
    if not stale:
        # Snakemake would find the same by the same fingerprints, and takes two seconds to start.
        with contextlib.suppress(OSError):  # nothing is to be made, so nothing need be writable
            _forget_failures(wanted, root)
        return Attempted((), wanted, (), ())
    _check_writable(outputs)
    # A run that failed is up to date again when the edit is taken back, and what fails now says so anew.
    _forget_failures(wanted, root)
    before = {run: _content(measured_file(outputs, run)) for run in wanted}
    targets = [f"outputs/{run.name}/{RECORD}" for run in runs]
    forced = sorted(run.rule for run in runs if run in stale)
    with _parts(sweep, [run for run in swept if run in stale], jobs, root) as (config, markers):
        rules = [f"part_{number}" for number in range(len(markers))]
        log = _snakemake(_command([*targets, *markers], [*forced, *rules], root, jobs, profile, config), root)
    # By what they hold: a clock that was set back, or stands still, gives two files the same time.
    made = tuple(run for run in wanted if _content(measured_file(outputs, run)) not in (b"", before[run]))
    told = {run: _content(_failure_file(run, root)).decode("utf-8", "replace").strip() for run in wanted}
    failed = tuple((run, reason) for run, reason in told.items() if reason)
    # Whatever Snakemake says: what is up to date, the results say.
    left = {run: faults[0] for run in wanted if (faults := _faults(run, steps, root))}
    if log is None and left:
        log = [f"{run.name} is still out of date: {fault}" for run, fault in left.items()]
    others = tuple(run for run in wanted if run not in made and run not in left)
    return Attempted(made, others, failed, tuple(log or ()))


def explain(steps: Iterable[Step], root: Path, names: Iterable[str] = ()) -> list[tuple[Run, list[str]]]:
    """Return for each run why it would run; an empty list of reasons for one that is up to date."""
    require_own_code(root)
    every = tuple(steps)
    wanted = with_upstream(find_runs(all_runs(every), names), every)
    reasons: list[tuple[Run, list[str]]] = []
    runs_anew: set[str] = set()
    for run in wanted:
        why = _faults(run, every, root)
        why += [f"step {name} runs before it" for name in run.step.upstream if name in runs_anew]
        if why:
            runs_anew.add(run.name)
        reasons.append((run, why))
    return reasons


def safe_fingerprint(run: Run, steps: Iterable[Step], root: Path) -> str:
    """Return the fingerprint of a run, or why it has none; the run itself then fails with the same reason."""
    try:
        return fingerprint(run_state(run, steps, root))
    except PlanTargetsError as error:
        return f"none: {error}"


def _faults(run: Run, steps: tuple[Step, ...], root: Path) -> list[str]:
    try:
        return record_faults(run, run_state(run, steps, root), root / "outputs")
    except PlanTargetsError as error:
        return [str(error)]


def with_upstream(runs: Iterable[Run], steps: tuple[Step, ...]) -> tuple[Run, ...]:
    """Return those of `runs` that are declared, and every run that `runs` read from, in their order."""
    given = tuple(runs)
    names = {run.name for run in given} | {name for run in given for name in run.step.upstream}
    order = all_runs(steps)
    for run in reversed(order):
        if run.name in names:
            names |= set(run.step.upstream)
    return tuple(run for run in order if run.name in names)


def _check_writable(outputs: Path) -> None:
    probe = outputs / f".probe-{os.getpid()}"
    try:
        outputs.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(b"0")
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise PlanTargetsError(explain_os_error(error, outputs)) from None
    if shutil.disk_usage(outputs).free < LEAST_FREE_BYTES:
        raise PlanTargetsError(
            f"less than {LEAST_FREE_BYTES // 1_000_000} MB are free where {outputs} lies; free some space. "
            "Nothing was changed."
        )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _forget_failures(runs: Iterable[Run], root: Path) -> None:
    for run in runs:
        for leftover in (_failure_file(run, root), _failure_file(run, root).with_suffix(".ipynb")):
            leftover.unlink(missing_ok=True)


def _failure_file(run: Run, root: Path) -> Path:
    return root / "outputs" / "failed" / f"{run.name.replace('/', '-')}.txt"


@contextlib.contextmanager
def _parts(sweep: str, stale: list[Run], jobs: int, root: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Give what Snakemake is told of a sweep: its configuration, and the marks of the parts to be made."""
    if not stale:
        yield [], []
        return
    parts = divide(stale, jobs)
    file = root / FOLDER / f"{sweep}-{os.getpid()}.json"
    write_parts(file, parts)
    try:
        yield (
            [f"sweep={sweep}", f"parts={json.dumps(str(file))}"],
            [marker(sweep, n) for n in range(len(parts))],
        )
    finally:
        file.unlink(missing_ok=True)


def _command(  # noqa: PLR0913, PLR0917
    targets: list[str],
    forced: list[str],
    root: Path,
    jobs: int,
    profile: Path | None,
    config: list[str],
) -> list[str]:
    command = [
        sys.executable,
        "-P",  # a file of this name in the project's folder is not meant
        "-m",
        "snakemake",
        "--snakefile",
        str(root / "Snakefile"),
        "--directory",
        str(root),
    ]
    command += ["--profile", str(profile), "--jobs", str(jobs)] if profile else ["--cores", str(jobs)]
    command += [
        "--workflow-profile",
        "none",
        "--rerun-triggers",
        "params",
        "--rerun-incomplete",
        "--keep-going",
        "--nocolor",
    ]
    # Snakemake keeps its memory of parameters in .snakemake/ and does not look into results. What is not as
    # its record says is forced, so that a lost memory or an edited result is never taken for up to date.
    if config:
        command += ["--config", *config]
    return [*command, *(["--forcerun", *forced] if forced else []), "--", *targets]


def _snakemake(command: list[str], root: Path) -> list[str] | None:
    """Call Snakemake; return its log if it failed, None if all is well."""
    status, log = _call(command, root)
    if status and any(LOCKED in line for line in log):
        other = _other_run(root)
        if other:
            raise PlanTargetsError(
                f"another run is at work on {root / 'outputs'} ({other}). Wait until it has ended, then call "
                f"again. If you are sure that it has, delete {RUNNING}/. Nothing was changed."
            )
        # The lock was left by a run that was killed: nobody holds it.
        unlock = [*command[: command.index("--rerun-triggers")], "--unlock"]
        subprocess.run(unlock, cwd=root, env=_variables(root), capture_output=True, check=False)
        status, log = _call(command, root)
    return log if status else None


def _call(command: list[str], root: Path) -> tuple[int, list[str]]:
    log: list[str] = []
    show, close = _progress_bar()
    # A file, not a pipe: if this process is killed, Snakemake must not hang on a pipe that nobody reads.
    with tempfile.TemporaryDirectory() as place, Path(place, "log").open("wb") as told:
        (root / RUNNING).mkdir(parents=True, exist_ok=True)
        # Being terminated is being interrupted: Snakemake must not go on alone.
        former = signal.signal(signal.SIGTERM, signal.default_int_handler)
        process = subprocess.Popen(
            command, cwd=root, env=_variables(root), stdout=told, stderr=subprocess.STDOUT
        )
        note = root / RUNNING / f"{process.pid}@{platform.node()}"
        position = 0
        try:
            note.touch()
            while True:
                ended = process.poll() is not None
                lines, position = _new_lines(Path(place, "log"), position)
                for line in lines:
                    log.append(line)
                    show(line)
                if ended:
                    return process.returncode, log
                time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            raise PlanTargetsError(
                "interrupted; finished steps are kept, and `plantargets reproduce` goes on with the others"
            ) from None
        finally:
            if process.poll() is None:  # whatever stopped this: Snakemake must not go on alone
                _stop(process)
            signal.signal(signal.SIGTERM, former)
            note.unlink(missing_ok=True)
            close()


def _new_lines(file: Path, position: int) -> tuple[list[str], int]:
    """Return the finished lines of a file that Snakemake writes, from a position on, and where they end."""
    with file.open("rb") as log:
        log.seek(position)
        content = log.read()
    finished = content[: content.rfind(b"\n") + 1]
    return finished.decode("utf-8", "replace").splitlines(), position + len(finished)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End Snakemake and its jobs, for which it would wait otherwise.

    What was started in the background of a shell ignores to be interrupted: it is terminated, then killed.
    """
    import psutil  # noqa: PLC0415

    jobs = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
    for job in jobs:
        with contextlib.suppress(psutil.NoSuchProcess):
            job.terminate()
    for harder in (process.terminate, process.kill):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_END)
            return
        harder()
    process.wait()


def _variables(root: Path) -> dict[str, str]:
    """Return the environment of Snakemake: this package, and modules compiled (or its start triples)."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in USERS_OWN and not name.startswith(USERS_OWN_BEGIN)
    }
    try:
        getpass.getuser()
    except (KeyError, OSError, ImportError):
        # A container may run as a number that no table of users names; Snakemake asks for the name.
        variables["LOGNAME"] = str(os.getuid())
    paths = [str(Path(__file__).parents[2]), *filter(None, [variables.get("PYTHONPATH")])]
    own = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}
    # What it keeps is kept here, also for a user whose home cannot be written.
    return variables | own | {"XDG_CACHE_HOME": str(root / CACHE)}


def _progress_bar() -> tuple[Callable[[str], None], Callable[[], None]]:
    """Return a bar that appears when the first step starts and reads its state from Snakemake's lines.

    A bar is for a terminal: into a file or a pipe it would write itself anew, a line for each state.
    """
    from tqdm import tqdm  # noqa: PLC0415

    bar: list[tqdm] = []
    running: list[str] = []
    total = 0

    def show(line: str) -> None:
        nonlocal total
        started = re.match(r"(?:local)?rule (\w+):", line)
        ended = re.match(r"Finished jobid: \d+ \(Rule: (\w+)\)", line)
        count = re.match(r"(\d+) of (\d+) steps", line)
        planned = re.match(r"total\s+(\d+)", line)
        if planned:
            total = int(planned[1])
        if started and started[1] != "all":
            running.append(started[1])
            if not bar:
                bar.append(tqdm(total=total, unit="step", leave=False, disable=None))
        elif ended and ended[1] in running:
            running.remove(ended[1])
        elif count and bar:
            bar[0].total = int(count[2])
            bar[0].n = int(count[1])
        if bar and (started or ended or count):
            bar[0].set_postfix_str(", ".join(running), refresh=True)

    def close() -> None:
        for item in bar:
            item.close()

    return show, close


def _other_run(root: Path) -> str:
    """Say which other process runs Snakemake in the folder, or nothing; forget those that are dead."""
    import psutil  # noqa: PLC0415 - needed only when Snakemake finds its folder locked

    for process in psutil.process_iter(["pid", "cmdline", "cwd", "status"]):
        arguments = process.info["cmdline"] or []
        is_snakemake = any(Path(argument).name in ("snakemake", "snakemake.py") for argument in arguments[:4])
        here = process.info["cwd"] and Path(process.info["cwd"]).resolve() == root.resolve()
        if is_snakemake and here and process.info["status"] != psutil.STATUS_ZOMBIE:
            return f"process {process.info['pid']}"
    notes = [note.name.partition("@") for note in sorted((root / RUNNING).glob("*@*"))]
    for process_id, _, machine in notes:
        if machine != platform.node():  # on a cluster; whether it lives cannot be seen from here
            return f"process {process_id} on {machine}"
    shutil.rmtree(root / RUNNING, ignore_errors=True)
    return ""


def _is_full(root: Path) -> bool:
    """Return whether there is no room left for results, or for what Snakemake notes and says."""
    room = {root / "outputs": LEAST_FREE_BYTES, root: LEAST_FREE_LOG_BYTES}
    room |= {Path(tempfile.gettempdir()): LEAST_FREE_LOG_BYTES}
    return any(shutil.disk_usage(place).free < least for place, least in room.items())


def _why_failed(done: Attempted, disk_full: bool) -> str:
    reasons = [reason for _, reason in done.failed]
    no_room = any(told in line for told in (DISK_FULL, NO_ROOM) for line in (*done.log, *reasons))
    if done.failed and not no_room:
        kept = f"\nmade all the same: {', '.join(run.name for run in done.made)}" if done.made else ""
        return "\n\n".join(reasons) + kept
    if disk_full or no_room:
        kept = ", ".join(run.name for run in done.made) or "none"
        return f"the disk is full: free some space, then call again. Finished steps are kept: {kept}"
    told = [shorten(line, LOG_WIDTH) for line in done.log if line.strip()][-LOG_LINES:]
    return "\n".join(["Snakemake stopped:", *told])
