"""Files below ``data/``, checked against the checksums of the data package before anyone uses them."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.project import data_root

PACKAGE = "datapackage.json"


def verified_path(name: str, root: Path | str | None = None) -> Path:
    """Return the path of a data file whose bytes are those that ``data/datapackage.json`` states.

    Parameters
    ----------
    name
        Path below ``data/``, as in the data package: ``"statistics/statistics.csv"``,
        ``"gold/henan-2023.csv"``.
    root
        Folder of the project; found by `plantargets.project.data_root` where it is not given.

    Returns
    -------
    pathlib.Path
        The file, safe to read.

    Raises
    ------
    PlanTargetsError
        If the data package does not list the file, or the file is missing, unreadable or changed.

    Examples
    --------
    >>> verified_path("statistics/statistics.csv").name
    'statistics.csv'
    """
    folder = (Path(root) if root is not None else data_root()) / "data"
    listed = _checksums(folder / PACKAGE)
    if name not in listed:
        raise PlanTargetsError(
            f"data file '{name}' is not in {folder / PACKAGE}: expected one of {', '.join(sorted(listed))}. "
            "Add the file with its SHA-256, or correct the name."
        )
    path = folder / name
    check_sha256(path, listed[name], f"field 'hash' of {PACKAGE}")
    return path


def check_sha256(path: Path, expected: str, stated_in: str) -> None:
    """Refuse a file whose bytes do not have the stated SHA-256.

    Parameters
    ----------
    path
        The file.
    expected
        64 hexadecimal digits.
    stated_in
        Where `expected` stands, for the message.

    Raises
    ------
    PlanTargetsError
        If the file is missing, unreadable or changed.
    """
    found = sha256(path)
    if found != expected:
        raise PlanTargetsError(
            f"{path} has changed: its SHA-256 is {found}, but {stated_in} says {expected}. "
            f"Restore the file (git checkout -- {path.name}), "
            "or, if the change is meant, state the new SHA-256 there."
        )


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits; a missing or unreadable file is refused."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise PlanTargetsError(f"{path} is missing: restore it from the repository.") from None
    except OSError as error:
        raise PlanTargetsError(f"{path} cannot be read ({error.strerror}): check its permissions.") from None


def _checksums(path: Path) -> dict[str, str]:
    try:
        state = file_state(path)
    except OSError:
        raise PlanTargetsError(f"{path} is missing: restore it from the repository.") from None
    return _read_checksums(path, state)


def file_state(path: Path) -> tuple[int, int, int, int]:
    """Return what changes when a file does, for caches of one process; the hash of its bytes tells for sure.

    The time of the last change of the file's entry cannot be set, as that of its bytes can: copies that keep
    times, and clocks that were set back, are seen.

    Raises
    ------
    OSError
        If there is no such file.
    """
    state = path.stat()
    return state.st_ino, state.st_ctime_ns, state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _read_checksums(path: Path, state: tuple[int, ...]) -> dict[str, str]:
    """Read the checksums once for each state of the file; `state` only keys the cache."""
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        return {r["path"]: r["hash"].removeprefix("sha256:") for r in resources if "hash" in r}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlanTargetsError(
            f"{path} is no data package ({error}): restore it from the repository."
        ) from None
