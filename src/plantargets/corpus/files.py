"""Which files are plans, and what each is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plantargets.errors import PlanTargetsError, counted
from plantargets.plans import Plan, read_plan
from plantargets.plans.reading import ARCHIVE, ENDINGS, files_in, member_sizes, shown
from plantargets.project import is_clutter

# Browsers name the folder beside a page so.
PAGE_FOLDERS = ("_files", ".files", "-dateien", "_fichiers")


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file, the `plan_id` that its rows carry, and what kind of document it is where a user states it."""

    plan_id: str
    path: str
    kind: str = ""

    def read(self) -> Plan:
        """Return the plan of the file, under the id that its rows carry.

        Raises
        ------
        PlanTargetsError
            If it cannot be read.
        """
        return replace(read_plan(self.path, self.kind or None), plan_id=self.plan_id)


def list_files(paths: Sequence[Path], kind: str = "") -> tuple[list[PlanFile], list[str]]:
    """Return the plans among files and folders, and a note for each kind of file that was left out.

    Parameters
    ----------
    paths
        Files in the order given; folders with all below them in the order of names; zip archives with all
        in them. Hidden files, links to folders, what browsers save beside a page and what editors leave
        behind are passed over; a file that comes twice counts once.
    kind
        What they all are, one of `plantargets.plans.kind.KINDS`; told from the words of each where empty.

    Returns
    -------
    tuple
        The files, and the notes. `plan_id` is the name without ending; where two files share it, the path
        below the folder that was given.

    Raises
    ------
    PlanTargetsError
        If a path does not exist or is of no readable kind, or a folder holds no plan or cannot be opened.

    Examples
    --------
    >>> list_files([Path("nowhere.txt")])
    Traceback (most recent call last):
        ...
    plantargets.errors.PlanTargetsError: nowhere.txt does not exist: expected a plan or a folder of plans.
    """
    found: dict[str, str] = {}
    left_out: Counter[str] = Counter()
    links: list[Path] = []
    unread: list[str] = []
    for path in paths:
        if path.is_dir():
            before = len(left_out)
            inside, outside = _walk(path)
            links += outside
            plans = [file for file in inside if file.suffix.lower() in (*ENDINGS, ARCHIVE)]
            endings = [file.suffix.lower() for file in inside]
            left_out.update(ending for ending in endings if ending not in (*ENDINGS, ARCHIVE))
            if not plans:
                others = f" It holds {', '.join(sorted(left_out))}." if len(left_out) > before else ""
                raise PlanTargetsError(
                    f"{shown(path)} holds no plan: expected files that end in {', '.join(ENDINGS)}.{others}"
                )
            for file in plans:
                found |= _with_members(file, file.relative_to(path).as_posix(), left_out, unread)
        elif not path.exists():
            raise PlanTargetsError(f"{shown(path)} does not exist: expected a plan or a folder of plans.")
        elif not path.is_file():
            raise PlanTargetsError(f"{shown(path)} is a device or a pipe: expected a plan or a folder.")
        elif path.suffix.lower() == ARCHIVE:
            before = len(found)
            found |= _with_members(path, path.name, left_out, unread)
            if len(found) == before:
                reason = unread[-1] if unread else f"{shown(path)} holds no plan"
                raise PlanTargetsError(f"{reason} (expected files that end in {', '.join(ENDINGS)})")
        elif path.suffix.lower() not in ENDINGS:
            raise PlanTargetsError(
                f"{shown(path)} is no file that plans are read from: expected {', '.join(ENDINGS)}. "
                "Save the plan as plain text first."
            )
        else:
            found[str(path)] = path.name
    notes = [
        f"{counted(count, 'file')} {'ending in ' + ending if ending else 'without ending'} left out"
        for ending, count in sorted(left_out.items())
    ]
    notes += unread
    notes += [f"{shown(link)}: left out, a link that leads out of the folder" for link in links]
    return [replace(file, kind=kind) for file in _named(found)], notes


def _with_members(file: Path, below: str, left_out: Counter[str], unread: list[str]) -> dict[str, str]:
    """Return a file, or the plans in an archive, by path, with what each is called below what was given."""
    if file.suffix.lower() != ARCHIVE:
        return {str(file): below}
    try:
        members = [name for name in files_in(file) if not is_clutter(Path(name))]
    except PlanTargetsError as error:
        unread.append(str(error))
        return {}
    plans = [name for name in members if Path(name).suffix.lower() in ENDINGS]
    endings = [Path(name).suffix.lower() for name in members]
    left_out.update(f"{ending} (in {below})" for ending in endings if ending not in ENDINGS)
    return {f"{file}/{name}": f"{below}/{name}" for name in plans}


def _is_page_folder(name: str, files: set[str]) -> bool:
    """Say whether a folder is what a browser saved beside a page: its pictures, styles and frames."""
    stem = next((name[: -len(end)] for end in PAGE_FOLDERS if name.lower().endswith(end)), None)
    return stem is not None and any(f"{stem}{ending}" in files for ending in (".html", ".htm"))


def sizes(paths: Iterable[str]) -> Iterator[int]:
    """Yield the size of each file in bytes, unpacked where it is in an archive; 0 where it is gone.

    Examples
    --------
    >>> list(sizes(["nowhere.zip/2025/plan.txt"]))
    [0]
    """
    archive, inside = "", dict[str, int]()
    for path in paths:
        try:
            yield os.stat(path).st_size  # noqa: PTH116 - a hundred thousand Path objects are not free
        except NotADirectoryError:
            if not (archive and path.startswith(f"{archive}{os.sep}")):
                archive = next(str(above) for above in Path(path).parents if above.is_file())
                inside = member_sizes(archive)
            yield inside.get(Path(path).relative_to(archive).as_posix(), 0)
        except OSError:
            yield 0


def _walk(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files below a folder, and the links that lead out of it: a folder is what it holds."""
    inside: list[Path] = []
    outside: list[Path] = []
    root = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=_refuse_folder):
        files = set(names)
        folders[:] = sorted(
            name for name in folders if not is_clutter(Path(name)) and not _is_page_folder(name, files)
        )
        for path in (Path(place, name) for name in sorted(names) if not is_clutter(Path(name))):
            if not _stays(path, root):
                outside.append(path)
            elif path.is_file():
                inside.append(path)
    return inside, outside


def _refuse_folder(error: OSError) -> None:
    raise PlanTargetsError(
        f"{shown(error.filename)} cannot be opened ({error.strerror}), and what it holds would be missing: "
        "change its permissions, or name the folders and files to read."
    )


def _stays(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link to itself
        return False


def _named(found: dict[str, str]) -> list[PlanFile]:
    stems = Counter(Path(below).stem for below in found.values())
    ids = [below if stems[Path(below).stem] > 1 else Path(below).stem for below in found.values()]
    repeated = Counter(ids)
    return [
        PlanFile(shown(path if repeated[plan_id] > 1 else plan_id), path)
        for path, plan_id in zip(found, ids, strict=True)
    ]
