"""One step with many sets of parameters: every set a run of its own, and one table of what they give."""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run, Step, Value
from plantargets.pipeline.made import COLLECTED, write_made
from plantargets.pipeline.parameters import check_parameters, describe, make_run
from plantargets.pipeline.records import write_index, write_whole
from plantargets.pipeline.reproduce import LOG_LINES, run_all, with_upstream
from plantargets.rounding import written

MOST_RUNS = 10_000
MOST_FAULTS = 8
SHOWN_CHARACTERS = 32
DECIMAL = re.compile(r"-?\d+\.\d+(e[+-]\d+)?")
SWEEP_NAME = re.compile(r"\w[\w-]*")

Place = str
Given = dict[str, str]


@dataclass(frozen=True)
class Sweep:
    """What a sweep did.

    Attributes
    ----------
    table
        ``outputs/runs/<name of the file>/results.csv``.
    columns, rows
        What it holds: the parameters, then ``run`` and ``status``, then the summary tables of the runs, then
        ``note``; everything as it is written.
    failed
        Runs that failed, with the reason.
    """

    table: Path
    columns: list[str]
    rows: list[dict[str, str]]
    made: tuple[Run, ...]
    up_to_date: tuple[Run, ...]
    failed: tuple[tuple[Run, str], ...]


def sweep(  # noqa: PLR0913
    step: Step,
    file: Path,
    steps: Iterable[Step],
    root: Path,
    *,
    jobs: int = 2,
    profile: Path | None = None,
    figures: bool = False,
) -> Sweep:
    """Run a step with every set of parameters of a file, and collect their summary tables in one table.

    Every set is a run in a folder of its own, the same that ``plantargets run`` gives it but for the figures;
    what is up to date is not run again. A set that fails does not stop the others.

    Parameters
    ----------
    file
        See :func:`read_sweep`.
    jobs, profile
        As of :func:`plantargets.pipeline.reproduce.reproduce`; Snakemake runs the sets, on a cluster too.
    figures
        Whether the figures of every set are drawn as well, which takes several times as long.

    Raises
    ------
    PlanTargetsError
        If the step has no table to collect or the file is not right (nothing is run then), if a step that
        this one reads from fails, or if another run is at work on the same outputs.
    """
    every = tuple(steps)
    runs = tuple(replace(run, drawn=figures) for run in read_sweep(step, file))
    name = _sweep_name(step, file)
    folder = root / "outputs" / "runs" / name
    first = with_upstream(runs, every)
    done = run_all(first, every, root, jobs=jobs, profile=profile, sweep=name, swept=runs)
    reasons = dict(done.failed)
    before = [reasons[run] for run in first if run in reasons]
    if before:
        raise PlanTargetsError("\n\n".join(before))
    ended = {*done.made, *done.up_to_date, *reasons}
    if ended.isdisjoint(runs):
        told = [line for line in done.log if line.strip()][-LOG_LINES:]
        raise PlanTargetsError("\n".join(["Snakemake stopped:", *told]))
    # A run of which nothing is heard was killed, most often for want of memory.
    reasons |= {run: f"step {step.name}: the run was killed" for run in runs if run not in ended}
    columns, rows = _results(runs, reasons, root / "outputs")
    _write(folder / COLLECTED, columns, rows)
    write_made(folder, [run.name for run in runs if run not in reasons], root / "outputs", part="tables/")
    write_index(every, root / "outputs")
    return Sweep(
        table=folder / COLLECTED,
        columns=columns,
        rows=rows,
        made=tuple(run for run in runs if run in done.made),
        up_to_date=tuple(run for run in runs if run in done.up_to_date and run not in reasons),
        failed=tuple((run, reasons[run]) for run in runs if run in reasons),
    )


def read_sweep(step: Step, file: Path) -> tuple[Run, ...]:
    """Return the runs that a file asks for, each once, in the order of the file.

    Parameters
    ----------
    file
        YAML: a list of sets; a set gives parameters a value, or a list of values of which every combination
        is taken. A single set needs no list. Or CSV: a line of parameter names, then a set on each line; an
        empty cell takes the default. Every value is read as text and then as the declared type says, so that
        the code 010000 stays a text.

    Raises
    ------
    PlanTargetsError
        If the file cannot be read, or any set does not fit the declaration of the step: file, row and
        parameter, for every fault, before anything is run.
    """
    if not step.summary_table:
        raise PlanTargetsError(
            f"step {step.name} declares no summary_table in src/plantargets/pipeline/steps.py, so there is "
            "nothing that a sweep could collect"
        )
    _sweep_name(step, file)
    runs: dict[str, Run] = {}
    faults: dict[str, None] = {}
    for place, given in _sets(file):
        _, wrong = check_parameters(step, given)
        if wrong:
            faults |= dict.fromkeys(f"{place}: {fault}" for fault in wrong)
            continue
        run = make_run(step, given)
        if runs.setdefault(run.name, run).parameters != run.parameters:
            raise PlanTargetsError(f"sweep file {file}, {place}: the name {run.name} is taken by another set")
    if faults:
        told = [*faults][:MOST_FAULTS]
        more = len(faults) - len(told)
        told += [f"and {more} more"] if more else []
        raise PlanTargetsError("\n".join([f"sweep file {file}:", *told, describe(step)]))
    if not runs:
        raise PlanTargetsError(f"sweep file {file}: expected at least one set of parameters, found none")
    return tuple(runs.values())


