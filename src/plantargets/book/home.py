"""The first page of the book: what was found, its figure, the search over targets, the plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pandas as pd

from plantargets.book.chapters import FigureText
from plantargets.book.rows import Row
from plantargets.book.words import codes, word
from plantargets.errors import PlanTargetsError
from plantargets.growth import amount_label, region_label, series_label
from plantargets.plans import Plan
from plantargets.prose import say
from plantargets.rounding import written

FIGURE = "trajectories"
FIRST_PUBLISHED = "communique"
KINDS_NAMED = 3  # kinds of a plan that its card tells by number


def home_html(  # noqa: PLR0913, PLR0917 - what the page is made of
    growth: Path,
    plans: Sequence[Plan],
    rows: Sequence[Row],
    labels: Mapping[str, str],
    figure: FigureText,
    language: str,
) -> str:
    """Return the opening of the first page.

    Parameters
    ----------
    growth
        Outputs of the growth run in this language: its table of chances and its figure are shown.
    figure
        Caption and description of the figure.

    Raises
    ------
    PlanTargetsError
        If the run lacks the two cases that the finding tells: the run was made with other parameters.
    """
    image = f"files/{growth.name}/figures/{FIGURE}.png"
    cards = "".join(_card(plan, rows, labels, language) for plan in plans)
    said = {
        name: escape(word("text", name, language)) for name in ("search", "search_hint", "find", "chapter")
    }
    return (
        f'<p class="finding">{escape(finding(growth, language))}</p>\n'
        f'<figure class="finding-figure"><img src="{image}" alt="{escape(figure.description)}"><figcaption>'
        f'{escape(figure.caption)} <a href="chapters/growth.html">{said["chapter"]}</a>'
        "</figcaption></figure>\n"
        '<form class="home-search" role="search" action="explorer.html" method="get">'
        f'<label for="home-search">{said["search"]}</label>'
        f'<input type="search" id="home-search" name="find" placeholder="{said["search_hint"]}">'
        f"<button>{said['find']}</button></form>\n"
        f'<ul class="plan-cards">{cards}</ul>\n'
    )


def finding(growth: Path, language: str) -> str:
    """Return in a sentence what the target asks for from either base: first published, and now."""
    path = growth / "tables/chances.csv"
    chances = pd.read_csv(path).dropna(subset=["required_growth_pct"])
    published = chances[chances["vintage"] == FIRST_PUBLISHED]
    if not published.empty:
        first = published.sort_values("origin").iloc[-1]
        revised = chances[
            (chances["origin"] == first["origin"])
            & (chances["vintage"] != FIRST_PUBLISHED)
            & (chances["target"] == first["target"])
        ]
        if not revised.empty:
            now = revised.iloc[-1]
            return say(
                "home",
                language,
                region=region_label(first["region"], language),
                quantity=series_label(first["series_id"], language=language),
                target=amount_label(first["target"], first["unit"], language),
                year=int(first["target_year"]),
                base_year=int(first["origin"]),
                first=written(first["required_growth_pct"], ".1f"),
                now=written(now["required_growth_pct"], ".1f"),
            )
    raise PlanTargetsError(
        f"{path}: expected a base as first published ({FIRST_PUBLISHED}) and the same year revised, which "
        "the first page tells. Make the run with its own parameters: plantargets reproduce growth."
    )


def _card(plan: Plan, rows: Sequence[Row], labels: Mapping[str, str], language: str) -> str:
    own = [row for row in rows if row.cells["plan_id"] == plan.plan_id]
    kinds = Counter(row.cells["kind"] for row in own)
    order = list(codes("kind"))
    common = sorted(kinds, key=lambda kind: (-kinds[kind], order.index(kind)))[:KINDS_NAMED]
    told = " · ".join(f"{word('kind', kind, language)} {kinds[kind]}" for kind in common)
    count = word("text", "card_targets", language).format(n=len(own))
    title = plan.record.title if plan.record else plan.plan_id
    return (
        f'<li><a href="plans/{escape(plan.plan_id)}.html"><strong>{escape(labels[plan.plan_id])}</strong>'
        f'<span lang="zh">{escape(title)}</span>'
        f"<span>{escape(count)}</span><span>{escape(told)}</span></a></li>"
    )
