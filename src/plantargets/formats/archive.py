"""Zip archives: checked against bombs before anything is taken out of them."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

from plantargets.errors import PlanTargetsError

MOST_PARTS = 5_000
MOST_UNPACKED_BYTES = 300 * 2**20
# XML of Word shrinks to a tenth or a twentieth, repetitive tables to a hundredth; bombs to a thousandth.
MOST_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 5 * 2**20
_ENCRYPTED = 0x1
_UTF8 = 0x800


def parse_xml(content: bytes, name: str) -> Any:
    """Return the root of a part by the standard library, where lxml cannot be had: in a browser.

    Raises
    ------
    PlanTargetsError
        If it declares entities, which may swell or name files; no part of a document does.
    """
    if b"<!DOCTYPE" in content or "<!DOCTYPE".encode("utf-16-le") in content:
        raise PlanTargetsError(f"its part {name} declares entities, as no document does")
    return ElementTree.fromstring(content)


def check_archive(data: bytes, what: str) -> list[str]:
    """Return the names of the parts of a document that is a zip archive.

    Raises
    ------
    PlanTargetsError
        If it is no zip archive, or unpacks to more than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise PlanTargetsError(f"it is no {what} (a broken zip archive: {error})") from None
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES:
        raise PlanTargetsError(
            f"it unpacks to {unpacked / 2**20:,.0f} MB in {len(parts):,} parts; at most "
            f"{MOST_UNPACKED_BYTES / 2**20:.0f} MB in {MOST_PARTS:,} parts are read (a zip bomb?)"
        )
    for part in parts:
        if part.file_size > max(RATIO_COUNTS_FROM_BYTES, MOST_RATIO * part.compress_size):
            raise PlanTargetsError(
                f"a part of it unpacks to {part.file_size / max(part.compress_size, 1):,.0f} times its size; "
                f"at most {MOST_RATIO} times is read (a zip bomb?)"
            )
    return [part.filename for part in parts]


def member_names(data: bytes) -> dict[str, str]:
    """Return the files in an archive: their names as people gave them, and as the archive has them.

    Chinese programs store names in GBK without saying so.
    """
    check_archive(data, "zip archive")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            _name(part): part.filename
            for part in archive.infolist()
            if not part.is_dir() and not part.filename.startswith("__MACOSX/")
        }


def member_sizes(data: bytes) -> dict[str, int]:
    """Return the bytes that each file of an archive unpacks to, by its name as people gave it."""
    names = member_names(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.getinfo(stored).file_size for name, stored in names.items()}


def member_bytes(data: bytes, name: str) -> bytes:
    """Return one file of an archive; nothing is written.

    Raises
    ------
    PlanTargetsError
        If the archive is damaged or protected by a password, or has no such file.
    """
    stored = member_names(data).get(name)
    if stored is None:
        raise PlanTargetsError(f"it holds no file '{name}'")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo(stored)
            if part.flag_bits & _ENCRYPTED:
                raise PlanTargetsError("it is protected by a password: unpack it first")
            with archive.open(part) as file:
                # Its size is what the archive says; what comes out may be more.
                content = file.read(part.file_size + 1)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise PlanTargetsError(f"it is damaged ({error})") from None
    if len(content) > part.file_size:
        raise PlanTargetsError("it is damaged (a file is larger than it says)")
    return content


def _name(part: zipfile.ZipInfo) -> str:
    if part.flag_bits & _UTF8 or part.filename.isascii():
        return part.filename
    raw = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename
