"""A notebook executed from its first cell to its last, and in words why one did not come to its end.

A cell that fails is named with its reason, a kernel that dies with how it ended: its signal or exit status,
the memory that it had taken, and what it said last. Nothing is tried again: a step that succeeds the second
time only may give other results the third time. The former results stay, and `plantargets reproduce` goes on.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import ClassVar

import nbformat
import papermill
import psutil
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run
from plantargets.pipeline.kernel import LOG_ENDING
from plantargets.pipeline.notebook import INJECTED_TAG, canonical

MESSAGE_LINES = 15
WATCHED = "plantargets-watched"
# For a kernel to start, and to hand over what a cell has shown; jupyter's 60 and 4 seconds do not suffice a
# machine under load. How long a cell computes is not limited.
ANSWER_SECONDS = 600
LAST_WORDS = 3
TELLS_OF_AN_END = r"Fatal Python error|[\w.]*(?:Error|Exception)\b"
CLOSED = (
    "a step may read what src/plantargets/pipeline/steps.py declares as its inputs; other files, the network "
    "and other programs are closed to it, since a change there would go unnoticed"
)
# What libraries say of a file or socket that is closed to them; SQLite tells no more than the last.
CLOSED_REASONS = "Permission denied|Operation not (?:permitted|supported)|unable to open database file"
# How the system counts that it ended processes for want of memory, for a container or all of the machine.
MEMORY_EVENTS = Path("/sys/fs/cgroup/memory.events")
NOT_TRIED_AGAIN = "the step was not tried again, and its former results stay; the same command starts it anew"


class Watched(LocalProvisioner):
    """Starts a kernel as jupyter does and keeps how it ended, which jupyter forgets.

    Attributes
    ----------
    status
        What the last kernel of this process ended with: its exit status, or the number of a signal as a
        negative number; None while it runs.
    """

    status: ClassVar[int | None] = None

    async def poll(self) -> int | None:
        """Return the exit status, None while the kernel runs."""
        status = await super().poll()
        if self.has_process:
            Watched.status = status
        return status


def let_start(name: str, provisioner: type[LocalProvisioner]) -> None:
    """Make a class known to jupyter, by a name for the specification of a kernel."""
    factory = KernelProvisionerFactory.instance()
    value = f"{provisioner.__module__}:{provisioner.__name__}"
    factory.provisioners[name] = EntryPoint(name, value, factory.GROUP_NAME)


def execute(run: Run, notebook: NotebookNode, scratch: Path, trace: Path, failed: Path) -> NotebookNode:
    """Return the notebook as executed in a kernel of its own.

    Parameters
    ----------
    scratch
        The folder of the run; the kernel works in ``work`` below it.
    trace
        Where the kernel notes what it uses, with what it says beside it.
    failed
        Where the notebook is kept as far as it came, if it does not come to its end.

    Raises
    ------
    PlanTargetsError
        In at most 15 lines: notebook, cell, parameters and reason.
    """
    for name in ("traitlets", "papermill"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    let_start(WATCHED, Watched)
    executed = scratch / "executed.ipynb"
    prepared = canonical(notebook)
    for cell in prepared.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    Watched.status = None
    progress = _Progress()
    ended_before, began = _ended_for_memory(), time.monotonic()
    try:
        return papermill.execute_notebook(
            prepared,
            # papermill takes braces in this path for names of parameters.
            str(executed).replace("{", "{{").replace("}", "}}"),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=scratch / "work",
            start_timeout=ANSWER_SECONDS,
            iopub_timeout=ANSWER_SECONDS,
            on_notebook_start=progress.begin,
            on_cell_start=progress.start_cell,
            # Sockets (in `cwd`) rather than ports: two steps that start at once may take the same port.
            config=Config({"KernelManager": {"transport": "ipc" if os.name == "posix" else "tcp"}}),
        )
    except PapermillExecutionError as error:
        _keep_failed(executed, failed)
        number, cells = (
            _cell_number(prepared, error.cell_index),
            _cell_number(prepared, len(prepared.cells) - 1),
        )
        raise PlanTargetsError(_failure(run, number, cells, error, failed)) from None
    except (CellTimeoutError, RuntimeError) as error:
        # Jupyter tells by a plain RuntimeError that a kernel died, or gave no answer, while it started.
        late = "didn't respond" in str(error)
        if late and time.monotonic() - began < ANSWER_SECONDS:
            # Jupyter counts by the clock, which has jumped: nothing was run yet, the kernel starts anew.
            return execute(run, notebook, scratch, trace, failed)
        silent = isinstance(error, CellTimeoutError) or late
        if not silent and not str(error).startswith("Kernel died"):
            raise
        status = None if silent else Watched.status
        lines = [
            *progress.reached(run),
            f"the kernel {how_it_ended(status, _ended_for_memory() > ended_before)}",
            *_last_words(trace.with_name(trace.name + LOG_ENDING)),
            NOT_TRIED_AGAIN,
        ]
        if progress.notebook is not None:
            failed.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(canonical(progress.notebook), failed)
            lines.append(f"the notebook up to there: outputs/failed/{failed.name}")
        raise PlanTargetsError("\n".join(lines)) from None


class _Progress:
    """How far a notebook came, as nbclient tells it cell by cell."""

    def __init__(self) -> None:
        self.notebook: NotebookNode | None = None
        self.index = -1

    def begin(self, notebook: NotebookNode) -> None:
        self.notebook = notebook

    def start_cell(self, cell: NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            self.index = cell_index

    def reached(self, run: Run) -> list[str]:
        """Return the lines that name the cell that was begun last."""
        if self.notebook is None or self.index < 0:
            return [
                f"step {run.step.name} failed before the first cell of {run.step.notebook}",
                f"parameters: {_parameters(run)}",
            ]
        cells = self.notebook.cells
        number, count = (_cell_number(self.notebook, index) for index in (self.index, len(cells) - 1))
        return _place(run, number, count, cells[self.index].source)


def how_it_ended(status: int | None, for_memory: bool = False) -> str:
    """Return in words how a process ended, why that is most often so, and what helps.

    Parameters
    ----------
    status
        Its exit status, or the number of a signal as a negative number; None if it still runs.
    for_memory
        The system says that it ended a process for want of memory meanwhile.

    Examples
    --------
    >>> how_it_ended(3)
    'died: it ended itself with exit status 3, as os._exit(3) does'
    """
    if status is None:
        return (
            f"gave no answer for {ANSWER_SECONDS} s though it runs\n"
            "the machine is overloaded, or the process was stopped: end other work, or run fewer steps at "
            "once (-j 1)"
        )
    if status >= 0:
        return f"died: it ended itself with exit status {status}, as os._exit({status}) does"
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    held = _held()
    if -status == getattr(signal, "SIGKILL", None):
        return f"died: it was killed (signal {-status}, {name}){held}\n" + (
            "the system says that memory ran out: run fewer steps at once (-j 1), or allow it more memory"
            if for_memory
            else "the system kills when memory runs out, a scheduler at its limits: look at these limits, or "
            "run fewer steps at once (-j 1)"
        )
    if -status in {getattr(signal, one, None) for one in ("SIGXCPU", "SIGALRM", "SIGVTALRM")}:
        return (
            f"died: its time was over (signal {-status}, {name})\nraise the limit of its time (`ulimit -t`)"
        )
    if -status in {getattr(signal, one, None) for one in ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")}:
        return f"died: it was told to end (signal {-status}, {name}), by a person or a scheduler"
    return (
        f"died: it crashed (signal {-status}, {name}){held}\n"
        "that is a fault of a compiled library, or memory ran out in one: `plantargets verify` says which "
        "packages are not those of the lock"
    )


def _held() -> str:
    """Return in words how much memory a kernel had taken at most, and what the machine has left."""
    peak = peak_memory_mb()
    left = psutil.virtual_memory().available // 1024**2
    return f" (it had taken {peak} MB at most; {left} MB are free now)" if peak else ""


def peak_memory_mb() -> int | None:
    """Return the memory that the largest of the ended processes of this one had taken, in MB (2^20 bytes)."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024))


