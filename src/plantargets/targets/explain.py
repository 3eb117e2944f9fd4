"""What became of every number of a text: a row, a part of another row, or the named reason why it is none."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from plantargets.language.folding import compact
from plantargets.language.times import TIME
from plantargets.language.units import unit_at
from plantargets.markup import html_table, plain_table
from plantargets.package_tables import package_rows
from plantargets.plans import Block, Plan, plan_from_text
from plantargets.prose import Phrases
from plantargets.targets.codebook import code_label, column_name
from plantargets.targets.extract import Found, read_quantities
from plantargets.targets.read.pieces import Span
from plantargets.targets.target import Target
from plantargets.whole import whole

if TYPE_CHECKING:
    import pandas as pd

ROW, PART, NONE, UNREAD = "row", "part", "none", "unread"
CONTEXT = 12  # characters shown on either side of a number
HEAD_COLUMNS = ("start", "end", "number", "context", "became", "reason", "meaning")
ROW_COLUMNS = (
    "target_id", "indicator", "value_min", "value_max", "unit", "comparator", "kind", "period",
    "period_basis", "scope", "modality", "baseline_value", "baseline_period", "qualifier",
)  # fmt: skip
READ_COLUMNS = ("rules", "words")
FIELDS = (
    "indicator", "qualifier", "scope", "comparator", "kind", "period", "modality", "obligation", "baseline",
)  # fmt: skip
SHOWN = ("number", "became", "reason", "read_as")
WORDS = Phrases("plantargets.prose", "display.csv")
NUMERAL = re.compile(r"\d+(?:[.,]\d+)*[百千万亿]*|[〇零○一二两三四五六七八九十百千万亿]+")
_LABEL = re.compile(  # at the head of a block
    r"第?[一二三四五六七八九十百]{1,4}[、章节条编篇部.]|\([一二三四五六七八九十\d]{1,4}\)"
    r"|\d{1,3}(?:\.\d{1,3})*[.、)](?=\D)|\d{1,2}(?:\.\d{1,2})+(?=[一-鿿])|0\d(?=\D)"
    r"|专栏\d{1,3}|表\d{1,3}|附[件表]\d{0,3}"
)
_KNOWN = re.compile(
    r"(?P<document_number>[(\[]\d{4}[)\]]第?\d{1,5}号|\d{4}年第\d{1,5}号)"
    r"|(?P<time>(?:19|20)?\d\d年(?:\d{1,2}月(?:\d{1,2}[日号])?)?"
    r"|\d{1,2}月(?:\d{1,2}[日号])?(?:[—-]\d{1,2}[日号月])?|(?:19|20)\d\d[—\-~至](?:19|20)\d\d"
    r"|[一二三四五六七八九十〇]{1,4}[年月](?!级)|“?十[一二三四五六七八九]?五”?|“?[一二三四五六七八九]五”)"
    r"|(?P<label>[一二三四五六七八九十]{1,3}是|\(\d{1,2}\))"
    r"|(?P<code>[A-Za-z0-9@#_.:/%?=&+-]*[A-Za-z@/%][A-Za-z0-9@#_.:/%?=&+-]*|\d[\d-]{6,}\d)"
)
_SCORE = re.compile("分(?![之钟别公米])|[—\\-~至]\\d{1,3}分(?![之钟别公米])")
_ORDINAL_BEHIND = re.compile("[号届版期级强度层楼路版代位次]|个五年|产业|线")


@dataclass(frozen=True, slots=True)
class Number:
    """One numeral of a text: where it stands, what became of it and why.

    `became` is ``row``, ``part`` (of another row: a threshold, a baseline, a time), ``none`` or ``unread``;
    `reason` is a name of ``judge/reasons.csv``. `target` is the target of a row, `rules` the rules that
    decided fields of it, `words` where the words stand that fields were read from, those of a heading too;
    `quantity` where the quantity stands that the numeral is part of, with its unit.
    """

    start: int
    end: int
    written: str
    became: str
    reason: str
    target: Target | None = None
    rules: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    quantity: Span | None = None

    def meaning(self, language: str = "en") -> str:
        """Return the reason in words."""
        return load_reasons()[self.reason][language]


@dataclass(frozen=True, repr=False)
class Explanation:
    """What became of every number of a text, to look at in a notebook or a terminal, or as a frame."""

    text: str
    numbers: tuple[Number, ...]
    language: str = "en"
    plan_id: str = ""

    @property
    def account(self) -> dict[str, int]:
        """How many numerals became what: ``row``, ``part``, then each reason, ``unread`` last."""
        counts = Counter(n.reason if n.became == NONE else n.became for n in self.numbers)
        head = {name: counts.pop(name, 0) for name in (ROW, PART)}
        unread = counts.pop(UNREAD, 0)
        return head | dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))) | {UNREAD: unread}

    def to_rows(self) -> list[dict[str, Any]]:
        """Return one row for each number: its place, its words, what became of it and of what."""
        return [
            {
                "start": n.start,
                "end": n.end,
                "number": n.written,
                "context": self._context(n),
                "became": n.became,
                "reason": n.reason,
                "meaning": n.meaning(self.language),
                **{name: cells[name] for name in ROW_COLUMNS},
                "rules": "; ".join(f"{name}: {n.rules[name]}" for name in FIELDS if n.rules.get(name)),
                "words": "; ".join(f"{name}: {self._words(n, name)}" for name in FIELDS if n.words.get(name)),
            }
            for n in self.numbers
            for cells in [n.target.to_row() if n.target else dict.fromkeys(ROW_COLUMNS, "")]
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return `to_rows` as a frame."""
        import pandas as pd  # noqa: PLC0415 - the reader itself needs none

        return pd.DataFrame(self.to_rows(), columns=[*HEAD_COLUMNS, *ROW_COLUMNS, *READ_COLUMNS])

    def __repr__(self) -> str:
        """Show the numbers as a table, then for each row what its fields were read from."""
        said = WORDS.group("explain", self.language)
        parts = [plain_table(self._heads(), (cells for cells, _ in self._cells()))]
        for cells, read in self._cells():
            if read:
                parts.append("\n  ".join((said["opened"].format(number=cells[0]), *read)))
        return "\n".join((*parts, self.summary()))

    def _repr_html_(self) -> str:
        rows = ([*cells, "; ".join(read)] for cells, read in self._cells())
        heads = (*self._heads(), WORDS.group("explain", self.language)["read_from"])
        return html_table(heads, rows, caption=self.summary())

    def _heads(self) -> tuple[str, ...]:
        return tuple(WORDS.group("explain", self.language)[name] for name in SHOWN)

    def read_from(self, number: Number) -> list[str]:
        """Return for each field of a row its words, where they stand, and the rule that decided.

        >>> told = explain("到2025年,企业总数突破30家。")
        >>> told.read_from(told.numbers[1])[1:3]
        ['comparator: 突破 [11:13] (in_front)', 'kind (held)']
        """
        lines = []
        for name in FIELDS:
            words, rule = self._words(number, name), number.rules.get(name, "")
            if words or rule:
                told = (column_name(name, "zh") or name) if self.language == "zh" else name
                lines.append(told + (f": {words}" if words else "") + (f" ({rule})" if rule else ""))
        return lines

    def _words(self, number: Number, name: str) -> str:
        spans = number.words.get(name, ())
        return ", ".join(f"{''.join(self.text[a:b].split())} [{a}:{b}]" for a, b in spans)

    def summary(self) -> str:
        """Return the account in one line.

        >>> explain("新增企业30家,每家奖励10万元。").summary()
        '2 numerals: 1 row, 0 part, 1 subsidy, 0 unread'
        """
        said = WORDS.group("explain", self.language)
        counts = said["comma"].join(
            said["count"].format(count=count, name=self._named(name)) for name, count in self.account.items()
        )
        return said["summary"].format(all=len(self.numbers), counts=counts)

    def _named(self, name: str) -> str:
        """Return what became of a number, or a reason, in the language of the reader; names are English."""
        if self.language == "en":
            return name
        known = WORDS.group("explain", self.language)
        return known.get(name) or load_reasons()[name][self.language]

    def _context(self, number: Number) -> str:
        before = self.text[max(0, number.start - CONTEXT) : number.start]
        after = self.text[number.end : number.end + CONTEXT]
        return " ".join(f"{before}[{number.written}]{after}".split())

    def _cells(self) -> Iterator[tuple[list[str], list[str]]]:
        """Yield what is shown of each number, and what its fields were read from."""
        for number, row in zip(self.numbers, self.to_rows(), strict=True):
            told = row["meaning"]
            if row["became"] == ROW:
                value = "–".join(dict.fromkeys(str(row[name]) for name in ("value_min", "value_max")))
                codes = {name: str(row[name]) for name in ("comparator", "kind", "period_basis")}
                if self.language == "zh":
                    codes = {name: code_label(name, code, "zh") for name, code in codes.items()}
                amount = f"{codes['comparator']} {value} {row['unit']}"
                parts = (row["indicator"], amount, codes["kind"], row["period"], codes["period_basis"])
                told = "; ".join(filter(None, parts))
            yield [row["context"], self._named(row["became"]), row["reason"], told], self.read_from(number)


