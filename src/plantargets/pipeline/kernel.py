"""The kernel that the runner starts: IPython's, shut in with what its step declares, warnings as errors.

Started as ``python -P .../kernel.py -f CONNECTION_FILE``, so that it decides how the package is imported:
from source, since bytecode is found by size and time of a file and may be that of a former state. With
``--part FILE NUMBER FOLDER`` it runs a part of a sweep, see :mod:`plantargets.pipeline.warm`.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import logging
import os
import sys
import warnings
from collections.abc import Callable
from functools import wraps
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]
TRACE_VARIABLE = "PLANTARGETS_TRACE"
# A file of JSON: ``read``, ``list`` and ``write``, each a list of paths.
OPEN_VARIABLE = "PLANTARGETS_OPEN"
LOG_ENDING = ".log"
PART = "--part"
# What libraries read of a system: time zones, names of kinds of files, its memory and processors. Its fonts
# and data, and other processes, are not among it.
SYSTEM = (
    "/usr/share/zoneinfo",
    "/usr/share/mime",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/filesystems",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/sys",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/dev/urandom",
    "/dev/random",
)
SHARED = ("/dev/null", "/dev/shm")
LOADERS = ("lib", "lib64", "lib/*-linux-*")
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


# Module of this package to the SHA-256 of the source that was run when it was imported.
LOADED: dict[str, str] = {}


def main() -> None:
    """Start the kernel and serve until it is shut down, or run a part of a sweep."""
    sys.path_hooks.insert(0, _from_source)
    sys.path_importer_cache.clear()
    if sys.argv[1:2] != [PART]:
        serve()
        return
    # This file is that module, not a second one beside it with a memory of its own.
    sys.modules["plantargets.pipeline.kernel"] = sys.modules["__main__"]
    from plantargets.pipeline.job import start_quickly  # noqa: PLC0415 - after the finder of the package is set

    start_quickly()
    from plantargets.pipeline.warm import run_part  # noqa: PLC0415 - after start_quickly

    _, file, number, scratch = sys.argv[1:]
    sys.exit(run_part(Path(file), int(number), Path(scratch)))


def serve() -> None:
    """Serve as a kernel until it is shut down; ``sys.argv`` names the connection file."""
    trace = os.environ.get(TRACE_VARIABLE)
    log = sys.stderr.fileno()
    if trace:
        trace_use(trace)
        # What the kernel says of itself; the notebook's own stderr goes into the notebook.
        log = os.open(trace + LOG_ENDING, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, sys.stderr.fileno())
    if OPEN_VARIABLE in os.environ:
        _shut_in(json.loads(Path(os.environ[OPEN_VARIABLE]).read_text(encoding="utf-8")))
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - after the trace has begun

    app = IPKernelApp.instance()
    app.initialize([*sys.argv[1:], f"--IPKernelApp.log_level={logging.ERROR}"])
    app.shell.automagic = False  # type: ignore[union-attr]
    # After start-up, in which ipykernel takes stderr for the notebook: where a crash is told.
    faulthandler.enable(log, all_threads=False)
    # After start-up: IPython sets filters of its own there, and its imports may warn.
    refuse_warnings()
    app.start()


def refuse_warnings() -> None:
    """Make every warning an error but those of the machinery that runs notebooks."""
    warnings.resetwarnings()
    warnings.simplefilter("error")
    for package in MACHINERY:
        warnings.filterwarnings("ignore", module=rf"{package}(\.|$)")


class _SourceLoader(SourceFileLoader):
    """Loads modules of this package from their source, others as Python does."""

    def get_code(self, fullname: str) -> Any:
        if fullname.partition(".")[0] != PACKAGE.name:
            return super().get_code(fullname)
        path = self.get_filename(fullname)
        source = self.get_data(path)
        LOADED[fullname] = hashlib.sha256(source).hexdigest()
        return self.source_to_code(source, path)


def _from_source(folder: str) -> FileFinder:
    if not f"{folder}{os.sep}".startswith((f"{PACKAGE}{os.sep}", f"{PACKAGE.parent}{os.sep}")):
        raise ImportError("not a folder of this package")
    return FileFinder(
        folder,
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (_SourceLoader, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    )


def _shut_in(paths: dict[str, list[str]]) -> None:
    """Leave to this process, where the kernel of the system can do so, the files that its step declares."""
    from plantargets import confine  # noqa: PLC0415 - after the finder of the package is set

    allowed = dict.fromkeys(confine.python_places(), confine.READ)
    allowed |= dict.fromkeys(map(Path, SYSTEM), confine.READ)
    # The processes that read documents are this Python, which the loader of the system starts.
    loaders = [loader for folder in LOADERS for loader in Path("/").glob(f"{folder}/ld-*.so*")]
    allowed |= dict.fromkeys([Path(sys.executable).resolve(), *loaders], confine.RUN)
    allowed |= dict.fromkeys(map(Path, SHARED), confine.EVERYTHING)
    allowed |= dict.fromkeys(map(Path, paths["list"]), confine.READ_DIR)
    allowed |= dict.fromkeys(map(Path, paths["read"]), confine.READ)
    allowed |= dict.fromkeys(map(Path, paths["write"]), confine.EVERYTHING)
    confine.close_files(allowed)
    confine.close_network()


# Kinds of use, as the trace names them.
OPENED, ASKED, CONNECTED = "opened", "asked", "connected"
# Functions of os by which one learns of a file without opening it.
QUESTIONS = ("stat", "lstat", "access", "readlink")
CONNECTIONS = ("socket.connect", "socket.sendto", "socket.sendmsg")
# A path may hold line feeds.
BETWEEN = "\0"


class _Trace:
    """What is used, by kind and path: files opened for reading or asked for, and sockets of the machine.

    Modules count, files of the environment do not. Of other programs' files Python tells nothing.
    """

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], None] = {}
        self.out: int | None = None
        self.on = False
        self.package = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep  # noqa: PTH100, PTH120
        self.environment = sys.prefix + os.sep

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
            if not arguments[1] or "r" in str(arguments[1]):
                self.note(OPENED, arguments[0])
        elif event in CONNECTIONS and isinstance(arguments[1], (str, bytes)):
            self.note(CONNECTED, arguments[1])

    def asking(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with a note of each path that it is asked about."""

        @wraps(function)
        def noted(path: Any, *rest: Any, **named: Any) -> Any:
            if self.on and isinstance(path, (str, bytes, os.PathLike)) and named.get("dir_fd") is None:
                self.note(ASKED, path)
            return function(path, *rest, **named)

        for functions in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if function in functions:
                functions.add(noted)
        return noted

    def note(self, kind: str, path: str | bytes | os.PathLike[Any]) -> None:
        file = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - Path's methods are not for a hook
        if (kind, file) in self.seen or (
            file.startswith(self.environment) and not file.startswith(self.package)
        ):
            return
        self.seen[kind, file] = None
        self.write(kind, file)

    def write(self, kind: str, file: str) -> None:
        if self.out is not None:
            # The name of a socket without a file begins with the sign that stands between paths.
            use = f"{kind}{BETWEEN}{file.replace(BETWEEN, '@')}{BETWEEN}"
            os.write(self.out, use.encode("utf-8", "surrogateescape"))


_TRACES: list[_Trace] = []


def trace_use(path: str = "") -> None:
    """Note from now on what is opened, in a file too if one is named, with all that was noted before."""
    if not _TRACES:
        _TRACES.append(_Trace())
        sys.addaudithook(_TRACES[0].hook)
        for name in QUESTIONS:
            setattr(os, name, _TRACES[0].asking(getattr(os, name)))
    trace = _TRACES[0]
    trace.on = True
    if path:
        trace.out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for kind, file in trace.seen:
            trace.write(kind, file)


def trace_no_more(own: Path) -> None:
    """Note nothing until :func:`trace_use` is called again, and forget what lies in a folder of one's own."""
    trace = _TRACES[0]
    trace.on = False
    trace.seen = {use: None for use in trace.seen if not Path(use[1]).is_relative_to(own)}


if __name__ == "__main__":
    main()
