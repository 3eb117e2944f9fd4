"""Numbers as they are published: as many digits as they mean, so that two processors give the same ones."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
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
    exact = Decimal(f"{value:.{NOISE_DIGITS}g}")
    if exact.adjusted() >= NOISE_DIGITS - LEAST_DECIMALS:
        return float(exact)  # no more decimals are left
    if not _fixed_decimals(column) and exact == exact.quantize(Decimal(1).scaleb(-OBSERVED_DECIMALS)):
        return float(exact)
    place = Decimal(1).scaleb(-_decimals(float(exact), column))
    return float(exact.quantize(place, ROUND_HALF_UP)) + 0.0  # no minus zero


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
