"""What a run depends on, by content: inputs, the library code it really uses, parameters, lock and Python.

Read by the Snakefile on every call, so only the standard library is imported here.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, Step, all_runs, find_step
from plantargets.pipeline.environment import packages_off_lock, python_version
from plantargets.project import is_clutter

PACKAGE = Path(__file__).parents[1]
# Every output passes through these. The declaration of the steps is taken by value, not as a file, so that an
# edit of one step leaves the others alone.
RUNNER_MODULES = ("plantargets.pipeline.runner", "plantargets.pipeline.kernel")
QUOTED_NAME = r"""["'](plantargets(?:\.\w+)+)["']"""
# A cell of prose and its translation: see pipeline/translation.py.
TRANSLATIONS = "book/zh/notebooks"
BY_VALUE = "plantargets.pipeline.steps"
NOT_DRAWN = "not drawn"

State = dict[str, Any]


def run_state(run: Run, steps: Iterable[Step], root: Path) -> State:
    """Return everything that decides what a run gives, as hashes by name.

    Returns
    -------
    dict
        ``step``, ``parameters``, ``declaration``, ``notebook``, ``inputs`` (path to SHA-256), ``code``
        (module or data file of the package to SHA-256), ``upstream`` (run to fingerprint), ``lock``,
        ``off_lock``, ``python``; ``figures`` where none are drawn. Times of files play no part.

    Raises
    ------
    PlanTargetsError
        If the notebook or an input is missing, or a notebook or module cannot be parsed.
    """
    every = tuple(steps)
    lock = root / "requirements.lock"
    upstream = {name: find_step(every, name) for name in run.step.upstream}
    upstream_runs = {candidate.name: candidate for candidate in all_runs(upstream.values())}
    return {
        "step": run.step.name,
        "parameters": run.parameters,
        "declaration": _sha256(json.dumps(asdict(run.step), sort_keys=True).encode()),
        "notebook": notebook_hash(root / run.step.notebook),
        "inputs": {name: _input_hash(name, path) for name, path in run_inputs(run, root).items()},
        "code": code_hashes(root / run.step.notebook) | translation_hash(run, root),
        "upstream": {name: fingerprint(run_state(upstream_runs[name], every, root)) for name in upstream},
        "lock": file_hash(lock),
        "off_lock": packages_off_lock(lock),
        "python": python_version(),
    } | ({} if run.drawn else {"figures": NOT_DRAWN})


def translation_hash(run: Run, root: Path) -> dict[str, str]:
    """Return the Chinese prose that a run shows, path to SHA-256; nothing for a run in English."""
    path = root / TRANSLATIONS / f"{run.step.name}.md"
    if run.parameters.get("language") != "zh" or not path.is_file():
        return {}
    return {path.relative_to(root).as_posix(): file_hash(path)}


def fingerprint(state: State) -> str:
    """Return one hash of a state: two runs with the same one give the same bytes."""
    return _sha256(json_bytes(state))


def json_bytes(content: Any, indent: int | None = None) -> bytes:
    r"""Return JSON in UTF-8 with keys in order; names of files that are no text are read back as they were.

    >>> json_bytes({"\udcba.txt": "河南"}).decode()
    '{"\\udcba.txt": "河南"}'
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, indent=indent)
    # An escape of Python for what UTF-8 cannot hold is one of JSON too.
    return text.encode("utf-8", "backslashreplace")


def differences(recorded: State, current: State) -> list[str]:
    """Return in words what differs between the state of a record and the one that holds now.

    Figures that were drawn and are not asked for are no difference.
    """
    found = ["figures were not drawn"] if "figures" in recorded and "figures" not in current else []
    for name in ("inputs", "code", "upstream", "off_lock", "parameters"):
        before, after = recorded.get(name) or {}, current.get(name) or {}
        label = {"inputs": "input", "code": "code", "upstream": "step", "off_lock": "package"}.get(
            name, "parameter"
        )
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                change = "changed" if key in before and key in after else "added" if key in after else "gone"
                found.append(f"{label} {_printable(key)} {change}")
    labels = {
        "notebook": "notebook changed",
        "declaration": "declaration of the step changed",
        "lock": "requirements.lock changed",
        "python": f"Python was {recorded.get('python')}, is {current.get('python')}",
        "step": "record of another step",
    }
    found += [text for name, text in labels.items() if recorded.get(name) != current.get(name)]
    return found


def require_own_code(root: Path) -> None:
    """Refuse a project whose own code is not the code that runs: its fingerprint would say nothing."""
    own = root / "src" / "plantargets"
    if own.is_dir() and own.resolve() != PACKAGE.resolve():
        raise PlanTargetsError(
            f"{root} has code of its own, but the code that runs is {PACKAGE}. Use the environment of that "
            f"folder (make -C {root} reproduce), or PYTHONPATH={root / 'src'}; is PLANTARGETS_ROOT still set?"
        )


def run_inputs(run: Run, root: Path) -> dict[str, Path]:
    """Return the files that a run may read, by the name that its record gives them.

    A file of the project is named by its path below the root; one in a folder that a parameter names by the
    parameter and its path there, so that the place of the folder plays no part.

    Raises
    ------
    PlanTargetsError
        If a parameter names a folder that is not there.
    """
    inputs = {path: root / path for path in input_files(run.step, root)}
    for name, folder in parameter_folders(run, root).items():
        if not folder.is_dir():
            raise PlanTargetsError(f"parameter {name!r}: {folder} is no folder")
        for path in _files_below(folder):
            if path.is_file() and not is_clutter(path.relative_to(folder)):
                inputs[f"{name}/{path.relative_to(folder).as_posix()}"] = path
    return inputs


def _files_below(folder: Path) -> list[Path]:
    """Return all files below a folder, of which none may go unseen."""

    def refuse(error: OSError) -> None:
        raise PlanTargetsError(
            f"{_printable(error.filename)} cannot be opened ({error.strerror}), and what it holds would be "
            "missing: change its permissions, or take it out of the folder."
        )

    found = [Path(place, name) for place, _, names in os.walk(folder, onerror=refuse) for name in names]
    return sorted(found)


def parameter_folders(run: Run, root: Path) -> dict[str, Path]:
    """Return the folders that parameters of a run name; a relative one stands below the project's."""
    named = [parameter.name for parameter in run.step.parameters if parameter.names_folder]
    return {name: root / str(run.parameters[name]) for name in named if run.parameters[name]}


def input_files(step: Step, root: Path) -> list[str]:
    """Return the files of the step's input patterns and registers, as paths below the root.

    Raises
    ------
    PlanTargetsError
        If no file matches a pattern of the step.
    """
    files = []
    for register in step.registers:
        files += [register, *_registered(root, register)]
    for pattern in step.inputs:
        matched = [path.relative_to(root).as_posix() for path in root.glob(pattern) if path.is_file()]
        matched = [path for path in matched if not is_clutter(Path(path))]
        if not matched:
            raise PlanTargetsError(
                f"step {step.name}: no input matches {pattern} below the project's folder. "
                "Restore the files, or correct the inputs of the step in src/plantargets/pipeline/steps.py."
            )
        files += matched
    return sorted(set(files))


def _registered(root: Path, register: str) -> list[str]:
    """Return the files beside a register that its cells name; one that is missing is told by who reads it."""
    path = root / register
    try:
        with path.open(encoding="utf-8", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PlanTargetsError(f"{register} cannot be read: {error}") from None
    return [
        entry.relative_to(root).as_posix()
        for entry in path.parent.iterdir()
        if entry.name in cells and entry.is_file()
    ]


def notebook_hash(path: Path) -> str:
    """Return the hash of what the author wrote: cell types, sources and tags, not outputs or ids."""
    content = read_notebook(path)
    cells = [
        [cell["cell_type"], _joined(cell["source"]), cell.get("metadata", {}).get("tags", [])]
        for cell in content["cells"]
    ]
    return _sha256(json.dumps(cells, ensure_ascii=False).encode())


def read_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook file as plain data; a missing or broken one is a :class:`PlanTargetsError`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["cells"][0]["source"]
    except FileNotFoundError:
        raise PlanTargetsError(f"notebook {path.parent.name}/{path.name} does not exist") from None
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise PlanTargetsError(
            f"notebook {path.parent.name}/{path.name} is no notebook file: {error}"
        ) from None
    return content


def used_modules(notebook: Path) -> dict[str, Path]:
    """Return the modules of plantargets that a notebook uses, name to file, found without running it.

    Imports inside functions count, since a call may reach them. A package that is only passed through, as
    `plantargets` in ``from plantargets.growth import forecast``, gives what it imports at its top; one whose
    own names are asked for gives all it imports.
    """
    pending: list[tuple[str, bool]] = [(name, True) for name in RUNNER_MODULES]
    for cell in read_notebook(notebook)["cells"]:
        if cell["cell_type"] == "code":
            pending += _imports(_without_magics(_joined(cell["source"])), notebook, "", deep=True)
    return closure(pending)


def closure(pending: Iterable[tuple[str, bool]]) -> dict[str, Path]:
    """Return every module that the given ones reach; each is given with whether its lazy imports count."""
    todo = list(pending)
    done: set[tuple[str, bool]] = set()
    files: dict[str, Path] = {}
    while todo:
        name, deep = todo.pop()
        path = _module_file(name)
        if name == BY_VALUE or path is None or (name, deep) in done or (name, True) in done:
            continue
        done.add((name, deep))
        files[name] = path
        todo += _module_imports(path, name, deep, (path.stat().st_mtime_ns, path.stat().st_ctime_ns))
    return dict(sorted(files.items()))


def code_hashes(notebook: Path) -> dict[str, str]:
    """Return the hashes of the modules that a notebook uses and of the data files in their rooms."""
    return {name: file_hash(path) for name, path in used_files(notebook).items()}


def used_files(notebook: Path) -> dict[str, Path]:
    """Return the modules that a notebook uses, by name, and the data files in their rooms, by path."""
    modules = used_modules(notebook)
    rooms = {path.parent for path in modules.values()} - {PACKAGE}
    files = sorted(file for room in rooms for file in _data_files(room))
    return modules | {f"plantargets/{file.relative_to(PACKAGE).as_posix()}": file for file in files}


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return _sha256(path.read_bytes())


def _input_hash(name: str, path: Path) -> str:
    try:
        return file_hash(path)
    except OSError as error:
        raise PlanTargetsError(
            f"input {_printable(name)} cannot be read ({error.strerror}): check that it is there and its "
            "permissions, or take it out of the folder."
        ) from None


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _data_files(room: Path) -> Iterator[Path]:
    for path in room.iterdir():
        if is_clutter(Path(path.name)):
            continue
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
            yield from _data_files(path)
        elif path.is_file() and path.suffix not in (".py", ".pyc"):
            yield path


# The times of the file are part of the key, so that a long-lived process sees an edit; that of its entry
# also where a copy kept the other.
@cache
def _module_imports(
    path: Path, name: str, deep: bool, _times: tuple[int, int]
) -> tuple[tuple[str, bool], ...]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return tuple(_imports(path.read_text(encoding="utf-8"), path, package, deep))


def _imports(source: str, path: Path, package: str, deep: bool) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for node in _statements(_parse(source, path), into_functions=deep):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found += _with_parents(alias.name, deep_parents=alias.asname is None)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(
                    [*package.split(".")[: len(package.split(".")) - node.level + 1], *filter(None, [base])]
                )
            if base.split(".")[0] != "plantargets":
                continue
            names = [alias.name for alias in node.names]
            submodules = [name for name in names if _module_file(f"{base}.{name}")]
            found += _with_parents(base, deep=len(submodules) < len(names))
            found += [(f"{base}.{name}", True) for name in submodules]
    # importlib.import_module("plantargets.x") and tables of lazily imported names
    for name in re.findall(QUOTED_NAME, source) if deep else ():
        found += _with_parents(name)
    return [(name, deep) for name, deep in found if name.split(".")[0] == "plantargets"]


def _with_parents(name: str, deep: bool = True, deep_parents: bool = False) -> list[tuple[str, bool]]:
    parts = name.split(".")
    parents = [(".".join(parts[:length]), deep_parents) for length in range(1, len(parts))]
    return [*parents, (name, deep)]


def _statements(tree: ast.AST, into_functions: bool) -> Iterator[ast.AST]:
    """Walk the statements that may run: not those for type checkers only; expressions hold no imports."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        blocks: tuple[str, ...] = ("body", "orelse", "finalbody", "handlers", "cases")
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not into_functions:
            continue
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            blocks = ("orelse",)
        for block in blocks:
            todo += getattr(node, block, ())


def _is_type_checking(test: ast.expr) -> bool:
    return getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"


def _module_file(name: str) -> Path | None:
    parts = name.split(".")
    if parts[0] != "plantargets":
        return None
    base = PACKAGE.joinpath(*parts[1:])
    if (base / "__init__.py").is_file():
        return base / "__init__.py"
    file = base.with_name(f"{base.name}.py")
    return file if len(parts) > 1 and file.is_file() else None


def _parse(source: str, path: Path) -> ast.AST:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise PlanTargetsError(f"{path.parent.name}/{path.name}: line {error.lineno}: {error.msg}") from None


def _without_magics(source: str) -> str:
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
