"""What a reviewer answers: verdicts, the fields that may be changed, and what a correction holds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation

from plantargets.errors import PlanTargetsError
from plantargets.language.period import Period
from plantargets.targets.codebook import columns_of, load_codebook

ACCEPT, CORRECT, REJECT, ADD = "accept", "correct", "reject", "add"
VERDICTS = (ACCEPT, CORRECT, REJECT, ADD)
# What a reviewer may change; the place and the words of a row are the text's.
CHANGEABLE = tuple(column.name for column in load_codebook().values() if column.review)
# A row has these always; the others may be corrected to nothing.
NEEDED = tuple(column.name for column in load_codebook().values() if column.review == "needed")
# What a cell ``new_…`` holds where the field is to be empty: a blank cell leaves the field as it is.
EMPTY = "none"
PLACE = ("target_id", "plan_id", "start", "quote", "passage", "check")
ANSWERS = ("verdict", "reason", "who", "when")
SHEET = (*PLACE, *ANSWERS, *(name for field in CHANGEABLE for name in (field, f"new_{field}")))


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of one row.

    `action` is ``correct`` (a field), ``reject`` (the row is no target) or ``add`` (a row the program lacks:
    one correction for each field, `expected` empty). A row is addressed by its id and its quote, so that a
    changed text or rule is noticed.
    """

    plan_id: str
    target_id: str
    quote: str
    start: str
    action: str
    field: str
    expected: str
    value: str
    reason: str
    who: str
    when: str


FIELDS = tuple(field.name for field in fields(Correction))


def check_answer(name: str, value: str, where: str) -> None:
    """Refuse a new value that its field cannot hold.

    Parameters
    ----------
    name
        One of `CHANGEABLE`.
    value
        The new value; empty where the field is to be empty.
    where
        The row, for the message.

    Raises
    ------
    PlanTargetsError
        If the value is no number, code or period of the field, or empty where a row needs one.
    """
    told = f"{where}: new_{name} is {value or EMPTY!r}"
    codes = load_codebook()[name].codes
    if value == "":
        if name in NEEDED:
            raise PlanTargetsError(f"{told}, but a row needs it. Reject the row if it is no target.")
    elif name in columns_of("decimal"):
        try:
            is_number = Decimal(value).is_finite()
        except InvalidOperation:
            is_number = False
        if not is_number:
            raise PlanTargetsError(f"{told}, expected a number.")
    elif codes and value not in codes:
        raise PlanTargetsError(f"{told}, expected one of {', '.join(codes)}.")
    elif name == "period":
        try:
            Period.parse(value)
        except ValueError:
            raise PlanTargetsError(
                f"{told}, expected a period: by:2025, annual:2023-2025, during:2023-2025."
            ) from None
