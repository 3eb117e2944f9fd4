"""Every way out that a reader of documents could try is closed by the kernel, without help from Python."""

from __future__ import annotations

import json
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import psutil
import pytest

from plantargets import confine
from plantargets.errors import PlanTargetsError
from plantargets.formats import apart, office, office_apart
from plantargets.formats.apart import read_apart
from plantargets.formats.limits import weaker_limits

SOURCE = Path(confine.__file__).parents[1]
pytestmark = pytest.mark.skipif(bool(confine.missing()), reason="the kernel offers no Landlock or no seccomp")

# As the worker does it, but without the hook of Python that tells why.
SHUT_IN = """
import ctypes, errno, fcntl, json, os, signal, socket, sys
sys.path.insert(0, SOURCE)
import _posixsubprocess, mmap, multiprocessing, subprocess, threading, urllib.request
import docx, lxml.etree, pdfplumber, trafilatura
from plantargets.formats import worker

libc = ctypes.CDLL(None, use_errno=True)
folder, report = sys.argv[1], os.dup(1)
parent = os.getppid()
inherited = os.open(folder, os.O_RDONLY)
number = os.fstat(inherited).st_ino
pipe = os.pipe()


def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def raw(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), f"call {number}")


def refused(number, *arguments):
    # A call that fails for what it was given has been let through to the kernel.
    if libc.syscall(number, *arguments) >= 0 or ctypes.get_errno() not in (1, 13, 38):
        raise AssertionError
    raise OSError(ctypes.get_errno(), f"call {number}")


def by_32_bits():
    # By the numbers of 32 bits: 20 is getpid there, and writev here.
    code = bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0x48, 0x98, 0xC3])
    place = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    place.write(code)
    call = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(place)))
    if call() < 0:
        raise OSError(0, "refused")


def into_the_answer():
    if os.fstat(1).st_rdev != os.stat(os.devnull).st_rdev:
        raise AssertionError("standard output is open")
    raise OSError(0, "nothing")


def into_stderr():
    if os.fstat(2).st_rdev != os.stat(os.devnull).st_rdev:
        raise AssertionError("standard error is open")
    raise OSError(0, "nothing")


def other_documents():
    if os.read(0, 10):
        return
    raise OSError(0, "nothing")


def send():
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.sendmsg([b"x"], [], 0, ("127.0.0.1", 9))


def connect(family, address):
    socket.socket(family, socket.SOCK_STREAM).connect(address)


WAYS = WAYS_HERE
CLOSING_HERE
result = {}
for name, way in WAYS.items():
    try:
        way()
    except Exception as error:
        result[name] = f"{type(error).__name__}: {error}"
    else:
        result[name] = "OUT"
os.write(report, json.dumps(result).encode())
"""
WAYS = {
    # Reading.
    "another file": "lambda: open(folder + '/secret')",
    "the users of the system": "lambda: open('/etc/passwd')",
    "a listing": "lambda: os.listdir(folder)",
    "a listing by scandir": "lambda: list(os.scandir('/'))",
    "a walk by descriptor": "lambda: os.listdir(os.open(folder, os.O_RDONLY | os.O_DIRECTORY))",
    "the environment of another process": "lambda: open(f'/proc/{parent}/environ', 'rb').read()",
    "memory of another process": "lambda: open(f'/proc/{parent}/mem', 'rb').read(1)",
    "memory of another process by call": "lambda: call('process_vm_readv', parent, None, 0, None, 0, 0)",
    "file by libxml": "lambda: lxml.etree.parse(folder + '/page.xml')",
    "file by ctypes": "lambda: call('open', (folder + '/secret').encode(), 0)",
    "a descriptor of another process": "lambda: raw(438, 1, 1, 0)",
    "the next documents": "other_documents",
    # Writing.
    "a file": "lambda: open(folder + '/new', 'w')",
    "a file by append": "lambda: open(folder + '/secret', 'a')",
    "a file to read and write": "lambda: os.open(folder + '/secret', os.O_RDWR)",
    "a nameless file": "lambda: os.open(folder, os.O_TMPFILE | os.O_WRONLY)",
    "a file by libxml": "lambda: lxml.etree.ElementTree(lxml.etree.XML('<a/>')).write(folder + '/secret')",
    "a file by ctypes": "lambda: call('creat', (folder + '/new').encode(), 0o600)",
    "truncation": "lambda: os.truncate(folder + '/secret', 0)",
    "removal": "lambda: os.remove(folder + '/secret')",
    "removal by ctypes": "lambda: call('unlink', (folder + '/secret').encode())",
    "a new name": "lambda: os.rename(folder + '/secret', folder + '/other')",
    "a link": "lambda: os.link(folder + '/secret', folder + '/other')",
    "a symbolic link": "lambda: os.symlink('/etc/passwd', folder + '/other')",
    "a folder": "lambda: os.mkdir(folder + '/new')",
    "removal of a folder": "lambda: os.rmdir(folder + '/empty')",
    "a pipe with a name": "lambda: os.mkfifo(folder + '/pipe')",
    "a device": "lambda: os.mknod(folder + '/device', 0o20666, os.makedev(1, 3))",
    "another owner": "lambda: os.chown(folder + '/secret', 0, 0)",
    "other permissions": "lambda: os.chmod(folder + '/secret', 0o777)",
    "other times": "lambda: os.utime(folder + '/secret', (0, 0))",
    "another attribute": "lambda: os.setxattr(folder + '/secret', 'user.a', b'x')",
    "the answer of the server": "into_the_answer",
    "memory that lasts": "lambda: os.memfd_create('x')",
    "shared memory of System V": "lambda: raw(29, 0, 4096, 0o1600)",
    # Reaching out.
    "UDP": "send",
    "TCP": "lambda: connect(socket.AF_INET, ('127.0.0.1', 9))",
    "TCP of version 6": "lambda: connect(socket.AF_INET6, ('::1', 9))",
    "a raw socket": "lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
    "a socket of the kernel": "lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
    "a socket of another process": "lambda: connect(socket.AF_UNIX, folder + '/socket')",
    "a socket without a file": "lambda: connect(socket.AF_UNIX, chr(0) + 'name')",
    "a pair of sockets": "lambda: socket.socketpair()",
    "a name asked for": "lambda: socket.getaddrinfo('localhost', 80)",
    "a page": "lambda: urllib.request.urlopen('http://127.0.0.1:9')",
    "asynchronous calls": "lambda: raw(425, 1, None)",
    # Starting and disturbing.
    "another program": "lambda: subprocess.run(['/bin/true'])",
    "another program by system": "lambda: 1 / (not os.system('true'))",
    "another program by ctypes": "lambda: 1 / (not libc.system(b'true'))",
    "another program in this place": "lambda: os.execv('/bin/true', ['true'])",
    "another program spawned": "lambda: os.posix_spawn('/bin/true', ['true'], {})",
    "another program by the inner call": (
        "lambda: _posixsubprocess.fork_exec([b'/bin/true'], [b'/bin/true'], True, (), None, None, -1, -1, -1,"
        " -1, -1, -1, -1, report, False, False, -1, None, None, None, -1, None, False)"
    ),
    "a copy": "os.fork",
    "a copy by ctypes": "lambda: call('fork')",
    "a copy with a terminal": "lambda: os.forkpty()",
    "a process of multiprocessing": "lambda: multiprocessing.get_context('fork').Process(target=int).start()",
    "a signal": "lambda: os.kill(parent, 0)",
    "a signal to the group": "lambda: os.killpg(os.getpgid(0), 0)",
    "a signal by call": "lambda: raw(234, parent, parent, 0)",
    "tracing": "lambda: call('ptrace', 16, parent, None, None)",
    "more room": "lambda: __import__('resource').setrlimit(7, (1, 1))",
    "another user": "lambda: os.setuid(os.getuid())",
    "another root": "lambda: os.chroot(folder)",
    "another folder": "lambda: os.chdir(folder)",
    "another view of the system": "lambda: call('unshare', 0x10000000)",
    "a mount": "lambda: call('mount', b'none', folder.encode(), b'tmpfs', 0, None)",
    "a program in the kernel": "lambda: raw(321, 0, None, 0)",
    "keys of the kernel": "lambda: raw(250, 0, 0, 0)",
    "a terminal's input": "lambda: fcntl.ioctl(0, 0x5412, b'x')",
    "a socket of packets": "lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)",
    "a socket of ciphers": "lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET, 0)",
    "a socket of the host": "lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM, 0)",
    # Signals and holds by what is open already.
    "a signal when a pipe is ready": "lambda: fcntl.fcntl(0, fcntl.F_SETOWN, parent)",
    "which signal that is": "lambda: fcntl.fcntl(0, fcntl.F_SETSIG, 9)",
    "a lease": "lambda: fcntl.fcntl(0, fcntl.F_SETLEASE, 0)",
    "a lock": "lambda: fcntl.lockf(os.open(lxml.etree.__file__, os.O_RDONLY), fcntl.LOCK_SH)",
    "word of changes": "lambda: fcntl.fcntl(os.open(lxml.__path__[0], os.O_RDONLY), fcntl.F_NOTIFY, 1)",
    "a descriptor left open": "lambda: 1 / (os.fstat(inherited).st_ino == number)",
    "a listing by one left open": "lambda: os.listdir(inherited)",
    "a pipe left open": "lambda: os.write(pipe[1], b'x')",
    "a word to the terminal": "into_stderr",
    "memory of oneself as a file": "lambda: open('/proc/self/mem', 'r+b')",
    "its own surroundings as a file": "lambda: open('/proc/self/environ', 'rb').read()",
    "shared memory by name": "lambda: open('/dev/shm/name', 'w')",
    "a thread for each turn": "lambda: threading.Thread(target=int).start()",
    "a terminal of somebody": "lambda: open('/dev/tty', 'w')",
    "the priority of another": "lambda: os.setpriority(os.PRIO_PROCESS, parent, 19)",
}


