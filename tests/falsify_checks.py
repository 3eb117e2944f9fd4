"""The checks that planted faults are held against, and hands to plant faults with."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import forks
from plantargets.accuracy import GOLD_PLANS
from plantargets.corpus import extract_files
from plantargets.corpus.files import list_files
from plantargets.corpus.parts import code_fingerprint, extract_part, save_part
from plantargets.data import sha256, verified_path
from plantargets.errors import PlanTargetsError
from plantargets.growth import load_series, require_comparable
from plantargets.pipeline.fingerprint import differences
from plantargets.pipeline.records import output_hashes
from plantargets.pipeline.verify import quote_faults
from plantargets.plans import load_plans
from processes import end, started, wait_until
from tiny_project import ROOT, THIRD, Project, build_project

REFERENCE = "outputs/reference"
SQUARES = "outputs/first/tables/squares.csv"
PRODUCTS = "outputs/second/figures/products"
WORDS = "outputs/third/tables/words.csv"
STATISTICS = "data/statistics/statistics.csv"
PANEL = "data/statistics/panel_provinces.csv"
TARGETS = "outputs/targets/tables/targets.csv"
HENAN = "data/plans/henan-2023.txt"
KAIFENG = "data/gold/kaifeng-2020.csv"
DRAW = "figure.py"
CALL = "call.json"  # variables and source of the call of a check, where a fault is planted there
STATES = "states.py"
TESTS = "run_tests.py"
TESTS_SOURCE = "import sys\n\nimport pytest\n\nsys.exit(pytest.main(sys.argv[1:]))\n"
KEPT_OUT = ("__pycache__", "outputs", ".*")  # of a copy of the project, in every folder
# A step writes nowhere but in its own folder.
WAIT = """\
import os
import pathlib

(pathlib.Path(os.environ["HOME"]) / ".waiting").touch()
time.sleep(600)"""
PARTS_FOLDER = ".targets.csv.parts"

Base = Literal["tiny", "data", "figure", "code", "parts", "all"]


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


def command(*arguments: str) -> Callable[[Project], str]:
    """Return a check that is a call of `plantargets`; it alarms by its exit status."""

    def ask(project: Project) -> str:
        given = json.loads(project.path(CALL).read_text()) if project.path(CALL).exists() else {}
        source = project.root / given.get("source", "src")
        status, _, told = forks.call(project.root, source, [*arguments], **given.get("variables", {}))
        assert "Traceback" not in told, told
        return told if status else ""

    return ask


def tests(file: str, words: str = "") -> Check:
    """Return a check that is a file of tests, or those of them with words in their names."""

    def ask(project: Project) -> str:
        arguments = [f"tests/{file}", "-x", "-p", "no:cacheprovider", *(["-k", words] if words else [])]
        status, told, error = forks.call(project.root, project.root / "src", arguments, script=TESTS)
        return told + error if status else ""

    return Check(f"tests/{file}", "all", ask, quick=False)


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


def drawn(project: Project) -> str:
    """Draw the figure anew in the project's style; alarm if it cannot be drawn or has other bytes."""
    status, _, told = forks.call(project.root, ROOT / "src", ["now"], script=DRAW)
    if status:
        return told.strip().splitlines()[-1]
    before, now = project.path("before"), project.path("now")
    if not before.exists():
        shutil.copytree(now, before)
    names = sorted(path.name for path in before.iterdir())
    return "\n".join(
        f"{name}: other bytes" for name in names if (before / name).read_bytes() != (now / name).read_bytes()
    )


def _states(project: Project) -> str:
    """Compare what every step of the project depends on with what it did before."""
    status, told, error = forks.call(project.root, project.root / "src", [], script=STATES)
    if status:
        return error.strip().splitlines()[-1]
    before = json.loads(project.path("states.json").read_text(encoding="utf-8"))
    return "\n".join(
        f"{name}: {difference}"
        for name, state in json.loads(told).items()
        for difference in differences(before[name], state)
    )


