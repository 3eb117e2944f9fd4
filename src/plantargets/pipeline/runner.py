"""Run one step: check, execute apart, write canonically, move into place."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
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
import papermill
import psutil
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, Step
from plantargets.pipeline.environment import run_variables
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
    INJECTED_TAG,
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
from plantargets.pipeline.records import explain_os_error, measured_file, write_record
from plantargets.pipeline.results import (
    FIGURES_VARIABLE,
    INPUTS_VARIABLE,
    OUTPUT_VARIABLE,
    table_hashes,
)
from plantargets.pipeline.translation import in_language
from plantargets.pipeline.undeclared import refuse_undeclared_use, user_home, write_open_paths

MESSAGE_LINES = 15
CLOSED = (
    "a step may read what src/plantargets/pipeline/steps.py declares as its inputs; other files, the network "
    "and other programs are closed to it, since a change there would go unnoticed"
)
# What libraries say of a file or socket that is closed to them; SQLite tells no more than the last.
CLOSED_REASONS = "Permission denied|Operation not (?:permitted|supported)|unable to open database file"
LINE_CHARACTERS = 240


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
        with _scratch_folder(outputs, run) as scratch:
            return _run(run, tuple(steps), root, scratch, failed, provisioner, imported or {})
    except PlanTargetsError as error:
        message = _shortened(str(error))
        with contextlib.suppress(OSError):
            failed.parent.mkdir(parents=True, exist_ok=True)
            failed.with_suffix(".txt").write_text(message + "\n", encoding="utf-8")
        raise PlanTargetsError(message) from None
    except OSError as error:
        raise PlanTargetsError(explain_os_error(error, outputs)) from None
    except Exception:
        with contextlib.suppress(OSError):
            failed.parent.mkdir(parents=True, exist_ok=True)
            lines = traceback.format_exc().splitlines()
            told = [
                f"step {run.step.name} stopped by a fault of the runner itself:",
                *lines[-MESSAGE_LINES + 1 :],
            ]
            failed.with_suffix(".txt").write_text("\n".join(told) + "\n", encoding="utf-8")
        raise


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
            "JUPYTER_PATH": str(write_kernel_spec(scratch / "jupyter", provisioner)),
        }
        | ({} if run.drawn else {FIGURES_VARIABLE: NOT_DRAWN})
    )
    with _environment(variables):
        try:
            executed = canonical(_execute(run, with_parameters(source, run.given), scratch, failed))
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
        if not psutil.pid_exists(int(leftover.name.rpartition("@")[2])):
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


def _execute(run: Run, notebook: NotebookNode, scratch: Path, failed: Path) -> NotebookNode:
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    executed = scratch / "executed.ipynb"
    prepared = canonical(notebook)
    for cell in prepared.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    try:
        return papermill.execute_notebook(
            prepared,
            # papermill takes braces in this path for names of parameters.
            str(executed).replace("{", "{{").replace("}", "}}"),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=scratch / "work",
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
    except DeadKernelError:
        raise PlanTargetsError(
            f"step {run.step.name}: the kernel died while it ran {run.step.notebook} "
            f"({_parameters(run)}). Most often the memory did not suffice."
        ) from None


def _failure(run: Run, number: int, cells: int, error: PapermillExecutionError, failed: Path) -> str:
    source = next((line for line in error.source.splitlines() if line.strip()), "")
    lines = [
        f"step {run.step.name} failed in {run.step.notebook}, cell {number} of {cells}",
        f"cell {number} begins: {source.strip()}",
        f"parameters: {_parameters(run)}",
    ]
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
    measured = {"seconds": round(seconds, 1), "peak_memory_mb": _peak_memory_mb()}
    path = measured_file(outputs, run)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(measured) + "\n", encoding="utf-8")


def _peak_memory_mb() -> int | None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024))


def _shortened(message: str) -> str:
    lines = [
        line if len(line) <= LINE_CHARACTERS else line[: LINE_CHARACTERS - 3] + "..."
        for line in message.splitlines()
    ]
    return "\n".join(lines if len(lines) <= MESSAGE_LINES else [*lines[: MESSAGE_LINES - 1], "..."])
