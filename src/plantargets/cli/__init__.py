"""The command line, one module a family of commands.

Every command imports what it needs itself, so that help comes at once.
"""

from __future__ import annotations

import contextlib
from typing import Any

import click

from plantargets.cli import answers, beginning, extraction, growth, register, review, steps
from plantargets.ending import in_one_sentence
from plantargets.errors import PlanTargetsError
from plantargets.project import project_root

LISTS = ("data/plans/plans.csv", "data/datapackage.json")


class _Commands(click.Group):
    """Ends every command in one sentence where it cannot do what it was called for."""

    def invoke(self, context: click.Context) -> Any:
        with in_one_sentence():
            settle_interrupted()
            return super().invoke(context)


def settle_interrupted() -> None:
    """Finish or take back what a call that was killed began to change, before anything is read."""
    with contextlib.suppress(PlanTargetsError):
        for name in LISTS:
            register = project_root() / name
            if register.with_name(f".{register.name}.change").exists():
                from plantargets.plans.change import settle_unless_under_way  # noqa: PLC0415 - hardly ever

                settle_unless_under_way(register)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="plantargets")
def main() -> None:
    """Quantitative targets in Chinese government plans: extracted, compared, modelled, reproducible."""


for _family in (extraction, review, answers, growth, register, steps, beginning):
    for _command in vars(_family).values():
        if isinstance(_command, click.Command):
            main.add_command(_command)
