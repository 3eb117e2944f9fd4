"""The structure of a plan: sections by their headings, paragraphs across lines, rows of tables.

`labels` knows the numbers of headings, `lines` what one look at all lines tells, `pieces` which lines belong
together, `heads` which words head a paragraph, `rows` the cells of tables; `read` goes over the lines once
and grows the `outline`, which is frozen at the end.
"""

from plantargets.plans.structure.outline import Block, Cell, Row, Section, Structure, innermost
from plantargets.plans.structure.read import read_structure

__all__ = ["Block", "Cell", "Row", "Section", "Structure", "innermost", "read_structure"]
