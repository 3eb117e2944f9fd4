"""The columns of a table: what their heads and cells say they are, and what kind of table they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from plantargets.language.folding import compact
from plantargets.language.heads import (
    KEYS,
    NO_HEAD,
    TABLE_WORDS,
    Head,
    dates_a_row,
    is_attribute,
    is_blank,
    is_unit,
    is_unit_label,
    is_value,
    is_year,
    read_head,
)
from plantargets.language.times import FIVE_YEAR, Years, five_year_plan
from plantargets.plans import Cell, Table
from plantargets.targets.read.cells import read_cell, read_with_aside
from plantargets.targets.read.pieces import Span

LONGEST_VALUE = 40  # a cell with more characters holds sentences
RESULTS = re.compile(TABLE_WORDS.any_word("results"))
SPEAKS_OF_TARGETS = re.compile(TABLE_WORDS.any_word("promises"))
_RESULTS_OF = re.compile(rf"{TABLE_WORDS.any_word('promises')}?{TABLE_WORDS.any_word('results')}")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
SPAN_OF_YEARS = re.compile(r"((?:19|20)\d\d)年?[—\-~至到]{1,2}((?:19|20)\d\d)年?")
_CONTACTS, _MEETINGS, _CONTENTS = (
    re.compile(TABLE_WORDS.any_word("contacts")),
    re.compile(TABLE_WORDS.any_word("meetings")),
    re.compile(TABLE_WORDS.any_word("contents")),
)
_PROJECTS = re.compile(TABLE_WORDS.any_word("projects"))
_LEVEL = re.compile(TABLE_WORDS.any_word("levels"))
_NUMBER_OF_TABLE = re.compile(
    r"(?:(?:附?表|专栏|附件|图表|续表)\s*(?:[0-9]{1,2}(?!\d)|[一二三四五六七八九十]{1,3})?"
    r"(?:[-—.][0-9]{1,2})?[.:、]?)?\s*"
)
_TIME_OF_TABLE = (
    r"(?:(?:19|20)\d\d年?(?:[—\-~至到]{1,2}(?:19|20)\d\d年)?度?|“十[一二三四五六]?五”(?:时期|期间)?)?"
)
_PLACE = rf"(?:{TABLE_WORDS.any_word('caption_places')}(?!{TABLE_WORDS.any_word('caption_no_place')}))"
_EACH_PLACE = rf"{TABLE_WORDS.any_word('caption_each')}{_PLACE}+(?:\({_PLACE}(?:、{_PLACE})*\){_PLACE}?)?"
_CAPTION_NAME = re.compile(
    rf"(?:[^()\d]{{2,8}}(?=(?:19|20)\d\d))?{_TIME_OF_TABLE}(?:{_EACH_PLACE}|{TABLE_WORDS.any_word('caption_members')})?{_TIME_OF_TABLE}(?P<name>[^()]*?)"
    rf"(?:{TABLE_WORDS.any_word('caption_end')})+(?:\([^()]*\))*"
)
_UNIT_LINE = re.compile(r"(?:计量)?单位:\s*([^()。\s]{1,16})")
_ASIDE = re.compile(r"\(([^()]{2,12})\)$")
_DATE = re.compile(r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?[底末]?前?")
_NUMBER_OF_COLUMN = re.compile(r"\(?(\d{1,2})\)?(?:=\d[\d+\-*/×÷()%]*)?")  # 4=2+3
_LABEL_OF_COLUMN = re.compile(TABLE_WORDS.any_word("labels_of_columns"))
_IN_BRACKETS = re.compile(r"[(\[【].*[)\]】].{0,2}")
_NOTE_MARK = re.compile(r"[*※]|[①-⑩]|\[注?\d\]|\(注?\d\)|\(注\)")


Above = Literal["targets", "results", ""]  # what the headings above a table speak of


class Part(NamedTuple):
    """One cell of a header with what it says."""

    cell: Cell
    head: Head


@dataclass
class Column:
    """A column: the parts of its head from the top, and what its cells are.

    `sums_in_brackets` is set where its head says of which of its values: 2025年(累计) over 820 and (45).
    `aside` is what its head says of a second value in brackets: 2030年(年均增速) over 1200(6.9%).
    """

    number: int
    parts: list[Part]
    role: str = ""
    years: tuple[int, int] | None = None
    month: int | None = None
    measures: frozenset[str] = frozenset()
    unit: str = ""
    sums_in_brackets: bool = False
    aside: Head = NO_HEAD
    named: list[Span] = field(default_factory=list)  # words of the head that name an indicator or a member


class View:
    """A table with the words of its cells at hand."""

    def __init__(self, table: Table, text: str, folded: str, window: Years | None, above: Above = "") -> None:
        self.table, self.text, self.folded = table, text, folded
        self.promises, self.reports = above == "targets", above == "results"
        self.window = self._window(window)
        self.columns = [self._column(number) for number in range(table.columns)]
        first = next((column for column in self.columns if column.role != "serial"), None)
        if first and first.role == "body" and not any(c.role in KEYS - {"serial"} for c in self.columns):
            first.role = "scope"  # 责任单位 before what each is to reach
        levels = [c for c in self.columns if c.role == "indicator" and self._is_level(c)]
        for column in levels[:-1]:
            column.role = "category"  # 二级指标 beside 三级指标
        dated = any(c.role == "value" and c.years and "target" in c.measures for c in self.columns)
        for column in self.columns:
            if dated and column.role == "value" and not column.named and self._is_norm(column):
                column.role = "off"  # 指标值 beside 2025年目标值: what is asked of all

    def _is_norm(self, column: Column) -> bool:
        return column.measures == {"target"} and column.years is None and column.month is None

    def _is_level(self, column: Column) -> bool:
        return bool(column.parts) and _LEVEL.fullmatch(self.words(column.parts[-1].cell)) is not None

    # Words ------------------------------------------------------------------------------------------

    def words(self, cell: Cell) -> str:
        """Return the words of a cell, folded, without white space."""
        return squashed(self.folded, cell)

    def joined(self, spans: tuple[Span, ...]) -> str:
        """Return the words of several spans, folded, without white space."""
        return "".join("".join(self.folded[a:b].split()) for a, b in spans)

    def span_in(self, cell: Cell, start: int, end: int) -> Span:
        """Return a span of the compact words of a cell as offsets in the plan."""
        _, offsets = compact(self.folded, cell.start, cell.end)
        if offsets is None:
            return cell.start + start, cell.start + end
        return offsets[start], offsets[end - 1] + 1

    @cached_property
    def caption(self) -> str:
        """The words of the lines above the table, its number apart, so that 表2 2025年任务 is of 2025."""
        words = []
        for line, end in self.table.caption:
            start = _NUMBER_OF_TABLE.match(self.folded, line, end).end()  # type: ignore[union-attr]
            words += [squeezed(self.folded[line:start]), squeezed(self.folded[start:end])]
        return " ".join(filter(None, words))

    @cached_property
    def notes(self) -> str:
        """The words of the lines below the table."""
        return "\n".join("".join(self.folded[a:b].split()) for a, b in self.table.notes)

    @cached_property
    def caption_unit(self) -> str:
        """The unit that the caption gives for the whole table, empty without one."""
        found = _UNIT_LINE.search(self.caption)
        if found and is_unit(found[1]):
            return found[1]
        bracket = [m[1] for m in re.finditer(r"\(([^()]{1,10})\)", self.caption) if is_unit(m[1])]
        return bracket[-1] if bracket else ""

    @cached_property
    def caption_indicator(self) -> tuple[Span, ...]:
        """The words of the caption that name what all values are, empty where it names none."""
        for line, end in self.table.caption:
            start = _NUMBER_OF_TABLE.match(self.folded, line, end).end()  # type: ignore[union-attr]
            words, offsets = compact(self.folded, start, end)
            name = _CAPTION_NAME.fullmatch(words)
            if name and name["name"]:
                first, last = name.span("name")
                places = offsets or range(start, end)
                return ((places[first], places[last - 1] + 1),)
        return ()

    @cached_property
    def caption_years(self) -> tuple[int, int] | None:
        """The years that the caption names."""
        span = SPAN_OF_YEARS.search(self.caption)
        if span:
            return int(span[1]), int(span[2])
        year = YEAR.search(self.caption)
        if year:
            return int(year[1]), int(year[1])
        named = FIVE_YEAR.search(self.caption)
        return five_year_plan(named) if named else None

    @cached_property
    def years_of_marks(self) -> dict[str, int]:
        """The years that the notes give to marks: 带*的为2019年数据."""
        years: dict[str, int] = {}
        for line in self.notes.splitlines():
            for clause in re.split("[;。]", line):
                year, marks = YEAR.search(clause), _NOTE_MARK.findall(clause)
                if year:  # ②带*的为2019年数据: the first mark numbers the note
                    years |= dict.fromkeys(marks[1:] or marks, int(year[1]))
        return years

    @cached_property
    def round_brackets_sum(self) -> bool:
        """Whether the notes say that a number in brackets is a sum over the years."""
        return any("累计" in line and re.search(r"[()\[\]]|括号", line) for line in self.notes.splitlines())

    def _window(self, given: Years | None) -> Years | None:
        """Return the years of the plan, or the span in the caption where the plan names but one year."""
        years = self.caption_years
        if years is None or years[1] == years[0] or (given is not None and given.end_year > given.start_year):
            return given
        # A plan of 2035 may hold the table of the five years before; one of 2021 that of its own five.
        return Years(*years)

    def body(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows below the header, but not the header where a page repeats it."""
        header = [[self.words(cell) for cell in row] for row in self.table.header]
        for number, row in enumerate(self.table.body):
            words = [self.words(cell) for cell in row]
            if words not in header and not (number == 0 and _numbers_columns(words)):
                yield row

    def cells_with_numbers(self) -> Iterator[Cell]:
        """Yield the cells of the body that hold a digit."""
        for row in self.body():
            for cell in row:
                if not cell.merged and any(c.isdigit() for c in self.words(cell)):
                    yield cell

    def others(self, told: set[int]) -> Iterator[tuple[Cell, str]]:
        """Yield the other cells with digits, that hold no value of a target, and what they are."""
        for row in self.table.rows:
            for cell in row:
                if (
                    cell.start >= self.table.start
                    and not cell.merged
                    and cell.start not in told
                    and any(c.isdigit() for c in self.words(cell))
                ):
                    is_head = row[0].row < self.table.header_rows
                    is_label = self.columns[cell.column].role == "serial"
                    yield cell, "table_head" if is_head else "label" if is_label else "other_column"

    # Columns ----------------------------------------------------------------------------------------

    def _column(self, number: int) -> Column:
        parts: list[Part] = []
        for row in self.table.header:
            cell = row[number]
            if cell.start < cell.end and not (parts and self.words(parts[-1].cell) == self.words(cell)):
                part = Part(cell, read_head(self.words(cell)))
                if not (parts and not number and part.head.role == "unit"):  # 单位 | 亿元 | 万人 below heads
                    parts.append(part)
        column = Column(number, parts)
        if parts and (aside := _ASIDE.search(self.words(parts[-1].cell))) and self._holds_asides(number):
            column.aside = read_head(aside[1])
        for part in parts:
            head = part.head
            if column.aside.measures and part is parts[-1]:
                head = read_head(self.words(part.cell)[: -len(aside[0])])  # type: ignore[index]
            if part is not parts[0] and is_unit_label(self.words(part.cell)):
                column.unit = self.words(part.cell).strip("()")
                continue
            column.years = head.years or column.years
            column.month = head.month or column.month
            column.measures |= head.measures
            column.unit = head.unit or column.unit
            if not head.role and head.words[0] < head.words[1]:
                column.named.append(self.span_in(part.cell, *head.words))
        roles = [part.head.role for part in parts if part.head.role]
        column.role = roles[-1] if roles else ""
        if len(roles) > 1 and column.role in {"", "goal"}:
            column.role = next((role for role in roles if role != "goal"), column.role)
        self._tell_by_cells(column)
        return column

    def _holds_asides(self, number: int) -> bool:
        """Whether a cell of a column holds a value and another in brackets."""
        return any(read_with_aside(self.words(row[number])) for row in self.table.body)

    def _told_by_cells(self, column: Column, filled: Sequence[str]) -> str:
        """Return the role that cells alone tell below a head nothing is known of, empty without cells."""
        half = len(filled) / 2
        dated = [words for words in filled if dates_a_row(words) and ("年" in words or not column.number)]
        if len(filled) > 1 and column.number < 2 and half <= len(dated) and not column.unit:
            return "year"
        if len(filled) > 1 and all(_DATE.fullmatch(words) for words in filled):
            return "deadline"
        if self._counts_rows(column, filled):
            return "serial"
        tests: dict[str, Callable[[str], bool]] = {
            "value": holds_value, "year": is_year, "unit": is_unit, "attribute": is_attribute,
        }  # fmt: skip
        mostly = (role for role, test in tests.items() if sum(map(test, filled)) >= half)
        return next(mostly, "text") if filled else ""

    def _counts_rows(self, column: Column, filled: Sequence[str]) -> bool:
        """Whether the cells of one of the first two columns are 1, 2, 3 below a head that says nothing."""
        counted = [words for words in filled if words.isdecimal()]
        runs = counted == [str(n + 1) for n in range(len(counted))] and 2 * len(counted) > len(filled)
        fewest = 2 if not column.number else 3  # beside a category
        is_bare = not (column.years or column.measures or column.unit)
        return is_bare and runs and column.number < 2 and len(counted) >= fewest

    def _tell_by_cells(self, column: Column) -> None:
        """Settle what the head alone does not: a column of goals holds numbers or sentences."""
        cells = [self.words(row[column.number]) for row in self.table.body]
        filled = [words for words in cells if words and not is_blank(words)]
        values = sum(map(holds_value, filled))
        mostly = 2 * values >= len(filled) > 0
        if column.role == "unit" and filled and 2 * sum(map(is_unit, filled)) < len(filled):
            column.role = "scope"
        elif column.role == "goal":
            column.role = "value" if mostly else "text"
            column.measures |= {"target"}
        elif column.role == "result" and column.years and not column.measures & {"target"}:
            column.role, column.measures = "value", column.measures | {"base"}
        elif column.role == "serial" and 2 * sum(map(_is_serial, filled)) < len(filled):
            column.role = "indicator" if not mostly else "value"
        elif column.role == "":
            column.role = self._told_by_cells(column, filled)
        elif column.role in {"scope", "task"} and mostly and column.number:
            column.role = "value"  # 开发区 beside 城关区 and 河东县
            column.named = column.named or [(part.cell.start, part.cell.end) for part in column.parts[-1:]]

        in_brackets = sum(_IN_BRACKETS.fullmatch(words) is not None for words in filled)
        is_of_year = column.years is not None and column.years[0] == column.years[1]
        if is_of_year and not column.measures & {"rate", "growth"} and 0 < in_brackets < len(filled):
            column.sums_in_brackets = "cumulative" in column.measures
            column.measures -= {"cumulative"}

    def what(self) -> str:  # noqa: PLR0911 - one return for each kind of table
        """Tell what kind of table this is."""
        roles = [column.role for column in self.columns]
        values = [column for column in self.columns if column.role == "value"]
        targets = [
            column
            for column in self.columns
            if "target" in column.measures and column.role in {"value", "text"}
        ]
        words = " ".join(self.words(part.cell) for c in self.columns for part in c.parts)
        if "budget" in roles:
            return "budget"
        if _CONTACTS.search(words):
            return "contacts"
        if _MEETINGS.search(words):
            return "meetings"
        if _CONTENTS.search(words):
            return "contents"
        costs = roles.count("cost")
        if costs > 1 or (costs and _PROJECTS.search(words) and not targets):
            return "projects"
        if "off" in roles and not targets and not any(self.is_ahead(column) for column in values):
            return "scores"
        reports = RESULTS.search(self.caption) or (
            self.reports and not SPEAKS_OF_TARGETS.search(self.caption)
        )
        if not targets and ("result" in roles or reports):
            return "results"
        if RESULTS.search(self.caption) and not any(
            self.is_ahead(column) and column.years for column in values
        ):
            return "results"
        if (
            values
            and all("base" in column.measures or self.is_past(column.years) for column in values)
            and "text" not in roles
        ):
            return "results"
        return "targets"

    def is_past(self, years: tuple[int, int] | None) -> bool:
        """Whether years lie before the plan."""
        return years is not None and self.window is not None and years[1] < self.window.start_year

    def is_overtaken(self, column: Column) -> bool:
        """Whether a column of targets stands beside what was done by then: 2024年计划 | 2024年完成."""
        return (
            "target" in column.measures
            and column.years is not None
            and any(
                "base" in other.measures
                and "target" not in other.measures
                and other.years is not None
                and other.years[1] >= column.years[1]
                for other in self.columns
                if other.role == "value"
            )
        )

    def is_ahead(self, column: Column) -> bool:
        """Whether the head of a column looks forward: a year of the plan, a rate, a sum."""
        if "base" in column.measures or self.is_past(column.years) or self.is_overtaken(column):
            return False
        return bool(column.measures & {"target", "rate", "cumulative"} or column.years)

    def is_explicit(self, column: Column) -> bool:
        """Whether a column says of itself that it looks forward."""
        is_told = self.window is not None or (column.years is not None and "target" in column.measures)
        ahead = column.role == "value" and self.is_ahead(column) and is_told
        return column.role == "attribute" or (ahead and bool(column.measures & {"target"} or column.years))


