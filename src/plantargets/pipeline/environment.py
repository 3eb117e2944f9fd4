"""The environment that notebooks run in: what it lets through, and whether it is the locked one."""

from __future__ import annotations

import os
import re
import site
import sys
from functools import cache
from pathlib import Path

# Hash seed, time zone, locale and threads change results or their order; the rest keeps the user's own
# settings out.
FIXED_VARIABLES = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "315532800",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "JUPYTER_NO_CONFIG": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
# Numerical libraries choose their instructions by the processor, and the last digits with them. These take
# what every processor of the kind has (x86-64-v2, which NumPy asks for); another kind ignores them.
PROCESSOR_VARIABLES = {
    "OPENBLAS_CORETYPE": "NEHALEM",
    "ARROW_USER_SIMD_LEVEL": "NONE",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4,-AVX512F",
}
# Where libraries of the system are found, on Windows by the user's path too. A step starts no program.
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "SYSTEMROOT", *(("PATH",) if os.name == "nt" else ()))


def run_variables(root: Path, scratch: Path) -> dict[str, str]:
    """Return every environment variable that a run may see.

    Nothing of the user's own settings reaches a notebook: neither matplotlib's and IPython's start-up files
    (they are looked for below `scratch`), nor the cache that jieba shares in the temporary folder.
    """
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    home = scratch / "home"
    home.mkdir(parents=True, exist_ok=True)
    private = {
        "HOME": home,
        "TMPDIR": scratch,
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_CONFIG_DIR": home / "jupyter",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "MPLCONFIGDIR": home / "matplotlib",
        "PLANTARGETS_ROOT": root,
        "PYTHONPATH": Path(__file__).parents[2],
    }
    fixed = (
        {"PATH": os.defpath}
        | kept
        | FIXED_VARIABLES
        | PROCESSOR_VARIABLES
        | {"NPY_DISABLE_CPU_FEATURES": _numpy_dispatch()}
    )
    return fixed | {name: str(path) for name, path in private.items()}


@cache
def _numpy_dispatch() -> str:
    """Return the instructions that NumPy would choose between, other ones in each of its versions."""
    try:
        from numpy._core._multiarray_umath import (  # type: ignore[import-not-found]  # noqa: PLC0415
            __cpu_dispatch__,
        )
    except ImportError:
        return ""
    return " ".join(__cpu_dispatch__)


def python_version() -> str:
    """Return the version of Python, such as ``3.11.7``."""
    return ".".join(map(str, sys.version_info[:3]))


def packages_off_lock(lock: Path) -> dict[str, str]:
    """Return the locked packages that are installed in another version or not at all.

    Parameters
    ----------
    lock
        ``requirements.lock``; what its markers exclude on this machine is not asked for.

    Returns
    -------
    dict
        Package to ``"<locked> locked, <installed> installed"``; empty when the environment is the locked one.
    """
    installed = _installed_versions()
    off = {}
    for name, version, marker in re.findall(
        r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))?(?: \\)?$",
        lock.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    ):
        if marker and not _applies(marker):
            continue
        found = installed.get(_normal(name))
        if found != version:
            off[_normal(name)] = f"{version} locked, {found or 'none'} installed"
    return off


@cache
def _applies(marker: str) -> bool:
    from packaging.markers import Marker  # noqa: PLC0415

    return Marker(marker).evaluate()


def _installed_versions() -> dict[str, str]:
    # importlib.metadata reads every METADATA file (0.3 s); the names of the folders say the same.
    folders = [Path(folder) for folder in [*site.getsitepackages()] if Path(folder).is_dir()]
    names = [
        entry.name.removesuffix(".dist-info") for folder in folders for entry in folder.glob("*.dist-info")
    ]
    return {_normal(name): version for name, _, version in (entry.rpartition("-") for entry in names)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
