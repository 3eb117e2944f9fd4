"""The one kind of error that a user is meant to read."""


class PlanTargetsError(Exception):
    """A refusal with a reason.

    The message says what was expected, what was found, where (file, row, parameter, offset) and what to do.
    The command line prints it without a traceback and exits with a status that is not zero.
    """
