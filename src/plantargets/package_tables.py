"""Tables and texts that stand beside the code: the one way in which modules read them."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def package_text(package: str, path: str) -> str:
    """Return the text of a file of a package.

    Parameters
    ----------
    package
        The package that the file belongs to.
    path
        The file, as seen from the folder of the package.
    """
    return (files(package) / path).read_text(encoding="utf-8")


def package_rows(package: str, path: str) -> list[dict[str, str]]:
    """Return the rows of a table of a package by their heads, all of it as text.

    Raises
    ------
    csv.Error
        If a cell that is opened by a quote is not closed.

    Examples
    --------
    >>> package_rows("plantargets.plans", "divisions.csv")[0]
    {'code': '110000', 'name': '北京市'}
    """
    return list(csv.DictReader(io.StringIO(package_text(package, path), newline=""), strict=True))
