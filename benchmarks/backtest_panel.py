"""Backtest the chances of reaching a target on the 31 provinces' GDP; write the weights of the combination.

    python benchmarks/backtest_panel.py [--write]

For each horizon the weight of the forecast against the share of the reference class is the one with the
least Brier score over all vintages and origins, and a line on the scale of log-odds makes that share a chance
of its own. The scores are given with lines and weights that leave the scored origin out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from plantargets.growth.backtest import (
    backtest_gdp,
    best_weight,
    brier_score,
    reliability,
)
from plantargets.growth.reference import fit_recalibration

CHANCES = ("chance_forecast", "reference_share", "chance_reference", "chance_combined")
WEIGHTS_FILE = Path("src/plantargets/growth/data/attainment_weights.toml")


def main() -> None:
    """Print Brier scores, weights and reliability; write the weights when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS_FILE}")
    write = parser.parse_args().write
    table = backtest_gdp()
    rows = []
    for horizon, group in table.groupby("horizon"):
        scores = {name: brier_score(group[name], group["reached"]) for name in CHANCES}
        share = group["reached"].mean()
        line = fit_recalibration(group["reference_share"], group["reached"])
        rows.append(
            {
                "horizon": horizon,
                "events": len(group),
                "always_the_share": share * (1 - share),
                **scores,
                "intercept": line[0],
                "slope": line[1],
                "weight": best_weight(group),
            }
        )
    scores = pd.DataFrame(rows)
    print(scores.round(4).to_string(index=False))
    for name in CHANCES:
        print(
            f"\n{name}",
            reliability(table[name], table["reached"]).round(3).to_string(index=False),
            sep="\n",
        )
    by_origin = pd.Series({origin: best_weight(group) for origin, group in table.groupby("origin")})
    print(
        f"\nbest weight by origin: from {by_origin.min():.2f} to {by_origin.max():.2f}, median "
        f"{by_origin.median():.2f}"
    )
    if write:
        WEIGHTS_FILE.write_text(_toml(table, scores), encoding="utf-8")


def _toml(table: pd.DataFrame, fitted: pd.DataFrame) -> str:
    weights = ", ".join(f"{weight:.2f}" for weight in fitted["weight"])
    lines = ", ".join(
        f"[{intercept:.3f}, {slope:.3f}]"
        for intercept, slope in zip(fitted["intercept"], fitted["slope"], strict=True)
    )
    return (
        "# Weight of the calibrated forecast in the chance of reaching a target; the rest is the share of "
        "the reference class.\n"
        "# Where that share stands alone, its log-odds are moved by intercept and slope of a line "
        "(Platt 1999).\n"
        "# Written by benchmarks/backtest_panel.py from the provinces' GDP; do not edit by hand.\n"
        f"# Targets judged: {len(table)}, origins {table['origin'].min()} to {table['origin'].max()}.\n"
        f"forecast_weight_by_horizon = [{weights}] # 1 to {len(fitted)} years; the last holds beyond\n"
        f"reference_line_by_horizon = [{lines}]\n"
    )


if __name__ == "__main__":
    main()
