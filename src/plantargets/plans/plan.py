"""A plan: its text, structure and tasks."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from plantargets.collector import collector_rests
from plantargets.data import check_sha256
from plantargets.errors import PlanTargetsError, counted
from plantargets.language.folding import fold
from plantargets.markup import html_table
from plantargets.plans.bodies import Task, find_tasks
from plantargets.plans.kind import check_kind, tell_kind
from plantargets.plans.reading import read_file, shown
from plantargets.plans.register import PlanRecord, PlanSet, load_register, register_path, select_records
from plantargets.plans.structure import Block, Section, innermost, read_structure
from plantargets.plans.tables import Table, find_tables
from plantargets.plans.text import Script, decode, detect_script, mainland_in_place, to_simplified

# In `extracted_by` of a plan whose characters were recognised in pictures.
BY_OCR = "(OCR,"
SHOWN_LEVELS = 2  # of headings, where a notebook displays a plan


@dataclass(frozen=True)
class Plan:
    r"""A plan that has been read.

    Attributes
    ----------
    plan_id
        Its id in the register, or the name given when it was read.
    record
        Its row of the register; None for a plan that is not registered.
    text
        The text as stored. Every offset refers to it.
    simplified
        The same characters in simplified script: ``len(simplified) == len(text)``.
    script
        ``simplified`` or ``traditional``.
    sections, blocks, tables, tasks
        The structure; see `Section`, `Block`, `Table` and `Task`.
    page_starts
        Offsets at which the pages of the original begin; empty where it has none.
    kind
        What the document is, one of `plantargets.plans.kind.KINDS`: told from its words, or stated.
    title
        The title that tells it, in simplified characters without white space; empty where none is found.
    notes
        What of the file was not read, or not surely.
    by_ocr
        Whether its characters were recognised in pictures.
    doubtful
        Spans of `text` that were recognised with little confidence and hold digits.

    Examples
    --------
    >>> plan = plan_from_text("一、总体要求\n(一)发展目标。到2025年,企业达到30家。(责任单位:市工信局)")
    >>> plan.section_path(30)
    '总体要求 > 发展目标'
    >>> plan.responsible(30)
    '市工信局'
    """

    plan_id: str
    record: PlanRecord | None
    text: str
    simplified: str
    script: Script
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    tasks: tuple[Task, ...]
    page_starts: tuple[int, ...] = ()
    kind: str = "other"
    title: str = ""
    notes: tuple[str, ...] = ()
    by_ocr: bool = False
    doubtful: tuple[tuple[int, int], ...] = ()

    def __repr__(self) -> str:
        title = f" {self.record.title}" if self.record else ""
        return (
            f"<Plan {self.plan_id or 'without id'}:{title} ({self.kind}, {self.script}, "
            f"{counted(len(self.text), 'character')}, {counted(len(self.sections), 'section')}, "
            f"{counted(len(self.tasks), 'passage')} with a responsible body)>"
        )

    def _repr_html_(self) -> str:
        rows = [
            [
                "\u2003" * (section.level - 1) + f"{section.label}{section.title}",
                f"{section.start:,}",
                f"{section.end - section.start:,}",
            ]
            for section in self.sections
            if section.level <= SHOWN_LEVELS
        ]
        return html_table(["section", "starts at", "characters"], rows, caption=repr(self).strip("<>"))

    def section_at(self, offset: int) -> Section | None:
        """Return the innermost section that holds `offset`, None before the first heading."""
        index = innermost(self._section_starts, self.sections, offset)
        return None if index is None else self.sections[index]

    def section_path(self, offset: int) -> str:
        """Return the titles of the sections that hold `offset`, from the top, joined with ``" > "``."""
        titles = []
        section = self.section_at(offset)
        while section is not None:
            titles.append(section.title or section.label)
            section = None if section.parent is None else self.sections[section.parent]
        return " > ".join(reversed(titles))

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds the character at `offset`, None between blocks."""
        index = bisect_right(self._block_starts, offset) - 1
        return self.blocks[index] if index >= 0 and offset < self.blocks[index].end else None

    def task_at(self, offset: int) -> Task | None:
        """Return the task that `offset` stands in, None outside tasks."""
        index = bisect_right(self._task_starts, offset) - 1
        return self.tasks[index] if index >= 0 and offset < self.tasks[index].end else None

    def responsible(self, offset: int) -> str:
        """Return the bodies responsible for the task at `offset`.

        Bodies are joined with ``;`` and written as in the plan. Where the plan tells lead and support
        apart, the lead bodies come first and end in ``*``. Empty where no body is named.
        """
        task = self.task_at(offset)
        return "" if task is None else ";".join([*(f"{body}*" for body in task.lead), *task.support])

    def page_at(self, offset: int) -> int | None:
        """Return the page of the original, counted from 1, that `offset` stands on; None without pages."""
        return max(bisect_right(self.page_starts, offset), 1) if self.page_starts else None

    @cached_property
    def folded(self) -> str:
        """The simplified text as it is read (`language.folding.fold`), as long as `text`."""
        return fold(self.simplified)

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    @cached_property
    def _task_starts(self) -> list[int]:
        return [task.start for task in self.tasks]


