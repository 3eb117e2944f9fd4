"""The manuscript: its numbers put in from the results, each a link to its cell; a PDF and a Word file."""

from plantargets.paper.manuscript import fill_manuscript, make_paper

__all__ = ["fill_manuscript", "make_paper"]
