"""A change of files and of what lists them, made whole or not at all, whenever the process is killed.

Plans have their register, series of one's own the data package. What is about to be done is written down
first. Whoever next asks for the list finishes it where the list is the new one already, and takes it back
where it is not.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.whole import folder_lock


def change(register: Path, after: bytes, files: Mapping[str, bytes | None]) -> None:
    """Write files (None: delete) and a new register: all of it, or nothing.

    Parameters
    ----------
    register
        ``plans.csv`` or ``datapackage.json``; the caller holds `locked` on it.
    after
        What it is to hold.
    files
        Path below its folder to contents.

    Raises
    ------
    PlanTargetsError
        If something cannot be written; all is as before then.
    """
    folder = register.parent
    there = [name for name in files if os.path.lexists(folder / name)]
    told = {"register": _digest(after), "files": [*files], "there": there}
    try:
        _write(journal_of(register), json.dumps(told).encode())
        for name in there:
            (folder / name).replace(_aside(folder / name))
        for name, data in files.items():
            if data is not None:
                _write(folder / name, data)
        _write(register, after)
    except BaseException as error:
        settle(register)
        if isinstance(error, OSError):
            raise PlanTargetsError(f"{folder} cannot be written ({error.strerror}).") from None
        raise
    settle(register)


def settle(register: Path) -> None:
    """Finish a change that was interrupted, or take it back where the register is still the former one."""
    folder, journal = register.parent, journal_of(register)
    try:
        told = json.loads(journal.read_bytes())
    except FileNotFoundError:
        _partial(journal).unlink(missing_ok=True)
        return
    is_done = _digest(register.read_bytes()) == told["register"]
    for name in told["files"]:
        path = folder / name
        _partial(path).unlink(missing_ok=True)
        if is_done:
            # No row names it; what cannot be deleted now is hidden.
            with contextlib.suppress(OSError):
                _aside(path).unlink(missing_ok=True)
        elif os.path.lexists(_aside(path)):
            _aside(path).replace(path)
        elif name not in told["there"]:
            path.unlink(missing_ok=True)
    _partial(register).unlink(missing_ok=True)
    journal.unlink()


def journal_of(register: Path) -> Path:
    """Return the file that says what is about to be done; it is there while a change is."""
    return register.with_name(f".{register.name}.change")


def settle_unless_under_way(register: Path) -> None:
    """Settle what an interrupted call left, unless a call is at work."""
    if not journal_of(register).exists():
        return
    try:
        with folder_lock(register.parent, wait=False) as is_ours:
            if is_ours:
                settle(register)
    except OSError as error:
        raise PlanTargetsError(
            f"{register.parent}: a change of {register.name} was interrupted and cannot be settled "
            f"({error.strerror}). Make the folder writable and call again."
        ) from None


@contextlib.contextmanager
def locked(register: Path) -> Iterator[None]:
    """Let one call at a time change a register; the lock goes with the process that holds it."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(folder_lock(register.parent))
            settle(register)
        except OSError as error:
            raise PlanTargetsError(
                f"{register.parent} cannot be locked ({error.strerror}): nothing was changed."
            ) from None
        yield


def _write(path: Path, data: bytes) -> None:
    partial = _partial(path)
    with partial.open("wb") as file:
        file.write(data)
        # Before its name says that it is whole: after a cut of the power the name could stand alone.
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
