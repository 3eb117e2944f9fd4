"""Container, Binder and continuous integration name files and versions that are there."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import yaml

from plantargets.pipeline.conda import locked_versions

ROOT = Path(__file__).parents[1]


def test_the_dockerfile_copies_what_there_is_and_the_ignored_is_not_among_it() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        word for line in re.findall(r"^COPY --chown=reader (.*)$", text, re.M) for word in line.split()[:-1]
    ]
    assert "requirements.lock" in copied and copied[-1] == "."
    for name in copied:
        assert (ROOT / name).exists() and name not in ignored
    assert (ROOT / "notebooks/tutorials").is_dir() and "plantargets learn && exec jupyter lab" in text
    needed = set(
        re.findall(r'"\.?/?([\w./-]+)" = "plantargets/carried', (ROOT / "pyproject.toml").read_text("utf-8"))
    )
    assert needed == {"data", "CITATION.cff"}


def test_the_development_container_is_built_from_the_dockerfile() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    assert (ROOT / ".devcontainer" / container["build"]["dockerfile"]).resolve() == ROOT / "Dockerfile"
    user = re.search(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    assert user and container["remoteUser"] == user[1]
    assert container["postAttachCommand"] == "make lab"


def test_binder_installs_the_lock_for_a_python_that_it_is_made_for() -> None:
    python = (ROOT / ".binder/runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    lines = (ROOT / ".binder/requirements.txt").read_text(encoding="utf-8").splitlines()
    (included,) = [line.removeprefix("-r ") for line in lines if line.startswith("-r ")]
    lock = (ROOT / ".binder" / included).resolve()
    assert lock == ROOT / "requirements.lock"
    assert "linux" in locked_versions(lock.read_text(encoding="utf-8"), python)["jupyterlab"]
    assert (ROOT / ".binder/postBuild").stat().st_mode & 0o111


def test_integration_tests_every_system_and_python_that_the_package_names() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["systems"]["strategy"]["matrix"]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "classifiers"
    ]
    pythons = [line.rpartition(" ")[2] for line in classifiers if line.startswith("Programming Language")]
    assert matrix["python"] == pythons
    named = " ".join(line for line in classifiers if line.startswith("Operating System"))
    for system, word in (("ubuntu", "Linux"), ("macos", "MacOS"), ("windows", "Windows")):
        assert f"{system}-latest" in matrix["os"] and word in named
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for python in pythons:  # each Python on each system gets one version of each package
        assert len(locked_versions(lock, python)) > 100
    for name in re.findall(r"tests/\S+\.py", (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")):
        assert (ROOT / name).is_file(), name
