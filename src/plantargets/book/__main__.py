"""``python -m plantargets.book`` makes the book."""

from __future__ import annotations

from plantargets.ending import in_one_sentence

if __name__ == "__main__":
    with in_one_sentence():
        from plantargets.book.build import make_book
        from plantargets.project import project_root

        print(f"{make_book(project_root()) / 'index.html'}: open it in a browser")
