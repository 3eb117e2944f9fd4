"""The command line, one module a family of commands.

Every command imports what it needs itself, so that help comes at once.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from plantargets.cli import answers, beginning, extraction, growth, register, review, steps
from plantargets.errors import PlanTargetsError
from plantargets.whole import NO_ROOM


class _Commands(click.Group):
    """Turns an error that a user is meant to read into one message and exit status 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except PlanTargetsError as error:
            click.echo(f"plantargets: {error}", err=True)
            sys.exit(1)
        except OSError as error:
            # Wherever it was met: a user can help it, and no report of a fault would.
            if error.errno not in NO_ROOM:
                raise
            where = f" for {error.filename}" if error.filename else ""
            click.echo(f"plantargets: {os.strerror(error.errno)}{where}: make room, and call again", err=True)
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="plantargets")
def main() -> None:
    """Quantitative targets in Chinese government plans: extracted, compared, modelled, reproducible."""


for _family in (extraction, review, answers, growth, register, steps, beginning):
    for _command in vars(_family).values():
        if isinstance(_command, click.Command):
            main.add_command(_command)
