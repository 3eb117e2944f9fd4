"""The kernel that the runner starts: IPython's, with warnings as errors and a list of what a notebook uses.

Started as ``python -m plantargets.pipeline.kernel -f CONNECTION_FILE``.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import Any

TRACE_VARIABLE = "PLANTARGETS_TRACE"
LOG_ENDING = ".log"
# These run inside the kernel's process but are not the notebook's code.
MACHINERY = (
    "ipykernel",
    "IPython",
    "jupyter_client",
    "tornado",
    "traitlets",
    "zmq",
    "asyncio",
    "debugpy",
    "comm",
)


def main() -> None:
    """Start the kernel and serve until it is shut down."""
    trace = os.environ.get(TRACE_VARIABLE)
    if trace:
        _trace_use(trace)
        # What the kernel says of itself; the notebook's own stderr goes into the notebook.
        os.dup2(os.open(trace + LOG_ENDING, os.O_WRONLY | os.O_CREAT | os.O_APPEND), sys.stderr.fileno())
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - after the trace has begun

    app = IPKernelApp.instance()
    app.initialize([*sys.argv[1:], f"--IPKernelApp.log_level={logging.ERROR}"])
    app.shell.automagic = False  # type: ignore[union-attr]
    # After start-up: IPython sets filters of its own there, and its imports may warn.
    warnings.resetwarnings()
    warnings.simplefilter("error")
    for package in MACHINERY:
        warnings.filterwarnings("ignore", module=rf"{package}(\.|$)")
    app.start()


def _trace_use(path: str) -> None:
    """Note every file opened for reading, modules too, but not those of the environment; one to a line."""
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    seen: set[str] = set()
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep  # noqa: PTH100, PTH120
    environment = sys.prefix + os.sep

    def note(line: str) -> None:
        if line not in seen:
            seen.add(line)
            os.write(out, f"{line}\n".encode("utf-8", "surrogateescape"))

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
            reads = not arguments[1] or "r" in str(arguments[1])
            file = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - Path's methods are not for a hook
            if reads and (file.startswith(package) or not file.startswith(environment)):
                note(file)

    sys.addaudithook(hook)


if __name__ == "__main__":
    main()
