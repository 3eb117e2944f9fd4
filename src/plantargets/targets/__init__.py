"""From the text of a plan to rows of quantitative targets."""

from plantargets.targets.extract import extract_targets
from plantargets.targets.row import COLUMNS, Target

__all__ = ["COLUMNS", "Target", "extract_targets"]
