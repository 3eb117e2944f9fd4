"""Tutorials: the checks of their exercises, and the notebooks made from the lessons."""

from plantargets.tutorials.checks import Verdict, exercises
from plantargets.tutorials.notebooks import LESSONS, lesson_notebook

__all__ = ["LESSONS", "Verdict", "exercises", "lesson_notebook"]
