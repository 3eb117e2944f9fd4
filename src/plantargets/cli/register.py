"""Commands of the register of plans: add, remove, cite."""

from __future__ import annotations

from pathlib import Path

import click

from plantargets.cli.completions import cited_begun
from plantargets.errors import PlanTargetsError


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--yes", is_flag=True, help="Take what is proposed without asking.")
@click.option("--id", "plan_id", help="Id of the plan, such as xinxiang-2021; for one file.")
@click.option(
    "--set",
    "pairs",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Correct a field; may be given several times.",
)
@click.option("--replace", is_flag=True, help="Put a plan in the place of the one that has its id.")
def add(
    files: tuple[Path, ...], yes: bool, plan_id: str | None, pairs: tuple[str, ...], replace: bool
) -> None:
    """Add plans to the register, in any format that is read, so that `reproduce` includes them."""
    from plantargets.plans.adding import add_plans  # noqa: PLC0415
    from plantargets.plans.proposal import Proposal, propose_record, read_changes  # noqa: PLC0415

    changes = read_changes([*pairs, *([f"plan_id={plan_id}"] if plan_id is not None else [])], len(files))
    proposals: list[Proposal] = []
    for path in files:
        proposal = propose_record(path, changes)
        click.echo(f"{proposal}\n")
        for note in proposal.reading.notes:
            click.echo(f"note: {note}", err=True)
        stated = dict(changes)
        while not yes and proposal.missing:
            name = proposal.missing[0]
            stated[name] = click.prompt(f"{name} (not found in the text)")
            proposal = propose_record(path, stated)
        proposals.append(proposal)
    if not yes and not click.confirm(
        "Add this to the register? (No: nothing is written; correct with --set.)"
    ):
        raise PlanTargetsError("nothing was added.")
    for record in add_plans(proposals, replace=replace):
        click.echo(f"added {record.plan_id}: data/plans/{record.file}")
    click.echo(
        "`plantargets reproduce` includes it now; `plantargets verify` will report that results changed."
    )


@click.command()
@click.argument("plan_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Delete without asking.")
def remove(plan_id: str, yes: bool) -> None:
    """Take a plan out of the register and delete its files, so that `reproduce` leaves it out."""
    from plantargets.plans.adding import files_of_plan, remove_plan  # noqa: PLC0415

    listed = ", ".join(files_of_plan(plan_id))
    if not yes and not click.confirm(f"Delete plan {plan_id}, its row and in data/plans {listed}?"):
        raise PlanTargetsError("nothing was removed.")
    for name in remove_plan(plan_id):
        click.echo(f"deleted data/plans/{name}")
    click.echo(
        f"removed {plan_id}; `plantargets reproduce` leaves it out now; `plantargets verify` will report "
        "that results changed."
    )


@click.command()
@click.argument(
    "what", default="all", metavar="[PLAN_SET|PLAN|software|statistics]", shell_complete=cited_begun
)
def cite(what: str) -> None:
    """Print the plans of a set (or one plan), the software or the sources of the statistics as BibTeX."""
    from plantargets.export import bibtex, software_bibtex, statistics_bibtex  # noqa: PLC0415
    from plantargets.plans.register import load_register, select_records  # noqa: PLC0415
    from plantargets.project import data_root  # noqa: PLC0415

    if what == "software":
        click.echo(software_bibtex(data_root()), nl=False)
    elif what == "statistics":
        click.echo(statistics_bibtex(data_root() / "data" / "statistics"), nl=False)
    else:
        click.echo(bibtex(select_records(load_register(), what)), nl=False)
