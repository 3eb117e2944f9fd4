"""A file to the text of a plan, whatever its format and encoding."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.extras import require
from plantargets.formats import LIMITS, Limits, read_apart, read_markdown
from plantargets.plans.text import decode, refuse_mojibake

# What a folder is searched for. A file that is named is read whatever its ending, by what is in it.
ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".docm", ".pdf")
LARGEST_FILE_BYTES = 100 * 2**20

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = (".html", ".htm", ".xhtml")
_ADVICE = {
    ".doc": "an old Word file: save it as docx",
    ".wps": "a WPS file: save it as docx",
    ".rtf": "an RTF file: save it as docx",
    ".odt": "an OpenDocument file: save it as docx",
    ".ofd": "an OFD file: print it to PDF with its text",
    ".xls": "a spreadsheet: save the table as text",
    ".xlsx": "a spreadsheet: save the table as text",
    ".mht": "a web archive: save the page as html",
    ".mhtml": "a web archive: save the page as html",
    ".epub": "an e-book: save its text",
}

# What the readers of the extra [formats] need; asked for here, since they run in a process of their own.
NEEDED = {".html": ("trafilatura", "lxml"), ".docx": ("docx",), ".pdf": ("pdfplumber",)}


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
        Ending that the contents call for: ``.txt``, ``.md``, ``.html``, ``.docx`` or ``.pdf``.
    """

    data: bytes
    text: str
    page_starts: tuple[int, ...]
    extracted_by: str
    ending: str


def read_file(path: Path | str, limits: Limits = LIMITS) -> Reading:
    """Read the text of a plan from a file.

    Parameters
    ----------
    path
        A text, Markdown, HTML, Word (docx) or PDF file of at most 100 MB. What is in it decides, not its
        ending.
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
    data = _bytes(Path(path), name)
    ending = _ending(data, Path(path).suffix.lower(), name)
    if ending == ".txt":
        return Reading(data, decode(data, name), (), "", ending)
    if ending == ".md":
        document = read_markdown(decode(data, name))
    else:
        require(*NEEDED.get(ending, ()))
        # Encodings are told apart here; the reader gets UTF-8.
        source = decode(data, name).encode("utf-8", "replace") if ending == ".html" else data
        try:
            document = read_apart(ending.removeprefix("."), source, limits)
        except PlanTargetsError as error:
            raise PlanTargetsError(f"{name} cannot be read as {ending.removeprefix('.')}: {error}.") from None
    if not document.text.strip():
        raise PlanTargetsError(f"{name} holds no text. Save the plan as UTF-8 plain text.")
    refuse_mojibake(document.text, name)
    return Reading(data, document.text, document.page_starts, document.tool, ending)


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


def _ending(data: bytes, ending: str, name: str) -> str:
    """Tell the format by what the file begins with; the ending decides between kinds of text only."""
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if ending in _ADVICE and ending not in {".doc", ".wps"}:
            raise PlanTargetsError(f"{name} is {_ADVICE[ending]}.")
        return ".docx"
    if _HTML.match(data.lstrip(b"\xef\xbb\xbf")[:4096]):
        return ".html"
    if ending in _ADVICE:
        raise PlanTargetsError(f"{name} is {_ADVICE[ending]}.")
    if ending in {".pdf", ".docx", ".docm"} and data.strip():
        # Text under a wrong ending would be read as something else than its owner believes.
        what = "PDF" if ending == ".pdf" else "Word document"
        raise PlanTargetsError(
            f"{name} is no {what}, whatever its ending says: the file is damaged or misnamed. Fetch it again."
        )
    if ending in _MARKUP:
        return ".html"
    return ".md" if ending in {".md", ".markdown"} else ".txt"
