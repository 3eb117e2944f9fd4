"""A step runs apart, leaves the same bytes each time, and nothing half-written when it fails."""

from __future__ import annotations

import _ctypes
import doctest
import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import nbformat
import pytest

from plantargets import confine
from plantargets.pipeline import execution
from tiny_project import THIRD, Project, build_project

HIDDEN_IMPORT = (
    "import importlib\nimportlib.import_module('.'.join(['plantargets', 'helpers', 'unused']))\nNone"
)


def third(project: Project, *extra: str, last: str | None = None) -> Project:
    """Put cells before the last one of the third notebook."""
    project.write_notebook("third", [*THIRD[:3], *extra, last or THIRD[3]])  # type: ignore[list-item]
    return project


def refusal(project: Project, *arguments: str) -> str:
    """Run, expect a refusal that leaves nothing in place, and return its message."""
    done = project.call("run", *(arguments or ("third",)))
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 15
    assert all(name.startswith("failed/") for name in project.outputs()), project.outputs().keys()
    return done.stderr


def test_a_run_has_its_own_folder_and_says_where(project: Project) -> None:
    done = project.call("run", "first", "-p", "code=010000", "-p", "language=zh")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "outputs/runs/first-code-010000-language-zh/\n"
    folder = project.path(done.stdout.strip())
    assert (folder / "tables/squares.csv").read_text().splitlines()[1] == "010000,1,1"
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert record["state"]["parameters"] == {"code": "010000", "language": "zh"}
    notebook = nbformat.read(folder / "notebook.ipynb", as_version=4)
    assert notebook.cells[2].source.splitlines()[1:] == ["code = '010000'", "language = 'zh'"]


def test_a_failing_cell_is_named_with_parameters_and_reason(project: Project) -> None:
    project.edit(
        "src/plantargets/helpers/squares.py", "return", "raise ValueError('no square of ½')\n    return"
    )
    message = refusal(project, "first", "-p", "code=010000")
    assert "notebooks/first.ipynb, cell 4 of 5" in message
    assert "code='010000', language='en'" in message
    assert "ValueError: no square of ½" in message
    assert "src/plantargets/helpers/squares.py:2" in message
    (kept,) = project.path("outputs/failed").glob("*.ipynb")
    assert kept.name in message
    assert "no square of ½" in kept.read_text(encoding="utf-8")


def test_a_long_reason_is_cut(project: Project) -> None:
    message = refusal(third(project, "raise ValueError('\\n'.join(['x' * 1000] * 100))"))
    assert max(map(len, message.splitlines())) < 300


def test_an_error_meant_for_the_user_is_shown_as_it_is(project: Project) -> None:
    source = "from plantargets import errors\nraise errors.PlanTargetsError('no region 河北')"
    message = refusal(third(project, source))
    assert "\nno region 河北\n" in message
    assert "PlanTargetsError" not in message


CANNOT_WRITE = "changed while it ran" if confine.missing() else "are closed to it"


