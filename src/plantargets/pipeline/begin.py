"""The first thing a notebook does: its parameters are checked, however it was started.

`plantargets run` checks parameters before it starts anything. A notebook that is run by hand (edited and Run
All, papermill, nbconvert, jupyter execute) is checked here instead.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import BY_HAND, Run, Step, find_step
from plantargets.pipeline.parameters import check_parameters, describe

# papermill and our runner begin the cell that they put in with these words.
INJECTED = "# Parameters"


def begin_step(name: str, variables: MutableMapping[str, Any]) -> Run:
    """Check the parameters of a notebook and return its run; every notebook calls this with its imports.

    Parameters
    ----------
    name
        Name of the step, as declared.
    variables
        ``globals()`` of the notebook. A whole number given for a decimal (``-p target 25000``) or a text that
        reads as the declared type is replaced there by a value of that type.

    Raises
    ------
    PlanTargetsError
        If a parameter is misspelt, of another type or not allowed; the message lists the valid ones.

    Examples
    --------
    >>> begin_step("growth", {"target": 25000}).parameters["target"]
    25000.0
    """
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415 - taken by value, not as a file

    return check_variables(find_step(STEPS, name), variables)


def check_variables(step: Step, variables: MutableMapping[str, Any]) -> Run:
    """Check the variables of a notebook against the declaration of its step (see `begin_step`)."""
    outputs = variables.get(BY_HAND.name, BY_HAND.default)
    known = {parameter.name for parameter in step.parameters}
    given = {name: variables[name] for name in step.defaults if name in variables}
    misspelt = [name for name in _assigned_before(variables.get("In", ()), known) if name not in given]
    values, faults = check_parameters(step, given | {name: variables.get(name) for name in misspelt})
    if not isinstance(outputs, str):
        faults.append(f"parameter {BY_HAND.name!r}: expected str, found {outputs!r}")
    if faults:
        raise PlanTargetsError(f"step {step.name}: {'; '.join(faults)}.\n{describe(step)}")
    variables.update({name: values[name] for name in given})
    return Run(step.name, step, values, by_hand_folder=outputs)


def _assigned_before(inputs: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return the names that the cell before this one assigns, if it is a cell of parameters.

    A name that is misspelt there is no parameter, so it would change nothing and nobody would notice.
    """
    source = inputs[-2] if len(inputs) > 1 else ""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return []
    names = [
        target.id
        for node in statements
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    is_parameters = source.startswith(INJECTED) or (
        len(names) == len(statements) and not set(known).isdisjoint(names)
    )
    return [name for name in names if name != BY_HAND.name] if is_parameters else []
