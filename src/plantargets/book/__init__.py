"""The book: notebooks, plans and targets as pages that need no server and no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plantargets.book.build import make_book

__all__ = ["make_book"]


def __getattr__(name: str) -> Any:
    """Import the building of the book when it is asked for: its pages are made in a browser too."""
    if name == "make_book":
        from plantargets.book.build import make_book  # noqa: PLC0415

        return make_book
    raise AttributeError(f"module 'plantargets.book' has no attribute {name!r}; it has make_book")
