"""The command line. Every command imports what it needs itself, so that help comes at once."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from plantargets.errors import PlanTargetsError

if TYPE_CHECKING:
    from plantargets.book.showing import Shown
    from plantargets.targets.codebook import Language

SOME_SKIPPED = 3  # exit status of an extraction that did what it could
NOTES_SHOWN = 20
LONGEST_NAME = 255  # of a file; longer arguments are texts
READABLE = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".pdf"})


class _Commands(click.Group):
    """Turns an error that a user is meant to read into one message and exit status 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except PlanTargetsError as error:
            click.echo(f"plantargets: {error}", err=True)
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="plantargets")
def main() -> None:
    """Quantitative targets in Chinese government plans: extracted, compared, modelled, reproducible."""


def _steps_begun(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    from plantargets.pipeline import completion  # noqa: PLC0415

    return completion.beginning(begun, completion.steps())


def _runs_begun(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    from plantargets.pipeline import completion  # noqa: PLC0415

    return completion.beginning(begun, completion.runs())


def _parameters_begun(context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    from plantargets.pipeline import completion  # noqa: PLC0415

    # While the value of -p is open, click has not yet told the arguments apart.
    step = context.params.get("step") or next(iter(context.args), "")
    return completion.beginning(begun, completion.parameters(step, begun))


def _values_begun(context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    """Complete ``-p language zh``; and ``-p language=zh`` in bash, which takes = for a word of its own."""
    from plantargets.pipeline import completion  # noqa: PLC0415

    name = next(iter(reversed(context.params.get("pairs") or ())), "")
    pairs = completion.parameters(context.params.get("step") or "", f"{name}=") if "=" not in name else []
    return completion.beginning(
        begun, [pair.partition("=")[2] for pair in pairs if pair.startswith(f"{name}=")]
    )


def _cited_begun(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    from plantargets.pipeline import completion  # noqa: PLC0415

    return completion.beginning(begun, [*completion.plans(), "software", "statistics"])


@main.command()
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
        _tell(shown, f"{output}: {shown.targets} targets marked in {shown.plans} plans; open it in a browser")
        _account_for(paths, all_numbers, kind)
        if shown.skipped:
            sys.exit(SOME_SKIPPED)
        return
    from plantargets.corpus import extract_files  # noqa: PLC0415
    from plantargets.formats.limits import weaker_limits  # noqa: PLC0415

    if progress is None:
        progress = sys.stderr.isatty()
    with tempfile.TemporaryDirectory() as folder:
        written = output or Path(folder, "targets.csv")
        extracted = extract_files(
            paths, written, jobs=jobs, scheduler=scheduler, progress=progress, bom=bom, kind=kind
        )
        if corrections is not None:
            _correct(written, corrections, paths)
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
        click.echo(f"{output}: {extracted.targets} targets from {extracted.plans} plans")
    _account_for(paths, all_numbers, kind)
    if extracted.skipped:
        files = extracted.plans + len(extracted.skipped)
        click.echo(f"{len(extracted.skipped)} of {files} files skipped", err=True)
        sys.exit(SOME_SKIPPED)


def _tell(shown: Shown, done: str) -> None:
    """Print what a page shows, and on stderr what it does not."""
    for note in shown.notes[:NOTES_SHOWN]:
        click.echo(f"note: {note}", err=True)
    for reason in shown.skipped:
        click.echo(f"skipped: {reason}", err=True)
    click.echo(done)


def _correct(table: Path, corrections: Path, paths: tuple[Path, ...]) -> None:
    """Apply the corrections of a review to a table that was just written, and name those that do not hold."""
    from plantargets.export import write_targets  # noqa: PLC0415
    from plantargets.review.corrections import ADD, apply_corrections, read_corrections  # noqa: PLC0415
    from plantargets.review.tables import read_plans, read_table  # noqa: PLC0415

    asked = read_corrections(corrections)
    adding = {one.plan_id for one in asked if one.action == ADD}
    plans = [plan for plan in read_plans(paths) if plan.plan_id in adding] if adding else []
    done = apply_corrections(read_table((table,)), asked, plans)
    write_targets(done.table, table)
    click.echo(f"{done.applied} corrections applied", err=True)
    for told in done.stale:
        click.echo(f"correction does not hold: {told}", err=True)


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


@main.command("open")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def open_command(paths: tuple[Path, ...], language: Language) -> None:
    """Open plans in the browser: their text with every target marked, and their table."""
    from plantargets.book.showing import open_view  # noqa: PLC0415

    page, shown, opened = open_view(paths, language)
    _tell(shown, f"{page}: {shown.targets} targets marked in {shown.plans} plans")
    if not opened:
        click.echo("no browser was found here: open the page yourself", err=True)
    if shown.skipped:
        sys.exit(SOME_SKIPPED)


@main.command()
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


@main.command()
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


@main.command()
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
        click.echo(f"{output}: {write_review(targets, output, language, plans)} rows to review")
    sheets = [read_review(path) for path in reviewed]
    if len(sheets) > 1:
        click.echo(agreement(sheets[0], sheets[1]).round(3).to_string(index=False, na_rep=""))
    if corrections is not None:
        if not sheets:
            raise PlanTargetsError("corrections need --reviewed SHEET, and --who NAME where it names nobody.")
        for sheet in sheets:
            number = write_corrections(collect_corrections(targets, sheet, who), corrections)
        click.echo(f"{corrections}: {number} corrections")
    if output is None and not sheets:
        raise PlanTargetsError("review: name a sheet to write (-o) or one with answers (--reviewed).")


@main.command()
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


@main.command()
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REPORT...")
@click.option("--goals", multiple=True, type=click.Path(path_type=Path), help="Reports that set the goals.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Table to write: csv, xlsx.")
def outcomes(reports: tuple[Path, ...], goals: tuple[Path, ...], output: Path | None) -> None:
    """Read what reports say was achieved, and set it beside the goals of the year before.

    plantargets outcomes report-2026.txt --goals report-2025.txt -o pairs.xlsx
    """
    from plantargets.outcomes import pair_goals, read_outcomes  # noqa: PLC0415
    from plantargets.review.tables import read_plans, write_sheet  # noqa: PLC0415

    after = list(read_plans(reports))
    table = pair_goals(list(read_plans(goals)), after) if goals else read_outcomes(after)
    if output is not None:
        write_sheet(table, output)
    if goals:
        known = table[table["outcome"] != ""]
        met = int((known["met"] == True).sum())  # noqa: E712 - three values
        click.echo(f"{len(table)} goals, {len(known)} with an outcome, {met} of them met")
        shown = known[["indicator_id", "year", "goal_quote", "outcome_quote", "met"]]
    else:
        click.echo(f"{len(table)} results, {int(table['estimated'].sum())} of them preliminary")
        shown = table.loc[
            table["indicator_id"] != "", ["plan_id", "indicator_id", "period", "quote", "estimated"]
        ]
    if output is None:
        click.echo(shown.to_string(index=False))


@main.command()
@click.option(
    "--series",
    type=click.Path(path_type=Path),
    help="Observations: region, indicator, year, value, unit; optionally vintage, source. Without it, the "
    "statistics of the project.",
)
@click.option(
    "--targets",
    required=True,
    type=click.Path(path_type=Path),
    help="Targets: region, indicator, year, value, unit; optionally value_max, comparator, measure, "
    "base_year, prices, vintage, plan_id, target_id.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Table to write: xlsx, csv, parquet. The figure stands beside it as png.",
)
@click.option("-j", "--jobs", default=1, show_default=True, type=click.IntRange(1), help="Processes at once.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def assess(series: Path | None, targets: Path, output: Path | None, jobs: int, language: str) -> None:
    """Say what targets ask for, their chances, and what became of them: any regions and indicators at once.

    plantargets assess --series my.csv --targets my-targets.csv -o results.xlsx

    Both tables are csv, xlsx, parquet or dta, one row a value; heads in Chinese (地区, 指标, 年份, 数值,
    单位) are
    understood. comparator: ge, gt, le, lt, eq, approx (左右) or range. measure: level, growth (of the year),
    average_growth (年均, from base_year), each_year (每年), cumulative_growth; growth is in %. prices:
    constant
    judges by the index of growth. Units are converted by the unit table and never guessed.
    """
    from plantargets.growth.many import assess_many, observed_values  # noqa: PLC0415
    from plantargets.growth.results_table import check_results_path, write_results_table  # noqa: PLC0415

    if output is not None:
        check_results_path(output)
    results = assess_many(series, targets, jobs=jobs)
    counts = ", ".join(f"{number} {name}" for name, number in results["status"].value_counts().items())
    if output is None:
        shown = [
            "region",
            "indicator",
            "target",
            "unit",
            "target_year",
            "vintage",
            "chance",
            "outcome",
            "status",
        ]
        click.echo(results[shown].round(3).to_string(index=False, na_rep=""))
        click.echo(f"{len(results)} rows: {counts}")
        return
    from plantargets.figures.attainment import draw_assessed  # noqa: PLC0415
    from plantargets.figures.style import save_picture  # noqa: PLC0415

    figure = draw_assessed(results, observed_values(series, results), language)
    write_results_table(results, output)
    picture = save_picture(figure, output.with_suffix(".png"))
    click.echo(f"{output}: {len(results)} rows ({counts})\n{picture}")


@main.command("add-series")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put the file in the place of the one added under its name.")
def add_series_command(file: Path, replace: bool) -> None:
    """Add series of your own to the statistics of the project, so that notebooks take them.

    FILE is a table as `plantargets assess --series` takes it. It is checked, put into the form of the
    statistics and described with its checksum in data/datapackage.json.
    """
    from plantargets.growth.adding import add_series  # noqa: PLC0415

    added = add_series(file, replace=replace)
    for row in added.series.to_dict("records"):
        click.echo(
            f"{row['region']} {row['series_id']} ({row['unit']}, {row['basis']}, vintage {row['vintage']}): "
            f"{row['count']} values {row['min']}-{row['max']}"
        )
    first = added.series.iloc[0]
    click.echo(
        f"added data/statistics/{added.name}. Take it by -p region={first['region']} "
        f"-p indicator={first['series_id']}; `plantargets remove-series {added.name}` takes it out."
    )


@main.command("remove-series")
@click.argument("name", metavar="NAME")
def remove_series_command(name: str) -> None:
    """Take a file of series that was added out of the project (its name in data/statistics)."""
    from plantargets.growth.adding import remove_series  # noqa: PLC0415

    remove_series(name)
    click.echo(f"removed data/statistics/{name}")


@main.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def accuracy(sheet: Path, language: str) -> None:
    """Tell the accuracy of a corpus from a sample that was read, with 95 % intervals."""
    from plantargets.review.sampling import estimate_accuracy, methods_sentence  # noqa: PLC0415
    from plantargets.review.tables import read_sheet  # noqa: PLC0415

    answers = read_sheet(sheet)
    found = estimate_accuracy(answers)
    click.echo(found.round(3).to_string(index=False))
    click.echo(methods_sentence(answers, found, language))


@main.command("audit-rows")
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
    from plantargets.review.others import Document, audit_rows, missing_targets, with_documents  # noqa: PLC0415
    from plantargets.review.tables import read_plans, write_sheet  # noqa: PLC0415

    pairs = dict(name.partition("=")[::2] for name in names)
    documents = [Document(plan) for plan in read_plans(texts)]
    found = read_rows(rows, pairs)
    if len(documents) == 1:
        found = with_documents(found, documents[0].name)
    told = audit_rows(found, documents, language)
    counts = ", ".join(f"{number} {name}" for name, number in told["verdict"].value_counts().items())
    for row in told[told["verdict"] == "wrong"].head(NOTES_SHOWN).to_dict("records"):
        click.echo(f"row {row['row']} {row['quote'][:24]}: {row['problems']}")
    lacking = missing_targets(told, documents)
    click.echo(f"{len(told)} rows: {counts}; {len(lacking)} targets of the texts have no row")
    if output is not None:
        write_sheet(told, output)
    if missing is not None:
        write_sheet(lacking, missing)
    if (told["verdict"] == "wrong").any():
        sys.exit(1)


@main.command()
@click.argument("question")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1), help="Answers at most.")
def find(question: str, paths: tuple[Path, ...], limit: int) -> None:
    """Ask in words, get the number and its place: plantargets find "高新技术企业 2025 河南".

    PATH is a table of targets, or plans and folders of them; the registered plans by default.
    """
    from plantargets.plans import load_register  # noqa: PLC0415
    from plantargets.review.finding import TargetIndex, answer_lines  # noqa: PLC0415
    from plantargets.review.tables import read_table  # noqa: PLC0415

    records = () if paths else load_register()
    found = TargetIndex(read_table(paths), records).search(question, limit)
    if found.empty:
        raise PlanTargetsError(f"find: nothing answers {question!r}.")
    for line in answer_lines(found):
        click.echo(line)


@main.command()
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


@main.command()
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


@main.command()
@click.argument("gold", required=False, type=click.Path(path_type=Path))
@click.argument("predicted", required=False, type=click.Path(path_type=Path))
def evaluate(gold: Path | None, predicted: Path | None) -> None:
    """Print the accuracy of the extracted targets against the gold tables."""
    from plantargets.accuracy import evaluate_gold  # noqa: PLC0415

    click.echo(evaluate_gold(gold, predicted))


@main.command()
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "zh"]))
def codebook(language: Literal["en", "zh"]) -> None:
    """Print what every column and code of a target row means, as Markdown."""
    from plantargets.targets.codebook import codebook_page  # noqa: PLC0415

    click.echo(codebook_page(language), nl=False)


@main.command()
@click.argument(
    "what", default="all", metavar="[PLAN_SET|PLAN|software|statistics]", shell_complete=_cited_begun
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


@main.command()
@click.argument("step", shell_complete=_steps_begun)
@click.argument("values", nargs=-1, metavar="", shell_complete=_values_begun)
@click.option(
    "-p",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter; may be given several times.",
    shell_complete=_parameters_begun,
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
def run(  # noqa: PLR0913, PLR0917
    step: str,
    values: tuple[str, ...],
    pairs: tuple[str, ...],
    file: Path | None,
    sweep_file: Path | None,
    jobs: int,
    profile: Path | None,
) -> None:
    """Run one step with parameters of your own, into its own folder in outputs/runs/.

    Ends with the answer of the notebook and the folder; outputs/runs/index.csv lists all such runs.
    """
    if sweep_file is not None:
        if pairs or values or file is not None:
            raise PlanTargetsError("--sweep takes every parameter from its file; leave out -p and --params")
        _sweep(step, sweep_file, jobs, profile)
        return
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
    click.echo(f"{_shown(folder)}/")


@main.command()
@click.argument("steps", nargs=-1, metavar="[STEP]...", shell_complete=_runs_begun)
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
        contents = f"{len(found.step.tables)} tables, {len(found.step.figures)} figures, notebook and page"
        click.echo(f"made        {found.name}: {_shown(root / 'outputs' / found.name)}/ ({contents})")
    for found in done.up_to_date:
        click.echo(f"up to date  {found.name}: {_shown(root / 'outputs' / found.name)}/")


@main.command()
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
        click.echo(
            f"Nothing was run again: the outputs in {root} are those of their records, the records are those "
            "of the inputs, code, parameters and lock of now, and the values equal the reference results."
        )
    by_hand = verification.unverified(root)
    if by_hand:
        click.echo(f"Not verified, since made by hand: {', '.join(by_hand)}")


@main.command()
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


@main.command()
@click.argument("what", metavar="TARGET_ID|TABLE")
@click.argument("row", required=False, type=int)
def trace(what: str, row: int | None) -> None:
    """Show where a target or a row of a table comes from.

    A target (t-69dda8d0e5): the file of the plan, the characters and the sentence. A row of a table in
    outputs/, counted from 1: its run, the target and the rows of the statistics that it rests on.
    """
    from plantargets.pipeline.trace import trace_row, trace_target  # noqa: PLC0415
    from plantargets.project import data_root  # noqa: PLC0415

    if row is None and what.endswith(".csv"):
        raise PlanTargetsError(f"which row of {what}? Give its number, counted from 1 below the header.")
    root = data_root()
    click.echo(trace_target(what, root) if row is None else trace_row(Path(what), row, root))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default="my-tutorials")
@click.option("--lab", is_flag=True, help="Open JupyterLab on the start page.")
def learn(folder: Path, lab: bool) -> None:
    """Copy the tutorials into a folder of one's own, my-tutorials; answers there are never overwritten."""
    import subprocess  # noqa: PLC0415 - JupyterLab of this environment

    from plantargets.tutorials import copy_lessons  # noqa: PLC0415

    copies = copy_lessons(folder)
    click.echo(
        f"{len(copies.written)} notebooks written, {len(copies.kept)} kept. Begin with {_shown(copies.start)}"
    )
    if lab:
        here = copies.start.parent
        address = f"/lab/tree/{here.name}/{copies.start.name}"
        served = [f"--notebook-dir={here.parent}", f"--LabApp.default_url={address}"]
        sys.exit(subprocess.call([sys.executable, "-m", "jupyterlab", *served]))


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what lets a shell complete steps, parameters, plans and regions.

    For bash: eval "$(plantargets completion bash)", in ~/.bashrc for every session.
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(main, {}, "plantargets", "_PLANTARGETS_COMPLETE")
    # click asks bash for its version while it makes the script; only the text is wanted here.
    click.echo(script.source_template % script.source_vars())


def _sweep(step: str, file: Path, jobs: int, profile: Path | None) -> None:
    from plantargets.pipeline.declaration import find_step  # noqa: PLC0415
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415
    from plantargets.pipeline.sweep import short_table, sweep  # noqa: PLC0415
    from plantargets.project import project_root  # noqa: PLC0415

    done = sweep(find_step(STEPS, step), file, STEPS, project_root(), jobs=jobs, profile=profile)
    click.echo(short_table(done))
    counts = f"{len(done.made)} made, {len(done.up_to_date)} up to date, {len(done.failed)} failed"
    click.echo(f"\n{_shown(done.table)} ({len(done.rows)} rows; runs: {counts})")
    if done.failed:
        reasons = "\n\n".join(f"{failed.name}: {reason}" for failed, reason in done.failed)
        raise PlanTargetsError(f"{len(done.failed)} of the sweep's runs failed\n\n{reasons}")


def _write_docs(measured: bool) -> None:
    from plantargets.pipeline.documents import write_documents, write_measured  # noqa: PLC0415
    from plantargets.pipeline.steps import STEPS  # noqa: PLC0415
    from plantargets.project import project_root  # noqa: PLC0415

    root = project_root()
    changed = [_shown(write_measured(STEPS, root))] if measured else []
    changed += write_documents(STEPS, root)
    click.echo("\n".join(changed) or "all documents are in step")


def _shown(path: Path) -> str:
    """Return a path as short as it can be from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
