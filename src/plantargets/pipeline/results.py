"""Tables and figures that a notebook hands over, and tables of earlier steps that it takes.

Imported by every notebook and, through the package, by the Snakefile: pandas is imported when it is needed.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import NAME
from plantargets.project import project_root
from plantargets.rounding import published

if TYPE_CHECKING:
    import pandas as pd

OUTPUT_VARIABLE = "PLANTARGETS_OUTPUT"
INPUTS_VARIABLE = "PLANTARGETS_INPUTS"


def write_results(
    step: str,
    tables: Mapping[str, pd.DataFrame] | None = None,
    figures: Mapping[str, tuple[Any, pd.DataFrame]] | None = None,
) -> None:
    """Write the tables and figures of a step; the last cell of every notebook calls this once.

    Parameters
    ----------
    step
        Name of the step, as declared.
    tables
        Name to frame; written as ``tables/<name>.csv`` (UTF-8, LF, decimals exact, missing values empty,
        floats rounded as :mod:`plantargets.rounding` says).
    figures
        Name to (figure, the data drawn); written as ``figures/<name>.png``, ``.svg``, ``.pdf`` and ``.csv``.

    Notes
    -----
    The folder is ``$PLANTARGETS_OUTPUT`` under the runner and ``outputs/<step>/`` of the project otherwise.
    The types of the columns go into ``datapackage.json`` beside them (Frictionless Data Package), where
    :func:`read_table` and the reader find them.

    Raises
    ------
    PlanTargetsError
        For a name that is not made of small letters, digits and ``_``, or a column that holds anything but
        texts, numbers, truth values and dates.
    """
    named = os.environ.get(OUTPUT_VARIABLE)
    folder = Path(named) if named else project_root() / "outputs" / step
    for name in (*(tables or {}), *(figures or {})):
        if not NAME.fullmatch(name):
            raise PlanTargetsError(
                f"step {step}: {name!r} is no name of a table or figure; use a-z, 0-9 and _"
            )
    resources = []
    for name, frame in (tables or {}).items():
        resources.append(_write_table(frame, folder, f"tables/{name}.csv"))
        print(f"tables/{name}.csv: {len(frame)} rows")
    for name, (figure, data) in (figures or {}).items():
        from plantargets.figures import save_figure  # noqa: PLC0415 - a step without figures does without matplotlib

        (folder / "figures").mkdir(parents=True, exist_ok=True)
        save_figure(figure, folder / "figures", name, data)
        resources.append(_resource(_plain_index(data), f"figures/{name}.csv"))
        print(f"figures/{name}: png, svg, pdf and the data drawn as csv")
    if resources:
        package = {"name": step, "profile": "tabular-data-package", "resources": resources}
        _write_text(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def read_table(step: str, name: str) -> pd.DataFrame:
    """Return a table that an earlier step wrote, with the types it had.

    Examples
    --------
    ``targets = read_table("targets", "targets")`` gives the target rows; ``value_min`` holds ``Decimal``.

    Raises
    ------
    PlanTargetsError
        If the step was not run or has no such table.
    """
    named = os.environ.get(INPUTS_VARIABLE)
    folder = (Path(named) if named else project_root() / "outputs") / step
    return read_typed_csv(folder, f"tables/{name}.csv", advice=f"run `plantargets reproduce {step}` first")


def read_typed_csv(folder: Path, path: str, advice: str) -> pd.DataFrame:
    """Return the CSV file `path` of an output folder with the column types of its ``datapackage.json``."""
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
