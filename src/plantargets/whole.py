"""A file that is there whole or not at all, whatever stops the process, the disk or the machine."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plantargets.errors import PlanTargetsError

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
