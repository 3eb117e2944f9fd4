"""What headings and opening sentences govern: the years of a section, a period, a modality."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plantargets.language.folding import fold
from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.times import (
    TIME,
    YEAR,
    Window,
    by_year,
    find_five_year,
    five_year_plan,
    five_years,
    from_to,
    read_moment,
    years_ahead,
)
from plantargets.plans import Block, Plan
from plantargets.targets.read.pieces import NO_DUE, UNSAID, Context, Due, Said

_FRAME_MODALITY = re.compile(any_of("frame_modality"))
_FRAME = re.compile(any_of("frame"))
_GOALS_BELOW = re.compile(any_of("goals_below"))
_TASKS_BELOW = re.compile(f"{any_of('tasks_below')}[。:]$")
_LONGEST_END = 16
# “推动‘十五五’开好局” speaks of the first year, not of the five.
_FIRST_STEP = re.compile(any_of("first_step"))
_LOOKS_BACK = re.compile(any_of("heading_back"))
_SPAN = re.compile(rf"({YEAR})年?[—\-~至到]{{1,2}}({YEAR})年")
_YEAR = re.compile(rf"(?<![较比从自由])({YEAR})年(?!以来|{any_of('on_base')})")
# “十五五”时期目标任务和2026年工作安排: five years, then one, from the paragraph that opens with it on.
_TURNS_TO_YEAR = re.compile(rf"(?:{any_of('present_year')}|({YEAR})年)")
_OF_YEAR = re.compile(rf"{any_of('this_year')}(?!以来)|(?P<next>{any_of('next_year')})")
_AHEAD = re.compile(any_of("future"))  # opens the only other words that name years
_LINE_MARK = re.compile(r"[,。;!?|]")
LONGEST_LINE = 30
_NAMES_YEARS = frozenset(form.rule.name for form in (by_year, from_to, five_years, years_ahead))


class Frames:
    """What the headings above a block govern: the years of its section and 到2022年,努力实现以下目标:."""

    def __init__(self, plan: Plan, folded: str, window: Window) -> None:
        self.plan, self.folded, self.window = plan, folded, window
        self.title = fold(plan.title)
        self.windows: dict[int | None, tuple[Window, int]] = {None: (window, 0)}
        self.line: tuple[int | None, Window, int] | None = None  # section, window, where the line stands
        self.turns: list[_Turn] = []  # sections that speak of five years and then of one
        self.frame: tuple[int, int, Due, Said] | None = None  # from and until which offset, due, modality

    def context(self, block: Block) -> Context:
        """Return what governs a block from above, the nearest heading first."""
        window, since = self._section_window(block.section)
        if self.line is not None and self.line[0] == block.section and self.line[2] >= since:
            window, since = self.line[1], self.line[2]
        for turn in self.turns:
            if turn.at is not None and turn.at <= block.start < turn.end and window == turn.before:
                window, since = turn.after, turn.at
        if self.frame is None or not self.frame[0] <= block.start < self.frame[1]:
            return Context(window, NO_DUE, UNSAID, since or None)
        start, _, due, modality = self.frame
        return Context(window, due if start >= since else NO_DUE, modality, since or None)

    def note_line(self, block: Block) -> None:
        """Note a short line that heads those below it without being a section: ■ 2025年主要目标."""
        words = self.folded[block.start : block.end].strip()
        self._section_window(block.section)  # the headings above are read before what stands below them
        for turn in self.turns:
            opening = _TURNS_TO_YEAR.match(words)
            year = opening and (int(opening[1]) if opening[1] else turn.after.end_year)
            if turn.at is None and turn.start < block.start < turn.end and year == turn.after.end_year:
                turn.at = block.start
        if block.kind == "heading" and block.section is not None:
            self.line = None
        if not is_heading_line(words) or "".join(words.split()) == self.title:
            return
        above, _ = self._section_window(block.section)
        window = window_of_heading(words, above)
        if window != above or (self.line is not None and _YEAR.search(words)):
            self.line = (block.section, window, block.start)

    def leave(self, block: Block, text: str) -> None:
        """Note a block that governs the blocks below it: it speaks of goals and ends in a colon."""
        stripped = text.rstrip()
        if not stripped.endswith(("。", ":")):
            return
        if _TASKS_BELOW.search(stripped[-_LONGEST_END:]):  # 做好今年的工作,要抓好以下几点。
            self._note_tasks(block, stripped)
            return
        if not stripped.endswith(":") and not (
            stripped.endswith("。") and _GOALS_BELOW.search(stripped[-24:])
        ):
            return
        sentence = stripped[max(stripped.rfind("。", 0, -1), stripped.rfind(";")) + 1 :]
        if not _FRAME.search(sentence):
            return
        modality = _FRAME_MODALITY.search(sentence)
        section = self.plan.sections[block.section] if block.section is not None else None
        self.frame = (
            block.start,
            section.end if section else len(self.plan.text),
            _due_of_frame(sentence, self._section_window(block.section)[0], block.start),
            Said(modality.group(), heading=block.start) if modality else UNSAID,
        )

    def _note_tasks(self, block: Block, text: str) -> None:
        sentence = text[max(text.rfind("。", 0, -1), text.rfind(";")) + 1 :]
        window, _ = self._section_window(block.section)
        due = _due_of_frame(sentence, window, block.start, _NAMES_YEARS | {"this_year"})
        if due.period:
            section = self.plan.sections[block.section] if block.section is not None else None
            end = section.end if section else len(self.plan.text)
            self.frame = (block.start, end, due, UNSAID)

    def _section_window(self, index: int | None) -> tuple[Window, int]:
        """Return the years that hold in a section, and where the heading that sets them begins."""
        if index in self.windows:
            return self.windows[index]
        section = self.plan.sections[index]  # type: ignore[index]
        above, since = self._section_window(section.parent)
        title = self.folded[section.start : section.heading_end]
        window = window_of_heading(title, above)
        year = _year_beside_five(title, window)
        if year is not None:
            after = window._replace(start_year=year, end_year=year)
            self.turns.append(_Turn(section.heading_end - 1, section.end, window, after))
        self.windows[index] = (window, section.start if window != above else since)
        return self.windows[index]


@dataclass
class _Turn:
    """A section that speaks of five years up to `at`, where a paragraph opens with one, and of that then."""

    start: int
    end: int
    before: Window
    after: Window
    at: int | None = None


def _year_beside_five(title: str, window: Window) -> int | None:
    """Return the one year that a heading names behind a five-year plan whose first year it is."""
    named = find_five_year(title)
    if not named:
        return None
    years = [int(year) for year in _YEAR.findall(title, named.end())]
    return years[-1] if years and years[-1] == window.start_year else None


def is_heading_line(words: str) -> bool:
    """Whether a line is short, states nothing and names a time or a review: ■ 2024年成绩单."""
    if not 4 <= len(words) <= LONGEST_LINE or _LINE_MARK.search(words):
        return False
    tense = load_lexicon().tense
    heads = tense["future_heading"].search(words) or tense["past_heading"].search(words)
    return heads is not None and re.search(r"\d", _YEAR.sub("", words).lstrip("0123456789.、")) is None


def window_of_heading(title: str, window: Window) -> Window:
    """Return the years that a heading sets for its section, or those given.

    >>> given = Window(2026, 2026, 2026)
    >>> window_of_heading("“十五五”时期主要目标", given)[:2], window_of_heading("今后五年奋斗目标", given)[:2]
    ((2026, 2030), (2026, 2030))
    >>> window_of_heading("推动“十五五”开好局", given) == given
    True
    >>> speech = Window(this_year=2026, basis="")
    >>> [window_of_heading(title, speech)[:2] for title in ("今年的目标:", "明年工作", "今年以来")]
    [(2026, 2026), (2027, 2027), (None, None)]
    """
    if _FIRST_STEP.search(title) or _LOOKS_BACK.search(title):
        return window
    years = _years_of_heading(title, window)
    first = window.first_future_year
    if years is None or (first is not None and years[1] < first):
        return window
    return window._replace(start_year=years[0], end_year=years[1], basis="heading", first_year=first)


def _years_of_heading(title: str, window: Window) -> tuple[int, int] | None:
    span = _SPAN.search(title)
    if span:
        return int(span[1]), int(span[2])
    named = find_five_year(title)
    if named:
        return five_year_plan(named)
    years = _YEAR.findall(title)
    if years:
        return int(years[-1]), int(years[-1])
    said, year = _OF_YEAR.search(title), window.present_year  # 今年的目标已经很清楚:
    if said and year:
        return (year + (said.lastgroup == "next"),) * 2
    return _years_ahead(title, window) if _AHEAD.search(title) else None


def _years_ahead(title: str, window: Window) -> tuple[int, int] | None:
    ahead = next((found for found in TIME.finditer(title) if found.lastgroup == years_ahead.rule.name), None)
    moment = read_moment(ahead, window) if ahead else None
    if moment is None:
        return None
    (period,) = moment.periods
    return (period.start_year, period.end_year) if period.start_year and period.end_year else None


def _due_of_frame(sentence: str, window: Window, start: int, names: frozenset[str] = _NAMES_YEARS) -> Due:
    """Return the first year or years that an opening sentence names: 到2026年,实现以下目标:."""
    for match in TIME.finditer(sentence):
        if match.lastgroup not in names:
            continue
        moment = read_moment(match, window)
        first = window.first_future_year
        if moment and (first is None or (moment.periods[-1].end_year or 0) >= first):
            return Due(moment.periods[-1], "heading", Said(match.lastgroup, heading=start))
    return NO_DUE
