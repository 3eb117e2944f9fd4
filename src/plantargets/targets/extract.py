"""From a plan to the records of its targets."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from plantargets.plans import Plan, mainland_in_place
from plantargets.targets.clauses import Context, Reading, Span, read_block
from plantargets.targets.normal import compact, fold
from plantargets.targets.periods import Window, infer_window, window_of_heading
from plantargets.targets.row import Target
from plantargets.targets.tense import FUTURE, tell_tense

_FRAME_TIME = re.compile(r"(?:到|至)(20\d\d)年|(?:到)?“?十([一二三四五六]五)”?期?末")
_FRAME_MODALITY = re.compile(r"力争|确保|努力|争取")
_FRAME = re.compile(r"目标|指标")


def read_targets(plan: Plan) -> list[Target]:
    """Return the targets of a plan, in the order of their numbers; `indicator_id` is still empty.

    ``plan.text[target.start:target.end] == target.quote`` for each. Time is linear in the length of the text.

    Examples
    --------
    >>> from plantargets.plans import plan_from_text
    >>> [(t.quote, t.kind, t.period) for t in read_targets(plan_from_text("到2025年,新建园区20—30个。"))]
    [('20—30个', 'increment', 'by:2025')]
    """
    folded = fold(mainland_in_place(plan.simplified) if plan.script == "traditional" else plan.simplified)
    window = _window(plan)
    tenses = tell_tense(plan, folded, window.start_year if window else None)
    frames = _Frames(plan, folded, window)
    targets: list[Target] = []
    seen: dict[str, int] = {}
    for block, tense in zip(plan.blocks, tenses, strict=True):
        if tense != FUTURE:
            continue
        text, offsets = compact(folded, block.start, block.end)
        context = frames.context(block)
        for reading in read_block(text, context):
            targets.append(_target(plan, block.start, offsets, reading, text, seen))
        frames.leave(block, text)
    return targets


def _window(plan: Plan) -> Window | None:
    if plan.record is not None:
        record = plan.record
        return Window(record.period_start_year, record.period_end_year, record.issued.year)
    return infer_window(fold(plan.simplified[:8000]))


class _Frames:
    """What the headings above a block govern: the years of its section and 到2022年,努力实现以下目标:."""

    def __init__(self, plan: Plan, folded: str, window: Window | None) -> None:
        self.plan, self.folded, self.window = plan, folded, window
        self.windows: dict[int | None, Window | None] = {None: window}
        self.frame: tuple[int, str, str] | None = None  # until which offset, period, modality

    def context(self, block: Any) -> Context:
        period = modality = ""
        if self.frame is not None and block.start < self.frame[0]:
            _, period, modality = self.frame
        return Context(self._section_window(block.section), period, modality)

    def leave(self, block: Any, text: str) -> None:
        """Note a block that governs the blocks below it: it speaks of goals and ends in a colon."""
        stripped = text.rstrip()
        if not stripped.endswith(":") and not (
            stripped.endswith("。") and re.search(r"以下(?:主要|具体|发展|工作)?目标", stripped[-24:])
        ):
            return
        sentence = stripped[max(stripped.rfind("。", 0, -1), stripped.rfind(";")) + 1 :]
        if not _FRAME.search(sentence):
            return
        time, modality = _FRAME_TIME.search(sentence), _FRAME_MODALITY.search(sentence)
        period = f"by:{time[1]}" if time and time[1] else ""
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


def _target(
    plan: Plan, base: int, offsets: list[int] | None, reading: Reading, text: str, seen: dict[str, int]
) -> Target:
    quantity = reading.quantity
    start, end = _original(base, offsets, (quantity.start, quantity.end))
    sentence = _words(plan, base, offsets, reading.sentence)
    quote = plan.text[start:end]
    key = f"{plan.plan_id}|{sentence}|{quote}"
    seen[key] = seen.get(key, 0) + 1
    digest = hashlib.sha256(f"{key}|{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return Target(
        plan_id=plan.plan_id,
        target_id=f"t-{digest}",
        start=start,
        end=end,
        quote=quote,
        sentence=sentence,
        section=plan.section_path(start),
        indicator="…".join(filter(None, (_words(plan, base, offsets, span) for span in reading.indicator))),
        indicator_id="",
        value_min=quantity.value_min,
        value_max=quantity.value_max,
        unit=quantity.unit_name,
        unit_as_written=_unit_as_written(quote, quantity.unit_as_written),
        comparator=reading.comparator,
        kind=reading.kind,
        period=reading.period,
        distribution=reading.distribution,
        scope=_words(plan, base, offsets, reading.scope) if reading.scope else "",
        modality=reading.modality,
        qualifier="…".join(filter(None, (_words(plan, base, offsets, span) for span in reading.qualifier))),
        responsible=plan.responsible(start),
        numeral_type=quantity.numeral_type,
    )


def _original(base: int, offsets: list[int] | None, span: Span) -> Span:
    if offsets is None:
        return base + span[0], base + span[1]
    return offsets[span[0]], offsets[span[1] - 1] + 1


def _words(plan: Plan, base: int, offsets: list[int] | None, span: Span) -> str:
    if span[1] <= span[0]:
        return ""
    start, end = _original(base, offsets, span)
    words = plan.text[start:end]
    return words if offsets is None else "".join(words.split())


def _unit_as_written(quote: str, unit: str) -> str:
    """Return the unit in the characters of the plan: the last ones of the quote."""
    return "".join(quote.split())[-len(unit) :] if unit else ""
