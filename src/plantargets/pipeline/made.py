"""Whether what was gathered from results, as the book, the paper and the table of a sweep, is that still.

Its folder holds ``made.json``: the hashes of its files, and of what the runs it was made from had written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.fingerprint import file_hash
from plantargets.pipeline.records import RECORD, read_record, write_whole

MADE = "made.json"
COLLECTED = "results.csv"
# Folder below outputs/ to the command that makes what is in it.
GATHERED: Mapping[str, str] = {"book": "make book", "paper": "make paper"}


def write_made(folder: Path, runs: Iterable[str], outputs: Path, part: str = "") -> Path:
    """Write ``made.json`` of a folder whose files are all written.

    Parameters
    ----------
    folder
        What was made.
    runs
        Names of the runs it was made from, such as ``growth-zh``.
    outputs
        The folder of the results.
    part
        Folder of each run that alone was used, such as ``tables/``: the rest of a run may change then.
    """
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MADE)
    content = {
        "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
        "part": part,
        "runs": {name: _results(outputs / name, part) for name in sorted(set(runs))},
    }
    path = folder / MADE
    write_whole(path, json.dumps(content, indent=1) + "\n")
    return path


def made_faults(outputs: Path) -> list[str]:
    """Return what is wrong with the book, the paper and the tables of sweeps that are there, in words.

    Files beside those that were made, and runs that were deleted since, are no fault.
    """
    sweeps = {f"runs/{path.parent.name}": "" for path in sorted(outputs.glob(f"runs/*/{COLLECTED}"))}
    return [
        f"{name}: {fault}; {f'`{command}`' if command else 'the same sweep'} makes it anew"
        for name, command in {**GATHERED, **sweeps}.items()
        if (outputs / name).is_dir()
        for fault in _faults(outputs / name, outputs)
    ]


def _faults(folder: Path, outputs: Path) -> list[str]:
    try:
        content = json.loads((folder / MADE).read_text(encoding="utf-8"))
        files, part, runs = dict(content["files"]), str(content["part"]), dict(content["runs"])
    except FileNotFoundError:
        return [f"{MADE}, which names its files, is missing"]
    except (ValueError, KeyError, TypeError):
        return [f"{MADE} is damaged"]
    gone = [f"{name} is missing" for name in files if not (folder / name).is_file()]
    edited = [
        f"{name} is not the one that was made"
        for name, digest in files.items()
        if (folder / name).is_file() and file_hash(folder / name) != digest
    ]
    other = [
        f"it was made from other results of {name}"
        for name, digest in runs.items()
        if (outputs / name / RECORD).is_file() and _results(outputs / name, part) != digest
    ]
    return gone + edited + other


def _results(folder: Path, part: str) -> str:
    """Return one hash for what a run has written in a part of its folder; other code may write the same."""
    try:
        outputs = read_record(folder)["outputs"]
    except PlanTargetsError:  # a damaged record is told by itself
        return ""
    used = {name: digest for name, digest in outputs.items() if name.startswith(part)}
    return hashlib.sha256(json.dumps(used, sort_keys=True).encode()).hexdigest()
