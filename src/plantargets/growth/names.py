"""Regions and indicators as people write them: 广东 for 广东省, 地区生产总值 or GDP for the series gdp."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

from plantargets.growth.labels import region_names
from plantargets.indicators.linking import link_indicator
from plantargets.indicators.vocabulary import Indicator, load_vocabulary, wordings
from plantargets.indicators.wording import plain_words
from plantargets.plans import to_simplified


def known_as(region: str, known: Iterable[str]) -> str:
    """Return the region of `known` that a name means, or the name itself where none is meant.

    Understood are a name without its last word (广东, 内蒙古, 郑州), in traditional characters, and in
    English.

    Examples
    --------
    >>> known_as("广东", ["广东省", "广西壮族自治区"]), known_as("Guangdong", ["广东省"])
    ('广东省', '广东省')
    """
    return _known_as(region, tuple(known))


@lru_cache(maxsize=4096)
def _known_as(region: str, known: tuple[str, ...]) -> str:
    names = sorted(set(known))
    wanted = " ".join(to_simplified(region).split())
    if wanted in names:
        return wanted
    english = {label.casefold(): name for name, label in region_names().items()}
    wanted = english.get(wanted.casefold(), wanted)
    if wanted in names:
        return wanted
    longer = [name for name in names if len(wanted) > 1 and name.startswith(wanted)]
    return longer[0] if len(longer) == 1 else region


def series_named(indicator: str, known: Container[str] = ()) -> str:
    """Return the id of the series that the name of an indicator means, or the name itself.

    Understood are the names of the vocabulary in both languages and its other wordings; a name of growth
    (地区生产总值增速) means another series than that of the level.

    Examples
    --------
    >>> series_named("地区生产总值"), series_named("GDP growth"), series_named("吉祥指数")
    ('gdp', 'gdp_growth', '吉祥指数')
    """
    if indicator in known:
        return indicator
    return _series_named(indicator)


@lru_cache(maxsize=4096)
def _series_named(indicator: str) -> str:
    return _series_by_name().get(_plain(indicator)) or _by_wording(indicator) or indicator


@lru_cache(maxsize=1)
def _series_by_name() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for item in load_vocabulary():
        for name in (item.id, item.series_id, item.name_zh, item.name_en):
            if name:
                names.setdefault(_plain(name), item.series_id or item.id)
    return names


def _by_wording(name: str) -> str:
    """Return the one series of that wording; of the level where level and growth share it."""
    found = _wordings().get(plain_words(to_simplified(name)), ())
    levels = [item for item in found if item.kind in {"level", "share"}] or list(found)
    if len(levels) == 1:
        return levels[0].series_id or levels[0].id
    grown = link_indicator(to_simplified(name), "growth", "%")  # 规上工业增加值增速
    return next((item.series_id or item.id for item in load_vocabulary() if item.id == grown), "")


@lru_cache(maxsize=1)
def _wordings() -> Mapping[str, tuple[Indicator, ...]]:
    return wordings(load_vocabulary())


def _plain(name: str) -> str:
    return to_simplified("".join(name.split())).casefold().replace("（", "(").replace("）", ")")
