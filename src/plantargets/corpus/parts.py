"""The rows of a few files, with the record of each: what workers give and what survives a kill.

A part is a Parquet file. Its footer names the files it holds, their SHA-256 and the code that read them, so
rows and record come into being in one rename and can never disagree.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from packaging.requirements import Requirement

from plantargets.corpus.files import PlanFile, shown
from plantargets.data import sha256
from plantargets.errors import PlanTargetsError, counted
from plantargets.export import DECIMAL
from plantargets.formats import ReaderStoppedError
from plantargets.indicators.of_targets import link_targets
from plantargets.plans import Plan
from plantargets.plans.reading import read_bytes
from plantargets.targets import COLUMNS, Target, read_targets
from plantargets.targets.codebook import columns_of
from plantargets.targets.tables import notes_on_tables

# Decimals as text: every output takes them exactly.
SCHEMA = pa.schema([(name, pa.int64() if name in columns_of("integer") else pa.string()) for name in COLUMNS])
# What fits the decimals of a Parquet file, whichever rows it holds.
WHOLE_DIGITS, DECIMALS = DECIMAL.precision - DECIMAL.scale, DECIMAL.scale

ODD_CHARACTERS = (
    (
        re.compile("\ufffd"),
        "characters lost before the text reached us (U+FFFD); what stood there is not read",
    ),
    (re.compile("[\ud800-\udfff]"), "halves of characters (lone surrogates), passed over"),
    (re.compile("[\x00-\x08\x0e-\x1f]"), "control characters, passed over"),
)
HAN = re.compile("[\u4e00-\u9fff]")
LETTER = re.compile("[A-Za-z]")

PACKAGE = Path(__file__).parents[1]
IMPORT = re.compile(r"^ *from plantargets\.([\w.]+) import (\([^)]*\)|.*)", re.MULTILINE)
NAMED = re.compile(r'"plantargets\.([\w.]+)"')
LIBRARIES = (
    "lxml", "opencc", "openpyxl", "pdfminer.six", "pdfplumber", "python-docx", "rapidocr",
    "trafilatura", "xlrd",
)  # fmt: skip


@dataclass(frozen=True)
class FileRecord:
    """What became of a file.

    Attributes
    ----------
    sha256
        Of its bytes; empty where they could not be read, or the process that read them died.
    targets
        Number of its rows.
    notes
        What of its text was lost or passed over.
    error
        Why it was skipped; empty where it was read.
    kind
        What kind of document a user stated it to be.
    """

    plan_id: str
    path: str
    sha256: str
    targets: int
    notes: tuple[str, ...] = ()
    error: str = ""
    kind: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether it was not read for a reason that is none of its contents: another call may read it."""
        return bool(self.error) and not self.sha256


@dataclass(frozen=True)
class Part:
    """The rows of some files, one file after the other, and the records of the files."""

    rows: pa.Table
    records: tuple[FileRecord, ...]


def extract_part(files: Sequence[PlanFile], code: str) -> bytes:
    """Extract the targets of some files; this is what a worker does.

    Parameters
    ----------
    files
        The files. One that cannot be read gives a record with the reason and no rows.
    code
        `code_fingerprint` where the call was made.

    Returns
    -------
    bytes
        A part, the same bytes wherever it is made.

    Raises
    ------
    PlanTargetsError
        If the code here is not the code of the call.
    """
    if code != code_fingerprint():
        raise PlanTargetsError(
            "a worker has another version of plantargets or of the libraries that read documents. "
            "Give all workers the environment of requirements.lock."
        )
    targets: list[Target] = []
    records = []
    for file in files:
        record, found = _extract_file(file)
        records.append(record)
        targets += found
    return _part_bytes(targets, records, code)


def lost_part(file: PlanFile, code: str) -> bytes:
    """Return the part of a file that no worker lived through."""
    reason = f"{shown(file.path)}: the process that read it died, probably for want of memory."
    return _part_bytes([], [FileRecord(file.plan_id, file.path, "", 0, error=reason)], code)


def save_part(data: bytes, folder: Path) -> Path:
    """Write a part whole or not at all; its name is its content's.

    Raises
    ------
    PlanTargetsError
        If it cannot be written; parts that are there stay.
    """
    path = folder / f"{_digest(data)}.parquet"
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            # Before its name says that it is whole: after a cut of the power the name could stand alone.
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise PlanTargetsError(
            f"{folder} cannot be written ({error.strerror}). What is done is kept: make room there and give "
            "the same command again."
        ) from None
    return path


