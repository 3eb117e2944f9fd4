"""Calls of Python that cost no imports: a process that has the libraries loaded makes a fork for each.

Most often the libraries alone: the package is imported by the fork, from the folder that the call names.
Whoever ends first, nothing is left: the process waits for its caller as well as for its fork, ends all below
it when either is gone, and all of them keep their scratch files in one folder, which it removes.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from processes import end_below

LIBRARIES = """
    IPython.core.inputtransformer2 fontTools.pens.cu2quPen fontTools.pens.ttGlyphPen fontTools.subset
    matplotlib.pyplot nbconvert nbformat packaging.markers pandas psutil pyarrow rocrate.rocrate seaborn
"""
PACKAGE = " plantargets.cli plantargets.corpus.writing plantargets.plans.proposal plantargets.plans.adding"
LOOK_SECONDS = 0.005  # between two looks whether a fork has ended

_servers: dict[str, subprocess.Popen[str]] = {}


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
    request = {
        "root": str(root),
        "source": str(source),
        "arguments": arguments,
        "script": script,
        "variables": variables,
    }
    server = _server(str(source) if loaded else "")
    assert server.stdin is not None and server.stdout is not None
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    line = server.stdout.readline()
    assert line, "the process that makes the forks ended"
    status, out, err = json.loads(line)
    return status, out, err


def _server(source: str) -> subprocess.Popen[str]:
    if source not in _servers or _servers[source].poll() is not None:
        variables = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "PLANTARGETS_ROOT")
        }
        _servers[source] = subprocess.Popen(
            [sys.executable, __file__, source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=variables | {"MPLBACKEND": "agg"},
            text=True,
            encoding="utf-8",
        )
        atexit.register(_stop, _servers[source])
    return _servers[source]


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
    sys.modules["nbformat"].validate(sys.modules["nbformat"].v4.new_notebook())  # makes its validator
    if source:
        _warm()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller gets it too, and ends this one
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="forks-") as folder:
        for line in sys.stdin:
            print(json.dumps(_ask(json.loads(line), Path(folder))), flush=True)


def _ask(request: dict[str, Any], folder: Path) -> tuple[int, str, str]:
    place = Path(tempfile.mkdtemp(dir=folder))
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os._exit(_answer(request, place))
    try:
        status = _wait(child)
    except BaseException:
        end_below()
        raise
    texts = [(place / name).read_text(encoding="utf-8") for name in ("out", "err")]
    shutil.rmtree(place, ignore_errors=True)
    return status, texts[0], texts[1]


def _wait(child: int) -> int:
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if select.select([0], [], [], LOOK_SECONDS)[0]:  # no second call comes before the answer to the first
            sys.exit("the caller is gone")


def _warm() -> None:
    """Load what the package reads once in a process: words, units, the hash of its code."""
    from plantargets import extract_targets  # noqa: PLC0415 - where the package is loaded
    from plantargets.corpus.parts import code_fingerprint  # noqa: PLC0415

    extract_targets("到2027年,新建园区20个以上。")
    code_fingerprint()


def _answer(request: dict[str, Any], place: Path) -> int:
    for name, stream in (("out", 1), ("err", 2)):
        os.dup2(os.open(place / name, os.O_WRONLY | os.O_CREAT), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the requests are not for the fork to read
    os.chdir(request["root"])
    os.environ.update({"TMPDIR": str(place)} | request["variables"])
    tempfile.tempdir = None  # asked anew
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
