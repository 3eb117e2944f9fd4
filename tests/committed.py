"""The text of a file as git has it: saving a notebook in JupyterLab is no fault of the project."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def committed_text(path: Path) -> str:
    """Return a file as it is in git's index; as it is on disk where there is no git."""
    name = path.relative_to(ROOT).as_posix()
    done = subprocess.run(["git", "show", f":{name}"], cwd=ROOT, capture_output=True, check=False)
    return done.stdout.decode("utf-8") if done.returncode == 0 else path.read_text(encoding="utf-8")
