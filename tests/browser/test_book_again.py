"""Equal outputs give equal bytes."""

from __future__ import annotations

from pathlib import Path

from plantargets.book import make_book
from plantargets.project import project_root


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_book_made_again_is_the_same_and_names_no_folder_of_this_machine(
    book: Path, tmp_path: Path
) -> None:
    again = contents(make_book(project_root(), tmp_path / "book"))
    first = contents(book)
    assert sorted(again) == sorted(first)
    assert [name for name in again if again[name] != first[name]] == []
    root = str(project_root()).encode()
    assert [name for name in again if root in again[name] or b"plantargets-book-" in again[name]] == []
