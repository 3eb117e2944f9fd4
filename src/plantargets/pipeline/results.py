"""Tables and figures that a notebook hands over, and tables of earlier steps that it takes.

Imported by every notebook and, through the package, by the Snakefile: pandas is imported when it is needed.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plantargets.errors import PlanTargetsError, counted
from plantargets.pipeline.declaration import NAME, Run, Step
from plantargets.pipeline.fingerprint import file_hash
from plantargets.pipeline.records import read_record
from plantargets.project import project_root
from plantargets.rounding import published

if TYPE_CHECKING:
    import pandas as pd

OUTPUT_VARIABLE = "PLANTARGETS_OUTPUT"
INPUTS_VARIABLE = "PLANTARGETS_INPUTS"
# Set where no figures are wanted: the tables alone, and the answer.
FIGURES_VARIABLE = "PLANTARGETS_FIGURES"
BY_HAND_FOLDER = "interactive"
BY_HAND_NOTE = "Run by hand, so apart from the results of the paper: "


def draw(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Return the figure that a function draws; None where a run does without figures, as those of a sweep.

    Examples
    --------
    >>> draw(max, 1, 2)
    2
    """
    return None if FIGURES_VARIABLE in os.environ else function(*arguments, **named)


def write_results(
    step: Run | str,
    tables: Mapping[str, pd.DataFrame] | None = None,
    figures: Mapping[str, tuple[Any, pd.DataFrame]] | None = None,
) -> None:
    """Write the tables and figures of a step; the last cell of every notebook calls this once.

    Parameters
    ----------
    step
        The run that `begin_step` gave, or the name of the step.
    tables
        Name to frame; written as ``tables/<name>.csv`` (UTF-8, LF, decimals exact, missing values empty,
        floats rounded as :mod:`plantargets.rounding` says).
    figures
        Name to (figure, the data drawn); written as ``figures/<name>.png``, ``.svg``, ``.pdf`` and ``.csv``.

    Notes
    -----
    The folder is ``$PLANTARGETS_OUTPUT`` under the runner. A notebook run by hand writes to
    ``outputs/interactive/<step>/``, or where its parameter ``outputs`` says, and prints where; never to
    ``outputs/<step>/``, the results of the paper, which only the runner writes. The folder is replaced whole.
    The types of the columns go into ``datapackage.json`` beside them (Frictionless Data Package), where
    :func:`read_table` and the reader find them.

    Raises
    ------
    PlanTargetsError
        For a name that is not made of small letters, digits and ``_``, or a column that holds anything but
        texts, numbers, truth values and dates.
    """
    run = step if isinstance(step, Run) else Run(step, Step(step, "", ""), {})
    for name in (*(tables or {}), *(figures or {})):
        if not NAME.fullmatch(name):
            raise PlanTargetsError(
                f"step {run.name}: {name!r} is no name of a table or figure; use a-z, 0-9 and _"
            )
    named = os.environ.get(OUTPUT_VARIABLE)
    if FIGURES_VARIABLE in os.environ:
        figures = {}
    if named:
        _write(run, tables or {}, figures or {}, Path(named))
        return
    folder = _by_hand_folder(run)
    with tempfile.TemporaryDirectory(dir=_made(folder.parent), prefix=".unfinished-") as place:
        made = Path(place, "made")
        _write(run, tables or {}, figures or {}, made)
        _write_text(made / "parameters.json", json.dumps(run.parameters, ensure_ascii=False, indent=1) + "\n")
        if folder.exists():
            folder.rename(Path(place, "former"))
        made.rename(folder)
    print(f"{BY_HAND_NOTE}{_shown(folder)}")


