"""One run in a process of its own, for the Snakefile, or a part of a sweep.

``python -m plantargets.pipeline.job RUN`` for a declared run; ``... --part FILE NUMBER`` for the sets of a
part, see :mod:`plantargets.pipeline.parts`.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import all_runs
from plantargets.pipeline.kernel import PART
from plantargets.pipeline.parts import read_part
from plantargets.pipeline.steps import STEPS
from plantargets.project import project_root


def main() -> None:
    """Run what the command line names."""
    if sys.argv[1] == PART:
        _, file, number = sys.argv[1:]
        sys.exit(_part(Path(file), int(number)))
    start_quickly()
    from plantargets.pipeline.runner import run_step  # noqa: PLC0415 - after start_quickly

    try:
        (run,) = [run for run in all_runs(STEPS) if run.name == sys.argv[1]]
        run_step(run, STEPS, project_root())
    except PlanTargetsError as error:
        sys.exit(str(error))


def _part(file: Path, number: int) -> int:
    """Run the sets of a part; one that fails does not stop the others."""
    if platform.system() == "Linux":
        return _warm_part(file, number)
    start_quickly()
    from plantargets.pipeline.runner import run_step  # noqa: PLC0415 - after start_quickly

    status = 0
    for run in read_part(file, number, STEPS):
        try:
            run_step(run, STEPS, project_root())
        except PlanTargetsError as error:
            print(error, file=sys.stderr)
            status = 1
    return status


def _warm_part(file: Path, number: int) -> int:
    """Run them by :mod:`plantargets.pipeline.warm`, in the environment of kernels, fixed at its start."""
    from plantargets.pipeline import kernel  # noqa: PLC0415
    from plantargets.pipeline.environment import run_variables  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as scratch:
        variables = run_variables(project_root(), Path(scratch))
        words = [sys.executable, "-P", str(kernel.__file__), PART, str(file), str(number), scratch]
        return subprocess.run(words, env=variables, check=False).returncode


def start_quickly() -> None:
    """Keep jsonschema from building its grammar of web addresses, 1.2 s of 2 at every start for nothing."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