# Calls of x86-64 by number: one that gets as far as its arguments is let through.
WAYS |= {} if platform.machine() != "x86_64" else {
    "a key added": "lambda: refused(248, None, None, None, 0, 0)",
    "a program from memory": "lambda: refused(322, -1, b'', None, None, 0x1000)",
    "faults of pages": "lambda: refused(323, -1)",
    "counters of performance": "lambda: refused(298, None, 0, -1, -1, -1)",
    "the namespace of another": "lambda: refused(308, -1, 0)",
    "another process as a file": "lambda: refused(434, parent, 0)",
    "a signal by file": "lambda: refused(424, -1, 0, None, 0)",
    "a signal with a word": "lambda: refused(129, parent, 0, None)",
    "limits of another process": "lambda: refused(302, parent, 7, None, None)",
    "processors of another": "lambda: refused(203, parent, 8, None)",
    "scheduling of another": "lambda: refused(144, parent, 0, None)",
    "turning the lock back": "lambda: refused(157, 22, 0, 0, 0, 0)",
    "another filter": "lambda: refused(317, 1, 0, None)",
    "opening by handle": "lambda: refused(304, -1, None, 0)",
    "a handle of a file": "lambda: refused(303, -100, folder.encode(), None, None, 0)",
    "the newer opening": "lambda: refused(437, -100, folder.encode(), None, 0)",
    "news of files": "lambda: refused(294, 0)",
    "news of all files": "lambda: refused(300, 0, 0)",
    "room in a file": "lambda: refused(285, 1, 0, 0, 1)",
    "a file by another": "lambda: refused(40, 1, 0, None, 1)",
    "copying in the kernel": "lambda: refused(326, 0, None, 1, None, 1, 0)",
    "messages between processes": "lambda: refused(240, b'name', 0o101, 0o600, None)",
    "semaphores of System V": "lambda: refused(64, 0, 1, 0o1600)",
    "a mount of the new kind": "lambda: refused(430, b'tmpfs', 0)",
    "another disk": "lambda: refused(155, folder.encode(), folder.encode())",
    "swapping": "lambda: refused(167, folder.encode(), 0)",
    "the log of the kernel": "lambda: refused(103, 3, None, 0)",
    "a module of the kernel": "lambda: refused(175, None, 0, b'')",
    "ports of the machine": "lambda: refused(173, 0, 1, 1)",
    "the clock of the machine": "lambda: refused(227, 0, None)",
    "the name of the machine": "lambda: refused(170, b'x', 1)",
    "accounting": "lambda: refused(163, folder.encode())",
    "a copy that is no thread": "lambda: refused(56, 17, None, None, None, 0)",
    "a copy of the newest kind": "lambda: refused(435, None, 0)",
    "a copy of old": "lambda: refused(58)",
    "calls by the numbers of short addresses": "lambda: refused(0x40000000 + 39)",
    "a socket by those numbers": "lambda: refused(0x40000000 + 41, 2, 2, 0)",
    "calls of 32 bits": "by_32_bits",
}  # fmt: skip

