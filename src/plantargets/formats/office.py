"""Old and other documents of offices (doc, wps, rtf, odt, ods) turned into docx and xlsx by LibreOffice."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.formats.office_apart import SOCKETS, WORKING

SECONDS = 180
APART = Path(__file__).with_name("plantargets.formats.office_apart".rpartition(".")[2] + ".py")
# A new profile asks to be started again.
STARTS, AGAIN = 3, (79, 81)
INSTALL = (
    "LibreOffice reads it: install it (Debian and Ubuntu: apt install libreoffice-writer-nogui "
    "libreoffice-calc-nogui; elsewhere: libreoffice.org), or save the file as docx"
)
# Named, since LibreOffice takes what it does not know for plain text.
_FILTERS = {
    ".doc": "MS Word 97",
    ".wps": "MS Word 97",
    ".rtf": "Rich Text Format",
    ".odt": "writer8",
    ".ods": "calc8",
}
# No macro is run, and nothing that a document links to is fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def convert(data: bytes, ending: str, wanted: str) -> tuple[bytes, str]:
    """Convert a document with LibreOffice.

    It runs without a window, in a profile of its own that is deleted afterwards, without macros and links,
    for at most three minutes; on Linux it may open that folder and its own files, and nothing else.

    Parameters
    ----------
    data
        The bytes of the file.
    ending
        What they are: ``.doc``, ``.wps``, ``.rtf``, ``.odt`` or ``.ods``.
    wanted
        ``docx`` or ``xlsx``.

    Returns
    -------
    tuple
        The converted document, and LibreOffice with its version.

    Raises
    ------
    PlanTargetsError
        If LibreOffice is not installed, or could not convert the document in time.
    """
    program = find_office()
    if program is None:
        raise PlanTargetsError(INSTALL)
    with tempfile.TemporaryDirectory(prefix="plantargets-") as folder:
        place = Path(folder)
        settings = place / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        # WPS files are Word files; LibreOffice takes .wps for another program's.
        source = place / f"plan{'.doc' if ending == '.wps' else ending}"
        source.write_bytes(data)
        profile = (place / "profile").as_uri()
        command = [
            str(_working(program)),
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile}",
            f"--infilter={_FILTERS[ending]}",
            "--convert-to",
            wanted,
            "--outdir",
            str(place / "out"),
            str(source),
        ]
        _run(command, place, profile)
        made = place / "out" / f"plan.{wanted}"
        if not made.is_file():
            raise PlanTargetsError(
                "LibreOffice could not convert it: it is damaged, or protected by a password "
                "(save it without one)"
            )
        return made.read_bytes(), _version(program)


def find_office() -> str | None:
    """Return the path of LibreOffice's program, None where it is not installed."""
    places = (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
    )
    return (
        shutil.which("soffice")
        or shutil.which("libreoffice")
        or next((place for place in places if Path(place).is_file()), None)
    )


def confined_office() -> bool:
    """Return whether the program that is found, if any, is one that `office_apart` knows how to shut in."""
    program = find_office()
    return program is None or _working(program).name == WORKING


def _working(program: str) -> Path:
    """Return the program that works, which knows no other, where it is found; else the script around it."""
    if sys.platform.startswith("linux"):
        places = [Path(program).resolve().parent]
        for pattern in ("usr/lib*/libreoffice*/program", "opt/libreoffice*/program"):
            places += sorted(Path("/").glob(pattern))
        for place in places:
            if (place / WORKING).is_file():
                return place / WORKING
    return Path(program)


def _remove_socket(profile: str) -> None:
    """Remove the socket that LibreOffice made for this profile and may not remove itself."""
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    for socket in SOCKETS.glob("OSL_PIPE_*SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)):
        with contextlib.suppress(OSError):
            socket.unlink()


def _run(command: list[str], folder: Path, profile: str) -> None:
    if os.name == "posix":
        command = [sys.executable, "-I", "-B", str(APART), str(folder), *command]
    # Nothing of the user's surroundings but where programs are; addresses lead nowhere.
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if name in os.environ}
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), "http://127.0.0.1:9")
    own = {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    for _ in range(STARTS):
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**kept, **nowhere, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            status = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise PlanTargetsError(f"LibreOffice did not convert it within {SECONDS} s") from None
        finally:
            _end(process)
            _remove_socket(profile)
        if status not in AGAIN:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it has started: soffice is a script around the one that works."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


@cache
def _version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    words = done.stdout.split()
    return " ".join(words[:2]) if len(words) > 1 else "LibreOffice"