def explain(text: str | Plan, language: str = "en") -> Explanation:
    """Return what became of every run of digits and Chinese numerals of a text, in their order.

    Words that are numbers without a numeral (翻一番, 全覆盖) are among them where the reader knows them.

    Parameters
    ----------
    text
        The text of a plan, or a `Plan` from `load_plans` or `read_plan`.
    language
        ``en`` or ``zh``, of the reasons.

    Returns
    -------
    Explanation
        Time is linear in the length of the text.

    Examples
    --------
    >>> told = explain("到2025年,新增企业30家,每家奖励10万元。")
    >>> [(n.written, n.reason) for n in told.numbers]
    [('2025', 'time'), ('30', 'row'), ('10万', 'subsidy')]
    """
    plan = plan_from_text(text) if isinstance(text, str) else text
    return Explanation(plan.text, tuple(account_for(plan, read_quantities(plan))), language, plan.plan_id)


def write_explanations(explanations: Iterable[Explanation], path: Path) -> None:
    """Write the rows of explanations as one CSV file, which is there whole or not at all.

    Raises
    ------
    PlanTargetsError
        If the file cannot be written.
    """
    with whole(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, ("plan_id", *HEAD_COLUMNS, *ROW_COLUMNS, *READ_COLUMNS), lineterminator="\n"
        )
        writer.writeheader()
        for told in explanations:
            writer.writerows({"plan_id": told.plan_id, **row} for row in told.to_rows())


