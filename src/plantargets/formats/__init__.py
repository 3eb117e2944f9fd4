"""Readers of document formats: bytes to text with the offsets at which pages begin. Nothing is executed."""

from plantargets.formats.apart import LIMITS, Limits, read_apart
from plantargets.formats.document import Document
from plantargets.formats.markdown import read_markdown

__all__ = ["LIMITS", "Document", "Limits", "read_apart", "read_markdown"]
