"""Files and folders of plans in, one file of targets out."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout
from tqdm import tqdm

from plantargets.corpus.files import PlanFile, list_files, shown
from plantargets.corpus.parts import (
    FileRecord,
    code_fingerprint,
    find_done,
    holds_any,
    load_part,
    save_part,
)
from plantargets.corpus.workers import make_batches, run_batches
from plantargets.corpus.writing import write_tables
from plantargets.errors import PlanTargetsError
from plantargets.export import WRITABLE, check_ending
from plantargets.plans.kind import check_kind
from plantargets.whole import cannot_be_written

SHOWN = 5  # reasons of one error


@dataclass(frozen=True)
class Extraction:
    """What came out of an extraction.

    Attributes
    ----------
    targets, plans
        Rows written, and files read.
    skipped
        For each file that could not be read: its path and the reason.
    notes
        What a reader should know of a file: lost or odd characters, no Chinese, no target.
    """

    targets: int
    plans: int
    skipped: tuple[str, ...]
    notes: tuple[str, ...]


def extract_files(  # noqa: PLR0913
    paths: Sequence[Path],
    output: Path,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    progress: bool = False,
    bom: bool = False,
    kind: str = "",
    change: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    may_lose: bool = True,
) -> Extraction:
    """Extract the targets of files and folders of plans into one file.

    Rows come in the order of the files, whatever the number of workers, and memory does not grow with the
    corpus. What is done is kept in a folder ``.NAME.parts`` beside the output until the output is there:
    after a kill the same call goes on where it stopped. A file that cannot be read is skipped and named.

    Parameters
    ----------
    paths
        Files, or folders whose files are taken in the order of their names.
    output
        File to write; its ending decides the format (csv, parquet, jsonl, xlsx, dta, jsonld).
    jobs
        Processes of this machine. A script that asks for more than one needs ``if __name__ == "__main__":``.
    scheduler
        Address of a Dask scheduler to do the work instead; its workers must see the files by the same paths.
    progress
        Show files done, rate and time left on stderr.
    bom
        As in `plantargets.write_targets`.
    kind
        What kind of document all files are; told from the words of each where empty.
    change
        What is done to the table before it is written, as the corrections of a review; the whole of it is in
        memory then.
    may_lose
        Whether the file is written without what another call may read: files that could not be opened, or
        whose reader died on a machine under load. A result that is kept must not be without them.

    Raises
    ------
    PlanTargetsError
        If the format is unknown, a path holds no readable plan, no file at all could be read, another call is
        writing the same output, the rows are too many for the format, or a file is lost that may not be. What
        was extracted is kept.

    Examples
    --------
    >>> extract_files([Path("plans")], Path("targets.parquet"), jobs=2)  # doctest: +SKIP
    Extraction(targets=50214, plans=1000, skipped=(), notes=())
    """
    check_ending(output)
    files, notes = list_files(paths, check_kind(kind) if kind else "")
    with _parts_folder(output, files) as folder:
        parts, damaged = _extract_missing(files, folder, jobs, scheduler, progress)
        notes += [f"{damaged} damaged parts of an earlier call made again"] if damaged else []
        targets = 0
        skipped: list[str] = []
        lost: list[str] = []
        for record, _ in _in_order(files, parts):
            targets += record.targets
            notes += [f"{shown(record.path)}: {note}" for note in record.notes]
            skipped += [record.error] if record.error else []
            lost += [record.error] if record.is_lost else []
        if len(skipped) == len(files):
            _clear(folder)
            others = f"\nand {len(skipped) - SHOWN} more" if len(skipped) > SHOWN else ""
            raise PlanTargetsError("\n".join(skipped[:SHOWN]) + others)
        if lost and not may_lose:
            told = "\n".join([*lost[:SHOWN], *([f"and {len(lost) - SHOWN} more"] if lost[SHOWN:] else [])])
            raise PlanTargetsError(
                f"{len(lost)} of {len(files)} files could not be read now, which is no fault of what they "
                f"hold. Nothing is made without them: call again, with more memory free.\n{told}"
            )
        plans = (
            file.read()
            for file, (record, _) in zip(files, _in_order(files, parts), strict=True)
            if not record.error
        )
        with_texts = plans if output.suffix.lower() == ".jsonld" else ()
        tables = (rows for _, rows in _in_order(files, parts))
        targets = write_tables(tables, targets, output, with_texts, bom=bom, change=change)
        notes += _clear(folder)
    return Extraction(targets, len(files) - len(skipped), tuple(skipped), tuple(notes))


@contextmanager
def _parts_folder(output: Path, files: Sequence[PlanFile]) -> Iterator[Path]:
    folder = output.with_name(f".{output.name}.parts")
    try:
        _take_over(folder, output, files)
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", blocking=False)
        lock.acquire()
    except Timeout:
        raise PlanTargetsError(
            f"{output} is being written by another call: wait for it, or choose another output file."
        ) from None
    except OSError as error:
        raise PlanTargetsError(cannot_be_written(output, error)) from None
    try:
        yield folder
    finally:
        lock.release()


def _take_over(folder: Path, output: Path, files: Sequence[PlanFile]) -> None:
    """Take the parts of these files that a call with another ending left, which could not hold the rows."""
    for ending in WRITABLE:
        other = output.with_name(f".{output.stem}{ending}.parts")
        if folder.exists() or not other.is_dir() or other.is_symlink():
            continue
        with contextlib.suppress(Timeout), FileLock(other / "lock", blocking=False):
            usable = [part for part in other.glob("*.parquet") if holds_any(part, files)]
            if usable:
                folder.mkdir()
            for part in usable:
                part.rename(folder / part.name)
            if usable and not any(other.glob("*.parquet")):
                _clear(other)


def _clear(folder: Path) -> list[str]:
    """Remove a folder of parts; the output is there, so what cannot be removed is no failure but is said."""
    try:
        if folder.is_symlink():
            # The folder that somebody put in this place stays theirs.
            for path in [*folder.glob("*.parquet"), *folder.glob("*.partial"), folder / "lock"]:
                path.unlink(missing_ok=True)
        else:
            shutil.rmtree(folder)
    except OSError as error:
        return [f"{folder} is needed no more and could not be removed ({error.strerror}): remove it"]
    return []


def _extract_missing(
    files: Sequence[PlanFile], folder: Path, jobs: int, scheduler: str | None, progress: bool
) -> tuple[dict[PlanFile, Path], int]:
    """Make the parts that are not there yet; return the part of each file, and how many were damaged."""
    code = code_fingerprint()
    parts, damaged = find_done(folder, files, code)
    missing = [file for file in files if file not in parts]
    with tqdm(total=len(files), initial=len(parts), unit=" plans", disable=not progress) as bar:
        for batch, data in run_batches(make_batches(missing), code, jobs, scheduler):
            parts |= dict.fromkeys(batch, save_part(data, folder))
            bar.update(len(batch))
    return parts, damaged


def _in_order(
    files: Sequence[PlanFile], parts: dict[PlanFile, Path]
) -> Iterator[tuple[FileRecord, pa.Table]]:
    """Give the record and the rows of each file, in the order of the files."""
    for file in files:
        part = load_part(parts[file])
        start = 0
        for record in part.records:
            if record.path == file.path:
                yield record, part.rows.slice(start, record.targets)
                break
            start += record.targets