def _ended_for_memory() -> int:
    """Return how many processes the system ended for want of memory so far; 0 where it does not say."""
    try:
        told = MEMORY_EVENTS.read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(count) for count in re.findall(r"^oom_kill (\d+)$", told, re.MULTILINE))


def _last_words(log: Path) -> list[str]:
    """Return what the kernel said of its end: of a crash, the place in Python's code too."""
    try:
        lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return []
    told = [number for number, line in enumerate(lines) if re.match(TELLS_OF_AN_END, line)]
    if not told:
        return []
    places = [line for line in lines[told[-1] :] if line.startswith("File ")]
    return [f"it said: {lines[told[-1]]}", *places[: LAST_WORDS - 1]]


def _failure(run: Run, number: int, cells: int, error: PapermillExecutionError, failed: Path) -> str:
    lines = _place(run, number, cells, error.source)
    frames = re.findall(r"src/plantargets/\S+\.py:\d+", "\n".join(error.traceback))
    if frames and error.ename != "PlanTargetsError":
        lines.append(f"raised in: {frames[-1]}")
    reason = error.evalue if error.ename == "PlanTargetsError" else f"{error.ename}: {error.evalue}"
    reasons = reason.splitlines() or [error.ename]
    if re.search(CLOSED_REASONS, reason):
        reasons.insert(0, CLOSED)
    room = MESSAGE_LINES - len(lines) - 1
    if len(reasons) > room:
        reasons = [*reasons[: room - 1], "..."]
    return "\n".join([*lines, *reasons, f"the notebook up to there: outputs/failed/{failed.name}"])


def _place(run: Run, number: int, cells: int, source: str) -> list[str]:
    first = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return [
        f"step {run.step.name} failed in {run.step.notebook}, cell {number} of {cells}",
        f"cell {number} begins: {first}",
        f"parameters: {_parameters(run)}",
    ]


def _parameters(run: Run) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in run.parameters.items()) or "none"


def _cell_number(prepared: NotebookNode, index: int) -> int:
    """Return the number of a cell in the author's notebook, which has no cell of injected parameters."""
    injected = [i for i, cell in enumerate(prepared.cells) if cell.get("id") == INJECTED_TAG]
    return index + 1 - sum(i < index for i in injected)


def _keep_failed(executed: Path, failed: Path) -> None:
    if executed.is_file():
        failed.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(executed, failed)
