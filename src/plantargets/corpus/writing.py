"""Rows of parts as one file of targets, a few thousand rows in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa

from plantargets.corpus.parts import SCHEMA
from plantargets.errors import PlanTargetsError
from plantargets.export import STREAMED, write_groups, write_targets
from plantargets.plans import Plan
from plantargets.targets.codebook import columns_of

# Rows of one group: what is held in memory, and a row group of Parquet.
GROUP = 5_000
# A table of one row takes 15 kB, a row among others 0.4 kB: many small tables are made one.
HELD_TABLES = 256
# A sheet of Excel ends there; the others are written from one frame in memory (about 4 kB a row).
LIMITS = {".xlsx": 1_048_575, ".dta": 1_000_000, ".jsonld": 100_000}


def write_tables(  # noqa: PLR0913
    tables: Iterable[pa.Table],
    rows: int,
    path: Path,
    plans: Iterable[Plan] = (),
    *,
    bom: bool = False,
    change: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> int:
    """Write tables of targets, one after the other, in the format of the file's ending.

    How the rows are spread over the tables makes no difference to the bytes.

    Parameters
    ----------
    tables
        Tables of `plantargets.corpus.parts.SCHEMA`; read as they are written.
    rows
        Their rows together.
    path
        File to write; it is there whole or not at all.
    plans, bom
        As in `plantargets.export.write_targets`.
    change
        What is done to the whole table before it is written: the file never holds the one before.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    PlanTargetsError
        If the rows are too many for the format, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if rows > LIMITS.get(ending, rows):
        raise PlanTargetsError(
            f"{path}: {rows} targets are more than a file of this format can take ({LIMITS[ending]}). "
            f"Choose {', '.join(STREAMED)}; what was extracted is kept and not extracted again."
        )
    if change is not None:
        table = change(pd.concat(_groups(tables), ignore_index=True))
        write_targets(table, path, plans, bom=bom)
        return len(table)
    if ending in STREAMED:
        write_groups(_groups(tables), path, bom=bom)
    else:
        write_targets(pd.concat(_groups(tables), ignore_index=True), path, plans)
    return rows


def _groups(tables: Iterable[pa.Table]) -> Iterator[pd.DataFrame]:
    held = [SCHEMA.empty_table()]
    count = given = 0
    for table in tables:
        held.append(table)
        count += len(table)
        if len(held) == HELD_TABLES:
            held = [pa.concat_tables(held).combine_chunks()]
        while count >= GROUP:
            together = pa.concat_tables(held)
            yield _frame(together.slice(0, GROUP))
            held, count, given = [together.slice(GROUP)], count - GROUP, given + 1
    if count or not given:
        yield _frame(pa.concat_tables(held))


def _frame(group: pa.Table) -> pd.DataFrame:
    frame = group.to_pandas()
    return frame.astype(dict.fromkeys(frame.columns.difference(["start", "end"]), object)).assign(
        **{
            name: [None if value is None else Decimal(value) for value in frame[name]]
            for name in columns_of("decimal")
        }
    )
