"""All results made again from nothing in a folder of their own, and compared with those on disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, Step, all_runs
from plantargets.pipeline.fingerprint import parameter_folders
from plantargets.pipeline.records import output_hashes, own_runs
from plantargets.pipeline.verify import REFERENCE, table_changes

COMMAND = "from plantargets.cli import main; main(prog_name='plantargets')"


def rerun(steps: Iterable[Step], root: Path, jobs: int = 2) -> list[str]:
    """Return what differs when every step, and every run of one's own, is made again; the outputs stay.

    The project is copied without its outputs to a temporary folder and reproduced there with the code of the
    copy. What comes out is held to the reference, as by `plantargets.pipeline.verify.verify`, and to the
    outputs on disk, so that results that were edited together with their records and reference are noticed.

    Raises
    ------
    PlanTargetsError
        If a step fails.
    """
    every = tuple(steps)
    with tempfile.TemporaryDirectory(prefix="plantargets-rerun-") as place:
        copy = Path(place, "project")
        _copy_project(root, copy)
        status, told = _call(copy, "reproduce", "-j", str(jobs))
        if status:
            raise PlanTargetsError(f"made again in a folder of its own, the project fails:\n{told}")
        status, told = _call(copy, "verify")
        faults = [f"made again: {line}" for line in told.splitlines()[1:]] if status else []
        runs = [run for run in all_runs(every) if (root / "outputs" / run.name).is_dir()]
        for name, run in own_runs(every, root / "outputs"):
            if run is not None:
                _copy_folders(run, root, copy)
                pairs = [word for key, value in run.given.items() for word in ("-p", f"{key}={value}")]
                status, told = _call(copy, "run", run.step.name, *pairs)
                if status:
                    faults.append(f"{name} fails when it is made again: {' / '.join(told.splitlines())}")
                    continue
                runs.append(run)
        return faults + [fault for run in runs for fault in _changes(run, root, copy)]


def _copy_project(root: Path, copy: Path) -> None:
    def left_out(folder: str, names: list[str]) -> list[str]:
        if Path(folder) == root:
            return [name for name in names if name[0] == "." or name == "outputs"]
        return [name for name in names if name == "__pycache__"]

    shutil.copytree(root, copy, ignore=left_out, symlinks=True)
    if (root / REFERENCE).is_dir():
        shutil.copytree(root / REFERENCE, copy / REFERENCE)


def _copy_folders(run: Run, root: Path, copy: Path) -> None:
    """Copy the folders of the project that a run names and the copy is without, as hidden ones."""
    for folder in parameter_folders(run, root).values():
        if (
            folder.is_relative_to(root)
            and folder.is_dir()
            and not (place := copy / folder.relative_to(root)).exists()
        ):
            shutil.copytree(folder, place, symlinks=True)


def _call(project: Path, *arguments: str) -> tuple[int, str]:
    variables = {name: value for name, value in os.environ.items() if name != "PLANTARGETS_ROOT"}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=project,
        env=variables | {"PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stderr.strip()


def _changes(run: Run, root: Path, copy: Path) -> list[str]:
    before, after = root / "outputs" / run.name, copy / "outputs" / run.name
    old, new = output_hashes(before), output_hashes(after)
    changes = []
    for path in sorted({*old, *new}):
        name = f"{run.name}/{path}"
        if path not in new or path not in old:
            changes.append(f"{name}: {'not made' if path not in new else 'made'} when run again")
        elif old[path] != new[path]:
            values = table_changes(before / path, after / path, name, {}) if path.endswith(".csv") else []
            told = [value.replace(" in the reference, ", " on disk, ") for value in values]
            changes += told or [f"{name}: other bytes when run again"]
    return changes
