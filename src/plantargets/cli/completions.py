"""What a shell completes: steps, runs, parameters and their values, what can be cited."""

from __future__ import annotations

import click


def steps_begun(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a step."""
    from plantargets.pipeline import completion  # noqa: PLC0415

    return completion.beginning(begun, completion.steps())


def runs_begun(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a step or of a variant of one."""
    from plantargets.pipeline import completion  # noqa: PLC0415

    return completion.beginning(begun, completion.runs())


def parameters_begun(context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a parameter of the step, or its value behind =."""
    from plantargets.pipeline import completion  # noqa: PLC0415

    # While the value of -p is open, click has not yet told the arguments apart.
    step = context.params.get("step") or next(iter(context.args), "")
    return completion.beginning(begun, completion.parameters(step, begun))


def values_begun(context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    """Complete ``-p language zh``; and ``-p language=zh`` in bash, which takes = for a word of its own."""
    from plantargets.pipeline import completion  # noqa: PLC0415

    name = next(iter(reversed(context.params.get("pairs") or ())), "")
    pairs = completion.parameters(context.params.get("step") or "", f"{name}=") if "=" not in name else []
    return completion.beginning(
        begun, [pair.partition("=")[2] for pair in pairs if pair.startswith(f"{name}=")]
    )


def cited_begun(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    """Complete what can be cited: a plan or a set, the software, the statistics."""
    from plantargets.pipeline import completion  # noqa: PLC0415

    return completion.beginning(begun, [*completion.plans(), "software", "statistics"])