def _resumed(project: Project) -> str:
    """Go on with a corpus where it stopped; alarm if a part is made again, or the rows are other ones."""
    output = project.path("targets.csv")
    with contextlib.chdir(project.root):  # parts name files as they were given
        done = extract_files([Path("reports")], Path("targets.csv"), jobs=1, progress=False)
    if output.read_bytes() != project.path("expected.csv").read_bytes():
        return "the rows are not those of a call that was not interrupted"
    return "\n".join(note for note in done.notes if "damaged" in note)


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
STEPS_DEPEND = Check("fingerprints of the steps", "code", _states)
ALSO_DEPEND = Check("fingerprints of the steps", "code", _states, quick=False)
RESUMED = Check("parts of a corpus", "parts", _resumed)
VERIFY_OWN_RUN = Check("plantargets verify", "tiny", command("verify"), quick=False)
RERUN = Check("verify --rerun", "tiny", command("verify", "--rerun"), quick=False)
FIGURE = Check("style of figures", "figure", drawn)
FIGURE_BYTES = Check("bytes of figures", "figure", drawn)


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
    # The address of an object is another one in each process.
    drawn = 'import random\n\nwords["draw"] = random.Random(id(words)).random()'
    add_cell(drawn)(project)
    for arguments in (("reproduce", "third"), ("verify", "--update-reference")):
        done = project.call(*arguments)
        assert done.returncode == 0, done.stderr


def kill_half_way(project: Project) -> None:
    """Kill `reproduce`, with all that it started, while the third step runs on a new input."""
    project.edit("data/words.txt", "指标", "口径")
    add_cell(WAIT)(project)
    with started(
        sys.executable, "-c", "from plantargets.cli import main; main()", "reproduce",
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(project.root / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        wait_until(project.waiting_steps, "the step starts", process)
        end(process)
    shutil.copytree(project.path("kept"), project.path("notebooks"), dirs_exist_ok=True)


def keep_notebooks(plant: Callable[[Project], object]) -> Callable[[Project], None]:
    def both(project: Project) -> None:
        shutil.copytree(project.path("notebooks"), project.path("kept"))
        plant(project)

    return both


def ask_for(*arguments: str) -> Callable[[Project], object]:
    return lambda project: project.path("arguments.txt").write_text(" ".join(arguments), encoding="utf-8")


def is_henan(row: dict[str, str]) -> bool:
    return (row["region"], row["series_id"]) == ("河南省", "industrial_value_added")


def set_counts(project: Project, name: str, counts: list[int]) -> None:
    path = project.path(f"notebooks/{name}.ipynb")
    content = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    for cell, count in zip(code, counts, strict=True):
        cell["execution_count"] = count
    path.write_text(json.dumps(content), encoding="utf-8")


def mix_vintages(project: Project) -> None:
    path = project.path(STATISTICS)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if is_henan(row)]
    first = {row["year"] for row in rows if row["vintage"] == "communique"}
    revised = next(row for row in rows if row["vintage"] == "revised" and row["year"] in first)
    unnoted = revised | {"note": ""}  # a note that names the vintage goes before the column

    def plant(one: Project) -> None:
        change_cell(STATISTICS, revised.__eq__, "note", "")(one)
        change_cell(STATISTICS, unnoted.__eq__, "vintage", "communique")(one)

    careful(plant, STATISTICS)(project)


def swap_rows(path: Path) -> None:
    """Exchange the first two rows of a CSV file."""
    header, first, second, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, second, first, *rest]), encoding="utf-8")


def drop_row(path: Path) -> None:
    """Take the first row of a CSV file out."""
    header, _, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *rest]), encoding="utf-8")


def edit_prose(path: Path) -> None:
    """Add a sentence to the last cell of prose of a notebook."""
    content = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in content["cells"] if cell["cell_type"] == "markdown"][-1]
    cell["source"] = "".join(cell["source"]) + "\nOne more."
    path.write_text(json.dumps(content), encoding="utf-8")


def edit_output(path: Path) -> None:
    """Change a digit of the first output of a notebook that has one."""
    content = json.loads(path.read_text(encoding="utf-8"))
    outputs = (output for cell in content["cells"] for output in cell.get("outputs", ()))
    output = next(one for one in outputs if any(sign.isdigit() for sign in "".join(one.get("text", ""))))
    text = "".join(output["text"])
    digit = next(sign for sign in text if sign.isdigit())
    output["text"] = text.replace(digit, str((int(digit) + 1) % 10), 1)
    path.write_text(json.dumps(content), encoding="utf-8")