@lru_cache(maxsize=8)
def load_part(path: Path) -> Part:
    """Read a part.

    Raises
    ------
    PlanTargetsError
        If it is no longer what its name says: a disk that fails, a folder that somebody cleared.
    """
    part = _whole_part(path)
    if part is None:
        raise PlanTargetsError(
            f"{path} was damaged or removed while it was needed: "
            "give the same command again, which makes it anew."
        )
    return Part(part.replace_schema_metadata(None), _records(part.schema)[1])


def find_done(folder: Path, files: Iterable[PlanFile], code: str) -> tuple[dict[PlanFile, Path], int]:
    """Return the files that the parts in a folder hold, and how many parts were damaged.

    Only what holds now counts: files as they are now, read by this code. Parts of other code, damaged parts
    (a disk that fails, a machine that lost its power) and what a kill left half-written are removed.

    Raises
    ------
    PlanTargetsError
        If what does not count cannot be removed.
    """
    wanted = {file.path: file for file in files}
    done: dict[PlanFile, Path] = {}
    damaged = 0
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".parquet", ".partial"):
            continue
        part = _whole_part(path) if path.suffix == ".parquet" else None
        damaged += path.suffix == ".parquet" and part is None
        made_by, records = _records(part.schema) if part is not None else ("", ())
        holds_together = part is not None and _holds_together(part, records)
        if made_by == code and not holds_together:
            damaged += 1
        if made_by != code or not holds_together:
            _remove(path)
            continue
        for record in records:
            file = wanted.get(record.path)
            asked = file is not None and (file.plan_id, file.kind) == (record.plan_id, record.kind)
            if file is not None and asked and _unchanged(record):
                done[file] = path
    return done, damaged


def holds_any(path: Path, files: Iterable[PlanFile]) -> bool:
    """Return whether a part is whole and holds one of these files."""
    part = _whole_part(path)
    wanted = {file.path for file in files}
    return part is not None and any(record.path in wanted for record in _records(part.schema)[1])


def _whole_part(path: Path) -> pa.Table | None:
    """Return the table of a part, or None where its name is not that of its content."""
    if not path.is_file():  # a pipe would wait for a writer
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if _digest(data) != path.stem:
        return None
    try:
        return pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        return None


def _holds_together(part: pa.Table, records: tuple[FileRecord, ...]) -> bool:
    """Return whether the rows of a part are those that its records count, in the columns of today."""
    counts = [record.targets for record in records]
    return (
        part.schema.remove_metadata() == SCHEMA
        and all(isinstance(count, int) and count >= 0 for count in counts)
        and sum(counts) == len(part)
    )