# Nobody listens there: that it was tried is enough.
SOCKET = """\
import contextlib
import socket

with socket.socket(socket.AF_UNIX) as other, contextlib.suppress(OSError):
    other.connect(str(project_root().parent / "other.sock"))"""


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("import warnings\nwarnings.warn('old', DeprecationWarning)", "DeprecationWarning: old"),
        ("import sys\nprint('hm', file=sys.stderr)", "writes to stderr"),
        ("object()", "address of an object"),
        ("print(project_root())", "the project's folder"),
        ("import sys\nprint(sys.prefix)", "the environment's folder"),
        ("from pathlib import Path\nprint(Path.cwd())", "the project's folder"),
        ("!true", "shell line !true"),
        ("%timeit 1", "'timeit' is not allowed"),
        (
            "(project_root() / 'data/numbers.csv').read_text()",
            "reads data/numbers.csv, which is not among its inputs",
        ),
        (HIDDEN_IMPORT, "uses plantargets.helpers in a way that its fingerprint does not see"),
        ("import os\nos._exit(1)", "the kernel died: it ended itself with exit status 1"),
        ("raise SystemExit(3)", "SystemExit"),
        ("(project_root() / 'data/words.txt').write_text('x')\nNone", CANNOT_WRITE),
        ("import datetime\ndatetime.date.today().year", "asks the clock (datetime.date.today())"),
        ("words['draw'] = pd.Series([1, 2]).map(pd.Timestamp.now)", "asks the clock (pd.Timestamp.now)"),
        ("import random as r\nwords['draw'] = r.random()", "asks for chance without a seed (r.random())"),
        ("import os\nos.cpu_count() or 0", "asks about the machine (os.cpu_count())"),
        ("(project_root() / 'data/more.csv').exists()", "asks about data/more.csv, which is not among"),
        ("import os\nos.path.getsize(project_root() / 'data/numbers.csv')", "asks about data/numbers.csv"),
        ("import os\nos.access(project_root() / 'notebooks/first.ipynb', os.F_OK)", "asks about notebooks/"),
        (SOCKET, "speaks to another program by the socket "),
        ("1 +", "line 1"),
    ],
)
def test_what_would_not_repeat_is_refused(project: Project, cell: str, told: str) -> None:
    assert told in refusal(third(project, cell))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (
            "import signal\nsignal.raise_signal(signal.SIGKILL)",
            "died: it was killed (signal 9, SIGKILL) (it had taken ",
        ),
        ("import os\nos.abort()", "died: it crashed (signal 6, SIGABRT)"),
        ("import ctypes\nctypes.string_at(0)", "died: it crashed (signal 11, SIGSEGV)"),
        (
            "import signal\nsignal.raise_signal(signal.SIGTERM)",
            "died: it was told to end (signal 15, SIGTERM)",
        ),
        (
            "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 9))\nwhile True:\n    pass",
            "died: its time was over (signal 24, SIGXCPU)",
        ),
        ("import os\nos._exit(0)", "died: it ended itself with exit status 0"),
    ],
)
def test_a_kernel_that_dies_says_how_where_and_what_to_do(project: Project, cell: str, told: str) -> None:
    """`scorecard` ended once on a machine under load, and nothing told why."""
    message = refusal(third(project, cell))
    assert told in message
    assert f"notebooks/third.ipynb, cell 4 of 5\ncell 4 begins: {cell.splitlines()[0]}\n" in message
    assert "the step was not tried again, and its former results stay; the same command" in message
    (path,) = project.path("outputs/failed").glob("*.ipynb")
    assert f"the notebook up to there: outputs/failed/{path.name}" in message
    kept = nbformat.read(path, as_version=4)
    assert kept.cells[2].outputs and not kept.cells[4].outputs
    if "SIGSEGV" in told:
        assert "it said: Fatal Python error: Segmentation fault" in message


def test_a_kernel_that_dies_before_its_first_cell_says_so(project: Project) -> None:
    project.edit(
        "src/plantargets/pipeline/kernel.py", "def serve() -> None:", "def serve():\n    os._exit(7)"
    )
    message = refusal(third(project))
    assert "the kernel died: it ended itself with exit status 7" in message
    assert "step third failed before the first cell of notebooks/third.ipynb" in message


def test_a_kernel_that_does_not_answer_is_no_fault_of_the_output_folder(project: Project) -> None:
    """Jupyter's 60 s to start and 4 s to hand over results are not enough for a machine under load."""
    assert execution.ANSWER_SECONDS >= 600
    project.edit("src/plantargets/pipeline/execution.py", "ANSWER_SECONDS = 600", "ANSWER_SECONDS = 1")
    start = "    app = IPKernelApp.instance()"
    project.edit(
        "src/plantargets/pipeline/kernel.py", start, f"    import time\n\n    time.sleep(60)\n{start}"
    )
    message = refusal(third(project))
    assert "the kernel gave no answer for 1 s though it runs\nthe machine is overloaded" in message
    assert "cannot write" not in message


def test_that_memory_ran_out_is_said_where_the_system_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "the system says that memory ran out" in execution.how_it_ended(-9, for_memory=True)
    monkeypatch.setattr(execution, "MEMORY_EVENTS", tmp_path / "memory.events")
    assert execution._ended_for_memory() == 0
    (tmp_path / "memory.events").write_text("low 0\noom 3\noom_kill 2\noom_group_kill 9\n")
    assert execution._ended_for_memory() == 2
    assert doctest.testmod(execution).failed == 0


