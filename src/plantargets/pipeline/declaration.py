"""What a step of the pipeline is. The steps themselves are declared in :mod:`plantargets.pipeline.steps`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from plantargets.errors import PlanTargetsError, nearest

Kind = Literal["str", "int", "float", "bool"]
Value = str | int | float | bool

KIND_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a step, as its notebook's cell tagged ``parameters`` assigns it.

    Attributes
    ----------
    allowed
        The values that may be given; empty where any value of the type may be.
    names_folder
        The value is a folder, below the project's or anywhere: all files in it are inputs of the run.
    """

    name: str
    kind: Kind
    default: Value
    description: str
    allowed: tuple[Value, ...] = ()
    names_folder: bool = False

    def __post_init__(self) -> None:
        if type(self.default) is not KIND_TYPES[self.kind]:
            raise PlanTargetsError(
                f"parameter {self.name}: the default {self.default!r} is not a {self.kind}"
            )
        if self.allowed and self.default not in self.allowed:
            raise PlanTargetsError(
                f"parameter {self.name}: the default {self.default!r} is not an allowed value"
            )


# The one parameter that decides nothing about the results, so that it is no part of a step's declaration.
BY_HAND = Parameter(
    "outputs", "str", "", "Folder for results of a notebook run by hand; empty: outputs/interactive/<step>."
)


@dataclass(frozen=True)
class Step:
    """One notebook of the pipeline, with what it reads and what it writes.

    Attributes
    ----------
    inputs
        Patterns of files below the root of the project, such as ``data/gold/*.csv``; each must match.
    registers
        CSV files whose cells name further files of their folder; these are inputs as well. What else lies in
        such a folder is not.
    reads
        Tables of earlier steps, ``step/table``. They are read from the run of that step at its defaults.
    tables, figures
        Names that the notebook hands to ``write_results``; no more and no fewer.
    summary_table
        The table that a sweep collects from its runs; none where the step cannot be swept. A column that is
        named like a parameter repeats the parameter.
    variants
        Further runs of the step by ``plantargets reproduce``: a name and the parameters that differ.
    """

    name: str
    notebook: str
    title: str
    parameters: tuple[Parameter, ...] = ()
    inputs: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    summary_table: str = ""
    variants: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...] = ()

    def __post_init__(self) -> None:
        for name in (self.name, *self.tables, *self.figures, *(name for name, _ in self.variants)):
            if not NAME.fullmatch(name):
                raise PlanTargetsError(
                    f"step {self.name}: {name!r} is no name; use small letters, digits and _"
                )
        if self.summary_table and self.summary_table not in self.tables:
            raise PlanTargetsError(
                f"step {self.name}: the summary table {self.summary_table!r} is not one of its tables"
            )

    @property
    def upstream(self) -> tuple[str, ...]:
        """Names of the steps whose tables this one reads."""
        return tuple(dict.fromkeys(table.split("/")[0] for table in self.reads))

    @property
    def defaults(self) -> dict[str, Value]:
        """Every parameter with its default."""
        return {parameter.name: parameter.default for parameter in self.parameters}


@dataclass(frozen=True)
class Run:
    """A step with the parameters it is run with, and the name of the folder in ``outputs/`` that it fills.

    Attributes
    ----------
    parameters
        Every parameter of the step, in the order of the declaration.
    by_hand_folder
        Where a notebook run by hand writes; empty for ``outputs/interactive/<step>``. The runner has no use
        for it.
    drawn
        Whether figures are drawn and the page is made; a sweep does without.
    """

    name: str
    step: Step
    parameters: dict[str, Value] = field(hash=False)
    by_hand_folder: str = ""
    drawn: bool = True

    @property
    def rule(self) -> str:
        """The name of the run as a rule of the Snakefile."""
        return re.sub(r"\W", "_", self.name)

    @property
    def given(self) -> dict[str, Value]:
        """The parameters that differ from the defaults."""
        return {name: value for name, value in self.parameters.items() if value != self.step.defaults[name]}

    @property
    def outputs(self) -> tuple[str, ...]:
        """Every file that the run leaves in its folder, without its record."""
        drawn = self.step.figures if self.drawn else ()
        figures = [f"figures/{name}.{end}" for name in drawn for end in ("png", "svg", "pdf", "csv")]
        tables = [f"tables/{name}.csv" for name in self.step.tables]
        package = ["datapackage.json"] if tables or figures else []
        page = ["notebook.html"] if self.drawn else []
        return ("notebook.ipynb", *page, *package, *tables, *figures)


def all_runs(steps: Iterable[Step]) -> tuple[Run, ...]:
    """Return what ``plantargets reproduce`` runs: each step at its defaults, then its variants."""
    runs = []
    for step in steps:
        runs.append(Run(step.name, step, step.defaults))
        for variant, changes in step.variants:
            runs.append(Run(f"{step.name}-{variant}", step, step.defaults | dict(changes)))
    return tuple(runs)


def find_step(steps: Iterable[Step], name: str) -> Step:
    """Return the step called `name`; a :class:`PlanTargetsError` lists the steps if there is none."""
    by_name = {step.name: step for step in steps}
    if name not in by_name:
        raise PlanTargetsError(
            f"no step {name!r}{nearest(name, by_name)}. The steps are: {', '.join(by_name)}."
        )
    return by_name[name]


def find_runs(runs: Iterable[Run], names: Iterable[str]) -> tuple[Run, ...]:
    """Return the runs called `names` and all runs of the steps called so; every run if no name is given.

    Raises
    ------
    PlanTargetsError
        If a name is none of a run or a step; the message lists the steps.
    """
    every = tuple(runs)
    wanted = tuple(names)
    known = dict.fromkeys([run.step.name for run in every] + [run.name for run in every])
    for name in wanted:
        if name not in known:
            raise PlanTargetsError(
                f"no step {name!r}{nearest(name, known)}. The steps are: {', '.join(known)}."
            )
    return tuple(run for run in every if not wanted or run.name in wanted or run.step.name in wanted)
