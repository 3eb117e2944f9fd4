"""The rows of a table: which indicator, member, year, unit and value each cell gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from plantargets.language.heads import (
    LONGEST_HEAD,
    NO_HEAD,
    TABLE_WORDS,
    is_attribute,
    is_blank,
    is_ratio,
    is_scale,
    is_unit,
    is_value,
    read_head,
)
from plantargets.language.lexicon import any_of
from plantargets.language.period import Period
from plantargets.language.times import Years
from plantargets.plans import Cell
from plantargets.targets.read.cells import Amount, Value, amount_of, read_cell, read_with_aside
from plantargets.targets.read.pieces import NO_BASELINE, Span
from plantargets.targets.read.table_columns import (
    RESULTS,
    SPAN_OF_YEARS,
    SPEAKS_OF_TARGETS,
    YEAR,
    Column,
    View,
)
from plantargets.targets.target import Baseline, Bound

LONGEST_PART = 12  # of an indicator in a column of its own: 城镇
LONGEST_NAME = 60  # of an indicator; a longer cell holds sentences
_STATISTICS = re.compile(TABLE_WORDS.any_word("statistics"))
_MEMBER = re.compile(rf"{TABLE_WORDS.any_word('members')}$")
_EACH = re.compile(
    rf"{TABLE_WORDS.any_word('each')}{TABLE_WORDS.any_word('members')}(?:\([^()\d]{{1,12}}\))?"
)
_WHOLE = re.compile(rf"{TABLE_WORDS.any_word('whole')}+(?:\(.*\))?")
_SUBTOTAL = re.compile(rf"{TABLE_WORDS.any_word('subtotal')}(?:\(.*\))?")
_OBLIGATIONS = (("约束", "binding"), ("预期", "anticipatory"))
_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月")
_GROWTH = re.compile(rf"{any_of('growth_measure')}$")
_FALL = re.compile(rf"{TABLE_WORDS.any_word('fall')}$")
# What falls stands in the caption.
_BARE_FALL = re.compile(
    rf"(?:[一二三四五六七八九十]年)?(?:{TABLE_WORDS.any_word('sum')})?{TABLE_WORDS.any_word('fall')}"
)
_SUM = re.compile(TABLE_WORDS.any_word("sum"))
_INCREMENT = re.compile(TABLE_WORDS.any_word("increment"))
_INDEX = re.compile(rf"{any_of('index')}$")
_RATIO = re.compile(rf"{any_of('ratio')}$")
_CHANGE = re.compile(TABLE_WORDS.any_word("change"))
_STOP = re.compile("[。;,]")
_UNCLEAR = re.compile(rf"{TABLE_WORDS.any_word('unclear_of_units')}$")
_SHARE = re.compile(rf"{TABLE_WORDS.any_word('share')}$")


@dataclass(frozen=True, slots=True)
class CellTarget:
    """A target read from a cell; spans are offsets in the plan.

    `cell` is where its cell begins, `quote` the number with its unit, `row` the cells of its row, `indicator`
    and `scope` the words that name what is measured and for whom.
    """

    cell: int
    quote: Span
    row: tuple[Span, ...]
    indicator: tuple[Span, ...]
    scope: Span | None
    bound: Bound
    unit: str
    unit_as_written: str
    kind: str
    period: Period
    modality: str
    obligation: str
    baseline: Baseline
    numeral_type: str


class CellContext(NamedTuple):
    """What a table says of the sentences in one of its cells."""

    period: Period
    indicator: tuple[Span, ...]
    scope: Span | None
    obligation: str


class CellLeftOut(NamedTuple):
    """A cell with a number, or words in place of one, that gives no target, and the name of the reason."""

    start: int
    end: int
    reason: str


@dataclass
class Panel:
    """Columns that make one table, and what their rows share."""

    view: View
    columns: list[Column]
    above: dict[int, Cell] = field(default_factory=dict)  # cells that merged ones below them repeat
    # What rows of years before the plan hold, by column and member.
    past: dict[tuple[int, str], tuple[Amount, int | None]] = field(default_factory=dict)
    bounds: dict[int, bool] = field(default_factory=dict)  # whether a column holds some, by its number
    heading: Cell | None = None  # the last row of one cell: 一、经济发展

    def __post_init__(self) -> None:
        self.values = [column for column in self.columns if column.role == "value"]
        self._settle_notes()
        self._settle_sums()
        self._settle_stocks()
        self._settle_names()
        self.base_years = sorted({c.years[1] for c in self.values if c.years and self.is_base(c)})
        self.target_years = sorted({c.years[1] for c in self.values if c.years and not self.is_base(c)})

    def of(self, *roles: str) -> list[Column]:
        """Return the columns of some roles."""
        return [column for column in self.columns if column.role in roles]

    def _settle_sums(self) -> None:
        """Tell what a column 合计 is: beside years their sum, beside members or things the whole of them."""
        for column in [column for column in self.values if "whole" in column.measures and not column.named]:
            others = [other for other in self.values if other is not column]
            years = [other.years[1] for other in others if other.years and not other.named]
            if column.years and column.years[1] > column.years[0]:
                column.measures = column.measures | {"cumulative"}  # “十五五”合计 beside its years
            elif column.years or len(years) < len(others) or not years:
                cell = column.parts[-1].cell
                column.named = [(cell.start, cell.end)]
            elif any(self.is_base(other) for other in others):
                self.values.remove(column)  # a sum over which years is not said
                column.role = "off"
            else:
                column.years, column.measures = (min(years), max(years)), column.measures | {"cumulative"}

    def _settle_notes(self) -> None:
        """Take words right of the values below a head that nothing is known of as notes: 国家二级标准为35."""
        last = max((column.number for column in self.values), default=self.view.table.columns)
        for column in self.of("text"):
            if column.number > last and not (column.measures or column.years):
                column.role = "note"

    def _is_stray(self, column: Column) -> bool:
        """Whether a column is one of values of which nothing is known, beside coming years."""
        if not column.named or column.years or column.unit or column.measures or column.month:
            return False
        others = [
            other for other in self.values if other.years and not other.named and not self.is_base(other)
        ]
        return bool(others) and not _is_member(self.name_words(column)) and not self.rows_name_members

    def _settle_stocks(self) -> None:
        """Take 累计 beside 新增 of the same year as what there is by then, where a column tells the start."""
        if not any(self.is_base(column) for column in self.values):
            return
        added = {c.years for c in self.values if _INCREMENT.match(self.name_words(c))}
        for column in self.values:
            one_year = column.years is not None and column.years[0] == column.years[1]
            if one_year and column.years in added and column.measures == {"cumulative"} and not column.named:
                column.measures = frozenset()

    def _settle_names(self) -> None:
        """Tell what names the things: an indicator, a member, or both, in rows or in columns."""
        named = [column for column in self.values if column.named]
        self._settle_corner(named)
        self._settle_places()
        self._settle_parts()
        self.rows_name_members = bool(self.of("scope"))
        has_key = bool(self.of("indicator", "task", "category"))
        texts = self.of("text")
        if has_key and not self.of("indicator", "task", "scope") and texts and self._holds_names(texts[-1]):
            texts[-1].role = "indicator"  # 目标任务 over 有效发明专利, beside 目标类别
        if (
            not has_key
            and not self.rows_name_members
            and texts
            and texts[0].number < min((column.number for column in self.values), default=-1)
        ):
            # The first column has a head that nothing is known of: members where the heads name indicators.
            cells = [self.view.words(row[texts[0].number]) for row in self.view.table.body]
            places = sum(map(_is_member, cells))
            as_members = 2 * places >= len(cells) > 0 or any(column.unit for column in named)
            as_members = as_members and len(self._units_of_rows()) < 2
            texts[0].role = "scope" if as_members else "indicator"
            self.rows_name_members = as_members
            has_key = not as_members
        words = [self.name_words(column) for column in named]
        places = sum(map(_is_member, words))
        # The rows name an indicator, or the years of the one that the caption names.
        rows_name_things = (
            has_key or bool(self.of("year") and self.view.caption_indicator)
        ) and not self.rows_name_members
        if self.rows_name_members and len(set(words)) == 1:
            self._name_all(named[0].named)
        self.columns_name_members = bool(named) and rows_name_things and 2 * places >= len(named)

    def _settle_parts(self) -> None:
        """Take a column right of the indicators as their parts: 城镇 beside 居民收入."""
        named = self.of("indicator")
        texts = [c for c in self.of("text") if named and c.number == named[-1].number + 1]
        if (
            not texts
            or not self.values
            or texts[0].number > self.values[0].number
            or "target" in texts[0].measures
        ):
            return
        rows = [
            tuple(self.view.words(row[column.number]) for column in (named[-1], texts[0]))
            for row in self.view.table.body
        ]
        names = [name for name, _ in rows]
        short = all(words and len(words) <= LONGEST_PART for _, words in rows)
        if short and ("" in names[1:] or len(set(names)) < len(names)) and len(rows) > len({*names} - {""}):
            texts[0].role = "indicator"

    def _settle_places(self) -> None:
        """Take a column left of the indicators as members where one indicator stands in several rows.

        断面 | 项目 over 湖心 | 总磷 and 入湖口 | 总磷: the first column tells them apart.
        """
        named = self.of("indicator", "task")
        texts = [column for column in self.of("text") if named and column.number < named[0].number]
        if len(texts) != 1 or self.of("scope", "category") or not self.values:
            return
        rows = [
            tuple(self.view.words(row[column.number]) for column in (texts[0], named[-1]))
            for row in self.view.table.body
        ]
        names = [name for _, name in rows]
        short = all(len(words) <= LONGEST_HEAD for words, _ in rows)
        if short and len(set(names)) < len(names) and len(set(rows)) == len(rows):
            texts[0].role = "scope"

    def _holds_names(self, column: Column) -> bool:
        """Whether a column left of the values names in each row what they measure."""
        first = min((other.number for other in self.values), default=-1)
        cells = [self.view.words(row[column.number]) for row in self.view.body()]
        names = [words for words in cells if words]
        short = all(len(words) <= LONGEST_HEAD and not _STOP.search(words) for words in names)
        return column.number < first and short and 0 < len(names) == len(set(names))

    def _units_of_rows(self) -> set[str]:
        """Return the units in the column of units: rows of one table by county have one."""
        cells = (self.view.words(row[c.number]) for c in self.of("unit") for row in self.view.table.body)
        return {words for words in cells if is_unit(words)}

    def _settle_corner(self, named: list[Column]) -> None:
        """Tell whether the first head is of the heads beside it: 乡镇 | 甲镇 | 乙镇 over 早稻 | 9 | 8."""
        members = [self.name_words(column) for column in named]
        for column in self.of("scope")[:1]:
            cells = [self.view.words(row[column.number]) for row in self.view.table.body]
            is_beside = len(members) > 1 and all(map(_is_member, members))
            if is_beside and not any(map(_is_member, cells)):
                column.role = "task"

    def _name_all(self, spans: list[Span]) -> None:
        """Give the one name in the heads to the columns without a name: 2023年产值, 2024年目标."""
        for column in self.values:
            column.named = column.named or spans

    def name_words(self, column: Column) -> str:
        """Return the words of the head of a column that name a thing."""
        return self.view.joined(tuple(column.named))

    # Times ------------------------------------------------------------------------------------------

    def is_base(self, column: Column) -> bool:
        """Whether a column holds what the targets start from, or an earlier year."""
        window = self.view.window
        is_start = "base" in column.measures and "target" not in column.measures
        if is_start or self.view.is_overtaken(column):
            return True
        if column.years is None or column.measures & {"rate", "cumulative"}:
            return self._is_past_span(column)
        year = column.years[1]
        if "target" in column.measures and any(
            "base" in c.measures and c.years and c.years[1] < year for c in self.values
        ):
            return False
        if window is not None and not self._is_window_of_base(window):
            return column.years[1] < window.start_year
        if "target" in column.measures:
            return False
        years = self.years
        run = years == list(range(years[0], years[-1] + 1)) and len(years) > 2
        is_told = any("base" in c.measures for c in self.values)  # 目前 stands beside it
        is_first = len(years) > 1 and column.years[1] == years[0] and not run and not is_told
        return is_first and not self._holds_bounds(column)

    def _holds_bounds(self, column: Column) -> bool:
        """Whether cells of a column say 以上, 左右, 比2020年下降: what was, is a number alone."""
        if column.number not in self.bounds:
            values = (read_cell(self.view.words(row[column.number])) for row in self.view.table.body)
            self.bounds[column.number] = any(v and (v.comparator != "eq" or v.link) for v in values)
        return self.bounds[column.number]

    def _is_past_span(self, column: Column) -> bool:
        """Whether a rate or a sum runs over years before the plan: “十四五”年均增长 in the next one."""
        years = column.years
        return years is not None and years[1] > years[0] and self.view.is_past(years)

    @cached_property
    def years(self) -> list[int]:
        """The years that the columns of values name."""
        rates = {"rate", "cumulative"}
        return sorted({c.years[1] for c in self.values if c.years and not c.measures & rates})

    def _is_window_of_base(self, window: Years) -> bool:
        """Whether the year taken for that of the plan is the base year of the table: 2020年 beside 2025年."""
        years = self.years
        is_first = len(years) > 1 and (window.start_year, window.end_year) == (years[0], years[0])
        return is_first and (years[-1] - years[0] > 2 or bool(self.of("attribute")))

    def plan_years(self) -> tuple[int, int] | None:
        """Return the years over which a yearly rate or a sum runs, None where nothing says."""
        window = self.view.window
        is_long = window is not None and window.end_year > window.start_year
        is_due = not (self.target_years and self.base_years) or (
            window is not None and window.end_year in self.target_years
        )
        if window is not None and is_long and is_due:
            return window.start_year, window.end_year
        if self.base_years and self.target_years:
            return self.base_years[-1] + 1, self.target_years[-1]
        if self.view.caption_years and self.view.caption_years[1] > self.view.caption_years[0]:
            return self.view.caption_years
        return (window.start_year, window.end_year) if window is not None else None

    def period(self, column: Column, value: Value, facts: _Facts, is_increment: bool = False) -> Period:
        """Return the period of a value."""
        named = facts.years or column.years
        over = named if named and named[1] > named[0] else self.plan_years()
        one_year = named[1] if named and named[1] == named[0] else None
        if one_year and (value.bracket or "cumulative" in column.measures):
            over = self._years_up_to(one_year, over)
        is_growth = "growth" in column.measures and not column.named and "target" not in column.measures
        # 累计建成 below 到2025年 is what there is by then, as in a sentence; 2025年累计 is a sum over years.
        is_stock = one_year and not value.bracket and _SUM.search(self.name_words(column))
        is_sum = (self.is_sum(column, value) and not is_stock) or value.repeats == "during"
        is_sum = is_sum or (is_growth and self._is_over_years(column))
        is_rise = is_growth and self._is_amount_of_rise(column, value)
        span = named if named or column.month or facts.deadline else self.view.caption_years
        is_added = is_increment and span is not None and span[1] > span[0]
        if is_sum or is_rise or is_added:
            return _over(span if is_added else over)
        if "rate" in column.measures or value.repeats == "annual":
            return Period("annual", *over) if over else Period("annual")
        if facts.deadline:
            return facts.deadline
        if column.month and (year := named[1] if named else self.last_year()):
            return Period("by", end_year=year, end_month=column.month)
        if named is None and is_growth and over is not None and over[1] > over[0]:
            return Period("annual", *over)
        last = named[1] if named else self.last_year()
        return Period("by", end_year=last) if last else Period()

    def _is_amount_of_rise(self, column: Column, value: Value) -> bool:
        """Whether a cell below 变化 says by how much: 提高40个百分点, 增加0.3 in the unit of the row."""
        own = value.unit.endswith("百分点") or not (value.unit or column.unit)
        return value.link in {"growth", "reduction"} and own

    def _is_over_years(self, column: Column) -> bool:
        """Whether a head says 累计增长, or 变化(百分点): over all years, not a rate for each."""
        words = "".join(self.view.words(part.cell) for part in column.parts)
        is_change = column.unit.endswith("百分点") or _CHANGE.search(words) is not None
        is_told = "cumulative" in column.measures or (is_change and column.years is None)
        return "rate" not in column.measures and is_told

    def _years_up_to(self, year: int, over: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return the years of a sum below one year within the plan: [9] below 2023年 of 2021 to 2025."""
        if over is None or year >= over[1] or year <= over[0]:
            return over
        return over[0], year

    def last_year(self) -> int | None:
        """Return the year by which a value is due whose column and row name none."""
        if self.view.caption_years:
            return self.view.caption_years[1]
        if self.target_years:
            return self.target_years[-1]
        return self.view.window.end_year if self.view.window else None

    def is_sum(self, column: Column, value: Value) -> bool:
        """Whether a value is a sum over the years: [13.5], or below 累计."""
        if value.bracket in {"[", "【"}:
            return True
        if value.bracket:
            return True  # a round bracket is read only where the notes, or the head, say that it is a sum
        return "cumulative" in column.measures and not column.measures & {"rate", "growth"}

    # Rows -------------------------------------------------------------------------------------------

    def read(self, row: Sequence[Cell]) -> Iterator[CellTarget | CellLeftOut | tuple[int, CellContext]]:
        """Read one row."""
        own = [row[column.number] for column in self.columns]
        filled = [cell for cell in own if cell.start < cell.end]
        if len({(cell.start, cell.end) for cell in filled}) == 1 and len(self.columns) > 2:
            self.heading = filled[0]
            if not is_value(self.view.words(filled[0])):
                yield filled[0].start, CellContext(Period(), (), None, "")
            return
        wrong = self._misplaced(row)
        if wrong:
            for cell in filled:
                if any(c.isdigit() for c in self.view.words(cell)):
                    yield CellLeftOut(cell.start, cell.end, wrong)
            return
        facts = self._facts(row)
        for column in self.columns:
            cell = row[column.number]
            words = self.view.words(cell)
            if not words or is_blank(words):
                continue
            if column.role == "value":
                yield from self._read_value(column, cell, facts)
            elif column.role == "text" or (
                column.role in {"task", "indicator"} and (len(words) > LONGEST_NAME or not self.values)
            ):
                context = CellContext(
                    facts.deadline or (Period("by", end_year=column.years[1]) if column.years else Period()),
                    () if column.role in {"task", "indicator"} else facts.indicator,
                    facts.scope,
                    facts.obligation,
                )
                if not self.is_base(column):
                    yield cell.start, context

    def _misplaced(self, row: Sequence[Cell]) -> str:
        """Return a reason not to read a row whose cells do not fit the heads above them."""
        for column in self.columns:
            words = self.view.words(row[column.number])
            if not words or is_blank(words):
                continue
            if column.role == "attribute" and is_value(words):
                return "row_misplaced"
            if column.role == "unit" and is_value(words):
                return "row_misplaced"
            if column.role == "indicator" and (is_value(words) or is_unit(words) or is_attribute(words)):
                return "row_misplaced"
            if column.role == "value" and (is_attribute(words) or (is_unit(words) and words != "年")):
                return "row_misplaced"
            if column.role == "scope" and is_value(words):
                return "row_misplaced"
        return ""

    def _facts(self, row: Sequence[Cell]) -> _Facts:
        """Return what the cells that are no values say of the row."""
        cells = {column.number: self._own_or_above(column, row) for column in self.columns}
        by_role = {
            role: [cell for c in self.of(role) if (cell := cells[c.number]) is not None]
            for role in ("indicator", "task", "category", "scope", "unit", "attribute", "year", "deadline")
        }
        names = by_role["indicator"] or by_role["task"] or by_role["category"]
        indicator, unit, marks = [], "", ""
        for cell in names[-2:] if by_role["indicator"] else names[-1:]:
            span, own_unit, own_marks = self._name(cell)
            if span[0] < span[1] and span not in indicator:
                indicator.append(span)
            unit, marks = own_unit or unit, marks + own_marks
        for cell in by_role["unit"]:
            words = self.view.words(cell)
            unit = "" if is_blank(words) else words
        groups = [*by_role["category"], *names, *([self.heading] if self.heading else [])]
        labels = " ".join(map(self.view.words, groups))
        attribute = " ".join(map(self.view.words, by_role["attribute"]))
        obligation = next(
            (code for word, code in _OBLIGATIONS if word in attribute or f"{word}性" in labels), ""
        )  # 人均预期寿命 binds to nothing
        scope_cell = by_role["scope"][-1] if by_role["scope"] else None
        labelled = [row[c.number] for c in self.of("serial", "category", "scope")]
        total = next((cell for cell in labelled if _WHOLE.fullmatch(self.view.words(cell))), None)
        scope_cell = total or self._group_of(scope_cell) or scope_cell
        years = None
        rate = frozenset[str]()
        for cell in by_role["year"]:
            head = read_head(self.view.words(cell))
            years, rate, unit = head.years, head.measures, head.unit or unit
            if "whole" in rate:
                years, rate = self._years_of_rows(), rate | {"cumulative"}
        filled = tuple(
            (cell.start, cell.end)
            for cell in (row[column.number] for column in self.columns)
            if cell.start < cell.end and not cell.merged
        )
        return _Facts(
            tuple(indicator),
            unit,
            marks,
            None if scope_cell is None else (scope_cell.start, scope_cell.end),
            "" if scope_cell is None else self.view.words(scope_cell),
            obligation,
            years,
            rate,
            self._deadline(by_role["deadline"]),
            filled,
            row,
        )

    def _group_of(self, cell: Cell | None) -> Cell | None:
        """Return the cell left of 小计 that names what it is the sum of, None for other cells."""
        if cell is None or not _SUBTOTAL.fullmatch(self.view.words(cell)):
            return None
        left = [c for c in self.columns if c.number < cell.column and c.role not in {"serial", "value"}]
        return self.above.get(left[-1].number) if left else None

    def _years_of_rows(self) -> tuple[int, int] | None:
        """Return the first and the last of the coming years that the rows name."""
        window = self.view.window
        if self.view.table.unread:  # the row of one of the years may be missing
            return (window.start_year, window.end_year) if window else None
        years = [
            head.years[1]
            for row in self.view.table.body
            for column in self.of("year")
            if (head := read_head(self.view.words(row[column.number]))).years
        ]
        ahead = [year for year in years if window is None or year >= window.start_year]
        return (min(ahead), max(ahead)) if ahead else None

    def _own_or_above(self, column: Column, row: Sequence[Cell]) -> Cell | None:
        """Return the cell of a row, or the one above it over which it was merged."""
        cell = row[column.number]
        if cell.start < cell.end:
            self.above[column.number] = cell
            return cell
        if column.role == "category" or (column.role == "scope" and self.of("indicator", "task", "year")):
            return self.above.get(column.number)
        if column.role == "indicator" and (self.of("year") or len(self.of("indicator")) > 1):
            return self.above.get(column.number)
        return None

    def _name(self, cell: Cell) -> tuple[Span, str, str]:
        """Return the words of an indicator without unit and marks, its unit, its marks."""
        words = self.view.words(cell)
        unit, end, start = "", len(words), 0
        marks = ""
        while end > 0:
            tail = re.search(r"(?:[*※▲★△]|[①-⑩]|\[注?\d\]|\(注\d?\))$", words[:end])
            bracket = re.search(r"[(\[]([^()\[\]]{1,20})[)\]]$", words[:end])
            behind = re.search(r"[/,:]?(%|‰)$|[/,:](?P<unit>[^/,:\d()]{1,6})$", words[:end])
            if tail:
                marks, end = tail.group() + marks, tail.start()
            elif bracket and is_unit(bracket[1]):
                unit, end = unit or bracket[1].removeprefix("单位:"), bracket.start()
            elif bracket and is_attribute(bracket[1]):
                end = bracket.start()
            elif behind and is_unit(behind[1] or behind["unit"]) and not unit:
                unit, end = behind[1] or behind["unit"], behind.start()
            else:
                break
        lead = re.match(
            r"[*※▲★△]+|(?:\d{1,3}[.、]|[(]\d{1,3}[)]|[①-⑳]|其中:|—+|--"
            r"|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))",
            words[:end],
        )
        if lead:
            start = lead.end()
            marks += "".join(c for c in lead.group() if c in "*※")
        if start >= end:
            return (cell.start, cell.start), unit, marks
        return self.view.span_in(cell, start, end), unit, marks

    def _deadline(self, cells: Sequence[Cell]) -> Period:
        for cell in cells:
            words = self.view.words(cell)
            month = _MONTH.search(words)
            if month and 1 <= int(month["month"]) <= 12:
                return Period("by", end_year=int(month["year"]), end_month=int(month["month"]))
            span = SPAN_OF_YEARS.fullmatch(words)
            year = YEAR.search(words)
            if span or year:
                return Period("by", end_year=int(span[2] if span else year[1]))  # type: ignore[index]
            window = self.view.window
            bare = re.match(r"(\d{1,2})月", words)
            if (
                bare
                and window is not None
                and window.start_year == window.end_year
                and 1 <= int(bare[1]) <= 12
            ):
                return Period("by", end_year=window.end_year, end_month=int(bare[1]))
        return Period()

    # Values -----------------------------------------------------------------------------------------

    def _read_value(
        self, column: Column, cell: Cell, facts: _Facts
    ) -> Iterator[CellTarget | CellLeftOut | tuple[int, CellContext]]:
        view, words = self.view, self.view.words(cell)
        column = replace_measures(column, facts.measures)
        past = "past_column" if self.is_base(column) or self._is_past_row(facts) else ""
        glued = _glued(view.folded[cell.start : cell.end])
        value = None if glued else self._value(column, cell, words)
        two = read_with_aside(words) if value is None and not glued else None
        if value is not None:
            yield self._told(column, cell, facts, value)
        elif two is not None:
            yield from self._with_aside(column, cell, facts, *two)
        elif not glued and (found := _each(words)) is not None:
            yield self._told(column, cell, facts, found[0], view.span_in(cell, *found[1]))
        else:
            yield self._without_value(column, cell, facts, past, glued)

    def _with_aside(
        self, column: Column, cell: Cell, facts: _Facts, value: Value, aside: Value | None
    ) -> Iterator[CellTarget | CellLeftOut]:
        """Yield what a cell of two values gives: 1200(6.9%) below 2030年(年均增速)."""
        if aside is None:  # 95%(城区98%)
            yield self._told(column, cell, facts, value)
            return
        own = "rate" if aside.repeats == "annual" else "growth" if aside.link == "growth" else ""
        measures = column.aside.measures & {"rate", "growth"} or frozenset({own} if own else ())
        start, end = self.view.span_in(cell, aside.start, aside.end)
        if not (measures or aside.unit in {"%", "‰"}) or value.unit == aside.unit:
            yield CellLeftOut(cell.start, cell.end, "brackets_unclear")
            return
        yield self._told(column, cell, facts, value)
        if not measures:
            yield CellLeftOut(start, end, "brackets_unclear")  # what the 6.9% of 1200(6.9%) is, nothing says
            return
        of_aside = replace(column, measures=column.measures | measures, unit="%", aside=NO_HEAD)
        yield self._told(of_aside, cell, facts, aside)

    def _told(
        self, column: Column, cell: Cell, facts: _Facts, value: Value, each: Span | None = None
    ) -> CellTarget | CellLeftOut:
        """Return the target that a value makes, or why it makes none."""
        view = self.view
        is_base = self.is_base(column) or self._is_past_row(facts)
        names = self._names(column, facts)
        amount = amount_of(value, self._unit(column, value, facts))
        if is_base and amount is not None and facts.years:
            self.past[column.number, facts.scope_words] = amount, facts.years[1]
        if isinstance(names, str):
            return CellLeftOut(cell.start, cell.end, "past_column" if is_base else names)
        indicator, scope = names
        scope = each or scope
        reason = "past_column" if is_base else self._why_no_target(column, value, amount, facts, indicator)
        if reason or amount is None:
            return CellLeftOut(cell.start, cell.end, reason)
        kind = self._kind(column, value, amount, indicator)
        return CellTarget(
            cell=cell.start,
            quote=view.span_in(cell, value.start, value.end),
            row=facts.cells,
            indicator=indicator,
            scope=scope,
            bound=Bound(amount.low, amount.high, value.comparator),
            unit=amount.unit,
            unit_as_written=self._unit_as_written(value, self._unit(column, value, facts)),
            kind=kind,
            period=self.period(column, value, facts, kind == "increment"),
            modality=value.modality,
            obligation=facts.obligation,
            baseline=self._baseline(column, amount, facts, self.is_sum(column, value)),
            numeral_type="implicit" if value.implicit and not is_ratio(value.implicit) else "arabic",
        )

    def _without_value(
        self, column: Column, cell: Cell, facts: _Facts, past: str, glued: bool
    ) -> CellLeftOut | tuple[int, CellContext]:
        """Return why a cell holds no value, or what its sentences are to be read with."""
        words = self.view.words(cell)
        if past or glued:
            return CellLeftOut(cell.start, cell.end, past or "two_numbers_in_a_cell")
        if is_value(words):
            return CellLeftOut(cell.start, cell.end, "brackets_unclear")
        if not any(c.isdigit() for c in words):
            return CellLeftOut(cell.start, cell.end, "words_without_number")
        period = self.period(column, _NOTHING, facts)
        return cell.start, CellContext(period, facts.indicator, facts.scope, facts.obligation)

    def _why_no_target(
        self, column: Column, value: Value, amount: Amount | None, facts: _Facts, indicator: tuple[Span, ...]
    ) -> str:
        """Return the name of the reason why a value is no target, empty where it is one."""
        if amount is None or not (amount.unit or self._may_lack_unit(column, value, facts, indicator)):
            return "unit_unknown"
        if amount.dimension == "percent" and value.implicit and self._counts(facts):
            return "words_without_number"  # 全覆盖 of what is counted in 个
        return "" if self._is_promised(column) else "no_promise"

    def _counts(self, facts: _Facts) -> bool:
        """Whether the row has a unit other than a percentage, its own or that of another cell."""
        cells = (read_cell(self.view.words(facts.row[column.number])) for column in self.values)
        units = {facts.unit, *(cell.unit for cell in cells if cell is not None)}
        return bool(units - {"", "%", "百分点", "个百分点"})

    def _value(self, column: Column, cell: Cell, words: str) -> Value | None:
        """Return what a cell says; the kind of its bracket is told on the text as it is written."""
        value = read_cell(words)
        if value is None or not value.bracket:
            return value
        start, _ = self.view.span_in(cell, value.start, value.end)
        written = self.view.text[cell.start : start]
        bracket = next((c for c in reversed(written) if c in "[［〔【（(﹝{"), "(")
        square = bracket in "[［〔【﹝{"
        told = column.sums_in_brackets or "cumulative" in column.measures
        sums = square or self.view.round_brackets_sum or told
        return replace(value, bracket="[" if square else "(") if sums else None

    def _member(self, column: Column) -> Span:
        """Return the words of a head that name its member: the lowest that do (县区任务 over 云东区)."""
        members = (span for span in reversed(column.named) if _is_member(self.view.joined((span,))))
        return next(members, column.named[0])

    def _is_past_row(self, facts: _Facts) -> bool:
        if facts.years is None:
            return False
        window = self.view.window
        return "base" in facts.measures or (window is not None and facts.years[1] < window.start_year)

    def _names(self, column: Column, facts: _Facts) -> tuple[tuple[Span, ...], Span | None] | str:
        """Return the words of the indicator and of the member, or the reason why they cannot be told."""
        indicator, scope, words = facts.indicator, facts.scope, facts.scope_words
        if (
            not column.parts
            or self._is_stray(column)
            or (not indicator and not column.named and self.of("indicator", "task"))
        ):
            return "head_unknown"  # a blank cell among the indicators
        if column.named:
            if self.columns_name_members:
                scope, words = self._member(column), self.name_words(column)
                if not (_is_member(words) or facts.scope is None):
                    return "head_unknown"
            elif facts.indicator and not self.rows_name_members:
                if not self.of("year"):
                    indicator = (*indicator, *column.named)
            else:
                indicator = (*indicator, *column.named) if facts.indicator else tuple(column.named)
        is_verb = not facts.indicator and _BARE_FALL.fullmatch(self.view.joined(indicator))
        is_whole = _WHOLE.fullmatch(self.view.joined(indicator))  # the head 合计 over what the caption names
        indicator = (
            ((is_verb or is_whole) and self.view.caption_indicator)
            or indicator
            or self.view.caption_indicator
        )
        if _SUBTOTAL.fullmatch(words):
            return "subtotal"
        if _WHOLE.fullmatch(words):
            scope = None
        return indicator, scope

    def _unit(self, column: Column, value: Value, facts: _Facts) -> str:
        """Return the unit of a value: its own, or that of its column, its row, the caption."""
        parts = [part for part in re.split("[,、;]", facts.unit) if part]
        of_row = next((part for part in parts if part != "%"), facts.unit)
        of_column = re.split("[,、;]", column.unit)[0]
        rates = {"rate", "growth"}
        is_rate = bool(column.measures & rates and not column.named)
        if facts.measures & rates:  # the row 年均增长 below the rows of years
            return value.unit or (facts.unit if facts.unit in {"%", "‰", "百分点"} else "%")
        if is_rate and self._is_amount_of_rise(column, value):
            return value.unit or of_row
        if is_rate and value.bracket:  # 年均增速（%）〔累计〕: the sum is in the unit of the row
            return value.unit or of_row or of_column
        if is_rate and "cumulative" in column.measures and "rate" not in column.measures:  # 累计增长
            return value.unit or of_column or (facts.unit if facts.unit in {"%", "‰"} else "")
        if is_rate:
            percent = next((part for part in parts if part in {"%", "‰", "百分点", "个百分点"}), "%")
            return value.unit or of_column or percent
        several = (column.unit, of_row, self.view.caption_unit)
        return value.unit or next((self._of_several(u, column, facts) for u in several if u), "")

    def _of_several(self, units: str, column: Column, facts: _Facts) -> str:
        """Return which of several units, 亿元、%, a value has by its name; empty where that does not tell."""
        parts = [part for part in re.split("[,、;]", units) if part]
        if len(parts) < 2:
            return units
        name = self.view.joined((*facts.indicator, *column.named))
        shares = [part for part in parts if part in {"%", "‰", "百分点", "个百分点"}]
        others = [part for part in parts if part not in shares]
        if _SHARE.search(name) or _GROWTH.search(name):
            return shares[0] if len(shares) == 1 else ""
        return others[0] if len(others) == 1 and not _UNCLEAR.search(name) else ""

    def _may_lack_unit(
        self, column: Column, value: Value, facts: _Facts, indicator: tuple[Span, ...]
    ) -> bool:
        """Whether a number without a unit is one that has none: an index, one in a table without units."""
        name = self.view.joined(indicator)
        if value.implicit:  # 8:30 is a ratio where its name says so alone
            return not is_ratio(value.implicit) or _RATIO.search(name) is not None
        if name.endswith(")") and not value.unit:
            return False  # a unit that is not known: 研发人员(人年)
        if _INDEX.search(name) or is_scale(facts.unit or column.unit):
            return True
        columns = self.of("unit")
        if columns:
            cell = facts.row[columns[-1].number]
            return cell.start < cell.end and is_blank(self.view.words(cell))
        if self.view.caption_unit or any(column.unit for column in self.columns):
            return False
        return not self.names_hold_units

    @cached_property
    def names_hold_units(self) -> bool:
        """Whether most names of rows end with their unit: one that has none was cut."""
        cells = [row[column.number] for column in self.of("indicator") for row in self.view.table.body]
        filled = [cell for cell in cells if cell.start < cell.end]
        return 2 * sum(bool(self._name(cell)[1]) for cell in filled) > len(filled) > 0

    def _unit_as_written(self, value: Value, unit: str) -> str:
        scale = re.sub(r"[\d.,]", "", value.numbers[-1]) if value.numbers else ""
        return scale + (value.unit or unit)

    def _is_promised(self, column: Column) -> bool:
        """Whether something says that a column of numbers is what is to come."""
        view = self.view
        if self.view.is_ahead(column) and (
            column.measures & {"target", "rate", "cumulative"} or view.window is not None
        ):
            return True
        if view.is_past(view.caption_years) or RESULTS.search(view.caption):
            return False
        if view.window is None and column.years and len(self.years) > 1:
            return self._is_marked_ahead(column)
        return bool(
            self.of("attribute", "body", "deadline")
            or SPEAKS_OF_TARGETS.search(view.caption)
            or view.promises
            or (view.caption_years and view.window)
            or self.base_years
            or self.of("year")
        )

    def _is_marked_ahead(self, column: Column) -> bool:
        """Whether a year among others is one of targets where the plan names no years of its own.

        A head that says 目标 tells its own year and the later ones; without one its caption or heading
        it must speak of targets. 主要指标 alone does not: statistics are called so too.
        """
        if any("base" in c.measures and c.years is None for c in self.values):
            return True  # 目前 | 到2027年 | 到2030年
        marked = [c.years[1] for c in self.values if c.years and "target" in c.measures]
        if marked:
            return column.years is not None and column.years[1] >= min(marked)
        return bool(
            self.of("attribute")
            or self.view.promises
            or SPEAKS_OF_TARGETS.search(_STATISTICS.sub("", self.view.caption))
        )

    def _kind(self, column: Column, value: Value, amount: Amount, indicator: tuple[Span, ...]) -> str:
        words = self.view.joined(indicator)
        if amount.dimension == "multiple":
            return "multiple"
        if value.link == "reduction" or _FALL.search(words) or _BARE_FALL.fullmatch(self.name_words(column)):
            return "reduction"
        if amount.unit in {"%", "百分点", "‰"}:
            is_rate = column.measures & {"rate", "growth"} and not self.of_percent(indicator, column)
            grows = value.link == "growth" or _GROWTH.search(words) or amount.unit == "百分点" or is_rate
            return "growth" if grows else "share"
        is_increment = any(_INCREMENT.match(self.view.joined((span,))) for span in indicator)
        return "increment" if self.is_sum(column, value) or is_increment else "level"

    def of_percent(self, indicator: tuple[Span, ...], column: Column) -> bool:
        """Whether an indicator is a share itself, so that 年均 gives its value in each year: 失业率 <5.5."""
        words = self.view.joined(indicator)
        return _SHARE.search(words) is not None and not _GROWTH.search(words)

    def _baseline(self, column: Column, amount: Amount, facts: _Facts, is_sum: bool) -> Baseline:
        """Return what a target starts from: the latest column of the past in its row that has its unit.

        A sum over past years, in brackets, is what a sum over years of the plan starts from, and no level.
        """
        name = self.name_words(column)
        found: list[tuple[int, Amount, int | None]] = []
        for other in self.values:
            if not self.is_base(other) or self.view.is_overtaken(other):
                continue
            named = self.name_words(other)
            of_all = not named and _WHOLE.fullmatch(name)  # 2030年本县目标 beside 2025年
            if named != name and not of_all and (name or not self._is_end_of(named, facts)):
                continue
            if other.measures & {"rate", "growth"} and not column.measures & {"rate", "growth"}:
                continue
            if "rate" in other.measures:
                continue  # a yearly rate starts from nothing
            cell = facts.row[other.number]
            words = self.view.words(cell)
            value = (
                read_cell(words) if words and not _glued(self.view.folded[cell.start : cell.end]) else None
            )
            if value is None or (value.bracket and not is_sum):
                continue
            start = amount_of(value, self._unit(other, value, facts))
            if start is None or start.unit != amount.unit or start.low != start.high:
                continue
            year = value.year or self._marked_year(value.marks + facts.marks)
            if year is None and not self._is_unexplained(value.marks):
                year = other.years[1] if other.years else None
            found.append((other.years[1] if other.years else 0, start, year))
        earlier = self.past.get((column.number, facts.scope_words))
        if not found and earlier is not None and earlier[0].unit == amount.unit:
            found.append((0, *earlier))
        if not found:
            return NO_BASELINE
        _, start, year = max(found, key=lambda item: item[0])
        return Baseline(start.low, year)

    def _is_end_of(self, words: str, facts: _Facts) -> bool:
        """Whether words of a head are the end of the name that the row or the caption gives: 消费量."""
        name = self.view.joined(facts.indicator or self.view.caption_indicator)
        return bool(words) and (name.endswith(words) or f"{name}量".endswith(words))

    def _is_unexplained(self, marks: str) -> bool:
        """Whether a mark behind a value stands in no note: of which year the value is, cannot be told."""
        return any(mark not in self.view.notes for mark in marks if mark in "*※")

    def _marked_year(self, marks: str) -> int | None:
        return next((year for mark, year in self.view.years_of_marks.items() if mark in marks), None)


