"""Shut the present process in, by the kernel of Linux: which files it may open, and what it may ask for.

Landlock (Linux 5.13) closes the file system, seccomp (Linux 3.17) the calls of the kernel. Neither can be
opened again, and what the process starts is shut in with it. Both are asked for through libc, on x86-64 and
on 64-bit ARM; elsewhere nothing is closed, and the functions say so.

Only the standard library is imported: this runs first in processes that must not load anything else before.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

# Landlock: rights over files and folders, and the version of the kernel's interface that knows them.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEVICE = 1 << 14, 1 << 15
RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
RIGHTS_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
TCP = 0b11
ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PATH_BENEATH = 1
PARENT_DEATH_SIGNAL = 1
NO_NEW_PRIVILEGES, GET_SECCOMP, SET_SECCOMP, FILTER = 38, 21, 22, 2

READ = READ_FILE | READ_DIR
RUN = READ | EXECUTE
EVERYTHING = (1 << 16) - 1

# Numbers of the calls on x86-64 and on 64-bit ARM, where those of old are missing.
CALLS = {
    "access": (21, None), "arch_prctl": (158, None), "brk": (12, 214),
    "clock_getres": (229, 114), "clock_gettime": (228, 113), "clock_nanosleep": (230, 115),
    "clone": (56, 220), "clone3": (435, 435), "close": (3, 57), "dup": (32, 23), "exit": (60, 93),
    "exit_group": (231, 94), "faccessat": (269, 48), "faccessat2": (439, 439), "fadvise64": (221, 223),
    "fcntl": (72, 25), "fstat": (5, 80), "fstatfs": (138, 44), "futex": (202, 98), "getcwd": (79, 17),
    "getdents64": (217, 61), "getegid": (108, 177), "geteuid": (107, 175), "getgid": (104, 176),
    "getpid": (39, 172), "getppid": (110, 173), "getrandom": (318, 278), "getrlimit": (97, 163),
    "getrusage": (98, 165), "gettid": (186, 178), "gettimeofday": (96, 169), "getuid": (102, 174),
    "ioctl": (16, 29), "lseek": (8, 62), "lstat": (6, None),
    "madvise": (28, 233), "membarrier": (324, 283), "mmap": (9, 222), "mprotect": (10, 226),
    "mremap": (25, 216), "munmap": (11, 215), "nanosleep": (35, 101), "newfstatat": (262, 79),
    "open": (2, None), "openat": (257, 56), "poll": (7, None), "ppoll": (271, 73), "pread64": (17, 67),
    "preadv": (295, 69), "pselect6": (270, 72), "read": (0, 63), "readlink": (89, None),
    "readlinkat": (267, 78), "readv": (19, 65), "restart_syscall": (219, 128), "rseq": (334, 293),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123), "sched_yield": (24, 124), "select": (23, None),
    "set_robust_list": (273, 99), "set_tid_address": (218, 96), "sigaltstack": (131, 132),
    "stat": (4, None), "statfs": (137, 43), "statx": (332, 291), "sysinfo": (99, 179),
    "time": (201, None), "times": (100, 153), "uname": (63, 160), "write": (1, 64), "writev": (20, 66),
}  # fmt: skip
# What leads to other processes or into the kernel, whichever files and sockets are open to a process.
REACHING_OUT: dict[str, tuple[int, int | None]] = {
    "add_key": (248, 217), "bpf": (321, 280), "io_uring_setup": (425, 425), "keyctl": (250, 219),
    "perf_event_open": (298, 241), "pidfd_getfd": (438, 438), "process_madvise": (440, 440),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "ptrace": (101, 117),
    "request_key": (249, 218), "setns": (308, 268), "unshare": (272, 97), "userfaultfd": (323, 282),
}  # fmt: skip
# Words to another process of this machine, and signals.
TALKING: dict[str, tuple[int, int | None]] = {
    "connect": (42, 203), "kill": (62, 129), "pidfd_send_signal": (424, 424), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "sendmmsg": (307, 269), "sendmsg": (46, 211), "sendto": (44, 206),
    "setpriority": (141, 140), "tgkill": (234, 131), "tkill": (200, 130),
}  # fmt: skip
# Changes of a file that Landlock does not see: its owner, permissions, times and attributes.
CHANGING: dict[str, tuple[int, int | None]] = {
    "chmod": (90, None), "chown": (92, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "fchown": (93, 55), "fchownat": (260, 54), "fremovexattr": (199, 16),
    "fsetxattr": (190, 7), "futimesat": (261, None), "lchown": (94, None), "lremovexattr": (198, 15),
    "lsetxattr": (189, 6), "removexattr": (197, 14), "setxattr": (188, 5), "utime": (132, None),
    "utimensat": (280, 88), "utimes": (235, None),
}  # fmt: skip
SOCKET, SET_LIMITS = (41, 198), (302, 261)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# What a process that computes on what it holds asks the kernel for: memory, time, threads, its open files.
COMPUTING = frozenset(CALLS) - {"clone", "clone3", "fcntl", "ioctl", "open", "openat"}
# Copy a descriptor, its flags and those of its file. Others send signals, or hold a file against its owner.
FILE_COMMANDS = (0, 1, 2, 3, 4, 1030)
THREAD = 0x10000
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
UNIX_SOCKETS = 1

# Instructions of the kernel's filter: load a word, jump if equal, if as large, if a bit is set, return.
LOAD, EQUAL, AS_LARGE, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Where x86-64 counts the calls of its programs with short addresses, the same calls by other numbers.
OTHER_NUMBERS = 0x40000000
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NUMBER, MACHINE = 0, 4


def close_files(allowed: Mapping[Path, int]) -> bool:
    """Let this process and all that it starts open these files and folders only, and no TCP connection.

    Parameters
    ----------
    allowed
        Path to rights: `READ`, `RUN` or `EVERYTHING`. A folder stands for all below it; a path that does not
        exist is passed over. Files that are open already stay open.

    Returns
    -------
    bool
        Whether it is done; False where the system has no Landlock. Whether a file exists can still be asked.
    """
    libc = _libc()
    version = libc.syscall(CREATE_RULESET, None, 0, 1) if libc else -1
    if libc is None or version < 1:
        return False
    handled = max(rights for since, rights in RIGHTS_BY_VERSION.items() if since <= version)
    fields = [handled, TCP if version >= 4 else 0, ABSTRACT_SOCKETS_AND_SIGNALS if version >= 6 else 0]
    attributes = struct.pack(f"{len(fields)}Q", *fields)[: 8 * (1 + (version >= 4) + (version >= 6))]
    ruleset = libc.syscall(CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path, rights in allowed.items():
            _allow(libc, ruleset, path, rights & handled)
        return libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.syscall(RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def close_all_but_computing(*, threads: bool = False) -> bool:
    """Let this process compute and use the files that it has open; it may open others for reading only.

    No socket of any kind, no other process, no signal, no change of a file, its name, owner or times.

    Parameters
    ----------
    threads
        Whether it may start threads; without them it cannot fill the table of processes.

    Returns
    -------
    bool
        Whether it is done; False where the system has no seccomp or another kind of processor.
    """
    codes = _numbers(CALLS)
    if codes is None:
        return False
    program = [step for name in sorted(COMPUTING & codes.keys()) for step in _if(codes[name], ALLOW)]
    # glibc tries this call for a new thread, and takes the older one if it is not there.
    program += _if(codes["clone3"], REFUSE | errno.ENOSYS)
    if threads:
        program += _if_argument(codes["clone"], 0, THREAD, REFUSE | errno.EPERM, ALLOW)
    for name, argument in (("open", 1), ("openat", 2)):
        if name in codes:
            program += _if_argument(codes[name], argument, WRITING, ALLOW, REFUSE | errno.EACCES)
    program += _if_one_of(codes["fcntl"], 1, FILE_COMMANDS)
    # A file asks in this way whether it is a terminal.
    program += _if(codes["ioctl"], REFUSE | errno.ENOTTY)
    return _filter([*program, (RETURN, 0, 0, REFUSE | errno.EPERM)])


def close_network() -> bool:
    """Let this process and all that it starts make no socket but those between processes of this machine.

    Returns
    -------
    bool
        Whether it is done, as of `close_all_but_computing`.
    """
    return _filter_without(REACHING_OUT)


def close_all_but_files() -> bool:
    """Let this process and all that it starts work on the files left to it, and know of nothing else.

    No network, no word and no signal to another process, no change of owner, permissions or times.

    Returns
    -------
    bool
        Whether it is done, as of `close_all_but_computing`.
    """
    return _filter_without(REACHING_OUT | TALKING | CHANGING)


def end_with_parent() -> bool:
    """Ask the kernel to end this process when the one that started it is gone, however that one ended.

    Returns
    -------
    bool
        Whether it is asked; False elsewhere than on Linux.
    """
    libc = _libc()
    return libc is not None and libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0) == 0


def missing() -> list[str]:
    """Return which of the two this system does not offer: ``Landlock``, ``seccomp``."""
    libc = _libc()
    landlock = libc is not None and libc.syscall(CREATE_RULESET, None, 0, 1) >= 1
    seccomp = libc is not None and _numbers(CALLS) is not None and libc.prctl(GET_SECCOMP, 0, 0, 0, 0) >= 0
    return [name for name, there in (("Landlock", landlock), ("seccomp", seccomp)) if not there]


def python_places() -> list[Path]:
    """Return where Python, its library, the installed packages and the libraries of the system are."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    places = [sysconfig.get_path(name) for name in names]
    places += [sysconfig.get_path(name, vars={"base": sys.base_prefix}) for name in names]
    places += [os.path.join(sys.base_prefix, name) for name in ("lib", "lib64")]  # noqa: PTH118
    # Which Python the environment is of: without it a process of this Python does not start.
    places += [os.path.join(sys.prefix, "pyvenv.cfg")]  # noqa: PTH118
    places += ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"]
    places += os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    return [Path(place) for place in dict.fromkeys(places) if os.path.isabs(place)]  # noqa: PTH117


