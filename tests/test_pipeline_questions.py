"""Answers that differ tomorrow, elsewhere or at the next call are noticed however they are asked for."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Step
from plantargets.pipeline.fingerprint import used_modules
from plantargets.pipeline.questions import CHANCE, CLOCK, MACHINE, MAY_ASK, questions, refuse_questions
from plantargets.pipeline.steps import STEPS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("source", "whom"),
    [
        ("datetime.datetime.now()", CLOCK),
        ("from datetime import date as d\nd.today()", CLOCK),
        ("map(datetime.date.today, range(3))", CLOCK),
        ("f = pd.Timestamp.utcnow", CLOCK),
        ("getattr(datetime.datetime, 'now')()", CLOCK),
        ("operator.methodcaller('today')(datetime.date)", CLOCK),
        ("pd.Timestamp('now')", CLOCK),
        ("np.datetime64('today')", CLOCK),
        ("pd.to_datetime(arg='now')", CLOCK),
        ("import time\ntime.time()", CLOCK),
        ("import time as t\nt.strftime('%Y')", CLOCK),
        ("from time import time as seconds\nseconds()", CLOCK),
        ("from time import perf_counter\nperf_counter()", CLOCK),
        ("Path('x').stat().st_mtime_ns", CLOCK),
        ("os.path.getmtime('x')", CLOCK),
        ("np.random.default_rng()", CHANCE),
        ("np.random.default_rng(seed=None)", CHANCE),
        ("import numpy as np\nnp.random.normal(size=3)", CHANCE),
        ("from numpy import random\nrandom.shuffle(x)", CHANCE),
        ("import random\nx.sort(key=lambda _: random.random())", CHANCE),
        ("from random import Random as R\nR()", CHANCE),
        ("import random\nrandom.seed()\n", CHANCE),
        ("os.urandom(4)", CHANCE),
        ("import secrets\nsecrets.token_hex()", CHANCE),
        ("from uuid import uuid1 as new\nnew()", CHANCE),
        ("import platform\nplatform.node()", MACHINE),
        ("os.cpu_count()", MACHINE),
        ("socket.gethostname()", MACHINE),
        ("os.uname().nodename", MACHINE),
    ],
)
def test_a_question_is_found(source: str, whom: str) -> None:
    assert [asked for _, asked in questions(source)] == [whom]


@pytest.mark.parametrize(
    "source",
    [
        "now = 3\nprint(now)",
        "frame['today'].sum()",
        "import time\ntime.sleep(0)\ntime.strftime('%Y', moment)",
        "import time\ntime.gmtime(0)",
        "pd.Timestamp('2026-11-28')",
        "np.random.default_rng(7).normal()",
        "import numpy as np\nnp.random.seed(7)\nnp.random.normal()",
        "import random\nrandom.Random(7).random()",
        "version = frame.version()",
        "%time 1\n!date",
    ],
)
def test_what_asks_nothing_is_left(source: str) -> None:
    assert questions(source) == []


def test_an_import_in_another_cell_counts() -> None:
    """time.time() in a cell passed, since the cell itself imports nothing."""
    cells = [nbformat.v4.new_code_cell("import time"), nbformat.v4.new_code_cell("time.time()")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with pytest.raises(PlanTargetsError, match=r"n\.ipynb, cell 2 asks the clock \(time\.time\(\)\)"):
        refuse_questions(notebook, {}, Step("one", "n.ipynb", "One"))


def test_modules_that_may_ask_still_do() -> None:
    """An entry for a question that is not asked any more would let a new one pass."""
    modules = {name: path for step in STEPS for name, path in used_modules(ROOT / step.notebook).items()}
    for name, known in MAY_ASK.items():
        assert {asked for asked, _ in questions(modules[name].read_text(encoding="utf-8"))} == known
