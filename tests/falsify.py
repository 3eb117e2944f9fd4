"""Plant faults one at a time and require that a named check catches each; `make falsify` runs all of them.

A check must be silent on the same files without the fault, and name the fault with it. Clean runs in other
folders, locales, time zones and hash seeds must raise no alarm at all. Faults of data and figures are planted
in a copy of the project's own data, faults of the pipeline in the tiny project, which has the real pipeline
room in it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from plantargets.accuracy import GOLD_PLANS
from plantargets.data import sha256, verified_path
from plantargets.errors import PlanTargetsError
from plantargets.growth import load_series, require_comparable
from plantargets.pipeline.records import output_hashes
from plantargets.pipeline.verify import quote_faults
from plantargets.plans import load_plans
from tiny_project import ROOT, SECOND, THIRD, Project, build_project

REFERENCE = "outputs/reference"
REPORT = ROOT / "docs" / "falsification.md"
SQUARES = "outputs/first/tables/squares.csv"
PRODUCTS = "outputs/second/figures/products"
WORDS = "outputs/third/tables/words.csv"
STATISTICS = "data/statistics/statistics.csv"
PANEL = "data/statistics/panel_provinces.csv"
TARGETS = "outputs/targets/tables/targets.csv"
HENAN = "data/plans/henan-2023.txt"
DRAW = "figure.py"
STRANGE_SURROUNDINGS = (
    ("plain", {}),
    ("with blanks/and more", {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}),
    ("计划", {"LC_ALL": "POSIX", "PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANGUAGE": "zh_CN"}),
    ("a'b", {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Chatham", "USER": "other"}),
    (
        "d" * 60,
        {"LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "random", "TZ": "Asia/Kathmandu", "MPLBACKEND": "pdf"},
    ),
)

Base = Literal["tiny", "data", "figure"]


@dataclass(frozen=True)
class Check:
    """A check that the project has: it looks at a folder and says what is wrong, or nothing."""

    name: str
    base: Base
    ask: Callable[[Project], str]
    quick: bool = True


@dataclass(frozen=True)
class Fault:
    """What is planted, the check that must catch it, and words that its alarm must contain."""

    plant: Callable[[Project], object]
    check: Check
    told: str


@dataclass(frozen=True)
class Outcome:
    """One row of the report. `alarm` is the first line of what the check said."""

    fault: str
    check: str
    caught: bool
    seconds: float
    alarm: str


def command(*arguments: str) -> Callable[[Project], str]:
    """Return a check that is a call of `plantargets`; it alarms by its exit status."""

    def ask(project: Project) -> str:
        done = project.call(*arguments)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr if done.returncode else ""

    return ask


def refused(look: Callable[[Path], object]) -> Callable[[Project], str]:
    """Return a check that is a function of the library; it alarms by an error for the user."""

    def ask(project: Project) -> str:
        try:
            look(project.root)
        except PlanTargetsError as error:
            return str(error)
        return ""

    return ask


def _data_package(root: Path) -> None:
    for name in ("statistics/statistics.csv", "statistics/national.csv", "gold/kaifeng-2020.csv"):
        verified_path(name, root)


def _schema(project: Project) -> str:
    from frictionless import Package  # noqa: PLC0415 - half a second, for three faults

    report = Package(str(project.path("data/datapackage.json"))).validate()
    return "\n".join(f"{kind}: {note}" for kind, note in report.flatten(["type", "note"]))


def _series(root: Path) -> None:
    load_series("河南省", "industrial_value_added", "communique", root)


def _same_vintage(root: Path) -> None:
    """Load what `vintages.txt` asks for and compare the series, as a chapter would."""
    vintages = (root / "vintages.txt").read_text(encoding="utf-8").split()
    require_comparable(
        *(load_series("河南省", "industrial_value_added", vintage, root) for vintage in vintages)
    )


def _gold_quotes(project: Project) -> str:
    return "\n".join(
        fault
        for path in (project.path(f"data/gold/{plan_id}.csv") for plan_id in GOLD_PLANS)
        for fault in quote_faults(path, path.name, project.root)
    )


def _target_quotes(project: Project) -> str:
    return "\n".join(quote_faults(project.path(TARGETS), "targets/tables/targets.csv", project.root))


def _drawn(project: Project) -> str:
    """Draw the figure anew in the project's style; alarm if it cannot be drawn or has other bytes."""
    done = subprocess.run(
        [sys.executable, "-W", "error", DRAW, "now"],
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    before, now = project.path("before"), project.path("now")
    if not before.exists():
        shutil.copytree(now, before)
    names = sorted(path.name for path in before.iterdir())
    return "\n".join(
        f"{name}: other bytes" for name in names if (before / name).read_bytes() != (now / name).read_bytes()
    )


def _made_anew(project: Project) -> str:
    """Run everything from nothing, then verify: what continuous integration does in a clean clone."""
    for run in ("first", "first-zh", "second", "third"):
        shutil.rmtree(project.path(f"outputs/{run}"), ignore_errors=True)
    return command("reproduce")(project) or command("verify")(project)


VERIFY = Check("plantargets verify", "tiny", command("verify"))
MISSPELT = Check(
    "parameters of a run", "tiny", lambda p: command("run", "second", *_arguments(p))(p), quick=False
)
RUN_THIRD = Check("notebook runner", "tiny", command("run", "third"), quick=False)
RUN_FIRST = Check("notebook runner", "tiny", command("run", "first"), quick=False)
MADE_ANEW = Check("verify after a run from nothing", "tiny", _made_anew, quick=False)
EXPLAIN = Check(
    "reproduce --explain",
    "tiny",
    lambda p: "\n".join(
        line
        for line in p.call("reproduce", "--explain").stdout.splitlines()
        if not line.endswith("up to date")
    ),
)
KILLED = Check("reproduce --explain", "tiny", EXPLAIN.ask, quick=False)
REGISTER = Check("register of plans", "data", refused(lambda root: load_plans("henan-2023", root)))
CHECKSUMS = Check("checksums of the data package", "data", refused(_data_package))
SCHEMA = Check("schema of the data package", "data", _schema)
SERIES = Check("reading of a series", "data", refused(_series))
VINTAGES = Check("comparability of series", "data", refused(_same_vintage))
GOLD_QUOTES = Check("gold quotes stand in the plans", "data", _gold_quotes)
TARGET_QUOTES = Check("verify: quotes stand in the plans", "data", _target_quotes)
FIGURE = Check("style of figures", "figure", _drawn)
FIGURE_BYTES = Check("bytes of figures", "figure", _drawn)


def _arguments(project: Project) -> list[str]:
    path = project.path("arguments.txt")
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def careful(plant: Callable[[Project], object], *names: str) -> Callable[[Project], None]:
    """Return the fault with checksums adapted to it, as by someone who knows of them."""

    def both(project: Project) -> None:
        before = {name: sha256(project.path(name)) for name in names}
        plant(project)
        for holder in (project.path("data/datapackage.json"), project.path("data/plans/plans.csv")):
            text = holder.read_text(encoding="utf-8")
            for name, old in before.items():
                text = text.replace(old, sha256(project.path(name)))
            holder.write_text(text, encoding="utf-8", newline="\n")

    return both


def change_cell(
    name: str, row: Callable[[dict[str, str]], bool], column: str, value: str
) -> Callable[[Project], None]:
    """Return a fault: `value` in `column` of the first row of a CSV file for which `row` holds."""

    def plant(project: Project) -> None:
        path = project.path(name)
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            header = reader.fieldnames or []
        next(one for one in rows if row(one))[column] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return plant


def rewrite_record(project: Project, run: str) -> None:
    """Make the record of a run agree with its outputs, as a careless hand would."""
    path = project.path(f"outputs/{run}/record.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["outputs"] = output_hashes(path.parent)
    path.write_text(json.dumps(record), encoding="utf-8")


def strip(project: Project, name: str) -> None:
    """Take the outputs out of a notebook."""
    content = json.loads(project.path(f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))
    project.write_notebook(name, ["".join(cell["source"]) for cell in content["cells"]])


def swap_cells(path: Path, one: int, other: int) -> None:
    """Exchange two cells of a notebook."""
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = content["cells"]
    cells[one], cells[other] = cells[other], cells[one]
    path.write_text(json.dumps(content), encoding="utf-8")


def add_cell(source: str) -> Callable[[Project], None]:
    """Return a fault: a cell before the last one of the third notebook."""
    return lambda project: project.write_notebook("third", [*THIRD[:3], source, THIRD[3]])


def forget_seed(project: Project) -> None:
    """Let the third step draw without a seed, and accept what it gave as the reference."""
    drawn = 'import random\n\nwords["draw"] = random.Random().random()'
    add_cell(drawn)(project)
    for arguments in (("reproduce", "third"), ("verify", "--update-reference")):
        done = project.call(*arguments)
        assert done.returncode == 0, done.stderr


def kill_half_way(project: Project) -> None:
    """Kill `reproduce`, with all that it started, while the third step runs on a new input."""
    project.edit("data/words.txt", "指标", "口径")
    wait = "import time\n\nopen(project_root() / '.waiting', 'w').close()\ntime.sleep(600)"
    add_cell(wait)(project)
    started = subprocess.Popen(
        [sys.executable, "-c", "from plantargets.cli import main; main()", "reproduce"],
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(project.root / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while not project.path(".waiting").exists():
        assert time.monotonic() < deadline and started.poll() is None, "the step did not start"
        time.sleep(0.05)
    for process in [*psutil.Process(started.pid).children(recursive=True), psutil.Process(started.pid)]:
        process.kill()
    started.wait(60)
    shutil.copytree(project.path("kept"), project.path("notebooks"), dirs_exist_ok=True)


def _keep_notebooks(plant: Callable[[Project], object]) -> Callable[[Project], None]:
    def both(project: Project) -> None:
        shutil.copytree(project.path("notebooks"), project.path("kept"))
        plant(project)

    return both


def _ask_for(*arguments: str) -> Callable[[Project], object]:
    return lambda project: project.path("arguments.txt").write_text(" ".join(arguments), encoding="utf-8")


def _henan(row: dict[str, str]) -> bool:
    return (row["region"], row["series_id"]) == ("河南省", "industrial_value_added")


def _set_counts(project: Project, name: str, counts: list[int]) -> None:
    path = project.path(f"notebooks/{name}.ipynb")
    content = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    for cell, count in zip(code, counts, strict=True):
        cell["execution_count"] = count
    path.write_text(json.dumps(content), encoding="utf-8")


def _mix_vintages(project: Project) -> None:
    path = project.path(STATISTICS)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if _henan(row)]
    first = {row["year"] for row in rows if row["vintage"] == "communique"}
    revised = next(row for row in rows if row["vintage"] == "revised" and row["year"] in first)
    unnoted = revised | {"note": ""}  # a note that names the vintage goes before the column

    def plant(one: Project) -> None:
        change_cell(STATISTICS, revised.__eq__, "note", "")(one)
        change_cell(STATISTICS, unnoted.__eq__, "vintage", "communique")(one)

    careful(plant, STATISTICS)(project)


FAULTS: dict[str, Fault] = {
    # Outputs, records and reference.
    "a digit in an output table": Fault(
        lambda p: p.edit(SQUARES, "900", "901"),
        VERIFY,
        "first: output tables/squares.csv is not the one that was made",
    ),
    "the same, named value by value": Fault(
        lambda p: p.edit(SQUARES, "900", "901"),
        VERIFY,
        "first/tables/squares.csv, row 3 (code=410000), column square: 900 in the reference, 901 now",
    ),
    "a digit in an output table, its record adapted": Fault(
        lambda p: (p.edit(WORDS, "目标", "指标"), rewrite_record(p, "third")),
        VERIFY,
        "third/tables/words.csv, row 1, column word: 目标 in the reference, 指标 now",
    ),
    "a digit in the data of a figure": Fault(
        lambda p: p.edit(f"{PRODUCTS}.csv", "1800", "1801"),
        VERIFY,
        "second/figures/products.csv, row 3 (code=410000), column product: 1800 in the reference, 1801 now",
    ),
    "another drawing, its record adapted": Fault(
        lambda p: (p.edit(f"{PRODUCTS}.png", "a drawing", "another"), rewrite_record(p, "second")),
        VERIFY,
        "second/figures/products.png: other bytes than the reference",
    ),
    "a step's output deleted": Fault(
        lambda p: p.path(f"{PRODUCTS}.svg").unlink(),
        VERIFY,
        "second: output figures/products.svg is missing",
    ),
    "all outputs of a step deleted": Fault(
        lambda p: shutil.rmtree(p.path("outputs/third")), VERIFY, "third: not made yet"
    ),
    "an output replaced by an older one": Fault(
        lambda p: shutil.copy(
            p.path("outputs/first/notebook.html"), p.path("outputs/first-zh/notebook.html")
        ),
        VERIFY,
        "first-zh: output notebook.html is not the one that was made",
    ),
    "a damaged record": Fault(
        lambda p: p.path("outputs/first/record.json").write_text("{"),
        VERIFY,
        "first: outputs/first/record.json is damaged",
    ),
    "an edited record": Fault(
        lambda p: p.edit("outputs/first/record.json", '"410000"', '"410001"'),
        VERIFY,
        "its fingerprint is not that of its contents",
    ),
    "a reference value edited": Fault(
        lambda p: p.edit(f"{REFERENCE}/first/tables/squares.csv", "900", "901"),
        VERIFY,
        "outputs/reference/first/tables/squares.csv was edited",
    ),
    "a reference table deleted": Fault(
        lambda p: p.path(f"{REFERENCE}/first/tables/squares.csv").unlink(),
        VERIFY,
        "outputs/reference/first/tables/squares.csv is missing",
    ),
    "a tolerance without a reason": Fault(
        lambda p: p.path(f"{REFERENCE}/tolerances.toml").write_text(
            '["first/tables/squares"]\nsquare = { absolute = "1" }\n'
        ),
        VERIFY,
        "a tolerance needs a reason",
    ),
    # What outputs depend on.
    "a digit in an input": Fault(
        lambda p: p.edit("data/numbers.csv", "30", "31"), VERIFY, "first: input data/numbers.csv changed"
    ),
    "a helper module edited": Fault(
        lambda p: p.edit("src/plantargets/helpers/squares.py", "number * number", "number**2"),
        VERIFY,
        "first: code plantargets.helpers.squares changed",
    ),
    "the lock edited": Fault(
        lambda p: p.edit("requirements.lock", "click==", "click==0."),
        VERIFY,
        "first: requirements.lock changed",
    ),
    "a dependency at another version": Fault(
        lambda p: p.edit("requirements.lock", "click==", "click==0."), VERIFY, "package click: 0."
    ),
    "another default of a parameter": Fault(
        lambda p: p.edit("src/plantargets/pipeline/steps.py", '"int", 2', '"int", 3'),
        VERIFY,
        "second: parameter factor changed",
    ),
    "an older table under a later step": Fault(
        lambda p: (p.edit(SQUARES, "900", "901"), rewrite_record(p, "first")),
        EXPLAIN,
        "table first/tables/squares.csv, which was read, has changed",
    ),
    # Notebooks.
    "a notebook stripped of outputs": Fault(
        lambda p: strip(p, "third"),
        VERIFY,
        "notebooks/third.ipynb: code cell 1 is committed without having been executed",
    ),
    "another digit printed in a notebook": Fault(
        lambda p: p.edit("notebooks/first.ipynb", "2      4", "2      5"),
        VERIFY,
        "notebooks/first.ipynb: code cell 3: committed",
    ),
    "a notebook cell out of order": Fault(
        lambda p: swap_cells(p.path("notebooks/first.ipynb"), 3, 4), VERIFY, "first: notebook changed"
    ),
    "cells executed in another order": Fault(
        lambda p: _set_counts(p, "first", [1, 2, 4, 3]),
        VERIFY,
        "notebooks/first.ipynb: code cell 3 is committed as executed number 4",
    ),
    "a notebook cell out of order, run": Fault(
        lambda p: swap_cells(p.path("notebooks/first.ipynb"), 3, 4), RUN_FIRST, "NameError"
    ),
    "a failing shell line in a notebook": Fault(add_cell("!false"), RUN_THIRD, "shell line !false"),
    "a warning in a notebook": Fault(
        add_cell("import warnings\n\nwarnings.warn('old', DeprecationWarning)"),
        RUN_THIRD,
        "DeprecationWarning: old",
    ),
    "a file read that is not declared": Fault(
        add_cell("(project_root() / 'data/numbers.csv').read_text()\nNone"),
        RUN_THIRD,
        "is not among its inputs",
    ),
    "a module imported unseen": Fault(
        add_cell(
            "import importlib\n\nname = ['plantargets', 'helpers', 'unused']\n"
            "importlib.import_module('.'.join(name))\nNone"
        ),
        RUN_THIRD,
        "in a way that its fingerprint does not see",
    ),
    "a declared table that is not written": Fault(
        lambda p: p.write_notebook("third", [*THIRD[:3], 'write_results("third", tables={})']),
        RUN_THIRD,
        "not written: ",
    ),
    "a seed removed": Fault(
        forget_seed, MADE_ANEW, "third/tables/words.csv, row 1 (word=目标), column draw: 0."
    ),
    "a run killed half-way": Fault(
        _keep_notebooks(kill_half_way), KILLED, "third: runs, because input data/words.txt changed"
    ),
    "a parameter misspelt": Fault(
        _ask_for("-p", "facter=3"), MISSPELT, "unknown parameter 'facter' (did you mean 'factor'?)"
    ),
    "a parameter of the wrong type": Fault(
        _ask_for("-p", "factor=two"), MISSPELT, "parameter 'factor': expected int, found 'two'"
    ),
    "a parameter in the notebook only": Fault(
        lambda p: p.write_notebook(
            "second", [SECOND[0], ("parameters", "factor: int = 2\nother: int = 1"), *SECOND[2:]]
        ),
        MISSPELT,
        "parameter other is not declared",
    ),
    # Plans, statistics and gold: the project's own data.
    "a digit in a plan": Fault(lambda p: p.edit(HENAN, "2.3萬億元", "2.4萬億元"), REGISTER, "has changed"),
    "a digit in a plan, its checksum adapted": Fault(
        careful(lambda p: p.edit(HENAN, "2.3萬億元", "2.4萬億元"), HENAN),
        GOLD_QUOTES,
        "henan-2023.csv, row ",
    ),
    "a character more in a plan, its checksum adapted": Fault(
        careful(lambda p: p.edit(HENAN, "2.3萬億元", "约2.3萬億元"), HENAN),
        TARGET_QUOTES,
        "'2.3萬億元' does not stand at 775",
    ),
    "a register row without its file": Fault(lambda p: p.path(HENAN).unlink(), REGISTER, "henan-2023.txt"),
    "a shifted offset in a target row": Fault(
        change_cell(TARGETS, lambda row: row["quote"] == "2.3萬億元", "start", "776"),
        TARGET_QUOTES,
        "'2.3萬億元' does not stand at 776",
    ),
    "a digit in a quote of a target row": Fault(
        change_cell(TARGETS, lambda row: row["quote"] == "2.3萬億元", "quote", "2.4萬億元"),
        TARGET_QUOTES,
        "'2.4萬億元' does not stand at 775",
    ),
    "a digit in a statistic": Fault(
        change_cell(STATISTICS, _henan, "value", "19592.77"), CHECKSUMS, "statistics.csv has changed"
    ),
    "a statistic without source, its checksum adapted": Fault(
        careful(change_cell(STATISTICS, _henan, "source_title", ""), STATISTICS),
        SCHEMA,
        'constraint-error: constraint "required" is "True"',
    ),
    "a statistic without unit, its checksum adapted": Fault(
        careful(change_cell(STATISTICS, _henan, "unit", ""), STATISTICS), SCHEMA, "constraint-error"
    ),
    "a statistic that is no number, its checksum adapted": Fault(
        careful(change_cell(STATISTICS, _henan, "value", "n/a"), STATISTICS),
        SERIES,
        "expected a number in column value, found 'n/a'",
    ),
    "two units in one series": Fault(
        careful(
            change_cell(
                STATISTICS, lambda row: _henan(row) and row["vintage"] == "communique", "unit", "万元"
            ),
            STATISTICS,
        ),
        SERIES,
        "mixes unit",
    ),
    "a revised value put among first values": Fault(_mix_vintages, SERIES, "two figures for"),
    "a vintage changed in one row": Fault(
        careful(
            change_cell(
                STATISTICS, lambda row: _henan(row) and row["vintage"] == "revised", "vintage", "communique"
            ),
            STATISTICS,
        ),
        SERIES,
        "column vintage says communique, the note revised_",
    ),
    "a vintage changed in one row of an export": Fault(
        careful(
            change_cell(PANEL, lambda row: row["vintage"] == "revised_4th_census", "vintage", "communique"),
            PANEL,
        ),
        SERIES,
        "has several vintages from one source under one note",
    ),
    "two vintages compared": Fault(
        lambda p: p.path("vintages.txt").write_text("communique revised_5th_census"),
        VINTAGES,
        "series of different vintage are not mixed",
    ),
    "a gold row edited": Fault(
        change_cell("data/gold/kaifeng-2020.csv", lambda row: row["quote"] == "45个", "value_min", "46"),
        CHECKSUMS,
        "kaifeng-2020.csv has changed",
    ),
    "a gold quote shifted, its checksum adapted": Fault(
        careful(
            change_cell("data/gold/kaifeng-2020.csv", lambda row: row["quote"] == "45个", "start", "654"),
            "data/gold/kaifeng-2020.csv",
        ),
        GOLD_QUOTES,
        "kaifeng-2020.csv, row 1: '45个' does not stand at 654",
    ),
    # Figures: the project's own style.
    "a Chinese glyph without font": Fault(
        lambda p: p.edit(DRAW, "年份", "年份\U0002ebe0"), FIGURE, "U+2EBE0"
    ),
    "a font missing": Fault(
        lambda p: p.edit(DRAW, "# here", "figures.style.FONT_FILE = 'absent.otf'"), FIGURE, "absent.otf"
    ),
    "a different plot": Fault(
        lambda p: p.edit(DRAW, "plot([2022, 2023]", "plot([2022, 2023.1]"),
        FIGURE_BYTES,
        "change.png: other bytes",
    ),
    "a changed value in a plot": Fault(
        lambda p: p.edit(DRAW, "-5.5", "-5.6"), FIGURE_BYTES, "change.csv: other bytes"
    ),
}


FIGURE_SOURCE = """
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from plantargets import errors, figures
from plantargets.figures import style

# here
data = pd.DataFrame({"year": [2022, 2023], "change_pct": [-5.5, 0.3]})
try:
    with figures.figure_style("zh", size="column"):
        figure, axes = plt.subplots()
        axes.plot([2022, 2023], data["change_pct"])
        axes.set(xlabel="年份", ylabel="%")
    figures.save_figure(figure, Path(sys.argv[1]), "change", data)
except errors.PlanTargetsError as error:
    sys.exit(str(error))
"""


def build_base(base: Base, root: Path) -> Project:
    """Lay out, without a fault, what the checks of a base look at."""
    if base == "tiny":
        project = build_project(root)
        for arguments in (("reproduce",), ("verify", "--update-reference")):
            done = project.call(*arguments)
            assert done.returncode == 0, done.stderr
        return project
    root.mkdir(parents=True)
    project = Project(root)
    if base == "figure":
        project.path(DRAW).write_text(FIGURE_SOURCE, encoding="utf-8")
        assert not _drawn(project)
        return project
    from plantargets import extract_targets  # noqa: PLC0415 - reads the rules, for one base

    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy(ROOT / "Snakefile", root)
    project.path("vintages.txt").write_text("communique communique")
    project.path(TARGETS).parent.mkdir(parents=True)
    targets = extract_targets(load_plans("henan-2023", root))
    targets.to_csv(project.path(TARGETS), index=False, lineterminator="\n", encoding="utf-8")
    return project


class Bench:
    """The folders in which faults are planted: each base is built once, each fault gets a copy of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._bases: dict[Base, Project] = {}
        self._silent: dict[Check, str] = {}

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
        if check not in self._silent:
            clean = self.copy(check.base)
            self._silent[check] = check.ask(clean)
            shutil.rmtree(clean.root)
        project = self.copy(check.base)
        started = time.monotonic()
        fault.plant(project)
        alarm = check.ask(project)
        seconds = time.monotonic() - started
        shutil.rmtree(project.root)
        if self._silent[check]:
            alarm = f"alarm without a fault: {self._silent[check]}"
            return Outcome(name, check.name, False, seconds, _line_with("", alarm))
        return Outcome(name, check.name, fault.told in alarm, seconds, _line_with(fault.told, alarm))

    def try_clean(self, number: int) -> Outcome:
        """Run the tiny project from nothing in strange surroundings; any alarm or other byte is a fault."""
        folder, variables = STRANGE_SURROUNDINGS[number]
        base = self.base("tiny")
        project = build_project(self.folder / f"clean-{number}" / folder)
        shutil.copytree(base.path(REFERENCE), project.path(REFERENCE))
        shutil.copytree(base.path("notebooks"), project.path("notebooks"), dirs_exist_ok=True)
        home = project.root.parent / "home"
        home.mkdir()
        started = time.monotonic()
        alarm = ""
        for arguments in (("reproduce",), ("verify",), ("reproduce", "--explain")):
            done = project.call(*arguments, HOME=str(home), **variables)
            stale = [line for line in done.stdout.splitlines() if "runs, because" in line]
            alarm = alarm or (done.stderr if done.returncode else "\n".join(stale))
        if not alarm and project.outputs() != base.outputs():
            alarm = "outputs have other bytes"
        words = ", ".join(f"{key}={value}" for key, value in variables.items()) or "as it is"
        label = f"no fault, surroundings {number + 1}: {words}"
        return Outcome(label, "reproduce, verify, explain", not alarm, time.monotonic() - started, alarm)


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


def main() -> None:
    """Try every fault and every clean run; exit with 1 if one is not as required."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="try only faults with this in their name")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.relative_to(ROOT)} as well")
    given = parser.parse_args()
    outcomes: list[Outcome] = []

    def note(outcome: Outcome) -> None:
        outcomes.append(outcome)
        word = "ok    " if outcome.caught else "FAILED"
        print(f"{word} {outcome.seconds:5.1f} s  {outcome.fault}  [{outcome.check}]", flush=True)
        if not outcome.caught:
            print(f"       {outcome.alarm or 'no alarm'}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for name in [name for name in FAULTS if given.only in name]:
            note(bench.try_fault(name))
        for number in range(0 if given.only else len(STRANGE_SURROUNDINGS)):
            note(bench.try_clean(number))
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


REPORT_HEAD = """# Planted faults

`make falsify` plants each of these faults alone in a copy of the project and requires that the named check
catches it; the same check must be silent on the copy without the fault. It ends with clean runs in other
folders, locales, time zones and hash seeds, which must give the same bytes and raise no alarm. Seconds and
the words of each alarm are in `outputs/falsification.csv`. A test requires that this table lists the faults
that are tried.

"""

if __name__ == "__main__":
    main()
