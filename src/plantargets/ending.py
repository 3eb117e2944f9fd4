"""How a command ends that cannot do what it was called for: one sentence, and a status that is not 0."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Iterator

from plantargets.errors import PlanTargetsError
from plantargets.whole import NO_ROOM

# What the disk, the folders and the machine of a user refuse: a user can help it, and no report would.
REFUSED = (*NO_ROOM, errno.EROFS, errno.EACCES, errno.EIO, errno.EMFILE, errno.ENFILE)
INTERRUPTED = 130


@contextlib.contextmanager
def in_one_sentence() -> Iterator[None]:
    """End the process in one sentence on stderr where what is done within cannot be done, or is stopped.

    Being terminated, and a terminal that is closed, count as Ctrl-C: files that were begun are taken away,
    and processes that were started end.
    """
    former = {}
    for name in ("SIGTERM", "SIGHUP"):
        # What is ignored stays so, as with nohup; only the main thread may ask for more.
        with contextlib.suppress(ValueError, AttributeError):
            number = getattr(signal, name)
            if signal.getsignal(number) == signal.SIG_DFL:
                former[number] = signal.signal(number, signal.default_int_handler)
    try:
        yield
    except PlanTargetsError as error:
        _end(str(error))
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        where = f" for {error.filename}" if error.filename else ""
        cure = "make room" if error.errno in NO_ROOM else "mend that"
        _end(f"{os.strerror(error.errno)}{where}: {cure}, and call again")
    except KeyboardInterrupt:
        _end("interrupted: nothing half-written is left; call again to go on", INTERRUPTED)
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _end(told: str, status: int = 1) -> None:
    with contextlib.suppress(OSError):
        print(f"plantargets: {told}", file=sys.stderr)
    sys.exit(status)
