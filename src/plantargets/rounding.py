"""Numbers as they are published and shown: as many digits as they mean, halves away from zero.

Results are rounded by `publish` and `rounded`, what is written in a sentence, a table, a figure or a page by
`written`, exact decimals by `to_decimals`: one way, so that a page shows no other number than its table.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    import pandas as pd

# Decimals by the ending of the column's name: thousandths of a percentage point, ten-thousandths of a chance.
DECIMALS = {
    "_pct": 3,
    "_percentile": 3,
    "chance": 4,
    "_chance": 4,
    "_share": 4,
    "_score": 4,
    "crps": 4,
    "similarity": 4,
}
# Any other number keeps these: 17165.549087 becomes 17165.55, 0.00761387539 becomes 0.00761388.
SIGNIFICANT_DIGITS = 6
LEAST_DECIMALS = 2
# What cancels out to nearly nothing is nothing.
MOST_DECIMALS = 9
# Statistics are published with up to four decimals. A number that has no more, but for the noise of a sum,
# was observed and stands as it is: 3650.1685 is not 3650.17.
OBSERVED_DECIMALS = 4
# Sums of the same terms in another order differ behind these digits. They are cut first, and halves then go
# away from zero, so that 91.8825 and 91.88250000000585, one result on two processors, are both 91.883: data
# of few decimals often give a half, which would stand just where two processors part.
NOISE_DIGITS = 12

# Of the largest float no digit is lost.
_ALL_DIGITS = Context(prec=400)
# A format that rounds: its fill, sign and width, the digits, and whether they count decimals or all digits.
_ROUNDS = re.compile(r".*\.(\d+)([fg%])", re.DOTALL)

P = ParamSpec("P")
R = TypeVar("R")


def published(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with every column of floats rounded to what its numbers mean.

    The last digits of a float differ between processors and mean nothing. Columns of exact decimals, whole
    numbers and texts stay as they are.

    Parameters
    ----------
    frame
        Any table. The name of a column decides its decimals (`DECIMALS`).

    Examples
    --------
    >>> import pandas as pd
    >>> published(pd.DataFrame({"growth_pct": [5.489865625916659], "value": [17165.549087795505]}))
       growth_pct     value
    0        5.49  17165.55
    """
    import pandas as pd  # noqa: PLC0415 - read by the Snakefile, through the package of the pipeline

    rounded = {
        name: column.map(functools.partial(publish, column=str(name)), na_action="ignore")
        for name, column in frame.items()
        if pd.api.types.is_float_dtype(column.dtype)
    }
    return frame.assign(**rounded) if rounded else frame  # type: ignore[arg-type]


def publish(value: float, column: str) -> float:
    """Return a number as a column of this name publishes it.

    Examples
    --------
    >>> publish(0.07613875396417837, "chance"), publish(2.9e-16, "gap"), publish(3650.1685, "value")
    (0.0761, 0.0, 3650.1685)
    >>> publish(91.8825, "progress_pct"), publish(91.88250000000585, "progress_pct")
    (91.883, 91.883)
    """
    if not math.isfinite(value) or value == 0:
        return value
    exact = _exact(value)
    if exact.adjusted() >= NOISE_DIGITS - LEAST_DECIMALS:
        return float(exact)  # no more decimals are left
    if not _fixed_decimals(column) and exact == exact.quantize(Decimal(1).scaleb(-OBSERVED_DECIMALS)):
        return float(exact)
    return float(to_decimals(exact, _decimals(float(exact), column))) + 0.0  # no minus zero


def to_decimals(value: Decimal, decimals: int) -> Decimal:
    """Return a decimal with so many decimals, halves away from zero; fewer than none are tens, hundreds.

    Examples
    --------
    >>> to_decimals(Decimal("6.25"), 1), to_decimals(Decimal("-0.5"), 0), to_decimals(Decimal(1250), -2)
    (Decimal('6.3'), Decimal('-1'), Decimal('1.3E+3'))
    """
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _ALL_DIGITS)


def rounded(value: float, decimals: int) -> float:
    """Return a number with so many decimals, halves away from zero: 6.25 is 6.3, and so is 6.2500000000001.

    Examples
    --------
    >>> rounded(6.25, 1), rounded(2.675, 2), rounded(-0.04, 1)
    (6.3, 2.68, 0.0)
    """
    return float(to_decimals(_exact(value), decimals)) + 0.0 if math.isfinite(value) else value


def written(value: float | Decimal, form: str) -> str:
    """Return a number in a format of Python, rounded as results are: halves away from zero.

    Python rounds 6.25 to 6.2 and 2.675, which a float holds a little lower, to 2.67.

    Parameters
    ----------
    value
        A number; what is not finite is written as Python writes it.
    form
        Such as ``.1f``, ``,.0f``, ``.3g``, ``.0%``. A format that does not round is Python's own.

    Examples
    --------
    >>> written(6.25, ".1f"), written(2.675, ".2f"), written(-1250.5, ",.0f"), written(0.1245, ".3g")
    ('6.3', '2.68', '-1,251', '0.125')
    >>> written(-0.04, ".1f"), written(5, ",d"), written(float("nan"), ".0f")
    ('0.0', '5', 'nan')
    """
    rounds = _ROUNDS.fullmatch(form)
    if not rounds or not math.isfinite(value):
        return format(value, form)
    exact, digits = _exact(value), int(rounds[1])
    if rounds[2] == "g":
        digits = max(digits, 1) - 1 - exact.adjusted()
        return format(float(to_decimals(exact, digits)) if exact else 0.0, form)
    shown = to_decimals(exact, digits + 2 if rounds[2] == "%" else digits)
    return format(shown if shown else abs(shown), form)  # no minus zero


def _exact(value: float | Decimal) -> Decimal:
    """Return a number as a decimal, without the noise of a float."""
    return value if isinstance(value, Decimal) else Decimal(f"{float(value):.{NOISE_DIGITS}g}")


def last_place(value: float, column: str) -> float:
    """Return what the last digit of a published number stands for.

    Examples
    --------
    >>> last_place(0.0761, "chance"), last_place(17165.55, "value")
    (0.0001, 0.01)
    """
    return 10.0 ** -_decimals(value, column) if math.isfinite(value) else 0.0


def _decimals(value: float, column: str) -> int:
    fixed = _fixed_decimals(column)
    if fixed or value == 0:
        return fixed or MOST_DECIMALS
    magnitude = math.floor(math.log10(abs(value)))
    return min(max(SIGNIFICANT_DIGITS - 1 - magnitude, LEAST_DECIMALS), MOST_DECIMALS)


def _fixed_decimals(column: str) -> int:
    """Return the decimals that the name of a column asks for, 0 if it asks for none."""
    return next((digits for ending, digits in DECIMALS.items() if column.endswith(ending)), 0)


def from_published(draw: Callable[P, R]) -> Callable[P, R]:
    """Make a function draw from published numbers: every frame that it is given is rounded before.

    A line drawn from other numbers than those in the table beside it would have other bytes on another
    processor.
    """
    import pandas as pd  # noqa: PLC0415

    def rounded(argument: Any) -> Any:
        return published(argument) if isinstance(argument, pd.DataFrame) else argument

    @functools.wraps(draw)
    def drawn(*arguments: P.args, **named: P.kwargs) -> R:
        return draw(
            *map(rounded, arguments),
            **{name: rounded(argument) for name, argument in named.items()},
        )

    return drawn