def strip_hashes(path: Path, name: str) -> None:
    """Take the hashes of a package out of the lock."""
    text = path.read_text(encoding="utf-8")
    block = re.search(rf"^{name}==.*?(?=^[a-z])", text, re.MULTILINE | re.DOTALL)
    assert block, f"{name} is not locked"
    bare = re.sub(r" \\\n *--hash=\S+", "", block[0])
    path.write_text(text.replace(block[0], bare), encoding="utf-8", newline="\n")


def unpin(path: Path) -> None:
    """Name the first action of a workflow by its version in place of its hash."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"@[0-9a-f]{40} # (v[\d.]+)", r"@\1", text, count=1), encoding="utf-8")


def append(path: Path, text: str) -> None:
    """Add a text to the end of a file."""
    path.write_bytes(path.read_bytes() + text.encode())


def cut(path: Path) -> None:
    """Take the second half of a file away."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def turn_bit(path: Path) -> None:
    """Turn one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def one_part(project: Project, name: str = "") -> Path:
    """Return one part of the corpus that was stopped, or where one of this name would be."""
    folder = project.path(PARTS_FOLDER)
    return folder / name if name else sorted(folder.glob("*.parquet"))[0]


def forge(project: Project, run: str, output: str, *, checksums: bool = True) -> None:
    """Make record, reference and checksums agree with an output that was edited."""
    rewrite_record(project, run)
    made, name = project.path(f"outputs/{run}/{output}"), f"{run}/{output}"
    if output.endswith(".csv"):
        shutil.copy(made, project.path(f"{REFERENCE}/{name}"))
    if checksums:
        path = project.path(f"{REFERENCE}/checksums.sha256")
        lines = path.read_text(encoding="utf-8").splitlines()
        changed = [f"{sha256(made)}  {name}" if line.endswith(f"  {name}") else line for line in lines]
        path.write_text("\n".join(changed) + "\n", encoding="utf-8")


def gathered(plant: Callable[[Project], object], folder: str = "book") -> Callable[[Project], None]:
    """Return a fault in what was gathered from results, which is laid out first."""

    def both(project: Project) -> None:
        page = project.path(f"outputs/{folder}/en/page.html")
        page.parent.mkdir(parents=True)
        page.write_text("<p>1810</p>", encoding="utf-8")
        page.with_name("searchindex.js").write_text('{"1810": "page"}', encoding="utf-8")
        script = (
            "from pathlib import Path\nfrom plantargets.pipeline.made import write_made\n"
            f"write_made(Path('outputs/{folder}'), ['first', 'second'], Path('outputs'))\n"
        )
        project.path("made.py").write_text(script)
        status, _, told = forks.call(project.root, project.path("src"), [], script="made.py")
        assert status == 0, told
        assert not VERIFY.ask(project), "the check is not silent without the fault"
        plant(project)

    return both


def own_runs(plant: Callable[[Project], object]) -> Callable[[Project], None]:
    """Return a fault in what a sweep and a run of one's own left."""

    def both(project: Project) -> None:
        project.path("sets.yaml").write_text("factor: [3, 5]\n")
        done = project.call("run", "second", "--sweep", "sets.yaml")
        assert done.returncode == 0, done.stderr
        assert not VERIFY.ask(project), "the check is not silent without the fault"
        plant(project)

    return both


def crate_anew(project: Project) -> None:
    """Write the crate of the records as they are now."""
    script = (
        "from pathlib import Path\nfrom plantargets.pipeline.crate import write_crate\n"
        "from plantargets.pipeline.steps import STEPS\nwrite_crate(STEPS, Path.cwd())\n"
    )
    project.path("crate.py").write_text(script)
    status, _, told = forks.call(project.root, project.path("src"), [], script="crate.py")
    assert status == 0, told


def accept(project: Project) -> None:
    """Make the outputs on disk the reference."""
    status, _, told = forks.call(project.root, project.path("src"), ["verify", "--update-reference"])
    assert status == 0, told


def tolerate(project: Project, **limits: str) -> None:
    """Let a column of the first step's table differ, with a reason that says nothing."""
    words = ", ".join(f'{name} = "{value}"' for name, value in limits.items())
    text = f'["first/tables/squares"]\nsquare = {{ {words}, reason = "x" }}\n'
    project.path(f"{REFERENCE}/tolerances.toml").write_text(text)


