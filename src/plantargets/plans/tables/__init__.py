"""Tables in the text of a plan: their cells with offsets, whatever form the text has them in."""

from plantargets.plans.tables.finding import (
    BLANK,
    MOST_COLUMNS,
    MOST_HEADER_ROWS,
    Cell,
    Form,
    Line,
    Span,
    Table,
    Unread,
    find_tables,
    is_caption,
    lines_of,
)

__all__ = [
    "BLANK",
    "MOST_COLUMNS",
    "MOST_HEADER_ROWS",
    "Cell",
    "Form",
    "Line",
    "Span",
    "Table",
    "Unread",
    "find_tables",
    "is_caption",
    "lines_of",
]
