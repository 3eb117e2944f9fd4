"""Readers of document formats: bytes to text with the offsets at which pages begin. Nothing is executed."""

from plantargets.formats.apart import LIMITS, Limits, ReaderStoppedError, read_apart
from plantargets.formats.archive import member_bytes, member_names, member_sizes
from plantargets.formats.document import Document, ScannedError
from plantargets.formats.kind import kind_of
from plantargets.formats.markdown import read_markdown
from plantargets.formats.mhtml import page_of
from plantargets.formats.office import convert

__all__ = [
    "LIMITS",
    "Document",
    "Limits",
    "ReaderStoppedError",
    "ScannedError",
    "convert",
    "kind_of",
    "member_bytes",
    "member_names",
    "member_sizes",
    "page_of",
    "read_apart",
    "read_markdown",
]