def load_plans(plan_set: PlanSet | str = "all", root: Path | str | None = None) -> tuple[Plan, ...]:
    """Read the registered plans of a set.

    Parameters
    ----------
    plan_set
        ``henan``, ``action-plans`` or ``all`` (see `PLAN_SETS`), or the id of one plan.
    root
        Folder of the project; found where it is not given.

    Returns
    -------
    tuple of Plan
        In the order of the set.

    Raises
    ------
    PlanTargetsError
        If the set is unknown, a row of the register is wrong, or a text is missing, changed or unreadable.

    Examples
    --------
    >>> [plan.plan_id for plan in load_plans("henan-2023")]
    ['henan-2023']
    """
    register = register_path(root)
    plans = []
    for record in select_records(load_register(root), plan_set):
        path = register.parent / record.file
        if not path.is_file():
            raise PlanTargetsError(
                f"{register}, plan '{record.plan_id}': its file {path} is missing. "
                "Restore it from the repository, or remove the row."
            )
        check_sha256(path, record.sha256, f"{register}, plan '{record.plan_id}'")
        text = decode(path.read_bytes(), str(path))
        plan = plan_from_text(text, record.plan_id, record, record.page_starts)
        if plan.page_starts and plan.page_starts[-1] > len(text):
            raise PlanTargetsError(
                f"{register}, plan '{record.plan_id}': page_starts go beyond the end of its text."
            )
        if any(end > len(text) for _, end in plan.doubtful):
            raise PlanTargetsError(
                f"{register}, plan '{record.plan_id}': doubtful_spans go beyond the end of its text."
            )
        if record.original_file:
            original = register.parent / record.original_file
            check_sha256(original, record.original_sha256, f"{register}, plan '{record.plan_id}'")
        if plan.script != record.script:
            raise PlanTargetsError(
                f"{register}, plan '{record.plan_id}': script is '{record.script}' "
                f"but the text is {plan.script}. Correct the row."
            )
        plans.append(plan)
    return tuple(plans)


def read_plan(path: Path | str, kind: str | None = None) -> Plan:
    """Read a plan that is not in the register.

    Parameters
    ----------
    path
        A text file in UTF-8, UTF-16, GB18030 (GBK) or Big5, or a Markdown, HTML, Word (docx) or PDF file. The
        contents decide, not the ending.
    kind
        What the document is, one of `plantargets.plans.kind.KINDS`; told from its words where not stated.

    Returns
    -------
    Plan
        With the name of the file, without its ending, as `plan_id`. Offsets refer to its `text`: the file as
        stored where it is plain text, what was extracted from it otherwise.

    Raises
    ------
    PlanTargetsError
        If the file is missing, unreadable, empty, too large, damaged or scanned; the message says which.
    """
    reading = read_file(path)
    plan = plan_from_text(reading.text, shown(Path(path).stem), page_starts=reading.page_starts, kind=kind)
    return replace(plan, notes=reading.notes, by_ocr=reading.by_ocr, doubtful=reading.doubtful)


@collector_rests
def plan_from_text(
    text: str,
    plan_id: str = "",
    record: PlanRecord | None = None,
    page_starts: tuple[int, ...] = (),
    kind: str | None = None,
) -> Plan:
    """Make a plan of a text.

    Parameters
    ----------
    text
        Any text. Nothing in it makes this fail; what is not understood is a paragraph.
    plan_id, record
        Id and row of the register, where there are any.
    page_starts
        Offsets at which pages begin.
    kind
        What the document is; told from its words where not stated.

    Returns
    -------
    Plan
        Time is linear in the length of the text.
    """
    simplified = to_simplified(text)
    script = detect_script(text, simplified)
    if script == "traditional":
        simplified = mainland_in_place(simplified)
    tables = find_tables(text, simplified)
    structure = read_structure(text, simplified, tables)
    told = tell_kind(f"{record.title}\n{simplified[:8000]}" if record else simplified)
    return Plan(
        plan_id,
        record,
        text,
        simplified,
        script,
        structure.sections,
        structure.blocks,
        tables,
        find_tasks(text, simplified, structure),
        page_starts,
        told.kind if kind is None else check_kind(kind),
        told.title,
        by_ocr=record is not None and BY_OCR in record.extracted_by,
        doubtful=record.doubtful_spans if record else (),
    )
