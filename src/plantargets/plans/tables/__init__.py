"""Tables in the text of a plan: their cells with offsets, whatever form the text has them in."""

from plantargets.plans.tables.finding import find_tables
from plantargets.plans.tables.model import BLANK, Cell, Table, lines_of
from plantargets.plans.tables.page import is_caption

__all__ = ["BLANK", "Cell", "Table", "find_tables", "is_caption", "lines_of"]
