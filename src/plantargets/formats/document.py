"""What a reader of a format gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document.

    Attributes
    ----------
    text
        One paragraph or table row a line; the cells of a row are separated by `` | ``.
    page_starts
        Offsets in `text` at which the pages begin; empty where the format knows no pages.
    tool
        Library that read the format, with its version.
    """

    text: str
    page_starts: tuple[int, ...]
    tool: str


def table_row(cells: list[str]) -> str:
    """Return one line for a table row, in the shape of a plan's annex: ``1 | 企业30家 | 市工信局``.

    A bar inside a cell becomes a full-width one, so that it cuts no cell in two.

    Examples
    --------
    >>> table_row(["1", "企业 | 30家", ""])
    '1 | 企业 ｜ 30家 |'
    """
    return " | ".join(" ".join(cell.replace("|", "｜").split()) for cell in cells).strip(" ")
