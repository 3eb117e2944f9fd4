"""From the words of a target to the indicator it is about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plantargets.errors import PlanTargetsError
from plantargets.indicators.vocabulary import Indicator, load_vocabulary, wordings
from plantargets.indicators.wording import leading_cuts, plain_words, wording
from plantargets.indicators.words import any_word, word_list
from plantargets.language.units import same_sort

if TYPE_CHECKING:
    import pandas as pd

# Kinds between which even careful readers waver: a rate such as 失业率 is a share or a level, an installed
# capacity a capacity or a level. Stock, newly added and growth are never taken for one another.
_NEAR_KINDS = {
    "level": ("share", "capacity"),
    "share": ("level",),
    "capacity": ("level",),
    "increment": ("activity",),
    "activity": ("increment",),
    "threshold": (),
    "growth": (),
    "reduction": (),
    "multiple": (),
}
# No name of an indicator with its examples is longer; longer words are a text gone wrong.
_LONGEST = 300
_GROWTH_WORD = re.compile(f"{any_word('growth_noun')}{any_word('behind_growth')}*$")
_REDUCTION_WORD = re.compile(f"{any_word('reduction_noun')}$")
# 签约金额不少于1亿元, without 的, is a condition on all counted things; 签约金额5亿元以上的 picks out some.
_OF_EACH = re.compile(f"{any_word('not_below')}[^的]*$")
# 城镇调查失业率从上半年5.5%降到5.3%: whence is no part of the name.
_FROM = re.compile(r"(?<=.)从(?:\D{0,4}\d.*|去年|上年|上半年|年初|年底)$")
_AFTER = {
    "growth": ("growth", "count"),
    "reduction": ("reduction", "count"),
    "increment": ("count", "done"),
    "activity": ("count", "done"),
    "level": ("count",),
    "capacity": ("count",),
    "multiple": ("multiple",),
}


@lru_cache(maxsize=65536)
def link_indicator(indicator: str, kind: str, unit: str, qualifier: str = "", level: str = "") -> str | None:
    """Return the id of the indicator that the words of a target name, or None.

    All of the words must be accounted for: a wording of the vocabulary, with nothing around it but places,
    scope, verbs such as 新增, and words such as 数量 or 增速. 规模以上工业企业上云覆盖率 is never taken for
    规模以上工业企业. Kind and unit decide between the stock, the newly added and the growth of one thing.

    Parameters
    ----------
    indicator
        The words of the target, in simplified Chinese; pieces may be joined by ``…``.
    kind, unit
        Of the target row; `unit` canonical.
    qualifier
        Threshold or condition on the counted things. A threshold in money that picks out some of them makes
        them another indicator, unless they are projects, which are always counted by a threshold.
    level
        Level of the authority that recognises the things (国家级, 省级, 市级), where it is not in the words.

    Examples
    --------
    >>> link_indicator("全市高新技术企业", "level", "家")
    'hitech_firms'
    >>> link_indicator("高新技术企业", "increment", "家")
    'hitech_firms_new'
    >>> link_indicator("规模以上工业企业上云覆盖率", "level", "家") is None
    True
    """
    if len(indicator) + len(qualifier) > _LONGEST:
        return None
    text = _FROM.sub("", plain_words(level + indicator))
    threshold = "" if _OF_EACH.search(qualifier) else plain_words(qualifier)
    if "N元" in threshold:
        found = _link(threshold + text, kind, unit) or _link(text + threshold, kind, unit)
        if found or not text.endswith(word_list("project")):
            return found
    found = _link(text, kind, unit)
    if not found and kind == "increment":  # 新增城镇就业900万人: what is added is told by the verb
        added = _choose(_table().get(_new_words()[0] + text, ()), kind, unit)
        found = added.id if added else None
    return found or (_link(threshold + text, kind, unit) if threshold else None)


def unlinked(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators of target rows that the vocabulary does not know, most frequent first.

    Parameters
    ----------
    targets
        Target rows with the columns ``plan_id, indicator, indicator_id, kind, unit``.

    Returns
    -------
    DataFrame
        Columns ``indicator, kind, unit, targets`` (number of rows) and ``plans`` (ids with ``;`` between).

    Raises
    ------
    PlanTargetsError
        If a column is missing.
    """
    needed = ["plan_id", "indicator", "indicator_id", "kind", "unit"]
    missing = [column for column in needed if column not in targets.columns]
    if missing:
        raise PlanTargetsError(
            f"targets: expected the columns {', '.join(needed)}; missing {', '.join(missing)}"
        )
    unknown = targets.loc[targets["indicator_id"].isna() | (targets["indicator_id"] == ""), needed].copy()
    unknown[["indicator", "kind", "unit"]] = unknown[["indicator", "kind", "unit"]].fillna("")
    groups = unknown.groupby(["indicator", "kind", "unit"], sort=True)["plan_id"]
    table = groups.agg(targets="size", plans=lambda ids: "; ".join(sorted(set(map(str, ids))))).reset_index()
    return table.sort_values("targets", ascending=False, kind="stable").reset_index(drop=True)


