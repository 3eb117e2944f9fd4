"""A page of the browser under watch, and what is expected of one as soon as it has done what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, TimeoutError

MILLISECONDS_TO_BECOME = 30_000


@dataclass
class Watched:
    """A page of the browser and what went wrong on it."""

    page: Page
    book: Path
    faults: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Open a page of the book by its address within the book."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.book.as_uri()}/{address}")
        return self.page


def becomes(page: Page, expression: str, wanted: object = True) -> None:
    """Wait until an expression of JavaScript has a value; what it has instead after half a minute is a fault.

    A page answers a key or a click in its own time: what is read at once is that of before on a slow machine.
    """
    try:
        page.wait_for_function(
            f"(wanted) => JSON.stringify({expression}) === JSON.stringify(wanted)",
            arg=wanted, timeout=MILLISECONDS_TO_BECOME,
        )  # fmt: skip
    except TimeoutError:
        assert page.evaluate(expression) == wanted, expression
