"""What every column of the target row means: the dictionary that exports and pages are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from plantargets.package_tables import package_rows
from plantargets.prose import Phrases

Language = Literal["en", "zh"]
ColumnType = Literal["text", "integer", "decimal", "code", "codes"]
Review = Literal["", "free", "needed"]
_WORDS = Phrases("plantargets.targets", "codebook_words.csv")


@dataclass(frozen=True)
class Column:
    """One column of the target row, as ``codebook.csv`` declares it.

    Attributes
    ----------
    name
        The code of the column; their order is that of the file.
    type, unit
        What a cell holds, and in what.
    may_lack
        Whether a table made elsewhere, or before the column was introduced, may lack it.
    review
        ``free`` where a reviewer may change the cell or empty it, ``needed`` where it may not be empty, empty
        where it is not to be changed: the place and the words of a row are the text's.
    width_characters
        Of the column in a workbook; a Chinese character takes two.
    name_en, name_zh, meaning_en, meaning_zh
        For a reader, in both languages.
    codes
        Its codes with their meanings in English and Chinese.
    """

    name: str
    type: ColumnType
    unit: str
    may_lack: bool
    review: Review
    width_characters: int
    name_en: str
    name_zh: str
    meaning_en: str
    meaning_zh: str
    codes: dict[str, tuple[str, str]]

    def meaning(self, language: Language = "en") -> str:
        """Return what the column holds, in `language`."""
        return self.meaning_zh if language == "zh" else self.meaning_en

    def code_meanings(self, language: Language = "en") -> dict[str, str]:
        """Return the meaning of each code in `language`, in the order of the dictionary."""
        return {code: meanings[language == "zh"] for code, meanings in self.codes.items()}


@lru_cache(maxsize=1)
def load_codebook() -> dict[str, Column]:
    """Return the columns of the target row by name, in their order.

    Examples
    --------
    >>> load_codebook()["comparator"].code_meanings()["ge"]
    'at least'
    """
    codes: dict[str, dict[str, tuple[str, str]]] = {}
    for row in package_rows("plantargets.targets", "codes.csv"):
        codes.setdefault(row["column"], {})[row["code"]] = (row["meaning_en"], row["meaning_zh"])
    return {
        row["column"]: Column(
            row["column"],
            row["type"],  # type: ignore[arg-type]
            row["unit"],
            row["may_lack"] == "yes",
            row["review"],  # type: ignore[arg-type]
            int(row["width"]),
            row["name_en"],
            row["name_zh"],
            row["meaning_en"],
            row["meaning_zh"],
            codes.get(row["column"], {}),
        )
        for row in package_rows("plantargets.targets", "codebook.csv")
    }


@cache
def columns_of(*types: ColumnType) -> tuple[str, ...]:
    """Return the columns of the given types, in their order.

    Examples
    --------
    >>> columns_of("integer"), columns_of("decimal")
    (('start', 'end'), ('value_min', 'value_max', 'baseline_value'))
    """
    return tuple(column.name for column in load_codebook().values() if column.type in types)


def column_name(column: str, language: Language = "en") -> str:
    """Return what a reader calls a column, empty where it is none of the target row.

    Examples
    --------
    >>> column_name("quote"), column_name("quote", "zh"), column_name("province")
    ('As written', '引文', '')
    """
    known = load_codebook().get(column)
    if known is None:
        return ""
    return known.name_zh if language == "zh" else known.name_en


def code_label(column: str, code: str, language: Language = "en") -> str:
    """Return what a code means, or the code itself where the dictionary does not have it.

    Several codes of one cell are told one after the other.

    Examples
    --------
    >>> code_label("kind", "share", "zh"), code_label("check", "ocr;unit_unknown", "en")
    ('占比', 'read from a picture by character recognition; the unit is in no table, or only implied')
    """
    known = load_codebook().get(column)
    if known is None:
        return code
    meanings = known.code_meanings(language)
    if known.type == "codes":
        return ("；" if language == "zh" else "; ").join(meanings.get(one, one) for one in code.split(";"))
    return meanings.get(code, code)


def codebook_page(language: Language = "en") -> str:
    """Return the codebook as a page of Markdown, in ``en`` or ``zh``."""
    words = _WORDS.of(language)
    columns = load_codebook().values()
    parts = [
        f"# {words['title']}",
        words["intro"],
        _table(
            [words[name] for name in ("column", "type", "unit", "meaning")],
            (
                [f"`{c.name}`", words[c.type], words.get(c.unit, c.unit), _escaped(c.meaning(language))]
                for c in columns
            ),
        ),
        f"## {words['of_codes']}",
    ]
    for column in columns:
        if column.codes:
            meanings = column.code_meanings(language).items()
            parts += [
                f"### `{column.name}`",
                _table([words["code"], words["meaning"]], ([f"`{code}`", text] for code, text in meanings)),
            ]
    return "\n\n".join(parts) + "\n"


def codebook_rows() -> list[tuple[str, str, str, str, str, str]]:
    """Return the codebook as a table: column, type, unit, code, and the meaning in both languages.

    One row for each column, followed by one for each of its codes.
    """
    rows = []
    for column in load_codebook().values():
        rows.append((column.name, str(column.type), column.unit, "", column.meaning_en, column.meaning_zh))
        rows += [(column.name, "", "", code, *meanings) for code, meanings in column.codes.items()]
    return rows


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")
