"""Commands for who begins: codebook, learn, completion."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from plantargets.cli.shared import short_path


@click.command()
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "zh"]))
def codebook(language: Literal["en", "zh"]) -> None:
    """Print what every column and code of a target row means, as Markdown."""
    from plantargets.targets.codebook import codebook_page  # noqa: PLC0415

    click.echo(codebook_page(language), nl=False)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default="my-tutorials")
@click.option("--lab", is_flag=True, help="Open JupyterLab on the start page.")
def learn(folder: Path, lab: bool) -> None:
    """Copy the tutorials into a folder of one's own, my-tutorials; answers there are never overwritten."""
    import subprocess  # noqa: PLC0415 - JupyterLab of this environment

    from plantargets.tutorials import copy_lessons  # noqa: PLC0415

    copies = copy_lessons(folder)
    click.echo(
        f"{len(copies.written)} notebooks written, {len(copies.kept)} kept. "
        f"Begin with {short_path(copies.start)}"
    )
    if lab:
        here = copies.start.parent
        address = f"/lab/tree/{here.name}/{copies.start.name}"
        served = [f"--notebook-dir={here.parent}", f"--LabApp.default_url={address}"]
        sys.exit(subprocess.call([sys.executable, "-m", "jupyterlab", *served]))


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what lets a shell complete steps, parameters, plans and regions.

    For bash: eval "$(plantargets completion bash)", in ~/.bashrc for every session.
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(click.get_current_context().find_root().command, {}, "plantargets", "_PLANTARGETS_COMPLETE")
    # click asks bash for its version while it makes the script; only the text is wanted here.
    click.echo(script.source_template % script.source_vars())
