"""A period: by when, during which years, or how often a number holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

# How often a number holds, and how many times a year that is.
TIMES_A_YEAR = {"annual": 1, "half-yearly": 2, "quarterly": 4, "monthly": 12, "weekly": 52}
FORMS = ("by", "during", *TIMES_A_YEAR)
_YEARS = r":(?:(?P<start>\d{4})-(?=\d{4}))?(?P<end>\d{4})(?:-(?P<month>\d{2}))?"
_CODE = re.compile(rf"(?P<form>{'|'.join(FORMS)})(?:{_YEARS})?")
# The same for a script in a browser, which knows no names of groups.
_PLAIN = re.sub(r"\?P<\w+>", "?:", _YEARS)
PATTERN = rf"(?:by|during){_PLAIN}|(?:{'|'.join(TIMES_A_YEAR)})(?:{_PLAIN})?"


@dataclass(frozen=True, slots=True)
class Period:
    """When a number is due (``by``), the years it is spread over (``during``), or how often it holds.

    An empty form says that no period is given: such a period is false. Frequencies without years hold for
    years that nothing states.

    >>> str(Period("by", end_year=2019, end_month=6)), str(Period("annual", 2020, 2022)), str(Period())
    ('by:2019-06', 'annual:2020-2022', '')
    """

    form: str = ""
    start_year: int | None = None
    end_year: int | None = None
    end_month: int | None = None

    @classmethod
    def parse(cls, code: str) -> Period:
        """Return the period that a code names: the only reader of such codes.

        Raises
        ------
        ValueError
            If the text is no code of a period.

        >>> Period.parse("annual:2020-2022").end_year, bool(Period.parse(""))
        (2022, False)
        """
        if not code:
            return cls()
        match = _CODE.fullmatch(code)
        if match is None or (match["form"] in {"by", "during"} and match["end"] is None):
            raise ValueError(f"not a period: {code!r}; expected by:2025, annual:2023-2025, during:2023-2025")
        start, end, month = (int(match[name]) if match[name] else None for name in ("start", "end", "month"))
        if match["form"] != "by" and start is None:
            start = end
        return cls(match["form"], start, end, month)

    def __str__(self) -> str:
        if not self.form or self.end_year is None:
            return self.form
        month = f"-{self.end_month:02d}" if self.end_month else ""
        since = f"{self.start_year}-" if self.start_year not in {None, self.end_year} else ""
        return f"{self.form}:{since}{self.end_year}{month}"

    @property
    def code(self) -> str:
        """The code of the row, empty where no period is given."""
        return str(self)

    def __bool__(self) -> bool:
        return bool(self.form)

    @property
    def is_repeated(self) -> bool:
        """Whether the number holds again and again: every year, quarter or month."""
        return self.form in TIMES_A_YEAR

    @property
    def times_a_year(self) -> int:
        """How many times a year a repeated number holds."""
        return TIMES_A_YEAR[self.form]

    @property
    def years(self) -> int | None:
        """The number of years from the first to the last, None where one is not known."""
        if self.start_year is None or self.end_year is None:
            return None
        return self.end_year - self.start_year + 1

    def within(self, first_year: int, last_year: int) -> Period:
        """Return the period with the years of a plan where it states none of its own.

        >>> str(Period("annual").within(2020, 2022)), Period("by", end_year=2022).within(2020, 2022).years
        ('annual:2020-2022', 3)
        """
        if self.form == "by" and self.end_year is not None:
            start = first_year if first_year <= self.end_year else None
            return Period("by", start, self.end_year, self.end_month)
        if self.form and self.end_year is None:
            return Period(self.form, first_year, last_year)
        return self
