"""Who is responsible for which task: clauses in brackets, lines of their own, and table columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from plantargets.plans.structure import Block, Row, Section, Structure, innermost
from plantargets.plans.words import any_word, word_list


@dataclass(frozen=True, slots=True)
class Task:
    """A passage of the plan and the bodies responsible for it.

    Attributes
    ----------
    start, end
        Span of the passage, the clause that names the bodies included. Tasks are in order and do not overlap.
    lead
        Bodies that the plan names as leading, as written; empty where it does not tell lead and support
        apart.
    support
        The other bodies, as written.
    """

    start: int
    end: int
    lead: tuple[str, ...]
    support: tuple[str, ...]


def find_tasks(text: str, simplified: str, structure: Structure) -> tuple[Task, ...]:
    """Find the tasks of a plan.

    Recognised are clauses in brackets that name a role (责任单位：…; 牵头单位：…；配合单位：…), clauses in
    brackets at the end of a paragraph that end in one (市发改委牵头，市财政局配合), lines that begin with a
    role, and columns of a table whose header is a role.

    Parameters
    ----------
    text, simplified
        The plan as stored, and in simplified characters of the same length.
    structure
        Its sections, blocks and rows.

    Returns
    -------
    tuple of Task
        In order.
    """
    row_tasks = _row_tasks(text, simplified, structure.rows)
    row_starts = [task.start for task in row_tasks]
    tasks = row_tasks.copy()
    clauses = sorted(
        [*_role_clauses(simplified, structure.blocks), *_closing_clauses(simplified, structure.blocks)]
    )
    for task in _clause_tasks(text, simplified, structure, clauses):
        # The columns of a table say who is responsible for its rows; a clause governs only what is outside.
        row = bisect_right(row_starts, task.end - 1) - 1
        start = max(task.start, row_tasks[row].end) if row >= 0 else task.start
        if start < task.end:
            tasks.append(replace(task, start=start))
    return tuple(sorted(tasks, key=lambda task: task.start))


_ROLE = (
    f"{any_word('role')}{any_word('role_holder')}"
    f"(?:和{any_word('second_role')}{any_word('second_role_holder')})?"
)
_ROLE_COLON = re.compile(rf"({_ROLE})[：:]")
# A line may break inside the words of a role.
_BROKEN_ROLE = re.sub("([\u4e00-\u9fff])", r"\1\\s*", _ROLE)
_CLAUSE = re.compile(rf"[（(〔\[【]\s*{_BROKEN_ROLE}[：:]")
_CLAUSE_LINE = re.compile(rf"{_BROKEN_ROLE}[：:]")
_BRACKET = re.compile(r"[（()）]")
_PREDICATE = re.compile(
    f"(?:等)?{any_word('several_holders')}?"
    f"(?:{any_word('according_to')}{any_word('each_own')}?{any_word('duty')}?{any_word('dividing')}"
    f"|{any_word('manner')})*({any_word('body_verb')}){any_word('verb_behind')}?$"
)
_CLOSING_PREDICATE = re.compile(f"{any_word('closing_verb')}[）)][。；;]?$")
_BODY = re.compile(f"(?:[局厅委部办院会行社署]|{any_word('body_end')}|[省市县区乡镇])$")
_LEADING = re.compile(f"^{any_word('leading_role')}")
_SUPPORTING = re.compile(f"^{any_word('supporting_role')}")
_SEPARATOR = re.compile("[、，,；;。]")
_BETWEEN_CLAUSES = " \t\r\n\u3000。；;、，,"
_LONGEST_CLAUSE = 600


class _Clause(NamedTuple):
    """A clause with its content; `alone` where it is a paragraph of its own."""

    start: int
    end: int
    content_start: int
    content_end: int
    alone: bool
    predicate: bool


def _role_clauses(s: str, blocks: tuple[Block, ...]) -> list[_Clause]:
    clauses: list[_Clause] = []
    position = 0
    openers = [*_CLAUSE.finditer(s)]
    for index, match in enumerate(openers):
        start = match.start()
        if clauses and start < clauses[-1].end:
            continue
        while position < len(blocks) and blocks[position].end <= start:
            position += 1
        block = blocks[position]
        limit = min(block.end, openers[index + 1].start() if index + 1 < len(openers) else block.end)
        end = _closing_bracket(s, start, limit)
        alone = start <= block.start + 1
        clauses.append(
            _Clause(start, end, start + 1, end - (end > start + 1 and s[end - 1] in "）)]】〕"), alone, False)
        )
    for block in blocks:
        if block.kind != "cell" and _CLAUSE_LINE.match(s, block.start, block.end):
            clauses.append(_Clause(block.start, block.end, block.start, block.end, True, False))
    return clauses


def _closing_bracket(s: str, start: int, limit: int) -> int:
    """Return the end of the bracket that opens at `start`; `limit` where it is never closed."""
    if s[start] in "〔[【":
        end = min((i for i in (s.find(c, start, limit) for c in "〕]】") if i >= 0), default=-1)
        return end + 1 if end >= 0 else limit
    depth = 0
    for match in _BRACKET.finditer(s, start, limit):
        depth += 1 if match.group() in "（(" else -1
        if depth == 0:
            return match.end()
    return limit


def _closing_clauses(s: str, blocks: tuple[Block, ...]) -> list[_Clause]:
    """Find (市发改委牵头，市财政局配合) at the ends of paragraphs."""
    clauses = []
    for block in blocks:
        if block.kind == "cell" or s[block.end - 1] not in "）)。；;":
            continue
        if not _CLOSING_PREDICATE.search(_squashed(s[max(block.start, block.end - 12) : block.end])):
            continue
        end = block.end - (s[block.end - 1] not in "）)")
        depth, start = 0, -1
        for match in reversed([*_BRACKET.finditer(s, max(block.start, end - _LONGEST_CLAUSE), end)]):
            depth += 1 if match.group() in "）)" else -1
            if depth == 0:
                start = match.start()
                break
        if start < 0 or _CLAUSE.match(s, start, end):
            continue
        content = _squashed(s[start + 1 : end - 1])
        lead, support = _split_predicates(content, content)
        bodies = [*lead, *support]
        if bodies and sum(_BODY.search(body) is not None for body in bodies) * 2 >= len(bodies):
            clauses.append(_Clause(start, end, start + 1, end - 1, start <= block.start + 1, True))
    return clauses


def _clause_tasks(text: str, s: str, structure: Structure, clauses: list[_Clause]) -> list[Task]:
    starts = [section.start for section in structure.sections]
    block_starts = [block.start for block in structure.blocks]
    homes = [innermost(starts, structure.sections, clause.start) for clause in clauses]
    per_home = Counter(homes)
    found: list[tuple[int, int, list[str], list[str]]] = []
    for index, (clause, home) in enumerate(zip(clauses, homes, strict=True)):
        read = _split_predicates if clause.predicate else _split_roles
        content = slice(clause.content_start, clause.content_end)
        lead, support = read(_squashed(text[content]), _squashed(s[content]))
        if not lead and not support:
            continue
        previous = found[-1][1] if found else 0
        if found and clause.start - previous < 10 and not s[previous : clause.start].strip(_BETWEEN_CLAUSES):
            # （牵头单位：…）（配合单位：…）: two clauses for one task.
            start, _, leading, supporting = found[-1]
            leading.extend(lead)
            supporting.extend(support)
            found[-1] = (start, clause.end, leading, supporting)
            continue
        if home is None or (per_home[home] > 1 and not clause.alone):
            start = _paragraph_start(clause, home, structure, block_starts)
        else:
            following = clauses[index + 1].start if index + 1 < len(clauses) else len(s)
            start = _item_start(clause, home, (previous, following), structure.sections, s)
        found.append((max(start, previous), clause.end, [*lead], [*support]))
    return [Task(start, end, tuple(lead), tuple(support)) for start, end, lead, support in found]


def _paragraph_start(clause: _Clause, home: int | None, structure: Structure, block_starts: list[int]) -> int:
    """Return the start of the paragraph that a clause closes, with the heading right above it."""
    blocks = structure.blocks
    place = max(bisect_right(block_starts, clause.start) - 1, 0)
    if clause.alone and place > 0:
        place -= 1
    above = blocks[place - 1] if place > 0 else None
    headed = above is not None and above.kind == "heading" and above.section == home is not None
    return blocks[place - 1 if headed else place].start


def _item_start(
    clause: _Clause, home: int, neighbours: tuple[int, int], sections: tuple[Section, ...], s: str
) -> int:
    """Return the start of the item that a clause closes.

    A clause in a paragraph of its own closes all items above it that have no clause, up to the heading that
    holds them; a clause at the end of the last paragraph of an item closes the whole item.
    """
    previous, following = neighbours
    while True:
        parent = sections[home].parent
        if parent is None or not (clause.alone or sections[home].label == ""):
            break
        above = sections[parent]
        only_clause = previous <= above.start and following >= above.end
        if above.level == 1 or not only_clause or s[clause.end : above.end].strip(_BETWEEN_CLAUSES):
            break
        home = parent
    return sections[home].start


def _row_tasks(text: str, s: str, rows: tuple[Row, ...]) -> list[Task]:
    tasks = []
    for row in rows:
        if row.header is None:
            continue
        roles = {
            cell.column: _squashed(s[cell.start : cell.end])
            for cell in row.header
            if re.fullmatch(rf"{_ROLE}|{any_word('responsible_column')}", _squashed(s[cell.start : cell.end]))
        }
        lead: tuple[str, ...] = ()
        support: tuple[str, ...] = ()
        for cell in row.cells:
            if cell.column not in roles:
                continue
            content = slice(cell.start, cell.end)
            more_lead, more_support = _split_roles(_squashed(text[content]), _squashed(s[content]))
            bodies = more_lead + more_support
            if more_lead or not _leads(roles[cell.column], list(roles.values())):
                lead, support = lead + more_lead, support + more_support
            else:
                lead += bodies
        governed = [cell for cell in row.cells if cell.column > 0 or len(row.cells) <= 2]
        if (lead or support) and governed:
            tasks.append(Task(governed[0].start, row.cells[-1].end, lead, support))
    return tasks


def _split_roles(text: str, s: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split 牵头单位：A；责任单位：B、C into lead and other bodies."""
    marks = [*_ROLE_COLON.finditer(s)]
    if not marks:
        return (), _bodies(text)
    roles = list(dict.fromkeys(mark.group(1) for mark in marks))
    lead: list[str] = []
    support: list[str] = []
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(s)
        bodies = _bodies(text[mark.end() : end])
        (lead if _leads(mark.group(1), roles) else support).extend(bodies)
    return tuple(lead), tuple(support)


