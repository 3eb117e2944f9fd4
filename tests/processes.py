"""Processes that tests start: waited for as long as a busy machine needs, and none left behind."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

# No step of a test takes a tenth of this on a machine that does nothing else.
LONGEST_SECONDS = 300


def wait_until(done: Callable[[], object], what: str, process: subprocess.Popen[Any] | None = None) -> None:
    """Wait until something is so; fail where it does not come, or the process ends before."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not done():
        assert time.monotonic() < deadline, f"{what}: not within {LONGEST_SECONDS} s"
        # What the process did last may have come since.
        assert process is None or process.poll() is None or done(), f"{what}: the process ended before"
        time.sleep(0.02)


def end(process: subprocess.Popen[Any]) -> None:
    """Kill a process and all below it, and wait until they are gone."""
    below = _kill_below(process.pid)
    process.kill()
    process.wait(LONGEST_SECONDS)
    psutil.wait_procs(below, LONGEST_SECONDS)


def end_below() -> None:
    """Kill all processes below this one, and wait until they are gone."""
    psutil.wait_procs(_kill_below(os.getpid()), LONGEST_SECONDS)


def _kill_below(pid: int) -> list[psutil.Process]:
    """Stop all first: one that is killed while another starts would leave that to nobody."""
    below: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):  # one that ends meanwhile is no fault
        parent = psutil.Process(pid)
        while new := [one for one in parent.children(recursive=True) if one not in below]:
            for one in new:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.suspend()
            below += new
    for one in below:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    return below


@contextlib.contextmanager
def started(*command: object, **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Start a process that is ended with all below it when the test is, whatever the test found."""
    process = subprocess.Popen([str(part) for part in command], **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            end(process)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def close_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let a folder refuse to be listed, as without permission, which whoever is root has anyway."""
    scan = os.scandir

    def refuse(path: str | os.PathLike[str] = ".") -> object:
        if Path(path) == folder:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
