"""The record that a run leaves beside its outputs, and whether the outputs are still those of the record."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, Step
from plantargets.pipeline.environment import FIXED_VARIABLES
from plantargets.pipeline.fingerprint import State, differences, file_hash, fingerprint, json_bytes

RECORD = "record.json"
NO_ROOM = "the disk is full; free some space"


def write_record(run: Run, state: State, tables_read: dict[str, str], answer: str, folder: Path) -> None:
    """Write ``record.json`` of a run: what it depended on, its answer, its outputs by hash; no times."""
    record = {
        "run": run.name,
        "fingerprint": fingerprint(state),
        "seed": _seeds(run),
        "tables_read": tables_read,
        "answer": answer,
        "outputs": output_hashes(folder),
        "state": state,
    }
    (folder / RECORD).write_bytes(json_bytes(record, indent=1) + b"\n")


def read_record(folder: Path) -> dict[str, Any]:
    """Return the record of an output folder.

    Raises
    ------
    PlanTargetsError
        If there is none or it is damaged; ``plantargets reproduce`` makes it anew.
    """
    path = folder / RECORD
    where = f"outputs/{folder.name}/{RECORD}"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        complete = {"run", "fingerprint", "tables_read", "outputs", "answer", "state"} <= record.keys()
        sound = complete and record["fingerprint"] == fingerprint(record["state"])
    except FileNotFoundError:
        raise PlanTargetsError(f"{where} is missing") from None
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise PlanTargetsError(f"{where} is damaged: {error}") from None
    if not sound:
        raise PlanTargetsError(f"{where} is damaged: its fingerprint is not that of its contents")
    return record


def record_faults(run: Run, state: State, outputs: Path) -> list[str]:
    """Return in words why the outputs of `run` are not those that `state` gives; nothing if they are."""
    folder = outputs / run.name
    if not folder.is_dir():
        return ["not made yet"]
    try:
        record = read_record(folder)
    except PlanTargetsError as error:
        return [str(error)]
    faults = differences(record["state"], state)
    if record["run"] != run.name:
        faults.append(f"the record is that of {record['run']}")
    if record.get("seed") != _seeds(run):
        faults.append(f"the record names the seed {record.get('seed')}, the run has {_seeds(run)}")
    found, expected = output_hashes(folder), record["outputs"]
    for path in sorted({*found, *expected}):
        if path not in found:
            faults.append(f"output {path} is missing")
        elif path not in expected:
            faults.append(f"output {path} is not in the record")
        elif found[path] != expected[path]:
            faults.append(f"output {path} is not the one that was made")
    for path, digest in record["tables_read"].items():
        if not (outputs / path).is_file() or file_hash(outputs / path) != digest:
            faults.append(f"table {path}, which was read, has changed")
    return faults


def _seeds(run: Run) -> dict[str, Any]:
    seeds = {name: value for name, value in run.parameters.items() if name.endswith("seed")}
    return {"PYTHONHASHSEED": FIXED_VARIABLES["PYTHONHASHSEED"], **seeds}


def own_runs(steps: Iterable[Step], outputs: Path) -> list[tuple[str, Run | None]]:
    """Return the folder below ``outputs/`` and the run of every result in ``outputs/runs``, by their records.

    The run is None where the record is missing or damaged, or is that of a step that is no longer declared.
    """
    by_name = {step.name: step for step in steps}
    found: list[tuple[str, Run | None]] = []
    for folder in sorted((outputs / "runs").glob("*/")):
        name = f"runs/{folder.name}"
        if (folder / "results.csv").is_file():  # the collected table of a sweep; its runs stand beside it
            continue
        try:
            state = read_record(folder)["state"]
            drawn = "figures" not in state
            found.append((name, Run(name, by_name[state["step"]], state["parameters"], drawn=drawn)))
        except (PlanTargetsError, KeyError):
            found.append((name, None))
    return found


def write_index(steps: Iterable[Step], outputs: Path) -> Path:
    """Write ``outputs/runs/index.csv``, one row for each run: its parameters that differ, and its answer."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", "step", "parameters", "answer"])
    writer.writerows(_index_rows(own_runs(steps, outputs), outputs))
    path = outputs / "runs" / "index.csv"
    write_whole(path, text.getvalue())
    return path


def index_faults(runs: Iterable[tuple[str, Run | None]], outputs: Path) -> list[str]:
    """Return the runs whose row of ``outputs/runs/index.csv`` is not what their record gives, in words.

    A run that was deleted since, or has no row yet, is no fault.
    """
    path = outputs / "runs" / "index.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        found = {row[0]: row for row in csv.reader(file) if row}
    return [
        f"runs/index.csv: the row of {row[0]} is not what its record gives; the next run writes it anew"
        for row in _index_rows(runs, outputs)
        if found.get(row[0], row) != row
    ]


def _index_rows(runs: Iterable[tuple[str, Run | None]], outputs: Path) -> Iterator[list[str]]:
    for name, run in runs:
        if run is not None:
            given = "; ".join(f"{key}={value}" for key, value in run.given.items())
            answer = read_record(outputs / name).get("answer", "")
            yield [name.removeprefix("runs/"), run.step.name, given, answer]


def output_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an output folder but its record."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    relative = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: file_hash(path)
        for name, path in relative.items()
        if name != RECORD and ".ipynb_checkpoints" not in name
    }


def write_whole(path: Path, text: str) -> None:
    """Write a text as a file that is there whole or not at all, in UTF-8 with LF; its folder is made.

    Raises
    ------
    OSError
        If it cannot be written; a former one stays then, and nothing of this one.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def measured_file(outputs: Path, run: Run) -> Path:
    """Return where the time and memory of a run are noted, each time that it succeeds and only then."""
    return outputs / ".measured" / f"{run.name.replace('/', '-')}.json"


def explain_os_error(error: OSError, outputs: Path) -> str:
    """Return in words what an error of the file system means for the output folder."""
    reasons = {
        errno.ENOSPC: NO_ROOM,
        errno.EDQUOT: "the disk quota is used up; free some space",
        errno.EROFS: "the file system is read-only",
        errno.EACCES: "it may not be written; check its owner and permissions",
        errno.EPERM: "it may not be written; check its owner and permissions",
        errno.ENOTDIR: "a file stands where a folder is expected; move it away",
        errno.EEXIST: "a file stands where a folder is expected; move it away",
    }
    reason = reasons.get(error.errno or 0, str(error))
    where = error.filename or outputs
    return f"cannot write the output folder {outputs.name}/ ({where}): {reason}. Nothing was changed."
