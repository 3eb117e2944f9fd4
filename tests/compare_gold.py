"""The gold tables in the shape of the target table, for tests that must not depend on the extractor."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from plantargets.plans.text import to_simplified

DATA = Path(__file__).parents[1] / "data"
GOLD_PLANS = {"kaifeng-2020": (2020, 2020), "dengfeng-2020": (2020, 2022), "henan-2023": (2023, 2025)}


@dataclass(frozen=True)
class Text:
    """A plan as far as the audit needs it."""

    plan_id: str
    text: str

    @property
    def simplified(self):
        return to_simplified(self.text)


def gold_targets(*plan_ids):
    frames = []
    for plan_id in plan_ids or GOLD_PLANS:
        frame = pd.read_csv(DATA / "gold" / f"{plan_id}.csv", dtype=str, keep_default_na=False)
        # Two careful readers differ in a few cells: the first answer that is not empty stands for both.
        for column in frame.columns.difference(["sentence", "quote", "note"]):
            frame[column] = [next((p for p in cell.split("|") if p), "") for cell in frame[column]]
        frame["target_id"] = plan_id + "-" + frame["start"].str.zfill(5)
        frames.append(frame.assign(section="", indicator_id="", responsible=""))
    return pd.concat(frames, ignore_index=True)


def gold_texts(*plan_ids):
    return [
        Text(plan_id, (DATA / "plans" / f"{plan_id}.txt").read_bytes().decode("utf-8"))
        for plan_id in plan_ids or GOLD_PLANS
    ]