def _write(
    run: Run,
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, tuple[Any, pd.DataFrame]],
    folder: Path,
) -> None:
    resources = []
    for name, frame in tables.items():
        resources.append(_write_table(frame, folder, f"tables/{name}.csv"))
        print(f"tables/{name}.csv: {counted(len(frame), 'row')}")
    for name, (figure, data) in figures.items():
        from plantargets.figures import save_figure  # noqa: PLC0415 - a step without figures does without matplotlib

        (folder / "figures").mkdir(parents=True, exist_ok=True)
        save_figure(figure, folder / "figures", name, data)
        resources.append(_resource(_plain_index(data), f"figures/{name}.csv"))
        print(f"figures/{name}: png, svg, pdf and the data drawn as csv")
    if resources:
        package = {"name": run.name, "profile": "tabular-data-package", "resources": resources}
        _write_text(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def _by_hand_folder(run: Run) -> Path:
    """Return the folder of a notebook run by hand; below the working folder where there is no project."""
    try:
        outputs = project_root() / "outputs"
    except PlanTargetsError:
        outputs = Path.cwd() / "outputs"
    if not run.by_hand_folder:
        return outputs / BY_HAND_FOLDER / run.name
    folder = Path(run.by_hand_folder).expanduser().resolve()
    if folder.is_relative_to(outputs.resolve()) and not folder.is_relative_to(
        (outputs / BY_HAND_FOLDER).resolve()
    ):
        raise PlanTargetsError(
            f"parameter outputs: {run.by_hand_folder} belongs to the results of the paper, which only "
            f"`plantargets run` and `reproduce` write; give a folder below {BY_HAND_FOLDER}/ or elsewhere"
        )
    if folder.exists() and any(folder.iterdir()) and not (folder / "parameters.json").is_file():
        raise PlanTargetsError(
            f"parameter outputs: {folder} holds files that are no results of a notebook; give a new folder"
        )
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _shown(folder: Path) -> str:
    try:
        return folder.relative_to(project_root()).as_posix() + "/"
    except (PlanTargetsError, ValueError):
        return f"{folder}{os.sep}"


def read_table(step: str, name: str) -> pd.DataFrame:
    """Return a table that an earlier step wrote, with the types it had.

    Examples
    --------
    ``targets = read_table("targets", "targets")`` gives the target rows; ``value_min`` holds ``Decimal``.

    Raises
    ------
    PlanTargetsError
        If the step was not run or has no such table, or the table is not the one that the step made.
    """
    named = os.environ.get(INPUTS_VARIABLE)
    outputs = Path(named) if named else project_root() / "outputs"
    table_hashes(outputs, [f"{step}/{name}"])
    return read_typed_csv(outputs / step, f"tables/{name}.csv", advice=f"run `plantargets reproduce {step}`")


def table_hashes(outputs: Path, tables: Iterable[str]) -> dict[str, str]:
    """Return path to SHA-256 of tables that earlier steps made, each checked against the record of its step.

    Parameters
    ----------
    tables
        As a step declares what it reads, ``step/table``. The column types beside a table count as well.

    Raises
    ------
    PlanTargetsError
        If a table is missing, or is not the one that its step made: nothing may be computed from it.
    """
    hashes = {}
    for table in tables:
        step, _, name = table.partition("/")
        advice = f"run `plantargets reproduce {step}`"
        for path in (f"tables/{name}.csv", "datapackage.json"):
            if not (outputs / step / path).is_file():
                raise PlanTargetsError(f"outputs/{step}/{path} does not exist: {advice} first")
            found = hashes[f"{step}/{path}"] = file_hash(outputs / step / path)
            if found != read_record(outputs / step)["outputs"].get(path):
                raise PlanTargetsError(
                    f"outputs/{step}/{path} was changed after the step had made it, so nothing is computed "
                    f"from it: {advice}, which makes it anew"
                )
    return hashes


def read_typed_csv(folder: Path, path: str, advice: str) -> pd.DataFrame:
    """Return the CSV file `path` of an output folder with the column types of its ``datapackage.json``.

    Raises
    ------
    PlanTargetsError
        If the table is not there, or is not that of its ``datapackage.json``.
    """
    import pandas as pd  # noqa: PLC0415

    package = folder / "datapackage.json"
    if not (folder / path).is_file() or not package.is_file():
        raise PlanTargetsError(f"there is no table {path} in outputs/{folder.name}: {advice}")
    resources = {
        item["path"]: item["schema"]["fields"] for item in json.loads(package.read_text("utf-8"))["resources"]
    }
    frame = pd.read_csv(folder / path, dtype=str, keep_default_na=False, encoding="utf-8")
    if path not in resources or [field["name"] for field in resources[path]] != list(frame.columns):
        raise PlanTargetsError(
            f"outputs/{folder.name}/{path} is not the table of its datapackage.json: {advice}"
        )
    for field in resources[path]:
        frame[field["name"]] = _typed(frame[field["name"]], field)
    return frame


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as the project's tables are: UTF-8, LF, exact decimals, rounded floats, missing empty."""
    plain = published(_plain_index(frame))
    texts = plain.apply(lambda column: column.map(_plain_value) if column.dtype == object else column)
    path.parent.mkdir(parents=True, exist_ok=True)
    texts.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _write_table(frame: pd.DataFrame, folder: Path, path: str) -> dict[str, Any]:
    resource = _resource(_plain_index(frame), path)
    write_csv(frame, folder / path)
    return resource


def _plain_index(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    return frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()


def _plain_value(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else value


def _resource(frame: pd.DataFrame, path: str) -> dict[str, Any]:
    fields = [_field(frame[column], str(column), path) for column in frame.columns]
    return {
        "name": Path(path).stem.replace("_", "-") + ("-data" if path.startswith("figures/") else ""),
        "path": path,
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }


def _field(column: pd.Series, name: str, path: str) -> dict[str, Any]:  # noqa: PLR0911
    import pandas as pd  # noqa: PLC0415

    types = pd.api.types
    if types.is_bool_dtype(column.dtype):
        return {"name": name, "type": "boolean"}
    if types.is_integer_dtype(column.dtype):
        return {"name": name, "type": "integer"}
    if types.is_float_dtype(column.dtype):
        return {"name": name, "type": "number"}
    if types.is_datetime64_any_dtype(column.dtype):
        return {"name": name, "type": "date"}
    kinds = {type(value) for value in column.dropna()}
    if kinds <= {str}:
        return {"name": name, "type": "string"}
    if kinds == {Decimal}:
        # Frictionless has one type for numbers; this tells an exact decimal from a float.
        return {"name": name, "type": "number", "exact": True}
    if kinds == {datetime.date}:
        return {"name": name, "type": "date"}
    if kinds == {bool}:
        return {"name": name, "type": "boolean"}
    if kinds == {int}:
        return {"name": name, "type": "integer"}
    found = ", ".join(sorted(kind.__name__ for kind in kinds))
    raise PlanTargetsError(
        f"{path}, column {name}: expected texts, numbers, truth values or dates of one type, found {found}"
    )


def _typed(column: pd.Series, field: dict[str, Any]) -> pd.Series:

    kind = field["type"]
    missing = column == ""
    if kind == "string":
        return column
    if kind == "number" and field.get("exact"):
        return column.map(lambda text: Decimal(text) if text else None).astype(object)
    if kind == "date":
        return column.map(lambda text: datetime.date.fromisoformat(text[:10]) if text else None).astype(
            object
        )
    if kind == "number":
        return column.mask(missing, "nan").astype(float)
    if kind == "integer":
        return column.mask(missing).astype("Int64") if missing.any() else column.astype("int64")
    values = column.map({"True": True, "False": False})
    return values.astype("boolean") if missing.any() else values.astype(bool)


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
