"""What the outcome of a target year can be at most, where only a larger total is published."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from plantargets.growth.labels import amount_label, series_label
from plantargets.growth.series import (
    Observation,
    load_series,
    panel_series,
    proxies_for,
    series_vintages,
    vintage_label,
)
from plantargets.growth.wording import SENTENCES
from plantargets.rounding import rounded


@dataclass(frozen=True)
class OutcomeBound:
    """A proxy of the outcome, and the most that it can stand for: a total less a part of it.

    The total is published for the target year; the part only for `part_year`. All amounts in `unit`.

    Attributes
    ----------
    proxy
        Label of the declared proxy; it belongs on whatever shows the values.
    estimate
        The total less the part as it was in `part_year`.
    largest_fall_pct, largest_ratio
        The largest fall of the part in one year, and the largest ratio of the series to its proxy, in any
        province and year of the panel.
    at_most
        The total less the part after the largest fall, times the largest ratio.
    part_needed
        What the part may be at most for the proxy to meet the target, and the change that this would be.
    """

    series_id: str
    proxy_id: str
    proxy: str
    proxy_label_zh: str
    unit: str
    year: int
    target: float
    total_id: str
    total: float
    total_vintage: str
    total_source: str
    part_id: str
    part: float
    part_year: int
    part_vintage: str
    part_source: str
    largest_fall_pct: float
    largest_ratio: float
    estimate: float
    at_most: float
    part_needed: float
    part_change_needed_pct: float

    def to_frame(self) -> pd.DataFrame:
        """Return one row with everything."""
        return pd.DataFrame([asdict(self)])

    def sentence(self, language: str = "en") -> str:
        """Return the bound in words, as a proxy and a bound."""
        total, part, estimate, at_most, target = (
            amount_label(rounded(value, 1), self.unit, language)
            for value in (self.total, self.part, self.estimate, self.at_most, self.target)
        )
        names = [series_label(name, "", language) for name in (self.total_id, self.part_id)]
        end = "bound_below" if self.at_most < self.target else "bound_within"
        return SENTENCES.say(
            "bound",
            language,
            year=self.year,
            proxy=self.proxy_label_zh if language == "zh" else self.proxy,
            total=total,
            total_name=names[0],
            vintage=vintage_label(self.total_vintage, language),
            part=part,
            part_name=names[1],
            part_year=self.part_year,
            estimate=estimate,
            fall=self.largest_fall_pct,
            ratio=self.largest_ratio,
            at_most=at_most,
            end=SENTENCES.say(end, language, target=target),
            change=self.part_change_needed_pct,
        )


def outcome_bound(
    region: str, series_id: str, target: float, target_year: int, root: Path | None = None
) -> OutcomeBound | None:
    """Return what the outcome of the target year can be at most, by the declared proxy of the series.

    None where the outcome is observed, where no proxy that is a total less a part stands for the series, or
    where the total of the target year, an earlier value of the part or the panel is missing.

    Notes
    -----
    The total is taken in its latest vintage for the target year and the part in its latest vintage before:
    the two may differ, and both are named. The proxy alone is no bound, since a series may be larger than
    its proxy (industry counts repair of machinery and support of mining, the secondary industry does not);
    the bound therefore allows for the largest ratio and the largest fall in the panel of 31 provinces.

    Examples
    --------
    >>> bound = outcome_bound("河南省", "industrial_value_added", 23000, 2025)
    >>> bound.total, round(bound.estimate, 1)
    (24926.8, 19055.9)
    """
    if _latest(region, series_id, target_year, target_year, root) is not None:
        return None
    for rule in proxies_for(series_id):
        if rule["operation"] != "minus":
            continue
        total = _latest(region, rule["left"], target_year, target_year, root)
        part = _latest(region, rule["right"], None, target_year - 1, root)
        if total is None or part is None:
            continue
        falls, ratios = _panel_extremes(series_id, rule["left"], rule["right"], root)
        if falls.empty or ratios.empty:
            continue
        fall, ratio = max(0.0, -float(falls.min())), max(1.0, float(ratios.max()))
        return OutcomeBound(
            series_id=series_id,
            proxy_id=rule["proxy_id"],
            proxy=rule["label_en"],
            proxy_label_zh=rule["label_zh"],
            unit=total.unit,
            year=target_year,
            target=float(target),
            total_id=rule["left"],
            total=total.value,
            total_vintage=total.vintage,
            total_source=total.source_title,
            part_id=rule["right"],
            part=part.value,
            part_year=part.year,
            part_vintage=part.vintage,
            part_source=part.source_title,
            largest_fall_pct=fall,
            largest_ratio=ratio,
            estimate=round(total.value - part.value, 6),
            at_most=round((total.value - part.value * (1 - fall / 100)) * ratio, 6),
            part_needed=round(total.value - target, 6),
            part_change_needed_pct=100 * ((total.value - target) / part.value - 1),
        )
    return None


def _latest(
    region: str, series_id: str, first_year: int | None, last_year: int, root: Path | None
) -> Observation | None:
    """Return the figure of the latest vintage, and in it of the latest year, within the years given."""
    for vintage in reversed(series_vintages(region, series_id, root)):
        known = load_series(region, series_id, vintage, root).observations
        within = [one for one in known if (first_year or one.year) <= one.year <= last_year]
        if within:
            return within[-1]
    return None


def _panel_extremes(series_id: str, total: str, part: str, root: Path | None) -> tuple[pd.Series, pd.Series]:
    """Return the yearly changes of the part, in per cent, and the ratios of the series to its proxy."""
    totals, parts, wholes = (panel_series(name, root) for name in (total, part, series_id))
    falls, ratios = [pd.Series(dtype=float)], [pd.Series(dtype=float)]
    for vintage, regions in parts.items():
        for region, values in regions.items():
            next_year = values.index.to_series().diff() == 1
            falls.append((100 * values / values.shift() - 100)[next_year])
            if region in totals.get(vintage, {}) and region in wholes.get(vintage, {}):
                ratios.append(wholes[vintage][region] / (totals[vintage][region] - values))
    return pd.concat(falls).dropna(), pd.concat(ratios).dropna()
