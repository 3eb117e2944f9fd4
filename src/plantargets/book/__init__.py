"""The book: notebooks, plans and targets as pages that need no server and no network."""

from plantargets.book.build import make_book

__all__ = ["make_book"]
