"""Commands of the steps of the paper: run, reproduce, verify, steps."""

from __future__ import annotations

from pathlib import Path

import click

from plantargets.cli.completions import parameters_begun, runs_begun, steps_begun, values_begun
from plantargets.cli.shared import short_path
from plantargets.errors import PlanTargetsError, counted


@click.command()
@click.argument("step", shell_complete=steps_begun)
@click.argument("values", nargs=-1, metavar="", shell_complete=values_begun)
@click.option(
    "-p",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter; may be given several times.",
    shell_complete=parameters_begun,
)
@click.option("--params", "file", type=click.Path(path_type=Path), help="YAML or JSON file of parameters.")
@click.option(
    "--sweep",
    "sweep_file",
    type=click.Path(path_type=Path),
    help="YAML or CSV file of many sets of parameters; their results come into one table.",
)
@click.option(
    "-j", "--jobs", default=2, show_default=True, type=click.IntRange(1), help="Runs of a sweep at once."
)
@click.option(
    "--profile",
    type=click.Path(path_type=Path, exists=True, resolve_path=True),
    help="Snakemake profile, to run a sweep on a cluster.",
)
@click.option(
    "--figures",
    is_flag=True,
    help="Draw the figures of every set of a sweep too; without, its tables and answers are made.",
)
def run(  # noqa: PLR0913, PLR0917
    step: str,
    values: tuple[str, ...],
    pairs: tuple[str, ...],
    file: Path | None,
    sweep_file: Path | None,
    jobs: int,
    profile: Path | None,
    figures: bool,
) -> None:
    """Run one step with parameters of your own, into its own folder in outputs/runs/.

    Ends with the answer of the notebook and the folder; outputs/runs/index.csv lists all such runs.
    """
    if sweep_file is not None:
        if pairs or values or file is not None:
            raise PlanTargetsError("--sweep takes every parameter from its file; leave out -p and --params")
        _sweep(step, sweep_file, jobs, profile, figures)
        return
    if figures:
        raise PlanTargetsError("--figures belongs to --sweep FILE; a run of its own always draws its figures")
    from plantargets.pipeline.declaration import find_step  # noqa: PLC0415
    from plantargets.pipeline.job import start_quickly  # noqa: PLC0415
    from plantargets.pipeline.parameters import (  # noqa: PLC0415
        join_pairs,
        make_run,
        place_folders,
        read_parameters,
    )
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415
    from plantargets.project import project_root  # noqa: PLC0415

    declared, given = find_step(STEPS, step), read_parameters(join_pairs(pairs, values), file)
    make_run(declared, given)  # what is wrong is told before anything else is asked for
    root = project_root()
    wanted = make_run(declared, place_folders(declared, given, root))
    start_quickly()
    from plantargets.pipeline.records import read_record, write_index  # noqa: PLC0415
    from plantargets.pipeline.reproduce import bring_upstream  # noqa: PLC0415
    from plantargets.pipeline.runner import run_step  # noqa: PLC0415 - heavy: only once the parameters are right

    for upstream in bring_upstream(wanted, STEPS, root).made:
        click.echo(f"made {upstream.name} first, which was out of date", err=True)
    folder = run_step(wanted, STEPS, root)
    write_index(STEPS, root / "outputs")
    answer = read_record(folder)["answer"]
    if answer:
        click.echo(answer)
    click.echo(f"{short_path(folder)}/")


def _sweep(step: str, file: Path, jobs: int, profile: Path | None, figures: bool) -> None:
    from plantargets.pipeline.declaration import find_step  # noqa: PLC0415
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415
    from plantargets.pipeline.sweep import short_table, sweep  # noqa: PLC0415
    from plantargets.project import project_root  # noqa: PLC0415

    done = sweep(
        find_step(STEPS, step), file, STEPS, project_root(), jobs=jobs, profile=profile, figures=figures
    )
    click.echo(short_table(done))
    counts = f"{len(done.made)} made, {len(done.up_to_date)} up to date, {len(done.failed)} failed"
    click.echo(f"\n{short_path(done.table)} ({counted(len(done.rows), 'row')}; runs: {counts})")
    if done.failed:
        reasons = "\n\n".join(f"{failed.name}: {reason}" for failed, reason in done.failed)
        raise PlanTargetsError(f"{len(done.failed)} of the sweep's runs failed\n\n{reasons}")


