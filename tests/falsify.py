"""Plant faults one at a time and require that a named check catches each; `make falsify` runs all of them.

A check must be silent on the same files without the fault, and name the fault with it (`falsify_faults`).
What changes no result must raise no alarm at all: other folders, locales, time zones, hash seeds and
processors, settings of the user, files that desktops leave. Faults of data, figures and code are planted in a
copy of the project's own, faults of the pipeline in the tiny project, which has the real pipeline room in it.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from falsify_checks import REFERENCE, STEPS_DEPEND, VERIFY, Base, Check, build_base
from falsify_faults import FAULTS
from processes import end_below
from tiny_project import ROOT, Project, build_project

LONGEST_SECONDS = 1200  # for one fault, on a busy machine
REPORT = ROOT / "docs" / "falsification.md"
DRY = "dry-run: true\n"
STARTUP = "import builtins\nbuiltins.sorted = lambda *a, **k: ['mine']\nprint('mine')\n"
# Folder of the project, variables, and files in the user's home.
STRANGE_SURROUNDINGS: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("plain", {}, {}),
    ("with blanks/and more", {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}, {}),
    ("计划", {"LC_ALL": "POSIX", "PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANGUAGE": "zh_CN"}, {}),
    (
        "a'b {x} $y",
        {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Chatham", "USER": "other"},
        {},
    ),
    (
        "d" * 60,
        {"LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "random", "TZ": "Asia/Kathmandu", "MPLBACKEND": "pdf"},
        {},
    ),
    ("{x} {y}", {"PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "64"}, {}),
    (
        "of a user with settings",
        {"LC_ALL": "de_DE.UTF-8", "JUPYTER_PREFER_ENV_PATH": "0", "IPYTHONDIR": "ipython"},
        {
            ".config/matplotlib/matplotlibrc": "figure.dpi: 3\n",
            ".ipython/profile_default/startup/00.py": STARTUP,
            ".jupyter/jupyter_config.py": "c.Application.log_level = 'DEBUG'\n",
        },
    ),
    (
        "of a user of Snakemake",
        {"SNAKEMAKE_PROFILE": "dry"},
        {".config/snakemake/dry/config.yaml": DRY, ".config/snakemake/default/config.yaml": DRY},
    ),
    (
        '50% #1 "q" & ~😀',
        {
            "OPENBLAS_CORETYPE": "HASWELL",
            "NPY_DISABLE_CPU_FEATURES": "AVX2",
            "ARROW_USER_SIMD_LEVEL": "AVX2",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SOURCE_DATE_EPOCH": "1",
        },
        {},
    ),
)
# What a machine without these instructions chooses; set where the code sets what all processors share.
PROCESSORS = {
    "AVX2 only": {"OPENBLAS_CORETYPE": "HASWELL", "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"},
    "AVX2 in linear algebra": {"OPENBLAS_CORETYPE": "HASWELL", "NPY_DISABLE_CPU_FEATURES": ""},
    "AVX-512": {"OPENBLAS_CORETYPE": "SKYLAKEX", "NPY_DISABLE_CPU_FEATURES": ""},
}
CLUTTER = (
    "Thumbs.db", "ehthumbs.db", "desktop.ini", ".DS_Store", "._plans.csv", ".~lock.plans.csv#", ".directory",
    ".plans.csv.swp", "#plans.csv#", "plans.csv~", "~$plans.csv", "~WRL0001.tmp", "Icon\r",
    "$RECYCLE.BIN/desktop.ini", "@eaDir/plans.csv", "__MACOSX/plans.csv", "System Volume Information/x",
)  # fmt: skip
FOLDERS = (
    "data/plans", "data/gold", "data/gold/texts", "data/statistics", "reports", "notebooks",
    "src/plantargets/language", "src/plantargets/compare/data",
)  # fmt: skip


def _clutter(project: Project) -> None:
    for path in (project.path(f"{folder}/{name}") for folder in FOLDERS for name in CLUTTER):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    # A register names what is an input beside it.
    project.path("data/plans/notes.txt").write_text("x", encoding="utf-8")


def _touch(project: Project) -> None:
    for path in project.root.rglob("*"):
        os.utime(path, (0, 0))


def _save_anew(project: Project) -> None:
    project.edit("notebooks/third.ipynb", '"nbformat_minor": 5', '"nbformat_minor": 4')


# What changes no result, planted like a fault, and the check that must say nothing.
HARMLESS: dict[str, tuple[Callable[[Project], object], Check]] = {
    "files that desktops and editors leave beside the data": (_clutter, STEPS_DEPEND),
    "all files with the time of 1970": (_touch, VERIFY),
    "a notebook saved by another editor": (_save_anew, VERIFY),
    "a file that nothing reads": (lambda p: p.path("notes.txt").write_text("x"), VERIFY),
}


@dataclass(frozen=True)
class Outcome:
    """One row of the report. `alarm` is the first line of what the check said."""

    fault: str
    check: str
    caught: bool
    seconds: float
    alarm: str


class Bench:
    """The folders in which faults are planted: each base is built once, each fault gets a copy of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._bases: dict[Base, Project] = {}
        self._published: dict[str, str] | None = None
        self._silent: dict[tuple[Base, Callable[[Project], str]], str] = {}

    def base(self, base: Base) -> Project:
        """Return a base without a fault; not to be changed."""
        if base not in self._bases:
            self._bases[base] = build_base(base, self.folder / base)
        return self._bases[base]

    def copy(self, base: Base) -> Project:
        """Return a copy of a base, to plant a fault in."""
        root = Path(tempfile.mkdtemp(dir=self.folder)) / "project"
        shutil.copytree(self.base(base).root, root, symlinks=True)
        return Project(root)

    def try_fault(self, name: str) -> Outcome:
        """Plant one fault; it counts as caught if the check names it and says nothing without it."""
        fault = FAULTS[name]
        check = fault.check
        asked = check.base, check.ask
        if asked not in self._silent:
            clean = self.copy(check.base)
            self._silent[asked] = check.ask(clean)
            shutil.rmtree(clean.root)
        project = self.copy(check.base)
        started = time.monotonic()
        try:
            fault.plant(project)
            alarm = check.ask(project)
        except Exception as error:  # not planted, or a check that breaks off: not caught
            alarm = f"no alarm, but {type(error).__name__}: {error}".replace(fault.told, "")
        seconds = time.monotonic() - started
        shutil.rmtree(project.root)
        if self._silent[asked]:
            alarm = f"alarm without a fault: {self._silent[asked]}"
            return Outcome(name, check.name, False, seconds, _line_with("", alarm))
        return Outcome(name, check.name, fault.told in alarm, seconds, _line_with(fault.told, alarm))

    def try_harmless(self, name: str) -> Outcome:
        """Plant what changes no result; any alarm is a fault."""
        plant, check = HARMLESS[name]
        project = self.copy(check.base)
        started = time.monotonic()
        plant(project)
        alarm = check.ask(project)
        shutil.rmtree(project.root)
        return Outcome(f"no fault: {name}", check.name, not alarm, time.monotonic() - started, alarm)

    def try_processor(self, name: str) -> Outcome:
        """Run the chapter of growth as on another processor; any other published value is a fault."""
        started = time.monotonic()
        if self._published is None:
            self._published = _growth(self.folder / "processor", {})
        alarm = ""
        for path, text in _growth(self.folder / f"processor {name}", PROCESSORS[name]).items():
            if text != self._published[path]:
                alarm = alarm or f"{path}: other values"
        label = f"no fault, another processor: {name}"
        return Outcome(label, "published values of growth", not alarm, time.monotonic() - started, alarm)

    def try_clean(self, number: int) -> Outcome:
        """Run the tiny project from nothing in strange surroundings; any alarm or other byte is a fault."""
        folder, variables, settings = STRANGE_SURROUNDINGS[number]
        base = self.base("tiny")
        project = build_project(self.folder / f"clean-{number}" / folder)
        shutil.copytree(base.path(REFERENCE), project.path(REFERENCE))
        shutil.copytree(base.path("notebooks"), project.path("notebooks"), dirs_exist_ok=True)
        home = project.root.parent / "home"
        for name, text in settings.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text, encoding="utf-8")
        home.mkdir(exist_ok=True)
        started = time.monotonic()
        alarm = ""
        for arguments in (("reproduce",), ("verify",), ("reproduce", "--explain")):
            done = project.call(*arguments, HOME=str(home), **variables)
            stale = [line for line in done.stdout.splitlines() if "runs, because" in line]
            alarm = alarm or (done.stderr if done.returncode else "\n".join(stale))
        if not alarm and project.outputs() != base.outputs():
            alarm = "outputs have other bytes"
        words = ", ".join([*(f"{key}={value}" for key, value in variables.items()), *settings]) or "as it is"
        label = f"no fault, surroundings {number + 1}: {words}"
        return Outcome(label, "reproduce, verify, explain", not alarm, time.monotonic() - started, alarm)