AS_A_READER = 'worker._close({"kind": "docx"}, report)'


def script(ways: dict[str, str], closing: str = AS_A_READER) -> str:
    table = "{" + ", ".join(f"{name!r}: {way}" for name, way in ways.items()) + "}"
    program = SHUT_IN.replace("SOURCE", repr(str(SOURCE))).replace("CLOSING_HERE", closing)
    return program.replace("WAYS_HERE", table)


def outcome(program: str, folder: Path) -> dict[str, str]:
    (folder / "secret").write_text("secret")
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(folder)],
        input=b"the next document",
        capture_output=True,
        check=False,
        timeout=300,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("way-out")
    (folder / "page.xml").write_text("<a/>")
    (folder / "empty").mkdir()
    found = outcome(script(WAYS), folder)
    assert sorted(path.name for path in folder.iterdir()) == ["empty", "page.xml", "secret"]
    assert (folder / "secret").read_text() == "secret"
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_way_out_is_closed(tried: dict[str, str], way: str) -> None:
    assert tried[way] != "OUT"


def test_an_open_way_would_be_told(tmp_path: Path) -> None:
    """The test above can fail: nothing closed, and the same ways lead out."""
    ways = {name: WAYS[name] for name in ("another file", "a file", "a listing", "UDP", "a pair of sockets")}
    open_still = script(ways, "")
    assert set(outcome(open_still, tmp_path).values()) == {"OUT"}


