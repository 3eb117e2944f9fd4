"""Commands that answer from targets: find, trace, outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plantargets.errors import PlanTargetsError, counted

if TYPE_CHECKING:
    import pandas as pd

    from plantargets.targets.codebook import Language


@click.command()
@click.argument("question")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1), help="Answers at most.")
def find(question: str, paths: tuple[Path, ...], limit: int) -> None:
    """Ask in words, get the number and its place: plantargets find "高新技术企业 2025 河南".

    PATH is a table of targets, or plans and folders of them; the registered plans by default. An answer
    is told in the language of the question, with the words of it that the row does not hold.
    """
    from plantargets.plans import load_register  # noqa: PLC0415
    from plantargets.review.finding import TargetIndex, language_of  # noqa: PLC0415
    from plantargets.review.tables import read_table  # noqa: PLC0415

    records = () if paths else load_register()
    found = TargetIndex(read_table(paths), records).search(question, limit)
    if found.empty:
        raise PlanTargetsError(f"find: nothing answers {question!r}.")
    for line in _answer_lines(found, language_of(question)):
        click.echo(line)


def _answer_lines(found: pd.DataFrame, language: Language) -> Iterator[str]:
    """Yield the answers as lines to read: the number, where it stands, and the sentence."""
    from plantargets.book.words import period_words, value_words  # noqa: PLC0415
    from plantargets.indicators import load_vocabulary  # noqa: PLC0415
    from plantargets.prose import Phrases  # noqa: PLC0415

    said = Phrases("plantargets.prose", "display.csv").of(language)
    names = {item.id: item.name_en for item in load_vocabulary()}
    lacking = [set(words.split()) for words in found["lacking"]]
    nowhere = [word for word in found["lacking"].iloc[0].split() if all(word in one for one in lacking)]
    if nowhere:
        yield said["nowhere"].format(words=said["joint"].join(nowhere))
    for row in found.to_dict("records"):
        low = str(row.get("value_min", row["value_max"]))
        value = value_words(
            low, str(row["value_max"]), row.get("unit", ""), row.get("comparator", "eq"), language
        )
        when = period_words(str(row.get("period", "")), language)
        parts = (when if row.get("period") else "", str(row.get("scope", "")))
        told = said["joint"].join(part for part in parts if part)
        name = row["indicator"]
        if language == "en" and row.get("indicator_id") in names:
            name = f"{names[row['indicator_id']]} ({name})"
        yield said["answer" if told else "answer_open"].format(indicator=name, value=value, when=told)
        place = said["in"].format(plan=row["plan_id"], start=row["start"], end=row["end"])
        yield f"    {place}{said['joint']}{row['target_id']}"
        yield f"    {row['sentence']}"
        words = [word for word in row["lacking"].split() if word not in nowhere]
        if words:
            yield "    " + said["lacking"].format(words=said["joint"].join(words))


@click.command()
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


@click.command()
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
        click.echo(f"{counted(len(table), 'goal')}, {len(known)} with an outcome, {met} of them met")
        shown = known[["indicator_id", "year", "goal_quote", "outcome_quote", "met"]]
    else:
        click.echo(f"{counted(len(table), 'result')}, {int(table['estimated'].sum())} of them preliminary")
        shown = table.loc[
            table["indicator_id"] != "", ["plan_id", "indicator_id", "period", "quote", "estimated"]
        ]
    if output is None:
        click.echo(shown.to_string(index=False))