def short_table(done: Sweep) -> str:
    """Return the results as text for the screen, in short: each column that differs, once; no ``run``."""
    cells = {name: tuple(row[name] for row in done.rows) for name in done.columns if name != "run"}
    # Of columns that say the same, such as a parameter and the table's own, the first stands.
    once = {values: name for name, values in reversed(cells.items())}
    columns = [name for name, values in cells.items() if len({*values}) > 1 and once[values] == name]
    if not columns:
        return ""
    lines = [columns, *([_short(row[name]) for name in columns] for row in done.rows)]
    widths = [max(map(_width, cells)) for cells in zip(*lines, strict=True)]
    padded = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        for line in lines
    ]
    return "\n".join(line.rstrip() for line in padded)


def _short(cell: str) -> str:
    """Round a number with decimals to four digits that matter, and cut a long text."""
    if DECIMAL.fullmatch(cell):
        number = float(cell)
        return (
            written(number, ".0f") if abs(number) >= 1000 or number.is_integer() else written(number, ".4g")
        )
    return cell if len(cell) <= SHOWN_CHARACTERS else f"{cell[: SHOWN_CHARACTERS - 1]}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _sweep_name(step: Step, file: Path) -> str:
    if not SWEEP_NAME.fullmatch(file.stem) or file.stem.startswith(f"{step.name}-"):
        raise PlanTargetsError(
            f"sweep file {file}: its name becomes the folder of the results, so it may hold letters, digits, "
            f"_ and - only, and not begin like a run of the step ({step.name}-)"
        )
    return file.stem


def _sets(file: Path) -> Iterator[tuple[Place, Given]]:
    """Read the sets of a file with the place where each stands."""
    readers = {".csv": _csv_sets, ".yaml": _yaml_sets, ".yml": _yaml_sets}
    if file.suffix.lower() not in readers:
        raise PlanTargetsError(f"sweep file {file}: expected a name that ends in .yaml or .csv")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PlanTargetsError(f"sweep file {file} does not exist") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PlanTargetsError(f"sweep file {file} cannot be read: {error}") from None
    count = 0
    for place, lists in readers[file.suffix.lower()](text, file):
        count += math.prod(len(values) for values in lists.values())
        if count > MOST_RUNS:
            raise PlanTargetsError(
                f"sweep file {file}, {place}: more than {MOST_RUNS} sets of parameters; split the file"
            )
        for values in itertools.product(*lists.values()):
            yield place, dict(zip(lists, values, strict=True))


def _csv_sets(text: str, file: Path) -> Iterator[tuple[Place, dict[str, list[str]]]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise PlanTargetsError(f"sweep file {file}, line 1: parameter {twice[0]!r} stands there twice")
        row = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row += 1
            place = f"row {row} (line {reader.line_num})"
            if len(cells) != len(names):
                raise PlanTargetsError(
                    f"sweep file {file}, {place}: expected {len(names)} cells as in the first line, "
                    f"found {len(cells)}"
                )
            yield place, {n: [cell] for n, cell in zip(names, cells, strict=True) if cell.strip()}
    except csv.Error as error:
        raise PlanTargetsError(f"sweep file {file}, line {reader.line_num}: {error}") from None


def _yaml_sets(text: str, file: Path) -> Iterator[tuple[Place, dict[str, list[str]]]]:
    import yaml  # noqa: PLC0415 - most runs need no file

    try:
        # Nodes are read and nothing is constructed: tags have no effect, and every value keeps its line.
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise PlanTargetsError(f"sweep file {file} cannot be read: {' '.join(str(error).split())}") from None
    sets = node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []
    for row, item in enumerate(sets, start=1):
        place = f"row {row} (line {item.start_mark.line + 1})"
        if not isinstance(item, yaml.MappingNode):
            raise PlanTargetsError(
                f"sweep file {file}, {place}: expected a set of parameters, such as `target: 23000`"
            )
        lists: dict[str, list[str]] = {}
        for key, value in item.value:
            scalars = value.value if isinstance(value, yaml.SequenceNode) else [value]
            if not scalars or not all(isinstance(one, yaml.ScalarNode) for one in [key, *scalars]):
                raise PlanTargetsError(
                    f"sweep file {file}, {place}: parameter {key.value!r}: expected a value or a list of them"
                )
            if key.value in lists:
                raise PlanTargetsError(
                    f"sweep file {file}, {place}: parameter {key.value!r} stands there twice"
                )
            lists[key.value] = [one.value for one in scalars]
        yield place, lists


def _results(
    runs: tuple[Run, ...], reasons: dict[Run, str], outputs: Path
) -> tuple[list[str], list[dict[str, str]]]:
    rows, names = [], dict[str, None]()
    for run in runs:
        front = {name: _written(value) for name, value in run.parameters.items()}
        front |= {"run": run.name, "status": "failed" if run in reasons else "done"}
        if run in reasons:
            rows.append(front | {"note": _reason_line(reasons[run])})
            continue
        path = outputs / run.name / "tables" / f"{run.step.summary_table}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            table = csv.DictReader(stream)
            names |= dict.fromkeys(table.fieldnames or ())
            rows += [row | front for row in table] or [front]
    front_names = [*runs[0].parameters, "run", "status"]
    columns = [*front_names, *(n for n in names if n not in (*front_names, "note")), "note"]
    return columns, [{name: row.get(name) or "" for name in columns} for row in rows]


def _reason_line(reason: str) -> str:
    """Return the line of a failure that says why: what the notebook was, the table's other columns tell."""
    told = ("step ", "cell ", "parameters: ", "raised in: ", "the notebook up to there: ")
    lines = [line for line in reason.splitlines() if line.strip()]
    return next((line for line in lines if not line.startswith(told)), lines[0] if lines else "")


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, text.getvalue())