def call_with(project: Project, **given: object) -> None:
    """Have the check called with another source or with variables."""
    project.path(CALL).write_text(json.dumps(given), encoding="utf-8")


def edit_under_bytecode(project: Project) -> None:
    """Edit a module so that size and time stay those of its bytecode."""
    source = project.path("src/plantargets/helpers/squares.py")
    assert project.call("run", "first").returncode == 0
    status = source.stat()
    project.edit("src/plantargets/helpers/squares.py", "number * number", "number + number")
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))


def read_undeclared(expression: str) -> Callable[[Project], None]:
    """Return a fault: the third step reads what it does not declare."""

    def plant(project: Project) -> None:
        for name in (".hidden.csv", "src/beside.csv", "data/extra.parquet", "../outside.csv"):
            project.path(name).write_text("a\n1\n")
        modules = (
            "import ctypes\nimport os\nimport socket\nimport sqlite3\nimport subprocess\nimport time\n"
            "import uuid\n\nimport numpy as np\nimport pyarrow.csv\n\n"
        )
        add_cell(f"{modules}root = project_root()\n{expression}\nNone")(project)

    return plant


STATES_SOURCE = """
import json
from pathlib import Path

from plantargets.pipeline.declaration import Run, all_runs
from plantargets.pipeline.fingerprint import run_state
from plantargets.pipeline.steps import STEPS

corpus = next(step for step in STEPS if step.name == "corpus")
names = {"plans", "targets", "comparison", "growth", "growth-zh"}
runs = [run for run in all_runs(STEPS) if run.name in names]
runs.append(Run("own", corpus, corpus.defaults | {"folder": "reports"}))
print(json.dumps({run.name: run_state(run, STEPS, Path.cwd()) for run in runs}))
"""
REPORTS = {
    "河南": "2026年政府工作报告\n2026年主要预期目标:地区生产总值增长5%左右。",
    "湖北": "2026年政府工作报告\n2026年主要预期目标:地区生产总值增长6%,研发投入强度达到3%。",
    "广东": "2026年政府工作报告\n2026年主要预期目标:地区生产总值增长5%以上。",
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
    if base in ("code", "parts"):
        project.path("reports").mkdir()
        for place, text in REPORTS.items():
            project.path(f"reports/{place}.txt").write_text(text, encoding="utf-8")
    if base == "code":
        for name in ("src", "data", "notebooks", "book/zh"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "requirements.lock", root)
        project.path(STATES).write_text(STATES_SOURCE, encoding="utf-8")
        status, told, error = forks.call(root, root / "src", [], script=STATES)
        assert status == 0, error
        project.path("states.json").write_text(told, encoding="utf-8")
        return project
    if base == "all":
        kept_out = shutil.ignore_patterns(*KEPT_OUT)
        shutil.copytree(ROOT, root, ignore=kept_out, symlinks=True, dirs_exist_ok=True)
        shutil.copytree(ROOT / REFERENCE, root / REFERENCE)
        shutil.copy(ROOT / "outputs/README.md", root / "outputs")
        for name in (".binder", ".devcontainer", ".github", ".ci", ".zenodo.json"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, root / name)
        project.path(TESTS).write_text(TESTS_SOURCE, encoding="utf-8")
        return project
    if base == "parts":
        project.path(PARTS_FOLDER).mkdir()
        with contextlib.chdir(root):
            extract_files([Path("reports")], Path("expected.csv"), jobs=1, progress=False)
            for file in list_files([Path("reports")])[0]:
                save_part(extract_part([file], code_fingerprint()), Path(PARTS_FOLDER))
        return project
    if base == "figure":
        project.path(DRAW).write_text(FIGURE_SOURCE, encoding="utf-8")
        assert not drawn(project)
        return project
    from plantargets import extract_targets  # noqa: PLC0415 - reads the rules, for one base

    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy(ROOT / "Snakefile", root)
    project.path("vintages.txt").write_text("communique communique")
    project.path(TARGETS).parent.mkdir(parents=True)
    targets = extract_targets(load_plans("henan-2023", root))
    targets.to_csv(project.path(TARGETS), index=False, lineterminator="\n", encoding="utf-8")
    return project
