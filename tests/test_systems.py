"""What other systems lack is not needed at import. They are simulated: modules of POSIX are absent."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import plantargets

ROOT = Path(__file__).parents[1]
POSIX_ONLY = ("fcntl", "grp", "pwd", "resource", "termios")
# sys.modules[name] = None makes an import fail as on Windows. What libraries import themselves is theirs.
WITHOUT = "import sys\nimport numpy, pandas, pyarrow, tqdm, filelock, click, subprocess, asyncio\n" + "".join(
    f"sys.modules[{name!r}] = None\n" for name in POSIX_ONLY
)
# Modules that run on import.
SCRIPTS = ("plantargets.__main__", "plantargets.book.__main__", "plantargets.tutorials.__main__")


def call(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    variables = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PLANTARGETS_ROOT": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + code],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_no_module_needs_posix_at_import(tmp_path: Path) -> None:
    """`extract` and `run` died with ModuleNotFoundError: fcntl and resource."""
    names = [
        module.name
        for module in pkgutil.walk_packages(plantargets.__path__, "plantargets.")
        if module.name not in SCRIPTS
    ]
    assert len(names) > 100
    # Jupyter's and Snakemake's modules have their own conditions; they are loaded before.
    code = f"for name in {POSIX_ONLY!r}: del sys.modules[name]\n"
    code += "import snakemake, papermill, nbconvert, IPython, psutil, ipykernel.kernelapp\n"
    code += f"for name in {POSIX_ONLY!r}: sys.modules[name] = None\n"
    code += f"import importlib\nfor name in {names!r}: importlib.import_module(name)\nprint('all')"
    done = call(code, tmp_path)
    assert done.stdout == "all\n", done.stderr[-2000:]


def test_extraction_works_and_says_what_is_not_limited(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("到2025年,新建智能工厂20家。", encoding="utf-8")
    code = "from plantargets.cli import main\nmain(['extract', 'plan.txt', '-o', 't.csv'])"
    done = call(code, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "1 target from 1 plan" in done.stdout
    assert "the memory of a reader has no limit on this system" in done.stderr


def test_every_text_keeps_its_line_feeds_on_windows() -> None:
    """With core.autocrlf, notebooks, word lists and the reference got other bytes."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in tracked.stdout.split("\0") if name]
    attributes = subprocess.run(
        ["git", "check-attr", "--stdin", "-z", "text", "eol"],
        cwd=ROOT,
        input="\0".join(names),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    told: dict[str, dict[str, str]] = {}
    for path, name, value in zip(attributes[::3], attributes[1::3], attributes[2::3], strict=False):
        told.setdefault(path, {})[name] = value
    assert told.keys() == set(names)
    for path, found in told.items():
        safe = found["text"] == "unset" or (found["text"] in ("set", "auto") and found["eol"] == "lf")
        assert safe, f"{path}: {found}"
