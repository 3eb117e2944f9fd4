"""Files and folders that are there whole or not at all, whatever stops the process or the machine."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plantargets.errors import PlanTargetsError

try:
    import fcntl
except ImportError:  # Windows and browsers
    fcntl = None  # type: ignore[assignment]

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place beside a file to write to; at the end the file is what was written there.

    Parameters
    ----------
    path
        The file. A former one stays until the new one is on the disk.

    Raises
    ------
    PlanTargetsError
        If it cannot be written; nothing is left of it then.

    Examples
    --------
    >>> with whole(Path("notes.txt")) as partial:  # doctest: +SKIP
    ...     partial.write_text("...", encoding="utf-8")
    """
    partial = path.with_name(f".{path.name}.partial{path.suffix}")
    try:
        try:
            yield partial
            # Before its name says that it is whole: after a cut of the power the name could stand alone.
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise PlanTargetsError(cannot_be_written(path, error)) from None


def cannot_be_written(path: Path, error: OSError) -> str:
    """Return in one sentence why a file or folder could not be written, and what to do.

    >>> cannot_be_written(Path("t.csv"), OSError(errno.ENOSPC, "Detail: [errno 28]"))
    't.csv cannot be written (No space left on device): make room there, or choose another output file.'
    """
    reason = os.strerror(error.errno) if error.errno else str(error)
    room = "make room there, or " if error.errno in NO_ROOM else ""
    return f"{path} cannot be written ({reason}): {room}choose another output file."


@contextmanager
def folder_lock(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Lock a folder for one call at a time and give whether that could be done; it goes with the process.

    No file for it in the folder, which is compared and under version control, and none in a temporary one,
    which differs between the sessions of a user and may be closed to another user.

    Raises
    ------
    OSError
        If the folder cannot be opened or locked.
    """
    if fcntl is None:  # Windows, whose folders cannot be locked
        from filelock import FileLock, Timeout  # noqa: PLC0415 - a browser, which reads plans too, has none

        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        try:
            with FileLock(Path(tempfile.gettempdir(), f"plantargets-{name}.lock"), blocking=wait):
                yield True
        except Timeout:
            yield False
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        is_ours = True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            is_ours = False
        yield is_ours
    finally:
        os.close(descriptor)


def put_in_place(made: Path, output: Path) -> None:
    """Put a folder in the place of another one, whole; one of the two is there whenever this is stopped.

    Two calls at once do so one after the other.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    with folder_lock(output.parent):
        _put_in_place(made, output)


def _put_in_place(made: Path, output: Path) -> None:
    partial, former = (output.with_name(f".{output.name}.{end}") for end in ("partial", "former"))
    if former.is_dir() and not output.is_dir():  # stopped between the two moves
        former.replace(output)
    for left in (partial, former):
        shutil.rmtree(left, ignore_errors=True)
    try:
        shutil.copytree(made, partial)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if output.is_dir():
        output.replace(former)
    partial.replace(output)
    shutil.rmtree(former, ignore_errors=True)
