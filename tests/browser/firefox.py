"""Firefox over WebDriver BiDi: what the tests of the pages need of it, and no more (W3C WebDriver BiDi)."""

from __future__ import annotations

import base64
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

SECONDS_TO_START = 90
SECONDS_FOR_AN_ANSWER = 120
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c"}
# Nothing of the browser's own may ask the network while the pages are watched.
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """One page of a running Firefox."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self.socket = socket
        self.numbers = itertools.count(1)
        self.faults: list[str] = []
        self.ask("session.new", capabilities={})
        self.page = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a command and return its result."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                assert message["type"] == "success", (method, message)
                return message["result"]
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        told = message.get("params", {})
        if message.get("method") == "log.entryAdded" and told["level"] == "error":
            self.faults.append(f"{told['text']}")
        if message.get("method") == "network.beforeRequestSent":
            address = told["request"]["url"]
            if not address.startswith(("file:", "data:", "blob:", "about:")):
                self.faults.append(f"request to {address}")

    def open(self, address: str) -> None:
        """Go to an address and wait until the page is loaded."""
        self.ask("browsingContext.navigate", context=self.page, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page, in CSS pixels."""
        size = {"width": width, "height": height}
        self.ask("browsingContext.setViewport", context=self.page, viewport=size)

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression of JavaScript."""
        result = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script})))()",
            target={"context": self.page},
            awaitPromise=True,
        )
        assert result["type"] == "success", (script, result)
        value = result["result"].get("value")
        return None if value is None else json.loads(value)

    def wait_for(self, script: str, seconds: float = 60) -> Any:
        """Return the value of an expression as soon as it is true."""
        end = time.monotonic() + seconds
        while True:
            value = self.evaluate(script)
            if value:
                return value
            assert time.monotonic() < end, f"not within {seconds} s: {script}"
            time.sleep(0.05)

    def becomes(self, script: str, wanted: object) -> None:
        """Wait until an expression has a value: a page answers a key in its own time."""
        said = json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
        self.wait_for(f"JSON.stringify({script}) === {json.dumps(said)}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        actions = [
            {"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")
        ]
        self._act([{"type": "key", "id": "keyboard", "actions": actions}])

    def click(self, selector: str) -> None:
        """Click the middle of the first element that a selector finds."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center'}})")
        x, y = self.evaluate(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getClientRects()[0];"
            " return [Math.round(r.x + r.width / 2), Math.round(r.y + r.height / 2)]; })()"
        )
        moves = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act([{"type": "pointer", "id": "mouse", "actions": moves}])

    def back(self) -> None:
        """Go back in the history."""
        self.ask("browsingContext.traverseHistory", context=self.page, delta=-1)

    def choose_files(self, selector: str, *paths: Path) -> None:
        """Give files to an input of files."""
        found = self.ask(
            "browsingContext.locateNodes", context=self.page, locator={"type": "css", "value": selector}
        )["nodes"][0]
        element = {"sharedId": found["sharedId"]}
        files = [str(path) for path in paths]
        self.ask("input.setFiles", context=self.page, element=element, files=files)

    def screenshot(self, path: Path) -> None:
        """Save a picture of what is seen."""
        data = self.ask("browsingContext.captureScreenshot", context=self.page)["data"]
        path.write_bytes(base64.b64decode(data))

    def _act(self, actions: list[dict[str, Any]]) -> None:
        self.ask("input.performActions", context=self.page, actions=actions)
        self.ask("input.releaseActions", context=self.page)


@contextmanager
def running_firefox() -> Iterator[Callable[[], Firefox]]:
    """Start Firefox without a window; it ends with the block."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "no Firefox: apt install firefox-esr"
    with tempfile.TemporaryDirectory(prefix="plantargets-firefox-") as folder:
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()
        ]
        Path(folder, "user.js").write_text("\n".join(lines), encoding="utf-8")
        log = Path(folder, "log")
        with log.open("wb") as out:
            process = subprocess.Popen(
                [program, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"],
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            socket = websocket.create_connection(
                f"{_address(log, process)}/session", timeout=SECONDS_FOR_AN_ANSWER, suppress_origin=True
            )
            yield lambda: Firefox(socket)
            socket.close()
        finally:
            process.terminate()
            process.wait(timeout=30)


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"Firefox did not start: {log.read_text(errors='replace')[-500:]}")
