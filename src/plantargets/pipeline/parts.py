"""The parts of a sweep: sets that one process runs one after the other, written for it to read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from plantargets.pipeline.declaration import Run, Step, find_step

LARGEST_PART = 25  # sets; what goes wrong with a process loses no more of them
FOLDER = ".snakemake/sweeps"


def divide(runs: Sequence[Run], jobs: int) -> list[list[Run]]:
    """Return the runs in parts of nearly equal size, as many as `jobs` or a multiple of it.

    Examples
    --------
    >>> divide([], 2)
    []
    """
    if not runs:
        return []
    rounds = math.ceil(len(runs) / (jobs * LARGEST_PART))
    count = min(len(runs), jobs * rounds)
    return [list(runs[start::count]) for start in range(count)]


def write_parts(file: Path, parts: Iterable[Iterable[Run]]) -> None:
    """Write what :func:`read_part` reads."""
    content = [[_plain(run) for run in part] for part in parts]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read_part(file: Path, number: int, steps: Iterable[Step]) -> list[Run]:
    """Return the runs of a part."""
    every = tuple(steps)
    content = json.loads(file.read_text(encoding="utf-8"))[number]
    return [
        Run(one["name"], find_step(every, one["step"]), one["parameters"], drawn=one["drawn"])
        for one in content
    ]


def count_parts(file: Path) -> int:
    """Return how many parts a file holds."""
    return len(json.loads(file.read_text(encoding="utf-8")))


def marker(sweep: str, number: int) -> str:
    """Return the file, below the project's folder, that says that a part has been run."""
    return f"{FOLDER}/{sweep}/{number}.done"


def _plain(run: Run) -> dict[str, Any]:
    return {"name": run.name, "step": run.step.name, "parameters": run.parameters, "drawn": run.drawn}
