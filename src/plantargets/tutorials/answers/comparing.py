"""Answers of lesson 2, comparing plans."""

from __future__ import annotations

from plantargets.compare import firmness_by_plan
from plantargets.tutorials.answers.shared import Answer, share_pct, targets_of


def share_with_firmness() -> Answer:
    """2.1: share of Dengfeng's targets with a word of firmness, in per cent."""
    dengfeng, henan = targets_of("dengfeng-2020"), targets_of("henan-2023")
    share = share_pct(dengfeng["modality"] != "")
    return Answer(
        share,
        {
            "count": int((dengfeng["modality"] != "").sum()),
            "other_plan": share_pct(henan["modality"] != ""),
            "complement": 100 - share,
        },
        0.06,
    )


def shared_indicators() -> Answer:
    """2.2: indicators that both plans set targets for."""
    one, other = (set(targets_of(p)["indicator_id"]) for p in ("dengfeng-2020", "henan-2023"))
    both = (one & other) - {""}
    return Answer(
        both,
        {
            "empty": both | {""},
            "union": (one | other),
            "union_known": (one | other) - {""},
        },
    )


def green_factories_promised() -> Answer:
    """2.3: green factories and parks that Dengfeng promises, the annex not counted again."""
    rows = targets_of("dengfeng-2020").query("indicator_id == 'green_factories_parks_new'")
    values = rows["value_max"].astype(float)
    return Answer(values.max(), {"twice": values.sum(), "rows": len(values)} if len(values) > 1 else {})


def green_factories_ratio() -> Answer:
    """2.4: how many times Dengfeng's yearly number Henan's is."""
    one, other = (
        float(own.query("indicator_id == 'green_factories_parks_new'")["value_max"].astype(float).max())
        for own in map(targets_of, ("dengfeng-2020", "henan-2023"))
    )
    return Answer(
        (other / 3) / (one / 3),
        {
            "gaps": (other / 2) / (one / 3),
            "inverse": one / other,
            "difference": other / 3 - one / 3,
            "twice": other / (2 * one),
        },
        0.05,
    )


def reading_of_firmness() -> Answer:
    """2.5: how far the share of firm wording in Henan's plan moves with the reading, in percentage points."""
    scores = firmness_by_plan(targets_of("henan-2023"))
    firm = scores[scores["score"] == "firm"].set_index("reading")["share_pct"].astype(float)
    low, high = float(firm["soft_reading"]), float(firm["firm_reading"])
    return Answer(
        high - low,
        {"ratio": high / low, "relative": 100 * (high / low - 1), "one_reading": high, "other_reading": low},
        0.11,
    )


def meaning_of_more() -> Answer:
    """2.6: what follows from the number of targets."""
    return Answer("c", {"ambition": "a", "firm": "b", "size": "d"})
