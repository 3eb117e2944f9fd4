"""The Chinese prose of a notebook, kept beside it: a run in Chinese is Chinese throughout."""

from __future__ import annotations

import copy
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.declaration import Run
from plantargets.pipeline.fingerprint import TRANSLATIONS

TRANSLATED_CELL = re.compile(r"^<!-- cell (\S+) of ([0-9a-f]{12}) -->\n", re.MULTILINE)


@dataclass(frozen=True)
class Translation:
    """The Chinese of a cell of prose, and the checksum of the English it was made from."""

    source: str
    made_from: str


def in_language(notebook: NotebookNode, run: Run, root: Path) -> NotebookNode:
    """Return the notebook with its prose in the language of the run, where that is Chinese and translated.

    Raises
    ------
    PlanTargetsError
        If a cell of prose has no translation, or one of an earlier English text.
    """
    path = root / TRANSLATIONS / f"{run.step.name}.md"
    if run.parameters.get("language") != "zh" or not path.is_file():
        return notebook
    translations = read_translations(path)
    translated = copy.deepcopy(notebook)
    for cell in translated.cells:
        if cell.cell_type == "markdown":
            found = translations.get(cell.id)
            if found is None or found.made_from != checksum(cell.source):
                raise PlanTargetsError(
                    f"{TRANSLATIONS}/{run.step.name}.md: no translation of cell {cell.id} as it is now; "
                    f"add it under <!-- cell {cell.id} of {checksum(cell.source)} -->"
                )
            cell.source = found.source
    return translated


def read_translations(path: Path) -> dict[str, Translation]:
    """Read the Chinese prose of a notebook: pieces headed ``<!-- cell ID of CHECKSUM -->``.

    The checksum is the first twelve characters of `checksum` of the English cell.
    """
    parts = TRANSLATED_CELL.split(path.read_text(encoding="utf-8"))
    if parts[0].strip():
        raise PlanTargetsError(f"{path}: expected a line <!-- cell ID of CHECKSUM --> first")
    pieces = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    return {cell: Translation(source.strip(), made_from) for cell, made_from, source in pieces}


def checksum(source: str) -> str:
    """Return what tells whether the English of a cell has changed since it was translated."""
    return hashlib.sha256(" ".join(source.split()).encode()).hexdigest()[:12]
