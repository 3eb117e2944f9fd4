"""``environment.yml`` for conda users, from pyproject.toml and the lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

from plantargets.errors import PlanTargetsError

PYTHON = "3.11"
# The lock is evaluated as these systems would; where they differ, the line of pip keeps a marker.
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
EXTRAS = ("formats", "notebooks", "cluster", "ocr", "dev")
# Not in conda-forge or bioconda; pip takes them.
BY_PIP = {
    "atheris",
    "editables",
    "frictionless",
    "hatchling",
    "mplfonts",
    "opencc",
    "pandas-stubs",
    "rocrate",
    "types-psutil",
    "types-pyyaml",
    "types-tqdm",
    "uv",
}
HEAD = f"""\
# For conda users: the main packages in the versions that requirements.lock has for Python {PYTHON}.
# Written by `plantargets steps --write-docs`; a test resolves it for Linux and macOS. It is not solved by conda in
# CI: conda's channels are not reached from there.
name: plantargets
channels:
  - conda-forge
  - bioconda
dependencies:
  - python={PYTHON}
  - pip
"""


def conda_environment(root: Path) -> str:
    """Return the text of ``environment.yml``: each main package in the version that the lock has for `PYTHON`.

    Raises
    ------
    PlanTargetsError
        If the lock has no version of a main package, or more than one, for that Python.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    requirements = [*project["dependencies"], *(line for name in EXTRAS for line in extras.get(name, ()))]
    names = sorted({_normal(Requirement(line).name) for line in requirements} - {"plantargets"})
    locked = locked_versions((root / "requirements.lock").read_text(encoding="utf-8"))
    by_conda = [f"  - {name}={_version(name, locked)[0]}" for name in names if name not in BY_PIP]
    by_pip = [f"      - {name}=={''.join(_version(name, locked))}" for name in names if name in BY_PIP]
    return HEAD + "\n".join([*by_conda, "  - pip:", *by_pip, "      - --editable .", ""])


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
                    f"requirements.lock: {name} {known[system]} and {version} both hold for Python {python} on "
                    f"{platform_system}; lock again"
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