def _libc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL(None, use_errno=True)
    except OSError:
        return None


def _numbers(calls: Mapping[str, tuple[int | None, int | None]]) -> dict[str, int] | None:
    """Return the numbers of calls of the kernel here, or None where they are not known."""
    if platform.machine() not in MACHINES or struct.calcsize("P") != 8 or _libc() is None:
        return None
    column, _ = MACHINES[platform.machine()]
    return {name: number for name, pair in calls.items() if (number := pair[column]) is not None}


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= RIGHTS_OF_FILES
        rule = struct.pack("=Qi", rights, place)
        if libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0) < 0:
            raise OSError(ctypes.get_errno(), "Landlock takes no rule", str(path))
    finally:
        os.close(place)


def _if(number: int, verdict: int) -> list[tuple[int, int, int, int]]:
    return [(EQUAL, 0, 1, number), (RETURN, 0, 0, verdict)]


def _if_argument(
    number: int, position: int, bits: int, without: int, having: int
) -> list[tuple[int, int, int, int]]:
    """Return the verdict on a call by whether any of these bits is set in one of its arguments."""
    return [
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, _argument(position)),
        (ANY_BIT, 1, 0, bits),
        (RETURN, 0, 0, without),
        (RETURN, 0, 0, having),
    ]


def _if_one_of(number: int, position: int, values: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Return that a call is allowed with these values of an argument alone."""
    return [
        (EQUAL, 0, 3 + len(values), number),
        (LOAD, 0, 0, _argument(position)),
        *((EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _argument(position: int) -> int:
    """Return where the lower half of an argument stands in what the filter sees; both machines are alike."""
    return 16 + 8 * position


def _filter_without(calls: Mapping[str, tuple[int | None, int | None]]) -> bool:
    """Refuse these calls, sockets but those between processes of this machine, and limits of others."""
    codes = _numbers(calls)
    if codes is None:
        return False
    column, _ = MACHINES[platform.machine()]
    program = [
        (EQUAL, 0, 4, SOCKET[column]),
        (LOAD, 0, 0, _argument(0)),
        (EQUAL, 1, 0, UNIX_SOCKETS),
        # ZeroMQ ends the process where it asks for the machine's addresses and gets another reason than this.
        (RETURN, 0, 0, REFUSE | errno.EOPNOTSUPP),
        (RETURN, 0, 0, ALLOW),
        *_if_argument(SET_LIMITS[column], 0, 0xFFFFFFFF, ALLOW, REFUSE | errno.EPERM),
    ]
    for number in codes.values():
        program += _if(number, REFUSE | errno.EPERM)
    return _filter([*program, (RETURN, 0, 0, ALLOW)])


def _filter(program: Iterable[tuple[int, int, int, int]]) -> bool:
    _, machine = MACHINES[platform.machine()]
    # Calls by the numbers of another kind of processor (32 bits) would pass for other calls.
    checked = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 1, 0, machine),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        (LOAD, 0, 0, NUMBER),
        (AS_LARGE, 0, 1, OTHER_NUMBERS),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        *program,
    ]
    code = b"".join(struct.pack("=HBBI", *step) for step in checked)
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HP", len(checked), ctypes.addressof(buffer))
    libc = _libc()
    if libc is None or libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(SET_SECCOMP, FILTER, ctypes.c_char_p(head), 0, 0) == 0)
