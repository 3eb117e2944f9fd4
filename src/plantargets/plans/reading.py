"""A file to the text of a plan, whatever its format and encoding."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.extras import require
from plantargets.formats import (
    LIMITS,
    Document,
    Limits,
    ScannedError,
    convert,
    kind_of,
    member_bytes,
    member_names,
    page_of,
    read_apart,
    read_markdown,
)
from plantargets.formats import member_sizes as sizes_in
from plantargets.plans.text import decode, refuse_mojibake

# What a folder is searched for. A file that is named is read whatever its ending, by what is in it.
ENDINGS = (
    ".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".docx", ".docm", ".doc", ".wps",
    ".rtf", ".odt", ".pdf", ".ofd", ".xlsx", ".xlsm", ".xls", ".et", ".ods",
)  # fmt: skip
ARCHIVE = ".zip"
LARGEST_FILE_BYTES = 100 * 2**20

# What the readers of the extras need; asked for here, since they run in a process of their own.
NEEDED = {
    "html": ("trafilatura", "lxml"),
    "docx": ("docx",),
    "pdf": ("pdfplumber",),
    "xlsx": ("openpyxl",),
    "xls": ("xlrd",),
    "ofd": ("lxml",),
    "ocr": ("rapidocr", "onnxruntime", "pypdfium2"),
}
# A browser has no processes, no lxml and no models; what can be read without them is read there alike.
IN_BROWSER = sys.platform == "emscripten"
# What LibreOffice turns documents into.
_CONVERTED = {"doc": "docx", "wps": "docx", "rtf": "docx", "odt": "docx", "ods": "xlsx"}
# A page takes five to fifteen seconds, and the models a gigabyte.
_OF_OCR = Limits(cpu_seconds=7_200, wall_seconds=7_200, memory_bytes=8 * 2**30)


class OldFormatError(PlanTargetsError):
    """A document that only LibreOffice reads, which is not to be had here."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave.

    Attributes
    ----------
    data
        Its bytes.
    text
        The text of the plan. Offsets refer to it.
    page_starts
        Offsets at which pages begin; empty where the format has none.
    extracted_by
        Library and version that made the text; empty where the text is the file itself, decoded.
    ending
        Ending that the contents call for: ``.txt``, ``.md``, ``.html``, ``.docx``, ``.pdf`` and so on.
    beside
        Lines that a web page says of its article beside it: issuer, number, dates, address.
    notes
        What was not read, or not surely, in words for the user.
    by_ocr, doubtful
        Whether its characters were recognised in pictures, and spans of `text` in which digits are doubtful.
    """

    data: bytes
    text: str
    page_starts: tuple[int, ...]
    extracted_by: str
    ending: str
    beside: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by_ocr: bool = False
    doubtful: tuple[tuple[int, int], ...] = ()


def read_file(path: Path | str, limits: Limits = LIMITS) -> Reading:
    """Read the text of a plan from a file.

    Parameters
    ----------
    path
        A file of at most 100 MB in one of the formats that the README lists, or a file in a zip archive:
        ``plans.zip/2025/plan.docx``. What is in it decides, not its ending.
    limits
        What the reader of a format may use.

    Returns
    -------
    Reading
        Its text and what it was made of.

    Raises
    ------
    PlanTargetsError
        Naming the file and the reason, if it cannot be read.
    """
    name = shown(path)
    data = read_bytes(path)
    try:
        kind = kind_of(data, Path(path).suffix.lower().removeprefix("."))
    except PlanTargetsError as error:
        raise PlanTargetsError(f"{name} cannot be read: {error}.") from None
    if kind == "txt":
        return Reading(data, decode(data, name), (), "", ".txt")
    if kind == "zip":
        return _only_member(path, data, name, limits)
    if kind == "md":
        document = read_markdown(decode(data, name))
    else:
        try:
            document = _document(kind, data, name, limits)
        except PlanTargetsError as error:
            if isinstance(error, ModuleNotFoundError) or str(error).startswith(name):
                raise
            # Its class tells what to do: a scan, a format of LibreOffice.
            raise type(error)(f"{name} cannot be read as {kind}: {error}.") from None
    if not document.text.strip():
        raise PlanTargetsError(f"{name} holds no text. Save the plan as UTF-8 plain text.")
    refuse_mojibake(document.text, name)
    return Reading(
        data,
        document.text,
        document.page_starts,
        document.tool,
        f".{kind}",
        document.beside,
        document.notes,
        document.by_ocr,
        document.doubtful,
    )


def read_bytes(path: Path | str) -> bytes:
    """Return the bytes of a file, or of a file in a zip archive.

    Raises
    ------
    PlanTargetsError
        If there is none, it is larger than 100 MB, or no file.
    """
    path = Path(path)
    archive = next((above for above in path.parents if above.is_file()), None)
    if archive is None:
        return _bytes(path, shown(path))
    try:
        return member_bytes(_bytes(archive, shown(archive)), path.relative_to(archive).as_posix())
    except PlanTargetsError as error:
        raise PlanTargetsError(f"{shown(archive)} cannot be read as zip: {error}.") from None


def files_in(archive: Path | str) -> list[str]:
    """Return the names of the files in a zip archive, in order.

    Raises
    ------
    PlanTargetsError
        If it is no zip archive, or a bomb.
    """
    try:
        return sorted(member_names(_bytes(Path(archive), shown(archive))))
    except PlanTargetsError as error:
        raise PlanTargetsError(f"{shown(archive)} cannot be read as zip: {error}.") from None


def member_sizes(archive: Path | str) -> dict[str, int]:
    """Return the bytes that each file in a zip archive unpacks to; none where it cannot be read."""
    try:
        return sizes_in(_bytes(Path(archive), shown(archive)))
    except PlanTargetsError:
        return {}


def _document(kind: str, data: bytes, name: str, limits: Limits) -> Document:
    if kind in _CONVERTED:
        if IN_BROWSER:
            raise OldFormatError(f"a .{kind} file cannot be read in a browser: save it as docx, xlsx or PDF")
        converted, office = convert(data, f".{kind}", _CONVERTED[kind])
        document = _document(_CONVERTED[kind], converted, name, limits)
        return replace(document, tool=f"{office}, {document.tool}")
    if kind == "mhtml":
        kind, data = "html", page_of(data)
    if not IN_BROWSER:
        require(*NEEDED[kind])
    if kind == "html":
        # Encodings are told apart here; the reader gets UTF-8.
        data = decode(data, name).encode("utf-8", "replace")
    try:
        return read_apart(kind, data, limits)
    except ScannedError as error:
        if IN_BROWSER:
            raise
        try:
            require(*NEEDED["ocr"])
        except ModuleNotFoundError as missing:
            raise PlanTargetsError(f"{error}; {missing}") from None
        return read_apart("ocr", data, _OF_OCR)


def _only_member(path: Path | str, data: bytes, name: str, limits: Limits) -> Reading:
    """Read the one plan of an archive."""
    members = [member for member in files_in(path) if Path(member).suffix.lower() in ENDINGS]
    if len(members) == 1:
        return read_file(Path(path, members[0]), limits)
    raise PlanTargetsError(
        f"{name} is a zip archive of {len(members)} plans: name one of them ({name}/{members[0]}), "
        "or give the archive to `plantargets extract`, which reads them all."
        if members
        else f"{name} is a zip archive without a plan: expected files that end in {', '.join(ENDINGS)}."
    )


def shown(path: Path | str) -> str:
    r"""Return a path as it may be printed and stored: bytes that are no text and control characters escaped.

    Examples
    --------
    >>> print(shown("a\nb.txt"))
    a\nb.txt
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _bytes(path: Path, name: str) -> bytes:
    try:
        # A FIFO would wait for a writer, a device may never end: neither is opened for reading.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise PlanTargetsError(
            f"{name} does not exist: expected the file of a plan. Check the path."
        ) from None
    except IsADirectoryError:
        raise PlanTargetsError(f"{name} is a folder: expected the file of a plan.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PlanTargetsError(f"{name} cannot be read ({reason}): check its name and permissions.") from None
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, descriptor)
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise PlanTargetsError(f"{name} is a folder: expected the file of a plan.")
        if not stat.S_ISREG(state.st_mode):
            raise PlanTargetsError(f"{name} is a device or a pipe: expected the file of a plan.")
        data = b"" if state.st_size > LARGEST_FILE_BYTES else _all(descriptor, LARGEST_FILE_BYTES + 1)
    if max(state.st_size, len(data)) > LARGEST_FILE_BYTES:
        raise PlanTargetsError(
            f"{name} has {state.st_size / 2**20:,.0f} MB; at most {LARGEST_FILE_BYTES / 2**20:.0f} MB "
            "are read. Split it."
        )
    return data


def _all(descriptor: int, most: int) -> bytes:
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read(most)
