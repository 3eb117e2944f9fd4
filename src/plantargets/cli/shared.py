"""What several commands have in common."""

from __future__ import annotations

from pathlib import Path

SOME_SKIPPED = 3  # exit status of an extraction that did what it could
NOTES_SHOWN = 20


def short_path(path: Path) -> str:
    """Return a path as short as it can be from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
