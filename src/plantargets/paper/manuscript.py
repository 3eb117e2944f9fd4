"""From ``paper/manuscript.md`` and the results to a PDF and a Word file, by pandoc and typst."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from plantargets.errors import PlanTargetsError
from plantargets.export import bibtex, software_bibtex
from plantargets.figures.comparison import plan_labels
from plantargets.figures.style import font_folder
from plantargets.markup import text_width
from plantargets.pipeline.made import write_made
from plantargets.pipeline.results import table_hashes
from plantargets.plans import load_register
from plantargets.rounding import written
from plantargets.targets.codebook import code_label
from plantargets.whole import put_in_place

SOURCE = "paper/manuscript.md"
FOLDER = "outputs/paper"
# [growth/summary:chance@vintage=communique,origin=2022|.0%]: table, column, row, format of Python. A row is
# named by its cells, or how these begin, never by its place, where another row may come to stand.
# In place of a row: the count of rows, the sum of a column, how many different values it holds.
NUMBER = re.compile(
    r"\[(?P<table>blind|\w+/\w+):(?P<column>\w+)(?:@(?P<row>\w+=[^\]|]+)|:(?P<fold>sum|unique))?(?:\|(?P<format>[^\]]+))?\]"
)
# [table comparison/shared: name_en = Indicator, stated = As stated]
TABLE = re.compile(r"^\[table (?P<table>blind|\w+/\w+): (?P<columns>[^\]]+)\]$", re.MULTILINE)
WHOLE = re.compile(r"(?<=^\d{4})\.0$")  # a year in a column with gaps
FIGURE = re.compile(r"\]\((\w+)/figures/(\w+)\.png\)")
# A font whose apostrophe is as wide as English has it; Chinese characters come from that of the figures.
FONT = "Libertinus Serif"
# Tables go on on the next page, and their cells stand without gaps between the words.
LOOK = """
#show figure.where(kind: table): set block(breakable: true)
#show table.cell: set par(justify: false)
#show table.cell: set align(left)
"""
NARROWEST_COLUMN, WIDEST_COLUMN = 9, 36  # a wider text is broken into lines
BLIND = "src/plantargets/targets/blind_accuracy.csv"


def make_paper(root: Path) -> list[Path]:
    """Write ``outputs/paper/paper.pdf`` and ``paper.docx`` and return their paths.

    Raises
    ------
    PlanTargetsError
        If a result is missing or was altered, or the manuscript names a number that there is not.
    """
    import pypandoc  # noqa: PLC0415 - in the extra [paper]
    import typst  # noqa: PLC0415

    source = (root / SOURCE).read_text(encoding="utf-8")
    text = fill_manuscript(source, root)
    folder = root / FOLDER
    tables = [match["table"] for match in (*NUMBER.finditer(source), *TABLE.finditer(source))]
    runs = {table.partition("/")[0] for table in tables if "/" in table}
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        made = work / "made"
        made.mkdir()
        for step, name in FIGURE.findall(text):
            target = work / step / "figures" / f"{name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / "outputs" / step / "figures" / f"{name}.png", target)
        (work / "sources.bib").write_text(_sources(root), encoding="utf-8")
        (work / "paper.md").write_text(text, encoding="utf-8")
        shared = [
            "--citeproc",
            f"--bibliography={work / 'sources.bib'}",
            "--number-sections",
        ]
        shared += [f"--resource-path={work}", "--metadata=link-citations:true"]
        pypandoc.convert_file(
            str(work / "paper.md"), "docx", outputfile=str(made / "paper.docx"), extra_args=shared
        )
        (work / "look.typ").write_text(LOOK, encoding="utf-8")
        look = ["--standalone", f"--variable=mainfont:{FONT}", "--variable=fontsize:10pt"]
        look += [f"--include-in-header={work / 'look.typ'}"]
        pypandoc.convert_file(
            str(work / "paper.md"), "typst", outputfile=str(work / "paper.typ"), extra_args=[*shared, *look]
        )
        typst.compile(
            str(work / "paper.typ"),
            output=str(made / "paper.pdf"),
            root=str(work),
            font_paths=[str(font_folder())],
            ignore_system_fonts=True,
        )
        write_made(made, runs | {step for step, _ in FIGURE.findall(text)}, root / "outputs")
        put_in_place(made, folder)
    return [folder / "paper.pdf", folder / "paper.docx"]


def fill_manuscript(text: str, root: Path) -> str:
    """Return the manuscript with each number put in, as a link to the cell that it stands in (RFC 7111).

    Parameters
    ----------
    text
        Markdown with numbers like ``[growth/summary:chance@origin=2024|.0%]``.
    root
        The project, whose results must be those of their records.
    """
    text = TABLE.sub(lambda match: _table(match, root), text)
    return NUMBER.sub(lambda match: _number(match, root), text)


def _read(table: str, root: Path) -> tuple[list[dict[str, str]], str]:
    """Return the rows of a result, and its address as seen from the paper."""
    if table == "blind":
        path, where = root / BLIND, f"../../{BLIND}"
    else:
        step, _, name = table.partition("/")
        table_hashes(root / "outputs", [table])
        path = root / "outputs" / step / "tables" / f"{name}.csv"
        where = f"../{step}/tables/{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), where


def _table(match: re.Match[str], root: Path) -> str:
    """Return a result as a table whose cells are links; the columns as the manuscript heads them."""
    rows, where = _read(match["table"], root)
    pairs = [[part.strip() for part in item.split("=")] for item in match["columns"].split(",")]
    missing = [column for column, _ in pairs if rows and column not in rows[0]]
    if missing:
        raise PlanTargetsError(f"{SOURCE}: {match['table']} has no column {', '.join(missing)}.")
    names = list(rows[0]) if rows else []
    labels = plan_labels(load_register(root)) if "plan_id" in names else {}
    told = [[_told(row[column], column, labels) for column, _ in pairs] for row in rows]
    columns = ([head, *(row[at] for row in told)] for at, (_, head) in enumerate(pairs))
    widths = [
        min(WIDEST_COLUMN, max(NARROWEST_COLUMN, 2 + max(map(text_width, column)))) for column in columns
    ]
    lines = [[head for _, head in pairs], [":" + "-" * width for width in widths]]
    for number, row in enumerate(told, start=2):
        places = [names.index(column) + 1 for column, _ in pairs]
        cells = zip(row, places, strict=True)
        lines.append([f"[{cell}]({where}#cell={number},{at})" if cell else "" for cell, at in cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _told(cell: str, column: str, labels: Mapping[str, str]) -> str:
    """Return a cell as a reader says it: a plan by its name, a code in words, a year without decimals."""
    if column == "plan_id":
        return labels.get(cell, cell)
    return WHOLE.sub("", code_label(column, cell, "en"))


def _number(match: re.Match[str], root: Path) -> str:
    table, column = match["table"], match["column"]
    rows, where = _read(table, root)
    if column == "count":
        return f"[{len(rows):,}]({where})"
    if not rows or column not in rows[0]:
        known = ", ".join(rows[0]) if rows else "none, it is empty"
        raise PlanTargetsError(f"{SOURCE}: {match[0]} names no column of {table}; its columns are {known}.")
    at = list(rows[0]).index(column) + 1
    if match["fold"]:
        cells = [row[column] for row in rows]
        value = len(set(cells)) if match["fold"] == "unique" else sum(Decimal(cell) for cell in cells if cell)
        return f"[{_formatted(str(value), match['format'] or ',.0f')}]({where}#col={at})"
    place = _only_row(rows, match)
    return f"[{_formatted(rows[place][column], match['format'])}]({where}#cell={place + 2},{at})"


def _only_row(rows: list[dict[str, str]], match: re.Match[str]) -> int:
    """Return the place of the one row whose cells begin as the manuscript says, counted from 0."""
    wanted = dict(pair.split("=", 1) for pair in (match["row"] or "").split(",") if "=" in pair)
    unknown = [name for name in wanted if name not in rows[0]]
    if unknown:
        raise PlanTargetsError(
            f"{SOURCE}: {match[0]}: {match['table']} has no column {', '.join(unknown)}; its columns are "
            f"{', '.join(rows[0])}."
        )
    exact = [i for i, row in enumerate(rows) if all(row[name] == value for name, value in wanted.items())]
    found = exact or [
        i for i, row in enumerate(rows) if all(row[name].startswith(value) for name, value in wanted.items())
    ]
    if len(found) != 1:
        column, cell = next(iter(rows[0].items()))
        raise PlanTargetsError(
            f"{SOURCE}: {match[0]}: expected to name one row of {match['table']}, found {len(found)} of its "
            f"{len(rows)}. Name the row by its cells, such as @{column}={cell}."
        )
    return found[0]


def _formatted(cell: str, form: str | None) -> str:
    if not form:
        return cell
    return written(Decimal(cell), form)


def _sources(root: Path) -> str:
    """Return what the paper refers to: the plans and this software; statistics name their pages by row."""
    return "\n".join([software_bibtex(root), bibtex(load_register(root))])
