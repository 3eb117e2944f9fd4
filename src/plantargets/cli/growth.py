"""Commands of observed series, and what targets ask of them: assess, add-series, remove-series."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from plantargets.errors import counted

if TYPE_CHECKING:
    import pandas as pd

    from plantargets.markup import Rendered
    from plantargets.targets.codebook import Language

SHOWN = (
    "region", "indicator", "target", "unit", "target_year", "vintage", "chance", "chance_low", "chance_high",
    "outcome", "status",
)  # fmt: skip


@click.command()
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
def assess(series: Path | None, targets: Path, output: Path | None, jobs: int, language: Language) -> None:
    """Say what targets ask for, their chances, and what became of them: any regions and indicators at once.

    plantargets assess --series my.csv --targets my-targets.csv -o results.xlsx

    Both tables are csv, xlsx, parquet or dta, one row a value; heads may be Chinese (地区, 指标, 数值).
    comparator: ge, gt, le, lt, eq, approx (左右) or range. measure: level, growth (of the year),
    average_growth (年均, from base_year), each_year (每年), cumulative_growth; growth is in %. prices:
    constant judges by the index of growth. Units are converted by the unit table and never guessed.
    """
    from plantargets.growth.many import assess_many, observed_values  # noqa: PLC0415
    from plantargets.growth.results_table import check_results_path, write_results_table  # noqa: PLC0415

    if output is not None:
        check_results_path(output)
    results = assess_many(series, targets, jobs=jobs)
    counts = ", ".join(f"{number} {name}" for name, number in results["status"].value_counts().items())
    if output is None:
        click.echo(_results_told(results, language))
        click.echo(f"{counted(len(results), 'row')}: {counts}")
        return
    from plantargets.figures.attainment import draw_assessed  # noqa: PLC0415
    from plantargets.figures.style import save_picture  # noqa: PLC0415

    figure = draw_assessed(results, observed_values(series, results), language)
    write_results_table(results, output)
    picture = save_picture(figure, output.with_suffix(".png"))
    click.echo(f"{output}: {counted(len(results), 'row')} ({counts})\n{picture}")


def _results_told(results: pd.DataFrame, language: Language) -> Rendered:
    """Return the results as a table to read: names in words, each chance with its interval."""
    from plantargets.display import show_table  # noqa: PLC0415
    from plantargets.figures.words import figure_words  # noqa: PLC0415
    from plantargets.growth.labels import region_label  # noqa: PLC0415
    from plantargets.growth.series import vintage_label  # noqa: PLC0415

    words = figure_words("growth", language)
    shown = results[list(SHOWN)].assign(
        region=[region_label(str(name), language) for name in results["region"]],
        vintage=[
            vintage_label(name, language) if isinstance(name, str) else "" for name in results["vintage"]
        ],
        status=[words.get(f"{name}_status", name) for name in results["status"]],
    )
    return show_table(shown, language)


@click.command("add-series")
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
            f"{counted(row['count'], 'value')} {row['min']}–{row['max']}"
        )
    first = added.series.iloc[0]
    click.echo(
        f"added data/statistics/{added.name}. Take it by -p region={first['region']} "
        f"-p indicator={first['series_id']}; `plantargets remove-series {added.name}` takes it out."
    )


@click.command("remove-series")
@click.argument("name", metavar="NAME")
def remove_series_command(name: str) -> None:
    """Take a file of series that was added out of the project (its name in data/statistics)."""
    from plantargets.growth.adding import remove_series  # noqa: PLC0415

    remove_series(name)
    click.echo(f"removed data/statistics/{name}")