@click.command()
@click.argument("steps", nargs=-1, metavar="[STEP]...", shell_complete=runs_begun)
@click.option(
    "--explain", "only_explain", is_flag=True, help="Run nothing; say for each step why it would run or not."
)
@click.option("-j", "--jobs", default=2, show_default=True, type=click.IntRange(1), help="Steps run at once.")
@click.option(
    "--profile",
    type=click.Path(path_type=Path, exists=True, resolve_path=True),
    help="Snakemake profile, to run on a cluster.",
)
def reproduce(steps: tuple[str, ...], only_explain: bool, jobs: int, profile: Path | None) -> None:
    """Run all steps that are out of date, several at once."""
    from plantargets.pipeline.reproduce import explain  # noqa: PLC0415
    from plantargets.pipeline.reproduce import reproduce as bring_up_to_date  # noqa: PLC0415
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415
    from plantargets.project import project_root  # noqa: PLC0415

    root = project_root()
    if only_explain:
        for found, reasons in explain(STEPS, root, steps):
            click.echo(f"{found.name}: {'runs, because ' + '; '.join(reasons) if reasons else 'up to date'}")
        return
    done = bring_up_to_date(STEPS, root, steps, jobs=jobs, profile=profile)
    for found in done.made:
        tables = counted(len(found.step.tables), "table")
        contents = f"{tables}, {counted(len(found.step.figures), 'figure')}, notebook and page"
        click.echo(f"made        {found.name}: {short_path(root / 'outputs' / found.name)}/ ({contents})")
    for found in done.up_to_date:
        click.echo(f"up to date  {found.name}: {short_path(root / 'outputs' / found.name)}/")


@click.command()
@click.option("--update-reference", is_flag=True, help="Make the outputs on disk the reference results.")
@click.option(
    "--rerun", "make_again", is_flag=True, help="Make everything again in a temporary folder and compare."
)
@click.option("-j", "--jobs", default=2, show_default=True, type=click.IntRange(1), help="For --rerun.")
def verify(update_reference: bool, make_again: bool, jobs: int) -> None:
    """Say whether the outputs on disk are the ones that inputs, code, parameters and lock give.

    Without --rerun nothing is run: records, inputs and values are compared. Results that were edited together
    with their records and the reference are noticed by --rerun only.
    """
    from plantargets.pipeline import verify as verification  # noqa: PLC0415
    from plantargets.pipeline.job import start_quickly  # noqa: PLC0415
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415
    from plantargets.project import project_root  # noqa: PLC0415

    start_quickly()
    root = project_root()
    if update_reference:
        for path in verification.update_reference(STEPS, root):
            click.echo(path)
        return
    for note in verification.notes(root):
        click.echo(f"note: {note}", err=True)
    faults = verification.verify(STEPS, root)
    if make_again and not faults:
        from plantargets.pipeline.rerun import rerun  # noqa: PLC0415

        faults = rerun(STEPS, root, jobs=jobs)
    if faults:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''} found"
        raise PlanTargetsError("\n".join([count, *faults]))
    if make_again:
        click.echo(f"{root}: made again from inputs and code, outputs and reference results are the same.")
    else:
        click.echo(verification.verified(root))
    beside = verification.unverified(STEPS, root)
    if beside:
        click.echo(f"Not verified, since no record says what it was made from: {', '.join(beside)}")


@click.command()
@click.option(
    "--write-docs",
    is_flag=True,
    help="Write codecheck.yml and the generated parts of README.md and REPLICATION.md instead.",
)
@click.option("--measured", is_flag=True, help="With --write-docs: take the times of the last runs here.")
def steps(write_docs: bool, measured: bool) -> None:
    """List the steps, their notebooks and their parameters."""
    if measured and not write_docs:
        raise PlanTargetsError("--measured goes with --write-docs")
    if write_docs:
        _write_docs(measured)
        return
    from plantargets.pipeline.parameters import describe  # noqa: PLC0415
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415

    for step in STEPS:
        click.echo(f"{step.name}: {step.title} ({step.notebook})\n{describe(step)}\n")


def _write_docs(measured: bool) -> None:
    from plantargets.pipeline.documents import write_documents, write_measured  # noqa: PLC0415
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415
    from plantargets.project import project_root  # noqa: PLC0415

    root = project_root()
    changed = [short_path(write_measured(STEPS, root))] if measured else []
    changed += write_documents(STEPS, root)
    click.echo("\n".join(changed) or "all documents are in step")
