"""The declared steps, the notebook runner, records and verification.

A notebook needs two functions of this room: :func:`read_table` for a table of an earlier step and
:func:`write_results` in its last cell.
"""

from plantargets.pipeline.results import read_table, write_results

__all__ = ["read_table", "write_results"]
