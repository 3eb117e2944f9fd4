"""Which files are plans, and what each is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plantargets.errors import PlanTargetsError

READABLE = (".txt", ".md")


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
    for path in paths:
        if path.is_dir():
            before = len(left_out)
            inside = list(_walk(path))
            plans = [file for file in inside if file.suffix.lower() in READABLE]
            left_out.update(file.suffix.lower() for file in inside if file.suffix.lower() not in READABLE)
            if not plans:
                others = f" It holds {', '.join(sorted(left_out))}." if len(left_out) > before else ""
                raise PlanTargetsError(
                    f"{shown(path)} holds no plan: expected files that end in {', '.join(READABLE)}.{others}"
                )
            found |= {str(file): file.relative_to(path).as_posix() for file in plans}
        elif not path.exists():
            raise PlanTargetsError(f"{shown(path)} does not exist: expected a plan or a folder of plans.")
        elif path.suffix.lower() not in READABLE:
            raise PlanTargetsError(
                f"{shown(path)} is no file that plans are read from: expected {', '.join(READABLE)}. "
                "Save the plan as plain text first."
            )
        else:
            found[str(path)] = path.name
    notes = [
        f"{count} files {'that end in ' + ending if ending else 'without ending'} left out"
        for ending, count in sorted(left_out.items())
    ]
    return _named(found), notes


def shown(path: Path | str) -> str:
    r"""Return a path as it may be printed and stored: bytes that are no text and control characters escaped.

    Examples
    --------
    >>> print(shown("a\nb.txt"))
    a\nb.txt
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def _named(found: dict[str, str]) -> list[PlanFile]:
    stems = Counter(Path(below).stem for below in found.values())
    ids = [below if stems[Path(below).stem] > 1 else Path(below).stem for below in found.values()]
    repeated = Counter(ids)
    return [
        PlanFile(shown(path if repeated[plan_id] > 1 else plan_id), path)
        for path, plan_id in zip(found, ids, strict=True)
    ]
