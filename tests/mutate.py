"""Plant mutants in copies of the project; which of them do the tests notice? ``make mutate N=200 SEED=1``.

A mutant is one place of the code changed in one way (a comparison turned, a number moved by one, ``and`` for
``or``), made by cosmic-ray. All places of a room are listed, a sample with a seed is drawn from them, and for
each the tests of its room run in a copy of the project until one fails. Not drawn are places that no test can
or need notice: annotations, the flags of dataclasses, ``is`` in place of ``==``, and operators of bits.

Writes a table of the mutants and what became of each, and prints the rate with its interval.
"""

from __future__ import annotations

import argparse
import ast
import csv
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("language", "targets", "growth", "compare")
READING = (
    "targets_rules", "targets_cases", "targets_words", "targets_comparators", "language_units",
    "targets_times", "targets_grammar", "gold_fields", "targets_blind", "targets_checks", "language_script",
    "extraction", "tables", "language_words_act",
)  # fmt: skip
TABLES = ("table_columns", "targets_cases", "gold_fields", "tables")
AUDIT = ("compare_audit_rules", "compare_audit", "language_words_act")
# The tests that are about a module, the quick ones first; the longest beginning of a path decides.
TESTS: dict[str, tuple[str, ...]] = {
    "language/": READING,
    "language/heads": ("language_heads", *TABLES),
    "language/units": ("language_units", *READING, "compare_align", "compare_audit_rules"),
    "language/period": (*READING, "compare_align", "compare_audit_rules"),
    "language/word_lists": ("language_word_lists", *READING),
    "language/lexicon": ("language_words", *READING),
    "targets/": READING,
    "targets/read/table": TABLES,
    "targets/read/cells": TABLES,
    "targets/tables": TABLES,
    "targets/explain": ("targets_explain",),
    "targets/evaluate": ("extraction", "gold_open", "gold_fields"),
    "targets/codebook": ("docs_in_step", "readme"),
    "targets/target": (*READING, "compare_audit_rules", "compare_align", "growth_scorecard"),
    "growth/": ("growth_known", "growth_goals", "growth_kinds", "growth_scorecard", "growth_attainment"),
    "growth/adding": ("growth_many", "add"),
    "growth/aims": ("growth_many", "growth_known", "growth_kinds", "growth_panel_of_goals"),
    "growth/ambition": ("growth_scorecard", "growth_figures"),
    "growth/assessment": ("growth_known", "growth_kinds", "growth_attainment", "growth_figures"),
    "growth/attainment": ("growth_attainment", "growth_known", "growth_kinds", "growth_many"),
    "growth/backtest": ("growth_backtest",),
    "growth/bounds": ("growth_known", "growth_kinds"),
    "growth/chance_band": ("growth_attainment", "growth_many"),
    "growth/decomposition": ("growth_decomposition", "growth_attainment"),
    "growth/evidence": ("growth_judgements", "growth_scorecard", "growth_attainment"),
    "growth/forecast": ("growth_forecast", "growth_paths", "growth_panel", "growth_attainment"),
    "growth/goal_chances": ("growth_panel_of_goals",),
    "growth/goals": ("growth_goals", "growth_panel_of_goals", "outcomes", "growth_kinds"),
    "growth/judgements": ("growth_judgements",),
    "growth/labels": ("growth_goals", "growth_known", "growth_figures"),
    "growth/many": ("growth_many",),
    "growth/methods": ("growth_forecast", "growth_paths", "growth_backtest"),
    "growth/names": ("growth_many", "systems"),
    "growth/naming": ("growth_many", "display"),
    "growth/outlook": ("growth_many", "growth_known", "growth_kinds", "growth_panel_of_goals"),
    "growth/own_tables": ("growth_many", "add"),
    "growth/panel": ("growth_panel", "growth_attainment"),
    "growth/paths": ("growth_paths", "growth_scorecard", "growth_known"),
    "growth/peers": ("growth_forecast", "growth_attainment"),
    "growth/province_chances": ("corpus_study",),
    "growth/reference": ("growth_attainment", "growth_many", "growth_scorecard"),
    "growth/results_table": ("growth_many",),
    "growth/scorecard": ("growth_scorecard", "growth_judgements", "growth_figures"),
    "growth/scores": ("growth_backtest", "growth_panel_of_goals"),
    "growth/series": (
        "growth_series",
        "growth_known",
        "growth_goals",
        "growth_scorecard",
        "growth_judgements",
    ),
    "growth/tornado": ("growth_attainment", "growth_figures"),
    "growth/trajectories": ("growth_known", "growth_kinds", "growth_attainment", "growth_figures"),
    "growth/verdict": ("growth_known", "growth_attainment", "growth_kinds"),
    "growth/wording": ("growth_known", "growth_goals", "growth_attainment", "growth_figures"),
    "compare/": (*AUDIT, "compare_align", "compare_firmness", "compare_words"),
    "compare/audit/": AUDIT,
    "compare/statements": (*AUDIT, "compare_align", "compare_firmness"),
    "compare/align": ("compare_align",),
    "compare/bodies": ("compare_words",),
    "compare/firmness": ("compare_firmness",),
    "compare/levels": ("compare_align",),
    "compare/words": ("compare_words",),
    "compare/shared": ("figures_comparison", "compare_align"),
    "compare/provinces": ("corpus_study", "data"),
}
BITS = ("BitAnd", "BitOr", "BitXor", "LShift", "RShift", "Pow", "Invert")
SECONDS = (
    300.0  # after which a mutant is undecided: it may loop, or the machine is busy (--seconds gives it more)
)


