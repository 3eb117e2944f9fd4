"""One run in a process of its own, for the Snakefile.

``python -m plantargets.pipeline.job RUN`` for a declared run; ``... --sweep STEP FILE RUN`` for a run that a
sweep's file asks for.
"""

from __future__ import annotations

import sys
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, all_runs, find_step
from plantargets.pipeline.steps import STEPS
from plantargets.pipeline.sweep import read_sweep
from plantargets.project import project_root


def main() -> None:
    """Run the run that the command line names."""
    start_quickly()
    from plantargets.pipeline.runner import run_step  # noqa: PLC0415 - after start_quickly

    try:
        (run,) = [run for run in _known_runs(sys.argv[1:-1]) if run.name == sys.argv[-1]]
        run_step(run, STEPS, project_root())
    except PlanTargetsError as error:
        sys.exit(str(error))


def _known_runs(sweep: list[str]) -> tuple[Run, ...]:
    if not sweep:
        return all_runs(STEPS)
    _, step, file = sweep
    return (*all_runs(STEPS), *read_sweep(find_step(STEPS, step), Path(file)))


def start_quickly() -> None:
    """Keep jsonschema from building its grammar of web addresses, 1.2 s of 2 at every start for nothing."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
