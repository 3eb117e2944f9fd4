"""One declared run in a process of its own, for the Snakefile: ``python -m plantargets.pipeline.job RUN``."""

from __future__ import annotations

import sys

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import all_runs
from plantargets.pipeline.steps import STEPS
from plantargets.project import project_root


def main() -> None:
    """Run the run that the command line names."""
    start_quickly()
    from plantargets.pipeline.runner import run_step  # noqa: PLC0415 - after start_quickly

    (run,) = [run for run in all_runs(STEPS) if run.name == sys.argv[1]]
    try:
        run_step(run, STEPS, project_root())
    except PlanTargetsError as error:
        sys.exit(str(error))


def start_quickly() -> None:
    """Keep jsonschema from building its grammar of web addresses, 1.2 s of 2 at every start for nothing."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