def _growth(root: Path, processor: dict[str, str]) -> dict[str, str]:
    """Run the chapter of growth with what a processor offers and return its tables and figure data."""
    names = ("src", "data", "notebooks", "book/zh", "Snakefile", "requirements.lock", "CITATION.cff")
    for name in names:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, root / name)
    if processor:
        module = root / "src/plantargets/pipeline/environment.py"
        set_anew = f"PROCESSOR_VARIABLES = {processor!r}\n\n\ndef run_variables("
        text = module.read_text(encoding="utf-8").replace("def run_variables(", set_anew)
        dispatch = ' | {"NPY_DISABLE_CPU_FEATURES": _numpy_dispatch()}'
        assert dispatch in text, "the variables of NumPy are set elsewhere"
        module.write_text(text.replace(dispatch, ""), encoding="utf-8")
    done = Project(root).call("reproduce", "growth")
    assert done.returncode == 0, done.stderr
    made = root / "outputs/growth"
    return {path.relative_to(made).as_posix(): path.read_text() for path in sorted(made.glob("*/*.csv"))}


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """Make a folder for all scratch files, those of the processes that are started too, and remove it."""
    with tempfile.TemporaryDirectory(prefix="falsify-") as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        yield Path(folder)


def _end(number: int, _frame: object) -> None:
    end_below()
    sys.exit(128 + number)


