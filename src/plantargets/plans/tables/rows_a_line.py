"""Tables with one cell a line, as crawlers leave them: which lines are heads, and which cells make a row.

Nothing parts the rows of such a table, and blank cells are gone. It is read only where one way alone is left
to lay its lines out in rows: what stands below each head must be what the head asks for (a unit below 单位,
a value below 2025年, 约束性 below 属性), serial numbers must follow one another, and only what a table may
leave out is left out (a category merged with the one above, a remark). A broken row is left out; behind it
reading goes on where something tells where the next one begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from plantargets.language.heads import (
    KEYS,
    TABLE_WORDS,
    is_attribute,
    is_blank,
    is_unit,
    is_value,
    is_year,
    read_head,
)
from plantargets.plans.tables.heads_a_line import GROUP, NO_TARGETS, Columns, Headers
from plantargets.plans.tables.page import PROSE, SECTION
from plantargets.plans.words import any_word

_FEWEST_ROWS = 3  # below heads of which nothing is known
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST_UNIT = 60, 200, 2
_NUMBERED = re.compile(r"(\d{1,3}(?=[.、](?!\d))|\d{1,5}$)|\((\d{1,2})\)(?=.)")
_NOTE = re.compile(rf"\(?{any_word('note_label')}")
_BRACKET_BEHIND = re.compile(r"\([^()]{1,8}\)$")
_BEGINS_WITH_VALUE = re.compile(r"[<>≤≥≈=]{0,2}\[?\d")
_IN_PLACE_OF_VALUE = re.compile(TABLE_WORDS.any_word("in_place_of_values"))
_AMONG = re.compile(rf"{TABLE_WORDS.any_word('among')}|[—-]{{1,2}}(?=\D)")
_WHOLE = re.compile(rf"{TABLE_WORDS.any_word('whole')}+(?:\(.*\))?|{TABLE_WORDS.any_word('subtotal')}")
_MEMBER = re.compile(rf"{TABLE_WORDS.any_word('members')}$")
_BESIDE_NAMES = frozenset({"unit", "attribute", "body", "deadline", "note", "goal"})

Row = list[int | None]


class Laid(NamedTuple):
    """A table laid out in rows: numbers of lines, None for a blank cell.

    `header` and `rows` have one number for each column; `end` is the line behind the table, `broken` are
    the first and the last line of what fits no row, `number` is that of the last row.
    """

    header: list[Row]
    rows: list[Row]
    end: int
    broken: list[tuple[int, int]]
    number: int

    @property
    def lowest_heads(self) -> Row:
        """The line of the lowest head of each column."""
        columns = range(len(self.header[0]))
        return [next((row[c] for row in reversed(self.header) if row[c] is not None), None) for c in columns]


def lay_out(words: Sequence[str], first: int, end: int) -> Laid | None:
    """Lay out the table whose first head stands on line `first`; the lines up to `end` may be heads.

    Returns None where no way, or more than one, is left.

    >>> laid = lay_out(["指标", "2020年", "2025年", "企业数(家)", "20", "30", "园区(个)", "1", "2"], 0, 4)
    >>> laid.header, laid.rows
    ([[0, 1, 2]], [[3, 4, 5], [6, 7, 8]])
    """
    ways: list[tuple[tuple[int, int, int], Laid]] = []
    for columns in Headers(words).ways(first, end):
        laid = _rows(words, columns)
        if laid is not None:
            cells = [sum(line is not None for line in row) for row in laid.rows]
            groups = cells.count(1)
            ways.append(((sum(cells) - groups, -groups, -columns.unknown), laid))
    most = max((score for score, _ in ways), default=None)
    best = [laid for score, laid in ways if score == most]
    if not best or any(
        laid.rows != best[0].rows or laid.lowest_heads != best[0].lowest_heads for laid in best
    ):
        return None
    over = [{line for line in laid.header[0] if line and line not in laid.lowest_heads} for laid in best]
    says_unit = any(read_head(words[line]).unit for line in over[0])
    if any(heads != over[0] for heads in over) or (
        says_unit and any(laid.header != best[0].header for laid in best)
    ):
        return None  # which heads another one stands over cannot be told, and it says something of them
    return max(best, key=lambda laid: laid.header[0].count(None))


def stands_for_value(words: str) -> bool:
    """Say whether words stand in place of a value: 与GDP增长基本同步, 全覆盖, >7、力争更高."""
    if len(words) > _LONGEST_NAME or is_attribute(words) or is_unit(words) or _NUMBERED.match(words):
        return False
    return _BEGINS_WITH_VALUE.match(words) is not None or _IN_PLACE_OF_VALUE.search(words) is not None


def _rows(words: Sequence[str], columns: Columns) -> Laid | None:
    """Return the rows below a header, None where they are too few or may be laid out in two ways."""
    strict = _Rows(words, columns, relaxed=False).read()
    if strict is not None and not strict.broken and not _goes_on(words, strict.end):
        return strict
    relaxed = _Rows(words, columns, relaxed=True).read()
    laid = relaxed if relaxed is not None and (strict is None or relaxed.end > strict.end) else strict
    if laid is None or not _goes_on(words, laid.end):
        return laid
    is_plain = not columns.unknown and len(columns.header) == 1 and len(laid.rows) > 1
    return laid if is_plain and _begins_row(words, columns, laid.end, laid.number) else None


def _begins_row(words: Sequence[str], columns: Columns, line: int, number: int) -> bool:
    """Whether a line may begin a row, so that the cells behind it are too few and not too many."""
    if "serial" in columns.roles:
        place = columns.roles.index("serial")
        return number + 1 in map(_number, words[line : line + place + 1])
    keys = [role for role in columns.roles if role in KEYS or role == "name"]
    first = keys[: 1 + next((n for n, role in enumerate(columns.optional) if not role), 0)]
    return any(_fits(role, words[line], False) for role in first)


def _goes_on(words: Sequence[str], line: int) -> bool:
    """Whether values stand in the lines behind a table: some of its rows were not understood."""
    for cell in words[line : line + 4]:
        if PROSE.search(cell) or len(cell) > _LONGEST_NAME or SECTION.match(cell):
            return False
        if is_value(cell) or is_attribute(cell) or is_blank(cell):
            return True
    return False


class _State(NamedTuple):
    """Where a row ends, and the number that it began with, 0 where rows have none."""

    position: int
    number: int


class _Rows:
    """The rows below one way to take the heads; `relaxed` lets words stand in place of values."""

    def __init__(self, words: Sequence[str], columns: Columns, relaxed: bool) -> None:
        self.words, self.columns, self.relaxed = words, columns, relaxed
        self.heads = sorted(line for row in columns.header for line in row if line is not None)

    def read(self) -> Laid | None:
        """Return the rows, None where they are too few or where they may be taken in two ways."""
        columns = self.columns
        rows: list[Row] = []
        broken: list[tuple[int, int]] = []
        state = _State(columns.data, 0)
        while True:
            found = self._longest_run(state)
            if found is None:
                return None
            part, state = found
            rows += part
            ahead = self._behind_broken(state) if rows else None
            if ahead is None:
                break
            broken.append((state.position, ahead.position - 1))
            state = ahead
        filled = [[self.words[line] for line in row if line is not None] for row in rows]
        whole = [row for row in filled if len(row) != 1]
        fewest = _FEWEST_ROWS if columns.unknown else 2 if len(columns.header) > 1 else 1
        if len(whole) < max(fewest, len(broken)):
            return None
        with_values = sum(any(is_value(words) for words in row[1:]) for row in whole)
        if not state.number and ("value" not in columns.roles or 2 * with_values < len(whole)):
            return None  # sentences: only numbers tell one row from the next
        return Laid([list(row) for row in columns.header], rows, state.position, broken, state.number)

    def _longest_run(self, start: _State) -> tuple[list[Row], _State] | None:
        """Return the longest run of rows from a line, None where there are two as long."""
        ways: dict[_State, int] = {start: 1}
        back: dict[_State, tuple[_State, Row]] = {}
        waiting, furthest = [start], start
        while waiting:
            state = min(waiting)
            waiting.remove(state)
            is_under_heading = state in back and _is_heading(back[state][1])
            for after, row in self._row_at(state):
                if is_under_heading and _is_heading(row):
                    continue  # no heading stands right below another
                if after in ways:
                    ways[after] = min(ways[after] + ways[state], 2)
                    continue
                ways[after], back[after] = ways[state], (state, row)
                waiting.append(after)
                if after.position > furthest.position and not _is_heading(row):
                    furthest = after
        ends = [state for state in ways if state.position == furthest.position]
        if len(ends) > 1 or ways[furthest] > 1:
            return None
        rows = []
        state = furthest
        while state != start:
            state, row = back[state]
            rows += [row] if row else []
        return rows[::-1], furthest

    def _behind_broken(self, state: _State) -> _State | None:
        """Return where the row behind a broken one begins, told by its number or by what stands before it.

        Where rows hold a name and values alone, or end with an attribute, cells that are missing do not
        hide where the next row begins. With more cells than heads, the heads were not understood.
        """
        last = min(state.position + len(self.columns.roles), len(self.words))
        if state.number and _number(self.words[min(state.position, len(self.words) - 1)]) != state.number + 1:
            return None
        if not state.number and not (
            state.position < last and _begins_row(self.words, self.columns, state.position, 0)
        ):
            return None
        for line in range(state.position + 1 + (not state.number), last):
            if state.number:
                is_next, ahead = _number(self.words[line]) == state.number + 2, state.number + 1
            else:
                is_next, ahead = self._ends_row(self.words[line - 1]), 0
            found = _State(line, ahead)
            if is_next and any(row and row[-1] is not None for _, row in self._row_at(found)):
                return found
        return None

    def _ends_row(self, words: str) -> bool:
        """Whether a cell can only be the last of its row."""
        columns = self.columns
        if columns.roles[-1] == "attribute":
            return is_attribute(words)
        is_plain = set(columns.roles) <= {*KEYS, "value"} - {"serial"} and not any(columns.optional)
        return is_plain and _is_cell(words)

    def _row_at(self, state: _State) -> Iterator[tuple[_State, Row]]:
        """Yield each way to take a row from a line on."""
        position, columns = state.position, self.columns
        if position >= len(self.words):
            return
        again = position + len(self.heads)
        if position > columns.data and self.words[position:again] == [self.words[n] for n in self.heads]:
            yield _State(again, state.number), []  # the header once more, on another page
            return
        words = self.words[position]
        if GROUP.match(words) or (columns.has_groups and _may_head_rows(words)):
            heading: Row = [position, *[None] * (len(columns.roles) - 1)]
            yield _State(position + 1, state.number), heading
        yield from self._cells([], state)

    def _cells(self, row: Row, state: _State) -> Iterator[tuple[_State, Row]]:
        """Yield each way to fill the columns behind those that are filled."""
        columns, column = self.columns, len(row)
        if column == len(columns.roles):
            yield state, row
            return
        line, number = state
        words = self.words[line] if line < len(self.words) else ""
        if words:
            own = self._takes(column, words, number)
            if own is not None:
                yield from self._cells([*row, line], _State(line + 1, own or number))
        without_number = columns.roles[column] == "serial" and (
            _WHOLE.fullmatch(words) or _AMONG.match(words)
        )
        if columns.optional[column] or without_number:
            yield from self._cells([*row, None], state)

    def _takes(self, column: int, words: str, number: int) -> int | None:
        """Return the number that a cell begins with where it can stand in a column, else None."""
        columns, role = self.columns, self.columns.roles[column]
        if role == "note" and is_value(words) and columns.roles[column - 1] == "value":
            return None  # one value too many
        is_numbered = role == "serial" or (role in {"indicator", "task"} and "serial" not in columns.roles)
        own = _number(words) if is_numbered else 0
        if is_numbered and number and not (own > number or own == 1 or _AMONG.match(words)):
            return None
        if role == "serial" and number and own > number + 1:
            return None
        relaxed = self.relaxed and (columns.anchored or number > 0 or columns.names_hold_units)
        by_unit = relaxed and columns.names_hold_units and role == "indicator"
        if by_unit and not (number or own or read_head(words).unit):
            return None
        if relaxed and role == "value" and columns.rows_are_numbered:
            role = "words"
        return own if _fits(role, words, relaxed) else None


def _is_heading(row: Row) -> bool:
    return len(row) > 1 and not any(row[1:])


def _may_head_rows(words: str) -> bool:
    """Say whether words that stand alone may name the rows below them."""
    head = read_head(words)
    says_head = head.role or head.unit or head.years or head.measures
    return not says_head and not _number(words) and not _WHOLE.fullmatch(words) and _is_name(words)


def _number(words: str) -> int:
    """Return the number that words begin with, 0 without one: 3 of 3.城镇化率, of (3)城镇化率, of 3."""
    found = _NUMBERED.match(words)
    return int(found[1] or found[2]) if found else 0


# What can stand below a head -----------------------------------------------------------------------------


@lru_cache(4096)
def _fits(role: str, words: str, relaxed: bool) -> bool:
    """Say whether a cell can stand below a head; `relaxed` lets words stand in place of a value."""
    if len(words) > _LONGEST_TEXT:
        return False
    if role == "value":
        return _is_cell(words) or (relaxed and stands_for_value(words))
    if role == "unit":
        is_short = len(words) <= _LONGEST_UNIT and not any(c.isdigit() for c in words)
        return is_unit(words) or is_blank(words) or (relaxed and is_short and not is_attribute(words))
    return _BELOW.get(role, _is_name)(words)


def _is_name(words: str) -> bool:
    head = read_head(words)
    is_head = head.role in _BESIDE_NAMES or (head.role == "value" and head.years)
    return not (is_head or is_attribute(words) or is_unit(words)) and _is_category(words)


def _is_category(words: str) -> bool:
    is_cell = is_value(words) or is_blank(words) or (is_unit(words) and not is_attribute(words))
    return not is_cell and len(words) <= _LONGEST_NAME and not PROSE.search(words)


def _is_cell(words: str) -> bool:
    """Say whether words are a value or a blank, maybe with words in brackets behind it: 120(扩招)."""
    return is_value(words) or is_value(_BRACKET_BEHIND.sub("", words)) or is_blank(words)


def _is_words(words: str) -> bool:
    """Say whether a cell whose row is certain can stand below the head of values, whatever its words."""
    is_other = is_attribute(words) or is_unit(words) or _MEMBER.search(words) or _is_behind(words)
    return _is_cell(words) or (len(words) <= _LONGEST_NAME and not is_other)


def _is_behind(words: str) -> bool:
    """Say whether a line stands behind a table: the next heading, or a note."""
    return SECTION.match(words) is not None or _NOTE.match(words) is not None


def _is_sentence(words: str) -> bool:
    return not is_attribute(words)


def _is_text(words: str) -> bool:
    return not (is_value(words) or is_blank(words) or SECTION.match(words) or is_attribute(words))


def _is_task(words: str) -> bool:
    return not (is_value(words) or is_attribute(words) or is_blank(words))


def _is_note(words: str) -> bool:
    return _is_short(words) and not (_is_behind(words) or is_attribute(words))


def _is_body(words: str) -> bool:
    return _is_note(words) and not (is_value(words) or is_unit(words))


def _is_short(words: str) -> bool:
    return len(words) <= _LONGEST_NAME and not PROSE.search(words)


_BELOW: dict[str, Callable[[str], bool]] = {
    "serial": lambda words: re.fullmatch(r"\(?\d{1,5}[.、)]?", words) is not None,
    "attribute": is_attribute,
    "year": lambda words: is_year(words) or read_head(words).role == "value",
    "category": _is_category,
    "task": _is_task,
    "goal": _is_sentence,
    "deadline": _is_sentence,
    "text": _is_text,
    "words": _is_words,
    "note": _is_note,
    "body": _is_body,
    **dict.fromkeys(NO_TARGETS, lambda words: True),
}