def _remove(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        raise PlanTargetsError(
            f"{path} is no part that can be used, and cannot be removed ({error.strerror}): remove it."
        ) from None


@cache
def code_fingerprint() -> str:
    """Return one hash of everything that decides what a file gives: our code, word lists, the libraries."""
    digest = hashlib.sha256()
    for file in _code_files():
        digest.update(f"{file.relative_to(PACKAGE).as_posix()} {sha256(file)}\n".encode())
    for library, version in sorted(_versions().items()):
        digest.update(f"{library} {version}\n".encode())
    return digest.hexdigest()


def _versions() -> dict[str, str]:
    """Return the libraries that read texts, with all that they need, and their versions here."""
    versions: dict[str, str] = {}
    todo = [*LIBRARIES]
    while todo:
        library = todo.pop().lower().replace("_", "-")
        if library in versions:
            continue
        try:
            versions[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            versions[library] = "none"
            continue
        needs = [Requirement(line) for line in metadata.requires(library) or ()]
        todo += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return versions


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _code_files() -> list[Path]:
    """Return the modules that this one reaches by imports, and the data files in their rooms."""
    modules: set[Path] = set()
    todo = [Path(__file__)]
    while todo:
        module = todo.pop()
        if module in modules:
            continue
        modules.add(module)
        text = module.read_text(encoding="utf-8")
        # Readers of formats are loaded by name, in processes of their own.
        todo += [
            file
            for name in NAMED.findall(text)
            if (file := PACKAGE.joinpath(*name.split(".")).with_suffix(".py")).is_file()
        ]
        for room, names in IMPORT.findall(text):
            place = PACKAGE.joinpath(*room.split("."))
            near = [place.with_suffix(".py"), *(place / f"{name}.py" for name in re.findall(r"\w+", names))]
            near += [place / "__init__.py", place.parent / "__init__.py"]
            # The package itself only hands on names of all rooms.
            todo += [file for file in near if file.is_file() and file != PACKAGE / "__init__.py"]
    rooms = {module.parent for module in modules} - {PACKAGE}
    inside = {file for room in rooms for file in room.rglob("*") if file.is_file()}
    return sorted(modules | {file for file in inside if file.suffix not in (".py", ".pyc")})


def _extract_file(file: PlanFile) -> tuple[FileRecord, list[Target]]:
    digest = ""
    try:
        digest = hashlib.sha256(read_bytes(file.path)).hexdigest()
        plan = file.read()
        targets = link_targets(plan, read_targets(plan))
    except ReaderStoppedError as error:  # not of the file: without its hash it counts as not read
        return FileRecord(file.plan_id, file.path, "", 0, error=str(error), kind=file.kind), []
    except PlanTargetsError as error:
        return FileRecord(file.plan_id, file.path, digest, 0, error=str(error), kind=file.kind), []
    except Exception as error:  # a fault of ours must not cost the other files of the corpus
        reason = f"{shown(file.path)}: unexpected {type(error).__name__} ({error}). Please report the file."
        return FileRecord(file.plan_id, file.path, digest, 0, error=reason, kind=file.kind), []
    kept = [target for target in targets if _fits(target)]
    notes = _notes(plan, len(targets))
    if len(kept) < len(targets):
        left_out = counted(len(targets) - len(kept), "number")
        notes.append(f"{left_out} beyond {WHOLE_DIGITS} digits or {DECIMALS} decimals left out")
    return FileRecord(file.plan_id, file.path, digest, len(kept), tuple(notes), kind=file.kind), kept


def _fits(target: Target) -> bool:
    return all(
        value.is_finite()
        and value.adjusted() < WHOLE_DIGITS
        and -int(value.normalize().as_tuple().exponent) <= DECIMALS
        for value in (target.bound.value_min, target.bound.value_max, target.baseline.value)
        if value is not None
    )


def _notes(plan: Plan, targets: int) -> list[str]:
    """Say what of a text was lost or passed over."""
    notes = [
        *plan.notes,
        *(
            f"{number} {what}"
            for pattern, what in ODD_CHARACTERS
            if (number := len(pattern.findall(plan.text)))
        ),
    ]
    letters = len(LETTER.findall(plan.text))
    if HAN.search(plan.text) is None:
        notes.append("no Chinese text, nothing to read")
    elif letters > 0.8 * len(plan.text):
        notes.append("mostly not Chinese; only the Chinese parts were read")
    elif not targets:
        notes.append("no target found")
    return notes + notes_on_tables(plan)


def _part_bytes(targets: Sequence[Target], records: Sequence[FileRecord], code: str) -> bytes:
    cells = zip(*(target.cells() for target in targets), strict=True) if targets else ([] for _ in COLUMNS)
    columns = dict(zip(COLUMNS, map(list, cells), strict=True))
    columns |= {
        name: [None if value is None else format(value, "f") for value in columns[name]]
        for name in columns_of("decimal")
    }
    footer = {"code": code, "files": [dataclasses.astuple(record) for record in records]}
    schema = SCHEMA.with_metadata({"plantargets": json.dumps(footer)})
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def _records(schema: pa.Schema) -> tuple[str, tuple[FileRecord, ...]]:
    """Return which code made a part, and its records; nothing where no code of today says them so."""
    try:
        footer = json.loads(schema.metadata[b"plantargets"])
        return footer["code"], tuple(
            FileRecord(plan_id, path, digest, targets, tuple(notes), error, kind)
            for plan_id, path, digest, targets, notes, error, kind in footer["files"]
        )
    except (KeyError, TypeError, ValueError):
        return "", ()


def _unchanged(record: FileRecord) -> bool:
    try:
        return bool(record.sha256) and hashlib.sha256(read_bytes(record.path)).hexdigest() == record.sha256
    except PlanTargetsError:
        return False