def _link(text: str, kind: str, unit: str) -> str | None:
    kind = _kind_by_words(text, kind, unit)
    table = _table()
    tails = _tails(kind, text)
    for start, instead in leading_cuts(text):
        body = text[start:]
        for length in tails:
            form = body[: len(body) - length]
            if not form:
                continue
            candidates = table.get(instead + form) if instead else None
            candidates = candidates or table.get(form) or _share_of(table, form, kind)
            found = _choose(candidates, kind, unit) if candidates else None
            if found:
                return found.id
    return None


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[Indicator, ...]]:
    return wordings(load_vocabulary())


def _kind_by_words(text: str, kind: str, unit: str) -> str:
    """Return the kind that the words themselves show: 新增… is never a stock, …增速 never a level."""
    if kind in ("level", "capacity") and text.startswith(_new_words()):
        return "increment"
    if kind in ("level", "share", "threshold") and unit in ("%", "百分点"):
        if _GROWTH_WORD.search(text):
            return "growth"
        if _REDUCTION_WORD.search(text):
            return "reduction"
    return kind


@lru_cache(maxsize=1)
def _new_words() -> tuple[str, ...]:
    return tuple(wording()["new"])


def _tails(kind: str, text: str) -> list[int]:
    """Return how many characters may be dropped at the end, nothing first."""
    ends = {0}
    for words in _groups_after(kind):  # one word of each group: 企业数 of 企业数增速
        if len(ends) > 1 or text.endswith(words):
            ends |= {
                end + len(word) for end in ends for word in words if text.endswith(word, 0, len(text) - end)
            }
    return sorted(ends)


@lru_cache(maxsize=16)
def _groups_after(kind: str) -> tuple[tuple[str, ...], ...]:
    after = wording()["after"]
    return tuple(tuple(after[group]) for group in ("any", *_AFTER.get(kind, ())))


def _share_of(table: dict[str, tuple[Indicator, ...]], form: str, kind: str) -> tuple[Indicator, ...] | None:
    """Return the candidates of a share whose last word was left out: 制造业研发投入占总产值."""
    return table.get(form + word_list("share_noun")[0]) if kind == "share" and "占" in form else None


def _choose(candidates: tuple[Indicator, ...], kind: str, unit: str) -> Indicator | None:
    """Return the one candidate of the right kind and unit; exact kinds first, None where two remain."""
    fitting = [item for item in candidates if not item.unit or same_sort(item.unit, unit)]
    tests = (
        [item for item in fitting if item.kind == kind],
        [item for item in fitting if kind in item.also_kinds],
        [item for item in fitting if item.kind in _NEAR_KINDS.get(kind, ())],
    )
    for found in tests:
        if found:
            return found[0] if len(found) == 1 else None
    return None
