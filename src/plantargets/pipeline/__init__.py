"""The declared steps, the notebook runner, records and verification.

A notebook needs four functions of this room: :func:`begin_step` where its imports end, :func:`read_table`
for a table of an earlier step, :func:`draw` for a figure, which a sweep does without, and
:func:`write_results` in its last cell.
"""

from plantargets.pipeline.begin import begin_step
from plantargets.pipeline.results import draw, read_table, write_results

__all__ = ["begin_step", "draw", "read_table", "write_results"]
