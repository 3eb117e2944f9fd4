"""Backtest the chances of reaching a target on the 31 provinces' GDP; write the bands of the chances.

    python benchmarks/backtest_panel.py [--write]

Prints the scores with intervals, and beside the fixed equal weights what a fitted weight and a fitted line
would score: fitted with the judged origin alone left out (which leaks, since origins a year apart share most
outcome years), purged of all overlapping outcome years, and in real time.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from plantargets.growth import backtest_gdp, brier_score, coverage_table, score_table, training_rows
from plantargets.growth.attainment import METHODS
from plantargets.growth.backtest import Known
from plantargets.growth.scores import DRAWS, SURE, drawn_blocks

BANDS_FILE = Path("src/plantargets/growth/data/chance_bands.csv")
CHANCES = (0.005, 0.01, 0.02, 0.05, *np.arange(0.1, 0.95, 0.1).round(1), 0.95, 0.98, 0.99, 0.995)
COVERED = 0.95
PRIOR = 2.0  # events' worth of pull toward the line that changes nothing, so that a drawn line exists
BINS = 40


def main() -> None:
    """Print scores, coverage and what fitting would give; write the bands when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help=f"write {BANDS_FILE}")
    write = parser.parse_args().write
    pd.set_option("display.width", 200, "display.max_columns", 30, "display.max_rows", 200)
    found = backtest_gdp()
    print(score_table(found.targets).round(4).to_string(index=False))
    print("\n", coverage_table(found.values).round(2).to_string(index=False), sep="")
    print("\n", fitted_scores(found.targets).round(4).to_string(index=False), sep="")
    bands = chance_bands(found.targets)
    print("\n", bands.round(3).to_string(index=False), sep="")
    if write:
        head = (
            "# Share of targets reached by the chance given: 95 % of lines on blocks of origins drawn anew.\n"
            "# Written by benchmarks/backtest_panel.py from the provinces' GDP; do not edit by hand.\n"
            f"# Targets judged: {len(found.targets)}, origins {found.targets['origin'].min()} to "
            f"{found.targets['origin'].max()}, draws {DRAWS}.\n"
        )
        BANDS_FILE.write_text(head + bands.round(4).to_csv(index=False), encoding="utf-8")


def fitted_scores(targets: pd.DataFrame) -> pd.DataFrame:
    """Return Brier scores of a fitted line and of a fitted weight, by what they were fitted on."""
    rows = []
    for known in ("own origin left out", "purged", "real time"):
        line = pd.Series(np.nan, index=targets.index)
        weighted = line.copy()
        for (horizon, origin), group in targets.groupby(["horizon", "origin"]):
            same = targets[targets["horizon"] == horizon]
            if known == "own origin left out":
                rows_known = same[same["origin"] != origin]
            else:
                rows_known = training_rows(same, int(origin), int(horizon), cast("Known", known))
            if rows_known.empty:
                continue
            parameters = _line(*_binned(rows_known["chance_reference"], rows_known["reached"]))
            line[group.index] = _on_line(group["chance_reference"].to_numpy(), parameters)
            weight = _best_weight(rows_known)
            weighted[group.index] = (
                weight * group["chance_forecast"] + (1 - weight) * group["chance_reference"]
            )
        judged = targets[line.notna()]
        scores = {
            "share": judged["chance_reference"],
            "share on a fitted line": line[judged.index],
            "forecast": judged["chance_forecast"],
            "combined, fitted weight": weighted[judged.index],
            "combined, equal weights": judged["chance_combined"],
        }
        told = {name: brier_score(chance, judged["reached"]) for name, chance in scores.items()}
        rows.append({"fitted on": known, "targets": len(judged), **told})
    return pd.DataFrame(rows)


def chance_bands(targets: pd.DataFrame) -> pd.DataFrame:
    """Return by method and horizon the band of the share reached at each of `CHANCES`."""
    rows = []
    for horizon, own in targets.groupby("horizon"):
        origins = sorted(own["origin"].unique())
        for method in METHODS:
            binned = [
                _binned(group[f"chance_{method}"], group["reached"])
                for group in (own[own["origin"] == origin] for origin in origins)
            ]
            odds, counts, hits = (np.array(part) for part in zip(*binned, strict=True))
            lines = []
            for picked in drawn_blocks(len(origins)):
                lines.append(
                    _on_line(
                        np.array(CHANCES),
                        _line(odds[0], counts[picked].sum(axis=0), hits[picked].sum(axis=0)),
                    )
                )
            low, high = np.quantile(lines, [(1 - COVERED) / 2, (1 + COVERED) / 2], axis=0)
            rows += [
                (method, horizon, chance, *bounds) for chance, *bounds in zip(CHANCES, low, high, strict=True)
            ]
    return pd.DataFrame(rows, columns=["method", "horizon", "chance", "low", "high"])


def _binned(chance: pd.Series, reached: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the log-odds of bins, and how many chances fall into each and how many targets were reached."""
    edge = np.log(SURE / (1 - SURE))
    centres = np.linspace(edge, -edge, BINS)
    given = np.clip(chance.to_numpy(float), SURE, 1 - SURE)
    place = np.abs(np.log(given / (1 - given))[:, None] - centres).argmin(axis=1)
    counts = np.bincount(place, minlength=BINS).astype(float)
    return centres, counts, np.bincount(place, weights=reached.to_numpy(float), minlength=BINS)


def _line(odds: np.ndarray, counts: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """Return intercept and slope of the log-odds that happened on those given (Platt 1999)."""
    design = np.column_stack([np.ones_like(odds), odds])
    parameters = neutral = np.array([0.0, 1.0])
    for _ in range(25):
        fitted = 1 / (1 + np.exp(-np.clip(design @ parameters, -30, 30)))
        slope = design.T @ (hits - counts * fitted) - PRIOR * (parameters - neutral)
        curve = (design * (counts * fitted * (1 - fitted))[:, None]).T @ design + PRIOR * np.eye(2)
        parameters = parameters + np.clip(np.linalg.solve(curve, slope), -1, 1)
    return parameters


def _on_line(chance: np.ndarray, line: np.ndarray) -> np.ndarray:
    given = np.clip(chance, SURE, 1 - SURE)
    return 1 / (1 + np.exp(-(line[0] + line[1] * np.log(given / (1 - given)))))


def _best_weight(table: pd.DataFrame) -> float:
    """Return the weight of the forecast, from 0 to 1, that gives the combination the least Brier score."""
    difference = table["chance_forecast"] - table["chance_reference"]
    distance = table["reached"] - table["chance_reference"]
    return float(np.clip((difference * distance).sum() / (difference**2).sum(), 0, 1))


if __name__ == "__main__":
    main()
