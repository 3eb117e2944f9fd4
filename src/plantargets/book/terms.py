"""What a run printed, and heads and codes of its tables, in Chinese: ``book/terms_zh.csv``.

The file has what no other table names. Codes of targets come from ``words.csv``; vintages, series and proxies
from ``growth``. Words of plans and titles of sources stay as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from pathlib import Path

from plantargets.book.words import codes, field_name, period_words, word
from plantargets.errors import PlanTargetsError
from plantargets.growth import series_label, vintage_label
from plantargets.growth.series import proxies_for
from plantargets.indicators import load_vocabulary
from plantargets.targets.codebook import load_codebook

FILE = "book/terms_zh.csv"
KINDS = ("head", "cell", "note", "line")
CODED = ("kind", "comparator_name", "firmness", "distribution", "numeral_type", "script", "theme")
PLACES = {"{#}": r"(-?\d(?:[\d,.]*\d)?)", "{id}": r"([\w./-]+)", "{}": "((?:(?!; ).)+?)", "{;}": "(.+)"}
PLACE = re.compile("(" + "|".join(map(re.escape, PLACES)) + ")")
CUT, FEWEST_LEFT = "...", 4  # where pandas shortens a cell, and what must be left of a note to know it
ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<(t[dh])([^>]*)>([^<]*)</t[dh]>")
PERIOD = re.compile(r"(?:by|annual|during):[\d-]+")
TARGET_ID = re.compile(r"t-[0-9a-f]{10}")
HAN = re.compile(r"[\u3400-\u9fff]")
# Abbreviations in capitals (GDP, R&D) are Chinese usage too.
ENGLISH_WORD, ENGLISH_WORDS = re.compile(r"[a-z]{2}"), re.compile(r"[a-z]{2,}[,;:]? [a-z]{2}")


@dataclass(frozen=True)
class Pattern:
    """A text with places to fill: ``{#}`` a number, ``{id}`` a name kept as it is, ``{}`` anything.

    ``{;}`` is anything too, with ``; ``, which else divides one text from the next. The Chinese has the
    places by their number, ``{0}`` first.
    """

    english: str
    chinese: str

    @property
    def parts(self) -> list[str]:
        """Texts and places by turns; the first and the last are texts."""
        return PLACE.split(self.english)

    def match(self, text: str) -> tuple[str, ...] | None:
        """Return what fills the places."""
        found = _compiled(self.english).fullmatch(text)
        return found.groups() if found else None

    def match_cut(self, text: str) -> tuple[str, ...] | None:
        """Return what fills the places of a text that was cut in the words after the last of them."""
        tail = self.parts[-1]
        for end in range(len(tail) - 1, FEWEST_LEFT - 1, -1):
            found = _compiled(self.english.removesuffix(tail) + tail[:end]).fullmatch(text)
            if found:
                return found.groups()
        return None


class Terms:
    """Chinese of the heads, codes, notes and printed lines of chapters.

    Parameters
    ----------
    path
        The file of terms: ``kind,english,chinese``.
    kept
        Texts that stay as they are: ids of plans and of series without a name, titles of sources.
    gaps
        A list to note in what has no Chinese, which then stays English: plans of one's own can bring such
        texts. Without it each gap is an error, as in the tests.

    Raises
    ------
    PlanTargetsError
        If a row has another kind than those of `KINDS`, lacks a text or stands twice.
    """

    def __init__(self, path: Path, kept: Collection[str] = (), gaps: list[str] | None = None) -> None:
        self.gaps = gaps
        rows: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                kind, english, chinese = row["kind"], row["english"], row["chinese"]
                if kind not in rows or not english or not chinese or english in rows[kind]:
                    raise PlanTargetsError(
                        f"{FILE}, row {number}: expected a kind ({', '.join(KINDS)}), the English, once "
                        f"in its kind, and the Chinese; found {kind},{english},{chinese}"
                    )
                rows[kind][english] = chinese
        names = (*load_codebook(), *codes("field"))
        self.heads = {name: field_name(name, "zh") for name in names} | rows["head"]
        self.cells = _names_elsewhere() | rows["cell"]
        self.notes = [Pattern(*row) for row in rows["note"].items()]
        self.lines = [Pattern(*row) for row in rows["line"].items()]
        self.kept = sorted(set(kept) - {""}, key=len, reverse=True)

    def table(self, html: str, where: str) -> str:
        """Return a table with heads and codes in Chinese; what stands in the data is the title of the cell.

        Raises
        ------
        PlanTargetsError
            If a head or cell is English, no row of the file fits it, and gaps are not noted. `where` is told.
        """
        first = ROW.search(html)
        columns = [unescape(cell[3]) for cell in CELL.finditer(first[0])] if first else []
        end = html.find("</thead>")

        def row(match: re.Match[str]) -> str:
            in_head = match.start() < end
            count = len(CELL.findall(match[0]))
            # Where cells span rows, the first row of heads does not tell the column.
            names = iter(columns if not in_head and count == len(columns) else [""] * count)
            return CELL.sub(lambda cell: self._table_cell(cell, where, next(names)), match[0])

        return ROW.sub(row, html)

    def printed(self, text: str, where: str) -> str:
        """Return printed lines in Chinese.

        Raises
        ------
        PlanTargetsError
            If a line is English, no row of the file fits it, and gaps are not noted.
        """
        return "".join(self._line(line, where) for line in text.splitlines(keepends=True))

    def _table_cell(self, cell: re.Match[str], where: str, column: str) -> str:
        tag, attributes, text = cell[1], cell[2], unescape(cell[3])
        if text.endswith(CUT):
            chinese = self._cut(text, where)
        else:
            chinese = self._head(text, where) if tag == "th" else self._cell(text, where, column)
        if chinese == text:
            return cell[0]
        title = f' title="{escape(text)}"' if ENGLISH_WORD.search(text) else ""
        return f"<{tag}{attributes}{title}>{escape(chinese)}</{tag}>"

    def _head(self, text: str, where: str) -> str:
        return self.heads.get(text) or self._checked(self._known(text, where) or text, where, "head")

    def _cell(self, text: str, where: str, column: str) -> str:
        found = self.cells.get(f"{column}: {text}") or self._known(text, where)
        if found is None and "; " in text:
            pieces = text.split("; ")
            known = [self._known(piece, where) or piece for piece in pieces]
            found = text if known == pieces else "；".join(known)
        return self._checked(text if found is None else found, where, "cell")

    def _line(self, line: str, where: str) -> str:
        text = line.strip()
        whole, pieces = self._matched(self.lines, text, where), text.split("; ")
        known = [whole] if whole else [self._matched(self.lines, piece, where) or piece for piece in pieces]
        if known == pieces:
            return self._checked(line, where, "line")
        return line.replace(text, self._checked("；".join(known), where, "line"))

    def _matched(self, patterns: list[Pattern], text: str, where: str) -> str | None:
        for pattern in patterns:
            found = pattern.match(text)
            if found is not None:
                return self._filled(pattern, found, where)
        return None

    def _known(self, text: str, where: str) -> str | None:
        if not text or TARGET_ID.fullmatch(text):
            return text
        if PERIOD.fullmatch(text):
            return period_words(text, "zh")
        named = self.cells.get(text) or self.heads.get(text) or _label(text)
        return named or (text if text in self.kept else self._matched(self.notes, text, where))

    def _filled(self, pattern: Pattern, found: tuple[str, ...], where: str) -> str:
        places = zip(pattern.parts[1::2], found, strict=True)
        return pattern.chinese.format(
            *(self._value(text, where) if place in ("{}", "{;}") else text for place, text in places)
        )

    def _value(self, text: str, where: str) -> str:
        known = self._known(text, where)
        if known is None and ", " in text:
            parts = [part if part.isdigit() else self._known(part, where) for part in text.split(", ")]
            known = None if None in parts else "、".join(str(part) for part in parts)
        return self._checked(text if known is None else known, where, "cell")

    def _cut(self, text: str, where: str) -> str:
        """Return what is certain of a shortened cell."""
        left = text.removesuffix(CUT)
        if any(one.startswith(left) for one in self.kept):
            return text
        whole = self._cut_note(left, where)
        if whole is not None:
            return whole
        *pieces, last = left.split("; ")
        shown = [self._known(piece, where) or piece for piece in pieces]
        shown.append(self._cut_note(last, where) or self._begun(last, where) + CUT)
        return self._checked("；".join(shown), where, "note")

    def _begun(self, text: str, where: str) -> str:
        """Return a note that was cut in its last place without what is left of an English word there."""
        for note in self.notes:
            found = note.match(text)
            if found:
                end = "" if ENGLISH_WORD.search(found[-1]) else found[-1]
                return self._filled(note, (*found[:-1], end), where)
        return "" if ENGLISH_WORD.match(text) else text

    def _cut_note(self, text: str, where: str) -> str | None:
        """Return the only note that begins like this."""
        fits = [(note, found) for note in self.notes if (found := note.match_cut(text)) is not None]
        return self._filled(*fits[0], where) if len(fits) == 1 else None

    def _checked(self, text: str, where: str, kind: str) -> str:
        bare = text
        if is_english(text):
            for one in self.kept:
                bare = bare.replace(one, "")
        if is_english(TARGET_ID.sub("", bare)):
            gap = f"{FILE}: no Chinese of {text.strip()!r} in the chapter of {where}; add a row {kind},…"
            if self.gaps is None:
                raise PlanTargetsError(gap)
            self.gaps.append(gap)
        return text


def is_english(text: str) -> bool:
    """Say whether a text is English: words and no Chinese character, or two words side by side.

    Examples
    --------
    >>> [is_english(text) for text in ("cannot be told", "GDP 301", "holds for 开发区", "5G基站")]
    [True, False, True, False]
    """
    return bool(ENGLISH_WORDS.search(text) or (ENGLISH_WORD.search(text) and not HAN.search(text)))


def _names_elsewhere() -> dict[str, str]:
    """Return the names of codes of targets and of proxies."""
    named = {code: word(field, code, "zh") for field in CODED for code in codes(field) if code}
    for series_id in {item.series_id for item in load_vocabulary() if item.series_id}:
        for rule in proxies_for(series_id):
            named |= {rule["proxy_id"]: rule["label_zh"], rule["label_en"]: rule["label_zh"]}
    return named


def _label(text: str) -> str | None:
    """Return the name of a vintage or a series."""
    names = (vintage_label(text, "zh"), series_label(text, language="zh"))
    return next((name for name in names if name != text), None)


@lru_cache(maxsize=1024)
def _compiled(english: str) -> re.Pattern[str]:
    return re.compile("".join(PLACES.get(part) or re.escape(part) for part in PLACE.split(english)))
