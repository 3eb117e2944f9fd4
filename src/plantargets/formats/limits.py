"""What of the reader process's limits a system lacks, said before files of others are read."""

from __future__ import annotations

import importlib.util
import sys

from plantargets import confine
from plantargets.formats.office import confined_office


def weaker_limits() -> str:
    """Return what this system does not limit when a file is read apart, as a sentence; nothing on most Linux.

    Everywhere a reader has a process of its own, is refused by Python to write, to connect and to start
    anything, and is ended when its time is over. That a library cannot pass by Python, and that no more than
    so much memory is used, is the kernel's to hold, and not every kernel can.
    """
    lacking = []
    if importlib.util.find_spec("resource") is None or sys.platform == "darwin":
        system = "macOS" if sys.platform == "darwin" else "this system"
        lacking.append(f"the memory of a reader has no limit on {system}")
    if missing := confine.missing():
        lacking.append(
            f"Python alone refuses what a reader tries (the kernel has no {' and no '.join(missing)})"
        )
    if lacking:
        return f"{', and '.join(lacking)}: read files of unknown origin on Linux 5.13 or newer"
    if not confined_office():
        return (
            "LibreOffice, which converts old documents, is not shut in, since its program was not found: "
            "install it from the packages of the system before old documents of unknown origin are read"
        )
    return ""
