"""Run one step: check, execute apart, write canonically, move into place."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat import NotebookNode

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, Step
from plantargets.pipeline.environment import run_variables
from plantargets.pipeline.execution import MESSAGE_LINES, WATCHED, execute, peak_memory_mb
from plantargets.pipeline.fingerprint import (
    NOT_DRAWN,
    PACKAGE,
    differences,
    require_own_code,
    run_state,
    used_modules,
)
from plantargets.pipeline.kernel import OPEN_VARIABLE, TRACE_VARIABLE
from plantargets.pipeline.notebook import (
    answer_of,
    canonical,
    load_notebook,
    notebook_html,
    notebook_text,
    refuse_traces,
    run_title,
    with_parameters,
)
from plantargets.pipeline.questions import refuse_questions
from plantargets.pipeline.records import explain_os_error, measured_file, write_record, write_whole
from plantargets.pipeline.results import (
    FIGURES_VARIABLE,
    INPUTS_VARIABLE,
    OUTPUT_VARIABLE,
    table_hashes,
)
from plantargets.pipeline.translation import in_language
from plantargets.pipeline.undeclared import refuse_undeclared_use, user_home, write_open_paths

LINE_CHARACTERS = 240
UNTOLD = (
    "step {name}: the process that ran it was killed before it could say why\n"
    "the system kills when memory runs out, a scheduler at its limits: look at these limits, or run fewer "
    "steps at once (-j 1)\n"
    "the step was not tried again, and its former results stay; the same command starts it anew"
)


def run_step(
    run: Run,
    steps: Iterable[Step],
    root: Path,
    *,
    provisioner: str = "",
    imported: dict[str, str] | None = None,
) -> Path:
    """Run a step and return the folder below ``outputs/`` that holds its results.

    The notebook runs in a kernel of its own in a temporary folder, with warnings as errors and a fixed hash
    seed, time zone, locale and number of threads. Only when everything has succeeded does the finished folder
    take the place of the former one; otherwise the former one stays as it was.

    Parameters
    ----------
    provisioner
        Name of what starts the kernel in place of jupyter's own, see :mod:`plantargets.pipeline.warm`.
    imported
        Code that such a kernel holds already, module or file to SHA-256.

    Raises
    ------
    PlanTargetsError
        In at most 15 lines: notebook, cell, parameters and reason. The failed notebook is in
        ``outputs/failed/``.
    """
    require_own_code(root)
    outputs = root / "outputs"
    failed = outputs / "failed" / f"{run.name.replace('/', '-')}.ipynb"
    try:
        # What stands there if this process is killed: nobody else could tell.
        _tell(failed, UNTOLD.format(name=run.step.name))
        with _scratch_folder(outputs, run) as scratch:
            return _run(run, tuple(steps), root, scratch, failed, provisioner, imported or {})
    except PlanTargetsError as error:
        message = _shortened(str(error))
        _tell(failed, message)
        raise PlanTargetsError(message) from None
    except OSError as error:
        message = explain_os_error(error, outputs)
        _tell(failed, message)
        raise PlanTargetsError(message) from None
    except KeyboardInterrupt:
        failed.with_suffix(".txt").unlink(missing_ok=True)
        raise
    except Exception:
        lines = traceback.format_exc().splitlines()[-MESSAGE_LINES + 1 :]
        _tell(failed, "\n".join([f"step {run.step.name} stopped by a fault of the runner itself:", *lines]))
        raise


def _tell(failed: Path, message: str) -> None:
    """Write why a run failed where :mod:`plantargets.pipeline.reproduce` looks, if the disk lets it."""
    with contextlib.suppress(OSError):
        failed.parent.mkdir(parents=True, exist_ok=True)
        failed.with_suffix(".txt").write_text(message + "\n", encoding="utf-8")


def _run(  # noqa: PLR0913, PLR0917
    run: Run,
    steps: tuple[Step, ...],
    root: Path,
    scratch: Path,
    failed: Path,
    provisioner: str,
    imported: dict[str, str],
) -> Path:
    started = time.monotonic()
    outputs = root / "outputs"
    tables_read = table_hashes(outputs, run.step.reads)
    state = run_state(run, steps, root)
    _refuse_former_code(run, state, imported)
    source = in_language(load_notebook(run.step, root), run, root)
    refuse_questions(source, used_modules(root / run.step.notebook), run.step)
    result = scratch / "result"
    result.mkdir()
    trace = scratch / "trace.txt"
    variables = (
        run_variables(root, scratch / "work")
        | {
            OUTPUT_VARIABLE: str(result),
            INPUTS_VARIABLE: str(outputs),
            TRACE_VARIABLE: str(trace),
            OPEN_VARIABLE: str(write_open_paths(run, root, scratch)),
            "JUPYTER_PATH": str(write_kernel_spec(scratch / "jupyter", provisioner or WATCHED)),
        }
        | ({} if run.drawn else {FIGURES_VARIABLE: NOT_DRAWN})
    )
    with _environment(variables):
        try:
            executed = canonical(execute(run, with_parameters(source, run.given), scratch, trace, failed))
        finally:
            # Before what came of it: a read that was refused is the reason of what failed.
            refuse_undeclared_use(run, root, scratch, trace)
        _keep_apart_if_refused(run, executed, root, failed)
        page = notebook_html(executed, run_title(run)) if run.drawn else ""
    (result / "notebook.ipynb").write_text(notebook_text(executed), encoding="utf-8", newline="\n")
    if page:
        (result / "notebook.html").write_text(page, encoding="utf-8", newline="\n")
    _refuse_other_outputs(run, result)
    changed = differences(state, run_state(run, steps, root))
    if changed:
        raise PlanTargetsError(f"step {run.name}: {changed[0]} while it ran; run it again")
    write_record(run, state, tables_read, answer_of(executed), result)
    _move_into_place(result, outputs / run.name, scratch)
    _write_measured(outputs, run, time.monotonic() - started)
    for leftover in (failed, failed.with_suffix(".txt")):
        leftover.unlink(missing_ok=True)
    return outputs / run.name


@contextlib.contextmanager
def _scratch_folder(outputs: Path, run: Run) -> Iterator[Path]:
    """Give a folder on the file system of the outputs, from where a finished result is moved in one step."""
    name, host = run.name.replace("/", "-"), socket.gethostname()
    parent = outputs / ".unfinished"
    for leftover in parent.glob(f"{name}@{host}@*"):
        owner = int(leftover.name.rpartition("@")[2])
        # One of this number is of a process before: in a container numbers come again.
        if owner == os.getpid() or not psutil.pid_exists(owner):
            shutil.rmtree(leftover, ignore_errors=True)
    folder = parent / f"{name}@{host}@{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            parent.rmdir()


def _refuse_former_code(run: Run, state: dict[str, Any], imported: dict[str, str]) -> None:
    """Refuse a kernel that imported other code than the run's fingerprint names."""
    code = state["code"]
    changed = [name for name, digest in imported.items() if code.get(name) != digest]
    if changed:
        raise PlanTargetsError(
            f"step {run.step.name}: code {changed[0]} changed while the sweep ran; run it again"
        )


