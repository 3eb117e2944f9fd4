"""Whoever ends first, a process that makes forks and the falsification that uses it leave nothing behind."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

import forks
from processes import started, wait_until

HERE = Path(__file__).parent
ROOT = HERE.parent
# The fork starts a process of its own, and both wait for longer than a test does.
SLOW = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(900)"])
open("running", "w").close()
time.sleep(900)
"""
CALLER = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
from pathlib import Path
import forks
forks.LIBRARIES = ""
forks.call(Path.cwd(), Path.cwd(), [], script="slow.py")
"""


def using(folder: Path) -> list[psutil.Process]:
    """Return the processes whose scratch files lie in a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TMPDIR", "").startswith(str(folder)):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_caller_that_ends_takes_the_forks_and_their_files_with_it(
    tmp_path: Path, ending: signal.Signals
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    with started(
        sys.executable, "-c", CALLER, cwd=tmp_path, env=os.environ | {"TMPDIR": str(scratch)}
    ) as caller:
        wait_until((tmp_path / "running").exists, "the fork runs", caller)
        # The caller, the process that makes forks, the fork, and what this one started.
        assert len(using(scratch)) == 4
        caller.send_signal(ending)
        caller.wait(60)
        wait_until(lambda: not using(scratch) and not list(scratch.iterdir()), "all is gone")


def test_a_process_that_makes_forks_is_started_anew_where_it_was_ended(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("print(1)\n", encoding="utf-8")
    assert forks.call(tmp_path, tmp_path, [], script="one.py") == (0, "1\n", "")
    forks._servers[""].terminate()
    forks._servers[""].wait(60)
    assert forks.call(tmp_path, tmp_path, [], script="one.py") == (0, "1\n", "")


def test_what_a_fork_leaves_in_its_scratch_folder_is_removed(tmp_path: Path) -> None:
    script = "import tempfile\nprint(tempfile.mkdtemp())\n"
    (tmp_path / "one.py").write_text(script, encoding="utf-8")
    status, told, _ = forks.call(tmp_path, tmp_path, [], script="one.py")
    assert status == 0 and not Path(told.strip()).exists() and not Path(told.strip()).parent.exists()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_falsification_that_is_ended_leaves_nothing(tmp_path: Path, ending: signal.Signals) -> None:
    """It left a kernel, a Snakemake and four folders where it was ended by TERM."""
    with started(
        sys.executable, ROOT / "tests/falsify.py", "--only", "a digit in an output table",
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT / "src")},
    ) as process:  # fmt: skip
        wait_until(lambda: len(using(tmp_path)) > 3, "the pipeline runs", process)
        process.send_signal(ending)
        assert process.wait(60) != 0
        wait_until(lambda: not using(tmp_path) and not list(tmp_path.iterdir()), "all is gone")
