"""Whether the outputs on disk are those that their records give, and equal the reference results."""

from __future__ import annotations

import contextlib
import csv
import platform
import shlex
import shutil
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from plantargets.errors import PlanTargetsError, counted
from plantargets.pipeline.crate import CRATE, crate_faults
from plantargets.pipeline.declaration import Run, Step, all_runs
from plantargets.pipeline.environment import packages_off_lock
from plantargets.pipeline.fingerprint import file_hash, require_own_code, run_state
from plantargets.pipeline.made import GATHERED, made_faults
from plantargets.pipeline.records import index_faults, output_hashes, own_runs, read_record, record_faults
from plantargets.pipeline.results import BY_HAND_FOLDER
from plantargets.rounding import last_place

REFERENCE = "outputs/reference"
CHECKSUMS = "checksums.sha256"
TOLERANCES = "tolerances.toml"
MADE_ON = "made_on.txt"
NO_RESULTS = ("README.md", CRATE, "failed")  # among the outputs
LANGUAGE = "language"  # the parameter that changes words and no number
SHOWN_CHANGES = 20


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be from the reference, and why.

    Attributes
    ----------
    absolute, relative
        A value passes if it is within either.
    """

    absolute: Decimal
    relative: Decimal
    reason: str


# A tolerance beyond this share of the value would let another result pass.
MOST_RELATIVE = Decimal("0.01")
EXACT = Tolerance(Decimal(0), Decimal(0), "the same inputs and code give the same digits")


def verify(steps: Iterable[Step], root: Path) -> list[str]:
    """Return every fault of the outputs on disk, in words; nothing is run and nothing is written.

    Checked are, in this order: each run's record against the inputs, code, parameters, lock and installed
    packages of now, and its outputs against the record (runs of one's own in ``outputs/runs`` as well, with
    the tables that gather them); the book and the paper, where they are there, against what they were made
    of; the
    committed notebooks' printed results against the executed ones; the quotes of targets against the plans;
    the numbers of the editions of a step in several languages against one another; tables and figure data
    against the reference, value by value; the other outputs against the checksums of
    the reference. Outputs that were edited together with their records and the reference pass: only
    `plantargets.pipeline.rerun.rerun` notices these.
    """
    require_own_code(root)
    every = tuple(steps)
    runs = all_runs(every)
    faults: list[str] = []
    for run in runs:
        faults += [f"{run.name}: {fault}" for fault in _record_faults(run, every, root)]
    own = own_runs(every, root / "outputs")
    for name, own_run in own:
        faults += [f"{name}: {fault}" for fault in _own_run_faults(own_run, every, root)]
    faults += index_faults(own, root / "outputs")
    faults += made_faults(root / "outputs")
    for step in every:
        faults += _notebook_faults(step, root)
    for table in [f"{run.name}/{path}" for run in runs for path in _compared(run)]:
        if (root / "outputs" / table).is_file():
            faults += _first(quote_faults(root / "outputs" / table, table, root))
    faults += _edition_faults(runs, root)
    faults += crate_faults(every, root)
    return faults + _reference_faults(runs, root, bytes_count=not notes(root))


def notes(root: Path) -> list[str]:
    """Return what makes the comparison with the reference less than one of every byte, in words.

    With packages other than the locked ones, values are compared and bytes are not: another release of
    matplotlib draws the same numbers otherwise. On another kind of processor or system than that of the
    reference, the last digit that is published may differ by one besides.
    """
    off = packages_off_lock(root / "requirements.lock")
    found = [f"package {name}: {versions}; values are compared, not bytes" for name, versions in off.items()]
    made_on = _made_on(root)
    if made_on not in ("", machine()):
        found.append(f"the reference was made on {made_on}, this is {machine()}; the last digit may differ")
    return found


def machine() -> str:
    """Return the kind of system and processor, such as ``Linux x86_64``."""
    return f"{platform.system()} {platform.machine()}"


def update_reference(steps: Iterable[Step], root: Path) -> list[str]:
    """Make the outputs on disk the reference, and their printed results those of the committed notebooks.

    Returns the paths written. Outputs that are not what their records say are refused.
    """
    require_own_code(root)
    every = tuple(steps)
    runs = all_runs(every)
    faults = [f"{run.name}: {fault}" for run in runs for fault in _record_faults(run, every, root)]
    if faults:
        raise PlanTargetsError(
            "the outputs are not what their records say, so they cannot become the reference; "
            "run `plantargets reproduce` first:\n" + "\n".join(faults[:10])
        )
    from plantargets.pipeline.notebook import canonical, load_notebook, notebook_text, without_images  # noqa: PLC0415

    reference = root / REFERENCE
    written = []
    for run in runs:
        shutil.rmtree(reference / run.name, ignore_errors=True)
        for path in _compared(run):
            target = reference / run.name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / "outputs" / run.name / path, target)
            written.append(target.relative_to(root).as_posix())
    figures = {digest: name for name, digest in _read_checksums(reference / CHECKSUMS).items()}
    for picture in _pictures(reference):
        name = figures.get(file_hash(picture), "")
        if (root / "outputs" / name).is_file():
            shutil.copyfile(root / "outputs" / name, picture)
            written.append(picture.relative_to(root).as_posix())
    known = {run.name for run in runs}
    for folder in [entry for entry in reference.iterdir() if entry.is_dir() and entry.name not in known]:
        shutil.rmtree(folder)
    lines = [f"{digest}  {run.name}/{path}" for run in runs for path, digest in _hashes(run, root).items()]
    (reference / CHECKSUMS).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    for step in every:
        executed = _executed(step, root)
        load_notebook(step, root)
        (root / step.notebook).write_text(
            notebook_text(without_images(canonical(executed))), "utf-8", newline="\n"
        )
        written.append(step.notebook)
    (reference / MADE_ON).write_text(machine() + "\n", encoding="utf-8", newline="\n")
    return [*written, f"{REFERENCE}/{CHECKSUMS}", f"{REFERENCE}/{MADE_ON}"]


def table_changes(
    reference: Path, found: Path, name: str, tolerances: dict[str, Tolerance], last_digit: bool = False
) -> list[str]:
    """Return what differs between two CSV files: which value, from what to what, in which row and column.

    Parameters
    ----------
    name
        How the table is called in the messages, such as ``growth/tables/paths.csv``.
    tolerances
        Column to tolerance; a column that is not named must be equal digit by digit. A value that is more
        than a hundredth off never passes.
    last_digit
        Let the last digit that is published differ by one.
    """
    before, after = _rows(reference), _rows(found)
    if not before or not after or before[0] != after[0]:
        old, new = ([*rows[0]] if rows else [] for rows in (before, after))
        gone = ", ".join(column for column in old if column not in new)
        added = ", ".join(column for column in new if column not in old)
        return [f"{name}: columns differ (gone: {gone or 'none'}; new: {added or 'none'}; else their order)"]
    changes = []
    if len(before) != len(after):
        changes.append(f"{name}: {counted(len(before) - 1, 'row')} in the reference, {len(after) - 1} now")
    header = before[0]
    for number, (old, new) in enumerate(zip(before[1:], after[1:], strict=False), start=1):
        if len(new) != len(old):
            changes.append(
                f"{name}, row {number}: {counted(len(old), 'cell')} in the reference, {len(new)} now"
            )
            continue
        for column, left, right in zip(header, old, new, strict=False):
            if left == right or (last_digit and _neighbours(left, right, column)):
                continue
            if not _close(left, right, tolerances.get(column, EXACT)):
                label = f"row {number} ({header[0]}={old[0]})" if column != header[0] else f"row {number}"
                changes.append(
                    f"{name}, {label}, column {column}: "
                    f"{left or 'empty'} in the reference, {right or 'empty'} now"
                )
    return changes


def quote_faults(table: Path, name: str, root: Path) -> list[str]:
    """Return the rows of a table of targets whose quote is not what their plan has at their offsets.

    A table without the columns ``plan_id, start, end, quote`` has none; a row without a quote is left out.

    Parameters
    ----------
    name
        How the table is called in the messages, such as ``targets/tables/targets.csv``.
    """
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"plan_id", "start", "end", "quote"} <= set(rows.fieldnames or ()):
            return []
        quoted = [(number, row) for number, row in enumerate(rows, start=1) if row["quote"]]
    texts: dict[str, str | None] = {}
    faults = []
    for number, row in quoted:
        plan_id, start, end, quote = (row[column] for column in ("plan_id", "start", "end", "quote"))
        if plan_id not in texts:
            texts[plan_id] = _plan_text(plan_id, root)
        text = texts[plan_id]
        if text is None:
            faults.append(f"{name}, row {number}: plan {plan_id!r} cannot be read")
        elif not (start.isdecimal() and end.isdecimal() and text[int(start) : int(end)] == quote):
            faults.append(f"{name}, row {number}: {quote!r} does not stand at {start}-{end} of {plan_id}")
    return faults


def _edition_faults(runs: tuple[Run, ...], root: Path) -> list[str]:
    """Return where the numbers of a run are other ones than those of the same run in another language."""
    first: dict[tuple[str, str], Run] = {}
    faults: list[str] = []
    tolerances = read_tolerances(root / REFERENCE / TOLERANCES)
    for run in runs:
        rest = {name: value for name, value in run.parameters.items() if name != LANGUAGE}
        other = first.setdefault((run.step.name, repr(rest)), run)
        for path in _compared(run) if other is not run else ():
            here, there = (root / "outputs" / one.name / path for one in (run, other))
            if here.is_file() and there.is_file():
                limits = tolerances.get(f"{other.name}/{path}".removesuffix(".csv"), {})
                changes = _other_numbers(_rows(there), _rows(here), other.name, limits)
                faults += _first([f"{run.name}/{path}, {change}" for change in changes])
    return faults


def _other_numbers(
    before: list[list[str]], after: list[list[str]], name: str, limits: dict[str, Tolerance]
) -> list[str]:
    """Return the numbers of a table that are not those of its edition in another language, in words."""
    if [len(row) for row in before] != [len(row) for row in after]:
        return [f"{len(after) - 1} rows, or rows of other lengths than the {len(before) - 1} in {name}"]
    return [
        f"row {number}, column {before[0][at]}: {left or 'empty'} in {name}, {right or 'empty'} here, though "
        "only the language differs"
        for number, (old, new) in enumerate(zip(before[1:], after[1:], strict=True), start=1)
        for at, (left, right) in enumerate(zip(old, new, strict=True))
        if (_is_number(left) or _is_number(right))
        and not _close(left, right, limits.get(before[0][at], EXACT))
    ]


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return True


def read_tolerances(path: Path) -> dict[str, dict[str, Tolerance]]:
    """Return table to column to tolerance from ``outputs/reference/tolerances.toml``.

    The file has one section for each table, ``["growth/tables/paths"]``, with one line for each column:
    ``value_cny_100m = { absolute = "0.01", relative = "0", reason = "optimiser stops at 1e-8" }``.
    """
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PlanTargetsError(f"{REFERENCE}/{TOLERANCES}: {error}") from None
    tolerances: dict[str, dict[str, Tolerance]] = {}
    for table, columns in content.items():
        tolerances[table] = {}
        for column, given in columns.items():
            where = f"{REFERENCE}/{TOLERANCES}, table {table}, column {column}"
            if not isinstance(given, dict) or not str(given.get("reason", "")).strip():
                raise PlanTargetsError(f"{where}: a tolerance needs a reason")
            tolerances[table][column] = _tolerance(given, where)
    return tolerances


def _plan_text(plan_id: str, root: Path) -> str | None:
    from plantargets.plans.register import load_register  # noqa: PLC0415 - only where a table has quotes
    from plantargets.plans.text import decode  # noqa: PLC0415

    try:
        files = {record.plan_id: record.file for record in load_register(root)}
        path = root / "data" / "plans" / files[plan_id]
        return decode(path.read_bytes(), path.name)
    except (KeyError, OSError, PlanTargetsError):
        return None


def _tolerance(given: dict[str, Any], where: str) -> Tolerance:
    try:
        absolute, relative = (Decimal(str(given.get(name, "0"))) for name in ("absolute", "relative"))
    except InvalidOperation:
        raise PlanTargetsError(f"{where}: absolute and relative must be numbers, found {given}") from None
    if relative > MOST_RELATIVE:
        raise PlanTargetsError(f"{where}: a relative tolerance is {MOST_RELATIVE} at most, found {relative}")
    if absolute < 0 or relative < 0 or not (absolute.is_finite() and relative.is_finite()):
        raise PlanTargetsError(f"{where}: absolute and relative must not be negative, found {given}")
    return Tolerance(absolute, relative, str(given["reason"]))


def unverified(steps: Iterable[Step], root: Path) -> list[str]:
    """Return what lies among the outputs and was held to nothing, since no record says what it was made from.

    Results of notebooks run by hand, pages and tables that were written there, folders of steps that are no
    more. Notes of the runner and hidden files are left out.
    """
    outputs = root / "outputs"
    known = {run.name for run in all_runs(tuple(steps))} | {*GATHERED, "runs", BY_HAND_FOLDER}
    known |= {Path(REFERENCE).name, *NO_RESULTS}
    others = [path for path in sorted(outputs.glob("[!.]*")) if path.name not in known]
    return [
        path.relative_to(root).as_posix()
        for path in (*sorted((outputs / BY_HAND_FOLDER).glob("*/")), *others)
    ]


def verified(root: Path) -> str:
    """Return in words what holds where :func:`verify` finds no fault, and no more than it looked at."""
    told = notes(root)
    values = "every value and byte equals the reference"
    if told:
        values = "the values equal the reference results; bytes were not compared"
    if _made_on(root) not in ("", machine()):
        values = "the values equal the reference results but for the last digit; bytes were not compared"
    tolerated = sorted(read_tolerances(root / REFERENCE / TOLERANCES))
    if tolerated:
        values += f", within the tolerances of {TOLERANCES} in {', '.join(tolerated)}"
    made = [name for name in GATHERED if (root / "outputs" / name).is_dir()]
    was = "was" if len(made) == 1 else "were"
    gathered = f", and the {' and the '.join(made)} {was} made from them" if made else ""
    return (
        f"Nothing was run again: the outputs in {root} are those of their records{gathered}, the records are "
        f"those of the inputs, code, parameters and lock of now, and {values}."
    )


def _own_run_faults(run: Run | None, steps: tuple[Step, ...], root: Path) -> list[str]:
    if run is None:
        return ["no record of a declared step; delete the folder"]
    pairs = [word for key, value in run.given.items() for word in ("-p", f"{key}={value}")]
    advice = f"; `{shlex.join(['plantargets', 'run', run.step.name, *pairs])}` makes it anew"
    return [fault + advice for fault in _record_faults(run, steps, root)]


def _record_faults(run: Run, steps: tuple[Step, ...], root: Path) -> list[str]:
    try:
        return record_faults(run, run_state(run, steps, root), root / "outputs")
    except PlanTargetsError as error:
        return [str(error)]


def _notebook_faults(step: Step, root: Path) -> list[str]:
    from plantargets.pipeline.notebook import answer_of, load_notebook, printed_difference  # noqa: PLC0415

    if not (root / "outputs" / step.name / "notebook.ipynb").is_file():
        return []
    try:
        executed = _executed(step, root)
        difference = printed_difference(load_notebook(step, root), executed)
    except PlanTargetsError as error:
        return [str(error)]
    faults = [f"{step.notebook}: {difference}"] if difference else []
    with contextlib.suppress(PlanTargetsError):  # a damaged record is told by itself
        if read_record(root / "outputs" / step.name)["answer"] != answer_of(executed):
            faults.append(f"{step.name}: the answer of the record is not the one that its notebook printed")
    return faults


def _executed(step: Step, root: Path) -> Any:
    import nbformat  # noqa: PLC0415

    return nbformat.read(root / "outputs" / step.name / "notebook.ipynb", as_version=4)


def _reference_faults(runs: tuple[Run, ...], root: Path, bytes_count: bool) -> list[str]:
    reference = root / REFERENCE
    checksums = _read_checksums(reference / CHECKSUMS)
    tolerances = read_tolerances(reference / TOLERANCES)
    elsewhere = _made_on(root) not in ("", machine())
    faults = []
    for run in runs:
        made = root / "outputs" / run.name
        for path in _compared(run):
            name = f"{run.name}/{path}"
            if not (reference / name).is_file():
                faults.append(f"{REFERENCE}/{name} is missing: nothing to compare with")
                continue
            if checksums.get(name) != file_hash(reference / name):
                faults.append(f"{REFERENCE}/{name} was edited: it is not the file of {CHECKSUMS}")
            if (made / path).is_file():
                limits = tolerances.get(name.removesuffix(".csv"), {})
                faults += _first(table_changes(reference / name, made / path, name, limits, elsewhere))
        faults += [
            f"{run.name}/{path}: other bytes than the reference" + _figure_hint(path)
            for path, digest in _hashes(run, root).items()
            if bytes_count and path not in _compared(run) and checksums.get(f"{run.name}/{path}") != digest
        ]
    return faults + _ghosts(runs, reference, checksums) + _picture_faults(reference, checksums)


def _ghosts(runs: tuple[Run, ...], reference: Path, checksums: dict[str, str]) -> list[str]:
    """Return what of the reference belongs to no output: a table or a line that nobody compares."""
    tables = {f"{run.name}/{path}" for run in runs for path in _compared(run)}
    outputs = {f"{run.name}/{path}" for run in runs for path in run.outputs}
    found = {path.relative_to(reference).as_posix() for path in reference.glob("*/**/*.csv")}
    faults = [f"{REFERENCE}/{name} is the table of no run" for name in sorted(found - tables)]
    lines = sorted(set(checksums) - outputs)
    return faults + [f"{REFERENCE}/{CHECKSUMS} names {name}, which no run makes" for name in lines]


def _pictures(reference: Path) -> list[Path]:
    """Return the figures that the README and the guide show."""
    return sorted(reference.glob("*.png"))


def _picture_faults(reference: Path, checksums: dict[str, str]) -> list[str]:
    known = set(checksums.values())
    return [
        f"{REFERENCE}/{picture.name} is no figure of the reference"
        for picture in _pictures(reference)
        if file_hash(picture) not in known
    ]


def _figure_hint(path: str) -> str:
    return (
        " (the figure is drawn otherwise; its data are compared by themselves)"
        if path.startswith("figures/")
        else ""
    )


def _first(changes: list[str]) -> list[str]:
    more = len(changes) - SHOWN_CHANGES
    return [*changes[:SHOWN_CHANGES], f"... and {more} more values of this table"] if more > 0 else changes


def _compared(run: Run) -> list[str]:
    return [path for path in run.outputs if path.endswith(".csv")]


def _hashes(run: Run, root: Path) -> dict[str, str]:
    folder = root / "outputs" / run.name
    return output_hashes(folder) if folder.is_dir() else {}


def _made_on(root: Path) -> str:
    path = root / REFERENCE / MADE_ON
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _neighbours(left: str, right: str, column: str) -> bool:
    try:
        return abs(float(left) - float(right)) <= 1.001 * last_place(float(left), column)
    except ValueError:
        return False


def _read_checksums(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = [line.split("  ", 1) for line in path.read_text(encoding="utf-8").splitlines() if "  " in line]
    return {name: digest for digest, name in pairs}


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _close(left: str, right: str, tolerance: Tolerance) -> bool:
    if left == right:
        return True
    if tolerance is EXACT:
        return False
    try:
        before, after = Decimal(left), Decimal(right)
    except InvalidOperation:
        return False
    if not (before.is_finite() and after.is_finite()):
        return False
    distance = abs(before - after)
    if distance > MOST_RELATIVE * abs(before):
        return False
    return distance <= tolerance.absolute or distance <= tolerance.relative * abs(before)
