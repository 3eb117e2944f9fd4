"""Fixtures: the tiny project, fresh or already reproduced."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tiny_project import Project, build_project

# A busy machine takes longer than 200 ms for an example now and then; speed is measured by the benchmarks.
settings.register_profile("plantargets", deadline=None)
settings.load_profile("plantargets")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return the tiny project, nothing run yet."""
    return build_project(tmp_path / "project")


@pytest.fixture(scope="session")
def reproduced(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the tiny project after one `plantargets reproduce`; not to be changed."""
    project = build_project(tmp_path_factory.mktemp("reproduced") / "project")
    done = project.call("reproduce")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def copied(reproduced: Project, tmp_path: Path) -> Project:
    """Return a copy of the reproduced project, to plant a fault in."""
    shutil.copytree(reproduced.root, tmp_path / "copy", symlinks=True)
    return Project(tmp_path / "copy")


@pytest.fixture(scope="session")
def verified(reproduced: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the tiny project with its outputs as the reference; not to be changed."""
    root = tmp_path_factory.mktemp("verified") / "project"
    shutil.copytree(reproduced.root, root)
    done = Project(root).call("verify", "--update-reference")
    assert done.returncode == 0, done.stderr
    return Project(root)


@pytest.fixture
def checked(verified: Project, tmp_path: Path) -> Project:
    """Return a copy of the verified project, to plant a fault in."""
    shutil.copytree(verified.root, tmp_path / "checked")
    return Project(tmp_path / "checked")