def test_what_a_reader_needs_is_left_to_it(tmp_path: Path) -> None:
    needs = {
        "time": "lambda: (__import__('time').time(), __import__('time').sleep(0.001))",
        "memory": "lambda: len(bytearray(50_000_000))",
        "modules": "lambda: __import__('xmlrpc.client')",
        "random": "lambda: os.urandom(8)",
        "mapping": "lambda: mmap.mmap(-1, 4096).close()",
    }
    assert set(outcome(script(needs), tmp_path).values()) == {"OUT"}


def test_a_reader_that_recognises_characters_may_start_threads_and_no_process(tmp_path: Path) -> None:
    ways = {
        "thread": "lambda: (lambda one: (one.start(), one.join()))(threading.Thread(target=int))",
        "copy": "os.fork",
        "program": "lambda: subprocess.run(['/bin/true'])",
    }
    tried = outcome(script(ways, 'worker._close({"kind": "ocr"}, report)'), tmp_path)
    assert [name for name, became in tried.items() if became == "OUT"] == ["thread"]


# The program that converts old documents ----------------------------------------------------------

# What LibreOffice is given: files of its own folder, and a socket that nobody else is reached by.
OFFICE = {"its own file", "its own program's file", "a copy", "a socket for itself"}
OFFICE_WAYS = {
    "its own file": "lambda: open(own + '/new', 'w').close()",
    "its own program's file": "lambda: open(lxml.etree.__file__, 'rb').close()",
    "a copy": "lambda: os.fork() or os._exit(0)",
    "a socket for itself": "lambda: socket.socket(socket.AF_UNIX).bind('/tmp/' + os.path.basename(own))",
    "a program of its own folder": "lambda: (os.chmod(own + '/x', 0o755), subprocess.run([own + '/x']))",
    "a file beside": "lambda: open(folder + '/secret', 'w')",
    "reading beside": "lambda: open(folder + '/secret')",
    "a name beside": "lambda: os.rename(own + '/new', folder + '/new')",
    "permissions": "lambda: os.chmod(folder + '/secret', 0)",
    "owner": "lambda: os.chown(folder + '/secret', 1, 1)",
    "times": "lambda: os.utime(folder + '/secret', (0, 0))",
    "attributes": "lambda: os.setxattr(folder + '/secret', 'user.a', b'x')",
    "truncation": "lambda: os.truncate(folder + '/secret', 0)",
    "the users of the system": "lambda: open('/etc/passwd')",
    "the surroundings of another": "lambda: open(f'/proc/{parent}/environ', 'rb').read()",
    "removal in the folder of sockets": "lambda: os.remove(folder + '/secret')",
    "a file in the folder of sockets": "lambda: open('/tmp/' + os.path.basename(own) + '.txt', 'w')",
    **{
        name: WAYS[name]
        for name in (
            "UDP", "TCP", "a raw socket", "a socket of the kernel", "a socket of packets", "a name asked for",
            "another program", "another program by system", "another program spawned", "a signal",
            "a signal to the group", "tracing", "memory of another process",
            "memory of another process by call", "another view of the system", "a mount",
            "the priority of another",
        )
    },
}  # fmt: skip