@dataclass(frozen=True)
class Mutant:
    """One change: where, and which of cosmic-ray's operators makes it, as the how-manieth of its module."""

    module: str
    line: int
    operator: str
    occurrence: int

    @property
    def tests(self) -> list[str]:
        """The tests that are to notice it, its own examples first."""
        path = self.module.removeprefix("src/plantargets/")
        key = max((key for key in TESTS if path.startswith(key)), key=len)
        return [self.module, *(f"tests/test_{name}.py" for name in TESTS[key])]


def places(module: Path) -> Iterator[list[Mutant]]:
    """Yield the mutants of each place of a module; a place is drawn once, whatever can be done to it."""
    quiet = list(_quiet(ast.parse(module.read_text(encoding="utf-8"))))
    at: dict[tuple[object, ...], list[Mutant]] = {}
    tree = get_ast_from_path(module)
    for name in operator_names():
        operator_class = get_operator(name)
        if operator_class.arguments() or any(bit in name for bit in BITS) or name.endswith(("_Is", "_IsNot")):
            continue
        operator, occurrence = operator_class(), -1
        for node in ast_nodes(tree):
            for start, end in operator.mutation_positions(node):
                occurrence += 1
                if not any(first <= start and end <= last for first, last in quiet):
                    family = name.split("/")[1].split("_")[0]
                    mutant = Mutant(str(module.relative_to(ROOT)), start[0], name, occurrence)
                    at.setdefault((start, end, family), []).append(mutant)
    yield from at.values()