def test_results_must_be_the_declared_ones(project: Project) -> None:
    message = refusal(third(project, last='write_results("third", tables={"wrods": words})'))
    assert "not written: tables/words.csv" in message
    assert "written but not declared: tables/wrods.csv" in message


def test_a_run_makes_the_tables_it_reads_where_they_are_missing_or_altered(project: Project) -> None:
    """The run of an altered table gave 132 rows for 183 with a note on stderr and status 0."""
    for planted in (False, True):
        table = project.path("outputs/first/tables/squares.csv")
        if planted:
            table.write_text(table.read_text().replace("900", "9"))
        done = project.call("run", "second", "-p", "factor", "3")
        assert done.returncode == 0, done.stderr
        assert "made first first, which was out of date" in done.stderr
        assert done.stdout.splitlines() == ["The products sum to 2715.", "outputs/runs/second-factor-3/"]
    index = project.path("outputs/runs/index.csv").read_text(encoding="utf-8").splitlines()
    assert index == [
        "run,step,parameters,answer",
        "second-factor-3,second,factor=3,The products sum to 2715.",
    ]


def test_nothing_of_the_user_or_the_machine_reaches_the_outputs(project: Project) -> None:
    """Two folders, users' settings, locales, time zones and hash seeds; the same bytes."""
    third(
        project,
        "import os, time, locale, datetime\n"
        "print(hash('目标'), time.tzname, locale.getlocale(), os.environ.get('LC_ALL'), sorted('ba'))\n"
        "print({'a', 'b', 'c'}, os.environ.get('USER'), os.environ.get('SECRET'))\n"
        "print(datetime.datetime(2020, 1, 1).astimezone())",
    )
    home = project.path("home")
    startup = home / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import builtins\nprint('mine')\nbuiltins.sorted = lambda x: 'mine'\n")
    (home / ".config/matplotlib").mkdir(parents=True)
    (home / ".config/matplotlib/matplotlibrc").write_text("figure.dpi: 3\n")
    settings = [
        {},
        {
            "TZ": "Asia/Shanghai",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "7",
            "USER": "other",
            "SECRET": "1",
            "HOME": str(home),
        },
    ]
    made = []
    for variables in settings:
        done = project.call("run", "third", **variables)
        assert done.returncode == 0, done.stderr
        made.append(project.outputs())
    assert made[0] == made[1]


def test_a_former_result_survives_a_failure(project: Project) -> None:
    assert project.call("run", "third").returncode == 0
    before = project.outputs()
    third(project, "1 / 0")
    assert project.call("run", "third").returncode == 1
    after = project.outputs()
    assert {name: after.get(name) for name in before} == before
    assert set(after) - set(before) == {name for name in after if name.startswith("failed/")}


