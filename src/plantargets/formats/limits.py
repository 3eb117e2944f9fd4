"""What of the reader process's limits a system lacks, said before files of others are read."""

from __future__ import annotations

import importlib.util
import sys


def weaker_limits() -> str:
    """Return what this system does not limit when a file is read apart, as a sentence; nothing on Linux.

    Everywhere a reader has a process of its own, may neither write nor connect nor start anything, and is
    ended when its time is over. The limits of memory are the kernel's, and not every kernel has them.
    """
    if importlib.util.find_spec("resource") is None:
        return "the memory of a reader has no limit on this system: read files of unknown origin on Linux"
    if sys.platform == "darwin":
        return "the memory of a reader has no limit on macOS: read files of unknown origin on Linux"
    return ""
