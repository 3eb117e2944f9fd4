"""Plans into the register and out of it: all that is asked for, or nothing."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from plantargets.errors import PlanTargetsError, nearest
from plantargets.plans.change import change, locked
from plantargets.plans.proposal import Proposal, snapshot
from plantargets.plans.reading import ENDINGS, shown
from plantargets.plans.register import PlanRecord, check_row, load_register, register_path


def add_plans(
    proposals: Sequence[Proposal], root: Path | str | None = None, *, replace: bool = False
) -> tuple[PlanRecord, ...]:
    """Copy plans beside the register and add their rows to it.

    The file is copied byte for byte; where its text had to be extracted, the text is stored beside it and is
    what offsets refer to. The other rows stay as they are.

    Parameters
    ----------
    proposals
        Plans with complete rows.
    root
        Folder of the project; found where it is not given.
    replace
        Put a plan in the place of the one that has its id, if there is one.

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
    with locked(register):
        there = load_register(root)
        wanted = {one.row["plan_id"] for one in proposals} if replace else set()
        old = [record for record in there if record.plan_id in wanted]
        stay = [record for record in there if record.plan_id not in wanted]
        # Left behind by a row that was deleted by hand.
        left = _files_without_row(wanted, there, register.parent)
        records = _checked(proposals, stay, register.parent, {*_files_of(old), *left})
        rows = {one.row["plan_id"]: one.row for one in proposals}
        contents = {name: data for one in proposals for name, data in _contents(one).items()}
        after = _with_rows(register.read_bytes(), rows)
        change(register, after, dict.fromkeys([*_files_of(old), *left]) | contents)
    return records


def remove_plan(plan_id: str, root: Path | str | None = None) -> tuple[str, ...]:
    """Take a plan out of the register and delete its files; all of it, or nothing.

    Files that are named after a plan whose row was deleted by hand are deleted too.

    Parameters
    ----------
    plan_id
        Its id.
    root
        Folder of the project; found where it is not given.

    Returns
    -------
    tuple of str
        The names of the files that were deleted.

    Raises
    ------
    PlanTargetsError
        If there is no such plan, it is the only one, or a file cannot be deleted.
    """
    register = register_path(root)
    with locked(register):
        files = files_of_plan(plan_id, root)
        there = load_register(root)
        old = [record for record in there if record.plan_id == plan_id]
        if len(old) == len(there):
            raise PlanTargetsError(f"'{plan_id}' is the only plan: add another one first.")
        after = _with_rows(register.read_bytes(), {plan_id: None} if old else {})
        change(register, after, dict.fromkeys(files))
    return files


def files_of_plan(plan_id: str, root: Path | str | None = None) -> tuple[str, ...]:
    """Return the names of the files of a plan in ``data/plans``: what `remove_plan` would delete.

    Raises
    ------
    PlanTargetsError
        If there is no such plan; the message lists those there are.

    Examples
    --------
    >>> files_of_plan("kaifeng-2020")
    ('kaifeng-2020.txt',)
    """
    there = load_register(root)
    old = [record for record in there if record.plan_id == plan_id]
    files = (*_files_of(old), *_files_without_row({plan_id}, there, register_path(root).parent))
    if not old and not files:
        ids = [record.plan_id for record in there]
        raise PlanTargetsError(
            f"there is no plan '{plan_id}'{nearest(plan_id, ids)}: expected one of {', '.join(ids)}."
        )
    return files


def _checked(
    proposals: Sequence[Proposal], register: Sequence[PlanRecord], folder: Path, replaced: Set[str]
) -> tuple[PlanRecord, ...]:
    ids = {record.plan_id for record in register}
    sums = {record.original_sha256 or record.sha256: record.plan_id for record in register}
    files = {name for record in register for name in (record.file, record.original_file)}
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
            raise PlanTargetsError(
                f"{where}: plan_id '{record.plan_id}' is taken; give another with --id, "
                "or --replace that plan."
            )
        for name in (record.file, record.original_file):
            if name and name not in replaced and os.path.lexists(folder / name):
                cure = (
                    "give another --id."
                    if name in files
                    else f"no row of plans.csv names it (was the row deleted by hand?). "
                    f"`plantargets remove {record.plan_id}` deletes it."
                )
                raise PlanTargetsError(f"{where}: {folder / name} is there already; {cure}")
        ids.add(record.plan_id)
        sums[original] = record.plan_id
        records.append(record)
    return tuple(records)


def _files_of(records: Sequence[PlanRecord]) -> list[str]:
    return [name for record in records for name in (record.file, record.original_file) if name]


def _files_without_row(ids: Set[str], records: Sequence[PlanRecord], folder: Path) -> list[str]:
    """Return the files that are named after some plans and that no row names."""
    named = {"plans.csv", *_files_of(records)}
    return [
        path.name
        for path in sorted(folder.iterdir())
        if path.stem in ids and path.suffix in ENDINGS and path.name not in named and path.is_file()
    ]


def _contents(one: Proposal) -> dict[str, bytes]:
    contents = {one.row["file"]: snapshot(one.reading)}
    if one.row["original_file"]:
        contents[one.row["original_file"]] = one.reading.data
    return contents


def _with_rows(register: bytes, rows: Mapping[str, Mapping[str, str] | None]) -> bytes:
    """Return the register with rows changed, taken out, or below; all other bytes are kept."""
    text = register.decode("utf-8")
    line_end = "\r\n" if "\r\n" in text else "\n"
    # Cut at the ends that the reader of CSV counts, not at every one that Unicode knows.
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = next(reader)
    place, begin = header.index("plan_id"), reader.line_num
    kept = lines[:begin]
    left = dict(rows)

    def written(row: Mapping[str, str]) -> str:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator=line_end).writerow([row[name] for name in header])
        return line.getvalue()

    for cells in reader:
        if cells[place] in left:
            row = left.pop(cells[place])
            kept += [written(row)] if row is not None else []
        else:
            kept += lines[begin : reader.line_num]
        begin = reader.line_num
    if kept and not kept[-1].endswith("\n"):
        kept[-1] += line_end
    return "".join([*kept, *(written(row) for row in left.values() if row is not None)]).encode("utf-8")