def write_kernel_spec(folder: Path, provisioner: str = "") -> Path:
    """Write the specification of a kernel named python3 that is ours, whatever the user has installed."""
    spec = {
        "argv": [
            sys.executable,
            "-P",
            str(PACKAGE / "pipeline" / "kernel.py"),
            "-f",
            "{connection_file}",
        ],
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": provisioner}} if provisioner else {},
    }
    target = folder / "kernels" / "python3"
    target.mkdir(parents=True)
    (target / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return folder


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Set these environment variables and no others; papermill and nbconvert read the process's own."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    # Python remembers the temporary folder that it has found; the kernel's is its own.
    remembered, tempfile.tempdir = tempfile.tempdir, None
    try:
        yield
    finally:
        tempfile.tempdir = remembered
        os.environ.clear()
        os.environ.update(before)


def _keep_apart_if_refused(run: Run, executed: NotebookNode, root: Path, failed: Path) -> None:
    private = {str(root): "the project's folder", str(PACKAGE.parent): "the project's folder"}
    private |= {str(Path(sys.prefix)): "the environment's folder", str(Path.home()): "a temporary folder"}
    private |= {home: "the user's home" for home in [user_home()] if home}
    try:
        refuse_traces(executed, private, run.step.notebook)
    except PlanTargetsError:
        failed.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(executed, failed)
        raise


def _refuse_other_outputs(run: Run, result: Path) -> None:
    made = {path.relative_to(result).as_posix() for path in result.rglob("*") if path.is_file()}
    missing, extra = sorted(set(run.outputs) - made), sorted(made - set(run.outputs))
    if missing or extra:
        parts = [f"not written: {', '.join(missing)}"] if missing else []
        parts += [f"written but not declared: {', '.join(extra)}"] if extra else []
        raise PlanTargetsError(
            f"step {run.step.name}: {'; '.join(parts)}. The last cell of {run.step.notebook} must hand "
            "exactly the tables and figures to write_results that src/plantargets/pipeline/steps.py declares."
        )


def _move_into_place(result: Path, target: Path, scratch: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(scratch / "former")
    result.rename(target)


def _write_measured(outputs: Path, run: Run, seconds: float) -> None:
    """Note time and memory outside the folder that is compared byte by byte: they differ from run to run."""
    # With what no other run has: by it one sees that this one was made.
    made = f"{os.getpid()}-{time.monotonic_ns()}"
    measured = {"seconds": round(seconds, 1), "peak_memory_mb": peak_memory_mb(), "made": made}
    write_whole(measured_file(outputs, run), json.dumps(measured) + "\n")


def _shortened(message: str) -> str:
    lines = [
        line if len(line) <= LINE_CHARACTERS else line[: LINE_CHARACTERS - 3] + "..."
        for line in message.splitlines()
    ]
    return "\n".join(lines if len(lines) <= MESSAGE_LINES else [*lines[: MESSAGE_LINES - 1], "..."])