def test_the_program_that_converts_old_documents_has_its_folder_and_nothing_else(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "x").write_text("#!/bin/sh\n")
    (tmp_path / "other").write_text("x")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "listening"))
    listener.listen()
    ways = OFFICE_WAYS | {
        "a word to another process": f"lambda: connect(socket.AF_UNIX, {str(tmp_path / 'listening')!r})",
    }
    closing = f"from plantargets.formats import office_apart\nown = {str(own)!r}\n"
    closing += "office_apart._close(office_apart.Path(own), office_apart.Path(sys.executable))"
    try:
        tried = outcome(script(ways, closing), tmp_path)
    finally:
        listener.close()
        office_apart.SOCKETS.joinpath(own.name).unlink(missing_ok=True)
    assert {name for name, became in tried.items() if became == "OUT"} == OFFICE
    assert (tmp_path / "secret").read_text() == "secret"


@pytest.mark.skipif(office.find_office() is None, reason="LibreOffice is not installed")
def test_libreoffice_is_found_by_the_program_that_can_be_shut_in() -> None:
    assert office.confined_office()


def test_what_a_system_does_not_close_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    assert weaker_limits() == ""
    monkeypatch.setattr(office, "_working", lambda _: tmp_path / "soffice")
    monkeypatch.setattr(office, "find_office", lambda: str(tmp_path / "soffice"))
    assert "LibreOffice, which converts old documents, is not shut in" in weaker_limits()
    monkeypatch.setattr(confine, "missing", lambda: ["Landlock"])
    assert weaker_limits() == (
        "Python alone refuses what a reader tries (the kernel has no Landlock): "
        "read files of unknown origin on Linux 5.13 or newer"
    )


# What a reader that a document took hold of could do to those who asked ---------------------------

TAKEN = r"""
import json, os, sys, time
for line in iter(sys.stdin.buffer.readline, b""):
    sys.stdin.buffer.read(json.loads(line)["bytes"])
    answer = ANSWER
    sys.stdout.buffer.write(b"%d\n" % len(answer) + answer)
    sys.stdout.buffer.flush()
"""
HONEST = {
    "text": "x", "page_starts": [0], "tool": "t", "beside": [], "notes": [], "by_ocr": False, "doubtful": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        b"{}",
        b"[]",
        b"null",
        b"7",
        b"[" * 100_000,
        b"no json",
        json.dumps(HONEST | {"text": None}).encode(),
        json.dumps(HONEST | {"page_starts": [2]}).encode(),
        json.dumps(HONEST | {"page_starts": [-1]}).encode(),
        json.dumps(HONEST | {"page_starts": ["0"]}).encode(),
        json.dumps(HONEST | {"doubtful": [[0]]}).encode(),
        json.dumps(HONEST | {"doubtful": [[0, 9]]}).encode(),
        json.dumps(HONEST | {"notes": 5}).encode(),
        json.dumps(HONEST | {"notes": [{}]}).encode(),
        json.dumps({"refused": {"a": 1}}).encode(),
    ],
    ids=range(15),
)
def test_an_answer_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    taken = tmp_path / "worker.py"
    taken.write_text(TAKEN.replace("ANSWER", repr(answer)))
    monkeypatch.setattr(apart, "WORKER", taken)
    apart._stop()
    try:
        with pytest.raises(PlanTargetsError, match=r"^its reader (stopped|answered what no reader says)"):
            read_apart("docx", b"x")
    finally:
        apart._stop()


def test_an_honest_answer_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused above is refused for what it is."""
    taken = tmp_path / "worker.py"
    taken.write_text(TAKEN.replace("ANSWER", repr(json.dumps(HONEST).encode())))
    monkeypatch.setattr(apart, "WORKER", taken)
    apart._stop()
    try:
        assert read_apart("docx", b"x").text == "x"
    finally:
        apart._stop()


def test_an_answer_without_end_is_cut(tmp_path: Path) -> None:
    """One reader could fill the memory of the process that waits for it."""
    program = f"""
