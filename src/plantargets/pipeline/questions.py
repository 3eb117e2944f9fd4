"""Questions whose answer is another one tomorrow, on another machine or at the next call.

No system closes the clock or the source of chance to a process, so that they are looked for in the sources of
what a step runs: its notebook, and the modules of the package that it uses.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Step

CLOCK, CHANCE, MACHINE = "the clock", "for chance without a seed", "about the machine"
# Asked whatever they are called on, called or handed on: datetime.now, date.today, stat().st_mtime.
CLOCK_NAMES = """
    now today utcnow time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns
    thread_time thread_time_ns clock_gettime clock_gettime_ns default_timer boot_time getmtime getctime
    getatime st_mtime st_ctime st_atime st_birthtime st_mtime_ns st_ctime_ns st_atime_ns
"""
CHANCE_NAMES = """
    urandom getrandom uuid1 uuid4 token_bytes token_hex token_urlsafe randbelow randbits SystemRandom
"""
MACHINE_NAMES = """
    gethostname getfqdn getnode uname getpid getppid getlogin getuser getloadavg cpu_count process_cpu_count
    sched_getaffinity virtual_memory disk_usage statvfs st_ino st_uid st_mode
"""
BY_WHOM = {CLOCK: CLOCK_NAMES, CHANCE: CHANCE_NAMES, MACHINE: MACHINE_NAMES}
NAMES = {name: whom for whom, names in BY_WHOM.items() for name in names.split()}
# Functions of a module that ask, where those above would take too much.
OF_MODULES = {
    "time": {"time", "localtime", "gmtime", "ctime", "asctime", "strftime"},
    "platform": {"node", "processor", "machine", "release", "version", "platform"},
}
# With a time these tell of that one.
WITH_TIME = {"localtime": 1, "gmtime": 1, "ctime": 1, "asctime": 1, "strftime": 2}
# Generators take chance from the system where they are given no seed.
GENERATORS = {"default_rng", "RandomState", "Random", "SeedSequence", "PCG64", "MT19937", "seed"}
# Modules whose functions draw from one generator for all, which a seed in the same source sets.
DRAWING = {"random", "numpy.random"}
WORDS = {"now", "today"}
READERS = {"Timestamp", "datetime64", "to_datetime", "Period", "DatetimeIndex"}
BY_NAME = {"getattr", "attrgetter", "methodcaller"}
# What modules of the package ask, and what reaches no result: times of files that a memory goes by, names of
# files that are deleted again, kinds of files, and the time that reading a text may take.
MAY_ASK = {
    "plantargets.book.runtime": {"os.getpid()"},
    "plantargets.confine": {"platform.machine()"},
    "plantargets.data": {"state.st_ino", "state.st_ctime_ns", "state.st_mtime_ns"},
    "plantargets.formats.apart": {"os.getpid()"},
    "plantargets.plans.reading": {"state.st_mode"},
    "plantargets.review.corrections": {"date.today()"},
    "plantargets.targets.extract": {"getattr(time, 'thread_time', time.perf_counter)", "time.perf_counter"},
}
MACHINERY = "plantargets.pipeline."
# Most modules hold none of these, and need not be parsed.
SIGNS = re.compile(rf"\b(?:time|platform|random|{'|'.join((*NAMES, *GENERATORS, *READERS))})\b")


def refuse_questions(notebook: NotebookNode, modules: Mapping[str, Path], step: Step) -> None:
    """Refuse a step that asks the clock, for chance without a seed, or about the machine.

    Parameters
    ----------
    modules
        The modules of the package that the notebook uses, by name.

    Raises
    ------
    PlanTargetsError
        With notebook and cell, or module, and the question.
    """
    cells = [cell.source if cell.cell_type == "code" else "" for cell in notebook.cells]
    found = [
        (f"{step.notebook}, cell {number}", asked)
        for number, cell in enumerate(cells, start=1)
        for asked in questions(cell, "\n".join(map(_python, cells)))
    ]
    for name, path in modules.items():
        source = path.read_text(encoding="utf-8")
        if not name.startswith(MACHINERY) and SIGNS.search(source):
            found += [(name, one) for one in questions(source) if one[0] not in MAY_ASK.get(name, ())]
    for place, (asked, whom) in found:
        raise PlanTargetsError(
            f"step {step.name}: {place} asks {whom} ({asked}), so that its results would differ at another "
            "time or place; make the answer a parameter"
        )


def questions(source: str, whole: str = "") -> list[tuple[str, str]]:
    r"""Return the questions in a source, each as it stands there and with whom or what it asks.

    Parameters
    ----------
    whole
        What it is a part of, with the imports and the seed; itself by default.

    Examples
    --------
    >>> questions("import time as t\nage = datetime.date.today().year - year\nt.strftime('%Y')")
    [('datetime.date.today()', 'the clock'), ("t.strftime('%Y')", 'the clock')]
    >>> questions("np.random.default_rng(); np.random.default_rng(7)")
    [('np.random.default_rng()', 'for chance without a seed')]
    """
    tree = ast.parse(_python(source))
    around = ast.parse(whole) if whole else tree
    names = _imported(around)
    calls = [node for node in ast.walk(around) if isinstance(node, ast.Call)]
    seeded = any(_name(call.func, names) == "seed" and not all(map(_is_none, _given(call))) for call in calls)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {call.func: call for call in calls}
    found: dict[ast.expr, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Load):
            whom = _asks(node, called.get(node), names, seeded)
            if whom:
                found[called.get(node, node)] = whom
    order = sorted(found, key=lambda node: (node.lineno, node.col_offset))
    return [(ast.unparse(node), found[node]) for node in order]


def _asks(
    node: ast.Attribute | ast.Name, call: ast.Call | None, names: Mapping[str, str], seeded: bool
) -> str:
    """Return with whom or what a name asks, called or handed on; empty where it asks nothing."""
    name, full = _name(node, names), _full_name(node, names)
    given = sum(not _is_none(one) for one in _given(call)) if call else 0
    words = _words(call) if call else set()
    module, _, function = full.rpartition(".")
    if isinstance(node, ast.Attribute) or full:
        if name in NAMES:
            return NAMES[name]
        if function in OF_MODULES.get(module, ()) and (name not in WITH_TIME or given < WITH_TIME[name]):
            return CLOCK if module == "time" else MACHINE
        if module in DRAWING and not seeded and name not in {*GENERATORS, "Generator"}:
            return CHANCE
    if name in GENERATORS and call and not given:
        return CHANCE
    if name in READERS and words & WORDS:
        return CLOCK
    return NAMES[min(words & NAMES.keys())] if name in BY_NAME and words & NAMES.keys() else ""


def _name(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return names.get(node.id, node.id).rpartition(".")[2] if isinstance(node, ast.Name) else ""


def _full_name(node: ast.expr, names: Mapping[str, str]) -> str:
    """Return ``numpy.random.normal`` of ``np.random.normal``; empty where its beginning is no import."""
    if isinstance(node, ast.Attribute):
        owner = _full_name(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def _words(call: ast.Call) -> set[str]:
    return {str(value.value) for value in _given(call) if isinstance(value, ast.Constant)}


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _python(source: str) -> str:
    """Return the source of a cell without its magics, line for line."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())


def _imported(tree: ast.AST) -> dict[str, str]:
    """Return what the imports of a source are called there, with the full name of what each stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
            tops = [alias.name.partition(".")[0] for alias in node.names if not alias.asname]
            names |= dict(zip(tops, tops, strict=True))
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names
