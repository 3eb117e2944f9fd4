"""Plans with their targets marked, for someone who has a file: a page to write, to open, or in a notebook."""

from __future__ import annotations

import tempfile
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plantargets import display
from plantargets.book.runtime import make_pack
from plantargets.book.view import reader_page, view_page
from plantargets.corpus.files import list_files
from plantargets.errors import PlanTargetsError
from plantargets.extraction import PATH, extract_targets
from plantargets.markup import Rendered, html_text
from plantargets.plans import Plan, plan_from_text, read_plan
from plantargets.plans.kind import check_kind
from plantargets.targets import read_targets
from plantargets.targets.codebook import Language
from plantargets.whole import cannot_be_written, whole

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".html", ".htm")
# A page holds its plans in both languages: about ten times their characters.
MOST_PLANS = 50
FRAME_HEIGHT_PX = 640


@dataclass(frozen=True)
class Shown:
    """What stands on a page: how many targets of how many plans, the files left out, and notes on others."""

    targets: int
    plans: int
    skipped: tuple[str, ...]
    notes: tuple[str, ...]


def write_view(paths: Sequence[Path], output: Path, language: Language = "en", kind: str = "") -> Shown:
    """Write a page of plans with their targets marked and their table; it needs no server and no network.

    Parameters
    ----------
    paths
        Files or folders of plans.
    output
        File to write; it is there whole or not at all.
    language
        ``en`` or ``zh``: the language that the page opens in; it has both.
    kind
        What kind of document all files are; told from the words of each where empty.

    Raises
    ------
    PlanTargetsError
        If no file can be read, there are more than a page can show, or the page cannot be written.
    """
    found, notes = list_files(paths, check_kind(kind) if kind else "")
    if len(found) > MOST_PLANS:
        raise PlanTargetsError(
            f"{output}: a page shows at most {MOST_PLANS} plans, found {len(found)}. Name fewer files, or "
            "write a table: -o targets.csv."
        )
    plans: list[Plan] = []
    skipped: list[str] = []
    for file in found:
        try:
            plans.append(file.read())
        except PlanTargetsError as error:
            skipped.append(str(error))
    if not plans:
        raise PlanTargetsError("\n".join(skipped))
    notes += [f"{plan.plan_id}: {note}" for plan in plans for note in plan.notes]
    page, targets = view_page(plans, language), sum(len(read_targets(plan)) for plan in plans)
    _write(page, output)
    return Shown(targets, len(plans), tuple(skipped), tuple(notes))


def open_view(paths: Sequence[Path], language: Language = "en") -> tuple[Path, Shown, bool]:
    """Write a page of plans to a new folder for passing files and open it in the browser.

    Returns
    -------
    tuple
        The page, what stands on it, and whether a browser took it.
    """
    output = Path(tempfile.mkdtemp(prefix="plantargets-"), f"{paths[0].stem}.html")
    shown = write_view(paths, output, language)
    return output, shown, webbrowser.open(output.as_uri())


def write_reader(output: Path, language: Language = "en") -> None:
    """Write the page that reads plans itself, in a browser (see `plantargets.book.runtime`).

    Raises
    ------
    PlanTargetsError
        If Pyodide cannot be had, or the page cannot be written.
    """
    _write(reader_page(make_pack(), language), output)


def show_targets(
    plan: Plan | str | Path,
    targets: pd.DataFrame | None = None,
    language: Language = "en",
    start: int = 0,
    end: int | None = None,
) -> Rendered:
    """Show a plan with its targets marked, in a notebook or a terminal.

    With a text or the path of a file alone, the targets are extracted, and a notebook shows the page of
    ``plantargets open``: marks, cards, the table, and why other numbers are none. With a table of targets it
    shows the text with these marked (see `plantargets.display.show_targets`).

    Parameters
    ----------
    plan
        A plan, its text, or the path of its file.
    targets
        A table of its targets; extracted where it is not given.
    language
        ``en`` or ``zh``.
    start, end
        The part of the text to show, where a table is given, and in a terminal.

    Examples
    --------
    >>> show_targets("到2025年,企业达到30家以上。")
    1 target in text, characters 0–17
         0  到2025年,企业达到⟦30家⟧以上。
    """
    if isinstance(plan, Path) or (isinstance(plan, str) and PATH.fullmatch(plan)):
        plan = read_plan(plan)
    elif isinstance(plan, str):
        plan = plan_from_text(plan)
    if targets is not None:
        return display.show_targets(plan, targets, language, start, end)
    text = display.show_targets(plan, extract_targets(plan), language, start, end).plain
    page = html_text(view_page([plan], language))
    frame = (
        f'<iframe srcdoc="{page}" title="{html_text(plan.plan_id or "plan")}" '
        f'style="width:100%;height:{FRAME_HEIGHT_PX}px;border:1px solid #999"></iframe>'
    )
    return Rendered(frame, text)


def _write(page: str, output: Path) -> None:
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanTargetsError(cannot_be_written(output, error)) from None
    with whole(output) as partial:
        partial.write_text(page, encoding="utf-8", newline="\n", errors="backslashreplace")
