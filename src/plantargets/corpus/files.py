"""Which files are plans, and what each is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.plans.reading import ENDINGS, shown


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file and the `plan_id` that its rows carry."""

    plan_id: str
    path: str


def list_files(paths: Sequence[Path]) -> tuple[list[PlanFile], list[str]]:
    """Return the plans among files and folders, and a note for each kind of file that was left out.

    Parameters
    ----------
    paths
        Files in the order given; folders with all below them in the order of names. Hidden files and links
        to folders are passed over, a file that comes twice counts once.

    Returns
    -------
    tuple
        The files, and the notes. `plan_id` is the name without ending; where two files share it, the path
        below the folder that was given.

    Raises
    ------
    PlanTargetsError
        If a path does not exist or is of no readable kind, or a folder holds no plan.

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
    for path in paths:
        if path.is_dir():
            before = len(left_out)
            inside, outside = _walk(path)
            links += outside
            plans = [file for file in inside if file.suffix.lower() in ENDINGS]
            left_out.update(file.suffix.lower() for file in inside if file.suffix.lower() not in ENDINGS)
            if not plans:
                others = f" It holds {', '.join(sorted(left_out))}." if len(left_out) > before else ""
                raise PlanTargetsError(
                    f"{shown(path)} holds no plan: expected files that end in {', '.join(ENDINGS)}.{others}"
                )
            found |= {str(file): file.relative_to(path).as_posix() for file in plans}
        elif not path.exists():
            raise PlanTargetsError(f"{shown(path)} does not exist: expected a plan or a folder of plans.")
        elif not path.is_file():
            raise PlanTargetsError(f"{shown(path)} is a device or a pipe: expected a plan or a folder.")
        elif path.suffix.lower() not in ENDINGS:
            raise PlanTargetsError(
                f"{shown(path)} is no file that plans are read from: expected {', '.join(ENDINGS)}. "
                "Save the plan as plain text first."
            )
        else:
            found[str(path)] = path.name
    notes = [
        f"{count} files {'that end in ' + ending if ending else 'without ending'} left out"
        for ending, count in sorted(left_out.items())
    ]
    notes += [f"{shown(link)}: left out, a link that leads out of the folder" for link in links]
    return _named(found), notes


def _walk(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files below a folder, and the links that lead out of it: a folder is what it holds."""
    inside: list[Path] = []
    outside: list[Path] = []
    root = folder.resolve()
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(place, name) for name in sorted(names) if not name.startswith((".", "~$"))):
            if not _stays(path, root):
                outside.append(path)
            elif path.is_file():
                inside.append(path)
    return inside, outside


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
