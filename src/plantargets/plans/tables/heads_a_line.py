"""Heads that stand one a line: every way to take them as one row of a header, or as two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from plantargets.language.heads import KEYS, TABLE_WORDS, Head, is_value, read_head

MOST_HEADS = 16
_MOST_BEFORE_VALUE = 5  # cells of the first row in front of its first value
_MOST_GROUPS, _MOST_UNKNOWN, _MOST_STRANGE, _MOST_OVER = 3, 3, 6, 7
GROUP = re.compile(r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)")
_MEMBER = re.compile(rf"{TABLE_WORDS.any_word('members')}$")
_RATES = frozenset({"rate", "growth", "cumulative"})
NO_TARGETS = frozenset({"cost", "off", "budget", "result"})


@dataclass(frozen=True)
class Columns:
    """Heads as columns: the role of each, which may be blank, and the lines of the header."""

    roles: tuple[str, ...]
    optional: tuple[bool, ...]
    header: tuple[tuple[int | None, ...], ...]
    data: int  # the line below the header
    unknown: int  # heads of which nothing is known

    @property
    def anchored(self) -> bool:
        """Whether something besides values tells where a row begins or ends."""
        return bool({"serial", "attribute", "unit"} & set(self.roles))

    @property
    def names_hold_units(self) -> bool:
        """Whether units can stand behind the names of rows alone: 企业数(家) is no value then."""
        return not self.anchored and self.roles[0] == "indicator"

    @property
    def rows_are_numbered(self) -> bool:
        """Whether the number of a row tells all its cells: nothing may be missing in front of its values."""
        return self.roles[0] == "serial" and not any(
            optional for role, optional in zip(self.roles, self.optional, strict=True) if role != "note"
        )

    @property
    def has_groups(self) -> bool:
        """Whether a name alone in its row can only be a heading of the rows below it."""
        return self.roles[-1] in {"value", "attribute"} and not any(self.optional)


class Headers:
    """The ways to take lines as heads; `words` are those of all lines, folded and without white space."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    def ways(self, first: int, end: int) -> Iterator[Columns]:
        """Yield every way to take the lines from `first` as heads; those up to `end` may be heads."""
        end = min(end, first + MOST_HEADS)
        end = next((line for line in range(first, end) if GROUP.match(self.words[line])), end)
        if not any(is_value(words) for words in self.words[end : end + 2 * MOST_HEADS]):
            return
        heads = [read_head(self.words[line]) for line in range(first, end)]
        fewest = 2 if end == first + MOST_HEADS else max(2, len(heads) - _MOST_BEFORE_VALUE)
        for count in range(fewest, len(heads) + 1):
            if sum(self._is_unknown(first + n, head) for n, head in enumerate(heads[:count])) > _MOST_STRANGE:
                return
            yield from self._one_row(first, heads[:count])
            yield from self._two_rows(first, heads[:count])

    def _is_unknown(self, line: int, head: Head) -> bool:
        """Whether nothing is known of a head: it is no place, and has neither unit nor time."""
        return not (head.role or head.unit or head.years or _MEMBER.search(self.words[line]))

    def _one_row(self, first: int, heads: Sequence[Head]) -> Iterator[Columns]:
        yield from self._columns(list(heads), [list(range(first, first + len(heads)))], first + len(heads))

    def _two_rows(self, first: int, heads: Sequence[Head]) -> Iterator[Columns]:
        """Yield heads of which some stand over those of a lower row."""
        count = len(heads)
        for top in range(2, count - 1):
            lower = heads[top:]
            if any(head.role not in {"", "value", "goal", "body"} for head in lower):
                continue
            if set(self.words[first : first + top]) & set(self.words[first + top : first + count]):
                continue  # a head that comes again stands in the lower row both times
            if any(head.years for head in lower) and not all(
                head.years or head.measures & _RATES for head in lower
            ):
                continue  # times stand in a row of times
            if heads[top - 1].years and lower[0].years:
                continue  # years behind one another stand in one row
            over = [n for n in range(1, top) if heads[n].role in {"", "value", "goal"}]
            if len(over) > _MOST_OVER:
                return
            for groups in range(1, min(_MOST_GROUPS, len(over), len(lower)) + 1):
                for chosen in combinations(over, groups):
                    if not self._is_over(heads, chosen, over, lower):
                        continue
                    for sizes in self._sizes([heads[n] for n in chosen], lower, first + top):
                        yield from self._over_lower(first, heads, top, dict(zip(chosen, sizes, strict=True)))
        yield from self._grouped_in_line(first, heads)

    def _over_lower(
        self, first: int, heads: Sequence[Head], top: int, sizes: dict[int, int]
    ) -> Iterator[Columns]:
        """Yield the columns where heads of the upper row stand over as many of the lower one each."""
        upper: list[int | None] = []
        below: list[int | None] = []
        flat: list[Head] = []
        lower = top
        for place in range(top):
            upper.append(first + place)
            if place not in sizes:
                below.append(None)
                flat.append(heads[place])
                continue
            upper += [None] * (sizes[place] - 1)
            for _ in range(sizes[place]):
                below.append(first + lower)
                flat.append(_below(heads[place], heads[lower]))
                lower += 1
        yield from self._columns(flat, [upper, below], first + len(heads))

    def _sizes(self, over: Sequence[Head], lower: Sequence[Head], line: int) -> Iterator[tuple[int, ...]]:
        """Yield over how many lower heads each upper one stands, where that is certain."""
        count, groups = len(lower), len(over)
        if groups == 1:
            if count > 1:
                yield (count,)
            return
        each = count // groups
        words = list(self.words[line : line + count])
        repeated = count % groups == 0 and each > 1 and words == words[:each] * groups
        if repeated or (count == 2 * groups and not any(h.measures & _RATES for h in lower)):
            yield (each,) * groups
            return
        ways = [
            (size, count - size)
            for size in range(1, count)
            if groups == 2
            and "base" in over[0].measures
            and "target" in over[1].measures
            and any(head.years for head in lower[:size])
            and any(head.years for head in lower[size:])
            and not any(head.measures & _RATES for head in lower[:size])
        ]
        if len(ways) == 1:
            yield ways[0]

    def _is_over(
        self, heads: Sequence[Head], chosen: tuple[int, ...], over: list[int], lower: Sequence[Head]
    ) -> bool:
        """Whether the chosen heads are those that stand over others: a year or a sum stands over none.

        Where all lower heads are years, the heads over them name none; a head left beside them is told
        from them by a time, a measure or a unit of its own.
        """
        timed = all(head.years for head in lower)
        years = [heads[place].years or (0, 0) for place in over]
        if any(head.measures & {"target", *_RATES} for head in lower) and len(chosen) == 1:
            own = heads[chosen[0]].years
            if own is not None and own < max(years):
                return False  # no goal stands below the base year
        for place in over:
            head = heads[place]
            told = head.years is not None or bool(head.measures - {"target", "base"})
            dated = head.years is not None and head.years[0] == head.years[1]
            if place in chosen and dated and any(below.years for below in lower):
                return False
            if place not in chosen and not told and timed and not head.unit:
                return False
        return True

    def _grouped_in_line(self, first: int, heads: Sequence[Head]) -> Iterator[Columns]:
        """Yield heads whose lower ones stand right behind the one over them: 分年度任务, 1996年, 1997年."""
        over = [
            n
            for n in range(1, len(heads) - 2)
            if heads[n].years is None
            and heads[n].role in {"", "value", "goal"}
            and all(head.role == "value" and head.years for head in heads[n + 1 : n + 3])
        ]
        plain = [n for n in range(1, len(heads)) if self._is_unknown(first + n, heads[n])]
        for place in over:
            if "target" not in heads[place].measures and any(n != place for n in plain):
                continue  # the years may stand below another head
            last = place + 1
            while last < len(heads) and heads[last].role == "value" and heads[last].years:
                last += 1
            upper: list[int | None] = [first + n for n in range(place)]
            below: list[int | None] = [None] * place
            upper += [first + place, *[None] * (last - place - 2)]
            below += [first + n for n in range(place + 1, last)]
            upper += [first + n for n in range(last, len(heads))]
            below += [None] * (len(heads) - last)
            flat = [*heads[:place], *heads[place + 1 :]]
            yield from self._columns(flat, [upper, below], first + len(heads))

    def _columns(self, heads: list[Head], header: list[list[int | None]], data: int) -> Iterator[Columns]:
        """Yield the columns of heads, those of unknown heads as values, then as words."""
        roles = [head.role for head in heads]
        names = [n for n, role in enumerate(roles) if role != "serial"][:1]
        if names and roles[names[0]] in {"body", "unit"} and not (KEYS - {"serial"}) & set(roles):
            roles[names[0]] = "scope"  # 责任单位, 单位: each with what it is to reach
        is_known = roles[0] in KEYS
        if not is_known:
            if roles[0] or heads[0].unit or not any(head.years or head.month for head in heads[1:]):
                return
            roles[0] = "name"
        keys = [n for n, role in enumerate(roles) if role in KEYS or role == "name"]
        if not any(roles[n] != "serial" for n in keys) or len(roles) < 2 or len(set(keys)) == len(roles):
            return
        open_ = [n for n, role in enumerate(roles) if role == ""]
        certain = sum(1 for n in open_ if heads[n].unit or heads[n].years or heads[n].words == (0, 0))
        places = [self.words[line] for line in header[0] if line is not None]
        members = sum(1 for words in places if _MEMBER.search(words))
        unknown = len(open_) - certain if 2 * members < len(open_) else 0
        first_other = next((n for n in range(len(roles)) if n not in keys), len(roles))
        last_key = max((n for n in keys if roles[n] != "serial" and n < first_other), default=-1)
        optional = [
            (n in keys and n < last_key and role != "serial") or role == "note"
            for n, role in enumerate(roles)
        ]
        bare = [n for n in open_ if not (heads[n].unit or heads[n].years)]
        bare = bare if len(bare) <= _MOST_UNKNOWN else []
        goals = [n for n, role in enumerate(roles) if role == "goal"]
        taken = [(), *(c for size in (1, 2) for c in combinations(bare, size))]
        for words, goal in product(taken, ("value", "goal") if goals else ("value",)):
            told = [
                "text" if n in words else goal if n in goals else role or "value"
                for n, role in enumerate(roles)
            ]
            yield Columns(
                tuple(told),
                tuple(optional),
                tuple(tuple(row) for row in header),
                data,
                0 if NO_TARGETS & set(roles) else unknown + (not is_known) + 2 * len(words),
            )


def _below(over: Head, head: Head) -> Head:
    """Return a lower head with what the one over it says as well: its unit, its role where it has none."""
    role = "value" if head.role == "goal" or (not head.role and over.role in {"value", "goal"}) else head.role
    return replace(head, role=role, unit=head.unit or over.unit, years=head.years or over.years)
