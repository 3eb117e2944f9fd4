"""Shut this process in with one folder, then become LibreOffice: a script of `plantargets.formats.office`.

``python -I -B office_apart.py FOLDER PROGRAM ARGUMENT...``. The program gets limits everywhere; on Linux it
may open its own files and the folder, start no other program, and reach no network and no other process.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

PROCESSOR_SECONDS = 180
# Address space; LibreOffice reserves far more than it uses.
MEMORY_BYTES = 6 * 2**30
FILE_BYTES = 2**30
# The program that does the work, beside the script `soffice` that is started by hand.
WORKING = "soffice.bin"
# What it reads beside its own folder: where distributions put parts of it, fonts, the hour.
PARTS = (
    "/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/usr/share",
    "/usr/local/share/fonts", "/etc/fonts", "/var/cache/fontconfig", "/etc/localtime", "/dev/urandom",
)  # fmt: skip
LOADERS = ("lib", "lib64", "lib/*-linux-*")
# It makes a socket there and nowhere else, for a second window; `office` removes it.
SOCKETS = Path("/tmp")
MAKE_SOCKET = 1 << 9


def main() -> None:
    """Limit and close what can be, and become the program."""
    folder, program = Path(sys.argv[1]), Path(sys.argv[2])
    _limit()
    if program.name == WORKING:
        _close(folder, program)
    os.execv(program, sys.argv[2:])


def _limit() -> None:
    import resource  # noqa: PLC0415 - not there on Windows, where this is not run

    for what, amount in (
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        ceiling = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        # Some systems know a limit but not how to lower it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (ceiling, ceiling))


def _close(folder: Path, program: Path) -> None:
    # A process started with -I looks for modules where Python is installed, not where this file is.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from plantargets import confine  # noqa: PLC0415 - only now is the path set

    confine.end_with_parent()
    allowed = dict.fromkeys([*confine.python_places(), *map(Path, PARTS), program.parents[1]], confine.READ)
    loaders = [loader for place in LOADERS for loader in Path("/").glob(f"{place}/ld-*.so*")]
    allowed |= dict.fromkeys([program, *loaders], confine.RUN)
    allowed |= {folder: confine.EVERYTHING & ~confine.EXECUTE, Path(os.devnull): confine.EVERYTHING}
    confine.close_files(allowed | {SOCKETS: MAKE_SOCKET})
    confine.close_all_but_files()


if __name__ == "__main__":
    main()
