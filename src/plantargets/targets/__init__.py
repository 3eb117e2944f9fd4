"""From the text of a plan to its quantitative targets, and how accurate that is (`evaluate`)."""

from plantargets.targets.extract import read_targets
from plantargets.targets.target import COLUMNS, Target

__all__ = ["COLUMNS", "Target", "read_targets"]
