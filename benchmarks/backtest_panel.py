"""Backtest the chances of reaching a target on the 31 provinces' GDP; write the weights of the combination.

    python benchmarks/backtest_panel.py [--write]

For each horizon the weight of the forecast against the reference class is the one with the least Brier score
over all vintages and origins. The score of the combination is given with weights that leave the scored origin
out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from plantargets.growth.backtest import backtest_gdp, best_weight, brier_score, reliability

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
        scores = {
            name: brier_score(group[f"chance_{name}"], group["reached"])
            for name in ("forecast", "reference", "combined")
        }
        share = group["reached"].mean()
        rows.append(
            {
                "horizon": horizon,
                "events": len(group),
                "always_the_share": share * (1 - share),
                **scores,
                "weight": best_weight(group),
            }
        )
    scores = pd.DataFrame(rows)
    print(scores.round(4).to_string(index=False))
    for name in ("forecast", "reference", "combined"):
        print(
            f"\n{name}",
            reliability(table[f"chance_{name}"], table["reached"]).round(3).to_string(index=False),
            sep="\n",
        )
    by_origin = pd.Series({origin: best_weight(group) for origin, group in table.groupby("origin")})
    print(
        f"\nbest weight by origin: from {by_origin.min():.2f} to {by_origin.max():.2f}, median "
        f"{by_origin.median():.2f}"
    )
    if write:
        WEIGHTS_FILE.write_text(_toml(table, scores["weight"]), encoding="utf-8")


def _toml(table: pd.DataFrame, weights: pd.Series) -> str:
    listed = ", ".join(f"{weight:.2f}" for weight in weights)
    return (
        "# Weight of the calibrated forecast in the chance of reaching a target; the rest is the "
        "reference class.\n"
        "# Written by benchmarks/backtest_panel.py from the provinces' GDP; do not edit by hand.\n"
        f"# Targets judged: {len(table)}, origins {table['origin'].min()} to {table['origin'].max()}.\n"
        f"forecast_weight_by_horizon = [{listed}] # 1 to {len(weights)} years; the last holds beyond\n"
    )


if __name__ == "__main__":
    main()
