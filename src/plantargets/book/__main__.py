"""``python -m plantargets.book`` makes the book."""

from __future__ import annotations

import sys

from plantargets.book.build import make_book
from plantargets.errors import PlanTargetsError
from plantargets.project import project_root

if __name__ == "__main__":
    try:
        folder = make_book(project_root())
    except PlanTargetsError as error:
        sys.exit(f"plantargets: {error}")
    print(f"{folder / 'index.html'}: open it in a browser")
