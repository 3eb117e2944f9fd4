"""Readers in processes of their own, with limits of time and memory and without a way out.

Parsers of untrusted documents hang, crash and swell. Here each file is read by a process that gets its bytes
and can answer with text only: what else it tries (see `worker`) is refused, on Linux by the kernel (see
`plantargets.confine`), elsewhere by Python alone. These processes are forks of one that has the libraries
loaded already, so that a file costs milliseconds, not the second of the imports.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from plantargets.errors import PlanTargetsError
from plantargets.formats import worker
from plantargets.formats.document import Document, ScannedError

# Named in full, so that whoever asks which code reads a document finds it.
WORKER = Path(__file__).with_name("plantargets.formats.worker".rpartition(".")[2] + ".py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use for one file."""

    cpu_seconds: int = 180
    # For a machine so busy that the time of the processor does not run out.
    wall_seconds: int = 1200
    memory_bytes: int = 2 * 2**30
    text_bytes: int = 200 * 2**20


LIMITS = Limits()
ATTEMPTS = 2


class ReaderStoppedError(PlanTargetsError):
    """A reader was ended by something else than its document, such as want of memory, each time it tried."""


def read_apart(kind: str, data: bytes, limits: Limits = LIMITS) -> Document:
    """Read a document in a process of its own.

    Parameters
    ----------
    kind
        ``docx``, ``html`` (UTF-8), ``pdf``, ``xlsx``, ``xls``, ``ofd``, or ``ocr`` for a scanned PDF.
    data
        The bytes of the document.
    limits
        What the reader may use.

    Returns
    -------
    Document
        Its text.

    Raises
    ------
    PlanTargetsError
        With the reason alone (the caller knows the name of the file) if the reader refuses the document,
        exceeds a limit or crashes; `ScannedError` for a PDF of pictures only; `ReaderStoppedError` if it was
        ended twice by something else than the document.
    """
    request = {"kind": kind, "bytes": len(data), **asdict(limits)}
    if sys.platform == "emscripten":
        # In a browser, which confines this program itself and starts no processes.
        answer = worker.read(request, data)
    else:
        answer = _answered(request, data)
    try:
        if "refused" not in answer:
            return _document(answer)
        reason = _words(answer["refused"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlanTargetsError(
            f"its reader answered what no reader says ({type(error).__name__}): the file took hold of it"
        ) from None
    raise (ScannedError if answer.get("scanned") else PlanTargetsError)(reason)


def _answered(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return the answer of a reader; one that dies on a machine under load is tried again."""
    for _ in range(ATTEMPTS):
        try:
            with _server() as server:
                answer = _ask(server, request, data)
        except ReaderStoppedError as error:
            reason = str(error)
            continue
        if "stopped" not in answer:
            return answer
        reason = _words(str(answer["stopped"]))
    raise ReaderStoppedError(
        f"its reader stopped {ATTEMPTS} times ({reason}), most often for want of memory: try again"
    )


def _document(answer: dict[str, Any]) -> Document:
    """Return what a reader answered; it is not trusted to answer what `Document` holds."""
    text = _words(answer["text"])
    return Document(
        text,
        tuple(_offset(start, text) for start in answer["page_starts"]),
        _words(answer["tool"]),
        tuple(_words(line) for line in answer["beside"]),
        tuple(_words(note) for note in answer["notes"]),
        bool(answer["by_ocr"]),
        tuple((_offset(start, text), _offset(end, text)) for start, end in answer["doubtful"]),
    )


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    # Halves of characters, as broken fonts of a PDF give them, could not be stored.
    return _SURROGATE.sub("\ufffd", value)


def _offset(value: Any, text: str) -> int:
    if type(value) is not int or not 0 <= value <= len(text):
        raise ValueError
    return value


# Of the surroundings: secrets of the user, and what changes how libraries work, are nothing for a reader.
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOCK = threading.Lock()
# The server of this process; one that was inherited by a fork belongs to the parent.
_SERVERS: dict[int, subprocess.Popen[bytes]] = {}


@contextlib.contextmanager
def _server() -> Iterator[subprocess.Popen[bytes]]:
    with _LOCK:
        server = _SERVERS.get(os.getpid())
        if server is None or server.poll() is not None:
            server = _started()
            _SERVERS[os.getpid()] = server
        try:
            yield server
        except BaseException:
            # An answer that was not fetched must not be taken for the next one.
            _stop()
            raise


def _started() -> subprocess.Popen[bytes]:
    # -I: no module is taken from the working folder or from PYTHONPATH; -B: no bytecode is written.
    return subprocess.Popen(
        [sys.executable, "-I", "-B", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # One thread: libraries of linear algebra reserve memory for each.
        env={
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        },
        start_new_session=True,
    )


def _ask(server: subprocess.Popen[bytes], request: dict[str, Any], data: bytes) -> dict[str, Any]:
    assert server.stdin is not None and server.stdout is not None
    late = threading.Event()

    def give_up() -> None:
        late.set()
        _kill(server)

    clock = threading.Timer(request["wall_seconds"], give_up)
    clock.daemon = True
    clock.start()
    try:
        server.stdin.write(json.dumps(request).encode() + b"\n")
        server.stdin.write(data)
        server.stdin.flush()
        answer = json.loads(_exactly(server.stdout, int(server.stdout.readline())))
        if not isinstance(answer, dict):
            raise ValueError("the answer is no object")
    except (OSError, ValueError, RecursionError) as error:
        _kill(server)
        if late.is_set():
            raise PlanTargetsError(f"it was not read within {request['wall_seconds']} s") from None
        raise ReaderStoppedError(type(error).__name__) from None
    finally:
        clock.cancel()
    return answer


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise ValueError("the answer is cut off")
    return data


def _kill(server: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            # With the process that reads: the session was made for the two.
            os.killpg(server.pid, signal.SIGKILL)
        else:
            server.kill()


@atexit.register
def _stop() -> None:
    server = _SERVERS.pop(os.getpid(), None)
    if server is not None:
        _kill(server)
        for stream in (server.stdin, server.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        server.wait()
