"""Whether the numeric goals of the nation's work reports are read: value, year, comparator and indicator.

    python benchmarks/national_goals.py FOLDER [--misses]

FOLDER holds the reports, plain text, one year in each name (national_1988.txt), in any subfolder; they are no
part of the project. The goals, coded by hand with their words, stand in data/statistics/goals_outcomes.csv
(region 全国). A goal is read when a row of the report of its year has its value in its unit, its year and its
comparator; the indicator is right when the row is linked to the goal's series or, where the vocabulary has no
such series, when the row stands in the words that were coded. A result of the year before that comes out as a
goal of the year, under the same indicator with the value that the report states as outcome, is counted apart.
"""

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import plantargets
from plantargets.language.units import factor_between

GOALS = Path(__file__).parents[1] / "data" / "statistics" / "goals_outcomes.csv"
INDICATORS = Path(plantargets.__file__).parent / "indicators" / "data" / "indicators.csv"
REGION, SINCE = "全国", 2003
OLD_NAMES = {"gnp_growth": "gdp_growth"}  # 国民生产总值 was the measure of growth until the 1990s
WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


class Goal(NamedTuple):
    """One numeric goal of the table."""

    year: int
    series: str
    unit: str
    comparator: str
    low: Fraction
    high: Fraction
    words: str


def main() -> None:
    """Print how many goals are read, before 2003 and since."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--misses", action="store_true", help="print the goals that are not read whole")
    given = options.parse_args()
    known = {row["id"] for row in csv.DictReader(INDICATORS.open(encoding="utf-8"))}
    reports, results = _reports(given.folder), _results()
    counts: dict[str, list[int]] = {"before": [0, 0], "since": [0, 0]}
    found_rows = {year: _rows(path) for year, path in reports.items()}
    for goal in _goals():
        if goal.year not in found_rows:
            raise SystemExit(
                f"{given.folder}: no report of {goal.year}; expected a file with the year in its name"
            )
        count = counts["before" if goal.year < SINCE else "since"]
        count[0] += 1
        right = any(_meets(row, goal, known) for row in found_rows[goal.year])
        count[1] += right
        if given.misses and not right:
            near = [row for row in found_rows[goal.year] if _has_value(row, goal)]
            print(goal.year, goal.series, goal.comparator, float(goal.low), goal.unit, "|", goal.words)
            for row in near:
                print(
                    "    ",
                    row["quote"],
                    row["comparator"],
                    row["period"],
                    row["indicator_id"],
                    row["indicator"],
                )
    for name, (of, right) in counts.items():
        print(f"{name} {SINCE}: {right} of {of} goals, {100 * right / of:.1f} %")
    wrong = list(_results_as_goals(found_rows, results))
    print(f"results of the year before as goals: {len(wrong)}")
    for line in wrong if given.misses else ():
        print("    ", line)


def _goals() -> Iterator[Goal]:
    for row in csv.DictReader(GOALS.open(encoding="utf-8")):
        if row["region"] == REGION and row["goal_min"]:
            low, high = Fraction(row["goal_min"]), Fraction(row["goal_max"] or row["goal_min"])
            yield Goal(
                int(row["year"]), row["series_id"], row["unit"], row["goal_comparator"], low, high,
                row["goal_quote_sentence"],
            )  # fmt: skip


def _results() -> dict[tuple[int, str], Fraction]:
    """Return what a report says was reached in the year before, by year of the report and series."""
    rows = csv.DictReader(GOALS.open(encoding="utf-8"))
    return {
        (int(row["year"]) + 1, row["series_id"]): Fraction(row["outcome"])
        for row in rows
        if row["region"] == REGION and row["outcome"]
    }


def _reports(folder: Path) -> dict[int, Path]:
    found = ((re.search(r"(?:19|20)\d\d", path.name), path) for path in sorted(folder.rglob("national*.txt")))
    return {int(year.group()): path for year, path in found if year}


def _rows(path: Path) -> list[dict[str, object]]:
    return plantargets.extract_targets(path.read_text(encoding="utf-8")).to_dict("records")


def _meets(row: dict[str, object], goal: Goal, known: set[str]) -> bool:
    if not _has_value(row, goal) or _end(row) != goal.year or row["comparator"] != goal.comparator:
        return False
    if goal.series in known:
        return OLD_NAMES.get(str(row["indicator_id"]), row["indicator_id"]) == goal.series
    return _plain(str(row["quote"])) in _plain(goal.words)


def _has_value(row: dict[str, object], goal: Goal) -> bool:
    factor = factor_between(goal.unit, str(row["unit"]))
    if factor is None:
        return False
    falls = -1 if row["kind"] == "reduction" and goal.low < 0 else 1
    bounds = [Fraction(Decimal(str(row[name]))) for name in ("value_min", "value_max")]
    return sorted(falls * value for value in bounds) == sorted((goal.low * factor, goal.high * factor))


def _end(row: dict[str, object]) -> int | None:
    year = re.findall(r"\d{4}", str(row["period"]))
    return int(year[-1]) if year else None


def _plain(words: str) -> str:
    return re.sub(r"\s", "", words.translate(WIDE))


def _results_as_goals(
    rows: dict[int, list[dict[str, object]]], results: dict[tuple[int, str], Fraction]
) -> Iterator[str]:
    goals = defaultdict(set)
    for goal in _goals():
        goals[goal.year, goal.series] |= {goal.low, goal.high}
    for (year, series), value in sorted(results.items()):
        for row in rows.get(year, ()):
            same = row["indicator_id"] == series and _end(row) == year
            if (
                same
                and Fraction(Decimal(str(row["value_max"]))) == value
                and value not in goals[year, series]
            ):
                yield f"{year} {series} {row['quote']} {row['sentence']}"


if __name__ == "__main__":
    main()