def _too_long(_number: int, _frame: object) -> None:
    end_below()
    raise TimeoutError(f"not within {LONGEST_SECONDS} s")


def _line_with(told: str, alarm: str) -> str:
    lines = [line for line in alarm.splitlines() if line.strip()] or [""]
    return next((line for line in lines if told in line), lines[0])


def report_table(outcomes: Iterable[Outcome]) -> str:
    """Return the outcomes as a Markdown table, without times: these differ from run to run."""
    lines = ["| fault | check | caught |", "|---|---|---|"]
    for one in outcomes:
        silent = one.fault.startswith("no fault")
        good, bad = ("silent", "ALARM") if silent else ("yes", "NO")
        lines.append(f"| {one.fault} | {one.check} | {good if one.caught else bad} |")
    return "\n".join(lines) + "\n"


def write_report(outcomes: list[Outcome], folder: Path) -> Path:
    """Write the outcomes as ``falsification.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "falsification.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["fault", "check", "as_required", "seconds", "alarm"])
        for one in outcomes:
            writer.writerow([one.fault, one.check, one.caught, f"{one.seconds:.1f}", one.alarm])
    return path


REPORT_HEAD = """# Planted faults

`make falsify` plants each of these faults alone in a copy of the project and requires that the named check
catches it; the same check must be silent on the copy without the fault. It ends with what changes no result:
files that desktops leave, clean runs in other folders, locales, time zones and hash seeds and with settings
of the user, which must give the same bytes and raise no alarm, and runs of the chapter of growth as on other
processors, which must give the same published values. Seconds and the words of each alarm are in
`outputs/falsification.csv`. A test requires that this table lists the faults that are tried.

"""


def main() -> None:
    """Try every fault and every clean run; exit with 1 if one is not as required."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="try only faults with this in their name")
    parser.add_argument("--clean", action="store_true", help="with --only: try the clean runs as well")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.relative_to(ROOT)} as well")
    given = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    signal.signal(signal.SIGALRM, _too_long)
    outcomes: list[Outcome] = []

    def note(outcome: Outcome) -> None:
        outcomes.append(outcome)
        word = "ok    " if outcome.caught else "FAILED"
        print(f"{word} {outcome.seconds:5.1f} s  {outcome.fault}  [{outcome.check}]", flush=True)
        if not outcome.caught:
            print(f"       {outcome.alarm or 'no alarm'}", flush=True)

    with _scratch() as folder:
        bench = Bench(folder)
        tries = [partial(bench.try_fault, name) for name in FAULTS if given.only in name]
        if given.clean or not given.only:
            tries += [partial(bench.try_harmless, name) for name in HARMLESS]
            tries += [partial(bench.try_clean, number) for number in range(len(STRANGE_SURROUNDINGS))]
            tries += [partial(bench.try_processor, name) for name in PROCESSORS]
        for one in tries:
            signal.alarm(LONGEST_SECONDS)
            try:
                note(one())
            except Exception as error:  # one that breaks off does not keep the others from being tried
                note(Outcome(f"no fault: {one.args[0]}", "", False, 0, f"{type(error).__name__}: {error}"))
            signal.alarm(0)
    wrong = [one for one in outcomes if not one.caught]
    clean = [one for one in outcomes if one.fault.startswith("no fault")]
    print(
        f"{len(outcomes) - len(clean)} faults, {len(clean)} clean runs, {len(wrong)} not as required; "
        f"{sum(one.seconds for one in outcomes):.0f} s"
    )
    if not given.only:
        print(write_report(outcomes, ROOT / "outputs").relative_to(ROOT))
    if given.write:
        REPORT.write_text(REPORT_HEAD + report_table(outcomes), encoding="utf-8", newline="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