def _quiet(tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the stretches that are no behaviour: annotations and the decorators of classes."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts.append(node.returns)
        elif isinstance(node, ast.arg | ast.AnnAssign):
            parts.append(node.annotation)
        elif isinstance(node, ast.ClassDef):
            parts.extend(node.decorator_list)
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            parts.append(node)
        for part in parts:
            if part is not None:  # a decorator with the sign before it
                start = (part.lineno, max(0, part.col_offset - 1))  # type: ignore[attr-defined]
                yield start, (part.end_lineno, part.end_col_offset)  # type: ignore[attr-defined]


def copy_of_project(folder: Path) -> Path:
    """Copy what the tests need; links to what is not in the repository are left out."""
    skip = shutil.ignore_patterns("__pycache__", ".git", ".venv", "outputs", ".mypy_cache", ".ruff_cache")
    shutil.copytree(ROOT, folder, ignore=skip, symlinks=True)
    return folder


def became(mutant: Mutant, project: Path, python: str, seconds: float = SECONDS) -> tuple[str, str]:
    """Return ``killed``, ``survived`` or ``timeout``, and the change as a diff of its line."""
    path = project / mutant.module
    with use_mutation(path, get_operator(mutant.operator)(), mutant.occurrence) as (before, after):
        pairs = zip(before.splitlines(), after.splitlines(), strict=False)
        change = next((f"{old.strip()} -> {new.strip()}" for old, new in pairs if old != new), "")
        command = [
            python,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-W",
            "default",
            "-m",
            "not slow",
        ]
        environment = os.environ | {"PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                [*command, *mutant.tests], cwd=project, env=environment, timeout=seconds, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "timeout", change
    return ("survived" if done.returncode == 0 else "killed"), change


def wilson(noticed: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    >>> [round(end, 3) for end in wilson(90, 100)]
    [0.826, 0.945]
    """
    z, share = 1.959964, noticed / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return middle - half, middle + half


def main() -> int:
    """Draw, run, write and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=200, help="how many mutants to draw")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--rooms", nargs="+", default=ROOMS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for the tests of one mutant")
    parser.add_argument("--python", default=sys.executable, help="of the environment with the dependencies")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "outputs" / "mutants.csv")
    chosen = parser.parse_args()
    modules = sorted(p for room in chosen.rooms for p in (ROOT / "src" / "plantargets" / room).rglob("*.py"))
    found = [place for module in modules for place in places(module)]
    draw = random.Random(chosen.seed)
    sample = [draw.choice(place) for place in draw.sample(found, min(chosen.n, len(found)))]
    print(f"{len(found)} places in {len(modules)} modules; {len(sample)} drawn with seed {chosen.seed}")
    waiting: Queue[Mutant] = Queue()
    for mutant in sample:
        waiting.put(mutant)
    results: list[tuple[Mutant, str, str]] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        chosen.output.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("module", "line", "operator", "became", "change"))

        def work(number: int) -> None:
            project = copy_of_project(Path(folder) / str(number))
            while True:
                try:
                    mutant = waiting.get_nowait()
                except Empty:
                    return
                outcome, change = became(mutant, project, chosen.python, chosen.seconds)
                results.append((mutant, outcome, change))
                writer.writerow((mutant.module, mutant.line, mutant.operator, outcome, change))
                file.flush()

        workers = [threading.Thread(target=work, args=(number,)) for number in range(chosen.jobs)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    for room in chosen.rooms:
        print(summary(room, [r for r in results if r[0].module.startswith(f"src/plantargets/{room}/")]))
    print(summary("all", results))
    return 0


def summary(name: str, results: list[tuple[Mutant, str, str]]) -> str:
    """Return one line on the mutants of a room; those that were not decided in time count on neither side.

    >>> one = Mutant("src/a.py", 1, "core/AddNot", 0)
    >>> summary("all", [(one, "killed", "")] * 3 + [(one, "survived", ""), (one, "timeout", "")])
    'all: 3 of 4 noticed, 75% (30% to 95%), 1 undecided'
    """
    noticed = sum(outcome == "killed" for _, outcome, _ in results)
    decided = sum(outcome != "timeout" for _, outcome, _ in results)
    if not decided:
        return f"{name}: none decided of {len(results)} drawn"
    low, high = wilson(noticed, decided)
    share = f"{noticed / decided:.0%} ({low:.0%} to {high:.0%})"
    return f"{name}: {noticed} of {decided} noticed, {share}, {len(results) - decided} undecided"


if __name__ == "__main__":
    sys.exit(main())
