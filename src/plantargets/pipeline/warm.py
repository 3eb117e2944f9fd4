"""A part of a sweep: its sets one after the other, each in a kernel that is forked with its imports made.

Most of the time of a short notebook goes into starting Python and importing what the notebook imports. This
process imports it once, from source as every kernel does, and forks the kernel of each set from itself. What
a kernel may know and do stays as it is for a run alone: it keeps the modules of the run's fingerprint and no
other of this package, notes what it opens (with what was opened while they were imported), and is shut in.
The sources that were imported are compared with the fingerprint of every set.
"""

from __future__ import annotations

import ast
import atexit
import contextlib
import json
import os
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo

from plantargets.errors import PlanTargetsError
from plantargets.pipeline import kernel
from plantargets.pipeline.declaration import Run
from plantargets.pipeline.execution import Watched, let_start
from plantargets.pipeline.fingerprint import code_hashes, read_notebook
from plantargets.pipeline.parts import read_part
from plantargets.pipeline.runner import run_step
from plantargets.pipeline.steps import STEPS
from plantargets.project import project_root

PROVISIONER = "plantargets-forked"
LATER = "later.txt"
FOR_ONE_KERNEL = ("matplotlib_inline",)  # asks, when it is imported, for the kernel that shows its figures


def run_part(file: Path, number: int, scratch: Path) -> int:
    """Run the sets of a part of a sweep; the exit status is 1 if one of them failed.

    Parameters
    ----------
    file, number
        See :func:`plantargets.pipeline.parts.read_part`.
    scratch
        A folder for this process alone; who started it removes it.
    """
    root = project_root()
    runs = read_part(file, number, STEPS)
    notebook = root / runs[0].step.notebook
    code = code_hashes(notebook)
    _preload(_import_lines(notebook), code, scratch)
    status = 0
    for run in runs:
        status |= _apart(partial(_run, run, root, code, scratch))
        later = scratch / LATER
        if later.is_file():
            _preload(_importable(later.read_text(encoding="utf-8").split(), code), code, scratch)
            later.unlink()
    return status


def _preload(lines: Iterable[str], code: dict[str, str], scratch: Path) -> None:
    """Run lines of imports as a kernel would, those that fail left out: the notebook then says why."""
    kernel.trace_use()
    with warnings.catch_warnings():
        kernel.refuse_warnings()
        for line in lines:
            with contextlib.suppress(Exception):
                exec(line, {"__name__": "__main__"})
    kernel.trace_no_more(scratch)
    changed = [name for name, digest in kernel.LOADED.items() if code.get(name, digest) != digest]
    if changed:
        raise PlanTargetsError(f"code {changed[0]} changed while it was imported; run the sweep again")


def _import_lines(notebook: Path) -> list[str]:
    """Return the imports of a notebook, each as a line, and that of the kernel itself."""
    lines = ["import ipykernel.kernelapp"]
    for cell in read_notebook(notebook)["cells"]:
        if cell["cell_type"] == "code":
            with contextlib.suppress(SyntaxError):
                body = ast.parse("".join(cell["source"])).body
                lines += [ast.unparse(one) for one in body if isinstance(one, (ast.Import, ast.ImportFrom))]
    return lines


def _importable(names: Iterable[str], code: dict[str, str]) -> list[str]:
    """Return lines that import what the set before imported later than with its first cells."""
    own, apart = kernel.PACKAGE.name, (*kernel.MACHINERY, *FOR_ONE_KERNEL)
    wanted = [name for name in names if name not in sys.modules and name.partition(".")[0] not in apart]
    return [f"import {name}" for name in wanted if name.partition(".")[0] != own or name in code]


def _run(run: Run, root: Path, code: dict[str, str], scratch: Path) -> int:
    """Run a set in this process, which was forked for it."""
    waiting = _Waiting(code, scratch / LATER)
    _Forked.waiting = waiting
    let_start(PROVISIONER, _Forked)
    try:
        run_step(run, STEPS, root, provisioner=PROVISIONER, imported=code)
    except PlanTargetsError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        waiting.close()
    return 0


class _Child:
    """A forked process with the part of the interface of ``subprocess.Popen`` that provisioners use."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._waited(os.WNOHANG)

    def wait(self) -> int | None:
        return self._waited(0)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _waited(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


class _Waiting(_Child):
    """The kernel of a set, forked before the runner has threads and sockets, and waiting for its orders."""

    def __init__(self, code: dict[str, str], later: Path) -> None:
        reading, self._writing = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            os.close(self._writing)
            _leave(lambda: _serve(reading, parent, code, later))
        os.close(reading)
        super().__init__(pid)

    def begin(self, arguments: list[str], variables: dict[str, str], folder: str) -> None:
        """Let it serve with the arguments, environment and working folder of a command."""
        orders = {"arguments": arguments, "variables": variables, "folder": folder}
        with os.fdopen(self._writing, "w", encoding="utf-8") as pipe:
            json.dump(orders, pipe)
        self._writing = -1

    def close(self) -> None:
        """Send it home if it was never needed."""
        if self._writing >= 0:
            os.close(self._writing)
            self.wait()


class _Forked(Watched):
    """Gives jupyter's manager of kernels the one that waits, in place of a new process."""

    waiting: _Waiting

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        self.waiting.begin(cmd[cmd.index("-f") - 1 :], kwargs["env"], str(kwargs.get("cwd") or Path.cwd()))
        self.process = self.waiting  # type: ignore[assignment]
        self.pid = self.pgid = self.waiting.pid
        return self.connection_info


def _serve(reading: int, parent: int, code: dict[str, str], later: Path) -> int:
    os.setsid()
    with os.fdopen(reading, encoding="utf-8") as pipe:
        text = pipe.read()
    if not text:
        return 0
    orders = json.loads(text)
    os.environ.clear()
    os.environ.update(orders["variables"])
    os.chdir(orders["folder"])
    tempfile.tempdir = None
    # By its runner's number ipykernel finds out that the runner is gone.
    sys.argv = [*orders["arguments"], f"--IPKernelApp.parent_handle={parent}"]
    own = kernel.PACKAGE.name
    for name in [name for name in sys.modules if name.partition(".")[0] == own and name not in code]:
        del sys.modules[name]
    out = os.open(later, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    before = set(sys.modules)
    try:
        kernel.serve()
    finally:
        os.write(out, "\n".join(name for name in sys.modules if name not in before).encode())
    return 0


def _apart(work: Callable[[], int]) -> int:
    """Return the exit status of a function that is run in a forked process."""
    pid = os.fork()
    if not pid:
        _leave(work)
    return int(_Child(pid).wait() != 0)


def _leave(work: Callable[[], int]) -> None:
    """Run a function in this forked process and end it, without the clean-up of the process it came from."""
    status = 1
    try:
        status = work()
    except SystemExit as error:
        status = int(error.code or 0) if isinstance(error.code, (int, type(None))) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
