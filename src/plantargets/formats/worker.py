"""The process behind `plantargets.formats.apart`: for each document it forks one that reads it.

Run as a script. A request is a line of JSON and the bytes of the document; the answer is a line with its
length and a JSON object, the fields of `Document` or ``refused``. It ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import logging
import os
import signal
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

# What no reader may do, for a reason in words: where the kernel closes it, these are told before it refuses,
# and elsewhere they are all that stands in the way.
FORBIDDEN = frozenset({
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty",
    "os.kill", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "shutil.rmtree", "urllib.Request",
})  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Named in full, so that whoever asks which code reads a document finds it.
MODULES = {
    "docx": ("plantargets.formats.docx", "docx"),
    "html": ("plantargets.formats.html", "trafilatura", "lxml.html"),
    "pdf": ("plantargets.formats.pdf", "pdfplumber", "pdfplumber.utils.exceptions"),
    "xlsx": ("plantargets.formats.sheet", "openpyxl"),
    "xls": ("plantargets.formats.sheet", "xlrd"),
    "ofd": ("plantargets.formats.ofd", "lxml.etree"),
    "ocr": ("plantargets.formats.ocr", "numpy", "pypdfium2", "rapidocr"),
}
# Recognition of characters computes in threads; other readers are not given any.
WITH_THREADS = ("ocr",)
# Of the text allowed: a character of three bytes takes six in JSON, and lines beside the text are text too.
ANSWER_FOR_TEXT = 4
READ_BYTES = 1 << 20
LAST_SECONDS = 1  # of the time of the processor, which the system counts less often than it ends


class ForbiddenError(RuntimeError):
    """A reader tried what no reader may do."""


def main() -> None:
    """Answer requests until there are no more."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    # A process started with -I looks for modules where Python is installed, not where this file is.
    # First, so that the code that reads is the code that asks, whatever the environment has installed.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["bytes"])
        for name in ("plantargets.confine", *MODULES[request["kind"]]):
            importlib.import_module(name)
        answer = _forked(request, data) if hasattr(os, "fork") else _encoded(read(request, data))
        sys.stdout.buffer.write(b"%d\n" % len(answer) + answer)
        sys.stdout.buffer.flush()


def _forked(request: dict[str, Any], data: bytes) -> bytes:
    """Return the answer of a process made for this document, or in its place how that process ended."""
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiver)
        with os.fdopen(sender, "wb") as pipe:
            _limit(request)
            _close(request, sender)
            pipe.write(_encoded(read(request, data)))
        os._exit(0)
    os.close(sender)
    most = ANSWER_FOR_TEXT * request["text_bytes"]
    answer = _gathered(receiver, child, most)
    _, status, used = os.wait4(child, 0)
    if len(answer) > most:
        return _encoded({"refused": _too_much_text(request)})
    ended = os.waitstatus_to_exitcode(status)
    if ended == 0 and answer:
        return answer
    # SIGXCPU and SIGKILL end a process that exceeds its time; SIGKILL also one when memory runs out.
    seconds = request["cpu_seconds"]
    is_late = used.ru_utime + used.ru_stime >= seconds - LAST_SECONDS
    if ended in (-signal.SIGKILL, -signal.SIGTERM) and not is_late:
        return _encoded({"stopped": f"signal {-ended}"})
    if ended in (-24, -9):
        return _encoded({"refused": f"it was not read within {seconds} s of processor time (a loop?)"})
    return _encoded({"refused": f"its reader crashed (status {ended}): the file is damaged"})


def _gathered(receiver: int, child: int, most: int) -> bytes:
    """Return what the child writes; end it where that is too much, and with it where nobody waits for it."""
    import select  # noqa: PLC0415 - only where processes are forked

    answer = bytearray()
    waiting = select.poll()
    waiting.register(receiver, select.POLLIN)
    # Its other end is closed when the process that asks is gone, however it ended.
    waiting.register(sys.stdin.fileno(), 0)
    with os.fdopen(receiver, "rb", buffering=0) as pipe:
        while len(answer) <= most:
            ready = dict(waiting.poll())
            if sys.stdin.fileno() in ready:
                os.kill(child, signal.SIGKILL)
                os._exit(1)
            piece = pipe.read(READ_BYTES)
            if not piece:
                return bytes(answer)
            answer += piece
    os.kill(child, signal.SIGKILL)
    return bytes(answer)


def read(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return the text of a document, or why it is refused."""
    try:
        module = importlib.import_module(MODULES[request["kind"]][0])
        if request["kind"] == "html":
            document = _shut_in(module.read_html, data.decode("utf-8", "replace"))
        else:
            document = _shut_in(getattr(module, f"read_{request['kind']}"), data)
        if len(document.text.encode("utf-8", "surrogatepass")) > request["text_bytes"]:
            return {"refused": _too_much_text(request)}
    except Exception as error:  # a library fails on a broken document in any way it likes
        gc.collect()
        return {"refused": _reason(error, request), "scanned": type(error).__name__ == "ScannedError"}
    return asdict(document)


def _too_much_text(request: dict[str, Any]) -> str:
    return f"its text is larger than {request['text_bytes'] / 2**20:.0f} MB"


def _reason(error: Exception, request: dict[str, Any]) -> str:
    # Libraries of compression tell of memory in words of their own.
    if isinstance(error, MemoryError) or "allocate" in str(error):
        return f"reading it needs more than {request['memory_bytes'] / 2**30:.1f} GB of memory"
    if isinstance(error, RecursionError):
        return "its parts are nested too deep, or contain themselves"
    if isinstance(error, (ForbiddenError, PermissionError)):
        return f"it made its reader try what no reader may do ({error})"
    if type(error).__name__ in {"PlanTargetsError", "ScannedError"}:
        return str(error)
    words = " ".join(str(error).split())[:200]
    return f"it is damaged ({type(error).__name__}{': ' + words if words else ''})"


def _encoded(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer).encode()


def _limit(request: dict[str, Any]) -> None:
    try:
        import resource  # noqa: PLC0415 - not there on Windows, where only the time of the wall is limited
    except ImportError:
        return
    for what, amount in (
        (resource.RLIMIT_AS, request["memory_bytes"]),
        (resource.RLIMIT_CPU, request["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        ceiling = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        # Some systems know a limit but not how to lower it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (ceiling, ceiling))


def _close(request: dict[str, Any], answer: int) -> None:
    """Take from this process what a reader does not need: other documents, files, the kernel."""
    from plantargets import confine  # noqa: PLC0415 - only now is the path set

    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        os.dup2(nothing, stream.fileno())
    # What a library has opened in the process that this one was forked from.
    os.closerange(3, answer)
    os.closerange(answer + 1, min(max(os.sysconf("SC_OPEN_MAX"), 4096), 2**31 - 1))
    # Libraries load parts of themselves when a document asks for them.
    places = [*confine.python_places(), Path(__file__).parents[1]]
    confine.close_files(dict.fromkeys(places, confine.READ))
    confine.close_all_but_computing(threads=request["kind"] in WITH_THREADS)


def _shut_in(reader: Any, content: bytes | str) -> Any:
    """Call a reader; whatever it tries that no reader may do ends it."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FORBIDDEN:
            raise ForbiddenError(event)
        if event == "open" and _writes(arguments):
            raise ForbiddenError(f"writing {arguments[0]}")

    if sys.platform != "emscripten":  # a browser confines the whole program, which goes on after this file
        sys.addaudithook(refuse)
    with contextlib.redirect_stdout(sys.stderr):
        return reader(content)


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & WRITING)


if __name__ == "__main__":
    main()
