"""What a run may use beside Python and the system, and the refusal of whatever else it used."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plantargets import confine
from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run
from plantargets.pipeline.fingerprint import PACKAGE, parameter_folders, run_inputs, used_files
from plantargets.pipeline.kernel import ASKED, BETWEEN, CONNECTED, OPENED
from plantargets.pipeline.records import RECORD
from plantargets.project import MARKERS, is_clutter

# Any program may write there, and leave something for the next.
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
UNDECLARED = "which is not among its inputs; declare it in src/plantargets/pipeline/steps.py"
WILDCARDS = set("*?[")


def write_open_paths(run: Run, root: Path, scratch: Path) -> Path:
    """Write for the kernel which paths a run may read, list and write, as JSON; return the file."""
    paths = {kind: [*map(str, found)] for kind, found in _open_paths(run, root, scratch).items()}
    path = scratch / "open.json"
    path.write_text(json.dumps(paths), encoding="utf-8")
    return path


def refuse_undeclared_use(run: Run, root: Path, scratch: Path, trace: Path) -> None:
    """Compare what the kernel used with what the fingerprint covers; a gap hides changes.

    This names the file, and is all there is where the system cannot shut a process in.

    Raises
    ------
    PlanTargetsError
        If a file was opened, or asked for, or a program of this machine was spoken to, that is not declared.
    """
    if not trace.is_file():
        return
    declared = {path.resolve() for path in _open_paths(run, root, scratch)["read"]}
    # One may ask for the way to what one may open.
    ways = {*declared, *((root / marker).resolve() for marker in MARKERS), scratch.resolve()}
    private, free, place = _private_places(), _free_places(), root.resolve()
    for kind, path in _uses(trace):
        if path.is_relative_to(scratch) or (kind != CONNECTED and any(map(path.is_relative_to, free))):
            continue
        if path.is_relative_to(PACKAGE):
            if kind == OPENED and path.is_file() and _source_of(path) not in declared:
                raise PlanTargetsError(
                    f"step {run.step.name} uses {_code_name(path)} in a way that its fingerprint does not "
                    "see: import modules by import statements, and read a file of a room through its "
                    "functions"
                )
            continue
        if kind == CONNECTED:
            raise PlanTargetsError(
                f"step {run.step.name} speaks to another program by the socket {path}; what that answers may "
                "change and go unnoticed"
            )
        known = path.resolve()
        if known in declared or any(parent in declared for parent in known.parents):
            continue
        # By the path that was given, or through a link to the project's folder.
        below = _below(path, root) or _below(known, place)
        shown = below or path
        if kind == OPENED and path.is_file() and (below or any(map(path.is_relative_to, private))):
            raise PlanTargetsError(f"step {run.step.name} reads {shown}, {UNDECLARED}")
        anyway = not below or _is_asked_anyway(path, below) or any(way.is_relative_to(known) for way in ways)
        if kind == ASKED and not anyway:
            raise PlanTargetsError(f"step {run.step.name} asks about {shown}, {UNDECLARED}")


def user_home() -> str:
    """Return the user's home, $HOME being replaced here; empty where none is known, as in a container."""
    try:
        import pwd  # noqa: PLC0415 - not on Windows
    except ImportError:
        return os.path.expanduser(f"~{os.environ.get('USERNAME', '')}")  # noqa: PTH111
    try:
        home = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""
    # What has no folder of its own is given the root of the system, which is nobody's.
    return home.rstrip("/")


def _uses(trace: Path) -> Iterator[tuple[str, Path]]:
    words = trace.read_bytes().decode("utf-8", "surrogateescape").split(BETWEEN)
    return ((kind, Path(path)) for kind, path in zip(words[::2], words[1::2], strict=False))


def _below(path: Path, folder: Path) -> Path | None:
    return path.relative_to(folder) if path.is_relative_to(folder) else None


def _is_asked_anyway(path: Path, below: Path) -> bool:
    """Return whether Python asks there by itself, for modules, or it is asked if a change is under way."""
    return path.is_relative_to(PACKAGE.parent) or is_clutter(below)


def _open_paths(run: Run, root: Path, scratch: Path) -> dict[str, list[Path]]:
    """Return what a run may read, list and write, beside Python and the system."""
    inputs = [*run_inputs(run, root).values()]
    folders = [*parameter_folders(run, root).values()]
    outputs = root / "outputs"
    tables = [
        outputs / step / path
        for step, _, name in (table.partition("/") for table in run.step.reads)
        for path in (f"tables/{name}.csv", "datapackage.json", RECORD)
    ]
    code = [*used_files(root / run.step.notebook).values(), PACKAGE / "pipeline" / "steps.py"]
    listed = {root / Path(pattern).parent for pattern in run.step.inputs if WILDCARDS & set(pattern)}
    return {
        "read": [*inputs, *folders, *tables, *code],
        "list": [*sorted(listed), PACKAGE.parent],
        "write": [scratch / "work", scratch / "result"],
    }


def _source_of(path: Path) -> Path:
    """Return the source of a file of bytecode, and any other file as it is."""
    if path.parent.name != "__pycache__":
        return path.resolve()
    return (path.parent.parent / f"{path.name.split('.')[0]}.py").resolve()


def _code_name(path: Path) -> str:
    """Return a file of the package as a fingerprint names it: a module by name, another file by path."""
    if path.suffix not in (".py", ".pyc"):
        return path.relative_to(PACKAGE.parent).as_posix()
    folder = path.parent.parent if path.parent.name == "__pycache__" else path.parent
    parts = [*folder.relative_to(PACKAGE.parent).parts, path.name.split(".")[0]]
    return ".".join(parts).removesuffix(".__init__")


def _free_places() -> list[Path]:
    """Return where Python and the system keep their files, which are in no fingerprint."""
    return [Path(sys.prefix), Path(sys.base_prefix), *confine.python_places()]


def _private_places() -> list[Path]:
    """Return where files of the user lie, beside the project's."""
    places = [Path(tempfile.gettempdir()), *map(Path, SHARED_FOLDERS)]
    return [*places, *(Path(home) for home in [user_home()] if home)]
