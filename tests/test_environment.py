"""The lock, environment.yml, pyproject and the Makefile say the same."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.conda import EXTRAS, conda_environment, locked_versions
from plantargets.pipeline.environment import packages_off_lock, run_variables

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# A make around these tests hands its variables down to the makes in them; PLANTARGETS_VENV is not for them.
OURS = ("MAKE", "MFLAGS", "PLANTARGETS")
ALONE = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.match(r"[A-Za-z0-9._-]+", item)[0]) for item in requirements}  # type: ignore[index]


def any_version() -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", LOCK, flags=re.MULTILINE)
    return {normal(name): version for name, version in found}


def test_every_requirement_is_locked_with_hashes_and_no_address() -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) > 100
    for block in blocks:
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in LOCK
    assert "--index-url" not in LOCK and "--find-links" not in LOCK
    project = PYPROJECT["project"]
    wanted = names(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted |= names(extra)
    assert wanted - {"plantargets"} <= any_version().keys(), "lock again"


@pytest.mark.parametrize("system", ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin"])
def test_the_pins_for_conda_users_can_hold_together(system: str, tmp_path: Path) -> None:
    """numpy, scipy and sphinx were pinned in versions that the Python beside them cannot have.

    conda's channels are not asked; the same versions are resolved from what pip's users get.
    """
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    lines = [item for item in content["dependencies"] if isinstance(item, str) and item != "pip"]
    pip = next(item["pip"] for item in content["dependencies"] if isinstance(item, dict))
    python, *pins = [line.split("=") for line in lines]
    assert python[0] == "python"
    wanted = tmp_path / "pins.txt"
    wanted.write_text(
        "\n".join(["==".join(pin) for pin in pins] + [p for p in pip if not p.startswith("--")])
    )
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "-q",
        "--no-header",
        "--python-version",
        python[1],
    ]
    done = subprocess.run(
        [*command, "--python-platform", system, str(wanted)],
        env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"},  # onnxruntime has wheels from there on
        capture_output=True,
        text=True,
        check=False,
    )
    if "error sending request" in done.stderr or "Could not connect" in done.stderr:
        pytest.skip("no registry is reached from here")
    assert done.returncode == 0, done.stderr
    assert ("atheris==" in done.stdout) == ("linux" in system)


def test_conda_users_get_every_main_package() -> None:
    """That the file is in step with lock and pyproject is asked with the other documents."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == conda_environment(ROOT), "call `plantargets steps --write-docs`"
    stated = {normal(name) for name in re.findall(r"- ([A-Za-z0-9._-]+)==?\d", text)}
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = names(project["dependencies"]).union(*(names(extras[name]) for name in EXTRAS if name in extras))
    assert wanted <= stated
    assert {"formats", "notebooks", "cluster", "dev"} <= set(extras) <= {*EXTRAS, "all", "bench"}


def test_a_lock_that_says_two_things_is_refused() -> None:
    lock = (
        "a==1 ; python_full_version < '3.12'\na==2 ; python_full_version >= '3.12'\nb==3 ; os_name == 'nt'\n"
    )
    versions = locked_versions(lock, "3.11")
    assert versions == {"a": dict.fromkeys(["linux", "darwin", "win32"], "1"), "b": {"win32": "3"}}
    assert locked_versions(lock, "3.13")["a"]["darwin"] == "2"
    with pytest.raises(PlanTargetsError, match="a 1 and 4 both hold"):
        locked_versions(f"{lock}a==4\n", "3.11")


def test_this_environment_is_the_locked_one() -> None:
    assert packages_off_lock(ROOT / "requirements.lock") == {}


def test_python_is_one_that_the_project_allows() -> None:
    assert PYPROJECT["project"]["requires-python"] == ">=3.11"
    assert "python=3.11" in (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert sys.version_info >= (3, 11)


def test_make_help_lists_the_targets() -> None:
    done = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, env=ALONE, capture_output=True, text=True, check=True
    )
    listed = [line.split("\t")[0] for line in done.stdout.splitlines()]
    phony = next(
        line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith(".PHONY")
    )
    assert sorted(listed) == sorted(phony.removeprefix(".PHONY:").split())
    assert {"help", "env", "reproduce", "test", "lab", "verify", "clean"} <= set(listed)


def test_an_environment_that_was_not_finished_does_not_count(tmp_path: Path) -> None:
    """A hash that is wrong stops the installation; the next call must begin anew."""
    for name in ("Makefile", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "requirements.lock").write_text("uv==0.0.0 \\\n    --hash=sha256:00\n    # via x\n")
    done = subprocess.run(
        ["make", "env"], cwd=tmp_path, env=ALONE, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert not (tmp_path / ".venv/.made").exists()
    again = subprocess.run(["make", "-q", "env"], cwd=tmp_path, env=ALONE, check=False)
    assert again.returncode == 1


def test_the_environment_is_older_than_a_newer_lock(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/.made").touch()
    assert subprocess.run(["make", "-q", "env"], cwd=tmp_path, env=ALONE, check=False).returncode == 0
    stamp = (tmp_path / ".venv/.made").stat().st_mtime
    os.utime(tmp_path / "requirements.lock", (stamp + 10, stamp + 10))
    assert subprocess.run(["make", "-q", "env"], cwd=tmp_path, env=ALONE, check=False).returncode == 1


def test_a_run_computes_with_what_every_processor_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chances of `growth` had other last digits with AVX2 than with AVX-512."""
    monkeypatch.setenv("OPENBLAS_CORETYPE", "SKYLAKEX")
    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", "")
    ask = (
        "import warnings; warnings.simplefilter('error'); import numpy, scipy.linalg;"
        "from numpy._core._multiarray_umath import __cpu_dispatch__ as some, __cpu_features__ as on;"
        "print('chosen:', *[name for name in some if on[name]])"
    )
    # OpenBLAS then names the processor that it computes for, once for NumPy and once for SciPy.
    variables = run_variables(ROOT, tmp_path) | {"OPENBLAS_VERBOSE": "2"}
    done = subprocess.run(
        [sys.executable, "-c", ask], env=variables, capture_output=True, text=True, check=True
    )
    assert "chosen:\n" in done.stdout
    cores = set(re.findall(r"Core: (\w+)", done.stdout + done.stderr))
    if platform.machine() in ("x86_64", "AMD64"):
        assert cores == {"Nehalem"}
