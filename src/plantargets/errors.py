"""The one kind of error that a user is meant to read."""

import difflib
from collections.abc import Iterable


class PlanTargetsError(Exception):
    """A refusal with a reason.

    The message says what was expected, what was found, where (file, row, parameter, offset) and what to do.
    The command line prints it without a traceback and exits with a status that is not zero.
    """


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `` (did you mean ...?)`` with the known name nearest to `name`, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    # Letters in another order are the commonest slip: gpd is gdp, and not gnp.
    swapped = [word for word in close if sorted(word) == sorted(name)]
    return f" (did you mean {(swapped or close)[0]!r}?)" if close else ""


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its English word, for messages that exist in English alone.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row"), counted(0, "query", "queries")
    ('1 row', '1,200 rows', '0 queries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