def _is_member(words: str) -> bool:
    """Whether words name a place, a firm or a body, or the whole of them."""
    return _MEMBER.search(words) is not None or _WHOLE.fullmatch(words) is not None


@dataclass(frozen=True)
class _Facts:
    """What the cells of a row that are no values say."""

    indicator: tuple[Span, ...]
    unit: str
    marks: str
    scope: Span | None
    scope_words: str
    obligation: str
    years: tuple[int, int] | None
    measures: frozenset[str]
    deadline: Period
    cells: tuple[Span, ...]
    row: Sequence[Cell]


_NOTHING = Value(0, 0, (), (), "", "eq", "")


def _over(years: tuple[int, int] | None) -> Period:
    """Return the period of a sum over years; that of one year is due by then."""
    if years is None:
        return Period()
    return Period("during", *years) if years[1] > years[0] else Period("by", end_year=years[1])


def replace_measures(column: Column, measures: frozenset[str]) -> Column:
    """Return a column with the measures that the label of a row adds: 年均增长 below years as rows."""
    return replace(column, measures=column.measures | measures) if measures else column


def _each(words: str) -> tuple[Value, Span] | None:
    """Return the value of a cell and the span of those of whom each is to reach it: 每个县至少1所."""
    each = _EACH.match(words)
    value = read_cell(words[each.end() :]) if each else None
    if each is None or value is None:
        return None
    return replace(value, start=value.start + each.end(), end=value.end + each.end()), each.span()


def _glued(words: str) -> bool:
    """Whether white space stands between two digits: two numbers in one cell, or one that is cut."""
    return re.search(r"[\d.,%]\s+[-+]?\d", words.strip()) is not None
