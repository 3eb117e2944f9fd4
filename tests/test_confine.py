"""Every way out that a reader of documents could try is closed by the kernel, without help from Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from plantargets import confine

SOURCE = Path(confine.__file__).parents[1]
pytestmark = pytest.mark.skipif(bool(confine.missing()), reason="the kernel offers no Landlock or no seccomp")

# As the worker does it, but without the hook of Python that tells why.
SHUT_IN = """
import ctypes, json, os, signal, socket, sys
sys.path.insert(0, SOURCE)
import _posixsubprocess, mmap, multiprocessing, subprocess, threading, urllib.request
import docx, lxml.etree, pdfplumber, trafilatura
from plantargets.formats import worker

libc = ctypes.CDLL(None, use_errno=True)
folder, report = sys.argv[1], os.dup(1)
parent = os.getppid()


def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def raw(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), f"call {number}")


def into_the_answer():
    if os.fstat(1).st_rdev != os.stat(os.devnull).st_rdev:
        raise AssertionError("standard output is open")
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
worker._close()
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
    "a terminal of somebody": "lambda: open('/dev/tty', 'w')",
    "the priority of another": "lambda: os.setpriority(os.PRIO_PROCESS, parent, 19)",
}


def script(ways: dict[str, str]) -> str:
    table = "{" + ", ".join(f"{name!r}: {way}" for name, way in ways.items()) + "}"
    return SHUT_IN.replace("SOURCE", repr(str(SOURCE))).replace("WAYS_HERE", table)


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
    open_still = script(ways).replace("worker._close()", "")
    assert set(outcome(open_still, tmp_path).values()) == {"OUT"}


def test_what_a_reader_needs_is_left_to_it(tmp_path: Path) -> None:
    needs = {
        "thread": "lambda: (lambda one: (one.start(), one.join()))(threading.Thread(target=int))",
        "time": "lambda: (__import__('time').time(), __import__('time').sleep(0.001))",
        "memory": "lambda: len(bytearray(50_000_000))",
        "modules": "lambda: __import__('xmlrpc.client')",
        "random": "lambda: os.urandom(8)",
        "mapping": "lambda: mmap.mmap(-1, 4096).close()",
    }
    assert set(outcome(script(needs), tmp_path).values()) == {"OUT"}


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
