"""The book in Chromium, opened from the file system. Run by ``make test-browser``.

The book is that of ``$PLANTARGETS_BOOK`` or ``outputs/book``, the browser that of ``$CHROMIUM``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request, expect, sync_playwright
from watched import MILLISECONDS_TO_BECOME, Watched

from plantargets.project import project_root

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


expect.set_options(timeout=MILLISECONDS_TO_BECOME)


@pytest.fixture(scope="session")
def book() -> Path:
    """Return the folder of the book."""
    folder = Path(os.environ.get("PLANTARGETS_BOOK") or project_root() / "outputs" / "book")
    assert (folder / "index.html").is_file(), f"{folder} holds no book: run `make book`"
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium: apt install chromium, or set CHROMIUM to the program"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: Browser, book: Path, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """Return a page that fails the test for an error, a warning or a request to another host."""
    width = getattr(request, "param", 1280)
    page = chromium.new_page(viewport={"width": width, "height": 800})
    watched = Watched(page, book)

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watched.faults.append(f"{page.url}: {message.type}: {message.text}")

    def asked(asked_for: Request) -> None:
        if not asked_for.url.startswith(("file:", "data:", "blob:", "about:")):
            watched.faults.append(f"{page.url}: request to {asked_for.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: watched.faults.append(f"{page.url}: {error}"))
    page.on("request", asked)

    def lost(request: Request) -> None:
        # What still loads while the page is left is given up (net::ERR_ABORTED); a file that is not there is
        # net::ERR_FILE_NOT_FOUND. What is made in the page cannot be missing.
        if not request.url.startswith("blob:") and request.failure != "net::ERR_ABORTED":
            watched.faults.append(f"{page.url}: not found: {request.url}")

    page.on("requestfailed", lost)
    yield watched
    page.close()
    assert watched.faults == []