def account_for(plan: Plan, found: list[Found]) -> Iterator[Number]:
    """Yield what became of every numeral of a plan whose quantities were read already."""
    folded = plan.folded
    starts = [one.start for one in found]
    given = 0  # quantities before this one stand in a number that was yielded
    for block in plan.blocks:
        spans: Iterator[Known] | None = None
        known = NOWHERE
        for numeral in NUMERAL.finditer(folded, block.start, block.end):
            index = bisect_right(starts, numeral.start()) - 1
            within = index >= 0 and numeral.start() < found[index].end
            for implicit in found[given : index if within else index + 1]:
                yield _quantity(plan.text, implicit.start, implicit.end, implicit)
            given = max(given, index + 1)
            if within:
                yield _quantity(plan.text, *numeral.span(), found[index])
                continue
            if spans is None:
                spans = _known_spans(folded, block)
            while known.end <= numeral.start():
                known = next(spans, Known(len(folded), len(folded) + 1, ""))
            reason = known.reason if known.start <= numeral.start() else ""
            yield _alone(plan.text, folded, numeral, reason)
    for implicit in found[given:]:
        yield _quantity(plan.text, implicit.start, implicit.end, implicit)


@cache
def load_reasons() -> dict[str, dict[str, str]]:
    """Return what each reason says: ``became``, and the meaning as ``en`` and ``zh``."""
    return {
        row["reason"]: {"became": row["became"], "en": row["meaning_en"], "zh": row["meaning_zh"]}
        for row in package_rows("plantargets.targets.judge", "reasons.csv")
    }


def _quantity(text: str, start: int, end: int, found: Found) -> Number:
    reason = found.reason or ROW
    became = load_reasons()[reason]["became"]
    whole = (found.start, found.end)
    return Number(start, end, text[start:end], became, reason, found.target, found.rules, found.words, whole)


class Known(NamedTuple):
    """A stretch of text whose numerals are known to be no quantities, and why."""

    start: int
    end: int
    reason: str


NOWHERE = Known(-1, 0, "")


def _known_spans(folded: str, block: Block) -> Iterator[Known]:
    """Yield the times, labels, document numbers and codes of a block, by their starts."""
    text, offsets = compact(folded, block.start, block.end)
    label = _LABEL.match(text)
    spans = [Known(0, label.end(), "label")] if label else []
    spans += [Known(*match.span(), match.lastgroup or "") for match in _KNOWN.finditer(text)]
    spans += [Known(*match.span(), "time") for match in TIME.finditer(text)]
    for start, end, reason in sorted(spans):
        if offsets is None:
            yield Known(block.start + start, block.start + end, reason)
        else:
            yield Known(offsets[start], offsets[end - 1] + 1, reason)


def _alone(text: str, folded: str, numeral: re.Match[str], reason: str) -> Number:
    """Return the account of a numeral that is part of no quantity."""
    start, end = numeral.span()
    if not reason and (folded[start - 1 : start] == "第" or _ORDINAL_BEHIND.match(folded, end)):
        reason = "ordinal"
    if not reason and folded[start - 1 : start] in {"·", "“"}:
        reason = "in_name"
    if not reason and _SCORE.match(folded, end):
        reason = "score"
    if not reason:
        # 千方百计, 一批: words; but a longer numeral before a unit should have been read
        is_word = not folded[start].isascii() and (end - start < 2 or not unit_at(folded, end))
        reason = "word" if is_word else UNREAD
    return Number(start, end, text[start:end], load_reasons()[reason]["became"], reason)
