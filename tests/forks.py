"""Calls of Python that cost no imports: a process that has the libraries loaded makes a fork for each.

Most often the libraries alone: the package is imported by the fork, from the folder that the call names.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path
from typing import Any

LIBRARIES = "matplotlib.pyplot nbformat packaging.markers pandas psutil pyarrow rocrate.rocrate"

PACKAGE = " plantargets.cli plantargets.corpus.writing plantargets.plans.proposal plantargets.plans.adding"


def call(
    root: Path,
    source: Path,
    arguments: list[str],
    script: str = "",
    loaded: bool = False,
    **variables: str,
) -> tuple[int, str, str]:
    """Call `plantargets`, or run a script, in a folder and with the package of a folder.

    Parameters
    ----------
    root
        The working folder.
    source
        The folder that holds the package.
    script
        File to run instead of the command, with warnings as errors.
    loaded
        Load the package of `source` before the fork too; its files are not to change.
    variables
        Added to the environment.

    Returns
    -------
    tuple
        Exit status, and what was written to standard output and error.
    """
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        request = {
            "root": str(root),
            "source": str(source),
            "arguments": arguments,
            "script": script,
            "variables": variables,
            "out": str(out),
            "err": str(err),
        }
        server = _server(str(source) if loaded else "")
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")


@cache
def _server(source: str) -> subprocess.Popen[str]:
    variables = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PLANTARGETS_ROOT")
    }
    server = subprocess.Popen(
        [sys.executable, __file__, source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=variables | {"MPLBACKEND": "agg"},
        text=True,
        encoding="utf-8",
    )
    atexit.register(_stop, server)
    return server


def _stop(server: subprocess.Popen[str]) -> None:
    assert server.stdin is not None and server.stdout is not None
    server.stdin.close()
    server.stdout.close()
    server.wait(60)


def _serve() -> None:
    source = sys.argv[1]
    if source:
        sys.path.insert(0, source)
    for name in (LIBRARIES + PACKAGE * bool(source)).split():
        __import__(name)
    if source:
        _warm()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_answer(json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _warm() -> None:
    """Load what the package reads once in a process: words, units, the hash of its code."""
    from plantargets import extract_targets  # noqa: PLC0415 - where the package is loaded
    from plantargets.corpus.parts import code_fingerprint  # noqa: PLC0415

    extract_targets("到2027年,新建园区20个以上。")
    code_fingerprint()


def _answer(request: dict[str, Any]) -> int:
    for path, stream in ((request["out"], 1), (request["err"], 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the requests are not for the fork to read
    os.chdir(request["root"])
    os.environ.update(request["variables"])
    sys.path.insert(0, request["source"])
    sys.argv = ["plantargets", *request["arguments"]]
    try:
        if request["script"]:
            import runpy  # noqa: PLC0415 - in the fork
            import warnings  # noqa: PLC0415

            warnings.simplefilter("error")
            runpy.run_path(request["script"], run_name="__main__")
        else:
            from plantargets.cli import main  # noqa: PLC0415 - of the folder named

            main(prog_name="plantargets")
        status = 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    _serve()
