"""Commands that read plans: extract, open, page, explain."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plantargets.cli.shared import NOTES_SHOWN, SOME_SKIPPED
from plantargets.errors import PlanTargetsError, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from plantargets.book.showing import Shown
    from plantargets.targets.codebook import Language

LONGEST_NAME = 255  # of a file; longer arguments are texts
READABLE = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".pdf"})


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write; its ending decides the format: .html is a page of the plans, targets marked.",
)
@click.option("-j", "--jobs", default=1, show_default=True, type=click.IntRange(1), help="Processes at once.")
@click.option(
    "--scheduler", metavar="ADDRESS", help="Dask scheduler to do the work, such as tcp://10.0.0.5:8786."
)
@click.option("--bom", is_flag=True, help="Begin a CSV file with a byte order mark, for Excel on Windows.")
@click.option("--progress/--no-progress", default=None, help="Progress bar; by default on a terminal.")
@click.option(
    "--all-numbers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV file to write what became of every number of the texts, as `explain` tells it.",
)
@click.option("--corrections", type=click.Path(path_type=Path), help="Corrections of a review to apply.")
@click.option("--kind", default="", metavar="KIND", help="What kind of document all files are: plan, news …")
def extract(  # noqa: PLR0913, PLR0917 - one argument for each option
    paths: tuple[Path, ...],
    output: Path | None,
    jobs: int,
    scheduler: str | None,
    bom: bool,
    progress: bool | None,
    all_numbers: Path | None,
    corrections: Path | None,
    kind: str,
) -> None:
    """Extract the targets of plans (files or folders) into one table.

    A file that cannot be read is named and skipped; the exit status is then 3. After a kill the same command
    goes on where it stopped.
    """
    if output is not None and output.suffix.lower() in {".html", ".htm"}:
        if corrections is not None:
            raise PlanTargetsError(
                f"{output}: a page shows what was extracted, without --corrections. Write a table instead."
            )
        from plantargets.book.showing import write_view  # noqa: PLC0415

        shown = write_view(paths, output, "en", kind)
        _tell(shown, f"{output}: {_marked(shown)}; open it in a browser")
        _account_for(paths, all_numbers, kind)
        if shown.skipped:
            sys.exit(SOME_SKIPPED)
        return
    import tempfile  # noqa: PLC0415

    from plantargets.corpus import extract_files  # noqa: PLC0415
    from plantargets.formats.limits import weaker_limits  # noqa: PLC0415

    if progress is None:
        progress = sys.stderr.isatty()
    with tempfile.TemporaryDirectory() as folder:
        written = output or Path(folder, "targets.csv")
        extracted = extract_files(
            paths,
            written,
            jobs=jobs,
            scheduler=scheduler,
            progress=progress,
            bom=bom,
            kind=kind,
            change=None if corrections is None else _correcting(corrections, paths),
        )
        if output is None:
            with written.open(encoding="utf-8", newline="") as lines:
                for line in lines:
                    click.echo(line, nl=False)
    weaker = weaker_limits()
    for note in [*([weaker] if weaker else []), *extracted.notes][:NOTES_SHOWN]:
        click.echo(f"note: {note}", err=True)
    if len(extracted.notes) > NOTES_SHOWN:
        click.echo(f"note: and {len(extracted.notes) - NOTES_SHOWN} more notes on files", err=True)
    for reason in extracted.skipped:
        click.echo(f"skipped: {reason}", err=True)
    if output is not None:
        click.echo(
            f"{output}: {counted(extracted.targets, 'target')} from {counted(extracted.plans, 'plan')}"
        )
    _account_for(paths, all_numbers, kind)
    if extracted.skipped:
        files = extracted.plans + len(extracted.skipped)
        click.echo(f"{len(extracted.skipped)} of {counted(files, 'file')} skipped", err=True)
        sys.exit(SOME_SKIPPED)


def _marked(shown: Shown) -> str:
    return f"{counted(shown.targets, 'target')} marked in {counted(shown.plans, 'plan')}"


def _correcting(corrections: Path, paths: tuple[Path, ...]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what applies the corrections of a review to a table, and names those that do not hold."""
    from plantargets.review.corrections import ADD, apply_corrections, read_corrections  # noqa: PLC0415
    from plantargets.review.tables import read_plans  # noqa: PLC0415

    asked = read_corrections(corrections)
    adding = {one.plan_id for one in asked if one.action == ADD}

    def corrected(table: pd.DataFrame) -> pd.DataFrame:
        plans = [plan for plan in read_plans(paths) if plan.plan_id in adding] if adding else []
        done = apply_corrections(table, asked, plans)
        click.echo(f"{counted(done.applied, 'correction')} applied", err=True)
        for told in done.stale:
            click.echo(f"correction does not hold: {told}", err=True)
        return done.table

    return corrected


def _account_for(paths: tuple[Path, ...], all_numbers: Path | None, kind: str) -> None:
    """Print how many numerals became what, and write them all where that is asked for."""
    from plantargets.corpus.numbers import Account, counted, explain_files, is_small  # noqa: PLC0415
    from plantargets.targets.explain import write_explanations  # noqa: PLC0415

    if all_numbers is None and not is_small(paths):
        return
    account = Account()
    told = counted(explain_files(paths, kind=kind), account)
    if all_numbers is not None:
        write_explanations(told, all_numbers)
    else:
        for _ in told:
            pass
    click.echo(str(account), err=True)


@click.command("open")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def open_command(paths: tuple[Path, ...], language: Language) -> None:
    """Open plans in the browser: their text with every target marked, and their table."""
    from plantargets.book.showing import open_view  # noqa: PLC0415

    page, shown, opened = open_view(paths, language)
    _tell(shown, f"{page}: {_marked(shown)}")
    if not opened:
        click.echo("no browser was found here: open the page yourself", err=True)
    if shown.skipped:
        sys.exit(SOME_SKIPPED)


def _tell(shown: Shown, done: str) -> None:
    """Print what a page shows, and on stderr what it does not."""
    for note in shown.notes[:NOTES_SHOWN]:
        click.echo(f"note: {note}", err=True)
    for reason in shown.skipped:
        click.echo(f"skipped: {reason}", err=True)
    click.echo(done)


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="Page to write, such as reader.html.",
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def page(output: Path, language: Language) -> None:
    """Write a page that reads plans itself, in any browser, without installation, server or network."""
    from plantargets.book.showing import write_reader  # noqa: PLC0415

    write_reader(output, language)
    click.echo(f"{output}: {output.stat().st_size / 1e6:.1f} MB; open it in a browser and drop a plan on it")


@click.command()
@click.argument("text", metavar="TEXT_OR_FILE")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="CSV file to write.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def explain(text: str, output: Path | None, language: str) -> None:
    """Say of every number of a text what became of it: a row, a part of one, or why it is no target."""
    from plantargets.plans import plan_from_text, read_plan  # noqa: PLC0415
    from plantargets.targets import explain as explaining  # noqa: PLC0415

    is_file = len(text) < LONGEST_NAME and (Path(text).is_file() or Path(text).suffix in READABLE)
    told = explaining.explain(read_plan(text) if is_file else plan_from_text(text), language)
    if output is None:
        click.echo(told)
        return
    explaining.write_explanations([told], output)
    click.echo(f"{output}: {told.summary()}")
