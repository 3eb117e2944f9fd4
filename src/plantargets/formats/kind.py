"""What a file is, by what is in it: the ending of its name decides between kinds of text only."""

from __future__ import annotations

import io
import re
import zipfile

from plantargets.errors import PlanTargetsError

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"\s*(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,20}?MIME-Version:", re.IGNORECASE)
_MARKUP = {"html", "htm", "xhtml"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Kinds whose bytes are told; a text with such an ending is damaged or misnamed.
_BINARY = {
    "pdf": "PDF",
    "rtf": "RTF document",
    "ofd": "OFD document",
    "zip": "zip archive",
    **dict.fromkeys(("docx", "docm", "doc"), "Word document"),
    **dict.fromkeys(("xlsx", "xlsm", "xls", "et"), "workbook"),
    **dict.fromkeys(("odt", "ods"), "OpenDocument file"),
    "wps": "WPS document",
}
_OTHER = (
    (b"\x89PNG", "a picture: recognise its text, or save it in a PDF and read that with the extra 'ocr'"),
    (
        b"\xff\xd8\xff",
        "a picture: recognise its text, or save it in a PDF and read that with the extra 'ocr'",
    ),
    (b"Rar!", "a RAR archive: unpack it"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
)


def kind_of(data: bytes, ending: str) -> str:
    """Return what a file is.

    Parameters
    ----------
    data
        Its bytes.
    ending
        The ending of its name, without the dot, in lower case.

    Returns
    -------
    str
        ``txt``, ``md``, ``html``, ``mhtml``, ``pdf``, ``docx``, ``xlsx``, ``xls``, ``doc``, ``wps``, ``rtf``,
        ``odt``, ``ods``, ``ofd`` or ``zip``.

    Raises
    ------
    PlanTargetsError
        With the reason alone, if it is of no kind that can be read.

    Examples
    --------
    >>> kind_of(b"<html><body>", "doc")
    'html'
    """
    found = _by_first_bytes(data, ending) or _by_markup(data, ending)
    if found is not None:
        return found
    if ending in _BINARY and data.strip():
        # Text under a wrong ending would be read as something else than its owner believes.
        raise PlanTargetsError(
            f"it is no {_BINARY[ending]}, whatever its ending says: the file is damaged or misnamed. "
            "Fetch it again"
        )
    return "md" if ending in {"md", "markdown"} else "txt"


def _by_first_bytes(data: bytes, ending: str) -> str | None:
    for start, what in _OTHER:
        if data.startswith(start):
            raise PlanTargetsError(f"it is {what}")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(data, ending)
    if data.startswith(_OLD_OFFICE):
        return _kind_of_old(data, ending)
    return "rtf" if data.startswith(b"{\\rtf") else None


def _by_markup(data: bytes, ending: str) -> str | None:
    if _HTML.match(data.lstrip(b"\xef\xbb\xbf")[:8192]):
        return "html"
    if _MHTML.match(data[:8192]) or (ending in {"mht", "mhtml"} and b"Content-Type:" in data[:8192]):
        return "mhtml"
    return "html" if ending in _MARKUP else None


def _kind_of_archive(data: bytes, ending: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:10_000])
            kept = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError, EOFError):
        # Its reader says what is wrong with it.
        return ending if ending in {"xlsx", "ofd", "zip"} else "docx"
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.lower() == "ofd.xml" for name in names):
        return "ofd"
    if kept.startswith(b"application/vnd.oasis.opendocument."):
        return "ods" if b"spreadsheet" in kept else "odt"
    if b"epub" in kept or any(name.startswith("ppt/") for name in names):
        raise PlanTargetsError("it is an e-book or a PowerPoint file: save it as PDF")
    return "docx" if "[Content_Types].xml" in names or ending in {"docx", "docm"} else "zip"


def _kind_of_old(data: bytes, ending: str) -> str:
    """Tell files of the old office container apart by the names of their streams."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise PlanTargetsError("it is protected by a password: save it without one")
    if has("WordDocument"):
        return "wps" if ending == "wps" else "doc"
    if has("Workbook") or has("Book"):
        return "xls"
    if has("PowerPoint Document"):
        raise PlanTargetsError("it is a PowerPoint file: save it as PDF")
    return "wps" if ending == "wps" else "xls" if ending in {"xls", "et"} else "doc"
