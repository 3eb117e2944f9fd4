"""`pip install plantargets` outside a clone: few packages, the plans with it, and extras that errors name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_PACKAGES = 40


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment that has the wheel and what it needs, in locked versions."""
    folder = tmp_path_factory.mktemp("light")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.removesuffix(" \\") for line in lines if "==" in line and line[0].isalnum()]
    (folder / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for command in (
        ["venv", "-q", "--python", sys.executable, str(folder / "venv")],
        ["pip", "install", "-q", "--python", str(python), "-c", str(folder / "pins.txt"), str(wheel)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "uv", *command], capture_output=True, text=True, check=False
        )
        if "error sending request" in done.stderr or "Could not connect" in done.stderr:
            pytest.skip("no registry is reached from here")
        assert done.returncode == 0, done.stderr
    return python


def call(python: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: v for name, v in os.environ.items() if not name.startswith(("PYTHON", "PLANTARGETS"))}
    return subprocess.run(
        [str(python), "-W", "error", *arguments],
        cwd=folder,
        env=kept | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_it_brings_few_packages(installed: Path, tmp_path: Path) -> None:
    """It was 192 packages and 981 MB for a function that needs pandas, OpenCC and YAML."""
    listed = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "list", "-q", "--python", str(installed)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()[2:]
    assert 5 < len(listed) <= MOST_PACKAGES, listed


@pytest.mark.slow
def test_plans_statistics_and_gold_come_with_it(installed: Path, tmp_path: Path) -> None:
    code = """
import plantargets as p
assert p.__version__[0].isdigit()
plans = p.load_plans()
print(len(plans), len(p.extract_targets(plans)))
print(p.load_series("河南省", "gdp").values.index.max() > 2020)
print(p.extract_targets("到2025年,全部工业增加值力争达到2.3万亿元。").loc[0, "indicator_id"])
"""
    done = call(installed, "-c", code, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first.startswith("5 ") and rest == ["True", "industrial_value_added"]
    for arguments, told in (
        (("evaluate",), "all plans"),
        (("cite",), "@techreport{henan-2023"),
        (("trace", "t-69dda8d0e5"), "characters 775 to 781"),
        (("codebook",), "value_min"),
        (("steps",), "growth: "),
    ):
        done = call(installed, "-m", "plantargets", *arguments, folder=tmp_path)
        assert done.returncode == 0 and told in done.stdout, f"{arguments}\n{done.stdout[-500:]}{done.stderr}"
    (tmp_path / "plan.txt").write_text("到2025年,新建智能工厂20家。", encoding="utf-8")
    done = call(installed, "-m", "plantargets", "extract", "plan.txt", "-o", "t.parquet", folder=tmp_path)
    assert done.returncode == 0 and "1 target from" in done.stdout, done.stderr
    assert not (tmp_path / "outputs").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("from plantargets.compare import distinctive_words", "needs jieba, .*'plantargets[notebooks]'"),
        ("import plantargets.figures", "needs matplotlib, .*'plantargets[notebooks]'"),
        ("import plantargets as p; p.write_targets(p.extract_targets(''), 't.xlsx')", "needs openpyxl, "),
        (
            "import plantargets as p; p.read_plan('a.html')",
            "[formats]",
        ),
        (
            "import sys; sys.argv = ['p', 'reproduce']; from plantargets.cli import main; main()",
            "no plantargets",
        ),
    ],
)
def test_a_missing_extra_is_named(installed: Path, tmp_path: Path, code: str, told: str) -> None:
    (tmp_path / "a.html").write_text("<p>到2025年</p>", encoding="utf-8")
    done = call(installed, "-c", code, folder=tmp_path)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    for part in told.split(".*"):
        assert part in last, done.stderr