READS = """\
import json
import os
import socket
import subprocess
import urllib.request

import ctypes
import os.path
import runpy
import sqlite3
import zipfile

import numpy as np
import pyarrow.csv
import pyarrow.fs

root = project_root()
numbers = root / "data/numbers.csv"


def by_libc(path):
    opened = ctypes.CDLL(None).open(str(path).encode(), 0)
    return os.read(opened, 1)


ways = {
    "pandas": lambda: pd.read_csv(root / "data/numbers.csv"),
    "pyarrow": lambda: pyarrow.csv.read_csv(str(root / "data/numbers.csv")),
    "pyarrow, from outside": lambda: pyarrow.csv.read_csv(str(root.parent / "outside.csv")),
    "a listing by pyarrow": lambda: pyarrow.fs.LocalFileSystem().get_file_info(
        pyarrow.fs.FileSelector(str(root))
    ),
    "a parquet file": lambda: pd.read_parquet(root / "data/extra.parquet"),
    "another program": lambda: subprocess.check_output(["cat", str(root / "data/numbers.csv")]),
    "a shell": lambda: 1 / (not os.system(f"cat {root}/data/numbers.csv > /dev/null")),
    "this Python": lambda: subprocess.run(
        [sys.executable, "-c", f"open('{root}/data/numbers.csv')"], check=True, capture_output=True
    ),
    "a hidden file": lambda: pd.read_csv(root / ".hidden.csv"),
    "a file beside the code": lambda: pd.read_csv(root / "src/beside.csv"),
    "a listing": lambda: os.listdir(root),
    "outputs of another step": lambda: os.listdir(root / "outputs"),
    "a listing of a folder of inputs": lambda: os.listdir(root / "data"),
    "os.open": lambda: os.open(numbers, os.O_RDONLY),
    "libc": lambda: by_libc(numbers),
    "NumPy": lambda: np.fromfile(numbers),
    "NumPy, mapped": lambda: np.memmap(numbers),
    "SQLite": lambda: sqlite3.connect(root / "data/x.db").execute("select * from sqlite_master"),
    "a zip archive": lambda: zipfile.ZipFile(root / "data/x.zip"),
    "a library": lambda: ctypes.CDLL(str(root / "data/x.so")),
    "a script": lambda: runpy.run_path(str(root / "src/beside.py")),
    "a module": lambda: __import__("beside"),
    "outputs of a later step": lambda: (root / "outputs/second/record.json").read_bytes(),
    "outputs of its own": lambda: (root / "outputs/third/record.json").read_bytes(),
    "a link into its own folder": lambda: (os.symlink(numbers, "link"), open("link"))[1],
    "a hard link": lambda: (os.link(numbers, "hard"), open("hard"))[1],
    "data of the system": lambda: os.listdir("/usr/share"),
    "other processes": lambda: open("/proc/1/environ", "rb").read(),
    "how long the system runs": lambda: open("/proc/uptime").read(),
    "a file by its address": lambda: urllib.request.urlopen(numbers.as_uri()),
    "UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "TCP": lambda: socket.create_connection(("127.0.0.1", 9)),
    "a page": lambda: urllib.request.urlopen("http://127.0.0.1:9"),
    "a change of an input": lambda: (root / "data/words.txt").write_text("x"),
    "a new file": lambda: (root / "data/new.txt").write_text("x"),
}
out = []
for name, way in ways.items():
    try:
        way()
        out.append(name)
    except Exception:
        pass
words = pd.DataFrame({"word": text.split() + out})"""


@pytest.mark.skipif(bool(confine.missing()), reason="the kernel offers no Landlock or no seccomp")
def test_what_a_step_does_not_declare_is_closed_to_it(project: Project) -> None:
    """Read by parquet, pyarrow, cat, from outside or from the network, a change went unnoticed."""
    project.path(".hidden.csv").write_text("a\n1\n")
    project.path("src/beside.csv").write_text("a\n1\n")
    project.path("src/beside.py").write_text("A = 1\n")
    project.path("data/extra.parquet").write_bytes(b"PAR1")
    sqlite3.connect(project.path("data/x.db")).close()
    zipfile.ZipFile(project.path("data/x.zip"), "w").close()
    shutil.copy(_ctypes.__file__, project.path("data/x.so"))
    assert project.call("reproduce").returncode == 0
    project.root.with_name("outside.csv").write_text("a\n1\n")
    project.write_notebook("third", [THIRD[0], f"import sys\n{THIRD[1]}", THIRD[2], READS, THIRD[3]])
    # What Python uses is in the list of the runner besides; here only the system stands in the way.
    project.edit("src/plantargets/pipeline/kernel.py", "    trace.on = True", "    trace.on = False")
    done = project.call("run", "third")
    assert done.returncode == 0, done.stderr
    (table,) = project.path("outputs/runs").glob("third*/tables/words.csv")
    assert table.read_text(encoding="utf-8").split() == ["word", "目标", "指标"]


def test_bytecode_of_a_former_source_is_not_used(project: Project) -> None:
    """An edit of equal size and time (rsync -t, tar) ran with the code of before."""
    source = project.path("src/plantargets/helpers/squares.py")
    assert project.call("run", "first").returncode == 0
    status = source.stat()
    project.edit("src/plantargets/helpers/squares.py", "number * number", "number + number")
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert project.call("run", "first").returncode == 0
    (table,) = project.path("outputs/runs").glob("first*/tables/squares.csv")
    assert "410000,30,60" in table.read_text()


def test_a_path_with_braces_is_a_path(tmp_path: Path) -> None:
    project = build_project(tmp_path / "a {x} {y} }")
    done = project.call("reproduce", "third")
    assert done.returncode == 0, done.stderr
