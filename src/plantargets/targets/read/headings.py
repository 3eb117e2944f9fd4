"""What headings and opening sentences govern: the years of a section, a period, a modality."""

from __future__ import annotations

import re

from plantargets.language.period import Period
from plantargets.language.times import Window, by, window_of_heading
from plantargets.plans import Block, Plan
from plantargets.targets.read.pieces import NO_PERIOD, Context

_FRAME_TIME = re.compile(r"(?:到|至)(20\d\d)年|(?:到)?“?十([一二三四五六]五)”?期?末")
_FRAME_MODALITY = re.compile(r"力争|确保|努力|争取")
_FRAME = re.compile(r"目标|指标")
_GOALS_BELOW = re.compile("以下(?:主要|具体|发展|工作)?目标")


class Frames:
    """What the headings above a block govern: the years of its section and 到2022年,努力实现以下目标:."""

    def __init__(self, plan: Plan, folded: str, window: Window | None) -> None:
        self.plan, self.folded, self.window = plan, folded, window
        self.windows: dict[int | None, Window | None] = {None: window}
        self.frame: tuple[int, Period, str] | None = None  # until which offset, period, modality

    def context(self, block: Block) -> Context:
        """Return what governs a block from above."""
        period, modality = NO_PERIOD, ""
        if self.frame is not None and block.start < self.frame[0]:
            _, period, modality = self.frame
        return Context(self._section_window(block.section), period, modality)

    def leave(self, block: Block, text: str) -> None:
        """Note a block that governs the blocks below it: it speaks of goals and ends in a colon."""
        stripped = text.rstrip()
        if not stripped.endswith(":") and not (
            stripped.endswith("。") and _GOALS_BELOW.search(stripped[-24:])
        ):
            return
        sentence = stripped[max(stripped.rfind("。", 0, -1), stripped.rfind(";")) + 1 :]
        if not _FRAME.search(sentence):
            return
        time, modality = _FRAME_TIME.search(sentence), _FRAME_MODALITY.search(sentence)
        period = by(int(time[1])) if time and time[1] else NO_PERIOD
        section = self.plan.sections[block.section] if block.section is not None else None
        self.frame = (
            section.end if section else len(self.plan.text),
            period,
            modality.group() if modality else "",
        )

    def _section_window(self, index: int | None) -> Window | None:
        if index in self.windows:
            return self.windows[index]
        section = self.plan.sections[index]  # type: ignore[index]
        above = self._section_window(section.parent)
        title = self.folded[section.start : section.heading_end]
        self.windows[index] = window_of_heading(title, above)
        return self.windows[index]
