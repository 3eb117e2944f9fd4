"""Notebooks saved in JupyterLab, in the form that is committed: ``python -m plantargets.pipeline.tidy FILE``.

The hook of ``.pre-commit-config.yaml``. nbstripout takes outputs away as a whole or not at all; committed
here are the printed results without the bytes of images, which nbval compares and the web shows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

from plantargets.pipeline.notebook import IGNORED_TAG, canonical, notebook_text, without_images
from plantargets.pipeline.results import BY_HAND_NOTE


def tidy(path: Path) -> bool:
    """Write a notebook of a step as it is committed; return whether anything changed."""
    before = path.read_text(encoding="utf-8")
    notebook = without_images(canonical(nbformat.reads(before, as_version=4)))
    for cell in notebook.cells:
        if IGNORED_TAG in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                lines = output.get("text", "").splitlines(keepends=True)
                output["text"] = "".join(line for line in lines if not line.startswith(BY_HAND_NOTE))
    after = notebook_text(notebook)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def main() -> None:
    """Tidy the files that the command line names; a status that is not zero tells the hook of a change."""
    changed = [name for name in sys.argv[1:] if tidy(Path(name))]
    for name in changed:
        print(f"tidied {name}: add it again")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
