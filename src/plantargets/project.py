"""Where the project's files are."""

from __future__ import annotations

import os
from pathlib import Path

from plantargets.errors import PlanTargetsError

ROOT_VARIABLE = "PLANTARGETS_ROOT"
MARKERS = ("Snakefile", "data/plans/plans.csv")
# What desktops, office programs, editors and network drives leave in a folder, in small letters.
CLUTTER = frozenset({
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", "$recycle.bin",
    "system volume information", "__macosx", "@eadir", "#recycle", "lost+found",
})  # fmt: skip
CARRIED = Path(__file__).parent / "carried"


def data_root() -> Path:
    """Return the folder whose ``data/`` is read: the project, or where there is none, the package's own.

    A wheel carries the plans, the statistics and the gold tables, so that they can be read anywhere. A folder
    that is named by ``$PLANTARGETS_ROOT`` must be a project.
    """
    try:
        return project_root()
    except PlanTargetsError:
        if (CARRIED / MARKERS[-1]).is_file() and not os.environ.get(ROOT_VARIABLE):
            return CARRIED
        raise


def project_root(start: Path | None = None) -> Path:
    """Return the folder of the project.

    Parameters
    ----------
    start
        Where the search begins; the working folder by default. The search goes upward.

    Returns
    -------
    Path
        ``$PLANTARGETS_ROOT`` where it is set, else the nearest folder above `start` that holds the register
        of plans, else the checkout that this package was installed from.

    Raises
    ------
    PlanTargetsError
        If no such folder is found.
    """
    named = os.environ.get(ROOT_VARIABLE)
    here = Path(named) if named else (start or Path.cwd())
    candidates = [here] if named else [*(here.resolve(), *here.resolve().parents), Path(__file__).parents[2]]
    for folder in candidates:
        if all((folder / marker).exists() for marker in MARKERS):
            return folder
    raise PlanTargetsError(
        f"no plantargets project at or above {here}: expected a folder with {' and '.join(MARKERS)}. "
        f"Run the command inside a clone of the project, or set {ROOT_VARIABLE} to its folder."
    )


def is_clutter(path: Path) -> bool:
    """Return whether a file, or a folder on the way to it, is one that programs leave behind unasked.

    Parameters
    ----------
    path
        Below the folder that was named: hidden folders above it play no part.

    Examples
    --------
    >>> [name for name in ("~$plan.docx", "._plan.txt", "plan.txt~", "plan~1.txt") if is_clutter(Path(name))]
    ['~$plan.docx', '._plan.txt', 'plan.txt~']
    """
    return any(_is_left_behind(part) for part in path.parts)


def _is_left_behind(name: str) -> bool:
    saved_by_itself = name.startswith("#") and name.endswith("#")
    return name.startswith((".", "~")) or name.endswith("~") or saved_by_itself or name.lower() in CLUTTER
