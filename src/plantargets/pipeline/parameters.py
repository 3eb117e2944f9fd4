"""Parameters of a run, checked against the declaration before anything starts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plantargets.errors import PlanTargetsError, nearest
from plantargets.pipeline.declaration import BY_HAND, KIND_TYPES, Parameter, Run, Step, Value

MOST_CHARACTERS = 80
# Small letters, since some file systems do not tell a from A; digits, characters of other scripts, a number.
AS_IT_IS = re.compile(r"[^\WA-Z]+|-?\d+(\.\d+)?")


def make_run(step: Step, given: Mapping[str, Any]) -> Run:
    """Return a run of `step` with parameters of one's own, in a folder named after them.

    Parameters
    ----------
    given
        Name to value. A text is read as the declared type says, so that a code such as 010000 stays a text; a
        value of another type must be of the declared type already.

    Raises
    ------
    PlanTargetsError
        For an unknown name, a value of another type or one that is not allowed; the message lists the valid
        ones.

    Examples
    --------
    >>> from plantargets.pipeline.declaration import Parameter
    >>> code = Parameter("code", "str", "410000", "Code of GB/T 2260")
    >>> make_run(Step("plans", "p.ipynb", "Plans", parameters=(code,)), {"code": "010000"}).parameters
    {'code': '010000'}
    """
    values, faults = check_parameters(step, given)
    if faults:
        raise PlanTargetsError(f"step {step.name}: {'; '.join(faults)}.\n{describe(step)}")
    return Run(f"runs/{_run_name(step, values)}", step, values)


def check_parameters(step: Step, given: Mapping[str, Any]) -> tuple[dict[str, Value], list[str]]:
    """Return every parameter of the step with its value, and in words what is wrong with those given."""
    declared = {parameter.name: parameter for parameter in step.parameters}
    faults = []
    values = step.defaults
    for name, value in given.items():
        if name == BY_HAND.name:
            faults.append(
                f"parameter {name!r} is for notebooks run by hand; this run has its folder in outputs/runs/"
            )
            continue
        if name not in declared:
            faults.append(f"unknown parameter {name!r}{nearest(name, declared)}")
            continue
        try:
            values[name] = _checked(declared[name], value)
        except ValueError as error:
            faults.append(str(error))
    return values, faults


def read_parameters(pairs: Iterable[str], file: Path | None = None) -> dict[str, Any]:
    """Return the parameters of ``-p name=value`` and of a YAML or JSON file; the pairs win.

    Every scalar of the file is read as text, so that YAML does not turn the code 010000 into a number.
    """
    given: dict[str, Any] = {}
    if file is not None:
        given |= _read_file(file)
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise PlanTargetsError(f"parameter {pair!r}: expected name=value, for example -p language=zh")
        given[name.strip()] = value
    return given


def place_folders(step: Step, given: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """Return the parameters with every folder as the run finds it, from wherever the command was called.

    A relative folder is looked for in the working folder, then below the project; one in the project is named
    by its path there, so that the run is the same one in every clone.

    Raises
    ------
    PlanTargetsError
        If there is no such folder, its name is no text, or runs write to it.
    """
    placed = dict(given)
    for parameter in step.parameters:
        name = parameter.name
        if not (parameter.names_folder and given.get(name)):
            continue
        asked = Path(str(given[name])).expanduser()
        places = [Path.cwd() / asked, root / asked]
        folder = next((place.resolve() for place in places if place.is_dir()), None)
        if folder is None:
            raise PlanTargetsError(f"parameter {name!r}: there is no folder {places[0]}")
        if not str(folder).isprintable():
            raise PlanTargetsError(
                f"parameter {name!r}: {str(folder)!a} is no name that can be recorded: rename it"
            )
        outputs = root.resolve() / "outputs"
        if outputs.is_relative_to(folder) or folder.is_relative_to(outputs):
            raise PlanTargetsError(
                f"parameter {name!r}: {folder} and {outputs}, which runs write to, lie one in the other, "
                "so that no run would find what it found before: put the files into a folder of their own"
            )
        inside = folder.is_relative_to(root.resolve())
        placed[name] = folder.relative_to(root.resolve()).as_posix() if inside else str(folder)
    return placed


def join_pairs(pairs: Iterable[str], values: Iterable[str]) -> list[str]:
    """Return ``name=value`` pairs from what papermill's users write as well: ``-p target 25000``.

    Examples
    --------
    >>> join_pairs(["target", "language=zh"], ["25000"])
    ['target=25000', 'language=zh']
    """
    rest = list(values)
    joined = [pair if "=" in pair or not rest else f"{pair}={rest.pop(0)}" for pair in pairs]
    if rest:
        raise PlanTargetsError(
            f"unexpected {rest[0]!r}: a parameter is given as -p name=value, such as -p target=25000"
        )
    return joined


def describe(step: Step) -> str:
    """Return a list of the step's parameters: name, type, allowed values, default, meaning."""
    if not step.parameters:
        return f"Step {step.name} takes no parameters."
    lines = [f"Parameters of {step.name}:"]
    for parameter in step.parameters:
        allowed = f", one of {', '.join(map(str, parameter.allowed))}" if parameter.allowed else ""
        default = f"default {parameter.default}"
        lines.append(f"  {parameter.name}: {parameter.kind}{allowed}; {default}. {parameter.description}")
    return "\n".join(lines)


