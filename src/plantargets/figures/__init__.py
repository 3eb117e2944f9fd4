"""Figures: one style, one function per kind of figure."""

from plantargets.figures.style import figure_style, save_figure

__all__ = ["figure_style", "save_figure"]