import os, sys
sys.path.insert(0, {str(SOURCE)!r})
from plantargets.formats import worker
worker.read = lambda request, data: {{"text": "x" * 5_000_000}}
request = {{"kind": "docx", "cpu_seconds": 60, "memory_bytes": 2**30, "text_bytes": 10**6}}
print(worker._forked(request, b"").decode())
"""
    asker = subprocess.Popen(
        [sys.executable, "-I", "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert asker.stdin is not None and asker.stdout is not None
    with asker.stdin, asker.stdout:
        told = json.loads(asker.stdout.read())
    asker.wait()
    assert told == {"refused": "its text is larger than 1 MB"}


def test_a_reader_sees_nothing_of_the_user_s_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    told = "json.dumps(dict(HONEST, text=' '.join(sorted(os.environ)))).encode()"
    taken = tmp_path / "worker.py"
    taken.write_text(
        TAKEN.replace("ANSWER", told).replace("import json", f"HONEST = {HONEST!r}\nimport json", 1)
    )
    monkeypatch.setattr(apart, "WORKER", taken)
    apart._stop()
    try:
        names = read_apart("docx", b"x").text.split()
    finally:
        apart._stop()
    assert "PATH" in names and "SECRET_TOKEN" not in names and "HOME" not in names


def test_a_reader_ends_with_the_process_that_asked(tmp_path: Path) -> None:
    """Killed alone, it left a reader in a loop that went on for three minutes."""
    program = f"""
import os, sys, threading, time
sys.path.insert(0, {str(SOURCE)!r})
from plantargets.formats import apart
threading.Thread(target=lambda: apart.read_apart("docx", b"x"), daemon=True).start()
while not apart._SERVERS:
    time.sleep(0.01)
print(apart._SERVERS[os.getpid()].pid, flush=True)
time.sleep(600)
"""
    slow = tmp_path / "worker.py"
    text = Path(apart.WORKER).read_text(encoding="utf-8")
    text = text.replace("Path(__file__).parents[2]", f"Path({str(SOURCE)!r})").replace(
        "pipe.write(_encoded(read(request, data)))", "[0 for _ in iter(int, 1)]"
    )
    slow.write_text(text, encoding="utf-8")
    program = program.replace(
        "threading.Thread(", f"apart.WORKER = apart.Path({str(slow)!r})\nthreading.Thread(", 1
    )
    asker = subprocess.Popen([sys.executable, "-I", "-c", program], stdout=subprocess.PIPE, text=True)
    assert asker.stdout is not None
    server = psutil.Process(int(asker.stdout.readline()))
    try:
        readers = until(server.children)
    finally:
        asker.kill()
        asker.wait()
        asker.stdout.close()
    until(lambda: not any(one.is_running() and one.status() != "zombie" for one in [server, *readers]))


def until(condition: Callable[[], Any]) -> Any:
    """Wait for what is true at last, as long as a busy machine needs."""
    end = time.monotonic() + 120
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


def test_a_kernel_s_filter_cannot_be_passed_by_other_numbers(tmp_path: Path) -> None:
    """The same calls by the numbers of short addresses were let through where the kernel knows them."""
    ways = {
        name: way
        for name, way in WAYS.items()
        if name in ("a socket by those numbers", "UDP", "calls of 32 bits")
    }
    tried = outcome(script(ways, "from plantargets import confine; confine.close_network()"), tmp_path)
    assert "OUT" not in tried.values()


IN_A_STEP = """
import json, sys
from pathlib import Path
sys.path.insert(0, SOURCE)
from plantargets.pipeline import kernel

if __name__ == "__main__":
    reports, work = map(Path, sys.argv[1:])
    kernel._shut_in({"list": [], "read": [SOURCE, __file__, str(reports)], "write": [str(work)]})
    from plantargets.corpus import extract_files

    done = extract_files([reports], work / "targets.csv", jobs=2, progress=False)
    print(json.dumps([done.targets, done.skipped]))
"""


def test_the_kernel_of_a_step_reads_reports_of_every_kind(tmp_path: Path) -> None:
    """Of a folder of Word, web and text reports `run corpus` read the texts alone: no other process began."""
    reports, work = tmp_path / "reports", tmp_path / "work"
    reports.mkdir()
    work.mkdir()
    target = "到2027年,新建园区20个以上。"
    document = docx.Document()
    document.add_paragraph(target)
    document.save(str(reports / "河南.docx"))
    page = f"<html><body><article><p>{target}</p></article></body></html>"
    (reports / "湖北.html").write_text(page, encoding="utf-8")
    (reports / "广东.txt").write_text(target, encoding="utf-8")
    script = tmp_path / "step.py"
    script.write_text(f"SOURCE = {str(SOURCE)!r}\n{IN_A_STEP}", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, reports, work], cwd=work, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == [3, []]