def _checked(parameter: Parameter, value: Any) -> Any:
    if isinstance(value, str) and parameter.kind != "str":
        value = _read_text(parameter, value)
    if parameter.kind == "float" and type(value) is int:
        value = float(value)
    if type(value) is not KIND_TYPES[parameter.kind]:
        raise ValueError(
            f"parameter {parameter.name!r}: expected {parameter.kind}, "
            f"found {value!r} ({type(value).__name__})"
        )
    if isinstance(value, float) and value - value != 0:
        raise ValueError(f"parameter {parameter.name!r}: expected a finite number, found {value!r}")
    if parameter.allowed and value not in parameter.allowed:
        close = nearest(str(value), map(str, parameter.allowed))
        allowed = ", ".join(map(str, parameter.allowed))
        raise ValueError(f"parameter {parameter.name!r}: {value!r}{close} is not one of {allowed}")
    return value


def _read_text(parameter: Parameter, text: str) -> Value:
    readers: dict[str, Any] = {"int": int, "float": float, "bool": {"true": True, "false": False}.__getitem__}
    try:
        return readers[parameter.kind](text.strip().lower())
    except (ValueError, KeyError):
        wanted = "true or false" if parameter.kind == "bool" else parameter.kind
        raise ValueError(f"parameter {parameter.name!r}: expected {wanted}, found {text!r}") from None


def _read_file(file: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - most runs need no file

    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except FileNotFoundError:
        raise PlanTargetsError(f"parameter file {file} does not exist") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise PlanTargetsError(f"parameter file {file} cannot be read: {reason}") from None
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        raise PlanTargetsError(
            f"parameter file {file}: expected one name and one value on each line, such as language: zh"
        )
    return content


def _run_name(step: Step, values: Mapping[str, Value]) -> str:
    """Return ``growth-target-25000``: what differs from the defaults, readable, and unlike for unlike values.

    Where a value does not go into a file name as it is, or the name grows long, eight digits of the values'
    SHA-256 keep the run apart from others.
    """
    words = [step.name]
    for name, value in values.items():
        if value != step.defaults[name]:
            words += [name, _in_name(value)]
    name = "-".join(words if len(words) > 1 else [step.name, "defaults"])
    if len(name) <= MOST_CHARACTERS and all(AS_IT_IS.fullmatch(word) for word in words):
        return name
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:8]
    return re.sub(r"[^\w-]+", "_", name)[:MOST_CHARACTERS] + f"-{digest}"


def _in_name(value: Value) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.removesuffix(".0") if isinstance(value, float) else text
