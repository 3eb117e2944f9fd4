"""New plans into the register: all that are given, or none."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from plantargets.errors import PlanTargetsError
from plantargets.plans.proposal import Proposal, snapshot
from plantargets.plans.reading import shown
from plantargets.plans.register import PlanRecord, check_row, load_register, register_path


def add_plans(proposals: Sequence[Proposal], root: Path | str | None = None) -> tuple[PlanRecord, ...]:
    """Copy plans beside the register and add their rows to it.

    The file is copied byte for byte; where its text had to be extracted, the text is stored beside it and is
    what offsets refer to. The rows that are there stay as they are.

    Parameters
    ----------
    proposals
        Plans with complete rows.
    root
        Folder of the project; found where it is not given.

    Returns
    -------
    tuple of PlanRecord
        The new rows.

    Raises
    ------
    PlanTargetsError
        If a row is incomplete or wrong, or the plan, its id or its file is there already. Nothing is written
        then.
    """
    register = register_path(root)
    with _locked(register.parent):
        records = _checked(proposals, load_register(root), register.parent)
        made: list[Path] = []
        partial = register.with_name(f".{register.name}.partial")
        try:
            for one in proposals:
                for path in _stored(one, register.parent):
                    made.append(path)
            partial.write_bytes(_with_rows(register.read_bytes(), proposals))
            partial.replace(register)
        except OSError as error:
            raise PlanTargetsError(f"{register.parent} cannot be written ({error.strerror}).") from None
        else:
            made.clear()
        finally:
            for path in [partial, *made]:
                path.unlink(missing_ok=True)
    return records


def _checked(
    proposals: Sequence[Proposal], register: Sequence[PlanRecord], folder: Path
) -> tuple[PlanRecord, ...]:
    ids = {record.plan_id for record in register}
    sums = {record.original_sha256 or record.sha256: record.plan_id for record in register}
    records = []
    for one in proposals:
        where = shown(one.path)
        if one.missing:
            raise PlanTargetsError(
                f"{where}: the text does not say {', '.join(one.missing)}. "
                f"State them: {' '.join(f'--set {name}=…' for name in one.missing)}."
            )
        record = check_row(one.row, where)
        original = record.original_sha256 or record.sha256
        if original in sums:
            raise PlanTargetsError(f"{where} is in the register already, as '{sums[original]}'.")
        if record.plan_id in ids:
            raise PlanTargetsError(f"{where}: plan_id '{record.plan_id}' is taken; give another with --id.")
        for name in (record.file, record.original_file):
            if name and os.path.lexists(folder / name):
                raise PlanTargetsError(f"{where}: {folder / name} is there already; give another --id.")
        ids.add(record.plan_id)
        sums[original] = record.plan_id
        records.append(record)
    return tuple(records)


def _stored(one: Proposal, folder: Path) -> Iterator[Path]:
    contents = {one.row["file"]: snapshot(one.reading)}
    if one.row["original_file"]:
        contents[one.row["original_file"]] = one.reading.data
    for name, data in contents.items():
        path = folder / name
        partial = folder / f".{name}.partial"
        try:
            partial.write_bytes(data)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        yield path


def _with_rows(register: bytes, proposals: Sequence[Proposal]) -> bytes:
    """Return the register with rows below; its own bytes, order of columns and line ends are kept."""
    line_end = "\r\n" if b"\r\n" in register else "\n"
    header = next(csv.reader(io.StringIO(register.decode("utf-8-sig"), newline="")))
    added = io.StringIO(newline="")
    writer = csv.writer(added, lineterminator=line_end)
    writer.writerows([one.row[name] for name in header] for one in proposals)
    between = b"" if register.endswith(b"\n") else line_end.encode()
    return register + between + added.getvalue().encode("utf-8")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one call at a time change the register; the lock goes with the process that holds it."""
    # Not in the folder itself, which is compared and under version control; the same for every user.
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    lock = FileLock(Path(tempfile.gettempdir(), f"plantargets-{name}.lock"), mode=0o666)
    try:
        lock.acquire()
    except OSError as error:
        raise PlanTargetsError(
            f"{lock.lock_file} cannot be opened ({error.strerror}): nothing was added."
        ) from None
    try:
        yield
    finally:
        lock.release()