def _leads(role: str, roles: list[str]) -> bool:
    """Say whether a role leads among the roles named: 责任单位 does beside 配合单位, not beside 牵头单位."""
    if _LEADING.match(role):
        return True
    if any(_LEADING.match(other) for other in roles):
        return False
    return not _SUPPORTING.match(role) and any(_SUPPORTING.match(other) for other in roles)


def _split_predicates(text: str, s: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split 市发改委牵头，市财政局、市商务局配合 into lead and other bodies."""
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    start = 0
    for end in [*(m.start() for m in re.finditer("[，,；;。]", s)), len(s)]:
        part, own = s[start:end].strip(), text[start:end].strip()
        predicate = _PREDICATE.search(part)
        waiting += _bodies(own[: predicate.start()] if predicate else own)
        if predicate is not None:
            if predicate.group(1) in word_list("leading_verb"):
                lead += waiting
            else:
                support += waiting
            waiting = ()
        start = end + 1
    return lead, support + waiting


def _bodies(text: str) -> tuple[str, ...]:
    """Split a list of bodies at its separators, but not inside brackets."""
    pieces: list[str] = []
    piece: list[str] = []
    depth = 0
    for character in text:
        if character in "（(":
            depth += 1
        elif character in "）)":
            depth = max(depth - 1, 0)
        if depth == 0 and _SEPARATOR.match(character):
            pieces.append("".join(piece))
            piece = []
        else:
            piece.append(character)
    pieces.append("".join(piece))
    return tuple(body for body in pieces if body)


def _squashed(text: str) -> str:
    """Take out white space: a text and its simplified form lose the same characters."""
    return "".join(text.split())
