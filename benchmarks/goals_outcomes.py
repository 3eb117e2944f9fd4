"""Measure the reading of work reports against the table of their goals and outcomes.

    python benchmarks/goals_outcomes.py FOLDER [--missing]

FOLDER holds the reports as text files, at any depth, with place and year in each name (national_1998.txt,
prov2026_北京市.txt); the texts are not part of the project. Every goal and every outcome of
``data/statistics/goals_outcomes.csv`` whose quoted sentence stands in a text that is there must come out of
that text with its year, value, comparator and indicator. Of an outcome the comparator and whether the report
calls it preliminary (预计) count instead of the goal's comparator. ``--missing`` prints what does not.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd

from plantargets.growth.goals import indicators_of_goals
from plantargets.language.folding import fold
from plantargets.language.units import factor_between
from plantargets.outcomes import is_estimated, linked_goals, linked_results
from plantargets.plans import Plan, plan_from_text
from plantargets.targets.target import Target

TABLE = Path("data/statistics/goals_outcomes.csv")
NATION = "全国"
FILE = re.compile(r"(?P<place>national|prov)_?(?P<year>\d{4})(?:_(?P<province>[^_.]+))?")
SIDES = ("goal", "outcome")


@dataclass(frozen=True)
class Wanted:
    """One side of a row of the table: what a report says of one indicator and year."""

    side: str
    region: str
    report: int
    year: int
    series_id: str
    values: tuple[Decimal, ...]
    unit: str
    comparator: str
    estimated: bool
    scope: str
    quote: str

    @property
    def group(self) -> str:
        """The class for which the bars are set."""
        place = "nation" if self.region == NATION else "provinces"
        return f"{place}, {'before 2003' if self.report < 2003 else 'from 2003 on'}"


def main() -> None:
    """Print the shares that are right; end with status 1 where no text is found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--missing", action="store_true", help="print what is not read right")
    given = parser.parse_args()
    reports = dict(_reports(given.folder))
    if not reports:
        sys.exit(f"{given.folder}: no report found; expected names such as national_1998.txt")
    judged = pd.DataFrame(_judged(wanted(pd.read_csv(TABLE, dtype=str, keep_default_na=False)), reports))
    shares = judged.groupby(["side", "group"])["fault"].agg(rows="size", right=lambda own: (own == "").sum())
    shares["right_pct"] = (100 * shares["right"] / shares["rows"]).round(1)
    print(shares.to_string())
    whole = judged.groupby("side")["fault"].agg(rows="size", right=lambda own: (own == "").sum())
    print(whole.assign(right_pct=(100 * whole["right"] / whole["rows"]).round(1)).to_string())
    if given.missing:
        for row in judged[judged["fault"] != ""].to_dict("records"):
            print(" | ".join(str(cell) for cell in row.values()))


def wanted(table: pd.DataFrame) -> Iterator[Wanted]:
    """Yield both sides of every row that have a number."""
    for row in table.to_dict("records"):
        for side, columns in (("goal", ("goal_min", "goal_max")), ("outcome", ("outcome",))):
            values = tuple(Decimal(row[name]) for name in columns if row[name])
            if values:
                yield Wanted(
                    side=side,
                    region=row["region"],
                    report=int((re.findall(r"\d{4}", row[f"{side}_source"]) or ["0"])[0]),
                    year=int(row["year"]),
                    series_id=row["series_id"],
                    values=values,
                    unit=row["unit"],
                    comparator=row[f"{side}_comparator"],
                    estimated=row["outcome_status"] == "estimated",
                    scope=(re.findall(r"scope=([\w-]+)", row["note"]) or [""])[0],
                    quote=row[f"{side}_quote_sentence"],
                )


def _reports(folder: Path) -> Iterator[tuple[tuple[str, int], Plan]]:
    for path in sorted(folder.rglob("*.txt")):
        named = FILE.match(path.name)
        if named:
            region = named["province"] if named["place"] == "prov" else NATION
            plan = plan_from_text(path.read_text(encoding="utf-8"), path.stem)
            yield (str(region), int(named["year"])), plan


def _judged(rows: Iterable[Wanted], reports: dict[tuple[str, int], Plan]) -> Iterator[dict[str, object]]:
    read: dict[tuple[str, int, str], Sequence[Target]] = {}
    for one in rows:
        plan = reports.get((one.region, one.report))
        if plan is None or not _stands_in(one.quote, plan.simplified):
            continue
        key = (one.region, one.report, one.side)
        if key not in read:
            read[key] = linked_goals(plan) if one.side == "goal" else linked_results(plan)
        yield {
            "side": one.side,
            "group": one.group,
            "region": one.region,
            "year": one.year,
            "series_id": one.series_id,
            "value": "-".join(map(str, one.values)),
            "fault": fault(one, read[key]),
            "quote": one.quote,
        }


def _stands_in(quote: str, text: str) -> bool:
    """Whether a quoted sentence stands in a text; several quotes have a slash between them."""
    whole = _plain(text)
    return all(_plain(part) in whole for part in re.split(r"[/／|]|……|\.\.\.|…", quote) if part.strip())


def _plain(text: str) -> str:
    return re.sub(r"\s", "", fold(text))


def fault(one: Wanted, found: Sequence[Target]) -> str:
    """Return what is wrong with the best of the targets or results read, or nothing."""
    best, least = "no such number", 9
    for target in found:
        faults = _faults(one, target)
        if faults is not None and len(faults) < least:
            best, least = ", ".join(faults), len(faults)
    return best


def _faults(one: Wanted, target: Target) -> list[str] | None:
    """Return the fields that differ, or None where the number is another one."""
    factor = Fraction(1) if target.unit == one.unit else factor_between(target.unit, one.unit)
    if factor is None or not _plain(target.quote)[:1] or _plain(target.quote) not in _plain(one.quote):
        return None
    bound = target.bound
    values = {Fraction(value) * factor for value in (bound.value_min, bound.value_max)}
    if values != {Fraction(value) for value in one.values}:  # noqa: PD011
        return None
    faults = []
    if target.period.end_year != one.year or target.period.years not in {None, 1}:
        faults.append(f"year {target.period}")
    if not _same_comparator(one, target):
        faults.append(f"comparator {bound.comparator} for {one.comparator}")
    if target.indicator_id not in indicators_of_goals(one.series_id, one.scope):
        faults.append(f"indicator {target.indicator_id or target.indicator!r}")
    if one.side == "outcome" and is_estimated(target) != one.estimated:
        faults.append("preliminary or not")
    return faults


def _same_comparator(one: Wanted, target: Target) -> bool:
    return target.bound.comparator == one.comparator


if __name__ == "__main__":
    main()