def _is_serial(words: str) -> bool:
    return re.fullmatch(r"\(?[\d一二三四五六七八九十]{1,4}[.、)]?", words) is not None


def speaks_of_results(words: str) -> bool:
    """Say whether a heading speaks of results and of no targets: 主要指标进展情况, not 现状与目标."""
    return RESULTS.search(words) is not None and not SPEAKS_OF_TARGETS.search(_RESULTS_OF.sub("", words))


def _numbers_columns(words: Sequence[str]) -> bool:
    """Say whether the cells of a row number the columns: 甲 | 乙 | 1 | 2 | 3, 栏次 | 1 | 2=3+4."""
    numbers = [match for word in words if (match := _NUMBER_OF_COLUMN.fullmatch(word))]
    first = len(words) - len(numbers)
    run = [int(match[1]) for match in numbers] == list(range(1, len(numbers) + 1))
    return run and len(numbers) > 1 and all(map(_LABEL_OF_COLUMN.fullmatch, words[:first]))


def holds_value(words: str) -> bool:
    """Say whether a cell holds one value, words of verbs among them."""
    if is_value(words):
        return True
    return len(words) <= LONGEST_VALUE and (read_cell(words) or read_with_aside(words)) is not None


def squashed(folded: str, cell: Cell) -> str:
    """Return the words of a cell without white space."""
    return squeezed(folded[cell.start : cell.end])


def squeezed(words: str) -> str:
    """Return words without white space."""
    return "".join(words.split())
