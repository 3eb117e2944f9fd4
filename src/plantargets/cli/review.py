"""Commands that say how right rows are: review, sample, accuracy, audit-rows, evaluate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from plantargets.cli.shared import NOTES_SHOWN
from plantargets.errors import PlanTargetsError, counted

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.argument("table", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TABLE...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Review sheet to write: xlsx, html, csv."
)
@click.option(
    "--reviewed",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Review sheet with answers; two: agreement.",
)
@click.option(
    "--corrections", type=click.Path(path_type=Path), help="File of corrections to add the answers to."
)
@click.option("--who", default="", help="Name of the reviewer.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def review(  # noqa: PLR0913, PLR0917 - one argument for each option
    table: tuple[Path, ...],
    output: Path | None,
    reviewed: tuple[Path, ...],
    corrections: Path | None,
    who: str,
    language: Literal["en", "zh"],
) -> None:
    """Review a table row by row: write a sheet, then collect its answers as corrections.

    plantargets review targets.csv -o review.xlsx

    plantargets review targets.csv --reviewed review.xlsx --corrections corrections.csv --who Li

    `plantargets extract … --corrections corrections.csv` applies them.
    """
    from plantargets.review.corrections import agreement, collect_corrections, write_corrections  # noqa: PLC0415
    from plantargets.review.sheets import read_review, write_review  # noqa: PLC0415
    from plantargets.review.tables import TABLES, read_plans, read_table  # noqa: PLC0415

    targets = read_table(table)
    if output is not None:
        of_texts = len(table) > 1 or table[0].suffix.lower() not in TABLES
        plans = read_plans(table) if of_texts else ()
        rows = write_review(targets, output, language, plans)
        click.echo(f"{output}: {counted(rows, 'row')} to review")
    sheets = [read_review(path) for path in reviewed]
    if len(sheets) > 1:
        click.echo(_to_thousandths(agreement(sheets[0], sheets[1])).to_string(index=False, na_rep=""))
    if corrections is not None:
        if not sheets:
            raise PlanTargetsError("corrections need --reviewed SHEET, and --who NAME where it names nobody.")
        for sheet in sheets:
            number = write_corrections(collect_corrections(targets, sheet, who), corrections)
        click.echo(f"{corrections}: {counted(number, 'correction')}")
    if output is None and not sheets:
        raise PlanTargetsError("review: name a sheet to write (-o) or one with answers (--reviewed).")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Sheet to write: csv, xlsx."
)
@click.option("--rows", default=200, show_default=True, type=click.IntRange(2), help="Items to read in all.")
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same items.")
def sample(paths: tuple[Path, ...], output: Path, rows: int, seed: int) -> None:
    """Draw rows and passages of a corpus to be read, so that its accuracy can be told."""
    from plantargets.review.sampling import draw_sample  # noqa: PLC0415
    from plantargets.review.tables import read_plans, write_sheet  # noqa: PLC0415

    drawn = draw_sample(read_plans(paths), rows, seed)
    write_sheet(drawn, output)
    counts = ", ".join(f"{number} {name}" for name, number in drawn["stratum"].value_counts().items())
    click.echo(f"{output}: {len(drawn)} items ({counts}); answer is_target, wrong_fields and missed")


@click.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def accuracy(sheet: Path, language: str) -> None:
    """Tell the accuracy of a corpus from a sample that was read, with 95 % intervals."""
    from plantargets.review.sampling import estimate_accuracy, methods_sentence  # noqa: PLC0415
    from plantargets.review.tables import read_sheet  # noqa: PLC0415

    answers = read_sheet(sheet)
    found = estimate_accuracy(answers)
    click.echo(_to_thousandths(found).to_string(index=False))
    click.echo(methods_sentence(answers, found, language))


@click.command("audit-rows")
@click.argument("rows", type=click.Path(path_type=Path))
@click.option(
    "--texts", required=True, multiple=True, type=click.Path(path_type=Path), help="Texts, or a folder."
)
@click.option(
    "--map", "names", multiple=True, metavar="FIELD=COLUMN", help="Their column for one of our fields."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Table of verdicts to write: csv, xlsx."
)
@click.option("--missing", type=click.Path(path_type=Path), help="Table of the targets that the rows lack.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def audit_rows_command(  # noqa: PLR0913, PLR0917 - one argument for each option
    rows: Path,
    texts: tuple[Path, ...],
    names: tuple[str, ...],
    output: Path | None,
    missing: Path | None,
    language: str,
) -> None:
    """Set rows of any origin beside the texts: quotes placed, value, unit and period read again."""
    from plantargets.review.foreign import read_rows  # noqa: PLC0415
    from plantargets.review.messages import message  # noqa: PLC0415
    from plantargets.review.others import Document, audit_rows, missing_targets, with_documents  # noqa: PLC0415
    from plantargets.review.tables import read_plans, write_sheet  # noqa: PLC0415

    pairs = dict(name.partition("=")[::2] for name in names)
    documents = [Document(plan) for plan in read_plans(texts)]
    found = read_rows(rows, pairs)
    if len(documents) == 1:
        found = with_documents(found, documents[0].name)
    told = audit_rows(found, documents, language)
    counts = message("joins_shares", language).join(
        message("audited_count", language, number=number, verdict=message(str(name), language))
        for name, number in told["verdict"].value_counts().items()
    )
    for row in told[told["verdict"] == "wrong"].head(NOTES_SHOWN).to_dict("records"):
        quote, problems = row["quote"][:24], row["problems"]
        click.echo(message("audited_row", language, row=row["row"], quote=quote, problems=problems))
    lacking = missing_targets(told, documents)
    click.echo(message("audited", language, rows=len(told), counts=counts, lacking=len(lacking)))
    if output is not None:
        write_sheet(told, output)
    if missing is not None:
        write_sheet(lacking, missing)
    if (told["verdict"] == "wrong").any():
        sys.exit(1)


@click.command()
@click.argument("gold", required=False, type=click.Path(path_type=Path))
@click.argument("predicted", required=False, type=click.Path(path_type=Path))
def evaluate(gold: Path | None, predicted: Path | None) -> None:
    """Print the accuracy of the extracted targets against the gold tables."""
    from plantargets.accuracy import evaluate_gold  # noqa: PLC0415

    click.echo(evaluate_gold(gold, predicted))


def _to_thousandths(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its floats rounded as results are, for a terminal."""
    from plantargets.rounding import rounded  # noqa: PLC0415

    def shown(value: Any) -> Any:
        return rounded(value, 3) if isinstance(value, float) else value

    return table.map(shown)
