"""A page of the browser under watch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page


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
