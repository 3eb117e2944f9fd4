"""Tutorials: the checks of their exercises, and the notebooks made from the lessons."""

from plantargets.tutorials.checks import Check, Verdict, exercises
from plantargets.tutorials.copies import copy_lessons
from plantargets.tutorials.notebooks import LESSONS, lesson_notebook

__all__ = ["LESSONS", "Check", "Verdict", "copy_lessons", "exercises", "lesson_notebook"]
